"""Who in a roster looks like somebody else: the same e-mail address, or the same name and organisation."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_NAMED = 5
_NO_LETTER = re.compile(r"[\W_]+")


@frozen
class Person:
    """A leader as a roster knows them: `names` are folded, with the first name and with the preferred one."""

    reference: str
    name: str
    names: frozenset[str]
    email: str
    organisation: str
    cohort: str
    row: int | None = None

    @property
    def says_nothing_else(self) -> bool:
        """Whether nothing but the name tells who it is."""
        return not self.email and not self.organisation

    def contradicts(self, other: Person) -> bool:
        """Whether both have an address, an organisation or a cohort, and not the same."""
        pairs = (
            (self.email, other.email),
            (self.organisation, other.organisation),
            (self.cohort, other.cohort),
        )
        return any(ours and theirs and ours != theirs for ours, theirs in pairs)

    def __str__(self) -> str:
        """`L101 (row 2)`, or `L001 (recorded)`."""
        where = "recorded" if self.row is None else f"row {self.row}"
        return f"{self.reference} ({where})"


def person(values: Mapping[str, Any], reference: str, row: int | None = None) -> Person:
    """Who the values of a row of the roster are."""
    last = values.get("last_name") or ""
    first = [name for name in (values.get("first_name"), values.get("preferred_name")) if name]
    names = frozenset(_plain(f"{given} {last}") for given in first)
    email = (values.get("email") or "").casefold()
    email = email if "@" in email else ""
    organisation, cohort = _plain(values.get("organisation") or ""), values.get("cohort") or ""
    return Person(reference, f"{next(iter(first), '')} {last}", names, email, organisation, cohort, row)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Letters and figures only, so that O’Connor, O'Connor and O Connor are one."""
    folded = text.casefold() if text.isascii() else fold(text)
    return _NO_LETTER.sub("", folded)


def alike(people: Iterable[Person], touched: set[str]) -> list[str]:
    """Who may be one person under several references, as sentences; only where one of them is `touched`."""
    by_email: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for somebody in people:
        if somebody.email:
            by_email[somebody.email].append(somebody)
        for name in somebody.names:
            by_name[name].append(somebody)
    groups = [(group, f"the same e-mail address ({email})") for email, group in by_email.items()]
    for named in by_name.values():
        groups += _of_one_name(named)
    said: dict[frozenset[str], str] = {}
    for group, why in groups:
        references = frozenset(somebody.reference for somebody in group)
        if len(references) > 1 and not touched.isdisjoint(references):
            said.setdefault(references, _asked(group, why))
    return list(said.values())


def _of_one_name(named: list[Person]) -> list[tuple[list[Person], str]]:
    """The groups among people of one name that may be one person."""
    if len(named) == 1:
        return []
    name = named[0].name
    if any(somebody.says_nothing_else for somebody in named):
        return [(named, f"the same name ({name}), and nothing tells them apart")]
    groups: dict[str, list[Person]] = defaultdict(list)
    for somebody in named:
        if somebody.organisation:
            groups[somebody.organisation].append(somebody)
    return [(group, f"the same name and organisation ({name})") for group in groups.values()]


def _asked(group: list[Person], why: str) -> str:
    named = ", ".join(map(str, group[:_MOST_NAMED]))
    more = f" and {len(group) - _MOST_NAMED} more" if len(group) > _MOST_NAMED else ""
    return f"{named}{more} have {why}: one person twice? Then no report can tell which of them was there."


class Known:
    """The leaders on record, to find those that a row without a reference is about."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_email: dict[str, list[Person]] = defaultdict(list)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for somebody in sorted(people, key=lambda somebody: somebody.reference):
            for name in somebody.names:
                self._by_name[name].append(somebody)
                if somebody.email:
                    self._by_email[somebody.email].append(somebody)

    def fitting(self, wanted: Person) -> tuple[str, ...]:
        """The references of those of the same name and address, else of the same name where nothing contradicts it.

        Whoever is in another cohort is somebody else: who comes again has another reference.
        """
        found: dict[str, None] = {}
        for somebody in self._by_email.get(wanted.email, ()):
            if not somebody.names.isdisjoint(wanted.names) and wanted.cohort in (somebody.cohort, ""):
                found[somebody.reference] = None
        if not found:
            for name in wanted.names:
                fitting = (somebody for somebody in self._by_name.get(name, ()) if not somebody.contradicts(wanted))
                found.update((somebody.reference, None) for somebody in fitting)
        return tuple(sorted(found))
