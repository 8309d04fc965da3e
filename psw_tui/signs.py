"""The sign and the word of every state; signs fall back to ASCII where the terminal has no Unicode.

Nothing of Textual is imported here: the command line uses the same signs.
"""

from __future__ import annotations

import os
import sys
from typing import Literal

from psw_tui.policy.terms import BookingStatus, MarkValue, StandingWord

Tone = Literal["normal", "bright", "dim", "accent", "good", "warn", "bad"]

STANDING: dict[StandingWord, tuple[str, str, str, Tone]] = {
    StandingWord.MET: ("✓", "+", "met", "good"),
    StandingWord.ON_TRACK: ("●", "o", "on track", "good"),
    StandingWord.AT_RISK: ("◐", "!", "at risk", "warn"),
    StandingWord.BELOW: ("▼", "v", "below", "bad"),
    StandingWord.UNREACHABLE: ("✗", "x", "unreachable", "bad"),
    StandingWord.NOT_COVERED: ("·", ".", "not covered", "dim"),
}
MARK: dict[str, tuple[str, str, str, Tone]] = {
    MarkValue.PRESENT: ("●", "P", "present", "good"),
    MarkValue.PART: ("◐", "T", "part", "warn"),
    MarkValue.ABSENT: ("○", "A", "absent", "bad"),
    MarkValue.NOT_EXPECTED: ("–", "-", "not expected", "dim"),
    "said_not_coming": ("◌", "n", "said not coming", "accent"),
    "unrecorded": ("·", ".", "unrecorded", "dim"),
    "caught_up": ("↺", "c", "caught up", "good"),
}
BOOKING: dict[str, tuple[str, str, str, Tone]] = {
    BookingStatus.ATTENDED: ("●", "A", "attended", "good"),
    BookingStatus.BOOKED: ("▷", "B", "booked", "accent"),
    BookingStatus.SPENT: ("✗", "S", "spent", "bad"),
    BookingStatus.CANCELLED_IN_TIME: ("↩", "c", "cancelled in time", "dim"),
    BookingStatus.COACH_CANCELLED: ("⇄", "k", "coach cancelled", "warn"),
    BookingStatus.WAIVED: ("~", "w", "set aside", "dim"),
    "nothing": ("·", ".", "nothing", "dim"),
}


def unicode_shown() -> bool:
    """Whether the terminal shows Unicode signs; `PSW_ASCII=1` says no."""
    if os.environ.get("PSW_ASCII"):
        return False
    return (getattr(sys.__stdout__, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def sign(entry: tuple[str, str, str, Tone]) -> str:
    """The sign of a state."""
    return entry[0] if unicode_shown() else entry[1]


def worded(entry: tuple[str, str, str, Tone]) -> str:
    """Sign and word of a state: colour is never the only sign."""
    return f"{sign(entry)} {entry[2]}"
