"""Sheets of ticks and completions of modules through `i` in the Registers: what is asked, shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core.store import Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredMark
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_cohorts
from screens.dialogs.form import Form
from screens.widgets.masking import BAR
from tests.exchange.table_files import write_csv
from tests.helpers import drawn, press_again, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

ROSTER = "reference,first_name,last_name,cohort", "L001,Amara,Osei,PSW 2026", "L002,Dewi,Khan,PSW 2026"
SESSIONS = (
    "reference,cohort,kind,title,starts_at,ends_at",
    "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00",
    "M01,PSW 2026,module,Reading,2026-10-01 00:00,2026-11-30 23:59",
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for kind, lines in (("roster", ROSTER), ("sessions", SESSIONS)):
            result = import_table(opened, kind, write_csv(tmp_path / kind, [line.split(",") for line in lines]))
            assert not result.problems
        yield opened


async def offer(app: PswApp, pilot: Pilot[None], path: Path) -> None:
    await pilot.press("3")
    await until(pilot, lambda: "Leading" in drawn(app))
    await pilot.press("i")
    await until(pilot, lambda: "Import a file" in drawn(app))
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")


def marked(store: Store) -> list[str | None]:
    return [row.value for row in facts.read(store.connection, StoredMark)]


async def test_a_sheet_of_ticks_asks_for_its_signs_and_lists_what_it_leaves(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "sheet.csv", [["Name", "W01", "M01"], ["Amara Osei", "x", "a"], ["Dewi Khan", "x", ""]])
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await offer(app, pilot, path)
        await until(pilot, lambda: "Which signs mean present?" in drawn(app))
        await pilot.press("x", "enter")
        await until(pilot, lambda: "2 to add" in drawn(app))
        assert "the sheet says “a”; left for you to say" in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Imported sheet.csv: 2 leaders present" in drawn(app))
        assert marked(store) == ["present", "present"]
        await pilot.press("u")
        await press_again(pilot, "y")
        await until(pilot, lambda: marked(store) == [])


async def test_a_platforms_columns_are_asked_for_once(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "done.csv", [["Email", "Course", "Fertig am"], ["L001", "Reading", "2026-11-20"]])
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await offer(app, pilot, path)
        await until(pilot, lambda: "What is done.csv?" in drawn(app))
        await pilot.press("o")  # modules: the first of its letters that is free
        await until(pilot, lambda: "Which column is which?" in drawn(app))
        await pilot.press(*"fertig", "enter")
        await until(pilot, lambda: "1 to add" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: marked(store) == ["present"])


#: What may be asked of a file, and the keys that answer; what stands there once it was read.
_ASKED = {"Which signs": ("x", "enter"), "What is": ("o",)}
_SHOWN = ("left out", "certain")


async def test_whoever_is_only_in_a_file_is_masked_wherever_it_is_shown(store: Store, tmp_path: Path) -> None:
    """In what an import leaves, in what refuses it, and in what is left of a form's answers."""
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    ticks, modules = ["Name", "W01", "M01"], ["Name", "Course", "Completed on"]
    form = ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Your log"]
    files = {
        "ticks": (ticks, ["Dewi Khan", "x", ""], ["Zelda Quill", "x", ""]),
        "no ticks": (ticks, ["Zelda Quill", "x", ""]),
        "modules": (modules, ["Dewi Khan", "Reading", "2026-11-20"], ["Zelda Quill", "Reading", "2026-11-20"]),
        "no modules": (modules, ["Zelda Quill", "Reading", "2026-11-20"]),
        "form": (form, ["1", "1/25/27 18:01", "1/25/27 18:01", "anonymous", "Zelda Quill", "Leading", ""]),
    }
    app, shown = PswApp(store), {}
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f9", "3")
        for name, lines in files.items():
            path = write_csv(tmp_path / f"{name}.csv", list(lines))
            await pilot.press(*(["K"] if name == "form" else []), "i")
            await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.settled and not app.screen.looking)
            app.screen.query_one(Input).value = str(path)
            await pilot.press("enter")
            await until(pilot, lambda: any(word in drawn(app) for word in (*_SHOWN, *_ASKED)))
            if asked := next((asked for asked in _ASKED if asked in drawn(app)), None):
                await pilot.press(*_ASKED[asked])
            await until(pilot, lambda: any(word in drawn(app) for word in _SHOWN))
            shown[name] = drawn(app)
            await pilot.press("escape")
    assert {name: "Quill" in seen or "Zelda" in seen for name, seen in shown.items()} == dict.fromkeys(files, False)
    assert all(BAR in seen for seen in shown.values()), shown
