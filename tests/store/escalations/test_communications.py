"""What follows a notice, what a plan holds up, who was spoken with, and who hears an appeal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.terms import Answer, Channel, Direction, Explanation, MarkValue, Role, Stage
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import communications, decisions, inbox, ladder_moves, queue, withdrawal
from psw_tui.store.escalations.plan import add_action, agree_outcome, close_action
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import TABLES, StoredNoticeOutcome
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from screens.today.agenda import Item, agenda
from tests.policy.cases import case

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.case import Notice

TODAY = date(2027, 2, 1)
NOTICE = "no_reasonable_cause:W1:L001"
BEHIND = "coaching_behind::L001"
SECOND = "coaching_behind::L002"


@pytest.fixture
def store(small: Store) -> Store:
    """Amara told us ahead of not coming to Workshop 1, without reasonable cause, and it was taken up."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    told = datetime(2026, 11, 10, 9, tzinfo=UTC)
    record_marks.report(small, "W1", "L001", told, explanation=Explanation.UNSATISFACTORY)
    decisions.accept(small, [NOTICE])
    return small


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row outside the journal."""
    tables = {row: name for row, name in TABLES.items() if name not in ("operation", "change")}
    return {name: sorted(facts.read(store.connection, row), key=repr) for row, name in tables.items()}


def notice(store: Store) -> Notice:
    (only,) = cases.case_of(store, "L001").notices
    return only


def log(store: Store, direction: Direction = Direction.TO_LEADER, leader: str = "L001", **more: Any) -> None:
    said: dict[str, Any] = {"channel": Channel.CALL, **more}
    communications.log(store, leader, direction=direction, **said)


def to_stage(store: Store, stage: Stage) -> None:
    """Amara's escalation at a stage, with nothing in its plan."""
    if stage is Stage.BDO_CONTACT:
        return
    log(store)
    ladder_moves.move(store, "L001", stage, "no better")


# -- what follows a notice (2.1.3) -------------------------------------------------------------------


def test_a_notice_says_what_is_still_to_come_until_all_of_it_is_there(store: Store) -> None:
    assert (notice(store).session, notice(store).title) == ("W1", "Workshop 1")
    assert notice(store).missing == ("contact with the leader", "an agreed outcome", "support actions")
    log(store, on=date(2027, 1, 29))
    assert notice(store).contact_on == date(2027, 1, 29)
    assert notice(store).missing == ("an agreed outcome", "support actions")
    change = agree_outcome(store, "L001", "W1", "comes to the next two")
    assert change is not None
    assert change.what == "Agreed with Amara Osei on the notice for Workshop 1: comes to the next two"
    assert (notice(store).outcome, notice(store).agreed_on) == ("comes to the next two", TODAY)
    assert notice(store).missing == ("support actions",)
    change = add_action(store, "L001", "a word with her manager", notice="W1")
    assert change is not None
    assert change.what.endswith("a word with her manager, in support after the notice for Workshop 1")
    assert [action.what for action in notice(store).support] == ["a word with her manager"]
    assert notice(store).missing == ()


def test_what_is_missing_of_a_notice_holds_up_no_move(store: Store) -> None:
    assert notice(store).missing
    ladder_moves.move(store, "L001", Stage.RESOLVED, "spoken to", "settled")


def test_only_having_reached_the_leader_since_the_notice_is_contact(store: Store, subtests: pytest.Subtests) -> None:
    said: dict[str, tuple[dict[str, Any], bool]] = {
        "spoken to": ({}, True),
        "she wrote": ({"direction": Direction.FROM_LEADER}, True),
        "nobody reached": ({"reached": False}, False),
        "a referral": ({"direction": Direction.REFERRAL}, False),
        "with the organisation": ({"direction": Direction.ORGANISATION}, False),
        "on the day of the notice": ({"on": date(2026, 11, 10)}, True),
        "on the day before it": ({"on": date(2026, 11, 9)}, False),
        "with another leader": ({"leader": "L002"}, False),
    }
    for name, (more, is_contact) in said.items():
        with subtests.test(name):
            log(store, **more)
            assert (notice(store).contact_on is not None) is is_contact
            assert ("contact with the leader" in notice(store).missing) is not is_contact
            undo.undo(store)


