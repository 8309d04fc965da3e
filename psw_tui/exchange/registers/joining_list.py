"""Teams' list of who joined and left, which it gives while a call goes on: its rows put together to stays.

It has a row for each joining and each leaving. A leaving ends the stay that began last, so that one which was never
ended makes none longer; a joining without a leaving says only that somebody came.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import SheetRow, WrongReport
from psw_tui.exchange.files.times import Order, readings
from psw_tui.exchange.registers.report_words import ReportField, says_joined
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from psw_tui.exchange.files.sheet import CellValue
    from psw_tui.exchange.registers.sections import Section


def with_stays(name: str, section: Section) -> Section:
    """The list as a table of stays: two more columns, of joining and leaving, either empty where it is not told.

    Any other table stays as it is.
    `WrongReport` for an action that is neither: a leaving that is not understood would make a stay too long.
    """
    if not section.is_list_of_actions:
        return section
    width = max([len(section.shown), *(len(row.cells) for row in section.rows)])
    columns = section.columns | {ReportField.JOINED: width, ReportField.LEFT: width + 1}
    stays: list[SheetRow] = []
    open_stays: dict[str, list[SheetRow]] = defaultdict(list)
    for row in _in_time(section):
        said, when = section.text(row, ReportField.ACTION), section.cell(row, ReportField.TIME)
        begins = says_joined(said)
        if begins is None:
            raise WrongReport(
                f"{name}, row {row.number}: “{said[:40]}” is neither a joining nor a leaving that psw knows; take the "
                "meeting's attendance report instead (Attendance › Download)."
            )
        who = fold(section.text(row, ReportField.NAME))
        if not begins and open_stays[who]:
            open_stays[who].pop().cells[width + 1] = when
            continue
        cells: list[CellValue] = [*row.cells, *[""] * (width - len(row.cells))]
        stay = SheetRow(row.number, [*cells, when, ""] if begins else [*cells, "", when])
        stays.append(stay)
        if begins:
            open_stays[who].append(stay)
    return replace(section, columns=columns, rows=sorted(stays, key=lambda row: row.number))


def _in_time(section: Section) -> list[SheetRow]:
    """The rows in the order of their times, where one way of reading them makes sense of all; else as they stand."""
    rows = section.rows
    read = [readings(section.cell(row, ReportField.TIME)) for row in rows]
    for order in (Order.CERTAIN, Order.DAY_FIRST, Order.MONTH_FIRST):
        moments = [moment for moment in (found.get(order) for found in read) if moment is not None]
        if len(moments) == len(rows) and len({moment.tzinfo is None for moment in moments}) == 1:
            pairs: list[tuple[datetime, int]] = [(moment, place) for place, moment in enumerate(moments)]
            return [rows[place] for _, place in sorted(pairs)]
    return rows
