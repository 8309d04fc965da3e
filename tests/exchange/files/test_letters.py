"""Letters that broke on the way are recognised, and ordinary ones are left alone."""

from __future__ import annotations

import pytest

from psw_tui.exchange.files.letters import has_lost_letters, whole_letters

_NAMES = [
    "Zoë",
    "O’Connor",
    "Siobhán",
    "Łukasik",
    "Nuñez",
    "Ciarán Ó Nualláin",
    "Nguyễn",
    "François Lefèvre",
    "Ørsted",
    "Müller",
    "Güneş",
    "Șerban",
    "Jürgen Großmann",
    "Íñigo",
    "João",
    "Weiß",
    "Ångström",
    "Þórdís",
]


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850"])
def test_a_name_in_the_wrong_code_page_is_read_as_it_was_meant(name: str, codec: str) -> None:
    broken = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in name.encode())
    assert whole_letters(broken) == (broken if "Ș" in name else name)


@pytest.mark.parametrize(
    "name", [*_NAMES, "ANDRÉ’S TRUST", "L’Été’s", "«École»", "AT&T; Co", "Café™", "Großäcker", "陈伟", "Š€"]
)
def test_an_ordinary_name_stays(name: str) -> None:
    assert whole_letters(name) == name
    assert not has_lost_letters(name)


@pytest.mark.parametrize(
    ("broken", "meant"),
    [("ZoÃƒÂ«", "Zoë"), ("Łucja ZoÃ«", "Łucja Zoë"), ("O&#39;Connor", "O'Connor"), ("Zo&euml;", "Zoë")],
)
def test_what_broke_twice_beside_whole_letters_or_into_signs(broken: str, meant: str) -> None:
    assert whole_letters(broken) == meant


@pytest.mark.parametrize(("text", "lost"), [("Ren\ufffde", True), ("Ren?e", True), ("Who?", False), ("? x", False)])
def test_letters_that_are_gone(text: str, lost: bool) -> None:
    assert has_lost_letters(text) is lost
