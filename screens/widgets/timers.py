"""Timers that come, however busy the machine is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump
    from textual.timer import Timer


def once(pump: MessagePump, seconds: float, callback: Callable[[], Any]) -> Timer:
    """Call back once after these seconds, or later, but not never.

    Textual lets go of a single tick that is overdue the first time it looks: a process that the system takes longer
    than that to give its turn back would wait for ever, and with it every key that waits for the tick.
    """
    timer = pump.set_timer(seconds, callback)
    timer._skip = False  # noqa: SLF001 - `set_timer` has no such argument
    return timer
