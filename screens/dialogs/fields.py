"""Fields that several forms ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import day as day_words
from screens.dialogs.form import Field, Form
from screens.dialogs.typed import Lies, read_day

if TYPE_CHECKING:
    from datetime import date

_HINTS = {
    Lies.BEFORE: "today, yesterday, fri, 12 feb",
    Lies.EITHER: "today, fri, 12 feb",
    Lies.AHEAD: "fri, 12 feb, tomorrow",
}


def day_field(
    key: str,
    label: str,
    today: date,
    value: str = "",
    *,
    lies: Lies,
    required: bool = False,
    hint: str = "",
    seen_from: str = "",
) -> Field:
    """A day as people type it, read by the side of today that it can lie on; what stands there first is typed over.

    `seen_from` is the key of another day of the form that takes the place of today: where a pause ends is ahead of
    where it begins.
    """

    def read(text: str, seen_from: date | None = None) -> date | None:
        if not required and not text.strip():
            return None
        return read_day(text, today, lies, seen_from)

    return Field(
        key,
        label,
        value,
        read,
        day_words,
        required=required,
        hint=hint or _HINTS[lies],
        seen_from=seen_from,
    )


def words_field(key: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    """A line of words."""
    return Field(key, label, required=required, hint=hint)


@frozen
class GivenDay:
    """The one day that a form asks for."""

    on: date


def day_form(title: str, label: str, today: date) -> Form[GivenDay]:
    """The day on which something happened, today unless another is given."""
    return Form(title, [day_field("on", label, today, "today", lies=Lies.BEFORE, required=True)], GivenDay)
