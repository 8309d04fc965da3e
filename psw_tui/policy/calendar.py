"""Days and hours: London days of instants, the academic year, working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Container

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
#: The years of which a day can be meant; any other is a slip of the keys, and sums over it leave the calendar.
FIRST_YEAR, LAST_YEAR = 2000, 2100
#: As they are written and looked for, whatever the letters: without capitals.
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SATURDAY = 5
_SEPTEMBER = 9


def is_in_reach(day: date) -> bool:
    """Whether a programme can have to do with this day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def london(instant: datetime) -> datetime:
    """The instant as London clocks show it."""
    return instant.astimezone(LONDON)


def london_day(instant: datetime) -> date:
    """The London date of an instant."""
    return instant.astimezone(LONDON).date()


def from_london(local: datetime) -> datetime:
    """The instant of a London wall-clock time; an ambiguous one is the earlier, a skipped one raises ValueError."""
    instant = local.replace(tzinfo=LONDON, fold=0).astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{local:%Y-%m-%d %H:%M} is skipped by the spring clock change")
    return instant


def last_of_february(year: int) -> date:
    """28 February, or the 29th in a leap year."""
    return date(year, 3, 1) - ONE_DAY


def academic_year(day: date) -> int:
    """The year in whose September the academic year of this day started."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def academic_year_start(year: int) -> date:
    """The first day of the academic year that starts in September of `year`."""
    return date(year, 9, 1)


def academic_year_end(year: int) -> date:
    """The last day of the academic year that starts in September of `year`."""
    return date(year + 1, 8, 31)


def is_working_day(day: date, bank_holidays: Container[date]) -> bool:
    """Monday to Friday and no English bank holiday."""
    return day.weekday() < _SATURDAY and day not in bank_holidays


def add_working_days(day: date, number: int, bank_holidays: Container[date]) -> date:
    """The day that lies `number` working days after `day`."""
    while number > 0:
        day += ONE_DAY
        if is_working_day(day, bank_holidays):
            number -= 1
    return day


def next_working_day(day: date, bank_holidays: Container[date]) -> date:
    """The day itself where it is a working day, else the next one."""
    return day if is_working_day(day, bank_holidays) else add_working_days(day, 1, bank_holidays)


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day of it, where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_between(first: date, last: date, bank_holidays: Container[date]) -> int:
    """How many working days lie after `first`, up to and including `last`; 0 when last is not later."""
    count = 0
    day = first + ONE_DAY
    while day <= last:
        count += is_working_day(day, bank_holidays)
        day += ONE_DAY
    return count
