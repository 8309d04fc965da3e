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

from psw_tui.policy.wording import count
from psw_tui.store.base import Change, Refused
from screens.dialogs.base import Choose, Dialog
from screens.dialogs.file import ask_file
from screens.dialogs.form import Field, Form, one_of
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from psw_tui.exchange.columns import Kind
    from psw_tui.exchange.imports import ImportResult
    from psw_tui.exchange.sheet import Sheet, UnreadableFile
    from psw_tui.store.base import Store
    from screens.frame import AreaScreen

#: Headings that must fit before a table is taken to be meant.
_FEWEST_HEADINGS = 2
_TITLES = {"modules": "completions of modules", "wide": "ticks of a sheet"}
_FIELDS = {"leader": "Leader", "session": "Module", "completed_on": "Completed on"}
_MARGIN = 8
_WIDEST = 100
_TOLD_EVERY = 500


def import_file(
    screen: AreaScreen, offered: str = "", remember: Callable[[str], None] = lambda _path: None
) -> None:
    """Ask for a file, show what it would do, and take it. `offered` stands in the field first."""

    def chosen(path: Path) -> None:
        remember(str(path))
        _preview(screen, path)

    ask_file(screen, "Import a file", chosen, offered=offered, hint="a CSV or .xlsx file; paste its path")


def _preview(screen: AreaScreen, path: Path) -> None:
    from psw_tui.exchange.columns import Kind
    from psw_tui.exchange.sheet import UnreadableFile

    def take(kind: str | None) -> None:
        if kind is not None:
            screen.app.push_screen(ImportPreview(screen.desk.store, kind, path), done)

    def done(change: Change | None) -> None:
        if change is not None:
            screen.do(lambda: change)

    try:
        kind = recognised(screen.desk.store, path)
    except UnreadableFile as error:
        screen.tell(str(error))
        return
    if kind is not None:
        take(kind)
        return
    choices = [(str(each), str(each)) for each in (*Kind, "modules", "wide")]
    hint = "Its headings fit none of the tables clearly; escape leaves it, so that they can be mended."
    screen.app.push_screen(Choose(f"What is {path.name}?", choices, hint=hint), take)


def recognised(store: Store, path: Path) -> str | None:
    """What a file seems to be: one of our tables, a form filled in, completions of modules, a sheet of ticks."""
    from psw_tui.exchange import capability_forms_in, modules, wide
    from psw_tui.exchange.canonical import TABLES
    from psw_tui.exchange.columns import Kind, fold
    from psw_tui.exchange.reading import read_table

    if capability_forms_in.layout(path) is not None:
        return Kind.CAPABILITIES
    sheet = read_table(path)
    kind = kind_of(sheet)
    there = {fold(heading) for heading in sheet.headers}
    if kind is not None:
        needed = {column.name for column in TABLES[kind].columns if column.required}
        if needed <= {TABLES[kind].by_heading.get(heading) for heading in there}:
            return kind
    if modules.understood(sheet.headers):
        return modules.PURPOSE
    return wide.PURPOSE if wide.looks_wide(store, path) else kind


def kind_of(sheet: Sheet) -> Kind | None:
    """The table that the headings fit best, complete ones first; None when none does, or two do alike."""
    from psw_tui.exchange.canonical import TABLES
    from psw_tui.exchange.columns import fold

    fits: list[tuple[bool, int, Kind]] = []
    for kind, table in TABLES.items():
        there = {table.by_heading.get(fold(heading)) for heading in sheet.headers} - {None}
        whole = all(column.name in there for column in table.columns if column.required)
        fits.append((whole, len(there), kind))
    best, second = sorted(fits, key=lambda each: each[:2], reverse=True)[:2]
    return best[2] if best[:2] > second[:2] and best[1] >= _FEWEST_HEADINGS else None


