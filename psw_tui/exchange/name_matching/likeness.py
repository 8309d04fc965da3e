"""How alike names are, for suggestions: imported when a file names somebody whom nobody is called exactly."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from psw_tui.store.reads.chunks import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How alike (0–100) a name must be to be suggested.
_ALIKE = 70
#: What two ways to count the same may differ by.
_ROUNDED = 0.001


class Likeness:
    """Names by the likeness of their sets of words.

    Two that share no word are alike by their letters alone, which are compared in a tenth of the time; so the sets are
    compared only of those that share a word, and of those whose letters are alike.
    """

    def __init__(self, keys: list[str]) -> None:
        """`keys` are the names, the words of each in their alphabetical order."""
        self._keys = keys
        self._letters = [" ".join(sorted(set(key.split()))) for key in keys]
        self._by_letters = list(chunks(self._letters))
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(self._letters):
            for word in key.split():
                self._by_word[word].append(place)

    def best(self, words: list[str], most: int) -> list[tuple[float, int]]:
        """How alike the most alike names are to one spelled so, each with its place; alike enough to be suggested."""
        own = sorted(set(words))
        least = _ALIKE - _ROUNDED
        alike = process.extract(" ".join(own), self._letters, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        places = self._sharing(own).union(place for _, _, place in alike)
        near = {place: self._keys[place] for place in sorted(places)}
        name = " ".join(sorted(words))
        best = process.extract(name, near, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=most)
        return [(score, place) for _, score, place in best]

    def is_any(self, words: list[str]) -> bool:
        """Whether any is alike enough: seen at the first whose letters are."""
        own = sorted(set(words))
        least = _ALIKE - _ROUNDED
        by_letters = partial(process.extractOne, " ".join(own), scorer=fuzz.ratio, score_cutoff=least)
        if any(map(by_letters, self._by_letters)):
            return True
        near = [self._keys[place] for place in self._sharing(own)]
        by_words = process.extractOne(" ".join(sorted(words)), near, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE)
        return by_words is not None

    def _sharing(self, words: Iterable[str]) -> set[int]:
        return set().union(*(self._by_word.get(word, ()) for word in words))
