"""The options that commands share, and how a database is opened for them."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, is_in_reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from psw_tui.cli.interrupts import PutOnRecord
    from psw_tui.store.core.store import Store

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FORCED = "psw.forced"
Command = TypeVar("Command", bound="Callable[..., Any]")


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD, and nothing else."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or wrong usage."""
        if isinstance(value, date):
            return value
        try:
            if not _DAY.fullmatch(value):
                raise ValueError(value)
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day; expected YYYY-MM-DD, such as 2027-02-01.", param, ctx)
        if not is_in_reach(day):
            self.fail(f"“{value}”: expected a year from {FIRST_YEAR} to {LAST_YEAR}.", param, ctx)
        return day


DAY = Day()


def takes_db(command: Command) -> Command:
    """`--db PATH`; after a subcommand it wins over the one before it."""
    return click.option("--db", metavar="PATH", help="The database file; else PSW_DB, else the usual place.")(command)


def gives_file(about: str = "Where to write it; else standard output.") -> Callable[[Command], Command]:
    """`-o FILE` and `--force`, for what `output.give` writes; the latter is asked of `forced`."""

    def keep(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and context.params["output"] is None:
            raise click.UsageError("--force replaces a file: name it with -o")
        context.meta[_FORCED] = value

    def decorate(command: Command) -> Command:
        with_force = click.option(
            "--force",
            is_flag=True,
            expose_value=False,
            callback=keep,
            help="Replace a file that is there, whoever wrote it; never a database.",
        )(command)
        # Eager, so that it is known when `keep` asks for it.
        return click.option("-o", "--output", metavar="FILE", type=click.Path(), help=about, is_eager=True)(with_force)

    return decorate


def forced() -> bool:
    """Whether the call says `--force`."""
    return bool(click.get_current_context().meta.get(_FORCED))


def takes_json(command: Command) -> Command:
    """`--json`: one UTF-8 JSON document on standard output and nothing else there."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def reads(command: Command) -> Command:
    """What every reading command takes: `--db`, `--json` and `--as-of`."""
    with_day = click.option(
        "--as-of", type=DAY, metavar="YYYY-MM-DD", help="The day that is judged; else today in London."
    )(command)
    return takes_db(takes_json(with_day))


def path_of(db: str | None) -> Path:
    """The database file that the call means: the subcommand's `--db`, else the one before it, else the usual."""
    from psw_tui.store.system.places import database_path

    return database_path(db or click.get_current_context().find_root().params.get("db"))


@contextmanager
def reading(db: str | None) -> Iterator[Store]:
    """The store for reading: no lock, and one view of the file whatever another psw writes meanwhile."""
    from psw_tui.store.core.store import Store

    with Store.open(path_of(db), writing=False) as store:
        store.connection.execute("BEGIN")
        _name_what_is_left_out(store)
        yield store


def _name_what_is_left_out(store: Store) -> None:
    """Whose records can't be read, in one line on standard error; whoever is listed is judged from a whole record."""
    from psw_tui.store.reads import unreadable

    if line := unreadable.in_a_line(store.damage):
        click.echo(f"psw: {line}", err=True)


@contextmanager
def writing(db: str | None) -> Iterator[Store]:
    """The store for a command that changes something; the file must be there."""
    with recording(path_of(db)) as store:
        yield store


@contextmanager
def recording(path: Path, *, create_missing: bool = False) -> Iterator[Store]:
    """The store of a file for a command that changes something, which an interruption says of what it did."""
    from psw_tui.store.core import undo
    from psw_tui.store.core.store import Store

    recorded = this_call()
    with Store.open(path, create_missing=create_missing) as store:
        _name_what_is_left_out(store)
        recorded.begin(path, undo.newest(store))
        try:
            yield store
        except Exception:
            recorded.end(store)
            store.close(unwanted=True)  # nothing was changed: the file that was to begin with it goes again
            raise
        recorded.end(store)


def this_call() -> PutOnRecord:
    """What this call of the command has put on record."""
    recorded: PutOnRecord = click.get_current_context().find_root().obj
    return recorded


def importing(db: str | None, *, dry_run: bool) -> AbstractContextManager[Store]:
    """The store that an import works on: for a dry run without the lock."""
    return trying(db) if dry_run else writing(db)


@contextmanager
def trying(db: str | None) -> Iterator[Store]:
    """The store for a dry run: what it does is done to a copy, so it takes no lock and works beside an open app."""
    from psw_tui.store.core.store import Store

    with Store.open(path_of(db), writing=False) as store:
        _name_what_is_left_out(store)
        yield store
