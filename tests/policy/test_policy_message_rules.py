"""The messages of the ladder: what each cites, when it may be written, and which change of a fact stops a draft."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from psw_tui.policy import message_rules
from psw_tui.policy.ladder import Escalation
from psw_tui.policy.records import Mark, Record, Session
from psw_tui.policy.terms import (
    CancelledBy,
    Direction,
    Engagement,
    Explanation,
    Letter,
    MarkValue,
    Outcome,
    Reason,
    Stage,
)
from tests.policy.cases import (
    PSW,
    at,
    attended,
    booking,
    called_off,
    case,
    flagged,
    mark,
    no_show,
    on,
    programme,
    record,
    session,
)

DAY = "2027-02-01"
#: 2027: Good Friday 26 March, Easter Monday 29 March.
EASTER = frozenset({on("2027-03-26"), on("2027-03-29")})
WITH_SESSIONS = (Letter.EXPECTATIONS, Letter.REFERRAL, Letter.WITHDRAWAL_REVIEW, Letter.DECISION, Letter.APPEAL_MEETING)


def cited(letter: Letter, rec: Record, day: str = DAY, collected: str = "") -> list[str]:
    """The titles that a message names; `collected` picks the escalation's concerns by what they are about."""
    held = [concern for concern in flagged(rec, day) if concern.about in collected.split()]
    return [fact.title for fact in message_rules.cited(letter, rec, held, on(day))]


HELD = [
    session("W1", "workshop", "2026-11-12 10:00"),
    session("W2", "workshop", "2026-12-12 10:00"),
    session("P1", "peer_practice", "2026-11-20 10:00"),
    session("P2", "peer_practice", "2026-11-27 10:00"),
    session("M1", "module", "2026-10-01", "2027-03-31"),
    session("X1", "workshop", "2026-11-13 10:00", cancelled=True),
    session("W9", "workshop", "2027-03-12 10:00"),
]
MARKED = record(
    HELD,
    [
        mark("W1", "absent"),
        mark("W2", "part", judged="awaited", sent="2026-12-13"),
        mark("P1", "present", engagement="limited"),
        mark("P2", "present"),
        mark("M1", "absent"),
        mark("X1", "absent"),
        mark("W9", reported="2027-01-20 09:00", judged="unsatisfactory"),
    ],
    [
        no_show("2026-11-30 10:00"),
        attended("2026-12-14 10:00"),
        called_off("2027-01-13 10:00", "2027-01-01 10:00"),
        called_off("2027-01-14 10:00", None, waived=True),
        called_off("2027-01-15 10:00", None, "coach"),
        booking("2027-02-20 10:00", "no_show"),
    ],
)


# -- what each cites ---------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", WITH_SESSIONS)
def test_what_was_missed_taken_part_in_a_little_or_spent_is_named_by_date(letter: Letter) -> None:
    """Not what was attended, cancelled, is still to come, is still open on the day, or used no session."""
    assert cited(letter, MARKED) == ["Session W1", "Session P1", "Coaching at 10:00", "Session W2"]


def test_a_fact_counts_from_the_day_it_ended() -> None:
    for day, named in (
        ("2026-11-11", []),
        ("2026-11-12", ["Session W1"]),
        ("2026-11-29", ["Session W1", "Session P1"]),
        ("2026-11-30", ["Session W1", "Session P1", "Coaching at 10:00"]),
        ("2027-03-30", ["Session W1", "Session P1", "Coaching at 10:00", "Session W2", "Coaching at 10:00"]),
        (
            "2027-03-31",
            ["Session M1", "Session W1", "Session P1", "Coaching at 10:00", "Session W2", "Coaching at 10:00"],
        ),
    ):
        assert cited(Letter.EXPECTATIONS, MARKED, day) == named, day


def test_one_who_was_not_expected_is_named_for_nothing() -> None:
    rec = record(HELD, [mark("P1", "not_expected", engagement="limited")])
    assert cited(Letter.EXPECTATIONS, rec) == []


