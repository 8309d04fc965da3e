"""Whatever stands in a report, it is read or refused in a sentence: never a traceback, never an absence."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.exchange.files import sheet as limits
from psw_tui.exchange.files.reading import read_grids
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.name_matching.matching import people
from psw_tui.exchange.registers.downloads import newest_report
from psw_tui.exchange.registers.meetings import renamed
from psw_tui.exchange.registers.recognise import looks_like_report, read_report
from psw_tui.exchange.registers.report import Report
from psw_tui.policy.attendance import seconds_present, suggested_mark
from psw_tui.policy.terms import MarkValue
from tests.budgets import fuzz
from tests.policy.cases import PSW, at, session

if TYPE_CHECKING:
    from pathlib import Path

SESSIONS = (
    session("W1", "workshop", "2026-11-12 10:00", "2026-11-12 12:00"),
    session("W2", "workshop", "2026-10-25 00:30", "2026-10-25 03:00"),  # the clocks go back
    session("W3", "workshop", "2027-03-27 23:00", "2027-03-28 03:00"),  # past midnight, and they go forward
)
HEADINGS = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room",
    "Name (original name),Email,Total duration (minutes),Guest",
    "Name,First Join,Last Leave,In-Meeting Duration,Email,Participant ID (UPN),Role",
    "First name,Last name,Email,Duration,Time joined,Time exited",
    "ID,Start time,Completion time,Email,Name,What is your name?",
    "Timestamp,Email Address,Name",
    "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)",
)
FORMS = ("%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%b %d, %Y %I:%M %p", "%d.%m.%y, %H:%M:%S")
NAMES = st.one_of(
    st.sampled_from(
        ["Amara Osei", "Ami (Amara (AO) Osei)", "((", ")(", "iPad", "", "Siân (", "+44 7700 900123", '"', "1."]
    ),
    st.text(max_size=20),
)
TIMES = st.builds(
    lambda base, minutes, form: (base.starts_at + timedelta(minutes=minutes)).strftime(form),
    st.sampled_from(SESSIONS),
    st.integers(-2000, 2000),
    st.sampled_from(FORMS),
)
CELLS = st.one_of(NAMES, TIMES, st.sampled_from(["", "Yes", "No", "--", "120", "1h 2m", "a@example.org", "anonymous"]))
ROWS = st.lists(st.lists(CELLS, max_size=9), max_size=12)


def written(path: Path, heading: str, rows: list[list[str]], encoding: str, delimiter: str) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(heading.split(","))
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, errors="replace"))
    return path


def read(path: Path, number: int) -> Report | None:
    sentence = ""
    try:
        return read_report(path, SESSIONS[number])
    except UnreadableFile as error:
        sentence = str(error)
    assert sentence
    assert "\n" not in sentence
    return None


@given(
    st.sampled_from(HEADINGS),
    ROWS,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(",;\t"),
    st.integers(0, len(SESSIONS) - 1),
)
def test_any_rows_under_any_known_headings_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    heading: str,
    rows: list[list[str]],
    encoding: str,
    delimiter: str,
    number: int,
) -> None:
    path = written(tmp_path_factory.getbasetemp() / "fuzz.csv", heading, rows, encoding, delimiter)
    report = read(path, number)
    seems = looks_like_report(path)
    if report is None:
        return
    assert seems is report.format
    held = SESSIONS[number]
    for person in people(report.lines):
        stays = [(line.joined, line.left) for line in person.lines if line.joined and line.left]
        seconds = seconds_present([(first, last) for first, last in stays if first and last], held)
        assert 0 <= seconds <= (held.ends_at - held.starts_at).total_seconds()
        assert suggested_mark(seconds, held, PSW) in (MarkValue.PRESENT, MarkValue.PART)
    for line in report.lines:
        assert (line.joined is None) == (line.left is None)
        assert line.joined is None or line.left is None or line.joined <= line.left


#: What stands around and between the tables of reports.
PIECES = (
    *HEADINGS,
    "1. Summary",
    "3. In-Meeting Activities",
    "Attendee Details,",
    'Report Generated:,"Nov 12, 2026 6:26 PM"',
    "Topic,ID,Duration (minutes),Start time,End time,Participants",
    "Leading,1,120,11/12/2026 10:00:00 AM,11/12/2026 12:00:00 PM,9",
    "Start time,11/12/2026 10:00:00 AM",
    "Nom,Début,Fin,Durée",
    ",,,,,",
    "Ami (Amara Osei),a@example.org,11/12/2026 10:00:00 AM,11/12/2026 11:00:00 AM,60,No,No",
    "Yes,Amara Osei,a@example.org,12/11/2026 10:00,12/11/2026 11:00,60",
    "Amara,10/25/2026 12:30:00 AM,10/25/2026 01:30:00 AM,60",
    '"never closed',
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=14), st.integers(0, 2))
def test_pieces_of_reports_in_any_order_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], number: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "pieces.csv"
    path.write_bytes("\r\n".join(pieces).encode("utf-8", errors="replace"))
    report = read(path, number)
    assert report is None or all(line.name or line.email for line in report.lines)


STAYS = st.lists(st.tuples(st.integers(-90, 150), st.integers(0, 240)), min_size=1, max_size=8)


@given(st.integers(0, 364), st.integers(8, 21), STAYS, st.sampled_from(FORMS))
def test_on_any_day_of_the_year_every_way_of_writing_a_time_gives_the_same_stays(
    tmp_path_factory: pytest.TempPathFactory, day: int, hour: int, stays: list[tuple[int, int]], form: str
) -> None:
    starts = datetime.fromisoformat("2026-09-01") + timedelta(days=day, hours=hour)
    spans = [(starts + timedelta(minutes=join), starts + timedelta(minutes=join + long)) for join, long in stays]
    held = session("W1", "workshop", f"{starts:%Y-%m-%d %H:%M}", f"{starts + timedelta(hours=2):%Y-%m-%d %H:%M}")
    rows = [["Amara", "", f"{join:{form}}", f"{left:{form}}", "", "", ""] for join, left in spans]
    path = written(tmp_path_factory.getbasetemp() / "stays.csv", HEADINGS[0], rows, "utf-8", ",")
    spans_read = [(line.joined, line.left) for line in read_report(path, held).lines]
    kept = [span for span in spans if any(held.starts_on <= moment.date() <= held.ends_on for moment in span)]
    assert spans_read == [tuple(at(f"{moment:%Y-%m-%d %H:%M}") for moment in span) for span in kept]


PLAIN = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
NESTED = st.recursive(PLAIN, lambda inside: st.builds("{} ({}) {}".format, PLAIN, inside, PLAIN), max_leaves=3)


@given(PLAIN, NESTED)
def test_the_name_before_a_rename_is_the_last_brackets_however_deep(now: str, before: str) -> None:
    assert renamed(f"{now} ({before})") == (now, before)


@fuzz
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(data)
    read(path, 0)
    assert newest_report(path.parent / "nowhere") is None


@pytest.mark.fuzz
def test_fifty_thousand_rows_are_read_and_more_than_the_most_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "Leader {n},l{n}@example.org,11/12/2026 10:0{d}:00 AM,11/12/2026 11:5{d}:00 AM,111,No,No"
    lines = [HEADINGS[0], *(row.format(n=n % 400, d=n % 10) for n in range(50_000))]
    path = tmp_path / "huge.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = read_report(path, SESSIONS[0])
    assert len(report.lines) == 50_000
    assert len(people(report.lines)) == 400
    monkeypatch.setattr(limits, "MOST_ROWS", 49_999)
    with pytest.raises(UnreadableFile, match="more than 49,999 rows"):
        read_report(path, SESSIONS[0])


def test_the_minutes_of_the_first_stay_are_what_the_clock_says(tmp_path: Path) -> None:
    path = written(
        tmp_path / "zoom.csv",
        HEADINGS[0],
        [["Amara (AO)", "", "11/12/2026 10:30:00 AM", "11/12/2026 11:30:00 AM", "61", "", "No"]],
        "utf-8",
        ",",
    )
    [line] = read_report(path, SESSIONS[0]).lines
    assert (line.name, line.original, line.joined) == ("Amara", "AO", at("2026-11-12 10:30"))
    assert len(read_grids(path)) == 1
