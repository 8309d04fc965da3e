"""How `psw export …` is called; but for the template they tell of the records, and only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from psw_tui.cli.usage.days import Moment, reads
from psw_tui.cli.usage.naming import names_cohort, names_leader, names_one
from psw_tui.cli.usage.options import gives_file, takes_db, takes_json
from psw_tui.cli.usage.run import run
from psw_tui.cli.usage.tables import TABLES

if TYPE_CHECKING:
    from psw_tui.cli.usage.options import Command


def gives_report(command: Command) -> Command:
    """`--markdown` and `-o FILE`, of every report."""
    markdown = click.option("--markdown", is_flag=True, help="Markdown instead of an HTML page.")(command)
    return gives_file("Where to write it; else standard output. Markdown where it ends in .md.")(markdown)


@click.command("template", short_help="An empty table with the right headings.")
@click.argument("kind", type=click.Choice(list(TABLES)))
@gives_file("CSV, or a workbook where it ends in .xlsx; else standard output.")
@takes_db
def template(**call: Any) -> int | None:
    """An empty table with the right headings, to fill in and import."""
    return run("export_template", call)


@click.command("case", short_help="One leader's whole case, for a hearing.")
@names_leader()
@gives_file()
@click.option(
    "--known-at",
    type=Moment(),
    metavar="MOMENT",
    help="Show beside what is recorded now what was recorded by then: YYYY-MM-DD (the end of that day) or "
    '"YYYY-MM-DD HH:MM".',
)
@click.option("--redact", is_flag=True, help="Strike out the names of third parties.")
@click.option(
    "--redact-also", metavar="NAME", multiple=True, help="A name to strike out that psw can't know; repeatable."
)
@reads
def case(**call: Any) -> int | None:
    """The case file of one LEADER: facts, clauses, dates, decisions and communications in order, as one HTML page.

    Reasons of absences stand in it by category: a hearing weighs them. It opens in any browser, offline, and prints on
    A4. With --json the same content is one JSON document.
    """
    return run("export_case", call)


@click.command("subject-access", short_help="All that is held about one leader, to hand over to them.")
@names_leader()
@gives_file("Where to write it: a folder, or a file (its JSON beside it); else the folder of exports.")
@click.option(
    "--redact-also", metavar="NAME", multiple=True, help="A name to strike out that psw can't know; repeatable."
)
@reads
def subject_access(**call: Any) -> int | None:
    """A copy of everything held about one LEADER for them (UK GDPR 15), other people struck out: HTML, JSON beside it.

    With --json, and no file named, the copy is one JSON document on standard output.
    """
    return run("export_subject_access", call)


@click.command("calendar", short_help="Coaching, sessions or due days as a calendar file, for Outlook and others.")
@names_leader(required=False)
@click.option("--sessions", is_flag=True, help="The LEADER's sessions instead of their coaching.")
@click.option("--coach", metavar="NAME", help="A coach's bookings, by the coach's name or e-mail address.")
@names_cohort("A cohort's whole programme.")
@click.option(
    "--due",
    is_flag=True,
    help="Your own due days: replies, next steps on the ladder, catch-ups; of all, of a LEADER, or with --cohort.",
)
@gives_file()
@takes_db
def calendar(**call: Any) -> int | None:
    """The coaching bookings of one LEADER or a coach, sessions, or due days, as an .ics file.

    Sent again it updates what was sent: what was cancelled, is over with or gone is called off.
    """
    return run("export_calendar", call)


@click.command("coach", short_help="A coach's own leaders and their sessions, to send to the coach.")
@click.argument("coach")
@gives_file()
@takes_db
def coach_(**call: Any) -> int | None:
    """The leaders of one COACH (a name or e-mail address) and their sessions, as CSV; nobody else's."""
    return run("export_coach", call)


@click.command("capability-form", short_help="The blank self-assessment form, to send out.")
@names_leader(required=False)
@gives_file()
@takes_db
def capability_form(**call: Any) -> int | None:
    """A blank form as a workbook (.xlsx), with a drop-down for each rating; `psw import capabilities` reads it back.

    For one LEADER, their name, reference and the kind of round that is due stand in it.
    """
    return run("export_capability_form", call)


@click.command("profile", short_help="One leader's self-assessment, to send to them.")
@names_leader()
@gives_file("Where to write it; else standard output. Markdown where it ends in .md.")
@click.option("--markdown", is_flag=True, help="Markdown instead of an HTML page.")
@takes_db
def profile_(**call: Any) -> int | None:
    """The profile of one LEADER in plain words: their rounds, what moved, their focus areas; nobody else's."""
    return run("export_profile", call)


@click.command("cohort", short_help="How a cohort stands, for a meeting.")
@names_one("cohort", required=False)
@gives_report
@reads
def report_cohort(**call: Any) -> int | None:
    """How a cohort stands: health by requirement, who needs what, sessions, the year month by month, coaching.

    Without a NAME the one cohort that runs on the day.
    """
    return run("export_report", {"kind": "cohort", **call})


@click.command("organisation", short_help="An organisation's leaders, for a meeting with it.")
@names_one("organisation")
@names_cohort("Only this cohort's leaders.")
@gives_report
@reads
def report_organisation(**call: Any) -> int | None:
    """The leaders of one organisation, by any part of its NAME, and nobody else: standings, attendance, coaching.

    It has no reason of an absence. Leaders of cohorts that are over are counted, and listed with --cohort.
    """
    return run("export_report", {"kind": "organisation", **call})


@click.command("leader", short_help="Where one leader stands, to send to them.")
@names_leader()
@click.option("--reasons", is_flag=True, help="With the reasons of their own absences.")
@gives_report
@reads
def report_leader(**call: Any) -> int | None:
    """Where one LEADER stands and what is still to do, in words to them; nothing of concerns or escalations."""
    return run("export_report", {"kind": "leader", **call})


@click.command("salesforce", short_help="What changed since Salesforce was last told, as files to load.")
@gives_file("The folder to write to; else the folder of exports.")
@names_cohort("Of this cohort alone, a closed one too; else of all that are open.")
@click.option("--dry-run", is_flag=True, help="Show every row that would go, and write nothing.")
@click.option("--again", is_flag=True, help="Write what is pending once more, where its files were lost.")
@takes_json
@takes_db
def salesforce(**call: Any) -> int | None:
    """Write new rows and changed rows (by Id) of each object as CSV, each with its .sdl mapping for Data Loader.

    They are pending until `psw import salesforce-result` reads back what the loader made of them. Which objects and
    fields stands under [programme.psw.salesforce] of the programme file; absence reasons never go unless it says so.
    """
    if call["again"] and (call["dry_run"] or call["cohort"] or call["as_json"]):
        raise click.UsageError("--again writes what is pending as it was: it goes with -o and --force alone")
    return run("export_salesforce", call)
