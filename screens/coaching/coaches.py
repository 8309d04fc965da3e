"""The coaches: each with their leaders, the load of each window, what waits, and the group forms owed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.evaluation import FORM_WORDS
from psw_tui.policy.wording import day_near
from psw_tui.store import commands
from psw_tui.store.coaching import coaches
from psw_tui.store.roster.contacts import Contact
from screens.coaching.evaluation_verbs import form_state
from screens.coaching.export_bookings import ask_export
from screens.dialogs.fields import GivenDay, day_form
from screens.dialogs.form import fill_in
from screens.shell.dialog import Choose
from screens.shell.frame import verb
from screens.shell.list_screen import ListScreen
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from psw_tui.signs import Tone
    from psw_tui.store.coaching.coaches import CoachSummary, GroupForm
    from screens.shell.desk import Desk

_COLUMNS = (
    Column("name", "Coach", 20, fixed=True),
    Column("leaders", "Leaders", 7, "right"),
    *(Column(f"window{number}", f"{number}", 2, "right") for number in range(1, 7)),
    Column("outside", "out", 3, "right"),
    Column("record", "record", 6, "right"),
    Column("rebook", "rebook", 6, "right"),
    Column("behind", "behind", 6, "right"),
    Column("forms", "Group forms", 26, grow=1, drop=1),
)
_EMPTY = (
    "Nobody has a coach yet.\n\nA leader's coach is named in the roster: press 2, then e on the leader. "
    "Here each coach has a row, with the load of every window."
)


class CoachesScreen(ListScreen):
    """One row a coach; the numbers under 1 to 6 are bookings that used a session or are to come, by window.

    Those in no window stand under *out*.
    """

    CSS_PATH = ["../shell/frame.tcss", "board.tcss"]
    AREA: ClassVar[str] = "coaching"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "bookings"})
    ONE_AT_A_TIME = frozenset({"edit", "export"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "their leaders", tooltip="the board, filtered by this coach"),
        Binding("e", "edit", "form came", tooltip="a group form came from the coach: which one, and when"),
        Binding("E", "export", "export", tooltip="the coach's bookings as a calendar, or the list to send them"),
        Binding("escape", "back", "back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, CoachSummary] = {}

    def compose_body(self) -> ComposeResult:
        """The filter and the list."""
        yield self.filter_line("part of a name")
        yield RowTable(_COLUMNS, id="coaches", empty=_EMPTY, filtered_empty="Nobody fits. Escape clears the filter.")
        yield Static("", id="coaches-detail")

    def on_row_table_moved(self) -> None:
        """What is known of the coach under the cursor, whole where a column is too narrow for it."""
        row = self._row
        if row is None:
            self.query_one("#coaches-detail", Static).update("")
            return
        forms = [f"group form {FORM_WORDS[owed.point]}, {owed.cohort}: {self._due(owed)}" for owed in row.forms]
        line = " · ".join([part for part in (row.name, row.email) if part] + (forms or ["no group form is due yet"]))
        self.query_one("#coaches-detail", Static).update(Content(line))
        self.draw_frame()

    def crumbs(self) -> str:
        """The page's name."""
        return "Coaches"

    def reload(self) -> None:
        """Read the coaches and draw them."""
        rows = coaches.coaches(self.desk.store, self.desk.judged(), self.desk.day)
        self._rows = {row.id: row for row in rows}
        self.list_again()

    def list_again(self) -> None:
        """Draw those who fit the filter."""
        keys = [key for key, row in self._rows.items() if self.fits((row.name, row.email))]
        self.table.load(keys, self._line, filtered=bool(self._rows))

    def _line(self, key: str) -> Line:
        row = self._rows[key]
        return Line(
            (
                Cell(row.name, "bright"),
                str(len(row.leaders)),
                *(_load(number) for number in (*row.load, row.outside)),
                _waiting(row.unrecorded, "warn"),
                _waiting(row.to_rebook, "warn"),
                _waiting(row.behind, "bad"),
                self._forms(row),
            )
        )

    def _forms(self, row: CoachSummary) -> Cell:
        """Every group form there is, and whether one is waited for or late."""
        owed = [group.form for group in row.forms if not group.form.has_come(self.desk.day)]
        tone: Tone = "normal" if owed else "dim"
        if any(form.is_overdue(self.desk.day) for form in owed):
            tone = "bad"
        return Cell("; ".join(f"{FORM_WORDS[group.point]}, {self._due(group)}" for group in row.forms), tone)

    def _due(self, group: GroupForm) -> str:
        return form_state(group.form, self.desk.day, partial(day_near, today=self.desk.day))

    @property
    def _row(self) -> CoachSummary | None:
        return self._rows.get(self.table.cursor_key or "")

    def contacts_of(self, rows: Sequence[str]) -> list[Contact]:
        """The coaches of these rows."""
        return [Contact("coach", self._rows[key].name, self._rows[key].email) for key in rows]

    def why_not(self, action: str) -> str | None:
        """Nobody there, or no form to receive."""
        if action in ("open", "edit", "export") and self._row is None:
            return "There is no coach here yet; a leader's coach is named in the roster (2)."
        if action == "edit" and self._row is not None and not self._row.forms:
            return (
                f"{self._row.name} owes no group form yet: they are due after windows 2 and 6 "
                "(H:evaluation; local setting)."
            )
        return None

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
    def action_edit(self) -> None:
        """Which form came, and when."""
        row, store = self._row, self.desk.store
        assert row is not None
        choices = [(str(place), f"{FORM_WORDS[owed.point]}, {owed.cohort}") for place, owed in enumerate(row.forms)]

        def received(group: GroupForm, day: GivenDay) -> None:
            command = commands.change_evaluations.group_form_received
            self.do(partial(command, store, row.id, group.cohort, group.point, day.on))

        def chosen(key: str | None) -> None:
            if key is not None:
                group = row.forms[int(key)]
                form = day_form(f"{row.name}: form {FORM_WORDS[group.point]}", "Came on", store.today)
                fill_in(self, form, partial(received, group))

        self.app.push_screen(Choose(f"A group form came: {row.name}", choices), chosen)

    @verb
    def action_export(self) -> None:
        """The coach's calendar, or their list."""
        row = self._row
        assert row is not None
        ask_export(self, None, row.name, row.id)


def _load(number: int) -> Cell:
    """How many leaders have a session in a window; a dot for none."""
    return Cell(str(number)) if number else Cell("·", "dim")


def _waiting(number: int, tone: Tone) -> Cell:
    """How much waits; nothing that waits doesn't stand out."""
    return Cell(str(number), tone) if number else Cell("0", "dim")
