"""Names that are on record: suggested while one is typed, and held against one that is new before it is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.suggester import Suggester
from textual.widgets import Input

from psw_tui.policy.text import clean, fold
from screens.dialogs.choices import Choice, ChooseStep

if TYPE_CHECKING:
    from collections.abc import Callable

#: How alike (0–100) must be what two names don't share, for one to be taken for a slip of the other.
_ALIKE = 70
#: The same where a new name is asked about in any case: one more to choose from costs nothing.
_ALIKE_IF_ASKED_ANYWAY = 60
_MOST_NEAR = 3
_ADDRESS = re.compile(r"\s*<[^>]*>")
#: Words that tell no name from another.
_JOINING = frozenset({"and", "the", "of", "for"})


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
        least = _ALIKE_IF_ASKED_ANYWAY if self.always else _ALIKE
        likely = sorted((-_likeness(typed, name, least), place) for place, name in enumerate(self.names))
        return [self.names[place] for unlikeness, place in likely if unlikeness < 0][:_MOST_NEAR]

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


def _likeness(typed: str, name: str, least: int) -> float:
    """How likely a name on record is meant, 0 where it is less than `least`: the words that both have say nothing."""
    own, other = _words(typed), _words(name)
    rest, missing = [word for word in own if word not in other], [word for word in other if word not in own]
    if not rest or not missing:  # the same, or one says less than the other
        return 100.0
    if _shortens(rest, missing) or _shortens(missing, rest):
        return 95.0
    from rapidfuzz import fuzz  # only once a name is new

    score = fuzz.ratio("".join(rest), "".join(missing))
    return score if score >= least else 0.0


def _words(text: str) -> list[str]:
    bare = fold(_ADDRESS.sub("", text))
    words = re.findall(r"\w+", bare.replace("'", "").replace("’", ""))
    return [word for word in words if word not in _JOINING] or words


def _shortens(short: list[str], long: list[str]) -> bool:
    """Whether words are the beginnings of the others in their order, or their initials."""
    if "".join(short) == "".join(word[0] for word in long):
        return True
    rest = iter(long)
    return all(any(word.startswith(start) for word in rest) for start in short)


class _Suggested(Suggester):
    """Ghost text from the names on record."""

    def __init__(self, known: KnownNames) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The name that goes on from what is typed."""
        return self._known.suggested(value)


class NameInput(Input):
    """A line whose suggestion → takes, however fast it comes: Textual itself looks for one a moment later."""

    def __init__(self, known: KnownNames, value: str, *, placeholder: str, id: str, select_on_focus: bool) -> None:  # noqa: A002 - Textual's own name
        super().__init__(
            value, placeholder=placeholder, id=id, select_on_focus=select_on_focus, suggester=_Suggested(known)
        )
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
