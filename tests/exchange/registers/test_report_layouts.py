"""The real layouts of reports, with made-up people: each is read to the minutes worked out by hand.

The files are written from the page on formats: headings, dates, encodings and line ends as programs write them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.name_matching.matching import people
from psw_tui.exchange.registers.recognise import looks_like_report, read_report
from psw_tui.exchange.registers.report import Report
from psw_tui.policy.attendance import seconds_present
from psw_tui.policy.records import Session
from psw_tui.policy.terms import ReportFormat
from tests.policy.cases import case, session

if TYPE_CHECKING:
    from pathlib import Path

ZOOM, TEAMS, MEET, SIGN_IN = ReportFormat.ZOOM, ReportFormat.TEAMS, ReportFormat.MEET, ReportFormat.SIGN_IN
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Layout:
    """A file's bytes, its session (London's clocks), and everyone in it with their minutes (None: not known)."""

    of: ReportFormat
    data: bytes
    starts: str
    ends: str
    there: dict[str, int | None]
    waiting: int = 0


def lines(*rows: str, end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return (end.join(rows) + end).encode(encoding)


CLASSIC = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"
SENTENCE = (
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,"
    "In waiting room"
)
STAYS = "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole"


def teams(title: str, *rows: str, summary: str = "", encoding: str = "utf-16-le", mark: bytes = b"\xff\xfe") -> bytes:
    text = "\r\n".join(
        [
            "1. Summary",
            f"Meeting title\t{title}",
            "Attended participants\t2",
            f"Start time\t{summary}",
            "",
            "2. Participants",
            "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
            f"Siân Patel\t{summary}\t{summary}\t1h 59m 0s\tsian@example.org\tsian@example.org\tPresenter",
            "",
            "3. In-Meeting Activities",
            STAYS,
            *rows,
            "",
        ]
    )
    return mark + text.encode(encoding)


def workbook(head: list[str], *rows: list[object]) -> bytes:
    book, data = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    book.save(data)
    return data.getvalue()


#: A cell of a workbook has a date and no zone.
WALL = datetime.fromisoformat("2026-11-09 09:58")

LAYOUTS = {
    "A: classic, a rejoin and a guest without an address": Layout(
        ZOOM,
        lines(
            CLASSIC,
            "Amara Osei,amara@example.org,09/24/2020 9:55:16 AM,09/24/2020 10:30:00 AM,35,No,Y",
            "Amara Osei,amara@example.org,09/24/2020 11:00:00 AM,09/24/2020 12:04:20 PM,65,No,Y",
            '"O\'Neil, Molly",,09/24/2020 10:00:00 AM,09/24/2020 12:00:00 PM,120,Yes,Y',
        ),
        "2020-09-24 10:00",
        "2020-09-24 12:00",
        {"Amara Osei": 90, "O'Neil, Molly": 120},
    ),
    "A: with the waiting room and a rename, day first, tabs": Layout(
        ZOOM,
        lines(
            f"{CLASSIC},Recording Disclaimer Response,In Waiting Room".replace(",", "\t"),
            "Ami (Amara (AO) Osei)\t\t15/08/2022 10:00\t15/08/2022 11:00\t60\tYes\t\t\tNo",
            "Ami (Amara (AO) Osei)\t\t15/08/2022 09:50\t15/08/2022 10:00\t10\tYes\t\t\tYes",
        ),
        "2022-08-15 10:00",
        "2022-08-15 12:00",
        {"Ami": 60},
        waiting=1,
    ),
    "B: unique users, title case": Layout(
        ZOOM,
        BOM
        + lines("Name (Original Name),User Email,Total Duration (Minutes),Guest", "Dewi Khan,dewi@example.org,117,No"),
        "2026-11-12 10:00",
        "2026-11-12 12:00",
        {"Dewi Khan": 117},
    ),
    "B: unique users, sentence case": Layout(
        ZOOM,
        lines("Name (original name),Email,Total duration (minutes)", "Dewi Khan,,45", end="\n"),
        "2026-11-12 10:00",
        "2026-11-12 12:00",
        {"Dewi Khan": 45},
    ),
    "C: sentence case, month first on a day that could be either": Layout(
        ZOOM,
        lines(SENTENCE, "Siân Patel,sian@example.org,11/09/2026 09:58:00 AM,11/09/2026 11:00:30 AM,63,No,OK,No"),
        "2026-11-09 10:00",
        "2026-11-09 12:00",
        {"Siân Patel": 60},
    ),
    "C: the same, day first, stopping after the duration, two devices at once": Layout(
        ZOOM,
        lines(
            "Name (original name),Email,Join time,Leave time,Duration (minutes)",
            "Siân Patel,sian@example.org,09/11/2026 10:00,09/11/2026 11:00,60",
            "Siân iPad,sian@example.org,09/11/2026 10:30,09/11/2026 11:30,60",
            end="\n",
        ),
        "2026-11-09 10:00",
        "2026-11-09 12:00",
        {"Siân iPad": 90},
    ),
    "C: words for the month": Layout(
        ZOOM,
        lines(SENTENCE, 'Amara Osei,,"Mar 22, 2025 7:13 PM","Mar 22, 2025 19:43:27",31,Yes,,No'),
        "2025-03-22 19:00",
        "2025-03-22 20:00",
        {"Amara Osei": 30},
    ),
    "D: the old meeting block, a trailing comma and a blank line": Layout(
        ZOOM,
        BOM
        + lines(
            "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,",
            "00000000001,Workshop 3,09/24/2020 9:35:16 AM,09/24/2020 12:49:20 PM,host@example.org,75,170,",
            "",
            "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
            "Amara Osei,amara@example.org,09/24/2020 10:15:00 AM,09/24/2020 12:10:00 PM,115,No",
        ),
        "2020-09-24 10:00",
        "2020-09-24 12:00",
        {"Amara Osei": 105},
    ),
    "D: the new block, saved again by Excel": Layout(
        ZOOM,
        lines(
            "Topic,ID,Duration (minutes),Start time,End time,Participants,,",
            "Workshop 3,111,130,09/11/2026 09:50,09/11/2026 12:00,12,,",
            ",,,,,,,",
            SENTENCE,
            "Amara Osei,,09/11/2026 10:00,09/11/2026 12:00,120,No,OK,No",
        ),
        "2026-11-09 10:00",
        "2026-11-09 12:00",
        {"Amara Osei": 120},
    ),
    "E: a webinar's attendee report, whoever did not come left out": Layout(
        ZOOM,
        lines(
            "Attendee Report",
            'Report Generated:,"Mar 23, 2025 6:26 PM"',
            "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers",
            'Leading,999,"Mar 22, 2025 9:55 AM",125,20,0,15',
            "Host Details",
            "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest",
            'Yes,Jo Host,jo@example.org,"Mar 22, 2025 9:55:00 AM","Mar 22, 2025 12:00:00 PM",125,No',
            "Attendee Details",
            "Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,"
            "Join Time,Leave Time,Time in Session (minutes),Is Guest",
            'Yes,Amara Osei,Amara,Osei,amara@example.org,"Mar 1, 2025 9:00:00 AM",approved,"Mar 22, 2025 10:00:00 AM",'
            '"Mar 22, 2025 11:00:00 AM",60,No',
            'No,Dewi Khan,Dewi,Khan,dewi@example.org,"Mar 1, 2025 9:00:00 AM",approved,--,--,--,--',
        ),
        "2025-03-22 10:00",
        "2025-03-22 12:00",
        {"Jo Host": 120, "Amara Osei": 60},
    ),
    "F: all meetings, where the host's address and the meeting's length come first": Layout(
        ZOOM,
        lines(
            "Topic,Meeting ID,User Name,User Email,Department,Start Time,End Time,Duration,Participants,"
            "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)",
            "Leading,9,Jo Host,jo@example.org,,11/12/2026 09:50:00 AM,11/12/2026 12:00:00 PM,130,2,"
            "Amara Osei,amara@example.org,11/12/2026 10:00:00 AM,11/12/2026 11:30:00 AM,90",
            "Other,9,Jo Host,jo@example.org,,11/05/2026 09:50:00 AM,11/05/2026 12:00:00 PM,130,2,"
            "Dewi Khan,dewi@example.org,11/05/2026 10:00:00 AM,11/05/2026 11:30:00 AM,90",
        ),
        "2026-11-12 10:00",
        "2026-11-12 12:00",
        {"Amara Osei": 90},
    ),
    "G: German headings and semicolons": Layout(
        ZOOM,
        lines(
            "Name (ursprünglicher Name);E-Mail;Beitrittszeit;Austrittszeit;Dauer (Minuten)",
            "Jürgen Weiß;jw@example.org;12.11.2026 10:00:00;12.11.2026 11:15:00;75",
            encoding="cp1252",
        ),
        "2026-11-12 10:00",
        "2026-11-12 12:00",
        {"Jürgen Weiß": 75},
    ),
    "Teams: UTF-16 with its mark, month first, single stays": Layout(
        TEAMS,
        teams(
            "Leading, together, again",
            "Siân Patel\t7/22/26, 7:02:11 PM\t7/22/26, 7:30:11 PM\t28m 0s\tsian@example.org\tPresenter",
            "Siân Patel\t7/22/26, 7:40:00 PM\t7/22/26, 8:10:00 PM\t30m 0s\tsian@example.org\tPresenter",
            summary="7/22/26, 7:02:11 PM",
        ),
        "2026-07-22 19:00",
        "2026-07-22 20:00",
        {"Siân Patel": 48},
    ),
    "Teams: UTF-16 without its mark, day first": Layout(
        TEAMS,
        teams(
            "Leading",
            "Amara Osei\t22/07/2026, 19:00:00\t22/07/2026, 19:32:11\t32m 11s\tamara@example.org\tAttendee",
            summary="22/07/2026, 19:00:00",
            mark=b"",
        ),
        "2026-07-22 19:00",
        "2026-07-22 20:00",
        {"Amara Osei": 32, "Siân Patel": 0},
    ),
    "Teams: German, known by its shape": Layout(
        TEAMS,
        lines(
            "1. Zusammenfassung",
            "Titel\tLeading",
            "",
            "2. Teilnehmer",
            "Name\tErste Teilnahme\tLetztes Verlassen\tDauer\tE-Mail\tTeilnehmer-ID (UPN)\tRolle",
            "Jürgen Weiß\t06.10.26, 18:01:00\t06.10.26, 19:00:00\t59 Min. 0 Sek.\tjw@example.org\tx\tTeilnehmer",
            encoding="utf-16",
        ),
        "2026-10-06 18:00",
        "2026-10-06 20:00",
        {"Jürgen Weiß": 59},
    ),
    "Meet: times without a date": Layout(
        MEET,
        lines(
            "First name,Last name,Email,Duration,Time joined,Time exited",
            "Amara,Osei,amara@example.org,1 hr 2 min,10:00 AM,11:02 AM",
            end="\n",
        ),
        "2026-11-12 10:00",
        "2026-11-12 12:00",
        {"Amara Osei": 62},
    ),
    "Microsoft Forms: CSV, month first with two digits, whoever was not signed in says who they are": Layout(
        SIGN_IN,
        lines(
            'Id,Start time,Completion time,Email,Name,"What is\u00a0your\nname?",Your e-mail',
            "1,11/9/26 9:58:10,11/9/26 9:58:45,anonymous,Anonymous,Amara Osei,amara@example.org",
            "2,11/9/26 10:58:10,11/9/26 10:58:45,anonymous,Anonymous,Amara Osei,amara@example.org",
            "3,11/9/26 9:59:10,11/9/26 9:59:45,dewi@example.org,Dewi Khan,,",
        ),
        "2026-11-09 10:00",
        "2026-11-09 16:00",
        {"Amara Osei": None, "Dewi Khan": None},
    ),
    "Microsoft Forms: a workbook with real dates": Layout(
        SIGN_IN,
        workbook(
            ["ID", "Start time", "Completion time", "Email", "Name", "Dietary needs"],
            [1, WALL, WALL, "amara@example.org", "Amara Osei", "a;b;"],
        ),
        "2026-11-09 10:00",
        "2026-11-09 16:00",
        {"Amara Osei": None},
    ),
    "Google Forms: without addresses, another day left out": Layout(
        SIGN_IN,
        lines("Timestamp,Your full name", "11/9/2026 9:58:12,Amara Osei", "10/6/2026 9:58:12,Dewi Khan", end="\n"),
        "2026-11-09 10:00",
        "2026-11-09 16:00",
        {"Amara Osei": None},
    ),
    "a QR sign-in with a name, an address and a time": Layout(
        SIGN_IN,
        lines("Name,Email,Time", "Amara Osei,amara@example.org,2026-11-09 09:55"),
        "2026-11-09 10:00",
        "2026-11-09 16:00",
        {"Amara Osei": None},
    ),
    "past midnight": Layout(
        ZOOM,
        lines(SENTENCE, "Amara Osei,,11/12/2026 11:30:00 PM,11/13/2026 12:40:00 AM,70,No,OK,No"),
        "2026-11-12 23:00",
        "2026-11-13 01:00",
        {"Amara Osei": 70},
    ),
    "through the hour that the clocks repeat": Layout(
        ZOOM,
        lines(SENTENCE, "Amara Osei,,10/25/2026 12:30:00 AM,10/25/2026 01:30:00 AM,120,No,OK,No"),
        "2026-10-25 00:00",
        "2026-10-25 03:00",
        {"Amara Osei": 120},
    ),
}


def read(layout: Layout, folder: Path) -> tuple[Path, Session, Report]:
    path = folder / ("report.xlsx" if layout.data.startswith(b"PK") else "report.csv")
    path.write_bytes(layout.data)
    held = session("W1", "workshop", layout.starts, layout.ends)
    return path, held, read_report(path, held)


@pytest.mark.parametrize("layout", [case(name, layout) for name, layout in LAYOUTS.items()])
def test_every_layout_is_read_to_the_minutes_worked_out_by_hand(layout: Layout, tmp_path: Path) -> None:
    path, held, report = read(layout, tmp_path)
    assert (report.format, report.waiting) == (layout.of, layout.waiting)
    assert looks_like_report(path) is layout.of
    there: dict[str, int | None] = {}
    for person in people(report.lines):
        stays = [(line.joined, line.left) for line in person.lines if line.joined and line.left]
        timed = [(first, last) for first, last in stays if first is not None and last is not None]
        totals = [line.minutes for line in person.lines if line.joined is None and line.minutes is not None]
        minutes = seconds_present(timed, held) // 60 if timed else sum(totals) if totals else None
        there[person.shown] = minutes
    assert there == layout.there


QOS = "Participant,Device,IP Address,Location,Network Type,Join Time"
REGISTERED = "First Name,Last Name,Email,Registration Time,Approval Status"
REFUSED = {
    "a dashboard export": (lines(QOS, "A,PC,1.2.3.4,UK,Wifi,x"), "QoS"),
    "a registration list": (lines(REGISTERED, "A,B,a@example.org,x,approved"), "registration"),
    "a poll report": (lines("Poll Report", "#,User Name,User Email,Submitted Date/Time", "1,A,a@x,x"), "poll"),
    "a question report": (lines("Q&A Report", "#,Question,Asker Name,Asker Email", "1,Why?,A,a@example.org"), "Q&A"),
    "a Salesforce report": (lines("Campaign ID,Contact ID,Status", "7,8,Sent"), "Salesforce"),
    "a roster of ours": (lines("reference,first_name,last_name,cohort", "L001,A,B,PSW"), "psw import roster"),
    "headings and nobody": (lines(SENTENCE), "nobody in it"),
    "another day": (lines(SENTENCE, "Amara,,11/05/2026 10:00:00 AM,11/05/2026 11:00:00 AM,60,No,OK,No"), "another day"),
    "neither times nor minutes": (lines(SENTENCE, "Amara,,,,,No,OK,No"), "neither times nor minutes"),
    "something else": (lines("Colour,Shape", "red,round"), "not an attendance report that psw knows"),
}


@pytest.mark.parametrize(("data", "says"), [case(name, *report) for name, report in REFUSED.items()])
def test_what_is_no_report_of_this_session_is_refused_by_name(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    with pytest.raises(WrongReport, match=says):
        read_report(path, session("W1", "workshop", "2026-11-12 10:00", "2026-11-12 12:00"))


#: What twelve people did in a session from 10:00 to 12:00, and the minutes of it that they saw, by hand.
PATTERNS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("09:52-12:05",), 120),  # early and late: the whole session
    (("09:52-10:40", "10:38-11:05", "11:30-12:10"), 95),  # 10:00-11:05 and 11:30-12:00
    (("10:00-10:30", "10:30-11:00", "11:00-11:30", "11:30-12:00"), 120),  # four that touch
    (("10:10-11:50", "10:20-10:40", "10:50-11:10"), 100),  # a telephone beside the laptop
    (("09:40-09:55", "10:05-10:20"), 15),  # left before it began, came back for a quarter of an hour
    (("11:45-12:30", "10:00-10:15"), 30),  # the last quarter and the first, in that order
    (("10:00-10:59", "11:00-12:00", "10:30-11:30"), 120),  # the gap is covered by the second device
    (("10:00-10:45", "11:15-12:00"), 90),  # half an hour out: three quarters exactly
    (("10:00-10:44", "11:15-12:00"), 89),  # a minute less
    (("12:00-12:30", "09:00-10:00"), 0),  # before and after only
    (("10:03-10:17", "10:21-10:58", "11:02-11:29", "11:31-11:59", "11:40-12:20"), 107),  # 14 + 37 + 27 + 29
    (("10:30-10:31", "10:31-10:32", "10:30-10:33", "11:00-11:01"), 4),  # a bad line: 10:30-10:33, 11:00-11:01
)
_ROWS = 300


def test_a_file_of_three_hundred_rows_gives_the_minutes_of_the_table(tmp_path: Path) -> None:
    rows: list[str] = []
    expected: dict[str, int] = {}
    number = 0
    while len(rows) < _ROWS:
        stays, minutes = PATTERNS[number % len(PATTERNS)]
        address = f"leader{number}@example.org"
        room = _ROWS - len(rows)
        if len(stays) > room:  # the last rows are people who were there throughout
            stays, minutes = PATTERNS[0]
        for stay in stays:
            joined, left = stay.split("-")
            rows.append(f"Leader {number},{address},12/11/2026 {joined},12/11/2026 {left},99,No,OK,No")
        expected[address] = minutes
        number += 1
    path = tmp_path / "three_hundred.csv"
    path.write_bytes(BOM + lines(SENTENCE, *rows[::2], *rows[1::2]))  # not in the order of people
    held = session("W1", "workshop", "2026-11-12 10:00", "2026-11-12 12:00")
    report = read_report(path, held)
    assert len(report.lines) == _ROWS
    there = {
        person.email: seconds_present(
            [(line.joined, line.left) for line in person.lines if line.joined and line.left], held
        )
        // 60
        for person in people(report.lines)
    }
    assert there == expected
