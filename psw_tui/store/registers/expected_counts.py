"""What a change of the sessions does to how many of them are expected of each leader (section 2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from psw_tui.policy import standing
from psw_tui.policy.wording import REQUIREMENT_NAMES, count
from psw_tui.store.reads import facts
from psw_tui.store.registers.registers import LEFT_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.policy.programme import Rule
    from psw_tui.store.core.store import Store

#: T of each leader and requirement, with the requirement's rule.
Offered = dict[tuple[str, str], tuple[int, "Rule"]]


def offered(store: Store, leaders: Iterable[str]) -> Offered:
    """How many sessions are expected of those among these leaders who are on the programme, a requirement."""
    counts: Offered = {}
    for record in facts.records(store.connection, store.programmes, leaders=leaders):
        if record.leader.state in LEFT_STATES:
            continue
        for rule in record.programme.rules:
            counts[record.leader.reference, rule.id] = (standing.tally(rule, record, store.today).expected, rule)
    return counts


def effect(before: Offered, after: Offered) -> str:
    """What has changed between the two: `study is now out of 5 (was 6) for 31 leaders`; empty for nothing."""
    changes: dict[str, Counter[tuple[int, int, Rule]]] = defaultdict(Counter)
    for key, (now, rule) in after.items():
        was, _ = before.get(key, (now, rule))
        if was != now:
            changes[REQUIREMENT_NAMES[rule.id]][was, now, rule] += 1
    sentences = []
    for name, groups in changes.items():
        verb = "are" if name.endswith("s") else "is"
        sentences.append(f"{name} {verb} now {_groups(groups)}")
    return "; ".join(sentences)


def _groups(groups: Counter[tuple[int, int, Rule]]) -> str:
    said = []
    for (was, now, rule), leaders in groups.most_common():
        minimum = standing.minimum_of(rule, now)
        short = f", too few for the minimum of {minimum}" if now < minimum else ""
        said.append(f"out of {now} (was {was}) for {count(leaders, 'leader')}{short}")
    return ", ".join(said)
