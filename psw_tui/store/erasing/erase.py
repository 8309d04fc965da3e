"""Erasing a leader's record, or a part of the records of several: what would go, why it is held, and the erasing.

It is outside undo. What is left is a tombstone (`tombstones`) that says when, by whom and on which ground, and of whose
cohort; not who it was. The reference is free again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import erasing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ErasureGround, ErasureKind
from psw_tui.policy.wording import count, quoted
from psw_tui.store.core.store import Refused, user
from psw_tui.store.erasing import copies, made_for, tombstones
from psw_tui.store.erasing.held import held, refusal
from psw_tui.store.erasing.tombstones import Job
from psw_tui.store.reads import facts, unreadable
from psw_tui.store.reads.change import Change
from psw_tui.store.reads.rows import StoredCohort, StoredLeader
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psw_tui.store.core.store import Store
    from psw_tui.store.erasing.retention import DueList

#: What the rows of each table are called, in the order in which they are told.
CALLED = {
    "mark": ("mark", "marks"),
    "booking": ("coaching booking", "coaching bookings"),
    "round": ("round", "rounds"),
    "rating": ("rating", "ratings"),
    "concern": ("concern", "concerns"),
    "escalation": ("escalation", "escalations"),
    "communication": ("communication", "communications"),
    "draft": ("draft", "drafts"),
    "plan_action": ("action of a plan", "actions of plans"),
    "notice_outcome": ("agreement after a notice", "agreements after notices"),
    "decision": ("decision", "decisions"),
    "sign_off": ("sign-off", "sign-offs"),
    "access_item": ("end of access", "ends of access"),
    "introduction": ("introduction", "introductions"),
    "leader_evaluation": ("evaluation form received", "evaluation forms received"),
    "welfare_passed": ("welfare concern passed on", "welfare concerns passed on"),
    "stay": ("line of an attendance report", "lines of attendance reports"),
    "alias": ("name known again", "names known again"),
    "request": ("request", "requests"),
    "request_stop": ("stop of a request's clock", "stops of requests' clocks"),
    "salesforce_record": ("row of theirs for Salesforce", "rows of theirs for Salesforce"),
    "certificate": ("certificate", "certificates"),
}
#: What a screen may show of somebody who is gone.
_SHOWN = frozenset({"leaders", "marks", "bookings", "rounds", "concerns", "escalations", "communications", "cohorts"})


@frozen
class Erasing:
    """What was erased, for every screen that shows it. It is no `Change` of a command: nothing takes it back.

    `left` are names that others' texts still have, because somebody else has them too or they are everyday words.
    """

    change: Change
    left: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What there is to say of names that were left."""
        why = "stands in texts about others and was left: it is somebody else's too, or an everyday word"
        return [f"{quoted(name)} {why}; `psw history` and the pages show where." for name in self.left]


@frozen
class ErasePlan:
    """What erasing a leader would take away, in numbers by kind, and where else they are held.

    `held` says why it can't be done now; empty where it can. `files` were made for this leader alone, `shared` name
    them beside others.
    """

    reference: str
    name: str
    cohort: str
    held: str
    counted: tuple[tuple[str, int], ...]
    entries: int
    copies: tuple[Path, ...]
    files: tuple[Path, ...]
    shared: tuple[Path, ...]

    @property
    def in_numbers(self) -> list[str]:
        """How many rows of each kind, and how many entries of the journal."""
        counted = [count(number, *CALLED[kind]) for kind, number in self.counted]
        return [*counted, count(self.entries, "journal entry", "journal entries")]

    def lines(self) -> list[str]:
        """Everything that would go, one kind a line."""
        *counted, entries = self.in_numbers
        lines = [*counted, f"{entries}: whose they are and what they say"]
        if self.copies:
            lines.append(f"{count(len(self.copies), 'copy', 'copies')} of the database, cleaned of them too:")
            lines += [f"  {path.name}" for path in self.copies]
        return lines

    def file_lines(self) -> list[str]:
        """The files outside the database in which they are."""
        lines = [f"made for them: {path}" for path in self.files]
        return lines + [f"names them beside others, so it is left to you: {path}" for path in self.shared]


def plan(store: Store, reference: str) -> ErasePlan:
    """What would go with a leader; nothing is changed. `Refused` where there is no such leader."""
    row = _leader(store, reference)
    connection = store.connection
    with store.reading():
        rows = erasing.rows_of(connection, row.id)
        changes = erasing.changes_of(connection, row.id, rows)
        (cohort,) = facts.read(connection, StoredCohort, "WHERE id = ?", (row.cohort_id,))
        why = held(connection).get(row.id, "")
    own, shared = made_for.files(store.path, row)
    return ErasePlan(
        reference,
        _name(row),
        cohort.name,
        why,
        tuple((table, len(rows[table])) for table in CALLED if table in rows),
        len({entry for _, entry in changes}),
        tuple(copies.holding(store.path, {erasing.known_by(row.id)})),
        tuple(own),
        tuple(shared),
    )


def _name(row: StoredLeader) -> str:
    return facts.display_name(row.first_name, row.last_name, row.preferred_name)


def _leader(store: Store, reference: str) -> StoredLeader:
    found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (reference,))
    if not found:
        raise unreadable.no_leader(store.damage, reference)
    return found[0]


def erase(store: Store, references: Sequence[str], ground: ErasureGround) -> Erasing:
    """Erase leaders: every row, the journal's words, every text that quotes their name; all of them or none.

    `Refused` while an escalation, appeal or complaint of theirs is open. The pages and the copies are cleaned
    afterwards (`copies.finish`), by the next start where this one is killed.
    """
    unreadable.refuse(store.damage, references)
    rows = [_leader(store, reference) for reference in references]
    jobs = [Job(ErasureKind.LEADER, ground, erasing.known_by(row.id)) for row in rows]
    return _carry_out(store, jobs, {row.id: _name(row) for row in rows})


def erase_due(store: Store, due: DueList) -> Erasing:
    """Erase records whose time is over; `Refused` where something of theirs was opened since they were listed."""
    if due.kind is ErasureKind.LEADER:
        return erase(store, [reference for reference, _ in due.leaders], ErasureGround.RETENTION)
    job = Job(due.kind, ErasureGround.RETENTION, leaders=due.keys)
    return _carry_out(store, [job], dict.fromkeys(due.keys, "They"))


def _carry_out(store: Store, jobs: list[Job], whom: dict[str, str]) -> Erasing:
    with store.transaction() as session:
        session.connection()  # begins it, so that nothing can be opened meanwhile
        for leader, why in held(store.connection).items():
            if leader in whom:
                raise Refused(refusal(whom[leader], why))
        carried = tombstones.carry_out(session, store.connection, jobs, clock.now(), user())
        copies.remember(session, store.path, jobs, carried.laid)
    store.look_for_damage()
    change = Change(f"Erased records of {count(len(whom), 'leader')}", _SHOWN, None, len(whom))
    return Erasing(change, tuple(sorted(carried.left)))
