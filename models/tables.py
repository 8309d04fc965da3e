"""The tables. Keys are UUIDs, instants are UTC, days are dates, and every word of a closed list is checked.

The keys of some tables are derived from what a row is about (`models/keys.py`); all others are random.

`models/migrations.py` builds them step by step; a test holds that ladder against this metadata.
"""

# No `from __future__ import annotations` here: SQLModel reads annotations when a class is made.
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import CleanText, checked
from models.keys import NATURAL_KEYS, derived
from psw_tui.policy import terms

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = _NAMING


def _key() -> Any:
    return Field(default_factory=uuid4, primary_key=True)


def _text(longest: int = 200) -> Any:
    return Field(default="", sa_type=CleanText(longest), nullable=False)


def _maybe_text(longest: int = 200) -> Any:
    return Field(default=None, sa_type=CleanText(longest), nullable=True)


def _word(words: Any, name: str, *, default: Any = None) -> Any:
    return Field(default=default, sa_type=checked(words, name), nullable=default is None)


def _link(column: str, **options: Any) -> list[ForeignKey]:
    """A foreign key checked at the end of the transaction, so that a command may add rows in any order."""
    return [ForeignKey(column, deferrable=True, initially="DEFERRED", **options)]


def _to(column: str, *, index: bool = True, nullable: bool = False) -> Any:
    default: Any = None if nullable else ...
    return Field(default, sa_column_args=_link(column), index=index, nullable=nullable)


def _was_about(column: str) -> Any:
    """A link that lets go when its row goes: what was decided outlives what it was about."""
    return Field(default=None, sa_column_args=_link(column, ondelete="SET NULL"), index=True, nullable=True)


class DerivedKey(SQLModel):
    """A row with a key that is derived from what it is about, unless it is given one."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        table = str(self.__tablename__)
        if "id" not in values and values.keys() >= set(NATURAL_KEYS[table]):
            self.id = derived(table, values)


class CohortRow(SQLModel, table=True):
    """One intake of leaders, and the programme whose numbers judge it."""

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("name"), CheckConstraint("starts <= ends", name="ck_cohort_dates"))
    id: UUID = _key()
    name: str = _text()
    programme: str = _text()
    year: int
    starts: date
    ends: date
    closed_on: date | None = None


class CoachRow(SQLModel, table=True):
    """A coach: a name and an address, and never a word of what is said.

    `told_apart` once somebody has said that this is no other coach of the same name.
    """

    __tablename__ = "coach"
    __table_args__ = (UniqueConstraint("name", "email"),)
    id: UUID = _key()
    name: str = _text()
    email: str = _text()
    told_apart: bool | None = None


class LeaderRow(SQLModel, table=True):
    """A participant."""

    __tablename__ = "leader"
    __table_args__ = (UniqueConstraint("reference"),)
    id: UUID = _key()
    reference: str = _text(60)
    cohort_id: UUID = _to("cohort.id")
    coach_id: UUID | None = _to("coach.id", nullable=True)
    first_name: str = _text()
    last_name: str = _text()
    preferred_name: str = _text()
    email: str = _text()
    phone: str = _text()
    organisation: str = _text()
    state: terms.LeaderState = _word(terms.LeaderState, "leader_state", default=terms.LeaderState.OFFERED)
    offer_accepted_on: date | None = None
    paused_from: date | None = None
    paused_to: date | None = None
    withdrawn_on: date | None = None
    withdrawn_how: terms.WithdrawnHow | None = _word(terms.WithdrawnHow, "leader_withdrawn_how")
    manager_name: str = _text()
    manager_email: str = _text()
    manager_briefed_on: date | None = None
    salesforce_id: str = _text(60)


class SessionRow(SQLModel, table=True):
    """One dated thing that the leaders of a cohort attend or complete."""

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("reference"), CheckConstraint("starts_at <= ends_at", name="ck_session_times"))
    id: UUID = _key()
    reference: str = _text(60)
    cohort_id: UUID = _to("cohort.id")
    kind: terms.SessionKind = Field(sa_type=checked(terms.SessionKind, "session_kind"))
    title: str = _text()
    starts_at: datetime
    ends_at: datetime
    compulsory: bool | None = None
    place: str = _text()
    state: terms.SessionState = _word(terms.SessionState, "session_state", default=terms.SessionState.PLANNED)
    salesforce_id: str = _text(60)


class LinkedDaysRow(DerivedKey, table=True):
    """The two days of a residential, each of which is a session of its own."""

    __tablename__ = "linked_days"
    __table_args__ = (
        UniqueConstraint("first_id"),
        UniqueConstraint("second_id"),
        CheckConstraint("first_id <> second_id", name="ck_linked_days_two"),
    )
    id: UUID = _key()
    first_id: UUID = _to("session.id", index=False)
    second_id: UUID = _to("session.id", index=False)


class MarkRow(DerivedKey, table=True):
    """What is recorded of one leader at one session."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("session_id", "leader_id"),
        CheckConstraint("minutes >= 0", name="ck_mark_minutes"),
        CheckConstraint("catch_up_accepted_on IS NULL OR catch_up_log", name="ck_mark_accepted_with_log"),
    )
    id: UUID = _key()
    session_id: UUID = _to("session.id", index=False)
    leader_id: UUID = _to("leader.id")
    value: terms.MarkValue | None = _word(terms.MarkValue, "mark_value")
    minutes: int | None = None
    engagement: terms.Engagement | None = _word(terms.Engagement, "mark_engagement")
    completed_on: date | None = None
    reported_at: datetime | None = None
    reason: terms.Reason | None = _word(terms.Reason, "mark_reason")
    explanation: terms.Explanation | None = _word(terms.Explanation, "mark_explanation")
    catch_up_sent_on: date | None = None
    catch_up_due_on: date | None = None
    catch_up_submitted_on: date | None = None
    catch_up_log: bool = False
    catch_up_accepted_on: date | None = None


