"""Around coaching, the commands: the introduction, evaluation forms, welfare concerns passed on; days, closed words.

Nothing here takes free text: what is said in coaching stays there (H:confidentiality).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import select

from models.tables import (
    CoachEvaluationRow,
    CoachRow,
    CohortRow,
    IntroductionRow,
    LeaderEvaluationRow,
    LeaderRow,
    WelfarePassedRow,
)
from psw_tui.policy import evaluation
from psw_tui.policy.terms import CoachForm, LeaderForm
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.bulk import write_rows
from psw_tui.store.core.concerns_on_record import leader_ids
from psw_tui.store.core.keys import free_keys
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.rows import StoredLeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.store.core.store import Store
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change

_KINDS = frozenset({"bookings"})


def introduction(store: Store, leaders: Sequence[str], came: bool | None) -> Change:
    """Whether leaders came to the optional introduction in September (None: not said); it never counts."""
    with store.command("", _KINDS, leaders=leaders) as writing:
        ids = _ids(store, writing, leaders)
        _keep(store, writing, IntroductionRow, ("leader_id",), "came", {(ids[leader],): came for leader in leaders})
        words = {True: "came to", False: "did not come to", None: "cleared for"}[came]
        whose = _names(store, leaders)
        writing.what = f"{whose}: {words} the introduction"
    return _changed(writing.change, "That is recorded already.")


def form_received(store: Store, leader: str, point: LeaderForm, on: date | None) -> Change:
    """H:evaluation: a leader's form came on a day (None: it has not come after all); never what it says."""
    return forms_received(store, [leader], point, on)


def forms_received(store: Store, leaders: Sequence[str], point: LeaderForm, on: date | None) -> Change:
    """The same for the forms of several leaders that came on one day."""
    _refuse_ahead(store, on)
    with store.command("", _KINDS, leaders=leaders) as writing:
        ids = _ids(store, writing, leaders)
        key = ("leader_id", "point")
        _keep(store, writing, LeaderEvaluationRow, key, "received_on", {(ids[leader], point): on for leader in leaders})
        writing.what = f"{_names(store, leaders)}: {_form_words(point, on)}"
    return _changed(writing.change, "That form is recorded so already.")


def group_form_received(store: Store, coach: str, cohort: str, point: CoachForm, on: date | None) -> Change:
    """H:evaluation: a coach's group form about a cohort came on a day (None: it has not); never what it says."""
    _refuse_ahead(store, on)
    with store.command("", _KINDS, leaders=()) as writing:
        person = store.only_row(writing.session, CoachRow, "coach", id=UUID(coach))
        about = store.only_row(writing.session, CohortRow, "cohort", name=cohort)
        key = ("coach_id", "cohort_id", "point")
        _keep(store, writing, CoachEvaluationRow, key, "received_on", {(person.id, about.id, point): on})
        writing.what = f"{person.name}, {cohort}: {_form_words(point, on)}"
    return _changed(writing.change, "That form is recorded so already.")


def welfare_passed(store: Store, leader: str, on: date) -> Change:
    """H:confidentiality: a coach's welfare concern went to the coaching officer on a day; nothing else is kept."""
    _refuse_ahead(store, on)
    with store.command("", _KINDS, leaders=[leader]) as writing:
        owner = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        known = select(WelfarePassedRow).filter_by(leader_id=owner.id, passed_on=on)
        if writing.session.exec(known).first() is None:
            writing.session.add(WelfarePassedRow(leader_id=owner.id, passed_on=on))
        words = f"a welfare concern was passed to the coaching officer, {day_words(on)}"
        writing.what = f"{_names(store, [leader])}: {words}"
    return _changed(writing.change, "That day is recorded already.")


def _ids(store: Store, writing: Writing, leaders: Sequence[str]) -> dict[str, UUID]:
    """The keys of leaders by reference; `Refused` where one is unknown."""
    ids = leader_ids(writing.session, leaders)
    for leader in leaders:
        if leader not in ids:
            store.only_row(writing.session, LeaderRow, "leader", reference=leader)
    return ids


def _keep(
    store: Store, writing: Writing, table: Any, key: tuple[str, ...], column: str, values: dict[Any, Any]
) -> None:
    """Keep each value in the one row with its key; None takes the row away."""
    owners = getattr(table, key[0])
    rows: dict[Any, Any] = {}
    for part in chunks({owner for owner, *_ in values}):
        found = writing.session.exec(select(table).where(owners.in_(part))).all()
        rows |= {tuple(getattr(row, name) for name in key): row for row in found}
    new = []
    for about, value in values.items():
        row = rows.get(about)
        if row is None and value is not None:
            new.append({**dict(zip(key, about, strict=True)), column: value})
        elif value is None and row is not None:
            writing.session.delete(row)
        elif row is not None:
            setattr(row, column, value)
    name = table.__tablename__
    keys = free_keys(store.connection, name, new)
    write_rows(writing, {name: [{"id": id_, **row} for id_, row in zip(keys, new, strict=True)]}, {})


def _form_words(point: LeaderForm | CoachForm, on: date | None) -> str:
    came = "has not come" if on is None else f"came on {day_words(on)}"
    return f"evaluation form {evaluation.FORM_WORDS[point]} {came}"


def _names(store: Store, leaders: Sequence[str]) -> str:
    if len(leaders) != 1:
        return count(len(leaders), "leader")
    row = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leaders[0],))[0]
    return facts.display_name(row.first_name, row.last_name, row.preferred_name)


def _refuse_ahead(store: Store, on: date | None) -> None:
    if on is not None and on > store.today:
        raise Refused(f"{day_words(on)} is still to come; it is recorded once it has happened.")


def _changed(change: Change | None, sentence: str) -> Change:
    assert change is not None
    if not change.rows:
        raise Refused(sentence)
    return change
