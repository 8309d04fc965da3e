"""Rows, journal and texts of a file from which somebody is erased: everything that is theirs, and every quotation.

It works on any file of this version, by the links that the file itself has, within the caller's transaction; what was
in the pages is gone once the caller has rebuilt them (`rebuild`).

One of the four places with SQLite-only statements. Only the standard library is imported here.
"""

# ruff: noqa: S608 - every name in a statement is one of the schema's own

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from models.erased_names import Identity, NamesOut
from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator

#: Tables of the journal itself, and those without a word of anybody.
_JOURNAL = frozenset({"operation", "change"})
_WORDLESS = frozenset({"programme_text", "erasure", "erasure_pending"})
#: Where people are named as who they are: a name that stands here is somebody else's as well, and stays.
_NAMES = {
    "leader": ("first_name", "last_name", "preferred_name", "manager_name", "organisation", "email", "manager_email"),
    "coach": ("name", "email"),
    "alias": ("said",),
    "cohort": ("name",),
}
_NAMED = ", ".join(f"'{table}'" for table in _NAMES)
#: Whose own words, taken together, are names: a first and a last name.
_TOGETHER = (("leader", ("first_name", "last_name")), ("leader", ("preferred_name", "last_name")))
_REFERENCES = {"leader": "reference", "session": "reference"}
#: Who has a name of their own in what is otherwise text.
_NAMED_IN = {"sign_off": "name", "escalation": "heard_by"}
#: What an entry says of which nothing else is left.
NEUTRAL = "An entry on a leader who was erased"
_AS_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_PART = 400

Rows = dict[str, set[str]]


@frozen
class ErasedPart:
    """A part of leaders' records: tables whose rows go, and columns that are emptied, with `words` only of these."""

    gone: tuple[str, ...] = ()
    cleared: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


#: The parts that are erased by themselves, by the words of `terms.ErasureKind`. Of reasons those that tell of health or
#: family; the day of a message, and whether it was answered, stay.
PARTS = {
    "reasons": ErasedPart(
        cleared=(("mark", "reason"), ("booking", "waived_reason")),
        words=("sickness", "bereavement", "caring", "ofsted"),
    ),
    "messages": ErasedPart(gone=("draft",), cleared=(("communication", "summary"),)),
    "report_lines": ErasedPart(gone=("stay",)),
}


@dataclass
class Erased:
    """What was erased: how many rows by table, changes and entries of the journal, other texts; and what was left."""

    rows: dict[str, int] = field(default_factory=dict)
    emptied: list[str] = field(default_factory=list)
    redacted: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    texts: int = 0
    left: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """How many rows went or lost a part."""
        return sum(self.rows.values())


def known_by(key: str) -> str:
    """By what a copy that still holds a leader's row is known, once their key is gone: it can't be turned back."""
    return hashlib.sha256(f"psw erased {key}".encode()).hexdigest()


def held_in(connection: sqlite3.Connection, marks: Collection[str]) -> list[str]:
    """The keys of leaders in a file, in their row or in the journal, who are known by one of these (`known_by`)."""
    keys = {key for (key,) in connection.execute("SELECT id FROM main.leader")}
    keys |= {key for (key,) in connection.execute('SELECT DISTINCT leader_id FROM main."change"') if key}
    return sorted(key for key in keys if known_by(key) in marks)


def rows_of(connection: sqlite3.Connection, leader: str) -> Rows:
    """The keys of every row that is a leader's: their own, and all that leads to it by whatever links."""
    links = _links(connection)
    found: Rows = defaultdict(set)
    fresh = [("leader", {leader})]
    while fresh:
        table, keys = fresh.pop()
        keys = keys - found[table]
        found[table] |= keys
        for child, column in links[table]:
            if keys and child not in _JOURNAL:
                rows = _where_in(connection, f'SELECT id FROM main."{child}" WHERE "{column}" IN ', keys)
                fresh.append((child, {key for (key,) in rows}))
    return {table: keys for table, keys in found.items() if keys}


