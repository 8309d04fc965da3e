"""What is due for Salesforce: what would say something else there than it was last told, and nothing besides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.salesforce import CLEARED
from psw_tui.policy.terms import MarkValue, SalesforceOperation, SalesforceState, SalesforceSubject
from psw_tui.store import commands as does
from psw_tui.store.core import undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.registers.session_draft import draft_of
from psw_tui.store.salesforce.batches import batches
from psw_tui.store.salesforce.outbox import outbox
from psw_tui.store.salesforce.sessions_told import sessions_told
from tests.store.salesforce.pending import load, send, sf_id

if TYPE_CHECKING:
    from pathlib import Path

PRESENT, PART = MarkValue.PRESENT, MarkValue.PART
MEMBERS = '[programme.psw.salesforce]\nprofile = "campaign_members"\n'


def due(store: Store) -> list[str]:
    """Each row that is due, as `insert attendance L001 W1`."""
    return [
        " ".join(filter(None, (file.operation, file.subject, row.leader, row.about.split(" ")[0])))
        for file in outbox(store).files
        for row in file.rows
    ]


def mark(store: Store, *leaders: str, session: str = "W1", value: MarkValue = PRESENT) -> None:
    does.record_marks.mark(store, session, leaders, value)


@pytest.fixture
def loaded(small: Store) -> Store:
    """Both workshops and a mark of L001 are in Salesforce."""
    mark(small, "L001")
    send(small)
    load(small)
    return small


def test_sessions_go_before_marks_and_what_was_loaded_is_due_no_more(small: Store) -> None:
    mark(small, "L001", "L002")
    assert due(small) == [
        "insert session W1",
        "insert session W2",
        "insert attendance L001 W1",
        "insert attendance L002 W1",
    ]
    send(small)
    assert due(small) == []
    assert outbox(small).pending == 4
    load(small)
    assert (due(small), outbox(small).pending) == ([], 0)
    assert not check(small.path)


def test_only_what_changed_goes_and_by_the_id_that_salesforce_gave_it(loaded: Store) -> None:
    mark(loaded, "L001", value=PART)
    mark(loaded, "L002")
    assert due(loaded) == ["insert attendance L002 W1", "update attendance L001 W1"]
    _, update = outbox(loaded).files
    (row,) = update.rows
    assert row.cells[0] == row.salesforce_id != ""
    assert dict(zip(update.columns, row.cells, strict=True))["Status__c"] == "Part"
    assert CLEARED in row.cells
    assert "" not in row.cells


def test_a_coaching_session_stands_in_the_window_that_the_board_shows(small: Store) -> None:
    for day in (12, 19):  # in November, which is in both of the first windows
        does.change_bookings.book(small, "L001", datetime(2026, 11, day, 10, tzinfo=UTC))
    file = outbox(small).files[-1]
    assert [dict(zip(file.columns, row.cells, strict=True))["Window__c"] for row in file.rows] == ["1", "2"]


def test_what_was_undone_or_taken_back_to_what_it_was_falls_out(loaded: Store) -> None:
    mark(loaded, "L001", value=PART)
    undo.undo(loaded)
    assert due(loaded) == []
    mark(loaded, "L001", value=PART)
    mark(loaded, "L001")
    assert due(loaded) == []


def test_what_refers_to_a_session_goes_again_where_the_session_moved(loaded: Store) -> None:
    draft = draft_of(loaded, "W1")
    moved = replace(
        draft, starts_at=datetime(2026, 11, 19, 10, tzinfo=UTC), ends_at=datetime(2026, 11, 19, 12, tzinfo=UTC)
    )
    does.change_sessions.edit_session(loaded, "W1", moved)
    assert due(loaded) == ["update session W1", "update attendance L001 W1"]


def test_a_row_that_changes_while_it_is_pending_goes_once_the_result_is_there(small: Store) -> None:
    mark(small, "L001")
    send(small)
    mark(small, "L001", value=PART)
    assert due(small) == []
    load(small)
    assert due(small) == ["update attendance L001 W1"]


def test_what_was_refused_is_due_again_as_what_it_was(small: Store) -> None:
    mark(small, "L001")
    send(small)
    load(small, lambda row: row.leader_id is not None)
    assert due(small) == ["insert attendance L001 W1"]
    assert outbox(small).files[0].rows[0].again == "no"
    send(small)
    load(small)
    mark(small, "L001", value=PART)
    send(small)
    load(small, lambda row: row.leader_id is not None)
    assert due(small) == ["update attendance L001 W1"]


def test_a_mark_that_was_cleared_is_told_as_cleared_and_comes_back_by_its_id(loaded: Store) -> None:
    does.record_marks.clear(loaded, "W1", ["L001"])
    assert due(loaded) == ["update attendance L001 W1"]
    (file,) = outbox(loaded).files
    assert set(file.rows[0].cells[2:]) == {CLEARED}
    send(loaded)
    load(loaded)
    assert due(loaded) == []
    mark(loaded, "L001")
    assert due(loaded) == ["update attendance L001 W1"]


def test_a_mark_that_was_cleared_before_it_was_told_is_nothing_to_tell(small: Store) -> None:
    mark(small, "L001")
    does.record_marks.clear(small, "W1", ["L001"])
    assert due(small) == ["insert session W1", "insert session W2"]


def test_undoing_the_export_takes_its_rows_back(small: Store) -> None:
    before = due(small)
    send(small)
    undo.undo(small)
    assert (due(small), batches(small)) == (before, [])
    undo.redo(small)
    assert due(small) == []
    load(small)
    undo.undo(small)
    assert outbox(small).pending == 2
    assert draft_of(small, "W1").title == "Workshop 1"


def test_the_id_that_a_session_is_given_stands_with_the_session(loaded: Store) -> None:
    rows = [row for batch in batches(loaded) for file in batch.files for row in file.rows]
    kept = {row.item_id: row.salesforce_id for row in rows if row.leader_id is None}
    assert dict(loaded.connection.execute("SELECT id, salesforce_id FROM session").fetchall()) == kept


def test_what_went_away_after_it_was_loaded_is_to_be_deleted_by_its_id(loaded: Store) -> None:
    (booking,) = _with_booking(loaded)
    send(loaded)
    load(loaded)
    with loaded.command("Took a booking away", {"bookings"}) as writing:
        from models.tables import BookingRow

        writing.session.delete(loaded.only_row(writing.session, BookingRow, "booking"))
    (file,) = outbox(loaded).files
    assert (file.operation, file.columns) == (SalesforceOperation.DELETE, ("Id",))
    assert file.rows[0].item_id == booking
    send(loaded)
    load(loaded)
    assert due(loaded) == []
    assert not [row for batch in batches(loaded) for file in batch.files for row in file.rows if row.item_id == booking]


def _with_booking(store: Store) -> list[str]:
    does.change_bookings.book(store, "L001", datetime(2026, 10, 20, 9, tzinfo=UTC))
    return [key for (key,) in store.connection.execute("SELECT id FROM booking")]


def test_an_erased_leader_leaves_the_outbox_and_all_that_was_written(small: Store) -> None:
    from psw_tui.policy.terms import ErasureGround

    mark(small, "L001", "L002")
    send(small)
    does.erase.erase(small, ["L001"], ErasureGround.ASKED)
    load(small)
    rows = [row for batch in batches(small) for file in batch.files for row in file.rows]
    assert len(rows) == 3
    assert due(small) == []
    assert not check(small.path)


def test_a_closed_cohort_goes_only_where_it_is_named(loaded: Store) -> None:
    mark(loaded, "L001", value=PART)
    does.change_cohorts.close(loaded, "PSW 2026")
    assert due(loaded) == []
    assert outbox(loaded, "PSW 2026").rows == 1


# -- what can't go ---------------------------------------------------------------------------------


@pytest.fixture
def members(db: Path, small: Store) -> Store:
    """Attendance as campaign members, by Id."""
    db.with_name("programme.toml").write_text(MEMBERS, "utf-8")
    small.close()
    return Store.open(db)


def why(store: Store) -> set[str]:
    return {f"{held.leader} {held.about}: {held.why}".strip() for held in outbox(store).held}


def test_a_row_whose_leader_or_session_salesforce_does_not_know_is_listed_and_not_sent(members: Store) -> None:
    mark(members, "L001", "L002")
    assert due(members) == ["insert session W1", "insert session W2"]
    assert why(members) == {f"{one} W1: the leader has no Salesforce id yet" for one in ("L001", "L002")}
    does.change_leaders.edit_leader(members, "L001", {"salesforce_id": sf_id(1)[:15]})
    does.change_leaders.edit_leader(members, "L002", {"salesforce_id": "003"})
    assert why(members) == {
        "L001 W1: session W1 has no Salesforce id yet",
        "L002 W1: the leader has the Salesforce id “003”, which is none",
    }
    send(members)
    load(members)
    assert due(members) == ["insert attendance L001 W1"]
    (file,) = outbox(members).files
    assert file.rows[0].cells[0] == sf_id(1)
    assert file.key == ("ContactId", "CampaignId")
    members.close()


def test_a_member_whose_mark_was_cleared_is_what_it_was_before(members: Store) -> None:
    mark(members, "L001")
    does.change_leaders.edit_leader(members, "L001", {"salesforce_id": sf_id(1)})
    for _ in range(2):
        send(members)
        load(members)
    does.record_marks.clear(members, "W1", ["L001"])
    (file,) = outbox(members).files
    assert (file.columns, file.rows[0].cells[1]) == (("Id", "Status"), "Sent")
    members.close()


def test_external_ids_that_differ_in_capitals_only_are_not_sent(small: Store) -> None:
    draft = replace(draft_of(small, "W2"), reference="w1", title="Another")
    does.change_sessions.create_session(small, draft)
    assert due(small) == ["insert session W2"]
    assert "W1 Workshop 1: another one's external id differs from W1 in capitals only" in why(small)


def test_a_text_that_would_empty_the_field_is_not_sent(small: Store) -> None:
    does.change_sessions.edit_session(small, "W1", replace(draft_of(small, "W1"), title=CLEARED))
    assert due(small) == ["insert session W2"]


def test_the_id_of_another_object_is_none_of_this_one(loaded: Store, db: Path) -> None:
    """By another profile the rows are another object's: they are new there."""
    loaded.close()
    told = '[programme.psw.salesforce.custom.attendance]\nobject = "Other__c"'
    db.with_name("programme.toml").write_text(told, "utf-8")
    with Store.open(db) as store:
        assert due(store) == ["insert attendance L001 W1"]


