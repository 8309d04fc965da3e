"""What `status`, `concerns` and `queue` are narrowed to, and the order of what they list."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from psw_tui.cli.lookup import cohort_name, organisation_name
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import over_words
from psw_tui.policy.terms import WORST_FIRST, StandingWord
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count
from psw_tui.store.reads.unreadable import leaves_out
from psw_tui.store.reads.verdicts import apart, judge_all
from psw_tui.store.roster import leaders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from psw_tui.policy.records import Concern
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict

_WORST = {word: place for place, word in enumerate((*WORST_FIRST, StandingWord.NOT_COVERED))}


@frozen
class Narrowed:
    """The verdicts on those asked for, in the order asked for; `complete` where nobody asked for is left out."""

    verdicts: list[Verdict]
    complete: bool
    organisations: dict[str, str] = field(default_factory=dict)


def judged(
    store: Store,
    day: date,
    *,
    cohort: str | None,
    org: str | None,
    standing: Sequence[str] | None,
    sort: str | None,
    only: list[str] | None = None,
) -> Narrowed:
    """Judge those of a cohort, of an organisation, of overall standings; `only` these references, if any are given."""
    of = None if cohort is None else cohort_name(store, cohort)
    organisations: dict[str, str] = {}
    if org is not None or sort == "organisation":
        organisations = {row.reference: row.organisation for row in leaders.every(store)}
    wanted = None if org is None else organisation_name(organisations, org)
    words = {StandingWord(word) for word in standing or ()}
    verdicts = [
        verdict
        for verdict in judge_all(store, day, cohort=of, leaders=only)
        if (wanted is None or organisations.get(verdict.reference) == wanted)
        and (not words or verdict.overall in words)
    ]
    if order := _orders(organisations).get(sort or ""):
        verdicts.sort(key=order)
    return Narrowed(verdicts, bool(only) or not leaves_out(store, of), organisations)


def listed(
    store: Store, day: date, *, as_json: bool, cohort: str | None, **narrow: Any
) -> tuple[Narrowed, list[Verdict]]:
    """What `judged` gives; for people those of cohorts that run, and beside them those of cohorts that are over.

    All of a cohort that is asked for by name are given, and to a script everybody.
    """
    narrowed = judged(store, day, cohort=cohort, **narrow)
    if as_json or cohort is not None:
        return narrowed, []
    running, left = apart(narrowed.verdicts, day)
    return replace(narrowed, verdicts=running), left


def not_listed(number: int, thing: str, left: Sequence[Verdict], day: date) -> str:
    """Where to see what is not listed, of cohorts that are over; empty where there is nothing."""
    if not number:
        return ""
    homes = {verdict.record.cohort.name: verdict.record.cohort for verdict in left}
    named = ", ".join(f"{name} ({over_words(home, day)})" for name, home in homes.items())
    return f"Not listed: {count(number, thing)} of {named}; --cohort shows them."


def _orders(organisations: dict[str, str]) -> dict[str, Callable[[Any], Any]]:
    """What is sorted by; sorting is stable, so equals stay in order of reference."""
    return {
        "name": lambda row: fold(row.name),
        "organisation": lambda row: fold(organisations.get(_leader(row), "")),
        "standing": lambda row: _WORST[row.overall],
    }


def _leader(row: Verdict | QueueRow) -> str:
    # A verdict knows its leader by the reference, a row of the queue by `leader`.
    return getattr(row, "reference", "") or getattr(row, "leader", "")


def concerns_held(narrowed: Narrowed, sort: str | None) -> list[tuple[Verdict, Concern]]:
    """Every concern with its verdict, leader by leader; by the day since when they hold, the oldest first, if asked."""
    held: list[tuple[Verdict, Concern]] = []
    for verdict in narrowed.verdicts:
        held += [(verdict, concern) for concern in verdict.concerns]
    if sort == "since":
        held.sort(key=lambda pair: pair[1].since)
    return held


def queue_as_asked(rows: Sequence[QueueRow], narrowed: Narrowed, sort: str | None) -> list[QueueRow]:
    """The queue by its priority, or in another order."""
    orders = _orders(narrowed.organisations) | {
        "reference": lambda row: row.leader,
        "due": lambda row: (row.due_on is None, row.due_on),
    }
    order = orders.get(sort or "")
    return sorted(rows, key=order) if order else list(rows)
