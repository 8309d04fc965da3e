"""The pages that are no list offer something under `E`, too: whose they are, and the programme they show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from psw_tui.app import PswApp
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities import change_rounds, rounds
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader
from screens.capabilities.compare_rounds import CompareScreen
from screens.capabilities.round import RoundScreen
from screens.escalations.case import CaseScreen
from screens.registers.months import MonthsScreen
from screens.shell.frame import AreaScreen
from tests.helpers import settle

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_a_page_that_is_no_list_offers_what_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        beth = {"reference": "L001", "first_name": "Beth", "last_name": "Jones", "cohort": "PSW 2026"}
        create_leader(store, beth)
        change_rounds.new_round(store, "L001", date(2026, 9, 8), RoundKind.BASELINE)
        change_rounds.new_round(store, "L001", date(2027, 1, 12), RoundKind.REVIEW)
        first, last = rounds.rounds_of(store, "L001")
        app = PswApp(store)
        desk = app.desk
        async with app.run_test(size=(80, 24)):
            await settle(app)
            offered = {}
            for page in (
                RoundScreen(desk, first.id),
                CompareScreen(desk, "L001", first.id, last.id),
                CaseScreen(desk, "L001"),
                MonthsScreen(desk),
            ):
                app.push_screen(page)
                await settle(app)
                assert isinstance(app.screen, AreaScreen)
                offered[type(page)] = [offer.name for offer in app.screen.exports()]
                app.pop_screen()
    profile = ["profile-L001-2027-01-12.html", "profile-L001-2027-01-12.md", "capabilities-L001.xlsx"]
    assert offered[RoundScreen] == offered[CompareScreen] == profile
    assert offered[CaseScreen] == ["case-L001-2027-02-01.html", "case-L001-2027-02-01-redacted.html"]
    assert [name.rpartition(".")[2] for name in offered[MonthsScreen]] == ["ics"]
