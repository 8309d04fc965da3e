"""Messages from their templates to a file for a mail program: what they say, what can't break them, what stops them."""

from __future__ import annotations

import email
import os
import smtplib
import socket
import stat
from datetime import UTC, date, datetime
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.escalations import messages
from psw_tui.policy import sign_offs
from psw_tui.policy.terms import (
    AppealOutcome,
    Channel,
    Direction,
    Element,
    Explanation,
    LeaderState,
    Letter,
    MarkValue,
    Reason,
    RequirementId,
    SessionKind,
    Stage,
)
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import communications, decisions, ladder_moves, plan, withdrawal
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers import catch_ups, record_marks
from psw_tui.store.system.settings import load_programmes, package_text
from tests.exchange.escalations import amara
from tests.helpers import name_contacts
from tests.policy.cases import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

CONTACTS = """
[contacts]
programme_team = "Programme team, psw@example.org"
partnerships_team = "partnerships@example.org"
principal_business_development_lead = "R. Lead"
appeals = "appeals@example.org"
coaching_manager = "C. Manager"
"""
ABSENCE = "unexplained_absence:W01:L001"
PLAIN = "Subject: Hello {{ name }}\n\n{{ full_name }}, {{ reference }}\n"


@pytest.fixture(autouse=True)
def no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would send anything fails the test: a message only ever becomes a file or a text."""

    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("it tried to reach the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("SMTP", "SMTP_SSL", "LMTP"):
        monkeypatch.setattr(smtplib, name, refuse)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Amara and two sessions that are over; the programme file has contacts."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    (tmp_path / "programme.toml").write_text(CONTACTS, "utf-8")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        amara.enrol(
            opened,
            ("W01", SessionKind.WORKSHOP, "Leading", date(2026, 11, 12)),
            ("R01", SessionKind.RESIDENTIAL, "Away", date(2026, 12, 1)),
        )
        yield opened


@pytest.fixture
def asked(store: Store) -> Store:
    """Amara was absent from Leading without a word, and an explanation is to be asked for."""
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    decisions.accept(store, [ABSENCE])
    return store


def draft(store: Store, letter: Letter = Letter.EXPLANATION_REQUEST, reply_by: date | None = None) -> str:
    change, draft_id = messages.draft(store, "L001", letter, reply_by)
    assert change is not None
    return draft_id


def saved(store: Store, draft_id: str) -> EmailMessage:
    """The file of a draft as a mail program reads it."""
    path = messages.save(store, "L001", draft_id)
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert not message.defects
    return message


def body_of(message: EmailMessage) -> str:
    """The text, with the line ends of text; in the file they are those of mail."""
    return str(message.get_content()).replace("\r\n", "\n")


def written(store: Store, letter: Letter = Letter.EXPLANATION_REQUEST, reply_by: date | None = None) -> str:
    """Subject and text of a message."""
    return messages.text(store, "L001", draft(store, letter, reply_by))


def rename(store: Store, **values: Any) -> None:
    """Write whatever it is straight to the leader's row."""
    with store.command("Rename", {"leaders"}) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
        for name, value in values.items():
            setattr(row, name, value)


def retitle(store: Store, title: str) -> None:
    with store.command("Rename", {"sessions"}) as writing:
        from models.tables import SessionRow

        store.only_row(writing.session, SessionRow, "session", reference="W01").title = title


def own(store: Store, letter: Letter = Letter.EXPLANATION_REQUEST) -> Path:
    return store.path.with_name("messages") / f"{letter}.txt"


# -- what each says ----------------------------------------------------------------------------------


def to_review(store: Store) -> None:
    communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.LETTER)
    record_marks.report(store, "W01", "L001", None, explanation=Explanation.UNSATISFACTORY)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "no better")


def to_appeal(store: Store) -> None:
    for role, answers in sign_offs.ANSWERS.items():
        withdrawal.sign_off(store, "L001", role=role, name="R. Lead", answer=answers[0])
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all")
    ladder_moves.move(store, "L001", Stage.APPEAL, "she asked for it")
    withdrawal.appeal(store, "L001", date(2027, 2, 10), heard_by="P. Hearing")


def with_plan(store: Store) -> None:
    plan.add_action(store, "L001", "a weekly call", "Kent", date(2027, 2, 12))


