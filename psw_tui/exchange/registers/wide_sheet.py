"""The sheets people really keep: leaders down, sessions across, ticks or letters in the cells.

Only a sign for being there is taken, and only where nothing is recorded: whatever the sheet says of an absence is
listed for the BDO and written nowhere. Signs that are not plain are told once, and known again by the headings; so is
a column that is not certain.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.reading import read_grids, read_once
from psw_tui.exchange.files.sheet import MEND_ERROR, is_error
from psw_tui.exchange.import_table import refuse_unlike
from psw_tui.exchange.registers import wide_columns, wide_signs
from psw_tui.exchange.registers.heading_sessions import SessionsByHeading
from psw_tui.exchange.registers.row_people import NOT_CERTAIN, RosterOfRows
from psw_tui.exchange.registers.wide_columns import PURPOSE, LeaderToTell, SheetToChoose, find_header, read_columns
from psw_tui.exchange.registers.wide_signs import UnknownSigns
from psw_tui.exchange.tables.checking import Problem
from psw_tui.exchange.tables.planning import digest
from psw_tui.exchange.tables.result import ImportResult
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MarkValue
from psw_tui.policy.wording import spoken
from psw_tui.store.core.unchanged import version
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.registers import sheet_marks
from psw_tui.store.registers.heading_maps import ColumnMeaning
from psw_tui.store.system.collecting import collected_afterwards
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psw_tui.exchange.files.reading import Source
    from psw_tui.exchange.files.sheet import SheetGrid, SheetRow
    from psw_tui.exchange.registers.row_people import RowPerson, RowWords
    from psw_tui.exchange.registers.wide_columns import Header, SheetColumns
    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store

__all__ = ("PURPOSE", "LeaderToTell", "SheetToChoose", "UnknownSigns", "import_wide", "looks_wide")

_MOST_LISTED = 200
_MOST_GIVEN_AS_REASON = 3
_PRESENT = "present"


@frozen
class _TickRow:
    """A row of the sheet, what it says of whom it is about, and who that is."""

    row: SheetRow
    words: RowWords
    person: RowPerson


@dataclass
class _SheetPlan:
    ticks: list[tuple[str, str]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0


@collected_afterwards()
def import_wide(
    store: Store,
    source: Source,
    *,
    sheet: str | None = None,
    present: str | Iterable[str] | None = None,
    columns: Mapping[str, str] | None = None,
    dry_run: bool = False,
    shown: str | None = None,
) -> ImportResult:
    """Take the ticks of a wide sheet as presence; `present` tells which other signs mean it.

    `columns` tells by heading what a column is: `leader`, or a session by its reference or title. Whom or what the
    sheet names without certainty, what it says of absences, and marks that say otherwise are listed as warnings and
    left. `SheetToChoose`, `LeaderToTell` and `UnknownSigns` ask; a sheet in which nothing matches is refused, and
    with `ChangedMeanwhile` one that would do something else than was `shown` (`ImportResult.would`).
    """
    read = read_once(source)
    file = read.name
    since = version(store)
    known, roster = SessionsByHeading(store), RosterOfRows(store)
    header = find_header(store, known, file, read_grids(read), sheet, columns or {})
    kept = wide_columns.remembered(store, header.row, known)
    headings = wide_columns.own_headings(header.row, known)
    found = read_columns(file, header, known, roster)
    rows = _rows(header, found, roster)
    used = wide_signs.counted((row.row for row in rows if row.person.leader), found.sessions)
    told = wide_signs.told_signs(present, used) if present is not None else _remembered_signs(kept, used)
    signs = wide_signs.present_signs(file, used, told)
    plan = _SheetPlan(listed=list(found.listed))
    if present is not None:
        unused = sorted((told or frozenset()) - used.keys())
        plan.listed += [f"“{sign}” was told to mean present, and stands in no cell." for sign in unused]
    _plan(plan, store, rows, header, found, signs, roster)
    would = digest(plan.ticks, plan.listed, plan.problems, plan.unchanged)
    refuse_unlike(would, shown)
    notes = [*found.notes, wide_signs.in_words(used, signs)]
    listed = _shortened(plan.listed)
    named = frozenset(row.words.name for row in rows if row.words.name)
    if plan.problems:
        return ImportResult(PURPOSE, len(rows), problems=plan.problems, warnings=listed, notes=notes, named=named)
    if not plan.ticks and not plan.unchanged:
        nobody = f"{file}: nobody in it is ticked as present at a session we know; nothing was changed."
        raise Refused(" ".join([nobody, *plan.listed[:_MOST_GIVEN_AS_REASON]]), named)
    change = None
    if plan.ticks:
        meant = _meaning(headings, kept, columns, None if present is None else told)
        change = sheet_marks.tick(store, plan.ticks, file_name=file, told=meant, since=since, dry_run=dry_run)
    return ImportResult(
        PURPOSE,
        len(rows),
        len(plan.ticks),
        unchanged=plan.unchanged,
        warnings=listed,
        change=change,
        notes=notes,
        to_tell=found.to_tell,
        named=named,
        would=would,
    )


def looks_wide(store: Store, grids: list[SheetGrid]) -> bool:
    """Whether some sheet has sessions across; the beginnings of them will do."""
    return wide_columns.looks_wide(store, SessionsByHeading(store), grids)


def _remembered_signs(kept: Mapping[str, str], used: Iterable[str]) -> frozenset[str] | None:
    """The signs told before, a line each; or, in older files, in the words in which they were told."""
    told = kept.get(_PRESENT)
    if told is None or "\n" not in told:
        return None if told is None else wide_signs.told_signs(told, used)
    return frozenset(told.splitlines())


def _meaning(
    headings: list[str], kept: Mapping[str, str], columns: Mapping[str, str] | None, signs: frozenset[str] | None
) -> ColumnMeaning | None:
    """What to remember of this sheet's headings: all that was told, now or before; None where nothing is new."""
    if not columns and signs is None:
        return None
    meant = {**kept, **wide_columns.to_remember(columns or {})}
    if signs is not None:
        meant[_PRESENT] = "".join(f"{sign}\n" for sign in sorted(signs))
    return ColumnMeaning(PURPOSE, tuple(headings), meant)


