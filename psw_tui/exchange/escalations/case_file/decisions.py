"""The parts of a case file that tell of decisions: each in full with what it saw, and the numbers in force."""

from __future__ import annotations

import json
from itertools import chain
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.escalations.case_file.document import (
    DecisionLine,
    InForce,
    NumberLine,
    NumbersPart,
    RecordedFact,
    SeenStanding,
)
from psw_tui.exchange.escalations.case_file.numbers_in_words import STANDING_NUMBERS, in_words, meaning
from psw_tui.policy.terms import InboxChoice, LeaderState, RequirementId
from psw_tui.policy.wording import REQUIREMENT_NAMES, quoted, ranges, spoken
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.policy.programme import Programmes
    from psw_tui.store.escalations.records import DecisionRecord


def words_of(sources: Sources, decision: DecisionRecord) -> str:
    """What was decided, in a sentence without its reason."""
    until = f" until {day_words(decision.until)}" if decision.until else ""
    if decision.concern_key:
        title = sources.concern_title(decision.concern_key)
        if decision.choice is InboxChoice.ACCEPT:
            name = sources.escalation_name(decision.escalation)
            if decision.to_stage is not None:
                return (
                    f"Accepted the concern {title}, and opened {name or 'an escalation'} at {spoken(decision.to_stage)}"
                )
            return f"Accepted the concern {title} into {name or 'the escalation'}"
        done = "Dismissed" if decision.choice is InboxChoice.DISMISS else "Snoozed"
        return f"{done} the concern {title}{until}"
    if decision.from_stage is not None and decision.to_stage is not None:
        return f"Moved from {spoken(decision.from_stage)} to {spoken(decision.to_stage)}"
    if decision.choice is InboxChoice.SNOOZE:
        return f"Snoozed the escalation{until}" if decision.until else "Ended the snooze of the escalation"
    return "Decided"


def reason_of(decision: DecisionRecord) -> str:
    """What the reason of a decision was given for: never for its undoing."""
    return "move" if decision.from_stage is not None and decision.to_stage is not None else "decision"


def reason_words(decision: DecisionRecord) -> str:
    """The reason of a decision in the words of whoever decided."""
    return f"reason given for the {reason_of(decision)}: {quoted(decision.reason)}"


def decisions(sources: Sources, names: dict[str, str]) -> tuple[DecisionLine, ...]:
    """Section (g): each decision in full; `names` are those of the sets of numbers, by fingerprint."""
    lines = []
    for number, decision in enumerate(sources.record.decisions, 1):
        kept = decision.seen.get("triggers")
        line = DecisionLine(
            number=number,
            at=decision.at,
            day=decision.day,
            who=decision.who,
            words=words_of(sources, decision),
            clause=decision.clause,
            reason=decision.reason,
            reason_of=reason_of(decision),
            numbers=names[decision.numbers],
            overall=spoken(decision.seen.get("overall", "")),
            standings=_standings(decision.seen),
            concerns=_concerns(sources, decision.seen),
            triggers=None if kept is None else tuple(map(str, kept)),
            note=_note(sources, decision),
            undone_at=decision.struck_out_at,
            undone_by=sources.undone_by("decision", decision.id) if decision.struck_out_at else "",
        )
        lines.append(line)
    return tuple(lines)


def _standings(seen: dict[str, Any]) -> tuple[SeenStanding, ...]:
    """What was kept of each standing: its word and its numbers, and its sentence where that was kept."""
    why = seen.get("why", {})
    return tuple(
        SeenStanding(
            REQUIREMENT_NAMES.get(requirement, requirement),
            spoken(str(kept.get("standing", ""))),
            tuple(
                RecordedFact(STANDING_NUMBERS.get(name, spoken(name)), _number(value))
                for name, value in kept.items()
                if name != "standing"
            ),
            str(why.get(requirement, "")),
        )
        for requirement, kept in seen.get("standings", {}).items()
    )


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _concerns(sources: Sources, seen: dict[str, Any]) -> tuple[RecordedFact, ...]:
    """The concerns that held, each with its sentence where that was kept.

    One that rests on a message that reached nobody says so, though a sentence that was kept long ago may not.
    """
    why = seen.get("why", {})
    facts = []
    for key in seen.get("concerns", ()):
        sentence = str(why.get(key, ""))
        if sources.reached_nobody(key) and "reached nobody" not in sentence:
            sentence = f"{sentence} The message reached nobody.".strip()
        facts.append(RecordedFact(sources.concern_title(key), sentence))
    return tuple(facts)


