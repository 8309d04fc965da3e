"""`python -m psw_tui` and the `psw` command: the app straight away, anything else through the command line."""

from __future__ import annotations

import sys

_DB_AND_VALUE = 2


def main() -> int:
    """Open the app when that is all that was asked, so that it never waits for the command line; else parse."""
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == _DB_AND_VALUE and arguments[0] == "--db"):
        from psw_tui.app import run
        from psw_tui.store.places import database_path

        return run(database_path(arguments[1] if arguments else None))
    from psw_tui.cli import psw

    return psw(arguments)


if __name__ == "__main__":
    sys.exit(main())
