"""The case file of one leader as plain frozen values: what the page shows and what `--json` prints.

Everything that a reader reads is text here already, so that names can be struck out in one walk over it; days
and instants stay what they are. `then` and `differences` are filled only where another moment was asked for.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from psw_tui.policy.frozen import frozen


@frozen
class RecordedFact:
    """One thing that is recorded, by its name; `then` is what was recorded then, where it differs from now."""

    label: str
    value: str
    then: str | None = None


@frozen
class Difference:
    """Something that is recorded otherwise now than it was then: in which part, of what, and both ways."""

    part: str
    what: str
    now: str
    then: str


@frozen
class JournalledWords:
    """One entry of the journal on a row: when, by whom, in words; struck out where it was undone later."""

    at: datetime
    who: str
    words: str
    undone: bool


@frozen
class Head:
    """Who this is about, where they stand now, and how the file was made."""

    reference: str
    name: str
    cohort: str
    programme: str
    organisation: str
    coach: str
    state: str
    covered: str
    stage: str
    stage_then: str | None
    decided_last: str
    decided_last_number: int | None
    triggers: tuple[str, ...]
    standings_note: str
    recorders: tuple[str, ...]
    judged_on: date
    known_at: datetime | None
    on_record_then: bool
    made_at: datetime
    made_by: str
    head_code: str
    redacted: bool


@frozen
class InShort:
    """The case on half a page, as of the day that is judged; the other parts tell all of it in full."""

    who: str
    stands: tuple[str, ...]
    happened: tuple[str, ...]
    tried: tuple[str, ...]
    asked: tuple[str, ...]


@frozen
class ClauseLine:
    """A clause that this case cites, in our one-line restatement."""

    id: str
    title: str
    restated: str


@frozen
class LostLine:
    """What our copy of a clause lacks, and what is done instead."""

    clause: str
    lacks: str
    instead: str


@frozen
class Policy:
    """What the policy asks, as far as this case cites it; `settings` are local: no clause names their numbers."""

    clauses: tuple[ClauseLine, ...]
    lost: tuple[LostLine, ...]
    settings: tuple[RecordedFact, ...]


@frozen
class StandingLine:
    """One requirement on the day: the word, the numbers, the sentence and the clause."""

    requirement: str
    standing: str
    clause: str
    numbers: tuple[RecordedFact, ...]
    why: str
    then: str | None


@frozen
class AttendanceLine:
    """One session of the cohort with what is recorded of the leader, and how that came to be recorded."""

    reference: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    notes: str
    mark: str
    mark_then: str | None
    facts: tuple[RecordedFact, ...]
    history: tuple[JournalledWords, ...]


@frozen
class CoachingLine:
    """One coaching booking: when, notice and outcome; what is said in coaching is kept nowhere."""

    starts_at: datetime
    window: str
    coach: str
    came_to: str
    came_to_then: str | None
    facts: tuple[RecordedFact, ...]
    history: tuple[JournalledWords, ...]


@frozen
class ConcernLine:
    """One concern that was ever raised: its facts, its state, and what became of it.

    `since` is the concern's own day, None where it is not known; `seen_by` are the decisions it held at.
    """

    key: str
    title: str
    clause: str
    since: date | None
    first_decided: date | None
    why: str
    state: str
    state_then: str | None
    cleared_on: date | None
    changed: str
    became: tuple[str, ...]
    seen_by: tuple[int, ...]


@frozen
class Event:
    """One thing that happened, on its day (and at its time, where one is known), with who recorded it and when."""

    day: date
    at: datetime | None
    kind: str
    words: str
    clause: str
    who: str
    recorded_at: datetime | None
    undone: bool
    note: str


@frozen
class SeenStanding:
    """What a decision saw of one requirement."""

    requirement: str
    standing: str
    numbers: tuple[RecordedFact, ...]
    why: str


@frozen
class DecisionLine:
    """One decision in full; `numbers` names the set of the programme's numbers in force, shown in the appendix.

    `reason_of` says what its reason was given for, `triggers` are None where they were not kept, and `note` says why
    no concern can have held.
    """

    number: int
    at: datetime
    day: date
    who: str
    words: str
    clause: str
    reason: str
    reason_of: str
    numbers: str
    overall: str
    standings: tuple[SeenStanding, ...]
    concerns: tuple[RecordedFact, ...]
    triggers: tuple[str, ...] | None
    note: str
    undone_at: datetime | None
    undone_by: str


@frozen
class DraftLine:
    """A message as it was drafted, with the facts that it cites."""

    letter: str
    at: datetime
    recipient: str
    subject: str
    body: str
    cites: tuple[RecordedFact, ...]
    reply_by: date | None


@frozen
class CommunicationLine:
    """One communication in full; `drafts` are the messages it was logged from."""

    on: date
    words: str
    reached: str
    reply: str
    summary: str
    escalation: str
    who: str
    recorded_at: datetime | None
    drafts: tuple[DraftLine, ...]


@frozen
class PlanLine:
    """One agreed action: who does it, by when, and what became of it."""

    what: str
    owner: str
    agreed: str
    due_on: date | None
    came_to: str
    about: str


@frozen
class NoticeLine:
    """What was agreed after a notice without reasonable cause (2.1.3)."""

    session: str
    outcome: str
    agreed_on: date


@frozen
class SignOffLine:
    """One agreement or consultation (2.4.6), whether it is the one that counts, and whether it was undone."""

    role: str
    name: str
    answer: str
    on: date
    view: str
    recorded_at: datetime
    who: str
    counts: bool
    undone_at: datetime | None
    undone_by: str


@frozen
class AccessLine:
    """One element of the access list: when it ended, and when it was restored."""

    element: str
    ended_on: date | None
    restored_on: date | None


@frozen
class EscalationPart:
    """One escalation from its opening to its end, with everything that was agreed and signed in it."""

    name: str
    state: str
    opened_on: date
    ended_on: date | None
    outcome: str
    facts: tuple[RecordedFact, ...]
    plan: tuple[PlanLine, ...]
    notices: tuple[NoticeLine, ...]
    sign_offs: tuple[SignOffLine, ...]
    considered: tuple[str, ...]
    access: tuple[AccessLine, ...]
    appeal: tuple[RecordedFact, ...]
    appeal_note: str
    complaint: str
    history: tuple[JournalledWords, ...]


@frozen
class NumberLine:
    """One number of a programme: its key, what it is for, its value in words, its source, today's where it differs."""

    key: str
    means: str
    value: str
    source: str
    today: str | None


