"""The newest file in a folder that fits, to be offered before anybody has to look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from psw_tui.exchange.registers.recognise import looks_like_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.policy.terms import ReportFormat

_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
#: How many of the newest files are looked into; an older one is named by hand.
_LOOKED_INTO = 25
T = TypeVar("T")


def newest_report(folder: Path) -> tuple[Path, ReportFormat, float] | None:
    """The newest file whose headings are a report's, which report, and when it was saved, in seconds of the system.

    None where there is none, or no folder.
    """
    return newest(folder, looks_like_report)


def newest(folder: Path, fits: Callable[[Path], T | None]) -> tuple[Path, T, float] | None:
    """The newest file of which `fits` says what it is, that, and when it was saved, in seconds of the system.

    None where there is none, or no folder.
    """
    try:
        saved_files = sorted(
            (
                (path.stat().st_mtime, path)
                for path in folder.iterdir()
                if path.suffix.casefold() in _ENDINGS and path.is_file()
            ),
            reverse=True,
        )
    except OSError:
        return None
    for saved, path in saved_files[:_LOOKED_INTO]:
        if (found := fits(path)) is not None:
            return path, found, saved
    return None
