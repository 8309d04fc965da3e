"""What a file seems to be, by its beginning: one of our tables, a form filled in, completions, a sheet of ticks."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from psw_tui.exchange.capabilities import forms_in
from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.reading import peek_grids, read_once, read_rows
from psw_tui.exchange.files.sheet import UnreadableFile, heading_key
from psw_tui.exchange.registers import module_completions, wide_sheet
from psw_tui.exchange.registers.recognise import looks_like_report
from psw_tui.exchange.salesforce import result_files
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.from_file import known_columns
from psw_tui.exchange.tables.headings import HEADED_WITHIN
from psw_tui.exchange.tables.table_definitions import TABLES

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from psw_tui.exchange.files.reading import FileBytes
    from psw_tui.exchange.files.sheet import SheetRow
    from psw_tui.store.core.store import Store

#: Headings that must fit before a table is taken to be meant.
_FEWEST_HEADINGS = 2
#: A file is looked into for an offer that nobody asked for: a larger one is named by hand.
_MOST_OFFERED_BYTES = 8 * 1024 * 1024


def recognised(store: Store, file: FileBytes) -> str | None:
    """What a file is to be imported as; None where its headings fit nothing clearly.

    Only its beginning is read: the first 64 KiB of a text, a workbook's first rows. `UnreadableFile` for no table.
    """
    if _is_result(file):
        return result_files.PURPOSE
    kind, _ = _fitting(store, file)
    return kind


def _is_result(file: FileBytes) -> bool:
    """Whether it is what a loader wrote of rows for Salesforce."""
    rows = next((grid.rows for grid in peek_grids(file)), [])
    return bool(rows) and result_files.looks_like_result([as_text(cell) for cell in rows[0].cells])


def offered_as(store: Store, kinds: Container[str], path: Path) -> str | None:
    """What a file would be imported as, if that is one of these and nothing that it needs is missing.

    None for any other file, an attendance report too, which a register takes. It never raises.
    """
    try:
        if path.stat().st_size > _MOST_OFFERED_BYTES:
            return None
        file = read_once(path)
        # First: a result of campaign members has columns by which it could be taken for a report of them.
        if _is_result(file):
            return result_files.PURPOSE if result_files.PURPOSE in kinds else None
        if looks_like_report(path) is not None:
            return None
        kind, is_whole = _fitting(store, file)
    except (OSError, UnreadableFile):
        return None
    return kind if is_whole and kind in kinds else None


def _fitting(store: Store, file: FileBytes) -> tuple[str | None, bool]:
    """What a file is, and whether all that is needed of it is there."""
    grids = peek_grids(file)
    if forms_in.layout(grids) is not None:
        return TableKind.CAPABILITIES, True
    # No grid is seen where all sheets are hidden, or the first record of a text is broken: then all of it tells.
    begun = [grid.rows for grid in grids] or [read_rows(file)]
    told = next((kind for kind, rows in product(TableKind, begun) if known_columns(store, kind, rows)), None)
    if told is not None:
        return told, True
    headed = [_headings(rows) for rows in begun]
    headings = max(headed, key=lambda headings: max(_fit(kind, headings)[:2] for kind in TABLES))
    kind = kind_of(headings)
    if kind is not None:
        needed = {column.name for column in TABLES[kind].columns if column.required}
        if needed <= {TABLES[kind].by_heading.get(heading_key(heading)) for heading in headings}:
            return kind, True
    if any(map(module_completions.understood, headed)):
        return module_completions.PURPOSE, True
    return (wide_sheet.PURPOSE, True) if wide_sheet.looks_wide(store, grids) else (kind, False)


def _headings(rows: list[SheetRow]) -> list[str]:
    """The headings of a file: of its first rows the one that fits a table best."""
    near = [[as_text(cell) for cell in row.cells] for row in rows[:HEADED_WITHIN]]
    return max(near, key=lambda headings: max(_fit(kind, headings)[:2] for kind in TABLES), default=[])


def _fit(kind: TableKind, headings: list[str]) -> tuple[bool, int, TableKind]:
    """Whether the headings have all that a table must have, and how many of them are columns of it."""
    table = TABLES[kind]
    there = {table.by_heading.get(heading_key(heading)) for heading in headings} - {None}
    return all(column.name in there for column in table.columns if column.required), len(there), kind


def kind_of(headings: list[str]) -> TableKind | None:
    """The table that the headings fit best, complete ones first; None when none does, or two do alike."""
    fits = [_fit(kind, headings) for kind in TABLES]
    best, second = sorted(fits, key=lambda fit: fit[:2], reverse=True)[:2]
    return best[2] if best[:2] > second[:2] and best[1] >= _FEWEST_HEADINGS else None
