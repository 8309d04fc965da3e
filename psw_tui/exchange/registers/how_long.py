"""How long somebody was at a session, by the rows of reports: at least, by what is likeliest, and at most.

A mark is certain where all three come to the same one; anything else is for the BDO to judge. A row may be a stay
(two times that are as far apart as its minutes), a span with fewer minutes than lie between its times (first joining
to last leaving), or minutes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.attendance import minutes_why, seconds_of, seconds_present, seconds_within, suggested_mark
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MarkValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from psw_tui.exchange.registers.same_meeting import Meetings
    from psw_tui.policy.attendance import Span
    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Session
    from psw_tui.store.registers.reports import Stay

_A_MINUTE = 60


@frozen
class ReportedStay:
    """A row about one leader: the stay that it is on record as, and the report (by its hash) that it stands in.

    `signed` says that it is a sign-in, which has no length; `doubt` and `at_most` are a line's.
    """

    stay: Stay
    report: str
    signed: bool = False
    doubt: str = ""
    at_most: int | None = None


@frozen
class Length:
    """Seconds of a session: at least, likely and at most; with a reason where the three are apart."""

    least: int = 0
    likely: int = 0
    most: int = 0
    doubts: tuple[str, ...] = ()

    def after(self, other: Length) -> Length:
        """This and another time apart from it."""
        return Length(
            self.least + other.least,
            self.likely + other.likely,
            self.most + other.most,
            (*self.doubts, *other.doubts),
        )

    def or_also(self, other: Length, doubt: str = "") -> Length:
        """This and another time that may be the same: the longer of the two for certain, both together at most."""
        doubts = (*self.doubts, *other.doubts, *filter(None, [doubt]))
        least, likely = max(self.least, other.least), max(self.likely, other.likely)
        return Length(least, likely, self.most + other.most, doubts)

    def same_as(self, other: Length) -> Length:
        """Twice the same time: what the longer of the two says."""
        doubts = (*self.doubts, *other.doubts)
        return Length(max(self.least, other.least), max(self.likely, other.likely), max(self.most, other.most), doubts)

    def up_to(self, seconds: int) -> Length:
        """The same, no longer than this."""
        return Length(min(self.least, seconds), min(self.likely, seconds), min(self.most, seconds), self.doubts)


@frozen
class SuggestedMark:
    """What rows come to: the mark (None: not there during the session), whole minutes if known, and the numbers.

    Where it `waits` for the BDO the mark is what seems likeliest, if anything does, and `why` what is not certain.
    """

    value: MarkValue | None
    minutes: int | None
    why: str
    waits: bool = False


def judge(rows: Sequence[ReportedStay], meetings: Meetings, session: Session, programme: Programme) -> SuggestedMark:
    """What the rows about one leader come to."""
    length = how_long(rows, meetings, session)
    signed_in = any(row.signed and not row.doubt for row in rows)
    if signed_in and length.least == 0:
        return SuggestedMark(MarkValue.PRESENT, None, "signed in")
    if length.most == 0 and not length.doubts:
        return SuggestedMark(None, 0, "came and went outside the session's hours")
    seconds = (length.least, length.likely, length.most)
    mark_of = {told: _mark(told, session, programme) for told in set(seconds)}  # of most people the three are one
    marks = [mark_of[told] for told in seconds]
    if marks[0] is not None and marks[0] is marks[1] is marks[2]:
        return SuggestedMark(marks[0], length.likely // _A_MINUTE, minutes_why(length.likely, session, programme))
    doubts = list(dict.fromkeys(length.doubts))
    if length.least >= _A_MINUTE:
        doubts.append(f"{length.least // _A_MINUTE} of {seconds_of(session) // _A_MINUTE} min are certain")
    offered = marks[1]
    if offered is None and marks[2] is MarkValue.PART:
        offered = MarkValue.PART
    return SuggestedMark(offered, None, "; ".join(doubts), waits=True)


def _mark(seconds: int, session: Session, programme: Programme) -> MarkValue | None:
    return suggested_mark(seconds, session, programme) if seconds else None


def how_long(rows: Sequence[ReportedStay], meetings: Meetings, session: Session) -> Length:
    """How long one leader was there, by all rows about them; the same meeting in two reports counts once."""
    timed = [row for row in rows if span_of(row.stay) and not _doubt(row, session)]
    together = timeline([row.stay for row in timed], session)
    together = _with_totals(together, [row.report for row in timed], rows, meetings)
    whole = seconds_of(session)
    for row in rows:
        if doubt := _doubt(row, session):
            most = whole if doubt[1] is None else doubt[1]
            together = together.after(Length(most=most, doubts=(doubt[0],)))
    return together.up_to(whole)


def _with_totals(together: Length, reports: list[str], rows: Sequence[ReportedStay], meetings: Meetings) -> Length:
    """What is told so far, by these reports, and minutes alone beside it: of one meeting the stays are the finer.

    Minutes alone come to no more than their meeting was long.
    """
    for group in meetings.groups(_reports_of_totals(rows)):
        totals = Length()
        for report in group:
            held = meetings.held(report)
            told = _total(rows, report)
            totals = totals.same_as(told if held is None else told.up_to(_seconds(held)))
        if meetings.is_one_of(group, reports):
            if totals.likely > _told_in_all(rows, reports):
                doubt = f"{totals.likely // _A_MINUTE} min in another report of the same meeting"
                most = max(together.most, totals.most)
                together = Length(together.least, together.likely, most, (*together.doubts, doubt))
        elif not reports:
            together = totals
        elif meetings.is_apart(group, reports):
            together = together.after(totals)
        else:
            numbers = sorted({together.likely // _A_MINUTE, totals.likely // _A_MINUTE})
            said = " and ".join(f"{number} min" for number in numbers)
            together = together.or_also(totals, f"{said} in two reports: one meeting twice, or its two halves")
        reports = [*reports, *group]
    return together


def _told_in_all(rows: Iterable[ReportedStay], reports: Sequence[str]) -> int:
    """The seconds of these reports' rows together, in or out of the session, and a minute each for the rounding."""
    seconds = _A_MINUTE
    for row in rows:
        if row.report in reports:
            span = span_of(row.stay)
            told = (row.stay.minutes or 0) * _A_MINUTE
            if span is not None:
                told = _seconds(span)
            seconds += told + _A_MINUTE
    return seconds


