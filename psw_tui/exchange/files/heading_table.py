"""The table of headings, in every language that reports and forms are read in: `data/report_headings.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import heading_key
from psw_tui.policy.text import fold
from psw_tui.store.system.settings import package_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The parts of the table that are no language.
_PARTS = frozenset({"words", "others", "form"})


@cache
def languages() -> Mapping[str, Mapping[str, list[str]]]:
    """The headings by language and by what a column under them holds."""
    return {name: lists for name, lists in _table().items() if name not in _PARTS}


def part(name: str) -> Mapping[str, list[str]]:
    """One of the parts that are no language: `words`, `others` or `form`."""
    return _table()[name]


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(package_text("report_headings.toml"))


@lru_cache(maxsize=4096)
def plain_key(heading: str) -> str:
    """A heading without regard to case, accents, blanks and punctuation."""
    return heading_key(fold(heading))


def any_word(words: Iterable[str]) -> re.Pattern[str]:
    """Whether one of these words, in which * stands for any letters, is a word of a folded heading."""
    return re.compile(rf"\b(?:{'|'.join(word.replace('*', '[a-z]*') for word in words)})\b")
