"""Module completions from the learning platform's export, or a table of our own (`leader,session,completed_on`).

The platform calls its columns what it likes: what is not understood is told once, and known again by the headings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.cell_values import BadValue, as_text
from psw_tui.exchange.files.reading import read_once, read_table
from psw_tui.exchange.files.sheet import MEND_ERROR, UnreadableFile, is_empty, is_error
from psw_tui.exchange.files.sheet import heading_key as fold_heading
from psw_tui.exchange.forms.matching import name_key
from psw_tui.exchange.import_table import refuse_unlike
from psw_tui.exchange.tables.checking import Problem
from psw_tui.exchange.tables.planning import digest
from psw_tui.exchange.tables.result import ImportResult
from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count, spoken
from psw_tui.store.core.unchanged import version
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.registers import heading_maps, sheet_marks
from psw_tui.store.registers import sessions as recorded_sessions
from psw_tui.store.registers.heading_maps import ColumnMeaning
from psw_tui.store.registers.sheet_marks import Completion
from psw_tui.store.roster import leaders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.exchange.files.reading import Source
    from psw_tui.exchange.files.sheet import CellValue, Sheet, SheetRow
    from psw_tui.policy.records import Mark, Session
    from psw_tui.store.core.store import Store

PURPOSE = "modules"
#: What is needed, and the headings (folded) that say it.
FIELDS: dict[str, tuple[str, ...]] = {
    "leader": (
        "leader",
        "leaderreference",
        "reference",
        "email",
        "emailaddress",
        "useremail",
        "username",
        "user",
        "learner",
        "learneremail",
        "participant",
        "name",
        "fullname",
        "learnername",
    ),
    "session": ("session", "module", "modulename", "moduletitle", "course", "coursename", "coursetitle", "title"),
    "completed_on": (
        "completedon",
        "completed",
        "completiondate",
        "datecompleted",
        "completeddate",
        "completedat",
        "timecompleted",
        "finishedon",
        "completion",
    ),
}


class UnknownHeadings(UnreadableFile):
    """A file in which some column is not understood: `missing` are the fields, `headings` those to choose from."""

    def __init__(self, name: str, missing: list[str], headings: list[str]) -> None:
        self.missing, self.headings = missing, headings
        told = ", ".join(missing)
        super().__init__(
            f"{name}: no column is understood as {told} (there are {', '.join(headings[:8])}); say which it is."
        )


@dataclass
class _ModulePlan:
    completions: dict[tuple[str, str], Completion] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    not_completed: int = 0
    overwritten: list[Mark | None] = field(default_factory=list)  # what stands where something would be written


def import_modules(
    store: Store,
    source: Source,
    columns: Mapping[str, str] | None = None,
    *,
    dry_run: bool = False,
    shown: str | None = None,
) -> ImportResult:
    """Mark modules completed, all rows or none; `columns` says by field which heading it stands under.

    A row without a day of completion is left out in a platform's export and refused in a table of our own. A mark
    by hand that says otherwise stands and is listed. `UnknownHeadings` where a column is not understood,
    `ChangedMeanwhile` where it would do something else than was `shown` (`ImportResult.would` of the dry run).
    """
    file = read_once(source)
    since = version(store)
    sheet = read_table(file)
    name = file.name
    told = dict(columns or {}) or heading_maps.remembered(store, PURPOSE, sheet.headers)
    places = _places(name, sheet, told)
    own_table = [fold_heading(heading) for heading in sheet.headers if heading] == ["leader", "session", "completedon"]
    plan = _ModulePlan()
    people, sessions = _LeadersOfExport(store), _sessions(store)
    for row in sheet.rows:
        _plan_row(plan, row, places, people, sessions, own_table=own_table)
    wanted = [] if plan.problems else _against_marks(store, plan)
    would = digest(list(plan.completions.values()), plan.overwritten, plan.problems, plan.warnings, plan.unchanged)
    refuse_unlike(would, shown)
    if plan.problems:
        return ImportResult(PURPOSE, len(sheet.rows), problems=plan.problems, warnings=plan.warnings)
    if plan.not_completed:
        plan.warnings.append(f"{count(plan.not_completed, 'row')} without a day of completion left out.")
    change = None
    if wanted:
        told_now = ColumnMeaning(PURPOSE, tuple(sheet.headers), columns) if columns else None
        change = sheet_marks.complete_many(store, wanted, file_name=name, told=told_now, since=since, dry_run=dry_run)
    return ImportResult(
        PURPOSE, len(sheet.rows), plan.created, plan.changed, plan.unchanged, [], plan.warnings, [], change, would=would
    )


def _places(name: str, sheet: Sheet, told: Mapping[str, str]) -> dict[str, int]:
    folded = [fold_heading(heading) for heading in sheet.headers]
    places = {}
    missing = []
    for wanted, words in FIELDS.items():
        if wanted in told and fold_heading(told[wanted]) in folded:
            places[wanted] = folded.index(fold_heading(told[wanted]))
        elif (found := next((folded.index(word) for word in words if word in folded), None)) is not None:
            places[wanted] = found
        else:
            missing.append(wanted)
    if missing:
        raise UnknownHeadings(name, missing, [heading for heading in sheet.headers if heading])
    return places


def understood(headings: list[str]) -> bool:
    """Whether the headings say all that is needed, so that a file can be taken for completions of modules."""
    folded = {fold_heading(heading) for heading in headings}
    return all(folded & set(words) for words in FIELDS.values())


class _LeadersOfExport:
    """The leaders by reference, by e-mail and by a name that only one bears."""

    def __init__(self, store: Store) -> None:
        self.today = store.today
        self.cohort_of: dict[str, str] = {}
        self._found: dict[str, set[str]] = {}
        for row in leaders.every(store):
            self.cohort_of[row.reference] = row.cohort_id
            keys = {row.reference.casefold(), fold(row.email)}
            keys |= {
                f"name:{name_key(f'{first} {row.last_name}')}"
                for first in (row.first_name, row.preferred_name)
                if first
            }
            for key in filter(None, keys):
                self._found.setdefault(key, set()).add(row.reference)

    def find(self, text: str) -> str | None:
        """The one leader meant, or None."""
        for key in (text.casefold(), fold(text), f"name:{name_key(text)}"):
            found = self._found.get(key, set())
            if len(found) == 1:
                return next(iter(found))
        return None


def _sessions(store: Store) -> dict[tuple[str, str], Session]:
    """The modules by cohort and by reference or title, as people write them."""
    modules = {}
    for cohort, session in recorded_sessions.by_id(store).values():
        if session.kind is SessionKind.MODULE:
            modules[cohort, name_key(session.title)] = session
            modules[cohort, session.reference.casefold()] = session
    return modules


def _plan_row(
    plan: _ModulePlan,
    row: SheetRow,
    places: Mapping[str, int],
    people: _LeadersOfExport,
    sessions: Mapping[tuple[str, str], Session],
    *,
    own_table: bool,
) -> None:
    def cell(wanted: str) -> CellValue:
        return row.cells[places[wanted]] if places[wanted] < len(row.cells) else ""

    def bad(wanted: str, expected: str) -> None:
        plan.problems.append(Problem(row.number, wanted, as_text(cell(wanted)), expected))

    if errors := [wanted for wanted in places if is_error(cell(wanted))]:
        for wanted in errors:
            bad(wanted, MEND_ERROR)
        return
    if is_empty(cell("completed_on")) and not own_table:
        plan.not_completed += 1
        return
    leader = people.find(clean(as_text(cell("leader"))))
    if leader is None:
        bad("leader", "the reference or e-mail address of one leader on the roster")
        return
    title = clean(as_text(cell("session")))
    cohort = people.cohort_of[leader]
    session = sessions.get((cohort, title.casefold())) or sessions.get((cohort, name_key(title)))
    if session is None:
        bad("session", f"the reference or title of a module of {leader}'s cohort")
        return
    try:
        on = times.clear_day(cell("completed_on"))
    except BadValue as error:
        bad("completed_on", error.expected)
        return
    if on > people.today:
        bad("completed_on", "a day that has come: a module is recorded once it is done")
        return
    key = (leader, session.reference)
    if key in plan.completions:
        if own_table:
            bad("session", "each leader and module once in a file")
            return
        plan.warnings.append(f"Row {row.number}: {leader} completed {session.title} twice; the earlier day counts.")
        on = min(on, plan.completions[key].on)
    plan.completions[key] = Completion(leader, session.reference, on)


def _against_marks(store: Store, plan: _ModulePlan) -> list[Completion]:
    """The completions that change something; marks by hand that say otherwise stand, and are listed."""
    concerned = {leader for leader, _ in plan.completions}
    marks = {record.leader.reference: record.marks for record in records_of(store, concerned)}
    wanted = []
    for (leader, session), completion in plan.completions.items():
        mark = marks.get(leader, {}).get(session)
        if mark is None or mark.value is None:
            plan.created += 1
        elif mark.value is not MarkValue.PRESENT:
            word = spoken(mark.value)
            plan.warnings.append(f"{leader} is marked {word} at {session} by hand, and stays so.")
            continue
        elif mark.completed_on == completion.on:
            plan.unchanged += 1
            continue
        else:
            plan.changed += 1
        wanted.append(completion)
        plan.overwritten.append(mark)
    return wanted
