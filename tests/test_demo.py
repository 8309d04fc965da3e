"""The made-up cohort: believable, judged by the real rules, the same for the same seed, whole or not there."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models.keys import NATURAL_KEYS, derived
from psw_tui.cli import psw
from psw_tui.demo import make
from psw_tui.policy.calendar import is_working_day, london
from psw_tui.policy.terms import BookingStatus, InboxState, LeaderState, SessionKind, Stage
from psw_tui.store.core import check, history
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import inbox, queue
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCommunication, StoredLeaderEvaluation, StoredRating, StoredRound
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import registers
from psw_tui.store.system import bank_holidays
from tests.budgets import LONG
from tests.faults.children import die, in_child, needs_fork

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psw_tui.store.reads.verdicts import Verdict

_TODAY = date(2027, 2, 1)


@pytest.fixture(scope="module")
def made(demo_cohort: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it is made by default, for 1 February 2027."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    path.write_bytes(demo_cohort)
    return path


@pytest.fixture
def store(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", _TODAY.isoformat())
    with Store.open(made, writing=False) as opened:
        yield opened


@pytest.fixture
def verdicts(store: Store) -> list[Verdict]:
    return judge_all(store, _TODAY)


def test_every_row_that_commands_made_has_the_key_of_what_it_is_about(store: Store) -> None:
    """Whoever made it: a form, an import, a report, or what came up by itself."""
    for table, columns in NATURAL_KEYS.items():
        names = ", ".join(f'"{column}"' for column in ("id", *columns))
        for key, *values in store.connection.execute(f'SELECT {names} FROM "{table}"'):
            assert key == derived(table, dict(zip(columns, values, strict=True))).hex, table


def test_it_holds_a_cohort_of_twenty_in_every_state(verdicts: list[Verdict]) -> None:
    states = Counter(verdict.record.leader.state for verdict in verdicts)
    assert states == {LeaderState.ACTIVE: 16, LeaderState.OFFERED: 2, LeaderState.PAUSED: 1, LeaderState.WITHDRAWN: 1}
    names = [verdict.name for verdict in verdicts]
    assert len(set(names)) == 20
    assert {verdict.record.cohort.name for verdict in verdicts} == {"PSW 2026"}


def test_the_year_lies_around_today(verdicts: list[Verdict]) -> None:
    sessions = verdicts[0].record.sessions
    kinds = Counter(session.kind for session in sessions)
    assert kinds == {
        SessionKind.RESIDENTIAL: 4,
        SessionKind.WORKSHOP: 4,
        SessionKind.PEER_PRACTICE: 3,
        SessionKind.MODULE: 3,
    }
    days = [session.starts_on for session in sessions if session.kind is SessionKind.RESIDENTIAL]
    assert [(second - first).days for first, second in zip(days[::2], days[1::2], strict=True)] == [1, 1]
    assert sum(session.ends_on < _TODAY for session in sessions) >= 7
    assert sum(session.starts_on > _TODAY for session in sessions) >= 4
    for session in sessions:
        assert is_working_day(session.starts_on, bank_holidays.english()), session


def test_the_last_workshop_is_over_and_its_register_is_empty(store: Store) -> None:
    register = registers.register(store, "W03", _TODAY)
    assert register.session.ends_on == date(2027, 1, 29)  # the last working day before Monday 1 February
    assert len(register.rows) == 20
    assert register.counts[registers.RowState.UNRECORDED] >= 17
    assert not any(row.mark.value for row in register.rows)


def test_coaching_has_every_outcome(verdicts: list[Verdict]) -> None:
    from psw_tui.policy import coaching

    outcomes = Counter(
        coaching.status(booking, verdict.record.programme.notice)
        for verdict in verdicts
        for booking in verdict.record.bookings
    )
    assert set(outcomes) == set(BookingStatus)
    to_come = [b for v in verdicts for b in v.record.bookings if b.starts_on > _TODAY]
    open_ = [b for v in verdicts for b in v.record.bookings if b.starts_on <= _TODAY and b.outcome is None]
    assert len(to_come) > 5
    assert open_
    for verdict in verdicts:
        for booking in verdict.record.bookings:
            assert (
                coaching.outside_working_day(booking.starts_at, verdict.record.programme, bank_holidays.english())
                is None
            )
    assert sum(concern.kind == "coaching_behind" for v in verdicts for concern in v.concerns) == 2


def test_escalations_and_the_inbox_have_work_in_them(store: Store, verdicts: list[Verdict]) -> None:
    first, second = queue.queue(store, verdicts, _TODAY)
    assert (first.stage, first.overdue) == (Stage.PARTNERSHIPS, True)
    assert (second.stage, second.overdue) == (Stage.BDO_CONTACT, False)
    assert len(facts.read(store.connection, StoredCommunication)) >= 4
    states = Counter(inbox.states(store, verdicts, _TODAY).values())
    assert states[InboxState.NEW] >= 4
    assert {InboxState.ACCEPTED, InboxState.SNOOZED, InboxState.DISMISSED} <= set(states)


def test_self_assessments_are_there_and_one_is_part_filled(store: Store) -> None:
    kinds = Counter(row.kind for row in facts.read(store.connection, StoredRound))
    assert kinds["baseline"] >= 12
    assert kinds["review"] >= 3
    filled = Counter(row.round_id for row in facts.read(store.connection, StoredRating) if row.rating is not None)
    assert {26, 17, 12} == set(filled.values())


def test_history_is_a_year_of_work_in_office_hours(store: Store) -> None:
    entries = history.entries(store)
    assert len(entries) > 40
    days = {entry.at.date() for entry in entries}
    assert len(days) > 25
    assert min(days) < date(2026, 9, 1)
    assert [entry.counter for entry in entries] == list(range(len(entries), 0, -1))
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    assert all(8 <= london(entry.at).hour <= 19 for entry in entries)


def test_it_is_whole(made: Path) -> None:
    assert check.check(made) == []


#: Edges of a year; two of them within `make test`.
_DAYS = ("2026-09-01", "2028-02-29", "2026-10-25", "2026-12-28", "2027-03-29", "2027-08-31")


@pytest.mark.fuzz
@pytest.mark.parametrize("day", _DAYS if LONG else _DAYS[:2])
def test_the_rules_find_enough_on_any_day(day: str, tmp_path: Path) -> None:
    today = date.fromisoformat(day)
    make(tmp_path / "demo.db", today, seed=7)
    with Store.open(tmp_path / "demo.db", writing=False) as store:
        verdicts = judge_all(store, today)
        (cohort,) = facts.cohorts(store.connection).values()
    assert cohort.starts < today < cohort.ends
    assert len({verdict.overall for verdict in verdicts}) >= 4
    assert len({concern.kind for verdict in verdicts for concern in verdict.concerns}) >= 6
    last = max(s.ends_on for s in verdicts[0].record.sessions if s.kind == "workshop" and s.ends_on < today)
    assert today - last <= timedelta(days=5)


def test_the_same_seed_makes_the_same_cohort_and_another_makes_another(made: Path, tmp_path: Path) -> None:
    def rows(path: Path) -> list[tuple[object, ...]]:
        query = "SELECT reference, first_name, last_name, organisation, state, offer_accepted_on FROM leader ORDER BY 1"
        marks = (
            "SELECT s.reference, l.reference, m.value, m.completed_on, m.reported_at FROM mark m"
            " JOIN session s ON s.id = m.session_id JOIN leader l ON l.id = m.leader_id ORDER BY 1, 2"
        )
        with closing(sqlite3.connect(path)) as connection:
            return [*connection.execute(query), *connection.execute(marks)]

    make(tmp_path / "again.db", _TODAY)
    make(tmp_path / "other.db", _TODAY, seed=1)
    assert rows(tmp_path / "again.db") == rows(made)
    assert rows(tmp_path / "other.db") != rows(made)


@pytest.mark.fuzz
@pytest.mark.parametrize("leaders", [1, 3, *([70] if LONG else [])])
def test_it_may_be_smaller_or_larger(leaders: int, tmp_path: Path) -> None:
    make(tmp_path / "demo.db", _TODAY, leaders)
    with Store.open(tmp_path / "demo.db", writing=False) as store:
        assert len(judge_all(store, _TODAY)) == leaders
    assert check.check(tmp_path / "demo.db") == []


def test_a_database_that_holds_anything_is_refused_and_an_empty_one_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "psw.db"
    Store.open(path, create_missing=True).close()
    arguments = ["demo", "--no-open", "--today", "2027-02-01", "--leaders", "2", "--db", str(path)]
    assert psw(arguments) == 0
    before = path.read_bytes()
    capsys.readouterr()
    assert psw(arguments) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "holds records already" in err
    assert path.read_bytes() == before
    beside = {path.name for path in tmp_path.iterdir()} - {"psw.db-journal"}  # emptied, as the journal mode says
    assert beside == {"psw.db", "psw.db.lock"}


def test_a_foreign_or_open_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "notes.db"
    foreign.write_bytes(b"not a database" * 100)
    with pytest.raises(Refused, match="not a psw database"):
        make(foreign, _TODAY, 1)
    assert foreign.read_bytes() == b"not a database" * 100
    path = tmp_path / "psw.db"
    with Store.open(path, create_missing=True), pytest.raises(Refused, match="open in another psw"):
        make(path, _TODAY, 1)


def test_its_own_file_is_made_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "data" / "demo.db"
    monkeypatch.setattr("psw_tui.cli.demo.demo_path", lambda: own)
    monkeypatch.setenv("PSW_DB", str(tmp_path / "mine.db"))
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    opened: list[tuple[Path, str]] = []

    def run(path: Path) -> int:
        opened.append((path, os.environ["PSW_TODAY"]))
        return 0

    monkeypatch.setattr("psw_tui.app.run", run)
    assert psw(["demo", "--leaders", "2"]) == 0
    before = own.read_bytes()
    assert psw(["demo", "--today", "2027-03-01"]) == 0
    assert opened == [(own, "2027-02-01"), (own, "2027-03-01")]
    assert own.read_bytes() == before
    assert not (tmp_path / "mine.db").exists()
    assert "was made earlier and is kept" in capsys.readouterr().err


@needs_fork
def test_a_killed_demo_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "here" / "psw.db"

    def die_half_way(done: int, of: int) -> None:
        if 2 * done > of:
            die()

    status, said = in_child(lambda say: make(path, _TODAY, 6, progress=die_half_way))
    assert status == -signal.SIGKILL, said
    assert [beside.name for beside in path.parent.iterdir()] == ["psw.db.lock"]


@pytest.mark.parametrize("end", [RuntimeError, KeyboardInterrupt])
def test_a_demo_that_fails_or_is_interrupted_leaves_no_file_and_one_that_was_there_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    folder = tmp_path / "here"
    there = folder / "there.db"
    Store.open(there, create_missing=True).close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def end_half_way(done: int, of: int) -> None:
        if 2 * done > of:
            raise end

    for path in (there, folder / "new.db"):
        with pytest.raises(end):
            make(path, _TODAY, 3, progress=end_half_way)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after == before | {"new.db.lock": b""}
    assert list((tmp_path / "temporary").glob("psw-demo-*")) == []


@pytest.mark.parametrize("leaders", ["0", "10001", "1000000"])
def test_how_many_it_can_have_is_said(leaders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert psw(["demo", "--no-open", "--leaders", leaders, "--db", str(tmp_path / "psw.db")]) == 2
    assert f"a demo has from 1 to 10,000 leaders, not {int(leaders):,}." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_in_a_large_one_the_forms_of_a_day_are_put_down_together(tmp_path: Path) -> None:
    make(tmp_path / "demo.db", _TODAY, 60)
    assert check.check(tmp_path / "demo.db") == []
    with Store.open(tmp_path / "demo.db", writing=False) as store:
        assert len(judge_all(store, _TODAY)) == 60
        forms = facts.read(store.connection, StoredLeaderEvaluation)
        entries = [entry for entry in history.entries(store) if "evaluation form" in entry.what]
    days = {(form.point, form.received_on) for form in forms}
    assert len(entries) == len(days) < len(forms)


def test_nothing_in_it_is_real(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        addresses = connection.execute("SELECT email, manager_email, phone FROM leader").fetchall()
    for email, manager, phone in addresses:
        assert email.endswith(".example")
        assert manager.endswith(".example")
        assert phone.startswith("07700 900")
        assert email.isascii()
        assert next(csv.reader([email])) == [email]
