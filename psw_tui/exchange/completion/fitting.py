"""How large a text may stand on one sheet: a name of three letters and one of a hundred both fit, and look chosen.

The widths are estimates on the safe side for the serif faces that systems have; nothing depends on which one it is.
"""

from __future__ import annotations

import unicodedata

from psw_tui.policy.frozen import frozen

_WIDE = frozenset("MWmw@%ŴŵŒœÆæ—…")
_NARROW = frozenset("iljtfrI.,:;'’‘!|-()[]ıłŁ")
#: Advance widths in ems: of wide letters, capitals and full-width signs, narrow ones, spaces, and all others.
_EM_WIDE, _EM_CAPITAL, _EM_NARROW, _EM_SPACE, _EM_OTHER = 1.0, 0.78, 0.4, 0.3, 0.58
#: From one line to the next, in ems; and how much of a line is filled, on average, where words are not broken.
_LINE, _FILLED = 1.2, 0.82


@frozen
class Room:
    """The room for a text, and the largest letters it may have: all in hundredths of the sheet's width."""

    width: float
    height: float
    largest: float


def width_in_ems(text: str) -> float:
    """About how wide a text is in one line; what stands on other letters has no width of its own."""
    return sum(map(_width, unicodedata.normalize("NFC", text)))


def _width(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if letter.isspace():
        return _EM_SPACE
    if letter in _WIDE or unicodedata.east_asian_width(letter) in ("W", "F"):
        return _EM_WIDE
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain in _NARROW:
        return _EM_NARROW
    if plain in _WIDE:
        return _EM_WIDE
    return _EM_CAPITAL if letter.isupper() else _EM_OTHER


def size_of(text: str, room: Room) -> float:
    """The size of a text's letters, in hundredths of the sheet's width: the largest with which it fits in its room.

    It stands in one line if it can be large enough so, else in several; no word is broken but one that would have
    to be written in letters too small to be read.
    """
    whole = max(width_in_ems(text), _EM_NARROW)
    longest = max(map(width_in_ems, text.split()), default=whole)
    best = 0.0
    for lines in range(1, 9):
        by_words = room.width / longest
        by_lines = room.width / whole if lines == 1 else room.width * lines * _FILLED / whole
        best = max(best, min(room.largest, by_words, by_lines, room.height / (lines * _LINE)))
    smallest = room.largest / 6
    if best < smallest:  # one endless word: it is broken, as often as it takes
        best = min(smallest, (room.width * room.height / (whole * _LINE) * _FILLED) ** 0.5)
    return round(best, 2)


def keeps_words_whole(text: str, room: Room, size: float) -> bool:
    """Whether every word of a text fits in a line at this size."""
    return all(width_in_ems(word) * size <= room.width + 0.5 for word in text.split())
