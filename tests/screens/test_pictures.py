"""Every screen and every dialog, drawn at three sizes and compared with its picture: a walk takes many of them.

In the narrow window the keys are pressed one by one, in wider ones typed on without a pause from picture to picture: a
burst comes to what the same keys come to one by one, in every dialog. `make fuzz` types so in every window.

Orders, filters and the like have a picture at one size: what they change doesn't depend on it.
"""

from __future__ import annotations

import random
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.exchange.files import opening
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.leader_page import leader_file
from psw_tui.store.safekeeping import backups
from psw_tui.store.system import clock
from psw_tui.store.system.settings_file import DEFAULTS, Settings
from screens.dialogs.import_preview import ImportPreview
from screens.dialogs.written import Written
from screens.registers.report_review import ReviewScreen
from screens.roster.leader_rows import rows
from screens.safekeeping.damaged import DamagedApp
from screens.shell.desk import Place
from screens.today.agenda import agenda
from tests.budgets import LONG
from tests.bursts import type_on
from tests.exchange.table_files import write_csv
from tests.helpers import drawn, nobody_looks, press_again, settle, until
from tests.pictures import SIZES, Album, picture, pictures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from textual.pilot import Pilot

    from screens.today.agenda import Item

_NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
_NARROW, _WIDE, _LARGE = SIZES
_CUT = re.compile(r"….*(?<!\? keys)(?<!…)$")
_TYPED = "raised by hand, The line manager rang: cover for study"
_WORD = re.compile(r'"([^"]+)"|(\S+)')
_REPORT = (
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room",
    "Aisha Evans,,01/29/2027 09:58:00 AM,01/29/2027 12:01:00 PM,123,No,No",
    "Amara Farrell,,01/29/2027 09:58:00 AM,01/29/2027 10:20:00 AM,22,No,No",
    "B Vaughan,,01/29/2027 09:58:00 AM,01/29/2027 12:01:00 PM,123,No,No",
    "iPad,,01/29/2027 09:58:00 AM,01/29/2027 12:01:00 PM,123,No,No",
)


#: How to come from one screen to the next.
_SCREENS = {
    "today": "f1",
    "since": "V",
    "roster": "escape 2",
    "registers": "f3",
    "months": "escape V",
    "register": "go:registers/W03",
    "coaching": "escape 4",
    "capabilities": "escape 5",
    "capabilities-cohort": "V",
    "rounds": "go:capabilities/L001",
    "compare": "equals_sign",
    "round": "escape enter",
    "escalations": "f6",
}


@pytest.fixture(autouse=True)
def _whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "bdo")
    monkeypatch.setattr(opening, "why_not", lambda: None)  # there is a desktop, wherever it runs


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


class Walk:
    """A walk through an app of one size; by chance, each line of it is typed on without a pause."""

    def __init__(self, pilot: Pilot[None], album: Album, chance: random.Random | None) -> None:
        self.pilot, self.app, self.album = pilot, pilot.app, album
        self._chance = chance

    async def __call__(self, steps: str) -> None:
        """Each line is a picture's name (none: no picture is taken), and what is done before it is taken.

        That is keys (`down*3`; `later:y` after a pause), what is typed (`"1 nov"`), a row to go to (`at:coaching/L012`)
        or its page (`go:`).
        """
        for step in filter(None, map(str.strip, steps.splitlines())):
            name, _, doing = step.partition(": ")
            for typed, word in _WORD.findall(doing):
                await self._do(typed, word)
            await self._all_is_done()
            if name.strip(":"):
                await self.album.take(self.app, name)

    async def _do(self, typed: str, word: str) -> None:
        how, _, place = word.partition(":")
        if typed:
            await self._type(*typed)
        elif how == "later":
            await self._all_is_done()
            await press_again(self.pilot, place)
        elif place:
            await self._all_is_done()
            area, _, key = place.partition("/")
            self.app.go(Place(area, key, page=how == "go"))  # type: ignore[attr-defined]  # PswApp
            await settle(self.app)
        else:
            key, _, times = word.partition("*")
            await self._type(*[key] * int(times or 1))

    async def _type(self, *keys: str) -> None:
        if self._chance is None:
            await self.pilot.press(*keys)
        else:
            await type_on(self.app, keys, self._chance)

    async def _all_is_done(self) -> None:
        """A key may wait for a thread; what it does is part of the picture."""
        await until(self.pilot, lambda: not self.app._waiting)  # type: ignore[attr-defined]  # KeysInOrder


