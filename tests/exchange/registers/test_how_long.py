"""How long somebody was there, from the text of a report to the line of the review: certain, or listed to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.review import Decisions, LineOutcome, Review, ReviewLine
from psw_tui.policy.terms import MarkValue
from psw_tui.store.registers import record_marks
from tests.policy.cases import case

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

STAYS = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest"
TOTALS = "Name (original name),Email,Total duration (minutes),Guest"
MEET = "First name,Last name,Email,Duration,Time joined,Time exited"
BLOCK = ("Topic,ID,Duration (minutes),Start time,End time,Participants",)
AMARA = "Amara Osei,amara@example.org"
DEWI = "Dewi Khan,,11/12/2026 10:00:00 AM,11/12/2026 12:00:00 PM,120,No"
PRESENT, PART = MarkValue.PRESENT, MarkValue.PART
JUDGE = LineOutcome.JUDGE

Found = tuple[LineOutcome, MarkValue | None, int | None]


def draft(store: Store, *files: tuple[str, ...], **told: Any) -> report_import.ReportImport:
    """The files, each given as its lines, drafted for W01: 12 November, 10:00 to 12:00."""
    paths = []
    for number, lines in enumerate(files):
        path = store.path.parent / f"call {number}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        paths.append(path)
    return report_import.draft(store, "W01", paths, **told)


def review(store: Store, *files: tuple[str, ...], decisions: Decisions | None = None) -> Review:
    return draft(store, *files).review(decisions or Decisions())


def line_of(reviewed: Review, leader: str = "L001") -> ReviewLine:
    return next(line for line in reviewed.lines if line.leader == leader)


def found(reviewed: Review, leader: str = "L001") -> Found:
    line = line_of(reviewed, leader)
    return line.fate, line.value, line.minutes


def at(joined: str, left: str, minutes: object = "") -> str:
    """A row of Amara's; a time is of the morning, or as it stands."""
    cells = [f"11/12/2026 {clock}:00" if ":" in clock else clock for clock in (joined, left)]
    return f"{AMARA},{cells[0]},{cells[1]},{minutes},No"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        case("nought", f"{AMARA},0,No", "0 minutes"),
        case("nought with a point", f"{AMARA},0.0,No", "0 minutes"),
        case("dashes", f"{AMARA},--,No", "no times or minutes"),
        case("a dash", f"{AMARA},-,No", "no times or minutes"),
        case("not available", f"{AMARA},N/A,No", "no times or minutes"),
        case("a spreadsheet's error", f"{AMARA},#REF!,No", "#REF!"),
        case("below nought", f"{AMARA},-90,No", "-90"),
        case("words", f"{AMARA},all of it,No", "all of it"),
        case("hours more than were planned", f"{AMARA},316,No", "316 min, and the session is planned for 120"),
    ],
)
def test_minutes_that_are_nought_broken_or_impossible_wait_to_be_judged(row: str, why: str, filled: Store) -> None:
    reviewed = review(filled, (TOTALS, row, "Dewi Khan,,118,No"))
    line = line_of(reviewed)
    assert line.fate is JUDGE
    assert line.value is not PRESENT
    assert why in line.why
    assert found(reviewed, "L002") == (LineOutcome.WRITE, PRESENT, 118)
    assert [confirmed.leader for confirmed in reviewed.confirmed] == ["L002"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        case("no leaving", at("11:55", ""), "joined at 11:55, no leaving: at most 5 min"),
        case("no leaving, and two hours", at("11:55", "", 120), "at most 5 min"),
        case("no joining", at("--", "10:20"), "left at 10:20, no joining: at most 20 min"),
        case("left before joining", at("11:00", "10:00", 118), "left at 10:00, before joining at 11:00, 118 min"),
        case("more minutes than lie between", at("11:30", "12:00", 118), "118 min between 11:30 and 12:00"),
        case("no minutes between far times", at("10:00", "12:00", 0), "0 min between 10:00 and 12:00"),
        case("broken minutes between times", at("10:00", "12:00", "#VALUE!"), "#VALUE!"),
        case("dashes everywhere", at("--", "--", "--"), "no times or minutes"),
    ],
)
def test_a_row_whose_times_and_minutes_make_no_sense_waits_to_be_judged(row: str, why: str, filled: Store) -> None:
    reviewed = review(filled, (STAYS, row, DEWI))
    line = line_of(reviewed)
    assert (line.fate, line.value is PRESENT, line.minutes) == (JUDGE, False, None)
    assert why in line.why
    assert [confirmed.leader for confirmed in reviewed.confirmed] == ["L002"]


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        case("a span with fewer minutes", [at("10:00", "12:00", 30)], (PART, 30)),
        case("a span that begins early", [at("09:50", "12:00", 60)], (PART, 60)),
        case("a stay with its minutes", [at("10:00", "11:40", 100)], (PRESENT, 100)),
        case("minutes rounded up", [at("10:00", "11:40", 101)], (PRESENT, 100)),
        case("a stay without minutes", [at("10:00", "11:40")], (PRESENT, 100)),
        case("a stay and a row of nought", [at("10:00", "11:40", 100), at("11:50", "11:50", 0)], (PRESENT, 100)),
        case("a whole stay and an open one", [at("10:00", "11:40", 100), at("11:45", "")], (PRESENT, 100)),
        case("a short stay and an open one at the end", [at("10:00", "10:40", 40), at("11:55", "")], (PART, 40)),
        case("two spans apart", [at("10:00", "10:50", 30), at("11:00", "12:00", 40)], (PART, 70)),
        case("a span and the stays within it", [at("10:00", "12:00", 40), at("10:00", "10:40", 40)], (PART, 40)),
    ],
)
def test_what_is_certain_counts(rows: list[str], right: tuple[MarkValue, int], filled: Store) -> None:
    assert found(review(filled, (STAYS, *rows, DEWI))) == (LineOutcome.WRITE, *right)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        case("a short stay and an open one", [at("10:00", "10:40", 40), at("10:50", "")], "40 of 120 min are certain"),
        case("minutes of a span that began long before", [at("08:00", "12:00", 110)], "perhaps outside the session"),
        case("two spans at once", [at("10:00", "12:00", 60), at("10:10", "11:50", 50)], "at the same time"),
    ],
)
def test_what_may_be_either_mark_is_judged_by_the_bdo(rows: list[str], why: str, filled: Store) -> None:
    line = line_of(review(filled, (STAYS, *rows, DEWI)))
    assert line.fate is JUDGE
    assert why in line.why


