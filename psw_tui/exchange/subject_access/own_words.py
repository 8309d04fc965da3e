"""The values of a leader's rows in words, and the names behind the keys that they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.subject_access.held import HELD
from psw_tui.policy.requests import KIND_NAMES
from psw_tui.policy.terms import RequestKind
from psw_tui.policy.wording import REQUIREMENT_NAMES, moment, quoted, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads.stored_values import to_date, to_instant
from psw_tui.store.registers import sessions
from psw_tui.store.roster.held import own_rows
from psw_tui.store.roster.row_words import NOTHING, RowNames
from psw_tui.store.roster.told_changes import value_in_words
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store

#: Columns that hold yes or no, which the file keeps as a number.
_YES_OR_NO = frozenset(
    {
        ("mark", "catch_up_log"),
        ("booking", "waived"),
        ("introduction", "came"),
        ("rating", "focus"),
        ("communication", "reached"),
    }
)
Values = dict[str, Any]


class OwnNames(RowNames):
    """What rows are called that a leader's rows name by their keys, or sessions by their references.

    `order` is where such a row, a session or a sub-capability stands among the others, by what a row names it by.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.by_reference: dict[str, str] = {}
        self.order: dict[str, int] = {}
        for place, (id_, (_, session)) in enumerate(sessions.by_id(store).items()):
            called = f"{session.title}, {day_words(session.starts_on)}"
            self.by_id[id_] = self.by_reference[session.reference] = called
            self.order[id_] = place
        self.order |= {sub: place for place, sub in enumerate(framework().subs)}


#: What the rows are called that other rows of the leader belong to, from which of their columns: first their day.
_CALLED: dict[str, tuple[tuple[str, ...], Callable[[Values], str]]] = {
    "escalation": (("opened_on",), lambda row: f"the one opened {_day(row['opened_on'])}"),
    "round": (("round_on", "kind"), lambda row: f"{spoken(row['kind'])} of {_day(row['round_on'])}"),
    "report": (("at", "file_name"), lambda row: f"{quoted(row['file_name'])}, {_moment(row['at'])}"),
    "communication": (("on", "channel"), lambda row: f"{spoken(row['channel'])} of {_day(row['on'])}"),
    "request": (
        ("received_on", "kind"),
        lambda row: f"{KIND_NAMES[RequestKind(row['kind'])]}, received {_day(row['received_on'])}",
    ),
}


def own_names(store: Store, key: str) -> OwnNames:
    """The names for the rows of one leader (by key)."""
    names = OwnNames(store)
    for table, (columns, name_of) in _CALLED.items():
        rows = own_rows(store, key, table, (*columns, "id"))
        for place, row in enumerate(sorted(rows, key=lambda row: tuple(row.values()))):
            names.by_id[row["id"]] = name_of(row)
            names.order[row["id"]] = place
    return names


def _day(text: str) -> str:
    day = to_date(text)
    assert day is not None
    return day_words(day)


def _moment(text: str) -> str:
    instant = to_instant(text)
    assert instant is not None
    return moment(instant)


def in_words(table: str, column: str, value: Any, names: OwnNames) -> str:
    """One value as the file has it, in words; `–` for nothing."""
    if value is None or value == "":
        return NOTHING
    if (table, column) in _YES_OR_NO:
        return "yes" if value else "no"
    if column == "sub_capability":
        found = framework().subs.get(value)
        return value if found is None else found.name
    if column == "numbers":
        return _rests_on(value)
    if column == "verdicts":
        return _seen(value)
    if column == "concern_key":
        kind, _, rest = str(value).partition(":")
        about = names.by_reference.get(rest.rpartition(":")[0], rest.rpartition(":")[0])
        return ", ".join(part for part in (spoken(kind), about) if part)
    if column == "about":
        return names.by_reference.get(value, str(value))
    if table == "cohort" and column == "programme":
        return str(value)
    return value_in_words(table, column, value, names) or NOTHING


def _rests_on(text: str) -> str:
    """The numbers of a certificate: of each requirement what was credited, and of that what was caught up."""
    said = []
    for requirement, kept in json.loads(text).items():
        caught = f", {kept['caught_up']} of them caught up" if kept.get("caught_up") else ""
        name = REQUIREMENT_NAMES.get(requirement, requirement)
        said.append(f"{name} {kept.get('credit')} of {kept.get('minimum')} needed{caught}")
    return "; ".join(said) or NOTHING


def _seen(text: str) -> str:
    """What a decision saw: each standing in a word, and the sentences that were kept with it."""
    seen = json.loads(text)
    said = [
        f"{REQUIREMENT_NAMES.get(requirement, requirement)} {spoken(str(kept.get('standing', '')))}"
        for requirement, kept in seen.get("standings", {}).items()
    ]
    why = seen.get("why", {})
    said += [str(sentence) for sentence in why.values()]
    said += [spoken(key.partition(":")[0]) for key in seen.get("concerns", ()) if key not in why]
    said += [str(trigger) for trigger in seen.get("triggers") or ()]
    return "; ".join(said) or NOTHING


def rows_in_order(store: Store, key: str, table: str, names: OwnNames) -> list[Values]:
    """The leader's rows of a table, by their columns; sessions and sub-capabilities as they follow each other."""
    columns = HELD[table].columns
    rows = own_rows(store, key, table, columns)

    def order(row: Values) -> list[tuple[int, str]]:
        return [(names.order.get(row[column], 0), str(row[column] or "")) for column in columns]

    return sorted(rows, key=order)
