"""What happened since a day: one page for whoever comes back, for a colleague who covers, and for the manager.

page = since(store, SpanAsked(date(2027, 1, 22), date(2027, 2, 1), ReaderKind.COVER))   # frozen values
encoded(page, PageForm.HTML)                                                           # the same as a file
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.names import safe_name
from psw_tui.exchange.pages.foot import foot, in_markdown
from psw_tui.exchange.pages.page import render, render_markdown
from psw_tui.exchange.since import counts, due, matters, to_come
from psw_tui.exchange.since.changed import changed, decided
from psw_tui.exchange.since.document import (
    Fact,
    NumberTable,
    PageForm,
    PageSection,
    ReaderKind,
    SincePage,
    SpanAsked,
)
from psw_tui.exchange.since.sources import look
from psw_tui.exchange.since.whom_to_ring import whom_to_ring
from psw_tui.policy.wording import count, day_near, long_day
from psw_tui.store.system.collecting import collected_afterwards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.exchange.since.sources import SpanSources
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_REASONS = "reasons of absences and of decisions, and what people wrote or said of them"
#: What a colleague who covers can't know.
_HOW_TO_READ = (
    "BDO is the Business Development Officer, who keeps these records. Numbers such as 2.4.3 are clauses of the "
    "attendance policy, H: of the coaching handbook; “local setting” is what the programme set for itself. “Next” "
    "names the moves that the policy allows: none of them has to be made. A coaching session is spent when it was "
    "missed, or called off too late"
)


def since(store: Store, asked: SpanAsked, judged: Iterable[Verdict] | None = None) -> SincePage:
    """The page that is asked for, from what is recorded now; `judged` and `Refused` as in `look`."""
    with collected_afterwards(), store.reading():
        sources = look(store, asked, judged)
        if asked.reader is ReaderKind.MANAGER:
            sections = counts.in_numbers(sources, counts.before(store, asked))
        else:
            sections = _for_me(sources) if asked.reader is ReaderKind.ME else _for_cover(sources)
        numbers = {**counts.numbers(sources), **_figures(sections)}
        made = foot(store, asked.last, said=(_said(sources),), numbers=numbers)
    return SincePage(
        asked=asked,
        title=_TITLES[asked.reader],
        lead=_lead(sources),
        sections=sections,
        left_out=_left_out(sources, len(store.damage.leaders)),
        foot=made,
        nothing="" if sources.span.entries else f"Nothing changed since {long_day(asked.first)}.",
    )


def _figures(sections: Iterable[PageSection]) -> dict[str, Any]:
    """Every figure that the sections show: how many facts each tells of, and its tables, whole numbers as numbers."""
    told = list(sections)
    return {
        "facts": {section.key: section.number for section in told if section.groups},
        "tables": {section.key: [_table(table) for table in section.tables] for section in told if section.tables},
    }


def _table(table: NumberTable) -> list[list[str | int]]:
    return [[_figure(value) for value in row] for row in (table.head, *table.rows)]


def _figure(value: str) -> str | int:
    plain = value.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdecimal() else value


_TITLES = {
    ReaderKind.ME: "Since you were away",
    ReaderKind.COVER: "For whoever covers",
    ReaderKind.MANAGER: "The programme in numbers",
}


def _lead(sources: SpanSources) -> str:
    asked = sources.asked
    whose = f"cohort {asked.cohort}" if asked.cohort else "all cohorts"
    days = long_day(asked.first) if asked.first == asked.last else f"{long_day(asked.first)} to {long_day(asked.last)}"
    how_to_read = f" {_HOW_TO_READ}." if asked.reader is ReaderKind.COVER else ""
    return f"{days}; {whose}.{how_to_read}"


def _for_me(sources: SpanSources) -> tuple[PageSection, ...]:
    return (
        due.due_now(sources),
        decided(sources),
        changed(sources),
        due.became_due(sources),
        matters.around_section(sources),
    )


def _for_cover(sources: SpanSources) -> tuple[PageSection, ...]:
    waiting, coming = due.due_now(sources), to_come.to_come(sources)
    return (
        matters.matters(sources),
        waiting,
        coming,
        whom_to_ring(sources, (waiting, coming)),
        decided(sources),
        changed(sources),
    )


def _said(sources: SpanSources) -> str:
    """The page's own numbers in words."""
    numbers = counts.numbers(sources)
    entries = "1 entry" if numbers["entries"] == 1 else f"{numbers['entries']:,} entries"
    return (
        f"{count(numbers['leaders'], 'leader')}, {numbers['covered']:,} covered and active or paused; {entries} of the "
        f"journal since {day_near(sources.asked.first, sources.day)}; {count(numbers['concerns'], 'concern')} and "
        f"{count(numbers['escalations'], 'open escalation')}"
    )


def _left_out(sources: SpanSources, unreadable: int) -> tuple[str, ...]:
    """What the page does not tell, in parts of a sentence; so many leaders' records can't be read."""
    left = []
    if unreadable:
        left.append(f"{count(unreadable, 'leader')} whose record can't be read")
    if sources.span.undone:
        left.append(count(sources.span.undone, "undone entry", "undone entries"))
    if sources.asked.reader is ReaderKind.MANAGER:
        left += ["every name", "what was decided of single leaders", "messages and plans", _REASONS]
        left.append("leaders whom the policy does not cover, who have left or completed")
    elif not sources.asked.reasons:
        left.append(f"{_REASONS}, which are shown only when asked for")
    left.append("whatever was said in coaching, which is nowhere on record")
    return tuple(left)


# -- as a file ---------------------------------------------------------------------------------------


def encoded(page: SincePage, form: PageForm) -> bytes:
    """The page as the bytes of a file."""
    if form is PageForm.MARKDOWN:
        return render_markdown("pages/since.md", page=page, foot=in_markdown(page.foot))
    return render("pages/since.html", page=page, foot=page.foot)


def document(page: SincePage) -> dict[str, Any]:
    """The same as plain JSON values."""
    return {
        "since": page.asked.first.isoformat(),
        "as_of": page.asked.last.isoformat(),
        "for": page.asked.reader,
        "cohort": page.asked.cohort,
        "sections": [_section(section) for section in page.sections],
        "left_out": list(page.left_out),
        "numbers": dict(page.foot.numbers),
        "head_code": page.foot.head_code,
    }


def _section(section: PageSection) -> dict[str, Any]:
    return {
        "section": section.key,
        "title": section.title,
        "tables": [
            {"title": table.title, "head": list(table.head), "rows": [list(row) for row in table.rows]}
            for table in section.tables
        ],
        "groups": [
            {
                "title": group.title,
                "note": group.note,
                "number": group.number,
                "lines": [_line(line) for line in group.lines],
            }
            for group in section.groups
        ],
    }


def _line(line: Fact) -> dict[str, Any]:
    told: dict[str, Any] = {"what": line.what, "words": line.words}
    return {**told, "entries": list(line.entries)} if line.entries else told


def file_name(asked: SpanAsked, form: PageForm) -> str:
    """`since-manager-2027-02-01.html`; with a cohort, its name too."""
    whom = f"{asked.reader}-{safe_name(asked.cohort)}" if asked.cohort else f"{asked.reader}"
    return f"since-{whom}-{asked.last.isoformat()}.{form}"
