"""The direct reads tell what the models hold: every demo leader judged from records built through the ORM."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import Session, SQLModel, select

from models import tables
from psw_tui import demo
from psw_tui.policy import concerns, records, standing, terms
from psw_tui.policy.calendar import LONDON
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.policy.programme import Programme

_DAYS = (date(2026, 11, 15), date(2027, 2, 1), date(2027, 6, 30), date(2027, 9, 30))


@pytest.fixture(scope="module", params=[7, 2026])
def store(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demo.make(path, date(2027, 5, 1), leaders=14, seed=request.param)
    with Store.open(path, writing=False) as opened:
        yield opened


def _day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def _session(row: tables.SessionRow) -> records.Session:
    return records.Session(
        reference=row.reference,
        kind=row.kind,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        starts_on=_day(row.starts_at),
        ends_on=_day(row.ends_at),
        compulsory=row.compulsory,
        cancelled=row.state is terms.SessionState.CANCELLED,
    )


def _mark(row: tables.MarkRow, reference: str) -> records.Mark:
    return records.Mark(
        session=reference,
        value=row.value,
        engagement=row.engagement,
        completed_on=row.completed_on,
        reported_at=_utc(row.reported_at),
        reason=row.reason,
        explanation=row.explanation,
        sent_on=row.catch_up_sent_on,
        due_on=row.catch_up_due_on,
        submitted_on=row.catch_up_submitted_on,
        log_received=row.catch_up_log,
        accepted_on=row.catch_up_accepted_on,
        minutes=row.minutes,
    )


def _booking(row: tables.BookingRow, programme: Programme, coach: str) -> records.Booking:
    ends_at = row.starts_at + programme.session_length
    return records.Booking(
        id=row.id.hex,
        starts_at=row.starts_at,
        ends_at=ends_at,
        starts_on=_day(row.starts_at),
        ends_on=_day(ends_at),
        outcome=row.outcome,
        cancelled_by=row.cancelled_by,
        cancelled_at=_utc(row.cancelled_at),
        cancelled_on=None if row.cancelled_at is None else _day(row.cancelled_at),
        waived=row.waived,
        waived_reason=row.waived_reason,
        window=row.window_number,
        recording=row.recording,
        coach=coach,
        coach_id=row.coach_id.hex if row.coach_id else "",
    )


Rows = Callable[[type[SQLModel], Callable[[Any], bool]], list[Any]]


def _records(store: Store) -> list[records.Record]:
    """Every leader's record by reference, read whole and sorted out here, one leader after the other."""
    with Session(store.warm()) as session:

        def of(table: type[SQLModel], key: Callable[[Any], bool]) -> list[Any]:
            return [row for row in session.exec(select(table)).all() if key(row)]

        leaders = sorted(of(tables.LeaderRow, bool), key=lambda row: row.reference)
        return [_record(store, leader, of) for leader in leaders]


def _record(store: Store, leader: tables.LeaderRow, of: Rows) -> records.Record:
    def own(row: Any) -> bool:
        return bool(row.leader_id == leader.id)

    [cohort] = of(tables.CohortRow, lambda row: row.id == leader.cohort_id)
    programme = store.programmes[cohort.programme]
    sessions = of(tables.SessionRow, lambda row: row.cohort_id == cohort.id)
    sessions.sort(key=lambda row: (row.starts_at, row.reference))
    references = {row.id: row.reference for row in sessions}
    coaches = {row.id: row.name for row in of(tables.CoachRow, bool)}
    spans = {row.id: (row.opened_on, row.ended_on) for row in of(tables.EscalationRow, own)}
    name = f"{leader.preferred_name or leader.first_name} {leader.last_name}"
    return records.Record(
        leader=records.Leader(
            leader.reference,
            name,
            leader.state,
            leader.offer_accepted_on,
            leader.paused_from,
            leader.paused_to,
            leader.withdrawn_on,
        ),
        cohort=records.Cohort(cohort.name, cohort.year, cohort.starts, cohort.ends, cohort.programme, cohort.closed_on),
        programme=programme,
        sessions=tuple(map(_session, sessions)),
        marks={references[row.session_id]: _mark(row, references[row.session_id]) for row in of(tables.MarkRow, own)},
        bookings=tuple(
            _booking(row, programme, coaches.get(row.coach_id, ""))
            for row in sorted(of(tables.BookingRow, own), key=lambda row: (row.starts_at, row.id.hex))
        ),
        communications=tuple(
            records.Communication(
                row.about, row.on, row.direction, row.reached, *spans[row.escalation_id], row.reply_by, row.replied_on
            )
            for row in of(tables.CommunicationRow, own)
            if row.escalation_id is not None
        ),
        manual=tuple(
            records.ManualConcern(row.about, row.words, row.raised_on, spans.get(row.escalation_id, (None, None))[1])
            for row in of(tables.ConcernRow, own)
            if row.kind is terms.ConcernKind.MANUAL
        ),
        drafts=tuple(
            records.Draft(row.id.hex, row.letter, _day(row.at))
            for row in of(tables.DraftRow, own)
            if row.communication_id is None
        ),
    )


def test_every_record_is_what_the_models_hold(store: Store) -> None:
    """Field by field: no column is read under another's name, no word as another."""
    read = [verdict.record for verdict in judge_all(store, _DAYS[0])]
    built = _records(store)
    assert len(built) == 14
    for one, other in zip(read, built, strict=True):
        for field in ("leader", "cohort", "sessions", "bookings"):
            assert getattr(one, field) == getattr(other, field)
        assert dict(one.marks) == dict(other.marks)
        assert set(one.communications) == set(other.communications)
        assert set(one.manual) == set(other.manual)
        assert set(one.drafts) == set(other.drafts)


def test_standings_and_concerns_are_the_same_on_every_day(store: Store) -> None:
    """What `psw status` says of each demo leader follows from the models' rows alone."""
    for day in _DAYS:
        verdicts = {verdict.reference: verdict for verdict in judge_all(store, day)}
        for record in _records(store):
            verdict = verdicts[record.leader.reference]
            assert verdict.standings == standing.standings(record, day)
            assert set(verdict.concerns) == set(concerns.concerns(record, day))
            assert len(verdict.concerns) == len(concerns.concerns(record, day))
