"""The open matters, for a colleague who covers: each with what is next, what was promised, and whom to ring."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.since.around_steps import WEEKS, together
from psw_tui.exchange.since.document import Fact, FactGroup, NumberTable, PageSection
from psw_tui.exchange.since.due import WHOM, concern_title, group
from psw_tui.exchange.since.sources import to_case
from psw_tui.exchange.since.whom_to_ring import how_to_reach
from psw_tui.policy import ladder
from psw_tui.policy.terms import Direction, InboxState
from psw_tui.policy.wording import day_near, local, lower_first, spoken
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psw_tui.exchange.since.sources import SpanSources
    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.records import ActionRecord, CommunicationRecord
    from psw_tui.store.roster.contacts import Contact
    from psw_tui.tone import Tone

NO_CAUSE = "Facts side by side: what came after a step need not have come of it."


def matters(sources: SpanSources) -> PageSection:
    """Every open escalation, in the order of the queue."""
    return PageSection(
        "matters",
        "Open matters",
        groups=tuple(_matter(sources, case) for case in sources.cases),
        lead="In the order in which they are to be taken up. Stages, and what a move needs, are those of 2.4.",
        empty="No escalation is open.",
    )


def _matter(sources: SpanSources, case: Case) -> FactGroup:
    row = sources.queue[case.leader]
    due = ladder.due_with_source(row.due_on, sources.day, bank_holidays.english())
    lines = chain(
        _where(sources, case),
        _next(case),
        _promised(case, sources.day),
        _awaited(case, sources.day),
        _drafted(case, sources.day),
        _to_ring(sources.contacts[case.leader]),
        around_lines(sources, case.leader),
    )
    return FactGroup(
        f"{sources.named(case.leader)}: {spoken(row.stage)}, {due}", tuple(lines), 1, goes=to_case(case.leader)
    )


def _where(sources: SpanSources, case: Case) -> Iterator[Fact]:
    row, day = sources.queue[case.leader], sources.day
    tone: Tone = "bad" if row.overdue else "normal"
    due = f", due {day_near(row.due_on, day)}" if row.due_on else ""
    yield Fact("Stands", f"at {spoken(row.stage)} since {day_near(row.entered_on, day)}{due}", tone)
    if row.snoozed_until is not None:
        because = f": {case.snoozed_reason}" if sources.asked.reasons and case.snoozed_reason else ""
        yield Fact("Snoozed", f"until {day_near(row.snoozed_until, day)}{because}")
    held = [found for found in case.concerns if found.state is not InboxState.CLEARED]
    if held:
        titles = "; ".join(concern_title(found, reasons=sources.asked.reasons) for found in held)
        yield Fact("About", titles)
    yield Fact("Standing", f"overall {spoken(row.overall)}")
    last = next(
        (decision for decision in reversed(case.decisions) if not decision.struck_out and decision.day <= day), None
    )
    if last is not None:
        yield Fact("Decided last", f"{day_near(last.day, day)}, by {last.who}")


def _next(case: Case) -> Iterator[Fact]:
    """Where the ladder may go at once, and what each other move from here still needs."""
    at_once = [f"{spoken(move.to)} ({move.clause})" for move in case.moves if move.possible]
    if at_once:
        yield Fact("Next", f"may go at once to {', '.join(at_once)}")
    for move in case.moves:
        if move.needs:
            yield Fact("Next", f"to {spoken(move.to)} ({move.clause}) it needs {', and '.join(move.needs)}")
        if move.note:
            yield Fact("Mind", f"before {spoken(move.to)}: {move.note}")
    for notice in case.notices:
        if notice.missing:
            yield Fact("Next", f"after the notice for {notice.title} (2.1.3): {', '.join(notice.missing)}")
    for suggested in case.suggestions:
        yield Fact("Suggested", local(lower_first(suggested.rstrip("."))))


def _promised(case: Case, day: date) -> Iterator[Fact]:
    """What was agreed, and the actions of the plan that are open."""
    for notice in case.notices:
        if notice.agreed_on is not None:
            yield Fact(
                "Agreed", f"{notice.outcome} (after the notice for {notice.title}, {day_near(notice.agreed_on, day)})"
            )
    for action in case.plan:
        if action.done_on is None or action.done_on > day:
            yield Fact(
                "Promised", action_words(action, day), "bad" if action.due_on and action.due_on < day else "normal"
            )


def action_words(action: ActionRecord, day: date) -> str:
    """`a call each Friday (Jo Kent, due Fri 5 Feb)`."""
    owner = action.owner or "nobody named"
    due = f"due {day_near(action.due_on, day)}" if action.due_on else "no day agreed"
    return f"{action.what} ({owner}, {due})"


def _awaited(case: Case, day: date) -> Iterator[Fact]:
    """Whose reply is awaited; the last that was written where nobody's is."""
    known = [sent for sent in case.communications if sent.on <= day]
    waiting = [sent for sent in known if awaits_reply(sent, day)]
    for sent in waiting:
        assert sent.reply_by is not None
        late = sent.reply_by < day
        words = f"from {WHOM[sent.direction]}, {spoken(sent.channel)} of {day_near(sent.on, day)}"
        yield Fact("Reply awaited", f"{words}, by {day_near(sent.reply_by, day)}", "bad" if late else "normal")
    if known and not waiting:
        last = known[-1]
        side = "from the leader" if last.direction is Direction.FROM_LEADER else f"to {WHOM[last.direction]}"
        reached = "" if last.reached or last.direction is Direction.FROM_LEADER else ", nobody was reached"
        yield Fact(
            "Last written", f"{spoken(last.channel)} {side}, {day_near(last.on, day)}{reached}; no reply is awaited"
        )


