"""Words and styles that screens of several areas draw with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.terms import MISSED, Explanation, Reason
from psw_tui.policy.text import fold
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, spoken

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.policy.records import Cohort, Mark, Session
    from psw_tui.store.registers.registers import RegisterRow
    from psw_tui.tone import Tone

REASON_WORDS = {
    Reason.SICKNESS: "sickness",
    Reason.BEREAVEMENT: "bereavement",
    Reason.CARING: "caring",
    Reason.OFSTED: "Ofsted visit",
    Reason.OTHER: "other",
    Reason.JOINED_LATER: "joined later",
    Reason.EXCEPTIONAL: "exceptional",
}


HIDDEN = "•••"
#: How the tones of signs are drawn in a line of words.
TONES: dict[Tone, str] = {
    "normal": "",
    "bright": "bold",
    "dim": "dim",
    "accent": "$text-accent",
    "good": "$text-success",
    "warn": "$text-warning",
    "bad": "bold $text-error",
}
#: What is said of something, where else there stands what is wrong with it.
MUTED = "not bold dim $foreground"


def exactly(kind: str, word: str) -> str:
    """`is:said-not-coming`: what is typed into a filter to find all that a count counts, and nothing else."""
    return fold(f"{kind}:{word}").replace("_", "-").replace(" ", "-")


def filters(content: Content, sought: str) -> Content:
    """A count that a click filters the list by, in a `CountLine`: `sought` is what would be typed into the filter."""
    return content.stylize(Style(underline=True) + Style.from_meta({"@click": f"screen.filter_to({sought!r})"}))


def undimmed(tone: Tone) -> str:
    """The same in a line that explains the signs: there what is dim elsewhere is to be read as well."""
    return "" if tone == "dim" else TONES[tone]


def short_day(value: date, cohort: Cohort) -> str:
    """`Tue 12 Jan`; with the year only outside the cohort's own."""
    return day_words(value, year=not cohort.starts <= value <= cohort.ends)


def hours(session: Session) -> str:
    """`10:00–12:00` on London's clocks; empty for what runs over several days."""
    if session.starts_on != session.ends_on:
        return ""
    return f"{london(session.starts_at):%H:%M}–{london(session.ends_at):%H:%M}"


def session_when(session: Session, cohort: Cohort) -> str:
    """`Thu 28 Jan 10:00–12:00`, or the first and the last day."""
    first = short_day(session.starts_on, cohort)
    return f"{first} {hours(session)}" if hours(session) else f"{first} – {short_day(session.ends_on, cohort)}"


def moment_words(value: datetime, cohort: Cohort) -> str:
    """`Tue 12 Jan 09:05`, on London's clocks."""
    return f"{short_day(london_day(value), cohort)} {london(value):%H:%M}"


def mark_notes(row: RegisterRow, cohort: Cohort) -> list[str]:
    """What a mark carries in words: the judgement of what was told, the day a module was done."""
    mark, notes = row.mark, []
    if mark.explanation is Explanation.AWAITED:
        notes.append("explanation awaited")
    elif mark.explanation not in (None, Explanation.NONE):
        notes.append(spoken(mark.explanation))
    if mark.completed_on is not None:
        notes.append(f"done {short_day(mark.completed_on, cohort)}")
    return notes


def catch_up_notes(row: RegisterRow, cohort: Cohort) -> list[str]:
    """How far a catch-up is that was sent and is not accepted; the day it is due is a local setting (2.3.1)."""
    if row.mark.value not in MISSED or row.caught_up or row.catch_up_due_on is None:
        return []
    due = local(f"catch-up {due_words(row)} {short_day(row.catch_up_due_on, cohort)}")
    return ["catch-up submitted" if row.mark.submitted_on else due]


def due_words(row: RegisterRow) -> str:
    """What stands before the day of a catch-up."""
    return "overdue since" if row.catch_up_overdue else "due"


def spaced(lines: list[str]) -> list[str]:
    """A blank line between each two."""
    apart: list[str] = []
    for line in lines:
        apart += [line, ""]
    return apart[:-1]


def engagement_words(mark: Mark) -> list[str]:
    """`limited engagement`, where any is recorded (1.1.2)."""
    return [] if mark.engagement is None else [f"{mark.engagement} engagement"]