def _note(sources: Sources, decision: DecisionRecord) -> str:
    state = sources.state_before(decision.at)
    if decision.seen.get("concerns") or state in ("", LeaderState.ACTIVE):
        return ""
    return f"The leader was {spoken(state)} already, and of such a leader none is raised."


def numbers_names(sources: Sources) -> dict[str, str]:
    """A short name for each distinct set of numbers, in the order in which they were in force; today's last."""
    today = sources.now.verdict.record.programme.hash
    fingerprints = list(dict.fromkeys([*(decision.numbers for decision in sources.record.decisions), today]))
    return {fingerprint: f"Numbers {_letters(place)}" for place, fingerprint in enumerate(fingerprints)}


def _letters(place: int) -> str:
    lead, last = divmod(place, len(ascii_uppercase))
    return (_letters(lead - 1) if lead else "") + ascii_uppercase[last]


def numbers(sources: Sources, programmes: Programmes, names: dict[str, str]) -> tuple[NumbersPart, ...]:
    """The appendix: each distinct set of numbers once, and where it differs from today's."""
    programme = sources.now.verdict.record.programme
    today = dict(_leaves(json.loads(programme.numbers)))
    start = f"programme.{programme.id}."
    source_of = {setting.key.removeprefix(start): setting.source for setting in programmes.settings}
    parts = []
    for fingerprint, name in names.items():
        in_force = fingerprint == programme.hash
        text = programme.numbers if in_force else sources.numbers.get(fingerprint, "{}")
        kept = dict(_leaves(json.loads(text)))
        keys = dict.fromkeys([*kept, *today]) if kept else ()
        lines = []
        for key in keys:
            now = None if kept.get(key) == today.get(key) else _in_words(key, today)
            lines.append(NumberLine(key, meaning(key), _in_words(key, kept), source_of.get(key, "local"), now))
        used = tuple(n for n, decision in enumerate(sources.record.decisions, 1) if decision.numbers == fingerprint)
        parts.append(NumbersPart(name, fingerprint, used, in_force, tuple(lines)))
    return tuple(parts)


def _in_words(key: str, values: dict[str, str]) -> str:
    return in_words(key, values[key]) if key in values else "not set"


def in_force(parts: tuple[NumbersPart, ...]) -> InForce:
    """Which decisions used which set, and every number that is not the same in all the sets that were kept."""
    kept = [part for part in parts if part.lines]
    values = {part.name: {line.key: line.value for line in part.lines} for part in kept}
    differing = []
    for key in dict.fromkeys(chain.from_iterable(values.values())):
        of_set = {part.name: values[part.name].get(key, "not set") for part in kept}
        if len(set(of_set.values())) > 1:
            said = (f"{of_set[part.name]} {_used(part, 'for ')}" for part in kept)
            differing.append(RecordedFact(meaning(key), ", ".join(said)))
    sets = []
    for part in parts:
        note = "" if part.lines else "; not kept"
        sets.append(RecordedFact(part.name, f"{_used(part)}{note}"))
    return InForce(tuple(sets), tuple(differing))


def _used(part: NumbersPart, lead: str = "") -> str:
    if not part.decisions:
        return "today"
    thing = "decision" if len(part.decisions) == 1 else "decisions"
    also = " and today" if part.in_force else ""
    return f"{lead}{thing} {ranges(part.decisions)}{also}"


def _leaves(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Every number of a programme by its dotted key, as text; requirements in the policy's order."""
    leaves: list[tuple[str, str]] = []
    order = {str(requirement): place for place, requirement in enumerate(RequirementId)}
    for key, value in sorted(table.items(), key=lambda pair: (order.get(pair[0], -1), pair[0])):
        if isinstance(value, dict):
            leaves += _leaves(value, f"{prefix}{key}.")
        else:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            leaves.append((f"{prefix}{key}", shown))
    return leaves
