"""Escalations by keys: from an absence to the ladder and back, with what is drawn and what is in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy.terms import InboxState, LeaderState, MarkValue, SessionKind, Stage
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case, decisions, inbox, ladder_moves, queue
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from screens.escalations.escalations import EscalationsScreen
from screens.shell.desk import Place
from screens.shell.dialog import Dialog
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

ABSENCE = "unexplained_absence:W1:L001"
HOSTILE = "[/] [@click=app.quit]x \\"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three leaders who were at Workshop 1; the offers are recent, so that no coaching window is behind."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        with opened.command("Set up", {"cohorts", "leaders", "sessions", "marks"}) as writing:
            from models.tables import CohortRow, LeaderRow, MarkRow, SessionRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            held = SessionRow(
                reference="W1",
                cohort_id=cohort.id,
                kind=SessionKind.WORKSHOP,
                title="Workshop 1",
                starts_at=datetime(2027, 1, 12, 10, tzinfo=UTC),
                ends_at=datetime(2027, 1, 12, 12, tzinfo=UTC),
            )
            writing.session.add_all([cohort, held])
            for number, (first, last) in enumerate((("Amara", "Osei"), ("Dewi", "Khan"), (HOSTILE, "Z")), 1):
                leader = LeaderRow(
                    reference=f"L00{number}",
                    cohort_id=cohort.id,
                    first_name=first,
                    last_name=last,
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(2027, 2, 1),
                )
                mark = MarkRow(leader_id=leader.id, session_id=held.id, value=MarkValue.PRESENT)
                writing.session.add_all([leader, mark])
        yield opened


async def opened(pilot: Pilot[Any], app: PswApp) -> EscalationsScreen:
    """Escalations, drawn."""
    await pilot.press("6")
    await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and "inbox" in drawn(app))
    assert isinstance(app.screen, EscalationsScreen)
    return app.screen


def states(store: Store) -> dict[str, InboxState]:
    return inbox.states(store, judge_all(store, store.today), store.today)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Text into the field that has the focus, at once."""
    focused = pilot.app.screen.focused
    assert focused is not None
    focused.value = text  # type: ignore[attr-defined]  # an Input


async def dialog(pilot: Pilot[Any], app: PswApp, words: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, Dialog) and words in drawn(app))


async def test_from_an_absence_to_a_move_and_back(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        screen = await opened(pilot, app)
        assert "Nothing is flagged" in drawn(app)

        change = record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
        assert change is not None
        app.publish(change)
        await until(pilot, lambda: "unexplained absence, Workshop 1" in drawn(app))
        assert "y opens an escalation at explanation" in drawn(app)

        await pilot.press("y")
        await until(pilot, lambda: "due Mon 8 Feb" in drawn(app))
        assert states(store)[ABSENCE] is InboxState.ACCEPTED
        assert "inbox 0   explanation 1" in drawn(app)
        assert "Accepted unexplained absence" in drawn(app)

        await pilot.press("greater_than_sign")
        await dialog(pilot, app, "needs a communication with the leader")
        await pilot.press("b")
        await dialog(pilot, app, "it still needs a communication")
        await pilot.press("escape", "l")
        await dialog(pilot, app, "Log a communication")
        await pilot.press("S")
        await dialog(pilot, app, "In one line")
        await typed(pilot, "please explain")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "please explain" in drawn(app))
        (sent,) = case.case_of(store, "L001").communications
        assert (sent.summary, sent.reply_by) == ("please explain", date(2027, 2, 8))

        await pilot.press("greater_than_sign")
        await dialog(pilot, app, "resolved")
        await pilot.press("r")
        await dialog(pilot, app, "explanation → resolved")
        assert app.screen.query_one("#field-reason", Input).value == ""  # an outcome is nobody's but the BDO's
        await typed(pilot, "nothing further")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Dialog))
        assert case.case_of(store, "L001").past[0].outcome == "nothing further"
        await until(pilot, lambda: "explanation 0" in drawn(app))

        await pilot.press("u")
        await until(pilot, lambda: "explanation 1" in drawn(app))
        assert case.case_of(store, "L001").escalation is not None
        assert "undone" in drawn(app)
        await pilot.press("U")
        await until(pilot, lambda: "explanation 0" in drawn(app))
        assert case.case_of(store, "L001").escalation is None
        assert screen.is_current


