"""The catch-up form's answers (2.3.1): who sent one in for which missed session, and whether the log is with it.

What the reflective log says is the leader's own: only that it was received is kept.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.reading import peek_grids, read_grids, read_once
from psw_tui.exchange.files.sheet import UnreadableFile, WrongReport, is_error
from psw_tui.exchange.files.times import Order
from psw_tui.exchange.forms.responses import day_or_month_first, read_form, read_responses
from psw_tui.exchange.import_table import refuse_unlike
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.name_matching.matching import Attendee, LeaderMatcher
from psw_tui.exchange.tables.planning import digest
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MISSED
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.unchanged import version
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.registers import catch_ups
from psw_tui.store.registers.catch_ups import Received
from psw_tui.store.registers.reports import candidates

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.files.reading import Source
    from psw_tui.exchange.forms.responses import FormExport, Response
    from psw_tui.policy.records import Mark, Record, Session
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

#: An answer of fewer characters is no reflective log, but a tick or a name.
_A_LOG = 60
_LOG = re.compile(r"reflect|log|learn|what did you", re.IGNORECASE)
#: What a question of this form asks, and hardly any other form does.
_OF_A_CATCH_UP = re.compile(r"\breflecti|\blog\b|catch(?:ing)?[ -]?up|\bmiss(?:ed)?\b", re.IGNORECASE)
#: What stands in the place of a name where an answer has none.
_NOBODY = "nobody named"
#: A file is looked into for an offer that nobody asked for: a larger one is named by hand.
_MOST_OFFERED_BYTES = 8 * 1024 * 1024


@frozen
class LeftOut:
    """An answer that was not taken, and why."""

    row: int
    name: str
    why: str

    @property
    def is_named(self) -> bool:
        """Whether it says whose it is."""
        return self.name != _NOBODY


@frozen
class CatchUpResult:
    """What an import of answers did, or would do; `would` tells that apart from anything else."""

    read: int
    received: tuple[Received, ...]
    unchanged: int
    left: tuple[LeftOut, ...]
    change: Change | None = None
    would: str = ""


def import_catch_up(store: Store, source: Source, *, dry_run: bool = False, shown: str | None = None) -> CatchUpResult:
    """Take a Microsoft or Google Forms export of the catch-up form; the latest answer of a leader counts.

    `UnreadableFile` for what is not a form's export; whatever can't be matched for certain is listed and left.
    `ChangedMeanwhile` where it would do something else than was `shown` (`CatchUpResult.would` of the dry run).
    """
    file = read_once(source)
    name = file.name
    since = version(store)
    form = next((found for grid in read_grids(file) if (found := read_form(grid)) is not None), None)
    if form is None:
        raise WrongReport(f"{name} is not a form's export; in Forms choose Responses, then Open in Excel, and save it.")
    records = records_of(store)
    received, left = _dated(store, records, form)
    latest: dict[tuple[str, str], Received] = {}
    for answer in sorted(received, key=lambda answer: answer.on):
        latest[answer.leader, answer.session] = answer
    marks = {record.leader.reference: record.marks for record in records}
    new = [answer for answer in latest.values() if _is_news(marks[answer.leader][answer.session], answer)]
    would = digest(new, [marks[answer.leader][answer.session] for answer in new], left)
    refuse_unlike(would, shown)
    change = catch_ups.receive(store, new, dry_run=dry_run, file_name=name, since=since) if new else None
    return CatchUpResult(len(form.answers), tuple(new), len(latest) - len(new), tuple(left), change, would)


def _is_news(mark: Mark, answer: Received) -> bool:
    return mark.submitted_on is None or mark.submitted_on < answer.on or (answer.log and not mark.log_received)


def offered(path: Path) -> str | None:
    """What a file that seems to be the catch-up form's export is called; None for any other. It never raises."""
    try:
        if path.stat().st_size > _MOST_OFFERED_BYTES:
            return None
        forms = [form for grid in peek_grids(path) if (form := read_form(grid)) is not None]
    except (OSError, UnreadableFile):
        return None
    headings = chain.from_iterable(form.headings for form in forms)
    return "catch-up form" if any(map(_OF_A_CATCH_UP.search, headings)) else None


def _dated(store: Store, records: list[Record], form: FormExport) -> tuple[list[Received], list[LeftOut]]:
    """Who sent what in, and what is left: an answer too whose day could be either, since nothing in the file tells.

    Besides what tells in every form, nobody caught up on a session before it was.
    """
    if not day_or_month_first(form, store.today):
        received, left = _matched(store, records, read_responses(form, store.today))
        return list(received.values()), left
    day_first, month_first = (
        _matched(store, records, read_responses(form, store.today, order))
        for order in (Order.DAY_FIRST, Order.MONTH_FIRST)
    )
    sessions = chain.from_iterable(record.sessions for record in records)
    starts = {session.reference: session.starts_on for session in sessions}
    fits = [
        (received, left)
        for received, left in (day_first, month_first)
        if all(starts[answer.session] <= answer.on for answer in received.values())
    ]
    if len(fits) == 1:
        [(received, left)] = fits
        return list(received.values()), left
    return _the_same(records, day_first, month_first[0])


