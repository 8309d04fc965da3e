"""Section 4, the 24 hours: each case worked out by hand, in elapsed hours between two instants.

London keeps GMT (UTC) in winter and BST (UTC+1) in summer. The clocks go forward at 01:00 UTC on 29 March 2026 and 28
March 2027, and back at 01:00 UTC on 25 October 2026 and 31 October 2027. Beside each case that is not plain stands the
sum, in UTC (`Z`). A time of the hour that comes twice carries its offset: `+01:00` the first, `+00:00` the second.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from psw_tui.policy.coaching import is_in_time, notice_in_words, outcome_words, status, status_why
from psw_tui.policy.records import Booking
from psw_tui.policy.terms import BookingStatus, WaivedReason
from tests.policy.cases import PSW, at, booking, called_off, case, keys, no_show, on, programme, record, verdict

IN_TIME, SPENT = "in time", "spent"
#: What follows the span in the sentence, and the status.
_TAIL = {
    IN_TIME: ("in time ({} h needed), nothing used (2.1.2)", BookingStatus.CANCELLED_IN_TIME),
    SPENT: ("spent ({} h needed), one session used (2.1.2, H:spent)", BookingStatus.SPENT),
}
BUSY = "2026-12-04 10:00"  # a Friday with nothing odd about it or about the day before


@pytest.mark.parametrize(
    ("starts", "notice", "span", "expected"),
    [
        # -- around 24 hours, on plain days
        case("exactly 24 h", BUSY, "2026-12-03 10:00:00", "24 h before", IN_TIME),
        case("a second under", BUSY, "2026-12-03 10:00:01", "23 h 59 min 59 s before", SPENT),
        case("a microsecond under", BUSY, "2026-12-03 10:00:00.000001", "23 h 59 min 59 s before", SPENT),
        case("a second over", BUSY, "2026-12-03 09:59:59", "24 h 1 s before", IN_TIME),
        case("a minute under", BUSY, "2026-12-03 10:01", "23 h 59 min before", SPENT),
        # 27 Nov to 4 Dec is 7 x 24
        case("a week", BUSY, "2026-11-27 10:00", "7 days before", IN_TIME),
        # 18:00 to 24:00 is 6, and 10
        case("the evening before", BUSY, "2026-12-03 18:00", "16 h before", SPENT),
        # -- the clocks go back, Sunday 25 October 2026: the Sunday has 25 hours
        # 24 Oct 10:00 BST is 09:00Z, 25 Oct 10:00 GMT is 10:00Z
        case("back 2026: Sunday 10:00, Saturday 10:00", "2026-10-25 10:00", "2026-10-24 10:00", "25 h before", IN_TIME),
        # 11:00 BST is 10:00Z
        case("back 2026: Sunday 10:00, Saturday 11:00", "2026-10-25 10:00", "2026-10-24 11:00", "24 h before", IN_TIME),
        case(
            "back 2026: Sunday 10:00, a second after Saturday 11:00",
            "2026-10-25 10:00",
            "2026-10-24 11:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # both after the change: 10:00Z and 10:00Z
        case("back 2026: Monday 10:00, Sunday 10:00", "2026-10-26 10:00", "2026-10-25 10:00", "24 h before", IN_TIME),
        case(
            "back 2026: Monday 10:00, a second after Sunday 10:00",
            "2026-10-26 10:00",
            "2026-10-25 10:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # both before the change: 23 Oct 09:00Z and 24 Oct 09:00Z
        case("back 2026: Saturday 10:00, Friday 10:00", "2026-10-24 10:00", "2026-10-23 10:00", "24 h before", IN_TIME),
        # -- notice, or the session, inside the hour that comes twice
        # 26 Oct 01:30Z less 25 Oct 00:30Z
        case(
            "back 2026: Monday 01:30, the first Sunday 01:30",
            "2026-10-26 01:30",
            "2026-10-25 01:30+01:00",
            "25 h before",
            IN_TIME,
        ),
        # 26 Oct 01:30Z less 25 Oct 01:30Z
        case(
            "back 2026: Monday 01:30, the second Sunday 01:30",
            "2026-10-26 01:30",
            "2026-10-25 01:30+00:00",
            "24 h before",
            IN_TIME,
        ),
        case(
            "back 2026: Monday 01:30, a second after the second Sunday 01:30",
            "2026-10-26 01:30",
            "2026-10-25 01:30:01+00:00",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # 26 Oct 00:45Z less 25 Oct 00:45Z: by the wall clock it is an hour short
        case(
            "back 2026: Monday 00:45, the first Sunday 01:45",
            "2026-10-26 00:45",
            "2026-10-25 01:45+01:00",
            "24 h before",
            IN_TIME,
        ),
        # 26 Oct 00:45Z less 25 Oct 01:45Z
        case(
            "back 2026: Monday 00:45, the second Sunday 01:45",
            "2026-10-26 00:45",
            "2026-10-25 01:45+00:00",
            "23 h before",
            SPENT,
        ),
        # 25 Oct 00:30Z less 24 Oct 00:30Z
        case(
            "back 2026: the first Sunday 01:30, Saturday 01:30",
            "2026-10-25 01:30+01:00",
            "2026-10-24 01:30",
            "24 h before",
            IN_TIME,
        ),
        # 25 Oct 01:30Z less 24 Oct 00:30Z
        case(
            "back 2026: the second Sunday 01:30, Saturday 01:30",
            "2026-10-25 01:30+00:00",
            "2026-10-24 01:30",
            "25 h before",
            IN_TIME,
        ),
        # 01:30Z less 00:30Z: the wall clock shows the same time
        case(
            "back 2026: the second 01:30, notice at the first",
            "2026-10-25 01:30+00:00",
            "2026-10-25 01:30+01:00",
            "1 h before",
            SPENT,
        ),
        # 00:30Z less 01:30Z
        case(
            "back 2026: the first 01:30, notice at the second",
            "2026-10-25 01:30+01:00",
            "2026-10-25 01:30+00:00",
            "1 h after the start",
            SPENT,
        ),
        # -- the clocks go back, Sunday 31 October 2027, into a new month
        case("back 2027: Sunday 10:00, Saturday 10:00", "2027-10-31 10:00", "2027-10-30 10:00", "25 h before", IN_TIME),
        # 30 Oct 11:00 BST is 10:00Z
        case("back 2027: Sunday 10:00, Saturday 11:00", "2027-10-31 10:00", "2027-10-30 11:00", "24 h before", IN_TIME),
        case(
            "back 2027: Sunday 10:00, a second after Saturday 11:00",
            "2027-10-31 10:00",
            "2027-10-30 11:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        case(
            "back 2027: Monday 1 November 09:00, Sunday 31 October 09:00",
            "2027-11-01 09:00",
            "2027-10-31 09:00",
            "24 h before",
            IN_TIME,
        ),
        # 1 Nov 00:30Z less 30 Oct 23:30Z (31 Oct 00:30 BST)
        case("back 2027: Monday 00:30, Sunday 00:30", "2027-11-01 00:30", "2027-10-31 00:30", "25 h before", IN_TIME),
        # -- the clocks go forward, Sunday 29 March 2026: the Sunday has 23 hours
        # 29 Mar 10:00 BST is 09:00Z, 28 Mar 10:00 GMT is 10:00Z
        case(
            "forward 2026: Sunday 10:00, Saturday 10:00", "2026-03-29 10:00", "2026-03-28 10:00", "23 h before", SPENT
        ),
        case(
            "forward 2026: Sunday 10:00, Saturday 09:00", "2026-03-29 10:00", "2026-03-28 09:00", "24 h before", IN_TIME
        ),
        case(
            "forward 2026: Sunday 10:00, a second after Saturday 09:00",
            "2026-03-29 10:00",
            "2026-03-28 09:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # both in BST: 29 Mar 09:00Z and 30 Mar 09:00Z
        case(
            "forward 2026: Monday 10:00, Sunday 10:00", "2026-03-30 10:00", "2026-03-29 10:00", "24 h before", IN_TIME
        ),
        # -- the clocks go forward, Sunday 28 March 2027, Easter Day
        case(
            "forward 2027: Sunday 10:00, Saturday 10:00", "2027-03-28 10:00", "2027-03-27 10:00", "23 h before", SPENT
        ),
        case(
            "forward 2027: Sunday 10:00, Saturday 09:00", "2027-03-28 10:00", "2027-03-27 09:00", "24 h before", IN_TIME
        ),
        case(
            "forward 2027: Sunday 10:00, a second after Saturday 09:00",
            "2027-03-28 10:00",
            "2027-03-27 09:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # 29 Mar 01:30 BST is 00:30Z; on the Sunday 00:30Z is 00:30, and there is no 01:30
        case(
            "forward 2027: Monday 01:30, Sunday 00:30", "2027-03-29 01:30", "2027-03-28 00:30", "24 h before", IN_TIME
        ),
        # 28 Mar 02:00 BST is 01:00Z, the first minute after the change; 29 Mar 01:30 BST is 00:30Z
        case(
            "forward 2027: Monday 01:30, Sunday 02:00",
            "2027-03-29 01:30",
            "2027-03-28 02:00",
            "23 h 30 min before",
            SPENT,
        ),
        # 28 Mar 02:00 BST is 01:00Z, 27 Mar 01:30 GMT is 01:30Z
        case(
            "forward 2027: Sunday 02:00, Saturday 01:30",
            "2027-03-28 02:00",
            "2027-03-27 01:30",
            "23 h 30 min before",
            SPENT,
        ),
        # -- bank holidays and weekends have no effect on notice
        # 26 Dec 2026 is a Saturday, so its holiday is Monday 28 Dec
        case("notice on the Boxing Day holiday", "2026-12-29 10:00", "2026-12-28 10:00", "24 h before", IN_TIME),
        case(
            "a second late on the Boxing Day holiday",
            "2026-12-29 10:00",
            "2026-12-28 10:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # Thu 24 Dec 16:00 to Tue 29 Dec 10:00: 4 x 24 + 18, no working day between
        case(
            "notice on Christmas Eve for the next working day",
            "2026-12-29 10:00",
            "2026-12-24 16:00",
            "4 days 18 h before",
            IN_TIME,
        ),
        # 1 Jan to 4 Jan 2027, 3 x 24
        case("notice on New Year's Day", "2027-01-04 10:00", "2027-01-01 10:00", "72 h before", IN_TIME),
        # Easter Monday 29 Mar 10:00 BST to Tuesday 10:00 BST
        case("notice on Easter Monday", "2027-03-30 10:00", "2027-03-29 10:00", "24 h before", IN_TIME),
        case(
            "a second late on Easter Monday",
            "2027-03-30 10:00",
            "2027-03-29 10:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # Good Friday 26 Mar 17:00Z to 29 Mar 09:00 BST = 08:00Z: 2 x 24 + 15
        case(
            "a session on Easter Monday, notice on Good Friday",
            "2027-03-29 09:00",
            "2027-03-26 17:00",
            "63 h before",
            IN_TIME,
        ),
        # Friday 17:00 to Monday 09:00: 7 + 48 + 9
        case("Monday, notice as work ends on Friday", "2027-01-11 09:00", "2027-01-08 17:00", "64 h before", IN_TIME),
        case(
            "Monday, notice on Sunday at the same time", "2027-01-11 09:00", "2027-01-10 09:00", "24 h before", IN_TIME
        ),
        case("Monday, notice later on Sunday", "2027-01-11 09:00", "2027-01-10 09:30", "23 h 30 min before", SPENT),
        # -- midnight
        case("midnight to midnight", "2027-01-12 00:00", "2027-01-11 00:00", "24 h before", IN_TIME),
        case("a second after midnight", "2027-01-12 00:00", "2027-01-11 00:00:01", "23 h 59 min 59 s before", SPENT),
        case(
            "the last second of the day before that",
            "2027-01-12 00:00",
            "2027-01-10 23:59:59",
            "24 h 1 s before",
            IN_TIME,
        ),
        # 1 min to midnight, and 10 h: the day before is not 24 hours
        case("23:59 the day before", "2027-01-12 10:00", "2027-01-11 23:59", "10 h 1 min before", SPENT),
        # 1 Jul 00:30 BST is 30 Jun 23:30Z, 30 Jun 00:30 BST is 29 Jun 23:30Z
        case("half past midnight in summer", "2027-07-01 00:30", "2027-06-30 00:30", "24 h before", IN_TIME),
        # -- the ends of months and years, and leap days
        case("1 February, notice on 31 January", "2027-02-01 10:00", "2027-01-31 10:00", "24 h before", IN_TIME),
        case("1 March, notice on 28 February", "2027-03-01 10:00", "2027-02-28 10:00", "24 h before", IN_TIME),
        case(
            "leap year: 1 March, notice on 29 February", "2028-03-01 10:00", "2028-02-29 10:00", "24 h before", IN_TIME
        ),
        # 28 Feb to 1 Mar 2028 is two days
        case(
            "leap year: 1 March, notice on 28 February", "2028-03-01 10:00", "2028-02-28 10:00", "48 h before", IN_TIME
        ),
        case(
            "leap day, a second late on 28 February",
            "2028-02-29 10:00",
            "2028-02-28 10:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        case(
            "1 January, a second late on 31 December",
            "2027-01-01 10:00",
            "2026-12-31 10:00:01",
            "23 h 59 min 59 s before",
            SPENT,
        ),
        # -- at the start and after it
        case("a second before the start", BUSY, "2026-12-04 09:59:59", "1 s before", SPENT),
        case("at the start", BUSY, BUSY, "at the start", SPENT),
        case("a second after the start", BUSY, "2026-12-04 10:00:01", "1 s after the start", SPENT),
        case("as the session ends", BUSY, "2026-12-04 11:00", "1 h after the start", SPENT),
        # 24 h after is no 24 h before
        case("a day after", BUSY, "2026-12-05 10:00", "24 h after the start", SPENT),
        # 21 x 24
        case("three weeks after", BUSY, "2026-12-25 10:00", "21 days after the start", SPENT),
    ],
)
def test_notice(starts: str, notice: str, span: str, expected: str) -> None:
    words, comes = _TAIL[expected]
    sentence = f"{span}: {words.format(24)}"
    called = called_off(starts, notice)
    assert status(called, PSW.notice) is comes
    assert is_in_time(called, PSW.notice) is (expected == IN_TIME)
    assert notice_in_words(at(starts), at(notice), PSW.notice) == sentence
    assert outcome_words(called, PSW, [called]) == f"cancelled {sentence}"
    assert status_why(called, PSW, [called]).endswith(f": cancelled {sentence}.")


SET_ASIDE = "spent but set aside (caring), nothing used (1.1.3)"
BY_COACH = "the coach called it off, nothing used; it is to be rebooked (2.1.2)"
CARING = WaivedReason.CARING


@pytest.mark.parametrize(
    ("made", "comes", "words"),
    [
        case("the coach, a week before", called_off(BUSY, "2026-11-27 10:00", "coach"), "coach_cancelled", BY_COACH),
        case(
            "the coach, exactly 24 h before", called_off(BUSY, "2026-12-03 10:00", "coach"), "coach_cancelled", BY_COACH
        ),
        case(
            "the coach, a second under 24 h",
            called_off(BUSY, "2026-12-03 10:00:01", "coach"),
            "coach_cancelled",
            BY_COACH,
        ),
        case("the coach, at the start", called_off(BUSY, BUSY, "coach"), "coach_cancelled", BY_COACH),
        case(
            "the coach, ten minutes into it", called_off(BUSY, "2026-12-04 10:10", "coach"), "coach_cancelled", BY_COACH
        ),
        case("the coach, at a time nobody wrote down", called_off(BUSY, None, "coach"), "coach_cancelled", BY_COACH),
        case("the coach did not come", booking(BUSY, "no_show", by="coach"), "coach_cancelled", BY_COACH),
        case(
            "the leader did not come",
            no_show(BUSY),
            "spent",
            "the leader did not come; spent (local setting), one session used, no credit (2.1.2, H:spent)",
        ),
        case(
            "the leader did not come, though a notice in good time stands",
            booking(BUSY, "no_show", by="leader", notice="2026-12-01 10:00"),
            "spent",
            "the leader did not come; spent (local setting), one session used, no credit (2.1.2, H:spent)",
        ),
        case(
            "the leader cancelled, at a time nobody wrote down",
            called_off(BUSY, None),
            "spent",
            "cancelled at a time not recorded: spent (2.1.2)",
        ),
        case(
            "no time, set aside",
            called_off(BUSY, None, waived=True),
            "waived",
            "spent but set aside, nothing used (1.1.3)",
        ),
        case(
            "not come, set aside",
            replace(no_show(BUSY), waived=True, waived_reason=CARING),
            "waived",
            f"the leader did not come; {SET_ASIDE.replace('spent', 'spent (local setting)')}",
        ),
        case(
            "a second under 24 h, set aside",
            replace(called_off(BUSY, "2026-12-03 10:00:01"), waived=True, waived_reason=CARING),
            "waived",
            SET_ASIDE,
        ),
        case(
            "after the start, set aside",
            replace(called_off(BUSY, "2026-12-04 10:20"), waived=True, waived_reason=CARING),
            "waived",
            SET_ASIDE,
        ),
        case(
            "exactly 24 h: there is nothing to set aside",
            replace(called_off(BUSY, "2026-12-03 10:00"), waived=True, waived_reason=CARING),
            "cancelled_in_time",
            "cancelled 24 h before: in time (24 h needed), nothing used (2.1.2)",
        ),
    ],
)
def test_whose_doing_it_was(made: Booking, comes: str, words: str) -> None:
    assert status(made, PSW.notice) is BookingStatus(comes)
    assert outcome_words(made, PSW, [made]) == words


@pytest.mark.parametrize(
    ("hours", "starts", "notice", "span", "expected"),
    [
        case("48 h asked for, 48 h given", 48, BUSY, "2026-12-02 10:00", "48 h before", IN_TIME),
        case("48 h asked for, a second under", 48, BUSY, "2026-12-02 10:00:01", "47 h 59 min 59 s before", SPENT),
        case("48 h asked for, 24 h given", 48, BUSY, "2026-12-03 10:00", "24 h before", SPENT),
        # Sat 24 Oct 11:00 BST = 10:00Z to Mon 26 Oct 10:00Z
        case("48 h over the autumn change", 48, "2026-10-26 10:00", "2026-10-24 11:00", "48 h before", IN_TIME),
        # Sat 27 Mar 09:00Z to Mon 29 Mar 10:00 BST = 09:00Z
        case("48 h over the spring change", 48, "2027-03-29 10:00", "2027-03-27 09:00", "48 h before", IN_TIME),
        case(
            "48 h over the spring change, by the wall clock",
            48,
            "2027-03-29 10:00",
            "2027-03-27 10:00",
            "47 h before",
            SPENT,
        ),
        case("1 h asked for, 1 h given", 1, BUSY, "2026-12-04 09:00", "1 h before", IN_TIME),
        case("1 h asked for, 59 min 59 s given", 1, BUSY, "2026-12-04 09:00:01", "59 min 59 s before", SPENT),
        case("none asked for, a second before", 0, BUSY, "2026-12-04 09:59:59", "1 s before", IN_TIME),
        case("none asked for, a second after the start", 0, BUSY, "2026-12-04 10:00:01", "1 s after the start", SPENT),
    ],
)
def test_the_hours_are_the_programme_s(hours: int, starts: str, notice: str, span: str, expected: str) -> None:
    rules = programme(f"[programme.psw.coaching]\nnotice_hours = {hours}")
    words, comes = _TAIL[expected]
    called = called_off(starts, notice)
    assert status(called, rules.notice) is comes
    assert outcome_words(called, rules, [called]) == f"cancelled {span}: {words.format(hours)}"


@pytest.mark.parametrize("weeks", [0, 1, 6, 30])
@pytest.mark.parametrize(
    ("notice", "missed", "flagged"),
    [
        case("24 h before", "2026-12-03 10:00", 0, []),
        case("a second under", "2026-12-03 10:00:01", 1, ["coaching_spent:2026-12-04T10:00"]),
        case("after the start", "2026-12-04 10:20", 1, ["coaching_spent:2026-12-04T10:00"]),
    ],
)
def test_a_year_judged_weeks_later_comes_to_the_same(notice: str, missed: int, flagged: list[str], weeks: int) -> None:
    """Late entry is normal: what counts is when notice was given, on whichever day it is looked at."""
    rec = record(bookings=[called_off(BUSY, notice)])
    judged = (on("2026-12-04") + timedelta(weeks=weeks)).isoformat()
    assert verdict(rec, "coaching", judged).missed == missed
    assert keys(rec, judged, "coaching_spent") == flagged


def test_the_rules_never_see_when_it_was_learned() -> None:
    """The time at which the BDO learned of a notice is kept, and no rule can read it: the facts don't carry it."""
    assert {field.name for field in fields(Booking) if field.name.endswith("_at")} == {
        "starts_at",
        "ends_at",
        "cancelled_at",
    }
