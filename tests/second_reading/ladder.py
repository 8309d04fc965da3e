"""Sections 3, 6, 7 and 9 of policy.md read a second time as far as they speak of what was said and decided.

Beside the tables stands a log of what the BDO did. Like `rules` this shares nothing with the application. Where
the page is silent the reading is said: a contact is one of the escalation that is open on the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.second_reading import rules
from tests.second_reading.rules import ONE_DAY, Leader

STAGES = (
    "explanation",
    "bdo_contact",
    "partnerships",
    "withdrawal_review",
    "withdrawn",
    "appeal",
    "complaint",
    "resolved",
    "closed",
)
# Policy 7 says "explanation 5, bdo_contact 10, partnerships 15, withdrawal_review 10, appeal 10"
STAGE_DAYS = {"explanation": 5, "bdo_contact": 10, "partnerships": 15, "withdrawal_review": 10, "appeal": 10}
ENDED = ("resolved", "closed")
# English bank holidays from September 2026 to the end of 2027, copied from gov.uk by hand.
BANK_HOLIDAYS = {
    date(2026, 12, 25),
    date(2026, 12, 28),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
    date(2027, 5, 3),
    date(2027, 5, 31),
    date(2027, 8, 30),
    date(2027, 12, 27),
    date(2027, 12, 28),
}
# Kinds whose facts no step in the log can clear and bring back: of these the log alone says what was decided.
STEADY = (
    "unexplained_absence",
    "unsatisfactory_explanation",
    "no_reasonable_cause",
    "coaching_spent",
    "no_response",
    "manual",
)


@dataclass
class Escalation:
    """One time on the ladder: what was decided, each with its day and its place in the order of recording."""

    leader: str
    opened: date
    stages: list[tuple[date, int, str]] = field(default_factory=list)
    snoozes: list[tuple[date, int, date | None]] = field(default_factory=list)
    joined: list[tuple[date, str]] = field(default_factory=list)
    ended: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether it was open on the day."""
        return self.opened <= day and (self.ended is None or day < self.ended)

    def place(self, day: date) -> tuple[str, date | None, date | None]:
        """P 9: stage, due date and snooze as "the decisions dated on or before D left it"."""
        stage, due, until = "", None, None
        steps: list[tuple[date, int, str, Any]] = [(on, n, "stage", to) for on, n, to in self.stages]
        steps += [(on, n, "snooze", to) for on, n, to in self.snoozes]
        for on, _, what, to in sorted(steps, key=lambda step: step[:2]):
            if on > day:
                continue
            if what == "stage":
                stage, due, until = to, due_on(to, on), None
            else:
                until = to
        return stage, due, until


@dataclass
class Letter:
    """A communication; `escalation` is its place in the log, if one was open."""

    leader: str
    escalation: int | None
    on: date
    direction: str
    reached: bool
    reply_by: date | None
    replied_on: date | None
    about: str


@dataclass
class Raised:
    """A concern raised by hand."""

    leader: str
    about: str
    on: date


@dataclass
class Log:
    """What was said and decided and stands, and the state of each concern that was decided on."""

    escalations: list[Escalation] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    raised: list[Raised] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)

    def open_now(self, leader: str) -> Escalation | None:
        """The leader's escalation that has not ended."""
        return next(
            (escalation for escalation in self.escalations if escalation.leader == leader and escalation.ended is None),
            None,
        )


def due_on(stage: str, entered: date) -> date | None:
    """P 7: "Each stage has a due date in working days from entry", over English bank holidays."""
    if stage not in STAGE_DAYS:
        return None
    day, left = entered, STAGE_DAYS[stage]
    while left:
        day += ONE_DAY
        if day.weekday() < 5 and day not in BANK_HOLIDAYS:
            left -= 1
    return day


def is_unanswered(log: Log, letter: Letter, day: date) -> bool:
    """P 6: "on D an escalation is open and one of its communications ... past its reply-by date with no reply by D"."""
    if letter.escalation is None or letter.reply_by is None or not letter.reply_by < day:
        return False
    answered = letter.replied_on is not None and letter.replied_on <= day
    return log.escalations[letter.escalation].is_open(day) and not answered


def concerns(leaders: Sequence[Leader], log: Log, day: date) -> list[dict[str, Any]]:
    """All that `psw concerns` lists on a day, less every `why` and `state`."""
    found: list[dict[str, Any]] = []
    for leader in leaders:
        found += of_leader(leader, log, day)
    return sorted(found, key=lambda concern: (concern["leader"], concern["kind"], concern["about"]))


