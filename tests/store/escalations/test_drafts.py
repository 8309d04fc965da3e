"""Drafts on record: what they keep, what stops them and lets them stand again, and what logging one as sent makes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy import message_rules
from psw_tui.policy.terms import (
    Channel,
    Direction,
    Engagement,
    Explanation,
    InboxState,
    Letter,
    MarkValue,
    Reason,
    Stage,
)
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case, decisions, drafts, inbox, keep_drafts, ladder_moves
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import TABLES, StoredEscalation
from psw_tui.store.reads.verdicts import judge_all, judged
from psw_tui.store.registers import catch_ups, record_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import DraftRecord

ABSENCE = "unexplained_absence:W1:L001"
BEHIND = "coaching_behind::L001"


@pytest.fixture
def store(small: Store) -> Store:
    """Amara was absent from Workshop 1 without a word and is asked for an explanation."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    decisions.accept(small, [ABSENCE])
    return small


def keep(store: Store, letter: Letter = Letter.EXPLANATION_REQUEST, **more: Any) -> str:
    """A draft of what is recorded now; gives its id."""
    verdict = judged(store, "L001")
    cited = message_rules.cited(letter, verdict.record, verdict.concerns, store.today)
    said: dict[str, Any] = {
        "recipient": "amara@example.org",
        "subject": "We missed you",
        "body": "Dear Amara,\n\nplease say why.\n",
        "reply_by": date(2027, 2, 8),
        **more,
    }
    return keep_drafts.keep(store, verdict, letter, cited=cited, **said)[1]


def on_record(store: Store, leader: str = "L001") -> tuple[DraftRecord, ...]:
    return case.case_of(store, leader).drafts


def usable(store: Store, draft: str) -> DraftRecord:
    return drafts.usable(store, judged(store, "L001"), draft)


