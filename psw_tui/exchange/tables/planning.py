"""What an import would do: every row looked up, merged with what is stored, judged, and compared.

Nothing is written here; a plan without problems is what `bulk` writes in one go.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.tables import row_rules, stored
from psw_tui.exchange.tables.checking import Checked, CheckedRow, Gap, Problem, to_problem
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.result import FirstRow
from psw_tui.exchange.tables.row_rules import Fault, Values
from psw_tui.exchange.tables.stored import Coach, LeaderFound, Stored
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.text import fold
from psw_tui.store.core.keys import free_keys, has_derived_keys
from psw_tui.store.reads import unreadable
from psw_tui.store.roster import cohorts, near_names
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Collection

    from psw_tui.exchange.tables.result import HowRead
    from psw_tui.store.core.store import Store


#: How many of a file's first rows are shown as they will stand.
_FIRST_ROWS = 5


def value_text(value: Any) -> str:
    """A value as text for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return as_text(value) if isinstance(value, date) else str(value)


def digest(*parts: object) -> str:
    """A short text that is the same for the same parts; of a list each in turn, so that other threads get theirs."""
    sha = hashlib.sha256()
    for part in parts:
        items = part if isinstance(part, list) else [part]
        for item in giving_way(items):
            sha.update(repr(item).encode() + b"\0")
        sha.update(b"\1")
    return sha.hexdigest()


@dataclass
class Plan:
    """The rows to add and to change, by table and in the order in which to write them; and what was found.

    Keys stand in them as the database has them. `overwritten` is what stood where something is changed.
    """

    store: Store
    new: dict[str, list[Values]] = field(default_factory=dict)
    edits: dict[str, dict[str, Values]] = field(default_factory=dict)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    leaders: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    overwritten: list[tuple[str, Values]] = field(default_factory=list)
    how: HowRead | None = None

    @property
    def writes(self) -> int:
        """How many rows of the database it would touch."""
        return sum(map(len, self.new.values())) + sum(map(len, self.edits.values()))

    def digest(self) -> str:
        """What two plans share that do the same to the same: the ids of new rows are each plan's own."""
        order = {row["id"]: f"new {n}" for n, row in enumerate(chain.from_iterable(self.new.values()))}

        def named(value: Any) -> Any:
            return order.get(value, value) if isinstance(value, str) else value

        new, edits = [], []
        for table, rows in self.new.items():
            new += [(table, {column: named(value) for column, value in row.items()}) for row in rows]
        for table, changes in self.edits.items():
            for id_, row in giving_way(changes.items()):
                edits.append((table, id_, {column: named(value) for column, value in row.items()}))
        return digest(new, edits, self.overwritten, self.problems, self.warnings, self.gaps)

    def add(self, table: str, values: Values, id_: str | None = None) -> None:
        """Plan a new row; without an `id_` it is given one with all others, once every row is planned."""
        self.new.setdefault(table, []).append({"id": id_, **values})

    def give_keys(self) -> None:
        """Give every new row its key that has none yet, those of a table at once."""
        for table, rows in self.new.items():
            without = [row for row in rows if row["id"] is None]
            if has_derived_keys(table):
                keys = free_keys(self.store.connection, table, without)
            else:
                keys = [uuid4().hex for _ in without]
            for row, key in zip(without, keys, strict=True):
                row["id"] = key

    def edit(self, table: str, id_: str, values: Values) -> None:
        """Plan a change of a row."""
        if values:
            self.edits.setdefault(table, {}).setdefault(id_, {}).update(values)


