"""Where the database lies: what was named, else `PSW_DB`, else the platform's data folder."""

from __future__ import annotations

import os
from pathlib import Path

#: What the folder beside the database is called in which everything lies that goes out.
EXPORTS = "exports"
#: And the one in which the templates of messages lie, to be edited.
MESSAGES = "messages"


def database_path(named: str | None) -> Path:
    """The database file that is meant."""
    chosen = named or os.environ.get("PSW_DB", "")
    if not chosen:
        return data_folder() / "psw.db"
    try:
        return Path(chosen).expanduser()
    except RuntimeError:  # the home folder of somebody unknown: then it is a name like any other
        return Path(chosen)


def demo_path() -> Path:
    """The demo's own file, made once and kept."""
    return data_folder() / "demo.db"


def downloads_folder() -> Path:
    """Where a browser puts what it downloads."""
    from platformdirs import user_downloads_path  # for a key of the registers

    return user_downloads_path()


def exports_folder(database: Path, chosen: Path | None = None) -> Path:
    """The folder of everything that goes out: the one that the settings name, else `exports` beside the database."""
    return chosen or database.with_name(EXPORTS)


def data_folder() -> Path:
    """The platform's folder for what psw keeps; it may not be there yet."""
    from platformdirs import user_data_path  # with --db or PSW_DB nobody asks

    return user_data_path("psw-tui", appauthor=False)


def machine_file() -> Path:
    """Where it is kept which machine this is; it may not be there yet."""
    return data_folder() / "machine"
