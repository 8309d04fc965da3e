"""Dates and times as reports write them, settled by the session's own day where day and month are unclear."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import DATE_EXPECTED, BadValue, as_text, to_date
from psw_tui.exchange.files.date_words import (
    AND_WORDS,
    BEFORE_THE_TIME,
    HOUR_WORDS,
    MINUTE_WORDS,
    MONTHS,
    SECOND_WORDS,
    WEEKDAYS,
    ZONES,
)
from psw_tui.exchange.files.sheet import counted_from_1900
from psw_tui.policy.calendar import LONDON, ONE_DAY, london
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psw_tui.exchange.files.sheet import CellValue
    from psw_tui.policy.records import Session

_CLOCK = (
    r"(?P<H>\d{1,2})(?:[:.]|\s?h\s?)(?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?(?:\s*(?:uhr|hrs?|h)\b\.?)?"
)
_ZONE = rf"(?:\s*\(?(?P<zone>(?:utc|gmt)?\s?[+\u2212-]\d{{1,2}}(?::?\d{{2}})?|{'|'.join(ZONES)})\)?)?"
_THEN = rf"(?:,?\s+(?:(?:{BEFORE_THE_TIME})\s+)?|,)"
_TIME = re.compile(_CLOCK)
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})(?P<dot>[/.-])(?P<a>\d{{1,2}})(?P=dot)(?P<b>\d{{1,2}})(?:t|{_THEN}){_CLOCK}{_ZONE}"
)
_NUMBERS = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<dot>[/.-])(?P<b>\d{{1,2}})(?P=dot)\s?(?P<y>\d{{4}}|\d{{2}}){_THEN}{_CLOCK}{_ZONE}"
)
_MONTH = r"(?P<name>[^\W\d_]{3,12})"
_YEAR_AND_CLOCK = rf"(?P<y>\d{{4}}|\d{{2}}){_THEN}{_CLOCK}{_ZONE}"
_MONTH_FIRST = re.compile(rf"{_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR_AND_CLOCK}")
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?(?:\s+(?:de\s+)?|-){_MONTH}\.?(?:,?\s+(?:de\s+)?|-){_YEAR_AND_CLOCK}"
)
_FIRST_WORD = re.compile(r"(?P<word>[^\W\d_]{2,12}(?:-feira)?)\.?,?\s+")
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,](?P<part>\d{1,16}))?")
_SPAN = re.compile(
    rf"(?:(?P<h>\d+)\s*(?:{HOUR_WORDS})\b\.?)?\s*(?:(?:{AND_WORDS})\s*)?"
    rf"(?:(?P<m>\d+)\s*(?:{MINUTE_WORDS})\b\.?)?\s*(?:(?:{AND_WORDS})\s*)?"
    rf"(?:(?P<s>\d+)\s*(?:{SECOND_WORDS})\b\.?)?"
)
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_])(?=\d)")
_COLONS = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>\d{2})")
_DECIMALS = re.compile(r"(?P<m>\d{1,5})[.,](?:\d{1,2}|0+)")
_THIS_CENTURY = 2000
_NOON = 12
_A_DAY = 24 * 60 * 60
_LONGEST_SPAN = 40
_LONGEST_DATE = 60
#: How many different texts and moments of a report are remembered: those of two hours, second by second.
_REMEMBERED = 16_384
#: What a spreadsheet counts its days from.
_DAY_ZERO = datetime.combine(date(1899, 12, 30), time())
#: Any other year is a slip or a machine's zero.
_YEARS = range(2000, 2101)
#: A workbook keeps a time as a fraction of a day: it may come out a hair before the second that was meant.
_HALF_A_SECOND = timedelta(milliseconds=500)


class Order(StrEnum):
    """How the numbers of a date are read."""

    CERTAIN = "certain"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


#: What one cell may mean: a local wall-clock time for each order that makes sense; an aware time is an instant.
Readings = dict[Order, datetime]


def readings(cell: CellValue) -> Readings:
    """Every reading of a date and time; none when the cell is neither."""
    cell = counted_from_1900(cell)
    if isinstance(cell, datetime):
        if cell.year not in _YEARS:
            return {}
        return {Order.CERTAIN: (cell + _HALF_A_SECOND).replace(microsecond=0)}
    if isinstance(cell, date) or len(cell) > _LONGEST_DATE:
        return {}
    return _readings_of(cell)


@lru_cache(maxsize=_REMEMBERED)
def _readings_of(said: str) -> Readings:
    """The readings of a text; a long report has the same seconds again and again."""
    text = " ".join(said.casefold().split())
    if not text[:1].isdigit():
        text = _without_weekday(text)
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found["a"]), int(found["b"]), _full_year(found["y"])
        both = _only(Order.DAY_FIRST, _moment(found, year, second, first))
        if found["dot"] != ".":  # nobody writes the month first with dots
            both |= _only(Order.MONTH_FIRST, _moment(found, year, first, second))
        return both
    if found := _YEAR_FIRST.fullmatch(text):
        return _only(Order.CERTAIN, _moment(found, int(found["y"]), int(found["a"]), int(found["b"])))
    if (found := _SERIAL.fullmatch(text)) and found["part"]:
        return _of_serial(found)
    return _with_the_months_name(fold(text))


def day_readings(cell: CellValue) -> Readings:
    """Every reading of a date, with a time or without one: a day alone is its midnight."""
    cell = counted_from_1900(cell)
    if isinstance(cell, datetime):
        return readings(cell)
    if isinstance(cell, date):
        return readings(datetime.combine(cell, time()))
    if found := _SERIAL.fullmatch(cell.strip()):
        return _of_serial(found)
    return readings(cell) or readings(f"{cell} 00:00")


def _without_weekday(text: str) -> str:
    """A date without the day of the week before it; a month's name stays."""
    found = _FIRST_WORD.match(text)
    if found is None or fold(found["word"]) not in WEEKDAYS:
        return text
    rest = text[found.end() :]
    return text if found["word"] in MONTHS and not _DAY_FIRST.fullmatch(rest) else rest


