"""Importing a canonical table: all of it or nothing, as one command and one journal entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.exchange.capabilities.forms_in import read_capabilities
from psw_tui.exchange.files.reading import read_once
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.from_file import read_checked, to_remember
from psw_tui.exchange.tables.plan_marks_bookings_ratings import BookingPlanner, MarkPlanner, RatingPlanner
from psw_tui.exchange.tables.plan_roster_sessions import RosterPlanner, SessionPlanner
from psw_tui.exchange.tables.result import ImportResult, Problem
from psw_tui.policy.wording import count
from psw_tui.store.core import bulk
from psw_tui.store.core.history import imported
from psw_tui.store.core.unchanged import ChangedMeanwhile, refuse_if_changed, version
from psw_tui.store.registers import remember_headings
from psw_tui.store.system.collecting import collected_afterwards

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psw_tui.exchange.files.reading import FileBytes, Source
    from psw_tui.exchange.tables.checking import Checked
    from psw_tui.exchange.tables.planning import Plan, Planner
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.heading_maps import ColumnMeaning

_PLANNERS: dict[TableKind, type[Planner]] = {
    TableKind.SESSIONS: SessionPlanner,
    TableKind.MARKS: MarkPlanner,
    TableKind.COACHING: BookingPlanner,
    TableKind.CAPABILITIES: RatingPlanner,
}
#: What a row is called, and which kinds of rows the app has to draw anew.
_NOUNS = {
    TableKind.ROSTER: ("leader", "leaders"),
    TableKind.SESSIONS: ("session", "sessions"),
    TableKind.MARKS: ("mark", "marks"),
    TableKind.COACHING: ("coaching session", "bookings"),
    TableKind.CAPABILITIES: ("rating", "rounds"),
}


def refuse_unlike(would: str, shown: str | None) -> None:
    """Refuse an import that would do something else than was shown; None asks nothing."""
    if shown is not None and would != shown:
        raise ChangedMeanwhile("Something else was recorded since this was shown; nothing was written. Look again.")


@collected_afterwards()
def import_table(
    store: Store,
    kind: TableKind | str,
    source: Source,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    shown: str | None = None,
    columns: Mapping[str, str] | None = None,
    cohort: str | None = None,
) -> ImportResult:
    """Import a CSV or XLSX file as one of the canonical tables; capabilities may be a form as well.

    `columns` says of headings which column each is; that is known again for files with the same headings. `cohort` is
    where new leaders of a roster without that column go.

    Every bad row is in `problems`, and then nothing is written. The same file again changes nothing and leaves no
    journal entry. Raises `UnreadableFile` for what is no table and `Refused` when the database can't take it:
    `ChangedMeanwhile` where it would do something else than was `shown` (`ImportResult.would` of the dry run), or
    something else is recorded while it is worked out. `progress` is told how many rows are written, of how many.
    """
    kind = TableKind(kind)
    file = read_once(source)
    since = version(store)
    result, plan, to_keep = _plan(store, kind, file, dict(columns or {}), cohort)
    would = plan.digest() if dry_run or shown is not None else ""
    refuse_unlike(would, shown)
    if plan.problems:
        return result
    change = None
    if plan.writes:
        change = _write(store, kind, plan, file, None if dry_run else since, progress, to_keep)
    return replace(
        result, created=plan.created, changed=plan.changed, unchanged=plan.unchanged, change=change, would=would
    )


def _plan(
    store: Store, kind: TableKind, file: FileBytes, told: dict[str, str], cohort: str | None
) -> tuple[ImportResult, Plan, ColumnMeaning | None]:
    """What is to be done with a file and what there is to say of it, and what to keep of what was told.

    Of the file's rows nothing is left then: as they were read they take as much memory as what is made of them.
    """
    checked = _read(store, kind, file, told)
    planner = RosterPlanner(store, checked, cohort) if kind is TableKind.ROSTER else _PLANNERS[kind](store, checked)
    plan = planner.run()
    result = ImportResult(
        kind,
        len(checked.rows),
        problems=plan.problems,
        warnings=plan.warnings,
        gaps=plan.gaps,
        notes=planner.checked.notes,
        how=plan.how,
        named=_named(checked, plan.problems),
    )
    return result, plan, to_remember(checked, told)


#: The columns whose values are people's names.
_NAMES = ("first_name", "last_name", "preferred_name", "manager_name", "coach", "leader")


def _named(checked: Checked, problems: list[Problem]) -> frozenset[str]:
    names = checked.named | {problem.value for problem in problems if problem.column in _NAMES}
    for row in checked.rows:
        names.update(filter(None, map(row.values.get, _NAMES)))
    return frozenset(names)


def _read(store: Store, kind: TableKind, file: FileBytes, told: dict[str, str]) -> Checked:
    if kind is TableKind.CAPABILITIES and not told:  # leaders fill in forms, not tables
        return read_capabilities(store, file)
    return read_checked(store, kind, file, told)


def _write(
    store: Store,
    kind: TableKind,
    plan: Plan,
    file: FileBytes,
    since: Version | None,
    progress: Callable[[int, int], None] | None,
    told: ColumnMeaning | None,
) -> Change | None:
    """Write a plan made of the records as they were at `since`, and what was told; None is a dry run."""
    noun, kinds = _NOUNS[kind]
    done = []
    if plan.created:
        done.append(f"{count(plan.created, noun)} added")
    if plan.changed:
        done.append(f"{count(plan.changed, noun)} changed")
    what = imported(f"{kind} from {file.name}: {', '.join(done) or 'coaches completed'}")
    with store.command(what, {kinds}, leaders=plan.leaders, dry_run=since is None) as writing:
        refuse_if_changed(store, since)
        writing.content_hash = file.content_hash
        if told is not None:
            remember_headings.remember(writing.session, told.purpose, told.headings, told.columns)
        bulk.write_rows(writing, plan.new, plan.edits, progress)
    return writing.change
