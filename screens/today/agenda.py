"""What Today shows: the work that is waiting, grouped, and where each piece of it leads."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Literal

from psw_tui.policy import ladder, presence, tasks
from psw_tui.policy.evaluation import owed_in_words
from psw_tui.policy.frozen import frozen
from psw_tui.policy.requests import KIND_NAMES
from psw_tui.policy.tasks import AFTER_LEAVING, TaskKind
from psw_tui.policy.terms import InboxState
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count, day_near, local, spoken
from psw_tui.store.coaching import coaches
from psw_tui.store.erasing import retention
from psw_tui.store.escalations import inbox, queue
from psw_tui.store.escalations.concern_words import title_of
from psw_tui.store.reads import unreadable
from psw_tui.store.reads.verdicts import references
from psw_tui.store.roster import requests
from psw_tui.store.roster.over import left_over
from psw_tui.store.system import bank_holidays
from screens.shell.desk import CATCHING_UP, DUE_TO_ERASE, NOTHING_BOOKED, OF_A_COACH, OVER, REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from psw_tui.policy.records import Record, Session
    from psw_tui.store.coaching.coaches import CoachAsked
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

#: How late a line is: as ever, due now, past its day.
LineTone = Literal["normal", "warn", "bad"]
_COMING_SHOWN = 6


@frozen
class Item:
    """One line of Today: what, a detail, whether it is late, and the area and row it leads to.

    `dated_by` names whose day it goes by where that day is a local setting: the heading says so, once. `leaders` are
    those whom it is about, by reference; `why` is what stands behind the line where no concern does.
    """

    key: str
    what: str
    detail: str
    tone: LineTone
    area: str
    row: str
    page: bool = False
    dated_by: str = ""
    leaders: tuple[str, ...] = ()
    why: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether its day is past, or is today: in whatever group it stands."""
        return self.tone != "normal"

    @property
    def at_length(self) -> str:
        """The line on its own, without its heading."""
        words = f"{self.what}: {self.detail}"
        return local(words) if self.dated_by else words


@frozen
class Group:
    """A heading with its lines."""

    title: str
    items: tuple[Item, ...]

    @property
    def heading(self) -> str:
        """`Overdue, days of stages and catch-ups (local setting)`; the title alone where no line's day is local."""
        named = dict.fromkeys(item.dated_by for item in self.items if item.dated_by)
        return local(f"{self.title}, days of {' and '.join(named)}") if named else self.title


@frozen
class Agenda:
    """Everything on Today but the health bars."""

    groups: tuple[Group, ...]
    coming: tuple[tuple[Session, int], ...] = ()


def agenda(
    store: Store, verdicts: list[Verdict], day: date, over: Sequence[Verdict] = (), away: Sequence[str] = ()
) -> Agenda:
    """The work that is waiting on a day, from verdicts already computed and two reads of the casework.

    Of the cohorts that are `over` a line says what is left; `away` are copies that still hold what was erased.
    """
    records = [verdict.record for verdict in verdicts]
    people = coaches.asked(store, verdicts, day)
    waiting: dict[TaskKind, list[tasks.Task]] = defaultdict(list)
    for task in chain.from_iterable(verdict.waiting for verdict in verdicts):
        waiting[task.kind].append(task)
    whose = references(store, verdicts)
    groups = [
        Group(f"Unreadable: {unreadable.WHAT_TO_DO}", tuple(_unreadable(store))),
        Group(
            "Overdue",
            (
                *_escalations(store, verdicts, day, whose),
                *_plan(store, verdicts, day, whose),
                *_of(waiting, TaskKind.CATCH_UP_OVERDUE),
                *_of(waiting, TaskKind.REPLY_OVERDUE, day),
            ),
        ),
        Group("Requests", tuple(_requests(store, [*verdicts, *over], day))),
        Group(
            "To record",
            (
                *_registers(records, day),
                *_of(waiting, TaskKind.OUTCOME_TO_RECORD),
                *_of(waiting, TaskKind.NOTICE_TO_JUDGE),
                *_of(waiting, TaskKind.CATCH_UP_TO_ACCEPT),
            ),
        ),
        Group("New concerns", tuple(_new_concerns(store, verdicts, day, whose))),
        Group(
            "To arrange",
            (
                *_coaches_of_one_name(people),
                *_of(waiting, TaskKind.CATCH_UP_TO_SEND),
                *_of(waiting, TaskKind.TO_REBOOK),
                *_of(waiting, TaskKind.RECORDING_TO_ASK),
                *_of(waiting, TaskKind.OFFER_TO_SIGN),
                *_of(waiting, TaskKind.TO_CALL_OFF),
                *_of(waiting, TaskKind.DRAFT_TO_DROP),
                *_no_session(records),
            ),
        ),
        Group(
            "Forms to come",
            (
                *_of(waiting, TaskKind.FORM_OWED, day),
                *_group_forms(people, day),
                *_of(waiting, TaskKind.ROUND_DUE),
            ),
        ),
        Group("Coming up", tuple(_windows(verdicts, day))),
        Group("Over: enter, or C, shows a cohort", tuple(_over(store, over, day))),
        Group("To erase", (*_due_to_erase(store, day, [*verdicts, *over]), *_still_held(away))),
    ]
    coming = tuple(tasks.coming_sessions(records, day, _COMING_SHOWN))
    return Agenda(tuple(group for group in groups if group.items), coming)


