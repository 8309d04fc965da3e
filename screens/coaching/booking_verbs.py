"""The verbs of coaching bookings, and the words on them, shared by the board and the page of one leader's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from psw_tui import signs
from psw_tui.policy import coaching as rules
from psw_tui.policy.calendar import london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import away_words, gone_by
from psw_tui.policy.records import Booking
from psw_tui.policy.standing import NOT_COVERED_WHY
from psw_tui.policy.terms import ConcernKind, RequirementId, WaivedReason
from psw_tui.policy.wording import moment
from psw_tui.store import commands
from psw_tui.store.coaching import bookings, double_bookings
from psw_tui.store.system import bank_holidays, clock
from screens.coaching import booking_questions
from screens.coaching.booking_questions import Target
from screens.dialogs.form import Field, Form, fill_in
from screens.dialogs.typed import Lies, read_instant
from screens.shell.frame import AreaScreen, verb
from screens.shell.plain_dialogs import Choose, Confirm
from screens.shell.questions import ask_all
from screens.shell.wording import TONES
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from psw_tui.policy.records import Record
    from psw_tui.store.coaching.double_bookings import CoachHours
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_START_HINT = "12 nov 2pm, next tue 10:00, tomorrow 14:30"
_NOTICE_HINT = "now, yesterday 16:30, 12 nov 2pm"
_WAIVED = (
    (WaivedReason.SICKNESS, "sickness"),
    (WaivedReason.BEREAVEMENT, "bereavement"),
    (WaivedReason.CARING, "caring responsibilities"),
    (WaivedReason.OFSTED, "Ofsted visit"),
    (WaivedReason.EXCEPTIONAL, "exceptional circumstances"),
)
_SPENT_AGAIN = "spent"


@frozen
class BookedFor:
    """When a session is booked for."""

    starts_at: datetime


@frozen
class NoticeGiven:
    """When the leader gave notice."""

    at: datetime


@frozen
class Rescheduling:
    """When the leader gave notice of moving a session, and its new start."""

    at: datetime
    starts_at: datetime


class BookingVerbs(AreaScreen):
    """A screen on which bookings are made, and their outcomes recorded, each by one key."""

    AREA: ClassVar[str] = "coaching"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "bookings"})
    #: What is typed into the filter, on a screen that has one.
    sought: str = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "book", "book", tooltip="book a session"),
        Binding("p", "attended", "attended", tooltip="the leader came: one session used and counted"),
        Binding("a", "no_show", "missed", tooltip="the leader did not come: spent"),
        Binding("c", "cancelled", "cancel…", tooltip="the leader cancelled: asks when notice was given"),
        Binding("h", "coach_cancelled", "coach cancelled", tooltip="the coach cancelled: nothing used, to be rebooked"),
        Binding("R", "reschedule", "move…", tooltip="the leader moved it: notice given, and the new start"),
        Binding("x", "set_aside", "aside", tooltip="set a spent session aside, with a reason (1.1.3)"),
        Binding("backspace", "clear", "clear", key_display="⌫", tooltip="clear the outcome: booked again"),
    ]

    def leader_at_hand(self) -> Verdict | None:
        """The leader whom the cursor is on."""
        raise NotImplementedError

    def targets(self, action: str) -> list[Target]:
        """The bookings that a verb would act on now."""
        raise NotImplementedError

    def row_of(self, target: Target) -> str:
        """The key of the row that shows a booking."""
        raise NotImplementedError

    def is_lit(self, target: Target) -> bool:
        """Whether a booking is the one that the screen marks."""
        del target
        return True

    def show_booking(self, leader: str, starts_at: datetime) -> None:
        """Light up the row of a booking that was just made."""
        raise NotImplementedError

    @property
    def bookings_table(self) -> RowTable:
        """The table with the cursor."""
        return self.query_one(RowTable)

    def why_not(self, action: str) -> str | None:
        """Nobody there, several selected, or no booking that the verb could act on."""
        verdict = self.leader_at_hand()
        if action not in _NOTHING_FOR:
            return None
        if verdict is None:
            if self.sought:
                return "Nobody matches the filter; escape clears it."
            return "There is nobody here yet: leaders are added in the roster (2)."
        if action != "book" and not self.targets(action):
            if number := len(self.bookings_table.selected):
                return f"Of the {number} selected none {_short_of(action, 'has any')}."
            return f"{verdict.name} {_NOTHING_FOR[action]}."
        return None

    # -- verbs -----------------------------------------------------------------------------------

    def act(self, command: Callable[[], Change | None], rows: list[str]) -> None:
        """Run a command, release the selection and light up the rows it changed."""
        if self.do(command) is not None:
            self.bookings_table.clear_selected()
            for row in rows:
                self.bookings_table.flash(row)

    def _act_on(self, action: str, command: Callable[[list[str]], Change | None]) -> None:
        """Run it on the bookings meant; of several rows selected, say how many had none."""
        targets = self.targets(action)
        doubt = doubt_of_outcome(targets, self.desk.store.today) if action in _USES_A_SESSION else None

        def answered(yes: bool | None) -> None:
            if yes:
                self._record_outcomes(action, command, targets)

        if doubt is None:
            answered(yes=True)
        else:
            self.app.push_screen(Confirm(doubt, yes="save it all the same"), answered)

    def _record_outcomes(
        self, action: str, command: Callable[[list[str]], Change | None], targets: list[Target]
    ) -> None:
        left = max(1, len(self.bookings_table.selected)) - len(targets)
        rows = [self.row_of(target) for target in targets]

        def act() -> None:
            before = self.desk.said
            self.act(lambda: command([target.booking.id for target in targets]), rows)
            if left and self.desk.said != before and self.desk.said_tone != "bad":
                self.desk.said += f"; {left} of those selected {_short_of(action, 'had no')}"
                self.draw_frame()

        ask_all(self, [booking_questions.outcome(action, targets, lit=all(map(self.is_lit, targets)))], act)

    @verb
    def action_attended(self) -> None:
        """The leader came."""
        self._act_on("attended", partial(commands.change_bookings.attended, self.desk.store))

    @verb
    def action_no_show(self) -> None:
        """The leader did not come."""
        self._act_on("no_show", partial(commands.change_bookings.no_show, self.desk.store))

    @verb
    def action_coach_cancelled(self) -> None:
        """The coach called it off."""
        self._act_on("coach_cancelled", partial(commands.change_bookings.coach_cancelled, self.desk.store))

    @verb
    def action_clear(self) -> None:
        """Take the outcome off."""
        self._act_on("clear", partial(commands.change_bookings.clear, self.desk.store))

    @verb
    def action_set_aside(self) -> None:
        """Ask for the category, and set spent sessions aside."""
        targets = self.targets("set_aside")

        def chosen(key: str | None) -> None:
            if key is not None:
                reason = None if key == _SPENT_AGAIN else WaivedReason(key)
                ids = [target.booking.id for target in targets]
                self.act(
                    lambda: commands.change_bookings.set_aside(self.desk.store, ids, reason),
                    [self.row_of(target) for target in targets],
                )

        choices = [(str(key), word) for key, word in _WAIVED]
        if all(target.booking.waived for target in targets):
            choices.append((_SPENT_AGAIN, "no longer set aside: spent"))
        words = targets[0].words if len(targets) == 1 else f"{len(targets)} sessions"
        hint = "Exceptional circumstances, case by case (1.1.3): nothing is used. The category only."
        self.app.push_screen(Choose(f"Set aside: {words}", choices, hint=hint), chosen)

    @verb
    def action_cancelled(self) -> None:
        """Ask when notice was given; what that comes to is said before it is taken."""
        (target,) = self.targets("cancelled")

        def save(notice: NoticeGiven) -> None:
            self.act(
                lambda: commands.change_bookings.cancel(self.desk.store, target.booking.id, notice.at),
                [self.row_of(target)],
            )

        fill_in(self, Form(f"Cancelled by the leader: {target.words}", [_notice_field(target)], NoticeGiven), save)

    @verb
    def action_reschedule(self) -> None:
        """Ask when notice was given and for the new start."""
        (target,) = self.targets("reschedule")

        def save(move: Rescheduling) -> None:
            store, booking = self.desk.store, target.booking.id
            self.act(
                lambda: commands.change_bookings.reschedule(store, booking, move.at, move.starts_at),
                [self.row_of(target)],
            )

        record, hours = target.record, self._hours(target.record, target.booking)
        fields = [_notice_field(target), self._start_field(record, "New start", hours, but=target.booking)]
        title, doubt = f"Moved by the leader: {target.words}", self._doubt(record, hours)
        form = Form(title, fields, Rescheduling, check=self._check(record), doubt=doubt)
        fill_in(self, form, save)

    @verb
    def action_book(self) -> None:
        """Ask for the start, and say it back."""
        verdict = self.leader_at_hand()
        assert verdict is not None
        record = verdict.record
        leader = record.leader.reference

        def save(start: BookedFor) -> None:
            self.act(lambda: commands.change_bookings.book(self.desk.store, leader, start.starts_at), [])
            self.call_next(self.show_booking, leader, start.starts_at)  # once the list has heard of it

        hours = self._hours(record)
        fields = [self._start_field(record, "Start", hours)]
        title, doubt = f"Book coaching: {record.leader.name}", self._doubt(record, hours)
        form = Form(title, fields, BookedFor, check=self._check(record), doubt=doubt)
        fill_in(self, form, save)

    def _check(self, record: Record) -> Callable[[BookedFor | Rescheduling], str | None]:
        store, leader = self.desk.store, record.leader.reference
        return lambda typed: bookings.start_problem(store, leader, typed.starts_at)

    def _doubt(self, record: Record, hours: CoachHours) -> Callable[[BookedFor | Rescheduling], str | None]:
        """Whether the leader has left by then, or the coach has somebody else at that hour."""
        return lambda typed: doubt_of_start(record, hours, typed.starts_at, self.desk.store.today)

    def _hours(self, record: Record, moved: Booking | None = None) -> CoachHours:
        """When the coach has somebody else, read once a form."""
        return double_bookings.hours(self.desk.store, record, None if moved is None else moved.id)

    def _start_field(self, record: Record, label: str, hours: CoachHours, *, but: Booking | None = None) -> Field:
        def said(starts_at: datetime) -> str:
            window = bookings.window_for(record, starts_at, but)
            where = f"window {window}" if window else _outside(record, starts_at)
            away = away_words(record.leader, self.desk.store.today)
            warnings = [
                rules.outside_working_day(starts_at, record.programme, bank_holidays.english()) or "",
                f"{record.leader.name} is {away}." if away else "",
                hours.taken(starts_at) or "",
            ]
            return "\n".join([f"{moment(starts_at)}, {where}", *filter(None, warnings)])

        # a session may be booked late, too: weekdays read forwards, a day without a year is the nearest
        return Field(
            "starts_at", label, read=partial(read_instant, now=clock.now()), say=said, required=True, hint=_START_HINT
        )


def doubt_of_start(record: Record, hours: CoachHours, starts_at: datetime, today: date) -> str | None:
    """What is asked about before a session is booked or moved: the leader has left, or the coach has another then."""
    if gone := gone_by(record.leader, london_day(starts_at), today):
        return f"{record.leader.name} is {gone}."
    return hours.taken(starts_at)


def doubt_of_outcome(targets: Sequence[Target], today: date) -> str | None:
    """What is asked about before these sessions are used: that their leaders had left by then."""
    gone = [
        f"{target.record.leader.name} is {words}"
        for target in targets
        if (words := gone_by(target.record.leader, target.booking.starts_on, today))
    ]
    return f"{'; '.join(gone)}." if gone else None


def _outside(record: Record, starts_at: datetime) -> str:
    """Why a start would stand outside the windows: none holds its day, or the one that does is taken."""
    taken = [
        window.number
        for window in rules.windows(record.programme, record.cohort.year)
        if window.holds(london_day(starts_at))
    ]
    if not taken:
        return "outside the windows"
    return f"outside: window {' and '.join(map(str, taken))} has a session already"


def _notice_field(target: Target) -> Field:
    """When notice was given, and what that comes to under the 24-hour rule."""
    now, booking = clock.now(), target.booking

    def read(text: str) -> datetime:
        at = read_instant(text, now, Lies.BEFORE)
        if problem := bookings.notice_problem(at):
            raise ValueError(problem)
        return at

    def said(at: datetime) -> str:
        notice = rules.notice_in_words(booking.starts_at, at, target.record.programme.notice)
        return f"{moment(at)}, {notice}"

    return Field("at", "Notice given", read=read, say=said, required=True, hint=_NOTICE_HINT)


#: The outcomes that use a session.
_USES_A_SESSION = ("attended", "no_show")
_NO_OUTCOME_LEFT = "has no booking without an outcome; b books one, enter opens all"
_NOTHING_FOR = {
    "book": "",
    "attended": _NO_OUTCOME_LEFT,
    "no_show": _NO_OUTCOME_LEFT,
    "cancelled": _NO_OUTCOME_LEFT,
    "coach_cancelled": _NO_OUTCOME_LEFT,
    "reschedule": _NO_OUTCOME_LEFT,
    "set_aside": "has no spent session to set aside",
    "clear": "has no outcome to clear",
    "edit": "has no booking yet; b books one",
}


def _short_of(action: str, verb: str) -> str:
    """The same without its advice, for several: `had no outcome to clear`."""
    return _NOTHING_FOR[action].partition(";")[0].replace("has no", verb, 1)


def discreet(booking: Booking) -> Booking:
    """The booking without the category of a reason: that shows only when asked for with `w`."""
    return replace(booking, waived_reason=None)


def standing_lines(verdict: Verdict) -> list[Content]:
    """The coaching standing and being behind, each as the policy says it."""
    standing = verdict.standings.get(RequirementId.COACHING)
    if standing is None:
        return [Content.styled(NOT_COVERED_WHY, "dim")]
    look = signs.of_leader(verdict.record, standing.word, verdict.day)
    lines = [Content.assemble((signs.worded(look), TONES[look.tone]), "  ", Content(standing.why))]
    lines += [Content.styled(words, TONES["bad"]) for words in behind_words(verdict)]
    return lines


def behind_words(verdict: Verdict) -> list[str]:
    """Why the leader is behind (H:windows), if they are."""
    return [concern.why for concern in verdict.concerns if concern.kind is ConcernKind.COACHING_BEHIND]


def coaching_why(verdict: Verdict) -> tuple[str, list[str]]:
    """What `w` says of a leader's coaching: the standing, being behind, and every booking with its clause."""
    standing = verdict.standings.get(RequirementId.COACHING)
    lines = [NOT_COVERED_WHY if standing is None else standing.why, *behind_words(verdict)]
    record = verdict.record
    lines += [
        rules.status_why(entry.booking, record.programme, record.bookings, day=verdict.day)
        for entry in bookings.ledger(record)
    ]
    return f"Coaching: {verdict.name}", lines
