"""`F9`: names masked in what is drawn, and in nothing else; test_pictures looks through every screen and dialog."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy.text import clean
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_leaders, leaders
from psw_tui.store.system import clock
from screens.shell.desk import Place
from screens.shell.name_mask import NameMask
from screens.widgets.known_people import KnownPeople
from screens.widgets.masking import BAR, Masking
from tests.budgets import fuzz
from tests.helpers import drawn, settle, until
from tests.pictures import people_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLACK = Color(0, 0, 0)
ROOT = Path(__file__).resolve().parents[2]
KNOWN = KnownPeople(
    {"Amara Osei": "L014", "Immy MacDonald": "L002", "Siân O'Neill": "L003", "J. Mensah": BAR, "Bo Ng": BAR},
    ["amara.osei@kent.example", "07700 900123", "0035g00000XyZ1aAAB"],
)


@pytest.fixture
def store(demo_cohort: bytes, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "psw.db").write_bytes(demo_cohort)
    with clock.at(datetime(2027, 2, 1, 9, 30, tzinfo=UTC)), Store.open(tmp_path / "psw.db") as store:
        yield store


# -- a line ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Marked Amara Osei absent · u undo    3 min", "Marked L014 absent · u undo          3 min"),
        ("Amara Osei      Leeds", "L014            Leeds"),
        ("Osei, Amara", "L014"),
        ("OSEI AMARA", "L014"),
        ("amara osei's", "L014's"),
        ("Dear Amara,", "Dear ▒▒▒▒,"),
        ("Immy MacDon…   Kent", "L002…          Kent"),
        ("MacDon…", "▒▒▒▒…"),
        ("Sian O’Neill", "L003"),
        ("J. Mensah booked", "▒▒▒▒ booked"),
        ("Bo and Ng", "▒▒ and ▒▒"),
        ("/home/bdo/amara-osei.csv", "/home/bdo/L014.csv"),
        ("report_macdonald_2.xlsx", "report_▒▒▒▒_2.xlsx"),
        ("AmaraOsei.docx", "▒▒▒▒.docx"),
        ("who@else.example wrote", "▒▒▒▒ wrote"),
        ("07700900123, 020 7946 0018", "▒▒▒▒, ▒▒▒▒"),
        ("id 0035g00000XyZ1aAAB", "id ▒▒▒▒"),
        ("0  1  2  3  2027-02-01 10:00-12:00", "0  1  2  3  2027-02-01 10:00-12:00"),
        ("a bo, a mark, the L014 and Workshop 3 …", "a bo, a mark, the L014 and Workshop 3 …"),
    ],
)
@pytest.mark.parametrize("at", [0, 3, 9])
def test_what_identifies_somebody_is_masked_and_the_line_stays_as_wide(line: str, said: str, at: int) -> None:
    """Wherever a style changes within it."""
    segments = Masking(KNOWN).apply([Segment(line[:at]), Segment(line[at:])], Color(0, 0, 0))
    text = "".join(segment.text for segment in segments)
    assert text.rstrip() == said
    assert len(text) == len(line)


ODD = KnownPeople(
    {
        "=cmd|calc X1": "L1",
        "[red]Ann[/red] X2": "L2",
        "[31mEsc X3": "L3",
        "Roberta (Bobby) Ek": "L4",
        "7of9": BAR,
        "deShawn Lee": "L5",
    },
    [],
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("=cmd|calc X1 absent", "L1 absent"),
        ("Dear =cmd|calc,", "Dear ▒▒▒▒,"),
        ("[red]Ann[/red] X2 · Leeds", "L2 · Leeds"),
        ("Marked [31mEsc X3", "Marked L3"),
        ("Roberta (Bobby) Ek  Kent", "L4                  Kent"),
        ("(Bobby) said", "▒▒▒▒ said"),
        ("Dear deShawn,", "Dear ▒▒▒▒,"),
        ("[red]Ann[/r…  =cm…  7of9", "▒▒▒▒…         ▒▒▒…  ▒▒▒▒"),
        ("[red] = cmd | 7 and 9 …", "[red] = cmd | 7 and 9 …"),
    ],
)
def test_a_name_with_signs_in_it_is_masked_whole(line: str, said: str) -> None:
    text = "".join(segment.text for segment in Masking(ODD).apply([Segment(line)], _BLACK))
    assert text.rstrip() == said


@fuzz
@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_no_whole_name_stands_in_a_line_whatever_signs_it_has(first: str, last: str) -> None:
    """As it is recorded, which is cleaned; single letters and signs alone say nothing of anybody."""
    name = " ".join(clean(f"{first} {last}").split())
    if sum(letter.isalpha() for letter in name) < 3:
        return
    line = f"Marked {name} absent"
    text = "".join(segment.text for segment in Masking(KnownPeople({name: "L1"}, [])).apply([Segment(line)], _BLACK))
    assert name not in text


def test_what_is_typed_on_is_masked_letter_for_letter() -> None:
    assert Masking(KNOWN).letter_for_letter("see Amara Osei now") == "see ▒▒▒▒▒▒▒▒▒▒ now"


def test_everything_that_is_typed_on_is_such_a_line() -> None:
    """Textual's own shows the end of a name that has scrolled, which no filter knows for one."""
    made = {
        path.name
        for path in (ROOT / "screens").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "Input"
            and "password=True" not in ast.unparse(node)
        )
        or (isinstance(node, ast.ClassDef) and "Input" in map(ast.unparse, node.bases))
    }
    assert made == {"line_input.py"}


