"""The end of the programme by its keys: certificates are issued and undone, and written with the records by E."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import certificates, change_certificates
from psw_tui.store.roster.leader_page import leader_file
from screens.dialogs.written import Written
from screens.roster.completion_offers import certificate_offers
from screens.roster.roster import RosterScreen
from screens.shell.desk import Place
from screens.shell.plain_dialogs import Confirm
from tests import ended
from tests.exchange.pages.valid import assert_valid
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The cohort at its end, on the day after."""
    monkeypatch.setenv("PSW_TODAY", "2027-09-01")
    with Store.open(ended.make(tmp_path / "psw.db")) as store:
        yield store


def letter_of(app: PswApp, label: str) -> str:
    """The letter beside what the dialog offers."""
    return next(line for line in drawn(app).splitlines() if label in line).partition(label)[0].split()[-1]


async def test_a_certificate_is_issued_written_and_undone_and_none_is_for_who_is_short(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk.today_is_whole)
        app.go(Place("roster", "L001", page=True))
        await pilot.pause()
        await pilot.press("L", "i")
        await until(pilot, lambda: "Amara Osei: certificate PSW-2026-0001 issued" in drawn(app))
        assert "certificate PSW-2026-0001" in drawn(app).splitlines()[1]
        await pilot.press("E")
        await pilot.press(letter_of(app, "certificate of Amara Osei"), "enter")
        await until(pilot, lambda: isinstance(app.screen, Written))
        await pilot.press("escape", "u")
        await until(pilot, lambda: "Undone: Amara Osei: certificate" in drawn(app))
        await pilot.press("E")
        await pilot.press(letter_of(app, "certificate of Amara Osei"), "enter")
        await until(pilot, lambda: "No certificate is issued to Amara Osei yet" in drawn(app))
        await pilot.press("escape")
        app.go(Place("roster", "L003", page=True))
        await pilot.pause()
        await pilot.press("L", "i")
        assert "Beth Jones has not met every minimum." in drawn(app)
        await pilot.press("escape", "escape")
        roster = app.screen
        assert isinstance(roster, RosterScreen)
        issue_all = next(run for name, _, run in roster.without_keys() if name == "Issue certificates of PSW 2026")
        issue_all()
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "3 of 7 leaders completed the programme." in drawn(app)
        await pilot.press("y")
        await until(pilot, lambda: "3 certificates issued, PSW-2026-0002 to PSW-2026-0004" in drawn(app))
    page = store.path.parent / "exports" / "certificate-L001-2027-09-01.html"
    assert_valid(page.read_bytes())
    assert sorted(certificates.valid(store)) == ["L001", "L002", "L004"]


def test_certificates_of_several_are_of_those_who_completed(store: Store) -> None:
    day, everybody = store.today, [judged(store, f"L00{number}") for number in range(1, 8)]
    assert [offer.label for offer in certificate_offers(store, everybody, day)] == [
        "certificates of 3 leaders who completed, a page each (HTML)",
        "records of attendance of 3 leaders who completed, a page each (HTML)",
    ]
    assert certificate_offers(store, everybody[4:], day) == []
    assert certificate_offers(store, everybody[5:6], day) == []  # who has left gets none, and is not offered one


def test_a_certificate_has_one_name_whenever_it_is_written(store: Store) -> None:
    """By the day it was issued, as on the command line and among several; a record of attendance is of the day."""
    change_certificates.issue(store, ["L001"])
    offers = certificate_offers(store, [judged(store, "L001")], date(2027, 10, 4))
    assert [offer.name for offer in offers] == [
        "certificate-L001-2027-09-01.html",
        "attendance-L001-2027-10-04.html",
    ]


def test_the_page_of_a_leader_says_where_a_certificate_no_longer_rests_on_the_record(store: Store) -> None:
    change_certificates.issue(store, ["L001"])
    record_marks.mark(store, "R1", ["L001"], MarkValue.ABSENT)
    page = leader_file(store, judged(store, "L001"), store.today)
    assert page is not None
    assert page.certificate == "PSW-2026-0001, which no longer rests on the record"
