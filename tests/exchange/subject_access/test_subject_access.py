"""The copy of all that is held about a leader: nothing forgotten, nobody else in it, the same as a page and as JSON."""

from __future__ import annotations

import html
import json
import re
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import SQLModel

from psw_tui import demo
from psw_tui.exchange.files.writing import write_all
from psw_tui.exchange.subject_access.held import HELD, JOURNAL, NOT_ABOUT_A_LEADER
from psw_tui.exchange.subject_access.subject_access import encoded, files, subject_access
from psw_tui.policy.terms import Channel, Direction, RequestKind, RequestOutcome, StopReason
from psw_tui.store.core import history
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import communications
from psw_tui.store.roster import change_leaders, change_requests, leaders
from psw_tui.store.roster.held import WHOSE
from psw_tui.store.roster.journal_labels import CALLED
from psw_tui.store.system import clock
from tests.exchange.escalations import story
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from sqlalchemy import Table

    from psw_tui.exchange.subject_access.document import CopyPart, SubjectAccess

_GOLDEN = Path(__file__).with_name("copy_of_the_demos_richest_leader.json")


def _all_tables() -> dict[str, Table]:
    from models import tables  # noqa: F401 - registers them

    return dict(SQLModel.metadata.tables)


def _linked_to_a_leader() -> set[str]:
    """The tables with a row's leader in them, and those whose rows belong to a row of such a table."""
    tables = _all_tables()
    linked = {"leader"} | {name for name, table in tables.items() if "leader_id" in table.columns}
    while True:
        further = {
            name
            for name, table in tables.items()
            if any(key.column.table.name in linked - {"change"} for key in table.foreign_keys)
        }
        if further <= linked:
            return linked
        linked |= further


def part(copy: SubjectAccess, title: str) -> CopyPart:
    """One part of the copy."""
    return next(found for found in copy.parts if found.title == title)


def words_of(page: bytes) -> str:
    """The page as it is read, on one line."""
    body = page.decode().partition("<body>")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


# -- nothing is forgotten --------------------------------------------------------------------------


def test_every_table_with_a_link_to_a_leader_is_in_the_copy() -> None:
    """A new one is given a part, or said to hold nothing about anybody."""
    tables = _all_tables()
    assert _linked_to_a_leader() <= {*HELD, *JOURNAL}
    assert {*HELD, *JOURNAL, *NOT_ABOUT_A_LEADER} == set(tables)
    assert not {*HELD, *JOURNAL} & set(NOT_ABOUT_A_LEADER)
    assert set(HELD) == set(WHOSE)


@pytest.mark.parametrize("table", [*HELD, *JOURNAL])
def test_every_column_is_in_the_copy_or_is_left_out_with_its_reason(table: str) -> None:
    """And none is both; each that is shown has a name that people read."""
    held = {**HELD, **JOURNAL}[table]
    columns = {column.key for column in _all_tables()[table].columns}
    assert set(held.columns) | set(held.left_out) == columns
    assert not set(held.columns) & set(held.left_out)
    assert all(len(why) > 20 for why in held.left_out.values())
    if table in HELD:
        assert set(held.columns) <= {*CALLED.get(table, {}), *held.called}


