"""Catching up (2.3.1): sent, submitted, the reflective log received, accepted; each for several at once.

A pair is a leader's and a session's reference. Coaching has no marks, so it can't be caught up.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.catching_up import lacks_log
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MISSED, SessionState
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.core.history import imported
from psw_tui.store.reads import facts
from psw_tui.store.registers.change_marks import on_pairs
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from models.tables import SessionRow
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.change_marks import MarkFacts

Pair = tuple[str, str]


@frozen
class Dates:
    """All that is recorded of a catch-up, as the BDO edits it."""

    sent_on: date | None
    due_on: date | None
    submitted_on: date | None
    log_received: bool
    accepted_on: date | None


@frozen
class Received:
    """One form that came back: whose, for which session, when, and whether the reflective log is with it."""

    leader: str
    session: str
    on: date
    log: bool


def receive(
    store: Store, received: Iterable[Received], *, file_name: str, since: Version | None = None, dry_run: bool = False
) -> Change | None:
    """Record forms that came back, each with its own day, as one command."""
    of = {(form.leader, form.session): form for form in received}

    def change(row: MarkFacts, session: SessionRow, name: str, leader: str) -> None:
        _refuse_not_missed(row, session, name)
        form = of[leader, session.reference]
        row.catch_up_submitted_on = form.on
        row.catch_up_log = row.catch_up_log or form.log

    what = imported(f"{file_name}: catch-ups submitted by {{who}}, {{session}}")
    return on_pairs(store, of, what, change, since=since, dry_run=dry_run)


def send(store: Store, pairs: Iterable[Pair], on: date) -> Change | None:
    """Record that the resources and the form went out on a day; due some days after it (local setting)."""
    cohorts = facts.cohorts(store.connection)
    days = {
        session.reference: store.programmes[cohorts[cohort].programme].catch_up_days
        for cohort, session in facts.sessions(store.connection).values()
    }

    def change(row: MarkFacts, session: SessionRow, name: str) -> None:
        _refuse_not_missed(row, session, name)
        row.catch_up_sent_on = on
        row.catch_up_due_on = on + timedelta(days=days[session.reference])

    return _on(store, pairs, "Sent the catch-up to {who}, {session}", change, on)


def submitted(store: Store, pairs: Iterable[Pair], on: date, *, log: bool | None = None) -> Change | None:
    """Record that the form came back on a day; `log` says whether the reflective log is with it (None: as it was)."""

    def change(row: MarkFacts, session: SessionRow, name: str) -> None:
        _refuse_not_missed(row, session, name)
        row.catch_up_submitted_on = on
        if log is not None:
            row.catch_up_log = log

    return _on(store, pairs, "Catch-up submitted by {who}, {session}", change, on)


def log_received(store: Store, pairs: Iterable[Pair]) -> Change | None:
    """Record that the reflective log was received; what it says is the leader's own and not kept here."""

    def change(row: MarkFacts, session: SessionRow, name: str) -> None:
        _refuse_not_missed(row, session, name)
        row.catch_up_log = True

    return _on(store, pairs, "Reflective log of {who} received, {session}", change, None)


def accept(store: Store, pairs: Iterable[Pair], on: date) -> Change | None:
    """Accept catch-ups on a day: from then on they count; `Refused` without the reflective log (2.3.1)."""

    def change(row: MarkFacts, session: SessionRow, name: str) -> None:
        _refuse_not_missed(row, session, name)
        if lacks_log(accepted=True, log_received=row.catch_up_log):
            raise Refused(f"{name}, {session.title}: the reflective log has not been received yet (2.3.1).")
        row.catch_up_accepted_on = on

    return _on(store, pairs, "Accepted the catch-up of {who}, {session}", change, on)


def edit(store: Store, pair: Pair, dates: Dates) -> Change | None:
    """Give one catch-up these dates; `Refused` when it would be accepted without the log."""

    def change(row: MarkFacts, session: SessionRow, name: str) -> None:
        _refuse_not_missed(row, session, name)
        if lacks_log(accepted=dates.accepted_on is not None, log_received=dates.log_received):
            raise Refused(f"{name}, {session.title}: it is accepted only with the reflective log (2.3.1).")
        row.catch_up_sent_on, row.catch_up_due_on = dates.sent_on, dates.due_on
        row.catch_up_submitted_on, row.catch_up_log = dates.submitted_on, dates.log_received
        row.catch_up_accepted_on = dates.accepted_on

    return _on(store, [pair], "Edited the catch-up of {who}, {session}", change, dates.accepted_on)


def _on(
    store: Store,
    pairs: Iterable[Pair],
    what: str,
    change: Callable[[MarkFacts, SessionRow, str], None],
    on: date | None,
) -> Change | None:
    if on is not None and on > store.today:
        raise Refused(f"{day_words(on)} has not come yet; it is recorded once it has happened.")
    return on_pairs(store, pairs, what, lambda row, session, name, _leader: change(row, session, name))


def _refuse_not_missed(row: MarkFacts, session: SessionRow, name: str) -> None:
    if session.state is SessionState.CANCELLED:
        raise Refused(f"{session.title} is cancelled, so there is nothing to catch up.")
    if row.value not in MISSED:
        state = "nothing recorded" if row.value is None else f"marked {spoken(row.value)}"
        raise Refused(f"{name} has {state} at {session.title}; only a missed session is caught up (2.3.1).")