class Planner(ABC):
    """Plans the rows of one kind of table."""

    kind: ClassVar[TableKind]
    table: ClassVar[str]

    def __init__(self, store: Store, checked: Checked) -> None:
        self.store = store
        self.checked = checked
        self.row = 0  # the number of the row that is planned
        self._fields = stored.fields(self.kind)
        self.plan = Plan(store, problems=list(checked.problems), warnings=list(checked.warnings), how=checked.how)
        self.cohorts = cohorts.by_id(store)
        self.cohort_ids = {cohort.name: id_ for id_, cohort in self.cohorts.items()}

    def run(self) -> Plan:
        """The plan for every row of the table."""
        for row in giving_way(self.checked.rows):
            faults = self._unreadable(row.values) or self.look_up(row.values)
            if not faults and row.sound:
                faults = self._plan_row(row)
            self.refuse(row.number, faults)
        for number, fault in self.late_faults():
            self.refuse(number, [fault])
        self.plan.warnings += self.late_warnings()
        self.plan.give_keys()
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    def _unreadable(self, values: Values) -> list[Fault]:
        """A fault where the row is about a leader whose record can't be read: a table does not correct that."""
        column = "reference" if self.table == "leader" else "leader"
        reference = values.get(column)
        if reference is None or reference not in self.store.damage.leaders:
            return []
        return [Fault(column, reference, f"a leader whose record can be read: {unreadable.WHAT_TO_DO}")]

    def refuse(self, number: int, faults: list[Fault]) -> None:
        """Add faults of a row to the problems."""
        self.plan.problems += [to_problem(number, fault) for fault in faults]

    def warn(self, number: int, text: str) -> None:
        """Add a warning about a row that is accepted."""
        self.plan.warnings.append(f"Row {number}: {text}")

    def _plan_row(self, row: CheckedRow) -> list[Fault]:
        self.row = row.number
        found = self.find(row.values)
        before = found.values if found else {}
        merged = row_rules.settled(self.kind, before | row.values, self.checked.columns)
        faults = self.adjust(row, merged, found)
        judgement = row_rules.judge_row(self.kind, merged)
        faults += judgement.faults
        if not faults:
            faults += self.judge(row.number, merged, found)
        if faults:
            return faults
        self.plan.gaps += [Gap(row.number, gap) for gap in judgement.gaps]
        if self.plan.how is not None and len(self.plan.how.first_rows) < _FIRST_ROWS:
            self.plan.how.first_rows.append(FirstRow(row.number, self._as_text(merged)))
        self.put(merged, found)
        return []

    def _as_text(self, merged: Values) -> dict[str, str]:
        """The text of a row's values: of what the file has, and of what it may leave out."""
        shown = {column.name for column in TABLES[self.kind].columns if column.supplied or column.name == "state"}
        shown |= self.checked.columns
        names = [column.name for column in TABLES[self.kind].columns if column.name in shown]
        texts = {name: value_text(merged[name]) for name in names if name in merged}
        return {name: text for name, text in texts.items() if text or name in self.checked.columns}

    def put(self, merged: Values, found: Stored | None) -> None:
        """Plan the row itself: new, changed or as it was."""
        if found is None:
            self.plan.created += 1
            self.plan.add(self.table, self.to_fields(merged, merged))
        else:
            changed = [name for name, value in merged.items() if value != found.values[name]]
            if not changed:
                self.plan.unchanged += 1
                return
            self.plan.changed += 1
            self.plan.overwritten.append((found.id, {name: found.values[name] for name in changed}))
            self.plan.edit(self.table, found.id, self.to_fields(merged, changed))
        self.touch(merged, found)

    def to_fields(self, merged: Values, names: Collection[str]) -> Values:
        """What to write of these canonical columns into the row: its own fields, and its links."""
        own = {column: merged[name] for name, column in self._fields.items() if name in names}
        return own | self.links(merged, names)

    def late_faults(self) -> list[tuple[int, Fault]]:
        """Faults that only all rows together show, with the row to look at."""
        return []

    def late_warnings(self) -> list[str]:
        """What only all rows together show, and what is accepted."""
        return []

    def adjust(self, row: CheckedRow, merged: Values, found: Stored | None) -> list[Fault]:
        """Put into the merged values what look-ups say; faults where they can't tell."""
        return []

    def judge(self, number: int, merged: Values, found: Stored | None) -> list[Fault]:
        """Faults, warnings and gaps that need what is stored."""
        return []

    def touch(self, merged: Values, found: Stored | None) -> None:
        """Note whose verdicts a written row can change."""
        self.plan.leaders.add(merged["leader"])

    @abstractmethod
    def look_up(self, values: Values) -> list[Fault]:
        """Faults for names that lead nowhere; some values may be missing."""

    @abstractmethod
    def find(self, values: Values) -> Stored | None:
        """The stored row with this key."""

    @abstractmethod
    def links(self, merged: Values, names: Collection[str]) -> Values:
        """The ids of the rows that these canonical columns lead to."""

    def unknown_cohort(self, values: Values) -> list[Fault]:
        """A fault where the cohort is not there."""
        name = values.get("cohort")
        if name is None or name in self.cohort_ids:
            return []
        known = ", ".join(sorted(self.cohort_ids)) or "none is there yet: `psw cohort add NAME --year YYYY`"
        return [Fault("cohort", name, f"the name of a cohort ({known})")]