class Walks:
    """Begins walks, each on a file of its own."""

    def __init__(self, folder: Path, made: bytes, seed: int, *, write: bool) -> None:
        self.folder, self._made, self._seed, self._write = folder, made, seed, write

    @asynccontextmanager
    async def at(
        self, size: tuple[int, int], *, begin: bytes | None = None, settings: Settings = DEFAULTS
    ) -> AsyncIterator[Walk]:
        """A walk on the demo, or on another file; at its end every picture has to be as it was."""
        path = self.folder / "psw.db"
        if begin != b"":
            path.write_bytes(self._made if begin is None else begin)
        album = Album(size, write=self._write)
        chance = random.Random(self._seed) if LONG or size != _NARROW else None
        with clock.at(_NOW), Store.open(path, create_missing=True) as store:
            app = PswApp(store, settings)
            async with app.run_test(size=size) as pilot:
                await until(pilot, lambda: app.screen._waiting is not None)  # type: ignore[attr-defined]  # TodayScreen
                yield Walk(pilot, album, chance)
        album.close()


@pytest.fixture(params=[pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(1, 6)] if LONG else [0])
def walks(demo_cohort: bytes, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Walks]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)  # so that a file is typed by its name alone
        patch.setattr("psw_tui.store.system.places.downloads_folder", lambda: tmp_path / "none")
        patch.setattr("screens.dialogs.export.folder_of_exports", lambda _: Path("/home/bdo/records/exports"))
        patch.setattr(clock, "now", lambda: _NOW)  # also in the threads of the app
        nobody_looks(patch)  # a picture is drawn when it is taken
        yield Walks(tmp_path, demo_cohort, request.param, write=request.config.getoption("--pictures") == "write")


