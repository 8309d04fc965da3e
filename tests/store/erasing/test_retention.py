"""Records whose time is over: listed from their day on, erased in one action, and nothing else with them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Channel, Direction, ErasureKind, MarkValue, Reason, ReportFormat, WaivedReason
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.erasing import copies, erase, retention
from psw_tui.store.escalations import communications
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import leaders
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.erasing.retention import DueList

AFTER = date(2028, 8, 31)


@pytest.fixture
def store(small: Store) -> Store:
    """Two absences with reasons, a booking set aside, a message and a line of a report; of three leaders."""
    reported = datetime(2026, 11, 11, 9, tzinfo=UTC)
    record_marks.mark(small, "W1", ["L001", "L002"], MarkValue.ABSENT)
    record_marks.report(small, "W1", "L001", reported, Reason.BEREAVEMENT)
    record_marks.report(small, "W1", "L002", reported, Reason.OTHER)
    change_bookings.book(small, "L003", datetime(2026, 12, 1, 9, tzinfo=UTC))
    (booking,) = small.connection.execute("SELECT id FROM booking").fetchone()
    change_bookings.no_show(small, [booking])
    change_bookings.set_aside(small, [booking], WaivedReason.CARING)
    communications.log(
        small, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL, summary="of her mother's funeral"
    )
    with small.command("Took a report", {"marks"}, leaders=["L002"]) as writing:
        from models.tables import LeaderRow, ReportRow, SessionRow, StayRow

        session = small.only_row(writing.session, SessionRow, "session", reference="W1")
        leader = small.only_row(writing.session, LeaderRow, "leader", reference="L002")
        report = ReportRow(
            session_id=session.id, format=ReportFormat.ZOOM, file_name="w1.csv", content_hash="h", at=clock.now()
        )
        writing.session.add(report)
        writing.session.flush()
        writing.session.add(StayRow(report_id=report.id, leader_id=leader.id, name="Dewi K (iPad)", minutes=12))
    return small


def open_one(store: Store, stage: str) -> None:
    """An escalation of the first leader, at a stage."""
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(
            "INSERT INTO escalation SELECT lower(hex(randomblob(16))), id, ?, '2027-01-01', '2027-01-01', "
            "NULL, NULL, '', '', NULL, NULL, NULL, NULL FROM leader WHERE reference = 'L001'",
            (stage,),
        )
        connection.commit()


def in_the_schema(path: Path, word: str) -> int:
    """How often a word of a closed list stands in the statements of the tables."""
    with closing(sqlite3.connect(path)) as connection:
        return sum(sql.count(word) for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql <> ''"))


def on(store: Store, day: date) -> list[DueList]:
    store.today = day
    return retention.due(store, day, [verdict.record for verdict in judge_all(store, day)])


def test_each_kind_comes_up_on_its_day_with_whose_it_is(store: Store) -> None:
    assert on(store, AFTER - timedelta(days=1)) == []
    assert [(due.kind, due.cohort, due.since, due.rows, due.leaders) for due in on(store, AFTER)] == [
        (ErasureKind.REASONS, "PSW 2026", AFTER, 2, (("L001", "Amara Osei"), ("L003", "Beth Jones"))),
        (ErasureKind.REPORT_LINES, "PSW 2026", AFTER, 1, (("L002", "Dewi Khan"),)),
    ]
    assert [due.kind for due in on(store, date(2029, 8, 31))] == ["reasons", "report_lines", "messages"]
    (whole,) = on(store, date(2033, 8, 31))
    assert (whole.kind, len(whole.leaders)) == (ErasureKind.LEADER, 3)


def test_one_action_erases_the_list_and_nothing_else(store: Store) -> None:
    path = store.path
    day = date(2029, 8, 31)
    judged = [(verdict.reference, verdict.overall) for verdict in judge_all(store, date(2027, 8, 31))]
    for words in (b"Dewi K (iPad)", b"mother's funeral"):
        assert words in path.read_bytes()
    for due in on(store, day):
        erase.erase_due(store, due)
    copies.finish(store)
    assert on(store, day) == []
    store.close()
    for words in (b"Dewi K (iPad)", b"mother's funeral"):
        assert words not in path.read_bytes()
    for reason in ("bereavement", "caring"):
        assert path.read_bytes().count(reason.encode()) == in_the_schema(path, reason)
    assert check(path) == []
    with Store.open(path) as again:
        assert [(verdict.reference, verdict.overall) for verdict in judge_all(again, date(2027, 8, 31))] == judged
        assert again.connection.execute("SELECT reason FROM mark ORDER BY reason").fetchall() == [(None,), ("other",)]
        assert len(leaders.every(again)) == 3


def test_who_has_something_open_is_left_out_and_told(store: Store) -> None:
    open_one(store, "partnerships")
    reasons, _ = on(store, AFTER)
    assert (reasons.leaders, reasons.held) == ((("L003", "Beth Jones"),), (("L001", "Amara Osei"),))
    (whole,) = on(store, date(2033, 8, 31))
    assert [reference for reference, _ in whole.leaders] == ["L002", "L003"]
    assert whole.held == (("L001", "Amara Osei"),)
    erase.erase_due(store, whole)
    assert [row.reference for row in leaders.every(store)] == ["L001"]


def test_what_was_opened_since_it_was_listed_stops_it(store: Store) -> None:
    (reasons, _) = on(store, AFTER)
    open_one(store, "appeal")
    with pytest.raises(Refused, match="their appeal is open"):
        erase.erase_due(store, reasons)
