"""A made-up year in which the BDO decides, writes, undoes and catches up, against the second reading on many days.

Every command that the app takes is put into the log of the second reading too; one that is undone goes from both.
"""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.cli import documents, psw
from psw_tui.policy import catching_up, concerns, ladder, sign_offs, tasks
from psw_tui.policy.records import Communication
from psw_tui.policy.tasks import TaskKind
from psw_tui.policy.terms import Answer, AppealOutcome, Channel, Direction, Element, Role, Stage
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import communications, decisions, inbox, ladder_moves, queue, records, withdrawal
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import catch_ups
from screens.today.agenda import agenda
from tests.budgets import LONG
from tests.second_reading import ladder as reading
from tests.second_reading import rules
from tests.second_reading.years import Year, make_year, write_csvs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_DIRECTIONS = list(Direction)
_STEADY = reading.STEADY


class Bdo:
    """Somebody who works on a file, at random, while the second reading takes notes."""

    def __init__(self, year: Year, store: Store, rng: random.Random, set_day: Callable[[date], None]) -> None:
        self.year, self.store, self.rng, self.set_day = year, store, rng, set_day
        self.log = reading.Log()
        self.before: list[bytes] = []
        self.order = 0
        active = [leader for leader in rules.read_leaders(year) if leader.state == "active"]
        self.leaders = [leader.reference for leader in active if leader.offer_accepted_on is not None]

    def work(self, days: list[date], commands: int) -> None:
        """A few commands on each of these days, in their order."""
        for day in days:
            self.on(day)
            for _ in range(commands):
                what = self.rng.choice(
                    (
                        self.raise_one,
                        self.accept,
                        self.accept,
                        self.dismiss,
                        self.write,
                        self.write,
                        self.word,
                        self.answer,
                        self.move,
                        self.move,
                        self.move,
                        self.snooze,
                        self.catch_up,
                        self.catch_up,
                        self.undo,
                        self.climb,
                    )
                )
                what()
            if self.rng.random() < 0.15:
                self.on(day - timedelta(days=self.rng.randint(1, 9)))
                self.snooze()
                self.on(day)

    def on(self, day: date) -> None:
        """It is this day."""
        self.today = self.store.today = day
        self.set_day(day)

    def take(self, command: Callable[[], Any], note: Callable[[], None]) -> bool:
        """Run a command; if the app took it, note it."""
        before = pickle.dumps((self.log, {name: self.year[name] for name in ("roster", "marks")}))
        try:
            change = command()
        except Refused:
            return False
        if change is None:
            return False
        self.before.append(before)
        self.order += 1
        note()
        return True

    def _leader(self, *, open_: bool = False) -> str | None:
        known = [leader for leader in self.leaders if not open_ or self.log.open_now(leader) is not None]
        return self.rng.choice(known) if known else None

    def _holding(self, leader: str) -> dict[str, dict[str, Any]]:
        leader_ = next(held for held in rules.read_leaders(self.year) if held.reference == leader)
        return {
            concern["key"]: concern
            for concern in reading.of_leader(leader_, self.log, self.today)
            if concern["kind"] in _STEADY
        }

    def raise_one(self) -> None:
        leader = self._leader()
        taken = [concern.about for concern in self.log.raised if concern.leader == leader]
        about = _numbered(self.today, taken)
        assert leader is not None
        self.take(
            lambda: decisions.raise_manual(self.store, leader, "a worry"),
            lambda: self.log.raised.append(reading.Raised(leader, about, self.today)),
        )

    def accept(self) -> None:
        leader = self._leader()
        assert leader is not None
        holding = self._holding(leader)
        if not holding:
            return
        keys = self.rng.sample(sorted(holding), self.rng.randint(1, min(3, len(holding))))
        fresh = [key for key in keys if self.log.states.get(key) != "accepted"]

        def note() -> None:
            now = self.log.open_now(leader)
            if now is None:
                suggested = [holding[key]["suggested_stage"] for key in fresh]
                # Policy 7 says "at the suggested stage, but at partnerships at the highest"
                stage = max(
                    (min(stage, "partnerships", key=reading.STAGES.index) for stage in suggested),
                    key=reading.STAGES.index,
                )
                now = reading.Escalation(leader, self.today, [(self.today, self.order, stage)])
                self.log.escalations.append(now)
            for key in fresh:
                now.joined.append((self.today, key))
                self.log.states[key] = "accepted"

        taken = self.take(lambda: decisions.accept(self.store, keys), note)
        assert taken is bool(fresh)

    def dismiss(self) -> None:
        leader = self._leader()
        assert leader is not None
        holding = [key for key in self._holding(leader) if self.log.states.get(key) != "accepted"]
        if holding:
            key = self.rng.choice(holding)
            self.take(
                lambda: decisions.dismiss(self.store, [key], "known"),
                lambda: self.log.states.update({key: "dismissed"}),
            )

    def write(self, direction: Direction | None = None, leader: str | None = None) -> None:
        leader = leader or self._leader(open_=self.rng.random() < 0.8)
        if leader is None:
            return
        whose, rng = leader, self.rng
        way = direction or rng.choice(_DIRECTIONS)
        on = self.today - timedelta(days=rng.choice((0, 0, 0, 1, 3, 10, 60)))
        asks = way is not Direction.FROM_LEADER and rng.random() < 0.7
        reply_by = on + timedelta(days=rng.choice((0, 1, 5, 12))) if asks else None
        reached = rng.random() < 0.8

        def note() -> None:
            taken = [letter.about for letter in self.log.letters if letter.leader == whose]
            now = self.log.open_now(whose)
            place = None if now is None else self.log.escalations.index(now)
            self.log.letters.append(
                reading.Letter(whose, place, on, str(way), reached, reply_by, None, _numbered(on, taken))
            )

        self.take(
            lambda: communications.log(
                self.store, whose, direction=way, channel=Channel.EMAIL, on=on, reached=reached, reply_by=reply_by
            ),
            note,
        )

    def word(self) -> None:
        leader = self._leader(open_=True)
        if leader is None:
            return
        on = self.today - timedelta(days=self.rng.choice((0, 0, 1, 4)))

        def note() -> None:
            now = self.log.open_now(leader)
            place = None if now is None else self.log.escalations.index(now)
            own = [letter for letter in self.log.letters if letter.leader == leader]
            about = _numbered(on, [letter.about for letter in own])
            self.log.letters.append(reading.Letter(leader, place, on, "from_leader", True, None, None, about))
            for letter in own:
                # The task says "answers only what was written before it"; of one day, what is on record counts.
                if (
                    letter.direction == "to_leader"
                    and letter.reply_by
                    and letter.replied_on is None
                    and letter.on <= on
                ):
                    letter.replied_on = on

        self.take(lambda: communications.log_word(self.store, leader, Channel.CALL, on), note)

    def answer(self) -> None:
        waiting = [letter for letter in self.log.letters if letter.reply_by is not None and letter.replied_on is None]
        if not waiting:
            return
        letter = self.rng.choice(waiting)
        on = max(letter.on, self.today - timedelta(days=self.rng.choice((0, 0, 2, 6))))
        (row,) = facts.read_in(self.store.connection, StoredLeader, "reference", [letter.leader])
        sent = records.communications(self.store.connection, row.id)
        id_ = next(communication.id for communication in sent if communication.about == letter.about)

        def note() -> None:
            letter.replied_on = on

        self.take(lambda: communications.log_reply(self.store, letter.leader, id_, on), note)

    def move(self, to: Stage | None = None, leader: str | None = None) -> bool:
        leader = leader or self._leader(open_=True)
        now = None if leader is None else self.log.open_now(leader)
        if leader is None or now is None:
            return False
        whose, escalation = leader, now
        here = Stage(max(now.stages, key=lambda step: step[1])[2])
        onward = ladder.MAY_GO_TO[here]
        if not onward or self.today < max(on for on, _, _ in now.stages):
            return False
        wanted = to or self.rng.choice(onward)

        def note() -> None:
            escalation.stages.append((self.today, self.order, str(wanted)))
            row = next(leader for leader in self.year["roster"] if leader["reference"] == whose)
            if wanted in ladder.ENDED:
                escalation.ended = self.today
            if wanted is Stage.WITHDRAWN:
                row["state"] = "withdrawn"
            if here is Stage.APPEAL and wanted is Stage.RESOLVED:
                row["state"] = "active"
                self._uphold(whose, escalation)

        return self.take(lambda: ladder_moves.move(self.store, whose, wanted, "so it is", "so it ended"), note)

    def _uphold(self, leader: str, escalation: reading.Escalation) -> None:
        """Policy 6: what was part of it "stands as dismissed"; all else cleared when they left, and has returned."""
        part = {key for _, key in escalation.joined}
        for key in self._holding(leader):
            if key in part:
                self.log.states[key] = "dismissed"
            else:
                self.log.states.pop(key, None)

    def snooze(self) -> None:
        leader = self._leader(open_=True)
        now = None if leader is None else self.log.open_now(leader)
        if leader is None or now is None:
            return
        until = self.today + timedelta(days=self.rng.randint(1, 30)) if self.rng.random() < 0.7 else None
        self.take(
            lambda: ladder_moves.snooze_escalations(self.store, [leader], until, "away"),
            lambda: now.snoozes.append((self.today, self.order, until)),
        )

    def catch_up(self) -> None:
        missed = [
            row for row in self.year["marks"] if row["mark"] in ("absent", "part") and row["leader"] in self.leaders
        ]
        if not missed:
            return
        row = self.rng.choice(missed)
        pair, on = ((row["leader"], row["session"]), self.today - timedelta(days=self.rng.choice((0, 0, 2, 20))))
        what = self.rng.choice(("send", "submit", "accept"))
        if what == "send":
            due = (on + timedelta(days=14)).isoformat()
            note = {"catch_up_sent_on": on.isoformat(), "catch_up_due_on": due}
            self.take(lambda: catch_ups.send(self.store, [pair], on), lambda: row.update(note))
        elif what == "submit":
            note = {"catch_up_submitted_on": on.isoformat(), "catch_up_log": "yes"}
            self.take(lambda: catch_ups.submitted(self.store, [pair], on, log=True), lambda: row.update(note))
        else:
            note = {"catch_up_accepted_on": on.isoformat()}
            self.take(lambda: catch_ups.accept(self.store, [pair], on), lambda: row.update(note))

    def undo(self) -> None:
        for _ in range(self.rng.choice((1, 1, 3))):
            if self.before:
                undo.undo(self.store)
                self.log, tables = pickle.loads(self.before.pop())  # its own, of this run
                self.year["roster"], self.year["marks"] = tables["roster"], tables["marks"]

    def climb(self) -> None:
        """One leader all the way up, to an appeal that is upheld or not."""
        leader = self._leader(open_=True)
        if leader is None:
            return
        store, upheld = self.store, self.rng.random() < 0.7
        self.write(Direction.TO_LEADER, leader)
        self.move(Stage.PARTNERSHIPS, leader)
        self.take(
            lambda: communications.log(store, leader, direction=Direction.REFERRAL, channel=Channel.EMAIL),
            lambda: self._note_referral(leader),
        )
        self.move(Stage.WITHDRAWAL_REVIEW, leader)
        for role, answers in sign_offs.ANSWERS.items():
            said: dict[str, Any] = {"role": Role(role), "name": "X", "answer": Answer(answers[0])}
            self._quietly(partial(withdrawal.sign_off, store, leader, **said))
        if not self.move(Stage.WITHDRAWN, leader) or self.rng.random() < 0.2:
            return
        self._quietly(lambda: withdrawal.tick_access(store, leader, list(Element)))
        self.move(Stage.APPEAL, leader)
        came_to = AppealOutcome.UPHELD if upheld else AppealOutcome.NOT_UPHELD
        self._quietly(lambda: withdrawal.appeal(store, leader, self.today, came_to))
        if upheld:
            self._quietly(lambda: withdrawal.tick_access(store, leader, list(Element), restored=True))
        self.move(Stage.RESOLVED if upheld else Stage.CLOSED, leader)

    def _quietly(self, command: Callable[[], Any]) -> None:
        """What changes nothing that the second reading tells of."""
        self.take(command, lambda: None)

    def _note_referral(self, leader: str) -> None:
        now = self.log.open_now(leader)
        place = None if now is None else self.log.escalations.index(now)
        about = _numbered(self.today, [letter.about for letter in self.log.letters if letter.leader == leader])
        self.log.letters.append(reading.Letter(leader, place, self.today, "referral", True, None, None, about))


