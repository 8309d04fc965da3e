"""The short forms of Escalations: a move, an action, an outcome, closing, a sign-off, an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import ladder
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Answer, AppealOutcome, Role, Stage
from psw_tui.policy.wording import spoken
from screens.dialogs.fields import day_field, words_field
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.typed import Lies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@frozen
class ConcernWords:
    """A concern in the BDO's own words."""

    words: str


@frozen
class MoveReason:
    """Why a move is made; where the ladder ends, what it came to."""

    reason: str


@frozen
class NewAction:
    """An action of the plan: what, by whom, and by when."""

    what: str
    owner: str
    due_on: date | None


@frozen
class AgreedOutcome:
    """What was agreed, and on which day."""

    outcome: str
    on: date


@frozen
class ActionClosed:
    """The day on which an action was closed; why it was dropped, if it was."""

    on: date
    dropped_because: str


@frozen
class SignOffGiven:
    """Who gave a sign-off, their view and the day; the answer where there is a choice."""

    name: str
    view: str
    on: date
    answer: Answer | None = None


@frozen
class AppealMeeting:
    """The meeting of an appeal; what it decided, once it was held."""

    meeting_on: date
    heard_by: str
    outcome: AppealOutcome | None


# -- the forms ---------------------------------------------------------------------------------------


def words_form(title: str) -> Form[ConcernWords]:
    """A concern in the BDO's own words."""
    hint = "what was said or seen, by whom"
    return Form(title, [words_field("words", "In your words", required=True, hint=hint)], ConcernWords)


def move_form(name: str, here: Stage, move: ladder.Move, because: str) -> Form[MoveReason]:
    """Why, in one line (typing replaces what the case says of it); where the ladder ends, what it came to instead."""
    if move.to in ladder.ENDED:
        field = words_field("reason", "Outcome", required=True, hint="what it came to, in words")
    else:
        hint = "one line; it stays on record"
        field = Field("reason", "Why", because, required=True, hint=hint)
    return Form(f"{name}: {spoken(here)} → {spoken(move.to)} ({move.clause})", [field], MoveReason)


def action_form(title: str, today: date) -> Form[NewAction]:
    """One action of the plan."""
    fields = [
        words_field("what", "Action", required=True, hint="what is to be done"),
        words_field("owner", "By whom"),
        day_field("due_on", "Due", today, lies=Lies.AHEAD, hint="12 feb; may be empty"),
    ]
    return Form(title, fields, NewAction)


def outcome_form(title: str, today: date) -> Form[AgreedOutcome]:
    """What was agreed after a notice without reasonable cause (2.1.3)."""
    fields = [
        words_field("outcome", "Agreed", required=True, hint="what was agreed, in one line"),
        day_field("on", "On", today, "today", lies=Lies.BEFORE, required=True),
    ]
    return Form(title, fields, AgreedOutcome)


def close_form(what: str, today: date) -> Form[ActionClosed]:
    """An action is closed: done on a day, or dropped with a reason."""
    fields = [
        day_field("on", "Closed on", today, "today", lies=Lies.BEFORE, required=True),
        words_field("dropped_because", "Dropped, why", hint="empty: it was done"),
    ]
    return Form(f"Close: {what}", fields, ActionClosed)


def sign_off_form(role: Role, name: str, answers: Sequence[Answer], today: date) -> Form[SignOffGiven]:
    """Who gave it, the answer where there is a choice, their view, and the day."""
    fields = [Field("name", "Given by", name, required=True, hint="a name")]
    if len(answers) > 1:
        words = [(answer, spoken(answer)) for answer in answers]
        fields.append(
            Field("answer", "Answer", "", one_of(words), required=True, hint=" or ".join(word for _, word in words))
        )
    fields += [
        words_field("view", "Their view", hint="one line, if wished"),
        day_field("on", "On", today, "today", lies=Lies.BEFORE, required=True),
    ]
    return Form(f"{ladder.ROLE_NAMES[role]} (2.4.6)", fields, SignOffGiven)


def appeal_form(name: str, today: date, meeting_on: date | None, heard_by: str) -> Form[AppealMeeting]:
    """The meeting with the PBDL: its day, who hears it, and once it was held what it decided."""
    words = [(outcome, spoken(outcome)) for outcome in AppealOutcome]
    meeting = meeting_on.isoformat() if meeting_on else ""

    def check(appeal: AppealMeeting) -> str | None:
        if appeal.outcome and appeal.meeting_on > today:
            return "The meeting's outcome is recorded once it was held; leave it empty until then."
        return None

    fields = [
        day_field("meeting_on", "Meeting on", today, meeting, lies=Lies.EITHER, required=True),
        Field("heard_by", "Heard by", heard_by, hint="a name: the PBDL"),
        Field("outcome", "Decided", "", one_of(words), hint="upheld or not upheld; empty while it is to come"),
    ]
    return Form(f"{name}: the appeal (2.4.7)", fields, AppealMeeting, check=check)
