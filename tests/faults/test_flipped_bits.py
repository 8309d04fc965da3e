"""A single bit of a file that is not encrypted, flipped by the disk: what is read otherwise for it is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.store.core.check import check
from psw_tui.store.system.refusal import Refused
from tests.budgets import LONG
from tests.faults.children import tables_of
from tests.helpers import make_once
from tests.store.core.every_command import live

if TYPE_CHECKING:
    from pathlib import Path


_FLIPS = 300 if LONG else 30


def _read(path: Path) -> dict[str, list[Any]] | None:
    """Every row of every table; None where they can't be read."""
    try:
        return tables_of(path)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def _named(path: Path) -> list[str]:
    """What `psw check` says of a file, and what opening it does."""
    try:
        return check(path)
    except Refused as refusal:
        return [str(refusal)]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in which every command has had its turn."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return make_once(tmp_path / "psw.db", "every command, for flipped bits", live)


def test_the_numbers_that_decisions_were_made_by_are_held_against_their_fingerprint(path: Path) -> None:
    """The journal does not follow them."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE programme_text SET numbers = replace(numbers, '24', '25')")
    [said] = check(path)
    assert said.startswith("Values: programme_text, row 1, numbers: they are not those")


@pytest.mark.fuzz
def test_a_flipped_bit_that_changes_what_is_read_is_named(path: Path) -> None:
    """SQLite itself has no sums for its pages: the journal, which has every row twice, and its chain notice."""
    whole, rows = path.read_bytes(), _read(path)
    assert check(path) == []
    random, read_otherwise, silent = Random(20270201), 0, []
    for _ in range(_FLIPS):
        place, bit = random.randrange(len(whole)), 1 << random.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        if _read(path) != rows:
            read_otherwise += 1
            if not _named(path):
                silent.append((place, bit))
    assert silent == []
    assert read_otherwise > _FLIPS // 4
