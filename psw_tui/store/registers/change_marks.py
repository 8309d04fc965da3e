"""Changing leaders' marks at a session as one command; what every verb of a register goes through."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from itertools import chain, product
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from models.tables import MarkRow, SessionRow
from psw_tui.policy import terms
from psw_tui.policy.wording import count
from psw_tui.store.core import bulk, row_statements
from psw_tui.store.core.keys import free_keys
from psw_tui.store.core.unchanged import refuse_if_changed
from psw_tui.store.reads import facts
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.registers.linked_days import together
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from sqlmodel import Session

    from psw_tui.store.core.row_statements import Values
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change


@dataclass(slots=True)
class MarkFacts:
    """What is recorded of one leader at one session, to be changed: no object of the session, for they may be many."""

    value: terms.MarkValue | None = None
    minutes: int | None = None
    engagement: terms.Engagement | None = None
    completed_on: date | None = None
    reported_at: datetime | None = None
    reason: terms.Reason | None = None
    explanation: terms.Explanation | None = None
    catch_up_sent_on: date | None = None
    catch_up_due_on: date | None = None
    catch_up_submitted_on: date | None = None
    catch_up_log: bool = False
    catch_up_accepted_on: date | None = None


_NOTHING = MarkFacts()
_TABLE = MarkRow.__tablename__
_FACTS = [field.name for field in fields(MarkFacts)]
_COLUMNS = [getattr(MarkRow, name) for name in ("leader_id", "id", *_FACTS)]
#: Put together once: SQLAlchemy takes longer to do so than SQLite to answer, and every key asks.
_RECORDED = select(*_COLUMNS).where(
    col(MarkRow.session_id) == bindparam("session"), col(MarkRow.leader_id).in_(bindparam("leaders", expanding=True))
)


def on_marks(
    store: Store,
    sessions: str | tuple[str, ...],
    leaders: Iterable[str],
    what: str,
    change: Callable[[MarkFacts, SessionRow, str], None],
) -> Change | None:
    """Change these leaders' marks at a session (or several) as one command; None when nothing changed.

    `what` is the sentence, with {who} and {session} in it; `change` gets what is recorded, the session's row and the
    leader's name. A mark in which nothing is left goes. `Refused` for a leader of another cohort.
    """
    references = (sessions,) if isinstance(sessions, str) else sessions
    leaders = list(leaders)
    pairs = [(leader, session) for session, leader in product(references, leaders)]
    return on_pairs(store, pairs, what, lambda row, session, name, _leader: change(row, session, name))


def on_pairs(
    store: Store,
    pairs: Iterable[tuple[str, str]],
    what: str,
    change: Callable[[MarkFacts, SessionRow, str, str], None],
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
        marked: list[StoredLeader] = []
        marks = _Marks(store, writing)
        for reference, leaders in leaders_at.items():
            session_row = store.only_row(writing.session, SessionRow, "session", reference=reference)
            marked = _leaders(store, session_row, leaders)
            marks.change(session_row, marked, change)
            nowhere = " (cancelled: counts nowhere)" if session_row.state is terms.SessionState.CANCELLED else ""
            titles.append(session_row.title + nowhere)
        marks.write()
        if also is not None:
            also(writing.session)
        who = _name(marked[0]) if len(everyone) == 1 else count(len(everyone), "leader")
        held = together(titles) if len(titles) < 3 else count(len(titles), "session")
        # replace, not format: a name may hold braces
        writing.what = what.replace("{session}", held).replace("{who}", who, 1)
    return writing.change if writing.change is not None and writing.change.rows else None


class _Marks:
    """The marks that a command adds, changes and takes away."""

    def __init__(self, store: Store, writing: Writing) -> None:
        self._store, self._writing = store, writing
        self._new: list[Values] = []
        self._edits: dict[str, Values] = {}
        self._gone: list[str] = []

    def change(
        self,
        session: SessionRow,
        leaders: Iterable[StoredLeader],
        change: Callable[[MarkFacts, SessionRow, str, str], None],
    ) -> None:
        """Change these leaders' marks at a session."""
        recorded = _recorded(self._writing, session, [UUID(leader.id) for leader in leaders])
        for leader in leaders:
            id_, before = recorded.get(leader.id, (None, _NOTHING))
            after = replace(before)
            change(after, session, _name(leader), leader.reference)
            if id_ is None and after != _NOTHING:
                self._new.append({"session_id": session.id, "leader_id": UUID(leader.id), **_values(after)})
            elif id_ is not None and after == _NOTHING:
                self._gone.append(id_)
            elif id_ is not None and after != before:
                self._edits[id_] = _values(after)

    def write(self) -> None:
        """Write them all."""
        keys = free_keys(self._store.connection, _TABLE, self._new)
        new = [{"id": key, **values} for key, values in zip(keys, self._new, strict=True)]
        bulk.write_rows(self._writing, {_TABLE: new}, {_TABLE: self._edits})
        for key, before in row_statements.standing(self._writing.session, _TABLE, self._gone).items():
            self._writing.recorder.note(_TABLE, key, before, None)
        row_statements.delete(self._writing.session, _TABLE, self._gone)


def _values(mark: MarkFacts) -> Values:
    return {name: getattr(mark, name) for name in _FACTS}


def _name(leader: StoredLeader) -> str:
    return facts.display_name(leader.first_name, leader.last_name, leader.preferred_name)


def _leaders(store: Store, session: SessionRow, references: list[str]) -> list[StoredLeader]:
    """The leaders of these references, or `Refused` if one is unknown or of another cohort than the session."""
    rows = facts.read_in(store.connection, StoredLeader, "reference", references)
    by_reference = {row.reference: row for row in rows}
    for reference in references:
        row = by_reference.get(reference)
        if row is None:
            raise Refused(f"There is no leader {reference}.")
        if row.cohort_id != session.cohort_id.hex:
            raise Refused(f"{reference} is not in the cohort of {session.title}; open a register of their own cohort.")
    return [by_reference[reference] for reference in references]


def _recorded(writing: Writing, session: SessionRow, leaders: list[UUID]) -> dict[str, tuple[str, MarkFacts]]:
    """The key of each mark that is there, and what it says, by its leader's key."""
    marks = {}
    for part in chunks(leaders):
        found = writing.session.connection().execute(_RECORDED, {"session": session.id, "leaders": part})
        for leader, id_, *values in found:
            marks[leader.hex] = (id_.hex, MarkFacts(*values))
    return marks
