"""Names of files: two different things never share one, on no system."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

#: Words that stand in a name as they are, but for a `_` where a space was.
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:(?:\. |[ '-])[A-Za-z0-9]+)*", re.ASCII)
#: What Windows takes for a device, with whatever ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)
#: What no system, or one of them, takes in a name.
_NO_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST = 60
#: Most systems take 255 bytes for a name; what is written first, and a number of its own, need some of them.
_MOST_TYPED = 200
_MARK = 8


def safe_name(words: str, apart: str = "") -> str:
    """Words as they may stand in a file's name on every system; different words give different names.

    What can't stand there as it is, or would differ only in capitals from what can, gets a mark of its own after
    a `~`. `apart` tells apart what goes by the same words.
    """
    if not apart and _is_plain(words):
        return words.replace(" ", "_")
    latin = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    shown = re.sub(r"[^A-Za-z0-9-]+", "_", latin).strip("_-")[:_LONGEST]
    whole = f"{words}\0{apart}".encode("utf-8", "surrogatepass")
    return f"{shown}~{hashlib.sha256(whole).hexdigest()[:_MARK]}"


def dated_name(what: str, whom: str, day: date, ending: str) -> str:
    """`cohort-PSW_2026-2027-02-01.html`: what a file is, of whom or what, and of which day."""
    return f"{what}-{safe_name(whom)}-{day.isoformat()}.{ending}"


def name_typed(typed: str, ending: str) -> str:
    """The name of a file as somebody typed it, with its ending (`.html`); ValueError says what can't be one."""
    name = typed.strip().rstrip(". ")
    if not name:
        raise ValueError("The file needs a name.")
    if _NO_NAME.search(name):
        raise ValueError('A name alone, without / \\ : * ? " < > or |.')
    if is_device(name):
        raise ValueError("On Windows that is the name of a device; choose another.")
    if len(name.encode()) > _MOST_TYPED:
        raise ValueError(f"That name is too long: at most {_MOST_TYPED} letters, fewer with accents.")
    return name if name.casefold().endswith(ending.casefold()) else name + ending


def is_device(name: str) -> bool:
    """Whether Windows opens a device under this name and not a file."""
    return _DEVICE.fullmatch(name) is not None


def _is_plain(words: str) -> bool:
    """Of words that differ in capitals only, as on Windows and macOS, one at most is plain."""
    capitals = words.upper() if any(letter.isdigit() for letter in words) else words.title()
    is_short = len(words) <= _LONGEST
    return is_short and words == capitals and bool(_PLAIN.fullmatch(words)) and not is_device(words)