def _numbered(day: date, taken: list[str]) -> str:
    numbers = [int(number.rpartition("-")[2]) for number in taken if number.startswith(f"{day.isoformat()}-")]
    return f"{day.isoformat()}-{max(numbers, default=0) + 1}"


def compare(bdo: Bdo, leaders: Sequence[rules.Leader], day: date) -> int:
    """Concerns, queue, replies owed, catch-ups and triggers of one day; how many facts were compared."""
    store, verdicts = bdo.store, judge_all(bdo.store, day)
    raised = documents.concerns(verdicts, inbox.states(store, verdicts, day), day)["concerns"]
    listed = [{key: value for key, value in row.items() if key not in ("why", "state")} for row in raised]
    expected = reading.concerns(leaders, bdo.log, day)
    assert listed == [{key: value for key, value in row.items() if key != "state"} for row in expected]
    if day == bdo.today:
        steady = {row["key"]: row["state"] for row in raised if row["kind"] in _STEADY}
        assert steady == {key: bdo.log.states.get(key, "new") for key in steady}
    rows = [dict(row) for row in documents.queue(queue.queue(store, verdicts, day), day)["escalations"]]
    for row in rows:
        del row["why"]
        row["concerns"] = [key for key in row["concerns"] if key.partition(":")[0] in _STEADY]
    assert rows == reading.queue(leaders, bdo.log, day)
    items = [item for group in agenda(store, verdicts, day).groups for item in group.items]
    owed = {(item.row, item.key.split(":")[1]) for item in items if item.key.startswith("reply_overdue:")}
    assert owed == reading.owed_replies(bdo.log, day)
    number = len(listed) + len(rows) + len(owed)
    by_reference = {leader.reference: leader for leader in leaders}
    for verdict in verdicts:
        leader = by_reference[verdict.reference]
        steps = {
            catch_up.session.reference: str(catch_up.step)
            for catch_up in catching_up.catch_ups(verdict.record, verdict.standings, day)
        }
        assert steps == reading.catch_ups(leader, day)
        said = any(
            "absences neither" in suggestion for suggestion in ladder.withdrawal_suggestions(verdict.record, day)
        )
        assert said is reading.has_three_absences(leader, day)
        number += len(steps) + 1
    return number


