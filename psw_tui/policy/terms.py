"""The closed lists: the words the policy uses. Each value is the one that the file tables and the database use."""

from __future__ import annotations

from enum import StrEnum


class SessionKind(StrEnum):
    """What a session is (section 2)."""

    RESIDENTIAL = "residential"
    WORKSHOP = "workshop"
    MODULE = "module"
    PEER_PRACTICE = "peer_practice"
    OTHER = "other"


class SessionState(StrEnum):
    """Whether a session stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class LeaderState(StrEnum):
    """Where a leader is on the programme (section 1)."""

    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


#: Section 1: whoever is on the programme, and is asked for what is still to come.
ON_PROGRAMME = (LeaderState.ACTIVE, LeaderState.PAUSED)


class WithdrawnHow(StrEnum):
    """How a leader left (section 1); `deemed` is set by the ladder and by nothing else."""

    OWN_CHOICE = "own_choice"
    BEFORE_PSW = "before_psw"
    DEEMED = "deemed"


class MarkValue(StrEnum):
    """What a register says of one leader (section 3)."""

    PRESENT = "present"
    PART = "part"
    ABSENT = "absent"
    NOT_EXPECTED = "not_expected"


#: What counts as missed (section 2), and who was there at all: *part* is both.
MISSED = (MarkValue.ABSENT, MarkValue.PART)
CAME = (MarkValue.PRESENT, MarkValue.PART)


class Engagement(StrEnum):
    """How far a leader took part (1.1.2, 2.2.3, 2.4.3)."""

    FULL = "full"
    LIMITED = "limited"


class Reason(StrEnum):
    """The category of a reason, never the story; the last two go with *not expected* alone."""

    SICKNESS = "sickness"
    BEREAVEMENT = "bereavement"
    CARING = "caring"
    OFSTED = "ofsted"
    OTHER = "other"
    JOINED_LATER = "joined_later"
    EXCEPTIONAL = "exceptional"


ABSENCE_REASONS = (Reason.SICKNESS, Reason.BEREAVEMENT, Reason.CARING, Reason.OFSTED, Reason.OTHER)
NOT_EXPECTED_REASONS = (Reason.JOINED_LATER, Reason.EXCEPTIONAL, Reason.OTHER)


class Explanation(StrEnum):
    """The BDO's judgement of what a leader said of an absence."""

    NONE = "none"
    AWAITED = "awaited"
    SATISFACTORY = "satisfactory"
    UNSATISFACTORY = "unsatisfactory"


class ReportFormat(StrEnum):
    """Where an attendance report comes from (2.2.1, 2.2.2)."""

    ZOOM = "zoom"
    TEAMS = "teams"
    MEET = "meet"
    SIGN_IN = "sign_in"
    SHEET = "sheet"


class SalesforceSubject(StrEnum):
    """What is told to Salesforce, parents before what refers to them."""

    CONTACT = "contact"
    SESSION = "session"
    ATTENDANCE = "attendance"
    COACHING = "coaching"


class SalesforceOperation(StrEnum):
    """What a loader is to do with a row; an update and a deletion are by Id."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class SalesforceState(StrEnum):
    """What became of a row that was last written for Salesforce; pending until its result is read back."""

    PENDING = "pending"
    LOADED = "loaded"
    FAILED = "failed"


class Outcome(StrEnum):
    """What became of a coaching booking, as recorded; none means still booked."""

    ATTENDED = "attended"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class CancelledBy(StrEnum):
    """Who called a coaching session off."""

    LEADER = "leader"
    COACH = "coach"


class WaivedReason(StrEnum):
    """Why a spent session was set aside (1.1.3)."""

    SICKNESS = "sickness"
    BEREAVEMENT = "bereavement"
    CARING = "caring"
    OFSTED = "ofsted"
    EXCEPTIONAL = "exceptional"


class Recording(StrEnum):
    """The leader's answer to having the third session recorded (H:recording)."""

    NOT_ASKED = "not_asked"
    AGREED = "agreed"
    OPTED_OUT = "opted_out"


class LeaderForm(StrEnum):
    """When a leader owes an evaluation form: after the second attended session, and after the last (H:evaluation)."""

    SECOND = "second"
    LAST = "last"


class CoachForm(StrEnum):
    """When a coach owes the one group form, on themes only: after windows 2 and 6 (H:evaluation)."""

    WINDOW_2 = "window_2"
    WINDOW_6 = "window_6"


class BookingStatus(StrEnum):
    """What a booking comes to under the 24-hour rule (section 4)."""

    BOOKED = "booked"
    ATTENDED = "attended"
    CANCELLED_IN_TIME = "cancelled_in_time"
    SPENT = "spent"
    WAIVED = "waived"
    COACH_CANCELLED = "coach_cancelled"


class RoundKind(StrEnum):
    """A self-assessment before coaching, or a later one (section 5)."""

    BASELINE = "baseline"
    REVIEW = "review"


class RequirementId(StrEnum):
    """The four minimums (1.1.4, 1.1.5)."""

    COACHING = "coaching"
    STUDY = "study"
    PEER_PRACTICE = "peer_practice"
    RESIDENTIALS = "residentials"


class StandingWord(StrEnum):
    """Where a leader is against one requirement on one day (section 2)."""

    NOT_COVERED = "not_covered"
    MET = "met"
    UNREACHABLE = "unreachable"
    BELOW = "below"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"


