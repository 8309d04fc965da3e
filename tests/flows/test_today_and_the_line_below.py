"""Today's ways there and back, what `o` leaves, the status line that is read to its end, and menus that fit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import OptionList
from textual.widgets._toast import Toast  # no public name

from psw_tui.app import PswApp
from psw_tui.policy.coaching import outcome_words
from psw_tui.policy.terms import Outcome, Role, SessionKind
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import change_sessions
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import clock
from screens.dialogs.choices import Choice, ChooseStep
from screens.escalations.case_verbs import _ACCESS_TO, _ASKED_OF, _LETTERS
from screens.registers.register import RegisterScreen
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, until
from tests.policy.cases import PSW, booking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SAM = {
    "reference": "L001",
    "first_name": "Sam",
    "last_name": "Jones",
    "cohort": "PSW 2026",
    "offer_accepted_on": date(2026, 9, 1),
}
NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A leader who came to two coaching sessions, so that a form is late; a workshop that is to be recorded."""
    with clock.at(NOW), Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        change_leaders.create_leader(store, _SAM)
        starts = datetime(2027, 1, 28, 10, tzinfo=UTC)
        ends = starts + timedelta(hours=2)
        workshop = SessionDraft("W01", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", starts, ends)
        change_sessions.create_session(store, workshop)
        for month in (10, 12):
            change_bookings.book(store, "L001", datetime(2026, month, 7, 10, tzinfo=UTC))
        record = next(iter(judge_all(store, date(2027, 2, 1)))).record
        change_bookings.attended(store, [booking.id for booking in record.bookings])
        yield store


def _look_of(app: Any, word: str) -> Any:
    strips = app.screen._compositor.render_strips()
    looks = {part.text.strip(): part.style.color for part in strips[-1] if part.style and part.text.strip()}
    return looks[word]


async def test_from_today_and_back_with_a_sign_of_what_is_shown(store: Store) -> None:
    """Escape from what a row of Today opened is Today again; `o` says that it is on, and shows all that is late."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert _look_of(app, "open") == _look_of(app, "cohort")  # nobody knows yet that there is nothing
        await until(pilot, lambda: "form overdue" in drawn(app))
        await pilot.press("o")
        await until(pilot, lambda: "only what is overdue (o)" in drawn(app))
        assert "form overdue since" in drawn(app)  # of another group
        assert "unrecorded" not in drawn(app)
        await pilot.press("o")
        await until(pilot, lambda: "only what is overdue" not in drawn(app))
        key = next(key for key, item in app.screen._items.items() if item.page)  # type: ignore[attr-defined]
        app.screen.query_one(RowTable).move_to(key)
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "registers" and len(app.screen_stack) > 1)
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "today")
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "registers" and len(app.screen_stack) > 1)
        await pilot.press("3", "escape")  # gone on by the area's own key: from there escape stays
        await until(pilot, lambda: not isinstance(app.screen, RegisterScreen))
        assert app.current_mode == "registers"


async def test_the_status_line_is_read_to_its_end_and_nothing_lies_over_rows(store: Store) -> None:
    """What is longer than a line takes two; the list gives up a row for it, and takes it back."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: app.current_mode == "registers" and "Workshop 1" in drawn(app))
        rows = app.screen.query_one(RowTable).size.height
        words = "Nothing of this can be done now, because " + "of this and of that and " * 5 + "that is its end."
        app.screen.tell(words)  # type: ignore[attr-defined]
        await until(pilot, lambda: "that is its end." in drawn(app).replace("\n ", " "))
        assert "not encrypted" in drawn(app)
        for cells in range(60, 79, 3):  # beside whatever is said, on the same line or on one more
            app.screen.tell("x" * cells)  # type: ignore[attr-defined]
            await until(pilot, lambda cells=cells: "x" * cells in drawn(app))  # type: ignore[misc]
            assert "not encrypted" in drawn(app)
        app.screen.tell(words)  # type: ignore[attr-defined]
        await until(pilot, lambda: "that is its end." in drawn(app).replace("\n ", " "))
        assert not app.screen.query(Toast)
        assert app.screen.query_one(RowTable).size.height < rows
        await pilot.press("o")
        await until(pilot, lambda: app.screen.query_one(RowTable).size.height == rows)


async def test_with_leaders_and_no_session_today_says_where_the_year_is_laid_out(tmp_path: Path) -> None:
    """Not that nothing is waiting."""
    with clock.at(NOW), Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        change_leaders.create_leader(store, _SAM)
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "No session yet" in drawn(app))
            assert "3, n makes the first" in drawn(app)
            app.screen.query_one(RowTable).move_to("no-session")
            await pilot.press("enter")
            await until(pilot, lambda: app.current_mode == "registers")
            assert app.desk.said == ""


@pytest.mark.parametrize(("size", "steps"), [((80, 24), 16), ((120, 36), 24)])
async def test_a_menu_shows_all_it_has(tmp_path: Path, size: tuple[int, int], steps: int) -> None:
    """Where the steps and what they need don't fit under each other, each has a line; the one at hand is in full."""
    need = "needs the agreement of the PBDL and the view of each of three others, and a good deal more than that"
    choices = [Choice("", f"step {number}", need, take=lambda: None) for number in range(steps)]
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=size) as pilot:
            app.push_screen(ChooseStep("What next", choices))
            await until(pilot, lambda: app.screen.settled)  # type: ignore[attr-defined]
            assert all(f"step {number} " in drawn(app) for number in range(steps))
            assert "a good deal more than that" in drawn(app)
            assert not app.screen.query_one(OptionList).max_scroll_y


def test_a_key_of_the_moves_means_one_thing_at_every_stage() -> None:
    """Digits are actions of a plan; moves, sign-offs and access have letters of their own."""
    letters = [*_LETTERS.values(), *_ASKED_OF.values(), *_ACCESS_TO.values(), *"hjlmnotsg"]
    assert len(set(letters) - {"g"}) == len([letter for letter in letters if letter != "g"])
    assert not any(letter.isdigit() for letter in letters)
    assert set(_ASKED_OF) == set(Role)


@pytest.mark.parametrize("outcome", [Outcome.ATTENDED, Outcome.NO_SHOW])
def test_a_session_that_has_not_ended_is_not_said_to_be_used_beside_none_used(outcome: Outcome) -> None:
    """It counts from the day on which it ends."""
    made = booking("2027-02-09 10:00", outcome)
    assert "one session used from Tue 9 Feb 2027" in outcome_words(made, PSW, [made], day=date(2027, 2, 1))
    assert "used from" not in outcome_words(made, PSW, [made], day=date(2027, 2, 9))
