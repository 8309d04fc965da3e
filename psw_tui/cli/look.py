"""The pieces of a printed page: headings, thin rules, tables without boxes, and states as sign and word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column
from rich.text import Text

from psw_tui import signs
from psw_tui.cli.fitting_table import FittingTable
from psw_tui.policy.calendar import academic_year, london
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from rich.console import JustifyMethod, RenderableType

    from psw_tui.signs import Sign
    from psw_tui.tone import Tone

#: Colours by meaning only; Rich leaves them out where there is no terminal, or NO_COLOR says so.
STYLES: dict[Tone, str] = {
    "normal": "",
    "bright": "bold",
    "dim": "dim",
    "accent": "cyan",
    "good": "green",
    "warn": "yellow",
    "bad": "red",
}
#: From how many columns on a page says more in each line.
ROOMY = 110


def heading(*parts: str) -> Text:
    """The first line of a page: the first part bright, the rest after middle dots."""
    text = Text(" ")
    first, *rest = filter(None, parts)
    text.append(first, "bold")
    for part in rest:
        text.append(" · ", "dim")
        text.append(part)
    return text


def rule() -> RenderableType:
    """A thin line across the page."""
    return Rule(style="dim")


def section(title: str, note: str = "") -> Text:
    """A dim heading within a page."""
    words = f"{title}   {note}" if note else title
    return Text(f"\n {words}", style="dim")


def sentence(text: str, style: str = "", *, indent: int = 1) -> RenderableType:
    """A line of words; it wraps at the width of the page."""
    return Padding(Text(text, style=style), (0, 0, 0, indent), expand=False)


def state(entry: Sign, detail: str = "") -> Text:
    """Sign and word of a state in the colour of its meaning, and a detail after it."""
    text = Text(signs.worded(entry), STYLES[entry.tone])
    if detail:
        text.append(f" {detail}")
    return text


def signed(entry: Sign, detail: str) -> Text:
    """The sign of a state with numbers beside it, where the page says elsewhere what the signs mean."""
    text = Text(signs.sign(entry), STYLES[entry.tone])
    return text.append(f" {detail}", "default")


def table(*columns: Column, headings: bool = True) -> FittingTable:
    """A table of space and dim headings."""
    made = FittingTable(*columns, headings=headings)
    made.columns[0].header = Text(f" {made.columns[0].header}", style="dim")
    return made


def flexible(header: str = "", longest: int = 40) -> Column:
    """A column of names: it gives way first, and what doesn't fit ends in an ellipsis."""
    return Column(Text(header), overflow="ellipsis", max_width=longest)


def fixed(header: str = "", justify: JustifyMethod = "left") -> Column:
    """A column as wide as what stands in it."""
    return Column(Text(header), no_wrap=True, justify=justify)


def wrapping(header: str = "") -> Column:
    """A column of sentences."""
    return Column(Text(header), overflow="fold", ratio=1)


def name(text: str) -> Text:
    """A name letter for letter on one line, never markup."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def short_day(day: date, year: int | None = None) -> str:
    """`Tue 12 Jan`; with its year where that is not the academic year `year`."""
    return day_words(day, year=year is None or year != academic_year(day))


def at(instant: datetime, year: int | None = None) -> str:
    """`Tue 12 Jan 14:10`, as London's clocks show it."""
    local = london(instant)
    return f"{short_day(local.date(), year)} {local:%H:%M}"
