"""A form: one line a field, read as it is typed, said back in words; enter accepts and goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from psw_tui.policy.wording import day, moment
from screens.dialogs.choices import take_chosen
from screens.dialogs.known_names import NameInput
from screens.shell.dialog import Dialog
from screens.shell.plain_dialogs import Confirm
from screens.shell.wording import MUTED, TONES
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.screen import Screen

    from screens.dialogs.known_names import KnownNames


_LABEL_GAP = 3
#: With no more fields than these, the line below each is kept also while another one is typed in.
_MOST_WITH_LINES = 8
T = TypeVar("T")
Saved = TypeVar("Saved")
Word = TypeVar("Word", bound=str)


def as_text(text: str) -> str:
    """Free text, trimmed."""
    return text.strip()


@dataclass(frozen=True)
class Field:
    """One field: `read` turns what was typed into a value or raises ValueError with one sentence.

    `say` puts the value into words, shown beside the field before it is taken; `value` is what stands there first.
    Enter in a field that `saves` saves at once if anything stands in it. One of the `names` on record is suggested as
    it is typed, and a new one is asked about before it is saved. A day may be read as `seen_from` another field's,
    which `read` is told.
    """

    key: str
    label: str
    value: str = ""
    read: Callable[..., Any] = as_text
    say: Callable[[Any], str] | None = None
    required: bool = False
    hint: str = ""
    saves: bool = False
    names: KnownNames | None = None
    seen_from: str = ""

    @property
    def marked_label(self) -> str:
        """The label, with a star where something must stand in the field."""
        return f"{self.label} *" if self.required else self.label


def one_of(words: Sequence[tuple[Word, str]]) -> Callable[[str], Word | None]:
    """Reads one of a few words by as many of its first letters as tell it from the others; empty is None."""

    def read(text: str) -> Word | None:
        typed = text.strip().casefold()
        if not typed:
            return None
        exact = [key for key, word in words if typed in (key.casefold(), word.casefold())]
        near = exact or [key for key, word in words if word.casefold().startswith(typed)]
        if len(near) != 1:
            raise ValueError(f"One of: {', '.join(word for _, word in words)}.")
        return near[0]

    return read


class Fields(VerticalScroll, inherit_bindings=False):
    """The lines of a form. They scroll so far only as the field that is typed in stays in view, whatever scrolls them.

    No key of Textual's scroller is theirs: it is nearer to the field than the form, and would keep the arrows.
    """

    def on_mount(self) -> None:
        """Keep the field in view when lines appear, go or change their height, and the window its size."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out, immediate=True)

    def _laid_out(self, _screen: object) -> None:
        self.keep_in_view()

    def keep_in_view(self) -> None:
        """Scroll as little as shows the field that has the focus."""
        within = self._within(self.scroll_y)
        if within != self.scroll_y:
            self.scroll_to(y=within, animate=False, immediate=True)

    def validate_scroll_y(self, value: float) -> float:
        """Where it may be scrolled to."""
        return self._within(super().validate_scroll_y(value))

    def validate_scroll_target_y(self, value: float) -> float:
        """Where it may be on its way to."""
        return self._within(super().validate_scroll_target_y(value))

    def _within(self, y: float) -> float:
        """The nearest place from which the field in focus is seen whole, with what it is understood as."""
        if not self.is_attached:  # the form has closed, and a scrolling goes on to its end
            return y
        focused = self.screen.focused
        if focused is None or self not in focused.ancestors:
            return y
        region = next((line.virtual_region for line in self.children if line is focused.parent), None)
        if not region:
            return y
        return min(max(y, region.bottom - self.scrollable_content_region.height), region.y)


