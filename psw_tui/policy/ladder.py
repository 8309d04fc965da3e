"""Sections 7 and 8: the ladder of intervention, what each move needs, when a stage is due, and withdrawal."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from psw_tui.policy import concerns as flagged
from psw_tui.policy import standing
from psw_tui.policy.absences import is_notified
from psw_tui.policy.calendar import add_working_days, working_days_between
from psw_tui.policy.frozen import frozen
from psw_tui.policy.records import Record
from psw_tui.policy.terms import (
    WITH_LEADER,
    Answer,
    AppealOutcome,
    ConcernKind,
    Direction,
    Element,
    Explanation,
    MarkValue,
    Role,
    Stage,
)
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date

    from psw_tui.policy.programme import Programme

CLAUSE_OF_STAGE = {
    Stage.EXPLANATION: "2.4.2",
    Stage.BDO_CONTACT: "2.4.3",
    Stage.PARTNERSHIPS: "2.4.4",
    Stage.WITHDRAWAL_REVIEW: "2.4.5",
    Stage.WITHDRAWN: "2.4.6",
    Stage.APPEAL: "2.4.7",
    Stage.COMPLAINT: "2.4.7",
    Stage.RESOLVED: "2.4",
    Stage.CLOSED: "2.4",
}

MAY_GO_TO = {
    Stage.EXPLANATION: (Stage.BDO_CONTACT, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW, Stage.RESOLVED),
    Stage.BDO_CONTACT: (Stage.EXPLANATION, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW, Stage.RESOLVED),
    Stage.PARTNERSHIPS: (Stage.BDO_CONTACT, Stage.WITHDRAWAL_REVIEW, Stage.RESOLVED),
    Stage.WITHDRAWAL_REVIEW: (Stage.PARTNERSHIPS, Stage.WITHDRAWN, Stage.RESOLVED),
    Stage.WITHDRAWN: (Stage.APPEAL, Stage.CLOSED),
    Stage.APPEAL: (Stage.RESOLVED, Stage.COMPLAINT, Stage.CLOSED),
    Stage.COMPLAINT: (Stage.CLOSED,),
    Stage.RESOLVED: (),
    Stage.CLOSED: (),
}

ENDED = (Stage.RESOLVED, Stage.CLOSED)
#: The stages at which a leader and the programme work on a plan; what is agreed on it is closed before it is resolved.
WITH_A_PLAN = (Stage.EXPLANATION, Stage.BDO_CONTACT, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW)
HEIGHT = {stage: height for height, stage in enumerate(Stage)}
_HIGHEST_ON_ACCEPTING = Stage.PARTNERSHIPS
_SIGN_OFF_NEEDED = {
    Role.PBDL: Answer.AGREED,
    Role.BUSINESS_DEVELOPMENT_MANAGER: Answer.CONSULTED,
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: Answer.CONSULTED,
    Role.ORGANISATION: Answer.CONSULTED,
}
ROLE_NAMES = {
    Role.PBDL: "Principal Business Development Lead",
    Role.BUSINESS_DEVELOPMENT_MANAGER: "Business Development Manager",
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: "Partnership and Placements Manager",
    Role.ORGANISATION: "the leader's organisation",
}
ELEMENT_NAMES = {
    Element.RESIDENTIALS: "residentials",
    Element.WORKSHOPS: "online workshops",
    Element.COACHING: "coaching",
    Element.LEARNING_PLATFORM: "the learning platform",
    Element.OTHER: "all other elements",
}


#: Of more working days over than these the day that was due says more than their number.
_DAYS_COUNTED = 20


@frozen
class Logged:
    """A communication as the ladder reads it; `stage` is where the escalation stood when it was logged, if known."""

    on: date
    direction: Direction
    reached: bool = True
    stage: Stage | None = None


@frozen
class Escalation:
    """One leader's place on the ladder, with what has been done at it."""

    leader: str
    stage: Stage
    entered_on: date
    due_on: date | None = None
    snoozed_until: date | None = None
    logged: tuple[Logged, ...] = ()
    unanswered_explanations: tuple[str, ...] = ()
    open_actions: int = 0
    sign_offs: Mapping[Role, Answer] = field(default_factory=dict)
    access_ended: frozenset[Element] = frozenset()
    access_restored: frozenset[Element] = frozenset()
    meeting_on: date | None = None
    appeal_outcome: AppealOutcome | None = None


@frozen
class Move:
    """A move that the table allows from here, its clause, and what it still needs (empty: it can be made).

    `note` is what the table does not ask for and the BDO should know before it is made.
    """

    to: Stage
    clause: str
    needs: tuple[str, ...]
    note: str = ""

    @property
    def possible(self) -> bool:
        """Whether nothing is missing."""
        return not self.needs


