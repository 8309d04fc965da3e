"""The review of an attendance report before anything is written: who is who, and the change each line would make."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.exchange import on_demand
from psw_tui.exchange.registers.review import ASKED, LineOutcome
from psw_tui.policy.terms import MarkValue
from psw_tui.policy.wording import Value, spoken
from psw_tui.store.core.unchanged import version
from screens.dialogs.choices import FindByName
from screens.registers.report_review_words import detail, evidence, recorded, sum_of, unrecorded
from screens.shell.desk import KeptReview
from screens.shell.frame import AreaScreen, verb
from screens.shell.plain_dialogs import Confirm
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult

    from psw_tui.exchange.registers.review import Decisions, Review, ReviewLine
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk

_COLUMNS = (
    Column("shown", "In the report", 22, fixed=True),
    Column("leader", "Leader", 20),
    Column("how", "Known by", 10, drop=2),
    Column("before", "Recorded", 15, drop=1),
    Column("change", "Would be", 18, grow=1, in_file=("Would be", "Minutes")),
)
_HEADINGS = {
    LineOutcome.CONFIRM: "To confirm: y it is the one suggested, e somebody else, d nobody here",
    LineOutcome.JUDGE: "How long is not certain: p present, t part, backspace leave; a clock: y move it, d it is right",
    LineOutcome.BY_HAND: "Marked by hand or paused, and stays so: y lets the report's mark take its place",
    LineOutcome.WRITE: "To record",
    LineOutcome.SAME: "As recorded already",
    LineOutcome.OUTSIDE: "In the report, but not there during the session: left as they are",
    LineOutcome.LEFT: "Left as recorded, as you said: p or t takes them in again",
    LineOutcome.UNKNOWN: "Nobody on the register: e says who it is",
    LineOutcome.NOT_IN_FILE: "On the register, not in the report: left as they are, never made absent",
}
_WAITING = (*ASKED, LineOutcome.BY_HAND)
_MARKED = (
    LineOutcome.JUDGE,
    LineOutcome.WRITE,
    LineOutcome.BY_HAND,
    LineOutcome.SAME,
    LineOutcome.OUTSIDE,
    LineOutcome.LEFT,
)
#: Where the marks stay as they are.
_LEFT = (
    LineOutcome.CONFIRM,
    LineOutcome.JUDGE,
    LineOutcome.UNKNOWN,
    LineOutcome.NOT_IN_FILE,
    LineOutcome.OUTSIDE,
    LineOutcome.LEFT,
)

#: More than a terminal shows at once.
_MEASURED = 100


class ReviewScreen(AreaScreen):
    """One import under review; `add_file` asks for another file to put beside these."""

    CSS_PATH = ["../shell/frame.tcss", "report_review.tcss"]
    AREA: ClassVar[str] = "registers"
    AUTO_FOCUS: ClassVar[str] = "RowTable"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks"})
    ONE_AT_A_TIME = frozenset({"choose"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "import it all", tooltip="record all of it; u undoes it"),
        Binding("y", "agree", "yes", tooltip="it is the one suggested; or: the report's mark takes the place"),
        Binding("d", "decline", "no", tooltip="nobody on the register; or: leave the mark as it is"),
        Binding("e", "choose", "who…", tooltip="say which leader this is, and again who else is on the same line"),
        Binding("p", "value('present')", "present", tooltip="record present, whatever the minutes say"),
        Binding("t", "value('part')", "part", tooltip="record part: came for too little of it"),
        Binding("backspace", "value('')", "leave", show=False, tooltip="leave this leader as recorded"),
        Binding("o", "open_only", "only open", tooltip="only what waits for you, or everything again"),
        Binding("i", "add", "add a file", tooltip="another file of the same session"),
        Binding("w", "app.why", "why", tooltip="the rows of the report behind this line"),
    ]

    def __init__(self, desk: Desk, kept: KeptReview, add_file: Callable[[KeptReview], None]) -> None:
        """`kept` is how the review was left before, or a new one."""
        super().__init__(desk)
        self._kept, self._add_file = kept, add_file
        self._draft, self._decided = kept.draft, kept.decided
        self._as_of = kept.as_of
        self._review: Review = self._draft.review(self._decided)
        self._lines: dict[str, ReviewLine] = {}
        self._only_open = False

    def compose_body(self) -> ComposeResult:
        """The sum of it, the lines, and all that is known of the one under the cursor."""
        yield Static("", id="review-sum")
        yield RowTable(
            _COLUMNS,
            filtered_empty="Nothing waits for you: enter imports it, o shows everything.",
            empty="The file is empty.",
        )
        yield Static("", id="review-detail")

    def crumbs(self) -> str:
        """The session and the files."""
        return f"{self._draft.session.title} › {', '.join(path.name for path in self._kept.paths)}"

    @property
    def table(self) -> RowTable:
        """The list."""
        return self.query_one(RowTable)

    def list_name(self) -> tuple[str, str]:
        """The report of this session."""
        return "report", self._draft.session.reference

    def shown_in_part(self) -> str:
        """What `o` leaves out."""
        return "only what waits for somebody" if self._only_open else ""

    # -- drawing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Judge again by what is recorded by now; what was decided of a mark that changed is asked again."""
        as_of, self._as_of = self._as_of, None  # but for the first time, when the thread has just read the register
        if as_of != version(self.desk.store) and (again := self._draft.again(self.desk.store)):
            draft, changed = again
            decided = self._decided.again(draft.rows, changed)
            self._draft, self._decided, self._review = draft, decided, draft.review(decided)
        self._draw()

    def _draw(self) -> None:
        """Draw the review as the decisions leave it; the cursor stays on its line."""
        self._lines = {}
        self.desk.mask.also(line.shown for line in self._review.lines)
        keys, headings = [], set()
        waiting = _WAITING if self._review.matched else (*_WAITING, LineOutcome.UNKNOWN)
        for fate in LineOutcome:
            of_fate = self._review.of(fate)
            if not of_fate or (self._only_open and fate not in waiting):
                continue
            headings.add(fate.name)
            keys.append(fate.name)
            for line in of_fate:
                key = f"{fate.name}/{line.key}"
                self._lines[key] = line
                keys.append(key)
        was = self._line_at_cursor()
        self.table.fit_columns(
            shown=(line.shown for line in self._review.lines if line.fate is not LineOutcome.NOT_IN_FILE),
            leader=(self._who(line)[0] for line in self._measured()),
        )
        self.table.load(keys, self._drawn, headings=headings, filtered=self._only_open)
        if was is not None and self.table.cursor_key not in self._lines:
            known = {was.key, *was.persons}
            same = (key for key, line in self._lines.items() if known & {line.key, *line.persons})
            self.table.move_to(next(same, keys[0]))
        self._draw_words()

    def _measured(self) -> Iterator[ReviewLine]:
        """The lines whose leaders a column is fitted to: of suggestions the first alone, for each is worked out."""
        suggested = 0
        for line in self._review.lines:
            suggested += line.row is None and bool(line.suggested)
            if line.row is not None or not line.suggested or suggested <= _MEASURED:
                yield line

    def _line_at_cursor(self) -> ReviewLine | None:
        return self._lines.get(self.table.cursor_key or "")

    def _drawn(self, key: str) -> Line:
        if key not in self._lines:
            fate = LineOutcome[key]
            return Line((_HEADINGS[fate], str(len(self._review.of(fate)))), heading=True)
        line = self._lines[key]
        name, tone = self._who(line)
        in_file = "" if line.fate is LineOutcome.NOT_IN_FILE else line.shown
        how = "" if line.how is None else str(line.how)
        return Line(
            (
                Cell(in_file, "normal"),
                Cell(name, tone),
                Cell(how, "dim"),
                recorded(line),
                _would_be(line),
            )
        )

    def _who(self, line: ReviewLine) -> tuple[str, Tone]:
        if line.row is not None:
            return line.row.leader.name, "normal"
        if line.suggested:
            first, *others = (self._draft.rows[leader].leader.name for leader in line.suggested)
            return f"{first}? or {len(others)} more" if others else f"{first}?", "warn"
        if line.choose_from:
            return "a telephone or a device", "dim"
        return ("nobody for certain" if line.why else "unknown"), "dim"

    def _draw_words(self) -> None:
        summary = sum_of(self._review)
        if self._only_open:
            summary += Content.styled(" · only what waits for you (o)", "$text-accent")
        self.query_one("#review-sum", Static).update(summary)
        line = self._line_at_cursor()
        words = "" if line is None else detail(line, self._draft.rows)
        self.query_one("#review-detail", Static).update(Content(words))
        self.draw_frame()

    def on_row_table_moved(self) -> None:
        """Say all that is known of the line under the cursor."""
        self._draw_words()

    def on_row_table_selection_changed(self) -> None:
        """The verbs act on the selection from now on."""
        self.draw_frame()

    def on_row_table_opened(self) -> None:
        """Enter takes the batch."""
        self.action_take()

    # -- verbs -----------------------------------------------------------------------------------

    def _chosen(self) -> list[ReviewLine]:
        return [self._lines[key] for key in self.table.acted_on if key in self._lines]

    def why_not(self, action: str) -> str | None:
        """The sentence for a verb that can't act on what is under the cursor."""
        chosen = self._chosen()
        if action == "take":
            return self._why_not_take()
        if action == "agree" and not any(_agreeable(line) for line in chosen):
            return "y says yes to a name that is suggested, or lets the report's mark take the place of one by hand."
        if action == "decline" and not any(line.persons for line in chosen):
            return "This leader is not in the report, so there is nothing to say no to."
        if action == "choose" and (len(chosen) != 1 or not chosen[0].persons):
            return "e says who one person of the report is; put the cursor on one of them."
        if action == "value" and not any(line.fate in _MARKED for line in chosen):
            return "Say who this is first (y or e); then p and t say what to write."
        return None

    def _why_not_take(self) -> str | None:
        if not self._review.matched:
            listed = len(self._review.asked) + len(self._review.of(LineOutcome.UNKNOWN))
            return (
                f"Nobody in the report is on the register of {self._review.session.title} for certain: of the {listed} "
                "listed say who each is (e), or yes to the one suggested (y); or import another report."
            )
        if not self._review.changes and not self._kept.to_confirm:
            return "All of it is recorded already: there is nothing to import."
        return None

    @verb
    def action_agree(self) -> None:
        """It is the leader suggested first; a mark by hand gives way; a clock that is off is put right."""
        who, overwrite = dict(self._decided.who), set(self._decided.overwrite)
        for line in filter(_agreeable, self._chosen()):
            if line.fate is LineOutcome.BY_HAND:
                overwrite.add(line.leader)
            elif line.fate is LineOutcome.JUDGE:
                self._decided = _judged(self._decided, line, yes=True)
            else:
                who |= dict.fromkeys(line.persons, line.suggested[0])
        self._decide(replace(self._decided, who=who, overwrite=frozenset(overwrite | self._decided.overwrite)))

    @verb
    def action_decline(self) -> None:
        """It is nobody on the register; or the mark by hand stays, or the clock is right."""
        who, overwrite = dict(self._decided.who), set(self._decided.overwrite)
        for line in self._chosen():
            if line.fate is LineOutcome.JUDGE:
                self._decided = _judged(self._decided, line, yes=False)
            elif line.leader in overwrite:
                overwrite.discard(line.leader)
            elif line.fate is not LineOutcome.BY_HAND:
                who |= dict.fromkeys(line.persons)
        self._decide(replace(self._decided, who=who, overwrite=frozenset(overwrite)))

    @verb
    def action_choose(self) -> None:
        """Say which leader this is, by typing part of the name; of one said already, who else was there with them."""
        [line] = self._chosen()
        rows = self._draft.rows
        order = line.choose_from or tuple(rows)
        choices = [(leader, f"{rows[leader].leader.name} ({leader})") for leader in order]
        said = [person for person in line.persons if self._decided.told(person)]
        title = f"Who is {line.shown}?"
        if said:
            title = f"Who else is {line.shown}? Choosing somebody again removes them."

        def chosen(leader: str | None) -> None:
            if leader is not None:
                self._decide(self._decided.saying(said or line.persons, leader))

        current = next(iter(line.suggested), "")
        if not said:
            current = line.leader or current
        pick = FindByName(title, choices, current=current, in_order=bool(line.choose_from))
        self.app.push_screen(pick, chosen)

    @verb
    def action_value(self, value: str) -> None:
        """Write this mark, whatever the minutes say; or leave the leader as recorded."""
        values = dict(self._decided.values)
        overwrite = set(self._decided.overwrite)
        for line in self._chosen():
            if line.fate in _MARKED:
                values[line.leader] = MarkValue(value) if value else None
                if value:
                    overwrite.add(line.leader)
        self._decide(replace(self._decided, values=values, overwrite=frozenset(overwrite)))

    def _decide(self, decisions: Decisions) -> None:
        """Keep a decision, judge again, and go on to the next line that waits."""
        self._decided = decisions
        self._review = self._draft.review(decisions)
        self.table.clear_selected()
        self._draw()
        waiting = [key for key, line in self._lines.items() if line.fate in ASKED]
        if waiting and self.table.cursor_key not in waiting:
            self.table.move_to(waiting[0])

    @verb
    def action_open_only(self) -> None:
        """Only what waits for the BDO, or everything again."""
        self._only_open = not self._only_open
        self._draw()

    @verb
    def action_add(self) -> None:
        """Another file of the same session."""
        self._add_file(replace(self._kept, draft=self._draft, decided=self._decided))

    @verb
    def action_take(self) -> None:
        """Write the batch as it is shown as one command, and go back to the register; or show what changed.

        What is left to confirm is said and kept; where nothing else is left, enter says so of what was declined.
        """
        left = len(self._review.asked)
        if self._review.changes:
            change = self.do(partial(on_demand.report_import.take, self.desk.store, self._review))
            if change is None:
                self.read_again()
                return
            if left:
                self.desk.said = f"{unrecorded(left)} · {change.what}"
        else:
            self.tell(unrecorded(left), bad=False)
            self.desk.said_at = None  # the register says it still
        self._keep(left)
        self.dismiss()

    def _keep(self, to_confirm: int) -> None:
        """Let the register find this review again as it is left."""
        session = self._draft.session.reference
        self.desk.reviews[session] = KeptReview(self._draft, self._kept.paths, self._decided, to_confirm)

    def action_back(self) -> None:
        """Escape: the selection, then back; where something was decided it asks, and keeps that for the sitting."""
        if self.table.selected:
            self.table.clear_selected()
            return
        if self._decided == self._kept.decided:
            super().action_back()
            return

        def leave(yes: bool | None) -> None:
            if yes:
                self._keep(self._kept.to_confirm)
                self.dismiss()

        lines = ["What you decided is kept until psw is closed: import the same file and it is there again."]
        self.app.push_screen(Confirm("Leave without importing the report?", lines, yes="leave"), leave)

    def why(self) -> tuple[str, list[str]] | None:
        """The rows of the files behind the line under the cursor."""
        line = self._line_at_cursor()
        if line is None:
            return None
        return f"{line.shown}: the report", evidence(line)


