"""What the headings, the yes and no and the actions of a meeting's report mean, in every language of the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, product
from typing import TYPE_CHECKING

from psw_tui.exchange.files.heading_table import any_word, languages, part, plain_key
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ReportField(StrEnum):
    """What a column of a meeting's report holds; `OTHER` is known to be of no use."""

    NAME = "name"
    FIRST = "first name"
    LAST = "last name"
    EMAIL = "e-mail"
    JOINED = "joined"
    LEFT = "left"
    MINUTES = "minutes"
    TOTAL = "total minutes"
    WAITING = "waiting room"
    ATTENDED = "attended"
    ROLE = "role"
    ACTION = "action"
    TIME = "time"
    OTHER = "other"


#: The fields that a heading can be told to hold, for a sentence.
FIELD_WORDS = (
    "name, first name, last name, e-mail, joined, left, minutes, total minutes, waiting room, attended or other"
)
#: The field of each list of the table, in the order in which they are looked for.
FIELD_OF_LIST = {
    "name": ReportField.NAME,
    "first": ReportField.FIRST,
    "last": ReportField.LAST,
    "email": ReportField.EMAIL,
    "joined": ReportField.JOINED,
    "left": ReportField.LEFT,
    "minutes": ReportField.MINUTES,
    "total": ReportField.TOTAL,
    "waiting": ReportField.WAITING,
    "attended": ReportField.ATTENDED,
    "role": ReportField.ROLE,
    "other": ReportField.OTHER,
    "action": ReportField.ACTION,
    "time": ReportField.TIME,
}
_ENGLISH = "en"
#: What stands, folded, in a heading of names that carries the one before a rename too.
_ORIGINAL = ("origin", "orijin", "ursprung", "oorspronk", "oryginal", "pierwotn")
#: What stands in the heading of names in every language of the table: it spares the reading of each row as a heading.
_NAMES = re.compile(
    r"nam|naam|nom|imi|nazw|partici|particy|partec|apell|attendee|teilnehm|deelnem|uczestn", re.IGNORECASE
)
#: A cell that is all numbers, as a time, a date and minutes are, and no heading is.
_NUMBERS = re.compile(r"[0-9][0-9/.:, -]*(?:[AP]M)?", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "---", "–", "n/a"})
#: A heading of more words is a question.
_MOST_WORDS = 6


@dataclass(frozen=True)
class _Vocabulary:
    """The table as it is looked up: every key is folded and has letters and digits only."""

    fields: dict[str, ReportField]
    english: frozenset[str]
    meeting: frozenset[str]
    meeting_times: frozenset[str]
    titles: tuple[str, ...]
    yes: frozenset[str]
    no: frozenset[str]
    joining: frozenset[str]
    leaving: frozenset[str]
    patterns: dict[str, re.Pattern[str]]


@cache
def _vocabulary() -> _Vocabulary:
    """The table of words, read when the first report is."""
    table, others = languages(), part("others")
    patterns = {kind: any_word(words) for kind, words in part("words").items()}
    fields: dict[str, ReportField] = {}
    for words, (kind, meaning) in product(table.values(), FIELD_OF_LIST.items()):
        fields.update(dict.fromkeys(map(plain_key, words[kind]), meaning))

    def every(*kinds: str, of: Iterable[Mapping[str, list[str]]] = tuple(table.values())) -> frozenset[str]:
        lists = [words[kind] for words, kind in product(of, kinds)]
        return frozenset(map(plain_key, chain.from_iterable(lists)))

    return _Vocabulary(
        fields,
        every(*FIELD_OF_LIST, of=[table[_ENGLISH]]),
        every("meeting"),
        every("starts", "ends"),
        tuple(every("titles")),
        every("yes") | every("yes", of=[others]),
        every("no") | every("no", of=[others]),
        every("joining"),
        every("leaving"),
        patterns,
    )


def may_head(cells: Iterable[object]) -> bool:
    """Whether a row may be the headings: in every language we know the names are headed so; and no number."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return any(map(_NAMES.search, texts)) and not any(map(_NUMBERS.fullmatch, texts))


def field_of(heading: str) -> ReportField | None:
    """What a column under this heading holds; None for one that is not understood."""
    known = _vocabulary().fields.get(plain_key(heading))
    return known if known is not None else _by_its_words(fold(heading))


def _by_its_words(heading: str) -> ReportField | None:
    """What a heading that stands in no list says by single words: coming, going, a duration, a waiting room."""
    if len(heading.split()) > _MOST_WORDS:
        return None
    says = {kind: pattern.search(heading) is not None for kind, pattern in _vocabulary().patterns.items()}
    if says["waiting"]:
        return ReportField.WAITING
    if says["not"]:
        return None
    if says["minutes"]:
        return ReportField.TOTAL if says["total"] else ReportField.MINUTES
    if says["left"] and not says["joined"]:
        return ReportField.LEFT
    if says["joined"] and not says["left"] and not says["last"]:
        return ReportField.JOINED
    return None


def is_english(heading: str) -> bool:
    """Whether a heading is one of those that the programs write in English."""
    return plain_key(heading) in _vocabulary().english


def is_of_the_meeting(heading: str) -> bool:
    """Whether a heading is about the meeting itself, in an export of all meetings."""
    return plain_key(heading) in _vocabulary().meeting


def heads_a_meeting_time(heading: str) -> bool:
    """Whether a heading says when the meeting itself began or ended."""
    return plain_key(heading) in _vocabulary().meeting_times


def carries_the_original(key: str) -> bool:
    """Whether a heading, as its `plain_key`, says that names carry the one before a rename in brackets."""
    return any(word in key for word in _ORIGINAL)


def ends_a_title(text: str) -> bool:
    """Whether a text that stands alone in its row ends as the title of a section does."""
    return plain_key(text).endswith(_vocabulary().titles)


def is_yes(said: str) -> bool:
    """Whether a cell says yes."""
    return plain_key(said) in _vocabulary().yes


def said_no(said: str) -> bool:
    """Whether a cell says no in so many words."""
    return plain_key(said) in _vocabulary().no


def is_no(said: str) -> bool:
    """Whether a cell says no, or nothing: it is empty or has a dash in place of a word."""
    return said.strip().casefold() in _NOTHING or said_no(said)


def says_joined(action: str) -> bool | None:
    """Whether an action of Teams' list is somebody's joining; False for leaving, None for neither."""
    key = plain_key(action)
    words = _vocabulary()
    if key in words.joining:
        return True
    return False if key in words.leaving else None
