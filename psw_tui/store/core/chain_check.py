"""Whether every entry of the journal is what it was when it was written, and stands where it was written.

The first one that is not is named. That shows a change by anybody who does not write the whole chain anew from there
on; who does that has another head code at the end (`chain.head_code`).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from models.chained import ChangeFields, EntryFields, change_digest, change_id, entry_hash, words_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class KeptEntry(NamedTuple):
    """An entry as the file keeps it, with its place there."""

    row: int
    entry: EntryFields
    what: str
    salt: str | None
    hash: str

    @property
    def previous(self) -> list[str]:
        """The hashes of the entries that it was written upon."""
        return str(self.entry.previous).split()


class KeptChange(NamedTuple):
    """A change as the file keeps it."""

    content: ChangeFields
    digest: str


class Chain:
    """The entries of a journal, looked through in their order (`EntryFields.counter`, then `EntryFields.machine`)."""

    def __init__(self, entries: Sequence[KeptEntry], erased: Mapping[str, str]) -> None:
        """`erased`: see `erased.on_record`."""
        self._erased = erased
        self._hashes = {kept.hash for kept in entries}
        self._named = set(chain.from_iterable(kept.previous for kept in entries))
        self._counters: dict[str, int] = {}

    def misfit(self, kept: KeptEntry, links: Sequence[KeptChange]) -> str:
        """What does not fit in the next entry, to be said after its number; empty where everything does.

        After one that does not fit nothing is said of others.
        """
        found = self._content(kept, links) or self._place(kept, links)
        self._counters[kept.hash] = kept.entry.counter
        return found

    def _content(self, kept: KeptEntry, links: Sequence[KeptChange]) -> str:
        for n, link in enumerate(links):
            content = link.content
            if content.n != n or content.id != change_id(kept.entry.id, n):
                return f"a change before its change {content.n} is missing, or its changes were put in another order"
            if said := self._words(content.id, content.salt, change_digest(content), link.digest):
                return f"what its change {n} says {said}"
        digest = words_digest(kept.entry.id, kept.what, kept.salt)
        said = self._words(kept.entry.id, kept.salt, digest, kept.entry.digest)
        return f"what it says that was done {said}" if said else ""

    def _words(self, key: str, salt: str | None, digest: str, recorded: str) -> str:
        """What is the matter with words of this digest, where another may have been recorded."""
        if salt is not None:
            return "" if digest == recorded else "is not what was recorded"
        if key not in self._erased:
            return "was taken away, and no erasure is on record that did so"
        return "" if digest == self._erased[key] else "is not what the erasure left there"

    def _place(self, kept: KeptEntry, links: Sequence[KeptChange]) -> str:
        unknown = [before for before in kept.previous if before not in self._counters]
        if self._hashes.intersection(unknown):
            return "it stands before an entry that it was written upon: they are out of order"
        own = entry_hash(kept.entry, [link.digest for link in links])
        if own != kept.hash:
            if own in self._named:
                return "the hash it carries is not that of its content"
            return "when it was, whose it is or of what kind, or which changes it has, is not what was recorded"
        if unknown:
            below = kept.entry.counter - 1
            if below in self._counters.values():
                return f"it was written upon another entry {below} than the one that stands there now"
            return f"entry {below}, which it was written upon, is missing"
        if kept.entry.counter != 1 + max((self._counters[before] for before in kept.previous), default=0):
            return "its number is not the one after what it was written upon"
        return ""


class Ancestry:
    """Which entries each one stands upon, directly or not; where a journal was never merged, all before it.

    Entries that follow each other are a line; a fork begins a new one. An entry stands upon another if it has seen the
    other's line as far as that.
    """

    def __init__(self) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        self._seen: dict[str, dict[int, int]] = {}
        self._ends: list[str] = []
        self._last: list[str] = []
        self._now: dict[int, int] = {}

    def add(self, own: str, previous: Iterable[str]) -> tuple[int, int]:
        """The next entry of the journal; its place. One whose `previous` are not known stands upon the one before."""
        parents = [before for before in previous if before in self._places] or self._last
        self._now = {}
        for parent in parents:
            for line, place in self._seen[parent].items():
                self._now[line] = max(place, self._now.get(line, 0))
        line = next((self._places[parent][0] for parent in parents if parent in self._ends), len(self._ends))
        if line == len(self._ends):
            self._ends.append(own)
        self._ends[line] = own
        self._now[line] = self._now.get(line, 0) + 1
        self._places[own], self._seen[own], self._last = (line, self._now[line]), self._now, [own]
        return self._places[own]

    def has_below(self, place: tuple[int, int]) -> bool:
        """Whether the entry added last stands upon the one of that place."""
        line, height = place
        return self._now.get(line, 0) >= height
