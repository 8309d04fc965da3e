"""A damaged row is named as people know it, and by its number where it can't be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from psw_tui.store.core.named_row import named_row


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    """The few tables that a name is looked up in."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            """
            CREATE TABLE leader (id TEXT, reference TEXT);
            CREATE TABLE session (id TEXT, reference TEXT, title TEXT);
            CREATE TABLE round (id TEXT, leader_id TEXT);
            CREATE TABLE escalation (id TEXT, leader_id TEXT);
            INSERT INTO leader VALUES ('a', 'L003'), ('b', '');
            INSERT INTO session VALUES ('s', 'W01', 'Workshop 1'), ('t', '', 'Workshop 2');
            INSERT INTO round VALUES ('r', 'a');
            """
        )
        yield connection


@pytest.mark.parametrize(
    ("table", "values", "said"),
    [
        ("leader", {"id": "a", "reference": "L003"}, "leader L003"),
        ("leader", {"id": "a", "reference": ""}, "leader, row 7"),
        ("leader", {"id": "a", "reference": "\udcff"}, "leader, row 7"),
        ("leader", {"id": "a", "reference": 5}, "leader, row 7"),
        ("cohort", {"id": "c", "name": "PSW 2026"}, "cohort PSW 2026"),
        ("session", {"id": "t", "reference": "", "title": "Workshop 2"}, "session Workshop 2"),
        ("coach", {"id": "c", "name": "Sam Hill"}, "coach, row 7"),
        ("mark", {"leader_id": "a", "session_id": "s"}, "mark of L003 for W01"),
        ("mark", {"leader_id": "b", "session_id": "s"}, "mark of W01 (row 7)"),
        ("mark", {"leader_id": "gone", "session_id": "\udcff"}, "mark, row 7"),
        ("leader_evaluation", {"leader_id": "a"}, "leader evaluation of L003 (row 7)"),
        ("rating", {"round_id": "r"}, "rating of L003 (row 7)"),
        ("access_item", {"escalation_id": "gone"}, "access_item, row 7"),
    ],
)
def test_a_row_is_named(table: str, values: dict[str, Any], said: str, file: sqlite3.Connection) -> None:
    assert named_row(file, table, 7, values) == said
