"""The JSON documents of an attendance report that was taken, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.exchange.registers.review import LineOutcome

if TYPE_CHECKING:
    from psw_tui.exchange.registers.review import Review, ReviewLine


def document(
    review: Review, command: str, files: tuple[str, ...], *, dry_run: bool, refusal: str = ""
) -> dict[str, Any]:
    """The JSON document: what was written (or would be), and every line that was not; or why nothing was."""

    def lines(fate: LineOutcome) -> list[dict[str, Any]]:
        return [_line(line) for line in review.of(fate)]

    new = [line for line in review.of(LineOutcome.WRITE) if line.row and line.row.mark.value is None]
    return _head(command, review.session.reference, files, dry_run=dry_run) | {
        "read": sum(len(line.stays) for line in review.lines),
        "matched": review.matched,
        "created": len(new),
        "changed": len(review.of(LineOutcome.WRITE)) - len(new),
        "unchanged": len(review.of(LineOutcome.SAME)),
        "problems": [_problem(refusal)] if refusal else [],
        "warnings": [*review.notes, *review.options],
        "written": lines(LineOutcome.WRITE),
        "as_recorded": lines(LineOutcome.SAME),
        "marked_by_hand": lines(LineOutcome.BY_HAND),
        "to_confirm": [*lines(LineOutcome.CONFIRM), *lines(LineOutcome.JUDGE)],
        "left_as_told": lines(LineOutcome.LEFT),
        "outside_hours": lines(LineOutcome.OUTSIDE),
        "not_on_roster": lines(LineOutcome.UNKNOWN),
        "not_in_file": [line.leader for line in review.of(LineOutcome.NOT_IN_FILE)],
    }


def refused(command: str, session: str, files: tuple[str, ...], sentence: str, *, dry_run: bool) -> dict[str, Any]:
    """The same for a file that is no report of this session: one problem, of no row."""
    return _head(command, session, files, dry_run=dry_run) | {
        "read": 0,
        "matched": 0,
        "created": 0,
        "changed": 0,
        "unchanged": 0,
        "problems": [_problem(sentence)],
    }


def _problem(sentence: str) -> dict[str, Any]:
    return {"row": None, "column": "", "value": "", "expected": sentence}


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
