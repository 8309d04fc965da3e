"""The outbox of Salesforce: every row that would go, and on enter their files, to be loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.exchange import on_demand
from psw_tui.policy.wording import count
from psw_tui.store.core.store import Refused
from psw_tui.store.salesforce import outbox as due_rows
from psw_tui.store.system.collecting import collected_afterwards
from screens.dialogs.written import say_written
from screens.shell.dialog import Dialog
from screens.shell.offers import Offer
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from psw_tui.exchange.salesforce.load_files import WrittenOutbox
    from psw_tui.store.salesforce.outbox import DueRow, HeldBack, LoadFile, Outbox
    from screens.shell.desk import Desk
    from screens.shell.frame import AreaScreen

_COLUMNS = (
    Column("to", "To", 8),
    Column("whose", "Leader", 18),
    Column("about", "Row", 18),
    Column("values", "What goes", 24, grow=1),
)
_NOTE = (
    "Load them in the order of their numbers, each as its name says (insert, update, delete), its .sdl mapping beside "
    "it. Then press i here for each success and error file that the loader wrote."
)


def ask_salesforce(screen: AreaScreen) -> None:
    """Show what would go to Salesforce; on enter write it, and say where it lies."""

    def done(written: WrittenOutbox | None) -> None:
        if written is None or written.change is None:
            return
        change = written.change
        screen.do(lambda: change)
        files = sum(path.suffix == ".csv" for path in written.paths)
        say_written(screen, f"For Salesforce, {count(files, 'file')}", written.paths[0].parent, _NOTE)

    screen.app.push_screen(SalesforceOutbox(screen.desk), done)


def outbox_offer(screen: AreaScreen) -> Offer:
    """What `E` offers of it; it asks for itself."""
    asks = partial(ask_salesforce, screen)
    return Offer("salesforce", "outbox for Salesforce …", "", "The files", lambda *_: [], asks=asks)


class SalesforceOutbox(Dialog["WrittenOutbox"]):
    """What is due, what is kept back and what is pending; gives what was written."""

    CSS_PATH = ["../shell/dialog.tcss", "salesforce_outbox.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "write", show=False)]

    def __init__(self, desk: Desk) -> None:
        super().__init__("Salesforce outbox")
        self._store, self._cohort = desk.store, desk.cohort
        self._due: Outbox | None = None
        self._rows: dict[str, Callable[[], Line]] = {}

    def compose_body(self) -> ComposeResult:
        """The sum of it, the rows, and the keys."""
        yield Static("", id="outbox-sum")
        yield RowTable(_COLUMNS, id="outbox-rows", show_header=False)
        yield Static("", classes="problem", id="problem")
        yield Static("", id="dialog-keys")

    def on_mount(self) -> None:
        """Work out what is due, in a thread: it looks at everything on record."""
        self._start(self._look, "looking through the records …   escape leave it")

    def _start(self, work: Callable[[], None], words: str) -> None:
        self.looking = True
        self.say_keys(words)
        self.run_worker(lambda: self._work(work), thread=True, exclusive=True)

    def _work(self, work: Callable[[], None]) -> None:
        try:
            with collected_afterwards():
                work()
        except Refused as refusal:
            self.from_thread(self._fail, str(refusal))

    def _look(self) -> None:
        self.from_thread(self._show, due_rows.outbox(self._store, self._cohort))

    def _write(self) -> None:
        self.from_thread(self.dismiss, on_demand.load_files.write_outbox(self._store, cohort=self._cohort))

    def _show(self, due: Outbox) -> None:
        self._due = due
        self._rows = {f"held {number}": partial(_held_line, row) for number, row in enumerate(due.held)}
        for place, file in enumerate(due.files):
            self._rows |= {f"{place} {n}": partial(_due_line, file, row) for n, row in enumerate(file.rows)}
        table = self.query_one(RowTable)
        table.load(list(self._rows), lambda key: self._rows[key]())
        table.display = bool(self._rows)
        self.query_one("#outbox-sum", Static).update(Content(_sum(due)))
        files = count(len(due.files), "file")
        self.say_keys(f"enter write {files}   ↑↓ look through   escape cancel" if due.files else "escape close")
        self.found()

    def _fail(self, sentence: str) -> None:
        """Say why nothing was written; it can be tried again."""
        self.can_be_left = True
        self.query_one("#problem", Static).update(Content(sentence))
        self.say_keys("enter try again   escape cancel")
        self.found()

    def on_row_table_opened(self) -> None:
        """Enter on a row writes them all."""
        self.action_write()

    def action_write(self) -> None:
        """Write the files; from here on it is not left half-way."""
        if self.looking or self._due is None or not self._due.files:
            return
        self.query_one("#problem", Static).update("")
        self.can_be_left = False
        self._start(self._write, "writing …")

    def action_cancel(self) -> None:
        """Leave, unless it is being written."""
        if self.can_be_left:
            self.dismiss(None)


def _sum(due: Outbox) -> str:
    parts = [f"{count(len(file.rows), 'row')} to {file.operation} in {file.api_name}" for file in due.files]
    if not parts:
        parts = ["Nothing is due"]
    if due.held:
        parts.append(f"{count(len(due.held), 'row')} kept back")
    if due.pending:
        parts.append(f"{count(due.pending, 'row')} of earlier files pending: press i for their results")
    return f"{'; '.join(parts)}."


def _due_line(file: LoadFile, row: DueRow) -> Line:
    told = zip(file.columns[1:], row.cells[1:], strict=True)
    values = ", ".join(f"{column} {cell}" for column, cell in told if cell)
    cell = Cell(values)
    if row.again:
        cell = Cell(f"refused before ({row.again}): {values}", "warn")
    return _line_of(Cell(file.operation, "accent"), row, cell)


def _held_line(row: HeldBack) -> Line:
    return _line_of(Cell("kept", "warn"), row, Cell(row.why, "warn"))


def _line_of(to: Cell, row: DueRow | HeldBack, values: Cell) -> Line:
    return Line((to, Cell(f"{row.leader} {row.name}".strip()), Cell(row.about), values))
