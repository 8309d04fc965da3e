"""Which database file a call means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.store.system.places import database_path

if TYPE_CHECKING:
    from pathlib import Path


def path_of(db: str | None) -> Path:
    """The database file that the call means: the subcommand's `--db`, else the one before it, else the usual."""
    return database_path(db or whole_call_db())


def whole_call_db() -> str | None:
    """What `--db` before the subcommand says."""
    named: str | None = click.get_current_context().find_root().params.get("db")
    return named
