"""A file that can't be read for a moment: every page says so and stays, whatever key is pressed, and then goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets._toast import Toast  # no public name

from psw_tui.app import PswApp
from psw_tui.policy.terms import RoundKind, SessionKind
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.capabilities import rounds as capability
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredEscalation, StoredLeader, StoredRound, StoredSession
from psw_tui.store.registers.change_sessions import create_session
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster.change_leaders import create_leader
from screens.capabilities.cohort_counts import CohortScreen
from screens.capabilities.compare_rounds import CompareScreen
from screens.capabilities.round import RoundScreen
from screens.capabilities.rounds import RoundsScreen
from screens.coaching.coaches import CoachesScreen
from screens.coaching.ledger import LedgerScreen
from screens.dialogs.form import Form
from screens.escalations.case import CaseScreen
from screens.registers.catch_ups import CatchingUpScreen
from screens.registers.register import RegisterScreen
from screens.registers.term import TermScreen
from screens.roster.leader import LeaderScreen
from screens.shell import reading_again
from screens.shell.frame import AREAS, AreaScreen
from screens.shell.plain_dialogs import Confirm, Message
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from psw_tui.store.reads.change import Change
    from screens.shell.desk import Desk

BUSY = "in use by another program"
#: Actions that go somewhere else, or out.
ELSEWHERE = ("area(", "quit", "app.quit", "help_quit", "back", "screen.back", "command_palette")


#: What the app does by itself, the same over every page: pressed over one area and over one page on top of it.
OF_THE_APP = {"app.day", "day", "keys", "undo", "redo", "settings", "lock"}


@pytest.fixture
def store(demo_cohort: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    path = tmp_path / "psw.db"
    path.write_bytes(demo_cohort)
    with Store.open(path) as store:
        yield store


@contextmanager
def held(app: PswApp) -> Iterator[None]:
    """Another program holds the file, and nothing that was judged is kept."""
    store = app.desk.store
    store.connection.execute("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        app.desk.verdicts.forget()
        yield


def _page(name: str, desk: Desk) -> AreaScreen:
    """A page of something that the made-up cohort has."""
    connection = desk.store.connection
    (session,) = facts.read(connection, StoredSession, "WHERE reference LIKE 'W%' ORDER BY starts_at LIMIT 1")
    leaders = {row.id: row.reference for row in facts.read(connection, StoredLeader)}
    rounds: dict[str, list[str]] = {}
    for made in facts.read(connection, StoredRound, "ORDER BY round_on"):
        rounds.setdefault(leaders[made.leader_id], []).append(made.id)
    assessed = next(leader for leader, found in rounds.items() if len(found) > 1)
    accused = leaders[facts.read(connection, StoredEscalation)[0].leader_id]
    pages: dict[str, Callable[[], AreaScreen]] = {
        "leader": lambda: LeaderScreen(desk, accused),
        "register": lambda: RegisterScreen(desk, session.reference),
        "term": lambda: TermScreen(desk, session.reference),
        "catching up": lambda: CatchingUpScreen(desk),
        "ledger": lambda: LedgerScreen(desk, accused),
        "coaches": lambda: CoachesScreen(desk),
        "rounds": lambda: RoundsScreen(desk, assessed),
        "round": lambda: RoundScreen(desk, rounds[assessed][-1]),
        "compare": lambda: CompareScreen(desk, assessed, *rounds[assessed][-2:]),
        "cohort": lambda: CohortScreen(desk),
        "case": lambda: CaseScreen(desk, accused),
    }
    return pages[name]()


#: Each area, and the pages over it that are looked at after it.
PAGES = {
    "today": (),
    "roster": ("leader",),
    "registers": ("register", "term", "catching up"),
    "coaching": ("ledger", "coaches"),
    "capabilities": ("rounds", "round", "compare", "cohort"),
    "escalations": ("case",),
}


async def _show(pilot: Pilot[None], app: PswApp, name: str) -> AreaScreen:
    """Open an area, or a page over one."""
    page = None if name in AREAS else _page(name, app.desk)
    app.switch_mode(name if page is None else page.AREA)
    await until(pilot, lambda: isinstance(app.screen, AreaScreen) and app.screen.settled)
    if page is not None:
        app.push_screen(page)
        await until(pilot, lambda: app.screen is page)
    await until(pilot, lambda: isinstance(app.screen, AreaScreen) and app.screen.settled)
    await pilot.pause()
    assert isinstance(app.screen, AreaScreen)
    return app.screen


@pytest.mark.parametrize("area", AREAS)
async def test_no_key_of_a_page_that_cannot_be_read_ends_the_app(
    area: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that a key does there, while nothing can be read; afterwards the page is read again by itself."""
    monkeypatch.setattr(reading_again, "RETRY_SECONDS", 0.2)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        for name in (area, *PAGES[area]):
            shown = await _show(pilot, app, name)
            assert area == shown.AREA
            await _press_everything(pilot, app, shown, set() if name in ("today", "leader") else OF_THE_APP)
            if name != area:
                app.pop_screen()