def _shortened(listed: list[str]) -> list[str]:
    more = len(listed) - _MOST_LISTED
    return [*listed[:_MOST_LISTED], f"… and {more:,} more of these."] if more > 0 else listed


def _rows(header: Header, columns: SheetColumns, roster: RosterOfRows) -> list[_TickRow]:
    """The rows with whom they are about; where references contradict names, they decide nothing by themselves."""
    words = [columns.leader.words(row) for row in header.body]
    doubted = any(roster.contradicts(said) for said in words)
    people = [roster.who(said, doubted=doubted) for said in words]
    return [_TickRow(*found) for found in zip(header.body, words, people, strict=True)]


def _plan(
    plan: _SheetPlan,
    store: Store,
    rows: list[_TickRow],
    header: Header,
    columns: SheetColumns,
    signs: frozenset[str],
    roster: RosterOfRows,
) -> None:
    """What becomes of every row; a leader who stands in several, or a session in several columns, is read as one."""
    said: dict[tuple[str, Session], list[str]] = defaultdict(list)
    to_come = {place for place, found in columns.sessions.items() if _is_to_come(found, store)}
    for place in sorted(to_come):
        plan.listed.append(f"“{header.headings[place]}” is still to come; its signs are left.")
    for row in rows:
        errors = _errors(row, header.headings, columns)
        if errors:
            plan.problems += errors
        elif row.person.leader is None:
            _leave_row(plan, row, columns, roster)
        else:
            _collect(plan, said, row, row.person.leader, columns, to_come, roster)
    marks = {record.leader.reference: record.marks for record in records_of(store)}
    for (leader, session), in_cells in said.items():
        mark = marks[leader].get(session.reference)
        _take(plan, leader, session, None if mark is None else mark.value, in_cells, signs)


def _is_to_come(found: Mapping[str, Session], store: Store) -> bool:
    return all(session.starts_on > store.today for session in found.values())


def _errors(row: _TickRow, headings: list[str], columns: SheetColumns) -> list[Problem]:
    """The spreadsheet's errors that stand for a leader's tick or, where no leader is known, for the leader.

    A share of attendance may well be #DIV/0!: that is no problem.
    """
    places = columns.sessions if row.person.leader is not None else columns.leader.places
    problems = []
    for place in sorted(places):
        cell = row.row.cells[place] if place < len(row.row.cells) else ""
        if is_error(cell):
            problems.append(Problem(row.row.number, headings[place], as_text(cell), MEND_ERROR))
    return problems


def _leave_row(plan: _SheetPlan, row: _TickRow, columns: SheetColumns, roster: RosterOfRows) -> None:
    """A row of somebody who is not certain is told, unless nothing is said of them."""
    if any(wide_signs.sign_in(row.row, place) for place in columns.sessions):
        perhaps = roster.perhaps(row.words) if row.person.why == NOT_CERTAIN else ""
        plan.listed.append(f"Row {row.row.number}: {row.words.shown} {row.person.why}{perhaps}; left out.")


def _collect(
    plan: _SheetPlan,
    said: dict[tuple[str, Session], list[str]],
    row: _TickRow,
    leader: str,
    columns: SheetColumns,
    to_come: set[int],
    roster: RosterOfRows,
) -> None:
    """Put together what a row says of a leader's own sessions; that it says nothing of any is told."""
    elsewhere = True
    there = [place for place in columns.sessions if wide_signs.sign_in(row.row, place)]
    for place in there:
        session = columns.sessions[place].get(roster.cohort_of[leader])
        if session is not None:
            elsewhere = False
        if session is not None and place not in to_come:
            said[leader, session].append(wide_signs.sign_in(row.row, place))
    if there and elsewhere:
        plan.listed.append(
            f"Row {row.row.number}: {roster.named(leader)} is of a cohort without these sessions; left out."
        )


def _take(
    plan: _SheetPlan,
    leader: str,
    session: Session,
    value: MarkValue | None,
    said: list[str],
    signs: frozenset[str],
) -> None:
    """Tick a session where nothing is recorded and the sheet says one thing; what is recorded, as `value`, stays."""
    against = [sign for sign in said if sign not in signs]
    if len(against) == len(said):
        if value is None:
            shown = " and ".join(f"“{sign}”" for sign in dict.fromkeys(said))
            plan.listed.append(f"{leader}, {session.title}: the sheet says {shown}; left for you to say.")
    elif value is MarkValue.PRESENT:
        plan.unchanged += 1
    elif value is not None:
        plan.listed.append(f"{leader}, {session.title}: marked {spoken(value)} by hand, and stays so.")
    elif set(against) <= wide_signs.NOTHING:
        plan.ticks.append((leader, session.reference))
    else:
        shown = " and ".join(f"“{sign}”" for sign in dict.fromkeys(said))
        plan.listed.append(f"{leader}, {session.title}: the sheet says both {shown}; left for you to say.")
