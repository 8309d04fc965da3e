"""`F9`: whether names are masked on the screen, and by whose names it is known what is one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from psw_tui.store import lookups
from psw_tui.store.system.refusal import Refused
from screens.widgets.masking import BAR, Masking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.roster.people_on_record import PeopleOnRecord


class NameMask:
    """Whom it has learned of it knows until it is turned off, though they are renamed or taken off meanwhile.

    It says nothing of what is recorded, copied or exported: it is laid over what is drawn, and nothing else.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[str, str] = {}
        self._codes: set[str] = set()
        self._elsewhere: set[str] = set()
        self._version = -1
        #: What is laid over every line; None while names are shown.
        self.filter: Masking | None = None

    def turn(self) -> bool:
        """Mask names, or show them again; whether they are masked now. `Refused` when they can't be read just now."""
        if self.filter is not None:
            self.filter, self._names, self._codes = None, {}, set()
            return False
        self._learn(lookups.people_on_record.people_on_record(self._store))
        return True

    def also(self, names: Iterable[str]) -> None:
        """Names that a file holds which is shown: nobody knows them for names who only knows the roster."""
        new = set(names) - self._elsewhere
        self._elsewhere |= new
        if new and self.filter is not None:
            self._lay()

    def after(self, change: Change) -> None:
        """Learn whom a change named."""
        if self.filter is not None and change.kinds & lookups.people_on_record.NAMING:
            self._learn_now()

    def look_again(self) -> None:
        """Before a screen is drawn anew: learn whom another program has named."""
        if self.filter is not None and self._version != self._store.data_version():
            self._learn_now()

    def _learn_now(self) -> None:
        with suppress(Refused):  # who was known stays so, and the screen says that the file can't be read
            self._learn(lookups.people_on_record.people_on_record_now(self._store))

    def _learn(self, found: PeopleOnRecord) -> None:
        self._version = self._store.data_version()
        self._names |= dict.fromkeys(found.others, BAR) | {name: ref or BAR for name, ref in found.leaders.items()}
        self._codes |= found.codes
        self._lay()

    def _lay(self) -> None:
        from screens.widgets.known_people import KnownPeople  # once names are masked

        self.filter = Masking(KnownPeople(dict.fromkeys(self._elsewhere, BAR) | self._names, self._codes))