def opening_stage(suggested: Stage) -> Stage:
    """Accepting opens at the suggested stage, but at partnerships at the highest."""
    return min(suggested, _HIGHEST_ON_ACCEPTING, key=HEIGHT.__getitem__)


def due_on(stage: Stage, entered_on: date, programme: Programme, bank_holidays: Container[date]) -> date | None:
    """When a stage is due: working days (local) from entry; None where the stage has no term."""
    days = programme.stage_days.get(stage)
    return None if days is None else add_working_days(entered_on, days, bank_holidays)


def moves(escalation: Escalation) -> list[Move]:
    """Every move that the table allows from here, nearest first, each with what it still needs."""
    return [
        Move(to, CLAUSE_OF_STAGE[to], tuple(_needs(escalation, to)), _note(escalation, to))
        for to in MAY_GO_TO[escalation.stage]
    ]


def closing_first(possible: Iterable[Move]) -> list[Move]:
    """The same moves, those that end the escalation first: a leader who has left is asked for nothing more."""
    return sorted(possible, key=lambda move: move.to not in ENDED)


def _note(escalation: Escalation, to: Stage) -> str:
    """An attempt is not a contact; and access that was never ended is forgotten once the case is closed."""
    forward = to not in ENDED and HEIGHT[to] > HEIGHT[escalation.stage]
    if escalation.stage in (Stage.EXPLANATION, Stage.BDO_CONTACT) and forward:
        logged = _logged_here(escalation)
        if logged and not any(communication.reached for communication in logged):
            return "only attempts so far, nobody was reached"
    if escalation.stage in (Stage.APPEAL, Stage.COMPLAINT) and to is Stage.CLOSED:
        return ", ".join(_access_needs(escalation.access_ended, "ended")).replace("access ended", "access not ended")
    return ""


def _logged_here(escalation: Escalation) -> list[Logged]:
    """What was said with the leader since the stage was entered; of the day of entry, only what was logged in it."""
    return [
        communication
        for communication in escalation.logged
        if communication.direction in WITH_LEADER
        and communication.on >= escalation.entered_on
        and (communication.on > escalation.entered_on or communication.stage in (None, escalation.stage))
    ]


def refusal(escalation: Escalation, to: Stage) -> str | None:
    """The sentence that says why a move can't be made, or None when it can."""
    here = spoken(escalation.stage)
    allowed = MAY_GO_TO[escalation.stage]
    if to not in allowed:
        others = ", ".join(spoken(stage) for stage in allowed) or "nowhere: it has ended"
        return f"From {here} the ladder does not go to {spoken(to)}; it may go to {others} (2.4)."
    needs = _needs(escalation, to)
    if needs:
        return f"From {here} to {spoken(to)} it still needs {', and '.join(needs)} ({CLAUSE_OF_STAGE[to]})."
    return None


def _needs(escalation: Escalation, to: Stage) -> list[str]:
    """What the move still needs, in the table's words (section 7)."""
    forward = to not in ENDED and HEIGHT[to] > HEIGHT[escalation.stage]
    if to is Stage.RESOLVED and escalation.stage in WITH_A_PLAN and escalation.open_actions:
        return [f"{count(escalation.open_actions, 'plan action')} closed"]
    match escalation.stage:
        case Stage.EXPLANATION | Stage.BDO_CONTACT if forward:
            return _contact_needs(escalation)
        case Stage.PARTNERSHIPS if forward:
            referred = any(communication.direction is Direction.REFERRAL for communication in escalation.logged)
            return [] if referred else ["a referral to the Partnerships Team logged"]
        case Stage.WITHDRAWAL_REVIEW if to is Stage.WITHDRAWN:
            return withdrawal_needs(escalation.sign_offs)
        case Stage.WITHDRAWN if to is Stage.CLOSED:
            return _access_needs(escalation.access_ended, "ended")
        case Stage.APPEAL:
            return _appeal_needs(escalation, to)
        case _:
            pass
    return []


def _contact_needs(escalation: Escalation) -> list[str]:
    needs = []
    if not _logged_here(escalation):
        needs.append("a communication with the leader logged at this stage")
    if escalation.stage is Stage.EXPLANATION and escalation.unanswered_explanations:
        needs.append(f"the outcome of the explanation for {', '.join(escalation.unanswered_explanations)}")
    return needs


def withdrawal_needs(sign_offs: Mapping[Role, Answer]) -> list[str]:
    """2.4.6: agreed by the PBDL, and three consulted; the latest answer of each role counts."""
    needs = []
    for role, answer in _SIGN_OFF_NEEDED.items():
        if sign_offs.get(role) is not answer:
            word = "agreement" if answer is Answer.AGREED else "consultation"
            needs.append(f"the {word} of {ROLE_NAMES[role]}")
    return needs


