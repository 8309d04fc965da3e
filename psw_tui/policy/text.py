"""What text may be: the one choke point that every word from a file, a form or a key passes on its way in."""

from __future__ import annotations

import unicodedata

#: The longest text a name, a title or a short field may have, in characters.
LONGEST = 200

_MOST_COMBINING = 4
_ZWJ = "\u200d"
_DROPPED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEPT_FORMAT = frozenset({_ZWJ})
#: How a formula begins, as typed by hand or by an input method of full width.
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
#: Emoji are joined and varied by these, which are not seen by themselves.
_UNSEEN = frozenset({_ZWJ, "\ufe0e", "\ufe0f"})


#: Letters that no normal form takes apart, as they are typed without a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """A text as people sort and search it: without regard to case and accents."""
    if text.isascii():  # most text by far, and it has no accents
        return text.lower()
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter)).translate(_PLAIN)


def clean(text: str, longest: int = LONGEST) -> str:
    """Normalise to NFC, drop control, bidi and zero-width characters, fold white space and cap the length.

    A tab, a line break or any other white space becomes one blank; runs of combining characters are cut
    after four; a zero-width joiner stays, since emoji and some scripts need it.
    """
    text = text.lstrip()[: longest * 8]
    if text.isascii() and text.isprintable():  # most text by far, and none of the above is in it
        return " ".join(text.split())[:longest].rstrip()
    kept: list[str] = []
    combining = 0
    for character in unicodedata.normalize("NFC", text):
        if character.isspace():
            kept.append(" ")
            continue
        category = unicodedata.category(character)
        if category in _DROPPED_CATEGORIES or (category == "Cf" and character not in _KEPT_FORMAT):
            continue
        if character != _ZWJ:
            combining = combining + 1 if category in {"Mn", "Me"} else 0
        if combining <= _MOST_COMBINING:
            kept.append(character)
    folded = " ".join("".join(kept).split(" "))
    return unicodedata.normalize("NFC", " ".join(folded.split()))[:longest].rstrip()


def without_commands(text: str) -> str:
    """A text as a terminal may have it: line breaks stay, other control, bidi and zero-width characters go."""
    if text.isprintable():
        return text
    return "".join(filter(_is_seen, text))


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    if character == "\n":
        return True
    return category not in _DROPPED_CATEGORIES and (category != "Cf" or character in _KEPT_FORMAT)


def legible_cell(text: str) -> str:
    """A text as a spreadsheet shows it: one that would be taken for a formula gets an apostrophe before it.

    What can't be seen before its first sign makes it none the less one.
    """
    seen = (sign for sign in filter(_is_seen, text) if not sign.isspace() and sign not in _UNSEEN)
    starts_one = next(seen, "") in _FORMULA_SIGNS or text[:1] in ("\t", "\r")
    return f"'{text}" if starts_one else text
