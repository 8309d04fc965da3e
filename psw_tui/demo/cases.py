"""What the BDO decided in the made-up year: two escalations, and concerns dismissed, snoozed and raised by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.demo.stories import Story
from psw_tui.demo.year import at
from psw_tui.policy.terms import Channel, ConcernKind, Direction, Explanation, Reason, Stage
from psw_tui.store import casework, decisions, registers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.demo.replay import Diary
    from psw_tui.demo.stories import Cast


def decide(diary: Diary, cast: Cast) -> None:
    """Everything that was decided, for the leaders whom the cohort is large enough to have."""
    if (referred := cast.the(Story.REFERRED)) is not None:
        _referred(diary, referred)
    if (pattern := cast.the(Story.PATTERN)) is not None:
        _written_to(diary, pattern)
    _set_aside(diary, cast)


def _referred(diary: Diary, leader: str) -> None:
    """From an absence that nobody explained to the Partnerships Team, where it is overdue today."""
    store, year = diary.store, diary.year
    noticed = year.day_after(year.sessions["W01"].last, 2)
    answered = year.day_after(noticed, 4)
    judged = year.day_after(answered)
    called = year.day_after(judged, 3)
    referred = year.working_days_ago(19)
    replied = at(answered, 9, 40)

    def log(**said: object) -> None:
        casework.log(store, leader, **said)  # type: ignore[arg-type]

    def absence(kind: ConcernKind) -> list[str]:
        return [f"{kind}:W01:{leader}"]

    def step(of: date, hour: int, action: Callable[[], object]) -> None:
        diary.on(of, action, hour)

    step(noticed, 9, lambda: decisions.accept(store, absence(ConcernKind.UNEXPLAINED_ABSENCE)))
    step(noticed, 10, lambda: log(
        direction=Direction.TO_LEADER, channel=Channel.EMAIL, reply_by=year.day_after(noticed, 5),
        summary="Asked why the first workshop was missed and pointed to the recording.",
    ))  # fmt: skip
    step(answered, 10, lambda: log(
        direction=Direction.FROM_LEADER, channel=Channel.EMAIL, summary="Says it was not in the diary.",
    ))  # fmt: skip
    step(judged, 9, lambda: registers.report(
        store, "W01", leader, replied, Reason.OTHER, Explanation.UNSATISFACTORY
    ))  # fmt: skip
    step(judged, 10, lambda: decisions.accept(store, absence(ConcernKind.UNSATISFACTORY_EXPLANATION)))
    step(judged, 11, lambda: decisions.move(store, leader, Stage.BDO_CONTACT, "The explanation does not hold."))
    step(called, 15, lambda: log(
        direction=Direction.TO_LEADER, channel=Channel.CALL, summary="Went through the expectations; offered help with the rota.",
    ))  # fmt: skip
    step(referred, 10, lambda: decisions.move(
        store, leader, Stage.PARTNERSHIPS, "A second workshop was missed after the call."
    ))  # fmt: skip
    step(referred, 11, lambda: log(
        direction=Direction.REFERRAL, channel=Channel.LETTER, reply_by=year.working_days_ago(6),
        summary="Letter to the organisation: two workshops missed, an action plan asked for.",
    ))  # fmt: skip
    plan = year.working_days_ago(12)
    step(plan, 14, lambda: casework.add_action(
        store, leader, "Workshop dates agreed with the line manager", "line manager", year.today + timedelta(days=9)
    ))  # fmt: skip


def _written_to(diary: Diary, leader: str) -> None:
    """A pattern of little engagement: the BDO has written and waits for the reply."""
    store, year = diary.store, diary.year
    noticed = year.working_days_ago(5)
    written = year.working_days_ago(4)
    key = f"{ConcernKind.EMERGING_PATTERN}:P02:{leader}"
    diary.on(noticed, lambda: decisions.accept(store, [key]), 9)
    diary.on(written, lambda: casework.log(
        store, leader, direction=Direction.TO_LEADER, channel=Channel.EMAIL, reply_by=year.day_after(year.today, 3),
        summary="Wrote about the last peer sessions, asked what is in the way, offered a call.",
    ), 10)  # fmt: skip


def _set_aside(diary: Diary, cast: Cast) -> None:
    """A concern snoozed, one raised by hand; notices of sessions to come."""
    store, year = diary.store, diary.year
    if (missed := cast.the(Story.DAY_MISSED)) is not None:
        key = f"{ConcernKind.BELOW_MINIMUM}:residentials:{missed}"
        diary.on(year.working_days_ago(2), lambda: decisions.snooze(
            store, [key], year.today + timedelta(days=8), "The catch-up is in and waits to be read."
        ), 15)  # fmt: skip
    if (sick := cast.the(Story.SICK)) is not None:
        words = "The line manager rang: cover for study days has been cut."
        diary.on(year.working_days_ago(3), lambda: decisions.raise_manual(store, sick, words), 12)
    if (away := cast.the(Story.NOT_COMING)) is not None:
        told = at(year.working_days_ago(1), 9, 15)
        diary.on(
            year.working_days_ago(1), lambda: registers.report(store, "R03", away, told, Reason.OTHER, None), 10
        )
