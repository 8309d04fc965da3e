"""The case file before a panel: nothing is told as recorded by anybody who did not, or reads as more than it is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.escalations.case_file.case_file import case_file, page
from psw_tui.policy.terms import Answer, AppealOutcome, Explanation, MarkValue, Reason, Role, Stage
from psw_tui.policy.wording import ranges
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case, communications, decisions, ladder_moves, plan
from psw_tui.store.registers import record_marks
from psw_tui.store.system import clock
from tests.exchange.escalations import story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psw_tui.exchange.escalations.case_file.document import Event

LETTER = "no_response:2026-11-23-1:L001"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        yield opened


def about(store: Store, title: str) -> list[Event]:
    return [event for event in case_file(store, "L001").chronology if title in event.words]


def as_told(events: list[Event]) -> list[tuple[str, str, str]]:
    return [(event.words, event.who, f"{event.recorded_at:%d %b}" if event.recorded_at else "") for event in events]


def test_each_value_of_a_mark_stands_with_who_recorded_it_and_when(told: Store) -> None:
    events = [event for event in about(told, "Workshop 2") if event.kind != "concern"]
    assert as_told(events) == [
        ("Absent from Workshop 2", "mo", "14 Dec"),
        ("Workshop 2: mark: absent → present", "ruth", "05 Jan"),
    ]
    assert (events[0].day, events[0].note) == (date(2026, 12, 12), "as first recorded; changed later")
    assert not [event for event in about(told, "resent") if event.who == "mo"]


def test_a_notice_and_a_catch_up_have_one_line_each_and_what_came_later_its_own(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with story.when(empty, monkeypatch, "2026-09-01 09:00"):
        story.set_up(empty)
    with story.when(empty, monkeypatch, "2026-11-10 09:00", "mo"):
        record_marks.report(empty, "W1", "L001", clock.now(), None)
    with story.when(empty, monkeypatch, "2026-11-13 09:00"):
        record_marks.mark(empty, "W1", ["L001"], MarkValue.ABSENT)
    with story.when(empty, monkeypatch, "2026-11-14 09:00"):
        told_at = datetime(2026, 11, 10, 9, tzinfo=UTC)
        record_marks.report(empty, "W1", "L001", told_at, Reason.CARING, explanation=Explanation.SATISFACTORY)
    assert as_told(about(empty, "Workshop 1")) == [
        ("Told us before Workshop 1", "mo", "10 Nov"),
        ("Absent from Workshop 1", "ruth", "13 Nov"),
        ("Workshop 1: category of reason: – → caring; explanation: – → satisfactory", "ruth", "14 Nov"),
    ]


def test_a_mark_that_was_taken_back_is_struck_out_as_its_recorders(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with story.when(empty, monkeypatch, "2026-09-01 09:00"):
        story.set_up(empty)
    with story.when(empty, monkeypatch, "2026-11-13 09:00", "mo"):
        record_marks.mark(empty, "W1", ["L001"], MarkValue.ABSENT)
    with story.when(empty, monkeypatch, "2026-11-14 09:00"):
        record_marks.mark(empty, "W1", ["L001"], MarkValue.PART)
        undo.undo(empty)
    events = about(empty, "Workshop 1")
    assert [(event.words, event.who, event.undone) for event in events] == [
        ("Absent from Workshop 1", "mo", False),
        ("Workshop 1: mark: absent → part", "ruth", True),
        ("Workshop 1: mark: part → absent", "ruth", False),
    ]
    assert [event.note for event in events] == ["", "undone", ""]


def test_what_several_entries_made_of_a_booking_is_nobodys_alone(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with story.when(empty, monkeypatch, "2026-09-01 09:00"):
        story.set_up(empty)
        change_bookings.book(empty, "L001", datetime(2026, 10, 20, 9, tzinfo=UTC))
    (booking,) = empty.connection.execute("SELECT id FROM booking").fetchone()
    with story.when(empty, monkeypatch, "2026-10-21 09:00", "mo"):
        change_bookings.attended(empty, [booking])
    with story.when(empty, monkeypatch, "2026-10-22 09:00"):
        change_bookings.no_show(empty, [booking])
    first, *rest = as_told(about(empty, "Coaching"))
    assert first[1:] == ("", "")
    assert rest == [
        ("Coaching Tue 20 Oct 2026 10:00: outcome: – → attended", "mo", "21 Oct"),
        ("Coaching Tue 20 Oct 2026 10:00: outcome: attended → no show", "ruth", "22 Oct"),
    ]


def test_what_rests_on_a_message_that_reached_nobody_says_so(told: Store) -> None:
    seen = {concern.label: concern.value for concern in case_file(told, "L001").decisions[2].concerns}
    assert "which reached nobody" in seen["no response, wrote on Mon 23 Nov 2026"]
    older = {"concerns": [LETTER], "why": {LETTER: "Wrote on Mon 23 Nov 2026."}}
    told.connection.execute("UPDATE decision SET verdicts = ?", (json.dumps(older),))
    (fact,) = case_file(told, "L001").decisions[2].concerns
    assert fact.value == "Wrote on Mon 23 Nov 2026. The message reached nobody."


def test_each_decision_shows_the_triggers_that_fitted(told: Store) -> None:
    assert all(decision.triggers == () for decision in case_file(told, "L001").decisions)
    assert "on that day (local setting): none." in page(case_file(told, "L001")).decode()
    told.connection.execute("UPDATE decision SET verdicts = ?", (json.dumps({"triggers": ["No reply."]}),))
    assert "on that day (local setting): No reply." in page(case_file(told, "L001")).decode()
    told.connection.execute("UPDATE decision SET verdicts = '{}'")
    assert "on that day (local setting): not kept with this decision." in page(case_file(told, "L001")).decode()


def test_a_concern_tells_since_when_it_held_and_how_it_ended(told: Store) -> None:
    told_of = {
        concern.title: (concern.state, concern.since, concern.first_decided, concern.cleared_on, concern.seen_by)
        for concern in case_file(told, "L001").concerns
    }
    day = date(2027, 1, 18)
    assert told_of == {
        "coaching spent, Tue 20 Oct 10:00": ("ended unanswered", date(2026, 10, 20), None, day, (1, 2, 3, 4, 5, 6)),
        "unexplained absence, Workshop 1": (
            "cleared",
            date(2026, 11, 12),
            date(2026, 11, 14),
            date(2026, 11, 20),
            (1,),
        ),
        "unsatisfactory explanation, Workshop 1": ("ended unanswered", date(2026, 11, 12), None, day, (2, 3, 4, 5, 6)),
        "no response, wrote on Mon 23 Nov 2026": ("ended unanswered", date(2026, 12, 1), None, day, (3, 4, 5, 6)),
        "unexplained absence, Workshop 2": ("cleared", date(2026, 12, 12), None, date(2027, 1, 5), ()),
    }
    (ended,) = about(told, "The concern coaching spent")
    assert ended.words.endswith("ended unanswered: the leader was withdrawn")


def test_the_numbers_in_force_are_told_value_by_value(told: Store) -> None:
    file = case_file(told, "L001")
    assert [(numbers.label, numbers.value) for numbers in file.in_force.sets] == [
        ("Numbers A", "decisions 1–3"),
        ("Numbers B", "decisions 4–8 and today"),
    ]
    (fact,) = file.in_force.differing
    assert fact.label == "Time for the stage withdrawal review"
    assert fact.value == "10 working days for decisions 1–3, 20 working days for decisions 4–8 and today"
    told.connection.execute("DELETE FROM programme_text")
    file = case_file(told, "L001")
    assert file.in_force.sets[0].value == "decisions 1–3; not kept"
    assert file.in_force.differing == ()
    assert "These numbers were not kept." in page(file).decode()


@pytest.mark.parametrize(
    ("numbers", "said"), [((), ""), ((4,), "4"), ((1, 2), "1, 2"), ((1, 2, 3, 5, 7, 8, 9), "1–3, 5, 7–9")]
)
def test_numbers_in_a_row_are_drawn_together(numbers: tuple[int, ...], said: str) -> None:
    assert ranges(numbers) == said


def test_a_withdrawn_leaders_standings_are_for_the_record(told: Store) -> None:
    file = case_file(told, "L001")
    assert file.head.standings_note.startswith("The leader is withdrawn: the standings go on")
    notes = [decision.note for decision in file.decisions]
    assert notes[:6] == [""] * 6
    assert all(note.startswith("The leader was withdrawn already") for note in notes[6:])
    assert case_file(told, "L002").head.standings_note == ""


def test_who_sat_at_the_keyboard_stands_at_the_head_once(told: Store) -> None:
    assert {"mo", "ruth"} <= set(case_file(told, "L001").head.recorders)
    struck = case_file(told, "L001", redact=True)
    assert struck.head.recorders == ()
    assert "psw users, the BDO’s office" in page(struck).decode()


def test_only_an_agreement_is_called_one(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    story.to_partnerships(empty, monkeypatch)
    story.to_withdrawn(empty, monkeypatch)
    story.to_the_end(empty, monkeypatch, AppealOutcome.UPHELD)
    file = case_file(empty, "L001")
    assert "In this case both were Petra Lindqvist." in file.escalations[0].appeal_note
    text = page(file).decode()
    assert "Reason given for the move: “agreed by all four”" in text
    assert "the other three are consulted, which is not to agree" in text
    empty.connection.execute("UPDATE sign_off SET answer = ? WHERE role = ?", (Answer.DECLINED, Role.PBDL))
    assert "In this case" not in case_file(empty, "L001").escalations[0].appeal_note


def test_the_page_numbers_what_it_says_it_numbers(told: Store) -> None:
    text = page(case_file(told, "L001")).decode()
    for number in ("2.16", "10.1.1.1", "10.1.2.5", "10.1.3.5", "10.1.7.1", "11.2"):
        assert f'class="no">{number}</' in text, number


def test_every_escalation_of_the_leader_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        story.to_partnerships(store, monkeypatch)
        with story.when(store, monkeypatch, "2026-12-10 09:00"):
            (action,) = case.case_of(store, "L001").plan
            plan.close_action(store, "L001", action.id)
            ladder_moves.move(store, "L001", Stage.RESOLVED, "mended", "all is well")
        with story.when(store, monkeypatch, "2026-12-11 09:00"):
            decisions.accept(store, ["coaching_spent:2026-10-20T10:00:L001"])
        file = case_file(store, "L001")
    first, second = file.escalations
    assert (first.outcome, first.state) == ("all is well", "ended resolved on Thu 10 Dec 2026")
    assert second.state.startswith("open, at ")
    assert "no response, wrote on Mon 23 Nov 2026" in {line.title for line in file.concerns}


def test_a_reply_that_was_taken_back_stays_struck_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        story.to_partnerships(store, monkeypatch)
        with story.when(store, monkeypatch, "2026-12-02 09:00"):
            letter = case.case_of(store, "L001").communications[1]
            communications.log_reply(store, "L001", letter.id)
        with story.when(store, monkeypatch, "2026-12-02 09:05", "mo"):
            undo.undo(store)
        file = case_file(store, "L001")
    struck = [(event.words, event.undone, event.kind) for event in file.chronology if "replied" in event.words]
    assert struck == [
        ("Communication: replied: – → Wed 2 Dec 2026", True, "correction"),
        ("Communication: replied: Wed 2 Dec 2026 → –", False, "undone"),
    ]


def test_the_sentences_that_a_decision_kept_are_shown_with_it(told: Store) -> None:
    seen = {
        "overall": "below",
        "standings": {"study": {"standing": "below", "expected": 6}},
        "concerns": [story.ABSENCE],
        "why": {"study": "Study: 1 of 6.", story.ABSENCE: "Absent from Workshop 1."},
    }
    told.connection.execute("UPDATE decision SET verdicts = ?", (json.dumps(seen),))
    line = case_file(told, "L001").decisions[0]
    assert [(standing.requirement, standing.why) for standing in line.standings] == [("study", "Study: 1 of 6.")]
    assert [(concern.label, concern.value) for concern in line.concerns] == [
        ("unexplained absence, Workshop 1", "Absent from Workshop 1.")
    ]


def test_a_withdrawal_says_which_people_considered_what_and_when(told: Store) -> None:
    (escalation,) = case_file(told, "L001").escalations
    pbdl = "Petra Lindqvist"
    assert escalation.considered == (
        "Decided Mon 18 Jan 2027 09:00 by ruth, in decision 6, which has what stood then.",
        f"Principal Business Development Lead: {pbdl} declined on Tue 12 Jan 2027; {pbdl} agreed on Fri 15 Jan 2027.",
        "Business Development Manager: Ines Okoro consulted on Tue 12 Jan 2027.",
        "Partnership and Placements Manager: Tomas Reyes consulted on Tue 12 Jan 2027.",
        "The leader's organisation: Uma Vance consulted on Tue 12 Jan 2027.",
        "No trigger fitted on that day, so psw suggested no withdrawal review; people decided (local setting).",
    )
    assert "Who considered the withdrawal (2.4.6)" in page(case_file(told, "L001")).decode()
