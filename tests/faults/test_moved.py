"""The file deleted, moved or replaced while it is open: its own sentence, a copy of what was open, no wrong file."""

from __future__ import annotations

import shutil
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import leaders
from tests.faults.children import add_leader, assert_whole, leaders_in
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file can't be taken away there")


@pytest.fixture
def store(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The file, open, with one leader; beside it lies its older self, which has none."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    shutil.copy(db, tmp_path / "older.db")
    with Store.open(db) as store:
        add_leader(store, 1)
        yield store


def _rescued(folder: Path) -> list[Path]:
    return sorted(folder.glob("psw.rescued-*.db"))


def _delete(db: Path) -> None:
    db.unlink()


def _move(db: Path) -> None:
    db.rename(db.with_name("moved.db"))


def _replace_by_the_older(db: Path) -> None:
    shutil.copy(db.with_name("older.db"), db.with_name("new"))
    db.with_name("new").replace(db)


def _replace_by_rubbish(db: Path) -> None:
    db.with_name("new").write_bytes(b"notes\n")
    db.with_name("new").replace(db)


@pytest.mark.parametrize(
    ("take_away", "said"),
    [
        (_delete, "is not there any more: it was deleted or moved while psw had it open; nothing was recorded"),
        (_move, "is not there any more"),
        (_replace_by_the_older, "Another file lies at"),
        (_replace_by_rubbish, "Another file lies at"),
    ],
)
def test_nothing_is_written_to_the_wrong_file_and_what_is_open_is_saved(
    store: Store, db: Path, take_away: Callable[[Path], None], said: str
) -> None:
    take_away(db)
    before = {path: path.read_bytes() for path in db.parent.iterdir() if path.is_file()}
    with pytest.raises(Refused, match=said):
        add_leader(store, 2)
    with pytest.raises(Refused, match=said) as refused:
        add_leader(store, 2)
    assert "restore a backup" not in str(refused.value)
    (copy,) = _rescued(db.parent)
    assert str(copy) in str(refused.value)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert {path: path.read_bytes() for path in before} == before
    assert {path for path in db.parent.iterdir() if path.is_file()} - set(before) == {copy}
    assert_whole(copy)
    assert leaders_in(copy) == 1
    with Store.open(copy) as again:
        add_leader(again, 2)


def test_a_file_put_back_goes_on(store: Store, db: Path) -> None:
    _move(db)
    with pytest.raises(Refused):
        add_leader(store, 2)
    db.with_name("moved.db").rename(db)
    add_leader(store, 2)
    assert leaders_in(db) == 2


def test_an_older_copy_written_over_the_open_file_is_not_written_on(store: Store, db: Path) -> None:
    """The same file by its number, but not what psw knows to be in it."""
    older = db.with_name("older.db").read_bytes()
    db.write_bytes(older)
    with pytest.raises(Refused, match="replaced by an older copy of it"):
        add_leader(store, 2)
    assert db.read_bytes() == older


def test_a_file_taken_away_within_a_long_command_takes_no_half_of_it(store: Store, db: Path) -> None:

    def work() -> None:
        with store.command("A long one", {"cohorts"}) as writing:
            from models.tables import CoachRow

            writing.session.add(CoachRow(name="Sam Hill"))
            writing.session.flush()
            db.unlink()

    with pytest.raises(Refused, match="is not there any more"):
        work()
    (copy,) = _rescued(db.parent)
    with Store.open(copy) as again:
        assert again.connection.execute("SELECT count(*) FROM coach").fetchone() == (0,)
    assert not db.exists()


def test_with_its_folder_gone_the_copy_goes_to_the_users_own(store: Store, db: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    shutil.copy(db, folder / "psw.db")
    with Store.open(folder / "psw.db") as other:
        shutil.rmtree(folder)
        with pytest.raises(Refused, match=f"saved in {tmp_path / 'home'}"):
            add_leader(other, 2)
    (copy,) = _rescued(tmp_path / "home")
    assert leaders_in(copy) == 1


def test_another_thread_opens_no_other_file(store: Store, db: Path) -> None:
    said: list[str] = []

    def read() -> None:
        try:
            leaders.roster(store)
        except Refused as refusal:
            said.append(str(refusal))

    _replace_by_the_older(db)
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert len(said) == 1
    assert "Another file lies at" in said[0]


async def test_the_app_says_so_when_it_reads_anew_and_when_it_writes(store: Store, db: Path) -> None:
    app = PswApp(store)
    async with app.run_test(size=(140, 30), notifications=True) as pilot:
        await until(pilot, lambda: "1 Today" in drawn(app))
        _delete(db)
        await pilot.press("2")
        await until(pilot, lambda: "is not there any more" in drawn(app))
        await pilot.press("u")
        await until(pilot, lambda: "is not there any more" in drawn(app))
        assert app.is_running
        assert len(_rescued(db.parent)) == 1
