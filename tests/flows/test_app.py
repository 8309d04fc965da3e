"""The frame: areas, the palette, a window too small, the day, hostile names, and a crash that tells no names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from psw_tui.app import PswApp
from psw_tui.policy.terms import LeaderState, MarkValue, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, cohorts
from psw_tui.store.system import remembered
from screens.dialogs.form import Field, Form
from screens.shell.desk import Desk, Place
from screens.shell.dialog import Dialog
from screens.shell.frame import AREAS, AreaScreen
from screens.shell.frame_lines import TopLine
from screens.shell.plain_dialogs import Choose, Confirm, Message
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, links, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOSTILE = ("[/]", "[@click=app.quit]x", "Ann \\", "[bold red]", "A" * 500)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Leaders with hostile names, who were absent without a word from a session with a hostile title."""
    from datetime import UTC, date, datetime

    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders", "sessions", "marks"}) as writing:
            from models.tables import CohortRow, LeaderRow, MarkRow, SessionRow

            cohort = CohortRow(
                name="[/] 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            held = SessionRow(
                reference="W1",
                cohort_id=cohort.id,
                kind=SessionKind.WORKSHOP,
                title="[/] [@click=app.quit]W",
                starts_at=datetime(2026, 11, 12, 10, tzinfo=UTC),
                ends_at=datetime(2026, 11, 12, 12, tzinfo=UTC),
            )
            writing.session.add_all([cohort, held])
            for number, name in enumerate(HOSTILE, 1):
                leader = LeaderRow(
                    reference=f"L00{number}",
                    cohort_id=cohort.id,
                    first_name=name,
                    last_name="Z",
                    state=LeaderState.ACTIVE,
                    organisation=name,
                    offer_accepted_on=date(2026, 9, 1),
                )
                writing.session.add_all(
                    [leader, MarkRow(leader_id=leader.id, session_id=held.id, value=MarkValue.ABSENT)]
                )
        yield store


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_every_area_shows_names_letter_for_letter(store: Store, size: tuple[int, int]) -> None:
    """No name is parsed as markup, none becomes a link, the app lives."""
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: "Overdue" in drawn(app) or "New concerns" in drawn(app))
        for key, area in zip("123456", ("Today", "Roster", "Registers", "Coaching", "Capab", "Escal"), strict=True):
            await pilot.press(key)
            await until(pilot, lambda area=area: area in drawn(app))  # type: ignore[misc]
            await pilot.pause()
            screen = drawn(app)
            if area != "Registers":
                assert "[/] Z" in screen, area
                cut = area == "Coaching" and size == (80, 24)  # the board of six windows leaves few cells
                assert ("[@click=app." if cut else "[@click=app.quit]x") in screen, area
                assert "Ann \\ Z" in screen, area
                assert "AAA…" in screen, area
            else:
                assert "[/] [@click=app.quit]W" in screen
            assert not {link for link in links(app) if "quit" in link}, area
        assert app.is_running


async def test_the_palette_finds_a_hostile_name(store: Store) -> None:
    """Typing part of a name lists it as it is written."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "a", "n", "n")
        await until(pilot, lambda: "Ann \\ Z" in drawn(app))
        assert app.is_running


async def test_the_palette_never_lies_over_a_dialog(store: Store) -> None:
    """Whichever it is: a dialog closes what is on top, and a jump would leave it behind."""
    dialogs: list[Dialog[Any]] = [
        Message("Keys", ["a line"]),
        Choose("Cohort", [("a", "Autumn")]),
        Confirm("Leave?"),
        Form("A leader", [Field("name", "Name")], dict),
    ]
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        for dialog in dialogs:
            app.push_screen(dialog)
            await until(pilot, lambda: app.screen.settled)  # type: ignore[attr-defined]
            await pilot.press("ctrl+p")
            await until(pilot, lambda: not isinstance(app.screen, AreaScreen))
            assert app.screen is dialog
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, AreaScreen))


async def test_today_s_footer_dims_no_verb_that_can_act(store: Store) -> None:
    """The list comes after the first frame: until then there is nothing to open."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "New concerns" in drawn(app))
        strips = app.screen._compositor.render_strips()
        looks = {part.text.split()[0]: part.style.color for part in strips[-1] if part.style and part.text.strip()}
        assert looks["open"] == looks["cohort"]


async def test_the_first_line_of_today_has_the_day_and_the_leaders_covered(store: Store) -> None:
    """As outside checks look for it."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Monday 1 February 2027 · 5 leaders" in drawn(app))
        assert "PSW_TODAY is set" in drawn(app)


async def test_choosing_another_day_judges_that_day(store: Store) -> None:
    """Before the session there is no absence; the line on top says that another day is judged."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "unexplained absence" in drawn(app))
        await pilot.press("D", *"1/11/2026", "enter")
        await until(pilot, lambda: "judged Sun 1 Nov 2026" in drawn(app))
        await until(pilot, lambda: "unexplained absence" not in drawn(app))


async def test_a_window_too_small_says_so(store: Store) -> None:
    """One sentence, and back again when it grows."""
    app = PswApp(store)
    async with app.run_test(size=(79, 24)) as pilot:
        await until(pilot, lambda: "80×24" in drawn(app))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "80×24" not in drawn(app) and "leaders" in drawn(app))


