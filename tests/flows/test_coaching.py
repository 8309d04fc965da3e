"""Coaching by keys: outcomes, the 24 hours said before they are taken, selection, the ledger, hostile names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import LeaderState
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core.store import Store
from screens.coaching.board import CoachingScreen
from screens.coaching.ledger import LedgerScreen
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, links, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = (("Amara", "Osei"), ("[@click=app.quit]x", "[/]"), ("Ann \\", "Z"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three leaders; each has a booking of 11 December to record, and the first one to come on 16 February."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}, leaders=()) as writing:
            from models.tables import CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            for number, (first, last) in enumerate(NAMES, 1):
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
        for number in (1, 2, 3):
            change_bookings.book(store, f"L00{number}", datetime(2026, 12, 11, 10, tzinfo=UTC))
        change_bookings.book(store, "L001", datetime(2027, 2, 16, 10, tzinfo=UTC))
        yield store


def outcomes(store: Store) -> list[tuple[str, str, str | None]]:
    return store.connection.execute(
        "SELECT l.reference, substr(b.starts_at, 1, 10), b.outcome FROM booking b JOIN leader l ON l.id = b.leader_id"
        " ORDER BY 1, 2"
    ).fetchall()


def of(store: Store, leader: str) -> list[tuple[str, str | None]]:
    return [(day, outcome) for reference, day, outcome in outcomes(store) if reference == leader]


def board(app: PswApp) -> CoachingScreen:
    assert isinstance(app.screen, CoachingScreen)
    return app.screen


async def test_attended_is_one_key_undone_by_one_and_stops_at_what_is_to_come(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "▷ 11 Dec" in drawn(app))
        board(app).table.move_to("L001")
        await pilot.press("p")
        await until(pilot, lambda: "● 11 Dec" in drawn(app))
        assert "Marked coaching of Amara Osei on Fri 11 Dec 10:00 as attended" in drawn(app)
        assert of(store, "L001") == [("2026-12-11", "attended"), ("2027-02-16", None)]
        await pilot.press("p")
        await until(pilot, lambda: "is still to come" in app.desk.said)
        assert of(store, "L001")[1] == ("2027-02-16", None)
        await pilot.press("u")
        await until(pilot, lambda: "Undone" in drawn(app))
        assert of(store, "L001")[0] == ("2026-12-11", None)


async def test_what_a_cancellation_comes_to_is_said_as_it_is_typed(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "▷11/12" in drawn(app))
        board(app).table.move_to("L001")
        await pilot.press("c", *"10/12/2026 10:00")
        await until(pilot, lambda: "24 h before: in time (24 h needed), nothing" in drawn(app))
        await pilot.press("backspace", "1")
        await until(pilot, lambda: "23 h 59 min before: spent (24 h needed)," in drawn(app))
        assert of(store, "L001")[0] == ("2026-12-11", None), "nothing is taken before enter"
        await pilot.press("enter")
        await until(pilot, lambda: "✗11/12" in drawn(app))
        assert of(store, "L001")[0] == ("2026-12-11", "cancelled")


async def test_a_booking_is_one_line_said_back_with_its_window_and_a_warning(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, CoachingScreen) and "Osei" in drawn(app))
        board(app).table.move_to("L001")
        await pilot.press("b", *"29 mar 2pm")
        await until(pilot, lambda: "Mon 29 Mar 2027 14:00, window 4" in drawn(app))
        assert "an English bank holiday" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "▷29/3" in drawn(app))
        assert of(store, "L001")[-1] == ("2027-03-29", None)
        await pilot.press("b", *"29 mar 2pm", "enter")
        await until(pilot, lambda: "already" in drawn(app))
        assert len(of(store, "L001")) == 3


async def test_a_verb_acts_on_the_selection_and_the_filter_and_open_lists_narrow(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "[@click=app.quit]x" in drawn(app))
        table = board(app).table
        table.select_keys(["L002", "L003"])
        await pilot.press("c")
        await until(pilot, lambda: "One at a time: 2 are selected" in drawn(app))
        await pilot.press("a")
        await until(pilot, lambda: "Marked 2 coaching" in app.desk.said)
        assert [of(store, leader)[0][1] for leader in ("L001", "L002", "L003")] == [None, "no_show", "no_show"]
        assert not table.selected
        await pilot.press("slash", *"ann", "enter")
        await until(pilot, lambda: table.row_count == 1)
        assert "Ann \\ Z" in drawn(app)
        assert not {link for link in links(app) if "quit" in link}
        await pilot.press("escape")
        await until(pilot, lambda: table.row_count == 3)
        assert isinstance(app.screen, CoachingScreen)


async def test_the_ledger_moves_a_booking_sets_one_aside_and_goes_back(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, CoachingScreen) and "Osei" in drawn(app))
        board(app).table.move_to("L001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LedgerScreen) and "Tue 16 Feb" in drawn(app))
        await pilot.press("a", "x", "c")
        await until(pilot, lambda: "~ set aside" in drawn(app))
        assert "caring" not in drawn(app), "the category shows only when asked for"
        await pilot.press("w")
        await until(pilot, lambda: "caring" in drawn(app))
        await pilot.press("escape", "j", "R", *"31 jan 9am", "enter", *"23 feb 10:00", "enter")
        await until(pilot, lambda: "Tue 23 Feb" in drawn(app) and "↩ cancelled in time" in drawn(app))
        assert of(store, "L001") == [("2026-12-11", "no_show"), ("2027-02-16", "cancelled"), ("2027-02-23", None)]
        await pilot.press("b", *"9 mar 10:00", "enter")
        await until(pilot, lambda: "▌ Tue 9 Mar" in drawn(app))
        await pilot.press("g")
        await press_again(pilot, "u")
        await press_again(pilot, "U")
        await until(pilot, lambda: "▌ Tue 9 Mar" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CoachingScreen))
        assert app.screen.query_one(RowTable).cursor_key == "L001"


async def test_an_export_is_written_beside_a_file_that_somebody_changed(store: Store) -> None:
    mine = store.path.with_name("exports") / "coaching-L001.ics"
    mine.parent.mkdir()
    mine.write_text("mine", "utf-8")
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "▷ 11 Dec" in drawn(app))
        board(app).table.move_to("L001")
        await pilot.press("E")
        await until(pilot, lambda: "coaching of Amara Osei" in drawn(app))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "coaching-L001 (2).ics" in app.desk.said)
    assert mine.read_text("utf-8") == "mine"
    assert mine.with_name("coaching-L001 (2).ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


async def test_an_empty_file_says_what_coaching_is_for(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.press("4")
            await until(pilot, lambda: "Nobody is here yet." in drawn(app))
            await pilot.press("p")
            await until(pilot, lambda: "added in the roster" in drawn(app))
