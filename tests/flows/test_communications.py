"""What is said and written, by keys: logging in two, drafts that stop, snoozing, notices, and the reason of a move."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy import sign_offs
from psw_tui.policy.terms import (
    AppealOutcome,
    Channel,
    Direction,
    Explanation,
    InboxState,
    LeaderState,
    MarkValue,
    SessionKind,
    Stage,
)
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case, communications, decisions, inbox, ladder_moves, queue, withdrawal
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from screens.dialogs.choices import ChooseStep
from screens.dialogs.form import Form
from screens.dialogs.written import Written
from screens.escalations.communication_dialogs import DraftView, Log
from screens.escalations.escalations import EscalationsScreen
from screens.roster.leader import LeaderScreen
from screens.roster.roster import RosterScreen
from screens.shell.dialog import Dialog
from screens.shell.plain_dialogs import Choose
from tests.helpers import drawn, fill_form, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from psw_tui.store.escalations.records import CommunicationRecord
    from psw_tui.store.reads.change import Change

ABSENCE = "unexplained_absence:W1:L001"
NOTICE = "no_reasonable_cause:W1:L001"
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Amara was absent from Workshop 1; her offer is recent, so that no coaching window is behind."""
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
            leader = LeaderRow(
                reference="L001",
                cohort_id=cohort.id,
                first_name="Amara",
                last_name="Osei",
                email="amara@example.org",
                state=LeaderState.ACTIVE,
                offer_accepted_on=date(2027, 2, 1),
            )
            mark = MarkRow(leader_id=leader.id, session_id=held.id, value=MarkValue.ABSENT)
            writing.session.add_all([cohort, held, leader, mark])
        yield opened


async def opened(pilot: Pilot[Any], app: PswApp) -> None:
    """Escalations, drawn."""
    await pilot.press("6")
    await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and "inbox" in drawn(app))


async def dialog(pilot: Pilot[Any], app: PswApp, kind: type[Dialog[Any]], words: str) -> None:
    """A dialog that says something, ready for keys."""
    await until(pilot, lambda: isinstance(app.screen, kind) and app.screen.settled and words in drawn(app))


async def closed(pilot: Pilot[Any], app: PswApp) -> None:
    await until(pilot, lambda: not isinstance(app.screen, Dialog))


async def take(pilot: Pilot[Any], app: PswApp, label: str) -> None:
    """The step of the open dialog that begins so, by its letter."""
    await until(pilot, lambda: isinstance(app.screen, ChooseStep))
    assert isinstance(app.screen, ChooseStep)
    place = next(n for n, step in enumerate(app.screen._steps) if step.label.startswith(label))
    await pilot.press(app.screen._letters[place])


def told(app: PswApp, change: Change | None) -> None:
    """What was recorded elsewhere in the app meanwhile."""
    assert change is not None
    app.publish(change)


def logged(store: Store) -> tuple[CommunicationRecord, ...]:
    return case.case_of(store, "L001").communications


# -- logging -----------------------------------------------------------------------------------------


@SIZES
async def test_l_and_a_letter_log_what_took_place_and_a_digit_its_reply(store: Store, size: tuple[int, int]) -> None:
    decisions.accept(store, [ABSENCE])
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("l", "e")
        await until(pilot, lambda: len(logged(store)) == 1)
        await until(pilot, lambda: "Logged email to Amara Osei" in drawn(app))
        (sent,) = logged(store)
        assert (sent.direction, sent.channel, sent.on, sent.reached, sent.reply_by) == (
            Direction.TO_LEADER,
            Channel.EMAIL,
            date(2027, 2, 1),
            True,
            date(2027, 2, 8),
        )

        await pilot.press("l")
        await dialog(pilot, app, Log, "reply to the email of Mon 1 Feb 2027")
        for words in (
            "referral to the Partnerships Team",
            "with their organisation",
            "a capital asks for details   escape cancel",
        ):
            assert words in drawn(app)
        await pilot.press("1")
        await until(pilot, lambda: logged(store)[0].replied_on == date(2027, 2, 1))

        await pilot.press("l")
        await dialog(pilot, app, Log, "with their organisation")
        assert "reply to the email" not in drawn(app)
        await pilot.press("1", "escape")
        await closed(pilot, app)
        await pilot.press("l", "n")
        await until(pilot, lambda: len(logged(store)) == 2)
        assert (logged(store)[1].channel, logged(store)[1].reached, logged(store)[1].reply_by) == (
            Channel.CALL,
            False,
            None,
        )
        await until(pilot, lambda: "Logged call to Amara Osei, Mon 1 Feb 2027, nobody" in drawn(app))
        await pilot.press("u")
        await until(pilot, lambda: len(logged(store)) == 1)


