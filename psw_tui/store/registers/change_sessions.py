"""The commands on sessions: one is made, edited, cancelled, linked to the other day of its residential."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlmodel import select

from models.tables import CohortRow, MarkRow, SessionRow
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import SessionState
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.registers.expected_counts import effect, offered
from psw_tui.store.registers.link_days import pair, unpair
from psw_tui.store.registers.linked_days import together
from psw_tui.store.registers.session_draft import OWN, draft_of, moved, two_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.expected_counts import Offered
    from psw_tui.store.registers.session_draft import SessionDraft

_REFERENCE_LENGTH = 60
#: Up to so many new sessions are named.
_NAMED = 2

_CANCELLED, _REINSTATED = "Cancelled", "Reinstated"

#: The word for an edit that changes whether a session stands.
_EDITED = {
    (SessionState.PLANNED, SessionState.CANCELLED): _CANCELLED,
    (SessionState.CANCELLED, SessionState.PLANNED): _REINSTATED,
}


def create_session(store: Store, draft: SessionDraft) -> Change | None:
    """Add a session to a cohort; the sentence says what it does to what is expected, if anything.

    `Refused` for a reference that is taken, an end before the start, a cohort that isn't there. A day outside
    the cohort's year is accepted, and the sentence says so (section 2).
    """
    return _add(store, [draft])


def create_two_days(store: Store, draft: SessionDraft) -> Change | None:
    """Add the two days of a residential as one command: linked, the second on the next day at the same hours."""
    return _add(store, two_days(draft))


def create_sessions(store: Store, drafts: list[SessionDraft]) -> Change | None:
    """Add sessions as one command; two that name each other as the other day are the days of one residential.

    None where there are none; `Refused` for any of them that `create_session` refuses: then none is added.
    """
    return _add(store, drafts) if drafts else None


def _add(store: Store, given: list[SessionDraft]) -> Change | None:
    drafts = [replace(draft, reference=clean(draft.reference, _REFERENCE_LENGTH)) for draft in given]
    touched = _references(store, {draft.cohort for draft in drafts})
    before = offered(store, touched)
    with store.command("Added a session", {"sessions"}, leaders=touched) as writing:
        rows: dict[str, SessionRow] = {}
        warning = ""
        for draft in drafts:
            cohort = store.only_row(writing.session, CohortRow, "cohort", name=draft.cohort)
            _check(draft)
            _refuse_taken(writing, draft.reference, rows)
            row = SessionRow(cohort_id=cohort.id, **{name: getattr(draft, name) for name in OWN})
            rows[draft.reference] = row
            warning = warning or _outside(draft, cohort)
        writing.session.add_all(rows.values())
        writing.session.flush()
        for first, second in _linked(drafts):
            pair(writing.session, rows[first], rows[second])
        titles = [row.title for row in rows.values()]
        added = together(titles) if len(titles) <= _NAMED else count(len(titles), "session")
        writing.what = f"Added {added}{_changed(store, before)}{warning}"
    return writing.change


def _linked(drafts: list[SessionDraft]) -> list[tuple[str, str]]:
    """The pairs among drafts that name each other as the other day, each once."""
    return [
        (draft.reference, draft.other_day)
        for draft in drafts
        if draft.other_day and any(other.reference == draft.other_day for other in drafts)
        if draft.reference < draft.other_day
    ]


def edit_session(store: Store, reference: str, draft: SessionDraft, *, both_days: bool = False) -> Change | None:
    """Give a session the draft's values; None when nothing changed.

    Once anything is recorded at it, neither its reference (concerns and exports know it by that) nor its cohort
    (whose leaders are marked) can change. Cancelling it takes it out of every count, and back again. With
    `both_days` the other day of a residential moves as far, to the same place, and is cancelled or put back too.
    """
    old = draft_of(store, reference)
    touched = _references(store, {old.cohort, draft.cohort})
    before = offered(store, touched)
    with store.command("Edited a session", {"sessions"}, leaders=touched) as writing:
        row = store.only_row(writing.session, SessionRow, "session", reference=reference)
        cohort = store.only_row(writing.session, CohortRow, "cohort", name=draft.cohort)
        _check(draft)
        renamed = clean(draft.reference, _REFERENCE_LENGTH) != reference
        if renamed:
            _refuse_taken(writing, draft.reference)
        if renamed or cohort.id != row.cohort_id:
            _refuse_marked(writing, row)
        row.cohort_id = cohort.id
        for name in OWN:
            setattr(row, name, getattr(draft, name))
        titles = [row.title]
        if both_days and old.other_day:
            other = store.only_row(writing.session, SessionRow, "session", reference=old.other_day)
            other.starts_at = moved(other.starts_at, old.starts_at, draft.starts_at)
            other.ends_at = moved(other.ends_at, old.ends_at, draft.ends_at)
            other.state = draft.state
            if draft.place != old.place:
                other.place = draft.place
            titles.append(other.title)
        _link_as_drafted(store, writing, row, old, draft)
        writing.session.flush()
        word = _EDITED.get((old.state, draft.state), "Edited")
        if replace(old, other_day=draft.other_day) == draft:
            word = f"Linked with {draft.other_day}:" if draft.other_day else f"Unlinked from {old.other_day}:"
        writing.what = f"{word} {together(titles)}{_changed(store, before, word)}{_outside(draft, cohort)}"
    return writing.change if writing.change is not None and writing.change.rows else None


def _link_as_drafted(store: Store, writing: Writing, row: SessionRow, old: SessionDraft, draft: SessionDraft) -> None:
    """Link the session to the other day that the draft names, or to none."""
    if (old.other_day, old.kind, old.cohort) == (draft.other_day, draft.kind, draft.cohort):
        return
    unpair(writing.session, row)
    if draft.other_day:
        other = store.only_row(writing.session, SessionRow, "session", reference=draft.other_day)
        pair(writing.session, row, other)


def link(store: Store, first: str, second: str) -> Change | None:
    """Say that two sessions are the two days of one residential.

    `Refused` unless both are residential, of one cohort, and neither is a day of another residential already.
    """
    draft = draft_of(store, first)
    if draft.other_day:
        raise Refused(f"{first} and {draft.other_day} are linked already; take them apart first.")
    return edit_session(store, first, replace(draft, other_day=second))


def set_cancelled(store: Store, references: Iterable[str], *, cancelled: bool) -> Change | None:
    """Cancel sessions, or put them back; one command, which says what it does to what is expected (section 2).

    A cancelled session counts nowhere and keeps its marks. None when all of them stood so already.
    """
    wanted = list(references)
    touched = _references(store, {draft_of(store, reference).cohort for reference in wanted})
    before = offered(store, touched)
    state = SessionState.CANCELLED if cancelled else SessionState.PLANNED
    with store.command("Cancelled", {"sessions"}, leaders=touched) as writing:
        titles = []
        for reference in wanted:
            row = store.only_row(writing.session, SessionRow, "session", reference=reference)
            if row.state is not state:
                row.state = state
                titles.append(row.title)
        if not titles:
            return None
        writing.session.flush()
        word = _CANCELLED if cancelled else _REINSTATED
        writing.what = f"{word} {together(titles)}{_changed(store, before, word)}"
    return writing.change if writing.change is not None and writing.change.rows else None


def _changed(store: Store, before: Offered, word: str = "") -> str:
    """The end of a sentence: what is expected of how many leaders now; of a cancelled one also that nothing is."""
    said = effect(before, offered(store, {leader for leader, _ in before}))
    if not said and word in _EDITED.values():
        said = "what is expected of the leaders stays the same"
    return f": {said}" if said else ""


def _references(store: Store, cohorts: set[str]) -> list[str]:
    """The leaders whose verdicts a session of these cohorts can change."""
    ids = [id_ for id_, cohort in facts.cohorts(store.connection).items() if cohort.name in cohorts]
    return [row.reference for row in facts.read_in(store.connection, StoredLeader, "cohort_id", ids)]


def _refuse_taken(writing: Writing, reference: str, also: Collection[str] = ()) -> None:
    wanted = clean(reference, _REFERENCE_LENGTH)
    same = select(SessionRow).where(SessionRow.reference == wanted)
    if wanted in also or writing.session.exec(same).first() is not None:
        raise Refused(f"There is already a session {wanted}; choose another reference.")


def _refuse_marked(writing: Writing, row: SessionRow) -> None:
    number = len(writing.session.exec(select(MarkRow.id).where(MarkRow.session_id == row.id)).all())
    if number:
        raise Refused(
            f"{row.reference} has {count(number, 'mark')}, so its reference and its cohort stay as they are; "
            "cancel it and add another session instead."
        )


def _check(draft: SessionDraft) -> None:
    if not clean(draft.reference):
        raise Refused("A session needs a reference, such as W03.")
    if not clean(draft.title):
        raise Refused(f"Session {draft.reference} needs a title.")
    if draft.ends_at < draft.starts_at:
        raise Refused(f"{draft.title} would end before it starts; give a later end.")


def _outside(draft: SessionDraft, cohort: CohortRow) -> str:
    """What is said of a session outside its cohort's year: accepted, with a warning (section 2)."""
    if london_day(draft.ends_at) > cohort.ends:
        return f" (after {cohort.name} ends on {day_words(cohort.ends)})"
    if london_day(draft.starts_at) < cohort.starts:
        return f" (before {cohort.name} starts on {day_words(cohort.starts)})"
    return ""
