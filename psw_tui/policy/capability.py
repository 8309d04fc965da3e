"""Section 5: the framework of 26 sub-capabilities, what a round says, and what changed between two rounds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

RATINGS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class SubCapability:
    """One of the 26: its id (`curiosity.self`), name, gloss and what *effective* looks like."""

    id: str
    name: str
    gloss: str
    effective: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capability:
    """One of the four, with its sub-capabilities in the framework's order."""

    id: str
    name: str
    gloss: str
    subs: tuple[SubCapability, ...]


@dataclass(frozen=True)
class Framework:
    """The Leadership Capability Framework (H:framework)."""

    capabilities: tuple[Capability, ...]

    @cached_property
    def subs(self) -> dict[str, SubCapability]:
        """Every sub-capability by its id, in order."""
        return {sub.id: sub for capability in self.capabilities for sub in capability.subs}

    @cached_property
    def ids_by_name(self) -> dict[str, str]:
        """The id of each sub-capability by its id or name, case folded."""
        names = {sub.name.casefold(): sub.id for sub in self.subs.values()}
        return names | {id_.casefold(): id_ for id_ in self.subs}


@dataclass(frozen=True, slots=True)
class Rating:
    """What a leader says of one sub-capability: 1 to 4, or none (not considered), and whether it is a focus.

    `evidence` is a line of their own form, never of coaching; `next_step` their own, by `next_step_on`.
    """

    rating: int | None = None
    focus: bool = False
    evidence: str = ""
    next_step: str = ""
    next_step_on: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One capability in one round: how many rated, their median, how many at *effective* or above."""

    capability: str
    rated: int
    of: int
    median: float | None
    effective: int


@dataclass(frozen=True, slots=True)
class Change:
    """One sub-capability in two rounds; `step` is None when either is not rated."""

    sub: str
    then: int | None
    now: int | None

    @property
    def step(self) -> int | None:
        """How far the rating moved."""
        return None if self.then is None or self.now is None else self.now - self.then


def read_framework(text: str) -> Framework:
    """The framework from the text of capabilities.toml."""
    return Framework(
        tuple(
            Capability(
                id=each["id"],
                name=each["name"],
                gloss=each["gloss"],
                subs=tuple(
                    SubCapability(sub["id"], sub["name"], sub["gloss"], tuple(sub["effective"]))
                    for sub in each["sub"]
                ),
            )
            for each in tomllib.loads(text)["capability"]
        )
    )


def is_complete(ratings: Mapping[str, Rating], framework: Framework) -> bool:
    """A round is complete when every sub-capability is rated."""
    return rated(ratings) == len(framework.subs)


def rated(ratings: Mapping[str, Rating]) -> int:
    """How many sub-capabilities have a rating."""
    return sum(each.rating is not None for each in ratings.values())


def focus_areas(ratings: Mapping[str, Rating]) -> list[str]:
    """The sub-capabilities marked as a focus, in the order given."""
    return [sub for sub, each in ratings.items() if each.focus]


def summaries(ratings: Mapping[str, Rating], framework: Framework, effective_rating: int) -> list[Summary]:
    """Per capability the median and the number at *effective* or above; what is not considered is left out."""
    result = []
    for capability in framework.capabilities:
        values = [
            value for sub in capability.subs if (value := ratings.get(sub.id, Rating()).rating) is not None
        ]
        high = sum(value >= effective_rating for value in values)
        result.append(
            Summary(
                capability.id, len(values), len(capability.subs), median(values) if values else None, high
            )
        )
    return result


def changes(then: Mapping[str, Rating], now: Mapping[str, Rating], framework: Framework) -> list[Change]:
    """Then and now of each sub-capability, in the framework's order."""
    return [
        Change(sub, then.get(sub, Rating()).rating, now.get(sub, Rating()).rating) for sub in framework.subs
    ]


def moved_focus(then: Mapping[str, Rating], now: Mapping[str, Rating], framework: Framework) -> list[Change]:
    """The focus areas of the earlier round whose rating moved."""
    was_focus = set(focus_areas(then))
    return [change for change in changes(then, now, framework) if change.sub in was_focus and change.step]


def cohort_counts(
    rounds: list[Mapping[str, Rating]], framework: Framework, *, fewest: int, effective_rating: int
) -> dict[str, tuple[int, int]] | None:
    """Per sub-capability how many leaders mark it a focus, and how many are at *effective* or above.

    One round a leader. None for fewer than `fewest` leaders (local): counts of a few would name them.
    """
    if len(rounds) < fewest:
        return None
    return {
        sub: (
            sum(each.get(sub, Rating()).focus for each in rounds),
            sum((each.get(sub, Rating()).rating or 0) >= effective_rating for each in rounds),
        )
        for sub in framework.subs
    }
