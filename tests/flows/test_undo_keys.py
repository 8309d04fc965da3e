"""`u` and `U`: once for each press, however long they are held; and a question before more than was just done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from psw_tui.app import PswApp
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.policy.terms import MarkValue, SessionKind
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.change import TurnedRow
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from screens.registers.term import TermScreen
from screens.shell.keys_in_order import KeysInOrder
from screens.shell.plain_dialogs import Choose, Confirm
from screens.shell.undoing import keys_of, question, why_ask
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, open_register, press_again, press_at, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import ComposeResult


def held(key: str, first: float, *repeats: float, of: int = 80) -> list[tuple[str, float]]:
    """A key that is held: after the first delay it repeats at these intervals, in turn."""
    return [(key, 0.0), *((key, at) for at in accumulate(repeats[n % len(repeats)] if n else first for n in range(of)))]


def later(presses: list[tuple[str, float]], seconds: float) -> list[tuple[str, float]]:
    return [(key, at + seconds) for key, at in presses]


class Counting(KeysInOrder[None]):
    """An app that writes down what it is asked."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "note('u')"),
        Binding("U", "note('U')"),
        Binding("p", "note('p')"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted = ""

    def compose(self) -> ComposeResult:
        yield Input()

    def action_note(self, key: str) -> None:
        self.noted += key


HELD = held("u", 0.5, 0.033)
CASES: dict[str, tuple[list[tuple[str, float]], str]] = {
    "held on Windows": (HELD, "u"),
    "held under X": (held("u", 0.66, 0.04), "u"),
    "held on a Mac": (held("u", 0.375, 0.09), "u"),
    "held with the shortest delay": (held("u", 0.25, 0.025), "u"),
    "held over a line that stutters": (held("u", 0.5, 0.03, 0.0, 0.11, 0.002, 0.2, 0.03), "u"),
    "redo, held": (held("U", 0.5, 0.033), "U"),
    "typed": ([("u", 0.0), ("u", 0.2), ("U", 0.4), ("U", 0.6)], "uuUU"),
    "typed fast": ([("u", 0.0), ("u", 0.15), ("u", 0.3), ("U", 0.42), ("U", 0.57)], "uuuUU"),
    "typed slowly": ([("u", 0.0), ("u", 0.7), ("u", 2.5)], "uuu"),
    "held, let go and pressed again": ([*HELD, *later([("u", 0.5)], HELD[-1][1])], "uu"),
    "held twice": ([*HELD, *later(HELD, HELD[-1][1] + 2)], "uu"),
    "held, then redo held": ([*HELD, *later(held("U", 0.5, 0.033), HELD[-1][1] + 0.05)], "uU"),
    "another key in between": ([("u", 0.0), ("p", 0.04), ("u", 0.08), ("u", 0.3), ("p", 0.32)], "upuup"),
    "other keys may be held": (held("p", 0.25, 0.03, of=3), "pppp"),
}


@pytest.mark.parametrize(("presses", "done"), CASES.values(), ids=CASES)
async def test_one_press_is_one_command(presses: list[tuple[str, float]], done: str) -> None:
    app = Counting()
    async with app.run_test() as pilot:
        await press_at(pilot, *presses)
        await until(pilot, lambda: len(app.noted) >= len(done))
        assert app.noted == done


async def test_another_key_that_undoes_is_once_a_press_as_well() -> None:
    app = Counting()
    async with app.run_test() as pilot:
        app.act_once_a_press(["p"])
        await press_at(pilot, *held("p", 0.5, 0.033), ("u", 5.0), ("u", 5.05))
        await until(pilot, lambda: app.noted.endswith("uu"))
        assert app.noted == "puu"


class Late(Static, can_focus=True):
    """Opens a dialog only when the key that was meant for it has come."""

    def on_key(self) -> None:
        choices = [("u", "under"), ("o", "over")]
        self.app.push_screen(Choose("Which?", choices), self.app.chosen.append)  # type: ignore[attr-defined]


class Opening(KeysInOrder[None]):
    """An app in which a key goes to the screen below the dialog that it was meant for."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield Late()


@pytest.mark.parametrize("presses", [held("u", 0.5, of=0), held("u", 0.5, 0.033)], ids=["pressed", "held"])
async def test_a_key_that_missed_its_dialog_is_no_repeat_of_itself(presses: list[tuple[str, float]]) -> None:
    app = Opening()
    async with app.run_test() as pilot:
        await press_at(pilot, *presses)
        await until(pilot, lambda: app.chosen == ["u"])
        assert not isinstance(app.screen, Choose)


async def test_a_word_is_typed_as_fast_as_one_likes() -> None:
    app = Counting()
    async with app.run_test() as pilot:
        app.query_one(Input).focus()
        await press_at(pilot, *((key, n * 0.02) for n, key in enumerate("vacuumuuu")))
        assert app.query_one(Input).value == "vacuumuuu"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A cohort of twelve leaders, added one by one."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        for number in range(1, 13):
            change_leaders.create_leader(
                store,
                {"reference": f"L{number:03}", "first_name": f"First{number}", "last_name": "Z", "cohort": "PSW 2026"},
            )
        yield store


def edit(store: Store, number: int) -> str:
    """Edit so many leaders at once; the sentence of it."""
    change = change_leaders.edit_leaders(store, [f"L{n:03}" for n in range(1, number + 1)], {"organisation": "Kent"})
    assert change is not None
    return change.what


async def test_u_held_for_three_seconds_undoes_one_entry(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        edit(store, 1), edit(store, 2), edit(store, 3)
        before = len(history.entries(store))
        await press_at(pilot, *held("u", 0.5, 0.033, of=80))
        await until(pilot, lambda: "Undone" in drawn(app))
        assert len(history.entries(store)) == before + 1
        await press_at(pilot, *later(held("U", 0.5, 0.033, of=80), 9))
        await until(pilot, lambda: "Redone" in drawn(app))
        assert len(history.entries(store)) == before + 2


async def test_what_was_just_done_is_undone_without_a_question(store: Store) -> None:
    """Up to ten leaders at once, and twice in a row; what is undone says how it is made again."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        one, ten = edit(store, 1), edit(store, 10)
        await pilot.press("u")
        await until(pilot, lambda: f"Undone: {ten} · U redo" in drawn(app))
        await press_again(pilot, "u")
        await until(pilot, lambda: f"Undone: {one}" in drawn(app))
        await pilot.press("U")
        await until(pilot, lambda: f"Redone: {one} · u undo" in drawn(app))


async def test_a_bulk_is_asked_about_and_no_is_the_default(store: Store) -> None:
    """A key that came before the question could be read is no answer either."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        what = edit(store, 11)
        for no in ("enter", "escape", "n"):
            await pilot.press("u")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press(no)
            await until(pilot, lambda: not isinstance(app.screen, Confirm))
        await press_at(pilot, ("u", 0.0), ("y", 0.03), ("y", 0.06))
        await until(pilot, lambda: "It changed 11 leaders at once." in drawn(app))
        assert not history.entries(store)[0].undone
        assert f"Undo: {what[0].lower()}{what[1:]}, this " in " ".join(drawn(app).split())
        assert "before psw was opened" not in drawn(app)
        await press_again(pilot, "y")
        await until(pilot, lambda: f"Undone: {what}" in drawn(app))
        await press_again(pilot, "U")
        await until(pilot, lambda: "Redo: " in drawn(app) and "u undoes it again." in drawn(app))
        await press_again(pilot, "y")
        await until(pilot, lambda: f"Redone: {what}" in drawn(app))


async def test_an_import_is_asked_about_however_small(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("reference,first name,last name,cohort\nL010,Ann,Z,PSW 2026\n")
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        assert import_table(store, TableKind.ROSTER, path).change is not None
        await pilot.press("u")
        await until(pilot, lambda: "It is an import." in drawn(app) and "from more.csv" in drawn(app))
        await press_again(pilot, "y")
        await until(pilot, lambda: "Undone: Imported" in drawn(app))


async def test_an_entry_of_an_earlier_sitting_is_asked_about(store: Store) -> None:
    """Undo and redo alike; a key that is held does not answer the question."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await press_at(pilot, *held("u", 0.5, 0.033))
        await until(pilot, lambda: "That was before psw was opened." in drawn(app))
        assert "Undo: added First12 Z, L012, this " in drawn(app)
        await press_again(pilot, "y")
        await until(pilot, lambda: "Undone: Added First12 Z" in drawn(app))
        await press_again(pilot, "U")  # what was asked about is asked about again
        await until(pilot, lambda: "Redo: added First12 Z, L012, this " in drawn(app))
        await pilot.press("escape")
    again = PswApp(store)
    async with again.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("U")
        await until(pilot, lambda: "Redo: added First12 Z, L012, this " in drawn(again))
        await press_again(pilot, "y")
        await until(pilot, lambda: "Redone: Added First12 Z" in drawn(again))


STEP = history.UndoTarget("x", 8, datetime(2027, 2, 1, 9, 12, tzinfo=UTC), "Imported 43 marks", leaders=3, sessions=0)
NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "began", "why"),
    [
        (replace(STEP, what="Marked Amara Z present"), 7, ()),
        (replace(STEP, what="Marked Amara Z present"), 8, ("That was before psw was opened.",)),
        (replace(STEP, what="Edited Amara Z", at=datetime(2027, 1, 31, 23, 59, tzinfo=UTC)), 7, ("on another day",)),
        (STEP, 7, ("It is an import.",)),
        (replace(STEP, what="Edited 10 leaders", leaders=10), 7, ()),
        (replace(STEP, what="Edited 11 leaders", leaders=11), 7, ("It changed 11 leaders at once.",)),
        (replace(STEP, what="Added 14 sessions", sessions=14), 7, ("It changed 14 sessions at once.",)),
        (replace(STEP, leaders=40), 8, ("before psw was opened", "It is an import.", "It changed 40 leaders")),
    ],
)
def test_what_reaches_far_is_asked_about_with_why(step: history.UndoTarget, began: int, why: tuple[str, ...]) -> None:
    """Undo and redo alike, each with the key that turns it back."""
    for undoes, back in ((True, "U redoes it."), (False, "u undoes it again.")):
        lines = why_ask(step, undo=undoes, began=began, now=NOON)
        assert len(lines) == (len(why) + 1 if why else 0)
        assert all(reason in line for reason, line in zip(why, lines, strict=False))
        assert lines[-1:] == ([back] if why else [])


