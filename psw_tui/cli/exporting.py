"""The exports that tell of the records: they only read, without the lock, so they work beside an open app."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import click

from psw_tui.cli.options import gives_file, path_of, reading, reads, takes_db
from psw_tui.cli.output import give

_MINUTE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}))?", re.ASCII)
_JUST_BEFORE = timedelta(microseconds=1)


class Moment(click.ParamType[datetime]):
    """A day, meaning its end in London, or a day and a London time, meaning the end of that minute."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant in UTC, or wrong usage."""
        from psw_tui.policy.calendar import from_london

        if isinstance(value, datetime):
            return value
        try:
            found = _MINUTE.fullmatch(value)
            if found is None:
                raise ValueError(value)
            day = date.fromisoformat(found[1])
            if found[2] is None:
                return from_london(datetime.combine(day + timedelta(days=1), time())) - _JUST_BEFORE
            minute = from_london(datetime.combine(day, time.fromisoformat(found[2])))
            return minute + timedelta(minutes=1) - _JUST_BEFORE
        except (ValueError, OverflowError):
            self.fail(
                f'“{value}” is no moment; expected YYYY-MM-DD or "YYYY-MM-DD HH:MM", a time of London\'s clocks.',
                param,
                ctx,
            )


@click.command("case", short_help="One leader's whole case, for a hearing.")
@click.argument("leader")
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
def case(
    leader: str,
    output: str | None,
    known_at: datetime | None,
    redact: bool,
    redact_also: tuple[str, ...],
    as_of: date | None,
    as_json: bool,
    db: str | None,
) -> None:
    """The case file of one LEADER: facts, clauses, dates, decisions and communications in order, as one HTML page.

    It opens in any browser, offline, and prints on A4. With --json the same content is one JSON document.
    """
    from psw_tui.cli.lookup import leader_reference
    from psw_tui.exchange.escalations.case_file import case_file

    with reading(db) as store:
        found = case_file.case_file(
            store,
            leader_reference(store, leader),
            as_of=as_of,
            known_at=known_at,
            redact=redact,
            redact_also=redact_also,
        )
    if as_json and output is None:
        from psw_tui.cli.output import print_json

        print_json(case_file.document(found))
        return
    give(case_file.encoded(found, json_document=as_json), output, "The case", path_of(db))


@click.command("calendar", short_help="Coaching as a calendar file, for Outlook and others.")
@click.argument("leader", required=False)
@click.option("--coach", metavar="NAME", help="A coach's bookings instead, by the coach's name or e-mail address.")
@gives_file()
@takes_db
def calendar(leader: str | None, coach: str | None, output: str | None, db: str | None) -> None:
    """The coaching bookings of one LEADER, or of a coach, as an .ics file; sent again it updates what was sent."""
    from psw_tui.cli.lookup import leader_reference
    from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar

    if (leader is None) == (coach is None):
        raise click.UsageError("Name a leader, or a coach with --coach")
    with reading(db) as store:
        if coach is not None:
            data = coach_calendar(store, coach)
        else:
            data = leader_calendar(store, leader_reference(store, leader or ""))
    give(data, output, "The calendar", path_of(db))


@click.command("coach", short_help="A coach's own leaders and their sessions, to send to the coach.")
@click.argument("coach")
@gives_file()
@takes_db
def coach_(coach: str, output: str | None, db: str | None) -> None:
    """The leaders of one COACH (a name or e-mail address) and their sessions, as CSV; nobody else's."""
    from psw_tui.exchange.coaching.coach_list import coach_list

    with reading(db) as store:
        data = coach_list(store, coach)
    give(data, output, "The list", path_of(db))


@click.command("capability-form", short_help="The blank self-assessment form, to send out.")
@click.argument("leader", required=False)
@gives_file()
@takes_db
def capability_form(leader: str | None, output: str | None, db: str | None) -> None:
    """A blank form as a workbook (.xlsx), with a drop-down for each rating; `psw import capabilities` reads it back.

    For one LEADER, their name, reference and the kind of round that is due stand in it.
    """
    from psw_tui.cli.lookup import leader_reference
    from psw_tui.exchange.capabilities import blank_form as form
    from psw_tui.store.system.settings import load_programmes

    if output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook is no text for a terminal: name a file with -o")
    if leader is None:
        programme, *_ = load_programmes(path_of(db)).by_id.values()
        data = form.capability_form(programme)
    else:
        with reading(db) as store:
            data = form.form_for(store, leader_reference(store, leader))
    give(data, output, "The form", path_of(db))


@click.command("profile", short_help="One leader's self-assessment, to send to them.")
@click.argument("leader")
@gives_file("Where to write it; else standard output. Markdown where it ends in .md.")
@click.option("--markdown", is_flag=True, help="Markdown instead of an HTML page.")
@takes_db
def profile_(leader: str, output: str | None, markdown: bool, db: str | None) -> None:
    """The profile of one LEADER in plain words: their rounds, what moved, their focus areas; nobody else's."""
    from psw_tui.cli.lookup import leader_reference
    from psw_tui.exchange.capabilities import profile

    as_markdown = markdown or (output is not None and output.lower().endswith(".md"))
    with reading(db) as store:
        found = profile.profile(store, leader_reference(store, leader))
    give(profile.encoded(found, as_markdown=as_markdown), output, "The profile", path_of(db))


COMMANDS = (case, calendar, coach_, capability_form, profile_)
