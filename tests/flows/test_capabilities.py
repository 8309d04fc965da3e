"""Capabilities by keys: 26 ratings take 26 keys, focus areas have a limit, and nothing ranks leaders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.exchange.capabilities.blank_form import form_for
from psw_tui.policy.terms import LeaderState, RoundKind
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.core.store import Store
from psw_tui.store.system.settings import framework
from screens.capabilities import rounds as capabilities
from screens.capabilities.round import RoundScreen
from screens.capabilities.rounds import CapabilitiesScreen, RoundsScreen
from screens.widgets.row_table import RowTable
from tests.exchange.capabilities.form_files import fill
from tests.helpers import drawn, links, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUBS = list(framework().subs)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return tmp_path / "psw.db"


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    """Two leaders, one with a hostile name; the second made a baseline in November."""
    with Store.open(db, create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}, leaders=()) as writing:
            from models.tables import CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            for number, (first, last) in enumerate((("[@click=app.quit]x", "[/]"), ("Siân", "Patel")), 1):
                writing.session.add(
                    LeaderRow(
                        reference=f"L00{number}",
                        cohort_id=cohort.id,
                        first_name=first,
                        last_name=last,
                        state=LeaderState.ACTIVE,
                        offer_accepted_on=date(2026, 9, 1),
                    )
                )
        change_rounds.new_round(store, "L002", date(2026, 11, 12), RoundKind.BASELINE)
        (november,) = store.connection.execute("SELECT id FROM round").fetchone()
        change_rounds.rate(store, november, SUBS[0], 2)
        yield store


def rated(store: Store, day: str) -> list[tuple[str, int | None]]:
    return store.connection.execute(
        "SELECT a.sub_capability, a.rating FROM rating a JOIN round r ON r.id = a.round_id WHERE r.round_on = ?", (day,)
    ).fetchall()


async def test_26_ratings_take_26_keys_and_never_leave_the_round(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "no round yet" in drawn(app))
        assert "[@click=app.quit]x [/]" in drawn(app)
        assert not {link for link in links(app) if "quit" in link}
        app.screen.query_one(RowTable).move_to("L001")
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen) and "0 of 26" in drawn(app))
        await pilot.press(*"12344321123443211234432112")
        await until(pilot, lambda: "26 of 26 complete" in drawn(app))
        assert isinstance(app.screen, RoundScreen)
        expected = [int(digit) for digit in "12344321123443211234432112"]
        assert dict(rated(store, "2027-02-01")) == dict(zip(SUBS, expected, strict=True))
        assert "7 of 7" in drawn(app)
        await pilot.press("5")
        await until(pilot, lambda: "Ratings go from 1 to 4" in drawn(app))
        await pilot.press("f4")
        await until(pilot, lambda: app.current_mode == "coaching")


async def test_a_part_filled_round_survives_reopening_and_shows_the_round_before(store: Store, db: Path) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "1 of 26" in drawn(app))
        app.screen.query_one(RowTable).move_to("L002")
        await pilot.press("n")
        await until(pilot, lambda: "New round: Siân Patel" in drawn(app) and "review" in drawn(app))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen) and "0 of 26" in drawn(app))
        assert "Thu 12 Nov 2026: 2 ▪▪▫▫ developing" in drawn(app)
        await pilot.press("3", "4", "asterisk", "right_square_bracket", "1", "k", "backspace")
        await until(pilot, lambda: "2 of 26 · 1 of 5 focus" in drawn(app))
    store.close()
    with Store.open(db) as again:
        assert {sub: rating for sub, rating in rated(again, "2027-02-01") if rating} == {SUBS[0]: 3, SUBS[1]: 4}
        app = PswApp(again)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.press("5")
            await until(pilot, lambda: "review" in drawn(app))
            app.screen.query_one(RowTable).move_to("L002")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, RoundsScreen) and "part-filled" in drawn(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, RoundScreen) and "2 of 26" in drawn(app))
            await pilot.press("u")
            await press_again(pilot, "y")
            await until(pilot, lambda: "Undone" in drawn(app))


async def test_the_sixth_focus_is_refused_in_a_sentence(store: Store) -> None:
    (november,) = store.connection.execute("SELECT id FROM round").fetchone()
    for sub in SUBS[:5]:
        change_rounds.set_focus(store, november, sub, focus=True)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, CapabilitiesScreen) and "Patel" in drawn(app))
        app.screen.query_one(RowTable).move_to("L002")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen) and "5 of 5 focus" in drawn(app))
        app.screen.query_one(RowTable).move_to(SUBS[5])
        await pilot.press("asterisk")
        await until(pilot, lambda: "5 is the most (local setting)" in app.desk.said)
        assert store.connection.execute("SELECT count(*) FROM rating WHERE focus").fetchone() == (5,)


async def test_for_few_leaders_the_cohort_view_counts_nothing(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, CapabilitiesScreen) and "Patel" in drawn(app))
        await pilot.press("V")
        await until(pilot, lambda: "Fewer than 5 leaders" in drawn(app))


def test_no_order_is_by_a_rating() -> None:
    """Section 5: leaders are never ranked; the orders are these and no others."""
    assert [key for key, _ in capabilities._SORTS] == ["name", "last", "far"]


async def test_a_form_is_taken_with_i_after_a_look_at_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_for(store, "L002"))
    fill(path, {"round_on": date(2027, 1, 12)}, dict.fromkeys(SUBS, 3), {SUBS[1]: "yes"})
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "Siân Patel" in drawn(app))
        await pilot.press("i")
        await until(pilot, lambda: "Import a file" in drawn(app))
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "26 to add" in drawn(app))
        assert "A form of Siân Patel (L002), Tue 12 Jan 2027: 26 rated." in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Tue 12 Jan 2027" in drawn(app) and "26 of 26" in drawn(app))
        assert len(rated(store, "2027-01-12")) == 26
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: rated(store, "2027-01-12") == [])
