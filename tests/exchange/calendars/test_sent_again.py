"""Whatever is done and taken back: a calendar that is sent again updates all that was sent before."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from psw_tui.exchange.calendars.due_calendar import due_calendar
from psw_tui.exchange.calendars.session_calendar import cohort_programme, leader_sessions
from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar
from psw_tui.policy.presence import is_over
from psw_tui.store.coaching import coaches
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.roster import cohorts
from psw_tui.store.system.refusal import Refused
from tests.budgets import LONG
from tests.helpers import make_once
from tests.store.core.every_command import STEPS, live
from tests.store.core.random_commands import CALLS, run

if TYPE_CHECKING:
    from collections.abc import Callable

#: The ids of a calendar's entries, each with its number and all else that it says.
Sent = dict[str, tuple[int, str]]
_UNDO, _REDO = "undo", "redo"
_CALLS = st.tuples(st.sampled_from([*sorted(CALLS), _UNDO, _UNDO, _REDO]), st.integers(0, 10_000))


def _calendars(store: Store) -> dict[str, Callable[[], bytes]]:
    """Those that can be sent, by what they are of."""
    made: dict[str, Callable[[], bytes]] = {}
    for name in cohorts.names(store):
        made[f"programme {name}"] = partial(cohort_programme, store, name)
    for record in records_of(store):
        leader = record.leader.reference
        made[f"sessions {leader}"] = partial(leader_sessions, store, leader)
        made[f"coaching {leader}"] = partial(leader_calendar, store, leader)
        if not is_over(record.cohort, record.programme, store.today):
            made[f"due {leader}"] = partial(due_calendar, store, leader=leader)
    for coach in coaches.every(store):
        made[f"coach {coach.id}"] = partial(coach_calendar, store, coach.id)
    return made


def _sent(make: Callable[[], bytes]) -> Sent:
    try:
        data = make()
    except Refused:
        return {}
    calendar = Calendar.from_ical(data)
    assert not calendar.errors
    sent: Sent = {}
    for event in calendar.walk("VEVENT"):
        number = int(str(event.pop("SEQUENCE")))
        for stamp in ("DTSTAMP", "LAST-MODIFIED"):
            event.pop(stamp)
        uid = str(event["UID"])
        assert uid not in sent
        sent[uid] = (number, event.to_ical().decode())
    return sent


def _do(store: Store, name: str, seed: int) -> None:
    try:
        if name in (_UNDO, _REDO):
            (undo.undo if name == _UNDO else undo.redo)(store)
        else:
            run(store, name, seed)
    except Refused:
        return


@pytest.mark.fuzz
@settings(
    max_examples=200 if LONG else 1,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(begun=st.sampled_from((38, 84, len(STEPS) - 8)), calls=st.lists(_CALLS, min_size=4, max_size=30 if LONG else 8))
def test_nothing_that_was_sent_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch, begun: int, calls: list[tuple[str, int]]
) -> None:
    """It is in the file as long as whose it is stands there, and what says something else has a higher number.

    A coach's file drops what is a leader's who went to another coach and took no booking along.
    """
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    folder = Path(tempfile.mkdtemp(prefix="psw-sent-"))
    path = make_once(folder / "psw.db", f"store/lived {begun}", partial(live, steps=begun))
    with Store.open(path) as store:
        before: dict[str, Sent] = {}
        for name, seed in [("", 0), *calls]:
            if name:
                _do(store, name, seed)
            for whose, make in _calendars(store).items():
                now = _sent(make)
                for uid, (number, said) in before.get(whose, {}).items():
                    if uid not in now:
                        assert whose.startswith("coach "), (name, whose, said)
                        continue
                    assert now[uid] == (number, said) or now[uid][0] > number, (name, whose, said, now[uid])
                before[whose] = {**before.get(whose, {}), **now}
    shutil.rmtree(folder)
