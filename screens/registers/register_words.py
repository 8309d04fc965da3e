"""What a register says in words: its rows, its counts, all that is known of one leader, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from psw_tui import signs
from psw_tui.policy import concerns, standing
from psw_tui.policy.calendar import london
from psw_tui.policy.clauses import BY_ID
from psw_tui.policy.presence import NOT_COVERED
from psw_tui.policy.wording import Value, count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.registers.registers import COUNTED, LEFT_STATES, RowState
from screens.registers.absence_form import told_in_words
from screens.shell.wording import (
    HIDDEN,
    REASON_WORDS,
    catch_up_notes,
    due_words,
    engagement_words,
    exactly,
    filters,
    mark_notes,
    moment_words,
    session_when,
    short_day,
    spaced,
    undimmed,
)
from screens.widgets.row_table import Cell, Line

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Cohort
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.registers.registers import Register, RegisterRow
    from psw_tui.store.registers.reports import Stay
    from psw_tui.tone import Tone
    from screens.registers.standing_changes import Effect


def stay_words(stay: Stay) -> str:
    """One line of a report: `09:58:00 to 12:01:00 · Amara Osei <amara@example.org> · 123 min by the report`."""
    times = ""
    if stay.joined is not None and stay.left is not None:
        times = f"{london(stay.joined):%H:%M:%S} to {london(stay.left):%H:%M:%S}"
    who = stay.name
    if stay.email and stay.email != stay.name:
        who = f"{who} <{stay.email}>"
    minutes = "" if stay.minutes is None else f"{stay.minutes} min by the report"
    return " · ".join(part for part in (times, who, minutes) if part)


# One leader


def row_line(register: Register, row: RegisterRow, name: str, effect: Cell, *, revealed: bool, room: int = 0) -> Line:
    """One leader's line; whoever left or isn't covered is dim, with the word for it.

    `room` is that for what stands beside the mark (0: no end of it): it ends with a whole word, what it leaves out is
    in `detail`.
    """
    aside = row.leader.state in LEFT_STATES or not row.covered
    of_name: Tone = "dim" if aside else "normal"
    beside = [*_notes(register, row, room), *catch_up_notes(row, register.cohort)]
    of_beside: Tone = "dim"
    if effect.text:
        beside.insert(0, effect.text)
        of_beside = effect.tone
    return Line(
        (
            Cell(name, of_name),
            Cell(row.organisation, "dim"),
            _mark_cell(row),
            _told_cell(row, register.cohort),
            _reason_cell(row, revealed=revealed),
            Cell(_whole(beside, room), of_beside, _in_file(register, row)),
        )
    )


def _in_file(register: Register, row: RegisterRow) -> tuple[Value, ...]:
    """What stands beside a mark for a file: in words what is no day, the day a module was done, a catch-up's."""
    notes = [note for note in _notes(register, row) if not note.startswith("done ")]
    waits = catch_up_notes(row, register.cohort)
    if waits and row.mark.submitted_on:
        notes += waits
    elif row.catch_up_overdue:
        notes.append("catch-up overdue")
    due = row.catch_up_due_on if waits else None
    return (" · ".join(notes), row.mark.completed_on or "", due or "")


def _whole(parts: list[str], room: int) -> str:
    """As many of these as are whole in so many cells, the first of them at any rate."""
    while room and len(parts) > 1 and cell_len(" · ".join(parts)) > room:
        parts = parts[:-1]
    return " · ".join(parts)


def fold_words(rows: list[RegisterRow]) -> str:
    """How many of these have left, and how many are paused: `2 who left, 1 paused`."""
    left = sum(row.has_left for row in rows)
    counted = {"who left": left, "paused": len(rows) - left}
    return ", ".join(f"{number} {what}" for what, number in counted.items() if number)


def fold_line(rows: list[RegisterRow], *, unfolded: bool) -> Line:
    """The row at the end that stands for whoever left or is paused."""
    words = fold_words(rows)
    state = "enter folds them" if unfolded else "enter shows them"
    return Line((Cell(words, "dim"), Cell("", "dim"), Cell(state, "dim"), Cell(""), Cell(""), Cell("")))


