"""Coaches are people too: found, renamed, merged, handed over, removed; each taken back whole by one undo."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models import migrations
from psw_tui.policy.terms import CoachForm
from psw_tui.store.coaching import (
    bookings,
    change_bookings,
    change_coaches,
    change_evaluations,
    coaches,
    double_bookings,
)
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.rows import StoredCoach
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.roster.leaders import particulars, refusal
from psw_tui.store.system import clock
from screens.roster.coach_field import NamedCoach, coach_field
from screens.today.agenda import agenda
from tests.helpers import asked_of, make_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from psw_tui.store.reads.change import Change
    from screens.dialogs.form import Field

_NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
_TABLES = ("coach", "leader", "booking", "coach_evaluation")


def _make(store: Store) -> None:
    """Two Sam Lees; Rae Cole, without an e-mail; and Jo Ray, who has nobody."""
    change_cohorts.add(store, "PSW 2026", 2026)
    who = (
        ("Amara", "Sam Lee", "sam@x.uk"),
        ("Dewi", "Sam Lee", "lee@x.uk"),
        ("Beth", "Rae Cole", ""),
        ("Cara", "Sam Lee", "lee@x.uk"),
    )
    for number, (first, name, email) in enumerate(who, 1):
        values: dict[str, Any] = {
            "reference": f"L00{number}",
            "first_name": first,
            "last_name": "Osei",
            "cohort": "PSW 2026",
        }
        values |= {"offer_accepted_on": date(2026, 9, 1), "coach": name, "coach_email": email}
        change_leaders.create_leader(store, values)
    change_coaches.create(store, " Jo  Ray ", "")
    change_bookings.book(store, "L002", datetime(2026, 12, 7, 10, tzinfo=UTC))
    change_bookings.book(store, "L002", datetime(2027, 2, 8, 10, tzinfo=UTC))
    change_bookings.book(store, "L001", datetime(2027, 2, 9, 10, tzinfo=UTC))
    for whose, day in (("sam@x.uk", date(2027, 1, 9)), ("lee@x.uk", date(2027, 1, 5))):
        change_evaluations.group_form_received(store, coach(store, whose), "PSW 2026", CoachForm.WINDOW_2, day)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with clock.at(_NOW):
        path = make_once(tmp_path / "psw.db", "coaches", _make)
        with Store.open(path) as opened:
            yield opened


def coach(store: Store, what: str) -> str:
    """The id of the coach with this e-mail or name."""
    return next(row.id for row in coaches.every(store) if what in (row.email, row.name))


def people(store: Store) -> list[tuple[str, str]]:
    return [(row.name, row.email) for row in coaches.every(store)]


def coach_of(store: Store, leader: str) -> tuple[str, str]:
    found = particulars(store, leader)
    assert found is not None
    return found.coach, found.coach_email


def everything(store: Store) -> dict[str, list[Any]]:
    return {table: sorted(store.connection.execute(f"SELECT * FROM {table}").fetchall(), key=str) for table in _TABLES}


# -- who is meant ------------------------------------------------------------------------------------

_KNOWN = [StoredCoach("1", "Zoë Lee", "zoe@x.uk"), StoredCoach("2", "Sam Lee", "sam@x.uk"), StoredCoach("3", "Jo", "")]
_TWO = [StoredCoach("1", "Sam Lee", "a@x.uk"), StoredCoach("2", "Sam Lee", "b@x.uk"), StoredCoach("3", "sam lee", "")]


@pytest.mark.parametrize(
    ("known", "given", "own", "found"),
    [
        (_KNOWN, ("Sam Lee", ""), ("Jo", ""), ("Sam Lee", "sam@x.uk")),
        (_KNOWN, ("zoe lee", ""), ("", ""), ("Zoë Lee", "zoe@x.uk")),
        (_KNOWN, ("SAM LEE", "SAM@x.uk"), ("", ""), ("Sam Lee", "sam@x.uk")),
        (_KNOWN, ("jo", "jo@x.uk"), ("", ""), ("Jo", "jo@x.uk")),
        (_KNOWN, ("Sam Lee", "other@x.uk"), ("", ""), ("Sam Lee", "other@x.uk")),
        (_KNOWN, ("New One", ""), ("Sam Lee", "sam@x.uk"), ("New One", "")),
        (_TWO, ("Sam Lee", ""), ("Sam Lee", "b@x.uk"), ("Sam Lee", "b@x.uk")),
        (_TWO, ("sam lee", ""), ("", ""), ("sam lee", "")),
        (_TWO, ("SAM LEE", ""), ("", ""), ("sam lee", "")),
    ],
)
def test_who_is_meant(known: list[StoredCoach], given: tuple[str, str], own: tuple[str, str], found: object) -> None:
    assert coaches.meant(known, *given, own) == found


def test_choosing_another_coach_takes_theirs_and_touches_nobody_s_e_mail(store: Store) -> None:
    before = people(store)
    change_leaders.edit_leader(store, "L001", {"coach": "rae cole"})
    assert coach_of(store, "L001") == ("Rae Cole", "")
    change_leaders.edit_leader(store, "L003", {"coach": "Sam Lee", "coach_email": "sam@x.uk"})
    assert coach_of(store, "L003") == ("Sam Lee", "sam@x.uk")
    assert people(store) == before
    assert change_leaders.edit_leader(store, "L003", {"coach": "SAM LEE", "coach_email": ""}) is None


def test_a_name_that_several_have_is_refused_until_the_e_mail_tells_which(store: Store) -> None:
    sentence = "Several coaches are called Sam Lee: give the e-mail of the one who is meant, lee@x.uk or sam@x.uk."
    assert refusal(store, {"coach": "Sam Lee"}, "L003") == sentence
    with pytest.raises(Refused, match="Several coaches"):
        change_leaders.edit_leaders(store, ["L003"], {"coach": "Sam Lee"})


def field(store: Store, leader: str) -> Field:
    found = particulars(store, leader)
    assert found is not None
    return coach_field(store, found)


@pytest.mark.parametrize(
    ("typed", "read", "said"),
    [
        ("rae cole", NamedCoach("Rae Cole", ""), "no e-mail is known"),
        ("sam lee <sam@x.uk>", NamedCoach("Sam Lee", "sam@x.uk"), "sam@x.uk"),
        ("Sam Lee lee@x.uk", NamedCoach("Sam Lee", "lee@x.uk"), "lee@x.uk"),
        ("Rae Cole rae@x.uk", NamedCoach("Rae Cole", "rae@x.uk"), "Rae Cole gets this e-mail"),
        ("Ty Moss <ty@x.uk>", NamedCoach("Ty Moss", "ty@x.uk"), "a new coach"),
        ("Rae", NamedCoach("Rae", ""), ""),
        ("", NamedCoach(), None),
    ],
)
def test_the_field_reads_a_coach_and_says_whose_e_mail_it_takes(
    store: Store, typed: str, read: NamedCoach, said: str | None
) -> None:
    asks = field(store, "L001")
    assert asks.value == "Sam Lee <sam@x.uk>"
    assert asks.read(asks.value) == NamedCoach("Sam Lee", "sam@x.uk")
    found = asks.read(typed)
    assert found == read
    assert asks.say is not None
    assert said is None or asks.say(found) == said


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("rae cole", None),
        ("", None),
        ("Ray Cole", "No coach is called Ray Cole; did you mean Rae Cole?"),
        ("Ty Moss <ty@x.uk>", "No coach is called Ty Moss <ty@x.uk>; make one?"),
    ],
)
def test_a_slip_is_asked_about_before_it_is_a_coach(store: Store, typed: str, asked: str | None) -> None:
    names = field(store, "L003").names
    assert names is not None
    question = names.question(typed, lambda _name: None, lambda: None)
    assert (question and question._title) == asked


def test_of_several_the_field_wants_the_e_mail(store: Store) -> None:
    with pytest.raises(ValueError, match="Several coaches are called Sam Lee"):
        field(store, "L003").read("sam lee")


# -- the commands ------------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[Callable[[Store], Change | None], str]] = {
    "add": (lambda s: change_coaches.create(s, "Di Fox", "di@x.uk"), "Added the coach Di Fox (di@x.uk)"),
    "rename": (
        lambda s: change_coaches.edit(s, coach(s, "Rae Cole"), "Rae Coles", ""),
        "Renamed the coach Rae Cole: Rae Coles",
    ),
    "e-mail": (
        lambda s: change_coaches.edit(s, coach(s, "Rae Cole"), "Rae Cole", "rae@x.uk"),
        "Rae Cole: e-mail rae@x.uk",
    ),
    "merge": (
        lambda s: change_coaches.merge(s, coach(s, "sam@x.uk"), coach(s, "lee@x.uk")),
        "Merged the coaches Sam Lee <sam@x.uk> and Sam Lee <lee@x.uk>",
    ),
    "merge into one without an e-mail": (
        lambda s: change_coaches.merge(s, coach(s, "sam@x.uk"), coach(s, "Rae Cole")),
        "Merged the coaches Sam Lee and Rae Cole",
    ),
    "hand over": (
        lambda s: change_coaches.hand_over(s, coach(s, "lee@x.uk"), coach(s, "Jo Ray"), bookings=True),
        "Handed 2 leaders of Sam Lee to Jo Ray, with 1 booking to come",
    ),
    "remove": (lambda s: change_coaches.remove(s, coach(s, "Jo Ray")), "Removed the coach Jo Ray"),
    "tell apart": (
        lambda s: change_coaches.tell_apart(s, [coach(s, "sam@x.uk"), coach(s, "lee@x.uk")]),
        "2 coaches called Sam Lee are people of their own",
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_is_one_entry_and_is_taken_back_and_made_again_whole(store: Store, name: str) -> None:
    command, what = COMMANDS[name]
    before = everything(store)
    change = command(store)
    assert change is not None
    assert change.what == what
    after = everything(store)
    assert after != before
    undo.undo(store)
    assert everything(store) == before
    undo.redo(store)
    assert everything(store) == after


def test_all_of_one_goes_to_the_other_in_a_merger(store: Store) -> None:
    change_coaches.merge(store, coach(store, "sam@x.uk"), coach(store, "lee@x.uk"))
    assert people(store) == [("Jo Ray", ""), ("Rae Cole", ""), ("Sam Lee", "lee@x.uk")]
    kept = coach(store, "lee@x.uk")
    own = coaches.own(store, kept)
    assert own.words == "3 leaders, 3 bookings, 1 group form"
    assert store.connection.execute("SELECT received_on FROM coach_evaluation").fetchall() == [("2027-01-05",)]


def test_of_two_the_e_mail_that_is_known_stays(store: Store) -> None:
    change_coaches.edit(store, coach(store, "Jo Ray"), "Rae Cole", "rae@x.uk")
    unnamed = next(row.id for row in coaches.every(store) if (row.name, row.email) == ("Rae Cole", ""))
    change_coaches.merge(store, coach(store, "rae@x.uk"), unnamed)
    assert coach_of(store, "L003") == ("Rae Cole", "rae@x.uk")
    undo.undo(store)
    assert coach_of(store, "L003") == ("Rae Cole", "")


@pytest.mark.parametrize(("with_bookings", "moved"), [(True, ["Sam Lee", "Jo Ray"]), (False, ["Sam Lee", "Sam Lee"])])
def test_what_was_held_stays_with_whom_it_was_held(store: Store, with_bookings: bool, moved: list[str]) -> None:
    change_coaches.hand_over(store, coach(store, "lee@x.uk"), coach(store, "Jo Ray"), bookings=with_bookings)
    assert coach_of(store, "L002") == coach_of(store, "L004") == ("Jo Ray", "")
    assert [entry.booking.coach for entry in bookings.ledger(bookings.record_of(store, "L002"))] == moved


_REFUSED: dict[str, tuple[Callable[[Store], object], str]] = {
    "no name": (lambda s: change_coaches.create(s, " ", "a@x.uk"), "A coach needs a name."),
    "no address": (lambda s: change_coaches.create(s, "Al", "al at x"), "“al at x” is not an e-mail address."),
    "there": (
        lambda s: change_coaches.create(s, "SAM LEE", "Sam@x.uk"),
        r"Sam Lee \(sam@x.uk\) is a coach already; one person twice is merged",
    ),
    "renamed to one who is there": (
        lambda s: change_coaches.edit(s, coach(s, "Jo Ray"), "rae cole", ""),
        "Rae Cole, without an e-mail, is a coach already",
    ),
    "merged with themselves": (
        lambda s: change_coaches.merge(s, coach(s, "Jo Ray"), coach(s, "Jo Ray")),
        "can't be merged with themselves",
    ),
    "nobody to hand over": (
        lambda s: change_coaches.hand_over(s, coach(s, "Jo Ray"), coach(s, "Rae Cole"), bookings=True),
        "Jo Ray has no leader to hand over.",
    ),
    "handed to themselves": (
        lambda s: change_coaches.hand_over(s, coach(s, "Rae Cole"), coach(s, "Rae Cole"), bookings=True),
        "They are Rae Cole's leaders already",
    ),
    "in use": (
        lambda s: change_coaches.remove(s, coach(s, "sam@x.uk")),
        "Sam Lee has 1 leader, 1 booking, 1 group form, so can't be removed",
    ),
    "gone": (lambda s: change_coaches.remove(s, "0" * 32), "That coach is not there any more"),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_is_refused_changes_nothing(store: Store, name: str) -> None:
    command, sentence = _REFUSED[name]
    before = everything(store)
    with pytest.raises(Refused, match=sentence):
        command(store)
    assert everything(store) == before


def test_a_merger_is_offered_until_they_were_told_apart_and_anew_with_another(store: Store) -> None:
    verdicts = judge_all(store, store.today)
    offered = [item for group in agenda(store, verdicts, store.today).groups for item in group.items]
    assert [item.what for item in offered if item.key.startswith("of-one-name")] == ["2 coaches called Sam Lee"]
    rows = {row.label: row.shares_a_name for row in coaches.coaches(store, verdicts, store.today)}
    assert rows == {"Jo Ray": False, "Rae Cole": False, "Sam Lee <lee@x.uk>": True, "Sam Lee <sam@x.uk>": True}
    change_coaches.tell_apart(store, [coach(store, "lee@x.uk"), coach(store, "sam@x.uk")])
    assert coaches.of_one_name(coaches.every(store)) == []
    change_coaches.edit(store, coach(store, "Jo Ray"), "sam lee", "")
    assert len(coaches.of_one_name(coaches.every(store))[0]) == 3


# -- booked twice ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leader", "start", "said"),
    [
        ("L004", datetime(2027, 2, 8, 10, tzinfo=UTC), "Sam Lee has Dewi Osei on Mon 8 Feb 2027 10:00 already."),
        ("L004", datetime(2027, 2, 8, 10, 30, tzinfo=UTC), "Sam Lee has Dewi Osei on Mon 8 Feb 2027 10:00 already."),
        ("L004", datetime(2027, 2, 8, 16, tzinfo=UTC), None),
        ("L001", datetime(2027, 2, 8, 10, tzinfo=UTC), None),
        ("L003", datetime(2027, 2, 8, 10, tzinfo=UTC), None),
    ],
)
def test_whom_the_coach_has_at_that_hour(store: Store, leader: str, start: datetime, said: str | None) -> None:
    """Another coach of the same name has other hours."""
    assert double_bookings.hours(store, bookings.record_of(store, leader)).taken(start) == said


def test_the_hours_of_a_coach_are_read_once_a_form(store: Store) -> None:
    """Each key of the start asks again, and none of them asks the file."""
    hours = double_bookings.hours(store, bookings.record_of(store, "L004"))
    starts = [datetime(2027, 2, 8, hour, tzinfo=UTC) for hour in (8, 10, 12)]
    with asked_of(store) as statements:
        assert [hours.taken(start) is None for start in starts] == [True, False, True]
    assert statements == []


def test_a_coach_booked_twice_is_shown_until_one_of_them_is_called_off(store: Store) -> None:
    assert double_bookings.clashes(store) == {}
    start = datetime(2027, 2, 8, 10, 30, tzinfo=UTC)
    change_bookings.book(store, "L004", start)
    [(whose, [clash])] = double_bookings.clashes(store).items()
    assert whose == coach(store, "lee@x.uk")
    assert clash.words == "Mon 8 Feb 2027 10:00, Dewi Osei, and Mon 8 Feb 2027 10:30, Cara Osei"
    record = bookings.record_of(store, "L004")
    [new] = record.bookings
    assert double_bookings.hours(store, record, new.id).taken(start) is not None
    change_bookings.coach_cancelled(store, [bookings.record_of(store, "L002").bookings[-1].id])
    assert double_bookings.clashes(store) == {}
    assert double_bookings.hours(store, record, new.id).taken(start) is None


def test_the_same_hour_is_said_once(store: Store) -> None:
    change_bookings.book(store, "L004", datetime(2027, 2, 8, 10, tzinfo=UTC))
    [[clash]] = double_bookings.clashes(store).values()
    assert clash.words.startswith("Mon 8 Feb 2027 10:00, ")
    assert clash.words.count("10:00") == 1


# -- an older file -----------------------------------------------------------------------------------


def test_an_older_file_is_brought_up_to_date_and_its_coaches_can_still_be_undone(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the journal of an older file says of a coach has no column for who was told apart."""
    with monkeypatch.context() as old:
        old.setattr(migrations, "STEPS", migrations.STEPS[:6])
        old.setattr(migrations, "HEAD", 6)
        migrations.create(db)
    one, two, entry = (f"{number:032x}" for number in (1, 2, 3))
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(
            "INSERT INTO operation VALUES (?, 1, '2026-11-01 10:00:00', 'bdo', 'Added', 'leaders', NULL, NULL, '')",
            [entry],
        )
        for number, key in enumerate((one, two)):
            row = {"id": key, "name": "Sam Lee", "email": f"{number}@x.uk"}
            connection.execute("INSERT INTO coach VALUES (:id, :name, :email)", row)
            connection.execute(
                "INSERT INTO change VALUES (?, ?, ?, 'coach', ?, NULL, NULL, ?)",
                (f"{number + 4:032x}", entry, number, key, json.dumps(row)),
            )
    with Store.open(db) as store:
        assert [row.id for row in coaches.of_one_name(coaches.every(store))[0]] == [one, two]
        change_coaches.tell_apart(store, [one, two])
        undo.undo(store)
        undo.undo(store)
        assert people(store) == []
        undo.redo(store)
        assert len(people(store)) == 2
