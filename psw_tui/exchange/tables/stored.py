"""What the file holds already, as far as an import has to know it: a handful of set-based reads.

Rows come out as the values of canonical columns, ready to be compared with what a table brings.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.tables.canonical import TABLES
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.store.reads import facts
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.rows import StoredCoach
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable
    from datetime import date

    from psw_tui.policy import records

#: Canonical columns that are not a field of the row itself but lead to another.
LINKS = frozenset({"cohort", "coach", "coach_email", "session", "leader", "round_on", "round"})


@dataclass(frozen=True, slots=True)
class Stored:
    """One row of the database: its id (as the database writes it) and its canonical values."""

    id: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LeaderFound:
    """A leader, as far as other tables look them up."""

    id: str
    reference: str
    cohort_id: str
    coach_id: str | None


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach; `id` is new where the import makes them."""

    id: str
    name: str
    email: str


def fields(kind: TableKind) -> dict[str, str]:
    """The database's column for every canonical column that is a field of the row itself."""
    return {column.name: column.column for column in TABLES[kind].columns if column.name not in LINKS}


def leaders(connection: sqlite3.Connection) -> dict[str, LeaderFound]:
    """Every leader by reference."""
    rows = _read(connection, "leader", ("id", "reference", "cohort_id", "coach_id"))
    return {row[1]: LeaderFound(*row) for row in rows}


def coaches(connection: sqlite3.Connection) -> list[Coach]:
    """Every coach, in order of name and e-mail."""
    return sorted((Coach(*row) for row in facts.read(connection, StoredCoach)), key=lambda c: (c.name, c.email))


def sessions(connection: sqlite3.Connection) -> dict[str, tuple[str, str, records.Session]]:
    """Every session by reference: its id, its cohort's id, and the session."""
    found = facts.sessions(connection)
    return {session.reference: (id_, cohort, session) for id_, (cohort, session) in found.items()}


def roster_rows(connection: sqlite3.Connection) -> dict[str, Stored]:
    """Every leader's row by reference."""
    cohorts = {id_: cohort.name for id_, cohort in facts.cohorts(connection).items()}
    coach_of = {coach.id: coach for coach in coaches(connection)}
    found = {}
    for row, values in _rows(connection, TableKind.ROSTER, "leader", ("cohort_id", "coach_id")):
        coach = coach_of.get(row[2])
        values["cohort"] = cohorts[row[1]]
        values["coach"], values["coach_email"] = (coach.name, coach.email) if coach else ("", "")
        found[values["reference"]] = Stored(row[0], values)
    return found


def session_rows(connection: sqlite3.Connection) -> dict[str, Stored]:
    """Every session's row by reference."""
    cohorts = {id_: cohort.name for id_, cohort in facts.cohorts(connection).items()}
    return {
        values["reference"]: Stored(row[0], values | {"cohort": cohorts[row[1]]})
        for row, values in _rows(connection, TableKind.SESSIONS, "session", ("cohort_id",))
    }


def mark_rows(
    connection: sqlite3.Connection, leaders_found: Iterable[LeaderFound], session_of: dict[str, str]
) -> dict[tuple[str, str], Stored]:
    """The marks of these leaders by the references of session and leader; `session_of` names sessions by id."""
    leader_of = {leader.id: leader.reference for leader in leaders_found}
    found = {}
    for row, values in _rows(connection, TableKind.MARKS, "mark", ("session_id", "leader_id"), leader_of):
        values["session"], values["leader"] = session_of[row[1]], leader_of[row[2]]
        found[values["session"], values["leader"]] = Stored(row[0], values)
    return found


def booking_rows(connection: sqlite3.Connection, leaders_found: Iterable[LeaderFound]) -> dict[tuple[str, Any], Stored]:
    """The coaching bookings of these leaders by reference and start."""
    leader_of = {leader.id: leader.reference for leader in leaders_found}
    coach_of = {coach.id: coach.name for coach in coaches(connection)}
    found = {}
    for row, values in _rows(connection, TableKind.COACHING, "booking", ("leader_id", "coach_id"), leader_of):
        values["leader"], values["coach"] = leader_of[row[1]], coach_of.get(row[2], "")
        found[values["leader"], values["starts_at"]] = Stored(row[0], values)
    return found


def round_rows(connection: sqlite3.Connection, leaders_found: Iterable[LeaderFound]) -> dict[tuple[str, date], Stored]:
    """The self-assessment rounds of these leaders by reference and day."""
    leader_of = {leader.id: leader.reference for leader in leaders_found}
    kind_of = TABLES[TableKind.CAPABILITIES].by_name["round"].stored
    found = {}
    for id_, leader, on, kind in _read_in(
        connection, "round", ("id", "leader_id", "round_on", "kind"), "leader_id", leader_of
    ):
        day = facts.to_date(on)
        assert day is not None
        found[leader_of[leader], day] = Stored(id_, {"round": kind_of(kind)})
    return found


def rating_rows(
    connection: sqlite3.Connection, rounds: dict[tuple[str, date], Stored]
) -> dict[tuple[str, date, str], Stored]:
    """The ratings of these rounds by leader, day and sub-capability."""
    round_of = {stored.id: (key, stored) for key, stored in rounds.items()}
    found = {}
    for row, values in _rows(connection, TableKind.CAPABILITIES, "rating", ("round_id",), round_of):
        (leader, day), its_round = round_of[row[1]]
        whose = {"leader": leader, "round_on": day} | its_round.values
        found[leader, day, values["sub_capability"]] = Stored(row[0], values | whose)
    return found


def marks_made(connection: sqlite3.Connection, column: str) -> dict[str, int]:
    """How many marks there are per leader (`leader_id`) or per session (`session_id`)."""
    return Counter(id_ for (id_,) in _read(connection, "mark", (column,)))


def _rows(
    connection: sqlite3.Connection,
    kind: TableKind,
    table: str,
    links: tuple[str, ...],
    of: Collection[str] | None = None,
) -> Iterable[tuple[Any, dict[str, Any]]]:
    """Per row its id and links, and its canonical values; with `of`, those whose owner is one of these."""
    own = fields(kind)
    columns = [TABLES[kind].by_name[name] for name in own]
    wanted = ("id", *links, *own.values())
    owner = "round_id" if table == "rating" else "leader_id"
    read = _read(connection, table, wanted) if of is None else _read_in(connection, table, wanted, owner, of)
    for row in read:
        raw = row[1 + len(links) :]
        yield row, {column.name: column.stored(value) for column, value in zip(columns, raw, strict=True)}


def _read(
    connection: sqlite3.Connection, table: str, columns: Iterable[str], where: str = "", keys: Collection[str] = ()
) -> list[Any]:
    named = ", ".join(f'"{column}"' for column in columns)
    query = f'SELECT {named} FROM "{table}" {where}'  # noqa: S608 - names are constants
    with unreadable():
        return connection.execute(query, tuple(keys)).fetchall()


def _read_in(
    connection: sqlite3.Connection, table: str, columns: Iterable[str], owner: str, keys: Iterable[str]
) -> list[Any]:
    found: list[Any] = []
    for part in chunks(keys):
        marks = ",".join("?" * len(part))
        found += _read(connection, table, columns, f'WHERE "{owner}" IN ({marks})', part)
    return found
