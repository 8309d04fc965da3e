"""The one list of Escalations: the queue, the inbox below it, and what is folded away, as rows of a table.

In the inbox a leader has one row: the concern, or where there are several their number and the worst of them, which
open below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from textual.content import Content

from psw_tui import signs
from psw_tui.policy import ladder, presence
from psw_tui.policy.terms import WORST_FIRST, InboxState, Stage
from psw_tui.policy.text import fold as folded_text
from psw_tui.policy.wording import Value, count, local, spoken
from psw_tui.store.system import bank_holidays
from screens.shell.wording import TONES, exactly, filters, short_day
from screens.widgets.row_table import Cell, Column, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from datetime import date

    from psw_tui.policy.terms import StandingWord
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.tone import Tone

_STANDING_CELLS = 13
COLUMNS = (
    Column("leader", "Leader", 19, fixed=True),
    Column("what", "Stage or concern", 32, grow=1),
    Column("when", "Due or since", 20, in_file=("Due or since", "Day")),
    Column("standing", "Standing", _STANDING_CELLS, drop=1),
)
#: What is folded away, in the order in which the folds stand at the end of the list.
FOLDS = ("snoozed", "dismissed", "cleared")
_FOLD_WORDS = {"cleared": "cleared or ended"}
_WORST = {word: place for place, word in enumerate(WORST_FIRST)}
_SHORT = {Stage.BDO_CONTACT: "contact", Stage.WITHDRAWAL_REVIEW: "review"}
_ALWAYS_COUNTED = (Stage.EXPLANATION, Stage.BDO_CONTACT, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW)


#: The orders that `s` offers, and their words; the first is that of section 9, and in the inbox the furthest stage.
SORTS = {
    "priority": "priority",
    "name": "name",
    "what": "stage or concern",
    "when": "due or since, the earliest first",
    "standing": "standing, the worst first",
}


def escalation_key(leader: str) -> str:
    """The key of a leader's escalation among the rows; those of concerns are their own."""
    return f"escalation:{leader}"


def leader_key(leader: str) -> str:
    """The key of the row that a leader with several concerns has in the inbox."""
    return f"leader:{leader}"


def fold_key(fold: str) -> str:
    """The key of the row that opens and closes a fold."""
    return f"fold:{fold}"


