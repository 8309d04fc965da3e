"""What happened since a day: the page for whoever comes back, for a colleague who covers, and for the manager."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.exchange import on_demand
from psw_tui.exchange.since.document import READER_WORDS, PageForm, ReaderKind, SpanAsked
from psw_tui.policy.calendar import is_working_day
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import day_near, long_day
from psw_tui.store.system import bank_holidays, remembered
from screens.dialogs.form import Field, Form
from screens.dialogs.typed import Lies, read_day
from screens.shell.desk import Place
from screens.shell.frame import verb
from screens.shell.list_screen import ListScreen
from screens.shell.offers import Offer
from screens.shell.plain_dialogs import Choose
from screens.today.since_rows import PageRows
from screens.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from psw_tui.exchange.since.document import SincePage
    from psw_tui.store.core.store import Store
    from screens.shell.desk import Desk
    from screens.shell.offers import Making
    from screens.widgets.row_table import Line

_COLUMNS = (Column("what", "", 24), Column("words", "", 40, grow=1))
_A_WEEK = timedelta(days=7)
_ONE_DAY = timedelta(days=1)
_OTHER = "other"
_FORMS = {
    PageForm.HTML: "the page, to read and print (HTML)",
    PageForm.MARKDOWN: "the page as text (Markdown)",
}
_LOOKED = "the last time you looked"


class SinceScreen(ListScreen):
    """The page, section by section; what is under the cursor at length below it."""

    CSS_PATH = ["../shell/frame.tcss", "since.tcss"]
    AREA: ClassVar[str] = "today"
    LISTS_REASONS: ClassVar[bool] = True
    KINDS: ClassVar[frozenset[str]] = ListScreen.KINDS | {"concerns", "communications", "rounds", "requests", "days"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="go to the leader, the escalation or the session"),
        Binding("F", "first_day", "since…", tooltip="since which day: the last working day, a week ago, any other"),
        Binding("W", "reader", "for whom…", tooltip="for me after leave, for a colleague who covers, for the manager"),
        Binding("v", "reveal", "show reasons", tooltip="show the reasons of absences, or hide them again"),
        Binding("D", "app.day", "until", tooltip="the last day of the span: the day that is judged"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._looked = remembered.looked_before(desk.store.path, desk.store.today)
        remembered.remember_looked(desk.store.path, desk.store.today)
        self._first = self._looked or _working_day_before(desk.day)
        self._reader = ReaderKind.ME
        self._reveals = False
        self._page: SincePage | None = None
        self._rows = PageRows(None, None)

    def compose_body(self) -> ComposeResult:
        """The span and the reader, the page, and the line under the cursor."""
        yield Static("", classes="title", id="since-title")
        yield self.filter_line("part of a name or a word")
        yield RowTable(_COLUMNS, id="since-list", show_header=False, filtered_empty="Nothing on the page fits.")
        yield Static("", id="since-line")

    def crumbs(self) -> str:
        """The page's name."""
        return f"since {day_near(self._first, self.desk.day)}"

    @property
    def _asked(self) -> SpanAsked:
        first = min(self._first, self.desk.day)
        reveals = self._reveals and self._reader is not ReaderKind.MANAGER
        return SpanAsked(first, self.desk.day, self._reader, self.desk.cohort, reveals)

    def reload(self) -> None:
        """Read the journal and the facts, and draw the page."""
        asked = self._asked
        self._page = on_demand.since.since(self.desk.store, asked, self.desk.judged())
        nothing = f" · {self._page.nothing.rstrip('.')}" if self._page.nothing else ""
        title = f"{self._page.title} · since {long_day(asked.first)}{nothing}"
        self.query_one("#since-title", Static).update(Content(title))
        self.table.empty = self._page.nothing or f"Nothing is on record since {long_day(asked.first)}."
        self.list_again()

    # -- drawing ---------------------------------------------------------------------------------

    def list_again(self) -> None:
        """Draw what of the page fits the filter."""
        if self._page is None:
            return
        rows = self._rows = PageRows(self._page, self._fits_filter)
        self.table.set_columns((replace(_COLUMNS[0], width=rows.width_of_what), _COLUMNS[1]))
        is_filtered = bool(self.sought.strip())
        self.table.load(list(rows.lines), rows.lines.__getitem__, headings=rows.headings, filtered=is_filtered)
        self._draw_line()
        self.draw_frame()

    @property
    def _fits_filter(self) -> Callable[[tuple[str, str, str]], bool] | None:
        return self.fits if self.sought.strip() else None

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """Whom these lines lead to, so that `Y` copies their addresses: a concern's key ends with its leader."""
        places = (self._rows.goes[key] for key in rows if key in self._rows.goes)
        known = {verdict.reference for verdict in self.desk.judged()}
        named = (goes.row.rpartition(":")[2] for goes in places if goes.area in ("roster", "escalations"))
        return [reference for reference in dict.fromkeys(named) if reference in known]

    def list_name(self) -> tuple[str, str]:
        """The page, and for whom."""
        return "since", self._reader

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """The lines with reasons, or without, whatever the screen shows."""
        wanted = reasons and self._reader is not ReaderKind.MANAGER
        page = on_demand.since.since(self.desk.store, replace(self._asked, reasons=wanted), self.desk.judged())
        lines = PageRows(page, None).lines
        return (lines[key] for key in keys if key in lines)

    def on_row_table_moved(self) -> None:
        """Another line: the whole of it below."""
        self._draw_line()
        self.draw_frame()

    def _draw_line(self) -> None:
        self.query_one("#since-line", Static).update(Content(self._rows.whole.get(self.table.cursor_key or "", "")))

    # -- keys ------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """What leads nowhere, and reasons that the manager's page never has."""
        if action == "open" and self.table.cursor_key not in self._rows.goes:
            return "This line leads nowhere: it is a number, or about several."
        if action == "reveal" and self._reader is ReaderKind.MANAGER:
            return "The manager's page has numbers alone, and no reasons."
        return None

    @verb
    def action_open(self) -> None:
        """Go to what the line is about."""
        goes = self._rows.goes[self.table.cursor_key or ""]
        self.desk.go(Place(goes.area, goes.row, page=goes.page, back=self.AREA))

    def on_row_table_opened(self) -> None:
        """Enter, or a click on the row."""
        self.action_open()

    @verb
    def action_reveal(self) -> None:
        """Show or hide reasons."""
        self._reveals = not self._reveals
        self.read_again()

    @verb
    def action_first_day(self) -> None:
        """Choose since which day."""
        offers = dict(self._offers())
        choices = [(on.isoformat(), f"{words}, {day_near(on, self.desk.day)}") for words, on in offers.items()]
        choices.append((_OTHER, "another day…"))

        def chosen(key: str | None) -> None:
            if key == _OTHER:
                self._ask_day()
            elif key is not None:
                self._look_from(next(on for on in offers.values() if on.isoformat() == key))

        self.app.push_screen(Choose("Since when?", choices, current=self._first.isoformat()), chosen)

    def _offers(self) -> Iterator[tuple[str, date]]:
        day = self.desk.day
        yield "the last working day", _working_day_before(day)
        yield "a week ago", day - _A_WEEK
        yield "the 1st of the month", day.replace(day=1)
        if self._looked is not None and self._looked <= day:
            yield _LOOKED, self._looked

    def _ask_day(self) -> None:
        read = partial(read_day, today=self.desk.day, lies=Lies.BEFORE)
        field = Field("day", "Since", read=read, say=day_words, required=True, hint="fri, 22 jan, 2027-01-22")

        def chosen(day: date | None) -> None:
            if day is not None:
                self._look_from(day)

        self.app.push_screen(Form("What happened since a day", [field], lambda day: day, done="show it"), chosen)

    def _look_from(self, day: date) -> None:
        self._first = day
        self.read_again()

    @verb
    def action_reader(self) -> None:
        """Choose for whom the page is."""
        choices = [(str(kind), words) for kind, words in READER_WORDS.items()]

        def chosen(key: str | None) -> None:
            if key is not None:
                self._reader = ReaderKind(key)
                self.read_again()
                self.table.action_edge(-1)

        self.app.push_screen(Choose("For whom?", choices, current=self._reader), chosen)

    def exports(self) -> Sequence[Offer]:
        """The page as HTML, and as Markdown."""
        asked = self._asked
        return [
            Offer(
                f"since-{form}",
                words,
                on_demand.since.file_name(asked, form),
                "The page",
                partial(_made, asked, form),
                reasons=asked.reader is not ReaderKind.MANAGER,
            )
            for form, words in (
                (PageForm.HTML, "the page, to read and print (HTML)"),
                (PageForm.MARKDOWN, "the page as text (Markdown)"),
            )
        ]


def _made(asked: SpanAsked, form: PageForm, store: Store, making: Making) -> bytes:
    making.step(0, 2)
    page = on_demand.since.since(store, replace(asked, reasons=making.reasons))
    making.step(1, 2)
    return on_demand.since.encoded(page, form)


def _working_day_before(day: date) -> date:
    holidays = bank_holidays.english()
    day -= _ONE_DAY
    while not is_working_day(day, holidays):
        day -= _ONE_DAY
    return day
