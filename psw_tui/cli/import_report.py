"""`psw import zoom|teams|sign-in`: attendance reports, matched to a session's register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import click

from psw_tui.cli import report_documents
from psw_tui.cli.for_recording import importing
from psw_tui.cli.output import print_json
from psw_tui.exchange.files.cell_values import BadValue, to_date
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.clock_shift import told_minutes
from psw_tui.exchange.registers.report_words import FIELD_WORDS
from psw_tui.exchange.registers.told_headings import field_named
from psw_tui.exchange.registers.told_marks import MARK_WORDS, with_marks
from psw_tui.store.core.store import Refused

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.exchange.registers.review import Review
    from psw_tui.policy.terms import MarkValue


class Told(TypedDict):
    """What the call says of the files: who is who, whose mark gives way, their day, headings, clock, meeting, marks."""

    matches: tuple[str, ...]
    overwrite: tuple[str, ...]
    day: str | None
    columns: tuple[str, ...]
    shift: str | None
    meetings: tuple[str, ...]
    judged: tuple[str, ...]


def run(
    report: str,
    session: str,
    files: tuple[str, ...],
    told: Told,
    db: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Record who the reports saw, and print who is left."""
    day, columns, shift = _day(told["day"]), _columns(told["columns"]), _shift(told["shift"])
    judged = _judged(told["judged"])
    with importing(db, dry_run=dry_run) as store:
        matches = _matches(told["matches"])
        try:
            drafted = report_import.draft(
                store, session, files, report, day=day, columns=columns, meetings=told["meetings"]
            )
            decisions = report_import.decisions_from(drafted, matches, told["overwrite"])
            if shift is not None:
                decisions = replace(decisions, shifts={file.content_hash: shift for file in drafted.files})
            review = drafted.review(with_marks(drafted, decisions, judged))
        except UnreadableFile as error:
            if as_json:
                print_json(report_documents.refused(report, session, files, str(error), dry_run=dry_run))
            raise Refused(str(error)) from None
        try:
            change = report_import.take(store, review, dry_run=dry_run)
        except report_import.NobodyMatched as error:
            if as_json:
                print_json(report_documents.document(review, report, files, dry_run=dry_run, refusal=str(error)))
            else:
                _show(review, "Nothing was changed")
            raise
    if as_json:
        print_json(report_documents.document(review, report, files, dry_run=dry_run))
        return 0
    done = "nothing to change" if change is None else change.what
    _show(review, "Dry run, nothing was changed" if dry_run else done)
    return 0


def _show(review: Review, done: str) -> None:
    from psw_tui.cli import printing, report_page  # draws with Rich, which a script need not wait for

    printing.show(*report_page.page(review, done))


def _day(told: str | None) -> date | None:
    """The day that the call says the files are of; wrong usage where it says none."""
    try:
        return None if told is None else to_date(told)
    except BadValue as error:
        raise click.UsageError(f"“{told}” is not a day; expected {error.expected}.") from None


def _columns(told: tuple[str, ...]) -> dict[str, str]:
    """The field of each heading as the call says it; wrong usage where it says neither."""
    columns = {}
    for column in told:
        heading, equals, word = column.rpartition("=")
        if not equals or not heading.strip() or field_named(word) is None:
            raise click.UsageError(f"“{column}” is not a column; write HEADING=FIELD with one of {FIELD_WORDS}.")
        columns[heading.strip()] = word.strip()
    return columns


def _shift(words: str | None) -> int | None:
    """The minutes to add to the times of the files; wrong usage where the call says no time."""
    if words is None:
        return None
    minutes = told_minutes(words)
    if minutes is None:
        raise click.UsageError(f"“{words}” is not a shift; write +1h, -30m or +5h30m, or 0 where the times are right.")
    return minutes


def _matches(matches: tuple[str, ...]) -> list[tuple[str, str]]:
    """Who the call says is which leader; wrong usage where it says neither."""
    told = []
    for match in matches:
        said, equals, leader = match.rpartition("=")
        if not equals or not said.strip() or not leader.strip():
            raise click.UsageError(
                f"“{match}” is not a match; write NAME=LEADER, such as “Sam Jones=L014”, or “Amara & Ben=L001,L002” "
                "for two at one screen."
            )
        told += [(said.strip(), reference.strip()) for reference in leader.split(",") if reference.strip()]
    return told


def _judged(judged: tuple[str, ...]) -> list[tuple[str, MarkValue | None]]:
    """The mark that the call says for somebody in the file; wrong usage where it says none."""
    told = []
    for judgement in judged:
        said, equals, word = judgement.rpartition("=")
        if not equals or not said.strip() or word.strip().casefold() not in MARK_WORDS:
            raise click.UsageError(
                f"“{judgement}” is not a judgement; write NAME=present, NAME=part or NAME=leave, such as "
                "“Sam Jones=part”."
            )
        told.append((said.strip(), MARK_WORDS[word.strip().casefold()]))
    return told
