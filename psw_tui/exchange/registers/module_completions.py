"""Module completions from the learning platform's export, or a table of our own (`leader,session,completed_on`).

The platform calls its columns what it likes: what is not understood is told once, and known again by the headings. It
also has rows of people and courses that are none of ours, and of modules begun or failed: they are listed and left.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.cell_values import BadValue, as_text
from psw_tui.exchange.files.dates_taken import DayOrder, day_text
from psw_tui.exchange.files.reading import read_once, read_rows
from psw_tui.exchange.files.sheet import MEND_ERROR, heading_key, is_error
from psw_tui.exchange.import_table import refuse_unlike
from psw_tui.exchange.name_matching.matching import name_key
from psw_tui.exchange.registers import module_status
from psw_tui.exchange.registers.module_columns import (
    FIELDS,
    HEADED_WITHIN,
    STATUS,
    UnknownHeadings,
    find_sheet,
    fit,
    may_be_day,
    module_columns,
    text_at,
    understood,
)
from psw_tui.exchange.registers.row_people import NOT_CERTAIN, RosterOfRows
from psw_tui.exchange.tables.planning import digest
from psw_tui.exchange.tables.result import ImportResult, Problem
from psw_tui.exchange.tables.which_sheet import SheetChoice
from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.policy.wording import count, ranges, spoken
from psw_tui.store.core.unchanged import version
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.registers import heading_maps, sheet_marks
from psw_tui.store.registers import sessions as recorded_sessions
from psw_tui.store.registers.heading_maps import ColumnMeaning
from psw_tui.store.registers.sheet_marks import Completion
from psw_tui.store.system.collecting import collected_afterwards
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from psw_tui.exchange.files.reading import Source
    from psw_tui.exchange.files.sheet import CellValue, Sheet, SheetRow
    from psw_tui.exchange.registers.module_columns import ModuleColumns
    from psw_tui.policy.records import Mark, Session
    from psw_tui.store.core.store import Store

__all__ = ("FIELDS", "PURPOSE", "STATUS", "UnknownHeadings", "import_modules", "understood")

PURPOSE = "modules"
_MOST_LISTED = 200
_MOST_NAMED = 8


@dataclass
class _ModulePlan:
    completions: dict[tuple[str, str], Completion] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: Sentences about rows that are none of ours, each with its rows, and who is in the file and is no leader.
    left: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    strangers: list[str] = field(default_factory=list)
    leaders: set[str] = field(default_factory=set)
    without_day: list[int] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    overwritten: list[Mark | None] = field(default_factory=list)  # what stands where something would be written


@collected_afterwards()
def import_modules(
    store: Store,
    source: Source,
    columns: Mapping[str, str] | None = None,
    *,
    dry_run: bool = False,
    shown: str | None = None,
) -> ImportResult:
    """Mark modules completed; `columns` says by field (`FIELDS`, `STATUS`) which heading it stands under.

    A table of our own is taken whole or, with one bad row, not at all. In a platform's export rows that are no
    completion, or of nobody and nothing that we know, are listed and left; one in which nobody is a leader is
    refused. A mark by hand that says otherwise stands and is listed. `UnknownHeadings` where a column is not
    understood, `ChangedMeanwhile` where it would do something else than was `shown` (`ImportResult.would`).
    """
    file = read_once(source)
    since = version(store)
    name = file.name
    choice = SheetChoice(lambda grid: fit(grid.rows, columns or {}))
    sheet = find_sheet(read_rows(file, HEADED_WITHIN, choice), name, columns or {})
    told = dict(columns or {}) or heading_maps.remembered(store, PURPOSE, sheet.headers)
    own_table = [heading_key(heading) for heading in sheet.headers if heading] == ["leader", "session", "completedon"]
    people, modules = RosterOfRows(store), _Modules(store)
    places = module_columns(name, sheet, told, modules.is_one)
    plan = _ModulePlan()
    for row in sheet.rows:
        _RowReader(plan, row, places, people, modules, store.today, own_table=own_table).read()
    _refuse_strangers(name, plan)
    wanted = [] if plan.problems else _against_marks(store, plan)
    would = digest(list(plan.completions.values()), plan.overwritten, plan.problems, _listed(plan), plan.unchanged)
    refuse_unlike(would, shown)
    warnings = [*_unread(sheet, places, own_table=own_table), *_listed(plan)]
    named = frozenset([*plan.strangers, *(found.value for found in plan.problems if found.column == "leader")])
    if plan.problems:
        return ImportResult(PURPOSE, len(sheet.rows), problems=plan.problems, warnings=warnings, named=named)
    change = None
    if wanted:
        told_now = ColumnMeaning(PURPOSE, tuple(sheet.headers), columns) if columns else None
        change = sheet_marks.complete_many(store, wanted, file_name=name, told=told_now, since=since, dry_run=dry_run)
    return ImportResult(
        PURPOSE,
        len(sheet.rows),
        plan.created,
        plan.changed,
        plan.unchanged,
        warnings=warnings,
        change=change,
        notes=[_read_as(sheet, places), *choice.said],
        named=named,
        would=would,
    )


def _refuse_strangers(name: str, plan: _ModulePlan) -> None:
    """Refuse a file in which nobody is a leader: it is of others, or calls them otherwise."""
    if plan.leaders or plan.problems or not plan.strangers:
        return
    who = list(dict.fromkeys(plan.strangers))
    more = len(who) - _MOST_NAMED
    others = f" and {more} more" if more > 0 else ""
    raise Refused(
        f"{name}: nobody in it is certain to be a leader of the roster (there are {', '.join(who[:_MOST_NAMED])}"
        f"{others}); nothing was changed.",
        named=who,
    )


def _listed(plan: _ModulePlan) -> list[str]:
    """What was left and why, alike rows together."""
    lines = []
    for sentence, numbers in plan.left.items():
        rows = "row" if len(numbers) == 1 else "rows"
        lines.append(f"{sentence}; left out ({rows} {ranges(numbers)}).")
    lines += plan.warnings
    more = len(lines) - _MOST_LISTED
    if more > 0:
        lines = [*lines[:_MOST_LISTED], f"… and {more:,} more of these."]
    if plan.without_day:
        left_out = f"{count(len(plan.without_day), 'row')} without a day of completion left out"
        lines.append(f"{left_out} ({ranges(plan.without_day)}).")
    return lines


def _unread(sheet: Sheet, places: ModuleColumns, *, own_table: bool) -> Iterable[str]:
    """The columns that are not read, named once."""
    used = {*places.leaders, *places.names, *places.statuses, places.session, places.completed_on}
    left = [f"“{heading}”" for place, heading in enumerate(sheet.headers) if heading and place not in used]
    if left and not own_table:
        yield f"Not used, since they tell nothing of a completion: {', '.join(left)}."


def _read_as(sheet: Sheet, places: ModuleColumns) -> str:
    """Which columns were taken for what."""

    def named(*columns: int) -> str:
        return ", ".join(f"“{sheet.headers[place]}”" for place in columns)

    status = f"; completed or not by {named(*places.statuses)}" if places.statuses else ""
    month_first = ", the month first" if places.order is DayOrder.MONTH_FIRST else ""
    return (
        f"Who by {named(*places.leaders, *places.names)}; the module by {named(places.session)}; "
        f"the day by {named(places.completed_on)}{month_first}{status}."
    )


class _Modules:
    """The modules by cohort and by reference or title, as people write them."""

    def __init__(self, store: Store) -> None:
        self._by_cohort: dict[tuple[str, str], Session] = {}
        self._every: set[str] = set()
        for cohort, session in recorded_sessions.by_id(store).values():
            if session.kind is SessionKind.MODULE:
                keys = (name_key(session.title), session.reference.casefold())
                self._every.update(keys)
                self._by_cohort.update({(cohort, key): session for key in keys})

    def is_one(self, text: str) -> bool:
        """Whether a text is the reference or title of a module of any cohort."""
        return text.casefold() in self._every or name_key(text) in self._every

    def find(self, cohort: str, text: str) -> Session | None:
        """The module of a cohort with this reference or title."""
        return self._by_cohort.get((cohort, text.casefold())) or self._by_cohort.get((cohort, name_key(text)))


@dataclass
class _RowReader:
    """One row on its way into the plan: a completion, a problem, or a line that is left."""

    plan: _ModulePlan
    row: SheetRow
    places: ModuleColumns
    people: RosterOfRows
    modules: _Modules
    today: date
    own_table: bool = field(kw_only=True)

    def read(self) -> None:
        """Judge the row by what is wrong in it first, then by whom and what it is of, its status and its day."""
        errors = self._errors()
        if errors:
            for wanted in errors:
                self._bad(wanted, MEND_ERROR)
            return
        leader = self._leader()
        session = None if leader is None else self._session(leader)
        if leader is None or session is None or not self._is_completion(leader, session):
            return
        on = self._day()
        if on is not None:
            self._complete(leader, session, on)

    def _cell(self, wanted: str) -> CellValue:
        place = {
            "leader": (*self.places.leaders, *self.places.names)[0],
            "session": self.places.session,
            "completed_on": self.places.completed_on,
        }[wanted]
        return self.row.cells[place] if place < len(self.row.cells) else ""

    def _errors(self) -> list[str]:
        return [wanted for wanted in FIELDS if is_error(self._cell(wanted))]

    def _bad(self, wanted: str, expected: str) -> None:
        self.plan.problems.append(Problem(self.row.number, wanted, as_text(self._cell(wanted)), expected))

    def _leave(self, sentence: str) -> None:
        self.plan.left[sentence].append(self.row.number)

    def _leader(self) -> str | None:
        words = self.places.words(self.row, self.people)
        person = self.people.who(words)
        if person.leader is not None:
            self.plan.leaders.add(person.leader)
        elif self.own_table:
            self._bad("leader", "the reference or e-mail address of one leader on the roster")
        else:
            self.plan.strangers.append(words.shown)
            perhaps = self.people.perhaps(words) if person.why == NOT_CERTAIN else ""
            self._leave(f"{words.shown} {person.why}{perhaps}")
        return person.leader

    def _session(self, leader: str) -> Session | None:
        title = text_at(self.row, self.places.session)
        session = self.modules.find(self.people.cohort_of[leader], title)
        if session is None and self.own_table:
            self._bad("session", f"the reference or title of a module of {leader}'s cohort")
        elif session is None:
            self._leave(f"“{title}” is not a module of the leader's cohort")
        return session

    def _is_completion(self, leader: str, session: Session) -> bool:
        """Whether the status, if there is one, and the day say that the module was completed."""
        done, said = self.places.status(self.row)
        text = text_at(self.row, self.places.completed_on)
        no_day = module_status.is_nothing(text) or not (self.own_table or may_be_day(text))
        if done is False and said:
            self._leave(f"{self.people.named(leader)}, {session.title}: “{said}” is not a completion")
        elif self.own_table and no_day:
            return True  # what stands there is refused as a day
        elif no_day and done:
            self._leave(f"{self.people.named(leader)}, {session.title}: “{said}”, and no day of completion")
        elif no_day:
            self.plan.without_day.append(self.row.number)
        elif done is False:
            self._leave(f"{self.people.named(leader)}, {session.title}: a day, and nothing said of its status")
        return done is not False and not no_day

    def _day(self) -> date | None:
        cell = self._cell("completed_on")
        try:
            on = None if self.own_table else _in_order(cell, self.places)
            on = on or times.clear_day(cell)
        except BadValue as error:
            self._bad("completed_on", error.expected)
            return None
        if on <= self.today:
            return on
        if self.own_table:
            self._bad("completed_on", "a day that has come: a module is recorded once it is done")
        else:
            self._leave(f"{on.isoformat()} is still to come")
        return None

    def _complete(self, leader: str, session: Session, on: date) -> None:
        key = (leader, session.reference)
        if key in self.plan.completions:
            if self.own_table:
                self._bad("session", "each leader and module once in a file")
                return
            self.plan.warnings.append(
                f"Row {self.row.number}: {leader} completed {session.title} twice; the earlier day counts."
            )
            on = min(on, self.plan.completions[key].on)
        self.plan.completions[key] = Completion(leader, session.reference, on)


def _in_order(cell: CellValue, places: ModuleColumns) -> date | None:
    """A day in numbers with the month first, in a column that shows this order; None for any other day."""
    read = day_text(cell) if isinstance(cell, str) and places.order is DayOrder.MONTH_FIRST else None
    if read is None or not read.in_numbers:
        return None
    if places.mixed and read.shows is None:
        raise BadValue("a day that can't be read either way: some in this column have the month first, some the day")
    return read.month_first


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
