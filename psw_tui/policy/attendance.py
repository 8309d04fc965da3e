"""Section 3: from the minutes somebody was there to a suggested mark; never to an absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.terms import MarkValue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Session

Span = tuple["datetime", "datetime"]
_SECONDS_A_MINUTE = 60


def seconds_of(session: Session) -> int:
    """How long a session is, in seconds."""
    return int((session.ends_at - session.starts_at).total_seconds())


def seconds_present(stays: Iterable[Span], session: Session) -> int:
    """The seconds of the session that the stays cover together: overlaps once, nothing before or after it."""
    return seconds_within(stays, (session.starts_at, session.ends_at))


def seconds_within(stays: Iterable[Span], bounds: Span) -> int:
    """The seconds between two instants that the stays cover together, overlaps once."""
    covered = 0.0
    until, end = bounds
    for joined, left in sorted(stays):
        first, last = max(joined, until), min(left, end)
        if last > first:
            covered += (last - first).total_seconds()
            until = last
    return int(covered)


def suggested_mark(seconds: int, session: Session, programme: Programme) -> MarkValue:
    """*Part* under the share of the session's minutes that counts as present (local), else *present* (section 3).

    It is never *absent*: a report can only confirm that somebody was there.
    """
    needed = programme.present_share * seconds_of(session)
    return MarkValue.PART if seconds < needed else MarkValue.PRESENT


def minutes_why(seconds: int, session: Session, programme: Programme) -> str:
    """The numbers behind the suggestion: `62 of 120 min; under 90, so part is suggested (local setting)`."""
    length = seconds_of(session)
    needed = programme.present_share * length / _SECONDS_A_MINUTE
    there = f"{seconds // _SECONDS_A_MINUTE} of {length // _SECONDS_A_MINUTE} min"
    if suggested_mark(seconds, session, programme) is MarkValue.PART:
        return f"{there}; under {float(needed):g}, so part is suggested (local setting)"
    return f"{there}; {float(needed):g} or more, so present (local setting)"
