"""Sessions by keys: cancelled with what it does, the next one like it, a residential's two days, engagement."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.widgets import TextArea

from psw_tui.app import PswApp
from psw_tui.policy.terms import Engagement, LeaderState, MarkValue, SessionKind, SessionState
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, record_marks, registers, session_draft, sessions
from psw_tui.store.registers.session_draft import SessionDraft
from screens.dialogs.form import Form
from screens.registers.paste_sessions import PasteSessions
from screens.registers.register import RegisterScreen
from screens.registers.sessions import RegistersScreen
from screens.shell.desk import Place
from screens.shell.plain_dialogs import Confirm
from tests.helpers import drawn, fill_form, open_register, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

DAY = date(2027, 2, 1)


def session(reference: str, kind: SessionKind, title: str, month: int, day: int) -> SessionDraft:
    return SessionDraft(
        reference,
        "PSW 2026",
        kind,
        title,
        datetime(2027, month, day, 10, tzinfo=UTC),
        datetime(2027, month, day, 12, tzinfo=UTC),
    )


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three leaders; a practice, a workshop and a module in January, a residential of two days in March."""
    monkeypatch.setenv("PSW_TODAY", DAY.isoformat())
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}) as writing:
            from models.tables import CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            for number, name in enumerate(("[/]", "Amara", "Dewi"), 1):
                writing.session.add(
                    LeaderRow(
                        reference=f"L{number}",
                        cohort_id=cohort.id,
                        first_name=name,
                        last_name="Z",
                        state=LeaderState.ACTIVE,
                        offer_accepted_on=date(2026, 9, 1),
                    )
                )
        change_sessions.create_session(store, session("P1", SessionKind.PEER_PRACTICE, "Practice 1", 1, 7))
        change_sessions.create_session(store, session("W1", SessionKind.WORKSHOP, "Workshop [/] 1", 1, 8))
        change_sessions.create_session(store, session("M1", SessionKind.MODULE, "Module 1", 1, 9))
        change_sessions.create_two_days(store, session("R1", SessionKind.RESIDENTIAL, "Residential 1", 3, 9))
        yield store


def marks(store: Store, session: str) -> dict[str, Any]:
    return {row.reference: row.mark for row in registers.register(store, session, DAY).rows}


def said(store: Store) -> str:
    return history.entries(store, limit=1)[0].what


async def open_list(pilot: Pilot[Any], app: PswApp, reference: str) -> None:
    """The list of sessions, the cursor on one of them."""
    await pilot.press("3")
    await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and app.screen.table.row_count > 0)
    app.go(Place("registers", reference))
    await until(pilot, lambda: cursor(app) == reference)


def cursor(app: PswApp) -> str | None:
    assert isinstance(app.screen, RegistersScreen | RegisterScreen)
    return app.screen.table.cursor_key


async def test_x_cancels_and_says_what_that_does_and_x_again_puts_it_back(store: Store) -> None:
    record_marks.mark(store, "W1", ["L1"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_list(pilot, app, "W1")
        assert "2 registers to complete" not in drawn(app)
        await pilot.press("x")
        await until(pilot, lambda: "Recorded already: 1 mark, kept, but cancelled they count" in drawn(app))
        await press_again(pilot, "y")
        await until(pilot, lambda: "1 cancelled" in drawn(app))
        assert app.desk.said == "Cancelled Workshop [/] 1: study is now out of 5 (was 6) for 3 leaders"
        assert session_draft.draft_of(store, "W1").state is SessionState.CANCELLED
        assert marks(store, "W1")["L1"].value is MarkValue.ABSENT
        await pilot.press("o")  # a cancelled session is never due
        await until(pilot, lambda: "only what is due" in drawn(app))
        assert "Workshop" not in drawn(app).split("only what is due")[1].split("Cancelled")[0]
        await pilot.press("o")
        await until(pilot, lambda: "Workshop" in drawn(app))
        app.go(Place("registers", "W1"))
        await pilot.press("x")
        await until(pilot, lambda: "cancelled" not in drawn(app))
        assert said(store) == "Reinstated Workshop [/] 1: study is now out of 6 (was 5) for 3 leaders"


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (None, "not compulsory by its kind (local setting)"),
        (True, "compulsory as set for it (local setting)"),
        (False, "not compulsory as set for it (local setting)"),
    ],
)
async def test_whether_it_is_compulsory_is_said_to_be_local_whoever_set_it(
    store: Store, own: bool | None, says: str
) -> None:
    change_sessions.edit_session(store, "P1", replace(session_draft.draft_of(store, "P1"), compulsory=own))
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_list(pilot, app, "P1")
        await pilot.press("w")
        await until(pilot, lambda: f"Under 2.4.2 {says}." in drawn(app))
        await pilot.press("escape", "e")
        await until(pilot, lambda: f"2 h, {says}" in drawn(app))


