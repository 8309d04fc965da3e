"""The palette: what fits well is all that is shown, everything is read once, and a verb does what its key does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.terms import LeaderState
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_leaders
from screens.dialogs.form import Form
from screens.roster.leader import LeaderScreen
from screens.shell.frame import AREAS
from screens.shell.palette import Entry, found
from screens.shell.plain_dialogs import Confirm
from tests.helpers import drawn, settle, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

ENTRIES = tuple(
    Entry(name, "", print, key, also)
    for name, key, also in (
        ("undo", "u", ("undo", "undo the last thing done")),
        ("leave", "q", ("quit", "leave psw; everything is saved already")),
        ("only open", "o", ("open only", "only what is open")),
        ("Siân Undone (L001)", "", ("", "")),
        ("Una Door (L002)", "", ("", "")),
        ("Ann Abel (L003)", "", ("", "")),
        ("Hannah Ash (L004)", "", ("", "")),
        ("Kent", "", ("", "")),
        ("Kentish Town School", "", ("", "")),
        ("Kent Ada (L005)", "", ("", "")),
    )
)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("undo", ["undo", "Siân Undone (L001)"]),
        ("quit", ["leave"]),
        ("open", ["only open"]),
        ("SIAN", ["Siân Undone (L001)"]),
        ("ann", ["Ann Abel (L003)"]),  # and no Hannah, for one fits by its beginning
        ("nna", ["Hannah Ash (L004)"]),
        ("kent", ["Kent", "Kent Ada (L005)", "Kentish Town School"]),
        ("l004", ["Hannah Ash (L004)"]),
        ("saved already", ["leave"]),
        ("udr", ["Una Door (L002)"]),  # nothing fits, so what is like it
        ("zzz", []),
    ],
)
def test_what_fits_best_comes_first_and_what_fits_worse_is_not_shown(typed: str, names: list[str]) -> None:
    def like(name: str) -> float:
        return 0.5 if (typed, name) == ("udr", "Una Door (L002)") else 0.0

    assert [entry.name for entry, _ in found(ENTRIES, typed, like)] == names


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Two leaders, of Kent and of Leeds, each with a coach; recorded before the app is opened."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for row in ("L001 Amara Osei Kent Cole", "L002 Beth Jones Leeds Okoro"):
            keys = ("reference", "first_name", "last_name", "organisation", "coach")
            values = dict(zip(keys, row.split(), strict=True)) | {"cohort": "PSW 2026", "state": LeaderState.OFFERED}
            change_leaders.create_leader(opened, values)
        yield opened


async def _choose(pilot: Pilot[Any], words: str) -> None:
    await pilot.press("ctrl+p", *("space" if letter == " " else letter for letter in words))
    await settle(pilot.app)
    await pilot.press("enter")
    await settle(pilot.app)


async def test_every_verb_and_name_is_found_and_does_what_it_does_elsewhere(store: Store) -> None:
    """Names are read as it opens and by no key; an undo that is asked about is asked about from here as well."""
    app = PswApp(store)
    asked: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app)
        await pilot.press("ctrl+p", "q", "u", "i", "t")
        await until(pilot, lambda: "leave   q" in drawn(app))
        assert "^q" not in drawn(app)
        await pilot.press("escape", "ctrl+p")
        await settle(app)
        store.connection.set_trace_callback(asked.append)
        await pilot.press("u", "n", "d", "o")
        await until(pilot, lambda: "undo the last thing done" in drawn(app))
        store.connection.set_trace_callback(None)
        assert asked == []
        assert "redo" not in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape")
        await _choose(pilot, "kent")
        await until(pilot, lambda: app.current_mode == "roster" and "1 of 2 listed" in drawn(app))
        await _choose(pilot, "okoro")
        await until(pilot, lambda: app.current_mode == "coaching" and "Amara" not in drawn(app))
        assert "Beth Jones" in drawn(app)
        await _choose(pilot, "amara")
        await until(pilot, lambda: isinstance(app.screen, LeaderScreen))
        await _choose(pilot, "escalations")
        await until(pilot, lambda: app.current_mode == "escalations")
        await _choose(pilot, "import in ros")
        await until(pilot, lambda: app.current_mode == "roster" and isinstance(app.screen, Form))


def test_every_verb_says_what_it_does() -> None:
    """What the palette offers comes from the screens' bindings; one without a sentence would stand there bare."""
    from textual.binding import Binding

    from screens.areas import area_class

    silent = [
        (area, binding.key)
        for area in AREAS
        for kind in area_class(area).__mro__
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding) and kind.__module__.startswith("screens") and not binding.tooltip
    ]
    assert [(area, key) for area, key in silent if key != "escape"] == []
