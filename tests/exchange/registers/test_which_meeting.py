"""Whether two reports are of one meeting, which meeting a row is of, and whether its clock is the session's."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psw_tui.exchange.files.sheet import UnreadableFile, WrongReport
from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.clock_shift import shift_words, told_minutes
from psw_tui.exchange.registers.review import Decisions, LineOutcome
from psw_tui.policy.terms import MarkValue
from tests.exchange.registers.test_how_long import AMARA, BLOCK, MEET, STAYS, TOTALS, draft, found, line_of, review
from tests.policy.cases import case

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

PRESENT, PART = MarkValue.PRESENT, MarkValue.PART
WRITE, JUDGE = LineOutcome.WRITE, LineOutcome.JUDGE
DAY = "11/12/2026"


def stays(*spans: str, separator: str = ",") -> tuple[str, ...]:
    """A report of stays: `Amara 10:00-10:50`, whose minutes are what lies between."""
    rows = [STAYS]
    for span in spans:
        name, hours = span.split()
        first, last = hours.split("-")
        minutes = (int(last[:2]) - int(first[:2])) * 60 + int(last[3:]) - int(first[3:])
        who = {"Amara": AMARA, "Dewi": "Dewi Khan,"}[name]
        rows.append(f"{who},{DAY} {first},{DAY} {last},{minutes},No")
    return tuple(row.replace(",", separator) for row in rows)


def totals(amara: int, dewi: int, *more: str) -> tuple[str, ...]:
    return TOTALS, f"{AMARA},{amara},No", f"Dewi Khan,,{dewi},No", *more


def held(first: str, last: str, topic: str = "Leading", number: str = "812 3456 7890") -> tuple[str, ...]:
    """The block about the meeting."""
    return *BLOCK, f"{topic},{number},120,{DAY} {first},{DAY} {last},3", ""


# Exported twice


HALF_AND_ALL = stays("Amara 10:00-10:50", "Dewi 10:01-11:59")
TWICE = [
    case("totals, then stays", totals(50, 118), HALF_AND_ALL),
    case("stays, then totals", HALF_AND_ALL, totals(50, 118)),
    case("totals with somebody more", totals(50, 118), totals(50, 118, "Zed Other,,90,No")),
    case("totals saved again", totals(50, 118), tuple(row.replace(",", ";") for row in totals(50, 118))),
    case("stays saved again", HALF_AND_ALL, stays("Amara 10:00-10:50", "Dewi 10:01-11:59", separator=";")),
    case("totals that are rounded", totals(50, 118), stays("Amara 10:00-10:49", "Dewi 10:01-11:58")),
    case(
        "the stays of two devices", totals(50, 118), stays("Amara 10:00-10:50", "Dewi 10:01-11:59", "Dewi 10:30-11:00")
    ),
    case(
        "Meet twice",
        (MEET, "Amara,Osei,,50 min,10:00,12:00"),
        (MEET, "Amara,Osei,,50 min,10:00,12:00", "Zed,Other,,9 min,10:00,10:09"),
    ),
]


@pytest.mark.parametrize(("first", "second"), TWICE)
def test_one_meeting_in_two_reports_counts_once(first: tuple[str, ...], second: tuple[str, ...], filled: Store) -> None:
    together = review(filled, first, second)
    assert found(together) in ((WRITE, PART, 49), (WRITE, PART, 50))
    assert any("tell of the same meeting: it counts once." in note for note in together.notes)
    report_import.take(filled, review(filled, first))
    later = line_of(review(filled, second))
    assert (later.fate, later.value) in ((LineOutcome.SAME, PART), (WRITE, PART))
    assert later.minutes in (49, 50)


def test_the_halves_of_a_call_are_added_up_and_what_may_be_halves_is_asked_about(filled: Store) -> None:
    first, second = stays("Amara 10:00-10:50"), stays("Amara 10:55-11:55")
    assert found(review(filled, first, second)) == (WRITE, PRESENT, 110)
    by_block = review(filled, (*held("10:00", "10:50"), *totals(50, 50)), (*held("10:55", "12:00"), *totals(60, 65)))
    assert found(by_block) == (WRITE, PRESENT, 110)
    unsure = line_of(review(filled, totals(50, 50), totals(60, 65)))
    assert (unsure.fate, "its two halves" in unsure.why) == (JUDGE, True)
    assert found(review(filled, totals(20, 50), totals(30, 65))) == (WRITE, PART, 30)  # part either way
    report_import.take(filled, review(filled, totals(50, 50)))
    assert found(review(filled, totals(60, 65)))[0] is JUDGE  # the day after, too


def test_a_longer_export_of_one_meeting_is_known_by_its_block(filled: Store) -> None:
    first = (*held("10:00", "10:50"), *totals(40, 50))
    longer = (*held("10:00", "12:00"), *totals(50, 118))
    assert found(review(filled, first, longer)) == (WRITE, PART, 50)


# Of another meeting


EVERY = (
    "Topic,Meeting ID,User Name,User Email,Start Time,End Time,Duration (Minutes),Participants,"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"
)


def of(topic: str, number: str, hours: str, person: str, stay: str, day: str = DAY) -> str:
    first, last = hours.split("-")
    joined, left = stay.split("-")
    return (
        f"{topic},{number},Pat,pat@example.org,{day} {first},{day} {last},120,3,{person},{day} {joined},{day} {left},"
    )


OURS = of("Leading", "812 3456 7890", "09:55-12:02", AMARA, "10:00-12:00")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        case("before it", of("Briefing", "999", "08:30-09:45", "Dewi Khan,", "08:30-09:45"), ()),
        case(
            "the week before",
            of("Leading", "812 3456 7890", "10:00-12:00", "Dewi Khan,", "10:00-12:00", "11/05/2026"),
            (),
        ),
        case(
            "at once, the number told",
            of("Drop-in", "999", "10:30-12:00", "Dewi Khan,", "10:30-12:00"),
            ("812-3456-7890",),
        ),
        case("at once, the topic told", of("Drop-in", "999", "10:30-12:00", "Dewi Khan,", "10:30-12:00"), ("leading",)),
    ],
)
def test_rows_of_another_meeting_never_count(row: str, told: tuple[str, ...], filled: Store) -> None:
    drafted = draft(filled, (EVERY, OURS, row), meetings=told).review(Decisions())
    assert found(drafted) == (WRITE, PRESENT, 120)
    assert line_of(drafted, "L002").fate is LineOutcome.NOT_IN_FILE


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        case(
            "totals, by the hours of the meetings",
            "Topic,Meeting ID,Start Time,End Time,Name (Original Name),User Email,Total Duration (Minutes)",
            "{topic},{id},{day} {first},{day} {last},{who},60",
        ),
        case(
            "a leaving that was not noted",
            "Topic,Meeting ID,Start Time,End Time,Name (Original Name),Email,Join Time,Leave Time,Duration (Minutes)",
            "{topic},{id},{day} {first},{day} {last},{who},{day} {first},--,--",
        ),
        case(
            "in German, its number alone",
            "Meeting-ID,Name (ursprünglicher Name),E-Mail,Beitrittszeit,Austrittszeit,Dauer (Minuten)",
            "{id},{who},{day} {first},{day} {last},60",
        ),
        case(
            "behind the person",
            "Name (original name),Email,Join time,Leave time,Duration (minutes),Meeting name",
            "{who},{day} {first},{day} {last},60,{topic}",
        ),
    ],
)
def test_the_rows_of_a_meeting_of_the_afternoon_are_left_out(headings: str, row: str, filled: Store) -> None:
    ours = row.format(topic="Monday", id="1", first="10:00", last="11:00", day="11/12/2026", who=AMARA)
    other = row.format(topic="Clinic", id="2", first="13:00", last="14:00", day="11/12/2026", who="Dewi Khan,")
    reviewed = review(filled, (headings, ours, other))
    assert found(reviewed)[0] in (WRITE, JUDGE)
    assert line_of(reviewed, "L002").fate is LineOutcome.NOT_IN_FILE
    assert any("1 row of other meetings left out" in note for note in reviewed.notes)


def test_a_meeting_of_the_sessions_name_is_asked_about_also_where_its_clock_is_off(filled: Store) -> None:
    early = of("Leading", "1", "07:00-09:00", AMARA, "07:00-09:00")
    other = of("Clinic", "2", "10:00-12:00", "Dewi Khan,", "10:00-12:00")
    with pytest.raises(WrongReport, match="2 meetings that could be Leading"):
        draft(filled, (EVERY, early, other))


def test_of_two_meetings_at_once_it_is_asked_which(filled: Store) -> None:
    other = of("Drop-in (Kent)", "999", "10:30-12:00", "Dewi Khan,", "10:30-12:00")
    with pytest.raises(
        WrongReport, match=r"2 meetings that could be Leading: “Leading” \(812 3456 7890\), 09:55–12:02, “Dr"
    ):
        draft(filled, (EVERY, OURS, other))
    with pytest.raises(WrongReport, match="no meeting “777”; it has “Leading”"):
        draft(filled, (EVERY, OURS, other), meetings=("777",))


def test_two_files_of_two_meetings_are_refused_until_one_is_told(filled: Store) -> None:
    ours = (*held("09:55", "12:02"), *stays("Amara 10:00-12:00"))
    other = (*held("10:00", "12:00", "Drop-in", "999"), *stays("Dewi 10:00-12:00"))
    with pytest.raises(WrongReport, match=r"call 0.csv is of “Leading” .* and call 1.csv of “Drop-in” \(999\)"):
        draft(filled, ours, other)
    told = draft(filled, ours, other, meetings=("8123456 7890",)).review(Decisions())
    assert [confirmed.leader for confirmed in told.confirmed] == ["L001"]
    halves = (*held("11:00", "12:00", "Leading", "555"), *stays("Amara 11:00-12:00"))
    first = (*held("10:00", "10:50"), *stays("Amara 10:00-10:50"))
    assert found(review(filled, first, halves)) == (WRITE, PRESENT, 110)


# A clock that is off


def test_a_clock_that_is_off_is_said_and_nobody_is_recorded_by_it_until_told(filled: Store) -> None:
    early = stays("Amara 09:00-11:01", "Dewi 08:58-11:00")
    waiting = review(filled, early)
    assert waiting.confirmed == ()
    assert {found(waiting)[0], found(waiting, "L002")[0]} == {JUDGE}
    [note] = [note for note in waiting.notes if "1 hour before the session" in note]
    assert "--shift" not in note  # the app says its keys
    assert waiting.options == ("Say whether a clock is off with --shift +1h, or --shift 0.",)
    clock = line_of(waiting).clock
    assert clock is not None
    moved = review(filled, early, decisions=Decisions(shifts={clock.report: clock.minutes}))
    assert (found(moved), found(moved, "L002")) == ((WRITE, PRESENT, 120), (WRITE, PRESENT, 120))
    right = review(filled, early, decisions=Decisions(shifts={clock.report: 0}))
    assert (found(right), found(right, "L002")) == ((WRITE, PART, 61), (WRITE, PART, 60))
    report_import.take(filled, moved)
    assert review(filled, early).options == ()


@pytest.mark.parametrize(
    ("lines", "offered"),
    [
        case("an hour late", stays("Amara 10:57-13:00", "Dewi 11:00-13:01"), -60),
        case("half an hour early", stays("Amara 09:30-11:31", "Dewi 09:29-11:30"), 30),
        case("India", stays("Amara 15:30-17:30", "Dewi 15:31-17:29"), -330),
        case("New York", stays("Amara 05:00-07:00", "Dewi 05:01-07:00"), 300),
        case(
            "by the block, where all came late",
            (*held("08:50", "11:05"), *stays("Amara 09:40-11:00", "Dewi 09:45-11:00")),
            60,
        ),
        case("Meet", (MEET, "Amara,Osei,,120 min,9:00,11:00", "Dewi,Khan,,119 min,9:01,11:00"), 60),
        case("some were an hour late", stays("Amara 10:00-12:00", "Dewi 11:00-12:00"), 0),
        case("it ended early", stays("Amara 09:50-11:00", "Dewi 10:00-11:02"), 0),
        case("it began late and ended late", stays("Amara 10:12-12:15", "Dewi 10:15-12:14"), 0),
        case("a zone is written", (STAYS, f"{AMARA},2026-11-12T09:00:00Z,2026-11-12T11:00:00Z,120,No"), 0),
        case("one who left before it began", stays("Amara 09:00-09:40"), 0),
    ],
)
def test_a_clock_is_off_where_all_are_shifted_alike(lines: tuple[str, ...], offered: int, filled: Store) -> None:
    clock = line_of(review(filled, lines)).clock
    assert (0 if clock is None else clock.minutes) == offered


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("+1h", 60), ("1", 60), ("-30m", -30), ("+5h30m", 330), ("-5:30", -330), ("90 min", 90), ("0", 0), ("-1 h", -60)],
)
def test_a_shift_is_read_as_people_write_it(words: str, minutes: int) -> None:
    assert told_minutes(words) == minutes
    assert told_minutes(shift_words(minutes)) == minutes


@pytest.mark.parametrize("words", ["", "+", "an hour", "1h2h", "soon"])
def test_what_is_no_shift_is_none(words: str) -> None:
    assert told_minutes(words) is None


# Without times


@pytest.mark.parametrize("command", ["teams", "sign-in"])
@pytest.mark.parametrize(
    "heading",
    [
        case("English", "Name\tEmail\tParticipant ID (UPN)\tRole"),
        case("German", "Name\tE-Mail\tTeilnehmer-ID (UPN)\tRolle"),
        case("without identifiers", "Name\tEmail\tRole"),
        case("with empty times", "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole"),
    ],
)
def test_where_times_are_switched_off_names_are_only_asked_about(heading: str, command: str, filled: Store) -> None:
    gap = "\t\t\t" if "First" in heading else ""
    lines = (
        "1. Summary",
        f"Start time\t{DAY}, 10:00:00 AM",
        "",
        "2. Participants",
        heading,
        f"Amara Osei\t{gap}amara@example.org\tx\tPresenter",
        f"Dewi Khan\t{gap}\tx\tAttendee",
    )
    reviewed = draft(filled, lines, command=command).review(Decisions())
    assert (found(reviewed)[:2], found(reviewed, "L002")[:2]) == ((JUDGE, None), (JUDGE, None))
    assert any("switched off by the administrator" in note for note in reviewed.notes)
    other = tuple(line.replace(DAY, "11/19/2026") for line in lines)
    with pytest.raises(WrongReport, match="another day"):
        draft(filled, other, command=command)


def test_minutes_of_several_rows_come_to_no_more_than_the_meeting_was_long(filled: Store) -> None:
    rows = ("Amara Osei,amara@example.org,21,No", "Amara Osei,amara@example.org,22,No")
    short = review(filled, (*held("10:20", "11:00"), TOTALS, *rows))
    assert found(short)[1:3] == (PART, 40)
    assert found(review(filled, (TOTALS, *rows)))[1:3] == (PART, 43)


# Whatever is mixed


CLOCK = st.builds("{:02d}:{:02d}".format, st.integers(7, 14), st.sampled_from([0, 1, 10, 29, 30, 59]))
TIME = st.one_of(st.builds(f"{DAY} {{}}".format, CLOCK), st.sampled_from(["", "--", "N/A"]))
MINUTES = st.one_of(
    st.integers(-5, 400).map(str),
    st.sampled_from(["", "0", "3.5", "3,5", "--", "-", "N/A", "#REF!", "1h 2m", "0:03:30"]),
)
NAME = st.sampled_from([("Amara Osei", "amara@example.org"), ("Dewi Khan", ""), ("Amara Osei", ""), ("iPhone", "")])
ROW = st.tuples(NAME, TIME, TIME, MINUTES)
LAYOUTS = (STAYS, TOTALS, MEET)
#: When the meeting was, by its block, beside a session from 10 to 12; None for a file without one.
MEETINGS = (None, ("09:50", "12:10"), ("10:20", "11:00"), ("10:05", "10:50"), ("11:30", "12:30"), ("10:00", "10:01"))


def written(
    heading: str, meeting: tuple[str, str] | None, rows: list[tuple[tuple[str, str], str, str, str]]
) -> tuple[str, ...]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for (name, email), joined, left, minutes in rows:
        if heading == MEET:
            writer.writerow([*name.partition(" ")[::2], email, minutes, joined[-5:], left[-5:]])
        else:
            between = [] if heading == TOTALS else [joined, left]
            writer.writerow([name, email, *between, minutes, "No"])
    block = () if meeting is None else held(*meeting)
    return *block, heading, *text.getvalue().splitlines()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(written, st.sampled_from(LAYOUTS), st.sampled_from(MEETINGS), st.lists(ROW, min_size=1, max_size=5)),
        min_size=1,
        max_size=3,
    )
)
def test_no_mixture_makes_present_without_a_duration_or_longer_than_the_session_or_absent(
    filled: Store, files: list[tuple[str, ...]]
) -> None:
    try:
        reviewed = review(filled, *files)
    except UnreadableFile:
        return  # one sentence, as the tests of reading know
    for confirmed in reviewed.confirmed:
        assert confirmed.value in (PRESENT, PART)
        assert confirmed.minutes is not None
        assert 0 <= confirmed.minutes <= 120
        rows = [stay for report in reviewed.reports for stay in report.stays if stay.leader == confirmed.leader]
        told = [stay for stay in rows if stay.minutes or (stay.joined is not None and stay.left is not None)]
        assert told
        longest = sum(_longest(stay.minutes, stay.joined, stay.left) for stay in told)
        assert confirmed.minutes <= longest
        assert confirmed.minutes <= _held_for(files)
    waiting = {line.leader for line in reviewed.of(JUDGE)}
    assert not waiting & {confirmed.leader for confirmed in reviewed.confirmed}


def _held_for(files: list[tuple[str, ...]]) -> int:
    """How many minutes the meetings of some files were; as many as the session where a file does not tell."""
    held_in: set[int] = set()
    for file in files:
        block = next((line.split(",") for line in file if line.startswith("Leading,812")), None)
        if block is None:
            return 120
        first, last = (int(cell[-5:-3]) * 60 + int(cell[-2:]) for cell in block[3:5])
        held_in |= set(range(first, last))
    return min(len(held_in), 120)


def _longest(minutes: int | None, joined: object, left: object) -> float:
    """The longest that a row can be of, in minutes."""
    if isinstance(joined, datetime) and isinstance(left, datetime):
        apart = (left - joined).total_seconds() / 60
        return apart if minutes is None else min(apart, minutes + 1)
    return minutes or 0