def catching_up(store: Store) -> None:
    catch_ups.send(store, [("L001", "W01")], date(2027, 2, 1))


def unsigned(store: Store) -> None:
    rename(store, offer_accepted_on=None)


def signed(store: Store) -> None:
    rename(store, offer_accepted_on=date(2026, 6, 1))


def to_complaint(store: Store) -> None:
    store.today = date(2027, 2, 10)
    withdrawal.appeal(store, "L001", date(2027, 2, 10), AppealOutcome.NOT_UPHELD, heard_by="P. Hearing")
    ladder_moves.move(store, "L001", Stage.COMPLAINT, "she complained")


def nothing(_store: Store) -> None:
    """It can be written where the one before it was."""


#: Up the ladder: the message, what is done before it, its subject, and what it says.
MESSAGES: tuple[tuple[Letter, Callable[[Store], None], str, tuple[str, ...]], ...] = (
    (
        Letter.EXPLANATION_REQUEST,
        nothing,
        "We missed you: Leading",
        (
            "Dear Amara,",
            "- Leading on Thursday 12 November 2026",
            "this session is compulsory on this programme (local setting)",
            "before it begins, where practicable (attendance policy, 2.1.1)",
            "by Monday 8 February 2027",
            "Programme team, psw@example.org",
        ),
    ),
    (
        Letter.EXPECTATIONS,
        nothing,
        "Progress Social Work: how you are getting on",
        (
            "- Leading, Thursday 12 November 2026: absent, no word",
            "- study: 0 of the 4 needed",
            "Please tell me by Monday 8 February 2027",
        ),
    ),
    (
        Letter.CATCH_UP_SENT,
        catching_up,
        "Catching up: Leading",
        (
            "You missed Leading on Thursday 12 November 2026",
            "by Monday 15 February 2027",
            "That it counts, and the day it is due, are a local setting of this programme.",
        ),
    ),
    (
        Letter.REFERRAL,
        with_plan,
        "Referral under 2.4.4: Amara Osei (L001)",
        (
            "- unexplained absence, Leading",
            "- Leading, Thursday 12 November 2026: absent, no word",
            "- a weekly call, Kent, due Friday 12 February 2027",
            "- nothing is logged",
            "let me know by Monday 8 February 2027",
        ),
    ),
    (
        Letter.WITHDRAWAL_REVIEW,
        to_review,
        "Progress Social Work: your place is under review",
        ("Nothing is decided.", "Leading, Thursday 12 November 2026: absent", "please write by Monday 8 February 2027"),
    ),
    (
        Letter.DECISION,
        to_appeal,
        "Progress Social Work: decision on your place",
        (
            "It was decided on Monday 1 February 2027",
            "The reason recorded for it: agreed",
            "ends to residentials, online workshops, coaching, the learning",
            "You may appeal.",
            "To ask for it, write to appeals@example.org.",
        ),
    ),
    (
        Letter.APPEAL_MEETING,
        nothing,
        "Progress Social Work: meeting on your appeal, Wednesday 10 February 2027",
        (
            "Your appeal will be heard on Wednesday 10 February 2027",
            "Lead, P. Hearing",
            "tell us at once: appeals@example.org.",
        ),
    ),
    (
        Letter.COMPLAINT_RECEIVED,
        to_complaint,
        "Progress Social Work: your complaint",
        (
            "heard on Wednesday 10 February 2027",
            "the complaints policy (attendance policy, 2.4.7)",
            "write to appeals@example.org by Monday 8 February 2027",
        ),
    ),
)


def test_each_message_from_its_template_to_its_file(asked: Store, subtests: pytest.Subtests) -> None:
    assert {letter for letter, *_ in MESSAGES} == set(Letter) - {Letter.OFFER_REMINDER}
    for letter, prepare, subject, says in MESSAGES:
        with subtests.test(str(letter)):
            prepare(asked)
            arrives(asked, letter, subject, says)


