"""Taking attendance reports: what a review confirms is written, as one command.

Only presence is ever written, or *part* with its minutes; no absence comes from a file (section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlmodel import col, select

from models.tables import AliasRow, LeaderRow, MarkRow, ReportRow, SessionRow
from psw_tui.policy.terms import CAME, MarkValue
from psw_tui.policy.wording import count
from psw_tui.store.core.bulk import write_rows
from psw_tui.store.core.history import imported
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import refuse_if_changed
from psw_tui.store.registers import remember_headings
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.heading_maps import ColumnMeaning
    from psw_tui.store.registers.reports import Confirmation, NewReport


def take(
    store: Store,
    session: str,
    reports: Sequence[NewReport],
    confirmed: Sequence[Confirmation],
    aliases: Iterable[tuple[str, str]] = (),
    *,
    told: Iterable[ColumnMeaning] = (),
    since: Version | None = None,
    dry_run: bool = False,
) -> Change | None:
    """Take reports for a session: the marks they confirm, the lines behind them, and names and headings to know again.

    One command whatever the number of files; None when nothing changes. A leader's notice stays as the history
    of what they told, and reason and explanation go, as with a mark by hand. `Refused` for a mark that no report
    can make (an absence above all), a leader of another cohort, and reports in which nobody was matched; with `since`
    also once anything else is recorded than was then.
    """
    if any(confirmation.value not in CAME for confirmation in confirmed):
        raise Refused("A report only confirms that somebody was there; mark absences in the register by hand.")
    wanted = {confirmation.leader for confirmation in confirmed}
    for report in reports:
        wanted |= {stay.leader for stay in report.stays}
    if not wanted:
        raise Refused("Nobody in the report is matched to the register, so there is nothing to import.")
    file_names = ", ".join(dict.fromkeys(report.file_name for report in reports)) or "a report taken before"
    with store.command("Took a report", {"marks"}, leaders=wanted, dry_run=dry_run) as writing:
        refuse_if_changed(store, None if dry_run else since)
        row = store.only_row(writing.session, SessionRow, "session", reference=session)
        leaders = _leader_rows(writing.session, row, wanted)
        _write_marks(writing.session, row, leaders, confirmed)
        for report in reports:
            _write_report(writing, row, report, leaders)
        _write_aliases(writing.session, aliases, leaders)
        for meaning in told:
            remember_headings.remember(writing.session, meaning.purpose, meaning.headings, meaning.columns)
        parts = sum(confirmation.value is MarkValue.PART for confirmation in confirmed)
        done = [f"{count(len(confirmed) - parts, 'leader')} present"]
        if parts:
            done.append(f"{parts} part")
        writing.what = imported(f"{file_names}: {', '.join(done)}, {row.title}")
        writing.content_hash = reports[0].content_hash if len(reports) == 1 else ""
    return writing.change if writing.change is not None and writing.change.rows else None


def _leader_rows(session: Session, row: SessionRow, wanted: Iterable[str]) -> dict[str, LeaderRow]:
    rows = session.exec(select(LeaderRow).where(col(LeaderRow.cohort_id) == row.cohort_id)).all()
    leaders = {leader.reference: leader for leader in rows}
    for reference in sorted(wanted):
        if reference not in leaders:
            raise Refused(f"{reference} is not in the cohort of {row.title}; look at the match again.")
    return leaders


def _write_marks(
    session: Session, row: SessionRow, leaders: Mapping[str, LeaderRow], confirmed: Iterable[Confirmation]
) -> None:
    marks = {mark.leader_id: mark for mark in session.exec(select(MarkRow).where(MarkRow.session_id == row.id)).all()}
    for confirmation in confirmed:
        leader: UUID = leaders[confirmation.leader].id
        mark = marks.get(leader)
        if mark is None:
            mark = MarkRow(session_id=row.id, leader_id=leader)
            session.add(mark)
        if confirmation.value is MarkValue.PRESENT or mark.value is MarkValue.NOT_EXPECTED:
            mark.reason = mark.explanation = None
        mark.value, mark.minutes = confirmation.value, confirmation.minutes


def _write_report(writing: Writing, row: SessionRow, report: NewReport, leaders: Mapping[str, LeaderRow]) -> None:
    query = select(ReportRow).where(ReportRow.session_id == row.id, ReportRow.content_hash == report.content_hash)
    kept = writing.session.exec(query).first()
    if kept is None:
        kept = ReportRow(
            session_id=row.id,
            format=report.format,
            file_name=report.file_name,
            content_hash=report.content_hash,
            at=clock.now(),
        )
        writing.session.add(kept)
    stays = [
        {
            "id": uuid4(),
            "report_id": kept.id,
            "leader_id": leaders[stay.leader].id,
            "name": stay.name,
            "email": stay.email,
            "joined_at": stay.joined,
            "left_at": stay.left,
            "minutes": stay.minutes,
        }
        for stay in report.stays
    ]
    write_rows(writing, {"stay": stays}, {})


def _write_aliases(session: Session, aliases: Iterable[tuple[str, str]], leaders: Mapping[str, LeaderRow]) -> None:
    wanted = [(leaders[leader].id, said) for leader, said in aliases]
    ids = {leader for leader, _ in wanted}
    there = {
        (alias.leader_id, alias.said)
        for alias in session.exec(select(AliasRow).where(col(AliasRow.leader_id).in_(ids))).all()
    }
    session.add_all(
        AliasRow(leader_id=leader, said=said) for leader, said in dict.fromkeys(wanted) if (leader, said) not in there
    )