#: Worst first: the order in which a leader's overall standing is taken (section 2).
WORST_FIRST = (
    StandingWord.UNREACHABLE,
    StandingWord.BELOW,
    StandingWord.AT_RISK,
    StandingWord.ON_TRACK,
    StandingWord.MET,
)
#: Best first, as bars and tables show them.
BEST_FIRST = WORST_FIRST[::-1]


class ConcernKind(StrEnum):
    """What the policy flags (section 6)."""

    UNEXPLAINED_ABSENCE = "unexplained_absence"
    UNSATISFACTORY_EXPLANATION = "unsatisfactory_explanation"
    NO_REASONABLE_CAUSE = "no_reasonable_cause"
    EMERGING_PATTERN = "emerging_pattern"
    CATCH_UP_OVERDUE = "catch_up_overdue"
    COACHING_SPENT = "coaching_spent"
    COACHING_BEHIND = "coaching_behind"
    BELOW_MINIMUM = "below_minimum"
    MINIMUM_UNREACHABLE = "minimum_unreachable"
    NO_RESPONSE = "no_response"
    MANUAL = "manual"


class InboxState(StrEnum):
    """What the inbox knows of a concern (section 6)."""

    NEW = "new"
    SNOOZED = "snoozed"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    CLEARED = "cleared"


class Stage(StrEnum):
    """A rung of the ladder of intervention (section 7), lowest first."""

    EXPLANATION = "explanation"
    BDO_CONTACT = "bdo_contact"
    PARTNERSHIPS = "partnerships"
    WITHDRAWAL_REVIEW = "withdrawal_review"
    WITHDRAWN = "withdrawn"
    APPEAL = "appeal"
    COMPLAINT = "complaint"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Role(StrEnum):
    """Whose agreement or view a withdrawal needs (2.4.6)."""

    PBDL = "pbdl"
    BUSINESS_DEVELOPMENT_MANAGER = "business_development_manager"
    PARTNERSHIP_AND_PLACEMENTS_MANAGER = "partnership_and_placements_manager"
    ORGANISATION = "organisation"


class Answer(StrEnum):
    """A sign-off's answer: the PBDL agrees or declines, the others are consulted."""

    AGREED = "agreed"
    DECLINED = "declined"
    CONSULTED = "consulted"


class Element(StrEnum):
    """What a withdrawn leader loses access to (section 3 of the policy)."""

    RESIDENTIALS = "residentials"
    WORKSHOPS = "workshops"
    COACHING = "coaching"
    LEARNING_PLATFORM = "learning_platform"
    OTHER = "other"


class Direction(StrEnum):
    """Who wrote or spoke: to the leader, from the leader, to the Partnerships Team, or with the organisation."""

    TO_LEADER = "to_leader"
    FROM_LEADER = "from_leader"
    REFERRAL = "referral"
    ORGANISATION = "organisation"


#: Communications with the leader in person; the others are about the leader.
WITH_LEADER = (Direction.TO_LEADER, Direction.FROM_LEADER)


class Letter(StrEnum):
    """The messages that the policy asks for, each with a template, in the order in which they may come."""

    OFFER_REMINDER = "offer_reminder"
    EXPLANATION_REQUEST = "explanation_request"
    EXPECTATIONS = "expectations"
    CATCH_UP_SENT = "catch_up_sent"
    REFERRAL = "referral"
    WITHDRAWAL_REVIEW = "withdrawal_review"
    DECISION = "decision"
    APPEAL_MEETING = "appeal_meeting"
    COMPLAINT_RECEIVED = "complaint_received"


class Channel(StrEnum):
    """How a communication went."""

    EMAIL = "email"
    CALL = "call"
    MEETING = "meeting"
    LETTER = "letter"


class AppealOutcome(StrEnum):
    """What the appeal meeting decided (2.4.7)."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


class InboxChoice(StrEnum):
    """What the BDO decided of a concern."""

    ACCEPT = "accept"
    DISMISS = "dismiss"
    SNOOZE = "snooze"


class RequestKind(StrEnum):
    """What a leader may ask about their own personal data; each is a clock of its own."""

    SUBJECT_ACCESS = "subject_access"
    DATA_PROTECTION_COMPLAINT = "data_protection_complaint"
    ERASURE = "erasure"


class StopReason(StrEnum):
    """What a leader is asked while a request's clock stands still."""

    CLARIFY = "clarify"
    IDENTIFY = "identify"


class RequestOutcome(StrEnum):
    """What came of a request; which of them a kind of request can come to stands in `requests.OUTCOMES`."""

    GIVEN = "given"
    GIVEN_IN_PART = "given_in_part"
    NOTHING_HELD = "nothing_held"
    ERASED = "erased"
    ERASED_IN_PART = "erased_in_part"
    UPHELD = "upheld"
    UPHELD_IN_PART = "upheld_in_part"
    NOT_UPHELD = "not_upheld"
    REFUSED = "refused"
    NO_REPLY = "no_reply"
    DROPPED = "dropped"


class ErasureKind(StrEnum):
    """What is erased: a leader's whole record, or a part of the records of several; each has its date of retention."""

    LEADER = "leader"
    REASONS = "reasons"
    MESSAGES = "messages"
    REPORT_LINES = "report_lines"


class ErasureGround(StrEnum):
    """Why something was erased: somebody asked for it, its date came, or it should not have been recorded."""

    ASKED = "asked"
    RETENTION = "retention"
    MISTAKE = "mistake"
