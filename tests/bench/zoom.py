"""A large attendance report: read and held against the register, and its review put on the screen."""

from __future__ import annotations

import asyncio
import csv
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from psw_tui.app import PswApp
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers.report_import import draft
from psw_tui.exchange.registers.review import Decisions
from psw_tui.store.core.store import Store
from psw_tui.store.core.unchanged import version
from psw_tui.store.system.refusal import Refused
from screens.registers.report_review import ReviewScreen
from screens.shell.desk import KeptReview
from screens.shell.frame import AreaScreen
from tests.bench import plain_cohort
from tests.bench.cohorts import DAY
from tests.bench.figures import PARTS
from tests.bench.pace import around, one_line
from tests.bench.taken import Taken, since, taken
from tests.helpers import settle, until, workers_end

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.registers.report_import import ReportImport
    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results

_LEADERS, _STAYS = 5_000, 2
_HEADINGS = ("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest")
#: One person in so many is nobody whose address is known, under a name that is nearly one of the register's.
_STRANGER = 50


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """Read the report and match it, and draw its review, some times over."""
    few = rounds // 3 + 1
    folder = cohorts.new_folder()
    path = plain_cohort.make(folder / "psw.db", _LEADERS, 1, marks="none")
    report = _report(folder / "participants.csv")
    session = plain_cohort.reference(0)
    read_name, drawn_name = (figure.name for figure in PARTS["zoom"])
    with Store.open(path) as store:
        store.today = date.fromisoformat(DAY)
        drafted: list[ReportImport] = []
        try:
            beside, read = [], []
            for _ in range(few):
                beside.append(one_line())
                read.append(taken(lambda: drafted.append(draft(store, session, [report]))))
        except (Refused, UnreadableFile) as refusal:
            results.not_found([read_name, drawn_name], f"the report was refused: {refusal}")
            return
        results.time(read_name, read, beside=beside)
        kept = KeptReview(drafted[-1], (report,), Decisions(), as_of=version(store))
        kept.draft.review(kept.decided)  # as the thread does that has read the file
        with around(results):
            drawn = asyncio.run(_drawn(store, kept, few))
        results.time(drawn_name, drawn, 1000)


async def _drawn(store: Store, kept: KeptReview, rounds: int) -> list[Taken]:
    """Open the review over Today: how long until all of it is on the screen."""
    app = PswApp(store)
    times = []
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.desk.today_is_whole)
        await workers_end(pilot)
        assert isinstance(app.screen, AreaScreen)
        for _ in range(rounds):
            begun = since()
            app.push_screen(ReviewScreen(app.desk, kept, lambda _: None))
            await settle(app)
            times.append(begun())
            app.pop_screen()
            await settle(app)
    return times


def _report(path: Path) -> Path:
    """Everybody came, went out and came back: a row for each stay, half of them with their address."""
    start = datetime.combine(plain_cohort.day(0), plain_cohort.STARTS)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_HEADINGS)
        for number in range(1, _LEADERS + 1):
            name, address = plain_cohort.name(number), plain_cohort.address(number)
            if number % _STRANGER == 0:
                name, address = name.replace("a", "aa", 1), ""
            for stay in range(_STAYS):
                joined = start + timedelta(minutes=60 * stay, seconds=number % 60)
                times = (f"{moment:%m/%d/%Y %I:%M:%S %p}" for moment in (joined, joined + timedelta(minutes=55)))
                writer.writerow((name, address if number % 2 else "", *times, 55, "Yes"))
    return path