def test_the_copy_of_the_demos_richest_leader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Whole, as JSON; `--pictures=write` keeps it as it is now."""
    monkeypatch.setattr("getpass.getuser", lambda: "bdo")
    demo.make(tmp_path / "demo.db", date(2027, 2, 1), leaders=14)
    with Store.open(tmp_path / "demo.db") as store, clock.at(datetime(2027, 2, 1, 9, 30, tzinfo=UTC)):
        store.today = date(2027, 2, 1)
        entries = {row.reference: len(history.entries(store, row.reference)) for row in leaders.every(store)}
        richest = max(sorted(entries), key=entries.__getitem__)
        copy = subject_access(store, richest)
        document: Any = json.loads(encoded(copy, json_document=True))
        page = words_of(encoded(copy))
    del document["head"]["version"], document["head"]["code"], document["left_out"]  # tested by themselves
    if request.config.getoption("--pictures") == "write":
        _GOLDEN.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert document == json.loads(_GOLDEN.read_text("utf-8"))
    for found in copy.parts:
        for row in found.rows:
            for value in row:
                assert " ".join(value.split()) in page, (found.title, value)


# -- what is in it ---------------------------------------------------------------------------------


def test_it_says_who_made_it_of_which_day_and_by_what(told: Store) -> None:
    """And who is named in it and who is not, at the top."""
    copy = subject_access(told, "L001", as_of=date(2027, 1, 4))
    page = words_of(encoded(copy))
    assert "What is held about Amara Osei L001 · PSW 2026 · made" in page
    assert "by ruth, with psw" in page
    assert re.fullmatch(r"[0-9A-F]{4}(?:-[0-9A-F]{4})+", copy.head.code)
    assert f"Code of the record {copy.head.code}: if" in page
    assert "worked out for Monday 4 January 2027" in page
    assert page.index("Struck out are the names of other leaders") < page.index("What is recorded")


def test_every_word_and_step_is_there(told: Store) -> None:
    """Marks with their reasons, the ladder, who agreed, the history from what to what, the rules in words."""
    change_requests.record(told, "L001", RequestKind.SUBJECT_ACCESS, date(2027, 1, 20), Channel.EMAIL)
    copy = subject_access(told, "L001")
    assert part(copy, "Attendance").rows[0][:3] == ("Workshop 1, Thu 12 Nov 2026", "absent", "Fri 20 Nov 2026 11:00")
    assert "other" in part(copy, "Attendance").rows[0]
    assert [row[:2] for row in part(copy, "Your requests").rows] == [("Wed 20 Jan 2027", "subject access")]
    assert any("regrets it" in row for row in part(copy, "Agreement to a withdrawal").rows)
    changes = [line for entry in copy.history for line in entry.changes]
    assert "mark: absent → present" in changes
    assert any(entry.undone for entry in copy.history)
    assert any(said.label == "Study" and "(1.1.4)" in said.value for said in copy.rules)
    assert any("UK GDPR 12" in said.value for said in copy.rules)
    assert copy.recipients[0].startswith("Your coach, Sam Whitlock")
    assert any(line.startswith("Recorded in psw by ruth") for line in copy.sources)


def test_json_and_page_are_of_one_copy_for_the_user_alone(told: Store) -> None:
    """Both are written side by side, readable for nobody else."""
    page, document = write_all(told.path, files(subject_access(told, "L001")), "The copy")
    assert page.parent == document.parent
    assert_valid(page.read_bytes())
    assert page.name == "subject-access-L001-2027-02-01.html"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (page, document)] == [0o600, 0o600]
    told_in_json: Any = json.loads(document.read_text("utf-8"))
    assert told_in_json["head"]["reference"] == "L001"
    words = page.read_text("utf-8")
    assert "We hold nothing about you under these headings: " in words
    assert "We hold no records about you of these kinds: " in words
    assert len(told_in_json["history"]) == len(history.entries(told, "L001"))


def test_who_is_not_on_record_is_refused(told: Store) -> None:
    """In one sentence."""
    with pytest.raises(Refused, match="no leader"):
        subject_access(told, "L999")


# -- nobody else is in it --------------------------------------------------------------------------


def test_other_people_are_struck_out_and_those_in_an_official_role_are_named(told: Store) -> None:
    """Their addresses are struck out all the same; so is what is asked for."""
    copy = subject_access(told, "L001", redact_also=["Kit Marlow"])
    for data in (encoded(copy).decode(), encoded(copy, json_document=True).decode()):
        for name in ("Dewi", "Khan", "Siân", "sam@example.org", "joan@example.org", "Kit Marlow", "Marlow"):
            assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", data), name
        for name in ("Sam Whitlock", "Joan Ferris-Brown", "Petra Lindqvist", "Uma Vance", "amara@example.org"):
            assert name in data, name
    assert "█████ (another leader)" in encoded(copy).decode()


def test_nothing_of_another_leader_is_in_it(told: Store) -> None:
    """Not from entries about both, and not from words about them."""
    communications.log(
        told, "L002", direction=Direction.FROM_LEADER, channel=Channel.CALL, summary="a word of Dewi's own"
    )
    communications.log(
        told, "L001", direction=Direction.TO_LEADER, channel=Channel.CALL, summary="said that Dewi Khan had left"
    )
    document = encoded(subject_access(told, "L001"), json_document=True).decode()
    assert "a word of Dewi" not in document
    assert "said that █████ (another leader) had left" in document


def test_hostile_text_is_text(told: Store) -> None:
    """Whatever anybody typed: the page has no script, fetches nothing, and shows it as it was typed."""
    change_leaders.edit_leader(told, "L001", {"preferred_name": "<script>alert(1)</script>"})
    request = change_requests.record(told, "L001", RequestKind.ERASURE, date(2027, 1, 20), Channel.EMAIL)
    assert request is not None
    copy = subject_access(told, "L001")
    page = encoded(copy).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"<(?:link|img|iframe|object|base|form)\b|\son\w+=|\bsrc=|url\(|https?:", page)
    assert " ".join(story.HOSTILE.split()) in words_of(encoded(copy))


def test_a_request_with_its_stops_and_its_answer_is_in_it(told: Store) -> None:
    """As every other record of the leader's."""
    change_requests.record(told, "L001", RequestKind.SUBJECT_ACCESS, date(2027, 1, 6), Channel.EMAIL)
    (found,) = told.connection.execute("SELECT id FROM request").fetchone()
    change_requests.ask(told, found, StopReason.CLARIFY, date(2027, 1, 8))
    change_requests.answer(
        told, found, date(2027, 1, 29), RequestOutcome.GIVEN_IN_PART, "what Dewi Khan said is left out"
    )
    copy = subject_access(told, "L001")
    (row,) = part(copy, "Your requests").rows
    assert row[-1] == "what █████ (another leader) said is left out"
    assert part(copy, "What you were asked about them").rows == (
        ("Fri 8 Jan 2027", "subject access, received Wed 6 Jan 2027", "clarify"),
    )
