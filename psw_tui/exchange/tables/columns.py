"""What a column of a canonical table is: what its cells hold, whether it must be there, its usual other names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.cell_values import key_of, to_date, to_instant, to_text, to_yes_no, word_of
from psw_tui.exchange.files.contacts import to_email, to_phone
from psw_tui.exchange.files.sheet import heading_key
from psw_tui.store.reads import stored_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.files.sheet import CellValue


class TableKind(StrEnum):
    """The tables that can be imported in their canonical form."""

    ROSTER = "roster"
    SESSIONS = "sessions"
    MARKS = "marks"
    COACHING = "coaching"
    CAPABILITIES = "capabilities"


def as_it_is(value: Any) -> Any:
    """What the database holds is the value."""
    return value


@dataclass(frozen=True)
class TableColumn:
    """One canonical column.

    `empty` is what an empty cell means; `field` is what the database calls the column, and `stored` reads what
    the database holds. With `blanks` a cell such as `N/A` is an empty one, unless it is one of the `values`.
    A column that is `supplied` may be missing as a whole: then the import finds its values itself.
    """

    name: str
    parse: Callable[[CellValue], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    filled: bool = False
    empty: Any = None
    stored: Callable[[Any], Any] = as_it_is
    field: str = ""
    blanks: bool = True
    values: frozenset[str] = frozenset()
    supplied: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it holds days or instants."""
        return self.parse in (to_date, to_instant)

    @property
    def is_text(self) -> bool:
        """Whether it holds words of people, names and places among them."""
        return self.empty == "" or (self.filled and not self.is_dated and not self.values)

    @property
    def column(self) -> str:
        """The name of the database's column."""
        return self.field or self.name


@dataclass(frozen=True)
class Table:
    """One canonical table, and the columns that tell its rows apart."""

    kind: TableKind
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, TableColumn]:
        """Every column by its canonical name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """The canonical name of every heading that is understood, folded by `fold`; canonical names win."""
        headings = {}
        for column in self.columns:
            headings.update({heading_key(alias): column.name for alias in column.aliases})
        return headings | {heading_key(column.name): column.name for column in self.columns}


def must(
    name: str,
    parse: Callable[[CellValue], Any],
    *aliases: str,
    stored: Callable[[Any], Any] = as_it_is,
    blanks: bool = True,
    supplied: bool = False,
) -> TableColumn:
    """A column that must be there, or is supplied, and is filled in every row."""
    return TableColumn(
        name, parse, aliases, required=True, filled=True, stored=stored, blanks=blanks, supplied=supplied
    )


def title(name: str, *aliases: str) -> TableColumn:
    """What somebody or something is called: it must be there, and nobody can say what it may not be."""
    return must(name, to_text, *aliases, blanks=False)


def when(name: str, *aliases: str) -> TableColumn:
    """An instant that must be there."""
    return must(name, to_instant, *aliases, stored=stored_values.to_instant)


def text(name: str, *aliases: str, blanks: bool = True) -> TableColumn:
    """A short text."""
    return TableColumn(name, to_text, aliases, empty="", blanks=blanks)


def email(name: str, *aliases: str) -> TableColumn:
    """An e-mail address."""
    return TableColumn(name, to_email, aliases, empty="")


def phone(name: str, *aliases: str) -> TableColumn:
    """A telephone number."""
    return TableColumn(name, to_phone, aliases, empty="")


def short(name: str, *aliases: str) -> TableColumn:
    """A text of at most 60 characters that identifies something elsewhere: never cut, and it may be empty."""
    return TableColumn(name, key_of("an id"), aliases, empty="")


def day(name: str, *aliases: str) -> TableColumn:
    """A day."""
    return TableColumn(name, to_date, aliases, stored=stored_values.to_date)


def instant(name: str, *aliases: str) -> TableColumn:
    """An instant."""
    return TableColumn(name, to_instant, aliases, stored=stored_values.to_instant)


def yes_no(name: str, *aliases: str, empty: bool | None = False) -> TableColumn:
    """Yes or no."""
    return TableColumn(name, to_yes_no, aliases, empty=empty, stored=_flag)


def word(
    name: str,
    words: type[StrEnum],
    *aliases: str,
    empty: Any = None,
    required: bool = False,
    filled: bool = False,
    field: str = "",
    blanks: bool = True,
) -> TableColumn:
    """A word of a closed list."""
    return TableColumn(
        name,
        word_of(words),
        aliases,
        required,
        filled=filled,
        empty=empty,
        stored=in_words(words),
        field=field,
        blanks=blanks,
        values=frozenset(word.value for word in words),
    )


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def in_words(words: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    """What reads a stored word of a closed list."""
    return lambda value: None if value is None else words(value)
