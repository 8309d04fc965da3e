"""What leaders ask about their own data, the commands: a request recorded, and each step of it.

Nothing is deleted: a step that was recorded wrongly is recorded again, and the history keeps both.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from models.tables import LeaderRow, RequestRow, RequestStopRow
from psw_tui.policy import requests as rules
from psw_tui.policy.terms import Channel, RequestKind, RequestOutcome, StopReason
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import quoted, upper_first
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations.open_escalation import id_of, name_of, refuse_ahead, required_words
from psw_tui.store.roster import requests
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change

#: What every command here changes.
REQUEST_KINDS = ("requests",)
_LINE_LONGEST, _BECAUSE_LONGEST = 500, 300


def record(
    store: Store,
    leader: str,
    kind: RequestKind,
    received_on: date,
    channel: Channel,
    *,
    identity_known: bool = True,
) -> Change | None:
    """A request came in, on a day (not ahead) and by a channel; who asked may be known already, or still to be sure."""
    refuse_ahead(store, received_on, "A request is recorded once it has come")
    with store.command("", REQUEST_KINDS, leaders=[leader]) as writing:
        owner = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        identity_on = received_on if identity_known else None
        row = RequestRow(
            leader_id=owner.id, kind=kind, received_on=received_on, channel=channel, identity_on=identity_on
        )
        writing.session.add(row)
        words = f"{rules.KIND_NAMES[kind]} asked for" if kind is not _COMPLAINT else rules.KIND_NAMES[kind]
        writing.what = f"{name_of(owner)}: {words}, received {day_words(received_on)}"
    return writing.change


_COMPLAINT = RequestKind.DATA_PROTECTION_COMPLAINT


@contextmanager
def _step(store: Store, request: str) -> Iterator[tuple[Writing, RequestRow, LeaderRow]]:
    """One step of a request (its id), with the row it is about and whose it is; `Refused` when there is none."""
    found = next((known for known in requests.every(store) if known.id == request), None)
    if found is None:
        raise Refused("There is no such request any more; look again.")
    with store.command("", REQUEST_KINDS, leaders=[found.leader]) as writing:
        row = store.only_row(writing.session, RequestRow, "request", id=id_of(request))
        owner = store.only_row(writing.session, LeaderRow, "leader", reference=found.leader)
        yield writing, row, owner


def ask(store: Store, request: str, why: StopReason, on: date) -> Change | None:
    """UK GDPR 12A: the leader was asked to clarify, or to identify themselves; the clock stands still from that day."""
    with _step(store, request) as (writing, row, owner):
        if why not in rules.STOPS[row.kind]:
            raise Refused(_why_no_stop(row.kind, why))
        _refuse_answered(row)
        _refuse_misdated(store, row, on, "What was asked is recorded once it was asked")
        if any(stop.why is why for stop in _open_stops(writing.session, row)):
            raise Refused(f"{name_of(owner)} was {rules.ASKED_WORDS[why]} already, and has not answered yet.")
        writing.session.add(RequestStopRow(request_id=row.id, why=why, asked_on=on))
        writing.what = f"{_about(row, owner)}: {rules.ASKED_WORDS[why]}, {day_words(on)}; the clock stands still"
    return writing.change


def _why_no_stop(kind: RequestKind, why: StopReason) -> str:
    if kind is _COMPLAINT:
        return "Nothing stops the clock of a complaint: acknowledge it, then ask (DPA 2018 164A)."
    return (
        f"Only being asked to identify themselves stops the clock of an {rules.KIND_NAMES[kind]}, not being "
        f"{rules.ASKED_WORDS[why]} (UK GDPR 12A)."
    )


def reply(store: Store, request: str, why: StopReason, on: date) -> Change | None:
    """The leader answered what they were asked, on a day; the clock goes on. Who identified themselves is known now."""
    with _step(store, request) as (writing, row, owner):
        stop = next((stop for stop in _open_stops(writing.session, row) if stop.why is why), None)
        if stop is None:
            raise Refused(f"Nothing is open that {name_of(owner)} was {rules.ASKED_WORDS[why]}.")
        refuse_ahead(store, on, "A reply is recorded once it has come")
        if on < stop.asked_on:
            raise Refused(f"The reply can't have come before {day_words(stop.asked_on)}, when it was asked for.")
        stop.answered_on = on
        if why is StopReason.IDENTIFY and row.identity_on is None:
            row.identity_on = on
        what = "clarified" if why is StopReason.CLARIFY else "identified themselves"
        writing.what = f"{_about(row, owner)}: {what}, {day_words(on)}; the clock goes on"
    return writing.change


def identified(store: Store, request: str, on: date) -> Change | None:
    """It is known since a day that the leader themselves asks."""
    with _step(store, request) as (writing, row, owner):
        _refuse_misdated(store, row, on, "It is recorded once it is known")
        row.identity_on = on
        writing.what = f"{_about(row, owner)}: identity confirmed, {day_words(on)}"
    return writing.change


def extend(store: Store, request: str, told_on: date, because: str) -> Change | None:
    """UK GDPR 12: two more months, because it is complex or one of several; the leader was told so on a day.

    `Refused` where they were told after the first month: then it gives no more time.
    """
    because = required_words(
        clean(because, _BECAUSE_LONGEST), "An extension needs its reason, which the leader is told"
    )
    with _step(store, request) as (writing, row, owner):
        if row.kind is _COMPLAINT:
            raise Refused("A complaint has no day that could be put off: its outcome is told without undue delay.")
        _refuse_answered(row)
        _refuse_misdated(store, row, told_on, "An extension counts once the leader is told")
        found = next(known for known in requests.every(store) if known.id == request)
        last = rules.last_day_to_tell(found, told_on, store.programmes.requests, bank_holidays.english())
        if told_on > last:
            raise Refused(
                f"The leader had to be told by {day_words(last)}, within the first month; told later an extension "
                "gives no more time (UK GDPR 12)."
            )
        row.extended_on, row.told_on, row.extended_because = told_on, told_on, because
        writing.what = f"{_about(row, owner)}: extended, the leader told {day_words(told_on)}: {quoted(because)}"
    return writing.change


def acknowledge(store: Store, request: str, on: date) -> Change | None:
    """DPA 2018 164A: its receipt was acknowledged on a day."""
    with _step(store, request) as (writing, row, owner):
        _refuse_misdated(store, row, on, "An acknowledgement is recorded once it was sent")
        row.acknowledged_on = on
        writing.what = f"{_about(row, owner)}: acknowledged, {day_words(on)}"
    return writing.change


def answer(store: Store, request: str, on: date, outcome: RequestOutcome, line: str = "") -> Change | None:
    """It was answered on a day; what came of it is one of the kind's own words, and a short line.

    A refusal has its ground in it, and what was given or erased in part what was left out and why.
    """
    line = clean(line, _LINE_LONGEST)
    if outcome in rules.NEEDS_WORDS:
        line = required_words(line, f"“{rules.OUTCOME_WORDS[outcome]}” needs its ground, which the leader is told")
    with _step(store, request) as (writing, row, owner):
        if outcome not in rules.OUTCOMES[row.kind]:
            known = ", ".join(rules.OUTCOME_WORDS[word] for word in rules.OUTCOMES[row.kind])
            raise Refused(f"What can come of it: {known}.")
        _refuse_misdated(store, row, on, "An answer is recorded once it was given")
        row.answered_on, row.outcome, row.line = on, outcome, line
        said = f": {quoted(line)}" if line else ""
        writing.what = f"{_about(row, owner)}: answered {day_words(on)}, {rules.OUTCOME_WORDS[outcome]}{said}"
    return writing.change


def correct(store: Store, request: str, received_on: date, channel: Channel) -> Change | None:
    """When it came, and how, was recorded wrongly; `Refused` where a step of it would lie before."""
    refuse_ahead(store, received_on, "A request is recorded once it has come")
    with _step(store, request) as (writing, row, owner):
        stops = writing.session.exec(select(RequestStopRow).where(RequestStopRow.request_id == row.id)).all()
        steps = [row.extended_on, row.told_on, row.acknowledged_on, row.answered_on, *(stop.asked_on for stop in stops)]
        first = min((step for step in steps if step is not None), default=received_on)
        if received_on > first:
            raise Refused(f"It can't have come after {day_words(first)}, when the first step of it was taken.")
        if row.identity_on == row.received_on:
            row.identity_on = received_on
        row.received_on, row.channel = received_on, channel
        writing.what = f"{_about(row, owner)}: received {day_words(received_on)}"
    return writing.change


def _about(row: RequestRow, owner: LeaderRow) -> str:
    return f"{upper_first(rules.KIND_NAMES[row.kind])} of {name_of(owner)}"


def _open_stops(session: Session, row: RequestRow) -> list[RequestStopRow]:
    waiting = select(RequestStopRow).where(
        RequestStopRow.request_id == row.id, col(RequestStopRow.answered_on).is_(None)
    )
    return list(session.exec(waiting).all())


def _refuse_answered(row: RequestRow) -> None:
    if row.answered_on is not None:
        raise Refused(f"It was answered on {day_words(row.answered_on)}; a new request is a new one.")


def _refuse_misdated(store: Store, row: RequestRow, on: date, why: str) -> None:
    refuse_ahead(store, on, why)
    if on < row.received_on:
        raise Refused(f"{day_words(on)} lies before {day_words(row.received_on)}, when the request came.")
