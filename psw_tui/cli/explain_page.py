"""What `psw explain` prints for people: the answer first, then the facts it was judged from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui import signs
from psw_tui.cli import look
from psw_tui.cli.concerns_page import IN_THE_INBOX
from psw_tui.cli.status_page import header, requirements
from psw_tui.policy import absences, catching_up, coaching, standing
from psw_tui.policy.clauses import BY_ID, cited_in
from psw_tui.policy.requests import KIND_NAMES, steps_in_words
from psw_tui.policy.standing import NOT_COVERED_WHY
from psw_tui.policy.terms import MarkValue
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, spoken
from psw_tui.signs import Sign
from psw_tui.store.escalations.concern_words import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from psw_tui.policy.records import Concern, Record, Session
    from psw_tui.policy.requests import RequestClock
    from psw_tui.policy.terms import InboxState
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.roster.leaders import Particulars


def explain(
    verdict: Verdict,
    particulars: Particulars,
    states: Mapping[str, InboxState],
    asked: Sequence[RequestClock],
    day: date,
) -> Iterator[RenderableType]:
    """One leader: every standing and concern with its numbers, its clause, and the facts it was judged from.

    `asked` is what the leader asked about their own data.
    """
    record = verdict.record
    yield from header(verdict, day)
    yield look.sentence(_particulars(record, particulars), "dim")
    yield look.section("Standings")
    yield from requirements(verdict)
    yield look.section("Concerns", "" if verdict.concerns else "none on this day")
    for concern in verdict.concerns:
        yield from _explained(concern, verdict, states)
    if asked:
        yield from _requests(asked, day)
    if verdict.waiting:
        yield look.section("Waiting")
        for task in verdict.waiting:
            yield look.sentence(task.words)
    yield look.section("Sessions", "" if record.sessions else "none yet")
    if record.sessions:
        yield _sessions(record, day)
    yield look.section("Coaching", "" if record.bookings else "nothing booked")
    bookings = look.table(look.fixed(), look.wrapping(), headings=False)
    said = [standing.why for standing in verdict.standings.values()] or [NOT_COVERED_WHY]
    said += [concern.why for concern in verdict.concerns] + [clock.why for clock in asked]
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


def _requests(asked: Sequence[RequestClock], day: date) -> Iterator[RenderableType]:
    """What was asked about their own data, how its clock stands, and every step of it."""
    yield look.section("Requests")
    for clock in asked:
        line = Text(" ").append(KIND_NAMES[clock.request.kind], "bold")
        style = "bold red" if clock.overdue else ""
        yield line.append(f"   {clock.words}", style)
        yield look.sentence(clock.why, indent=3)
        yield look.sentence("; ".join(steps_in_words(clock.request, day)), "dim", indent=3)


def _particulars(record: Record, particulars: Particulars) -> str:
    leader = record.leader
    signed = leader.offer_accepted_on
    parts = [particulars.organisation, f"coach {particulars.coach}" if particulars.coach else ""]
    if signed:
        parts.append(f"offer signed {day_words(signed)}")
    else:
        parts.append("offer not signed")
    if leader.paused_from:
        until = day_words(leader.paused_to) if leader.paused_to else "an open end"
        parts.append(f"paused from {day_words(leader.paused_from)} to {until} (local setting)")
    if particulars.withdrawn_how:
        parts.append(f"left: {spoken(particulars.withdrawn_how)}")
    return " · ".join(part for part in parts if part)


def _explained(concern: Concern, verdict: Verdict, states: Mapping[str, InboxState]) -> Iterator[RenderableType]:
    line = Text(" ").append(title_of(verdict, concern.kind, concern.about), "bold")
    word, tone = IN_THE_INBOX[states[concern.key]]
    yield line.append(f"   {word}", look.STYLES[tone])
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
    due = absences.catch_up_due_on(then, record.programme)
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
    if absences.is_said_not_coming(session, mark):
        return signs.MARK["said_not_coming"]
    return signs.MARK["unrecorded"] if standing.ended(session, day) else Sign("▷", ">", "to come", "dim")
