"""`python -m psw_tui` and the `psw` command: the app straight away, anything else through the command line."""

from __future__ import annotations

import os
import signal
import sys

from psw_tui import trace
from psw_tui.store.system import collecting

_DB_AND_VALUE = 2
_INTERRUPTED = 130


def main() -> int:
    """Run one call of `psw`; the exit status. What it makes is for the user alone, and ^C is never a traceback."""
    # Whatever is imported and built stays, so looking through it for garbage, a tenth of a start, finds none.
    collecting.put_off(collecting.START)
    os.umask(0o077)
    trace.take_over()
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        # What is left is Python's own end: it has nothing to say that a traceback would be for.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        collecting.look_again(collecting.START)


def _run(arguments: list[str]) -> int:
    """Open the app when that is all that was asked, so that it never waits for the command line; else parse."""
    opens = not arguments or (len(arguments) == _DB_AND_VALUE and arguments[0] == "--db")
    if opens and "_PSW_COMPLETE" not in os.environ:  # with it a shell asks, and names no command
        # The app without Click, and every other call without Textual.
        from psw_tui.app import run
        from psw_tui.store.system.places import database_path

        try:
            return run(database_path(arguments[1] if arguments else None))
        except Exception as error:  # noqa: BLE001 - the last resort: a sentence instead of a traceback
            from psw_tui.cli.faults import say_fault  # for a call that goes wrong

            return say_fault(error)
    from psw_tui.cli import psw  # not for the app

    collecting.look_again(collecting.START)  # what a command works on may be much
    return psw(arguments)


if __name__ == "__main__":
    sys.exit(main())