def test_names_of_a_file_that_is_shown_are_known_too_and_whoever_was_renamed_stays_masked(store: Store) -> None:
    """Whether the file was opened before `F9` or after; the journal has what somebody was called before."""
    reference, name = leaders.every(store)[0].reference, leaders.name_of(leaders.every(store)[0])
    change_leaders.edit_leader(store, reference, {"first_name": "Wilhelmina", "last_name": "Quist"})
    mask = NameMask(store)
    mask.also({"Zed Quill"})
    assert mask.turn()
    mask.also({"Bo Oak"})
    line = f"Zed Quill, Bo Oak, {name}, Wilhelmina Quist; Zed, Oak"
    assert mask.filter is not None
    segments = mask.filter.apply([Segment(line)], Color(0, 0, 0))
    said = "".join(segment.text for segment in segments).rstrip()
    assert said == f"{BAR}, {BAR}, {reference}, {reference}; ▒▒▒, ▒▒▒"
    assert not mask.turn()
    assert mask.filter is None


# -- the app ---------------------------------------------------------------------------------------


async def test_f9_masks_and_shows_and_what_is_copied_recorded_and_found_stays(store: Store) -> None:
    app = PswApp(store)
    first = leaders.every(store)[0]
    name, entries = leaders.name_of(first), store.connection.total_changes
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: app.screen._waiting is not None)  # type: ignore[attr-defined]  # TodayScreen
        await pilot.press("2")
        app.go(Place("roster", first.reference))
        await settle(app)
        assert name in drawn(app)
        await pilot.press("f9")
        await settle(app)
        assert not people_in(drawn(app), store)
        assert first.reference in drawn(app)
        assert "names masked" in drawn(app)
        assert (app.title, app.sub_title) == ("psw", "")
        await pilot.press("Y")
        await until(pilot, lambda: "Copy" in drawn(app))
        assert not people_in(drawn(app), store)
        await pilot.press("enter")
        await settle(app)
        assert app.clipboard == first.email
        assert not people_in(drawn(app), store)  # the sentence that says so
        await pilot.press("slash", *first.last_name.casefold())
        await settle(app)
        assert app.screen.table.cursor_key == first.reference  # type: ignore[attr-defined]  # it is found by name
        await pilot.press("escape", "escape", "ctrl+p", *first.last_name)
        await until(pilot, lambda: first.reference in drawn(app))
        assert not people_in(drawn(app), store)
        await pilot.press("escape")
        await settle(app)
        app.notify(f"Refused: {name}", markup=False)
        await until(pilot, lambda: f"Refused: {first.reference}" in drawn(app))
        await pilot.press("f9")
        await until(pilot, lambda: name in drawn(app))
        assert "names masked" not in drawn(app)
    assert store.connection.total_changes == entries


async def test_a_form_says_nobody_and_saves_what_it_holds_and_whoever_is_new_is_masked(store: Store) -> None:
    app = PswApp(store)
    reference = leaders.every(store)[0].reference
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen._waiting is not None)  # type: ignore[attr-defined]  # TodayScreen
        await pilot.press("2")
        app.go(Place("roster", reference))
        await pilot.press("e", "f9")
        await settle(app)
        assert "▒▒▒" in drawn(app)
        assert not people_in(drawn(app), store)
        field = app.screen.query_one("#field-last_name", Input)
        field.focus()
        await pilot.press("end", *"-Quist")
        await settle(app)
        assert field.value.endswith("-Quist")
        assert "Quist" in drawn(app)  # what is typed is seen until it is somebody's name
        await pilot.press("ctrl+s")
        await settle(app)
        assert "Quist" not in drawn(app)
        assert not people_in(drawn(app), store)
        row = leaders.row_of(store, reference)
        assert row.last_name.endswith("-Quist")
        assert row.first_name.isalpha()
        change = change_leaders.edit_leader(store, reference, {"first_name": "Wilhelmina"})
        assert change is not None
        app.publish(change)
        await settle(app)
        assert "Wilhelmina" not in drawn(app)