async def test_today_and_what_works_everywhere(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            today
            today-why: w
            today-keys: escape question_mark
            cohort: escape C
            day: escape D
            day-chosen: "1 nov" enter
            : ctrl+p "ai"
        """)
        await until(walk.pilot, lambda: "Aisha Evans: escalation" in drawn(walk.app))
        await walk("palette")
        await walk.pilot.press("escape")
        backups.make(walk.app.desk.store.connection, walk.app.desk.store.path)  # type: ignore[attr-defined]  # PswApp
        walk.app.restore_a_backup()  # type: ignore[attr-defined]  # PswApp
        await until(walk.pilot, lambda: "Restore which backup?" in drawn(walk.app))
        await walk("backups")
        await walk.pilot.press("enter")
        await until(walk.pilot, lambda: "Nothing would change" in drawn(walk.app))
        await walk("""
            backup-restored
            lock: escape ctrl+l
        """)


async def test_a_damaged_file(size: tuple[int, int], request: pytest.FixtureRequest) -> None:
    """What stands in the app's place where it can't be opened."""
    album = Album(size, write=request.config.getoption("--pictures") == "write")
    offered = ["The newest good backup was made on Mon 1 Feb 2027 09:30 and holds 72 entries, 20 leaders."]
    app = DamagedApp("/home/ruth/psw.db is damaged (page 21 can't be read).", offered, theme="dark")
    async with app.run_test(size=size):
        await settle(app)
        album.compare("damaged", picture(app))
    album.close()


def test_in_a_large_window_nothing_that_has_room_is_cut() -> None:
    """On no page an ellipsis stands but at the verbs that ask for more, and at the edge of the window.

    What somebody typed into a concern may be longer than any column.
    """
    pages = [text for path in pictures(_LARGE) if not (text := path.read_text("utf-8")).startswith("panel of")]
    lines = [line for page in pages for line in page.partition("\nstyles:")[0].splitlines()]
    assert len(lines) > 50 * _LARGE[1]
    assert not [line for line in lines if _CUT.search(line) and _TYPED not in line]


async def test_a_window_that_grows_and_shrinks_shows_what_one_of_its_size_shows(walks: Walks) -> None:
    """Larger and smaller again: all that the width cuts, folds or leaves out is worked out anew, in every list."""
    async with walks.at(_NARROW) as walk:
        wide = Album(_WIDE, write=False)
        for name, doing in _SCREENS.items():
            await walk(f"{name}: {doing}")
            await walk.pilot.resize_terminal(*_WIDE)
            await wide.take(walk.app, name)
            await walk.pilot.resize_terminal(*_NARROW)
            await walk(name)
        wide.close()


@pytest.mark.parametrize("look", ["light", "no-color"])
async def test_the_areas_in_another_look(walks: Walks, look: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if look == "no-color":
        monkeypatch.setenv("NO_COLOR", "1")
    async with walks.at(_NARROW, settings=Settings(theme="light" if look == "light" else DEFAULTS.theme)) as walk:
        await walk(f"""
            {look}-today
            {look}-roster: 2
            {look}-registers: 3
            {look}-coaching: 4
            {look}-capabilities: 5
            {look}-escalations: 6
        """)


async def test_today_closer(walks: Walks) -> None:
    async with walks.at(_WIDE) as walk:
        await walk("""
            today-concern-why: down*7 w
            today-overdue: escape o
            today-unfolded: o end up*9 enter
            undo-asked: u
        """)


async def test_what_happened_since(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            since: V
            since-day: F
            since-another-day: n
            since-reader: escape W
            since-cover: a
            since-manager: W t
        """)


async def test_roster(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            roster: 2
            roster-sort: s
            roster-why: escape w
            leader-new: escape n
            leader-edit: escape e
            roster-selected: escape space down space
            roster-copy: Y
            leader-several: escape e
            coach-asked: down "a bhat" ctrl+s
            file: escape escape enter escape i
            leaving: escape at:roster/L002 L
            leaving-withdraw: w
            leader: escape go:roster/L002
            leader-why: w
            leader-sessions: escape tab*2 v
            leader-notice: go:roster/L002 r
            leader-absence: enter
            : escape
        """)
        path = Path("/home/bdo/records/exports/case-L002-2027-02-01.html")
        await walk.app.push_screen(Written("The case", path, "Any browser opens and prints it."))
        await walk.album.take(walk.app, "written")


async def test_roster_closer(walks: Walks) -> None:
    async with walks.at(_NARROW) as walk:
        await walk("""
            roster-worst: 2 s down*5 enter
            roster-sort-again: s
            roster-state: up enter
            roster-coach: s up enter
            roster-filter: slash "evans"
            roster-no-fit: "qq"
            roster-why-several: escape g space space w
            leader-below: escape go:roster/L020
            leader-end: end
            leader-paused: go:roster/L008
            leader-offered: go:roster/L003
            leader-offered-why: w
            leader-request: escape n
        """)
    async with walks.at(_WIDE) as walk:
        await walk("""
            roster-organisation: 2 s down*2 enter
            leader-at-risk: end enter
        """)


async def test_registers(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            registers: 3
            registers-sort: s
            session-new: escape n
            sessions-paste: escape P "1 oct;workshop 5;10-12" enter "2 oct;feedback"
            months: escape enter V
            months-sessions: pageup pageup
            session-on-day: right n "w"
            session-edit: escape enter escape e
            session-cancel: escape at:registers/R03 x
            registers-cancelled: t
            catching-up: K
            catch-up-next: greater_than_sign
            catch-ups-send-all: d
            : escape greater_than_sign
            catch-up-edit: escape e
        """)


