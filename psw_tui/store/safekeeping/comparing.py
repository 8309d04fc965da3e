"""What restoring a backup would change: in numbers, and leader by leader.

Both files are copied into memory and brought to the newest version there, so that like is compared with like.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.engine import BadFile, connect, copy_in_memory, open_file
from models.erasing import held_in
from models.migrations import brought_up_to_date
from models.refusal_words import REPORTED
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count
from psw_tui.store.reads.facts import display_name
from psw_tui.store.safekeeping import backup_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    #: The rows of every table by their ids, each with its columns.
    Rows = dict[str, dict[Any, dict[str, Any]]]

#: The journal is counted by its entries, and what it holds is told by the rows themselves.
_JOURNAL = frozenset({"operation", "change"})
#: What the rows of a table are called where that is not its name.
_CALLED = {
    "alias": ("remembered name", "remembered names"),
    "linked_days": ("pair of days", "pairs of days"),
    "welfare_passed": ("welfare concern passed on", "welfare concerns passed on"),
    "access_item": ("item of access", "items of access"),
    "programme_text": ("programme on record", "programmes on record"),
}


@dataclass(slots=True)
class LeaderDifference:
    """What restoring would change of one leader, by the tables' names; `leader` is empty for what is nobody's own."""

    leader: str
    missing: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)

    def in_words(self) -> str:
        """`L014 Amara Osei: 2 marks would be missing; 1 booking would be as it was`."""
        parts = [
            f"{_listed(rows)} would {what}"
            for rows, what in (
                (self.missing, "be missing"),
                (self.back, "come back"),
                (self.other, "be as they were then"),
            )
            if rows
        ]
        return f"{self.leader or 'Of no single leader'}: {'; '.join(parts)}"


@frozen
class Comparison:
    """What restoring a backup would change; `is_known` is False where the present file can't be read to tell.

    `erased` are those who were erased here and are in the backup, as in one that lay out of reach then; `named` are
    the names of whoever is in the backup.
    """

    entries_missing: int = 0
    entries_back: int = 0
    leaders: tuple[LeaderDifference, ...] = ()
    erased: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    is_known: bool = True

    def in_words(self, most: int) -> list[str]:
        """The sum of it, then so many leaders, one line each."""
        if not self.is_known:
            return ["The present file can't be read, so what would be missing of it can't be told."]
        if not (self.entries_missing or self.entries_back or self.leaders):
            return ["Nothing would change: the present file holds the same."]
        lines = [f"{count(self.entries_missing, 'entry', 'entries')} recorded since would be missing."]
        if self.entries_back:
            lines.append(f"{count(self.entries_back, 'entry', 'entries')} not in the present file would come back.")
        lines += [
            f"{leader} was erased, and would be in the file again: erase them once more after it."
            for leader in self.erased
        ]
        lines += [difference.in_words() for difference in self.leaders[:most]]
        more = len(self.leaders) - most
        if more > 0:
            lines.append(f"and {count(more, 'more leader')}")
        return lines


def compare(database: Path, backup: Path) -> Comparison:
    """What restoring would change; `UnreadableBackup` where the backup can't be read."""
    with _in_memory_of_backup(backup) as then:
        try:
            with closing(_in_memory(database)) as now:
                return _compared(now, then)
        except (BadFile, *REPORTED, OSError):
            return Comparison(is_known=False)


def entries_since(database: Path, backup: Path) -> int | None:
    """How many entries of a damaged file's journal the backup lacks; None where the journal can't be read."""
    try:
        with closing(connect(database)) as now, backup_files.opened(backup) as then:
            return len(_entries(now) - _entries(then))
    except (BadFile, *REPORTED, backup_files.UnreadableBackup):
        return None


def _in_memory(database: Path) -> sqlite3.Connection:
    with closing(open_file(database)) as connection:
        copy = copy_in_memory(connection)
    brought_up_to_date(copy)
    return copy


@contextmanager
def _in_memory_of_backup(backup: Path) -> Iterator[sqlite3.Connection]:
    with backup_files.opened(backup) as connection, closing(copy_in_memory(connection)) as copy:
        try:
            brought_up_to_date(copy)
        except sqlite3.Error as error:
            raise backup_files.UnreadableBackup(f"{backup} can't be brought up to date ({error}).") from None
        yield copy


def _compared(now: sqlite3.Connection, then: sqlite3.Connection) -> Comparison:
    entries_now, entries_then = _entries(now), _entries(then)
    rows_now, rows_then = _rows(now), _rows(then)
    owners = {**_owners(rows_then), **_owners(rows_now)}
    found: defaultdict[str, LeaderDifference] = defaultdict(lambda: LeaderDifference(""))
    for table in rows_now.keys() | rows_then.keys():
        here, there = rows_now.get(table, {}), rows_then.get(table, {})
        for key in here.keys() | there.keys():
            if here.get(key) != there.get(key):
                difference = found[owners.get(key, "")]
                kind = difference.other if key in here and key in there else difference.missing
                if key not in here:
                    kind = difference.back
                kind[table] += 1
    names = {**_names(rows_then), **_names(rows_now)}
    for leader, difference in found.items():
        difference.leader = names.get(leader, "")
    ordered = sorted(found.values(), key=lambda difference: (not difference.leader, difference.leader))
    marks = {str(row["known_by"]) for row in rows_now.get("erasure", {}).values()} - {""}
    erased = tuple(names.get(leader, "Somebody") for leader in held_in(then, marks)) if marks else ()
    missing, back = len(entries_now - entries_then), len(entries_then - entries_now)
    named = frozenset(map(_name, rows_then.get("leader", {}).values()))
    return Comparison(missing, back, tuple(ordered), erased, named)


def _entries(connection: sqlite3.Connection) -> set[str]:
    return {str(entry) for (entry,) in connection.execute("SELECT id FROM main.operation")}


def _rows(connection: sqlite3.Connection) -> Rows:
    tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return {table: _rows_of(connection, table) for (table,) in tables.fetchall() if table not in _JOURNAL}


def _rows_of(connection: sqlite3.Connection, table: str) -> dict[Any, dict[str, Any]]:
    cursor = connection.execute(f'SELECT * FROM main."{table}"')  # noqa: S608 - a name of the schema's own
    columns = [column for column, *_ in cursor.description]
    rows = (dict(zip(columns, values, strict=True)) for values in cursor)
    return {row.get("id", tuple(row.values())): row for row in rows}


def _owners(rows: Rows) -> dict[Any, str]:
    """Whose row it is, by its id: the leader's own, one that names the leader, or one that names such a row."""
    owners: dict[Any, str] = {key: key for key in rows.get("leader", {})}
    for _ in range(2):
        for table in rows.values():
            for key, row in table.items():
                named = (owners[value] for name, value in row.items() if name.endswith("_id") and value in owners)
                if key not in owners and (owner := next(named, "")):
                    owners[key] = owner
    return owners


def _names(rows: Rows) -> dict[str, str]:
    return {key: f"{row['reference']} {_name(row)}" for key, row in rows.get("leader", {}).items()}


def _name(leader: dict[str, Any]) -> str:
    return display_name(leader["first_name"], leader["last_name"], leader["preferred_name"])


def _listed(rows: Counter[str]) -> str:
    return ", ".join(_counted(table, number) for table, number in sorted(rows.items()))


def _counted(table: str, number: int) -> str:
    thing = table.replace("_", " ")
    one, several = _CALLED.get(table, (thing, f"{thing}s"))
    return count(number, one, several)
