"""The page of what happened since a day, as `psw since` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Column
from rich.text import Text

from psw_tui.cli import look
from psw_tui.policy.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import JustifyMethod, RenderableType

    from psw_tui.exchange.since.document import FactGroup, NumberTable, PageSection, SincePage


def page(shown: SincePage) -> Iterator[RenderableType]:
    """The whole page, section by section."""
    yield look.heading(shown.title, shown.lead.rstrip("."))
    yield look.rule()
    if shown.nothing:
        yield look.sentence(shown.nothing)
    for section in shown.sections:
        yield from _section(section)
    yield look.section("Left out")
    yield look.sentence(f"{'; '.join(shown.left_out)}.", look.STYLES["dim"], indent=3)
    yield look.section("Made of")
    for line in (*shown.foot.said, shown.foot.how, shown.foot.code):
        yield look.sentence(f"{line}.", look.STYLES["dim"], indent=3)


def _section(section: PageSection) -> Iterator[RenderableType]:
    yield Text(f"\n {section.title}", "bold")
    if section.is_empty:
        yield look.sentence(section.empty, look.STYLES["dim"])
        return
    if section.lead:
        yield look.sentence(section.lead, look.STYLES["dim"])
    for table in section.tables:
        yield from _table(table)
    for group in section.groups:
        yield from _group(group)


def _table(table: NumberTable) -> Iterator[RenderableType]:
    if table.title:
        yield look.section(table.title)
    drawn = look.table(*(_column(table, place) for place in range(len(table.head))))
    for row in table.rows:
        drawn.add_row(*(Text(value) for value in row))
    yield drawn


def _column(table: NumberTable, place: int) -> Column:
    justify: JustifyMethod = "right" if place in table.numbers else "left"
    return Column(table.head[place], justify=justify)


def _group(group: FactGroup) -> Iterator[RenderableType]:
    note = count(group.number, "fact") if group.number > len(group.lines) else ""
    yield look.section(group.title, note)
    if group.note:
        yield look.sentence(group.note, look.STYLES["dim"])
    for line in group.lines:
        what = f"{line.what}  " if line.what else ""
        yield look.sentence(f"{what}{line.words}", look.STYLES[line.tone], indent=3)
