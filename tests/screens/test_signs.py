"""A sign tells its glyph, its letter, its word and its tone by name; every tone has one look in a line of words."""

from __future__ import annotations

from typing import get_args

import pytest

from psw_tui import signs
from psw_tui.policy.terms import MarkValue
from screens.shell.wording import TONES, undimmed


def test_a_mark_is_drawn_by_glyph_or_letter_and_word(monkeypatch: pytest.MonkeyPatch) -> None:
    part = signs.MARK[MarkValue.PART]
    assert (part.glyph, part.ascii, part.word, part.tone) == ("◐", "T", "part", "warn")
    monkeypatch.setenv("PSW_ASCII", "1")
    assert signs.worded(part) == "T part"


def test_every_tone_has_its_look_and_an_explanation_of_signs_dims_none() -> None:
    assert set(TONES) == set(get_args(signs.Tone))
    assert (TONES["dim"], undimmed("dim")) == ("dim", "")
    assert undimmed("warn") == TONES["warn"] == "$text-warning"
