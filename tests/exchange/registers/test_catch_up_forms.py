"""The catch-up form's answers find their leader and session, or are listed with the reason; and the draft to send."""

from __future__ import annotations

import email
from datetime import date
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.escalations.messages import catch_ups_sent
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers.catch_up_forms import CatchUpResult, import_catch_up, offered
from psw_tui.policy.records import Mark
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.registers import catch_ups, record_marks, registers
from tests.exchange.table_files import write_csv
from tests.policy.cases import case

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store

HEAD = ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Your reflective log"]
LOG = "I worked through the resources and will bring what I learned about feedback to my team next week."


@pytest.fixture
def missed(filled: Store) -> Store:
    record_marks.mark(filled, "W01", ["L001", "L002"], MarkValue.ABSENT)
    record_marks.mark(filled, "R01", ["L001"], MarkValue.ABSENT)
    return filled


def answer(who: str, session: str, log: str = LOG, on: str = "1/25/27 18:01", address: str = "anonymous") -> list[str]:
    return ["1", on, on, address, who, session, log]


def taken(store: Store, tmp_path: Path, *rows: list[str]) -> CatchUpResult:
    return import_catch_up(store, write_csv(tmp_path / "forms.csv", [HEAD, *rows]))


def mark(store: Store, leader: str = "L001", session: str = "W01") -> Mark:
    shown = registers.register(store, session, store.today)
    return next(row.mark for row in shown.rows if row.reference == leader)


@pytest.mark.parametrize("session", ["W01", "leading", "2. Leading (online)", "The workshop  LEADING, in November"])
def test_an_answer_finds_its_session_however_it_is_named(missed: Store, tmp_path: Path, session: str) -> None:
    taken(missed, tmp_path, answer("Amara Osei", session))
    assert (mark(missed).submitted_on, mark(missed).log_received) == (date(2027, 1, 25), True)
    assert mark(missed, session="R01").submitted_on is None


def test_without_a_name_it_is_the_only_one_that_was_sent(missed: Store, tmp_path: Path) -> None:
    catch_ups.send(missed, [("L001", "R01")], date(2027, 1, 20))
    taken(missed, tmp_path, answer("", "the one in December", address="amara@example.org"))
    assert mark(missed, session="R01").submitted_on == date(2027, 1, 25)


def test_what_is_not_certain_is_listed_with_the_reason_and_left(missed: Store, tmp_path: Path) -> None:
    result = taken(
        missed,
        tmp_path,
        answer("Zbigniew", "Leading"),
        answer("Amara Osei", "the one in May"),
        answer("Dewi Khan", "Away"),
        answer("Amara Osei", "Leading and Away"),
    )
    assert [line.why for line in result.left] == [
        "not certain who this is",
        "it names no session that was missed",
        "the session it names is not recorded as missed",
        "it names more than one missed session",
    ]
    assert result.change is None


def test_the_latest_answer_counts_and_a_short_one_is_no_log(missed: Store, tmp_path: Path) -> None:
    taken(
        missed,
        tmp_path,
        answer("Amara Osei", "Leading", on="1/20/27 9:00"),
        answer("Dewi Khan", "Leading", "done"),
        answer("Amara Osei", "Leading", on="1/27/27 9:00"),
    )
    assert mark(missed).submitted_on == date(2027, 1, 27)
    assert mark(missed, "L002").log_received is False


def test_the_same_file_again_changes_nothing_and_undo_takes_it_back(missed: Store, tmp_path: Path) -> None:
    taken(missed, tmp_path, answer("Amara Osei", "Leading"))
    before = len(history.entries(missed))
    assert taken(missed, tmp_path, answer("Amara Osei", "Leading")).change is None
    assert len(history.entries(missed)) == before
    undo.undo(missed)
    assert mark(missed).submitted_on is None


def test_what_the_log_says_is_kept_nowhere(missed: Store, tmp_path: Path) -> None:
    taken(missed, tmp_path, answer("Amara Osei", "Leading"))
    assert b"bring what I learned" not in missed.path.read_bytes()