def arrives(store: Store, letter: Letter, subject: str, says: tuple[str, ...]) -> None:
    """The message is drafted, saved and copied whole, and says so much."""
    draft_id = draft(store, letter, date(2027, 2, 8))
    message = saved(store, draft_id)
    to = "partnerships@example.org" if letter is Letter.REFERRAL else "amara@example.org"
    assert (message["Subject"].strip(), message["To"], message["X-Unsent"]) == (subject, to, "1")
    assert message["From"] is message["Date"] is None
    body = body_of(message)
    for part in says:
        assert part in body
    for left_over in ("{{", "{%", "None", "True", "\n\n\n\n"):
        assert left_over not in body
    kept = next(draft for draft in cases.case_of(store, "L001").drafts if draft.id == draft_id)
    assert body == kept.body
    assert messages.text(store, "L001", draft_id) == f"{subject}\n\n{body}"


def test_a_decision_tells_of_the_day_it_was_taken_on_whatever_was_missed_since(asked: Store) -> None:
    to_review(asked)
    to_appeal(asked)
    on_the_day = written(asked, Letter.DECISION)
    assert "- Leading, Thursday 12 November 2026: absent" in on_the_day
    with asked.command("One more", {"sessions"}) as writing:
        from models.tables import SessionRow

        first = asked.only_row(writing.session, SessionRow, "session", reference="W01")
        start = datetime(2027, 2, 3, 10, tzinfo=UTC)
        writing.session.add(
            SessionRow(
                reference="W02",
                cohort_id=first.cohort_id,
                kind=SessionKind.WORKSHOP,
                title="Since",
                starts_at=start,
                ends_at=start,
            )
        )
    asked.today = date(2027, 2, 8)
    record_marks.mark(asked, "W02", ["L001"], MarkValue.ABSENT)
    catch_ups.send(asked, [("L001", "W01")], date(2027, 2, 2))
    catch_ups.submitted(asked, [("L001", "W01")], date(2027, 2, 4), log=True)
    catch_ups.accept(asked, [("L001", "W01")], date(2027, 2, 5))
    assert written(asked, Letter.DECISION) == on_the_day
    verdict, case = judged(asked, "L001"), cases.case_of(asked, "L001")
    assert verdict.standings[RequirementId.STUDY].credit == 1
    named = messages.cited_by(asked, verdict, case, Letter.DECISION)
    assert [fact.title for fact in named] == ["Leading"]


def test_whoever_has_not_signed_is_reminded_of_the_offer_without_an_escalation(store: Store) -> None:
    unsigned(store)
    says = ("no signed Offer Acceptance Form", "appendix 1.1", "send it back by Monday 8 February 2027")
    arrives(store, Letter.OFFER_REMINDER, "Progress Social Work: your Offer Acceptance Form", says)


def test_without_an_address_for_appeals_the_letters_name_the_programme_team(asked: Store) -> None:
    name_contacts(asked, appeals="")
    to_review(asked)
    to_appeal(asked)
    assert "To ask for it, write to the programme team.\n" in written(asked, Letter.DECISION)
    assert "If the day does not suit, tell us at once.\n" in written(asked, Letter.APPEAL_MEETING)
    to_complaint(asked)
    assert "write to the programme team.\n" in written(asked, Letter.COMPLAINT_RECEIVED)


def test_the_coaching_manager_is_named_where_coaching_is_and_they_are_known(asked: Store) -> None:
    named = "A question about coaching goes to the coaching manager, C. Manager."
    assert "coaching manager" not in written(asked, Letter.EXPECTATIONS)
    change_bookings.book(asked, "L001", datetime(2027, 1, 12, 10, tzinfo=UTC))
    [booked] = judged(asked, "L001").record.bookings
    change_bookings.no_show(asked, [booked.id])
    assert named in written(asked, Letter.EXPECTATIONS)
    name_contacts(asked, coaching_manager="")
    assert "coaching manager" not in written(asked, Letter.EXPECTATIONS)


def test_a_reminder_of_the_offer_stops_once_the_form_is_signed(store: Store) -> None:
    unsigned(store)
    draft_id = draft(store, Letter.OFFER_REMINDER)
    assert messages.save(store, "L001", draft_id).is_file()
    signed(store)
    with pytest.raises(Refused, match="no offer to this leader waits to be signed any more"):
        messages.text(store, "L001", draft_id)


