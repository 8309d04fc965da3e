"""A list as it is seen, as a spreadsheet: the filter, the order and what is selected are the screen's.

All columns go, also those that the window is too narrow for; what is folded away, or filtered out, does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from psw_tui import __version__
from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.policy.wording import Value, count, upper_first
from psw_tui.store.system import clock
from screens.dialogs.export import ask_export
from screens.shell.list_screen import ListScreen, SortedScreen
from screens.shell.offers import Making, Offer
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.exchange.files.spreadsheet import ListInFile
    from psw_tui.store.core.store import Store
    from screens.shell.frame import AreaScreen
    from screens.widgets.row_table import Line

#: So many rows are asked for in one go: the app draws between two.
_AT_ONCE = 100
_SECTION = "Section"
#: Runs something on the thread of the screen and gives what came of it.
OnTheScreen = Callable[[Callable[[], bool]], bool]


def ask_export_or_list(screen: AreaScreen, offers: Sequence[Offer]) -> None:
    """Ask which of the offers, or whether the screen's list, to write to a file, and write it."""
    if every := [*offers, *offers_of_list(screen)]:
        ask_export(screen, every)
    else:
        screen.tell(screen.NOTHING_TO_EXPORT)


def offers_of_list(screen: AreaScreen) -> list[Offer]:
    """The screen's list as a workbook and as CSV; nothing where it has no list, or no row."""
    table = next(iter(screen.query(RowTable)), None)
    if table is None or table.cursor_key is None:
        return []
    number = len(table.selected)
    of = f"the {count(number, 'row')} selected" if number else "this list as seen"
    of_what, whom = screen.list_name()
    name = "-".join(filter(None, (of_what, whom and safe_name(whom), screen.desk.day.isoformat())))
    reasons = screen.LISTS_REASONS
    what = "The list" if not number else f"The list ({count(number, 'row')} selected)"

    def make(_store: Store, making: Making, *, as_csv: bool) -> bytes:
        writer = on_demand.spreadsheet
        listing = listing_of(screen, table, making, screen.app.call_from_thread)
        return (writer.as_csv if as_csv else writer.as_workbook)(listing, partial(_second_half, making))

    offer = partial(Offer, what=what, reasons=reasons, reads=False)
    return [
        offer("xlsx", f"{of}, a spreadsheet (XLSX)", f"{name}.xlsx", make=partial(make, as_csv=False)),
        offer("csv", f"{of}, as plain text (CSV)", f"{name}.csv", make=partial(make, as_csv=True)),
    ]


def listing_of(screen: AreaScreen, table: RowTable, making: Making, on_the_screen: OnTheScreen) -> ListInFile:
    """The rows of a list with what is said of them, gathered on the screen's thread some at a time."""
    rows = _Gathered(screen, table, making)
    while on_the_screen(rows.gather):
        making.step(len(rows.made), 2 * max(len(rows.made), len(table.keys)))
    titles, made = table.titles(), rows.made
    if any(section for section, _ in made):
        titles, lists = [_SECTION, *titles], [[section, *values] for section, values in made]
    else:
        lists = [values for _, values in made]
    return on_demand.spreadsheet.ListInFile(
        upper_first(screen.AREA), titles, lists, _about(screen, table, rows, making)
    )


def _second_half(making: Making, done: int, of: int) -> None:
    """Half of the work was to gather the rows."""
    making.step(of + done, 2 * of)


class _Gathered:
    """What was gathered; where the list was read again meanwhile it begins anew."""

    def __init__(self, screen: AreaScreen, table: RowTable, making: Making) -> None:
        self._screen, self._table, self._making = screen, table, making
        self._keys: Sequence[str] | None = None
        self._lines: Iterator[Line] = iter(())
        self._section = ""
        self.made: list[tuple[str, list[Value]]] = []

    def gather(self) -> bool:
        """Some more of the rows; whether there may be others."""
        if self._table.keys is not self._keys:
            self._begin()
        lines = list(islice(self._lines, _AT_ONCE))
        for line in lines:
            if line.heading:
                self._section = str(self._table.values(line)[0])
            else:
                self.made.append((self._section, self._table.values(line)))
        return bool(lines)

    def _begin(self) -> None:
        self.made, self._section = [], ""
        table = self._table
        self._keys = keys = table.keys
        if table.selected:
            keys = [key for key in keys if key in table.selected or table.is_heading(key)]
        self._lines = iter(self._screen.listed(keys, reasons=self._making.reasons))


def _about(screen: AreaScreen, table: RowTable, rows: _Gathered, making: Making) -> list[tuple[str, Value]]:
    """What was listed, for whoever is sent the file and has not seen the screen."""
    desk, number = screen.desk, len(rows.made)
    about: list[tuple[str, Value]] = [
        ("List", " › ".join(filter(None, (upper_first(screen.AREA), screen.crumbs())))),
        ("Cohort", desk.cohort_name),
        ("As of", desk.day),
        ("Rows", f"{number:,}, those that were selected" if table.selected else number),
    ]
    if isinstance(screen, ListScreen) and screen.sought.strip():
        about.append(("Filter", screen.sought.strip()))
    if shown := screen.shown_in_part():
        about.append(("Shown", shown))
    if isinstance(screen, SortedScreen) and screen.SORTS:
        turned = ", the other way round" if screen.backwards else ""
        about.append(("Order", dict(screen.SORTS)[screen.sorted_by] + turned))
    if hidden := len(desk.store.damage.leaders):
        about.append(("Left out", f"{count(hidden, 'leader')} whose record can't be read"))
    if screen.LISTS_REASONS:
        how = "as recorded" if making.reasons else "not shown"
        about.append(("Absence reasons", how))
    about.append(("Made", clock.now()))
    about.append(("By", f"psw {__version__}"))
    return about
