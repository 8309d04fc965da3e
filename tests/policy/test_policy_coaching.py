"""Section 4: windows, the 24 hours, what was used, and who is behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psw_tui.policy.coaching import (
    behind,
    counted_windows,
    notice_in_words,
    outside_working_day,
    placement,
    status,
    status_why,
    to_rebook,
    windows,
)
from psw_tui.policy.records import Booking
from psw_tui.policy.terms import BookingStatus
from tests.policy.cases import (
    PSW,
    at,
    attended,
    booking,
    called_off,
    case,
    flagged,
    line,
    no_show,
    on,
    programme,
    record,
    verdict,
)

DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("year", "number", "opens", "closes"),
    [
        (2026, 1, "2026-10-01", "2026-11-30"),
        (2026, 2, "2026-11-01", "2027-01-31"),
        (2026, 3, "2027-02-01", "2027-02-28"),
        (2026, 4, "2027-03-01", "2027-04-30"),
        (2026, 5, "2027-05-01", "2027-06-30"),
        (2026, 6, "2027-07-01", "2027-08-31"),
        (2027, 1, "2027-10-01", "2027-11-30"),
        (2027, 2, "2027-11-01", "2028-01-31"),
        (2027, 3, "2028-02-01", "2028-02-29"),
        (2027, 4, "2028-03-01", "2028-04-30"),
        (2099, 3, "2100-02-01", "2100-02-28"),
    ],
)
def test_windows(year: int, number: int, opens: str, closes: str) -> None:
    of_the_year = windows(PSW, year)
    assert len(of_the_year) == 6
    window = of_the_year[number - 1]
    assert (window.number, window.opens, window.closes) == (number, on(opens), on(closes))


@pytest.mark.parametrize(
    ("year", "day", "closed"),
    [
        case("window 1 is open on its last day", 2026, "2026-11-30", []),
        case("window 1 is closed the day after", 2026, "2026-12-01", [1]),
        case("window 2 is open on its last day", 2026, "2027-01-31", [1]),
        case("window 2 is closed the day after", 2026, "2027-02-01", [1, 2]),
        case("window 3 is open on 28 February", 2026, "2027-02-28", [1, 2]),
        case("window 3 is closed on 1 March", 2026, "2027-03-01", [1, 2, 3]),
        case("leap year: window 3 is open on 28 February", 2027, "2028-02-28", [1, 2]),
        case("leap year: window 3 is open on 29 February", 2027, "2028-02-29", [1, 2]),
        case("leap year: window 3 is closed on 1 March", 2027, "2028-03-01", [1, 2, 3]),
        case("window 4 is open on its last day", 2026, "2027-04-30", [1, 2, 3]),
        case("window 4 is closed the day after", 2026, "2027-05-01", [1, 2, 3, 4]),
        case("window 5 is open on its last day", 2026, "2027-06-30", [1, 2, 3, 4]),
        case("window 5 is closed the day after", 2026, "2027-07-01", [1, 2, 3, 4, 5]),
        case("window 6 is open on its last day", 2026, "2027-08-31", [1, 2, 3, 4, 5]),
        case("window 6 is closed the day after", 2026, "2027-09-01", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_closed_windows(year: int, day: str, closed: list[int]) -> None:
    assert [window.number for window in counted_windows(record(year=year), on(day))] == closed


@pytest.mark.parametrize(
    ("bookings", "expected"),
    [
        case("30 September is outside", [attended("2026-09-30 10:00")], [None]),
        case("1 October is window 1", [attended("2026-10-01 10:00")], [1]),
        case("November with window 1 free is window 1", [attended("2026-11-05 10:00")], [1]),
        case(
            "November after an attended October is window 2",
            [attended("2026-10-05 10:00"), attended("2026-11-05 10:00")],
            [1, 2],
        ),
        case(
            "November after a spent October is window 2",
            [no_show("2026-10-05 10:00"), attended("2026-11-05 10:00")],
            [1, 2],
        ),
        case(
            "November after an October without outcome is window 2",
            [booking("2026-10-05 10:00"), attended("2026-11-05 10:00")],
            [1, 2],
        ),
        case(
            "November after an October cancelled in time is window 1",
            [called_off("2026-10-05 10:00", "2026-10-01 10:00"), attended("2026-11-05 10:00")],
            [1, 1],
        ),
        case(
            "November after a waived October is window 1",
            [called_off("2026-10-05 10:00", "2026-10-05 09:00", waived=True), attended("2026-11-05 10:00")],
            [1, 1],
        ),
        case(
            "November after an October that the coach called off is window 1",
            [called_off("2026-10-05 10:00", "2026-10-05 09:00", "coach"), attended("2026-11-05 10:00")],
            [1, 1],
        ),
        case(
            "two in November fill windows 1 and 2", [attended("2026-11-05 10:00"), booking("2026-11-30 10:00")], [1, 2]
        ),
        case(
            "a third in November is outside",
            [attended("2026-11-05 10:00"), attended("2026-11-12 10:00"), booking("2026-11-30 10:00")],
            [1, 2, None],
        ),
        case("1 December is window 2 even with window 1 free", [attended("2026-12-01 10:00")], [2]),
        case("a second in December is outside", [attended("2026-12-01 10:00"), booking("2026-12-10 10:00")], [2, None]),
        case("31 January is window 2", [attended("2027-01-31 10:00")], [2]),
        case("1 February is window 3", [attended("2027-02-01 10:00")], [3]),
        case("28 February is window 3", [attended("2027-02-28 10:00")], [3]),
        case("1 March is window 4", [attended("2027-03-01 10:00")], [4]),
        case("31 August is window 6", [attended("2027-08-31 10:00")], [6]),
        case("1 September after it is outside", [attended("2027-09-01 10:00")], [None]),
        case("the rows' order does not matter", [attended("2026-11-05 10:00"), attended("2026-10-05 10:00")], [2, 1]),
        case("by hand a window far from the date", [booking("2027-05-05 10:00", window=1)], [1]),
        case(
            "by hand, and so held for the others",
            [booking("2026-12-05 10:00", "attended", window=1), attended("2026-11-05 10:00")],
            [1, 2],
        ),
        case(
            "by hand but cancelled in time holds nothing",
            [
                booking("2026-12-05 10:00", "cancelled", by="leader", notice="2026-12-01 10:00", window=1),
                attended("2026-11-05 10:00"),
            ],
            [1, 1],
        ),
    ],
)
def test_placement(bookings: list[Booking], expected: list[int | None]) -> None:
    placed = placement(record(bookings=bookings))
    assert [placed[booking.id] for booking in bookings] == expected


def test_placement_on_29_february() -> None:
    assert placement(record(bookings=[attended("2028-02-29 10:00")], year=2027)) == {"2028-02-29 10:00": 3}


def test_placement_takes_the_london_date() -> None:
    """23:30 UTC on 30 June is 00:30 on 1 July in London: window 6."""
    made = attended("2027-06-30 23:30+00:00")
    assert placement(record(bookings=[made])) == {made.id: 6}


@pytest.mark.parametrize(
    ("start", "notice", "expected"),
    [
        case("24 h exactly is in time", "2026-12-04 10:00", "2026-12-03 10:00:00", "cancelled_in_time"),
        case("one second under 24 h is spent", "2026-12-04 10:00", "2026-12-03 10:00:01", "spent"),
        case("one second over 24 h is in time", "2026-12-04 10:00", "2026-12-03 09:59:59", "cancelled_in_time"),
        case(
            "clocks go back: 10:00 the day before is 25 h, in time",
            "2026-10-25 10:00",
            "2026-10-24 10:00",
            "cancelled_in_time",
        ),
        case(
            "clocks go back: 11:00 the day before is 24 h, in time",
            "2026-10-25 10:00",
            "2026-10-24 11:00",
            "cancelled_in_time",
        ),
        case("clocks go back: a second after 11:00 is spent", "2026-10-25 10:00", "2026-10-24 11:00:01", "spent"),
        case("clocks go forward: 10:00 the day before is 23 h, spent", "2027-03-28 10:00", "2027-03-27 10:00", "spent"),
        case(
            "clocks go forward: 09:00 the day before is 24 h, in time",
            "2027-03-28 10:00",
            "2027-03-27 09:00",
            "cancelled_in_time",
        ),
        case("clocks go forward: a second after 09:00 is spent", "2027-03-28 10:00", "2027-03-27 09:00:01", "spent"),
        case("at the start is spent", "2026-12-04 10:00", "2026-12-04 10:00", "spent"),
        case("after the start is spent", "2026-12-04 10:00", "2026-12-04 10:20", "spent"),
        case("after the session is spent", "2026-12-04 10:00", "2026-12-06 10:00", "spent"),
    ],
)
def test_24_hours(start: str, notice: str, expected: str) -> None:
    called = called_off(start, notice)
    assert status(called, DAY) == expected
    assert (expected == "spent") is ("spent" in notice_in_words(at(start), at(notice), DAY))
    assert "2.1.2" in status_why(called, PSW, [called])


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        case("no outcome: booked", booking("2026-12-04 10:00"), "booked"),
        case("attended", attended("2026-12-04 10:00"), "attended"),
        case("the leader did not come: spent", no_show("2026-12-04 10:00"), "spent"),
        case("the coach did not come", booking("2026-12-04 10:00", "no_show", by="coach"), "coach_cancelled"),
        case(
            "the coach cancelled in good time",
            called_off("2026-12-04 10:00", "2026-12-01 10:00", "coach"),
            "coach_cancelled",
        ),
        case(
            "the coach cancelled an hour before",
            called_off("2026-12-04 10:00", "2026-12-04 09:00", "coach"),
            "coach_cancelled",
        ),
        case(
            "the coach cancelled after the start",
            called_off("2026-12-04 10:00", "2026-12-04 10:05", "coach"),
            "coach_cancelled",
        ),
        case(
            "the coach cancelled, nobody knows when", called_off("2026-12-04 10:00", None, "coach"), "coach_cancelled"
        ),
        case("cancelled late and waived", called_off("2026-12-04 10:00", "2026-12-04 09:00", waived=True), "waived"),
        case("not come and waived", booking("2026-12-04 10:00", "no_show", waived=True), "waived"),
        case(
            "waived does nothing to one cancelled in time",
            called_off("2026-12-04 10:00", "2026-12-01 09:00", waived=True),
            "cancelled_in_time",
        ),
        case("waived does nothing to one attended", booking("2026-12-04 10:00", "attended", waived=True), "attended"),
        case("waived does nothing to one that is booked", booking("2026-12-04 10:00", waived=True), "booked"),
        case(
            "waived does nothing to a coach's absence",
            booking("2026-12-04 10:00", "no_show", by="coach", waived=True),
            "coach_cancelled",
        ),
    ],
)
def test_what_a_booking_comes_to(made: Booking, expected: str) -> None:
    assert status(made, DAY) is BookingStatus(expected)


@pytest.mark.parametrize(
    ("start", "day", "counts"),
    [
        case("the day before", "2026-10-12 10:00", "2026-10-11", False),
        case("from its own day", "2026-10-12 10:00", "2026-10-12", True),
        case("22:59 ends at 23:59, the same day", "2026-10-12 22:59", "2026-10-12", True),
        case("23:00 ends at midnight: not the same day", "2026-10-12 23:00", "2026-10-12", False),
        case("23:00 ends at midnight: the next day", "2026-10-12 23:00", "2026-10-13", True),
        case("23:30 ends the next day: not the same day", "2026-10-12 23:30", "2026-10-12", False),
        case("23:30 ends the next day: the next day", "2026-10-12 23:30", "2026-10-13", True),
    ],
)
def test_an_outcome_counts_once_its_booking_ended(start: str, day: str, *, counts: bool) -> None:
    assert verdict(record(bookings=[attended(start)]), "coaching", day).credit == counts
    assert verdict(record(bookings=[no_show(start)]), "coaching", day).missed == counts
    assert verdict(record(bookings=[booking(start)]), "coaching", day).unrecorded == counts


FOUR_STARTS = ("2026-10-05 10:00", "2026-11-09 10:00", "2026-12-07 10:00", "2027-02-08 10:00")
TWO_CAME = [attended("2026-10-05 10:00"), attended("2026-12-07 10:00")]


@pytest.mark.parametrize(
    ("bookings", "day", "expected"),
    [
        case("nothing booked", [], "2026-12-01", "on_track T6 m3 c0 x0 u0 r6 k0 h3"),
        case(
            "two spent: one to spare",
            [no_show(start) for start in FOUR_STARTS[:2]],
            "2027-02-08",
            "on_track T6 m3 c0 x2 u0 r4 k0 h1",
        ),
        case(
            "three spent: none to spare",
            [no_show(start) for start in FOUR_STARTS[:3]],
            "2027-02-08",
            "at_risk T6 m3 c0 x3 u0 r3 k0 h0",
        ),
        case(
            "four spent: never below, at once unreachable",
            [no_show(start) for start in FOUR_STARTS],
            "2027-02-08",
            "unreachable T6 m3 c0 x4 u0 r2 k0 h-1",
        ),
        case(
            "late, in time, waived, by the coach: only the first is used",
            [
                called_off("2026-10-05 10:00", "2026-10-05 08:00"),
                called_off("2026-11-09 10:00", "2026-11-01 08:00"),
                called_off("2026-12-07 10:00", "2026-12-07 08:00", waived=True),
                called_off("2027-02-08 10:00", "2027-02-08 08:00", "coach"),
            ],
            "2027-02-08",
            "on_track T6 m3 c0 x1 u0 r5 k0 h2",
        ),
        case(
            "cancelled late, not ended yet: not used yet",
            [called_off("2026-12-04 10:00", "2026-12-03 20:00")],
            "2026-12-03",
            "on_track T6 m3 c0 x0 u0 r6 k0 h3",
        ),
        case(
            "cancelled late, ended: used",
            [called_off("2026-12-04 10:00", "2026-12-03 20:00")],
            "2026-12-04",
            "on_track T6 m3 c0 x1 u0 r5 k0 h2",
        ),
        case(
            "an unrecorded one stays open",
            [booking("2026-12-04 10:00")],
            "2026-12-04",
            "on_track T6 m3 c0 x0 u1 r6 k0 h3",
        ),
        case(
            "the last window's last day: all that is not used is open",
            TWO_CAME,
            "2027-08-31",
            "on_track T6 m3 c2 x0 u0 r4 k0 h3",
        ),
        case(
            "the day after the last window: nothing is open",
            TWO_CAME,
            "2027-09-01",
            "unreachable T6 m3 c2 x0 u0 r0 k0 h-1",
        ),
        case(
            "the day after, one unrecorded: it is open",
            [*TWO_CAME, booking("2027-08-31 10:00")],
            "2027-09-01",
            "on_track T6 m3 c2 x0 u1 r1 k0 h0",
        ),
        case(
            "outside every window it counts all the same",
            [*TWO_CAME, attended("2027-09-10 10:00")],
            "2027-09-10",
            "met T6 m3 c3 x0 u0 r0 k0 h0",
        ),
        case(
            "eight used: nothing is left, and never less",
            [attended(f"2026-10-{day:02} 10:00") for day in range(5, 13)],
            "2026-12-01",
            "met T6 m3 c8 x0 u0 r0 k0 h5",
        ),
    ],
)
def test_coaching_standing(bookings: list[Booking], day: str, expected: str) -> None:
    assert line(record(bookings=bookings), "coaching", day) == expected


@pytest.mark.parametrize(
    ("ends", "day", "remaining"),
    [
        case("an early end of the cohort closes nothing", "2027-07-15", "2027-08-31", 4),
        case("the day after the last window closes", "2027-07-15", "2027-09-01", 0),
        case("a late end of the cohort keeps nothing open", "2027-12-31", "2027-09-01", 0),
    ],
)
def test_coaching_ends_with_its_windows_whatever_the_cohort_s_end(ends: str, day: str, remaining: int) -> None:
    assert verdict(record(bookings=TWO_CAME, ends=ends), "coaching", day).remaining == remaining


def test_a_pause_does_not_change_what_coaching_expects() -> None:
    rec = record(bookings=[attended("2026-12-07 10:00")], pause=("2026-09-01", None))
    assert line(rec, "coaching", "2027-01-01") == "on_track T6 m3 c1 x0 u0 r5 k0 h3"


def measured(bookings: list[Booking], day: str, **facts: object) -> tuple[int, int] | None:
    """Closed windows and the sessions set against them, if behind."""
    short = behind(record(bookings=bookings, **facts), on(day))  # type: ignore[arg-type]
    return None if short is None else (short.closed, short.accounted)


@pytest.mark.parametrize(
    ("bookings", "day", "expected"),
    [
        case("window 1 open: not behind", [], "2026-11-30", None),
        case("window 1 closed, nothing booked", [], "2026-12-01", (1, 0)),
        case("one attended", [attended("2026-11-20 10:00")], "2026-12-01", None),
        case("one attended before any window", [attended("2026-09-20 10:00")], "2026-12-01", None),
        case("one spent", [no_show("2026-11-20 10:00")], "2026-12-01", None),
        case("one unrecorded", [booking("2026-11-20 10:00")], "2026-12-01", None),
        case("one to come", [booking("2026-12-10 10:00")], "2026-12-01", None),
        case("one to come whose outcome is already recorded", [attended("2026-12-10 10:00")], "2026-12-01", None),
        case(
            "one to come, attended as is now recorded, with a stray notice: nobody cancelled it",
            [booking("2026-12-10 10:00", "attended", notice="2026-11-28 10:00")],
            "2026-12-01",
            None,
        ),
        case("one that ends after midnight is to come", [booking("2026-12-01 23:30")], "2026-12-01", None),
        case("cancelled in time and over", [called_off("2026-11-20 10:00", "2026-11-01 10:00")], "2026-12-01", (1, 0)),
        case(
            "waived and over", [called_off("2026-11-20 10:00", "2026-11-20 09:00", waived=True)], "2026-12-01", (1, 0)
        ),
        case(
            "ahead, cancelled before the day",
            [called_off("2026-12-10 10:00", "2026-11-30 10:00")],
            "2026-12-01",
            (1, 0),
        ),
        case("ahead, cancelled on the day", [called_off("2026-12-10 10:00", "2026-12-01 23:59")], "2026-12-01", (1, 0)),
        case(
            "ahead, cancelled the day after the day: still to come",
            [called_off("2026-12-10 10:00", "2026-12-02 00:00")],
            "2026-12-01",
            None,
        ),
        case(
            "cancelled late on the day, not ended: neither to come nor used yet",
            [called_off("2026-12-02 10:00", "2026-12-01 20:00")],
            "2026-12-01",
            (1, 0),
        ),
        case("cancelled late, ended: used", [called_off("2026-12-02 10:00", "2026-12-01 20:00")], "2026-12-02", None),
        case(
            "by the coach, over, not rebooked", [booking("2026-11-20 10:00", "no_show", by="coach")], "2026-12-01", None
        ),
        case(
            "by the coach, ahead, called off before the day, not rebooked",
            [called_off("2026-12-10 10:00", "2026-11-28 10:00", "coach")],
            "2026-12-01",
            None,
        ),
        case(
            "by the coach, over, and the leader cancelled the later one",
            [booking("2026-11-20 10:00", "no_show", by="coach"), called_off("2026-11-25 10:00", "2026-11-21 10:00")],
            "2026-12-01",
            (1, 0),
        ),
        case("two closed, one used", [attended("2026-11-20 10:00")], "2027-02-01", (2, 1)),
        case("two closed, two used", [attended("2026-11-20 10:00"), no_show("2026-12-10 10:00")], "2027-02-01", None),
        case(
            "by the coach and rebooked: only the new booking counts",
            [booking("2026-11-20 10:00", "no_show", by="coach"), attended("2026-12-10 10:00")],
            "2027-02-01",
            (2, 1),
        ),
        case(
            "used earlier, then by the coach, not rebooked: both count",
            [attended("2026-10-10 10:00"), booking("2026-11-20 10:00", "no_show", by="coach")],
            "2027-02-01",
            None,
        ),
        case(
            "by the coach, ahead, called off after the day: to come, and counted once",
            [called_off("2027-02-10 10:00", "2027-02-05 10:00", "coach")],
            "2027-02-01",
            (2, 1),
        ),
        case(
            "two by the coach: only the later is still to be rebooked",
            [booking("2026-11-10 10:00", "no_show", by="coach"), booking("2026-11-20 10:00", "no_show", by="coach")],
            "2027-02-01",
            (2, 1),
        ),
        case(
            "one of each: used, unrecorded, to come, to be rebooked; five closed",
            [attended("2026-10-10 10:00"), booking("2026-11-20 10:00"), booking("2027-07-05 10:00")],
            "2027-07-01",
            (5, 3),
        ),
    ],
)
def test_behind(bookings: list[Booking], day: str, expected: tuple[int, int] | None) -> None:
    assert measured(bookings, day) == expected


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        case("signed on a window's last day: it counts", {"signed": "2026-11-30"}, "2026-12-01", (1, 0)),
        case("signed the day after: it does not", {"signed": "2026-12-01"}, "2026-12-01", None),
        case("signed after two windows: the third counts", {"signed": "2027-02-01"}, "2027-03-01", (1, 0)),
        case("wholly inside a pause", {"pause": ("2026-10-01", "2026-11-30")}, "2026-12-01", None),
        case("the pause begins a day late", {"pause": ("2026-10-02", "2026-11-30")}, "2026-12-01", (1, 0)),
        case("the pause ends a day early", {"pause": ("2026-10-01", "2026-11-29")}, "2026-12-01", (1, 0)),
        case("an open-ended pause", {"pause": ("2026-10-01", None)}, "2027-09-01", None),
        case("an open-ended pause from a day late", {"pause": ("2026-10-02", None)}, "2027-09-01", (1, 0)),
        case("an end without a beginning is no pause", {"pause": (None, "2027-08-31")}, "2026-12-01", (1, 0)),
        case("a pause over window 2 leaves window 1", {"pause": ("2026-11-01", "2027-01-31")}, "2027-02-10", (1, 0)),
    ],
)
def test_windows_left_out(facts: dict[str, object], day: str, expected: tuple[int, int] | None) -> None:
    assert measured([], day, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "day", "since"),
    [
        case("one window closed", {}, "2026-12-20", "2026-12-01"),
        case("two windows closed", {}, "2027-02-10", "2027-02-01"),
        case("leap year: three windows closed", {"year": 2027, "ends": "2028-08-31"}, "2028-03-05", "2028-03-01"),
        case(
            "the last counted one, not the last closed",
            {"pause": ("2026-11-01", "2027-01-31")},
            "2027-02-10",
            "2026-12-01",
        ),
    ],
)
def test_behind_since_the_day_after_the_last_counted_window(facts: dict[str, object], day: str, since: str) -> None:
    (concern,) = flagged(record(**facts), day, "coaching_behind")  # type: ignore[arg-type]
    assert concern.since == on(since)
    assert concern.key == "coaching_behind::L001"
    assert (concern.clause, concern.suggested_stage) == ("H:windows", "bdo_contact")


@pytest.mark.parametrize(
    ("bookings", "day", "expected"),
    [
        case("not rebooked", [booking("2026-11-20 10:00", "no_show", by="coach")], "2026-11-20", 1),
        case(
            "the day before it is still to come", [booking("2026-11-20 10:00", "no_show", by="coach")], "2026-11-19", 0
        ),
        case(
            "rebooked later",
            [booking("2026-11-20 10:00", "no_show", by="coach"), booking("2026-11-20 11:00")],
            "2026-11-20",
            0,
        ),
        case(
            "an earlier booking is no rebooking",
            [booking("2026-11-19 10:00"), booking("2026-11-20 10:00", "no_show", by="coach")],
            "2026-11-20",
            1,
        ),
        case(
            "called off ahead: a task from that day",
            [called_off("2026-12-10 10:00", "2026-11-28 10:00", "coach")],
            "2026-11-28",
            1,
        ),
        case(
            "called off ahead: not the day before",
            [called_off("2026-12-10 10:00", "2026-11-28 10:00", "coach")],
            "2026-11-27",
            0,
        ),
        case("the leader's own is no task", [no_show("2026-11-20 10:00")], "2026-11-20", 0),
    ],
)
def test_to_be_rebooked(bookings: list[Booking], day: str, expected: int) -> None:
    assert len(to_rebook(bookings, DAY, on(day))) == expected


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        case("in time", "2026-12-03 07:50", "26 h 10 min before: in time"),
        case("late", "2026-12-04 07:00", "3 h before: spent"),
        case("a second late", "2026-12-03 10:00:01", "23 h 59 min 59 s before: spent"),
        case("at the start", "2026-12-04 10:00", "at the start: spent"),
        case("after the start", "2026-12-04 10:20", "20 min after the start: spent"),
    ],
)
def test_the_sentence_before_a_cancellation_is_taken(notice: str, words: str) -> None:
    said = notice_in_words(at("2026-12-04 10:00"), at(notice), DAY)
    assert said.startswith(words)
    assert "24 h needed" in said
    assert "2.1.2" in said


@pytest.mark.parametrize(
    ("starts", "warns"),
    [
        case("08:00 on a Tuesday", "2027-01-12 08:00", False),
        case("07:59", "2027-01-12 07:59", True),
        case("17:00 ends at 18:00", "2027-01-12 17:00", False),
        case("17:01 ends past 18:00", "2027-01-12 17:01", True),
        case("23:30 ends the next day", "2027-01-12 23:30", True),
        case("Friday", "2027-01-15 10:00", False),
        case("Saturday", "2027-01-16 10:00", True),
        case("Sunday", "2027-01-17 10:00", True),
        case("Monday", "2027-01-18 10:00", False),
        case("a bank holiday", "2027-05-03 10:00", True),
        case("17:00 in summer time", "2027-06-01 17:00", False),
    ],
)
def test_outside_the_working_day(starts: str, *, warns: bool) -> None:
    said = outside_working_day(at(starts), PSW, {on("2027-05-03")})
    assert (said is not None) is warns
    assert said is None or "local setting" in said


def test_the_hours_of_notice_are_the_programme_s() -> None:
    rules = programme("[programme.psw.coaching]\nnotice_hours = 48")
    late, early = (
        called_off("2026-12-04 10:00", "2026-12-02 10:01"),
        called_off("2026-12-04 10:00", "2026-12-02 10:00"),
    )
    assert verdict(record(bookings=[late], rules=rules), "coaching", "2026-12-04").missed == 1
    assert verdict(record(bookings=[early], rules=rules), "coaching", "2026-12-04").missed == 0
