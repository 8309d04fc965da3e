"""Every list of the app as a file: the rows that are seen, in their order, and in each cell what is drawn, in full."""

from __future__ import annotations

import inspect
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from textual.widgets import OptionList

from psw_tui import signs
from psw_tui.app import PswApp
from psw_tui.exchange import on_demand
from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.review import Decisions
from psw_tui.policy.calendar import london_day
from psw_tui.policy.wording import Value
from psw_tui.store.capabilities import rounds
from psw_tui.store.core.store import Store
from screens.capabilities.cohort_counts import CohortScreen
from screens.capabilities.compare_rounds import CompareScreen
from screens.capabilities.round import RoundScreen
from screens.capabilities.rounds import RoundsScreen
from screens.coaching.coaches import CoachesScreen
from screens.coaching.ledger import LedgerScreen
from screens.dialogs.list_offers import listing_of, offers_of_list
from screens.registers.catch_ups import CatchingUpScreen
from screens.registers.register import RegisterScreen
from screens.registers.report_review import ReviewScreen
from screens.registers.sessions import RegistersScreen
from screens.registers.term import TermScreen
from screens.roster.leader import LeaderScreen
from screens.roster.roster import RosterScreen
from screens.shell.desk import KeptReview
from screens.shell.frame import AreaScreen
from screens.shell.offers import Making, Stopped
from screens.today.since import SinceScreen
from screens.widgets.row_layout import Line, as_cell
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, settle, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from psw_tui.exchange.files.spreadsheet import ListInFile
    from screens.shell.desk import Desk

TODAY = date(2027, 2, 1)
_STAYS = (
    "Aisha Evans,,2027-01-29 10:00,2027-01-29 12:00\n"
    "Beca Vaughan,,2027-01-29 10:00,2027-01-29 12:00\n"
    "Nobody Known,,2027-01-29 10:00,2027-01-29 10:20\n"
)


@pytest.fixture
def demo(demo_cohort: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock_stands: None) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", TODAY.isoformat())
    (tmp_path / "psw.db").write_bytes(demo_cohort)
    with Store.open(tmp_path / "psw.db") as store:
        store.warm()
        yield store


def listing(screen: AreaScreen, *, reasons: bool = False) -> ListInFile:
    """The list of a screen, gathered here and now."""
    return listing_of(screen, screen.query_one(RowTable), Making(reasons=reasons), lambda gather: gather())


def seen(screen: AreaScreen) -> list[Line]:
    """The rows of the list that are a row each in a file, as they are drawn."""
    table = screen.query_one(RowTable)
    lines = [table.line(key) for key in table.keys if not key.startswith(("fold:", "more:", "leader:", "fewer:"))]
    return [line for line in lines if not line.heading]


def copied(screen: AreaScreen) -> list[list[str]]:
    """What `Y` copies as rows."""
    table = screen.query_one(RowTable)
    return table.texts(screen.listed(table.acted_on, reasons=False))


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def agrees(value: Value, shown: str) -> bool:
    """Whether a value says what is drawn: the same words, the number, the day; or what is drawn is shorter for it."""
    if isinstance(value, datetime):
        value = london_day(value)
    if isinstance(value, date):
        return str(value.day) in words(shown) or f"{value:%b}".casefold() not in shown.casefold()
    if isinstance(value, str):
        cut = value.partition(" ")[0].casefold() in words(shown)
        return words(value) <= words(shown) or cut
    return str(value) in words(shown) or not value


#: Where the file says in a word of its own what a sign or a drawing shows.
OWN_WORDS = {
    *(look.word for look in (*signs.BOOKING.values(), *signs.MARK.values(), *signs.STANDING.values())),
    "not shown",
    "not considered",
    "same",
    "to record",
    "none yet, and it closes soon",
    "not received",
    "overdue",
    "focus",
    "ended",
    "paused",
}


def differing(screen: AreaScreen, made: ListInFile) -> list[str]:
    """The cells in which the file and the screen do not agree, and the rows that the one has and the other not."""
    lines = seen(screen)
    table = screen.query_one(RowTable)
    first = len(made.titles) - len(table.titles())  # the section
    if len(lines) != len(made.rows):
        return [f"{len(lines)} rows seen, {len(made.rows)} in the file"]
    found = []
    for line, row in zip(lines, made.rows, strict=True):
        shown = " ".join(as_cell(cell).text for cell in line.cells)
        own = [value for value in row[first:] if value != "" and value not in OWN_WORDS]
        found += [f"{value!r} is not in {shown!r}" for value in own if not agrees(value, shown)]
    return found