@pytest.mark.parametrize(
    ("rows", "received", "left"),
    [
        case(
            "nothing tells",
            [("Amara Osei", "W01", "01/02/2027 8:01"), ("Dewi Khan", "W01", "02/01/2027 8:01")],
            [],
            ["its date could be Mon 1 Feb 2027 or Sat 2 Jan 2027", "Sat 2 Jan 2027 or Mon 1 Feb 2027"],
        ),
        case(
            "the same day either way is certain",
            [("Amara Osei", "W01", "01/01/2027 18:01"), ("Dewi Khan", "W01", "02/01/2027 18:01")],
            [date(2027, 1, 1)],
            ["Sat 2 Jan 2027 or Mon 1 Feb 2027"],
        ),
        case(
            "another answer tells",
            [("Amara Osei", "W01", "02/01/2027 18:01"), ("Dewi Khan", "W01", "25/01/2027 18:01")],
            [date(2027, 1, 2), date(2027, 1, 25)],
            [],
        ),
        case(
            "nobody caught up before the session",
            [("Amara Osei", "W01", "12/01/2026 18:01"), ("Dewi Khan", "W01", "01/02/2027 18:01")],
            [date(2026, 12, 1), date(2027, 1, 2)],
            [],
        ),
    ],
)
def test_a_day_that_could_be_either_is_taken_only_where_something_tells(
    rows: list[tuple[str, str, str]], received: list[date], left: list[str], missed: Store, tmp_path: Path
) -> None:
    result = taken(missed, tmp_path, *(answer(who, session, on=on) for who, session, on in rows))
    assert [answer.on for answer in result.received] == received
    assert len(result.left) == len(left)
    for answer_left, words in zip(result.left, left, strict=True):
        assert words in answer_left.why
        assert ".xlsx" in answer_left.why


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (HEAD, "catch-up form"),
        (["Timestamp", "Name", "Session missed", "Your reflections"], "catch-up form"),
        (["Timestamp", "Name", "Are you here?"], None),
        (["Timestamp", "Name", "Mission statement", "Login"], None),
        (["reference", "first_name", "last_name"], None),
    ],
)
def test_an_export_of_the_form_is_known_when_it_is_to_be_offered(
    headings: list[str], name: str | None, tmp_path: Path
) -> None:
    row = ["25/01/2027 18:01" if "ime" in heading else "Amara Osei" for heading in headings]
    assert offered(write_csv(tmp_path / "forms.csv", [headings, row])) == name
    assert offered(tmp_path / "none.csv") is None


def test_a_file_that_is_no_form_is_refused(missed: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="not a form's export"):
        import_catch_up(missed, write_csv(tmp_path / "x.csv", [["a", "b"], ["1", "2"]]))


def test_the_draft_names_session_and_days_and_is_never_sent(missed: Store) -> None:
    with pytest.raises(Refused, match="send it first"):
        catch_ups_sent(missed, [("L001", "W01")])
    catch_ups.send(missed, [("L001", "W01")], date(2027, 2, 1))
    [path] = catch_ups_sent(missed, [("L001", "W01")])
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message["X-Unsent"], message["Subject"]) == (
        "amara@example.org",
        "1",
        "Catching up: Leading",
    )
    body = message.get_content()
    assert "Dear Amara," in body
    assert "Thursday 12 November 2026" in body
    assert "Monday 15 February 2027" in body


def test_a_template_beside_the_database_takes_its_place_and_a_broken_one_is_named(missed: Store) -> None:
    catch_ups.send(missed, [("L001", "W01")], date(2027, 2, 1))
    folder = missed.path.with_name("messages")
    folder.mkdir()
    own = folder / "catch_up_sent.txt"
    own.write_text("Subject: Hello {{ name }}\n\n{{ session }}, please.\n")
    message = email.message_from_bytes(catch_ups_sent(missed, [("L001", "W01")])[0].read_bytes(), policy=default)
    assert (message["Subject"], message.get_content().strip()) == ("Hello Amara", "Leading, please.")
    own.write_text("{{ nobody }}")
    with pytest.raises(Refused, match=r"catch_up_sent\.txt can't be used"):
        catch_ups_sent(missed, [("L001", "W01")])