def test_a_referral_tells_what_was_said_and_what_of_the_plan_is_open(asked: Store) -> None:
    log = {"direction": Direction.TO_LEADER, "on": date(2027, 1, 20)}
    communications.log(asked, "L001", channel=Channel.CALL, reached=False, **log)  # type: ignore[arg-type]
    communications.log(asked, "L001", channel=Channel.EMAIL, reply_by=date(2027, 1, 27), **log)  # type: ignore[arg-type]
    communications.log_reply(asked, "L001", cases.case_of(asked, "L001").communications[1].id, date(2027, 1, 22))
    for what in ("a weekly call", "a lift to Kent"):
        plan.add_action(asked, "L001", what)
    lift = next(action.id for action in cases.case_of(asked, "L001").plan if action.what == "a lift to Kent")
    plan.close_action(asked, "L001", lift, dropped_because="she has a car")
    text = written(asked, Letter.REFERRAL)
    assert "- Wednesday 20 January 2027: call, to leader, nobody reached\n" in text
    assert "- Wednesday 20 January 2027: email, to leader, replied Friday 22 January 2027\n" in text
    assert "- a weekly call\n" in text
    assert "Kent" not in text
    assert "nothing is logged" not in text


def test_a_message_about_several_catch_ups_names_each_with_its_day(asked: Store) -> None:
    record_marks.mark(asked, "R01", ["L001"], MarkValue.ABSENT)
    catch_ups.send(asked, [("L001", "W01")], date(2027, 1, 25))
    catch_ups.send(asked, [("L001", "R01")], date(2027, 2, 1))
    text = written(asked, Letter.CATCH_UP_SENT)
    assert text.startswith("Catching up: Leading, Away\n")
    by = "form and reflective log by"
    assert f"- Leading on Thursday 12 November 2026: {by} Monday 8 February 2027\n" in text
    assert f"- Away on Tuesday 1 December 2026: {by} Monday 15 February 2027\n" in text
    assert "That it counts, and the days they are due, are a local setting of this programme." in text


CREDIT = "as attended"


def without_credit(store: Store, *requirements: str) -> None:
    """Catching up earns no credit towards these."""
    told = CONTACTS + "".join(
        f"[programme.psw.requirements.{requirement}]\ncatch_up_counts = false\n" for requirement in requirements
    )
    (store.path.with_name("programme.toml")).write_text(told, "utf-8")
    store.programmes = load_programmes(store.path)


def test_a_catch_up_that_earns_no_credit_is_promised_none(asked: Store) -> None:
    pairs = [("L001", "W01")]
    catch_ups.send(asked, pairs, date(2027, 2, 1))
    assert "It then counts as attended" in written(asked, Letter.CATCH_UP_SENT)
    without_credit(asked, "study")
    [path] = messages.catch_ups_sent(asked, pairs)
    from_list = email.message_from_bytes(path.read_bytes(), policy=default).get_content()
    for text in (written(asked, Letter.CATCH_UP_SENT), from_list):
        assert CREDIT not in text
        assert "That it does not count towards a minimum, and the day it is due, are a local setting" in text


def test_of_several_catch_ups_those_that_earn_credit_are_named(asked: Store) -> None:
    record_marks.mark(asked, "R01", ["L001"], MarkValue.ABSENT)
    catch_ups.send(asked, [("L001", "W01"), ("L001", "R01")], date(2027, 2, 1))
    without_credit(asked, "study")
    text = written(asked, Letter.CATCH_UP_SENT)
    assert "Of these, Away will then count as attended, from the day we have accepted it. What counts, and" in text
    without_credit(asked, "study", "residentials")
    text = written(asked, Letter.CATCH_UP_SENT)
    assert CREDIT not in text
    assert "That they do not count towards a minimum, and the days they are due, are a local setting" in text


def test_a_letter_speaks_to_its_reader_and_calls_nothing_explained_that_is_not(asked: Store) -> None:
    change_bookings.book(asked, "L001", datetime(2027, 1, 12, 10, tzinfo=UTC))
    [booked] = judged(asked, "L001").record.bookings
    change_bookings.no_show(asked, [booked.id])
    to_leader = "you did not come; spent (local setting), one session used"
    assert to_leader in written(asked, Letter.EXPECTATIONS)
    assert "What is recorded, and not explained to satisfaction:" in written(asked, Letter.EXPECTATIONS)
    communications.log(asked, "L001", direction=Direction.REFERRAL, channel=Channel.EMAIL)
    assert "the leader did not come; spent" in written(asked, Letter.REFERRAL)
    to_review(asked)
    assert to_leader in written(asked, Letter.WITHDRAWAL_REVIEW)
    to_appeal(asked)
    for letter in (Letter.DECISION, Letter.APPEAL_MEETING):
        text = written(asked, letter)
        assert to_leader in text
        assert "the leader" not in text


