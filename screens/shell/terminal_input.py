"""What is typed in the terminal: how soon a lone escape is told from the beginning of another key.

An arrow or a function key comes as an escape and more characters, so after an escape it is waited for more, `ESCDELAY`
milliseconds: the variable that curses knows too, and whoever sets it has their way. Textual waits 100 of them, and
looks no oftener than that. `escape` is among the keys most pressed, so psw waits 25. A terminal writes a key at once,
and a connection carries it in one piece: its pieces come that far apart only where a slow line has cut it in two. There
it is taken for an escape and letters, and a longer `ESCDELAY` mends it. A terminal that speaks kitty's protocol says
which of them it is, and nothing is waited for.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual import constants
from textual._xterm_parser import XTermParser  # what reads keys has no public name

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from textual.driver import Driver
    from textual.message import Message

_BYTES_AT_ONCE = 4096
#: How often it is looked whether the app is being left.
_LOOK_SECONDS = 0.1


def give_keys(terminal: int, is_left: Event, give: Callable[[Message], None]) -> None:
    """Give what is typed into a terminal, key by key, until the app is left.

    As Textual's own reading does, but that after anything typed it looks again once an escape may stand alone.
    """
    parser = XTermParser()
    decode = getincrementaldecoder("utf-8")().decode
    with selectors.SelectSelector() as selector:
        selector.register(terminal, selectors.EVENT_READ)
        patience = _LOOK_SECONDS
        while not is_left.is_set():
            if selector.select(patience):
                read = os.read(terminal, _BYTES_AT_ONCE)
                if not read:  # its end, which is there to be read for ever: the terminal has gone
                    is_left.wait(_LOOK_SECONDS)
                if typed := decode(read):
                    for message in parser.feed(typed):
                        give(message)
                patience = constants.ESCAPE_DELAY
            else:
                patience = _LOOK_SECONDS
            for message in parser.tick():
                give(message)


if sys.platform != "win32":
    from textual.drivers.linux_driver import LinuxDriver

    class _QuickEscape(LinuxDriver):
        """Textual's driver for Linux and macOS, whose `escape` does not wait for the next look."""

        def run_input_thread(self) -> None:
            """Give keys until the app is left."""
            give_keys(self.fileno, self.exit_event, self.process_message)


def with_quick_escape(driver: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual has chosen; one that was asked for by name stays."""
    if sys.platform != "win32" and driver is LinuxDriver:
        return _QuickEscape
    return driver
