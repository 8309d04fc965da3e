"""The sheets people really keep: leaders down, sessions across, ticks or letters in the cells.

Only a sign for being there is taken, and only where nothing is recorded: whatever the sheet says of an absence is
listed for the BDO and written nowhere. Signs that are not plain are told once, and known again by the headings.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.cell_values import BadValue, as_text, to_date
from psw_tui.exchange.files.reading import read_grids, read_once
from psw_tui.exchange.files.sheet import MEND_ERROR, UnreadableFile, heading_key, is_empty, is_error
from psw_tui.exchange.forms.lines import ReportLine
from psw_tui.exchange.forms.matching import Attendee, LeaderMatcher
from psw_tui.exchange.import_table import refuse_unlike
from psw_tui.exchange.tables.checking import Problem
from psw_tui.exchange.tables.planning import digest
from psw_tui.exchange.tables.result import ImportResult
from psw_tui.policy.terms import MarkValue
from psw_tui.policy.text import clean
from psw_tui.policy.wording import spoken
from psw_tui.store.core.unchanged import version
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.registers import heading_maps, sheet_marks
from psw_tui.store.registers import sessions as recorded_sessions
from psw_tui.store.registers.reports import candidates
from psw_tui.store.registers.sheet_marks import ColumnMeaning
from psw_tui.store.roster import leaders
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.exchange.files.reading import Source
    from psw_tui.exchange.files.sheet import CellValue, SheetGrid, SheetRow
    from psw_tui.policy.records import Mark, Session
    from psw_tui.store.core.store import Store

PURPOSE = "wide"
_PRESENT = frozenset({"✓", "✔", "☑", "✅", "1", "y", "yes", "p", "present", "attended", "true"})
_NOT_PRESENT = frozenset(
    {
        "a",
        "abs",
        "absent",
        "0",
        "n",
        "no",
        "apologies",
        "apols",
        "sick",
        "false",
        "-",
        "–",
        "part",
        "half",
        "late",
        "leave",
        "dna",
        "did not attend",
        "n/a",
        "✗",
        "✘",
        "❌",
    }
)
_FEWEST_SESSIONS = 1
_LOOKED_AT_ROWS = 20
_MOST_LISTED = 200


class SheetToChoose(UnreadableFile):
    """A workbook in which several sheets fit; `names` are theirs."""

    def __init__(self, file: str, names: list[str]) -> None:
        self.names = names
        super().__init__(f"{file} has {len(names)} sheets with sessions across ({', '.join(names)}); say which one.")


class UnknownSigns(UnreadableFile):
    """Signs in the cells that are not plain; `signs` are theirs, most frequent first."""

    def __init__(self, file: str, signs: list[str]) -> None:
        self.signs = signs
        super().__init__(f"{file} uses {', '.join(signs)} in its cells; say which of them mean present.")


@dataclass
class _SheetPlan:
    ticks: list[tuple[str, str]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0


def import_wide(
    store: Store,
    source: Source,
    *,
    sheet: str | None = None,
    present: str | None = None,
    dry_run: bool = False,
    shown: str | None = None,
) -> ImportResult:
    """Take the ticks of a wide sheet as presence; `present` tells which other signs mean it, parted by blanks.

    Whom or what the sheet names without certainty, what it says of absences, and marks that say otherwise are
    listed as warnings and left. `SheetToChoose` and `UnknownSigns` ask; a sheet in which nothing matches is refused,
    and with `ChangedMeanwhile` one that would do something else than was `shown` (`ImportResult.would`).
    """
    read = read_once(source)
    file = read.name
    since = version(store)
    known = _Sessions(store)
    grid, header = _grid(known, file, read_grids(read), sheet)
    headings = [clean(as_text(cell)) for cell in header.cells]
    body = [row for row in grid.rows if row.number > header.number]
    sessions = {place: found for place, cell in enumerate(header.cells) if (found := known.of(cell))}
    signs = _signs(store, file, headings, body, set(sessions), present)
    plan = _planned(store, body, headings, sessions, signs)
    would = digest(plan.ticks, plan.listed, plan.problems, plan.unchanged)
    refuse_unlike(would, shown)
    if plan.problems:
        return ImportResult(PURPOSE, len(body), problems=plan.problems, warnings=plan.listed[:_MOST_LISTED])
    if not plan.ticks and not plan.unchanged:
        raise Refused(f"{file}: nobody in it is ticked as present at a session we know; nothing was changed.")
    change = None
    if plan.ticks:
        told = None if present is None else ColumnMeaning(PURPOSE, tuple(headings), {"present": present})
        change = sheet_marks.tick(store, plan.ticks, file_name=file, told=told, since=since, dry_run=dry_run)
    return ImportResult(
        PURPOSE, len(body), len(plan.ticks), 0, plan.unchanged, [], plan.listed[:_MOST_LISTED], [], change, would=would
    )


def looks_wide(store: Store, grids: list[SheetGrid]) -> bool:
    """Whether some sheet has sessions across; the beginnings of them will do."""
    known = _Sessions(store)
    return any(_header(grid, known) is not None for grid in grids)


class _Sessions:
    """The sessions by reference, by title and by day, each as far as it tells one of a cohort."""

    def __init__(self, store: Store) -> None:
        self._found: dict[str | date, list[tuple[str, Session]]] = {}
        for cohort, session in recorded_sessions.by_id(store).values():
            keys: tuple[str | date, ...] = (
                heading_key(session.reference),
                heading_key(session.title),
                session.starts_on,
            )
            for key in dict.fromkeys(keys):
                self._found.setdefault(key, []).append((cohort, session))

    def of(self, cell: CellValue) -> dict[str, Session]:
        """The session that a heading names, for each cohort that has exactly one such."""
        keys: list[str | date] = []
        if isinstance(cell, datetime):
            keys.append(cell.date())
        elif isinstance(cell, date):
            keys.append(cell)
        elif not is_empty(cell):
            keys.append(heading_key(cell))
            try:
                keys.append(to_date(cell))
            except BadValue:
                keys += [moment.date() for moment in times.readings(f"{cell} 00:00").values()]
        for key in keys:
            counted = Counter(cohort for cohort, _ in self._found.get(key, ()))
            one = {cohort: session for cohort, session in self._found.get(key, ()) if counted[cohort] == 1}
            if one:
                return one
        return {}


def _header(grid: SheetGrid, known: _Sessions) -> SheetRow | None:
    """The row near the top in which most cells name sessions."""
    counted = [
        (sum(bool(known.of(cell)) for cell in row.cells), -row.number, row) for row in grid.rows[:_LOOKED_AT_ROWS]
    ]
    best = max(counted, key=lambda candidate: candidate[:2], default=(0, 0, None))
    # A table of our own names a session in every row, in one column: only across do they make a wide sheet.
    return best[2] if best[0] > _FEWEST_SESSIONS else None


def _grid(known: _Sessions, file: str, grids: list[SheetGrid], sheet: str | None) -> tuple[SheetGrid, SheetRow]:
    fitting = [(grid, header) for grid in grids if (header := _header(grid, known)) is not None]
    if sheet is not None:
        fitting = [(grid, header) for grid, header in fitting if grid.name.casefold() == sheet.strip().casefold()]
    if not fitting:
        where = f"sheet {sheet}" if sheet else "no sheet"
        raise UnreadableFile(
            f"{file}: {where} has sessions across that we know by reference, title or date; name them as the "
            "Registers do."
        )
    if len(fitting) > 1:
        raise SheetToChoose(file, [grid.name for grid, _ in fitting])
    return fitting[0]


def _sign(cell: CellValue) -> str:
    return clean(as_text(cell)).casefold()


def _signs(
    store: Store, file: str, headings: list[str], body: list[SheetRow], places: set[int], present: str | None
) -> frozenset[str]:
    """The signs that mean present: the plain ones, and those that were told, now or for these headings before."""
    told = present if present is not None else heading_maps.remembered(store, PURPOSE, headings).get("present")
    used: Counter[str] = Counter()
    for row in body:
        said = [_sign(row.cells[place]) for place in places if place < len(row.cells)]
        used.update(sign for sign in said if sign and not is_error(sign))
    unknown = [sign for sign, _ in used.most_common() if sign not in _PRESENT | _NOT_PRESENT]
    if unknown and told is None:
        raise UnknownSigns(file, unknown[:8])
    return _PRESENT | frozenset((told or "").casefold().split())


def _planned(
    store: Store,
    body: list[SheetRow],
    headings: list[str],
    sessions: dict[int, dict[str, Session]],
    signs: frozenset[str],
) -> _SheetPlan:
    # What a report calls somebody says nothing of a sheet that people keep: aliases stay out of it.
    roster = LeaderMatcher(tuple(replace(leader, aliases=frozenset()) for leader in candidates(store)))
    cohort_of = {row.reference: row.cohort_id for row in leaders.every(store)}
    marks = {record.leader.reference: record.marks for record in records_of(store)}
    plan = _SheetPlan()
    for row in body:
        leader = _leader(row, sessions, cohort_of, roster)
        errors = _errors(row, headings, sessions, known=leader is not None)
        if errors:
            plan.problems += errors
        elif leader is None:
            _leave_row(plan, row, sessions)
        else:
            known = {place: by_cohort.get(cohort_of[leader]) for place, by_cohort in sessions.items()}
            _take_row(plan, row, leader, known, marks[leader], signs)
    plan.ticks = list(dict.fromkeys(plan.ticks))
    return plan


def _errors(
    row: SheetRow, headings: list[str], sessions: dict[int, dict[str, Session]], *, known: bool
) -> list[Problem]:
    """The spreadsheet's errors that stand for a leader's tick or, where no leader is known, for the leader.

    A share of attendance may well be #DIV/0!: that is no problem.
    """
    problems = []
    for place, cell in enumerate(row.cells):
        if not is_error(cell) or (place in sessions) != known:
            continue
        heading = headings[place] if place < len(headings) else ""
        problems.append(Problem(row.number, heading, as_text(cell), MEND_ERROR))
    return problems


def _leave_row(plan: _SheetPlan, row: SheetRow, sessions: dict[int, dict[str, Session]]) -> None:
    """A row of somebody unknown is told, unless nothing is said of them."""
    said = [row.cells[place] for place in sessions if place < len(row.cells)]
    if all(is_empty(cell) for cell in said):
        return
    beginning = ", ".join(as_text(cell) for cell in row.cells[:2] if not is_empty(cell))
    who = beginning or "nobody named"
    plan.listed.append(f"Row {row.number}: {who} is not certain to be one of the roster; left.")


def _take_row(
    plan: _SheetPlan,
    row: SheetRow,
    leader: str,
    sessions: dict[int, Session | None],
    marks: Mapping[str, Mark],
    signs: frozenset[str],
) -> None:
    for place, session in sessions.items():
        sign = _sign(row.cells[place]) if place < len(row.cells) else ""
        if sign and session is not None:
            mark = marks.get(session.reference)
            value = None if mark is None else mark.value
            _take_sign(plan, leader, session, value, sign, present=sign in signs)


def _take_sign(
    plan: _SheetPlan, leader: str, session: Session, value: MarkValue | None, sign: str, *, present: bool
) -> None:
    """Tick a session where nothing is recorded yet; what is recorded, as `value`, stays."""
    if not present:
        if value is None:
            plan.listed.append(f"{leader}, {session.title}: the sheet says “{sign}”; left for you to say.")
    elif value is None:
        plan.ticks.append((leader, session.reference))
    elif value is MarkValue.PRESENT:
        plan.unchanged += 1
    else:
        plan.listed.append(f"{leader}, {session.title}: marked {spoken(value)} by hand, and stays so.")


def _leader(
    row: SheetRow, sessions: dict[int, dict[str, Session]], cohort_of: dict[str, str], roster: LeaderMatcher
) -> str | None:
    """The leader of a row, by reference, e-mail address or name, in whatever columns they stand."""
    texts = [
        clean(cell)
        for place, cell in enumerate(row.cells)
        if place not in sessions and isinstance(cell, str) and cell.strip() and not is_error(cell)
    ]
    for text in texts:
        if text in cohort_of:
            return text
    email = next((text for text in texts if "@" in text), "")
    names = [text for text in texts if "@" not in text]
    readings = [*(f"{first} {last}" for first, last in pairwise(names)), *names]
    matched = {
        match.leader
        for reading in readings or [""]
        if (match := roster.match(Attendee("row", (ReportLine(row.number, reading, email=email.casefold()),)))).leader
    }
    return next(iter(matched)) if len(matched) == 1 else None
