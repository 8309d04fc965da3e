"""The commands that read: no lock is taken and SQLModel is not loaded, so they work beside an open app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.options import path_of, reading, reads

if TYPE_CHECKING:
    from datetime import date


@click.command(short_help="Where leaders stand against the minimums.")
@click.argument("leader", required=False)
@click.option("--cohort", metavar="NAME", help="Only this cohort's leaders.")
@reads
def status(leader: str | None, cohort: str | None, db: str | None, as_json: bool, as_of: date | None) -> int:
    """Where leaders stand against the minimums: everybody, or one LEADER by reference.

    Exit status 1 when the record of somebody asked for can't be read and they are left out; standard error names all.
    """
    from psw_tui.cli import documents
    from psw_tui.cli.lookup import cohort_name, leader_reference
    from psw_tui.store.core.store import Refused
    from psw_tui.store.reads.unreadable import leaves_out
    from psw_tui.store.reads.verdicts import judge_all

    with reading(db) as store:
        day = as_of or store.today
        wanted = None if leader is None else [leader_reference(store, leader)]
        of = None if cohort is None else cohort_name(store, cohort)
        verdicts = judge_all(store, day, cohort=of, leaders=wanted)
        complete = wanted or not leaves_out(store, of)
    if wanted and not verdicts:
        raise Refused(f"{wanted[0]} is not in cohort {cohort}; leave --cohort out.")
    if as_json:
        from psw_tui.cli.output import print_json

        print_json(documents.status(verdicts, day))
        return 0 if complete else 1
    from psw_tui.cli import pages
    from psw_tui.cli.output import console, show

    show(*(pages.leader(verdicts[0], day) if wanted else pages.status(verdicts, day, console().width)))
    return 0 if complete else 1


@click.command()
@reads
def concerns(db: str | None, as_json: bool, as_of: date | None) -> int:
    """What the policy flags, and what the inbox knows of it.

    Exit status 1 when somebody's record can't be read and they are left out; standard error names them.
    """
    from psw_tui.store.escalations import queue as escalations
    from psw_tui.store.reads.unreadable import leaves_out
    from psw_tui.store.reads.verdicts import judge_all

    with reading(db) as store:
        day = as_of or store.today
        verdicts = judge_all(store, day)
        states = escalations.states(store, verdicts, day)
        complete = not leaves_out(store)
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.concerns(verdicts, states, day))
        return 0 if complete else 1
    from psw_tui.cli import pages
    from psw_tui.cli.output import console, show

    show(*pages.concerns(verdicts, states, day, console().width))
    return 0 if complete else 1


@click.command()
@reads
def queue(db: str | None, as_json: bool, as_of: date | None) -> int:
    """Open escalations in the order in which they are to be taken up.

    Exit status 1 when somebody's record can't be read and they are left out; standard error names them.
    """
    from psw_tui.store.escalations import queue as escalations
    from psw_tui.store.reads.unreadable import leaves_out
    from psw_tui.store.reads.verdicts import judge_all

    with reading(db) as store:
        day = as_of or store.today
        rows = escalations.queue(store, judge_all(store, day), day)
        complete = not leaves_out(store)
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.queue(rows, day))
        return 0 if complete else 1
    from psw_tui.cli import pages
    from psw_tui.cli.output import show

    show(*pages.queue(rows, day))
    return 0 if complete else 1


@click.command(short_help="One leader's standings and concerns, with the facts.")
@click.argument("leader")
@reads
def explain(leader: str, db: str | None, as_json: bool, as_of: date | None) -> None:
    """Every standing and concern of one LEADER with its numbers, the facts and the clause."""
    from psw_tui.cli.lookup import leader_reference
    from psw_tui.store.escalations import queue as escalations
    from psw_tui.store.reads.verdicts import judge_all
    from psw_tui.store.roster import leaders

    with reading(db) as store:
        day = as_of or store.today
        reference = leader_reference(store, leader)
        (verdict,) = judge_all(store, day, leaders=[reference])
        states = escalations.states(store, [verdict], day)
        particulars = leaders.particulars(store, reference)
    assert particulars is not None  # its reference was found above
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.explain(verdict, particulars, states, day))
        return
    from psw_tui.cli import pages
    from psw_tui.cli.output import show

    show(*pages.explain(verdict, particulars, states, day))


@click.command("list", short_help="Every cohort.")
@reads
def cohort_list(db: str | None, as_json: bool, as_of: date | None) -> None:
    """Every cohort, with how many leaders and sessions it has as now recorded."""
    del as_of  # taken so that every reading command takes it; a cohort's own data have no day
    from psw_tui.store.roster.cohorts import cohorts

    with reading(db) as store:
        found = cohorts(store)
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.cohorts(found))
        return
    from psw_tui.cli import listings
    from psw_tui.cli.output import show

    show(*listings.cohorts(found))


@click.command(short_help="The numbers in force and their sources.")
@reads
def programme(db: str | None, as_json: bool, as_of: date | None) -> None:
    """The numbers in force and where each comes from: a clause, the handbook or a local setting."""
    del as_of  # the numbers in force are those of the file as it stands
    from psw_tui.store.system.settings import load_programmes

    found = load_programmes(path_of(db))
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.programme(found))
        return
    from psw_tui.cli import listings
    from psw_tui.cli.output import show

    show(*listings.programme(found))


@click.command(short_help="The clauses cited, and what our copy lacks.")
@reads
def clauses(db: str | None, as_json: bool, as_of: date | None) -> None:
    """Every clause that the app cites, and what our copy of the policy lacks."""
    del db, as_of  # the same for every database and day
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.clauses())
        return
    from psw_tui.cli import listings
    from psw_tui.cli.output import show

    show(*listings.clauses())


@click.command(short_help="What was done, newest first.")
@click.argument("leader", required=False)
@reads
def history(leader: str | None, db: str | None, as_json: bool, as_of: date | None) -> None:
    """What was done, newest first: everything, or what touched one LEADER; with --as-of, by the end of that day."""
    from psw_tui.cli.lookup import leader_reference
    from psw_tui.policy.calendar import london_day
    from psw_tui.store.core.undo import entries

    with reading(db) as store:
        whose = None if leader is None else leader_reference(store, leader)
        found = [each for each in entries(store, whose) if as_of is None or london_day(each.at) <= as_of]
    if as_json:
        from psw_tui.cli import documents
        from psw_tui.cli.output import print_json

        print_json(documents.history(found))
        return
    from psw_tui.cli import listings
    from psw_tui.cli.output import show

    show(*listings.history(found, whose or ""))


@click.command(short_help="Look for damage in the database file.")
@reads
def check(db: str | None, as_json: bool, as_of: date | None) -> int:
    """Look for damage in the database file: its pages, its links, every value, and whether journal and rows agree."""
    del as_of  # taken so that every reading command takes it; damage has no day
    from psw_tui.store.core.check import check as problems_of
    from psw_tui.store.core.store import real_path
    from psw_tui.trace import log_beside

    path = path_of(db)
    problems = problems_of(path)
    if as_json:
        from psw_tui.cli.output import print_json

        print_json({"ok": not problems, "problems": problems})
    else:
        from psw_tui.cli import listings
        from psw_tui.cli.output import show

        show(*listings.checked(path, problems, log_beside(real_path(path))))
    return 1 if problems else 0
