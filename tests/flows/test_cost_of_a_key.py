"""What a key costs, by what does not depend on the machine: what is asked of the file, and what is laid out anew."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from textual._compositor import Compositor  # has no public name
from textual.screen import Screen
from textual.widget import Widget

from psw_tui import signs
from psw_tui.app import PswApp
from psw_tui.policy.terms import LeaderState, RoundKind, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import inbox, queue
from psw_tui.store.reads import verdicts
from psw_tui.store.registers import registers
from screens.escalations.escalations import EscalationsScreen
from screens.registers.register_list import RegisterList
from screens.roster import roster
from screens.roster.roster import RosterScreen
from screens.shell.desk import Place
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, open_register, settle, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three leaders who missed the one workshop and told nobody, each with a round."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        with opened.command("Set up", {"cohorts", "leaders", "sessions", "marks", "rounds"}) as writing:
            from models.tables import CohortRow, LeaderRow, MarkRow, RoundRow, SessionRow
            from psw_tui.policy.terms import MarkValue

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            session = SessionRow(
                reference="W1",
                cohort_id=cohort.id,
                kind=SessionKind.WORKSHOP,
                title="Workshop 1",
                starts_at=datetime(2026, 11, 12, 10, tzinfo=UTC),
                ends_at=datetime(2026, 11, 12, 12, tzinfo=UTC),
            )
            writing.session.add_all([cohort, session])
            for number, name in enumerate(("Amara", "Beth", "Chen"), 1):
                leader = LeaderRow(
                    reference=f"L00{number}",
                    cohort_id=cohort.id,
                    first_name=name,
                    last_name="Osei",
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(2026, 9, 1),
                )
                writing.session.add(leader)
                writing.session.add(MarkRow(session_id=session.id, leader_id=leader.id, value=MarkValue.ABSENT))
                writing.session.add(RoundRow(leader_id=leader.id, round_on=date(2026, 9, 20), kind=RoundKind.BASELINE))
        yield opened


async def asked(pilot: Pilot[Any], store: Store, *keys: str) -> list[str]:
    """What the screen asks of the file at some keys."""
    statements: list[str] = []
    await settle(pilot.app)
    store.connection.set_trace_callback(statements.append)
    await pilot.press(*keys)
    await settle(pilot.app)
    store.connection.set_trace_callback(None)
    return statements


async def test_a_key_on_the_coaching_board_looks_once_for_what_others_committed(store: Store) -> None:
    """However many verbs depend on the leader under the cursor."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        assert await asked(pilot, store, "j") == ["PRAGMA data_version"]


def whole_frames(patch: pytest.MonkeyPatch, draw_at_once: Callable[..., Any], see: Callable[[], str]) -> list[str]:
    """What is seen at each whole frame from now on, every one of which is drawn."""
    frames: list[str] = []
    render = Compositor.render_full_update

    def noted(compositor: Compositor, **more: Any) -> Any:
        frames.append(see())
        return render(compositor, **more)

    patch.setattr(Compositor, "render_update", draw_at_once)
    patch.setattr(Compositor, "render_full_update", noted)
    return frames


