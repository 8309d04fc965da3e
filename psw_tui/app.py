"""The terminal app: six areas on one desk, the keys that work everywhere, and the way from one to another."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from psw_tui.lazy import left_out, names_alone
from psw_tui.policy.frozen import frozen

# Textual reads it as it is imported; why so long stands in `terminal_input`.
os.environ.setdefault("ESCDELAY", "25")

# asyncio takes TLS along where it is there, a fortieth of the way to the first paint, and psw connects to nothing.
# Textual's app takes along what its palette is made of, a twentieth: psw's own stands on it, and a key opens that. And
# the tables in which Textual shows its colours to whoever makes a theme.
with left_out("ssl"), names_alone("textual.command"), names_alone("rich.table"):
    import_module("textual.app")

from itertools import chain

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.signal import Signal
from textual.worker import WorkerFailed

from psw_tui import trace
from psw_tui.ending import AppEnd, run_to_its_end
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands, lookups
from psw_tui.store.core.store import Refused, Store, real_path
from psw_tui.store.reads.change import Change
from psw_tui.store.safekeeping import on_demand as safekeeping
from psw_tui.store.system import clock, collecting, passphrases
from psw_tui.store.system.refusal import Damaged
from psw_tui.store.system.settings_file import (
    DEFAULTS,
    BadSettings,
    Settings,
    read_settings,
    settings_path,
    write_settings,
)
from screens.areas import PAGES, area_class, area_screen, import_every_screen, rules_of_screens
from screens.safekeeping import on_demand
from screens.safekeeping.keeper import BackupKeeper
from screens.shell import key_names, keys_help
from screens.shell import on_demand as shell
from screens.shell.desk import Desk, Place
from screens.shell.dialog import Dialog
from screens.shell.frame import AREAS, AreaScreen
from screens.shell.keys_in_order import looks_for_typed
from screens.shell.screen_lock import LockedApp
from screens.shell.stylesheet import KeptStylesheet
from screens.shell.terminal_input import with_quick_escape
from screens.shell.themes import HIGH_CONTRAST, textual_theme, without_colour
from screens.widgets.only_text import OnlyText
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from textual.driver import Driver
    from textual.filter import LineFilter

    from psw_tui.store.core import history
    from screens.shell.desk import Page
    from screens.shell.offers import Offer
    from screens.shell.palette import Finder


_ROLL_OVER_SECONDS = 30.0
_MINUTE = 60.0
#: How long a worker goes on while a key waits for the interpreter; Python's own is ten times that.
_TURN_SECONDS = 0.0005
_MASKED = "Names are masked on the screen, and nowhere else; F9 shows them."
_SHOWN = "Names are shown again."
_ONLY_TEXT = OnlyText()


def _finder() -> type[Finder]:
    from screens.shell.palette import Finder  # when the palette is first opened

    return Finder


@frozen
class JudgedDay:
    """The day to judge from what is recorded now; None for today."""

    day: date | None


class PswApp(LockedApp[None]):
    """`psw` on one open store."""

    TITLE = "psw"
    DEFAULT_MODE = "today"
    COMMANDS: ClassVar = {_finder}  # every verb, and everything that has a name
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        *[
            Binding(f"{number},f{number}", f"area('{area}')", name, show=False, tooltip=f"go to {name}")
            for number, (area, name) in enumerate(AREAS.items(), 1)
        ],
        Binding("u", "undo", "undo", show=False, tooltip="undo the last thing done"),
        Binding("U", "redo", "redo", show=False, tooltip="redo what was undone"),
        Binding("E", "export", "export", show=False, tooltip="write what is here to a file"),
        Binding("w", "why", "why", show=False, tooltip="the numbers, the facts and the clause"),
        Binding("C", "cohort", "cohort", show=False, tooltip="choose the cohort"),
        Binding("D", "day", "day", show=False, tooltip="choose the day that is judged"),
        Binding("comma", "settings", "settings", key_display=",", show=False, tooltip="theme, folders, keys"),
        Binding(
            "f9",
            "mask",
            "mask names",
            show=False,
            priority=True,
            tooltip="mask names, to share the screen; again shows them",
        ),
        Binding(
            "ctrl+l", "lock", "lock", show=False, priority=True, tooltip="lock the screen; what is open stays as it is"
        ),
        Binding("question_mark", "keys", "keys", key_display="?", tooltip="the keys of this screen"),
        Binding("q", "quit", "leave", show=False, tooltip="leave psw; everything is saved already"),
    ]

    def __init__(self, store: Store, settings: Settings = DEFAULTS, *, wrong: str = "", said: str = "") -> None:
        """The app on a store, as the settings say; `wrong` is why they are not those of the file.

        `said` stands on the status line as it begins.
        """
        super().__init__()
        self.register_theme(HIGH_CONTRAST)
        key_names.name_all("app", self._bindings.key_to_bindings)
        self.stylesheet = KeptStylesheet.instead_of(self.stylesheet)
        self.desk = Desk(store, settings)
        self._wrong_settings = wrong
        self._said_first = said
        self.keeper = BackupKeeper(self, self.desk)
        self._dress()
        self._began = _newest(store)
        self.desk.changed = Signal(self, "changed")
        self.desk.go = self.go
        self.desk.open_page = self.open_page
        self.desk.ask_export = self.ask_export
        self.damage = ""  # what the look through the whole file has found: another screen offers a backup then
        self.desk.damage_found = self._leave_damaged
        self.desk.bindings_of = lambda area: area_class(area).BINDINGS
        for area in AREAS:
            self.add_mode(area, partial(self._new_area, area))

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, as they are told apart where no colour is drawn."""
        variables = super().get_css_variables()
        return without_colour(variables) if self.no_color else variables

    def get_driver_class(self) -> type[Driver]:
        """What reads the keys and draws, without the wait for what may follow an escape."""
        return with_quick_escape(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes that any widget draws: Textual's own, what leaves text alone, and what masks names."""
        filters = [*super().get_line_filters(), _ONLY_TEXT]
        return [*filters, self.desk.mask.filter] if self.desk.mask.filter else filters

    def on_mount(self) -> None:
        """Once Today is drawn, and whole, let a thread import what the other screens need, and writing."""
        self.call_after_refresh(self._warm)
        self.set_interval(_ROLL_OVER_SECONDS, self._roll_over)
        self.set_interval(_MINUTE, self.minute_passed)
        if self._wrong_settings:
            self.call_after_refresh(self._say, self._wrong_settings)
        elif self._said_first:
            self.call_after_refresh(self.tell, self._said_first)

    def _dress(self) -> None:
        """Put on the theme of the settings; one that psw does not know is told, and the usual one put on."""
        theme = textual_theme(self.desk.settings.theme)
        if theme is None:
            self._wrong_settings = (
                f"settings.toml: there is no theme {self.desk.settings.theme}. The usual one is used."
            )
        self.theme = theme or textual_theme(DEFAULTS.theme) or self.theme

    def _new_area(self, area: str) -> AreaScreen:
        """An area's screen, that is styled as it is mounted: Textual would style the one that is left anew, and it."""
        screen = area_screen(area, self.desk)
        screen._css_update_count = self._css_update_count  # noqa: SLF001 - has no public name
        return screen

    def _leave_damaged(self, damage: str) -> None:
        self.damage = damage
        self.exit()

    def _give_keys(self) -> None:
        """Give verbs the keys of the settings, once every screen is imported; those that can't be given are told."""
        everywhere = list(chain.from_iterable(self._bindings.key_to_bindings.values()))
        keys, wrong = key_names.in_force(self.desk.settings.keys, AreaScreen.verbs_by_screen(), everywhere)
        if wrong:
            usual = "It keeps its usual key" if len(wrong) == 1 else "They keep their usual keys"
            self._say(f"settings.toml: {'; '.join(wrong)}. {usual}.")
        self.desk.keymap = {name: key_names.as_key(key) for name, key in keys.items()}
        self.set_keymap(self.desk.keymap)
        self.act_once_a_press(self.desk.keymap.get(f"app.{name}", key) for name, key in (("undo", "u"), ("redo", "U")))
        self._look_again()

    def _say(self, sentence: str) -> None:
        self.tell(sentence, bad=True)

    def minute_passed(self) -> None:
        """Another minute: perhaps one without a key, and perhaps one after which a backup is due."""
        self.keeper.minute_passed()
        super().minute_passed()

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """What can be done everywhere that is too rare for a key: its name, what it does, and what runs it."""
        yield from self.keeper.verbs()
        yield "Encryption", "whether the database is encrypted, and how that is changed", self._say_encryption

    def _say_encryption(self) -> None:
        self.push_screen(
            shell.plain_dialogs.Message("Encryption", on_demand.encryption_words.encryption_in_words(self.desk.store))
        )

    def _warm(self) -> None:
        """Not while Today is still being worked out: a thread that imports takes half of the interpreter."""
        if not self.desk.today_is_whole:
            self.desk.when_today_is_whole = self._warm
            return
        self.run_worker(self._warm_store, thread=True, exit_on_error=False)

    def _warm_store(self) -> None:
        """What fails here fails again in the first command, which says so."""
        try:
            for _ in self._import_the_rest():
                if self._exit:  # whoever leaves in the first second does not wait for what nobody needs any more
                    return
            self._finish_erasing()
        except Exception as error:
            if not isinstance(error, Refused):
                trace.note(error, "worker")
            raise
        if self.desk.settings.keys:
            self.call_from_thread(self._give_keys)
        if not self.is_headless:
            # All that is there by now stays until psw is left. To look through it for garbage, as Python does every
            # now and then, holds a key for 50 to 100 ms. Where there is no terminal, more than the app runs here.
            gc.freeze()
            collecting.leave_it_to_pauses()
            collecting.look_again(collecting.START)

    def _import_the_rest(self) -> Iterator[None]:
        """What other areas are made of, and writing; a step at a time."""
        for rules in rules_of_screens():
            self.call_later(self._take_rules, rules)
            yield
        yield from import_every_screen()
        self.desk.store.warm()
        for door in (lookups, safekeeping, commands):
            for module in door.__all__:
                yield getattr(door, module)

    def _take_rules(self, rules: Path) -> None:
        """Take in how a screen is drawn before it is opened for the first time: then it would style all anew."""
        if not self.stylesheet.has_source(str(rules)):
            self.stylesheet.read(rules)
            self.stylesheet.reparse()

    def _finish_erasing(self) -> None:
        """Do what an erasing that was cut short, or a copy that was away then, has left to do; what is left is told."""
        try:
            if not lookups.erased.is_pending(self.desk.store.connection):
                return
            done = commands.copies.finish(self.desk.store)
        except Refused as refusal:  # the next start does it
            self.call_from_thread(self._say, str(refusal))
            return
        self.desk.copies_away = done.away
        self.call_from_thread(self._look_again)
        for line in done.lines():
            self.call_from_thread(self._say, line)

    def _roll_over(self) -> None:
        """At London midnight the day judged becomes the new one."""
        today = clock.today()
        if today != self.desk.store.today:
            self.desk.store.today = today
            self._look_again()

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """Say on the status line what was done, or could not be, whatever lies over it."""
        for screen in reversed(self.stack_beneath):
            if isinstance(screen, AreaScreen):
                screen.tell(sentence, bad=bad)
                return

    def restore_a_backup(self) -> None:
        """List the backups, and choose one to go back to."""
        if isinstance(self.screen, AreaScreen):
            on_demand.restore.restore_a_backup(self.screen)

    def restore_from_a_file(self) -> None:
        """Go back to a backup that lies elsewhere."""
        if isinstance(self.screen, AreaScreen):
            on_demand.restore.restore_from_a_file(self.screen)

    def back_up_to_a_file(self) -> None:
        """Write a copy to a place of the user's choice."""
        if isinstance(self.screen, AreaScreen):
            on_demand.to_a_file.back_up_to_a_file(self.screen)

    def draw_frames(self) -> None:
        """Draw the frame of the area that is seen: what stands in it may be older than it says."""
        for screen in self.screen_stack:
            if isinstance(screen, AreaScreen) and screen.is_current:
                screen.draw_frame()

    def _look_again(self) -> None:
        for screens in self._screen_stacks.values():
            for screen in screens:
                if isinstance(screen, AreaScreen):
                    screen.look_again()

    # -- going somewhere -------------------------------------------------------------------------

    def action_area(self, area: str) -> None:
        """Open an area, as it was left; the open area's own key goes back to its list."""
        if isinstance(self.screen, Dialog):
            return
        for screen in self._screen_stacks.get(area, ()):
            if isinstance(screen, AreaScreen):
                screen.came_from = ""  # gone to by its own key
        if self.current_mode == area:
            self._pop_pages()
        else:
            self.switch_mode(area)

    def action_command_palette(self) -> None:
        """Every verb and every name; not from a dialog, which closes what is on top when its thread is done."""
        if not (isinstance(self.screen, Dialog) or looks_for_typed(self.screen)):
            words = "a verb, a leader, a session, an organisation, a coach"
            self.push_screen(shell.palette_screen.Palette(placeholder=words))

    def action_change_theme(self) -> None:
        """Every theme there is; what is chosen holds until psw is left."""
        themes = [shell.palette_screen.Themes]
        self.push_screen(shell.palette_screen.Palette(themes, placeholder="a theme"))

    def _pop_pages(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def go(self, place: Place) -> None:
        """Open an area with the cursor on a row, or on that row's page."""
        if self.current_mode != place.area:
            self.switch_mode(place.area)
        self._pop_pages()
        self.before_keys(self._arrive, place)

    def open_page(self, page: Page, session: str, leader: str) -> None:
        """Open a page by its name from the screen that is seen, the cursor on a session and a leader."""
        if isinstance(self.screen, AreaScreen):
            PAGES[page](self.screen, session, leader)

    def action_export(self) -> None:
        """What the screen that is seen can write to a file; many have a key of their own that says more of it."""
        if isinstance(self.screen, AreaScreen):
            self.screen.action_export()

    def ask_export(self, offers: Sequence[Offer]) -> None:
        """Ask which of the offers of the screen that is seen, or whether its list, to write to a file; and write it."""
        from screens.dialogs.list_offers import ask_export_or_list  # a key opens it

        if isinstance(self.screen, AreaScreen):
            ask_export_or_list(self.screen, offers)

    def _arrive(self, place: Place) -> None:
        if isinstance(self.screen, AreaScreen) and place.area == self.current_mode:
            self.screen.came_from = ""
            try:
                self.screen.show_place(place.key, page=place.page)
                if isinstance(self.screen, AreaScreen) and place.back != place.area:
                    self.screen.came_from = place.back
            except Refused as refusal:
                self.screen.tell(str(refusal))

    # -- keys that work everywhere ---------------------------------------------------------------

    def _run(self, command: object) -> None:
        screen = self.screen
        if isinstance(screen, AreaScreen):
            screen.do(command)  # type: ignore[arg-type]  # a callable made below

    def action_undo(self) -> None:
        """Take back the last command; what is more than was just done is asked about."""
        self._turn("Undo", lookups.history.to_undo, commands.undo.undo)

    def action_redo(self) -> None:
        """Make it again."""
        self._turn("Redo", lookups.history.to_redo, commands.undo.redo)

    def _turn(
        self,
        word: str,
        find: Callable[[Store], history.UndoTarget],
        turn: Callable[[Store, history.UndoTarget], Change],
    ) -> None:
        store = self.desk.store
        step = find(store)
        command = partial(turn, store, step)
        undo, now = word == "Undo", clock.now()
        lines = shell.undoing.why_ask(step, undo=undo, began=self._began, now=now)
        if not lines:
            self._run(command)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._run(command)

        asked = shell.undoing.question(step, undo=undo, now=now)
        self.push_screen(shell.plain_dialogs.Confirm(asked, lines, yes=word.casefold(), careful=True), answered)

    def action_why(self) -> None:
        """The numbers, the facts and the clause behind what is under the cursor."""
        screen = self.screen
        if not isinstance(screen, AreaScreen):
            return
        try:
            found = screen.why()
        except Refused as refusal:
            screen.tell(str(refusal))
            return
        if found is None:
            screen.tell(
                "There is nothing to explain here: put the cursor on a leader, a standing or a concern.", bad=False
            )
            return
        self.push_screen(shell.plain_dialogs.Message(*found))

    def action_keys(self) -> None:
        """The keys of this screen."""
        if isinstance(self.screen, AreaScreen):
            self.push_screen(shell.plain_dialogs.Message("Keys", keys_help.lines(self.screen)))

    def action_mask(self) -> None:
        """Mask names on the screen, or show them again."""
        if self.is_locked:
            return
        try:
            is_masked = self.desk.mask.turn()
        except Refused as refusal:
            self.say_refusal(refusal)
            return
        for screen in chain.from_iterable(self._screen_stacks.values()):
            for table in screen.query(RowTable):
                table.notify_style_update()  # what it keeps drawn is worth nothing
                table.refresh()
            screen.refresh()
        self.tell(_MASKED if is_masked else _SHOWN)

    def action_cohort(self) -> None:
        """Choose the cohort looked at, or all."""
        labels = lookups.cohorts.labels(self.desk.store, self.desk.day)

        def chosen(key: str | None) -> None:
            if key is not None:
                self.desk.look_at(None if key == "all" else key.removeprefix("is "))
                self._look_again()

        current = "all" if self.desk.cohort is None else f"is {self.desk.cohort}"
        choices = [("all", "all cohorts"), *((f"is {name}", label) for name, label in labels.items())]
        # By its place: the newest cohort, and all, have the same key every day.
        digits = [*"0123456789"[: len(choices)], *[""] * (len(choices) - 10)]
        self.push_screen(shell.plain_dialogs.Choose("Cohort", choices, current=current, letters=digits), chosen)

    def action_day(self) -> None:
        """Choose the day that is judged; nothing typed is today."""
        # Not before the first frame: forms are opened by a key.
        from screens.dialogs.form import Field, Form
        from screens.dialogs.typed import or_nothing, read_day

        def chosen(judged: JudgedDay | None) -> None:
            if judged is not None:
                self.desk.chosen_day = None if judged.day == self.desk.store.today else judged.day
                self._look_again()

        field = Field(
            "day",
            "Day judged",
            read=or_nothing(partial(read_day, today=self.desk.store.today)),
            say=day_words,
            hint="empty for today; 1 feb, 2027-02-01, yesterday",
        )
        title = "Judge another day, from what is recorded now"
        self.push_screen(Form(title, [field], JudgedDay, done="show that day"), chosen)

    def action_settings(self) -> None:
        """Change how psw looks and behaves here."""
        # Not before the first frame: forms are opened by a key.
        from screens.dialogs.form import fill_in
        from screens.dialogs.settings_form import settings_form

        screen = self.screen
        if isinstance(screen, AreaScreen):
            form = settings_form(self.desk.settings, settings_path(self.desk.store.path))
            fill_in(screen, form, self._keep_settings, lambda _: self._say_kept(screen))

    def _say_kept(self, screen: AreaScreen) -> None:
        screen.tell(f"The settings are kept in {settings_path(self.desk.store.path)}.", bad=False)

    def _keep_settings(self, settings: Settings) -> None:
        try:
            write_settings(self.desk.store.path, settings)
        except (BadSettings, OSError) as error:
            if isinstance(self.screen, Dialog):
                self.screen.takes_refusal(f"The settings can't be kept: {error}")
            return
        self.desk.settings = settings
        self._dress()

    def _handle_exception(self, error: Exception) -> None:
        """A refusal that came out of a handler, a timer or a worker is said; anything else ends the app."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, Refused):
            self.say_refusal(cause)
        else:
            trace.note(cause, "worker" if cause is not error else "")
            super()._handle_exception(error)

    def say_refusal(self, refusal: Refused) -> None:
        """Say it on the status line, whatever lies over it."""
        self.tell(str(refusal), bad=True)

    def _fatal_error(self) -> None:
        """An error nobody expected: what and where in one sentence, and never the values worked on.

        Textual's own report prints local variables, which hold people's names.
        """
        import traceback  # for what nobody expected

        error = sys.exc_info()[1]
        frames = traceback.extract_tb(error.__traceback__) if error is not None else []
        place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
        self._exit_renderables.append(
            Text(f"psw had to stop: {type(error).__name__} in {place}. What was recorded is saved; start psw again.")
        )
        self._close_messages_no_wait()

    async def action_quit(self) -> None:
        """Leave; every mark is saved as it was made."""
        self.exit()

    def publish(self, change: Change) -> None:
        """Tell every screen of a change that was made outside a screen's own `do`."""
        self.desk.publish(change)


def _newest(store: Store) -> int:
    """The newest entry as psw is opened: what is newer is of this sitting. Where none can be read, nothing is."""
    try:
        return store.newest_number()
    except Refused:
        return sys.maxsize


def run(path: Path) -> int:
    """Open the app on a database file, which is made if it is not there; the exit status."""
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        # Without keys it could never be left again.
        sys.stderr.write("psw: The app needs a terminal; `psw --help` lists what works without one.\n")
        return 1
    # A key has the interpreter to itself sooner while a worker imports; alone it costs nothing.
    sys.setswitchinterval(_TURN_SECONDS)
    outcome = _run_once(path)
    while outcome.goes_on:
        outcome = _run_once(path, outcome.said, is_bad=outcome.is_bad)
    if outcome.said:
        sys.stderr.write(f"psw: {clean(outcome.said, 2000)}\n")
    return outcome.status


def _run_once(path: Path, said: str = "", *, is_bad: bool = False) -> AppEnd:
    """Open the app once; it begins with something that is `said`. A backup that was chosen in it is restored then."""
    settings, wrong = DEFAULTS, ""
    try:
        settings = read_settings(path)
    except BadSettings as error:
        wrong = clean(str(error), 2000)
    if passphrases.is_locked(path):
        from psw_tui.unlocking import unlock  # for an encrypted database

        unlocking = unlock(path, settings.theme)
        if unlocking.damage:
            return _offer_backup(path, unlocking.damage, settings.theme)
        if not unlocking.is_open:
            return AppEnd(status=unlocking.status)
        wrong = unlocking.said or wrong
    try:
        store = Store.open(path, create_missing=True, looks_meanwhile=True)
    except Damaged as damage:
        return _offer_backup(path, str(damage), settings.theme)
    except Refused as refusal:
        return AppEnd(said=str(refusal), status=1)
    trace.during("app")
    trace.take_over_logs()
    with store:
        app = PswApp(store, settings, wrong=(said if is_bad else "") or wrong, said="" if is_bad else said)

        def at_last() -> bool:
            goes_on = bool(app.damage or app.desk.to_restore)
            if not goes_on:
                safekeeping.leaving.back_up_at_leaving(real_path(path))
            return goes_on

        status = run_to_its_end(app, store.let_nothing_commit, at_last)
    if app.damage:
        return _offer_backup(path, app.damage, settings.theme)
    if app.desk.to_restore is None:
        return AppEnd(status=status)
    from psw_tui import going_back  # once a backup was chosen

    return going_back.restore(path, app.desk.to_restore)


def _offer_backup(path: Path, damage: str, theme: str) -> AppEnd:
    from psw_tui import going_back  # for a file that is damaged

    return going_back.from_damage(path, damage, theme)
