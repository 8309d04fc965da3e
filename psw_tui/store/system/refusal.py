"""What can't be done as asked: one clear sentence, and nothing was changed."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models import refusal_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_THE_FILE = "The database"


class Refused(Exception):
    """A command that can't be done as asked: one clear sentence, and nothing was changed.

    `named` are the people's names of a file that stand in it, and may be on nobody's record.
    """

    def __init__(self, sentence: str = "", named: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.named = frozenset(named)


class Damaged(Refused):
    """The database file is damaged: a backup of it is what helps."""


class DamagedPages(Damaged):
    """A page of the file can't be read, as the look through all of them found while psw began."""


class Gone(Refused):
    """What was asked for is not in the file (any more); asking again does not help."""


@contextmanager
def unreadable() -> Iterator[None]:
    """A read that SQLite can't do just now is `Refused` in words."""
    try:
        yield
    except sqlite3.Error as error:
        words = refusal_words.in_words(error, _THE_FILE)
        if refusal_words.is_damaged_file(error):
            raise Damaged(words) from None
        raise Refused(words) from None


def words_of_database_error(error: Exception) -> str:
    """What is the matter with the file or around it, in words; empty where psw itself is at fault."""
    return refusal_words.words_of_file_error(error, _THE_FILE) if isinstance(error, sqlite3.Error) else ""


def is_damage(error: Exception) -> bool:
    """Whether it says that the database file is damaged."""
    return isinstance(error, Damaged) or refusal_words.is_damaged_file(error)


@contextmanager
def without_waiting(connection: sqlite3.Connection) -> Iterator[None]:
    """A file that another program holds is `Refused` at once: for what is tried by itself, now and again."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience:d}")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Reads that see the file as of one moment, whatever another thread or program commits between them."""
    if connection.in_transaction:
        yield
        return
    with unreadable():
        connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
