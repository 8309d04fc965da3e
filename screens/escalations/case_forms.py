"""The short forms of Escalations: a move, an action, an outcome, closing, a sign-off, an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.policy import ladder
from psw_tui.policy.terms import Answer, AppealOutcome, Role, Stage
from psw_tui.policy.wording import spoken
from screens.dialogs.fields import day_field, words_field
from screens.dialogs.form import Field, Form, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


# -- the forms ---------------------------------------------------------------------------------------


def words_form(title: str) -> Form[dict[str, Any]]:
    """A concern in the BDO's own words."""
    hint = "what was said or seen, by whom"
    return Form(title, [words_field("words", "In your words", required=True, hint=hint)], dict)


def move_form(name: str, here: Stage, move: ladder.Move, because: str) -> Form[dict[str, Any]]:
    """Why, in one line (typing replaces what the case says of it); where the ladder ends, what it came to instead."""
    if move.to in ladder.ENDED:
        field = words_field("reason", "Outcome", required=True, hint="what it came to, in words")
    else:
        hint = "one line; it stays on record"
        field = Field("reason", "Why", because, required=True, hint=hint, typed_over=True)
    return Form(f"{name}: {spoken(here)} → {spoken(move.to)} ({move.clause})", [field], dict)


def action_form(title: str, today: date) -> Form[dict[str, Any]]:
    """One action of the plan."""
    fields = [
        words_field("what", "Action", required=True, hint="what is to be done"),
        words_field("owner", "By whom"),
        day_field("due_on", "Due", today, hint="12 feb; may be empty"),
    ]
    return Form(title, fields, dict)


def outcome_form(title: str, today: date) -> Form[dict[str, Any]]:
    """What was agreed after a notice without reasonable cause (2.1.3)."""
    fields = [
        words_field("outcome", "Agreed", required=True, hint="what was agreed, in one line"),
        day_field("on", "On", today, "today", required=True),
    ]
    return Form(title, fields, dict)


def close_form(what: str, today: date) -> Form[dict[str, Any]]:
    """An action is closed: done on a day, or dropped with a reason."""
    fields = [
        day_field("on", "Closed on", today, "today", required=True),
        words_field("dropped_because", "Dropped, why", hint="empty: it was done"),
    ]
    return Form(f"Close: {what}", fields, dict)


def sign_off_form(role: Role, name: str, answers: Sequence[Answer], today: date) -> Form[dict[str, Any]]:
    """Who gave it, the answer where there is a choice, their view, and the day."""
    fields = [Field("name", "Given by", name, required=True, hint="a name")]
    if len(answers) > 1:
        words = [(str(each), spoken(each)) for each in answers]
        fields.append(
            Field("answer", "Answer", "", one_of(words), required=True, hint=" or ".join(word for _, word in words))
        )
    fields += [
        words_field("view", "Their view", hint="one line, if wished"),
        day_field("on", "On", today, "today", required=True),
    ]
    return Form(f"{ladder.ROLE_NAMES[role]} (2.4.6)", fields, dict)


def appeal_form(name: str, today: date, meeting_on: date | None, heard_by: str) -> Form[dict[str, Any]]:
    """The meeting with the PBDL: its day, who hears it, and once it was held what it decided."""
    words = [(str(each), spoken(each)) for each in AppealOutcome]
    meeting = meeting_on.isoformat() if meeting_on else ""

    def check(values: dict[str, Any]) -> str | None:
        if values["outcome"] and values["meeting_on"] > today:
            return "The meeting's outcome is recorded once it was held; leave it empty until then."
        return None

    fields = [
        day_field("meeting_on", "Meeting on", today, meeting, required=True),
        Field("heard_by", "Heard by", heard_by, hint="a name: the PBDL", typed_over=True),
        Field("outcome", "Decided", "", one_of(words), hint="upheld or not upheld; empty while it is to come"),
    ]
    return Form(f"{name}: the appeal (2.4.7)", fields, dict, check=check)
