"""Making backups: what is in one, when one is made, what happens to what is there, and the second copy."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import stat
import threading
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from psw_tui.store.safekeeping import backup_files, backups, by_hand, leaving, listing, second_copy
from psw_tui.store.safekeeping.leaving import back_up_at_leaving
from psw_tui.store.safekeeping.naming import backups_folder, names_in
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused
from tests.helpers import encrypt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2027, 2, 1, 14, 30, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A file with one cohort."""
    with clock.at(NOW), Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        yield store


def make(store: Store) -> backups.Made:
    return backups.make(store.connection, store.path)


def files(database: Path) -> list[str]:
    return sorted(path.name for path in backups_folder(database).iterdir() if path.suffix != ".lock")


def test_a_backup_is_the_database_as_it_was_and_its_name_says_which(store: Store) -> None:
    """With its date, the schema's version and the entry it ends with; for its user alone; it opens once unpacked."""
    made = make(store)
    assert made.path.parent == store.path.with_name("backups")
    assert made.path.name.startswith("psw.db.0001-2027-02-01T143012Z-v")
    assert (made.contents.entries, made.contents.leaders) == (1, 0)
    assert made.in_words() == f"Backed up 1 entry, 0 leaders to {made.path}."
    if os.name == "posix":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    copy = store.path.with_name("copy.db")
    copy.write_bytes(gzip.decompress(made.path.read_bytes()))
    with closing(sqlite3.connect(copy)) as one, closing(sqlite3.connect(store.path)) as other:
        assert list(one.iterdump()) == list(other.iterdump())


def test_one_is_made_where_something_changed_and_none_where_nothing_did(store: Store) -> None:
    """An undo is a change as well; a file without an entry has nothing to be backed up."""
    first = backups.make_if_changed(store.connection, store.path)
    assert first is not None
    assert backups.make_if_changed(store.connection, store.path) is None
    undo.undo(store)
    second = backups.make_if_changed(store.connection, store.path)
    assert second is not None
    assert [backup.name.number for backup in listing.backups_of(store.path) if backup.contents] == [2, 1]
    with Store.open(store.path.with_name("new.db"), create_missing=True) as empty:
        assert backups.make_if_changed(empty.connection, empty.path) is None
    assert len(names_in(backups_folder(store.path), store.path.with_name("new.db"))) == 0


def test_too_many_go_and_what_is_no_backup_stays(store: Store) -> None:
    folder = backups_folder(store.path)
    make(store)
    for name in ("psw.db.notes", "other.db.0001-2020-01-01T000000Z-v7-none.gz"):
        (folder / name).touch()
    for hours in range(8):
        with clock.at(NOW + timedelta(days=9, minutes=hours)):
            make(store)
    with clock.at(NOW + timedelta(days=19)):
        make(store)
    numbers = [name.number for name in names_in(folder, store.path)]
    assert numbers == [1, 8, 9, 10]
    assert {"psw.db.notes", "other.db.0001-2020-01-01T000000Z-v7-none.gz"} <= set(files(store.path))


def test_a_backup_never_fills_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is needed and free is said, and what is there stays as it is."""
    made = make(store)
    before = made.path.read_bytes()
    usage = shutil.disk_usage(store.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
    with pytest.raises(backups.NoBackup, match=r"^No backup was made: 0\.1 MB are free in .*backups, and .* make room"):
        make(store)
    assert files(store.path) == [made.path.name]
    assert made.path.read_bytes() == before


def test_a_list_is_newest_first_and_says_what_can_not_be_read(store: Store) -> None:
    first, second = make(store), make(store)
    first.path.write_bytes(first.path.read_bytes()[:-50])
    found = list(listing.backups_of(store.path, lambda _: "7F3A-92C1-0B4E"))
    assert [(backup.path, backup.contents and backup.contents.head) for backup in found] == [
        (second.path, "7F3A-92C1-0B4E"),
        (first.path, None),
    ]
    assert found[1].problem == f"{first.path} can't be unpacked, so it is damaged; restore another one."
    assert found[0].in_words() == "Mon 1 Feb 2027 14:30 · backup 2 · 1 entry, 0 leaders"
    good = next(listing.good_ones(store.path))
    assert good.path == second.path


def test_what_unpacks_without_end_is_no_backup(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is what is as long as it is: it is given up before the memory is full."""
    made = make(store)
    monkeypatch.setattr(backup_files, "_LARGEST", 2 * 1024**2)
    for data in (gzip.compress(bytes(9 * 1024**2)), b"SQLite format 3\0" + bytes(9 * 1024**2)):
        made.path.write_bytes(data)
        with pytest.raises(backup_files.UnreadableBackup, match=r"holds more than 2 MB, so it is no backup of psw"):
            backup_files.look_into(made.path)


