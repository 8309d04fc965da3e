"""What is asked about before coaching of who has left is booked, or a session of theirs is used."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import WithdrawnHow
from psw_tui.store.coaching import change_bookings, double_bookings
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.roster import change_presence
from screens.coaching.booking_questions import Target
from screens.coaching.booking_verbs import doubt_of_outcome, doubt_of_start

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

LEFT_ON = date(2027, 1, 29)


@pytest.mark.parametrize(
    ("became", "day", "asks"),
    [
        ("active", "2027-02-10", None),
        ("withdrawn", "2027-02-10", "Amara Osei is withdrawn 29 Jan."),
        ("withdrawn", "2027-01-20", None),  # entered late: they were on the programme then
        ("completed", "2027-02-10", "Amara Osei is completed."),
    ],
)
def test_coaching_after_a_leader_left_is_asked_about(small: Store, became: str, day: str, asks: str | None) -> None:
    starts = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC)
    change_bookings.book(small, "L001", starts)
    if became == "withdrawn":
        change_presence.withdraw(small, "L001", LEFT_ON, WithdrawnHow.OWN_CHOICE)
    elif became == "completed":
        change_presence.complete(small, "L001")
    record = judged(small, "L001").record
    hours = double_bookings.hours(small, record, record.bookings[0].id)
    assert doubt_of_start(record, hours, starts, small.today) == asks
    assert doubt_of_outcome([Target(record, record.bookings[0])], small.today) == asks