class LeaderPlanner(Planner):
    """Plans rows that belong to a leader."""

    def __init__(self, store: Store, checked: Checked) -> None:
        super().__init__(store, checked)
        self.leaders = stored.leaders(self.store)
        named = {row.values.get("leader") for row in checked.rows}
        self.concerned: list[LeaderFound] = [leader for reference, leader in self.leaders.items() if reference in named]

    def look_up(self, values: Values) -> list[Fault]:
        """A fault where the leader is not there."""
        reference = values.get("leader")
        if reference is None or reference in self.leaders:
            return []
        return [Fault("leader", reference, "the reference of a leader on the roster; import the roster first")]


class Coaches:
    """The coaches, those stored and those that the import makes; a name alone finds the only coach of that name.

    A name is looked for as it is written, and then without regard to case and accents.
    """

    def __init__(self, store: Store, plan: Plan) -> None:
        self._plan = plan
        self._new: set[str] = set()
        self.by_id: dict[str, Coach] = {}
        self._by_name: dict[str, list[str]] = {}
        self._by_folded: dict[str, list[str]] = {}
        for coach in stored.coaches(store):
            self._keep(coach)
        self._on_record = list(self._by_name)

    @property
    def said(self) -> list[str]:
        """Who is a new coach, with the one on record of a like name, in sentences."""
        new = [self.by_id[id_] for id_ in self._new]
        return near_names.said_of_new("coach", "coaches", set(map(self._label, new)), self._on_record)

    def _label(self, coach: Coach) -> str:
        """The name; with the e-mail of one who has the name of another."""
        return f"{coach.name} <{coach.email}>" if coach.name in self._on_record else coach.name

    def _keep(self, coach: Coach) -> Coach:
        if coach.id not in self.by_id:
            self._by_name.setdefault(coach.name, []).append(coach.id)
            self._by_folded.setdefault(fold(coach.name), []).append(coach.id)
        self.by_id[coach.id] = coach
        return coach

    def find(self, name: str, email: str, preferred: tuple[str | None, ...] = ()) -> Coach | None:
        """The coach of that name (and e-mail); made if there is none; None where the name fits several.

        A coach whose e-mail isn't known yet is given it rather than made twice.
        """
        ids = self._by_name.get(name) or self._by_folded.get(fold(name), [])
        namesakes = [self.by_id[id_] for id_ in ids]
        exact = next((coach for coach in namesakes if coach.email == email), None)
        if exact is not None and email:
            return exact
        if not email and namesakes:
            known = next((coach for coach in namesakes if coach.id in preferred), exact)
            return known or (namesakes[0] if len(namesakes) == 1 else None)
        if len(namesakes) == 1 and not namesakes[0].email:
            return self._give_email(namesakes[0], email)
        id_ = uuid4().hex
        self._plan.add("coach", {"name": name, "email": email}, id_)
        self._new.add(id_)
        return self._keep(Coach(id_, name, email))

    def _give_email(self, coach: Coach, email: str) -> Coach:
        if coach.id in self._new:
            row = next(row for row in self._plan.new["coach"] if row["id"] == coach.id)
            row["email"] = email
        else:
            self._plan.edit("coach", coach.id, {"email": email})
        return self._keep(Coach(coach.id, coach.name, email))
