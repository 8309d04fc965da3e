"""Notices by keys: what a leader tells us ahead of a session or late, from their page and from the register (2.1.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy.terms import Explanation, LeaderState, MarkValue, Reason, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, record_marks, registers
from psw_tui.store.registers.session_draft import SessionDraft
from screens.dialogs.choices import FindByName
from screens.dialogs.form import Form
from screens.roster.leader import LeaderScreen
from screens.shell.desk import Place
from tests.helpers import drawn, fill_form, open_register, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

DAY = date(2027, 2, 1)
W, M, R = SessionKind.WORKSHOP, SessionKind.MODULE, SessionKind.RESIDENTIAL


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """One leader; workshops long past, just past, today and to come, a module that runs, a residential to come."""
    monkeypatch.setenv("PSW_TODAY", DAY.isoformat())
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}) as writing:
            from models.tables import CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            writing.session.add(
                LeaderRow(
                    reference="L1",
                    cohort_id=cohort.id,
                    first_name="[/] Amara",
                    last_name="Z",
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(2026, 9, 1),
                )
            )
        for reference, kind, title, first, last in (
            ("W1", W, "Long past", (1, 4), (1, 4)),
            ("W2", W, "Just past", (1, 22), (1, 22)),
            ("W3", W, "Today", (2, 1), (2, 1)),
            ("W4", W, "To come", (2, 19), (2, 19)),
            ("M1", M, "Running", (1, 11), (3, 31)),
            ("W5", W, "Came", (1, 28), (1, 28)),
        ):
            change_sessions.create_session(store, draft(reference, kind, title, first, last))
        change_sessions.create_two_days(store, draft("R1", R, "Residential", (3, 9), (3, 9)))
        record_marks.mark(store, "W5", ["L1"], MarkValue.PRESENT)
        yield store


def draft(reference: str, kind: SessionKind, title: str, first: tuple[int, int], last: tuple[int, int]) -> SessionDraft:
    return SessionDraft(
        reference,
        "PSW 2026",
        kind,
        title,
        datetime(2027, *first, 10, tzinfo=UTC),
        datetime(2027, *last, 12, tzinfo=UTC),
    )


def mark(store: Store, session: str) -> Any:
    [row] = registers.register(store, session, DAY).rows
    return row.mark


def state(store: Store, session: str) -> registers.RowState:
    [row] = registers.register(store, session, DAY).rows
    return row.state


async def open_leader(pilot: Pilot[Any], app: PswApp) -> None:
    await pilot.pause()
    app.go(Place("roster", "L1", page=True))
    await until(pilot, lambda: isinstance(app.screen, LeaderScreen) and "Amara" in drawn(app))


async def test_the_leaders_page_offers_the_next_sessions_then_what_runs_then_what_was_missed(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_leader(pilot, app)
        await pilot.press("g", "r")
        await until(pilot, lambda: isinstance(app.screen, FindByName))
        shown = drawn(app)[drawn(app).index("tell us of?") :]
        titles = ("Today", "To come", "Residential, day 1", "Residential, day 2", "Running", "Just past")
        places = [shown.index(f"{title}, ") for title in titles]
        assert places == sorted(places)
        assert "Long past, " not in shown
        assert "Came, " not in shown


async def test_a_notice_is_taken_down_ahead_and_left_to_be_judged(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_leader(pilot, app)
        await pilot.press("g", "r")
        await until(pilot, lambda: isinstance(app.screen, FindByName))
        await pilot.press(*"to com", "enter")
        await until(pilot, lambda: "[/] Amara Z, To come" in drawn(app))
        app.screen.query_one("#field-reported_at").value = "yesterday 16:30"  # type: ignore[attr-defined]
        await until(pilot, lambda: "Sun 31 Jan 2027 16:30: before the" in drawn(app))
        await pilot.press("enter", "c", "enter")
        await until(pilot, lambda: "Suggested: satisfactory (2.1.3, a local setting)" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        told = mark(store, "W4")
        assert told.reported_at == datetime(2027, 1, 31, 16, 30, tzinfo=UTC)
        assert (told.value, told.reason, told.explanation) == (None, Reason.CARING, None)
        assert "said not coming" in drawn(app)
        assert "caring" not in drawn(app)
        await pilot.press("f1")
        await until(pilot, lambda: "notice not judged yet: To come" in drawn(app))


async def test_the_session_under_the_cursor_is_the_one_that_is_told_of(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_leader(pilot, app)
        assert isinstance(app.screen, LeaderScreen)
        app.screen.show_place("session:W1", page=False)
        await pilot.press("r")
        await fill_form(pilot, reported_at="5/1 9am", explanation="u")
        told = mark(store, "W1")
        assert told.explanation is Explanation.UNSATISFACTORY
        assert told.reported_at == datetime(2027, 1, 5, 9, tzinfo=UTC)
        app.screen.show_place("session:W5", page=False)
        await pilot.press("r")
        await until(pilot, lambda: "is marked present, so there is no absence" in app.desk.said)


async def test_what_refuses_a_report_stands_in_its_form_with_all_that_was_typed(store: Store) -> None:
    """At the field that it is about; and of what can only lie before, a weekday is the one that was (on a Monday)."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "W2")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Form))
        for key, typed in (("reported_at", "tomorrow 9am"), ("reason", "c"), ("explanation", "u")):
            app.screen.query_one(f"#field-{key}").value = typed  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Tue 2 Feb 2027 09:00 has not come yet" in drawn(app))
        assert [line.value for line in app.screen.query(Input)] == ["tomorrow 9am", "c", "u"]
        assert app.focused is app.screen.query_one("#field-reported_at")
        assert "has not come yet" not in app.desk.said
        await fill_form(pilot, reported_at="fri 8am")
        told = mark(store, "W2")
        assert told.reported_at == datetime(2027, 1, 29, 8, tzinfo=UTC)
        assert (told.reason, told.explanation) == (Reason.CARING, Explanation.UNSATISFACTORY)


async def test_a_reason_is_one_letter_also_where_two_begin_alike(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "W2")
        await pilot.press("a", "g")
        for letter, reason in (("b", Reason.BEREAVEMENT), ("o", Reason.OFSTED), ("t", Reason.OTHER)):
            await pilot.press("r")
            await fill_form(pilot, reported_at="2027-01-22 14:00", reason=letter)
            assert mark(store, "W2").reason is reason


async def test_a_notice_of_a_residential_is_of_both_days_unless_told_otherwise(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "R1b")
        await pilot.press("r")
        await fill_form(pilot, reported_at="now", reason="s")
        coming = registers.RowState.SAID_NOT_COMING
        assert [state(store, session) for session in ("R1a", "R1b")] == [coming, coming]
        assert "Residential, day 1 and 2" in app.desk.said
        await pilot.press("r")
        await fill_form(pilot, reported_at="", reason="", both_days="no")
        assert [state(store, session) for session in ("R1a", "R1b")] == [coming, registers.RowState.UNRECORDED]


async def test_a_letter_typed_over_what_stood_there_takes_its_place(store: Store) -> None:
    record_marks.report(store, "W4", "L1", datetime(2027, 1, 30, 9, tzinfo=UTC), Reason.SICKNESS)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "W4")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("enter", "b", "enter", "s", "enter")
        await until(pilot, lambda: mark(store, "W4").explanation is Explanation.SATISFACTORY)
        assert mark(store, "W4").reason is Reason.BEREAVEMENT
        assert mark(store, "W4").reported_at == datetime(2027, 1, 30, 9, tzinfo=UTC)
