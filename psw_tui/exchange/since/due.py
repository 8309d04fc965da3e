"""What became due in a span, by kind, and what waits on its last day: from the facts by day, as Today has it."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.since.document import Fact, FactGroup, Goes, PageSection
from psw_tui.exchange.since.sources import to_case, to_leader, to_session
from psw_tui.policy import catching_up, evaluation, ladder, standing, tasks
from psw_tui.policy.catching_up import CatchUpStep
from psw_tui.policy.frozen import frozen
from psw_tui.policy.requests import KIND_NAMES
from psw_tui.policy.tasks import TaskKind
from psw_tui.policy.terms import ON_PROGRAMME, ConcernKind, Direction, InboxState, MarkValue
from psw_tui.policy.wording import day_near, local, spoken, upper_first
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from psw_tui.exchange.since.sources import SpanSources
    from psw_tui.policy.records import Record, Session
    from psw_tui.policy.tasks import Task
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.tone import Tone

#: No group of what waits, or of what became due, tells more lines than this; the others are counted.
_MOST = 60
_BY_HAND = "raised by hand"
WHOM = {
    Direction.TO_LEADER: "the leader",
    Direction.REFERRAL: "the Partnerships Team",
    Direction.ORGANISATION: "the organisation",
    Direction.FROM_LEADER: "us",
}
_TASKS = {
    TaskKind.CATCH_UP_OVERDUE: "Catch-ups overdue",
    TaskKind.REPLY_OVERDUE: "Replies overdue",
    TaskKind.OUTCOME_TO_RECORD: "Coaching without an outcome",
    TaskKind.NOTICE_TO_JUDGE: "Notices to judge",
    TaskKind.CATCH_UP_TO_ACCEPT: "Catch-ups to accept",
    TaskKind.CATCH_UP_TO_SEND: "Catch-ups to send",
    TaskKind.TO_REBOOK: "Coaching to rebook",
    TaskKind.RECORDING_TO_ASK: "Recording to ask about",
    TaskKind.OFFER_TO_SIGN: "Offers to sign",
    TaskKind.TO_CALL_OFF: "Coaching to call off",
    TaskKind.DRAFT_TO_DROP: "Drafts to drop",
    TaskKind.FORM_OWED: "Evaluation forms owed",
    TaskKind.ROUND_DUE: "Self-assessments due",
}
_IN_REGISTERS = (
    TaskKind.CATCH_UP_OVERDUE,
    TaskKind.CATCH_UP_TO_ACCEPT,
    TaskKind.CATCH_UP_TO_SEND,
    TaskKind.NOTICE_TO_JUDGE,
)


def concern_title(row: InboxRow, *, reasons: bool = False) -> str:
    """A concern's name, without words of the BDO's own unless they are asked for."""
    by_hand = row.key.startswith(f"{ConcernKind.MANUAL}:")
    return _BY_HAND if by_hand and not reasons else row.title


def group(title: str, lines: Iterable[Fact], note: str = "", most: int = _MOST) -> Iterator[FactGroup]:
    """A group of these lines, where there are any: so many of them, and how many more there are."""
    listed = list(lines)
    if listed:
        more = len(listed) - most
        shown = listed if more <= 0 else [*listed[:most], Fact("", f"and {more:,} more", "dim")]
        yield FactGroup(title, tuple(shown), len(listed), note)


# -- became due ------------------------------------------------------------------------------------


def became_due(sources: SpanSources) -> PageSection:
    """What became due in the span, whether it is done by now or not."""
    day = sources.day
    windows = [
        Fact(f"Window {number}", f"closed {day_near(closes, day)}: {without} with nothing in it", "normal", _BOARD)
        for number, closes, without in closed_windows(sources)
    ]
    requests = [
        Fact(sources.named(clock.request.leader), f"{KIND_NAMES[clock.request.kind]}: {clock.words}", "warn")
        for clock in sources.requests
        if sources.holds(clock.due_on)
    ]
    groups = chain(
        group("Concerns that arose", _arisen(sources)),
        group(local("Stages due"), _stages(sources)),
        group("Replies due", _replies(sources)),
        group(local("Catch-ups due"), _catch_ups(sources)),
        group("Actions of plans due", _actions(sources)),
        group("Requests due", requests),
        group("Coaching windows that closed", windows),
        group("Sessions held", (_session_line(found, day) for found in held(sources, sources.asked.first, day))),
        group(local("Evaluation forms due"), _forms(sources)),
    )
    return PageSection("due", "Became due", tuple(groups), empty="Nothing became due.")


_BOARD = Goes("coaching", "")


def arose(sources: SpanSources, first: date, last: date) -> list[InboxRow]:
    """The concerns whose facts began in these days, those that have cleared since among them; the newest first."""
    found = [row for row in sources.inbox if first <= row.since <= last]
    return sorted(found, key=lambda row: (row.since, row.leader, row.key), reverse=True)


def _arisen(sources: SpanSources) -> Iterator[Fact]:
    for row in arose(sources, sources.asked.first, sources.asked.last):
        title = concern_title(row, reasons=sources.asked.reasons)
        tone: Tone = "warn" if row.state is InboxState.NEW else "normal"
        words = f"{title}, since {day_near(row.since, sources.day)}: {row.state_words} ({row.clause})"
        yield Fact(sources.named(row.leader), words, tone, Goes("escalations", row.key))


def _stages(sources: SpanSources) -> Iterator[Fact]:
    holidays = bank_holidays.english()
    for row in sources.queue.values():
        if row.due_on is not None and sources.holds(row.due_on):
            words = f"{spoken(row.stage)}, {ladder.due_in_words(row.due_on, sources.day, holidays)}"
            yield Fact(sources.named(row.leader), words, "bad" if row.overdue else "warn", to_case(row.leader))


def _replies(sources: SpanSources) -> Iterator[Fact]:
    day = sources.day
    for record in sources.records:
        for sent in record.communications:
            if sent.reply_by is None or sent.direction is Direction.FROM_LEADER or not sources.holds(sent.reply_by):
                continue
            came = sent.replied_on is not None and sent.replied_on <= day
            what = f"reply came {day_near(sent.replied_on, day)}" if came and sent.replied_on else "no reply yet"
            words = f"wrote to {WHOM[sent.direction]} {day_near(sent.on, day)}, reply by {day_near(sent.reply_by, day)}"
            reference = record.leader.reference
            yield Fact(sources.named(reference), f"{words}: {what}", "normal" if came else "bad", to_case(reference))


def _catch_ups(sources: SpanSources) -> Iterator[Fact]:
    day = sources.day
    for verdict in sources.verdicts:
        for found in catching_up.catch_ups(verdict.record, verdict.standings, day):
            if found.due_on is not None and sources.holds(found.due_on):
                late = found.step is CatchUpStep.OVERDUE
                words = f"{found.session.title}, due {day_near(found.due_on, day)}: {found.step}"
                where = Goes("registers", found.session.reference, page=True)
                yield Fact(sources.named(verdict.reference), words, "bad" if late else "normal", where)


def _actions(sources: SpanSources) -> Iterator[Fact]:
    day = sources.day
    for case in sources.cases:
        for action in case.plan:
            if action.due_on is not None and sources.holds(action.due_on):
                done = action.done_on is not None and action.done_on <= day
                how = "closed" if done else "open"
                words = f"{action.what}, {action.owner or 'no owner'}, due {day_near(action.due_on, day)}: {how}"
                yield Fact(sources.named(case.leader), words, "normal" if done else "warn", to_case(case.leader))


def _forms(sources: SpanSources) -> Iterator[Fact]:
    day = sources.day
    for record in sources.records:
        if record.leader.state not in ON_PROGRAMME:
            continue
        for form in evaluation.leader_forms(record, day):
            if sources.holds(form.due_on):
                came = form.has_come(day)
                words = "form came" if came else evaluation.owed_in_words(form, day)
                reference = record.leader.reference
                yield Fact(sources.named(reference), words, "normal" if came else "warn", to_leader(reference))


def closed_windows(sources: SpanSources) -> list[tuple[int, date, int]]:
    """The coaching windows whose last day lies in the span, each with how many leaders had nothing in it."""
    days = {(window.number, window.closes) for window in sources.windows if sources.holds(window.closes)}
    found = []
    for number, closes in sorted(days, key=lambda window: window[1]):
        left = tasks.closing_windows(sources.records, closes)
        without = sum(len(leaders) for window, leaders in left if (window.number, window.closes) == (number, closes))
        found.append((number, closes, without))
    return found


@frozen
class SessionHeld:
    """A session that ended, with how many leaders were waited for at it, and what is recorded of them."""

    session: Session
    expected: int
    came: int
    missed: int
    unrecorded: int


def held(sources: SpanSources, first: date, last: date) -> list[SessionHeld]:
    """The sessions that ended in these days, of everybody who is judged, in order."""
    of_cohort: dict[int, list[Record]] = defaultdict(list)
    for record in sources.records:
        of_cohort[id(record.sessions)].append(record)
    found: list[SessionHeld] = []
    for records in of_cohort.values():
        stood = (session for session in records[0].sessions if not session.cancelled)
        found += [_held(session, records) for session in stood if first <= session.ends_on <= last]
    return sorted(found, key=lambda one: (one.session.ends_at, one.session.reference))


def _held(session: Session, records: Iterable[Record]) -> SessionHeld:
    marks: Counter[MarkValue | None] = Counter(
        standing.mark_of(record, session).value for record in records if tasks.is_awaited(record, session)
    )
    missed = marks[MarkValue.ABSENT] + marks[MarkValue.PART]
    return SessionHeld(session, marks.total(), marks[MarkValue.PRESENT], missed, marks[None])


def _session_line(found: SessionHeld, day: date) -> Fact:
    words = f"{day_near(found.session.ends_on, day)}: {found.came} of {found.expected} came, {found.missed} missed it"
    if found.unrecorded:
        words += f", {found.unrecorded} not recorded yet"
    tone: Tone = "warn" if found.unrecorded else "normal"
    return Fact(found.session.title, words, tone, to_session(found.session.reference))


# -- waits now -------------------------------------------------------------------------------------


def due_now(sources: SpanSources) -> PageSection:
    """What waits on the last day of the span, the overdue first."""
    day, records = sources.day, sources.records
    waiting: dict[TaskKind, list[Task]] = defaultdict(list)
    for task in chain.from_iterable(verdict.waiting for verdict in sources.verdicts):
        waiting[task.kind].append(task)
    registers = (
        Fact(
            found.session.title,
            f"{day_near(found.session.starts_on, day)}: {found.unrecorded} of {found.expected} unrecorded",
            "normal",
            to_session(found.session.reference),
        )
        for found in tasks.registers_to_complete(records, day)
    )
    new = (
        Fact(
            sources.named(row.leader),
            concern_title(row, reasons=sources.asked.reasons),
            "normal",
            Goes("escalations", row.key),
        )
        for row in sources.inbox
        if row.state is InboxState.NEW
    )
    groups = chain(
        group(local("Escalations due"), _escalations(sources)),
        group("Actions of plans overdue", _overdue_actions(sources)),
        group("Requests", _requests(sources)),
        *(group(_TASKS[kind], _task_lines(sources, waiting[kind])) for kind in _TASKS),
        group("Registers to complete", registers),
        group("New concerns", new),
    )
    return PageSection("now", f"Due now, {day_near(day, day)}", tuple(groups), empty="Nothing is waiting.")


def _escalations(sources: SpanSources) -> Iterator[Fact]:
    holidays = bank_holidays.english()
    for row in sources.queue.values():
        if row.due_on is not None and row.due_on <= sources.day and row.snoozed_until is None:
            words = f"{spoken(row.stage)}, {ladder.due_in_words(row.due_on, sources.day, holidays)}"
            yield Fact(sources.named(row.leader), words, "bad" if row.overdue else "warn", to_case(row.leader))


def _overdue_actions(sources: SpanSources) -> Iterator[Fact]:
    for case in sources.cases:
        for action in case.plan:
            if action.due_on is not None and action.due_on < sources.day and action.done_on is None:
                words = f"{action.what}, due {day_near(action.due_on, sources.day)}"
                yield Fact(sources.named(case.leader), words, "bad", to_case(case.leader))


def _requests(sources: SpanSources) -> Iterator[Fact]:
    for clock in sources.requests:
        if clock.is_open:
            words = f"{KIND_NAMES[clock.request.kind]}: {clock.words}"
            leader = clock.request.leader
            yield Fact(sources.named(leader), words, "bad" if clock.overdue else "normal", to_leader(leader))


def _task_lines(sources: SpanSources, waiting: Iterable[Task]) -> Iterator[Fact]:
    late = (TaskKind.CATCH_UP_OVERDUE, TaskKind.REPLY_OVERDUE)
    for task in sorted(waiting, key=lambda task: (task.on, task.name)):
        where = to_session(task.about) if task.kind in _IN_REGISTERS else to_leader(task.leader)
        tone: Tone = "bad" if task.kind in late else "normal"
        yield Fact(sources.named(task.leader), upper_first(task.words), tone, where)
