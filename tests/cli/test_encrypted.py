"""An encrypted file and the command: where its passphrase comes from, and what is said when it does not."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import unicodedata
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from models import cipher, engine
from models.reencrypt import make_anew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Done

PASSPHRASE = "it's 100% “a b” & £é"


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A passphrase is tried at once, instead of in a tenth of a second; no key outlives its test."""
    monkeypatch.setattr(cipher, "_ROUNDS", 1000)
    yield
    cipher._BY_SALT.clear()


@pytest.fixture
def small(small: Path) -> Path:
    """The small file without the backups that were made as it was."""
    shutil.rmtree(small.parent / "backups")
    return small


@pytest.fixture
def locked(small: Path) -> Path:
    """The small file, encrypted with the passphrase, which nobody has given yet."""
    anew = small.with_name("anew")
    make_anew(small, None, anew, cipher.key_of(PASSPHRASE, os.urandom(16)))
    anew.replace(small)
    return small


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The passphrase in a file, as an editor leaves it, and for nobody else to read."""
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\r\n", encoding="utf-8", newline="")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("before", [True, False])
def test_a_file_gives_the_passphrase_before_a_command_and_after_it(
    locked: Path, written: Path, call: Callable[..., Done], before: bool
) -> None:
    given = ("--passphrase-file", str(written))
    done = call(*given, "status", "--json") if before else call("status", "--json", *given)
    assert (done.status, done.err) == (0, "")
    assert len(done.json["leaders"]) == 5
    assert call("undo").status == 0, "within one process it is asked for once"


def test_without_it_and_with_another_it_is_refused_in_one_line(
    locked: Path, written: Path, call: Callable[..., Done]
) -> None:
    done = call("status")
    assert (done.status, done.out) == (1, "")
    said = f"{locked} is encrypted, and no passphrase was given: use --passphrase-file, or a terminal, where psw asks."
    assert done.err == f"psw: {said}\n"
    written.write_text("another\n", encoding="utf-8")
    done = call("check", "--passphrase-file", str(written))
    assert (done.status, done.out) == (1, "")
    assert done.err == f"psw: That is not the passphrase of {locked}.\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "can't be read from"),
        (b"", "holds no passphrase"),
        (b"\xff\xfe", "is no text"),
        (b"x" * 20000, "holds no"),
    ],
)
def test_a_file_that_holds_no_passphrase_is_said(
    locked: Path, written: Path, call: Callable[..., Done], data: bytes | None, said: str
) -> None:
    written.unlink() if data is None else written.write_bytes(data)
    done = call("status", "--passphrase-file", str(written))
    assert done.status == 1
    assert said in done.err
    assert done.err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="no such rights")
def test_that_others_can_read_the_passphrase_is_said(locked: Path, written: Path, call: Callable[..., Done]) -> None:
    written.chmod(0o644)
    done = call("status", "--passphrase-file", str(written))
    assert done.status == 0
    assert "can be read by other users of this computer" in done.err


def test_a_plain_file_needs_none(small: Path, written: Path, call: Callable[..., Done]) -> None:
    done = call("status", "--passphrase-file", str(written))
    assert (done.status, done.err) == (0, "")


def test_a_copy_that_is_moved_elsewhere_opens_by_the_same_passphrase(
    locked: Path, written: Path, call: Callable[..., Done]
) -> None:
    call("status", "--passphrase-file", str(written))
    with closing(engine.open_file(locked)) as connection:
        engine.keep_copy(connection, locked.with_name("copy.db"))
    cipher._BY_SALT.clear()
    elsewhere = shutil.move(locked.with_name("copy.db"), locked.with_name("elsewhere.db"))
    assert call("status", "--db", str(elsewhere), "--passphrase-file", str(written)).status == 0


# -- encrypting, decrypting, another passphrase ------------------------------------------------------------


def plain_in(folder: Path) -> list[str]:
    """The files that are plain databases, or hold a name that the small file holds."""
    heads = ((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file() and path.suffix != ".csv")
    return sorted(
        path.name for path, data in heads if data.startswith((b"SQLite format", b"\x1f\x8b")) or b"Amara" in data
    )


def recovery_key_in(out: str) -> str:
    """The recovery key that a command showed."""
    (words,) = re.findall(r"^    ([A-Z2-7]{4}(?:-[A-Z2-7]{4}){13})$", out, re.MULTILINE)
    return str(words)


@pytest.fixture
def with_copies(small: Path) -> Path:
    """The small file with what psw has kept beside it: a copy of before a migration, a rescue, a packed backup."""
    shutil.copy(small, small.with_name("psw.db.version-6"))
    shutil.copy(small, small.with_name("psw.rescued-20270101-101010.db"))
    backup = small.parent / "backups" / "psw.db.0001-2027-02-01T143012Z-v7-9c1e0b7a.gz"
    backup.parent.mkdir()
    backup.write_bytes(gzip.compress(small.read_bytes()))
    small.with_name("elses.db").write_bytes(small.read_bytes())
    return small


def test_a_copy_made_by_hand_is_encrypted_and_rekeyed_with_it(
    small: Path, written: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    given = ("--passphrase-file", str(written))
    stick = tmp_path / "a stick"
    stick.mkdir()
    copy, out = stick / "mine", stick.with_name("out")
    assert call("backup", str(copy)).status == 0
    assert str(copy) in call("encrypt", *given).err, "named before it is done"
    stick.rename(out)
    assert f"{copy} can't be reached, and what lies there is not encrypted" in call("encrypt", "--yes", *given).err
    out.rename(stick)
    assert call("check", "--json", *given).json["plain_copies"] == [str(copy)]
    assert call("encrypt", "--yes", *given).status == 0
    assert not copy.read_bytes().startswith(b"SQLite")
    new = written.with_name("new")
    new.write_text("another passphrase\n", encoding="utf-8")
    new.chmod(0o600)
    done = call("rekey", "--yes", *given, "--new-passphrase-file", str(new))
    assert (done.status, done.err) == (0, "")
    cipher._BY_SALT.clear()
    assert call("status", "--db", str(copy), "--passphrase-file", str(new)).status == 0


def test_a_copy_made_by_hand_that_has_an_older_passphrase_is_named(
    locked: Path, written: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    stick, out = tmp_path / "a stick", tmp_path / "out"
    stick.mkdir()
    given, copy = ("--passphrase-file", str(written)), stick / "mine"
    call("backup", str(copy), *given)
    stick.rename(out)
    said = call("rekey", "--yes", *given, "--new-passphrase-file", str(written)).err
    assert f"{copy} can't be reached, and what lies there has the old passphrase" in said
    out.rename(stick)
    cipher._BY_SALT.clear()
    said = call("rekey", "--yes", *given, "--new-passphrase-file", str(written)).err
    assert f"{copy} is as it was: it has an older passphrase" in said


def test_what_took_the_place_of_a_copy_made_by_hand_is_not_encrypted(
    small: Path, written: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    copy = tmp_path / "mine.db"
    call("backup", str(copy))
    copy.write_bytes(b"SQLite format 3\x00" + b"of another program" * 99)
    other = copy.read_bytes()
    done = call("encrypt", "--yes", "--passphrase-file", str(written))
    assert f"{copy} is as it was" in done.err
    assert copy.read_bytes() == other


def test_encrypting_leaves_nothing_plain_behind_and_rekeying_nothing_of_the_old_key(
    with_copies: Path, written: Path, call: Callable[..., Done]
) -> None:
    before = call("status", "--json").out
    given = ("--passphrase-file", str(written))
    refused = call("encrypt", *given)
    assert refused.status == 1
    assert "there are 3 copies of psw.db, to be encrypted too: say --yes" in refused.err
    assert len(plain_in(with_copies.parent)) == 5, "itself, its three copies and what is none of its own"
    done = call("encrypt", "--yes", *given)
    assert (done.status, done.err) == (0, "")
    assert plain_in(with_copies.parent) == ["elses.db"]
    assert not with_copies.with_name("psw.db-journal").exists()
    assert "It is encrypted" in call("check", *given).out
    aside = with_copies.with_name("psw.db.version-7")
    shutil.copy(with_copies.with_name("elses.db"), aside)
    assert f"`psw encrypt` does that: {aside}" in call("check", *given).out
    assert call("check", "--json", *given).json["plain_copies"] == [str(aside)]
    assert call("encrypt", "--yes", *given).status == 0, "what came since"
    assert plain_in(with_copies.parent) == ["elses.db"]
    assert call("check", "--json", *given).json["encrypted"] is True
    first = written.with_name("first")
    first.write_text(recovery_key_in(done.out).lower(), encoding="utf-8")
    first.chmod(0o600)
    cipher._BY_SALT.clear()
    assert call("status", "--json", "--passphrase-file", str(first)).out == before

    new = written.with_name("new")
    new.write_text("another passphrase\n", encoding="utf-8")
    new.chmod(0o600)
    refused = call("rekey", *given, "--new-passphrase-file", str(new))
    assert "copies of psw.db, to be given the new passphrase too: say --yes" in refused.err
    done = call("rekey", "--yes", *given, "--new-passphrase-file", str(new))
    assert (done.status, done.err) == (0, "")
    cipher._BY_SALT.clear()
    for old in (written, first):
        assert "is not the passphrase" in call("status", "--passphrase-file", str(old)).err
    backup = with_copies.parent / "backups" / "psw.db.0001-2027-02-01T143012Z-v7-9c1e0b7a.db"
    for path in (with_copies, with_copies.with_name("psw.db.version-6"), backup):
        cipher._BY_SALT.clear()
        assert call("status", "--json", "--db", str(path), "--passphrase-file", str(new)).out == before

    assert "--yes" in call("decrypt", "--passphrase-file", str(new)).err
    done = call("decrypt", "--yes", "--passphrase-file", str(new))
    assert (done.status, done.err) == (0, "")
    assert "Its backups are" in done.out
    assert call("status", "--json").out == before
    assert call("decrypt", "--yes").err == f"psw: {with_copies} is not encrypted.\n"


@pytest.mark.parametrize(
    "passphrase", ["plain words", "'\"\\;--", "100% £", "e\u0301te\u0301", " spaces ", "x'00'", "日本"]
)
def test_any_passphrase_opens_what_it_has_encrypted(
    small: Path, written: Path, call: Callable[..., Done], passphrase: str
) -> None:
    written.write_text(passphrase, encoding="utf-8")
    assert call("encrypt", "--passphrase-file", str(written)).status == 0
    cipher._BY_SALT.clear()
    written.write_text(unicodedata.normalize("NFC", passphrase) + "\n", encoding="utf-8")
    assert call("status", "--passphrase-file", str(written)).status == 0


def test_what_is_encrypted_already_or_is_not_there_is_refused(
    locked: Path, written: Path, call: Callable[..., Done]
) -> None:
    given = ("--passphrase-file", str(written))
    assert "is encrypted already; `psw rekey`" in call("encrypt", *given).err
    assert "name a file with the passphrase by --new-passphrase-file;" in call("rekey", *given).err
    nowhere = ("--db", str(locked.with_name("none.db")))
    for command in (("encrypt",), ("decrypt", "--yes"), ("rekey",)):
        done = call(*command, *given, *nowhere)
        assert (done.status, done.err) == (1, f"psw: There is no database at {locked.with_name('none.db')}.\n")


def test_a_recovery_key_that_opens_nothing_never_counts(
    small: Path, written: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should what is shown not open what was written, the file stays as it was."""
    data = small.read_bytes()
    monkeypatch.setattr(
        "psw_tui.store.system.passphrases.recovery_key", lambda key: cipher.recovery_key(key)[:-4] + "AAAA"
    )
    done = call("encrypt", "--passphrase-file", str(written))
    assert done.status == 1
    assert "is not the passphrase of" in done.err
    assert small.read_bytes() == data
    assert [path.name for path in small.parent.iterdir() if ".part" in path.name] == []


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody types, one answer after the other, on a terminal that is there from now on."""
    answers: list[str] = []
    monkeypatch.setattr("psw_tui.cli.passphrase.can_ask", lambda: True)
    monkeypatch.setattr("psw_tui.cli.new_passphrase.can_ask", lambda: True)
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: answers.pop(0))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: answers.pop(0))
    return answers


def test_a_passphrase_is_asked_for_three_times_and_a_new_one_twice(
    locked: Path, call: Callable[..., Done], typed: list[str]
) -> None:
    typed += ["wrong", "wrong again", PASSPHRASE]
    done = call("status")
    assert done.status == 0
    assert done.err.count("That is not the passphrase of") == 2
    cipher._BY_SALT.clear()
    typed += ["one", "two", "three"]
    done = call("status")
    assert (done.status, typed) == (1, [])
    data = locked.read_bytes()
    typed += [PASSPHRASE, "new words, and many", "not the same"]
    assert call("rekey").err == "psw: The two are not the same: nothing was changed.\n"
    typed += ["new words, and many", "new words, and many", "A", "B", "C"]
    assert "That is not its last group: nothing was changed." in call("rekey").err
    assert locked.read_bytes() == data


def test_on_a_terminal_the_copies_are_named_and_asked_about(
    with_copies: Path, call: Callable[..., Done], typed: list[str]
) -> None:
    typed += [PASSPHRASE, PASSPHRASE, "n"]
    done = call("encrypt", "--no-recovery-key")
    assert done.status == 1
    assert "psw.db.version-6" in done.err
    assert len(plain_in(with_copies.parent)) == 5
    typed += [PASSPHRASE, PASSPHRASE, "y"]
    assert call("encrypt", "--no-recovery-key").status == 0
    assert plain_in(with_copies.parent) == ["elses.db"]


def test_a_beginning_that_is_damaged_is_said_with_the_backup_to_go_back_to(
    locked: Path, written: Path, call: Callable[..., Done]
) -> None:
    given = ("--passphrase-file", str(written))
    call("undo", *given)
    call("backup", *given)
    data = bytearray(locked.read_bytes())
    data[1000] ^= 1
    locked.write_bytes(data)
    for command in ("status", "check"):
        cipher._BY_SALT.clear()
        done = call(command, *given)
        assert done.status == 1
        assert "That is the passphrase, but" in done.err
        assert "The newest good backup was made" in done.err
    cipher._BY_SALT.clear()
    assert call("restore", "1", "--yes", *given).status == 0
    assert call("check", *given).status == 0


def emptied(path: Path) -> None:
    """As by `: > psw.db`; nobody has given a passphrase since."""
    path.write_bytes(b"")
    cipher._BY_SALT.clear()


@pytest.mark.parametrize("is_decrypted", [False, True])
def test_encrypted_backups_of_an_emptied_database_are_offered_by_the_passphrase_that_is_given(
    small: Path, written: Path, call: Callable[..., Done], is_decrypted: bool
) -> None:
    """Also where it was decrypted, and its backups stayed as they were; without it they are said to be encrypted."""
    given = ("--passphrase-file", str(written))
    call("backup")
    assert call("encrypt", "--yes", *given).status == 0
    if is_decrypted:
        assert call("decrypt", "--yes", *given).status == 0
    emptied(small)
    for command in ("status", "check"):
        cipher._BY_SALT.clear()
        done = call(command)
        said = f"Its backups are encrypted: `psw restore 1 --yes --db {small}` asks for the passphrase."
        assert said in done.out + done.err
        assert "no backup" not in done.out + done.err
    for command in ("status", "check"):
        cipher._BY_SALT.clear()
        done = call(command, *given)
        assert done.status == 1
        assert "The newest good backup was made" in done.out + done.err
    cipher._BY_SALT.clear()
    assert call("restore", "1", "--yes", *given).status == 0
    assert call("check", *given).status == 0


def test_the_list_reads_encrypted_backups_of_a_plain_database_by_the_passphrase_that_is_given(
    small: Path, written: Path, call: Callable[..., Done]
) -> None:
    given = ("--passphrase-file", str(written))
    call("backup")
    call("encrypt", "--yes", *given)
    call("decrypt", "--yes", *given)
    cipher._BY_SALT.clear()
    done = call("backup", "--list")
    assert re.search(r"1 .* encrypted", done.out)
    assert "`psw restore NUMBER` asks for the passphrase" in " ".join(done.out.split())
    assert "can't be read" not in done.out
    written.write_text("another one\n", encoding="utf-8")
    assert "encrypted" in call("backup", "--list", *given).out
    written.write_text(PASSPHRASE, encoding="utf-8")
    (backup,) = call("backup", "--list", "--json", *given).json["backups"]
    assert (backup["leaders"], backup["problem"]) == (5, None)


def test_whether_what_is_no_database_is_encrypted_is_not_said(small: Path, call: Callable[..., Done]) -> None:
    for data in (b"", b"Dear all,\n" * 2000):
        small.write_bytes(data)
        assert "It is not encrypted" not in call("check").out
        assert call("check", "--json").json["encrypted"] is None


def test_an_encrypted_database_that_is_gone_is_to_be_put_back_and_none_begun(
    small: Path, written: Path, call: Callable[..., Done]
) -> None:
    call("encrypt", "--yes", "--passphrase-file", str(written))
    small.unlink()
    done = call("status")
    assert done.status == 1
    assert "was encrypted and is not there any more: put it or a backup of it back." in done.err


def test_what_yes_does_with_the_copies_is_said_of_each_command(small: Path, call: Callable[..., Done]) -> None:
    assert "Give its copies beside it the new passphrase as well" in " ".join(call("rekey", "--help").out.split())
    assert "Encrypt its copies beside it as well" in " ".join(call("encrypt", "--help").out.split())
    assert "by --passphrase-file;" in call("encrypt").err