def pages_of(desk: Desk) -> list[Callable[[], AreaScreen]]:
    """The pages with a list that are opened from an area."""
    found = (rounds.rounds_of(desk.store, f"L{number:03}") for number in range(1, 20))
    then, now = next(several for several in found if len(several) > 1)[:2]
    report = desk.store.path.with_name("report.csv")
    report.write_text(f"Name,Email,Join time,Leave time\n{_STAYS}", encoding="utf-8")
    kept = KeptReview(report_import.draft(desk.store, "W03", [report]), (report,), Decisions())
    return [
        lambda: RegisterScreen(desk, "W03"),
        lambda: RegisterScreen(desk, "R01"),
        lambda: TermScreen(desk),
        lambda: CatchingUpScreen(desk),
        lambda: LedgerScreen(desk, "L001"),
        lambda: CoachesScreen(desk),
        lambda: LeaderScreen(desk, "L003"),
        lambda: CohortScreen(desk),
        lambda: RoundsScreen(desk, now.leader),
        lambda: RoundScreen(desk, now.id),
        lambda: CompareScreen(desk, now.leader, then.id, now.id),
        lambda: ReviewScreen(desk, kept, lambda _: None),
        lambda: SinceScreen(desk),
    ]


def with_a_list(screen: type[AreaScreen]) -> set[str]:
    """The screens that compose a table, by their names."""
    body = inspect.getsource(screen.compose_body)
    own = (
        {screen.__name__}
        if re.search(r"\b(?:RowTable|Grid)\(", body) and screen.__module__.startswith("screens.")
        else set()
    )
    return own.union(*(with_a_list(other) for other in screen.__subclasses__()))


async def test_every_list_gives_the_rows_that_are_seen_and_in_each_cell_what_is_drawn(demo: Store) -> None:
    """In a window in which everything is drawn, and the same in the least; a workbook of it is read back whole."""
    app = PswApp(demo)
    wrong: list[str] = []
    made: dict[str, ListInFile] = {}
    looked_at: set[str] = set()

    async def look(*, again: bool) -> None:
        await settle(app)
        screen = app.screen
        assert isinstance(screen, AreaScreen)
        now, name = listing(screen), "-".join(screen.list_name())
        looked_at.add(type(screen).__name__)
        assert now.rows, screen
        assert len({title for title in now.titles if title}) == len(now.titles), now.titles
        assert {len(row) for row in now.rows} == {len(now.titles)}
        if again:
            assert name == "leader-L003" or (now.titles, now.rows) == (made[name].titles, made[name].rows)
        else:
            made[name] = now
            wrong.extend(f"{name}: {found}" for found in differing(screen, now))
            read_back(now)

    async with app.run_test(size=(240, 70)) as pilot:
        await until(pilot, lambda: "Overdue" in drawn(app))
        for again in (False, True):
            for key in "123456":
                await pilot.press(key)
                await look(again=again)
            for page in pages_of(app.desk):
                app.push_screen(page())
                await look(again=again)
                app.pop_screen()
            await pilot.resize_terminal(80, 24)
    assert not wrong
    assert with_a_list(AreaScreen) - looked_at == {"RegisterList"}  # what RegisterScreen is made of


def read_back(made: ListInFile) -> None:
    """A workbook holds every row; its days are days."""
    data = on_demand.spreadsheet.as_workbook(made, lambda _done, _of: None)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.max_row == len(made.rows) + 1
    rows = sheet.iter_rows(min_row=2, max_col=len(made.titles), values_only=True)
    for row, cells in zip(made.rows, rows, strict=True):
        for value, cell in zip(row, cells, strict=True):
            assert isinstance(cell, datetime) == isinstance(value, date), (value, cell)
            assert isinstance(cell, datetime) or (cell or "") == (value or ""), value