def test_an_action_of_the_plan_that_is_for_nothing_in_particular_is_no_support(store: Store) -> None:
    add_action(store, "L001", "a weekly call")
    assert notice(store).support == ()
    assert [action.notice for action in cases.case_of(store, "L001").plan] == [""]


def test_an_outcome_that_is_agreed_again_is_reworded_and_undone(store: Store) -> None:
    agree_outcome(store, "L001", "W1", "comes to the next two", date(2027, 1, 29))
    before = everything(store)
    agree_outcome(store, "L001", "W1", "comes to all")
    assert (notice(store).outcome, notice(store).agreed_on) == ("comes to all", TODAY)
    assert len(facts.read(store.connection, StoredNoticeOutcome)) == 1
    undo.undo(store)
    assert everything(store) == before
    assert notice(store).outcome == "comes to the next two"
    undo.redo(store)
    assert notice(store).outcome == "comes to all"


def test_an_outcome_that_does_not_fit_is_refused(store: Store, subtests: pytest.Subtests) -> None:
    before = everything(store)
    for name, leader, session, words, on, says in (
        ("no words", "L001", "W1", " \u200b ", TODAY, "needs its words"),
        ("a day to come", "L001", "W1", "x", date(2027, 2, 2), "Tue 2 Feb 2027 is still to come"),
        ("no such session", "L001", "W7", "x", TODAY, "W7"),
        ("no escalation", "L003", "W1", "x", TODAY, "no open escalation"),
    ):
        with subtests.test(name):
            with pytest.raises(Refused, match=says):
                agree_outcome(store, leader, session, words, on)
            assert everything(store) == before
    with pytest.raises(Refused, match="W7"):
        add_action(store, "L001", "x", notice="W7")
    assert everything(store) == before


def test_each_notice_has_an_outcome_and_support_of_its_own(store: Store) -> None:
    record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT)
    told = datetime(2026, 12, 10, 9, tzinfo=UTC)
    record_marks.report(store, "W2", "L001", told, explanation=Explanation.UNSATISFACTORY)
    decisions.accept(store, ["no_reasonable_cause:W2:L001"])
    agree_outcome(store, "L001", "W2", "comes to all")
    add_action(store, "L001", "a lift to Kent", notice="W1")
    listed = cases.case_of(store, "L001").notices
    assert [(notice_.session, notice_.outcome, len(notice_.support)) for notice_ in listed] == [
        ("W1", "", 1),
        ("W2", "comes to all", 0),
    ]


def test_a_notice_that_the_escalation_did_not_take_in_is_not_listed(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    told = datetime(2026, 11, 10, 9, tzinfo=UTC)
    record_marks.report(small, "W1", "L001", told, explanation=Explanation.UNSATISFACTORY)
    assert cases.case_of(small, "L001").notices == ()
    decisions.accept(small, [BEHIND])
    assert cases.case_of(small, "L001").notices == ()


def test_a_notice_that_has_cleared_keeps_what_was_agreed_and_a_new_escalation_starts_afresh(store: Store) -> None:
    agree_outcome(store, "L001", "W1", "comes to all")
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.SATISFACTORY)
    assert notice(store).outcome == "comes to all"
    ladder_moves.move(store, "L001", Stage.RESOLVED, "explained", "settled")
    assert notice(store).outcome == "comes to all"  # the last case stays to be read
    decisions.accept(store, [BEHIND])
    assert cases.case_of(store, "L001").notices == ()


# -- the plan ----------------------------------------------------------------------------------------


def test_an_action_that_was_dropped_is_closed_and_told_apart_from_one_that_was_done(store: Store) -> None:
    for what in ("a weekly call", "a lift to Kent"):
        add_action(store, "L001", what)
    ids = {action.what: action.id for action in cases.case_of(store, "L001").plan}
    done = close_action(store, "L001", ids["a weekly call"], date(2027, 1, 29))
    dropped = close_action(store, "L001", ids["a lift to Kent"], dropped_because=" she has a car ")
    assert done is not None
    assert dropped is not None
    assert (done.what, dropped.what) == (
        "Closed the action: a weekly call",
        "Dropped the action, she has a car: a lift to Kent",
    )
    plan = {action.what: action for action in cases.case_of(store, "L001").plan}
    assert (plan["a weekly call"].done_on, plan["a weekly call"].dropped_because) == (date(2027, 1, 29), "")
    assert (plan["a lift to Kent"].done_on, plan["a lift to Kent"].dropped_because) == (TODAY, "she has a car")
    stood = cases.case_of(store, "L001").escalation
    assert stood is not None
    assert stood.open_actions == 0
    with pytest.raises(Refused, match="closed already"):
        close_action(store, "L001", ids["a lift to Kent"])


