"""Capabilities: each leader's rounds of self-assessment, and how far they are; never sorted by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RoundKind
from psw_tui.policy.text import fold
from psw_tui.policy.wording import Value, count
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.capabilities import rounds
from psw_tui.store.system.refusal import Gone
from psw_tui.store.system.settings import framework
from screens.capabilities.cohort_counts import CohortScreen
from screens.capabilities.compare_rounds import CompareScreen
from screens.capabilities.export_profile import Assessed, form_offers, offers_of_one, profile_offers
from screens.capabilities.profile_rows import profile_lines
from screens.capabilities.round import RoundScreen
from screens.dialogs.fields import day_field
from screens.dialogs.form import Field, Form, fill_in, one_of
from screens.dialogs.import_preview import import_file
from screens.dialogs.typed import Lies
from screens.shell.frame import AreaScreen, verb
from screens.shell.list_screen import ListScreen
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.store.capabilities.rounds import LeaderRounds, Round, RoundSummary
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

#: The orders there are. None of them is by a rating: leaders are never ranked (section 5).
_SORTS = (("name", "name"), ("last", "last round, oldest first"), ("far", "rated, least first"))
_COLUMNS = (
    Column("name", "Leader", 24, fixed=True),
    Column("organisation", "Organisation", 18, drop=1),
    Column("last", "Last round", 15),
    Column("kind", "Kind", 8),
    Column("far", "Rated", 8, "right", in_file=("Rated", "Of")),
    Column("focus", "Focus", 5, "right"),
    Column("rounds", "Rounds", 6, "right"),
)
_ROUND_COLUMNS = (
    Column("on", "Round", 16, fixed=True),
    Column("kind", "Kind", 10),
    Column("far", "Rated", 8, "right", in_file=("Rated", "Of")),
    Column("focus", "Focus", 5, "right"),
    Column("state", "", 12, grow=1),
)
_KINDS = tuple((kind, kind.value) for kind in RoundKind)
_EMPTY = (
    "Nobody is here yet.\n\n"
    "Capabilities keeps each leader's own view of 26 sub-capabilities, round by round. "
    "Leaders come from the roster: press 2, then n."
)
_NOBODY = "Nobody matches. Escape clears the filter."
_NO_ROUND = "No round yet.\n\nPress n for the first: the baseline, before coaching begins."


@frozen
class NewRound:
    """The day and the kind of a round to begin."""

    on: date
    kind: RoundKind


def ask_new_round(screen: AreaScreen, leader: LeaderRounds) -> None:
    """Ask for the day and the kind of a new round, and open it."""
    store = screen.desk.store

    def save(new: NewRound) -> date | None:
        made = screen.do(lambda: commands.change_rounds.new_round(store, leader.leader, new.on, new.kind))
        return None if made is None else new.on

    def begin(on: date | None) -> None:
        for summary in rounds_of(screen, leader.leader):
            if summary.on == on:
                screen.call_next(open_made, summary.id)

    def open_made(made: str) -> None:  # once the list has heard of it
        screen.query_one(RowTable).move_among({made})
        screen.app.push_screen(RoundScreen(screen.desk, made))

    fields = [
        day_field("on", "Made on", store.today, "today", lies=Lies.BEFORE, required=True),
        Field("kind", "Kind", str(rounds.proposed_kind(leader.rounds)), one_of(_KINDS), required=True),
    ]

    def check(new: NewRound) -> str | None:
        return rounds.round_problem(store, leader.leader, new.on, new.kind)

    fill_in(screen, Form(f"New round: {leader.name}", fields, NewRound, check=check), save, begin)


def rounds_of(screen: AreaScreen, leader: str) -> Sequence[RoundSummary]:
    """The rounds of one leader, newest first."""
    verdict = screen.desk.verdicts.one(screen.desk.day, leader)
    found = rounds.overview(screen.desk.store, [verdict]) if verdict is not None else []
    return found[0].rounds if found else ()


def _assessed(row: LeaderRounds) -> Assessed:
    newest = row.newest
    return Assessed(row.leader, row.name, None if newest is None else newest.on)


def how_far(summary: RoundSummary) -> str:
    """`19 of 26`."""
    return f"{summary.rated} of {len(framework().subs)}"


def _far(summary: RoundSummary) -> tuple[Value, ...]:
    return (summary.rated, len(framework().subs))


class CapabilitiesScreen(ListScreen):
    """Every leader with their newest round."""

    CSS_PATH = ["../shell/frame.tcss", "rounds.tcss"]
    AREA: ClassVar[str] = "capabilities"
    SORTS = _SORTS
    BOTH_WAYS = True
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "rounds"})
    ONE_AT_A_TIME = frozenset({"new_round"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="the round, or the rounds where there are several"),
        Binding("n", "new_round", "new round…", tooltip="a new round of this leader"),
        Binding("i", "import", "import", tooltip="import a table, forms filled in, or a Forms export"),
        Binding("slash", "filter", "filter", key_display="/", tooltip="filter as you type"),
        Binding("s", "sort", "sort", tooltip="sort by name, last round or how many are rated"),
        Binding("E", "export", "export", show=False, tooltip="the leader's profile to send to them, or a form"),
        Binding("V", "cohort", "cohort", tooltip="counts over the cohort, per sub-capability, without names"),
        Binding("w", "app.why", "why", tooltip="what the framework is for, and what leaders can be sorted by"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, LeaderRounds] = {}

    def compose_body(self) -> ComposeResult:
        """How many have a round, the filter, and the leaders."""
        yield Static("", id="capabilities-head")
        yield self.filter_line("part of a name, an organisation or a reference")
        yield RowTable(_COLUMNS, id="capabilities-list", empty=_EMPTY, filtered_empty=_NOBODY)

    def reload(self) -> None:
        """Read the rounds and draw them."""
        leaders = rounds.overview(self.desk.store, self.desk.judged())
        self._rows = {row.leader: row for row in leaders}
        newest = [row.newest for row in leaders if row.newest is not None]
        whole = sum(summary.rated == len(framework().subs) for summary in newest)
        words = ""
        if leaders:
            words = f"{count(len(leaders), 'leader')} · {len(newest)} with a round · newest complete: {whole}"
        self.query_one("#capabilities-head", Static).update(Content(words))
        self.list_again()

    def list_again(self) -> None:
        """Draw the rows that fit the filter, in the order chosen."""
        rows = [row for row in self._rows.values() if self.fits((row.name, row.organisation, row.leader))]
        rows.sort(key=self._sort_key, reverse=self.backwards)
        self.table.sort_shown = (self.sorted_by, self.backwards)
        self.table.fit_columns(
            name=(row.name for row in self._rows.values()),
            organisation=(row.organisation for row in self._rows.values()),
        )
        self.table.load([row.leader for row in rows], self._line, filtered=bool(self._rows))

    def _sort_key(self, row: LeaderRounds) -> tuple[object, ...]:
        name = (fold(row.name), row.leader)
        if self.sorted_by == "last":
            return (row.newest.on.toordinal() if row.newest else 0, *name)
        if self.sorted_by == "far":
            return (row.newest.rated if row.newest else -1, *name)
        return name

    def _line(self, key: str) -> Line:
        row = self._rows[key]
        newest = row.newest
        if newest is None:
            none = Cell("no round yet", "warn")
            return Line((Cell(row.name, "bright"), Cell(row.organisation, "dim"), none, "", "", "", ""))
        tone: Tone = "normal" if newest.rated == len(framework().subs) else "accent"
        return Line(
            (
                Cell(row.name, "bright"),
                Cell(row.organisation, "dim"),
                Cell(day_words(newest.on), value=newest.on),
                newest.kind.value,
                Cell(how_far(newest), tone, _far(newest)),
                Cell(str(newest.focus), value=newest.focus),
                Cell(str(len(row.rounds)), value=len(row.rounds)),
            )
        )

    def why_not(self, action: str) -> str | None:
        """Nobody there yet."""
        if action in ("open", "new_round", "export") and self.table.cursor_key is None:
            return "There is nobody here yet: leaders are added in the roster (2)."
        return None

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """A row is a leader."""
        return list(rows)

    def on_row_table_opened(self) -> None:
        """Enter, or a click on the row."""
        self.action_open()

    @verb
    def action_open(self) -> None:
        """The newest round; the leader's rounds where there are several; a new one where there is none."""
        row = self._rows[self.table.cursor_key or ""]
        if row.newest is None:
            ask_new_round(self, row)
        elif len(row.rounds) > 1:
            self.app.push_screen(RoundsScreen(self.desk, row.leader))
        else:
            self.app.push_screen(RoundScreen(self.desk, row.newest.id))

    @verb
    def action_new_round(self) -> None:
        """Begin a round and open it."""
        ask_new_round(self, self._rows[self.table.cursor_key or ""])

    def why(self) -> tuple[str, list[str]] | None:
        """What the framework is for, and what leaders can be sorted by."""
        orders = ", ".join(word for _, word in _SORTS)
        return "Capabilities", [
            "Each leader's own view of 26 sub-capabilities, for their own growth (H:framework).",
            f"Leaders can be sorted by {orders}: never by a rating.",
            "V shows counts over the cohort, without names.",
        ]

    def exports(self) -> Sequence[Offer]:
        """The profiles of the leaders selected, or of the one under the cursor; or forms for them."""
        leaders = [_assessed(self._rows[key]) for key in self.table.acted_on]
        return [*profile_offers(leaders), *form_offers(leaders)]

    def action_cohort(self) -> None:
        """Counts over the cohort looked at."""
        self.app.push_screen(CohortScreen(self.desk))

    @verb
    def action_import(self) -> None:
        """Take a file of self-assessments, after showing what it would do."""
        import_file(self, ["capabilities"])

    def show_place(self, key: str, *, page: bool) -> None:
        """Put the cursor on a leader, and open their rounds if asked."""
        if key in self._rows and not self.table.move_to(key):
            self.clear_filter()
            self.table.move_to(key)
        if page and key in self._rows:
            self.action_open()

    def place(self) -> str:
        """The leader under the cursor."""
        return self.table.cursor_key or ""


