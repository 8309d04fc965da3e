"""The half page that comes first: who, where it stands, what happened, what was tried, and what is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.decisions import words_of
from psw_tui.exchange.escalations.case_file.document import InShort
from psw_tui.exchange.escalations.case_file.escalations import communication_words
from psw_tui.policy import ladder
from psw_tui.policy.sign_offs import counting
from psw_tui.policy.terms import InboxChoice, Role, Stage
from psw_tui.policy.wording import REQUIREMENT_NAMES, quoted, spoken, upper_first
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.exchange.escalations.case_file.document import ConcernLine, Head
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.store.escalations.records import CommunicationRecord, DecisionRecord, EscalationRecord

#: As many lines as half a page takes.
_HAPPENED = 5
_FIRST_TRIED, _LAST_TRIED = 2, 5
#: Of one day, what was recorded at a moment that is not known comes first.
_UNKNOWN = datetime.min.replace(tzinfo=UTC)
#: How much of somebody's words is told here; all of them stand in their own section.
_WORDS = 110
#: What is asked at each stage, of whom, and where the policy says so.
_ASKED = {
    Stage.EXPLANATION: "An explanation of the absence is asked of the leader (2.4.2).",
    Stage.BDO_CONTACT: "The leader is asked why, and offered support (2.4.3).",
    Stage.PARTNERSHIPS: "The Partnerships Team takes it up with the leader's organisation (2.4.4).",
    Stage.WITHDRAWAL_REVIEW: "Whether the leader is to be withdrawn (2.4.5, 2.4.6).",
    Stage.WITHDRAWN: "Nothing of a panel, unless the leader appeals (2.4.7).",
    Stage.APPEAL: "Whether the withdrawal stands (2.4.7).",
    Stage.COMPLAINT: "Nothing of this file: it is with the complaints policy (2.4.7).",
}
_NOTHING_ASKED = "Nothing: no escalation is open."


def in_short(sources: Sources, head: Head, concerns: tuple[ConcernLine, ...]) -> InShort:
    """The story of a case as of the day that is judged, from what the other parts tell in full."""
    return InShort(
        who=_who(head),
        stands=(head.stage, *_standings(sources, head)),
        happened=_happened(sources, concerns),
        tried=_tried(sources),
        asked=_asked(sources),
    )


def _who(head: Head) -> str:
    where = f" at {head.organisation}" if head.organisation else ""
    coach = f", coached by {head.coach}" if head.coach else ""
    return f"{head.name} ({head.reference}), a leader of {head.cohort}{where}{coach}. {upper_first(head.state)}."


def _standings(sources: Sources, head: Head) -> tuple[str, ...]:
    standings = sources.now.verdict.standings
    if head.covered or not standings:
        return (head.covered,) if head.covered else ()
    said = (f"{REQUIREMENT_NAMES[name]} {spoken(reached.word)}" for name, reached in standings.items())
    return (f"On {day_words(sources.day)}: {', '.join(said)}.",)


def _happened(sources: Sources, concerns: tuple[ConcernLine, ...]) -> tuple[str, ...]:
    """The concerns that were ever accepted, in their own sentences; where none was, those on record."""
    accepted = {
        decision.concern_key
        for decision in sources.record.decisions
        if decision.choice is InboxChoice.ACCEPT and decision.struck_out_at is None and decision.day <= sources.day
    }
    taken = [line for line in concerns if line.key in accepted] or list(concerns)
    said = [line.why or f"{upper_first(line.title)}, {line.state}." for line in taken]
    return capped(said, _HAPPENED, 0, "Concerns")


def _tried(sources: Sources) -> tuple[str, ...]:
    """Messages, moves and what was done as agreed, up to the day, in the order of time."""
    told = [
        (sent.on, sources.made("communication", sent.id)[0], _message(sent)) for sent in sources.record.communications
    ]
    told += [
        (decision.day, decision.at, _move(sources, decision))
        for decision in sources.record.decisions
        if decision.to_stage and decision.from_stage and not decision.struck_out_at
    ]
    told += [
        (
            action.done_on,
            sources.set_by("plan_action", action.id, "done_on")[0],
            f"done as agreed: {_cut(action.what)}.",
        )
        for action in sources.record.plan
        if action.done_on is not None and not action.dropped_because
    ]
    told = [line for line in told if line[0] <= sources.day]
    told.sort(key=lambda line: (line[0], line[1] or _UNKNOWN))
    return capped([_dated(on, words) for on, _, words in told], _FIRST_TRIED, _LAST_TRIED, "Chronology")


def _dated(on: date, words: str) -> str:
    return f"{day_words(on)}: {words}"


def _message(sent: CommunicationRecord) -> str:
    how = communication_words(sent.channel, sent.direction)
    words = how[0].lower() + how[1:]
    if not sent.reached:
        words += ", nobody reached"
    if sent.replied_on is not None:
        words += f", replied on {day_words(sent.replied_on)}"
    elif sent.reply_by is not None:
        words += f", reply asked for by {day_words(sent.reply_by)}, none recorded"
    return f"{words}: {_cut(sent.summary)}" if sent.summary else f"{words}."


def _move(sources: Sources, decision: DecisionRecord) -> str:
    words = words_of(sources, decision)
    reason = f": {quoted(_cut(decision.reason))}" if decision.reason else "."
    return f"{words[0].lower()}{words[1:]}{reason}"


def _cut(words: str) -> str:
    """As much of somebody's words as a line takes."""
    return words if len(words) <= _WORDS else f"{words[:_WORDS].rstrip()}…"


def capped(lines: list[str], first: int, last: int, section: str) -> tuple[str, ...]:
    """The first and the last lines, and how many stand between them and where."""
    left = len(lines) - first - last
    if left <= 1:  # the line that says so would take as much room
        return tuple(lines)
    more = f"{left} more in the section “{section}”."
    return (*lines[:first], more, *lines[len(lines) - last :])


def _asked(sources: Sources) -> tuple[str, ...]:
    stood = sources.now.stood
    if stood is None:
        return (_NOTHING_ASKED,)
    lines = [_ASKED[stood.stage]] if stood.stage in _ASKED else [_NOTHING_ASKED]
    if stood.stage is Stage.WITHDRAWAL_REVIEW:
        lines += _answers(sources, stood)
    if stood.stage is Stage.APPEAL:
        lines.append(_meeting(stood, sources.day))
    return tuple(lines)


def _answers(sources: Sources, stood: EscalationRecord) -> list[str]:
    """What each role has answered to a withdrawal by the day (2.4.6)."""
    given = counting(row for row in sources.record.sign_offs if row.escalation == stood.id and row.on <= sources.day)
    lines = []
    for role in Role:
        name = upper_first(ladder.ROLE_NAMES[role])
        if role in given:
            answer = given[role]
            lines.append(f"{name}, {answer.name}: {spoken(answer.answer)} on {day_words(answer.on)}.")
        else:
            asked = "agreement" if role is Role.PBDL else "consultation"
            lines.append(f"{name}: {asked} not on record.")
    return lines


def _meeting(stood: EscalationRecord, day: date) -> str:
    if stood.meeting_on is None or stood.meeting_on > day:
        return "The meeting with the Principal Business Development Lead is not on record."
    heard = f", heard by {stood.heard_by}" if stood.heard_by else ""
    outcome = spoken(stood.appeal_outcome) if stood.appeal_outcome else "outcome not recorded"
    return f"The meeting was on {day_words(stood.meeting_on)}{heard}: {outcome}."
