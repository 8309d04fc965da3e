"""Whatever comes from the keyboard keeps its order: one queue, and one thing given at a time.

Textual hands a key to whatever has the focus when it arrives. A printable key is then put in the queue of that widget,
any other comes back to the app, and a priority binding such as `ctrl+s` is run at once, so that of keys that come close
together the later overtake the earlier. Here each is given only when the one before it is handled wholly, with all that
it has set going, and the screen that it opened is there.
"""

from __future__ import annotations

import asyncio
from functools import partial
from inspect import isawaitable
from itertools import chain
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App
from textual.widgets import Input

from psw_tui.store.system import collecting, turns
from screens.shell.at_rest import when_at_rest
from screens.shell.dialog import Dialog
from screens.shell.drawn_at_rest import DrawnAtRest
from screens.shell.frame import AreaScreen
from screens.shell.refusals import SaysRefusals
from screens.widgets.timers import once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.screen import Screen
    from textual.timer import Timer

T = TypeVar("T")

#: Keys that do one thing for one press, however long they are held: what they turn is not seen while they do.
#: Settings may give undo and redo others.
ONCE_A_PRESS = frozenset({"u", "U"})
#: A held key repeats faster than this (the slowest keyboards of the systems, every 0.09 s), a finger slower.
REPEAT_SECONDS = 0.12
#: The longest that a held key waits before it repeats for the first time; only then can it be taken for a press.
_FIRST_REPEAT_SECONDS = 1.1
#: Whoever has typed nothing for so long pauses.
_PAUSE_SECONDS = 5.0
#: Keys that leave a dialog or psw.
_LEAVING = frozenset({"escape", "ctrl+q"})
#: How soon it is looked again whether the palette has found what was typed: it tells nobody.
_PALETTE_SECONDS = 0.02
_NO_FIELD = "A paste needs a field: open the form or the filter it belongs in first. Nothing was changed."


class _HeldKey:
    """Tells a key that is held from one that is pressed again.

    Terminals send a held key as the same key again and again (Textual asks none of them for more), so only the
    times tell. What comes at the pace of a keyboard is a repeat. The first repeat comes later, when a second press
    might: it is in doubt until it is seen whether more follow at that pace.
    """

    def __init__(self) -> None:
        self.once_a_press = ONCE_A_PRESS
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
        if event.key not in self.once_a_press or last is None or last.key != event.key:
            return inf
        return event.time - last.time if event.time >= last.time else inf


