"""The other JSON documents: cohorts, numbers, clauses, the journal, imports; plain values in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.policy.clauses import CLAUSES, LOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from psw_tui.exchange.tables.result import HowRead, ImportResult
    from psw_tui.policy.programme import Programmes
    from psw_tui.store.core.history import JournalEntry
    from psw_tui.store.roster.cohorts import CohortSummary
    from psw_tui.store.roster.told_changes import RowTold
    from psw_tui.store.safekeeping.backups import Made
    from psw_tui.store.safekeeping.listing import Backup

Document = dict[str, Any]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def cohorts(summaries: Iterable[CohortSummary]) -> Document:
    """`psw cohort list --json`."""
    return {
        "cohorts": [
            {
                "name": cohort.name,
                "year": cohort.year,
                "programme": cohort.programme,
                "starts": cohort.starts.isoformat(),
                "ends": cohort.ends.isoformat(),
                "closed_on": _iso(cohort.closed_on),
                "leaders": cohort.leaders,
                "sessions": cohort.sessions,
                "erased": cohort.erased,
            }
            for cohort in summaries
        ]
    }


def backup(found: Backup | Made) -> Document:
    """A backup of `psw backup --list --json`, or the one that was made; numbers are null where it can't be read."""
    name, contents = found.name, found.contents
    return {
        "path": str(found.path),
        "number": None if name is None else name.number,
        "made_at": None if name is None else name.at.isoformat(),
        "put_aside": name is not None and name.is_aside,
        "entries": None if contents is None else contents.entries,
        "leaders": None if contents is None else contents.leaders,
        "version": None if contents is None else contents.version,
        "size": None if contents is None else contents.size,
        "head_code": None if contents is None else contents.head,
        "problem": getattr(found, "problem", "") or None,
    }


def programme(programmes: Programmes) -> Document:
    """`psw programme --json`: every value in force, its source, and whether the file beside the database sets it."""
    return {
        "programmes": [
            {"id": programme.id, "title": programme.title, "hash": programme.hash}
            for programme in programmes.by_id.values()
        ],
        "settings": [
            {"key": setting.key, "value": setting.value, "source": setting.source, "overridden": setting.overridden}
            for setting in programmes.settings
        ],
    }


def clauses() -> Document:
    """`psw clauses --json`: every clause cited, and what our copy of the documents has lost."""
    return {
        "clauses": [{"id": clause.id, "title": clause.title, "restated": clause.restated} for clause in CLAUSES],
        "lost": [{"clause": text.clause, "lacks": text.lacks, "instead": text.instead} for text in LOST],
    }


def history(entries: Iterable[JournalEntry], changes: Mapping[str, Iterable[RowTold]], code: str) -> Document:
    """`psw history --json`: the journal, newest first, with every record that each entry touched; its head code.

    A value that is kept back (the category of a reason) is null, unless it was asked for.
    """
    return {
        "entries": [
            {
                "machine": entry.machine,
                "counter": entry.counter,
                "id": entry.id,
                "at": entry.at.isoformat(),
                "who": entry.who,
                "what": entry.what,
                "kinds": list(entry.kinds),
                "undoes": entry.undoes,
                "redoes": entry.redoes,
                "undone": entry.undone,
                "changes": [_changed_row(row) for row in changes.get(entry.id, ())],
            }
            for entry in entries
        ],
        "head_code": code,
    }


def _changed_row(row: RowTold) -> Document:
    done = "changed"
    if row.made or row.removed:
        done = "made" if row.made else "removed"
    return {
        "kind": row.table,
        "leader": row.leader,
        "name": row.name,
        "about": row.about,
        "done": done,
        "fields": [
            {
                "field": field.column,
                "called": field.called,
                "from": field.was,
                "to": field.now,
                "kept_back": field.kept_back,
            }
            for field in row.fields
        ],
    }


def imported(result: ImportResult, file: str, *, dry_run: bool) -> Document:
    """`psw import … --json`: what was done, or with --dry-run would be; with problems nothing was.

    `notes` is there where something is to be said of how it was read, `read_as` for a table: which heading is which
    column, which rows were left out, the first rows as they will stand, and who looks like somebody else.
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
            {"row": problem.row, "column": problem.column, "value": problem.value, "expected": problem.expected}
            for problem in result.problems
        ],
        "warnings": list(result.warnings),
        "gaps": [{"row": gap.row, "text": gap.text} for gap in result.gaps],
        **({"notes": list(result.notes)} if result.notes else {}),
        **({"read_as": _read_as(result.how)} if result.how else {}),
    }


def _read_as(how: HowRead) -> Document:
    return {
        "headings_row": how.row,
        "columns": [{"heading": heading, "column": column} for heading, column in how.columns],
        "unused": list(how.unused),
        "missing": list(how.missing),
        "left_out": list(how.left_out),
        "taken": list(how.taken),
        "cohorts": list(how.cohorts),
        "first_rows": [{"row": row.number, "values": row.values} for row in how.first_rows],
        "alike": list(how.alike),
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
