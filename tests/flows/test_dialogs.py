"""Dialogs as they are drawn: what fits, what is said once, and what can be read in a dark and in a light theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.color import Color
from textual.containers import VerticalScroll

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from screens.dialogs.form import Field, Form
from screens.shell import keys_help
from screens.shell.dialog import Dialog
from screens.shell.frame import AreaScreen
from screens.shell.plain_dialogs import Choose, Message
from screens.widgets.legibility import LEAST_CONTRAST, contrast
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PswApp]:
    """The app on a file with an empty cohort."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        yield PswApp(store)


async def show(pilot: Pilot[None], dialog: Dialog[Any]) -> None:
    pilot.app.push_screen(dialog)
    await until(pilot, lambda: pilot.app.screen is dialog and dialog.settled)


async def test_the_keys_are_the_screen_s_own_first_then_moves_on_one_line_then_what_works_everywhere(
    app: PswApp,
) -> None:
    """Each thing once, in the order of the footer, with the keys in force, and nothing of Textual's own words."""
    app.desk.keymap = {"registers.new": "A"}
    app.set_keymap(app.desk.keymap)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await until(
            pilot, lambda: isinstance(app.screen, AreaScreen) and app.screen.settled and app.screen.AREA == "registers"
        )
        assert isinstance(app.screen, AreaScreen)
        told = [" ".join(str(line).split()) for line in keys_help.lines(app.screen)]
        order = [
            "On this screen",
            "⏎ open the register",
            "A add a session",
            "Move and select",
            "↑↓ j k · home g end G · pgdn pgup · ←→ move",
            "Everywhere",
            "1 2 3 4 5 6 Today, Roster, Registers, Coaching, Capabilities,",
            "u undo the last thing done",
            "^p find any verb, leader, session or organisation",
            "^q q leave psw; everything is saved already",
        ]
        assert [line for line in told if line in order] == order
        assert len([line for line in told if "add a session" in line]) == 1
        assert not [
            line for line in told if "command palette" in line or "command prompt" in line or line.endswith("Quit")
        ]


async def test_a_long_text_leaves_its_scrollbar_a_cell(app: PswApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await show(pilot, Message("Long", ["words and " * 200]))
        scroll = app.screen.query_one(VerticalScroll)
        assert scroll.show_vertical_scrollbar
        assert scroll.children[0].region.right < scroll.region.right - scroll.scrollbar_size_vertical


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_the_letter_of_a_choice_can_be_read_also_on_the_chosen_line(app: PswApp, theme: str) -> None:
    app.theme = theme
    async with app.run_test(size=(80, 24)) as pilot:
        await show(pilot, Choose("Which?", [("one", "zeta"), ("two", "yot")]))
        strips = app.screen._compositor.render_strips()
        seen = {
            segment.text.strip(): segment.style
            for strip in strips
            for segment in strip
            if segment.text.strip() in ("z", "y") and segment.style is not None
        }
        for letter, style in seen.items():
            assert style.color is not None
            assert style.bgcolor is not None
            ratio = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
            assert ratio >= LEAST_CONTRAST, letter
        assert seen.keys() == {"z", "y"}


async def test_a_hint_of_fifty_letters_stands_whole_beside_short_labels(app: PswApp) -> None:
    """The labels take the room of the longest and leave the rest."""
    hint = "s sick, b bereavement, c caring, o Ofsted, t other"
    async with app.run_test(size=(80, 24)) as pilot:
        await show(pilot, Form("Absence", [Field("when", "Told us"), Field("why", "Explanation", hint=hint)], dict))
        assert hint in drawn(app)


async def test_what_was_done_is_said_whole_where_the_state_of_the_file_gives_way(app: PswApp) -> None:
    said = "Booked coaching of Becca Vaughan on Tue 16 Feb 10:00, window 3, with P. Lind"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "not encrypted" in drawn(app))
        app.screen.tell(said, bad=False)  # type: ignore[attr-defined]  # an area
        await until(pilot, lambda: said in drawn(app))


async def test_enter_says_what_it_does(app: PswApp) -> None:
    """A file is gone on with and a day is shown; neither is saved."""
    async with app.run_test(size=(80, 24)) as pilot:
        for key, says in (("i", "enter go on"), ("D", "enter show that day")):
            await pilot.press("2", key)
            await until(pilot, lambda says=says: says in drawn(app))  # type: ignore[misc]
            await pilot.press("escape")
