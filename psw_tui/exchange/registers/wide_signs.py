"""The signs in the cells of a wide sheet: which are in it, and which of them mean present.

A sign is all that stands in a cell, blanks and brackets too: `P (2/2)` is one. Those that are not plain are told.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.sheet import UnreadableFile, is_error
from psw_tui.exchange.tables.cells import shown
from psw_tui.policy.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psw_tui.exchange.files.sheet import CellValue, SheetRow

_PRESENT_WORDS = "✓ ✔ ☑ ✅ 1 y yes p present attended true"
_NOTHING_WORDS = "- – — ? n/a"
_NOT_PRESENT_WORDS = "a abs absent 0 n no apologies apols sick false part half late leave dna ✗ ✘ ❌"
PRESENT = frozenset(_PRESENT_WORDS.split())
#: Signs that say nothing of a session, not even that somebody was missing.
NOTHING = frozenset(_NOTHING_WORDS.split())
_NOT_PRESENT = NOTHING | frozenset(_NOT_PRESENT_WORDS.split()) | {"did not attend"}
PLAIN = PRESENT | _NOT_PRESENT
_MOST_SHOWN = 8
#: What makes an emoji of a sign, and is not seen.
_UNSEEN = "\ufe0f"


class UnknownSigns(UnreadableFile):
    """Signs in the cells that are not plain; `signs` are theirs, most frequent first."""

    def __init__(self, file: str, counted: Mapping[str, int]) -> None:
        self.signs = list(counted)
        there = ", ".join(f"{shown(sign)} ({number})" for sign, number in counted.items())
        super().__init__(
            f'{file} uses {there} in its cells; say which of them mean present (`--present "SIGN"`, for each).'
        )


def sign_in(row: SheetRow, place: int) -> str:
    """The sign in a cell, without regard to case; empty where nothing stands, or an error of a spreadsheet."""
    cell: CellValue = row.cells[place] if place < len(row.cells) else ""
    return "" if is_error(cell) else folded(as_text(cell))


def folded(sign: str) -> str:
    """A sign as signs are compared."""
    return clean(sign.replace(_UNSEEN, "")).casefold()


def counted(rows: Iterable[SheetRow], places: Iterable[int]) -> Counter[str]:
    """How often each sign stands in these columns of these rows."""
    columns = list(places)
    found: Counter[str] = Counter()
    for row in rows:
        found.update(sign for place in columns if (sign := sign_in(row, place)))
    return found


def told_signs(told: str | Iterable[str], used: Iterable[str]) -> frozenset[str]:
    """The signs that were told to mean present.

    A text is one sign where the sheet has it, else signs of the sheet separated by commas or blanks.
    """
    known = set(used)
    texts = [told] if isinstance(told, str) else list(told)
    return frozenset(filter(None, chain.from_iterable(_parted(folded(text), known) for text in texts)))


def _parted(text: str, known: set[str]) -> list[str]:
    if text in known:
        return [text]
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return list(chain.from_iterable(_by_blanks(part, known) for part in parts))


def _by_blanks(text: str, known: set[str]) -> list[str]:
    """The signs of a text parted by blanks, the longest that the sheet has first."""
    words, signs = text.split(), []
    while words:
        size = next((n for n in range(len(words), 1, -1) if " ".join(words[:n]) in known), 1)
        signs.append(" ".join(words[:size]))
        words = words[size:]
    return signs


def present_signs(file: str, used: Counter[str], told: frozenset[str] | None) -> frozenset[str]:
    """The signs that mean present: the plain ones and those that were told; `UnknownSigns` where they must be."""
    unknown = {sign: number for sign, number in used.most_common() if sign not in PLAIN}
    if unknown and told is None:
        raise UnknownSigns(file, dict(list(unknown.items())[:_MOST_SHOWN]))
    return PRESENT | (told or frozenset())


def in_words(used: Counter[str], present: frozenset[str]) -> str:
    """The signs that are in a sheet, how often, and which were taken for present."""
    parts = []
    for sign, number in used.most_common(_MOST_SHOWN):
        meaning = ", present" if sign in present else ""
        parts.append(f"“{shown(sign)}” {number}{meaning}")
    more = f" and {len(used) - _MOST_SHOWN} more" if len(used) > _MOST_SHOWN else ""
    return f"Signs: {'; '.join(parts)}{more}."
