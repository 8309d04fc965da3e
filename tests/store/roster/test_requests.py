"""Requests about a leader's own data: recorded step by step, each in the journal, undone and redone; none deleted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Channel, RequestKind, RequestOutcome, StopReason
from psw_tui.store.core import as_known_at, history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import decisions
from psw_tui.store.roster import change_requests, told_changes
from psw_tui.store.roster.requests import clocks, every, held_by
from psw_tui.store.system import clock
from tests.policy.cases import case

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.policy.records import Request

ACCESS, COMPLAINT, ERASURE = (
    RequestKind.SUBJECT_ACCESS,
    RequestKind.DATA_PROTECTION_COMPLAINT,
    RequestKind.ERASURE,
)
#: Today is Monday 1 February 2027.
CAME, TODAY = date(2027, 1, 6), date(2027, 2, 1)


@pytest.fixture
def store(small: Store) -> Store:
    """Amara has asked for what is held about her."""
    change_requests.record(small, "L001", ACCESS, CAME, Channel.EMAIL)
    return small


def only(store: Store) -> Request:
    """The one request there is."""
    (found,) = every(store)
    return found


def words(store: Store, day: date = TODAY) -> list[str]:
    """How the requests stand on a day."""
    return [found.words for found in clocks(store, day)]


def test_a_request_is_on_record_with_its_clock(store: Store) -> None:
    """Received on 6 January it is due on 8 February, a Monday."""
    assert (only(store).leader, only(store).identity_on, words(store)) == (
        "L001",
        CAME,
        ["answer due Mon 8 Feb, 7 days"],
    )
    assert words(store, date(2027, 1, 5)) == []
    assert clocks(store, TODAY, ["L002"]) == []
    newest = history.entries(store, "L001", limit=1)[0]
    assert newest.what == "Amara Osei: subject access asked for, received Wed 6 Jan 2027"


def test_questions_stop_the_clock_and_answers_let_it_go_on(store: Store) -> None:
    """To identify and to clarify, one after the other; each day as it was."""
    request = only(store).id
    change_requests.ask(store, request, StopReason.IDENTIFY, date(2027, 1, 7))
    change_requests.reply(store, request, StopReason.IDENTIFY, date(2027, 1, 11))
    change_requests.ask(store, request, StopReason.CLARIFY, date(2027, 1, 20))
    assert words(store) == ["stopped since Wed 20 Jan: asked to clarify, 21 days left"]
    change_requests.reply(store, request, StopReason.CLARIFY, date(2027, 1, 25))
    assert words(store) == ["answer due Mon 15 Feb, 14 days"]
    assert words(store, date(2027, 1, 19)) == ["answer due Wed 10 Feb, 22 days"]
    assert words(store, date(2027, 1, 9)) == ["stopped since Thu 7 Jan: asked to identify themselves, 30 days left"]


def test_who_identifies_themselves_is_known_from_then_on(small: Store) -> None:
    """Where it was not known before."""
    change_requests.record(small, "L001", ERASURE, CAME, Channel.LETTER, identity_known=False)
    request = only(small).id
    assert only(small).identity_on is None
    change_requests.ask(small, request, StopReason.IDENTIFY, date(2027, 1, 7))
    change_requests.reply(small, request, StopReason.IDENTIFY, date(2027, 1, 11))
    assert only(small).identity_on == date(2027, 1, 11)
    change_requests.identified(small, request, date(2027, 1, 8))
    assert only(small).identity_on == date(2027, 1, 8)


def test_an_extension_is_told_in_time_or_refused(store: Store) -> None:
    """The last day to tell is 8 February; here it is told in time."""
    request = only(store).id
    change_requests.extend(store, request, date(2027, 1, 29), "three requests at once")
    assert words(store) == ["answer due Tue 6 Apr, 64 days"]
    assert only(store).extended_because == "three requests at once"
    change_requests.record(store, "L002", ACCESS, date(2026, 12, 1), Channel.EMAIL)
    late = every(store, ["L002"])[0].id
    with pytest.raises(Refused, match="had to be told by Mon 4 Jan 2027"):
        change_requests.extend(store, late, date(2027, 1, 5), "complex")
    change_requests.extend(store, late, date(2027, 1, 4), "complex")


def test_a_complaint_is_acknowledged_then_answered(small: Store) -> None:
    """DPA 2018 164A."""
    change_requests.record(small, "L002", COMPLAINT, CAME, Channel.CALL)
    request = only(small).id
    assert words(small) == ["acknowledgement due Fri 5 Feb, 4 days"]
    change_requests.acknowledge(small, request, date(2027, 1, 12))
    assert words(small) == ["acknowledged Tue 12 Jan: outcome to tell without undue delay"]
    change_requests.answer(small, request, TODAY, RequestOutcome.UPHELD_IN_PART)
    assert words(small) == ["answered Mon 1 Feb: upheld in part"]


def test_an_erasure_may_be_refused_with_its_ground(small: Store) -> None:
    """UK GDPR 17: held by an open appeal; without its ground a refusal is none."""
    change_requests.record(small, "L003", ERASURE, CAME, Channel.EMAIL)
    request = only(small).id
    with pytest.raises(Refused, match="“refused” needs its ground"):
        change_requests.answer(small, request, TODAY, RequestOutcome.REFUSED, "  ")
    change_requests.answer(small, request, TODAY, RequestOutcome.REFUSED, "held by an open appeal")
    assert (words(small), only(small).line) == (["answered Mon 1 Feb: refused"], "held by an open appeal")


def test_an_open_escalation_is_the_ground_proposed_for_a_refusal(store: Store) -> None:
    """Of an erasure, and of nothing else; where nothing is open there is none."""
    change_requests.record(store, "L001", ERASURE, date(2027, 1, 7), Channel.EMAIL)
    access, erasure = every(store)
    assert [held_by(store, request) for request in (access, erasure)] == ["", ""]
    decisions.accept(store, ["coaching_behind::L001"])
    assert [held_by(store, request) for request in (access, erasure)] == [
        "",
        "held while this is open: BDO contact (UK GDPR 17)",
    ]


def test_what_is_open_comes_first_and_by_its_day(store: Store) -> None:
    """Then what stands still or has no day, then what is answered."""
    for leader, came in (("L002", date(2027, 1, 4)), ("L003", date(2026, 12, 7)), ("L003", date(2027, 1, 11))):
        change_requests.record(store, leader, ACCESS, came, Channel.EMAIL)
    first, stopped = every(store, ["L003"])
    change_requests.answer(store, first.id, date(2027, 1, 5), RequestOutcome.GIVEN)
    change_requests.ask(store, stopped.id, StopReason.CLARIFY, date(2027, 1, 12))
    assert words(store) == [
        "answer due Thu 4 Feb, 3 days",
        "answer due Mon 8 Feb, 7 days",
        "stopped since Tue 12 Jan: asked to clarify, 30 days left",
        "answered Tue 5 Jan: copy given",
    ]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        case(
            "ahead", lambda s, r: change_requests.answer(s, r, date(2027, 2, 2), RequestOutcome.GIVEN), "still to come"
        ),
        case("before it came", lambda s, r: change_requests.acknowledge(s, r, date(2027, 1, 5)), "lies before"),
        case(
            "another kind's outcome",
            lambda s, r: change_requests.answer(s, r, TODAY, RequestOutcome.UPHELD),
            "What can come of it: copy given, ",
        ),
        case(
            "nothing was asked", lambda s, r: change_requests.reply(s, r, StopReason.CLARIFY, TODAY), "Nothing is open"
        ),
        case("no reason", lambda s, r: change_requests.extend(s, r, date(2027, 1, 29), " "), "needs its reason"),
        case("no such request", lambda s, _: change_requests.acknowledge(s, "0" * 32, TODAY), "no such request"),
        case(
            "received after a step of it",
            lambda s, r: (
                change_requests.acknowledge(s, r, date(2027, 1, 7)),
                change_requests.correct(s, r, date(2027, 1, 8), Channel.EMAIL),
            ),
            "It can't have come after Thu 7 Jan 2027",
        ),
        case(
            "asked twice",
            lambda s, r: [change_requests.ask(s, r, StopReason.CLARIFY, date(2027, 1, day)) for day in (7, 8)],
            "asked to clarify already",
        ),
        case(
            "the reply before the question",
            lambda s, r: (
                change_requests.ask(s, r, StopReason.CLARIFY, date(2027, 1, 8)),
                change_requests.reply(s, r, StopReason.CLARIFY, date(2027, 1, 7)),
            ),
            "can't have come before Fri 8 Jan 2027",
        ),
        case(
            "asked when it is answered",
            lambda s, r: (
                change_requests.answer(s, r, date(2027, 1, 8), RequestOutcome.GIVEN),
                change_requests.ask(s, r, StopReason.CLARIFY, date(2027, 1, 9)),
            ),
            "answered on Fri 8 Jan 2027",
        ),
    ],
)
def test_what_can_not_be_is_refused(store: Store, step: Callable[[Store, str], object], sentence: str) -> None:
    """In one sentence; and what was there stays."""
    with pytest.raises(Refused, match=sentence):
        step(store, only(store).id)


@pytest.mark.parametrize(
    ("kind", "why", "sentence"),
    [
        case("an erasure is not clarified", ERASURE, StopReason.CLARIFY, "Only being asked to identify themselves"),
        case("a complaint has no stop", COMPLAINT, StopReason.IDENTIFY, "Nothing stops the clock of a complaint"),
    ],
)
def test_what_stops_no_clock_is_refused(small: Store, kind: RequestKind, why: StopReason, sentence: str) -> None:
    """UK GDPR 12A is about subject access, and about who asks."""
    change_requests.record(small, "L001", kind, CAME, Channel.EMAIL)
    with pytest.raises(Refused, match=sentence):
        change_requests.ask(small, only(small).id, why, TODAY)
    with pytest.raises(Refused, match="still to come"):
        change_requests.record(small, "L001", kind, date(2027, 2, 2), Channel.EMAIL)


def test_every_step_is_undone_and_made_again(store: Store) -> None:
    """And the history says from what to what, the stops among it, as the leader's own."""
    request, read = only(store).id, [every(store)]
    change_requests.ask(store, request, StopReason.CLARIFY, date(2027, 1, 20))
    read.append(every(store))
    change_requests.reply(store, request, StopReason.CLARIFY, date(2027, 1, 25))
    read.append(every(store))
    change_requests.correct(store, request, date(2027, 1, 5), Channel.LETTER)
    read.append(every(store))
    assert [entry.what for entry in history.entries(store, "L001", limit=3)] == [
        "Subject access of Amara Osei: received Tue 5 Jan 2027",
        "Subject access of Amara Osei: clarified, Mon 25 Jan 2027; the clock goes on",
        "Subject access of Amara Osei: asked to clarify, Wed 20 Jan 2027; the clock stands still",
    ]
    changed = [line for lines in told_changes.told(store, "L001").values() for line in lines]
    assert "received: Wed 6 Jan 2027 → Tue 5 Jan 2027" in changed
    assert "answered: – → Mon 25 Jan 2027" in changed
    for before in reversed(read[:-1]):
        undo.undo(store)
        assert every(store) == before
    for after in read[1:]:
        undo.redo(store)
        assert every(store) == after


def test_what_was_known_then_is_without_the_later_steps(store: Store) -> None:
    """The journal tells what was recorded at an instant."""
    then = clock.now()
    change_requests.answer(store, only(store).id, TODAY, RequestOutcome.GIVEN)
    with as_known_at.known_at(store, then) as copy:
        assert every(copy)[0].answered_on is None
