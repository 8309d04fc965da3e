"""The store itself: one open file, its day, and the frame in which every command runs.

    store = Store.open(path)                       # or Store.open(path, create=True)
    with store.command("Marked …", {"marks"}, leaders=["L001"]) as writing:
        writing.session.add(…)                     # SQLModel; flushed, journalled and committed at the end

One command is one transaction and one journal entry; one that touches nothing leaves no entry.
"""

from __future__ import annotations

import getpass
import sqlite3
import threading
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from models.damage import Damage, hide
from models.engine import (
    BadFile,
    DamagedFile,
    connect,
    copy_in_memory,
    data_version,
    engine_over,
    key_of,
    open_file,
    probe,
    refuse_plain,
)
from models.migrations import create, migrate, needs_migration
from models.refusal_words import A_FAULT, a_fault, in_words, is_damaged_file, is_damaged_page, is_in_doubt
from psw_tui import trace
from psw_tui.lazy import ONE_AT_A_TIME
from psw_tui.policy.programme_text import BadProgramme
from psw_tui.policy.wording import count
from psw_tui.store.core.first_look import FirstLook
from psw_tui.store.core.writing import Writing
from psw_tui.store.reads import unreadable
from psw_tui.store.reads.change import Change
from psw_tui.store.reads.reader import Reader
from psw_tui.store.safekeeping import on_demand
from psw_tui.store.system import clock, encryption_note, refusal
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.store.system.refusal import Damaged, DamagedPages, Refused, snapshot
from psw_tui.store.system.rescue import Watch
from psw_tui.store.system.settings import SHIPPED, load_programmes, own_programmes
from psw_tui.whole_files import make_folder, sweep_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlmodel import Session

    from psw_tui.policy.programme import Programmes
    from psw_tui.policy.records import Concern

RowT = TypeVar("RowT")


__all__ = ["OF_THE_DAYS", "Refused", "Store", "real_path", "user"]

#: The kind of an entry that puts on record what time alone has done: nobody's command, and nothing to undo.
OF_THE_DAYS = frozenset({"days"})
#: The kind of an entry that says what was erased: no undo brings that back.
OF_ERASURES = frozenset({"erasures"})
#: The kind of an entry that says what stands of two copies that were merged (docs/architecture.md, "Ready to merge").
OF_MERGES = frozenset({"merges"})
#: How long a worker's command waits for another thread's, as long as for another program.
_PATIENCE_SECONDS = 3.0