async def test_what_is_gone_to_is_drawn_once_and_waits_for_no_timer(
    store: Store, draw_at_once: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual draws nothing for a moment as screens change, then once for the layout and once for the rest."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("4", "2")
        whole = whole_frames(monkeypatch, draw_at_once, lambda: app.current_mode)
        monkeypatch.setattr("screens.shell.keys_in_order.once", lambda *_: Mock())  # none comes by itself
        for key, area in (("4", "coaching"), ("3", "registers"), ("2", "roster")):
            whole.clear()
            await pilot.press(key)
            assert whole == [area]
        whole.clear()
        behind = app.screen
        laid_out: list[object] = []
        lay_out = Screen._refresh_layout

        def noted(screen: Screen[Any], *size: Any, **how: Any) -> None:
            laid_out.append(screen)
            lay_out(screen, *size, **how)

        monkeypatch.setattr(Screen, "_refresh_layout", noted)
        await pilot.press("n")  # a form over it
        assert whole == ["roster"]
        assert behind not in laid_out


async def test_an_area_gone_to_for_a_row_is_first_drawn_with_the_cursor_on_it(
    store: Store, draw_at_once: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as it was left, and a moment later there."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "1")
        frames = whole_frames(monkeypatch, draw_at_once, lambda: drawn(app))
        app.desk.go(Place("roster", "L003"))
        await settle(app)
        assert app.current_mode == "roster"
        assert [frame for frame in frames if "▌ Chen Osei" not in frame] == []
        assert frames


async def test_what_others_committed_is_seen_by_the_next_key_on_the_board(store: Store, tmp_path: Path) -> None:
    """Looking once a key is looking at every key."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        with closing(sqlite3.connect(tmp_path / "psw.db", isolation_level=None)) as other:
            other.execute("UPDATE leader SET preferred_name = 'Berenice' WHERE reference = 'L002'")
        await pilot.press("j")
        await settle(pilot.app)
        verdict = app.desk.verdicts.one(store.today, "L002")
        assert verdict is not None
        assert verdict.name == "Berenice Osei"


async def test_a_case_at_the_side_is_read_as_of_one_moment(store: Store) -> None:
    """And so the file is waited for once, not at each of its tables."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        statements = await asked(pilot, store, "j")
        reads = [place for place, statement in enumerate(statements) if "FROM" in statement]
        assert reads
        assert statements.index("BEGIN") < reads[0]
        assert statements.index("COMMIT") > reads[-1]


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each widget that has asked for the screen to be laid out anew."""
    widgets: list[str] = []
    refresh = Widget.refresh

    def noted(self: Widget, *regions: Any, layout: bool = False, **more: Any) -> Widget:
        if layout and not isinstance(self, Screen):
            widgets.append(f"{type(self).__name__}#{self.id}")
        return refresh(self, *regions, layout=layout, **more)

    monkeypatch.setattr(Widget, "refresh", noted)
    return widgets


_SAME_SIZE = [("4", ("j", "k")), ("5", ("enter", "j", "2", "j", "3")), ("6", ("j", "k"))]


@pytest.mark.parametrize(("area", "keys"), _SAME_SIZE)
async def test_a_key_lays_nothing_out_anew_whose_size_stays(
    store: Store, laid_out: list[str], area: str, keys: tuple[str, ...]
) -> None:
    """Laying a screen out draws all of it, though a line or two have changed."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(area)
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        if "enter" in keys:
            await pilot.press("enter")
            await until(pilot, lambda: "the leader's own view" in drawn(app))
        await settle(pilot.app)
        laid_out.clear()
        await pilot.press(*(key for key in keys if key != "enter"))
        await settle(pilot.app)
        assert laid_out == []


async def test_a_mark_lays_nothing_out_anew(store: Store, laid_out: list[str]) -> None:
    """Neither do the words on what was done."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3")
        await open_register(pilot, "W1")
        await settle(pilot.app)
        laid_out.clear()
        await pilot.press("p")
        await until(pilot, lambda: "Marked Amara Osei present" in drawn(app))
        assert laid_out == []


async def test_a_mark_touches_no_leader_but_the_one_it_is_of(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are on the register: the others' rows stand there already, and are not gone through."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3")
        await open_register(pilot, "W1")
        calls = counted(monkeypatch, (verdicts, "judge"), (registers, "row_of"), (RegisterList, "_is_shown"))
        statements = await asked(pilot, store, "p")
        assert "Marked Amara Osei present" in drawn(app)
        reads = [statement for statement in statements if 'FROM "leader"' in statement or 'FROM "mark"' in statement]
        assert reads
        narrow = ("""WHERE "reference" IN ('L001')""", 'WHERE "leader_id" IN', 'WHERE "id" IN')
        assert all(any(where in read for where in narrow) for read in reads), reads
        # Judged once; one new row; whether it is shown was asked before and after.
        assert calls == {"judge": 1, "row_of": 1, "_is_shown": 2}
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Marked Amara Osei present" in drawn(app))
        assert calls == {"judge": 2, "row_of": 2, "_is_shown": 4}


async def test_a_decision_looks_up_no_leader_but_the_one_it_is_of(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of the others stand as they were, in the queue and in the inbox."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        calls = counted(monkeypatch, (inbox, "_holding"), (queue, "_queued"))
        await pilot.press("y", "enter")
        await until(pilot, lambda: "Queue" in drawn(app))
        on_screen = dict(calls)
        calls.clear()
        found = inbox.inbox(store, app.desk.judged(), store.today), queue.queue(store, app.desk.judged(), store.today)
        assert isinstance(app.screen, EscalationsScreen)
        assert (app.screen._inbox, app.screen._queue) == found
        assert on_screen == {"_holding": 2, "_queued": 1}
        assert calls == {"_holding": 6, "_queued": 1}


async def test_a_decision_reads_the_case_at_the_side_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is read anew and the cursor moves on: both tell the case of the same row."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        calls = counted(monkeypatch, (cases, "case_of"))
        await pilot.press("y", "enter")
        await until(pilot, lambda: "Queue" in drawn(app))
        assert calls == {"case_of": 1}
        await pilot.press("j")
        await settle(app)
        assert calls == {"case_of": 2}


async def test_a_key_in_the_filter_of_the_roster_judges_draws_and_sorts_nobody_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks through the words of each; in another order everybody is put once, and turned round for nothing."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "Chen Osei" in drawn(app))
        await pilot.press("slash")
        judging = ((verdicts, "judge"), (roster, "numbers"), (signs, "counted_as"), (RosterScreen, "_haystack"))
        calls = counted(monkeypatch, *judging, (RowTable, "fit_columns"), (RosterScreen, "_order"))
        assert await asked(pilot, store, "b", "e") == []
        assert "1 of 3 listed" in drawn(app)
        assert not calls
        await pilot.press("escape", "s", "o", "s", "o")
        await until(pilot, lambda: isinstance(app.screen, RosterScreen) and app.screen.backwards)
        assert calls == {"_order": 1}


def counted(monkeypatch: pytest.MonkeyPatch, *functions: tuple[Any, str]) -> Counter[str]:
    """How often each of these functions is called from now on, by its name."""
    calls: Counter[str] = Counter()

    def count(home: Any, name: str) -> None:
        function = getattr(home, name)

        def noted(*arguments: Any, **named: Any) -> Any:
            calls[name] += 1
            return function(*arguments, **named)

        monkeypatch.setattr(home, name, noted)

    for home, name in functions:
        count(home, name)
    return calls
