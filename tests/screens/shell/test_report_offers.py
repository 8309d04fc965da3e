"""What `E` offers of reports: of the cohorts that run on Today, of whom the cursor is on in the roster."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system.settings_file import Settings, write_settings
from screens.dialogs.written import Written
from screens.shell.desk import Desk
from screens.shell.offers import Making, Offer, Stopped
from screens.shell.report_offers import cohort_offers, leader_offers, organisation_offers
from screens.today.today import TodayScreen
from tests.exchange.pages.valid import assert_valid
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DAY = date(2027, 2, 1)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Two leaders of an organisation, in a cohort that runs; another that is over."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        write_settings(store.path, Settings(exports=tmp_path / "out"))
        change_cohorts.add(store, "PSW 2024", 2024)
        change_cohorts.add(store, "PSW 2026", 2026)
        for reference, first, cohort in (
            ("L001", "Amara", "PSW 2026"),
            ("L002", "Dewi", "PSW 2026"),
            ("L003", "Old", "PSW 2024"),
        ):
            row = {
                "reference": reference,
                "first_name": first,
                "last_name": "Osei",
                "cohort": cohort,
                "organisation": "Kent",
            }
            change_leaders.create_leader(store, row | {"offer_accepted_on": date(2024, 8, 1)})
        yield store


def told(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    return [(offer.label, offer.name) for offer in offers]


def test_today_offers_the_report_of_each_cohort_that_runs(small: Store) -> None:
    desk = Desk(small)
    desk.read_cohorts()
    page, markdown = TodayScreen(desk).exports()[:2]
    assert told([page, markdown]) == [
        ("report of PSW 2026, a page (HTML)", "cohort-PSW_2026-2027-02-01.html"),
        ("report of PSW 2026, Markdown (MD)", "cohort-PSW_2026-2027-02-01.md"),
    ]
    data = page.make(small, Making())
    assert isinstance(data, bytes)
    assert_valid(data)
    text = markdown.make(small, Making())
    assert isinstance(text, bytes)
    assert text.startswith(b"# PSW 2026 on Monday 1 February 2027")
    desk.look_at("PSW 2024")
    assert told(TodayScreen(desk).exports())[0][1] == "cohort-PSW_2024-2027-02-01.html"


def test_a_report_that_was_stopped_is_not_made(small: Store) -> None:
    (page, _) = cohort_offers(["PSW 2026"], DAY)
    making = Making()
    making.stop()
    with pytest.raises(Stopped):
        page.make(small, making)


def test_several_leaders_are_told_in_a_file_each(small: Store) -> None:
    page, markdown = leader_offers([("L001", "Amara Osei"), ("L002", "Dewi Osei")], DAY)
    assert told([page, markdown]) == [
        ("reports to 2 leaders, a page (HTML) each", ""),
        ("reports to 2 leaders, Markdown (MD) each", ""),
    ]
    made = page.make(small, Making())
    assert not isinstance(made, bytes)
    assert [name for name, _ in made] == ["leader-L001-2027-02-01.html", "leader-L002-2027-02-01.html"]
    assert b"Dear Dewi" in made[1][1]
    assert leader_offers([], DAY) == organisation_offers("", DAY) == []


def test_reasons_go_to_the_leader_alone_and_only_where_they_are_ticked(small: Store) -> None:
    assert {offer.reasons for offer in leader_offers([("L001", "Amara Osei")], DAY)} == {True}
    for offer in (*cohort_offers(["PSW 2026"], DAY), *organisation_offers("Kent", DAY)):
        assert not offer.reasons, offer.label


def letter_of(label: str, app: PswApp) -> str:
    """The letter that takes an offer."""
    found = re.search(rf"(\S)  {label}", drawn(app))
    assert found
    return found[1]


async def test_on_the_roster_it_is_of_whom_the_cursor_is_on(small: Store, tmp_path: Path) -> None:
    app = PswApp(small)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        await pilot.press("E")
        await until(pilot, lambda: "report to Amara Osei, a page (HTML)" in drawn(app))
        screen = drawn(app)
        assert "report of PSW 2026, a page (HTML)" in screen
        assert "report of Kent, its leaders only, a page (HTML)" in screen
        await pilot.press(letter_of("report of Kent, its leaders only, a page", app), "enter")
        await until(pilot, lambda: isinstance(app.screen, Written))
        (written,) = (tmp_path / "out").iterdir()
        assert written.name == "organisation-Kent-2027-02-01.html"
        assert_valid(written.read_bytes())
        await pilot.press("escape", "home", "enter", "E")
        await until(pilot, lambda: "absence reasons too" not in drawn(app) and "report to Amara Osei" in drawn(app))
        await pilot.press(letter_of("report to Amara Osei, a page", app))
        await until(
            pilot, lambda: "leader-L001-2027-02-01.html" in drawn(app) and "[ ] absence reasons too" in drawn(app)
        )
