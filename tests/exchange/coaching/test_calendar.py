"""The calendar file and the coach's list: read back by two readers, sent again, and with names that mean harm."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar
from psw_tui.exchange.coaching.coach_list import coach_list, in_a_name
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import Recording
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCoach
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.exchange.conftest import Import

ROSTER = "reference, first_name, last_name, cohort, offer_accepted_on, coach, coach_email"


@pytest.fixture
def coached(store: Store, bring: Import) -> Store:
    """Amara and Dewi are Sam's, Beth is Rae's, and nobody coaches Cara."""
    done = bring(
        "roster",
        ROSTER,
        "L001, Amara, Osei, PSW 2026, 2026-06-01, Sam Lee, sam@example.org",
        "L002, Dewi, Khan, PSW 2026, 2026-06-01, Sam Lee, sam@example.org",
        "L003, Beth, Jones, PSW 2026, 2026-06-01, Rae Cole,",
        "L004, Cara, Smith, PSW 2026, 2026-06-01, ,",
    )
    assert done.created == 4
    return store


def wall(text: str) -> datetime:
    """The instant of a time on London's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def zulu(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def booked(store: Store, leader: str, start: datetime) -> str:
    change_bookings.book(store, leader, start)
    [record] = facts.records(store.connection, store.programmes, leaders=[leader])
    return next(booking.id for booking in record.bookings if booking.starts_at == start)


# -- a reader of our own -------------------------------------------------------------------------------