def _mark_cell(row: RegisterRow) -> Cell:
    minutes = "" if row.mark.minutes is None else row.mark.minutes
    more = (row.mark.engagement or "", minutes)
    if row.caught_up:
        cell = _cell("caught_up")
        return Cell(cell.text, cell.tone, (signs.MARK["caught_up"].word, *more))
    if row.state is RowState.LEFT:
        away = spoken(row.leader.state)
        return Cell(signs.worded(signs.away(away)), "dim", away)
    cell = _cell(row.state)
    words = [cell.text]
    if row.mark.engagement is not None:  # before the minutes: where a column is short, those give way
        words.append(str(row.mark.engagement))
    if row.state is RowState.PART and row.mark.minutes is not None:
        words.append(f"{row.mark.minutes} min")
    return Cell(" ".join(words), cell.tone, (signs.MARK[row.state].word, *more))


def _told_cell(row: RegisterRow, cohort: Cohort) -> Cell:
    """When a leader told us; a dash where somebody missed it and told nothing."""
    told = row.mark.reported_at
    if told is None:
        words = "–" if row.state in (RowState.ABSENT, RowState.PART) else ""
        return Cell(words, "dim", "")
    tone: Tone = "normal" if row.notified else "dim"
    return Cell(moment_words(told, cohort), tone, told)


def _cell(state: str) -> Cell:
    entry = signs.MARK[state]
    return Cell(signs.worded(entry), signs.in_list(entry))


def _reason(row: RegisterRow, *, revealed: bool) -> str:
    reason = row.mark.reason
    if reason is None:
        return ""
    return REASON_WORDS[reason] if revealed else HIDDEN


def _reason_cell(row: RegisterRow, *, revealed: bool) -> Cell:
    words = _reason(row, revealed=revealed)
    in_file = "not shown" if words == HIDDEN else words
    return Cell(words, "dim", in_file)


def _notes(register: Register, row: RegisterRow, room: int = 0) -> list[str]:
    """What a register says of a leader beside the mark: their state where it matters, then what the mark carries."""
    notes = []
    if row.away and not (row.state is RowState.LEFT and row.away == row.leader.state):
        fits = not room or cell_len(row.away) <= room
        words = row.away if fits else signs.away(row.away, room).word
        notes.append(words)
    elif row.paused and row.mark.value is None:
        notes.append("paused")
    if not row.covered and row.away != NOT_COVERED:
        notes.append(NOT_COVERED)
    return notes + mark_notes(row, register.cohort)


def detail(register: Register, row: RegisterRow, effect: Effect, *, revealed: bool) -> str:
    """All that is known of one leader at this session, in one sentence: what narrow columns leave out too."""
    mark, cohort = row.mark, register.cohort
    state = row.leader.state if row.state is RowState.LEFT else row.state
    parts = [f"{row.leader.name} ({row.reference})", row.organisation, spoken(state)]
    if row.caught_up:
        parts.append(signs.MARK["caught_up"].word)
    if mark.minutes is not None:
        parts.append(f"{mark.minutes} min")
    parts += [*engagement_words(mark), effect.words]
    if mark.reported_at is not None:
        kind = "a notice" if row.notified else "after the start"
        parts.append(f"told us {moment_words(mark.reported_at, cohort)}, {kind}")
    if mark.reason is not None:
        parts.append(f"reason {_reason(row, revealed=revealed)}")
    dates = [
        word.format(short_day(on, cohort))
        for word, on in (
            ("sent {}", mark.sent_on),
            (local(f"{due_words(row)} {{}}"), row.catch_up_due_on),
            ("submitted {}", mark.submitted_on),
            ("accepted {}", mark.accepted_on),
        )
        if on is not None
    ]
    if dates:
        parts.append(f"catch-up {', '.join(dates)}")
    return " · ".join(part for part in (*parts, *_notes(register, row)) if part)


# All of them


def counts_lines(register: Register, day: date, room: int, *, only_open: bool, to_confirm: int = 0) -> list[Content]:
    """How many leaders are in each state, adding up, in as many lines of `room` cells as it takes.

    `to_confirm` lines of a report that was taken wait for somebody to say who they are.
    """
    counts, session = register.counts, register.session
    parts = []
    for state in COUNTED:
        look = signs.MARK[state]
        style = undimmed(look.tone) if counts[state] else "dim"
        counted = Content.styled(f"{signs.sign(look)} {counts[state]} {look.word}", style)
        parts.append(filters(counted, exactly("is", look.word)))
    total = f"= {counts.total}"
    if counts[RowState.NOT_EXPECTED]:
        total += f", {counts.expected} expected"
    parts.append(Content.styled(total, "bold"))
    if counts[RowState.LEFT]:
        parts.append(Content.styled(f"{counts[RowState.LEFT]} off the programme", "dim"))
    if session.cancelled:
        parts.append(Content.styled("cancelled: marks here count nowhere", "$text-warning"))
    elif not standing.ended(session, day):
        parts.append(Content.styled("not ended yet: marks count once it has", "$text-accent"))
    if only_open:
        parts.append(Content.styled("only the unrecorded (o)", "$text-accent"))
    if to_confirm:
        parts.append(Content.styled(f"{to_confirm} from the report to confirm (i)", "$text-warning"))
    return _packed(parts, room)