@frozen
class NumbersPart:
    """One distinct set of the programme's numbers that was in force at a decision, or is in force today."""

    name: str
    fingerprint: str
    decisions: tuple[int, ...]
    in_force: bool
    lines: tuple[NumberLine, ...]


@frozen
class InForce:
    """Which decisions used which set of numbers, and what differs between the sets, value by value."""

    sets: tuple[RecordedFact, ...]
    differing: tuple[RecordedFact, ...]


@frozen
class CaseFile:
    """The whole case of one leader, in the order in which it is read."""

    head: Head
    in_short: InShort
    differences: tuple[Difference, ...]
    policy: Policy
    standings: tuple[StandingLine, ...]
    attendance: tuple[AttendanceLine, ...]
    coaching: tuple[CoachingLine, ...]
    concerns: tuple[ConcernLine, ...]
    chronology: tuple[Event, ...]
    decisions: tuple[DecisionLine, ...]
    communications: tuple[CommunicationLine, ...]
    unsent: tuple[DraftLine, ...]
    escalations: tuple[EscalationPart, ...]
    sign_offs_undone: tuple[SignOffLine, ...]
    own_row: tuple[JournalledWords, ...]
    numbers: tuple[NumbersPart, ...]
    in_force: InForce


def as_json(value: Any) -> Any:
    """A document (or a part of one) as plain JSON values; days and instants in ISO format, instants in UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
