"""Rows that can't be read as what they should be, and who depends on them; so that the rest can be judged.

A file may be sound for SQLite and still hold a word that is none, a day that is none, or a link that leads nowhere.
`hide` finds such rows and takes them, and all that depends on them, out of a connection's sight: temporary views
stand before the tables concerned. So no read, here or later, judges anybody from half a record, and every other
leader is read and written as ever (`engine_over` writes to the tables behind the views).

One of the three places with SQLite-only statements; a database with types of its own would need none of this. Only
the standard library is imported here.
"""

# ruff: noqa: S608 - every name in a statement is one of the schema's own

import json
import re
import sqlite3
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from models.refusal_words import is_damaged_page
from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection

#: When a value of a declared type can't be read. Years beyond these can't be reckoned with.
_YEARS = "BETWEEN '1000' AND '8999'"
_UNREADABLE = {
    "CHAR": "typeof({0}) <> 'text' OR length({0}) <> 32",
    "DATE": f"date({{0}}, '+0 days') IS NOT {{0}} OR substr({{0}}, 1, 4) NOT {_YEARS}",
    "DATETIME": (
        "typeof({0}) <> 'text' OR datetime(substr({0}, 1, 19), '+0 days') IS NOT substr({0}, 1, 19) "
        "OR NOT (length({0}) = 19 OR substr({0}, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]') "
        f"OR substr({{0}}, 1, 4) NOT {_YEARS}"
    ),
    "BOOLEAN": "typeof({0}) <> 'integer' OR {0} NOT IN (0, 1)",
    "INTEGER": "typeof({0}) <> 'integer'",
    "VARCHAR": "typeof({0}) <> 'text'",
    "TEXT": "typeof({0}) <> 'text'",
}
#: What some columns must be besides: a year, and JSON documents of which an empty text is none.
_BESIDES = {
    ("cohort", "year"): "{0} NOT BETWEEN 1000 AND 8998",
    ("decision", "verdicts"): "{0} <> '' AND NOT json_valid({0})",
    ("certificate", "numbers"): "{0} <> '' AND NOT json_valid({0})",
    ("erasure", "covers"): "{0} <> '' AND NOT json_valid({0})",
    ("programme_text", "numbers"): "NOT json_valid({0})",
    ("heading_map", "columns"): "NOT json_valid({0})",
    ("salesforce_batch", "files"): "{0} <> '' AND NOT json_valid({0})",
    ("salesforce_batch", "results"): "{0} <> '' AND NOT json_valid({0})",
    ("salesforce_record", "sent"): "{0} <> '' AND NOT json_valid({0})",
}
_CHECK = re.compile(r"CONSTRAINT ck_\w+ CHECK \((.*)\),?$", re.MULTILINE)
#: Whose a row is, by the link that says so: when a row goes, so does all that is its owner's. A session is its
#: cohort's, because it is asked of all the cohort's leaders.
_OWNERS = {
    "session": "cohort_id",
    "rating": "round_id",
    "request_stop": "request_id",
    **dict.fromkeys(("plan_action", "notice_outcome", "access_item"), "escalation_id"),
    **dict.fromkeys(
        (
            "mark",
            "stay",
            "alias",
            "booking",
            "introduction",
            "leader_evaluation",
            "welfare_passed",
            "round",
            "escalation",
            "concern",
            "decision",
            "communication",
            "draft",
            "sign_off",
            "request",
            "salesforce_record",
            "certificate",
        ),
        "leader_id",
    ),
}
#: What is somebody's only where it says so: else it is a session's, and nobody is judged by it.
_MAY_BE_NOBODYS = frozenset({"salesforce_record"})
#: The changes of the journal are read one by one when they are needed, so they are not all looked through.
_LEFT_OUT = frozenset({"change"})

RowIds = dict[str, set[int]]


@frozen
class Damage:
    """Whom and what a connection does not show: leaders by reference, cohorts by name, and rows that are nobody's."""

    leaders: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is hidden."""
        return bool(self.leaders or self.cohorts or self.others)


@frozen
class _TableShape:
    """What one table's rows are held to: an SQL condition of the bad ones, its text columns, and its links."""

    bad: str
    texts: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def hide(connection: sqlite3.Connection, programmes: "Collection[str]") -> Damage:
    """Look through the file, and take what can't be read out of this connection's sight until the next look.

    A cohort whose programme is none of `programmes` can't be judged, so it goes too.

    `sqlite3.Error` when the file itself can't be read.
    """
    _show_all(connection)
    shapes = _shapes(connection)
    bad: RowIds = {}
    if not _all_can_be_read(connection, shapes):
        bad = {name: found for name in shapes if (found := _readable_bad_rows(connection, name, shapes[name]))}
    if nobodys := _without_programme(connection, programmes):
        bad["cohort"] = bad.get("cohort", set()) | nobodys
    if not bad:
        return Damage()
    hidden = _with_all_that_depends(connection, shapes, bad)
    _put_views(connection, hidden)
    return _named(connection, hidden, bad)


