"""The commands on rounds of self-assessment: one is begun, and what a leader says is kept key by key (section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import select

from models.tables import RatingRow, RoundRow
from models.tables import RatingRow as Row
from psw_tui.policy import capability
from psw_tui.policy.capability import Rating
from psw_tui.policy.terms import RoundKind
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store.capabilities.rounds import Round, one_round, round_problem
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change

_KINDS = frozenset({"rounds"})
_WORDS_LONGEST = 300


def new_round(store: Store, leader: str, on: date, kind: RoundKind) -> Change:
    """Begin a round. `Refused` for a day to come, a day that has a round already, or a second baseline."""
    found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    if not found:
        raise no_leader(store.damage, leader)
    name = facts.display_name(found[0].first_name, found[0].last_name, found[0].preferred_name)
    if problem := round_problem(store, leader, on, kind):
        raise Refused(problem)
    with store.command(f"Began the {kind} of {name}, {day_words(on)}", _KINDS, leaders=[leader]) as writing:
        writing.session.add(RoundRow(leader_id=UUID(found[0].id), round_on=on, kind=kind))
    assert writing.change is not None
    return writing.change


def rate(store: Store, round_id: str, sub: str, rating: int | None) -> Change | None:
    """Rate one sub-capability 1 to 4, or None: not considered. None when it is so already."""
    if rating is not None and rating not in capability.RATINGS:
        raise Refused(f"{rating} is not a rating; the scale runs from 1 to 4.")
    own = _open_round(store, round_id, sub)
    name = framework().subs[sub].name
    what = f"Cleared {name}, {own.name}" if rating is None else f"Rated {name} {rating}, {own.name}"
    return _set(store, own, sub, what, replace(own.ratings.get(sub, Rating()), rating=rating))


def set_focus(store: Store, round_id: str, sub: str, *, focus: bool) -> Change | None:
    """Mark one sub-capability as a focus, or no longer; more than the limit (local) is refused."""
    own = _open_round(store, round_id, sub)
    limit = own.programme.focus_limit
    if focus and sub not in (held := capability.focus_areas(own.ratings)) and len(held) >= limit:
        raise Refused(
            f"This round has {len(held)} focus areas, and {limit} is the most (local setting); "
            "take one off with * first."
        )
    name = framework().subs[sub].name
    what = f"Focus: {name}, {own.name}" if focus else f"No longer a focus: {name}, {own.name}"
    return _set(store, own, sub, what, replace(own.ratings.get(sub, Rating()), focus=focus))


def say_more(
    store: Store,
    round_id: str,
    sub: str,
    *,
    evidence: str,
    next_step: str | None = None,
    next_step_on: date | None = None,
) -> Change | None:
    """A line of evidence from the leader's own form, and for a focus area their own next step, by a day.

    Never what was said in coaching (H:confidentiality). Without a `next_step` the one on record stands. None when it
    is so already.
    """
    own = _open_round(store, round_id, sub)
    now = own.ratings.get(sub, Rating())
    step, step_on = now.next_step, now.next_step_on
    if next_step is not None:
        step, step_on = clean(next_step, _WORDS_LONGEST), next_step_on
        if (step or step_on) and not now.focus:
            raise Refused("A next step belongs to a focus area; mark it as one with * first.")
        if step_on is not None and not step:
            raise Refused("The next step's day needs the next step in words.")
    what = f"Noted the leader's own words on {framework().subs[sub].name}, {own.name}"
    said = replace(now, evidence=clean(evidence, _WORDS_LONGEST), next_step=step, next_step_on=step_on)
    return _set(store, own, sub, what, said)


def _open_round(store: Store, round_id: str, sub: str) -> Round:
    if sub not in framework().subs:
        raise Refused(f"The framework has no sub-capability {sub}.")
    return one_round(store, round_id)


def _set(store: Store, own: Round, sub: str, what: str, value: Rating) -> Change | None:
    if own.ratings.get(sub, Rating()) == value:
        return None
    with store.command(what, _KINDS, leaders=[own.leader]) as writing:
        row = _row(writing, own.id, sub)
        row.rating, row.focus = value.rating, value.focus
        row.evidence, row.next_step = value.evidence or None, value.next_step or None
        row.next_step_on = value.next_step_on
    return writing.change


def _row(writing: Writing, round_id: str, sub: str) -> RatingRow:
    """The row of one sub-capability in a round; a new one if nothing was said of it yet."""
    query = select(Row).where(Row.round_id == UUID(round_id), Row.sub_capability == sub)
    row = writing.session.exec(query).one_or_none()
    if row is None:
        row = Row(round_id=UUID(round_id), sub_capability=sub)
        writing.session.add(row)
    return row
