"""The statements that are put together: whose tables, columns and conditions are this package's own words.

What the BDO or a file says is bound, never put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def select(table: str, columns: Iterable[str], where: str = "") -> str:
    """The statement that reads these columns of a table; `where` is SQL after the table's name."""
    return " ".join(("SELECT", _names(columns), "FROM", f'"{table}"', where))


def select_packed(table: str, columns: Iterable[str], packed: Iterable[str], where: str = "") -> str:
    """The same with more columns behind these, all of them in one text: a JSON list, with a null for what is NULL.

    That is SQLite's `json_array`; the one of standard SQL would have to be told not to leave NULL out.
    """
    return " ".join(("SELECT", f"{_names(columns)}, json_array({_names(packed)})", "FROM", f'"{table}"', where))


def one_of(column: str, keys: Sequence[str]) -> str:
    """The `where` under which a column is one of these keys, which are then bound in that order."""
    return f'WHERE "{column}" IN ({_places(keys)})'


def insert(table: str, columns: Sequence[str]) -> str:
    """The statement that adds a row to a table itself (`damage` may hide it), with these columns."""
    return " ".join(("INSERT INTO", f'main."{table}"', f"({_names(columns)}) VALUES ({_places(columns)})"))


def update(table: str, column: str) -> str:
    """The statement that sets one column of the row of a key, in the table itself; the value is bound first."""
    return " ".join(("UPDATE", f'main."{table}"', "SET", f'"{column}" = ? WHERE id = ?'))


def delete(table: str) -> str:
    """The statement that takes the row of a key away, from the table itself."""
    return " ".join(("DELETE FROM", f'main."{table}"', "WHERE id = ?"))


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _places(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