async def test_registers_closer(walks: Walks) -> None:
    async with walks.at(_NARROW) as walk:
        await walk("""
            registers-why: 3 w
            registers-due: escape o
            registers-title: o s down enter
            registers-kind: s down enter
            registers-unrecorded: s down enter
            registers-filter: slash "teams"
            session-next: escape N
            leave-typed: x escape
            catching-up-why: y K w
            catching-up-all: escape o
            catching-up-filter: slash "shaw"
            catching-up-one: escape go:registers/catching-up:R02/L020
            catching-up-accepted: greater_than_sign a
            catching-up-sent: home end greater_than_sign s enter
        """)


async def test_a_register(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            register: go:registers/W03
            register-marked: p t a a
            register-why: g down down w
            set-aside: escape x
            register-told: escape r
            register-fill: escape f
            register-peer: escape go:registers/P02
            register-to-come: go:registers/R03
            register-module: go:registers/M03
            module-done: r
            term: escape go:registers/W02/L002 M
            term-sort: s
        """)


async def test_a_register_closer(walks: Walks) -> None:
    async with walks.at(_WIDE) as walk:
        await walk("""
            register-filled: go:registers/W03 p f enter
            register-effects: up a up a up a down down a down down down down a
            register-open: go:registers/M03 o
            register-no-fit: slash "qq"
            register-engaged: go:registers/P02 plus down minus v
            register-other-day: go:registers/R03/L010 right_square_bracket
            register-past: go:registers/W02 v
            term-worst: M s down enter
            term-changed: end up up "aaa"
            term-due: o
        """)
    async with walks.at(_NARROW) as walk:
        await walk("""
            register-effects-narrow: go:registers/W03 a p
            register-cancelled: 3 x later:y enter
            register-cancelled-why: w
            term-cancelled: escape M
        """)
    async with walks.at(_NARROW) as walk:
        await walk("register-just-marked: go:registers/W03 a r")


async def test_coaching(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            coaching: 4
            coaching-sort: s
            booking-new: escape at:coaching/L012 b
            booking-cancel: escape c
            booking-move: escape R
            coaching-around: escape e
            coaching-welfare: w
            coaching-export: escape E
            coaching-said: escape a
            booking-aside: x
            bookings: escape enter
            booking-edit: e enter
            coaches: escape escape V
            coaches-edit: e
            coaches-name: e
            coaches-form: escape e f
            coaches-came: enter
            coaches-merge: escape e m
            coaches-merge-asked: enter
            coaches-hand: escape e h enter
            coaches-new: escape n
        """)


async def test_coaching_closer(walks: Walks) -> None:
    async with walks.at(_WIDE) as walk:
        await walk("""
            coaching-behind: 4 s down*3 enter
            coaching-attended: s up enter
            coaching-coach: s up enter
            coaching-open: o
            coaching-filter: o slash "behind"
            coaching-behind-why: enter w
            coaching-rebook: escape at:coaching/L017
            bookings-why: enter w
            coaches-behind: escape escape V end
            coaches-their-leaders: enter
            coaches-late: D "20 feb" enter V
            bookings-over: escape go:coaching/L017
        """)