class RoundsScreen(AreaScreen):
    """The rounds of one leader, newest first."""

    CSS_PATH = ["../shell/frame.tcss", "rounds.tcss"]
    AREA: ClassVar[str] = "capabilities"
    KINDS: ClassVar[frozenset[str]] = frozenset({"leaders", "rounds"})
    AUTO_FOCUS = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="open the round"),
        Binding(
            "equals_sign",
            "compare",
            "compare",
            key_display="=",
            tooltip="this round with the one before, or the two that are selected",
        ),
        Binding("n", "new_round", "new round…", tooltip="a new round of this leader"),
        Binding("E", "export", "export", show=False, tooltip="the leader's profile to send to them, or a form"),
        Binding("tab", "app.focus_next", "picture", tooltip="to the picture below, to move through it"),
        Binding("escape", "back", "back", tooltip="the selection, then back to all leaders"),
    ]

    def __init__(self, desk: Desk, leader: str) -> None:
        super().__init__(desk)
        self._leader = leader
        self._rounds: dict[str, RoundSummary] = {}
        self._whole: Sequence[Round] = ()
        self._who = ""

    def compose_body(self) -> ComposeResult:
        """The rounds, and under them the picture of all of them."""
        yield Static("", id="rounds-head")
        yield RowTable(_ROUND_COLUMNS, id="rounds-list", empty=_NO_ROUND)
        with VerticalScroll(id="rounds-picture"):
            yield Static("", id="rounds-profile")

    def reload(self) -> None:
        """Read the leader's rounds and draw them."""
        verdict = self.desk.verdicts.one(self.desk.day, self._leader)
        if verdict is None:
            raise Gone(f"There is no leader {self._leader}.")
        summaries, whole = rounds_of(self, self._leader), rounds.rounds_of(self.desk.store, self._leader)
        self._who, self._whole = verdict.name, whole
        self._rounds = {summary.id: summary for summary in summaries}
        self.query_one(RowTable).load(list(self._rounds), self._line)
        self.query_one("#rounds-head", Static).update(Content(count(len(self._rounds), "round")))
        self._draw_picture()

    def _draw_picture(self) -> None:
        """All rounds side by side, as far as there is room; the latest at the right."""
        lines = profile_lines(self._whole, framework(), self.size.width - 4)
        self.query_one("#rounds-profile", Static).update(Content("\n").join(lines))

    def fit(self, size: Size) -> None:
        """More rounds side by side in a wider window."""
        if self.is_mounted and self._rounds:
            self._draw_picture()

    def _line(self, key: str) -> Line:
        summary = self._rounds[key]
        whole = summary.rated == len(framework().subs)
        state = Cell("complete", "dim") if whole else Cell("part-filled", "accent")
        on = Cell(day_words(summary.on), "bright", summary.on)
        far, focus = Cell(how_far(summary), value=_far(summary)), Cell(str(summary.focus), value=summary.focus)
        return Line((on, summary.kind.value, far, focus, state))

    def crumbs(self) -> str:
        """Whose rounds these are."""
        return self._who

    def list_name(self) -> tuple[str, str]:
        """The rounds of this leader."""
        return "rounds", self._leader

    def why_not(self, action: str) -> str | None:
        """No round there to open."""
        if action == "open" and self.query_one(RowTable).cursor_key is None:
            return "There is no round to open; n begins one."
        if action == "compare" and self._pair() is None:
            selected = len(self.query_one(RowTable).selected)
            if selected:
                return f"Two rounds are compared, and {selected} selected; space selects or releases one."
            return "There is no round before this one to compare it with."
        return None

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """The leader whose rounds these are."""
        del rows
        return [self._leader]

    def _pair(self) -> tuple[str, str] | None:
        """The two rounds to compare, the earlier first: those selected, else the cursor's and the one before it."""
        table, order = self.query_one(RowTable), list(reversed(self._rounds))
        if table.selected:
            chosen = [key for key in order if key in table.selected]
            return (chosen[0], chosen[1]) if len(chosen) == 2 else None
        place = order.index(table.cursor_key) if table.cursor_key in order else 0
        return (order[place - 1], order[place]) if place else None

    def exports(self) -> Sequence[Offer]:
        """The leader's profile, or a form for them."""
        return offers_of_one(self.desk.store, self._leader, self.crumbs())

    @verb
    def action_compare(self) -> None:
        """Then and now."""
        pair = self._pair()
        assert pair is not None
        self.app.push_screen(CompareScreen(self.desk, self._leader, *pair))

    def action_back(self) -> None:
        """Escape: the selection, then back to all leaders."""
        if self.query_one(RowTable).selected:
            self.query_one(RowTable).clear_selected()
        else:
            super().action_back()

    def on_row_table_opened(self) -> None:
        """Enter, or a click on the row."""
        self.action_open()

    @verb
    def action_open(self) -> None:
        """Open the round."""
        self.app.push_screen(RoundScreen(self.desk, self.query_one(RowTable).cursor_key or ""))

    @verb
    def action_new_round(self) -> None:
        """Begin a round and open it."""
        verdict = self.desk.verdicts.one(self.desk.day, self._leader)
        if verdict is not None:
            ask_new_round(self, rounds.overview(self.desk.store, [verdict])[0])

    def place(self) -> str:
        """The round under the cursor."""
        return self.query_one(RowTable).cursor_key or ""
