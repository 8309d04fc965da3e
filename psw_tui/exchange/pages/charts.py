"""Charts of a page as inline SVG: bars of parts, each known by its pattern, sign and word, never by colour alone.

bars("health", "How leaders stand", [ChartBar("study", standing_parts(counted))])     # Markup for a template

A page with charts is given this module as `charts`; it includes `pages/charts.css` in its block `style`, and says
`{{ charts.patterns() }}` once before the first of them. Only the bar itself is SVG: its label and its numbers are text
that wraps, and is as large on a phone as on paper.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from psw_tui import signs
from psw_tui.policy.came_to import CameTo
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus, StandingWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.policy.came_to import Attendance
    from psw_tui.signs import Sign

#: More bars than so many go into a second figure, so that none is ever longer than a page.
_MOST: Final = 20
_CONTINUED: Final = ", continued"
#: How each word is drawn: solid, empty, or a pattern in a tone; the denser the better, so that grey says it too.
_FILLS: Final = {
    StandingWord.MET: "solid",
    StandingWord.ON_TRACK: "hatch-good",
    StandingWord.AT_RISK: "dots-warn",
    StandingWord.BELOW: "lines-bad",
    StandingWord.UNREACHABLE: "cross-bad",
    CameTo.PRESENT: "solid",
    CameTo.CAUGHT_UP: "hatch-good",
    CameTo.PART: "dots-warn",
    CameTo.ABSENT: "cross-bad",
    CameTo.UNRECORDED: "empty",
    BookingStatus.ATTENDED: "solid",
    BookingStatus.BOOKED: "hatch-accent",
    BookingStatus.SPENT: "cross-bad",
}
_SHAPES: Final = {
    "hatch": '<rect width="7" height="7" class="paper"/><path d="M-1,1 l2,-2 M0,7 l7,-7 M6,8 l2,-2" class="{tone}"/>',
    "dots": '<rect width="7" height="7" class="paper"/><circle cx="2" cy="2" r="1.3" class="{tone} dot"/>',
    "lines": '<rect width="7" height="7" class="paper"/><path d="M0,2 h7 M0,5.5 h7" class="{tone}"/>',
    "cross": '<rect width="7" height="7" class="paper"/><path d="M0,0 l7,7 M7,0 l-7,7" class="{tone}"/>',
}


@frozen
class BarPart:
    """A part of a bar: its sign, how it is filled, and how many it stands for."""

    sign: Sign
    fill: str
    number: int


@frozen
class ChartBar:
    """One bar: its label, its parts in order, and what stands beside the label; one of nothing says `nothing`."""

    label: str
    parts: tuple[BarPart, ...]
    note: str = ""
    nothing: str = "nobody yet"
    #: What the whole width stands for, where that is more than the parts together.
    of: int = 0

    @property
    def shown(self) -> list[BarPart]:
        """The parts that stand for anything."""
        return [part for part in self.parts if part.number]

    @property
    def total(self) -> int:
        """What the whole width stands for."""
        return max(self.of, sum(part.number for part in self.parts))

    @property
    def said(self) -> str:
        """The parts in words."""
        return ", ".join(f"{part.number} {part.sign.word}" for part in self.shown) or self.nothing


def standing_parts(counted: Sequence[tuple[StandingWord, int]]) -> tuple[BarPart, ...]:
    """The parts for numbers of leaders by their standing."""
    return tuple(BarPart(signs.STANDING[word], _FILLS[word], number) for word, number in counted)


def attendance_parts(counted: Attendance) -> tuple[BarPart, ...]:
    """The parts for those expected: what is to come is none, and those not expected are left out."""
    words = (CameTo.PRESENT, CameTo.CAUGHT_UP, CameTo.PART, CameTo.ABSENT, CameTo.UNRECORDED)
    return tuple(BarPart(signs.MARK[word], _FILLS[word], getattr(counted, word)) for word in words)


def coaching_parts(*, attended: int, booked: int, spent: int, unrecorded: int) -> tuple[BarPart, ...]:
    """The parts for coaching bookings."""
    return (
        BarPart(signs.BOOKING[BookingStatus.ATTENDED], _FILLS[BookingStatus.ATTENDED], attended),
        BarPart(signs.BOOKING[BookingStatus.BOOKED], _FILLS[BookingStatus.BOOKED], booked),
        BarPart(signs.BOOKING[BookingStatus.SPENT], _FILLS[BookingStatus.SPENT], spent),
        BarPart(signs.MARK["unrecorded"], _FILLS[CameTo.UNRECORDED], unrecorded),
    )


def patterns() -> Markup:
    """The patterns that the bars are filled with, drawn nowhere by themselves; once for a page."""
    wanted = sorted({fill for fill in _FILLS.values() if "-" in fill})
    defined = []
    for fill in wanted:
        shape, _, tone = fill.partition("-")
        drawn = _SHAPES[shape].format(tone=tone)
        defined.append(f'<pattern id="{fill}" width="7" height="7" patternUnits="userSpaceOnUse">{drawn}</pattern>')
    return Markup(  # noqa: S704 - nothing in it comes from outside
        f'<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>{"".join(defined)}</defs></svg>'
    )


def bars(key: str, title: str, listed: Sequence[ChartBar], *, about: str = "") -> Markup:
    """A chart of bars, each as wide as the page, with a legend of what occurs in it; `key` is its own on the page.

    A long one comes in several figures.
    """
    explained = legend(listed)
    figures = []
    for first in range(0, max(1, len(listed)), _MOST):
        drawn = Markup("\n").join(
            _bar(f"{key}-{number}", bar) for number, bar in enumerate(listed[first : first + _MOST], first)
        )
        figure = Markup('<figure class="chart"><figcaption><b>{}</b> {}</figcaption>\n{}\n{}</figure>')
        figures.append(figure.format(title, about, explained, drawn))
        title, about = f"{title.removesuffix(_CONTINUED)}{_CONTINUED}", ""
    return Markup("\n").join(figures)


def legend(listed: Sequence[ChartBar]) -> Markup:
    """What the parts of these bars mean, of those that occur."""
    occurs = {part.sign.word for part in chain.from_iterable(bar.shown for bar in listed)}
    parts = {part.sign.word: part for part in chain.from_iterable(bar.parts for bar in listed)}
    used = [_key(part) for word, part in parts.items() if word in occurs]
    return Markup('<p class="legend">{}</p>').format(Markup(" ").join(used)) if used else Markup()


def strip(key: str, bar: ChartBar) -> Markup:
    """The bar alone, for the cell of a table whose other cells say its numbers."""
    total, shown = bar.total, bar.shown
    drawn, done = [], 0
    for part in shown:
        drawn.append(_rect(part.fill, 100 * done / total, 100 * part.number / total))
        done += part.number
    return Markup(
        '<svg class="strip" role="img" aria-labelledby="{key}-t {key}-d" width="100%" height="14">'
        '<title id="{key}-t">{name}</title><desc id="{key}-d">{said}</desc>{drawn}</svg>'
    ).format(key=key, name=bar.label, said=bar.said, drawn=Markup().join(drawn))


def _key(part: BarPart) -> Markup:
    box = Markup('<svg width="22" height="12" aria-hidden="true">{}</svg>').format(_rect(part.fill, 0, 100))
    return Markup('<span class="key">{} {} {}</span>').format(box, part.sign.glyph, part.sign.word)


def _bar(key: str, bar: ChartBar) -> Markup:
    note = Markup(' <span class="soft">{}</span>').format(bar.note) if bar.note else ""
    numbers = "\u2002 ".join(f"{part.sign.glyph} {part.number}" for part in bar.shown) or bar.nothing
    return Markup(
        '<div class="bar"><p class="label"><span>{}{}</span> <span class="counts">{}</span></p>{}</div>'
    ).format(bar.label, note, numbers, strip(key, bar))


def _rect(fill: str, start: float, width: float) -> Markup:
    """A part from `start` on, both in hundredths of the bar."""
    drawn = Markup(' fill="url(#{})"').format(fill) if "-" in fill else ""
    kind = "pattern" if "-" in fill else fill
    return Markup('<rect class="{}" x="{:.3f}%" y="1" width="{:.3f}%" height="12"{}/>').format(
        escape(kind), start, width, drawn
    )
