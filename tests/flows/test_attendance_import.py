"""From an open register to a saved import by keys, and what the review asks before anything is written."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.name_matching.matching import LeaderMatcher
from psw_tui.exchange.registers import report_import
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core.store import Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredAlias
from psw_tui.store.registers import record_marks, registers, reports
from psw_tui.store.roster import change_cohorts
from screens.registers.register import RegisterScreen
from screens.registers.report_review import ReviewScreen
from tests.exchange.table_files import write_csv
from tests.helpers import drawn, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

    from psw_tui.store.registers.reports import SessionKnowledge

HEADINGS = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room"


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    monkeypatch.setattr("psw_tui.store.system.places.downloads_folder", lambda: folder)
    return folder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        people = ["reference,first_name,last_name,cohort,email,offer_accepted_on"]
        people += [
            f"L00{n},{first},{last},PSW 2026,{first.casefold()}@example.org,2026-08-01"
            for n, (first, last) in enumerate((("Amara", "Osei"), ("Dewi", "Khan"), ("Beth", "Jones")), 1)
        ]
        dates = [
            "reference,cohort,kind,title,starts_at,ends_at",
            "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00",
        ]
        for kind, lines in (("roster", people), ("sessions", dates)):
            result = import_table(opened, kind, write_csv(tmp_path / kind, [line.split(",") for line in lines]))
            assert not result.problems
        yield opened


def report(folder: Path, *rows: str) -> None:
    (folder / "participants_123.csv").write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8-sig")


def there(name: str, email: str = "", until_clock: str = "12:01:00") -> str:
    return f"{name},{email},11/12/2026 09:58:00 AM,11/12/2026 {until_clock} PM,120,No,No"


def marks(store: Store) -> dict[str, MarkValue | None]:
    return {row.reference: row.mark.value for row in registers.register(store, "W01", store.today).rows}


async def opened(app: PswApp, pilot: Pilot[None]) -> None:
    app.push_screen(RegisterScreen(app.desk, "W01"))
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.settled)


async def to_review(app: PswApp, pilot: Pilot[None]) -> None:
    await pilot.press("i", "enter")
    await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.settled)


async def test_three_keys_from_the_register_to_a_saved_import_when_every_name_matches(
    store: Store, downloads: Path
) -> None:
    report(downloads, there("Amara Osei", "amara@example.org"), there("Dewi Khan"), there('"Jones, Beth"'))
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
        await until(pilot, lambda: "3 present" in drawn(app))
    assert set(marks(store).values()) == {MarkValue.PRESENT}


async def test_whom_somebody_might_be_is_worked_out_for_the_lines_that_are_looked_at(
    store: Store, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three hundred; as many again are looked at to fit the column as fill the largest terminal."""
    letters = "abcdefghijklmnopqr"
    strangers = (f"Bethan Jones{one}{other}" for one in letters for other in letters)
    report(downloads, there("Amara Osei", "amara@example.org"), *map(there, islice(strangers, 300)))
    worked_out: list[list[list[str]]] = []
    alike = LeaderMatcher._alike

    def noted(matcher: LeaderMatcher, spellings: list[list[str]]) -> tuple[str, ...]:
        worked_out.append(spellings)
        return alike(matcher, spellings)

    monkeypatch.setattr(LeaderMatcher, "_alike", noted)
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        assert "300 to confirm" in drawn(app)
        assert len(worked_out) == 100
        await pilot.press("end")
        await until(pilot, lambda: "Dewi Khan" in drawn(app))
    assert len(worked_out) <= 100 + 36


