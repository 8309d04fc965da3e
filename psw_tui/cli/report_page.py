"""What is printed for people of an attendance report that was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import look
from psw_tui.exchange.registers.review import LineOutcome
from psw_tui.policy.wording import count, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

    from psw_tui.exchange.registers.review import Review, ReviewLine


def page(review: Review, done: str) -> Iterator[RenderableType]:
    """A report for people: the sum, and the lines that need somebody's eye."""
    yield look.heading(review.session.title, done)
    parts = [
        f"{len(review.of(fate))} {fate}" for fate in LineOutcome if review.of(fate) and fate is not LineOutcome.UNKNOWN
    ]
    yield look.sentence(f"{count(review.matched, 'leader')} in the file: {', '.join(parts)}")
    for note in (*review.notes, *review.options):
        yield look.sentence(note, look.STYLES["warn"])
    names = {row.reference: f"{row.reference} {row.leader.name}" for row in review.known.register.rows}
    for fate in (
        LineOutcome.CONFIRM,
        LineOutcome.JUDGE,
        LineOutcome.BY_HAND,
        LineOutcome.OUTSIDE,
        LineOutcome.LEFT,
        LineOutcome.UNKNOWN,
        LineOutcome.NOT_IN_FILE,
    ):
        if lines := review.of(fate):
            yield look.section(str(fate).capitalize())
            for line in lines:
                yield look.sentence(_words(line, names))
    if parts_written := [
        line for line in review.of(LineOutcome.WRITE) if line.minutes is not None and line.value == "part"
    ]:
        yield look.section("Part, by the minutes")
        for line in parts_written:
            yield look.sentence(f"{line.leader} {line.shown}: {spoken(line.why)}")


def _words(line: ReviewLine, names: Mapping[str, str]) -> str:
    who = line.shown
    if line.leader:
        name = line.row.leader.name if line.row else line.shown
        who = f"{line.leader} {name}"
    address = f" <{line.email}>" if line.email else ""
    perhaps = ""
    if not line.leader:
        perhaps = " or ".join(names[leader] for leader in line.suggested)
    meant = f" - perhaps {perhaps}" if perhaps else ""
    why = f": {line.why}" if line.why else ""
    return f"{who}{address}{meant}{why}"
