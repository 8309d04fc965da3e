"""The lines of a leader's page, section by section, and what each of them answers to `w`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui import signs
from psw_tui.policy import coaching, ladder, standing
from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.clauses import CLAUSES
from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import InboxState, MarkValue, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, local, moment, spoken, upper_first
from psw_tui.policy.wording import day as day_words
from psw_tui.signs import Sign
from psw_tui.store.registers.registers import RowState, row_of
from psw_tui.store.system import bank_holidays
from screens.shell.desk import Place
from screens.shell.wording import HIDDEN, REASON_WORDS, catch_up_notes, engagement_words, mark_notes, short_day
from screens.widgets.row_table import Cell, Line

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Booking, Cohort, Session, Standing
    from psw_tui.store.escalations.records import EscalationRecord
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.registers.registers import RegisterRow
    from psw_tui.store.roster.leader_page import LeaderFile

NOT_COVERED = next(f"{each.restated.rstrip('.')} ({each.id})." for each in CLAUSES if each.id == "1.1.1")


#: A state as it is drawn: sign, ASCII sign, word, tone.
#: Cells that a state's word takes, so that what follows it stands in a column.
_WORD = 15
_SHORT_WORD = 11
#: For how many days after a session a late word is likely.
_LATELY = 14


@dataclass
class Rows:
    """The lines of the page by key, which of them are headings, where `enter` goes and what `w` says."""

    keys: list[str] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    whys: dict[str, list[str]] = field(default_factory=dict)

    def section(self, title: str, number: int, nothing: str) -> None:
        """Begin a section; an empty one says what it would hold."""
        key = f"heading:{title}"
        if self.keys:
            self.heading(f"gap:{title}", "")
        self.heading(key, title if number else f"{title}: {nothing}", str(number) if number else "")

    def heading(self, key: str, *cells: str) -> None:
        """One line that is no row: a title across the width, and a count at the right."""
        self.keys.append(key)
        self.headings.add(key)
        self.lines[key] = Line(cells, heading=True)

    def add(
        self,
        key: str,
        when: str,
        entry: Sign,
        rest: str,
        *,
        why: list[str],
        place: Place | None = None,
        dim: bool = False,
        room: int = _WORD,
    ) -> None:
        """One line: when, the state's sign and its word in so many cells, and the rest."""
        text = f"{entry.word:<{room}} {rest}" if entry.word else rest
        self.keys.append(key)
        self.lines[key] = Line(
            (
                Cell(when, "dim"),
                Cell(signs.sign(entry) if entry.glyph else "", entry.tone),
                Cell(text, "dim" if dim else "normal"),
            )
        )
        self.whys[key] = why
        if place is not None:
            self.places[key] = place


def rows(verdict: Verdict, found: LeaderFile, day: date, *, revealed: bool, standings: bool) -> Rows:
    """Every line of the page; the standings among them only where no panel shows them."""
    made = Rows()
    if standings:
        _add_standings(made, verdict, day)
    _add_escalation(made, verdict, found, day)
    _add_sessions(made, verdict, day, revealed=revealed)
    _add_coaching(made, verdict, day)
    _add_rounds(made, verdict, found)
    _add_particulars(made, verdict, found)
    _add_history(made, verdict, found)
    return made


def numbers(found: Standing) -> str:
    """The figures of a standing in short: `2 of 4 · needs 4 · 1 missed`, and what is to spare where something is."""
    parts = [f"{found.credit} of {found.expected}", f"needs {found.minimum}"]
    if found.missed:
        parts.append(f"{found.missed} missed")
    if found.word is StandingWord.ON_TRACK and found.headroom:
        parts.append(f"{found.headroom} to spare")
    return " · ".join(parts)


def _add_standings(made: Rows, verdict: Verdict, day: date) -> None:
    made.section(
        local("Standings, of what is planned"), len(verdict.standings), "not covered by the policy yet (1.1.1)"
    )
    for found in verdict.standings.values():
        made.add(
            f"standing:{found.requirement}",
            REQUIREMENT_NAMES[found.requirement],
            signs.STANDING[found.word],
            f"{numbers(found)} · {found.clause}",
            why=[found.why],
            room=_SHORT_WORD,
        )
    missing = to_complete(verdict.record, verdict.standings, day)
    if missing:
        made.heading(
            "heading:missing", f"To complete by {short_day(verdict.record.cohort.ends, verdict.record.cohort)}"
        )
    for number, phrase in enumerate(missing):
        made.add(f"missing:{number}", "", Sign("", "", "", "normal"), phrase, why=[phrase])


