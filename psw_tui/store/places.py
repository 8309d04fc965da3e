"""Where the database lies: what was named, else `PSW_DB`, else the platform's data folder."""

from __future__ import annotations

import os
from pathlib import Path


def database_path(named: str | None) -> Path:
    """The database file that is meant."""
    chosen = named or os.environ.get("PSW_DB", "")
    return Path(chosen).expanduser() if chosen else _data_folder() / "psw.db"


def demo_path() -> Path:
    """The demo's own file, made once and kept."""
    return _data_folder() / "demo.db"


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("psw-tui", appauthor=False)
