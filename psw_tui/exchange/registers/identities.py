"""Who is who in the files of one session: by the roster, by what the BDO decides, and by what was decided before."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import chain, product
from typing import TYPE_CHECKING

from psw_tui.exchange.name_matching.matching import How, LeaderMatcher, Match
from psw_tui.exchange.name_matching.names import name_key
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from psw_tui.exchange.name_matching.lines import ReportLine
    from psw_tui.exchange.name_matching.people import Attendee
    from psw_tui.exchange.registers.review import Decisions
    from psw_tui.store.registers.reports import SessionKnowledge, Stay

#: A line as it is on record: its file, the name and the address, and what it says of times.
_Recorded = tuple[str, str, str, "datetime | None", "datetime | None", "int | None"]
_TAKEN_WITHOUT = "this file was taken before, and without this match"
_TWO_ADDRESSES = "two people have this name, each with an address of their own"
_OTHER_ADDRESS = "somebody else in the file has this leader's address; this one's is another"
_ANOTHER_IN_ORDER = "somebody else in the file has this leader's name in its order"
_AT_THE_SAME_TIME = "the leader whose this name was is there under another at the same time"


class Identities:
    """The people of some files and the leaders that they are, for the session of `known`."""

    def __init__(self, known: SessionKnowledge, people: Iterable[Attendee]) -> None:
        self.people = {person.key: person for person in people}
        self._roster = LeaderMatcher(known.candidates)
        self._aliases = {candidate.reference: candidate.aliases for candidate in known.candidates}
        self._recorded: dict[_Recorded, Counter[str]] = defaultdict(Counter)
        self._called_here: dict[str, set[str]] = defaultdict(set)
        #: Per file taken before, the leaders it was taken for.
        self._taken: dict[str, set[str]] = {}
        for report in known.reports:
            self._taken[report.content_hash] = {stay.leader for stay in report.stays}
            for stay in report.stays:
                self._recorded[_recorded(report.content_hash, stay)][stay.leader] += 1
                if not stay.email:
                    self._called_here[name_key(stay.name)].add(stay.leader)
        #: Who stands as it was decided when the same file was taken.
        self._stands: set[str] = set()
        found = {key: self._found(person) for key, person in self.people.items()}
        self._matches = {key: self._as_taken(key, match) for key, match in self._told_apart(found).items()}

    def decided(self, decisions: Decisions) -> dict[str, Match]:
        """Everybody in the files, by key, as the BDO decided and else as it is certain or suggested."""
        matches = dict(self._matches)
        for key in self.people:
            told = decisions.told(key)
            if told is not None:
                matches[key] = Match(told, How.CONFIRMED)
        return matches

    def remembered(self, person: Attendee, leader: str) -> list[tuple[str, str]]:
        """What to know a leader by from now on, once the BDO has said that this is who it was."""
        known = self._aliases[leader]
        return [(leader, said) for said in person.said if said not in known and self._roster.may_remember(said, leader)]

    def _found(self, person: Attendee) -> Match:
        """Who somebody is: as the same lines were taken before, as the roster says, or as the session knows them."""
        match = self._roster.match(person)
        on_record = {self._on_record(line) for line in person.lines}
        if len(on_record) == 1 and (leaders := next(iter(on_record))):
            self._stands.add(person.key)
            if leaders == set(match.leaders):
                return match
            return Match(tuple(sorted(leaders)), How.ALIAS)
        if match.leaders or person.email or not person.said:
            return match
        here: set[str] = set().union(*(self._called_here.get(said, set()) for said in person.said))
        return Match(tuple(here), How.ALIAS) if len(here) == 1 else match

    def _on_record(self, line: ReportLine) -> frozenset[str]:
        """Whose a line is on record to be; of lines that say the same, as many as are on record."""
        left = self._recorded[_recorded(line.file, line)]
        leaders = frozenset(leader for leader, lines in left.items() if lines > 0)
        left.subtract(leaders)
        return leaders

    def _told_apart(self, found: Mapping[str, Match]) -> dict[str, Match]:
        """The same, where two people who are certainly one leader and can't be one are asked about."""
        matches = dict(found)
        by_leader: dict[str, list[str]] = defaultdict(list)
        for key, match in found.items():
            if match.leader is not None:
                by_leader[match.leader].append(key)
        for leader, keys in by_leader.items():
            for key, why in self._contested({key: found[key] for key in keys}):
                matches[key] = Match(suggested=(leader,), why=why)
        return matches

    def _contested(self, matches: Mapping[str, Match]) -> Iterable[tuple[str, str]]:
        """Who of those that are matched to one leader is not certain beside the others, and why."""
        people = {key: self.people[key] for key in matches}
        named = {key: person for key, person in people.items() if matches[key].how is How.NAME}
        addresses = {fold(person.email) for person in named.values() if person.email}
        owner_is_there = any(match.how is How.EMAIL for match in matches.values())
        swapped = {key for key, person in named.items() if not self._roster.is_in_order(person)}
        for key in people.keys() - self._stands:
            if key in named and people[key].email and owner_is_there:
                yield key, _OTHER_ADDRESS
            elif key in named and people[key].email and len(addresses) > 1:
                yield key, _TWO_ADDRESSES
            elif key in swapped and people.keys() - swapped:
                yield key, _ANOTHER_IN_ORDER
            elif matches[key].how is How.ALIAS and _is_beside(people[key], people.values()):
                yield key, _AT_THE_SAME_TIME

    def _as_taken(self, key: str, match: Match) -> Match:
        """A file taken before matches nobody new by itself."""
        if match.leader is None:
            return match
        files = {line.file for line in self.people[key].lines}
        if any(file not in self._taken or match.leader in self._taken[file] for file in files):
            return match
        return replace(match, leaders=(), how=None, suggested=match.leaders, why=_TAKEN_WITHOUT)


def _recorded(file: str, line: ReportLine | Stay) -> _Recorded:
    return file, line.name, line.email, line.joined, line.left, line.minutes


def _is_beside(person: Attendee, people: Iterable[Attendee]) -> bool:
    """Whether somebody known by a name alone was, or may have been, in the meeting at the same time as the others."""
    others = chain.from_iterable(other.lines for other in people if other is not person)
    return not person.email and any(_at_once(*pair) for pair in product(person.lines, others))


def _at_once(line: ReportLine, other: ReportLine) -> bool:
    if line.joined is None or line.left is None or other.joined is None or other.left is None:
        return True
    return line.joined < other.left and other.joined < line.left