@pytest.mark.parametrize(
    ("begins", "said"), [(b"", "is no backup of psw"), (b"SQLite format 3\0", "holds more than 1024 MB")]
)
def test_of_a_file_that_is_no_backup_nothing_is_read_however_long_it_is(
    tmp_path: Path, begins: bytes, said: str
) -> None:
    long = tmp_path / "long"
    long.write_bytes(begins)
    os.truncate(long, 1024**3 + 1)
    tracemalloc.start()
    try:
        with pytest.raises(backup_files.UnreadableBackup, match=said):
            backup_files.look_into(long)
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_fault_at_leaving_is_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(backups, "make_if_changed", fail)
    said: list[str] = []
    back_up_at_leaving(store.path, said.append)
    assert said == ["No backup was made: this is a fault in psw. Everything that was recorded is saved."]


def test_at_leaving_one_is_made_where_something_changed(store: Store) -> None:
    """And nothing is said, for it takes no time."""
    said: list[str] = []
    for _ in range(2):
        back_up_at_leaving(store.path, said.append)
        assert len(files(store.path)) == 1
    assert said == []


def test_what_goes_wrong_at_leaving_is_said_and_psw_is_left(store: Store) -> None:
    backups_folder(store.path).write_text("a file in the folder's place")
    said: list[str] = []
    back_up_at_leaving(store.path, said.append)
    assert len(said) == 1
    assert said[0].startswith("No backup was made: ")


