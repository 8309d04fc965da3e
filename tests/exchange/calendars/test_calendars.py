"""Sessions and due days as calendar files: read back by the library, and sent again after something changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from psw_tui.exchange.calendars.due_calendar import due_calendar
from psw_tui.exchange.calendars.session_calendar import cohort_programme, leader_sessions
from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar
from psw_tui.exchange.files.ics import Appointment, calendar_file
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import Channel, Direction, ErasureGround, LeaderState, MarkValue, SessionKind, Stage
from psw_tui.store.coaching import change_bookings, change_coaches, coaches
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.erasing import erase
from psw_tui.store.escalations import communications, decisions, ladder_moves
from psw_tui.store.registers import catch_ups, change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft, draft_of
from psw_tui.store.roster import change_cohorts
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from icalendar import Component

THIRD_PARTY = "Sam Whitlock's ward round, stress"


def events(data: bytes) -> dict[str, Component]:
    """The entries of a file by their summary; none comes twice."""
    calendar = Calendar.from_ical(data)
    assert not calendar.errors
    found = calendar.walk("VEVENT")
    by_summary = {str(event["SUMMARY"]): event for event in found}
    assert len(by_summary) == len({str(event["UID"]) for event in found}) == len(found)
    return by_summary


def state(event: Component) -> tuple[str, int, str]:
    return str(event["UID"]), int(str(event["SEQUENCE"])), str(event["STATUS"])


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def drafted(store: Store, reference: str, begins: str, ends: str, title: str, place: str = "") -> None:
    draft = SessionDraft(
        cohort="PSW 2026",
        reference=reference,
        kind=SessionKind.RESIDENTIAL,
        title=title,
        starts_at=london(begins).astimezone(UTC),
        ends_at=london(ends).astimezone(UTC),
        place=place,
    )
    change_sessions.create_session(store, draft)


def change_leader(store: Store, reference: str, cohort: str = "", **values: object) -> None:
    from models.tables import CohortRow, LeaderRow

    with store.command("Changed", {"leaders"}, leaders=[reference]) as writing:
        row = store.only_row(writing.session, LeaderRow, "leader", reference=reference)
        for name, value in values.items():
            setattr(row, name, value)
        if cohort:
            row.cohort_id = store.only_row(writing.session, CohortRow, "cohort", name=cohort).id


# -- sessions ------------------------------------------------------------------------------------------


def test_a_programme_has_every_session_at_its_hours_on_londons_clocks(filled: Store) -> None:
    drafted(filled, "R02", "2027-03-26 09:30", "2027-03-28 12:00", "Away, again; over the change", "Hall\\Barn, Leeds")
    listed = events(cohort_programme(filled, "PSW 2026"))
    assert {name: (event.decoded("DTSTART"), event.decoded("DTEND")) for name, event in listed.items()} == {
        "Leading": (london("2026-11-12 10:00"), london("2026-11-12 12:00")),
        "Away": (london("2026-12-01 09:00"), london("2026-12-01 17:00")),
        "Away, again; over the change": (london("2027-03-26 09:30"), london("2027-03-28 12:00")),
        "Reading: last day": (date(2027, 3, 31), date(2027, 4, 1)),
    }
    away, reading = listed["Away, again; over the change"], listed["Reading: last day"]
    assert str(away["LOCATION"]) == "Hall\\Barn, Leeds"
    assert (away["TRANSP"], reading["TRANSP"]) == ("OPAQUE", "TRANSPARENT"), "a module takes no whole day"
    assert "to be completed by Wed 31 Mar 2027 23:59" in str(reading["DESCRIPTION"])


@pytest.mark.parametrize(
    ("begins", "ends", "first", "after"),
    [
        ("2026-10-24 00:00", "2026-10-25 23:59", date(2026, 10, 24), date(2026, 10, 26)),
        ("2027-03-27 00:00", "2027-03-29 00:00", date(2027, 3, 27), date(2027, 3, 29)),
        ("2027-03-28 00:00", "2027-03-28 23:59", date(2027, 3, 28), date(2027, 3, 29)),
    ],
)
def test_a_residential_without_hours_takes_whole_days(
    filled: Store, begins: str, ends: str, first: date, after: date
) -> None:
    """Also over the days on which the clocks change."""
    drafted(filled, "R02", begins, ends, "Whole")
    event = events(cohort_programme(filled, "PSW 2026"))["Whole"]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (first, after)
    assert event["DTSTART"].params["VALUE"] == "DATE"


def test_a_session_that_ends_as_it_begins_has_no_end(filled: Store) -> None:
    drafted(filled, "R02", "2027-02-11 09:00", "2027-02-11 09:00", "Point")
    assert "DTEND" not in events(cohort_programme(filled, "PSW 2026"))["Point"]


def test_a_session_sent_again_after_a_change_has_its_id_and_a_higher_number(filled: Store) -> None:
    def leading(title: str = "Leading") -> list[tuple[str, int, str]]:
        return [
            state(events(made)[title])
            for made in (cohort_programme(filled, "PSW 2026"), leader_sessions(filled, "L001"))
        ]

    sent = leading()
    assert sent[0][0] != sent[1][0], "what is off for one leader stays in other calendars"
    old = draft_of(filled, "W01")
    steps: list[tuple[Callable[[], object], str, str]] = [
        (lambda: change_sessions.edit_session(filled, "W01", replace(old, title="Leads")), "Leads", "CONFIRMED"),
        (lambda: change_sessions.set_cancelled(filled, ["W01"], cancelled=True), "Leads", "CANCELLED"),
        (lambda: undo.undo(filled), "Leads", "CONFIRMED"),
        (lambda: change_sessions.set_cancelled(filled, ["W01"], cancelled=True), "Leads", "CANCELLED"),
    ]
    for number, (step, title, status) in enumerate(steps, start=1):
        step()
        assert leading(title) == [(uid, was + number, status) for uid, was, _ in sent]


def test_what_is_not_changed_is_the_same_bytes_on_another_day(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = cohort_programme(filled, "PSW 2026"), leader_sessions(filled, "L001")
    change_leader(filled, "L002", phone="07700 900100")
    monkeypatch.setenv("PSW_TODAY", "2027-05-06")
    with clock.at(datetime(2027, 5, 6, 15, tzinfo=UTC)), Store.open(filled.path, writing=False) as again:
        assert (cohort_programme(again, "PSW 2026"), leader_sessions(again, "L001")) == made


def test_a_session_that_is_gone_is_called_off_where_it_was(filled: Store) -> None:
    drafted(filled, "R02", "2027-06-01 09:00", "2027-06-01 17:00", "Extra")
    made: list[Callable[[], bytes]] = [
        lambda: cohort_programme(filled, "PSW 2026"),
        lambda: leader_sessions(filled, "L001"),
    ]
    for makes in made:
        before = state(events(makes())["Extra"])
        undo.undo(filled)
        gone = events(makes())["Extra"]
        assert state(gone) == (before[0], before[1] + 1, "CANCELLED")
        assert gone.decoded("DTSTART") == london("2027-06-01 09:00")
        undo.redo(filled)
        assert state(events(makes())["Extra"]) == (before[0], before[1] + 2, "CONFIRMED")
    draft = draft_of(filled, "R02")
    change_sessions.edit_session(filled, "R02", replace(draft, cohort="PSW 2025"))
    assert events(cohort_programme(filled, "PSW 2026"))["Extra"]["STATUS"] == "CANCELLED"
    assert events(cohort_programme(filled, "PSW 2025"))["Extra"]["STATUS"] == "CONFIRMED"


def test_a_leader_who_moved_or_left_has_what_comes_after_called_off(filled: Store) -> None:
    def statuses(reference: str) -> dict[str, str]:
        return {name: str(event["STATUS"]) for name, event in events(leader_sessions(filled, reference)).items()}

    change_cohorts.add(filled, "PSW 2027", 2027)
    drafted(filled, "R02", "2027-06-01 09:00", "2027-06-01 17:00", "Later")
    assert set(statuses("L001").values()) == {"CONFIRMED"}
    after = {"Leading": "CONFIRMED", "Away": "CONFIRMED", "Later": "CANCELLED", "Reading: last day": "CANCELLED"}
    change_leader(filled, "L001", state=LeaderState.WITHDRAWN, withdrawn_on=date(2027, 1, 15))
    assert statuses("L001") == after
    with clock.at(datetime(2027, 2, 1, tzinfo=UTC)):
        change_leader(filled, "L002", cohort="PSW 2027")
    assert statuses("L002") == after
    change_leader(filled, "L002", cohort="PSW 2026")
    assert set(statuses("L002").values()) == {"CONFIRMED"}
    assert events(cohort_programme(filled, "PSW 2026"))["Later"]["STATUS"] == "CONFIRMED"


def test_what_has_nothing_is_refused_in_a_sentence(filled: Store) -> None:
    change_cohorts.add(filled, "PSW 2027", 2027)
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: cohort_programme(filled, "PSW 2027"), "PSW 2027 has no sessions; there is nothing"),
        (lambda: leader_sessions(filled, "L999"), "There is no leader L999."),
        (lambda: due_calendar(filled, leader="L999"), "There is no leader L999."),
        (lambda: due_calendar(filled), "Nothing of all leaders has a due day; there is nothing"),
        (lambda: due_calendar(filled, leader="L001"), "Nothing of Amara Osei has a due day"),
    ]
    for call, sentence in refused:
        with pytest.raises(Refused) as refusal:
            call()
        assert str(refusal.value).startswith(sentence)


# -- coaching ------------------------------------------------------------------------------------------


def test_a_booking_that_was_taken_back_is_called_off(filled: Store) -> None:
    change_bookings.book(filled, "L001", london("2027-02-16 10:00").astimezone(UTC))
    made: list[Callable[[], bytes]] = [
        lambda: leader_calendar(filled, "L001"),
        lambda: coach_calendar(filled, "Sam Lee"),
    ]
    sent = [next(iter(events(make()).values())) for make in made]
    undo.undo(filled)
    for make, before in zip(made, sent, strict=True):
        (gone,) = events(make()).values()
        assert gone["SUMMARY"] == before["SUMMARY"]
        assert state(gone) == (str(before["UID"]), 1, "CANCELLED")


def test_a_booking_that_was_handed_over_is_called_off_for_the_coach_who_had_it(filled: Store) -> None:
    change_coaches.create(filled, "Rae Cole", "")
    change_bookings.book(filled, "L001", london("2027-02-16 10:00").astimezone(UTC))
    (before,) = events(coach_calendar(filled, "Sam Lee")).values()
    of_name = {coach.name: coach.id for coach in coaches.every(filled)}
    change_coaches.hand_over(filled, of_name["Sam Lee"], of_name["Rae Cole"], bookings=True)
    (handed,) = events(coach_calendar(filled, "Sam Lee")).values()
    assert state(handed) == (str(before["UID"]), 2, "CANCELLED"), "the booking changed, and whose leader it is"
    assert handed["SUMMARY"] == "Coaching: handed over", "whose it is concerns them no more"
    assert [state(event)[2] for event in events(coach_calendar(filled, "Rae Cole")).values()] == ["CONFIRMED"]
    undo.undo(filled)
    assert [state(event)[1:] for event in events(coach_calendar(filled, "Sam Lee")).values()] == [(4, "CONFIRMED")]


# -- due days ------------------------------------------------------------------------------------------


@pytest.fixture
def due(filled: Store) -> Store:
    """Amara has a case, was written to and is sent a catch-up."""
    record_marks.mark(filled, "W01", ["L001"], MarkValue.ABSENT)
    decisions.accept(filled, ["unexplained_absence:W01:L001"])
    communications.log(
        filled,
        "L001",
        direction=Direction.TO_LEADER,
        channel=Channel.EMAIL,
        reply_by=date(2027, 2, 12),
        summary=THIRD_PARTY,
    )
    catch_ups.send(filled, [("L001", "W01")], date(2027, 1, 29))
    return filled


def test_due_days_say_who_and_by_when_and_no_more(due: Store) -> None:
    data = due_calendar(due)
    listed = events(data)
    assert {name: event.decoded("DTSTART") for name, event in listed.items()} == {
        "Amara Osei: next step due": date(2027, 2, 8),
        "Amara Osei: reply due": date(2027, 2, 12),
        "Amara Osei: catch-up due, Leading": date(2027, 2, 12),
    }
    for event in listed.values():
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        assert (event["CLASS"], event["TRANSP"], event["STATUS"]) == ("PRIVATE", "TRANSPARENT", "CONFIRMED")
    text = data.decode().replace("\r\n ", "")
    assert not any(word in text for word in ("Whitlock", "stress", "concern", "absen", "illness"))
    assert due_calendar(due, leader="L001").replace(b"Amara Osei", b"all leaders", 1) == data
    assert list(events(due_calendar(due, cohort="PSW 2026"))) == list(listed)
    with pytest.raises(Refused, match="Nothing of PSW 2025"):
        due_calendar(due, cohort="PSW 2025")


def test_a_due_day_that_moved_or_is_over_with_updates_what_was_sent(due: Store) -> None:
    sent = {name: state(event) for name, event in events(due_calendar(due)).items()}

    def now(name: str) -> tuple[str, int, str]:
        uid, number, status = state(events(due_calendar(due))[name])
        assert uid == sent[name][0]
        assert number > sent[name][1]
        sent[name] = (uid, number, status)
        return sent[name]

    step, reply, caught_up = "Amara Osei: next step due", "Amara Osei: reply due", "Amara Osei: catch-up due, Leading"
    catch_ups.submitted(due, [("L001", "W01")], date(2027, 2, 1))
    assert now(caught_up)[2] == "CANCELLED"
    undo.undo(due)
    assert now(caught_up)[2] == "CONFIRMED"
    undo.undo(due)
    assert now(caught_up)[2] == "CANCELLED", "it was never sent"
    communications.log_word(due, "L001", Channel.CALL)
    assert now(reply)[2] == "CANCELLED"
    undo.undo(due)
    assert now(reply)[2] == "CONFIRMED"
    ladder_moves.move(due, "L001", Stage.RESOLVED, "done", "all well")
    assert (now(step)[2], now(reply)[2]) == ("CANCELLED", "CANCELLED")
    undo.undo(due)
    assert (now(step)[2], now(reply)[2]) == ("CONFIRMED", "CONFIRMED")
    undo.undo(due)
    assert now(reply)[2] == "CANCELLED", "it was never written"
    undo.undo(due)
    assert now(step)[2] == "CANCELLED", "it was never opened"


def test_what_is_due_of_others_does_not_change_with_one(due: Store) -> None:
    change_leader(due, "L002", offer_accepted_on=date(2026, 6, 1))
    communications.log(due, "L002", direction=Direction.ORGANISATION, channel=Channel.EMAIL, reply_by=date(2027, 2, 10))
    name = "Dewi Khan: reply from the organisation due"
    before = state(events(due_calendar(due))[name])
    communications.log_word(due, "L001", Channel.CALL)
    assert state(events(due_calendar(due))[name]) == before


def test_who_was_erased_is_in_no_calendar(due: Store) -> None:
    drafted(due, "R02", "2027-06-01 09:00", "2027-06-01 17:00", "Extra")
    undo.undo(due)
    change_bookings.book(due, "L001", london("2027-02-16 10:00").astimezone(UTC))
    undo.undo(due)
    ladder_moves.move(due, "L001", Stage.RESOLVED, "done", "all well")
    erase.erase(due, ["L001"], ErasureGround.ASKED)
    with pytest.raises(Refused, match="Nothing of all leaders"):
        due_calendar(due)
    with pytest.raises(Refused, match="has no coaching booked"):
        coach_calendar(due, "Sam Lee")
    assert events(cohort_programme(due, "PSW 2026"))["Extra"]["STATUS"] == "CANCELLED"


# -- any appointments ------------------------------------------------------------------------------------

_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), include_characters='\n\\,;:"'), max_size=90)
_FIRST = datetime(2026, 9, 1, tzinfo=UTC)
_MOMENTS = st.integers(0, 2 * 365 * 24 * 2).map(lambda halves: _FIRST + timedelta(minutes=30 * halves))


@st.composite
def _appointments(draw: st.DrawFn) -> Appointment:
    moment = draw(_MOMENTS)
    begins: datetime | date = moment
    ends: datetime | date = moment + timedelta(minutes=draw(st.integers(0, 4000)))
    if draw(st.booleans()):
        begins, ends = moment.date(), moment.date() + timedelta(days=draw(st.integers(1, 5)))
    return Appointment(
        uid=draw(st.uuids()).hex,
        times=draw(st.integers(1, 99)),
        changed_at=draw(_MOMENTS),
        summary=draw(_TEXTS),
        begins=begins,
        ends=ends,
        off=draw(st.booleans()),
        description=draw(_TEXTS),
        place=draw(_TEXTS),
        blocks=draw(st.booleans()),
        private=draw(st.booleans()),
    )


@given(st.lists(_appointments(), max_size=4, unique_by=lambda appointment: appointment.uid))
def test_what_is_put_in_comes_out(given_in: list[Appointment]) -> None:
    """Also in the hours around the changes of the clock, by the zone that the file brings."""
    calendar = Calendar.from_ical(calendar_file("Title", "sessions", given_in))
    read_back = {str(event["UID"]).removesuffix("@psw-tui"): event for event in calendar.walk("VEVENT")}
    assert not calendar.errors
    assert set(read_back) == {appointment.uid for appointment in given_in}
    for appointment in given_in:
        event = read_back[appointment.uid]
        ends = event.decoded("DTEND") if "DTEND" in event else event.decoded("DTSTART")
        assert (event.decoded("DTSTART"), ends) == (appointment.begins, appointment.ends)
        assert str(event["SUMMARY"]) == appointment.summary
        assert str(event["DESCRIPTION"]) == appointment.description
        assert str(event.get("LOCATION", "")) == appointment.place
        assert (event["STATUS"] == "CANCELLED", int(str(event["SEQUENCE"]))) == (appointment.off, appointment.times - 1)
