"""Messages that must not leave as they are: smuggled headers, broken templates, drafts out of their time."""

from __future__ import annotations

import email
import json
from datetime import date
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.escalations import messages
from psw_tui.policy import sign_offs
from psw_tui.policy.terms import (
    AppealOutcome,
    Channel,
    Direction,
    Explanation,
    Letter,
    MarkValue,
    SessionKind,
    Stage,
)
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import communications, decisions, keep_drafts, ladder_moves, plan, withdrawal
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers import record_marks
from tests.exchange.escalations import amara

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path

SMUGGLED = "=?utf-8?q?x=0D=0ABcc:_eve@evil.org?="


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """One leader, absent without a word from the first of two workshops, whose concern was accepted."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        amara.enrol(
            opened,
            ("W1", SessionKind.WORKSHOP, "Leading", date(2026, 11, 12)),
            ("W2", SessionKind.WORKSHOP, "Listening", date(2026, 11, 20)),
        )
        record_marks.mark(opened, "W1", ["L001"], MarkValue.ABSENT)
        decisions.accept(opened, ["unexplained_absence:W1:L001"])
        yield opened


def edit(store: Store, table: str, reference: str, **values: Any) -> None:
    with store.command("Edited", {"leaders", "sessions"}) as writing:
        from models import tables

        row = store.only_row(writing.session, getattr(tables, table), table, reference=reference)
        for column, value in values.items():
            setattr(row, column, value)


def written(store: Store, letter: Letter) -> Message:
    """A message drafted and saved, as a mail program reads it."""
    _, draft = messages.draft(store, "L001", letter)
    return email.message_from_bytes(messages.save(store, "L001", draft).read_bytes(), policy=default)


def test_a_title_that_looks_like_an_encoded_word_smuggles_no_header_in(store: Store) -> None:
    edit(store, "SessionRow", "W1", title=SMUGGLED)
    message = written(store, Letter.EXPLANATION_REQUEST)
    assert message["Bcc"] is None
    assert "eve@evil.org" in message["Subject"]


def test_nor_does_a_name(store: Store) -> None:
    edit(store, "LeaderRow", "L001", preferred_name=SMUGGLED)
    assert written(store, Letter.REFERRAL)["Bcc"] is None


@pytest.mark.parametrize("address", ["a@", "a@[", "not an address", f"{SMUGGLED} <a@b.org>", "amara@exämple.org"])
def test_a_broken_address_is_left_out_and_the_message_is_written(store: Store, address: str) -> None:
    edit(store, "LeaderRow", "L001", email=address)
    message = written(store, Letter.EXPLANATION_REQUEST)
    assert (message["To"], message["Bcc"]) == (None, None)
    assert "Dear Amara" in message.as_string()


@pytest.mark.parametrize(
    "template",
    [
        "{{ name + 1 }}",
        "{{ 1 / 0 }}",
        "{% include 'x' %}",
        "{{ range(10**9)|list }}",
        "{{ name|round }}",
        "{{ sessions[0]() }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    ],
)
def test_whatever_a_template_does_wrong_is_one_sentence(store: Store, template: str) -> None:
    own = store.path.with_name("messages") / "explanation_request.txt"
    own.parent.mkdir()
    own.write_text(f"Subject: x\n\n{template}")
    with pytest.raises(Refused, match=r"explanation_request\.txt can't be used as a template"):
        messages.draft(store, "L001", Letter.EXPLANATION_REQUEST)


def test_a_session_that_is_not_compulsory_any_more_stops_the_request_that_says_it_is(store: Store) -> None:
    _, draft = messages.draft(store, "L001", Letter.EXPLANATION_REQUEST)
    edit(store, "SessionRow", "W1", compulsory=False)
    with pytest.raises(Refused, match=r"changed: whether it is compulsory"):
        messages.save(store, "L001", draft)


def test_a_draft_of_an_ended_escalation_is_not_sent_on_the_next(store: Store) -> None:
    _, draft = messages.draft(store, "L001", Letter.EXPECTATIONS)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "explained", "nothing further")
    decisions.accept(store, ["coaching_behind::L001"])
    with pytest.raises(Refused, match="belongs to an escalation that has ended"):
        keep_drafts.log_sent(store, judged(store, "L001"), draft)


def test_a_draft_was_not_sent_before_it_was_written(store: Store) -> None:
    _, draft = messages.draft(store, "L001", Letter.EXPLANATION_REQUEST)
    with pytest.raises(Refused, match="before it was written"):
        keep_drafts.log_sent(store, judged(store, "L001"), draft, date(2027, 1, 31))


def test_two_drafts_of_one_moment_are_two_files(store: Store) -> None:
    _, first = messages.draft(store, "L001", Letter.EXPLANATION_REQUEST)
    _, second = messages.draft(store, "L001", Letter.EXPLANATION_REQUEST, date(2027, 2, 9))
    assert messages.save(store, "L001", first) != messages.save(store, "L001", second)


def test_no_decision_to_withdraw_is_written_once_the_appeal_was_upheld(store: Store) -> None:
    communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.LETTER)
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "no better")
    for role, answers in sign_offs.ANSWERS.items():
        withdrawal.sign_off(store, "L001", role=role, name="Ruth", answer=answers[0])
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed")
    ladder_moves.move(store, "L001", Stage.APPEAL, "asked for")
    withdrawal.appeal(store, "L001", date(2027, 2, 1), AppealOutcome.UPHELD, "Ruth Hale")
    with pytest.raises(Refused, match="the leader stays"):
        messages.draft(store, "L001", Letter.DECISION)


def test_an_outcome_or_a_support_action_needs_a_notice_of_this_escalation(store: Store) -> None:
    with pytest.raises(Refused, match="no notice without reasonable cause is part of this escalation"):
        plan.agree_outcome(store, "L001", "W2", "to tell us a week before")
    with pytest.raises(Refused, match="no notice without reasonable cause is part of this escalation"):
        plan.add_action(store, "L001", "a call", notice="W2")


def test_what_an_older_version_put_in_the_journal_is_undone_and_redone(store: Store) -> None:
    """Its rows had fewer columns than they have now."""
    plan.add_action(store, "L001", "a weekly call")
    newer = {"escalation": ["heard_by"], "plan_action": ["session_id", "dropped_because"]}
    rows = store.connection.execute('SELECT id, table_name, "before", "after" FROM change').fetchall()
    for id_, table, *sides in rows:
        known = [side and json.loads(side) for side in sides]
        for side in filter(None, known):
            for column in newer.get(table, ()):
                side.pop(column, None)
        older = [side and json.dumps(side) for side in known]
        store.connection.execute('UPDATE change SET "before" = ?, "after" = ? WHERE id = ?', (*older, id_))
    store.connection.commit()
    undo.undo(store)
    undo.redo(store)
    assert store.connection.execute("SELECT what FROM plan_action").fetchall() == [("a weekly call",)]
