"""Section 5: the framework of 26 sub-capabilities, what a round says, and what changed between two rounds."""

from __future__ import annotations

import tomllib
from functools import cached_property
from typing import TYPE_CHECKING

from psw_tui.policy import coaching
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Outcome, RoundKind
from psw_tui.policy.wording import day_near

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from psw_tui.policy.records import Record

RATINGS = (1, 2, 3, 4)
_THIRD = 3


@frozen
class SubCapability:
    """One of the 26: its id (`curiosity.self`), name, gloss and what *effective* looks like."""

    id: str
    name: str
    gloss: str
    effective: tuple[str, ...]


@frozen
class Capability:
    """One of the four, with its sub-capabilities in the framework's order."""

    id: str
    name: str
    gloss: str
    subs: tuple[SubCapability, ...]


@frozen
class Framework:
    """The Leadership Capability Framework (H:framework)."""

    capabilities: tuple[Capability, ...]

    @cached_property
    def subs(self) -> dict[str, SubCapability]:
        """Every sub-capability by its id, in order."""
        subs = {}
        for capability in self.capabilities:
            subs.update({sub.id: sub for sub in capability.subs})
        return subs

    @cached_property
    def ids_by_name(self) -> dict[str, str]:
        """The id of each sub-capability by its id or name, case folded."""
        names = {sub.name.casefold(): sub.id for sub in self.subs.values()}
        return names | {id_.casefold(): id_ for id_ in self.subs}


@frozen
class Rating:
    """What a leader says of one sub-capability: 1 to 4, or none (not considered), and whether it is a focus.

    `evidence` is a line of their own form, never of coaching; `next_step` their own, by `next_step_on`.
    """

    rating: int | None = None
    focus: bool = False
    evidence: str = ""
    next_step: str = ""
    next_step_on: date | None = None


@frozen
class Summary:
    """One capability in one round: how many rated, their median, how many at *effective* or above."""

    capability: str
    rated: int
    of: int
    median: float | None
    effective: int


@frozen
class RatingChange:
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
                id=table["id"],
                name=table["name"],
                gloss=table["gloss"],
                subs=tuple(
                    SubCapability(sub["id"], sub["name"], sub["gloss"], tuple(sub["effective"])) for sub in table["sub"]
                ),
            )
            for table in tomllib.loads(text)["capability"]
        )
    )


def is_complete(ratings: Mapping[str, Rating], framework: Framework) -> bool:
    """A round is complete when every sub-capability is rated."""
    return rated(ratings) == len(framework.subs)


def rated(ratings: Mapping[str, Rating]) -> int:
    """How many sub-capabilities have a rating."""
    return sum(rating.rating is not None for rating in ratings.values())


def focus_areas(ratings: Mapping[str, Rating]) -> list[str]:
    """The sub-capabilities marked as a focus, in the order given."""
    return [sub for sub, rating in ratings.items() if rating.focus]


def summaries(ratings: Mapping[str, Rating], framework: Framework, effective_rating: int) -> list[Summary]:
    """Per capability the median and the number at *effective* or above; what is not considered is left out."""
    from statistics import median  # Today asks when a round is due, and sums none up

    result = []
    for capability in framework.capabilities:
        values = [value for sub in capability.subs if (value := ratings.get(sub.id, Rating()).rating) is not None]
        high = sum(value >= effective_rating for value in values)
        result.append(
            Summary(capability.id, len(values), len(capability.subs), median(values) if values else None, high)
        )
    return result


def changes(then: Mapping[str, Rating], now: Mapping[str, Rating], framework: Framework) -> list[RatingChange]:
    """Then and now of each sub-capability, in the framework's order."""
    return [RatingChange(sub, then.get(sub, Rating()).rating, now.get(sub, Rating()).rating) for sub in framework.subs]


