"""What is asked before a key reaches further than it seems to, and the asking of several such questions in turn."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from screens.shell.plain_dialogs import Confirm
from screens.shell.undoing import MOST_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from screens.shell.frame import AreaScreen


@frozen
class Question:
    """A question, the facts it stands on, and what a yes does."""

    title: str
    lines: tuple[str, ...]
    yes: str


def of_several(title: str, number: int, lost: Sequence[str], yes: str, *, much: bool = True) -> Question | None:
    """What is asked before one key changes several rows; None where it may act unasked.

    `lost` are the words on each record that the key would overwrite, and `number` how many rows it reaches. One row is
    never asked about: its key is told and undone in one breath. `much`: whether a large number alone is asked about.
    """
    if number <= 1 or not (lost or (much and number > MOST_AT_ONCE)):
        return None
    counted = ", ".join(f"{times} {words}" for words, times in Counter(lost).most_common())
    said = f"{len(lost)} of {number} recorded already ({counted}): that is overwritten." if lost else ""
    return Question(title, (said or "Nothing of what is recorded is overwritten.", "u undoes it."), yes)


def ask_all(screen: AreaScreen, questions: Iterable[Question | None], then: Callable[[], object]) -> None:
    """Ask them one after the other, and act once all of them are answered with yes; at once where there is none."""
    left = [question for question in questions if question is not None]
    if not left:
        then()
        return

    def answered(yes: bool | None) -> None:
        if yes:
            ask_all(screen, left[1:], then)

    first = left[0]
    screen.app.push_screen(Confirm(first.title, first.lines, yes=first.yes, careful=True), answered)
