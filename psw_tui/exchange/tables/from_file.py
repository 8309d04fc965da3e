"""A canonical table out of a file: where it begins and ends, and what was told of its headings, now or before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.reading import read_rows
from psw_tui.exchange.files.sheet import heading_key, is_empty
from psw_tui.exchange.tables.cells import shown
from psw_tui.exchange.tables.checking import check_table
from psw_tui.exchange.tables.headings import HEADED_WITHIN, find_table, fit
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.exchange.tables.which_sheet import SheetChoice
from psw_tui.store.registers import heading_maps
from psw_tui.store.registers.heading_maps import ColumnMeaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.exchange.files.reading import FileBytes
    from psw_tui.exchange.files.sheet import SheetRow
    from psw_tui.exchange.tables.checking import Checked
    from psw_tui.exchange.tables.columns import TableKind
    from psw_tui.store.core.store import Store


def read_checked(store: Store, kind: TableKind, file: FileBytes, told: Mapping[str, str]) -> Checked:
    """The table in a file, checked; `told` says of headings which column each is, beside what was told before.

    `UnreadableFile` for what is no table, and where a heading that is told of is not there.
    """
    table = TABLES[kind]
    sheet = SheetChoice(lambda grid: fit(table, grid.rows, known_columns(store, kind, grid.rows) | dict(told)))
    rows = read_rows(file, HEADED_WITHIN, sheet)
    known = {heading: column for heading, column in known_columns(store, kind, rows).items() if column in table.by_name}
    said = {heading: column for heading, column in known.items() if column not in told.values()} | dict(told)
    found = find_table(table, rows, file.name, said)
    checked = check_table(kind, found.sheet, said)
    left_out = [*sheet.said, *found.left_out]
    notes = list(left_out)
    if known:
        words = ", ".join(f"“{shown(heading)}” is {column}" for heading, column in known.items())
        notes.insert(0, f"Known from an earlier file with these headings: {words}.")
    assert checked.how is not None
    return replace(checked, notes=[*checked.notes, *notes], how=replace(checked.how, left_out=left_out))


def known_columns(store: Store, kind: TableKind, rows: list[SheetRow]) -> dict[str, str]:
    """What was told of a file with the headings of one of the first rows; empty where nothing was."""
    told = heading_maps.all_remembered(store, kind)
    if not told:
        return {}
    near = ([as_text(cell) for cell in row.cells if not is_empty(cell)] for row in rows[:HEADED_WITHIN])
    return next((told[said] for said in map(heading_maps.signature, near) if said in told), {})


def to_remember(checked: Checked, told: Mapping[str, str]) -> ColumnMeaning | None:
    """What to keep of what was told, so that a file with the same headings is known again; None where nothing was."""
    if not told or checked.how is None:
        return None
    headings = [*(heading for heading, _ in checked.how.columns), *checked.how.unused]
    kept = {heading: column for heading, column in checked.how.columns if _is_told(heading, column, checked)}
    return ColumnMeaning(checked.kind, tuple(headings), kept)


def _is_told(heading: str, column: str, checked: Checked) -> bool:
    """Whether nobody would understand a heading without being told."""
    return TABLES[checked.kind].by_heading.get(heading_key(heading)) != column
