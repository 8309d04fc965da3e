"""The term view by keys: a cell marked where the cursor is, a column entered downwards, the way there and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import Engagement, LeaderState, MarkValue, SessionKind, SessionState
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.registers import record_marks, registers
from screens.registers.register import RegisterScreen
from screens.registers.term import TermScreen
from tests.helpers import drawn, links, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

DAY = date(2027, 2, 1)
NAMES = ("[/]", "[@click=app.quit]x", "Beth", "Émile")
SESSIONS = (
    ("R1", SessionKind.RESIDENTIAL, "Residential 1", datetime(2026, 9, 21, 8, tzinfo=UTC), SessionState.PLANNED),
    ("W1", SessionKind.WORKSHOP, "Workshop 1", datetime(2026, 11, 12, 10, tzinfo=UTC), SessionState.PLANNED),
    ("W2", SessionKind.WORKSHOP, "Workshop 2", datetime(2026, 11, 26, 10, tzinfo=UTC), SessionState.CANCELLED),
    ("P1", SessionKind.PEER_PRACTICE, "Practice [/] 1", datetime(2027, 1, 28, 10, tzinfo=UTC), SessionState.PLANNED),
    ("P2", SessionKind.PEER_PRACTICE, "Practice 2", datetime(2027, 3, 4, 10, tzinfo=UTC), SessionState.PLANNED),
)


def fill(store: Store, name: str, year: int, prefix: str, *, sessions: bool = True, leaders: bool = True) -> None:
    """A cohort of four, with five sessions: three past, of which one is cancelled, one just past, one to come."""
    with store.command("Set up", {"cohorts", "leaders", "sessions"}) as writing:
        from models.tables import CohortRow, LeaderRow, SessionRow

        cohort = CohortRow(name=name, programme="psw", year=year, starts=date(year, 9, 1), ends=date(year + 1, 8, 31))
        writing.session.add(cohort)
        for number, first in enumerate(NAMES if leaders else (), 1):
            writing.session.add(
                LeaderRow(
                    reference=f"{prefix}L{number}",
                    cohort_id=cohort.id,
                    first_name=first,
                    last_name="Z",
                    organisation="Kent",
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(year, 9, 1),
                )
            )
        for reference, kind, title, starts, state in SESSIONS if sessions else ():
            writing.session.add(
                SessionRow(
                    reference=prefix + reference,
                    cohort_id=cohort.id,
                    kind=kind,
                    title=prefix + title,
                    starts_at=starts,
                    ends_at=starts + timedelta(hours=2),
                    state=state,
                )
            )


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", DAY.isoformat())
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        yield store


@pytest.fixture
def store(empty: Store) -> Store:
    fill(empty, "PSW 2026", 2026, "")
    return empty


def value(store: Store, session: str, leader: str) -> MarkValue | None:
    found: MarkValue | None = mark(store, session, leader).value
    return found


def mark(store: Store, session: str, leader: str) -> Any:
    rows = registers.register(store, session, DAY).rows
    return next(row.mark for row in rows if row.reference == leader)


def the_first(store: Store) -> str:
    """The reference of the leader whose name comes first, where the cursor begins."""
    return registers.register(store, "P1", DAY).rows[0].reference


def page(app: PswApp) -> TermScreen:
    assert isinstance(app.screen, TermScreen)
    return app.screen


def stands_on(app: PswApp) -> tuple[str | None, str | None]:
    return page(app).grid.column_key, page(app).table.cursor_key


async def open_term(pilot: Pilot[Any], app: PswApp) -> None:
    """Without the way there, which the first test goes by keys."""
    app.push_screen(TermScreen(app.desk, "P1"))
    await until(pilot, lambda: isinstance(app.screen, TermScreen) and app.screen.settled)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_column_is_entered_downwards_a_key_a_leader(store: Store, size: tuple[int, int]) -> None:
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("3", "M")
        await until(pilot, lambda: isinstance(app.screen, TermScreen) and app.screen.settled)
        assert stands_on(app) == ("P1", "L1")  # the cursor of the Registers was on what is due
        assert "12 to record" in drawn(app)
        await pilot.press("p", "a", "t", "a")
        await until(pilot, lambda: "8 to record" in drawn(app))
        assert [value(store, "P1", f"L{n}") for n in (1, 2, 3, 4)] == [
            MarkValue.PRESENT,
            MarkValue.ABSENT,
            MarkValue.PART,
            MarkValue.ABSENT,
        ]
        assert stands_on(app) == ("P1", "L4")
        rows = drawn(app).split("\n")[4:8]
        assert [line.split("│")[0].split()[-1] for line in rows[:3]] == ["●", "○", "◐"]
        assert "[○]" in rows[3]
        assert app.desk.said == "Marked Émile Z absent, Practice [/] 1"
        assert "4 of 4 recorded" in drawn(app)
        await pilot.press("u")
        await until(pilot, lambda: "9 to record" in drawn(app))
        assert value(store, "P1", "L4") is None
        assert not any("quit]x" in link for link in links(app))


async def test_a_key_right_behind_an_arrow_marks_the_cell_that_the_arrow_reached(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_term(pilot, app)
        page(app).grid.action_sideways(-1)
        page(app).grid.action_sideways(-1)
        page(app).action_mark("present")  # before the app has heard of the move
        assert value(store, "W1", "L1") is MarkValue.PRESENT
        assert value(store, "P1", "L1") is None
        await until(pilot, lambda: "Workshop 1 · Thu 12 Nov 10:00–12:00 · 1 of 4 recorded" in drawn(app))
        assert stands_on(app) == ("W1", "L2")


async def test_a_mark_that_changes_a_standing_shows_it_in_the_row_and_in_words(store: Store) -> None:
    record_marks.mark(store, "R1", ["L1"], MarkValue.PRESENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_term(pilot, app)
        page(app).stand_on("R1", "L1")
        await until(pilot, lambda: "residentials ● on track" in drawn(app))
        await pilot.press("a", "k")
        await until(pilot, lambda: "●→▼" in drawn(app) and "residentials ▼ below" in drawn(app))
        assert "residentials ● → ▼ below" in drawn(app)
        await pilot.press("p")
        await until(pilot, lambda: "→" not in drawn(app))


async def test_a_selection_and_what_is_left_are_marked_in_the_cursors_column(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_term(pilot, app)
        await pilot.press("space", "space", "x")
        await until(pilot, lambda: "2 leaders: not expected, because" in drawn(app))
        await pilot.press("j")
        await until(pilot, lambda: value(store, "P1", "L2") is MarkValue.NOT_EXPECTED)
        await pilot.press("f")
        await until(pilot, lambda: "Mark 2 unrecorded leaders present?" in drawn(app))
        assert "Practice [/] 1, Thu 28 Jan 10:00–12:00." in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "2 of 2 recorded" in drawn(app))
        assert [value(store, "P1", leader) for leader in ("L3", "L4")] == [MarkValue.PRESENT] * 2
        assert value(store, "W1", "L3") is None
        assert len(history.entries(store)) == 3
        await pilot.press("G", "minus")
        await until(pilot, lambda: mark(store, "P1", "L4").engagement is Engagement.LIMITED)


async def test_setting_a_missed_session_aside_says_here_too_what_it_costs_and_leaves_it_to_the_bdo(
    store: Store,
) -> None:
    first = the_first(store)
    record_marks.mark(store, "P2", [first], MarkValue.NOT_EXPECTED)
    record_marks.mark(store, "P1", [first], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_term(pilot, app)
        await pilot.press("x")
        await until(pilot, lambda: "Peer practice would become unreachable, below now." in drawn(app))
        assert "send the catch-up instead" in drawn(app)
        await pilot.press("j")
        await until(pilot, lambda: value(store, "P1", first) is MarkValue.NOT_EXPECTED)


async def test_enter_opens_the_register_there_and_m_comes_back_from_it(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_term(pilot, app)
        await pilot.press("down", "down", "left", "left", "enter")
        await until(pilot, lambda: type(app.screen) is RegisterScreen and app.screen.settled)
        assert isinstance(app.screen, RegisterScreen)
        assert (app.screen.session, app.screen.table.cursor_key) == ("W1", "L3")
        await pilot.press("p", "M")
        await until(pilot, lambda: isinstance(app.screen, TermScreen))
        assert stands_on(app) == ("W1", "L4")
        await until(pilot, lambda: "11 to record" in drawn(app))
        await pilot.press("M")
        await until(pilot, lambda: "This is the term view" in app.desk.said)
        app.switch_screen(RegisterScreen(app.desk, "P1"))
        await until(pilot, lambda: type(app.screen) is RegisterScreen and app.screen.settled)
        await pilot.press("down", "M")
        await until(pilot, lambda: isinstance(app.screen, TermScreen) and app.screen.settled)
        assert stands_on(app) == ("P1", "L2")


async def test_o_keeps_who_has_something_to_record_and_the_order_stays_while_marking(store: Store) -> None:
    for session in ("R1", "W1"):
        record_marks.mark(store, session, ["L1", "L2", "L3", "L4"], MarkValue.PRESENT)
    record_marks.mark(store, "P1", ["L1"], MarkValue.PRESENT)
    record_marks.mark(store, "R1", ["L4"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_term(pilot, app)
        await pilot.press("o")
        await until(pilot, lambda: page(app).table.row_count == 3 and "to record (o)" in drawn(app))
        await pilot.press("g", "p")
        await until(pilot, lambda: value(store, "P1", "L2") is MarkValue.PRESENT)
        assert (page(app).table.row_count, stands_on(app)) == (3, ("P1", "L2"))  # it stays while the cursor does
        await pilot.press("down")
        await until(pilot, lambda: page(app).table.row_count == 2)
        assert stands_on(app) == ("P1", "L3")
        await pilot.press("o", "s")
        await until(pilot, lambda: "worst standing first" in drawn(app))
        await pilot.press("w")
        await until(pilot, lambda: drawn(app).index("Émile") < drawn(app).index("[/]"))
        page(app).stand_on("R1", "L1")
        await pilot.press("a")
        await until(pilot, lambda: value(store, "R1", "L1") is MarkValue.ABSENT)
        assert stands_on(app) == ("R1", "L2")
        await pilot.press("slash", *"emil", "enter")
        await until(pilot, lambda: page(app).table.row_count == 1)
        await pilot.press("slash", *"xx")
        await until(pilot, lambda: "Nobody here matches" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: page(app).table.row_count == 4)


async def test_the_headings_say_kind_day_and_month_and_which_sessions_are_to_come(store: Store) -> None:
    record_marks.mark(store, "W2", ["L1"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_term(pilot, app)
        kinds, days, months, first = drawn(app).split("\n")[1:5]
        assert kinds.replace("│", " ").split() == ["R", "W", "×W", "P", "P"]
        assert days.replace("│", " ").split() == ["21", "12", "26", "28", "4"]
        assert months.split() == [
            "Leader",
            "Sep",
            "Nov",
            "Jan",
            "Mar",
            "Residentials",
            "Study",
            "Peer",
            "practice",
            "Coaching",
        ]
        assert days.index("28") < days.index("│") < days.index("4")
        assert first.split("│")[0].split()[1:] == ["[/]", "Z", "·", "·", "○", "[·]"]
        assert "R residential  W workshop  P peer practice  × cancelled" in drawn(app)
        assert _tinted(app, 4, first.index("·"))
        assert not _tinted(app, 4, first.index("○"))  # cancelled: shown, and no part of the heat
        page(app).stand_on("W2", "L1")
        await until(pilot, lambda: "0 of 4 recorded" not in drawn(app) and "count nowhere" in drawn(app))
        assert "12 to record" in drawn(app)
        app.desk.chosen_day = date(2026, 11, 30)
        page(app).look_again()
        await until(pilot, lambda: "8 to record" in drawn(app))
        assert drawn(app).split("\n")[1].index("│") < drawn(app).split("\n")[1].index("P")


def _tinted(app: PswApp, y: int, x: int) -> bool:
    """Whether a cell's background is another than that of the name in its row."""
    strip = app.screen._compositor.render_strips()[y]
    here, name = (next(iter(strip.crop(place, place + 1))).style for place in (x, 2))
    assert here is not None
    assert name is not None
    return here.bgcolor != name.bgcolor


