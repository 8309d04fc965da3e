"""A cohort at the end of its programme, with a leader in every group of the completion list: for tests of that list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from psw_tui.policy.terms import LeaderState, MarkValue, Outcome, SessionKind
from tests.helpers import make_once

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store

#: The cohort's last day.
LAST = date(2027, 8, 31)
_SESSIONS = [
    *((f"R{number}", SessionKind.RESIDENTIAL, date(2026, 10, 5 + number)) for number in range(1, 5)),
    *((f"W{number}", SessionKind.WORKSHOP, date(2026, 11, 8 + number)) for number in range(1, 7)),
    *((f"P{number}", SessionKind.PEER_PRACTICE, date(2027, 1, 10 + number)) for number in range(1, 4)),
]
#: Who is on the roster: reference, names, state, and at which sessions they were not.
_LEADERS: list[tuple[str, str, str, LeaderState, tuple[str, ...]]] = [
    ("L001", "Amara", "Osei", LeaderState.ACTIVE, ("W6",)),
    ("L002", "Dewi", "Khan", LeaderState.ACTIVE, ("R4", "W6")),
    ("L003", "Beth", "Jones", LeaderState.ACTIVE, ("R4", "P1", "P2")),
    ("L004", "Siân", "Wądołkowska", LeaderState.COMPLETED, ()),
    ("L005", "Tom", "Price", LeaderState.PAUSED, ()),
    ("L006", "Ada", "Nowak", LeaderState.WITHDRAWN, ()),
    ("L007", "Ola", "Bello", LeaderState.OFFERED, ()),
]


def make(path: Path) -> Path:
    """The file, at this path; the day has to be set by `PSW_TODAY`, to the last one or later."""
    return make_once(path, "ended", _make)


def _make(store: Store) -> None:
    from models.tables import CoachRow, CohortRow, LeaderRow, SessionRow

    with store.command("Set up", {"cohorts", "leaders", "sessions"}) as writing:
        add = writing.session.add
        cohort = CohortRow(name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=LAST)
        coach = CoachRow(name="Gwen Hughes")
        add(cohort)
        add(coach)
        keys: dict[str, Any] = {}
        for reference, kind, day in _SESSIONS:
            starts = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
            row = SessionRow(
                reference=reference,
                cohort_id=cohort.id,
                kind=kind,
                title=f"Session {reference}",
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
            )
            keys[reference] = row.id
            add(row)
        for reference, first, last, state, missed in _LEADERS:
            offered = state is LeaderState.OFFERED
            leader = LeaderRow(
                reference=reference,
                cohort_id=cohort.id,
                coach_id=coach.id,
                first_name=first,
                last_name=last,
                state=state,
                offer_accepted_on=None if offered else date(2026, 9, 1),
            )
            add(leader)
            if not offered:
                _record(add, leader.id, coach.id, keys, missed)


def _record(add: Any, leader: Any, coach: Any, sessions: dict[str, Any], missed: tuple[str, ...]) -> None:
    """Present everywhere but where missed; of the missed a residential of `L002` alone is caught up (by `W6` too)."""
    from models.tables import BookingRow, MarkRow

    for reference, key in sessions.items():
        value = MarkValue.ABSENT if reference in missed else MarkValue.PRESENT
        accepted = date(2027, 5, 4) if reference == "R4" and value is MarkValue.ABSENT and "W6" in missed else None
        add(
            MarkRow(
                session_id=key,
                leader_id=leader,
                value=value,
                catch_up_accepted_on=accepted,
                catch_up_log=accepted is not None,
            )
        )
    for month in (2, 3, 4):
        add(
            BookingRow(
                leader_id=leader,
                coach_id=coach,
                starts_at=datetime(2027, month, 10, 10, tzinfo=UTC),
                outcome=Outcome.ATTENDED,
            )
        )
