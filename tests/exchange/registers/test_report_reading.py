"""What reading a report must never do: take somebody who was not there, or another day's file, for this session's."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from psw_tui.exchange.files.reading import peek_grids, read_grids
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.forms.responses import read_form, read_responses
from psw_tui.exchange.registers.recognise import looks_like_report, read_report
from psw_tui.exchange.registers.report import Report
from psw_tui.policy.terms import ReportFormat
from tests.policy.cases import at, case, session

if TYPE_CHECKING:
    from pathlib import Path

ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"
UNIQUE = "Name (original name),Email,Total duration (minutes),Guest"
BLOCK = "Topic,ID,Duration (minutes),Start time,End time,Participants"
MICROSOFT = "ID,Start time,Completion time,Email,Name"


def write(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def read(path: Path, starts: str = "2026-11-12 10:00", ends: str = "2026-11-12 12:00") -> Report:
    return read_report(path, session("W1", "workshop", starts, ends))


def refusal(path: Path, starts: str = "2026-11-12 10:00", ends: str = "2026-11-12 12:00") -> str:
    with pytest.raises(WrongReport) as told:
        read(path, starts, ends)
    return str(told.value)


def who(report: Report) -> list[tuple[str, str]]:
    return [(line.name, line.email) for line in report.lines]


# Who is in it


def test_the_block_about_the_meeting_is_nobody_even_in_a_language_we_do_not_know(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Sujet,ID de réunion,Début,Fin,E-mail,Durée (minutes)",
        "Atelier,111,12/11/2026 09:55:00,12/11/2026 12:05:00,host@example.org,130",
        "",
        "Nom (nom d'origine),E-mail,Heure d'arrivée,Heure de départ,Durée (minutes)",
        "Ami (Amara Osei),amara@example.org,12/11/2026 10:00:00,12/11/2026 11:00:00,60",
    )
    [line] = read(path).lines
    assert (line.name, line.original, line.email) == ("Ami", "Amara Osei", "amara@example.org")


def test_the_host_of_all_meetings_lends_nobody_an_address(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Topic,Meeting ID,User Name,User Email,Start Time,End Time,Duration (Minutes),Name (Original Name),"
        "Join Time,Leave Time",
        "Leading,9,Jo Host,jo@example.org,11/12/2026 09:50,11/12/2026 12:00,130,Amara Osei,11/12/2026 10:00,"
        "11/12/2026 11:30",
    )
    [line] = read(path).lines
    assert (line.name, line.email, line.minutes) == ("Amara Osei", "", None)


def test_teams_in_another_language_counts_the_single_stays_and_not_the_time_between(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "1. Résumé",
        "Début\t12/11/2026, 09:58:01",
        "",
        "2. Participants",
        "Nom\tPremière connexion\tDernière déconnexion\tDurée\tE-mail\tID\tRôle",
        "Amara Osei\t12/11/2026, 10:00:00\t12/11/2026, 12:00:00\t20m\ta@example.org\ta\tParticipant",
        "",
        "3. Activités",
        "Nom\tHeure de connexion\tHeure de départ\tDurée\tE-mail\tRôle",
        "Amara Osei\t12/11/2026, 10:00:00\t12/11/2026, 10:10:00\t10m\ta@example.org\tParticipant",
        "Amara Osei\t12/11/2026, 11:50:00\t12/11/2026, 12:00:00\t10m\ta@example.org\tParticipant",
        encoding="utf-16",
    )
    report = read(path)
    assert report.format is ReportFormat.TEAMS
    assert [line.minutes for line in report.lines] == [10, 10]


def test_a_manager_named_in_a_form_is_not_the_one_who_signed_in(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"{MICROSOFT},Line manager's name,Manager's email,Who are you?,Your work e-mail",
        "1,11/12/26 9:58:00,11/12/26 9:58:30,anonymous,,Zed Boss,zed@example.org,Amara Osei,",
        "2,11/12/26 9:59:00,11/12/26 9:59:30,anonymous,,Zed Boss,zed@example.org,Dewi Khan,dewi@example.org",
    )
    assert who(read(path)) == [("Amara Osei", ""), ("Dewi Khan", "dewi@example.org")]


def test_the_session_somebody_names_in_a_form_is_not_their_name(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Timestamp,Name of the session,Your name",
        "11/12/2026 9:58:00,Leading Others,Amara Osei",
        "11/12/2026 9:59:00,Leading Yourself,Dewi Khan",
    )
    assert [line.name for line in read(path).lines] == ["Amara Osei", "Dewi Khan"]


def test_what_people_answer_does_not_turn_a_form_into_another_file(tmp_path: Path) -> None:
    path = write(
        tmp_path, "Timestamp,Email Address,What do you keep records in?", "12/11/2026 09:58:00,a@example.org,Salesforce"
    )
    assert who(read(path)) == [("a@example.org", "a@example.org")]


def test_headings_below_a_title_are_a_forms_too(tmp_path: Path) -> None:
    path = write(tmp_path, "Sign-in sheet", "Timestamp,Your name", "12/11/2026 09:58:00,Amara Osei")
    assert [(line.row, line.name) for line in read(path).lines] == [(3, "Amara Osei")]


def test_the_earliest_sign_in_counts_and_the_others_are_told(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Timestamp,Email Address,Name",
        "12/11/2026 11:58:00,amara@example.org,Amara (late)",
        "12/11/2026 09:58:00,Amara@Example.org,Amara Osei",
        "05/11/2026 09:58:00,dewi@example.org,Dewi Khan",
        "12/11/2026 09:59:00,,",
    )
    report = read(path)
    assert who(report) == [("Amara Osei", "amara@example.org")]
    assert report.notes == (
        "1 sign-in of other days left out.",
        "1 more sign-in of somebody who had signed in already.",
        "1 sign-in without a name or an address.",
    )


def test_whoever_answers_that_they_are_not_there_is_in_doubt_and_the_last_answer_counts(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Timestamp,Email Address,Will you be there?",
        "12/11/2026 09:50:00,amara@example.org,Yes I will",
        '12/11/2026 09:51:00,dewi@example.org,"Sorry, I am unwell"',
        "12/11/2026 09:52:00,beth@example.org,No",
        "12/11/2026 09:58:00,beth@example.org,Here now",
        "12/11/2026 09:59:00,zoe@example.org,Here",
        "12/11/2026 10:20:00,zoe@example.org,I can't come after all",
    )
    report = read(path)
    answered = {line.email.partition("@")[0]: line.doubt for line in report.lines}
    assert {name for name, doubt in answered.items() if doubt} == {"dewi", "zoe"}
    assert answered["dewi"] == "answered “Sorry …”, which is not a sign-in for certain"
    assert report.notes[-1] == "2 answers of somebody who may not be there: nobody is present by it alone."


# Whose day it is


def test_minutes_without_times_are_of_the_day_the_meeting_block_says(tmp_path: Path) -> None:
    block = "Leading,111,120,{0} 09:55:00 AM,{0} 12:05:00 PM,1"
    person = "Amara Osei,,117,No"
    other = write(tmp_path, BLOCK, block.format("11/05/2026"), ",,,,,", UNIQUE, person)
    assert "of another day (Thu 5 Nov 2026 or Mon 11 May 2026)" in refusal(other)
    same = write(tmp_path, BLOCK, block.format("11/12/2026"), ",,,,,", UNIQUE, person)
    assert [line.minutes for line in read(same).lines] == [117]
    assert not any("no date" in note for note in read(same).notes)


def test_teams_without_times_is_of_the_day_its_summary_says(tmp_path: Path) -> None:
    lines = (
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole",
        "Amara Osei\t\t\t59m 0s\ta@example.org\tAttendee",
    )
    path = write(tmp_path, "1. Summary", "Start time\t11/5/26, 9:58:01 AM", "", *lines, encoding="utf-16")
    assert "of another day (Thu 5 Nov 2026 or Mon 11 May 2026)" in refusal(path)


@pytest.mark.parametrize(
    "lines",
    [
        case("unique users without a meeting block", (UNIQUE, "Amara Osei,,117,No")),
        case(
            "Meet, whose times have no date",
            ("First name,Last name,Email,Duration,Time joined,Time exited", "Amara,Osei,,1 hr,10:00,11:00"),
        ),
        case("a form with times of the day", ("Time,Name", "09:55,Amara Osei")),
    ],
)
def test_a_file_that_can_not_tell_its_day_says_so(lines: tuple[str, ...], tmp_path: Path) -> None:
    report = read(write(tmp_path, *lines))
    assert len(report.lines) == 1
    assert "The file has no date: make sure that it is of Thu 12 Nov 2026." in report.notes


def test_a_form_with_dates_and_no_times_is_of_its_day(tmp_path: Path) -> None:
    path = write(tmp_path, "Date,Name,Email", "2026-11-12,Amara Osei,", "2026-10-12,Dewi Khan,")
    assert [line.name for line in read(path).lines] == ["Amara Osei"]
    assert "of another day (Mon 12 Oct 2026)" in refusal(write(tmp_path, "Date,Name", "2026-10-12,Dewi Khan"))


def test_a_date_that_rules_an_order_out_rules_it_out_for_the_whole_file(tmp_path: Path) -> None:
    """11/12 could be 12 November, but 25/12 beside it says that the file is December's."""
    rows = ("Amara Osei,,11/12/2026 10:00,11/12/2026 11:00,60", "Amara Osei,,25/12/2026 10:00,25/12/2026 11:00,60")
    assert "of another day (Fri 11 Dec 2026, Fri 25 Dec 2026)" in refusal(write(tmp_path, ZOOM, *rows))


