"""Today: what needs the BDO now, grouped and counted, and the cohort's health beside it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.wording import count, long_day
from psw_tui.store import lookups
from psw_tui.store.core.store import Refused
from screens.shell import on_demand as at_a_key
from screens.shell.desk import DUE_TO_ERASE, FILTER, OF_A_COACH, OVER, Place
from screens.shell.frame import AreaScreen
from screens.shell.frame_lines import CountLine
from screens.today import on_demand
from screens.widgets.row_layout import GAP, GUTTER_WIDTH, as_cell
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.store.roster.contacts import Contact
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer
    from screens.today.agenda import Agenda, Group, Item

#: The cells that the first column may have; it takes what its longest line needs, the detail the rest.
_WHAT_CELLS = (12, 26)
_WIDE = 104
#: How many lines of a group are shown at least until it is unfolded; as many more as there are rows.
_SHOWN = 6
_MORE = "more:"
_FEWER = "fewer:"
#: The cells that the side may have, borders among them; it takes a third of the window.
_SIDE_CELLS = (40, 50, 80)  # the least, if the list has lines that long; else as much at least, and at most
_EMPTY = (
    "Nothing is waiting.\n\n"
    "Registers to complete, catch-ups, coaching without an outcome, new concerns and what is overdue come up here."
)
_NO_COHORT = f"{_EMPTY}\nAn empty file begins in the Roster: press 2, then n."
_NO_LEADER = f"{_EMPTY}\nLeaders come first: press 2 for the Roster, then n for one of them, or i for a file."
_NOTHING_OVERDUE = "Nothing is overdue. o shows all that is waiting."


class TodayScreen(AreaScreen):
    """The first screen: one list of what is waiting, and how the cohort stands."""

    CSS_PATH = ["../shell/frame.tcss", "today.tcss"]
    AREA: ClassVar[str] = "today"
    KINDS: ClassVar[frozenset[str]] = AreaScreen.KINDS | {"concerns", "communications", "rounds", "requests"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="go to the row itself"),
        Binding("o", "overdue", "only overdue", tooltip="only what is overdue, or all again"),
        Binding("V", "since", "since…", tooltip="what happened since a day: for me, for a colleague, for the manager"),
        Binding("C", "app.cohort", "cohort", tooltip="choose the cohort"),
        Binding("D", "app.day", "day", tooltip="choose the day that is judged"),
        Binding(
            "ctrl+p",
            "app.command_palette",
            "find",
            key_display="ctrl+p",
            tooltip="any verb and any name",
        ),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._items: dict[str, Item] = {}
        self._lines: dict[str, Line] = {}
        self._only_overdue = False
        self._unfolded: set[str] = set()
        self._reads = False  # not before the first frame
        self._longest = 0  # the cells that the longest line of the list needs
        self._waiting: Agenda | None = None  # what is shown; none until it is worked out for the first time

    def compose_body(self) -> ComposeResult:
        """The day, the list, and at its side the health and what comes next."""
        yield Static(Content(long_day(self.desk.day)), classes="title", id="today-title")
        with Horizontal(id="today-columns"):
            yield RowTable(_columns(()), id="today-list", show_header=False, empty="…")
            with Vertical(id="today-side"):
                yield CountLine("", id="today-health")
                yield Static("", id="today-next")

    def fit(self, size: Size) -> None:
        """Side by side where there is room, else the health above the list."""
        self.set_class(size.width < _WIDE, "narrow")
        wide = size.width >= _WIDE
        self.query_one("#today-side").styles.width = self._side if wide else "1fr"
        if self._waiting is not None:
            self._draw_side(self._waiting)
            self.call_after_refresh(self._unfold_again, self._waiting)

    def _unfold_again(self, waiting: Agenda) -> None:
        """As many lines as there are rows now."""
        if waiting is self._waiting:
            self._load(waiting)

    def _title(self) -> Content:
        """The day in words and the number of leaders covered."""
        day = self.desk.day
        words = long_day(day)
        try:
            number = lookups.verdicts.leaders_covered(self.desk.store, day, self.desk.cohort)
        except Refused:  # said when the list is read
            return Content(words)
        title = Content(f"{words} · {count(number, 'leader')} covered")
        return title + Content.styled(" · only what is overdue (o)", "$text-accent") if self._only_overdue else title

    def read_again(self) -> bool:
        """The first time nothing is read until the first frame is on the screen: it shows the day alone."""
        return super().read_again() if self._reads else True

    def was_drawn(self) -> None:
        """Once the first frame is with the terminal, and what the app was told meanwhile is done: read."""
        if not self._reads and self.query("#verbs"):
            self._reads = True
            self.desk.store.begin_with_rows()
            self.app.call_later(self.call_later, self._begin)

    def _begin(self) -> None:
        """Import and read what is shown while threads look through the file, instead of waiting for them first."""
        for door, names in ((lookups, ("cohorts", "verdicts")), (on_demand, ("agenda", "side"))):
            for name in names:
                getattr(door, name)
        with self.desk.verdicts.reading_ahead():
            self.read_again()

    def reload(self) -> None:
        """Everything that waits, the health, and what comes next."""
        self.query_one("#today-title", Static).update(self._title())
        self._fill()

    def _fill(self) -> None:
        running, over = self.desk.judged_apart()
        waiting = on_demand.agenda.agenda(self.desk.store, running, self.desk.day, over, self.desk.copies_away)
        is_first, self._waiting = self._waiting is None, waiting
        self._load(waiting)
        self._draw_side(waiting)
        self.draw_frame()  # there is something to open now, or nothing any more
        if is_first:
            self.desk.today_is_whole = True
            self.call_after_refresh(self.desk.when_today_is_whole)

    def _load(self, waiting: Agenda) -> None:
        self._items, self._lines = {}, {}
        keys: list[str] = []
        headings = set()
        groups = self._groups(waiting)
        table = self.query_one(RowTable)
        numbers = [len(items) for _, items in groups]
        whole = [group.title in self._unfolded for group, _ in groups]
        shown = lines_shown(numbers, whole, table.size.height)
        for (group, items), number in zip(groups, shown, strict=True):
            heading = f"heading:{group.title}"
            headings.add(heading)
            keys.append(heading)
            self._lines[heading] = Line((group.heading, str(len(items))), heading=True)
            for item in items[:number]:
                keys.append(item.key)
                self._items[item.key] = item
                self._lines[item.key] = _line(item)
            if number < len(items):
                keys.append(f"{_MORE}{group.title}")
                more = f"{len(items) - number} more"
                self._lines[keys[-1]] = Line((Cell(more, "dim"), Cell("enter shows them", "dim")))
            elif group.title in self._unfolded and _least_shown(number, whole=False) < number:
                keys.append(f"{_FEWER}{group.title}")
                self._lines[keys[-1]] = Line((Cell("fewer", "dim"), Cell("enter folds them away", "dim")))
        begun = _EMPTY if self.desk.judged() else _NO_LEADER
        table.empty = begun if self.desk.cohort_names else _NO_COHORT
        table.filtered_empty = _NOTHING_OVERDUE
        table.set_columns(
            _columns(line.cells[0].text for line in self._lines.values() if isinstance(line.cells[0], Cell))
        )
        table.load(keys, self._lines.__getitem__, headings=headings, filtered=self._only_overdue and not keys)
        self._share_the_width(table.columns[0].width)

    def _groups(self, waiting: Agenda) -> list[tuple[Group, list[Item]]]:
        """The groups that something stands in, with all of it; only what is overdue where that is looked at."""
        # No dict: to hash a group is to hash every line of it.
        parted = [
            (group, [item for item in group.items if item.is_overdue or not self._only_overdue])
            for group in waiting.groups
        ]
        return [(group, items) for group, items in parted if items]

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """What waits; the row that says how many more there are gives way to these: the window is too low for them."""
        wanted = set(keys)
        for group, items in [] if self._waiting is None else self._groups(self._waiting):
            more = f"{_MORE}{group.title}" in wanted
            yield Line((group.heading,), heading=True)
            yield from (_line(item) for item in items if item.key in wanted or (more and item.key not in self._items))

    def shown_in_part(self) -> str:
        """What `o` leaves out."""
        return "only what is overdue" if self._only_overdue else ""

    def _share_the_width(self, what: int) -> None:
        """Give the list what its longest line needs, beside a first column of so many cells."""
        details = (as_cell(line.cells[1]).text for line in self._lines.values() if not line.heading)
        self._longest = GUTTER_WIDTH + what + GAP + max(map(cell_len, details), default=0) + 1
        if not self.has_class("narrow"):
            self.query_one("#today-side").styles.width = self._side

    @property
    def _side(self) -> int:
        """The cells of the side: a third of the window, less where a line of the list needs them."""
        least, wanted, most = _SIDE_CELLS
        width = self.size.width
        return max(least, min(most, max(wanted, width // 3), width - self._longest))

    def _draw_side(self, waiting: Agenda) -> None:
        """The health, and what comes next."""
        day, wide = self.desk.day, not self.has_class("narrow")
        bar = self._side - 22 if wide else min(30, max(12, self.size.width - 60))
        side = on_demand.side
        self.query_one("#today-health", Static).update(
            side.health_words(*self.desk.judged_apart(), day, bar, wide=wide)
        )
        self.query_one("#today-next", Static).update(side.next_words(waiting.coming, day, self._side))

    def why_not(self, action: str) -> str | None:
        """Nothing to open on an empty list."""
        if action == "open" and self._waiting is not None and not self._items:
            return "Nothing is waiting, so there is nothing to open."
        return None

    def why(self) -> tuple[str, list[str]] | None:
        """The line under the cursor at length, and for a concern its why and clause."""
        item = self._items.get(self.query_one(RowTable).cursor_key or "")
        if item is None:
            return None
        lines = [line for line in (item.at_length, item.why) if line]
        for verdict in self.desk.judged():
            lines += [concern.why for concern in verdict.concerns if item.key == f"concern:{concern.key}"]
        return item.what, lines

    def action_open(self) -> None:
        """Go to the very row."""
        if reason := self.why_not("open"):
            self.tell(reason, bad=False)
            return
        key = self.query_one(RowTable).cursor_key or ""
        fold, _, title = key.partition(":")
        if f"{fold}:" in (_MORE, _FEWER):
            self._unfolded ^= {title}
            self._fill()
            self._stay_at_the_fold(title)
        elif key.startswith(OVER):
            self.call_later(self.app.run_action, "app.cohort")
        elif key.startswith(DUE_TO_ERASE):
            on_demand.erase_due.ask_to_erase_due(self, key)
        elif (item := self._items.get(key)) is not None:
            self.desk.go(Place(item.area, item.row, page=item.page, back=self.AREA))

    def _stay_at_the_fold(self, title: str) -> None:
        """Once a group is folded away, the cursor on what opens it again; once it is open, where it was."""
        if title not in self._unfolded:
            self.query_one(RowTable).move_to(f"{_MORE}{title}")

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """Whom these lines are about; a session's are those it still waits for."""
        items = [self._items[key] for key in rows if key in self._items]
        return list(dict.fromkeys(chain.from_iterable(item.leaders for item in items)))

    def exports(self) -> Sequence[Offer]:
        """The report of each cohort that is looked at and runs; the due days, for the BDO's own calendar."""
        running, over = self.desk.judged_apart()
        cohorts = dict.fromkeys(verdict.record.cohort.name for verdict in running or over)
        reports = at_a_key.report_offers.cohort_offers(list(cohorts), self.desk.day)
        return [*reports, at_a_key.calendar_offers.due_offer(self.desk.cohort)]

    def contacts_of(self, rows: Sequence[str]) -> list[Contact]:
        """Whom `Y` can copy the addresses of: leaders, and the coaches who owe a form."""
        items = [self._items[key] for key in rows if key in self._items]
        coaches = [item.row.removeprefix(OF_A_COACH) for item in items if item.row.startswith(OF_A_COACH)]
        return [*super().contacts_of(rows), *lookups.contacts.of_coaches(self.desk.store, coaches)]

    def on_row_table_opened(self) -> None:
        """Enter, or a click on the row."""
        self.action_open()

    def action_filter_to(self, words: str) -> None:
        """A count of the health was clicked: those it counts, on the roster."""
        self.desk.go(Place("roster", FILTER + words))

    def action_since(self) -> None:
        """What happened since a day."""
        self.app.push_screen(on_demand.since.SinceScreen(self.desk))

    def action_overdue(self) -> None:
        """Only what is overdue, or everything again."""
        self._only_overdue = not self._only_overdue
        self.query_one("#today-title", Static).update(self._title())
        self._fill()


