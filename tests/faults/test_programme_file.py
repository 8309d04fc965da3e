"""What lies beside the database as `programme.toml`: read, or refused in one line with its name; never waited for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.cli import psw
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.system.settings import SHIPPED, load_programmes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _link_to_nothing(place: Path) -> None:
    place.symlink_to(place.with_name("nowhere"))


def _link_to_itself(place: Path) -> None:
    place.symlink_to(place)


def _link_to_a_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def _big(place: Path) -> None:
    place.write_text("# nothing\n" * 1_000_000, "utf-8")


def _keys_of_keys(place: Path) -> None:
    place.write_text(f"{'a.' * 1_000_000}a = 1", "utf-8")


def _latin(place: Path) -> None:
    place.write_bytes('# one\n[contacts]\nprogramme_team = "Zoë"\n'.encode("latin-1"))


def _utf16(place: Path) -> None:
    place.write_text("[contacts]\n", "utf-16")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things")
@pytest.mark.parametrize(
    ("put", "words"),
    [
        (os.mkdir, "expected a text file"),
        (os.mkfifo, "expected a text file"),
        (_link_to_nothing, "expected a text file"),
        (_link_to_itself, "expected a text file"),
        (_link_to_a_device, "expected a text file"),
        (_big, "expected at most 64 KB"),
        (_keys_of_keys, "expected at most 64 KB"),
        (_latin, "expected text in UTF-8, found something else in line 3"),
        (_utf16, "expected text in UTF-8, found something else in line 1"),
    ],
)
def test_what_is_no_programme_file_is_one_line(
    db: Path, put: Callable[[Path], None], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """For the app, a reader and the command; once it is gone, all is well."""
    place = db.with_name("programme.toml")
    put(place)
    for writing in (True, False):
        with pytest.raises(Refused) as refused:
            Store.open(db, writing=writing)
        assert str(refused.value).startswith(f"{place}: ")
        assert words in str(refused.value)
    for command in (["status"], ["programme"], ["cohort", "add", "PSW 2027", "--year", "2027"]):
        assert psw([*command, "--db", str(db)]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"psw: {place}: ")
        assert err.count("\n") == 1
    place.rmdir() if place.is_dir() else place.unlink()
    Store.open(db).close()


def test_a_file_of_a_windows_editor_is_read(db: Path) -> None:
    """With its mark at the start and its line ends."""
    text = '\ufeff[contacts]\r\nprogramme_team = "team@example.org"\r\n'
    db.with_name("programme.toml").write_bytes(text.encode("utf-8"))
    with Store.open(db) as store:
        assert store.programmes.contacts["programme_team"] == "team@example.org"


def test_a_file_with_a_fault_is_refused_before_anything_is_drawn(db: Path) -> None:
    """Though the numbers that are shipped are read after the first frame."""
    db.with_name("programme.toml").write_text("[programme.psw.coaching]\nnonsense = 1\n", "utf-8")
    with pytest.raises(Refused, match=r"programme\.toml: .*nonsense"):
        Store.open(db, looks_meanwhile=True)


def test_it_is_known_which_programmes_are_shipped_before_their_numbers_are_read() -> None:
    assert set(SHIPPED) == load_programmes(None).by_id.keys()
