"""Names as they are compared: without regard to case, accents, punctuation, and to the shape of apostrophes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from psw_tui.policy.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_A_LETTER = re.compile(r"[^\w]+", re.UNICODE)
#: Every shape of an apostrophe that a telephone or a word processor types.
APOSTROPHES = re.compile("['\u2018\u2019\u201a\u201b\u2032\u02b9\u02bb\u02bc\u0060\u00b4\uff07]")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "cllr", "rev"})
#: A name that others are longer forms of has so many letters at least.
AN_OWN_NAME = 3
_TOGETHER = re.compile(r"\s*[&+/]\s*|\s+(?:and|und|et|y|e|en|with)\s+", re.IGNORECASE)
_SIGN = re.compile(r"[&+/]")
_PRONOUNS = re.compile(r"\b(?:she|he|they)/\w+(?:/\w+)?", re.IGNORECASE)


#: More than the largest register and its file have between them, each name in all its spellings.
_NAMES = 32_768


@lru_cache(maxsize=_NAMES)
def in_order(name: str) -> str:
    """A name's parts in their order, `Surname, First` put right; an underscore belongs to a part."""
    last, comma, first = clean(name).replace(";", ",").partition(",")
    whole = f"{first} {last}" if comma else last
    return " ".join(_NOT_A_LETTER.sub(" ", fold(APOSTROPHES.sub("", whole))).split())


def name_key(name: str) -> str:
    """A name without regard to case, accents, punctuation and the order of its parts."""
    return " ".join(sorted(in_order(name).split()))


def words_of(name: str) -> list[str]:
    """The parts of a name as somebody types one: no titles, `Amara_Osei` and `amara.osei2` taken apart, `AO` too."""
    bare = clean(name).strip(". ")
    if bare.isalpha() and bare.isupper() and 1 < len(bare) <= AN_OWN_NAME:
        return list(fold(bare))
    return [word for word in in_order(re.sub(r"[\d_]+", " ", name)).split() if word not in _TITLES]


def together(shown: str) -> list[str]:
    """The names on a line that names several (`Amara & Ben`), else the one; pronouns are no names."""
    return [name for name in _TOGETHER.split(_PRONOUNS.sub("", shown)) if name] or [shown]


def is_parted(shown: str) -> bool:
    """Whether a sign parts two names (`Thomas & James`), which make no name of one."""
    return _SIGN.search(_PRONOUNS.sub("", shown)) is not None


def could_be(said: Iterable[str], own: Iterable[str]) -> bool:
    """Whether each part that was said is a part of somebody's own names, its beginning, or a longer form of it."""
    own, said = list(own), list(said)
    return bool(said) and all(any(_alike(word, name) for name in own) for word in said)


def _alike(word: str, name: str) -> bool:
    return name.startswith(word) or (len(name) >= AN_OWN_NAME and word.startswith(name))


def may_be_one(name: str, other: str) -> bool:
    """Whether two names may be one person's: one is a short or a longer form of the other, whatever is in brackets."""
    words, others = (words_of(shown.partition("(")[0]) for shown in (name, other))
    return could_be(words, others) or could_be(others, words)
