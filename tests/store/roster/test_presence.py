"""Leaving, pausing, coming back and completing: one command with what follows from it, and one `u` takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy import coaching, ladder, message_rules, presence
from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import (
    Channel,
    Direction,
    InboxState,
    LeaderState,
    Letter,
    MarkValue,
    Stage,
    WithdrawnHow,
)
from psw_tui.store.coaching import bookings, change_bookings
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case, communications, decisions, inbox, keep_drafts, plan, queue
from psw_tui.store.reads.verdicts import judge_all, judged
from psw_tui.store.registers import catch_ups, record_marks
from psw_tui.store.roster import change_leaders, change_presence, leaving
from psw_tui.store.roster.leaders import particulars, refusal
from psw_tui.store.system import clock
from screens.escalations import queue_rows
from screens.today.agenda import agenda
from screens.widgets.row_table import Cell

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.roster.leaders import Particulars

ABSENCE = "unexplained_absence:W1:L001"
TODAY, BEFORE = date(2027, 2, 1), date(2027, 1, 29)
OWN = WithdrawnHow.OWN_CHOICE


@pytest.fixture
def store(small: Store) -> Store:
    """Amara was absent without a word, is on the ladder, has a catch-up, a booking to come and a draft not sent."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    decisions.accept(small, [ABSENCE])
    catch_ups.send(small, [("L001", "W1")], date(2027, 1, 25))
    change_bookings.book(small, "L001", datetime(2027, 2, 10, 10, tzinfo=UTC))
    verdict = judged(small, "L001")
    keep_drafts.keep(
        small,
        verdict,
        Letter.EXPECTATIONS,
        recipient="a@example.org",
        subject="Hello",
        body="Dear Amara\n",
        cited=message_rules.cited(Letter.EXPECTATIONS, verdict.record, verdict.concerns, small.today),
        reply_by=None,
    )
    return small


def own(store: Store) -> Particulars:
    found = particulars(store, "L001")
    assert found is not None
    return found


def left(store: Store) -> list[str]:
    return [task.words for task in judged(store, "L001").waiting if task.kind in ("to_call_off", "draft_to_drop")]


def test_a_withdrawal_calls_off_what_follows_and_ends_the_escalation_in_one_command(store: Store) -> None:
    change = change_presence.withdraw(store, "L001", BEFORE, OWN, call_off=True, outcome="left for another post")
    assert change is not None
    assert change.what == (
        "Withdrew Amara Osei, Fri 29 Jan 2027, own choice; the escalation resolved; "
        "called off 1 coaching booking and 1 catch-up, dropped 1 draft"
    )
    assert (own(store).state, own(store).withdrawn_on, own(store).withdrawn_how) == (LeaderState.WITHDRAWN, BEFORE, OWN)
    assert left(store) == []
    stands = case.case_of(store, "L001")
    assert (stands.escalation, stands.past[0].outcome, stands.drafts) == (None, "left for another post", ())
    [booked] = judged(store, "L001").record.bookings
    assert coaching.status(booked, judged(store, "L001").record.programme.notice) == "cancelled_in_time"
    undo.undo(store)
    assert own(store).state is LeaderState.ACTIVE
    stands = case.case_of(store, "L001")
    assert stands.escalation is not None
    assert len(stands.drafts) == 1
    assert judged(store, "L001").record.bookings[0].outcome is None
    assert judged(store, "L001").record.marks["W1"].sent_on == date(2027, 1, 25)


def test_what_is_not_called_off_are_tasks_that_one_verb_does(store: Store) -> None:
    change_presence.withdraw(store, "L001", BEFORE, OWN)
    assert len(left(store)) == 2
    assert case.case_of(store, "L001").escalation is not None
    change = change_presence.call_off(store, "L001")
    assert change is not None
    assert change.what == "Amara Osei: called off 1 coaching booking and 1 catch-up, dropped 1 draft"
    assert left(store) == []
    with pytest.raises(Refused, match="Nothing of Amara Osei is left to call off"):
        change_presence.call_off(store, "L001")


