"""The copy of all that is held about one leader as plain frozen values: what the page shows and the JSON holds."""

from __future__ import annotations

from datetime import date, datetime

from psw_tui.policy.frozen import frozen


@frozen
class Said:
    """Something with a name, in words."""

    label: str
    value: str


@frozen
class CopyHead:
    """Whose copy it is and how it was made; `code` is the journal's head code, by which a later change would show."""

    reference: str
    name: str
    cohort: str
    as_of: date
    made_at: datetime
    made_by: str
    version: str
    code: str
    struck_out: tuple[str, ...]


@frozen
class CopyPart:
    """One kind of record: its rows, each with a value under each column; `empty` are those in which nothing stands."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: tuple[str, ...]


@frozen
class HistoryLine:
    """One entry of the journal about the leader: when, by whom, what, and what it changed from what to what."""

    at: datetime
    who: str
    what: str
    undone: bool
    changes: tuple[str, ...]


@frozen
class SubjectAccess:
    """The whole copy in the order in which it is read; `left_out` says what of the file is not in it, and why."""

    head: CopyHead
    about: tuple[Said, ...]
    parts: tuple[CopyPart, ...]
    nothing_of: tuple[str, ...]
    rules: tuple[Said, ...]
    clauses: tuple[Said, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    retention: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    left_out: tuple[Said, ...]
