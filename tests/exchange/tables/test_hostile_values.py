"""A hostile value in any column is refused in words of its row, or taken: the database's own checks are never met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.import_table import import_table
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store

#: A good row of each table; the first column tells the rows apart.
_GOOD: dict[str, dict[str, str]] = {
    "roster": {
        "reference": "N{n}",
        "first_name": "Ann",
        "last_name": "Lee",
        "preferred_name": "",
        "email": "n{n}@example.org",
        "phone": "1",
        "organisation": "O",
        "cohort": "PSW 2026",
        "coach": "C{n}",
        "coach_email": "c{n}@example.org",
        "offer_accepted_on": "2026-09-01",
        "state": "active",
        "paused_from": "",
        "paused_to": "",
        "withdrawn_on": "",
        "withdrawn_how": "",
        "manager_name": "M",
        "manager_email": "m@example.org",
        "manager_briefed_on": "2026-09-02",
        "salesforce_id": "003",
    },
    "sessions": {
        "reference": "S{n}",
        "cohort": "PSW 2026",
        "kind": "workshop",
        "title": "T",
        "starts_at": "2026-11-01 10:00",
        "ends_at": "2026-11-01 12:00",
        "compulsory": "",
        "place": "P",
        "state": "planned",
        "salesforce_id": "a0",
    },
    "marks": {
        "leader": "H{n}",
        "session": "W01",
        "mark": "absent",
        "minutes": "0",
        "engagement": "",
        "completed_on": "",
        "reported_at": "2026-10-30 10:00",
        "reason": "sickness",
        "explanation": "satisfactory",
        "catch_up_sent_on": "2026-11-14",
        "catch_up_due_on": "2026-11-20",
        "catch_up_submitted_on": "2026-11-18",
        "catch_up_log": "yes",
        "catch_up_accepted_on": "2026-11-19",
    },
    "coaching": {
        "leader": "H{n}",
        "starts_at": "2026-10-10 10:00",
        "coach": "",
        "window": "1",
        "outcome": "cancelled",
        "cancelled_by": "leader",
        "cancelled_at": "2026-10-01 10:00",
        "learned_at": "2026-10-01 11:00",
        "waived": "yes",
        "waived_reason": "sickness",
        "recording": "agreed",
    },
    "capabilities": {
        "leader": "H{n}",
        "round_on": "2026-10-01",
        "round": "baseline",
        "sub_capability": "curiosity.self",
        "rating": "3",
        "focus": "yes",
    },
}
_LEADERS = 16
_HOSTILE = (
    "",
    "x" * 5000,
    "\x00",
    "\u200b",
    "-1",
    "60",
    "99999999999999999999999",
    "1e400",
    "0001-01-01",
    "9999-12-31 23:59",
    "9999-12-31 23:59+14:00",
    "a\u0301" * 300,
    "None",
)


@pytest.mark.parametrize("kind", _GOOD)
def test_a_hostile_value_is_refused_with_its_row_or_taken(filled: Store, tmp_path: Path, kind: str) -> None:
    """One row for every column with the value in it; what is refused is left out, and the rest is written."""
    people: list[list[Any]] = [[f"H{n}", "Ann", "Lee", "PSW 2026", "2026-09-01"] for n in range(_LEADERS)]
    head = ["reference", "first_name", "last_name", "cohort", "offer_accepted_on"]
    assert import_table(filled, "roster", write_csv(tmp_path / "people.csv", [head, *people])).problems == []
    columns = list(_GOOD[kind])
    for value in _HOSTILE:
        rows = [
            [value if column == hostile else cell.format(n=n) for column, cell in _GOOD[kind].items()]
            for n, hostile in enumerate(columns)
        ]
        first = import_table(filled, kind, write_csv(tmp_path / "all.csv", [columns, *rows]))
        refused = {problem.row for problem in first.problems}
        assert all(problem.expected for problem in first.problems)
        if refused:
            kept = [row for number, row in enumerate(rows, 2) if number not in refused]
            if kept:
                left = import_table(filled, kind, write_csv(tmp_path / "kept.csv", [columns, *kept]))
                assert left.problems == []
