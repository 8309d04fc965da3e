"""Erasing a leader: nothing of them is left in the file, nothing of anybody else is lost, and the record says that it
was done."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import SQLModel

from psw_tui.policy.terms import AppealOutcome, Channel, Direction, ErasureGround, MarkValue
from psw_tui.store.core import history, undo
from psw_tui.store.core.as_known_at import known_at
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.erasing import copies, erase
from psw_tui.store.escalations import communications
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders, leaders
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused
from tests.exchange.escalations import story

if TYPE_CHECKING:
    from pathlib import Path

#: What may be nowhere in the file, or in a copy of it, once they are erased; in whatever capitals.
THEIRS = (
    "Zephyrine",
    "Quaggenbosch",
    "Amara",
    "amara@example.org",
    "z.quaggenbosch@example.org",
    "07700 900317",
    "Joan Ferris-Brown",
    "003Zq00000XYZAB",
)


def left_in(path: Path) -> list[str]:
    """What of theirs stands in the bytes of a file and of what SQLite keeps beside it."""
    beside = [path, *(path.with_name(f"{path.name}{more}") for more in ("-journal", "-wal", "-shm"))]
    held = b"".join(file.read_bytes() for file in beside if file.exists()).lower()
    return [words for words in THEIRS if words.lower().encode() in held]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a file in which a leader's whole story stands, and in which others' records quote their name."""
    path = tmp_path_factory.mktemp("story") / "psw.db"
    with pytest.MonkeyPatch.context() as at, Store.open(path, create_missing=True) as store:
        story.whole(store, at, AppealOutcome.UPHELD)
        at.setenv("PSW_TODAY", "2027-02-01")
        change_leaders.edit_leader(
            store,
            "L001",
            {
                "first_name": "Zephyrine",
                "last_name": "Quaggenbosch",
                "email": "z.quaggenbosch@example.org",
                "phone": "07700 900317",
                "salesforce_id": "003Zq00000XYZAB",
            },
        )
        record_marks.mark(store, "W2", ["L001", "L002"], MarkValue.ABSENT)
        record_marks.mark(store, "W2", ["L002"], MarkValue.PRESENT)
        communications.log(
            store,
            "L002",
            direction=Direction.FROM_LEADER,
            channel=Channel.CALL,
            summary="Came with Zephyrine QUAGGENBOSCH (ring 07700900317); zephyrine's manager knows. May call again.",
        )
        with store.command("Mapped columns for Zephyrine Quaggenbosch", {"sessions"}, leaders=()) as writing:
            from models.tables import HeadingMapRow

            columns = json.dumps({"Zephyrine Quaggenbosch": "L001", "Dewi Khan": "L002"})
            writing.session.add(HeadingMapRow(purpose="wide", signature="s", columns=columns))
    return path.read_bytes()


