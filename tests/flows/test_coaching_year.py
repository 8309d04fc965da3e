"""A year of coaching entered when it is over, by keys and counted; and what is seen around it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import LeaderState, Recording
from psw_tui.store.coaching import bookings, change_bookings, coaches, evaluations
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judge_all
from screens.coaching.board import CoachingScreen
from screens.coaching.coaches import CoachesScreen
from screens.dialogs.form import Form
from screens.shell.plain_dialogs import Choose
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from textual.pilot import Pilot

LEADERS = 30
#: One in each window of the year, as a BDO would type it and as it stands in the file. The day is 15 September 2027.
TIMES = [
    ("12 oct 2026 10:00", "2026-10-12 09:00"),
    ("7 dec 2026 2pm", "2026-12-07 14:00"),
    ("8 feb 2027 10:00", "2027-02-08 10:00"),
    ("12/4 9:30", "2027-04-12 08:30"),
    ("10 may 11am", "2027-05-10 10:00"),
    ("5 jul 16:00", "2027-07-05 15:00"),
]


def people(store: Store, number: int) -> None:
    with store.command("Set up", {"cohorts", "leaders"}, leaders=()) as writing:
        from models.tables import CoachRow, CohortRow, LeaderRow

        cohort = CohortRow(name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        sam, rae = CoachRow(name="Sam Lee"), CoachRow(name="Rae Cole")
        writing.session.add_all([cohort, sam, rae])
        for place in range(1, number + 1):
            writing.session.add(
                LeaderRow(
                    reference=f"L{place:03}",
                    cohort_id=cohort.id,
                    first_name=f"Leader{place:02}",
                    last_name="Osei",
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(2026, 9, 1),
                    coach_id=(sam if place % 2 else rae).id,
                )
            )


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Thirty leaders whose year is over, and nothing of their coaching entered."""
    monkeypatch.setenv("PSW_TODAY", "2027-09-15")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        people(store, LEADERS)
        yield store


@pytest.fixture
def winter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three leaders on 8 February 2027, 20 days before window 3 closes: one with all of it, one behind, one with two
    held and nothing in window 3."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-08")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        people(store, 3)
        for leader, starts in (
            ("L001", ["2026-10-12 10:00", "2026-12-07 10:00", "2027-02-16 10:00"]),
            ("L003", ["2026-10-13 10:00", "2026-12-08 10:00"]),
        ):
            for start in starts:
                change_bookings.book(store, leader, datetime.fromisoformat(start).replace(tzinfo=LONDON))
        held = [row[0] for row in store.connection.execute("SELECT id FROM booking WHERE starts_at < '2027-02-01'")]
        change_bookings.attended(store, held)
        yield store


def stored(store: Store, leader: str) -> list[tuple[str, str | None]]:
    return store.connection.execute(
        "SELECT substr(b.starts_at, 1, 16), b.outcome FROM booking b JOIN leader l ON l.id = b.leader_id"
        " WHERE l.reference = ? ORDER BY 1",
        (leader,),
    ).fetchall()


class Keys:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self._pilot = pilot
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        self.pressed += len(keys)
        await self._pilot.press(*keys)


async def board_of(pilot: Pilot[Any], app: PswApp, leader: str = "L001") -> CoachingScreen:
    await pilot.press("4")
    await until(pilot, lambda: isinstance(app.screen, CoachingScreen) and "Leader01" in drawn(app))
    assert isinstance(app.screen, CoachingScreen)
    app.screen.table.move_to(leader)
    await pilot.pause()
    return app.screen


async def test_a_year_of_six_sessions_is_three_keys_and_a_time_each(year: Store) -> None:
    """By keys for the first leader (the last time letter by letter, the others as one paste); the other 29 through
    the verbs behind the keys. The year of a time is given where the nearest such day would be another."""
    app = PswApp(year)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        board = await board_of(pilot, app)
        keys = Keys(pilot)
        for typed, start in TIMES[:-1]:
            await keys.press("b")
            await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.settled)
            app.screen.query_one("#field-starts_at", Input).value = typed
            await keys.press("enter", "p")
            await until(pilot, lambda: stored(year, "L001")[-1] == (start, "attended"))  # noqa: B023 - awaited here
        assert keys.pressed == 3 * 5
        await keys.press("b", *TIMES[-1][0], "enter", "p")
        await until(pilot, lambda: stored(year, "L001")[-1] == (TIMES[-1][1], "attended"))
        assert keys.pressed == 3 * 6 + len(TIMES[-1][0])
        assert stored(year, "L001") == [(start, "attended") for _, start in TIMES]
        assert board.table.cursor_key == "L001"
        assert "6 of 6 (local setting) used" in drawn(app)
        entries = [entry.what for entry in history.entries(year)]
        assert sum("Booked coaching" in what for what in entries) == 6
        assert sum("as attended" in what for what in entries) == 6
    instants = [datetime.fromisoformat(f"{start}+00:00") for _, start in TIMES]
    for place in range(2, LEADERS + 1):
        leader = f"L{place:03}"
        for instant in instants:
            change_bookings.book(year, leader, instant)
    change_bookings.attended(
        year, [row[0] for row in year.connection.execute("SELECT id FROM booking WHERE outcome IS NULL")]
    )
    day = date(2027, 9, 15)
    verdicts = judge_all(year, day)
    rows = bookings.board(year, verdicts, day)
    assert len(rows) == LEADERS
    for row in rows:
        assert (row.attended, row.used, row.behind, row.unrecorded, row.is_open) == (6, 6, False, 0, False)
        assert [place is not None for place in row.windows] == [True] * 6
        assert row.outside is None
    rae, sam = coaches.coaches(year, verdicts, day)
    assert (rae.load, sam.load) == ((15,) * 6, (15,) * 6)


