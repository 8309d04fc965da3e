"""How many keys the long tasks take: day one, the year's sessions, and a call about an absence. A paste is one key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from psw_tui.app import PswApp
from psw_tui.policy.terms import Reason, SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, registers, sessions
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.roster.leaders import roster
from psw_tui.store.system import clock
from screens.dialogs.form import Form
from screens.dialogs.import_preview import ImportPreview
from screens.registers.sessions import RegistersScreen
from screens.roster.roster import RosterScreen
from screens.widgets.row_table import RowTable
from tests.exchange.table_files import write_csv
from tests.helpers import drawn, nobody_looks, settle, until

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

_BEFORE_THE_YEAR = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
_BY_HAND = (
    ("Amara", "Okafor", "amara.okafor@kent.gov.uk", "Kent County Council", "Sara Okoro"),
    ("Dewi", "Rees", "dewi.rees@kent.gov.uk", "Kent County Council", "Sara Okoro"),
    ("Mei", "Shaw", "mei.shaw@kent.gov.uk", "Kent County Council", "Sara Okoro"),
)


class Typist:
    """Presses keys and counts them: what is typed letter by letter, a paste as one."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot, self.keys = pilot, 0

    async def __call__(self, *keys: str) -> None:
        """A word after a ' is typed (`'10-12`), anything else is a key of that name; all without a pause."""
        app = self.pilot.app
        for key in keys:
            pressed = list(key[1:]) if key.startswith("'") else [key]
            self.keys += len(pressed)
            for one in pressed:
                app.post_message(events.Key(one, one if len(one) == 1 else None))
        await settle(app)

    async def paste(self, text: str) -> None:
        """What the terminal hands over in one go."""
        self.keys += 1
        self.pilot.app.post_message(events.Paste(text))
        await settle(self.pilot.app)


def _as_it_came(path: Path) -> Path:
    """40 leaders as a personnel department exports them: a title above, its own headings, no references."""
    rows = [["Cohort list, exported 28/08/2026"]]
    rows += [["Forename", "Surname", "Work email", "Employer", "Coach", "Coach email"]]
    rows += [
        [f"First{n}", f"Last{n}", f"l{n}@essex.gov.uk", "Essex County Council", f"Coach {n % 4}", f"c{n % 4}@coach.uk"]
        for n in range(40)
    ]
    write_csv(path, rows)
    return path


async def _leaders(typist: Typist, app: PswApp, file: Path) -> None:
    await typist("2", "n")
    await until(typist.pilot, lambda: isinstance(app.screen, Form))
    await typist("enter")
    await until(typist.pilot, lambda: "New leader" in drawn(app))
    for place, (first, last, email, organisation, coach) in enumerate(_BY_HAND):
        if place:
            await typist("n")
        known = place > 0  # on record by now: its first letters and → are enough
        await typist(f"'{first}", "enter", f"'{last}", "enter", f"'{email}", "enter")
        await typist(*([f"'{organisation[:2]}", "right"] if known else [f"'{organisation}"]), "enter")
        await typist(*([f"'{coach[:2]}", "right"] if known else [f"'{coach}"]), "enter")
        await typist("'1/9", "ctrl+s")
        if not isinstance(app.screen, RosterScreen):  # a coach who is new is asked about
            await typist("enter")
        await until(typist.pilot, lambda: isinstance(app.screen, RosterScreen))
    await typist("i")
    await until(typist.pilot, lambda: isinstance(app.screen, Form) and app.screen.settled)
    await typist.paste(str(file))  # as a terminal types a file that is dropped on it
    await typist("enter")
    await until(typist.pilot, lambda: not isinstance(app.screen, Form))
    await until(typist.pilot, lambda: not isinstance(app.screen, ImportPreview) or not app.screen.looking)
    await typist("enter")
    await until(typist.pilot, lambda: isinstance(app.screen, RosterScreen))


async def _sessions_by_hand(typist: Typist, app: PswApp) -> None:
    await typist("3")
    for kind, first, others in (
        ("r", "1 oct 9-4", ("9 mar",)),
        ("w", "16 oct 10-12", ("4 dec", "5 feb", "2 apr")),
        ("m", "1 nov-1 dec", ("4 jan", "1 mar")),
        ("p", "18 nov 2-4", ("20 jan", "5 may")),
    ):
        await typist("n", kind, "enter", f"'{first}", "ctrl+s")
        await until(typist.pilot, lambda: isinstance(app.screen, RegistersScreen))
        for day in others:
            await typist("N", f"'{day}", "enter")
            await until(typist.pilot, lambda: isinstance(app.screen, RegistersScreen))


async def test_day_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cohort, 3 leaders by hand, 40 from a file as it came, coaches with them, and the year's 14 sessions by hand."""
    file = _as_it_came(tmp_path / "Cohort list.csv")
    monkeypatch.setattr("psw_tui.store.system.places.downloads_folder", lambda: tmp_path / "none")
    nobody_looks(monkeypatch)
    with clock.at(_BEFORE_THE_YEAR), Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            typist = Typist(pilot)
            await _leaders(typist, app, file)
            await _sessions_by_hand(typist, app)
            made = sessions.sessions_list(store, None, store.today)
            assert len({line.session.title for line in made}) == len(made) == 14
            rows = roster(store, None, day=store.today)
            assert len(rows) == 43
            assert all(row.coach and row.organisation for row in rows)
            assert typist.keys <= 320, typist.keys


async def test_a_call_about_an_absence_from_anywhere(tmp_path: Path) -> None:
    """By the leader's name to their page, there `r`: the session that comes, when they told us, and why."""
    at = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
    with clock.at(at), Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        for number, (first, last, email, *_) in enumerate(_BY_HAND, 1):
            values = {"first_name": first, "last_name": last, "email": email, "cohort": "PSW 2026"}
            change_leaders.create_leader(store, values | {"reference": f"L{number}", "offer_accepted_on": at.date()})
        for number, day in ((1, 8), (2, 12)):
            starts = datetime(2027, number, day, 10, tzinfo=UTC)
            kind = SessionKind.WORKSHOP
            draft = SessionDraft(f"W{number}", "PSW 2026", kind, f"Workshop {number}", starts, starts.replace(hour=12))
            change_sessions.create_session(store, draft)
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("4")
            await until(pilot, lambda: app.current_mode == "coaching" and app.screen.query_one(RowTable).row_count > 0)
            typist = Typist(pilot)
            await typist("ctrl+p", "'mei")
            await until(pilot, lambda: "Mei Shaw (L3)" in drawn(app))
            await typist("enter")
            await until(pilot, lambda: app.current_mode == "roster" and len(app.screen_stack) > 1)
            await typist("r")
            if "Workshop 2" in drawn(app) and not isinstance(app.screen, Form):
                await typist("enter")
            await until(pilot, lambda: isinstance(app.screen, Form))
            await typist("'now", "enter", "s", "ctrl+s")
            await until(pilot, lambda: not isinstance(app.screen, Form))
            row: Any = next(row for row in registers.register(store, "W2", at.date()).rows if row.reference == "L3")
            assert row.mark.reported_at == at
            assert row.mark.reason is Reason.SICKNESS
            assert typist.keys <= 14, typist.keys