async def test_a_name_that_is_not_certain_waits_for_a_key_and_is_known_again(store: Store, downloads: Path) -> None:
    report(downloads, there("Amara Osei", "amara@example.org"), there("Bethan Jones"), there("iPad"))
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        shown = drawn(app)
        assert "Beth Jones?" in shown
        assert "a telephone or a device" in shown
        assert "Dewi Khan" in shown.partition("not in the report")[2]
        await pilot.press("y", "enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
    assert marks(store) == {"L001": MarkValue.PRESENT, "L002": None, "L003": MarkValue.PRESENT}
    assert [row.said for row in facts.read(store.connection, StoredAlias)] == ["bethan jones"]


async def test_two_leaders_are_picked_for_one_line(store: Store, downloads: Path) -> None:
    report(downloads, there("Dewi & Beth"))
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("e", *"dewi", "enter")
        await until(pilot, lambda: "1 to write" in drawn(app))
        await pilot.press("e")
        await until(pilot, lambda: "Who else is Dewi & Beth?" in drawn(app))
        await pilot.press(*"beth", "enter")
        await until(pilot, lambda: "2 to write" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
    assert marks(store) == {"L001": None, "L002": MarkValue.PRESENT, "L003": MarkValue.PRESENT}
    assert facts.read(store.connection, StoredAlias) == []


async def test_a_mark_by_hand_stays_until_y_and_escape_asks_before_decisions_are_lost(
    store: Store, downloads: Path
) -> None:
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    report(downloads, there("Amara Osei"), there("Dewi Khan"))
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        assert "Marked by hand or paused, and stays so" in drawn(app)
        await pilot.press("y")
        await until(pilot, lambda: "Marked by hand" not in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Leave without importing the report?" in drawn(app))
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
    assert marks(store) == {"L001": MarkValue.PRESENT, "L002": MarkValue.PRESENT, "L003": None}


async def test_nobody_matched_can_not_be_taken_and_says_so(store: Store, downloads: Path) -> None:
    report(downloads, there("Zbigniew Brzezicki"))
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("o", "enter")
        await until(pilot, lambda: "of the 1 listed say who each is" in app.desk.said)
        assert isinstance(app.screen, ReviewScreen)
        assert "Zbigniew Brzezicki" in drawn(app)
    assert set(marks(store).values()) == {None}


async def test_a_wrong_file_is_refused_in_words_and_the_register_stays(store: Store, downloads: Path) -> None:
    (downloads / "roster.csv").write_text("reference,first_name,last_name,cohort\nL001,Amara,Osei,PSW 2026\n")
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: "Import an attendance report" in drawn(app))
        app.screen.query_one(Input).value = str(downloads / "roster.csv")
        await pilot.press("enter")
        await until(pilot, lambda: "roster" in app.desk.said)
        assert isinstance(app.screen, RegisterScreen)


async def test_the_rows_behind_a_line_can_be_opened(store: Store, downloads: Path) -> None:
    report(downloads, there("Amara Osei", until_clock="12:00:30"))
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("w")
        await until(pilot, lambda: "09:58:00 to 12:00:30" in drawn(app))
        assert "120 of 120 min" in drawn(app)


async def test_the_screen_reads_no_register_that_the_thread_has_read_with_the_report(
    store: Store, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(downloads, there("Amara Osei"), there("Dewi Khan"))
    readers: list[threading.Thread] = []
    known = reports.known

    def noted(of: Store, session: str) -> SessionKnowledge:
        readers.append(threading.current_thread())
        return known(of, session)

    monkeypatch.setattr(reports, "known", noted)
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
    assert len(readers) == 1
    assert readers[0] is not threading.current_thread()


async def test_a_mark_made_before_the_review_is_seen_is_in_it(
    store: Store, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another program, after the thread has read the register."""
    report(downloads, there("Amara Osei"), there("Dewi Khan"))
    record_marks.mark(store, "W01", ["L002"], MarkValue.PRESENT)
    draft = report_import.draft

    def overtaken(of: Store, *given: Any, **named: Any) -> report_import.ReportImport:
        read = draft(of, *given, **named)
        with closing(sqlite3.connect(of.path, isolation_level=None)) as other:
            other.execute("UPDATE mark SET value = 'absent'")
        return read

    monkeypatch.setattr(report_import, "draft", overtaken)
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        assert "Marked by hand" in drawn(app)


async def test_a_mark_made_while_the_review_is_open_is_asked_about(store: Store, downloads: Path) -> None:
    report(downloads, there("Amara Osei"), there("Dewi Khan"))
    record_marks.mark(store, "W01", ["L002"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("y")  # the report's mark takes the place of Dewi's
        await until(pilot, lambda: "Marked by hand" not in drawn(app))
        record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
        record_marks.mark(store, "W01", ["L002"], MarkValue.PART)
        await pilot.press("enter")
        await until(pilot, lambda: "changed on the register since the report was read" in app.desk.said)
        await until(pilot, lambda: "Marked by hand" in drawn(app))
        assert isinstance(app.screen, ReviewScreen)
        assert marks(store) == {"L001": MarkValue.ABSENT, "L002": MarkValue.PART, "L003": None}


async def test_an_undo_in_the_review_is_seen_in_it(store: Store, downloads: Path) -> None:
    report(downloads, there("Amara Osei"), there("Dewi Khan"))
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
        await opened(app, pilot)
        await to_review(app, pilot)
        await until(pilot, lambda: "Marked by hand" in drawn(app))
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: "Marked by hand" not in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
    assert marks(store) == {"L001": MarkValue.PRESENT, "L002": MarkValue.PRESENT, "L003": None}


async def test_what_was_left_to_confirm_is_said_and_found_again_in_the_register(store: Store, downloads: Path) -> None:
    report(downloads, there("Amara Osei", "amara@example.org"), there("Bethan Jones"), there("iPad"))
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "2 from the report to confirm (i)" in drawn(app))
        assert app.desk.said.startswith("2 from the report unrecorded until confirmed (i) · ")
        assert marks(store) == {"L001": MarkValue.PRESENT, "L002": None, "L003": None}
        (downloads / "participants_123.csv").unlink()  # it was read: it may have been moved meanwhile
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.settled)
        await pilot.press("y", "enter")
        await until(pilot, lambda: "1 from the report to confirm (i)" in drawn(app))
        assert marks(store) == {"L001": MarkValue.PRESENT, "L002": None, "L003": MarkValue.PRESENT}
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.settled)
        await pilot.press("d", "enter")  # nothing is left to write, but nothing to confirm either
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and "to confirm (i)" not in drawn(app))
        assert "Nothing of the report is left to confirm" in app.desk.said


async def test_a_second_look_and_a_second_file_keep_what_was_decided(store: Store, downloads: Path) -> None:
    report(downloads, there("Amara Osei"), there("Bethan Jones"), there("iPad"))
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        await pilot.press("y", "d", "escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.settled)
        assert "to confirm" not in drawn(app)  # nothing was taken
        await to_review(app, pilot)
        assert "2 to write" in drawn(app)
        first = downloads / "participants_123.csv"
        first.rename(downloads / "moved.txt")
        report(downloads, there("Dewi Khan"))
        await pilot.press("i")
        await until(pilot, lambda: "Import an attendance report" in drawn(app))
        await until(pilot, lambda: app.screen.settled)  # type: ignore[attr-defined]
        app.screen.query_one(Input).value = str(first)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and "3 to write" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
    assert set(marks(store).values()) == {MarkValue.PRESENT}


async def test_a_file_of_an_unclear_day_is_asked_about_and_y_says_that_it_is_this_one_s(
    store: Store, downloads: Path, tmp_path: Path
) -> None:
    other = [
        "reference,cohort,kind,title,starts_at,ends_at",
        "W02,PSW 2026,workshop,Coaching,2026-12-11 10:00,2026-12-11 12:00",
    ]
    assert not import_table(
        store, "sessions", write_csv(tmp_path / "other", [row.split(",") for row in other])
    ).problems
    report(downloads, there("Amara Osei"))
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app, pilot)
        await pilot.press("i", "enter")
        await until(pilot, lambda: "Is participants_123.csv this session's?" in drawn(app))
        assert "say so here" in " ".join(drawn(app).split())
        await press_again(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and "1 to write" in drawn(app))
        assert "Fri 11 Dec" not in drawn(app)


async def test_columns_that_can_not_be_read_are_asked_about(store: Store, downloads: Path) -> None:
    (downloads / "deltagare.csv").write_text(
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Gäst,I väntrum\n"
        + there("Amara Osei")
        + "\n"
    )
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await pilot.press("i", "enter")
        await until(pilot, lambda: "Which of these is the waiting room's?" in drawn(app))
        await pilot.press(*"oth", "enter", *"wai", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and "1 to write" in drawn(app))


async def test_which_meeting_of_several_is_the_session_is_asked(store: Store, downloads: Path) -> None:
    times = "11/12/2026 09:58:00 AM,11/12/2026 12:01:00 PM,120"
    (downloads / "all.csv").write_text(
        "Topic,Meeting ID,Name (original name),Email,Join time,Leave time,Duration (minutes)\n"
        f"Leading,811,Amara Osei,,{times}\nTeam talk,822,Dewi Khan,,{times}\n"
    )
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await pilot.press("i", "enter")
        await until(pilot, lambda: "Which meeting of all.csv is this session?" in drawn(app))
        assert "“Team talk” (822)" in drawn(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and "1 to write" in drawn(app))
        assert [line.leader for line in app.screen._review.confirmed] == ["L002"]  # type: ignore[attr-defined]


async def test_a_report_in_no_language_that_is_known_is_asked_about(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "finnish.csv"
    path.write_text(
        "Nimi,Liittyi,Poistui,Odotus\n"
        "Amara Osei,12.11.2026 10.00.00,12.11.2026 12.00.00,Ei\nDewi Khan,12.11.2026 10.00.00,,Ei\n"
    )
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: "Import an attendance report" in drawn(app))
        await until(pilot, lambda: app.screen.settled)  # type: ignore[attr-defined]
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "in no language that psw knows" in drawn(app))
        await pilot.press(*"nim", "enter", *"liit", "ctrl+s")
        await until(pilot, lambda: "both times or the minutes" in drawn(app))
        await pilot.press("down", *"poi", "ctrl+s")
        await until(pilot, lambda: "Which of these is the waiting room's?" in drawn(app))
        await pilot.press(*"oth", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and "1 to write" in drawn(app))


async def test_one_key_settles_a_clock_that_is_off_and_one_a_length_that_is_not_certain(
    store: Store, downloads: Path
) -> None:
    early = [f"{name},,11/12/2026 09:00:00 AM,11/12/2026 11:00:00 AM,120,No,No" for name in ("Amara Osei", "Dewi Khan")]
    report(downloads, *early, "Beth Jones,,11/12/2026 09:02:00 AM,,,No,No")
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(app, pilot)
        await to_review(app, pilot)
        assert "3 to judge" in drawn(app)
        await pilot.press("y")
        await until(pilot, lambda: "1 to judge" in drawn(app))
        assert "2 to write" in drawn(app)
        await pilot.press("t")
        await until(pilot, lambda: "3 to write" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
    assert marks(store) == {"L001": MarkValue.PRESENT, "L002": MarkValue.PRESENT, "L003": MarkValue.PART}
