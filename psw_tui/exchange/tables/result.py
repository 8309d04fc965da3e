"""What an import did, or would do, and how its file was read."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from psw_tui.exchange.tables.columns import TableKind
    from psw_tui.store.reads.change import Change


@frozen
class Problem:
    """One cell (or row, when `column` is empty) that is refused, and what was expected of it."""

    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        """The problem as one line: row, column, what stands there, what was expected."""
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        there = f"“{self.value}”" if self.value else "nothing there"
        return f"{where}: {there}; expected {self.expected}"


@frozen
class Gap:
    """Something to complete in a row that is accepted as it is."""

    row: int
    text: str

    def __str__(self) -> str:
        """The gap as one line."""
        return f"row {self.row}: {self.text}"


@frozen
class FirstRow:
    """One of a file's first rows as it will stand: its number, and the text of its values by their columns."""

    number: int
    values: dict[str, str]


@frozen
class HowRead:
    """How a file was read, so that it can be looked at before anything is written.

    `row` is that of the headings; `columns` says of each heading which column it is, `unused` names the others, and
    `missing` the columns that nothing stands for. `left_out` and `taken` say in sentences which rows are not read and
    what the file doesn't say; `cohorts` are to be chosen from where it can't be told. `alike` says who looks like
    somebody else.
    """

    row: int
    columns: list[tuple[str, str]]
    unused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    cohorts: list[str] = field(default_factory=list)
    first_rows: list[FirstRow] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        """`“Surname” is last_name; as they are headed: reference, email.`."""
        plain = [column for heading, column in self.columns if heading == column]
        said = [f"“{heading}” is {column}" for heading, column in self.columns if heading != column]
        if plain:
            said.append(f"as they are headed: {', '.join(plain)}")
        return f"{'; '.join(said)}."

    @property
    def first_lines(self) -> list[str]:
        """The first rows, each as one line of its columns and values; columns without a value are left out."""
        lines = []
        for row in self.first_rows:
            values = ", ".join(f"{column} {value}" for column, value in row.values.items() if value)
            lines.append(f"Row {row.number}: {values}")
        return lines


@frozen
class ImportResult:
    """What an import did, or would do; with problems it did nothing, and `change` is None.

    `change` is None as well when all of it stood so already. On a dry run it says what would be done. `notes` say
    what the file was taken for, `how` how its columns and rows were read (None for a form), `to_tell` which columns
    of a sheet may be sessions. `would` tells apart what would be done, for `shown` of the import that follows; it is
    empty where nothing was shown before.
    `named` are the people's names in the file, which nobody may know yet.
    """

    kind: TableKind | str
    read: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    change: Change | None = None
    notes: list[str] = field(default_factory=list)
    would: str = ""
    how: HowRead | None = None
    to_tell: list[str] = field(default_factory=list)
    named: frozenset[str] = frozenset()
