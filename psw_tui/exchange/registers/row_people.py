"""Whose a row of a sheet is: by its reference, its address and its name together, and nobody's where they disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.exchange.name_matching.lines import ReportLine, names
from psw_tui.exchange.name_matching.matching import Attendee, LeaderMatcher, Match, name_key
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold
from psw_tui.store.registers.reports import candidates
from psw_tui.store.roster import leaders

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.registers.reports import Candidate

#: How alike (0-100) a name is to a leader's where it may be theirs, misspelt.
_MISSPELT = 80
#: For how many names that are nobody's the likeliest leaders are looked for; no more of them are listed.
_MOST_SUGGESTED = 200


NOT_CERTAIN = "is not certain to be one of the roster"


@frozen
class RowWords:
    """What a row says of whom it is about; empty where it does not say."""

    reference: str = ""
    email: str = ""
    name: str = ""

    @property
    def shown(self) -> str:
        """The row's person as a sentence names them."""
        return self.name or self.email or self.reference or "nobody named"


@frozen
class RowPerson:
    """The one leader whom a row is certainly about, else why nobody."""

    leader: str | None
    why: str = ""


class RosterOfRows:
    """The leaders as sheets name them. What a report called somebody says nothing here: aliases stay out of it."""

    def __init__(self, store: Store) -> None:
        self.cohort_of = {row.reference: row.cohort_id for row in leaders.every(store)}
        known = tuple(replace(leader, aliases=frozenset()) for leader in candidates(store))
        self._leaders = {leader.reference: leader for leader in known}
        self._references = {leader.reference.casefold(): leader.reference for leader in known}
        self._matcher = LeaderMatcher(known)
        self._matched: dict[tuple[str, str], Match] = {}
        self._likened: dict[str, Match] = {}
        self._suggested: dict[tuple[str, str], str] = {}
        self._names: set[str] = set()
        self._emails: dict[str, set[str]] = {}
        for leader in known:
            if leader.email:
                self._emails.setdefault(fold(leader.email), set()).add(leader.reference)
            self._names |= {name_key(f"{first} {leader.last}") for first in (leader.first, leader.preferred) if first}

    def by_reference(self, text: str) -> str | None:
        """The leader with this reference, whatever its case."""
        return self._references.get(text.casefold())

    def by_email(self, text: str) -> str | None:
        """The one leader with this address."""
        found = self._emails.get(fold(text), set())
        return next(iter(found)) if len(found) == 1 else None

    def is_name(self, text: str) -> bool:
        """Whether some leader is called so."""
        return name_key(text) in self._names

    def is_nearly_name(self, text: str) -> bool:
        """Whether some leader's name is nearly this one."""
        from rapidfuzz import fuzz, process  # most sheets name everybody exactly

        return process.extractOne(name_key(text), self._names, scorer=fuzz.ratio, score_cutoff=_MISSPELT) is not None

    def contradicts(self, words: RowWords) -> bool:
        """Whether the reference is one leader's and the name certainly another's."""
        claimed, named = self.by_reference(words.reference), self._match(words.name, "").leader
        return claimed is not None and named is not None and claimed != named

    def who(self, words: RowWords, *, doubted: bool = False) -> RowPerson:
        """The leader of a row. A reference or an address counts with a name beside it that can be that leader's.

        Where references are `doubted`, since other rows contradict theirs, the name must be exactly the leader's.
        """
        by_reference, by_email = self.by_reference(words.reference), self.by_email(words.email)
        if by_reference and by_email and by_reference != by_email:
            return RowPerson(None, f"is in doubt: the reference is {by_reference}'s, and the address {by_email}'s")
        claimed = by_reference or by_email
        match = self._match(words.name, "" if claimed else words.email)
        if claimed is None:
            if match.leader is not None:
                return RowPerson(match.leader)
            return RowPerson(None, NOT_CERTAIN)
        doubted = doubted and by_email is None
        if match.leader == claimed or (not doubted and self._may_be(words.name, match, claimed)):
            return RowPerson(claimed)
        if doubted and match.leader is None:
            return RowPerson(None, "is in doubt: references contradict names in other rows")
        what = "reference" if by_reference else "address"
        return RowPerson(None, f"is in doubt: the {what} is {self.named(claimed)}'s, and the name another's")

    def named(self, reference: str) -> str:
        """A leader as a sentence names them: reference and name."""
        leader = self._leaders[reference]
        return f"{reference} {leader.preferred or leader.first} {leader.last}"

    def perhaps(self, words: RowWords) -> str:
        """`, perhaps L001 Amara Osei or L002 Ben Cole`, as the end of a sentence; empty where nobody is like it."""
        key = (words.name, words.email)
        if key not in self._suggested and len(self._suggested) < _MOST_SUGGESTED:
            self._suggested[key] = " or ".join(map(self.named, self._look_up(*key).suggested))
        suggested = self._suggested.get(key)
        return f", perhaps {suggested}" if suggested else ""

    def _match(self, name: str, email: str) -> Match:
        """Whom a name is certainly; whoever bears none of the leaders' names is not looked at for likeness."""
        key = (name, email)
        if key not in self._matched:
            known = any(name_key(reading) in self._names for reading in names(ReportLine(0, name)))
            self._matched[key] = self._look_up(name, email) if known else Match()
        return self._matched[key]

    def _look_up(self, name: str, email: str) -> Match:
        if not name and not email:
            return Match()
        return self._matcher.match(Attendee("row", (ReportLine(0, name, email=email.casefold()),)))

    def _may_be(self, name: str, match: Match, claimed: str) -> bool:
        """Whether a name that is nobody's exactly may be this leader's: none, misspelt, shortened, a married one."""
        if not name:
            return True
        if match.leader is not None:
            return False
        if name not in self._likened:
            self._likened[name] = self._look_up(name, "")
        match = self._likened[name]
        words, own = set(name_key(name).split()), _words_of(self._leaders[claimed])
        if match.suggested:
            return match.suggested[0] == claimed or (claimed in match.suggested and words <= own)
        return bool(words & own)


def _words_of(leader: Candidate) -> set[str]:
    return set(name_key(f"{leader.first} {leader.preferred} {leader.last}").split())
