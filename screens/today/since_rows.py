"""The lines of the page of what happened since a day: what stands in each, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from screens.widgets.row_table import Cell, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psw_tui.exchange.since.document import Goes, NumberTable, PageSection, SincePage
    from psw_tui.tone import Tone

#: The cells that the first column has at least, and at most.
_WHAT_CELLS = (24, 28)
_GAP = 2
_Row = tuple[str, str, "Tone", "Goes | None", str]


class PageRows:
    """The lines of a page by their keys, of which those stay that fit a filter: with reasons the same as without.

    `goes` is where a line leads, `whole` all that it says, `headings` the keys of headings.
    """

    def __init__(self, page: SincePage | None, fits: Callable[[tuple[str, str, str]], bool] | None) -> None:
        self.lines: dict[str, Line] = {}
        self.goes: dict[str, Goes] = {}
        self.whole: dict[str, str] = {}
        self.headings: set[str] = set()
        self._longest = 0
        self._fits = fits
        if page is not None:
            for section in page.sections:
                self._take_section(section)
            if fits is None:
                self._take_end(page)

    @property
    def width_of_what(self) -> int:
        """How wide the first column is to be."""
        least, most = _WHAT_CELLS
        return min(most, max(least, self._longest))

    def _take_section(self, section: PageSection) -> None:
        rows = list(enumerate(_rows_of(section)))
        if self._fits is not None:
            rows = [(place, row) for place, row in rows if self._fits((row[0], row[1], row[4]))]
            if not rows:
                return
        number = f" · {section.number:,}" if section.number else ""
        self._take_heading(f"{section.title}{number}", section.key)
        if self._fits is None and (section.lead or not rows):
            self._take(f"{section.key}:lead", "", section.lead if rows else section.empty, "dim")
        group = ""
        for place, (what, words, tone, goes, of) in rows:
            if of and of != group:
                group = of
                self._take_heading(f"  {of}", f"{section.key}:{place}")
            self._take(f"{section.key}:{place}", what, words, tone, goes)

    def _take_end(self, page: SincePage) -> None:
        self._take_heading("Left out", "left-out")
        for place, words in enumerate(page.left_out):
            self._take(f"left-out:{place}", "", words, "dim")
        self._take_heading("Made of", "foot")
        for place, words in enumerate((*page.foot.said, page.foot.how, page.foot.code)):
            self._take(f"foot:{place}", "", f"{words}.", "dim")

    def _take_heading(self, title: str, key: str) -> None:
        self.headings.add(f"heading:{key}")
        self.lines[f"heading:{key}"] = Line((title,), heading=True)

    def _take(self, key: str, what: str, words: str, told: Tone, goes: Goes | None = None) -> None:
        name: Tone = "bright" if told == "normal" else told
        self.lines[key] = Line((Cell(what, name), Cell(words, told)))
        self.whole[key] = f"{what}  {words}".strip()
        self._longest = max(self._longest, cell_len(what))
        if goes is not None:
            self.goes[key] = goes


def _rows_of(section: PageSection) -> Iterator[_Row]:
    """The lines of a section: what, words, tone, where they lead, and the heading that they stand under."""
    for table in section.tables:
        yield from _rows_of_table(table)
    for group in section.groups:
        for place, line in enumerate(group.lines):
            goes = line.goes or group.goes
            words = f"{line.words} · {group.note}" if group.note and not place else line.words
            yield line.what, words, line.tone, goes, group.title


def _rows_of_table(table: NumberTable) -> Iterator[_Row]:
    """Numbers under each other; the heads of the columns come first."""
    every = (table.head, *table.rows)
    widths = [max(cell_len(row[place]) for row in every) for place in range(len(table.head))]
    for number, row in enumerate(every):
        cells = [_padded(value, widths[place], right=place in table.numbers) for place, value in enumerate(row)]
        tone: Tone = "normal" if number else "dim"
        yield row[0], (" " * _GAP).join(cells[1:]).rstrip(), tone, None, table.title


def _padded(value: str, width: int, *, right: bool) -> str:
    spare = " " * (width - cell_len(value))
    return f"{spare}{value}" if right else f"{value}{spare}"
