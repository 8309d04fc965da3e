"""Salesforce's record ids: 15 letters and digits in which capitals count, or 18 in which they need not."""

from __future__ import annotations

import re

_SHORT, _LONG = 15, 18
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
#: What the three letters at the end of a long id stand for: which of five letters are capitals, each a bit.
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BITS = 5


def full_id(text: str) -> str | None:
    """The id of 18 letters of one of 15 or 18; None for what is none, such as one whose capitals were lost."""
    if not _ID.fullmatch(text):
        return None
    short = text[:_SHORT]
    parts = (short[place : place + _BITS] for place in range(0, _SHORT, _BITS))
    whole = short + "".join(_SIGNS[sum(letter.isupper() << bit for bit, letter in enumerate(part))] for part in parts)
    return whole if len(text) == _SHORT or text[_SHORT:].upper() == whole[_SHORT:] else None
