"""How `psw import …` is called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.options import takes_columns, takes_db, takes_dry_run, takes_json
from psw_tui.cli.usage.run import run
from psw_tui.cli.usage.tables import REPORTS, TABLES, report_summary, summary


def _table(kind: str) -> click.Command:
    about = summary(TABLES[kind])
    words = f"{about} FILE is CSV or XLSX; `psw export template {kind}` makes an empty one."

    @click.command(kind, short_help=about, help=words)
    @click.argument("file", type=click.Path())
    @takes_columns("Which column a heading of the file is; known again for files with these headings.")
    @takes_dry_run
    @takes_json
    @takes_db
    def command(**call: Any) -> int | None:
        return run("import_table", {"kind": kind, **call})

    return command


def _report(name: str) -> click.Command:
    about = report_summary(REPORTS[name])
    words = (
        f"{about} Several files of one session are taken together. Only presence is recorded, or part with its "
        "minutes: nobody becomes absent from a file. Names that are not certain are listed and left unrecorded."
    )

    @click.command(name, short_help=about, help=words)
    @click.argument("session")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
    @click.option(
        "--match",
        "matches",
        multiple=True,
        metavar="NAME=LEADER",
        help="Who somebody in the file is, and to be known by from now on; L001,L002 for two at one screen.",
    )
    @click.option(
        "--overwrite", multiple=True, metavar="LEADER", help="A leader whose mark by hand gives way to the file."
    )
    @click.option(
        "--judge",
        "judged",
        multiple=True,
        metavar="NAME=MARK",
        help="What somebody whose time is not certain was: present or part; leave keeps what is recorded.",
    )
    @click.option("--day", metavar="DATE", help="The day that the files are of, where their dates don't tell.")
    @takes_columns("What a heading means: name, e-mail, joined, left, minutes, waiting room, other …; known again.")
    @click.option(
        "--shift", metavar="TIME", help="What to add to the times of a clock that is off: +1h, -30m; 0 if it is right."
    )
    @click.option(
        "--meeting",
        "meetings",
        multiple=True,
        metavar="ID",
        help="Which meeting of an export of several is meant, by its number or its topic.",
    )
    @takes_dry_run
    @takes_json
    @takes_db
    def command(**call: Any) -> int | None:
        keys = ("matches", "overwrite", "judged", "day", "columns", "shift", "meetings")
        told = {key: call.pop(key) for key in keys}
        return run("import_report", {"report": name, "told": told, **call})

    return command


roster = click.option(
    "--cohort", metavar="NAME", help="Where new leaders go, if the file has no column cohort; else the only cohort."
)(_table("roster"))
sessions = _table("sessions")
marks = _table("marks")
coaching = _table("coaching")
capabilities = _table("capabilities")
zoom = _report("zoom")
teams = _report("teams")
sign_in = _report("sign-in")


@click.command("modules", short_help="Completions of modules, from the learning platform.")
@click.argument("file", type=click.Path())
@takes_columns("Which heading is leader, session, completed_on or status; known again for files with these headings.")
@takes_dry_run
@takes_json
@takes_db
def modules(**call: Any) -> int | None:
    """Mark modules completed, with their day; a mark by hand that says otherwise stands and is listed.

    Rows that the platform does not call completed, and people and courses that are none of ours, are listed and left.
    """
    return run("import_modules", call)


@click.command("wide", short_help="A sheet with leaders down, sessions across, and ticks.")
@click.argument("file", type=click.Path())
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook, where several fit.")
@click.option(
    "--present",
    multiple=True,
    metavar="SIGN",
    help="Another sign that means present, as it stands in the cells (“P (2/2)”); once for each, known again.",
)
@takes_columns(
    "What a column is: leader, or a session (“Wkshp 3=W03”); known again for sheets with these headings.",
    metavar="HEADING=MEANING",
)
@takes_dry_run
@takes_json
@takes_db
def wide(**call: Any) -> int | None:
    """Take ticks as presence where nothing is recorded; what the sheet says of absences is listed and left."""
    return run("import_wide", call)


@click.command("catch-up", short_help="Catch-up forms that came back (2.3.1).")
@click.argument("file", type=click.Path())
@takes_dry_run
@takes_json
@takes_db
def catch_up(**call: Any) -> int | None:
    """Record who sent the catch-up form in, from a Microsoft or Google Forms export.

    Whoever is not certain, and answers that name no missed session, are listed and left.
    """
    return run("import_catch_up", call)


@click.command("salesforce-result", short_help="What a loader made of the rows for Salesforce.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@takes_dry_run
@takes_json
@takes_db
def salesforce_result(**call: Any) -> int | None:
    """Read back the success and error files of Data Loader or the Bulk API: ids are kept, refused rows go again.

    All of them or nothing. Rows are known by their external id or Id, and must be as they were sent.
    """
    return run("import_salesforce_result", call)
