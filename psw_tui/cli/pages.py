"""What the reading commands print for people about leaders: the answer first, then the detail."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui import signs
from psw_tui.cli import look
from psw_tui.policy import catching_up, coaching, ladder, standing
from psw_tui.policy import concerns as flagged
from psw_tui.policy.clauses import BY_ID, cited_in
from psw_tui.policy.standing import NOT_COVERED_WHY
from psw_tui.policy.terms import WORST_FIRST, InboxState, MarkValue, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, local, long_day, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.signs import Sign
from psw_tui.store.escalations.queue import title_of
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from psw_tui.policy.records import Concern, Record, Session
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.roster.leaders import Particulars

_SAID: dict[str, tuple[str, str]] = {
    InboxState.NEW: ("new", "accent"),
    InboxState.SNOOZED: ("snoozed", "dim"),
    InboxState.ACCEPTED: ("accepted", ""),
    InboxState.DISMISSED: ("dismissed", "dim"),
    InboxState.CLEARED: ("cleared", "dim"),
}


#: From how many columns on a page says more in each line.
_ROOMY = 110
_SHORT_NAMES = {"coaching": "coaching", "study": "study", "peer_practice": "peer", "residentials": "resid."}


def status(verdicts: list[Verdict], day: date, width: int) -> Iterator[RenderableType]:
    """Everybody's standings, cohort by cohort; on a wide page each with its word."""
    covered = sum(standing.counts_as_covered(each.record.leader, day) for each in verdicts)
    yield look.heading(long_day(day), f"{count(covered, 'leader')} covered")
    if not verdicts:
        yield look.sentence("No leaders yet: `psw import roster FILE` brings them.", "dim")
        return
    words = Counter(each.overall for each in verdicts)
    summary = Text(" ")
    for word in (*WORST_FIRST, StandingWord.NOT_COVERED):
        if words[word]:
            summary.append_text(look.signed(signs.STANDING[word], f"{words[word]} {spoken(word)}   "))
    yield summary
    yield look.rule()
    for cohort in dict.fromkeys(each.record.cohort.name for each in verdicts):
        yield look.section(cohort)
        yield _standings([each for each in verdicts if each.record.cohort.name == cohort], wide=width >= _ROOMY)


def _standings(verdicts: list[Verdict], *, wide: bool) -> RenderableType:
    headings = REQUIREMENT_NAMES if wide else _SHORT_NAMES
    requirements = [look.fixed(headings[requirement]) for requirement in REQUIREMENT_NAMES]
    page = look.table(look.fixed("Ref"), look.flexible("Leader", 30), look.fixed("Overall"), *requirements)
    for verdict in verdicts:
        cells = []
        for requirement in REQUIREMENT_NAMES:
            found = next((each for key, each in verdict.standings.items() if key == requirement), None)
            if found is None:
                cells.append(Text(""))
                continue
            entry, numbers = signs.STANDING[found.word], f"{found.credit}/{found.minimum}"
            cells.append(look.state(entry, numbers) if wide else look.signed(entry, numbers))
        overall = look.state(signs.STANDING[verdict.overall])
        page.add_row(Text(f" {verdict.reference}"), look.name(verdict.name), overall, *cells)
    return page


def leader(verdict: Verdict, day: date) -> Iterator[RenderableType]:
    """One leader's standings, each with its numbers, its sentence and its clause."""
    yield from _header(verdict, day)
    yield from _requirements(verdict)


def _header(verdict: Verdict, day: date) -> Iterator[RenderableType]:
    record = verdict.record
    yield look.heading(verdict.name, verdict.reference, record.cohort.name, spoken(record.leader.state))
    overall = Text(" ").append_text(look.state(signs.STANDING[verdict.overall]))
    yield overall.append(f"   on {long_day(day)}", "dim")
    yield look.rule()


