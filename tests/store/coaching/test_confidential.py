"""H:confidentiality, read from the file, the commands, the dialogs and the exports: no place for what was said."""

from __future__ import annotations

import csv
import inspect
import io
import re
import sqlite3
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input, TextArea

from psw_tui.app import PswApp
from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar
from psw_tui.exchange.coaching.coach_list import HEADINGS, coach_list
from psw_tui.policy import records, terms
from psw_tui.store.coaching import change_bookings, change_evaluations
from screens.coaching.board import CoachingScreen
from screens.coaching.coaches import CoachesScreen
from screens.coaching.ledger import LedgerScreen
from screens.dialogs.form import Form, as_text
from screens.shell.dialog import Dialog
from screens.shell.plain_dialogs import Choose
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

    from psw_tui.store.core.store import Store

PROSE = "She said that she is not coping"

# -- the schema of a real file -----------------------------------------------------------------------

#: The enum behind each word that may stand in these tables; a column that is not here has no list to be held against.
WORDS = {
    ("booking", "outcome"): terms.Outcome,
    ("booking", "cancelled_by"): terms.CancelledBy,
    ("booking", "waived_reason"): terms.WaivedReason,
    ("booking", "recording"): terms.Recording,
    ("leader_evaluation", "point"): terms.LeaderForm,
    ("coach_evaluation", "point"): terms.CoachForm,
}
AROUND = {"booking", "introduction", "leader_evaluation", "coach_evaluation", "welfare_passed"}
#: The coach table holds a name and an address, as the roster does: who coaches, and nothing of any session. So it is
#: left out of what is checked, and held to those two columns and a yes or no of who is who.
PEOPLE = "coach"
_NO_TEXT = re.compile(r"(DATETIME|DATE|INTEGER|BOOLEAN)")
_KEY = "CHAR(32)"