def test_a_request_for_an_explanation_names_the_absences_of_the_escalation_that_wait_for_one() -> None:
    rec = record(HELD, [mark("W1", "absent"), mark("W2", "absent", judged="awaited"), mark("P1", "absent")])
    assert cited(Letter.EXPLANATION_REQUEST, rec, collected="W1 W2") == ["Session W1", "Session W2"]
    assert cited(Letter.EXPLANATION_REQUEST, rec, collected="W2") == ["Session W2"]
    assert cited(Letter.EXPLANATION_REQUEST, rec) == []
    explained = record(HELD, [mark("W1", "absent", judged="satisfactory"), mark("W2", "absent")])
    assert cited(Letter.EXPLANATION_REQUEST, explained, collected="W1 W2") == ["Session W2"]


@pytest.mark.parametrize(
    ("noted", "open_one"),
    [
        case("sent", mark("W1", "absent", sent="2027-01-13"), True),
        case("sent, for a session that was attended in part", mark("W1", "part", sent="2027-01-13"), True),
        case("not sent", mark("W1", "absent"), False),
        case("submitted", mark("W1", "absent", sent="2027-01-13", submitted="2027-01-14"), False),
        case("accepted", mark("W1", "absent", sent="2027-01-13", accepted="2027-01-14"), False),
        case("sent, but the leader was there after all", mark("W1", "present", sent="2027-01-13"), False),
    ],
)
def test_the_message_about_catching_up_names_those_that_were_sent_and_are_open(noted: Mark, open_one: bool) -> None:
    assert cited(Letter.CATCH_UP_SENT, record(HELD, [noted])) == (["Session W1"] if open_one else [])


@pytest.mark.parametrize(
    ("signed", "state", "open_one"),
    [
        case("offered", None, "offered", True),
        case("active without the form", None, "active", True),
        case("paused without it", None, "paused", True),
        case("signed", "2026-09-01", "active", False),
        case("signed, from a later day", "2027-03-01", "active", True),
        case("has left without signing", None, "withdrawn", False),
        case("completed without signing", None, "completed", False),
    ],
)
def test_the_reminder_of_the_offer_is_about_the_form_that_is_not_signed(
    signed: str | None, state: str, open_one: bool
) -> None:
    rec = record(HELD, [mark("W1", "absent")], signed=signed, state=state)
    assert cited(Letter.OFFER_REMINDER, rec) == (["Offer Acceptance Form"] if open_one else [])


@pytest.mark.parametrize(
    ("signed", "state", "stopped"),
    [
        case("still not signed", None, "active", False),
        case("signed since", "2027-02-01", "active", True),
        case("signed, from a later day", "2027-02-02", "active", False),
        case("has left since", None, "withdrawn", True),
    ],
)
def test_a_form_that_came_stops_the_reminder_of_it(signed: str | None, state: str, stopped: bool) -> None:
    kept = {fact.key: fact.fingerprint for fact in OFFER}
    now = record(HELD, [mark("W1", "absent")], signed=signed, state=state)
    said = ["no offer to this leader waits to be signed any more"] if stopped else []
    assert message_rules.overtaken(now, kept, on(DAY)) == said


def test_the_acknowledgement_of_a_complaint_names_nothing() -> None:
    assert cited(Letter.COMPLAINT_RECEIVED, MARKED) == []