async def test_a_capital_letter_asks_for_the_details_and_enter_never_logs_by_itself(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("l")
        await dialog(pilot, app, Log, "email to them")
        await pilot.press("enter")
        await dialog(pilot, app, Form, "In one line")
        await until(pilot, lambda: "Mon 8 Feb 2027 (local setting)" in drawn(app))
        # The user's own day is nobody's setting.
        app.screen.query_one("#field-reply_by", Input).value = "9 feb"
        await until(pilot, lambda: "Tue 9 Feb 2027\n" in drawn(app))
        assert logged(store) == ()
        await pilot.press("escape", "enter")  # leave without what was typed
        await closed(pilot, app)
        assert logged(store) == ()

        await pilot.press("l")
        await dialog(pilot, app, Log, "email to them")
        await pilot.press("O")
        await fill_form(
            pilot, summary="[/] her manager", channel="meeting", on="29 jan", reply_by="5 feb", reached="no"
        )
        await until(pilot, lambda: len(logged(store)) == 1)
        (sent,) = logged(store)
        assert (sent.direction, sent.channel, sent.on, sent.reached, sent.reply_by, sent.summary) == (
            Direction.ORGANISATION,
            Channel.MEETING,
            date(2027, 1, 29),
            False,
            date(2027, 2, 5),
            "[/] her manager",
        )

        await pilot.press("l")
        await dialog(pilot, app, Log, "reply to the meeting")
        await pilot.press("F")
        await dialog(pilot, app, Form, "In one line")
        assert "Reply by" not in drawn(app)
        await fill_form(pilot, summary="she explained")
        await until(pilot, lambda: len(logged(store)) == 2)
        assert (logged(store)[1].direction, logged(store)[1].reply_by) == (Direction.FROM_LEADER, None)


# -- drafting ----------------------------------------------------------------------------------------


async def test_a_draft_stops_once_its_mark_has_changed_and_is_used_once_that_is_undone(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "2.4.2, names 1 session")
        await take(pilot, app, "explanation request")
        await dialog(pilot, app, Form, "Reply by")
        assert app.screen.query_one("#field-on", Input).value == "2027-02-08"
        await until(pilot, lambda: "Mon 8 Feb 2027 (local setting)" in drawn(app))
        await pilot.press("enter")
        await dialog(pilot, app, DraftView, "amara@example.org")
        assert "We missed you: Workshop 1" in drawn(app)
        await pilot.press("escape")
        await closed(pilot, app)
        assert len(case.case_of(store, "L001").drafts) == 1

        told(app, record_marks.mark(store, "W1", ["L001"], MarkValue.PART))
        await pilot.pause()
        await pilot.press("l")
        await dialog(pilot, app, Log, "email to them")
        assert "sent as drafted" not in drawn(app)
        await pilot.press("escape")
        await closed(pilot, app)
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "out of date")
        await take(pilot, app, "drafted: ")
        await dialog(pilot, app, DraftView, "It can't be used: Workshop 1 is now part")
        assert "log as sent" not in drawn(app)
        for key in ("s", "c", "l", "enter"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, DraftView), key
        assert logged(store) == ()
        assert not store.path.with_name("exports").exists()
        assert app.clipboard == ""
        await pilot.press("escape")
        await closed(pilot, app)

        told(app, undo.undo(store))
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "to be sent")
        await take(pilot, app, "drafted: ")
        await dialog(pilot, app, DraftView, "log as sent")
        await pilot.press("c")
        await until(pilot, lambda: "Copied" in drawn(app))
        assert app.clipboard.startswith("We missed you: Workshop 1\n\nDear Amara,")
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "to be sent")
        await take(pilot, app, "drafted: ")
        await dialog(pilot, app, DraftView, "log as sent")
        await pilot.press("s")
        await dialog(pilot, app, Written, "Your mail program opens it. Close this; l logs it as sent.")
        await pilot.press("enter")
        await closed(pilot, app)
        assert len(list(store.path.with_name("exports").glob("explanation*-L001-*.eml"))) == 1
        await pilot.press("l")
        await dialog(pilot, app, Log, "sent as drafted: explanation request of Mon 1 Feb")
        await pilot.press("1")
        await until(pilot, lambda: len(logged(store)) == 1)
        assert (logged(store)[0].channel, logged(store)[0].reply_by) == (Channel.EMAIL, date(2027, 2, 8))
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "2.4.2, names 1 session")
        assert "drafted: " not in drawn(app)
        await take(pilot, app, "notice of withdrawal review")
        await dialog(pilot, app, ChooseStep, "Withdrawal is not under review")
        assert len(case.case_of(store, "L001").drafts) == 1


async def test_m_reminds_a_leader_who_has_not_signed_of_the_offer(store: Store) -> None:
    with store.command("Not signed", {"leaders"}) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
        row.offer_accepted_on, row.state = None, LeaderState.OFFERED
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, RosterScreen) and "Amara Osei" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen) and "Amara Osei" in drawn(app))
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "reminder of the offer  appendix 1.1")
        assert "acknowledgement" not in drawn(app)
        await pilot.press("o")
        await dialog(pilot, app, DraftView, "Offer Acceptance Form")


