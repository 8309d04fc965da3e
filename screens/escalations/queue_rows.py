"""The one list of Escalations: the queue, the inbox below it, and what is folded away, as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from psw_tui import signs
from psw_tui.policy import ladder
from psw_tui.policy.terms import InboxState, Stage
from psw_tui.policy.wording import local, spoken
from psw_tui.store.system import bank_holidays
from screens.shell.wording import short_day
from screens.widgets.row_table import Cell, Column, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from psw_tui.policy.terms import StandingWord
    from psw_tui.signs import Tone
    from psw_tui.store.escalations.queue import InboxRow, QueueRow
    from psw_tui.store.reads.verdicts import Verdict

_STANDING_CELLS = 13
COLUMNS = (
    Column("leader", "Leader", 19, fixed=True),
    Column("what", "Stage or concern", 32, grow=1),
    Column("when", "Due or since", 20),
    Column("standing", "Standing", _STANDING_CELLS, drop=1),
)
#: What is folded away, in the order in which the folds stand at the end of the list.
FOLDS = ("snoozed", "dismissed", "cleared")
_SHORT = {Stage.BDO_CONTACT: "contact", Stage.WITHDRAWAL_REVIEW: "review"}
_ALWAYS_COUNTED = (Stage.EXPLANATION, Stage.BDO_CONTACT, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW)


def escalation_key(leader: str) -> str:
    """The key of a leader's escalation among the rows; those of concerns are their own."""
    return f"escalation:{leader}"


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
    heads: dict[str, tuple[str, int]] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)

    def leader(self, key: str | None) -> str | None:
        """The leader that a row is about."""
        if key in self.queue:
            return self.queue[key].leader
        return self.inbox[key].leader if key in self.inbox else None

    def add_heading(self, title: str, number: int) -> None:
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
    fits: Callable[[Iterable[str]], bool],
    filtered: bool,
) -> Listing:
    """The rows to show; while a filter is set, everything it finds is unfolded."""
    shown = Listing()
    open_rows = [row for row in queue if fits((row.name, row.leader, spoken(row.stage)))]
    concerns = [row for row in inbox if fits((row.name, row.leader, row.title))]
    awake = [row for row in open_rows if row.snoozed_until is None]
    asleep = [row for row in open_rows if row.snoozed_until is not None]
    new = [row for row in concerns if row.state is InboxState.NEW]
    if awake:
        shown.add_heading(local("Queue, due"), len(awake))
        shown.add_queue(awake)
    if new:
        shown.add_heading("Inbox", len(new))
        shown.add_inbox(new)
    for fold in FOLDS:
        folded = [row for row in concerns if row.state == fold]
        folded_queue = asleep if fold == InboxState.SNOOZED else []
        shown.add_fold(fold, folded_queue, folded, unfolded=filtered or fold in unfolded)
    return shown


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
        late = Content.styled(f"{overdue} overdue", "$text-error")
        parts.append(late)
        told.append(late)
    lines = [Content("   ").join(parts), Content("  ").join(parts), Content("  ").join(told)]
    return next((line for line in lines if line.cell_length <= room), Content(" ").join(told))


def _counted(word: str, number: int) -> Content:
    if not number:
        return Content.styled(f"{word} {number}", "dim")
    return Content.assemble(f"{word} ", (str(number), "bold"))


def line(shown: Listing, key: str, verdicts: dict[str, Verdict], day: date, *, unfolded: set[str]) -> Line:
    """One row drawn."""
    if key in shown.heads:
        title, number = shown.heads[key]
        return Line((title, str(number)), heading=True)
    if key in shown.folds:
        fold = key.partition(":")[2]
        state = "enter folds them away" if fold in unfolded else "enter shows them"
        return Line((Cell(f"{shown.folds[key]} {fold}", "dim"), Cell(state, "dim")))
    if key in shown.queue:
        return _queue_line(shown.queue[key], verdicts[shown.queue[key].leader], day)
    return _inbox_line(shown.inbox[key], verdicts[shown.inbox[key].leader], repeated=key in shown.repeated)


def _queue_line(row: QueueRow, verdict: Verdict, day: date) -> Line:
    if row.snoozed_until is not None:
        when = Cell(f"until {short_day(row.snoozed_until, verdict.record.cohort)}", "dim")
    else:
        tone: Tone = "bad" if row.overdue else "normal"
        when = Cell(due_words(row, verdict, day), tone)
    return Line((Cell(row.name, "bright"), Cell(spoken(row.stage)), when, _standing(row.overall, verdict)))


def due_words(row: QueueRow, verdict: Verdict, day: date) -> str:
    """When the stage is due, as policy puts it; the year only where it is not the cohort's."""
    if row.due_on is None or row.due_on <= day:
        return ladder.due_in_words(row.due_on, day, bank_holidays.english())
    return f"due {short_day(row.due_on, verdict.record.cohort)}"


def _inbox_line(row: InboxRow, verdict: Verdict, *, repeated: bool) -> Line:
    cohort = verdict.record.cohort
    aside = row.state is not InboxState.NEW
    if row.state is InboxState.SNOOZED and row.snoozed_until is not None:
        when = f"until {short_day(row.snoozed_until, cohort)}"
    elif row.state is InboxState.CLEARED:
        when = row.changed
    else:
        when = f"since {short_day(row.since, cohort)}"
    of_name: Tone = "dim" if aside or repeated else "normal"
    of_title: Tone = "dim" if aside else "normal"
    return Line(
        (
            Cell(row.name, of_name),
            Cell(row.title, of_title),
            Cell(when, "dim"),
            _standing(row.overall, verdict, dim=aside),
        )
    )


def _standing(word: StandingWord, verdict: Verdict, *, dim: bool = False) -> Cell:
    entry = signs.of_leader(verdict.record, word, verdict.day, _STANDING_CELLS)
    tone: Tone = "dim" if dim else entry.tone
    return Cell(signs.worded(entry), tone)
