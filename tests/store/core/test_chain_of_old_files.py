"""A file from before the journal was a chain becomes one, whole, and the same one on every laptop."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from models import migrations
from psw_tui.store.core import chain
from psw_tui.store.core.store import Store
from tests.store.core.test_chain import said_of

if TYPE_CHECKING:
    from pathlib import Path

STEP = next(number for number, name in enumerate(migrations.STEPS) if name.endswith("_chain.py"))
KEYS = [f"{number:x}" * 32 for number in range(1, 9)]


def _cohort(closed_on: str | None) -> str:
    """The cohort as the journal has it."""
    days = {"starts": "2026-09-01", "ends": "2027-08-31", "closed_on": closed_on}
    return json.dumps({"id": KEYS[0], "name": "PSW 2026", "programme": "psw", "year": 2026, **days}, sort_keys=True)


def _old_file(path: Path) -> None:
    """Two entries on one cohort."""
    with pytest.MonkeyPatch.context() as old:
        old.setattr(migrations, "STEPS", migrations.STEPS[:STEP])
        old.setattr(migrations, "HEAD", STEP)
        migrations.create(path)
    made, changed = _cohort(None), _cohort("2027-09-01")
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "INSERT INTO cohort VALUES (?, 'PSW 2026', 'psw', 2026, '2026-09-01', '2027-08-31', '2027-09-01')", KEYS[:1]
        )
        file.executemany(
            "INSERT INTO operation VALUES (?, ?, '2026-09-01 10:00:00.000000', 'ruth', ?, 'cohorts', NULL, NULL, '')",
            [(KEYS[1], 1, "Added PSW 2026"), (KEYS[2], 2, "Closed PSW 2026")],
        )
        file.executemany(
            "INSERT INTO change VALUES (?, ?, 0, 'cohort', ?, NULL, ?, ?)",
            [(KEYS[3], KEYS[1], KEYS[0], None, made), (KEYS[4], KEYS[2], KEYS[0], made, changed)],
        )


def test_an_old_journal_becomes_a_chain_that_fits(db: Path) -> None:
    _old_file(db)
    with closing(sqlite3.connect(db)) as file:
        assert chain.head_code(file) == ""
    with Store.open(db) as store:
        assert said_of(store.connection) == []
        assert chain.head_code(store.connection)
        told = "SELECT machine, counter, what, who FROM operation ORDER BY counter"
        assert store.connection.execute(told).fetchall() == [
            (KEYS[1], 1, "Added PSW 2026", "ruth"),
            (KEYS[1], 2, "Closed PSW 2026", "ruth"),
        ]
        ids = [row[0] for row in store.connection.execute("SELECT id FROM change ORDER BY id")]
        assert ids == [f"{KEYS[1][:26]}000000", f"{KEYS[2][:26]}000000"]


def test_two_copies_of_an_old_file_become_the_same_chain(db: Path) -> None:
    """So that they can still be merged."""
    codes = set()
    for name in ("one.db", "other.db"):
        _old_file(db.with_name(name))
        with Store.open(db.with_name(name)) as store:
            codes.add(chain.head_code(store.connection))
    assert len(codes) == 1


def test_the_salts_cannot_be_made_of_what_is_in_the_file(db: Path) -> None:
    """They are made of the keys that the changes had: those are gone from every page."""
    _old_file(db)
    Store.open(db).close()
    whole = db.read_bytes()
    assert KEYS[1].encode() in whole
    assert KEYS[3].encode() not in whole
    assert KEYS[4].encode() not in whole


def test_what_cannot_be_read_is_carried_over_as_it_is(db: Path) -> None:
    _old_file(db)
    with closing(sqlite3.connect(db)) as file, file:
        file.execute("UPDATE operation SET what = CAST(x'41ff' AS TEXT) WHERE seq = 2")
        file.execute("UPDATE change SET \"after\" = CAST(x'7bff' AS TEXT) WHERE id = ?", (KEYS[4],))
        file.execute("UPDATE change SET n = 'x' WHERE id = ?", (KEYS[3],))
    with Store.open(db) as store:
        kept = store.connection.execute(
            'SELECT CAST(what AS BLOB), CAST("after" AS BLOB), n FROM main.operation o '
            "JOIN change c ON c.operation_id = o.id ORDER BY counter"
        ).fetchall()
    assert kept[0][2] == "x"
    assert kept[1][:2] == (b"A\xff", b"{\xff")
