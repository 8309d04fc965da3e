"""The tree of commands: `psw` alone opens the app, everything else is a subcommand."""

from __future__ import annotations

import click

from psw_tui import __version__
from psw_tui.cli import exporting, importing, importing_reports, importing_sheets, reading, writing
from psw_tui.cli.options import path_of, takes_db

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _InOrder(click.Group):
    """Its help lists the commands in the order in which they were added, not by their letters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand's name."""
        return list(self.commands)


@click.group("psw", cls=_InOrder, invoke_without_command=True, context_settings=_SETTINGS)
@click.version_option(__version__, message="psw %(version)s")
@takes_db
@click.pass_context
def root(ctx: click.Context, db: str | None) -> int | None:
    """Attendance, coaching, capabilities and concerns of a leadership programme.

    Without a command it opens the app.
    """
    del db  # read by path_of, from here and from every subcommand
    if ctx.invoked_subcommand is not None:
        return None
    from psw_tui.app import run

    return run(path_of(None))


for _command in (
    writing.demo,
    writing.cohort,
    writing.import_,
    writing.export,
    reading.status,
    reading.concerns,
    reading.queue,
    reading.explain,
    reading.programme,
    reading.clauses,
    reading.history,
    writing.undo,
    writing.redo,
    reading.check,
):
    root.add_command(_command)
writing.cohort.add_command(reading.cohort_list)
for _command in (*importing_reports.COMMANDS, importing_sheets.modules, importing_sheets.wide, importing.catch_up):
    writing.import_.add_command(_command)
for _command in exporting.COMMANDS:
    writing.export.add_command(_command)
