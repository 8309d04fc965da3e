"""The rows of the file as they are read without the models: one named tuple a table.

Every value is as SQLite keeps it: a key is 32 hex digits, a day an ISO date, an instant UTC without an offset, a
yes or no 1 or 0, a word of a closed list its text. A row has the columns that some read asks for, not all that the
table has. `TABLES` names every table that is read in this way; a test holds it against `SQLModel.metadata`.
"""

from __future__ import annotations

from psw_tui.store.reads.stored_row import StoredRow


class StoredCohort(StoredRow):
    """A row of `cohort`."""

    id: str
    name: str
    programme: str
    year: int
    starts: str
    ends: str
    closed_on: str | None


class StoredCoach(StoredRow):
    """A row of `coach`."""

    id: str
    name: str
    email: str
    told_apart: int | None = None


class StoredLeaderLinks(StoredRow):
    """A row of `leader`, as far as it says what belongs together."""

    id: str
    reference: str
    cohort_id: str
    coach_id: str | None


class StoredLeader(StoredRow):
    """A row of `leader`."""

    id: str
    reference: str
    first_name: str
    last_name: str
    preferred_name: str
    state: str
    offer_accepted_on: str | None
    paused_from: str | None
    paused_to: str | None
    cohort_id: str
    organisation: str
    email: str
    coach_id: str | None
    phone: str
    withdrawn_on: str | None
    withdrawn_how: str | None
    manager_name: str
    manager_email: str
    manager_briefed_on: str | None
    salesforce_id: str


class StoredSession(StoredRow):
    """A row of `session`."""

    id: str
    reference: str
    cohort_id: str
    kind: str
    title: str
    starts_at: str
    ends_at: str
    compulsory: int | None
    state: str
    place: str
    salesforce_id: str


class StoredLinkedDays(StoredRow):
    """A row of `linked_days`."""

    first_id: str
    second_id: str


class StoredReport(StoredRow):
    """A row of `report`."""

    id: str
    session_id: str
    format: str
    file_name: str
    content_hash: str
    at: str


class StoredStay(StoredRow):
    """A row of `stay`."""

    id: str
    report_id: str
    leader_id: str
    name: str
    email: str
    joined_at: str | None
    left_at: str | None
    minutes: int | None


class StoredAlias(StoredRow):
    """A row of `alias`."""

    leader_id: str
    said: str


class StoredHeadingMap(StoredRow):
    """A row of `heading_map`."""

    purpose: str
    signature: str
    columns: str


class StoredMark(StoredRow):
    """A row of `mark`."""

    leader_id: str
    session_id: str
    value: str | None
    minutes: int | None
    engagement: str | None
    completed_on: str | None
    reported_at: str | None
    reason: str | None
    explanation: str | None
    catch_up_sent_on: str | None
    catch_up_due_on: str | None
    catch_up_submitted_on: str | None
    catch_up_log: int
    catch_up_accepted_on: str | None


class StoredAttendance(StoredRow):
    """What Salesforce may be told of a row of `mark`."""

    id: str
    leader_id: str
    session_id: str
    value: str | None
    minutes: int | None
    engagement: str | None
    completed_on: str | None
    reason: str | None
    catch_up_accepted_on: str | None


class StoredBooking(StoredRow):
    """A row of `booking`."""

    id: str
    leader_id: str
    coach_id: str | None
    starts_at: str
    window_number: int | None
    outcome: str | None
    cancelled_by: str | None
    cancelled_at: str | None
    waived: int
    waived_reason: str | None
    recording: str | None
    learned_at: str | None


class StoredCalendarKey(StoredRow):
    """A row of `calendar_key`."""

    id: str
    known_as: str


class StoredIntroduction(StoredRow):
    """A row of `introduction`."""

    leader_id: str
    came: int


class StoredLeaderEvaluation(StoredRow):
    """A row of `leader_evaluation`."""

    leader_id: str
    point: str
    received_on: str


class StoredCoachEvaluation(StoredRow):
    """A row of `coach_evaluation`."""

    coach_id: str
    cohort_id: str
    point: str
    received_on: str


class StoredWelfarePassed(StoredRow):
    """A row of `welfare_passed`."""

    leader_id: str
    passed_on: str


class StoredRound(StoredRow):
    """A row of `round`."""

    id: str
    leader_id: str
    round_on: str
    kind: str


class StoredRating(StoredRow):
    """A row of `rating`."""

    round_id: str
    sub_capability: str
    rating: int | None
    focus: int
    evidence: str | None
    next_step: str | None
    next_step_on: str | None


class StoredEscalation(StoredRow):
    """A row of `escalation`."""

    id: str
    leader_id: str
    stage: str
    opened_on: str
    entered_on: str
    due_on: str | None
    snoozed_until: str | None
    snoozed_reason: str
    outcome: str
    meeting_on: str | None
    appeal_outcome: str | None
    ended_on: str | None
    heard_by: str | None


class StoredConcern(StoredRow):
    """A row of `concern`."""

    id: str
    leader_id: str
    escalation_id: str | None
    kind: str
    about: str
    words: str
    why: str
    clause: str
    raised_on: str
    state: str
    snoozed_until: str | None
    measure: str
    cleared_on: str | None
    cleared_by: str | None


