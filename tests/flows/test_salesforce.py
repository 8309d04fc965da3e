"""The outbox of Salesforce in the Registers: what would go, its files, and what the loader made of them read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.recognised import offered_as
from psw_tui.exchange.salesforce.load_files import as_csv
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core.store import Store
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_cohorts
from psw_tui.store.salesforce.batches import batches
from psw_tui.store.salesforce.sessions_told import sessions_told
from tests.exchange.table_files import write_csv
from tests.helpers import drawn, press_again, until
from tests.store.salesforce.pending import sf_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROSTER = "reference,first_name,last_name,cohort", "L001,Amara,Osei,PSW 2026", "L002,Dewi,Khan,PSW 2026"
SESSIONS = (
    "reference,cohort,kind,title,starts_at,ends_at",
    "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00",
    "W02,PSW 2026,workshop,Asking,2026-11-26 10:00,2026-11-26 12:00",
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for kind, lines in (("roster", ROSTER), ("sessions", SESSIONS)):
            assert not import_table(opened, kind, write_csv(tmp_path / kind, [li.split(",") for li in lines])).problems
        record_marks.mark(opened, "W01", ["L001"], MarkValue.PRESENT)
        yield opened


def result_of(store: Store, folder: Path, *, error: str = "") -> Path:
    """What Data Loader writes of the marks that are pending: loaded, or refused with this error."""
    (batch,) = batches(store)
    file = batch.files[-1]
    path = folder / "result.csv"
    if error:
        path.write_bytes(as_csv((*file.columns, "ERROR"), [(*row.cells, error) for row in file.rows]))
    else:
        rows = [(sf_id(number), *row.cells, "Item Created") for number, row in enumerate(file.rows)]
        path.write_bytes(as_csv(("ID", *file.columns, "STATUS"), rows))
    return path


async def test_the_outbox_is_looked_through_written_and_its_results_are_read_back(store: Store, tmp_path: Path) -> None:
    app = PswApp(store)
    async with app.run_test(size=(150, 30)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "Leading" in drawn(app))
        assert "not yet in Salesforce" not in drawn(app)  # nothing was ever written for it
        await pilot.press("E")
        await until(pilot, lambda: " o  outbox for Salesforce" in drawn(app))
        await pilot.press("o")
        await until(pilot, lambda: "1 row to insert in PSW_Attendance__c" in drawn(app))
        assert "L001 Amara Osei" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "For Salesforce, 2 files: written" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "2 not yet in Salesforce" in drawn(app))
        assert "2 pending" in drawn(app)
        path = result_of(store, tmp_path, error="no such contact")
        await pilot.press("i")
        await until(pilot, lambda: "Import a file" in drawn(app))
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "0 loaded, 1 refused" in drawn(app))
        assert "L001 Amara Osei W01, insert: no such contact" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Imported Salesforce's results" in drawn(app))
        assert "2 pending" not in drawn(app)
        await pilot.press("u")
        assert "Undo: imported Salesforce's results" in drawn(app)
        await press_again(pilot, "y")
        await until(pilot, lambda: "2 pending" in drawn(app))


def test_how_far_a_session_is_in_salesforce_is_said_in_words_by_three_queries(store: Store, tmp_path: Path) -> None:
    from psw_tui.exchange.salesforce.load_files import write_outbox
    from psw_tui.exchange.salesforce.results import import_results

    assert sessions_told(store) == {}
    write_outbox(store, tmp_path / "out")
    record_marks.mark(store, "W01", ["L002"], MarkValue.PRESENT)
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    told = sessions_told(store)
    store.connection.set_trace_callback(None)
    assert {key: one.words for key, one in told.items()} == {"W01": "1 not yet", "W02": "1 pending"}
    assert len(statements) == 3
    import_results(store, [result_of(store, tmp_path)])
    assert sessions_told(store)["W01"].words == "1 not yet"
    assert not sessions_told(store)["W01"].is_there


def test_a_result_among_the_downloads_is_known_for_what_it_is(store: Store, tmp_path: Path) -> None:
    """Also one of campaign members, whose columns are those of a report that nobody can use."""
    kinds = {"sessions", "salesforce-result"}
    members = tmp_path / "error.csv"
    members.write_text('"ContactId","CampaignId","Status","ERROR"\n"1","2","Sent","no"\n', "utf-8")
    assert offered_as(store, kinds, members) == "salesforce-result"
    assert offered_as(store, {"sessions"}, members) is None
