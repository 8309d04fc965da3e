"""Who has completed the programme: every minimum of 1.1.4 and 1.1.5 met; who by catching up (2.3.1), who is short.

A certificate is given at the end of the programme (local): from the cohort's last day on, once the cohort is closed,
or before it where the leader is recorded as completed; and never to anybody who is short of a minimum.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import away_words
from psw_tui.policy.terms import LeaderState, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, local
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psw_tui.policy.records import Cohort, Record, Standing
    from psw_tui.policy.terms import RequirementId


class CompletionGroup(StrEnum):
    """Where a leader stands on the completion list; whoever is in none of the first three is listed apart."""

    MET = "met every minimum"
    BY_CATCH_UP = "met every minimum by catching up"
    SHORT = "short"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    OFFERED = "offered"
    NOT_COVERED = "not covered"


#: Those who have met every minimum, whichever way.
COMPLETED = (CompletionGroup.MET, CompletionGroup.BY_CATCH_UP)
#: Those of whom the list says nothing but that they are apart, and how.
APART = (CompletionGroup.PAUSED, CompletionGroup.WITHDRAWN, CompletionGroup.OFFERED, CompletionGroup.NOT_COVERED)


@frozen
class Counted:
    """One requirement: its standing, and how many of its credits are accepted catch-ups (2.3.1)."""

    reached: Standing
    caught_up: int

    @property
    def is_met(self) -> bool:
        """Whether the minimum is met."""
        return self.reached.word is StandingWord.MET

    @property
    def by_catch_up(self) -> bool:
        """Whether the minimum is met, and would not be without what was caught up."""
        return self.is_met and self.reached.credit - self.caught_up < self.reached.minimum

    @property
    def short(self) -> int:
        """How many are missing to the minimum; 0 where it is met."""
        return max(0, self.reached.minimum - self.reached.credit)

    @property
    def name(self) -> str:
        """What the requirement is called."""
        return REQUIREMENT_NAMES[self.reached.requirement]

    @property
    def words(self) -> str:
        """`study: 5 of 4 needed, 2 of them caught up (local setting)`."""
        caught = f", {local(f'{self.caught_up} of them caught up')}" if self.caught_up else ""
        return f"{self.name}: {self.reached.credit} of {self.reached.minimum} needed{caught}"


@frozen
class LeaderCompletion:
    """What the completion list says of one leader on a day; `ended` is whether the programme has, for them."""

    leader: str
    name: str
    cohort: Cohort
    group: CompletionGroup
    ended: bool
    counted: tuple[Counted, ...]
    away: str

    @property
    def completed(self) -> bool:
        """Whether every minimum is met by one who is on the programme to its end."""
        return self.group in COMPLETED

    @property
    def by_catch_up(self) -> tuple[Counted, ...]:
        """The requirements that would not be met without what was caught up."""
        return tuple(counted for counted in self.counted if counted.by_catch_up)

    @property
    def short_of(self) -> tuple[Counted, ...]:
        """The requirements whose minimum is not met."""
        return tuple(counted for counted in self.counted if not counted.is_met)

    @property
    def words(self) -> str:
        """What there is to say in one line: by catching up in what, short of what and by how much, or how apart."""
        if self.group in APART:
            return self.away
        if self.group is CompletionGroup.SHORT:
            return "; ".join(f"{counted.name} {counted.short} short" for counted in self.short_of)
        return "; ".join(counted.words for counted in self.by_catch_up)

    @property
    def why(self) -> tuple[str, ...]:
        """The sentences of the standings that are short."""
        return tuple(counted.reached.why for counted in self.short_of)

    @property
    def why_no_certificate(self) -> str:
        """Why there is no certificate for them on this day, in plain sentences; empty where there can be one."""
        if self.group in APART:
            return f"{self.name} can't be certified: {self.away}."
        if self.group is CompletionGroup.SHORT:
            return f"{self.name} has not met every minimum. {' '.join(self.why)}"
        if not self.ended:
            return (
                f"{self.name} has met every minimum, and the programme runs until {day_words(self.cohort.ends)}: a "
                f"certificate is given {local('from that day on')}, or once they are recorded as completed."
            )
        return ""


def has_ended(record: Record, day: date) -> bool:
    """Local: whether the programme has come to its end for a leader: its last day, it is closed, or they completed."""
    return record.leader.state is LeaderState.COMPLETED or programme_ended(record.cohort, day)


def programme_ended(cohort: Cohort, day: date) -> bool:
    """Whether it is the last day of the cohort's programme or later, or the cohort is closed."""
    return cohort.ends <= day or (cohort.closed_on is not None and cohort.closed_on <= day)


def completion(record: Record, standings: Mapping[RequirementId, Standing], day: date) -> LeaderCompletion:
    """Where one leader stands on the completion list of a day; `standings` are theirs on that day."""
    counted = tuple(
        Counted(reached, standing.tally(record.programme.rule(requirement), record, day).caught_up)
        for requirement, reached in standings.items()
    )
    group = _group(record, counted)
    return LeaderCompletion(
        leader=record.leader.reference,
        name=record.leader.name,
        cohort=record.cohort,
        group=group,
        ended=has_ended(record, day),
        counted=counted,
        away=_away(record, group, day),
    )


def _group(record: Record, counted: tuple[Counted, ...]) -> CompletionGroup:
    state = record.leader.state
    if state is LeaderState.WITHDRAWN:
        return CompletionGroup.WITHDRAWN
    if state is LeaderState.OFFERED:
        return CompletionGroup.OFFERED
    if not counted:
        return CompletionGroup.NOT_COVERED
    if state is LeaderState.PAUSED:
        return CompletionGroup.PAUSED
    if not all(one.is_met for one in counted):
        return CompletionGroup.SHORT
    return CompletionGroup.BY_CATCH_UP if any(one.by_catch_up for one in counted) else CompletionGroup.MET


def _away(record: Record, group: CompletionGroup, day: date) -> str:
    """How a leader who is listed apart is away: `withdrawn 3 Nov`, `paused since 3 Nov`, `offer form not signed`."""
    if group in (CompletionGroup.OFFERED, CompletionGroup.NOT_COVERED):
        return "the Offer Acceptance Form is not signed (1.1.1)"
    return away_words(record.leader, day) if group in APART else ""
