"""The year from a sheet: lines pasted into a dialog, each with how it was read, and saved as one command."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from psw_tui.exchange.tables.pasted_sessions import read_pasted
from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.reads.change import Change
from psw_tui.store.system.refusal import Refused
from screens.shell.dialog import Dialog
from screens.shell.plain_dialogs import Confirm
from screens.shell.wording import TONES
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from psw_tui.exchange.tables.pasted_sessions import PastedLine
    from psw_tui.store.core.store import Store
    from psw_tui.store.registers.session_draft import SessionDraft
    from psw_tui.tone import Tone

_HINT = "Copy rows of a sheet (day, title, times, in any order; headings may stand above) and paste them here."
_COLUMNS = (
    Column("line", "", 3, "right"),
    Column("day", "Day", 16),
    Column("times", "Times", 13),
    Column("title", "Session", 18, grow=1),
    Column("kind", "Kind", 13, drop=2),
    Column("reference", "Ref.", 5, drop=1),
)
_KEYS = "ctrl+s {save}   tab to the lines as read   escape cancel"


class PastedLines(TextArea):
    """The lines as they were pasted; a paste keeps them apart."""

    TAKES_LINES: ClassVar[bool] = True


class PasteSessions(Dialog[Change]):
    """Takes lines and shows how each is read; gives what saving them changed. Nothing is saved while a line is not."""

    CSS_PATH = ["../shell/dialog.tcss", "paste_sessions.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "accept", "save", show=False, priority=True)]

    def __init__(self, store: Store, cohort: str, text: str = "") -> None:
        super().__init__(f"Sessions of {cohort} from a sheet")
        self._store, self._cohort, self._given = store, cohort, text
        self._read: list[PastedLine] = []
        self._rows: dict[str, tuple[PastedLine, SessionDraft | None]] = {}

    def compose_body(self) -> ComposeResult:
        """The lines, and what they were read as."""
        yield Static(Content(_HINT), classes="hint")
        yield PastedLines(self._given, id="pasted", soft_wrap=False, tab_behavior="focus", highlight_cursor_line=False)
        yield Static("", id="paste-sum")
        yield RowTable(_COLUMNS, id="paste-lines", show_header=False)
        yield Static("", id="dialog-keys")

    def on_mount(self) -> None:
        """Type or paste; what was pasted on the list is read at once."""
        self.query_one(PastedLines).focus()
        self._draw()

    @property
    def _text(self) -> str:
        return self.query_one(PastedLines).text

    def on_text_area_changed(self) -> None:
        """Read the lines anew."""
        self._draw()

    def _draw(self) -> None:
        self._read = read_pasted(self._store, self._cohort, self._text)
        self._rows = {}
        for line in self._read:
            for place, draft in enumerate(line.drafts or (None,)):
                self._rows[f"{line.number}/{place}"] = (line, draft)
        self.query_one(RowTable).load(list(self._rows), self._line)
        number, unread = len(self._drafts()), [line for line in self._read if line.problem]
        parts = [Content(count(number, "session"))]
        if unread:
            self.query_one(RowTable).move_to(f"{unread[0].number}/0")
            words = f"{count(len(unread), 'line')} to correct first, line {unread[0].number}: {unread[0].problem}"
            parts.append(Content.styled(words, TONES["bad"]))
        if there := sum(bool(line.left_out) for line in self._read):
            parts.append(Content.styled(f"{count(there, 'line')} left out", "dim"))
        summary = Content(" · ").join(parts) if self._read else Content("")
        self.query_one("#paste-sum", Static).update(summary)
        save = f"save {count(number, 'session')}" if number else "save"
        self.say_keys(_KEYS.replace("{save}", save))

    def _drafts(self) -> list[SessionDraft]:
        return list(chain.from_iterable(line.drafts for line in self._read))

    def _line(self, key: str) -> Line:
        line, draft = self._rows[key]
        number = Cell(str(line.number), "dim")
        if draft is None:
            tone: Tone = "bad" if line.problem else "dim"
            cells = " · ".join(line.text.split("\t"))
            return Line((number, Cell(""), Cell(""), Cell(f"{line.problem or line.left_out}: {cells}", tone)))
        first, last = london_day(draft.starts_at), london_day(draft.ends_at)
        times = f"{london(draft.starts_at):%H:%M}–{london(draft.ends_at):%H:%M}"
        if first != last:
            times = f"to {last.day} {last:%b %Y}"
        return Line(
            (
                number,
                Cell(day_words(first), "bright"),
                Cell(times),
                Cell(draft.title),
                Cell(spoken(draft.kind), "dim"),
                Cell(draft.reference, "dim"),
            )
        )

    def action_accept(self) -> None:
        """Save all of them as one command, unless a line could not be read."""
        self._draw()  # keys may come faster than the news of what was typed
        unread = [line for line in self._read if line.problem]
        drafts = self._drafts()
        if unread or not drafts:
            nothing = "There is no session in these lines."
            words = f"Line {unread[0].number}: {unread[0].problem}. Correct it, or take it out." if unread else nothing
            self._say(words)
            return
        try:
            change = commands.change_sessions.create_sessions(self._store, drafts)
        except Refused as refusal:
            self._say(str(refusal))
            return
        self.dismiss(change)

    def _say(self, sentence: str) -> None:
        self.query_one("#paste-sum", Static).update(Content.styled(sentence, TONES["bad"]))

    def action_cancel(self) -> None:
        """Leave; lines that were put in are asked about first."""
        if not self._text.strip():
            self.dismiss(None)
            return
        self.app.push_screen(Confirm("Leave without saving these lines?", yes="leave"), self._leave)

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)
