"""What a form says of a leader's round, as it stands there: names, ratings and focus areas in people's own writing."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import BadValue, as_text
from psw_tui.exchange.files.sheet import MEND_ERROR, is_empty, is_error
from psw_tui.policy.capability import RATINGS
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import clean, fold
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.exchange.files.sheet import CellValue
    from psw_tui.policy.terms import RoundKind

#: The labels beside the cells that say on a blank form whose round it is, by what they ask for.
LABELS = {"name": "Your name", "leader": "Your reference or e-mail", "round_on": "Date", "round": "Baseline or review"}
#: A question may be long, and so may a list of focus areas.
_LONGEST = 4000
_WORD = re.compile(r"[^\W_]+")
#: The number that a form puts before a question: `3.`, `2.4)`, `Q7`.
_NUMBERED = re.compile(r"^(?:q?\d+ )+")
_NUMBER = re.compile(r"([1-4])(?:\.0*)?")
_BELOW_ZERO = re.compile(r"[-−–]\s*\d")
_DASHES = frozenset("-–—")
_NOT_CONSIDERED = frozenset({"not considered", "not considered yet", "not yet considered", "n a", "na"})
_YES = frozenset({"yes", "y", "x", "true", "1", "✓", "✔", "☑"})
_NO = frozenset({"no", "n", "false", "0", *_DASHES})


@frozen
class FormLine:
    """What a form says of one sub-capability; `rating` or `focus` is None where it doesn't ask for that."""

    row: int
    sub: str
    rating: CellValue | None
    focus: CellValue | bool | None
    heading: str = "rating"


@frozen
class FormWords:
    """One leader's round as a form tells it; who or when is None where that was refused."""

    leader: str | None
    on: date | None
    lines: tuple[FormLine, ...]
    kind: RoundKind | None = None


@lru_cache(maxsize=4096)  # the same few answers stand in thousands of cells
def plain(text: str) -> str:
    """A text without case, accents, punctuation, line breaks and odd blanks, `&` as `and`."""
    return " ".join(_WORD.findall(fold(clean(text, _LONGEST)).replace("&", " and ")))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {plain(sub.name): sub.id for sub in framework().subs.values()}


def named_exactly(text: str) -> str | None:
    """The sub-capability whose name (or id) a text is, but for its number, marks and blanks."""
    unnumbered = _NUMBERED.sub("", plain(text))
    return _names().get(unnumbered) or framework().ids_by_name.get(text.strip().casefold())


def named_in(text: str) -> list[str]:
    """Every sub-capability whose name stands in a text, in the framework's order."""
    words = f" {plain(text)} "
    # A form adds a digit to the second of two questions that are alike.
    return [sub for name, sub in _names().items() if re.search(rf" {name}\d* ", words)]


def to_rating(cell: CellValue, words: Sequence[str]) -> int | None:
    """1 to 4, or None for not considered, from a number, the programme's word for it, or both.

    `BadValue` for anything else, and where number and word disagree.
    """
    if is_empty(cell):
        return None
    if is_error(cell):
        raise BadValue(MEND_ERROR)
    text = as_text(cell).strip()
    alone = _NUMBER.fullmatch(text)
    if alone:
        return int(alone[1])
    said = plain(text).split()
    numbers = [word for word in said if word.isdecimal()]
    rest = " ".join(word for word in said if not word.isdecimal())
    if text in _DASHES or (not numbers and rest in _NOT_CONSIDERED):
        return None
    scale = dict(zip(map(plain, words), RATINGS, strict=True))
    meant = {rating for word, rating in scale.items() if f" {word} " in f" {rest} "}
    if not numbers:
        rating = _by_word(rest, meant, words)
    elif isinstance(cell, str) and not _BELOW_ZERO.match(text):
        rating = _by_number(said, numbers, meant)
    else:
        rating = None
    if rating is None:
        raise BadValue(f"{RATINGS[0]} to {RATINGS[-1]}, or {', '.join(words)}, or nothing (not considered)")
    return rating


def _by_number(said: list[str], numbers: list[str], meant: set[int]) -> int | None:
    """The one number said, where it stands first (or last, after the scale's word for it) and no word denies it."""
    number = numbers[0]
    if len(numbers) > 1 or not _NUMBER.fullmatch(number):
        return None
    stands_last = said[-1] == number and bool(meant)
    if said[0] != number and not stands_last:
        return None
    return int(number) if meant <= {int(number)} else None


def _by_word(said: str, meant: set[int], words: Sequence[str]) -> int | None:
    """The one rating whose word is said, where the answer begins with it."""
    if len(meant) != 1:
        return None
    rating = next(iter(meant))
    return rating if f"{said} ".startswith(f"{plain(words[rating - 1])} ") else None


def to_focus(cell: CellValue | bool) -> bool:
    """Whether a sub-capability is a focus: yes or a tick, no or nothing; `BadValue` for anything else."""
    if isinstance(cell, bool):
        return cell
    text = as_text(cell).strip().casefold()
    if text in _YES:
        return True
    if not text or text in _NO:
        return False
    raise BadValue("yes, or nothing")


def looks_like_ratings(cells: Sequence[CellValue], scales: Sequence[Sequence[str]]) -> bool:
    """Whether some of these answers are ratings in one of the scales, so that they answer the question for one."""
    return any(_is_rating(cell, words) for cell, words in product(cells, scales))


def looks_like_yes_or_no(cells: Sequence[CellValue]) -> bool:
    """Whether all of these answers that say something say yes or no."""
    said = [plain(as_text(cell)) for cell in cells if not is_empty(cell)]
    return bool(said) and all(word in {"yes", "no", "y", "n"} for word in said)


def _is_rating(cell: CellValue, words: Sequence[str]) -> bool:
    try:
        return to_rating(cell, words) is not None
    except BadValue:
        return False