@pytest.mark.parametrize(
    ("at", "when"),
    [
        ((2, 1, 9, 12), "this morning 09:12"),
        ((2, 1, 12, 0), "this afternoon 12:00"),
        ((2, 1, 17, 5), "this evening 17:05"),
        ((1, 29, 16, 30), "Fri 29 Jan 2027 16:30"),
    ],
)
def test_the_question_names_what_and_when(at: tuple[int, int, int, int], when: str) -> None:
    step = replace(STEP, at=datetime(2027, *at, tzinfo=UTC))
    assert question(step, undo=True, now=NOON) == f"Undo: imported 43 marks, {when}?"
    ended = replace(step, what="Dismissed a concern of Amara Z: it was dealt with.")
    assert question(ended, undo=False, now=NOON) == f"Redo: dismissed a concern of Amara Z: it was dealt with, {when}?"


def test_an_undo_and_a_redo_name_the_rows_that_they_turned(store: Store) -> None:
    """By reference, also of what is taken away; so that every list finds them by its own keys."""
    held = datetime(2026, 11, 12, 10, tzinfo=UTC)
    change_sessions.create_session(
        store, SessionDraft("W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", held, held)
    )
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    of_mark = undo.undo(store).turned
    assert [(row.table, row.leader, row.session) for row in of_mark] == [("mark", "L001", "W1")]
    assert [(row.table, row.session) for row in undo.undo(store).turned] == [("session", "W1")]
    assert [(row.table, row.leader) for row in undo.undo(store).turned] == [("leader", "L012")]
    assert [(row.table, row.leader) for row in undo.redo(store).turned] == [("leader", "L012")]
    exact, sessions, leaders = keys_of([*of_mark, TurnedRow("decision", "d1", "L002", concern="pattern:x:L002")])
    assert {"W1/L001", "decision:d1", "pattern:x:L002", "concern:pattern:x:L002"} <= exact
    assert sessions == {"W1", "session:W1", "register:W1"}
    assert leaders >= {"L001", "L002", "escalation:L002", "leader:L002"}


