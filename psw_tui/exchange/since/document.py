"""The page of what happened since a day, as frozen values: the app, HTML, Markdown and JSON all show the same."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.exchange.pages.foot import Foot
    from psw_tui.tone import Tone


class ReaderKind(StrEnum):
    """For whom a page is."""

    ME = "me"
    COVER = "cover"
    MANAGER = "manager"


READER_WORDS = {
    ReaderKind.ME: "me, after leave",
    ReaderKind.COVER: "a colleague who covers",
    ReaderKind.MANAGER: "the manager, numbers alone",
}


class PageForm(StrEnum):
    """What kind of file a page becomes."""

    HTML = "html"
    MARKDOWN = "md"


@frozen
class SpanAsked:
    """Which page: the first and the last day of the span, for whom, of one cohort or all; `reasons` where asked for."""

    first: date
    last: date
    reader: ReaderKind = ReaderKind.ME
    cohort: str | None = None
    reasons: bool = False


@frozen
class Goes:
    """Where a line leads in the app: an area and a row of it, and whether to open that row's page."""

    area: str
    row: str
    page: bool = False


@frozen
class Fact:
    """One fact: what or who, and what there is to say of it; `entries` of the journal (by key) are told by it."""

    what: str
    words: str
    tone: Tone = "normal"
    goes: Goes | None = None
    entries: tuple[str, ...] = ()


@frozen
class FactGroup:
    """Lines under a heading of their own; `number` is how many facts they tell of, where some stand for several."""

    title: str
    lines: tuple[Fact, ...]
    number: int
    note: str = ""
    goes: Goes | None = None


@frozen
class NumberTable:
    """Numbers side by side; `numbers` are the places of the columns that count, the others name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    numbers: tuple[int, ...] = ()


@frozen
class PageSection:
    """A part of the page; `empty` is what it says where it has nothing."""

    key: str
    title: str
    groups: tuple[FactGroup, ...] = ()
    tables: tuple[NumberTable, ...] = ()
    lead: str = ""
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it but its heading."""
        return not self.groups and not self.tables

    @property
    def number(self) -> int:
        """How many facts it tells of."""
        return sum(group.number for group in self.groups)


@frozen
class SincePage:
    """All that a page says; `left_out` is what it does not tell, `nothing` what stands in place of an empty page."""

    asked: SpanAsked
    title: str
    lead: str
    sections: tuple[PageSection, ...]
    left_out: tuple[str, ...]
    foot: Foot
    nothing: str = ""