def _packed(parts: list[Content], room: int) -> list[Content]:
    for gap in ("   ", "  "):
        line = Content(gap).join(parts)
        if line.cell_length <= room:
            return [line]
    lines = [parts[0]]
    for part in parts[1:]:
        wider = lines[-1] + "  " + part
        if wider.cell_length <= room:
            lines[-1] = wider
        else:
            lines.append(part)
    return lines


def fill_words(register: Register, day: date) -> list[str]:
    """Said before the unrecorded are marked present: where, who is passed over, what stays, and when it counts."""
    counts = register.counts
    passed = [
        f"{counts[state]} {words}"
        for state, words in (
            (RowState.SAID_NOT_COMING, "said not coming"),
            (RowState.NOT_EXPECTED, "not expected"),
            (RowState.LEFT, "off the programme"),
        )
        if counts[state]
    ]
    lines = [f"{register.session.title}, {session_when(register.session, register.cohort)}."]
    if passed:
        lines.append(f"Passed over: {', '.join(passed)}.")
    if counts.recorded:
        stay = "stays" if counts.recorded == 1 else "stay"
        lines.append(f"{count(counts.recorded, 'mark')} already made {stay} as made.")
    if not standing.ended(register.session, day):
        lines.append("The session has not ended yet: its marks count once it has.")
    return lines


def reasons_why(register: Register, row: RegisterRow, verdict: Verdict | None, day: date) -> list[str]:
    """What `w` answers: what is recorded, the standing it counts towards, and the concerns about this session."""
    session = register.session
    lines = [_recorded(register, row)]
    if session.cancelled:
        lines.append("The session is cancelled: marks at it count nowhere (section 2).")
    standings = {} if verdict is None else verdict.standings
    held = () if verdict is None else verdict.concerns
    rules = register.programme.rules_for(session.kind)
    if not standings:
        uncovered = f"The policy does not cover {row.leader.name} on {day_words(day)}"
        lines.append(f"{uncovered}: no Offer Acceptance Form was signed by then (1.1.1).")
        rules = []
    lines += [standings[rule.id].why for rule in rules]
    about = [concern for concern in held if concern.about == session.reference]
    for concern in about:
        name = concerns.title(concern.kind, concern.about, {session.reference: session.title})
        stage = spoken(concern.suggested_stage)
        lines.append(f"{name[:1].upper()}{name[1:]}. {concern.why} Suggested: {stage}.")
    if not about:
        lines.append(f"No concern about this session holds on {day_words(day)}.")
    cited = dict.fromkeys((*(rule.clause for rule in rules), *(concern.clause for concern in about)))
    clauses = [BY_ID[id_] for id_ in cited if id_ in BY_ID]
    lines += [f"{clause.id} {clause.title}: {clause.restated}" for clause in clauses]
    return spaced(lines)


def _recorded(register: Register, row: RegisterRow) -> str:
    mark, state = row.mark, row.state
    if state is RowState.LEFT:
        return f"Nothing is recorded, and nothing is awaited: {row.leader.name} is {row.away}."
    if state is RowState.NOT_EXPECTED and mark.value is None:
        return "Not expected: the session starts inside the leader's pause, and nothing is recorded (section 2)."
    sentence = f"{signs.MARK[state].word.capitalize()}."
    if mark.reported_at is not None:
        sentence += f" Told us {told_in_words(register.session, mark.reported_at)}."
    if mark.sent_on is not None:
        sentence += f" Catch-up sent {day_words(mark.sent_on)}."
    if row.caught_up and mark.accepted_on is not None:
        sentence += f" Caught up: accepted on {day_words(mark.accepted_on)} (2.3.1)."
    return sentence
