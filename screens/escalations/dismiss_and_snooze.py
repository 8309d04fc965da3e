"""Asking why, and until when: a short list by its letters, and whatever else is typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import day as day_words
from screens.dialogs.fields import day_field, words_field
from screens.dialogs.form import Form, fill_in
from screens.dialogs.typed import Lies
from screens.shell.plain_dialogs import Choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.screen import Screen

#: Why a concern is dismissed: what is said most often; anything else is typed.
DISMISSALS = (
    "dealt with in another way",
    "known circumstances",
    "the record is being corrected",
    "too slight to act on",
)
#: Why an escalation is put off.
_POSTPONEMENTS = ("waiting for a reply", "a meeting is arranged", "away until then")
_TYPED = "typed"
_WAKE = "wake"


@frozen
class Why:
    """A reason in the BDO's own words."""

    reason: str


@frozen
class Snooze:
    """Until which day, and why."""

    until: date
    reason: str


def ask_why(screen: Screen[Any], title: str, reasons: Sequence[str], then: Callable[[str], None]) -> None:
    """One of a few reasons by its letter, or another in words."""

    def chosen(key: str | None) -> None:
        if key == _TYPED:
            fields = [words_field("reason", "Why", required=True, hint="one line; it stays on record")]
            fill_in(screen, Form(title, fields, Why), lambda why: then(why.reason))
        elif key is not None:
            then(key)

    choices = [*((reason, reason) for reason in reasons), (_TYPED, "something else: type it")]
    screen.app.push_screen(Choose(f"{title}: why?", choices), chosen)


def ask_until(
    screen: Screen[Any],
    what: str,
    today: date,
    then: Callable[[date | None, str], None],
    *,
    reason_needed: bool,
    can_wake: bool,
) -> None:
    """Until which day, by the letter of a usual one or typed; and why, where that is needed. None is to wake it."""

    def chosen(key: str | None) -> None:
        if key is None:
            return
        if key == _TYPED:
            form = _until_form(f"Snooze {what}", today, reason_needed=reason_needed)
            fill_in(screen, form, lambda snooze: then(snooze.until, snooze.reason))
        elif key == _WAKE:
            then(None, "")
        elif reason_needed:
            until = date.fromisoformat(key)
            ask_why(screen, f"Snooze {what}", _POSTPONEMENTS, lambda reason: then(until, reason))
        else:
            then(date.fromisoformat(key), "")

    choices = [*_usual_days(today), (_TYPED, "another day, or with a reason")]
    if can_wake:
        choices.append((_WAKE, "end the snooze now"))
    screen.app.push_screen(Choose(f"Snooze {what} until", choices), chosen)


def _usual_days(today: date) -> list[tuple[str, str]]:
    """The days that things are most often put off to, each with its label; one day is not offered under two names."""
    monday = today + timedelta(days=7 - today.weekday())
    days = (
        ("tomorrow", today + timedelta(days=1)),
        ("Monday", monday),
        ("week from today", today + timedelta(weeks=1)),
        ("fortnight", today + timedelta(weeks=2)),
        ("in four weeks", today + timedelta(weeks=4)),
    )
    first = {day: word for word, day in reversed(days)}
    return [(day.isoformat(), f"{word}: {day_words(day)}") for word, day in days if first[day] == word]


def _until_form(title: str, today: date, *, reason_needed: bool) -> Form[Snooze]:
    """Another day, and why."""

    def check(snooze: Snooze) -> str | None:
        return f"{day_words(snooze.until)} is not after today." if snooze.until <= today else None

    fields = [
        day_field("until", "Until", today, lies=Lies.AHEAD, required=True),
        words_field("reason", "Why", required=reason_needed),
    ]
    return Form(title, fields, Snooze, check=check)