async def test_with_all_cohorts_it_is_that_of_the_session_and_c_chooses_another(store: Store) -> None:
    fill(store, "PSW 2025", 2025, "X")
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "10 sessions" in drawn(app))
        app.screen.table.move_to("XW1")  # type: ignore[attr-defined]
        await pilot.press("M")
        await until(pilot, lambda: isinstance(app.screen, TermScreen) and app.screen.settled)
        assert "all cohorts are looked at; this is PSW 2025, C chooses another" in drawn(app)
        assert stands_on(app) == ("XW1", "XL1")
        await pilot.press("C")
        await until(pilot, lambda: "PSW 2026" in drawn(app))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: "Term, PSW 2026" in drawn(app) and "C chooses another" not in drawn(app))
        assert page(app).table.cursor_key == "L1"
        await pilot.press("p")
        await until(pilot, lambda: "11 to record" in drawn(app))


async def test_a_leader_or_session_that_goes_away_leaves_no_cell_behind(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_term(pilot, app)
        await pilot.press("u")  # the whole cohort
        await press_again(pilot, "y")
        await until(pilot, lambda: "No cohort yet." in drawn(app))
        await pilot.press("p")
        await until(pilot, lambda: "press 2 for the Roster" in app.desk.said)
        await pilot.press("enter", "f", "w", "U")  # asked about as its undo was
        await press_again(pilot, "y")
        await until(pilot, lambda: "12 to record" in drawn(app))


@pytest.mark.parametrize(
    ("leaders", "sessions", "sentence"),
    [(False, True, "No leaders in PSW 2026 yet."), (True, False, "No sessions in PSW 2026 yet.")],
)
async def test_without_leaders_or_sessions_it_says_where_they_are_made(
    empty: Store, *, leaders: bool, sessions: bool, sentence: str
) -> None:
    fill(empty, "PSW 2026", 2026, "", leaders=leaders, sessions=sessions)
    app = PswApp(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_term(pilot, app)
        await until(pilot, lambda: sentence in drawn(app))
        await pilot.press("right", "o", "s", "escape", "a")
        await until(pilot, lambda: sentence in app.desk.said)
        assert len(history.entries(empty)) == 1
