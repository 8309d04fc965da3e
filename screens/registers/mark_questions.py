"""What a register asks before a key marks: of whom nothing is awaited, what is overwritten, what has not begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.policy.wording import count, moment, spoken
from screens.shell.questions import Question, of_several

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psw_tui.store.registers.registers import Register, RegisterRow


def aside(rows: Sequence[RegisterRow]) -> Question | None:
    """Whether to record something of somebody of whom nothing is awaited here."""
    apart = [row for row in rows if row.is_aside]
    if not apart:
        return None
    who = apart[0].leader.name if len(apart) == 1 else f"{len(apart)} of {count(len(rows), 'leader')}"
    why = "off the programme" if apart[0].has_left else "paused on this day"
    return Question(f"{who}: {why}. Record it all the same?", (), "record it")


def ahead(register: Register, now: datetime) -> Question | None:
    """Whether to mark a session that has not begun; a module is done at any time."""
    session = register.session
    if session.kind is SessionKind.MODULE or session.starts_at <= now:
        return None
    lines = (
        "What a leader tells you beforehand is a notice: r records it, and the register shows it.",
        "This is asked once for this register.",
    )
    return Question(f"{session.title} begins {moment(session.starts_at)}. Mark it already?", lines, "mark it already")


def marks(rows: Sequence[RegisterRow], value: MarkValue) -> Question | None:
    """Whether to mark several, where marks are overwritten or they are many; setting aside asks its reason anyway."""
    lost = [spoken(row.mark.value) for row in rows if row.mark.value not in (None, value) and row.mark.value]
    word, number = spoken(value), len(rows)
    much = value is not MarkValue.NOT_EXPECTED
    return of_several(f"Mark {count(number, 'leader')} {word}?", number, lost, f"mark {number} {word}", much=much)


def cleared(rows: Sequence[RegisterRow]) -> Question | None:
    """Whether to clear the marks of several."""
    lost = [spoken(row.mark.value) for row in rows if row.mark.value]
    number = len(rows)
    return of_several(f"Clear the marks of {count(number, 'leader')}?", number, lost, f"clear {len(lost)}", much=False)


def engagements(rows: Sequence[RegisterRow], word: str | None) -> Question | None:
    """Whether to change, or with None to take away, how far several took part."""
    lost = [spoken(row.mark.engagement) for row in rows if row.mark.engagement and row.mark.engagement != word]
    what = f"took {spoken(word)} part" if word else "nothing on how far they took part"
    return of_several(f"Record of {count(len(rows), 'leader')}: {what}?", len(rows), lost, "record it")


def completions(rows: Sequence[RegisterRow]) -> Question | None:
    """Whether to give several another day on which they did a module; the day is asked anyway."""
    lost = [spoken(row.mark.value) for row in rows if row.mark.value]
    return of_several(f"Record {count(len(rows), 'leader')} anew?", len(rows), lost, "ask the day", much=False)