@dataclass
class Part:
    """A component of the file: its lines as name, parameters and value, and the components in it."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def value(self, name: str) -> str:
        [named] = [value for key, _, value in self.lines if key == name]
        return named

    def all(self, name: str) -> list[Part]:
        return [part for part in self.parts if part.name == name]


def read(data: bytes) -> Part:
    """The file by RFC 5545 alone: CRLF, lines of at most 75 octets unfolded, BEGIN and END in pairs."""
    assert data.endswith(b"\r\n")
    raw = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    top = Part("")
    inside = [top]
    for line in re.sub(b"\r\n[ \t]", b"", data).decode("utf-8").split("\r\n")[:-1]:
        matched = re.match(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:"]*))*):(.*)$', line, re.DOTALL)
        assert matched is not None, line
        name, value = matched[1], matched[3]
        if name == "BEGIN":
            inside[-1].parts.append(Part(value))
            inside.append(inside[-1].parts[-1])
        elif name == "END":
            assert inside.pop().name == value
        else:
            parameters = dict(part.split("=", 1) for part in matched[2].split(";")[1:])
            inside[-1].lines.append((name, parameters, value))
    assert inside == [top]
    [calendar] = top.parts
    assert calendar.name == "VCALENDAR"
    return calendar


def plain(value: str) -> str:
    """A text as it was before it was escaped."""
    return re.sub(r"\\([\\;,nN])", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value)


def changes_on(rule: Part, year: int) -> datetime:
    """When a part of the zone begins in a year, by the clocks that it ends: its RRULE worked out by hand."""
    wanted = dict(part.split("=") for part in rule.value("RRULE").split(";"))
    assert (wanted["FREQ"], wanted["BYDAY"], len(wanted)) == ("YEARLY", "-1SU", 3)
    first = datetime.strptime(rule.value("DTSTART"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock
    month = int(wanted["BYMONTH"])
    day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    day -= timedelta(days=(day.weekday() - 6) % 7)
    return datetime.combine(day, first.time())


def offset(value: str) -> timedelta:
    sign = -1 if value[0] == "-" else 1
    return sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))


def instant(calendar: Part, event: Part, name: str) -> datetime:
    """The UTC instant of an event's time: its wall clock less the offset that the file's own zone gives it."""
    [(parameters, value)] = [(line[1], line[2]) for line in event.lines if line[0] == name]
    local = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock
    [zone] = [zone for zone in calendar.all("VTIMEZONE") if zone.value("TZID") == parameters["TZID"]]
    [winter], [summer] = zone.all("STANDARD"), zone.all("DAYLIGHT")
    is_summer = changes_on(summer, local.year) <= local < changes_on(winter, local.year)
    rule = summer if is_summer else winter
    return (local - offset(rule.value("TZOFFSETTO"))).replace(tzinfo=UTC)


def events(data: bytes) -> dict[str, Part]:
    """The events by UID."""
    by_uid = {event.value("UID"): event for event in read(data).all("VEVENT")}
    assert len(by_uid) == len(read(data).all("VEVENT"))
    return by_uid


# -- instants ------------------------------------------------------------------------------------------

#: A start on London's clocks, and the UTC instants at which the session begins and ends.
HOURS = [
    ("2026-10-23 10:00", "2026-10-23 09:00", "2026-10-23 10:00"),  # the Friday before the clocks go back: BST
    ("2026-10-24 23:30", "2026-10-24 22:30", "2026-10-24 23:30"),  # ends at half past midnight, still BST
    ("2026-10-25 10:00", "2026-10-25 10:00", "2026-10-25 11:00"),  # the Sunday of the change: GMT by then
    ("2026-10-26 10:00", "2026-10-26 10:00", "2026-10-26 11:00"),
    ("2026-11-12 10:00", "2026-11-12 10:00", "2026-11-12 11:00"),
    ("2027-03-26 10:00", "2027-03-26 10:00", "2027-03-26 11:00"),  # the Friday before they go forward: GMT
    ("2027-03-28 00:30", "2027-03-28 00:30", "2027-03-28 01:30"),  # an hour, though it ends at 02:30 by the clock
    ("2027-03-28 02:00", "2027-03-28 01:00", "2027-03-28 02:00"),  # the first minute of BST
    ("2027-03-30 10:00", "2027-03-30 09:00", "2027-03-30 10:00"),
    ("2027-04-15 14:30", "2027-04-15 13:30", "2027-04-15 14:30"),
]


def test_the_instants_are_right_by_the_file_s_own_zone_and_by_icalendar(coached: Store) -> None:
    for start, _, _ in HOURS:
        change_bookings.book(coached, "L001", wall(start))
    data = leader_calendar(coached, "L001")
    expected = [(zulu(begins), zulu(ends)) for _, begins, ends in HOURS]
    calendar = read(data)
    assert [
        (instant(calendar, event, "DTSTART"), instant(calendar, event, "DTEND")) for event in calendar.all("VEVENT")
    ] == expected
    library = Calendar.from_ical(data)
    read_back = [event.decoded(name) for event in library.walk("VEVENT") for name in ("DTSTART", "DTEND")]
    assert [moment.astimezone(UTC) for moment in read_back] == [moment for pair in expected for moment in pair]
    assert not library.errors


def test_the_zone_of_the_file_agrees_with_london_for_years_to_come(coached: Store) -> None:
    change_bookings.book(coached, "L001", wall("2026-11-12 10:00"))
    [zone] = read(leader_calendar(coached, "L001")).all("VTIMEZONE")
    [winter], [summer] = zone.all("STANDARD"), zone.all("DAYLIGHT")
    assert [(offset.value("TZOFFSETFROM"), offset.value("TZOFFSETTO")) for offset in (winter, summer)] == [
        ("+0100", "+0000"),
        ("+0000", "+0100"),
    ]
    for year in range(2026, 2037):
        for rule, before, after in ((winter, 1, 0), (summer, 0, 1)):
            at = (changes_on(rule, year) - offset(rule.value("TZOFFSETFROM"))).replace(tzinfo=UTC)
            minute = timedelta(minutes=1)
            clocks = [(at + step).astimezone(LONDON).utcoffset() for step in (-minute, timedelta(0))]
            assert clocks == [timedelta(hours=before), timedelta(hours=after)], (year, at)


# -- sent again ------------------------------------------------------------------------------------------


def test_each_event_keeps_its_id_and_its_number_grows_with_every_change(coached: Store) -> None:
    first = booked(coached, "L001", wall("2026-12-11 10:00"))
    other = booked(coached, "L001", wall("2027-02-16 10:00"))

    def numbers(booking: str) -> tuple[int, str]:
        event = events(leader_calendar(coached, "L001"))[f"{booking}@psw-tui"]
        return int(event.value("SEQUENCE")), event.value("STATUS")

    assert numbers(first) == (0, "CONFIRMED")
    steps: list[tuple[Callable[[], object], str]] = [
        (lambda: change_bookings.attended(coached, [first]), "CONFIRMED"),
        (lambda: change_bookings.cancel(coached, first, wall("2026-12-10 10:00")), "CANCELLED"),
        (lambda: undo.undo(coached), "CONFIRMED"),
        (lambda: undo.redo(coached), "CANCELLED"),
        (lambda: change_bookings.coach_cancelled(coached, [first]), "CANCELLED"),
        (lambda: change_bookings.clear(coached, [first]), "CONFIRMED"),
        (lambda: change_bookings.edit(coached, first, 3, Recording.AGREED), "CONFIRMED"),
    ]
    for number, (step, status) in enumerate(steps, 1):
        step()
        assert numbers(first) == (number, status)
        assert numbers(other) == (0, "CONFIRMED"), "another booking is not touched"


def test_what_is_moved_is_cancelled_and_a_new_event(coached: Store) -> None:
    was = booked(coached, "L001", wall("2027-02-16 10:00"))
    change_bookings.reschedule(coached, was, wall("2027-01-31 10:00"), wall("2027-02-23 10:00"))
    listed = events(leader_calendar(coached, "L001"))
    [new] = set(listed) - {f"{was}@psw-tui"}
    assert (listed[f"{was}@psw-tui"].value("STATUS"), listed[f"{was}@psw-tui"].value("TRANSP")) == (
        "CANCELLED",
        "TRANSPARENT",
    )
    assert (listed[new].value("STATUS"), listed[new].value("TRANSP")) == ("CONFIRMED", "OPAQUE")
    assert listed[new].value("DTSTART") == "20270223T100000"


def test_the_same_bookings_are_the_same_bytes(coached: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another day, after work on others, in another process's reading of the same file."""
    for start, _, _ in HOURS[:3]:
        change_bookings.book(coached, "L001", wall(start))
    leader, coach, sheet = (
        leader_calendar(coached, "L001"),
        coach_calendar(coached, "Sam Lee"),
        coach_list(coached, "Sam Lee"),
    )
    change_bookings.book(coached, "L003", wall("2026-12-11 10:00"))
    monkeypatch.setenv("PSW_TODAY", "2027-05-06")
    with clock.at(zulu("2027-05-06 15:00")), Store.open(coached.path, writing=False) as again:
        assert leader_calendar(again, "L001") == leader
        assert coach_calendar(again, "Sam Lee") == coach
        assert coach_list(again, "Sam Lee") == sheet