class KeysInOrder(SaysRefusals, App[T]):
    """An app whose keys and pastes never overtake each other, nor the screens they are meant for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: list[events.Key | events.Paste | Callable[[], object]] = []
        self._at_work = False  # what was given last is not handled wholly yet
        self.draws_at_rest = False  # what it changes is drawn once, when it is
        self._given_to: Screen[Any] | None = None
        self._draws_again: Timer | None = None  # while nothing is drawn, as one area gives way to another
        self._held = _HeldKey()
        self._pause: asyncio.TimerHandle | None = None  # what is done should no key follow

    def act_once_a_press(self, keys: Iterable[str]) -> None:
        """These are the keys now that do one thing for one press."""
        self._held.once_a_press = frozenset(keys)

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes get in line; everything else goes its way."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._waiting.append(event)
            await self.give_waiting_keys()
        else:
            await super().on_event(event)

    def before_keys(self, act: Callable[..., object], *arguments: object) -> None:
        """Do this once the screen is there that is being gone to, and before any key that waits."""
        self._waiting.insert(0, partial(act, *arguments))
        if not self._at_work:
            self._at_work = True
            turns.screen_works()
            when_at_rest(self._handled)

    async def give_waiting_keys(self) -> None:
        """Give on what waits, in order, as far as what was given before it is done with and its screen is there."""
        while self._waiting and not self._at_work and not self._must_wait():
            first = self._waiting[0]
            if isinstance(first, events.Key) and self._is_in_doubt(first):
                return
            del self._waiting[0]
            if isinstance(first, events.Key) and self._is_repeat(first):
                self._held.came(first)
            else:
                await self._give(first)

    async def _give(self, first: events.Key | events.Paste | Callable[[], object]) -> None:
        self._at_work, self._given_to = True, self.screen
        turns.screen_works()
        if self._pause is not None:
            self._pause.cancel()
        try:
            if isinstance(first, events.Key):
                self._held.came(first)
                await super().on_event(first)
            elif isinstance(first, events.Paste):
                await self._paste(first)
            elif isawaitable(done := first()):
                await done
        finally:
            self.draws_at_rest = True
            when_at_rest(self._handled)

    def delay_update(self, delay: float = 0.05) -> None:
        """Draw nothing until all is done that a key sets going, as from one area to another, or for a moment.

        By Textual's own timer that might never end.
        """
        if self._draws_again is None:
            self._begin_batch()
            self._draws_again = once(self, delay, self._draw_again)

    def _draw_again(self) -> None:
        if self._draws_again is None:
            return
        self._draws_again.stop()
        self._draws_again = None
        self._end_batch()
        if not self._batch_count:
            self.screen.refresh()

    def _handled(self) -> None:
        self._at_work = self.draws_at_rest = False
        if not (self._waiting and callable(self._waiting[0])):  # else it is gone to a place on that screen first
            self._draw_again()
        for screen in chain.from_iterable(self._screen_stacks.values()):  # what is left waits for its turn, too
            if isinstance(screen, DrawnAtRest):
                screen.draw_what_changed()
        turns.screen_rests()
        if self._waiting:
            self.call_later(self.give_waiting_keys)
        self._pause = asyncio.get_running_loop().call_later(_PAUSE_SECONDS, collecting.in_a_pause)

    def on_key(self, event: events.Key) -> None:
        """A key that found nobody on its screen before a dialog opened over it is meant for the dialog."""
        if self.screen is not self._given_to and isinstance(self.screen, Dialog):
            event.stop()
            event.prevent_default()
            missed = events.Key(event.key, event.character)
            missed.time = event.time  # it was pressed then, and is no repeat of itself
            self._held.forget()
            self._waiting.insert(0, missed)

    # -- what has to be waited for ---------------------------------------------------------------

    def _must_wait(self) -> bool:
        screen = self.screen_stack[-1] if self.screen_stack else None
        if isinstance(screen, Dialog) and screen.looking:
            return not (screen.can_be_left and self._gives_up())
        if looks_for_typed(screen):
            return self._is_searching(screen)
        return isinstance(screen, (AreaScreen, Dialog)) and not screen.settled

    def _gives_up(self) -> bool:
        """Whether the dialog that is still looking is left by a key that waits: what was typed for it goes with it."""
        for place, event in enumerate(self._waiting):
            if isinstance(event, events.Key) and event.key in _LEAVING:
                del self._waiting[:place]
                return True
        return False

    def _is_searching(self, palette: Screen[Any] | None) -> bool:
        """Whether the palette still looks for what was typed, and what waits is to act on what it finds."""
        first = self._waiting[0]
        if isinstance(first, events.Paste) or (isinstance(first, events.Key) and self._is_typed(first)):
            return False
        searching = any(worker.node is palette and not worker.is_finished for worker in self.workers)
        if searching:
            once(self, _PALETTE_SECONDS, self.give_waiting_keys)
        return searching

    # -- a key that is held ----------------------------------------------------------------------

    def _is_typed(self, event: events.Key) -> bool:
        into_text = isinstance(self.focused, Input) or getattr(self.focused, "TAKES_LINES", False)
        return into_text and event.is_printable

    def _is_repeat(self, event: events.Key) -> bool:
        following = self._waiting[0] if self._waiting else None
        if not isinstance(following, events.Key):
            following = None
        return not self._is_typed(event) and self._held.is_repeat(event, following)

    def _is_in_doubt(self, event: events.Key) -> bool:
        """Whether the first key that waits may be the first repeat of one that is held: what follows will tell."""
        if len(self._waiting) > 1 or self._is_typed(event) or not self._held.is_in_doubt(event):
            return False
        if self._held.doubt(event):
            # By way of the queue: what came while the app was at work comes before it.
            once(self, REPEAT_SECONDS, partial(self.call_later, self._resolve, event))
        return True

    async def _resolve(self, event: events.Key) -> None:
        self._held.was_pressed(event)
        await self.give_waiting_keys()

    # -- a paste ---------------------------------------------------------------------------------

    async def _paste(self, event: events.Paste) -> None:
        """Into a field as text, its lines joined unless it takes lines; on a list nothing but to say so.

        The list of sessions takes the lines of a sheet.
        """
        field = self.focused
        if getattr(field, "TAKES_LINES", False):
            await super().on_event(event)
            return
        if isinstance(field, Input):
            await super().on_event(events.Paste(in_one_line(event.text)))
            return
        area = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, AreaScreen)), None)
        if area is not None and not (area is self.screen and area.take_paste(event.text)):
            area.tell(_NO_FIELD, bad=False)


def looks_for_typed(screen: Screen[Any] | None) -> bool:
    """Whether a worker of this screen looks for what is typed, as the palette's does, which a key imports."""
    return getattr(screen, "LOOKS_FOR_TYPED", False)


def in_one_line(pasted: str) -> str:
    """Lines and the cells of a sheet joined by a blank, empty ones left out; what is one line stays as it is."""
    lines = pasted.splitlines()
    if len(lines) > 1:
        pasted = " ".join(line.strip() for line in lines if line.strip())
    return pasted.rstrip("\r\n").replace("\t", " ")
