"""The sign and the word of every state; signs fall back to ASCII where the terminal has no Unicode.

Nothing of Textual is imported here: the command line uses the same signs.
"""

from __future__ import annotations

import os
import sys
from typing import Literal, NamedTuple

from psw_tui.policy.terms import BookingStatus, MarkValue, StandingWord

Tone = Literal["normal", "bright", "dim", "accent", "good", "warn", "bad"]


class Sign(NamedTuple):
    """How a state is drawn: its glyph, the letter where the terminal has no Unicode, its word, and its tone."""

    glyph: str
    ascii: str
    word: str
    tone: Tone


STANDING: dict[StandingWord, Sign] = {
    StandingWord.MET: Sign("✓", "+", "met", "good"),
    StandingWord.ON_TRACK: Sign("●", "o", "on track", "good"),
    StandingWord.AT_RISK: Sign("◐", "!", "at risk", "warn"),
    StandingWord.BELOW: Sign("▼", "v", "below", "bad"),
    StandingWord.UNREACHABLE: Sign("✗", "x", "unreachable", "bad"),
    StandingWord.NOT_COVERED: Sign("·", ".", "not covered", "dim"),
}
MARK: dict[str, Sign] = {
    MarkValue.PRESENT: Sign("●", "P", "present", "good"),
    MarkValue.PART: Sign("◐", "T", "part", "warn"),
    MarkValue.ABSENT: Sign("○", "A", "absent", "bad"),
    MarkValue.NOT_EXPECTED: Sign("–", "-", "not expected", "dim"),
    "said_not_coming": Sign("◌", "n", "said not coming", "accent"),
    "unrecorded": Sign("·", ".", "unrecorded", "dim"),
    "caught_up": Sign("↺", "c", "caught up", "good"),
}
BOOKING: dict[str, Sign] = {
    BookingStatus.ATTENDED: Sign("●", "A", "attended", "good"),
    BookingStatus.BOOKED: Sign("▷", "B", "booked", "accent"),
    BookingStatus.SPENT: Sign("✗", "S", "spent", "bad"),
    BookingStatus.CANCELLED_IN_TIME: Sign("↩", "c", "cancelled in time", "dim"),
    BookingStatus.COACH_CANCELLED: Sign("⇄", "k", "coach cancelled", "warn"),
    BookingStatus.WAIVED: Sign("~", "w", "set aside", "dim"),
    "nothing": Sign("·", ".", "nothing", "dim"),
}


def unicode_shown() -> bool:
    """Whether the terminal shows Unicode signs; `PSW_ASCII=1` says no."""
    if os.environ.get("PSW_ASCII"):
        return False
    return (getattr(sys.__stdout__, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def sign(entry: Sign) -> str:
    """The sign of a state."""
    return entry.glyph if unicode_shown() else entry.ascii


def worded(entry: Sign) -> str:
    """Sign and word of a state: colour is never the only sign."""
    return f"{sign(entry)} {entry.word}"