async def test_the_selection_is_one_command_and_the_cursor_goes_to_the_next_row(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001", "L002", "L003"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot, app)
        assert HOSTILE[:16] in drawn(app)
        table = screen.query_one(RowTable)
        rows = [row.key for row in inbox.inbox(store, judge_all(store, store.today), store.today)]
        assert table.cursor_key == rows[0]
        await pilot.press("space", "space", "y")
        await until(pilot, lambda: "explanation 2" in drawn(app) and "inbox 1" in drawn(app))
        by_key = states(store)
        assert [by_key[key] for key in rows] == [InboxState.ACCEPTED, InboxState.ACCEPTED, InboxState.NEW]
        assert table.cursor_key == rows[2]
        assert not table.selected

        await pilot.press("d")
        await dialog(pilot, app, "why?")
        await pilot.press("k")
        await until(pilot, lambda: "1 dismissed" in drawn(app))
        assert states(store)[rows[2]] is InboxState.DISMISSED
        decided = case.case_of(store, rows[2].rpartition(":")[2]).decisions[-1]
        assert decided.reason == "known circumstances"
        await pilot.press("u")
        await until(pilot, lambda: "inbox 1" in drawn(app))


async def test_a_verb_that_cannot_act_says_why(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: "has no open escalation" in drawn(app))
        await pilot.press("y")
        await until(pilot, lambda: "explanation 1" in drawn(app))
        await pilot.press("d")
        await until(pilot, lambda: "An escalation is not in the inbox" in drawn(app))
        assert states(store)[ABSENCE] is InboxState.ACCEPTED


async def test_snoozed_and_cleared_rows_are_folded_and_opened(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.ABSENT)
    decisions.accept(store, [ABSENCE])
    record_marks.mark(store, "W1", ["L002"], MarkValue.PRESENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        screen = await opened(pilot, app)
        assert "now present" not in drawn(app)
        await pilot.press("G", "enter")
        await until(pilot, lambda: "now present" in drawn(app))
        await pilot.press("g", "z")
        await dialog(pilot, app, "Snooze Amara Osei until")
        await pilot.press("a")
        await dialog(pilot, app, "Why")
        await typed(pilot, "12 feb")
        await pilot.press("enter")
        await pilot.pause()
        await typed(pilot, "half term")
        await pilot.press("enter")
        await until(pilot, lambda: "snoozed 1" in drawn(app))
        (row,) = queue.queue(store, judge_all(store, store.today), store.today)
        assert row.snoozed_until == date(2027, 2, 12)
        screen.show_place("L001", page=False)
        await until(pilot, lambda: "snoozed until Fri 12 Feb: half term" in drawn(app))


async def test_a_concern_by_hand_whose_leader_is_found_by_typing(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001", "L003"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot, app)
        await pilot.press("n")
        await dialog(pilot, app, "of whom?")
        assert HOSTILE in drawn(app)
        await typed(pilot, "khan")
        await until(pilot, lambda: "Amara Osei (L001)" not in drawn(app))
        await pilot.press("enter")
        await dialog(pilot, app, "In your words")
        await typed(pilot, HOSTILE)
        await pilot.press("enter")
        await until(pilot, lambda: f"raised by hand, {HOSTILE[:10]}" in drawn(app))
        assert states(store)["manual:2027-02-01-1:L002"] is InboxState.NEW
        table = screen.query_one(RowTable)
        await until(pilot, lambda: table.cursor_key == "manual:2027-02-01-1:L002")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_case_is_a_page_behind_enter_with_the_same_verbs(store: Store, size: tuple[int, int]) -> None:
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    decisions.accept(store, [ABSENCE])
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, app)
        assert ("Said and done" in drawn(app)) is (size[0] >= 110)
        await pilot.press("enter")
        await until(pilot, lambda: "Escalations › Amara Osei (L001)" in drawn(app))
        assert "accepted unexplained absence, Workshop 1" in drawn(app)
        await pilot.press("greater_than_sign", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen))


async def test_places_lead_to_the_concern_or_the_escalation(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001", "L002", "L003"], MarkValue.ABSENT)
    decisions.accept(store, [ABSENCE])
    decisions.dismiss(store, ["unexplained_absence:W1:L003"], "known")
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot, app)
        table = screen.query_one(RowTable)
        for key, row in (
            ("L001", "escalation:L001"),
            ("unexplained_absence:W1:L002", "unexplained_absence:W1:L002"),
            (ABSENCE, "escalation:L001"),
            ("unexplained_absence:W1:L003", "unexplained_absence:W1:L003"),
        ):
            app.go(Place("escalations", key))
            await until(pilot, lambda row=row: table.cursor_key == row)  # type: ignore[misc]
        await pilot.press("slash")
        await typed(pilot, "khan")
        await until(pilot, lambda: "Amara" not in drawn(app) and "Dewi" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Amara" in drawn(app))


async def test_a_withdrawal_is_recorded_from_its_move(store: Store) -> None:
    """What a move needs is offered beside it: the four sign-offs one after the other, then the move."""
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    decisions.accept(store, [ABSENCE])
    from psw_tui.policy.terms import Channel, Direction, Explanation
    from psw_tui.store.escalations import communications

    communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.LETTER)
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "considered")
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("greater_than_sign")
        for label in ("agreement of", "consultation of Business", "consultation of Partner", "consultation of the"):
            await dialog(pilot, app, label)
            await pilot.pause()
            place = next(n for n, step in enumerate(app.screen._steps) if step.label.startswith(label))  # type: ignore[attr-defined]
            await pilot.press(app.screen._letters[place])  # type: ignore[attr-defined]
            await dialog(pilot, app, "Given by")
            await typed(pilot, "R. Lead")
            if label == "agreement of":
                app.screen.query_one("#field-answer", Input).value = "agreed"
            await pilot.press("ctrl+s")
        await dialog(pilot, app, "2.4.6, possible")
        assert len(case.case_of(store, "L001").sign_offs) == 4
        await pilot.press("d")
        await dialog(pilot, app, "withdrawal review → withdrawn")
        await typed(pilot, "agreed by all")
        await pilot.press("enter")
        await until(pilot, lambda: "withdrawn 1" in drawn(app))
        assert judge_all(store, store.today)[0].record.leader.state is LeaderState.WITHDRAWN