@pytest.fixture
def db(told: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    path = tmp_path / "psw.db"
    path.write_bytes(told)
    return path


def erased(db: Path, *references: str) -> copies.Cleaned:
    """Erase, as the command does."""
    with Store.open(db) as store:
        erase.erase(store, references or ["L001"], ErasureGround.ASKED)
        return copies.finish(store)


def rows(db: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(query, values).fetchall()


def test_nothing_of_a_leader_is_left_in_the_bytes_of_the_file(db: Path) -> None:
    assert left_in(db) == list(THEIRS)
    (key,) = rows(db, "SELECT id FROM leader WHERE reference = 'L001'")[0]
    erased(db)
    assert left_in(db) == []
    assert str(key).encode() not in db.read_bytes()
    assert check(db) == []


def test_what_quoted_them_stays_with_whom_it_is_of(db: Path) -> None:
    erased(db)
    (summary,) = rows(db, "SELECT summary FROM communication")[0]
    assert summary == "Came with (erased) (ring (erased)); (erased)'s manager knows. May call again."
    assert json.loads(str(rows(db, "SELECT columns FROM heading_map")[0][0])) == {
        "(erased)": "(erased)",
        "Dewi Khan": "L002",
    }
    with Store.open(db) as store:
        whats = [entry.what for entry in history.entries(store)]
        assert "Mapped columns for (erased)" in whats
        own = [entry.what for entry in history.entries(store, "L002")]
        assert any(what.startswith("Marked 2 leaders absent") for what in own)
        assert own == [entry.what for entry in history.entries(store, "L002")]
        assert {row.reference for row in leaders.every(store)} == {"L002", "L003"}


def test_what_is_said_before_names_every_kind_by_its_number(db: Path) -> None:
    with Store.open(db) as store:
        plan = erase.plan(store, "L001")
    assert (plan.name, plan.cohort, plan.held) == ("Zephyrine Quaggenbosch", "PSW 2026", "")
    own = "SELECT count(*) FROM \"{}\" WHERE leader_id = (SELECT id FROM leader WHERE reference = 'L001')"
    tables = {table: rows(db, own.format(table))[0][0] for table in ("concern", "decision", "sign_off")}
    assert plan.in_numbers[:-1] == [
        "2 marks",
        "1 coaching booking",
        f"{tables['concern']} concerns",
        "1 escalation",
        "3 communications",
        "1 action of a plan",
        f"{tables['decision']} decisions",
        f"{tables['sign_off']} sign-offs",
        "5 ends of access",
    ]
    assert plan.lines()[-1].endswith("journal entries: whose they are and what they say")
    with Store.open(db) as store:
        assert erase.plan(store, "L001") == plan, "nothing was changed"


@pytest.mark.parametrize("stage", ["partnerships", "appeal", "complaint"])
def test_it_is_held_while_anything_is_open(db: Path, stage: str) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE escalation SET ended_on = NULL, stage = ?", (stage,))
        connection.commit()
    before = db.read_bytes()
    with Store.open(db) as store, pytest.raises(Refused, match=f"can't be erased: their .*{stage}|{stage} is open"):
        erase.erase(store, ["L001"], ErasureGround.ASKED)
    assert db.read_bytes() == before


def test_a_tombstone_says_that_it_was_done_and_not_whose(db: Path) -> None:
    erased(db)
    ((kind, ground, leaders_, known_by),) = rows(db, "SELECT kind, ground, leaders, known_by FROM erasure")
    assert (kind, ground, leaders_, len(str(known_by))) == ("leader", "asked", 1, 64)
    with Store.open(db) as store:
        newest = history.entries(store, limit=1)[0]
        assert newest.what == "Erased a leader's record, because it was asked for"
        assert leaders.next_reference(store) == "L005", "one number is passed over for whoever was erased"


def test_no_undo_brings_them_back(db: Path) -> None:
    erased(db)
    with Store.open(db) as store:
        assert undo.undo(store).what == "Undone: Mapped columns for (erased)"
        assert "Undone: Logged" in undo.undo(store).what
        assert undo.undo(store).what.startswith("Undone: Marked")
        with pytest.raises(Refused, match="touched a leader who was erased since"):
            undo.undo(store)
    assert left_in(db) == []
    assert check(db) == []


def test_the_past_is_read_without_them(db: Path) -> None:
    with Store.open(db) as store:
        entries = history.entries(store)
        days = [entry.at for entry in entries[:: max(1, len(entries) // 6)]]
        before = []
        for at in days:
            with known_at(store, at) as then:
                before.append(
                    [(v.reference, v.overall) for v in judge_all(then, date(2027, 2, 1)) if v.reference != "L001"]
                )
    erased(db)
    with Store.open(db) as store:
        for at, expected in zip(days, before, strict=True):
            with known_at(store, at) as then:
                assert [(v.reference, v.overall) for v in judge_all(then, date(2027, 2, 1))] == expected
        assert history.entries(store)[0].at <= clock.now()


def test_only_what_an_erasure_covers_may_be_missing_from_the_journal(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        (other,) = connection.execute("SELECT id FROM leader WHERE reference = 'L002'").fetchone()
    erased(db)
    with closing(sqlite3.connect(db)) as connection:
        whole = connection.serialize()
    nothing = "before = NULL, after = NULL, row_id = NULL, leader_id = NULL, salt = NULL"
    for tampering in (
        f"UPDATE change SET {nothing} WHERE leader_id = '{other}' AND table_name = 'mark'",
        "UPDATE operation SET what = 'Nothing happened' WHERE what LIKE 'An entry on a leader%'",
        "UPDATE operation SET what = 'Mapped columns' WHERE what LIKE 'Mapped columns for%'",
        "UPDATE change SET table_name = 'draft' WHERE id = (SELECT id FROM change WHERE row_id IS NULL LIMIT 1)",
        "UPDATE change SET after = replace(after, 'asked', 'mistake') WHERE table_name = 'erasure'",
        "UPDATE erasure SET ground = 'mistake'",
        "DELETE FROM erasure_pending; DELETE FROM erasure",
    ):
        with closing(sqlite3.connect(db)) as connection:
            connection.executescript(tampering)
            connection.commit()
        assert check(db) != [], tampering
        db.write_bytes(whole)
        assert check(db) == []


def test_every_table_is_known_to_hold_somebody_or_nobody() -> None:
    """A new table that names a leader is erased with them by its links; one that holds words besides is thought of."""
    nobodys = {"cohort", "coach", "session", "linked_days", "report", "heading_map", "coach_evaluation"}
    nobodys |= {"programme_text", "operation", "change", "erasure", "erasure_pending", "calendar_key"}
    nobodys |= {"salesforce_batch"}
    links = {
        table.name: {key.column.table.name for key in table.foreign_keys} for table in SQLModel.metadata.sorted_tables
    }
    theirs = {"leader"}
    for table in SQLModel.metadata.sorted_tables:  # parents first
        if links[table.name] & theirs:
            theirs.add(table.name)
    assert theirs - {"leader"} == set(erase.CALLED), "and each has a name in what is said before"
    assert theirs | nobodys == set(links)
    assert not theirs & nobodys
