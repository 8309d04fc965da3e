"""The tree of commands: `psw` alone opens the app, everything else is a subcommand.

A command is known here by its name and its short help; how it is called stands in `usage`, what it does in a file of
its own beside this one. Each is imported when it is called.
"""

from __future__ import annotations

import click

from psw_tui import __version__
from psw_tui.cli.lazy_group import Elsewhere, LazyGroup
from psw_tui.cli.usage.options import takes_db
from psw_tui.cli.usage.tables import REPORTS, TABLES, report_summary, summary

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_USAGE = "psw_tui.cli.usage"


class _InOrder(LazyGroup):
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
    # A call without a command opens the app; no other needs Textual, nor its help a file.
    from psw_tui.app import run
    from psw_tui.cli.passphrase import unlock_backups_of_damaged, unlocked_by_file
    from psw_tui.cli.place import path_of

    path = path_of(None)
    unlocked_by_file(path)
    unlock_backups_of_damaged(path)
    return run(path)


@click.group(cls=LazyGroup, no_args_is_help=False)
def cohort() -> None:
    """Cohorts: add one, list them, close one."""


@click.group("import", cls=LazyGroup, no_args_is_help=False)
def import_() -> None:
    """Bring in a table, CSV or XLSX: all of it or nothing."""


@click.group(cls=LazyGroup, no_args_is_help=False)
def export() -> None:
    """Write files for others."""


@click.group(cls=LazyGroup, no_args_is_help=False, short_help="Reports to read in a meeting or to send.")
def report() -> None:
    """Reports to read in a meeting or to send: HTML that prints, or Markdown."""


for _command in (
    Elsewhere("demo", f"{_USAGE}.demo:demo", short_help="A made-up cohort to try the app on."),
    cohort,
    import_,
    export,
    Elsewhere("status", f"{_USAGE}.reading:status", short_help="Where leaders stand against the minimums."),
    Elsewhere("concerns", f"{_USAGE}.reading:concerns", help="What the policy flags, and what the inbox knows of it."),
    Elsewhere(
        "queue",
        f"{_USAGE}.reading:queue",
        help="Open escalations in the order in which they are to be taken up.",
    ),
    Elsewhere(
        "explain",
        f"{_USAGE}.reading:explain",
        short_help="One leader's standings and concerns, with the facts.",
    ),
    Elsewhere("programme", f"{_USAGE}.reading:programme", short_help="The numbers in force and their sources."),
    Elsewhere("clauses", f"{_USAGE}.reading:clauses", short_help="The clauses cited, and what our copy lacks."),
    Elsewhere("since", f"{_USAGE}.reading:since", short_help="What happened since a day, for three readers."),
    Elsewhere("history", f"{_USAGE}.reading:history", short_help="What was done, newest first."),
    Elsewhere("undo", f"{_USAGE}.changing:undo", help="Undo the last thing done."),
    Elsewhere("redo", f"{_USAGE}.changing:redo", help="Redo what was undone last."),
    Elsewhere("backup", f"{_USAGE}.safekeeping:backup", short_help="Back the database up, or list its backups."),
    Elsewhere("restore", f"{_USAGE}.safekeeping:restore", short_help="Put a backup in the database's place."),
    Elsewhere("check", f"{_USAGE}.reading:check", short_help="Look for damage in the database file."),
    Elsewhere("encrypt", f"{_USAGE}.encrypting:encrypt", short_help="Encrypt the database with a passphrase."),
    Elsewhere("decrypt", f"{_USAGE}.encrypting:decrypt", short_help="Make the database one that anybody can read."),
    Elsewhere("rekey", f"{_USAGE}.encrypting:rekey", short_help="Give the database another passphrase."),
    Elsewhere("erase", f"{_USAGE}.erasing:erase", short_help="Erase a leader; says first what would go."),
):
    root.add_command(_command)
for _command in (
    Elsewhere("add", f"{_USAGE}.cohort:cohort_add", short_help="Add a cohort."),
    Elsewhere("close", f"{_USAGE}.cohort:cohort_close", short_help="Close a cohort as of today."),
    Elsewhere("list", f"{_USAGE}.cohort:cohort_list", short_help="Every cohort."),
):
    cohort.add_command(_command)
for _command in (
    *(Elsewhere(kind, f"{_USAGE}.importing:{kind}", short_help=summary(about)) for kind, about in TABLES.items()),
    *(
        Elsewhere(name, f"{_USAGE}.importing:{name.replace('-', '_')}", short_help=report_summary(about))
        for name, about in REPORTS.items()
    ),
    Elsewhere(
        "modules", f"{_USAGE}.importing:modules", short_help="Completions of modules, from the learning platform."
    ),
    Elsewhere("wide", f"{_USAGE}.importing:wide", short_help="A sheet with leaders down, sessions across, and ticks."),
    Elsewhere("catch-up", f"{_USAGE}.importing:catch_up", short_help="Catch-up forms that came back (2.3.1)."),
    Elsewhere(
        "salesforce-result",
        f"{_USAGE}.importing:salesforce_result",
        short_help="What a loader made of the rows for Salesforce.",
    ),
):
    import_.add_command(_command)
for _command in (
    Elsewhere(
        "template",
        f"{_USAGE}.exporting:template",
        short_help="An empty table with the right headings.",
    ),
    Elsewhere("case", f"{_USAGE}.exporting:case", short_help="One leader's whole case, for a hearing."),
    Elsewhere(
        "subject-access",
        f"{_USAGE}.exporting:subject_access",
        short_help="All that is held about one leader, to hand over to them.",
    ),
    Elsewhere(
        "calendar",
        f"{_USAGE}.exporting:calendar",
        short_help="Coaching, sessions or due days as a calendar file, for Outlook and others.",
    ),
    Elsewhere(
        "coach",
        f"{_USAGE}.exporting:coach_",
        short_help="A coach's own leaders and their sessions, to send to the coach.",
    ),
    Elsewhere(
        "capability-form",
        f"{_USAGE}.exporting:capability_form",
        short_help="The blank self-assessment form, to send out.",
    ),
    Elsewhere(
        "profile",
        f"{_USAGE}.exporting:profile_",
        short_help="One leader's self-assessment, to send to them.",
    ),
    report,
    Elsewhere(
        "salesforce",
        f"{_USAGE}.exporting:salesforce",
        short_help="What changed since Salesforce was last told, as files to load.",
    ),
    Elsewhere(
        "completion",
        f"{_USAGE}.completion:completion",
        short_help="Who completed, and their certificates and records of attendance.",
    ),
):
    export.add_command(_command)
for _command in (
    Elsewhere("cohort", f"{_USAGE}.exporting:report_cohort", short_help="How a cohort stands, for a meeting."),
    Elsewhere(
        "organisation",
        f"{_USAGE}.exporting:report_organisation",
        short_help="An organisation's leaders, for a meeting with it.",
    ),
    Elsewhere("leader", f"{_USAGE}.exporting:report_leader", short_help="Where one leader stands, to send to them."),
):
    report.add_command(_command)
