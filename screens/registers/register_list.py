"""The list of a register: the counts, one line a leader, and all that is known of the one under the cursor."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.wording import spoken
from psw_tui.store.registers import registers
from psw_tui.store.registers.registers import COUNTED, RowState
from screens.registers.paper_offers import paper_offers
from screens.registers.register_words import counts_lines, detail, fold_line, fold_words, row_line
from screens.registers.standing_changes import Effect, StandingChanges
from screens.shell.frame_lines import CountLine
from screens.shell.list_screen import ListScreen
from screens.shell.wording import exactly, session_when
from screens.widgets.row_table import Cell, Column, RowTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.store.reads.change import Change, TurnedRow
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.registers.registers import Register, RegisterRow
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer
    from screens.widgets.row_table import Line

_COLUMNS = (
    Column("leader", "Leader", 20, fixed=True),
    Column("organisation", "Organisation", 14, drop=2),
    Column("mark", "Mark", 17, in_file=("Mark", "Engagement", "Minutes")),
    Column("told", "Told us", 16),
    Column("reason", "Reason", 12, drop=3),
    Column("effect", "Effect", 13, grow=14, in_file=("Notes", "Done", "Catch-up due")),
)
_WIDE = 110
#: The row at the end that stands for those of whom nothing is awaited.
_FOLD = "fold:aside"
#: The verbs whose dimming depends on what is under the cursor.
_VERBS = ("mark", "set_aside", "clear", "report", "engage", "fill", "other_day")
_EMPTY = (
    "No leaders in this cohort yet.\nA register lists everyone in the session's cohort: press 2 for the Roster, then n."
)
_FILTERED = "Nobody here matches. Escape clears the filter; o shows everyone again."


class RegisterList(ListScreen):
    """A register to look at; `RegisterScreen` adds the verbs."""

    AREA: ClassVar[str] = "registers"
    AUTO_FOCUS: ClassVar[str] = "RowTable"
    LISTS_REASONS: ClassVar[bool] = True
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks"})

    def __init__(self, desk: Desk, session: str, leader: str = "") -> None:
        super().__init__(desk)
        self.session = session
        self._first = leader
        self._register: Register | None = None
        self._rows: Mapping[str, RegisterRow] = {}
        self._shared: set[str] = set()  # names that more than one leader bears
        self._changes = StandingChanges(desk)
        self._touched: frozenset[str] | None = None
        self._anew = False  # everything is to be read, not only whom a change touched
        self._dimmed: tuple[object, ...] = ()
        self._only_open = False
        self._marked_ahead: set[str] = set()  # sessions marked here, so that a mark before they begin is meant
        self._marked = ("", "")  # who was marked just now, and on whom the cursor has been since
        self._revealed = False
        self._unfolded = False  # those of whom nothing is awaited are shown

    def compose_body(self) -> ComposeResult:
        """The counts, the leaders, and all that is known of the one under the cursor."""
        yield CountLine("", id="register-counts")
        yield self.filter_line("find a leader or an organisation")
        yield RowTable(_COLUMNS, empty=_EMPTY, filtered_empty=_FILTERED)
        yield Static("", id="register-detail")

    def crumbs(self) -> str:
        """The session: title, kind, day and hours."""
        if self._register is None:
            return self.session
        session = self._register.session
        kind = spoken(session.kind)
        parts = [session.title, kind, session_when(session, self._register.cohort)]
        if kind in session.title.casefold():
            parts.remove(kind)
        if self._register.linked is not None:
            day = f"day {self._register.linked.number}"
            parts[0] = f"{session.title} of 2" if session.title.endswith(day) else f"{session.title}, {day} of 2"
        return " · ".join(parts)

    def place(self) -> str:
        """The session and the leader under the cursor."""
        return f"{self.session}/{self.table.cursor_key or ''}"

    def exports(self) -> Sequence[Offer]:
        """What the session needs on paper; badges of the leaders selected, if any are."""
        if self._register is None:
            return super().exports()
        selected = [key for key in self._rows if key in self.table.selected]
        return [*super().exports(), *paper_offers(self._register.session, self.desk.day, selected)]

    def list_name(self) -> tuple[str, str]:
        """The register of this session."""
        return "register", self.session

    def shown_in_part(self) -> str:
        """What `o` leaves out, and what is folded away."""
        if self._only_open:
            return "only the unrecorded"
        return f"without {self._fold_words()}" if _FOLD in self.table.keys and not self._unfolded else ""

    # -- drawing ---------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        """A mark touches its leaders' rows alone; anything else is read anew."""
        self._anew = self._anew or bool(change.kinds & {"cohorts", "leaders", "sessions"})
        self._touched = None if self.is_out_of_date else change.leaders
        super()._on_change(change)
        self._touched = None

    def stand_on_turned(self, rows: Sequence[TurnedRow]) -> None:
        """Only on what stands here: marks of this session, and the leaders themselves."""
        super().stand_on_turned([row for row in rows if row.session == self.session or row.table == "leader"])

    def look_again(self) -> None:
        """Another day or cohort is looked at."""
        self._anew = True
        super().look_again()

    def reload(self) -> None:
        """Read the register and draw it."""
        self._changes.look_again(self._touched)
        before = self._places_of(self._touched)
        self._read()
        if self._touched is not None and self._places_of(self._touched) == before:
            self.table.refresh_rows(self._touched)
            self._draw_words()
        else:
            self.list_again()
        if self._first:
            row = self._rows.get(self._first)
            if row is not None and row.is_aside:
                self._unfold()
            self.table.move_to(self._first)
            self._first = ""

    def _unfold(self) -> None:
        self._unfolded = True
        self.list_again()

    def _read(self) -> None:
        """Take whom a change touched as they are judged now, or read all; a session that is gone closes its page."""
        if self._touched is not None and self._register is not None and not self._anew:
            self._take_again(self.desk.verdicts.several(self.desk.day, self._touched))
        else:
            self._take(registers.register(self.desk.store, self.session, self.desk.day))
            self._touched, self._anew = None, False

    def _take(self, register: Register) -> None:
        """Let the verbs act on this register."""
        self._register, self._rows = register, register.by_leader
        self._shared = shared(row.leader.name for row in register.rows)

    def _take_again(self, verdicts: Iterable[Verdict]) -> None:
        """The same leaders, these of them judged again."""
        if self._register is not None:
            self._register = self._register.again(verdicts)
            self._rows = self._register.by_leader

    def list_again(self) -> None:
        """Draw the list with the filter as it is now, and the counts, which the filter leaves alone."""
        keys = self._keys()
        was = self.table.cursor_key
        self.table.fit_columns(
            leader=[*(row.leader.name for row in self._rows.values()), self._fold_words()],
        )
        filtered = self._only_open or bool(self.sought)
        self.table.load(keys, self._line, filtered=filtered, apart={_FOLD, *self.apart()})
        if self.sought and keys and was not in keys:
            self.table.move_to(keys[0])
        self._draw_words()

    def leaves_out(self, key: str) -> bool:
        """Whether only the open ones are shown, and this leader's mark is recorded."""
        return self._only_open and key in self._rows and not _is_open(self._rows[key])

    def _keys(self) -> list[str]:
        """Whoever fits; those of whom nothing is awaited last, folded while nobody is sought and others are there."""
        shown = [key for key, row in self._rows.items() if self._is_shown(key, row)]
        aside = [key for key in shown if self._rows[key].is_aside]
        here = [key for key in shown if not self._rows[key].is_aside]
        if not aside or not here or self.sought or self._only_open:
            return here + aside
        return [*here, _FOLD, *aside] if self._unfolded else [*here, _FOLD]

    def _is_shown(self, key: str, row: RegisterRow) -> bool:
        return (key == self.kept or not self.leaves_out(key)) and (not self.sought or self._fits(row))

    def _places_of(self, leaders: Iterable[str] | None) -> dict[str, tuple[bool, bool]]:
        """Whether each of these is shown, and among whom: while that stays so for the touched, so does the list."""
        rows = {leader: self._rows.get(leader) for leader in leaders or ()}
        return {leader: (self._is_shown(leader, row), row.is_aside) for leader, row in rows.items() if row is not None}

    def _fold_words(self) -> str:
        return fold_words([self._rows[aside] for aside in self._aside()])

    def apart(self) -> list[str]:
        """Whom no selection takes in: whoever is marked is asked about one by one."""
        return self._aside()

    def _aside(self) -> list[str]:
        return [key for key, row in self._rows.items() if row.is_aside]

    def _fits(self, row: RegisterRow) -> bool:
        name = row.leader.name
        state = signs.MARK[row.state].word if row.state in COUNTED else row.state
        texts = (name, registers.name_key(name), row.organisation, row.reference)
        return self.fits(texts, (exactly("is", state),))

    def _draw_words(self) -> None:
        self._draw_counts()
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        """What depends on where the cursor is, and on the selection."""
        self._draw_detail()
        dimmed = (self._out_of_place(), *(self.why_not(action) is not None for action in _VERBS))
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.draw_frame()

    def _out_of_place(self) -> frozenset[str]:
        """Keys that the footer leaves out here: engagement is meant above all for peer-led sessions."""
        register = self._register
        left_out: set[str] = set()
        if register is None or register.session.kind is not SessionKind.PEER_PRACTICE:
            left_out |= {"plus", "minus"}
        if register is None or not register.linked:
            left_out.add("right_square_bracket")
        return frozenset(left_out)

    def _verbs(self) -> list[tuple[str, str, str, bool]]:
        left_out = self._out_of_place()
        return [shown for shown in super()._verbs() if shown[2].partition(",")[0] not in left_out]

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """The leaders, without the row that stands for some of them."""
        return (self._leader_line(key, revealed=reasons) for key in keys if key in self._rows)

    def _line(self, key: str) -> Line:
        if key == _FOLD:
            return fold_line([self._rows[aside] for aside in self._aside()], unfolded=self._unfolded)
        return self._leader_line(key, revealed=self._revealed)

    def _leader_line(self, key: str, *, revealed: bool) -> Line:
        assert self._register is not None
        row = self._rows[key]
        name = f"{row.leader.name} ({key})" if row.leader.name in self._shared else row.leader.name
        effect = self._changes.of(key)
        room = self.table.cells_of("effect")
        words = effect.words if cell_len(effect.words) <= room else effect.short
        return row_line(self._register, row, name, Cell(words, effect.tone), revealed=revealed, room=room)

    def _draw_counts(self) -> None:
        if self._register is not None:
            room = max(20, self.app.size.width - 2)
            kept = self.desk.reviews.get(self.session)
            waiting = 0 if kept is None else kept.to_confirm
            lines = counts_lines(self._register, self.desk.day, room, only_open=self._only_open, to_confirm=waiting)
            counts = self.query_one("#register-counts", Static)
            counts.update(Content("\n").join(lines), layout=False)
            counts.styles.height = len(lines)

    def _draw_detail(self) -> None:
        row = self._row()
        effect = Effect() if row is None else self._changes.of(row.reference)
        words = (
            ""
            if row is None or self._register is None
            else detail(self._register, row, effect, revealed=self._revealed)
        )
        self.query_one("#register-detail", Static).update(Content(words), layout=False)

    def fit(self, size: Size) -> None:
        """Fit the counts to the new width; where columns are left out, the line below has room for them."""
        self.set_class(size.width < _WIDE, "narrow")
        super().fit(size)

    def seen_again(self) -> None:
        """Say how many lines of a report a review has left to confirm."""
        self._draw_counts()

    def on_row_table_moved(self) -> None:
        """Say all that is known of the leader under the cursor; a verb may be able to act now that could not."""
        self._draw_cursor()

    def on_row_table_selection_changed(self) -> None:
        """The verbs act on the selection from now on."""
        self._draw_cursor()

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        """Enter on a leader answers why; on the fold it shows who is folded away, or folds them again."""
        if event.key == _FOLD:
            self._unfolded = not self._unfolded
            self.list_again()
        else:
            self.app.action_why()  # type: ignore[attr-defined]  # PswApp, which imports this

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """A row is a leader."""
        return list(rows)

    # -- what the keys act on --------------------------------------------------------------------

    def _row(self) -> RegisterRow | None:
        return self._rows.get(self.table.cursor_key or "")

    def _chosen(self) -> list[str]:
        """The selected leaders in the list's order, else the one under the cursor."""
        return [key for key in self.table.acted_on if key in self._rows]


def shared(names: Iterable[str]) -> set[str]:
    """The names that more than one bears."""
    return {name for name, number in Counter(names).items() if number > 1}


def _is_open(row: RegisterRow) -> bool:
    return row.state in (RowState.UNRECORDED, RowState.SAID_NOT_COMING)