#: Whose days no clause gives.
_DATED_BY = {TaskKind.CATCH_UP_OVERDUE: "catch-ups", TaskKind.FORM_OWED: "forms"}
_CATCH_UPS = (TaskKind.CATCH_UP_OVERDUE, TaskKind.CATCH_UP_TO_SEND, TaskKind.CATCH_UP_TO_ACCEPT)
_LEADS_TO = {
    TaskKind.CATCH_UP_OVERDUE: "registers",
    TaskKind.CATCH_UP_TO_SEND: "registers",
    TaskKind.CATCH_UP_TO_ACCEPT: "registers",
    TaskKind.NOTICE_TO_JUDGE: "registers",
    TaskKind.OUTCOME_TO_RECORD: "coaching",
    TaskKind.TO_REBOOK: "coaching",
    TaskKind.RECORDING_TO_ASK: "coaching",
    TaskKind.FORM_OWED: "coaching",
    TaskKind.ROUND_DUE: "capabilities",
    TaskKind.OFFER_TO_SIGN: "roster",
    TaskKind.REPLY_OVERDUE: "escalations",
    TaskKind.TO_CALL_OFF: "roster",
    TaskKind.DRAFT_TO_DROP: "roster",
}


def _unreadable(store: Store) -> Iterator[Item]:
    """Whoever is judged in no list, because what is on record of them can't be read."""
    damage = store.damage
    for what, names in (("cohort ", damage.cohorts), ("", damage.leaders), ("", damage.others)):
        for name in names:
            yield Item(f"unreadable:{what}{name}", f"{what}{name}", "the record can't be read", "bad", "roster", name)


def _of(
    waiting: Mapping[TaskKind, list[tasks.Task]], kind: TaskKind, late_before: date | None = None
) -> Iterator[Item]:
    """The tasks of a kind, the oldest first; those due before `late_before` are late."""
    area = _LEADS_TO[kind]
    for task in sorted(waiting[kind], key=lambda task: (task.on, task.name)):
        late = kind is TaskKind.CATCH_UP_OVERDUE or (late_before is not None and task.on < late_before)
        tone: LineTone = "bad" if late else "normal"
        row = f"{task.about}/{task.leader}" if area == "registers" else task.leader
        if kind in _CATCH_UPS:
            row = f"{CATCHING_UP}{row}"
        yield Item(
            f"{kind}:{task.about}:{task.leader}",
            task.name,
            task.words,
            tone,
            area,
            row,
            page=area == "registers" or kind in AFTER_LEAVING,
            dated_by=_DATED_BY.get(kind, ""),
            leaders=(task.leader,),
        )


def _registers(records: list[Record], day: date) -> Iterator[Item]:
    for register in tasks.registers_to_complete(records, day):
        session = register.session
        detail = f"{day_near(session.starts_on, day)}: {register.unrecorded} of {register.expected} unrecorded"
        yield Item(
            f"register:{session.reference}",
            session.title,
            detail,
            "normal",
            "registers",
            session.reference,
            page=True,
            leaders=tuple(leader.reference for leader in register.waits_for),
        )


def _no_session(records: list[Record]) -> Iterator[Item]:
    """The year that is still to be laid out, once there are leaders to come to it."""
    if records and not any(record.sessions for record in records):
        detail = "3, n makes the first; P takes lines pasted from a sheet, i a file"
        yield Item("no-session", "No session yet", detail, "normal", "registers", "")


def _escalations(store: Store, verdicts: list[Verdict], day: date, whose: dict[str, str]) -> Iterator[Item]:
    holidays = bank_holidays.english()
    leaders = {verdict.reference: verdict.record.leader for verdict in verdicts}
    for row in queue.queue(store, verdicts, day, whose):
        if row.due_on is not None and row.due_on <= day and not ladder.is_snoozed(row.snoozed_until, day):
            closes = presence.to_close_words(leaders[row.leader], row.stage, day)
            late = f"{ladder.due_in_words(row.due_on, day, holidays)}: {spoken(row.stage)}"
            tone: LineTone = "bad" if row.overdue and not closes else "warn"
            yield Item(
                f"escalation:{row.leader}",
                row.name,
                f"{closes}, {spoken(row.stage)}" if closes else late,
                tone,
                "escalations",
                row.leader,
                dated_by="" if closes else "stages",
                leaders=(row.leader,),
            )


