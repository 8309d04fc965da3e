"""What happens to whom in the made-up year: who missed what and why, and how each leader's coaching went."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.demo.year import at, on_or_after, on_or_before
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Reason

if TYPE_CHECKING:
    from random import Random

    from psw_tui.demo.people import DemoLeader
    from psw_tui.demo.year import Slot, Year


class Story(StrEnum):
    """The one thing that makes a leader's year worth telling."""

    REFERRED = "referred"  # missed a workshop without a reason, now with the Partnerships Team
    PATTERN = "pattern"  # little engagement, then a part: the BDO has written
    UNEXPLAINED = "unexplained"
    NO_CAUSE = "no_cause"
    DAY_MISSED = "day_missed"  # one residential day: below the minimum until it is caught up
    CATCH_UP_OVERDUE = "catch_up_overdue"
    NOT_COMING = "not_coming"  # a notice for a session to come, which nobody has judged
    NO_COACHING = "no_coaching"
    FEW_COACHING = "few_coaching"
    SPENT = "spent"
    OFFERED = "offered"
    OFFERED_TOO = "offered_too"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    CAUGHT_UP = "caught_up"
    COACH_CANCELLED = "coach_cancelled"
    OUTCOME_MISSING = "outcome_missing"
    JOINED_LATER = "joined_later"
    WAIVED = "waived"
    SICK = "sick"
    STEADY = "steady"


_SCRIPT = tuple(story for story in Story if story is not Story.STEADY)
#: What the leaders are like who come after those that the script needs.
_REST = (
    *(Story.STEADY,) * 26,
    *(Story.SICK,) * 6,
    *(Story.OUTCOME_MISSING,) * 2,
    Story.UNEXPLAINED,
    Story.SPENT,
    Story.CAUGHT_UP,
    Story.CATCH_UP_OVERDUE,
    Story.NO_COACHING,
    Story.COACH_CANCELLED,
)
#: Up to so many leaders what comes in one by one is put down so.
_ONE_BY_ONE = 50
_NOT_SIGNED = (Story.OFFERED, Story.OFFERED_TOO)


@frozen
class Miss:
    """One absence or part; `told_at` may lie before the session, after it, or be missing."""

    leader: str
    session: str
    part: bool = False
    minutes: int | None = None
    told_at: datetime | None = None
    reason: Reason | None = None
    satisfactory: bool | None = None


@frozen
class DemoBooking:
    """One coaching booking with the days on which the BDO learned of it and of its outcome."""

    leader: str
    starts_at: datetime
    known_on: date
    outcome: str = ""
    outcome_on: date | None = None
    cells: dict[str, str] = field(default_factory=dict)


@frozen
class Cast:
    """The leaders by reference, each with a story."""

    people: dict[str, DemoLeader]
    story: dict[str, Story]

    @property
    def is_large(self) -> bool:
        """Whether they are so many that what comes in one by one is put down together."""
        return len(self.people) > _ONE_BY_ONE

    def of(self, *stories: Story) -> list[str]:
        """Everybody with one of these stories."""
        return [reference for reference, story in self.story.items() if story in stories]

    def the(self, story: Story) -> str | None:
        """The first leader with a story, if the cohort is large enough to have one."""
        return next(iter(self.of(story)), None)

    @property
    def signed(self) -> list[str]:
        """Everybody who signs the offer in good time."""
        later = (*_NOT_SIGNED, Story.JOINED_LATER)
        return [reference for reference in self.people if self.story[reference] not in later]


def cast(people: list[DemoLeader], random: Random) -> Cast:
    """Give every leader a story: each of the script's once, as far as the leaders go; most of the rest are steady."""
    told = [*_SCRIPT[: len(people)], *random.choices(_REST, k=max(0, len(people) - len(_SCRIPT)))]
    head = told[: len(people)]
    random.shuffle(head)
    stories = {person.reference: story for person, story in zip(people, head, strict=True)}
    return Cast({person.reference: person for person in people}, stories)


def joined_later_on(year: Year) -> date:
    """The day on which the leader who joined late signed: after the first residential."""
    return year.day_after(year.sessions["R02"].last, 4)


def misses(year: Year, cast: Cast, random: Random) -> dict[str, list[Miss]]:
    """Who missed which session that has been recorded, by session."""
    missed: dict[str, list[Miss]] = {}
    for reference in cast.people:
        for miss in _of_story(year, cast.story[reference], reference, random):
            missed.setdefault(miss.session, []).append(miss)
    return missed


def _of_story(year: Year, story: Story, leader: str, random: Random) -> list[Miss]:
    def told(session: str, days: int, hour: int) -> datetime:
        return at(on_or_before(year.sessions[session].first - timedelta(days=days)), hour, random.randrange(0, 60, 5))

    def after(session: str, hour: int) -> datetime:
        return at(on_or_after(year.sessions[session].last + timedelta(days=1)), hour, random.randrange(0, 60, 5))

    match story:
        case Story.REFERRED:
            return [Miss(leader, "W01"), Miss(leader, "W02", told_at=after("W02", 9), reason=Reason.OTHER)]
        case Story.PATTERN:
            return [Miss(leader, "P02", part=True, minutes=40)]
        case Story.UNEXPLAINED:
            return [Miss(leader, "W02")]
        case Story.NO_CAUSE:
            return [Miss(leader, "W02", told_at=told("W02", 1, 15), reason=Reason.OTHER, satisfactory=False)]
        case Story.DAY_MISSED:
            return [Miss(leader, "R02", told_at=told("R02", 1, 18), reason=Reason.OFSTED, satisfactory=True)]
        case Story.CATCH_UP_OVERDUE:
            return [Miss(leader, "P01", told_at=told("P01", 2, 11), reason=Reason.CARING, satisfactory=True)]
        case Story.CAUGHT_UP:
            return [Miss(leader, "W01", told_at=told("W01", 1, 8), reason=Reason.SICKNESS, satisfactory=True)]
        case Story.SICK:
            session = random.choice(("W02", "P01", "P02"))
            return [Miss(leader, session, told_at=told(session, 1, 16), reason=Reason.SICKNESS, satisfactory=True)]
        case _:
            return []


