"""Imports of large files, beside the plain `executemany` of the rows that they leave; and their undo."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import tomllib
from contextlib import closing
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.system.refusal import Refused
from tests.bench import mixed_marks, plain_cohort
from tests.bench.cohorts import CHECKOUT, DAY, Unavailable
from tests.bench.figures import SIZES
from tests.bench.pace import around
from tests.bench.taken import taken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from psw_tui.exchange.tables.result import ImportResult
    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results
    from tests.bench.taken import Taken

_LEADERS = 1_000
#: As many marks a leader as a demo cohort of 1,000 has.
_MARKS_A_LEADER = 8.742
_RATINGS = 26_000


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """Marks at 1,000 leaders, ratings, and every mark of cohorts of all sizes."""
    few = rounds // 3 + 1
    _marks(cohorts, results, 8_742, rounds)
    _marks(cohorts, results, 100_000, few)
    _ratings(cohorts, results, few)
    for leaders in SIZES:
        if leaders != _LEADERS:
            own, undone, _ = _import_marks(cohorts, leaders, round(leaders * _MARKS_A_LEADER), few)
            _grew(results, leaders, own, undone)


def _grew(results: Results, leaders: int, own: list[Taken], undone: list[Taken]) -> None:
    results.grew("import of every mark", leaders, own)
    results.grew("undo of that import", leaders, undone)


def _marks(cohorts: Cohorts, results: Results, number: int, rounds: int) -> None:
    name = f"import of {number:,} marks"
    try:
        with around(results):
            own, undone, base = _import_marks(cohorts, _LEADERS, number, rounds)
    except Unavailable as why:
        results.not_found([name], str(why))
        return
    results.ratio(name, own, base)
    if number == round(_LEADERS * _MARKS_A_LEADER):
        results.time(f"undo of {number:,} marks", undone)
        _grew(results, _LEADERS, own, undone)


def _import_marks(
    cohorts: Cohorts, leaders: int, number: int, rounds: int
) -> tuple[list[Taken], list[Taken], list[Taken]]:
    """How long an import of so many marks takes, its undo, and the plain insert of the same rows."""
    folder = cohorts.new_folder()
    sessions = -(-number // leaders)
    empty = plain_cohort.make(folder / "empty.db", leaders, sessions, marks="none")
    every = ((place, leader) for place in range(sessions) for leader in range(1, leaders + 1))
    lines = (
        (
            plain_cohort.reference(place),
            f"L{leader:05}",
            *map(mixed_marks.in_a_file, mixed_marks.mark(one, plain_cohort.day(place))),
        )
        for one, (place, leader) in enumerate(islice(every, number))
    )
    headings = ("session", "leader", "mark", *mixed_marks.COLUMNS[1:])
    file = _write(folder / "marks.csv", headings, lines)
    own, undone, base = [], [], []
    rows: list[tuple[object, ...]] = []
    for _ in range(rounds):
        there, back, left = _import(_copy(empty, folder / "in" / "psw.db"), "marks", file)
        own.append(there)
        undone.append(back)
        rows = rows or left
        base.append(_insert(_copy(empty, folder / "in" / "psw.db"), rows))
    return own, undone, base


def _ratings(cohorts: Cohorts, results: Results, rounds: int) -> None:
    folder = cohorts.new_folder()
    empty = plain_cohort.make(folder / "empty.db", _LEADERS, 1)
    framework = tomllib.loads((CHECKOUT / "psw_tui" / "data" / "capabilities.toml").read_text("utf-8"))
    subs = [sub["id"] for capability in framework["capability"] for sub in capability["sub"]]
    lines = (
        (f"L{leader:05}", "2026-10-05", "baseline", sub, 1 + (leader + place) % 4)
        for leader in range(1, _LEADERS + 1)
        for place, sub in enumerate(subs)
    )
    headings = ("leader", "round_on", "round", "sub_capability", "rating")
    file = _write(folder / "ratings.csv", headings, islice(lines, _RATINGS))
    name = f"import of {_RATINGS:,} ratings"
    try:
        with around(results):
            times = [_import(_copy(empty, folder / "in" / "psw.db"), "capabilities", file)[0] for _ in range(rounds)]
    except Unavailable as why:
        results.not_found([name], str(why))
    else:
        results.time(name, times)


def _import(path: Path, kind: str, file: Path) -> tuple[Taken, Taken, list[tuple[object, ...]]]:
    """Import a file and undo it: how long each took, and the marks that were there between."""
    with Store.open(path) as store:
        store.today = date.fromisoformat(DAY)
        store.warm()
        try:
            done: list[ImportResult] = []
            own = taken(lambda: done.append(import_table(store, kind, file)))
        except (Refused, UnreadableFile) as refusal:
            raise Unavailable(f"the import was refused: {refusal}") from None
        if done[0].problems:
            raise Unavailable(f"the import found {len(done[0].problems)} problems, the first: {done[0].problems[0]}")
        rows = store.connection.execute("SELECT * FROM mark").fetchall()
        return own, taken(lambda: undo.undo(store)), rows


def _insert(path: Path, rows: list[tuple[object, ...]]) -> Taken:
    """How long the rows take by themselves, into the same table with the same indexes, up to the commit."""
    with closing(sqlite3.connect(path)) as connection:

        def insert() -> None:
            with connection:
                connection.executemany(f"INSERT INTO mark VALUES ({', '.join('?' * len(rows[0]))})", rows)

        return taken(insert)


def _copy(path: Path, to: Path) -> Path:
    shutil.rmtree(to.parent, ignore_errors=True)
    to.parent.mkdir()
    shutil.copy(path, to)
    return to


def _write(path: Path, headings: Iterable[str], lines: Iterable[Iterable[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(lines)
    return path
