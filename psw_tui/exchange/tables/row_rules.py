"""What the columns of one row say together: defaults, contradictions (refused) and gaps (accepted and listed).

Everything here reads the complete values of a row, what is stored and what the file brings in one, so that a
file with a few columns is judged like one with all of them.
"""

from __future__ import annotations

from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy import particulars
from psw_tui.policy.catching_up import lacks_log
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import (
    ABSENCE_REASONS,
    NOT_EXPECTED_REASONS,
    CancelledBy,
    Explanation,
    LeaderState,
    MarkValue,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

Values = dict[str, Any]

_JUDGED = (Explanation.SATISFACTORY, Explanation.UNSATISFACTORY)


@frozen
class Fault:
    """A contradiction in a row: the column to look at, what stands there, and what was expected."""

    column: str
    value: Any
    expected: str


@frozen
class Judgement:
    """What is wrong with a row, and what is left to complete."""

    faults: list[Fault] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def settled(kind: TableKind, values: Values, given: Collection[str]) -> Values:
    """The complete values of a row: what neither file nor store says, and what an empty cell stands for.

    `given` names the columns that the file has. A leader stored as offered becomes active when a file without a
    state brings the offer date: the form is signed.
    """
    complete = _empty(kind) | values
    if kind is TableKind.ROSTER:
        state, offer = complete["state"], complete["offer_accepted_on"]
        if state is LeaderState.OFFERED and "state" not in given and "offer_accepted_on" in given:
            state = None
        complete["state"] = state or particulars.state_if_none_is_given(offer)
        complete["withdrawn_how"] = particulars.how_withdrawn(complete["state"], complete["withdrawn_how"])
    return complete


@cache
def _empty(kind: TableKind) -> Values:
    return {column.name: column.empty for column in TABLES[kind].columns}


def judge_row(kind: TableKind, values: Mapping[str, Any]) -> Judgement:
    """Judge the complete values of one row, as `settled` gives them."""
    return _JUDGES[kind](values)


def _judge_leader(values: Mapping[str, Any]) -> Judgement:
    judgement = Judgement()
    state, offer = values["state"], values["offer_accepted_on"]
    if particulars.is_offered_though_accepted(state, offer):
        judgement.faults.append(
            Fault("state", state, f"another state than offered, or no offer_accepted_on (it is {offer})")
        )
    first, last = values["paused_from"], values["paused_to"]
    if particulars.ends_before_it_begins(first, last):
        judgement.faults.append(Fault("paused_to", last, f"{first} (paused_from) or later"))
    if particulars.left_without_a_day(state, values["withdrawn_on"]):
        judgement.gaps.append("withdrawn without a date: withdrawn_on is empty")
    if particulars.is_not_covered_yet(state, offer):
        judgement.gaps.append("active without an offer date: offer_accepted_on is empty (1.1.1)")
    return judgement


def _judge_session(values: Mapping[str, Any]) -> Judgement:
    judgement = Judgement()
    if values["ends_at"] < values["starts_at"]:
        expected = f"{as_text(values['starts_at'])} (starts_at) or later"
        judgement.faults.append(Fault("ends_at", values["ends_at"], expected))
    return judgement


def _judge_mark(values: Mapping[str, Any]) -> Judgement:
    judgement = Judgement()
    mark, reason = values["mark"], values["reason"]
    allowed = NOT_EXPECTED_REASONS if mark is MarkValue.NOT_EXPECTED else ABSENCE_REASONS
    if reason is not None and reason not in allowed:
        judgement.faults.append(Fault("reason", reason, f"one of {', '.join(allowed)} (the mark is {mark or 'empty'})"))
    if lacks_log(accepted=bool(values["catch_up_accepted_on"]), log_received=values["catch_up_log"]):
        expected = "catch_up_log yes: a catch-up is accepted only with the log (2.3.1)"
        judgement.faults.append(Fault("catch_up_accepted_on", values["catch_up_accepted_on"], expected))
    if mark is MarkValue.NOT_EXPECTED and reason is None:
        judgement.gaps.append("not_expected without a reason")
    if values["explanation"] in _JUDGED and not values["reported_at"]:
        judgement.gaps.append("an explanation without a notice: reported_at is empty")
    if values["completed_on"] and mark is None:
        judgement.gaps.append("completed_on without a mark: it counts nothing")
    if _nothing_but_key(TableKind.MARKS, values):
        judgement.gaps.append("nothing recorded but session and leader")
    return judgement


def _judge_booking(values: Mapping[str, Any]) -> Judgement:
    judgement = Judgement()
    if values["outcome"] is Outcome.CANCELLED:
        if values["cancelled_by"] is None:
            expected = f"one of {', '.join(CancelledBy)} (the outcome is cancelled)"
            judgement.faults.append(Fault("cancelled_by", None, expected))
        elif values["cancelled_by"] is CancelledBy.LEADER and values["cancelled_at"] is None:
            judgement.faults.append(
                Fault("cancelled_at", None, "when the leader gave notice: the 24-hour rule needs it (2.1.2)")
            )
    if values["waived"] and values["waived_reason"] is None:
        judgement.gaps.append("waived without a reason")
    return judgement


def _judge_rating(values: Mapping[str, Any]) -> Judgement:
    judgement = Judgement()
    if _nothing_but_key(TableKind.CAPABILITIES, values):
        judgement.gaps.append("neither a rating nor a focus")
    return judgement


def _nothing_but_key(kind: TableKind, values: Mapping[str, Any]) -> bool:
    table = TABLES[kind]
    return all(
        values[column.name] == column.empty
        for column in table.columns
        if column.name not in table.key and column.name != "round"
    )


_JUDGES = {
    TableKind.ROSTER: _judge_leader,
    TableKind.SESSIONS: _judge_session,
    TableKind.MARKS: _judge_mark,
    TableKind.COACHING: _judge_booking,
    TableKind.CAPABILITIES: _judge_rating,
}


def judge_mark_against(values: Mapping[str, Any], session_ends_on: date) -> list[str]:
    """The gap that only the session shows: a catch-up dated before the session's end."""
    early = [
        f"{column} {values[column]}"
        for column in ("catch_up_sent_on", "catch_up_due_on", "catch_up_submitted_on", "catch_up_accepted_on")
        if values[column] and values[column] < session_ends_on
    ]
    return [f"a catch-up dated before its session's end ({session_ends_on}): {', '.join(early)}"] if early else []


def over_focus(number_of_focus: int, limit: int) -> str | None:
    """What to expect instead of one focus more than a round may have (local), or None."""
    if number_of_focus <= limit:
        return None
    return f"at most {limit} focus areas a round (local setting); this round has {number_of_focus}"
