"""Verdicts on every leader for one day: the record, the standings and the concerns, computed once and kept."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from psw_tui.policy import concerns, standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import is_over
from psw_tui.policy.records import Leader
from psw_tui.policy.terms import LeaderState
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeaderLinks
from psw_tui.store.reads.stored_values import to_date
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system.collecting import collected_afterwards
from psw_tui.store.system.refusal import Refused, snapshot, unreadable
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from models.damage import Damage
    from psw_tui.policy.records import Concern, Record, Standing
    from psw_tui.policy.tasks import Task
    from psw_tui.policy.terms import RequirementId, StandingWord
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.reader import Reader


@frozen
class Verdict:
    """What the policy says of one leader on one day."""

    day: date
    record: Record
    standings: dict[RequirementId, Standing]
    overall: StandingWord
    concerns: tuple[Concern, ...]

    @property
    def reference(self) -> str:
        """The leader's reference."""
        return self.record.leader.reference

    @property
    def name(self) -> str:
        """The leader's name as shown."""
        return self.record.leader.name

    @cached_property
    def session_titles(self) -> dict[str, str]:
        """The titles of the leader's sessions by reference."""
        return {session.reference: session.title for session in self.record.sessions}

    @cached_property
    def waiting(self) -> list[Task]:
        """Everything that waits for the leader on the day; worked out when it is first asked for."""
        from psw_tui.policy.tasks import tasks  # only Today asks, after its first frame

        return tasks(self.record, self.standings, self.day)


def judge(record: Record, day: date) -> Verdict:
    """Everything the policy says of one record on a day."""
    standings = standing.standings(record, day)
    flagged = tuple(concerns.concerns(record, day, standings))
    return Verdict(day, record, standings, standing.overall(standings.values()), flagged)


def judge_all(
    store: Reader, day: date, *, cohort: str | None = None, leaders: Iterable[str] | None = None
) -> list[Verdict]:
    """The verdicts on every leader (or one cohort's, or those named), by reference."""
    with collected_afterwards():
        with store.reading():
            records = facts.records(store.connection, store.programmes, cohort=cohort, leaders=leaders)
        return [judge(record, day) for record in records]


def judged(store: Reader, leader: str) -> Verdict:
    """Today's verdict on one leader, or `Refused`."""
    found = next(iter(judge_all(store, store.today, leaders=[leader])), None)
    if found is None:
        raise no_leader(store.damage, leader)
    return found


def references(store: Reader, verdicts: Iterable[Verdict]) -> dict[str, str]:
    """The references of these leaders by the ids that rows carry."""
    wanted = {verdict.reference for verdict in verdicts}
    rows = facts.read_among(store.connection, StoredLeaderLinks, "reference", wanted)
    return {row.id: row.reference for row in rows}


def records_of(store: Reader, leaders: Iterable[str] | None = None) -> list[Record]:
    """The records of every leader (or of those named), by reference."""
    return facts.records(store.connection, store.programmes, leaders=leaders)


#: How many leaders are of the same cohort and state and signed on the same day: the first frame waits for this.
_ALIKE = "SELECT cohort_id, state, offer_accepted_on, COUNT(*) FROM leader GROUP BY cohort_id, state, offer_accepted_on"


def leaders_covered(store: Reader, day: date, cohort: str | None = None) -> int:
    """Section 1: how many leaders the policy covers who are active or paused; one query, and few rows of it."""
    wanted = {id_ for id_, its_cohort in facts.cohorts(store.connection).items() if cohort in (None, its_cohort.name)}
    with unreadable():
        alike = store.connection.execute(_ALIKE).fetchall()
    return sum(
        number
        for cohort_id, state, signed, number in alike
        if cohort_id in wanted
        and standing.counts_as_covered(Leader("", "", LeaderState(state), offer_accepted_on=to_date(signed)), day)
    )


@frozen
class _Ahead:
    """Verdicts on everybody that a worker has made, of the file as it is with this newest entry of the journal."""

    newest: str
    damage: Damage
    day: date
    verdicts: dict[str, Verdict]


