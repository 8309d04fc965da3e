"""Changing leaders' marks at a session as one command; what every verb of a register goes through."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, product
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from models.tables import LeaderRow, MarkRow, SessionRow
from psw_tui.policy import terms
from psw_tui.policy.wording import count
from psw_tui.store.core.unchanged import refuse_if_changed
from psw_tui.store.reads import facts
from psw_tui.store.registers.linked_days import together
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change


def on_marks(
    store: Store,
    sessions: str | tuple[str, ...],
    leaders: Iterable[str],
    what: str,
    change: Callable[[MarkRow, SessionRow, str], None],
) -> Change | None:
    """Change these leaders' marks at a session (or several) as one command; None when nothing changed.

    `what` is the sentence, with {who} and {session} in it; `change` gets a mark's row, the session's and the
    leader's name. A row in which nothing is left goes. `Refused` for a leader of another cohort.
    """
    references = (sessions,) if isinstance(sessions, str) else sessions
    leaders = list(leaders)
    pairs = [(leader, session) for session, leader in product(references, leaders)]
    return on_pairs(store, pairs, what, lambda row, session, name, _leader: change(row, session, name))


def on_pairs(
    store: Store,
    pairs: Iterable[tuple[str, str]],
    what: str,
    change: Callable[[MarkRow, SessionRow, str, str], None],
    *,
    also: Callable[[Session], None] | None = None,
    since: Version | None = None,
    dry_run: bool = False,
) -> Change | None:
    """The same for pairs of a leader and a session; `change` gets the leader's reference too.

    The sentence names one leader and up to two sessions, else how many they are. `also` writes into the same command.
    With `since` it is refused once anything else is recorded than was then.
    """
    leaders_at: dict[str, list[str]] = defaultdict(list)
    for leader, session in dict.fromkeys(pairs):
        leaders_at[session].append(leader)
    everyone = set(chain.from_iterable(leaders_at.values()))
    if not everyone:
        return None
    with store.command(what, {"marks"}, leaders=everyone, dry_run=dry_run) as writing:
        refuse_if_changed(store, None if dry_run else since)
        titles = []
        marked: list[LeaderRow] = []
        for reference, leaders in leaders_at.items():
            session_row = store.only_row(writing.session, SessionRow, "session", reference=reference)
            marked = _leaders(writing, session_row, leaders)
            _change_marks(writing, session_row, marked, change)
            nowhere = " (cancelled: counts nowhere)" if session_row.state is terms.SessionState.CANCELLED else ""
            titles.append(session_row.title + nowhere)
        if also is not None:
            also(writing.session)
        who = _name(marked[0]) if len(everyone) == 1 else count(len(everyone), "leader")
        held = together(titles) if len(titles) < 3 else count(len(titles), "session")
        # replace, not format: a name may hold braces
        writing.what = what.replace("{session}", held).replace("{who}", who, 1)
    return writing.change if writing.change is not None and writing.change.rows else None


def _change_marks(
    writing: Writing,
    session: SessionRow,
    leaders: Iterable[LeaderRow],
    change: Callable[[MarkRow, SessionRow, str, str], None],
) -> None:
    rows = _mark_rows(writing, session, [leader.id for leader in leaders])
    for leader in leaders:
        row = rows.get(leader.id)
        new = row is None
        if row is None:
            row = MarkRow(session_id=session.id, leader_id=leader.id)
        change(row, session, _name(leader), leader.reference)
        if new and not _is_empty(row):
            writing.session.add(row)
        elif not new and _is_empty(row):
            writing.session.delete(row)


def _name(leader: LeaderRow) -> str:
    return facts.display_name(leader.first_name, leader.last_name, leader.preferred_name)


def _leaders(writing: Writing, session: SessionRow, references: list[str]) -> list[LeaderRow]:
    """The leaders of these references, or `Refused` if one is unknown or of another cohort than the session."""
    rows = writing.session.exec(select(LeaderRow).where(col(LeaderRow.reference).in_(references))).all()
    by_reference = {row.reference: row for row in rows}
    for reference in references:
        row = by_reference.get(reference)
        if row is None:
            raise Refused(f"There is no leader {reference}.")
        if row.cohort_id != session.cohort_id:
            raise Refused(f"{reference} is not in the cohort of {session.title}; open a register of their own cohort.")
    return [by_reference[reference] for reference in references]


def _mark_rows(writing: Writing, session: SessionRow, leaders: list[Any]) -> dict[Any, MarkRow]:
    query = select(MarkRow).where(MarkRow.session_id == session.id, col(MarkRow.leader_id).in_(leaders))
    return {row.leader_id: row for row in writing.session.exec(query).all()}


def _is_empty(row: MarkRow) -> bool:
    kept = (
        row.value,
        row.minutes,
        row.engagement,
        row.completed_on,
        row.reported_at,
        row.reason,
        row.explanation,
        row.catch_up_sent_on,
        row.catch_up_due_on,
        row.catch_up_submitted_on,
        row.catch_up_accepted_on,
    )
    return not row.catch_up_log and all(value is None for value in kept)
