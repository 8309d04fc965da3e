"""Attendance reports as they come out of Zoom, Teams, Meet and the two Forms, and what a person reads in each.

Written from the page that describes the formats seen in the wild (formats.md, sections 2 and 3) and from nothing
else: not from the code that reads such files. All people, addresses and numbers are made up. Every minute here was
worked out by hand.

What counts as one person: rows with the same e-mail, whatever its case; rows without an e-mail that show the same
(original) name. Someone without a kept row is not listed: only ever in the waiting room, or registered for a webinar
and absent. E-mails are listed in lower case. `Will Nilges (RIT Student)` is one name, not a rename.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook

from tests.exchange.registers import report_texts as text


@dataclass(frozen=True)
class Person:
    """Who the report shows, merged from all their rows."""

    # Every display name, in the order of the file; of a rename the current name, then the original.
    names: tuple[str, ...]
    # "" if the report gives none.
    email: str
    # London wall-clock, "YYYY-MM-DD HH:MM:SS", of every row that counts, in the order of the file.
    stays: tuple[tuple[str, str], ...]
    # Whole minutes of the session covered by the stays; without times the report's own total; None of a sign-in.
    minutes: int | None


@dataclass(frozen=True)
class Layout:
    """One file, the session it belongs to and who is in it."""

    key: str
    command: str
    file_name: str
    data: bytes
    starts: str
    ends: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Refused:
    """A file that is no usable attendance report, and words of the sentence that says so."""

    key: str
    file_name: str
    data: bytes
    says: tuple[str, ...]


Stays = tuple[tuple[str, str], ...]


def _on(day: str, *stays: str) -> Stays:
    """Stays as `18:00:00-19:00:00`; a leave on another day carries its date."""
    pairs = (stay.split("-", 1) for stay in stays)
    return tuple((f"{day} {join}", leave if " " in leave else f"{day} {leave}") for join, leave in pairs)


def _who(names: str, email: str, minutes: int | None = None, stays: Stays = ()) -> Person:
    """A person; several names are parted by ` | `."""
    return Person(tuple(names.split(" | ")), email, stays, minutes)


def _lf(report: str) -> bytes:
    return report.encode()


def _crlf(report: str, encoding: str = "utf-8") -> bytes:
    """Lines end in CRLF; `⏎` is a line break inside a cell, which stays a bare LF."""
    return report.replace("\n", "\r\n").replace("⏎", "\n").encode(encoding)


def _teams(report: str, *, bom: bool) -> bytes:
    """UTF-16LE and tabs, written here as bars."""
    return (b"\xff\xfe" if bom else b"") + _crlf(report.replace("|", "\t"), "utf-16-le")


NOV, OCT, MAR = "2026-11-09", "2026-10-06", "2025-03-22"
NOV_SESSION = ("2026-11-09 18:00", "2026-11-09 20:00")
OCT_SESSION = ("2026-10-06 18:00", "2026-10-06 20:00")
MAR_SESSION = ("2025-03-22 19:00", "2025-03-22 20:30")
Session = tuple[str, str]


def _layout(key: str, command: str, file_name: str, data: bytes, session: Session, *people: Person) -> Layout:
    return Layout(key, command, file_name, data, *session, people)


def _zoom(key: str, data: bytes, session: Session, *people: Person) -> Layout:
    """A Zoom report under the name that Zoom gives it."""
    return _layout(key, "zoom", "participants_85412345678.csv", data, session, *people)


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    for number, row in enumerate(text.FORMS_WORKBOOK):
        # The second and third columns hold real times below the headings.
        times = [datetime.fromisoformat(str(cell)) for cell in row[1:3]] if number else list(row[1:3])
        sheet.append([row[0], *times, *row[3:]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TOM, PHONE = "Tom Ellery", "+44 7700 900123"
CHIDI, SIAN, HARRIET = "chidi@example.org", "sian@example.org", "harriet@example.org"
WILL, ZOE, PRIYA, GRACE = "will@example.org", "zoe@example.org", "priya@example.org", "grace@example.org"
AOIFE, BOBBY, TEAM = "aoife@example.org", "bobby@example.org", "team@example.org"
DOUBLE, MBE, ONEIL = "Harriet Fitzalan Howard", "Grace Adeyemi, MBE", "Aoife O'Neil"
SWAPPED, STUDENT, ZOE_NAME = "Okafor, Chidi", "Will Nilges (RIT Student)", "Zoë Llewellyn-Jones"
PRONOUNS, QUOTED = "Chidi (he/him) Okafor", 'Robert "Bobby" Tranter'

LAYOUTS: tuple[Layout, ...] = (
    _layout(
        "classic-consent",
        "zoom",
        "participants_00000000001.csv",
        _crlf(text.CLASSIC_CONSENT, "utf-8-sig"),
        ("2020-09-24 11:30", "2020-09-24 12:45"),
        _who("Programme Team", TEAM, 75, _on("2020-09-24", "11:24:40-12:49:20")),
        _who("Siân Patel", SIAN, 69, _on("2020-09-24", "11:35:16-12:49:20")),  # 69 min 44 s
        _who(SWAPPED, CHIDI, 75, _on("2020-09-24", "11:30:00-12:05:30", "12:04:00-12:45:00")),
        _who(ONEIL, "", 47, _on("2020-09-24", "11:42:30-12:30:29")),  # 47 min 59 s
        _who(PHONE, "", 20, _on("2020-09-24", "12:00:00-12:20:00")),
    ),
    _layout(
        "classic-waiting-room",
        "zoom",
        "participants_85412345678 (1).csv",
        _lf(text.CLASSIC_WAITING_ROOM),
        NOV_SESSION,
        _who("Siân | Siân Patel", SIAN, 120, _on(NOV, "17:59:02-18:50:00", "18:48:30-20:03:11")),
        # 60 min and 39 min 30 s
        _who(f"{PRONOUNS} | Chidi Okafor", "", 99, _on(NOV, "18:10:20-19:10:20", "19:20:00-19:59:30")),
        _who(STUDENT, WILL, 120, _on(NOV, "18:00:00-20:00:00")),
        _who(MBE, GRACE, 44, _on(NOV, "18:30:15-19:15:14")),  # 44 min 59 s
        _who("Zoom user", "", 4, _on(NOV, "18:01:00-18:05:30")),  # nobody says that this is one Zoom user and not two
        _who("Zoom user", "", 30, _on(NOV, "19:00:00-19:30:00")),
        _who("iPad", "", 119, _on(NOV, "18:00:30-20:00:10")),  # 119 min 30 s before the end
        _who("442071838750", "", 90, _on(NOV, "18:15:00-19:45:00")),
    ),
    _zoom(
        "classic-short-day-first-past-midnight",
        _lf(text.CLASSIC_SHORT),
        NOV_SESSION,
        _who(DOUBLE, HARRIET, 120, _on(NOV, "17:55:00-2026-11-10 00:12:00")),
        _who(ZOE_NAME, ZOE, 45, _on(NOV, "18:20:00-19:05:00")),
        _who("Priya Raghavan", PRIYA, 105, _on(NOV, "18:00:00-18:30:00", "18:45:00-20:15:00")),  # 30 and 75
        _who("O'Neil", "", 114, _on(NOV, "18:05:00-19:59:00")),
        _who("Galaxy S21", "", 2, _on(NOV, "18:00:00-18:02:00")),
        _who(QUOTED, "", 10, _on(NOV, "19:50:00-20:10:00")),
        _who("=1+1", "", 60, _on(NOV, "18:00:00-19:00:00")),
    ),
    _zoom(
        "unique-title-case",
        _lf(text.UNIQUE_TITLE),
        NOV_SESSION,
        _who("Siân | Siân Patel", SIAN, 118),
        _who(SWAPPED, CHIDI, 64),
        _who(DOUBLE, HARRIET, 131),  # longer than the session: the report's number, as it stands
        _who("Jennifer Null", "", 17),
        _who("Conference Room 2", "", 121),
        _who(STUDENT, WILL, 1),
    ),
    _zoom(
        "unique-sentence-case",
        _crlf(text.UNIQUE_SENTENCE, "utf-8-sig"),
        NOV_SESSION,
        _who(ONEIL, AOIFE, 119),
        _who(f"{PRONOUNS} | Chidi Okafor", "", 47),
        _who(MBE, GRACE, 90),
        _who("Guest", "", 12),
    ),
    _layout(
        "sentence-case",
        "zoom",
        "participants_85412345678_2025_03_22.csv",
        _crlf(text.SENTENCE_FULL, "utf-8-sig"),
        MAR_SESSION,
        _who("Priya Raghavan", PRIYA, 77, _on(MAR, "19:13:00-20:31:00")),
        # 40 and 49
        _who(f"Will Nilges | {STUDENT}", WILL, 89, _on(MAR, "18:58:00-19:40:00", "19:41:00-20:30:00")),
        _who("Siân Patel", SIAN, 90, _on(MAR, "19:00:00-20:35:00")),
        _who("Aoife | Front desk (Leeds)", "", 30, _on(MAR, "19:30:00-20:00:00")),
    ),
    _zoom(
        "sentence-case-short",
        _lf(text.SENTENCE_SHORT),
        MAR_SESSION,
        # 44 min 59 s and 30 min
        _who(f"Chidi Okafor | {SWAPPED}", CHIDI, 74, _on(MAR, "19:13:27-19:58:26", "20:00:00-20:30:30")),
        # twice 10 min 40 s
        _who("Priya Raghavan", PRIYA, 21, _on(MAR, "19:00:00-19:10:40", "19:20:00-19:30:40")),
        _who("Jennifer Null", "", 0, _on(MAR, "18:30:00-18:59:59")),
    ),
    _zoom(
        "sentence-case-tabs-iso",
        _lf(text.SENTENCE_TABS.replace("|", "\t")),
        OCT_SESSION,
        _who(f"iPad (2) | {SWAPPED}", CHIDI, 90, _on(OCT, "18:00:00-19:30:00")),
        # She came back without signing in: to the report, someone else.
        _who("Siân Patel", SIAN, 40, _on(OCT, "17:50:11-18:40:00")),
        _who("Siân Patel", "", 65, _on(OCT, "18:55:00-20:00:00")),
        _who(DOUBLE, HARRIET, 0, _on(OCT, "18:31:10-18:32:09")),  # 59 s
        _who(PHONE, "", 60, _on(OCT, "19:00:00-20:20:00")),
    ),
    _zoom(
        "sentence-case-utc",
        _crlf(text.SENTENCE_Z),
        OCT_SESSION,
        # 75 min 30 s and 40 min
        _who(ZOE_NAME, ZOE, 115, _on(OCT, "18:00:00-19:15:30", "19:20:00-20:04:00")),
        _who("O'Neil", "", 30, _on(OCT, "17:45:00-18:30:00")),
        _who("Conference Room 2", "", 120, _on(OCT, "17:40:00-20:10:00")),
    ),
    _zoom(
        "sentence-case-semicolons",
        _crlf(text.SENTENCE_SEMICOLONS, "utf-8-sig"),
        OCT_SESSION,
        _who(SWAPPED, CHIDI, 72, _on(OCT, "18:00:00-19:12:00")),
        _who(f"{QUOTED}; PSW", BOBBY, 111, _on(OCT, "18:09:00-20:02:00")),
        _who(MBE, "", 75, _on(OCT, "18:15:00-19:00:00", "18:30:00-19:30:00")),
    ),
    _zoom(
        "clocks-go-back",
        _lf(text.CLOCKS_GO_BACK),
        ("2026-10-25 00:30", "2026-10-25 02:30"),
        _who("Siân Patel", SIAN, 180, _on("2026-10-25", "00:25:00-02:40:00")),
        _who(DOUBLE, HARRIET, 135, _on("2026-10-25", "00:50:00-02:05:00")),  # 1 h 15 and the hour twice
        _who("Priya Raghavan", PRIYA, 30, _on("2026-10-25", "01:10:00-01:40:00")),  # in either hour
        _who(ZOE_NAME, ZOE, 20, _on("2026-10-25", "01:50:00-01:10:00")),  # ten minutes before, ten after
        _who(ONEIL, AOIFE, 40, _on("2026-10-25", "00:40:00-01:20:00")),  # the duration says which 01:20
        _who("Chidi Okafor", CHIDI, 45, _on("2026-10-25", "00:30:00-00:55:00", "02:10:00-02:30:00")),
    ),
    _layout(
        "meeting-block-old",
        "zoom",
        "meetinglistdetails_00000000001.csv",
        _crlf(text.BLOCK_OLD, "utf-8-sig"),
        OCT_SESSION,
        _who("Siân Patel", SIAN, 120, _on(OCT, "17:58:30-20:04:20")),
        _who(PRONOUNS, CHIDI, 112, _on(OCT, "18:02:00-18:40:00", "18:44:00-19:58:00")),  # 38 and 74
        _who("Galaxy S21", "", 1, _on(OCT, "18:05:00-18:06:30")),
    ),
    _layout(
        "meeting-block-old-unique",
        "zoom",
        "participants_00000000001.csv",
        _crlf(text.BLOCK_OLD_UNIQUE, "utf-8-sig"),
        NOV_SESSION,
        _who(ONEIL, AOIFE, 101),
        _who(SWAPPED, "", 58),
    ),
    _zoom(
        "meeting-block-new",
        _lf(text.BLOCK_NEW),
        NOV_SESSION,
        _who(f"Zoë | {ZOE_NAME}", ZOE, 90, _on(NOV, "18:01:00-19:31:45")),
        _who(TOM, "", 120, _on(NOV, "18:00:00-18:20:00", "18:19:00-20:01:00")),
    ),
    _zoom(
        "meeting-block-new-excel",
        _crlf(text.BLOCK_NEW_EXCEL, "utf-8-sig"),
        NOV_SESSION,
        _who(DOUBLE, HARRIET, 100, _on(NOV, "17:58:00-19:03:00", "18:50:00-19:40:00")),  # 18:00 to 19:40
        _who("Jennifer Null", "", 30, _on(NOV, "19:30:00-20:03:00")),
        _who("Zoom user", "", 0, _on(NOV, "17:52:00-17:59:00")),
    ),
    _layout(
        "webinar",
        "zoom",
        "attendee_81234567890_2025_03_23.csv",
        _crlf(text.WEBINAR, "utf-8-sig"),
        MAR_SESSION,
        _who("Programme Team", TEAM, 90, _on(MAR, "18:52:00-20:33:00")),
        _who(MBE, GRACE, 60, _on(MAR, "18:55:10-20:00:00")),
        # 29 min 59 s and 50
        _who("Siân Patel", SIAN, 79, _on(MAR, "19:04:30-19:34:29", "19:40:00-20:32:00")),
        _who(DOUBLE, HARRIET, 90, _on(MAR, "19:00:00-20:30:00")),
    ),
    _layout(
        "webinar-later",
        "zoom",
        "attendee_81234567890_2026_05_20.csv",
        _lf(text.WEBINAR_LATER),
        ("2026-05-19 18:00", "2026-05-19 19:30"),
        _who("Programme Team", TEAM, 90, _on("2026-05-19", "17:50:00-19:35:00")),
        _who(PRONOUNS, CHIDI, 80, _on("2026-05-19", "18:10:00-19:35:00")),
    ),
    _layout(
        "combined",
        "zoom",
        "zoom_all_meetings.csv",
        _crlf(text.COMBINED),
        ("2022-08-15 10:00", "2022-08-15 12:00"),
        # 10:00 to 10:47 and 10:52 to 12:00: 47 and 68
        _who("Siân Patel", SIAN, 115, _on("2022-08-15", "09:55:00-10:47:00", "10:52:00-12:04:00")),
        _who("Chidi Okafor", CHIDI, 42, _on("2022-08-15", "10:05:00-10:47:00")),
        _who("Priya Raghavan", "", 31, _on("2022-08-15", "11:00:00-11:31:00")),
    ),
    _zoom(
        "german",
        _crlf(text.GERMAN, "utf-8-sig"),
        OCT_SESSION,
        _who(f"Zoë | {ZOE_NAME}", ZOE, 59, _on(OCT, "18:01:00-19:00:00")),
        _who(ONEIL, AOIFE, 120, _on(OCT, "17:45:00-20:05:00")),
        _who(TOM, "", 29, _on(OCT, "19:10:30-19:40:00")),
    ),
    _layout(
        "teams-month-first",
        "teams",
        "Leading at Work - Attendance report 10-6-26.csv",
        _teams(text.TEAMS_MONTH_FIRST, bom=True),
        OCT_SESSION,
        # 86 min 1 s and 30
        _who("Siân Patel", SIAN, 116, _on(OCT, "17:58:10-19:26:01", "19:30:00-20:00:30")),
        _who(PRONOUNS, CHIDI, 60, _on(OCT, "18:02:11-19:02:13")),
        _who(DOUBLE, HARRIET, 105, _on(OCT, "18:05:00-18:45:20", "18:40:00-19:50:09")),  # 18:05 to 19:50
        _who(TOM, "", 0, _on(OCT, "18:10:00-18:10:48")),
        _who(PHONE, "", 41, _on(OCT, "18:20:00-19:01:30")),
    ),
    _layout(
        "teams-day-first-no-bom",
        "teams",
        "Leading well, together - Attendance report 09-11-2026.csv",
        _teams(text.TEAMS_DAY_FIRST, bom=False),
        NOV_SESSION,
        _who(SWAPPED, CHIDI, 90, _on(NOV, "18:02:11-19:32:11")),
        _who(STUDENT, WILL, 54, _on(NOV, "17:59:00-18:29:10", "18:34:10-18:59:30")),  # 29:10 and 25:20
        _who("Priya Raghavan", PRIYA, 60, _on(NOV, "19:00:00-2026-11-10 00:15:20")),
    ),
    _layout(
        "teams-german",
        "teams",
        "Leading at Work - Anwesenheitsbericht 06.10.26.csv",
        _teams(text.TEAMS_GERMAN, bom=True),
        OCT_SESSION,
        _who(ZOE_NAME, ZOE, 59, _on(OCT, "18:01:00-19:00:00")),
        _who(ONEIL, AOIFE, 110, _on(OCT, "17:55:00-19:10:00", "19:20:00-20:02:00")),  # 70 and 40
    ),
    _layout(
        "meet",
        "teams",
        "abc-defg-hij (2026-11-09) - Attendance.csv",
        _lf(text.MEET),
        NOV_SESSION,
        _who("Siân Patel", SIAN, 120, _on(NOV, "17:59:00-20:00:00")),
        _who("Chidi Okafor", CHIDI, 62, _on(NOV, "18:30:00-19:32:00")),
        _who(DOUBLE, HARRIET, 45, _on(NOV, "18:00:00-18:45:00")),
        _who(TOM, "", 30, _on(NOV, "19:30:00-20:30:00")),
        _who("O'Neil", "", 3, _on(NOV, "18:01:00-18:04:00")),
    ),
    _layout(
        "forms-anonymous-cp1252",
        "sign-in",
        "Session sign-in(1-5).csv",
        _crlf(text.FORMS_ANONYMOUS, "cp1252"),
        OCT_SESSION,
        _who("Siân Patel", SIAN),
        _who(SWAPPED, CHIDI),
        _who("Jennifer Null", ""),
        _who(ONEIL, AOIFE),
    ),
    _layout(
        "forms-signed-in",
        "sign-in",
        "Session sign-in(1-4).csv",
        _crlf(text.FORMS_SIGNED_IN, "utf-8-sig"),
        NOV_SESSION,
        _who(DOUBLE, HARRIET),
        _who(STUDENT, WILL),
        _who(PRONOUNS, CHIDI),
    ),
    _layout(
        "forms-workbook",
        "sign-in",
        "Session sign-in(1-4).xlsx",
        _workbook(),
        OCT_SESSION,
        _who(ZOE_NAME, ZOE),
        _who("O'Neil", ""),
        _who(SWAPPED, CHIDI),
    ),
    _layout(
        "google-form-month-first",
        "sign-in",
        "Sign-in (Responses) - Form responses 1.csv",
        _crlf(text.GOOGLE_EMAILS),
        NOV_SESSION,
        _who("Siân Patel", SIAN),
        _who(MBE, GRACE),
        _who(QUOTED, BOBBY),
    ),
    _layout(
        "google-form-day-first-no-email",
        "sign-in",
        "Sign-in (Responses) - Form responses 1.csv",
        _crlf(text.GOOGLE_NAMES),
        NOV_SESSION,
        _who("Priya Raghavan", ""),
        _who(SWAPPED, ""),
        _who("Jennifer Null", ""),
    ),
)

# --- What is no usable attendance report ------------------------------------------------------------------------

REFUSED_SESSION = NOV_SESSION  # the session all of these are offered for, as a Zoom report

REFUSED: tuple[Refused, ...] = (
    Refused("qos", "meeting_quality_85412345678.csv", _crlf(text.QOS, "utf-8-sig"), ("qos",)),
    Refused("registration", "registration_85412345678.csv", _crlf(text.REGISTRATION, "utf-8-sig"), ("registration",)),
    Refused("poll", "PollReport_85412345678.csv", _crlf(text.POLL, "utf-8-sig"), ("poll",)),
    Refused("questions", "qa_81234567890.csv", _crlf(text.QUESTIONS, "utf-8-sig"), ("q&a",)),
    Refused(
        "only-headings",
        "participants_85412345678.csv",
        _crlf(text.NO_TIMES.split("\n", maxsplit=1)[0] + "\n"),
        ("participant",),
    ),
    Refused("salesforce", "report1730000000.csv", _lf(text.SALESFORCE), ("campaign",)),
    Refused("roster", "roster.csv", _lf(text.ROSTER), ("roster",)),
    Refused("another-day", "participants_85412345678.csv", _crlf(text.ANOTHER_DAY), ("another day",)),
    Refused("no-times", "participants_85412345678.csv", _lf(text.NO_TIMES), ("time",)),
)
