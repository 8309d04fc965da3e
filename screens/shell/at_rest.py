"""When the app has done all that was set going: no widget has a message left, and nothing is to be done but wait.

Textual handles a key in many steps, each in the queue of another widget, and each step may set others going. None of
them tells when the last is done. The event loop does: then it has nothing ready to run.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a key sets going is done after some 70 turns of the loop at the most. Should something else never let it rest,
#: keys go on all the same.
_MOST_TURNS = 500


def when_at_rest(then: Callable[[], object]) -> None:
    """Call once all is done that can be done now; what waits for time, a thread or the next frame is not waited for.

    One at a time: two that look would each take the other for something to be done.
    """
    loop: Any = asyncio.get_running_loop()

    def look(turns: int) -> None:
        if turns and loop._ready:  # noqa: SLF001 - asyncio has no public way to ask whether it has anything to run
            loop.call_soon(look, turns - 1)
        else:
            then()

    loop.call_soon(look, _MOST_TURNS)