def _plan(store: Store, verdicts: list[Verdict], day: date, whose: dict[str, str]) -> Iterator[Item]:
    """2.4.4: actions of an open plan whose day is past, the oldest first."""
    shown = {verdict.reference: verdict.name for verdict in verdicts}
    for action in queue.overdue_actions(store, verdicts, day, whose):
        yield Item(
            f"action:{action.id}",
            shown[action.leader],
            f"plan: {action.what}, due {day_near(action.due_on, day)}",
            "bad",
            "escalations",
            action.leader,
            leaders=(action.leader,),
        )


def _requests(store: Store, verdicts: Sequence[Verdict], day: date) -> Iterator[Item]:
    """What leaders ask about their own data, until it is answered; also of cohorts that are over."""
    names = {verdict.reference: verdict.name for verdict in verdicts}
    for clock in requests.clocks(store, day, names):
        if not clock.is_open:
            continue
        request = clock.request
        tone: LineTone = "bad" if clock.overdue else "normal"
        if clock.due_on == day:
            tone = "warn"
        yield Item(
            f"{REQUEST}{request.id}",
            names[request.leader],
            f"{KIND_NAMES[request.kind]}: {clock.words}",
            tone,
            "roster",
            f"{REQUEST}{request.id}/{request.leader}",
            page=True,
            leaders=(request.leader,),
            why=clock.why,
        )


def _new_concerns(store: Store, verdicts: list[Verdict], day: date, whose: dict[str, str]) -> Iterator[Item]:
    states = inbox.states(store, verdicts, day, whose)
    for verdict in verdicts:
        for concern in verdict.concerns:
            if states[concern.key] is InboxState.NEW:
                words = title_of(verdict, concern.kind, concern.about)
                key = concern.key
                about = (verdict.reference,)
                yield Item(f"concern:{key}", verdict.name, words, "normal", "escalations", key, leaders=about)


def _group_forms(people: list[CoachAsked], day: date) -> Iterator[Item]:
    """H:evaluation: the group forms that coaches owe."""
    for coach in people:
        for owed in coach.forms:
            if not owed.form.has_come(day):
                words = owed_in_words(owed.form, day)
                tone: LineTone = "bad" if owed.form.is_overdue(day) else "normal"
                key = f"group-form:{coach.id}:{owed.cohort}:{owed.form.point}"
                row = f"{OF_A_COACH}{coach.id}"
                yield Item(key, coach.name, words, tone, "coaching", row, dated_by=_DATED_BY[TaskKind.FORM_OWED])


def _coaches_of_one_name(people: list[CoachAsked]) -> Iterator[Item]:
    """Who may be one coach under two entries, until it is said that they are not."""
    alike: dict[str, list[CoachAsked]] = {}
    for coach in people:
        if coach.shares_a_name:
            alike.setdefault(fold(coach.name), []).append(coach)
    for of_name in alike.values():
        first = of_name[0]
        what = f"{count(len(of_name), 'coach', 'coaches')} called {first.name}"
        detail = "one person? e, then m, merges them; t says that they are not"
        yield Item(f"of-one-name:{first.id}", what, detail, "normal", "coaching", f"{OF_A_COACH}{first.id}")


def _over(store: Store, verdicts: Sequence[Verdict], day: date) -> Iterator[Item]:
    """Cohorts that are over, with what is left of them; of one that was closed only what is open on the ladder."""
    for rest in left_over(store, verdicts, day):
        is_closed = rest.how.startswith("closed")
        if rest.words and (rest.escalations or not is_closed):
            yield Item(f"{OVER}{rest.name}", rest.name, f"{rest.how}: {rest.words}", "normal", "today", "")


def _due_to_erase(store: Store, day: date, verdicts: Sequence[Verdict]) -> Iterator[Item]:
    """Records whose time is over (local): enter lists them, and erases them once that is wanted."""
    for due in retention.due(store, day, (verdict.record for verdict in verdicts)):
        detail = due.words(day) + (f"; {count(len(due.held), 'leader')} held" if due.held else "")
        yield Item(
            f"{DUE_TO_ERASE}{due.kind}:{due.cohort}", due.cohort, detail, "warn", "today", "", dated_by="records"
        )


def _still_held(away: Sequence[str]) -> Iterator[Item]:
    """Copies that could not be reached when somebody was erased: until they can they are named."""
    for place in away:
        yield Item(f"copy:{place}", "A copy that is away", f"still holds what was erased: {place}", "warn", "today", "")


def _windows(verdicts: list[Verdict], day: date) -> Iterator[Item]:
    for window, leaders in tasks.closing_windows((verdict.record for verdict in verdicts), day):
        what = f"Window {window.number} closes {day_near(window.closes, day)}"
        yield Item(
            f"window:{window.number}:{window.closes}",
            what,
            f"{len(leaders)} with nothing booked",
            "normal",
            "coaching",
            NOTHING_BOOKED,
            leaders=tuple(leader.reference for leader in leaders),
        )
