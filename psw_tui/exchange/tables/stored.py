"""What the file holds already, as far as an import has to know it: a handful of set-based reads.

Rows come out as the values of canonical columns, ready to be compared with what a table brings.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.frozen import frozen
from psw_tui.store.coaching import coaches as roster_coaches
from psw_tui.store.reads import stored_values
from psw_tui.store.reads.columns import columns_of
from psw_tui.store.registers import sessions as recorded_sessions
from psw_tui.store.roster import cohorts as recorded_cohorts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from psw_tui.policy import records
    from psw_tui.store.core.store import Store

#: Canonical columns that are not a field of the row itself but lead to another.
LINKS = frozenset({"cohort", "coach", "coach_email", "session", "leader", "round_on", "round"})


@frozen
class Stored:
    """One row of the database: its id (as the database writes it) and its canonical values."""

    id: str
    values: dict[str, Any]


@frozen
class LeaderFound:
    """A leader, as far as other tables look them up."""

    id: str
    reference: str
    cohort_id: str
    coach_id: str | None


@frozen
class Coach:
    """A coach; `id` is new where the import makes them."""

    id: str
    name: str
    email: str


@cache
def fields(kind: TableKind) -> Mapping[str, str]:
    """The database's column for every canonical column that is a field of the row itself."""
    return {column.name: column.column for column in TABLES[kind].columns if column.name not in LINKS}


def leaders(store: Store) -> dict[str, LeaderFound]:
    """Every leader by reference."""
    rows = columns_of(store, "leader", ("id", "reference", "cohort_id", "coach_id"))
    return {row["reference"]: LeaderFound(**row) for row in rows}


def coaches(store: Store) -> list[Coach]:
    """Every coach, in order of name and e-mail."""
    return [Coach(row.id, row.name, row.email) for row in roster_coaches.every(store)]


def sessions(store: Store) -> dict[str, tuple[str, str, records.Session]]:
    """Every session by reference: its id, its cohort's id, and the session."""
    by_id = recorded_sessions.by_id(store)
    return {session.reference: (id_, cohort, session) for id_, (cohort, session) in by_id.items()}


def roster_rows(store: Store) -> dict[str, Stored]:
    """Every leader's row by reference."""
    cohort_names = {id_: cohort.name for id_, cohort in recorded_cohorts.by_id(store).items()}
    coach_of = {coach.id: coach for coach in coaches(store)}
    rows = {}
    for row, values in _rows(store, TableKind.ROSTER, "leader", ("cohort_id", "coach_id")):
        coach = coach_of.get(row["coach_id"])
        values["cohort"] = cohort_names[row["cohort_id"]]
        values["coach"], values["coach_email"] = (coach.name, coach.email) if coach else ("", "")
        rows[values["reference"]] = Stored(row["id"], values)
    return rows


def session_rows(store: Store) -> dict[str, Stored]:
    """Every session's row by reference."""
    cohort_names = {id_: cohort.name for id_, cohort in recorded_cohorts.by_id(store).items()}
    return {
        values["reference"]: Stored(row["id"], values | {"cohort": cohort_names[row["cohort_id"]]})
        for row, values in _rows(store, TableKind.SESSIONS, "session", ("cohort_id",))
    }


def mark_rows(
    store: Store, leaders_found: Iterable[LeaderFound], session_of: dict[str, str]
) -> dict[tuple[str, str], Stored]:
    """The marks of these leaders by the references of session and leader; `session_of` names sessions by id."""
    leader_of = {leader.id: leader.reference for leader in leaders_found}
    rows = {}
    for row, values in _rows(store, TableKind.MARKS, "mark", ("session_id", "leader_id"), leader_of):
        values["session"], values["leader"] = session_of[row["session_id"]], leader_of[row["leader_id"]]
        rows[values["session"], values["leader"]] = Stored(row["id"], values)
    return rows


def booking_rows(store: Store, leaders_found: Iterable[LeaderFound]) -> dict[tuple[str, Any], Stored]:
    """The coaching bookings of these leaders by reference and start."""
    leader_of = {leader.id: leader.reference for leader in leaders_found}
    coach_of = {coach.id: coach.name for coach in coaches(store)}
    rows = {}
    for row, values in _rows(store, TableKind.COACHING, "booking", ("leader_id", "coach_id"), leader_of):
        values["leader"], values["coach"] = leader_of[row["leader_id"]], coach_of.get(row["coach_id"], "")
        rows[values["leader"], values["starts_at"]] = Stored(row["id"], values)
    return rows


def round_rows(store: Store, leaders_found: Iterable[LeaderFound]) -> dict[tuple[str, date], Stored]:
    """The self-assessment rounds of these leaders by reference and day."""
    leader_of = {leader.id: leader.reference for leader in leaders_found}
    kind_of = TABLES[TableKind.CAPABILITIES].by_name["round"].stored
    rows = {}
    wanted = ("id", "leader_id", "round_on", "kind")
    for row in columns_of(store, "round", wanted, "leader_id", leader_of):
        day = stored_values.to_date(row["round_on"])
        assert day is not None
        rows[leader_of[row["leader_id"]], day] = Stored(row["id"], {"round": kind_of(row["kind"])})
    return rows


def rating_rows(store: Store, rounds: dict[tuple[str, date], Stored]) -> dict[tuple[str, date, str], Stored]:
    """The ratings of these rounds by leader, day and sub-capability."""
    round_of = {stored.id: (key, stored) for key, stored in rounds.items()}
    rows = {}
    for row, values in _rows(store, TableKind.CAPABILITIES, "rating", ("round_id",), round_of):
        (leader, day), its_round = round_of[row["round_id"]]
        whose = {"leader": leader, "round_on": day} | its_round.values
        rows[leader, day, values["sub_capability"]] = Stored(row["id"], values | whose)
    return rows


def marks_made(store: Store, column: str) -> dict[str, int]:
    """How many marks there are per leader (`leader_id`) or per session (`session_id`)."""
    return Counter(row[column] for row in columns_of(store, "mark", (column,)))


def _rows(
    store: Store,
    kind: TableKind,
    table: str,
    links: tuple[str, ...],
    of: Collection[str] | None = None,
) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """Per row its id and links by column, and its canonical values; with `of`, those whose owner is one of these."""
    own = fields(kind)
    columns = [TABLES[kind].by_name[name] for name in own]
    wanted = ("id", *links, *own.values())
    owner = "round_id" if table == "rating" else "leader_id"
    for row in columns_of(store, table, wanted, owner, of):
        yield row, {column.name: column.stored(row[own[column.name]]) for column in columns}
