"""The programme file and the framework: package data, and what lies beside the database."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from psw_tui.policy.capability import Framework, read_framework
from psw_tui.policy.programme import BadProgramme, Programmes, read_programmes

if TYPE_CHECKING:
    from pathlib import Path


@cache
def package_text(name: str) -> str:
    """A text file of the package's data, as first read: psw installed anew under a running one changes nothing."""
    return (files("psw_tui") / "data" / name).read_text("utf-8")


def load_programmes(beside: Path | None) -> Programmes:
    """The programmes in force: the shipped defaults, overridden by `programme.toml` beside the database."""
    override = ""
    path = beside.with_name("programme.toml") if beside else None
    if path is not None and path.is_file():
        try:
            override = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadProgramme(f"{path} can't be read: {error}") from None
    try:
        return read_programmes(package_text("programme.toml"), override)
    except BadProgramme as error:
        raise BadProgramme(f"{path}: {error}") from None


@lru_cache(maxsize=1)
def framework() -> Framework:
    """The capability framework."""
    return read_framework(package_text("capabilities.toml"))