def _with_the_months_name(text: str) -> Readings:
    for form in (_MONTH_FIRST, _DAY_FIRST):
        found = form.fullmatch(text)
        month = MONTHS.get(found["name"]) if found else None
        if found and month is not None:
            return _only(Order.CERTAIN, _moment(found, _full_year(found["y"]), month, int(found["d"])))
    return {}


def _full_year(digits: str) -> int:
    return int(digits) + (_THIS_CENTURY if len(digits) == 2 else 0)


def _of_serial(found: re.Match[str]) -> Readings:
    """The moment that a spreadsheet keeps as days since the end of 1899, and shows so in a column of numbers."""
    part = float(f"0.{found['part'] or 0}")
    return readings(_DAY_ZERO + timedelta(days=int(found["days"]), seconds=round(part * _A_DAY)))


def clear_day(cell: CellValue) -> date:
    """A day, or the day of a moment; `BadValue` where day and month can't be told apart."""
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return to_date(cell)
    except BadValue:
        found = day_readings(as_text(cell))
        days = {moment.date() for moment in found.values()}
        if len(days) != 1:
            raise BadValue(f"{DATE_EXPECTED}, or 12 Nov 2026 (day and month unclear otherwise)") from None
        return next(iter(days))


def _only(order: Order, moment: datetime | None) -> Readings:
    return {} if moment is None else {order: moment}