def test_the_stamp_is_the_last_change_s(coached: Store) -> None:
    with clock.at(zulu("2026-11-30 09:15:20")):
        booking = booked(coached, "L001", wall("2026-12-11 10:00"))
    with clock.at(zulu("2026-12-11 11:05:00")):
        change_bookings.attended(coached, [booking])
    [event] = events(leader_calendar(coached, "L001")).values()
    assert (event.value("DTSTAMP"), event.value("LAST-MODIFIED")) == ("20261211T110500Z", "20261211T110500Z")


# -- whose it is -----------------------------------------------------------------------------------------


def summaries(data: bytes) -> list[str]:
    return sorted(plain(event.value("SUMMARY")) for event in read(data).all("VEVENT"))


def people(data: bytes) -> set[str]:
    return {row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))} - {"Leader"}


def test_a_coach_gets_their_own_leaders_and_nobody_else_s(coached: Store) -> None:
    for leader in ("L001", "L002", "L003", "L004"):
        change_bookings.book(coached, leader, wall("2027-02-16 10:00"))
    assert summaries(coach_calendar(coached, "Sam Lee")) == ["Coaching: Amara Osei", "Coaching: Dewi Khan"]
    assert summaries(coach_calendar(coached, "Rae Cole")) == ["Coaching: Beth Jones"]
    assert people(coach_list(coached, "Sam Lee")) == {"Amara Osei", "Dewi Khan"}
    assert people(coach_list(coached, "Rae Cole")) == {"Beth Jones"}
    for data in (coach_calendar(coached, "Sam Lee"), coach_list(coached, "Sam Lee")):
        assert not any(word in data.decode() for word in ("Beth", "Cara", "Rae", "L003"))
    assert summaries(leader_calendar(coached, "L001")) == ["Coaching with Sam Lee"]
    assert summaries(leader_calendar(coached, "L004")) == ["Coaching with your coach"]


def test_a_coach_is_named_by_name_by_address_or_by_key(coached: Store) -> None:
    change_bookings.book(coached, "L001", wall("2027-02-16 10:00"))
    (key,) = coached.connection.execute("SELECT id FROM coach WHERE name = 'Sam Lee'").fetchone()
    named = coach_calendar(coached, "Sam Lee")
    assert coach_calendar(coached, "sam@example.org") == coach_calendar(coached, key) == named


