"""`settings.toml`: what it may say, what it may not, and how it is kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.system.settings_file import DEFAULTS, BadSettings, Settings, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def says(tmp_path: Path) -> Callable[[str], Settings]:
    """Reads the settings of a file with this text."""

    def read(text: str) -> Settings:
        (tmp_path / "settings.toml").write_text(text, "utf-8")
        return read_settings(tmp_path / "psw.db")

    return read


def test_without_a_file_everything_is_usual(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "psw.db") == DEFAULTS


def test_what_a_file_says_is_in_force(says: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ruth")
    monkeypatch.setenv("USERPROFILE", "/home/ruth")
    settings = says(
        'theme = "nord"\nexports = "~/psw out"\ndownloads = "/tmp/down"\nidle_minutes = 15\n'
        '[keys]\n"roster.sort" = "z"\n'
    )
    assert settings == Settings("nord", Path("/home/ruth/psw out"), Path("/tmp/down"), 15, {"roster.sort": "z"})
    assert says('exports = ""') == DEFAULTS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "them = 'dark'",
            "them: no such key; expected one of downloads, exports, idle_minutes, keys, second_backups, theme",
        ),
        ("theme = 3", "theme: expected text in quotes, found 3"),
        ("exports = 'out'", "exports: expected a folder's whole path, found out"),
        ("idle_minutes = '10'", "idle_minutes: expected a whole number from 0 to 600, found"),
        ("idle_minutes = -1", "idle_minutes: expected a whole number from 0 to 600, found -1"),
        ("idle_minutes = true", "idle_minutes: expected a whole number"),
        ("keys = 'a'", "keys: expected a table"),
        ("[keys]\n'roster.sort' = 1", "keys.roster.sort: expected a key in quotes, found 1"),
        ("theme = ", "not valid TOML"),
    ],
)
def test_what_can_not_be_used_is_said_with_its_file_and_key(
    says: Callable[[str], Settings], text: str, said: str
) -> None:
    with pytest.raises(BadSettings) as told:
        says(text)
    assert said in str(told.value)
    assert "settings.toml: " in str(told.value)
    assert str(told.value).endswith("The usual settings are used.")


def test_what_is_saved_is_read_and_the_rest_of_the_file_stays(says: Callable[[str], Settings], tmp_path: Path) -> None:
    says('# mine\ntheme = "nord" # blue\n\n[keys]\n"roster.sort" = "z"\n')
    database = tmp_path / "psw.db"
    wanted = Settings("light", tmp_path / "out", None, 5, {"roster.sort": "z"})
    path = write_settings(database, wanted)
    assert read_settings(database) == wanted
    text = path.read_text("utf-8")
    assert "# mine" in text
    assert "# blue" in text
    assert "downloads" not in text
    assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0
    write_settings(database, DEFAULTS)
    assert read_settings(database) == Settings(keys={"roster.sort": "z"})


def test_a_file_that_can_not_be_read_is_left_as_it_is(says: Callable[[str], Settings], tmp_path: Path) -> None:
    with pytest.raises(BadSettings):
        says("theme = ")
    with pytest.raises(BadSettings, match="Nothing was changed"):
        write_settings(tmp_path / "psw.db", DEFAULTS)
    assert (tmp_path / "settings.toml").read_text("utf-8") == "theme = "