async def test_filter_order_and_selection_are_the_files_and_reasons_are_not_unless_asked_for(demo: Store) -> None:
    app = PswApp(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Overdue" in drawn(app))
        await pilot.press("2")
        await until(pilot, lambda: "listed" in drawn(app))
        roster = app.screen
        assert isinstance(roster, RosterScreen)
        roster.filter_by("on track")
        roster.sort_by("reference")
        roster.sort_by("reference")
        await settle(app)
        made = listing(roster)
        references = [str(row[7]) for row in made.rows]
        assert references == list(roster.table.keys) == sorted(references, reverse=True)
        about = dict(made.about)
        assert 1 < len(references) < 20
        assert about["Rows"] == len(references)
        assert (about["Filter"], about["Order"]) == ("on track", "reference, the other way round")
        roster.table.select_keys(references[1:3])
        assert [row[7] for row in listing(roster).rows] == references[1:3]
        assert dict(listing(roster).about)["Rows"] == "2, those that were selected"
        offered = offers_of_list(roster)
        assert [(offer.label, offer.name) for offer in offered] == [
            ("the 2 rows selected, a spreadsheet (XLSX)", "roster-2027-02-01.xlsx"),
            ("the 2 rows selected, as plain text (CSV)", "roster-2027-02-01.csv"),
        ]
        assert copied(roster) == [made.titles, *[[str(value) for value in row] for row in made.rows[1:3]]]

        def read_again(gather: Callable[[], bool]) -> bool:
            more = gather()
            if not read:
                read.append("again")
                roster.list_again()
            return more

        read: list[str] = []
        assert listing_of(roster, roster.table, Making(), read_again).rows == made.rows[1:3]
        stopped = Making()
        stopped.stop()
        with pytest.raises(Stopped):
            listing_of(roster, roster.table, stopped, lambda gather: gather())
        await pilot.press("E")
        await until(pilot, lambda: "the 2 rows selected, a spreadsheet (XLSX)" in drawn(app))
        app.screen.query_one(OptionList).highlighted = app.screen.query_one(OptionList).option_count - 2
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "The list (2 rows selected): written" in drawn(app))
        [path] = demo.path.parent.rglob("*.xlsx")
        assert path.name == "roster-2027-02-01.xlsx"
        assert openpyxl.load_workbook(path).worksheets[0]["H3"].value == references[2]
        await pilot.press("escape")
        session, leader = demo.connection.execute(
            "SELECT s.reference, l.reference FROM mark m JOIN session s ON s.id = m.session_id"
            " JOIN leader l ON l.id = m.leader_id WHERE m.reason = 'sickness' AND m.value = 'absent'"
        ).fetchone()
        for page in (RegisterScreen(app.desk, session, leader), LeaderScreen(app.desk, leader)):
            app.push_screen(page)
            await settle(app)
            await pilot.press("v")
            await settle(app)
            assert "sickness" in drawn(app) or isinstance(page, LeaderScreen)
            hidden, asked = listing(page), listing(page, reasons=True)
            assert "sickness" not in str(hidden.rows)
            assert "sickness" in str(asked.rows)
            assert (dict(hidden.about)["Absence reasons"], dict(asked.about)["Absence reasons"]) == (
                "not shown",
                "as recorded",
            )
            assert "sickness" not in str(copied(page))
            app.pop_screen()


async def test_a_session_offers_its_papers_and_a_module_none(demo: Store) -> None:
    """On its register, with badges of whom is selected; in the list of registers, of the session under the cursor."""
    app = PswApp(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Overdue" in drawn(app))
        await pilot.press("3")
        await until(pilot, lambda: "sessions" in drawn(app))
        registers = app.screen
        assert isinstance(registers, RegistersScreen)
        registers.table.move_to("R02")
        begins = ["sign-in-sheet-R02", "badges-R02", "emergency-list-R02", "sign-in-poster-R02"]
        for name, offer in zip(begins, registers.exports()[:4], strict=True):
            assert offer.name.startswith(name)
            assert offer.make(demo, Making())
        registers.table.move_to("M01")
        assert "badges" not in {offer.key for offer in registers.exports()}
        page = RegisterScreen(app.desk, "R02")
        app.push_screen(page)
        await settle(app)
        page.table.select_keys(["L001", "L003"])
        offered = {offer.key: offer for offer in page.exports()}
        assert offered["badges"].label.startswith("2 badges")
        made = offered["badges"].make(demo, Making())
        assert isinstance(made, bytes)
        assert made.count(b'class="badge"') == 2
