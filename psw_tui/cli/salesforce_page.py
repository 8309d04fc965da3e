"""What is due for Salesforce, and what results said, as it is printed for people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from psw_tui.cli import look
from psw_tui.policy.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from psw_tui.exchange.salesforce.results import ResultsRead
    from psw_tui.store.salesforce.outbox import HeldBack, LoadFile, Outbox

_WARN = look.STYLES["warn"]


def outbox(due: Outbox, paths: Sequence[Path], *, dry_run: bool) -> Iterator[RenderableType]:
    """What is due; on a dry run each row, else where it was written and what comes next."""
    done = "Dry run, nothing was written" if dry_run else count(due.rows, "row")
    yield look.heading("Salesforce", done)
    if not due.files:
        yield look.sentence("Nothing is due: what can be told is told, or waits for its result.")
    for file in due.files:
        yield look.section(f"{file.api_name}: {count(len(file.rows), 'row')} to {file.operation}")
        if dry_run:
            yield from _rows(file)
    if paths:
        yield look.section("Written, to be loaded in this order", "each has its .sdl mapping beside it")
        for path in paths:
            if path.suffix == ".csv":
                yield look.sentence(str(path))
        yield look.sentence(
            "Then read what the loader wrote back: psw import salesforce-result, with its success and error files."
        )
    if due.held:
        yield look.section("Kept back")
        for line in held_lines(due.held):
            yield look.sentence(line, _WARN)
    if due.pending:
        yield look.sentence(f"{count(due.pending, 'row')} of earlier files waited for a result before this.", "dim")


def _rows(file: LoadFile) -> Iterator[RenderableType]:
    for row in file.rows:
        whose = " ".join(filter(None, (row.leader, row.name, row.about)))
        values = ", ".join(f"{column} {cell}" for column, cell in zip(file.columns, row.cells, strict=True) if cell)
        again = f"; refused before: {row.again}" if row.again else ""
        yield look.sentence(f"{whose}: {values}{again}")


def held_lines(held: Iterable[HeldBack]) -> list[str]:
    """Why rows are kept back, those of one leader for one reason in a line."""
    found: Counter[tuple[str, str, str]] = Counter()
    about: dict[tuple[str, str, str], str] = {}
    for row in held:
        key = (row.leader, row.name, row.why)
        found[key] += 1
        about.setdefault(key, row.about)
    lines = []
    for key, number in found.items():
        leader, name, why = key
        more = f" and {number - 1} more" if number > 1 else ""
        lines.append(f"{' '.join(filter(None, (leader, name, about[key])))}{more}: {why}")
    return lines


def results(read: ResultsRead, *, dry_run: bool) -> Iterator[RenderableType]:
    """What result files said: how many rows are in Salesforce, and by leader what was refused and why."""
    done = "Dry run, nothing was changed" if dry_run else "Read"
    yield look.heading(done, "Salesforce's results")
    yield look.sentence(f"{count(read.loaded, 'row')} loaded, {len(read.refused)} refused.")
    if read.refused:
        yield look.section("Refused; due again with the next export")
    for refusal in read.refused:
        yield look.sentence(refusal.in_words, _WARN)
    for name in read.before:
        yield look.sentence(f"{name} was read before: nothing was changed for it.", _WARN)
    if read.left:
        yield look.sentence(f"{count(read.left, 'row')} of somebody who is on record no more: left.", "dim")
    if read.pending:
        yield look.sentence(f"{count(read.pending, 'row')} still pending: read their files back too.")
