"""One writer at a time, by whatever name the file is opened and whatever lies where its lock file should be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.store import Refused, Store
from psw_tui.store.system import file_lock
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.whole_files import make_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


def refused_at(path: Path) -> None:
    """A second psw that would write there is told that it is open."""
    with pytest.raises(Refused, match="is open in another psw"):
        Store.open(path)


@pytest.mark.parametrize("made_now", [True, False])
def test_a_hard_link_is_the_same_file(db: Path, tmp_path: Path, made_now: bool) -> None:
    """In another folder too, and also in the sitting that made the file."""
    path = tmp_path / "made.db" if made_now else db
    other = tmp_path / "elsewhere" / "other.db"
    other.parent.mkdir()
    with Store.open(path, create_missing=True):
        os.link(path, other)
        refused_at(other)
    with Store.open(other):
        refused_at(path)
    Store.open(path).close()


@pytest.mark.parametrize("made_now", [True, False])
def test_removing_the_lock_file_lets_nobody_in(db: Path, tmp_path: Path, made_now: bool) -> None:
    """Nor does putting another in its place."""
    path = tmp_path / "made.db" if made_now else db
    beside = path.with_name(f"{path.name}.lock")
    with Store.open(path, create_missing=True):
        if sys.platform != "win32":
            beside.unlink()
            refused_at(path)
            beside.unlink()
            beside.touch()
        refused_at(path)
    Store.open(path).close()


def _link_to_nothing(place: Path) -> None:
    place.symlink_to(place.with_name("nowhere"))


def _link_to_a_file(place: Path) -> None:
    place.with_name("diary.txt").write_text("Dear diary", "utf-8")
    place.symlink_to(place.with_name("diary.txt"))


def _socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(place))


@posix
@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, _link_to_nothing, _link_to_a_file, _socket])
def test_what_is_no_lock_file_is_one_sentence(db: Path, put: Callable[[Path], None]) -> None:
    """And never a wait for the other end of a pipe; moved away, all is well."""
    place = db.with_name("psw.db.lock")
    place.unlink(missing_ok=True)
    put(place)
    with pytest.raises(Refused) as refused:
        Store.open(db)
    assert str(refused.value) == (f"{place} is not an ordinary file, and psw keeps its lock there; move it away.")
    Store.open(db, writing=False).close()
    place.rmdir() if place.is_dir() else place.unlink()
    Store.open(db).close()


@posix
def test_a_lock_file_removed_between_opening_and_locking_is_made_again(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two would hold it: one the file that is gone, one the new one."""
    place, locks, real = db.with_name("psw.db.lock"), [], file_lock._lock

    def remove_first(file: int) -> None:
        locks.append(file)
        if len(locks) == 1:
            place.unlink()
        real(file)

    monkeypatch.setattr(file_lock, "_lock", remove_first)
    first, second = FileLock(db), FileLock(db)
    first.acquire()
    assert place.exists()
    with pytest.raises(Locked):
        second.acquire()
    first.release()


@posix
def test_the_lock_of_a_file_that_went_is_none_of_the_file_that_has_its_number_now(db: Path) -> None:
    """A restore puts another file in the place of the one that it locked, and the disk gives the number away."""
    place = file_lock._place_by_identity(db)
    make_folder(place.parent)
    held = file_lock._take(place, db)
    file_lock._say_whose(held, db.with_name("gone.db"))
    Store.open(db).close()
    file_lock._say_whose(held, db)
    refused_at(db)
    os.close(held)
    Store.open(db).close()


@posix
def test_without_a_place_for_the_second_lock_the_first_does(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the folder should be is not a reason to refuse."""
    (tmp_path / "runtime").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    with Store.open(db):
        refused_at(db)


def test_nothing_of_the_second_lock_is_left(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes with the store; what a killed psw left behind does not stand in the way."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    kill = (
        "import os, sys, pathlib; from psw_tui.store.core.store import Store; "
        "Store.open(pathlib.Path(sys.argv[1])); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", kill, str(db)], check=False).returncode == 9
    with Store.open(db):
        refused_at(db)
    if sys.platform == "linux":
        assert [path for path in runtime.rglob("*") if path.is_file()] == []
