"""What is due for Salesforce, and what results said, as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from psw_tui.exchange.salesforce.results import ResultsRead
    from psw_tui.store.salesforce.outbox import LoadFile, Outbox


def outbox(due: Outbox, paths: Iterable[Path], *, dry_run: bool) -> dict[str, Any]:
    """What is due, file by file and row by row, what is kept back, and where it was written."""
    return {
        "dry_run": dry_run,
        "rows": due.rows,
        "pending": due.pending,
        "files": [_file(file) for file in due.files],
        "held_back": [
            {"leader": held.leader, "name": held.name, "about": held.about, "why": held.why} for held in due.held
        ],
        "written": [str(path) for path in paths],
    }


def _file(file: LoadFile) -> dict[str, Any]:
    return {
        "object": file.api_name,
        "operation": str(file.operation),
        "columns": list(file.columns),
        "rows": [
            {
                "leader": row.leader,
                "name": row.name,
                "about": row.about,
                "values": dict(zip(file.columns, row.cells, strict=True)),
                "refused_before": row.again,
            }
            for row in file.rows
        ],
    }


def results(read: ResultsRead, files: Sequence[str], *, dry_run: bool) -> dict[str, Any]:
    """What result files said, and what of it was recorded."""
    return {
        "files": list(files),
        "dry_run": dry_run,
        "loaded": read.loaded,
        "refused": [
            {
                "leader": refusal.whose.leader,
                "name": refusal.whose.name,
                "about": refusal.whose.about,
                "operation": str(refusal.operation),
                "reason": refusal.reason,
            }
            for refusal in read.refused
        ],
        "left": read.left,
        "read_before": list(read.before),
        "pending": read.pending,
        "problems": [
            {"row": problem.row, "column": problem.column, "value": problem.value, "expected": problem.expected}
            for problem in read.problems
        ],
    }
