"""A file that is encrypted: everything works on it as on a plain one, and nothing plain comes of it."""

from __future__ import annotations

import random
import sqlite3
import unicodedata
from contextlib import closing, suppress
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from models import cipher, engine
from models.reencrypt import make_anew
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import as_known_at, history, undo
from psw_tui.store.core.check import building, check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders
from psw_tui.store.safekeeping import backups
from psw_tui.store.safekeeping.listing import backups_of, good_ones
from psw_tui.store.system import encryption_note, passphrases
from psw_tui.store.system.refusal import Damaged
from tests.budgets import LONG
from tests.helpers import encrypt, the_same_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: No name that anybody has: looked for in every file that is left lying about.
MARKER = "Zyxwvutsrq"
PASSPHRASE = "it's 100% “a b” & £é"


@pytest.fixture
def locked(small: Store, db: Path) -> Path:
    """The small file, encrypted."""
    small.close()
    encrypt(db)
    return db


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase is tried at once, instead of in a tenth of a second."""
    monkeypatch.setattr(cipher, "_ROUNDS", 1000)


@pytest.fixture
def locked_away(small: Store, db: Path) -> Iterator[Path]:
    """The same by a passphrase, which nobody has given yet."""
    small.close()
    key = cipher.key_of(PASSPHRASE, b"0123456789abcdef")
    make_anew(db, None, db.with_name("anew"), key)
    db.with_name("anew").replace(db)
    yield db
    cipher.let_go(key)


def leaders_seen_elsewhere(path: Path) -> int:
    """How many leaders another program sees that is given the passphrase."""
    from sqlcipher3 import dbapi2

    other: Any = dbapi2
    with closing(other.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = '{PASSPHRASE.replace(chr(39), chr(39) * 2)}'")
        (number,) = connection.execute("SELECT count(*) FROM leader").fetchone()
    return int(number)


def plain_words_in(folder: Path, words: str = MARKER) -> list[str]:
    """The files of a folder that hold these words in plain, or are plain databases."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if words.encode() in data or data.startswith(b"SQLite format 3"):
            found.append(path.name)
    return found


def _live(path: Path) -> dict[str, Any]:
    """A little of everything: commands, a refusal, undo and redo, a dry run, what was known, a thread of its own."""
    seen: dict[str, Any] = {}
    with Store.open(path) as store:
        record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
        record_marks.mark(store, "W1", ["L002"], MarkValue.ABSENT)
        change_leaders.create_leader(
            store, {"cohort": "PSW 2026", "reference": "L009", "first_name": MARKER, "last_name": "Last"}
        )
        with pytest.raises(Refused) as refused:
            change_leaders.create_leader(
                store, {"cohort": "PSW 2026", "reference": "L009", "first_name": "Again", "last_name": "Last"}
            )
        seen["refused"] = str(refused.value)
        undo.undo(store)
        undo.redo(store)
        with store.command("Nothing comes of it", {"leaders"}, dry_run=True) as writing:
            from models.tables import CoachRow

            writing.session.add(CoachRow(name="Nobody"))
        with as_known_at.known_at(store, datetime(2027, 2, 1, tzinfo=UTC)) as then:
            seen["then"] = judge_all(then, then.today)
        seen["now"] = judge_all(store, store.today)
        seen["history"] = [entry.what for entry in history.entries(store)]

        def elsewhere() -> None:
            seen["elsewhere"] = store.connection.execute("SELECT count(*) FROM leader").fetchone()

        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
        copy = path.with_name("copy.db")
        engine.keep_copy(store.connection, copy)
        seen["backup"] = backups.make(store.connection, path).contents.in_words()
        seen["listed"] = [backup.problem for backup in backups_of(path)]
    seen["check"] = [check(path), check(copy)]
    return seen


