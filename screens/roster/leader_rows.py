"""The lines of a leader's page, section by section, and what each of them answers to `w`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui import signs
from psw_tui.policy import coaching, ladder
from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.clauses import CLAUSES
from psw_tui.policy.missing import to_complete
from psw_tui.policy.presence import away_words
from psw_tui.policy.requests import KIND_NAMES, ClockState, steps_in_words
from psw_tui.policy.standing import ended as session_ended
from psw_tui.policy.terms import InboxState, MarkValue, SessionKind, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, local, moment, spoken, upper_first
from psw_tui.policy.wording import day as day_words
from psw_tui.signs import Sign
from psw_tui.store.registers.registers import RowState, row_of
from psw_tui.store.system import bank_holidays
from screens.shell.desk import REQUEST, Place
from screens.shell.wording import HIDDEN, REASON_WORDS, catch_up_notes, engagement_words, mark_notes, short_day
from screens.widgets.row_table import Cell, Line

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Booking, Cohort, Session, Standing
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.records import EscalationRecord
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.registers.registers import RegisterRow
    from psw_tui.store.roster.leader_page import LeaderFile
    from psw_tui.tone import Tone

NOT_COVERED = next(f"{clause.restated.rstrip('.')} ({clause.id})." for clause in CLAUSES if clause.id == "1.1.1")


#: Cells that a state's word takes, so that what follows it stands in a column.
_WORD = 15
_SHORT_WORD = 11
_TO_COME, _OPEN = Sign(" ", " ", "to come", "dim"), Sign(" ", " ", "open", "dim")
#: What an entry of the history changed: so much of it stands in its row, all of it in the panel.
_MOST_CHANGES = 4


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
        if number:
            self.heading(key, title, str(number))
        else:
            self.heading(key, f"{title}: {nothing}", "")

    def heading(self, key: str, *cells: str) -> None:
        """One line that is no row: a title across the width, and a count at the right."""
        self.keys.append(key)
        self.headings.add(key)
        self.lines[key] = Line(cells, heading=True)

    def add(
        self,
        key: str,
        when: str | Cell,
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
        sign = signs.sign(entry) if entry.glyph else ""
        tone: Tone = "dim" if dim else "normal"
        self.keys.append(key)
        first = Cell(when, "dim") if isinstance(when, str) else when
        self.lines[key] = Line((first, Cell(sign, entry.tone, entry.word.strip()), Cell(text, tone, rest)))
        self.whys[key] = why
        if place is not None:
            self.places[key] = place


def _on(value: date, cohort: Cohort) -> Cell:
    """A day as it begins a line."""
    return Cell(short_day(value, cohort), "dim", value)


def rows(verdict: Verdict, file: LeaderFile, day: date, *, revealed: bool, standings: bool) -> Rows:
    """Every line of the page; the standings among them only where no panel shows them."""
    made = Rows()
    if standings:
        _add_standings(made, verdict, day)
    _add_escalation(made, verdict, file, day)
    _add_sessions(made, verdict, day, revealed=revealed)
    _add_coaching(made, verdict, day)
    _add_rounds(made, verdict, file)
    _add_requests(made, verdict, file, day)
    _add_particulars(made, verdict, file)
    _add_history(made, verdict, file)
    return made


def numbers(standing: Standing) -> str:
    """The figures of a standing in short: `2 of 4 · needs 4 · 1 missed`, and what is to spare where something is."""
    parts = [f"{standing.credit} of {standing.expected}", f"needs {standing.minimum}"]
    if standing.missed:
        parts.append(f"{standing.missed} missed")
    if standing.word is StandingWord.ON_TRACK and standing.headroom:
        parts.append(f"{standing.headroom} to spare")
    return " · ".join(parts)


def _add_standings(made: Rows, verdict: Verdict, day: date) -> None:
    made.section(
        local("Standings, of what is planned"), len(verdict.standings), "not covered by the policy yet (1.1.1)"
    )
    for standing in verdict.standings.values():
        made.add(
            f"standing:{standing.requirement}",
            REQUIREMENT_NAMES[standing.requirement],
            signs.of_standing(verdict.record, standing.word, day),
            f"{numbers(standing)} · {standing.clause}",
            why=[standing.why],
            room=_SHORT_WORD,
        )
    missing = to_complete(verdict.record, verdict.standings, day)
    if missing:
        made.heading(
            "heading:missing", f"To complete by {short_day(verdict.record.cohort.ends, verdict.record.cohort)}"
        )
    for number, phrase in enumerate(missing):
        made.add(f"missing:{number}", "", Sign("", "", "", "normal"), phrase, why=[phrase])


def _add_escalation(made: Rows, verdict: Verdict, file: LeaderFile, day: date) -> None:
    """The escalation that is open, those that ended, and every concern with what the inbox knows of it."""
    cohort, place = verdict.record.cohort, Place("escalations", verdict.reference)
    is_due = any(escalation.ended_on is None and escalation.due_on is not None for escalation in file.escalations)
    title = local("Escalation and concerns, due") if is_due else "Escalation and concerns"
    made.section(title, len(file.escalations) + len(file.concerns), "none")
    for escalation in file.escalations:
        open_ = escalation.ended_on is None
        entry, rest = _open_escalation(escalation, cohort, day) if open_ else _ended_escalation(escalation, cohort)
        opened = f"Escalation opened on {day_words(escalation.opened_on)}"
        why = [f"{opened}; at {spoken(escalation.stage)} since {day_words(escalation.entered_on)}: {rest}."]
        if open_ and escalation.due_on:
            why.append("The due date is a local setting.")
        made.add(
            f"escalation:{escalation.id}",
            _on(escalation.entered_on, cohort),
            entry,
            rest,
            why=why,
            place=place,
            dim=not open_,
        )
    for row in sorted(file.concerns, key=lambda concern: concern.state is InboxState.CLEARED):
        cleared = row.state is InboxState.CLEARED
        until = f" · to {short_day(row.snoozed_until, cohort)}" if row.snoozed_until else ""
        why = [row.why, f"In the inbox: {row.state_words}{until}."]
        if row.changed:
            why.append(f"{upper_first(row.state_words)}: {row.changed}.")
        made.add(
            f"concern:{row.key}",
            _on(row.since, cohort),
            _concern_sign(row),
            row.title + until,
            why=why,
            place=place,
            dim=cleared,
        )


def _concern_sign(row: InboxRow) -> Sign:
    """How a concern is drawn by what the inbox knows of it."""
    cleared = row.state is InboxState.CLEARED
    glyph = "✓" if cleared else "●"
    if row.unanswered:
        glyph = "–"
    tone: Tone = "dim" if cleared or row.state is InboxState.DISMISSED else "accent"
    return Sign(glyph, "*", row.state_words, tone)


def _open_escalation(escalation: EscalationRecord, cohort: Cohort, day: date) -> tuple[Sign, str]:
    rest = ladder.due_in_words(escalation.due_on, day, bank_holidays.english())
    snoozed_until = escalation.snoozed_until
    if snoozed_until and ladder.is_snoozed(snoozed_until, day):
        rest += f" · snoozed to {short_day(snoozed_until, cohort)}"
    late = escalation.due_on is not None and ladder.is_overdue(escalation.due_on, day)
    tone: Tone = "bad" if late else "warn"
    return Sign("▲", ">", spoken(escalation.stage), tone), rest


def _ended_escalation(escalation: EscalationRecord, cohort: Cohort) -> tuple[Sign, str]:
    ended = f"ended {short_day(escalation.ended_on, cohort)}" if escalation.ended_on else ""
    rest = " · ".join(part for part in (ended, escalation.outcome) if part)
    return Sign("–", "-", spoken(escalation.stage), "dim"), rest


def _add_sessions(made: Rows, verdict: Verdict, day: date, *, revealed: bool) -> None:
    record = verdict.record
    made.section("Sessions", len(record.sessions), "none yet; they are made in Registers (3)")
    for session in record.sessions:
        row = row_of(record, session, "", day)
        entry = session_entry(row, session, day)
        notes = session_notes(row, record.cohort, revealed=revealed)
        requirements = [rule.id for rule in record.programme.rules_for(session.kind)]
        why = [
            f"{session.title} ({session.reference}), {spoken(session.kind)}, {moment(session.starts_at)}: {entry.word}."
        ]
        if notes:
            why.append(f"{upper_first(', '.join(notes))}.")
        why += [verdict.standings[id_].why for id_ in requirements if id_ in verdict.standings]
        why += [concern.why for concern in verdict.concerns if concern.about == session.reference]
        made.add(
            f"session:{session.reference}",
            _on(session.starts_on, record.cohort),
            entry,
            " · ".join((session.title, *notes)),
            why=why,
            place=Place("registers", f"{session.reference}/{verdict.reference}", page=True),
            dim=entry.tone == "dim",
        )


def session_entry(row: RegisterRow, session: Session, day: date) -> Sign:
    """The sign and word of a leader at a session on a day."""
    if session.cancelled:
        return Sign("–", "-", "cancelled", "dim")
    if row.caught_up:
        return signs.MARK["caught_up"]
    if row.state is RowState.LEFT:
        return Sign("·", ".", "nothing recorded", "dim")
    if row.state is RowState.UNRECORDED and not session_ended(session, day):
        return _TO_COME if session.kind is not SessionKind.MODULE or day < session.starts_on else _OPEN
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
        reason = REASON_WORDS[mark.reason] if revealed else HIDDEN
        notes.append(reason)
    notes += [*mark_notes(row, cohort), *catch_up_notes(row, cohort)]
    if mark.reported_at is not None:
        when = london(mark.reported_at)
        notes.append(f"told {short_day(when.date(), cohort)} {when:%H:%M}")
    return notes


def _add_coaching(made: Rows, verdict: Verdict, day: date) -> None:
    record = verdict.record
    placed = coaching.placement(record)
    made.section("Coaching", len(record.bookings), "nothing booked yet; book in Coaching (4) with b")
    rebook = {booking.id for booking in coaching.to_rebook(record.bookings, record.programme.notice, day)}
    for booking in record.bookings:
        entry = signs.BOOKING[coaching.status(booking, record.programme.notice)]
        if booking.outcome is None and coaching.ended(booking, day):
            entry = signs.MARK["unrecorded"]
        parts = [_window(booking, placed), f"{london(booking.starts_at):%H:%M}", booking.coach]
        if booking.id in rebook:
            parts.append("to rebook")
        made.add(
            f"booking:{booking.id}",
            _on(booking.starts_on, record.cohort),
            entry,
            " · ".join(part for part in parts if part),
            why=[coaching.status_why(booking, record.programme, record.bookings)],
            place=Place("coaching", verdict.reference),
        )


def _window(booking: Booking, placed: dict[str, int | None]) -> str:
    number = placed.get(booking.id)
    return "outside the windows" if number is None else f"window {number}"


def _add_rounds(made: Rows, verdict: Verdict, file: LeaderFile) -> None:
    made.section("Rounds", len(file.rounds), "no self-assessment yet; begin one in Capabilities (5)")
    for assessment in file.rounds:
        kind, rest = assessment.kind, f"{assessment.rated} of {assessment.of}"
        complete = assessment.rated == assessment.of
        entry = Sign("✓", "+", kind, "good") if complete else Sign("◐", "!", kind, "normal")
        why = [f"The {kind} of {day_words(assessment.round_on)}: {rest} rated (H:framework)."]
        if assessment.focus:
            rest += f" · {count(assessment.focus, 'focus area')}"
        made.add(
            f"round:{assessment.id}",
            _on(assessment.round_on, verdict.record.cohort),
            entry,
            rest,
            why=why,
            place=Place("capabilities", verdict.reference),
        )


def _add_requests(made: Rows, verdict: Verdict, file: LeaderFile, day: date) -> None:
    """What the leader asked about their own data; enter offers its next steps."""
    made.section("Requests", len(file.requests), "nothing asked about their own data; n records it")
    for clock in file.requests:
        request = clock.request
        entry = _CLOCKS[clock.state]
        if clock.overdue:
            entry = Sign("▼", "v", "overdue", "bad")
        made.add(
            f"{REQUEST}{request.id}",
            _on(request.received_on, verdict.record.cohort),
            entry,
            f"{KIND_NAMES[request.kind]}: {clock.words.removeprefix(f'{entry.word} ')}",
            why=[clock.why, *map(upper_first, steps_in_words(request, day))],
            dim=not clock.is_open,
        )


_CLOCKS = {
    ClockState.RUNNING: Sign("●", "*", "open", "accent"),
    ClockState.STOPPED: Sign("◌", "n", "stopped", "normal"),
    ClockState.ACKNOWLEDGED: Sign("●", "*", "open", "accent"),
    ClockState.DONE: Sign("✓", "+", "answered", "dim"),
}


def _add_particulars(made: Rows, verdict: Verdict, file: LeaderFile) -> None:
    own, cohort = file.particulars, verdict.record.cohort
    briefed = f"briefed {short_day(own.manager_briefed_on, cohort)}" if own.manager_briefed_on else ""
    paused = withdrawn = ""
    if own.paused_from:
        end = short_day(own.paused_to, cohort) if own.paused_to else "an open end"
        paused = f"{short_day(own.paused_from, cohort)} to {end}"
    if own.withdrawn_on:
        how = f" · {spoken(own.withdrawn_how)}" if own.withdrawn_how else ""
        withdrawn = f"{short_day(own.withdrawn_on, cohort)}{how}"
    listed = {
        "e-mail": own.email,
        "phone": own.phone,
        "coach": _joined(own.coach, own.coach_email),
        "manager": _joined(own.manager_name, own.manager_email, briefed),
        "paused": paused,
        "withdrawn": withdrawn,
        "Salesforce": own.salesforce_id,
    }
    shown = {label: text for label, text in listed.items() if text}
    made.section("Particulars", len(shown), "nothing beside the name; e edits")
    for label, text in shown.items():
        made.add(f"own:{label}", label, Sign("", "", "", "normal"), text, why=[f"{label}: {text}"])


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _add_history(made: Rows, verdict: Verdict, file: LeaderFile) -> None:
    made.section("History", len(file.history), "nothing yet")
    for entry in file.history:
        undone = " (undone)" if entry.undone else ""
        changed = file.changed.get(entry.id, ())
        more = (f"and {len(changed) - _MOST_CHANGES} more",) if len(changed) > _MOST_CHANGES else ()
        made.add(
            f"history:{entry.id}",
            _on(london_day(entry.at), verdict.record.cohort),
            Sign("", "", "", "dim"),
            " · ".join((entry.what + undone, *changed[:_MOST_CHANGES], *more)),
            why=[f"{entry.what}{undone}.", *changed, f"{entry.who}, {moment(entry.at)}."],
            dim=entry.undone,
        )


def whys(verdict: Verdict) -> list[str]:
    """The standings and concerns of one leader, each with its sign, numbers and clause."""
    if not verdict.standings:
        return [f"{signs.worded(signs.STANDING[verdict.overall])}: {NOT_COVERED}"]
    away, lines = away_words(verdict.record.leader, verdict.day), []
    if away:
        lines = [f"{signs.worded(signs.away(away))}: the standings are as recorded, and raise no concern.", ""]
    for reached in verdict.standings.values():
        entry = signs.of_standing(verdict.record, reached.word, verdict.day)
        lines += [f"{signs.sign(entry)} {reached.why}"]
    if verdict.concerns:
        lines += ["", f"Holding: {count(len(verdict.concerns), 'concern')}"]
        lines += [concern.why for concern in verdict.concerns]
    return lines
