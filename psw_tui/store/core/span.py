"""What of the journal belongs to a span of days: each entry that stands, once, and earlier ones that were turned in it.

What came from another copy of the file belongs to the day on which it arrived here. What was done and undone is not
told, whatever day that was; what had stood before the span and was undone in it is, and so is the reverse.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from psw_tui.policy.calendar import from_london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ConcernKind
from psw_tui.store.core.known_order import is_merged, known_order
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredOperation
from psw_tui.store.reads.stored_values import INSTANT, to_instant
from psw_tui.store.reads.unreadable import ENTRY, kept_row
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from psw_tui.store.core.store import Store

_FROM = """
    WHERE at >= ? OR undoes IS NOT NULL OR redoes IS NOT NULL
       OR id IN (SELECT undoes FROM operation WHERE undoes IS NOT NULL)
    ORDER BY counter, machine
"""
_TOUCHED = """
    SELECT c.operation_id, c.table_name, c.leader_id, c."before" IS NULL, c."after" IS NULL, COUNT(*)
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE o.at >= ? GROUP BY 1, 2, 3, 4, 5
"""
#: Columns with somebody's own words, which a sentence of the journal may quote.
_OWN_WORDS = {
    "communication": ("summary",),
    "concern": ("words",),
    "decision": ("reason",),
    "escalation": ("snoozed_reason", "outcome"),
    "plan_action": ("dropped_because",),
    "request": ("extended_because", "line"),
    "sign_off": ("view",),
}
#: Those who say why somebody was away, where one of the few named reasons was chosen.
_REASONS = {"booking": ("waived_reason",), "mark": ("reason",)}
# Of the concerns only those in words of the BDO's own: there are very many of the others.
_IMAGES = f"""
    SELECT c.operation_id, c.table_name, c."before", c."after"
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE o.at >= ? AND c.table_name IN ({{}})
      AND (c.table_name <> 'concern' OR COALESCE(c."after", c."before") LIKE '%"{ConcernKind.MANUAL}"%')
    ORDER BY c.operation_id, c.n
"""  # noqa: S608 - no value of anybody's
#: Of a longer text so many letters are looked for: the journal cuts long sentences.
_KNOWN_BY = 60
#: A shorter text is found in too much that is none; it is taken off the end alone.
_SHORT = 4
_GONE = "…"


class Became(StrEnum):
    """What became of an entry in the span."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


class Touched(NamedTuple):
    """So many rows of a table that an entry made, changed or took away, all of one leader (by key) or of nobody."""

    table: str
    leader: str | None
    made: bool
    removed: bool
    rows: int


@frozen
class SpanEntry:
    """One entry as the span has it; of one that was turned in it, `at` and `who` are the turning's.

    `what` quotes nobody's own words: those are `words`. `reasons` are the categories of the reasons recorded with it.
    """

    id: str
    counter: int
    at: datetime
    who: str
    what: str
    kinds: frozenset[str]
    became: Became
    touched: tuple[Touched, ...]
    words: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def leaders(self) -> frozenset[str]:
        """Whose rows it touched, by key; of those alone with whom nothing but a concern came or went, only if none."""
        own = {rows.leader for rows in self.touched if rows.leader and rows.table != "concern"}
        return frozenset(own or {rows.leader for rows in self.touched if rows.leader})

    @property
    def records(self) -> int:
        """How many rows it touched."""
        return sum(rows.rows for rows in self.touched)

    def made(self, *tables: str) -> bool:
        """Whether it made a row of one of these tables."""
        return any(rows.table in tables and rows.made and not rows.removed for rows in self.touched)


@frozen
class Span:
    """The entries of a span, newest first, and how many of its entries were undone and so are left out."""

    entries: tuple[SpanEntry, ...]
    undone: int


class _Meant(NamedTuple):
    """An entry that belongs to the span, and the one whose rows, moment and user are told of it."""

    row: StoredOperation
    told: StoredOperation
    became: Became


def span_of(store: Store, first: date, last: date, *, reasons: bool = False) -> Span:
    """The journal of these days, both included; as many queries however long it is.

    With `reasons` their categories too. `Refused` when the file, or an entry, can't be read.
    """
    begin, end = (_begin_of(day) for day in (first, last + timedelta(days=1)))
    meant, undone = _meant(*_read(store, begin), begin, end)
    if not meant:
        return Span((), undone)
    earliest = min(entry.told.at for entry in meant)
    touched = _touched(store, earliest)
    said = _in_words(store, earliest, {**_OWN_WORDS, **(_REASONS if reasons else {})})
    found = [_entry(entry, touched[entry.told.id], said[entry.told.id]) for entry in meant]
    return Span(tuple(sorted(found, key=lambda entry: (entry.at, entry.counter, entry.id), reverse=True)), undone)


