"""The roster by its keys: an empty file, the list, the forms, a file taken with a preview, a leader's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy.terms import Explanation, MarkValue, Reason, SessionKind
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import decisions
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCommunication, StoredSession
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader
from psw_tui.store.roster.leaders import particulars, roster
from screens.dialogs.form import Form
from screens.dialogs.import_preview import ImportPreview
from screens.roster.cohort_commands import ask_to_close
from screens.roster.leader import LeaderScreen
from screens.roster.roster import RosterScreen
from screens.shell import plain_dialogs
from screens.shell.desk import Place
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, links, press_again, until

NAMES = (
    ("Amara", "Osei", "Kent"),
    ("Siân", "Bevan", "Leeds"),
    ("[/]", "[@click=app.quit]x", "Hackney"),
    ("Ann \\", "Ek", ""),
)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        store.warm()
        yield store


@pytest.fixture
def filled(empty: Store) -> Store:
    """Four leaders; Amara missed one of two residential days that were held, and said why."""
    change_cohorts.add(empty, "PSW 2026", 2026)
    for number, (first, last, organisation) in enumerate(NAMES, 1):
        signed = {"offer_accepted_on": date(2026, 8, 4)} if number != 4 else {}
        create_leader(
            empty,
            {
                "reference": f"L00{number}",
                "first_name": first,
                "last_name": last,
                "cohort": "PSW 2026",
                "organisation": organisation,
                "coach": "J. Mensah",
                **signed,
            },
        )
    with empty.command("Sessions", {"sessions", "marks"}) as writing:
        from models.tables import CohortRow, LeaderRow, MarkRow, SessionRow

        cohort = empty.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        leader = empty.only_row(writing.session, LeaderRow, "leader", reference="L001")
        for number, day in enumerate((date(2026, 9, 10), date(2026, 9, 11), date(2027, 5, 6), date(2027, 5, 7)), 1):
            at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            held = SessionRow(
                reference=f"R{number}",
                cohort_id=cohort.id,
                kind=SessionKind.RESIDENTIAL,
                title=f"Residential {number}",
                starts_at=at,
                ends_at=at,
            )
            writing.session.add(held)
            writing.session.flush()
            if number == 2:
                mark = MarkRow(
                    session_id=held.id,
                    leader_id=leader.id,
                    value=MarkValue.ABSENT,
                    reason=Reason.BEREAVEMENT,
                    reported_at=datetime(2026, 9, 9, 9, tzinfo=UTC),
                    explanation=Explanation.SATISFACTORY,
                )
                writing.session.add(mark)
    return empty


async def open_roster(pilot: Pilot[Any]) -> RosterScreen:
    await pilot.press("2")
    await until(pilot, lambda: isinstance(pilot.app.screen, RosterScreen) and "Name" in drawn(pilot.app))
    screen = pilot.app.screen
    assert isinstance(screen, RosterScreen)
    return screen


async def fill(pilot: Pilot[Any], **values: str) -> None:
    """Type into the open form and save it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Form))
    for key, value in values.items():
        pilot.app.screen.query_one(f"#field-{key}", Input).value = value
    await pilot.pause()
    await pilot.press("ctrl+s")