def span_of(stay: Stay) -> Span | None:
    """The two times of a stay that has both."""
    return None if stay.joined is None or stay.left is None else (stay.joined, stay.left)


def _doubt(row: ReportedStay, session: Session) -> tuple[str, int | None] | None:
    """Why a row does not tell how long somebody was there, and how many seconds it can have been (None: any)."""
    stay = row.stay
    if row.doubt:
        return row.doubt, row.at_most
    span = span_of(stay)
    if span is not None:
        if _makes_sense(span, stay.minutes):
            return None
        return f"{stay.minutes} min {_between(span)}", seconds_present([span], session)
    if stay.minutes == 0:
        return "0 minutes in the report", _A_MINUTE
    if stay.minutes is None and not row.signed:
        return "in the report without times or minutes", None
    return None


def _makes_sense(span: Span, minutes: int | None) -> bool:
    """Whether there is time for these minutes, and they are nought only where there is none; a report rounds them."""
    apart = _seconds(span)
    if not minutes:
        return minutes is None or apart <= _A_MINUTE
    return minutes * _A_MINUTE <= apart + _A_MINUTE


def _seconds(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds())


def _between(span: Span) -> str:
    return f"between {london(span[0]):%H:%M} and {london(span[1]):%H:%M}"


def _reports_of_totals(rows: Iterable[ReportedStay]) -> list[str]:
    """The reports with minutes alone of a leader, in their order."""
    return list(dict.fromkeys(row.report for row in rows if _is_total(row)))


def _is_total(row: ReportedStay) -> bool:
    return not row.doubt and not span_of(row.stay) and bool(row.stay.minutes)


def _total(rows: Iterable[ReportedStay], report: str) -> Length:
    """The minutes alone of one report: of two devices they may be the same ones."""
    minutes = [row.stay.minutes or 0 for row in rows if row.report == report and _is_total(row)]
    longest, every = max(minutes) * _A_MINUTE, sum(minutes) * _A_MINUTE
    if longest == every:
        return Length(every, every, every)
    said = " and ".join(f"{number} min" for number in minutes)
    return Length(longest, every, every, (f"{said} in two rows: one after the other, or two devices at once",))


#: A stay's two times, and its minutes where they are fewer than lie between.
_Told = tuple["Span", int | None]


def timeline(stays: Iterable[Stay], session: Session) -> Length:
    """What rows with two times come to: stays cover the session together, spans hold no more than their minutes."""
    told: dict[_Told, None] = {}
    for stay in stays:
        if span := span_of(stay):
            told[span, stay.minutes if _is_loose(span, stay.minutes) else None] = None
    together = Length()
    for cluster in _clusters(told):
        together = together.after(_of_cluster(cluster, session))
    return together


def _is_loose(span: Span, minutes: int | None) -> bool:
    """Whether two times are further apart than the minutes: somebody was not there all the time between."""
    return minutes is not None and minutes * _A_MINUTE <= _seconds(span) - _A_MINUTE


def _clusters(told: Iterable[_Told]) -> list[list[_Told]]:
    """Stays and spans that overlap, put together."""
    clusters: list[list[_Told]] = []
    until: datetime | None = None
    for span, minutes in sorted(told, key=lambda stay: stay[0]):
        if until is not None and span[0] < until:
            clusters[-1].append((span, minutes))
            until = max(until, span[1])
        else:
            clusters.append([(span, minutes)])
            until = span[1]
    return clusters


def _of_cluster(cluster: list[_Told], session: Session) -> Length:
    stays = [span for span, minutes in cluster if minutes is None]
    covered = seconds_present(stays, session)
    told = Length(covered, covered, covered)
    several = bool(stays)
    for span, minutes in cluster:
        if minutes is None or _told_by(stays, span, minutes):
            continue
        loose = _of_span(span, minutes, session)
        if several:
            loose = told.or_also(loose, f"{minutes} min beside others at the same time")
        told, several = loose, True
    return told.up_to(seconds_present([span for span, _ in cluster], session))


def _told_by(stays: list[Span], span: Span, minutes: int) -> bool:
    """Whether stays within a span come to its minutes: they are the same, and the finer."""
    within = seconds_within(stays, span)
    return bool(stays) and abs(within - minutes * _A_MINUTE) <= _A_MINUTE * (len(stays) + 1)


def _of_span(span: Span, minutes: int, session: Session) -> Length:
    """Minutes somewhere between two times: as many of them in the session as fit beside what lies outside it."""
    inside = seconds_present([span], session)
    most = min(minutes * _A_MINUTE, inside)
    least = max(0, minutes * _A_MINUTE - (_seconds(span) - inside))
    if least == most:
        return Length(most, most, most)
    doubt = f"{minutes} min {_between(span)}, some of them perhaps outside the session"
    return Length(least, most, most, (doubt,))