async def test_capabilities(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            capabilities: 5
            capabilities-sort: s
            round-new: escape n
            capabilities-export: escape E
            capabilities-cohort: escape V
            rounds: go:capabilities/L001
            compare: equals_sign
            round: escape enter
            round-words: e
        """)


async def test_capabilities_closer(walks: Walks) -> None:
    async with walks.at(_NARROW) as walk:
        await walk("""
            capabilities-why: 5 w
            capabilities-last: escape s down enter
            capabilities-far: s down enter
            cohort-why: V w
            cohort-sort: escape s
            cohort-moved: down*2 enter
            cohort-framework: s down enter
            compare-why: go:capabilities/L001 equals_sign w
            round-rated: escape escape enter "14" asterisk down backspace
            round-why: w
        """)


async def test_escalations(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            : 6 D "20 jun 2027" enter
            escalations-by-leader: down*3 enter
            escalations-accept-all: up y
            : escape D enter home
            escalations
            escalation-why: w
            escalation-moves: escape greater_than_sign
            escalation-move: enter
            escalation-snooze: escape z
            escalation-until: down enter
            log: escape l
            log-details: E
            message: escape m
            message-drafted: x
            message-view: enter
            case: escape enter
            concern: escape down*3
            concern-dismiss: d
            concern-snooze: escape z
            concern-of-whom: escape n
            concern-words: enter
        """)


async def test_escalations_closer(walks: Walks) -> None:
    async with walks.at(_WIDE) as walk:
        await walk("""
            escalation-back: 6 less_than_sign
            concern-why: escape down*3 w
            concern-accepted: escape y
            concern-case: enter
            case-end: escape g enter G
            escalations-unfolded: escape end enter end up enter end up up up enter
            escalations-filter: slash "behind"
            escalations-no-fit: "qq"
        """)


async def test_what_is_recorded_on_a_case(walks: Walks, size: tuple[int, int]) -> None:
    async with walks.at(size) as walk:
        await walk("""
            : at:escalations/no_reasonable_cause:W02:L004 y go:escalations/L004
            case-outcome: greater_than_sign 1
            case-action: escape escape go:escalations/L002 greater_than_sign n
            case-action-close: escape greater_than_sign 1
            case-ended: "1 feb" ctrl+s r
            : escape greater_than_sign w "Two workshops missed" enter
            case-sign-off: greater_than_sign g
            case-consulted: "Pat Lee" tab "agreed" ctrl+s
            : escape greater_than_sign B "Sam Bo" ctrl+s P "Sam Bo" ctrl+s O "Sam Bo" ctrl+s d "As agreed" enter
            case-appeal: greater_than_sign a "Asked for in a letter" enter greater_than_sign h
        """)


async def test_files_taken(walks: Walks, size: tuple[int, int]) -> None:
    leaders = ("reference,first_name,last_name,cohort", "L021,Ann,Ash,PSW 2026", "L001,Chidi,Tailor,PSW 2026")
    rows = [line.split(",") for line in leaders]
    write_csv(walks.folder / "good.csv", rows)
    write_csv(walks.folder / "bad.csv", [*rows, ["L022", "", "Oak", "PSW 1999"]])
    gone = [["reference", "first_name", "last_name", "cohort", "state", "offer_accepted_on"]]
    gone += [[f"L0{n}", "Ann", f"Ash {n}", "PSW 2026", "withdrawn", "2026-08-04"] for n in range(30, 70)]
    write_csv(walks.folder / "gaps.csv", [*gone, ["L070", "Bo", "Oak", "PSW 2026", "active", ""]])
    write_csv(walks.folder / "report.csv", [line.split(",") for line in _REPORT])
    foreign = [_REPORT[0].replace("Guest,In waiting room", "Gäst,I väntrum"), *_REPORT[1:]]
    write_csv(walks.folder / "swedish.csv", [line.split(",") for line in foreign])
    finnish = ("Nimi,Liittyi,Poistui", "Aisha Evans,29.01.2027 9.58,29.01.2027 11.00")
    write_csv(walks.folder / "finnish.csv", [line.split(",") for line in finnish])
    meetings = ["Topic,Meeting ID", "Workshop 3,811", "Team talk,822"]
    every = [f"{meeting},{row}".split(",") for meeting, row in zip(meetings, _REPORT[:3], strict=True)]
    write_csv(walks.folder / "all.csv", every)
    (walks.folder / "undated.csv").write_text("Timestamp,Name\nFriday,Aisha Evans\n")
    async with walks.at(size) as walk:
        for name in ("good", "bad"):
            await walk(f': 2 i ctrl+u "{name}.csv" enter')
            await until(walk.pilot, lambda: isinstance(walk.app.screen, ImportPreview) and not walk.app.screen.looking)
            await walk(f"""
                import-{name}
                : escape
            """)
        await walk("""
            file-completed: 2 i ctrl+u "g" tab
            : ctrl+u "gaps.csv" enter
        """)
        await until(walk.pilot, lambda: isinstance(walk.app.screen, ImportPreview) and not walk.app.screen.looking)
        await walk("""
            import-gaps
            import-gap-open: down enter
            : escape
        """)
        await walk(": go:registers/W03/L002 a i")
        await until(walk.pilot, lambda: walk.app.screen.settled)  # type: ignore[attr-defined]
        await walk("""
            report-file
            : "swedish.csv" enter
        """)
        await until(walk.pilot, lambda: "waiting room's?" in drawn(walk.app))
        await walk("""
            report-columns
            : escape i "undated.csv" enter
        """)
        await until(walk.pilot, lambda: "this session's?" in drawn(walk.app))
        await walk("""
            report-day
            : escape i "finnish.csv" enter
        """)
        await until(walk.pilot, lambda: "no language that psw knows" in drawn(walk.app))
        await walk("""
            report-headings
            : escape i "all.csv" enter
        """)
        await until(walk.pilot, lambda: "Which meeting" in drawn(walk.app))
        await walk("""
            report-meeting
            : escape i "report.csv" enter
        """)
        await until(walk.pilot, lambda: isinstance(walk.app.screen, ReviewScreen) and walk.app.screen.settled)
        await walk("""
            review
            review-why: w
            review-who: escape e
            review-leave: escape y escape
            register-to-confirm: escape enter
        """)


