"""`psw check`: a whole file is said to be whole, and each kind of damage is found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

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


def test_a_whole_file(small: Path, call: Callable[..., Done]) -> None:
    before = small.read_bytes()
    done = call("check", "--json")
    assert (done.status, done.json) == (0, {"ok": True, "problems": []})
    assert "is whole" in call("check").out
    assert small.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM cohort", "Links: row 1 of leader points to a row of cohort"),
        ("DROP INDEX ix_mark_leader_id", "Schema: index ix_mark_leader_id is missing"),
        ("CREATE TABLE mine (x)", "Schema: table mine is none of ours"),
        ("ALTER TABLE leader ADD COLUMN shoe TEXT", "Schema: table leader differs"),
        ("PRAGMA user_version=99", "Schema: version 99 is of a newer psw"),
        ("UPDATE leader SET state = 'lost' WHERE reference = 'L001'", "CHECK constraint failed in leader"),
        ("UPDATE leader SET offer_accepted_on = 'soon'", "Values: leader, row 1, offer_accepted_on"),
        ("UPDATE session SET starts_at = '2026-11-12 09:'", "Values: session, row 1, starts_at"),
        ("UPDATE booking SET id = 'short' WHERE outcome = 'attended'", "Values: booking, row 1, id"),
        ("DELETE FROM operation WHERE seq = 2", "Journal: entry 2 is missing"),
        ("UPDATE change SET after = '{' WHERE table_name = 'cohort'", "Journal: entry 1, change 0 can't be read"),
        ("UPDATE change SET table_name = 'gone' WHERE table_name = 'cohort'", "can't be read as a row of gone"),
        ("UPDATE change SET row_id = hex(randomblob(16))", "can't be read as a row of cohort"),
        ("UPDATE change SET n = 7 WHERE table_name = 'cohort'", "entry 1, change 7: a change before it is missing"),
        ("UPDATE cohort SET programme = 'other'", "judged by the programme 'other', which programme.toml beside"),
    ],
)  # fmt: skip
def test_damage_is_found(statement: str, said: str, small: Path, call: Callable[..., Done]) -> None:
    break_with(small, statement)
    done = call("check", "--json")
    assert done.status == 1
    assert done.json["ok"] is False
    assert any(said in problem for problem in done.json["problems"]), done.json
    assert call("check").status == 1


def test_a_torn_page_is_found_and_reading_says_a_sentence(small: Path, call: Callable[..., Done]) -> None:
    torn = bytearray(small.read_bytes())
    torn[8192:40960] = b"\xff" * (40960 - 8192)
    small.write_bytes(torn)
    done = call("check", "--json")
    assert done.status == 1
    assert done.json["problems"]
    status = call("status")
    assert (status.status, status.out, status.err.count("\n")) == (1, "", 1)
    assert small.read_bytes() == bytes(torn)


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 5000])
def test_what_is_no_database_is_a_problem_and_stays_as_it_is(
    content: bytes, db: Path, call: Callable[..., Done]
) -> None:
    db.write_bytes(content)
    done = call("check", "--json")
    assert done.status == 1
    assert len(json.loads(done.out)["problems"]) == 1
    assert db.read_bytes() == content


def test_a_value_that_cannot_be_read_sends_people_to_check(small: Path, call: Callable[..., Done]) -> None:
    break_with(small, "UPDATE leader SET state = 'lost' WHERE reference = 'L001'")
    done = call("status")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "psw check" in done.err
