"""The report of one leader, in words to them: where they stand, what is still to do, and what is on record of them.

Nobody else is in it, and nothing of what the programme team considers: no concern, no escalation, nobody's judgement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui import signs
from psw_tui.exchange.reports import counting
from psw_tui.policy import presence
from psw_tui.policy.came_to import came_to
from psw_tui.policy.catching_up import CatchUp, CatchUpStep, catch_ups
from psw_tui.policy.frozen import frozen
from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import RequirementId
from psw_tui.policy.told_to_leader import booking_to_leader, catch_up_to_leader, session_to_leader, standing_to_leader
from psw_tui.policy.wording import local
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import leaders

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.policy.came_to import Attendance, CameTo
    from psw_tui.policy.records import Record, Session, Standing
    from psw_tui.policy.terms import StandingWord
    from psw_tui.signs import Sign
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class ToldStanding:
    """One requirement with its standing, how that is drawn, and what it is in words to the leader."""

    reached: Standing
    sign: Sign
    words: str


@frozen
class OwnSession:
    """One session: what it came to for the leader, as a word of the closed list and in words to them."""

    title: str
    starts_at: datetime
    on: date
    until: date
    word: CameTo
    words: str


@frozen
class OwnBooking:
    """One coaching session: when, and what it came to in words to the leader."""

    starts_at: datetime
    words: str


@frozen
class LeaderReport:
    """All that a leader is told; `away` says so of who is paused or off the programme."""

    day: date
    reference: str
    name: str
    called: str
    programme: str
    cohort: str
    ends: date
    covered: bool
    away: str
    over: bool
    overall: StandingWord
    standings: tuple[ToldStanding, ...]
    ways: tuple[str, ...]
    sessions: tuple[OwnSession, ...]
    attended: Attendance
    bookings: tuple[OwnBooking, ...]
    used: counting.Used
    remaining: int | None
    planned: str
    catch_ups: tuple[str, ...]
    contact: str
    reasons: bool


def leader_report(store: Store, leader: str, day: date, *, reasons: bool = False) -> LeaderReport:
    """The report of a leader (by reference) on a day, with the reasons of their absences where asked for.

    `Refused` when there is no such leader.
    """
    with store.reading():
        verdict = next(iter(judge_all(store, day, leaders=[leader])), None)
        if verdict is None:
            raise no_leader(store.damage, leader)
        called = leaders.first_name_of(leaders.row_of(store, leader))
    record = verdict.record
    coached = verdict.standings.get(RequirementId.COACHING)
    return LeaderReport(
        day=day,
        reference=leader,
        name=verdict.name,
        called=called,
        programme=record.programme.title,
        cohort=record.cohort.name,
        ends=record.cohort.ends,
        covered=bool(verdict.standings),
        away=presence.away_words(record.leader, day),
        over=presence.has_stopped(record, day),
        overall=verdict.overall,
        standings=tuple(
            ToldStanding(
                reached, signs.of_standing(record, reached.word, day), standing_to_leader(record, reached, day)
            )
            for reached in verdict.standings.values()
        ),
        ways=tuple(to_complete(record, verdict.standings, day, to_leader=True)),
        sessions=_sessions(record, day, reasons=reasons),
        attended=counting.own_attendance(record, day),
        bookings=_bookings(record, day, reasons=reasons),
        used=counting.own_coaching(record, day),
        remaining=None if coached is None else coached.remaining,
        planned=local(str(record.programme.rule(RequirementId.COACHING).planned)),
        catch_ups=tuple(map(catch_up_to_leader, _catch_ups(record, verdict))),
        contact=store.programmes.contacts["programme_team"],
        reasons=reasons,
    )


def _sessions(record: Record, day: date, *, reasons: bool) -> tuple[OwnSession, ...]:
    return tuple(
        _session(session, record, day, reasons=reasons) for session in record.sessions if not session.cancelled
    )


def _session(session: Session, record: Record, day: date, *, reasons: bool) -> OwnSession:
    return OwnSession(
        title=session.title,
        starts_at=session.starts_at,
        on=session.starts_on,
        until=session.ends_on,
        word=came_to(record, session, day),
        words=session_to_leader(record, session, day, reason=reasons),
    )


def _bookings(record: Record, day: date, *, reasons: bool) -> tuple[OwnBooking, ...]:
    """Every booking in order of start; what was called off by the day as such, what is called off later as booked."""
    return tuple(
        OwnBooking(booking.starts_at, booking_to_leader(booking, record, day, reason=reasons))
        for booking in sorted(record.bookings, key=lambda booking: booking.starts_at)
    )


def _catch_ups(record: Record, verdict: Verdict) -> list[CatchUp]:
    """Those that are open, in order of the sessions."""
    found = catch_ups(record, verdict.standings, verdict.day)
    return [
        catch_up
        for catch_up in sorted(found, key=lambda one: one.session.starts_at)
        if catch_up.step is not CatchUpStep.ACCEPTED
    ]


def leader_figures(report: LeaderReport) -> dict[str, Any]:
    """All the numbers of the report as plain JSON values."""
    return {
        "as_of": report.day.isoformat(),
        "leader": report.reference,
        "overall": str(report.overall),
        "requirements": {
            str(told.reached.requirement): counting.standing_as_figures(told.reached) for told in report.standings
        },
        "attendance": counting.attendance_as_figures(report.attended),
        "coaching": {**counting.coaching_as_figures(report.used), "remaining": report.remaining},
        "catch_ups": len(report.catch_ups),
    }
