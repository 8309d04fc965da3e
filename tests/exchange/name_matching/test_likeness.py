"""How alike names are: the same as comparing every set of words, which takes ten times as long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from psw_tui.exchange.name_matching.likeness import Likeness
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.name_matching.matching import Attendee, LeaderMatcher
from psw_tui.exchange.name_matching.names import could_be, name_key, words_of
from psw_tui.store.registers.reports import Candidate

_NAMES = st.lists(st.text("abcoe", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


@given(st.lists(_NAMES, min_size=1, max_size=30), _NAMES)
def test_the_most_alike_are_those_whom_every_set_of_words_compared_would_give(names: list[str], said: str) -> None:
    keys, words = [name_key(name) for name in names], said.split()
    typed = " ".join(sorted(words))
    every = process.extract(typed, keys, scorer=fuzz.token_set_ratio, score_cutoff=70, limit=3)
    likeness = Likeness(keys)
    assert likeness.best(words, 3) == [(score, place) for _, score, place in every]
    assert likeness.is_any(words) is bool(every)


@given(st.lists(_NAMES, min_size=1, max_size=12), _NAMES)
def test_whose_name_one_could_be_is_found_without_asking_everybody(names: list[str], said: str) -> None:
    """A name is remembered for a leader only where it could be nobody else's."""
    candidates = [Candidate(f"L{n:03}", *name.partition(" ")[::2]) for n, name in enumerate(names)]
    matcher = LeaderMatcher(tuple(candidates))
    words = words_of(said)
    is_a_name = len(words) > 1 and any(len(word) > 1 for word in words)
    for own in candidates:
        others = [f"{other.first} {other.last}".split() for other in candidates if other is not own]
        expected = is_a_name and not any(could_be(words, other) for other in others)
        assert matcher.may_remember(said, own.reference) is expected


def test_whom_somebody_might_be_is_worked_out_once_and_when_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    matcher = LeaderMatcher((Candidate("L001", "Amara", "Osei"), Candidate("L002", "Dewi", "Khan")))
    compared: list[list[str]] = []
    best = Likeness.best

    def noted(likeness: Likeness, words: list[str], most: int) -> list[tuple[float, int]]:
        compared.append(words)
        return best(likeness, words, most)

    monkeypatch.setattr(Likeness, "best", noted)
    near = [matcher.match(Attendee(name, (ReportLine(2, name),))) for name in ("Amarra Ossei", "Dewey Kahn", "Q. X.")]
    assert [bool(match.suggested) for match in near] == [True, True, False]
    assert compared == []
    assert (near[0].suggested, near[0].suggested[0]) == (("L001",), "L001")
    assert compared == [["amarra", "ossei"]]
