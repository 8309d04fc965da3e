"""Who in a report is which leader: by e-mail, by a remembered alias, by an exact name; anything else is suggested.

Two candidates are never chosen between. A telephone or a device is nobody until the BDO says who it was, and so is
whoever is there in somebody's place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING

from psw_tui.exchange.name_matching.lines import names, parts, without_brackets
from psw_tui.exchange.name_matching.names import AN_OWN_NAME, in_order, is_parted, name_key, together, words_of
from psw_tui.exchange.name_matching.nobody import (
    in_place_of,
    is_address_of_several,
    is_device,
    is_helper,
    owner_of_device,
)
from psw_tui.exchange.name_matching.people import Attendee, people, stands_in
from psw_tui.exchange.name_matching.who_may_be_meant import WhoMayBeMeant
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.exchange.name_matching.likeness import Likeness
    from psw_tui.store.registers.reports import Candidate

__all__ = ("Attendee", "How", "LeaderMatcher", "Match", "is_device", "name_key", "people")

#: Sorts behind every other character.
_LAST = "\U0010ffff"
#: How many are suggested for a likeness.
_MOST_SUGGESTED = 3
#: How many are suggested for a first name that many bear.
_MOST_NAMESAKES = 8
OF_A_DEVICE = "a telephone or a device is nobody's name"
OF_A_STAND_IN = "a note-taker, an interpreter or somebody in another's place is not the one it names"
_TWO_NAMES = "two names on one line"
_A_LIKENESS = "a short form or a likeness of a name is not certain"
_OF_SEVERAL = "more than one person in the file uses this address"
_OTHER_WAY_ROUND = "the name is the other way round, and the address is another"


class How(StrEnum):
    """On what a match stands."""

    EMAIL = "e-mail"
    ALIAS = "remembered"
    NAME = "name"
    CONFIRMED = "confirmed"


@frozen
class Match:
    """What a report's person comes to: a leader and on what that stands, or those who might be meant.

    Only where the BDO says so there are several `leaders`: those who were at one screen or one telephone.
    """

    leaders: tuple[str, ...] = ()
    how: How | None = None
    suggested: Sequence[str] = ()
    why: str = ""

    @property
    def leader(self) -> str | None:
        """The one leader, if it is one."""
        return self.leaders[0] if len(self.leaders) == 1 else None

    @property
    def is_likeness(self) -> bool:
        """Whether those suggested are so for a likeness alone, and nothing says that it is one of them."""
        return self.why in ("", OF_A_DEVICE, OF_A_STAND_IN, _TWO_NAMES, _A_LIKENESS)


@dataclass
class LeaderMatcher:
    """The leaders who may be in a report, found by what a report calls them."""

    candidates: tuple[Candidate, ...]
    _emails: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _aliases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _in_order: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _words: dict[str, list[str]] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    _by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _in_alphabet: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for place, leader in enumerate(self.candidates):
            self._places[leader.reference] = place
            if leader.email:
                self._emails[fold(leader.email)].add(leader.reference)
            for alias in leader.aliases:
                self._aliases[alias].add(leader.reference)
            own = [first for first in (leader.first, leader.preferred) if first]
            for first in own:
                whole = f"{first} {leader.last}"
                self._names[name_key(whole)].add(leader.reference)
                self._in_order[in_order(whole)].add(leader.reference)
            words = in_order(" ".join((*own, leader.last))).split()
            self._words[leader.reference] = words
            for word in words:
                self._by_word[word].add(leader.reference)
        self._in_alphabet = sorted(self._by_word)

    def match(self, person: Attendee) -> Match:
        """The one leader that this person certainly is, else whom to suggest."""
        if stands_in(person, self._names):
            return Match(suggested=self._came_instead(person), why=OF_A_STAND_IN)
        readings = self._readings(person)
        email = fold(person.email)
        by_email, by_alias = self._by_address(email) if email else (set(), self._by_alias(readings))
        by_name = _known_as(self._names, [name_key(reading) for reading in readings])
        by_address = by_email | by_alias if email else set()
        if person.shared and by_address and not by_address & by_name:
            return self._of_several(readings, by_address, by_name)
        named = by_address & by_name or by_email | by_alias | by_name
        if len(named) > 1:
            return Match(suggested=self._sorted(named), why=_two_words(by_address, by_name))
        if named and email and not by_address and not _known_as(self._in_order, [in_order(r) for r in readings]):
            return Match(suggested=tuple(named), why=_OTHER_WAY_ROUND)
        if named and (beside := self._beside(person, named)):
            return Match(suggested=(*named, *beside), why=_TWO_NAMES)
        if named:
            return Match(tuple(named), _how(by_email & named, by_alias & named))
        spellings = _spellings(person)
        if not self._is_any_alike(spellings):
            return Match(why=OF_A_DEVICE if person.is_device else "")
        return Match(suggested=WhoMayBeMeant(partial(self._alike, spellings)), why=_why_alike(person))

    def may_remember(self, key: str, leader: str) -> bool:
        """Whether a name or an e-mail address that is confirmed for a leader is that leader's wherever it comes up.

        A name of one part is not, nor initials, nor one that could be another's.
        """
        if "@" in key:
            return not self._emails.get(key, set()) - {leader}
        words = words_of(key)
        is_bare = len(words) <= 1 or all(len(word) == 1 for word in words)
        return not is_bare and not self._like_all(words) - {leader}

    def _beside(self, person: Attendee, named: set[str]) -> tuple[str, ...]:
        """Who else a line may mean that shows two names, or another's in front of the one before a rename."""
        shown = {without_brackets(line.name) for line in person.lines}
        for name in sorted(name for name in shown if name and name_key(name) not in self._names):
            several = together(name)
            meant = self._meant(map(words_of, several))
            others = tuple(leader for leader in meant if leader not in named)
            if others and (len(several) > 1 or (not person.email and len(others) == len(meant))):
                return others
        return ()

    def is_in_order(self, person: Attendee) -> bool:
        """Whether a person's name is a leader's with its parts in their order."""
        return bool(_known_as(self._in_order, [in_order(reading) for reading in self._readings(person)]))

    def _readings(self, person: Attendee) -> list[str]:
        """Every reading of the names that a person's lines show, but of a device none."""
        readings: list[str] = []
        for line in person.lines:
            shown = parts(line)
            if shown and (not is_device(shown[0]) or name_key(shown[0]) in self._names):
                own = [name for name in names(line) if not is_parted(name)]  # `Thomas & James` is no Thomas James
                readings += [name for name in own if not is_device(name) or name_key(name) in self._names]
        return list(dict.fromkeys(readings))

    def _by_address(self, email: str) -> tuple[set[str], set[str]]:
        known = {leader for leader in self._aliases.get(email, set()) if self.may_remember(email, leader)}
        return self._emails.get(email, set()), known

    def _by_alias(self, readings: Iterable[str]) -> set[str]:
        known: set[str] = set()
        for key in map(name_key, readings):
            known |= {leader for leader in self._aliases.get(key, ()) if self.may_remember(key, leader)}
        return known

    def _of_several(self, readings: list[str], by_address: set[str], by_name: set[str]) -> Match:
        """One of several people at one address: they are told apart by name, a short one being enough for its owner."""
        if len(by_name) == 1:
            return Match(tuple(by_name), How.NAME)
        spellings = [words_of(reading) for reading in readings if len(reading) > 1]
        agreeing = by_address & set().union(*map(self._may_mean, filter(None, spellings)))
        if len(agreeing) == 1 and not by_name:
            return Match(tuple(agreeing), How.EMAIL)
        return Match(suggested=self._sorted(by_name) + self._sorted(by_address - by_name), why=_OF_SEVERAL)

    def _came_instead(self, person: Attendee) -> tuple[str, ...]:
        """Who came, where a name says in whose place: to be suggested, never the one who did not."""
        said = [in_place_of(f"{line.name} ({line.original})".removesuffix(" ()")) for line in person.lines]
        came = [before for before in said if before and not is_helper(before)]
        known = _known_as(self._names, list(map(name_key, came)))
        return self._sorted(known) or self._meant(map(words_of, came))

    def _sorted(self, leaders: set[str]) -> tuple[str, ...]:
        return tuple(leader.reference for leader in self.candidates if leader.reference in leaders)

    def _alike(self, spellings: list[list[str]]) -> tuple[str, ...]:
        """The leaders whose names are most like one so spelled, best first; never more than a suggestion.

        First those whom a short form, initials or middle names may mean, one after another where two are on a line.
        """
        first = self._meant(spellings)
        wanted = max(_MOST_SUGGESTED - len(first), 0)
        likely = [reference for reference in self._likely(spellings) if reference not in first]
        return (*first, *likely[:wanted])

    def _is_any_alike(self, spellings: list[list[str]]) -> bool:
        """Whether `_alike` finds anybody: that is seen at the first who is."""
        return bool(self._meant(spellings)) or any(map(self._likeness.is_any, spellings))

    def _meant(self, spellings: Iterable[list[str]]) -> tuple[str, ...]:
        """The leaders whom these spellings may mean, one after another."""
        meant: list[str] = []
        for words in filter(None, spellings):
            letter = words[0][0]  # only who shares a first letter can be meant
            sharing = (own for own in self._may_mean(words) if any(name[0] == letter for name in self._words[own]))
            meant += sorted(sharing, key=self._places.__getitem__)
        return tuple(dict.fromkeys(meant))[:_MOST_NAMESAKES]

    def _may_mean(self, words: list[str]) -> set[str]:
        """Those of whose names a spelling is a short form, or has a middle name more."""
        said = set(words)
        having = set().union(*(self._by_word.get(word, ()) for word in said))
        fewer = {leader for leader in having if len(self._words[leader]) < len(words)}
        return self._like_all(words) | {leader for leader in fewer if said.issuperset(self._words[leader])}

    def _like_all(self, words: Iterable[str]) -> set[str]:
        """Those whose name a spelling could be, as `could_be` says it of one: each word is like one of their names."""
        return set.intersection(*map(self._like, words))

    def _like(self, word: str) -> set[str]:
        """Those of whose names a word is one, the beginning of one, or a longer form of one."""
        first, last = (bisect_left(self._in_alphabet, end) for end in (word, word + _LAST))
        shorter = (word[:end] for end in range(AN_OWN_NAME, len(word)))
        names = (*self._in_alphabet[first:last], *shorter)
        return set().union(*(self._by_word.get(name, ()) for name in names))

    def _likely(self, spellings: list[list[str]]) -> list[str]:
        best: dict[int, float] = {}
        for words in spellings:
            for score, place in self._likeness.best(words, _MOST_SUGGESTED):
                best[place] = max(score, best.get(place, 0))
        ranked = sorted(best, key=lambda place: (-best[place], place))
        return [self.candidates[place].reference for place in ranked]

    @cached_property
    def _likeness(self) -> Likeness:
        from psw_tui.exchange.name_matching.likeness import Likeness  # rapidfuzz: most files name everybody exactly

        return Likeness([name_key(f"{leader.preferred or leader.first} {leader.last}") for leader in self.candidates])


