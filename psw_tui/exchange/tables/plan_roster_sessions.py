"""Planning the rows of the roster and of the sessions table."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

from psw_tui.exchange.tables import stored
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.people import alike, person
from psw_tui.exchange.tables.planning import Coaches, Planner
from psw_tui.exchange.tables.row_rules import Fault, Values
from psw_tui.exchange.tables.supply import supply
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import LeaderState, WithdrawnHow
from psw_tui.policy.wording import count
from psw_tui.store.roster import near_names

if TYPE_CHECKING:
    from collections.abc import Collection

    from psw_tui.exchange.tables.checking import Checked, CheckedRow
    from psw_tui.exchange.tables.people import Person
    from psw_tui.exchange.tables.stored import Stored
    from psw_tui.store.core.store import Store


class RosterPlanner(Planner):
    """Leaders."""

    kind: ClassVar[TableKind] = TableKind.ROSTER
    table: ClassVar[str] = "leader"

    def __init__(self, store: Store, checked: Checked, cohort: str | None = None) -> None:
        self._stored = stored.roster_rows(store)
        super().__init__(store, supply(store, checked, self._stored, cohort))
        self._found = stored.leaders(self.store)
        self._people: dict[str, Person] = {}
        self._organisations: set[str] = set()
        self._touched: set[str] = set()
        self._marks = stored.marks_made(self.store, "leader_id")
        self._coaches = Coaches(self.store, self.plan)
        self._coach_id: dict[str, str | None] = {}
        # Those with an e-mail first, so that the order of the rows doesn't decide who a name alone means.
        for row in self.checked.rows:
            if row.values.get("coach") and row.values.get("coach_email"):
                self._coaches.find(row.values["coach"], row.values["coach_email"])

    def look_up(self, values: Values) -> list[Fault]:
        """A fault where the cohort is not there."""
        return self.unknown_cohort(values)

    def find(self, values: Values) -> Stored | None:
        """The leader of this reference."""
        return self._stored.get(values["reference"])

    def adjust(self, row: CheckedRow, merged: Values, found: Stored | None) -> list[Fault]:
        """Find the coach, and leave to the ladder what the ladder decided."""
        if found is not None and found.values["withdrawn_how"] is WithdrawnHow.DEEMED:
            self._keep_deemed(row, merged)
        if found is not None and merged["coach"] != found.values["coach"] and "coach_email" not in row.values:
            merged["coach_email"] = ""
        name, email, reference = merged["coach"], merged["coach_email"], merged["reference"]
        self._coach_id[reference] = None
        if not name:
            if email and "coach_email" in row.values:
                return [Fault("coach_email", email, "the coach's name beside it, in the column coach")]
            merged["coach_email"] = ""
            return []
        leader = self._found.get(reference)
        coach = self._coaches.find(name, email, (leader.coach_id if leader else None,))
        if coach is None:
            return [Fault("coach_email", email, f"the coach's e-mail, since several coaches are called {name}")]
        self._coach_id[reference] = coach.id
        merged["coach"], merged["coach_email"] = coach.name, coach.email
        return []

    def _keep_deemed(self, row: CheckedRow, merged: Values) -> None:
        """An empty cell does not take back a withdrawal that the ladder made; `judge` sees to a full one."""
        if row.values.get("state") is None and merged["state"] is not LeaderState.WITHDRAWN:
            merged["state"] = LeaderState.WITHDRAWN
            self.warn(row.number, "stays withdrawn: the ladder made the withdrawal, and only an appeal reverses it.")
        if row.values.get("withdrawn_how") is None:
            merged["withdrawn_how"] = WithdrawnHow.DEEMED

    def judge(self, number: int, merged: Values, found: Stored | None) -> list[Fault]:
        """A deemed withdrawal stands, and a leader with marks stays in the cohort at whose sessions they were made."""
        if found is None:
            return []
        faults = []
        if found.values["withdrawn_how"] is WithdrawnHow.DEEMED:
            expected = "withdrawn: the ladder made this withdrawal (2.4.6), and only an appeal reverses it (2.4.7)"
            if merged["state"] is not LeaderState.WITHDRAWN:
                faults.append(Fault("state", merged["state"], expected))
            elif merged["withdrawn_how"] is not WithdrawnHow.DEEMED:
                faults.append(Fault("withdrawn_how", merged["withdrawn_how"], f"an empty cell, {expected}"))
        made = self._marks.get(found.id, 0)
        if made and merged["cohort"] != found.values["cohort"]:
            marks = count(made, "mark")
            expected = f"{found.values['cohort']}: the leader has {marks} at its sessions; clear them first"
            faults.append(Fault("cohort", merged["cohort"], expected))
        return faults

    def put(self, merged: Values, found: Stored | None) -> None:
        """The leader, and who that is."""
        reference = merged["reference"]
        before = person(found.values, reference, self.row) if found else None
        self._people[reference] = person(merged, reference, self.row)
        if self._people[reference] != before:
            self._touched.add(reference)
        self._organisations.add(merged["organisation"])
        super().put(merged, found)

    def late_warnings(self) -> list[str]:
        """New coaches and organisations, and who may be one person under two references, on record or in the file."""
        rest = (person(row.values, ref) for ref, row in self._stored.items() if ref not in self._people)
        asked = alike([*rest, *self._people.values()], self._touched)
        if self.plan.how is not None:
            self.plan.how.alike.extend(asked)
        known = {row.values["organisation"] for row in self._stored.values()} - {""}
        new = self._organisations - known - {""}
        organisations = near_names.said_of_new("organisation", "organisations", new, sorted(known))
        return [*self._coaches.said, *organisations, *asked]

    def links(self, merged: Values, names: Collection[str]) -> Values:
        """The cohort and the coach."""
        links: Values = {}
        if "cohort" in names:
            links["cohort_id"] = self.cohort_ids[merged["cohort"]]
        if "coach" in names or "coach_email" in names:
            links["coach_id"] = self._coach_id[merged["reference"]]
        return links

    def touch(self, merged: Values, found: Stored | None) -> None:
        """The leader."""
        self.plan.leaders.add(merged["reference"])


class SessionPlanner(Planner):
    """Sessions."""

    kind: ClassVar[TableKind] = TableKind.SESSIONS
    table: ClassVar[str] = "session"

    def __init__(self, store: Store, checked: Checked) -> None:
        super().__init__(store, checked)
        self._stored = stored.session_rows(self.store)
        self._marks = stored.marks_made(self.store, "session_id")
        self._leaders_of: dict[str, list[str]] = defaultdict(list)
        for leader in stored.leaders(self.store).values():
            self._leaders_of[self.cohorts[leader.cohort_id].name].append(leader.reference)

    def look_up(self, values: Values) -> list[Fault]:
        """A fault where the cohort is not there."""
        return self.unknown_cohort(values)

    def find(self, values: Values) -> Stored | None:
        """The session of this reference."""
        return self._stored.get(values["reference"])

    def judge(self, number: int, merged: Values, found: Stored | None) -> list[Fault]:
        """A session with marks keeps its cohort; one outside the cohort's year is accepted with a warning."""
        made = 0 if found is None else self._marks.get(found.id, 0)
        if found is not None and made and merged["cohort"] != found.values["cohort"]:
            expected = f"{found.values['cohort']}: the session has {count(made, 'mark')}; add another session instead"
            return [Fault("cohort", merged["cohort"], expected)]
        cohort = self.cohorts[self.cohort_ids[merged["cohort"]]]
        if (last := london_day(merged["ends_at"])) > cohort.ends:
            self.warn(number, f"{merged['reference']} ends on {last}, after {cohort.name} ends ({cohort.ends}).")
        elif (first := london_day(merged["starts_at"])) < cohort.starts:
            self.warn(
                number, f"{merged['reference']} starts on {first}, before {cohort.name} starts ({cohort.starts})."
            )
        return []

    def links(self, merged: Values, names: Collection[str]) -> Values:
        """The cohort."""
        return {"cohort_id": self.cohort_ids[merged["cohort"]]} if "cohort" in names else {}

    def touch(self, merged: Values, found: Stored | None) -> None:
        """Every leader of the cohort, and of the one that the session was in."""
        names: set[Any] = {merged["cohort"], found.values["cohort"] if found else merged["cohort"]}
        for name in names:
            self.plan.leaders.update(self._leaders_of[name])
