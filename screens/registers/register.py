"""A register: one line a leader, one key a mark, each key saved at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from psw_tui.policy.terms import CAME, Engagement, MarkValue, Reason, SessionKind
from psw_tui.policy.wording import count
from psw_tui.store import commands
from psw_tui.store.registers import fill, reports
from psw_tui.store.system import clock
from screens.dialogs.import_preview import import_file
from screens.registers import mark_questions, set_aside
from screens.registers.absence_form import ask_report, why_no_report
from screens.registers.register_list import RegisterList
from screens.registers.register_words import fill_words, reasons_why, stay_words
from screens.registers.report_file import take_report
from screens.shell.frame import verb
from screens.shell.plain_dialogs import Confirm
from screens.shell.questions import ask_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.registers.registers import RegisterRow
    from screens.shell.questions import Question


class RegisterScreen(RegisterList):
    """One session's register; `session` is its reference."""

    CSS_PATH = ["../shell/frame.tcss", "register.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "mark('present')", "present", tooltip="mark present"),
        Binding("t", "mark('part')", "part", tooltip="mark part: came for too little of it"),
        Binding("a", "mark('absent')", "absent", tooltip="mark absent"),
        Binding("plus", "engage('full')", "full", tooltip="took full part; again: clear"),
        Binding("minus", "engage('limited')", "limited", tooltip="took little part (2.4.3); again: clear"),
        Binding("f", "fill", "fill", tooltip="mark the unrecorded present, after showing how many"),
        Binding("x", "set_aside", "set aside", tooltip="mark not expected; asks why"),
        Binding(
            "r",
            "report",
            "report…",
            tooltip="what the leader told us: when, why, and your judgement of it; of a module, when it was done",
        ),
        Binding("i", "import", "import", tooltip="import an attendance report; or what one left to confirm"),
        Binding(
            "right_square_bracket,left_square_bracket",
            "other_day",
            "other day",
            tooltip="the other day of a residential",
        ),
        Binding(
            "o",
            "open_only",
            "only open",
            tooltip="only who is unrecorded (a marked row stays until the cursor leaves it), or everyone",
        ),
        Binding("v", "reveal", "reasons", tooltip="show the reasons, or hide them again"),
        Binding("backspace", "clear", "clear", show=False, tooltip="clear the mark; what the leader told us stays"),
        Binding("M", "term", "term", show=False, tooltip="the term: every leader by every session"),
        Binding("w", "app.why", "why", tooltip="this leader's standing and concerns, with the clauses"),
    ]

    def why_not(self, action: str) -> str | None:
        """The sentence for a verb that can't act on what is under the cursor."""
        if action in ("mark", "set_aside", "clear", "report", "engage") and not self._chosen():
            if self.table.cursor_key is not None:
                return "Of these nothing is awaited here: enter shows who they are."
            return "There is no leader here to act on: escape clears the filter, o shows everyone."
        if action == "report":
            return self._why_no_report()
        if action == "other_day" and (self._register is None or self._register.linked is None):
            return "This session is not one of two linked days; e in the Registers links a residential's."
        if action == "engage" and not self._came():
            return "Nobody here is marked as having come: p or t first, then + or - for how far they took part."
        if action == "clear" and all(self._rows[key].mark.value is None for key in self._chosen()):
            return "Nothing is marked here, so there is nothing to clear."
        if action == "fill" and not self._is_left_to_fill():
            return "Nobody is left to fill: f marks only those with nothing recorded who are expected."
        return None

    def _why_no_report(self) -> str | None:
        chosen = self._chosen()
        if self._register is None or not chosen:
            return None
        if len(chosen) > 1:
            is_module = self._register.session.kind is SessionKind.MODULE
            return None if is_module else "r takes one leader at a time here: escape clears the selection."
        return why_no_report(self._register, self._rows[chosen[0]])

    # -- verbs -----------------------------------------------------------------------------------

    @verb
    def action_mark(self, value: str) -> None:
        """Mark, save, and step down."""
        mark = MarkValue(value)
        self._if_meant(partial(self._mark, mark), mark_questions.marks(self._chosen_rows(), mark), marks=True)

    def _if_meant(self, act: Callable[[], object], overwrites: Question | None = None, *, marks: bool = False) -> None:
        """Record it; once it was asked about, where nothing is awaited of somebody or more changes than it seems.

        What `marks` a session that has not begun is asked about once on each register.
        """
        ask_all(self, [self._ahead() if marks else None, mark_questions.aside(self._chosen_rows()), overwrites], act)

    def _ahead(self) -> Question | None:
        if self._register is None or self.session in self._marked_ahead:
            return None
        return mark_questions.ahead(self._register, clock.now())

    def _chosen_rows(self) -> list[RegisterRow]:
        return [self._rows[key] for key in self._chosen()]

    def _mark(self, value: MarkValue, reason: Reason | None = None) -> None:
        chosen, cursor = self._chosen(), self.table.cursor_key
        self._mark_chosen(chosen, value, reason)
        self._marked = (cursor or "", self.table.cursor_key or "") if chosen == [cursor] else ("", "")

    def _mark_chosen(self, chosen: list[str], value: MarkValue, reason: Reason | None) -> None:
        if value is not MarkValue.NOT_EXPECTED and all(self._rows[key].mark.value is value for key in chosen):
            self._step(chosen)
            return
        if value is not MarkValue.NOT_EXPECTED:
            self._marked_ahead.add(self.session)
        self._act(chosen, partial(commands.record_marks.mark, self.desk.store, self.session, chosen, value, reason))

    def _act(self, chosen: list[str], command: Any, *, step: bool = True) -> None:
        """Run one command on these leaders, light them up, and step down if it was the cursor's own."""
        self._changes.before(chosen)
        key = self.table.cursor_key
        if self.do(command) is None:
            return
        for leader in chosen:
            self.table.flash(leader)
        if step:
            self._step(chosen, key)

    def _step(self, chosen: list[str], key: str | None = None) -> None:
        """On to the next leader, unless a selection was acted on or the row has left the list by itself.

        Where only the open ones are shown, one that has just been recorded stays under the hand: the same key
        again goes on.
        """
        if self.table.selected:
            self.table.clear_selected()
        elif key is None or (self.table.cursor_key == key and not self._only_open):
            self.table.step(1)

    @verb
    def action_set_aside(self) -> None:
        """Ask the category and say what it costs, then mark not expected."""
        assert self._register is not None
        chosen = self._chosen()
        who = self._rows[chosen[0]].leader.name if len(chosen) == 1 else count(len(chosen), "leader")
        mark = partial(self._mark, MarkValue.NOT_EXPECTED)
        lost = mark_questions.marks(self._chosen_rows(), MarkValue.NOT_EXPECTED)
        said = "" if lost is None else lost.lines[0]
        self._if_meant(partial(set_aside.ask, self, self._register.session, chosen, who, mark, said))

    @verb
    def action_clear(self) -> None:
        """Take the mark away; a notice stays."""
        chosen = self._chosen()
        clear = partial(commands.record_marks.clear, self.desk.store, self.session, chosen)
        self._if_meant(partial(self._act, chosen, clear), mark_questions.cleared(self._chosen_rows()))

    def _came(self) -> list[str]:
        return [key for key in self._chosen() if self._rows[key].mark.value in CAME]

    @verb
    def action_engage(self, word: str) -> None:
        """How far they took part; the same key again takes it away."""
        chosen = self._came()
        again = all(self._rows[key].mark.engagement == word for key in chosen)
        engagement = None if again else Engagement(word)
        engage = partial(commands.record_marks.engage, self.desk.store, self.session, chosen, engagement)
        overwritten = mark_questions.engagements([self._rows[key] for key in chosen], engagement)
        self._if_meant(partial(self._act, chosen, engage), overwritten)

    @verb
    def action_other_day(self) -> None:
        """The register of the residential's other day, the cursor on the same leader."""
        assert self._register is not None
        assert self._register.linked is not None
        other = RegisterScreen(self.desk, self._register.linked.other, self.table.cursor_key or "")
        self.app.switch_screen(other)

    def _to_fill(self) -> list[str]:
        return [] if self._register is None else fill.whom_fill_marks(self._register, self.table.selected or None)

    def _is_left_to_fill(self) -> bool:
        selected = self.table.selected or None
        return self._register is not None and fill.is_left_to_fill(self._register, selected)

    @verb
    def action_fill(self) -> None:
        """Show how many would be marked present, then do it."""
        assert self._register is not None
        rest, selected = self._to_fill(), list(self.table.selected) or None

        def asked(yes: bool | None) -> None:
            if yes:
                self._marked_ahead.add(self.session)
                self._act(
                    rest,
                    partial(commands.record_marks.fill_present, self.desk.store, self.session, selected),
                    step=False,
                )
                self.table.clear_selected()

        title = f"Mark {count(len(rest), 'unrecorded leader')} present?"
        lines = fill_words(self._register, self.desk.day)
        ask = partial(self.app.push_screen, Confirm(title, lines, yes=f"mark {len(rest)} present"), asked)
        ask_all(self, [self._ahead()], ask)

    @verb
    def action_report(self) -> None:
        """What the leader told us; at a module that is done, the day it was."""
        assert self._register is not None
        chosen = self._chosen_rows()
        onwards = (
            self._register.session.kind is SessionKind.MODULE
        )  # one day after the other; an absence is marked next
        take = partial(self._act, step=onwards)
        ask = partial(ask_report, self, self._register, chosen, take, self._marked_just_now())
        self._if_meant(ask, mark_questions.completions(chosen))

    def _marked_just_now(self) -> str:
        """Who was marked just now, where the cursor has gone on by itself and stands there; empty for nobody."""
        marked, cursor = self._marked
        if cursor in (marked, "") or marked not in self._rows or self._rows[marked].mark.value is None:
            return ""  # nobody, or it was taken back
        return self._rows[marked].leader.name

    def on_row_table_moved(self) -> None:
        """Whoever moves on means whom they have moved to."""
        if self.table.cursor_key != self._marked[1]:
            self._marked = ("", "")

    @verb
    def action_import(self) -> None:
        """Import an attendance report of this session; of a module, the platform's completions."""
        if self._register is not None and self._register.session.kind is SessionKind.MODULE:
            import_file(self, ["modules"])
        else:
            take_report(self, self.session)

    @verb
    def action_term(self) -> None:
        """The term view, the cursor on this session and leader."""
        self.desk.open_page("term", self.session, self.table.cursor_key or "")

    @verb
    def action_open_only(self) -> None:
        """Only who is unrecorded, or everyone again."""
        self._only_open, self.kept = not self._only_open, ""
        self.list_again()

    @verb
    def action_reveal(self) -> None:
        """Show the reasons, or hide them again."""
        self._revealed = not self._revealed
        self.list_again()

    def why(self) -> tuple[str, list[str]] | None:
        """The standing of the leader under the cursor in what this session counts towards, and its concerns."""
        row = self._row()
        if row is None or self._register is None:
            return None
        verdict = self.desk.verdicts.one(self.desk.day, row.reference)
        lines = reasons_why(self._register, row, verdict, self.desk.day)
        shown = reports.evidence(self.desk.store, self.session, row.reference)
        for file, stay in shown:
            lines += ["", f"{file}: {stay_words(stay)}"]
        return f"{row.leader.name}, {self._register.session.title}", lines