def log_sent(store: Store, draft: str, on: date | None = None) -> str:
    change = keep_drafts.log_sent(store, judged(store, "L001"), draft, on)
    assert change is not None
    return change.what


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row outside the journal."""
    tables = {row: name for row, name in TABLES.items() if name not in ("operation", "change")}
    return {name: sorted(facts.read(store.connection, row), key=repr) for row, name in tables.items()}


# -- keeping -----------------------------------------------------------------------------------------


def test_a_draft_is_kept_with_its_text_and_the_facts_that_it_cites(store: Store) -> None:
    draft = keep(store)
    (found,) = on_record(store)
    assert (found.id, found.letter, found.recipient, found.subject, found.body, found.reply_by) == (
        draft,
        Letter.EXPLANATION_REQUEST,
        "amara@example.org",
        "We missed you",
        "Dear Amara,\n\nplease say why.\n",
        date(2027, 2, 8),
    )
    assert (found.sent, found.overtaken) == (None, ())
    assert found.title == "explanation request of Mon 1 Feb 2027"
    [(cites, escalation)] = store.connection.execute("SELECT cites, escalation_id FROM draft").fetchall()
    assert list(json.loads(cites)) == ["session:W1"]
    assert escalation == facts.read(store.connection, StoredEscalation)[0].id
    assert history.entries(store)[0].what == "Drafted explanation request for Amara Osei; nothing is sent"


def test_drafts_stand_in_the_order_in_which_they_were_written_and_with_their_leader(store: Store) -> None:
    first, second = keep(store), keep(store, Letter.EXPECTATIONS)
    assert {draft.id for draft in on_record(store)} == {first, second}
    assert [draft.at for draft in on_record(store)] == sorted(draft.at for draft in on_record(store))
    assert on_record(store, "L002") == ()


def test_a_draft_without_an_escalation_stands_on_the_record_of_its_leader(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    catch_ups.send(small, [("L001", "W1")], date(2027, 2, 1))
    keep(small, Letter.CATCH_UP_SENT, reply_by=None)
    (draft,) = on_record(small)
    assert (draft.escalation, draft.reply_by, draft.overtaken) == (None, None, ())


def test_keeping_a_draft_is_undone_and_redone_whole(store: Store) -> None:
    before = everything(store)
    keep(store)
    after = everything(store)
    assert after["draft"] != before["draft"]
    for _ in range(2):
        undo.undo(store)
        assert everything(store) == before
        undo.redo(store)
        assert everything(store) == after


# -- what stops it -----------------------------------------------------------------------------------


CHANGES: dict[str, tuple[Callable[[Store], object], str]] = {
    "she was there after all": (
        lambda store: record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT),
        "Workshop 1 is now present",
    ),
    "she was there in part": (
        lambda store: record_marks.mark(store, "W1", ["L001"], MarkValue.PART),
        "Workshop 1 is now part, no word",
    ),
    "nothing is recorded any more": (
        lambda store: record_marks.clear(store, "W1", ["L001"]),
        "Workshop 1 is now nothing recorded",
    ),
    "she was not expected": (
        lambda store: record_marks.mark(store, "W1", ["L001"], MarkValue.NOT_EXPECTED, Reason.EXCEPTIONAL),
        "Workshop 1 is now not expected",
    ),
    "she told us late": (
        lambda store: record_marks.report(store, "W1", "L001", datetime(2026, 11, 12, 10, tzinfo=UTC)),
        "Workshop 1 is now absent, told us Thu 12 Nov 2026 10:00, only once it had started",
    ),
    "she had told us before": (
        lambda store: record_marks.report(store, "W1", "L001", datetime(2026, 11, 12, 9, tzinfo=UTC)),
        "Workshop 1 is now absent, told us Thu 12 Nov 2026 09:00, before it",
    ),
    "the explanation was judged": (
        lambda store: record_marks.report(store, "W1", "L001", None, explanation=Explanation.SATISFACTORY),
        "Workshop 1 is now absent, no word, explanation satisfactory",
    ),
    "the category of the reason": (
        lambda store: record_marks.report(store, "W1", "L001", None, Reason.SICKNESS),
        "Workshop 1 is now absent",
    ),
    "a catch-up was sent": (
        lambda store: catch_ups.send(store, [("L001", "W1")], date(2027, 2, 1)),
        "Workshop 1 is now absent",
    ),
}


def test_a_change_of_a_cited_mark_stops_it_until_the_change_is_undone(store: Store, subtests: pytest.Subtests) -> None:
    draft = keep(store)
    for name, (change, says) in CHANGES.items():
        with subtests.test(name):
            change(store)
            (found,) = on_record(store)
            assert len(found.overtaken) == 1
            assert found.overtaken[0].startswith(says)
            before = everything(store)
            for use in (usable, log_sent):
                with pytest.raises(Refused) as refused:
                    use(store, draft)
                assert str(refused.value) == (
                    f"The explanation request of Mon 1 Feb 2027 can't be used: {found.overtaken[0]}. "
                    "Draft it anew from what is recorded now."
                )
            assert everything(store) == before
            undo.undo(store)
            assert on_record(store)[0].overtaken == ()
            assert usable(store, draft).id == draft


def test_a_change_that_is_made_again_stops_it_again(store: Store) -> None:
    draft = keep(store)
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    undo.undo(store)
    undo.redo(store)
    with pytest.raises(Refused, match="can't be used"):
        usable(store, draft)


def test_what_it_does_not_cite_never_stops_it(store: Store, subtests: pytest.Subtests) -> None:
    draft = keep(store)
    changes: dict[str, Callable[[], object]] = {
        "another session": lambda: record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT),
        "another leader": lambda: record_marks.mark(store, "W1", ["L002"], MarkValue.ABSENT),
        "the same mark again": lambda: record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT),
        "the next concern": lambda: decisions.accept(store, [BEHIND]),
        "a new coaching session": lambda: change_bookings.book(store, "L001", datetime(2027, 2, 9, 10, tzinfo=UTC)),
    }
    for name, change in changes.items():
        with subtests.test(name):
            change()
            assert usable(store, draft).overtaken == ()


def test_a_cited_session_that_moved_stops_it(store: Store) -> None:
    draft = keep(store)
    with store.command("Moved", {"sessions"}) as writing:
        from models.tables import SessionRow

        row = store.only_row(writing.session, SessionRow, "session", reference="W1")
        row.starts_at = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    with pytest.raises(Refused, match="Workshop 1"):
        usable(store, draft)


def test_a_cited_coaching_session_that_is_set_right_stops_it(store: Store) -> None:
    change_bookings.book(store, "L001", datetime(2027, 1, 12, 10, tzinfo=UTC))
    booking = judged(store, "L001").record.bookings[0].id
    change_bookings.no_show(store, [booking])
    draft = keep(store, Letter.EXPECTATIONS)
    assert usable(store, draft).overtaken == ()
    change_bookings.attended(store, [booking])
    with pytest.raises(Refused, match="coaching on Tuesday 12 January 2027 is recorded otherwise now"):
        usable(store, draft)
    undo.undo(store)
    assert usable(store, draft).overtaken == ()


def test_limited_engagement_that_is_taken_back_stops_what_named_it(store: Store) -> None:
    record_marks.mark(store, "W2", ["L001"], MarkValue.PRESENT)
    record_marks.engage(store, "W2", ["L001"], Engagement.LIMITED)
    draft = keep(store, Letter.EXPECTATIONS)
    record_marks.engage(store, "W2", ["L001"], Engagement.FULL)
    with pytest.raises(Refused, match="Workshop 2 is now present, full engagement"):
        usable(store, draft)


def test_a_draft_is_not_found_under_another_leader_nor_by_a_wrong_id(store: Store) -> None:
    draft = keep(store)
    for leader, wrong in (("L002", draft), ("L001", "0" * 32)):
        with pytest.raises(Refused, match="not on record any more; draft it anew"):
            drafts.usable(store, judged(store, leader), wrong)


def test_a_draft_that_was_undone_is_not_on_record_any_more(store: Store) -> None:
    draft = keep(store)
    undo.undo(store)
    with pytest.raises(Refused, match="not on record any more"):
        log_sent(store, draft)


# -- logging it as sent ------------------------------------------------------------------------------


def test_logging_it_as_sent_makes_a_communication_of_it(store: Store) -> None:
    for number, (letter, direction, to_whom) in enumerate(
        (
            (Letter.EXPLANATION_REQUEST, Direction.TO_LEADER, "to Amara Osei"),
            (Letter.EXPECTATIONS, Direction.TO_LEADER, "to Amara Osei"),
            (Letter.REFERRAL, Direction.REFERRAL, "of referral about Amara Osei"),
        )
    ):
        draft = keep(store, letter)
        assert log_sent(store, draft) == (
            f"Logged email {to_whom}, Mon 1 Feb 2027, reply by Mon 8 Feb 2027: {message_rules.NAMES[letter]}"
        )
        sent = case.case_of(store, "L001").communications[number]
        assert (sent.on, sent.direction, sent.channel, sent.reached, sent.reply_by, sent.replied_on) == (
            date(2027, 2, 1),
            direction,
            Channel.EMAIL,
            True,
            date(2027, 2, 8),
            None,
        )
        assert sent.summary == f"{message_rules.NAMES[letter]}: We missed you"
        assert sent.waiting
        assert [kept.sent for kept in on_record(store) if kept.id == draft] == [sent.id]
    stood = case.case_of(store, "L001").escalation
    assert stood is not None
    assert [sent.direction for sent in stood.logged][1:] == [Direction.TO_LEADER, Direction.REFERRAL]


def test_it_counts_as_the_communication_that_a_move_needs(store: Store) -> None:
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    draft = keep(store, Letter.EXPECTATIONS)
    with pytest.raises(Refused, match="a communication with the leader"):
        ladder_moves.move(store, "L001", Stage.BDO_CONTACT, "no answer")
    log_sent(store, draft)
    ladder_moves.move(store, "L001", Stage.BDO_CONTACT, "no answer")


def test_it_was_sent_on_the_day_that_is_given(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = keep(store)
    monkeypatch.setenv("PSW_TODAY", "2027-02-05")
    store.today = date(2027, 2, 5)
    log_sent(store, draft, date(2027, 2, 3))
    assert case.case_of(store, "L001").communications[0].on == date(2027, 2, 3)


@pytest.mark.parametrize(
    ("on", "reply_by", "says"),
    [
        (date(2027, 2, 2), date(2027, 2, 8), "still to come"),
        (date(2027, 2, 1), date(2027, 1, 31), "before it was asked for"),
    ],
)
def test_days_that_do_not_fit_are_refused_and_it_can_still_be_logged(
    store: Store, on: date, reply_by: date, says: str
) -> None:
    draft = keep(store, reply_by=reply_by)
    with pytest.raises(Refused, match=says):
        log_sent(store, draft, on)
    assert case.case_of(store, "L001").communications == ()
    assert on_record(store)[0].sent is None


def test_it_cannot_be_logged_twice(store: Store) -> None:
    draft = keep(store)
    log_sent(store, draft)
    with pytest.raises(Refused, match=r"explanation request of Mon 1 Feb 2027 is logged as sent already\."):
        log_sent(store, draft)
    assert len(case.case_of(store, "L001").communications) == 1


def test_logging_it_is_undone_and_redone_whole(store: Store) -> None:
    draft = keep(store)
    before = everything(store)
    log_sent(store, draft)
    after = everything(store)
    for _ in range(2):
        undo.undo(store)
        assert everything(store) == before
        assert on_record(store)[0].sent is None
        undo.redo(store)
        assert everything(store) == after
    undo.undo(store)
    log_sent(store, draft)
    assert len(case.case_of(store, "L001").communications) == 1


def test_a_draft_that_asks_for_no_reply_waits_for_none(store: Store) -> None:
    log_sent(store, keep(store, reply_by=None))
    assert not case.case_of(store, "L001").communications[0].waiting


def test_a_reply_that_does_not_come_in_time_is_flagged_from_the_day_after(store: Store) -> None:
    log_sent(store, keep(store))
    key = "no_response:2027-02-01-1:L001"

    def states(day: date) -> dict[str, InboxState]:
        return inbox.states(store, judge_all(store, day), day)

    assert key not in states(date(2027, 2, 8))
    assert states(date(2027, 2, 9))[key] is InboxState.NEW


def test_a_change_after_it_was_sent_leaves_what_was_logged(store: Store) -> None:
    draft = keep(store)
    log_sent(store, draft)
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    (found,) = on_record(store)
    assert found.sent is not None
    assert len(case.case_of(store, "L001").communications) == 1


def test_a_draft_that_is_not_sent_can_be_dropped_and_that_be_undone(store: Store) -> None:
    draft = keep(store)
    change = keep_drafts.drop(store, "L001", draft)
    assert change is not None
    assert change.what == "Dropped the explanation request of Mon 1 Feb 2027 for Amara Osei; it was not sent"
    assert case.case_of(store, "L001").drafts == ()
    with pytest.raises(Refused, match="not on record any more"):
        keep_drafts.drop(store, "L001", draft)
    undo.undo(store)
    keep_drafts.log_sent(store, judged(store, "L001"), draft)
    with pytest.raises(Refused, match="was sent, so it stays on record"):
        keep_drafts.drop(store, "L001", draft)