def test_sessions_with_another_coach_stay_with_that_coach(coached: Store) -> None:
    """Dewi had one session with Sam and came to Rae: Rae's list has the new session only, and Sam's neither."""
    change_bookings.book(coached, "L002", wall("2026-11-12 10:00"))
    with coached.command("Another coach", {"leaders"}, leaders=["L002"]) as writing:
        from models.tables import CoachRow, LeaderRow

        rae = coached.only_row(writing.session, CoachRow, "coach", name="Rae Cole")
        coached.only_row(writing.session, LeaderRow, "leader", reference="L002").coach_id = rae.id
    change_bookings.book(coached, "L002", wall("2027-02-16 10:00"))
    rows = list(csv.reader(io.StringIO(coach_list(coached, "Rae Cole").decode("utf-8-sig"))))[1:]
    assert rows == [["Beth Jones", "", "", "", "nothing booked"], ["Dewi Khan", "3", "16/02/2027", "10:00", "booked"]]
    assert summaries(coach_calendar(coached, "Rae Cole")) == ["Coaching: Dewi Khan"]
    assert people(coach_list(coached, "Sam Lee")) == {"Amara Osei"}
    assert len(read(leader_calendar(coached, "L002")).all("VEVENT")) == 2


def test_who_or_what_is_not_there_is_refused_in_a_sentence(coached: Store) -> None:
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: leader_calendar(coached, "L999"), "There is no leader L999."),
        (lambda: leader_calendar(coached, "L001"), "Amara Osei has no coaching booked; there is nothing to"),
        (lambda: coach_calendar(coached, "Nobody"), "There is no coach Nobody; name one as in the roster"),
        (lambda: coach_calendar(coached, "Rae Cole"), "Rae Cole has no coaching booked"),
        (lambda: coach_list(coached, "Nobody"), "There is no coach Nobody"),
    ]
    for call, sentence in refused:
        with pytest.raises(Refused) as refusal:
            call()
        assert str(refusal.value).startswith(sentence)
    assert people(coach_list(coached, "Rae Cole")) == {"Beth Jones"}, "a list says that nothing is booked"


# -- names that mean harm ----------------------------------------------------------------------------------

NASTY = [
    "Osei, Amara; PhD",
    "back\\slash \\n \\, x",
    "END:VEVENT",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "x\nATTENDEE:mailto:evil@example.org",
    "line\u2028two\u2029three\x85four\x0bfive",
    'quoted "name" : colon',
    "Ж" * 90,
    "👩🏽‍🏫 " * 20,
    "%00{{ name }}",
]


def renamed(store: Store, name: str, *, past_the_gate: bool) -> Iterator[Store]:
    """The file with this name for Amara and Sam; past the gate for text, as a file from elsewhere might have it."""
    if past_the_gate:
        with sqlite3.connect(store.path) as raw:
            raw.execute("UPDATE leader SET preferred_name = '', first_name = ? WHERE reference = 'L001'", (name,))
            raw.execute("UPDATE coach SET name = ? WHERE email = 'sam@example.org'", (name,))
        raw.close()
    else:
        with Store.open(store.path) as opened, opened.command("Renamed", {"leaders"}, leaders=["L001"]) as writing:
            from models.tables import CoachRow, LeaderRow

            opened.only_row(writing.session, LeaderRow, "leader", reference="L001").first_name = name
            opened.only_row(writing.session, CoachRow, "coach", email="sam@example.org").name = name
    with Store.open(store.path, writing=False) as opened:
        yield opened


@pytest.mark.parametrize("past_the_gate", [False, True], ids=["by the app", "past the gate"])
def test_a_name_can_not_break_out_of_the_calendar(coached: Store, *, past_the_gate: bool) -> None:
    """It is the value of one line, and reads back as it stands in the file."""
    change_bookings.book(coached, "L001", wall("2027-02-16 10:00"))
    coached.close()
    for name in NASTY:
        if past_the_gate and "\n" in name:
            continue  # the gate lets no line break in
        for store in renamed(coached, name, past_the_gate=past_the_gate):
            [(kept,)] = store.connection.execute("SELECT first_name FROM leader WHERE reference = 'L001'")
            [(coach,)] = store.connection.execute("SELECT name FROM coach WHERE email = 'sam@example.org'")
            assert past_the_gate or "\n" not in kept
            for data, said in (
                (leader_calendar(store, "L001"), f"Coaching with {coach}"),
                (coach_calendar(store, "sam@example.org"), f"Coaching: {kept} Osei"),
            ):
                calendar = read(data)
                [event] = calendar.all("VEVENT")
                assert [part.name for part in calendar.parts] == ["VTIMEZONE", "VEVENT"], name
                assert (event.parts, len(event.lines)) == ([], 10), name
                assert plain(event.value("SUMMARY")) == said
                [library] = Calendar.from_ical(data).walk("VEVENT")
                assert str(library["SUMMARY"]) == said


