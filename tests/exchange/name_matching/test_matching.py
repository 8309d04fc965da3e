"""Who in a report is whom: certain by e-mail, alias or exact unique name; otherwise suggested, and never chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.name_matching.matching import Attendee, How, LeaderMatcher, Match, is_device, name_key, people
from psw_tui.store.registers.reports import Candidate

ROSTER = LeaderMatcher(
    (
        Candidate("L001", "Amara", "Osei", email="amara.osei@example.org"),
        Candidate("L002", "Siân", "Patel", email="sian@example.org"),
        Candidate("L003", "Mary-Anne", "O'Neil", preferred="Molly"),
        Candidate("L004", "Samuel", "Jones", aliases=frozenset({"jay sammy", "sam", "j sam", "sj@home.example"})),
        Candidate("L005", "Samantha", "Jones", email="samantha@example.org"),
        Candidate("L006", "Ali", "Hassan"),
        Candidate("L007", "Hassan", "Ali"),
    )
)


def match(name: str, email: str = "", original: str = "") -> Match:
    return ROSTER.match(Attendee("key", (ReportLine(2, name, original, email),)))


@pytest.mark.parametrize(
    ("name", "email", "leader", "how"),
    [
        pytest.param("whoever", "Amara.Osei@Example.org", "L001", How.EMAIL, id="an e-mail address, case aside"),
        pytest.param("iPad", "sian@example.org", "L002", How.EMAIL, id="an address counts whatever the device"),
        pytest.param("Sammy Jay", "", "L004", How.ALIAS, id="a name confirmed before"),
        pytest.param("S", "sj@home.example", "L004", How.ALIAS, id="an address confirmed before"),
        pytest.param("AMARA OSEI", "", "L001", How.NAME, id="an exact name, case aside"),
        pytest.param("Sian Patel", "", "L002", How.NAME, id="accents aside"),
        pytest.param("Osei, Amara", "", "L001", How.NAME, id="surname first"),
        pytest.param("Molly O'Neil", "", "L003", How.NAME, id="the preferred name"),
        pytest.param("mary anne oneil", "", "L003", How.NAME, id="punctuation aside"),
        pytest.param("Amara Osei (she/her)", "", "L001", How.NAME, id="pronouns in brackets aside"),
        pytest.param("Amara Osei", "private@home.example", "L001", How.NAME, id="a private address, the name exact"),
    ],
)
def test_what_is_certain_is_matched(name: str, email: str, leader: str, how: How) -> None:
    matched = match(name, email)
    assert (matched.leader, matched.how) == (leader, how)


def test_the_name_before_a_rename_is_tried_too() -> None:
    assert match("Ami", original="Amara Osei").leader == "L001"
    assert match("Amara Osei", original="Galaxy S21").leader == "L001"


@pytest.mark.parametrize(
    ("name", "email", "suggested"),
    [
        pytest.param("Hassan Ali", "", {"L006", "L007"}, id="two whose names are the same words"),
        pytest.param("Beth Khan", "amara.osei@example.org", {"L001"}, id="an address alone still is certain"),
        pytest.param("Siân Patel", "amara.osei@example.org", {"L001", "L002"}, id="one's address, another's name"),
        pytest.param("Jones", "", {"L004", "L005"}, id="a surname that two bear"),
    ],
)
def test_two_candidates_are_never_chosen_between(name: str, email: str, suggested: set[str]) -> None:
    matched = match(name, email)
    if len(suggested) == 1:
        assert matched.leader in suggested
    else:
        assert matched.leader is None
        assert suggested <= set(matched.suggested)


@pytest.mark.parametrize("name", ["Amara Ose", "Amara", "Amarah Osei", "A. Osei"])
def test_a_name_that_is_nearly_right_is_only_suggested(name: str) -> None:
    matched = match(name)
    assert matched.leader is None
    assert matched.suggested[0] == "L001"


@pytest.mark.parametrize(
    "name",
    [
        "+44 7700 900123",
        "442071838750",
        "iPad",
        "Galaxy S21",
        "Conference Room 2",
        "Zoom user",
        "Guest",
        "",
    ],
)
def test_telephones_and_devices_are_nobody(name: str) -> None:
    assert is_device(name)
    matched = match(name)
    assert (matched.leader, matched.suggested) == (None, ())


@pytest.mark.parametrize("name", ["Alex Guest", "Ipek Adler", "Galaxia Room", "Usha Userman"])
def test_a_surname_that_looks_like_a_placeholder_is_a_name(name: str) -> None:
    assert not is_device(name)


@pytest.mark.parametrize("address", ["amara.osei@home.example", "Osei_Amara77@home.example", "amara-osey@x.example"])
def test_a_name_is_suggested_from_what_stands_before_the_at(address: str) -> None:
    """Of a device too; it is never enough to match."""
    assert match("iPad 2", address).leader is None
    assert match("A.", address).suggested == ("L001",)
    assert match("A.", "nobody.known@home.example") == Match()


def test_nobody_like_that_is_nobody() -> None:
    assert match("Zbigniew Brzezicki") == Match()


def test_lines_are_gathered_by_address_and_without_one_by_name() -> None:
    lines = [
        ReportLine(2, "Amara", email="a@example.org"),
        ReportLine(3, "Amara (phone)", email="A@example.org"),
        ReportLine(4, "Sam"),
        ReportLine(5, "sam"),
        ReportLine(6, "Ami", original="Sam"),
        ReportLine(7, "Dewi"),
    ]
    assert [[line.row for line in person.lines] for person in people(lines)] == [[2, 3], [4, 5], [6], [7]]


def test_what_is_remembered_is_the_address_else_the_name_and_nothing_of_a_device() -> None:
    assert people([ReportLine(2, "Ami", email="Ami@Home.example")])[0].said == ("ami@home.example",)
    assert people([ReportLine(2, "Ami O.")])[0].said == ("ami o",)
    assert people([ReportLine(2, "iPad")])[0].said == ()


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_whatever_a_report_calls_somebody_two_are_never_matched_and_nothing_breaks(
    name: str, original: str, email: str
) -> None:
    matched = match(name, email, original)
    assert matched.leader is None or not matched.suggested
    assert set(matched.suggested) <= {leader.reference for leader in ROSTER.candidates}


@given(st.permutations(["Mary", "Anne", "O'Neil"]))
def test_the_order_of_a_names_parts_is_no_matter(parts: list[str]) -> None:
    assert name_key(" ".join(parts)) == name_key("Mary Anne O'Neil")


_FULL = {"Amara Osei": "L001", "Siân Patel": "L002"}
_HELPERS = ("Otter.ai", "Notetaker", "Interpreter", "Dolmetscher", "Fireflies.ai")
_PIECES = (
    *_FULL,
    *_HELPERS,
    "Amara",
    "Osei",
    "Sam",
    "iPhone",
    "Guest 3",
    "Meeting Room 2",
    "Zoom user",
    "(",
    ")",
    "&",
    "for",
)
_SHOWN = st.lists(st.sampled_from(_PIECES), max_size=4).map(" ".join)


@given(_SHOWN, _SHOWN, st.sampled_from(("", "", "amara.osei@example.org", "training@example.org", "x@otter.ai")))
def test_of_any_mixture_only_a_whole_name_or_an_address_is_certain_and_never_a_note_taker(
    name: str, original: str, email: str
) -> None:
    matched = match(name, email, original)
    if matched.leader is None:
        return
    said = " ".join(f"{name} {original}".replace("(", " ").replace(")", " ").split())
    named = {leader for full, leader in _FULL.items() if full in said or " ".join(reversed(full.split())) in said}
    assert matched.leader in named or (matched.leader == "L001" and email == "amara.osei@example.org")
    assert not any(helper in said for helper in _HELPERS)
    assert not name.strip("() ") or not is_device(name) or email


@given(st.lists(st.tuples(_SHOWN, _SHOWN, st.sampled_from(("", "t@example.org"))), max_size=8))
def test_of_any_mixture_no_line_is_lost_and_no_device_is_put_with_anybody(rows: list[tuple[str, str, str]]) -> None:
    lines = [ReportLine(row, *line) for row, line in enumerate(rows)]
    found = people(lines)
    assert sorted(line.row for person in found for line in person.lines) == list(range(len(rows)))
    for person in found:
        if not person.email and len(person.lines) > 1:
            assert not any(map(is_device, filter(None, (line.name.partition("(")[0].strip() for line in person.lines))))
