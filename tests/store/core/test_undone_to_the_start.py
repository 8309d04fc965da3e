"""Random commands on a lived-in cohort, all undone: the file equals the start, row for row; and redone again."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psw_tui.store.core import undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.system.refusal import Refused
from tests.budgets import LONG
from tests.helpers import make_once
from tests.store.core.every_command import STEPS, live
from tests.store.core.random_commands import CALLS, run
from tests.store.core.test_every_command import differences, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.reads.change import Change

#: How much of the year has been lived when a walk begins: no session yet, the registers, coaching, the ladder climbed.
_BEGUN = (16, 38, 70, 84, len(STEPS) - 8)
_DAYS, _RESTART = "days pass", "restart"
_CALLS = st.tuples(st.sampled_from([*sorted(CALLS), _DAYS, _RESTART]), st.integers(0, 10_000))
#: What no undo takes back: what the days alone ended, and concerns that ended with a redo, which are kept as cleared.
_KEPT = """
    SELECT c.row_id FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.table_name = 'concern' AND (o.kinds = 'days' OR o.redoes IS NOT NULL)
"""
_ON_RECORD = "decisions on whom it added are on record"


class _Walk:
    """A file that is walked on, and the rows as they stood before and after everything that was done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = Store.open(path)
        self.done: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def restart(self) -> None:
        self.store.close()
        self.store = Store.open(self.path)

    def step(self, name: str, seed: int) -> None:
        if name == _DAYS:
            day = self.store.today + timedelta(days=1 + seed % 30)
            os.environ["PSW_TODAY"] = day.isoformat()
            self.store.today = day
        elif name == _RESTART:
            self.restart()
        else:
            self._do(name, seed)

    def _do(self, name: str, seed: int) -> None:
        before = rows(self.store)
        try:
            change = run(self.store, name, seed)
        except Refused:
            assert differences(before, rows(self.store)) == [], f"{name} was refused, and changed something"
            return
        if change is not None and change.rows:
            self.done.append((name, before, rows(self.store)))

    def turn(self, how: Callable[[Store], Change], name: str, wanted: dict[str, Any]) -> bool:
        """Undo or redo one; False where it is refused since decisions on whom it added stay."""
        there = rows(self.store)
        try:
            how(self.store)
        except Refused as refusal:
            if _ON_RECORD not in str(refusal):
                raise
            assert differences(there, rows(self.store)) == []
            return False
        kept = {key for (key,) in self.store.connection.execute(_KEPT).fetchall()}
        assert differences(wanted, rows(self.store), kept) == [], (how.__name__, name)
        return True


def _lived(path: Path, steps: int) -> Path:
    return make_once(path, f"store/lived {steps}", partial(live, steps=steps))


@pytest.mark.fuzz
@settings(
    max_examples=500 if LONG else 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(begun=st.sampled_from(_BEGUN), calls=st.lists(_CALLS, min_size=4, max_size=40 if LONG else 12))
def test_all_that_was_done_is_undone_to_the_start_and_redone(
    monkeypatch: pytest.MonkeyPatch, begun: int, calls: list[tuple[str, int]]
) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    folder = Path(tempfile.mkdtemp(prefix="psw-walk-"))
    walk = _Walk(_lived(folder / "psw.db", begun))
    try:
        for name, seed in calls:
            walk.step(name, seed)
        back = 0
        for name, before, _ in reversed(walk.done):
            if not walk.turn(undo.undo, name, before):
                break
            back += 1
        walk.restart()
        for name, _, after in walk.done[len(walk.done) - back :]:
            assert walk.turn(undo.redo, name, after)
    finally:
        walk.store.close()
    assert check(walk.path) == []
    shutil.rmtree(folder)
