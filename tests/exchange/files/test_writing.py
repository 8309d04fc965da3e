"""What is written beside the database: in folders of psw's own, over nobody's work, under names of its own."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

import pytest

from psw_tui.exchange.files.names import safe_name
from psw_tui.exchange.files.writing import write_all, write_out, write_whole
from psw_tui.store.core.store import Refused


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A file that stands for it: nothing here looks into it."""
    path = tmp_path / "psw.db"
    path.write_bytes(b"encrypted, say")
    return path


def beside(database: Path, data: bytes = b"one") -> Path:
    return write_out(database, "list.csv", data, "The list")


def test_its_own_is_replaced_and_what_somebody_changed_is_kept(database: Path) -> None:
    first = beside(database)
    assert beside(database, b"two") == first == database.parent / "exports" / "list.csv"
    first.write_bytes(b"two, and mine")
    assert beside(database, b"three").name == "list (2).csv"
    assert beside(database, b"four").name == "list (2).csv"
    (first.parent / "list (2).csv").write_bytes(b"mine too")
    assert beside(database, b"five").name == "list (3).csv"
    assert sorted(path.read_bytes() for path in first.parent.iterdir()) == [b"five", b"mine too", b"two, and mine"]


def test_whatever_else_stands_under_the_name_is_stepped_round(database: Path) -> None:
    folder = database.parent / "exports"
    folder.mkdir()
    (folder / "list.csv").symlink_to(database)
    (folder / "list (2).csv").mkdir()
    (folder / "list (3).csv").symlink_to(folder / "nowhere")
    (folder / "list (4).csv").hardlink_to(database)
    assert beside(database).name == "list (5).csv"
    assert database.read_bytes() == b"encrypted, say"


def test_an_encrypted_database_is_known_by_any_of_its_names(database: Path, tmp_path: Path) -> None:
    """It looks like no database at all."""
    other = tmp_path / "other.html"
    other.hardlink_to(database)
    with pytest.raises(Refused, match="it belongs to the database"):
        write_whole(other, b"x", "The case", database, force=True)


