"""A small file to try the store on: one cohort, three leaders, two workshops, on 1 February 2027."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import LeaderState, SessionKind
from psw_tui.store.core.store import Store
from tests.helpers import make_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file lies; the day is set."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return tmp_path / "psw.db"


@pytest.fixture
def empty(db: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A new, empty file; what `small` puts there is there already where a test asks for that."""
    name, make = ("small", _make_small) if "small" in request.fixturenames else ("empty", Store.warm)
    with Store.open(make_once(db, f"store/{name}", make)) as store:
        yield store


@pytest.fixture
def small(empty: Store) -> Store:
    """The cohort with its leaders and sessions, in one journal entry."""
    return empty


def _make_small(store: Store) -> None:
    with store.command("Set up", {"cohorts", "leaders", "sessions"}) as writing:
        from models.tables import CohortRow, LeaderRow, SessionRow

        session = writing.session
        cohort = CohortRow(name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        session.add(cohort)
        for number, (first, last) in enumerate((("Amara", "Osei"), ("Dewi", "Khan"), ("Beth", "Jones")), 1):
            session.add(
                LeaderRow(
                    reference=f"L00{number}",
                    cohort_id=cohort.id,
                    first_name=first,
                    last_name=last,
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(2026, 9, 1),
                )
            )
        for number, month in ((1, 11), (2, 12)):
            session.add(
                SessionRow(
                    reference=f"W{number}",
                    cohort_id=cohort.id,
                    kind=SessionKind.WORKSHOP,
                    title=f"Workshop {number}",
                    starts_at=datetime(2026, month, 12, 10, tzinfo=UTC),
                    ends_at=datetime(2026, month, 12, 12, tzinfo=UTC),
                )
            )
