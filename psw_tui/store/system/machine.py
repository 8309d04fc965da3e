"""Which machine this is, as the journal says it: a key drawn once, in the user's own folder and never in a database.

A database is copied to other machines and back; what says who wrote an entry must not go with it.
"""

from __future__ import annotations

import getpass
import os
import platform
import secrets
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from psw_tui.store.system.places import machine_file
from psw_tui.whole_files import make_folder

if TYPE_CHECKING:
    from pathlib import Path


def machine_id() -> UUID:
    """The key of this machine and user; made when it is first asked for, by whichever psw is first.

    Where it can't be kept it is made of the names of machine and user, and so is the same every time.
    """
    return _kept_in(machine_file())


@cache
def _kept_in(file: Path) -> UUID:
    found = _read(file)
    if found is None:
        with suppress(OSError):
            _make(file)
        found = _read(file)
    return found or _by_name(file)


def _read(file: Path) -> UUID | None:
    try:
        return UUID(file.read_text("ascii").strip())
    except (OSError, ValueError):
        return None


def _make(file: Path) -> None:
    """Write a key beside the place and link it there: it is there whole, and never in the place of another."""
    make_folder(file.parent)
    key = secrets.token_hex(16)
    part = file.with_name(f"{file.name}.{key}.part")
    try:
        part.touch(mode=0o600, exist_ok=False)
        with part.open("w", encoding="ascii") as text:
            text.write(f"{key}\n")
            text.flush()
            os.fsync(text.fileno())
        try:
            os.link(part, file)
        except FileExistsError:
            if _read(file) is None:  # it was cut short
                part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _by_name(file: Path) -> UUID:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    return uuid5(NAMESPACE_URL, f"psw-tui://{platform.node()}/{user}{file.as_posix()}")
