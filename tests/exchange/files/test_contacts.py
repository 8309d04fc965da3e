"""E-mail addresses and telephone numbers: taken apart, and what a spreadsheet did to them is said."""

from __future__ import annotations

import pytest

from psw_tui.exchange.files.cell_values import BadValue
from psw_tui.exchange.files.contacts import about_email, about_phone, to_email, to_phone


@pytest.mark.parametrize(
    "text",
    [
        "ada.ash@x.example",
        "Ada Ash <ada.ash@x.example>",
        '"Ash, Ada" <ada.ash@x.example>',
        "<ada.ash@x.example>",
        "mailto:ada.ash@x.example",
        "MAILTO:ada.ash@x.example?subject=PSW",
        "[ada.ash@x.example](mailto:ada.ash@x.example)",
        "ada.ash@x.example;",
        "ada.ash@x.example,",
        "ada.ash@x.example.",
        "'ada.ash@x.example'",
        "Ada Ash (ada.ash@x.example)",
        " e-mail: ada.ash@x.example ",
    ],
)
def test_an_address_is_taken_out_of_what_stands_around_it(text: str) -> None:
    assert to_email(text) == "ada.ash@x.example"
    assert about_email(text) == ""


@pytest.mark.parametrize(
    "text", ["ada at x.example", "ada@@x.uk", "ada..b@x.uk", "ada@x,uk", "@x.uk", "ada@", "ask Bo"]
)
def test_what_is_no_address_stays_and_is_warned_of(text: str) -> None:
    assert to_email(text) == text
    assert "is not an e-mail address" in about_email(text)


@pytest.mark.parametrize(
    ("text", "address", "says"),
    [
        ("a@x.uk; b@x.uk", "a@x.uk", "b@x.uk beside it is not"),
        ("a@x.uk,b@x.uk", "a@x.uk", "b@x.uk beside it is not"),
        ("a@x.uk / A@X.UK", "a@x.uk", "look whether that is the whole"),
        ("ada ash@x.uk", "ash@x.uk", "look whether that is the whole"),
        ("ada@gmail", "ada@gmail", "looks incomplete"),
    ],
)
def test_an_address_that_is_not_certain_is_warned_of(text: str, address: str, says: str) -> None:
    assert to_email(text) == address
    assert says in about_email(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("447701123456.0", "447701123456"),
        ("447701123456,00", "447701123456"),
        ("4.47701123456E+11", "447701123456"),
        ("4,47701123456e11", "447701123456"),
        ("tel:+44 7700 900123", "+44 7700 900123"),
        ("Tel. 07700 900123", "07700 900123"),
        ("07700 900123 ext. 4", "07700 900123 ext. 4"),
        ("+44 (0)7700 900123", "+44 (0)7700 900123"),
    ],
)
def test_a_number_is_its_digits(text: str, number: str) -> None:
    assert to_phone(text) == number
    assert about_phone(number) == ""


@pytest.mark.parametrize("text", ["4.47701E+11", "4,47701E+11", "4.47701e11", "7.7009E+09", "4E+11", "4.5E+12"])
def test_a_number_whose_digits_are_lost_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        to_phone(text)
    assert "digits are lost" in caught.value.expected
    assert "formatted as text" in caught.value.expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("7700900123", "(07700900123?)"),
        ("7700900123.0", "(07700900123?)"),
        ("2079460000", "(02079460000?)"),
        ("123456789", "(0123456789?)"),
        ("447701000000", "may have lost digits"),
    ],
)
def test_what_excel_took_from_a_number_is_warned_of(text: str, says: str) -> None:
    assert says in about_phone(to_phone(text))