def _add_escalation(made: Rows, verdict: Verdict, found: LeaderFile, day: date) -> None:
    """The escalation that is open, those that ended, and every concern with what the inbox knows of it."""
    cohort, place = verdict.record.cohort, Place("escalations", verdict.reference)
    is_due = any(each.ended_on is None and each.due_on is not None for each in found.escalations)
    title = local("Escalation and concerns, due") if is_due else "Escalation and concerns"
    made.section(title, len(found.escalations) + len(found.concerns), "none")
    for each in found.escalations:
        open_ = each.ended_on is None
        entry, rest = _open_escalation(each, cohort, day) if open_ else _ended_escalation(each, cohort)
        opened = f"Escalation opened on {day_words(each.opened_on)}"
        why = [f"{opened}; at {spoken(each.stage)} since {day_words(each.entered_on)}: {rest}."]
        why += ["The due date is a local setting."] if open_ and each.due_on else []
        made.add(
            f"escalation:{each.id}",
            short_day(each.entered_on, cohort),
            entry,
            rest,
            why=why,
            place=place,
            dim=not open_,
        )
    for row in sorted(found.concerns, key=lambda each: each.state is InboxState.CLEARED):
        cleared = row.state is InboxState.CLEARED
        tone: signs.Tone = "dim" if cleared or row.state is InboxState.DISMISSED else "accent"
        until = f" · to {short_day(row.snoozed_until, cohort)}" if row.snoozed_until else ""
        why = [row.why, f"In the inbox: {spoken(row.state)}{until}."]
        why += [f"Cleared: {row.changed}."] if row.changed else []
        made.add(
            f"concern:{row.key}",
            short_day(row.since, cohort),
            Sign("✓" if cleared else "●", "*", spoken(row.state), tone),
            row.title + until,
            why=why,
            place=place,
            dim=cleared,
        )


def _open_escalation(each: EscalationRecord, cohort: Cohort, day: date) -> tuple[Sign, str]:
    due = ladder.due_in_words(each.due_on, day, bank_holidays.english())
    late = each.due_on is not None and ladder.is_overdue(each.due_on, day)
    snoozed = each.snoozed_until if ladder.is_snoozed(each.snoozed_until, day) else None
    rest = due + (f" · snoozed to {short_day(snoozed, cohort)}" if snoozed else "")
    return Sign("▲", ">", spoken(each.stage), "bad" if late else "warn"), rest


def _ended_escalation(each: EscalationRecord, cohort: Cohort) -> tuple[Sign, str]:
    ended = f"ended {short_day(each.ended_on, cohort)}" if each.ended_on else ""
    return Sign("–", "-", spoken(each.stage), "dim"), " · ".join(part for part in (ended, each.outcome) if part)


def _add_sessions(made: Rows, verdict: Verdict, day: date, *, revealed: bool) -> None:
    record = verdict.record
    made.section("Sessions", len(record.sessions), "none yet; they are made in Registers (3)")
    for session in record.sessions:
        row = row_of(record, session, "", day)
        entry = session_entry(row, session, day)
        notes = session_notes(row, record.cohort, revealed=revealed)
        rules = [rule.id for rule in record.programme.rules_for(session.kind)]
        why = [
            f"{session.title} ({session.reference}), {spoken(session.kind)}, {moment(session.starts_at)}: {entry.word}."
        ]
        why += [f"{upper_first(', '.join(notes))}."] if notes else []
        why += [verdict.standings[each].why for each in rules if each in verdict.standings]
        why += [each.why for each in verdict.concerns if each.about == session.reference]
        made.add(
            f"session:{session.reference}",
            short_day(session.starts_on, record.cohort),
            entry,
            " · ".join((session.title, *notes)),
            why=why,
            place=Place("registers", session.reference, page=True),
            dim=entry.tone == "dim",
        )


def sessions_to_report(verdict: Verdict, today: date) -> list[tuple[str, str]]:
    """The sessions that a leader may be telling us of: the next first, then what runs already, then those just over."""
    record = verdict.record
    listed = [
        each
        for each in record.sessions
        if not each.cancelled
        and standing.mark_of(record, each).value not in (MarkValue.PRESENT, MarkValue.NOT_EXPECTED)
    ]
    coming = [each for each in listed if each.ends_on >= today]
    lately = [each for each in listed if 0 < (today - each.ends_on).days <= _LATELY]
    coming.sort(key=lambda each: (each.starts_on < today, each.starts_at))
    lately.sort(key=lambda each: each.starts_at, reverse=True)
    return [
        (each.reference, f"{each.title}, {short_day(each.starts_on, record.cohort)}") for each in (*coming, *lately)
    ]


def session_entry(row: RegisterRow, session: Session, day: date) -> Sign:
    """The sign and word of a leader at a session on a day."""
    if session.cancelled:
        return Sign("–", "-", "cancelled", "dim")
    if row.caught_up:
        return signs.MARK["caught_up"]
    if row.state is RowState.LEFT:
        return Sign("·", ".", "nothing recorded", "dim")
    if row.state is RowState.UNRECORDED and not standing.ended(session, day):
        return Sign(" ", " ", "to come", "dim")
    return signs.MARK[row.state]