def bookings(year: Year, slots: list[Slot], cast: Cast, random: Random) -> list[DemoBooking]:
    """Every coaching booking of the year so far and of the weeks to come, by start."""
    booked: list[DemoBooking] = []
    for reference in cast.people:
        story = cast.story[reference]
        if story not in (*_NOT_SIGNED, Story.NO_COACHING):
            booked += _coached(year, slots, story, reference, random)
    return sorted(booked, key=lambda booking: (booking.starts_at, booking.leader))


def _coached(year: Year, slots: list[Slot], story: Story, leader: str, random: Random) -> list[DemoBooking]:
    past = list(slots)
    if story in (Story.FEW_COACHING, Story.WITHDRAWN, Story.PAUSED):
        past = past[:1]
    last = past[-1]
    booked: list[DemoBooking] = []
    begins = joined_later_on(year) if story is Story.JOINED_LATER else year.starts
    earliest = begins + timedelta(days=14)
    for slot in past:
        day = _day_in(max(slot.first, earliest), slot.last, random)
        if day is None:
            continue
        earliest = day + timedelta(days=12)
        booked += _one(year, story, leader, day, random, special=slot is last)
    attended = [booking for booking in booked if booking.outcome == "attended"]
    if len(attended) > 2:
        attended[2].cells["recording"] = random.choice(("agreed", "agreed", "opted_out"))
    if (
        story not in (Story.FEW_COACHING, Story.WITHDRAWN, Story.PAUSED, Story.COACH_CANCELLED)
        and random.random() < 0.7
    ):
        coming = on_or_after(year.today + timedelta(days=random.randrange(3, 30)))
        booked.append(DemoBooking(leader, _hour(coming, random), on_or_before(year.today - timedelta(days=4))))
    return booked


def _one(year: Year, story: Story, leader: str, day: date, random: Random, *, special: bool) -> list[DemoBooking]:
    """One slot's session: attended, unless it is the one in which the leader's story happens."""
    start = _hour(day, random)
    known = on_or_before(day - timedelta(days=random.randrange(9, 16)))
    learned = min(on_or_after(day + timedelta(days=1)), year.today)
    attended = DemoBooking(leader, start, known, "attended", learned)
    if not special:
        if random.random() < 0.12:
            moved = _hour(on_or_before(day - timedelta(days=random.randrange(4, 9))), random)
            return [_cancelled(leader, moved, known, moved - timedelta(days=2, hours=3)), attended]
        return [attended]
    match story:
        case Story.SPENT:
            return [_cancelled(leader, start, known, start - timedelta(hours=random.choice((2, 3, 19, 20))))]
        case Story.WAIVED:
            before = _hour(on_or_before(day - timedelta(days=7)), random)
            cells = {"waived": "yes", "waived_reason": "bereavement"}
            return [
                DemoBooking(leader, before, known, "no_show", on_or_after(before.date() + timedelta(days=1)), cells),
                attended,
            ]
        case Story.COACH_CANCELLED:
            cells = {"cancelled_by": "coach", "cancelled_at": cell(start - timedelta(hours=20))}
            return [DemoBooking(leader, start, known, "cancelled", on_or_before(day), cells)]
        case Story.OUTCOME_MISSING:
            return [DemoBooking(leader, start, known)]
        case Story.FEW_COACHING:
            return [_cancelled(leader, start, known, start - timedelta(days=3))]
        case _:
            return [attended]


def _cancelled(leader: str, start: datetime, known: date, at_: datetime) -> DemoBooking:
    cells = {"cancelled_by": "leader", "cancelled_at": cell(at_), "learned_at": cell(at_ + timedelta(minutes=25))}
    return DemoBooking(
        leader,
        start,
        min(known, on_or_before(at_.date() - timedelta(days=1))),
        "cancelled",
        on_or_after(at_.date()),
        cells,
    )


def _day_in(first: date, last: date, random: Random) -> date | None:
    """A working day in a span, not too near its ends; None where the span holds none."""
    if last < first:
        return None
    span = (last - first).days
    day = on_or_before(first + timedelta(days=random.randint(span // 4, span * 3 // 4)))
    if (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 2):
        # Nobody is coached over Christmas.
        day = min(on_or_after(day + timedelta(days=14)), on_or_before(last))
    return day if day >= first else on_or_after(first)


def _hour(day: date, random: Random) -> datetime:
    return at(day, random.choice((9, 10, 11, 13, 14, 15, 16)), random.choice((0, 0, 0, 30)))


def cell(instant: datetime) -> str:
    """An instant as a table's cell holds it, on London's clocks."""
    return f"{london(instant):%Y-%m-%d %H:%M}"
