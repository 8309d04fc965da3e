"""Importing a table: ask for the file, show all that would happen, and take it as one command that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
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
from psw_tui.exchange.tables.gaps import grouped
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import ChangedMeanwhile
from psw_tui.store.reads.change import Change
from psw_tui.store.registers import sessions as recorded_sessions
from psw_tui.store.system.collecting import collected_afterwards
from screens.dialogs.ask_file import ask_file
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.import_lines import SALESFORCE, drawn, group_key, how_read, lines_of, summary, to_complete
from screens.dialogs.newest_file import newest_of
from screens.dialogs.reading import RECORDED_MEANWHILE, SAVED_ANEW
from screens.shell.dialog import Dialog
from screens.shell.new_rows import tell_of_rows
from screens.shell.plain_dialogs import Choose
from screens.shell.wording import TONES
from screens.widgets.row_table import Column, Line, RowTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from psw_tui.exchange.files.reading import FileBytes
    from psw_tui.exchange.files.sheet import UnreadableFile
    from psw_tui.exchange.tables.gaps import AlikeGaps
    from psw_tui.exchange.tables.result import HowRead, ImportResult
    from screens.shell.desk import Desk
    from screens.shell.frame import AreaScreen

_TITLES = {"modules": "completions of modules", "wide": "ticks of a sheet", SALESFORCE: "what Salesforce made of rows"}
_FIELDS = {"leader": "Leader", "session": "Module", "completed_on": "Completed on"}
_MARGIN = 8
_WIDEST = 100
_TOLD_EVERY = 500


class _LeftWhileWriting(Exception):
    """Escape was pressed while rows were being written."""


def import_file(
    screen: AreaScreen,
    offers: Collection[str],
    last: str = "",
    remember: Callable[[str], None] = lambda _path: None,
) -> None:
    """Ask for a file, show what it would do, and take it.

    The newest download that is one of the kinds in `offers` stands in the field first, or `last` where that is newer.
    """
    offer = newest_of(screen.desk, offers, last)

    def done(change: Change | None) -> None:
        if change is not None:
            tell_of_rows(screen, change)

    def chosen(path: Path) -> None:
        remember(str(path))
        screen.app.push_screen(ImportPreview(screen.desk, path), done)

    hint = "a CSV or .xlsx file; drop or paste it"
    ask_file(screen, "Import a file", chosen, offered=last, hint=hint, say=offer.say, look=offer.look)


def _as_columns(**headings: str) -> dict[str, Any]:
    """What a form tells of a file's headings, by what each means."""
    return {"columns": headings}


def _as_headings(**headings: str) -> dict[str, Any]:
    """The same for a table, whose headings are told by what they say."""
    return {"columns": {heading: column for column, heading in headings.items()}}