@pytest.mark.parametrize(
    ("noted", "says"),
    [
        case("no word", mark("W1", "absent"), "absent, no word"),
        case(
            "told before it",
            mark("W1", "absent", reported="2026-11-12 09:59"),
            "absent, told us Thu 12 Nov 2026 09:59, before it",
        ),
        case(
            "told at its start",
            mark("W1", "absent", reported="2026-11-12 10:00", judged="awaited"),
            "absent, told us Thu 12 Nov 2026 10:00, only once it had started, explanation awaited",
        ),
        case("part", replace(mark("W1", "part"), minutes=40), "part, 40 min, no word"),
        case("limited engagement", mark("W1", "present", engagement="limited"), "present, limited engagement"),
        case(
            "an unsatisfactory explanation",
            mark("W1", "absent", judged="unsatisfactory"),
            "absent, no word, explanation unsatisfactory",
        ),
        case("the category of a reason is never named", mark("W1", "absent", reason="sickness"), "absent, no word"),
    ],
)
def test_what_a_message_says_of_a_session(noted: Mark, says: str) -> None:
    (fact,) = message_rules.cited(Letter.EXPECTATIONS, record(HELD, [noted]), [], on(DAY))
    assert (fact.key, fact.title, fact.day, fact.what) == ("session:W1", "Session W1", on("2026-11-12"), says)


def test_what_a_message_says_of_coaching() -> None:
    late = called_off("2027-01-12 10:00", "2027-01-11 10:01")
    (fact,) = message_rules.cited(Letter.EXPECTATIONS, record(bookings=[late]), [], on(DAY))
    assert (fact.key, fact.title, fact.day) == ("booking:2027-01-12 10:00", "Coaching at 10:00", on("2027-01-12"))
    assert fact.what == ("cancelled 23 h 59 min before: spent (24 h needed), one session used (2.1.2, H:spent)")


def test_the_lines_of_the_standing_name_each_minimum_with_its_clause() -> None:
    assert message_rules.standing_lines(MARKED, on(DAY)) == [
        "coaching: 1 of the 3 needed, on track (1.1.4)",
        "study: 0 of the 4 needed, below (1.1.4)",
        "peer practice: 2 of the 2 needed, met (1.1.4)",
        "residentials: 0 of the 4 needed, 80% of 4 (local setting), on track (1.1.5)",
    ]


def test_a_line_of_the_standing_says_that_what_was_caught_up_counts_by_a_local_setting() -> None:
    caught = mark("P1", "absent", sent="2026-12-01", accepted="2026-12-10")
    rec = record(HELD, [caught, mark("P2", "present")])
    assert message_rules.standing_lines(rec, on(DAY))[2] == (
        "peer practice: 2 of the 2 needed, 1 of them caught up (local setting), met (1.1.4)"
    )


# -- when each may be written ------------------------------------------------------------------------

OFFER = message_rules.cited(Letter.OFFER_REMINDER, record(signed=None, state="offered"), [], on(DAY))
SOMETHING = (message_rules.Cited("session:W1", "Session W1", on("2026-11-12"), "absent", ""),)


def here(stage: str, **more: Any) -> Escalation:
    return Escalation("L001", Stage(stage), on(DAY), **more)


NO_ESCALATION = "No escalation is open, and a message of the ladder belongs to one"


