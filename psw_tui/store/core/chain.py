"""The journal as a chain: where its next entry goes, and the short code of how it stands.

Every entry names the entries that it was written upon by their hashes, in `previous`: one, but for the first, which
stands upon none, and one that comes after two copies of a file were merged. What no other entry names is a head. The
hashes themselves are made in `models/chained.py`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3

# As bytes, so that a hash that is damaged is no text that can't be read; a torn row may hold none at all.
_NEWEST_FIRST = (
    "SELECT counter, coalesce(CAST(hash AS BLOB), x'') FROM main.operation ORDER BY counter DESC, machine DESC"
)
#: Each entry as the only head there was, or the heads that one was written upon which joined several.
_STATES = """
    SELECT counter, at, coalesce(CAST(hash AS BLOB), x''), coalesce(CAST(previous AS BLOB), x'')
    FROM main.operation ORDER BY counter DESC, machine
"""
_LINKS = """
    SELECT coalesce(CAST(hash AS BLOB), x''), coalesce(CAST(previous AS BLOB), x'') FROM main.operation
"""
#: A head code's groups of characters. 64 bits: another chain of the same code is out of anybody's reach.
_GROUPS, _GROUP = 4, 4


def heads(connection: sqlite3.Connection) -> tuple[int, list[str]]:
    """The greatest counter in the file (0 in an empty journal) and, sorted, the hashes that no entry stands upon.

    An entry that is damaged, and so not shown, counts as well: the next one stands upon it all the same. `Refused`
    when the file can't be read just now.
    """
    with unreadable():
        rows = connection.execute(_NEWEST_FIRST)
        greatest, newest = next(((counter, own) for counter, own in rows if isinstance(counter, int)), (0, b""))
        rows.close()
        (entries,) = connection.execute("SELECT count(*) FROM main.operation").fetchone()
        if entries <= greatest:  # no two have one counter, so there was never a second head
            found = {newest} if newest else set()
        else:
            every = connection.execute(_LINKS).fetchall()
            upon = b" ".join(previous for _, previous in every)
            found = {own for own, _ in every if own}.difference(upon.split())
    return greatest, sorted(own.decode("utf-8", "replace") for own in found)


def joined(hashes: list[str]) -> str:
    """Some hashes as an entry's `previous` names them."""
    return " ".join(hashes)


def head_code(connection: sqlite3.Connection) -> str:
    """A short code of the journal as it stands, such as `7F3A-92C1-0B4E-66D0`; empty for an empty journal.

    It is another one after every entry, and where anything in the chain was changed in such a way that the chain
    fits again: who has an earlier code on paper can see that a record was tidied up since. A file from before the
    journal was a chain has none.
    """
    with unreadable():
        is_chain = connection.execute("SELECT 1 FROM pragma_table_info('operation') WHERE name = 'hash'").fetchone()
    found = heads(connection)[1] if is_chain else []
    return _code(joined(found).encode()) if found else ""


def code_after(connection: sqlite3.Connection, entry: str) -> str:
    """The head code that the journal had when this entry (its key) was the newest; empty where there is none."""
    with unreadable():
        found = connection.execute("SELECT CAST(hash AS BLOB) FROM main.operation WHERE id = ?", (entry,)).fetchone()
    return _code(found[0]) if found and found[0] else ""


def last_of(connection: sqlite3.Connection, code: str) -> tuple[int, str] | None:
    """The entry that was the newest when the journal had this head code: its counter, and when it was, as stored.

    None where the journal never stood so: something before that was changed since, or the code is of another file.
    """
    wanted = "".join(character for character in code.upper() if character.isalnum())
    with unreadable():
        rows = connection.execute(_STATES).fetchall()
    for counter, at, own, previous in rows:
        # One that joins several heads was written when they were these.
        joins = [previous] if b" " in previous else []
        if wanted in {_code(state).replace("-", "") for state in (own, *joins)}:
            return int(counter), str(at)
    return None


def _code(state: bytes) -> str:
    digits = hashlib.sha256(state).hexdigest().upper()
    return "-".join(digits[start : start + _GROUP] for start in range(0, _GROUPS * _GROUP, _GROUP))
