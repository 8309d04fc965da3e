"""What a session came to for a leader on a day: each leader is counted under exactly one word of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import standing
from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.records import Record, Session


class CameTo(StrEnum):
    """What a session has come to for one leader, as section 2 counts it."""

    PRESENT = "present"
    CAUGHT_UP = "caught_up"
    PART = "part"
    ABSENT = "absent"
    UNRECORDED = "unrecorded"
    NOT_EXPECTED = "not_expected"
    TO_COME = "to_come"


#: Credited, missed: `credit` and `missed` of a standing are the sums of these (section 2).
CREDITED = (CameTo.PRESENT, CameTo.CAUGHT_UP)
MISSED = (CameTo.PART, CameTo.ABSENT)


def came_to(record: Record, session: Session, day: date) -> CameTo:
    """What a session that stands had come to by the day, from the marks as now recorded.

    A missed one counts as caught up where that earns credit (local). What has not ended is to come, but for a module
    completed already.
    """
    mark = standing.mark_of(record, session)
    if not standing.is_expected(record, session):
        return CameTo.NOT_EXPECTED
    if standing.attended(session, mark, day):
        return CameTo.PRESENT
    if not standing.ended(session, day):
        return CameTo.TO_COME
    if mark.value is None:
        return CameTo.UNRECORDED
    if standing.caught_up(session, mark, day) and standing.counts_caught_up(session, record.programme):
        return CameTo.CAUGHT_UP
    return CameTo(mark.value)


@frozen
class Attendance:
    """How many are counted under each word: leaders at one session, or one leader's sessions, or both together."""

    present: int = 0
    caught_up: int = 0
    part: int = 0
    absent: int = 0
    unrecorded: int = 0
    not_expected: int = 0
    to_come: int = 0

    @property
    def expected(self) -> int:
        """All but those not expected."""
        return self.over + self.to_come

    @property
    def over(self) -> int:
        """Those expected of whom it is known, or should be, whether they came."""
        return self.present + self.caught_up + self.part + self.absent + self.unrecorded

    @property
    def recorded(self) -> int:
        """Those of whom it is known whether they came: nobody else counts as missed (section 3)."""
        return self.over - self.unrecorded

    @property
    def share(self) -> str:
        """`77%`: present, of those recorded; empty where nobody is.

        Rounded, but 100% is everybody and 0% nobody.
        """
        if not self.recorded:
            return ""
        if self.present in (0, self.recorded):
            return "100%" if self.present else "0%"
        return f"{min(99, max(1, round(100 * self.present / self.recorded)))}%"


def attendance(counted: Iterable[CameTo]) -> Attendance:
    """How many stand under each word."""
    numbers = dict.fromkeys(CameTo, 0)
    for word in counted:
        numbers[word] += 1
    return Attendance(**{str(word): number for word, number in numbers.items()})


def together(parts: Iterable[Attendance]) -> Attendance:
    """The sum of several."""
    listed = list(parts)
    return Attendance(**{str(word): sum(getattr(part, word) for part in listed) for word in CameTo})