def test_a_file_with_days_that_fit_either_way_round_is_refused(tmp_path: Path) -> None:
    rows = ("12/11/2026 09:58:00,Amara Osei", "11/12/2026 09:58:00,Dewi Khan", "11/12/2026 09:59:00,Beth Jones")
    assert "can't be told apart" in refusal(write(tmp_path, "Timestamp,Name", *rows))


def test_a_workbook_whose_days_and_months_were_swapped_is_refused_with_the_reason(tmp_path: Path) -> None:
    book, data = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(ZOOM.split(","))
    sheet.append(
        ["Amara Osei", "", datetime.fromisoformat("2026-12-11 10:00"), datetime.fromisoformat("2026-12-11 11:00"), 60]
    )
    book.save(data)
    path = tmp_path / "saved again.xlsx"
    path.write_bytes(data.getvalue())
    assert "Excel may have swapped day and month" in refusal(path)
    assert len(read(path, "2026-12-11 10:00", "2026-12-11 12:00").lines) == 1


def test_meet_past_midnight_is_the_day_after(tmp_path: Path) -> None:
    path = write(
        tmp_path, "First name,Last name,Email,Duration,Time joined,Time exited", "Amara,Osei,,20 min,11:50 PM,12:10 AM"
    )
    [line] = read(path, "2026-11-12 22:00", "2026-11-12 23:59").lines
    assert (line.joined, line.left) == (at("2026-11-12 23:50"), at("2026-11-13 00:10"))


