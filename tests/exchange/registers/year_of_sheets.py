"""The year that sheets are read against: the cohort, the leaders and the sessions of the field cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from psw_tui.exchange.import_table import import_table
from psw_tui.store.core.store import Store
from psw_tui.store.registers import registers
from psw_tui.store.roster import change_cohorts
from tests.field.book import common, write
from tests.helpers import make_once

if TYPE_CHECKING:
    from pathlib import Path


def _make(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
    for kind in ("roster", "sessions"):
        path = store.path.parent / f"{kind}.csv"
        write(path, common()["files"][path.name])
        assert not import_table(store, kind, path).problems


def year(folder: Path) -> Path:
    """A database with that year in it, in this folder."""
    return make_once(folder / "psw.db", "exchange/year", _make)


def present(store: Store, *sessions: str) -> dict[str, str]:
    """Whom the registers of these sessions hold present: their references, by session."""
    found = {}
    for session in sessions:
        rows = registers.register(store, session, store.today).rows
        there = [row.reference for row in rows if row.mark.value is not None]
        if there:
            found[session] = " ".join(there)
    return found
