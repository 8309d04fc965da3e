"""Rounds in the app: two compared, a cohort counted from five leaders on, own words on the leader's own pages only."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from textual.widgets import OptionList

from psw_tui.app import PswApp
from psw_tui.policy.capability import Rating
from psw_tui.policy.terms import LeaderState, RoundKind
from psw_tui.store.capabilities import rounds
from psw_tui.store.core.store import Store
from psw_tui.store.system.settings import framework
from screens.capabilities import cohort_counts
from screens.capabilities import rounds as capabilities
from screens.capabilities.cohort_counts import CohortScreen
from screens.capabilities.compare_rounds import CompareScreen
from screens.capabilities.round import RoundScreen
from screens.capabilities.rounds import CapabilitiesScreen, RoundsScreen
from screens.coaching import board
from screens.registers import sessions, term
from screens.roster import roster
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, fill_form, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

SUBS = list(framework().subs)
NAMES = ("Osei", "Patel", "Khan", "Jones", "Adeyemi")
THEN, MIDDLE, NOW = date(2026, 10, 1), date(2026, 12, 1), date(2027, 1, 20)
OWN_WORDS = "Chaired the Bramble review"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    monkeypatch.delenv("PSW_ASCII", raising=False)
    return tmp_path / "psw.db"


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    """Five leaders without rounds."""
    with Store.open(db, create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}, leaders=()) as writing:
            from models.tables import CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            for number, last in enumerate(NAMES, 1):
                writing.session.add(
                    LeaderRow(
                        reference=f"L00{number}",
                        cohort_id=cohort.id,
                        first_name="Ann",
                        last_name=last,
                        state=LeaderState.ACTIVE,
                        offer_accepted_on=date(2026, 9, 1),
                    )
                )
        yield store


def made(store: Store, leader: str, on: date, ratings: dict[str, Rating]) -> None:
    """A round of a leader with these ratings, in one command."""
    with store.command("Made a round", {"rounds"}, leaders=[leader]) as writing:
        from models.tables import LeaderRow, RatingRow, RoundRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        kind = RoundKind.BASELINE if on == THEN else RoundKind.REVIEW
        begun = RoundRow(leader_id=row.id, round_on=on, kind=kind)
        writing.session.add(begun)
        for sub, said in ratings.items():
            writing.session.add(RatingRow(round_id=begun.id, sub_capability=sub, rating=said.rating, focus=said.focus))


async def to_capabilities(pilot: Pilot, leader: str = "L001") -> None:
    """The list of leaders, with the cursor on one."""
    app = pilot.app
    await pilot.press("5")
    await until(pilot, lambda: isinstance(app.screen, CapabilitiesScreen) and "Osei" in drawn(app))
    app.screen.query_one(RowTable).move_to(leader)


#: Sub-capability: then, now, how the line reads.
COMPARED = (
    ("curiosity.values", Rating(1, focus=True), Rating(3), "○───●··  1 → 3 *         ↑ up 2"),
    ("curiosity.self", Rating(4), Rating(2), "··●───○  4 → 2           ↓ down 2"),
    ("curiosity.bias", Rating(3), Rating(3), "····●··  3 → 3           = same"),
    ("curiosity.workforce", Rating(), Rating(2), "··●····    → 2           new"),
    ("curiosity.partners", Rating(2, focus=True), Rating(2, focus=True), "··●····  2 → 2 *         = same"),
)


async def test_two_selected_rounds_are_compared_else_a_round_with_the_one_before(store: Store) -> None:
    """The one between the two is left out, and everything that matters fits in 80 columns."""
    made(store, "L001", THEN, {sub: then for sub, then, _, _ in COMPARED})
    made(store, "L001", MIDDLE, dict.fromkeys(SUBS, Rating(4)))
    made(store, "L001", NOW, {sub: now for sub, _, now, _ in COMPARED})
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await to_capabilities(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundsScreen) and "3 rounds" in drawn(app))
        await pilot.press("space", "equals_sign")
        await until(pilot, lambda: "Two rounds are compared, and 1 selected" in drawn(app))
        assert isinstance(app.screen, RoundsScreen)
        await pilot.press("down", "space", "equals_sign")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and "up ·" in drawn(app))
        shown = drawn(app).splitlines()
        assert "baseline of Thu 1 Oct 2026 → review of Wed 20 Jan 2027" in shown[1]
        for sub, _, _, line in COMPARED:
            [only] = [line for line in shown if line[2:].startswith(framework().subs[sub].name)]
            assert only.endswith(line), only
        untouched = next(line for line in shown if framework().subs["curiosity.service"].name in line)
        assert untouched.endswith("·······  not considered")
        assert any("Maintaining Curiosity: median 2.5 → 2" in line for line in shown)
        assert any("1 up · 1 down · 2 the same" in line for line in shown)
        moved = f"Of 2 focus areas then, 1 moved: {framework().subs['curiosity.values'].name} 1 → 3"
        assert any(moved in line for line in shown)
        assert max(map(len, shown)) <= 80
        await pilot.press("escape", "escape")  # back, and the selection
        await pilot.press("equals_sign")
        await until(pilot, lambda: "no round before this one" in app.desk.said)
        await pilot.press("up", "equals_sign")
        await until(pilot, lambda: "baseline of Thu 1 Oct 2026 → review of Tue 1 Dec 2026" in drawn(app))
        await pilot.press("escape", "n")
        await fill_form(pilot, on="yesterday")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RoundsScreen) and "▌ Sun 31 Jan" in drawn(app))


def answered(store: Store, leaders: int) -> None:
    """Rounds of so many leaders: all say something of the first three sub-capabilities, one of a fourth."""
    for number in range(1, leaders + 1):
        now = {
            SUBS[0]: Rating(number % 4 + 1),
            SUBS[1]: Rating(4, focus=number <= 2),
            SUBS[2]: Rating(2, focus=number != 1),
        }
        if number == 1:
            now[SUBS[3]] = Rating(1, focus=True)
        made(store, f"L00{number}", THEN, {SUBS[2]: Rating(1)})
        made(store, f"L00{number}", NOW, now)


def menu(app: PswApp) -> list[str]:
    """What the menu that is open offers, without the letters."""
    return [str(option.prompt)[4:].strip() for option in app.screen.query_one(OptionList).options]


async def open_cohort(pilot: Pilot) -> str:
    """What the cohort page shows, once it is there."""
    await to_capabilities(pilot)
    await pilot.press("V")
    await until(pilot, lambda: isinstance(pilot.app.screen, CohortScreen))
    await until(pilot, lambda: any(sign in drawn(pilot.app) for sign in ("newest round", "Fewer than")))
    return drawn(pilot.app)


def rows(app: PswApp) -> list[list[str]]:
    """The rows of the cohort page: the name, and the numbers."""
    cells = [re.split(r" {2,}", line.strip(" ▌")) for line in drawn(app).splitlines()]
    names = [framework().subs[sub].name for sub in SUBS]
    return [line for line in cells if any(line and line[0].startswith(name[:38]) for name in names)]


async def test_with_four_leaders_the_cohort_page_shows_no_number_and_no_name(store: Store) -> None:
    """Nor can the leaders before it be sorted by what they said: the menu is read as it is drawn."""
    answered(store, 4)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await to_capabilities(pilot)
        await pilot.press("s")
        await until(pilot, lambda: "Sort by" in drawn(app))
        assert menu(app) == ["name", "last round, oldest first", "rated, least first"]
        await pilot.press("r")
        await until(pilot, lambda: list(app.screen.query_one(RowTable)._keys)[-1] == "L001")
        by_number = ["L005", "L004", "L003", "L002", "L001"]  # 0, 3 three times by name, 4 that are rated
        assert list(app.screen.query_one(RowTable)._keys) == by_number
        shown = await open_cohort(pilot)
        assert "Fewer than 5 leaders answered: nothing is shown" in shown
        assert app.screen.query_one(RowTable).row_count == 0
        assert rows(app) == []
        assert not [sub for sub in SUBS if framework().subs[sub].name in shown]
        for name in NAMES:
            assert name not in shown


async def test_with_five_it_counts_and_is_sorted_by_focus_and_never_by_people(store: Store) -> None:
    answered(store, 5)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        shown = await open_cohort(pilot)
        assert "In everyone's newest round" in shown
        first, second, third = (framework().subs[sub].name for sub in SUBS[:3])
        by_hand = [  # focus, strengths, moved up, of
            [third, "4", "·", "5 of 5", "5"],
            [second, "2", "5", "few", "5"],
            [first, "·", "1", "few", "5"],
        ]
        assert rows(app) == by_hand
        await pilot.press("s")
        await until(pilot, lambda: "Sort by" in drawn(app))
        assert menu(app) == [
            "focus, most first",
            "strengths, most first",
            "moved up, most first",
            "as in the framework",
        ]
        await pilot.press("s")
        await until(pilot, lambda: rows(app) == [by_hand[1], by_hand[2], by_hand[0]])
        for name in NAMES:
            assert name not in drawn(app)


async def test_own_words_are_on_the_leaders_own_pages_only(store: Store) -> None:
    answered(store, 5)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await to_capabilities(pilot)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen) and "4 of 26" in drawn(app))
        app.screen.query_one(RowTable).move_to(SUBS[3])
        await pilot.press("e")
        await fill_form(pilot, evidence=OWN_WORDS, next_step="Ask Quince", next_step_on="12 feb")
        await until(pilot, lambda: f"In their words: {OWN_WORDS}" in drawn(app))
        assert "Next step: Ask Quince, by Fri 12 Feb 2027" in drawn(app)
        newest = rounds.rounds_of(store, "L001")[-1]
        assert newest.ratings[SUBS[3]] == Rating(1, True, OWN_WORDS, "Ask Quince", date(2027, 2, 12))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, CapabilitiesScreen))
        await pilot.pause()
        seen = [drawn(app)]
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, CohortScreen) and "No names" in drawn(app))
        seen.append(drawn(app))
        for area, sign in (("f1", "1 February 2027"), ("f2", "Osei")):
            await pilot.press(area)
            await until(pilot, lambda sign=sign: sign in drawn(app))  # type: ignore[misc]
            await pilot.pause()
            seen.append(drawn(app))
        assert len(set(seen)) == 4
        for page in seen:
            assert "Bramble" not in page
            assert "Quince" not in page


@pytest.fixture
def other_words(db: Path) -> None:
    """Four other words for the scale, in programme.toml beside the database."""
    words = '["not yet", "on the way", "secure", "leading others"]'
    db.with_name("programme.toml").write_text(f"[programme.psw.local]\nrating_words = {words}\n", "utf-8")


async def test_the_words_of_the_scale_are_a_local_setting(other_words: None, store: Store) -> None:
    made(store, "L001", THEN, {SUBS[0]: Rating(3), SUBS[1]: Rating(1)})
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_capabilities(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen) and "2 of 26" in drawn(app))
        shown = drawn(app)
        assert "1 not yet  2 on the way  3 secure  4 leading others  (local)" in shown
        assert "3 ▪▪▪▫     secure" in shown
        assert "1 ▪▫▫▫     not yet" in shown
        assert "effective" not in shown
        await pilot.press("4")
        await until(pilot, lambda: "4 ▪▪▪▪     leading others" in drawn(app))


def test_what_can_be_sorted_by_is_closed_lists_without_rating() -> None:
    """Section 5: leaders are never ranked by what they say of themselves; a new order has to be written here too."""
    assert capabilities._SORTS == (
        ("name", "name"),
        ("last", "last round, oldest first"),
        ("far", "rated, least first"),
    )
    assert cohort_counts.SORTS == (
        ("focus", "focus, most first"),
        ("strengths", "strengths, most first"),
        ("moved", "moved up, most first"),
        ("framework", "as in the framework"),
    )
    assert list(roster._SORTS) == ["name", "reference", "organisation", "coach", "state", "overall"]
    assert [key for key, *_ in term._SORTS] == ["name", "worst"]
    for orders in (dict(board._SORTS), roster._SORTS, dict(term._SORTS), sessions._SORTS):
        assert not [key for key in orders if "rating" in key or "capab" in key or "round" in key]