def of_leader(leader: Leader, log: Log, day: date) -> list[dict[str, Any]]:
    """The concerns of one leader on a day."""
    if not rules.is_covered(leader, day) or leader.state != "active":
        return []
    own = rules.of_leader(leader, day)
    for letter in log.letters:
        # Policy 6 says "communications to the leader"; "never a referral or a message to the organisation"
        if letter.leader == leader.reference and letter.direction == "to_leader" and is_unanswered(log, letter, day):
            assert letter.reply_by is not None
            since = letter.reply_by + ONE_DAY
            own.append(rules.concern(leader, "no_response", letter.about, "2.4.4", "partnerships", since))
    for raised in log.raised:
        if raised.leader == leader.reference and raised.on <= day and not _is_over(log, raised, leader, day):
            own.append(rules.concern(leader, "manual", raised.about, "2.4.3", "bdo_contact", raised.on))
    contacts = [
        letter.on
        for letter in log.letters
        if letter.leader == leader.reference
        # Policy 7 says "a contact was made (a communication to the leader that reached them)"
        and letter.direction == "to_leader"
        and letter.reached
        and letter.on <= day
        and letter.escalation is not None
        and log.escalations[letter.escalation].is_open(day)
    ]
    for concern in own:
        # Policy 7 says "A new absence concern after a contact was made ... suggests partnerships"
        absence = concern["kind"] in ("unexplained_absence", "no_reasonable_cause", "emerging_pattern")
        if absence and contacts and date.fromisoformat(concern["since"]) > min(contacts):
            concern["suggested_stage"] = "partnerships"
    return own


def _is_over(log: Log, raised: Raised, leader: Leader, day: date) -> bool:
    """A concern raised by hand ends with the escalation that it went into."""
    key = f"manual:{raised.about}:{leader.reference}"
    into = [escalation for escalation in log.escalations if any(key == joined for _, joined in escalation.joined)]
    return any(escalation.ended is not None and escalation.ended <= day for escalation in into)


def queue(leaders: Sequence[Leader], log: Log, day: date) -> list[dict[str, Any]]:
    """All that `psw queue` lists on a day in its order, less every `why`; of the concerns the steady ones."""
    holding = {concern["key"] for concern in concerns(leaders, log, day)}
    overall = {leader["reference"]: leader for leader in rules.status(leaders, day)["leaders"]}
    rows = []
    for escalation in log.escalations:
        if not escalation.is_open(day):
            continue
        stage, due, until = escalation.place(day)
        asleep = until is not None and day < until
        part = {key for on, key in escalation.joined if on <= day and key in holding}
        rows.append(
            {
                "leader": escalation.leader,
                "name": overall[escalation.leader]["name"],
                "stage": stage,
                "due_on": None if due is None else due.isoformat(),
                "overdue": due is not None and due < day,
                "snoozed_until": until.isoformat() if asleep and until is not None else None,
                "overall": overall[escalation.leader]["overall"],
                "concerns": sorted(part),
            }
        )
    # Policy 9 says "overdue before not overdue; then the stage furthest up the ladder; then the overall standing,
    # worst first; then the earliest due date; then the leader's name"; "Snoozed ones are folded away"
    return sorted(
        rows,
        key=lambda row: (
            row["snoozed_until"] is not None,
            not row["overdue"],
            -STAGES.index(row["stage"]),
            [*rules.WORST_FIRST, "not_covered"].index(row["overall"]),
            row["due_on"] or "9999-12-31",
            row["name"].casefold(),
            row["leader"],
        ),
    )


def owed_replies(log: Log, day: date) -> set[tuple[str, str]]:
    """P 6: "an unanswered one of those is a task": the leader and what names it."""
    others = ("referral", "organisation")
    return {
        (letter.leader, letter.about)
        for letter in log.letters
        if letter.direction in others and is_unanswered(log, letter, day)
    }


def catch_ups(leader: Leader, day: date) -> dict[str, str]:
    """P 3: how far each catch-up has come: "On a day D a step dated after D has not happened"."""
    if not rules.is_covered(leader, day):
        return {}
    steps = {}
    for requirement, kinds in rules.KINDS.items():
        watch = rules.numbers(leader, requirement, day).catch_up_due
        for session in leader.sessions:
            mark = rules.mark_of(leader, session)
            if session.kind not in kinds or session.cancelled or not rules.has_ended(session, day):
                continue
            if mark.mark not in ("absent", "part"):
                continue
            due = mark.due_on
            if due is None and mark.sent_on is not None:
                due = mark.sent_on + timedelta(days=rules.CATCH_UP_DAYS)
            if mark.accepted_on is not None and mark.accepted_on <= day:
                steps[session.reference] = "accepted"
            elif mark.submitted_on is not None and mark.submitted_on <= day:
                steps[session.reference] = "to accept"
            elif mark.sent_on is not None and mark.sent_on <= day:
                assert due is not None
                steps[session.reference] = "overdue" if due < day else "sent"
            elif watch:
                steps[session.reference] = "to send"
    return steps


def has_three_absences(leader: Leader, day: date) -> bool:
    """P 7: "three or more absences ... neither notified beforehand nor explained to satisfaction"."""
    number = 0
    for session in leader.sessions:
        mark = rules.mark_of(leader, session)
        if session.cancelled or not rules.has_ended(session, day) or mark.mark != "absent":
            continue
        number += rules.notice_of(session, mark) is None and mark.explanation != "satisfactory"
    return number >= 3
