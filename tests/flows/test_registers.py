"""Registers by keys: one key a leader, the rest filled, an absence told, a session made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import Explanation, LeaderState, MarkValue, Reason, SessionKind, SessionState
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.registers import catch_ups, record_marks, registers, session_draft
from screens.registers.register import RegisterScreen
from tests.helpers import drawn, fill_form, links, open_register, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


DAY = date(2027, 2, 1)
NAMES = ("[/]", "[@click=app.quit]x", "Ann \\", "Émile", *(f"Leader {n:02}" for n in range(5, 21)))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Twenty leaders, some with hostile names, and four sessions: two past, a module, one to come."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders", "sessions"}) as writing:
            from models.tables import CohortRow, LeaderRow, SessionRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            writing.session.add(cohort)
            for number, name in enumerate(NAMES, 1):
                writing.session.add(
                    LeaderRow(
                        reference=f"L{number:03}",
                        cohort_id=cohort.id,
                        first_name=name,
                        last_name="Z",
                        organisation=name,
                        state=LeaderState.ACTIVE,
                        offer_accepted_on=date(2026, 9, 1),
                    )
                )
            for reference, kind, title, month, day in (
                ("W1", SessionKind.WORKSHOP, "Workshop 1", 11, 12),
                ("M1", SessionKind.MODULE, "Module 1", 12, 1),
                ("P1", SessionKind.PEER_PRACTICE, "Practice [/] 1", 1, 28),
                ("W2", SessionKind.WORKSHOP, "Workshop 2", 3, 4),
            ):
                year = 2026 if month > 8 else 2027
                writing.session.add(
                    SessionRow(
                        reference=reference,
                        cohort_id=cohort.id,
                        kind=kind,
                        title=title,
                        starts_at=datetime(year, month, day, 10, tzinfo=UTC),
                        ends_at=datetime(year, month, day, 12, tzinfo=UTC),
                    )
                )
        yield store


def marks(store: Store, session: str) -> dict[str, Any]:
    return {row.reference: row.mark for row in registers.register(store, session, DAY).rows}


def page(app: PswApp) -> RegisterScreen:
    assert isinstance(app.screen, RegisterScreen)
    return app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_register_of_twenty_takes_an_exception_and_two_keys_more(store: Store, size: tuple[int, int]) -> None:
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "· 20 of 20 unrecorded" in drawn(app))
        await pilot.press("enter")  # the cursor is on the last that ended unrecorded
        await until(pilot, lambda: "· 20 unrecorded  = 20" in drawn(app).replace("   ", "  "))
        assert "Practice [/] 1" in drawn(app)
        await pilot.press("a", "t")
        await until(pilot, lambda: "◐ 1 part" in drawn(app))
        assert app.desk.said == "Marked [@click=app.quit]x Z part, Practice [/] 1"
        assert page(app).table.cursor_key == "L003"
        await pilot.press("f")
        await until(pilot, lambda: "Mark 18 unrecorded leaders present?" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "● 18 present" in drawn(app) and "· 0 unrecorded" in drawn(app))
        recorded = marks(store, "P1")
        assert (recorded["L001"].value, recorded["L002"].value) == (MarkValue.ABSENT, MarkValue.PART)
        assert sum(mark.value is MarkValue.PRESENT for mark in recorded.values()) == 18
        assert [entry.what for entry in history.entries(store, limit=3)] == [
            "Marked 18 leaders present, Practice [/] 1",
            "Marked [@click=app.quit]x Z part, Practice [/] 1",
            "Marked [/] Z absent, Practice [/] 1",
        ]
        await pilot.press("f")
        await until(pilot, lambda: "Nobody is left to fill" in app.desk.said)
        assert not any("quit]x" in link for link in links(app))


async def test_what_a_key_changed_stands_beside_the_leader_until_it_is_undone(store: Store) -> None:
    for reference in ("W1", "M1"):
        record_marks.mark(store, reference, ["L004"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_register(pilot, "P1/L004")
        assert page(app).table.cursor_key == "L004"
        await pilot.press("a")
        await until(pilot, lambda: "peer practice ● → ◐ at risk" in drawn(app))
        await pilot.press("up", "w")
        await until(pilot, lambda: "one more absence falls below" in " ".join(drawn(app).split()))
        await pilot.press("escape", "u")
        await until(pilot, lambda: "○ 0 absent" in drawn(app))
        assert "→" not in drawn(app)
        assert marks(store, "P1")["L004"].value is None


async def test_a_selection_is_set_aside_with_one_reason_as_one_command(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "P1")
        await pilot.press("space", "space", "x")
        await until(pilot, lambda: "2 leaders: not expected, because" in drawn(app))
        await pilot.press("j")
        await until(pilot, lambda: "– 2 not expected" in drawn(app) and "= 20, 18 expected" in drawn(app))
        reasons = {key: mark.reason for key, mark in marks(store, "P1").items() if mark.reason}
        assert reasons == {"L001": Reason.JOINED_LATER, "L002": Reason.JOINED_LATER}
        assert len(history.entries(store)) == 2
        assert not page(app).table.selected
        await pilot.press("g", "backspace")
        await until(pilot, lambda: "– 1 not expected" in drawn(app))


def missed_the_last(store: Store, *leaders: str) -> None:
    """Practice 1 missed of two that are expected, both of them needed: below, until it is caught up."""
    with store.command("One more", {"sessions"}) as writing:
        from models.tables import SessionRow

        first = store.only_row(writing.session, SessionRow, "session", reference="P1")
        start = datetime(2027, 1, 29, 10, tzinfo=UTC)
        writing.session.add(
            SessionRow(
                reference="P2",
                cohort_id=first.cohort_id,
                kind=SessionKind.PEER_PRACTICE,
                title="Practice 2",
                starts_at=start,
                ends_at=start,
            )
        )
    record_marks.mark(store, "P2", leaders, MarkValue.NOT_EXPECTED, Reason.JOINED_LATER)
    record_marks.mark(store, "P1", leaders, MarkValue.ABSENT)


async def test_setting_a_missed_session_aside_says_what_it_costs_and_offers_the_catch_up(store: Store) -> None:
    missed_the_last(store, "L004")
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "P1/L004")
        await pilot.press("x")
        await until(pilot, lambda: "Émile Z: not expected, because" in drawn(app))
        said = " ".join(drawn(app).replace("│", " ").split())
        assert "Peer practice would become unreachable, below now." in said
        assert "takes the session's catch-up away (2.3.1)" in said
        await pilot.press("s")
        await until(pilot, lambda: "To look over and send." in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "catch-up due" in drawn(app))
        (made,) = (mark for key, mark in marks(store, "P1").items() if key == "L004")
        assert (made.value, made.sent_on) == (MarkValue.ABSENT, DAY)
        assert (store.path.parent / "exports" / "catch-up-L004-P1.eml").is_file()
        await pilot.press("x")
        await until(pilot, lambda: "keep its catch-up: see how far it is" in drawn(app))
        await pilot.press("k")
        await until(pilot, lambda: "Sent, and due" in drawn(app))


async def test_a_catch_up_under_way_is_not_taken_away_unsaid_where_no_minimum_turns_worse(
    store: Store, subtests: pytest.Subtests
) -> None:
    """M1 is one of six planned, so nothing is lost but the work: sent to two, handed in by one of them."""
    record_marks.mark(store, "M1", ["L002", "L003", "L004"], MarkValue.ABSENT)
    catch_ups.send(store, [("L003", "M1"), ("L004", "M1")], DAY)
    catch_ups.submitted(store, [("L004", "M1")], DAY, log=True)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_register(pilot, "M1/L004")
        await pilot.press("x")
        await until(pilot, lambda: "Émile Z: not expected, because" in drawn(app))
        with subtests.test("it is said, and that it may be kept"):
            assert "A catch-up was begun." in drawn(app)
            assert "Setting it aside takes the session's catch-up away (2.3.1)." in drawn(app)
            assert "keep its catch-up: see how far it is" in drawn(app)
            assert "would become" not in drawn(app)
        await pilot.press("escape")
        await until(pilot, lambda: "not expected, because" not in drawn(app))
        await pilot.press("k", "k", "space", "space", "space", "x")
        await until(pilot, lambda: "3 leaders: not expected, because" in drawn(app))
        with subtests.test("of several, whose"):
            assert "Ann \\ Z: a catch-up was begun." in drawn(app)
            assert "Émile Z: a catch-up was begun." in drawn(app)
            assert "[@click=app.quit]x Z:" not in drawn(app)
    assert marks(store, "M1")["L004"].submitted_on == DAY


async def test_of_several_it_is_said_of_whom_it_costs_a_minimum(store: Store) -> None:
    missed_the_last(store, "L003", "L004")
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_register(pilot, "P1/L002")
        await pilot.press("space", "space", "space", "x")
        await until(pilot, lambda: "3 leaders: not expected, because" in drawn(app))
        assert "Ann \\ Z: peer practice would become unreachable, below now." in drawn(app)
        assert "Émile Z: peer practice would become unreachable, below now." in drawn(app)
        assert "[@click=app.quit]x Z:" not in drawn(app)
        await pilot.press("s")
        await until(pilot, lambda: marks(store, "P1")["L003"].sent_on == DAY)
        assert {key for key, mark in marks(store, "P1").items() if mark.sent_on} == {"L003", "L004"}


async def test_an_absence_told_beforehand_is_a_notice_and_its_reason_is_hidden(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_register(pilot, "P1/L003")
        await pilot.press("r")
        await until(pilot, lambda: "Ann \\ Z, Practice [/] 1" in drawn(app))
        await pilot.press(*"26/1 9am")
        await until(pilot, lambda: "Tue 26 Jan 2027 09:00: before the" in drawn(app))
        app.screen.query_one("#field-reason").value = "si"  # type: ignore[attr-defined]
        await until(pilot, lambda: "Suggested: satisfactory (2.1.3, a local setting)" in drawn(app))
        await fill_form(pilot, explanation="s")
        await until(pilot, lambda: "◌ 1 said not coming" in drawn(app))
        mark = marks(store, "P1")["L003"]
        assert mark.reported_at == datetime(2027, 1, 26, 9, tzinfo=UTC)
        assert (mark.value, mark.reason, mark.explanation) == (None, Reason.SICKNESS, Explanation.SATISFACTORY)
        assert "sickness" not in drawn(app)
        assert "sickness" not in history.entries(store)[0].what
        await pilot.press("v")
        await until(pilot, lambda: "sickness" in drawn(app))
        assert "Tue 26 Jan 09:00" in drawn(app)


async def test_the_suggestion_is_never_taken_by_itself(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_register(pilot, "P1/L003")
        await pilot.press("a", "k", "r")
        await fill_form(pilot, reported_at="28/1 15:00", reason="c")
        await until(pilot, lambda: marks(store, "P1")["L003"].reason is Reason.CARING)
        assert marks(store, "P1")["L003"].explanation is None


async def test_a_module_done_earlier_takes_its_day(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await open_register(pilot, "M1/L003")
        await pilot.press("p", "k", "r")
        await fill_form(pilot, completed_on="20 nov")
        await until(pilot, lambda: "done Fri 20 Nov" in drawn(app))
        assert marks(store, "M1")["L003"].completed_on == date(2026, 11, 20)


async def test_finding_a_name_accents_aside_and_escape_in_its_order(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_register(pilot, "P1")
        await pilot.press("slash", *"emil", "enter")
        await until(pilot, lambda: page(app).table.row_count == 1)
        await pilot.press("p")
        await until(pilot, lambda: marks(store, "P1")["L004"].value is MarkValue.PRESENT)
        assert "● 1 present" in drawn(app)
        await pilot.press("escape")
        await until(pilot, lambda: page(app).table.row_count == 20)
        await pilot.press("o")
        await until(pilot, lambda: page(app).table.row_count == 19 and "only the unrecorded" in drawn(app))
        await pilot.press("g", "a")
        await until(pilot, lambda: "18 unrecorded" in drawn(app))
        assert page(app).table.row_count == 19  # it stays while the cursor does
        await pilot.press("down")
        await until(pilot, lambda: page(app).table.row_count == 18)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, RegisterScreen))
        await until(pilot, lambda: "18 of 20 unrecorded" in drawn(app))


async def test_a_session_is_made_cancelled_and_counts_nowhere(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: "4 sessions" in drawn(app))
        await pilot.press("n")
        await fill_form(
            pilot, reference="W3", kind="w", title="Workshop [/] 3", starts_at="2027-01-12 10:00", ends_at="12:00"
        )
        await until(pilot, lambda: "▌ Tue 12 Jan" in drawn(app))
        made = session_draft.draft_of(store, "W3")
        assert (made.cohort, made.ends_at) == ("PSW 2026", datetime(2027, 1, 12, 12, tzinfo=UTC))
        await pilot.press("e")
        await fill_form(pilot, state="c")
        await until(pilot, lambda: "  cancelled" in drawn(app))
        assert session_draft.draft_of(store, "W3").state is SessionState.CANCELLED
        await pilot.press("enter")
        await until(pilot, lambda: "cancelled: marks here count nowhere" in drawn(app))


async def test_an_empty_file_says_what_registers_are_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "empty.db", create_missing=True) as empty:
        app = PswApp(empty)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.press("3")
            await until(pilot, lambda: "No sessions yet." in drawn(app))
            await pilot.press("n")
            await until(pilot, lambda: "there is none yet" in app.desk.said)
