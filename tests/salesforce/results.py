"""What a load gives back: each row's end, and the files of successes and errors as three programs write them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.salesforce.fields import RowFailed


class Layout(Enum):
    """Who writes the files.

    Data Loader puts `ID` first and `STATUS` last to what was loaded, `ERROR` last to what was not; over Bulk API v2 it
    puts `ID,sf__Created` first, and `ID,ERROR`. The API itself gives `sf__Id,sf__Created` and `sf__Id,sf__Error`
    first, and then the columns that it knew, by their names.
    """

    DATA_LOADER = "Data Loader"
    DATA_LOADER_BULK_2 = "Data Loader over Bulk API v2"
    BULK_2 = "Bulk API v2"


@dataclass(frozen=True)
class RowEnd:
    """What became of one row: the Id of the record (also of one that an update failed on), and the error if any."""

    number: int  # the first row after the header is 1
    values: tuple[str, ...]
    id: str = ""
    done: str = ""  # Created, Updated, Deleted
    failed: RowFailed | None = None

    @property
    def created(self) -> bool:
        return self.done == "Created"


@dataclass(frozen=True)
class Loaded:
    """A whole load: the file's own header, what each column was taken for, and the rows in their order."""

    header: tuple[str, ...]
    fields: tuple[str, ...]  # the API name by column; empty where the column was not loaded
    rows: tuple[RowEnd, ...]

    @property
    def succeeded(self) -> tuple[RowEnd, ...]:
        return tuple(row for row in self.rows if not row.failed)

    @property
    def failed(self) -> tuple[RowEnd, ...]:
        return tuple(row for row in self.rows if row.failed)

    def success_file(self, layout: Layout) -> bytes:
        """The rows that were loaded; a header alone when none was."""
        rows = self.succeeded
        if layout is Layout.DATA_LOADER:
            return _csv(("ID", *self.header, "STATUS"), ((row.id, *row.values, f"Item {row.done}") for row in rows))
        created = [str(row.created).lower() for row in rows]
        if layout is Layout.DATA_LOADER_BULK_2:
            told = ((row.id, new, *row.values) for row, new in zip(rows, created, strict=True))
            return _csv(("ID", "sf__Created", *self.header), told)
        return self._bulk("sf__Created", [(row.id, new) for row, new in zip(rows, created, strict=True)], rows)

    def error_file(self, layout: Layout) -> bytes:
        """The rows that were refused, and why; a header alone when none was."""
        refused = [(row, row.failed) for row in self.rows if row.failed]
        if layout is Layout.DATA_LOADER:
            return _csv((*self.header, "ERROR"), ((*row.values, failed.words) for row, failed in refused))
        told = [(row.id, failed.as_bulk) for row, failed in refused]
        if layout is Layout.DATA_LOADER_BULK_2:
            rows = ((*first, *row.values) for first, (row, _) in zip(told, refused, strict=True))
            return _csv(("ID", "ERROR", *self.header), rows)
        return self._bulk("sf__Error", told, [row for row, _ in refused])

    def _bulk(self, second: str, firsts: Sequence[tuple[str, str]], rows: Sequence[RowEnd]) -> bytes:
        """As the API answers: its own two names in quotes, the columns that it knew by their names, sorted."""
        places = sorted((place for place, name in enumerate(self.fields) if name), key=lambda at: self.fields[at])
        header = ",".join((f'"sf__Id","{second}"', *(self.fields[place] for place in places)))
        told = ((*first, *(row.values[place] for place in places)) for first, row in zip(firsts, rows, strict=True))
        return header.encode() + b"\n" + _lines(told)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return _lines([header, *rows])


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return held.getvalue().encode()
