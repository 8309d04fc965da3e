"""The ladder of migrations: numbered steps, all of them taken in one transaction.

A step is a file of portable SQL statements, or a module of Python whose `run` works on the connection it is given. It
stands on the standard library, commits nothing, and reads what may be long part by part. It uses nothing of psw that
may change later, for a released step is never edited.
"""

import sqlite3
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from models.engine import BadFile, create_file, run_steps, schema_version

if TYPE_CHECKING:
    from models.engine import Step

#: The steps in order; step n brings a file from version n - 1 to n.
STEPS = (
    "0001_first.sql",
    "0002_reports.sql",
    "0003_casework.sql",
    "0004_coaching.sql",
    "0005_capability.sql",
    "0006_letters.sql",
    "0007_coaches.sql",
    "0008_requests.sql",
    "step_0009_keys.py",
    "step_0010_chain.py",
    "0011_erasures.sql",
    "0012_salesforce.sql",
    "0013_certificates.sql",
)
HEAD = len(STEPS)


def steps(first: int = 1) -> "list[Step]":
    """What every step from number `first` on does, in order."""
    return list(chain.from_iterable(map(_step, STEPS[first - 1 :])))


@cache
def _step(name: str) -> "tuple[Step, ...]":
    """What a step does; the package's own files are read once, and a module only when its step is taken."""
    if name.endswith(".py"):
        return (import_module(f"models.steps.{name.removesuffix('.py')}").run,)
    parts = (Path(__file__).with_name("steps") / name).read_text("utf-8").split(";\n")
    return tuple(part.strip() for part in parts if part.strip())


def create(path: Path) -> None:
    """Make a new, empty database of the newest version."""
    create_file(path, steps(), HEAD)


def needs_migration(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is older than this program; a newer one is refused and left untouched."""
    version = schema_version(connection)
    if version > HEAD:
        raise BadFile(f"{path} was written by a newer psw (version {version}, this one knows {HEAD}); update psw.")
    return version < HEAD


def brought_up_to_date(copy: sqlite3.Connection) -> None:
    """Take the steps that a copy in memory still lacks, so that it can be compared with a file of today."""
    if schema_version(copy) < HEAD:
        migrate(copy)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest version, all steps in one transaction; whoever calls has kept a copy of it."""
    run_steps(connection, steps(schema_version(connection) + 1), HEAD)
