"""Attendance reports as taken: what a register knew before, and the lines behind a mark."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MarkValue, ReportFormat
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredAlias, StoredLeader, StoredReport, StoredSession, StoredStay
from psw_tui.store.registers import registers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from psw_tui.store.core.store import Store
    from psw_tui.store.registers.registers import Register


@frozen
class Candidate:
    """A leader who may be in a file; `aliases` are folded names and e-mail addresses confirmed before."""

    reference: str
    first: str
    last: str
    preferred: str = ""
    email: str = ""
    aliases: frozenset[str] = frozenset()


@frozen
class Stay:
    """One line of a report behind a leader's mark; instants are UTC, `minutes` is what the report itself says."""

    leader: str
    name: str
    email: str
    joined: datetime | None
    left: datetime | None
    minutes: int | None


@frozen
class TakenReport:
    """A report that was taken: the file, when, and the stays that came from it."""

    format: ReportFormat
    file_name: str
    content_hash: str
    at: datetime
    stays: tuple[Stay, ...]


@frozen
class SessionKnowledge:
    """All that an import has to know of a session: its register, who may be in a report, and earlier reports."""

    register: Register
    candidates: tuple[Candidate, ...]
    reports: tuple[TakenReport, ...]
    elsewhere: Mapping[str, str]  # content hash to the title of another session that it was taken for


@frozen
class NewReport:
    """A report to be put on record."""

    format: ReportFormat
    file_name: str
    content_hash: str
    stays: tuple[Stay, ...]


@frozen
class Confirmation:
    """What a report confirms of one leader: there, or there for a part of it, with the minutes if they are known."""

    leader: str
    value: MarkValue
    minutes: int | None


def known(store: Store, session: str) -> SessionKnowledge:
    """What is known of a session before a report is taken; `Refused` if there is no such session."""
    connection = store.connection
    register = registers.register(store, session, store.today)
    (row,) = facts.read(connection, StoredSession, "WHERE reference = ?", (session,))
    leaders = facts.read_in(connection, StoredLeader, "cohort_id", [row.cohort_id])
    reports = facts.read(connection, StoredReport, "ORDER BY at, id")
    titles = {id_: held.title for id_, (_, held) in facts.sessions(connection).items()}
    return SessionKnowledge(
        register=register,
        candidates=_candidates(store, leaders),
        reports=_taken(store, [report for report in reports if report.session_id == row.id], leaders),
        elsewhere={report.content_hash: titles[report.session_id] for report in reports if report.session_id != row.id},
    )


def candidates(store: Store) -> tuple[Candidate, ...]:
    """Every leader of every cohort as a file may call them, by reference."""
    return _candidates(store, facts.read(store.connection, StoredLeader))


def _candidates(store: Store, leaders: Sequence[StoredLeader]) -> tuple[Candidate, ...]:
    said = facts.read_in(store.connection, StoredAlias, "leader_id", [leader.id for leader in leaders])
    used = _used_by(store, {alias.said for alias in said if "@" in alias.said})
    aliases: dict[str, set[str]] = defaultdict(set)
    for alias in said:
        if used[alias.said] <= {alias.leader_id}:
            aliases[alias.leader_id].add(alias.said)
    return tuple(
        Candidate(
            leader.reference,
            leader.first_name,
            leader.last_name,
            leader.preferred_name,
            leader.email,
            frozenset(aliases[leader.id]),
        )
        for leader in sorted(leaders, key=lambda leader: leader.reference)
    )


def _used_by(store: Store, addresses: set[str]) -> dict[str, set[str]]:
    """Who has been in a report, of any session, under each of these addresses; one that two used is nobody's."""
    users: dict[str, set[str]] = defaultdict(set)
    for stay in facts.read_in(store.connection, StoredStay, "email", sorted(addresses)):
        users[stay.email].add(stay.leader_id)
    return users


def _taken(store: Store, reports: Sequence[StoredReport], leaders: Iterable[StoredLeader]) -> tuple[TakenReport, ...]:
    reference = {leader.id: leader.reference for leader in leaders}
    stays: dict[str, list[Stay]] = {}
    for row in facts.read_in(store.connection, StoredStay, "report_id", [report.id for report in reports]):
        if row.leader_id not in reference:
            continue
        joined, left = stored_values.to_instant(row.joined_at), stored_values.to_instant(row.left_at)
        stay = Stay(reference[row.leader_id], row.name, row.email, joined, left, row.minutes)
        stays.setdefault(row.report_id, []).append(stay)
    taken = []
    for report in reports:
        at = stored_values.to_instant(report.at)
        assert at is not None
        own = tuple(stays.get(report.id, ()))
        taken.append(TakenReport(ReportFormat(report.format), report.file_name, report.content_hash, at, own))
    return tuple(taken)


def evidence(store: Store, session: str, leader: str) -> list[tuple[str, Stay]]:
    """The lines of reports behind a leader's mark at a session, each with the name of its file, oldest first."""
    connection = store.connection
    reports = facts.read(
        connection,
        StoredReport,
        'WHERE session_id IN (SELECT id FROM "session" WHERE reference = ?) ORDER BY at',
        (session,),
    )
    if not reports:
        return []
    leaders = facts.read(connection, StoredLeader, "WHERE reference = ?", (leader,))
    lines: list[tuple[str, Stay]] = []
    for report in _taken(store, reports, leaders):
        lines += [(report.file_name, stay) for stay in report.stays]
    return lines
