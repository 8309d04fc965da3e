"""The one choke point of text: what passes, what is dropped, what becomes a blank."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.policy.text import LONGEST, clean, legible_cell, without_commands
from tests.budgets import fuzz
from tests.policy.cases import case

ACUTE = "\u0301"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        case("plain text stays", "Amara Osei", "Amara Osei"),
        case("nothing stays nothing", "", ""),
        case("an accent stays", "Zoë Nuñez", "Zoë Nuñez"),
        case("a closing markup tag stays as it is", "Ann [/] Bell", "Ann [/] Bell"),
        case("a markup action stays as it is", "[@click=app.quit]x", "[@click=app.quit]x"),
        case("a bracketed word stays", "[SICK] Ann", "[SICK] Ann"),
        case("a backslash at the end stays", "Ann \\", "Ann \\"),
        case("an open bracket stays", "O[Brien", "O[Brien"),
        case("a formula stays", "=1+1", "=1+1"),
        case("right-to-left letters stay", "שלום", "שלום"),
        case("a right-to-left override goes", "Ann\u202egro.elpmaxe", "Anngro.elpmaxe"),
        case("isolates go", "\u2066Ann\u2069", "Ann"),
        case("direction marks go", "A\u200en\u200fn\u061c", "Ann"),
        case("a zero-width space goes", "An\u200bn", "Ann"),
        case("a word joiner and a byte order mark go", "An\u2060n\ufeff", "Ann"),
        case("a soft hyphen goes", "An\u00adn", "Ann"),
        case("escape goes, its letters stay", "\x1b[31mAnn", "[31mAnn"),
        case("a one-byte CSI goes", "\x9b31mAnn", "31mAnn"),
        case("a NUL goes", "An\x00n", "Ann"),
        case("delete and backspace go", "An\x7f\x08n", "Ann"),
        case("a bell and an OSC terminator go", "\x1b]0;x\x07Ann", "]0;xAnn"),
        case("a joined emoji stays whole", f"{FAMILY} Ann", f"{FAMILY} Ann"),
        case("an emoji with its variation stays", "\u2764\ufe0f", "\u2764\ufe0f"),
        case("a lone surrogate goes", "An\ud800n", "Ann"),
        case("a private character goes", "An\ue000n", "Ann"),
        case("an unassigned character goes", "An\u0378n", "Ann"),
        case("decomposed is composed", f"e{ACUTE}", "é"),
        case("three combining stay", "x" + ACUTE * 3, "x" + ACUTE * 3),
        case("four combining stay", "x" + ACUTE * 4, "x" + ACUTE * 4),
        case("of five combining four stay", "x" + ACUTE * 5, "x" + ACUTE * 4),
        case("of a hundred combining four stay, on each letter", ("x" + ACUTE * 100) * 2, ("x" + ACUTE * 4) * 2),
        case("a zero-width character starts no new run", "x" + ACUTE * 4 + "\u200b" + ACUTE, "x" + ACUTE * 4),
        case("a line break is one blank", "Ann\nBell", "Ann Bell"),
        case("a Windows line break is one blank", "Ann\r\nBell", "Ann Bell"),
        case("a tab is one blank", "Ann\tBell", "Ann Bell"),
        case("a line separator is one blank", "Ann\u2028Bell\u2029Cook", "Ann Bell Cook"),
        case("a no-break blank is a blank", "Ann\u00a0Bell", "Ann Bell"),
        case("a next-line control is a blank", "Ann\x85Bell", "Ann Bell"),
        case("many blanks are one", "Ann    Bell", "Ann Bell"),
        case("blanks around go", "  Ann  ", "Ann"),
        case("only blanks is nothing", " \n\t ", ""),
        case("only what goes is nothing", "\u200b\u202e\x1b", ""),
    ],
)
def test_clean(given_text: str, expected: str) -> None:
    assert clean(given_text) == expected


@pytest.mark.parametrize(("length", "expected"), [(199, 199), (200, 200), (201, 200), (5000, 200), (1_000_000, 200)])
def test_long_text_is_cut_at_200(length: int, expected: int) -> None:
    assert LONGEST == 200
    assert clean("a" * length) == "a" * expected


def test_the_cap_may_be_another() -> None:
    assert clean("abcdef", 3) == "abc"
    assert clean("ab cdef", 3) == "ab"


def test_long_text_of_decomposed_letters_is_cut_by_letters() -> None:
    assert clean(f"e{ACUTE}" * 300) == "é" * 200


@fuzz
@given(st.text(alphabet=st.characters(codec=None), max_size=400))
def test_what_comes_out_is_clean_and_stays_so(text: str) -> None:
    out = clean(text)
    assert len(out) <= LONGEST
    assert clean(out) == out
    assert unicodedata.is_normalized("NFC", out)
    assert out == out.strip()
    assert "  " not in out
    for character in out:
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert category != "Cf" or character == "\u200d"


@fuzz
@given(st.text(alphabet="aex\u0301\u0327\u200b\u200d\u202e \n", max_size=60))
def test_hostile_little_alphabets_settle_at_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "hidden", ["", " ", "\u200b", "\u200d", "\ufeff", "\u2066", "\ufe0f", "\x00", " \u00a0\u200b "]
)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_cell_that_begins_as_a_formula_is_told_apart_whatever_is_hidden_before_it(hidden: str, sign: str) -> None:
    cell = f"{hidden}{sign}cmd|' /C calc'!A0"
    assert legible_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["\t1", "\r1", "\t=1"])
def test_a_cell_that_begins_with_a_tab_or_a_return_is_told_apart(cell: str) -> None:
    assert legible_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Amara", "1+1", "a=b", "’tis", "\u200d", "שלום"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert legible_cell(cell) == cell


def test_a_terminal_is_given_text_and_line_breaks_alone() -> None:
    assert without_commands("A\x1b[31m\x9b2J\x00\u202eb\u200b\n\u00a0é👩\u200d🚀") == "A[31m2Jb\n\u00a0é👩\u200d🚀"
