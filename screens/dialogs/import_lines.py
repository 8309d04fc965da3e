"""What the preview of an import says: the sum of it, its lines, and what is left to complete in groups that open."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from textual.content import Content

from psw_tui.policy.wording import count
from screens.widgets.row_table import Cell, Line

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from psw_tui.exchange.tables.gaps import AlikeGaps
    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.tone import Tone


#: The kind of an import that is what Salesforce made of rows: what it reads is neither added nor changed.
SALESFORCE = "salesforce-result"


def summary(result: ImportResult) -> Content:
    """The sum of a dry run: what would be added and changed, or how much is refused."""
    read = f"{count(result.read, 'row')} read"
    if result.problems:
        bad = count(len({problem.row for problem in result.problems}), "bad row")
        of = f"{bad} of {count(result.read, 'row')}" if result.read else "a column is missing"
        return Content.assemble(
            (f"Refused: {of}.", "bold $text-error"), " Nothing is changed; correct the file and import it again."
        )
    if result.kind == SALESFORCE and result.change is not None:
        return Content(f"{read}: {result.created:,} loaded, {result.changed:,} refused and due again.")
    if result.change is None:
        return Content(f"{read}: all of it is recorded already, nothing to change.")
    parts = [f"{result.created:,} to add", f"{result.changed:,} to change", f"{result.unchanged:,} unchanged"]
    return Content(f"{read}: {', '.join(parts)}.")


def lines_of(result: ImportResult) -> list[tuple[Tone, str]]:
    """What it was taken for, warnings, who may be one person twice, and every bad row: a tone and a text each."""
    alike = result.how.alike if result.how else []
    warned = set(alike)
    lines: list[tuple[Tone, str]] = [("normal", text) for text in result.notes]
    lines += _toned("warn", [text for text in result.warnings if text not in warned])
    lines += _headed(f"Perhaps one person twice: {len(alike):,}", "warn", alike)
    lines += _toned("normal", map(str, result.problems))
    return lines


def how_read(result: ImportResult) -> list[tuple[Tone, str]]:
    """Which heading is which column, and the first rows as they will stand: a tone and a text each."""
    if result.how is None:
        return []
    lines = _headed("Which heading is which column", "normal", [result.how.in_words])
    return lines + _headed("The first rows, as they will stand", "normal", result.how.first_lines)


def _headed(title: str, tone: Tone, texts: Sequence[str]) -> list[tuple[Tone, str]]:
    """Lines below a title of their own; nothing where there are none."""
    return [("bright", title), *_toned(tone, texts)] if texts else []


def _toned(tone: Tone, texts: Iterable[str]) -> list[tuple[Tone, str]]:
    return [(tone, text) for text in texts]


def drawn(texts: Sequence[tuple[Tone, str]], room: int, indent: str = "") -> list[Line]:
    """The lines of the list, no wider than there is room; thousands of them take their time."""
    lines: list[Line] = []
    for tone, text in texts:
        wrapped = textwrap.wrap(text, room, initial_indent=indent, subsequent_indent=f"{indent}  ") or [""]
        lines += [Line((Cell(part, tone),)) for part in wrapped]
    return lines


def to_complete(groups: Sequence[AlikeGaps], opened: Container[str], room: int) -> dict[str, Line]:
    """What is accepted and left to complete, a line a group, those opened with their rows; by keys of the list.

    The first line is no group: enter on it takes the file, as it does where nothing is left to complete.
    """
    if not groups:
        return {}
    rows = sum(len(group.gaps) for group in groups)
    lines = {"gaps": Line((Cell(f"Accepted, and left to complete: {rows:,}", "bright"),))}
    for place, group in enumerate(groups):
        key = group_key(place)
        several = len(group.gaps) > 1
        sign = "  "
        if several:
            sign = "- " if key in opened else "+ "
        for number, line in enumerate(drawn([("normal", f"{sign}{group}")], room)):
            lines[f"{key}/{number}" if number else key] = line
        if several and key in opened:
            inner = drawn([("dim", row) for row in group.rows], room, "    ")
            lines |= {f"{key}:{number}": line for number, line in enumerate(inner)}
    return lines


def group_key(place: int) -> str:
    """The key of a group's line in the list."""
    return f"gap{place}"