def moved_focus(then: Mapping[str, Rating], now: Mapping[str, Rating], framework: Framework) -> list[RatingChange]:
    """The focus areas of the earlier round whose rating moved."""
    was_focus = set(focus_areas(then))
    return [change for change in changes(then, now, framework) if change.sub in was_focus and change.step]


@frozen
class CohortCounts:
    """How many leaders of a cohort say something of one sub-capability; None where too few answered to tell."""

    answered: int | None
    focus: int | None
    strengths: int | None
    moved_up: int | None
    rated_twice: int | None = None


def cohort_counts(
    rounds: Sequence[Sequence[Mapping[str, Rating]]], framework: Framework, *, fewest: int
) -> dict[str, CohortCounts]:
    """Per sub-capability how many leaders mark it a focus, call it a strength, and moved up since their last round.

    One leader's rounds each, newest first. A count is None where fewer than `fewest` leaders (local) answered it
    (or, of moving, rated it twice): a count of a few would name them. Never by person, and in no order of people.
    """
    return {sub: _counts([made[:2] for made in rounds if made], sub, fewest) for sub in framework.subs}


def _counts(rounds: Sequence[Sequence[Mapping[str, Rating]]], sub: str, fewest: int) -> CohortCounts:
    newest = [made[0].get(sub, Rating()) for made in rounds]
    said = [rating for rating in newest if rating.rating is not None or rating.focus]
    newest_two = [(made[1].get(sub, Rating()), made[0].get(sub, Rating())) for made in rounds if len(made) > 1]
    changed = [RatingChange(sub, then.rating, now.rating) for then, now in newest_two]
    steps = [change.step for change in changed if change.step is not None]
    if len(said) < fewest:
        return CohortCounts(None, None, None, None)
    strengths = sum(rating.rating == max(RATINGS) for rating in said)
    focus = sum(rating.focus for rating in said)
    if len(steps) < fewest:
        return CohortCounts(len(said), focus, strengths, None)
    return CohortCounts(len(said), focus, strengths, sum(step > 0 for step in steps), len(steps))


@frozen
class Due:
    """A round that is due or suggested: which, from which day, and why in words."""

    kind: RoundKind
    since: date
    words: str


def round_due(record: Record, day: date) -> Due | None:
    """H:framework: the baseline before the first coaching session; a review after the third and the last attended.

    The baseline is due once the first session is booked or the first window has opened; the review is suggested until
    a round was made on or after that session's day. The last attended is known once the last window has closed.
    """
    made = [on for on in record.rounds if on <= day]
    if not made:
        return _baseline_due(record, day)
    return _review_due(record, day, max(made))


def _baseline_due(record: Record, day: date) -> Due | None:
    opens = coaching.windows(record.programme, record.cohort.year)[0].opens
    booked = [booking.starts_on for booking in record.bookings if booking.outcome is not Outcome.CANCELLED]
    if booked:
        begins_on = min(booked)
        verb = "began" if begins_on < day else "begins"
        words = f"baseline not made: coaching {verb} {day_near(begins_on, day)}"
        return Due(RoundKind.BASELINE, min(opens, begins_on), words)
    if day < opens:
        return None
    return Due(RoundKind.BASELINE, opens, "baseline not made: the first window is open")


def _review_due(record: Record, day: date, newest: date) -> Due | None:
    """The review after the last session, else the one after the third; `newest` is the day of the newest round."""
    attended = sorted([booking.ends_on for booking in record.bookings if coaching.was_attended(booking, day)])
    if not attended or newest >= attended[-1]:
        return None
    if coaching.windows(record.programme, record.cohort.year)[-1].has_closed(day):
        return _review_after("last", attended[-1], day)
    if len(attended) >= _THIRD and newest < attended[_THIRD - 1]:
        return _review_after("third", attended[_THIRD - 1], day)
    return None


def _review_after(which: str, on: date, day: date) -> Due:
    return Due(RoundKind.REVIEW, on, f"review suggested after the {which} session, {day_near(on, day)}")
