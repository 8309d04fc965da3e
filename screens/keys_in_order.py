"""Keys typed faster than screens open: each waits until what the key before it opened is there.

Textual hands a key to whatever has the focus when it arrives, so that of `enter`, `f`, `enter` typed in one burst
the last two would reach the screen that the first one leaves.
"""

from __future__ import annotations

from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.widgets import Input

from screens.dialogs.base import Dialog
from screens.frame import AreaScreen
from screens.refusals import SaysRefusals

T = TypeVar("T")

#: What a key may need to open something; the next key of a burst waits so long.
_PACE_SECONDS = 0.03
#: Keys that open nothing: they may come as fast as they like.
_MOVES = frozenset(
    {
        "up",
        "down",
        "left",
        "right",
        "pageup",
        "pagedown",
        "home",
        "end",
        "j",
        "k",
        "space",
        "tab",
        "backspace",
    }
)


class KeysInOrder(SaysRefusals, App[T]):
    """An app whose keys never overtake the screens they are meant for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: list[events.Key] = []
        self._paced = False
        self.going = False  # somewhere is being gone to, and its screen is not there yet

    def _must_wait(self) -> bool:
        screen = self.screen_stack[-1] if self.screen_stack else None
        opening = isinstance(screen, (AreaScreen, Dialog)) and not screen.settled
        return self._paced or self.going or opening

    async def on_event(self, event: events.Event) -> None:
        """Keep a key while the one before it is at work; everything else goes its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._waiting or self._must_wait():
            self._waiting.append(event)
        else:
            await self._give(event)

    async def _give(self, event: events.Key) -> None:
        typing = isinstance(self.focused, Input) and event.is_printable
        if event.key not in _MOVES and not typing:
            self._paced = True
            self.set_timer(_PACE_SECONDS, self._next)
        await super().on_event(event)

    async def _next(self) -> None:
        self._paced = False
        await self.give_waiting_keys()

    async def give_waiting_keys(self) -> None:
        """Give on what was typed meanwhile, in order, as far as nothing has to be waited for again."""
        while self._waiting and not self._must_wait():
            await self._give(self._waiting.pop(0))

    def on_key(self, event: events.Key) -> None:
        """A key that still went to the screen below is given to the dialog that opened over it."""
        screen = self.screen
        if isinstance(screen, Dialog) and screen.missed(event):
            event.stop()
            event.prevent_default()
            self._waiting.insert(0, events.Key(event.key, event.character))
            self.call_later(self.give_waiting_keys)