def _access_needs(done: Iterable[Element], word: str) -> list[str]:
    ticked = set(done)
    left = [ELEMENT_NAMES[element] for element in Element if element not in ticked]
    return [f"access {word} and ticked: {', '.join(left)}"] if left else []


def _appeal_needs(escalation: Escalation, to: Stage) -> list[str]:
    needs = []
    if escalation.meeting_on is None:
        needs.append("the date of the meeting with the PBDL")
    wanted = AppealOutcome.UPHELD if to is Stage.RESOLVED else AppealOutcome.NOT_UPHELD
    if escalation.appeal_outcome is not wanted:
        needs.append(f"the outcome of the meeting: {spoken(wanted)}")
    if to is Stage.RESOLVED:
        needs += _access_needs(escalation.access_restored, "restored")
    return needs


def notice_needs(*, contacted: bool, agreed: bool, support: int) -> list[str]:
    """2.1.3: what is still to follow a notice without reasonable cause; none of it holds a move up."""
    wanted = ((contacted, "contact with the leader"), (agreed, "an agreed outcome"), (support > 0, "support actions"))
    return [words for there, words in wanted if not there]


def heard_by_who_agreed(agreed_by: str, heard_by: str) -> str | None:
    """2.4.7: the note that whoever hears the appeal agreed the withdrawal too; None where a name tells otherwise.

    The policy gives both to the PBDL, so nothing is refused: the BDO is told, to raise it. `agreed_by` is the name
    on the PBDL's sign-off, `heard_by` the name recorded for the meeting; either may be empty.
    """
    if agreed_by and heard_by and fold(agreed_by) != fold(heard_by):
        return None
    who = agreed_by or heard_by
    named = f" ({who})" if who else ""
    return (
        f"The PBDL{named} hears the appeal and also agreed the withdrawal (2.4.6, 2.4.7); the policy names nobody "
        "else, so raise it if it matters here."
    )


def withdrawal_suggestions(record: Record, day: date) -> list[str]:
    """Which triggers of a withdrawal review fit (local: our copy of 2.4.5 has lost its list); never a move."""
    triggers = record.programme.triggers
    held = flagged.concerns(record, day)
    said = []
    unreachable = [
        concern
        for concern in held
        if concern.kind is ConcernKind.MINIMUM_UNREACHABLE and concern.suggested_stage is Stage.WITHDRAWAL_REVIEW
    ]
    if unreachable and len(unreachable) >= triggers["minimum_unreachable"]:
        names = ", ".join(spoken(concern.about) for concern in unreachable)
        said.append(f"A minimum can no longer be reached and is not explained to satisfaction: {names}.")
    absences = [
        session.title
        for session in record.sessions
        if not session.cancelled
        and standing.ended(session, day)
        and (mark := standing.mark_of(record, session)).value is MarkValue.ABSENT
        and mark.explanation is not Explanation.SATISFACTORY
        and not is_notified(session, mark)
    ]
    if absences and len(absences) >= triggers["absences_not_explained"]:
        said.append(
            f"{count(len(absences), 'absence')} neither notified beforehand nor explained to satisfaction: "
            f"{', '.join(absences)}."
        )
    silent = sum(concern.kind is ConcernKind.NO_RESPONSE for concern in held)
    if silent and silent >= triggers["no_response"]:
        said.append(f"No reply to {count(silent, 'communication')}.")
    return said


def is_overdue(due: date | None, day: date) -> bool:
    """Whether a stage's due date is past."""
    return due is not None and due < day


def is_snoozed(until: date | None, day: date) -> bool:
    """Folded away until its date."""
    return until is not None and day < until


def due_in_words(due: date | None, day: date, bank_holidays: Container[date]) -> str:
    """`4 working days late`, `overdue since Wed 10 Jun 2026`, `due Wed 3 Feb 2027`, `no deadline`."""
    if due is None:
        return "no deadline"
    if is_overdue(due, day):
        over = working_days_between(due, day, bank_holidays)
        if over > _DAYS_COUNTED:
            return f"overdue since {day_words(due)}"
        return f"{count(over, 'working day')} late" if over else "due date passed"
    return "due today" if due == day else f"due {day_words(due)}"


def due_with_source(due: date | None, day: date, bank_holidays: Container[date]) -> str:
    """The same for a sentence: a stage's days are local, and where there is a due date it is said (section 7)."""
    words = due_in_words(due, day, bank_holidays)
    return words if due is None else local(words)
