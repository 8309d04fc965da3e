"""The ladder of migrations: numbered SQL steps, each file a list of portable statements, run in one transaction."""

import sqlite3
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path

from models.engine import BadFile, create_file, keep_copy, run_steps, schema_version

#: The steps in order; step n brings a file from version n - 1 to n. A released step is never edited.
STEPS = (
    "0001_first.sql",
    "0002_reports.sql",
    "0003_casework.sql",
    "0004_coaching.sql",
    "0005_capability.sql",
    "0006_letters.sql",
    "0007_coaches.sql",
)
HEAD = len(STEPS)


def statements(first: int = 1) -> list[str]:
    """The statements of every step from number `first` on."""
    parts = chain.from_iterable(_step(name).split(";\n") for name in STEPS[first - 1 :])
    return [part.strip() for part in parts if part.strip()]


@cache
def _step(name: str) -> str:
    """A step's text; the package's own files are read once."""
    return (files("models") / "steps" / name).read_text("utf-8")


def create(path: Path) -> None:
    """Make a new, empty database of the newest version."""
    create_file(path, statements(), HEAD)


def needs_migration(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is older than this program; a newer one is refused and left untouched."""
    version = schema_version(connection)
    if version > HEAD:
        raise BadFile(f"{path} was written by a newer psw (version {version}, this one knows {HEAD}); update psw.")
    return version < HEAD


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the newest version, all steps in one transaction; a copy of it as it was is kept beside it."""
    version = schema_version(connection)
    names = (f"{path.name}.version-{version}{more}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    keep_copy(connection, next(copy for name in names if not (copy := path.with_name(name)).exists()))
    run_steps(connection, statements(version + 1), HEAD)
