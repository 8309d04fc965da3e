"""What heads the columns of a form, and what its questions ask about, in every language of the table of headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from typing import TYPE_CHECKING

from psw_tui.exchange.files.heading_table import any_word, languages, part, plain_key
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Headings (as their `plain_key`) of somebody's name, which may be only one of two.
_JUST_A_NAME = frozenset({"name", "nom", "nombre", "nome", "naam", "nazwa"})
#: The lists of the table that say when an answer came, the most telling first.
_WHEN = ("sent", "dates", "begun")
#: Whose a name or an address is, if not the one's who answers.
_ANOTHERS = re.compile(
    r"manager|supervis|coach|mentor|employer|organi[sz]ation|company|authority|council|\bteam|school"
    r"|colleague|emergency|next of kin|trainer|tutor|facilitat|buddy|partner|sponsor|assessor|reports to|\bboss"
    r"|\bline\b|(?:recorded|entered|taken|signed|invited|nominated|referred) by"
)
_OF_A_THING = re.compile(r"session|workshop|module|event|course|programme|cohort")
_ANONYMOUS = frozenset({"", "anonymous", "anonym", "n/a", "-"})


@dataclass(frozen=True)
class _Headings:
    """The table as it is looked up; every key is folded and has letters and digits only."""

    when: dict[str, tuple[int, int]]
    first: frozenset[str]
    last: frozenset[str]
    emails: frozenset[str]
    of_the_form: frozenset[str]
    anonymous: frozenset[str]
    names: re.Pattern[str]
    anothers: re.Pattern[str]
    things: re.Pattern[str]


@cache
def _headings() -> _Headings:
    when: dict[str, tuple[int, int]] = {}
    for lists, (kind, name) in product(languages().values(), enumerate(_WHEN)):
        for place, heading in enumerate(lists[name]):
            when.setdefault(plain_key(heading), (kind, place))
    words = part("form")
    emails = _keys("email")
    moments = frozenset(key for key, (kind, _) in when.items() if _WHEN[kind] != "dates")
    return _Headings(
        when,
        _keys("first"),
        _keys("last"),
        emails | {"username"},
        emails | moments | _JUST_A_NAME | _keys("form"),
        _ANONYMOUS | frozenset(map(fold, words["anonymous"])),
        any_word(words["names"]),
        any_word(words["anothers"]),
        any_word(words["things"]),
    )


def _keys(kind: str) -> frozenset[str]:
    """The headings of a kind in every language."""
    return frozenset(map(plain_key, chain.from_iterable(lists[kind] for lists in languages().values())))


def when_places(folded: list[str]) -> list[int]:
    """Where the headings stand that say when an answer came, the most telling first; of headings as their key."""
    when = _headings().when
    return sorted((place for place, key in enumerate(folded) if key in when), key=lambda place: when[folded[place]])


def is_when_begun(key: str) -> bool:
    """Whether a column says when somebody began to answer, as Microsoft's forms do."""
    kind, _ = _headings().when.get(key, (0, 0))
    return _WHEN[kind] == "begun"


def is_of_the_form(heading: str) -> bool:
    """Whether a column is the form's own and no question."""
    return plain_key(heading) in _headings().of_the_form


def is_email(key: str) -> bool:
    """Whether a column holds the form's own address of who answers."""
    return key in _headings().emails


def is_just_a_name(key: str) -> bool:
    """Whether a column is headed as a name and no more: it may be the form's own, or one of two names."""
    return key in _JUST_A_NAME


def first_name(folded: Iterable[str]) -> int | None:
    """Where the first names stand, if any column is headed so."""
    return next((place for place, key in enumerate(folded) if key in _headings().first), None)


def last_name(folded: Iterable[str]) -> int | None:
    """Where the last names stand, if any column is headed so."""
    return next((place for place, key in enumerate(folded) if key in _headings().last), None)


def asks_name(heading: str) -> bool:
    """Whether a question asks for a name."""
    return "name" in plain_key(heading) or _headings().names.search(fold(heading)) is not None


def is_anothers(heading: str) -> bool:
    """Whether a column tells of somebody else than whom its row is about: a manager, a coach, a buddy."""
    folded = fold(heading)
    return _ANOTHERS.search(folded) is not None or _headings().anothers.search(folded) is not None


def is_of_a_thing(heading: str) -> bool:
    """Whether a question asks about a session, a course or another thing that has a name too."""
    folded = fold(heading)
    return _OF_A_THING.search(folded) is not None or _headings().things.search(folded) is not None


def is_anonymous(said: str) -> bool:
    """Whether a cell stands for nobody's name."""
    return fold(said) in _headings().anonymous
