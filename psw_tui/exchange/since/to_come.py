"""The dates of the next weeks in their order: sessions, coaching, and every day by which something is due."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.since.document import Fact, FactGroup, Goes, PageSection
from psw_tui.exchange.since.due import WHOM
from psw_tui.exchange.since.matters import action_words, awaits_reply
from psw_tui.exchange.since.sources import to_case, to_leader, to_session
from psw_tui.policy import catching_up, coaching, evaluation, tasks
from psw_tui.policy.calendar import london
from psw_tui.policy.catching_up import CatchUpStep
from psw_tui.policy.requests import KIND_NAMES
from psw_tui.policy.terms import ON_PROGRAMME
from psw_tui.policy.wording import count, day_near, local, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psw_tui.exchange.since.sources import SpanSources

WEEKS_AHEAD = 4
#: Of one day no more bookings are told one by one.
_MOST_OF_A_DAY = 12

_Dated = tuple["date", str, Fact]


def to_come(sources: SpanSources) -> PageSection:
    """Day by day what the next four weeks bring."""
    last = sources.day + timedelta(weeks=WEEKS_AHEAD)
    of_day: dict[date, list[Fact]] = defaultdict(list)
    for on, _, line in sorted(dated(sources), key=lambda found: (found[0], found[1], found[2].what, found[2].words)):
        if sources.day <= on <= last:
            of_day[on].append(line)
    return PageSection(
        "to-come",
        f"The next {WEEKS_AHEAD} weeks",
        groups=tuple(FactGroup(day_near(on, sources.day), tuple(lines), len(lines)) for on, lines in of_day.items()),
        lead=local("Days of stages, catch-ups and forms"),
        empty="Nothing is dated in them.",
    )


def dated(sources: SpanSources) -> Iterator[_Dated]:
    """Everything that has a day, in the order in which one day tells it."""
    return chain(_sessions(sources), _coaching(sources), _windows(sources), _ladder(sources), _of_leaders(sources))


def _sessions(sources: SpanSources) -> Iterator[_Dated]:
    for session, expected in tasks.coming_sessions(sources.records, sources.day):
        where = to_session(session.reference)
        begins = london(session.starts_at)
        if session.starts_on >= sources.day:
            ends = f" to {london(session.ends_at):%H:%M}" if session.ends_on == session.starts_on else ""
            place = f", {sources.places[session.reference]}" if session.reference in sources.places else ""
            words = f"{begins:%H:%M}{ends}{place}, {count(expected, 'leader')} expected"
            yield session.starts_on, "1", Fact(session.title, words, "bright", where)
        if session.ends_on > session.starts_on:
            yield session.ends_on, "1", Fact(session.title, "ends", "bright", where)


def _coaching(sources: SpanSources) -> Iterator[_Dated]:
    booked: dict[date, list[Fact]] = defaultdict(list)
    for record, booking in sources.bookings:
        if booking.outcome is None and coaching.is_to_come(booking, sources.day):
            coach = f" with {booking.coach}" if booking.coach else ""
            reference = record.leader.reference
            words = f"coaching {london(booking.starts_at):%H:%M}{coach}"
            booked[booking.starts_on].append(Fact(sources.named(reference), words, "normal", to_leader(reference)))
    for on, lines in booked.items():
        if len(lines) > _MOST_OF_A_DAY:
            yield on, "2", Fact("Coaching", f"{len(lines)} sessions booked", "normal", Goes("coaching", ""))
        else:
            yield from ((on, "2", line) for line in lines)


def _windows(sources: SpanSources) -> Iterator[_Dated]:
    for window in sources.windows:
        if window.opens >= sources.day:
            yield window.opens, "3", Fact(f"Window {window.number}", "opens", "normal", Goes("coaching", ""))
        yield window.closes, "3", Fact(f"Window {window.number}", "closes", "normal", Goes("coaching", ""))


def _ladder(sources: SpanSources) -> Iterator[_Dated]:
    """Stages, snoozes, replies and actions of the open escalations, and meetings of appeals."""
    day = sources.day
    for case in sources.cases:
        row, who, where = sources.queue[case.leader], sources.named(case.leader), to_case(case.leader)
        if row.due_on is not None:
            yield row.due_on, "4", Fact(who, f"{spoken(row.stage)} due", "warn", where)
        if row.snoozed_until is not None:
            yield row.snoozed_until, "4", Fact(who, "no longer snoozed", "normal", where)
        if case.escalation is not None and case.escalation.meeting_on is not None:
            yield case.escalation.meeting_on, "4", Fact(who, "appeal meeting with the PBDL", "warn", where)
        for sent in case.communications:
            if awaits_reply(sent, day) and sent.reply_by is not None:
                words = (
                    f"reply due from {WHOM[sent.direction]} to the {spoken(sent.channel)} of {day_near(sent.on, day)}"
                )
                yield sent.reply_by, "5", Fact(who, words, "warn", where)
        for action in case.plan:
            if action.due_on is not None and action.done_on is None:
                yield action.due_on, "6", Fact(who, f"plan: {action_words(action, day)}", "normal", where)


def _of_leaders(sources: SpanSources) -> Iterator[_Dated]:
    """Catch-ups, evaluation forms, and what leaders asked about their own data."""
    day = sources.day
    for verdict in sources.verdicts:
        record, who = verdict.record, sources.named(verdict.reference)
        if record.leader.state not in ON_PROGRAMME:
            continue
        for found in catching_up.catch_ups(record, verdict.standings, day):
            if found.step is CatchUpStep.SENT and found.due_on is not None:
                where = to_session(found.session.reference)
                yield found.due_on, "7", Fact(who, f"catch-up due: {found.session.title}", "normal", where)
        for form in evaluation.leader_forms(record, day):
            if not form.has_come(day):
                words = evaluation.owed_in_words(form, day)
                yield form.due_on, "8", Fact(who, words, "normal", to_leader(verdict.reference))
    for clock in sources.requests:
        if clock.is_open and clock.due_on is not None:
            leader = clock.request.leader
            words = f"{KIND_NAMES[clock.request.kind]}: {clock.words}"
            yield clock.due_on, "0", Fact(sources.named(leader), words, "warn", to_leader(leader))
