"""Attendance reports as taken: what a register knew before, and writing what a report confirms.

Only presence is ever written, or *part* with its minutes; no absence comes from a file (section 3).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psw_tui.policy.terms import CAME, MarkValue, ReportFormat
from psw_tui.policy.wording import count
from psw_tui.store.core.history import imported
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import refuse_if_changed
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredAlias, StoredLeader, StoredReport, StoredSession, StoredStay
from psw_tui.store.registers import registers
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

    from models.tables import LeaderRow, SessionRow
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.registers import Register


@dataclass(frozen=True, slots=True)
class Candidate:
    """A leader who may be in a file; `aliases` are folded names and e-mail addresses confirmed before."""

    reference: str
    first: str
    last: str
    preferred: str = ""
    email: str = ""
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stay:
    """One line of a report behind a leader's mark; instants are UTC, `minutes` is what the report itself says."""

    leader: str
    name: str
    email: str
    joined: datetime | None
    left: datetime | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class TakenReport:
    """A report that was taken: the file, when, and the stays that came from it."""

    format: ReportFormat
    file_name: str
    content_hash: str
    at: datetime
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class SessionKnowledge:
    """All that an import has to know of a session: its register, who may be in a report, and earlier reports."""

    register: Register
    candidates: tuple[Candidate, ...]
    reports: tuple[TakenReport, ...]
    elsewhere: Mapping[str, str]  # content hash to the title of another session that it was taken for


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to be put on record."""

    format: ReportFormat
    file_name: str
    content_hash: str
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a report confirms of one leader: there, or there for a part of it, with the minutes if they are known."""

    leader: str
    value: MarkValue
    minutes: int | None


def known(store: Store, session: str) -> SessionKnowledge:
    """What is known of a session before a report is taken; `Refused` if there is no such session."""
    connection = store.connection
    found = registers.register(store, session, store.today)
    (row,) = facts.read(connection, StoredSession, "WHERE reference = ?", (session,))
    leaders = facts.read_in(connection, StoredLeader, "cohort_id", [row.cohort_id])
    reports = facts.read(connection, StoredReport, "ORDER BY at, id")
    titles = {id_: each.title for id_, (_, each) in facts.sessions(connection).items()}
    return SessionKnowledge(
        register=found,
        candidates=_candidates(store, leaders),
        reports=_taken(store, [report for report in reports if report.session_id == row.id], leaders),
        elsewhere={each.content_hash: titles[each.session_id] for each in reports if each.session_id != row.id},
    )


def candidates(store: Store) -> tuple[Candidate, ...]:
    """Every leader of every cohort as a file may call them, by reference."""
    return _candidates(store, facts.read(store.connection, StoredLeader))


def _candidates(store: Store, leaders: Sequence[StoredLeader]) -> tuple[Candidate, ...]:
    aliases: dict[str, set[str]] = defaultdict(set)
    for alias in facts.read_in(store.connection, StoredAlias, "leader_id", [leader.id for leader in leaders]):
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


def _taken(store: Store, reports: Sequence[StoredReport], leaders: Iterable[StoredLeader]) -> tuple[TakenReport, ...]:
    reference = {leader.id: leader.reference for leader in leaders}
    stays: dict[str, list[Stay]] = {}
    for row in facts.read_in(store.connection, StoredStay, "report_id", [report.id for report in reports]):
        if row.leader_id not in reference:
            continue
        joined, left = stored_values.to_instant(row.joined_at), stored_values.to_instant(row.left_at)
        stay = Stay(reference[row.leader_id], row.name, row.email, joined, left, row.minutes)
        stays.setdefault(row.report_id, []).append(stay)
    found = []
    for report in reports:
        at = stored_values.to_instant(report.at)
        assert at is not None
        own = tuple(stays.get(report.id, ()))
        found.append(TakenReport(ReportFormat(report.format), report.file_name, report.content_hash, at, own))
    return tuple(found)


def evidence(store: Store, session: str, leader: str) -> list[tuple[str, Stay]]:
    """The lines of reports behind a leader's mark at a session, each with the name of its file, oldest first."""
    connection = store.connection
    found = facts.read(
        connection,
        StoredReport,
        'WHERE session_id IN (SELECT id FROM "session" WHERE reference = ?) ORDER BY at',
        (session,),
    )
    if not found:
        return []
    leaders = facts.read(connection, StoredLeader, "WHERE reference = ?", (leader,))
    return [(report.file_name, stay) for report in _taken(store, found, leaders) for stay in report.stays]


# Commands


