"""A sign tells its glyph, its letter, its word and its tone by name; every tone has one look in a line of words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from psw_tui import signs
from psw_tui.policy.terms import MarkValue, StandingWord
from psw_tui.tone import Tone
from screens.shell.wording import TONES, undimmed
from tests.policy.cases import case, on, record


def test_a_mark_is_drawn_by_glyph_or_letter_and_word(monkeypatch: pytest.MonkeyPatch) -> None:
    part = signs.MARK[MarkValue.PART]
    assert (part.glyph, part.ascii, part.word, part.tone) == ("◐", "T", "part", "warn")
    monkeypatch.setenv("PSW_ASCII", "1")
    assert signs.worded(part) == "T part"


def test_every_tone_has_its_look_and_an_explanation_of_signs_dims_none() -> None:
    assert set(TONES) == set(get_args(Tone))
    assert (TONES["dim"], undimmed("dim")) == ("dim", "")
    assert undimmed("warn") == TONES["warn"] == "$text-warning"


@pytest.mark.parametrize("room", [0, 13])
@pytest.mark.parametrize("standing", list(StandingWord))
@pytest.mark.parametrize("state", ["withdrawn", "completed", "paused", "offered"])
def test_of_who_is_away_no_standing_is_drawn_that_may_still_change(
    state: str, standing: StandingWord, room: int
) -> None:
    day = on("2027-02-01")
    rec = record(state=state, signed=None if state == "offered" else "2026-08-01", pause=("2026-11-03", None))
    rec = replace(rec, leader=replace(rec.leader, withdrawn_on=on("2026-11-03")))
    overall = signs.of_leader(rec, standing, day, room)
    assert "on track" not in (overall.word, signs.of_standing(rec, standing, day).word) or state == "offered"
    assert overall.word.startswith({"offered": "not covered"}.get(state, state))
    assert not room or len(signs.worded(overall)) <= room
    assert overall.tone == "dim"


@pytest.mark.parametrize(
    ("standing", "word"),
    [
        case("met stays", StandingWord.MET, "met"),
        case("unreachable stays", StandingWord.UNREACHABLE, "unreachable"),
        case("what was open has ended", StandingWord.AT_RISK, "ended"),
        case("on track has ended", StandingWord.ON_TRACK, "ended"),
    ],
)
def test_once_its_cohort_is_over_a_standing_says_what_it_came_to(standing: StandingWord, word: str) -> None:
    rec = record()
    assert signs.of_leader(rec, standing, on("2027-09-01")).word == word
    closed = replace(rec, cohort=replace(rec.cohort, closed_on=on("2027-02-01")))
    assert signs.of_leader(closed, standing, on("2027-02-01")).word == word
    assert signs.of_leader(closed, standing, on("2027-01-31")) == signs.STANDING[standing]