async def _press_everything(pilot: Pilot[None], app: PswApp, shown: AreaScreen, but: set[str]) -> None:
    actions = {bound.binding.action: key for key, bound in shown.active_bindings.items()}
    keys = [key for action, key in actions.items() if not action.startswith(ELSEWHERE) and action not in but]
    with held(app):
        shown.look_again()
        await until(pilot, lambda: BUSY in drawn(app))
        assert app.screen is shown
        for key in keys:
            app.simulate_key(key)
            await pilot.pause()
            while app.screen is not shown:  # a dialog that needs no reading, or another area
                if app.is_locked:
                    await pilot.press("enter")
                elif app.current_mode != shown.AREA:
                    app.switch_mode(shown.AREA)
                else:
                    app.pop_screen()
                await pilot.pause()
            assert app.is_running, key
    await until(pilot, lambda: BUSY not in drawn(app))
    assert app.screen is shown


def _made_new(name: str, store: Store) -> tuple[Callable[[], Change | None], Callable[[Desk], AreaScreen]]:
    """A command that makes the subject of a page, and the page; the demo's cohort and first leader serve as well."""
    cohort = next(cohort.name for cohort in facts.cohorts(store.connection).values())
    known = facts.read(store.connection, StoredLeader, "ORDER BY reference")[0].reference
    if name in ("register", "term"):
        at = datetime(2027, 1, 29, 10, tzinfo=UTC)
        draft = SessionDraft("X1", cohort, SessionKind.WORKSHOP, "Extra", at, at + timedelta(hours=2))
        return lambda: create_session(store, draft), lambda desk: RegisterScreen(desk, "X1")
    if name in ("round", "compare"):
        kind = RoundKind.REVIEW if capability.rounds_of(store, known) else RoundKind.BASELINE

        def page(desk: Desk) -> AreaScreen:
            ids = [round_.id for round_ in capability.rounds_of(store, known)]
            return RoundScreen(desk, ids[-1]) if name == "round" else CompareScreen(desk, known, *ids[-2:])

        return lambda: change_rounds.new_round(store, known, date(2027, 2, 1), kind), page
    values = {"reference": "X9", "first_name": "Bo", "last_name": "Ek", "cohort": cohort}
    of_leader = {"leader": LeaderScreen, "ledger": LedgerScreen, "rounds": RoundsScreen, "case": CaseScreen}
    return lambda: create_leader(store, values), lambda desk: of_leader[name](desk, "X9")