def hides_of(connection: sqlite3.Connection, cohort: str) -> bool:
    """Whether one whom `hide` took out of sight is a leader of this cohort, or of one that can't be told."""
    (hides,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM temp.psw_hidden h JOIN main.leader l ON l.rowid = h.row WHERE h.name = 'leader' "
        "AND NOT EXISTS (SELECT 1 FROM main.cohort c WHERE c.id = l.cohort_id AND c.name <> ?))",
        (cohort,),
    ).fetchone()
    return bool(hides)


def _without_programme(connection: sqlite3.Connection, programmes: "Collection[str]") -> set[int]:
    rows = connection.execute("SELECT rowid, CAST(programme AS BLOB) FROM main.cohort").fetchall()
    known = {programme.encode() for programme in programmes}
    return {row for row, programme in rows if programme not in known}


def _show_all(connection: sqlite3.Connection) -> None:
    views = connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'view'").fetchall()
    for (name,) in views:
        connection.execute(f'DROP VIEW temp."{name}"')


def _shapes(connection: sqlite3.Connection) -> dict[str, _TableShape]:
    """The shapes of the tables to look at, by name; what the schema says of an empty one may be unreadable."""
    every = "main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    names = [name for (name,) in _in_one_text(connection, "name", every) if name not in _LEFT_OUT]
    looked_at = _that_may_hold_rows(connection, names)
    these = f"master.type = 'table' AND master.name IN ({', '.join(map(_as_text, looked_at))})"
    tables = dict(_in_one_text(connection, "name, sql", f"main.sqlite_master AS master WHERE {these}"))
    columns, links = defaultdict(list), defaultdict(list)
    what = 'master.name, said.cid, said.name, said.type, said."notnull"'
    where = f"main.sqlite_master AS master, pragma_table_info(master.name, 'main') AS said WHERE {these}"
    for name, _, *column in sorted(_in_one_text(connection, what, where)):
        columns[name].append(tuple(column))
    what = 'master.name, said.id, said."from", said."table"'
    where = f"main.sqlite_master AS master, pragma_foreign_key_list(master.name, 'main') AS said WHERE {these}"
    for name, _, *link in sorted(_in_one_text(connection, what, where)):
        links[name].append(tuple(link))
    return {name: _shape_of(name, tables[name], tuple(columns[name]), tuple(links[name])) for name in looked_at}


def _in_one_text(connection: sqlite3.Connection, what: str, where: str) -> list[list[Any]]:
    """What a query gives, as one text: at each row a thread gives up the interpreter, and waits to have it again."""
    (text,) = connection.execute(f"SELECT json_group_array(json_array({what})) FROM {where}").fetchone()
    rows: list[list[Any]] = json.loads(text)
    return rows


def _that_may_hold_rows(connection: sqlite3.Connection, tables: list[str]) -> list[str]:
    """Which to look at: asking all there is to ask takes its time, and in a young file most are empty."""
    asked = " UNION ALL ".join(
        f'SELECT {_as_text(name)} AS name WHERE EXISTS (SELECT 1 FROM main."{name}" NOT INDEXED)' for name in tables
    )
    try:
        return [name for (name,) in _in_one_text(connection, "name", f"({asked})")]
    except sqlite3.DatabaseError:  # a damaged page, or more tables than psw has
        return tables


def _as_text(name: str) -> str:
    """A name as a text in a statement."""
    return "'" + name.replace("'", "''") + "'"


