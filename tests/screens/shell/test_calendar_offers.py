"""What `E` offers of days, by the screens that offer it: under one name every time, made from a store of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from psw_tui.app import PswApp
from psw_tui.policy.terms import Channel, Direction, LeaderState, SessionKind
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import communications
from psw_tui.store.registers import change_sessions
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from screens.escalations.escalations import EscalationsScreen
from screens.registers.sessions import RegistersScreen
from screens.roster.leader import LeaderScreen
from screens.shell.calendar_offers import due_offer, sessions_offer
from screens.shell.desk import Desk
from screens.shell.offers import Making, Offer
from screens.today.today import TodayScreen
from tests.helpers import drawn, settle, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A leader and a workshop."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        amara = {"reference": "L001", "first_name": "Amara", "last_name": "Osei", "cohort": "PSW 2026"}
        change_leaders.create_leader(store, {**amara, "state": LeaderState.ACTIVE})
        begins = datetime(2027, 3, 2, 10, tzinfo=UTC)
        draft = SessionDraft(
            "W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", starts_at=begins, ends_at=begins + timedelta(hours=2)
        )
        change_sessions.create_session(store, draft)
        yield store


def summaries(store: Store, offer: Offer) -> list[str]:
    data = offer.make(store, Making())
    assert isinstance(data, bytes)
    return sorted(str(event["SUMMARY"]) for event in Calendar.from_ical(data).walk("VEVENT"))


def told(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    return [(offer.label, offer.name) for offer in offers]


def test_the_programme_of_what_is_looked_at_and_ones_own_due_days(small: Store) -> None:
    desk = Desk(small)
    desk.read_cohorts()
    programme, _ = RegistersScreen(desk).exports()
    assert told([programme]) == [("programme of PSW 2026, calendar (ICS)", "programme-PSW_2026.ics")]
    assert summaries(small, programme) == ["Workshop 1"]
    *_, due = TodayScreen(desk).exports()
    assert told([due]) == [("due days, calendar for yourself (ICS)", "due-days.ics")]
    with pytest.raises(Refused, match="Nothing of all leaders has a due day"):
        due.make(small, Making())
    communications.log(small, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL, reply_by=date(2027, 2, 12))
    assert summaries(small, due) == summaries(small, due_offer("PSW 2026")) == ["Amara Osei: reply due"]
    desk.cohort = "PSW 2026"
    assert told(TodayScreen(desk).exports())[-1:] == [
        ("due days of PSW 2026, calendar for yourself (ICS)", "due-days-PSW_2026.ics")
    ]
    assert told(RegistersScreen(desk).exports()[:1]) == told([programme])


def test_a_leaders_sessions(small: Store) -> None:
    offer = sessions_offer("L001", "Amara Osei")
    assert told([offer]) == [("sessions of Amara Osei, calendar (ICS)", "sessions-L001.ics")]
    assert summaries(small, offer) == ["Workshop 1"]


async def test_the_leaders_page_and_the_escalations_offer_them_beside_the_case(small: Store) -> None:
    app = PswApp(small)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen))
        await settle(app)
        await pilot.press("E")
        await until(pilot, lambda: "due days, calendar for yourself (ICS)" in drawn(app))
        await pilot.press("escape", "2")
        await settle(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        await settle(app)
        await pilot.press("E")
        await until(pilot, lambda: "sessions of Amara Osei, calendar (ICS)" in drawn(app))
        await pilot.press("escape")