def test_every_command_and_read_does_on_an_encrypted_file_what_it_does_on_a_plain_one(
    small: Store, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no file that was made on the way holds a name, the copy and the journal among them."""
    small.close()
    made = db.read_bytes()
    locked = db.parent / "locked" / "psw.db"
    locked.parent.mkdir()
    locked.write_bytes(made)
    encrypt(locked)
    the_same_keys(monkeypatch, 1)
    plain = _live(db)
    the_same_keys(monkeypatch, 1)
    assert _live(locked) == plain
    assert plain_words_in(locked.parent) == []
    assert plain_words_in(db.parent) != []


def test_nothing_plain_lies_about_while_a_command_writes(locked: Path) -> None:
    with Store.open(locked) as store, store.command("Much", {"leaders"}) as writing:
        from models.tables import CoachRow

        writing.session.add_all([CoachRow(name=f"{MARKER} {number}") for number in range(500)])
        writing.session.flush()
        assert plain_words_in(locked.parent) == []
        assert locked.with_name("psw.db-journal").stat().st_size


def test_an_encrypted_file_fails_as_a_plain_one_does(locked: Path) -> None:
    """By the errors of `sqlite3`, with their codes, whatever of a connection is used."""
    with closing(engine.open_file(locked)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            connection.execute("SELECT * FROM elsewhere")
        with pytest.raises(sqlite3.IntegrityError) as failed:
            connection.execute("INSERT INTO leader (id) VALUES ('x')")
        assert failed.value.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT
        with pytest.raises(sqlite3.IntegrityError):
            connection.cursor().executemany("INSERT INTO leader (id) VALUES (?)", [("x",)])
        with pytest.raises(sqlite3.OperationalError, match="Could not decode"):
            list(connection.execute("SELECT CAST(x'ff' AS TEXT)"))
        with closing(engine.open_file(locked)) as other:
            other.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA busy_timeout=0")
            with pytest.raises(sqlite3.OperationalError) as busy:
                connection.execute("BEGIN IMMEDIATE")
            assert busy.value.sqlite_errorcode == sqlite3.SQLITE_BUSY
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")


def test_the_passphrase_is_that_of_sqlcipher_however_its_accents_were_typed(locked_away: Path) -> None:
    """Another program opens it by the same words; so does psw, and a copy that psw makes."""
    assert leaders_seen_elsewhere(locked_away) == 3
    passphrases.unlock(locked_away, unicodedata.normalize("NFD", PASSPHRASE))
    with Store.open(locked_away) as store:
        assert store.is_encrypted
        engine.keep_copy(store.connection, locked_away.with_name("copy.db"))
    assert leaders_seen_elsewhere(locked_away.with_name("copy.db")) == 3


def test_without_its_passphrase_a_file_is_refused_in_a_sentence(
    quickly: None, locked_away: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """So is a wrong one; the recovery key opens it as the passphrase does, and neither writes to standard error."""
    assert passphrases.is_locked(locked_away)
    with pytest.raises(Refused, match="is encrypted, and no passphrase was given"):
        Store.open(locked_away)
    assert "is encrypted, and no passphrase" in check(locked_away)[0]
    for wrong in ("", "wrong", PASSPHRASE + " "):
        with pytest.raises(Refused, match="That is not the passphrase of"):
            passphrases.unlock(locked_away, wrong)
        assert not passphrases.passphrase_opens(locked_away, wrong)
    words = cipher.recovery_key(cipher.key_of(PASSPHRASE, b"0123456789abcdef"))
    assert passphrases.passphrase_opens(locked_away, PASSPHRASE)
    assert passphrases.is_locked(locked_away), "that it was tried opens nothing"
    passphrases.unlock(locked_away, words.lower().replace("-", " "))
    with Store.open(locked_away) as store:
        assert len(judge_all(store, store.today)) == 3
        assert passphrases.passphrase_opens(locked_away, PASSPHRASE)
        assert passphrases.passphrase_opens(locked_away, words)
        assert not passphrases.passphrase_opens(locked_away, "wrong")
    assert capfd.readouterr() == ("", "")


def test_a_recovery_key_with_a_letter_wrong_is_none() -> None:
    key = cipher.Key(bytes(range(32)), b"s" * 16)
    words = cipher.recovery_key(key)
    assert cipher.from_recovery_key(words, key.salt) == key
    assert cipher.from_recovery_key(words.replace("O", "0").replace("I", "1"), key.salt) == key
    for place, letter in enumerate(words):
        if letter != "-":
            other = words[:place] + ("A" if letter != "A" else "B") + words[place + 1 :]
            assert cipher.from_recovery_key(other, key.salt) is None
    assert cipher.from_recovery_key("", key.salt) is None
    assert words not in repr(key)
    assert key.raw.hex() not in repr(key)


def test_where_an_encrypted_file_was_no_plain_one_is_made_or_opened(locked: Path) -> None:
    plain = locked.with_name("plain.db")
    make_anew(locked, engine.known_key(locked) or cipher.held(locked.read_bytes()[:16]), plain, None)
    Store.open(locked).close()
    assert encryption_note.read(locked) is not None
    locked.unlink()
    with pytest.raises(Refused, match="was encrypted and is not there any more"):
        Store.open(locked, create_missing=True)
    with pytest.raises(Refused, match="was encrypted and is not there any more"), building(locked):
        pass
    assert not locked.exists()
    plain.replace(locked)
    with pytest.raises(Refused, match="is not encrypted, but the file that was there before it is"):
        Store.open(locked)
    encryption_note.take_away(locked)
    Store.open(locked).close()


def test_what_is_no_database_is_not_taken_for_an_encrypted_one(db: Path) -> None:
    for data in (b"x" * 8192, bytes(range(256)) * 16 + b"x", random.Random(1).randbytes(5000), b"PK\3\4" * 2048):
        db.write_bytes(data)
        assert not passphrases.is_locked(db)
        with pytest.raises(Refused, match="is not a psw database, plain or encrypted, or it is damaged"):
            Store.open(db)
    db.write_bytes(random.Random(1).randbytes(8192))
    assert passphrases.is_locked(db)


@pytest.mark.fuzz
def test_of_bit_flips_in_an_encrypted_file_all_are_noticed(locked: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Opening refuses in words, or the check names the page: never a traceback, and never other data in silence."""
    with closing(engine.open_file(locked)) as connection:
        connection.execute("CREATE TABLE free (x)")
        connection.execute("INSERT INTO free VALUES (zeroblob(40000))")
        connection.execute("DROP TABLE free")
    with Store.open(locked) as store:
        before = judge_all(store, store.today)
    data = locked.read_bytes()
    draw = random.Random(4)
    for number in range(300 if LONG else 60):
        flipped = bytearray(data)
        bit = draw.randrange(len(data) * 8) if number else draw.randrange(16 * 8)
        flipped[bit // 8] ^= 1 << bit % 8
        locked.write_bytes(flipped)
        problems = check(locked)
        assert problems, bit
        with suppress(Refused), Store.open(locked) as store:
            assert judge_all(store, store.today) == before
    locked.write_bytes(data)
    assert check(locked) == []
    assert capfd.readouterr() == ("", "")


def test_that_the_beginning_is_damaged_is_told_from_a_wrong_passphrase(quickly: None, locked_away: Path) -> None:
    passphrases.unlock(locked_away, PASSPHRASE)
    with Store.open(locked_away) as store:
        backups.make(store.connection, locked_away)
    cipher.let_go(cipher.key_of(PASSPHRASE, b"0123456789abcdef"))
    data = bytearray(locked_away.read_bytes())
    for place in (3, 1000):
        torn = data.copy()
        torn[place] ^= 1
        locked_away.write_bytes(torn)
        with pytest.raises(Damaged, match=r"That is the passphrase, but .* is damaged at its beginning"):
            passphrases.unlock(locked_away, PASSPHRASE)
        assert next(good_ones(locked_away), None) is not None, "the passphrase that was given opens it"
        cipher.let_go(cipher.key_of(PASSPHRASE, b"0123456789abcdef"))
        with pytest.raises(Refused, match="That is not the passphrase"):
            passphrases.unlock(locked_away, "wrong")


def test_without_sqlcipher_it_is_said_what_to_install(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "is_installed", lambda: False)
    with pytest.raises(Refused, match=r"can't be opened: .* `pip install 'psw-tui\[encrypted\]'`"):
        Store.open(locked)
    with pytest.raises(Refused, match="pip install"):
        passphrases.key_for(locked, "anything")
