"""Section 6: the state of a concern in the inbox, from what is on record and whether its facts hold."""

from __future__ import annotations

import pytest

from psw_tui.policy.inbox_state import InboxRecord, inbox_state
from psw_tui.policy.records import Concern, Record
from psw_tui.policy.terms import ConcernKind, InboxState, Stage
from tests.policy.cases import attended, case, flagged, mark, marks, on, record, run, session


def held(measure: str = "") -> Concern:
    """A concern that holds, with its measure."""
    return Concern(
        "L001", ConcernKind.BELOW_MINIMUM, "study", "1.1.4", Stage.BDO_CONTACT, on("2027-01-01"), "why", measure
    )


@pytest.mark.parametrize(
    ("known", "holds", "day", "expected"),
    [
        case("never seen: new", None, True, "2027-02-01", "new"),
        case("new stays new", InboxRecord(InboxState.NEW), True, "2027-02-01", "new"),
        case("new, its facts gone", InboxRecord(InboxState.NEW), False, "2027-02-01", "cleared"),
        case("accepted stays accepted", InboxRecord(InboxState.ACCEPTED), True, "2027-02-01", "accepted"),
        case("accepted, its facts gone", InboxRecord(InboxState.ACCEPTED), False, "2027-02-01", "cleared"),
        case(
            "accepted, cleared, and its facts return",
            InboxRecord(InboxState.ACCEPTED, cleared=True),
            True,
            "2027-02-01",
            "new",
        ),
        case("dismissed holds", InboxRecord(InboxState.DISMISSED), True, "2027-02-01", "dismissed"),
        case("dismissed, its facts gone", InboxRecord(InboxState.DISMISSED), False, "2027-02-01", "cleared"),
        case(
            "dismissed, cleared, and its facts return",
            InboxRecord(InboxState.DISMISSED, cleared=True),
            True,
            "2027-02-01",
            "new",
        ),
        case(
            "snoozed, the day before its date",
            InboxRecord(InboxState.SNOOZED, on("2027-02-10")),
            True,
            "2027-02-09",
            "snoozed",
        ),
        case("snoozed, on its date", InboxRecord(InboxState.SNOOZED, on("2027-02-10")), True, "2027-02-10", "new"),
        case(
            "snoozed, its facts gone", InboxRecord(InboxState.SNOOZED, on("2027-02-10")), False, "2027-02-09", "cleared"
        ),
        case(
            "snoozed, cleared, and its facts return",
            InboxRecord(InboxState.SNOOZED, on("2027-02-10"), cleared=True),
            True,
            "2027-02-09",
            "new",
        ),
        case("recorded as cleared, its facts return", InboxRecord(InboxState.CLEARED), True, "2027-02-01", "new"),
        case("recorded as cleared, still gone", InboxRecord(InboxState.CLEARED), False, "2027-02-01", "cleared"),
    ],
)
def test_inbox_state(known: InboxRecord | None, day: str, expected: str, *, holds: bool) -> None:
    assert inbox_state(known, held() if holds else None, on(day)) == expected


@pytest.mark.parametrize(
    ("ended", "measure", "expected"),
    [
        case("accepted, the escalation open, grown worse: it is being dealt with", False, "2", "accepted"),
        case("accepted, the escalation ended, the same as then", True, "1", "accepted"),
        case("accepted, the escalation ended, grown worse since: new again", True, "2", "new"),
    ],
)
def test_what_an_ended_escalation_had_taken_in(ended: bool, measure: str, expected: str) -> None:
    known = InboxRecord(InboxState.ACCEPTED, measure="1", ended=ended)
    assert inbox_state(known, held(measure), on("2027-02-01")) == expected


def state_later(then: Record, now: Record, day_then: str, day_now: str, kind: str) -> str:
    """The state on a later day of a concern that was dismissed on an earlier one."""
    (before,) = flagged(then, day_then, kind)
    (after,) = flagged(now, day_now, kind)
    assert before.key == after.key
    return str(inbox_state(InboxRecord(InboxState.DISMISSED, measure=before.measure), after, on(day_now)))


PEERS = run("P", "peer_practice", 4, "2026-11-02")
RESIDENTIALS = run("R", "residential", 12, "2026-10-01")


@pytest.mark.parametrize(
    ("missed_then", "missed_now", "expected"),
    [
        case("the same headroom: it stays dismissed", 3, 3, "dismissed"),
        case("one more missed, the headroom fell: new again", 3, 4, "new"),
        case("many more missed: new again", 3, 12, "new"),
        case("the headroom rose but it is still below: it stays dismissed", 5, 4, "dismissed"),
    ],
)
def test_a_dismissed_minimum_and_its_headroom(missed_then: int, missed_now: int, expected: str) -> None:
    def of(number: int) -> Record:
        return record(RESIDENTIALS, marks("absent", *(f"R{n + 1}" for n in range(number))))

    assert state_later(of(missed_then), of(missed_now), "2026-11-01", "2026-11-02", "below_minimum") == expected


@pytest.mark.parametrize(
    ("day_then", "day_now", "expected"),
    [
        case("one window behind, the next still open", "2026-12-01", "2027-01-31", "dismissed"),
        case("one window behind, then two", "2026-12-01", "2027-02-01", "new"),
        case("five behind, then six", "2027-07-01", "2027-09-01", "new"),
    ],
)
def test_a_dismissed_behind_and_its_windows(day_then: str, day_now: str, expected: str) -> None:
    assert state_later(record(), record(), day_then, day_now, "coaching_behind") == expected


@pytest.mark.parametrize(
    ("used_now", "expected"),
    [case("one more closed, one more used", 2, "dismissed"), case("one more closed, none more used", 1, "new")],
)
def test_a_dismissed_behind_and_what_was_used(used_now: int, expected: str) -> None:
    used = [attended("2026-10-05 10:00"), attended("2027-02-08 10:00")]
    then, now = record(bookings=used[:1]), record(bookings=used[:used_now])
    assert state_later(then, now, "2027-02-01", "2027-03-01", "coaching_behind") == expected


def test_a_later_session_in_the_pattern_is_new() -> None:
    """A dismissed pattern about P2 says nothing of one about P3: it has another key."""
    rec = record(PEERS, marks("absent", "P1", "P2", "P3"))
    (then,), (now,) = (flagged(rec, "2026-11-03", "emerging_pattern"), flagged(rec, "2026-11-04", "emerging_pattern"))
    assert (then.about, now.about) == ("P2", "P3")
    assert now.measure > then.measure


def test_a_pattern_that_loses_its_first_session_stays_dismissed() -> None:
    rec = record(PEERS, marks("absent", "P1", "P2", "P3"))
    assert state_later(rec, rec, "2027-01-30", "2027-01-31", "emerging_pattern") == "dismissed"


def test_an_absence_has_nothing_that_could_grow() -> None:
    rec = record([session("W1", "workshop", "2026-11-12")], [mark("W1", "absent")])
    assert state_later(rec, rec, "2026-11-12", "2027-06-01", "unexplained_absence") == "dismissed"
