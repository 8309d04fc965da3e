"""The term view: leaders by sessions as a heat map, on whose cells the register's keys work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy.presence import away_words
from psw_tui.policy.standing import NOT_COVERED_WHY, ended
from psw_tui.policy.terms import WORST_FIRST, RequirementId, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.registers import sessions, term
from psw_tui.store.registers.registers import LEFT_STATES, RowState
from psw_tui.store.roster import cohorts
from screens.registers.register import RegisterScreen
from screens.registers.register_list import shared
from screens.registers.register_words import detail
from screens.shell.frame import verb
from screens.shell.wording import undimmed
from screens.widgets.grid import Grid, GridColumn, Heat, HeatCell
from screens.widgets.row_table import Cell, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult

    from psw_tui.policy.records import Session
    from psw_tui.policy.terms import SessionKind
    from psw_tui.store.reads.change import TurnedRow
    from psw_tui.store.registers.term import Term, TermCell, TermRow
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk
    from screens.shell.frame import AreaScreen

#: The standings at the right: each with its heading, and a letter where there is no room for that.
_TAILS = {
    RequirementId.RESIDENTIALS: ("Residentials", "Res", " R"),
    RequirementId.STUDY: ("Study", "Stu", " S"),
    RequirementId.PEER_PRACTICE: ("Peer practice", "Peer", " P"),
    RequirementId.COACHING: ("Coaching", "Coa", " C"),
}
_HEAT: dict[RowState, Heat] = {RowState.PRESENT: "good", RowState.PART: "warn", RowState.ABSENT: "bad"}
_SORTS = (("name", "by name"), ("worst", "worst standing first"))
_ROOMY_HEIGHT = 30
_NO_COHORT = "No cohort yet.\nThe term view lays a cohort's leaders out by its sessions: press 2 for the Roster."
_NO_LEADERS = (
    "No leaders in {cohort} yet.\n"
    "The term view lays a cohort's leaders out by its sessions: press 2 for the Roster, then n."
)
_NO_SESSIONS = (
    "No sessions in {cohort} yet.\n"
    "The term view lays a cohort's leaders out by its sessions: escape goes back to the Registers, where n adds one."
)
_FILTERED = (
    "Nobody here matches, or everything that has ended is recorded of them. "
    "Escape clears the filter; o shows everyone again."
)
_ON_A_CELL = frozenset({"mark", "set_aside", "clear", "report", "engage", "fill", "import", "open"})


def open_term(screen: AreaScreen, session: str, leader: str = "") -> None:
    """Open the term view on a cell; from a register that the term view opened, go back to it."""
    stack = screen.app.screen_stack
    below = stack[-2] if len(stack) > 1 else None
    if isinstance(below, TermScreen):
        below.stand_on(session, leader)
        screen.dismiss()
    else:
        screen.app.push_screen(TermScreen(screen.desk, session, leader))


class TermScreen(RegisterScreen):
    """A register whose session is that of the column under the cursor; `session` is the one to begin with."""

    CSS_PATH = ["../shell/frame.tcss", "term.tcss"]
    KINDS: ClassVar[frozenset[str]] = RegisterScreen.KINDS | {"bookings"}
    LISTS_REASONS: ClassVar[bool] = False
    SORTS = _SORTS
    SORT_TITLE = "Sort"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="open this session's register at this leader"),
        Binding("s", "sort", "sort", tooltip="by name, or the worst standing first"),
    ]

    def __init__(self, desk: Desk, session: str = "", leader: str = "") -> None:
        super().__init__(desk, session, leader)
        self._term: Term | None = None
        self._looked_at, self._shown = desk.cohort, ""
        self._order: list[str] = []

    def compose_body(self) -> ComposeResult:
        """What is left out, the grid, and in words what the cursor is on."""
        yield Static("", id="term-note")
        yield self.filter_line("find a leader or an organisation")
        yield Grid(title="Leader", filtered_empty=_FILTERED)
        for part in ("session", "detail", "standings", "legend"):
            yield Static("", id=f"term-{part}")

    def draw_in_order(self) -> None:
        """The leaders in the order that was chosen."""
        self._arrange()
        super().draw_in_order()

    @property
    def grid(self) -> Grid:
        """The grid."""
        return self.query_one(Grid)

    def crumbs(self) -> str:
        """The cohort, how much there is of it, and how much of that is to be recorded still."""
        read = self._term
        if read is None:
            return "Term"
        parts = [f"Term, {read.cohort.name}"]
        if read.due:
            parts.append(f"{read.due} to record")
        return " · ".join([*parts, count(len(read.rows), "leader"), count(len(read.sessions), "session")])

    def list_name(self) -> tuple[str, str]:
        """The term of this cohort."""
        return "term", "" if self._term is None else self._term.cohort.name

    def shown_in_part(self) -> str:
        """What `o` leaves out."""
        return "only leaders with something to record" if self._only_open else ""

    def stand_on(self, session: str, leader: str) -> None:
        """Put the cursor on a cell."""
        self.grid.turn_to(session)
        self.table.move_to(leader)

    def stand_on_turned(self, rows: Sequence[TurnedRow]) -> None:
        """On the first cell concerned, unless the cursor is on one of them."""
        cells = [(row.session, row.leader) for row in rows if row.session and row.leader]
        if not cells:
            super().stand_on_turned(rows)
        elif (self.session, self.table.cursor_key) not in cells:
            self.stand_on(*cells[0])

    # -- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the cohort's term, or judge again whom a change touched, and take the register under the cursor."""
        desk = self.desk
        if self._touched is not None and self._term is not None and not self._anew:
            judged = desk.verdicts.several(desk.day, self._touched)
            self._term = self._term.again(judged)
            self._follow_column(anew=True)
        else:
            cohort = self._cohort()
            verdicts = desk.verdicts.all(desk.day, cohort)
            self._term = term.term(desk.store, verdicts, cohort, desk.day)
            self._touched, self._anew = None, False
            self._shared = set() if self._term is None else shared(row.leader.name for row in self._term.rows.values())
            self._lay()
            self._follow_column(anew=True)

    def _cohort(self) -> str:
        """The cohort chosen last, else that of the session begun with, else the one looked at, else the latest."""
        chosen, self._looked_at = self.desk.cohort != self._looked_at, self.desk.cohort
        if chosen and self.desk.cohort is not None:
            self._shown = self.desk.cohort
        names = {id_: cohort.name for id_, cohort in cohorts.by_id(self.desk.store).items()}
        if self._shown not in names.values():
            own = sessions.cohort_of(self.desk.store, self.session)
            latest = next(reversed(names.values()), "")
            self._shown = names[own] if own else self.desk.cohort or latest
        return self._shown

    def _lay(self) -> None:
        """The columns and their headings; the cursor stays on its session."""
        sessions = () if self._term is None else self._term.sessions
        ahead = next((session.reference for session in sessions[1:] if session.starts_on > self.desk.day), "")
        if sessions and sessions[0].starts_on > self.desk.day:
            ahead = ""
        columns = tuple(_column(session, rule=session.reference == ahead) for session in sessions)
        self.grid.lay(columns, tuple(_TAILS.values()))
        self.grid.empty = self._why_empty() or ""
        if self.session:
            self.grid.turn_to(self.session)
        self._arrange()

    def _arrange(self) -> None:
        """Settle the order of the leaders; marks leave it as it is, so that nobody moves away under the keys."""
        rows = {} if self._term is None or not self._term.sessions else self._term.rows
        self._order = list(rows)
        if self.sorted_by == "worst":
            worst = [*WORST_FIRST, StandingWord.NOT_COVERED]
            self._order.sort(key=lambda key: worst.index(rows[key].overall))

    def _follow_column(self, *, anew: bool = False) -> None:
        """Take the register of the session under the cursor, for the verbs to act on."""
        column = self.grid.column_key
        if self._term is None or column is None:
            self._register, self._rows = None, {}
        elif anew or column != self.session or self._register is None:
            self.session = column
            self._register = self._term.register(column)
            self._rows = self._register.by_leader

    def _why_empty(self) -> str | None:
        if self._term is None:
            return _NO_COHORT
        cohort = self._term.cohort.name
        if not self._term.rows:
            return _NO_LEADERS.replace("{cohort}", cohort)
        return None if self._term.sessions else _NO_SESSIONS.replace("{cohort}", cohort)

    # -- drawing ---------------------------------------------------------------------------------

    def _keys(self) -> list[str]:
        return [key for key in self._order if self._is_shown(key, self._rows[key])]

    def leaves_out(self, key: str) -> bool:
        """Whether only leaders with something to record are shown, and this one has nothing."""
        return self._only_open and self._term is not None and key in self._rows and not self._term.rows[key].due

    def apart(self) -> list[str]:
        """Whoever is off the programme, whatever the session; a pause is of some sessions alone."""
        rows = {} if self._term is None else self._term.rows
        return [key for key, row in rows.items() if row.leader.state in LEFT_STATES]

    def _line(self, key: str) -> Line:
        assert self._term is not None
        row = self._term.rows[key]
        name = f"{row.leader.name} ({key})" if row.leader.name in self._shared else row.leader.name
        aside = row.leader.state in LEFT_STATES or not row.standings
        tone: Tone = "dim" if aside else "normal"
        cells = [_cell(cell, session) for cell, session in zip(row.cells, self._term.sessions, strict=True)]
        return Line((Cell(name, tone), *cells, *self._tail(row)))

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """The leaders; no reason stands in a term."""
        return (self._line(key) for key in keys)

    def _tail(self, row: TermRow) -> list[Cell]:
        """The four standings; one that a key has changed since the page was opened says what it was."""
        before, arrow = self._changes.changed(row.reference), "→" if signs.unicode_shown() else ">"
        cells = []
        for requirement in _TAILS:
            word = row.standings.get(requirement, StandingWord.NOT_COVERED)
            look = signs.of_standing(row.record, word, self.desk.day)
            was = before.get(requirement)
            if was is None:
                lead = "" if self.grid.is_wide else " "
            else:
                lead = f"{signs.sign(signs.STANDING[was])}{arrow}" if self.grid.is_wide else arrow
            cells.append(Cell(f"{lead}{signs.sign(look)}", signs.in_list(look), look.word))
        return cells

    def _draw_counts(self) -> None:
        """What is left out and how to see it, and the legend."""
        parts = [Content.styled("only leaders with something to record (o)", "$text-accent")] if self._only_open else []
        if self.desk.cohort is None and self._term is not None and " " in self.desk.cohort_name:
            if len(cohorts.by_id(self.desk.store)) > 1:
                words = f"all cohorts are looked at; this is {self._term.cohort.name}, C chooses another"
                parts.append(Content.styled(words, "dim"))
        note = self.query_one("#term-note", Static)
        note.display = bool(parts)
        note.update(Content(" · ").join(parts))
        self._draw_legend()

    def _draw_legend(self) -> None:
        sessions = () if self._term is None else self._term.sessions
        kinds = dict.fromkeys(session.kind for session in sessions)
        parts = [Content.assemble((_letter(kind), "bold"), " ", spoken(kind)) for kind in kinds]
        if any(session.cancelled for session in sessions):
            parts.append(Content(f"{_cross()} cancelled"))
        if sessions:
            parts += [Content.styled(signs.worded(look), undimmed(look.tone)) for look in signs.MARK.values()]
            parts.append(Content("blank: nothing awaited"))
        room = max(20, self.app.size.width - 2)
        lines = [Content("")]
        for part in parts:
            gap = "  " if lines[-1] else ""
            wider = lines[-1] + gap + part
            if wider.cell_length <= room:
                lines[-1] = wider
            else:
                lines.append(part)
        shown = lines[: 2 if self.app.size.height >= _ROOMY_HEIGHT else 1]
        legend = self.query_one("#term-legend", Static)
        legend.styles.height = len(shown)
        legend.update(Content("\n").join(shown))

    def _draw_detail(self) -> None:
        """The session in full, all that is known of the leader at it, and the standings in words."""
        self._follow_column()
        register, row = self._register, self._row()
        session = words = ""
        if register is not None and row is not None:
            counts = register.counts
            session = f"{super().crumbs()} · {counts.recorded} of {counts.expected} recorded"
            if register.session.cancelled:
                session += " · cancelled: marks here count nowhere"
            elif not ended(register.session, self.desk.day):
                session += " · not ended yet"
            words = detail(register, row, self._changes.of(row.reference), revealed=self._revealed)
        self.query_one("#term-session", Static).update(Content(session), layout=False)
        self.query_one("#term-detail", Static).update(Content(words), layout=False)
        self.query_one("#term-standings", Static).update(self._standings(), layout=False)

    def _standings(self) -> Content:
        row = None if self._term is None else self._term.rows.get(self.table.cursor_key or "")
        if row is None:
            return Content("")
        if not row.standings:
            return Content.styled(NOT_COVERED_WHY, "dim")
        away = away_words(row.leader, self.desk.day)
        parts = [Content(signs.worded(signs.away(away)))] if away else []
        for requirement, (_, short, _) in _TAILS.items():
            if requirement in row.standings:
                name = short if self.has_class("narrow") else REQUIREMENT_NAMES[requirement]
                look = signs.of_standing(row.record, row.standings[requirement], self.desk.day)
                parts.append(Content.assemble((name, "dim"), " ", (signs.worded(look), undimmed(look.tone))))
        gap = "  " if self.has_class("narrow") else "   "
        return Content(gap).join(parts)

    def on_grid_turned(self) -> None:
        """Another session: its register is the one that the keys act on."""
        self._draw_cursor()

    @on(Grid.Opened)
    def open_cell(self, event: Grid.Opened) -> None:
        """Enter or a click opens the register, where a register would say why."""
        event.prevent_default()
        self.action_open()

    # -- verbs -----------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """The sentence for a verb that can't act on the cell under the cursor, which may just have turned."""
        self._follow_column()
        if action == "term":
            return "This is the term view: enter opens the register under the cursor, escape goes back."
        if action in _ON_A_CELL and (empty := self._why_empty()) is not None:
            return empty.replace("\n", " ")
        if action == "open" and self.table.cursor_key is None:
            return "There is no leader here to open: escape clears the filter, o shows everyone."
        return super().why_not(action)

    @verb
    def action_open(self) -> None:
        """Open the session's register with this leader."""
        self.app.push_screen(RegisterScreen(self.desk, self.session, self.table.cursor_key or ""))

    @verb
    def action_other_day(self) -> None:
        """The residential's other day."""
        assert self._register is not None
        assert self._register.linked is not None
        self.grid.turn_to(self._register.linked.other)

    def why(self) -> tuple[str, list[str]] | None:
        """What a register says of the leader at this session."""
        self._follow_column()
        return super().why()


def _letter(kind: SessionKind) -> str:
    return kind[0].upper()


def _cross() -> str:
    return "×" if signs.unicode_shown() else "x"


def _column(session: Session, *, rule: bool) -> GridColumn:
    day = session.starts_on
    cross = _cross() if session.cancelled else ""
    return GridColumn(
        session.reference,
        (f"{cross}{_letter(session.kind)}", str(day.day)),
        f"{day:%b}",
        dim=session.cancelled,
        rule=rule,
        in_file=f"{session.title}, {day_words(day)} ({session.reference})",
    )


def _cell(cell: TermCell, session: Session) -> Cell:
    """The glyph of what is recorded; blank where nothing is and nothing is awaited."""
    if cell.state is RowState.LEFT or (cell.state is RowState.UNRECORDED and not cell.due):
        return Cell("")
    look = signs.MARK["caught_up" if cell.caught_up else cell.state]
    if session.cancelled:
        return Cell(signs.sign(look), "dim", look.word)
    if cell.due:
        return HeatCell(signs.sign(look), "bright", look.word, "due")
    heat: Heat = "good" if cell.caught_up else _HEAT.get(cell.state, "")
    return HeatCell(signs.sign(look), look.tone, look.word, heat)
