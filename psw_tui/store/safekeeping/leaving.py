"""The last backup of a sitting: made when psw is left and something changed, waited for, but not for ever."""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing, nullcontext, suppress
from typing import TYPE_CHECKING

from models.engine import BadFile, connect
from psw_tui import trace
from psw_tui.store.safekeeping import backups, second_copy
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: How long it may take before it is said that something is being waited for, and how long it is waited for.
_SILENT_SECONDS = 0.3
_MOST_SECONDS = 15.0


def back_up_at_leaving(database: Path, say: Callable[[str], None] | None = None) -> None:
    """Make a backup if anything was recorded since the newest one; what can't be done is said, and psw is left."""
    say = say or _on_standard_error
    problems: list[str] = []
    work = threading.Thread(target=_back_up, args=(database, problems), daemon=True)
    work.start()
    work.join(_SILENT_SECONDS)
    if work.is_alive():
        say("backing up what was recorded …")
        work.join(_MOST_SECONDS)
    if work.is_alive():
        problems.append(
            f"the backup was not done after {_MOST_SECONDS:.0f} seconds and is left out; all is recorded in {database}."
        )
    for problem in problems:
        say(problem)


def _back_up(database: Path, problems: list[str]) -> None:
    try:
        with closing(connect(database)) as connection:
            made = backups.make_if_changed(connection, database)
        with suppress(second_copy.NoSecondCopy) if made is None else nullcontext():
            second_copy.bring(database)  # the newest may have been made while the stick was away
    except (Refused, BadFile) as error:
        problems.append(str(error))
    except sqlite3.Error:
        return  # the file has gone: what was open is told elsewhere
    except Exception as error:  # noqa: BLE001 - the last thing that is done: a sentence instead of a traceback
        trace.note(error, "worker")
        problems.append("No backup was made: this is a fault in psw. Everything that was recorded is saved.")


def _on_standard_error(sentence: str) -> None:
    if sys.__stderr__ is not None:
        with suppress(OSError, ValueError):  # the terminal has gone
            sys.__stderr__.write(f"psw: {sentence}\n")
            sys.__stderr__.flush()
