"""Around coaching: who came to the introduction, and welfare concerns passed on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredIntroduction, StoredLeader, StoredWelfarePassed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store


@frozen
class IntroductionAndWelfare:
    """What is kept of one leader around coaching beside the evaluation forms.

    Whether they `came` to the introduction, None while nobody has said; and when a welfare concern was `passed_on`.
    """

    came: bool | None
    passed_on: tuple[date, ...]


def introduction_and_welfare(store: Store, leaders: Iterable[str]) -> dict[str, IntroductionAndWelfare]:
    """What is kept around the coaching of these leaders, by reference; two queries, and one for the references."""
    listed = facts.read_in(store.connection, StoredLeader, "reference", leaders)
    references = {leader.id: leader.reference for leader in listed}
    introductions = facts.read_in(store.connection, StoredIntroduction, "leader_id", references)
    came = {row.leader_id: row.came for row in introductions}
    passed: dict[str, list[date]] = defaultdict(list)
    for row in facts.read_in(store.connection, StoredWelfarePassed, "leader_id", references):
        passed[row.leader_id].append(date.fromisoformat(row.passed_on))
    kept = {}
    for id_, reference in references.items():
        attended = bool(came[id_]) if id_ in came else None
        kept[reference] = IntroductionAndWelfare(attended, tuple(sorted(passed[id_])))
    return kept
