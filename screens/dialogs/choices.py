"""Choosing: one of some steps, or somebody by name."""

from __future__ import annotations

import textwrap
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from psw_tui.policy.text import fold
from screens.shell.dialog import Dialog
from screens.shell.wording import MUTED
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.binding import BindingType

_SHOWN = 12
#: What a dialog of steps has beside them at the smallest size: its title, its keys, a line on the step, its edges.
_AROUND = 8
#: The cells that a line of a dialog has.
_ROOM = 66


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be done next, and what does it; `missing` says why it can't be done yet.

    One verb has the same `letter` wherever it is offered; one of a kind without letters gets a digit.
    """

    letter: str
    label: str
    detail: str = ""
    missing: str = ""
    _: KW_ONLY
    take: Callable[[], object]


def take_chosen(choice: Choice | None) -> None:
    """Do what was chosen in `ChooseStep`; nothing, where it was left."""
    if choice is not None:
        choice.take()


class ChooseStep(Dialog[Choice]):
    """The moves from here, each with what it still needs, and what can be recorded; gives the choice taken.

    One that can't be taken yet says what is missing and leaves the dialog open; `start` is under the cursor first.
    """

    def __init__(self, title: str, steps: Sequence[Choice], *, start: Choice | None = None) -> None:
        super().__init__(title, "a letter or enter choose   ↑↓ move   escape cancel")
        self._steps = list(steps)
        own = {step.letter for step in steps}
        digits = (key for key in "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if key not in own)
        self._letters = [step.letter or next(digits) for step in steps]
        self._start = start
        self._short = False

    def compose_body(self) -> Any:
        """Each step with its letter, what it needs under it; where all don't fit so, one line each."""
        drawn = [self._drawn(letter, step) for letter, step in zip(self._letters, self._steps, strict=True)]
        self._short = sum(str(content).count("\n") + 1 for content in drawn) > self.app.size.height - _AROUND
        yield OptionList(
            *(Option(self._drawn(letter, step)) for letter, step in zip(self._letters, self._steps, strict=True)),
            compact=True,
        )
        yield Static("", classes="problem", id="problem")

    def _drawn(self, letter: str, step: Choice) -> Content:
        style = "dim" if step.missing else ""
        first = Content.assemble((f" {letter} ", "bold"), " ", (step.label, style))
        if not step.detail:
            return first
        beside = Content.assemble(first, "  ", (step.detail, "dim"))
        if self._short:
            return beside.truncate(_ROOM, ellipsis=True)
        if beside.cell_length <= _ROOM:
            return beside
        lines = textwrap.wrap(step.detail, _ROOM - 6, break_on_hyphens=False)
        return Content("\n").join([first, *(Content.styled(f"      {line}", "dim") for line in lines)])

    def on_mount(self) -> None:
        """Start on the step asked for, else on the first that can be taken."""
        open_ones = [step for step in self._steps if not step.missing]
        first = self._start or (open_ones or self._steps)[0]
        self.query_one(OptionList).highlighted = self._steps.index(first)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Where the steps have a line each, what the one under the cursor needs is said in full below them."""
        if self._short:
            self.query_one("#problem", Static).update(Content.styled(self._steps[event.option_index].detail, MUTED))

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
        self.dismiss(step)


class FindByName(Dialog[str]):
    """One of many by typing part of its name; gives its key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, tooltip="the next one"),
        Binding("up", "step(-1)", show=False, tooltip="the one before"),
    ]

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str]], *, current: str = "", in_order: bool = False
    ) -> None:
        """`current` comes first; the others by name, or with `in_order` as they are given."""
        super().__init__(title, "type part of the name   enter choose   ↑↓ move   escape cancel")

        def order(choice: tuple[str, str]) -> tuple[bool, str]:
            key, label = choice
            return key != current, "" if in_order else fold(label)

        self._choices = sorted(choices, key=order)
        self._shown: list[tuple[str, str]] = []

    def compose_body(self) -> Any:
        """The line to type on, and what fits."""
        yield LineInput(id="pick", select_on_focus=False)
        yield OptionList(compact=True)
        yield Static("", classes="hint", id="pick-more")

    def on_mount(self) -> None:
        """Show the first of them all."""
        self.query_one(OptionList).can_focus = False
        self._show("")

    def _show(self, typed: str) -> None:
        words = fold(typed).split()
        fitting = [(key, label) for key, label in self._choices if all(word in fold(label) for word in words)]
        self._shown = fitting[:_SHOWN]
        options = self.query_one(OptionList)
        options.set_options([Option(Content(label)) for _, label in self._shown])
        options.highlighted = 0 if self._shown else None
        more = len(fitting) - len(self._shown)
        said = f"and {more} more" if more else ""
        if not fitting:
            said = "Nobody matches; type less."
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
