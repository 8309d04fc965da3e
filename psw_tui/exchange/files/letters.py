"""Letters that broke on the way: UTF-8 read as something else (`ZoÃ«`), and letters that were lost for good."""

from __future__ import annotations

import html
import re
from functools import lru_cache, partial

_CODECS = ("cp1252", "mac_roman", "cp850")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});")
_LOST = re.compile(r"\ufffd|(?<=[^\W\d_])\?(?=[^\W\d_])")
_TWICE = 2


def _character(byte: int, codec: str) -> str:
    """What a program shows for a byte; a code of its own where the code page has nothing there."""
    return bytes([byte]).decode(codec, "ignore") or chr(byte)


_SHOWN = {codec: {_character(byte, codec): byte for byte in range(0x80, 0x100)} for codec in _CODECS}


def _one_of(codec: str, first: int, last: int) -> str:
    letters = (re.escape(letter) for letter, byte in _SHOWN[codec].items() if first <= byte <= last)
    return f"[{''.join(letters)}]"


def _broken(codec: str) -> re.Pattern[str]:
    """What the bytes of a letter look like: Latin letters with their marks, quotation marks, dashes and signs only."""
    rest = _one_of(codec, 0x80, 0xBF)
    latin = f"{_one_of(codec, 0xC2, 0xC2)}{_one_of(codec, 0xA0, 0xBF)}|{_one_of(codec, 0xC3, 0xC5)}{rest}"
    more = f"{_one_of(codec, 0xE1, 0xE1)}{_one_of(codec, 0xB8, 0xBB)}{rest}"
    signs = f"{_one_of(codec, 0xE2, 0xE2)}{_one_of(codec, 0x80, 0x84)}{rest}"
    return re.compile(f"{latin}|{more}|{signs}")


_BROKEN = {codec: _broken(codec) for codec in _CODECS}


@lru_cache(maxsize=4096)
def whole_letters(text: str) -> str:
    """The text with the letters that were meant, where they can be told; the same text where nothing is broken."""
    mended = html.unescape(text) if _ENTITY.search(text) else text
    for codec in _CODECS:
        for _ in range(_TWICE):  # what was broken twice is mended twice
            mended = _BROKEN[codec].sub(partial(_mended, codec), mended)
    return mended


def _mended(codec: str, broken: re.Match[str]) -> str:
    return bytes(_SHOWN[codec][character] for character in broken[0]).decode("utf-8")


def has_lost_letters(text: str) -> bool:
    """Whether letters of a text are gone, with a sign in their place: `Ren?e`."""
    return _LOST.search(text) is not None
