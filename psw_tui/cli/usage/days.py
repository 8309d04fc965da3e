"""The days and moments that commands take, and what every reading command takes."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from psw_tui.cli.usage.options import takes_db, takes_json
from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, from_london, is_in_reach

if TYPE_CHECKING:
    from psw_tui.cli.usage.options import Command

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MINUTE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}))?", re.ASCII)
_JUST_BEFORE = timedelta(microseconds=1)


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD, and nothing else."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or wrong usage."""
        if isinstance(value, date):
            return value
        try:
            if not _DAY.fullmatch(value):
                raise ValueError(value)
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day; expected YYYY-MM-DD, such as 2027-02-01.", param, ctx)
        if not is_in_reach(day):
            self.fail(f"“{value}”: expected a year from {FIRST_YEAR} to {LAST_YEAR}.", param, ctx)
        return day


DAY = Day()


class Moment(click.ParamType[datetime]):
    """A day, meaning its end in London, or a day and a London time, meaning the end of that minute."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant in UTC, or wrong usage."""
        if isinstance(value, datetime):
            return value
        try:
            found = _MINUTE.fullmatch(value)
            if found is None:
                raise ValueError(value)
            day = date.fromisoformat(found[1])
            if found[2] is None:
                return from_london(datetime.combine(day + timedelta(days=1), time())) - _JUST_BEFORE
            minute = from_london(datetime.combine(day, time.fromisoformat(found[2])))
            return minute + timedelta(minutes=1) - _JUST_BEFORE
        except (ValueError, OverflowError):
            self.fail(
                f'“{value}” is not a moment; expected YYYY-MM-DD or "YYYY-MM-DD HH:MM", a time of London\'s clocks.',
                param,
                ctx,
            )


def reads(command: Command) -> Command:
    """What every reading command takes: `--db`, `--json` and `--as-of`."""
    with_day = click.option(
        "--as-of", type=DAY, metavar="YYYY-MM-DD", help="The day that is judged; else today in London."
    )(command)
    return takes_db(takes_json(with_day))
