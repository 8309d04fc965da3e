"""The report of a cohort: how it stands on a day, how it came to that, and who needs what.

report = cohort_report(store, "PSW 2026", day, step)     # frozen values; `step` is told how far it is
cohort_figures(report)                                   # the same numbers as plain JSON values
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from psw_tui import signs
from psw_tui.exchange.reports import counting
from psw_tui.exchange.reports.trend import MonthSoFar, month_as_figures, months
from psw_tui.policy import coaching, presence, standing
from psw_tui.policy.came_to import Attendance, attendance, came_to, together
from psw_tui.policy.catching_up import CatchUp, CatchUpStep, catch_ups
from psw_tui.policy.frozen import frozen
from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import WORST_FIRST, RequirementId, Stage, StandingWord
from psw_tui.policy.text import fold
from psw_tui.policy.wording import REQUIREMENT_NAMES
from psw_tui.store.escalations import queue
from psw_tui.store.reads import unreadable
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import sessions
from psw_tui.store.roster import cohorts
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Cohort, Record, Session
    from psw_tui.signs import Sign
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

#: What a report of a cohort has to do besides going back month by month.
_STEPS = 3


@frozen
class Health:
    """One requirement: how many leaders stand how, and the sums of their credited, missed and unrecorded sessions."""

    requirement: RequirementId
    counted: counting.Standings
    credit: int
    missed: int
    unrecorded: int

    @property
    def name(self) -> str:
        """The requirement in words."""
        return REQUIREMENT_NAMES[self.requirement]


@frozen
class SessionCounts:
    """One session with what it came to for the leaders reported; a cancelled one counts nowhere."""

    session: Session
    ended: bool
    counts: Attendance


@frozen
class Need:
    """A leader who is at risk, below or out of reach, with what still has to happen there, in words."""

    reference: str
    name: str
    overall: StandingWord
    sign: Sign
    ways: tuple[str, ...]


@frozen
class WindowUse:
    """One coaching window (None: outside all of them): what its bookings came to, and how many leaders have none."""

    number: int | None
    opens: date | None
    closes: date | None
    used: counting.Used
    without: int


@frozen
class CatchUpsOf:
    """The catch-ups of one session, by how far they have come."""

    title: str
    on: date
    steps: tuple[tuple[CatchUpStep, int], ...]


@frozen
class OpenEscalations:
    """The open escalations as counts; `overdue` and `snoozed` are among `open`."""

    stages: tuple[tuple[Stage, int], ...]
    open: int
    overdue: int
    snoozed: int


@frozen
class CohortReport:
    """All that the report of a cohort says; `leaders` of them are counted in it."""

    day: date
    cohort: Cohort
    programme: Programme
    on_record: presence.Numbers
    leaders: int
    completed: int
    overall: counting.Standings
    health: tuple[Health, ...]
    sessions: tuple[SessionCounts, ...]
    months: tuple[MonthSoFar, ...]
    needs: tuple[Need, ...]
    windows: tuple[WindowUse, ...]
    catch_ups: tuple[CatchUpsOf, ...]
    escalations: OpenEscalations
    left_out: str

    @property
    def attendance(self) -> Attendance:
        """All the sessions that have ended together."""
        return together(line.counts for line in self.sessions if line.ended)

    @property
    def coaching(self) -> counting.Used:
        """All the bookings together."""
        return counting.used_together(window.used for window in self.windows)

    @property
    def catch_up_steps(self) -> tuple[tuple[CatchUpStep, int], ...]:
        """All the catch-ups together, by how far they have come."""
        return tuple((step, sum(dict(line.steps)[step] for line in self.catch_ups)) for step in CatchUpStep)

    @property
    def phase(self) -> str:
        """Where the cohort is on the day, where that is not within its year; else nothing."""
        if presence.is_over(self.cohort, self.programme, self.day):
            return f"The cohort {presence.over_words(self.cohort, self.day)}"
        if self.day < self.cohort.starts:
            return "The cohort has not begun"
        return ""


def cohort_report(store: Store, cohort: str, day: date, step: Callable[[int, int], None]) -> CohortReport:
    """The report of a cohort (by name) on a day; `Refused` when there is no such cohort.

    It is read as of one moment. `step` is told how far it is, and may raise.
    """
    with store.reading():
        id_, found = next(((key, one) for key, one in cohorts.by_id(store).items() if one.name == cohort), ("", None))
        if found is None:
            raise Refused(f"There is no cohort {cohort}; `psw cohort list` names them.")
        verdicts = judge_all(store, day, cohort=cohort)
        standing_sessions = [session for home, session in sessions.by_id(store).values() if home == id_]
        open_ones = _escalations(store, verdicts, day)
        left_out = unreadable.in_a_line(store.damage) if unreadable.leaves_out(store, cohort) else ""
    reported = [verdict for verdict in verdicts if counting.is_reported(verdict.record, day)]
    records = [verdict.record for verdict in reported]
    programme = store.programmes[found.programme]
    past = months(records, standing_sessions, found, programme, day, lambda done, of: step(done, of + _STEPS))
    step(len(past) + 1, len(past) + _STEPS)
    return CohortReport(
        day=day,
        cohort=found,
        programme=programme,
        on_record=presence.numbers((verdict.record.leader for verdict in verdicts), day),
        leaders=len(reported),
        completed=len(reported) - sum(standing.counts_as_covered(record.leader, day) for record in records),
        overall=counting.tally(verdict.overall for verdict in reported),
        health=tuple(_health(reported, requirement) for requirement in RequirementId),
        sessions=tuple(_session(session, records, day) for session in standing_sessions),
        months=past,
        needs=_needs(reported, day),
        windows=_windows(records, found, programme, day),
        catch_ups=_catch_ups(reported, day),
        escalations=open_ones,
        left_out=left_out,
    )


def _health(reported: Sequence[Verdict], requirement: RequirementId) -> Health:
    held = [verdict.standings[requirement] for verdict in reported if requirement in verdict.standings]
    return Health(
        requirement,
        counting.tally(reached.word for reached in held),
        credit=sum(reached.credit for reached in held),
        missed=sum(reached.missed for reached in held),
        unrecorded=sum(reached.unrecorded for reached in held),
    )


def _session(session: Session, records: Sequence[Record], day: date) -> SessionCounts:
    if session.cancelled:
        return SessionCounts(session, ended=False, counts=Attendance())
    counts = attendance(came_to(record, session, day) for record in records)
    return SessionCounts(session, standing.ended(session, day), counts)


def _needs(reported: Sequence[Verdict], day: date) -> tuple[Need, ...]:
    """Worst first, then by name; of each only what a minimum is in danger of, and catch-ups that are due."""
    needs = []
    for verdict in reported:
        if verdict.overall not in counting.TROUBLE or verdict.record.leader.state in presence.LEFT:
            continue
        pressing = {
            requirement: reached
            for requirement, reached in verdict.standings.items()
            if reached.word in counting.TROUBLE or reached.catch_up_due
        }
        ways = tuple(to_complete(verdict.record, pressing, day))
        sign = signs.of_standing(verdict.record, verdict.overall, day)
        needs.append(Need(verdict.reference, verdict.name, verdict.overall, sign, ways))
    return tuple(sorted(needs, key=lambda need: (WORST_FIRST.index(need.overall), fold(need.name), need.reference)))


def _windows(records: Sequence[Record], cohort: Cohort, programme: Programme, day: date) -> tuple[WindowUse, ...]:
    """The windows in their order; what stands in none of them last, where there is any."""
    placed = defaultdict(list)
    for record in records:
        numbers = coaching.placement(record)
        for booking in record.bookings:
            placed[numbers[booking.id]].append((booking, record))
    uses = []
    for window in coaching.windows(programme, cohort.year):
        held = placed[window.number]
        having = {record.leader.reference for booking, record in held if counting.booking_word(booking, record, day)}
        uses.append(
            WindowUse(window.number, window.opens, window.closes, counting.used(held, day), len(records) - len(having))
        )
    outside = counting.used(placed[None], day)
    return (*uses, WindowUse(None, None, None, outside, 0)) if outside.any else tuple(uses)


def _catch_ups(reported: Sequence[Verdict], day: date) -> tuple[CatchUpsOf, ...]:
    """Session by session, in the order in which they were."""
    listed = chain.from_iterable(catch_ups(verdict.record, verdict.standings, day) for verdict in reported)
    by_session: dict[str, list[CatchUp]] = defaultdict(list)
    for catch_up in sorted(listed, key=lambda one: (one.session.starts_at, one.session.reference)):
        by_session[catch_up.session.reference].append(catch_up)
    return tuple(CatchUpsOf(own[0].session.title, own[0].session.starts_on, _steps(own)) for own in by_session.values())


def _steps(listed: Sequence[CatchUp]) -> tuple[tuple[CatchUpStep, int], ...]:
    """How many catch-ups have come how far."""
    counted = Counter(catch_up.step for catch_up in listed)
    return tuple((step, counted[step]) for step in CatchUpStep)


def _escalations(store: Store, verdicts: Sequence[Verdict], day: date) -> OpenEscalations:
    rows = queue.queue(store, verdicts, day)
    stages = Counter(row.stage for row in rows)
    return OpenEscalations(
        stages=tuple((stage, stages[stage]) for stage in Stage if stages[stage]),
        open=len(rows),
        overdue=sum(row.overdue for row in rows),
        snoozed=sum(row.snoozed_until is not None for row in rows),
    )


def cohort_figures(report: CohortReport) -> dict[str, Any]:
    """All the numbers of the report as plain JSON values."""
    held = report.on_record
    return {
        "as_of": report.day.isoformat(),
        "cohort": report.cohort.name,
        "leaders": report.leaders,
        "covered": held.covered,
        "completed": report.completed,
        "listed": held.listed,
        "withdrawn": held.withdrawn,
        "not_covered": held.not_covered,
        "overall": counting.standings_as_figures(report.overall),
        "standings": {
            str(line.requirement): {
                **counting.standings_as_figures(line.counted),
                "credit": line.credit,
                "missed": line.missed,
                "unrecorded": line.unrecorded,
            }
            for line in report.health
        },
        "sessions": [_session_as_figures(line) for line in report.sessions],
        "attendance": counting.attendance_as_figures(report.attendance),
        "months": [month_as_figures(month) for month in report.months],
        "needs": [{"leader": need.reference, "overall": str(need.overall)} for need in report.needs],
        "windows": [
            {"window": line.number, **counting.coaching_as_figures(line.used), "without": line.without}
            for line in report.windows
        ],
        "catch_ups": {str(step): number for step, number in report.catch_up_steps},
        "escalations": {
            **{str(stage): number for stage, number in report.escalations.stages},
            "open": report.escalations.open,
            "overdue": report.escalations.overdue,
            "snoozed": report.escalations.snoozed,
        },
    }


def _session_as_figures(line: SessionCounts) -> dict[str, Any]:
    return {
        "session": line.session.reference,
        "kind": str(line.session.kind),
        "cancelled": line.session.cancelled,
        "ended": line.ended,
        **counting.attendance_as_figures(line.counts),
    }