def tables(connection: sqlite3.Connection) -> set[str]:
    """The tables of coaching: those named in `AROUND`, those that refer to a booking, and those whose name says so."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    own = set(AROUND)
    for name in names:
        refers = {row[2] for row in connection.execute(f"PRAGMA foreign_key_list('{name}')")}
        says = any(word in name for word in ("coach", "booking", "evaluation", "welfare", "introduction"))
        if says or refers & AROUND:
            own.add(name)
    return own - {PEOPLE}


def places_for_text(connection: sqlite3.Connection) -> list[str]:
    """Every column of those tables in which words of one's own could be written.

    A column may be a day, an instant, a number or a yes or no; a key that is the table's own or refers to another's; or
    a word of a list that the file itself checks.
    """
    places = []
    for table in sorted(tables(connection)):
        row = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        if row is None or row[0] != "table":
            places.append(f"{table}: no table")
            continue
        links = {link[3] for link in connection.execute(f"PRAGMA foreign_key_list('{table}')")}
        for _, name, kind, _, _, primary in connection.execute(f"PRAGMA table_info('{table}')"):
            is_key = kind == _KEY and (primary or name in links)
            if not (_NO_TEXT.fullmatch(kind) or is_key or listed(row[1], name)):
                places.append(f"{table}.{name}")
    return places


def listed(sql: str, column: str) -> set[str]:
    """The words to which a CHECK of its own limits a column, with nothing else in the CHECK."""
    check = re.search(rf"CHECK \({column} IN \(((?:'\w+'(?:, )?)+)\)\)", sql)
    return set() if check is None else set(re.findall(r"'(\w+)'", check[1]))


def test_no_column_around_coaching_takes_words_of_one_s_own(small: Store) -> None:
    assert tables(small.connection) == AROUND
    assert places_for_text(small.connection) == []


def test_each_word_is_of_the_list_that_the_rules_know(small: Store) -> None:
    words_of = {}
    for table in AROUND:
        (sql,) = small.connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        for _, name, kind, *_ in small.connection.execute(f"PRAGMA table_info({table})"):
            if kind.startswith("VARCHAR"):
                words_of[table, name] = listed(sql, name)
    assert words_of == {place: {word.value for word in words} for place, words in WORDS.items()}


def test_the_coach_table_is_a_name_and_an_address(small: Store) -> None:
    columns = [row[1] for row in small.connection.execute("PRAGMA table_info(coach)")]
    assert columns == ["id", "name", "email", "told_apart"]


@pytest.fixture
def copy(small: Store) -> Iterator[sqlite3.Connection]:
    """A copy of the file in memory, to be spoilt."""
    connection = sqlite3.connect(":memory:")
    small.connection.backup(connection)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        ("ALTER TABLE booking ADD COLUMN note VARCHAR(500)", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note TEXT", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note BLOB", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note JSON", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note CHAR(32)", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note VARCHAR CHECK (length(note) < 500)", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note VARCHAR CHECK (note IN ('a', 'b') OR length(note) > 1)", "booking.note"),
        ("ALTER TABLE booking ADD COLUMN note_id CHAR(32)", "booking.note_id"),
        ("ALTER TABLE welfare_passed ADD COLUMN about VARCHAR(200)", "welfare_passed.about"),
        ("ALTER TABLE introduction ADD COLUMN said VARCHAR(200)", "introduction.said"),
        ("ALTER TABLE leader_evaluation ADD COLUMN content TEXT", "leader_evaluation.content"),
        ("ALTER TABLE coach_evaluation ADD COLUMN themes TEXT", "coach_evaluation.themes"),
        (
            "CREATE TABLE remark (id CHAR(32) PRIMARY KEY, of CHAR(32) REFERENCES booking (id), words TEXT)",
            "remark.words",
        ),
        ("CREATE TABLE coach_note (id CHAR(32) PRIMARY KEY, words TEXT)", "coach_note.words"),
        ("CREATE TABLE evaluation_answer (id CHAR(32) PRIMARY KEY, words TEXT)", "evaluation_answer.words"),
        ("CREATE VIEW booking_notes AS SELECT id FROM booking", "booking_notes: no table"),
    ],
)
def test_a_place_for_words_would_be_found(copy: sqlite3.Connection, spoil: str, found: str) -> None:
    assert places_for_text(copy) == []
    copy.execute(spoil)
    assert places_for_text(copy) == [found]


def test_a_list_that_is_no_longer_checked_would_be_found(copy: sqlite3.Connection) -> None:
    (sql,) = copy.execute("SELECT sql FROM sqlite_master WHERE name = 'leader_evaluation'").fetchone()
    bare = re.sub(r",\s*CONSTRAINT ck_leader_evaluation_point CHECK \([^)]*\)\)", "", sql)
    assert bare != sql
    copy.execute("DROP TABLE leader_evaluation")
    copy.execute(bare)
    assert places_for_text(copy) == ["leader_evaluation.point"]


def test_the_file_refuses_words_of_one_s_own(small: Store) -> None:
    """Whatever writes to it: each of those columns is given a sentence, past the app."""
    change_bookings.book(small, "L001", datetime(2026, 12, 11, 10, tzinfo=UTC))
    change_bookings.attended(small, [small.connection.execute("SELECT id FROM booking").fetchone()[0]])
    change_evaluations.form_received(small, "L001", terms.LeaderForm.SECOND, date(2027, 1, 4))
    with small.command("Coach", {"leaders"}, leaders=["L001"]) as writing:
        from models.tables import CoachRow

        writing.session.add(CoachRow(name="Sam Lee"))
    (coach,) = small.connection.execute("SELECT id FROM coach").fetchone()
    change_evaluations.group_form_received(small, coach, "PSW 2026", terms.CoachForm.WINDOW_2, date(2027, 1, 31))
    copy = sqlite3.connect(":memory:")
    small.connection.backup(copy)
    for (table, column), words in WORDS.items():
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            copy.execute(f"UPDATE {table} SET {column} = ?", (PROSE,))
        if words is terms.Recording:  # what the list does hold is taken
            assert copy.execute(f"UPDATE {table} SET {column} = 'agreed'").rowcount == 1
    copy.close()


# -- the commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [change_bookings, change_evaluations], ids=["coaching", "around_coaching"])
def test_no_command_takes_words_of_one_s_own(module: Any) -> None:
    """Every argument of a command names a row, or is a day, an instant, a number, a yes or no, or a word of a list."""
    names_a_row = {"leader", "leaders", "booking", "bookings", "coach", "cohort"}
    values = {
        "datetime",
        "date | None",
        "date",
        "int | None",
        "bool | None",
        "LeaderForm",
        "CoachForm",
        "Recording | None",
        "WaivedReason | None",
    }
    commands = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and function.__annotations__["return"] == "Change"
    ]
    assert len(commands) == {change_bookings: 9, change_evaluations: 5}[module]
    for command in commands:
        store, *arguments = inspect.signature(command).parameters.values()
        assert store.annotation == "Store"
        for argument in arguments:
            if argument.name in names_a_row:
                assert argument.annotation in ("str", "str | None", "Sequence[str]"), (command.__name__, argument)
            else:
                assert argument.annotation in values, (command.__name__, argument)


def test_the_facts_that_the_rules_read_hold_none_either() -> None:
    assert {field.name for field in fields(records.Booking) if "str" in str(field.type)} == {"id", "coach", "coach_id"}


# -- the dialogs ---------------------------------------------------------------------------------------


@pytest.fixture
def coached(small: Store) -> Store:
    """Amara with a coach, two sessions held, one of them spent, and the third to come."""
    with small.command("Coach", {"leaders"}, leaders=["L001"]) as writing:
        from models.tables import CoachRow, LeaderRow

        coach = CoachRow(name="Sam Lee", email="sam@example.org")
        writing.session.add(coach)
        small.only_row(writing.session, LeaderRow, "leader", reference="L001").coach_id = coach.id
    for month, day in ((10, 12), (11, 9), (12, 7)):
        change_bookings.book(small, "L001", datetime(2026, month, day, 10, tzinfo=UTC))
    ids = [row[0] for row in small.connection.execute("SELECT id FROM booking ORDER BY starts_at")]
    change_bookings.attended(small, ids[:2])
    change_bookings.no_show(small, ids[2:])
    change_bookings.book(small, "L001", datetime(2027, 2, 16, 10, tzinfo=UTC))
    return small


async def opened(pilot: Pilot[Any], *keys: str) -> Dialog[Any]:
    """The dialog that these keys open."""
    app = pilot.app
    below = app.screen
    await pilot.press(*keys)
    await until(
        pilot, lambda: isinstance(app.screen, (Form, Choose)) and app.screen is not below and app.screen.settled
    )
    assert isinstance(app.screen, Dialog)
    return app.screen


async def closed(pilot: Pilot[Any], below: Any) -> None:
    pilot.app.screen.dismiss(None)
    await until(pilot, lambda: pilot.app.screen is below)


def takes_only_times_days_and_words_of_a_list(form: Dialog[Any]) -> list[str]:
    """The fields of a form, each held to refuse a sentence; a list to choose from has none."""
    assert not form.query(TextArea)
    asked = form._fields if isinstance(form, Form) else []
    assert {widget.id for widget in form.query(Input)} == {f"field-{field.key}" for field in asked}
    for field in asked:
        assert field.read is not as_text, field.key
        for typed in (PROSE, "crying", f"12 nov 2pm {PROSE}", f"{PROSE} 12 nov 2pm"):
            with pytest.raises(ValueError, match=r"\w"):
                field.read(typed)
    return [field.key for field in asked]


async def test_no_form_of_coaching_asks_for_words(coached: Store) -> None:
    app = PswApp(coached)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, CoachingScreen) and "Osei" in drawn(app))
        board = app.screen
        board.query_one(RowTable).move_to("L001")
        asked: dict[str, list[str]] = {}
        letters: dict[str, str] = {}
        for key in ("b", "c", "R", "x", "e"):  # and E, which asks for the name of a file and records nothing
            dialog = await opened(pilot, key)
            asked[key] = takes_only_times_days_and_words_of_a_list(dialog)
            if key == "e" and isinstance(dialog, Choose):
                letters = dict(zip((choice for choice, _ in dialog._choices), dialog._letters, strict=True))
            await closed(pilot, board)
        for choice, letter in letters.items():
            if choice.startswith(("form:", "welfare")):
                await opened(pilot, "e")
                asked[choice] = takes_only_times_days_and_words_of_a_list(await opened(pilot, letter))
                await closed(pilot, board)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LedgerScreen) and "16 Feb" in drawn(app))
        ledger = app.screen
        await until(pilot, lambda: ledger.query_one(RowTable).cursor_key is not None)
        choice_of_booking = await opened(pilot, "e")
        asked["ledger e"] = takes_only_times_days_and_words_of_a_list(choice_of_booking)
        assert isinstance(choice_of_booking, Choose)
        assert choice_of_booking._choices[0][0] == "booking"
        asked["this booking"] = takes_only_times_days_and_words_of_a_list(
            await opened(pilot, choice_of_booking._letters[0])
        )
        await closed(pilot, ledger)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is board)
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, CoachesScreen) and "Sam Lee" in drawn(app))
        page = app.screen
        choice_of_form = await opened(pilot, "e", "f")
        takes_only_times_days_and_words_of_a_list(choice_of_form)
        assert isinstance(choice_of_form, Choose)
        asked["group form"] = takes_only_times_days_and_words_of_a_list(await opened(pilot, choice_of_form._letters[0]))
        await closed(pilot, page)
    assert asked == {
        "b": ["starts_at"],
        "c": ["at"],
        "R": ["at", "starts_at"],
        "x": [],
        "e": [],
        "form:second": ["on"],
        "form:last": ["on"],
        "welfare": ["on"],
        "ledger e": [],
        "this booking": ["window", "recording"],
        "group form": ["on"],
    }


# -- what goes out -----------------------------------------------------------------------------------


def test_the_exports_hold_known_fields_only(coached: Store) -> None:
    third = coached.connection.execute("SELECT id FROM booking ORDER BY starts_at DESC").fetchone()[0]
    change_bookings.edit(coached, third, None, terms.Recording.OPTED_OUT)
    spent = coached.connection.execute("SELECT id FROM booking WHERE outcome = 'no_show'").fetchone()[0]
    change_bookings.set_aside(coached, [spent], terms.WaivedReason.BEREAVEMENT)
    change_evaluations.welfare_passed(coached, "L001", date(2027, 1, 5))
    change_evaluations.introduction(coached, ["L001"], False)
    for data in (leader_calendar(coached, "L001"), coach_calendar(coached, "Sam Lee")):
        text = data.decode().replace("\r\n ", "")
        for event in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
            names = sorted(re.split("[;:]", line)[0] for line in event.splitlines())
            assert names == [
                "DESCRIPTION",
                "DTEND",
                "DTSTAMP",
                "DTSTART",
                "LAST-MODIFIED",
                "SEQUENCE",
                "STATUS",
                "SUMMARY",
                "TRANSP",
                "UID",
            ]
        assert set(re.findall(r"^DESCRIPTION:(.*)\r$", text, re.MULTILINE)) == {
            r"Online. To cancel without using the session\, give 24 hours' notice (2.1.2)."
        }
        for word in ("bereave", "opted", "welfare", "introduction", "set aside", "spent", "recording"):
            assert word not in text.casefold(), word
    rows = list(csv.reader(io.StringIO(coach_list(coached, "Sam Lee").decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADINGS == ("Leader", "Window", "Date", "Time", "Status")
    assert rows[1:] == [
        ["Amara Osei", "1", "12/10/2026", "11:00", "attended"],
        ["Amara Osei", "2", "09/11/2026", "10:00", "attended"],
        ["Amara Osei", "outside", "07/12/2026", "10:00", "set aside"],
        ["Amara Osei", "3", "16/02/2027", "10:00", "booked"],
    ]
