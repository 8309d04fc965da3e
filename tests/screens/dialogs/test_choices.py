"""Choosing a step: the choice itself carries what does it."""

from __future__ import annotations

from functools import partial

import pytest
from textual.widgets import OptionList

from screens.dialogs.choices import Choice, ChooseStep, take_chosen
from screens.shell.keys_in_order import KeysInOrder
from tests.helpers import drawn, until


class Plain(KeysInOrder[None]):
    """An app with nothing but the dialog."""


@pytest.mark.parametrize(("keys", "done"), [(["e"], "asked"), (["1"], "second"), (["down", "enter"], "second")])
async def test_what_is_chosen_is_done_and_what_is_missing_is_said(keys: list[str], done: str) -> None:
    taken: list[str] = []
    steps = [
        Choice("p", "pass on", missing="It needs a referral first.", take=partial(taken.append, "passed on")),
        Choice("e", "ask", take=partial(taken.append, "asked")),
        Choice("", "a second thing", take=partial(taken.append, "second")),
    ]
    app = Plain()
    async with app.run_test() as pilot:
        dialog = ChooseStep("Next", steps)
        app.push_screen(dialog, take_chosen)
        await until(pilot, lambda: app.screen is dialog and dialog.settled)
        assert dialog.query_one(OptionList).highlighted == 1
        await pilot.press("p")
        await until(pilot, lambda: "It needs a referral first." in drawn(app))
        dialog.query_one(OptionList).highlighted = 1
        await pilot.press(*keys)
        await until(pilot, lambda: bool(taken))
        assert taken == [done]
        assert app.screen is not dialog


async def test_a_choice_to_start_on_is_under_the_cursor_and_escape_does_nothing() -> None:
    taken: list[str] = []
    steps = [Choice("", label, take=partial(taken.append, label)) for label in ("one", "two", "three")]
    app = Plain()
    async with app.run_test() as pilot:
        dialog = ChooseStep("Next", steps, start=steps[2])
        app.push_screen(dialog, take_chosen)
        await until(pilot, lambda: app.screen is dialog and dialog.settled)
        assert dialog.query_one(OptionList).highlighted == 2
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not dialog)
        assert taken == []
