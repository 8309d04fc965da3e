"""What a loader gives back: the success and error files of Data Loader, and those of the Bulk API 2.0.

Data Loader puts `ID` first and `STATUS` last to what it loaded, and `ERROR` last to what was refused; over the Bulk
API 2.0 it puts `ID` and `sf__Created` or `ERROR` first. The API itself begins with `sf__Id` and `sf__Created` or
`sf__Error`. Between these stand the columns of the file that was loaded, as they were.

What a loader exported of an object is none of these, but tells ids as well: it has a column `Id` and no word of a load.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.reading import decode
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.policy.frozen import frozen
from psw_tui.policy.salesforce import ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from psw_tui.exchange.files.reading import FileBytes

#: What the preview of an import calls a result.
PURPOSE = "salesforce-result"
_IDS = ("ID", "sf__Id")
_LOADED = ("STATUS", "sf__Created")
_REFUSED = ("ERROR", "sf__Error")
#: What is no heading of what a loader exported: there `STATUS` may be a field.
_NEVER_EXPORTED = {*_LOADED, *_REFUSED} - {"STATUS"}


@frozen
class ResultRow:
    """One row of a result file: its number, its cells by column, the record's id, and why it was refused."""

    number: int
    cells: Mapping[str, str]
    salesforce_id: str
    error: str


@frozen
class ResultFile:
    """A result file: whether it is of what was refused, the columns of the file that was loaded, and the rows.

    `is_extract` where it is what a loader exported: whatever stands in Salesforce, with its ids.
    """

    name: str
    is_of_errors: bool
    columns: frozenset[str]
    rows: tuple[ResultRow, ...]
    is_extract: bool = False

    @property
    def digest(self) -> str:
        """What tells it from any other result, whatever program saved it again."""
        said = sorted([sorted(row.cells.items()), row.salesforce_id, row.error] for row in self.rows)
        return _digest([self.is_of_errors, said])

    @property
    def named_digest(self) -> str:
        """Likewise by its name as well: of two loads in which the same was refused each has a file of its own."""
        return _digest([self.name, self.digest])


def _digest(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def looks_like_result(headings: list[str]) -> bool:
    """Whether a file's headings are those of a result."""
    return _layout(headings) is not None


def read_result(file: FileBytes) -> ResultFile:
    """A result file, or `UnreadableFile` with the sentence to show."""
    reader = csv.reader(io.StringIO(decode(file.data, file.name), newline=""), strict=True)
    try:
        # Excel leaves rows of nothing but commas below the table.
        lines = [line for line in reader if any(line)]
    except csv.Error as error:
        raise UnreadableFile(
            f"{file.name} is no CSV file that can be read ({error}); give it as it was written."
        ) from None
    layout = _layout(lines[0]) if lines else None
    if layout is None and lines and {*lines[0]} & _NEVER_EXPORTED:
        raise UnreadableFile(
            f"{file.name}: its columns were moved, so what became of a row can't be told; give it as it was written."
        )
    if layout is None and lines and _id_column(lines[0]) is not None:
        return _extract(file.name, lines)
    if layout is None:
        raise UnreadableFile(
            f"{file.name} is no result of Data Loader or the Bulk API: their success files have a column STATUS or "
            "sf__Created, their error files ERROR or sf__Error. Give the files that it wrote after the load."
        )
    id_at, end_at, is_of_errors = layout
    names, rows = lines[0], []
    for number, line in _whole(file.name, lines):
        cells = {
            name: cell for at, (name, cell) in enumerate(zip(names, line, strict=True)) if at not in (id_at, end_at)
        }
        found = "" if id_at is None else line[id_at]
        rows.append(ResultRow(number, cells, found or cells.get(ID, ""), line[end_at] if is_of_errors else ""))
    columns = frozenset(name for at, name in enumerate(names) if at not in (id_at, end_at))
    return ResultFile(file.name, is_of_errors, columns, tuple(rows))


def _whole(name: str, lines: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the headings with their numbers; `UnreadableFile` where one has more or fewer cells."""
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(lines[0]):
            raise UnreadableFile(
                f"{name}, row {number}: {len(line)} cells, and {len(lines[0])} headings; give it as it was written."
            )
        yield number, line


def _id_column(names: list[str]) -> int | None:
    """Where the ids of an extract stand; Data Loader writes its headings in capitals."""
    return next((at for at, name in enumerate(names) if name.casefold() == ID.casefold()), None)


def _extract(name: str, lines: list[list[str]]) -> ResultFile:
    names = [heading.casefold() for heading in lines[0]]
    rows = []
    for number, line in _whole(name, lines):
        cells = dict(zip(names, line, strict=True))
        rows.append(ResultRow(number, cells, cells[ID.casefold()], ""))
    return ResultFile(name, is_of_errors=False, columns=frozenset(names), rows=tuple(rows), is_extract=True)


def _layout(names: list[str]) -> tuple[int | None, int, bool] | None:
    """Where the record's id stands (if anywhere), where what became of it, and whether it was refused."""
    id_at = 0 if names[:1] and names[0] in _IDS else None
    for at in (1, len(names) - 1):
        if 0 < at < len(names) and names[at] in _LOADED and id_at is not None:
            return id_at, at, False
        if 0 < at < len(names) and names[at] in _REFUSED:
            return id_at, at, True
    return None
