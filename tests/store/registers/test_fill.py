"""Filling the rest of a register: whom `f` marks present, and whom it passes over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy.terms import LeaderState, MarkValue
from psw_tui.store.registers import fill, record_marks, registers
from psw_tui.store.registers.registers import RowState

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

DAY = date(2027, 2, 1)
BEFORE = datetime(2026, 11, 10, 14, 10, tzinfo=UTC)  # W1 starts on 12 November at 10:00


def test_filling_passes_over_marks_notices_pauses_and_whoever_left(small: Store) -> None:
    with small.command("More leaders", {"leaders"}) as writing:
        from models.tables import CohortRow, LeaderRow

        cohort = small.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        more: dict[str, dict[str, Any]] = {
            "PAUSED": {"state": LeaderState.PAUSED, "paused_from": date(2026, 11, 12)},
            "LATER": {"state": LeaderState.ACTIVE, "paused_from": date(2026, 11, 13)},
            "GONE": {"state": LeaderState.WITHDRAWN},
            "DONE": {"state": LeaderState.COMPLETED},
            "OFFERED": {"state": LeaderState.OFFERED},
        }
        for reference, values in more.items():
            writing.session.add(LeaderRow(reference=reference, cohort_id=cohort.id, first_name=reference, **values))
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    record_marks.report(small, "W1", "L002", BEFORE)
    shown = registers.register(small, "W1", DAY)
    assert set(fill.whom_fill_marks(shown)) == {"L003", "LATER", "OFFERED"}
    assert shown.counts.by_state == {
        RowState.ABSENT: 1,
        RowState.SAID_NOT_COMING: 1,
        RowState.UNRECORDED: 3,
        RowState.NOT_EXPECTED: 1,
        RowState.LEFT: 2,
    }
    assert (shown.counts.total, shown.counts.expected, shown.counts.awaiting) == (6, 5, 4)
    assert record_marks.fill_present(small, "W1", ["L001", "L002"]) is None
    change = record_marks.fill_present(small, "W1")
    assert change is not None
    assert change.what == "Marked 3 leaders present, Workshop 1"
    filled = registers.register(small, "W1", DAY).by_leader
    assert filled["L001"].mark.value is MarkValue.ABSENT
    assert {leader: filled[leader].mark.value for leader in ("L002", "PAUSED", "GONE", "DONE")} == dict.fromkeys(
        ("L002", "PAUSED", "GONE", "DONE")
    )
    assert record_marks.fill_present(small, "W1") is None
