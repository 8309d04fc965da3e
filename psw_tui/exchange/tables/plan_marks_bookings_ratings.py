"""Planning the rows that say what leaders did: marks, coaching bookings and self-assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from psw_tui.exchange.tables import row_rules, stored
from psw_tui.exchange.tables.checking import Gap
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.planning import Coaches, LeaderPlanner
from psw_tui.exchange.tables.row_rules import Fault, Values
from psw_tui.policy.coaching import outside_working_day
from psw_tui.policy.terms import RoundKind
from psw_tui.store.core.keys import free_keys
from psw_tui.store.system.bank_holidays import english

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from psw_tui.exchange.tables.checking import Checked, CheckedRow
    from psw_tui.exchange.tables.stored import Stored
    from psw_tui.policy.programme import Programme
    from psw_tui.store.core.store import Store


class MarkPlanner(LeaderPlanner):
    """Marks."""

    kind: ClassVar[TableKind] = TableKind.MARKS
    table: ClassVar[str] = "mark"

    def __init__(self, store: Store, checked: Checked) -> None:
        super().__init__(store, checked)
        self._sessions = stored.sessions(self.store)
        session_of = {id_: reference for reference, (id_, _, _) in self._sessions.items()}
        self._stored = stored.mark_rows(self.store, self.concerned, session_of)

    def look_up(self, values: Values) -> list[Fault]:
        """Faults for an unknown leader or session, and for a session of another cohort."""
        faults = super().look_up(values)
        reference = values.get("session")
        found = self._sessions.get(reference) if reference else None
        if reference and found is None:
            faults.append(Fault("session", reference, "the reference of a session; import the sessions first"))
        leader = self.leaders.get(values.get("leader", ""))
        if found is not None and leader is not None and found[1] != leader.cohort_id:
            its, theirs = self.cohorts[found[1]].name, self.cohorts[leader.cohort_id].name
            expected = f"a session of {theirs}, the cohort of {leader.reference}; this one is of {its}"
            faults.append(Fault("session", reference, expected))
        return faults

    def find(self, values: Values) -> Stored | None:
        """The mark of this leader at this session."""
        return self._stored.get((values["session"], values["leader"]))

    def judge(self, number: int, merged: Values, found: Stored | None) -> list[Fault]:
        """A catch-up dated before its session's end is something to complete."""
        session = self._sessions[merged["session"]][2]
        gaps = row_rules.judge_mark_against(merged, session.ends_on)
        self.plan.gaps += [Gap(number, gap) for gap in gaps]
        return []

    def links(self, merged: Values, names: Collection[str]) -> Values:
        """The session and the leader."""
        if "session" not in names:
            return {}
        session, leader = self._sessions[merged["session"]][0], self.leaders[merged["leader"]].id
        return {"session_id": session, "leader_id": leader}


class BookingPlanner(LeaderPlanner):
    """Coaching bookings."""

    kind: ClassVar[TableKind] = TableKind.COACHING
    table: ClassVar[str] = "booking"

    def __init__(self, store: Store, checked: Checked) -> None:
        super().__init__(store, checked)
        self._stored = stored.booking_rows(self.store, self.concerned)
        self._coaches = Coaches(self.store, self.plan)
        self._coach_id: dict[tuple[str, Any], str | None] = {}

    def find(self, values: Values) -> Stored | None:
        """The booking of this leader at this start."""
        return self._stored.get((values["leader"], values["starts_at"]))

    def adjust(self, row: CheckedRow, merged: Values, found: Stored | None) -> list[Fault]:
        """The coach: the one named, or the leader's where none is."""
        key = merged["leader"], merged["starts_at"]
        own = self.leaders[merged["leader"]].coach_id
        if merged["coach"] and (found is None or merged["coach"] != found.values["coach"]):
            coach = self._coaches.find(merged["coach"], "", (own,))
            if coach is None:
                return [Fault("coach", merged["coach"], "a name that only one coach has")]
            self._coach_id[key] = coach.id
            merged["coach"] = coach.name
        elif not merged["coach"] and (found is None or "coach" in row.values):
            self._coach_id[key] = own
            merged["coach"] = self._coaches.by_id[own].name if own else ""
        return []

    def judge(self, number: int, merged: Values, found: Stored | None) -> list[Fault]:
        """A booking outside the working day is accepted with a warning (local)."""
        outside = outside_working_day(merged["starts_at"], self._programme(merged["leader"]), english())
        if outside:
            self.warn(number, outside)
        return []

    def late_warnings(self) -> list[str]:
        """New coaches, each with the one on record of a like name."""
        return self._coaches.said

    def _programme(self, leader: str) -> Programme:
        return self.store.programmes[self.cohorts[self.leaders[leader].cohort_id].programme]

    def links(self, merged: Values, names: Collection[str]) -> Values:
        """The leader and the coach."""
        links: Values = {}
        if "leader" in names:
            links["leader_id"] = self.leaders[merged["leader"]].id
        if "coach" in names:
            links["coach_id"] = self._coach_id[merged["leader"], merged["starts_at"]]
        return links