def session_notes(row: RegisterRow, cohort: Cohort, *, revealed: bool) -> list[str]:
    """What stands beside a mark: the notice, the hidden reason, and what a register says of it."""
    mark, notes = row.mark, []
    if mark.minutes is not None and mark.value is MarkValue.PART:
        notes.append(f"{mark.minutes} min")
    notes += engagement_words(mark)
    if mark.reported_at is None and mark.value is MarkValue.ABSENT:
        notes.append("no word")
    if mark.reason is not None:
        notes.append(REASON_WORDS[mark.reason] if revealed else HIDDEN)
    notes += [*mark_notes(row, cohort), *catch_up_notes(row, cohort)]
    if mark.reported_at is not None:
        when = london(mark.reported_at)
        notes.append(f"told {short_day(when.date(), cohort)} {when:%H:%M}")
    return notes


def _add_coaching(made: Rows, verdict: Verdict, day: date) -> None:
    record = verdict.record
    placed = coaching.placement(record)
    made.section("Coaching", len(record.bookings), "nothing booked yet; book in Coaching (4) with b")
    rebook = {each.id for each in coaching.to_rebook(record.bookings, record.programme.notice, day)}
    for booking in record.bookings:
        entry = signs.BOOKING[coaching.status(booking, record.programme.notice)]
        if booking.outcome is None and coaching.ended(booking, day):
            entry = signs.MARK["unrecorded"]
        parts = [_window(booking, placed), f"{london(booking.starts_at):%H:%M}", booking.coach]
        parts += ["to rebook"] if booking.id in rebook else []
        made.add(
            f"booking:{booking.id}",
            short_day(booking.starts_on, record.cohort),
            entry,
            " · ".join(part for part in parts if part),
            why=[coaching.status_why(booking, record.programme, record.bookings)],
            place=Place("coaching", verdict.reference),
        )


def _window(booking: Booking, placed: dict[str, int | None]) -> str:
    number = placed.get(booking.id)
    return "outside the windows" if number is None else f"window {number}"


def _add_rounds(made: Rows, verdict: Verdict, found: LeaderFile) -> None:
    made.section("Rounds", len(found.rounds), "no self-assessment yet; begin one in Capabilities (5)")
    for each in found.rounds:
        complete = each.rated == each.of
        entry = Sign("✓", "+", each.kind, "good") if complete else Sign("◐", "!", each.kind, "normal")
        rest = f"{each.rated} of {each.of}" + (f" · {count(each.focus, 'focus area')}" if each.focus else "")
        why = [f"The {each.kind} of {day_words(each.round_on)}: {each.rated} of {each.of} rated (H:framework)."]
        made.add(
            f"round:{each.id}",
            short_day(each.round_on, verdict.record.cohort),
            entry,
            rest,
            why=why,
            place=Place("capabilities", verdict.reference),
        )


def _add_particulars(made: Rows, verdict: Verdict, found: LeaderFile) -> None:
    own, cohort = found.particulars, verdict.record.cohort
    briefed = f" · briefed {short_day(own.manager_briefed_on, cohort)}" if own.manager_briefed_on else ""
    pause = [short_day(each, cohort) if each else "" for each in (own.paused_from, own.paused_to)]
    how = f" · {spoken(own.withdrawn_how)}" if own.withdrawn_how else ""
    listed = {
        "e-mail": own.email,
        "phone": own.phone,
        "coach": " · ".join(each for each in (own.coach, own.coach_email) if each),
        "manager": " · ".join(each for each in (own.manager_name, own.manager_email) if each) + briefed,
        "paused": f"{pause[0]} to {pause[1] or 'an open end'}" if own.paused_from else "",
        "withdrawn": f"{short_day(own.withdrawn_on, cohort)}{how}" if own.withdrawn_on else "",
        "Salesforce": own.salesforce_id,
    }
    shown = {label: text.removeprefix(" · ") for label, text in listed.items() if text}
    made.section("Particulars", len(shown), "nothing beside the name; e edits")
    for label, text in shown.items():
        made.add(f"own:{label}", label, Sign("", "", "", "normal"), text, why=[f"{label}: {text}"])


def _add_history(made: Rows, verdict: Verdict, found: LeaderFile) -> None:
    made.section("History", len(found.history), "nothing yet")
    for each in found.history:
        undone = " (taken back)" if each.undone else ""
        made.add(
            f"history:{each.id}",
            short_day(london_day(each.at), verdict.record.cohort),
            Sign("", "", "", "dim"),
            each.what + undone,
            why=[f"{each.what}{undone}.", f"{each.who}, {moment(each.at)}."],
            dim=each.undone,
        )


def whys(verdict: Verdict) -> list[str]:
    """The standings and concerns of one leader, each with its sign, numbers and clause."""
    if not verdict.standings:
        return [f"{signs.worded(signs.STANDING[verdict.overall])}: {NOT_COVERED}"]
    lines = [f"{signs.sign(signs.STANDING[found.word])} {found.why}" for found in verdict.standings.values()]
    if verdict.concerns:
        lines += ["", f"Holding: {count(len(verdict.concerns), 'concern')}", *(each.why for each in verdict.concerns)]
    return lines