async def test_m_acknowledges_a_complaint_at_its_stage(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.LETTER)
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "no better")
    for role, answers in sign_offs.ANSWERS.items():
        withdrawal.sign_off(store, "L001", role=role, name="R. Lead", answer=answers[0])
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all")
    ladder_moves.move(store, "L001", Stage.APPEAL, "she asked for it")
    withdrawal.appeal(store, "L001", date(2027, 2, 1), AppealOutcome.NOT_UPHELD)
    ladder_moves.move(store, "L001", Stage.COMPLAINT, "she complained")
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("m")
        await dialog(pilot, app, ChooseStep, "Draft a message")
        assert isinstance(app.screen, ChooseStep)
        labels = [step.label for step in app.screen._steps]
        assert (labels[0], "reminder of the offer" in labels) == ("acknowledgement of a complaint", False)
        await pilot.press("p")
        await dialog(pilot, app, DraftView, "complaints policy (attendance policy, 2.4.7)")


# -- snoozing ----------------------------------------------------------------------------------------


async def test_z_folds_a_concern_away_in_two_keys_and_an_escalation_in_three(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await until(pilot, lambda: "unexplained absence, Workshop 1" in drawn(app))
        await pilot.press("z")
        await dialog(pilot, app, Choose, "fortnight: Mon 15 Feb 2027")
        await pilot.press("f")
        await until(pilot, lambda: "1 snoozed" in drawn(app))
        row = inbox.inbox(store, judge_all(store, store.today), store.today)[0]
        assert (row.state, row.snoozed_until) == (InboxState.SNOOZED, date(2027, 2, 15))
        await pilot.press("u")
        await until(pilot, lambda: "1 snoozed" not in drawn(app) and "unexplained absence" in drawn(app))

        await pilot.press("y")
        await until(pilot, lambda: "explanation 1" in drawn(app))
        await pilot.press("z", "f", "w")
        await until(pilot, lambda: "snoozed 1" in drawn(app))
        (queued,) = queue.queue(store, judge_all(store, store.today), store.today)
        assert (queued.snoozed_until, queued.due_on) == (date(2027, 2, 15), date(2027, 2, 8))
        assert case.case_of(store, "L001").snoozed_reason == "waiting for a reply"


# -- moving ------------------------------------------------------------------------------------------


async def test_the_moves_offer_what_a_notice_still_asks_for_and_show_what_was_agreed(store: Store) -> None:
    before = datetime(2027, 1, 11, 9, tzinfo=UTC)
    record_marks.report(store, "W1", "L001", before, explanation=Explanation.UNSATISFACTORY)
    decisions.accept(store, [NOTICE])
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await opened(pilot, app)
        await until(pilot, lambda: "still to come: contact" in drawn(app))
        await pilot.press("greater_than_sign")
        await dialog(pilot, app, ChooseStep, "agreed outcome, Workshop 1")
        await take(pilot, app, "agreed outcome")
        await fill_form(pilot, outcome="comes to the next two")
        await dialog(pilot, app, ChooseStep, "agreed outcome, Workshop 1  comes to the next two")
        await take(pilot, app, "support action")
        await fill_form(pilot, what="a word with her manager", due_on="12 feb")
        await dialog(pilot, app, ChooseStep, "close: a word with her manager")
        (notice,) = case.case_of(store, "L001").notices
        assert (notice.outcome, notice.agreed_on, notice.missing) == (
            "comes to the next two",
            date(2027, 2, 1),
            ("contact with the leader",),
        )
        await take(pilot, app, "resolved")
        await dialog(pilot, app, ChooseStep, "1 plan action closed")
        await take(pilot, app, "close: ")
        await fill_form(pilot, dropped_because="she told him herself")
        await until(pilot, lambda: isinstance(app.screen, ChooseStep) and "close: " not in drawn(app))
        (action,) = case.case_of(store, "L001").plan
        assert action.dropped_because == "she told him herself"


async def test_the_reason_of_a_move_comes_filled_in_and_typing_replaces_it(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    decisions.accept(store, ["unsatisfactory_explanation:W1:L001"])
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await pilot.press("l", "c")
        await until(pilot, lambda: len(logged(store)) == 1)
        await pilot.press("greater_than_sign")
        await dialog(pilot, app, ChooseStep, "2.4.3, possible")
        await take(pilot, app, "BDO contact")
        await dialog(pilot, app, Form, "explanation → BDO contact")
        reason = app.screen.query_one("#field-reason", Input)
        assert reason.value == "unsatisfactory explanation, Workshop 1"
        await pilot.press("enter")
        await closed(pilot, app)
        moved = case.case_of(store, "L001").decisions[-1]
        assert (moved.to_stage, moved.reason) == (Stage.BDO_CONTACT, "unsatisfactory explanation, Workshop 1")

        await pilot.press("less_than_sign")
        await dialog(pilot, app, ChooseStep, "explanation")
        await pilot.press("enter")
        await dialog(pilot, app, Form, "BDO contact → explanation")
        await pilot.press("s", "h", "e")
        assert app.screen.query_one("#field-reason", Input).value == "she"
        await pilot.press("enter")
        await closed(pilot, app)
        moved = case.case_of(store, "L001").decisions[-1]
        assert (moved.to_stage, moved.reason) == (Stage.EXPLANATION, "she")