class ImportPreview(Dialog[Change]):
    """What a file would do: what is added and changed, what is left to complete, or every bad row. Enter takes it.

    The file is read once: what was shown is what is taken, or it is shown again.
    """

    CSS_PATH = ["../shell/dialog.tcss", "import_preview.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", show=False),
        Binding("c", "tell_column", "say which session a column is", show=False),
    ]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(f"Import {path.name}")
        self._told: dict[str, Any] = {}  # what the BDO said of the file: its columns, its sheet, its signs
        self._store = desk.store
        self._verdicts, self._mask = desk.verdicts, desk.mask
        self._back_up_first = desk.back_up_first
        self._path = path
        self._kind = ""
        self._file: FileBytes | None = None
        self._result: ImportResult | None = None
        self._lines: list[Line] = []
        self._how: list[Line] = []  # how the file was read, below all else
        self._groups: dict[str, AlikeGaps] = {}  # what is left to complete, by the keys of the list
        self._opened: set[str] = set()
        self._note = ""
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
        self.looking = True
        self.say_keys(f"{words}   escape leave it")
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
        except Refused as error:
            self.from_thread(self._fail, str(error), error.named)
        except UnreadableFile as error:
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
        self._back_up_first()
        result = self._run(dry_run=True)
        self.from_thread(self._show, result, drawn(lines_of(result), self._room))
        if result.how is not None:
            self.from_thread(self._ask_of_table, result.how)

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
        if self._kind == SALESFORCE:
            return on_demand.results.take_file(self._store, self._file, dry_run=dry_run, shown=shown)
        if self._kind == on_demand.wide_sheet.PURPOSE:
            return on_demand.wide_sheet.import_wide(self._store, self._file, dry_run=dry_run, shown=shown, **self._told)
        return on_demand.import_table.import_table(
            self._store, self._kind, self._file, dry_run=dry_run, progress=self._progress, shown=shown, **self._told
        )

    def _progress(self, done: int, of: int) -> None:
        if self._left:
            raise _LeftWhileWriting
        if done % _TOLD_EVERY == 0:
            self.from_thread(self.say_keys, f"row {done:,} of {of:,}   escape leave it")

    # -- what only the BDO can say ---------------------------------------------------------------

    def _ask_kind(self) -> None:
        def told(kind: str | None) -> None:
            if kind is None:
                self.dismiss(None)
                return
            self._kind = kind
            self._start(self._plan, "reading …")

        choices = [(str(kind), str(kind)) for kind in (*TableKind, "modules", "wide")]
        choices.append((SALESFORCE, _TITLES[SALESFORCE]))
        hint = "Its headings fit none of the tables clearly; escape leaves it, so that they can be corrected."
        self.app.push_screen(Choose(f"What is {self._path.name}?", choices, hint=hint), told)

    def _ask(self, error: UnreadableFile) -> None:
        """What only the BDO can say of a file; it is known again by the file's headings."""
        self.found()
        if isinstance(error, on_demand.wide_sheet.SheetToChoose):
            self._ask_which("Which sheet?", error.names, lambda name: {"sheet": name})
        elif isinstance(error, on_demand.wide_sheet.LeaderToTell):
            self._ask_which(
                "Which column holds the leaders?", error.headings, lambda heading: {"columns": {heading: "leader"}}
            )
        elif isinstance(error, on_demand.wide_sheet.UnknownSigns):
            hint = f"of {', '.join(error.signs)}; separated by commas, empty if none of them does"
            signs = Field("present", "Present", hint=hint)
            self.app.push_screen(Form("Which signs mean present?", [signs], dict), self._take_told)
        elif isinstance(error, on_demand.module_completions.UnknownHeadings):
            read = one_of([(heading, heading) for heading in error.headings])
            hint = ", ".join(error.headings)
            fields = [
                Field(meaning, _FIELDS[meaning], read=read, say=str, required=True, hint=hint)
                for meaning in error.missing
            ]
            self.app.push_screen(Form("Which column is which?", fields, _as_columns), self._take_told)

    def _ask_of_table(self, how: HowRead) -> None:
        """What a table leaves open: which headings its columns are, or the cohort of who is new; escape leaves that."""

        def told(values: dict[str, Any] | None) -> None:
            if values is not None:
                self._take_told(values)

        if how.missing and how.unused and "columns" not in self._told:
            read = one_of([(heading, heading) for heading in how.unused])
            hint = ", ".join(how.unused)
            fields = [Field(name, name, read=read, say=str, required=True, hint=hint) for name in how.missing]
            self.app.push_screen(Form("Which column is which?", fields, _as_headings), told)
        elif how.cohorts and "cohort" not in self._told:
            choices = [(name, name) for name in how.cohorts]
            title = "Which cohort are the new leaders of?"
            self.app.push_screen(Choose(title, choices), lambda name: told(None if name is None else {"cohort": name}))

    def _ask_which(self, question: str, names: Iterable[str], told: Callable[[str], dict[str, Any]]) -> None:
        """Ask for one of these names, and read the file again with what it tells."""

        def chosen(name: str | None) -> None:
            self._take_told(None if name is None else told(name))

        self.app.push_screen(Choose(question, [(name, name) for name in names]), chosen)

    def _take_told(self, values: dict[str, Any] | None) -> None:
        """Read the file again with what was told; None leaves it alone."""
        if values is None:
            self.dismiss(None)
            return
        told_before = self._told.get("columns", {})
        self._told |= values
        if "columns" in values:
            self._told["columns"] = {**told_before, **values["columns"]}
        self._start(self._plan, "reading …")

    def action_tell_column(self) -> None:
        """Say which session a column is that may be one; it is known again by the sheet's headings."""
        if self.looking or self._result is None or not self._result.to_tell:
            return
        ask = self.app.push_screen
        headings = self._result.to_tell
        if len(headings) == 1:
            ask(self._session_of(headings[0]), self._take_session)
            return
        choices = [(heading, heading) for heading in headings]

        def chosen(heading: str | None) -> None:
            if heading is not None:
                ask(self._session_of(heading), self._take_session)

        ask(Choose("Which column?", choices), chosen)

    def _session_of(self, heading: str) -> Form[dict[str, Any]]:
        """The question which session a column is."""
        sessions = [(session.reference, session.title) for _, session in recorded_sessions.by_id(self._store).values()]
        meaning = Field(
            "meaning", "Session", read=one_of(sessions), say=str, required=True, hint="its reference or title"
        )

        def gives(meaning: str) -> dict[str, Any]:
            return {"columns": {heading: meaning}}

        return Form(f"Which session is “{heading}”?", [meaning], gives)

    def _take_session(self, values: dict[str, Any] | None) -> None:
        """Read the sheet again with the session told; None leaves what is shown."""
        if values is not None:
            self._take_told(values)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def _room(self) -> int:
        return min(_WIDEST, self.app.size.width) - _MARGIN

    def _say_kind(self) -> None:
        title = f"Import {self._path.name} as {_TITLES.get(self._kind, self._kind)}"
        self.query_one("#dialog-title", Static).update(Content(title))

    def _fail(self, sentence: str, named: frozenset[str] = frozenset()) -> None:
        self.found()
        self._mask.also(named)
        self._writing = False
        self._result = None
        self.query_one("#import-sum", Static).update(Content.styled(sentence, TONES["bad"]))
        self.query_one(RowTable).display = False
        self.say_keys("escape close")

    def _show(self, result: ImportResult, lines: list[Line]) -> None:
        self.found()
        self._writing = False
        self._result = result
        self._mask.also(result.named)
        note = Content.styled(f"{self._note}\n", "$text-warning") if self._note else Content("")
        self.query_one("#import-sum", Static).update(note + summary(result))
        self._note = ""
        groups = [] if result.problems else grouped(result.gaps)
        self._lines, self._how, self._opened = lines, drawn(how_read(result), self._room), set()
        self._groups = {group_key(place): group for place, group in enumerate(groups)}
        table = self.query_one(RowTable)
        table.display = bool(lines or groups or self._how)
        self._list()
        if table.display:
            table.focus()
        self._say_what_can_be_done()

    def _list(self) -> None:
        """Draw the lines, what is left to complete in its groups, and how the file was read."""
        lines = {str(place): line for place, line in enumerate(self._lines)}
        lines |= to_complete(list(self._groups.values()), self._opened, self._room)
        lines |= {f"how{place}": line for place, line in enumerate(self._how)}
        self.query_one(RowTable).load(list(lines), lines.__getitem__)

    def _say_what_can_be_done(self) -> None:
        assert self._result is not None
        key = self.query_one(RowTable).cursor_key or ""
        if self._result.problems:
            self.say_keys("escape close   ↑↓ scroll")
        elif self._opens(key):
            does = "close" if key in self._opened else "open"
            above = "close" if self._result.change is None else "import the file"
            self.say_keys(f"enter {does} the group; above it, {above}   escape leave it   ↑↓ scroll")
        elif self._result.change is None:
            self.say_keys("enter or escape close")
        else:
            tell = "   c say which session a column is" if self._result.to_tell else ""
            self.say_keys(f"enter import it (u undoes it){tell}   escape leave it   ↑↓ scroll")

    def _opens(self, key: str) -> bool:
        return key in self._groups and len(self._groups[key].gaps) > 1

    # -- keys ------------------------------------------------------------------------------------

    @on(RowTable.Moved)
    def _moved(self) -> None:
        if self._result is not None and not self.looking:
            self._say_what_can_be_done()

    @on(RowTable.Opened)
    def _entered(self, event: RowTable.Opened) -> None:
        if self.looking or not self._opens(event.key):
            self.action_accept()
            return
        self._opened ^= {event.key}
        self._list()
        self._say_what_can_be_done()

    def action_accept(self) -> None:
        """Take the file, if there is something to take; one that is refused stays until escape."""
        if self.looking or (self._result is not None and self._result.problems):
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
            self.say_keys("leaving …")
        else:
            self.dismiss(None)