def _line(item: Item) -> Line:
    return Line((Cell(item.what, "bright"), Cell(item.detail, item.tone)))


def _columns(whats: Iterable[str]) -> tuple[Column, ...]:
    least, most = _WHAT_CELLS
    longest = max((cell_len(what) for what in whats), default=least)
    return (Column("what", "", min(most, max(least, longest)), fixed=True), Column("detail", "", 30, grow=1))


def lines_shown(numbers: list[int], whole: list[bool], rows: int) -> list[int]:
    """How many lines of each group to show in so many rows: some of each at least, and more where there is room.

    A group that is `whole` is shown to its end. Each takes a row for its heading and, unless it is shown to its end,
    one that says how many are folded away.
    """
    shown = list(map(_least_shown, numbers, whole))
    while True:
        folded = [place for place, number in enumerate(numbers) if shown[place] < number]
        used = len(numbers) + sum(shown) + len(folded)
        if not folded or used >= rows:
            return shown
        place = min(folded, key=lambda place: shown[place])
        # The last but one takes the row that said how many are left.
        shown[place] = numbers[place] if numbers[place] - shown[place] <= 2 else shown[place] + 1


def _least_shown(number: int, whole: bool) -> int:
    """A line is not folded away for one that says so."""
    return number if whole or number <= _SHOWN + 1 else _SHOWN
