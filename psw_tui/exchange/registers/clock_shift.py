"""Whether a report's clock is off: an account or a tenant in another time zone writes the hours of that zone.

The whole meeting then lies a whole or a half hour (or several) before or after the session, and is as long as it.
Which of the two is right the file can't tell: it is said, and the BDO decides.
"""

from __future__ import annotations

import re
from datetime import timedelta
from statistics import median_high, median_low
from typing import TYPE_CHECKING

from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.policy.attendance import seconds_present
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.exchange.registers.report import Report
    from psw_tui.policy.attendance import Span
    from psw_tui.policy.records import Session

_A_MINUTE = timedelta(minutes=1)
_HALF_AN_HOUR = 30
_AN_HOUR = 60
#: Zones are at most so many hours from London.
_MOST = 14 * _AN_HOUR
#: How many minutes a meeting's beginning and end may each be beside the shift; a half hour is more often late people.
_BESIDE, _BESIDE_A_HALF = 15, 10
#: A host opens early, and lets people talk on.
_OPENED_EARLY, _ENDED_LATE = 30, 30
_TOLD = re.compile(r"(?P<sign>[+-]?)(?:(?P<h>\d{1,2})(?:\s*h|:|$))?\s*(?:(?P<m>\d{1,3})\s*(?:m|min)?)?")


@frozen
class ClockDoubt:
    """A file (by its hash) whose clock seems to be off, and the minutes that would correct it.

    `why` says so of a line, `note` of the file.
    """

    report: str
    minutes: int
    why: str
    note: str

    @property
    def option(self) -> str:
        """What to call to say whether it is off; the app has keys for it."""
        return f"Say whether a clock is off with --shift {shift_words(self.minutes)}, or --shift 0."


def clock_doubt(name: str, content_hash: str, report: Report, session: Session) -> ClockDoubt | None:
    """The doubt about a report's clock; None where it fits the session, or has no clock."""
    minutes = _offered(report, session)
    if not minutes:
        return None
    held = report.held or _middle(report.lines)
    assert held is not None
    side = "before" if minutes > 0 else "after"
    off = length_words(abs(minutes))
    note = (
        f"{name} lies {off} {side} the session ({_hours(held)}, and the session is "
        f"{_hours((session.starts_at, session.ends_at))}): its clock is perhaps another time zone's."
    )
    return ClockDoubt(content_hash, minutes, f"the clock of {name} is perhaps {off} off", note)


def moved(line: ReportLine, minutes: int) -> ReportLine:
    """A line with its times so many minutes later."""
    if not minutes or line.joined is None or line.left is None:
        return line
    by = timedelta(minutes=minutes)
    return ReportLine(
        line.row, line.name, line.original, line.email, line.joined + by, line.left + by, line.minutes, line.file
    )


def told_minutes(words: str) -> int | None:
    """A shift as somebody writes it, in minutes: `+1h`, `-30m`, `-5:30`, `+1h30m`, `0`; None for anything else."""
    found = _TOLD.fullmatch("".join(words.casefold().split()))
    if found is None or not (found["h"] or found["m"]):
        return None
    minutes = int(found["h"] or 0) * _AN_HOUR + int(found["m"] or 0)
    return -minutes if found["sign"] == "-" else minutes


def shift_words(minutes: int) -> str:
    """A shift as the command takes it: `+1h`, `-30m`, `+5h30m`, `0`."""
    hours, rest = divmod(abs(minutes), _AN_HOUR)
    words = "-" if minutes < 0 else "+"
    if hours:
        words += f"{hours}h"
    if rest:
        words += f"{rest}m"
    return words if minutes else "0"


def length_words(minutes: int) -> str:
    """`1 hour`, `30 minutes`, `5 hours 30 minutes`."""
    hours, rest = divmod(minutes, _AN_HOUR)
    told = [count(number, thing) for number, thing in ((hours, "hour"), (rest, "minute")) if number]
    return " ".join(told)


def _hours(span: Span) -> str:
    return f"{london(span[0]):%H:%M}–{london(span[1]):%H:%M}"


def _offered(report: Report, session: Session) -> int:
    """The minutes by which a report's times are to be moved to fit the session; 0 where they fit, or nothing does."""
    middle = _middle(report.lines)
    if report.zoned or middle is None:
        return 0
    by_people = _by_people(middle, session)
    if by_people or report.held is None:
        return by_people
    offered = _by_block(report.held, session)
    return offered if offered and _gains(report.lines, offered, session) else 0


def _middle(lines: Iterable[ReportLine]) -> Span | None:
    """When half of the people were there and when half had left: latecomers and early leavers don't move it."""
    firsts: dict[str, Span] = {}
    for line in lines:
        if line.joined is not None and line.left is not None:
            who = line.email or line.name
            known = firsts.get(who, (line.joined, line.left))
            firsts[who] = min(known[0], line.joined), max(known[1], line.left)
    if not firsts:
        return None
    return median_low(first for first, _ in firsts.values()), median_high(last for _, last in firsts.values())


def _beside(span: Span, session: Session) -> tuple[float, float]:
    """By how many minutes a span begins and ends after the session."""
    return (span[0] - session.starts_at) / _A_MINUTE, (span[1] - session.ends_at) / _A_MINUTE


def _by_people(span: Span, session: Session) -> int:
    first, last = _beside(span, session)
    shift = round((first + last) / 2 / _HALF_AN_HOUR) * _HALF_AN_HOUR
    beside = _BESIDE if shift % _AN_HOUR == 0 else _BESIDE_A_HALF
    fits = abs(first - shift) <= beside and abs(last - shift) <= beside and abs(shift) <= _MOST
    return -shift if fits else 0


def _by_block(held: Span, session: Session) -> int:
    first, last = _beside(held, session)
    shift = round(last / _AN_HOUR) * _AN_HOUR
    fits = -_OPENED_EARLY <= first - shift <= _BESIDE and -_BESIDE <= last - shift <= _ENDED_LATE
    return -shift if fits and abs(shift) <= _MOST else 0


def _gains(lines: Iterable[ReportLine], minutes: int, session: Session) -> bool:
    """Whether more of the stays lies in the session once they are moved."""
    now = then = 0
    for line in lines:
        later = moved(line, minutes)
        if line.joined and line.left and later.joined and later.left:
            now += seconds_present([(line.joined, line.left)], session)
            then += seconds_present([(later.joined, later.left)], session)
    return then > now
