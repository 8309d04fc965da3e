"""The one leader whom messages are written to, with the sessions that a test needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from psw_tui.policy.terms import LeaderState

if TYPE_CHECKING:
    from psw_tui.policy.terms import SessionKind
    from psw_tui.store.core.store import Store


def enrol(store: Store, *sessions: tuple[str, SessionKind, str, date]) -> None:
    """Amara Osei, active in PSW 2026, whose sessions (reference, kind, title, day) last from 10 to 12."""
    with store.command("Set up", {"cohorts", "leaders", "sessions"}) as writing:
        from models.tables import CohortRow, LeaderRow, SessionRow

        cohort = CohortRow(name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        leader = LeaderRow(
            reference="L001",
            cohort_id=cohort.id,
            first_name="Amara",
            last_name="Osei",
            email="amara@example.org",
            state=LeaderState.ACTIVE,
            offer_accepted_on=date(2026, 6, 1),
        )
        writing.session.add_all([cohort, leader])
        for reference, kind, title, day in sessions:
            writing.session.add(
                SessionRow(
                    reference=reference,
                    cohort_id=cohort.id,
                    kind=kind,
                    title=title,
                    starts_at=datetime.combine(day, time(10), UTC),
                    ends_at=datetime.combine(day, time(12), UTC),
                )
            )