def _the_same(
    records: list[Record], read: tuple[dict[int, Received], list[LeftOut]], otherwise: dict[int, Received]
) -> tuple[list[Received], list[LeftOut]]:
    """The answers that are of one day whichever way they are read; the others are left."""
    received, left = read
    names = {record.leader.reference: record.leader.name for record in records}
    certain = []
    for row, answer in received.items():
        other = otherwise[row].on
        if answer.on == other:
            certain.append(answer)
        else:
            either = f"its date could be {day_words(answer.on)} or {day_words(other)}"
            left.append(LeftOut(row, names[answer.leader], f"{either}; take the .xlsx that Forms gives"))
    return certain, sorted(left, key=lambda answer: answer.row)


def _matched(
    store: Store, records: list[Record], responses: list[Response]
) -> tuple[dict[int, Received], list[LeftOut]]:
    """Who sent what in, by the row of the answer, and what is left."""
    by_leader = {record.leader.reference: record for record in records}
    roster = LeaderMatcher(candidates(store))
    received: dict[int, Received] = {}
    left: list[LeftOut] = []
    for response in responses:
        if error := next((said for said in (response.name, response.email) if is_error(said)), ""):
            left.append(
                LeftOut(response.row, error, "an error that the spreadsheet shows, and nobody; correct the cell")
            )
            continue
        line = ReportLine(response.row, response.name or response.email, email=response.email)
        match = roster.match(Attendee("answer", (line,)))
        who = response.name or response.email or _NOBODY
        if match.leader is None:
            near = f"; perhaps {' or '.join(match.suggested)}" if match.suggested else ""
            left.append(LeftOut(response.row, who, f"not certain who this is{near}"))
            continue
        if response.on is None:
            left.append(LeftOut(response.row, who, "its date can't be read"))
            continue
        session, why = _session_of(by_leader[match.leader], response)
        if session is None:
            left.append(LeftOut(response.row, who, why))
        else:
            log = any(len(text) >= _A_LOG and _LOG.search(head) for head, text in response.texts.items())
            received[response.row] = Received(match.leader, session.reference, response.on, log)
    return received, left


def _session_of(record: Record, response: Response) -> tuple[Session | None, str]:
    """The missed session that an answer names; without a name, the only one that is under way."""
    missed = _missed(record)
    not_accepted = [session for session in missed if record.marks[session.reference].accepted_on is None]
    answers = [_plain(text) for text in response.texts.values() if len(text) < _A_LOG * 2]
    named = [session for session in missed if _is_named(session, answers)]
    if len(named) > 1:
        return None, "it names more than one missed session"
    if named and named[0] not in not_accepted:
        return None, f"{named[0].title} is accepted already"
    if named:
        return named[0], ""
    if any(_is_named(session, answers) for session in record.sessions):
        return None, "the session it names is not recorded as missed"
    sent = [session for session in not_accepted if record.marks[session.reference].sent_on is not None]
    if len(sent) == 1:
        return sent[0], ""
    if sent:
        return None, "it names no session, and several are open"
    return None, "it names no session that was missed"


def _missed(record: Record) -> list[Session]:
    missed = []
    for session in record.sessions:
        mark = record.marks.get(session.reference)
        if not session.cancelled and mark is not None and mark.value in MISSED:
            missed.append(session)
    return missed


def _plain(text: str) -> str:
    """A text without case, accents and punctuation, for finding a title in it."""
    return f" {' '.join(re.sub(r'[^a-z0-9]+', ' ', fold(text)).split())} "


def _is_named(session: Session, answers: list[str]) -> bool:
    """Whether one of these answers, made plain, holds the session's title or reference."""
    title, reference = _plain(session.title), _plain(session.reference)
    return any(title in answer or reference in answer for answer in answers)


def in_words(result: CatchUpResult) -> str:
    """The sum of an import in one sentence."""
    logs = sum(answer.log for answer in result.received)
    parts = [f"{count(len(result.received), 'catch-up')} submitted, {logs} with the reflective log"]
    if result.unchanged:
        parts.append(f"{result.unchanged} as recorded")
    if result.left:
        parts.append(f"{count(len(result.left), 'answer')} left out")
    return f"{count(result.read, 'answer')} read: {', '.join(parts)}."
