"""The case file of one leader: facts, clauses, dates, decisions and communications in order, for a hearing.

document = case_file(store, "L001", known_at=instant)   # frozen values; `--json` prints them
page(document)                                          # the same as one HTML file that needs nothing else
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.escalations.case_file import (
    chronology,
    concern_dates,
    decisions,
    differences,
    escalations,
    in_short,
    redacting,
    standings,
)
from psw_tui.exchange.escalations.case_file.contents import contents
from psw_tui.exchange.escalations.case_file.document import CaseFile, Head, InForce, Policy, as_json
from psw_tui.exchange.escalations.case_file.snapshot import View, look
from psw_tui.exchange.escalations.case_file.sources import Sources
from psw_tui.exchange.escalations.case_file.words import history_lines
from psw_tui.exchange.files.json_file import json_file
from psw_tui.policy import ladder
from psw_tui.policy.standing import NOT_COVERED_WHY
from psw_tui.policy.terms import LeaderState
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import moment, spoken
from psw_tui.store.core import as_known_at
from psw_tui.store.core.chain import head_code
from psw_tui.store.core.row_history import steps
from psw_tui.store.core.store import Store, user
from psw_tui.store.escalations.records import numbers_at_decisions
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.registers import sessions
from psw_tui.store.roster.row_words import RowNames, how_withdrawn
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

_TEMPLATE = "case_file.html"


def case_file(
    store: Store,
    leader: str,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    redact: bool = False,
    redact_also: Iterable[str] = (),
) -> CaseFile:
    """The case of a leader (by reference), judged on a day (today) from what is recorded now.

    With `known_at` everything that was recorded otherwise at that instant is shown both ways. With `redact`, or
    names in `redact_also`, third parties are struck out. `Refused` when there is no such leader.
    """
    day = as_of or store.today
    now = look(store, leader, day)
    if now is None:
        raise no_leader(store.damage, leader)
    with ExitStack() as stack:
        then = None
        if known_at is not None:
            then = look(stack.enter_context(as_known_at.known_at(store, known_at)), leader, day)
        sources = _sources(store, leader, day, now, then, compares=known_at is not None)
    also = list(redact_also)
    file = _assembled(store, sources, known_at, redacted=redact or bool(also))
    if file.head.redacted:
        struck = redacting.redacted(file, redacting.redactor_for(store, leader, also))
        return replace(struck, head=replace(struck.head, head_code=file.head.head_code))  # letters, and no name
    return file


def _sources(store: Store, leader: str, day: date, now: View, then: View | None, *, compares: bool) -> Sources:
    sources = Sources(
        leader=leader,
        day=day,
        now=now,
        then=then,
        compares=compares,
        record=now.record,
        numbers=numbers_at_decisions(store, now.record.leader_id),
        steps=steps(store, leader),
        names=RowNames(store),
        session_ids={session.reference: id_ for id_, (_, session) in sessions.by_id(store).items()},
    )
    return replace(sources, held_since=concern_dates.held_since(store, sources))


def _assembled(store: Store, sources: Sources, known_at: datetime | None, *, redacted: bool) -> CaseFile:
    names = decisions.numbers_names(sources)
    own = ("leader", sources.record.leader_id)
    head = _head(sources, known_at, head_code(store.connection), redacted=redacted)
    concerns = standings.concerns(sources)
    file = CaseFile(
        head=head,
        in_short=in_short.in_short(sources, head, concerns),
        differences=(),
        policy=Policy((), (), ()),
        standings=standings.standings(sources),
        attendance=standings.attendance(sources),
        coaching=standings.coaching(sources),
        concerns=concerns,
        chronology=chronology.chronology(sources),
        decisions=decisions.decisions(sources, names),
        communications=escalations.communications(sources),
        unsent=escalations.unsent(sources),
        escalations=escalations.escalations(sources),
        sign_offs_undone=tuple(
            escalations.sign_off(sources, sign_off)
            for sign_off in sources.record.sign_offs
            if sign_off.escalation is None
        ),
        own_row=history_lines("leader", sources.steps.get(own, ()), sources.names),
        numbers=decisions.numbers(sources, store.programmes, names),
        in_force=InForce((), ()),
    )
    programme = sources.now.verdict.record.programme.id
    return replace(
        file,
        in_force=decisions.in_force(file.numbers),
        differences=differences.differences(sources, file),
        policy=standings.policy(standings.cited_clauses(file), store.programmes, programme),
    )


def _head(sources: Sources, known_at: datetime | None, code: str, *, redacted: bool) -> Head:
    now, then, record = sources.now, sources.then, sources.now.verdict.record
    stage_then = then.stage if then else "The leader was not on record then."
    last = next((decision for decision in reversed(sources.record.decisions) if decision.struck_out_at is None), None)
    return Head(
        reference=sources.leader,
        name=now.verdict.name,
        cohort=record.cohort.name,
        programme=record.programme.title,
        organisation=now.particulars.organisation,
        coach=now.particulars.coach,
        state=_state(now),
        covered="" if now.verdict.standings else NOT_COVERED_WHY,
        stage=now.stage,
        stage_then=stage_then if sources.compares and stage_then != now.stage else None,
        decided_last=""
        if last is None
        else f"{decisions.words_of(sources, last)}, {moment(last.at)} by {last.who} ({last.clause})",
        decided_last_number=None if last is None else sources.number_of(last.id),
        triggers=tuple(ladder.withdrawal_suggestions(record, sources.day)),
        standings_note=_standings_note(record.leader.state),
        recorders=() if redacted else tuple(sorted({*sources.recorders(), user()})),
        judged_on=sources.day,
        known_at=known_at,
        on_record_then=then is not None,
        made_at=clock.now(),
        made_by=user(),
        head_code=code,
        redacted=redacted,
    )


def _standings_note(state: LeaderState) -> str:
    if state is LeaderState.ACTIVE:
        return ""
    return f"The leader is {spoken(state)}: the standings go on being worked out for the record, and raise no concern."


def _state(now: View) -> str:
    own = now.particulars
    words = spoken(own.state)
    if own.withdrawn_on is not None and own.state == "withdrawn":
        words += f" on {day_words(own.withdrawn_on)}"
        words += f" ({how_withdrawn(own.withdrawn_how)})" if own.withdrawn_how else ""
    if own.offer_accepted_on is not None:
        words += f"; offer accepted {day_words(own.offer_accepted_on)}"
    return words


def page(file: CaseFile) -> bytes:
    """The case file as one HTML page: no script, nothing fetched, made to be printed on A4."""
    from psw_tui.exchange.pages.page import render  # the same case as JSON needs no template

    held = contents(file)
    return render(_TEMPLATE, file=file, head=file.head, titles=held.titles, no=held.numbers, absent=held.absent)


def document(file: CaseFile) -> dict[str, Any]:
    """The case file as one JSON document: days and instants in ISO format, instants in UTC."""
    keys: dict[str, Any] = as_json(file)
    return keys


def encoded(file: CaseFile, *, json_document: bool = False) -> bytes:
    """The case file as the bytes of a file: the page, or the JSON document."""
    if not json_document:
        return page(file)
    return json_file(document(file))