class VerdictCache:
    """The verdicts of the whole file for the day last asked for; after a change only those it touched are redone.

    They are the screen's. What a worker writes within `followed` is judged by the worker too: until it has done so
    the screen has the verdicts from before, and then takes the new ones over, so that no key waits for them.
    """

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._day: date | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._version = 0
        self._followed: set[int] = set()
        self._ahead: _Ahead | None = None
        self._taken_over = ""
        self._looks_once = False
        self._has_looked = False
        self._read_ahead: tuple[int, list[Record]] | None = None

    @contextmanager
    def reading_ahead(self) -> Iterator[None]:
        """For who is about to ask for everybody: what they are judged by is read while threads still look at the file.

        Nobody is judged by it before they have. What can't be read yet, or could be what they find, is read after them.
        """
        with suppress(Exception), collected_afterwards(), snapshot(self._store.connection):
            version = self._store.data_version()
            self._read_ahead = version, facts.records(self._store.connection, self._store.programmes)
        try:
            yield
        finally:
            self._read_ahead = None

    def _records(self) -> list[Record]:
        ahead, self._read_ahead = self._read_ahead, None
        with self._store.reading():
            if ahead is not None and ahead[0] == self._store.data_version() and not self._store.damage:
                return ahead[1]
            return facts.records(self._store.connection, self._store.programmes)

    @contextmanager
    def looking_once(self) -> Iterator[None]:
        """For what a screen does in one go: whether anybody else has committed is asked once, when first it matters.

        All that is asked for in the block is then as of one moment.
        """
        if self._looks_once:
            yield
            return
        self._looks_once, self._has_looked = True, False
        try:
            yield
        finally:
            self._looks_once = False

    @contextmanager
    def followed(self, on_screen: Callable[[Callable[[], None]], object] | None = None) -> Iterator[None]:
        """For a worker: whatever is recorded in the block is judged at its end, before the screen is told.

        `on_screen` does something in the screen's thread and waits for it. With it the worker also looks for damage
        in what was recorded, which takes the longer the more there is, and spares the screen its own look.
        """
        worker = threading.get_ident()
        self._followed.add(worker)
        try:
            before = facts.newest_id(self._store.connection)
            yield
            with suppress(Refused):  # it is recorded all the same: the screen judges for itself
                self._judge_ahead(before, on_screen)
        finally:
            self._followed.discard(worker)

    def _judge_ahead(self, before: str, on_screen: Callable[[Callable[[], None]], object] | None) -> None:
        day = self._day
        if day is None:
            return
        with self._store.reading():
            newest = facts.newest_id(self._store.connection)
            if newest == before:
                return
            if on_screen is not None:
                self._store.look_for_damage()
                on_screen(self._store.spare_look)  # nobody can commit anything while this thread reads
            records = facts.records(self._store.connection, self._store.programmes)
            damage = self._store.damage
        verdicts = {record.leader.reference: judge(record, day) for record in giving_way(records)}
        for verdict in giving_way(verdicts.values()):
            verdict.waiting  # noqa: B018 - worked out here, so that Today need not
        self._ahead = _Ahead(newest, damage, day, verdicts)

    def _forget_if_overtaken(self) -> None:
        """What another thread or program has committed since is not known here: nothing kept is served again.

        But for what a worker is about to hand over, or has.
        """
        if self._followed and self._day is not None:
            return
        if self._looks_once and self._has_looked:
            return
        version = self._store.data_version()
        if version != self._version:
            ahead, self._ahead = self._ahead, None
            day, self._day = self._day, None
            self._store.look_again()
            if ahead is not None and ahead.day == day and self._is_still_so(ahead):
                self._verdicts, self._day, self._taken_over = ahead.verdicts, day, ahead.newest
            self._version = version  # not before: where it could not be looked, it is looked again
        self._has_looked = True

    def _is_still_so(self, ahead: _Ahead) -> bool:
        return ahead.newest == facts.newest_id(self._store.connection) and ahead.damage == self._store.damage

    def all(self, day: date, cohort: str | None = None) -> list[Verdict]:
        """Every verdict (or one cohort's) on a day, by reference."""
        self._forget_if_overtaken()
        if day != self._day:
            with collected_afterwards():
                self._verdicts = {record.leader.reference: judge(record, day) for record in self._records()}
            self._day = day
        return [verdict for verdict in self._verdicts.values() if cohort in (None, verdict.record.cohort.name)]

    def one(self, day: date, leader: str) -> Verdict | None:
        """One leader's verdict on a day."""
        self._forget_if_overtaken()
        if day == self._day:
            return self._verdicts.get(leader)
        return next(iter(judge_all(self._store, day, leaders=[leader])), None)

    def several(self, day: date, leaders: Iterable[str]) -> list[Verdict]:
        """Those of these leaders whom there are, in their order; where none are kept for the day, by one read."""
        wanted = list(leaders)
        self._forget_if_overtaken()
        kept = self._verdicts
        if day != self._day:
            kept = {verdict.reference: verdict for verdict in judge_all(self._store, day, leaders=wanted)}
        return [kept[leader] for leader in wanted if leader in kept]

    def forget(self) -> None:
        """Judge everybody anew when next asked."""
        self._day = None

    def after(self, change: Change) -> None:
        """Forget what a change has overtaken."""
        self._forget_if_overtaken()
        if self._day is None or (change.operation and change.operation == self._taken_over):
            return
        if change.leaders is None or change.kinds & {"cohorts", "sessions"}:
            self._day = None
            return
        day, self._day = self._day, None  # nothing kept is served again if the file can't be read now
        verdicts = {verdict.reference: verdict for verdict in judge_all(self._store, day, leaders=change.leaders)}
        self._day = day
        gone, come = change.leaders - verdicts.keys(), [key for key in verdicts if key not in self._verdicts]
        self._verdicts.update(verdicts)
        if gone or come:
            self._verdicts = {key: self._verdicts[key] for key in sorted(self._verdicts.keys() - gone)}


def apart(verdicts: Iterable[Verdict], day: date) -> tuple[list[Verdict], list[Verdict]]:
    """Those of cohorts that run on a day, and those of cohorts that are over."""
    running: list[Verdict] = []
    over: list[Verdict] = []
    for verdict in verdicts:
        home = over if is_over(verdict.record.cohort, verdict.record.programme, day) else running
        home.append(verdict)
    return running, over


def health(verdicts: Iterable[Verdict]) -> dict[RequirementId, Counter[StandingWord]]:
    """Per requirement how many leaders are at each standing; those not covered are left out."""
    counted: dict[RequirementId, Counter[StandingWord]] = {}
    for verdict in verdicts:
        for requirement, reached in verdict.standings.items():
            counted.setdefault(requirement, Counter())[reached.word] += 1
    return counted
