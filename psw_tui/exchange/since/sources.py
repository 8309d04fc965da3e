"""What a page of a span is made of, read once: the journal, the verdicts, the ladder, and whom to ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.since import around_steps
from psw_tui.exchange.since.document import Goes, ReaderKind, SpanAsked
from psw_tui.policy import coaching, wording
from psw_tui.policy.frozen import frozen
from psw_tui.store.core.span import Span, span_of
from psw_tui.store.escalations import case, inbox, queue, steps
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import planned_sessions
from psw_tui.store.roster import contacts, leaders, requests
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from psw_tui.exchange.since.around_steps import Around
    from psw_tui.policy.coaching import Window
    from psw_tui.policy.records import Booking, Record
    from psw_tui.policy.requests import RequestClock
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.roster.contacts import Contact


@frozen
class SpanSources:
    """All that the parts of a page are made of.

    `people` are references and names of everybody by key, `names` those by reference. `cases` stand in the order of the
    queue; `around` are the steps of every escalation, ended ones too; `places` are those of sessions by reference.
    """

    asked: SpanAsked
    verdicts: tuple[Verdict, ...]
    span: Span
    people: dict[str, tuple[str, str]]
    names: dict[str, str]
    cases: tuple[Case, ...]
    queue: dict[str, QueueRow]
    inbox: tuple[InboxRow, ...]
    requests: tuple[RequestClock, ...]
    around: tuple[tuple[Around, ...], ...]
    contacts: dict[str, Contact]
    places: dict[str, str]
    programme_contacts: dict[str, str]

    @property
    def day(self) -> date:
        """The day that is judged: the last of the span."""
        return self.asked.last

    @property
    def records(self) -> list[Record]:
        """The records of all who are judged."""
        return [verdict.record for verdict in self.verdicts]

    @property
    def bookings(self) -> Iterator[tuple[Record, Booking]]:
        """Every coaching session booked, with whose it is."""
        for record in self.records:
            for booking in record.bookings:
                yield record, booking

    @property
    def windows(self) -> set[Window]:
        """The coaching windows of all cohorts that are judged."""
        found: set[Window] = set()
        for record in self.records:
            found.update(coaching.windows(record.programme, record.cohort.year))
        return found

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the span."""
        return day is not None and self.asked.first <= day <= self.asked.last

    def around_open(self, leader: str) -> tuple[Around, ...]:
        """The weeks around each step of the escalation that is open of a leader."""
        opened_on = self.queue[leader].opened_on
        own = [found for found in self.around if found[0].step.leader == leader and found[0].step.on >= opened_on]
        return own[-1] if own else ()

    def named(self, reference: str) -> str:
        """`Amara Osei (L001)`."""
        return f"{self.names[reference]} ({reference})" if reference in self.names else reference


def look(store: Store, asked: SpanAsked, judged: Iterable[Verdict] | None = None) -> SpanSources:
    """Read the file as of one moment; `Refused` for a span that ends before it begins.

    `judged` are the verdicts on the last day of those asked for, where they are at hand.
    """
    if asked.first > asked.last:
        raise Refused(
            f"The span ends before it begins: {wording.day(asked.first)} is after {wording.day(asked.last)}; "
            "begin on an earlier day."
        )
    with store.reading():
        verdicts = tuple(judge_all(store, asked.last, cohort=asked.cohort) if judged is None else judged)
        rows = {row.id: (row.reference, leaders.name_of(row)) for row in leaders.every(store)}
        found = span_of(store, asked.first, asked.last, reasons=asked.reasons)
        if asked.cohort is not None:
            own = {verdict.reference for verdict in verdicts}
            found = _of_these(found, frozenset(key for key, (reference, _) in rows.items() if reference in own))
        queued = {row.leader: row for row in queue.queue(store, verdicts, asked.last)}
        order = {leader: place for place, leader in enumerate(queued)}
        cases = sorted(case.cases_on(store, verdicts, asked.last), key=lambda found: order[found.leader])
        names = {verdict.reference: verdict.name for verdict in verdicts}
        to_ring = contacts.by_reference(store, names if asked.reader is ReaderKind.COVER else queued)
        return SpanSources(
            asked=asked,
            verdicts=verdicts,
            span=found,
            people=rows,
            names=names,
            cases=tuple(cases),
            queue=queued,
            inbox=inbox.inbox(store, verdicts, asked.last),
            requests=tuple(requests.clocks(store, asked.last, {verdict.reference for verdict in verdicts})),
            around=_around(store, verdicts, asked.last),
            contacts=to_ring,
            places=planned_sessions.places(store),
            programme_contacts={key: words for key, words in store.programmes.contacts.items() if words},
        )


def _of_these(found: Span, keys: frozenset[str]) -> Span:
    """What touched these leaders, or nobody: a session, a coach."""
    kept = tuple(entry for entry in found.entries if not entry.leaders or entry.leaders & keys)
    return Span(kept, found.undone)


def _around(store: Store, verdicts: Iterable[Verdict], day: date) -> tuple[tuple[Around, ...], ...]:
    """The weeks before and after every step of each escalation of these leaders."""
    records = {verdict.reference: verdict.record for verdict in verdicts}
    return tuple(
        tuple(around_steps.around(records[made[0].leader], made, day))
        for made in steps.steps_by(store, day)
        if made[0].leader in records
    )


def to_leader(reference: str) -> Goes:
    """To a leader's page."""
    return Goes("roster", reference, page=True)


def to_case(reference: str) -> Goes:
    """To a leader's row of the queue, with the case beside it."""
    return Goes("escalations", reference)


def to_session(reference: str) -> Goes:
    """To a session's register."""
    return Goes("registers", reference, page=True)
