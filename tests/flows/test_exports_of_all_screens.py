"""Whatever `E` offers, on every screen: the pages are valid HTML, and nothing sensitive stands in any file unasked."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui import demo
from psw_tui.app import PswApp
from psw_tui.store.core.store import Refused, Store
from screens.capabilities.rounds import RoundsScreen
from screens.coaching.coaches import CoachesScreen
from screens.coaching.ledger import LedgerScreen
from screens.registers.catch_ups import CatchingUpScreen
from screens.registers.months import MonthsScreen
from screens.registers.register import RegisterScreen
from screens.roster.leader import LeaderScreen
from screens.shell.frame import AreaScreen
from screens.shell.offers import Making
from screens.today.since import SinceScreen
from tests.exchange.pages.valid import assert_valid
from tests.helpers import settle

if TYPE_CHECKING:
    from pathlib import Path

    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

TODAY = date(2027, 2, 1)
#: Reasons of absences, what was said in calls and letters, and why something was decided.
SENSITIVE = re.compile("bereavement|sickness|Zebra", re.IGNORECASE)
#: What is asked for whole: a hearing weighs reasons, and a leader may see all that is held of them.
ASKED_FOR = ("case-", "subject-access-")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo, with a reason of every absence, and words of its own wherever somebody may write some."""
    monkeypatch.setenv("PSW_TODAY", TODAY.isoformat())
    demo.make(tmp_path / "psw.db", TODAY, leaders=12)
    with closing(sqlite3.connect(tmp_path / "psw.db")) as connection, connection:
        connection.execute("UPDATE mark SET reason = 'bereavement' WHERE value = 'absent'")
        connection.execute("UPDATE communication SET summary = 'Zebra call'")
        connection.execute("UPDATE decision SET reason = 'Zebra reason'")
    return tmp_path / "psw.db"


def pages_of(desk: Desk) -> list[AreaScreen]:
    since = SinceScreen(desk)
    since._first = date(2026, 9, 1)
    return [
        since,
        LeaderScreen(desk, "L002"),
        RegisterScreen(desk, "R02"),
        MonthsScreen(desk),
        CatchingUpScreen(desk),
        LedgerScreen(desk, "L001"),
        CoachesScreen(desk),
        RoundsScreen(desk, "L001"),
    ]


async def gathered(path: Path) -> dict[str, Offer]:
    """What every screen offers, by the names of the files."""
    found: dict[str, Offer] = {}
    with Store.open(path) as store:
        app = PswApp(store)

        async def gather() -> None:
            await settle(app)
            assert isinstance(app.screen, AreaScreen)
            for offer in app.screen.exports():
                found[f"{offer.name or offer.key}"] = offer

        async with app.run_test(size=(120, 36)) as pilot:
            for key in "123456":
                await pilot.press(key)
                await gather()
            for page in pages_of(app.desk):
                app.push_screen(page)
                await gather()
                app.pop_screen()
    return found


def files_of(store: Store, offer: Offer, making: Making) -> dict[str, bytes]:
    """The files of an offer by their names; none where there is nothing of it."""
    try:
        files = offer.make(store, making)
    except Refused:
        return {}
    return {offer.name: files} if isinstance(files, bytes) else dict(files)


def words_of(name: str, data: bytes) -> str:
    """A file as text, a workbook's parts one after the other."""
    if not name.endswith(".xlsx"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(part).decode() for part in book.namelist())


async def test_every_page_is_valid_and_nothing_sensitive_stands_in_a_file_unasked(path: Path) -> None:
    offers = await gathered(path)
    made: dict[str, bytes] = {}
    asked: dict[str, bytes] = {}
    with Store.open(path, writing=False) as store:
        for offer in offers.values():
            made |= files_of(store, offer, Making())
            if offer.reasons:
                asked |= files_of(store, offer, Making(reasons=True))
    for name, data in made.items():
        if name.endswith(".html"):
            assert_valid(data)
    told = {name for name, data in made.items() if SENSITIVE.search(words_of(name, data))}
    assert {name for name in told if not name.startswith(ASKED_FOR)} == set()
    assert {f"{name.partition('-L')[0]}-" for name in told} == set(ASKED_FOR), "what is asked for has them"
    assert {name for name, data in asked.items() if SENSITIVE.search(words_of(name, data))}, "asked for, they are there"
    kinds = {name.split("-")[0].partition(".")[0] for name in made}
    assert {
        "badges",
        "case",
        "cohort",
        "completion",
        "emergency",
        "leader",
        "organisation",
        "profile",
        "since",
    } <= kinds, kinds
