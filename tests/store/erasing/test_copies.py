"""The copies of the file when somebody is erased: each is cleaned, or removed, or named until it can be reached."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import cipher
from models.engine import open_file, salt_of
from psw_tui.policy.terms import ErasureGround
from psw_tui.store.core import erased
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.erasing import copies, erase, going_back
from psw_tui.store.roster.change_leaders import edit_leader
from psw_tui.store.safekeeping import backups, copy_places, encrypting

if TYPE_CHECKING:
    from pathlib import Path

NAME = b"Quaggenbosch"


@pytest.fixture
def store(small: Store) -> Store:
    edit_leader(small, "L001", {"last_name": "Quaggenbosch", "offer_accepted_on": date(2026, 8, 1)})
    return small


def erase_all(store: Store) -> copies.Cleaned:
    erase.erase(store, ["L001"], ErasureGround.ASKED)
    return copies.finish(store)


def beside(store: Store, ending: str, data: bytes | None = None) -> Path:
    path = store.path.with_name(f"{store.path.name}{ending}")
    path.write_bytes(store.path.read_bytes() if data is None else data)
    return path


def test_a_copy_is_cleaned_and_is_whole(store: Store) -> None:
    plain = beside(store, ".before-restore")
    packed = backups.make(store.connection, store.path).path
    assert erase.plan(store, "L001").copies == (packed, plain)
    done = erase_all(store)
    assert (done.cleaned, done.removed, done.away) == (2, [], [])
    assert NAME not in plain.read_bytes()
    assert check(plain) == []
    unpacked = beside(store, ".unpacked", gzip.decompress(packed.read_bytes()))
    assert NAME not in unpacked.read_bytes()
    assert check(unpacked) == []
    with Store.open(plain, writing=False) as copy:
        assert copy.connection.execute("SELECT count(*) FROM leader").fetchone() == (2,)
        assert copy.connection.execute("SELECT kind, ground FROM erasure").fetchone() == ("leader", "asked")
    assert not erased.is_pending(store.connection)


def test_what_cannot_be_opened_and_what_was_kept_of_an_older_version_is_removed(store: Store) -> None:
    broken, older = beside(store, ".before-restore", NAME * 1000), beside(store, ".version-7")
    done = erase_all(store)
    assert sorted(done.removed) == [str(broken), str(older)]
    assert not broken.exists()
    assert not older.exists()


def test_a_copy_of_somebody_elses_years_is_left_as_it_is(store: Store) -> None:
    """It holds nothing of who is erased, so not a byte of it changes."""
    with closing(sqlite3.connect(store.path)) as connection:
        whole = connection.serialize()
    erase_all(store)
    copy = beside(store, ".before-restore")
    before = copy.read_bytes()
    assert NAME in whole
    assert NAME not in before
    erase.erase(store, ["L002"], ErasureGround.ASKED)
    copies.finish(store)
    assert copy.read_bytes() != before, "the second one was in it"


def test_a_place_that_is_away_is_named_until_it_is_back(store: Store, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = stick / "psw.db"
    copy.write_bytes(store.path.read_bytes())
    away = tmp_path / "away"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copy_places, "reached", lambda _database: [copy])
        stick.rename(away)
        done = erase_all(store)
        assert done.away == [str(copy)]
        assert [entry.place for entry in copies.pending(store.connection)] == [str(copy)]
        assert copies.finish(store).lines() == [f"Still to be cleaned, once it can be reached: {copy}."]
        away.rename(stick)
        assert copies.finish(store).cleaned == 1
    assert NAME not in copy.read_bytes()
    assert not erased.is_pending(store.connection)


def by_hand(store: Store, path: Path) -> Path:
    made = backups.write_copy(store.connection, store.path.resolve(), path)
    assert made.is_noted
    return path


def test_a_copy_that_was_made_by_hand_is_named_and_cleaned(store: Store, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    copies_made = (by_hand(store, tmp_path / "copy2.db"), by_hand(store, tmp_path / "stick" / "mine"))
    assert erase.plan(store, "L001").copies == copies_made
    done = erase_all(store)
    assert (done.cleaned, done.removed, done.away, done.gone) == (2, [], [], [])
    for copy in copies_made:
        assert NAME not in copy.read_bytes()
        assert check(copy) == []


@pytest.mark.parametrize("is_mount_point", [True, False])
def test_a_copy_made_by_hand_on_a_stick_that_is_away_is_cleaned_once_it_is_back(
    store: Store, tmp_path: Path, is_mount_point: bool
) -> None:
    stick, away = tmp_path / "stick", tmp_path / "away"
    stick.mkdir()
    copy = by_hand(store, stick / "copy.db")
    stick.rename(away)
    if is_mount_point:
        stick.mkdir()
    assert erase.plan(store, "L001").copies == (copy,)
    assert erase_all(store).away == [str(copy)]
    if is_mount_point:
        stick.rmdir()
    away.rename(stick)
    assert copies.finish(store).cleaned == 1
    assert NAME not in copy.read_bytes()
    assert not erased.is_pending(store.connection)


def test_a_copy_made_by_hand_that_was_moved_is_named_once(store: Store, tmp_path: Path) -> None:
    copy = by_hand(store, tmp_path / "copy.db")
    copy.rename(tmp_path / "moved.db")
    assert f"Not there any more; if it was moved, erase in it as well: {copy}." in erase_all(store).lines()
    assert not erased.is_pending(store.connection)
    assert erase.plan(store, "L002").copies == ()


def test_what_took_the_place_of_a_copy_made_by_hand_is_never_changed_or_removed(store: Store, tmp_path: Path) -> None:
    other, text = by_hand(store, tmp_path / "other.db"), by_hand(store, tmp_path / "text.db")
    other.unlink()
    with Store.open(other, create_missing=True):
        pass
    elses = other.read_bytes()
    text.write_bytes(NAME)
    done = erase_all(store)
    assert (done.removed, done.away) == ([], [str(text)]), "of the text it can't be told what it is"
    assert (other.read_bytes(), text.read_bytes()) == (elses, NAME)


def test_a_copy_made_by_hand_that_psw_has_open_waits(store: Store, tmp_path: Path) -> None:
    copy = by_hand(store, tmp_path / "copy.db")
    with Store.open(copy):
        assert erase_all(store).away == [str(copy)]
    assert copies.finish(store).cleaned == 1


def test_a_copy_that_a_timer_made_meanwhile_is_cleaned_as_well(store: Store) -> None:
    whole = store.path.read_bytes()
    erase.erase(store, ["L001"], ErasureGround.ASKED)
    late = beside(store, ".before-restore", whole)
    copies.finish(store)
    assert NAME not in late.read_bytes()


def test_a_backup_that_was_away_brings_nobody_back_when_it_is_restored(store: Store, tmp_path: Path) -> None:
    stick = tmp_path / "stick.gz"
    stick.write_bytes(gzip.compress(store.path.read_bytes()))
    erase_all(store)
    newest = store.connection.execute("SELECT count(*) FROM operation").fetchone()
    store.close()
    restored = going_back.restore(store.path, stick)
    assert restored.aside is not None
    assert NAME not in store.path.read_bytes()
    assert check(store.path) == []
    with Store.open(store.path) as back:
        assert back.connection.execute("SELECT count(*) FROM leader").fetchone() == (2,)
        assert back.connection.execute("SELECT count(*) FROM operation").fetchone() == newest


def test_where_the_file_is_damaged_its_backups_say_who_was_erased(store: Store, tmp_path: Path) -> None:
    stick = tmp_path / "stick.gz"
    stick.write_bytes(gzip.compress(store.path.read_bytes()))
    erase_all(store)
    backups.make(store.connection, store.path)
    store.close()
    store.path.write_bytes(b"\0" * 8192)
    going_back.restore(store.path, stick)
    assert NAME not in store.path.read_bytes()
    assert check(store.path) == []


def test_copies_of_an_encrypted_file_are_cleaned_and_stay_encrypted(small: Store) -> None:
    pytest.importorskip("sqlcipher3")
    key, other = cipher.Key(b"k" * 32, b"salt" * 4), cipher.Key(b"o" * 32, b"else" * 4)
    path = small.path
    small.close()
    cipher.hold(key)
    try:
        encrypting.change_key(path, None, key)
        with Store.open(path) as store:
            backup = backups.make(store.connection, path).path
            aside = beside(store, ".before-restore")
            unknown = beside(store, ".before-rekey", other.salt + aside.read_bytes()[16:])
            done = erase_all(store)
        assert (done.cleaned, done.removed, done.away) == (2, [str(unknown)], [])
        for copy in (backup, aside):
            assert salt_of(copy) == key.salt
            with closing(open_file(copy)) as connection:
                assert connection.execute("SELECT count(*) FROM leader").fetchone() == (2,)
                assert connection.execute("SELECT count(*) FROM erasure").fetchone() == (1,)
    finally:
        cipher._BY_SALT.clear()
