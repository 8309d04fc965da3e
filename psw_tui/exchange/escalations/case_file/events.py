"""The two ways to tell an event of a chronology: on its day, or at the entry of the journal that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.document import Event
from psw_tui.policy.calendar import london_day
from psw_tui.policy.wording import moment

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.store.core.row_history import RowChange


def on(
    day: date,
    kind: str,
    words: str,
    clause: str,
    recorded: tuple[datetime | None, str],
    *,
    at: datetime | None = None,
    undone: bool = False,
    note: str = "",
) -> Event:
    """Something that happened on a day, with who recorded it and when."""
    recorded_at, who = recorded
    return Event(day, at, kind, words, clause, who, recorded_at, undone, note)


def at(step: RowChange, kind: str, words: str, clause: str, note: str = "") -> Event:
    """An entry of the journal as an event of its own."""
    return Event(
        london_day(step.at),
        step.at,
        kind,
        words,
        clause,
        step.who,
        step.at,
        step.undone,
        "undone" if step.undone else note,
    )


def undone(last: RowChange) -> str:
    """The note on what an entry took back."""
    return f"undone {moment(last.at)} by {last.who}"