class ImportPreview(Dialog[Change]):
    """What a file would do: what is added and changed, what is left to complete, or every bad row. Enter takes it."""

    CSS_PATH = ["../frame.tcss", "import_preview.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", show=False)]

    def __init__(self, store: Store, kind: str, path: Path) -> None:
        super().__init__(f"Import {path.name} as {_TITLES.get(kind, kind)}")
        self._told: dict[str, Any] = {}  # what the BDO said of the file: its columns, its sheet, its signs
        self._store = store
        self._kind = kind
        self._path = path
        self._found: ImportResult | None = None
        self._busy = False

    def compose_body(self) -> ComposeResult:
        """The sum of it, the lines, and the keys."""
        yield Static("", id="import-sum")
        yield RowTable((Column("text", "", 20, grow=1),), id="import-lines", show_header=False)
        yield Static("", id="dialog-keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one(RowTable).display = False
        self._run(dry_run=True)

    # -- the work, in a thread: many rows take their time ----------------------------------------

    def _run(self, *, dry_run: bool) -> None:
        self._busy = True
        self._say_keys("reading …" if dry_run else "writing …")
        self.run_worker(lambda: self._work(dry_run=dry_run), thread=True, exclusive=True)

    def _work(self, *, dry_run: bool) -> None:
        from psw_tui.exchange import modules, wide
        from psw_tui.exchange.imports import import_table
        from psw_tui.exchange.sheet import UnreadableFile

        def progress(done: int, of: int) -> None:
            if done % _TOLD_EVERY == 0:
                self.app.call_from_thread(self._say_keys, f"row {done:,} of {of:,}")

        try:
            if self._kind == modules.PURPOSE:
                found = modules.import_modules(self._store, self._path, dry_run=dry_run, **self._told)
            elif self._kind == wide.PURPOSE:
                found = wide.import_wide(self._store, self._path, dry_run=dry_run, **self._told)
            else:
                found = import_table(self._store, self._kind, self._path, dry_run=dry_run, progress=progress)
        except (modules.UnknownHeadings, wide.SheetToChoose, wide.UnknownSigns) as error:
            self.app.call_from_thread(self._ask, error)
        except (Refused, UnreadableFile) as error:
            self.app.call_from_thread(self._fail, str(error))
        else:
            self.app.call_from_thread(self._show if dry_run else self._finish, found)

    def _ask(self, error: UnreadableFile) -> None:
        """What only the BDO can say of a file; it is known again by the file's headings."""
        from psw_tui.exchange import modules, wide

        self._busy = False

        def told(values: dict[str, Any] | None) -> None:
            if values is None:
                self.dismiss(None)
                return
            self._told |= values
            self._run(dry_run=True)

        if isinstance(error, wide.SheetToChoose):
            choices = [(name, name) for name in error.names]
            self.app.push_screen(
                Choose("Which sheet?", choices), lambda name: told(None if name is None else {"sheet": name})
            )
        elif isinstance(error, wide.UnknownSigns):
            hint = f"of {', '.join(error.signs)}; empty if none of them does"
            self.app.push_screen(
                Form("Which signs mean present?", [Field("present", "Present", hint=hint)]), told
            )
        elif isinstance(error, modules.UnknownHeadings):
            words = [(each, each) for each in error.headings]
            hint = ", ".join(error.headings)
            fields = [
                Field(each, _FIELDS[each], read=one_of(words), say=str, required=True, hint=hint)
                for each in error.missing
            ]
            self.app.push_screen(
                Form("Which column is which?", fields),
                lambda values: told(None if values is None else {"columns": values}),
            )

    def _fail(self, sentence: str) -> None:
        self._busy = False
        self._found = None
        self.query_one("#import-sum", Static).update(Content.styled(sentence, "$text-error"))
        self._say_keys("escape close")

    def _finish(self, found: ImportResult) -> None:
        self._busy = False
        if found.problems:  # the file changed since it was shown
            self._show(found)
            return
        self.dismiss(found.change)

    # -- what is shown ---------------------------------------------------------------------------

    def _show(self, found: ImportResult) -> None:
        self._busy = False
        self._found = found
        self.query_one("#import-sum", Static).update(summary(found))
        self._load(lines_of(found))
        if found.problems:
            self._say_keys("escape close   ↑↓ scroll")
        elif found.change is None:
            self._say_keys("enter or escape close")
        else:
            self._say_keys("enter take it (u takes it back)   escape leave it   ↑↓ scroll")

    def _load(self, texts: list[tuple[str, str]]) -> None:
        room = min(_WIDEST, self.app.size.width) - _MARGIN
        lines: list[Line] = []
        headings = set()
        for tone, text in texts:
            if tone == "heading":
                headings.add(str(len(lines)))
                lines.append(Line((text,), heading=True))
                continue
            wrapped = textwrap.wrap(text, room, subsequent_indent="  ") or [""]
            lines += [Line((Cell(part, "warn" if tone == "warn" else "normal"),)) for part in wrapped]
        table = self.query_one(RowTable)
        table.display = bool(lines)
        table.load([str(n) for n in range(len(lines))], lambda key: lines[int(key)], headings=headings)
        if lines:
            table.focus()

    def _say_keys(self, text: str) -> None:
        self.query_one("#dialog-keys", Static).update(Content(text))

    # -- keys ------------------------------------------------------------------------------------

    @on(RowTable.Opened)
    def _opened(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Take the file, if there is something to take; one that is refused stays until escape."""
        if self._busy or (self._found is not None and self._found.problems):
            return
        if self._found is None or self._found.change is None:
            self.dismiss(None)
        else:
            self._run(dry_run=False)

    def action_cancel(self) -> None:
        """Leave it; what is being written is written."""
        if not self._busy:
            self.dismiss(None)


def summary(found: ImportResult) -> Content:
    """The sum of a dry run: what would be added and changed, or how much is refused."""
    read = f"{count(found.read, 'row')} read"
    if found.problems:
        bad = count(len({problem.row for problem in found.problems}), "bad row")
        of = f"{bad} of {count(found.read, 'row')}" if found.read else "a column is missing"
        return Content.assemble(
            (f"Refused: {of}.", "bold $text-error"),
            " Nothing is changed; mend the file and import it again.",
        )
    if found.change is None:
        return Content(f"{read}: all of it stands so already, nothing to change.")
    parts = [f"{found.created:,} to add", f"{found.changed:,} to change", f"{found.unchanged:,} unchanged"]
    return Content(f"{read}: {', '.join(parts)}.")


def lines_of(found: ImportResult) -> list[tuple[str, str]]:
    """What it was taken for, warnings, and every bad row, else what is left to complete: a tone and a text each."""
    lines: list[tuple[str, str]] = [("normal", text) for text in found.notes]
    lines += [("warn", text) for text in found.warnings]
    lines += [("normal", str(problem)) for problem in found.problems]
    if found.gaps and not found.problems:
        lines.append(("heading", f"Accepted, and left to complete: {len(found.gaps):,}"))
        lines += [("normal", str(gap)) for gap in found.gaps]
    return lines
