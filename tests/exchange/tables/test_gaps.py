"""What is to be completed, alike rows together: nothing is left out, and a group says of how many rows it is."""

from __future__ import annotations

import pytest

from psw_tui.exchange.tables.checking import Gap
from psw_tui.exchange.tables.gaps import grouped

REASON = "not_expected without a reason"
WAIVED = "waived without a reason"


def early(day: str) -> str:
    return f"a catch-up dated before its session's end (2026-11-12): catch_up_sent_on {day}"


@pytest.mark.parametrize(
    ("gaps", "lines"),
    [
        ([], []),
        ([(3, REASON)], [f"row 3: {REASON}"]),
        ([(3, REASON), (9, REASON)], [f"{REASON}: 2 rows, 3, 9"]),
        ([(row, REASON) for row in range(36, 1236)], [f"{REASON}: 1,200 rows, 36, 37, 38 …"]),
        ([(9, REASON), (2, WAIVED), (3, REASON)], [f"row 2: {WAIVED}", f"{REASON}: 2 rows, 3, 9"]),
        (
            [(2, early("2026-11-01")), (4, early("2026-11-02"))],
            ["a catch-up dated before its session's end (…): catch_up_sent_on …: 2 rows, 2, 4"],
        ),
        ([(2, early("2026-11-01")), (4, early("2026-11-01"))], [f"{early('2026-11-01')}: 2 rows, 2, 4"]),
    ],
)
def test_alike_rows_are_one_line(gaps: list[tuple[int, str]], lines: list[str]) -> None:
    assert [str(group) for group in grouped(Gap(*gap) for gap in gaps)] == lines


def test_an_opened_group_names_every_row_and_what_differs() -> None:
    alike, differing = grouped(
        [Gap(row, REASON) for row in (2, 5, 6, 7)] + [Gap(3, early("2026-11-01")), Gap(4, early("2026-11-02"))]
    )
    assert alike.rows == ["rows 2, 5, 6, 7"]
    assert differing.rows == [f"row 3: {early('2026-11-01')}", f"row 4: {early('2026-11-02')}"]
