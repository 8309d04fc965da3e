"""One cell and what was meant by it: dates, instants, words, numbers and text; `BadValue` says what was expected."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from psw_tui.exchange.files.dates_taken import DayOrder, day_text, serial_moment
from psw_tui.exchange.files.sheet import CellValue, is_empty
from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, from_london, is_in_reach, london
from psw_tui.policy.text import LONGEST, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from psw_tui.exchange.files.dates_taken import DayText

DATE_EXPECTED = "YYYY-MM-DD or DD/MM/YYYY"
INSTANT_EXPECTED = "YYYY-MM-DD HH:MM or DD/MM/YYYY HH:MM (London time, 24 hours), or with an offset such as +01:00"
YES_NO_EXPECTED = "yes or no"

_NUMBER = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


class BadValue(ValueError):
    """A cell that holds something else than its column takes; `expected` says what would do."""

    def __init__(self, expected: str) -> None:
        super().__init__(f"expected {expected}")
        self.expected = expected


def as_text(cell: CellValue) -> str:
    """A cell or a value as text for people: a date as YYYY-MM-DD, London time after it if there is one."""
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            cell = london(cell)
        return cell.strftime("%Y-%m-%d %H:%M:%S") if cell.second else cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else cell


def to_date(cell: CellValue, order: DayOrder | None = None) -> date:
    """A day, as `dates_taken` reads it, a real date or Excel's number of one; of a moment the day in London.

    Anything that could be American is refused, never guessed: an American date, and where a column shows its days'
    `order` also one that fits it only if day and month change places.
    """
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if (serial := serial_moment(cell)) is not None:
        return serial.date()
    read = day_text(cell)
    day = read.settled(order) if read else None
    if read is None or day is None:
        raise BadValue(_refused(DATE_EXPECTED, read, order))
    if read.offset is not None and read.clock is not None:
        return london(_instant(_in_range(day), read.clock, read.offset)).date()
    return _in_range(day)


def to_instant(cell: CellValue, order: DayOrder | None = None) -> datetime:
    """An instant in UTC: London's clocks unless an offset is given.

    A time that the autumn change makes ambiguous is the earlier; one that the spring change skips is refused,
    and so is a date without a time. Days are read as by `to_date`.
    """
    if isinstance(cell, str) and (serial := serial_moment(cell)) is not None and "." in cell:
        cell = serial
    if isinstance(cell, datetime):
        _in_range(cell.date())
        return _from_london((cell + timedelta(milliseconds=500)).replace(microsecond=0))
    if isinstance(cell, date):
        raise BadValue(f"{INSTANT_EXPECTED}; the time is missing")
    read = day_text(cell)
    day = read.settled(order) if read else None
    if read is None or day is None:
        raise BadValue(_refused(INSTANT_EXPECTED, read, order))
    if read.clock is None:
        raise BadValue(f"{INSTANT_EXPECTED}; the time is missing")
    return _instant(_in_range(day), read.clock, read.offset)


def _refused(expected: str, read: DayText | None, order: DayOrder | None) -> str:
    """What to say of a day that is refused; more where another cell of its column has the month first."""
    if read is None or read.day_first is None or order is not DayOrder.MONTH_FIRST:
        return expected
    return f"{expected}; it could be either, since others in this column have the month first"


def _instant(day: date, clock: time, offset: timedelta | None) -> datetime:
    local = datetime.combine(day, clock)
    if offset is None:
        return _from_london(local)
    if abs(offset) > timedelta(hours=14):
        raise BadValue("an offset from -14:00 to +14:00")
    return (local - offset).replace(tzinfo=UTC)


def _from_london(local: datetime) -> datetime:
    try:
        return from_london(local)
    except ValueError:
        raise BadValue("a time that exists: London's clocks skip this hour when they go forward") from None


def _in_range(day: date) -> date:
    if not is_in_reach(day):
        raise BadValue(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def to_yes_no(cell: CellValue) -> bool:
    """Yes or no, as people and programs write them."""
    word = as_text(cell).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadValue(YES_NO_EXPECTED)


def word_of(words: Iterable[StrEnum], otherwise: str = "") -> Callable[[CellValue], StrEnum]:
    """A parser for one of some words, whatever their case, with blanks or hyphens for underscores."""
    known = {word.value: word for word in words}
    expected = "one of " + ", ".join(known) + (f" ({otherwise})" if otherwise else "")

    def parse(cell: CellValue) -> StrEnum:
        text = re.sub(r"[\s_-]+", "_", clean(as_text(cell)).casefold()).strip("_")
        if text not in known:
            raise BadValue(expected)
        return known[text]

    return parse


def number_from(low: int, high: int) -> Callable[[CellValue], int]:
    """A parser for a whole number within limits, both included."""
    expected = f"a whole number from {low} to {high}"

    def parse(cell: CellValue) -> int:
        found = _NUMBER.fullmatch(as_text(cell).strip())
        if found is None or not low <= int(found[1]) <= high:
            raise BadValue(expected)
        return int(found[1])

    return parse


def to_text(cell: CellValue) -> str:
    """Text as it may stand in the database: cleaned, and no longer than a short field takes."""
    return clean(as_text(cell), LONGEST)


def key_of(what: str, longest: int = 60) -> Callable[[CellValue], str]:
    """A parser for a reference or another name that rows are found by: nothing of it is cut."""

    def parse(cell: CellValue) -> str:
        if not isinstance(cell, str):
            raise BadValue(f"{what}, not a date (Excel made one of it; format the column as text and type it again)")
        text = clean(cell, longest + 1)
        if not text:
            raise BadValue(what)
        if len(text) > longest:
            raise BadValue(f"{what} of at most {longest} characters")
        return text

    return parse


def is_too_long(cell: CellValue) -> bool:
    """Whether `to_text` would cut something off."""
    return not is_empty(cell) and len(clean(as_text(cell), LONGEST + 1)) > LONGEST