FORMULAE = ["=HYPERLINK(1)", "+44 7700", "-2+3", "@SUM(A1)", "＝1+1", '=1,"x"', "=cmd|' /C calc'!A0"]
PLAIN = ["Ann, Z", 'Ann "the" Z', "Ann\r\nBeth,1,2,3,forged", "Ann;Z", "Siân Ó", "1+1", "a=b"]


def test_a_name_stays_in_its_cell_and_is_no_formula(coached: Store) -> None:
    coached.close()
    for name in (*FORMULAE, *PLAIN):
        for store in renamed(coached, name, past_the_gate=True):
            data = coach_list(store, name)
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
            mark = "'" if name in FORMULAE else ""
            assert sorted(row[0] for row in rows[1:]) == sorted([f"{mark}{name} Osei", "Dewi Khan"])
            assert {len(row) for row in rows} == {5}
            assert data.startswith(b"\xef\xbb\xbfLeader,"), "Excel knows UTF-8 by its mark"


def test_a_late_cancellation_is_off_the_calendar_though_the_session_is_spent(coached: Store) -> None:
    """It will not take place; what it came to is nobody's business there."""
    booking = booked(coached, "L001", wall("2026-12-11 10:00"))
    change_bookings.cancel(coached, booking, wall("2026-12-11 07:00"))
    [event] = read(leader_calendar(coached, "L001")).all("VEVENT")
    assert (event.value("STATUS"), event.value("TRANSP")) == ("CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize("start", ["2026-10-25T00:00", "2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30"])
def test_in_the_hour_that_comes_twice_the_instants_are_told_in_utc(coached: Store, start: str) -> None:
    change_bookings.book(coached, "L001", zulu(start))
    [event] = read(leader_calendar(coached, "L001")).all("VEVENT")
    begins, ends = (
        datetime.strptime(event.value(name), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for name in ("DTSTART", "DTEND")
    )
    assert (begins, ends - begins) == (zulu(start), timedelta(hours=1))


def test_the_calendar_s_own_name_is_escaped(coached: Store) -> None:
    coached.close()
    for store in renamed(coached, "Ann, MBE; \\new", past_the_gate=False):
        change_bookings.book(store, "L001", wall("2026-12-11 10:00"))
        assert plain(read(leader_calendar(store, "L001")).value("X-WR-CALNAME")) == "Coaching of Ann, MBE; \\new Osei"


def test_nobody_is_meant_by_an_empty_name(coached: Store) -> None:
    """Rae has no address; an empty one names nobody."""
    with pytest.raises(Refused, match="There is no coach"):
        coach_calendar(coached, "")


def test_two_coaches_of_one_name_have_their_own_sessions(coached: Store, bring: Import) -> None:
    """Amara moves from one Sam Lee to another: the first one's session stays the first one's."""
    booked(coached, "L001", wall("2026-12-11 10:00"))
    bring("roster", ROSTER, "L001, Amara, Osei, PSW 2026, 2026-06-01, Sam Lee, lee@example.org")
    booked(coached, "L001", wall("2026-12-12 10:00"))
    [event] = read(coach_calendar(coached, "lee@example.org")).all("VEVENT")
    assert event.value("DTSTART") == "20261212T100000"
    assert coach_list(coached, "lee@example.org").decode("utf-8-sig").count("Amara") == 1
    with pytest.raises(Refused, match="more than one coach"):
        coach_calendar(coached, "Sam Lee")


def test_two_coaches_of_one_name_have_files_of_their_own(coached: Store, bring: Import) -> None:
    [one] = [row for row in facts.read(coached.connection, StoredCoach) if row.name == "Sam Lee"]
    assert in_a_name(coached, "Sam Lee", one.id) == "Sam_Lee"
    bring("roster", ROSTER, "L005, Eva, Brown, PSW 2026, 2026-06-01, Sam Lee, other@example.org")
    both = [row.id for row in facts.read(coached.connection, StoredCoach) if row.name == "Sam Lee"]
    assert len({in_a_name(coached, "Sam Lee", coach) for coach in both}) == len(both) == 2
