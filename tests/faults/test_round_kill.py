"""Ratings are saved key by key: wherever psw is killed, a round holds what was acknowledged in a whole file."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.capability import rated
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities import change_rounds, rounds
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.system.settings import framework
from tests.faults.children import add_leader, assert_whole, die, die_at, finish, in_child, moments, needs_fork, start
from tests.faults.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SUBS = list(framework().subs)
#: What the 26 keys rate.
KEYS = [int(digit) for digit in "12344321123443211234432112"]
EXPECTED = list(zip(SUBS, KEYS, strict=True))


@pytest.fixture
def round_id(db: Path) -> str:
    """A leader in the file, and a round of theirs with nothing in it."""
    with Store.open(db) as store:
        add_leader(store, 1, state="active", offer_accepted_on=date(2026, 9, 1))
        change_rounds.new_round(store, "X0001", date(2027, 2, 1), RoundKind.BASELINE)
        (round_,) = rounds.rounds_of(store, "X0001")
    return round_.id


def ratings_in(path: Path) -> dict[str, int | None]:
    """The ratings in the file, read past psw."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT sub_capability, rating FROM rating").fetchall())


@needs_fork
def test_killed_after_each_of_the_26_keys_the_round_is_there_to_go_on_with(db: Path, round_id: str) -> None:
    """26 processes, each killed the moment its key is acknowledged; the next goes on where that one stopped."""
    for number, (sub, rating) in enumerate(EXPECTED, 1):

        def work(say: Callable[[object], None], sub: str = sub, rating: int = rating) -> None:
            store = Store.open(db)
            change_rounds.rate(store, round_id, sub, rating)
            say("done")
            die()

        status, said = in_child(work)
        assert (status, said) == (-signal.SIGKILL, ["done"])
        assert ratings_in(db) == dict(EXPECTED[:number])
        if number in (1, 13):  # what the next process opens is whole; the long check is for a spread of them
            assert_whole(db)
    assert_whole(db)
    with Store.open(db) as store:
        (round_,) = rounds.rounds_of(store, "X0001")
        assert {sub: rating.rating for sub, rating in round_.ratings.items()} == dict(EXPECTED)


@needs_fork
@pytest.mark.parametrize("keys", [1, 20])
def test_killed_from_outside_while_rating(db: Path, round_id: str, keys: int) -> None:
    """After so many acknowledged keys, while the next ones are on their way: those are there, or one more."""

    def work(say: Callable[[object], None]) -> None:
        store = Store.open(db)
        for sub, rating in EXPECTED:
            change_rounds.rate(store, round_id, sub, rating)
            say("done")
        signal.pause()

    child, reading = start(work)
    seen = b""
    while seen.count(b"\n") < keys:
        seen += os.read(reading, 5)
    os.kill(child, signal.SIGKILL)
    status, said = finish(child, reading)
    acknowledged = seen.count(b"\n") + len(said)
    assert status == -signal.SIGKILL, said
    there = ratings_in(db)
    assert len(there) in (acknowledged, acknowledged + 1)
    assert there == dict(EXPECTED[: len(there)])
    assert_whole(db)


@needs_fork
@pytest.mark.fuzz
def test_killed_at_any_statement_of_one_key(db: Path, round_id: str) -> None:
    """The first and last of every kind: the rating is the one before or the one pressed, with its entry or without.

    What was rated before it and the leader's own words stand.
    """
    with Store.open(db) as store:
        change_rounds.rate(store, round_id, SUBS[0], 4)
        change_rounds.say_more(store, round_id, SUBS[1], evidence="Words")
        change_rounds.rate(store, round_id, SUBS[1], 2)
        journal = len(history.entries(store))
    whole = db.read_bytes()

    def attempt(at: int) -> tuple[int, list[str]]:
        db.write_bytes(whole)

        def work(say: Callable[[object], None]) -> None:
            store = Store.open(db)
            trace = die_at(at)
            store.warm()
            store.connection.set_trace_callback(trace)
            change_rounds.rate(store, round_id, SUBS[1], 3)
            for kind in trace.kinds:  # type: ignore[attr-defined]
                say(kind)

        return in_child(work)

    status, kinds = attempt(0)
    assert status == 0, kinds
    assert ratings_in(db) == {SUBS[0]: 4, SUBS[1]: 3}
    for at in moments(kinds):
        status, _ = attempt(at)
        assert status == -signal.SIGKILL
        there = ratings_in(db)
        assert there in ({SUBS[0]: 4, SUBS[1]: 2}, {SUBS[0]: 4, SUBS[1]: 3}), f"statement {at}, {kinds[at - 1]}"
        assert_whole(db)
        with Store.open(db) as store:
            assert len(history.entries(store)) == journal + (there[SUBS[1]] == 3)
            (round_,) = rounds.rounds_of(store, "X0001")
        assert round_.ratings[SUBS[1]].evidence == "Words"


def test_the_app_killed_in_the_middle_of_a_round_loses_no_key(db: Path, round_id: str) -> None:
    """In a real terminal: 19 keys, and the moment the last is in the file the process is gone."""
    pytest.importorskip("termios")
    with Terminal(db) as terminal:
        terminal.shows(b"Today")
        for keys, sign in ((b"5", b"Last round"), (b"\r", b"strength")):
            terminal.keys(keys)
            terminal.shows(sign)
        terminal.keys("".join(map(str, KEYS[:19])).encode())
        terminal.until(lambda: len(ratings_in(db)) == 19)
        os.kill(terminal.process, signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    assert ratings_in(db) == dict(EXPECTED[:19])
    assert_whole(db)
    with Store.open(db) as store:
        (round_,) = rounds.rounds_of(store, "X0001")
    assert rated(round_.ratings) == 19
