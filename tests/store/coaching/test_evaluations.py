"""Around coaching: recorded, taken back and done again; the coaches' numbers; Today's lines; who recorded what."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import BookingStatus, CoachForm, LeaderForm, LeaderState, Recording
from psw_tui.store.coaching import bookings, change_bookings, change_coaches, change_evaluations, coaches, evaluations
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused, Store, user
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredCoach
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.system import clock
from screens.today.agenda import agenda

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from psw_tui.store.reads.change import Change

TODAY = date(2027, 2, 1)
TOMORROW = TODAY + timedelta(days=1)
EVERYBODY = ("L001", "L002", "L003")
TABLES = ("booking", "introduction", "leader_evaluation", "coach_evaluation", "welfare_passed")


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time on London's clocks in the academic year 2026."""
    return datetime(2026 if month > 8 else 2027, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def kept(store: Store) -> dict[str, list[Any]]:
    """Everything that stands in the tables around coaching."""
    return {table: sorted(store.connection.execute(f"SELECT * FROM {table}").fetchall(), key=str) for table in TABLES}


def booked(store: Store, leader: str, start: datetime) -> str:
    change_bookings.book(store, leader, start)
    [record] = facts.records(store.connection, store.programmes, leaders=[leader])
    return next(booking.id for booking in record.bookings if booking.starts_at == start)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `coached` starts from, made once.

    Sam Lee coaches Amara and Dewi, Rae Cole coaches Beth. Amara: 12 Oct attended, 7 Dec not come, 16 Feb to come. Dewi:
    3 Nov attended, 20 Jan without an outcome, 25 Jan called off by the coach. Beth: 10 Nov cancelled three days before.
    """
    path = tmp_path_factory.mktemp("coached") / "psw.db"
    with clock.at(at(2, 1, 9)), Store.open(path, create_missing=True) as store:
        with store.command("Set up", {"cohorts", "leaders"}, leaders=()) as writing:
            from models.tables import CoachRow, CohortRow, LeaderRow

            cohort = CohortRow(
                name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31)
            )
            sam, rae = CoachRow(name="Sam Lee", email="sam@example.org"), CoachRow(name="Rae Cole")
            writing.session.add_all([cohort, sam, rae])
            for leader, first, last, coach in (
                ("L001", "Amara", "Osei", sam),
                ("L002", "Dewi", "Khan", sam),
                ("L003", "Beth", "Jones", rae),
            ):
                writing.session.add(
                    LeaderRow(
                        reference=leader,
                        cohort_id=cohort.id,
                        coach_id=coach.id,
                        first_name=first,
                        last_name=last,
                        state=LeaderState.ACTIVE,
                        offer_accepted_on=date(2026, 9, 1),
                    )
                )
        change_bookings.attended(store, [booked(store, "L001", at(10, 12))])
        change_bookings.no_show(store, [booked(store, "L001", at(12, 7))])
        booked(store, "L001", at(2, 16))
        change_bookings.attended(store, [booked(store, "L002", at(11, 3))])
        booked(store, "L002", at(1, 20))
        change_bookings.coach_cancelled(store, [booked(store, "L002", at(1, 25))])
        change_bookings.cancel(store, booked(store, "L003", at(11, 10)), at(11, 7))
    return path


@pytest.fixture
def coached(db: Path, made: Path) -> Iterator[Store]:
    """A copy of that file, open on 1 February 2027."""
    shutil.copy(made, db)
    with Store.open(db) as store:
        yield store


def coach_id(store: Store, name: str) -> str:
    return next(str(row.id) for row in facts.read(store.connection, StoredCoach) if row.name == name)


# -- commands --------------------------------------------------------------------------------------


COMMANDS: dict[str, tuple[Callable[[Store], Change], str]] = {
    "one who came to the introduction": (
        lambda store: change_evaluations.introduction(store, ["L001"], True),
        "Amara Osei: came to the introduction",
    ),
    "several who did not": (
        lambda store: change_evaluations.introduction(store, EVERYBODY, False),
        "3 leaders: did not come to the introduction",
    ),
    "a leader's form": (
        lambda store: change_evaluations.form_received(store, "L001", LeaderForm.SECOND, TODAY),
        "Amara Osei: evaluation form after the second session came on Mon 1 Feb 2027",
    ),
    "a coach's group form": (
        lambda store: change_evaluations.group_form_received(
            store, coach_id(store, "Sam Lee"), "PSW 2026", CoachForm.WINDOW_2, date(2027, 1, 31)
        ),
        "Sam Lee, PSW 2026: evaluation form after window 2 came on Sun 31 Jan 2027",
    ),
    "a welfare concern passed on": (
        lambda store: change_evaluations.welfare_passed(store, "L002", date(2027, 1, 5)),
        "Dewi Khan: a welfare concern was passed to the coaching officer, Tue 5 Jan 2027",
    ),
}


@pytest.mark.parametrize(("command", "what"), COMMANDS.values(), ids=COMMANDS)
def test_each_command_is_one_journal_entry_undone_and_redone(
    coached: Store, command: Callable[[Store], Change], what: str
) -> None:
    before, entries = kept(coached), len(history.entries(coached))
    change = command(coached)
    after = kept(coached)
    assert (change.what, change.kinds) == (what, frozenset({"bookings"}))
    assert after != before
    assert len(history.entries(coached)) == entries + 1
    [newest] = history.entries(coached, limit=1)
    assert (newest.what, newest.who) == (what, user())
    undo.undo(coached)
    assert kept(coached) == before
    undo.redo(coached)
    assert kept(coached) == after


def test_the_journal_has_the_rows_and_whose_they_are(coached: Store) -> None:
    change_evaluations.introduction(coached, EVERYBODY, True)
    change_evaluations.welfare_passed(coached, "L002", date(2027, 1, 5))
    rows = coached.connection.execute(
        'SELECT c.table_name, l.reference, c."before", c."after" FROM "change" c JOIN leader l ON l.id = c.leader_id'
        " WHERE c.table_name IN ('introduction', 'welfare_passed') ORDER BY 1, 2"
    ).fetchall()
    assert [row[:3] for row in rows] == [
        ("introduction", "L001", None),
        ("introduction", "L002", None),
        ("introduction", "L003", None),
        ("welfare_passed", "L002", None),
    ]
    assert set(json.loads(rows[-1][3])) == {"id", "leader_id", "passed_on"}
    assert "welfare concern" in history.entries(coached, "L002")[0].what
    assert "welfare" not in history.entries(coached, "L001")[0].what


def test_an_introduction_is_changed_and_cleared_and_never_counts(coached: Store) -> None:
    [before] = judge_all(coached, TODAY, leaders=["L001"])
    for came, expected in ((True, True), (False, False), (None, None)):
        change_evaluations.introduction(coached, ["L001", "L003"], came)
        kept = evaluations.introduction_and_welfare(coached, EVERYBODY)
        assert [kept[leader].came for leader in EVERYBODY] == [expected, None, expected]
        [after] = judge_all(coached, TODAY, leaders=["L001"])
        assert (after.standings, after.concerns) == (before.standings, before.concerns)
    undo.undo(coached)
    assert evaluations.introduction_and_welfare(coached, ["L001"])["L001"].came is False


def test_an_introduction_of_some_who_have_it_already_is_taken_for_the_others(coached: Store) -> None:
    change_evaluations.introduction(coached, ["L001"], True)
    assert change_evaluations.introduction(coached, EVERYBODY, True).rows
    assert len(kept(coached)["introduction"]) == 3
    undo.undo(coached)
    kept_of = evaluations.introduction_and_welfare(coached, EVERYBODY)
    assert [kept_of[leader].came for leader in EVERYBODY] == [True, None, None]


def test_a_leader_s_form_comes_is_corrected_and_is_taken_back(coached: Store) -> None:
    def received() -> list[str]:
        return [row[0] for row in coached.connection.execute("SELECT received_on FROM leader_evaluation")]

    change_evaluations.form_received(coached, "L001", LeaderForm.SECOND, date(2027, 1, 4))
    change_evaluations.form_received(coached, "L001", LeaderForm.SECOND, date(2027, 1, 5))
    assert received() == ["2027-01-05"]
    change = change_evaluations.form_received(coached, "L001", LeaderForm.SECOND, None)
    assert change.what == "Amara Osei: evaluation form after the second session has not come"
    assert received() == []
    for expected in (["2027-01-05"], ["2027-01-04"], []):
        undo.undo(coached)
        assert received() == expected


def test_a_group_form_is_one_coach_s_about_one_cohort(coached: Store) -> None:
    sam, rae = coach_id(coached, "Sam Lee"), coach_id(coached, "Rae Cole")
    change_evaluations.group_form_received(coached, sam, "PSW 2026", CoachForm.WINDOW_2, TODAY)

    def come() -> dict[str, list[bool]]:
        summaries = coaches.coaches(coached, judge_all(coached, TODAY), TODAY)
        return {row.name: [form.form.has_come(TODAY) for form in row.forms] for row in summaries}

    assert come() == {"Rae Cole": [False], "Sam Lee": [True]}
    change_evaluations.group_form_received(coached, sam, "PSW 2026", CoachForm.WINDOW_2, None)
    change_evaluations.group_form_received(coached, rae, "PSW 2026", CoachForm.WINDOW_2, TODAY)
    assert come() == {"Rae Cole": [True], "Sam Lee": [False]}


def test_welfare_days_are_kept_each_once(coached: Store) -> None:
    for day in (date(2027, 1, 5), date(2026, 11, 2)):
        change_evaluations.welfare_passed(coached, "L002", day)
    with pytest.raises(Refused, match="recorded already"):
        change_evaluations.welfare_passed(coached, "L002", date(2027, 1, 5))
    kept = evaluations.introduction_and_welfare(coached, ["L001", "L002"])
    assert kept["L002"].passed_on == (date(2026, 11, 2), date(2027, 1, 5))
    assert kept["L001"].passed_on == ()


@pytest.mark.parametrize(
    "command",
    [
        lambda store, day: change_evaluations.form_received(store, "L001", LeaderForm.SECOND, day),
        lambda store, day: change_evaluations.group_form_received(
            store, coach_id(store, "Sam Lee"), "PSW 2026", CoachForm.WINDOW_2, day
        ),
        lambda store, day: change_evaluations.welfare_passed(store, "L001", day),
    ],
    ids=["form", "group form", "welfare"],
)
def test_what_lies_ahead_is_refused_and_today_is_taken(
    coached: Store, command: Callable[[Store, date], Change]
) -> None:
    before, entries = kept(coached), len(history.entries(coached))
    with pytest.raises(Refused, match="Tue 2 Feb 2027 is still to come"):
        command(coached, TOMORROW)
    assert (kept(coached), len(history.entries(coached))) == (before, entries)
    command(coached, TODAY)
    assert kept(coached) != before


@pytest.mark.parametrize(
    ("command", "twice"),
    [
        (lambda store: change_evaluations.introduction(store, ["L001"], True), True),
        (lambda store: change_evaluations.introduction(store, ["L001"], None), False),
        (lambda store: change_evaluations.form_received(store, "L001", LeaderForm.LAST, TODAY), True),
        (lambda store: change_evaluations.form_received(store, "L001", LeaderForm.LAST, None), False),
    ],
    ids=["came twice", "nothing to clear", "the same day twice", "nothing to import back"],
)
def test_what_changes_nothing_is_refused_and_leaves_no_entry(
    coached: Store, command: Callable[[Store], Change], *, twice: bool
) -> None:
    if twice:
        command(coached)
    before, entries = kept(coached), len(history.entries(coached))
    with pytest.raises(Refused):
        command(coached)
    assert (kept(coached), len(history.entries(coached))) == (before, entries)


def test_who_is_not_there_is_refused(coached: Store) -> None:
    before = kept(coached)
    commands: list[Callable[[], object]] = [
        lambda: change_evaluations.introduction(coached, ["L001", "L999"], True),
        lambda: change_evaluations.form_received(coached, "L999", LeaderForm.LAST, TODAY),
        lambda: change_evaluations.welfare_passed(coached, "L999", TODAY),
        lambda: change_evaluations.group_form_received(
            coached, coach_id(coached, "Sam Lee"), "PSW 1999", CoachForm.WINDOW_2, TODAY
        ),
        lambda: change_evaluations.group_form_received(coached, "0" * 32, "PSW 2026", CoachForm.WINDOW_2, TODAY),
    ]
    for command in commands:
        with pytest.raises(Refused):
            command()
    assert kept(coached) == before


# -- the coaches' page -----------------------------------------------------------------------------


def test_the_coaches_numbers_by_hand(coached: Store) -> None:
    """Sam: window 1 holds 12 Oct and 3 Nov, window 2 7 Dec (spent) and 20 Jan, window 3 16 Feb; 20 Jan is to record
    and 25 Jan to rebook. Rae: nothing holds a window, and with two closed Beth is behind."""
    rae, sam = coaches.coaches(coached, judge_all(coached, TODAY), TODAY)
    assert (rae.name, rae.email, rae.leaders) == ("Rae Cole", "", ("L003",))
    assert (rae.load, rae.unrecorded, rae.to_rebook, rae.behind) == ((0, 0, 0, 0, 0, 0), 0, 0, 1)
    assert (sam.name, sam.email, set(sam.leaders)) == ("Sam Lee", "sam@example.org", {"L001", "L002"})
    assert (sam.load, sam.unrecorded, sam.to_rebook, sam.behind) == ((2, 2, 1, 0, 0, 0), 1, 1, 0)
    for row in (rae, sam):
        [owed] = row.forms
        assert (owed.cohort, owed.point, owed.form.due_on) == ("PSW 2026", CoachForm.WINDOW_2, date(2027, 2, 14))


def test_the_coaches_numbers_on_another_day(coached: Store) -> None:
    """On 31 January window 2 is still open, so no form is owed and Beth is one window behind; on 17 February Amara's
    session is to record as well."""
    day = date(2027, 1, 31)
    rae, sam = coaches.coaches(coached, judge_all(coached, day), day)
    assert (rae.forms, sam.forms, rae.behind, sam.unrecorded) == ((), (), 1, 1)
    day = date(2027, 2, 17)
    rae, sam = coaches.coaches(coached, judge_all(coached, day), day)
    assert (sam.load, sam.unrecorded) == ((2, 2, 1, 0, 0, 0), 2)


@pytest.mark.parametrize(
    ("leaves", "owes"),
    [("Sam Lee", [CoachForm.WINDOW_2]), ("Rae Cole", [])],
    ids=["held two in windows 1 and 2", "held none"],
)
@pytest.mark.parametrize("day", [TODAY, date(2027, 10, 1)], ids=["window 2 over", "all over"])
def test_whoever_hands_all_leaders_over_owes_the_form_about_what_was_held(
    coached: Store, leaves: str, owes: list[CoachForm], day: date
) -> None:
    by_name = {coach.name: coach.id for coach in coaches.every(coached)}
    into = next(key for name, key in by_name.items() if name != leaves)
    change_coaches.hand_over(coached, by_name[leaves], into, bookings=True)
    judged = judge_all(coached, day)
    summary = next(row for row in coaches.coaches(coached, judged, day) if row.name == leaves)
    asked = next(row for row in coaches.asked(coached, judged, day) if row.name == leaves)
    assert summary.leaders == ()
    assert [form.point for form in summary.forms] == owes
    assert asked.forms == summary.forms


def test_whoever_stands_in_once_owes_no_form_about_an_earlier_window(coached: Store) -> None:
    by_name = {coach.name: coach.id for coach in coaches.every(coached)}
    change_coaches.hand_over(coached, by_name["Rae Cole"], by_name["Sam Lee"], bookings=True)
    with clock.at(at(4, 20, 9)):
        coached.today = date(2027, 4, 20)
        change_bookings.book(coached, "L001", at(4, 6, 10), coach=by_name["Rae Cole"])
        [record] = facts.records(coached.connection, coached.programmes, leaders=["L001"])
        change_bookings.attended(coached, [booking.id for booking in record.bookings if booking.coach == "Rae Cole"])
    for day, owes in ((date(2027, 4, 20), []), (date(2027, 10, 1), [CoachForm.WINDOW_6])):
        asked = next(row for row in coaches.asked(coached, judge_all(coached, day), day) if row.name == "Rae Cole")
        assert [form.point for form in asked.forms] == owes


def test_who_has_left_is_not_behind_and_a_leader_without_a_coach_is_nobody_s(coached: Store) -> None:
    with coached.command("Left", {"leaders"}, leaders=["L003"]) as writing:
        from models.tables import LeaderRow

        coached.only_row(writing.session, LeaderRow, "leader", reference="L003").state = LeaderState.WITHDRAWN
        coached.only_row(writing.session, LeaderRow, "leader", reference="L002").coach_id = None
    rae, sam = coaches.coaches(coached, judge_all(coached, TODAY), TODAY)
    assert (rae.leaders, rae.behind) == (("L003",), 0)
    assert (sam.leaders, sam.load, sam.unrecorded, sam.to_rebook) == (("L001",), (1, 1, 1, 0, 0, 0), 0, 0)


# -- Today -------------------------------------------------------------------------------------------


def arranged(store: Store, day: date) -> list[tuple[str, str, str]]:
    """Today's lines on recording and forms: who, what, and how late."""
    arranged = agenda(store, judge_all(store, day), day)
    kinds = ("recording_to_ask", "form_owed", "group-form")
    return [
        (item.what, item.detail, item.tone)
        for group in arranged.groups
        if group.title in ("To arrange", "Forms to come")
        for item in group.items
        if item.key.startswith(kinds)
    ]


ASK = ("Amara Osei", "Tue 16 Feb 10:00, third session: ask whether it may be recorded", "normal")
FORM = "form overdue since Mon 21 Dec: second session"
GROUP = "form due Sun 14 Feb: window 2, group form"


def test_recording_and_forms_stand_on_today_until_they_are_done(coached: Store) -> None:
    """Amara's session of 7 December counted as attended: her form was due on 21 December, and 16 February is her
    third."""
    [second] = [
        booking
        for booking in judge_all(coached, TODAY, leaders=["L001"])[0].record.bookings
        if booking.starts_at == at(12, 7)
    ]
    groups = [("Rae Cole", GROUP, "normal"), ("Sam Lee", GROUP, "normal")]
    assert arranged(coached, TODAY) == groups, "two used but one attended: nothing to ask, no form"
    change_bookings.attended(coached, [second.id])
    assert arranged(coached, TODAY) == [ASK, ("Amara Osei", FORM, "bad"), *groups]
    [third] = [
        booking
        for booking in judge_all(coached, TODAY, leaders=["L001"])[0].record.bookings
        if booking.starts_at == at(2, 16)
    ]
    change_bookings.edit(coached, third.id, None, Recording.OPTED_OUT)
    assert arranged(coached, TODAY) == [("Amara Osei", FORM, "bad"), *groups]
    change_evaluations.form_received(coached, "L001", LeaderForm.SECOND, TODAY)
    assert arranged(coached, TODAY) == groups
    change_evaluations.group_form_received(coached, coach_id(coached, "Sam Lee"), "PSW 2026", CoachForm.WINDOW_2, TODAY)
    assert arranged(coached, TODAY) == groups[:1]


@pytest.mark.parametrize(
    ("day", "tone"), [(date(2027, 2, 13), "normal"), (date(2027, 2, 14), "normal"), (date(2027, 2, 15), "bad")]
)
def test_a_group_form_is_late_the_day_after_it_was_due(coached: Store, day: date, tone: str) -> None:
    assert [(what, told) for what, _, told in arranged(coached, day)] == [("Rae Cole", tone), ("Sam Lee", tone)]


def test_the_heading_of_what_is_asked_for_says_that_forms_days_are_local(coached: Store) -> None:
    groups = {group.title: group for group in agenda(coached, judge_all(coached, TODAY), TODAY).groups}
    assert groups["Forms to come"].heading == "Forms to come, days of forms (local setting)"


def test_a_form_s_line_leads_to_the_leader_on_the_board(coached: Store) -> None:
    [second] = [
        booking
        for booking in judge_all(coached, TODAY, leaders=["L001"])[0].record.bookings
        if booking.starts_at == at(12, 7)
    ]
    change_bookings.attended(coached, [second.id])
    arranged = agenda(coached, judge_all(coached, TODAY), TODAY)
    items = [item for group in arranged.groups for item in group.items if item.what == "Amara Osei"]
    kinds = {item.key.split(":")[0]: (item.area, item.row) for item in items}
    assert kinds["recording_to_ask"] == kinds["form_owed"] == ("coaching", "L001")


# -- who put it on record, and when --------------------------------------------------------------------


def test_who_put_each_booking_on_record_and_changed_it_last(small: Store) -> None:
    with clock.at(at(1, 11, 9, 30)):
        first, second = booked(small, "L001", at(12, 11)), booked(small, "L001", at(1, 8))
    with clock.at(at(1, 20, 16)):
        change_bookings.attended(small, [first])
    who = user()
    assert bookings.recorded(small, "L001") == {
        first: f"Put on record Mon 11 Jan 2027 09:30 by {who}; last: “Marked coaching of Amara Osei on Fri 11 Dec "
        f"10:00 as attended”, Wed 20 Jan 2027 16:00 by {who}.",
        second: f"Put on record Mon 11 Jan 2027 09:30 by {who}.",
    }
    assert bookings.recorded(small, "L002") == {}


def test_what_was_taken_back_stays_on_record(small: Store) -> None:
    booking = booked(small, "L001", at(12, 11))
    change_bookings.no_show(small, [booking])
    undo.undo(small)
    assert "last: “Und" in bookings.recorded(small, "L001")[booking]


def test_everything_entered_weeks_late_comes_to_what_it_would_have_come_to(small: Store) -> None:
    """Entered on 1 February, in time is still in time and late is still late; when it was learned is kept beside it."""
    for start, notice, expected in (
        (at(10, 25), at(10, 24, 11), BookingStatus.CANCELLED_IN_TIME),
        (at(12, 11), at(12, 10), BookingStatus.CANCELLED_IN_TIME),
        (at(12, 18), at(12, 17, 10, 1), BookingStatus.SPENT),
        (at(1, 8), at(1, 8, 10, 30), BookingStatus.SPENT),
    ):
        statuses = {}
        for leader, entered in (("L001", notice + timedelta(minutes=1)), ("L002", at(2, 1, 12))):
            with clock.at(entered):
                booking = booked(small, leader, start)
                change_bookings.cancel(small, booking, notice)
            [record] = facts.records(small.connection, small.programmes, leaders=[leader])
            [entry] = [entry for entry in bookings.ledger(record) if entry.booking.id == booking]
            [learned] = small.connection.execute("SELECT learned_at FROM booking WHERE id = ?", (booking,)).fetchone()
            assert stored_values.to_instant(learned) == entered
            statuses[leader] = entry.status
        assert statuses == {"L001": expected, "L002": expected}
