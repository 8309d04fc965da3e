"""The commands on a register, one a key: who came, who said they would not and why, how far they took part.

A mark never loses what a leader told the programme team: see `mark`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.policy import terms
from psw_tui.policy.terms import CAME, MISSED, Engagement, Explanation, MarkValue, Reason
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import moment, spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.registers.change_marks import on_marks
from psw_tui.store.registers.fill import whom_fill_marks
from psw_tui.store.registers.registers import register
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from models.tables import SessionRow
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.change_marks import MarkFacts


def mark(
    store: Store, session: str, leaders: Iterable[str], value: MarkValue, reason: Reason | None = None
) -> Change | None:
    """Mark these leaders at a session: one command, however many they are. None when nothing changed.

    `reason` goes with *not expected* alone. What a leader told the programme team is kept as far as it fits:
    `reported_at` always stays, as the history of a notice; `reason` and `explanation` are of an absence, so a
    leader marked present or not expected has neither, and a mark that was *not expected* gives its reason up.
    Engagement goes with somebody who came, and `completed_on` with a module that is done (present).
    """
    if reason is not None and value is not MarkValue.NOT_EXPECTED:
        raise Refused("A reason goes with “not expected” here; report the absence to give its reason.")
    if reason is not None and reason not in terms.NOT_EXPECTED_REASONS:
        known = ", ".join(spoken(reason_word) for reason_word in terms.NOT_EXPECTED_REASONS)
        raise Refused(f"“{spoken(reason)}” is not a reason for “not expected”; it takes one of: {known}.")

    def change(row: MarkFacts, _session: SessionRow, _name: str) -> None:
        if value not in MISSED or row.value is MarkValue.NOT_EXPECTED:
            row.reason = row.explanation = None
        if value is MarkValue.NOT_EXPECTED:
            row.reason = reason
        if value in (MarkValue.ABSENT, MarkValue.NOT_EXPECTED):
            row.engagement = None
        if value is not MarkValue.PRESENT:
            row.completed_on = None
        row.value = value

    return on_marks(store, session, leaders, f"Marked {{who}} {spoken(value)}, {{session}}", change)


def clear(store: Store, session: str, leaders: Iterable[str]) -> Change | None:
    """Take these leaders' marks away; what they told the programme team, and a catch-up's dates, stay."""

    def change(row: MarkFacts, _session: SessionRow, _name: str) -> None:
        if row.reported_at is None or row.value is MarkValue.NOT_EXPECTED:
            row.reason = row.explanation = None
        row.value = row.minutes = row.engagement = row.completed_on = None

    return on_marks(store, session, leaders, "Cleared {who}, {session}", change)


def report(
    store: Store,
    session: str,
    leader: str,
    reported_at: datetime | None,
    reason: Reason | None = None,
    explanation: Explanation | None = None,
    *,
    also: Iterable[str] = (),
) -> Change | None:
    """Record what a leader told of an absence, or ahead of one: when (an instant), why, and the BDO's judgement.

    `also` names other sessions it was told of: the second day of a residential, say; it stays one command.

    The sentence in the history names no reason: reasons are sensitive. `Refused` for a leader who was there or
    is not expected, a time that has not come, and a reason that is none of an absence (2.1.1, 2.1.3).
    """
    if reason is not None and reason not in terms.ABSENCE_REASONS:
        raise Refused(f"“{spoken(reason)}” goes with “not expected”; an absence takes one of the other reasons.")
    _refuse_to_come(reported_at)

    def change(row: MarkFacts, row_session: SessionRow, name: str) -> None:
        if row.value in (MarkValue.PRESENT, MarkValue.NOT_EXPECTED):
            raise Refused(
                f"{name} is marked {spoken(row.value)} at {row_session.title}, so there is no absence to report there; "
                "clear that mark first."
            )
        row.reported_at, row.reason, row.explanation = reported_at, reason, explanation

    return on_marks(store, (session, *also), [leader], "Recorded what {who} told us, {session}", change)


def engage(store: Store, session: str, leaders: Iterable[str], engagement: Engagement | None) -> Change | None:
    """Record how far these leaders took part (1.1.2, 2.2.3), or (None) take it away; local words.

    `Refused` for somebody who is not marked as having been there: nobody can have taken part in what they missed.
    """

    def change(row: MarkFacts, _session: SessionRow, name: str) -> None:
        if engagement is not None and row.value not in CAME:
            state = "has nothing recorded" if row.value is None else f"is marked {spoken(row.value)}"
            raise Refused(f"{name} {state}; say present or part first, then how far they took part.")
        row.engagement = engagement

    word = "Cleared the engagement of {who}" if engagement is None else f"Marked {{who}} {engagement} engagement"
    return on_marks(store, session, leaders, f"{word}, {{session}}", change)


def complete(store: Store, session: str, leaders: Iterable[str], completed_on: date | None) -> Change | None:
    """Mark a module done by these leaders on a day, or (None) without saying when; `Refused` if it is not a module."""
    if completed_on is not None and completed_on > store.today:
        raise Refused(f"{day_words(completed_on)} has not come yet; a module is recorded once it is done.")

    def change(row: MarkFacts, row_session: SessionRow, _name: str) -> None:
        if row_session.kind is not terms.SessionKind.MODULE:
            raise Refused(f"{row_session.title} is not a module, so it has no day of completion; mark it present.")
        row.reason = row.explanation = None
        row.value, row.completed_on = MarkValue.PRESENT, completed_on

    on = "" if completed_on is None else f" on {day_words(completed_on)}"
    return on_marks(store, session, leaders, f"Marked {{who}} present{on}, {{session}}", change)


def fill_present(store: Store, session: str, leaders: Iterable[str] | None = None) -> Change | None:
    """Mark the unrecorded (all, or those among `leaders`) present; no mark is ever overwritten (section 3)."""
    rest = whom_fill_marks(register(store, session, store.today), leaders)
    return mark(store, session, rest, MarkValue.PRESENT) if rest else None


def _refuse_to_come(reported_at: datetime | None) -> None:
    if reported_at is not None and reported_at > clock.now() + timedelta(minutes=1):
        raise Refused(f"{moment(reported_at)} has not come yet; a report is recorded once it was made.")
