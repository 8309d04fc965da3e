"""The other JSON documents: cohorts, numbers, clauses, the journal, imports; plain values in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.policy.clauses import CLAUSES, LOST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.policy.programme import Programmes
    from psw_tui.store.core.undo import JournalEntry
    from psw_tui.store.roster.cohorts import CohortSummary

Document = dict[str, Any]


def cohorts(found: Iterable[CohortSummary]) -> Document:
    """`psw cohort list --json`."""
    return {
        "cohorts": [
            {
                "name": each.name,
                "year": each.year,
                "programme": each.programme,
                "starts": each.starts.isoformat(),
                "ends": each.ends.isoformat(),
                "closed_on": None if each.closed_on is None else each.closed_on.isoformat(),
                "leaders": each.leaders,
                "sessions": each.sessions,
            }
            for each in found
        ]
    }


def programme(found: Programmes) -> Document:
    """`psw programme --json`: every value in force, its source, and whether the file beside the database sets it."""
    return {
        "programmes": [{"id": each.id, "title": each.title, "hash": each.hash} for each in found.by_id.values()],
        "settings": [
            {"key": each.key, "value": each.value, "source": each.source, "overridden": each.overridden}
            for each in found.settings
        ],
    }


def clauses() -> Document:
    """`psw clauses --json`: every clause cited, and what our copy of the documents has lost."""
    return {
        "clauses": [{"id": each.id, "title": each.title, "restated": each.restated} for each in CLAUSES],
        "lost": [{"clause": each.clause, "lacks": each.lacks, "instead": each.instead} for each in LOST],
    }


def history(entries: Iterable[JournalEntry]) -> Document:
    """`psw history --json`: the journal, newest first."""
    return {
        "entries": [
            {
                "seq": each.seq,
                "id": each.id,
                "at": each.at.isoformat(),
                "who": each.who,
                "what": each.what,
                "kinds": list(each.kinds),
                "undoes": each.undoes,
                "redoes": each.redoes,
                "undone": each.undone,
            }
            for each in entries
        ]
    }


def imported(result: ImportResult, file: str, *, dry_run: bool) -> Document:
    """`psw import … --json`: what was done, or with --dry-run would be; with problems nothing was.

    `notes` is there for a form only: what it was read as.
    """
    return {
        "kind": str(result.kind),
        "file": file,
        "dry_run": dry_run,
        "read": result.read,
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "problems": [
            {"row": each.row, "column": each.column, "value": each.value, "expected": each.expected}
            for each in result.problems
        ],
        "warnings": list(result.warnings),
        "gaps": [{"row": each.row, "text": each.text} for each in result.gaps],
        **({"notes": list(result.notes)} if result.notes else {}),
    }


def unreadable(kind: str, file: str, sentence: str, *, dry_run: bool) -> Document:
    """The same for a file that is no table: one problem, of no row."""
    return {
        "kind": kind,
        "file": file,
        "dry_run": dry_run,
        "read": 0,
        "created": 0,
        "changed": 0,
        "unchanged": 0,
        "problems": [{"row": None, "column": "", "value": "", "expected": sentence}],
        "warnings": [],
        "gaps": [],
    }
