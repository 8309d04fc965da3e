"""How the commands that read are called; they take no lock, so they work beside an open app."""

from __future__ import annotations

import re
from typing import Any

import click

from psw_tui.cli.usage.days import DAY, reads
from psw_tui.cli.usage.naming import names_cohort, names_leader, narrowed
from psw_tui.cli.usage.options import gives_file, takes_db, takes_json
from psw_tui.cli.usage.run import run

_HEAD_CODE = re.compile(r"[0-9A-F]{4}(-?[0-9A-F]{4}){3}", re.ASCII | re.IGNORECASE)


@click.command(short_help="Where leaders stand against the minimums.")
@names_leader(required=False)
@narrowed("reference", "name", "organisation", "standing")
@reads
def status(**call: Any) -> int | None:
    """Where leaders stand against the minimums: everybody, those asked for, or one LEADER (see `psw explain`).

    Exit status 1 when the record of somebody asked for can't be read and they are left out; standard error names all.
    """
    return run("status", call)


@click.command()
@narrowed("reference", "name", "organisation", "standing", "since")
@reads
def concerns(**call: Any) -> int | None:
    """What the policy flags, and what the inbox knows of it.

    Exit status 1 when somebody's record can't be read and they are left out; standard error names them.
    """
    return run("concerns", call)


@click.command()
@narrowed("priority", "reference", "name", "organisation", "standing", "due")
@reads
def queue(**call: Any) -> int | None:
    """Open escalations in the order in which they are to be taken up.

    Exit status 1 when somebody's record can't be read and they are left out; standard error names them.
    """
    return run("queue", call)


@click.command(short_help="One leader's standings and concerns, with the facts.")
@names_leader()
@reads
def explain(**call: Any) -> int | None:
    """Every standing and concern of one LEADER with its numbers, the facts and the clause.

    A reference, an e-mail address or any part of a name that fits one leader will do; several are listed.
    """
    return run("explain", call)


@click.command(short_help="The numbers in force and their sources.")
@reads
def programme(**call: Any) -> int | None:
    """The numbers in force and where each comes from: a clause, the handbook or a local setting."""
    return run("programme", call)


@click.command(short_help="The clauses cited, and what our copy lacks.")
@reads
def clauses(**call: Any) -> int | None:
    """Every clause that the app cites, and what our copy of the policy lacks."""
    return run("clauses", call)


@click.command(short_help="What was done, newest first.")
@names_leader(required=False)
@click.option("--since", type=DAY, metavar="DATE", help="Only what was done on this day or later.")
@click.option("--who", metavar="NAME", help="Only what this user did, by any part of the name.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only so many entries, the newest.")
@click.option("--full", is_flag=True, help="Every record that each entry changed, an import's too, value by value.")
@click.option("--reasons", is_flag=True, help="The categories of reasons too; else only that they changed.")
@reads
def history(**call: Any) -> int | None:
    """Who changed what from what to what, newest first: everything, or what touched one LEADER.

    With --as-of, by the end of that day. What was undone says so, and its undoing is an entry of its own. --json has
    every record and value of every entry.
    """
    wanted = {key: call.pop(key) for key in ("since", "who", "last")}
    return run("history", {"wanted": wanted, **call})


@click.command(short_help="What happened since a day, for three readers.")
@click.argument("first", type=DAY, metavar="DATE")
@click.option(
    "--until",
    "--as-of",
    "as_of",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="The last day of the span, which is judged; else today.",
)
@click.option(
    "--for",
    "whom",
    type=click.Choice(["me", "cover", "manager"]),
    default="me",
    help="For whom: me after leave, a colleague who covers, or the manager (numbers alone, on one A4 side).",
)
@names_cohort("Only this cohort's leaders.")
@click.option("--html", "form", flag_value="html", help="The page as HTML, to read in a browser and to print.")
@click.option("--markdown", "form", flag_value="markdown", help="The page as Markdown.")
@click.option("--reasons", is_flag=True, help="Reasons of absences and of decisions too; never for the manager.")
@gives_file("Where to write it; else standard output. Markdown where it ends in .md, else HTML.")
@takes_db
@takes_json
def since(**call: Any) -> int | None:
    """What changed since DATE, what became due and what was decided, from the journal: undone entries are left out.

    For a colleague who covers: the open matters with what was promised, the next dates and whom to ring.
    """
    if call["reasons"] and call["whom"] == "manager":
        raise click.UsageError("The manager's page has numbers alone: leave --reasons out.")
    wanted = {key: call.pop(key) for key in ("first", "as_of", "whom", "cohort", "reasons")}
    return run("since", {"wanted": wanted, **call})


def _head_code(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None or _HEAD_CODE.fullmatch(value):
        return value
    raise click.BadParameter(f"“{value}” is no head code; expected one such as 7F3A-92C1-0B4E-66D0.")


@click.command(short_help="Look for damage in the database file.")
@click.option(
    "--against",
    metavar="CODE",
    callback=_head_code,
    help="A head code that was printed earlier: does what was recorded until then still stand?",
)
@reads
def check(**call: Any) -> int | None:
    """Look for damage in the database file: its pages, its links, every value, and whether journal and rows agree.

    The head code that it prints stands for all that is recorded. Who has one on paper can give it to --against later:
    it makes evident whether anything recorded until then was changed since. Exit status 1 if so, as for damage.
    """
    return run("check", call)