def test_what_takes_too_long_at_leaving_is_left_after_a_while(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said that something is waited for, and then that the backup is not done."""
    goes_on = threading.Event()
    monkeypatch.setattr(backups, "make_if_changed", lambda *_: goes_on.wait(60) and None)
    monkeypatch.setattr(leaving, "_SILENT_SECONDS", 0)
    monkeypatch.setattr(leaving, "_MOST_SECONDS", 0)
    said: list[str] = []
    back_up_at_leaving(store.path, said.append)
    goes_on.set()
    assert said == [
        "backing up what was recorded …",
        f"the backup was not done after 0 seconds and is left out; all is recorded in {store.path}.",
    ]


# -- the second copy -----------------------------------------------------------------------------------


@pytest.fixture
def stick(store: Store) -> Path:
    """A folder that the settings name for second copies; the stick is not plugged in."""
    path = store.path.with_name("stick")
    store.path.with_name("settings.toml").write_text(f"second_backups = {str(path)!r}\n", "utf-8")
    return path


def test_a_second_copy_is_made_in_a_folder_of_its_own(store: Store, stick: Path) -> None:
    """It is the same, listed where the first is gone, and thinned alike."""
    stick.mkdir()
    made = make(store)
    there = second_copy.bring(store.path)
    assert there is not None
    assert (there.parent.parent, there.name) == (stick, made.path.name)
    assert there.read_bytes() == made.path.read_bytes()
    assert second_copy.bring(store.path) == there
    assert [backup.path for backup in listing.backups_of(store.path)] == [made.path]
    made.path.unlink()
    assert [backup.path for backup in listing.backups_of(store.path)] == [there]
    if os.name == "posix":
        assert stat.S_IMODE(there.stat().st_mode) == 0o600


def test_second_copies_are_thinned_by_the_same_rule(store: Store, stick: Path) -> None:
    stick.mkdir()
    for minutes in range(6):
        with clock.at(NOW + timedelta(minutes=minutes)):
            make(store)
            second_copy.bring(store.path)
    with clock.at(NOW + timedelta(days=3)):
        make(store)
        there = second_copy.bring(store.path)
    assert there is not None
    assert [path.name for path in sorted(there.parent.iterdir())] == [
        name for name in files(store.path) if name.endswith(".gz")
    ]
    assert len(files(store.path)) == 3


def test_two_databases_of_one_name_do_not_thin_each_other_on_one_stick(store: Store, stick: Path) -> None:
    stick.mkdir()
    make(store)
    other = store.path.parent / "other" / "psw.db"
    other.parent.mkdir()
    other.with_name("settings.toml").write_text(f"second_backups = {str(stick)!r}\n", "utf-8")
    with Store.open(other, create_missing=True) as second:
        change_cohorts.add(second, "PSW 2026", 2026)
        make(second)
    places = {second_copy.bring(database) for database in (store.path, other)}
    assert len({place.parent for place in places if place}) == 2


def test_where_the_stick_is_not_there_nothing_is_made_in_its_place(store: Store, stick: Path) -> None:
    """The backup beside the database is made all the same, and goes to the stick once it is there again."""
    made = make(store)
    with pytest.raises(second_copy.NoSecondCopy, match=f"{stick} is not there; plug it in"):
        second_copy.bring(store.path)
    assert not stick.exists()
    stick.mkdir()
    there = second_copy.bring(store.path)
    assert there is not None
    assert there.read_bytes() == made.path.read_bytes()


def test_at_leaving_the_newest_goes_to_the_stick_that_was_away_and_that_it_is_away_is_said_once(
    store: Store, stick: Path
) -> None:
    said: list[str] = []
    back_up_at_leaving(store.path, said.append)
    assert "plug it in" in said.pop()
    back_up_at_leaving(store.path, said.append)  # nothing was recorded since
    stick.mkdir()
    back_up_at_leaving(store.path, said.append)
    assert said == []
    assert len(list(stick.glob("*/*.gz"))) == 1


def test_without_a_folder_in_the_settings_there_is_no_second_copy(store: Store) -> None:
    make(store)
    assert second_copy.bring(store.path) is None


def test_an_older_file_is_backed_up_before_it_is_brought_up_to_date_or_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup opens as what it was; where none can be made nothing is migrated."""
    from models import migrations

    path = tmp_path / "psw.db"
    with monkeypatch.context() as old:
        old.setattr(migrations, "STEPS", migrations.STEPS[:2])
        old.setattr(migrations, "HEAD", 2)
        migrations.create(path)
    before = path.read_bytes()
    backups_folder(path).write_text("a file in the folder's place")
    with pytest.raises(Refused, match=r"brought up to date once it is backed up. No backup was made: "):
        Store.open(path)
    assert path.read_bytes() == before
    backups_folder(path).unlink()
    Store.open(path).close()
    (backup,) = listing.backups_of(path)
    assert backup.contents is not None
    assert backup.contents.version == backup.name.version == 2


def test_the_backup_of_an_encrypted_file_is_encrypted_and_read_with_its_key(tmp_path: Path) -> None:
    """Nothing of it is plain, and after encrypting there is something to be backed up, though no entry is new."""
    database = tmp_path / "psw.db"
    with Store.open(database, create_missing=True) as store:
        change_cohorts.add(store, "Zyxwvutsrq", 2026)
        plain = make(store)
    encrypt(database)
    with Store.open(database) as store:
        made = backups.make_if_changed(store.connection, database)
        assert made is not None
        assert backups.make_if_changed(store.connection, database) is None
        copied = backups.write_copy(store.connection, database, tmp_path / "copy.db")
    assert made.path.suffix == ".db"
    assert not {path for path in (made.path, copied.path) if b"SQLite" in path.read_bytes()}
    assert made.contents.entries == copied.contents.entries == plain.contents.entries == 1
    assert [backup.contents is not None for backup in listing.backups_of(database)] == [True, True]
    data = made.path.read_bytes()
    made.path.write_bytes(data[:9000] + b"\xa5" + data[9001:])
    assert [bool(backup.problem) for backup in listing.backups_of(database)] == [True, False]


def test_where_a_copy_made_by_hand_lies_is_kept_for_the_user_alone(store: Store, tmp_path: Path) -> None:
    made = backups.write_copy(store.connection, store.path, tmp_path / "copy.db")
    assert made.is_noted
    (note,) = (path for path in backups_folder(store.path).iterdir() if ".copy-at-" in path.name)
    if os.name == "posix":
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert list(by_hand.places(store.path)) == [tmp_path / "copy.db"]


def test_a_copy_whose_place_can_not_be_kept_on_record_is_made_and_that_is_known(store: Store, tmp_path: Path) -> None:
    """It may be all that is left of a disk that takes nothing any more."""
    backups_folder(store.path).write_text("no folder", encoding="utf-8")
    made = backups.write_copy(store.connection, store.path, tmp_path / "copy.db")
    assert not made.is_noted
    assert made.path.exists()


def test_a_copy_that_could_not_be_made_is_not_on_record(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(backups, "keep_copy", fail)
    with pytest.raises(backups.NoBackup, match="Input/output error"):
        backups.write_copy(store.connection, store.path, tmp_path / "copy.db")
    assert by_hand.places(store.path) == {}
