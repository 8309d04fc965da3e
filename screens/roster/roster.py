"""Roster: every leader looked at, with the four standings; where leaders and cohorts are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy.presence import LEFT, away_words, numbers
from psw_tui.policy.terms import WORST_FIRST, LeaderState, RequirementId, StandingWord
from psw_tui.policy.text import fold
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, spoken, upper_first
from psw_tui.store import commands
from psw_tui.store.reads.unreadable import of_leader
from psw_tui.store.roster import cohorts
from psw_tui.store.roster.leaders import RosterRow, roster
from screens.dialogs.form import fill_in
from screens.dialogs.import_preview import import_file
from screens.roster.certificate_verbs import issue_commands
from screens.roster.cohort_commands import ask_for_cohort, cohort_commands
from screens.roster.completion_offers import certificate_offers, completion_list_offers
from screens.roster.leader import LeaderScreen
from screens.roster.leader_form import edit, leader_form, several_form
from screens.roster.leader_rows import whys
from screens.roster.presence_verbs import offer_leaving
from screens.shell.desk import FILTER, REQUEST
from screens.shell.frame import verb
from screens.shell.frame_lines import CountLine
from screens.shell.list_screen import ListScreen
from screens.shell.report_offers import cohort_offers, leader_offers, organisation_offers
from screens.shell.wording import TONES, exactly, filters
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult

    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.tone import Tone
    from screens.roster.leader_form import FilledLeader, InCommon
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_SHORT_HEADS = {
    RequirementId.COACHING: "Coaching",
    RequirementId.STUDY: "Study",
    RequirementId.PEER_PRACTICE: "Peer",
    RequirementId.RESIDENTIALS: "Resident.",
}
_STANDING_CELLS = 11
_OVERALL_CELLS = 21
_COLUMNS = (
    Column("name", "Name", 24, fixed=True),
    Column("overall", "Overall", _OVERALL_CELLS, drop=2),
    *(
        Column(requirement, title, _STANDING_CELLS, whole=upper_first(REQUIREMENT_NAMES[requirement]))
        for requirement, title in _SHORT_HEADS.items()
    ),
    Column("stage", "Escalation", 12, drop=1),
    Column("reference", "Ref.", 7, drop=4, in_file=("Reference",)),
    Column("organisation", "Organisation", 14, drop=3),
    Column("coach", "Coach", 12, drop=5),
)
#: What the roster sorts by; never a rating.
_SORTS = {
    "name": "name",
    "reference": "reference",
    "organisation": "organisation",
    "coach": "coach",
    "state": "state",
    "overall": "worst overall first",
}
_WORST = {word: place for place, word in enumerate((*WORST_FIRST, StandingWord.NOT_COVERED))}
_STATES = {state: place for place, state in enumerate(LeaderState)}
_NO_COHORT = (
    "The roster lists the leaders of a cohort: who they are, and where each stands against the four minimums.\n\n"
    "n begins: first the cohort, then its first leader.\n"
    "Once there is a cohort, i imports a whole file of leaders or of sessions; sessions are also made one by one "
    "in Registers (3) with n."
)
_NO_LEADER = (
    "No leader yet. n adds one, i imports a whole file of them: `psw export template roster` gives its headings.\n\n"
    "Sessions are made in Registers (3) with n, or imported from a file with i here."
)
_FILTER_HINT = "name, reference, organisation, coach, a state or a standing"


class RosterScreen(ListScreen):
    """The list of leaders."""

    CSS_PATH = ["../shell/frame.tcss", "roster.tcss"]
    AREA: ClassVar[str] = "roster"
    SORTS = tuple(_SORTS.items())
    BOTH_WAYS = True
    SORT_TITLE = "Sort the roster by"
    AUTO_FOCUS = "#roster-list"
    ONE_AT_A_TIME = frozenset({"leaving"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="open the leader under the cursor"),
        Binding("n", "new", "new", tooltip="add a leader; on an empty file first the cohort"),
        Binding("e", "edit", "edit", tooltip="edit the leader, or what the selected ones have in common"),
        Binding("L", "leaving", "leave…", tooltip="the leader withdraws, pauses, comes back or completes"),
        Binding("i", "import", "import", tooltip="import a file of leaders, sessions, marks, coaching or rounds"),
        Binding("slash", "filter", "filter", key_display="/", tooltip="filter as you type"),
        Binding("s", "sort", "sort", tooltip="sort by another column"),
        Binding("w", "app.why", "why", tooltip="the standings and concerns with their numbers and clauses"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, RosterRow] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._haystacks: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._counted: dict[str, signs.Sign] = {}  # how each is counted overall
        self._covered = 0
        self._in_order: dict[str, list[str]] = {}  # everybody, by the orders that were asked for
        self._last_path = ""
        self._shown: list[str] = []

    def compose_body(self) -> ComposeResult:
        """What there is in numbers, the filter while it is used, and the list."""
        yield CountLine("", classes="title", id="roster-title")
        yield self.filter_line(_FILTER_HINT)
        yield RowTable(_COLUMNS, id="roster-list")

    # -- what is shown ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the leaders and their verdicts, and draw the list."""
        judged, rows = self.desk.judged(), roster(self.desk.store, self.desk.cohort, day=self.desk.day)
        self._verdicts = {verdict.reference: verdict for verdict in judged}
        self._rows = {row.reference: row for row in rows}
        self._names = {row.reference: fold(row.name) for row in rows}
        self._haystacks = {row.reference: self._haystack(row) for row in rows}
        self._counted = {verdict.reference: signs.counted_as(verdict) for verdict in judged}
        self._covered = numbers((verdict.record.leader for verdict in judged), self.desk.day).covered
        self._in_order = {}
        self.table.fit_columns(
            name=(row.name for row in rows),
            organisation=(row.organisation for row in rows),
            coach=(row.coach for row in rows),
        )
        self.list_again()

    def _haystack(self, row: RosterRow) -> str:
        """Everything that the filter looks in."""
        verdict = self._verdicts[row.reference]
        words = {standing.word for standing in verdict.standings.values()} or {verdict.overall}
        parts = (row.name, row.reference, row.organisation, row.coach, row.cohort, row.state, row.stage or "")
        return fold("\n".join((*parts, *words)).replace("_", " "))

    def _exact(self, key: str) -> set[str]:
        """What a leader is counted as, overall and in each requirement."""
        standings = self._verdicts[key].standings
        exact = {exactly(requirement, standing.word) for requirement, standing in standings.items()}
        return {*exact, exactly("overall", self._counted[key].word)}

    def list_again(self) -> None:
        """Filter, sort and draw what was read; what stays the same while it is typed is worked out in `reload`."""
        words = fold(self.sought).split()
        exact = {word for word in words if ":" in word}
        plain = [word for word in words if word not in exact]
        keys = self._everybody()
        for word in plain:
            keys = [key for key in keys if word in self._haystacks[key]]
        if exact:
            keys = [key for key in keys if exact <= self._exact(key)]
        table = self.table
        if not self._rows:
            table.empty = _NO_LEADER if self.desk.cohort_names else _NO_COHORT
        table.filtered_empty = f"No leader matches “{self.sought.strip()}”. Escape clears the filter."
        table.sort_shown = (self.sorted_by, self.backwards)
        unreadable = {reference: of_leader(reference) for reference in self.desk.store.damage.leaders}
        table.load([*unreadable, *keys], self._line, headings=unreadable, filtered=bool(words))
        self._shown = keys
        self._draw_title(keys)

    def draw_in_order(self) -> None:
        """The list in the order that was chosen, from its first leader."""
        super().draw_in_order()
        if self._shown:
            self.table.move_to(self._shown[0])

    def _everybody(self) -> list[str]:
        """All leaders in the order that was chosen; no two are equal in any, so backwards is the same turned round."""
        if self.sorted_by not in self._in_order:
            self._in_order[self.sorted_by] = sorted(self._rows, key=self._order())
        keys = self._in_order[self.sorted_by]
        return keys[::-1] if self.backwards else keys[:]

    def _order(self) -> Callable[[str], Any]:
        names, rows, verdicts = self._names, self._rows, self._verdicts
        orders: dict[str, Callable[[str], Any]] = {
            "name": lambda key: (names[key], key),
            "reference": lambda key: key,
            "organisation": lambda key: (not rows[key].organisation, fold(rows[key].organisation), names[key], key),
            "coach": lambda key: (not rows[key].coach, fold(rows[key].coach), names[key], key),
            "state": lambda key: (_STATES[rows[key].state], names[key], key),
            "overall": lambda key: (_WORST[verdicts[key].overall], names[key], key),
        }
        return orders[self.sorted_by]

    def _draw_title(self, keys: list[str]) -> None:
        """How many leaders, and how many at each overall standing: with words where they fit."""
        every = len(self._rows)
        number = f"{count(self._covered, 'leader')} covered, {every:,} listed"
        if len(keys) != every:
            number = f"{len(keys):,} of {every:,} listed"
        counted = signs.tally(map(self._counted.__getitem__, keys))
        line = Content("")
        for worded, gap in ((True, "   "), (True, "  "), (False, "   ")):
            parts = [Content(number)]
            for held, entry in counted:
                sign = signs.worded(entry) if worded else signs.sign(entry)
                counts = Content.styled(f"{held:,} {sign}", f"not bold {TONES[entry.tone]}")
                parts.append(filters(counts, exactly("overall", entry.word)))
            line = Content(gap).join(parts)
            if line.cell_length <= self.size.width - 2:
                break
        columns = self.table.visible_columns() or self.table.columns  # none before the first layout
        order = Content.styled(f"   by {_SORTS[self.sorted_by]}", "not bold dim")
        hidden = self.sorted_by not in {column.key for column in columns}
        if hidden and line.cell_length + order.cell_length <= self.size.width - 2:
            line += order
        if not every:
            line = Content("Roster")
        self.query_one("#roster-title", Static).update(line)

    def _line(self, key: str) -> Line:
        if key not in self._rows:
            return Line((of_leader(key), ""), heading=True)
        row, verdict = self._rows[key], self._verdicts[key]
        overall, day = self._overall(key), self.desk.day
        entries = [signs.of_standing(verdict.record, standing.word, day) for standing in verdict.standings.values()]
        standings = [Cell(signs.worded(entry), signs.in_list(entry), entry.word) for entry in entries]
        none = signs.STANDING[StandingWord.NOT_COVERED]
        nothing = Cell(signs.sign(none), "dim", none.word)
        away = away_words(verdict.record.leader, day)
        if away and not any(column.key == "overall" for column in self.table.visible_columns()):
            entry = signs.away(away, _STANDING_CELLS)  # there is no other column to say it in
            worded = signs.worded(entry)
            words = worded if len(worded) <= _STANDING_CELLS else entry.word
            in_file = standings[0].value if standings else none.word
            standings[:1] = [Cell(words, entry.tone, in_file)]
        tone: Tone = "dim" if row.state in LEFT else "normal"
        stage = spoken(row.stage) if row.stage else ""
        return Line(
            (
                Cell(row.name, tone),
                Cell(signs.worded(overall), signs.in_list(overall), self._overall(key, room=0).word),
                *(standings + [nothing] * (len(RequirementId) - len(standings))),
                Cell(stage, "warn"),
                Cell(row.reference, "dim"),
                row.organisation,
                row.coach,
            )
        )

    def _overall(self, key: str, room: int = _OVERALL_CELLS) -> signs.Sign:
        """Where a leader stands, or that they are away, in so many cells (0: no end of them)."""
        verdict = self._verdicts[key]
        return signs.of_leader(verdict.record, verdict.overall, self.desk.day, room)

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """The leaders; a record that can't be read is none of them."""
        return super().listed([key for key in keys if key in self._rows], reasons=reasons)

    def why(self) -> tuple[str, list[str]] | None:
        """The four standings with their numbers and clauses, and the concerns that hold."""
        chosen = self._chosen()
        if not chosen:
            return None
        lines: list[str] = []
        for key in chosen:
            if len(chosen) > 1:
                lines.append(f"{self._rows[key].name} ({key})")
            lines += [*whys(self._verdicts[key]), ""]
        title = f"{self._rows[chosen[0]].name} ({chosen[0]})" if len(chosen) == 1 else count(len(chosen), "leader")
        return title, lines[:-1]

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """A further cohort, closing one, and the certificates of one that has ended."""
        yield from cohort_commands(self)
        yield from issue_commands(self, list(self._verdicts.values()))

    def why_not(self, action: str) -> str | None:
        """What needs a leader, or a cohort, says so."""
        if action in ("open", "edit", "leaving", "sort", "filter") and not self._rows:
            return "There is no leader yet: press n to add one."
        if action in ("open", "edit", "leaving") and not self._chosen():
            return "No leader matches."
        if action == "import" and not self.desk.cohort_names:
            return "A file needs a cohort to go into: press n to make one first."
        return None

    def show_place(self, key: str, *, page: bool) -> None:
        """The cursor on a leader, out of the filter if need be; or the leader's page, on a request; or a filter."""
        if key.startswith(FILTER):
            self.filter_by(key.removeprefix(FILTER))
            return
        line = ""
        if key.startswith(REQUEST):
            line, _, key = key.partition("/")
        if key in self._rows and not self.table.move_to(key):
            self.clear_filter()
            self.table.move_to(key)
        if page:
            self._open(key, line)

    def place(self) -> str:
        """The leader under the cursor."""
        return self.table.cursor_key or ""

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """A row is a leader."""
        return list(rows)

    def exports(self) -> Sequence[Offer]:
        """Reports of the cohort, and of the organisation, of the leader under the cursor; to the leaders selected."""
        day, row = self.desk.day, self._rows.get(self.place())
        if row is None:
            return ()
        leaders = [(key, self._rows[key].name) for key in self._chosen() if key in self._rows]
        return [
            *cohort_offers([row.cohort], day),
            *completion_list_offers(row.cohort, day),
            *organisation_offers(row.organisation, day),
            *leader_offers(leaders, day),
            *certificate_offers(self.desk.store, [self._verdicts[key] for key, _ in leaders], day),
        ]

    # -- keys ------------------------------------------------------------------------------------

    def _chosen(self) -> list[str]:
        """The selected leaders in their order, else the one under the cursor."""
        return self.table.acted_on

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        self._open(event.key)

    @verb
    def action_open(self) -> None:
        """Open the leader under the cursor."""
        self._open(self.place())

    def _open(self, reference: str, line: str = "") -> None:
        if self.desk.verdicts.one(self.desk.day, reference) is None:
            hidden = reference in self.desk.store.damage.leaders
            why = of_leader(reference) if hidden else f"There is no leader {reference}."
            self.tell(why)
            return
        self.app.push_screen(LeaderScreen(self.desk, reference, line))

    @verb
    def action_filter(self) -> None:
        """Filter as you type."""
        super().action_filter()

    @verb
    def action_new(self) -> None:
        """A new leader; where there is no cohort yet, that first."""
        if cohorts.cohorts(self.desk.store):
            self._ask_for_leader()
        else:
            ask_for_cohort(self, then=self._ask_for_leader)

    def _ask_for_leader(self) -> None:
        def save(typed: FilledLeader) -> None:
            change = self.do(lambda: commands.change_leaders.create_leader(self.desk.store, typed.values))
            self._done(change, typed.reference or "")

        fill_in(self, leader_form(self.desk.store, cohort=self.desk.cohort), save)

    @verb
    def action_edit(self) -> None:
        """Edit one leader, or what several have in common."""
        chosen = self._chosen()
        if len(chosen) == 1:
            edit(self, chosen[0], lambda change: self._done(change, chosen[0]))
            return

        def save(typed: InCommon) -> None:
            change = self.do(lambda: commands.change_leaders.edit_leaders(self.desk.store, chosen, typed.values))
            self._done(change, *chosen)

        fill_in(self, several_form(self.desk.store, chosen), save)

    @verb
    def action_leaving(self) -> None:
        """The leader withdraws, pauses, comes back or completes."""
        (reference,) = self._chosen()
        offer_leaving(self, reference, lambda change: self._done(change, reference))

    def _done(self, change: Change | None, *references: str) -> None:
        """Show the rows that a form changed, once the list has heard of it."""
        if change is not None:
            self.call_next(self._show, references)

    def _show(self, references: Sequence[str]) -> None:
        if len(references) == 1:
            self.show_place(references[0], page=False)
        for reference in references:
            self.table.flash(reference)

    @verb
    def action_import(self) -> None:
        """Take a file, after showing what it would do."""

        def remember(path: str) -> None:
            self._last_path = path

        import_file(self, ["roster"], self._last_path, remember)
