"""Names that are on record: suggested while one is typed, and held against one that is new before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.suggester import Suggester

from psw_tui.policy.text import clean, fold
from psw_tui.store.roster import near_names
from screens.dialogs.choices import Choice, ChooseStep
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class KnownNames:
    """What a field may name: `what` is it called where a new one is asked about; empty, where none can be new.

    A new name is asked about if one on record is near it; with `always` also if none is.
    """

    names: tuple[str, ...]
    what: str = ""
    always: bool = False

    def suggested(self, typed: str) -> str | None:
        """The first name that begins with what is typed, whatever its case and accents; None where none goes on."""
        start = fold(typed)
        found = (name for name in self.names if fold(name).startswith(start) and len(name) > len(typed))
        return next(found, None) if start.strip() else None

    def is_known(self, typed: str) -> bool:
        """Whether that is a name on record, letter by letter."""
        return clean(typed) in self.names

    def is_new(self, typed: str) -> bool:
        """Whether that is no name on record, nor the beginning of one."""
        return not self.is_known(typed) and self.suggested(clean(typed)) is None

    def near(self, typed: str) -> list[str]:
        """The names on record that may be meant, the likeliest first."""
        return near_names.near(typed, self.names, near_names.ALIKE_IF_ASKED_ANYWAY if self.always else near_names.ALIKE)

    def question(self, typed: str, take: Callable[[str], object], keep: Callable[[], object]) -> ChooseStep | None:
        """What is asked before a new name is saved: `take` is given a known one, `keep` saves what is typed."""
        name = clean(typed)
        if not (name and self.what) or self.is_known(name):
            return None
        near = self.near(name)
        new = f"No coach is called {name}" if self.always else f"{self.what.capitalize()} “{name}” is new"
        if near:
            labels = zip("y23", near, strict=False)
            steps = [Choice(letter, known, take=partial(take, known)) for letter, known in labels]
            steps.append(Choice("n", f"keep “{name}” as a new {self.what}", take=keep))
            return ChooseStep(f"{new}; did you mean {near[0]}?", steps)
        if not self.always:
            return None
        return ChooseStep(f"{new}; make one?", [Choice("y", f"make a {self.what} of this name", take=keep)])


class _Suggested(Suggester):
    """Ghost text from the names on record."""

    def __init__(self, known: KnownNames) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The name that goes on from what is typed."""
        return self._known.suggested(value)


class NameInput(LineInput):
    """A line whose suggestion → takes, however fast it comes: Textual itself looks for one a moment later."""

    def __init__(self, known: KnownNames, value: str, *, placeholder: str, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, placeholder=placeholder, id=id, suggester=_Suggested(known))
        self._known = known

    def _take(self) -> bool:
        at_end = self.cursor_at_end and self.selection.is_empty
        name = self._known.suggested(self.value) if at_end else None
        if name is not None:
            self.value = name
            self.cursor_position = len(name)
        return name is not None

    def action_cursor_right(self, select: bool = False) -> None:
        """Take the suggestion; without one the cursor goes on."""
        if select or not self._take():
            super().action_cursor_right(select)
