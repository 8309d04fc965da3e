"""What a file seems to be, by its beginning: one of our tables, a form filled in, completions, a sheet of ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.capabilities import forms_in
from psw_tui.exchange.files.reading import peek_grids, read_table
from psw_tui.exchange.files.sheet import heading_key, to_sheet
from psw_tui.exchange.registers import module_completions, wide_sheet
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES

if TYPE_CHECKING:
    from psw_tui.exchange.files.reading import FileBytes
    from psw_tui.store.core.store import Store

#: Headings that must fit before a table is taken to be meant.
_FEWEST_HEADINGS = 2


def recognised(store: Store, file: FileBytes) -> str | None:
    """What a file is to be imported as; None where its headings fit nothing clearly.

    Only its beginning is read: the first 64 KiB of a text, a workbook's first rows. `UnreadableFile` for no table.
    """
    grids = peek_grids(file)
    if forms_in.layout(grids) is not None:
        return TableKind.CAPABILITIES
    # No grid is seen where all sheets are hidden, or the first record of a text is broken: then all of it tells.
    headings = to_sheet(grids[0].rows, file.name).headers if grids else read_table(file).headers
    kind = kind_of(headings)
    if kind is not None:
        needed = {column.name for column in TABLES[kind].columns if column.required}
        if needed <= {TABLES[kind].by_heading.get(heading_key(heading)) for heading in headings}:
            return kind
    if module_completions.understood(headings):
        return module_completions.PURPOSE
    return wide_sheet.PURPOSE if wide_sheet.looks_wide(store, grids) else kind


def kind_of(headings: list[str]) -> TableKind | None:
    """The table that the headings fit best, complete ones first; None when none does, or two do alike."""
    fits: list[tuple[bool, int, TableKind]] = []
    for kind, table in TABLES.items():
        there = {table.by_heading.get(heading_key(heading)) for heading in headings} - {None}
        whole = all(column.name in there for column in table.columns if column.required)
        fits.append((whole, len(there), kind))
    best, second = sorted(fits, key=lambda fit: fit[:2], reverse=True)[:2]
    return best[2] if best[:2] > second[:2] and best[1] >= _FEWEST_HEADINGS else None
