"""From the records to Salesforce and back, through a loader that knows nothing of psw: the outbox ends empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.salesforce.load_files import write_outbox
from psw_tui.exchange.salesforce.results import import_results
from psw_tui.policy.terms import LeaderState, MarkValue, SessionKind
from psw_tui.store import commands as does
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.salesforce.outbox import outbox
from tests.helpers import make_once
from tests.salesforce.loader import Layout, Org
from tests.salesforce.orgs import CUSTOM, MEMBERS, SERVICE_DELIVERY, round_trip, with_contacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LEADERS, _SESSIONS = 15, 5


def _make(store: Store) -> None:
    with store.command("Set up", {"leaders"}) as writing:
        from models.tables import BookingRow, CohortRow, LeaderRow, MarkRow, SessionRow

        session = writing.session
        cohort = CohortRow(name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        session.add(cohort)
        kinds = list(SessionKind)
        first = datetime(2026, 10, 6, 17, tzinfo=UTC)
        held = [
            SessionRow(
                reference=f"S{number}",
                cohort_id=cohort.id,
                kind=kinds[number % len(kinds)],
                title=f"Łódź, “day” {number}",
                starts_at=first + timedelta(days=14 * number),
                ends_at=first + timedelta(days=14 * number, hours=2),
            )
            for number in range(_SESSIONS)
        ]
        session.add_all(held)
        for number in range(_LEADERS):
            leader = LeaderRow(
                reference=f"L{number:03}",
                cohort_id=cohort.id,
                first_name="Zoë",
                last_name=f"O'Brien {number}",
                state=LeaderState.ACTIVE,
                offer_accepted_on=date(2026, 9, 1),
            )
            session.add(leader)
            for at, one in enumerate(held):
                value = list(MarkValue)[(number + at) % 3]
                minutes = 45 if value is MarkValue.PART else None
                session.add(MarkRow(session_id=one.id, leader_id=leader.id, value=value, minutes=minutes))
            session.add(BookingRow(leader_id=leader.id, starts_at=first + timedelta(minutes=60 * number)))


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return make_once(tmp_path / "psw.db", "salesforce/cohort", _make)


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store.open(db) as opened:
        yield opened


def _by_profile(db: Path, name: str) -> None:
    db.with_name("programme.toml").write_text(f'[programme.psw.salesforce]\nprofile = "{name}"\n', "utf-8")


def _is_empty(store: Store) -> bool:
    due = outbox(store)
    return (due.rows, due.held, due.pending) == (0, (), 0)


@pytest.mark.parametrize("layout", Layout)
def test_a_twentieth_is_refused_and_repaired_until_the_outbox_is_empty(
    store: Store, tmp_path: Path, layout: Layout
) -> None:
    org = Org(CUSTOM)
    with_contacts(org, store)
    org.have_mishaps(0.05, seed=3)
    read = round_trip(store, org, tmp_path / "out", layout)
    assert read is not None
    assert not read.problems
    assert read.refused
    assert all(refusal.reason for refusal in read.refused)
    assert outbox(store).rows >= len(read.refused)
    for _ in range(20):
        if (read := round_trip(store, org, tmp_path / "out", layout)) is not None:
            assert not read.problems
        if _is_empty(store):
            break
        org.have_mishaps(0, seed=3)
    assert _is_empty(store)
    marks = org.all_of("PSW_Attendance__c")
    assert len(marks) == _LEADERS * _SESSIONS, "nothing twice, nothing missing"
    ids = {key for (key,) in store.connection.execute("SELECT salesforce_id FROM salesforce_record")}
    assert ids == {
        key for name in ("PSW_Session__c", "PSW_Attendance__c", "PSW_Coaching__c") for key in org.all_of(name)
    }
    assert not check(store.path)


def test_what_stands_in_salesforce_is_what_is_recorded_after_changes_too(store: Store, tmp_path: Path) -> None:
    org = Org(CUSTOM)
    contacts = with_contacts(org, store)
    round_trip(store, org, tmp_path, Layout.DATA_LOADER)
    does.record_marks.mark(store, "S0", ["L000", "L002"], MarkValue.PART)
    does.record_marks.clear(store, "S1", ["L002"])
    read = round_trip(store, org, tmp_path, Layout.BULK_2)
    assert read is not None
    assert (read.loaded, read.refused, read.pending) == (3, (), 0)
    sessions = {held["PSW_Session_Id__c"]: key for key, held in org.all_of("PSW_Session__c").items()}
    told = {
        (held["Contact__c"], held["Session__c"]): (held.get("Status__c"), held.get("Date__c"))
        for held in org.all_of("PSW_Attendance__c").values()
    }
    assert told[contacts["L000"], sessions["S0"]] == ("Part", date(2026, 10, 6))
    assert told[contacts["L002"], sessions["S1"]] == (None, None)
    assert org.all_of("PSW_Session__c")[sessions["S3"]]["Name"] == "Łódź, “day” 3"


def test_a_second_export_without_a_change_writes_nothing(store: Store, tmp_path: Path) -> None:
    org = Org(CUSTOM)
    with_contacts(org, store)
    write_outbox(store, tmp_path / "first")
    assert write_outbox(store, tmp_path / "second").paths == ()
    assert not (tmp_path / "second").exists()


def test_service_deliveries_go_round(db: Path, tmp_path: Path) -> None:
    _by_profile(db, "service_delivery")
    with Store.open(db) as store:
        org = Org(SERVICE_DELIVERY)
        with_contacts(org, store)
        for kind in SessionKind:
            org.add("pmdm__Service__c", PSW_Service_Id__c=str(kind))
        round_trip(store, org, tmp_path, Layout.DATA_LOADER_BULK_2)
        assert _is_empty(store)
        assert len(org.all_of("pmdm__ServiceDelivery__c")) == _LEADERS * _SESSIONS


def test_members_go_once_their_campaigns_and_contacts_are_known(db: Path, tmp_path: Path) -> None:
    _by_profile(db, "campaign_members")
    with Store.open(db) as store:
        org = Org(MEMBERS)
        for reference, key in with_contacts(org, store).items():
            does.change_leaders.edit_leader(store, reference, {"salesforce_id": key})
        read = round_trip(store, org, tmp_path, Layout.DATA_LOADER)
        assert read is not None
        assert read.loaded == _SESSIONS
        words = {"Sent": False, "Attended": True, "Attended in part": True, "Absent": False, "Not expected": False}
        org.statuses = {key: dict(words) for key in org.all_of("Campaign")}
        round_trip(store, org, tmp_path, Layout.DATA_LOADER)
        assert _is_empty(store)
        does.record_marks.clear(store, "S0", ["L000"])
        does.record_marks.mark(store, "S0", ["L001"], MarkValue.ABSENT)
        round_trip(store, org, tmp_path, Layout.BULK_2)
        assert _is_empty(store)
        told = [held["Status"] for held in org.all_of("CampaignMember").values()]
        assert told.count("Sent") == 1
        assert len(told) == _LEADERS * _SESSIONS


# -- what goes wrong on the way ----------------------------------------------------------------------


def test_rows_that_are_there_already_are_found_by_their_external_id(store: Store, tmp_path: Path) -> None:
    """The result of a load was lost: the next one says by which ids they are there, and they go by these."""
    org = Org(CUSTOM)
    with_contacts(org, store)
    first = write_outbox(store, tmp_path)
    for path in sorted(path for path in first.paths if path.suffix == ".csv"):
        org.insert(path.stem.split("-")[-2], path.read_bytes())
    does.undo.undo(store)
    read = round_trip(store, org, tmp_path, Layout.DATA_LOADER)
    assert read is not None
    assert read.loaded == 0
    does.record_marks.mark(store, "S0", ["L000"], MarkValue.PART)
    read = round_trip(store, org, tmp_path, Layout.DATA_LOADER)
    assert read is not None
    assert not read.refused
    assert _is_empty(store)
    assert len(org.all_of("PSW_Attendance__c")) == _LEADERS * _SESSIONS


def test_what_was_deleted_there_is_made_anew(store: Store, tmp_path: Path) -> None:
    org = Org(CUSTOM)
    with_contacts(org, store)
    round_trip(store, org, tmp_path, Layout.DATA_LOADER)
    does.record_marks.mark(store, "S0", ["L000"], MarkValue.PART)
    (row,) = outbox(store).files[0].rows
    org.remove(org.thing("PSW_Attendance__c"), row.salesforce_id)
    for layout in (Layout.DATA_LOADER, Layout.BULK_2):
        round_trip(store, org, tmp_path, layout)
    assert _is_empty(store)
    assert len(org.all_of("PSW_Attendance__c")) == _LEADERS * _SESSIONS


def test_results_may_come_file_by_file(store: Store, tmp_path: Path) -> None:
    org = Org(CUSTOM)
    with_contacts(org, store)
    written = write_outbox(store, tmp_path)
    waiting = []
    for path in sorted(path for path in written.paths if path.suffix == ".csv"):
        loaded = org.insert(path.stem.split("-")[-2], path.read_bytes())
        result = tmp_path / f"{path.stem}-success.csv"
        result.write_bytes(loaded.success_file(Layout.DATA_LOADER))
        waiting.append(import_results(store, [result]).pending)
    assert waiting == [_LEADERS * _SESSIONS + _LEADERS, _LEADERS, 0]
    assert _is_empty(store)
