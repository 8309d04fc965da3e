"""`settings.toml` beside the database: how psw looks and behaves on this computer. No rule depends on it.

theme = "dark"                    # or light, ansi, high-contrast, or one of Textual's
exports = "~/Documents/psw"       # where everything goes that is written for others
downloads = "~/Downloads"         # where files to import are looked for first
idle_minutes = 10                 # it locks itself after so long without a key (local); 0 is never
second_backups = "/media/stick"   # where a second copy of every backup goes

[keys]
"register.mark-absent" = "A"      # by the names in docs/keys.md
"""

from __future__ import annotations

import os
from dataclasses import field
from pathlib import Path
from typing import Any

from psw_tui.policy.frozen import frozen
from psw_tui.policy.programme_text import BadProgramme, parsed, refuse_unknown, shown, subtable
from psw_tui.store.system.settings import text_of
from psw_tui.whole_files import put_in_place

FILE_NAME = "settings.toml"
#: Ten hours: whoever is away for longer has closed psw.
MOST_IDLE_MINUTES = 600
_KEYS = {"theme", "exports", "downloads", "idle_minutes", "second_backups", "keys"}


class BadSettings(ValueError):
    """Settings that can't be used; says in one line the file, the key and what was expected."""


@frozen
class Settings:
    """What the settings file says; a folder that is None is the system's own or lies beside the database."""

    theme: str = "dark"
    exports: Path | None = None
    downloads: Path | None = None
    idle_minutes: int = 10
    keys: dict[str, str] = field(default_factory=dict)
    second_backups: Path | None = None


DEFAULTS = Settings()


def settings_path(database: Path) -> Path:
    """Where the settings of a database lie; the file may not be there."""
    return database.with_name(FILE_NAME)


def read_settings(database: Path) -> Settings:
    """The settings in force: the defaults where there is no file. `BadSettings` where it can't be used."""
    path = settings_path(database)
    try:
        return _settings(parsed(text_of(path)))
    except BadProgramme as error:
        raise BadSettings(f"{path}: {error}. The usual settings are used.") from None


def _settings(table: dict[str, Any]) -> Settings:
    refuse_unknown(table, _KEYS, "")
    minutes = table.get("idle_minutes", DEFAULTS.idle_minutes)
    if type(minutes) is not int or not 0 <= minutes <= MOST_IDLE_MINUTES:
        raise BadProgramme(
            f"idle_minutes: expected a whole number from 0 to {MOST_IDLE_MINUTES}, found {shown(minutes)}"
        )
    keys = subtable(table, "keys", "")
    for name, key in keys.items():
        if not isinstance(key, str) or not key.strip():
            raise BadProgramme(f"keys.{shown(name)}: expected a key in quotes, found {shown(key)}")
    return Settings(
        theme=_text(table, "theme") or DEFAULTS.theme,
        exports=_folder(table, "exports"),
        downloads=_folder(table, "downloads"),
        idle_minutes=minutes,
        keys=dict(keys),
        second_backups=_folder(table, "second_backups"),
    )


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadProgramme(f"{key}: expected text in quotes, found {shown(value)}")
    return value.strip()


def _folder(table: dict[str, Any], key: str) -> Path | None:
    value = _text(table, key)
    if not value:
        return None
    folder = as_folder(value)
    if folder is None:
        raise BadProgramme(f"{key}: expected a folder's whole path, found {shown(value)}")
    return folder


def as_folder(text: str) -> Path | None:
    """A folder that is named in full, `~` for the home folder; None where it is no whole path."""
    try:
        folder = Path(text).expanduser()
    except RuntimeError:  # the home folder of somebody unknown
        return None
    return folder if folder.is_absolute() else None


def write_settings(database: Path, settings: Settings) -> Path:
    """Write what differs from the usual into the settings file, whose comments stay; gives where it lies.

    `BadSettings` where what stands there can't be read, `OSError` where it can't be written.
    """
    import tomlkit  # only to save

    path = settings_path(database)
    try:
        document = tomlkit.parse(text_of(path))
    except (BadProgramme, ValueError) as error:
        raise BadSettings(f"{path}: {error}. Nothing was changed.") from None
    for key, value, standard in (
        ("theme", settings.theme, DEFAULTS.theme),
        ("exports", _written(settings.exports), ""),
        ("downloads", _written(settings.downloads), ""),
        ("idle_minutes", settings.idle_minutes, DEFAULTS.idle_minutes),
        ("second_backups", _written(settings.second_backups), ""),
    ):
        if value != standard or key in document:
            document[key] = value
    with put_in_place(path) as part:
        part.touch(mode=0o600)
        with part.open("wb") as file:
            file.write(tomlkit.dumps(document).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    return path


def _written(folder: Path | None) -> str:
    return "" if folder is None else str(folder)
