"""Words for numbers and names of things, the same in every sentence."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import academic_year, london

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

#: What a cell of a list in a file is: a text, a number, or a day with its year; a moment is a date as well.
Value = str | int | float | date

REQUIREMENT_NAMES = {
    "coaching": "coaching",
    "study": "study",
    "peer_practice": "peer practice",
    "residentials": "residentials",
}


#: What stands beside a number or a reading that no clause gives, wherever it is shown: never "policy".
LOCAL_SETTING = "local setting"


#: Of more than so many hours a span of time is told in days.
_HOURS_TOLD = 72
#: An age is told in minutes up to this, then in hours up to two days.
_MINUTES_TOLD = 90
_HOURS_OF_AN_AGE = 48


def local(words: str) -> str:
    """`14 days (local setting)`: a number or reading that no clause gives, said so beside it."""
    return f"{words} ({LOCAL_SETTING})"


def upper_first(words: str) -> str:
    """Words as a sentence begins with them; what else has a capital, a day or a name, keeps it."""
    return words[:1].upper() + words[1:]


def lower_first(words: str) -> str:
    """A sentence as it goes on after a colon."""
    return words[:1].lower() + words[1:]


def count(number: int, thing: str, things: str = "") -> str:
    """`1 session`, `2 sessions`."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {things or thing + 's'}"


@lru_cache(maxsize=4096)
def day(value: date, *, year: bool = True) -> str:
    """`Tue 12 Jan 2027`, or without its year."""
    return f"{value:%a} {value.day} {value:%b %Y}" if year else f"{value:%a} {value.day} {value:%b}"


def long_day(value: date) -> str:
    """`Monday 1 February 2027`."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def day_near(value: date, today: date) -> str:
    """`Tue 12 Jan`; with the year when the two days are not of the same academic year."""
    return day(value, year=academic_year(value) != academic_year(today))


def moment(value: datetime) -> str:
    """`Tue 12 Jan 2027 14:10`, as London clocks show it."""
    local = london(value)
    return f"{day(local.date())} {local:%H:%M}"


def written(value: Value) -> str:
    """A value as it is typed into a sheet in Britain: `12/01/2027`, `12/01/2027 14:10` by London's clocks."""
    if isinstance(value, datetime):
        return f"{london(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def age_in_words(made: datetime | None, now: datetime) -> str:
    """`backed up 12 min ago`; with its date where that lies ahead of a clock that was set back."""
    if made is None:
        return "never backed up"
    minutes = int((now - made).total_seconds() // 60)
    if minutes < -1:
        return f"backed up {moment(made)}"
    if minutes < 1:
        return "backed up just now"
    if minutes < _MINUTES_TOLD:
        return f"backed up {minutes} min ago"
    hours = minutes // 60
    if hours < _HOURS_OF_AN_AGE:
        return f"backed up {hours} h ago"
    return f"backed up {count(hours // 24, 'day')} ago"


def spoken(word: str) -> str:
    """The word of a closed list as people say it: `at_risk` is `at risk`."""
    return word.replace("_", " ").replace("bdo", "BDO").replace("pbdl", "PBDL").replace("catch up", "catch-up")


def quoted(words: str) -> str:
    """Somebody's own words, as theirs: `“agreed by all four”`."""
    return f"“{words}”"


def ranges(numbers: Iterable[int]) -> str:
    """`1–3, 5`: whole numbers in order, runs of more than two drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{run[0]}–{run[-1]}")
        else:
            parts += map(str, run)
    return ", ".join(parts)


def duration(span: timedelta) -> str:
    """`26 h 10 min`, `3 h`, `40 s`: a span of time, never negative, seconds only where they matter.

    Beyond three days `10 days 4 h`: days of 24 hours, and no minutes.
    """
    seconds = int(abs(span).total_seconds())
    hours, rest = divmod(seconds, 3600)
    if hours > _HOURS_TOLD:
        days, hours = divmod(hours, 24)
        return f"{days} days {hours} h" if hours else f"{days} days"
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