def play(seed: int, db: Path, set_day: Callable[[date], None], *, days: int, commands: int, judged: int) -> int:
    """One year from its tables to its last decision, judged now and then and at the end."""
    year, rng = _year(seed), random.Random(seed)
    set_day(date(2026, 9, 20))
    set_up(year, db.parent)
    chosen = sorted(date(2026, 10, 15) + timedelta(days=rng.randint(0, 300)) for _ in range(days))
    number = 0
    with Store.open(db) as store:
        bdo = Bdo(year, store, rng, set_day)
        for part in range(0, len(chosen), 5):
            bdo.work(chosen[part : part + 5], commands)
            number += compare(bdo, rules.read_leaders(bdo.year), bdo.today)
        leaders = rules.read_leaders(bdo.year)
        for _ in range(judged):
            around = rng.choice(chosen) + timedelta(days=rng.choice((-1, 0, 0, 1, 3, 6, 15)))
            number += compare(bdo, leaders, around)
    return number


def letters_at_random(leader: str, base: int, rng: random.Random) -> tuple[reading.Log, tuple[Communication, ...]]:
    """Up to three escalations one after the other with letters around their edges, for either reading."""
    log, sent, on = reading.Log(), [], date(base, 9, 10) + timedelta(days=rng.randint(0, 90))
    for place in range(rng.randint(1, 3)):
        ended = on + timedelta(days=rng.choice((0, 9, 90, 250))) if place < 2 or rng.random() < 0.5 else None
        log.escalations.append(reading.Escalation(leader, on, ended=ended))
        for number in range(rng.randint(0, 4)):
            wrote = on + timedelta(days=rng.choice((-9, 0, 0, 1, 20, 60)))
            way = rng.choice((Direction.TO_LEADER, *Direction))
            by = wrote + timedelta(days=rng.choice((0, 1, 7))) if rng.random() < 0.7 else None
            replied = wrote + timedelta(days=rng.choice((0, 1, 7, 8, 30))) if by and rng.random() < 0.5 else None
            reached, about = rng.random() < 0.7, f"{place}-{number}"
            log.letters.append(reading.Letter(leader, place, wrote, str(way), reached, by, replied, about))
            sent.append(Communication(about, wrote, way, reached, on, ended, by, replied))
        if ended is None:
            break
        on = ended + timedelta(days=rng.choice((0, 1, 40)))
    return log, tuple(sent)


