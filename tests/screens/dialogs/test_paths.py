"""A path as people type, paste and drop it, and what Tab makes of it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from screens.dialogs.paths import complete, read_path

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows quotes with quotation marks alone")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for folder in ("Downloads", "Documents", ".cache"):
        (tmp_path / folder).mkdir()
    for name in ("participants_1.csv", "participants_2.csv", "Register Autumn.xlsx", ".hidden.csv"):
        (tmp_path / "Downloads" / name).write_text("x")
    return tmp_path


@posix_only
@pytest.mark.parametrize(
    "name", ["a b.csv", "participants (1).csv", "it's.csv", "a&b #2?.csv", "Zoë's “own”.csv", "100%.csv", "~.csv"]
)
def test_a_dropped_file_is_found_however_the_terminal_quotes_it(home: Path, name: str) -> None:
    file = home / name
    file.write_text("x")
    backslashed = "".join(letter if letter.isalnum() or letter in "/._-~" else f"\\{letter}" for letter in str(file))
    for typed in (
        str(file),
        shlex.quote(str(file)),
        f"{shlex.quote(str(file))} ",
        backslashed,
        file.as_uri(),
        f"~/{name}",
    ):
        assert read_path(typed) == file, typed
    assert read_path(f'"{file}"') == file
    assert read_path(f"file://localhost{file.as_uri()[len('file://') :]}") == file


@posix_only
def test_two_files_at_once_are_told_apart_from_one_with_blanks(home: Path) -> None:
    files = [str(home / "Downloads" / f"participants_{number}.csv") for number in (1, 2)]
    with pytest.raises(ValueError, match="2 files; give one at a time"):
        read_path(" ".join(map(shlex.quote, [f"{home}/Downloads/Register Autumn.xlsx", *files[:1]])))
    assert read_path("no such file.csv") == Path("no such file.csv")


def test_what_is_not_there_is_what_was_typed() -> None:
    assert read_path("nobody's file") == Path("nobody's file")
    assert read_path("'half quoted") == Path("half quoted" if sys.platform != "win32" else "'half quoted")


@pytest.mark.parametrize(
    ("typed", "text", "listed"),
    [
        ("Down", "Downloads/", ()),
        ("down", "Downloads/", ()),
        ("D", "Do", ("Documents/", "Downloads/")),
        ("~", "~/", ()),
        ("~/Down", "~/Downloads/", ()),
        ("Downloads/par", "Downloads/participants_", ("participants_1.csv", "participants_2.csv")),
        ("Downloads/reg", "Downloads/Register Autumn.xlsx", ()),
        ("Downloads/", "Downloads/", ("participants_1.csv", "participants_2.csv", "Register Autumn.xlsx")),
        ("Downloads/.", "Downloads/.hidden.csv", ()),
        ("", "Do", ("Documents/", "Downloads/")),
        (".", ".cache/", ()),
    ],
)
@posix_only
def test_tab_completes_a_path(home: Path, typed: str, text: str, listed: tuple[str, ...]) -> None:
    done = complete(typed)
    assert (done.text, done.listed, done.why) == (text, listed, "")


@posix_only
@pytest.mark.parametrize("quoted", ["'Downloads/Reg", '"Downloads/Reg', "Downloads/Register\\ A"])
def test_tab_goes_on_with_a_path_that_is_quoted(home: Path, quoted: str) -> None:
    done = complete(quoted)
    assert read_path(done.text) == Path("Downloads/Register Autumn.xlsx")
    assert read_path(done.text).is_file()


def test_tab_says_what_it_can_not_do(home: Path) -> None:
    assert "Nothing in this folder begins so" in complete("nothing").words
    assert "can't be read" in complete("no/such/folder/").words
    for number in range(20):
        (home / "Documents" / f"{number:02}.csv").write_text("x")
    lines = complete(f"Documents{'/'}").words.splitlines()
    assert lines[0] == "00.csv"
    assert lines[-1] == "and 12 more: type on"
