"""The lines of a report by person: who is put together with whom, and who never is."""

from __future__ import annotations

import pytest

from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.name_matching.people import people


def line(row: int, name: str, email: str = "", file: str = "") -> ReportLine:
    """A line; `Now (Before)` is a rename."""
    shown, _, before = name.partition(" (")
    return ReportLine(row, shown, before.rstrip(")"), email, file=file)


def gathered(*names: str) -> list[list[int]]:
    lines = [line(row, *name.split(" | ")) for row, name in enumerate(names)]
    return [[own.row for own in person.lines] for person in people(lines)]


@pytest.mark.parametrize(
    ("names", "persons"),
    [
        pytest.param(("Sam", "sam", "SAM"), [[0, 1, 2]], id="one name, case aside"),
        pytest.param(("Sam", "Sam Jones (Sam)", "Sam Turner (Sam)"), [[0], [1], [2]], id="two who renamed themselves"),
        pytest.param(("Sam Jones", "Sam Jones (Sam)", "Sam Jones (iPhone)"), [[0, 1, 2]], id="the same whole name"),
        pytest.param(("Ami (Sam)", "Sam"), [[0], [1]], id="what was renamed from a bare name stays apart"),
        pytest.param(("iPhone", "iPhone", "Ben Cole (iPhone)"), [[0], [1], [2]], id="two telephones of one make"),
        pytest.param(("Guest 3", "Guest 3"), [[0], [1]], id="a placeholder"),
        pytest.param(("Zoom user (Guest)", "Guest (Zoom user)"), [[0], [1]], id="placeholders in brackets"),
        pytest.param(("iPhone (Amara)", "iPhone (Ben)"), [[0], [1]], id="a telephone with a name in brackets"),
        pytest.param(("+44 7700 900123", "+447700900123"), [[0, 1]], id="one telephone number is one telephone"),
        pytest.param(("Thomas James", "James Thomas", "Thomas James"), [[0, 2], [1]], id="the other way round"),
        pytest.param(("", ""), [[0], [1]], id="rows without a name"),
        pytest.param(
            ("Amara Osei | a@x.example", "Amara | A@x.example", "iPad | a@x.example"), [[0, 1, 2]], id="one address"
        ),
        pytest.param(("Amara Osei | t@x.example", "Ben Cole | t@x.example"), [[0], [1]], id="two on one account"),
        pytest.param(
            ("Amara Osei | t@x.example", "Ben Cole | t@x.example", "iPad | t@x.example", "iPad | t@x.example"),
            [[0], [1], [2], [3]],
            id="devices on an account of two",
        ),
    ],
)
def test_lines_are_one_persons_only_where_nothing_speaks_against_it(
    names: tuple[str, ...], persons: list[list[int]]
) -> None:
    assert gathered(*names) == persons


def test_devices_of_two_files_are_apart_though_their_rows_are_the_same() -> None:
    assert len(people([line(2, "iPad", file="aaaa"), line(2, "iPad", file="bbbb")])) == 2


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("Ami | Ami@Home.example", ("ami@home.example",)),
        ("Ami O.", ("ami o",)),
        ("Amara & Ben", ()),
        ("Amara and Ben", ()),
        ("iPad", ()),
        ("Otter.ai Notetaker (Ben Cole)", ()),
        ("Grace on behalf of Amara", ()),
        ("Hackney | training@hackney.example", ()),
    ],
)
def test_what_may_be_remembered_is_the_address_else_the_name(person: str, said: tuple[str, ...]) -> None:
    assert people([line(2, *person.split(" | "))])[0].said == said


def test_nothing_is_remembered_of_an_address_of_two() -> None:
    both = people([line(2, "Amara Osei", "t@x.example"), line(3, "Ben Cole", "t@x.example")])
    assert [person.said for person in both] == [(), ()]
