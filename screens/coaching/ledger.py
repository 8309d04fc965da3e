"""The page of one leader's coaching bookings: a row each, with what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy import coaching as rules
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus, Recording
from psw_tui.policy.wording import moment, spoken
from psw_tui.store import commands
from psw_tui.store.coaching import bookings, double_bookings, evaluations
from psw_tui.store.system.refusal import Gone
from screens.coaching.booking_questions import Target
from screens.coaching.booking_verbs import BookingVerbs, coaching_why, discreet, standing_lines
from screens.coaching.evaluation_verbs import around_words, ask_around
from screens.coaching.export_bookings import leader_offers
from screens.dialogs.form import Field, Form, fill_in, one_of
from screens.shell.frame import verb
from screens.widgets.row_layout import as_cell
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.app import ComposeResult

    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_RECORDING = tuple((word, spoken(word)) for word in Recording)
_WINDOWS = tuple((str(number), str(number)) for number in range(1, 7))
_COLUMNS = (
    Column("start", "Start", 21, fixed=True),
    Column("window", "Window", 7),
    Column("outcome", "Outcome", 19),
    Column("what", "What it came to", 34, grow=1, drop=3),
    Column("coach", "Coach", 16, drop=1),
    Column("recording", "Recording", 9, drop=2),
)
_EMPTY = "Nothing is booked yet.\n\nPress b and type a start, such as 12 nov 2pm. Past sessions can be entered too."


@frozen
class WindowAndRecording:
    """The window that a booking is put into by hand, and whether it may be recorded."""

    window: str | None
    recording: Recording | None


class LedgerScreen(BookingVerbs):
    """Every booking of one leader, a row each; the verbs act on the row, or on the rows selected."""

    CSS_PATH = ["../shell/frame.tcss", "ledger.tcss"]
    ONE_AT_A_TIME = frozenset({"cancelled", "reschedule", "edit"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "forms…", tooltip="this booking; the introduction, recording, forms, a welfare concern")
    ]

    def __init__(self, desk: Desk, leader: str) -> None:
        super().__init__(desk)
        self._leader = leader
        self._verdict: Verdict | None = None
        self._entries: dict[str, bookings.LedgerEntry] = {}
        self._recorded: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """How the leader stands, the bookings, and the sentence on the one under the cursor."""
        yield Static("", id="ledger-standing")
        yield RowTable(_COLUMNS, id="ledger", empty=_EMPTY)
        yield Static("", id="ledger-why")

    def reload(self) -> None:
        """Draw the bookings of this leader."""
        store, verdict = self.desk.store, self.desk.verdicts.one(self.desk.day, self._leader)
        if verdict is None:
            raise Gone(f"There is no leader {self._leader}.")
        recorded = bookings.recorded(store, self._leader)
        kept = evaluations.introduction_and_welfare(store, [self._leader])[self._leader]
        self._verdict, self._recorded = verdict, recorded
        self._entries = {entry.booking.id: entry for entry in bookings.ledger(verdict.record)}
        table = self.query_one(RowTable)
        rows = [self._line(key).cells for key in self._entries]
        table.fit_columns(
            **{
                column.key: [as_cell(cells[place]).text for cells in rows]
                for place, column in enumerate(_COLUMNS)
                if not column.grow
            }
        )
        table.load(list(self._entries), self._line)
        around = around_words(verdict.record, kept, self.desk.day)
        lines = list(standing_lines(verdict))
        if around:
            lines.append(Content.styled(" · ".join(around), "dim"))
        self.query_one("#ledger-standing", Static).update(Content("\n").join(lines))
        self._draw_why()

    def _line(self, key: str) -> Line:
        entry, verdict = self._entries[key], self.leader_at_hand()
        assert verdict is not None
        booking, look = entry.booking, signs.BOOKING[entry.status]
        recording = spoken(booking.recording) if booking.recording else ""
        record = verdict.record
        outcome = rules.outcome_words(discreet(booking), record.programme, record.bookings, day=self.desk.day)
        return Line(
            (
                Cell(bookings.start_in_words(booking.starts_at, record.cohort), "bright", booking.starts_at),
                Cell(str(entry.window or "outside"), value=entry.window or "outside"),
                Cell(signs.worded(look), look.tone, look.word),
                Cell(outcome, "dim"),
                booking.coach,
                recording,
            )
        )

    def list_name(self) -> tuple[str, str]:
        """The bookings of this leader."""
        return "coaching", self._leader

    def _draw_why(self) -> None:
        entry, verdict = self._entries.get(self.query_one(RowTable).cursor_key or ""), self.leader_at_hand()
        words = ""
        if entry is not None and verdict is not None:
            record = verdict.record
            words = rules.status_why(discreet(entry.booking), record.programme, record.bookings, day=self.desk.day)
            if entry.booking.cancelled_at is not None:
                words += f" Notice given {moment(entry.booking.cancelled_at)}."
            if entry.status is BookingStatus.BOOKED:
                clash = double_bookings.hours(self.desk.store, record, entry.booking.id).taken(entry.booking.starts_at)
                words = " ".join(filter(None, (words, clash)))
            if recorded := self._recorded.get(entry.booking.id):
                words += f"\n{recorded}"
        self.query_one("#ledger-why", Static).update(Content(words))

    def on_row_table_moved(self) -> None:
        """Say what the booking under the cursor came to."""
        self._draw_why()
        self.draw_frame()

    def leader_at_hand(self) -> Verdict | None:
        """The leader of this page, as last read."""
        return self._verdict

    def exports(self) -> Sequence[Offer]:
        """A calendar of the leader's bookings."""
        verdict = self.leader_at_hand()
        return () if verdict is None else leader_offers([verdict])

    def targets(self, action: str) -> list[Target]:
        """The bookings selected, else the one under the cursor."""
        verdict, table = self.leader_at_hand(), self.query_one(RowTable)
        if verdict is None:
            return []
        keys = [key for key in table.acted_on if key in self._entries]
        return [Target(verdict.record, self._entries[key].booking) for key in keys]

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """The leader whose bookings these are."""
        del rows
        return [self._leader]

    def row_of(self, target: Target) -> str:
        """Each booking has its own row."""
        return target.booking.id

    def show_booking(self, leader: str, starts_at: datetime) -> None:
        """Put the cursor on the new booking."""
        for key, entry in self._entries.items():
            if entry.booking.starts_at == starts_at and self.query_one(RowTable).move_to(key):
                self.query_one(RowTable).flash(key)

    @verb
    def action_edit(self) -> None:
        """What stands around coaching, as on the board, or this booking."""
        verdict = self.leader_at_hand()
        if verdict is not None:
            ask_around(self, [verdict], self.act, booking=self._edit_booking)

    def _edit_booking(self) -> None:
        """The window by hand, and whether the session may be recorded."""
        (target,) = self.targets("edit")
        booking = target.booking

        def save(typed: WindowAndRecording) -> None:
            window = None if typed.window is None else int(typed.window)
            self.act(
                lambda: commands.change_bookings.edit(self.desk.store, booking.id, window, typed.recording),
                [booking.id],
            )

        recording = spoken(booking.recording) if booking.recording else ""
        third = "the third session: agreed, opted out, not asked"
        fields = [
            Field("window", "Window", str(booking.window or ""), one_of(_WINDOWS), hint="1 to 6; empty: by its date"),
            Field("recording", "Recording", recording, one_of(_RECORDING), hint=third),
        ]
        fill_in(self, Form(f"Edit: {target.words}", fields, WindowAndRecording), save)

    def action_back(self) -> None:
        """Escape: the selection, then back to the board."""
        if self.query_one(RowTable).selected:
            self.query_one(RowTable).clear_selected()
        else:
            super().action_back()

    def crumbs(self) -> str:
        """Whose bookings these are."""
        verdict = self.leader_at_hand()
        return verdict.name if verdict is not None else ""

    def why(self) -> tuple[str, list[str]] | None:
        """The booking under the cursor, the standing and being behind."""
        verdict = self.leader_at_hand()
        return None if verdict is None else coaching_why(verdict)

    def place(self) -> str:
        """The booking under the cursor."""
        return self.query_one(RowTable).cursor_key or ""
