"""What is selected, and what verbs, copies and the mouse make of it, on the screens that are lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.exchange.files import opening
from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader
from screens.dialogs.form import Form
from screens.dialogs.written import Written
from screens.registers.session_form import SessionForm
from screens.registers.sessions import RegistersScreen
from screens.roster.roster import RosterScreen
from screens.shell.desk import Place
from screens.shell.verb_menu import VerbMenu
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, make_once, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

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


async def test_y_copies_what_the_selection_is_good_for_and_says_what(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        await pilot.press("ctrl+a", "Y")
        await until(pilot, lambda: "e-mail addresses: 3, for Outlook" in drawn(app))
        await pilot.press("e")
        await until(pilot, lambda: "3 e-mail addresses copied; 1 leader has none." in drawn(app))
        assert app.clipboard == "amara@example.org; siân@example.org; zoë@example.org"
        await pilot.press("Y", "r")
        await until(pilot, lambda: "4 rows copied, with headings." in drawn(app))
        assert app.clipboard.splitlines()[0].startswith("Name\tOverall\tCoaching")
        assert len(app.clipboard.splitlines()) == 5
        await pilot.press("escape", "g", "enter")
        await until(pilot, lambda: "amara@example.org · 07700 900123   Y copies" in drawn(app))
        await pilot.press("Y", "t")
        await until(pilot, lambda: app.clipboard == "07700 900123")
        await pilot.press("4")
        await until(pilot, lambda: "nothing booked yet" in drawn(app))
        await pilot.press("Y", "c")
        await until(pilot, lambda: app.clipboard == "ken@example.org")
        await pilot.press("3")
        await until(pilot, lambda: "Workshop 3" in drawn(app))
        assert "copied" not in drawn(app)  # a plain sentence is of the screen on which it was said
        await pilot.press("Y", "n")
        await until(pilot, lambda: app.clipboard.startswith("Amara Osei <amara@example.org>; "))
        await pilot.press("1")
        await until(pilot, lambda: app.current_mode == "today" and "4 of 4 unrecorded" in drawn(app))
        app.screen.query_one(RowTable).move_to("register:W2")
        await pilot.press("Y", "e")  # whom the register waits for
        await until(pilot, lambda: app.clipboard == "amara@example.org; siân@example.org; zoë@example.org")


async def test_the_panel_says_where_it_lies_and_o_opens_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(opening, "why_not", lambda: None)
    monkeypatch.setattr(opening, "open_by_system", opened.append)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        await pilot.press("shift+down", "E")
        await until(pilot, lambda: "forms for the next round of 2 leaders" in drawn(app))
        await pilot.press("f")
        await until(pilot, lambda: "The forms, 2 files: written" in drawn(app))
        await pilot.press("o")
        await until(pilot, lambda: bool(opened))
        assert opened == [store.path.with_name("exports")]
        names = {path.name for path in opened[0].iterdir()}
        assert names == {"capabilities-L001.xlsx", "capabilities-L004.xlsx"}
        assert str(opened[0]) in app.desk.said
        await until(pilot, lambda: not isinstance(app.screen, Written))


async def test_the_mouse_sorts_by_a_columns_title_and_shows_the_verbs_of_a_row(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        table = app.screen.query_one(RowTable)
        top = drawn(app).splitlines()[table.region.y]
        await pilot.click(table, offset=(top.index("Overall"), 0))
        await until(pilot, lambda: table.sort_shown == ("overall", False))
        await pilot.click(table, offset=(top.index("Overall"), 0))
        await until(pilot, lambda: table.sort_shown == ("overall", True))
        await pilot.click(table, offset=(top.index("Name"), 0))
        await until(pilot, lambda: table.sort_shown == ("name", False))
        await pilot.click(table, offset=(top.index("Study"), 0))
        await until(pilot, lambda: "Nothing is sorted by that column here" in drawn(app))
        await pilot.press("s", "enter")
        await until(pilot, lambda: table.sort_shown == ("name", True))
        assert table.acted_on == ["L003"]
        await pilot.click(table, offset=(12, 2), button=3)
        await until(pilot, lambda: isinstance(app.screen, VerbMenu) and "edit" in drawn(app))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Form) and "Siân Bevan (L002)" in drawn(app))


async def click_on(pilot: Pilot[None], words: str) -> None:
    """Click on words where they are drawn."""
    lines = drawn(pilot.app).splitlines()
    row = next(place for place, line in enumerate(lines) if words in line)
    await pilot.click(offset=(lines[row].index(words), row))


async def test_a_click_on_a_count_shows_what_it_counts_and_again_everything(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "4 ● on track" in drawn(app))  # coaching, the first of the four
        await click_on(pilot, "4 ● on track")
        await until(pilot, lambda: isinstance(app.screen, RosterScreen) and "coaching:on-track" in drawn(app))
        assert "4 leaders covered, 4 listed" in drawn(app)
        await pilot.press("escape", "slash", *"study:below", "enter")  # by key the same as by a click
        await until(pilot, lambda: "No leader matches “study:below”" in drawn(app))
        await pilot.press("escape", "3")
        await until(pilot, lambda: "3 registers to complete" in drawn(app))
        await click_on(pilot, "3 registers to complete")
        await until(pilot, lambda: "is:to-complete" in drawn(app))
        await pilot.press("escape")
        app.go(Place("registers", "W1", page=True))
        await until(pilot, lambda: "2 absent" in drawn(app))
        await click_on(pilot, "2 absent")
        await until(pilot, lambda: "Ann Ek" not in drawn(app) and "Amara Osei" in drawn(app))
        await click_on(pilot, "2 absent")
        await until(pilot, lambda: "Ann Ek" in drawn(app))
