"""What the BDO decided in the made-up year: two escalations, and concerns dismissed, snoozed and raised by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from psw_tui.demo.stories import Story
from psw_tui.demo.year import at
from psw_tui.policy import evaluation
from psw_tui.policy.terms import Channel, ConcernKind, Direction, Explanation, LeaderForm, Reason, Stage
from psw_tui.store.coaching import change_evaluations
from psw_tui.store.escalations import communications, decisions, ladder_moves, plan, records
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.demo.replay import Diary
    from psw_tui.demo.stories import Cast
    from psw_tui.store.core.store import Store


def decide(diary: Diary, cast: Cast) -> None:
    """Everything that was decided, for the leaders whom the cohort is large enough to have."""
    if (referred := cast.the(Story.REFERRED)) is not None:
        _referred(diary, referred)
    if (pattern := cast.the(Story.PATTERN)) is not None:
        _written_to(diary, pattern)
    _set_aside(diary, cast)
    diary.at(at(_day_of_year(diary, 15), 16, 0), partial(_introduced, diary.store, cast))
    diary.at(at(diary.year.working_days_ago(1), 16, 30), partial(_forms_in, diary.store, by_day=cast.is_large))


def _day_of_year(diary: Diary, days: int) -> date:
    """A day after the year began, and never later than today."""
    return min(diary.year.starts + timedelta(days=days), diary.year.today)


def _introduced(store: Store, cast: Cast) -> None:
    """Most came to the introduction in September."""
    came = cast.signed[: len(cast.signed) * 3 // 4]
    if came:
        change_evaluations.introduction(store, came, came=True)


def _forms_in(store: Store, *, by_day: bool) -> None:
    """Most evaluation forms have come by now, put down one by one or all of a day at once; every fourth is owed."""
    came: dict[tuple[LeaderForm, date, str], list[str]] = defaultdict(list)
    owed = 0
    for verdict in judge_all(store, store.today):
        leader = verdict.reference
        for form in evaluation.leader_forms(verdict.record, store.today):
            if owed % 4:
                on = min(store.today, form.due_on - timedelta(days=3))
                came[LeaderForm(form.point), on, "" if by_day else leader].append(leader)
            owed += 1
    for (point, on, _), leaders in came.items():
        change_evaluations.forms_received(store, leaders, point, on)


def _referred(diary: Diary, leader: str) -> None:
    """From an absence that nobody explained to the Partnerships Team, where it is overdue today."""
    store, year = diary.store, diary.year
    noticed = year.day_after(year.sessions["W01"].last, 2)
    answered = year.day_after(noticed, 4)
    judged = year.day_after(answered)
    called = year.day_after(judged, 3)
    referred = year.working_days_ago(19)

    unexplained = f"{ConcernKind.UNEXPLAINED_ABSENCE}:W01:{leader}"
    unsatisfactory = f"{ConcernKind.UNSATISFACTORY_EXPLANATION}:W01:{leader}"
    said = ("W01", leader, at(answered, 9, 40), Reason.OTHER, Explanation.UNSATISFACTORY)
    diary.on(noticed, 9, decisions.accept, store, [unexplained])
    asked = "Asked why the first workshop was missed and pointed to the recording."
    _log(diary, leader, noticed, 10, Direction.TO_LEADER, Channel.EMAIL, asked, year.day_after(noticed, 5))
    _log(diary, leader, answered, 10, Direction.FROM_LEADER, Channel.EMAIL, "Says it was not in the diary.")
    diary.on(answered, 11, lambda: communications.log_reply(store, leader, _asked(store, leader)))
    diary.on(judged, 9, record_marks.report, store, *said)
    diary.on(judged, 10, decisions.accept, store, [unsatisfactory])
    diary.on(judged, 11, ladder_moves.move, store, leader, Stage.BDO_CONTACT, "The explanation does not hold.")
    talked = "Went through the expectations; offered help with the rota."
    _log(diary, leader, called, 15, Direction.TO_LEADER, Channel.CALL, talked)
    why = "A second workshop was missed after the call."
    diary.on(referred, 10, ladder_moves.move, store, leader, Stage.PARTNERSHIPS, why)
    wrote = "Letter to the organisation: two workshops missed, an action plan asked for."
    _log(diary, leader, referred, 11, Direction.REFERRAL, Channel.LETTER, wrote, year.working_days_ago(6))
    agreed = ("Workshop dates agreed with the line manager", "line manager", year.today + timedelta(days=9))
    diary.on(year.working_days_ago(12), 14, plan.add_action, store, leader, *agreed)


def _asked(store: Store, leader: str) -> str:
    """The id of the communication that waits for a reply."""
    return next(sent.id for sent in records.case_record(store, leader).communications if sent.waiting)


def _written_to(diary: Diary, leader: str) -> None:
    """A pattern of little engagement: the BDO has written and waits for the reply."""
    store, year = diary.store, diary.year
    noticed = year.working_days_ago(5)
    written = year.working_days_ago(4)
    key = f"{ConcernKind.EMERGING_PATTERN}:P02:{leader}"
    diary.on(noticed, 9, decisions.accept, store, [key])
    wrote = "Wrote about the last peer sessions, asked what is in the way, offered a call."
    _log(diary, leader, written, 10, Direction.TO_LEADER, Channel.EMAIL, wrote, year.day_after(year.today, 3))


def _log(
    diary: Diary,
    leader: str,
    day: date,
    hour: int,
    direction: Direction,
    channel: Channel,
    summary: str,
    reply_by: date | None = None,
) -> None:
    """Log a communication with a leader on a day."""
    said = {"direction": direction, "channel": channel, "reply_by": reply_by, "summary": summary}
    diary.on(day, hour, communications.log, diary.store, leader, **said)


def _set_aside(diary: Diary, cast: Cast) -> None:
    """Concerns snoozed, dismissed and raised by hand; a notice for a session to come."""
    store, year = diary.store, diary.year
    if (missed := cast.the(Story.DAY_MISSED)) is not None:
        key = f"{ConcernKind.BELOW_MINIMUM}:residentials:{missed}"
        until, why = year.today + timedelta(days=8), "The catch-up is in and waits to be read."
        diary.on(year.working_days_ago(2), 15, decisions.snooze, store, [key], until, why)
    if (sick := cast.the(Story.SICK)) is not None:
        words = "The line manager rang: cover for study days has been cut."
        diary.on(year.working_days_ago(3), 12, decisions.raise_manual, store, sick, words)
    if (away := cast.the(Story.NOT_COMING)) is not None:
        day = year.working_days_ago(1)
        diary.on(day, 10, record_marks.report, store, "R03", away, at(day, 9, 15), Reason.OTHER, None)
    if (spent := cast.the(Story.SPENT)) is not None:
        diary.on(year.today, 9, _dismiss_spent, store, spent)


def _dismiss_spent(store: Store, leader: str) -> None:
    """The session that was spent is on record and talked about: nothing more comes of it."""
    (verdict,) = judge_all(store, store.today, leaders=[leader])
    keys = [concern.key for concern in verdict.concerns if concern.kind is ConcernKind.COACHING_SPENT]
    if keys:
        decisions.dismiss(store, keys, "Talked about with the leader; the next session is booked.")