class ReportRow(DerivedKey, table=True):
    """An attendance report that was taken for a session; the same content is not taken twice."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("session_id", "content_hash"),)
    id: UUID = _key()
    session_id: UUID = _to("session.id", index=False)
    format: terms.ReportFormat = Field(sa_type=checked(terms.ReportFormat, "report_format"))
    file_name: str = _text()
    content_hash: str = _text(64)
    at: datetime


class StayRow(SQLModel, table=True):
    """One line of a report behind a mark: when a leader came and went, and what the report called them."""

    __tablename__ = "stay"
    __table_args__ = (
        CheckConstraint("joined_at <= left_at", name="ck_stay_times"),
        CheckConstraint("minutes >= 0", name="ck_stay_minutes"),
    )
    id: UUID = _key()
    report_id: UUID = _to("report.id")
    leader_id: UUID = _to("leader.id")
    name: str = _text()
    email: str = _text()
    joined_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None


class AliasRow(DerivedKey, table=True):
    """A name or an e-mail address under which the BDO has recognised a leader in a report, folded for comparing."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("leader_id", "said"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    said: str = _text()


class HeadingMapRow(DerivedKey, table=True):
    """Which column means what in a kind of file, told once and known again by its headings."""

    __tablename__ = "heading_map"
    __table_args__ = (UniqueConstraint("purpose", "signature"),)
    id: UUID = _key()
    purpose: str = _text(40)
    signature: str = _text(64)
    columns: str = Field(default="", nullable=False)