class Store(Reader):
    """One open database file; each thread that uses it has a connection and an engine of its own.

    So what one thread writes is seen by another when it is committed and not before, and a statement never runs on
    a connection that another thread is reading from. The thread that made the store is the screen's: it never
    waits for a command of another thread.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        today: date,
        *,
        lock: FileLock | None = None,
        file: Path | None = None,
        programmes: Programmes | None = None,
        looks_meanwhile: bool = False,
    ) -> None:
        """`connection` is the calling thread's; others open `file`, and without one there are no others.

        With `looks_meanwhile` threads look for damage: at every page from now on, and at the rows from
        `begin_with_rows` on; the first to judge or to write waits for both.
        """
        self.path = path
        self.made_the_file = False
        self.is_encrypted = key_of(connection) is not None
        if own := programmes or own_programmes(path):
            self.programmes = own
        self.today = today
        self._file = file
        self._lock = lock
        self._home = threading.get_ident()
        self._own = threading.local()
        self._own.connection = connection
        self._connections = [(threading.current_thread(), connection)]
        self._opening = threading.Lock()
        self._busy = threading.RLock()
        self._committing = threading.Lock()
        self._is_writing = False  # in a command, and not yet committed
        self._first: Callable[[], object] | None = None
        self._watch = None if file is None else Watch(file, connection)
        self.damage = Damage()
        self._first_look: FirstLook | None = None
        if looks_meanwhile and file is not None:
            self._own.looked_at, self._own.hides = None, False
            self._version_at_first = data_version(connection)
            self._first_look = FirstLook(file, own.by_id if own else SHIPPED)
        else:
            self.look_for_damage()

    @cached_property
    def programmes(self) -> Programmes:
        """The programmes in force: where no file says otherwise those shipped, read when they are first asked for."""
        return load_programmes(None)

    @property
    def file(self) -> Path | None:
        """The file that is open, links followed; None for one in memory."""
        return self._file

    def look_at_the_file(self) -> None:
        """`Refused` when the file was deleted, moved or replaced since it was opened; what is open is saved first."""
        if self._watch is not None:
            self._watch.look(self.connection)

    def look_for_damage(self) -> None:
        """Take out of sight what can't be read, and whoever depends on it; `damage` says who that is."""
        self._look_through(self.connection)

    def begin_with_rows(self) -> None:
        """Let a thread look at the rows of the file as well, if it is to; nobody waits for it yet."""
        if self._first_look is not None:
            self._first_look.begin_with_rows()

    def _take_first_look(self, first_look: FirstLook) -> None:
        """Wait for the look that a thread took as the file was opened: a screen is spared its own if it found nothing.

        `DamagedPages`, now and whenever it is asked again.
        """
        pages, found_nothing = first_look.found(self.connection)
        if pages:
            raise DamagedPages(f"{self.path} is damaged ({pages.splitlines()[-1].rstrip('.')}).")
        if threading.get_ident() == self._home:
            self._first_look = None
            if found_nothing:
                self._own.looked_at = self._version_at_first

    def _look_through(self, connection: sqlite3.Connection) -> None:
        version = data_version(connection)
        try:
            with snapshot(connection):
                found = hide(connection, self.programmes.by_id)
        except sqlite3.DatabaseError as error:
            # SQLite gives up the transaction in which it met a damaged page; without one the rest is read.
            if not is_damaged_page(error):
                raise
            found = hide(connection, self.programmes.by_id)
        self.damage = found
        self._own.looked_at, self._own.hides = version, bool(found)

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's connection, opened when it is first asked for; `Refused` when it can't be."""
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            return self._connect()
        if threading.get_ident() != self._home and not found.in_transaction:
            # A screen looks for damage as it reads anew; a worker's reads come one by one.
            self._look_again(found)
        return found

    def _connect(self) -> sqlite3.Connection:
        if self._file is None:
            raise RuntimeError("a database in memory is its own thread's alone")
        try:
            opened = connect(self._file)
        except BadFile as error:
            raise Refused(str(error)) from None
        if self._watch is not None and self._watch.is_elsewhere():
            opened.close()
            self._watch.look(self._connections[0][1])
        with self._opening:
            self._connections.append((threading.current_thread(), opened))
        with refusal.unreadable():
            self._look_through(opened)
        self._own.connection = opened
        return opened

    @classmethod
    def open(
        cls, path: Path, *, create_missing: bool = False, writing: bool = True, looks_meanwhile: bool = False
    ) -> Store:
        """Open a file, or raise `Refused`; a reader (`writing=False`) takes no lock.

        A missing file is made only with `create_missing`; an older one is brought up to date under the lock.
        `looks_meanwhile` is worth while where somebody is going to work for hours: see `FirstLook`.
        """
        with ExitStack() as undone:
            try:
                real = real_path(path)
                trace.on(real)
                lock = FileLock(real)
                undone.callback(lock.release)
                today = clock.today()
                if not real.exists():
                    refuse_plain(real)
                    if not create_missing:
                        raise Refused(f"There is no database at {path}; `psw cohort add NAME --year YYYY` begins one.")
                    make_folder(real.parent)
                if writing:
                    lock.acquire()
                    sweep_parts(real)
                if made_here := not real.exists():
                    create(real)
                    undone.callback(_take_away, real)
                    lock.cover_the_file()
                connection = open_file(path)
                undone.callback(connection.close)
                _prepare(connection, path, real, lock, writing=writing)
                if writing:
                    encryption_note.put_if_it_can_be(real, key_of(connection))
                own_lock = lock if writing else None
                store = cls(path, connection, today, lock=own_lock, file=real, looks_meanwhile=looks_meanwhile)
                store.made_the_file = made_here
            except DamagedFile as error:
                raise Damaged(str(error)) from None
            except (BadFile, Locked, BadProgramme, clock.BadToday) as error:
                raise Refused(str(error)) from None
            except OSError as error:
                raise Refused(f"{path} can't be used: {error.strerror or error}.") from None
            except sqlite3.Error as error:
                kind = Damaged if is_damaged_file(error) else Refused
                raise kind(in_words(error, str(path))) from None
            undone.pop_all()
            return store

    def close(self, *, unwanted: bool = False) -> None:
        """Close every thread's connection and give the lock back.

        A thread that has not ended keeps its own until it does: taken away within a statement it would end the process.
        An `unwanted` file goes first, if it was made for this store and nothing is recorded in it.
        """
        if self._first_look is not None:
            self._first_look.stop()
        goes = unwanted and self.made_the_file and self._is_there_and_empty()
        with self._opening:
            for thread, connection in self._connections:
                if thread is threading.current_thread() or not thread.is_alive():
                    connection.close()
            self._connections.clear()
        if goes and self._file is not None:
            _take_away(self._file)
        if self._lock is not None:
            self._lock.release()

    def let_nothing_commit(self) -> bool:
        """Wait until nothing is being committed, and let nothing be from now on: the process is about to be left.

        Whether another thread's command is cut short by that.
        """
        self._committing.acquire()
        return self._is_writing

    def _is_there_and_empty(self) -> bool:
        """Whether the file of that name is still ours and has no entry; not where that can't be told."""
        with suppress(Refused):
            return (
                self._watch is not None and not self._watch.is_elsewhere() and not self._watch.newest(self.connection)
            )
        return False

    def __enter__(self) -> Store:
        """Use the store in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it at the end."""
        self.close()

    def wait_before_writing(self, done: Callable[[], object]) -> None:
        """Have every command wait until this returns, such as for a backup that is being made."""
        self._first = done

    def warm(self) -> Engine:
        """Import SQLModel, once (a second caller waits for the first); the engine of the calling thread."""
        with ONE_AT_A_TIME:
            # Here, so that a thread does it once the first frame is drawn, and a call that only reads does not.
            from sqlalchemy.orm import configure_mappers

            import models.tables  # noqa: F401 - registers the tables
            import psw_tui.store.core.concerns_on_record  # noqa: F401 - what every command needs at its end

            configure_mappers()
        engine: Engine | None = getattr(self._own, "engine", None)
        if engine is None:
            trace.take_over_logs()
            engine = self._own.engine = engine_over(self.connection)
        return engine

    def look_again(self) -> None:
        """Look for damage anew if anybody else has committed something since; `Refused` if the file is unreadable."""
        self._look_again(self.connection)

    def _look_again(self, connection: sqlite3.Connection) -> None:
        with refusal.unreadable():
            if self._first_look is not None:
                self._take_first_look(self._first_look)
            if data_version(connection) != self._own.looked_at:
                self._look_through(connection)

    def spare_look(self) -> None:
        """The file as it is now counts as looked through, for another thread has looked and still reads it so.

        Where that thread found anything, or this one hides anything, this one looks for itself.
        """
        with refusal.unreadable():
            if not self.damage and not self._own.hides:
                self._own.looked_at = data_version(self.connection)

    def newest_number(self) -> int:
        """The number of the journal's newest entry; 0 when there is none. `Refused` if unreadable."""
        with refusal.unreadable():
            (number,) = self.connection.execute("SELECT max(counter) FROM operation").fetchone()
        return number or 0

    def data_version(self) -> int:
        """A number that changes when another thread or program has committed something; `Refused` if unreadable."""
        with refusal.unreadable():
            return data_version(self.connection)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads as of one moment: what is committed between them is not seen by half.

        A worker's hold no command up: one that comes meanwhile is told so, as beside a command.
        """
        connection = self.connection
        if self._first_look is not None:
            self.look_again()
        if not connection.in_transaction:
            self.look_at_the_file()
        with self._turn() if threading.get_ident() != self._home else nullcontext(), snapshot(connection):
            yield

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The calling thread's turn at the file: the screen's thread has it at once or is refused, a worker waits."""
        patience = 0 if threading.get_ident() == self._home else _PATIENCE_SECONDS
        if not self._busy.acquire(timeout=patience):
            raise Refused("psw is still at work on what came before; nothing was recorded, try again when it is done.")
        try:
            yield
        finally:
            self._busy.release()

    @contextmanager
    def rehearsal(self) -> Iterator[Store]:
        """The store as it is committed now, in memory: commands on it are tried out, and nothing comes of them."""
        with refusal.unreadable():
            copy = copy_in_memory(self.connection)
        with closing(copy):
            yield Store(self.path, copy, self.today, programmes=self.programmes)

    @contextmanager
    def command(
        self, what: str, kinds: Iterable[str], *, leaders: Iterable[str] | None = None, dry_run: bool = False
    ) -> Iterator[Writing]:
        """Run one user action: all of it or nothing, with its journal entry and the inbox brought up to date.

        `leaders` names by reference those whose verdicts the action can change; None means anybody's. With
        `dry_run` everything is done to a copy in memory. The Change stands in `Writing.change` afterwards.
        """
        touched = None if leaders is None else frozenset(leaders)
        unreadable.refuse(self.damage, touched or ())
        if dry_run:
            with self.rehearsal() as copy, copy.command(what, kinds, leaders=leaders) as writing:
                yield writing
            if writing.change is not None:
                writing.change = replace(writing.change, operation="")  # there is no such entry
            return
        with self.transaction() as session:
            from psw_tui.store.core import concerns_on_record, journal  # SQLModel: whoever reads opens a store as well

            recorder = journal.Recorder()
            recorder.attach(session)
            session.connection()  # one transaction from here on: every read before it would lock the file for itself
            before, lapsed = concerns_on_record.holding_and_lapsed(self, touched)
            writing = Writing(session, recorder, what)
            yield writing
            session.flush()
            if recorder.changes():
                concerns_on_record.bring_up_to_date(self, session, before, touched, writing)
                session.flush()
            recorded = recorder.changes()
            operation = ""
            if recorded:
                self._keep_lapsed(session, lapsed.values(), touched)
                operation = journal.write(
                    session,
                    recorded,
                    what=writing.what,
                    kinds=frozenset(kinds),
                    who=user(),
                    at=clock.now(),
                    content_hash=writing.content_hash,
                )
            writing.change = Change(writing.what, frozenset(kinds), touched, len(recorded), operation)

    def _keep_lapsed(self, session: Session, lapsed: Collection[Concern], leaders: frozenset[str] | None) -> None:
        """Put what the days alone had ended on record, in an entry of its own that no undo takes back."""
        from psw_tui.store.core import concerns_on_record, journal  # as in `command`

        if not lapsed:
            return
        recorder = journal.Recorder()
        recorder.attach(session)
        but = {*concerns_on_record.holding(self, leaders), *concerns_on_record.recorded_keys(session, leaders)}
        concerns_on_record.keep(self, Writing(session, recorder, ""), lapsed, but=but)
        session.flush()
        if kept := recorder.changes():
            what = f"The days ended {count(len(kept), 'concern')}"
            journal.write(session, kept, what=what, kinds=OF_THE_DAYS, who=user(), at=clock.now())

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by any exception; the database's errors in words.

        A worker's command waits a while for another thread's; the screen's is refused at once, so that no key waits.
        """
        engine = self.warm()
        # For whoever writes, as in `command`.
        from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
        from sqlmodel import Session

        from psw_tui.store.core.keys import keep_keys_apart

        connection = self.connection
        if self._first is not None:
            self._first()
        with self._turn():
            try:
                self.look_at_the_file()
                self.look_again()
                with Session(engine, expire_on_commit=False, autoflush=False) as session:
                    self._is_writing = True
                    keep_keys_apart(session, connection)
                    yield session
                    if self._watch is not None and self._watch.is_elsewhere():
                        session.rollback()
                        self.look_at_the_file()
                    session.flush()
                    newest = "" if self._watch is None else self._watch.newest(connection)
                    with self._committing:
                        session.commit()  # nothing is read after it: what is recorded can't be said not to be
                        self._is_writing = False
                if self._watch is not None:
                    self._watch.note(newest)
            except IntegrityError:
                raise Refused(
                    "What was entered doesn't fit what the file may hold: nothing was recorded; look through it and "
                    "try again."
                ) from None
            except DBAPIError as error:
                connection.rollback()  # before what is open is looked at, or copied
                self.look_at_the_file()
                raise Refused(_not_recorded(error.orig or error, self.path)) from None
            except sqlite3.Error as error:
                raise Refused(_not_recorded(error, self.path)) from None
            except SQLAlchemyError as error:
                raise Refused(a_fault(error)) from None
            finally:
                self._is_writing = False
                # A commit that is refused while somebody reads leaves its transaction open: the next would take it too.
                connection.rollback()

    def only_row(self, session: Session, table: type[RowT], what: str, **columns: Any) -> RowT:
        """The one row of a table with these values, or `Refused`."""
        from psw_tui.store.core.statements import with_these  # for whoever writes, as in `command`

        found = with_these(session, table, columns).one_or_none()
        if found is None:
            unreadable.refuse(self.damage, map(str, columns.values()))
            shown = ", ".join(str(value) for value in columns.values())
            raise Refused(f"There is no {what} {shown}.")
        return found


def _prepare(connection: sqlite3.Connection, path: Path, real: Path, lock: FileLock, *, writing: bool) -> None:
    """See that a writer can write, and bring an older file up to date under the lock, a backup first."""
    outdated = needs_migration(connection, path)
    if writing:
        probe(connection)
    if outdated:
        if not writing:
            lock.acquire()
        if needs_migration(connection, path):  # another psw may have done it while this one waited
            try:
                on_demand.backups.make(connection, real)
            except on_demand.backups.NoBackup as error:
                raise Refused(
                    f"{path} is of an older psw, and is brought up to date once it is backed up. {error}"
                ) from None
            migrate(connection)
        if not writing:
            lock.release()


def _take_away(made: Path) -> None:
    """Remove a file that was made just now for what was refused; the refusal is what has to be said."""
    with suppress(OSError):
        made.unlink(missing_ok=True)


def real_path(path: Path) -> Path:
    """Where the file lies, links followed: by whatever name it is opened there is one lock on it."""
    try:
        real = path.resolve()
    except RuntimeError:
        raise Refused(f"{path} is a link that leads to itself; name another file with --db.") from None
    if real.is_dir():
        raise Refused(f"{path} is a folder; name a file in it with --db.")
    return real


def _not_recorded(error: BaseException, path: Path) -> str:
    """After an error of the disk itself nobody knows whether the last write arrived, so nothing is claimed."""
    words = in_words(error, str(path))
    return words if is_in_doubt(error) or words == A_FAULT else f"Nothing was recorded. {words}"


def user() -> str:
    """The machine's user, for the journal."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
