"""What is selected, and what verbs, copies and the mouse make of it, on the screens that are lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import SessionKind
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader
from screens.registers.session_form import SessionForm
from screens.registers.sessions import RegistersScreen
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, make_once, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = (("Amara", "Osei", "Kent"), ("Siân", "Bevan", "Leeds"), ("Zoë", "Castle", "Kent"), ("Ann", "Ek", ""))


def _make(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    for number, (first, last, organisation) in enumerate(NAMES, 1):
        values = {
            "reference": f"L00{number}",
            "first_name": first,
            "last_name": last,
            "organisation": organisation,
            "cohort": "PSW 2026",
            "offer_accepted_on": date(2026, 8, 4),
            "email": f"{first.casefold()}@example.org" if organisation else "",
            "phone": "07700 900123" if number == 1 else "",
            "coach": "Ken Lamb" if number < 3 else "",
            "coach_email": "ken@example.org" if number < 3 else "",
        }
        create_leader(store, values)
    for number in (1, 2, 3):
        starts, ends = (datetime(2027, 1, 10 + number, hour, tzinfo=UTC) for hour in (10, 12))
        draft = SessionDraft(f"W{number}", "PSW 2026", SessionKind.WORKSHOP, f"Workshop {number}", starts, ends)
        change_sessions.create_session(store, draft)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(make_once(tmp_path / "psw.db", "selection", _make)) as opened:
        opened.warm()
        yield opened


async def test_verbs_act_on_what_is_selected_and_shown_or_say_that_they_take_one(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "4 selected" in drawn(app).splitlines()[-2])
        await pilot.press("slash", *"kent", "enter")
        await until(pilot, lambda: "2 that the filter hides released; 2 still selected" in drawn(app))
        assert "2 selected" in drawn(app).splitlines()[-2]
        await pilot.press("e")
        await until(pilot, lambda: "2 leaders: what stays empty stays as it is" in drawn(app))
        await pilot.press("escape", "escape", "escape", "3")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and "Workshop 3" in drawn(app))
        table = app.screen.query_one(RowTable)
        table.move_to("W1")
        await pilot.press("shift+down", "e")
        await until(pilot, lambda: "One at a time: 2 are selected; escape releases them." in drawn(app))
        before = history.newest(store)
        await pilot.press("x")
        await until(pilot, lambda: "Cancel 2 sessions?" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "2 cancelled" in drawn(app))
        assert history.newest(store) == before + 1
        assert not table.selected
        table.move_to("W2")
        await pilot.press("space", "e")  # space steps on: what is selected is meant, not where the cursor went
        await until(pilot, lambda: isinstance(app.screen, SessionForm))
        assert "Workshop 2" in drawn(app)
