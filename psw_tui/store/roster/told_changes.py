"""What entries of the journal changed from what to what, in words: `Workshop 1: mark: present → absent`."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy import ladder
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count, moment
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads import stored_values
from psw_tui.store.reads.unreadable import kept_row
from psw_tui.store.roster import leaders
from psw_tui.store.roster.journal_labels import BESIDE, CALLED, KEPT_BACK, OWN_WORDS
from psw_tui.store.roster.row_words import NOTHING, RowNames, value_words
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store

#: In the whole journal, an entry that touched more rows than this is told by its sentence and their number.
_MOST_ROWS = 6
#: Of one entry no more lines than this.
_MOST_LINES = 4
#: And of one value no more characters.
_LONGEST = 100
_A_NUMBER = 2
_CHANGES = """
    SELECT operation_id, table_name, leader_id, "before", "after"
    FROM "change" WHERE ("before" IS NOT NULL OR "after" IS NOT NULL)
"""
_IN_ORDER = " ORDER BY operation_id, n"
_OF_ONE = _CHANGES + "AND leader_id = ?" + _IN_ORDER
_OF_ALL = _CHANGES + _IN_ORDER
_FEW = 'AND operation_id IN (SELECT operation_id FROM "change" GROUP BY operation_id HAVING COUNT(*) <= ?)'
_OF_FEW = _CHANGES + _FEW + _IN_ORDER
_COUNTED = """SELECT operation_id, COUNT(*), COUNT(DISTINCT leader_id) FROM "change"
    GROUP BY operation_id HAVING COUNT(*) > ?"""
_SENTENCES = "SELECT id, what FROM operation"
_GONE = """SELECT row_id, "before" FROM "change" WHERE table_name IN ('coach', 'session', 'cohort') AND "after" IS NULL
    AND "before" IS NOT NULL"""
_DAYS = frozenset({"day", "until"})

Values = dict[str, Any]


@frozen
class FieldChange:
    """One value: its column and what that is called, what stood there and what stands, in words; None for nothing.

    With `kept_back` neither is told.
    """

    column: str
    called: str
    was: str | None
    now: str | None
    kept_back: bool = False


@frozen
class RowTold:
    """One row that an entry touched: whose it is (reference and name, if anybody's), which, and what changed in it."""

    table: str
    leader: str
    name: str
    about: str
    made: bool
    removed: bool
    fields: tuple[FieldChange, ...]


def told(
    store: Store,
    leader: str | None = None,
    *,
    most: int | None = _MOST_LINES,
    full: bool = False,
    reasons: bool = False,
) -> dict[str, tuple[str, ...]]:
    """What each entry changed, by its id: of one leader's rows (by reference), or of every row where they are few.

    Of each entry at most so many lines (None: all). With `full` every row and value, however many and however long;
    with `reasons` the category of a reason too.
    """
    query, values = (_OF_ALL, ()) if full else (_OF_FEW, (_MOST_ROWS,))
    rows = _rows(store, leader, query, values, reasons=reasons)
    if not rows and leader is not None:
        return {}
    with unreadable():
        sentences = dict(store.connection.execute(_SENTENCES).fetchall())
    most = None if full else most
    lines = {
        entry: _shortened(_lines(own, sentences.get(entry, ""), one=leader is not None, full=full), most)
        for entry, own in rows
    }
    if leader is None and not full:
        lines |= _counted(store)
    return {entry: said for entry, said in lines.items() if said}


def details(store: Store, leader: str | None = None, *, reasons: bool = False) -> dict[str, tuple[RowTold, ...]]:
    """Every row that each entry touched, by the entry's id; with a leader's reference, of that leader's alone."""
    return {entry: tuple(own) for entry, own in _rows(store, leader, _OF_ALL, (), reasons=reasons)}


def _rows(
    store: Store, leader: str | None, query: str, values: tuple[Any, ...], *, reasons: bool
) -> list[tuple[str, list[RowTold]]]:
    """The rows that entries touched, entry by entry; what can't be read is told by `psw check`."""
    own = None if leader is None else leaders.row_of(store, leader)
    if own is not None:
        query, values = _OF_ONE, (own.id,)
    with unreadable():
        changes = store.connection.execute(query, values).fetchall()
    if not changes:
        return []
    names = _NamesEvenGone(store)
    listed = leaders.every(store) if own is None else [own]
    people = {row.id: (row.reference, leaders.name_of(row)) for row in listed}
    found: dict[str, list[RowTold]] = defaultdict(list)
    for entry, table, whose, before, after in changes:
        try:
            row = _row(table, _image(before), _image(after), names, reasons=reasons)
        except (Refused, ValueError, TypeError):
            continue
        reference, name = people.get(whose, ("", ""))
        found[entry].append(replace(row, leader=reference, name=name))
    return list(found.items())


def _image(text: str | None) -> Values | None:
    return None if text is None else kept_row(text)


class _NamesEvenGone(RowNames):
    """The names behind keys, those of rows that are no longer there among them."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._store = store
        self._knows_gone = False

    def of(self, key: str | None) -> str:
        """The name of a row by its key; the whole journal is looked through for those gone when one is asked for."""
        if key is not None and key not in self.by_id and not self._knows_gone:
            self._look_for_gone()
        return super().of(key)

    def _look_for_gone(self) -> None:
        self._knows_gone = True
        with unreadable():
            gone = self._store.connection.execute(_GONE).fetchall()
        for key, before in gone:
            try:
                row = kept_row(before)
            except Refused:
                continue
            self.by_id.setdefault(key, str(row.get("name") or row.get("title") or ""))


def _row(table: str, was: Values | None, now: Values | None, names: RowNames, *, reasons: bool) -> RowTold:
    before, after = was or {}, now or {}
    fields: list[FieldChange] = []
    for column, called in CALLED.get(table, {}).items():
        if _nothing_as_none(before.get(column)) == _nothing_as_none(after.get(column)):
            continue
        if (table, column) in KEPT_BACK and not reasons:
            fields.append(FieldChange(column, called, None, None, kept_back=True))
            continue
        old, new = (value_in_words(table, column, image.get(column), names) for image in (before, after))
        fields.append(FieldChange(column, called, old, new))
    return RowTold(table, "", "", _about(table, after or before, names), was is None, now is None, tuple(fields))


def _nothing_as_none(value: Any) -> Any:
    return None if value == "" or value is False else value


def value_in_words(table: str, column: str, value: Any, names: RowNames) -> str | None:
    """One value in words; None for nothing."""
    if value is None or value == "":
        return None
    if column == "at":
        instant = datetime.fromisoformat(value)
        return moment(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    if column in _DAYS:
        return day_words(date.fromisoformat(value))
    if (table, column) == ("heading_map", "columns"):
        return ", ".join(f"{heading} = {field}" for heading, field in json.loads(value).items())
    if (table, column) == ("access_item", "element"):
        return ladder.ELEMENT_NAMES[value]
    if (table, column) == ("sign_off", "role"):
        return ladder.ROLE_NAMES[value]
    if (table, column) in OWN_WORDS:
        return str(value)
    return value_words(table, column, value, names)


def _about(table: str, row: Values, names: RowNames) -> str:
    """Which row of the leader's, or of the cohort's, it is; empty where there is but one."""
    if table in ("mark", "report"):
        return names.of(row.get("session_id"))
    if table == "certificate":
        return f"certificate {row.get('number')}"
    if table == "booking":
        start = stored_values.to_instant(row.get("starts_at"))
        return f"coaching {moment(start)}" if start else "coaching"
    if table == "rating":
        return str(row.get("sub_capability")).replace(".", " ")
    if table == "access_item":
        return f"access to {ladder.ELEMENT_NAMES[row['element']]}"
    if table == "session":
        return str(row.get("title") or "")
    return {"coach": "coach", "plan_action": "action", "sign_off": "sign-off", "linked_days": "two days"}.get(table, "")


# -- as lines of a page ----------------------------------------------------------------------------


def _lines(rows: Iterable[RowTold], sentence: str, *, one: bool, full: bool) -> list[str]:
    """The lines of one entry, with whose they are where it was about several."""
    rows = [row for row in rows if full or row.table not in BESIDE]
    several = not one and len({row.name for row in rows if row.name}) > 1
    said: list[str] = []
    for row in rows:
        before = [row.name] if several and row.name else []
        if row.about and row.about not in sentence:
            before.append(row.about)
        said += [": ".join([*before, line]) for line in _in_words(row, f"{sentence} {row.about}", full=full)]
    return sorted(said) if several else said


def _shortened(lines: list[str], most: int | None) -> tuple[str, ...]:
    if most is None or len(lines) <= most:
        return tuple(lines)
    return (*lines[:most], f"and {len(lines) - most} more (--full)")


def _in_words(row: RowTold, said: str, *, full: bool) -> list[str]:
    """What changed in a row: a line for each value, or one for a row that was made or taken away.

    Of the latter what is `said` already is left out, and when it was recorded, which is when the entry was made.
    """
    longest = None if full else _LONGEST
    if not (row.made or row.removed):
        return [f"{field.called}: {_from_to(field, longest)}" for field in row.fields]
    values = []
    for field in row.fields:
        value = field.now if row.made else field.was
        if field.kept_back:
            values.append(f"{field.called} changed")
        elif full or not (field.column == "at" or _is_said(value, said)):
            values.append(f"{field.called} {_on_a_line(value, longest)}")
    done = "recorded" if row.made else "taken off the record"
    return [f"{done}: {', '.join(values)}"] if values else []


def _from_to(field: FieldChange, longest: int | None) -> str:
    if field.kept_back:
        return "changed"
    return f"{_on_a_line(field.was, longest)} → {_on_a_line(field.now, longest)}"


def _is_said(value: str | None, sentence: str) -> bool:
    """Whether that stands there already; of a number that can't be told."""
    return value is not None and len(value) > _A_NUMBER and value in sentence


def _on_a_line(value: str | None, longest: int | None) -> str:
    """A value on one line, cut where it is long; `–` for none."""
    words = NOTHING if value is None else " ".join(value.split())
    return words if longest is None or len(words) <= longest else f"{words[: longest - 1]}…"


def _counted(store: Store) -> dict[str, tuple[str, ...]]:
    """Of entries that touched many rows how many, and of how many leaders."""
    with unreadable():
        rows = store.connection.execute(_COUNTED, (_MOST_ROWS,)).fetchall()
    return {
        entry: (f"{count(number, 'record')} of {count(people, 'leader')}: --full lists them",)
        for entry, number, people in rows
    }
