"""`psw demo`: a made-up cohort to try the app on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from psw_tui.cli.place import path_of, whole_call_db
from psw_tui.cli.printing import progress
from psw_tui.cli.put_on_record import PutOnRecord
from psw_tui.demo import make
from psw_tui.store.system import clock
from psw_tui.store.system.places import demo_path

if TYPE_CHECKING:
    from datetime import date


def run(leaders: int, seed: int, today: date | None, db: str | None, *, no_open: bool) -> int | None:
    """Make it where it isn't there, and open the app on it."""
    own_file = db is None and whole_call_db() is None
    path = demo_path() if own_file else path_of(db)
    if own_file and path.exists():
        click.echo(f"{path} was made earlier and is kept; move it away to have another made.", err=True)
    else:
        if not path.exists():
            PutOnRecord.begin(path)
        with progress("Making the demo") as advance:
            make(path, today or clock.today(), leaders, seed, advance)
        click.echo(f"Made {path}", err=True)
    if no_open:
        return None
    if today is not None:
        os.environ[clock.VARIABLE] = today.isoformat()
    from psw_tui.app import run as run_app  # Textual is for whoever opens it

    return run_app(path)