async def test_a_leader_s_row_acts_on_all_its_concerns_once_it_is_said_how_many(store: Store) -> None:
    """Enter opens it in place; there one of them is decided on by itself."""
    record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.ABSENT)
    decisions.raise_manual(store, "L001", "a call from the coach")
    by_hand = "manual:2027-02-01-1:L001"
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot, app)
        table = screen.query_one(RowTable)
        assert "3 of 2 leaders" in drawn(app)
        assert table.move_to("leader:L001")
        await pilot.press("y")
        await dialog(pilot, app, "Accept 2 concerns of Amara Osei?")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert set(states(store).values()) == {InboxState.NEW}
        await pilot.press("z")
        await dialog(pilot, app, "Snooze 2 concerns of Amara Osei")
        await pilot.press("escape", "enter")
        await until(pilot, lambda: table.cursor_key in (ABSENCE, by_hand))
        app.go(Place("escalations", by_hand))
        await until(pilot, lambda: table.cursor_key == by_hand)
        await pilot.press("d", "k")
        await until(pilot, lambda: "1 dismissed" in drawn(app))
        assert (states(store)[by_hand], states(store)[ABSENCE]) == (InboxState.DISMISSED, InboxState.NEW)
        await pilot.press("u", "s", "n")
        await until(pilot, lambda: "Inbox, by name" in drawn(app) and "3 of 2 leaders" in drawn(app))
        assert table.move_to("leader:L001")
        await pilot.press("y", "enter")
        await until(pilot, lambda: "contact 1" in drawn(app))
        assert [states(store)[key] for key in (ABSENCE, by_hand)] == [InboxState.ACCEPTED] * 2
        assert table.cursor_key == "unexplained_absence:W1:L002"
        await pilot.press("u")
        await until(pilot, lambda: "3 of 2 leaders" in drawn(app))
