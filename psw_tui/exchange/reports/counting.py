"""What the reports count alike, each number from the policy's verdicts on the day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from psw_tui.policy import coaching, standing
from psw_tui.policy.came_to import attendance, came_to
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BEST_FIRST, ON_PROGRAMME, BookingStatus, LeaderState, RequirementId, StandingWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from psw_tui.policy.came_to import Attendance
    from psw_tui.policy.records import Booking, Record, Standing

#: Whoever stands so overall needs something.
TROUBLE = (StandingWord.UNREACHABLE, StandingWord.BELOW, StandingWord.AT_RISK)
#: How many leaders stand under each word, in the order of `BEST_FIRST`.
Standings = tuple[tuple[StandingWord, int], ...]


@frozen
class Used:
    """What coaching bookings came to by a day."""

    attended: int = 0
    spent: int = 0
    unrecorded: int = 0
    to_come: int = 0

    @property
    def any(self) -> int:
        """How many of them hold a place: used, to be recorded, or to come."""
        return self.attended + self.spent + self.unrecorded + self.to_come


def is_reported(record: Record, day: date) -> bool:
    """Whether a report counts a leader: covered by the policy on the day, and not withdrawn.

    Those who have completed stay, or the report of a year that is over would be empty.
    """
    return standing.is_covered(record, day) and record.leader.state in (*ON_PROGRAMME, LeaderState.COMPLETED)


def tally(words: Iterable[StandingWord]) -> Standings:
    """How many stand under each word."""
    counted = Counter(words)
    return tuple((word, counted[word]) for word in BEST_FIRST)


def of_requirement(standings: Iterable[Mapping[RequirementId, Standing]], requirement: RequirementId) -> Standings:
    """How many stand how against one requirement."""
    return tally(held[requirement].word for held in standings if requirement in held)


def own_attendance(record: Record, day: date) -> Attendance:
    """One leader's sessions, cancelled ones left out."""
    return attendance(came_to(record, session, day) for session in record.sessions if not session.cancelled)


def booking_word(booking: Booking, record: Record, day: date) -> str:
    """What a booking is counted as on a day: a field of `Used`; empty for what uses nothing and will not take place."""
    if coaching.is_to_come(booking, day):
        return "to_come"
    if not coaching.ended(booking, day):
        return ""
    words = {BookingStatus.ATTENDED: "attended", BookingStatus.SPENT: "spent", BookingStatus.BOOKED: "unrecorded"}
    return words.get(coaching.status(booking, record.programme.notice), "")


def used(pairs: Iterable[tuple[Booking, Record]], day: date) -> Used:
    """What bookings, each with the record it is of, came to by a day."""
    counted = Counter(booking_word(booking, record, day) for booking, record in pairs)
    del counted[""]
    return Used(**counted)


def own_coaching(record: Record, day: date) -> Used:
    """One leader's bookings."""
    return used(((booking, record) for booking in record.bookings), day)


def used_together(parts: Iterable[Used]) -> Used:
    """The sum of several."""
    listed = list(parts)
    return Used(
        attended=sum(part.attended for part in listed),
        spent=sum(part.spent for part in listed),
        unrecorded=sum(part.unrecorded for part in listed),
        to_come=sum(part.to_come for part in listed),
    )


# -- as figures ---------------------------------------------------------------------------------------


def standings_as_figures(counted: Standings) -> dict[str, int]:
    """`{"met": 3, …}`."""
    return {str(word): number for word, number in counted}


def attendance_as_figures(counted: Attendance) -> dict[str, int]:
    """`{"expected": 31, "present": 17, …}`."""
    return {
        "expected": counted.expected,
        "present": counted.present,
        "caught_up": counted.caught_up,
        "part": counted.part,
        "absent": counted.absent,
        "unrecorded": counted.unrecorded,
        "not_expected": counted.not_expected,
        "to_come": counted.to_come,
    }


def coaching_as_figures(counted: Used) -> dict[str, int]:
    """`{"attended": 3, …}`."""
    return {
        "attended": counted.attended,
        "spent": counted.spent,
        "unrecorded": counted.unrecorded,
        "to_come": counted.to_come,
    }


def standing_as_figures(reached: Standing) -> dict[str, Any]:
    """The word of one standing and its numbers, under the names that `psw status --json` has for them."""
    return {"standing": str(reached.word), **reached.figures}
