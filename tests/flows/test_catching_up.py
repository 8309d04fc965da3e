"""The list of catch-ups by keys: from to send to accepted, with the draft."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import Letter, MarkValue, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.registers import catch_ups, change_sessions, record_marks, registers
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts
from psw_tui.store.system.settings import load_programmes
from screens.registers.catch_ups import CatchingUpScreen
from tests.exchange.table_files import write_csv
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        tables = {
            "roster": [
                "reference,first_name,last_name,cohort,offer_accepted_on",
                "L001,Amara,Osei,PSW 2026,2026-08-01",
            ],
            "sessions": ["reference,cohort,kind,title,starts_at,ends_at"]
            + [f"P{n},PSW 2026,peer_practice,Practice {n},2026-1{n}-12 10:00,2026-1{n}-12 12:00" for n in (0, 1, 2)],
        }
        for kind, lines in tables.items():
            result = import_table(opened, kind, write_csv(tmp_path / kind, [line.split(",") for line in lines]))
            assert not result.problems
        record_marks.mark(opened, "P0", ["L001"], MarkValue.ABSENT)
        record_marks.mark(opened, "P1", ["L001"], MarkValue.PRESENT)
        yield opened


async def test_from_to_send_to_accepted_by_keys(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "Practice 0" in drawn(app))
        await pilot.press("K")
        await until(pilot, lambda: isinstance(app.screen, CatchingUpScreen) and app.screen.settled)
        assert "To send: the 80% watch asks for it (its sum is a local setting)" in drawn(app)
        assert "80% of 3 (local setting) is 3" in drawn(app)
        await pilot.press("greater_than_sign", "enter")  # send is the obvious step
        await until(pilot, lambda: "due Mon 15 Feb" in drawn(app))
        await until(pilot, lambda: "To look over and send." in drawn(app))
        assert (store.path.parent / "exports" / "catch-up-L001-P0.eml").is_file()
        await pilot.press("enter", "w")
        await until(pilot, lambda: "Due Mon 15 Feb (local setting)." in drawn(app))
        await pilot.press("escape")
        await pilot.press("greater_than_sign", "enter")
        await until(pilot, lambda: "submitted Mon 1 Feb" in drawn(app))
        await pilot.press("greater_than_sign", "a")
        await until(pilot, lambda: "reflective log has not been received" in drawn(app))
        assert "it counts from today (local setting)" in drawn(app)
        await pilot.press("escape", "greater_than_sign", "enter")
        await until(pilot, lambda: "received" in drawn(app))
        await pilot.press("greater_than_sign", "enter")
        await until(pilot, lambda: "1 accepted" in drawn(app))
    row = registers.register(store, "P0", store.today).rows[0]
    assert row.caught_up


async def test_what_was_sent_is_said_though_its_draft_is_refused(store: Store) -> None:
    own = store.path.with_name("messages") / f"{Letter.CATCH_UP_SENT}.txt"
    own.parent.mkdir()
    own.write_text("{% if %}")
    app = PswApp(store)
    async with app.run_test(size=(200, 40), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "Practice 0" in drawn(app))
        await pilot.press("K")
        await until(pilot, lambda: isinstance(app.screen, CatchingUpScreen) and app.screen.settled)
        await pilot.press("greater_than_sign", "enter")
        await until(pilot, lambda: bool(app.desk.said))
        assert app.desk.said.startswith("Sent the catch-up to Amara Osei, Practice 0; u undoes it. ")
        assert "can't be used as a template" in app.desk.said
        assert "Sent the catch-up to Amara Osei" in drawn(app)


async def test_accepting_says_of_which_it_counts(store: Store) -> None:
    """Peer practice earns no credit by catching up here; the workshop does."""
    (store.path.with_name("programme.toml")).write_text(
        "[programme.psw.requirements.peer_practice]\ncatch_up_counts = false\n", "utf-8"
    )
    store.programmes = load_programmes(store.path)
    held = datetime(2027, 1, 12, 10, tzinfo=UTC)
    change_sessions.create_session(store, SessionDraft("W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop", held, held))
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    catch_ups.send(store, [("L001", "P0"), ("L001", "W1")], store.today)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "Practice 0" in drawn(app))
        await pilot.press("K")
        await until(pilot, lambda: isinstance(app.screen, CatchingUpScreen) and app.screen.settled)
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: "it counts towards no minimum (local setting)" in drawn(app))
        await pilot.press("escape", "space", "down", "space", "greater_than_sign")
        await until(pilot, lambda: "it counts from today for 1 of 2 (local setting)" in drawn(app))


async def test_all_that_are_due_are_sent_as_one_command_once_it_is_said_how_many(store: Store) -> None:
    """What was sent before, and what the filter hides, are left alone."""
    rows = [f"L00{n},{name},Osei,PSW 2026,2026-08-01" for n, name in enumerate(("Beth", "Chen", "Dewi"), 2)]
    lines = ["reference,first_name,last_name,cohort,offer_accepted_on", *rows]
    path = write_csv(store.path.parent / "more", [line.split(",") for line in lines])
    assert not import_table(store, "roster", path).problems
    record_marks.mark(store, "P0", ["L002", "L003", "L004"], MarkValue.ABSENT)
    catch_ups.send(store, [("L004", "P0")], store.today)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "Practice 0" in drawn(app))
        await pilot.press("K")
        await until(pilot, lambda: "3 to send" in drawn(app))
        await pilot.press("slash", "c", "h", "e", "n", "enter", "greater_than_sign")
        await until(pilot, lambda: "form submitted" in drawn(app))
        assert "send to all" not in drawn(app)
        await pilot.press("escape", "escape", "greater_than_sign", "d")
        await until(pilot, lambda: "Send 3 catch-ups?" in drawn(app))
        assert "Of 3 leaders." in drawn(app)
        await pilot.press("escape")
        await until(pilot, lambda: "3 to send" in drawn(app))
        await pilot.press("greater_than_sign", "d", "enter")
        await until(pilot, lambda: "4 sent" in drawn(app) and "To look over and send." in drawn(app))
        assert {file.name[:13] for file in (store.path.parent / "exports").iterdir()} == {
            f"catch-up-L00{number}-"[:13] for number in (1, 2, 3)
        }
        await pilot.press("enter", "u")
        await until(pilot, lambda: "3 to send" in drawn(app))
