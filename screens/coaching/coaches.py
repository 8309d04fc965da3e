"""The coaches: each with their leaders, the load of each window, what waits, and the group forms owed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.evaluation import FORM_WORDS
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import day_near
from psw_tui.store.coaching import coaches, double_bookings
from psw_tui.store.roster.contacts import Contact
from screens.coaching.coach_verbs import ask_for_new, ask_what
from screens.coaching.evaluation_verbs import form_state
from screens.coaching.export_bookings import coach_offers
from screens.shell.frame import verb
from screens.shell.list_screen import ListScreen
from screens.widgets.row_layout import fitted
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from psw_tui.store.coaching.coaches import CoachSummary, GroupForm
    from psw_tui.store.coaching.double_bookings import Clash
    from psw_tui.store.reads.change import Change
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_COLUMNS = (
    Column("name", "Coach", 20, fixed=True),
    Column("leaders", "Leaders", 7, "right"),
    *(Column(f"window{number}", f"{number}", 2, "right", in_file=(f"In window {number}",)) for number in range(1, 7)),
    Column("outside", "outside", 7, "right", drop=2, in_file=("Outside the windows",)),
    Column("record", "record", 6, "right", in_file=("To record",)),
    Column("rebook", "rebook", 6, "right", in_file=("To rebook",)),
    Column("behind", "behind", 6, "right", in_file=("Behind",)),
    Column("forms", "Group forms", 24, grow=1, drop=1),
)
_TWICE = Column("twice", "twice", 5, "right", in_file=("Hours booked twice",))
_EMPTY = (
    "There is no coach yet.\n\nn makes one. A leader's coach is named in the roster: press 2, then e on the leader. "
    "Here each coach has a row, with the load of every window."
)
_NOBODY = "There is no coach here yet; n makes one."
_OFFER = "another coach has this name: e, then m, makes one of them; t says that they are not one person"


class CoachesScreen(ListScreen):
    """One row a coach; the numbers under 1 to 6 are bookings that used a session or are to come, by window.

    Those in no window stand under *out*, hours at which the coach is booked for two leaders under *twice*.
    """

    CSS_PATH = ["../shell/frame.tcss", "board.tcss"]
    AREA: ClassVar[str] = "coaching"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "bookings"})
    ONE_AT_A_TIME = frozenset({"edit", "export"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "their leaders", tooltip="the board, filtered by this coach"),
        Binding("n", "new", "new", tooltip="make a coach"),
        Binding("e", "edit", "edit…", tooltip="name and e-mail, merge, hand over, remove; a group form that came"),
        Binding("E", "export", "export", tooltip="the coach's bookings as a calendar, or the list to send them"),
        Binding("escape", "back", "back"),
    ]

    def __init__(self, desk: Desk, at: str = "") -> None:
        """`at` is the coach whom the cursor is on first."""
        super().__init__(desk)
        self._rows: dict[str, CoachSummary] = {}
        self._twice: dict[str, list[Clash]] = {}
        self._before: dict[str, CoachSummary] = {}  # the rows when a verb began
        self._at = at

    def compose_body(self) -> ComposeResult:
        """The filter and the list."""
        yield self.filter_line("part of a name")
        yield RowTable(_COLUMNS, id="coaches", empty=_EMPTY, filtered_empty="Nobody matches. Escape clears the filter.")
        yield Static("", id="coaches-detail")

    def on_row_table_moved(self) -> None:
        """Another coach: other particulars."""
        self._draw_detail()
        self.draw_frame()

    def _draw_detail(self) -> None:
        """What is known of the coach under the cursor, whole where a column is too narrow for it."""
        row = self._row
        if row is None:
            self.query_one("#coaches-detail", Static).update("")
            return
        forms = [f"group form {FORM_WORDS[owed.point]}, {owed.cohort}: {self._due(owed)}" for owed in row.forms]
        parts = [row.name, row.email or "no e-mail", *(forms or ["no group form is due yet"])]
        parts += [f"booked twice: {clash.words}" for clash in self._twice.get(row.id, ())]
        if row.shares_a_name:
            parts.insert(2, _OFFER)
        self.query_one("#coaches-detail", Static).update(Content(" · ".join(parts)))

    def crumbs(self) -> str:
        """The page's name."""
        return "Coaches"

    def reload(self) -> None:
        """Read the coaches and draw them."""
        rows = coaches.coaches(self.desk.store, self.desk.judged(), self.desk.day)
        self._twice = double_bookings.clashes(self.desk.store)
        columns = (*_COLUMNS[:-1], _TWICE, _COLUMNS[-1]) if self._twice else _COLUMNS
        columns = fitted(columns, {"name": [row.label for row in rows]})
        if columns != self.table.columns:
            self.table.set_columns(columns)
        self._rows = {row.id: row for row in rows}
        self.list_again()
        if self._at and self.table.move_to(self._at):
            self._at = ""
        self._draw_detail()

    def list_again(self) -> None:
        """Draw those who fit the filter."""
        keys = [key for key, row in self._rows.items() if self.fits((row.name, row.email))]
        self.table.load(keys, self._line, filtered=bool(self._rows))

    def _line(self, key: str) -> Line:
        row = self._rows[key]
        name_tone: Tone = "warn" if row.shares_a_name else "bright"
        cells = [
            Cell(row.label, name_tone),
            _waiting(len(row.leaders), "normal"),
            *(_load(number) for number in (*row.load, row.outside)),
            _waiting(row.unrecorded, "warn"),
            _waiting(row.to_rebook, "warn"),
            _waiting(row.behind, "bad"),
        ]
        if self._twice:
            cells.append(_waiting(len(self._twice.get(key, ())), "warn"))
        return Line((*cells, self._forms(row)))

    def list_name(self) -> tuple[str, str]:
        """The coaches."""
        return "coaches", ""

    def _forms(self, row: CoachSummary) -> Cell:
        """Every group form there is, and whether one is waited for or late."""
        owed = [group.form for group in row.forms if not group.form.has_come(self.desk.day)]
        tone: Tone = "normal" if owed else "dim"
        if any(form.is_overdue(self.desk.day) for form in owed):
            tone = "bad"
        words = "; ".join(f"{FORM_WORDS[group.point]}, {self._due(group)}" for group in row.forms)
        day = self.desk.day
        in_file = (f"{FORM_WORDS[group.point]}, {form_state(group.form, day, day_words)}" for group in row.forms)
        return Cell(words, tone, "; ".join(in_file))

    def _due(self, group: GroupForm) -> str:
        return form_state(group.form, self.desk.day, partial(day_near, today=self.desk.day))

    @property
    def _row(self) -> CoachSummary | None:
        return self._rows.get(self.table.cursor_key or "")

    def contacts_of(self, rows: Sequence[str]) -> list[Contact]:
        """The coaches of these rows."""
        return [Contact("coach", self._rows[key].name, self._rows[key].email) for key in rows]

    def why_not(self, action: str) -> str | None:
        """Nobody there."""
        return _NOBODY if action in ("open", "edit", "export") and self._row is None else None

    @verb
    def action_open(self) -> None:
        """Back to the board, filtered by this coach."""
        row = self._row
        assert row is not None
        self.dismiss()
        below = self.app.screen_stack[-1]
        if isinstance(below, ListScreen):
            below.filter_by(row.name)

    def on_row_table_opened(self) -> None:
        """Enter, or a click on the row."""
        self.action_open()

    @verb
    def action_new(self) -> None:
        """Make a coach."""
        self._before = self._rows
        ask_for_new(self, self._done)

    @verb
    def action_edit(self) -> None:
        """What can be done about the coach under the cursor."""
        row = self._row
        assert row is not None
        self._before = self._rows
        ask_what(self, row, self._done)

    def _done(self, change: Change | None) -> None:
        """Light up the rows that are other than before; of only one also the cursor is there."""
        if change is not None and self.read_again():  # the news of it may come later
            changed = [key for key, row in self._rows.items() if self._before.get(key) != row]
            for key in changed:
                self.table.flash(key)
            if len(changed) == 1:
                self.table.move_to(changed[0])

    def exports(self) -> Sequence[Offer]:
        """The coach's calendar, and their list."""
        row = self._row
        return () if row is None else coach_offers(self.desk.store, row.name, row.id)


def _load(number: int) -> Cell:
    """How many leaders have a session in a window; a dot for none."""
    return Cell(str(number), value=number) if number else Cell("·", "dim", 0)


def _waiting(number: int, tone: Tone) -> Cell:
    """How much waits; nothing that waits doesn't stand out."""
    return Cell(str(number), tone, number) if number else Cell("0", "dim", 0)
