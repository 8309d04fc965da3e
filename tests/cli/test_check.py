"""`psw check`: a whole file is said to be whole, and each kind of damage is found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from models import engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


def break_with(path: Path, *statements: str) -> None:
    """Change the file behind the app's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for statement in statements:
            connection.execute(statement)


def test_an_earlier_head_code_tells_whether_what_was_recorded_until_then_still_stands(
    small: Path, call: Callable[..., Done]
) -> None:
    code = call("check", "--json").json["head_code"]
    assert f"Head code {code}" in call("check").out
    assert call("undo").status == 0
    done = call("check", "--against", code.lower().replace("-", ""), "--json")
    assert (done.status, done.json["against"]["entry"]) == (0, 5)
    assert done.json["head_code"] != code
    assert f"had the head code {code} after entry 5" in " ".join(call("check", "--against", code).out.split())
    never = call("check", "--against", "0000-0000-0000-0000")
    assert never.status == 1
    assert "never had the head code 0000-0000-0000-0000" in " ".join(never.out.split())
    assert call("check", "--against", "0000-0000-0000-0000", "--json").json["against"]["entry"] is None
    assert call("check", "--against", "soon").status == 2


def test_a_whole_file(small: Path, call: Callable[..., Done]) -> None:
    before = small.read_bytes()
    done = call("check", "--json")
    assert (done.status, done.json["ok"], done.json["problems"]) == (0, True, [])
    assert "is whole" in call("check").out
    assert "It is not encrypted" in call("check").out
    assert small.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM cohort", "Links: row 1 of leader points to a row of cohort"),
        ("DROP INDEX ix_mark_leader_id", "Schema: index ix_mark_leader_id is missing"),
        ("CREATE TABLE mine (x)", "Schema: table mine is none of ours"),
        ("ALTER TABLE leader ADD COLUMN shoe TEXT", "Schema: table leader differs"),
        ("UPDATE leader SET state = 'lost' WHERE reference = 'L001'", "Values: leader, row"),
        ("UPDATE cohort SET starts = '2028-09-01'", "Values: cohort: a row holds what psw would not write in it."),
        ("UPDATE leader SET offer_accepted_on = 'soon'", "Values: leader, row 1, offer_accepted_on"),
        ("UPDATE session SET starts_at = '2026-11-12 09:'", "Values: session, row 1, starts_at"),
        ("UPDATE booking SET id = 'short' WHERE outcome = 'attended'", "Values: booking, row 1, id"),
        (
            "DELETE FROM operation WHERE counter = 2",
            "entry 3 does not fit: entry 2, which it was written",
        ),
        ("UPDATE change SET after = '{' WHERE table_name = 'cohort'", "Journal: entry 1, change 0 can't be read"),
        (
            "UPDATE change SET after = CAST(CAST(after AS BLOB) || x'ff' AS TEXT) WHERE table_name = 'cohort'",
            "Journal: entry 1, change 0 can't be read as a row of cohort",
        ),
        (
            "UPDATE change SET after = CAST(replace(CAST(after AS BLOB), 'PS', x'50ff') AS TEXT) WHERE n = 0",
            "Journal: entry 1, change 0 can't be read as a row of cohort",
        ),
        ("UPDATE change SET table_name = CAST(x'6dff' AS TEXT) WHERE table_name = 'cohort'", "entry 1, change 0"),
        (
            "UPDATE leader SET first_name = CAST(x'41ff' AS TEXT) WHERE reference = 'L001'",
            "Values: leader, row 1, first_name",
        ),
        ("UPDATE change SET table_name = 'gone' WHERE table_name = 'cohort'", "can't be read as a row of gone"),
        ("UPDATE change SET row_id = hex(randomblob(16))", "can't be read as a row of cohort"),
        ("UPDATE change SET n = 7 WHERE table_name = 'cohort'", "entry 1, change 7: a change before it is missing"),
        (
            "UPDATE mark SET value = 'present' WHERE value = 'absent'",
            "mark of L001 for W01, mark: it is not what",
        ),
        ("UPDATE leader SET first_name = 'Amaru' WHERE reference = 'L001'", "leader L001, first name: it is"),
        ("UPDATE session SET ends_at = '2027-11-12 12:00:00.000000' WHERE rowid = 1", "session W01, end: it is not"),
        ("DELETE FROM mark WHERE value = 'absent'", "Journal: a row of mark that entry"),
        ("DELETE FROM change WHERE table_name = 'cohort'", "Journal: entry 1 changes nothing"),
        (
            "UPDATE change SET after = replace(after, '2026-09-01', '2026-09-03') WHERE table_name = 'cohort'",
            "Journal: cohort PSW 2026, starts: it is not what entry 1 left there",
        ),
        ("UPDATE change SET leader_id = row_id WHERE table_name = 'mark'", "is put down to another leader"),
        ("UPDATE change SET after = NULL WHERE table_name = 'booking'", "(row 1) stands there, but entry"),
        ("UPDATE cohort SET programme = 'other'", "judged by the programme 'other', which programme.toml beside"),
    ],
)
def test_damage_is_found(statement: str, said: str, small: Path, call: Callable[..., Done]) -> None:
    break_with(small, statement)
    done = call("check", "--json")
    assert done.status == 1
    assert done.json["ok"] is False
    assert any(said in problem for problem in done.json["problems"]), done.json
    assert call("check").status == 1