def test_a_dropped_action_is_undone_and_redone_whole(store: Store) -> None:
    add_action(store, "L001", "a lift to Kent")
    (action,) = cases.case_of(store, "L001").plan
    before = everything(store)
    close_action(store, "L001", action.id, dropped_because="she has a car")
    after = everything(store)
    undo.undo(store)
    assert everything(store) == before
    undo.redo(store)
    assert everything(store) == after


@pytest.mark.parametrize("stage", [Stage.EXPLANATION, Stage.BDO_CONTACT, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW])
def test_every_action_is_done_or_dropped_before_it_is_resolved_from_any_stage_with_a_plan(
    store: Store, stage: Stage
) -> None:
    to_stage(store, stage)
    for what in ("a weekly call", "a lift to Kent"):
        add_action(store, "L001", what)
    for left, because in (("2 plan actions closed", ""), ("1 plan action closed", "she has a car")):
        with pytest.raises(Refused, match=left):
            ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "settled")
        action = next(action for action in cases.case_of(store, "L001").plan if action.done_on is None)
        close_action(store, "L001", action.id, dropped_because=because)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "settled")
    assert cases.case_of(store, "L001").escalation is None


def test_an_open_action_holds_up_no_move_but_the_end(store: Store) -> None:
    add_action(store, "L001", "a weekly call")
    for to in (
        Stage.EXPLANATION,
        Stage.BDO_CONTACT,
        Stage.PARTNERSHIPS,
        Stage.BDO_CONTACT,
        Stage.PARTNERSHIPS,
        Stage.WITHDRAWAL_REVIEW,
        Stage.PARTNERSHIPS,
    ):
        log(store)
        log(store, Direction.REFERRAL)
        ladder_moves.move(store, "L001", to, "why")
        stood = cases.case_of(store, "L001").escalation
        assert stood is not None
        assert (stood.stage, stood.open_actions) == (to, 1)


# -- overdue actions on Today ------------------------------------------------------------------------


def shown(store: Store, day: date | None = None) -> list[tuple[str, str, str]]:
    """What Today shows as overdue of the plans."""
    day = day or store.today
    arranged = agenda(store, judge_all(store, day), day)
    return [
        (item.what, item.detail, item.row)
        for group in arranged.groups
        if group.title == "Overdue"
        for item in group.items
        if item.key.startswith("action:")
    ]


def test_an_action_is_overdue_on_today_once_its_day_is_past(store: Store) -> None:
    for what, due in (
        ("yesterday", date(2027, 1, 31)),
        ("today", TODAY),
        ("tomorrow", date(2027, 2, 2)),
        ("no day", None),
    ):
        add_action(store, "L001", what, due_on=due)
    assert shown(store) == [("Amara Osei", "plan: yesterday, due Sun 31 Jan", "L001")]
    assert [detail.partition(",")[0] for _, detail, _ in shown(store, date(2027, 2, 2))] == [
        "plan: yesterday",
        "plan: today",
    ]


def test_what_is_closed_or_dropped_or_of_an_escalation_that_has_ended_is_not_overdue(store: Store) -> None:
    for what in ("a weekly call", "a lift to Kent"):
        add_action(store, "L001", what, due_on=date(2027, 1, 29))
    assert len(shown(store)) == 2
    first, second = cases.case_of(store, "L001").plan
    close_action(store, "L001", first.id)
    assert len(shown(store)) == 1
    close_action(store, "L001", second.id, dropped_because="moot")
    assert shown(store) == []
    undo.undo(store)
    assert len(shown(store)) == 1
    with store.command("Ended", {"escalations"}) as writing:  # the ladder would ask for it to be closed first
        from models.tables import EscalationRow

        row = store.only_row(writing.session, EscalationRow, "escalation", ended_on=None)
        row.stage, row.ended_on = Stage.RESOLVED, TODAY
    assert shown(store) == []


