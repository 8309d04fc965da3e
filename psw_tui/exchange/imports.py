"""Importing a canonical table: all of it or nothing, as one command and one journal entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.exchange.columns import Kind
from psw_tui.exchange.plan_people import RosterPlanner, SessionPlanner
from psw_tui.exchange.plan_records import BookingPlanner, MarkPlanner, RatingPlanner
from psw_tui.exchange.reading import read_once, read_table
from psw_tui.exchange.tables import Gap, Problem, check_table
from psw_tui.policy.wording import count

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from psw_tui.exchange.planning import Plan, Planner
    from psw_tui.exchange.tables import Checked
    from psw_tui.store.base import Change, Store

_PLANNERS: dict[Kind, type[Planner]] = {
    Kind.ROSTER: RosterPlanner,
    Kind.SESSIONS: SessionPlanner,
    Kind.MARKS: MarkPlanner,
    Kind.COACHING: BookingPlanner,
    Kind.CAPABILITIES: RatingPlanner,
}
#: What a row is called, and which kinds of rows the app has to draw anew.
_NOUNS = {
    Kind.ROSTER: ("leader", "leaders"),
    Kind.SESSIONS: ("session", "sessions"),
    Kind.MARKS: ("mark", "marks"),
    Kind.COACHING: ("coaching session", "bookings"),
    Kind.CAPABILITIES: ("rating", "rounds"),
}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do; with problems it did nothing, and `change` is None.

    `change` is None as well when all of it stood so already. On a dry run it says what would be done. `notes` say
    what the file was taken for.
    """

    kind: Kind | str
    read: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    change: Change | None = None
    notes: list[str] = field(default_factory=list)


def import_table(
    store: Store,
    kind: Kind | str,
    path: str | os.PathLike[str],
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Import a CSV or XLSX file as one of the canonical tables; capabilities may be a form as well.

    Every bad row is in `problems`, and then nothing is written. The same file again changes nothing and leaves no
    journal entry. Raises `UnreadableFile` for what is no table and `Refused` when the database can't take it.
    `progress` is told how many rows are written, of how many.
    """
    kind = Kind(kind)
    checked = _read(store, kind, path)
    plan = _PLANNERS[kind](store, checked).run()
    read = len(checked.rows)
    if plan.problems:
        return ImportResult(
            kind, read, problems=plan.problems, warnings=plan.warnings, gaps=plan.gaps, notes=checked.notes
        )
    change = _write(store, kind, plan, path, dry_run, progress) if plan.writes else None
    return ImportResult(
        kind,
        read,
        plan.created,
        plan.changed,
        plan.unchanged,
        [],
        plan.warnings,
        plan.gaps,
        change,
        checked.notes,
    )


def _read(store: Store, kind: Kind, path: str | os.PathLike[str]) -> Checked:
    if kind is Kind.CAPABILITIES:  # leaders fill in forms, not tables
        from psw_tui.exchange.capability_forms_in import read_capabilities

        return read_capabilities(store, path)
    return check_table(kind, read_table(path))


def _write(
    store: Store,
    kind: Kind,
    plan: Plan,
    path: str | os.PathLike[str],
    dry_run: bool,
    progress: Callable[[int, int], None] | None,
) -> Change | None:
    noun, kinds = _NOUNS[kind]
    done = [f"{count(plan.created, noun)} added"] if plan.created else []
    done += [f"{count(plan.changed, noun)} changed"] if plan.changed else []
    what = f"Imported {kind} from {Path(path).name}: {', '.join(done) or 'coaches completed'}"
    content = read_once(path).content_hash
    with store.command(what, {kinds}, leaders=plan.leaders, dry_run=dry_run) as writing:
        from psw_tui.store.bulk import write_rows

        writing.content_hash = content
        write_rows(writing.session, plan.new, plan.edits, progress)
    return writing.change