def test_one_message_names_all_the_absences_that_wait(asked: Store) -> None:
    record_marks.mark(asked, "R01", ["L001"], MarkValue.ABSENT)
    decisions.accept(asked, ["unexplained_absence:R01:L001"])
    text = written(asked)
    assert text.startswith("We missed you: Leading, Away\n")
    assert "- Leading on Thursday 12 November 2026\n- Away on Tuesday 1 December 2026\n" in text
    assert "these sessions is compulsory" in text


def test_the_category_of_a_reason_and_the_reply_by_that_nobody_asks_for_stand_nowhere(asked: Store) -> None:
    record_marks.report(asked, "W01", "L001", datetime(2026, 11, 13, 9, tzinfo=UTC), Reason.SICKNESS)
    for letter in (Letter.EXPLANATION_REQUEST, Letter.EXPECTATIONS, Letter.REFERRAL):
        text = written(asked, letter)
        assert "sickness" not in text
        assert " by ." not in text
        assert "\n by" not in text


def test_the_suggested_reply_by_is_in_working_days_over_the_holidays(
    asked: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = judged(asked, "L001").record
    assert messages.suggested_reply_by(asked, Letter.EXPLANATION_REQUEST, record) == date(2027, 2, 8)
    asked.today = date(2027, 3, 25)  # Good Friday and Easter Monday follow
    assert messages.suggested_reply_by(asked, Letter.EXPLANATION_REQUEST, record) == date(2027, 4, 5)
    assert messages.suggested_reply_by(asked, Letter.DECISION, record) is None


def test_a_message_that_is_not_due_is_refused_and_nothing_is_kept(asked: Store) -> None:
    for letter, says in (
        (Letter.WITHDRAWAL_REVIEW, "Withdrawal is not under review"),
        (Letter.DECISION, "Nothing has been decided yet"),
        (Letter.APPEAL_MEETING, "no appeal with a day"),
        (Letter.CATCH_UP_SENT, "No catch-up has been sent"),
        (Letter.OFFER_REMINDER, "No offer to this leader waits to be signed"),
        (Letter.COMPLAINT_RECEIVED, "No complaint was passed on"),
    ):
        with pytest.raises(Refused, match=says):
            messages.draft(asked, "L001", letter)
        assert cases.case_of(asked, "L001").drafts == ()
        assert not own(asked, letter).exists()


def test_without_an_escalation_or_a_leader_it_is_refused(store: Store) -> None:
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    with pytest.raises(Refused, match="No escalation is open"):
        messages.draft(store, "L001", Letter.EXPLANATION_REQUEST)
    with pytest.raises(Refused, match="There is no leader L999"):
        messages.draft(store, "L999", Letter.EXPLANATION_REQUEST)


def test_an_appeal_that_was_decided_for_the_leader_leaves_no_message_of_the_ladder(asked: Store) -> None:
    to_review(asked)
    to_appeal(asked)
    withdrawal.tick_access(asked, "L001", list(Element))
    asked.today = date(2027, 2, 10)
    withdrawal.appeal(asked, "L001", date(2027, 2, 10), AppealOutcome.UPHELD)
    withdrawal.tick_access(asked, "L001", list(Element), restored=True)
    ladder_moves.move(asked, "L001", Stage.RESOLVED, "upheld", "back")
    with pytest.raises(Refused, match="No escalation is open"):
        messages.draft(asked, "L001", Letter.DECISION)


def test_whoever_has_no_address_gets_a_file_without_one(asked: Store) -> None:
    rename(asked, email="")
    assert saved(asked, draft(asked))["To"] is None


# -- what stops it -----------------------------------------------------------------------------------


def test_once_a_cited_mark_has_changed_it_is_neither_saved_nor_copied(asked: Store) -> None:
    draft_id = draft(asked)
    record_marks.mark(asked, "W01", ["L001"], MarkValue.PRESENT)
    for use in (messages.save, messages.text):
        with pytest.raises(Refused, match=r"Leading is now present \(changed: the mark\)\. Draft it anew"):
            use(asked, "L001", draft_id)
    assert not asked.path.with_name("exports").exists()
    undo.undo(asked)
    assert messages.text(asked, "L001", draft_id).startswith("We missed you: Leading")
    assert messages.save(asked, "L001", draft_id).is_file()


def test_drafted_anew_it_says_what_is_recorded_now(asked: Store) -> None:
    first = draft(asked, Letter.EXPECTATIONS)
    record_marks.report(asked, "W01", "L001", datetime(2026, 11, 13, 9, tzinfo=UTC))
    with pytest.raises(Refused):
        messages.text(asked, "L001", first)
    assert "absent, told us Fri 13 Nov 2026 09:00, only once it had started" in written(asked, Letter.EXPECTATIONS)


def test_what_was_drafted_keeps_its_words_when_the_template_changes(asked: Store) -> None:
    draft_id = draft(asked)
    own(asked).write_text("Subject: Other\n\nother words\n", "utf-8")
    assert messages.text(asked, "L001", draft_id).startswith("We missed you: Leading")


# -- templates ---------------------------------------------------------------------------------------


def test_a_template_is_copied_beside_the_database_when_it_is_first_used(asked: Store) -> None:
    assert not own(asked).parent.exists()
    draft(asked)
    assert own(asked).read_text("utf-8") == package_text("messages/explanation_request.txt")
    assert [path.name for path in own(asked).parent.iterdir()] == ["explanation_request.txt"]


def test_what_is_edited_there_counts_and_is_left_alone(asked: Store, subtests: pytest.Subtests) -> None:
    own(asked).parent.mkdir()
    for name, text, coding in (
        ("as it is", PLAIN, "utf-8"),
        ("as Windows' Editor saves it", PLAIN.replace("\n", "\r\n"), "utf-8-sig"),
        ("with an empty line before it", f"\n{PLAIN}", "utf-8"),
        ("without its heading", PLAIN.removeprefix("Subject: "), "utf-8"),
    ):
        with subtests.test(name):
            own(asked).write_bytes(text.encode(coding))
            assert written(asked) == "Hello Amara\n\nAmara Osei, L001\n"
            assert own(asked).read_bytes() == text.encode(coding)


def test_a_broken_template_is_named_and_nothing_is_kept(asked: Store, subtests: pytest.Subtests) -> None:
    own(asked).parent.mkdir()
    for name, content in (
        ("a name that nothing is given for", b"Subject: x\n\n{{ nobody }}"),
        ("a bracket that is not closed", b"Subject: x\n\n{{ name "),
        ("a block that is not closed", b"Subject: x\n\n{% if name %}"),
        ("a filter that there is not", b"Subject: x\n\n{{ name|shout }}"),
        ("a session too many", b"Subject: x\n\n{{ sessions[7].title }}"),
        ("a way out of the sandbox", b"Subject: x\n\n{{ name.__class__.__mro__ }}"),
        ("not UTF-8", b"Subject: x\n\nL\xe9a"),
        ("a loop without end", b"Subject: x\n\n" + b"{% for c in organisation ~ name %}" * 19 + b"{% endfor %}" * 19),
        ("gigabytes", b"Subject: {{ 'a' * 9999999999 }}\n\nx"),
        ("what a full disk left of one", b""),
        ("a subject and nothing below it", b"Subject: x\n\n\n"),
        ("no subject", b"Subject:\n\n{{ name }}"),
        ("a megabyte", b"Subject: x\n\n" + b"x" * 1_000_000),
    ):
        with subtests.test(name):
            own(asked).write_bytes(content)
            with pytest.raises(Refused) as refused:
                messages.draft(asked, "L001", Letter.EXPLANATION_REQUEST)
            assert f"{own(asked)} can't be used as a template" in str(refused.value)
            assert "correct it, or move it away" in str(refused.value)
            assert cases.case_of(asked, "L001").drafts == ()


def test_a_file_in_the_way_of_the_templates_is_named(asked: Store) -> None:
    asked.path.with_name("messages").write_text("mine")
    with pytest.raises(Refused, match="messages"):
        messages.draft(asked, "L001", Letter.EXPLANATION_REQUEST)
    assert asked.path.with_name("messages").read_text() == "mine"


# -- what can't break it -----------------------------------------------------------------------------

#: What is typed as a name, and what is shown of it.
HOSTILE = (
    ("markup", "[/] [@click=app.quit]x[/] \\", "[/] [@click=app.quit]x[/] \\"),
    ("HTML", "<b>A</b> & \"B\" 'C'", "<b>A</b> & \"B\" 'C'"),
    ("a template's brackets", "{{ 7*7 }} {% raw %}", "{{ 7*7 }} {% raw %}"),
    ("accents and other scripts", "Zoë Łukasz 李小龙 ñ", "Zoë Łukasz 李小龙 ñ"),
    ("an emoji", "Amara 🌻", "Amara 🌻"),
    ("a header of its own", "a\r\nBcc: x@y.org", "a Bcc: x@y.org"),
    ("line ends of every kind", "a\nb\u2028c\x85d\x0be", "a b c d e"),
    ("a line that ends a message", "a\r\n.\r\nb", "a . b"),
    ("right to left and zero width", "a\u202eb\u200bc", "abc"),
)


def safe(message: EmailMessage) -> None:
    """No header that the message was not given, and one part of plain UTF-8 text."""
    assert {name.casefold() for name in message} <= {
        "subject",
        "to",
        "x-unsent",
        "content-type",
        "content-transfer-encoding",
        "mime-version",
    }
    assert len(message.get_all("To", [])) <= 1
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"


def test_no_name_and_no_title_can_break_a_message(asked: Store, subtests: pytest.Subtests) -> None:
    for name, typed, shown in HOSTILE:
        with subtests.test(name):
            rename(asked, preferred_name=typed, organisation=typed)
            retitle(asked, typed)
            for letter in (Letter.EXPLANATION_REQUEST, Letter.REFERRAL):
                message = saved(asked, draft(asked, letter))
                safe(message)
                body = body_of(message)
                assert f"\n- {shown}" in body
                assert "49" not in body
                assert not [line for line in body.splitlines() if line.startswith(("Bcc", ".", "b"))]
                if letter is Letter.REFERRAL:
                    assert message["To"] == "partnerships@example.org"
                    assert f"I refer {shown} Osei (L001), {shown}, to be" in body
                else:
                    assert f"Dear {shown},\n" in body
                    assert message["Subject"] == f"We missed you: {shown}"


def test_a_subject_comes_back_as_it_was_however_it_is_folded(asked: Store) -> None:
    for title in ('Leading, 李小龙 & "co"', "é" * 170, "w " * 80 + "end"):
        retitle(asked, title)
        assert saved(asked, draft(asked))["Subject"] == f"We missed you: {title}"


def test_no_address_can_break_a_message(asked: Store, subtests: pytest.Subtests) -> None:
    for name, typed, to in (
        ("a header of its own", "a@b.org\r\nBcc: x@y.org", None),
        ("two of them", "a@b.org, x@y.org", "a@b.org, x@y.org"),
        ("a name with its address", "Amara <a@b.org>", "Amara <a@b.org>"),
        ("no address", "not known", None),
    ):
        with subtests.test(name):
            rename(asked, email=typed)
            path = messages.save(asked, "L001", draft(asked))
            message = email.message_from_bytes(path.read_bytes(), policy=default)
            safe(message)
            assert message["Bcc"] is None
            if to is not None:
                assert message["To"] == to


def test_a_line_longer_than_mail_allows_arrives_whole(asked: Store) -> None:
    own(asked).parent.mkdir()
    own(asked).write_text("Subject: x\n\n" + "word " * 380 + "\nFrom here\n", "utf-8")
    draft_id = draft(asked)
    path = messages.save(asked, "L001", draft_id)
    assert max(map(len, path.read_bytes().splitlines())) < 998
    assert body_of(saved(asked, draft_id)) == ("word " * 380).strip() + "\nFrom here\n"


def test_a_reference_that_is_a_path_stays_in_the_folder(asked: Store) -> None:
    rename(asked, reference="../../L1")
    _, draft_id = messages.draft(asked, "../../L1", Letter.EXPECTATIONS)
    path = messages.save(asked, "../../L1", draft_id)
    assert path.parent == asked.path.with_name("exports")
    assert path.name.startswith("expectations-L1~")


# -- the folder --------------------------------------------------------------------------------------


def test_a_draft_that_somebody_changed_is_kept_beside_the_new_one(asked: Store) -> None:
    draft_id = draft(asked)
    first = messages.save(asked, "L001", draft_id)
    assert messages.save(asked, "L001", draft_id) == first
    changed = first.read_bytes().replace(b"Dear", b"My dear")
    first.write_bytes(changed)
    second = messages.save(asked, "L001", draft_id)
    assert second.name == f"{first.stem} (2).eml"
    assert (first.read_bytes(), changed.replace(b"My dear", b"Dear")) == (changed, second.read_bytes())


def test_drafts_and_templates_are_for_the_user_alone_and_what_is_there_is_mended(asked: Store) -> None:
    folders = [asked.path.with_name(name) for name in ("messages", "exports")]
    folders[0].mkdir()
    folders[0].chmod(0o755)
    earlier = os.umask(0)
    try:
        path = messages.save(asked, "L001", draft(asked))
    finally:
        os.umask(earlier)
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700, 0o700]
    assert [stat.S_IMODE(file.stat().st_mode) for file in (path, own(asked))] == [0o600, 0o600]