@cache
def _shape_of(
    table: str, sql: str, columns: tuple[tuple[str, str, bool], ...], links: tuple[tuple[str, str], ...]
) -> _TableShape:
    conditions = [f"NOT ({check})" for check in _CHECK.findall(sql)]
    linked = {column for column, _ in links}
    texts = []
    for name, kind, needed in columns:
        quoted, bare = f'"{name}"', kind.partition("(")[0]
        if bare in ("VARCHAR", "TEXT"):
            texts.append(quoted)
        wrong = [_UNREADABLE[bare]] if name not in linked and bare in _UNREADABLE else []
        if (table, name) in _BESIDES:
            wrong.append(_BESIDES[table, name])
        if wrong:
            conditions.append(f"{quoted} IS NOT NULL AND ({' OR '.join(wrong).format(quoted)})")
        if needed:
            conditions.append(f"{quoted} IS NULL")
    return _TableShape(" OR ".join(conditions), tuple(texts), links)


def _all_can_be_read(connection: sqlite3.Connection, shapes: dict[str, _TableShape]) -> bool:
    """Whether `_bad_rows` would find none in any table, by two statements and a row for each table.

    At each of them a thread gives the interpreter to the one that draws, and waits for it longer than that takes.
    """
    most = max((len(shape.texts) for shape in shapes.values()), default=0)
    tables = []
    for name, shape in shapes.items():
        texts = [f"group_concat({text}, '')" for text in shape.texts] + ["NULL"] * (most - len(shape.texts))
        bad = f"count(CASE WHEN {shape.bad} THEN 1 END)"
        keys = f"(SELECT group_concat(id, '') FROM main.\"{name}\")"  # of itself, for then they are those of the index
        tables.append(f'SELECT {", ".join([bad, keys, *texts])} FROM main."{name}"')
    lost = " UNION ALL ".join(f"SELECT 1 FROM pragma_foreign_key_check({_as_text(name)}, 'main')" for name in shapes)
    try:
        for bad_rows, keys, *_ in connection.execute(" UNION ALL ".join(tables)):
            if bad_rows or not _are_hexadecimal(keys):
                return False
        (is_any_lost,) = connection.execute(f"SELECT EXISTS ({lost})").fetchone()
    except sqlite3.DatabaseError:  # text in other bytes, or a damaged page: table by table it comes out which
        return False
    return not is_any_lost


def _readable_bad_rows(connection: sqlite3.Connection, table: str, shape: _TableShape) -> set[int]:
    """Of a table whose very pages are damaged nothing is said here: whoever reads it is told."""
    try:
        return _bad_rows(connection, table, shape)
    except sqlite3.DatabaseError as error:
        if not is_damaged_page(error):
            raise
        return set()


def _bad_rows(connection: sqlite3.Connection, table: str, shape: _TableShape) -> set[int]:
    """The rows that can't be read, or that point to a row that is not there."""
    rows = {row for (row,) in connection.execute(f'SELECT rowid FROM main."{table}" WHERE {shape.bad}').fetchall()}
    rows |= {row for _, row, *_ in connection.execute(f'PRAGMA main.foreign_key_check("{table}")').fetchall()}
    if not _all_keys_are_hexadecimal(connection, table):
        query = f"SELECT rowid FROM main.\"{table}\" WHERE id GLOB '*[^0-9a-f]*'"
        rows |= {row for (row,) in connection.execute(query).fetchall()}
    if not _all_text_is_utf8(connection, table, shape.texts):
        rows |= _rows_with_other_bytes(connection, table, shape.texts)
    return rows


def _all_keys_are_hexadecimal(connection: sqlite3.Connection, table: str) -> bool:
    """All of them at once: a pattern for each would take longer than everything else together."""
    try:
        (keys,) = connection.execute(f"SELECT group_concat(id, '') FROM main.\"{table}\"").fetchone()
    except sqlite3.OperationalError:
        return False
    return _are_hexadecimal(keys)


def _are_hexadecimal(keys: Any) -> bool:
    """Keys in one text; None where there are none."""
    try:
        bytes.fromhex(keys or "")
    except (ValueError, TypeError):
        return False
    return True


def _all_text_is_utf8(connection: sqlite3.Connection, table: str, texts: tuple[str, ...]) -> bool:
    if not texts:
        return True
    try:
        joined = ", ".join(f"group_concat({text}, '')" for text in texts)
        connection.execute(f'SELECT {joined} FROM main."{table}"').fetchone()
    except sqlite3.OperationalError:
        return False
    return True


def _rows_with_other_bytes(connection: sqlite3.Connection, table: str, texts: tuple[str, ...]) -> set[int]:
    blobs = ", ".join(f"CAST({text} AS BLOB)" for text in texts)
    rows = set()
    for row, *values in connection.execute(f'SELECT rowid, {blobs} FROM main."{table}"'):
        try:
            for value in values:
                (value or b"").decode("utf-8")
        except UnicodeDecodeError:
            rows.add(row)
    return rows


