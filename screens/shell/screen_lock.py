"""The lock: a screen of its own over all that is open, by `ctrl+l` and by itself after minutes without a key.

It is a mode, as an area is: what lies beneath, a half-filled form with it, waits as it waits while another area is
looked at. What works in the background goes on, and its result is shown once psw is unlocked.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events

from psw_tui.store.system import clock, passphrases
from screens.shell import on_demand
from screens.shell.dialog import Dialog
from screens.shell.keys_in_order import KeysInOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from screens.shell.desk import Desk

T = TypeVar("T")

LOCKED = "locked"


class LockedApp(KeysInOrder[T]):
    """An app that is locked by a key, and by itself."""

    desk: Desk

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._idle_minutes = 0
        self._last_key = clock.now()
        self._mode_beneath = ""
        self._waiting_beneath: list[Any] = []

    @property
    def is_locked(self) -> bool:
        """Whether only the lock is seen and answers."""
        return self.current_mode == LOCKED

    @property
    def stack_beneath(self) -> Sequence[Screen[Any]]:
        """The screens that are open, those under the lock while there is one."""
        return self._screen_stacks[self._mode_beneath] if self.is_locked else self.screen_stack

    def minute_passed(self) -> None:
        """Another minute without a key, of those after which it locks itself; a computer that slept counts them too."""
        self._idle_minutes += 1
        most = self.desk.settings.idle_minutes
        slept = clock.now() - self._last_key >= timedelta(minutes=most)
        if most and (slept or self._idle_minutes >= most):
            self._lock_at_once()

    async def on_event(self, event: events.Event) -> None:
        """Somebody sits before it: a key, a click, a paste. The lock's own key waits for no file that is read."""
        if isinstance(event, (events.Key, events.MouseDown, events.Paste)) and not event.is_forwarded:
            self._idle_minutes, self._last_key = 0, clock.now()
        if isinstance(event, events.Key) and self._is_looking and event.key == self._lock_key:
            self._lock_at_once()
        else:
            await super().on_event(event)

    @property
    def _is_looking(self) -> bool:
        top = self.screen_stack[-1] if self.screen_stack else None
        return isinstance(top, Dialog) and top.looking

    @property
    def _lock_key(self) -> str:
        return self.desk.keymap.get("app.lock", "ctrl+l")

    def _lock_at_once(self) -> None:
        """What was typed before and waits is for what lies beneath, and given to it afterwards."""
        if not self.is_locked:
            self._waiting_beneath, self._waiting = self._waiting, []
            self.action_lock()

    def action_lock(self) -> None:
        """Show the lock and nothing else, until it is unlocked."""
        if self.is_locked:
            return
        store = self.desk.store
        opens = partial(passphrases.passphrase_opens, store.path) if store.is_encrypted else None
        self._mode_beneath = self.current_mode
        self.clear_selection()
        self.add_mode(LOCKED, partial(on_demand.lock_screen.LockScreen, opens, self._unlock))
        self.switch_mode(LOCKED)

    def _unlock(self) -> None:
        self._waiting[:0], self._waiting_beneath = self._waiting_beneath, []
        self.switch_mode(self._mode_beneath)
        self.remove_mode(LOCKED)
