"""A table for people as a CSV file, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from psw_tui.policy.text import legible_cell
from psw_tui.policy.wording import Value, written

if TYPE_CHECKING:
    from collections.abc import Iterable


def csv_file(titles: Iterable[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """The titles and the rows as the bytes of a file in UTF-8, with a mark by which Excel knows it.

    Days are `12/01/2027`; a text that would be taken for a formula has an apostrophe before it; half of a character is
    written as `?`.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(map(_as_text, titles))
    table.writerows(map(_as_text, row) for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _as_text(value: Value) -> str:
    return legible_cell(value) if isinstance(value, str) else written(value)