def _requirements(verdict: Verdict) -> Iterator[RenderableType]:
    if not verdict.standings:
        yield look.sentence(NOT_COVERED_WHY)
        return
    page = look.table(*(look.fixed() for _ in range(3)), look.fixed("", "right"), headings=False)
    for found in verdict.standings.values():
        of = standing.expected_in_words(verdict.record.programme.rule(found.requirement), found.expected)
        numbers = f"{found.credit} of {of} · needs {found.minimum}"
        page.add_row(
            Text(f" {REQUIREMENT_NAMES[found.requirement]}"),
            look.state(signs.STANDING[found.word]),
            Text(numbers),
            Text(found.clause, "dim"),
        )
    yield page
    yield Text("")
    for found in verdict.standings.values():
        yield look.sentence(found.why)


def explain(
    verdict: Verdict, particulars: Particulars, states: Mapping[str, InboxState], day: date
) -> Iterator[RenderableType]:
    """One leader: every standing and concern with its numbers, its clause, and the facts it was judged from."""
    record = verdict.record
    yield from _header(verdict, day)
    yield look.sentence(_particulars(record, particulars), "dim")
    yield look.section("Standings")
    yield from _requirements(verdict)
    yield look.section("Concerns", "" if verdict.concerns else "none on this day")
    for concern in verdict.concerns:
        yield from _explained(concern, verdict, states)
    yield look.section("Sessions", "" if record.sessions else "none yet")
    if record.sessions:
        yield _sessions(record, day)
    yield look.section("Coaching", "" if record.bookings else "nothing booked")
    bookings = look.table(look.fixed(), look.wrapping(), headings=False)
    said = [each.why for each in verdict.standings.values()] or [NOT_COVERED_WHY]
    said += [each.why for each in verdict.concerns]
    for booking in record.bookings:
        entry = signs.BOOKING[coaching.status(booking, record.programme.notice)]
        why = coaching.status_why(booking, record.programme, record.bookings)
        bookings.add_row(Text(" ").append_text(look.state(entry)), Text(why))
        said.append(why)
    yield bookings
    yield look.section("Clauses")
    clauses = look.table(look.fixed(), look.wrapping(), headings=False)
    for clause in sorted(cited_in(said)):
        clauses.add_row(Text(f" {clause}"), Text(BY_ID[clause].restated))
    yield clauses


def _particulars(record: Record, particulars: Particulars) -> str:
    found = record.leader
    signed = found.offer_accepted_on
    parts = [particulars.organisation, f"coach {particulars.coach}" if particulars.coach else ""]
    parts.append(f"offer signed {day_words(signed)}" if signed else "offer not signed")
    if found.paused_from:
        until = day_words(found.paused_to) if found.paused_to else "an open end"
        parts.append(f"paused from {day_words(found.paused_from)} to {until} (local setting)")
    if particulars.withdrawn_how:
        parts.append(f"left: {spoken(particulars.withdrawn_how)}")
    return " · ".join(part for part in parts if part)


def _explained(concern: Concern, verdict: Verdict, states: Mapping[str, InboxState]) -> Iterator[RenderableType]:
    line = Text(" ").append(title_of(verdict, concern.kind, concern.about), "bold")
    word, style = _SAID[states[concern.key]]
    yield line.append(f"   {word}", style)
    yield look.sentence(concern.why, indent=3)
    since = f"since {day_words(concern.since)}, suggests {spoken(concern.suggested_stage)}"
    yield look.sentence(since, "dim", indent=3)


def _sessions(record: Record, day: date) -> RenderableType:
    page = look.table(look.fixed(), look.flexible(longest=34), look.fixed(), look.wrapping(), headings=False)
    for session in record.sessions:
        entry, detail = _mark(record, session, day)
        page.add_row(
            Text(f" {look.short_day(session.starts_on, record.cohort.year)}"),
            look.name(session.title),
            look.state(entry),
            Text(detail),
        )
    return page


