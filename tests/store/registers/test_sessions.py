"""Sessions: the list, making and editing them, two linked days, cancelling with what it does, the next one like it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import LeaderState, MarkValue, Reason, SessionKind, SessionState
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredSession
from psw_tui.store.registers import change_sessions, record_marks, registers, session_draft, sessions
from psw_tui.store.registers.linked_days import linked_days
from psw_tui.store.registers.registers import RowState

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

DAY = date(2027, 2, 1)
BEFORE = datetime(2026, 11, 11, 9, tzinfo=UTC)
AFTER = datetime(2026, 11, 12, 13, tzinfo=UTC)


def draft(**values: Any) -> session_draft.SessionDraft:
    plain = session_draft.SessionDraft(
        "W3",
        "PSW 2026",
        SessionKind.WORKSHOP,
        "Workshop 3",
        datetime(2027, 1, 28, 10, tzinfo=UTC),
        datetime(2027, 1, 28, 12, tzinfo=UTC),
    )
    return replace(plain, **values)


def test_the_words_of_the_list_say_how_far_a_session_is_recorded(small: Store) -> None:
    change_sessions.create_session(
        small, draft(starts_at=datetime(2027, 2, 2, 10, tzinfo=UTC), ends_at=datetime(2027, 2, 2, 12, tzinfo=UTC))
    )
    record_marks.mark(small, "W1", ["L001", "L002"], MarkValue.PRESENT)
    record_marks.report(small, "W3", "L001", BEFORE)
    words = {line.reference: line.words for line in sessions.sessions_list(small, None, DAY)}
    assert words == {"W1": "1 of 3 unrecorded", "W2": "3 of 3 unrecorded", "W3": "to come, 3 expected, 1 not coming"}
    record_marks.fill_present(small, "W1")
    change_sessions.set_cancelled(small, ["W2"], cancelled=True)
    lines = sessions.sessions_list(small, "PSW 2026", date(2027, 2, 2))
    assert [(line.words, line.due) for line in lines] == [
        ("3 of 3", False),
        ("cancelled", False),
        ("3 of 3 unrecorded", True),
    ]
    assert sessions.sessions_list(small, "PSW 2025", DAY) == []


def test_the_lists_counts_are_those_of_each_register(small: Store) -> None:
    """Whatever stands in the marks, the list counted by the database agrees with the register read row by row."""
    chance = random.Random(7)
    with small.command("A crowd", {"leaders", "marks"}) as writing:
        from sqlmodel import select

        from models.tables import CohortRow, LeaderRow, MarkRow, SessionRow

        session = writing.session
        cohort = small.only_row(session, CohortRow, "cohort", name="PSW 2026")
        other = CohortRow(name="Other", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        session.add(other)
        held = session.exec(select(SessionRow)).all()
        for number in range(120):
            paused = chance.choice([None, None, date(2026, 11, 1), date(2026, 12, 12)])
            leader = LeaderRow(
                reference=f"C{number}",
                cohort_id=chance.choice([cohort.id] * 9 + [other.id]),
                first_name="C",
                state=chance.choice(list(LeaderState)),
                paused_from=paused,
                paused_to=chance.choice([None, date(2026, 12, 1)]) if paused else None,
            )
            session.add(leader)
            for planned in held:
                value = chance.choice([*MarkValue, None, None])
                told = chance.choice([None, BEFORE, AFTER])
                session.add(MarkRow(leader_id=leader.id, session_id=planned.id, value=value, reported_at=told))
    for line in sessions.sessions_list(small, "PSW 2026", DAY):
        found = registers.register(small, line.reference, DAY).counts
        assert +Counter(line.counts.by_state) == +Counter(found.by_state)
        assert len(found.by_state) == len(RowState)


def test_a_session_is_added_and_edited(small: Store) -> None:
    change = change_sessions.create_session(small, draft(place="Leeds", compulsory=False))
    assert change is not None
    assert change.what == "Added Workshop 3"
    assert session_draft.draft_of(small, "W3") == draft(place="Leeds", compulsory=False)
    changed = draft(reference="W3a", title="Workshop [/]", compulsory=None)
    change = change_sessions.edit_session(small, "W3", changed)
    assert change is not None
    assert change.what == "Edited Workshop [/]"
    assert session_draft.draft_of(small, "W3a") == changed
    assert change_sessions.edit_session(small, "W3a", changed) is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reference": " "}, "needs a reference"),
        ({"reference": "W1"}, "already a session W1"),
        ({"title": "\u200b"}, "needs a title"),
        ({"cohort": "PSW 1999"}, "no cohort PSW 1999"),
        ({"ends_at": datetime(2027, 1, 28, 9, 59, tzinfo=UTC)}, "end before it starts"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(small: Store, values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        change_sessions.create_session(small, draft(**values))
    if "reference" not in values:
        change_sessions.create_session(small, draft())
        with pytest.raises(Refused, match=sentence):
            change_sessions.edit_session(small, "W3", draft(**values))


def test_a_session_outside_the_cohorts_year_is_accepted_with_a_warning(small: Store) -> None:
    late = draft(starts_at=datetime(2027, 9, 1, 10, tzinfo=UTC), ends_at=datetime(2027, 9, 1, 12, tzinfo=UTC))
    change = change_sessions.create_session(small, late)
    assert change is not None
    assert change.what == "Added Workshop 3 (after PSW 2026 ends on Tue 31 Aug 2027)"


def test_the_reference_of_a_marked_session_stays(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    with pytest.raises(Refused, match="W1 has 1 mark"):
        change_sessions.edit_session(small, "W1", replace(session_draft.draft_of(small, "W1"), reference="W7"))


def test_a_session_is_cancelled_and_comes_back(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    change = change_sessions.set_cancelled(small, ["W1"], cancelled=True)
    assert change is not None
    assert change.what == "Cancelled Workshop 1: study is now out of 5 (was 6) for 3 leaders"
    assert change_sessions.set_cancelled(small, ["W1"], cancelled=True) is None
    again = replace(session_draft.draft_of(small, "W1"), state=SessionState.PLANNED)
    change = change_sessions.edit_session(small, "W1", again)
    assert change is not None
    assert change.what == "Reinstated Workshop 1: study is now out of 6 (was 5) for 3 leaders"
    [marked] = [row for row in registers.register(small, "W1", DAY).rows if row.reference == "L001"]
    assert marked.mark.value is MarkValue.ABSENT


def what(change: Any) -> str:
    """The sentence of a command that changed something."""
    assert change is not None
    return str(change.what)


def residential(reference: str, day: int, title: str = "Residential 1") -> session_draft.SessionDraft:
    return draft(
        reference=reference,
        kind=SessionKind.RESIDENTIAL,
        title=title,
        place="Leeds",
        starts_at=datetime(2027, 3, day, 9, 30, tzinfo=UTC),
        ends_at=datetime(2027, 3, day, 16, tzinfo=UTC),
    )


# Cancelling


def test_cancelling_says_for_how_many_what_is_expected_falls_and_keeps_the_marks(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.NOT_EXPECTED, Reason.EXCEPTIONAL)
    record_marks.mark(small, "W2", ["L002"], MarkValue.NOT_EXPECTED, Reason.EXCEPTIONAL)
    with small.command("Gone", {"leaders"}) as writing:
        from models.tables import LeaderRow

        small.only_row(writing.session, LeaderRow, "leader", reference="L003").state = LeaderState.COMPLETED
    # L001 loses the exemption with the session, so T stays; L003 has left, so nothing is expected of them
    assert what(change_sessions.set_cancelled(small, ["W1"], cancelled=True)) == (
        "Cancelled Workshop 1: study is now out of 4 (was 5) for 1 leader"
    )
    again = what(change_sessions.set_cancelled(small, ["W1"], cancelled=False))
    assert again == "Reinstated Workshop 1: study is now out of 5 (was 4) for 1 leader"
    [row] = [row for row in registers.register(small, "W1", DAY).rows if row.reference == "L001"]
    assert row.mark.reason is Reason.EXCEPTIONAL


def test_cancelling_that_changes_nothing_for_anybody_says_so(small: Store) -> None:
    everyone = ["L001", "L002", "L003"]
    record_marks.mark(small, "W1", everyone, MarkValue.NOT_EXPECTED, Reason.JOINED_LATER)
    assert what(change_sessions.set_cancelled(small, ["W1"], cancelled=True)) == (
        "Cancelled Workshop 1: what is expected of the leaders stays the same"
    )


def test_cancelling_so_many_that_the_minimum_is_out_of_reach_says_that(small: Store) -> None:
    for number in (3, 4):
        change_sessions.create_session(small, draft(reference=f"W{number}", title=f"Workshop {number}"))
    change_sessions.set_cancelled(small, ["W1", "W2"], cancelled=True)
    assert what(change_sessions.set_cancelled(small, ["W3"], cancelled=True)) == (
        "Cancelled Workshop 3: study is now out of 3 (was 4) for 3 leaders, too few for the minimum of 4"
    )


def test_a_session_beyond_those_planned_says_what_it_adds(small: Store) -> None:
    said = [
        what(change_sessions.create_session(small, draft(reference=f"W{n}", title=f"Workshop {n}")))
        for n in range(3, 8)
    ]
    assert said[:4] == [f"Added Workshop {n}" for n in range(3, 7)]
    assert said[4] == "Added Workshop 7: study is now out of 7 (was 6) for 3 leaders"


# The two days of a residential


def test_two_days_are_made_linked_and_taken_back_in_one_step(small: Store) -> None:
    assert what(change_sessions.create_two_days(small, residential("R1", 27))) == "Added Residential 1, day 1 and 2"
    first, second = (session_draft.draft_of(small, reference) for reference in ("R1a", "R1b"))
    assert (first.title, second.title) == ("Residential 1, day 1", "Residential 1, day 2")
    assert first.starts_at == datetime(2027, 3, 27, 9, 30, tzinfo=UTC)
    # the clocks go forward in the night between: the same hours by the clock, one hour less in between
    assert second.starts_at == datetime(2027, 3, 28, 8, 30, tzinfo=UTC)
    assert second.ends_at == datetime(2027, 3, 28, 15, tzinfo=UTC)
    assert (sessions.other_day(small, "R1a"), sessions.other_day(small, "R1b")) == ("R1b", "R1a")
    assert sessions.other_day(small, "W1") is None
    assert registers.register(small, "R1b", DAY).linked == linked_days(small)["R1b"]
    undo.undo(small)
    assert [line.reference for line in sessions.sessions_list(small, None, DAY)] == ["W1", "W2"]
    assert linked_days(small) == {}
    undo.redo(small)
    assert sessions.other_day(small, "R1a") == "R1b"


def test_only_a_residential_of_one_day_is_made_into_two(small: Store) -> None:
    with pytest.raises(Refused, match="Only a residential has two days; Workshop 3 is a workshop"):
        change_sessions.create_two_days(small, draft())
    with pytest.raises(Refused, match="give the hours of its first day"):
        change_sessions.create_two_days(
            small, replace(residential("R1", 1), ends_at=datetime(2027, 3, 2, 16, tzinfo=UTC))
        )
    change_sessions.create_session(small, residential("R1b", 1))
    with pytest.raises(Refused, match="already a session R1b"):
        change_sessions.create_two_days(small, residential("R1", 1))
    assert facts.read(small.connection, StoredSession, "WHERE reference = ?", ("R1a",)) == []


def test_sessions_that_exist_are_linked_and_taken_apart(small: Store) -> None:
    for reference, day in (("R1", 9), ("R2", 10), ("R3", 11)):
        change_sessions.create_session(small, residential(reference, day))
    assert what(change_sessions.link(small, "R2", "R1")) == "Linked with R1: Residential 1"
    assert {key: day.number for key, day in linked_days(small).items()} == {"R1": 1, "R2": 2}
    for first, second in (("R1", "R2"), ("R2", "R3"), ("R3", "R1")):
        with pytest.raises(Refused, match=r"linked already|a day of another residential already"):
            change_sessions.link(small, first, second)
    apart = replace(session_draft.draft_of(small, "R1"), other_day="")
    assert what(change_sessions.edit_session(small, "R1", apart)) == "Unlinked from R2: Residential 1"
    assert linked_days(small) == {}
    change_sessions.link(small, "R3", "R1")


@pytest.mark.parametrize("second", ["W1", "R1", "X1", "R9"])
def test_what_can_not_be_two_days_of_one_residential_is_not_linked(small: Store, second: str) -> None:
    with small.command("Another cohort", {"cohorts"}) as writing:
        from models.tables import CohortRow

        writing.session.add(
            CohortRow(name="Other", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        )
    change_sessions.create_session(small, residential("R1", 9))
    change_sessions.create_session(small, replace(residential("X1", 10), cohort="Other"))
    with pytest.raises(Refused, match=r"not two residential days of one cohort|no session R9"):
        change_sessions.link(small, "R1", second)
    assert linked_days(small) == {}


def test_a_linked_day_can_not_become_a_workshop(small: Store) -> None:
    change_sessions.create_two_days(small, residential("R1", 9))
    workshop = replace(session_draft.draft_of(small, "R1a"), kind=SessionKind.WORKSHOP)
    with pytest.raises(Refused, match="not two residential days"):
        change_sessions.edit_session(small, "R1a", workshop)
    assert session_draft.draft_of(small, "R1a").kind is SessionKind.RESIDENTIAL


def test_both_days_move_as_far_and_to_the_same_place_or_only_one_does(small: Store) -> None:
    change_sessions.create_two_days(small, residential("R1", 20))
    first = session_draft.draft_of(small, "R1a")
    later = replace(
        first,
        place="York",
        starts_at=datetime(2027, 3, 29, 9, tzinfo=UTC),
        ends_at=datetime(2027, 3, 29, 14, tzinfo=UTC),
    )
    assert what(change_sessions.edit_session(small, "R1a", later, both_days=True)) == (
        "Edited Residential 1, day 1 and 2"
    )
    second = session_draft.draft_of(small, "R1b")
    # from 09:30 to 10:00 on London's clocks, which have gone forward since
    assert (second.starts_at, second.ends_at, second.place) == (
        datetime(2027, 3, 30, 9, tzinfo=UTC),
        datetime(2027, 3, 30, 14, tzinfo=UTC),
        "York",
    )
    change_sessions.edit_session(
        small,
        "R1a",
        replace(later, starts_at=datetime(2027, 4, 7, 9, tzinfo=UTC), ends_at=datetime(2027, 4, 7, 14, tzinfo=UTC)),
    )
    assert session_draft.draft_of(small, "R1b") == second
    assert linked_days(small)["R1a"].number == 2  # it comes after the other one now


def test_both_days_are_cancelled_in_one_sentence(small: Store) -> None:
    change_sessions.create_two_days(small, residential("R1", 9))
    assert what(change_sessions.set_cancelled(small, ["R1b", "R1a"], cancelled=True)) == (
        "Cancelled Residential 1, day 1 and 2: residentials are now out of 2 (was 4) for 3 leaders"
    )
    put_back = what(change_sessions.set_cancelled(small, ["R1a"], cancelled=False))
    assert put_back.startswith("Reinstated Residential 1, day 1: residentials are now out of 3 (was 2)")
    again = what(change_sessions.set_cancelled(small, ["R1a", "R1b"], cancelled=True))
    assert again.startswith("Cancelled Residential 1, day 1: ")  # the other one was cancelled already


# The next one like it


def test_the_next_session_comes_at_the_rhythm_of_the_last_two_with_the_next_number(small: Store) -> None:
    for day, name in ((7, "Workshop 3: Feedback"), (28, "Workshop 4")):
        reference = "W" + name.removeprefix("Workshop ")[0]
        at = datetime(2027, 1, day, 10, tzinfo=UTC)
        change_sessions.create_session(
            small, draft(reference=reference, title=name, place="Zoom", starts_at=at, ends_at=at.replace(hour=12))
        )
    next_one = session_draft.next_draft(small, "W3")
    assert next_one == draft(
        reference="W5",
        title="Workshop 5",
        place="Zoom",
        starts_at=datetime(2027, 2, 18, 10, tzinfo=UTC),
        ends_at=datetime(2027, 2, 18, 12, tzinfo=UTC),
    )
    assert change_sessions.create_session(small, next_one) is not None


def test_without_a_rhythm_it_comes_a_week_later_at_the_same_hours_by_the_clock(small: Store) -> None:
    change_sessions.create_session(small, residential("Hotel-09", 24, title="The hotel"))
    next_one = session_draft.next_draft(small, "Hotel-09")
    assert (next_one.reference, next_one.title) == ("Hotel-10", "The hotel")
    assert next_one.starts_at == datetime(2027, 3, 31, 8, 30, tzinfo=UTC)


def test_a_cancelled_session_gives_no_rhythm_and_its_next_one_stands(small: Store) -> None:
    change_sessions.set_cancelled(small, ["W2"], cancelled=True)
    next_one = session_draft.next_draft(small, "W2")
    assert (next_one.state, next_one.reference) == (SessionState.PLANNED, "W3")
    assert next_one.starts_at == datetime(2026, 11, 19, 10, tzinfo=UTC)  # a week after the only one that stands


def test_the_next_residential_is_taken_from_its_first_day(small: Store) -> None:
    change_sessions.create_two_days(small, residential("R1", 2))
    next_one = session_draft.next_draft(small, "R1b")
    assert (next_one.reference, next_one.title, next_one.other_day) == ("R2", "Residential 2", "")
    assert next_one.starts_at == datetime(2027, 3, 9, 9, 30, tzinfo=UTC)
    change_sessions.create_two_days(small, next_one)
    assert session_draft.next_draft(small, "R2a").starts_at == datetime(2027, 3, 16, 9, 30, tzinfo=UTC)
    assert sessions.other_day(small, "R2a") == "R2b"