async def test_the_next_one_like_it_asks_only_the_day(store: Store) -> None:
    """Enter takes the likely day; a day typed over it is one of the cohort's year, at the same hours."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(pilot, app, "P1")
        await pilot.press("N")
        await until(pilot, lambda: "Thu 14 Jan 2027, 10:00–12:00" in drawn(app) and "enter save" in drawn(app))
        assert "Practice 2 (P2)" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and cursor(app) == "P2")
        made = session_draft.draft_of(store, "P2")
        assert (made.title, made.ends_at) == ("Practice 2", datetime(2027, 1, 14, 12, tzinfo=UTC))
        await pilot.press("N", *"8 jul", "enter")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and cursor(app) == "P3")
        assert session_draft.draft_of(store, "P3").starts_at == datetime(2027, 7, 8, 9, tzinfo=UTC)
        app.go(Place("registers", "R1b"))
        await until(pilot, lambda: cursor(app) == "R1b")
        await pilot.press("N", *"13 apr", "enter")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and cursor(app) == "R2a")
        assert sessions.other_day(store, "R2a") == "R2b"


async def test_a_new_one_asks_for_the_kind_and_the_day_and_proposes_the_rest(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(pilot, app, "P1")
        await pilot.press("n", "w", "enter", *"19 nov 9.30-1")
        await until(pilot, lambda: "Thu 19 Nov 2026 13:00" in drawn(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and cursor(app) == "W2")
        made = session_draft.draft_of(store, "W2")
        assert (made.title, made.ends_at) == ("Workshop 2", datetime(2026, 11, 19, 13, tzinfo=UTC))
        await pilot.press("n", "m", "enter", *"1 feb - 31 mar", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and cursor(app) == "M2")
        made = session_draft.draft_of(store, "M2")
        assert (made.starts_at, made.ends_at) == (
            datetime(2027, 2, 1, tzinfo=UTC),
            datetime(2027, 3, 31, 22, 59, tzinfo=UTC),
        )


async def test_the_year_is_pasted_looked_over_and_saved_by_one_key(store: Store) -> None:
    """A paste on the list opens its lines; while one is not read nothing is saved; `u` takes all back."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(pilot, app, "P1")
        lines = ["Date\tSession\tTimes", "4 Mar\tWorkshop [/] 7\t10-12", "Wed 5 Mar 2027\tWorkshop 8\t10-12"]
        app.post_message(events.Paste("\n".join(lines)))
        await until(pilot, lambda: "1 line to correct first, line 3: Fri 5 Mar 2027 is no Wed" in drawn(app))
        assert "Thu 4 Mar 2027" in drawn(app)
        assert "Workshop [/] 7" in drawn(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Line 3: Fri 5 Mar 2027 is no Wed." in drawn(app))
        app.screen.query_one(TextArea).text = "\n".join(lines).replace("Wed", "Fri")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen) and "Workshop [/] 7" in drawn(app))
        assert said(store) == "Added Workshop 8 and Workshop [/] 7"
        await pilot.press("u", "P")
        await until(pilot, lambda: isinstance(app.screen, PasteSessions))
        await pilot.press(*"4 mar;workshop 7;10-12", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen))
        assert said(store) == "Added workshop 7"


async def test_the_end_goes_with_the_start(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(pilot, app, "W1")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Form))
        app.screen.query_one("#field-starts_at").value = "2027-01-20 09:00"  # type: ignore[attr-defined]
        await until(pilot, lambda: "Wed 20 Jan 2027 11:00" in drawn(app))
        await fill_form(pilot)
        moved = session_draft.draft_of(store, "W1")
        assert moved.starts_at == datetime(2027, 1, 20, 9, tzinfo=UTC)
        assert moved.ends_at == datetime(2027, 1, 20, 11, tzinfo=UTC)


async def test_two_days_are_made_in_one_form_and_each_is_a_key_from_the_other(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_list(pilot, app, "M1")
        await pilot.press("n")
        await fill_form(
            pilot,
            reference="R2",
            kind="r",
            title="Residential [/]",
            starts_at="2027-04-01 10:00",
            ends_at="16:00",
            days="2",
        )
        await until(pilot, lambda: cursor(app) == "R2a")
        assert "Residential [/], day 2" in drawn(app)
        assert said(store).startswith("Added Residential [/], day 1 and 2")
        await open_register(pilot, "R2a/L2")
        assert "Residential [/], day 1 of 2" in drawn(app)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "Residential [/], day 2 of 2" in drawn(app))
        assert cursor(app) == "L2"
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "Residential [/], day 1 of 2" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen))