def test_its_own_folders_are_closed_and_no_folder_behind_a_link(database: Path, tmp_path: Path) -> None:
    folder, shared = tmp_path / "exports", tmp_path / "shared"
    for place in (folder, shared):
        place.mkdir()
        place.chmod(0o755)
    assert stat.S_IMODE(beside(database).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.rename(tmp_path / "earlier")
    folder.symlink_to(shared)
    assert beside(database).resolve() == shared / "list.csv"
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_a_file_in_the_way_of_a_folder_is_a_sentence(database: Path, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("mine", "utf-8")
    with pytest.raises(Refused, match=r"The list can't be written to .*exports \(File exists\); check the folder"):
        beside(database)
    assert (tmp_path / "exports").read_text("utf-8") == "mine"


def test_an_earlier_copy_of_a_file_is_psws_own_too(database: Path, tmp_path: Path) -> None:
    first = beside(database)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(first.read_bytes())
    assert write_whole(copy, b"two", "The list", database) == copy
    with pytest.raises(Refused, match="is not as psw wrote it"):
        write_whole(copy, b"three", "The list", tmp_path / "another.db")


def test_in_a_folder_that_may_be_written_and_not_read_the_file_is_written(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str | Path, flags: int, *more: int) -> int:
        if Path(path) == tmp_path and not flags & os.O_DIRECTORY:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    place = tmp_path / "list.csv"
    assert write_whole(place, b"one", "The list", database) == place
    assert place.read_bytes() == b"one"


#: Names of which no two may come to one file.
NAMES = (
    "L001",
    "l001",
    "a/b",
    "a_b",
    "a b",
    "a\\b",
    "a:b",
    "A/B",
    "PSW-01",
    "psw-01",
    "J. Mensah",
    "J Mensah",
    "J.Mensah",
    "j. mensah",
    "J. MENSAH",
    "O'Neill",
    "O’Neill",
    "Zoë Łukasz",
    "Zoe Lukasz",
    "ZOË ŁUKASZ",
    "李小龙",
    "李小虎",
    "Мария",
    "ß",
    "ss",
    "İ",
    "i",
    "!!!",
    "???",
    "...",
    "..",
    ".",
    "",
    " ",
    "CON",
    "con",
    "con.txt",
    "NUL",
    "aux ",
    "COM1",
    "LPT9.csv",
    "x" * 300,
    "x" * 301,
    "X" * 300,
    "-rf",
    "--help",
    "~1a2b3c4d",
    "a\u202eb",
    "a\tb",
    "L001 ",
    "../../etc/passwd",
)


def test_no_two_names_come_to_one_file_on_any_system() -> None:
    made = [safe_name(name) for name in NAMES]
    folded = {unicodedata.normalize("NFKC", name).casefold() for name in made}
    assert len(folded) == len(set(NAMES)) == len(NAMES)
    for name in made:
        assert name.isascii()
        assert 0 < len(name) <= 80
        assert not set(name) & set('<>:"/\\|?*\0')
        assert name == name.strip(" .-")
        assert name.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


def test_what_is_usual_stays_legible() -> None:
    assert [safe_name(name) for name in ("L001", "PSW-01", "J. Mensah", "Sam Lee", "S. O'Neill")] == [
        "L001",
        "PSW-01",
        "J._Mensah",
        "Sam_Lee",
        "S._O'Neill",
    ]
    assert safe_name("Siân Patel").startswith("Sian_Patel~")
    assert safe_name("李小龙").startswith("~")


def test_two_of_one_name_are_told_apart_and_each_keeps_its_file() -> None:
    one, other = safe_name("Sam Lee", "key 1"), safe_name("Sam Lee", "key 2")
    assert len({one, other, safe_name("Sam Lee")}) == 3
    assert one == safe_name("Sam Lee", "key 1")
    assert one.startswith("Sam_Lee~")


def test_what_was_there_stays_whole_until_the_new_one_is(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk gives up at the very end: the one before stands, and nothing half written beside it."""
    first = beside(database)

    def give_up(_part: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", give_up)
    with pytest.raises(Refused):
        beside(database, b"two")
    assert first.read_bytes() == b"one"
    assert list(first.parent.iterdir()) == [first]


def test_the_folder_of_the_settings_is_made_if_need_be_and_keeps_its_rights(database: Path, tmp_path: Path) -> None:
    shared = tmp_path / "Documents"
    shared.mkdir()
    shared.chmod(0o755)
    for folder in (shared, shared / "psw" / "out"):
        (tmp_path / "settings.toml").write_text(f'exports = "{folder.as_posix()}"', "utf-8")
        assert beside(database) == folder / "list.csv"
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (shared, shared / "psw" / "out")] == [0o755, 0o700]
    (tmp_path / "settings.toml").write_text("exports = 3", "utf-8")
    assert beside(database) == tmp_path / "exports" / "list.csv"


def test_of_several_files_all_are_written_or_none(database: Path) -> None:
    """A later one that can't be leaves what was there before as it was, and nothing that was not."""
    folder = database.parent / "exports"
    first, second = write_all(database, [("a.csv", b"a1"), ("b.csv", b"b1")], "The list")
    assert (first.read_bytes(), second.read_bytes()) == (b"a1", b"b1")
    with pytest.raises(Refused, match="came out empty"):
        write_all(database, [("a.csv", b"a2"), ("new.csv", b"n"), ("c.csv", b"")], "The list")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.csv": b"a1", "b.csv": b"b1"}
    with pytest.raises(Refused, match=r"The list can't be written to .*check the folder"):
        write_all(database, [("a.csv", b"a2"), (f"{'x' * 300}.csv", b"n")], "The list")
    assert [path.read_bytes() for path in write_all(database, [("a.csv", b"a3")], "The list")] == [b"a3"]


def test_of_several_files_all_are_written_to_a_folder_that_is_named_or_none(database: Path, tmp_path: Path) -> None:
    """One of somebody's own is in the way of the last: the others are as they were, or not there."""
    folder = tmp_path / "for the charity"
    write_all(database, [("a.html", b"a1")], "The certificates", folder)
    (folder / "c.html").write_bytes(b"somebody's own")
    files = [("a.html", b"a2"), ("b.html", b"b"), ("c.html", b"c")]
    with pytest.raises(Refused, match=r"c\.html is there already"):
        write_all(database, files, "The certificates", folder)
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert left == {"a.html": b"a1", "c.html": b"somebody's own"}
    write_all(database, files, "The certificates", folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == dict(files)
