"""The frozen facts that the rules judge, and what a judgement is.

Instants are aware datetimes in UTC; days are dates in Europe/London.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.terms import (
        CancelledBy,
        Channel,
        ConcernKind,
        Direction,
        Engagement,
        Explanation,
        LeaderForm,
        LeaderState,
        Letter,
        MarkValue,
        Outcome,
        Reason,
        Recording,
        RequestKind,
        RequestOutcome,
        RequirementId,
        SessionKind,
        Stage,
        StandingWord,
        StopReason,
        WaivedReason,
    )


@frozen
class Cohort:
    """One intake: its academic year starts in September of `year`; `programme` names its rules."""

    name: str
    year: int
    starts: date
    ends: date
    programme: str = "psw"
    closed_on: date | None = None


@frozen
class Session:
    """One dated thing a cohort's leaders can attend or complete; `starts_on`, `ends_on` are London days."""

    reference: str
    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    starts_on: date
    ends_on: date
    compulsory: bool | None = None
    cancelled: bool = False


@frozen
class Mark:
    """What is recorded of one leader at one session; `value` None is a notice or other trace without a mark."""

    session: str
    value: MarkValue | None = None
    engagement: Engagement | None = None
    completed_on: date | None = None
    reported_at: datetime | None = None
    reason: Reason | None = None
    explanation: Explanation | None = None
    sent_on: date | None = None
    due_on: date | None = None
    submitted_on: date | None = None
    log_received: bool = False
    accepted_on: date | None = None
    minutes: int | None = None


@frozen
class Booking:
    """One coaching booking; `starts_on` and `ends_on` are London days, `cancelled_at` when notice was given."""

    id: str
    starts_at: datetime
    ends_at: datetime
    starts_on: date
    ends_on: date
    outcome: Outcome | None = None
    cancelled_by: CancelledBy | None = None
    cancelled_at: datetime | None = None
    cancelled_on: date | None = None
    waived: bool = False
    waived_reason: WaivedReason | None = None
    window: int | None = None
    recording: Recording | None = None
    coach: str = ""
    coach_id: str = ""


@frozen
class Communication:
    """One logged communication of an escalation, as far as the rules read it.

    `opened_on` and `ended_on` are the escalation's; on the day it ended it is open no more.
    """

    about: str
    on: date
    direction: Direction
    reached: bool
    opened_on: date
    ended_on: date | None = None
    reply_by: date | None = None
    replied_on: date | None = None


@frozen
class Draft:
    """A message that was drafted on a day and is not logged as sent."""

    id: str
    letter: Letter
    on: date


@frozen
class ManualConcern:
    """A concern raised by the BDO in words of their own; it holds until the escalation it went into has ended."""

    about: str
    words: str
    raised_on: date
    ended_on: date | None = None


@frozen
class Leader:
    """A participant, as far as the rules read them; `name` is the preferred (or first) name, then the last."""

    reference: str
    name: str
    state: LeaderState
    offer_accepted_on: date | None = None
    paused_from: date | None = None
    paused_to: date | None = None
    withdrawn_on: date | None = None


@frozen
class Record:
    """All that the rules read of one leader.

    `sessions` are those of the leader's cohort, cancelled ones too; `rounds` the days of their self-assessments;
    `drafts` the messages not sent yet.
    """

    leader: Leader
    cohort: Cohort
    programme: Programme
    sessions: tuple[Session, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    bookings: tuple[Booking, ...] = ()
    forms_received: Mapping[LeaderForm, date] = field(default_factory=dict)
    rounds: tuple[date, ...] = ()
    communications: tuple[Communication, ...] = ()
    manual: tuple[ManualConcern, ...] = ()
    drafts: tuple[Draft, ...] = ()


@frozen
class Standing:
    """Where a leader is against one requirement on one day, with the numbers behind it (section 2)."""

    requirement: RequirementId
    word: StandingWord
    clause: str
    expected: int
    minimum: int
    credit: int
    missed: int
    unrecorded: int
    remaining: int
    catchable: int
    headroom: int
    catch_up_due: bool
    why: str

    @property
    def figures(self) -> dict[str, int | bool]:
        """The numbers alone, under the names that `psw status --json` has for them, in its order."""
        return {
            "expected": self.expected,
            "minimum": self.minimum,
            "credit": self.credit,
            "missed": self.missed,
            "unrecorded": self.unrecorded,
            "remaining": self.remaining,
            "catchable": self.catchable,
            "headroom": self.headroom,
            "catch_up_due": self.catch_up_due,
        }


@frozen
class Concern:
    """One thing the policy flags on one day; `measure` grows when the facts get worse (section 6)."""

    leader: str
    kind: ConcernKind
    about: str
    clause: str
    suggested_stage: Stage
    since: date
    why: str
    measure: str = ""

    @property
    def key(self) -> str:
        """The stable key, kind:about:leader."""
        return f"{self.kind}:{self.about}:{self.leader}"


@frozen
class ClockStop:
    """A leader was asked something of their request; until they answer its clock stands still."""

    id: str
    why: StopReason
    asked_on: date
    answered_on: date | None = None


@frozen
class Request:
    """What a leader asked about their own data, with every step that is recorded, in whatever order it was recorded.

    `leader` is the reference. `extended_on` is the day the extension was decided, `told_on` the day the leader was
    told of it; `line` is the answer in short, the ground of a refusal among others.
    """

    id: str
    leader: str
    kind: RequestKind
    received_on: date
    channel: Channel
    identity_on: date | None = None
    stops: tuple[ClockStop, ...] = ()
    extended_on: date | None = None
    told_on: date | None = None
    extended_because: str = ""
    acknowledged_on: date | None = None
    answered_on: date | None = None
    outcome: RequestOutcome | None = None
    line: str = ""
