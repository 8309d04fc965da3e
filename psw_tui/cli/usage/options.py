"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_FORCED = "psw.forced"
_NAMED_FILE = "psw.named_file"
Command = TypeVar("Command", bound="Callable[..., Any]")


def takes_db(command: Command) -> Command:
    """`--db PATH` and `--passphrase-file FILE`; after a subcommand each wins over the one before it."""
    with_file = click.option(
        "--passphrase-file",
        metavar="FILE",
        type=click.Path(),
        expose_value=False,
        callback=_keep_passphrase_file,
        help="A file with the passphrase of an encrypted database; else psw asks.",
    )(command)
    return click.option("--db", metavar="PATH", help="The database file; else PSW_DB, else the usual place.")(with_file)


def _keep_passphrase_file(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[_NAMED_FILE] = value


def passphrase_file() -> Path | None:
    """The file that the call names for the passphrase; None where it names none."""
    named = click.get_current_context().meta.get(_NAMED_FILE)
    return None if named is None else Path(named).expanduser()


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


def takes_dry_run(command: Command) -> Command:
    """`--dry-run`, of every import."""
    return click.option("--dry-run", is_flag=True, help="Say all that would happen and change nothing.")(command)


def takes_columns(words: str, *, metavar: str = "HEADING=FIELD") -> Callable[[Command], Command]:
    """`--column`, of an import whose headings can be told; `words` say what each may be."""
    return click.option("--column", "columns", multiple=True, metavar=metavar, help=words)
