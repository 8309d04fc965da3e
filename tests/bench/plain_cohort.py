"""A cohort of exactly so many leaders and sessions, written straight into a new file.

So a list can have as many rows as are asked for. The app reads it like any other; it has no history.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Literal

from psw_tui.store.core.store import Store
from tests.bench import mixed_marks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.bench.mixed_marks import Value

_FIRST = date(2026, 9, 7)
#: When every session starts, in winter as London's clocks have it.
STARTS = time(10)
#: The days between two sessions: 60 are over by the day that is judged.
_APART = 2
_KINDS = ("workshop", "module", "residential", "peer_practice", "workshop", "module", "residential", "other")
_COACHED = (datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 12, 15, 9, tzinfo=UTC))
_FIRST_NAMES = ("Amara", "Beth", "Chidi", "Dewi", "Eilidh", "Farah", "Gethin", "Inês", "Kofi", "Łukasz", "Mei", "Ravi")
_LETTERS = "aeioulmnrs"
_ACCEPTED = date(2026, 8, 1)
_LAST_NAMES = ("Asante", "Brown", "Cohen", "Diallo", "Evans", "Farrell", "Griffiths", "Iqbal", "Khan", "Osei", "Singh")


Marks = Literal["none", "present", "mixed"]


def make(
    path: Path, leaders: int, sessions: int, *, marks: Marks = "present", flagged: int = 0, escalated: int = 0
) -> Path:
    """A cohort whose sessions are over, everybody coached twice; the last `escalated` ones have an open escalation.

    All came to all (the first `flagged` ones missed the first session and told nobody), or as a year has it, or the
    registers are empty.
    """
    with Store.open(path, create_missing=True):
        pass
    new_key = map("{:032x}".format, count(1)).__next__
    cohort = new_key()
    people = [new_key() for _ in range(leaders)]
    keys = [new_key() for _ in range(sessions)]
    absent = set(people[:flagged])

    def values(number: int, place: int, person: str) -> tuple[Value, ...]:
        if marks == "mixed":
            return mixed_marks.mark(number, day(place))
        return mixed_marks.MISSED if place == 0 and person in absent else mixed_marks.CAME

    with closing(sqlite3.connect(path)) as connection, connection:
        _add(connection, "cohort", [(cohort, "PSW 2026", "psw", 2026, date(2026, 9, 1), date(2027, 8, 31))])
        _add(connection, "leader", (_leader(person, cohort, number) for number, person in enumerate(people, 1)))
        _add(connection, "session", (_session(key, cohort, place) for place, key in enumerate(keys)))
        every = ((place, person) for place in range(sessions if marks != "none" else 0) for person in people)
        _add(
            connection,
            "mark",
            (
                (new_key(), keys[place], person, *values(number, place, person))
                for number, (place, person) in enumerate(every)
            ),
        )
        _add(
            connection,
            "booking",
            ((new_key(), person, moment, "attended", False) for person in people for moment in _COACHED),
        )
        _add(
            connection,
            "escalation",
            (
                (new_key(), person, "bdo_contact", date(2026, 9, 14), date(2026, 9, 14), date(2026, 9, 21), "", "")
                for person in people[leaders - escalated :]
            ),
        )
    return path


#: The columns that are not left to what they have by default.
_COLUMNS = {
    "cohort": "id, name, programme, year, starts, ends",
    "leader": "id, cohort_id, reference, first_name, last_name, preferred_name, email, phone, organisation, state, "
    "offer_accepted_on, manager_name, manager_email, salesforce_id",
    "session": "id, cohort_id, reference, kind, title, starts_at, ends_at, place, state, salesforce_id",
    "mark": f"id, session_id, leader_id, {', '.join(mixed_marks.COLUMNS)}",
    "booking": "id, leader_id, starts_at, outcome, waived",
    "escalation": "id, leader_id, stage, opened_on, entered_on, due_on, snoozed_reason, outcome",
}


def _add(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Value, ...]]) -> None:
    columns = _COLUMNS[table]
    marks = ", ".join("?" * len(columns.split(",")))
    stored = (tuple(map(_stored, row)) for row in rows)
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", stored)


def _stored(value: Value) -> Value:
    """A value as the file has it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value


def _leader(key: str, cohort: str, number: int) -> tuple[Value, ...]:
    first, last = _names(number)
    blank = ("", "", "")
    return (key, cohort, f"L{number:05}", first, last, "", address(number), "", "Hull", "active", _ACCEPTED, *blank)


def _names(number: int) -> tuple[str, str]:
    return _FIRST_NAMES[number % len(_FIRST_NAMES)], f"{_LAST_NAMES[number % len(_LAST_NAMES)]}{_in_letters(number)}"


def _in_letters(number: int) -> str:
    """A number as letters, so that names differ and are names."""
    return "".join(_LETTERS[int(digit)] for digit in str(number))


def name(number: int) -> str:
    """The whole name of the leader with that number, the first at 1."""
    return " ".join(_names(number))


def address(number: int) -> str:
    """The address of the leader with that number."""
    return f"l{number:05}@example.org"


def _session(key: str, cohort: str, place: int) -> tuple[Value, ...]:
    at = datetime.combine(day(place), STARTS, UTC)
    kind = _KINDS[place % len(_KINDS)]
    title = f"{kind.replace('_', ' ').capitalize()} {place + 1}"
    return (key, cohort, reference(place), kind, title, at, at + timedelta(hours=2), "", "planned", "")


def reference(place: int) -> str:
    """The reference of the session at a place, the first at 0."""
    return f"S{place + 1:03}"


def day(place: int) -> date:
    """The day of the session at a place."""
    return _FIRST + timedelta(days=_APART * place)