async def test_an_empty_file_begins_with_one_key(empty: Store) -> None:
    app = PswApp(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_roster(pilot)
        await until(pilot, lambda: "n begins: first the cohort" in drawn(app))
        assert "Registers (3) with n" in drawn(app)
        await pilot.press("i")
        await until(pilot, lambda: "press n to make one first" in drawn(app))
        await pilot.press("n")
        await until(pilot, lambda: "September 2026 to August 2027" in drawn(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "New leader" in drawn(app))
        await fill(pilot, first_name="Ann \\", last_name="[/]", offer_accepted_on="4 aug 2026")
        await until(pilot, lambda: app.screen is screen and "Ann \\ [/]" in drawn(app))
        assert "1 leader" in drawn(app)
        for reference, name in (("L002", "Zoe"), ("L003", "Bea")):
            await pilot.press("n")
            await fill(pilot, first_name=name, last_name="Z")
            await until(pilot, lambda: app.screen is screen and screen.table.cursor_key == reference)  # noqa: B023 - awaited here
    assert [(row.reference, row.name, row.cohort, row.state) for row in roster(empty)][:1] == [
        ("L001", "Ann \\ [/]", "PSW 2026", "active")
    ]


@pytest.mark.parametrize(("width", "heads"), [(80, ("Name", "Resident.")), (150, ("Overall", "Organisation"))])
async def test_names_stand_letter_for_letter_and_four_standings_fit(
    filled: Store, width: int, heads: tuple[str, str]
) -> None:
    app = PswApp(filled)
    async with app.run_test(size=(width, 24)) as pilot:
        await open_roster(pilot)
        await until(pilot, lambda: "Siân Bevan" in drawn(app))
        screen = drawn(app)
        assert all(head in screen for head in heads)
        assert "Ann \\ Ek" in screen
        assert "[/] [@click" in screen
        amara = next(line for line in screen.splitlines() if "Amara Osei" in line)
        assert amara.count("● on track") == 3
        assert "▼ below" in amara
        assert "not covered" in next(line for line in screen.splitlines() if "Ann \\" in line)
        assert ("Kent" in amara) is (width == 150)
        assert not {link for link in links(app) if "quit" in link}


async def test_filter_sort_select_and_escape_in_their_order(filled: Store) -> None:
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        table = screen.query_one(RowTable)
        await pilot.press("space", "slash", *"sian")
        await until(pilot, lambda: "1 of 4 listed" in drawn(app))
        assert "Siân Bevan" in drawn(app)
        screen.query_one("#filter", Input).value = "BELOW kent"
        await until(pilot, lambda: "Amara Osei" in drawn(app))
        assert "Siân" not in drawn(app)
        screen.query_one("#filter", Input).value = "zzz"
        await until(pilot, lambda: "No leader matches “zzz”" in drawn(app))
        await pilot.press("enter", "e")
        assert screen.desk.said == "No leader matches “zzz”. Escape clears the filter."
        await pilot.press("escape")
        await until(pilot, lambda: "4 listed" in drawn(app) and table.has_focus)
        await pilot.press("s", "w", "j", "space")
        await until(pilot, lambda: bool(table.selected))
        order = [line.strip("▌✓ ").split("  ")[0] for line in drawn(app).splitlines()[3:7]]
        assert order[0] == "Amara Osei"
        assert order[-1] == "Ann \\ Ek"
        await pilot.press("escape")
        await until(pilot, lambda: not table.selected)
        assert app.screen is screen


async def test_editing_says_what_is_wrong_and_keeps_what_was_typed(filled: Store) -> None:
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        screen.query_one(RowTable).move_to("L002")
        await pilot.press("e")
        await fill(pilot, state="offered", organisation="Powys")
        await until(pilot, lambda: "so the state can't be" in drawn(app))
        assert particulars(filled, "L002").organisation == "Leeds"  # type: ignore[union-attr]
        await fill(pilot, state="paused", paused_from="5 jan 2027")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: "Edited Siân Bevan" in screen.desk.said)
        assert particulars(filled, "L002").paused_from == date(2027, 1, 5)  # type: ignore[union-attr]
        assert particulars(filled, "L002").organisation == "Powys"  # type: ignore[union-attr]
        await pilot.press("u")
        await until(pilot, lambda: screen.desk.said.startswith("Undone: Edited"))
    assert particulars(filled, "L002").organisation == "Leeds"  # type: ignore[union-attr]


async def test_a_selection_is_edited_at_once(filled: Store) -> None:
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        screen.query_one(RowTable).select_keys(["L001", "L003"])
        await pilot.press("e")
        await until(pilot, lambda: "2 leaders: what stays empty" in drawn(app))
        await fill(pilot, coach="R. Cole")
        await until(pilot, lambda: "No coach is called R. Cole; make one?" in drawn(app))
        await pilot.press("y")
        await until(pilot, lambda: screen.desk.said == "Edited 2 leaders: coach")
    assert [row.coach for row in roster(filled)] == ["R. Cole", "J. Mensah", "R. Cole", "J. Mensah"]


HEAD = "reference,first_name,last_name,cohort,state,offer_accepted_on\n"


async def test_a_file_is_shown_first_and_taken_as_one_command(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "new leaders.csv"
    file.write_text(HEAD + "L010,Bo,Ek,PSW 2026,active,\nL001,Amara,Osei,PSW 2026,active,2026-08-04\n")
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        await pilot.press("i")
        await fill(pilot, path=f" '{file}' ")
        await until(pilot, lambda: "1 to add, 0 to change, 1 unchanged" in drawn(app))
        assert "active without an offer date" in drawn(app)
        assert len(roster(filled)) == 4
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen and "5 listed" in drawn(app))
        assert len(roster(filled)) == 5
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: "4 listed" in drawn(app))
    assert len(roster(filled)) == 4