def changes_of(connection: sqlite3.Connection, leader: str, rows: Rows) -> list[tuple[str, str]]:
    """The changes of the journal on a leader's rows, those that are there no more included; each with its entry."""
    found = dict(connection.execute('SELECT id, operation_id FROM main."change" WHERE leader_id = ?', (leader,)))
    for keys in rows.values():
        found |= dict(_where_in(connection, 'SELECT id, operation_id FROM main."change" WHERE row_id IN ', keys))
    return sorted(found.items())


def erase_leader(connection: sqlite3.Connection, leader: str) -> Erased:
    """Erase a leader by their key: their rows, what the journal holds of them, every text that quotes their name."""
    rows = rows_of(connection, leader)
    changes = changes_of(connection, leader, rows)
    identity = Identity.of(_images(connection, leader), keys=[leader])
    done = Erased(rows={table: len(keys) for table, keys in rows.items()}, emptied=[key for key, _ in changes])
    _forget_calendars(connection, rows, changes)
    _empty(connection, done.emptied)
    for table, keys in rows.items():
        _where_in(connection, f'DELETE FROM main."{table}" WHERE id IN ', keys)
    _out_of_texts(connection, identity, {entry for _, entry in changes}, done)
    return done


def part_of(connection: sqlite3.Connection, kind: str, leaders: Collection[str]) -> dict[str, int]:
    """How many rows of each of these leaders hold what would be erased with a part of their records."""
    part = PARTS[kind]
    wheres = [(table, "1") for table in part.gone]
    wheres += [(table, _holds(column, part)) for table, column in part.cleared]
    rows: dict[str, int] = defaultdict(int)
    for table, holds in wheres:
        query = f'SELECT leader_id FROM main."{table}" WHERE {holds} AND leader_id IN '
        for (leader,) in _where_in(connection, query, leaders):
            rows[leader] += 1
    return dict(rows)


def erase_part(connection: sqlite3.Connection, kind: str, leaders: Collection[str]) -> Erased:
    """Erase a part of these leaders' records, by their keys, with what the journal holds of it."""
    part, done = PARTS[kind], Erased()
    for table in part.gone:
        query = f"SELECT id FROM main.\"change\" WHERE table_name = '{table}' AND leader_id IN "
        done.emptied += [key for (key,) in _where_in(connection, query, leaders)]
        done.rows[table] = len(_where_in(connection, f'SELECT id FROM main."{table}" WHERE leader_id IN ', leaders))
        _where_in(connection, f'DELETE FROM main."{table}" WHERE leader_id IN ', leaders)
    _empty(connection, done.emptied)
    for table, column in part.cleared:
        nothing = "''" if _columns(connection, table)[column][1] else "NULL"
        where = f"WHERE {_holds(column, part)} AND leader_id IN "
        done.rows[table] = len(_where_in(connection, f'SELECT id FROM main."{table}" {where}', leaders))
        _where_in(connection, f'UPDATE main."{table}" SET "{column}" = {nothing} {where}', leaders)
        _clear_images(connection, (table, column, "" if nothing == "''" else None), part, leaders, done)
    return done


def _holds(column: str, part: ErasedPart) -> str:
    return f'"{column}" IN ({", ".join(map(repr, part.words))})' if part.words else f"\"{column}\" <> ''"


def _clear_images(
    connection: sqlite3.Connection, of: tuple[str, str, Any], part: ErasedPart, leaders: Collection[str], done: Erased
) -> None:
    table, column, nothing = of

    def cleared(text: str | None) -> str | None:
        values = _read(text)
        if not isinstance(values, dict) or not values.get(column):
            return text
        if part.words and values[column] not in part.words:
            return text
        return _AS_TEXT.encode({**values, column: nothing})

    query = f'SELECT id, "before", "after" FROM main."change" WHERE table_name = \'{table}\' AND leader_id IN '
    for key, before, after in _where_in(connection, query, leaders):
        without = {"before": cleared(before), "after": cleared(after)}
        if without != {"before": before, "after": after}:
            _write(connection, "change", key, {**without, "salt": None})
            done.redacted.append(key)


