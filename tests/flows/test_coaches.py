"""The page of coaches, by its keys: made, merged, handed over, removed; and the question before a coach's second."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.store.coaching import bookings, change_bookings, coaches
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import clock
from screens.coaching.coaches import CoachesScreen
from screens.shell.desk import Place
from tests.helpers import drawn, fill_form, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
_START = datetime(2027, 2, 8, 10, tzinfo=UTC)


def _make(store: Store) -> None:
    """Amara and Beth with one Sam Lee, Cara with another; Amara is booked."""
    change_cohorts.add(store, "PSW 2026", 2026)
    for number, (first, email) in enumerate((("Amara", "sam@x.uk"), ("Beth", "sam@x.uk"), ("Cara", "lee@x.uk")), 1):
        values = {"reference": f"L00{number}", "first_name": first, "last_name": "Osei", "cohort": "PSW 2026"}
        coach = {"coach": "Sam Lee", "coach_email": email}
        change_leaders.create_leader(store, {**values, **coach, "offer_accepted_on": date(2026, 9, 1)})
    change_bookings.book(store, "L001", _START)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with clock.at(_NOW), Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        _make(opened)
        yield opened


def people(store: Store) -> list[str]:
    return [row.email or row.name for row in coaches.every(store)]


async def test_from_today_two_of_one_name_become_one_and_the_rest_is_done_by_e(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "2 coaches called Sam Lee" in drawn(app))
        sam = next(row.id for row in coaches.every(store) if row.email == "sam@x.uk")
        app.go(Place("coaching", f"coach:{sam}"))
        await until(pilot, lambda: isinstance(app.screen, CoachesScreen) and "another coach has this" in drawn(app))
        page = app.screen
        await pilot.press(*"em")
        await until(pilot, lambda: "Sam Lee <lee@x.uk>" in drawn(app) and "is the same as" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "To Sam Lee <lee@x.uk>: 2 leaders, 1 booking." in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is page and people(store) == ["lee@x.uk"])
        await pilot.press("u")
        await until(pilot, lambda: people(store) == ["lee@x.uk", "sam@x.uk"])
        await pilot.press("n")
        await fill_form(pilot, name="Jo Ray")
        await until(pilot, lambda: "Jo Ray · no e-mail" in drawn(app))
        await pilot.press(*"ee")
        await fill_form(pilot, name="Jo Rae")
        await until(pilot, lambda: "Jo Rae · no e-mail" in drawn(app))
        await pilot.press(*"eh")  # nobody to hand over: it says so, and the menu stays
        await until(pilot, lambda: "Jo Rae has no leader to hand over." in drawn(app))
        await pilot.press(*"x")
        await until(pilot, lambda: "Removed the coach Jo Rae" in drawn(app))


async def test_a_coach_s_second_at_one_hour_is_asked_about(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.go(Place("coaching", "L002"))
        await until(pilot, lambda: app.screen.place() == "L002")  # type: ignore[attr-defined]  # CoachingScreen
        board = app.screen
        await pilot.press("b", *"8 feb 10:00", "enter")
        await until(pilot, lambda: "Sam Lee has Amara Osei on Mon 8 Feb 2027 10:00 already." in drawn(app))
        await until(pilot, lambda: "save it all the same" in drawn(app))
        await pilot.press("escape", "ctrl+s", "y")
        await until(pilot, lambda: app.screen is board)
        await pilot.press("enter")
        await until(pilot, lambda: "no outcome yet. Sam Lee has Amara" in drawn(app))
    assert [booking.starts_at for booking in bookings.record_of(store, "L002").bookings] == [_START]
