"""The lines of the list of sessions, what each of them is counted as above it, and what it answers to `w`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui import signs
from psw_tui.policy.absences import compulsory_in_words
from psw_tui.policy.wording import spoken
from psw_tui.store.registers.registers import RowState
from psw_tui.store.salesforce.sessions_told import SessionTold
from screens.shell.wording import exactly, hours, session_when, short_day
from screens.widgets.row_table import Cell, Column, Line

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Cohort
    from psw_tui.store.registers.sessions import SessionLine
    from psw_tui.tone import Tone

COLUMNS = (
    Column("date", "Date", 11, fixed=True),
    Column("time", "Time", 13, drop=1, in_file=("Time", "Last day")),
    Column("title", "Session", 22),
    Column("kind", "Kind", 13, drop=2),
    Column("recorded", "Recorded", 24),
    Column("reference", "Reference", 10, drop=3),
    Column("cohort", "Cohort", 12, drop=4),
    Column("salesforce", "Salesforce", 12, drop=5),
)
CANCELLED, TO_COMPLETE = exactly("is", "cancelled"), exactly("is", "to complete")
NOT_IN_SALESFORCE = exactly("is", "not in Salesforce")
#: What is said of a session while nothing was ever written for Salesforce.
NEVER_TOLD = SessionTold()


def line(listed: SessionLine, told: SessionTold) -> Line:
    """One session: when, what, how far its register is recorded, and how far it is in Salesforce."""
    session, cohort = listed.session, listed.cohort
    tone: Tone = "dim" if session.cancelled or not listed.begun else "normal"
    title = Cell(session.title, "bright") if listed.due else Cell(session.title, tone)
    until = "" if hours(session) else f"to {short_day(session.ends_on, cohort)}"
    return Line(
        (
            Cell(_list_day(session.starts_on, cohort), tone, session.starts_on),
            Cell(hours(session) or until, "dim", (hours(session), session.ends_on)),
            title,
            Cell(spoken(session.kind), "dim"),
            recorded(listed),
            Cell(session.reference, "dim"),
            Cell(cohort.name, "dim"),
            _salesforce(told),
        )
    )


def _salesforce(told: SessionTold) -> Cell:
    tone: Tone = "warn" if told.refused else "dim"
    return Cell(told.words, tone, told.words)


def _list_day(value: date, cohort: Cohort) -> str:
    """`Tue 12 Jan`; outside the cohort's year the year takes the weekday's place."""
    within = cohort.starts <= value <= cohort.ends
    return short_day(value, cohort) if within else f"{value.day} {value:%b %Y}"


def recorded(line: SessionLine) -> Cell:
    """How far it is recorded; what is due stands out."""
    if line.due:
        return Cell(f"{signs.sign(signs.MARK['unrecorded'])} {line.words}", "warn", line.words)
    done = line.ended and not line.session.cancelled
    tone: Tone = "normal" if done else "dim"
    return Cell(f"  {line.words}", tone, line.words)


def exact(line: SessionLine, *, in_salesforce: bool) -> list[str]:
    """What a session is counted as above the list."""
    counted = (
        (CANCELLED, line.session.cancelled),
        (TO_COMPLETE, line.due),
        (NOT_IN_SALESFORCE, not in_salesforce),
    )
    return ["is:", *(word for word, holds in counted if holds)]


def why(line: SessionLine, programme: Programme) -> list[str]:
    """What a session counts towards, whether it is compulsory, and its numbers."""
    session, counts = line.session, line.counts
    lines = [
        f"{spoken(session.kind).capitalize()}, {session_when(session, line.cohort)}, {line.cohort.name}.",
        f"Register: {line.words}.",
        "",
        *(f"Counts towards {spoken(rule.id)} ({rule.clause})." for rule in programme.rules_for(session.kind)),
        f"Under 2.4.2 {compulsory_in_words(session, programme)}.",
        "",
        *(f"{counts[state]:>5}  {signs.worded(signs.MARK[state])}" for state in RowState if state in signs.MARK),
    ]
    if counts[RowState.LEFT]:
        lines.append(f"{counts[RowState.LEFT]:>5}  off the programme, nothing recorded")
    if session.cancelled:
        lines += ["", "Cancelled: it counts nowhere and takes one off what is planned (section 2)."]
    return lines