@pytest.mark.parametrize("empty", [True, False], ids=["no-cohort", "no-leader"])
async def test_nothing_there_yet(walks: Walks, size: tuple[int, int], *, empty: bool) -> None:
    name = "no-cohort" if empty else "no-leader"
    if not empty:
        with Store.open(walks.folder / "psw.db", create_missing=True) as store:
            change_cohorts.add(store, "PSW 2026", 2026)
    async with walks.at(size, begin=b"") as walk:
        await walk(f"""
            {name}-today
            {name}-roster: 2
            {name}-new: n
            {name}-registers: escape 3
            {name}-term: M
            {name}-catching-up: escape K
            {name}-coaching: escape 4
            {name}-coaches: V
            {name}-capabilities: escape 5
            {name}-cohort: V
            {name}-escalations: escape 6
        """)


def test_where_lines_lead(demo_cohort: bytes, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every line of Today and of a leader's page, and the row or page that enter goes to."""
    path = tmp_path / "psw.db"
    path.write_bytes(demo_cohort)
    album = Album(_WIDE, write=request.config.getoption("--pictures") == "write")
    with clock.at(_NOW), Store.open(path, writing=False) as store:
        judged = judge_all(store, store.today)
        items = [item for group in agenda(store, judged, store.today).groups for item in group.items]
        lines = [f"{item.what}: {item.detail} > {_to(item)}\n" for item in items]
        album.compare("today-leads-to", re.sub("[0-9a-f]{32}", "…", "".join(lines)))
        verdict = next(verdict for verdict in judged if verdict.reference == "L002")
        page = leader_file(store, verdict, store.today)
        assert page is not None
        places = rows(verdict, page, store.today, revealed=False, standings=True).places
        told = [f"{re.sub('[0-9a-f]{32}', '…', key)} > {_to(place)}\n" for key, place in places.items()]
        album.compare("leader-leads-to", "".join(told))
    album.close()


def _to(place: Item | Place) -> str:
    row = place.key if isinstance(place, Place) else place.row
    row = re.sub("[0-9a-f]{32}", "…", row)  # a coach's own, another at every making
    return f"{'page' if place.page else 'row'} {row or 'none'} of {place.area}"