@pytest.mark.parametrize(
    ("letter", "now", "named", "says"),
    [
        case("a request with an absence to name", "explanation_request", here("explanation"), SOMETHING, None),
        case("a request at another stage", "explanation_request", here("partnerships"), SOMETHING, None),
        case(
            "a request with nothing to name",
            "explanation_request",
            here("explanation"),
            (),
            "No absence of this escalation waits for an explanation (2.4.2).",
        ),
        case("a request without an escalation", "explanation_request", None, SOMETHING, f"{NO_ESCALATION} (2.4.2)."),
        case("expectations need no session", "expectations", here("bdo_contact"), (), None),
        case("expectations without an escalation", "expectations", None, SOMETHING, f"{NO_ESCALATION} (2.4.3)."),
        case("a catch-up without an escalation", "catch_up_sent", None, SOMETHING, None),
        case(
            "a catch-up with nothing open",
            "catch_up_sent",
            here("bdo_contact"),
            (),
            "No catch-up has been sent and is still open (2.3.1).",
        ),
        case("a referral at any stage", "referral", here("explanation"), (), None),
        case("a referral without an escalation", "referral", None, SOMETHING, f"{NO_ESCALATION} (2.4.4)."),
        case("a notice of the review at the review", "withdrawal_review", here("withdrawal_review"), (), None),
        case(
            "a notice of the review before it",
            "withdrawal_review",
            here("partnerships"),
            SOMETHING,
            "Withdrawal is not under review: move the escalation there first (2.4.5).",
        ),
        case(
            "a notice of the review after it",
            "withdrawal_review",
            here("withdrawn"),
            SOMETHING,
            "Withdrawal is not under review: move the escalation there first (2.4.5).",
        ),
        case(
            "a notice of the review without an escalation",
            "withdrawal_review",
            None,
            SOMETHING,
            f"{NO_ESCALATION} (2.4.5).",
        ),
        case("a decision once withdrawn", "decision", here("withdrawn"), (), None),
        case("a decision at the appeal", "decision", here("appeal"), (), None),
        case(
            "a decision before it is one",
            "decision",
            here("withdrawal_review"),
            SOMETHING,
            "Nothing has been decided yet: the ladder has not withdrawn the leader (2.4.6).",
        ),
        case(
            "an appeal with the day of its meeting",
            "appeal_meeting",
            here("appeal", meeting_on=on("2027-02-10")),
            (),
            None,
        ),
        case(
            "an appeal without it",
            "appeal_meeting",
            here("appeal"),
            SOMETHING,
            "There is no appeal with a day for its meeting (2.4.7).",
        ),
        case(
            "a day without an appeal",
            "appeal_meeting",
            here("complaint", meeting_on=on("2027-02-10")),
            SOMETHING,
            "There is no appeal with a day for its meeting (2.4.7).",
        ),
        case("a reminder of an offer that is open", "offer_reminder", None, OFFER, None),
        case(
            "a reminder of an offer that is signed",
            "offer_reminder",
            here("explanation"),
            (),
            "No offer to this leader waits to be signed (appendix 1.1).",
        ),
        case("an acknowledgement of a complaint", "complaint_received", here("complaint"), (), None),
        case(
            "an acknowledgement before there is one",
            "complaint_received",
            here("appeal"),
            (),
            "No complaint was passed on: move the escalation there first (2.4.7).",
        ),
        case(
            "an acknowledgement after it",
            "complaint_received",
            here("closed"),
            (),
            "No complaint was passed on: move the escalation there first (2.4.7).",
        ),
        case("an acknowledgement without an escalation", "complaint_received", None, (), f"{NO_ESCALATION} (2.4.7)."),
        case("an appeal without an escalation", "appeal_meeting", None, SOMETHING, f"{NO_ESCALATION} (2.4.7)."),
    ],
)
def test_when_a_message_may_be_written_or_the_sentence_why_not(
    letter: str, now: Escalation | None, named: tuple[message_rules.Cited, ...], says: str | None
) -> None:
    assert message_rules.why_not(Letter(letter), now, named) == says


def test_the_referral_goes_to_the_team_and_everything_else_to_the_leader() -> None:
    for letter in Letter:
        wanted = Direction.REFERRAL if letter is Letter.REFERRAL else Direction.TO_LEADER
        assert message_rules.direction(letter) is wanted


@pytest.mark.parametrize(
    ("letter", "day", "by"),
    [
        case("an explanation within five working days", "explanation_request", "2027-02-01", "2027-02-08"),
        case("over Good Friday and Easter Monday", "explanation_request", "2027-03-25", "2027-04-05"),
        case("written on a Saturday", "explanation_request", "2027-02-06", "2027-02-12"),
        case("expectations within ten", "expectations", "2027-02-01", "2027-02-15"),
        case("expectations over Easter", "expectations", "2027-03-24", "2027-04-09"),
        case("a referral within fifteen", "referral", "2027-02-01", "2027-02-22"),
        case("a review within ten", "withdrawal_review", "2027-02-01", "2027-02-15"),
        case("a catch-up has its own day", "catch_up_sent", "2027-02-01", None),
        case("a decision asks for nothing", "decision", "2027-02-01", None),
        case("nor does the day of an appeal", "appeal_meeting", "2027-02-01", None),
        case("nor a reminder of the offer", "offer_reminder", "2027-02-01", None),
        case("nor the acknowledgement of a complaint", "complaint_received", "2027-02-01", None),
    ],
)
def test_by_when_a_reply_is_asked_for(letter: str, day: str, by: str | None) -> None:
    assert message_rules.reply_by(Letter(letter), PSW, on(day), EASTER) == (None if by is None else on(by))