def test_what_follows_is_known_before_it_is_saved(store: Store) -> None:
    verdict = judged(store, "L001")
    wanted = {"state": LeaderState.WITHDRAWN, "withdrawn_on": TODAY}
    said = leaving.said_before(
        verdict, leaving.follows(store, verdict.record, wanted), leaving.escalation_words(store, verdict)[0]
    )
    ends = f"{len(verdict.concerns)} concerns end unanswered"
    assert said == [
        "1 coaching booking and 1 catch-up to call off, 1 draft to drop",
        "an escalation is open at explanation",
        ends,
    ]


def test_an_escalation_that_can_not_be_resolved_says_why_and_nothing_is_changed(store: Store) -> None:
    plan.add_action(store, "L001", "weekly call", "", None)
    with pytest.raises(Refused, match="1 plan action closed"):
        change_presence.withdraw(store, "L001", TODAY, OWN, outcome="left")
    assert own(store).state is LeaderState.ACTIVE


def test_a_pause_takes_what_is_booked_inside_it_and_coming_back_ends_it_the_day_before(store: Store) -> None:
    change = change_presence.pause(store, "L001", BEFORE, call_off=True)
    assert change is not None
    assert change.what == "Paused Amara Osei from Fri 29 Jan 2027; called off 1 coaching booking"
    assert judged(store, "L001").record.marks["W1"].sent_on is not None
    change = change_presence.resume(store, "L001", TODAY)
    assert change is not None
    assert change.what == "Amara Osei is active again, Mon 1 Feb 2027"
    assert (own(store).state, own(store).paused_from, own(store).paused_to) == (
        LeaderState.ACTIVE,
        BEFORE,
        date(2027, 1, 31),
    )


def test_a_pause_that_had_not_begun_leaves_no_days(store: Store) -> None:
    change_presence.pause(store, "L001", TODAY)
    change_presence.resume(store, "L001", TODAY)
    assert (own(store).state, own(store).paused_from, own(store).paused_to) == (LeaderState.ACTIVE, None, None)


def test_completing_and_coming_back_from_a_withdrawal_of_their_own(store: Store) -> None:
    change_presence.withdraw(store, "L001", BEFORE, OWN)
    change_presence.resume(store, "L001", TODAY)
    assert (own(store).state, own(store).withdrawn_on, own(store).withdrawn_how) == (LeaderState.ACTIVE, None, None)
    change = change_presence.complete(store, "L001")
    assert change is not None
    assert change.what == "Amara Osei completed the programme"
    with pytest.raises(Refused, match="is completed already"):
        change_presence.complete(store, "L001")


def test_days_that_have_not_come_and_deemed_are_refused(store: Store) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        change_presence.withdraw(store, "L001", date(2027, 2, 2), OWN)
    with pytest.raises(Refused, match="A withdrawal by the ladder"):
        change_presence.withdraw(store, "L001", TODAY, WithdrawnHow.DEEMED)


def statuses(store: Store) -> list[str]:
    record = judged(store, "L001").record
    return [coaching.status(booking, record.programme.notice) for booking in record.bookings]


NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(hours=13)
LATE = "1 of the bookings under 24 h before: spent (2.1.2)"


def test_calling_off_says_before_and_after_what_is_spent_by_it(store: Store) -> None:
    change_bookings.book(store, "L001", TOMORROW)
    verdict = judged(store, "L001")
    with clock.at(NOON):
        left = leaving.follows(store, verdict.record, {"state": LeaderState.PAUSED, "paused_from": TODAY})
        assert leaving.said_before(verdict, left, "")[:2] == ["2 coaching bookings to call off", LATE]
        change = change_presence.pause(store, "L001", TODAY, call_off=True)
    assert change is not None
    assert change.what.endswith(f"called off 2 coaching bookings; {LATE}")
    assert statuses(store) == ["spent", "cancelled_in_time"]