class StoredDecision(StoredRow):
    """A row of `decision`."""

    id: str
    leader_id: str
    concern_id: str | None
    escalation_id: str | None
    concern_key: str
    choice: str | None
    from_stage: str | None
    to_stage: str | None
    day: str
    at: str
    who: str
    clause: str
    reason: str
    until: str | None
    struck_out_at: str | None
    verdicts: str
    programme_hash: str


class StoredCommunication(StoredRow):
    """A row of `communication`."""

    id: str
    leader_id: str
    escalation_id: str | None
    on: str
    direction: str
    channel: str
    reached: int
    reply_by: str | None
    replied_on: str | None
    summary: str
    about: str
    stage: str | None
    at: str | None


class StoredPlanAction(StoredRow):
    """A row of `plan_action`."""

    id: str
    escalation_id: str
    what: str
    owner: str
    due_on: str | None
    done_on: str | None
    session_id: str | None
    dropped_because: str | None


class StoredNoticeOutcome(StoredRow):
    """A row of `notice_outcome`."""

    escalation_id: str
    session_id: str
    outcome: str
    agreed_on: str
    id: str


class StoredDraft(StoredRow):
    """A row of `draft`."""

    id: str
    leader_id: str
    escalation_id: str | None
    communication_id: str | None
    letter: str
    at: str
    recipient: str
    subject: str
    body: str
    cites: str
    reply_by: str | None


class StoredDraftHead(StoredRow):
    """What the rules read of a row of `draft`: not its text."""

    id: str
    leader_id: str
    communication_id: str | None
    letter: str
    at: str


class StoredSignOff(StoredRow):
    """A row of `sign_off`."""

    leader_id: str
    escalation_id: str | None
    role: str
    name: str
    on: str
    at: str
    answer: str
    view: str
    struck_out_at: str | None
    id: str


class StoredAccess(StoredRow):
    """A row of `access_item`."""

    escalation_id: str
    element: str
    ended_on: str | None
    restored_on: str | None
    id: str


class StoredRequest(StoredRow):
    """A row of `request`."""

    id: str
    leader_id: str
    kind: str
    received_on: str
    channel: str
    identity_on: str | None
    extended_on: str | None
    told_on: str | None
    extended_because: str
    acknowledged_on: str | None
    answered_on: str | None
    outcome: str | None
    line: str


class StoredRequestStop(StoredRow):
    """A row of `request_stop`."""

    id: str
    request_id: str
    why: str
    asked_on: str
    answered_on: str | None


class StoredCertificate(StoredRow):
    """A row of `certificate`."""

    id: str
    leader_id: str
    number: str
    programme: str
    cohort: str
    issued_on: str
    numbers: str
    struck_out_at: str | None


class StoredErasure(StoredRow):
    """A row of `erasure`: a tombstone."""

    kind: str
    cohort_id: str | None
    leaders: int


class StoredSalesforceBatch(StoredRow):
    """A row of `salesforce_batch`."""

    id: str
    at: str
    files: str
    results: str


class StoredSalesforceRecord(StoredRow):
    """A row of `salesforce_record`."""

    id: str
    subject: str
    item_id: str
    leader_id: str | None
    batch_id: str
    file: int
    operation: str
    state: str
    salesforce_id: str
    sent: str
    loaded: str
    reason: str


class StoredOperation(StoredRow):
    """A row of `operation`."""

    id: str
    machine: str
    counter: int
    at: str
    who: str
    what: str
    kinds: str
    undoes: str | None
    redoes: str | None


class StoredChange(StoredRow):
    """A row of `change`."""

    operation_id: str
    n: int
    table_name: str
    row_id: str | None
    leader_id: str | None


#: The table that each kind of row stands in.
TABLES: dict[type[StoredRow], str] = {
    StoredCohort: "cohort",
    StoredCoach: "coach",
    StoredLeaderLinks: "leader",
    StoredLeader: "leader",
    StoredSession: "session",
    StoredLinkedDays: "linked_days",
    StoredReport: "report",
    StoredStay: "stay",
    StoredAlias: "alias",
    StoredHeadingMap: "heading_map",
    StoredAttendance: "mark",
    StoredMark: "mark",
    StoredBooking: "booking",
    StoredCalendarKey: "calendar_key",
    StoredIntroduction: "introduction",
    StoredLeaderEvaluation: "leader_evaluation",
    StoredCoachEvaluation: "coach_evaluation",
    StoredWelfarePassed: "welfare_passed",
    StoredRound: "round",
    StoredRating: "rating",
    StoredEscalation: "escalation",
    StoredConcern: "concern",
    StoredDecision: "decision",
    StoredCommunication: "communication",
    StoredPlanAction: "plan_action",
    StoredNoticeOutcome: "notice_outcome",
    StoredDraftHead: "draft",
    StoredDraft: "draft",
    StoredSignOff: "sign_off",
    StoredAccess: "access_item",
    StoredRequest: "request",
    StoredRequestStop: "request_stop",
    StoredCertificate: "certificate",
    StoredErasure: "erasure",
    StoredSalesforceBatch: "salesforce_batch",
    StoredSalesforceRecord: "salesforce_record",
    StoredOperation: "operation",
    StoredChange: "change",
}
#: The kind of row that stands in each table, whole: it comes after what is only a part of it.
KINDS = {table: kind for kind, table in TABLES.items()}
