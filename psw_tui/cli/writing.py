"""The commands that change something, each through one call of the store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from psw_tui.cli.options import DAY, gives_file, importing, path_of, recording, takes_db, takes_json, this_call, writing
from psw_tui.demo import LEADERS, SEED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

#: The tables that can be imported, with what their help says.
KINDS = {
    "roster": "leaders, with their cohort, coach and state",
    "sessions": "what a cohort attends, with dates and times",
    "marks": "attendance, notices, explanations and catch-ups",
    "coaching": "coaching bookings and what became of them",
    "capabilities": "self-assessments: our table, the form filled in, or a Microsoft Forms export",
}


def _say(change: Change) -> None:
    click.echo(change.what)


@click.group(no_args_is_help=False)
def cohort() -> None:
    """Cohorts: add one, list them, close one."""


@cohort.command("add", short_help="Add a cohort.")
@click.argument("name")
@click.option("--year", type=int, required=True, help="The academic year: it starts in September of this year.")
@click.option("--programme", default="psw", show_default=True, help="Whose numbers judge it.")
@click.option("--starts", type=DAY, metavar="YYYY-MM-DD", help="Its first day; else 1 September.")
@click.option("--ends", type=DAY, metavar="YYYY-MM-DD", help="Its last day; else 31 August.")
@takes_db
def cohort_add(name: str, year: int, programme: str, starts: date | None, ends: date | None, db: str | None) -> None:
    """Add a cohort called NAME; a database that is not there yet begins with it."""
    from psw_tui.store.roster import cohorts

    with recording(path_of(db), create_missing=True) as store:
        _say(cohorts.add(store, name, year, programme, starts, ends))


@cohort.command("close", short_help="Close a cohort as of today.")
@click.argument("name")
@takes_db
def cohort_close(name: str, db: str | None) -> None:
    """Close the cohort NAME as of today; its leaders and records stay."""
    from psw_tui.cli.lookup import cohort_name
    from psw_tui.store.roster import cohorts

    with writing(db) as store:
        _say(cohorts.close(store, cohort_name(store, name)))


@click.group("import", no_args_is_help=False)
def import_() -> None:
    """Bring in a table, CSV or XLSX: all of it or nothing."""


def run_import(
    kind: str,
    file: str,
    db: str | None,
    run: Callable[[Store, Callable[[int, int], None] | None], ImportResult],
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Run an import with its progress and print what it did; a file that is no table is `Refused`."""
    from psw_tui.cli import documents
    from psw_tui.cli.output import print_json, progress
    from psw_tui.exchange.files.sheet import UnreadableFile
    from psw_tui.store.core.store import Refused

    with importing(db, dry_run=dry_run) as store, progress(f"Importing {kind}") as advance:
        try:
            result = run(store, advance)
        except UnreadableFile as error:
            if as_json:
                print_json(documents.unreadable(kind, file, str(error), dry_run=dry_run))
            raise Refused(str(error)) from None
    return _report(result, file, dry_run=dry_run, as_json=as_json)


def _report(result: ImportResult, file: str, *, dry_run: bool, as_json: bool) -> int:
    """Print what an import did; `Refused` when it found problems, each on a line of its own before."""
    from psw_tui.cli import documents, listings
    from psw_tui.cli.output import console, print_json, show
    from psw_tui.policy.wording import count
    from psw_tui.store.core.store import Refused

    if as_json:
        print_json(documents.imported(result, file, dry_run=dry_run))
    elif result.problems:
        console(error=True).print(*listings.problems(result), sep="\n", soft_wrap=True)
    else:
        show(*listings.imported(result, file, dry_run=dry_run))
    if result.problems:
        raise Refused(f"{Path(file).name}: {count(len(result.problems), 'problem')}; nothing was imported.")
    return 0


def _import_command(kind: str, about: str) -> click.Command:
    summary = about[0].upper() + about[1:] + "."
    words = f"{summary} FILE is CSV or XLSX; `psw export template {kind}` makes an empty one."

    @click.command(kind, short_help=summary, help=words)
    @click.argument("file", type=click.Path())
    @click.option("--dry-run", is_flag=True, help="Say all that would happen and change nothing.")
    @takes_json
    @takes_db
    def command(file: str, dry_run: bool, as_json: bool, db: str | None) -> int:
        from psw_tui.exchange.import_table import import_table

        def run(store: Store, advance: Callable[[int, int], None] | None) -> ImportResult:
            return import_table(store, kind, file, dry_run=dry_run, progress=advance)

        return run_import(kind, file, db, run, dry_run=dry_run, as_json=as_json)

    return command


for _kind, _about in KINDS.items():
    import_.add_command(_import_command(_kind, _about))


@click.group(no_args_is_help=False)
def export() -> None:
    """Write files for others."""


@export.command("template")
@click.argument("kind", type=click.Choice(list(KINDS)))
@gives_file("CSV, or a workbook where it ends in .xlsx; else standard output.")
@takes_db
def template(kind: str, output: str | None, db: str | None) -> None:
    """An empty table with the right headings, to fill in and import."""
    from psw_tui.cli.output import give
    from psw_tui.exchange.tables.templates import template_table

    as_workbook = output is not None and output.lower().endswith(".xlsx")
    give(template_table(kind, as_workbook=as_workbook), output, "The template", path_of(db))


@click.command()
@takes_db
def undo(db: str | None) -> None:
    """Take back the last thing done."""
    from psw_tui.store.core import undo as history

    with writing(db) as store:
        _say(history.undo(store))


@click.command()
@takes_db
def redo(db: str | None) -> None:
    """Do again what was taken back last."""
    from psw_tui.store.core import undo as history

    with writing(db) as store:
        _say(history.redo(store))


@click.command(short_help="A made-up cohort to try the app on.")
@click.option("--no-open", is_flag=True, help="Make it and stop; else the app opens on it.")
@click.option("--leaders", type=click.IntRange(1, 5000), default=LEADERS, show_default=True, help="How many leaders.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same number, the same cohort.")
@click.option("--today", type=DAY, metavar="YYYY-MM-DD", help="The day it is made for; else today.")
@takes_db
def demo(no_open: bool, leaders: int, seed: int, today: date | None, db: str | None) -> int | None:
    """A made-up cohort in the middle of its year, in a file of its own that is made once and kept."""
    from psw_tui.cli.output import progress
    from psw_tui.demo import make
    from psw_tui.store.system import clock
    from psw_tui.store.system.places import demo_path

    own_file = db is None and click.get_current_context().find_root().params.get("db") is None
    path = demo_path() if own_file else path_of(db)
    if own_file and path.exists():
        click.echo(f"{path} was made earlier and is kept; move it away to have another made.", err=True)
    else:
        if not path.exists():
            this_call().begin(path)
        with progress("Making the demo") as advance:
            make(path, today or clock.today(), leaders, seed, advance)
        click.echo(f"Made {path}", err=True)
    if no_open:
        return None
    if today is not None:
        os.environ[clock.VARIABLE] = today.isoformat()
    from psw_tui.app import run

    return run(path)