def test_the_days_for_a_reply_are_those_of_the_programme_file() -> None:
    own = programme("[programme.psw.local]\nstage_days = { explanation = 2 }\n")
    assert message_rules.reply_by(Letter.EXPLANATION_REQUEST, own, on(DAY), EASTER) == on("2027-02-03")


# -- what stops a draft ------------------------------------------------------------------------------

FULL = Mark(
    session="S",
    value=MarkValue.ABSENT,
    engagement=Engagement.LIMITED,
    completed_on=on("2026-11-30"),
    reported_at=at("2026-11-12 09:00"),
    reason=Reason.CARING,
    explanation=Explanation.AWAITED,
    sent_on=on("2026-11-13"),
    due_on=on("2026-11-27"),
    submitted_on=on("2026-11-20"),
    log_received=True,
    accepted_on=on("2026-11-25"),
    minutes=40,
)
MEETING = replace(session("S", "workshop", "2026-11-12 10:00"), title="Leading")
SPENT = booking("2027-01-12 10:00", "cancelled", by="leader", notice="2027-01-12 07:30")
OTHER = session("T", "workshop", "2026-12-12 10:00")
CITED = record([MEETING, OTHER], [FULL, mark("T", "present")], [SPENT])


def prints(rec: Record = CITED) -> dict[str, str]:
    """The fingerprints that a draft keeps of the session and the booking."""
    facts = message_rules.cited(Letter.EXPECTATIONS, rec, [], on("2027-01-20"))
    assert {fact.key for fact in facts} >= {"session:S", "booking:2027-01-12 10:00"}
    return {fact.key: fact.fingerprint for fact in facts}


CHANGED_MARK: dict[str, list[Any]] = {
    "value": [MarkValue.PRESENT, MarkValue.PART, MarkValue.NOT_EXPECTED, None],
    "engagement": [Engagement.FULL, None],
    "completed_on": [on("2026-12-01"), None],
    "reported_at": [at("2026-11-12 09:01"), at("2026-11-12 09:00:01"), at("2026-11-13 09:00"), None],
    "reason": [Reason.SICKNESS, None],
    "explanation": [Explanation.NONE, Explanation.SATISFACTORY, Explanation.UNSATISFACTORY, None],
    "sent_on": [on("2026-11-14"), None],
    "due_on": [on("2026-11-28"), None],
    "submitted_on": [on("2026-11-21"), None],
    "log_received": [False],
    "accepted_on": [on("2026-11-26"), None],
    "minutes": [41, 0, None],
}
CHANGED_SESSION: dict[str, list[Any]] = {
    "title": ["Leading, again"],
    "starts_at": [MEETING.starts_at + timedelta(minutes=1), MEETING.starts_at + timedelta(days=1)],
    "ends_at": [MEETING.ends_at + timedelta(minutes=1), MEETING.ends_at + timedelta(days=1)],
    "cancelled": [True],
}
CHANGED_BOOKING: dict[str, list[Any]] = {
    "starts_at": [SPENT.starts_at + timedelta(minutes=1)],
    "outcome": [Outcome.ATTENDED, Outcome.NO_SHOW, None],
    "cancelled_by": [CancelledBy.COACH, None],
    "cancelled_at": [at("2027-01-11 10:00"), at("2027-01-12 07:31"), None],
    "waived": [True],
}


def each_change(table: dict[str, list[Any]]) -> list[Any]:
    return [case(f"{name} to {value}", name, value) for name, values in table.items() for value in values]


