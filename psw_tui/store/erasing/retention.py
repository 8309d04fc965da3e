"""Whose records are due to be erased on a day, by what the programme of their cohort says (**local**)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import retention as rules
from psw_tui.policy.frozen import frozen
from psw_tui.policy.retention import KIND_NAMES, KeptRecords
from psw_tui.policy.terms import ErasureKind
from psw_tui.policy.wording import count, day_near
from psw_tui.store.erasing.held import held
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Cohort, Record
    from psw_tui.store.core.store import Store


@frozen
class DueList:
    """Records of one kind of one cohort whose time is over: whose they are, by reference and name, and by key.

    `held` are those of whom nothing is erased yet, because an escalation of theirs is open.
    """

    cohort: str
    kind: ErasureKind
    since: date
    rows: int
    keys: tuple[str, ...]
    leaders: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]

    @property
    def what(self) -> str:
        """`reasons of absence of 12 leaders`."""
        return f"{KIND_NAMES[self.kind]} of {count(len(self.leaders), 'leader')}"

    def words(self, day: date) -> str:
        """`reasons of absence of 12 leaders, to be erased since 31 Aug 2028`."""
        return f"{self.what}, to be erased since {day_near(self.since, day)}"


def due(store: Store, day: date, records: Iterable[Record]) -> list[DueList]:
    """What is due on a day of these leaders' cohorts, the longest waiting first; where nothing is, nothing is read."""
    homes = {id(record.cohort): record for record in records}.values()  # leaders of a cohort have one between them
    if not any(_come(record.cohort, record.programme, day) for record in homes):
        return []
    kept: list[KeptRecords] = []
    rows: dict[str, StoredLeader] = {}
    for key, cohort in facts.cohorts(store.connection).items():
        programme = store.programmes[cohort.programme]
        months = programme.retention_months
        if kinds := _come(cohort, programme, day):
            own = {row.id: row for row in facts.read(store.connection, StoredLeader, "WHERE cohort_id = ?", (key,))}
            open_ones = own.keys() & held(store.connection)
            rows |= own
            for kind in kinds:
                since = rules.due_on(kind, cohort.ends, months)
                kept.append(KeptRecords(cohort.name, kind, since, _rows(store, kind, own), frozenset(open_ones)))
    return [
        DueList(
            entry.cohort,
            entry.kind,
            entry.since,
            entry.rows,
            entry.leaders,
            _named(entry.leaders, rows),
            _named(entry.held, rows),
        )
        for entry in rules.due(kept, day)
    ]


def _come(cohort: Cohort, programme: Programme, day: date) -> list[ErasureKind]:
    return rules.any_due(cohort.ends, programme.retention_months, day)


def _rows(store: Store, kind: ErasureKind, own: Collection[str]) -> dict[str, int]:
    if kind is ErasureKind.LEADER:
        return dict.fromkeys(own, 1)
    from models import erasing  # Today asks what is due: mostly nothing is

    with unreadable():
        return erasing.part_of(store.connection, kind, own)


def _named(keys: tuple[str, ...], rows: dict[str, StoredLeader]) -> tuple[tuple[str, str], ...]:
    named = [(rows[key].reference, rows[key]) for key in keys]
    return tuple(
        (reference, facts.display_name(row.first_name, row.last_name, row.preferred_name))
        for reference, row in sorted(named, key=lambda pair: pair[0])
    )
