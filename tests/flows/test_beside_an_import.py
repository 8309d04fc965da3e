"""Keys while a worker writes: none waits, none shows what is not committed, and each is told what became of it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import LeaderState, SessionKind
from psw_tui.store.core.store import Store
from tests.helpers import PATIENCE_SECONDS, drawn, open_register, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """One leader and one workshop that is over."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        with opened.command("Set up", {"cohorts", "leaders", "sessions"}) as writing:
            from models.tables import CohortRow, SessionRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            writing.session.add(
                SessionRow(
                    reference="W1",
                    cohort_id=cohort.id,
                    kind=SessionKind.WORKSHOP,
                    title="Workshop 1",
                    starts_at=datetime(2026, 11, 12, 10, tzinfo=UTC),
                    ends_at=datetime(2026, 11, 12, 12, tzinfo=UTC),
                )
            )
        add(opened, "L001", "Amara", threading.Event())
        yield opened


def add(
    store: Store, reference: str, name: str, written: threading.Event, go_on: threading.Event | None = None
) -> None:
    """A command that adds a leader and, half way, waits to be told to go on."""
    with store.command(f"Added {name}", {"leaders"}) as writing:
        from models.tables import CohortRow, LeaderRow

        cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        writing.session.add(
            LeaderRow(
                reference=reference,
                cohort_id=cohort.id,
                first_name=name,
                last_name="Osei",
                state=LeaderState.ACTIVE,
                offer_accepted_on=date(2026, 9, 1),
            )
        )
        writing.session.flush()
        written.set()
        if go_on is not None:
            go_on.wait(PATIENCE_SECONDS)


async def test_areas_and_verbs_beside_a_worker_that_writes(store: Store) -> None:
    """A mark is refused at once, in words; what is half written stands on no screen; both work when it is done."""
    written, go_on = threading.Event(), threading.Event()
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "1 leader" in drawn(app))
        worker = app.run_worker(lambda: add(store, "L002", "Beth", written, go_on), thread=True)
        await until(pilot, written.is_set)
        for key, shown in (("2", "Amara Osei"), ("4", "Amara Osei"), ("1", "1 leader"), ("3", "Workshop 1")):
            await pilot.press(key)
            await until(pilot, lambda shown=shown: shown in drawn(app))  # type: ignore[misc]
            assert "Beth" not in drawn(app)
        await open_register(pilot, "W1")
        await pilot.press("p")
        await until(pilot, lambda: "still at work on what came before" in drawn(app))
        assert "Amara Osei" in drawn(app)
        assert "Beth" not in drawn(app)
        go_on.set()
        await worker.wait()
        await pilot.press("p")
        await until(pilot, lambda: "Marked Amara Osei present" in drawn(app))
        await pilot.press("f2")
        await until(pilot, lambda: "Beth Osei" in drawn(app))
    assert store.connection.execute("SELECT value FROM mark").fetchall() == [("present",)]


async def test_a_cursor_key_and_a_way_back_to_an_area_read_nothing(store: Store) -> None:
    """What a worker commits would be waited for by whatever reads."""
    add(store, "L002", "Beth", threading.Event())
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "Health" in drawn(app))
        await pilot.press("2")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        await pilot.press("1")
        await until(pilot, lambda: "Health" in drawn(app))
        statements: list[str] = []
        store.connection.set_trace_callback(statements.append)
        await pilot.press("2", "j", "k")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        store.connection.set_trace_callback(None)
        assert statements == []