@pytest.mark.parametrize("gone", ["withdrawn", "paused"])
def test_what_is_called_off_later_had_the_notice_of_the_day_they_went(store: Store, gone: str) -> None:
    change_bookings.book(store, "L001", TOMORROW)
    if gone == "withdrawn":
        change_presence.withdraw(store, "L001", BEFORE, OWN)
    else:
        change_presence.pause(store, "L001", BEFORE)
    with clock.at(TOMORROW + timedelta(hours=-1)):
        change = change_presence.call_off(store, "L001")
    assert change is not None
    assert "spent" not in change.what
    assert statuses(store) == ["cancelled_in_time", "cancelled_in_time"]


@pytest.mark.parametrize(
    ("first", "on", "says"),
    [
        (BEFORE, date(2026, 2, 8), "is not after the pause began, Fri 29 Jan 2027"),
        (BEFORE, BEFORE, "is not after the pause began"),
        (date(2027, 3, 1), date(2027, 2, 8), "is not after the pause began"),
    ],
)
def test_nobody_is_back_before_their_pause(store: Store, first: date, on: date, says: str) -> None:
    change_presence.pause(store, "L001", first)
    with pytest.raises(Refused, match=says):
        change_presence.resume(store, "L001", on)
    assert (own(store).state, own(store).paused_from) == (LeaderState.PAUSED, first)


def test_a_day_to_come_ends_the_pause_then_and_makes_nobody_active_today(store: Store) -> None:
    change_presence.pause(store, "L001", BEFORE)
    change = change_presence.resume(store, "L001", date(2027, 2, 8))
    assert change is not None
    assert change.what == "Amara Osei stays paused to Sun 7 Feb 2027"
    assert (own(store).state, own(store).paused_from, own(store).paused_to) == (
        LeaderState.PAUSED,
        BEFORE,
        date(2027, 2, 7),
    )
    change_presence.withdraw(store, "L001", BEFORE, OWN)
    for day, says in ((date(2027, 2, 8), "has not come yet"), (date(2027, 1, 28), "is before they left")):
        with pytest.raises(Refused, match=says):
            change_presence.resume(store, "L001", day)


def test_nobody_leaves_before_the_cohort_began_or_they_accepted(store: Store) -> None:
    early = date(2026, 2, 5)
    with pytest.raises(Refused, match=r"Thu 5 Feb 2026 is too early for a withdrawal: "):
        change_presence.withdraw(store, "L001", early, OWN)
    with pytest.raises(Refused, match="is too early for a withdrawal"):
        change_leaders.edit_leader(store, "L001", {"state": LeaderState.WITHDRAWN, "withdrawn_on": early})
    assert own(store).state is LeaderState.ACTIVE


def test_a_withdrawal_without_a_day_is_saved_by_no_form(store: Store) -> None:
    """An import may bring one, as the tables say; whoever has it can still be edited otherwise."""
    says = refusal(store, {"state": LeaderState.WITHDRAWN}, "L002")
    assert says == "A withdrawal has a day: fill in when they left, or use L, which asks for it."
    with pytest.raises(Refused, match="A withdrawal has a day"):
        change_leaders.edit_leader(store, "L002", {"state": LeaderState.WITHDRAWN})
    with store.command("As imported", {"leaders"}, leaders=["L002"]) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference="L002")
        row.state, row.withdrawn_how = LeaderState.WITHDRAWN, WithdrawnHow.BEFORE_PSW
    assert refusal(store, {"phone": "0123"}, "L002") is None


def test_concerns_that_a_withdrawal_ended_read_as_in_the_case_file_and_those_mended_before_do_not(store: Store) -> None:
    record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT)
    record_marks.mark(store, "W2", ["L001"], MarkValue.PRESENT)
    change_presence.withdraw(store, "L001", BEFORE, OWN)
    concerns = {row.key: row for row in inbox.inbox(store, judge_all(store, TODAY), TODAY)}
    ended, mended = concerns[ABSENCE], concerns["unexplained_absence:W2:L001"]
    assert (ended.state, ended.state_words, ended.changed) == (
        InboxState.CLEARED,
        "ended unanswered",
        "the leader was withdrawn",
    )
    assert mended.state_words == "cleared"
    assert mended.changed.startswith("Marked Amara Osei present")


