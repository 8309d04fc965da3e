"""Which day a file is of: the two ways to read 11/12, and the cohort's other sessions that it may be of instead."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.registers.file_day import SessionDays, UnclearDay
from psw_tui.exchange.registers.recognise import read_report
from tests.policy.cases import at, case, session

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.registers.report import Report

ZOOM = "Name (original name),Email,Join time,Leave time,Duration (minutes)"
NOVEMBER = session("W02", "workshop", "2026-11-12 10:00", "2026-11-12 12:00")
DECEMBER = session("X9", "workshop", "2026-12-11 10:00", "2026-12-11 12:00")
EVENING = session("X10", "workshop", "2026-12-11 18:00", "2026-12-11 19:30")
AFTERNOON = session("P1", "peer_practice", "2026-11-12 14:00", "2026-11-12 15:30")
JANUARY = session("W03", "workshop", "2027-01-28 10:00", "2027-01-28 12:00")
STAY = "Amara Osei,,11/12/2026 10:00:00 AM,11/12/2026 12:00:00 PM,120"


def read(folder: Path, days: SessionDays, *lines: str) -> Report:
    path = folder / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_report(path, days.session, days)


def refusal(folder: Path, days: SessionDays, *lines: str) -> str:
    with pytest.raises(WrongReport) as caught:
        read(folder, days, *lines)
    return str(caught.value)


# Both orders of day and month land on a session


@pytest.mark.parametrize(
    "lines",
    [
        case("American, as Zoom writes", (ZOOM, STAY)),
        case("24 hours, as Excel saves it again", (ZOOM, "Amara Osei,,11/12/2026 10:00,11/12/2026 12:00,120")),
        case("a sign-in form", ("Timestamp,Name", "11/12/2026 09:58:00,Amara Osei")),
        case("a sign-in form of days alone", ("Date,Name", "11/12/2026,Amara Osei")),
        case(
            "minutes under the meeting's own times",
            (
                "Topic,ID,Start time,End time",
                "A,1,11/12/2026 09:58 AM,11/12/2026 12:01 PM",
                "",
                "Name (original name),Email,Total duration (minutes)",
                "Amara Osei,,118",
            ),
        ),
    ],
)
@pytest.mark.parametrize(("here", "other"), [(NOVEMBER, DECEMBER), (DECEMBER, NOVEMBER)])
def test_a_date_that_could_be_either_sessions_is_asked_about(
    lines: tuple[str, ...], here: object, other: object, tmp_path: Path
) -> None:
    assert here in (NOVEMBER, DECEMBER)
    held = NOVEMBER if here is NOVEMBER else DECEMBER
    days = SessionDays(held, (DECEMBER if held is NOVEMBER else NOVEMBER,))
    with pytest.raises(UnclearDay) as caught:
        read(tmp_path, days, *lines)
    said = str(caught.value)
    assert "Thu 12 Nov 2026 (Session W02)" in said
    assert "Fri 11 Dec 2026 (Session X9)" in said
    assert f"--day {held.starts_on}" in said
    assert caught.value.day == held.starts_on
    told = SessionDays(held, days.others, told=held.starts_on)
    assert [line.name for line in read(tmp_path, told, *lines).lines] == ["Amara Osei"]


def test_the_day_that_is_told_says_how_the_dates_are_read(tmp_path: Path) -> None:
    days = SessionDays(DECEMBER, (NOVEMBER,), told=date(2026, 12, 11))
    [line] = read(tmp_path, days, ZOOM, STAY).lines
    assert (line.joined, line.left) == (at("2026-12-11 10:00"), at("2026-12-11 12:00"))


def test_a_day_that_is_told_and_is_not_the_sessions_or_not_in_the_file_is_refused(tmp_path: Path) -> None:
    assert "Fri 13 Nov 2026 is not its day: Session W02 is on Thu 12 Nov 2026" in refusal(
        tmp_path, SessionDays(NOVEMBER, told=date(2026, 11, 13)), ZOOM, STAY
    )
    assert "of another day (Thu 5 Nov 2026)" in refusal(
        tmp_path, SessionDays(NOVEMBER, told=date(2026, 11, 12)), ZOOM, STAY.replace("11/12/2026", "2026-11-05")
    )


def test_nothing_is_asked_where_the_file_tells(tmp_path: Path) -> None:
    """By a date that can be read in one way, by the hour, or by the day it is."""
    month_first = (ZOOM, STAY, "Ben Cole,,10/25/2026 10:00,10/25/2026 11:00,60")
    assert len(read(tmp_path, SessionDays(NOVEMBER, (DECEMBER,)), *month_first).lines) == 1
    assert len(read(tmp_path, SessionDays(NOVEMBER, (EVENING,)), ZOOM, STAY).lines) == 1
    before = SessionDays(NOVEMBER, (DECEMBER,), today=date(2026, 11, 20))
    assert len(read(tmp_path, before, ZOOM, STAY).lines) == 1
    certain = STAY.replace("11/12/2026", "2026-11-12")
    assert len(read(tmp_path, SessionDays(NOVEMBER, (DECEMBER,)), ZOOM, certain).lines) == 1


def test_a_form_for_every_session_is_read_in_the_order_that_lands_most_of_it(tmp_path: Path) -> None:
    october = session("W01", "workshop", "2026-10-06 10:00", "2026-10-06 12:00")
    rows = ("Timestamp,Name", "11/12/2026 09:58:00,Amara Osei", "10/6/2026 09:58:00,Ben Cole")
    report = read(tmp_path, SessionDays(NOVEMBER, (DECEMBER, october)), *rows)
    assert [line.name for line in report.lines] == ["Amara Osei"]
    assert "fits Session W02 (Thu 12 Nov 2026 10:00) better" in refusal(
        tmp_path, SessionDays(DECEMBER, (NOVEMBER, october)), *rows
    )


# Another register fits better


@pytest.mark.parametrize(
    ("days", "says"),
    [
        case(
            "by the hour, on the other reading",
            SessionDays(EVENING, (NOVEMBER,)),
            "fits Session W02 (Thu 12 Nov 2026 10:00) better; Session X10 is on Fri 11 Dec 2026 18:00",
        ),
        case("by what is to come", SessionDays(DECEMBER, (NOVEMBER,), today=date(2026, 11, 20)), "fits Session W02"),
        case("by the hour of the same day", SessionDays(AFTERNOON, (NOVEMBER,)), "fits Session W02 (Thu 12 Nov"),
        case(
            "neither reading lands here",
            SessionDays(JANUARY, (NOVEMBER,)),
            "of another day (Thu 12 Nov 2026 (Session W02) or Fri 11 Dec 2026); Session W03 is on Thu 28 Jan 2027",
        ),
        case(
            "both land elsewhere",
            SessionDays(JANUARY, (NOVEMBER, DECEMBER)),
            "of another day (Fri 11 Dec 2026 (Session X9) or Thu 12 Nov 2026 (Session W02))",
        ),
    ],
)
def test_the_register_that_a_file_fits_better_is_named(days: SessionDays, says: str, tmp_path: Path) -> None:
    assert says in refusal(tmp_path, days, ZOOM, STAY)


def test_a_sign_in_for_the_afternoon_is_none_for_the_morning(tmp_path: Path) -> None:
    rows = ("Timestamp,Name", "2026-11-12 13:55:00,Amara Osei")
    assert "fits Session P1 (Thu 12 Nov 2026 14:00) better" in refusal(
        tmp_path, SessionDays(NOVEMBER, (AFTERNOON,)), *rows
    )
    told = SessionDays(NOVEMBER, (AFTERNOON,), told=date(2026, 11, 12))
    assert len(read(tmp_path, told, *rows).lines) == 1
    whole_day = (*rows, "2026-11-12 09:50:00,Ben Cole")
    assert len(read(tmp_path, SessionDays(NOVEMBER, (AFTERNOON,)), *whole_day).lines) == 2


# Dates that can't be read


def test_a_form_none_of_whose_dates_can_be_read_is_refused_unless_its_day_is_told(tmp_path: Path) -> None:
    rows = ("Timestamp,Name", "2026/11/12 9:14:44 午前 GMT+9,Amara Osei", "this morning,Ben Cole")
    said = refusal(tmp_path, SessionDays(NOVEMBER), *rows)
    assert "dates that psw can't read, such as “2026/11/12 9:14:44 午前 GMT+9”" in said
    assert "--day 2026-11-12" in said
    report = read(tmp_path, SessionDays(NOVEMBER, told=date(2026, 11, 12)), *rows)
    assert ([line.name for line in report.lines], report.notes) == (["Amara Osei", "Ben Cole"], ())


def test_an_answer_whose_date_can_not_be_read_among_others_is_left_out_and_named(tmp_path: Path) -> None:
    rows = ("Timestamp,Name", "2026/11/12 9:14:44 AM GMT,Amara Osei", "tomorrow,Ben Cole")
    report = read(tmp_path, SessionDays(NOVEMBER), *rows)
    assert [line.name for line in report.lines] == ["Amara Osei"]
    assert report.notes == ("Row 3 left out: its date can't be read (“tomorrow”).",)


def test_a_report_none_of_whose_times_can_be_read_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, SessionDays(NOVEMBER), ZOOM, "Amara Osei,,--,--,120", "Ben Cole,,soon,later,120")
    assert "times that psw can't read (row 3, “soon”)" in said
