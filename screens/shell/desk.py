"""What the screens share: the open store, the day and cohort looked at, and the news of every change."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import age_in_words
from psw_tui.store import lookups
from psw_tui.store.core.store import Refused
from psw_tui.store.system import clock, places, remembered
from psw_tui.store.system.settings_file import DEFAULTS, Settings
from screens.shell.name_mask import NameMask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from textual.binding import BindingType
    from textual.signal import Signal

    from psw_tui.exchange.registers.report_import import ReportImport
    from psw_tui.exchange.registers.review import Decisions
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict, VerdictCache
    from screens.shell.offers import Offer

#: How a place begins that is the list of an area, filtered by the words that follow.
FILTER = "filter:"
#: The place in Coaching that is the board of those with nothing booked in an open window.
NOTHING_BOOKED = f"{FILTER}nothing booked"
#: How a place in Coaching begins that is a row of the page of coaches.
OF_A_COACH = "coach:"
#: How a place in the Registers begins that is a line of the list of catch-ups.
CATCHING_UP = "catching-up:"
#: How the key of a request of a leader begins: of its line on their page, and of the place that leads to it.
REQUEST = "request:"
#: How the key of a line of Today begins that is of a cohort that is over.
OVER = "over:"
#: How one begins that is of records whose time is over.
DUE_TO_ERASE = "erase:"

#: A page that others lead to by its name, at a session and a leader.
Page = Literal["term"]


@frozen
class Place:
    """Somewhere to go: an area, the row in it, and whether to open that row's page; escape leads back to `back`."""

    area: str
    key: str = ""
    page: bool = False
    back: str = ""


@frozen
class KeptReview:
    """The review of a session's report as it was left: the files as they were read, and what was decided of the lines.

    `to_confirm` of them were left to be confirmed when the report was taken; 0 where it was not. `as_of` is the version
    of the records, in the screen's thread, from before the files were read; None where that is not known.
    """

    draft: ReportImport
    paths: tuple[Path, ...]
    decided: Decisions
    to_confirm: int = 0
    as_of: Version | None = None


