"""What every column is called where the history tells of it, and which are never told: keys, and what is computed."""

from __future__ import annotations

from psw_tui.store.roster.row_words import LABELS

#: What a case file leaves out, and the history of everything tells.
_ALSO = {
    "cohort": {
        "name": "name",
        "programme": "programme",
        "year": "year",
        "starts": "starts",
        "ends": "ends",
        "closed_on": "closed",
    },
    "coach": {"name": "name", "email": "e-mail", "told_apart": "told apart from others of the name"},
    "leader": {
        "reference": "reference",
        "email": "e-mail",
        "phone": "telephone",
        "manager_email": "manager's e-mail",
        "salesforce_id": "Salesforce id",
    },
    "session": {
        "reference": "reference",
        "title": "title",
        "cohort_id": "cohort",
        "starts_at": "start",
        "ends_at": "end",
        "kind": "kind",
        "compulsory": "compulsory",
        "place": "place",
        "state": "state",
        "salesforce_id": "Salesforce id",
    },
    "linked_days": {"first_id": "one day", "second_id": "the other day"},
    "report": {"format": "report", "file_name": "file", "at": "imported"},
    "stay": {
        "name": "name in the report",
        "email": "e-mail in the report",
        "joined_at": "joined",
        "left_at": "left",
        "minutes": "minutes there",
    },
    "alias": {"said": "known in reports as"},
    "heading_map": {"purpose": "kind of file", "columns": "headings"},
    "introduction": {"came": "came to the introduction"},
    "leader_evaluation": {"point": "evaluation form", "received_on": "received"},
    "coach_evaluation": {
        "coach_id": "coach",
        "cohort_id": "cohort",
        "point": "evaluation form",
        "received_on": "received",
    },
    "welfare_passed": {"passed_on": "welfare concern passed on"},
    "round": {"round_on": "day", "kind": "kind"},
    "rating": {
        "rating": "rating",
        "focus": "focus",
        "evidence": "evidence",
        "next_step": "next step",
        "next_step_on": "next step by",
    },
    "erasure": {
        "kind": "erased",
        "ground": "ground",
        "cohort_id": "cohort",
        "leaders": "leaders",
        "at": "recorded",
        "who": "by",
    },
    "escalation": {"opened_on": "opened", "entered_on": "at this stage since"},
    "concern": {
        "kind": "concern",
        "state": "state",
        "words": "words",
        "why": "why",
        "clause": "clause",
        "raised_on": "raised",
        "snoozed_until": "snoozed until",
        "cleared_on": "cleared",
        "cleared_by": "cleared by",
    },
    "decision": {
        "choice": "decision",
        "from_stage": "from stage",
        "to_stage": "to stage",
        "day": "day",
        "at": "recorded",
        "who": "by",
        "clause": "clause",
        "reason": "reason",
        "until": "until",
        "struck_out_at": "struck out",
    },
    "communication": {"direction": "direction", "channel": "channel", "stage": "stage", "at": "recorded"},
    "plan_action": {"session_id": "after the notice for"},
    "notice_outcome": {"session_id": "notice for"},
    "draft": {
        "letter": "message",
        "recipient": "to",
        "subject": "subject",
        "body": "text",
        "reply_by": "reply by",
        "at": "written",
    },
    "sign_off": {
        "role": "role",
        "name": "name",
        "answer": "answer",
        "on": "day",
        "view": "view",
        "at": "recorded",
        "struck_out_at": "struck out",
    },
    "access_item": {"element": "access to"},
    "salesforce_batch": {"at": "written"},
    "salesforce_record": {
        "subject": "row for Salesforce",
        "operation": "to be done",
        "state": "state",
        "salesforce_id": "Salesforce id",
        "reason": "refused because",
    },
}
#: What each column of a row is called, by table.
CALLED = {table: LABELS.get(table, {}) | _ALSO.get(table, {}) for table in sorted({*LABELS, *_ALSO})}
#: Which row it is, or whose, is said before it; and what nobody typed: keys, hashes, what a decision saw.
NEVER_TOLD = {
    "alias": {"leader_id"},
    "access_item": {"escalation_id"},
    "booking": {"leader_id"},
    "communication": {"leader_id", "escalation_id", "about"},
    "concern": {"leader_id", "escalation_id", "about", "measure"},
    "decision": {"leader_id", "concern_id", "escalation_id", "concern_key", "verdicts", "programme_hash"},
    "draft": {"leader_id", "escalation_id", "communication_id", "cites"},
    "erasure": {"known_by", "covers"},
    "erasure_pending": {"erasure_id", "place", "leaders"},
    "escalation": {"leader_id"},
    "heading_map": {"signature"},
    "introduction": {"leader_id"},
    "leader_evaluation": {"leader_id"},
    "mark": {"leader_id", "session_id"},
    "notice_outcome": {"escalation_id"},
    "plan_action": {"escalation_id"},
    "rating": {"round_id", "sub_capability"},
    "report": {"session_id", "content_hash"},
    "request": {"leader_id"},
    "request_stop": {"request_id"},
    "round": {"leader_id"},
    "salesforce_batch": {"files", "results"},
    "salesforce_record": {"leader_id", "item_id", "batch_id", "file", "sent", "loaded"},
    "sign_off": {"leader_id", "escalation_id"},
    "stay": {"report_id", "leader_id"},
    "welfare_passed": {"leader_id"},
}
#: What comes along with what was done; the sentence of the entry tells of it.
BESIDE = frozenset(
    {"alias", "concern", "decision", "heading_map", "report", "salesforce_batch", "salesforce_record", "stay"}
)
#: That it changed is told, and not to what: the category of a reason is shown only where it is asked for.
KEPT_BACK = frozenset({("mark", "reason"), ("booking", "waived_reason")})
#: Columns that hold somebody's own words; every other text is a word of a closed list.
OWN_WORDS = frozenset(
    {
        ("alias", "said"),
        ("cohort", "programme"),
        ("concern", "cleared_by"),
        ("concern", "why"),
        ("concern", "words"),
        ("decision", "reason"),
        ("decision", "who"),
        ("draft", "body"),
        ("erasure", "who"),
        ("draft", "recipient"),
        ("draft", "subject"),
        ("heading_map", "columns"),
        ("leader", "salesforce_id"),
        ("rating", "evidence"),
        ("rating", "next_step"),
        ("report", "file_name"),
        ("salesforce_record", "reason"),
        ("salesforce_record", "salesforce_id"),
        ("session", "salesforce_id"),
        ("sign_off", "view"),
    }
)
