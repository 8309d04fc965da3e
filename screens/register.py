"""A register: one line a leader, one key a mark, each key saved at once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy import terms
from psw_tui.policy.terms import Engagement, MarkValue, Reason, SessionKind
from psw_tui.policy.wording import count, spoken
from psw_tui.store import attendance, registers
from psw_tui.store.base import Refused
from psw_tui.store.registers import RowState
from screens.dialogs.absence import REASON_WORDS, ask_report, why_no_report
from screens.dialogs.base import Choose, Confirm
from screens.frame import verb
from screens.listing import ListScreen
from screens.register_words import (
    counts_lines,
    detail,
    fill_words,
    reasons_why,
    row_line,
    session_when,
    stay_words,
)
from screens.standing_changes import Effect, StandingChanges
from screens.widgets.row_table import Cell, Column, RowTable

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from psw_tui.store.base import Change
    from psw_tui.store.registers import Register, RegisterRow
    from screens.desk import Desk
    from screens.widgets.row_table import Line

_COLUMNS = (
    Column("leader", "Leader", 20, grow=1, fixed=True),
    Column("organisation", "Organisation", 14, drop=2),
    Column("mark", "Mark", 17),
    Column("told", "Told us", 16),
    Column("reason", "Reason", 12, drop=3),
    Column("effect", "Effect", 13, grow=14),
)
_WIDE = 110
#: The verbs whose dimming depends on what is under the cursor.
_VERBS = ("mark", "set_aside", "clear", "report", "engage", "fill", "other_day")
_EMPTY = (
    "No leaders in this cohort yet.\n"
    "A register lists everyone in the session's cohort: press 2 for the Roster, then n."
)
_SET_ASIDE = "Exceptional circumstances are considered case by case (1.1.3)."
_FILTERED = "Nobody here fits. Escape clears the filter; o shows everyone again."


class RegisterScreen(ListScreen):
    """One session's register; `session` is its reference."""

    CSS_PATH = ["frame.tcss", "register.tcss"]
    AREA: ClassVar[str] = "registers"
    AUTO_FOCUS: ClassVar[str] = "RowTable"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "mark('present')", "present", tooltip="mark present"),
        Binding("t", "mark('part')", "part", tooltip="mark part: came for too little of it"),
        Binding("a", "mark('absent')", "absent", tooltip="mark absent"),
        Binding("plus", "engage('full')", "full", tooltip="took full part; again: clear"),
        Binding("minus", "engage('limited')", "limited",
                tooltip="took little part (2.4.3); again: clear"),
        Binding("f", "fill", "fill", tooltip="mark the unrecorded present, after showing how many"),
        Binding("x", "set_aside", "set aside", tooltip="mark not expected; asks why"),
        Binding("r", "report", "report…",
                tooltip="what the leader told us: when, why, and your judgement of it; of a module, when it was done"),
        Binding("i", "import", "import", tooltip="take an attendance report: Zoom, Teams, a sign-in form"),
        Binding("right_square_bracket,left_square_bracket", "other_day", "other day",
                tooltip="the other day of a residential"),
        Binding("o", "open_only", "only open", tooltip="only who is unrecorded, or everyone again"),
        Binding("v", "reveal", "reasons", tooltip="show the reasons, or hide them again"),
        Binding("backspace", "clear", "clear", show=False, tooltip="clear the mark; what the leader told us stays"),
        Binding("M", "term", "term", show=False, tooltip="the term: every leader by every session"),
        Binding("w", "app.why", "why", tooltip="this leader's standing and concerns, with the clauses"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, session: str, leader: str = "") -> None:
        super().__init__(desk)
        self.session = session
        self._first = leader
        self._found: Register | None = None
        self._rows: dict[str, RegisterRow] = {}
        self._shared: set[str] = set()  # names that more than one leader bears
        self._changes = StandingChanges(desk)
        self._touched: frozenset[str] | None = None
        self._listed: list[str] = []
        self._dimmed: tuple[object, ...] = ()
        self._only_open = False
        self._revealed = False

    def compose_body(self) -> ComposeResult:
        """The counts, the leaders, and all that is known of the one under the cursor."""
        yield Static("", id="register-counts")
        yield self.filter_line("find a leader or an organisation")
        yield RowTable(_COLUMNS, empty=_EMPTY, filtered_empty=_FILTERED)
        yield Static("", id="register-detail")

    def crumbs(self) -> str:
        """The session: title, kind, day and hours."""
        if self._found is None:
            return self.session
        session = self._found.session
        kind = spoken(session.kind)
        parts = [session.title, kind, session_when(session, self._found.cohort)]
        if kind in session.title.casefold():
            parts.remove(kind)
        if self._found.linked is not None:
            parts.append(f"day {self._found.linked.number} of 2")
        return " · ".join(parts)

    def place(self) -> str:
        """The session and the leader under the cursor."""
        return f"{self.session}/{self.table.cursor_key or ''}"

    # -- drawing ---------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        """Remember whose standings to compare again; the rest is the frame's."""
        self._touched = change.leaders
        super()._on_change(change)
        self._touched = None

    def reload(self) -> None:
        """Read the register and draw it."""
        if not self._read():
            return
        self._changes.look_again(self._touched)
        if self._touched is not None and self._keys() == self._listed:
            self.table.refresh_rows(self._touched)
            self._draw_words()
        else:
            self.list_again()
        if self._first:
            self.table.move_to(self._first)
            self._first = ""

    def _read(self) -> bool:
        """Read what is shown; a session that is gone closes its page."""
        try:
            self._take(registers.register(self.desk.store, self.session, self.desk.day))
        except Refused as refusal:
            self.tell(str(refusal))
            if self.is_current:
                self.call_later(self.dismiss)
            return False
        return True

    def _take(self, found: Register) -> None:
        """Let the verbs act on this register."""
        self._found = found
        self._rows = {row.reference: row for row in found.rows}
        names = Counter(row.leader.name for row in found.rows)
        self._shared = {name for name, number in names.items() if number > 1}

    def list_again(self) -> None:
        """Draw the list with the filter as it is now, and the counts, which the filter leaves alone."""
        keys = self._keys()
        was = self.table.cursor_key
        self.table.load(keys, self._line, filtered=len(keys) < len(self._rows))
        self._listed = keys
        if self.sought and keys and was not in keys:
            self.table.move_to(keys[0])
        self._draw_words()

    def _keys(self) -> list[str]:
        return [
            row.reference
            for row in self._rows.values()
            if (not self._only_open or _is_open(row)) and (not self.sought or self._fits(row))
        ]

    def _fits(self, row: RegisterRow) -> bool:
        name = row.leader.name
        return self.fits((name, registers.name_key(name), row.organisation, row.reference))

    def _draw_words(self) -> None:
        self._draw_counts()
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        """What depends on where the cursor is, and on the selection."""
        self._draw_detail()
        dimmed = (self._out_of_place(), *(self.why_not(action) is not None for action in _VERBS))
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.draw_frame()

    def _out_of_place(self) -> frozenset[str]:
        """Keys that the footer leaves out here: engagement is meant above all for peer-led sessions."""
        found = self._found
        keys = set() if found and found.session.kind is SessionKind.PEER_PRACTICE else {"plus", "minus"}
        return frozenset(keys if found and found.linked else keys | {"right_square_bracket"})

    def _verbs(self) -> list[tuple[str, str, str, bool]]:
        left_out = self._out_of_place()
        return [each for each in super()._verbs() if each[2].partition(",")[0] not in left_out]

    def _line(self, key: str) -> Line:
        assert self._found is not None
        row = self._rows[key]
        name = f"{row.leader.name} ({key})" if row.leader.name in self._shared else row.leader.name
        effect = self._changes.of(key)
        words = effect.short if self.has_class("narrow") else effect.words
        return row_line(self._found, row, name, Cell(words, effect.tone), revealed=self._revealed)

    def _draw_counts(self) -> None:
        if self._found is not None:
            room = max(20, self.app.size.width - 2)
            found = counts_lines(self._found, self.desk.day, room, only_open=self._only_open)
            line = self.query_one("#register-counts", Static)
            line.update(Content("\n").join(found), layout=False)
            line.styles.height = len(found)

    def _draw_detail(self) -> None:
        row = self._row()
        effect = Effect() if row is None else self._changes.of(row.reference)
        words = (
            ""
            if row is None or self._found is None
            else detail(self._found, row, effect, revealed=self._revealed)
        )
        self.query_one("#register-detail", Static).update(Content(words), layout=False)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the counts to the new width; where columns are left out, the line below has room for them."""
        super().on_resize(event)
        self.set_class(event.size.width < _WIDE, "narrow")
        self.list_again()

    def on_row_table_moved(self) -> None:
        """Say all that is known of the leader under the cursor; a verb may be able to act now that could not."""
        self._draw_cursor()

    def on_row_table_selection_changed(self) -> None:
        """The verbs act on the selection from now on."""
        self._draw_cursor()

    def on_row_table_opened(self) -> None:
        """Enter on a leader answers why."""
        self.app.action_why()  # type: ignore[attr-defined]  # PswApp, which imports this

    # -- what the keys act on --------------------------------------------------------------------

    def _row(self) -> RegisterRow | None:
        return self._rows.get(self.table.cursor_key or "")

    def _chosen(self) -> list[str]:
        """The selected leaders in the list's order, else the one under the cursor."""
        selected = self.table.selected
        if selected:
            return [key for key in self._rows if key in selected]
        row = self._row()
        return [] if row is None else [row.reference]

    def why_not(self, action: str) -> str | None:
        """The sentence for a verb that can't act on what is under the cursor."""
        if action in ("mark", "set_aside", "clear", "report", "engage") and not self._chosen():
            return "There is no leader here to act on: escape clears the filter, o shows everyone."
        if action == "report":
            return self._why_no_report()
        if action == "other_day" and (self._found is None or self._found.linked is None):
            return "This session is not one of two linked days; e in the Registers links a residential's."
        if action == "engage" and not self._came():
            return (
                "Nobody here is marked as having come: p or t first, then + or - for how far they took part."
            )
        if action == "clear" and all(self._rows[key].mark.value is None for key in self._chosen()):
            return "Nothing is marked here, so there is nothing to clear."
        if action == "fill" and not self._to_fill():
            return "Nobody is left to fill: f marks only those with nothing recorded who are expected."
        return None

    def _why_no_report(self) -> str | None:
        chosen = self._chosen()
        if self._found is None or not chosen:
            return None
        if len(chosen) > 1:
            is_module = self._found.session.kind is SessionKind.MODULE
            return None if is_module else "r takes one leader at a time here: escape clears the selection."
        return why_no_report(self._found, self._rows[chosen[0]])

    # -- verbs -----------------------------------------------------------------------------------

    @verb
    def action_mark(self, value: str) -> None:
        """Mark, save, and step down."""
        self._mark(MarkValue(value))

    def _mark(self, value: MarkValue, reason: Reason | None = None) -> None:
        chosen = self._chosen()
        if value is not MarkValue.NOT_EXPECTED and all(self._rows[key].mark.value is value for key in chosen):
            self._step(chosen)
            return
        self._act(chosen, partial(registers.mark, self.desk.store, self.session, chosen, value, reason))

    def _act(self, chosen: list[str], command: Any, *, step: bool = True) -> None:
        """Run one command on these leaders, light them up, and step down if it was the cursor's own."""
        self._changes.before(chosen)
        key = self.table.cursor_key
        if self.do(command) is None:
            return
        for each in chosen:
            self.table.flash(each)
        if step:
            self._step(chosen, key)

    def _step(self, chosen: list[str], key: str | None = None) -> None:
        """On to the next leader, unless a selection was acted on or the row has left the list by itself."""
        if self.table.selected:
            self.table.clear_selected()
        elif key is None or self.table.cursor_key == key:
            self.table.step(1)

    @verb
    def action_set_aside(self) -> None:
        """Ask the category, then mark not expected."""
        chosen = self._chosen()
        who = self._rows[chosen[0]].leader.name if len(chosen) == 1 else count(len(chosen), "leader")
        choices = [(str(each), REASON_WORDS[each]) for each in terms.NOT_EXPECTED_REASONS]

        def asked(key: str | None) -> None:
            if key is not None:
                self._mark(MarkValue.NOT_EXPECTED, Reason(key))

        self.app.push_screen(Choose(f"{who}: not expected, because", choices, hint=_SET_ASIDE), asked)

    @verb
    def action_clear(self) -> None:
        """Take the mark away; a notice stays."""
        chosen = self._chosen()
        self._act(chosen, partial(registers.clear, self.desk.store, self.session, chosen))

    def _came(self) -> list[str]:
        return [key for key in self._chosen() if self._rows[key].mark.value in registers.CAME]

    @verb
    def action_engage(self, word: str) -> None:
        """How far they took part; the same key again takes it away."""
        chosen = self._came()
        engagement = Engagement(word)
        again = all(self._rows[key].mark.engagement is engagement for key in chosen)
        self._act(
            chosen,
            partial(registers.engage, self.desk.store, self.session, chosen, None if again else engagement),
        )

    @verb
    def action_other_day(self) -> None:
        """The register of the residential's other day, the cursor on the same leader."""
        assert self._found is not None
        assert self._found.linked is not None
        other = RegisterScreen(self.desk, self._found.linked.other, self.table.cursor_key or "")
        self.app.switch_screen(other)

    def _to_fill(self) -> list[str]:
        return [] if self._found is None else registers.to_fill(self._found, self.table.selected or None)

    @verb
    def action_fill(self) -> None:
        """Show how many would be marked present, then do it."""
        assert self._found is not None
        rest, selected = self._to_fill(), list(self.table.selected) or None

        def asked(yes: bool | None) -> None:
            if yes:
                self._act(
                    rest, partial(registers.fill_present, self.desk.store, self.session, selected), step=False
                )
                self.table.clear_selected()

        title = f"Mark {count(len(rest), 'unrecorded leader')} present?"
        lines = fill_words(self._found, self.desk.day)
        self.app.push_screen(Confirm(title, lines, yes=f"mark {len(rest)} present"), asked)

    @verb
    def action_report(self) -> None:
        """What the leader told us; at a module that is done, the day it was."""
        assert self._found is not None
        chosen = [self._rows[key] for key in self._chosen()]
        ask_report(self, self._found, chosen, lambda keys, command: self._act(keys, command, step=False))

    @verb
    def action_import(self) -> None:
        """Take an attendance report of this session; of a module, the platform's completions."""
        from screens.dialogs.import_preview import import_file
        from screens.dialogs.report_file import take_report

        if self._found is not None and self._found.session.kind is SessionKind.MODULE:
            import_file(self, "", lambda _path: None)
        else:
            take_report(self, self.session)

    @verb
    def action_term(self) -> None:
        """The term view, the cursor on this session and leader."""
        from screens.term import open_term

        open_term(self, self.session, self.table.cursor_key or "")

    @verb
    def action_open_only(self) -> None:
        """Only who is unrecorded, or everyone again."""
        self._only_open = not self._only_open
        self.list_again()

    @verb
    def action_reveal(self) -> None:
        """Show the reasons, or hide them again."""
        self._revealed = not self._revealed
        self.list_again()

    def why(self) -> tuple[str, list[str]] | None:
        """The standing of the leader under the cursor in what this session counts towards, and its concerns."""
        row = self._row()
        if row is None or self._found is None:
            return None
        verdict = self.desk.verdicts.one(self.desk.day, row.reference)
        lines = reasons_why(self._found, row, verdict, self.desk.day)
        shown = attendance.evidence(self.desk.store, self.session, row.reference)
        lines += [part for file, stay in shown for part in ("", f"{file}: {stay_words(stay)}")]
        return f"{row.leader.name}, {self._found.session.title}", lines


def _is_open(row: RegisterRow) -> bool:
    return row.state in (RowState.UNRECORDED, RowState.SAID_NOT_COMING)