def take(
    store: Store,
    session: str,
    reports: Sequence[NewReport],
    confirmed: Sequence[Confirmation],
    aliases: Iterable[tuple[str, str]] = (),
    *,
    since: Version | None = None,
    dry_run: bool = False,
) -> Change | None:
    """Take reports for a session: the marks they confirm, the lines behind them, and names to know again.

    One command whatever the number of files; None when nothing changes. A leader's notice stays as the history
    of what they told, and reason and explanation go, as with a mark by hand. `Refused` for a mark that no report
    can make (an absence above all), a leader of another cohort, and reports in which nobody was matched; with `since`
    also once anything else is recorded than was then.
    """
    if any(each.value not in CAME for each in confirmed):
        raise Refused("A report only confirms that somebody was there; mark absences in the register by hand.")
    stays = [stay for report in reports for stay in report.stays]
    wanted = {each.leader for each in confirmed} | {stay.leader for stay in stays}
    if not wanted:
        raise Refused("Nobody in the report is matched to the register, so there is nothing to take.")
    file_names = ", ".join(dict.fromkeys(report.file_name for report in reports)) or "a report taken before"
    with store.command("Took a report", {"marks"}, leaders=wanted, dry_run=dry_run) as writing:
        from models.tables import SessionRow

        refuse_if_changed(store, None if dry_run else since)
        row = store.only_row(writing.session, SessionRow, "session", reference=session)
        leaders = _leader_rows(writing.session, row, wanted)
        _write_marks(writing.session, row, leaders, confirmed)
        for report in reports:
            _write_report(writing.session, row, report, leaders)
        _write_aliases(writing.session, aliases, leaders)
        parts = sum(each.value is MarkValue.PART for each in confirmed)
        done = [f"{count(len(confirmed) - parts, 'leader')} present"]
        done += [f"{parts} part"] if parts else []
        writing.what = imported(f"{file_names}: {', '.join(done)}, {row.title}")
        writing.content_hash = reports[0].content_hash if len(reports) == 1 else ""
    return writing.change if writing.change is not None and writing.change.rows else None


def _leader_rows(session: Session, row: SessionRow, wanted: Iterable[str]) -> dict[str, LeaderRow]:
    from sqlmodel import col, select

    from models.tables import LeaderRow

    found = session.exec(select(LeaderRow).where(col(LeaderRow.cohort_id) == row.cohort_id)).all()
    leaders = {leader.reference: leader for leader in found}
    for reference in sorted(wanted):
        if reference not in leaders:
            raise Refused(f"{reference} is not in the cohort of {row.title}; look at the match again.")
    return leaders


def _write_marks(
    session: Session, row: SessionRow, leaders: Mapping[str, LeaderRow], confirmed: Iterable[Confirmation]
) -> None:
    from sqlmodel import select

    from models.tables import MarkRow

    marks = {mark.leader_id: mark for mark in session.exec(select(MarkRow).where(MarkRow.session_id == row.id)).all()}
    for each in confirmed:
        leader: UUID = leaders[each.leader].id
        mark = marks.get(leader)
        if mark is None:
            mark = MarkRow(session_id=row.id, leader_id=leader)
            session.add(mark)
        if each.value is MarkValue.PRESENT or mark.value is MarkValue.NOT_EXPECTED:
            mark.reason = mark.explanation = None
        mark.value, mark.minutes = each.value, each.minutes


def _write_report(session: Session, row: SessionRow, report: NewReport, leaders: Mapping[str, LeaderRow]) -> None:
    from sqlmodel import select

    from models.tables import ReportRow, StayRow

    query = select(ReportRow).where(ReportRow.session_id == row.id, ReportRow.content_hash == report.content_hash)
    kept = session.exec(query).first()
    if kept is None:
        kept = ReportRow(
            session_id=row.id,
            format=report.format,
            file_name=report.file_name,
            content_hash=report.content_hash,
            at=clock.now(),
        )
        session.add(kept)
    session.add_all(
        StayRow(
            report_id=kept.id,
            leader_id=leaders[stay.leader].id,
            name=stay.name,
            email=stay.email,
            joined_at=stay.joined,
            left_at=stay.left,
            minutes=stay.minutes,
        )
        for stay in report.stays
    )


def _write_aliases(session: Session, aliases: Iterable[tuple[str, str]], leaders: Mapping[str, LeaderRow]) -> None:
    from sqlmodel import col, select

    from models.tables import AliasRow

    wanted = [(leaders[leader].id, said) for leader, said in aliases]
    ids = {leader for leader, _ in wanted}
    there = {
        (alias.leader_id, alias.said)
        for alias in session.exec(select(AliasRow).where(col(AliasRow.leader_id).in_(ids))).all()
    }
    session.add_all(
        AliasRow(leader_id=leader, said=said) for leader, said in dict.fromkeys(wanted) if (leader, said) not in there
    )
