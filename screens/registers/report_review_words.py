"""What the review of a report says of its lines, and of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from psw_tui import signs
from psw_tui.exchange.registers.review import LineOutcome
from psw_tui.policy.wording import count
from screens.registers.register_words import stay_words
from screens.widgets.row_table import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.exchange.registers.review import Review, ReviewLine
    from psw_tui.store.registers.registers import RegisterRow
    from psw_tui.tone import Tone


def sum_of(review: Review) -> Content:
    """How many lines there are of each kind, then what is to be said of the files."""
    tones = {
        LineOutcome.CONFIRM: "$text-warning",
        LineOutcome.BY_HAND: "$text-warning",
        LineOutcome.WRITE: "$text-success",
    }
    numbers = {fate: len(review.of(fate)) for fate in LineOutcome}
    parts = [Content.styled(f"{number} {fate}", tones.get(fate, "")) for fate, number in numbers.items() if number]
    lines = [Content(" · ").join(parts)]
    lines += [Content.styled(note, "$text-warning") for note in review.notes]
    return Content("\n").join(lines)


def detail(line: ReviewLine, rows: Mapping[str, RegisterRow]) -> str:
    """All that is known of one line."""
    parts = [line.shown, line.email]
    if line.row is not None:
        parts = [f"{line.row.leader.name} ({line.leader})", *parts]
    if line.suggested:
        meant = [f"{rows[leader].leader.name} ({leader})" for leader in line.suggested]
        parts.append(f"perhaps {' or '.join(meant)}")
    if line.fate is LineOutcome.NOT_IN_FILE:
        parts.append("not in the report: stays as recorded until you say so")
    if len(line.stays) > 1:
        parts.append(f"{count(len(line.stays), 'row')} (w)")
    return " · ".join(dict.fromkeys(part for part in (*parts, line.why) if part))


def recorded(line: ReviewLine) -> Cell:
    """The mark that stands on the register."""
    if line.row is None:
        return Cell("")
    entry = signs.MARK[line.row.state]
    tone: Tone = entry.tone if line.fate is LineOutcome.BY_HAND else "dim"
    return Cell(signs.worded(entry), tone, entry.word)


def evidence(line: ReviewLine) -> list[str]:
    """The rows behind a line in words, and what they come to."""
    rows = [stay_words(stay) for stay in line.stays]
    return [*rows, "", line.why] if line.why else rows or ["Nothing in the report is this leader's."]


def unrecorded(left: int) -> str:
    """What is said of the lines that were left to confirm when a report was taken."""
    if not left:
        return "Nothing of the report is left to confirm"
    return f"{left} from the report unrecorded until confirmed (i)"