async def test_around_coaching_is_two_keys_and_undone_by_one(winter: Store) -> None:
    app = PswApp(winter)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await board_of(pilot, app)
        keys = Keys(pilot)

        def came() -> bool | None:
            return evaluations.introduction_and_welfare(winter, ["L001"])["L001"].came

        def recording() -> str | None:
            found: str | None = winter.connection.execute(
                "SELECT recording FROM booking WHERE starts_at LIKE '2027-02-16%'"
            ).fetchone()[0]
            return found

        await keys.press("e", "c")
        await until(pilot, lambda: came() is True)
        assert "Leader01 Osei: came to the introduction" in drawn(app)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Choose) and app.screen.settled)
        choose = app.screen
        assert isinstance(choose, Choose)
        words = [label for _, label in choose._choices]
        assert "recording agreed, third session" in words
        await until(pilot, lambda: "H:confidentiality" in drawn(app))
        letter = choose._letters[words.index("recording agreed, third session")]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CoachingScreen))
        await keys.press("e", letter)
        await until(pilot, lambda: recording() == Recording.AGREED)
        assert keys.pressed == 4
        await pilot.press("u")
        await until(pilot, lambda: recording() is None)
        await press_again(pilot, "u")
        await until(pilot, lambda: came() is None)


async def test_the_introduction_of_several_is_one_command(winter: Store) -> None:
    app = PswApp(winter)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        board = await board_of(pilot, app)
        board.table.select_keys(["L001", "L002", "L003"])
        before = len(history.entries(winter))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Choose) and app.screen.settled)
        assert "Introduction, forms and recording: 3 leaders" in drawn(app)
        assert not any(word in drawn(app) for word in ("welfare", "evaluation", "form after"))
        await pilot.press("c")
        await until(pilot, lambda: len(history.entries(winter)) == before + 1)
        kept_of = evaluations.introduction_and_welfare(winter, ["L001", "L002", "L003"])
        assert [kept.came for kept in kept_of.values()] == [True, True, True]
        assert not board.table.selected


async def test_the_page_of_coaches_shows_the_load_and_leads_to_their_leaders(winter: Store) -> None:
    app = PswApp(winter)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await board_of(pilot, app)
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, CoachesScreen) and "Sam Lee" in drawn(app))
        [sam] = [line for line in drawn(app).splitlines() if "Sam Lee" in line]
        rae = next(line for line in drawn(app).splitlines() if "Rae Cole" in line)  # the cursor's: once more below
        # Sam's two: windows 1 and 2 twice, window 3 once; Rae's one: nothing, and behind
        assert sam.split("Sam Lee")[1].split()[:11] == ["2", "2", "2", "1", *"····", "0", "0", "0"]
        assert rae.split("Rae Cole")[1].split()[:11] == ["1", *"·······", "0", "0", "1"]
        assert "after window 2, due" in sam
        table = app.screen.query_one(RowTable)
        sam_key = next(
            row.id
            for row in coaches.coaches(winter, judge_all(winter, date(2027, 2, 8)), date(2027, 2, 8))
            if row.name == "Sam Lee"
        )
        table.move_to(sam_key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CoachingScreen) and app.screen.table.row_count == 2)
        assert "Leader02" not in drawn(app)


async def test_the_filter_knows_who_is_behind_and_who_has_nothing_booked(winter: Store) -> None:
    app = PswApp(winter)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        board = await board_of(pilot, app)

        def shown() -> list[str]:
            return [name for name in ("Leader01", "Leader02", "Leader03") if name in drawn(app)]

        await pilot.press("slash", *"behind", "enter")
        await until(pilot, lambda: board.table.row_count == 1)
        await until(pilot, lambda: shown() == ["Leader02"])
        await pilot.press("escape")
        await until(pilot, lambda: board.table.row_count == 3)
        await pilot.press("slash")
        board.query_one("#filter", Input).value = "nothing booked"
        await until(pilot, lambda: board.table.row_count == 2)
        await until(pilot, lambda: shown() == ["Leader02", "Leader03"])
        board.query_one("#filter", Input).value = "nothing booked behind"
        await until(pilot, lambda: shown() == ["Leader02"])


#: Window 3 closes on 28 February 2027: 22, 21 and no days after these.
@pytest.mark.parametrize(
    ("day", "said", "lit"),
    [
        (date(2027, 2, 6), "Window 3 closes Sun 28 Feb: 2 with nothing booked", False),
        (date(2027, 2, 7), "Window 3 closes Sun 28 Feb, in 21 days: 2 with nothing booked", True),
        (date(2027, 2, 28), "Window 3 closes Sun 28 Feb, today: 2 with nothing booked", True),
    ],
)
async def test_the_strip_of_windows_is_lit_within_21_days(
    winter: Store, monkeypatch: pytest.MonkeyPatch, day: date, said: str, lit: bool
) -> None:
    monkeypatch.setenv("PSW_TODAY", day.isoformat())
    winter.today = day
    app = PswApp(winter)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await board_of(pilot, app)
        await until(pilot, lambda: said in drawn(app))
        strip = app.screen.query_one("#board-windows").render()
        styles = {str(span.style) for span in getattr(strip, "spans", [])}
        assert ("$text-warning" in styles) is lit
        rows = {
            name: next(line for line in drawn(app).splitlines() if name in line) for name in ("Leader02", "Leader03")
        }
        assert all(("· none" in line) is lit for line in rows.values())
        assert ("book" in rows["Leader03"].split()) is lit
