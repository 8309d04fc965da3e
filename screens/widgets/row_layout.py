"""What a row table shows and how it fits: cells, columns, the room shared out, and text made fit to draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal
from unicodedata import category

from rich.cells import cell_len, set_cell_size

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import Value, upper_first
from psw_tui.tone import Tone

GUTTER_WIDTH = 2  # cells before the first column: where the cursor stands, and what is selected
GAP = 2  # cells between two columns
MOST_FITTED = 40  # the cells that a name may take, however long it is, in a column that is not wider by itself
CACHED_TEXTS = 4096  # as they stand in a column: states, organisations and coaches come again and again
MOST_MARKS = 4  # combining marks kept on one letter

_JOINER, _EMOJI_VARIANT = "\u200d", "\ufe0f"
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co"})  # controls, bidi and other formats, surrogates, private use
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")  # letters and marks that show nothing


@frozen
class Cell:
    """One cell: plain text (never markup) and the tone it is drawn in.

    `value` is what a file has in its place, whatever the width: the day with its year, the number, the word of a sign;
    where the column is several in a file, one for each of them. None: the text.
    """

    text: str
    tone: Tone = "normal"
    value: Value | tuple[Value, ...] | None = None

    def values(self, columns: int) -> list[Value]:
        """What a file has in so many columns; what there is nothing for is empty."""
        known = self.text if self.value is None else self.value
        several = known if isinstance(known, tuple) else (known,)
        return [*several, *[""] * (columns - len(several))]


def as_cell(cell: Cell | str) -> Cell:
    """A cell as it is; a bare text in the normal tone."""
    return Cell(cell) if isinstance(cell, str) else cell


@frozen
class Column:
    """One column: `width` cells, more if it grows and there is room, none if it is dropped for want of it.

    One that was fitted is as wide as its longest text: it gives way where room is wanting, and takes none to spare.
    """

    key: str
    title: str
    width: int
    align: Literal["left", "right"] = "left"
    grow: int = 0  # share of the spare width
    drop: int = 0  # 0: never dropped; else the highest number goes first
    fixed: bool = False  # leading columns that stand while the others scroll sideways
    fitted: bool = False
    whole: str = ""  # the title in full words, where there is room for those of all columns
    in_file: tuple[str, ...] = ()  # the titles in a file, if they are others, or several

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the columns that it is in a file."""
        return self.in_file or (self.whole or self.title or upper_first(self.key),)

    @property
    def shrinks(self) -> bool:
        """Whether it gives way when the terminal is too narrow."""
        return self.grow > 0 or self.fitted

    @property
    def in_full_words(self) -> Column:
        """The column with its title in full words and at least as wide as these, if it has any."""
        if not self.whole:
            return self
        return replace(self, title=self.whole, width=max(self.width, cell_len(self.whole)))

    @property
    def least(self) -> int:
        """The cells it may be shrunk to when the terminal is too narrow."""
        return min(self.width, max(6, self.width // 2, cell_len(self.title))) if self.shrinks else self.width


def fitted(columns: Sequence[Column], texts: Mapping[str, Iterable[str]]) -> tuple[Column, ...]:
    """The columns, those named as wide as their longest text: at least the title, at most `MOST_FITTED` or `width`."""
    result = []
    for column in columns:
        if column.key in texts:
            longest = max(map(cell_len, texts[column.key]), default=0)
            width = min(max(MOST_FITTED, column.width), max(longest, cell_len(column.title)))
            column = replace(column, width=width, grow=0, fitted=True)  # noqa: PLW2901 - the same column, as it fits
        result.append(column)
    return tuple(result)


@frozen
class Line:
    """What is drawn for one key, a cell for each column of the table.

    A heading's first cell runs across the width and its second, if any, is a count at the right. The cursor
    never rests on it: its key must be among the `headings` given to `RowTable.load`.
    """

    cells: tuple[Cell | str, ...]
    heading: bool = False


@frozen
class Layout:
    """The columns shown (index among all, column, width), the cells they need, those that never scroll."""

    slots: tuple[tuple[int, Column, int], ...]
    total: int
    standing: int


def lay_out(columns: Sequence[Column], room: int) -> Layout:
    """Fit the columns into `room` cells: drop, then shrink the growers, else hand them what is spare."""
    shown = _in_full_words(_columns_that_fit(columns, room), room)
    widths = _widths([column for _, column in shown], room)
    slots = tuple((index, column, width) for (index, column), width in zip(shown, widths, strict=True))
    return Layout(slots, _needed(widths), _standing(slots, room))


def _needed(widths: Iterable[int]) -> int:
    """The cells that columns of these widths take."""
    return GUTTER_WIDTH + sum(width + GAP for width in widths) - 1


def _columns_that_fit(columns: Sequence[Column], room: int) -> list[tuple[int, Column]]:
    """The columns less those dropped for want of room, the highest `drop` and the last of them first."""
    shown = list(enumerate(columns))
    while _needed(column.width for _, column in shown) > room:
        droppable = [(column.drop, index, column) for index, column in shown if column.drop]
        if not droppable:
            break
        _, index, column = max(droppable, key=lambda candidate: candidate[:2])
        shown.remove((index, column))
    return shown


def _in_full_words(shown: list[tuple[int, Column]], room: int) -> list[tuple[int, Column]]:
    """The columns with their titles in full words and as wide as these, if there is room for all of them."""
    whole = [(index, column.in_full_words) for index, column in shown]
    return whole if _needed(column.width for _, column in whole) <= room else shown


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """How wide the columns are drawn: growers take what is spare, or give what is wanting."""
    widths = [column.width for column in columns]
    spare = room - _needed(widths)
    if spare > 0:
        _grow(widths, [(place, column) for place, column in enumerate(columns) if column.grow], spare)
    elif spare < 0:
        _shrink(widths, [(place, column) for place, column in enumerate(columns) if column.shrinks], -spare)
    return widths


def _grow(widths: list[int], growers: list[tuple[int, Column]], spare: int) -> None:
    shares = sum(column.grow for _, column in growers)
    for place, column in growers:
        extra = spare * column.grow // shares
        widths[place] += extra
        spare, shares = spare - extra, shares - column.grow


def _shrink(widths: list[int], shrinking: list[tuple[int, Column]], wanting: int) -> None:
    """Cell by cell from the one furthest above its least, until all are at theirs."""
    for _ in range(wanting):
        slack, place = max(((widths[place] - column.least, -place) for place, column in shrinking), default=(0, 0))
        if slack <= 0:
            return
        widths[-place] -= 1


def _standing(slots: Sequence[tuple[int, Column, int]], room: int) -> int:
    """The cells at the left that never scroll: those of the leading fixed columns, unless they leave too little."""
    standing = GUTTER_WIDTH
    for _, column, width in slots:
        if not column.fixed:
            break
        standing += width + GAP
    return standing if standing <= room * 2 // 3 else GUTTER_WIDTH


def clean(text: str, most: int) -> str:
    """At most `most` characters, less those a terminal would obey, reorder or hide; line ends as spaces."""
    text = text[:most]
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = MOST_MARKS  # a mark with no letter before it would sit on the neighbouring cell
    for place, char in enumerate(text):
        kind = category(char)
        if char.isspace():
            kept.append(" ")
            marks = MOST_MARKS
        elif char == _JOINER:
            after = text[place + 1 : place + 2]
            if kept and _pictorial(kept[-1]) and after and category(after) == "So":
                kept.append(char)
        elif kind in _DROPPED or char in _BLANKS:
            continue
        elif kind in {"Mn", "Me"}:
            if marks < MOST_MARKS:
                kept.append(char)
                marks += 1
        else:
            kept.append(char)
            marks = 0
    return "".join(kept)


def _pictorial(char: str) -> bool:
    return char == _EMOJI_VARIANT or category(char) == "So" or "\U0001f3fb" <= char <= "\U0001f3ff"


@lru_cache(CACHED_TEXTS)
def fit(text: str, width: int, align: Literal["left", "right"] = "left", ellipsis: str = "…") -> str:
    """The text in exactly `width` cells: padded, or cut with an ellipsis (a huge one before it is read)."""
    most = 8 * width + 32
    whole = len(text) <= most
    text = clean(text, most)
    if not whole or cell_len(text) > width:
        ellipsis = ellipsis[: max(0, width)]
        text = set_cell_size(text, width - len(ellipsis)).rstrip() + ellipsis
    padding = " " * (width - cell_len(text))
    return padding + text if align == "right" else text + padding