def test_what_is_left_is_on_today_and_leads_to_the_leaders_page(store: Store) -> None:
    change_presence.withdraw(store, "L001", BEFORE, OWN)
    [group] = [found for found in agenda(store, judge_all(store, TODAY), TODAY).groups if found.title == "To arrange"]
    left_over = [item for item in group.items if item.what == "Amara Osei"]
    assert [(item.detail, item.area, item.row, item.page) for item in left_over] == [
        ("coaching on Wed 10 Feb 10:00 to call off: withdrawn 29 Jan", "roster", "L001", True),
        ("draft to drop: expectations and offer of support of Mon 1 Feb, withdrawn 29 Jan", "roster", "L001", True),
    ]


LATER = date(2027, 3, 1)


def test_what_is_late_of_who_has_left_says_so_and_that_it_is_to_close(store: Store) -> None:
    communications.log(
        store,
        "L001",
        direction=Direction.REFERRAL,
        channel=Channel.EMAIL,
        summary="",
        on=TODAY,
        reached=True,
        reply_by=date(2027, 2, 8),
    )
    change_presence.withdraw(store, "L001", TODAY, OWN)
    [group] = [found for found in agenda(store, judge_all(store, LATER), LATER).groups if found.title == "Overdue"]
    of_hers = [(item.detail, item.tone) for item in group.items if item.what == "Amara Osei"]
    assert of_hers == [
        ("withdrawn 1 Feb: to close, explanation", "warn"),
        ("no reply to the referral of Mon 1 Feb, due Mon 8 Feb; withdrawn 1 Feb", "bad"),
    ]


def test_the_queue_and_the_moves_close_the_escalation_of_who_has_left(store: Store) -> None:
    change_presence.withdraw(store, "L001", TODAY, OWN)
    verdicts = {verdict.reference: verdict for verdict in judge_all(store, LATER)}
    [row] = queue.queue(store, verdicts.values(), LATER)
    concerns = inbox.inbox(store, list(verdicts.values()), LATER)
    shown = queue_rows.listing([row], concerns, unfolded=set(), fits=lambda _texts, _exact: True, filtered=False)
    key = queue_rows.escalation_key("L001")
    cells = queue_rows.line(shown, key, verdicts, LATER, unfolded=set()).cells
    assert [cell.text for cell in cells[1:3] if isinstance(cell, Cell)] == ["explanation, withdrawn 1 Feb", "to close"]
    assert shown.fold_words(queue_rows.fold_key("cleared")).endswith(" cleared or ended")
    moves = case.case_of(store, "L001").moves
    assert moves[0].to is Stage.BDO_CONTACT
    assert ladder.closing_first(moves)[0].to is Stage.RESOLVED


@pytest.mark.parametrize("state", [LeaderState.ACTIVE, LeaderState.WITHDRAWN, LeaderState.COMPLETED])
def test_nothing_is_left_to_complete_or_possible_for_who_has_left(store: Store, state: LeaderState) -> None:
    if state is LeaderState.WITHDRAWN:
        change_presence.withdraw(store, "L001", TODAY, OWN)
    elif state is LeaderState.COMPLETED:
        change_presence.complete(store, "L001")
    verdict = judged(store, "L001")
    [row] = bookings.board(store, [verdict], TODAY)
    here = state is LeaderState.ACTIVE
    assert bool(to_complete(verdict.record, verdict.standings, TODAY)) is here
    assert bool(row.left_words) is here


@pytest.mark.parametrize(("stage", "closes"), [(Stage.PARTNERSHIPS, True), (Stage.APPEAL, False)])
def test_what_comes_after_leaving_is_not_to_close_for_it(store: Store, stage: Stage, *, closes: bool) -> None:
    assert presence.to_close_words(judged(store, "L001").record.leader, stage, TODAY) == ""
    change_presence.withdraw(store, "L001", TODAY, OWN)
    assert bool(presence.to_close_words(judged(store, "L001").record.leader, stage, TODAY)) is closes