async def test_of_two_days_this_one_or_both_are_moved_and_cancelled(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_list(pilot, app, "R1a")
        await pilot.press("e")
        await fill_form(pilot, starts_at="2027-03-16 10:00")
        await until(pilot, lambda: "both days" in drawn(app))
        await pilot.press("b")
        await until(pilot, lambda: "Tue 16 Mar" in drawn(app) and "Wed 17 Mar" in drawn(app))
        await pilot.press("x")
        await until(pilot, lambda: "Cancel Residential 1, day 1" in drawn(app))
        await pilot.press("t")
        await until(pilot, lambda: "1 cancelled" in drawn(app))
        assert session_draft.draft_of(store, "R1b").state is SessionState.PLANNED
        await pilot.press("u", "x", "b")
        await until(pilot, lambda: "2 cancelled" in drawn(app))
        await pilot.press("e")
        await fill_form(pilot, other_day="")
        await until(pilot, lambda: sessions.other_day(store, "R1b") is None)


async def test_engagement_is_one_key_beside_the_mark_and_the_same_key_clears_it(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "P1")
        assert "- limited" in drawn(app)
        await pilot.press("minus")
        await until(pilot, lambda: "p or t first" in app.desk.said)
        await pilot.press("p", "a", "p", "g", "minus")
        await until(pilot, lambda: "● present limited" in drawn(app))
        await pilot.press("g", "space", "space", "space", "plus")  # of three, two came
        await until(pilot, lambda: isinstance(app.screen, Confirm))  # what one of them had is overwritten
        await press_again(pilot, "y")
        await until(pilot, lambda: drawn(app).count("● present full") == 2)
        assert [marks(store, "P1")[leader].engagement for leader in ("L1", "L2", "L3")] == [
            Engagement.FULL,
            None,
            Engagement.FULL,
        ]
        assert said(store) == "Marked 2 leaders full engagement, Practice 1"
        await pilot.press("g", "plus")
        await until(pilot, lambda: drawn(app).count("● present full") == 1)
        record_marks.mark(store, "W1", ["L1"], MarkValue.PRESENT)
        app.go(Place("registers", "W1/L1", page=True))  # it works there too, though the footer leaves it out
        await until(pilot, lambda: "Workshop [/] 1" in drawn(app) and "- limited" not in drawn(app))
        await pilot.press("minus")
        await until(pilot, lambda: marks(store, "W1")["L1"].engagement is Engagement.LIMITED)


async def test_modules_are_done_on_a_day_one_after_the_other_and_several_at_once(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "M1/L1")
        await pilot.press("r")
        await until(pilot, lambda: "Completed on" in drawn(app))
        await pilot.press(*"31/1", "enter")
        await until(pilot, lambda: cursor(app) == "L2")
        await pilot.press("space", "space", "r")
        await until(pilot, lambda: "2 leaders, Module 1" in drawn(app))
        await pilot.press(*"8/1", "enter")
        await until(pilot, lambda: said(store) == "Marked 2 leaders present on Fri 8 Jan 2027, Module 1")
        days = {key: mark.completed_on for key, mark in marks(store, "M1").items()}
        assert days == {"L1": date(2027, 1, 31), "L2": date(2027, 1, 8), "L3": date(2027, 1, 8)}


async def test_the_year_by_months_opens_a_session_and_makes_one_on_the_day(store: Store) -> None:
    """V begins on the session's day; arrows go on by day and week, into the next month too."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(pilot, app, "P1")
        await pilot.press("V")
        await until(pilot, lambda: "The year, January 2027" in drawn(app) and "[7]" in drawn(app))
        assert "Practice 1 (P1), 10:00–12:00" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.session == "P1")
        await pilot.press("escape", "right")
        await until(pilot, lambda: "Workshop [/] 1 (W1)" in drawn(app))
        await pilot.press(*["down"] * 4)
        await until(pilot, lambda: "The year, February 2027" in drawn(app) and "[5]" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing is on Fri 5 Feb 2027: n adds a session there." in drawn(app))
        await pilot.press("n", "w", "ctrl+s")  # the hours are those of the last workshop
        await until(pilot, lambda: "Workshop 2 (W2), 10:00–12:00" in drawn(app))
        assert session_draft.draft_of(store, "W2").starts_at == datetime(2027, 2, 5, 10, tzinfo=UTC)
        await pilot.press("pageup", "g")
        await until(pilot, lambda: "The year, January 2027" in drawn(app) and "[7]" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RegistersScreen))