def test_the_oldest_overdue_action_comes_first_whoever_it_is_of(store: Store) -> None:
    decisions.accept(store, [SECOND])
    add_action(store, "L001", "later", due_on=TODAY)
    add_action(store, "L002", "first", due_on=date(2027, 1, 31))
    later = shown(store, date(2027, 2, 2))
    assert [(what, row) for what, _, row in later] == [("Dewi Khan", "L002"), ("Amara Osei", "L001")]
    assert [row for _, _, row in shown(store)] == ["L002"]
    assert shown(store, date(2027, 1, 31)) == []
    only = judge_all(store, TODAY, leaders=["L002"])
    assert [action.leader for action in queue.overdue_actions(store, only, TODAY)] == ["L002"]


# -- the organisation --------------------------------------------------------------------------------


def test_a_communication_with_the_organisation_is_logged_as_one(store: Store) -> None:
    change = communications.log(
        store, "L001", direction=Direction.ORGANISATION, channel=Channel.MEETING, reply_by=date(2027, 2, 5)
    )
    assert change is not None
    assert change.what == (
        "Logged meeting with the organisation of Amara Osei, Mon 1 Feb 2027, reply by Fri 5 Feb 2027"
    )
    (sent,) = cases.case_of(store, "L001").communications
    assert (sent.direction, sent.waiting) == (Direction.ORGANISATION, True)


def test_it_is_neither_the_contact_nor_the_referral_that_a_move_needs(store: Store) -> None:
    log(store, Direction.ORGANISATION)
    with pytest.raises(Refused, match="a communication with the leader logged at this stage"):
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    log(store)
    ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    log(store, Direction.ORGANISATION)
    with pytest.raises(Refused, match="a referral to the Partnerships Team logged"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "no better")
    log(store, Direction.REFERRAL)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "no better")


def test_an_absence_after_it_suggests_no_more_than_before(store: Store) -> None:
    """2.4.4 speaks of a contact with the leader: only one of those lifts what is suggested."""
    record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT)

    def suggested() -> Stage | None:
        rows = inbox.inbox(store, judge_all(store, TODAY), TODAY)
        return next(row.suggested_stage for row in rows if row.key == "unexplained_absence:W2:L001")

    log(store, Direction.ORGANISATION, on=date(2026, 12, 1))
    assert suggested() is Stage.EXPLANATION
    log(store, on=date(2026, 12, 1))
    assert suggested() is Stage.PARTNERSHIPS


def owed_replies(store: Store, day: date) -> list[Item]:
    """What Today shows as overdue of replies."""
    groups = agenda(store, judge_all(store, day), day).groups
    overdue = (item for group in groups if group.title == "Overdue" for item in group.items)
    return [item for item in overdue if item.key.startswith("reply_overdue")]


@pytest.mark.parametrize(
    ("direction", "says"),
    [
        (Direction.ORGANISATION, "no reply from the organisation to the message of Mon 1 Feb, due Fri 5 Feb"),
        (Direction.REFERRAL, "no reply to the referral of Mon 1 Feb, due Fri 5 Feb"),
    ],
)
def test_a_reply_of_theirs_that_does_not_come_is_a_task_and_no_concern(
    store: Store, direction: Direction, says: str
) -> None:
    """2.4.4 speaks of the leader's silence; of others' a line on Today reminds, which leads to the escalation."""
    log(store, direction, reply_by=date(2027, 2, 5))
    day = date(2027, 2, 6)
    verdicts = judge_all(store, day)
    assert not [key for key in inbox.states(store, verdicts, day) if key.startswith("no_response")]
    (line,) = owed_replies(store, day)
    assert (line.what, line.detail, line.tone) == ("Amara Osei", says, "bad")
    assert (line.area, line.row) == ("escalations", "L001")
    (sent,) = cases.case_of(store, "L001").communications
    communications.log_reply(store, "L001", sent.id)
    assert owed_replies(store, day) == []


@pytest.mark.parametrize(
    ("word", "answered"), [(date(2027, 1, 27), False), (date(2027, 1, 28), True), (date(2027, 1, 29), True)]
)
def test_a_word_from_the_leader_answers_only_what_was_written_before_it(
    store: Store, word: date, *, answered: bool
) -> None:
    log(store, on=date(2027, 1, 28), reply_by=date(2027, 2, 5))
    communications.log_word(store, "L001", Channel.CALL, word)
    letter = next(sent for sent in cases.case_of(store, "L001").communications if sent.reply_by)
    assert letter.replied_on == (word if answered else None)