def test_a_row_that_ends_before_it_begins_says_nothing_of_how_long(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ZOOM,
        "Amara Osei,,11/12/2026 11:00 AM,11/12/2026 10:00 AM,60",
        "Dewi Khan,,11/12/2026 10:00 AM,11/12/2026 11:00 AM,60",
    )
    report = read(path)
    assert [(line.name, line.joined is None, line.minutes, line.doubt) for line in report.lines] == [
        ("Amara Osei", True, None, "left at 10:00, before joining at 11:00, 60 min"),
        ("Dewi Khan", False, 60, ""),
    ]
    assert report.notes == ("1 row without a length that makes sense: nobody is present by it alone.",)


# What it is instead


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        case(
            "a list of meetings, which names its hosts",
            (
                "Topic,Meeting ID,User Name,User Email,Start Time,End Time,Duration (Minutes),Participants",
                "Leading,9,Jo,jo@example.org,11/12/2026 10:00,11/12/2026 12:00,120,9",
            ),
            "a list of Zoom meetings",
        ),
        case("coaching of ours", ("leader,starts_at,outcome", "L001,2026-11-12 10:00,attended"), "psw import coaching"),
        case(
            "an address book with two dates",
            ("Person,Created,Changed,Email", "Amara,2026-11-12 10:00:00,2026-11-12 11:00:00,a@example.org"),
            "not an attendance report that psw knows",
        ),
    ],
)
def test_what_could_be_mistaken_for_a_report_is_refused_by_name(
    lines: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    path = write(tmp_path, *lines)
    assert says in refusal(path)
    assert looks_like_report(path) is None


# The look at a file


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_file_is_known_by_its_first_lines_however_long_it_is(encoding: str, tmp_path: Path) -> None:
    row = "Siân Osei,amara@example.org,11/12/2026 10:00:00 AM,11/12/2026 11:00:00 AM,60"
    path = write(tmp_path, ZOOM, *[row] * 5000, encoding=encoding)
    assert looks_like_report(path) is ReportFormat.ZOOM
    [seen], [all_] = peek_grids(path), read_grids(path)
    assert 100 < len(seen.rows) < 2000
    assert seen.rows == all_.rows[: len(seen.rows)]


def test_a_look_at_a_broken_file_is_no_error(tmp_path: Path) -> None:
    path = write(tmp_path, ZOOM, '"never closed')
    assert looks_like_report(path) is None
    assert looks_like_report(tmp_path) is None
    assert looks_like_report(tmp_path / "gone.csv") is None


# Any other form


@pytest.mark.parametrize(
    ("lines", "today", "days"),
    [
        case(
            "none is to come",
            ("Timestamp,Name", "03/01/2027 10:00:00,A B", "05/01/2027 10:00:00,C D"),
            "2027-02-01",
            ["2027-01-03", "2027-01-05"],
        ),
        case(
            "Microsoft's own CSV is month first, however far apart that puts them",
            (MICROSOFT, "1,,2/3/27 9:01:00,a@example.org,A", "2,,4/2/27 9:01:00,b@example.org,B"),
            "2027-05-01",
            ["2027-02-03", "2027-04-02"],
        ),
        case(
            "a day that rules the month out outweighs that",
            (MICROSOFT, "1,,2/3/27 9:01:00,a@example.org,A", "2,,14/2/27 9:01:00,b@example.org,B"),
            "2027-05-01",
            ["2027-03-02", "2027-02-14"],
        ),
    ],
)
def test_the_days_of_a_forms_answers_are_settled_for_the_whole_file(
    lines: tuple[str, ...], today: str, days: list[str], tmp_path: Path
) -> None:
    [grid] = read_grids(write(tmp_path, *lines))
    form = read_form(grid)
    assert form is not None
    responses = read_responses(form, date.fromisoformat(today))
    assert [str(response.on) for response in responses] == days
