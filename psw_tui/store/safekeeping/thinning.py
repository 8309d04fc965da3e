"""Which backups stay: the names alone decide, so that only what stands for one that goes has to be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from psw_tui.store.safekeeping.naming import BackupName

#: All that are younger than this stay.
ALL_OF = timedelta(days=2)
#: After those, the newest of so many days, then of so many weeks, then of so many months.
DAILY, WEEKLY, MONTHLY = 12, 10, 9
#: So many that were made last never go, whatever the clock says.
NEWEST = 3


def to_keep(names: Collection[BackupName], now: datetime) -> set[BackupName]:
    """The backups that stay. What a restore put aside is judged apart, so that it is in no backup's place.

    Days, weeks and months are counted where there is a backup, and not by the calendar: a clock that is years ahead
    makes none of them go. What is dated after `now` stays too, for then the clock was set back.
    """
    kept: set[BackupName] = set()
    for is_aside in (False, True):
        kept |= _to_keep([name for name in names if name.is_aside is is_aside], now)
    return kept


def _to_keep(names: Collection[BackupName], now: datetime) -> set[BackupName]:
    made_last = sorted(names)[-NEWEST:]
    kept = {name for name in names if now - name.at <= ALL_OF}
    older = sorted((name for name in names if name not in kept), key=_by_date, reverse=True)
    seen: set[str] = set()
    for room, period in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        older = _newest_of_each(older, room, period, kept, seen)
    return kept.union(made_last)


def _newest_of_each(
    names: list[BackupName],
    room: int,
    period: Callable[[BackupName], str],
    kept: set[BackupName],
    seen: set[str],
) -> list[BackupName]:
    """Keep the newest of as many periods as there is room for; what is older than all of them is given back."""
    for place, name in enumerate(names):
        if period(name) in seen:
            continue
        if not room:
            return names[place:]
        room -= 1
        kept.add(name)
        seen |= {_day(name), _week(name), _month(name)}
    return []


def stands_for(name: BackupName, kept: Collection[BackupName]) -> BackupName | None:
    """Which backup is there in place of one that goes: of those that stay, the next one by its date.

    None for what a restore put aside: nobody goes back to that one in place of another.
    """
    if name.is_aside:
        return None
    later = [one for one in kept if not one.is_aside and _by_date(one) > _by_date(name)]
    return min(later, key=_by_date, default=None)


def _by_date(name: BackupName) -> tuple[datetime, int]:
    return name.at, name.number


def _day(name: BackupName) -> str:
    return f"{name.at:%Y-%m-%d}"


def _week(name: BackupName) -> str:
    return f"{name.at:%G-W%V}"


def _month(name: BackupName) -> str:
    return f"{name.at:%Y-%m}"
