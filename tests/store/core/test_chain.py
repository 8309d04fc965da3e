"""The journal is a chain: whatever is changed in it behind psw's back is named, and the head code tells the rest."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from models.chained import ChangeFields, EntryFields, change_digest, entry_hash
from models.engine import copy_in_memory
from models.tables import LeaderRow
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import chain, erased, journal_check, undo
from psw_tui.store.core.check import examine
from psw_tui.store.core.store import Store
from psw_tui.store.registers import record_marks
from tests.helpers import make_once
from tests.store.conftest import _make_small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENTRIES = 7


def _record(small: Store) -> None:
    """Seven entries, one of them undone, some of several changes."""
    _make_small(small)
    record_marks.mark(small, "W1", ["L001", "L002", "L003"], MarkValue.ABSENT)
    for leader, value in (("L001", MarkValue.PRESENT), ("L002", MarkValue.PART), ("L001", MarkValue.ABSENT)):
        record_marks.mark(small, "W2", [leader], value)
    undo.undo(small)
    record_marks.mark(small, "W2", ["L003"], MarkValue.PRESENT)


@pytest.fixture
def written(db: Path) -> Iterator[sqlite3.Connection]:
    """A copy of such a file, read as `psw check` reads it."""
    with (
        closing(sqlite3.connect(make_once(db, "store/chain", _record))) as file,
        closing(copy_in_memory(file)) as copy,
    ):
        copy.execute("PRAGMA foreign_keys=OFF")
        copy.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        yield copy


def said_of(connection: sqlite3.Connection) -> list[str]:
    """What the check says of the journal."""
    from sqlmodel import SQLModel

    followed = {
        table.name: [column.name for column in table.columns]
        for table in SQLModel.metadata.sorted_tables
        if table.name not in ("operation", "change", "programme_text")
    }
    return list(journal_check.problems(connection, followed))


def misfits(connection: sqlite3.Connection) -> list[str]:
    """What it says of the chain."""
    return [said for said in said_of(connection) if "does not fit" in said]


def test_a_journal_as_psw_writes_it_fits(written: sqlite3.Connection) -> None:
    assert said_of(written) == []
    assert [row[0] for row in written.execute("SELECT counter FROM operation ORDER BY counter")] == [
        *range(1, ENTRIES + 1)
    ]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _with_one_byte_changed(value: Any, draw: random.Random) -> Any:
    if isinstance(value, int):
        return value ^ (draw.randrange(1, 256) << 8 * draw.randrange(4))
    changed = bytearray(value.encode())
    changed[draw.randrange(len(changed))] ^= draw.randrange(1, 256)
    return bytes(changed)


def test_every_changed_byte_of_the_journal_is_named(written: sqlite3.Connection) -> None:
    """At 500 places; the entry is the one that was changed, unless what was changed is its number."""
    draw = random.Random(16)
    rows = [
        (table, row, counter)
        for table, key in (("operation", "id"), ("change", "operation_id"))
        for row, counter in written.execute(
            f"SELECT t.rowid, o.counter FROM {table} t JOIN operation o ON o.id = t.{key}"
        )
    ]
    columns = {table: _columns(written, table) for table in ("operation", "change")}
    tried = 0
    while tried < 500:
        table, row, counter = draw.choice(rows)
        column = draw.choice(columns[table])
        (value,) = written.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)).fetchone()
        if value in (None, ""):
            continue
        new = _with_one_byte_changed(value, draw)
        written.execute("SAVEPOINT whole")
        written.execute(
            f'UPDATE OR REPLACE {table} SET "{column}" = {"?" if isinstance(new, int) else "CAST(? AS TEXT)"} '
            "WHERE rowid = ?",
            (new, row),
        )
        said = misfits(written)
        assert len(said) == 1, (table, column, value, new)
        if column != "counter":
            assert said[0].startswith(f"Journal: entry {counter} does not fit: "), (table, column, said)
        written.execute("ROLLBACK TO whole")
        tried += 1
    assert said_of(written) == []


#: What stands in a statement for the key of entry 4, for one.
_ENTRY = re.compile("ENTRY([0-9])")
_META = "when it was, whose it is or of what kind, or which changes it has, is not what was recorded"
_ERASED = "row_id = NULL, leader_id = NULL, before = NULL, after = NULL, salt = NULL"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM change WHERE operation_id = ENTRY4", f"entry 4 does not fit: {_META}"),
        (
            "DELETE FROM change WHERE operation_id = ENTRY4; DELETE FROM operation WHERE counter = 4",
            "entry 5 does not fit: entry 4, which it was written upon, is missing",
        ),
        (
            """
            UPDATE operation SET counter = 13 - counter WHERE counter IN (4, 5);
            UPDATE operation SET counter = counter - 4 WHERE counter IN (8, 9);
            """,
            "entry 4 does not fit: it stands before an entry that it was written upon: they are out of order",
        ),
        ("UPDATE operation SET hash = 'x' || substr(hash, 2) WHERE counter = 4", "entry 4 does not fit: the hash"),
        ("UPDATE operation SET who = 'somebody' WHERE counter = 7", f"entry 7 does not fit: {_META}"),
        ("UPDATE operation SET counter = 9 WHERE counter = 7", f"entry 9 does not fit: {_META}"),
        ("UPDATE operation SET what = 'Nothing' WHERE counter = 3", "entry 3 does not fit: what it says that was done"),
        ("UPDATE change SET n = n + 9 WHERE n = 0", "entry 1 does not fit: a change before its change"),
        (
            "UPDATE change SET n = -1 - n WHERE n < 2; UPDATE change SET n = n + 2 WHERE n < 0",
            "entry 1 does not fit: a change before its change 0 is missing, or its changes were put in another order",
        ),
        (
            "DELETE FROM change WHERE n = 0 AND operation_id = ENTRY2",
            "entry 2 does not fit: a change before its change 1 is missing",
        ),
        ("DELETE FROM change WHERE operation_id = ENTRY2 AND n > 1", f"entry 2 does not fit: {_META}"),
        (
            "UPDATE change SET after = replace(after, 'absent', 'present') WHERE operation_id = ENTRY2",
            "entry 2 does not fit: what its change 0 says is not what was recorded",
        ),
        (
            """
            INSERT INTO change
            SELECT substr(id, 1, 31) || '9', operation_id, 9, table_name, row_id, leader_id, before, after, salt, digest
            FROM change WHERE n = 0 AND operation_id = ENTRY5
            """,
            "entry 5 does not fit: a change before its change 9 is missing",
        ),
        (
            f"UPDATE change SET {_ERASED} WHERE n = 0",
            "entry 1 does not fit: what its change 0 says was taken away, and no erasure is on record that did so",
        ),
        (
            "UPDATE operation SET what = '', salt = NULL WHERE counter = 6",
            "entry 6 does not fit: what it says that was done was taken away, and no erasure is on record that did so",
        ),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(damage: str, said: str, written: sqlite3.Connection) -> None:
    written.executescript(_ENTRY.sub(r"(SELECT id FROM operation WHERE counter = \1)", damage))
    (found,) = misfits(written)
    assert found.startswith(f"Journal: {said}"), found


def _rewritten(connection: sqlite3.Connection, counter: int, what: tuple[str, str]) -> None:
    """Forge one entry: another text in its first change, its digest and its own hash made to fit."""
    fields = ", ".join(EntryFields._fields)
    entry = EntryFields(*connection.execute(f"SELECT {fields} FROM operation WHERE counter = ?", (counter,)).fetchone())
    columns = ", ".join(f'"{name}"' for name in ChangeFields._fields)
    changes = connection.execute(
        f"SELECT {columns} FROM change WHERE operation_id = ? ORDER BY n", (entry.id,)
    ).fetchall()
    digests = []
    for row in changes:
        content = ChangeFields(*row)
        content = content._replace(after=(content.after or "").replace(*what) or None)
        digests.append(change_digest(content))
        connection.execute(
            'UPDATE change SET "after" = ?, digest = ? WHERE id = ?', (content.after, digests[-1], content.id)
        )
    connection.execute("UPDATE operation SET hash = ? WHERE id = ?", (entry_hash(entry, digests), entry.id))


def test_an_entry_that_was_forged_with_its_hash_is_shown_by_the_next_one(written: sqlite3.Connection) -> None:
    _rewritten(written, 2, ("absent", "present"))
    assert misfits(written) == [
        "Journal: entry 3 does not fit: it was written upon another entry 2 than the one that stands there now."
    ]


def test_the_last_entry_forged_or_cut_off_shows_by_the_head_code_alone(written: sqlite3.Connection) -> None:
    code = chain.head_code(written)
    written.execute("SAVEPOINT whole")
    _rewritten(written, ENTRIES, ("present", "absent"))
    assert misfits(written) == []
    assert chain.head_code(written) != code
    written.execute("ROLLBACK TO whole")
    assert chain.head_code(written) == code
    written.execute("DELETE FROM change WHERE operation_id = (SELECT id FROM operation WHERE counter = 7)")
    written.execute("DELETE FROM operation WHERE counter = 7")
    assert misfits(written) == []
    assert chain.head_code(written) != code


def test_the_head_code_is_short_and_another_after_every_entry(small: Store, empty: Store) -> None:
    codes = [chain.head_code(small.connection)]
    for value in (MarkValue.ABSENT, MarkValue.PRESENT):
        record_marks.mark(small, "W1", ["L001"], value)
        codes.append(chain.head_code(small.connection))
    undo.undo(small)
    codes.append(chain.head_code(small.connection))
    assert len(set(codes)) == len(codes)
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert set("".join(groups)) <= set("0123456789ABCDEF")


def test_an_empty_journal_has_no_head_code(empty: Store) -> None:
    assert chain.head_code(empty.connection) == ""


@pytest.mark.parametrize("column", ["hash", "previous"])
def test_a_torn_entry_that_holds_no_hash_is_named_and_ends_nothing(small: Store, column: str) -> None:
    """The table lets none in; a page that was written by half may hold one all the same."""
    with closing(sqlite3.connect(small.path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        statement = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'operation'"
        connection.execute(statement, (f"{column} VARCHAR NOT NULL", f"{column} VARCHAR"))
    with closing(sqlite3.connect(small.path)) as connection, connection:
        connection.execute(f"UPDATE operation SET {column} = NULL, counter = 1000 WHERE counter = 2")
    small.close()
    found = examine(small.path, "7F3A-92C1-0B4E-66D0")
    assert found.problems
    assert found.stood is None


def test_erased_content_is_accepted_where_an_erasure_covers_it_and_the_chain_is_whole(
    written: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor can what the erasure left there be changed."""
    code = chain.head_code(written)
    (mark,) = written.execute("SELECT row_id FROM change WHERE table_name = 'mark' LIMIT 1").fetchone()
    written.execute(f"UPDATE change SET {_ERASED} WHERE row_id = ?", (mark,))
    written.execute("DELETE FROM mark WHERE id = ?", (mark,))
    columns = ", ".join(f'"{name}"' for name in ChangeFields._fields)
    left = {
        row[0]: change_digest(ChangeFields(*row))
        for row in written.execute(f"SELECT {columns} FROM change WHERE salt IS NULL")
    }
    assert left
    assert len(misfits(written)) == 1
    monkeypatch.setattr(erased, "on_record", lambda _connection: left)
    assert said_of(written) == []
    assert chain.head_code(written) == code
    written.execute(f"UPDATE change SET \"after\" = '{{}}' WHERE id = '{min(left)}'")
    (found,) = misfits(written)
    assert "is not what the erasure left there" in found