def test_two_rows_of_minutes_alone_are_one_after_the_other_or_two_devices(filled: Store) -> None:
    twice = line_of(review(filled, (TOTALS, f"{AMARA},60,No", f"{AMARA},61,Yes")))
    assert (twice.fate, "two devices at once" in twice.why) == (JUDGE, True)
    assert found(review(filled, (TOTALS, f"{AMARA},20,No", f"{AMARA},30,Yes"))) == (LineOutcome.WRITE, PART, 50)
    assert found(review(filled, (TOTALS, f"{AMARA},100,No", f"{AMARA},30,Yes")))[1] is PRESENT


def test_nobody_is_longer_in_a_meeting_than_it_lasted(filled: Store) -> None:
    block = (*BLOCK, "Leading,1,146,11/12/2026 09:50:00 AM,11/12/2026 12:16:00 PM,3", "")
    longer = line_of(review(filled, (*block, TOTALS, f"{AMARA},316,No", "Dewi Khan,,118,No")))
    assert (longer.fate, longer.why) == (JUDGE, "316 min, and the meeting lasted 146")
    stay = line_of(review(filled, (*block, STAYS, at("06:50", "12:06", 316), DEWI)))
    assert (stay.fate, stay.why) == (JUDGE, "316 min, and the meeting lasted 146")


@pytest.mark.parametrize(
    ("row", "right"),
    [
        case("the time spent counts", "25 min,10:01,11:59", (LineOutcome.WRITE, PART, 25)),
        case("an hour and a half", "1 hr 40 min,10:01,11:59", (LineOutcome.WRITE, PRESENT, 100)),
        case("without the time spent", ",10:01,11:59", (JUDGE, None, None)),
        case("nought", "0 min,10:01,11:59", (JUDGE, None, None)),
    ],
)
def test_the_first_joining_and_the_last_leaving_in_meet_are_no_stay(row: str, right: Found, filled: Store) -> None:
    line = line_of(review(filled, (MEET, f"Amara,Osei,amara@example.org,{row}", "Dewi,Khan,,118 min,10:01,11:59")))
    assert (line.fate, line.value if line.fate is not JUDGE else None, line.minutes) == right


def test_one_key_settles_a_line_and_until_then_the_same_file_asks_again(filled: Store) -> None:
    file = (TOTALS, f"{AMARA},--,No", "Dewi Khan,,118,No")
    report_import.take(filled, review(filled, file))
    again = review(filled, file)
    waiting = [line for line in again.lines if line.fate in (JUDGE, LineOutcome.CONFIRM)]
    assert [line.suggested for line in waiting] == [("L001",)]
    told = Decisions(who={"amara@example.org": "L001"}, values={"L001": PART}, overwrite=frozenset({"L001"}))
    settled = review(filled, file, decisions=told)
    assert found(settled) == (LineOutcome.WRITE, PART, None)
    report_import.take(filled, settled)
    assert found(review(filled, file))[0] is LineOutcome.SAME


def test_a_mark_by_hand_is_not_asked_about_for_a_row_that_says_nothing(filled: Store) -> None:
    record_marks.mark(filled, "W01", ["L001"], PRESENT)
    assert found(review(filled, (TOTALS, f"{AMARA},--,No", "Dewi Khan,,118,No")))[0] is LineOutcome.SAME
