"""Whatever the BDO does, takes back and makes again: the file keeps its promises after every single step."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from psw_tui.policy import sign_offs
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import (
    Answer,
    AppealOutcome,
    Channel,
    Direction,
    Element,
    Explanation,
    LeaderState,
    MarkValue,
    Reason,
    Role,
    RoundKind,
    SessionKind,
    Stage,
    WaivedReason,
)
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import history, undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import communications, decisions, ladder_moves, plan, queue, withdrawal
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredBooking, StoredConcern, StoredEscalation, StoredLeader, StoredRound
from psw_tui.store.reads.verdicts import VerdictCache, judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system.settings import framework
from tests.budgets import LONG
from tests.helpers import the_same_keys
from tests.store.core.random_commands import CALLS, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.reads.change import Change

_FIRST = date(2027, 2, 1)
_LEADERS = st.sampled_from(["L1", "L2", "L3"])
_SESSIONS = st.sampled_from(["W1", "W2", "R1"])
_SUBS = sorted(framework().subs)[:3]
_JOURNAL = ("operation", "change", "programme_text")
_STRUCK = {"certificate", "decision", "sign_off"}


class Undoing(RuleBasedStateMachine):
    """The commands of the store at random, and a model of what undo and redo must bring back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="psw-undo-")
        self.patch = pytest.MonkeyPatch()
        the_same_keys(self.patch, 0)
        os.environ["PSW_TODAY"] = _FIRST.isoformat()
        self.open = Store.open(Path(self.folder.name) / "psw.db", create_missing=True)
        change_cohorts.add(self.open, "PSW 2026", 2026)
        self._sessions(self.open)
        for number in (1, 2):
            self._create(self.open, f"L{number}")
        self.kept = VerdictCache(self.open)
        self.kept.all(self.open.today)
        # The journal starts here: what stood before each command, and after those that were undone.
        self.done: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.undone: list[tuple[dict[str, Any], dict[str, Any]]] = []

    @staticmethod
    def _sessions(store: Store) -> None:
        with store.command("Sessions", {"sessions"}) as writing:
            from models.tables import CohortRow, SessionRow

            cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
            kinds = (
                ("W1", SessionKind.WORKSHOP, 11),
                ("W2", SessionKind.WORKSHOP, 12),
                ("R1", SessionKind.RESIDENTIAL, 1),
            )
            for reference, kind, month in kinds:
                start = datetime(2027 if month == 1 else 2026, month, 12, 10, tzinfo=UTC)
                writing.session.add(
                    SessionRow(
                        reference=reference,
                        cohort_id=cohort.id,
                        kind=kind,
                        title=reference,
                        starts_at=start,
                        ends_at=start + timedelta(hours=2),
                    )
                )

    @staticmethod
    def _create(store: Store, reference: str) -> Change:
        return change_leaders.create_leader(
            store,
            {
                "reference": reference,
                "first_name": "First",
                "last_name": reference,
                "cohort": "PSW 2026",
                "offer_accepted_on": date(2026, 9, 1),
                "coach": "A Coach",
            },
        )

    def _state(self) -> dict[str, Any]:
        """Every row outside the journal; what was struck out is of no account."""
        found: dict[str, Any] = {}
        names = self.open.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name in _JOURNAL:
                continue
            where = "WHERE struck_out_at IS NULL" if name in _STRUCK else ""
            found[name] = sorted(self.open.connection.execute(f'SELECT * FROM "{name}" {where}').fetchall(), key=repr)
        return found

    def _holding(self) -> set[str]:
        verdicts = judge_all(self.open, self.open.today)
        return {concern.key for verdict in verdicts for concern in verdict.concerns}

    def _recorded(self) -> set[str]:
        references = {row.id: row.reference for row in facts.read(self.open.connection, StoredLeader)}
        rows = facts.read(self.open.connection, StoredConcern)
        return {f"{row.kind}:{row.about}:{references[row.leader_id]}" for row in rows}

    def _try(self, command: Callable[[], Change | None]) -> None:
        """Run a command: refused, it changes nothing at all; done, no concern is lost."""
        before, raised = self._state(), self._holding() | self._recorded()
        entries = len(history.entries(self.open))
        try:
            change = command()
        except Refused:
            assert self._state() == before
            assert len(history.entries(self.open)) == entries
            return
        if change is None or not change.rows:
            assert self._state() == before
            return
        assert raised <= self._holding() | self._recorded()
        self.kept.after(change)
        self.done.append((before, self._state()))
        self.undone.clear()

    # -- the commands ----------------------------------------------------------------------------

    @rule(
        session=_SESSIONS,
        leaders=st.lists(_LEADERS, min_size=1, max_size=2),
        value=st.sampled_from(MarkValue),
        reason=st.sampled_from([None, *Reason]),
    )
    def mark(self, session: str, leaders: list[str], value: MarkValue, reason: Reason | None) -> None:
        reason = reason if value is MarkValue.NOT_EXPECTED else None
        self._try(lambda: record_marks.mark(self.open, session, leaders, value, reason))

    @rule(calls=st.lists(st.tuples(st.sampled_from(sorted(CALLS)), st.integers(0, 10_000)), min_size=1, max_size=6))
    def anything(self, calls: list[tuple[str, int]]) -> None:
        """Whatever the store can do, imports included, with what is on record and with what is not."""
        for name, seed in calls:
            self._try(partial(run, self.open, name, seed))

    @rule()
    def restart(self) -> None:
        """psw is left and started again."""
        self.open.close()
        self.open = Store.open(self.open.path)
        self.kept = VerdictCache(self.open)

    @rule(session=_SESSIONS, leader=_LEADERS)
    def clear(self, session: str, leader: str) -> None:
        self._try(lambda: record_marks.clear(self.open, session, [leader]))

    @rule(session=_SESSIONS)
    def fill(self, session: str) -> None:
        self._try(lambda: record_marks.fill_present(self.open, session))

    @rule(
        session=_SESSIONS, leader=_LEADERS, days=st.integers(-40, 1), explanation=st.sampled_from([None, *Explanation])
    )
    def report(self, session: str, leader: str, days: int, explanation: Explanation | None) -> None:
        at = datetime(2027, 2, 1, 9, tzinfo=LONDON) + timedelta(days=days)
        self._try(lambda: record_marks.report(self.open, session, leader, at, None, explanation))

    @rule(leader=_LEADERS, days=st.integers(-200, 60), hours=st.integers(0, 23))
    def book(self, leader: str, days: int, hours: int) -> None:
        at = datetime(2027, 2, 1, hours, tzinfo=LONDON) + timedelta(days=days)  # not in UTC: the store must see to it
        self._try(lambda: change_bookings.book(self.open, leader, at))

    @rule(which=st.integers(0, 5), what=st.integers(0, 6), days=st.integers(-60, 0))
    def coach(self, which: int, what: int, days: int) -> None:
        bookings = sorted(row.id for row in facts.read(self.open.connection, StoredBooking))
        if not bookings:
            return
        id_ = bookings[which % len(bookings)]
        at = datetime(2027, 2, 1, 0, 1, tzinfo=LONDON) + timedelta(days=days)
        commands: list[Callable[[], Change | None]] = [
            lambda: change_bookings.attended(self.open, [id_]),
            lambda: change_bookings.no_show(self.open, [id_]),
            lambda: change_bookings.cancel(self.open, id_, at),
            lambda: change_bookings.coach_cancelled(self.open, [id_]),
            lambda: change_bookings.set_aside(self.open, [id_], WaivedReason.SICKNESS),
            lambda: change_bookings.clear(self.open, [id_]),
            lambda: change_bookings.reschedule(self.open, id_, at, at + timedelta(days=20)),
        ]
        self._try(commands[what])

    @rule(leader=_LEADERS, days=st.integers(-30, 0), kind=st.sampled_from(RoundKind))
    def begin_round(self, leader: str, days: int, kind: RoundKind) -> None:
        self._try(lambda: change_rounds.new_round(self.open, leader, _FIRST + timedelta(days=days), kind))

    @rule(
        which=st.integers(0, 3), sub=st.sampled_from(_SUBS), rating=st.sampled_from([None, 1, 4]), focus=st.booleans()
    )
    def rate(self, which: int, sub: str, rating: int | None, focus: bool) -> None:
        rounds = sorted(row.id for row in facts.read(self.open.connection, StoredRound))
        if rounds:
            id_ = rounds[which % len(rounds)]
            self._try(lambda: change_rounds.rate(self.open, id_, sub, rating))
            self._try(lambda: change_rounds.set_focus(self.open, id_, sub, focus=focus))

    @rule()
    def add_third(self) -> None:
        self._try(lambda: self._create(self.open, "L3"))

    @rule(
        leader=_LEADERS,
        values=st.sampled_from(
            [
                {"organisation": "Northwood"},
                {"state": LeaderState.PAUSED, "paused_from": date(2027, 1, 5)},
                {"state": LeaderState.ACTIVE, "paused_from": None},
                {"coach": "Another Coach", "coach_email": "coach@example.org"},
                {"state": LeaderState.WITHDRAWN, "withdrawn_on": _FIRST},
            ]
        ),
    )
    def edit(self, leader: str, values: dict[str, Any]) -> None:
        self._try(lambda: change_leaders.edit_leader(self.open, leader, values))

    @rule(which=st.integers(0, 9), what=st.sampled_from(["accept", "dismiss", "snooze"]))
    def decide(self, which: int, what: str) -> None:
        keys = sorted(self._holding())
        if not keys:
            return
        key = [keys[which % len(keys)]]
        until = self.open.today + timedelta(days=7)
        self._try(
            {
                "accept": lambda: decisions.accept(self.open, key),
                "dismiss": lambda: decisions.dismiss(self.open, key, "known"),
                "snooze": lambda: decisions.snooze(self.open, key, until),
            }[what]
        )

    @rule(leader=_LEADERS)
    def raise_by_hand(self, leader: str) -> None:
        self._try(lambda: decisions.raise_manual(self.open, leader, "a worry"))

    @rule(leader=_LEADERS, to=st.sampled_from(Stage))
    def move(self, leader: str, to: Stage) -> None:
        self._try(lambda: ladder_moves.move(self.open, leader, to, "as it must", "so it ended"))

    @rule(leader=_LEADERS)
    def towards_withdrawal(self, leader: str) -> None:
        """What the ladder asks for, so that its upper rungs are reached too."""
        self._climb(leader)

    def _climb(self, leader: str) -> None:
        if not any(
            row.leader == leader
            for row in queue.queue(self.open, judge_all(self.open, self.open.today), self.open.today)
        ):
            self._try(lambda: decisions.raise_manual(self.open, leader, "a worry"))
            mine = sorted(key for key in self._holding() if key.endswith(f":{leader}"))
            if mine:
                self._try(lambda: decisions.accept(self.open, mine))
        for direction in (Direction.TO_LEADER, Direction.REFERRAL):
            self._try(
                lambda direction=direction: communications.log(  # type: ignore[misc]
                    self.open, leader, direction=direction, channel=Channel.LETTER
                )
            )
        for stage in (Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW):
            self._try(lambda stage=stage: ladder_moves.move(self.open, leader, stage, "no better"))  # type: ignore[misc]

    @rule(
        leader=_LEADERS, roles=st.just(set(Role)) | st.sets(st.sampled_from(Role), min_size=2), declined=st.booleans()
    )
    def sign(self, leader: str, roles: set[Role], declined: bool) -> None:
        self._climb(leader)
        for role in sorted(roles):
            answer = Answer.DECLINED if declined and role is Role.PBDL else sign_offs.ANSWERS[role][0]
            self._try(
                lambda role=role, answer=answer: withdrawal.sign_off(  # type: ignore[misc]
                    self.open, leader, role=role, name="Someone", answer=answer
                )
            )
        self._try(lambda: ladder_moves.move(self.open, leader, Stage.WITHDRAWN, "agreed"))

    @rule(leader=_LEADERS, outcome=st.sampled_from([None, *AppealOutcome]), restored=st.booleans())
    def after_withdrawal(self, leader: str, outcome: AppealOutcome | None, restored: bool) -> None:
        self._try(lambda: withdrawal.tick_access(self.open, leader, list(Element), restored=restored))
        self._try(lambda: withdrawal.appeal(self.open, leader, self.open.today, outcome))
        self._try(lambda: plan.add_action(self.open, leader, "ring the school"))

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        day = min(self.open.today + timedelta(days=days), date(2027, 8, 31))
        os.environ["PSW_TODAY"] = day.isoformat()
        self.open.today = day

    # -- undo and redo ---------------------------------------------------------------------------

    @precondition(lambda self: self.done)
    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(min(times, len(self.done))):
            before, after = self.done[-1]
            change = self._undone()
            if change is None:
                assert self._state() == after
                return
            self.kept.after(change)
            assert self._state() == before
            self.undone.append(self.done.pop())

    def _undone(self) -> Change | None:
        """One undo; None where it is refused because decisions on a leader who would go are on record."""
        try:
            return undo.undo(self.open)
        except Refused as refusal:
            if "decisions on whom it added are on record" not in str(refusal):
                raise
            return None

    @precondition(lambda self: self.undone)
    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.undone))):
            _, after = self.undone[-1]
            self.kept.after(undo.redo(self.open))
            assert self._state() == after
            self.done.append(self.undone.pop())

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_file_is_whole(self) -> None:
        connection = self.open.connection
        assert not connection.in_transaction
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    @invariant()
    def one_open_escalation_of_a_leader_at_most(self) -> None:
        rows = facts.read(self.open.connection, StoredEscalation, "WHERE ended_on IS NULL")
        assert len({row.leader_id for row in rows}) == len(rows)

    @invariant()
    def nobody_is_deemed_withdrawn_without_four_sign_offs(self) -> None:
        connection = self.open.connection
        for (leader,) in connection.execute("SELECT id FROM leader WHERE withdrawn_how = 'deemed'").fetchall():
            latest = dict(
                connection.execute(
                    "SELECT role, answer FROM sign_off WHERE leader_id = ? AND struck_out_at IS NULL ORDER BY at",
                    (leader,),
                ).fetchall()
            )
            assert latest == {role: "agreed" if role is Role.PBDL else "consulted" for role in Role}, latest

    @invariant()
    def kept_verdicts_are_those_computed_afresh(self) -> None:
        assert self.kept.all(self.open.today) == judge_all(self.open, self.open.today)

    def _back_and_forth(self) -> None:
        """All that was done is undone to where the walk began, and made again, each by a psw started anew."""
        there, back = len(self.done), 0
        while self.done:
            before, _ = self.done[-1]
            if self._undone() is None:
                break
            assert self._state() == before
            self.undone.append(self.done.pop())
            back += 1
        self.restart()
        for _ in range(back):
            undo.redo(self.open)
            assert self._state() == self.undone[-1][1]
            self.done.append(self.undone.pop())
        assert len(self.done) == there

    def teardown(self) -> None:
        try:
            self._back_and_forth()
        finally:
            self.patch.undo()
            path = self.open.path
            self.open.close()
        assert check(path) == []
        self.folder.cleanup()


_BUDGET = settings(max_examples=200 if LONG else 4, stateful_step_count=30 if LONG else 14, deadline=None)


@pytest.mark.fuzz
def test_the_file_keeps_its_promises_whatever_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few walks by default, many and longer ones by `make fuzz`."""
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setenv("PSW_TODAY", _FIRST.isoformat())
    run_state_machine_as_test(Undoing, settings=_BUDGET)
