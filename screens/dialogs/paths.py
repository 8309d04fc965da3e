"""A path as people type, paste and drop it, and the rest of it found by Tab."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from urllib.parse import unquote

from psw_tui.policy.frozen import frozen

#: Where a shell quotes what is dropped on a terminal with backslashes; elsewhere they part folders.
_ESCAPES = sys.platform != "win32"
_DRIVE = re.compile(r"/[A-Za-z]:")
_MOST_LISTED = 8


@frozen
class Completed:
    """What Tab makes of a path: as much of it as is certain, and what it may go on with, or why it can't."""

    text: str
    listed: tuple[str, ...] = ()
    why: str = ""

    @property
    def words(self) -> str:
        """The names that fit, a line each, the rest as a number; or why there are none."""
        lines = list(self.listed[:_MOST_LISTED])
        if more := len(self.listed) - len(lines):
            lines.append(f"and {more} more: type on")
        return self.why or "\n".join(lines)


def read_path(text: str) -> Path:
    """The path meant by what was typed, pasted or dropped: quotes, a tilde, a file:// address, escaped blanks.

    What is there as it stands is meant as it stands. ValueError for several files at once.
    """
    typed = text.strip()
    return _home(typed) if _is_there(typed) else _home(_plain(typed))


def complete(text: str) -> Completed:
    """The path with what Tab can add: a folder ends in its separator, hidden names come only when a dot is typed."""
    try:
        typed = text.lstrip() if _is_there(text) else _plain(text.lstrip())
    except ValueError as error:
        return Completed(text, why=str(error))
    if typed == "~":
        return Completed(f"~{os.sep}")
    start = max(typed.rfind(separator) for separator in (os.sep, os.altsep or os.sep)) + 1
    folder, begun = typed[:start], typed[start:]
    try:
        names = _names(_home(folder))
    except (OSError, ValueError):
        return Completed(typed, why=f"The folder {folder} can't be read; check its name.")
    fitting = _fitting(names, begun)
    if not fitting:
        return Completed(typed, why=f"Nothing in {folder or 'this folder'} begins so.")
    if len(fitting) == 1:
        return Completed(f"{folder}{fitting[0]}")
    return Completed(f"{folder}{_common(fitting, begun)}", tuple(fitting))


def _names(folder: Path) -> list[str]:
    """What is in a folder, folders with a separator behind them, by name."""
    with os.scandir(folder) as entries:
        found = [f"{entry.name}{os.sep * entry.is_dir()}" for entry in entries]
    return sorted(found, key=lambda name: (name.casefold(), name))


def _fitting(names: list[str], begun: str) -> list[str]:
    """Those that begin so, letter for letter if any does, else in capitals or not."""
    seen = [name for name in names if begun.startswith(".") or not name.startswith(".")]
    exact = [name for name in seen if name.startswith(begun)]
    return exact or [name for name in seen if name.casefold().startswith(begun.casefold())]


def _common(names: list[str], begun: str) -> str:
    """What all of these begin with; what was typed where they spell that differently."""
    first, last = min(names), max(names)
    alike = next((place for place, letter in enumerate(first) if last[place] != letter), len(first))
    return first[:alike] if alike >= len(begun) else begun


def _plain(typed: str) -> str:
    """The path without what a terminal or a file manager puts around it."""
    if typed.casefold().startswith("file://"):
        return _of_address(typed[len("file://") :])
    if not _ESCAPES:
        return typed.strip('"')
    if typed[:1] not in ("'", '"') and "\\" not in typed and "'" not in typed and '"' not in typed:
        return typed
    try:
        parts = shlex.split(typed)
    except ValueError:  # a quote that is not closed yet, or an apostrophe of the name
        return _unescaped(typed)
    if len(parts) > 1 and all(map(_is_there, parts)):
        raise ValueError(f"These are {len(parts)} files; give one at a time.")
    if len(parts) == 1 and typed[:1] != "~":
        return parts[0]
    return _unescaped(typed)


def _unescaped(typed: str) -> str:
    if typed[:1] in ("'", '"'):
        return typed[1:]
    return re.sub(r"\\(.)", r"\1", typed)


def _of_address(rest: str) -> str:
    """The path of a file:// address; the host, this machine's, stands before the first slash."""
    path = unquote(rest[rest.find("/") :] if "/" in rest else rest)
    return path[1:] if _DRIVE.match(path) else path


def _is_there(typed: str) -> bool:
    try:
        return bool(typed) and _home(typed).exists()
    except (OSError, ValueError):
        return False


def _home(typed: str) -> Path:
    try:
        return Path(typed).expanduser()
    except RuntimeError:  # the home folder of somebody unknown: then it is a name like any other
        return Path(typed)
