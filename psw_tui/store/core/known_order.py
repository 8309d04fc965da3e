"""In which order the entries of a journal came to be known here, and when.

Where nothing was ever merged that is the order and the time in which they were made. What came from another copy of the
file was known here only once it was merged, though it may be older: it comes with the first entry written upon both.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

# As bytes, as in `chain`: a hash that is damaged is no text that can be read.
_ENTRIES = """
    SELECT id, counter, machine, at, coalesce(CAST(hash AS BLOB), x''), coalesce(CAST(previous AS BLOB), x'')
    FROM main.operation ORDER BY counter, machine
"""


#: Where no two entries have one counter, nothing was ever merged.
_IS_MERGED = "SELECT COUNT(*) > MAX(counter) FROM main.operation"


class KnownEntry(NamedTuple):
    """An entry, by its key, and since when it was known, as stored; `here` unless it came from another copy."""

    entry: str
    since: str
    here: bool


class _MadeEntry(NamedTuple):
    id: str
    counter: int
    machine: str
    at: str
    hash: bytes
    previous: bytes


def is_merged(connection: sqlite3.Connection) -> bool:
    """Whether the journal has entries that came from another copy; else each was known since it was made."""
    (merged,) = connection.execute(_IS_MERGED).fetchone()
    return bool(merged)


def known_order(connection: sqlite3.Connection) -> list[KnownEntry]:
    """Every entry of the journal in the order in which it came to be known here."""
    entries = [_MadeEntry(*row) for row in connection.execute(_ENTRIES)]
    numbers = (entry.counter for entry in reversed(entries) if isinstance(entry.counter, int))
    if len(entries) <= next(numbers, len(entries)):  # no two have one counter: nothing was ever merged
        return [KnownEntry(entry.id, entry.at, here=True) for entry in entries]
    return list(_by_line(entries))


def _by_line(entries: Sequence[_MadeEntry]) -> Iterator[KnownEntry]:
    """The entries of the line that was written here, each after what it brought with it."""
    by_hash = {entry.hash: entry for entry in entries}
    place = {entry.hash: number for number, entry in enumerate(entries)}
    placed: set[bytes] = set()
    for own in reversed(_line(entries, by_hash)):
        brought = _stands_upon(own, by_hash, placed) - {own.hash}
        yield from (KnownEntry(by_hash[one].id, own.at, here=False) for one in sorted(brought, key=place.__getitem__))
        yield KnownEntry(own.id, own.at, here=True)
        placed |= {own.hash, *brought}
    # Brought together, and nothing was written upon all of it yet.
    rest = [entry for entry in entries if entry.hash not in placed]
    yield from (KnownEntry(entry.id, max(one.at for one in rest), here=False) for entry in rest)


def _line(entries: Sequence[_MadeEntry], by_hash: Mapping[bytes, _MadeEntry]) -> list[_MadeEntry]:
    """The entries that were written here, newest first: of what one was written upon, the line of who wrote it."""
    named = set(chain.from_iterable(entry.previous.split() for entry in entries))
    line: list[_MadeEntry] = []
    seen: set[bytes] = set()  # of a journal that somebody forged, one may be said to stand upon itself
    upon = [entry for entry in entries if entry.hash not in named]
    while upon:
        machine = line[-1].machine if line else upon[-1].machine
        line.append(upon[0] if len(upon) == 1 else _own(machine, upon, by_hash))
        seen.add(line[-1].hash)
        upon = [by_hash[one] for one in line[-1].previous.split() if one in by_hash and one not in seen]
    return line


def _own(machine: str, upon: Sequence[_MadeEntry], by_hash: Mapping[bytes, _MadeEntry]) -> _MadeEntry:
    """The one that stands on the newest entry of a machine; of several, the newest of these."""
    newest = {}
    for one in upon:
        below = (by_hash[found] for found in _stands_upon(one, by_hash, set()))
        newest[one.hash] = max((entry.counter for entry in below if entry.machine == machine), default=0)
    return max(upon, key=lambda one: (newest[one.hash], one.counter, one.machine))


def _stands_upon(entry: _MadeEntry, by_hash: Mapping[bytes, _MadeEntry], but: set[bytes]) -> set[bytes]:
    """An entry, all that it was written upon, and what that was: but what is known already, and what is below it."""
    found: set[bytes] = set()
    todo = [entry.hash]
    while todo:
        one = todo.pop()
        if one in by_hash and one not in but and one not in found:
            found.add(one)
            todo += by_hash[one].previous.split()
    return found
