"""What is asked before an encrypted database is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from models import cipher
from models.reencrypt import make_anew
from psw_tui import going_back, unlocking
from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from psw_tui.store.safekeeping import backups
from psw_tui.store.system import encryption_note, keyrings, passphrases
from screens.safekeeping.damaged import DamagedApp
from screens.shell.passphrase import PassphraseApp
from tests.faults.children import add_leader
from tests.helpers import drawn, press_again, settle, until, workers_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = "it's 100% [red] £é"


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database encrypted with a passphrase that nobody has given yet."""
    monkeypatch.setattr(cipher, "_ROUNDS", 1000)
    path = tmp_path / "psw.db"
    Store.open(path, create_missing=True).close()
    key = cipher.key_of(WORDS, b"0123456789abcdef")
    make_anew(path, None, tmp_path / "anew", key)
    (tmp_path / "anew").replace(path)
    yield path
    cipher.let_go(key)


async def test_it_is_asked_for_until_it_is_right_or_left(locked: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In a narrow terminal too; what is typed is not shown, and nothing goes to standard error."""
    app = PassphraseApp(locked, theme="high-contrast", said="The system's keyring can't be read (Sealed).")
    async with app.run_test(size=(60, 20)) as pilot:
        assert "is encrypted. Its passphrase, or its recovery key:" in " ".join(drawn(app).split())
        assert "The system's keyring can't be read (Sealed)." in drawn(app)
        await pilot.press(*"wrong", "enter")
        await settle(app)
        assert "That is not the passphrase of" in drawn(app)
        assert "can't be read" not in drawn(app)
        assert "wrong" not in drawn(app)
        await pilot.press("enter", "tab")
        assert "keyring: yes" in drawn(app)
        await pilot.press("tab")
        app.query_one(Input).value = WORDS
        await settle(app)
        assert "•" * len(WORDS) in drawn(app)
        await pilot.press("enter")
    assert app.return_value is False
    assert not passphrases.is_locked(locked)
    assert capfd.readouterr().err == ""
    app = PassphraseApp(locked, theme="dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"some", "escape")
    assert app.return_value is None


@pytest.mark.parametrize(("answer", "said"), [(None, ""), (False, ""), (True, "The keyring is full.")])
def test_what_is_answered_is_done_and_a_keyring_that_takes_nothing_is_said(
    locked: Path, monkeypatch: pytest.MonkeyPatch, answer: bool | None, said: str
) -> None:
    def answered(app: PassphraseApp) -> int:
        if answer is not None:
            passphrases.unlock(locked, WORDS)
        app._return_value = answer
        return 0

    def refuse(*_: object) -> None:
        raise keyrings.NoKeyring("The keyring is full.")

    monkeypatch.setattr(unlocking, "run_before", answered)
    monkeypatch.setattr(keyrings, "keep", refuse)
    done = unlocking.unlock(locked, "dark")
    assert done.is_open is (answer is not None)
    assert done.said.startswith(said)


def move_away(path: Path) -> None:
    """As somebody does who tidies a folder up."""
    path.rename(path.with_name("moved.db"))


async def test_the_app_on_an_encrypted_file_says_so_and_leaves_nothing_plain(
    locked: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its commands, its backups and what is put beside the file; at 80 columns, with the day set, all the time."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    passphrases.unlock(locked, WORDS)
    with Store.open(locked) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        add_leader(store, 1, first_name="Zyxwvutsrq")
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Zyxwvutsrq" in drawn(app))
            assert " encrypted" in drawn(app)
            assert "not encrypted" not in drawn(app)
            app.keeper.back_up_now()
            await until(pilot, lambda: "Backed up" in drawn(app))
            await workers_end(pilot)
            assert " encrypted" in drawn(app)
            await pilot.press("u")
            await press_again(pilot, "y")
            await until(pilot, lambda: "Undone: Added" in drawn(app))
            move_away(locked)
            await pilot.press("U")
            await press_again(pilot, "y")
            await until(pilot, lambda: "what was open is saved in" in " ".join(drawn(app).split()))
    found = {path.name: path.read_bytes() for path in locked.parent.rglob("*") if path.is_file()}
    assert len([name for name in found if name.startswith(("psw.rescued", "psw.db.0001"))]) == 2
    assert [name for name, data in found.items() if b"Zyxwvutsrq" in data or data.startswith(b"SQLite format")] == []
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("answer", ["passphrase", "keyring", "left"])
def test_the_encrypted_backup_of_a_damaged_file_is_asked_its_passphrase_and_offered(
    locked: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The keyring is asked first; one that is left says how it is restored on the command line."""
    passphrases.unlock(locked, WORDS)
    with Store.open(locked) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        backups.make(store.connection, locked)
    key = passphrases.held_key(locked)
    assert key is not None
    encryption_note.put(locked, key, keyring=answer == "keyring")
    cipher.let_go(key)
    locked.write_bytes(b"")
    shown: list[str] = []

    def answered(app: PassphraseApp | DamagedApp) -> int:
        shown.append(type(app).__name__)
        if isinstance(app, DamagedApp):
            app._return_value = True
        elif answer == "passphrase":
            passphrases.unlock(app._path, WORDS)
            app._return_value = False
        return 0

    monkeypatch.setattr(going_back, "run_before", answered)
    monkeypatch.setattr(keyrings, "kept", lambda _: WORDS)
    end = going_back.from_damage(locked, "It is damaged.", "dark")
    if answer == "left":
        assert (end.goes_on, end.status, shown) == (False, 1, ["PassphraseApp"])
        assert "It is damaged. Its backups are encrypted: `psw restore 1 --yes" in end.said
        return
    assert end.goes_on, end.said
    assert shown == ["PassphraseApp", "DamagedApp"][answer == "keyring" :]
    with Store.open(locked) as store:
        assert store.connection.execute("SELECT name FROM cohort").fetchall() == [("PSW 2026",)]