async def test_undo_with_nothing_to_undo_says_so(store: Store) -> None:
    """The set-up can be undone; then there is nothing left."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: "Undone: Set up" in drawn(app))
        await pilot.press("u")
        await until(pilot, lambda: "nothing to undo" in drawn(app))


async def test_a_crash_tells_what_and_where_but_no_names(store: Store) -> None:
    """Textual's own report would print local variables."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "leaders" in drawn(app))
        secret = "Amara Osei"
        try:
            raise KeyError(secret)
        except KeyError:
            app._fatal_error()
        said = "".join(str(renderable) for renderable in app._exit_renderables)
    assert "KeyError" in said
    assert secret not in said


async def test_a_refusal_is_gone_once_a_verb_could_act(store: Store) -> None:
    """It would stand beside what it no longer speaks of."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "Inbox" in drawn(app))
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: "no open escalation" in drawn(app))
        await pilot.press("l")
        await until(pilot, lambda: "Log a communication" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: "no open escalation" not in drawn(app))


async def test_the_keys_of_the_screen_are_named_however_narrow(store: Store) -> None:
    """The footer leaves out its last verbs before it leaves out the way to all of them."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in "123456":
            await pilot.press(key)
            await until(pilot, lambda: drawn(app).splitlines()[-1].rstrip().endswith("? keys"))
            assert drawn(app).splitlines()[0].rstrip().endswith("1 Feb")


async def test_a_filter_puts_the_cursor_on_the_first_that_fits(store: Store) -> None:
    """Enter then opens the best match, wherever the cursor was before."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "Ann \\ Z" in drawn(app))
        await pilot.press("end", "slash", "right_square_bracket")
        await until(pilot, lambda: "Ann \\ Z" not in drawn(app))
        assert "▌ [/] Z" in drawn(app)


async def test_keys_typed_while_a_screen_opens_reach_that_screen(store: Store) -> None:
    """From Escalations to Registers and on, typed faster than either can be drawn."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "New concerns" in drawn(app))
        app.go(Place("registers", "W1", page=True))
        for key in ("p", "p", "t"):
            app.post_message(events.Key(key, key))
        await until(pilot, lambda: "● 2 present  ◐ 1 part" in " ".join(drawn(app).split("   ")))


async def test_a_jump_takes_off_a_filter_that_hides_its_row(store: Store) -> None:
    """Otherwise the next verb would act on whoever is under the cursor."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "Ann \\ Z" in drawn(app))
        await pilot.press("slash", *"bold")
        await until(pilot, lambda: "Ann \\ Z" not in drawn(app))
        app.go(Place("escalations", "unexplained_absence:W1:L003"))
        await until(pilot, lambda: "Ann \\ Z" in drawn(app))
        assert app.screen.query_one(RowTable).cursor_key == "unexplained_absence:W1:L003"


async def test_a_cohort_that_was_undone_is_no_longer_looked_at(store: Store) -> None:
    """Every area would be empty under a name that nothing has."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        app.desk.cohort = "[/] 2026"
        await until(pilot, lambda: "leaders" in drawn(app))
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: "no cohort yet" in drawn(app))
        assert app.desk.cohort is None


@pytest.mark.parametrize("area", ["today", "roster", "registers", "coaching", "capabilities", "escalations"])
def test_the_top_line_has_room_for_the_cohort_at_80_columns(area: str) -> None:
    """And for the whole name of the area that is open."""
    parts, gap = TopLine._areas(area, 78 - len("PSW 2026 · Mon 22 Feb") - 1)
    line = (" " * gap).join(part.plain for part, _ in parts)
    assert len(line) <= 78 - len("PSW 2026 · Mon 22 Feb") - 1
    assert AREAS[area] in line
    assert [part.plain[0] for part, _ in parts] == list("123456")


async def test_the_cohort_is_chosen_by_its_digit_shown_and_remembered(store: Store) -> None:
    """At 80 columns too; one that has gone meanwhile is looked at no longer."""
    for name, year in (("PSW 2027", 2027), ("PSW 2028", 2028)):
        change_cohorts.add(store, name, year)
    names = ["all cohorts", *cohorts.names(store)]
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "all · " in drawn(app).splitlines()[0])
        await pilot.press("C", str(names.index("PSW 2027")))
        await until(pilot, lambda: "PSW 2027 · " in drawn(app).splitlines()[0])
    again = PswApp(store)
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "PSW 2027 · " in drawn(again).splitlines()[0])
    remembered.remember_cohort(store.path, "PSW 1999")
    desk = Desk(store)
    desk.read_cohorts()
    assert desk.cohort is None


@pytest.mark.parametrize("state", ["", "{", "[]", '{"cohort": 3}', '{"cohort": null}', "\x00" * 9000])
def test_a_state_that_makes_no_sense_is_none(state: str, tmp_path: Path) -> None:
    remembered.state_path(tmp_path / "psw.db").write_text(state, "utf-8")
    assert remembered.cohort(tmp_path / "psw.db") is None
    assert remembered.cohort(tmp_path / "nowhere" / "psw.db") is None
    remembered.remember_cohort(tmp_path / "nowhere" / "psw.db", "PSW 2026")  # says nothing
    remembered.remember_cohort(tmp_path / "psw.db", "PSW “2026”")
    assert remembered.cohort(tmp_path / "psw.db") == "PSW “2026”"
