"""`,`: the settings of psw on this computer, read as they are typed and kept in `settings.toml`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psw_tui.policy.wording import count, local
from psw_tui.store.system import places
from psw_tui.store.system.settings_file import DEFAULTS, MOST_IDLE_MINUTES, Settings, as_folder
from screens.dialogs.form import Field, Form
from screens.shell.themes import textual_theme, theme_names

if TYPE_CHECKING:
    from pathlib import Path


def settings_form(settings: Settings, path: Path) -> Form[Settings]:
    """The form; it gives the settings with what was typed, the keys as they were."""
    fields = [
        Field("theme", "Theme", settings.theme, _theme, hint="dark, light, ansi, high-contrast, nord …"),
        Field(
            "exports",
            "Folder for what is written",
            _text(settings.exports),
            _folder,
            _there,
            hint="empty: beside the database",
        ),
        Field(
            "downloads",
            "Folder of downloads",
            _text(settings.downloads),
            _folder,
            _there,
            hint=f"empty: {places.downloads_folder()}",
        ),
        Field(
            "idle_minutes",
            "Lock the screen after",
            str(settings.idle_minutes),
            _minutes,
            _idle,
            hint="minutes without a key; 0 is never",
        ),
        Field(
            "second_backups",
            "Second copy of backups",
            _text(settings.second_backups),
            _folder,
            _plugged_in,
            hint="a folder on a stick or a share; empty: none",
        ),
    ]

    def gives(**values: Any) -> Settings:
        return replace(settings, **values)

    return Form(f"Settings, kept in {path}", fields, gives)


def _theme(typed: str) -> str:
    name = typed.strip().casefold() or DEFAULTS.theme
    if textual_theme(name) is None:
        raise ValueError(f"One of: {', '.join(theme_names())}.")
    return name


def _folder(typed: str) -> Path | None:
    if not typed.strip():
        return None
    folder = as_folder(typed.strip())
    if folder is None:
        raise ValueError("A folder's whole path, from / or ~ on.")
    try:
        if folder.exists() and not folder.is_dir():
            raise ValueError("That is a file; name a folder.")
    except OSError as error:  # too long a name, or in a folder of somebody else
        raise ValueError(f"No folder can be there ({error.strerror}); name another.") from None
    return folder


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return False


def _there(folder: Path) -> str:
    return "there it is" if _is_folder(folder) else "not there yet; it is made when something is written"


def _plugged_in(folder: Path) -> str:
    return "there it is" if _is_folder(folder) else "not there now; the copy is made when it is"


def _minutes(typed: str) -> int:
    text = typed.strip() or "0"
    if not text.isascii() or not text.isdigit() or int(text) > MOST_IDLE_MINUTES:
        raise ValueError(f"A whole number of minutes from 0 to {MOST_IDLE_MINUTES}.")
    return int(text)


def _idle(minutes: int) -> str:
    return local(count(minutes, "minute") if minutes else "never")


def _text(folder: Path | None) -> str:
    return "" if folder is None else str(folder)