def test_a_row_never_names_a_session_by_the_id_of_another_object(loaded: Store, db: Path) -> None:
    """Salesforce refuses the id of a session record where it is to be a campaign's."""
    does.change_leaders.edit_leader(loaded, "L001", {"salesforce_id": sf_id(1)})
    loaded.close()
    db.with_name("programme.toml").write_text(MEMBERS, "utf-8")
    with Store.open(db) as store:
        assert due(store) == ["insert session W1", "insert session W2"]
        assert why(store) == {"L001 W1: session W1 has no Salesforce id yet"}
        send(store)
        load(store)
        assert due(store) == ["insert attendance L001 W1"]


def test_what_is_hidden_as_damaged_is_not_deleted_in_salesforce(loaded: Store) -> None:
    loaded.connection.execute("PRAGMA ignore_check_constraints=ON")
    loaded.connection.execute("UPDATE session SET kind = 'none' WHERE reference = 'W1'")
    loaded.look_for_damage()
    assert due(loaded) == []


def test_the_rows_of_a_batch_are_kept_as_they_were_written(small: Store) -> None:
    mark(small, "L001")
    send(small)
    (batch,) = batches(small)
    assert [(file.subject, file.written) for file in batch.files] == [
        (SalesforceSubject.SESSION, 2),
        (SalesforceSubject.ATTENDANCE, 1),
    ]
    assert {row.state for file in batch.files for row in file.rows} == {SalesforceState.PENDING}
    assert json.dumps(batch.files[1].rows[0].cells).count("L001") == 1


def test_what_the_profile_leaves_out_is_not_awaited(loaded: Store, db: Path) -> None:
    does.change_sessions.create_session(loaded, replace(draft_of(loaded, "W2"), reference="W3", title="Workshop 3"))
    assert sessions_told(loaded)["W3"].words == "not yet"
    loaded.close()
    db.with_name("programme.toml").write_text('[programme.psw.salesforce.custom.session]\nobject = ""', "utf-8")
    with Store.open(db) as store:
        mark(store, "L002", session="W2")
        told = {reference: one.words for reference, one in sessions_told(store).items()}
        assert told == {"W1": "yes", "W2": "not yet"}
