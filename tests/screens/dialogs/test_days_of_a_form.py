"""A day of a form that is read as seen from another day of it."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

from screens.escalations.communication_dialogs import KINDS, Details, details_form
from screens.shell.keys_in_order import KeysInOrder

TODAY = date(2027, 2, 1)
LETTER = next(kind for kind in KINDS if kind.label == "letter to them")


@pytest.mark.asyncio
async def test_a_reply_to_a_letter_logged_late_is_asked_for_after_the_letter() -> None:
    given: list[Details | None] = []
    app: KeysInOrder[None] = KeysInOrder()
    async with app.run_test() as pilot:
        form = details_form("Letter", LETTER, TODAY, date(2027, 2, 15))
        app.push_screen(form, given.append)
        await pilot.pause()
        form.query_one("#field-reply_by", Input).value = "12 jan"
        form.query_one("#field-on", Input).value = "5 jan"
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert given[0] is not None
    assert (given[0].on, given[0].reply_by) == (date(2027, 1, 5), date(2027, 1, 12))