# -- who depends on them -------------------------------------------------------------------------


def _with_all_that_depends(connection: sqlite3.Connection, shapes: dict[str, _TableShape], bad: RowIds) -> RowIds:
    """The bad rows, their owners, and everything that points to any of these."""
    hidden: RowIds = defaultdict(set)
    fresh: list[tuple[str, int]] = []
    for table, rows in bad.items():
        fresh += [(table, row) for row in rows]
    pointing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for child, shape in shapes.items():
        for column, parent in shape.links:
            pointing[parent].append((child, column))
    while fresh:
        table, row = fresh.pop()
        if row in hidden[table]:
            continue
        hidden[table].add(row)
        fresh += _owner(connection, table, row, bad)
        if table == "operation":
            continue  # what an entry undid still stands
        for child, column in pointing[table]:
            query = (
                f'SELECT c.rowid FROM main."{child}" c JOIN main."{table}" p ON c."{column}" = p.id WHERE p.rowid = ?'
            )
            fresh += [(child, pointing_row) for (pointing_row,) in connection.execute(query, (row,)).fetchall()]
    return {table: rows for table, rows in hidden.items() if rows}


def _owner(connection: sqlite3.Connection, table: str, row: int, bad: RowIds) -> list[tuple[str, int]]:
    """The row whose this one is. Where the link is lost the journal knows; where it does not, it may be anybody's."""
    column = _OWNERS.get(table)
    if column is None:
        return []
    parent = column.removesuffix("_id")
    query = f'SELECT p.rowid FROM main."{table}" c JOIN main."{parent}" p ON p.id = c."{column}" WHERE c.rowid = ?'
    if found := connection.execute(query, (row,)).fetchone():
        return [(parent, found[0])]
    if table in _MAY_BE_NOBODYS and _is_nobodys(connection, table, column, row):
        return []
    journal = (
        f'SELECT p.rowid FROM main."{table}" c JOIN main."change" j ON j.row_id = c.id '
        f'JOIN main."{parent}" p ON p.id = CASE WHEN json_valid(j."after") '
        f"THEN json_extract(j.\"after\", '$.{column}') END WHERE c.rowid = ? LIMIT 1"
    )
    if found := connection.execute(journal, (row,)).fetchone():
        return [(parent, found[0])]
    if bad.get(parent):
        return []  # its owner is one of these, and hidden already
    return [("cohort", cohort) for (cohort,) in connection.execute("SELECT rowid FROM main.cohort").fetchall()]


def _is_nobodys(connection: sqlite3.Connection, table: str, column: str, row: int) -> bool:
    (is_null,) = connection.execute(f'SELECT "{column}" IS NULL FROM main."{table}" WHERE rowid = ?', (row,)).fetchone()
    return bool(is_null)


def _put_views(connection: sqlite3.Connection, hidden: RowIds) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS psw_hidden (name TEXT, row INTEGER)")
    connection.execute("DELETE FROM temp.psw_hidden")
    for table, rows in hidden.items():
        connection.executemany("INSERT INTO temp.psw_hidden VALUES (?, ?)", [(table, row) for row in rows])
        connection.execute(
            f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" '
            f"WHERE rowid NOT IN (SELECT row FROM temp.psw_hidden WHERE name = '{table}')"
        )


def _named(connection: sqlite3.Connection, hidden: RowIds, bad: RowIds) -> Damage:
    nobodys: list[str] = []
    for table, rows in sorted(bad.items()):
        if table not in _OWNERS and table not in ("leader", "cohort"):
            nobodys += [f"row {row} of {table}" for row in sorted(rows)]
    return Damage(
        _words(connection, "leader", "reference", hidden),
        _words(connection, "cohort", "name", hidden),
        tuple(nobodys),
    )


def _words(connection: sqlite3.Connection, table: str, column: str, hidden: RowIds) -> tuple[str, ...]:
    """What the hidden rows of a table are called, as far as that can be read."""
    query = f'SELECT CAST("{column}" AS BLOB) FROM main."{table}" WHERE rowid = ?'
    words = []
    for row in hidden.get(table, ()):
        (value,) = connection.execute(query, (row,)).fetchone()
        text = _printable(value)
        words.append(text or f"row {row} of {table}")
    return tuple(sorted(words))


def _printable(value: Any) -> str:
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else ""
    return "".join(letter for letter in text if letter.isprintable())[:60].strip()
