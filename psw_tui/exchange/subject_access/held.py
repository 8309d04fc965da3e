"""What of every table goes into the copy that a leader may ask for, and what is left out of it, with the reason.

A test holds this against the models: a table or a column that stands in neither place can't be added.
"""

from __future__ import annotations

from dataclasses import field

from psw_tui.policy.frozen import frozen

_KEY = "a key by which the file joins its rows; it says nothing of its own"
_YOURS = "the key of whose the row is, which is you"
_FINGERPRINT = "a fingerprint by which psw tells whether something is still as it was; nothing can be read from it"
_OWN_KEYS = {"id": _KEY, "leader_id": _YOURS}


@frozen
class HeldTable:
    """One part of the copy: what it is to somebody who does not know psw, and the columns in the order they are read.

    `left_out` says of each other column why it is not there; `called` what a column is called that the history of the
    journal does not tell. The rows come by the first of the columns.
    """

    title: str
    about: str
    columns: tuple[str, ...]
    left_out: dict[str, str] = field(default_factory=lambda: dict(_OWN_KEYS))
    called: dict[str, str] = field(default_factory=dict)


_SESSION = {"session_id": "session"}
_ESCALATION = {"escalation_id": "escalation"}

#: The parts by the table they come from, in the order of the copy.
HELD = {
    "leader": HeldTable(
        "Your entry on the roster",
        "Who you are, how to reach you, where you work, and where you are on the programme.",
        (
            "reference",
            "first_name",
            "last_name",
            "preferred_name",
            "email",
            "phone",
            "organisation",
            "cohort_id",
            "coach_id",
            "state",
            "offer_accepted_on",
            "paused_from",
            "paused_to",
            "withdrawn_on",
            "withdrawn_how",
            "manager_name",
            "manager_email",
            "manager_briefed_on",
            "salesforce_id",
        ),
        {"id": _KEY},
    ),
    "cohort": HeldTable(
        "Your cohort",
        "The group of leaders you are in.",
        ("name", "year", "starts", "ends", "closed_on", "programme"),
        {"id": _KEY},
    ),
    "mark": HeldTable(
        "Attendance",
        "What is recorded of you at each session: whether you came, what you told us of an absence, the category of "
        "its reason, how your explanation was judged, and catching up.",
        (
            "session_id",
            "value",
            "minutes",
            "engagement",
            "completed_on",
            "reported_at",
            "reason",
            "explanation",
            "catch_up_sent_on",
            "catch_up_due_on",
            "catch_up_submitted_on",
            "catch_up_log",
            "catch_up_accepted_on",
        ),
        called=_SESSION,
    ),
    "stay": HeldTable(
        "Lines of attendance reports",
        "The lines of meeting reports and sign-in forms in which you were recognised.",
        ("report_id", "name", "email", "joined_at", "left_at", "minutes"),
        called={"report_id": "report"},
    ),
    "report": HeldTable(
        "Attendance reports you are in",
        "The files that these lines came from.",
        ("at", "format", "file_name", "session_id"),
        {"id": _KEY, "content_hash": _FINGERPRINT},
        _SESSION,
    ),
    "alias": HeldTable(
        "Names you are known by",
        "Names and addresses under which somebody recognised you in a report.",
        ("said",),
    ),
    "booking": HeldTable(
        "Coaching sessions",
        "When they were and what became of them. What is said in coaching is kept nowhere (H:confidentiality).",
        (
            "starts_at",
            "coach_id",
            "window_number",
            "outcome",
            "cancelled_by",
            "cancelled_at",
            "learned_at",
            "waived",
            "waived_reason",
            "recording",
        ),
    ),
    "introduction": HeldTable("Introduction to coaching", "Whether you came to it; it never counts.", ("came",)),
    "leader_evaluation": HeldTable(
        "Evaluation forms received",
        "Which form came from you and when, never what it says.",
        ("point", "received_on"),
    ),
    "welfare_passed": HeldTable(
        "Welfare concerns passed on",
        "The days on which your coach's concern for your welfare was passed to the coaching officer, and nothing else.",
        ("passed_on",),
    ),
    "round": HeldTable("Self-assessments", "The rounds of your own assessment.", ("round_on", "kind")),
    "rating": HeldTable(
        "Your ratings",
        "Your own view of each sub-capability, from 1 to 4.",
        ("round_id", "sub_capability", "rating", "focus", "evidence", "next_step", "next_step_on"),
        {"id": _KEY},
        {"round_id": "self-assessment", "sub_capability": "sub-capability"},
    ),
    "concern": HeldTable(
        "Concerns",
        "What the rules of the programme flagged about you, or somebody raised by hand, why, and what became of it.",
        (
            "raised_on",
            "kind",
            "about",
            "words",
            "why",
            "clause",
            "state",
            "snoozed_until",
            "cleared_on",
            "cleared_by",
            "escalation_id",
        ),
        {
            **_OWN_KEYS,
            "measure": "a number by which psw tells whether a concern has grown worse; its why has it in words",
        },
        {"about": "about", **_ESCALATION},
    ),
    "escalation": HeldTable(
        "Escalations",
        "The ladder of intervention that you were on: its stages, what it came to, and an appeal.",
        (
            "opened_on",
            "stage",
            "entered_on",
            "due_on",
            "snoozed_until",
            "snoozed_reason",
            "meeting_on",
            "heard_by",
            "appeal_outcome",
            "outcome",
            "ended_on",
        ),
    ),
    "decision": HeldTable(
        "Decisions",
        "What was decided about you, by whom, when, on which clause and why, and what whoever decided saw.",
        (
            "at",
            "day",
            "concern_key",
            "choice",
            "from_stage",
            "to_stage",
            "until",
            "clause",
            "reason",
            "who",
            "verdicts",
            "struck_out_at",
            "escalation_id",
        ),
        {
            **_OWN_KEYS,
            "concern_id": _KEY,
            "programme_hash": "a fingerprint of the programme's numbers on that day; the numbers themselves are no "
            "data about you, and psw programme shows those in force",
        },
        {"concern_key": "concern", "verdicts": "what was seen", **_ESCALATION},
    ),
    "communication": HeldTable(
        "Communications",
        "Calls, messages, letters and meetings with you or about you.",
        (
            "on",
            "direction",
            "channel",
            "reached",
            "reply_by",
            "replied_on",
            "summary",
            "stage",
            "at",
            "escalation_id",
        ),
        {**_OWN_KEYS, "about": "the day and a number by which psw names it; the day stands there"},
        _ESCALATION,
    ),
    "draft": HeldTable(
        "Messages written",
        "Messages to you or about you as they were drafted; those that were sent say so.",
        ("at", "letter", "recipient", "subject", "body", "reply_by", "communication_id", "escalation_id"),
        {**_OWN_KEYS, "cites": f"{_FINGERPRINT}: of the facts that the message names, which stand under Attendance"},
        {"communication_id": "sent as", **_ESCALATION},
    ),
    "plan_action": HeldTable(
        "Agreed actions",
        "What was agreed to help you, who does it, and what became of it.",
        ("what", "owner", "due_on", "done_on", "dropped_because", "session_id", "escalation_id"),
        {"id": _KEY},
        _ESCALATION,
    ),
    "notice_outcome": HeldTable(
        "Agreed after a notice",
        "What was agreed after a notice of absence without reasonable cause (2.1.3).",
        ("agreed_on", "session_id", "outcome", "escalation_id"),
        {"id": _KEY},
        _ESCALATION,
    ),
    "sign_off": HeldTable(
        "Agreement to a withdrawal",
        "Who agreed to it or was consulted (2.4.6), and what they said.",
        ("on", "role", "name", "answer", "view", "at", "struck_out_at", "escalation_id"),
        called=_ESCALATION,
    ),
    "access_item": HeldTable(
        "Access ended or restored",
        "What you had access to, and when it ended or was restored.",
        ("element", "ended_on", "restored_on", "escalation_id"),
        {"id": _KEY},
        _ESCALATION,
    ),
    "request": HeldTable(
        "Your requests",
        "What you asked about your own data, and what came of it.",
        (
            "received_on",
            "kind",
            "channel",
            "identity_on",
            "extended_on",
            "told_on",
            "extended_because",
            "acknowledged_on",
            "answered_on",
            "outcome",
            "line",
        ),
    ),
    "request_stop": HeldTable(
        "What you were asked about them",
        "While you were asked something the time for an answer stood still.",
        ("asked_on", "request_id", "why", "answered_on"),
        {"id": _KEY},
        {"request_id": "request"},
    ),
    "salesforce_record": HeldTable(
        "What Salesforce was told of you",
        "Which of these records were written for the charity's Salesforce, and what came of it.",
        ("subject", "operation", "state", "salesforce_id", "reason"),
        {
            **_OWN_KEYS,
            "item_id": _KEY,
            "batch_id": _KEY,
            "file": "which of the files it stands in",
            "sent": "the facts of the parts above in Salesforce's words, until it has taken them",
            "loaded": _FINGERPRINT,
        },
    ),
    "certificate": HeldTable(
        "Certificates",
        "Certificates of completion issued to you, each with the numbers it rests on; one that is struck out is void.",
        ("issued_on", "number", "programme", "cohort", "numbers", "struck_out_at"),
        called={"number": "number", "numbers": "rests on"},
    ),
}
_IN_HISTORY = "every entry about you stands in the history, in words"
#: What the history is told from: no part of its own.
JOURNAL = {
    "change": HeldTable(
        "History",
        _IN_HISTORY,
        ("table_name", "before", "after"),
        {
            "id": _KEY,
            "operation_id": _KEY,
            "n": "the place of the change within its entry",
            "row_id": _KEY,
            "leader_id": _YOURS,
            "salt": "random bytes for the fingerprint; they say nothing of their own",
            "digest": _FINGERPRINT,
        },
    ),
}
#: The tables that hold nothing about any one leader, each with what it holds.
NOT_ABOUT_A_LEADER = {
    "coach": "coaches; yours is named where your record names them",
    "session": "the sessions of a cohort; each that you have a mark at is named there",
    "linked_days": "which two sessions are the days of one residential",
    "heading_map": "which column of a file means what",
    "coach_evaluation": "group forms of coaches about a cohort, of which only the day is kept",
    "programme_text": "the numbers of a programme as they were in force",
    "calendar_key": "the keys by which calendars know a booking; they say nothing of their own",
    "salesforce_batch": "which files were written for Salesforce and when; what of them is about you has its own part",
    "erasure": "that records were erased, of how many people and on which ground; not of whom",
    "erasure_pending": "which copies are still to be cleaned after an erasure; empty once that is done",
    "operation": "the entries of the journal; those about you stand in the history with when, who and what",
}
