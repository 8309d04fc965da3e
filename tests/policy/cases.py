"""Records in few words: what the tables of the policy tests are written with.

Days are `YYYY-MM-DD`; moments are London wall clock (`2026-11-12 10:00`) unless they carry an offset.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from psw_tui.policy.concerns import concerns
from psw_tui.policy.programme import Programme, read_programmes
from psw_tui.policy.records import (
    Booking,
    Cohort,
    Communication,
    Concern,
    Leader,
    ManualConcern,
    Mark,
    Record,
    Session,
    Standing,
)
from psw_tui.policy.standing import standings
from psw_tui.policy.terms import (
    CancelledBy,
    Direction,
    Engagement,
    Explanation,
    LeaderState,
    MarkValue,
    Outcome,
    Reason,
    RequirementId,
    SessionKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "psw_tui" / "data"
DEFAULTS = (DATA / "programme.json").read_text(encoding="utf-8")
LONDON = ZoneInfo("Europe/London")
PSW = read_programmes(DEFAULTS)["psw"]


def case(sentence: str, *values: object) -> Any:
    """One row of a table, named by its sentence."""
    return pytest.param(*values, id=sentence)


def programme(override: str) -> Programme:
    """The default programme with some keys overridden."""
    return read_programmes(DEFAULTS, override)["psw"]


def on(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)


def maybe(text: str | None) -> date | None:
    """A day, or none."""
    return None if text is None else on(text)


def at(text: str) -> datetime:
    """An instant, from London wall clock or from a time with an offset."""
    moment = datetime.fromisoformat(text)
    return (moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment).astimezone(UTC)


def london_date(instant: datetime) -> date:
    """The London date of an instant."""
    return instant.astimezone(LONDON).date()


def session(
    reference: str,
    kind: str,
    starts: str,
    ends: str | None = None,
    *,
    compulsory: bool | None = None,
    cancelled: bool = False,
) -> Session:
    """A session; a bare day means 10:00 to 16:00, no end means two hours."""
    if len(starts) == len("2026-10-06"):
        starts, ends = f"{starts} 10:00", ends or f"{starts} 16:00"
    if ends is not None and len(ends) == len("2026-10-06"):
        ends = f"{ends} 16:00"
    first = at(starts)
    last = first + timedelta(hours=2) if ends is None else at(ends)
    return Session(
        reference=reference,
        kind=SessionKind(kind),
        title=f"Session {reference}",
        starts_at=first,
        ends_at=last,
        starts_on=london_date(first),
        ends_on=london_date(last),
        compulsory=compulsory,
        cancelled=cancelled,
    )


def run(prefix: str, kind: str, number: int, first: str = "2026-10-06") -> list[Session]:
    """A number of sessions on days that follow each other: R1, R2, …"""
    day = on(first)
    return [session(f"{prefix}{n + 1}", kind, (day + timedelta(days=n)).isoformat()) for n in range(number)]


def mark(
    reference: str,
    value: str | None = None,
    *,
    reported: str | None = None,
    reason: str | None = None,
    judged: str | None = None,
    engagement: str | None = None,
    completed: str | None = None,
    sent: str | None = None,
    due: str | None = None,
    submitted: str | None = None,
    accepted: str | None = None,
) -> Mark:
    """A mark at a session; `judged` is the explanation."""
    return Mark(
        session=reference,
        value=None if value is None else MarkValue(value),
        engagement=None if engagement is None else Engagement(engagement),
        completed_on=maybe(completed),
        reported_at=None if reported is None else at(reported),
        reason=None if reason is None else Reason(reason),
        explanation=None if judged is None else Explanation(judged),
        sent_on=maybe(sent),
        due_on=maybe(due),
        submitted_on=maybe(submitted),
        log_received=accepted is not None,
        accepted_on=maybe(accepted),
    )


def marks(value: str, *references: str) -> list[Mark]:
    """The same mark at several sessions."""
    return [mark(reference, value) for reference in references]


def booking(
    starts: str,
    outcome: str | None = None,
    *,
    by: str | None = None,
    notice: str | None = None,
    waived: bool = False,
    window: int | None = None,
) -> Booking:
    """A coaching booking of one hour; its id is its start as written; `notice` is when it was called off."""
    first = at(starts)
    last = first + timedelta(hours=1)
    told = None if notice is None else at(notice)
    return Booking(
        id=starts,
        starts_at=first,
        ends_at=last,
        starts_on=london_date(first),
        ends_on=london_date(last),
        outcome=None if outcome is None else Outcome(outcome),
        cancelled_by=None if by is None else CancelledBy(by),
        cancelled_at=told,
        cancelled_on=None if told is None else london_date(told),
        waived=waived,
        window=window,
    )


def attended(starts: str) -> Booking:
    """A coaching session that was attended."""
    return booking(starts, "attended")


def no_show(starts: str) -> Booking:
    """A coaching session that the leader did not come to."""
    return booking(starts, "no_show")


def called_off(starts: str, notice: str | None, by: str = "leader", *, waived: bool = False) -> Booking:
    """A coaching session cancelled at the moment `notice`."""
    return booking(starts, "cancelled", by=by, notice=notice, waived=waived)


def letter(
    about: str,
    sent: str,
    *,
    reached: bool = True,
    reply_by: str | None = None,
    replied: str | None = None,
    direction: str = "to_leader",
    opened: str = "2026-09-01",
    ended: str | None = None,
) -> Communication:
    """A logged communication of an escalation that was `opened` and, maybe, `ended`."""
    return Communication(
        about, on(sent), Direction(direction), reached, on(opened), maybe(ended), maybe(reply_by), maybe(replied)
    )


def record(
    sessions: Iterable[Session] = (),
    marks: Iterable[Mark] = (),
    bookings: Iterable[Booking] = (),
    *,
    signed: str | None = "2026-08-01",
    pause: tuple[str | None, str | None] = (None, None),
    ends: str = "2027-08-31",
    state: str = "active",
    rules: Programme = PSW,
    year: int = 2026,
    letters: Iterable[Communication] = (),
    manual: Iterable[ManualConcern] = (),
) -> Record:
    """One leader's record; without a word an active leader of the cohort of 2026 who signed on 1 August."""
    return Record(
        leader=Leader("L001", "Amara Osei", LeaderState(state), maybe(signed), maybe(pause[0]), maybe(pause[1])),
        cohort=Cohort(f"PSW {year}", year, date(year, 9, 1), on(ends)),
        programme=rules,
        sessions=tuple(sessions),
        marks={mark.session: mark for mark in marks},
        bookings=tuple(bookings),
        communications=tuple(letters),
        manual=tuple(manual),
    )


def verdict(rec: Record, requirement: str, day: str) -> Standing:
    """One requirement's standing on a day."""
    return standings(rec, on(day))[RequirementId(requirement)]


def line(rec: Record, requirement: str, day: str) -> str:
    """A standing in one line: `below T4 m4 c2 x1 u0 r1 k1 h-1`."""
    reached = verdict(rec, requirement, day)
    return (
        f"{reached.word} T{reached.expected} m{reached.minimum} c{reached.credit} x{reached.missed} "
        f"u{reached.unrecorded} r{reached.remaining} k{reached.catchable} h{reached.headroom}"
    )


def flagged(rec: Record, day: str, *kinds: str) -> list[Concern]:
    """The concerns of a day, of some kinds or of all."""
    return [concern for concern in concerns(rec, on(day)) if not kinds or concern.kind in kinds]


def keys(rec: Record, day: str, *kinds: str) -> list[str]:
    """The concerns of a day as `kind:about`, of some kinds or of all."""
    return [f"{concern.kind}:{concern.about}" for concern in flagged(rec, day, *kinds)]
