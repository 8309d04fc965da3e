"""How well what was typed fits a name."""

from __future__ import annotations

import pytest

from psw_tui.policy.finding import Fit, Sought
from psw_tui.policy.text import fold


@pytest.mark.parametrize(
    ("typed", "name", "fit"),
    [
        ("Siân Patel", "Sian Patel", Fit.WHOLE),
        ("patel sian", "Siân Patel", Fit.WORDS),
        ("SIÂN", "Siân Patel", Fit.WORDS),
        ("pat si", "Siân Patel", Fit.STARTS),
        ("atel", "Siân Patel", Fit.PART),
        ("o'connor", "Niamh O'Connor", Fit.WORDS),
        ("smith-jones", "Ada Smith-Jones", Fit.WORDS),
        ("jones", "Ada Smith-Jones", Fit.WORDS),
        ("[/]", "[/] [bold]", Fit.PART),
        ("patel x", "Siân Patel", Fit.NONE),
        ("", "Siân Patel", Fit.NONE),
        ("  ", "Siân Patel", Fit.NONE),
        ("sp", "Siân Patel", Fit.NONE),
    ],
)
def test_a_whole_name_fits_better_than_its_words_and_those_than_parts(typed: str, name: str, fit: Fit) -> None:
    assert Sought(typed).fit(fold(name)) is fit
