"""Keys typed faster than screens open: each waits until what the key before it opened is there.

Textual hands a key to whatever has the focus when it arrives, so that of `enter`, `f`, `enter` typed in one burst
the last two would reach the screen that the first one leaves.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.widgets import Input

from screens.shell.dialog import Dialog
from screens.shell.frame import AreaScreen
from screens.shell.refusals import SaysRefusals
from screens.widgets.timers import once

T = TypeVar("T")

#: What a key may need to open something; the next key of a burst waits so long.
_PACE_SECONDS = 0.03
#: Keys that do one thing for one press, however long they are held: what they turn is not seen while they do.
_ONCE_A_PRESS = frozenset({"u", "U"})
#: A held key repeats faster than this (the slowest keyboards of the systems, every 0.09 s), a finger slower.
REPEAT_SECONDS = 0.12
#: The longest that a held key waits before it repeats for the first time; only then can it be taken for a press.
_FIRST_REPEAT_SECONDS = 1.1
#: Keys that leave a dialog or psw.
_LEAVING = frozenset({"escape", "ctrl+q"})
#: Keys that open nothing: they may come as fast as they like.
_MOVES = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "j", "k", "space", "tab", "backspace"}
)


class _HeldKey:
    """Tells a key that is held from one that is pressed again.

    Terminals send a held key as the same key again and again (Textual asks none of them for more), so only the
    times tell. What comes at the pace of a keyboard is a repeat. The first repeat comes later, when a second press
    might: it is in doubt until it is seen whether more follow at that pace.
    """

    def __init__(self) -> None:
        self._last: events.Key | None = None  # the key given last, or dropped as a repeat of it
        self._doubted: events.Key | None = None
        self._pressed: events.Key | None = None  # the same once it is known to be no repeat

    def came(self, event: events.Key) -> None:
        """This key was given, or dropped as a repeat."""
        self._last = event

    def forget(self) -> None:
        """What comes next is a repeat of nothing."""
        self._last = None

    def is_repeat(self, event: events.Key, following: events.Key | None) -> bool:
        """Whether the key is held; `following` is the key after it, if that has come."""
        since = self._since_last(event)
        if following is not None and since <= _FIRST_REPEAT_SECONDS and following.key == event.key:
            since = min(since, following.time - event.time)
        return since < REPEAT_SECONDS

    def is_in_doubt(self, event: events.Key) -> bool:
        """Whether it may be the first repeat, which only what follows can tell."""
        return self._pressed is not event and REPEAT_SECONDS <= self._since_last(event) <= _FIRST_REPEAT_SECONDS

    def doubt(self, event: events.Key) -> bool:
        """Take it as in doubt; whether it was not already."""
        is_new, self._doubted = self._doubted is not event, event
        return is_new

    def was_pressed(self, event: events.Key) -> None:
        """Nothing has followed it, so it was pressed."""
        self._pressed = event

    def _since_last(self, event: events.Key) -> float:
        """The seconds since the same key came; infinity where it can't be held, as after another key."""
        last = self._last
        if event.key not in _ONCE_A_PRESS or last is None or last.key != event.key:
            return inf
        return event.time - last.time if event.time >= last.time else inf


class KeysInOrder(SaysRefusals, App[T]):
    """An app whose keys never overtake the screens they are meant for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: list[events.Key] = []
        self._paced = False
        self._held = _HeldKey()
        self.going = False  # somewhere is being gone to, and its screen is not there yet

    def _must_wait(self) -> bool:
        screen = self.screen_stack[-1] if self.screen_stack else None
        opening = isinstance(screen, (AreaScreen, Dialog)) and not screen.settled
        if isinstance(screen, Dialog) and screen.looking:
            opening = not self._gives_up()
        return self._paced or self.going or opening

    def _gives_up(self) -> bool:
        """Whether the dialog that is still looking is left by a key that waits: what was typed for it goes with it."""
        for place, event in enumerate(self._waiting):
            if event.key in _LEAVING:
                del self._waiting[:place]
                return True
        return False

    async def on_event(self, event: events.Event) -> None:
        """Keep a key while the one before it is at work; everything else goes its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        else:
            self._waiting.append(event)
            await self.give_waiting_keys()

    async def _give(self, event: events.Key) -> None:
        self._held.came(event)
        if event.key not in _MOVES and not self._is_typed(event):
            self._paced = True
            once(self, _PACE_SECONDS, self._next)
        await super().on_event(event)

    async def _next(self) -> None:
        self._paced = False
        await self.give_waiting_keys()

    async def give_waiting_keys(self) -> None:
        """Give on what was typed meanwhile, in order, as far as nothing has to be waited for again."""
        while self._waiting and not self._must_wait():
            if self._is_in_doubt():
                return
            event = self._waiting.pop(0)
            following = self._waiting[0] if self._waiting else None
            if not self._is_typed(event) and self._held.is_repeat(event, following):
                self._held.came(event)
            else:
                await self._give(event)

    def _is_typed(self, event: events.Key) -> bool:
        return isinstance(self.focused, Input) and event.is_printable

    def _is_in_doubt(self) -> bool:
        """Whether the first key that waits may be the first repeat of one that is held: what follows will tell."""
        event = self._waiting[0]
        if len(self._waiting) > 1 or self._is_typed(event) or not self._held.is_in_doubt(event):
            return False
        if self._held.doubt(event):
            # By way of the queue: what came while the app was at work comes before it.
            once(self, REPEAT_SECONDS, partial(self.call_later, self._resolve, event))
        return True

    async def _resolve(self, event: events.Key) -> None:
        self._held.was_pressed(event)
        await self.give_waiting_keys()

    def on_key(self, event: events.Key) -> None:
        """A key that still went to the screen below is given to the dialog that opened over it."""
        screen = self.screen
        if isinstance(screen, Dialog) and screen.missed(event):
            event.stop()
            event.prevent_default()
            missed = events.Key(event.key, event.character)
            missed.time = event.time  # it was pressed then, and is no repeat of itself
            self._held.forget()
            self._waiting.insert(0, missed)
            self.call_later(self.give_waiting_keys)
