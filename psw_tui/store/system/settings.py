"""The programme file and the framework: package data, and what lies beside the database."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.policy.programme_text import BadProgramme

if TYPE_CHECKING:
    from psw_tui.policy.capability import Framework
    from psw_tui.policy.programme import Programmes

#: Where the package keeps its data; `importlib.resources` would cost every start more than reading it.
_DATA = Path(__file__).parents[2] / "data"
#: The programmes of the shipped defaults: known before their numbers are read.
SHIPPED = ("psw",)
#: The size of a programme file in bytes beyond which it is none; the defaults with every key are an eighth of it.
_LARGEST = 64 * 1024


@cache
def package_text(name: str) -> str:
    """A text file of the package's data, as first read: psw installed anew under a running one changes nothing."""
    return (_DATA / name).read_text("utf-8")


def load_programmes(beside: Path | None) -> Programmes:
    """The programmes in force: the shipped defaults, overridden by `programme.toml` beside the database.

    `BadProgramme` in one line with the file, the key and what was expected.
    """
    return own_programmes(beside) or _shipped()


@cache
def _shipped() -> Programmes:
    """Read once: whoever opens a file and looks through it asks each time, and they are never changed."""
    return _read(None, "")


def own_programmes(beside: Path | None) -> Programmes | None:
    """Likewise where there is such a file beside the database; None where all is as shipped, and can be read later."""
    path = beside.with_name("programme.toml") if beside else None
    try:
        override = text_of(path) if path is not None else ""
    except BadProgramme as error:
        raise BadProgramme(f"{path}: {error}") from None
    return _read(path, override) if override else None


def _read(path: Path | None, override: str) -> Programmes:
    from psw_tui.policy.programme import read_programmes  # no first frame shows a number of it

    try:
        return read_programmes(package_text("programme.json"), override)
    except BadProgramme as error:
        raise BadProgramme(f"{path}: {error}") from None


def text_of(path: Path) -> str:
    """The text of a programme file; nothing where there is none. Never waits for a pipe or reads without end."""
    try:
        if not path.exists() and not path.is_symlink():
            return ""
        if not path.is_file():
            raise BadProgramme("expected a text file, found a folder, a pipe or a link that leads nowhere")
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise BadProgramme(f"expected at most {_LARGEST // 1024} KB of text, found more")
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadProgramme(f"expected text in UTF-8, found something else in line {line}") from None
    except OSError as error:
        raise BadProgramme(f"it can't be read ({error.strerror or error})") from None


@lru_cache(maxsize=1)
def framework() -> Framework:
    """The capability framework."""
    from psw_tui.policy.capability import read_framework  # no start needs it, and few commands

    return read_framework(package_text("capabilities.toml"))
