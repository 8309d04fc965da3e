"""The ladder walked at random: whatever is recorded, decided, taken back and let wait, its promises hold.

What is promised is read from the rows themselves and written here again from the rules (sections 6 to 8), so that
neither the ladder nor the reads behind the screens are asked whether they are right.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import (
    Answer,
    AppealOutcome,
    Channel,
    Direction,
    Element,
    Engagement,
    Explanation,
    LeaderState,
    MarkValue,
    Reason,
    Role,
    SessionKind,
    Stage,
    WaivedReason,
    WithdrawnHow,
)
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import case, communications, decisions, ladder_days, ladder_moves, withdrawal
from psw_tui.store.escalations import plan as plan_of_escalations
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import catch_ups, record_marks
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import clock
from tests.budgets import LONG
from tests.helpers import the_same_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.reads.change import Change

Row = dict[str, Any]

#: Section 7, written out again: what may follow each stage.
MAY_FOLLOW = {
    "explanation": {"bdo_contact", "partnerships", "withdrawal_review", "resolved"},
    "bdo_contact": {"explanation", "partnerships", "withdrawal_review", "resolved"},
    "partnerships": {"bdo_contact", "withdrawal_review", "resolved"},
    "withdrawal_review": {"partnerships", "withdrawn", "resolved"},
    "withdrawn": {"appeal", "closed"},
    "appeal": {"resolved", "complaint", "closed"},
    "complaint": {"closed"},
    "resolved": set(),
    "closed": set(),
}
CLAUSES = {
    "explanation": "2.4.2",
    "bdo_contact": "2.4.3",
    "partnerships": "2.4.4",
    "withdrawal_review": "2.4.5",
    "withdrawn": "2.4.6",
    "appeal": "2.4.7",
    "complaint": "2.4.7",
    "resolved": "2.4",
    "closed": "2.4",
}
ENDED = {"resolved", "closed"}
ONCE_WITHDRAWN = {"withdrawn", "appeal", "complaint", "closed"}
#: Section 8: whose sign-off a withdrawal needs, and the answer that it takes.
SIGNED_OFF = {
    "pbdl": "agreed",
    "business_development_manager": "consulted",
    "partnership_and_placements_manager": "consulted",
    "organisation": "consulted",
}
#: Who is named when one of them is missing.
SIGNATORIES = {
    "pbdl": "Principal Business Development Lead",
    "business_development_manager": "Business Development Manager",
    "partnership_and_placements_manager": "Partnership and Placements Manager",
    "organisation": "the leader's organisation",
}
ELEMENTS = {"residentials", "workshops", "coaching", "learning_platform", "other"}

_FIRST, _LAST = date(2027, 2, 1), date(2027, 9, 20)
_LEADERS = st.sampled_from(["L1", "L2"])
_SESSIONS = st.sampled_from(["W1", "W2", "W3", "R1", "P1", "P2"])
_HELD = (
    ("W1", SessionKind.WORKSHOP, date(2026, 11, 12)),
    ("W2", SessionKind.WORKSHOP, date(2026, 12, 10)),
    ("R1", SessionKind.RESIDENTIAL, date(2027, 1, 12)),
    ("P1", SessionKind.PEER_PRACTICE, date(2027, 1, 14)),
    ("P2", SessionKind.PEER_PRACTICE, date(2027, 1, 21)),
    ("W3", SessionKind.WORKSHOP, date(2027, 2, 10)),
)
_DEEMED = {"state": LeaderState.WITHDRAWN, "withdrawn_how": WithdrawnHow.DEEMED}
_STATES: tuple[dict[str, Any], ...] = (
    {"state": LeaderState.ACTIVE, "paused_from": None},
    {"state": LeaderState.ACTIVE, "offer_accepted_on": date(2026, 9, 1)},
    {"state": LeaderState.PAUSED, "paused_from": date(2027, 1, 5)},
    {"state": LeaderState.COMPLETED},
    {"state": LeaderState.WITHDRAWN, "withdrawn_on": _FIRST, "withdrawn_how": WithdrawnHow.OWN_CHOICE},
    {"state": LeaderState.OFFERED, "offer_accepted_on": None},
    _DEEMED,
)
#: A few days, a stage's term, a pattern's window, and the whole way past the end of the programme.
_DAYS = st.sampled_from([1, 3, 10, 30, 90, 215])
#: What a climb may leave undone before a move, so that each need is refused too.
_LEFT_OUT = st.sampled_from(
    ["", "", "", "", "contact", "explanation", "referral", "plan", "sign_offs", "agreement", "access", "meeting"]
)
#: Where a climb leaves the way up, and for where.
_TURN = st.sampled_from(
    [
        ("", ""),
        ("", ""),
        ("bdo_contact", "explanation"),
        ("explanation", "partnerships"),
        ("explanation", "withdrawal_review"),
        ("explanation", "resolved"),
        ("bdo_contact", "withdrawal_review"),
        ("bdo_contact", "resolved"),
        ("partnerships", "bdo_contact"),
        ("partnerships", "resolved"),
        ("withdrawal_review", "partnerships"),
        ("withdrawal_review", "resolved"),
        ("withdrawn", "closed"),
        ("appeal", "closed"),
    ]
)


@cache
def _template() -> bytes:
    """A file with one cohort, two leaders who signed and six sessions, as every walk finds it."""
    with tempfile.TemporaryDirectory(prefix="psw-ladder-") as folder, pytest.MonkeyPatch.context() as patch:
        the_same_keys(patch, 0)
        path = Path(folder) / "psw.db"
        with clock.at(_morning(_FIRST)), closing(Store.open(path, create_missing=True)) as store:
            change_cohorts.add(store, "PSW 2026", 2026)
            for reference in ("L1", "L2"):
                change_leaders.create_leader(
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
            with store.command("Sessions", {"sessions"}) as writing:
                from models.tables import CohortRow, SessionRow

                cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
                for reference, kind, day in _HELD:
                    writing.session.add(
                        SessionRow(
                            reference=reference,
                            cohort_id=cohort.id,
                            kind=kind,
                            title=f"Session {reference}",
                            starts_at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
                            ends_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
                        )
                    )
        return path.read_bytes()


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=LONDON).astimezone(UTC)


class Walking(RuleBasedStateMachine):
    """Two leaders, everything that can be recorded of them and decided, in any order and over many days."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="psw-ladder-")
        self.path = Path(self.folder.name) / "psw.db"
        self.path.write_bytes(_template())
        self.patch = pytest.MonkeyPatch()
        the_same_keys(self.patch, 1)
        self.instant = _morning(_FIRST)
        self._open()
        self.days = [_FIRST]
        self.held: dict[str, Any] = {}
        #: Every key that must be found again, and those that the days alone took away (see `_let_lapse`).
        self.seen: set[str] = set()
        self.lapsed: set[str] = set()
        #: Decisions and sign-offs as they first stood, by table and key.
        self.put_on_record: dict[tuple[str, str], Row] = {}
        #: What had been seen before each command that stands, and the day of it; and of those undone.
        self.done: list[tuple[set[str], date]] = []
        self.undone: list[tuple[set[str], date]] = []
        self.dump = self._dump()
        self._look()

    # -- reading the rows ------------------------------------------------------------------------

    def _open(self) -> None:
        with clock.at(self.instant):
            self.store = Store.open(self.path)
        self.store.connection.execute("PRAGMA synchronous=OFF")  # a walk is thrown away, power cut or not
        names = self.store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self.tables = [name for (name,) in names]

    @property
    def today(self) -> date:
        return self.store.today

    def _rows(self, query: str, *values: Any) -> list[Row]:
        cursor = self.store.connection.execute(query, values)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _dump(self) -> dict[str, list[Any]]:
        """Every row of every table, the journal's too."""
        execute = self.store.connection.execute
        return {name: execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in self.tables}

    def _look(self) -> None:
        """Note the concerns that hold now: none of them may be lost."""
        verdicts = judge_all(self.store, self.today)
        self.held = {concern.key: concern for verdict in verdicts for concern in verdict.concerns}
        self.seen |= self.held.keys()

    def _recorded(self) -> set[str]:
        rows = self._rows("SELECT kind, about, reference FROM concern JOIN leader ON leader.id = concern.leader_id")
        return {f"{row['kind']}:{row['about']}:{row['reference']}" for row in rows}

    def _lost(self) -> set[str]:
        return self.seen - self.held.keys() - self._recorded() - self.lapsed

    def _leader(self, reference: str) -> Row:
        return self._rows("SELECT * FROM leader WHERE reference = ?", reference)[0]

    def _escalation(self, reference: str) -> Row | None:
        rows = self._rows(
            "SELECT escalation.* FROM escalation JOIN leader ON leader.id = leader_id "
            "WHERE reference = ? AND ended_on IS NULL",
            reference,
        )
        return rows[0] if rows else None

    def _sign_offs(self, escalation: str, until: str = "9999-12-31") -> dict[str, str]:
        """The latest answer of each role that stood at a moment: by the day it was given, then by when it was noted."""
        rows = self._rows(
            "SELECT role, answer FROM sign_off WHERE escalation_id = ? AND struck_out_at IS NULL AND at <= ? "
            'ORDER BY "on", at',
            escalation,
            until,
        )
        return {row["role"]: row["answer"] for row in rows}

    # -- running a command -----------------------------------------------------------------------

    def _do(self, command: Callable[[], Change | None]) -> str | None:
        """Run a command, and give the sentence of a refusal: refused or idle, it changes nothing at all."""
        seen, struck = set(self.seen), self._struck()
        self.instant += timedelta(minutes=1)
        said, change = None, None
        try:
            with clock.at(self.instant):
                change = command()
        except Refused as refusal:
            said = str(refusal)
        if said is not None:
            assert self._dump() == self.dump
            assert not self.store.connection.in_transaction
            assert not said.startswith("What was entered doesn't fit"), "no sentence of the rules was ready"
            return said
        if change is None or not change.rows:
            assert self._dump() == self.dump
            return None
        self.dump = self._dump()
        assert self._struck() == struck, "only an undo strikes out"
        for table in ("decision", "sign_off"):
            for row in self._rows(f"SELECT * FROM {table}"):
                self.put_on_record.setdefault((table, row["id"]), row)
        self._look()
        assert not self._lost()
        self.done.append((seen, self.today))
        self.undone.clear()
        return None

    def _struck(self) -> set[str]:
        return {
            row["id"]
            for table in ("decision", "sign_off")
            for row in self._rows(f"SELECT id FROM {table} WHERE struck_out_at IS NOT NULL")
        }

    # -- facts -----------------------------------------------------------------------------------

    @rule(session=_SESSIONS, leaders=st.lists(_LEADERS, min_size=1, max_size=2), value=st.sampled_from(MarkValue))
    def mark(self, session: str, leaders: list[str], value: MarkValue) -> None:
        reason = Reason.EXCEPTIONAL if value is MarkValue.NOT_EXPECTED else None
        self._do(lambda: record_marks.mark(self.store, session, leaders, value, reason))

    @rule(sessions=st.lists(_SESSIONS, min_size=2, max_size=4, unique=True), leader=_LEADERS)
    def miss(self, sessions: list[str], leader: str) -> None:
        for session in sessions:
            self._do(partial(record_marks.mark, self.store, session, [leader], MarkValue.ABSENT))

    @rule(session=_SESSIONS, leader=_LEADERS)
    def clear(self, session: str, leader: str) -> None:
        self._do(lambda: record_marks.clear(self.store, session, [leader]))

    @rule(session=_SESSIONS, leader=_LEADERS, limited=st.booleans())
    def engage(self, session: str, leader: str, limited: bool) -> None:
        said = Engagement.LIMITED if limited else None
        self._do(lambda: record_marks.engage(self.store, session, [leader], said))

    @rule(
        session=_SESSIONS,
        leader=_LEADERS,
        days=st.one_of(st.none(), st.integers(-100, 0)),
        reason=st.sampled_from([None, Reason.SICKNESS, Reason.OTHER]),
        judged=st.sampled_from([None, *Explanation]),
    )
    def report(
        self, session: str, leader: str, days: int | None, reason: Reason | None, judged: Explanation | None
    ) -> None:
        at = None if days is None else self.instant + timedelta(days=days)
        self._do(lambda: record_marks.report(self.store, session, leader, at, reason, judged))

    @rule(
        session=_SESSIONS,
        leader=_LEADERS,
        steps=st.sampled_from([("send",), ("submit",), ("log",), ("accept",), ("send", "log", "submit", "accept")]),
        days=st.integers(-30, 0),
    )
    def catch_up(self, session: str, leader: str, steps: tuple[str, ...], days: int) -> None:
        pair, on = [(leader, session)], self.today + timedelta(days=days)
        commands: dict[str, Callable[[], Change | None]] = {
            "send": lambda: catch_ups.send(self.store, pair, on),
            "submit": lambda: catch_ups.submitted(self.store, pair, on),
            "log": lambda: catch_ups.log_received(self.store, pair),
            "accept": lambda: catch_ups.accept(self.store, pair, on),
        }
        for step in steps:
            self._do(commands[step])

    @rule(leader=_LEADERS, days=st.integers(-120, 60))
    def book(self, leader: str, days: int) -> None:
        at = _morning(self.today + timedelta(days=days))
        self._do(lambda: change_bookings.book(self.store, leader, at))

    @rule(which=st.integers(0, 5), what=st.integers(0, 6), days=st.integers(-60, 0))
    def coach(self, which: int, what: int, days: int) -> None:
        bookings = self._rows("SELECT id FROM booking ORDER BY id")
        if not bookings:
            return
        id_ = bookings[which % len(bookings)]["id"]
        at = self.instant + timedelta(days=days)
        commands: tuple[Callable[[], Change | None], ...] = (
            lambda: change_bookings.attended(self.store, [id_]),
            lambda: change_bookings.no_show(self.store, [id_]),
            lambda: change_bookings.cancel(self.store, id_, at),
            lambda: change_bookings.coach_cancelled(self.store, [id_]),
            lambda: change_bookings.set_aside(self.store, [id_], WaivedReason.SICKNESS),
            lambda: change_bookings.clear(self.store, [id_]),
            lambda: change_bookings.reschedule(self.store, id_, at, at + timedelta(days=20)),
        )
        self._do(commands[what])

    @rule(leader=_LEADERS, values=st.sampled_from(_STATES))
    def state(self, leader: str, values: dict[str, Any]) -> None:
        """Paused, back, completed, left by choice; `deemed` is for the ladder alone, so that is refused."""
        was = self._leader(leader)["withdrawn_how"]
        said = self._do(lambda: change_leaders.edit_leader(self.store, leader, values))
        if (values.get("withdrawn_how") is WithdrawnHow.DEEMED) is not (was == "deemed"):
            assert said is not None
            assert "ladder" in said

    # -- decisions on concerns -------------------------------------------------------------------

    @rule(
        which=st.lists(st.integers(0, 20), min_size=1, max_size=3),
        what=st.sampled_from(["accept", "dismiss", "snooze"]),
        gone=st.booleans(),
        days=st.integers(0, 30),
    )
    def decide(self, which: list[int], what: str, gone: bool, days: int) -> None:
        """Of concerns that hold, or now and then of one that held once."""
        known = sorted(self.seen) if gone else sorted(self.held)
        if not known:
            return
        keys = [known[number % len(known)] for number in which]
        commands: dict[str, Callable[[], Change | None]] = {
            "accept": lambda: decisions.accept(self.store, keys),
            "dismiss": lambda: decisions.dismiss(self.store, keys, "known"),
            "snooze": lambda: decisions.snooze(self.store, keys, self.today + timedelta(days=days)),
        }
        said = self._do(commands[what])
        if not set(keys) <= self.held.keys():
            assert said is not None

    @rule(leader=_LEADERS)
    def raise_by_hand(self, leader: str) -> None:
        self._do(lambda: decisions.raise_manual(self.store, leader, "a worry"))

    # -- the case --------------------------------------------------------------------------------

    @rule(
        leader=_LEADERS,
        direction=st.sampled_from([Direction.TO_LEADER, Direction.FROM_LEADER, Direction.REFERRAL]),
        back=st.integers(-1, 3),
        reply=st.one_of(st.none(), st.integers(-2, 10)),
        reached=st.booleans(),
    )
    def log(self, leader: str, direction: Direction, back: int, reply: int | None, reached: bool) -> None:
        on = self.today - timedelta(days=back)
        reply_by = None if reply is None else on + timedelta(days=reply)
        self._do(
            lambda: communications.log(
                self.store, leader, direction=direction, channel=Channel.CALL, on=on, reply_by=reply_by, reached=reached
            )
        )

    @rule(which=st.integers(0, 5), back=st.integers(-1, 5))
    def reply(self, which: int, back: int) -> None:
        sent = self._rows(
            "SELECT communication.id, reference FROM communication JOIN leader ON leader.id = leader_id "
            "ORDER BY communication.id"
        )
        if sent:
            one, on = sent[which % len(sent)], self.today - timedelta(days=back)
            self._do(lambda: communications.log_reply(self.store, one["reference"], one["id"], on))

    @rule(leader=_LEADERS)
    def plan(self, leader: str) -> None:
        self._do(lambda: plan_of_escalations.add_action(self.store, leader, "ring the school"))

    @rule(leader=_LEADERS, which=st.integers(0, 3))
    def close_action(self, leader: str, which: int) -> None:
        actions = self._rows("SELECT id FROM plan_action ORDER BY id")
        if actions:
            id_ = actions[which % len(actions)]["id"]
            self._do(lambda: plan_of_escalations.close_action(self.store, leader, id_))

    @rule(leader=_LEADERS, role=st.sampled_from(Role), answer=st.sampled_from([None, *Answer]), back=st.integers(-1, 3))
    def sign_off(self, leader: str, role: Role, answer: Answer | None, back: int) -> None:
        """A change of mind as often as not: the PBDL agrees and declines, and one may be dated before another."""
        said = sign_offs.ANSWERS[role][0] if answer is None else answer
        on = self.today - timedelta(days=back)
        self._do(lambda: withdrawal.sign_off(self.store, leader, role=role, name="Someone", answer=said, on=on))

    @rule(leader=_LEADERS, elements=st.sets(st.sampled_from(Element), min_size=1), restored=st.booleans())
    def tick_access(self, leader: str, elements: set[Element], restored: bool) -> None:
        self._do(lambda: withdrawal.tick_access(self.store, leader, sorted(elements), restored=restored))

    @rule(leader=_LEADERS, days=st.integers(-3, 3), outcome=st.sampled_from([None, *AppealOutcome]))
    def appeal(self, leader: str, days: int, outcome: AppealOutcome | None) -> None:
        on = self.today + timedelta(days=days)
        self._do(lambda: withdrawal.appeal(self.store, leader, on, outcome))

    @rule(leaders=st.lists(_LEADERS, min_size=1, max_size=2), days=st.one_of(st.none(), st.integers(0, 20)))
    def snooze_escalations(self, leaders: list[str], days: int | None) -> None:
        until = None if days is None else self.today + timedelta(days=days)
        self._do(lambda: ladder_moves.snooze_escalations(self.store, leaders, until, "half term"))

    # -- the ladder ------------------------------------------------------------------------------

    @rule(leader=_LEADERS, to=st.sampled_from(Stage), said=st.sampled_from(["so it ended", " "]))
    def move(self, leader: str, to: Stage, said: str) -> None:
        self._move(leader, to, said)

    def _move(self, leader: str, to: Stage, outcome: str = "so it ended") -> bool:
        """Move, and see that it is refused if and only if the table says so, in words for all that is missing."""
        was, missing = self._escalation(leader), self._missing(leader, to)
        open_actions = 0 if was is None else len(self._open_actions(was["id"]))
        plan_first = to is Stage.RESOLVED and open_actions
        if not missing and to in ENDED and not outcome.strip() and not plan_first:
            missing = ["outcome"]
        assert self._do(partial(ladder_moves.move, self.store, leader, to, " ", outcome)) is not None
        if to in ENDED:
            assert self._do(partial(ladder_moves.move, self.store, leader, to, "as it must", " ")) is not None
        said = self._do(partial(ladder_moves.move, self.store, leader, to, "as it must", outcome))
        if missing:
            assert said is not None, f"moved to {to} without {missing}"
            for words in missing:
                assert words in said
            return False
        if said is not None and plan_first:
            assert "closed" in said  # the plan is closed first, from whichever stage
            return False
        assert said is None
        assert was is not None
        self._see_what_a_move_did(leader, was, to)
        return True

    def _compare_with_the_table(self, leader: str) -> None:
        """Every stage is open or closed to a leader as the table says, in words for all that is missing."""
        now = self._escalation(leader)
        stood = case.case_of(self.store, leader).escalation
        assert (now is None) is (stood is None)
        if now is None or stood is None:
            return
        for to in Stage:
            missing, said = self._missing(leader, to), ladder.refusal(stood, to)
            if "has left the programme already" in missing:
                continue  # the command says so, after the ladder has found nothing missing
            if not missing and said is not None and to is Stage.RESOLVED and self._open_actions(now["id"]):
                assert "closed" in said  # the plan is closed first, from whichever stage
                continue
            assert (said is None) is (not missing), f"{now['stage']} to {to}: {said}, by the table {missing}"
            for words in missing:
                assert said is not None
                assert words in said

    def _see_what_a_move_did(self, leader: str, was: Row, to: Stage) -> None:
        (now,) = self._rows("SELECT * FROM escalation WHERE id = ?", was["id"])
        assert (now["stage"], now["entered_on"]) == (to, self.today.isoformat())
        assert now["snoozed_until"] is None
        person = self._leader(leader)
        if to is Stage.WITHDRAWN:
            assert self._sign_offs(was["id"]) == SIGNED_OFF
            left = (person["state"], person["withdrawn_how"], person["withdrawn_on"])
            assert left == ("withdrawn", "deemed", self.today.isoformat())
            ticks = self._rows("SELECT * FROM access_item WHERE escalation_id = ?", was["id"])
            assert {tick["element"] for tick in ticks} == ELEMENTS
            self.state(leader, _STATES[0])  # taken back by an appeal alone
        if was["stage"] == "appeal" and to is Stage.RESOLVED:
            assert (person["state"], person["withdrawn_how"]) == ("active", None)

    def _missing(self, leader: str, to: str) -> list[str]:
        """What the table of section 7 still asks for before this move, in words of the refusal."""
        now = self._escalation(leader)
        if now is None:
            return ["no open escalation"]
        stage, order = now["stage"], list(MAY_FOLLOW)
        if to not in MAY_FOLLOW[stage]:
            return ["the ladder does not go to"]
        forward = to not in ENDED and order.index(to) > order.index(stage)
        if to == "withdrawn":
            return self._missing_withdrawal(leader, now)
        if stage == "appeal":
            return self._missing_appeal(now, to)
        if stage in {"explanation", "bdo_contact"} and forward:
            return self._missing_contact(leader, now)
        if stage == "partnerships" and forward and not self._logged(now["id"], "= 'referral'"):
            return ["a referral to the Partnerships Team logged"]
        if stage == "partnerships" and to == "resolved" and self._open_actions(now["id"]):
            return ["closed"]
        if stage == "withdrawn" and to == "closed" and self._unticked(now["id"], "ended_on"):
            return ["access ended and ticked"]
        return []

    def _missing_withdrawal(self, leader: str, now: Row) -> list[str]:
        signed = self._sign_offs(now["id"])
        missing = [SIGNATORIES[role] for role, answer in SIGNED_OFF.items() if signed.get(role) != answer]
        if not missing and self._leader(leader)["state"] == "withdrawn":
            missing.append("has left the programme already")
        return missing

    def _missing_appeal(self, now: Row, to: str) -> list[str]:
        missing = []
        if now["meeting_on"] is None:
            missing.append("the date of the meeting")
        outcome = "upheld" if to == "resolved" else "not_upheld"
        if now["appeal_outcome"] != outcome:
            missing.append(f"outcome of the meeting: {outcome.replace('_', ' ')}")
        if to == "resolved" and self._unticked(now["id"], "restored_on"):
            missing.append("access restored and ticked")
        return missing

    def _missing_contact(self, leader: str, now: Row) -> list[str]:
        """Of the day on which the stage was entered, only what was logged at it counts."""
        missing = []
        here = f"(\"on\" > '{now['entered_on']}' OR stage = '{now['stage']}')"
        with_leader = f"IN ('to_leader', 'from_leader') AND {here}"
        if not self._logged(now["id"], with_leader, now["entered_on"]):
            missing.append("a communication with the leader logged at this stage")
        if now["stage"] == "explanation" and (unjudged := self._unjudged(leader, now["id"])):
            missing.append("the outcome of the explanation for")
            missing += [f"Session {session}" for session in unjudged]
        return missing

    def _logged(self, escalation: str, direction: str, since: str = "0001-01-01") -> bool:
        return bool(
            self._rows(
                f'SELECT id FROM communication WHERE escalation_id = ? AND direction {direction} AND "on" >= ?',
                escalation,
                since,
            )
        )

    def _open_actions(self, escalation: str) -> list[Row]:
        return self._rows("SELECT id FROM plan_action WHERE escalation_id = ? AND done_on IS NULL", escalation)

    def _unticked(self, escalation: str, column: str) -> list[Row]:
        return self._rows(f"SELECT id FROM access_item WHERE escalation_id = ? AND {column} IS NULL", escalation)

    def _unjudged(self, leader: str, escalation: str) -> list[str]:
        """Sessions of absences that this escalation took in, which still hold and whose explanation is not judged."""
        rows = self._rows(
            "SELECT about FROM concern WHERE escalation_id = ? AND kind = 'unexplained_absence' "
            "AND state = 'accepted' AND cleared_on IS NULL ORDER BY about",
            escalation,
        )
        return [row["about"] for row in rows if f"unexplained_absence:{row['about']}:{leader}" in self.held]

    @initialize(
        days=_DAYS,
        rungs=st.integers(0, 7),
        left_out=_LEFT_OUT,
        turn=_TURN,
        upheld=st.booleans(),
        back=st.sampled_from([0, 1, 3, 8]),
    )
    def begin(self, days: int, rungs: int, left_out: str, turn: tuple[str, str], upheld: bool, back: int) -> None:
        """Every walk begins somewhere in the year, a leader somewhere on the ladder, or a few steps back."""
        self.days_pass(days, again=False)
        self.climb("L1", rungs, left_out, turn, upheld=upheld)
        self.back_and_forth(back, back // 2)

    @rule(
        leader=_LEADERS,
        rungs=st.sampled_from([7, 6, 5, 4, 3, 2, 1]),
        left_out=_LEFT_OUT,
        turn=_TURN,
        upheld=st.booleans(),
    )
    def climb(self, leader: str, rungs: int, left_out: str, turn: tuple[str, str], *, upheld: bool) -> None:
        """Up from where it stands, doing what each rung needs but for what is left out; now and then it turns."""
        self.state(leader, _DEEMED)
        if self._escalation(leader) is None:
            self._do(lambda: decisions.raise_manual(self.store, leader, "a worry"))
            mine = sorted(key for key in self.held if key.endswith(f":{leader}"))
            if mine:
                self._do(lambda: decisions.accept(self.store, mine))
        for _ in range(rungs):
            now = self._escalation(leader)
            if now is None:
                return
            order = list(MAY_FOLLOW)
            above = (to for to in MAY_FOLLOW[now["stage"]] if order.index(to) > order.index(now["stage"]))
            to = min(above, key=order.index)
            if now["stage"] == "appeal":
                to = "resolved" if upheld else "complaint"
            if now["stage"] == turn[0]:
                to, turn = turn[1], ("", "")
                self._do(partial(plan_of_escalations.add_action, self.store, leader, "ring the school"))
            self._prepare(leader, now, left_out, upheld=upheld)
            if not self._move(leader, Stage(to)):
                return

    def _prepare(self, leader: str, now: Row, left_out: str, *, upheld: bool) -> None:
        """What the table asks for at this stage, but for what is left out."""
        whose = (self.store, leader)
        log = partial(communications.log, *whose, channel=Channel.LETTER)
        does: list[tuple[str, Callable[[], Change | None]]] = [
            ("contact", partial(log, direction=Direction.TO_LEADER)),
            ("referral", partial(log, direction=Direction.REFERRAL)),
        ]
        judged = Explanation.UNSATISFACTORY if upheld else Explanation.SATISFACTORY
        does += [
            ("explanation", partial(record_marks.report, self.store, session, leader, None, None, judged))
            for session in self._unjudged(leader, now["id"])
        ]
        does += [
            ("plan", partial(plan_of_escalations.close_action, *whose, action["id"]))
            for action in self._open_actions(now["id"])
        ]
        if now["stage"] == "withdrawal_review":
            sign = partial(withdrawal.sign_off, *whose, name="Someone")
            does += [
                (
                    "sign_offs" if role in (Role.PBDL, Role.ORGANISATION) else "others",
                    partial(sign, role=role, answer=sign_offs.ANSWERS[role][0]),
                )
                for role in Role
            ]
            does += [
                ("doubts", partial(sign, role=Role.PBDL, answer=Answer.DECLINED)),
                ("agreement", partial(sign, role=Role.PBDL, answer=Answer.AGREED)),
            ]
        if now["stage"] in {"withdrawn", "appeal"}:
            outcome = AppealOutcome.UPHELD if upheld else AppealOutcome.NOT_UPHELD
            tick = partial(withdrawal.tick_access, *whose, list(Element))
            does += [
                ("access", tick),
                ("meeting", partial(withdrawal.appeal, *whose, self.today, outcome)),
                ("access", partial(tick, restored=True)),
            ]
        for kind, command in does:
            if kind != left_out:
                self._do(command)
                self._compare_with_the_table(leader)

    # -- days, undo and redo ---------------------------------------------------------------------

    @rule(days=_DAYS, again=st.booleans())
    def days_pass(self, days: int, again: bool) -> None:
        """Time goes on in the open app, or the app is started again on a later day."""
        day = min(self.today + timedelta(days=days), _LAST)
        if day == self.today:
            return
        self.instant = _morning(day)
        if again:
            self.store.close()
            self._open()
            assert self.store.today == day
        else:
            self.store.today = day
        self.days.append(day)
        self._look()
        self._let_lapse()

    def _let_lapse(self) -> None:
        """What the days alone took away is found by looking at the day on which it held (`--as-of`, section 10).

        A pattern out of its 90 days, or a minimum that is out of reach instead of below on the day after the end.
        """
        if not (lost := self._lost()):
            return
        for day in set(self.days):
            verdicts = judge_all(self.store, day)
            self.lapsed |= lost & {concern.key for verdict in verdicts for concern in verdict.concerns}

    @precondition(lambda self: self.done)
    @rule(times=st.sampled_from([1, 2, 3, 12]), again=st.integers(0, 12))
    def back_and_forth(self, times: int, again: int) -> None:
        self.undo(times)
        self.redo(again)

    @precondition(lambda self: self.done)
    @rule(times=st.sampled_from([1, 2, 4]))
    def undo(self, times: int) -> None:
        """What only the undone command had raised goes with it; all that was seen before it stays to be found."""
        for _ in range(min(times, len(self.done))):
            seen, day = self.done.pop()
            self._take(undo.undo)
            self.undone.append((set(self.seen), day))
            self.seen = seen
            self._look()
            if day != self.today:
                self._let_lapse()
            assert not self._lost()

    @precondition(lambda self: self.undone)
    @rule(times=st.sampled_from([1, 2, 4]))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.undone))):
            before = set(self.seen)
            seen, day = self.undone.pop()
            self._take(undo.redo)
            self.seen |= seen
            self._look()
            if day != self.today:
                self._let_lapse()
            assert not self._lost()
            self.done.append((before, day))

    def _take(self, step: Callable[[Store], Change]) -> None:
        self.instant += timedelta(minutes=1)
        with clock.at(self.instant):
            step(self.store)
        self.dump = self._dump()

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_file_is_whole(self) -> None:
        assert self._rows("PRAGMA foreign_key_check") == []
        assert self._rows("PRAGMA quick_check") == [{"quick_check": "ok"}]

    @invariant()
    def the_ladder_offers_what_the_table_allows(self) -> None:
        for leader in ("L1", "L2"):
            self._compare_with_the_table(leader)

    @invariant()
    def one_open_escalation_of_a_leader_at_most(self) -> None:
        rows = self._rows("SELECT leader_id FROM escalation WHERE stage NOT IN ('resolved', 'closed')")
        assert len({row["leader_id"] for row in rows}) == len(rows)

    @invariant()
    def no_concern_is_lost(self) -> None:
        assert not self._lost()

    @invariant()
    def what_was_decided_on_is_on_record(self) -> None:
        """A decision that stands is about a concern that has a row, and its row says what was decided last."""
        rows = self._rows(
            "SELECT concern_key, choice, reason FROM decision WHERE struck_out_at IS NULL AND concern_key <> '' "
            "ORDER BY at, rowid"
        )
        assert {row["concern_key"] for row in rows} <= self._recorded()
        upheld = {row["concern_key"] for row in rows if row["reason"] == "appeal upheld"}
        accepted = {row["concern_key"] for row in rows if row["choice"] == "accept"}
        now = self._rows(
            "SELECT kind, about, reference, escalation_id, concern.state FROM concern "
            "JOIN leader ON leader.id = leader_id"
        )
        for row in now:
            key = f"{row['kind']}:{row['about']}:{row['reference']}"
            if row["state"] == "accepted":
                assert key in accepted
            if row["state"] != "dismissed" or key not in upheld:
                assert (row["escalation_id"] is not None) is (row["state"] == "accepted")

    @invariant()
    def today_the_decisions_leave_the_ladder_as_it_stands(self) -> None:
        now = {row["id"]: row for row in self._rows("SELECT * FROM escalation WHERE ended_on IS NULL")}
        stood = {escalation.id: escalation for escalation in ladder_days.open_on(self.store, self.today)}
        assert stood.keys() == now.keys()
        for id_, row in now.items():
            for column in ("stage", "entered_on", "due_on", "snoozed_until", "snoozed_reason"):
                assert str(getattr(stood[id_], column)) == str(row[column])
            joined = self._rows("SELECT kind, about FROM concern WHERE escalation_id = ?", id_)
            assert {key.rpartition(":")[0] for key in stood[id_].members} == {
                f"{concern['kind']}:{concern['about']}" for concern in joined
            }

    @invariant()
    def decisions_and_sign_offs_stay_as_they_were_made(self) -> None:
        """Struck out or not; only of one struck out may a link to what the undo took away have let go."""
        for table in ("decision", "sign_off"):
            rows = {row["id"]: row for row in self._rows(f"SELECT * FROM {table}")}
            for (of, id_), first in self.put_on_record.items():
                if of != table:
                    continue
                now = rows[id_]
                for column, value in first.items():
                    if column == "struck_out_at" or now[column] == value:
                        continue
                    assert column in {"escalation_id", "concern_id"}
                    assert now[column] is None
                    assert now["struck_out_at"] is not None
            assert rows.keys() == {id_ for of, id_ in self.put_on_record if of == table}

    @invariant()
    def ended_means_resolved_or_closed_with_an_outcome(self) -> None:
        for row in self._rows("SELECT * FROM escalation"):
            assert (row["ended_on"] is not None) is (row["stage"] in ENDED)
            assert (row["ended_on"] is not None) is bool(row["outcome"].strip())

    @invariant()
    def every_stage_was_come_to_by_a_decision_that_the_table_allows(self) -> None:
        for row in self._rows("SELECT * FROM escalation"):
            told = self._rows(
                "SELECT * FROM decision WHERE escalation_id = ? AND struck_out_at IS NULL AND to_stage IS NOT NULL "
                "ORDER BY at, rowid",
                row["id"],
            )
            opened = [decision for decision in told if decision["from_stage"] is None]
            moved = told[len(opened) :]
            assert opened
            assert opened == told[: len(opened)]
            assert {decision["choice"] for decision in opened} == {"accept"}
            (stage,) = {decision["to_stage"] for decision in opened}
            assert stage in {"explanation", "bdo_contact", "partnerships"}, "further only by a deliberate move"
            assert {decision["day"] for decision in opened} == {row["opened_on"]}
            day = row["opened_on"]
            for decision in moved:
                assert decision["from_stage"] == stage
                assert decision["to_stage"] in MAY_FOLLOW[stage]
                assert decision["clause"] == CLAUSES[decision["to_stage"]]
                assert decision["who"]
                assert decision["reason"]
                assert decision["day"] >= day
                stage, day = decision["to_stage"], decision["day"]
            assert stage == row["stage"]
            assert day == row["entered_on"]
            assert row["ended_on"] in (None, day)

    @invariant()
    def nobody_is_withdrawn_by_the_ladder_without_four_sign_offs(self) -> None:
        moves = self._rows("SELECT * FROM decision WHERE to_stage = 'withdrawn' AND struck_out_at IS NULL ORDER BY at")
        for move in moves:
            assert self._sign_offs(move["escalation_id"], move["at"]) == SIGNED_OFF
        by_ladder = {move["escalation_id"] for move in moves}
        for row in self._rows("SELECT id, stage FROM escalation"):
            if row["stage"] in ONCE_WITHDRAWN:
                assert row["id"] in by_ladder
        whose = {move["leader_id"] for move in moves}
        for row in self._rows("SELECT id, state, withdrawn_on FROM leader WHERE withdrawn_how = 'deemed'"):
            assert row["id"] in whose
            assert row["state"] == "withdrawn"
            assert row["withdrawn_on"] is not None

    def teardown(self) -> None:
        self.patch.undo()
        self.store.close()
        assert check(self.path) == []
        shutil.rmtree(self.folder.name)
        self.folder.cleanup()


_SMALL = settings(max_examples=6, stateful_step_count=12, deadline=None)
_LARGE = settings(max_examples=400 if LONG else 3, stateful_step_count=40 if LONG else 25, deadline=None)


def test_the_ladder_keeps_its_promises_on_a_short_walk() -> None:
    run_state_machine_as_test(Walking, settings=_SMALL)


@pytest.mark.fuzz
def test_the_ladder_keeps_its_promises_on_long_walks() -> None:
    """Few by default, many and longer ones by `make fuzz`."""
    run_state_machine_as_test(Walking, settings=_LARGE)
