"""What an import did, or would do, as it is printed for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui.cli import look
from psw_tui.exchange.tables.gaps import grouped
from psw_tui.policy.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from psw_tui.exchange.tables.result import ImportResult


def problems(result: ImportResult) -> Iterator[Text]:
    """Every row that was refused, one line each: where, what stands there, what was expected."""
    for problem in result.problems:
        yield Text(str(problem))


def imported(result: ImportResult, file: str, *, dry_run: bool) -> Iterator[RenderableType]:
    """What an import did, or would do; then its warnings and what is to be completed, alike rows as one line."""
    done = "Dry run, nothing was changed" if dry_run else "Imported"
    yield look.heading(f"{done}: {result.kind}", Path(file).name)
    numbers = (f"{result.created} new", f"{result.changed} changed", f"{result.unchanged} as they were")
    yield look.sentence(f"{count(result.read, 'row')}: {', '.join(numbers)}")
    for title, lines, style in (
        ("Read as", result.notes, look.STYLES["normal"]),
        *_how_read(result, dry_run=dry_run),
        ("Warnings", [str(warning) for warning in result.warnings], look.STYLES["warn"]),
        ("To complete", [str(group) for group in grouped(result.gaps)], look.STYLES["normal"]),
    ):
        if lines:
            yield look.section(title)
            for line in lines:
                yield look.sentence(line, style)


def _how_read(result: ImportResult, *, dry_run: bool) -> Iterator[tuple[str, list[str], str]]:
    """Before anything is written: which heading is which column, and the first rows as they will stand."""
    if dry_run and result.how is not None:
        yield "Columns", [result.how.in_words], look.STYLES["normal"]
        yield "First rows, as they will stand", result.how.first_lines, look.STYLES["normal"]
