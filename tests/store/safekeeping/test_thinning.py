"""Which backups stay, by their names alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.store.safekeeping.naming import BackupName, read_name
from psw_tui.store.safekeeping.thinning import ALL_OF, DAILY, MONTHLY, NEWEST, WEEKLY, to_keep

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2027, 2, 1, 14, 30, tzinfo=UTC)  # a Monday
DATABASE = Path("psw.db")


def named(*ages: timedelta) -> list[BackupName]:
    """Backups of these ages, made in the order of their dates."""
    oldest_first = sorted(ages, reverse=True)
    return [BackupName(number, NOW - age) for number, age in enumerate(oldest_first, 1)]


def ages_kept(names: Iterable[BackupName], now: datetime = NOW) -> list[timedelta]:
    """How old those are that stay, the newest first."""
    return sorted(NOW - name.at for name in to_keep(list(names), now))


def hours(*numbers: float) -> list[timedelta]:
    return [timedelta(hours=number) for number in numbers]


def days(*numbers: float) -> list[timedelta]:
    return [timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("there", "stay"),
    [
        ([], []),
        (hours(0.5), hours(0.5)),
        # All of the last two days, to the minute.
        (hours(0, 0.5, 1, 24, 24.5, 47.5, 48), hours(0, 0.5, 1, 24, 24.5, 47.5, 48)),
        # Then one a day, the newest of it.
        (hours(0, 0.5, 1, 60, 61, 62, 84, 85), hours(0, 0.5, 1, 60, 84)),
        # The newest three never go, however old they are and however near to each other.
        (hours(9000, 9001, 9002, 9003), hours(9000, 9001, 9002)),
        # A day without a backup takes no day's room: twelve days that have one, then weeks.
        (days(*range(3, 40)), days(*range(3, 15), 15, 22, 29, 36)),
        # Weeks and months likewise: the newest of each.
        (days(0, 0, 0, *range(100, 112), 118, 119), days(0, *range(100, 112), 118)),
    ],
)
def test_what_stays(there: list[timedelta], stay: list[timedelta]) -> None:
    assert sorted(set(ages_kept(named(*there)))) == stay


def test_a_year_of_half_hours_leaves_every_rung_filled() -> None:
    """Thinned after each backup, as psw does it, with eight hours at work on each of five days a week."""
    kept: set[BackupName] = set()
    begun = NOW - timedelta(days=364)
    for number in range(1, 365 * 16):
        day, half_hour = divmod(number, 16)
        at = begun + timedelta(days=day, minutes=30 * half_hour)
        if at.weekday() < 5 and half_hour % 4 == 0:
            kept = to_keep([*kept, BackupName(number, at)], at)
    ages = [(NOW - name.at).days for name in kept]
    assert len(kept) < 2 * 16 + DAILY + WEEKLY + MONTHLY
    assert sum(2 <= age < 20 for age in ages) >= DAILY
    assert max(ages) > 300


def test_a_clock_that_was_set_back_takes_none_of_those_that_it_takes_for_future_ones() -> None:
    """They stay, and so does the one that was just made, though its date is the oldest of all."""
    future = named(*hours(0, 1, 2, 3, 4))
    just_made = BackupName(6, NOW - timedelta(days=4000))
    assert to_keep([*future, just_made], just_made.at) == {*future, just_made}
    # Set right again: the three made last stay, the one that was dated wrongly among them.
    assert just_made in to_keep([*future, just_made], NOW)


def test_a_clock_that_runs_years_ahead_thins_and_does_not_empty() -> None:
    """What it takes for old keeps its days, weeks and months."""
    there = named(*hours(*range(47)), *days(3, 4, 5))
    kept = to_keep(there, NOW + timedelta(days=9000))
    assert {name.at.date() for name in kept} == {name.at.date() for name in there}


def test_what_a_restore_put_aside_is_in_no_backups_place() -> None:
    """Three of those do not make the newest three backups go."""
    old = [BackupName(number, NOW - timedelta(days=900)) for number in range(1, 6)]
    aside = [BackupName(number, NOW, is_aside=True) for number in range(6, 10)]
    assert to_keep([*old, *aside], NOW) == {*old[-3:], *aside}


_NAMES = st.lists(
    st.builds(
        BackupName,
        st.integers(1, 9999),
        st.integers(-10_000_000, 40_000_000).map(lambda seconds: NOW - timedelta(seconds=seconds)),
        st.just(7),
        st.just("0123abcd"),
        st.booleans(),
    ),
    max_size=60,
    unique_by=lambda name: name.number,
)


@given(_NAMES)
def test_thinning_holds_for_all_names(names: list[BackupName]) -> None:
    """Nothing is made up, the newest three and the last two days stay, the rest has its bound, and twice is once."""
    kept = to_keep(names, NOW)
    assert kept <= set(names)
    for is_aside in (False, True):
        group = sorted(name for name in names if name.is_aside is is_aside)
        stay = {name for name in kept if name.is_aside is is_aside}
        assert set(group[-NEWEST:]) <= stay
        recent = {name for name in group if NOW - name.at <= ALL_OF}
        assert recent <= stay
        assert len(stay - recent) <= DAILY + WEEKLY + MONTHLY + NEWEST
    assert to_keep(list(kept), NOW) == kept
    assert all(read_name(name.of(DATABASE), DATABASE) == name for name in names)


@pytest.mark.parametrize(
    "name",
    [
        "psw.db",
        "psw.db.0001-2027-02-01T143000Z-v7-0123abcd.gz.part",
        "psw.db.0001-2027-02-31T143000Z-v7-0123abcd.gz",
        "psw.db.0001-2027-02-01T143000Z-v7-0123ABCD.gz",
        "other.db.0001-2027-02-01T143000Z-v7-0123abcd.gz",
        "psw.db.lock",
    ],
)
def test_what_is_no_backup_of_this_database_is_left_out(name: str) -> None:
    assert read_name(name, DATABASE) is None