def test_every_field_of_a_mark_is_in_the_table_of_changes() -> None:
    """A field that is added to a mark later is held against the fingerprint, or this fails."""
    assert set(CHANGED_MARK) == {field.name for field in fields(Mark)} - {"session"}


@pytest.mark.parametrize(("name", "value"), each_change(CHANGED_MARK))
def test_a_change_of_any_field_of_a_cited_mark_stops_the_draft(name: str, value: Any) -> None:
    now = replace(CITED, marks={**CITED.marks, "S": replace(FULL, **{name: value})})
    (said,) = message_rules.overtaken(now, prints(), on(DAY))
    assert said.startswith("Leading is now ")


def test_a_mark_that_was_taken_away_stops_the_draft() -> None:
    now = replace(CITED, marks={"T": CITED.marks["T"]})
    assert [sentence.partition(" (")[0] for sentence in message_rules.overtaken(now, prints(), on(DAY))] == [
        "Leading is now nothing recorded"
    ]


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (replace(FULL, value=MarkValue.PRESENT, engagement=None, minutes=None, explanation=None), "present"),
        (
            replace(FULL, engagement=None, minutes=None, reported_at=None, explanation=Explanation.SATISFACTORY),
            "absent, no word, explanation satisfactory",
        ),
    ],
)
def test_the_sentence_names_the_session_and_what_is_recorded_now(now: Mark, says: str) -> None:
    changed = replace(CITED, marks={**CITED.marks, "S": now})
    assert [sentence.partition(" (")[0] for sentence in message_rules.overtaken(changed, prints(), on(DAY))] == [
        f"Leading is now {says}"
    ]


@pytest.mark.parametrize(("name", "value"), each_change(CHANGED_SESSION))
def test_a_change_of_a_cited_session_stops_the_draft(name: str, value: Any) -> None:
    now = replace(CITED, sessions=(replace(MEETING, **{name: value}), OTHER))
    assert len(message_rules.overtaken(now, prints(), on(DAY))) == 1


@pytest.mark.parametrize(("name", "value"), each_change(CHANGED_BOOKING))
def test_a_change_of_a_cited_booking_stops_the_draft(name: str, value: Any) -> None:
    now = replace(CITED, bookings=(replace(SPENT, **{name: value}),))
    (said,) = message_rules.overtaken(now, prints(), on(DAY))
    assert said.startswith("coaching on Tuesday 12 January 2027 is recorded otherwise now (changed: ")


@pytest.mark.parametrize(
    "now",
    [
        case("the session is gone", replace(CITED, sessions=(OTHER,))),
        case("the booking is gone", replace(CITED, bookings=())),
    ],
)
def test_a_fact_that_is_no_longer_on_record_stops_the_draft(now: Record) -> None:
    assert message_rules.overtaken(now, prints(), on(DAY)) == ["a session that it names is not on record any more"]


def test_two_changes_are_both_named() -> None:
    now = replace(CITED, marks={"T": CITED.marks["T"]}, bookings=())
    assert len(message_rules.overtaken(now, prints(), on(DAY))) == 2


def _rebuilt(held: Session) -> Session:
    return Session(**{field.name: getattr(held, field.name) for field in fields(Session)})


@pytest.mark.parametrize(
    "now",
    [
        case(
            "the same values written again",
            replace(
                CITED,
                sessions=(_rebuilt(MEETING), OTHER),
                marks={"S": replace(FULL), "T": CITED.marks["T"]},
                bookings=(replace(SPENT),),
            ),
        ),
        case(
            "the same instant in another zone",
            replace(CITED, marks={**CITED.marks, "S": replace(FULL, reported_at=at("2026-11-12T09:00+00:00"))}),
        ),
        case("another session's mark", replace(CITED, marks={**CITED.marks, "T": mark("T", "absent")})),
        case("another session's mark taken away", replace(CITED, marks={"S": FULL})),
        case("another session cancelled", replace(CITED, sessions=(MEETING, replace(OTHER, cancelled=True)))),
        case("a session added", replace(CITED, sessions=(*CITED.sessions, session("U", "workshop", "2026-10-12")))),
        case("a booking added", replace(CITED, bookings=(SPENT, no_show("2027-01-19 10:00")))),
        case("the window of the booking", replace(CITED, bookings=(replace(SPENT, window=3),))),
        case("the coach of the booking", replace(CITED, bookings=(replace(SPENT, coach="Sam Lee"),))),
        case("the leader's pause", replace(CITED, leader=replace(CITED.leader, paused_from=on("2027-03-01")))),
    ],
)
def test_nothing_else_stops_it(now: Record) -> None:
    assert message_rules.overtaken(now, prints(), on(DAY)) == []