def test_no_two_catch_ups_share_a_file(asked: Store) -> None:
    with asked.command("Another", {"leaders", "sessions"}) as writing:
        from models.tables import CohortRow, LeaderRow, SessionRow

        cohort = asked.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        for reference in ("A1", "A1-W1"):
            writing.session.add(
                LeaderRow(
                    reference=reference,
                    cohort_id=cohort.id,
                    first_name="Beth",
                    last_name="Jones",
                    state=LeaderState.ACTIVE,
                    offer_accepted_on=date(2026, 6, 1),
                )
            )
        for reference in ("W1-B2", "B2"):
            writing.session.add(
                SessionRow(
                    reference=reference,
                    cohort_id=cohort.id,
                    kind=SessionKind.WORKSHOP,
                    title=reference,
                    starts_at=datetime(2026, 11, 13, 10, tzinfo=UTC),
                    ends_at=datetime(2026, 11, 13, 12, tzinfo=UTC),
                )
            )
    pairs = [("A1", "W1-B2"), ("A1-W1", "B2")]
    for leader, session in pairs:
        record_marks.mark(asked, session, [leader], MarkValue.ABSENT)
    catch_ups.send(asked, pairs, date(2027, 2, 1))
    first, second = messages.catch_ups_sent(asked, pairs)
    assert first.name != second.name
    assert messages.catch_ups_sent(asked, pairs) == [first, second]


