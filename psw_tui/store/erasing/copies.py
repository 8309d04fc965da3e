"""Cleaning what still holds somebody who was erased: the file's own pages, and every copy of it that can be reached.

What has still to be done stands in the file (`erasure_pending`), so a start after a kill, or with the stick that was
away, does the rest. A copy is opened in memory, brought to this version, cleaned the same way, looked through and put
in its place whole; one that can't be is removed, for it can't be told what it holds.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import defaultdict
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session

from models import erasing
from models.copies import first_damage, is_database, open_bytes, open_encrypted
from models.engine import BadFile, NotNow, connect, copy_in_memory, engine_over, keep_copy, run_steps, schema_version
from models.migrations import HEAD, steps
from models.tables import ErasurePendingRow
from psw_tui.policy.terms import ErasureGround, ErasureKind
from psw_tui.policy.wording import count
from psw_tui.store.core.store import user
from psw_tui.store.erasing import tombstones
from psw_tui.store.erasing.tombstones import Job
from psw_tui.store.safekeeping import backup_files, backups, by_hand, copy_places
from psw_tui.store.system import clock
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from uuid import UUID

    from psw_tui.store.core.store import Store

#: This file itself, whose pages are to be written anew.
_OWN = ""
_PENDING = (
    "SELECT p.id, p.place, e.kind, e.ground, e.known_by, p.leaders FROM main.erasure_pending p "
    "JOIN main.erasure e ON e.id = p.erasure_id ORDER BY p.place, p.id"
)
#: How often, and how long apart, it is tried to be the only one who writes backups.
_TRIES, _PAUSE_SECONDS = 50, 0.1


class Pending(NamedTuple):
    """A place that is still to be cleaned of what one erasing took away."""

    id: str
    place: str
    job: Job


@dataclass
class Cleaned:
    """What came of the cleaning: how many copies were cleaned, which were removed, and which could not be reached."""

    cleaned: int = 0
    removed: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    own_pages: bool = True

    def lines(self) -> list[str]:
        """What there is to say of it."""
        lines = []
        if self.cleaned:
            lines.append(f"Cleaned {count(self.cleaned, 'copy', 'copies')} of the database.")
        if self.removed:
            lines.append(f"Removed, since they could not be cleaned: {', '.join(self.removed)}.")
        if self.away:
            lines.append(f"Still to be cleaned, once it can be reached: {', '.join(self.away)}.")
        if self.gone:
            lines.append(f"Not there any more; if it was moved, erase in it as well: {', '.join(self.gone)}.")
        if not self.own_pages:
            lines.append("The pages of the file are cleaned when psw is started next: something else reads it now.")
        return lines


def holding(database: Path, marks: Collection[str]) -> list[Path]:
    """The copies that still hold somebody known by one of the marks, or can't be opened to tell; and what is away."""
    found = [*copy_places.away(database), *copy_places.missing(database)]
    for path in copy_places.reached(database):
        try:
            with closing(_opened(path)) as copy:
                if erasing.held_in(copy, marks):
                    found.append(path)
        except (OSError, sqlite3.Error, BadFile, Refused):
            found.append(path)
    return found


# -- what is to be done --------------------------------------------------------------------------------


def remember(session: Session, database: Path, jobs: Iterable[Job], laid: Mapping[Job, list[UUID]]) -> None:
    """Put on record, in the erasing's own transaction, where it has still to be done: here, and in every copy."""
    where = [_OWN, *map(str, [*copy_places.reached(database), *copy_places.missing(database)])]
    where += [f"{folder}{os.sep}" for folder in copy_places.away(database)]
    for job in jobs:
        for tombstone in laid[job]:
            session.add_all(
                ErasurePendingRow(erasure_id=tombstone, place=place, leaders=" ".join(job.leaders)) for place in where
            )
    session.flush()


def pending(connection: sqlite3.Connection) -> list[Pending]:
    """What is still to be done, in this file and in copies of it."""
    with unreadable():
        rows = connection.execute(_PENDING).fetchall()
    return [
        Pending(key, place, Job(ErasureKind(kind), ErasureGround(ground), known_by, tuple(leaders.split())))
        for key, place, kind, ground, known_by, leaders in rows
    ]


def finish(store: Store) -> Cleaned:
    """Do what is still to be done and can be; whatever could not be stays on record, and is told."""
    done = Cleaned()
    by_place: dict[str, list[Pending]] = defaultdict(list)
    for entry in pending(store.connection):
        by_place[entry.place].append(entry)
    own = by_place.pop(_OWN, [])
    if own:
        done.own_pages = _rebuild(store)
        if done.own_pages:
            _settle(store, own)
        # Copies that came after the list was made, as by a timer, are of those days as well.
        for path in copy_places.reached(store.path):
            by_place.setdefault(str(path), own)
    if own or by_place:
        _clean_all(store, by_place, done)
    return done