class Desk:
    """The state that all areas share; one for the whole app."""

    def __init__(self, store: Store, settings: Settings = DEFAULTS) -> None:
        self.store = store
        self.settings = settings
        #: The keys of the settings that are in force, by the names of the verbs.
        self.keymap: dict[str, str] = {}
        self.cohort: str | None = remembered.cohort(store.path)
        self.chosen_day: date | None = None
        self.said = ""
        self.said_tone = "normal"
        #: Where a plain sentence was said, and how many rows were selected; a change is said wherever one is.
        self.said_at: tuple[object, int] | None = None
        self.can_undo = self.can_redo = False
        self.mask = NameMask(store)
        #: Copies of the file that still hold somebody who was erased, because they can't be reached.
        self.copies_away: Sequence[str] = ()
        #: Whether a screen has begun to read: the first frame shows what is known without a look into the file.
        self.has_begun = False
        self._cohort_names: list[str] | None = None
        self._over = ""  # how the only cohort there is came to be over
        #: Reviews of reports by their session, as they were left in this sitting; a restart forgets them.
        self.reviews: dict[str, KeptReview] = {}
        #: Set by the app: news of every change, what waits for Today, the ways to another place, to a page and to a
        #: file, and the keys of an area.
        self.changed: Signal[Change] | None = None
        self.go: Callable[[Place], None] = lambda _place: None
        self.bindings_of: Callable[[str], Sequence[BindingType]] = lambda _area: ()
        self.today_is_whole = False
        self.when_today_is_whole: Callable[[], object] = lambda: None
        #: When the newest backup was made; what makes one in a thread that is about to import.
        self.newest_backup: datetime | None = None
        self.back_up_first: Callable[[], object] = lambda: None
        self.to_restore: Path | None = None  # the backup that the app is left for, to be restored
        self.damage_found: Callable[[str], object] = lambda _damage: None  # by the look through the file at the start
        self.open_page: Callable[[Page, str, str], None] = lambda _page, _session, _leader: None
        self.ask_export: Callable[[Sequence[Offer]], None] = lambda _offers: None

    @cached_property
    def verdicts(self) -> VerdictCache:
        """What is judged, kept for all screens."""
        return lookups.verdicts.VerdictCache(self.store)

    def looking_once(self) -> AbstractContextManager[None]:
        """For what is asked in one go, as `VerdictCache` has it; before a screen has begun to read nothing is."""
        return self.verdicts.looking_once() if self.has_begun else nullcontext()

    def downloads_folder(self) -> Path:
        """Where files to import are looked for first: the folder of the settings, else the system's."""
        return self.settings.downloads or places.downloads_folder()

    @property
    def day(self) -> date:
        """The day that is judged: today, unless the BDO chose another."""
        return self.chosen_day or self.store.today

    @property
    def cohort_name(self) -> str:
        """The cohort looked at, in words; the only one there is goes by its name, once it was read which there are."""
        if self.cohort is not None or not self.has_begun:
            return self.cohort or ""
        try:
            names = self.cohort_names
        except Refused:  # the file can't be read just now; the status line says so
            return "cohorts can't be read"
        if not names:
            return "no cohort yet"
        return names[0] if len(names) == 1 else "all cohorts"

    @property
    def cohort_names(self) -> list[str]:
        """Every cohort, as of when a screen was last read: no key asks the file for it. `Refused` if never read."""
        if self._cohort_names is None:
            return self.read_cohorts()
        return self._cohort_names

    def read_cohorts(self) -> list[str]:
        """Read which cohorts there are; one that is gone is no longer looked at."""
        self.has_begun = True
        self.mask.look_again()
        labels = lookups.cohorts.labels(self.store, self.store.today)
        names = self._cohort_names = list(labels)
        self._over = labels[names[0]].removeprefix(names[0]).removeprefix(", ") if len(names) == 1 else ""
        if self.cohort not in names:
            self.cohort = None
        return names

    def look_at(self, cohort: str | None) -> None:
        """Look at one cohort, or at all; the next sitting begins with it."""
        self.cohort = cohort
        remembered.remember_cohort(self.store.path, cohort)

    @property
    def cohort_in_short(self) -> str:
        """The cohort looked at where room is short; of the only one no more than that it is closed or has ended."""
        if not self.has_begun:
            return self.cohort or ""
        try:
            several = len(self.cohort_names) > 1
        except Refused:  # as above
            several = False
        return (self.cohort or "all") if several else self._over.partition(" ")[0]

    @property
    def backed_up(self) -> str:
        """How old the newest backup is, in words."""
        return age_in_words(self.newest_backup, clock.now())

    @property
    def way_back(self) -> str:
        """The key that takes back what was said to be done, and its word; empty where none does."""
        if self.can_redo:
            return "U redo"
        return "u undo" if self.can_undo else ""

    @property
    def day_is_set(self) -> bool:
        """Whether the environment sets today's date."""
        return clock.set_day() is not None

    def judged(self) -> list[Verdict]:
        """The verdicts on the leaders looked at, on the day looked at, by reference."""
        return self.verdicts.all(self.day, self.cohort)

    def judged_apart(self) -> tuple[list[Verdict], list[Verdict]]:
        """The same, and those among them whose cohort is over apart; a cohort that was chosen is shown whole."""
        if self.cohort is not None:
            return self.judged(), []
        return lookups.verdicts.apart(self.judged(), self.day)

    def publish(self, change: Change) -> None:
        """Say what was done, drop what it has overtaken, and tell every screen."""
        self.said, self.said_tone, self.said_at = change.what, "normal", None
        self.mask.after(change)
        # What has no entry of its own that could be turned, as what was erased, is not offered to be.
        self.can_undo, self.can_redo = bool(change.operation) and not change.undoes, change.undoes
        try:
            if "cohorts" in change.kinds:
                self.read_cohorts()
            self.verdicts.after(change)
        except Refused:  # it is done all the same: the screens are told, and say what can't be read
            self.verdicts.forget()
        if self.changed is not None:
            self.changed.publish(change)