def _judged(decided: Decisions, line: ReviewLine, *, yes: bool) -> Decisions:
    """A decision on a line whose length is not certain: of its file's clock, else of the mark that is offered."""
    if line.clock is not None:
        minutes = line.clock.minutes if yes else 0
        return replace(decided, shifts={**decided.shifts, line.clock.report: minutes})
    value = line.value if yes else None
    overwrite = decided.overwrite | {line.leader} if value is not None else decided.overwrite
    return replace(decided, values={**decided.values, line.leader: value}, overwrite=overwrite)


def _agreeable(line: ReviewLine) -> bool:
    if line.fate is LineOutcome.JUDGE:
        return line.clock is not None or line.value is not None
    return line.fate is LineOutcome.BY_HAND or (line.fate is LineOutcome.CONFIRM and bool(line.suggested))


def _would_be(line: ReviewLine) -> Cell:
    if line.fate in _LEFT or line.value is None:
        left = "left as it is" if line.row is not None else "left out"
        return Cell(left, "dim")
    if line.fate is LineOutcome.SAME:
        return Cell("as it is", "dim")
    in_file: list[Value] = [] if line.minutes is None else [line.minutes]
    minutes = "".join(f" {number} min" for number in in_file)
    if line.fate is LineOutcome.BY_HAND:
        words = f"not {spoken(line.value)}"
        return Cell(f"{words}{minutes}", "dim", (words, *in_file))
    entry = signs.MARK[line.value]
    return Cell(f"{signs.worded(entry)}{minutes}", entry.tone, (entry.word, *in_file))