def awaits_reply(sent: CommunicationRecord, day: date) -> bool:
    """Whether a reply to it had not come by a day."""
    return (
        sent.direction is not Direction.FROM_LEADER
        and sent.on <= day
        and sent.reply_by is not None
        and (sent.replied_on is None or sent.replied_on > day)
    )


def _drafted(case: Case, day: date) -> Iterator[Fact]:
    """Letters that were drafted and are not logged as sent."""
    for draft in case.drafts:
        if draft.sent is None and draft.at.date() <= day:
            by = f", asks for a reply by {day_near(draft.reply_by, day)}" if draft.reply_by else ""
            old = "; overtaken: draft it anew" if draft.overtaken else ""
            yield Fact("Drafted, not sent", f"{draft.title}{by}{old}")


def _to_ring(contact: Contact) -> Iterator[Fact]:
    """The leader, their manager and their coach, with what is recorded of how to reach them."""
    for person in (contact, contact.manager, contact.coach):
        if person is not None:
            how = how_to_reach(person)
            yield Fact(f"Ring, {person.noun}", f"{person.name}: {how}" if person.name else how)


def around_lines(sources: SpanSources, leader: str) -> Iterator[Fact]:
    """The weeks before and after each step of a leader's open escalation."""
    for one in sources.around_open(leader):
        yield Fact(f"{WEEKS} weeks around", one.words(sources.day), "dim")


def around_section(sources: SpanSources) -> PageSection:
    """With each open escalation the weeks around its steps; over all of them by stage, from five upwards."""
    own = (group(sources.named(case.leader), around_lines(sources, case.leader)) for case in sources.cases)
    return PageSection(
        "around",
        "Attendance and replies around each step",
        groups=tuple(chain.from_iterable(own)),
        tables=tuple(around_tables(sources)),
        lead=NO_CAUSE,
        empty="Nobody has been on the ladder yet.",
    )


def around_tables(sources: SpanSources) -> Iterator[NumberTable]:
    """Over the cohort, by stage."""
    rows = together(chain.from_iterable(sources.around))
    if rows:
        title = f"All escalations, by the stage they came to: in the {WEEKS} weeks before → after, or so far"
        head = ("stage", "sessions come to", "coaching attended", "messages answered")
        yield NumberTable(head, tuple(rows), title)