async def test_after_undo_and_redo_the_cursor_is_on_the_row_concerned(store: Store) -> None:
    """In each list that has it, by the leader, the session or the row itself; where it is not listed, nothing moves."""
    for number in (1, 2, 3):
        change_sessions.create_session(
            store,
            SessionDraft(
                f"W{number}",
                "PSW 2026",
                SessionKind.WORKSHOP,
                f"Workshop {number}",
                datetime(2026, 11, number, 10, tzinfo=UTC),
                datetime(2026, 11, number, 12, tzinfo=UTC),
            ),
        )
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:

        def cursor() -> str | None:
            return app.screen.query_one(RowTable).cursor_key

        async def turn(key: str) -> str | None:
            await press_again(pilot, key)
            await until(pilot, lambda: ("Undone" if key == "u" else "Redone") in app.desk.said)
            return cursor()

        await open_register(pilot, "W2/L003")
        await pilot.press("a", "G")
        assert cursor() == "L009"
        assert await turn("u") == "L003"
        await pilot.press("G")
        assert await turn("U") == "L003"
        await pilot.press("escape", "g")
        assert cursor() == "W1"
        assert await turn("u") == "W2"
        await open_register(pilot, "W3/L001")  # another session's: nothing of it is listed here
        await pilot.press("G")
        assert await turn("U") == "L009"
        await pilot.press("2", "g")
        assert await turn("u") == "L003"
        app.open_page("term", "W1", "L001")
        await until(pilot, lambda: isinstance(app.screen, TermScreen))
        assert await turn("U") == "L003"
        assert app.screen.session == "W2"  # type: ignore[attr-defined]


def test_only_what_was_asked_about_is_undone(store: Store) -> None:
    """Something else may be done while the question stands."""
    step = history.to_undo(store)
    what = edit(store, 1)
    with pytest.raises(Refused, match=f"now it would be “{what}”"):
        undo.undo(store, step)
    assert undo.undo(store, history.to_undo(store)).what == f"Undone: {what}"
    redone = history.to_redo(store)
    undo.undo(store)
    with pytest.raises(Refused, match="Something else was done meanwhile"):
        undo.redo(store, redone)