def _mark(record: Record, session: Session, day: date) -> tuple[Sign, str]:
    """What is recorded of one session, as a state and in a few words."""
    mark = standing.mark_of(record, session)
    if session.cancelled:
        return Sign("–", "-", "cancelled", "dim"), ""
    said = []
    if mark.value is not None and not standing.ended(session, day) and not standing.attended(session, mark, day):
        said.append("counts once it has ended")
    if mark.reported_at is not None:
        said.append(f"told us {look.at(mark.reported_at, record.cohort.year)}")
    if mark.explanation is not None and mark.explanation != "none":
        said.append(f"explanation {mark.explanation}")
    if mark.engagement is not None:
        said.append(f"{mark.engagement} engagement")
    then = catching_up.as_of(mark, day)
    due = flagged.catch_up_due_on(then, record.programme)
    if then.accepted_on:
        said.append(f"catch-up accepted {look.short_day(then.accepted_on, record.cohort.year)}")
    elif then.submitted_on:
        said.append(f"catch-up submitted {look.short_day(then.submitted_on, record.cohort.year)}")
    elif due:
        said.append(local(f"catch-up due {look.short_day(due, record.cohort.year)}"))
    return _entry(record, session, day), ", ".join(said)


def _entry(record: Record, session: Session, day: date) -> Sign:
    mark = standing.mark_of(record, session)
    if standing.caught_up(session, mark, day):
        return signs.MARK["caught_up"]
    if mark.value is not None:
        return signs.MARK[mark.value]
    if not standing.is_expected(record, session):
        return signs.MARK[MarkValue.NOT_EXPECTED]
    if flagged.is_said_not_coming(session, mark):
        return signs.MARK["said_not_coming"]
    return signs.MARK["unrecorded"] if standing.ended(session, day) else Sign("▷", ">", "to come", "dim")


def concerns(
    verdicts: list[Verdict], states: Mapping[str, InboxState], day: date, width: int
) -> Iterator[RenderableType]:
    """What the policy flags on the day, leader by leader."""
    found = [(verdict, concern) for verdict in verdicts for concern in verdict.concerns]
    new = sum(states[concern.key] is InboxState.NEW for _, concern in found)
    yield look.heading(long_day(day), count(len(found), "concern"), f"{new} new" if new else "")
    yield look.rule()
    if not found:
        yield look.sentence("Nothing is flagged on this day.", "dim")
        return
    columns = [look.flexible("Leader", 24), look.flexible("Concern", 60), look.fixed("Since"), look.fixed("State")]
    page = look.table(*columns, *([look.fixed("Clause")] if width >= _ROOMY else []))
    for verdict, concern in found:
        word, style = _SAID[states[concern.key]]
        cells = [
            look.name(f" {verdict.name}"),
            look.name(title_of(verdict, concern.kind, concern.about)),
            Text(look.short_day(concern.since, verdict.record.cohort.year)),
            Text(word, style),
            Text(concern.clause, "dim"),
        ]
        page.add_row(*cells[: len(page.columns)])
    yield page
    yield look.sentence("`psw explain LEADER` shows the numbers, the facts and the clause of each.", "dim")


def queue(rows: Sequence[QueueRow], day: date) -> Iterator[RenderableType]:
    """Open escalations in the order in which they are to be taken up, each with its why."""
    overdue = sum(row.overdue for row in rows)
    yield look.heading(long_day(day), count(len(rows), "open escalation"), f"{overdue} overdue" if overdue else "")
    yield look.rule()
    if not rows:
        yield look.sentence("No escalation is open.", "dim")
        return
    page = look.table(
        look.fixed("Ref"),
        look.flexible("Leader", 30),
        look.fixed("Stage"),
        look.fixed(local("Due")),
        look.fixed("Overall"),
    )
    for row in rows:
        words = ladder.due_in_words(row.due_on, day, bank_holidays.english())
        due = Text(words, look.STYLES["bad"] if row.overdue else "")
        if row.snoozed_until is not None:
            due.append(f", snoozed to {look.short_day(row.snoozed_until)}", "dim")
        page.add_row(
            Text(f" {row.leader}"),
            look.name(row.name),
            Text(spoken(row.stage)),
            due,
            look.state(signs.STANDING[row.overall]),
        )
    yield page
