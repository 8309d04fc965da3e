"""What Escalations asks: the next step with what it still needs, a leader by name, and a few short forms."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from psw_tui.policy import ladder
from psw_tui.policy.terms import Answer, AppealOutcome, Role, Stage
from psw_tui.policy.text import fold
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.typed import or_nothing, read_day
from screens.shell.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual import events

_SHOWN = 12
#: The cells that a line of a dialog has.
_ROOM = 66


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done next; `missing` says why it can't be done yet.

    One verb has the same `letter` wherever it is offered; one without a letter gets a digit.
    """

    key: str
    label: str
    detail: str = ""
    missing: str = ""
    letter: str = ""


class Next(Dialog[str]):
    """The moves from here, each with what it still needs, and what can be recorded; gives the step's key.

    A step that can't be taken yet says what is missing and leaves the dialog open.
    """

    def __init__(self, title: str, steps: Sequence[Step], *, start: str = "") -> None:
        super().__init__(title, "a letter, or ↑↓ and enter   escape cancel")
        self._steps = list(steps)
        digits = iter("123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        self._letters = [step.letter or next(digits) for step in steps]
        self._start = start

    def compose_body(self) -> Any:
        """Each step with its letter, what it needs under it."""
        yield OptionList(
            *(
                Option(self._drawn(letter, step))
                for letter, step in zip(self._letters, self._steps, strict=True)
            ),
            compact=True,
        )
        yield Static("", classes="problem", id="problem")

    def _drawn(self, letter: str, step: Step) -> Content:
        first = Content.assemble((f" {letter} ", "bold"), " ", (step.label, "dim" if step.missing else ""))
        if not step.detail:
            return first
        if first.cell_length + len(step.detail) + 2 <= _ROOM:
            return Content.assemble(first, "  ", (step.detail, "dim"))
        lines = textwrap.wrap(step.detail, _ROOM - 6, break_on_hyphens=False)
        return Content("\n").join([first, *(Content.styled(f"      {line}", "dim") for line in lines)])

    def on_mount(self) -> None:
        """Start on the step asked for, else on the first that can be taken."""
        keys = [step.key for step in self._steps]
        open_ones = [place for place, step in enumerate(self._steps) if not step.missing]
        place = keys.index(self._start) if self._start in keys else (open_ones or [0])[0]
        self.query_one(OptionList).highlighted = place

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click takes the step."""
        self._take(event.option_index)

    def on_key(self, event: events.Key) -> None:
        """A step's letter takes it."""
        if event.character and event.character in self._letters:
            event.stop()
            place = self._letters.index(event.character)
            self.query_one(OptionList).highlighted = place
            self._take(place)

    def _take(self, place: int) -> None:
        step = self._steps[place]
        if step.missing:
            self.query_one("#problem", Static).update(Content(step.missing))
            return
        self.dismiss(step.key)


class Pick(Dialog[str]):
    """One of many by typing part of its name; gives its key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, tooltip="the next one"),
        Binding("up", "step(-1)", show=False, tooltip="the one before"),
    ]

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str]], *, current: str = "", in_order: bool = False
    ) -> None:
        """`current` comes first; the others by name, or with `in_order` as they are given."""
        super().__init__(title, "type part of the name   ↑↓ enter choose   escape cancel")
        names = {key: "" if in_order else fold(label) for key, label in choices}
        self._choices = sorted(choices, key=lambda each: (each[0] != current, names[each[0]]))
        self._shown: list[tuple[str, str]] = []

    def compose_body(self) -> Any:
        """The line to type on, and what fits."""
        yield Input(id="pick", select_on_focus=False)
        yield OptionList(compact=True)
        yield Static("", classes="hint", id="pick-more")

    def on_mount(self) -> None:
        """Show the first of them all."""
        self.query_one(OptionList).can_focus = False
        self._show("")

    def _show(self, typed: str) -> None:
        words = fold(typed).split()
        fitting = [each for each in self._choices if all(word in fold(each[1]) for word in words)]
        self._shown = fitting[:_SHOWN]
        options = self.query_one(OptionList)
        options.set_options([Option(Content(label)) for _, label in self._shown])
        options.highlighted = 0 if self._shown else None
        more = len(fitting) - len(self._shown)
        said = f"and {more} more" if more else "" if fitting else "Nobody fits; type less."
        self.query_one("#pick-more", Static).update(Content(said))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow down while typing."""
        self._show(event.value)

    def on_input_submitted(self) -> None:
        """Enter takes the highlighted one."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self._shown[place][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click takes it."""
        self.dismiss(self._shown[event.option_index][0])

    def action_step(self, lines: int) -> None:
        """Move among those shown."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            options.highlighted = max(0, min(len(self._shown) - 1, options.highlighted + lines))


# -- the forms ---------------------------------------------------------------------------------------


def day_field(
    key: str, label: str, today: date, value: str = "", *, required: bool = False, hint: str = ""
) -> Field:
    """A day as people type it; what stands there first is typed over."""
    read = partial(read_day, today=today)
    return Field(
        key, label, value, read if required else or_nothing(read), day_words, required=required,
        hint=hint or "today, yesterday, fri, 12 feb", typed_over=True,
    )  # fmt: skip


def words_field(key: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    """A line of words."""
    return Field(key, label, required=required, hint=hint)


def words_form(title: str) -> Form:
    """A concern in the BDO's own words."""
    hint = "what was said or seen, by whom"
    return Form(title, [words_field("words", "In your words", required=True, hint=hint)])


def day_form(title: str, label: str, today: date) -> Form:
    """One day, today unless another is given."""
    return Form(title, [day_field("on", label, today, "today", required=True)])


def move_form(name: str, here: Stage, move: ladder.Move, because: str) -> Form:
    """Why, in one line (typing replaces what the case says of it); where the ladder ends, what it came to instead."""
    if move.to in ladder.ENDED:
        field = words_field("reason", "Outcome", required=True, hint="what it came to, in words")
    else:
        hint = "one line; it stays on record"
        field = Field("reason", "Why", because, required=True, hint=hint, typed_over=True)
    return Form(f"{name}: {spoken(here)} → {spoken(move.to)} ({move.clause})", [field])


def action_form(title: str, today: date) -> Form:
    """One action of the plan."""
    fields = [
        words_field("what", "Action", required=True, hint="what is to be done"),
        words_field("owner", "By whom"),
        day_field("due_on", "Due", today, hint="12 feb; may be empty"),
    ]
    return Form(title, fields)


def outcome_form(title: str, today: date) -> Form:
    """What was agreed after a notice without reasonable cause (2.1.3)."""
    fields = [
        words_field("outcome", "Agreed", required=True, hint="what was agreed, in one line"),
        day_field("on", "On", today, "today", required=True),
    ]
    return Form(title, fields)


def close_form(what: str, today: date) -> Form:
    """An action is closed: done on a day, or dropped with a reason."""
    fields = [
        day_field("on", "Closed on", today, "today", required=True),
        words_field("dropped_because", "Dropped, why", hint="empty: it was done"),
    ]
    return Form(f"Close: {what}", fields)


def sign_off_form(role: Role, name: str, answers: Sequence[Answer], today: date) -> Form:
    """Who gave it, the answer where there is a choice, their view, and the day."""
    fields = [Field("name", "Given by", name, required=True, hint="a name")]
    if len(answers) > 1:
        words = [(str(each), spoken(each)) for each in answers]
        fields.append(
            Field("answer", "Answer", "", one_of(words), required=True,
                  hint=" or ".join(word for _, word in words))
        )  # fmt: skip
    fields += [
        words_field("view", "Their view", hint="one line, if wished"),
        day_field("on", "On", today, "today", required=True),
    ]
    return Form(f"{ladder.ROLE_NAMES[role]} (2.4.6)", fields)


def appeal_form(name: str, today: date, meeting_on: date | None, heard_by: str) -> Form:
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
        Field(
            "outcome", "Decided", "", one_of(words), hint="upheld or not upheld; empty while it is to come"
        ),
    ]
    return Form(f"{name}: the appeal (2.4.7)", fields, check=check)
