"""Whom a line names: by whole names and their parts, by addresses and numbers, and by what the width left of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold
from screens.widgets.masking import BAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from screens.widgets.masking import Span

_CUT = "…"
#: What stands in a name: no blank, digit or sign of ASCII, no dash, quote, arrow or glyph of a screen.
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~·\u2000-\u206f\u2190-\u2bff]+")
#: What may stand between two words of one name.
_BETWEEN = frozenset({" ", "-", "‐", "'", "’", ".", "_", ", ", ". ", "/", "+"})
#: What a name may hold besides words; one that holds more is looked for letter for letter.
_PLAIN = re.compile(rf"{_WORD.pattern}(?:(?:{'|'.join(map(re.escape, sorted(_BETWEEN)))}){_WORD.pattern})*\.?")
_LEAST_LETTERS = 3
#: Beside these a word is part of an address or a file's name, where names are written small.
_JOINTS = frozenset("@._/\\-+")
_ADDRESS = re.compile(r"[^\s<>()\[\]{},;:\"'|]+@[^\s<>()\[\]{},;:\"'|]*[^\s<>()\[\]{},;:\"'|.…]")
_NUMBER = re.compile(r"[+(]?\d(?:[()./-]? ?\d){4,}")
_RUN = re.compile(r"[A-Za-z0-9]{5,}")
#: A telephone number that nobody has on record: how it begins, and how many digits one has.
_BEGINS = re.compile(r"\+|\(?0\d{2}")
_LEAST_DIGITS, _MOST_DIGITS = 9, 15
#: A script in which one letter may be a name begins here.
_ONE_LETTER_NAMES = "\u2e80"
_LINES_KEPT = 4096


@frozen
class _Word:
    start: int
    end: int
    folded: str


class KnownPeople:
    """What identifies people, in a form in which a line is looked through quickly."""

    def __init__(self, names: Mapping[str, str], codes: Iterable[str]) -> None:
        """`names` are whole names, each with what takes its place; `codes` are addresses, numbers and ids."""
        self._whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._words: set[str] = set()
        self._small: set[str] = set()  # words that are names however they are written
        self._codes: set[str] = set()
        self._as_written: dict[str, str] = {}  # names with signs in them, and their parts with such
        for name, instead in names.items():
            self._learn(name, instead)
        for sequences in self._whole.values():
            sequences.sort(key=lambda pair: -len(pair[0]))
        for code in codes:
            self._codes.add(code.casefold())
            self._codes.add(_digits(code) or code)
            self._codes.update(run for run in _RUN.findall(code) if run.isdigit())
        self._starts = sorted(self._words)
        self.spans = lru_cache(_LINES_KEPT)(self._spans)

    def _learn(self, name: str, instead: str) -> None:
        for part in (name, *name.split()):
            if len(part) >= _LEAST_LETTERS and not _PLAIN.fullmatch(part):
                self._as_written.setdefault(part, instead if part == name else BAR)
        written = _WORD.findall(name)
        words = tuple(map(fold, written))
        if not words:
            return
        if len(words) > 1:
            self._whole.setdefault(words[0], []).append((words, instead))
            self._small.update(("".join(words), "".join((words[-1], *words[:-1]))))
            surname_first = (words[-1], *words[:-1])
            self._whole.setdefault(surname_first[0], []).append((surname_first, instead))
        told = {word for word in words if len(word) > 1 or word >= _ONE_LETTER_NAMES}
        self._words |= told
        # deShawn: no other word is written so
        self._small.update(fold(word) for word in written if not word[0].isupper() and word != word.lower())
        if name.islower() or not any(letter.isupper() or letter.islower() for letter in name):
            self._small |= told

    def _spans(self, line: str) -> tuple[Span, ...]:
        """The parts of a line that identify somebody, from left to right, and what is drawn instead."""
        found = [*self._codes_in(line), *self._names_in(line), *self._as_written_in(line)]
        found.sort(key=lambda span: (span[0], -span[1]))
        apart: list[Span] = []
        for start, end, instead in found:
            if apart and start < apart[-1][1]:
                if end > apart[-1][1]:  # half of it is in the one before: both are one bar
                    apart[-1] = (apart[-1][0], end, BAR)
                continue
            apart.append((start, end, instead))
        return tuple(apart)

    def _codes_in(self, line: str) -> Iterable[Span]:
        if "@" in line:
            for match in _ADDRESS.finditer(line):
                yield *match.span(), BAR
        for match in _NUMBER.finditer(line):
            digits = _digits(match[0])
            dialled = _BEGINS.match(match[0]) and _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS
            if dialled or digits in self._codes:
                yield *match.span(), BAR
        for match in _RUN.finditer(line):
            if match[0].casefold() in self._codes:
                yield *match.span(), BAR

    def _names_in(self, line: str) -> Iterable[Span]:
        words = [_Word(*match.span(), fold(match[0])) for match in _WORD.finditer(line)]
        place = 0
        while place < len(words):
            number, instead = self._whole_at(line, words, place)
            if number:
                yield words[place].start, words[place + number - 1].end, instead
            elif self._is_name(line, words[place]):
                yield words[place].start, words[place].end, BAR
            place += number or 1

    def _as_written_in(self, line: str) -> Iterable[Span]:
        """Names with signs in them, wherever they stand, and what the width has left of one."""
        for name, instead in self._as_written.items():
            start = line.find(name)
            while start >= 0:
                yield start, start + len(name), instead
                start = line.find(name, start + len(name))
            cut = line.find(_CUT)
            while cut >= 0:
                left = next(
                    (n for n in range(len(name) - 1, _LEAST_LETTERS - 1, -1) if line.endswith(name[:n], 0, cut)), 0
                )
                if left:
                    yield cut - left, cut, BAR
                cut = line.find(_CUT, cut + 1)

    def _whole_at(self, line: str, words: list[_Word], place: int) -> tuple[int, str]:
        """How many of the words from here on are somebody's whole name, and what takes its place."""
        for sequence, instead in self._whole.get(words[place].folded, ()):
            number = len(sequence)
            there = words[place : place + number]
            if len(there) == number and all(
                (word.folded == part or (_is_cut(line, word) and part.startswith(word.folded)))
                and (word is there[0] or line[before.end : word.start] in _BETWEEN)
                for before, word, part in zip([there[0], *there], there, sequence, strict=False)
            ):
                return number, instead
        return 0, ""

    def _is_name(self, line: str, word: _Word) -> bool:
        written_as_one = line[word.start].isupper() or _is_joined(line, word)
        if word.folded in self._small or (written_as_one and word.folded in self._words):
            return True
        if written_as_one and _is_cut(line, word):
            place = bisect_left(self._starts, word.folded)
            return place < len(self._starts) and self._starts[place].startswith(word.folded)
        return False


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _is_cut(line: str, word: _Word) -> bool:
    return line.startswith(_CUT, word.end)


def _is_joined(line: str, word: _Word) -> bool:
    """Whether it is part of an address, a path or a file's name."""
    before, after = line[max(0, word.start - 2) : word.start], line[word.end : word.end + 2]
    return (before[-1:] in _JOINTS and before != "" and (before[-1] in "/\\_" or before[:1].isalnum())) or (
        after[:1] in _JOINTS and after != "" and after[1:].isalnum()
    )