def _read(store: Store, begin: str) -> tuple[list[StoredOperation], dict[str, str]]:
    """The entries that a span can tell of, and since when each is known here.

    Of a journal that was never merged those are the entries from its begin on, and all that were ever turned.
    """
    with unreadable():
        if is_merged(store.connection):
            rows = facts.read(store.connection, StoredOperation, "ORDER BY counter, machine")
            return rows, {entry.entry: entry.since for entry in known_order(store.connection)}
    rows = facts.read(store.connection, StoredOperation, _FROM, (begin,))
    return rows, {row.id: row.at for row in rows}


def _begin_of(day: date) -> str:
    return from_london(datetime.combine(day, time())).strftime(INSTANT)


def _meant(rows: Iterable[StoredOperation], known: Mapping[str, str], begin: str, end: str) -> tuple[list[_Meant], int]:
    stood: dict[str, bool] = {}
    stands: dict[str, bool] = {}
    turned: dict[str, StoredOperation] = {}
    commands: list[StoredOperation] = []
    for row in rows:
        since = known[row.id]
        target = row.undoes or row.redoes
        if target is None:
            commands.append(row)
        stands[target or row.id] = row.undoes is None
        if since < begin:
            stood[target or row.id] = row.undoes is None
        elif target is not None and since < end:
            turned[target] = row
    meant: list[_Meant] = []
    undone = 0
    for row in commands:
        if begin <= known[row.id] < end:
            undone += not stands[row.id]
            if stands[row.id]:
                meant.append(_Meant(row, row, Became.DONE))
        elif known[row.id] < begin and row.id in turned and stood[row.id] != stands[row.id]:
            meant.append(_Meant(row, turned[row.id], Became.REDONE if stands[row.id] else Became.UNDONE))
    return meant, undone


def _touched(store: Store, earliest: str) -> dict[str, list[Touched]]:
    touched: dict[str, list[Touched]] = defaultdict(list)
    with unreadable():
        for entry, table, leader, made, removed, number in store.connection.execute(_TOUCHED, (earliest,)):
            touched[entry].append(Touched(table, leader, bool(made), bool(removed), number))
    return touched


def _in_words(store: Store, earliest: str, columns: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[str, str]]]:
    """What entries put on record in somebody's own words, and reasons, each with its table."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    query = _IMAGES.format(",".join("?" * len(columns)))
    with unreadable():
        for entry, table, before, after in store.connection.execute(query, (earliest, *columns)):
            said[entry] += [(table, words) for words in _of_image(columns[table], before, after)]
    return said


def _of_image(columns: Iterable[str], before: str | None, after: str | None) -> Iterator[str]:
    was, now = _image(before), _image(after)
    for column in columns:
        for words in (now.get(column), was.get(column) if now.get(column) != was.get(column) else None):
            if isinstance(words, str) and words:
                yield words


def _image(text: str | None) -> dict[str, Any]:
    """A row as the journal keeps it; nothing where that can't be read: `psw check` says so."""
    try:
        return {} if text is None else kept_row(text)
    except Refused:
        return {}


def _entry(meant: _Meant, touched: Iterable[Touched], said: Iterable[tuple[str, str]]) -> SpanEntry:
    row, told, became = meant
    try:
        at = to_instant(told.at)
    except (ValueError, TypeError):
        at = None
    if at is None:
        raise Refused(ENTRY)
    said = list(said)
    words = tuple(dict.fromkeys(own for table, own in said if table not in _REASONS)) if said else ()
    return SpanEntry(
        id=row.id,
        counter=told.counter,
        at=at,
        who=told.who,
        what=without(row.what, words) if words else row.what,
        kinds=_kinds(row.kinds),
        became=became,
        touched=tuple(touched),
        words=words,
        reasons=tuple(dict.fromkeys(own for table, own in said if table in _REASONS)) if said else (),
    )


@lru_cache(maxsize=256)
def _kinds(stored: str) -> frozenset[str]:
    return frozenset(stored.split(","))


def without(sentence: str, words: Iterable[str]) -> str:
    """A sentence of the journal without what it quotes of these: `Dismissed below minimum, of Farah Ahmed`."""
    for own in sorted(words, key=len, reverse=True):
        begun = own[:_KNOWN_BY]
        if len(own) >= _SHORT and begun in sentence:
            before, _, after = sentence.partition(begun)
            if len(own) > _KNOWN_BY:
                rest = after.removeprefix(own[_KNOWN_BY:])
                # Where the sentence was cut in the middle of it, nothing of it is left behind either.
                after = "" if rest == after else rest
            sentence = f"{before}{_GONE}{after}"
        elif sentence.endswith(f" {own}"):
            sentence = f"{sentence.removesuffix(own)}{_GONE}"
    tidied = sentence.replace(f"“{_GONE}”", _GONE)
    return tidied.removesuffix(_GONE).rstrip(" :,") if tidied.endswith((f": {_GONE}", f", {_GONE}")) else tidied