class Form(Dialog[T]):
    """Fields one under the other. Gives what `gives` makes of their values; `escape` asks when something was typed.

    `gives` is a frozen dataclass with a field of each key. `check` sees what it makes and returns a sentence when the
    values don't go together; `echo` says what they come to while they are typed, before all that is required is
    there. `done` is what enter does at the end. `doubt` returns what is asked about before it is saved all the same.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "save", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        gives: Callable[..., T],
        *,
        check: Callable[[T], str | None] | None = None,
        echo: Callable[[T], str] | None = None,
        doubt: Callable[[T], str | None] | None = None,
        done: str = "save",
    ) -> None:
        self._fields = list(fields)
        self._gives = gives
        enter = f"enter next, at the end {done}   ctrl+s {done}"
        if len(self._fields) == 1:
            enter = f"enter {done}"
        elif all(field.saves for field in self._fields):
            enter = "enter save   ↑↓ other fields"
        super().__init__(title, f"{enter}   escape cancel")
        self.set_class(len(self._fields) <= _MOST_WITH_LINES, "-airy", update=False)
        self._check = check
        self._echo = echo
        self._doubt = doubt
        self._new_names: set[tuple[str, str]] = set()  # new names that stand, since they were asked about
        self._take: Callable[[T], object] = self.dismiss
        self._saving = False
        self._refused = ""
        self._refused_of: list[str] = []  # what stood in the fields when it was refused

    def compose_body(self) -> ComposeResult:
        """A label, the field, and what it was understood as."""
        with Fields(can_focus=False):
            labels = [field.marked_label for field in self._fields]
            for field, words in zip(self._fields, labels, strict=True):
                with Container(classes="field") as line:
                    line.styles.grid_columns = f"{max(map(len, labels)) + _LABEL_GAP} 3fr 2fr"
                    yield Static(Content(words), classes="label")
                    yield self._made_input(field)
                    yield Static("", classes="echo silent", id=f"echo-{field.key}")
        yield Static("", classes="problem", id="problem")

    def _made_input(self, field: Field) -> Input:
        """What stands in a field is selected as it is come to: a key or a paste replaces it, an arrow keeps it."""
        id_, hint = f"field-{field.key}", field.hint
        if field.names is None:
            return LineInput(field.value, placeholder=hint, id=id_)
        return NameInput(field.names, field.value, placeholder=hint, id=id_)

    def on_mount(self) -> None:
        """Start in the first field that is empty and required, else in the first."""
        first = next((field for field in self._fields if field.required and not field.value), self._fields[0])
        self._input(first).focus()
        for field in self._fields:
            if field.value:  # nothing is wrong with what nobody has typed yet
                self._understand(field)

    def _input(self, field: Field) -> Input:
        return self.query_one(f"#field-{field.key}", Input)

    def _read(self, field: Field) -> Any:
        """What was typed into a field; ValueError says what is wrong with it."""
        typed = self._input(field).value
        if not field.seen_from:
            return field.read(typed)
        other = next(other for other in self._fields if other.key == field.seen_from)
        try:
            seen_from = self._read(other)
        except ValueError:  # that field says so itself
            seen_from = None
        return field.read(typed, seen_from=seen_from)

    def _understand(self, field: Field) -> bool:
        """Read one field and say beside it what was understood, or what is wrong; where it is narrow, below it."""
        typed = self._input(field).value
        try:
            value = self._read(field)
        except ValueError as error:
            self._echo_line(field, Content.styled(str(error), TONES["bad"]))
            return False
        words = field.say(value) if field.say is not None and typed.strip() and value is not None else ""
        self._echo_line(field, Content(words))
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is understood while it is typed; the sentence on what goes together too."""
        if self._typed() == self._refused_of:
            return  # news of a key from before it was refused
        field = next(field for field in self._fields if event.input.id == f"field-{field.key}")
        good = self._understand(field)
        for other in self._fields:
            if other.seen_from == field.key and self._input(other).value.strip():
                self._understand(other)
        self.follow(field)
        problem = self.query_one("#problem", Static)
        problem.update("")
        if good and self._echo is not None:
            filled = self._filled()
            if filled is not None:
                problem.update(Content.styled(self._echo(filled), MUTED))

    def follow(self, field: Field) -> None:
        """What else a field settles that was just typed in; nothing, unless a form says so."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: on to the next field; at the last, save."""
        keys = [f"field-{field.key}" for field in self._fields]
        place = keys.index(event.input.id or "")
        if not self._understand(self._fields[place]):
            return
        saves = self._fields[place].saves and event.value.strip()
        if place + 1 < len(keys) and not saves:
            self._input(self._fields[place + 1]).focus()
        else:
            self.action_accept()

    def _filled(self) -> T | None:
        try:
            values = {field.key: self._read(field) for field in self._fields}
        except ValueError:
            return None
        return self._gives(**values)

    def action_accept(self) -> None:
        """Save, if every field can be read and nothing that must be there is missing."""
        for field in self._fields:
            missing = field.required and not self._input(field).value.strip()
            if missing or not self._understand(field):
                if missing:
                    self._problem(f"{field.label} must be there.")
                self._input(field).focus()
                return
        filled = self._filled()
        if filled is None:
            return
        sentence = self._check(filled) if self._check is not None else None
        if sentence:
            self._say_refusal(sentence)
        elif not (self._asks_of_a_new_name() or self._asks_all_the_same(filled)):
            self._take(filled)

    def _asks_all_the_same(self, filled: T) -> bool:
        """Ask about what should rather not be saved; a yes saves it."""
        question = None if self._doubt is None else self._doubt(filled)
        if question is None:
            return False

        def answered(yes: bool | None) -> None:
            if yes:
                self._take(filled)

        self.app.push_screen(Confirm(question, yes="save it all the same"), answered)
        return True

    def _asks_of_a_new_name(self) -> bool:
        """Ask about the first new name that was not asked about yet; what is answered is saved."""
        for field in self._fields:
            line = self._input(field)
            typed = line.value.strip()
            asked = typed == field.value or (field.key, typed) in self._new_names
            if field.names is None or asked:
                continue
            question = field.names.question(typed, partial(self._take_name, line), partial(self._keep_name, line))
            if question is not None:
                line.focus()  # where escape leads back to
                self.app.push_screen(question, take_chosen)
                return True
        return False

    def _take_name(self, line: Input, name: str) -> None:
        line.value = name
        self.action_accept()

    def _keep_name(self, line: Input) -> None:
        self._new_names.add(((line.id or "").removeprefix("field-"), line.value.strip()))
        self.action_accept()

    def take_with(self, take: Callable[[T], object]) -> None:
        """Give what is filled in to this instead of closing; `close_after` closes it."""
        self._take = take

    def close_after(self, filled: T, save: Callable[[T], object]) -> None:
        """Save it and close; where that is refused, the refusal stands here, and all that was typed."""
        self._saving, self._refused = True, ""
        try:
            save(filled)
        finally:
            self._saving = False
        if self._refused:
            self._say_refusal(self._refused)
        else:
            self.dismiss(filled)

    def takes_refusal(self, sentence: str) -> bool:
        """What refuses to save it is said in it."""
        if self._saving:
            self._refused = sentence
        return self._saving

    def _say_refusal(self, sentence: str) -> None:
        """At the field whose day it names, and there the cursor; else below them all."""
        self._refused_of = self._typed()
        for field in self._fields:
            value = self._read(field)
            if isinstance(value, date) and _in_words(value) in sentence:
                self._input(field).focus()
                self._echo_line(field, Content.styled(sentence, TONES["bad"]))
                return
        self._problem(sentence)

    def _typed(self) -> list[str]:
        return [self._input(field).value for field in self._fields]

    def _echo_line(self, field: Field, content: Content) -> None:
        line = self.query_one(f"#echo-{field.key}", Static)
        line.update(content)
        line.set_class(not content, "silent")

    def _problem(self, sentence: str) -> None:
        self.query_one("#problem", Static).update(Content(sentence))

    def action_cancel(self) -> None:
        """Leave; what was typed is asked about first."""
        if all(self._input(field).value == field.value for field in self._fields):
            self.dismiss(None)
            return

        def leave(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(Confirm("Leave without saving what you typed?", yes="leave"), leave)

    def on_descendant_focus(self) -> None:
        """Keep the field that is typed in on the screen, and the line below it."""
        for line in self.query(".field"):
            line.set_class(self.focused is not None and line is self.focused.parent, "typed")
        self.query_one(Fields).keep_in_view()


def _in_words(value: date) -> str:
    return moment(value) if isinstance(value, datetime) else day(value)


def fill_in(
    screen: Screen[Any], form: Form[T], save: Callable[[T], Saved], then: Callable[[Saved], object] | None = None
) -> None:
    """Open a form, save what is filled in while it is still open, and once it has closed go on with what that gave.

    So a refusal of the command stands in the form, beside everything that was typed.
    """
    saved: list[Saved] = []

    def closed(filled: T | None) -> None:
        if filled is not None and then is not None:
            then(saved[-1])

    form.take_with(lambda filled: form.close_after(filled, lambda typed: saved.append(save(typed))))
    screen.app.push_screen(form, closed)
