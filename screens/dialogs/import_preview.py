"""Importing a table: ask for the file, show all that would happen, and take it as one command that can be undone."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.reading import read_anew, read_once
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.policy.wording import count
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import ChangedMeanwhile
from psw_tui.store.reads.change import Change
from screens.dialogs.ask_file import ask_file
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.reading import RECORDED_MEANWHILE, SAVED_ANEW, collected_afterwards
from screens.shell.dialog import Choose, Dialog
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from psw_tui.exchange.files.reading import FileBytes
    from psw_tui.exchange.files.sheet import UnreadableFile
    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.signs import Tone
    from screens.shell.desk import Desk
    from screens.shell.frame import AreaScreen

_TITLES = {"modules": "completions of modules", "wide": "ticks of a sheet"}
_FIELDS = {"leader": "Leader", "session": "Module", "completed_on": "Completed on"}
_MARGIN = 8
_WIDEST = 100
_TOLD_EVERY = 500


class _LeftWhileWriting(Exception):
    """Escape was pressed while rows were being written."""


def import_file(screen: AreaScreen, offered: str = "", remember: Callable[[str], None] = lambda _path: None) -> None:
    """Ask for a file, show what it would do, and take it. `offered` stands in the field first."""

    def done(change: Change | None) -> None:
        if change is not None:
            screen.do(lambda: change)

    def chosen(path: Path) -> None:
        remember(str(path))
        screen.app.push_screen(ImportPreview(screen.desk, path), done)

    ask_file(screen, "Import a file", chosen, offered=offered, hint="a CSV or .xlsx file; paste its path")


class ImportPreview(Dialog[Change]):
    """What a file would do: what is added and changed, what is left to complete, or every bad row. Enter takes it.

    The file is read once: what was shown is what is taken, or it is shown again.
    """

    CSS_PATH = ["../shell/frame.tcss", "import_preview.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", show=False)]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(f"Import {path.name}")
        self._told: dict[str, Any] = {}  # what the BDO said of the file: its columns, its sheet, its signs
        self._store = desk.store
        self._verdicts = desk.verdicts
        self._path = path
        self._kind = ""
        self._file: FileBytes | None = None
        self._result: ImportResult | None = None
        self._note = ""
        self._busy = False
        self._writing = False
        self._left = False

    def compose_body(self) -> ComposeResult:
        """The sum of it, the lines, and the keys."""
        yield Static("", id="import-sum")
        yield RowTable((Column("text", "", 20, grow=1),), id="import-lines", show_header=False)
        yield Static("", id="dialog-keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one(RowTable).display = False
        self._start(self._read, f"reading {self._path.name} …")

    # -- the work, in a thread: much takes its time ----------------------------------------------

    def _start(self, work: Callable[[], None], words: str) -> None:
        self._busy = True
        self._say_keys(f"{words}   escape leave it")
        self.run_worker(lambda: self._work(work), thread=True, exclusive=True)

    def _work(self, work: Callable[[], None]) -> None:
        try:
            with collected_afterwards():
                work()
        except (
            on_demand.module_completions.UnknownHeadings,
            on_demand.wide_sheet.SheetToChoose,
            on_demand.wide_sheet.LeaderToTell,
            on_demand.wide_sheet.UnknownSigns,
        ) as error:
            self.from_thread(self._ask, error)
        except (Refused, UnreadableFile) as error:
            self.from_thread(self._fail, str(error))
        except _LeftWhileWriting:
            self.from_thread(self.dismiss, None)

    def _read(self) -> None:
        self._file = read_once(self._path)
        kind = on_demand.recognised.recognised(self._store, self._file) or self._kind
        if not kind:
            self.from_thread(self._ask_kind)
            return
        self._kind = kind
        self._plan()

    def _plan(self) -> None:
        """Work out what it would do, and draw that."""
        self.from_thread(self._say_kind)
        result = self._run(dry_run=True)
        self.from_thread(self._show, result, drawn(lines_of(result), self._room))

    def _take(self) -> None:
        """Write what was shown; where the file or the records are others by now, show it again instead.

        A file that is no longer there, or can't be read just now, is taken as it was shown.
        """
        assert self._file is not None
        assert self._result is not None
        if read_anew(self._file).content_hash != self._file.content_hash:
            self._again(SAVED_ANEW, self._read)
            return
        try:
            with self._verdicts.followed(self.app.call_from_thread):
                result = self._run(dry_run=False, shown=self._result.would)
        except ChangedMeanwhile:
            self._again(RECORDED_MEANWHILE, self._plan)
        else:
            self.from_thread(self.dismiss, result.change)

    def _again(self, note: str, work: Callable[[], None]) -> None:
        if self._left:
            raise _LeftWhileWriting
        self._note, self._writing = note, False
        work()

    def _run(self, *, dry_run: bool, shown: str | None = None) -> ImportResult:
        assert self._file is not None
        if self._kind == on_demand.module_completions.PURPOSE:
            return on_demand.module_completions.import_modules(
                self._store, self._file, dry_run=dry_run, shown=shown, **self._told
            )
        if self._kind == on_demand.wide_sheet.PURPOSE:
            return on_demand.wide_sheet.import_wide(self._store, self._file, dry_run=dry_run, shown=shown, **self._told)
        return on_demand.import_table.import_table(
            self._store, self._kind, self._file, dry_run=dry_run, progress=self._progress, shown=shown
        )

    def _progress(self, done: int, of: int) -> None:
        if self._left:
            raise _LeftWhileWriting
        if done % _TOLD_EVERY == 0:
            self.from_thread(self._say_keys, f"row {done:,} of {of:,}   escape leave it")

    # -- what only the BDO can say ---------------------------------------------------------------

    def _ask_kind(self) -> None:
        def told(kind: str | None) -> None:
            if kind is None:
                self.dismiss(None)
                return
            self._kind = kind
            self._start(self._plan, "reading …")

        choices = [(str(kind), str(kind)) for kind in (*TableKind, "modules", "wide")]
        hint = "Its headings fit none of the tables clearly; escape leaves it, so that they can be mended."
        self.app.push_screen(Choose(f"What is {self._path.name}?", choices, hint=hint), told)

    def _ask(self, error: UnreadableFile) -> None:
        """What only the BDO can say of a file; it is known again by the file's headings."""
        self._busy = False

        def told(values: dict[str, Any] | None) -> None:
            if values is None:
                self.dismiss(None)
                return
            self._told |= values
            self._start(self._plan, "reading …")

        if isinstance(error, on_demand.wide_sheet.SheetToChoose):
            choices = [(name, name) for name in error.names]
            self.app.push_screen(
                Choose("Which sheet?", choices), lambda name: told(None if name is None else {"sheet": name})
            )
        elif isinstance(error, on_demand.wide_sheet.LeaderToTell):
            self.app.push_screen(
                Choose("Which column holds the leaders?", [(heading, heading) for heading in error.headings]),
                lambda heading: told(None if heading is None else {"columns": {heading: "leader"}}),
            )
        elif isinstance(error, on_demand.wide_sheet.UnknownSigns):
            hint = f"of {', '.join(error.signs)}; parted by commas, empty if none of them does"
            self.app.push_screen(
                Form("Which signs mean present?", [Field("present", "Present", hint=hint)], dict), told
            )
        elif isinstance(error, on_demand.module_completions.UnknownHeadings):
            words = [(heading, heading) for heading in error.headings]
            hint = ", ".join(error.headings)
            fields = [
                Field(meaning, _FIELDS[meaning], read=one_of(words), say=str, required=True, hint=hint)
                for meaning in error.missing
            ]
            self.app.push_screen(
                Form("Which column is which?", fields, dict),
                lambda values: told(None if values is None else {"columns": values}),
            )

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def _room(self) -> int:
        return min(_WIDEST, self.app.size.width) - _MARGIN

    def _say_kind(self) -> None:
        title = f"Import {self._path.name} as {_TITLES.get(self._kind, self._kind)}"
        self.query_one("#dialog-title", Static).update(Content(title))

    def _fail(self, sentence: str) -> None:
        self._busy = self._writing = False
        self._result = None
        self.query_one("#import-sum", Static).update(Content.styled(sentence, "$text-error"))
        self.query_one(RowTable).display = False
        self._say_keys("escape close")

    def _show(self, result: ImportResult, lines: list[Line]) -> None:
        self._busy = self._writing = False
        self._result = result
        note = Content.styled(f"{self._note}\n", "$text-warning") if self._note else Content("")
        self.query_one("#import-sum", Static).update(note + summary(result))
        self._note = ""
        table = self.query_one(RowTable)
        table.display = bool(lines)
        headings = {str(n) for n, line in enumerate(lines) if line.heading}
        table.load([str(n) for n in range(len(lines))], lambda key: lines[int(key)], headings=headings)
        if lines:
            table.focus()
        if result.problems:
            self._say_keys("escape close   ↑↓ scroll")
        elif result.change is None:
            self._say_keys("enter or escape close")
        else:
            self._say_keys("enter take it (u takes it back)   escape leave it   ↑↓ scroll")

    def _say_keys(self, text: str) -> None:
        self.query_one("#dialog-keys", Static).update(Content(text))

    # -- keys ------------------------------------------------------------------------------------

    @on(RowTable.Opened)
    def _opened(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Take the file, if there is something to take; one that is refused stays until escape."""
        if self._busy or (self._result is not None and self._result.problems):
            return
        if self._result is None or self._result.change is None:
            self.dismiss(None)
        else:
            self._writing = True
            self._start(self._take, "writing …")

    def action_cancel(self) -> None:
        """Leave it; rows that are being written are left too, unless all of them are written already."""
        self._left = True
        if self._writing:
            self._say_keys("leaving …")
        else:
            self.dismiss(None)


def drawn(texts: list[tuple[str, str]], room: int) -> list[Line]:
    """The lines of the list, no wider than there is room; thousands of them take their time."""
    lines: list[Line] = []
    for tone, text in texts:
        if tone == "heading":
            lines.append(Line((text,), heading=True))
            continue
        cell_tone: Tone = "warn" if tone == "warn" else "normal"
        wrapped = textwrap.wrap(text, room, subsequent_indent="  ") or [""]
        lines += [Line((Cell(part, cell_tone),)) for part in wrapped]
    return lines


def summary(result: ImportResult) -> Content:
    """The sum of a dry run: what would be added and changed, or how much is refused."""
    read = f"{count(result.read, 'row')} read"
    if result.problems:
        bad = count(len({problem.row for problem in result.problems}), "bad row")
        of = f"{bad} of {count(result.read, 'row')}" if result.read else "a column is missing"
        return Content.assemble(
            (f"Refused: {of}.", "bold $text-error"), " Nothing is changed; mend the file and import it again."
        )
    if result.change is None:
        return Content(f"{read}: all of it stands so already, nothing to change.")
    parts = [f"{result.created:,} to add", f"{result.changed:,} to change", f"{result.unchanged:,} unchanged"]
    return Content(f"{read}: {', '.join(parts)}.")


def lines_of(result: ImportResult) -> list[tuple[str, str]]:
    """What it was taken for, warnings, and every bad row, else what is left to complete: a tone and a text each."""
    lines: list[tuple[str, str]] = [("normal", text) for text in result.notes]
    lines += [("warn", text) for text in result.warnings]
    lines += [("normal", str(problem)) for problem in result.problems]
    if result.gaps and not result.problems:
        lines.append(("heading", f"Accepted, and left to complete: {len(result.gaps):,}"))
        lines += [("normal", str(gap)) for gap in result.gaps]
    return lines
