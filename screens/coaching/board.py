"""Coaching: the board of leaders by windows, and under it the ledger of the leader whom the cursor is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy import coaching as rules
from psw_tui.policy.terms import BookingStatus, RequirementId, StandingWord
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count, local
from psw_tui.store.coaching import bookings
from screens.coaching import board_rows
from screens.coaching.booking_questions import Target
from screens.coaching.booking_verbs import BookingVerbs, coaching_why, discreet
from screens.coaching.coaches import CoachesScreen
from screens.coaching.evaluation_verbs import ask_around
from screens.coaching.export_bookings import coach_offers, leader_offers
from screens.coaching.ledger import LedgerScreen
from screens.dialogs.import_preview import import_file
from screens.shell.desk import FILTER, OF_A_COACH
from screens.shell.frame import verb
from screens.shell.list_screen import ListScreen
from screens.shell.wording import TONES
from screens.widgets.row_layout import fitted
from screens.widgets.row_table import Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.policy.coaching import Window
    from psw_tui.policy.records import Booking
    from psw_tui.store.coaching.bookings import BoardRow, LedgerEntry
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_WIDE = 120
_SORTS = (("name", "name"), ("coach", "coach"), ("attended", "attended, fewest first"), ("behind", "behind first"))
_EMPTY = (
    "Nobody is here yet.\n\n"
    "Coaching shows each leader's six sessions by window, what was used, and who is behind. "
    "Leaders come from the roster: press 2, then n."
)
_NOBODY = "Nobody matches. Escape clears the filter; o shows everybody again."
#: Rows redrawn one by one after a change; of more than that, everything is read again.
_FEW = 50
#: How a place begins that is the board under a filter.


class CoachingScreen(BookingVerbs, ListScreen):
    """The board: a leader's verbs act on the booking to record first, else on the next to come."""

    CSS_PATH = ["../shell/frame.tcss", "board.tcss"]
    SORTS = _SORTS
    BOTH_WAYS = True
    ONE_AT_A_TIME = frozenset({"book", "cancelled", "reschedule"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="all bookings of this leader"),
        Binding("o", "only_open", "only open", tooltip="only those with something to do, or everybody again"),
        Binding("e", "edit", "forms…", tooltip="introduction, recording, evaluation forms, a welfare concern"),
        Binding("V", "coaches", "coaches", tooltip="the coaches: load, what waits; name, e-mail, merge, hand over"),
        Binding("i", "import", "import", show=False, tooltip="import a table of coaching sessions"),
        Binding("E", "export", "export", show=False, tooltip="a calendar file, or the list to send to a coach"),
        Binding("s", "sort", "sort", tooltip="sort by name, coach, attended, or behind first", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, BoardRow] = {}
        self._windows: tuple[Window, ...] = ()
        self._widest: dict[str, list[str]] = {}  # what the columns of these keys have to hold, the widest of it alone
        self._only_open = False

    def compose_body(self) -> ComposeResult:
        """The filter, the board, and the ledger of one leader."""
        yield Static("", id="board-windows")
        yield Static("", id="board-legend")
        yield self.filter_line("part of a name or a coach; behind, rebook, record, nothing booked")
        yield RowTable((), id="board", empty=_EMPTY, filtered_empty=_NOBODY)
        yield Static("", id="board-ledger")

    # -- drawing -------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the board and draw it."""
        verdicts = self.desk.judged()
        self._rows = {row.leader: row for row in board_rows.rows_of(self.desk, verdicts)}
        self._windows = board_rows.windows_of(verdicts, self.desk.day)
        texts = {"name": [row.name for row in self._rows.values()], "coach": [row.coach for row in self._rows.values()]}
        self._widest = {key: sorted(set(own), key=cell_len)[-1:] for key, own in texts.items()}
        self.list_again()

    def list_again(self) -> None:
        """Draw the rows that fit the filter, in the order chosen."""
        rows = [row for row in self._rows.values() if self.fits(board_rows.filter_words(row))]
        rows = [row for row in rows if row.leader == self.kept or not self.leaves_out(row.leader)]
        rows.sort(key=self._sort_key, reverse=self.backwards)
        self._fit_columns(self.size.width)
        self.table.sort_shown = (self.sorted_by, self.backwards)
        self.table.load([row.leader for row in rows], self._line, filtered=bool(self._rows))
        self._draw_windows()
        self._draw_ledger()

    def shown_in_part(self) -> str:
        """What `o` leaves out."""
        return "only those with something to do" if self._only_open else ""

    def leaves_out(self, key: str) -> bool:
        """Whether only those with something to do are shown, and this leader has nothing."""
        return self._only_open and key in self._rows and not self._rows[key].is_open

    def _draw_windows(self) -> None:
        """Where the day lies among the windows, and who has nothing in one that is open."""
        closing = max((row.closing_days for row in self._rows.values()), default=0)
        content = board_rows.strip(self._windows, self._rows.values(), self.desk.day, closing)
        self.query_one("#board-legend", Static).update(board_rows.legend(max(20, self.size.width - 2)), layout=False)
        if self._only_open:
            content = Content.styled("only those with something to do (o)", "$text-accent") + " · " + content
        content = content.truncate(max(20, self.size.width - 2), ellipsis=True)
        self.query_one("#board-windows", Static).update(content, layout=False)

    def _sort_key(self, row: BoardRow) -> tuple[object, ...]:
        name = (fold(row.name), row.leader)
        if self.sorted_by == "coach":
            return (fold(row.coach), *name)
        if self.sorted_by == "attended":
            return (row.attended, *name)
        if self.sorted_by == "behind":
            return (not row.behind, not row.to_rebook, not row.unrecorded, *name)
        return name

    def fit(self, size: Size) -> None:
        """Short dates in a narrow window; more of the ledger in a high one."""
        if self._rows or self.query("#board"):
            self.query_one("#board-ledger").styles.height = max(6, size.height // 4)
            self._fit_columns(size.width)
            self.call_after_refresh(self._draw_ledger)
        super().fit(size)

    def _fit_columns(self, width: int) -> None:
        outside = any(row.outside for row in self._rows.values())
        minimum = max((row.minimum for row in self._rows.values()), default=0)
        columns = board_rows.columns(self._windows, self.desk.day, minimum, wide=width >= _WIDE, outside=outside)
        columns = fitted(columns, self._widest)
        if columns != self.table.columns:
            self.table.set_columns(columns)

    def _line(self, key: str) -> Line:
        wide = self.size.width >= _WIDE
        return board_rows.line(self._rows[key], self.table.columns, self.desk.day, wide=wide)

    def _draw_ledger(self) -> None:
        verdict = self.leader_at_hand()
        panel = self.query_one("#board-ledger", Static)
        if verdict is None:
            panel.update("", layout=False)
            return
        acted = bookings.at_hand(verdict.record, self.desk.day)
        entries = bookings.ledger(verdict.record)
        room = max(1, panel.size.height - 1)
        first = max(0, len(entries) - room)
        if acted is not None:
            first = min(first, [entry.booking.id for entry in entries].index(acted.id))
        shown = entries[first : first + room]
        lines = [self._ledger_head(verdict, len(entries) - len(shown))]
        lines += [self._ledger_line(verdict, entry, acted) for entry in shown]
        if not entries:
            lines.append(Content.styled("  nothing booked yet; b books a session", "dim"))
        width = max(20, self.size.width - 2)
        panel.update(Content("\n").join(line.truncate(width, ellipsis=True) for line in lines), layout=False)

    def _ledger_head(self, verdict: Verdict, hidden: int) -> Content:
        """The leader and the counts; what of them is local is said where there is room, else `w` says it."""
        whole = self._ledger_counts(verdict, hidden, local)
        return whole if whole.cell_length <= self.size.width - 2 else self._ledger_counts(verdict, hidden, str)

    def _ledger_counts(self, verdict: Verdict, hidden: int, of_ours: Callable[[str], str]) -> Content:
        row = self._rows[verdict.reference]
        parts = [
            f"{row.attended} of {row.minimum} attended",
            f"{row.used} of {of_ours(str(row.planned))} used",
        ]
        if row.left_words:
            parts.append(row.left_words)
        if row.unrecorded:
            parts.append(f"{row.unrecorded} to record")
        if row.to_rebook:
            parts.append(f"{row.to_rebook} to rebook")
        if row.behind:
            parts.append(of_ours("behind"))
        if hidden:
            parts.append(f"enter shows {hidden} more")
        if row.coach:
            parts.append(f"coach {row.coach}")
        standing = verdict.standings.get(RequirementId.COACHING)
        word = StandingWord.NOT_COVERED if standing is None else standing.word
        look = signs.of_leader(verdict.record, word, self.desk.day)
        return Content.assemble(
            (row.name, "bold"), "  ", (signs.worded(look), TONES[look.tone]), "  ", (" · ".join(parts), "dim")
        )

    def _ledger_line(self, verdict: Verdict, entry: LedgerEntry, acted: Booking | None) -> Content:
        sign, tone = board_rows.look(entry, self.desk.day)
        here = acted is not None and entry.booking.id == acted.id
        start = bookings.start_in_words(entry.booking.starts_at, verdict.record.cohort)
        record = verdict.record
        words = rules.outcome_words(discreet(entry.booking), record.programme, record.bookings, day=self.desk.day)
        bar, style = (RowTable.GUTTER[0], "bold") if here else (" ", "")
        return Content.assemble(
            (bar, "$text-accent"),
            " ",
            (f"{start:<17} ", style),
            (f"{sign} ", TONES[tone]),
            Content(words),
        )

    def on_row_table_moved(self) -> None:
        """Another leader: another ledger."""
        with self.desk.verdicts.looking_once():
            self._draw_ledger()
            self.draw_frame()

    def _on_change(self, change: Change) -> None:
        """Draw only the rows of the leaders it touched, where they are known."""
        few = change.leaders is not None and len(change.leaders) <= _FEW and change.kinds == bookings.KINDS
        if self.is_out_of_date or not self.is_current or not few or change.leaders is None:
            super()._on_change(change)
            return
        touched = [self.desk.verdicts.one(self.desk.day, leader) for leader in change.leaders if leader in self._rows]
        rows = board_rows.rows_of(self.desk, [verdict for verdict in touched if verdict])
        self._rows.update({row.leader: row for row in rows})
        self._fit_columns(self.size.width)
        self.table.refresh_rows(row.leader for row in rows)
        self._draw_windows()
        self._draw_ledger()
        self.draw_frame()

    # -- what the verbs act on -----------------------------------------------------------------

    def leader_at_hand(self) -> Verdict | None:
        """The leader under the cursor."""
        key = self.table.cursor_key
        return None if key is None else self.desk.verdicts.one(self.desk.day, key)

    def targets(self, action: str) -> list[Target]:
        """A booking of the cursor's leader, or one of each leader selected."""
        table = self.table
        leaders = table.acted_on or [""]
        verdicts = [self.desk.verdicts.one(self.desk.day, leader) for leader in leaders]
        targets = []
        for verdict in verdicts:
            booking = self._booking_for(action, verdict, several=len(leaders) > 1) if verdict else None
            if verdict is not None and booking is not None:
                targets.append(Target(verdict.record, booking))
        return targets

    def _booking_for(self, action: str, verdict: Verdict, *, several: bool) -> Booking | None:
        record, day = verdict.record, self.desk.day
        if action == "set_aside":
            return bookings.last_with(record, BookingStatus.SPENT) or bookings.last_with(record, BookingStatus.WAIVED)
        if action == "clear":
            outcomes = (status for status in BookingStatus if status is not BookingStatus.BOOKED)
            return bookings.last_with(record, *outcomes)
        if several and action in ("attended", "no_show", "coach_cancelled"):
            return bookings.to_record(record, day)
        return bookings.at_hand(record, day)

    def row_of(self, target: Target) -> str:
        """A booking shows in its leader's row."""
        return target.record.leader.reference

    def is_lit(self, target: Target) -> bool:
        """Below the board the booking at hand is marked."""
        return target.booking == bookings.at_hand(target.record, self.desk.day)

    def show_booking(self, leader: str, starts_at: datetime) -> None:
        """Light the leader's row up."""
        self.table.flash(leader)

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """A row is a leader."""
        return list(rows)

    # -- the list's own keys ---------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Nothing to open on an empty board; else what the verbs say."""
        if action in ("open", "edit", "export") and self.table.cursor_key is None:
            if self.sought or self._only_open:
                return "Nobody is shown: escape clears the filter, o shows everybody."
            return "There is nobody here yet: leaders are added in the roster (2)."
        return None if action == "edit" else super().why_not(action)

    @verb
    def action_open(self) -> None:
        """Open the page with all bookings of this leader."""
        self.app.push_screen(LedgerScreen(self.desk, self.table.cursor_key or ""))

    def on_row_table_opened(self) -> None:
        """Enter, or a click on the row."""
        self.action_open()

    @verb
    def action_edit(self) -> None:
        """What is recorded around coaching, of the leader under the cursor or of those selected."""
        leaders = self.table.acted_on
        verdicts = [self.desk.verdicts.one(self.desk.day, leader) for leader in leaders]
        ask_around(self, [verdict for verdict in verdicts if verdict is not None], self.act)

    def action_coaches(self) -> None:
        """The page of coaches."""
        self.app.push_screen(CoachesScreen(self.desk))

    @verb
    def action_import(self) -> None:
        """Take a table of coaching sessions, after showing what it would do."""
        import_file(self, ["coaching"])

    def exports(self) -> Sequence[Offer]:
        """A calendar of the leaders at hand, and of one their coach's bookings and list."""
        found = (self.desk.verdicts.one(self.desk.day, leader) for leader in self.table.acted_on)
        verdicts = [verdict for verdict in found if verdict is not None]
        offers = leader_offers(verdicts)
        if len(verdicts) == 1:
            offers += coach_offers(self.desk.store, self._rows[verdicts[0].reference].coach)
        return offers

    def action_only_open(self) -> None:
        """Only those with something to do, or everybody again."""
        self._only_open, self.kept = not self._only_open, ""
        self.list_again()
        number = self.table.row_count
        words = f"{count(number, 'leader')} with something to do; o shows everybody" if self._only_open else ""
        self.tell(words or "Everybody again", bad=False)

    # -- the frame's questions -------------------------------------------------------------------

    def why(self) -> tuple[str, list[str]] | None:
        """The leader's standing in coaching, being behind, and every booking with its clause."""
        verdict = self.leader_at_hand()
        return None if verdict is None else coaching_why(verdict)

    def show_place(self, key: str, *, page: bool) -> None:
        """Put the cursor on a leader, showing everybody if need be, and open their page if asked; or set a filter."""
        if key.startswith(FILTER):
            self.filter_by(key.removeprefix(FILTER))
            return
        if key.startswith(OF_A_COACH):
            self.app.push_screen(CoachesScreen(self.desk, key.removeprefix(OF_A_COACH)))
            return
        if key and key not in self._rows:
            return
        if key and not self.table.move_to(key):
            self._only_open = False
            self.clear_filter()
            self.list_again()
            self.table.move_to(key)
        if key and page:
            self.action_open()

    def place(self) -> str:
        """The leader under the cursor."""
        return self.table.cursor_key or ""
