"""Rounds of self-assessment: what leaders say of themselves, kept key by key, and never ranked (section 5)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.policy import capability
from psw_tui.policy.capability import Rating
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RoundKind
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredLeader, StoredRating, StoredRound
from psw_tui.store.system.refusal import Gone, unreadable
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_COUNTS = "SELECT round_id, COUNT(rating), SUM(CASE WHEN focus THEN 1 ELSE 0 END) FROM rating GROUP BY round_id"


@frozen
class RoundSummary:
    """One round: when, which kind, how many sub-capabilities are rated and how many are a focus."""

    id: str
    on: date
    kind: RoundKind
    rated: int
    focus: int


@frozen
class LeaderRounds:
    """One leader and their rounds, newest first."""

    leader: str
    name: str
    organisation: str
    rounds: tuple[RoundSummary, ...]

    @property
    def newest(self) -> RoundSummary | None:
        """The round of the latest date."""
        return self.rounds[0] if self.rounds else None


@frozen
class Before:
    """The round before another one of the same leader."""

    on: date
    kind: RoundKind
    ratings: dict[str, Rating]


@frozen
class Round:
    """One round with its ratings by sub-capability, the programme that judges it, and the round before."""

    id: str
    leader: str
    name: str
    programme: Programme
    on: date
    kind: RoundKind
    ratings: dict[str, Rating]
    before: Before | None


def overview(store: Store, verdicts: Iterable[Verdict]) -> list[LeaderRounds]:
    """The leaders of these verdicts, in their order, with their rounds; three queries."""
    connection = store.connection
    with unreadable():
        counts = {id_: (rated, focus) for id_, rated, focus in connection.execute(_COUNTS)}
    by_leader: dict[str, list[RoundSummary]] = {}
    for made in facts.read(connection, StoredRound, "ORDER BY round_on DESC"):
        rated, focus = counts.get(made.id, (0, 0))
        summary = RoundSummary(made.id, _day(made.round_on), RoundKind(made.kind), rated, focus)
        by_leader.setdefault(made.leader_id, []).append(summary)
    rows = {row.reference: row for row in facts.read(connection, StoredLeader)}
    return [
        LeaderRounds(verdict.reference, verdict.name, row.organisation, tuple(by_leader.get(row.id, ())))
        for verdict in verdicts
        if (row := rows.get(verdict.reference)) is not None
    ]


def one_round(store: Store, round_id: str) -> Round:
    """A round with its ratings and the round before; `Gone` when there is no such round (any more)."""
    connection = store.connection
    found = facts.read(connection, StoredRound, "WHERE id = ?", (round_id,))
    if not found:
        raise Gone("That round is not there any more; it was undone.")
    own = found[0]
    (leader,) = facts.read(connection, StoredLeader, "WHERE id = ?", (own.leader_id,))
    earlier = facts.read(
        connection,
        StoredRound,
        "WHERE leader_id = ? AND round_on < ? ORDER BY round_on DESC LIMIT 1",
        (own.leader_id, own.round_on),
    )
    ratings = _ratings(store, [round_id, *(row.id for row in earlier)])
    before = [Before(_day(row.round_on), RoundKind(row.kind), ratings.get(row.id, {})) for row in earlier]
    return Round(
        id=round_id,
        leader=leader.reference,
        name=facts.display_name(leader.first_name, leader.last_name, leader.preferred_name),
        programme=store.programmes[facts.cohorts(connection)[leader.cohort_id].programme],
        on=_day(own.round_on),
        kind=RoundKind(own.kind),
        ratings=ratings.get(round_id, {}),
        before=before[0] if before else None,
    )


def cohort_counts(
    store: Store, leaders: Iterable[LeaderRounds], programme: Programme
) -> dict[str, capability.CohortCounts]:
    """Per sub-capability the focus areas, strengths and moves up of these leaders; None where few answered (local)."""
    newest = [[made.id for made in leader.rounds[:2]] for leader in leaders if leader.rounds]
    ratings = _ratings(store, list(chain.from_iterable(newest)))
    return capability.cohort_counts(
        [[ratings.get(id_, {}) for id_ in own] for own in newest], framework(), fewest=programme.cohort_view_minimum
    )


def rounds_of(store: Store, leader: str) -> list[Round]:
    """Every round of one leader with its ratings and the one before it, oldest first; `Gone` without the leader."""
    found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    if not found:
        raise Gone(f"There is no leader {leader}.")
    row = found[0]
    programme = store.programmes[facts.cohorts(store.connection)[row.cohort_id].programme]
    name = facts.display_name(row.first_name, row.last_name, row.preferred_name)
    rows = facts.read(store.connection, StoredRound, "WHERE leader_id = ? ORDER BY round_on", (row.id,))
    ratings = _ratings(store, [made.id for made in rows])
    rounds: list[Round] = []
    for made in rows:
        last = rounds[-1] if rounds else None
        before = None if last is None else Before(last.on, last.kind, last.ratings)
        said = ratings.get(made.id, {})
        on, kind = _day(made.round_on), RoundKind(made.kind)
        rounds.append(Round(made.id, leader, name, programme, on, kind, said, before))
    return rounds


def proposed_kind(rounds: Sequence[RoundSummary]) -> RoundKind:
    """A baseline when the leader has no round yet, else a review."""
    return RoundKind.REVIEW if rounds else RoundKind.BASELINE


def kind_due(store: Store, leader: str) -> RoundKind:
    """The kind that a leader's next round would be, as `proposed_kind` says."""
    with unreadable():
        (number,) = store.connection.execute(
            "SELECT COUNT(*) FROM round JOIN leader ON leader.id = round.leader_id WHERE leader.reference = ?",
            (leader,),
        ).fetchone()
    return RoundKind.REVIEW if number else RoundKind.BASELINE


def _day(text: str) -> date:
    day = stored_values.to_date(text)
    assert day is not None
    return day


def _ratings(store: Store, rounds: list[str]) -> dict[str, dict[str, Rating]]:
    ratings: dict[str, dict[str, Rating]] = {}
    rows = facts.read_in(store.connection, StoredRating, "round_id", rounds)
    for row in rows:
        next_step_on = stored_values.to_date(row.next_step_on)
        said = Rating(row.rating, bool(row.focus), row.evidence or "", row.next_step or "", next_step_on)
        ratings.setdefault(row.round_id, {})[row.sub_capability] = said
    return ratings


def round_problem(store: Store, leader: str, on: date, kind: RoundKind) -> str | None:
    """The sentence on why a leader can't have such a round, or None."""
    if on > store.today:
        return f"{day_words(on)} has not come yet; a round is dated when the leader made it."
    (row,) = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    name = facts.display_name(row.first_name, row.last_name, row.preferred_name)
    for other in facts.read(store.connection, StoredRound, "WHERE leader_id = ?", (row.id,)):
        if _day(other.round_on) == on:
            return f"{name} has a round on {day_words(on)} already; open that one, or choose another day."
        if kind is RoundKind.BASELINE and other.kind == RoundKind.BASELINE:
            return f"{name} has a baseline of {day_words(_day(other.round_on))} already; make this one a review."
    return None