@dataclass
class Listing:
    """What the list holds now: the keys in their order, and what each stands for."""

    keys: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    queue: dict[str, QueueRow] = field(default_factory=dict)
    inbox: dict[str, InboxRow] = field(default_factory=dict)
    folds: dict[str, int] = field(default_factory=dict)
    groups: dict[str, tuple[InboxRow, ...]] = field(default_factory=dict)
    heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)

    def fold_words(self, key: str) -> str:
        """`3 cleared or ended`: what stands for a fold."""
        fold = key.partition(":")[2]
        return f"{self.folds[key]} {_FOLD_WORDS.get(fold, fold)}"

    def section(self, key: str) -> str:
        """Where a row stands: in the queue, the inbox, or a fold; what selects all takes no two of them together."""
        if key in self.queue:
            return "queue" if self.queue[key].snoozed_until is None else "asleep"
        concern = self.concern(key)
        return "" if concern is None else str(concern.state)

    def leader(self, key: str | None) -> str | None:
        """The leader that a row is about."""
        if key in self.queue:
            return self.queue[key].leader
        concern = self.concern(key)
        return None if concern is None else concern.leader

    def concern(self, key: str | None) -> InboxRow | None:
        """The concern that a row stands for first: its own, or the worst of a leader's."""
        if key in self.groups:
            return self.groups[key][0]
        return self.inbox.get(key or "")

    def concerns(self, keys: Iterable[str]) -> list[str]:
        """What a verb acts on: a leader's row stands for all of the leader's concerns, and none comes twice."""
        found: list[str] = []
        for key in keys:
            found += [row.key for row in self.groups[key]] if key in self.groups else [key]
        return list(dict.fromkeys(found))

    def add_heading(self, title: str, number: str) -> None:
        """A heading with its count."""
        key = f"heading:{title}"
        self.keys.append(key)
        self.headings.add(key)
        self.heads[key] = (title, number)

    def add_queue(self, rows: Iterable[QueueRow]) -> None:
        """Escalations, in their order."""
        for row in rows:
            key = escalation_key(row.leader)
            self.keys.append(key)
            self.queue[key] = row

    def add_inbox(self, rows: Iterable[InboxRow]) -> None:
        """Concerns, in their order; a leader's name is bright once."""
        before = ""
        for row in rows:
            self.keys.append(row.key)
            self.inbox[row.key] = row
            if row.leader == before:
                self.repeated.add(row.key)
            before = row.leader

    def add_by_leader(self, rows: Iterable[InboxRow], *, unfolded: Container[str], all_unfolded: bool) -> None:
        """Concerns, a row a leader: where there is one it stands itself, several stand below the row if unfolded."""
        for leader, own in groupby(rows, key=lambda row: row.leader):
            concerns = tuple(own)
            if len(concerns) == 1:
                self.add_inbox(concerns)
                continue
            key = leader_key(leader)
            self.keys.append(key)
            self.groups[key] = concerns
            self.inbox |= {row.key: row for row in concerns}
            if all_unfolded or key in unfolded:
                self.keys += [row.key for row in concerns]
                self.repeated |= {row.key for row in concerns}

    def add_fold(self, fold: str, queue: list[QueueRow], inbox: list[InboxRow], *, unfolded: bool) -> None:
        """The row that stands for all of these, where there are any; they themselves below it, where unfolded."""
        if not queue and not inbox:
            return
        key = fold_key(fold)
        self.keys.append(key)
        self.folds[key] = len(queue) + len(inbox)
        if unfolded:
            self.add_queue(queue)
            self.add_inbox(inbox)


def listing(
    queue: Iterable[QueueRow],
    inbox: Iterable[InboxRow],
    *,
    unfolded: set[str],
    fits: Callable[[Iterable[str], Container[str]], bool],
    filtered: bool,
    by: str = "priority",
    over: Iterable[str] = (),
) -> Listing:
    """The rows to show, in an order of `SORTS`; while a filter is set, everything it finds is unfolded.

    `over` are lines on what is left of cohorts that are over.
    """
    shown = Listing()
    open_rows, concerns = list(queue), list(inbox)
    if filtered:
        open_rows = [row for row in queue if fits((row.name, row.leader, spoken(row.stage)), _exact_of_queued(row))]
        concerns = [row for row in inbox if fits((row.name, row.leader, row.title), _exact_of_concern(row))]
    asleep = [row for row in open_rows if row.snoozed_until is not None]
    order = "" if by == "priority" else f", by {SORTS[by].partition(',')[0]}"
    if awake := _in_order([row for row in open_rows if row.snoozed_until is None], by):
        shown.add_heading(local("Queue, due") + order, str(len(awake)))
        shown.add_queue(awake)
    if new := _leaders_in_order([row for row in concerns if row.state is InboxState.NEW], by):
        shown.add_heading(f"Inbox{order}", _number(new))
        shown.add_by_leader(new, unfolded=unfolded, all_unfolded=filtered)
    for fold in FOLDS:
        folded = [row for row in concerns if row.state == fold]
        folded_queue = asleep if fold == InboxState.SNOOZED else []
        shown.add_fold(fold, folded_queue, folded, unfolded=filtered or fold in unfolded)
    for line_ in over:
        shown.add_heading(f"C shows {line_}", "")
    return shown


def _number(new: list[InboxRow]) -> str:
    """How many concerns, and of how many leaders where those are fewer."""
    leaders = len({row.leader for row in new})
    return str(len(new)) if leaders == len(new) else f"{len(new)} of {count(leaders, 'leader')}"