def rebuild(connection: sqlite3.Connection) -> None:
    """Write every page anew, so that none holds what was deleted; outside any transaction, and nothing on the way."""
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("VACUUM")


# -- rows and journal -------------------------------------------------------------------------------


def _links(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """For each table the columns of others that lead to it."""
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for table in _tables(connection):
        for _, _, parent, column, *_ in connection.execute(f'PRAGMA main.foreign_key_list("{table}")').fetchall():
            links[parent].append((table, column))
    return links


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    return [name for (name,) in connection.execute(query).fetchall()]


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, tuple[str, bool]]:
    """The columns of a table, each with its declared type and whether it must hold something."""
    rows = connection.execute(f'PRAGMA main.table_info("{table}")').fetchall()
    return {name: (kind, bool(needed)) for _, name, kind, needed, *_ in rows}


def _where_in(connection: sqlite3.Connection, statement: str, keys: Iterable[str]) -> list[Any]:
    """A statement on so many keys at a time; what it gives."""
    wanted = sorted(keys)
    given = []
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        given += connection.execute(f"{statement}({', '.join('?' * len(part))})", part).fetchall()
    return given


def _images(connection: sqlite3.Connection, leader: str) -> list[dict[str, Any]]:
    """A leader's row as it stands, and as the journal says that it ever stood."""
    columns = list(_columns(connection, "leader"))
    rows = connection.execute("SELECT * FROM main.leader WHERE id = ?", (leader,)).fetchall()
    images = [dict(zip(columns, row, strict=True)) for row in rows]
    query = 'SELECT "before", "after" FROM main."change" WHERE table_name = \'leader\' AND row_id = ?'
    for texts in connection.execute(query, (leader,)):
        images += [values for text in texts if isinstance(values := _read(text), dict)]
    return images


def _forget_calendars(connection: sqlite3.Connection, rows: Rows, changes: list[tuple[str, str]]) -> None:
    """Take away by which keys calendars know their bookings, those that are there no more included."""
    past = _where_in(connection, 'SELECT row_id FROM main."change" WHERE id IN ', [key for key, _ in changes])
    keys = {key for (key,) in past if key} | rows.get("booking", set())
    _where_in(connection, "DELETE FROM main.calendar_key WHERE id IN ", keys)


