"""Marks from the sheets that people keep: completions of modules, and ticks; presence only, never an absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.store.core.history import imported
from psw_tui.store.registers import remember_headings
from psw_tui.store.registers.change_marks import on_pairs
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from sqlmodel import Session

    from models.tables import SessionRow
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.change_marks import MarkFacts
    from psw_tui.store.registers.heading_maps import ColumnMeaning


@frozen
class Completion:
    """One leader's completion of one module on a day; both by reference."""

    leader: str
    session: str
    on: date


def complete_many(
    store: Store,
    completions: Iterable[Completion],
    *,
    file_name: str,
    told: ColumnMeaning | None = None,
    since: Version | None = None,
    dry_run: bool = False,
) -> Change | None:
    """Mark modules done, each on its own day, as one command; a session that is not a module is `Refused`."""
    days = {(completion.leader, completion.session): completion.on for completion in completions}

    def change(row: MarkFacts, session: SessionRow, _name: str, leader: str) -> None:
        if session.kind is not SessionKind.MODULE:
            raise Refused(f"{session.title} is not a module, so it has no day of completion.")
        row.reason = row.explanation = None
        row.value, row.completed_on = MarkValue.PRESENT, days[leader, session.reference]

    what = imported(f"{file_name}: {{who}} completed {{session}}")
    return on_pairs(store, days, what, change, also=_remembering(told), since=since, dry_run=dry_run)


def tick(
    store: Store,
    pairs: Iterable[tuple[str, str]],
    *,
    file_name: str,
    told: ColumnMeaning | None = None,
    since: Version | None = None,
    dry_run: bool = False,
) -> Change | None:
    """Mark leaders present at sessions (pairs of leader and session) where nothing is recorded, as one command."""

    def change(row: MarkFacts, _session: SessionRow, _name: str, _leader: str) -> None:
        if row.value is None:
            row.value = MarkValue.PRESENT
            row.reason = row.explanation = None

    what = imported(f"{file_name}: {{who}} present, {{session}}")
    return on_pairs(store, pairs, what, change, also=_remembering(told), since=since, dry_run=dry_run)


def _remembering(told: ColumnMeaning | None) -> Callable[[Session], None] | None:
    if told is None:
        return None
    return lambda session: remember_headings.remember(session, told.purpose, told.headings, told.columns)
