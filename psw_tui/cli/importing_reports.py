"""`psw import zoom|teams|sign-in`: attendance reports, matched to a session's register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from psw_tui.cli.options import importing, takes_db, takes_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from psw_tui.exchange.registers.review import Review, ReviewLine

#: The reports that are taken, with what their help says.
REPORTS = {
    "zoom": "Zoom's participant report of a workshop",
    "teams": "a Teams (or Meet) attendance report",
    "sign-in": "a sign-in form's answers, Microsoft or Google",
}


def _told(matches: tuple[str, ...]) -> list[tuple[str, str]]:
    """Who the call says is which leader; wrong usage where it says neither."""
    told = []
    for each in matches:
        said, equals, leader = each.rpartition("=")
        if not equals or not said.strip() or not leader.strip():
            raise click.UsageError(f"“{each}” is no match; write NAME=LEADER, such as “Sam Jones=L014”.")
        told.append((said.strip(), leader.strip()))
    return told


def _command(name: str, about: str) -> click.Command:
    summary = f"{about[0].upper()}{about[1:]}, matched to the register of SESSION."
    words = (
        f"{summary} Several files of one session are taken together. Only presence is recorded, or part with its "
        "minutes: nobody becomes absent from a file. Names that are not certain are listed and left unrecorded."
    )

    @click.command(name, short_help=summary, help=words)
    @click.argument("session")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
    @click.option(
        "--match",
        "matches",
        multiple=True,
        metavar="NAME=LEADER",
        help="Who somebody in the file is, and to be known by from now on.",
    )
    @click.option(
        "--overwrite", multiple=True, metavar="LEADER", help="A leader whose mark by hand gives way to the file."
    )
    @click.option("--dry-run", is_flag=True, help="Say all that would happen and change nothing.")
    @takes_json
    @takes_db
    def command(
        session: str,
        files: tuple[str, ...],
        matches: tuple[str, ...],
        overwrite: tuple[str, ...],
        db: str | None,
        *,
        dry_run: bool,
        as_json: bool,
    ) -> int:
        from psw_tui.cli.output import print_json, show
        from psw_tui.exchange.files.sheet import UnreadableFile
        from psw_tui.exchange.registers import report_import
        from psw_tui.store.core.store import Refused

        with importing(db, dry_run=dry_run) as store:
            told = _told(matches)
            try:
                found = report_import.draft(store, session, files, name)
                review = found.review(report_import.decisions_from(found, told, overwrite))
                change = report_import.take(store, review, dry_run=dry_run)
            except UnreadableFile as error:
                if as_json:
                    print_json(refused(name, session, files, str(error), dry_run=dry_run))
                raise Refused(str(error)) from None
        if as_json:
            print_json(document(review, name, files, dry_run=dry_run))
        else:
            done = "nothing to change" if change is None else change.what
            show(*page(review, "Dry run, nothing was changed" if dry_run else done))
        return 0

    return command


COMMANDS = [_command(name, about) for name, about in REPORTS.items()]


def document(review: Review, command: str, files: tuple[str, ...], *, dry_run: bool) -> dict[str, Any]:
    """The JSON document: what was written (or would be), and every line that was not."""
    from psw_tui.exchange.registers.review import LineOutcome

    def lines(fate: LineOutcome) -> list[dict[str, Any]]:
        return [_line(line) for line in review.of(fate)]

    new = [line for line in review.of(LineOutcome.WRITE) if line.row and line.row.mark.value is None]
    return _head(command, review.session.reference, files, dry_run=dry_run) | {
        "read": sum(len(line.stays) for line in review.lines),
        "matched": review.matched,
        "created": len(new),
        "changed": len(review.of(LineOutcome.WRITE)) - len(new),
        "unchanged": len(review.of(LineOutcome.SAME)),
        "problems": [],
        "warnings": list(review.notes),
        "written": lines(LineOutcome.WRITE),
        "as_recorded": lines(LineOutcome.SAME),
        "marked_by_hand": lines(LineOutcome.BY_HAND),
        "to_confirm": lines(LineOutcome.CONFIRM),
        "outside_hours": lines(LineOutcome.OUTSIDE),
        "not_on_roster": lines(LineOutcome.UNKNOWN),
        "not_in_file": [line.leader for line in review.of(LineOutcome.NOT_IN_FILE)],
    }


def refused(command: str, session: str, files: tuple[str, ...], sentence: str, *, dry_run: bool) -> dict[str, Any]:
    """The same for a file that is no report of this session: one problem, of no row."""
    problem = {"row": None, "column": "", "value": "", "expected": sentence}
    return _head(command, session, files, dry_run=dry_run) | {
        "read": 0,
        "matched": 0,
        "created": 0,
        "changed": 0,
        "unchanged": 0,
        "problems": [problem],
    }


def _head(command: str, session: str, files: tuple[str, ...], *, dry_run: bool) -> dict[str, Any]:
    return {"kind": command, "session": session, "files": list(files), "dry_run": dry_run}


def _line(line: ReviewLine) -> dict[str, Any]:
    before = None if line.row is None else line.row.mark.value
    return {
        "leader": line.leader or None,
        "shown": line.shown,
        "email": line.email,
        "matched_by": None if line.how is None else str(line.how),
        "suggested": list(line.suggested),
        "mark": None if line.value is None else str(line.value),
        "minutes": line.minutes,
        "before": None if before is None else str(before),
        "why": line.why,
    }


def page(review: Review, done: str) -> Iterator[RenderableType]:
    """The same for people: the sum, and the lines that need somebody's eye."""
    from psw_tui.cli import look
    from psw_tui.exchange.registers.review import LineOutcome
    from psw_tui.policy.wording import count, spoken

    yield look.heading(review.session.title, done)
    parts = [
        f"{len(review.of(fate))} {fate}" for fate in LineOutcome if review.of(fate) and fate is not LineOutcome.UNKNOWN
    ]
    yield look.sentence(f"{count(review.matched, 'leader')} in the file: {', '.join(parts)}")
    for note in review.notes:
        yield look.sentence(note, look.STYLES["warn"])
    for fate in (
        LineOutcome.CONFIRM,
        LineOutcome.BY_HAND,
        LineOutcome.OUTSIDE,
        LineOutcome.UNKNOWN,
        LineOutcome.NOT_IN_FILE,
    ):
        if found := review.of(fate):
            yield look.section(str(fate).capitalize())
            for line in found:
                yield look.sentence(_words(line))
    if parts_written := [
        line for line in review.of(LineOutcome.WRITE) if line.minutes is not None and line.value == "part"
    ]:
        yield look.section("Part, by the minutes")
        for line in parts_written:
            yield look.sentence(f"{line.leader} {line.shown}: {spoken(line.why)}")


def _words(line: ReviewLine) -> str:
    who = line.shown if not line.leader else f"{line.leader} {line.row.leader.name if line.row else line.shown}"
    address = f" <{line.email}>" if line.email else ""
    meant = f" - perhaps {' or '.join(line.suggested)}" if line.suggested else ""
    why = f": {line.why}" if line.why else ""
    return f"{who}{address}{meant}{why}"