def test_a_file_of_a_newer_version_is_not_called_damaged(small: Path, call: Callable[..., Done]) -> None:
    break_with(small, "PRAGMA user_version=99")
    for arguments in (("check",), ("check", "--json")):
        done = call(*arguments)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert "newer psw (version 99" in done.err
        assert "damaged" not in done.err


def test_a_busy_file_is_not_called_damaged(
    small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.engine._SETTINGS", ("PRAGMA busy_timeout=1", *engine._SETTINGS[1:]))
    with closing(sqlite3.connect(small, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = call("check")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "is in use by another program" in done.err


def test_what_a_change_found_is_what_the_one_before_it_left(small: Path, call: Callable[..., Done]) -> None:
    """Though the row itself stands as it was last left."""
    assert call("undo").status == call("redo").status == 0
    undone = "(SELECT operation_id FROM change WHERE operation_id IN (SELECT id FROM operation WHERE undoes > ''))"
    break_with(small, f"UPDATE change SET before = replace(before, '2026', '2025') WHERE operation_id IN {undone}")
    problems = call("check", "--json").json["problems"]
    assert any("what it found in" in problem for problem in problems), problems


def test_a_row_that_no_command_wrote_is_no_damage(small: Path, call: Callable[..., Done]) -> None:
    break_with(small, "INSERT INTO coach (id, name, email) VALUES ('0123456789abcdef0123456789abcdef', 'Sam Hill', '')")
    assert call("check").status == 0


def test_a_torn_page_is_found_and_reading_says_a_sentence(small: Path, call: Callable[..., Done]) -> None:
    torn = bytearray(small.read_bytes())
    torn[8192:40960] = b"\xff" * (40960 - 8192)
    small.write_bytes(torn)
    done = call("check", "--json")
    assert done.status == 1
    assert done.json["problems"] == [
        "The file can't be read to its end: database disk image is malformed; restore a backup of it."
    ]
    status = call("status")
    assert (status.status, status.out, status.err.count("\n")) == (1, "", 1)
    assert small.read_bytes() == bytes(torn)


@pytest.mark.parametrize("table", ["leader", "booking", "ix_mark_leader_id"])
def test_damaged_pages_are_said_in_a_sentence_before_the_words_of_sqlite(
    table: str, small: Path, call: Callable[..., Done]
) -> None:
    """Each line of it stands by itself."""
    with closing(sqlite3.connect(small)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(small.read_bytes())
    start = (page - 1) * size
    data[start + 7] ^= 5  # how many bytes of the page are fragments
    small.write_bytes(data)
    first, *others = call("check", "--json").json["problems"]
    assert first == "Pages of the file are damaged, as SQLite says below; restore a backup of it."
    assert others
    for said in others:
        assert said.startswith("Pages: "), said
        assert said.endswith("."), said
        assert "\n" not in said, said
        assert "***" not in said, said


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 5000])
def test_what_is_no_database_is_a_problem_and_stays_as_it_is(
    content: bytes, db: Path, call: Callable[..., Done]
) -> None:
    db.write_bytes(content)
    done = call("check", "--json")
    assert done.status == 1
    assert len(json.loads(done.out)["problems"]) == 1
    assert db.read_bytes() == content


@pytest.mark.parametrize("command", ["status", "concerns", "queue"])
def test_who_cannot_be_read_is_named_and_the_others_are_listed(
    command: str, small: Path, call: Callable[..., Done]
) -> None:
    """Exit status 1 says that the list is not complete; the document keeps its shape."""
    before = call(command, "--json").json
    break_with(small, "UPDATE leader SET state = 'lost' WHERE reference = 'L001'")
    done = call(command, "--json")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "L001: unreadable, so left out; run `psw check`, restore a backup." in done.err
    assert done.json.keys() == before.keys()
    (name,) = before.keys() - {"as_of"}
    assert done.json[name] == [
        entry for entry in before[name] if "L001" not in (entry.get("reference"), entry.get("leader"))
    ]
    assert call(command).status == 1


@pytest.mark.parametrize(
    ("damage", "of_this", "of_the_other"),
    [
        ("UPDATE leader SET state = 'lost' WHERE reference = 'L001'", 1, 0),
        ("UPDATE session SET starts_at = 'soon' WHERE reference = 'W01'", 1, 0),
        ("UPDATE leader SET cohort_id = 'lost' WHERE reference = 'L001'", 1, 1),
    ],
)
def test_a_cohort_is_listed_in_full_beside_one_that_cannot_be_read(
    damage: str, of_this: int, of_the_other: int, small: Path, call: Callable[..., Done]
) -> None:
    """Status 1 says that the list asked for lacks somebody; one whose cohort can't be told may be of any."""
    assert call("cohort", "add", "PSW 2027", "--year", "2027").status == 0
    break_with(small, damage)
    statuses = []
    for cohort in ("PSW 2026", "PSW 2027"):
        done = call("status", "--cohort", cohort, "--json")
        assert "L001" in done.err
        statuses.append(done.status)
    # A cohort that is hidden whole is none: its leaders are in no other.
    assert statuses == [of_this, of_the_other]


def test_one_leader_is_explained_beside_one_that_cannot_be_read(small: Path, call: Callable[..., Done]) -> None:
    break_with(small, "UPDATE mark SET value = 'lost' WHERE value = 'absent' AND reported_at IS NULL")
    assert call("explain", "L002").status == call("status", "L002").status == 0
    for command in ("explain", "status", "history"):
        done = call(command, "L001")
        assert (done.status, done.out) == (1, "")
        assert "L001: unreadable record; run `psw check`, restore a backup." in done.err


def test_a_table_about_who_cannot_be_read_is_refused_and_one_about_others_is_taken(
    small: Path, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    break_with(small, "UPDATE leader SET offer_accepted_on = 'soon' WHERE reference = 'L001'")
    for name, headings, row in (
        ("roster", "reference,first_name,last_name,cohort", "L001,Amara,Osei,PSW 2026"),
        ("marks", "session,leader,mark", "W01,L001,present"),
    ):
        done = call("import", name, str(table(name, headings, row)))
        assert done.status == 1
        assert "a leader whose record can be read" in done.err
    marks = str(table("marks", "session,leader,mark", "W01,L004,present"))
    tried, done = (call("import", "marks", marks, *dry) for dry in (["--dry-run"], []))
    assert (tried.status, done.status) == (0, 0)
    assert "L001: unreadable, so left out" in done.err
    assert tried.err == done.err
    new = table("new", "reference,first_name,last_name,cohort", "L009,Nia,Bevan,PSW 2026")
    assert call("import", "roster", str(new)).status == 0
