"""Whether two reports tell of one meeting: known by what they say of the leaders in both, not by their bytes.

Zoom gives the same meeting as totals and as stays, a report can be saved again or exported again a little later, and
a call that was started anew is two reports of one session. What is told twice is never added up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from psw_tui.policy.attendance import seconds_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from psw_tui.policy.attendance import Span
    from psw_tui.store.registers.reports import Stay

_A_MINUTE = 60


@dataclass(frozen=True)
class Account:
    """What one report says of leaders, by their references; `held` is when the meeting was, if the report tells."""

    report: str
    stays: Mapping[str, Sequence[Stay]]
    held: Span | None = None

    @cached_property
    def minutes(self) -> dict[str, set[int]]:
        """The minutes of each leader by this report alone, in or out of the session: their sum, and overlaps once."""
        told = {leader: _minutes(stays) for leader, stays in self.stays.items()}
        return {leader: minutes for leader, minutes in told.items() if minutes}

    @cached_property
    def when(self) -> Span | None:
        """When the meeting was, by the report's own word or by its first joining and last leaving."""
        if self.held is not None:
            return self.held
        spans = _spans(chain.from_iterable(self.stays.values()))
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


@dataclass(frozen=True)
class Meetings:
    """The reports of a session, told apart."""

    accounts: tuple[Account, ...]
    _by_report: dict[str, Account] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_report", {account.report: account for account in self.accounts})

    def held(self, report: str) -> Span | None:
        """When the meeting of a report was, by its own word; None where it has none."""
        return self._by_report[report].held

    def are_same(self, one: str, other: str) -> bool:
        """Whether two reports are of one meeting: it began at once, or most leaders were there as long by either."""
        first, second = self._by_report[one], self._by_report[other]
        if one == other:
            return True
        if self.are_apart(one, other):
            return False
        if first.held and second.held and abs((first.held[0] - second.held[0]).total_seconds()) <= _A_MINUTE:
            return True
        both = first.minutes.keys() & second.minutes.keys()
        alike = [leader for leader in both if self._alike(leader, first, second)]
        return 2 * len(alike) > len(both)

    def are_apart(self, one: str, other: str) -> bool:
        """Whether two reports are of different times: they are the two halves of a call."""
        first, second = self._by_report[one].when, self._by_report[other].when
        if first is None or second is None:
            return False
        return first[1] <= second[0] or second[1] <= first[0]

    def is_one_of(self, reports: Sequence[str], others: Sequence[str]) -> bool:
        """Whether one of these reports is of the meeting that one of the others is of."""
        return any(self.are_same(one, other) for one, other in product(reports, others))

    def is_apart(self, reports: Sequence[str], others: Sequence[str]) -> bool:
        """Whether none of these reports is of the time that any of the others is of."""
        return all(self.are_apart(one, other) for one, other in product(reports, others))

    def groups(self, reports: Iterable[str]) -> list[list[str]]:
        """These reports, those of one meeting together."""
        groups: list[list[str]] = []
        for report in reports:
            kin = next((group for group in groups if self.is_one_of([report], group)), None)
            if kin is None:
                groups.append([report])
            else:
                kin.append(report)
        return groups

    def told_twice(self) -> list[tuple[str, str]]:
        """The pairs of reports that are of one meeting."""
        pairs = combinations((account.report for account in self.accounts), 2)
        return [(one, other) for one, other in pairs if self.are_same(one, other)]

    @staticmethod
    def _alike(leader: str, first: Account, second: Account) -> bool:
        """Whether a leader's minutes are the same; a report rounds those of each stay."""
        rows = max(len(first.stays[leader]), len(second.stays[leader]))
        pairs = product(first.minutes[leader], second.minutes[leader])
        return any(abs(one - other) <= rows for one, other in pairs)


def _spans(stays: Iterable[Stay]) -> list[Span]:
    return [(stay.joined, stay.left) for stay in stays if stay.joined is not None and stay.left is not None]


def _minutes(stays: Sequence[Stay]) -> set[int]:
    """What a report itself adds up to: the sum of its minutes, and the time that its stays cover."""
    said = sum(stay.minutes or 0 for stay in stays)
    spans = _spans(stays)
    covered = seconds_within(spans, (min(spans)[0], max(last for _, last in spans))) // _A_MINUTE if spans else 0
    return {minutes for minutes in (said, covered) if minutes}