def _call(store: Store, leader: str, phone: str) -> None:
    """Change a leader's telephone number."""
    with store.command(f"Phone {phone}", {"leaders"}, leaders=[leader]) as writing:
        store.only_row(writing.session, LeaderRow, "leader", reference=leader).phone = phone


@pytest.fixture
def merged(db: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Two copies of one file merged: both changed L001, whose row stays; one of them L002, the other L003."""
    copy = make_once(db.with_name("other.db"), "store/chain", _record)
    with Store.open(make_once(db, "store/chain", _record)) as mine, Store.open(copy) as other:
        _call(mine, "L001", "1")
        _call(mine, "L002", "2")
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("psw_tui.store.core.journal.machine_id", lambda: UUID(int=9))
            _call(other, "L001", "3")
            _call(other, "L003", "4")
            _call(other, "L003", "5")
        for table in ("operation", "change"):
            for row in other.connection.execute(f"SELECT * FROM {table}").fetchall():
                mine.connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        mine.connection.execute("UPDATE leader SET phone = '5' WHERE reference = 'L003'")
        yield mine


def test_a_journal_that_was_merged_fits_and_has_two_heads_until_the_next_entry(merged: Store) -> None:
    connection = merged.connection
    greatest, heads = chain.heads(connection)
    assert (greatest, len(heads)) == (ENTRIES + 3, 2)
    assert said_of(connection) == []
    code = chain.head_code(connection)
    _call(merged, "L003", "6")
    assert chain.head_code(connection) != code
    assert len(chain.heads(connection)[1]) == 1
    (previous,) = connection.execute("SELECT previous FROM operation WHERE counter = ?", (greatest + 1,)).fetchone()
    assert previous == " ".join(heads)
    for phone in ("7", "8"):  # what both had changed goes on from what stands
        _call(merged, "L001", phone)
        assert said_of(connection) == []


def test_of_a_row_that_two_copies_changed_either_may_stand_and_nothing_else(merged: Store) -> None:
    for phone, problems in (("3", 0), ("1", 0), ("", 1), ("2", 1)):
        merged.connection.execute("UPDATE leader SET phone = ? WHERE reference = 'L001'", (phone,))
        assert len(said_of(merged.connection)) == problems, phone


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE leader SET phone = '4' WHERE reference = 'L003'", "phone: it is not what entry 10 left there"),
        ("UPDATE operation SET who = 'x' WHERE counter = 8 AND machine LIKE '000000%'", "machine 000000 does not fit"),
        ("DELETE FROM operation WHERE counter = 8 AND machine NOT LIKE '000000%'", "does not fit"),
        (
            "UPDATE change SET before = replace(before, '4', '2') WHERE after LIKE '%\"phone\": \"5\"%'",
            "what it found in",
        ),
    ],
)
def test_damage_of_a_merged_journal_is_named(damage: str, said: str, merged: Store) -> None:
    merged.connection.execute("PRAGMA foreign_keys=OFF")
    merged.connection.execute(damage)
    problems = said_of(merged.connection)
    assert any(said in problem for problem in problems), problems
