"""Who in a report is which leader: by e-mail, by a remembered alias, by an exact name; anything else is suggested.

Two candidates are never chosen between, and a telephone or a device is nobody until the BDO says who it was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.exchange.forms.lines import names
from psw_tui.policy.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.exchange.forms.lines import ReportLine
    from psw_tui.store.registers.reports import Candidate

#: How alike (0–100) a name must be to be suggested, and how many are.
_ALIKE = 70
_MOST_SUGGESTED = 3
_NOT_A_LETTER = re.compile(r"[^\w]+", re.UNICODE)
_TELEPHONE = re.compile(r"\+?[\d\s().*x-]{5,}")
_DEVICE = re.compile(
    r"\b(?:i-?pad|i-?phone|android|galaxy|samsung|huawei|oneplus|macbook|laptop|desktop|tablet|chromebook"
    r"|(?:conference|meeting|training|board) ?room|zoom ?rooms?|call[- ]in user)\b"
)
_PLACEHOLDER = re.compile(
    r"(?:zoom |teams )?(?:user|guest|host|attendee|participant|anonymous|unknown|admin|phone)(?: (?:user|\d+))?"
)


class How(StrEnum):
    """On what a match stands."""

    EMAIL = "e-mail"
    ALIAS = "remembered"
    NAME = "name"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Attendee:
    """All lines of a report that are the same person: one e-mail address, or one name without any."""

    key: str
    lines: tuple[ReportLine, ...]

    @property
    def shown(self) -> str:
        """The name as the report shows it last."""
        return self.lines[-1].name or self.lines[-1].email

    @property
    def email(self) -> str:
        """The e-mail address, if the report has one."""
        return self.lines[0].email

    @property
    def is_device(self) -> bool:
        """Whether the name is a telephone's or a device's, which tells nothing about who used it."""
        return all(is_device(line.name) for line in self.lines)

    @property
    def said(self) -> tuple[str, ...]:
        """What to remember when the BDO says who this is: the e-mail address, else the names; of a device nothing."""
        if self.email:
            return (fold(self.email),)
        keys = (name_key(line.name) for line in self.lines if not is_device(line.name))
        return tuple(dict.fromkeys(key for key in keys if key))


@dataclass(frozen=True, slots=True)
class Match:
    """What a report's person comes to: a leader and on what that stands, or those who might be meant."""

    leader: str | None = None
    how: How | None = None
    suggested: tuple[str, ...] = ()
    why: str = ""


def name_key(name: str) -> str:
    """A name without regard to case, accents, punctuation and the order of its parts."""
    return " ".join(sorted(_NOT_A_LETTER.sub(" ", fold(clean(name)).replace("'", "")).split()))


def is_device(name: str) -> bool:
    """Whether a name is a telephone number, a device or a placeholder (`iPad`, `Zoom user`) and nobody's name."""
    folded = " ".join(fold(name).split())
    whole = any(form.fullmatch(folded) for form in (_TELEPHONE, _PLACEHOLDER))
    return not folded or whole or _DEVICE.search(folded) is not None


def people(lines: Iterable[ReportLine]) -> list[Attendee]:
    """The lines of a report gathered by person, in the order in which they first appear.

    An e-mail address tells people apart; without one it is the name as shown, and what was renamed from a name that
    is in the report goes with it.
    """
    every = list(lines)
    plain = {name_key(line.name) for line in every if not line.email and not line.original}
    gathered: dict[str, list[ReportLine]] = defaultdict(list)
    for line in every:
        gathered[_identity(line, plain)].append(line)
    return [Attendee(key, tuple(own)) for key, own in gathered.items()]


def _identity(line: ReportLine, plain: set[str]) -> str:
    if line.email:
        return fold(line.email)
    before = name_key(line.original)
    shown = before if before and before in plain else name_key(f"{line.name} {line.original}")
    return f"name:{shown or line.row}"


@dataclass
class LeaderMatcher:
    """The leaders who may be in a report, found by what a report calls them."""

    candidates: tuple[Candidate, ...]
    _emails: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _aliases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for leader in self.candidates:
            self._keys.append(name_key(f"{leader.preferred or leader.first} {leader.last}"))
            if leader.email:
                self._emails[fold(leader.email)].add(leader.reference)
            for alias in leader.aliases:
                self._aliases[alias].add(leader.reference)
            for first in (leader.first, leader.preferred):
                if first:
                    self._names[name_key(f"{first} {leader.last}")].add(leader.reference)

    def match(self, person: Attendee) -> Match:
        """The one leader that this person certainly is, else whom to suggest."""
        email = fold(person.email)
        keys = _name_keys(person)
        by_email = _known_as(self._emails, [email] if email else [])
        by_alias = _known_as(self._aliases, [email] if email else keys)
        by_name = _known_as(self._names, keys)
        named = by_email | by_alias | by_name
        if len(named) == 1:
            return Match(next(iter(named)), _how(by_email, by_alias))
        if named:
            suggested = tuple(leader.reference for leader in self.candidates if leader.reference in named)
            return Match(suggested=suggested, why=_two_words(by_email | by_alias, by_name))
        if person.is_device:
            return Match(why="a telephone or a device is nobody's name")
        return Match(suggested=self._alike(person))

    def _alike(self, person: Attendee) -> tuple[str, ...]:
        """The leaders whose names are most like this person's, best first; never more than a suggestion."""
        from rapidfuzz import fuzz, process  # most files name everybody exactly

        best: dict[int, float] = {}
        readings = set()
        for line in person.lines:
            readings |= {name_key(reading) for reading in names(line)}
        local = person.email.partition("@")[0]
        for reading in filter(None, (*readings, name_key(re.sub(r"[\d._-]+", " ", local)))):
            alike = process.extract(
                reading, self._keys, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=_MOST_SUGGESTED
            )
            for _, score, place in alike:
                best[place] = max(score, best.get(place, 0))
        ranked = sorted(best, key=lambda place: (-best[place], place))[:_MOST_SUGGESTED]
        return tuple(self.candidates[place].reference for place in ranked)


def _name_keys(person: Attendee) -> list[str]:
    """Every reading of the names that a person's lines show, a device's not."""
    keys = []
    for line in person.lines:
        if not is_device(line.name):
            keys += [name_key(reading) for reading in names(line)]
    return keys


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
