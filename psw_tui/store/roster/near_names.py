"""Which names on record a new one may be a slip of: `J. Mensa` of `J. Mensah`, `Kent C.C.` of `Kent County Council`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: How alike (0–100) must be what two names don't share, for one to be taken for a slip of the other.
ALIKE = 70
#: The same where a new name is asked about in any case: one more to choose from costs nothing.
ALIKE_IF_ASKED_ANYWAY = 60
_MOST_NEAR = 3
_ADDRESS = re.compile(r"\s*<[^>]*>")
#: Words that tell no name from another.
_JOINING = frozenset({"and", "the", "of", "for"})


def near(typed: str, names: Sequence[str], least: int = ALIKE) -> list[str]:
    """The names on record that may be meant, the likeliest first, three at most."""
    likely = sorted((-_likeness(typed, name, least), place) for place, name in enumerate(names))
    return [names[place] for unlikeness, place in likely if unlikeness < 0][:_MOST_NEAR]


def said_of_new(what: str, plural: str, new: Iterable[str], names: Sequence[str]) -> list[str]:
    """`new coach: J. Mensa (J. Mensah is on record)` for each new name that is near one, then the others in a line.

    Nothing is said while no name is on record at all: then every one is new.
    """
    if not names:
        return []
    said, others = [], []
    for name in sorted(new, key=fold):
        alike = near(name, names)
        if alike:
            said.append(f"new {what}: {name} ({alike[0]} is on record)")
        else:
            others.append(name)
    if others:
        named = what if len(others) == 1 else plural
        said.append(f"new {named}: {', '.join(others)}")
    return said


def _likeness(typed: str, name: str, least: int) -> float:
    """How likely a name on record is meant, 0 where it is less than `least`: the words that both have say nothing."""
    own, other = _words(typed), _words(name)
    rest, missing = [word for word in own if word not in other], [word for word in other if word not in own]
    if not rest or not missing:  # the same, or one says less than the other
        return 100.0
    if _shortens(rest, missing) or _shortens(missing, rest):
        return 95.0
    from rapidfuzz import fuzz  # only once a name is new

    score = fuzz.ratio("".join(rest), "".join(missing))
    return score if score >= least else 0.0


def _words(text: str) -> list[str]:
    bare = fold(_ADDRESS.sub("", text))
    words = re.findall(r"\w+", bare.replace("'", "").replace("’", ""))
    return [word for word in words if word not in _JOINING] or words


def _shortens(short: list[str], long: list[str]) -> bool:
    """Whether words are the beginnings of the others in their order, or their initials."""
    if "".join(short) == "".join(word[0] for word in long):
        return True
    rest = iter(long)
    return all(any(word.startswith(start) for word in rest) for start in short)
