"""An encrypted file and the command: where its passphrase comes from, and what is said when it does not."""

from __future__ import annotations

import os
import shutil
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
