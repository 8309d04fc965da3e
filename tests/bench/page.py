"""The machine that a run was on, and the last release's figures."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib import metadata


def last_release() -> dict[str, str]:
    """The last release's figures by their names."""
    return {}


def machine() -> str:
    """The machine and the versions that the times belong to."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, Textual {metadata.version('textual')}"
    )