def compare_letters(folder: Path, seed: int, rounds: int) -> int:
    """Every leader of a year with letters at random, on the days at the edges of those; how many were compared."""
    year, rng, number = make_year(seed, leaders=12), random.Random(seed), 0
    base = int(year["cohorts"][0]["year"])
    with Store.open(set_up(year, folder)) as store:
        records = {verdict.reference: verdict.record for verdict in judge_all(store, store.today)}
    for leader in rules.read_leaders(year):
        for _ in range(rounds):
            log, sent = letters_at_random(leader.reference, base, rng)
            record = replace(records[leader.reference], communications=sent)
            edges = [session.end_date for session in rng.sample(leader.sessions, min(3, len(leader.sessions)))]
            edges += [log.escalations[0].opened]
            edges += [
                day
                for letter in sent
                for day in (letter.on, letter.reply_by, letter.replied_on, letter.ended_on)
                if day
            ]
            day = rng.choice(edges) + timedelta(days=rng.choice((-1, 0, 1, 1, 30)))
            raised = [
                (concern.key, concern.clause, concern.suggested_stage, concern.since.isoformat())
                for concern in concerns.concerns(record, day)
            ]
            expected = [
                (concern["key"], concern["clause"], concern["suggested_stage"], concern["since"])
                for concern in reading.of_leader(leader, log, day)
            ]
            assert sorted(raised) == sorted(expected)
            owed = [task.about for task in tasks.tasks(record, {}, day) if task.kind is TaskKind.REPLY_OVERDUE]
            assert {(leader.reference, about) for about in owed} == reading.owed_replies(log, day)
            number += len(raised) + len(owed)
    return number