def _in_order(rows: list[QueueRow], by: str) -> list[QueueRow]:
    """Escalations in an order that was chosen; equals as section 9 has them."""
    orders: dict[str, Callable[[QueueRow], Any]] = {
        "name": lambda row: folded_text(row.name),
        "what": lambda row: -ladder.HEIGHT[row.stage],
        "when": lambda row: (row.due_on is None, row.due_on or row.entered_on),
        "standing": lambda row: _WORST.get(row.overall, len(_WORST)),
    }
    return sorted(rows, key=orders[by]) if by in orders else rows


def _leaders_in_order(rows: list[InboxRow], by: str) -> list[InboxRow]:
    """Concerns in an order that was chosen, a leader's together and in their own order: by the first of them."""
    orders: dict[str, Callable[[list[InboxRow]], Any]] = {
        "name": lambda own: folded_text(own[0].name),
        "what": lambda own: folded_text(own[0].title),
        "when": lambda own: own[0].since,
        "standing": lambda own: _WORST.get(own[0].overall, len(_WORST)),
    }
    groups = [list(own) for _, own in groupby(rows, key=lambda row: row.leader)]
    if by in orders:
        groups.sort(key=orders[by])
    return list(chain.from_iterable(groups))


def strip(queue: Iterable[QueueRow], inbox: Iterable[InboxRow], room: int) -> Content:
    """The counts above the list: the inbox, each stage, what is snoozed."""
    rows, concerns = list(queue), list(inbox)
    awake = [row for row in rows if row.snoozed_until is None]
    snoozed = len(rows) - len(awake) + sum(row.state is InboxState.SNOOZED for row in concerns)
    numbers = [("inbox", sum(row.state is InboxState.NEW for row in concerns))]
    for stage in Stage:
        number = sum(row.stage is stage for row in awake)
        if number or stage in _ALWAYS_COUNTED:
            numbers.append((_SHORT.get(stage, spoken(stage)), number))
    numbers.append(("snoozed", snoozed))
    overdue = sum(row.overdue for row in awake)
    parts = [_counted(word, number) for word, number in numbers]
    told = [_counted(word, number) for word, number in numbers if number or word == "inbox"]
    if overdue:
        late = filters(Content.styled(f"{overdue} overdue", TONES["bad"]), exactly("is", "overdue"))
        parts.append(late)
        told.append(late)
    lines = [Content("   ").join(parts), Content("  ").join(parts), Content("  ").join(told)]
    return next((line for line in lines if line.cell_length <= room), Content(" ").join(told))


def _counted(word: str, number: int) -> Content:
    if not number:
        return Content.styled(f"{word} {number}", "dim")
    return filters(Content.assemble(f"{word} ", (str(number), "bold")), exactly("is", word))


def _exact_of_queued(row: QueueRow) -> list[str]:
    """What an escalation is counted as above the list."""
    if row.snoozed_until is not None:
        return [exactly("is", "snoozed")]
    words = [exactly("is", _SHORT.get(row.stage, spoken(row.stage)))]
    if row.overdue:
        words.append(exactly("is", "overdue"))
    return words


def _exact_of_concern(row: InboxRow) -> list[str]:
    state = "inbox" if row.state is InboxState.NEW else row.state
    return [exactly("is", state)]


def line(shown: Listing, key: str, verdicts: dict[str, Verdict], day: date, *, unfolded: set[str]) -> Line:
    """One row drawn."""
    if key in shown.heads:
        title, number = shown.heads[key]
        return Line((title, number), heading=True)
    if key in shown.folds:
        fold = key.partition(":")[2]
        state = "enter folds them away" if fold in unfolded else "enter shows them"
        return Line((Cell(shown.fold_words(key), "dim"), Cell(state, "dim")))
    if key in shown.queue:
        return _queue_line(shown.queue[key], verdicts[shown.queue[key].leader], day)
    if key in shown.groups:
        return _leader_line(shown.groups[key], verdicts[shown.groups[key][0].leader], unfolded=key in unfolded)
    return _inbox_line(shown.inbox[key], verdicts[shown.inbox[key].leader], repeated=key in shown.repeated)


