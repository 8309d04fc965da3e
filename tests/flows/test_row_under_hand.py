"""The row stays under the hand: with `o` on until the cursor leaves it; whoever left stands folded at the end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import LeaderState, MarkValue, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, fill, record_marks, registers
from psw_tui.store.registers.session_draft import SessionDraft
from screens.dialogs.form import Form
from screens.registers.register import RegisterScreen
from screens.shell.plain_dialogs import Confirm
from tests.helpers import drawn, open_register, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

DAY = date(2027, 2, 1)
PAUSE = {"paused_from": date(2027, 1, 1), "paused_to": date(2027, 1, 31)}
#: By name, but for who left or is paused on the day of the session.
LEADERS: dict[str, dict[str, Any]] = {
    "Ann": {},
    "Bea": {"state": LeaderState.WITHDRAWN, "withdrawn_on": date(2026, 12, 1)},
    "Col": {},
    "Dee": {"state": LeaderState.COMPLETED},
    "Eve": PAUSE,
    "Fay": {},
    "Gil": {"state": LeaderState.PAUSED, "paused_from": date(2027, 1, 26)},
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three who are expected, one whose pause begins later, two who left and one who is in a pause."""
    monkeypatch.setenv("PSW_TODAY", DAY.isoformat())
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}) as writing:
            from models.tables import CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            for name, values in LEADERS.items():
                row = {"state": LeaderState.ACTIVE, "offer_accepted_on": date(2026, 9, 1), **values}
                writing.session.add(
                    LeaderRow(reference=name, cohort_id=cohort.id, first_name=name, last_name="Z", **row)
                )
        for number, day in ((1, 12), (2, 19)):
            held = datetime(2027, 1, day, 10, tzinfo=UTC)
            draft = SessionDraft(f"W{number}", "PSW 2026", SessionKind.WORKSHOP, f"Workshop {number}", held, held)
            change_sessions.create_session(store, draft)
        yield store


def marks(store: Store) -> dict[str, MarkValue]:
    """Who is marked at the first session."""
    rows = registers.register(store, "W1", DAY).rows
    return {row.reference: row.mark.value for row in rows if row.mark.value is not None}


def listed(app: PswApp) -> list[str]:
    assert isinstance(app.screen, RegisterScreen)
    return list(app.screen.table._keys)


def test_of_whom_nothing_is_awaited(store: Store) -> None:
    """Off the programme, recorded or not; in a pause while nothing is recorded. None of them is filled."""
    record_marks.mark(store, "W1", ["Bea"], MarkValue.PRESENT)
    register = registers.register(store, "W1", DAY)
    assert [row.reference for row in register.rows if row.is_aside] == ["Bea", "Dee", "Eve"]
    assert fill.whom_fill_marks(register) == ["Ann", "Col", "Fay", "Gil"]
    record_marks.mark(store, "W1", ["Eve"], MarkValue.PRESENT)
    assert [row.reference for row in registers.register(store, "W1", DAY).rows if row.is_aside] == ["Bea", "Dee"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_marked_row_stays_until_the_cursor_leaves_it(store: Store, size: tuple[int, int]) -> None:
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_register(pilot, "W1/Ann")
        await pilot.press("o")
        await until(pilot, lambda: listed(app) == ["Ann", "Col", "Fay", "Gil"])
        await pilot.press("a")
        await until(pilot, lambda: marks(store) == {"Ann": MarkValue.ABSENT})
        assert listed(app) == ["Ann", "Col", "Fay", "Gil"]
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Form) and "Ann Z, Workshop 1" in drawn(app))
        await pilot.press("escape", "a")  # the same key again goes on
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and listed(app) == ["Col", "Fay", "Gil"])
        await press_again(pilot, "u")
        await until(pilot, lambda: listed(app) == ["Ann", "Col", "Fay", "Gil"])
        assert app.screen.table.cursor_key == "Ann"  # type: ignore[attr-defined]
        await press_again(pilot, "U")
        await until(pilot, lambda: "Redone" in app.desk.said)
        assert app.screen.table.cursor_key == "Ann"  # type: ignore[attr-defined]
        await pilot.press("down", "f", "enter")
        await until(pilot, lambda: len(marks(store)) == 4)
        assert listed(app) == ["Col"]
        await pilot.press("p")
        await until(pilot, lambda: listed(app) == ["Col"] and len(marks(store)) == 4)


async def test_who_left_stands_folded_and_takes_no_mark_without_a_question(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "W1/Ann")
        assert "2 who left, 1 paused" in drawn(app)
        assert "enter shows them" in drawn(app)
        assert "Bea Z" not in drawn(app)
        assert "4 unrecorded" in drawn(app)
        await pilot.press("G", "p")
        await until(pilot, lambda: "enter shows who they are" in app.desk.said)
        await pilot.press("enter", "ctrl+a")
        await until(pilot, lambda: app.screen.table.selected == {"Ann", "Col", "Fay", "Gil"})  # type: ignore[attr-defined]
        await pilot.press("escape", "G", "space", "k")
        assert not app.screen.table.selected  # type: ignore[attr-defined]
        for key in ("p", "x", "r"):
            await answer(pilot, key, "enter")
            assert marks(store) == {}
        await answer(pilot, "p", "y")
        await until(pilot, lambda: marks(store) == {"Dee": MarkValue.PRESENT})
        await pilot.press("f", "enter")
        await until(pilot, lambda: set(marks(store)) == {"Ann", "Col", "Dee", "Fay", "Gil"})
        await pilot.press("slash", *"bea", "enter")
        await until(pilot, lambda: listed(app) == ["Bea"])


async def answer(pilot: Pilot[Any], key: str, word: str) -> None:
    """Press a key of a verb, and answer the question that it asks."""
    app = pilot.app
    await press_again(pilot, key)
    await until(pilot, lambda: isinstance(app.screen, Confirm) and "Dee Z: off the programme." in drawn(app))
    await press_again(pilot, word)
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
