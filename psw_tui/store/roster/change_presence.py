"""The commands by which a leader leaves, pauses, comes back or completes, with what follows from it in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import col, select

from models.tables import BookingRow, DraftRow, LeaderRow, MarkRow, SessionRow
from psw_tui.policy import presence
from psw_tui.policy.terms import CancelledBy, LeaderState, Outcome, Stage, WithdrawnHow
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations.ladder_moves import take_to
from psw_tui.store.escalations.open_escalation import required_words
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.roster import leaving
from psw_tui.store.roster.leaders import refusal
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.policy.presence import Follows
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change

_KINDS = frozenset({"leaders", "bookings", "marks", "escalations", "communications"})


def withdraw(
    store: Store, leader: str, on: date, how: WithdrawnHow, *, call_off: bool = False, outcome: str = ""
) -> Change | None:
    """Section 1: a leader left on a day, today or before; `call_off` what follows from it in the same command.

    With an `outcome`, in words, the open escalation is resolved too. `Refused` for `deemed`: only the ladder sets it.
    """
    if on > store.today:
        raise Refused(f"{day_words(on)} has not come yet; a withdrawal is recorded once the leader has left.")
    wanted = {"state": LeaderState.WITHDRAWN, "withdrawn_on": on, "withdrawn_how": how}
    words = f"{day_words(on)}, {spoken(how)}"
    return _become(store, leader, wanted, f"Withdrew {{name}}, {words}", call_off=call_off, outcome=outcome)


def pause(store: Store, leader: str, first: date, last: date | None = None, *, call_off: bool = False) -> Change | None:
    """Section 1 (local): a deferral from a day on, to a last day or open-ended; `call_off` the coaching inside it."""
    wanted = {"state": LeaderState.PAUSED, "paused_from": first, "paused_to": last}
    span = f"from {day_words(first)}" + (f" to {day_words(last)}" if last else "")
    return _become(store, leader, wanted, f"Paused {{name}} {span}", call_off=call_off)


def resume(store: Store, leader: str, on: date) -> Change | None:
    """A leader is active again from a day on: a pause ends the day before; one who left stays on record in the journal.

    With a day to come they stay paused until then. `Refused` for a day before the pause, and where the ladder withdrew
    them: only an appeal takes that back (2.4.7).
    """
    own = judged(store, leader).record.leader
    if problem := presence.why_not_back(own, on, store.today):
        raise Refused(problem)
    wanted = leaving.resumed(store, own, on)
    words = f"is active again, {day_words(on)}"
    if wanted["state"] is LeaderState.PAUSED:
        words = f"stays paused to {day_words(wanted['paused_to'])}"
    return _become(store, leader, wanted, f"{{name}} {words}")


def complete(store: Store, leader: str, *, call_off: bool = False, outcome: str = "") -> Change | None:
    """Section 1: a leader has completed the programme."""
    wanted = {"state": LeaderState.COMPLETED}
    return _become(store, leader, wanted, "{name} completed the programme", call_off=call_off, outcome=outcome)


def call_off(store: Store, leader: str) -> Change | None:
    """Call off what is left of a leader who has gone or is paused: coaching, catch-ups, drafts."""
    verdict = judged(store, leader)
    now = clock.now()
    left = presence.follows(verdict.record, store.today, now)
    if not left:
        raise Refused(f"Nothing of {verdict.name} is left to call off.")
    with store.command(f"{verdict.name}: {_done(left)}", _KINDS, leaders=[leader]) as writing:
        _call_off(writing, store, leader, left, presence.notice_of_leaving(verdict.record.leader, now))
    return writing.change


def _become(
    store: Store,
    leader: str,
    wanted: dict[str, Any],
    what: str,
    *,
    call_off: bool = False,
    outcome: str = "",
) -> Change | None:
    """Give a leader these particulars, and with them what follows."""
    verdict = judged(store, leader)
    if verdict.record.leader.state is wanted["state"] and wanted["state"] is not LeaderState.PAUSED:
        raise Refused(f"{verdict.name} is {spoken(wanted['state'])} already; e edits the days.")
    if problem := refusal(store, wanted, leader):
        raise Refused(problem)
    if outcome:
        outcome = required_words(outcome, "Ending an escalation needs its outcome")
        if (missing := leaving.why_not_resolved(store, leader)) is not None:
            raise Refused(missing)
    left = leaving.follows(store, verdict.record, wanted)
    said = [what.format(name=verdict.name)]
    with store.command("", _KINDS, leaders=[leader]) as writing:
        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        if outcome:  # before the state changes: the decision keeps the verdicts that it saw
            take_to(store, writing.session, verdict, Stage.RESOLVED, said[0], outcome)
            said.append("the escalation resolved")
        for column, value in wanted.items():
            setattr(row, column, value)
        if call_off and left:
            becomes = leaving.with_these(verdict.record, wanted).leader
            _call_off(writing, store, leader, left, presence.notice_of_leaving(becomes, clock.now()))
            said.append(_done(left))
        writing.what = "; ".join(said)
    return writing.change


def _call_off(writing: Writing, store: Store, leader: str, left: Follows, at: datetime) -> None:
    session = writing.session
    row = store.only_row(session, LeaderRow, "leader", reference=leader)
    bookings = select(BookingRow).where(col(BookingRow.id).in_([UUID(booking.id) for booking in left.bookings]))
    for booking in session.exec(bookings).all():
        booking.outcome, booking.cancelled_by = Outcome.CANCELLED, CancelledBy.LEADER
        booking.cancelled_at, booking.learned_at = at, clock.now()
    marks = (
        select(MarkRow)
        .join(SessionRow, col(SessionRow.id) == col(MarkRow.session_id))
        .where(col(MarkRow.leader_id) == row.id)
        .where(col(SessionRow.reference).in_([held.reference for held in left.catch_ups]))
    )
    for mark in session.exec(marks).all():
        mark.catch_up_sent_on = mark.catch_up_due_on = None
    drafts = select(DraftRow).where(col(DraftRow.id).in_([UUID(draft.id) for draft in left.drafts]))
    for draft in session.exec(drafts).all():
        session.delete(draft)


def _done(left: Follows) -> str:
    """`called off 2 coaching bookings and 1 catch-up, dropped 1 draft; 1 of the bookings … spent (2.1.2)`."""
    parts = [f"called off {left.off_words}"] if left.off_words else []
    if left.drafts:
        parts.append(f"dropped {count(len(left.drafts), 'draft')}")
    return "; ".join(filter(None, (", ".join(parts), left.spent_words)))