@pytest.mark.parametrize("name", ["register", "round", "compare", "leader", "ledger", "rounds", "case"])
async def test_a_page_closes_when_what_it_shows_is_undone(name: str, store: Store) -> None:
    """On top it closes at once, under a dialog or another page when it is seen again; the app lives."""
    make_it, page_of = _made_new(name, store)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        app.switch_mode("roster")
        await until(pilot, lambda: isinstance(app.screen, AreaScreen) and app.screen.settled)
        below = app.screen
        assert isinstance(below, AreaScreen)
        assert below.do(make_it) is not None
        page, over = page_of(app.desk), page_of(app.desk)
        for screen in (page, over):
            app.push_screen(screen)
            await until(pilot, lambda screen=screen: app.screen is screen and screen.settled)  # type: ignore[misc,attr-defined]
        over.do(lambda: undo.undo(store))
        await until(pilot, lambda: app.screen is below)
        assert "Undone" in drawn(app)
        over.do(lambda: undo.redo(store))
        again = page_of(app.desk)
        app.push_screen(again)
        await until(pilot, lambda: app.screen is again and again.settled)
        app.push_screen(Confirm("A question over it"))
        await until(pilot, lambda: isinstance(app.screen, Confirm) and app.screen.settled)
        app.desk.publish(undo.undo(store))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is below)
        assert app.is_running


async def test_a_command_that_was_recorded_is_said_to_be_where_it_cannot_be_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would be given again. A verb meanwhile reads first, and does nothing to rows that have changed."""
    monkeypatch.setattr(reading_again, "RETRY_SECONDS", 3600)
    make_it, _ = _made_new("leader", store)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        shown = await _show(pilot, app, "roster")
        change = make_it()
        assert change is not None
        with held(app):
            app.desk.publish(change)
            await until(pilot, lambda: f"{change.what}. What is shown here is from before" in drawn(app))
            shown.forget_refusal()
            await pilot.press("e")
            await until(pilot, lambda: BUSY in drawn(app))
            assert app.screen is shown
        await pilot.press("end", "e")
        await until(pilot, lambda: isinstance(app.screen, Form))


async def test_what_can_not_be_read_is_not_said_to_be_empty_and_the_refusal_lies_there_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An area that is first seen now has no rows to show; the refusal stands on the line below, whole, and only there.

    Over a dialog, which may hide that line, it lies as long as it takes to read.
    """
    monkeypatch.setattr(reading_again, "RETRY_SECONDS", 3600)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await _show(pilot, app, "today")
        with held(app):
            for key, area in (("3", "registers"), ("5", "capabilities")):
                await pilot.press(key)
                await until(pilot, lambda area=area: app.current_mode == area and BUSY in drawn(app))  # type: ignore[misc]
                await pilot.pause()
                assert "This can't be read just now." in drawn(app)
                assert "No sessions yet" not in drawn(app)
                assert not app.screen.query(Toast)
            below = app.screen
            app.push_screen(Message("Keys", ["a line"]))
            await until(pilot, lambda: isinstance(app.screen, Message))
            below.tell(BUSY)  # type: ignore[attr-defined]  # an area
            await until(pilot, lambda: bool(app.screen.query(Toast)))
        (noted,) = app._notifications
        await pilot.press("escape")
        assert noted.timeout >= len(noted.message) / 15
        await pilot.press("3")
        app.screen.read_again()  # type: ignore[attr-defined]  # an area
        await until(pilot, lambda: "Workshop 3" in drawn(app))


async def test_what_the_palette_cannot_read_is_said(store: Store) -> None:
    """It would say that nothing fits."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await _show(pilot, app, "today")
        with held(app):
            await pilot.press("ctrl+p", "a")
            await until(pilot, lambda: BUSY in drawn(app))


async def test_a_refusal_in_a_worker_or_a_timer_is_said(store: Store) -> None:
    """Wherever it comes up; any other error still ends the app."""

    async def work() -> None:
        raise Refused("The worker could not.")

    def tick() -> None:
        raise Refused("The timer could not.")

    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        shown = await _show(pilot, app, "today")
        starts: dict[str, Callable[[], object]] = {
            "worker": lambda: shown.run_worker(work()),
            "timer": lambda: shown.set_timer(0.001, tick),
        }
        for words, start in starts.items():
            start()
            await until(pilot, lambda words=words: f"The {words} could not." in drawn(app))  # type: ignore[misc]
        assert app.is_running
