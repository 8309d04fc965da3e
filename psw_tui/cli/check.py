"""`psw check`: look for damage in the database file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli.output import print_json
from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.check import check
from psw_tui.store.core.store import real_path
from psw_tui.trace import log_beside

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None) -> int:
    """Print every problem; exit status 1 when there is one."""
    del as_of  # taken so that every reading command takes it; damage has no day
    path = unlocked(path_of(db))
    problems = check(path)
    if as_json:
        print_json({"ok": not problems, "problems": problems})
        return 1 if problems else 0
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.checked(path, problems, log_beside(real_path(path))))
    return 1 if problems else 0
