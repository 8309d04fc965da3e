"""The sign and the word of every state; signs fall back to ASCII where the terminal has no Unicode.

Nothing of Textual is imported here: the command line uses the same signs.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from psw_tui.policy.presence import away_words, has_stopped
from psw_tui.policy.terms import WORST_FIRST, BookingStatus, LeaderState, MarkValue, StandingWord

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.records import Record
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.tone import Tone


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

#: Leaders who are away, by the first word of what is said of them; the words themselves are `presence.away_words`.
_AWAY = {"withdrawn": ("–", "-"), "completed": ("✓", "+"), "paused": ("‖", "="), "not": ("·", ".")}
_ENDED = Sign("■", "#", "ended", "dim")


def away(words: str, room: int = 0) -> Sign:
    """How a leader is drawn of whom `presence.away_words` says something; where there is no `room`, its first word."""
    first = words.partition(" ")[0]
    short = words if first == "not" or not room or len(words) + 2 <= room else first
    return Sign(*_AWAY[first], short, "dim")


def of_leader(record: Record, overall: StandingWord, day: date, room: int = 0) -> Sign:
    """How a leader stands overall; of who is away that they are, `withdrawn 3 Nov`, and no standing."""
    words = away_words(record.leader, day)
    return away(words, room) if words else of_standing(record, overall, day)


def of_standing(record: Record, word: StandingWord, day: date) -> Sign:
    """One standing; where nothing can change it any more, what it came to: `met`, `unreachable`, else `ended`.

    Of a leader who is paused none is *on track*.
    """
    entry = STANDING[word]
    if has_stopped(record, day):
        came_to = entry if word in (StandingWord.MET, StandingWord.UNREACHABLE, StandingWord.NOT_COVERED) else _ENDED
        return came_to._replace(tone="dim")
    if record.leader.state is LeaderState.PAUSED and word is StandingWord.ON_TRACK:
        return Sign(*_AWAY["paused"], "paused", "dim")
    return entry


#: What is counted, worst first, by the word it is drawn with.
_COUNTED = (
    *(STANDING[word].word for word in WORST_FIRST),
    "ended",
    "paused",
    "withdrawn",
    "completed",
    STANDING[StandingWord.NOT_COVERED].word,
)


def tally(counted: Iterable[Sign]) -> list[tuple[int, Sign]]:
    """How many leaders stand so, worst first, each counted once, as `counted_as` says."""
    numbers: dict[str, int] = dict.fromkeys(_COUNTED, 0)
    drawn: dict[str, Sign] = {}
    for entry in counted:
        numbers[entry.word] += 1
        drawn.setdefault(entry.word, entry)
    return [(number, drawn[word]) for word, number in numbers.items() if number]


def in_list(entry: Sign) -> Tone:
    """The tone of a state among many: what is in order is dim, so that what needs somebody stands out."""
    return "dim" if entry.tone == "good" else entry.tone


def counted_as(verdict: Verdict) -> Sign:
    """How a leader is counted: under the overall standing, or as away, without the day of it."""
    entry = of_leader(verdict.record, verdict.overall, verdict.day)
    return entry._replace(word=_counted_under(entry.word))


@cache  # of ten thousand leaders, a few words
def _counted_under(word: str) -> str:
    """What a state is counted under: `withdrawn 3 Nov` under `withdrawn`."""
    return next(counted for counted in _COUNTED if word.startswith(counted))


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
