"""The hashes by which the journal is a chain, taken over what stays of an entry when a person is erased from it.

Each change has a salt and a digest of all that stands in it, each entry likewise of its words. An entry's hash is over
these digests, over the rest of the entry, and over the hashes of those that it was written upon. Erasing takes the
content and its salt away and leaves the digest: every hash stays what it was, and without the salt nobody can try out
what the content may have been.

What is hashed is a JSON list in ASCII, so that no two lists are one text. It never changes: every file stands on it.
Only the standard library is imported here.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

_AS_TEXT = json.JSONEncoder(separators=(",", ":"), default=repr)  # bytes stand only where somebody else wrote them
SALT_BYTES = 16
#: So many digits at the end of an entry's key make place for the number of a change.
_ROOM_FOR_CHANGES = 6


class EntryFields(NamedTuple):
    """What an entry's hash is over besides its changes, as the database has it."""

    id: str
    machine: str
    counter: int
    at: str
    who: str
    kinds: str
    undoes: str | None
    redoes: str | None
    content_hash: str
    digest: str
    previous: str


class ChangeFields(NamedTuple):
    """A change as the database has it: with its salt all that its digest is over."""

    id: str
    operation_id: str
    n: int
    table_name: str
    row_id: str | None
    leader_id: str | None
    before: str | None
    after: str | None
    salt: str | None


def change_id(operation: str, n: int) -> str:
    """The key of an entry's change number `n`: the entry's with another end.

    Those of one entry follow each other, so they are written side by side and not all over a long journal.
    """
    return f"{operation[:-_ROOM_FOR_CHANGES]}{n:0{_ROOM_FOR_CHANGES}x}"


def change_digest(content: ChangeFields) -> str:
    """The digest of a change."""
    return _hash(content)


def words_digest(operation: str, what: str, salt: str | None) -> str:
    """The digest of what an entry says that was done."""
    return _hash((operation, what, salt))


def entry_hash(entry: EntryFields, digests: Iterable[str]) -> str:
    """The hash of an entry: over itself and the digests of its changes in their order."""
    return _hash((*entry, *digests))


def _hash(values: tuple[Any, ...]) -> str:
    return hashlib.sha256(_AS_TEXT.encode(values).encode("ascii")).hexdigest()
