"""Counts over the cohort, per sub-capability, without names: what the next workshop should be about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.capability import RATINGS
from psw_tui.store.capabilities import rounds
from psw_tui.store.system.settings import framework
from screens.shell.list_screen import SortedScreen
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from psw_tui.policy.capability import CohortCounts
    from psw_tui.policy.programme import Programme
    from screens.shell.desk import Desk

_COLUMNS = (
    Column("sub", "Sub-capability", 48, fixed=True),
    Column("focus", "focus", 6, "right", in_file=("Focus",)),
    Column("strengths", "strength", 8, "right", in_file=("Strength",)),
    Column("moved", "moved up", 8, "right", in_file=("Moved up", "Rated twice")),
    Column("answered", "of", 4, "right", in_file=("Answered",)),
)
#: The orders there are: of sub-capabilities, and never of people.
SORTS = (
    ("focus", "focus, most first"),
    ("strengths", "strengths, most first"),
    ("moved", "moved up, most first"),
    ("framework", "as in the framework"),
)


_NOBODY_COVERED = (
    "Nobody is here yet.\n\n"
    "What a cohort marks as focus and as strength is counted here by sub-capability, without names. "
    "Leaders come from the roster: press 2, then n."
)


class CohortScreen(SortedScreen):
    """The cohort's focus areas, strengths and moves; nothing where fewer than five (local) answered."""

    CSS_PATH = ["../shell/frame.tcss", "rounds.tcss"]
    AREA: ClassVar[str] = "capabilities"
    SORTS = SORTS
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "rounds"})
    AUTO_FOCUS = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort", tooltip="what the cohort marks as focus most, its strengths, what moved up"),
        Binding("w", "app.why", "why", tooltip="what is counted, and what is not shown"),
        Binding("escape", "back", "back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._counts: dict[str, CohortCounts] = {}
        self._programme: Programme | None = None

    def compose_body(self) -> ComposeResult:
        """How many answered, and the sub-capabilities."""
        yield Static("", id="cohort-head")
        yield RowTable(_COLUMNS, id="cohort-list", empty="")

    def crumbs(self) -> str:
        """The page's name."""
        return "Cohort"

    def reload(self) -> None:
        """Count and draw; of several programmes the most careful limit counts."""
        verdicts = self.desk.judged()
        programmes = [verdict.record.programme for verdict in verdicts]
        programme = max(programmes, key=lambda candidate: candidate.cohort_view_minimum, default=None)
        counts: dict[str, CohortCounts] = {}
        head = ""
        if programme is not None:
            leaders = rounds.overview(self.desk.store, verdicts)
            counts = rounds.cohort_counts(self.desk.store, leaders, programme)
            few = programme.cohort_view_minimum
            if any(counted.answered is not None for counted in counts.values()):
                head = "In everyone's newest round; moved up since the one before. No names."
            else:
                head = (
                    f"Fewer than {few} leaders answered: nothing is shown, since it would name people (local setting)."
                )
        self._programme, self._counts = programme, counts
        self.query_one("#cohort-head", Static).update(Content(head))
        self.draw_in_order()

    def draw_in_order(self) -> None:
        """The sub-capabilities in the order that was chosen."""
        keys = [key for key, counted in self._counts.items() if counted.answered is not None]
        if self.sorted_by != "framework":
            keys.sort(key=lambda key: -self._number(key))
        table = self.query_one(RowTable)
        table.empty = "" if self._programme else _NOBODY_COVERED  # else the line above says why nothing is shown
        table.fit_columns(sub=(framework().subs[key].name for key in keys))
        table.load(keys, self._line)

    def _number(self, key: str) -> int:
        counted = self._counts[key]
        number = {"focus": counted.focus, "strengths": counted.strengths, "moved": counted.moved_up}[self.sorted_by]
        return -1 if number is None else number

    def _line(self, key: str) -> Line:
        counted = self._counts[key]
        focus = Cell(str(counted.focus), "bright", counted.focus) if counted.focus else Cell("·", "dim", 0)
        moved = Cell("few", "dim")
        if counted.moved_up is not None:
            of = counted.rated_twice or 0
            moved = Cell(f"{counted.moved_up} of {of}", "dim", (counted.moved_up, of))
        return Line(
            (
                framework().subs[key].name,
                focus,
                Cell(str(counted.strengths or "·"), value=counted.strengths or 0),
                moved,
                Cell(str(counted.answered), "dim", counted.answered),
            )
        )

    def list_name(self) -> tuple[str, str]:
        """The counts."""
        return "capabilities-counted", ""

    def why(self) -> tuple[str, list[str]] | None:
        """What is counted, and what is not shown."""
        if self._programme is None:
            return None
        few, word = self._programme.cohort_view_minimum, self._programme.rating_words[-1]
        return "Capabilities of the cohort", [
            f"focus: how many mark it as a focus; strength: how many rate it {max(RATINGS)}, {word} (local setting).",
            "moved up: how many rate it higher than in their round before.",
            f"What fewer than {few} leaders answered is not shown (local setting): counts of a few would name them.",
            "What the cohort marks as focus most is what the next workshop could be about (H:framework).",
        ]