class RatingPlanner(LeaderPlanner):
    """Self-assessments: the ratings, and the rounds that hold them."""

    kind: ClassVar[TableKind] = TableKind.CAPABILITIES
    table: ClassVar[str] = "rating"

    def __init__(self, store: Store, checked: Checked) -> None:
        super().__init__(store, checked)
        self._rounds = stored.round_rows(self.store, self.concerned)
        self._stored = stored.rating_rows(self.store, self._rounds)
        self._round_ids = {key: stored_round.id for key, stored_round in self._rounds.items()}
        self._focus: dict[tuple[str, date], set[str]] = {}
        for (leader, day, sub), stored_round in self._stored.items():
            if stored_round.values["focus"]:
                self._focus.setdefault((leader, day), set()).add(sub)
        self._focus_row: dict[tuple[str, date], int] = {}
        self._kinds = self._kinds_of_rounds()
        self._begin_rounds()

    def _begin_rounds(self) -> None:
        """Give the rounds that are not there yet their keys; each is planned with its first rating."""
        new = [key for key in self._kinds if key not in self._rounds and key[0] in self.leaders]
        self._new_rounds: dict[tuple[str, date], Values] = {
            key: {"leader_id": self.leaders[key[0]].id, "round_on": key[1], "kind": self._kinds[key]} for key in new
        }
        self._round_ids |= zip(
            new, free_keys(self.store.connection, "round", list(self._new_rounds.values())), strict=True
        )

    def _kinds_of_rounds(self) -> dict[tuple[str, date], RoundKind]:
        """The kind of every round: as the file says, else as stored, else the first is the baseline."""
        kinds: dict[tuple[str, date], RoundKind | None] = {
            key: stored_round.values["round"] for key, stored_round in self._rounds.items()
        }
        said: dict[tuple[str, date], tuple[RoundKind, int]] = {}
        for row in self.checked.rows:
            if not {"leader", "round_on"} <= row.values.keys():
                continue
            key = row.values["leader"], row.values["round_on"]
            kinds.setdefault(key, None)
            if (kind := row.values.get("round")) is not None:
                first, number = said.setdefault(key, (kind, row.number))
                if first is not kind:
                    expected = f"{first}, as in row {number}: a round is of one kind"
                    self.refuse(row.number, [Fault("round", kind, expected)])
                kinds[key] = first
        begun = {leader for (leader, _), kind in kinds.items() if kind is RoundKind.BASELINE}
        settled = {}
        for key, kind in sorted(kinds.items(), key=lambda entry: entry[0]):
            settled[key] = kind or (RoundKind.REVIEW if key[0] in begun else RoundKind.BASELINE)
            begun.add(key[0])
        return settled

    def find(self, values: Values) -> Stored | None:
        """The rating of this sub-capability in this round."""
        return self._stored.get((values["leader"], values["round_on"], values["sub_capability"]))

    def adjust(self, row: CheckedRow, merged: Values, found: Stored | None) -> list[Fault]:
        """The kind of the round, and how many focus areas it comes to."""
        key = merged["leader"], merged["round_on"]
        merged["round"] = self._kinds[key]
        focus = self._focus.setdefault(key, set())
        if merged["focus"]:
            focus.add(merged["sub_capability"])
            self._focus_row[key] = row.number
        else:
            focus.discard(merged["sub_capability"])
        return []

    def put(self, merged: Values, found: Stored | None) -> None:
        """The rating, and before it its round."""
        key = merged["leader"], merged["round_on"]
        if key in self._new_rounds:
            self.plan.add("round", self._new_rounds.pop(key), self._round_ids[key])
        elif key in self._rounds and merged["round"] is not self._rounds[key].values["round"]:
            self.plan.edit("round", self._round_ids[key], {"kind": merged["round"]})
        super().put(merged, found)

    def late_faults(self) -> list[tuple[int, Fault]]:
        """No round may have more focus areas than the programme allows (local)."""
        faults = []
        for key, number in self._focus_row.items():
            programme = self.store.programmes[self.cohorts[self.leaders[key[0]].cohort_id].programme]
            expected = row_rules.over_focus(len(self._focus[key]), programme.focus_limit)
            if expected:
                faults.append((number, Fault("focus", "yes", expected)))
        return faults

    def links(self, merged: Values, names: Collection[str]) -> Values:
        """The round."""
        if "leader" not in names:
            return {}
        return {"round_id": self._round_ids[merged["leader"], merged["round_on"]]}
