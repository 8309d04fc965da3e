"""How well what was typed fits a name: one order for the palette and for the command."""

from __future__ import annotations

import re
from enum import IntEnum

from psw_tui.policy.text import fold

_WORD = re.compile(r"[^\W_]+")


class Fit(IntEnum):
    """How well a text fits, worst first."""

    NONE = 0
    PART = 1  #: every word is somewhere in it
    STARTS = 2  #: every word begins one of its words
    WORDS = 3  #: every word is one of its words
    WHOLE = 4  #: it is the text


class Sought:
    """What was typed, to be looked for in many texts; without regard to case and accents."""

    def __init__(self, typed: str) -> None:
        self.text = fold(typed).strip()
        self._parts = self.text.split()
        self._words = _WORD.findall(self.text)

    def fit(self, folded: str) -> Fit:
        """How well a text fits that `fold` was given before; nothing typed fits nothing."""
        if not self._parts or not all(part in folded for part in self._parts):
            return Fit.NONE
        if folded == self.text:
            return Fit.WHOLE
        words = _WORD.findall(folded)
        if not self._words:
            return Fit.PART
        if all(word in words for word in self._words):
            return Fit.WORDS
        starts = all(any(own.startswith(word) for own in words) for word in self._words)
        return Fit.STARTS if starts else Fit.PART
