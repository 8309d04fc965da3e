"""Around coaching (the handbook): evaluation forms due and received, and permission to record the third session."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from psw_tui.policy import coaching
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus, CoachForm, LeaderForm, Outcome, Recording
from psw_tui.policy.wording import day_near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Cohort, Record

FORM_WORDS: dict[LeaderForm | CoachForm, str] = {
    LeaderForm.SECOND: "after the second session",
    LeaderForm.LAST: "after the last session",
    CoachForm.WINDOW_2: "after window 2",
    CoachForm.WINDOW_6: "after window 6",
}
_WINDOW_OF_FORM = {CoachForm.WINDOW_2: 2, CoachForm.WINDOW_6: 6}
_SECOND, _THIRD = 2, 3


@frozen
class EvaluationForm:
    """An evaluation form that is owed or has come (H:evaluation); `due_on` days (local) after what it is about."""

    point: LeaderForm | CoachForm
    due_on: date
    received_on: date | None

    def is_overdue(self, day: date) -> bool:
        """Not come, and its day is past."""
        return self.due_on < day and not self.has_come(day)

    def has_come(self, day: date) -> bool:
        """Whether it had come by a day."""
        return self.received_on is not None and self.received_on <= day


def owed_in_words(form: EvaluationForm, day: date) -> str:
    """`form due Mon 21 Dec: second session`, `form overdue since …`, for one not come yet.

    Today's heading says that the day is a local setting.
    """
    about = FORM_WORDS[form.point].removeprefix("after ").removeprefix("the ")
    group = ", group form" if isinstance(form.point, CoachForm) else ""
    due = "overdue since" if form.is_overdue(day) else "due"
    return f"form {due} {day_near(form.due_on, day)}: {about}{group}"


def leader_forms(record: Record, day: date) -> list[EvaluationForm]:
    """H:evaluation: the forms a leader owes or has sent by a day.

    One is due 14 days (local) after the second attended session; one after the last, which is known once window 6
    has closed and may be the only one. A leader whose second was the last owes one form, however it was received.
    """
    came = sorted([booking.ends_on for booking in record.bookings if coaching.was_attended(booking, day)])
    if not came:
        return []
    term = timedelta(days=record.programme.evaluation_days)
    is_over = coaching.windows(record.programme, record.cohort.year)[-1].has_closed(day)
    received = record.forms_received
    forms = []
    if len(came) >= _SECOND:
        on = received.get(LeaderForm.SECOND)
        if on is None and is_over and len(came) == _SECOND:
            on = received.get(LeaderForm.LAST)
        forms.append(EvaluationForm(LeaderForm.SECOND, came[_SECOND - 1] + term, on))
    if is_over and len(came) != _SECOND:
        forms.append(EvaluationForm(LeaderForm.LAST, came[-1] + term, received.get(LeaderForm.LAST)))
    return forms


def coach_forms(
    programme: Programme,
    cohort: Cohort,
    received: Mapping[CoachForm, date],
    day: date,
    held: Collection[date] | None = None,
) -> list[EvaluationForm]:
    """H:evaluation: the group forms a coach owes or has sent by a day: after windows 2 and 6 have closed.

    Whoever has no leader of the cohort any more owes those about the sessions that were `held`, by their days: up to
    the end of window 2, and after it.
    """
    term = timedelta(days=programme.evaluation_days)
    closes = {window.number: window.closes for window in coaching.windows(programme, cohort.year)}
    forms = []
    before = date.min
    for point, number in _WINDOW_OF_FORM.items():
        is_theirs = held is None or any(before < on <= closes[number] for on in held)
        if is_theirs and closes[number] < day:
            forms.append(EvaluationForm(point, closes[number] + term, received.get(point)))
        before = closes[number]
    return forms


def third_session(record: Record, day: date) -> Booking | None:
    """H:recording: the booking still to come on a day that will be the third session held, once two have been.

    One that ended without an outcome counts as held until the BDO says otherwise: better asked once too early.
    """
    over = [booking for booking in record.bookings if coaching.ended(booking, day)]
    if sum(booking.outcome in (Outcome.ATTENDED, None) for booking in over) != _THIRD - 1:
        return None
    coming = [booking for booking in record.bookings if coaching.is_to_come(booking, day)]
    return min(coming, key=lambda booking: booking.starts_at, default=None)


def recording_to_ask(record: Record, day: date) -> Booking | None:
    """H:recording: the third session whose leader has not been asked yet whether it may be recorded."""
    third = third_session(record, day)
    return third if third is not None and third.recording in (None, Recording.NOT_ASKED) else None


def consent(bookings: Iterable[Booking], notice: timedelta) -> Booking | None:
    """The third session that was held, by order of start: the one whose recording consent counts."""
    held = sorted(
        (booking for booking in bookings if coaching.status(booking, notice) is BookingStatus.ATTENDED),
        key=lambda booking: booking.starts_at,
    )
    return held[_THIRD - 1] if len(held) >= _THIRD else None
