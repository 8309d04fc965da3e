"""The manager's page: numbers of this span beside those of the span before, and nobody's name."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.since import due, matters
from psw_tui.exchange.since.document import NumberTable, PageSection
from psw_tui.exchange.since.to_come import WEEKS_AHEAD
from psw_tui.policy import coaching, ladder, tasks
from psw_tui.policy.frozen import frozen
from psw_tui.policy.standing import counts_as_covered
from psw_tui.policy.terms import BEST_FIRST, BookingStatus, Direction, InboxState, RequirementId, Stage, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, day_near, spoken
from psw_tui.store.escalations import queue
from psw_tui.store.reads.verdicts import health, judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.exchange.since.document import SpanAsked
    from psw_tui.exchange.since.sources import SpanSources
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_OPEN_STAGES = tuple(stage for stage in Stage if stage not in ladder.ENDED)


@frozen
class EveOfSpan:
    """What the page is held beside: the verdicts on the eve of the span, and the stages of who was on the ladder."""

    verdicts: tuple[Verdict, ...]
    stages: tuple[Stage, ...]


def before(store: Store, asked: SpanAsked) -> EveOfSpan:
    """The eve of the span, judged from what is recorded now."""
    eve = asked.first - timedelta(days=1)
    verdicts = tuple(judge_all(store, eve, cohort=asked.cohort))
    return EveOfSpan(verdicts, tuple(row.stage for row in queue.queue(store, verdicts, eve)))


def before_span(asked_first: date, asked_last: date) -> tuple[date, date]:
    """The span of as many days that ended on the day before."""
    last = asked_first - timedelta(days=1)
    return last - (asked_last - asked_first), last


def in_numbers(sources: SpanSources, eve: EveOfSpan) -> tuple[PageSection, ...]:
    """What happened, where everybody stands, what is open, and what comes next; in numbers."""
    first, last = sources.asked.first, sources.asked.last
    then = before_span(first, last)
    now_counted, then_counted = happened(sources, first, last), happened(sources, *then)
    rows = tuple(
        (what, f"{then_counted[what]:,}", f"{number:,}", _difference(number - then_counted[what]))
        for what, number in now_counted.items()
    )
    head = ("", _days(*then), _days(first, last), "change")
    return (
        PageSection("happened", "What happened", tables=(NumberTable(head, rows, numbers=(1, 2, 3)),)),
        PageSection("open", "On the ladder", tables=(_ladder(sources, eve),)),
        PageSection("next", f"The next {WEEKS_AHEAD} weeks", tables=(_next(sources),)),
        PageSection("standings", "Where leaders stand", tables=(_standings(sources, eve),)),
        PageSection(
            "around",
            "Around each step",
            tables=tuple(matters.around_tables(sources)),
            lead=matters.NO_CAUSE,
            empty="Nobody has been on the ladder yet.",
        ),
    )


def _days(first: date, last: date) -> str:
    return f"{first.day} {first:%b}–{last.day} {last:%b}"


def _difference(number: int) -> str:
    return "=" if number == 0 else f"{number:+,}".replace("-", "−")


def happened(sources: SpanSources, first: date, last: date) -> dict[str, int]:
    """What happened in these days, each with its number."""
    held = due.held(sources, first, last)
    records = sources.records
    booked = Counter(
        coaching.status(booking, record.programme.notice)
        for record, booking in sources.bookings
        if first <= booking.ends_on <= last
    )
    marks = chain.from_iterable(record.marks.values() for record in records)
    caught_up = sum(mark.accepted_on is not None and first <= mark.accepted_on <= last for mark in marks)
    logged = chain.from_iterable(record.communications for record in records)
    said = [sent for sent in logged if sent.direction is not Direction.FROM_LEADER]
    steps = [one.step for one in chain.from_iterable(sources.around) if first <= one.step.on <= last]
    return {
        "sessions held": len(held),
        "leaders expected at them": sum(one.expected for one in held),
        "came": sum(one.came for one in held),
        "missed them": sum(one.missed for one in held),
        "not recorded yet": sum(one.unrecorded for one in held),
        "coaching sessions attended": booked[BookingStatus.ATTENDED],
        "coaching sessions spent": booked[BookingStatus.SPENT],
        "catch-ups accepted": caught_up,
        "concerns that arose": len(due.arose(sources, first, last)),
        "escalations opened": sum(step.came_from is None for step in steps),
        "moves on the ladder": sum(step.came_from is not None for step in steps),
        "escalations ended": sum(step.to in ladder.ENDED for step in steps),
        "messages of escalations": sum(first <= sent.on <= last for sent in said),
        "replies that came": sum(sent.replied_on is not None and first <= sent.replied_on <= last for sent in said),
    }


def counted_standings(verdicts: Iterable[Verdict]) -> dict[RequirementId, Counter[StandingWord]]:
    """Per requirement how many of the leaders covered, who are active or paused, stand where."""
    return health(verdict for verdict in verdicts if counts_as_covered(verdict.record.leader, verdict.day))


def _standings(sources: SpanSources, was: EveOfSpan) -> NumberTable:
    now, then = counted_standings(sources.verdicts), counted_standings(was.verdicts)
    rows = tuple(
        (
            REQUIREMENT_NAMES[requirement],
            *(_from_to(then.get(requirement, Counter())[word], now[requirement][word]) for word in BEST_FIRST),
        )
        for requirement in RequirementId
        if requirement in now
    )
    eve = sources.asked.first - timedelta(days=1)
    title = f"Leaders covered, by standing: {day_near(eve, sources.day)} → {day_near(sources.day, sources.day)}"
    return NumberTable(("", *map(spoken, BEST_FIRST)), rows, title, (1, 2, 3, 4, 5))


def _from_to(then: int, now: int) -> str:
    return f"{now:,}" if then == now else f"{then:,} → {now:,}"


def _ladder(sources: SpanSources, was: EveOfSpan) -> NumberTable:
    queued = list(sources.queue.values())
    now, then = Counter(row.stage for row in queued), Counter(was.stages)
    rows = [
        (spoken(stage), f"{then[stage]:,}", f"{now[stage]:,}", _difference(now[stage] - then[stage]))
        for stage in _OPEN_STAGES
    ]
    rows.append(("all", f"{then.total():,}", f"{now.total():,}", _difference(now.total() - then.total())))
    eve = sources.asked.first - timedelta(days=1)
    late = sum(row.overdue for row in queued)
    snoozed = sum(row.snoozed_until is not None for row in queued)
    title = f"Open escalations; of those open now {late:,} overdue (local setting), {snoozed:,} snoozed"
    head = ("stage", day_near(eve, sources.day), day_near(sources.day, sources.day), "change")
    return NumberTable(head, tuple(rows), title, (1, 2, 3))


def _next(sources: SpanSources) -> NumberTable:
    last = sources.day + timedelta(weeks=WEEKS_AHEAD)
    coming = [
        session for session, _ in tasks.coming_sessions(sources.records, sources.day) if session.starts_on <= last
    ]
    booked = sum(
        booking.outcome is None and coaching.is_to_come(booking, sources.day) and booking.starts_on <= last
        for _, booking in sources.bookings
    )
    stages = sum(row.due_on is not None and sources.day <= row.due_on <= last for row in sources.queue.values())
    new = sum(row.state is InboxState.NEW for row in sources.inbox)
    waiting = sum(found.unrecorded for found in tasks.registers_to_complete(sources.records, sources.day))
    return NumberTable(
        ("to come", "", "waiting now", ""),
        (
            ("sessions", f"{len(coming):,}", "new concerns", f"{new:,}"),
            ("coaching sessions booked", f"{booked:,}", "marks to record", f"{waiting:,}"),
            ("stages due (local setting)", f"{stages:,}", "requests about data", f"{_open_requests(sources):,}"),
        ),
        numbers=(1, 3),
    )


def _open_requests(sources: SpanSources) -> int:
    return sum(clock.is_open for clock in sources.requests)


def numbers(sources: SpanSources) -> dict[str, Any]:
    """The page's own numbers: whom it covers and how they stand, what it counts of the journal and of the ladder."""
    covered = [verdict for verdict in sources.verdicts if counts_as_covered(verdict.record.leader, verdict.day)]
    return {
        "as_of": sources.day.isoformat(),
        "since": sources.asked.first.isoformat(),
        "leaders": len(sources.verdicts),
        "covered": len(covered),
        "overall": dict(sorted(Counter(str(verdict.overall) for verdict in sources.verdicts).items())),
        "requirements": {
            str(requirement): dict(sorted((str(word), number) for word, number in counted.items()))
            for requirement, counted in health(sources.verdicts).items()
        },
        "entries": len(sources.span.entries),
        "undone": sources.span.undone,
        "concerns": sum(row.state is not InboxState.CLEARED for row in sources.inbox),
        "escalations": len(sources.queue),
        "overdue": sum(row.overdue for row in sources.queue.values()),
    }