def test_letters_of_escalations_that_ended_agree_at_their_edges(tmp_path: Path) -> None:
    """Without a decision: whose silence, which contact, on which days."""
    assert compare_letters(tmp_path, 3, 40) > 400


def set_up(year: Year, folder: Path) -> Path:
    """A year in a new file, through the command."""
    db = folder / "psw.db"
    write_csvs(year, folder)
    for cohort in year["cohorts"]:
        more = [part for name in ("year", "starts", "ends") for part in (f"--{name}", cohort[name])]
        assert psw(["cohort", "add", cohort["name"], *more, "--db", str(db)]) == 0
    for kind in ("roster", "sessions", "marks", "coaching"):
        assert psw(["import", kind, str(folder / f"{kind}.csv"), "--db", str(db)]) == 0
    return db


def _year(seed: int) -> Year:
    """The next year after a seed whose first cohort is of 2026 (its bank holidays are known by hand), with leaders."""
    while True:
        year = make_year(seed, leaders=16)
        active = [row for row in year["roster"] if row["offer_accepted_on"] and row["state"] in ("", "active")]
        if year["cohorts"][0]["year"] == "2026" and len(active) > 3:
            return year
        seed += 1000


@pytest.mark.parametrize("seed", range(2))
def test_a_year_of_decisions_agrees_with_the_second_reading(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten days of work, judged on twenty."""
    number = play(
        seed,
        tmp_path / "psw.db",
        lambda day: monkeypatch.setenv("PSW_TODAY", day.isoformat()),
        days=10,
        commands=6,
        judged=20,
    )
    assert number > 500


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(100, 116 if LONG else 101))
def test_more_years_of_decisions_agree(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other years, with more decided and more days judged, most of it by `make fuzz`."""
    play(
        seed,
        tmp_path / "psw.db",
        lambda day: monkeypatch.setenv("PSW_TODAY", day.isoformat()),
        days=25 if LONG else 15,
        commands=8,
        judged=60 if LONG else 15,
    )
