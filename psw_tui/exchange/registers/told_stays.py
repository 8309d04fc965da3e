"""What reports say of the leaders of a session: these files, and those taken before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psw_tui.exchange.registers.clock_shift import clock_doubt, moved
from psw_tui.exchange.registers.how_long import ReportedStay, judge
from psw_tui.exchange.registers.same_meeting import Account, Meetings
from psw_tui.policy.terms import ReportFormat
from psw_tui.store.registers.reports import Stay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from psw_tui.exchange.name_matching.lines import ReportLine
    from psw_tui.exchange.name_matching.matching import Attendee
    from psw_tui.exchange.registers.clock_shift import ClockDoubt
    from psw_tui.exchange.registers.how_long import SuggestedMark
    from psw_tui.exchange.registers.review import FileRead
    from psw_tui.store.registers.reports import SessionKnowledge


class ToldStays:
    """The stays of a session's reports, and what is to be said of the reports as a whole."""

    def __init__(self, known: SessionKnowledge, files: Sequence[FileRead]) -> None:
        self._known, self._files = known, tuple(files)
        self._signed = {file.content_hash for file in files if file.report.format is ReportFormat.SIGN_IN}
        #: Per file taken before, the leaders it was taken for.
        self.taken = {report.content_hash: {stay.leader for stay in report.stays} for report in known.reports}
        self.earlier: dict[str, list[ReportedStay]] = defaultdict(list)
        for report in known.reports:
            signed = report.format is ReportFormat.SIGN_IN
            for stay in report.stays:
                self.earlier[stay.leader].append(ReportedStay(stay, report.content_hash, signed))
        self._clocks: dict[str, ClockDoubt] = {}
        for file in files:
            doubt = clock_doubt(file.name, file.content_hash, file.report, known.register.session)
            if doubt and file.content_hash not in self.taken and file.content_hash not in known.elsewhere:
                self._clocks[file.content_hash] = doubt

    def of(self, persons: Iterable[Attendee], leader: str, shifts: Mapping[str, int]) -> tuple[ReportedStay, ...]:
        """What the lines of these persons say of a leader, their times moved as was told."""
        told: list[ReportedStay] = []
        for person in persons:
            for line in person.lines:
                stay = stay_of(moved(line, shifts.get(line.file, 0)), leader)
                told.append(ReportedStay(stay, line.file, line.file in self._signed, line.doubt, line.at_most))
        return tuple(told)

    def fresh(self, stays: Iterable[ReportedStay], leader: str) -> list[ReportedStay]:
        """Those that are not on record yet."""
        return [stay for stay in stays if leader not in self.taken.get(stay.report, ())]

    def under(self, stays: Mapping[str, tuple[ReportedStay, ...]], shifts: Mapping[str, int]) -> StaysUnderReview:
        """Everything that is known of each leader, put together with these stays."""
        held = {file.content_hash: file.report.held for file in self._files}
        accounts: dict[str, dict[str, list[Stay]]] = {file.content_hash: defaultdict(list) for file in self._files}
        for leader in stays.keys() | self.earlier.keys():
            for told in (*self.earlier[leader], *self.fresh(stays.get(leader, ()), leader)):
                accounts.setdefault(told.report, defaultdict(list))[leader].append(told.stay)
        meetings = Meetings(tuple(Account(report, own, held.get(report)) for report, own in accounts.items()))
        clocks = {report: doubt for report, doubt in self._clocks.items() if report not in shifts}
        return StaysUnderReview(self, self._known, stays, meetings, clocks)

    def notes(self, review: StaysUnderReview) -> Iterator[str]:
        """What is to be said of the files beside one another and beside the session's hours."""
        names = {report.content_hash: report.file_name for report in self._known.reports}
        names |= {file.content_hash: file.name for file in self._files}
        own = {file.content_hash for file in self._files}
        for one, other in review.meetings.told_twice():
            if own & {one, other}:
                yield f"{names[one]} and {names[other]} tell of the same meeting: it counts once."
        for clock in review.clocks.values():
            yield clock.note


@dataclass(frozen=True)
class StaysUnderReview:
    """The stays of each leader under some decisions; `clocks` are the doubts about files that nobody has settled."""

    all: ToldStays
    known: SessionKnowledge
    stays: Mapping[str, tuple[ReportedStay, ...]]
    meetings: Meetings
    clocks: Mapping[str, ClockDoubt]

    def fresh(self, leader: str) -> list[ReportedStay]:
        """The stays of a leader that are not on record yet."""
        return self.all.fresh(self.stays[leader], leader)

    def before(self, leader: str) -> SuggestedMark | None:
        """What the reports taken before come to for a leader; None where none was."""
        earlier = self.all.earlier[leader]
        return self._judged(earlier) if earlier else None

    def now(self, leader: str) -> SuggestedMark:
        """What those and these come to; a doubt about the clock of one leaves the minutes open."""
        return self._judged([*self.all.earlier[leader], *self.fresh(leader)])

    def clock(self, leader: str) -> ClockDoubt | None:
        """The doubt about the clock by which a leader's stays were timed, if there is one."""
        for told in self.fresh(leader):
            if told.report in self.clocks and told.stay.joined is not None:
                return self.clocks[told.report]
        return None

    def _judged(self, stays: Sequence[ReportedStay]) -> SuggestedMark:
        register = self.known.register
        return judge(stays, self.meetings, register.session, register.programme)


def stay_of(line: ReportLine, leader: str) -> Stay:
    """A line of a report as it is on record behind a leader's mark."""
    return Stay(leader, line.name, line.email, line.joined, line.left, line.minutes)
