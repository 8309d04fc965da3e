"""Rows that are about one thing get a key that is derived from it; links, drafts and the journal follow.

Two laptops that record the same mark make the same row from then on. A row that stands only in the journal keeps its
random key. Calendars that were given out know a booking by the key it had, so that one stays on record.

What is read is taken as bytes: a text that a disk has spoilt is carried over as it is.
"""

# ruff: noqa: S608 - every name in a statement is one of the step's own

import re
import sqlite3
from collections.abc import Callable, Sequence
from uuid import UUID, uuid5

_SPACE = UUID("6b1f0d0e-8f0a-5c57-9a55-7073772d6b65")
#: The tables with derived keys and the columns that make them; a round comes before the ratings that name it.
_NATURAL = (
    ("access_item", ("escalation_id", "element")),
    ("alias", ("leader_id", "said")),
    ("booking", ("leader_id", "starts_at")),
    ("coach_evaluation", ("coach_id", "cohort_id", "point")),
    ("concern", ("leader_id", "kind", "about")),
    ("heading_map", ("purpose", "signature")),
    ("introduction", ("leader_id",)),
    ("leader_evaluation", ("leader_id", "point")),
    ("linked_days", ("first_id",)),
    ("mark", ("session_id", "leader_id")),
    ("notice_outcome", ("escalation_id", "session_id")),
    ("programme_text", ("hash",)),
    ("report", ("session_id", "content_hash")),
    ("round", ("leader_id", "round_on")),
    ("rating", ("round_id", "sub_capability")),
    ("welfare_passed", ("leader_id", "passed_on")),
)
#: What links to them, by table.
_LINKS = {"concern": ("decision", "concern_id"), "report": ("stay", "report_id"), "round": ("rating", "round_id")}
_CALENDAR = """CREATE TABLE calendar_key (
    id CHAR(32) NOT NULL,
    known_as CHAR(32) NOT NULL,
    CONSTRAINT pk_calendar_key PRIMARY KEY (id)
)"""
#: Where a key stands in what the journal keeps of a row, and in what a draft cites.
_IN_A_ROW = re.compile(rb'(?<="id": "|_id": ")[0-9a-f]{32}(?=")')
_IN_WHAT_IS_CITED = re.compile(rb'(?<=booking:)[0-9a-f]{32}(?=\\?")')


def run(connection: sqlite3.Connection) -> None:
    """Give the rows their keys, and name these wherever the old ones stood."""
    now: dict[bytes, bytes] = {}

    def named(found: re.Match[bytes]) -> bytes:
        return now.get(found[0], found[0])

    functions: dict[str, Callable[[bytes], bytes | None]] = {
        "psw_key": now.get,
        "psw_row": lambda text: _IN_A_ROW.sub(named, text),
        "psw_cites": lambda text: _IN_WHAT_IS_CITED.sub(named, text),
    }
    for name, function in functions.items():
        connection.create_function(name, 1, function, deterministic=True)
    try:
        connection.execute(_CALENDAR)
        for table, columns in _NATURAL:
            _derive(connection, table, columns, now)
        _tell(connection, "draft", "cites", "psw_cites", "instr(cites, 'booking:')")
        for column in ("before", "after"):
            _tell(connection, "change", column, "psw_cites", "table_name = 'draft'")
            _tell(connection, "change", column, "psw_row", "table_name <> 'draft'")
        _name(connection, "change", "row_id")
    finally:
        for name in functions:
            connection.create_function(name, 1, None)


def _derive(connection: sqlite3.Connection, table: str, columns: Sequence[str], now: dict[bytes, bytes]) -> None:
    """The new keys of a table's rows, in the rows, in what links to them, and in `now` by their old ones."""
    bare = ", ".join(f"CAST({column} AS BLOB)" for column in ("id", *columns))
    for key, *values in connection.execute(f'SELECT {bare} FROM "{table}"'):
        parts = [table, *((value or b"").decode("utf-8", "backslashreplace") for value in values)]
        now[key] = uuid5(_SPACE, "\x1f".join(parts)).hex.encode()
    if table == "booking":
        connection.execute("INSERT INTO calendar_key SELECT CAST(psw_key(CAST(id AS BLOB)) AS TEXT), id FROM booking")
    _name(connection, table, "id")
    if table in _LINKS:
        _name(connection, *_LINKS[table])


def _name(connection: sqlite3.Connection, table: str, column: str) -> None:
    """Put the new key where the old one stands in a column."""
    key = f"CAST(psw_key(CAST({column} AS BLOB)) AS TEXT)"
    connection.execute(f'UPDATE "{table}" SET {column} = {key} WHERE {key} IS NOT NULL')


def _tell(connection: sqlite3.Connection, table: str, column: str, function: str, where: str) -> None:
    """Put the new keys where old ones stand within a column's texts."""
    text = f'CAST({function}(CAST("{column}" AS BLOB)) AS TEXT)'
    connection.execute(f"""UPDATE "{table}" SET "{column}" = {text} WHERE {where} AND typeof("{column}") = 'text'""")
