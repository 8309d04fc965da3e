"""`V` on Today: what happened since a day, for each reader; a line leads to what it is about, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from psw_tui.app import PswApp
from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import decisions
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import clock, remembered
from screens.dialogs.written import Written
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, settle, until

if TYPE_CHECKING:
    from pathlib import Path

_NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
_SAM = {
    "reference": "L001",
    "first_name": "Sam",
    "last_name": "Jones",
    "cohort": "PSW 2026",
    "offer_accepted_on": date(2026, 9, 1),
}


def _live(store: Store) -> None:
    starts = datetime(2027, 1, 20, 10, tzinfo=UTC)
    change_cohorts.add(store, "PSW 2026", 2026)
    change_leaders.create_leader(store, _SAM)
    draft = SessionDraft("W01", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", starts, starts + timedelta(hours=2))
    change_sessions.create_session(store, draft)


def _put_on(app: Any, words: str) -> None:
    """The cursor on the first line with these words."""
    table = app.screen.query_one(RowTable)
    table.move_to(next(key for key, said in app.screen._rows.whole.items() if words in said))


async def test_since_friday_for_each_reader_and_to_what_a_line_is_about(tmp_path: Path) -> None:
    with clock.at(datetime(2027, 1, 21, 9, tzinfo=UTC)), Store.open(tmp_path / "psw.db", create_missing=True) as store:
        _live(store)
        remembered.remember_looked(store.path, store.today)
    with clock.at(_NOW), Store.open(tmp_path / "psw.db") as store:
        record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
        decisions.accept(store, ["unexplained_absence:W01:L001"])
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: app.screen._waiting is not None)  # type: ignore[attr-defined]  # TodayScreen
            await pilot.press("V")
            await until(pilot, lambda: "Since you were away · since Thursday 21 January 2027" in drawn(app))
            _put_on(app, "Marked Sam Jones absent")
            assert app.screen.leaders_of([app.screen.query_one(RowTable).cursor_key or ""]) == ["L001"]  # type: ignore[attr-defined]
            await pilot.press("enter")  # the leader, under whom it stands
            await until(pilot, lambda: app.current_mode == "roster")
            await pilot.press("escape")
            await until(pilot, lambda: app.current_mode == "today" and "Since you were away" in drawn(app))
            await pilot.press("W", "a")
            await until(pilot, lambda: "For whoever covers" in drawn(app))
            assert "Sam Jones (L001): explanation, due Mon 8 Feb 2027" in drawn(app)
            await pilot.press("W", "t")
            await until(pilot, lambda: "The programme in numbers" in drawn(app))
            assert "Sam Jones" not in drawn(app)
            await pilot.press("W", "m", "F", "h")  # the 1st of the month
            await until(pilot, lambda: "since Monday 1 February 2027" in drawn(app))
            await pilot.press("slash", *"accepted")
            await settle(app)
            assert "Accepted unexplained absence, Workshop 1, of Sam Jones" in drawn(app)
            assert "Due now" not in drawn(app)
            await pilot.press("escape", "E")
            await until(pilot, lambda: "since-me-2027-02-01.html" in drawn(app))
            await pilot.press("enter", "enter")
            written = tmp_path / "exports" / "since-me-2027-02-01.html"
            await until(pilot, lambda: isinstance(app.screen, Written))
            assert "Accepted unexplained absence, Workshop 1, of Sam Jones" in written.read_text("utf-8")
        assert remembered.looked_before(store.path, date(2027, 2, 2)) == store.today
        assert remembered.looked_before(store.path, store.today) == date(2027, 1, 21)