def _moment(match: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    clock = _clock(match)
    if clock is None or year not in _YEARS:
        return None
    try:
        local = datetime.combine(date(year, month, day), clock)
    except ValueError:
        return None
    zone = match["zone"]
    return (local - _east(zone)).replace(tzinfo=UTC) if zone else local


def _east(zone: str) -> timedelta:
    """How far a zone's clocks are ahead of Greenwich: `z`, `bst`, `+01:00`, `gmt+1`, `-0530`."""
    if zone in ZONES:
        return ZONES[zone]
    sign, digits = zone.lstrip("utcgm ")[0], zone.lstrip("utcgm +-\u2212").replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return ahead if sign == "+" else -ahead


def _clock(match: re.Match[str]) -> time | None:
    hour = int(match["H"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    try:
        return time(hour, int(match["M"]), int(match["S"] or 0))
    except ValueError:
        return None


def clock_time(cell: CellValue) -> time | None:
    """A time of day without a date, or None."""
    if not isinstance(cell, str):
        return None
    found = _TIME.fullmatch(" ".join(cell.casefold().split()))
    return None if found is None else _clock(found)


def minutes_of(cell: CellValue) -> int | None:
    """A duration in whole minutes: `128`, `3.5`, `1h 27m 51s`, `1 Std. 43 Min.`, `1 hr 2 min`, `1:27:51`; or None."""
    if not isinstance(cell, str):
        return None
    text = cell.strip().casefold()
    if text.isascii() and text.isdecimal() and len(text) < 6:
        return int(text)
    if not text[:1].isdigit() and not text.startswith("pt"):
        return None
    if found := _DECIMALS.fullmatch(text):
        return int(found["m"])
    found = _COLONS.fullmatch(text)
    if found is None and len(text) <= _LONGEST_SPAN:
        found = _SPAN.fullmatch(_RUN_TOGETHER.sub(" ", fold(text)).removeprefix("pt "))
    if found is None or not any(found.groups()):
        return None
    seconds = int(found["h"] or 0) * 3600 + int(found["m"] or 0) * 60 + int(found["s"] or 0)
    return seconds // 60 if seconds < 10_000_000 else None


def order_of(cells: Iterable[Readings], session: Session) -> Order | None:
    """The one order in which a file's dates are to be read: all make sense in it, and some lie on the session's days.

    None when no date lands there, and when the dates don't tell: either order lands some that the other does not.
    """
    every = list(cells)
    unsettled = [read for read in every if Order.CERTAIN not in read]
    orders = [order for order in possible(every) if any(lands(read[order], session) for read in unsettled)]
    if not orders:
        certain = any(Order.CERTAIN in read and lands(read[Order.CERTAIN], session) for read in every)
        return Order.CERTAIN if certain else None
    return orders[0] if len(orders) == 1 else _better(unsettled, session)


def possible(dated: Iterable[Readings]) -> list[Order]:
    """The orders in which every date of a file makes sense: a 25 in the first place rules the month there out."""
    unsettled = [read for read in dated if Order.CERTAIN not in read]
    return [order for order in (Order.DAY_FIRST, Order.MONTH_FIRST) if all(order in read for read in unsettled)]


def _better(cells: list[Readings], session: Session) -> Order | None:
    """Of two orders that both make sense, the one that lands all that the other does, and more; else None.

    Where they land the same, the day before and the day after count too: a stay may cross midnight.
    """
    for margin in (timedelta(0), ONE_DAY):
        by_day, by_month = (
            {place for place, read in enumerate(cells) if lands(read[order], session, margin)}
            for order in (Order.DAY_FIRST, Order.MONTH_FIRST)
        )
        if by_day > by_month:
            return Order.DAY_FIRST
        if by_month > by_day:
            return Order.MONTH_FIRST
        if by_day != by_month:
            return None
        if any(cells[place][Order.DAY_FIRST] != cells[place][Order.MONTH_FIRST] for place in by_day):
            return None
    return Order.DAY_FIRST


def lands(moment: datetime, session: Session, margin: timedelta = timedelta(0)) -> bool:
    """Whether a time lies on one of the session's days, or at most so many days beside them."""
    day = london(moment).date() if moment.tzinfo is not None else moment.date()
    return session.starts_on - margin <= day <= session.ends_on + margin


def settled(read: Mapping[Order, datetime], order: Order) -> datetime | None:
    """The reading that the file's order makes of a cell."""
    return read.get(Order.CERTAIN) or read.get(order)


def stay(joined: datetime, left: datetime, minutes: int | None) -> tuple[datetime, datetime] | None:
    """A stay as two instants, or None when it would end before it began.

    A wall-clock time that the autumn change makes ambiguous is read so that the stay is as long as the report says,
    else as short as it can be; one that the spring change skips is moved on by the hour.
    """
    choices = [(first, last) for first, last in product(_instants(joined), _instants(left)) if last >= first]
    if not choices:
        return None
    if minutes is None:
        return min(choices, key=lambda choice: choice[1] - choice[0])
    said = timedelta(minutes=minutes)
    return min(choices, key=lambda choice: abs(choice[1] - choice[0] - said))


@lru_cache(maxsize=_REMEMBERED)
def _instants(moment: datetime) -> list[datetime]:
    if moment.tzinfo is not None:
        return [moment.astimezone(UTC)]
    local = moment.replace(tzinfo=LONDON, fold=0)
    offsets = (local.utcoffset(), local.replace(fold=1).utcoffset())
    both = [(moment - (offset or timedelta(0))).replace(tzinfo=UTC) for offset in dict.fromkeys(offsets)]
    if len(both) == 1:
        return both
    # Of a skipped hour only the first is a way on; of a repeated one both are real.
    return both[:1] if both[0] > both[1] else both


def swapped(read: Mapping[Order, datetime]) -> list[datetime]:
    """What a certain date would be with day and month the other way round: a spreadsheet may have done that."""
    certain = read.get(Order.CERTAIN)
    if certain is None or certain.day > 12:
        return []
    return [certain.replace(month=certain.day, day=certain.month)]


def clock_times(joined: CellValue, left: CellValue, session: Session) -> tuple[datetime, datetime] | None:
    """A stay whose times have no dates, on the session's day; None when either is not a time of day.

    Who leaves in the morning having come in the evening left on the day after.
    """
    came, went = clock_time(joined), clock_time(left)
    if came is None or went is None:
        return None
    first, last = on_session(came, session), on_session(went, session)
    if last < first and went.hour < _NOON <= came.hour:
        last += ONE_DAY
    return first, last


def on_session(clock: time, session: Session) -> datetime:
    """A time of day without a date, on the session's day; past midnight on the day after if the session is."""
    starts = london(session.starts_at)
    same_day = datetime.combine(session.starts_on, clock)
    if session.ends_on > session.starts_on and clock < starts.time() and clock.hour < _NOON <= starts.hour:
        return same_day + ONE_DAY
    return same_day
