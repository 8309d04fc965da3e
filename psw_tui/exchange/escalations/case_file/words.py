"""The history of rows as a case file tells it, and facts beside what was recorded then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.document import JournalledWords, RecordedFact
from psw_tui.store.roster.row_words import NOTHING, RowNames, in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psw_tui.store.core.row_history import RowChange


def history_lines(table: str, steps: Iterable[RowChange], names: RowNames) -> tuple[JournalledWords, ...]:
    """The history of one row, oldest first; an entry that changed nothing that is told here is left out."""
    lines = []
    for step in steps:
        words = in_words(table, step, names)
        if words:
            told = f"undone: {words}" if step.undoes else words
            lines.append(JournalledWords(step.at, step.who, told, step.undone))
    return tuple(lines)


def compared(now: Iterable[tuple[str, str]], then: Mapping[str, str] | None) -> tuple[RecordedFact, ...]:
    """Facts by label and value, each beside what was recorded then where that differs (`then` None: not asked).

    What is nothing both now and then is left out.
    """
    facts = []
    for label, value in now:
        earlier = value if then is None else then.get(label, NOTHING)
        if value != NOTHING or earlier != NOTHING:
            facts.append(RecordedFact(label, value, None if earlier == value else earlier))
    return tuple(facts)