def _why_alike(person: Attendee) -> str:
    if person.is_device:
        return OF_A_DEVICE
    if len(together(person.in_full)) > 1:
        return _TWO_NAMES
    return _A_LIKENESS


def _spellings(person: Attendee) -> list[list[str]]:
    """The ways in which somebody's lines and address spell a name, by its parts."""
    local = "" if is_address_of_several(person.email) else person.email.partition("@")[0]
    return [words for words in map(words_of, (*_hints(person), local)) if len(" ".join(words)) > 1]


def _hints(person: Attendee) -> list[str]:
    """What a person's lines say of a name, in whatever way: parts of brackets, whose a device is, two on a line."""
    hints: list[str] = []
    for line in person.lines:
        for part in parts(line):
            said = owner_of_device(part) if is_device(part) else part
            hints += [said, *together(said)]
    return list(dict.fromkeys(hint for hint in hints if hint))


def _known_as(index: dict[str, set[str]], keys: list[str]) -> set[str]:
    """The leaders whom an index knows by any of these keys."""
    leaders: set[str] = set()
    for key in keys:
        leaders |= index.get(key, set())
    return leaders


def _how(by_email: set[str], by_alias: set[str]) -> How:
    if by_email:
        return How.EMAIL
    return How.ALIAS if by_alias else How.NAME


def _two_words(by_address: set[str], by_name: set[str]) -> str:
    if by_address and by_name and not by_address & by_name:
        return "the e-mail address is one leader's and the name another's"
    return "more than one leader fits"
