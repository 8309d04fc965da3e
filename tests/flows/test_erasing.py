"""Erasing by its keys: from a leader's page, and what Today says that is due; a word has to be typed for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import ErasureGround, MarkValue, Reason, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.erasing import copies, erase
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, leaders
from psw_tui.store.roster.change_leaders import create_leader
from psw_tui.store.system.settings_file import settings_path
from screens.dialogs.type_to_confirm import TypeToConfirm
from screens.shell.desk import Place
from screens.shell.plain_dialogs import Message
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Two leaders, each absent for a reason."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for number, (first, last) in enumerate((("Amara", "Osei"), ("Siân", "Bevan")), 1):
            values = {"reference": f"L00{number}", "first_name": first, "last_name": last, "cohort": "PSW 2026"}
            create_leader(opened, {**values, "offer_accepted_on": date(2026, 8, 4)})
        start, end = datetime(2026, 11, 12, 10, tzinfo=UTC), datetime(2026, 11, 12, 12, tzinfo=UTC)
        draft = SessionDraft("W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", start, end)
        change_sessions.create_session(opened, draft)
        record_marks.mark(opened, "W1", ["L001", "L002"], MarkValue.ABSENT)
        for leader in ("L001", "L002"):
            record_marks.report(opened, "W1", leader, start, Reason.SICKNESS)
        yield opened


async def test_a_leader_is_erased_from_their_page_once_the_reference_is_typed(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.desk.today_is_whole)
        app.go(Place("roster", "L001", page=True))
        await pilot.pause()
        await pilot.press("L", "e")
        await until(pilot, lambda: isinstance(app.screen, TypeToConfirm))
        assert "Erase Amara Osei (L001), PSW 2026?" in drawn(app)
        assert "1 mark" in drawn(app)
        await pilot.press("enter", "y", "enter")
        assert isinstance(app.screen, TypeToConfirm), "neither enter nor y is an answer"
        assert "That is not L001" in drawn(app)
        await pilot.press("backspace", *"L001", "enter")
        await until(pilot, lambda: isinstance(app.screen, Message))
        assert "Erased L001: 1 mark" in drawn(app)
        await pilot.press("escape")
        await until(pilot, lambda: "1 listed" in drawn(app))
        assert "Amara" not in drawn(app)
        assert "u undo" not in drawn(app)
    assert [row.reference for row in leaders.every(store)] == ["L002"]


async def test_what_is_due_is_a_line_of_today_that_lists_whose_it_is(store: Store) -> None:
    store.today = date(2028, 9, 1)
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "To erase, days of records (local setting)" in drawn(app))
        assert "reasons of absence of 2 leaders, to be erased since" in drawn(app)
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, TypeToConfirm))
        assert "L002  Siân Bevan" in drawn(app)
        await pilot.press(*"PSW 2026", "enter")
        await until(pilot, lambda: isinstance(app.screen, Message))
        await pilot.press("escape")
        await until(pilot, lambda: "To erase" not in drawn(app))
    assert store.connection.execute("SELECT DISTINCT reason FROM mark").fetchall() == [(None,)]


async def test_what_an_erasing_left_to_do_is_done_as_the_app_begins_and_what_cannot_be_is_on_today(
    store: Store, tmp_path: Path
) -> None:
    away = tmp_path / "stick"
    settings_path(store.path).write_text(f'second_backups = "{away}"\n', "utf-8")
    erase.erase(store, ["L001"], ErasureGround.ASKED)
    assert len(copies.pending(store.connection)) == 2
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "A copy that is away" in drawn(app))
        assert "still holds what was erased" in drawn(app)
    (left,) = copies.pending(store.connection)
    assert left.place.startswith(str(away))