# -- who hears the appeal ----------------------------------------------------------------------------


def to_appeal(store: Store, name: str = "R. Lead") -> None:
    """Amara withdrawn, as agreed by somebody, and appealing."""
    to_stage(store, Stage.WITHDRAWAL_REVIEW)
    for role, answers in sign_offs.ANSWERS.items():
        who = name if role is Role.PBDL else "Someone"
        withdrawal.sign_off(store, "L001", role=role, name=who, answer=answers[0])
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all")
    ladder_moves.move(store, "L001", Stage.APPEAL, "she asked for it")


SAME = "hears the appeal and also agreed the withdrawal (2.4.6, 2.4.7)"


@pytest.mark.parametrize(
    ("agreed_by", "heard_by", "named"),
    [
        case("the same name", "Renée Lead", "Renée Lead", "The PBDL (Renée Lead)"),
        case("in another case", "Renée Lead", "RENÉE LEAD", "The PBDL (Renée Lead)"),
        case("without its accent", "Renée Lead", "Renee Lead", "The PBDL (Renée Lead)"),
        case("with its accent in two characters", "Renée Lead", "Rene\u0301e Lead", "The PBDL (Renée Lead)"),
        case("another name", "Renée Lead", "P. Hearing", None),
        case("a part of it is another name", "Renée Lead", "Lead", None),
        case("nobody named for the meeting", "Renée Lead", "", "The PBDL (Renée Lead)"),
        case("nobody named for the agreement", "", "P. Hearing", "The PBDL (P. Hearing)"),
        case("nobody named at all", "", "", "The PBDL"),
    ],
)
def test_the_note_that_whoever_hears_it_agreed_the_withdrawal_too(
    agreed_by: str, heard_by: str, named: str | None
) -> None:
    note = ladder.heard_by_who_agreed(agreed_by, heard_by)
    if named is None:
        assert note is None
    else:
        assert note is not None
        assert note.startswith(f"{named} {SAME}")


def test_who_hears_the_appeal_is_kept_and_the_name_that_agreed_is_the_one_that_counts(store: Store) -> None:
    to_appeal(store, "Renée Lead")
    assert cases.case_of(store, "L001").heard_by == ""
    withdrawal.appeal(store, "L001", date(2027, 2, 10), heard_by=" Renee\u200b  Lead ")
    case = cases.case_of(store, "L001")
    assert (case.heard_by, case.agreed_by) == ("Renee Lead", "Renée Lead")
    withdrawal.appeal(store, "L001", date(2027, 2, 10), heard_by="")
    assert cases.case_of(store, "L001").heard_by == ""
    undo.undo(store)
    assert cases.case_of(store, "L001").heard_by == "Renee Lead"


def test_agreed_by_is_the_latest_agreement_of_the_pbdl_that_stands(store: Store) -> None:
    to_stage(store, Stage.WITHDRAWAL_REVIEW)

    def agreed(name: str, answer: Answer, role: Role = Role.PBDL) -> str:
        withdrawal.sign_off(store, "L001", role=role, name=name, answer=answer)
        return cases.case_of(store, "L001").agreed_by

    assert cases.case_of(store, "L001").agreed_by == ""
    assert agreed("Someone", Answer.CONSULTED, Role.ORGANISATION) == ""
    assert agreed("R. Lead", Answer.AGREED) == "R. Lead"
    assert agreed("S. Deputy", Answer.AGREED) == "S. Deputy"
    assert agreed("S. Deputy", Answer.DECLINED) == ""
    undo.undo(store)
    assert cases.case_of(store, "L001").agreed_by == "S. Deputy"


# -- undo --------------------------------------------------------------------------------------------


def test_every_new_command_is_undone_and_redone_whole(store: Store, subtests: pytest.Subtests) -> None:
    commands: dict[str, Callable[[], object]] = {
        "agree an outcome": lambda: agree_outcome(store, "L001", "W1", "comes to all"),
        "support": lambda: add_action(store, "L001", "a lift to Kent", notice="W1"),
        "with the organisation": lambda: log(store, Direction.ORGANISATION),
    }
    for name, act in commands.items():
        with subtests.test(name):
            before = everything(store)
            act()
            after = everything(store)
            assert after != before
            for _ in range(2):
                undo.undo(store)
                assert everything(store) == before
                undo.redo(store)
                assert everything(store) == after
