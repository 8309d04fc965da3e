"""What can't be done as asked: one clear sentence, and nothing was changed."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.engine import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator


class Refused(Exception):
    """A command that can't be done as asked: one clear sentence, and nothing was changed."""


@contextmanager
def unreadable() -> Iterator[None]:
    """A read that SQLite can't do just now is `Refused` in words."""
    try:
        yield
    except sqlite3.Error as error:
        raise Refused(in_words(error, "The database")) from None
