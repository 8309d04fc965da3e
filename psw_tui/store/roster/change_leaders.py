"""The commands that add and edit leaders."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from models.tables import CoachRow, CohortRow, LeaderRow
from psw_tui.policy.wording import count, spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.roster.leaders import (
    FIELDS,
    ON_ANOTHER_ROW,
    Particulars,
    particulars,
    refusal,
    settled,
    with_coach,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change


def create_leader(store: Store, values: Mapping[str, Any]) -> Change:
    """Add a leader; `values` by the names of `Particulars`. `Refused` says what is wrong."""
    if problem := refusal(store, values):
        raise Refused(problem)
    wanted = with_coach(store, settled(values), Particulars())
    with store.command(f"Added {wanted.name}, {wanted.reference}", {"leaders"}, leaders=[wanted.reference]) as writing:
        row = LeaderRow(reference=wanted.reference, cohort_id=_cohort_id(store, writing.session, wanted.cohort))
        _write(store, writing.session, row, wanted, Particulars())
        writing.session.add(row)
    assert writing.change is not None
    return writing.change


def edit_leader(store: Store, reference: str, values: Mapping[str, Any]) -> Change | None:
    """Change what `values` names of a leader; None when all of it stood so already. `Refused` says what is wrong."""
    return edit_leaders(store, [reference], values)


def edit_leaders(store: Store, references: Sequence[str], values: Mapping[str, Any]) -> Change | None:
    """The same change to several leaders at once, all or none of them, as one command."""
    stored: dict[str, Particulars] = {}
    for reference in references:
        found = particulars(store, reference)
        if found is None:
            raise no_leader(store.damage, reference)
        if problem := refusal(store, values, reference):
            raise Refused(problem if len(references) == 1 else f"{found.name} ({reference}): {problem}")
        stored[reference] = found
    wanted = {ref: with_coach(store, settled(values, found), found) for ref, found in stored.items()}
    changed = [reference for reference in references if wanted[reference] != stored[reference]]
    if not changed:
        return None
    what = stored[changed[0]].name if len(changed) == 1 else count(len(changed), "leader")
    touched = (
        _values_of_fields(stored[reference] for reference in changed),
        _values_of_fields(wanted[reference] for reference in changed),
    )
    names = ", ".join(spoken(key) for key in FIELDS if touched[0][key] != touched[1][key])
    with store.command(f"Edited {what}: {names}", {"leaders"}, leaders=changed) as writing:
        for reference in changed:
            row = store.only_row(writing.session, LeaderRow, "leader", reference=reference)
            _write(store, writing.session, row, wanted[reference], stored[reference])
    return writing.change


def _values_of_fields(leaders: Iterable[Particulars]) -> dict[str, list[Any]]:
    """What stands in every field, leader by leader."""
    rows = [asdict(row) for row in leaders]
    return {key: [row[key] for row in rows] for key in FIELDS}


def _cohort_id(store: Store, session: Session, name: str) -> UUID:
    id_: UUID = store.only_row(session, CohortRow, "cohort", name=name).id
    return id_


def _write(store: Store, session: Session, row: Any, wanted: Particulars, stored: Particulars) -> None:
    for key in FIELDS:
        if key not in ON_ANOTHER_ROW and getattr(wanted, key) != getattr(stored, key):
            setattr(row, key, getattr(wanted, key))
    row.state = wanted.state
    if wanted.cohort != stored.cohort:
        row.cohort_id = _cohort_id(store, session, wanted.cohort)
    if (wanted.coach, wanted.coach_email) != (stored.coach, stored.coach_email):
        row.coach_id = _coach_id(session, wanted)


def _coach_id(session: Session, wanted: Particulars) -> UUID | None:
    """The coach of that name and e-mail, made if there is none; one whose e-mail isn't known yet is given it."""
    if not wanted.coach:
        return None
    namesakes = session.exec(select(CoachRow).where(CoachRow.name == wanted.coach)).all()
    found = next((coach for coach in namesakes if coach.email == wanted.coach_email), None)
    if found is None and len(namesakes) == 1 and not namesakes[0].email:
        found = namesakes[0]
        found.email = wanted.coach_email
    if found is None:
        found = CoachRow(name=wanted.coach, email=wanted.coach_email)
        session.add(found)
        session.flush()
    return found.id
