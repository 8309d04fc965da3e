"""What can go wrong around an encrypted file: killed while it is made, a full disk, a keyring or a part of psw gone."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import pytest

from models import cipher
from models.engine import salt_of
from psw_tui.cli import psw
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.safekeeping import encrypting
from psw_tui.store.system import encryption_note, keyrings
from tests.budgets import LONG
from tests.faults.children import add_leader, die, in_child, leaders_in, needs_fork, needs_root

NAME = "Zyxwvutsrq"
OLD, NEW = cipher.Key(b"o" * 32, b"old" * 5 + b"o"), cipher.Key(b"n" * 32, b"new" * 5 + b"n")


@pytest.fixture(autouse=True)
def both_known() -> Iterator[None]:
    """Both keys are known to this process, and to no other test."""
    cipher.hold(OLD)
    cipher.hold(NEW)
    yield
    cipher._BY_SALT.clear()


@pytest.fixture
def named(db: Path) -> Path:
    """A plain file with a name in it, and a packed backup of it."""
    with Store.open(db) as store:
        add_leader(store, 1, first_name=NAME)
    return db


def key_at(path: Path) -> cipher.Key | None:
    """What the file that lies there is encrypted with."""
    salt = salt_of(path)
    return None if salt is None else cipher.held(salt)


def tell_every_step(tell: Callable[[], None]) -> None:
    """From now on, before a file is opened, renamed or removed, and before every statement in SQLCipher."""
    from models import encrypted_connection

    execute = encrypted_connection._Cursor.execute

    def told(cursor: object, *arguments: object) -> object:
        tell()
        return execute(cursor, *arguments)

    encrypted_connection._Cursor.execute = told
    sys.addaudithook(lambda event, _: tell() if event in ("open", "os.rename", "os.remove", "os.chmod") else None)


def killed_at(step: int, work: Callable[[], None]) -> tuple[int, list[str]]:
    """Do the work in a child that dies at a step, counted from 1; at 0 it lives, and says how many there were."""

    def child(say: Callable[[object], None]) -> None:
        steps = 0

        def tell() -> None:
            nonlocal steps
            steps += 1
            if steps == step:
                die()

        tell_every_step(tell)
        work()
        say(steps)

    return in_child(child)


def killed_everywhere(path: Path, old: cipher.Key | None, new: cipher.Key | None) -> None:
    """Change the key and be killed at every step: one of the two files is there, whole, and nothing else of it."""
    data = path.read_bytes()
    status, said = killed_at(0, lambda: encrypting.change_key(path, old, new))
    assert status == 0, said
    steps = int(said[-1])
    assert key_at(path) == new
    seen = set()
    for step in range(1, steps + 1, 1 if LONG else max(1, steps // 8)):
        path.write_bytes(data)
        if old is None:
            encryption_note.take_away(path)
        status, said = killed_at(step, lambda: encrypting.change_key(path, old, new))
        assert status == -signal.SIGKILL or step > steps - 8, said  # the last ones are not always the same
        seen.add(key_at(path))
        assert key_at(path) in (old, new)
        with Store.open(path) as store:
            assert [store.is_encrypted] == [key_at(path) is not None]
        assert check(path) == []
        assert [found.name for found in path.parent.iterdir() if ".part" in found.name] == []
    assert old in seen


@needs_fork
@pytest.mark.fuzz
def test_encrypting_killed_leaves_the_plain_file_or_the_encrypted_one(named: Path) -> None:
    killed_everywhere(named, None, NEW)


@needs_fork
@pytest.mark.fuzz
def test_decrypting_killed_leaves_one_of_the_two_and_no_plain_part_of_it(named: Path) -> None:
    encrypting.change_key(named, None, OLD)
    killed_everywhere(named, OLD, None)


@needs_fork
@pytest.mark.fuzz
def test_rekeying_killed_leaves_a_file_with_the_old_key_or_the_new_one(named: Path) -> None:
    encrypting.change_key(named, None, OLD)
    killed_everywhere(named, OLD, NEW)


def test_encrypting_leaves_nothing_plain_of_a_backup_that_was_killed(named: Path) -> None:
    left = named.with_name("backups") / "psw.db.0001-2027-02-01T093000Z-v13-abc.gz.99.part.99.part"
    left.parent.mkdir()
    left.write_bytes(named.read_bytes())
    encrypting.change_key(named, None, NEW)
    assert not left.exists()


@needs_fork
def test_copies_killed_half_way_are_encrypted_by_the_next_encrypt(named: Path) -> None:
    copies = [named.with_name(f"psw.db.version-{number}") for number in range(3)]
    for copy in copies:
        copy.write_bytes(named.read_bytes())
    encrypting.change_key(named, None, NEW)

    def work(say: Callable[[object], None]) -> None:
        encrypting.change_key_of_copy(named, copies[0], None, NEW)
        die()

    assert in_child(work)[0] == -signal.SIGKILL
    assert encrypting.copies(named, None) == copies[1:]
    for copy in encrypting.copies(named, None):
        encrypting.change_key_of_copy(named, copy, None, NEW)
    assert [check(copy) for copy in copies] == [[]] * 3
    assert encrypting.copies(named, NEW) == copies


@needs_fork
def test_a_disk_that_fills_up_while_encrypting_leaves_the_plain_file(named: Path) -> None:
    data = named.read_bytes()

    def work(say: Callable[[object], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) // 2, resource.RLIM_INFINITY))
        try:
            encrypting.change_key(named, None, NEW)
        except Refused as refusal:
            say(refusal)

    status, said = in_child(work)
    assert status == 0
    assert len(said) == 1
    assert "disk" in said[0] or "File too large" in said[0]
    assert named.read_bytes() == data
    assert [found.name for found in named.parent.iterdir() if ".part" in found.name] == []


@needs_fork
@needs_root
def test_a_folder_that_takes_no_file_leaves_the_file_as_it_is(shared_db: Path) -> None:
    shared_db.chmod(0o666)
    shared_db.parent.chmod(0o555)
    data = shared_db.read_bytes()

    def work(say: Callable[[object], None]) -> None:
        os.setgid(65534)
        os.setuid(65534)
        try:
            encrypting.change_key(shared_db, None, NEW)
        except Refused as refusal:
            say(refusal)

    status, said = in_child(work)
    shared_db.parent.chmod(0o755)
    assert (status, len(said)) == (0, 1)
    assert shared_db.read_bytes() == data


def test_a_file_that_is_open_in_another_psw_is_not_encrypted_under_its_hands(named: Path) -> None:
    with Store.open(named), pytest.raises(Refused, match="is open in another psw"):
        encrypting.change_key(named, None, NEW)
    assert key_at(named) is None


def test_a_damaged_file_is_not_encrypted(named: Path) -> None:
    """What would be written anew would hide that something is missing."""
    data = bytearray(named.read_bytes())
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    named.write_bytes(data)
    with pytest.raises(Refused, match=r"damaged|malformed"):
        encrypting.change_key(named, None, NEW)
    assert named.read_bytes() == data


def test_a_note_beside_the_file_that_is_lost_or_garbled_loses_nothing(named: Path) -> None:
    encrypting.change_key(named, None, NEW)
    note = cipher.note_beside(named)
    for garbage in (None, b"", b"\xff\xfe", b"salt = zz\ncheck = \nkeyring = yes\n", bytes(10_000)):
        note.unlink() if garbage is None else note.write_bytes(garbage)
        with Store.open(named) as store:
            assert store.is_encrypted
        assert encryption_note.read(named) == encryption_note.EncryptionNote(NEW.salt, NEW.check, keyring=False)


# -- what psw stands on is gone ----------------------------------------------------------------------------


class Kept(keyring.backend.KeyringBackend):
    """A keyring that keeps what it is given for as long as a test lasts, or fails."""

    priority = 9

    def __init__(self) -> None:
        self.words: str | None = None
        self.trouble: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.trouble is not None:
            raise self.trouble
        return self.words

    def set_password(self, service: str, username: str, password: str) -> None:
        self.words = password

    def delete_password(self, service: str, username: str) -> None:
        self.words = None


NoKeyringAtAll: Callable[[], keyring.backend.KeyringBackend] = keyring.backends.fail.Keyring
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(named: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """A call of `psw`, without a terminal, by a process that knows no key yet: its status and what it said."""
    monkeypatch.setenv("PSW_DB", str(named))
    monkeypatch.setattr(cipher, "_ROUNDS", 1000)

    def run(*arguments: str) -> tuple[int, str]:
        cipher._BY_SALT.clear()
        status = psw(list(arguments))
        return status, capfd.readouterr().err

    return run


@pytest.fixture
def words(named: Path) -> list[str]:
    """A passphrase in a file, and the option that names it."""
    path = named.with_name("words.txt")
    path.write_text("four words are enough")
    path.chmod(0o600)
    return ["--passphrase-file", str(path)]


@pytest.fixture
def kept(call: Call, words: list[str]) -> Iterator[Kept]:
    """The keyring that has the key of the file, which is encrypted."""
    before = keyring.get_keyring()
    keyring.set_keyring(found := Kept())
    assert call("encrypt", "--keyring", *words) == (0, "")
    assert found.words is not None
    assert "four words" not in found.words, "what is kept is the key"
    yield found
    keyring.set_keyring(before)


def test_the_keyring_opens_the_file_and_is_told_of_another_passphrase(
    named: Path, kept: Kept, call: Call, words: list[str]
) -> None:
    assert call("status") == (0, "")
    first = kept.words
    assert call("rekey", "--new-passphrase-file", words[1]) == (0, "")
    assert kept.words != first
    assert call("status") == (0, "")
    assert call("decrypt", "--yes") == (0, "")
    assert kept.words is None
    assert leaders_in(named) == 1


def test_a_keyring_that_is_gone_is_said_and_the_passphrase_opens_the_file(
    kept: Kept, call: Call, words: list[str]
) -> None:
    keyring.set_keyring(NoKeyringAtAll())
    status, said = call("status")
    first, second = said.splitlines()
    assert (status, first) == (1, "psw: The system's keyring can't be read (NoKeyringError).")
    assert "is encrypted, and no passphrase was given" in second
    assert call("status", *words) == (0, "")
    status, said = call("rekey", *words, "--new-passphrase-file", words[1])
    assert (status, said) == (
        0,
        "psw: The system's keyring keeps nothing (NoKeyringError). The passphrase is asked for.\n",
    )
    assert call("status", *words) == (0, "")


def test_a_keyring_that_has_another_key_or_none_is_said(kept: Kept, call: Call) -> None:
    kept.words = "something else"
    status, said = call("status")
    assert status == 1
    assert said.startswith("psw: The key in the system's keyring is not that of this database.\n")
    kept.words = None
    assert call("status")[1].startswith("psw: The system's keyring has no key of this database any more.\n")


def test_a_keyring_that_fails_in_its_own_way_is_said(kept: Kept, call: Call) -> None:
    """As one that is locked, and whose question nobody answers."""
    kept.trouble = RuntimeError("nobody answered")
    status, said = call("status")
    assert status == 1
    assert said.startswith("psw: The system's keyring can't be read (RuntimeError).\n")


def test_a_keyring_that_keeps_nothing_does_not_count(kept: Kept, named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "set_password", lambda *_: None)
    with pytest.raises(keyrings.NoKeyring, match="keeps nothing"):
        keyrings.keep(named, "words")


def test_without_sqlcipher_an_encrypted_file_is_refused_with_what_to_install(
    named: Path, call: Call, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call("encrypt", *words)
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    for arguments in (["status"], ["check"], ["decrypt", "--yes"], ["rekey", "--new-passphrase-file", words[1]]):
        status, said = call(*arguments, *words)
        assert status == 1
        assert "`pip install 'psw-tui[encrypted]'`" in said
        assert said.count("\n") == 1
    plain = named.with_name("plain.db")
    Store.open(plain, create_missing=True).close()
    assert "pip install" in call("encrypt", *words, "--db", str(plain))[1]
    assert key_at(plain) is None
    assert call("check", "--db", str(plain)) == (0, "")