async def test_a_bad_file_shows_every_bad_row_and_changes_nothing(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HEAD + "L010,Bo,Ek,PSW 1999,active,\nL011,Bo,,PSW 2026,active,08/13/2026\n")
    before = len(history.entries(filled))
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        await pilot.press("i")
        await fill(pilot, path=str(tmp_path / "none.csv"))
        await until(pilot, lambda: "There is no file" in drawn(app))
        await fill(pilot, path=str(file))
        await until(pilot, lambda: "Refused: 2 bad rows of 2 rows." in drawn(app))
        assert "row 2, cohort: “PSW 1999”" in drawn(app)
        assert "row 3, last_name" in drawn(app)
        assert "row 3, offer_accepted_on: “08/13/2026”" in drawn(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ImportPreview)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
    assert (len(roster(filled)), len(history.entries(filled))) == (4, before)


async def test_a_preview_asks_what_a_table_leaves_open_and_shows_how_it_was_read(filled: Store, tmp_path: Path) -> None:
    change_cohorts.add(filled, "PSW 2028", 2028)
    file = tmp_path / "hr.csv"
    file.write_text("Staff list\nreference,Called,Surname,E-mail\nL900,Bo,Ek,n/a\nL901,Bo,Ek,\n")
    app = PswApp(filled)
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await open_roster(pilot)
        await pilot.press("i")
        await fill(pilot, path=str(file))
        await until(pilot, lambda: "Which column is which?" in drawn(app))
        await fill(pilot, first_name="Called")
        await until(pilot, lambda: "Which cohort are the new leaders of?" in drawn(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "2 to add" in drawn(app))
        page = " ".join(drawn(app).split())
        assert "Perhaps one person twice: 1" in page
        assert "L900 (row 3), L901 (row 4) have the same name" in page
        assert "“Called” is first_name; “Surname” is last_name" in page
        assert "Row 3: reference L900, first_name Bo, last_name Ek, cohort PSW 2028" in page
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
    assert len(roster(filled)) == 6


async def test_a_file_of_sessions_is_known_by_its_headings(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "sessions.csv"
    file.write_text(
        "reference,cohort,kind,title,starts_at,ends_at\n"
        "W1,PSW 2026,workshop,Workshop 1,2026-11-12 10:00,2026-11-12 12:00\n"
    )
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        await pilot.press("i")
        await fill(pilot, path=str(file))
        await until(pilot, lambda: "as sessions" in drawn(app) and "1 to add" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: "1 session added" in screen.desk.said)
    assert [row.reference for row in facts.read(filled.connection, StoredSession, "ORDER BY reference")] == [
        "R1",
        "R2",
        "R3",
        "R4",
        "W1",
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_page_of_a_leader_tells_all_but_hides_reasons(filled: Store, size: tuple[int, int]) -> None:
    app = PswApp(filled)
    async with app.run_test(size=size) as pilot:
        screen = await open_roster(pilot)
        screen.query_one(RowTable).move_to("L001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen) and "Sessions" in drawn(app))
        page = drawn(app)
        assert "Amara Osei (L001)" in page
        assert "coach J. Mensah" in page
        assert "catch up Residential 2" in page
        assert "Residential 2 · ••• · satisf" in page
        assert "bereavement" not in page
        if size[0] == 120:
            assert "4 needed (80%" in page
        await pilot.press("v")
        await until(pilot, lambda: "Residential 2 · bereavement" in drawn(app))
        app.screen.query_one(RowTable).move_to("session:R2")
        await pilot.press("w")
        await until(pilot, lambda: "Residential 2 (R2), residential" in drawn(app))
        assert "(1.1.5)" in drawn(app)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.screen is screen)


async def test_lines_of_the_page_lead_on(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = PswApp(filled)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_roster(pilot)
        app.desk.go(Place("roster", "L001", page=True))
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen) and "Residential 1" in drawn(app))
        gone: list[Place] = []
        monkeypatch.setattr(app.desk, "go", gone.append)
        table = app.screen.query_one(RowTable)
        for number, key in enumerate(("session:R1", "concern:below_minimum:residentials:L001"), 1):
            assert table.move_to(key), key
            await pilot.press("enter")
            await until(pilot, lambda number=number: len(gone) == number)  # type: ignore[misc]
        assert gone == [Place("registers", "R1/L001", page=True), Place("escalations", "L001")]


async def test_a_page_whose_leader_is_taken_back_closes(filled: Store) -> None:
    create_leader(filled, {"reference": "L009", "first_name": "Bo", "last_name": "Ek", "cohort": "PSW 2026"})
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_roster(pilot)
        app.desk.go(Place("roster", "L009", page=True))
        await until(pilot, lambda: "Bo Ek" in drawn(app))
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: "Undone: Added Bo Ek" in drawn(app))
        await until(pilot, lambda: "4 listed" in drawn(app))


async def test_a_communication_is_logged_from_the_page(filled: Store) -> None:
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_roster(pilot)
        app.desk.go(Place("roster", "L001", page=True))
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen) and "Standings" in drawn(app))
        await pilot.press("l", "enter")
        await fill(pilot, summary="asked how she is")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        await until(pilot, lambda: len(facts.read(filled.connection, StoredCommunication)) == 1)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_leader_leaves_by_one_key_and_what_follows_is_said_first(filled: Store, size: tuple[int, int]) -> None:
    """From the list, typed without a pause; `u` takes it back, and the row reads so at either width."""
    change_bookings.book(filled, "L001", datetime(2027, 2, 10, 10, tzinfo=UTC))
    app = PswApp(filled)
    async with app.run_test(size=size) as pilot:
        screen = await open_roster(pilot)
        screen.show_place("L001", page=False)
        await pilot.press("L", "w", *"29 jan")
        await until(pilot, lambda: "1 coaching booking to call off" in drawn(app))
        assert "Fri 29 Jan 2027" in drawn(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "– withdrawn" in drawn(app))
        assert "withdrawn 29 Jan" in drawn(app) or size[0] == 80
        said = "Withdrew Amara Osei, Fri 29 Jan 2027, own choice; called off 1 coaching booking"
        assert screen.desk.said == said
        await pilot.press("g", "space", "space", "L")
        await until(pilot, lambda: "One at a time: 2 are selected" in drawn(app))
        await pilot.press("escape", "u")
        await until(pilot, lambda: "– withdrawn" not in drawn(app))


