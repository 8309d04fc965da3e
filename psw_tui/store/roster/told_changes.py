"""What entries of the journal changed from what to what, in words: `Workshop 1: mark: present → absent`.

Only rows that stood before and after are told of: what was made or taken away is said by the entry itself.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from psw_tui.policy.wording import moment
from psw_tui.store.reads import stored_values
from psw_tui.store.reads.unreadable import kept_row
from psw_tui.store.roster import leaders
from psw_tui.store.roster.row_words import LABELS, RowNames, value_words
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

#: In the whole journal, an entry that touched more rows than this is told by its sentence alone.
_MOST_ROWS = 6
#: Of one entry no more lines than this.
_MOST_LINES = 4
_OF_ONE = """
    SELECT c.operation_id, o.what, c.table_name, c.leader_id, c."before", c."after"
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c."before" IS NOT NULL AND c."after" IS NOT NULL AND c.leader_id = ?
    ORDER BY c.operation_id, c.n
"""
_OF_ALL = """
    SELECT c.operation_id, o.what, c.table_name, c.leader_id, c."before", c."after"
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c."before" IS NOT NULL AND c."after" IS NOT NULL AND c.operation_id IN
        (SELECT operation_id FROM "change" GROUP BY operation_id HAVING COUNT(*) <= ?)
    ORDER BY c.operation_id, c.n
"""
#: What a case file leaves out, and the history of everything tells.
_ALSO = {
    "leader": {"reference": "reference", "email": "e-mail", "phone": "telephone", "manager_email": "manager's e-mail"},
    "session": {
        "title": "title",
        "starts_at": "start",
        "ends_at": "end",
        "kind": "kind",
        "compulsory": "compulsory",
        "place": "place",
        "state": "state",
    },
    "cohort": {"name": "name", "starts": "starts", "ends": "ends", "closed_on": "closed"},
    "coach": {"name": "name", "email": "e-mail"},
    "rating": {"rating": "rating", "focus": "focus"},
}
_LABELS = {table: LABELS.get(table, {}) | _ALSO.get(table, {}) for table in (*LABELS, *_ALSO)}
#: That it changed is told, and not to what: the category of a reason is shown only where it is asked for.
_KEPT_BACK = frozenset({"reason", "waived_reason"})

Values = dict[str, Any]


def told(store: Store, leader: str | None = None) -> dict[str, tuple[str, ...]]:
    """What each entry changed, by its id: of one leader's rows (by reference), or of every row where they are few."""
    with unreadable():
        if leader is None:
            changes = store.connection.execute(_OF_ALL, (_MOST_ROWS,)).fetchall()
        else:
            changes = store.connection.execute(_OF_ONE, (leaders.row_of(store, leader).id,)).fetchall()
    if not changes:
        return {}
    names = RowNames(store)
    people = {row.id: leaders.name_of(row) for row in leaders.every(store)}
    lines: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry, what, table, whose, before, after in changes:
        try:
            words = _in_words(table, kept_row(before), kept_row(after), names)
            about = _about(table, kept_row(before), names)
        except (Refused, ValueError, TypeError):  # what can't be read is told by `psw check`
            continue
        if about and about not in what:
            words = [f"{about}, {line}" for line in words]
        lines[entry] += [(people.get(whose, ""), line) for line in words]
    return {entry: _shown(own, name_people=leader is None) for entry, own in lines.items()}


def _shown(lines: list[tuple[str, str]], *, name_people: bool) -> tuple[str, ...]:
    """The lines of one entry, as many as are read; with whose they are where it was about several."""
    if name_people and len({name for name, _ in lines}) > 1:
        said = sorted(f"{name}: {line}" for name, line in lines)
    else:
        said = [line for _, line in lines]
    more = len(said) - _MOST_LINES
    return (*said[:_MOST_LINES], f"and {more} more") if more > 0 else tuple(said)


def _in_words(table: str, before: Values, after: Values, names: RowNames) -> list[str]:
    """Each column that changed: what it is called, and from what to what."""
    said = []
    for column, label in _LABELS.get(table, {}).items():
        if before.get(column) == after.get(column):
            continue
        if column in _KEPT_BACK:
            said.append(f"{label}: changed")
            continue
        was, now = (value_words(table, column, image.get(column), names) for image in (before, after))
        said.append(f"{label}: {was} → {now}")
    return said


def _about(table: str, row: Values, names: RowNames) -> str:
    """Which row of the leader it is; empty where there is but one."""
    if table == "mark":
        return names.of(row.get("session_id"))
    if table == "booking":
        start = stored_values.to_instant(row.get("starts_at"))
        return f"coaching {moment(start)}" if start else "coaching"
    if table == "rating":
        return str(row.get("sub_capability")).replace(".", " ")
    return ""