def test_a_file_in_the_way_of_the_drafts_is_told_in_a_sentence(asked: Store) -> None:
    draft_id = draft(asked)
    asked.path.with_name("exports").write_text("mine")
    with pytest.raises(Refused, match=r"can't be written to .*exports \(File exists\); check the folder\."):
        messages.save(asked, "L001", draft_id)
    assert asked.path.with_name("exports").read_text() == "mine"
    assert messages.text(asked, "L001", draft_id)


def test_a_folder_that_takes_nothing_is_told_in_a_sentence(asked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = draft(asked)
    for number, says in ((13, "Permission denied"), (28, "No space left on device")):

        def refuse(_handle: int, number: int = number, says: str = says) -> None:
            raise OSError(number, says)

        monkeypatch.setattr(os, "fsync", refuse)
        with pytest.raises(Refused, match=rf"The draft can't be written to .*exports.*\({says}\)"):
            messages.save(asked, "L001", draft_id)
        assert list(asked.path.with_name("exports").glob("*")) == []


def test_templates_that_cannot_be_copied_are_told_in_a_sentence(asked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        with pytest.raises(Refused, match=r"explanation_request\.txt can't be used.*No space left"):
            messages.draft(asked, "L001", Letter.EXPLANATION_REQUEST)
    assert list(own(asked).parent.glob("*")) == []
    assert written(asked).startswith("We missed you: Leading")


def test_nothing_in_the_program_knows_how_to_send_mail() -> None:
    """The files and this module's guard together: no module so much as imports what sends."""
    sources = [path for folder in ("psw_tui", "screens", "models") for path in (ROOT / folder).rglob("*.py")]
    assert len(sources) > 50
    for path in sources:
        text = path.read_text("utf-8")
        assert "smtplib" not in text, path
        assert "sendmail" not in text, path