async def test_closing_a_cohort_asks_and_enter_on_today_offers_it_again(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter closes none that has active leaders. What is left of it is a line on Today; `u` takes the closing back."""
    monkeypatch.setattr(plain_dialogs, "_READING_SECONDS", 0)
    escalated(filled)
    app = PswApp(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_roster(pilot)
        ask_to_close(screen, "PSW 2026")
        await until(pilot, lambda: "Close cohort PSW 2026?" in drawn(app))
        assert "Out of the way go 1 open escalation" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Close cohort PSW 2026?" not in drawn(app))
        assert "■ ended" not in drawn(app)
        ask_to_close(screen, "PSW 2026")
        await until(pilot, lambda: "Close cohort PSW 2026?" in drawn(app))
        await pilot.press("y")
        await until(pilot, lambda: "■ ended" in drawn(app))
        assert "● on track" not in drawn(app)
        await pilot.press("1")
        await until(pilot, lambda: "closed 1 Feb: 1 open escalation" in drawn(app))
        assert "its cohort is over" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "PSW 2026, closed 1 Feb" in drawn(app))
        await pilot.press("escape", "u")
        await until(pilot, lambda: "its cohort is over" not in drawn(app))


def escalated(store: Store) -> None:
    """Amara on the ladder."""
    [concern, *_] = judged(store, "L001").concerns
    decisions.accept(store, [concern.key])