def _clean_all(store: Store, by_place: Mapping[str, list[Pending]], done: Cleaned) -> None:
    database = store.path.resolve()
    try:
        with _alone(database):
            for left in copy_places.half_written(database):
                left.unlink(missing_ok=True)
            for place, entries in by_place.items():
                if _clean(place, database, [entry.job for entry in entries], done):
                    _settle(store, entries)
    except (OSError, Refused):
        done.away += [place for place in by_place if place not in done.away]
    if done.removed:
        with suppress(Refused):  # the file itself is whole, and says so at the next backup
            backups.make_if_changed(store.connection, database)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """While no backup is made: one that is being made just now is waited for; `NoBackup` where it takes too long."""
    for tried in range(_TRIES):
        try:
            with backups.alone(database):
                yield
            return
        except backups.NoBackup:
            if tried == _TRIES - 1:
                raise
            time.sleep(_PAUSE_SECONDS)


def _rebuild(store: Store) -> bool:
    """Write the pages of the open file anew; whether that could be done now."""
    if store.file is None:
        return True
    try:
        with closing(connect(store.file)) as own:
            erasing.rebuild(own)
    except (sqlite3.Error, BadFile):
        return False
    store.look_for_damage()
    return True


def _settle(store: Store, entries: Iterable[Pending]) -> None:
    with store.transaction() as session:
        session.connection()  # begins it
        for entry in entries:
            store.connection.execute("DELETE FROM main.erasure_pending WHERE id = ?", (entry.id,))


# -- one copy ------------------------------------------------------------------------------------------


def _clean(place: str, database: Path, jobs: list[Job], done: Cleaned) -> bool:
    """Clean a copy, or all in a folder of them; whether nothing is left to be done there."""
    path = Path(place)
    if place.endswith(os.sep):
        if not path.is_dir():
            done.away.append(str(path))
            return False
        cleaned = [_clean_copy(copy, jobs, done) for copy in copy_places.in_folder(path, database)]
        return all(cleaned)
    entry = by_hand.places(database).get(path)
    if entry is not None:
        return _clean_by_hand(path, entry, database, jobs, done)
    return _clean_copy(path, jobs, done)


def _clean_by_hand(path: Path, entry: str, database: Path, jobs: list[Job], done: Cleaned) -> bool:
    """Clean a copy that a user keeps: it is never removed, and left alone where something else lies there now."""
    if not path.exists() and not by_hand.is_away(path):
        done.gone.append(str(path))
        by_hand.forget(database, path)
        return True
    if path.exists() and by_hand.is_ours(path, entry) is False:
        return True
    lock = FileLock(path)
    try:
        if path.exists():
            lock.acquire()
            if by_hand.is_at_rest(path) and _cleaned(path, jobs, done):
                return True
    except (OSError, NotNow, Refused, Locked, sqlite3.Error):
        pass
    finally:
        lock.release()
    done.away.append(str(path))
    return False


def _clean_copy(path: Path, jobs: list[Job], done: Cleaned) -> bool:
    if not path.parent.is_dir():
        done.away.append(str(path))
        return False
    if not path.exists():
        return True
    try:
        if copy_places.OLDER in path.name or not _cleaned(path, jobs, done):
            path.unlink()
            done.removed.append(str(path))
    except (OSError, NotNow, Refused, sqlite3.Error):  # the disk, a right, another program: nothing is said of the copy
        done.away.append(str(path))
        return False
    return True


def _cleaned(path: Path, jobs: list[Job], done: Cleaned) -> bool:
    """Whether a copy holds nothing more of what was erased; not where it can't be opened or is damaged.

    What keeps it from being read or written is raised.
    """
    with path.open("rb") as file:
        file.read(1)
    try:
        copy = _opened(path)
    except NotNow:
        raise
    except (BadFile, Refused, sqlite3.Error):
        return False
    with closing(copy):
        try:
            held = erase_again(copy, jobs)
            if held and first_damage(copy):
                return False
        except sqlite3.Error:  # in memory, so it is its own
            return False
        if held:
            _put(copy, path)
            done.cleaned += 1
    return True


def jobs_of(grounds: Mapping[str, str]) -> list[Job]:
    """The erasings of leaders by what each is known, with its ground."""
    return [Job(ErasureKind.LEADER, ErasureGround(ground), known_by) for known_by, ground in grounds.items()]


def erase_again(copy: sqlite3.Connection, jobs: list[Job]) -> bool:
    """Erase in a copy of a file what it holds of these, and rebuild its pages; whether it held any."""
    if (version := schema_version(copy)) < HEAD:
        run_steps(copy, steps(version + 1), HEAD)
    with Session(engine_over(copy), expire_on_commit=False, autoflush=False) as session:
        carried = tombstones.carry_out(session, copy, jobs, clock.now(), user())
        session.commit()
    if not any(carried.laid.values()):
        return False
    erasing.rebuild(copy)
    return True


def _opened(path: Path) -> sqlite3.Connection:
    """A copy in memory, encrypted where the file is; what is raised says that it is no copy of ours, or damaged."""
    data = backup_files.unpacked(path)
    if is_database(data):
        return open_bytes(data, path)
    with closing(open_encrypted(path)) as file:
        return copy_in_memory(file)


def _put(copy: sqlite3.Connection, path: Path) -> None:
    """Put a cleaned copy in the old one's place, whole, on the disk, for the user alone."""
    if path.suffix == ".gz":
        backup_files.put(copy, path)
    else:
        keep_copy(copy, path)