def _read(text: Any) -> Any:
    """A JSON text; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return None


def _empty(connection: sqlite3.Connection, changes: Collection[str]) -> None:
    """Take out of changes what they say and whose they are; the digests stay, and with the salt all that could tell."""
    nothing = '"before" = NULL, "after" = NULL, leader_id = NULL, row_id = NULL, salt = NULL'
    _where_in(connection, f'UPDATE main."change" SET {nothing} WHERE id IN ', changes)


# -- what others' texts quote ------------------------------------------------------------------------


def _out_of_texts(connection: sqlite3.Connection, identity: Identity, entries: set[str], done: Erased) -> None:
    """Take the name out of every other row, change and entry; an entry of which nothing is left gets neutral words."""
    likes = identity.likes()
    rows = list(_quoting_rows(connection, likes))
    images = _quoting(connection, "change", ("before", "after"), likes)
    whats = {key: what for key, (what,) in _quoting(connection, "operation", ("what",), likes).items()}
    texts = [*whats.values(), *filter(None, chain.from_iterable(found for *_, found in rows))]
    out = NamesOut(identity, others=_others(connection), texts=texts)
    _reword(connection, entries, whats, out, done)
    for table, columns, key, values in rows:
        _replace(connection, table, key, dict(zip(columns, values, strict=True)), out.text, done)
    nobodys = _where_in(connection, f'SELECT id FROM main."change" WHERE table_name IN ({_NAMED}) AND id IN ', images)
    for key in images.keys() - {key for (key,) in nobodys}:
        before, after = images[key]
        after_it = {"before": _in_image(before, out), "after": _in_image(after, out)}
        if after_it != {"before": before, "after": after}:
            _write(connection, "change", key, {**after_it, "salt": None})
            done.redacted.append(key)
    done.left = frozenset(out.still_in(texts))


def _in_image(text: str | None, out: NamesOut) -> str | None:
    """A row as the journal has it, without the name."""
    values = _read(text)
    if not isinstance(values, dict):
        return text
    without = dict(values)
    for name, value in values.items():
        if isinstance(value, str) and not _is_key(name):
            without[name] = out.text(value)
    return text if without == values else _AS_TEXT.encode(without)


def _is_key(column: str) -> bool:
    return column == "id" or column.endswith("_id")


def _reword(
    connection: sqlite3.Connection, entries: set[str], whats: dict[str, str], out: NamesOut, done: Erased
) -> None:
    others = {
        entry
        for (entry,) in connection.execute(
            'SELECT DISTINCT operation_id FROM main."change" WHERE "before" IS NOT NULL OR "after" IS NOT NULL'
        )
    }
    bare = entries - others
    said = dict.fromkeys(bare, NEUTRAL) | {key: out.text(what) for key, what in whats.items() if key not in bare}
    for key, words in sorted(said.items()):
        if words != whats.get(key):
            _write(connection, "operation", key, {"what": words, "salt": None})
            done.reworded.append(key)


def _quoting_rows(
    connection: sqlite3.Connection, likes: list[str]
) -> Iterator[tuple[str, tuple[str, ...], str, tuple[str, ...]]]:
    """Rows of everybody and everything else that may quote the name: table, columns, key, values."""
    for table in _tables(connection):
        if table in _JOURNAL or table in _WORDLESS or table in _NAMES:
            continue
        kinds = _columns(connection, table)
        texts = tuple(
            name for name, (kind, _) in kinds.items() if kind.startswith(("VARCHAR", "TEXT")) and not _is_key(name)
        )
        for key, values in _quoting(connection, table, texts, likes).items() if texts else ():
            yield table, texts, key, values


def _quoting(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], likes: list[str]
) -> dict[str, tuple[Any, ...]]:
    """Some columns of the rows of a table in which a pattern fits one of them, by key."""
    found = {}
    for start in range(0, len(likes), _PART // len(columns)):
        part = likes[start : start + _PART // len(columns)]
        wanted = " OR ".join([f'"{column}" LIKE ?' for column in columns] * len(part))
        names = ", ".join(f'"{column}"' for column in columns)
        query = f'SELECT id, {names} FROM main."{table}" WHERE {wanted}'
        likes_of_columns = list(chain.from_iterable([like] * len(columns) for like in part))
        for key, *values in connection.execute(query, likes_of_columns).fetchall():
            found[key] = tuple(values)
    return found


def _others(connection: sqlite3.Connection) -> list[str]:
    """The names of everybody and everything that stays."""
    names: list[str] = []
    for table, columns in _NAMES.items():
        listed = ", ".join(f'"{column}"' for column in columns)
        for row in connection.execute(f'SELECT {listed} FROM main."{table}"'):
            names += [value for value in row if value]
    for table, (first, last) in _TOGETHER:
        query = f'SELECT "{first}" || \' \' || "{last}", "{last}" || \' \' || "{first}" FROM main."{table}"'
        for row in connection.execute(query):
            names += row
    for table, column in (*_REFERENCES.items(), *_NAMED_IN.items()):
        names += [value for (value,) in connection.execute(f'SELECT "{column}" FROM main."{table}"') if value]
    return names


def _replace(
    connection: sqlite3.Connection,
    table: str,
    key: str,
    values: dict[str, Any],
    without: Callable[[str], str],
    done: Erased,
) -> None:
    changed = {
        name: after for name, value in values.items() if isinstance(value, str) and (after := without(value)) != value
    }
    if changed:
        _write(connection, table, key, changed)
        done.texts += 1


def _write(connection: sqlite3.Connection, table: str, key: str, values: dict[str, Any]) -> None:
    sets = ", ".join(f'"{name}" = ?' for name in values)
    connection.execute(f'UPDATE main."{table}" SET {sets} WHERE id = ?', (*values.values(), key))
