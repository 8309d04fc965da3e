"""Somebody's name taken out of any text that quotes it: a sentence, a file's name, a JSON document.

A name that somebody else bears too is left, for it may be theirs; so is a single name that is an everyday word
(Grace, Mark, Will). What was left is told.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import MONTHS
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: What stands where a name stood.
ERASED = "(erased)"
_NO_LETTER_BEFORE, _NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_NOT_WITHIN, _NOT_WITHIN_AFTER = r"(?<![^\W_])(?<!-)", r"(?![^\W_])(?!-)"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_BETWEEN_DIGITS = r"[\s().-]{0,2}"
_BETWEEN = r"[\W_]{1,4}"
#: A shorter single name, or reference, would be found in too much that is none.
_LEAST = 3
#: Names that stand in dates.
_OF_DATES = frozenset(
    [
        *MONTHS,
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)
#: So many digits make a telephone number, or a reference that is nothing else.
_LEAST_DIGITS = 5


@frozen
class Identity:
    """What somebody is known by: whole names, single names, and what is exactly theirs (e-mail, reference, key)."""

    whole: frozenset[str]
    single: frozenset[str]
    exact: frozenset[str]
    phones: frozenset[str]

    @classmethod
    def of(cls, images: Iterable[Mapping[str, object]], keys: Iterable[str] = ()) -> Identity:
        """Who the rows of a leader, as they stand and as they ever stood, are about; `keys` are theirs too."""
        whole, single, exact, phones = set[str](), set[str](), set[str](), set[str]()
        for image in images:
            said = {name: str(image.get(name) or "") for name in _COLUMNS}
            for first in filter(None, (said["first_name"], said["preferred_name"])):
                if said["last_name"]:
                    whole |= {f"{first} {said['last_name']}", f"{said['last_name']} {first}"}
            single |= {said["first_name"], said["preferred_name"], said["last_name"]}
            exact |= {said["email"], said["salesforce_id"], said["reference"]}
            phones.add(said["phone"])
        return cls(
            frozenset(whole),
            frozenset(name for name in single if len(name) >= _LEAST),
            frozenset({*keys, *filter(_tells_apart, exact)}),
            frozenset(phone for phone in phones if len(_digits(phone)) >= _LEAST_DIGITS),
        )

    def likes(self) -> list[str]:
        """`LIKE` patterns, one of which fits every text that quotes any of it (and others)."""
        words = {*self.exact, *(_digits(phone)[-4:] for phone in self.phones)}
        for form in _forms_of((*self.single, *self.whole)):
            words.add(max(_words(form), key=len, default=form))
        return [f"%{_NOT_ASCII.sub('_', word)}%" for word in sorted(words)]


_COLUMNS = (
    *("reference", "first_name", "last_name", "preferred_name"),
    *("email", "phone", "salesforce_id"),
)


class NamesOut:
    """Takes an identity out of texts; what of it others bear too, or is an everyday word, is left."""

    def __init__(self, identity: Identity, *, others: Collection[str], texts: Iterable[str]) -> None:
        """`others` are the names and references of everybody and everything else, `texts` those it is to work on."""
        borne = [fold(name) for name in others]
        taken = {fold(name) for name in others}
        self.left: set[str] = set()
        self._whole = self._alternatives(
            name for name in sorted(identity.whole, key=len, reverse=True) if not self._is_left(name, borne)
        )
        exact = [word for word in identity.exact if fold(word) not in taken]
        patterns = [f"{_NOT_WITHIN}{re.escape(word)}{_NOT_WITHIN_AFTER}" for word in exact]
        patterns += [rf"(?<!\d){_BETWEEN_DIGITS.join(_digits(phone))}(?!\d)" for phone in identity.phones]
        self._exact = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
        singles = [name for name in sorted(identity.single, key=len, reverse=True) if not self._is_left(name, borne)]
        rest = [self._without(text) for text in texts] if singles else []
        everyday = {name for name in singles if _is_everyday(name, rest)}
        self.left |= everyday
        self._single = self._alternatives(name for name in singles if name not in everyday)

    def _is_left(self, name: str, borne: Iterable[str]) -> bool:
        pattern = re.compile(_bounded(_sequence(fold(name))))
        if any(pattern.search(other) for other in borne):
            self.left.add(name)
            return True
        return False

    def _alternatives(self, names: Iterable[str]) -> re.Pattern[str] | None:
        patterns = [_bounded(_sequence(form)) for form in _forms_of(names)]
        return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def _without(self, text: str) -> str:
        for pattern in (self._exact, self._whole):
            if pattern is not None:
                text = pattern.sub(ERASED, text)
        return text

    def still_in(self, texts: Iterable[str]) -> set[str]:
        """Of what is left, what any of these texts still has."""
        rest = [self.text(text) for text in texts]
        found = set()
        for name in self.left:
            pattern = re.compile(_bounded(_sequence(name)), re.IGNORECASE)
            if any(map(pattern.search, rest)):
                found.add(name)
        return found

    def text(self, text: str) -> str:
        """The text without the name; the same where it is not quoted."""
        text = self._without(text)
        return text if self._single is None else self._single.sub(ERASED, text)


def _tells_apart(word: str) -> bool:
    """Whether a reference, key or address is not found in what has nothing to do with it."""
    if word.isdigit():
        return len(word) >= _LEAST_DIGITS
    return len(word) >= _LEAST and ("@" in word or any(map(str.isdigit, word)))


def _is_everyday(name: str, texts: Iterable[str]) -> bool:
    """Whether a name is a word as well: a month's, or one that stands in a sentence with a small letter."""
    if fold(name) in _OF_DATES:
        return True
    within = re.compile(rf"(?:^|\s){re.escape(name.lower())}(?=$|[\s,;:]|\.(?:\s|$))")
    return any(within.search(text) for text in texts)


def _forms(name: str) -> list[str]:
    """A name as it may be written: as it is, without accents, as JSON escapes it."""
    plain = "".join(map(_plain, name))
    return list(dict.fromkeys((name, plain, json.dumps(name)[1:-1])))


def _plain(letter: str) -> str:
    folded = fold(letter)
    return folded.upper() if letter.isupper() and len(folded) == 1 else folded


def _forms_of(names: Iterable[str]) -> list[str]:
    forms: list[str] = []
    for name in names:
        forms += _forms(name)
    return forms


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name)


def _sequence(name: str) -> str:
    """A name of several words, whatever stands between them."""
    if "\\" in name:  # as JSON escapes it
        return r"[\s_]{1,4}".join(map(re.escape, name.split()))
    return _BETWEEN.join(map(re.escape, _words(name))) or re.escape(name)


def _bounded(pattern: str) -> str:
    return f"{_NO_LETTER_BEFORE}{pattern}{_NO_LETTER_AFTER}"


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def quotes(identity: Identity, text: str) -> bool:
    """Whether a text names somebody: by a whole name, an address or a reference."""
    whole = Identity(identity.whole, frozenset(), identity.exact, frozenset())
    return NamesOut(whole, others=(), texts=()).text(text) != text
