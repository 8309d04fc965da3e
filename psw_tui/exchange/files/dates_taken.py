"""Which dates and moments a table takes: `2026-08-31`, `31/8/2026`, `31.08.2026`, `31-Aug-26`, `31 August 2026`.

The day stands first. What could be American is told apart from what can't, so that the other cells of a column may
settle it; Excel's number of a day is taken as well. Reports of who came write more, which `times` reads.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import counted_from_1900
from psw_tui.policy.calendar import MONTHS
from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

_YEAR_FIRST = r"(?P<y>[0-9]{4})(?P<mark>[-/.])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})"
_NUMBERS = r"(?P<a>[0-9]{1,2})(?P<sign>[-/.])(?P<b>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?"
_DAY_AND_MONTH = rf"{_WEEKDAY}(?P<dw>[0-9]{{1,2}})(?:st|nd|rd|th)?[-/. ]{{0,2}}(?P<month>[a-z]{{3,9}})"
_WORDS = rf"{_DAY_AND_MONTH}\.?,?[-/ ]?'?(?P<yw>[0-9]{{4}}|[0-9]{{2}})"
_CLOCK = r"(?P<H>[0-9]{1,2})[:.](?P<M>[0-9]{2})(?:[:.](?P<S>[0-9]{2})(?:\.[0-9]{1,9})?)?(?: ?(?P<half>[ap])\.?m\.?)?"
_OFFSET = r"(?: ?(?P<zone>z|(?P<sign_of>[+-])(?P<oh>[0-9]{2})(?::?(?P<om>[0-9]{2}))?))?"
_MOMENT = re.compile(rf"(?:{_YEAR_FIRST}|{_NUMBERS}|{_WORDS})(?:(?:t|,? (?:at )?){_CLOCK}{_OFFSET})?")
_THIS_CENTURY = 2000
_LAST_MONTH = 12
_SERIAL = re.compile(r"([0-9]{5})(?:\.([0-9]+))?")
#: Excel's numbers of the days from 2010 to 2049: any other number of five digits is hardly one.
_SERIALS = range(40_179, 54_789)
#: The day that Excel's numbers are counted from, for days after its 29 February 1900.
_EXCEL_ZERO = date(1899, 12, 30)
_SECONDS_A_DAY = 86_400
_MINUTES_AN_HOUR = 60


class DayOrder(StrEnum):
    """What a column's numbers show of the order of its days and months; nothing where none of them tells."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@frozen
class DayText:
    """A text as a day: with the day first, or with the month first; `unsettled` where either is as likely.

    `clock` and `offset` are there where a time stands beside it; `in_numbers` where a month is no word and no dot or
    year in front says what is what.
    """

    day_first: date | None
    month_first: date | None = None
    clock: time | None = None
    offset: timedelta | None = None
    in_numbers: bool = False
    unsettled: bool = False

    @property
    def shows(self) -> DayOrder | None:
        """The one order in which its numbers make sense, if they are such numbers; of 30/2 it is neither."""
        if not self.in_numbers or bool(self.day_first) is bool(self.month_first):
            return None
        return DayOrder.DAY_FIRST if self.day_first else DayOrder.MONTH_FIRST

    def settled(self, order: DayOrder | None) -> date | None:
        """The day in a column that shows this order; None where it is American, or could be."""
        either = self.in_numbers and self.month_first not in (None, self.day_first)
        if either and (order is DayOrder.MONTH_FIRST or (self.unsettled and order is None)):
            return None
        return self.day_first


@lru_cache(maxsize=4096)
def day_text(text: str) -> DayText | None:
    """What a text says of a day, with or without a time; None where it is not a day."""
    found = _MOMENT.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    try:
        clock, offset = _clock(found), _offset(found)
    except ValueError:
        return None
    if found["y"]:
        return DayText(_date(int(found["y"]), int(found["m"]), int(found["d"])), None, clock, offset)
    if found["month"]:
        return DayText(_date(_year(found["yw"]), _month(found["month"]), int(found["dw"])), None, clock, offset)
    return _in_numbers(found, clock, offset)


def _in_numbers(found: re.Match[str], clock: time | None, offset: timedelta | None) -> DayText | None:
    first, second, year, short = int(found["a"]), int(found["b"]), _year(found["year"]), len(found["year"]) == 2
    if short and found["sign"] == "-":  # 26-11-12 has its year in front as likely as at the end
        return None
    day_first = _date(year, second, first)
    if found["sign"] == ".":  # nobody writes the month first with dots
        return DayText(day_first, None, clock, offset)
    month_first = _date(year, first, second)
    unsettled = short or found["half"] is not None
    return DayText(day_first, month_first, clock, offset, in_numbers=True, unsettled=unsettled)


def _year(digits: str) -> int:
    return int(digits) + (_THIS_CENTURY if len(digits) == 2 else 0)


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for no month."""
    name = "sep" if name == "sept" else name
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name)), 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time | None:
    """The time of day; `ValueError` for one that no clock shows."""
    if found["H"] is None:
        return None
    hour = int(found["H"])
    if found["half"]:
        if not 1 <= hour <= _LAST_MONTH:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (found["half"] == "p")
    return time(hour, int(found["M"]), int(found["S"] or 0))


def _offset(found: re.Match[str]) -> timedelta | None:
    if not found["zone"]:
        return None
    hours, minutes = int(found["oh"] or 0), int(found["om"] or 0)
    if minutes >= _MINUTES_AN_HOUR:
        raise ValueError(minutes)
    size = timedelta(hours=hours, minutes=minutes)
    return -size if found["sign_of"] == "-" else size


def column_order(texts: Iterable[str]) -> DayOrder | None:
    """The order that the cells of a column show; one with the month first outweighs all that have the day first."""
    shown = {read.shows for text in texts if (read := day_text(text)) is not None}
    return next((order for order in (DayOrder.MONTH_FIRST, DayOrder.DAY_FIRST) if order in shown), None)


def serial_moment(text: str) -> datetime | None:
    """The moment that Excel's number of a day stands for (46265 is 31 August 2026); None for any other number."""
    found = _SERIAL.fullmatch(str(counted_from_1900(text)).strip())
    if found is None or int(found[1]) not in _SERIALS:
        return None
    midnight = datetime.combine(_EXCEL_ZERO + timedelta(days=int(found[1])), time())
    return midnight + timedelta(seconds=round(float(f"0.{found[2] or 0}") * _SECONDS_A_DAY))