def test_an_undone_change_lets_it_stand_again() -> None:
    changed = replace(CITED, marks={**CITED.marks, "S": mark("S", "present")})
    assert message_rules.overtaken(changed, prints(), on(DAY))
    assert message_rules.overtaken(replace(changed, marks=CITED.marks), prints(), on(DAY)) == []


def test_what_is_empty_and_what_is_a_word_are_told_apart() -> None:
    """Fields that stand beside each other never add up to the same fingerprint."""
    days = (on("2026-11-13"), None)
    distinct = set()
    for sent in days:
        for due in days:
            for submitted in days:
                noted = replace(FULL, sent_on=sent, due_on=due, submitted_on=submitted)
                distinct.add(prints(replace(CITED, marks={**CITED.marks, "S": noted}))["session:S"])
    assert len(distinct) == 8


def test_a_message_that_cites_nothing_is_never_stopped() -> None:
    assert message_rules.overtaken(CITED, {}, on(DAY)) == []


def test_every_message_has_a_name_and_a_clause() -> None:
    assert set(message_rules.NAMES) == set(message_rules.CLAUSE_OF_LETTER) == set(Letter)


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        case("nothing open: in the order in which they may come", None, Letter.OFFER_REMINDER),
        case("explanation", Stage.EXPLANATION, Letter.EXPLANATION_REQUEST),
        case("BDO contact", Stage.BDO_CONTACT, Letter.EXPECTATIONS),
        case("partnerships", Stage.PARTNERSHIPS, Letter.REFERRAL),
        case("under review", Stage.WITHDRAWAL_REVIEW, Letter.WITHDRAWAL_REVIEW),
        case("withdrawn", Stage.WITHDRAWN, Letter.DECISION),
        case("appeal", Stage.APPEAL, Letter.APPEAL_MEETING),
        case("complaint", Stage.COMPLAINT, Letter.COMPLAINT_RECEIVED),
    ],
)
def test_the_menu_begins_with_the_message_of_the_stage_and_keeps_all(stage: Stage | None, first: Letter) -> None:
    offered = message_rules.in_order(stage)
    assert offered[0] is first
    assert sorted(offered) == sorted(Letter)
    assert [letter for letter in offered if letter is not first] == [letter for letter in Letter if letter is not first]


def test_a_decision_stands_on_what_was_not_met_and_on_no_session_that_was_caught_up() -> None:
    held = [session("W1", "workshop", "2026-11-12 10:00"), session("P1", "peer_practice", "2026-11-20 10:00")]
    held += [session(f"P{number}", "peer_practice", f"2026-12-0{number} 10:00") for number in (2, 3)]
    marks = [mark("W1", "absent", sent="2026-11-14", submitted="2026-11-20", accepted="2026-11-21")]
    marks += [mark("P1", "absent"), mark("P2", "absent"), mark("P3", "present")]
    rec = record(held, marks)
    assert cited(Letter.DECISION, rec) == ["Session P1", "Session P2"]
    assert cited(Letter.DECISION, rec, day="2026-11-20") == ["Session W1", "Session P1"]
    lines = message_rules.standing_lines(rec, on(DAY), but_met=True)
    assert [line.partition(":")[0] for line in lines] == ["peer practice"]
