"""The report of an organisation: its own leaders and nobody else's, for a meeting with it.

No reason of an absence stands in it, and nothing that was said to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui import signs
from psw_tui.exchange.reports import counting
from psw_tui.policy import ladder, presence
from psw_tui.policy.came_to import MISSED, CameTo, came_to
from psw_tui.policy.frozen import frozen
from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import WORST_FIRST, RequirementId
from psw_tui.policy.text import fold
from psw_tui.store.escalations import queue
from psw_tui.store.reads import stored_values, unreadable
from psw_tui.store.reads.verdicts import apart, judge_all
from psw_tui.store.roster import leaders
from psw_tui.store.system import bank_holidays
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.policy.came_to import Attendance
    from psw_tui.policy.records import Record, Standing
    from psw_tui.policy.terms import Stage, StandingWord
    from psw_tui.signs import Sign
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.rows import StoredLeader
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class MissedSession:
    """A session that a leader missed, and whether it is caught up; why they missed it is not said."""

    title: str
    on: date
    word: CameTo


@frozen
class StandingThere:
    """One requirement with its standing, and how that is drawn."""

    reached: Standing
    sign: Sign


@frozen
class LeaderThere:
    """One leader of the organisation: where they stand and why, whether they came, and their escalation if one is open.

    `due` says when its next date is, in words; `away` of who is paused or has completed that they are.
    """

    reference: str
    name: str
    cohort: str
    away: str
    overall: StandingWord
    sign: Sign
    standings: tuple[StandingThere, ...]
    ways: tuple[str, ...]
    attended: Attendance
    missed: tuple[MissedSession, ...]
    used: counting.Used
    planned: int
    stage: Stage | None
    due_on: date | None
    due: str
    manager: str
    briefed_on: date | None

    def standing(self, requirement: RequirementId) -> StandingThere | None:
        """Where the leader stands against one requirement."""
        return next((told for told in self.standings if told.reached.requirement is requirement), None)


@frozen
class OrganisationReport:
    """All that the report of an organisation says; `others` are its leaders who are not counted, and why."""

    day: date
    name: str
    cohorts: tuple[str, ...]
    overall: counting.Standings
    health: tuple[tuple[RequirementId, counting.Standings], ...]
    leaders: tuple[LeaderThere, ...]
    others: tuple[tuple[str, str], ...]
    over: int
    left_out: bool

    @property
    def open_escalations(self) -> int:
        """How many of the leaders have an escalation open."""
        return sum(leader.stage is not None for leader in self.leaders)


def organisation_report(
    store: Store,
    organisation: str,
    day: date,
    *,
    cohort: str | None = None,
) -> OrganisationReport:
    """The report of an organisation (by its whole name) on a day; `Refused` when no leader is of it.

    Without a cohort those of cohorts that are over are only counted, as `over`, unless there are no others.
    """
    with store.reading():
        rows = {row.reference: row for row in leaders.every(store) if row.organisation == organisation}
        if not rows:
            raise Refused(f"No leader is of an organisation {organisation}; the roster has their names.")
        verdicts = judge_all(store, day, cohort=cohort, leaders=list(rows))
        running, over = apart(verdicts, day)
        if cohort is not None or not running:
            running, over = verdicts, []
        queued = {row.leader: row for row in queue.queue(store, running, day)}
        left_out = unreadable.leaves_out(store, cohort)
    reported = [verdict for verdict in running if counting.is_reported(verdict.record, day)]
    listed = [_leader(verdict, rows[verdict.reference], queued.get(verdict.reference), day) for verdict in reported]
    rest = [verdict for verdict in running if verdict not in reported]
    return OrganisationReport(
        day=day,
        name=organisation,
        cohorts=tuple(dict.fromkeys(verdict.record.cohort.name for verdict in running)),
        overall=counting.tally(verdict.overall for verdict in reported),
        health=tuple(
            (requirement, counting.of_requirement((verdict.standings for verdict in reported), requirement))
            for requirement in RequirementId
        ),
        leaders=tuple(sorted(listed, key=_place)),
        others=tuple((verdict.name, presence.away_words(verdict.record.leader, day)) for verdict in _by_name(rest)),
        over=len(over),
        left_out=left_out,
    )


def _place(leader: LeaderThere) -> tuple[int, str, str]:
    return WORST_FIRST.index(leader.overall), fold(leader.name), leader.reference


def _by_name(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda verdict: (fold(verdict.name), verdict.reference))


def _leader(verdict: Verdict, row: StoredLeader, queued: QueueRow | None, day: date) -> LeaderThere:
    record = verdict.record
    return LeaderThere(
        reference=verdict.reference,
        name=verdict.name,
        cohort=record.cohort.name,
        away=presence.away_words(record.leader, day),
        overall=verdict.overall,
        sign=signs.of_standing(record, verdict.overall, day),
        standings=tuple(
            StandingThere(reached, signs.of_standing(record, reached.word, day))
            for reached in verdict.standings.values()
        ),
        ways=tuple(to_complete(record, verdict.standings, day)),
        attended=counting.own_attendance(record, day),
        missed=_missed(record, day),
        used=counting.own_coaching(record, day),
        planned=record.programme.rule(RequirementId.COACHING).planned,
        stage=queued.stage if queued else None,
        due_on=queued.due_on if queued else None,
        due=ladder.due_with_source(queued.due_on, day, bank_holidays.english()) if queued else "",
        manager=row.manager_name,
        briefed_on=stored_values.to_date(row.manager_briefed_on),
    )


def _missed(record: Record, day: date) -> tuple[MissedSession, ...]:
    """What the leader missed, caught up or not, in order."""
    words = (*MISSED, CameTo.CAUGHT_UP)
    return tuple(
        MissedSession(session.title, session.starts_on, word)
        for session in record.sessions
        if not session.cancelled and (word := came_to(record, session, day)) in words
    )


def organisation_figures(report: OrganisationReport) -> dict[str, Any]:
    """All the numbers of the report as plain JSON values."""
    return {
        "as_of": report.day.isoformat(),
        "organisation": report.name,
        "leaders": len(report.leaders),
        "others": len(report.others),
        "overall": counting.standings_as_figures(report.overall),
        "standings": {
            str(requirement): counting.standings_as_figures(counted) for requirement, counted in report.health
        },
        "open_escalations": report.open_escalations,
        "by_leader": {leader.reference: _leader_as_figures(leader) for leader in report.leaders},
    }


def _leader_as_figures(leader: LeaderThere) -> dict[str, Any]:
    return {
        "overall": str(leader.overall),
        "requirements": {
            str(told.reached.requirement): counting.standing_as_figures(told.reached) for told in leader.standings
        },
        "attendance": counting.attendance_as_figures(leader.attended),
        "coaching": counting.coaching_as_figures(leader.used),
        "stage": None if leader.stage is None else str(leader.stage),
        "due_on": None if leader.due_on is None else leader.due_on.isoformat(),
    }
