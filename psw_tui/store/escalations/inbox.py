"""The inbox on a day: every concern that holds, what was made of it, and those that cleared.

Nothing here loads SQLModel: Today and the command line wait for it. What is decided of a concern stands in `decisions`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.policy import ladder
from psw_tui.policy.calendar import london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.inbox_state import InboxRecord, inbox_state
from psw_tui.policy.terms import ConcernKind, InboxState, LeaderState
from psw_tui.policy.wording import spoken
from psw_tui.store.escalations.concern_words import cleared_because, title_of
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.rows import StoredConcern, StoredEscalation
from psw_tui.store.reads.unreadable import kept_row
from psw_tui.store.reads.verdicts import references
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from psw_tui.policy.records import Concern
    from psw_tui.policy.terms import Stage, StandingWord
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_STATES_CHANGED = """
    SELECT l.reference, o.what, o.at, c."before", c."after" FROM "change" c
    JOIN operation o ON o.id = c.operation_id JOIN leader l ON l.id = c.row_id
    WHERE c.table_name = 'leader' AND c."before" IS NOT NULL AND c."after" IS NOT NULL AND l.reference IN ({})
"""


@frozen
class ConcernRecord:
    """What is on record of one concern that was ever decided on, or that has cleared."""

    key: str
    leader: str
    kind: ConcernKind
    about: str
    words: str
    why: str
    clause: str
    raised_on: date
    state: InboxState
    snoozed_until: date | None
    measure: str
    cleared_on: date | None
    escalation: str | None
    ended: bool
    cleared_by: str

    def known(self, day: date) -> InboxRecord:
        """The same as the rule reads it, for a day."""
        cleared = self.cleared_on is not None and self.cleared_on <= day
        return InboxRecord(self.state, self.snoozed_until, self.measure, cleared, self.ended)


@frozen
class InboxRow:
    """One concern with what the inbox knows of it; `changed` says what made a cleared one clear.

    One that ended because the leader left the active ones was never answered: `unanswered`.

    `since` of a cleared one is the day it was first put on record; `snoozed_until` stands while it is snoozed.
    """

    key: str
    leader: str
    name: str
    title: str
    why: str
    clause: str
    state: InboxState
    since: date
    suggested_stage: Stage | None
    snoozed_until: date | None
    overall: StandingWord
    cleared_on: date | None = None
    changed: str = ""
    unanswered: bool = False

    @property
    def state_words(self) -> str:
        """`new`, `accepted`, `cleared`; as the case file words it, `ended unanswered` where the leader left."""
        return "ended unanswered" if self.unanswered else spoken(self.state)


@frozen
class InboxOfLeader:
    """The concerns of one leader that hold, and those that cleared."""

    held: tuple[InboxRow, ...]
    gone: tuple[InboxRow, ...]


def recorded(store: Store, references: dict[str, str], only: Container[str] | None = None) -> list[ConcernRecord]:
    """What is on record of the concerns of these leaders (reference by id); of all, or `only` of these by their keys.

    Those that cleared stay on record for ever, so there may be many times as many as hold.
    """
    rows = [
        (f"{row.kind}:{row.about}:{references[row.leader_id]}", row)
        for row in facts.read_among(store.connection, StoredConcern, "leader_id", references)
    ]
    part = any(row.escalation_id for _, row in rows)  # where none is, there is nothing to ask
    ended = facts.read(store.connection, StoredEscalation, "WHERE ended_on IS NOT NULL") if part else []
    over = {row.id for row in ended}
    return [
        ConcernRecord(
            key=key,
            leader=references[row.leader_id],
            kind=ConcernKind(row.kind),
            about=row.about,
            words=row.words,
            why=row.why,
            clause=row.clause,
            raised_on=date.fromisoformat(row.raised_on),
            state=InboxState(row.state),
            snoozed_until=stored_values.to_date(row.snoozed_until),
            measure=row.measure,
            cleared_on=stored_values.to_date(row.cleared_on),
            escalation=row.escalation_id,
            ended=row.escalation_id in over,
            cleared_by=row.cleared_by or "",
        )
        for key, row in rows
        if only is None or key in only
    ]


def states(
    store: Store, verdicts: Iterable[Verdict], day: date, leaders: dict[str, str] | None = None
) -> dict[str, InboxState]:
    """Section 6: the state of every concern that holds on a day, by its key.

    `leaders` are their `references`, where they are known already.
    """
    judged = list(verdicts)
    concerns = chain.from_iterable(verdict.concerns for verdict in judged)
    held = {concern.key: concern for concern in concerns}
    known = references(store, judged) if leaders is None else leaders
    on_record = {record.key: record.known(day) for record in recorded(store, known, only=held)}
    return {key: inbox_state(on_record.get(key), concern, day) for key, concern in held.items()}


def inbox(store: Store, verdicts: Iterable[Verdict], day: date) -> tuple[InboxRow, ...]:
    """Every concern that holds, whatever was made of it, and every one that cleared; a leader's stand together.

    Leaders come by the furthest stage that is suggested for any of theirs, then by the one that has stood
    longest, then by name. Those that cleared come last, the latest first.
    """
    return inbox_in_order(inbox_by_leader(store, verdicts, day).values(), day)


def inbox_by_leader(store: Store, verdicts: Iterable[Verdict], day: date) -> dict[str, InboxOfLeader]:
    """The same for each of these leaders; nobody's rows depend on another's."""
    judged = {verdict.reference: verdict for verdict in verdicts}
    on_record = {record.key: record for record in recorded(store, references(store, judged.values()))}
    held: dict[str, tuple[InboxRow, ...]] = {}
    for leader, verdict in judged.items():
        own = [_holding(verdict, concern, on_record.pop(concern.key, None), day) for concern in verdict.concerns]
        held[leader] = tuple(sorted(own, key=lambda row: (*_urgency(row), row.key)))
    rest = [record for record in on_record.values() if record.raised_on <= day]
    away = {record.leader for record in rest if _has_left(judged[record.leader]) and record.cleared_by}
    left = leaving_entries(store, away)
    gone: dict[str, list[InboxRow]] = defaultdict(list)
    for record in rest:
        gone[record.leader].append(_gone(judged[record.leader], record, left))
    return {leader: InboxOfLeader(own, tuple(gone[leader])) for leader, own in held.items()}


def inbox_in_order(inboxes: Iterable[InboxOfLeader], day: date) -> tuple[InboxRow, ...]:
    """The inboxes of several leaders as the one that `inbox` gives."""
    by_leader = list(inboxes)
    groups = [own.held for own in by_leader if own.held]
    groups.sort(key=lambda own: (*_urgency(own[0]), own[0].name.casefold(), own[0].leader))
    gone = list(chain.from_iterable(own.gone for own in by_leader))
    gone.sort(key=lambda row: row.key)
    gone.sort(key=lambda row: row.cleared_on or day, reverse=True)
    return (*chain.from_iterable(groups), *gone)


def _urgency(row: InboxRow) -> tuple[int, date]:
    return (-ladder.HEIGHT[row.suggested_stage] if row.suggested_stage else 0, row.since)


def _holding(verdict: Verdict, concern: Concern, known: ConcernRecord | None, day: date) -> InboxRow:
    state = inbox_state(None if known is None else known.known(day), concern, day)
    return InboxRow(
        key=concern.key,
        leader=concern.leader,
        name=verdict.name,
        title=title_of(verdict, concern.kind, concern.about),
        why=concern.why,
        clause=concern.clause,
        state=state,
        since=concern.since,
        suggested_stage=concern.suggested_stage,
        snoozed_until=known.snoozed_until if known and state is InboxState.SNOOZED else None,
        overall=verdict.overall,
    )


def _has_left(verdict: Verdict) -> bool:
    return verdict.record.leader.state is not LeaderState.ACTIVE


def leaving_entries(store: Store, leaders: Iterable[str]) -> dict[tuple[str, str, date], LeaderState]:
    """The journal's entries that took these leaders off the active ones: by leader, words and day, what they became."""
    found: dict[tuple[str, str, date], LeaderState] = {}
    for part in chunks(sorted(leaders)):
        with unreadable():
            rows = store.connection.execute(_STATES_CHANGED.format(",".join("?" * len(part))), tuple(part)).fetchall()
        for leader, what, at_text, before, after in rows:
            was, now = kept_row(before).get("state"), kept_row(after).get("state")
            at = stored_values.to_instant(at_text)
            if at is not None and was != now and now is not None and now != LeaderState.ACTIVE:
                found[leader, what, london_day(at)] = LeaderState(now)
    return found


def _gone(verdict: Verdict, known: ConcernRecord, left: Mapping[tuple[str, str, date], LeaderState]) -> InboxRow:
    became = left.get((known.leader, known.cleared_by, known.cleared_on)) if known.cleared_on else None
    by_state = _has_left(verdict) and known.cleared_on is None and not known.ended
    return InboxRow(
        key=known.key,
        leader=known.leader,
        name=verdict.name,
        title=title_of(verdict, known.kind, known.about),
        why=known.why or known.words,
        clause=known.clause,
        state=InboxState.CLEARED,
        since=known.raised_on,
        suggested_stage=None,
        snoozed_until=None,
        overall=verdict.overall,
        cleared_on=known.cleared_on,
        changed=f"the leader was {spoken(became)}" if became else _what_cleared(verdict, known),
        unanswered=became is not None or by_state,
    )


def _what_cleared(verdict: Verdict, known: ConcernRecord) -> str:
    """What stands now where the facts stood; of a leader who is not active any more, what cleared it at the time."""
    if verdict.record.leader.state is not LeaderState.ACTIVE and known.cleared_by:
        return known.cleared_by
    return cleared_because(verdict, known.kind, known.about)