class BookingRow(DerivedKey, table=True):
    """One coaching booking: keys, instants and words of closed lists, and no field for what was said."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("leader_id", "starts_at"),
        CheckConstraint("window_number BETWEEN 1 AND 6", name="ck_booking_window"),
        CheckConstraint("outcome <> 'cancelled' OR cancelled_by IS NOT NULL", name="ck_booking_cancelled_by"),
    )
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    coach_id: UUID | None = _to("coach.id", nullable=True)
    starts_at: datetime
    window_number: int | None = None
    outcome: terms.Outcome | None = _word(terms.Outcome, "booking_outcome")
    cancelled_by: terms.CancelledBy | None = _word(terms.CancelledBy, "booking_cancelled_by")
    cancelled_at: datetime | None = None
    learned_at: datetime | None = None
    waived: bool = False
    waived_reason: terms.WaivedReason | None = _word(terms.WaivedReason, "booking_waived_reason")
    recording: terms.Recording | None = _word(terms.Recording, "booking_recording")


class CalendarKeyRow(SQLModel, table=True):
    """The key by which calendars know a booking (`id`) that was on record before keys were derived."""

    __tablename__ = "calendar_key"
    id: UUID = Field(primary_key=True)
    known_as: UUID


class IntroductionRow(DerivedKey, table=True):
    """Whether a leader came to the optional introduction in September; it never counts."""

    __tablename__ = "introduction"
    __table_args__ = (UniqueConstraint("leader_id"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    came: bool


class LeaderEvaluationRow(DerivedKey, table=True):
    """An evaluation form that came from a leader: which one and when, never what it says (H:evaluation)."""

    __tablename__ = "leader_evaluation"
    __table_args__ = (UniqueConstraint("leader_id", "point"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    point: terms.LeaderForm = Field(sa_type=checked(terms.LeaderForm, "leader_evaluation_point"))
    received_on: date


class CoachEvaluationRow(DerivedKey, table=True):
    """A group form that came from a coach about a cohort: which one and when, never what it says (H:evaluation)."""

    __tablename__ = "coach_evaluation"
    __table_args__ = (UniqueConstraint("coach_id", "cohort_id", "point"),)
    id: UUID = _key()
    coach_id: UUID = _to("coach.id", index=False)
    cohort_id: UUID = _to("cohort.id", index=False)
    point: terms.CoachForm = Field(sa_type=checked(terms.CoachForm, "coach_evaluation_point"))
    received_on: date


class WelfarePassedRow(DerivedKey, table=True):
    """A coach's welfare concern was passed to the coaching officer: the day and nothing else (H:confidentiality)."""

    __tablename__ = "welfare_passed"
    __table_args__ = (UniqueConstraint("leader_id", "passed_on"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    passed_on: date


class RoundRow(DerivedKey, table=True):
    """One dated self-assessment of a leader."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("leader_id", "round_on"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    round_on: date
    kind: terms.RoundKind = _word(terms.RoundKind, "round_kind", default=terms.RoundKind.BASELINE)


class RatingRow(DerivedKey, table=True):
    """What a leader says of one sub-capability in one round; no rating means not considered.

    `evidence` is a line copied from the leader's own form, never from coaching; `next_step` is their own, by a day.
    """

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("round_id", "sub_capability"),
        CheckConstraint("rating BETWEEN 1 AND 4", name="ck_rating_scale"),
    )
    id: UUID = _key()
    round_id: UUID = _to("round.id", index=False)
    sub_capability: str = _text(60)
    rating: int | None = None
    focus: bool = False
    evidence: str | None = _maybe_text(300)
    next_step: str | None = _maybe_text(300)
    next_step_on: date | None = None


class EscalationRow(SQLModel, table=True):
    """The ladder of intervention that one leader is on; at most one is open per leader."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index(
            "uq_escalation_open",
            "leader_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    stage: terms.Stage = Field(sa_type=checked(terms.Stage, "escalation_stage"))
    opened_on: date
    entered_on: date
    due_on: date | None = None
    snoozed_until: date | None = None
    snoozed_reason: str = _text(500)
    outcome: str = _text(500)
    meeting_on: date | None = None
    appeal_outcome: terms.AppealOutcome | None = _word(terms.AppealOutcome, "escalation_appeal_outcome")
    ended_on: date | None = None
    heard_by: str | None = _maybe_text()


class ConcernRow(DerivedKey, table=True):
    """What the inbox knows of a concern that was ever raised; the facts themselves are computed."""

    __tablename__ = "concern"
    __table_args__ = (UniqueConstraint("leader_id", "kind", "about"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id", index=False)
    escalation_id: UUID | None = _to("escalation.id", nullable=True)
    kind: terms.ConcernKind = Field(sa_type=checked(terms.ConcernKind, "concern_kind"))
    about: str = _text(80)
    words: str = _text(500)
    why: str = _text(1000)
    clause: str = _text(20)
    raised_on: date
    state: terms.InboxState = _word(terms.InboxState, "concern_state", default=terms.InboxState.NEW)
    snoozed_until: date | None = None
    measure: str = _text(80)
    cleared_on: date | None = None
    cleared_by: str | None = _maybe_text(500)


class ProgrammeTextRow(DerivedKey, table=True):
    """The numbers of a programme as they were in force when something was decided, by their hash."""

    __tablename__ = "programme_text"
    __table_args__ = (UniqueConstraint("hash"),)
    id: UUID = _key()
    hash: str = _text(64)
    numbers: str = Field(default="", nullable=False)


class DecisionRow(SQLModel, table=True):
    """What the BDO decided, on which day and clause, and what was known; struck out when undone, never deleted."""

    __tablename__ = "decision"
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    concern_id: UUID | None = _was_about("concern.id")
    escalation_id: UUID | None = _was_about("escalation.id")
    concern_key: str = _text(160)
    choice: terms.InboxChoice | None = _word(terms.InboxChoice, "decision_choice")
    from_stage: terms.Stage | None = _word(terms.Stage, "decision_from_stage")
    to_stage: terms.Stage | None = _word(terms.Stage, "decision_to_stage")
    day: date
    at: datetime
    who: str = _text()
    clause: str = _text(20)
    reason: str = _text(500)
    until: date | None = None
    verdicts: str = Field(default="", nullable=False)
    programme_hash: str = _text(64)
    struck_out_at: datetime | None = None


class CommunicationRow(SQLModel, table=True):
    """A logged communication; an attempt is not a contact, so it says whether anybody was reached.

    `stage` is where the escalation stood, and `at` the moment, when it was logged.
    """

    __tablename__ = "communication"
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    escalation_id: UUID | None = _to("escalation.id", nullable=True)
    on: date
    direction: terms.Direction = Field(sa_type=checked(terms.Direction, "communication_direction"))
    channel: terms.Channel = Field(sa_type=checked(terms.Channel, "communication_channel"))
    reached: bool = False
    reply_by: date | None = None
    replied_on: date | None = None
    about: str = _text(40)
    summary: str = _text(1000)
    stage: terms.Stage | None = _word(terms.Stage, "communication_stage")
    at: datetime | None = None


class PlanActionRow(SQLModel, table=True):
    """One agreed action of a plan, with its owner; closed when done, or dropped with a reason.

    One that supports a leader after a notice (2.1.3) names the session of that notice.
    """

    __tablename__ = "plan_action"
    id: UUID = _key()
    escalation_id: UUID = _to("escalation.id")
    what: str = _text(500)
    owner: str = _text()
    due_on: date | None = None
    done_on: date | None = None
    session_id: UUID | None = _to("session.id", nullable=True)
    dropped_because: str | None = _maybe_text(500)


class NoticeOutcomeRow(DerivedKey, table=True):
    """What was agreed after a notice without reasonable cause (2.1.3); support actions are plan actions about it."""

    __tablename__ = "notice_outcome"
    __table_args__ = (UniqueConstraint("escalation_id", "session_id"),)
    id: UUID = _key()
    escalation_id: UUID = _to("escalation.id", index=False)
    session_id: UUID = _to("session.id", index=False)
    outcome: str = _text(500)
    agreed_on: date


class DraftRow(SQLModel, table=True):
    """A message as it was drafted, with the facts that it cites; `communication_id` once it was logged as sent."""

    __tablename__ = "draft"
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    escalation_id: UUID | None = _was_about("escalation.id")
    communication_id: UUID | None = _to("communication.id", nullable=True)
    letter: terms.Letter = Field(sa_type=checked(terms.Letter, "draft_letter"))
    at: datetime
    recipient: str = _text()
    subject: str = _text()
    body: str = Field(default="", nullable=False)
    cites: str = Field(default="", nullable=False)
    reply_by: date | None = None


class SignOffRow(SQLModel, table=True):
    """One agreement or consultation of a withdrawal; a change of mind is a new one, and the latest counts."""

    __tablename__ = "sign_off"
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    escalation_id: UUID | None = _was_about("escalation.id")
    role: terms.Role = Field(sa_type=checked(terms.Role, "sign_off_role"))
    name: str = _text()
    on: date
    at: datetime
    answer: terms.Answer = Field(sa_type=checked(terms.Answer, "sign_off_answer"))
    view: str = _text(500)
    struck_out_at: datetime | None = None


class AccessRow(DerivedKey, table=True):
    """One element of the access list of a withdrawal: ended, and after an upheld appeal restored."""

    __tablename__ = "access_item"
    __table_args__ = (UniqueConstraint("escalation_id", "element"),)
    id: UUID = _key()
    escalation_id: UUID = _to("escalation.id", index=False)
    element: terms.Element = Field(sa_type=checked(terms.Element, "access_element"))
    ended_on: date | None = None
    restored_on: date | None = None


class RequestRow(SQLModel, table=True):
    """What a leader asked about their own data: subject access, a data-protection complaint, or erasure."""

    __tablename__ = "request"
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    kind: terms.RequestKind = Field(sa_type=checked(terms.RequestKind, "request_kind"))
    received_on: date
    channel: terms.Channel = Field(sa_type=checked(terms.Channel, "request_channel"))
    identity_on: date | None = None
    extended_on: date | None = None
    told_on: date | None = None
    extended_because: str = _text(300)
    acknowledged_on: date | None = None
    answered_on: date | None = None
    outcome: terms.RequestOutcome | None = _word(terms.RequestOutcome, "request_outcome")
    line: str = _text(500)


class RequestStopRow(SQLModel, table=True):
    """The leader was asked something of a request; until they answer its clock stands still (UK GDPR 12A)."""

    __tablename__ = "request_stop"
    __table_args__ = (CheckConstraint("asked_on <= answered_on", name="ck_request_stop_dates"),)
    id: UUID = _key()
    request_id: UUID = _to("request.id")
    why: terms.StopReason = Field(sa_type=checked(terms.StopReason, "request_stop_why"))
    asked_on: date
    answered_on: date | None = None


class SalesforceBatchRow(SQLModel, table=True):
    """Files that were written for Salesforce together; its key is made of what stands in them.

    `files` says of each its object, operation and columns, `results` which result files were read back, by digest.
    """

    __tablename__ = "salesforce_batch"
    id: UUID = _key()
    at: datetime
    files: str = Field(default="", nullable=False)
    results: str = Field(default="", nullable=False)


class SalesforceRecordRow(DerivedKey, table=True):
    """A row of ours as Salesforce was last told of it; `item_id` is its key, and it may be gone by now.

    `sent` is what stands in the file (`file` of its batch) until it is loaded, `loaded` the digest of what then was.
    """

    __tablename__ = "salesforce_record"
    __table_args__ = (UniqueConstraint("subject", "item_id"),)
    id: UUID = _key()
    subject: terms.SalesforceSubject = Field(sa_type=checked(terms.SalesforceSubject, "salesforce_record_subject"))
    item_id: UUID
    leader_id: UUID | None = _to("leader.id", nullable=True)
    batch_id: UUID = _to("salesforce_batch.id")
    file: int
    operation: terms.SalesforceOperation = Field(
        sa_type=checked(terms.SalesforceOperation, "salesforce_record_operation")
    )
    state: terms.SalesforceState = Field(sa_type=checked(terms.SalesforceState, "salesforce_record_state"))
    salesforce_id: str = _text(60)
    sent: str = Field(default="", nullable=False)
    loaded: str = _text(64)
    reason: str = _text(500)


class CertificateRow(SQLModel, table=True):
    """A certificate of completion: its number, and the numbers it rests on as JSON; void where it is struck out.

    The number is never given again, nor that of a leader who was erased: it is counted over the journal.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("number"),)
    id: UUID = _key()
    leader_id: UUID = _to("leader.id")
    number: str = _text(40)
    programme: str = _text()
    cohort: str = _text()
    issued_on: date
    numbers: str = Field(default="", nullable=False)
    struck_out_at: datetime | None = None


class ErasureRow(SQLModel, table=True):
    """A tombstone: that somebody's record, or a part of the records of `leaders` people, was erased; not whose.

    A copy that still holds whoever it was is known again by `known_by`, which can't be turned back (empty where the
    leaders themselves stay). `covers` names the entries and changes of the journal that lost what they said.
    """

    __tablename__ = "erasure"
    id: UUID = _key()
    kind: terms.ErasureKind = Field(sa_type=checked(terms.ErasureKind, "erasure_kind"))
    ground: terms.ErasureGround = Field(sa_type=checked(terms.ErasureGround, "erasure_ground"))
    cohort_id: UUID | None = _to("cohort.id", nullable=True)
    at: datetime
    who: str = _text()
    leaders: int
    known_by: str = _text(64)
    covers: str = Field(default="", nullable=False)


class ErasurePendingRow(SQLModel, table=True):
    """A file that may still hold what was erased: a copy by its path, or this very file (empty) while its pages do.

    `leaders` are the keys of those of whom a part was erased. What is done is taken away; the journal has none of it.
    """

    __tablename__ = "erasure_pending"
    id: UUID = _key()
    erasure_id: UUID = _to("erasure.id")
    place: str = Field(default="", nullable=False)
    leaders: str = Field(default="", nullable=False)


class OperationRow(SQLModel, table=True):
    """One journal entry: what one command did, who did it and when; in the order of `counter`, then `machine`.

    `machine` is whose psw wrote it, `counter` one more than the greatest in the file it was written in, so no two
    machines share a pair. `previous` are the hashes of the entries that it was written upon, `hash` is its own, and
    `digest` is of `what` with `salt`: see `models/chained.py`. An entry whose words were erased has no salt.
    """

    __tablename__ = "operation"
    __table_args__ = (UniqueConstraint("counter", "machine"),)
    id: UUID = _key()
    machine: UUID
    counter: int
    at: datetime
    who: str = _text()
    what: str = _text(500)
    kinds: str = _text()
    undoes: UUID | None = _to("operation.id", nullable=True)
    redoes: UUID | None = _to("operation.id", nullable=True)
    content_hash: str = _text(64)
    salt: str | None = None
    digest: str
    previous: str
    hash: str


class ChangeRow(SQLModel, table=True):
    """One row that an operation touched: its key, and what stood in it before and after, as JSON.

    `digest` is of all that stands here, with `salt`: see `models/chained.py`. What was erased has neither row nor
    leader, neither before nor after, and no salt.
    """

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("operation_id", "n"),)
    id: UUID = _key()
    operation_id: UUID = _to("operation.id", index=False)
    n: int
    table_name: str = _text(60)
    row_id: UUID | None = Field(default=None, index=True)
    leader_id: UUID | None = Field(default=None, index=True)
    before: str | None = None
    after: str | None = None
    salt: str | None = None
    digest: str
