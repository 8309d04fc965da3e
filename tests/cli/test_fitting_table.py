"""A table that fits its page is drawn as Rich draws it, to the letter and the colour, without Rich's work per cell."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from psw_tui import signs
from psw_tui.cli import look
from psw_tui.cli.fitting_table import FittingTable
from psw_tui.policy.terms import StandingWord
from tests.policy.cases import case

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.table import Column

_BELOW, _MET = signs.STANDING[StandingWord.BELOW], signs.STANDING[StandingWord.MET]
_NAMES = ("Amara Osei", "李小龙 明", "Łukasz Zażółć-Gęślą of the long family name", "", "José ", " led", "👩‍🏫 T")


def _status() -> tuple[list[Column], list[list[Text]]]:
    columns = [look.fixed("Ref"), look.flexible("Leader", 30), look.fixed("Overall"), look.fixed("study")]
    return columns, [
        [Text(f" L{number:03}"), look.name(name), look.state(_BELOW), look.signed(_MET, f"{number}/4")]
        for number, name in enumerate(_NAMES)
    ]


def _numbers() -> tuple[list[Column], list[list[Text]]]:
    columns = [look.fixed("what"), look.fixed("how many", "right"), look.fixed()]
    return columns, [[Text(name, "no such style"), Text(f"{len(name):,}"), look.state(_MET, "3/4")] for name in _NAMES]


def _sentences() -> tuple[list[Column], list[list[Text]]]:
    words = "Study: 3 of 6 (local setting) so far, 4 needed, 3 still open; none to spare, none missed (1.1.4)."
    return [look.fixed("clause"), look.wrapping("why")], [
        [Text(" 1.1.4"), Text(words)],
        [Text("2"), Text("two\nlines")],
    ]


def _nothing() -> tuple[list[Column], list[list[Text]]]:
    return [look.fixed("Ref"), look.flexible("Leader")], []


def _drawn(table: Table, width: int, *, colour: bool) -> str:
    page = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
    )
    page.print(table)
    return page.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [20, 34, 40, 46, 60, 80, 130])
@pytest.mark.parametrize(
    "made",
    [
        case("standings, whose names give way", _status),
        case("numbers at the right", _numbers),
        case("sentences, which wrap", _sentences),
        case("headings alone", _nothing),
    ],
)
def test_it_is_drawn_as_rich_draws_it(
    made: Callable[[], tuple[list[Column], list[list[Text]]]], width: int, *, colour: bool
) -> None:
    """Whatever has room, and whatever has not."""
    drawn = []
    for kind in (Table, FittingTable):
        columns, rows = made()
        table: Table = look.table(*columns)
        if kind is Table:
            table = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for row in rows:
            table.add_row(*row)
        drawn.append(_drawn(table, width, colour=colour))
    assert drawn[0] == drawn[1]


def test_states_that_are_alike_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rich lays out as many cells for a thousand leaders as for ten: the page of a thousand took half a second."""
    laid_out: list[Any] = []
    render_lines = Console.render_lines

    def counted(console: Console, *arguments: Any, **named: Any) -> Any:
        laid_out.append(arguments)
        return render_lines(console, *arguments, **named)

    monkeypatch.setattr(Console, "render_lines", counted)
    numbers = []
    for leaders in (10, 1000):
        laid_out.clear()
        table = look.table(look.fixed("Ref"), look.flexible("Leader", 30), look.fixed("study"))
        for number in range(leaders):
            table.add_row(Text(f" L{number}"), look.name(f"Osei {number}"), look.signed(_MET, f"{number % 4}/4"))
        _drawn(table, 80, colour=False)
        numbers.append(len(laid_out))
    assert numbers[0] == numbers[1] <= 5
