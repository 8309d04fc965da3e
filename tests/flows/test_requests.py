"""Requests by keys: recorded on the leader's page, on Today with their days, and from there to their next step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import Channel, RequestKind, RequestOutcome, StopReason
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_requests, requests
from psw_tui.store.roster.change_leaders import create_leader
from psw_tui.store.roster.leader_page import leader_file
from screens.dialogs.choices import ChooseStep
from screens.dialogs.written import Written
from screens.roster.leader import LeaderScreen
from screens.roster.leader_rows import rows
from screens.shell.desk import Desk, Place
from screens.today.agenda import agenda
from tests.helpers import drawn, fill_form, make_once, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from screens.today.agenda import Item

ACCESS, COMPLAINT = RequestKind.SUBJECT_ACCESS, RequestKind.DATA_PROTECTION_COMPLAINT
#: Today is Monday 1 February 2027.
TODAY = date(2027, 2, 1)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three leaders of one cohort."""
    monkeypatch.setenv("PSW_TODAY", TODAY.isoformat())
    with Store.open(make_once(tmp_path / "psw.db", "flows/requests", _make)) as store:
        yield store


def _make(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    for reference, first, last in (("L001", "Amara", "Osei"), ("L002", "Dewi", "Khan"), ("L003", "Beth", "Jones")):
        values = {"reference": reference, "first_name": first, "last_name": last, "cohort": "PSW 2026"}
        create_leader(store, {**values, "offer_accepted_on": date(2026, 9, 1)})


def on_today(store: Store, day: date = TODAY) -> list[Item]:
    """The lines of the group on Today."""
    running, over = Desk(store).judged_apart()
    groups = {group.title: group.items for group in agenda(store, running, day, over).groups}
    return list(groups.get("Requests", ()))


def test_today_says_by_when_and_what_stands_still(small: Store) -> None:
    """Overdue first; an answered one is no work any more."""
    assert on_today(small) == []
    for leader, came in (("L001", date(2027, 1, 6)), ("L002", date(2026, 12, 22)), ("L003", date(2027, 1, 20))):
        change_requests.record(small, leader, ACCESS, came, Channel.EMAIL)
    change_requests.record(small, "L003", COMPLAINT, date(2027, 1, 2), Channel.EMAIL)
    stopped = requests.every(small, ["L003"])[1]
    change_requests.ask(small, stopped.id, StopReason.CLARIFY, date(2027, 1, 22))
    assert [(item.what, item.detail, item.tone) for item in on_today(small)] == [
        ("Dewi Khan", "subject access: answer was due Fri 22 Jan, 10 days over", "bad"),
        ("Beth Jones", "data-protection complaint: acknowledgement due Mon 1 Feb, today", "warn"),
        ("Amara Osei", "subject access: answer due Mon 8 Feb, 7 days", "normal"),
        ("Beth Jones", "subject access: stopped since Fri 22 Jan: asked to clarify, 29 days left", "normal"),
    ]
    assert "(UK GDPR 12)" in on_today(small)[0].why
    change_requests.answer(small, stopped.id, TODAY, RequestOutcome.GIVEN)
    assert len(on_today(small)) == 3
    assert on_today(small, date(2026, 12, 21)) == []


def test_the_leaders_page_has_a_line_for_each(small: Store) -> None:
    """With its steps behind `w`; a page without any says how one is recorded."""
    desk = Desk(small)
    verdict = desk.verdicts.one(TODAY, "L001")
    assert verdict is not None
    file = leader_file(small, verdict, TODAY)
    assert file is not None
    empty = rows(verdict, file, TODAY, revealed=False, standings=False)
    assert "nothing asked about their own data; n records it" in str(empty.lines["heading:Requests"].cells[0])
    change_requests.record(small, "L001", ACCESS, date(2027, 1, 6), Channel.LETTER)
    request = requests.every(small)[0]
    change_requests.answer(small, request.id, date(2027, 2, 1), RequestOutcome.REFUSED, "manifestly unfounded")
    file = leader_file(small, verdict, TODAY)
    assert file is not None
    made = rows(verdict, file, TODAY, revealed=False, standings=False)
    assert made.whys[f"request:{request.id}"][1:] == [
        "Received by letter Wed 6 Jan",
        "Identity confirmed Wed 6 Jan",
        "Answered: refused Mon 1 Feb",
        "“manifestly unfounded”",
    ]


async def test_a_request_is_recorded_and_taken_on_by_keys(small: Store) -> None:
    """`n` on the page, the line on Today, enter back to it, enter for its steps, a letter; and `u` undoes it."""
    app = PswApp(small)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        app.go(Place("roster", "L001", page=True))
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        await pilot.press("n")
        await until(pilot, lambda: "Amara Osei: a request about their own data" in drawn(app))
        await fill_form(pilot, received_on="6 jan", channel="letter")
        await until(pilot, lambda: "answer due Mon 8 Feb, 7 days" in drawn(app))
        await pilot.press("f1")
        await until(pilot, lambda: "subject access: answer due Mon 8 Feb, 7 days" in drawn(app))
        app.screen.query_one("#today-list").move_to(on_today(small)[0].key)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        assert isinstance(app.screen, LeaderScreen)
        assert app.screen.place() == on_today(small)[0].key
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChooseStep))
        await pilot.press("c")
        await fill_form(pilot, on="29 jan")
        await until(pilot, lambda: "stopped         subject access: since Fri 29 Jan: asked to clarify" in drawn(app))
        (request,) = requests.every(small)
        assert (request.channel, [stop.asked_on for stop in request.stops]) == (Channel.LETTER, [date(2027, 1, 29)])
        await pilot.press("u")
        await until(pilot, lambda: "answer due Mon 8 Feb, 7 days" in drawn(app))
        assert requests.every(small)[0].stops == ()


async def test_the_copy_is_written_and_its_answer_noted(small: Store) -> None:
    """`E` on the page offers it; where it was asked for, noting the answer follows."""
    change_requests.record(small, "L001", ACCESS, date(2027, 1, 6), Channel.EMAIL)
    app = PswApp(small)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        app.go(Place("roster", "L001", page=True))
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        await pilot.press("E")
        await until(pilot, lambda: "subject access: all that is held" in drawn(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Written))
        assert (small.path.with_name("exports") / "subject-access-L001-2027-02-01.json").is_file()
        await pilot.press("escape")
        await until(pilot, lambda: "Note now that it was answered?" in drawn(app))
        await pilot.press("y")
        await fill_form(pilot, outcome="copy given")
        await until(pilot, lambda: requests.every(small)[0].outcome is RequestOutcome.GIVEN)