def _leader_line(concerns: tuple[InboxRow, ...], verdict: Verdict, *, unfolded: bool) -> Line:
    """A leader with several concerns: how many, the worst of them, and since when that has held."""
    worst, number = concerns[0], count(len(concerns), "concern")
    what = number if unfolded else f"{number}: {worst.title}"
    when = Cell(_when_in_inbox(worst, verdict), "dim", _in_inbox_in_file(worst))
    return Line((Cell(worst.name), Cell(what), when, _standing(worst.overall, verdict)))


def _queue_line(row: QueueRow, verdict: Verdict, day: date) -> Line:
    what = spoken(row.stage)
    if presence.to_close_words(verdict.record.leader, row.stage, day):
        what += f", {presence.away_words(verdict.record.leader, day)}"
    when = _when_in_queue(row, verdict, day)
    return Line((Cell(row.name, "bright"), Cell(what), when, _standing(row.overall, verdict)))


def when_words(shown: Listing, key: str, verdict: Verdict, day: date) -> str:
    """What stands in the third column of a leader's row, without the rest of it: all of them say how wide that is."""
    if key in shown.queue:
        return _when_in_queue(shown.queue[key], verdict, day).text
    row = shown.concern(key)
    return "" if row is None else _when_in_inbox(row, verdict)


def _when_in_queue(row: QueueRow, verdict: Verdict, day: date) -> Cell:
    if row.snoozed_until is not None:
        until = row.snoozed_until
        return Cell(f"until {short_day(until, verdict.record.cohort)}", "dim", ("snoozed until", until))
    if presence.to_close_words(verdict.record.leader, row.stage, day):
        return Cell("to close", "warn", ("to close", row.due_on or ""))
    tone: Tone = "bad" if row.overdue else "normal"
    words = due_words(row, verdict, day)
    in_file = "due" if row.due_on is not None and row.due_on > day else words
    return Cell(words, tone, (in_file, row.due_on or ""))


def _when_in_inbox(row: InboxRow, verdict: Verdict) -> str:
    cohort = verdict.record.cohort
    if row.state is InboxState.SNOOZED and row.snoozed_until is not None:
        return f"until {short_day(row.snoozed_until, cohort)}"
    if row.state is InboxState.CLEARED:
        return row.changed
    return f"since {short_day(row.since, cohort)}"


def _in_inbox_in_file(row: InboxRow) -> tuple[Value, ...]:
    """Since when a concern holds, or until when it is folded away, for a file: the word, and the day of it."""
    if row.state is InboxState.SNOOZED and row.snoozed_until is not None:
        return ("snoozed until", row.snoozed_until)
    return (row.changed if row.state is InboxState.CLEARED else "since", row.since)


def due_words(row: QueueRow, verdict: Verdict, day: date) -> str:
    """When the stage is due, as policy puts it; the year only where it is not the cohort's."""
    if row.due_on is None or row.due_on <= day:
        return ladder.due_in_words(row.due_on, day, bank_holidays.english())
    return f"due {short_day(row.due_on, verdict.record.cohort)}"


def _inbox_line(row: InboxRow, verdict: Verdict, *, repeated: bool) -> Line:
    aside = row.state is not InboxState.NEW
    indent = "  " if repeated and not aside else ""
    of_name: Tone = "dim" if aside or repeated else "normal"
    of_title: Tone = "dim" if aside else "normal"
    return Line(
        (
            Cell(row.name, of_name),
            Cell(indent + row.title, of_title, row.title),
            Cell(_when_in_inbox(row, verdict), "dim", _in_inbox_in_file(row)),
            _standing(row.overall, verdict, dim=aside),
        )
    )


def _standing(word: StandingWord, verdict: Verdict, *, dim: bool = False) -> Cell:
    entry = signs.of_leader(verdict.record, word, verdict.day, _STANDING_CELLS)
    tone: Tone = "dim" if dim else signs.in_list(entry)
    return Cell(signs.worded(entry), tone, entry.word)
