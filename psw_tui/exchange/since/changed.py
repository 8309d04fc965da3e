"""What changed in a span and what was decided, from the journal: each entry once, as a line or in a number."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.since.document import Fact, FactGroup, NumberTable, PageSection
from psw_tui.exchange.since.sources import to_leader
from psw_tui.policy.wording import count, moment, quoted, spoken
from psw_tui.store.core.span import Became
from psw_tui.store.core.store import OF_ERASURES, OF_MERGES, OF_THE_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psw_tui.exchange.since.sources import SpanSources
    from psw_tui.store.core.span import SpanEntry

#: So many entries of one kind a group tells line by line; the others are counted.
_SHOWN = 5
_DECIDED_IN = ("decision", "sign_off")
_OTHER = "other"
#: What an entry is about, by the first of these tables that it touched.
_KIND_OF_TABLE = {
    "cohort": "cohorts",
    "session": "sessions",
    "linked_days": "sessions",
    "leader": "leaders",
    "coach": "coaches",
    "request": "requests about data",
    "request_stop": "requests about data",
    "round": "self-assessments",
    "rating": "self-assessments",
    "certificate": "certificates",
    "salesforce_batch": "Salesforce",
    "salesforce_record": "Salesforce",
    "booking": "coaching",
    "introduction": "coaching",
    "leader_evaluation": "coaching",
    "coach_evaluation": "coaching",
    "welfare_passed": "coaching",
    "sign_off": "escalations",
    "escalation": "escalations",
    "plan_action": "escalations",
    "notice_outcome": "escalations",
    "access_item": "escalations",
    "communication": "messages",
    "draft": "messages",
    "mark": "marks",
    "report": "marks",
    "stay": "marks",
    "alias": "marks",
    "heading_map": "files",
    "decision": "concerns",
    "concern": "concerns",
}
_KIND_OF_ENTRY = {OF_ERASURES: "erasing", OF_MERGES: "merging", OF_THE_DAYS: "ended by the days"}
_KINDS = (*dict.fromkeys(_KIND_OF_TABLE.values()), *_KIND_OF_ENTRY.values(), _OTHER)
_SEVERAL = "Several leaders, or none"


def kind_of(entry: SpanEntry) -> str:
    """What an entry is about, in a word: every entry is of one kind."""
    return _kind(entry.kinds, frozenset({rows.table for rows in entry.touched}))


@lru_cache(maxsize=1024)
def _kind(kinds: frozenset[str], tables: frozenset[str]) -> str:
    if kinds in _KIND_OF_ENTRY:
        return _KIND_OF_ENTRY[kinds]
    return next((kind for table, kind in _KIND_OF_TABLE.items() if table in tables), _OTHER)


def is_decision(entry: SpanEntry) -> bool:
    """Whether something was decided: a concern or an escalation was taken up, moved or set aside, a sign-off given."""
    return entry.became is not Became.UNDONE and entry.made(*_DECIDED_IN)


def decided(sources: SpanSources) -> PageSection:
    """What was decided, and by whom."""
    entries = [entry for entry in sources.span.entries if is_decision(entry)]
    return PageSection(
        "decided",
        "Decided, and by whom",
        groups=tuple(_by_leader(sources, entries)),
        empty="Nothing was decided.",
    )


def changed(sources: SpanSources) -> PageSection:
    """What else changed: by kind in numbers, and by leader."""
    entries = [entry for entry in sources.span.entries if not is_decision(entry)]
    return PageSection(
        "changed",
        "Changed",
        groups=tuple(_by_leader(sources, entries)),
        tables=tuple(_by_kind(entries)),
        empty="Nothing else was recorded.",
    )


def _by_kind(entries: list[SpanEntry]) -> Iterator[NumberTable]:
    of_kind: dict[str, list[SpanEntry]] = defaultdict(list)
    for entry in entries:
        of_kind[kind_of(entry)].append(entry)
    rows = []
    for kind in (kind for kind in _KINDS if kind in of_kind):
        listed = of_kind[kind]
        people = set(chain.from_iterable(entry.leaders for entry in listed))
        newest = max(entry.at for entry in listed)
        rows.append((kind, f"{len(listed):,}", f"{len(people):,}", moment(newest)))
    if rows:
        yield NumberTable(("by kind", "entries", "leaders", "newest"), tuple(rows), numbers=(1, 2))


def _by_leader(sources: SpanSources, entries: Iterable[SpanEntry]) -> Iterator[FactGroup]:
    """The entries by whom they are about, whoever has the newest first; those about several, or nobody, last."""
    own: dict[str, list[SpanEntry]] = defaultdict(list)
    rest: list[SpanEntry] = []
    also: dict[str, int] = defaultdict(int)
    for entry in entries:
        whose = entry.leaders
        key = next(iter(whose)) if len(whose) == 1 else ""
        if key in sources.people:
            own[key].append(entry)
        else:
            rest.append(entry)
            for leader in whose:
                also[leader] += 1
    for key, listed in own.items():
        reference, name = sources.people[key]
        beside = f"and in {count(also[key], 'entry', 'entries')} about several leaders" if also[key] else ""
        lines = tuple(_lines(sources, listed))
        yield FactGroup(f"{name} ({reference})", lines, len(listed), beside, to_leader(reference))
    if rest:
        yield FactGroup(_SEVERAL, tuple(_lines(sources, rest)), len(rest))


def _lines(sources: SpanSources, entries: list[SpanEntry]) -> Iterator[Fact]:
    """The newest entries of each kind, each on a line; of the others how many there are, kind by kind."""
    shown: dict[str, int] = defaultdict(int)
    folded: dict[str, list[SpanEntry]] = defaultdict(list)
    kinds = [kind_of(entry) for entry in entries]
    total = Counter(kinds)
    for kind, entry in zip(kinds, entries, strict=True):
        if shown[kind] < _SHOWN or total[kind] == _SHOWN + 1:
            shown[kind] += 1
            yield Fact(moment(entry.at), _told(sources, entry), entries=(entry.id,))
        else:
            folded[kind].append(entry)
    for kind, listed in folded.items():
        users = ", ".join(sorted({entry.who for entry in listed}))
        words = f"{count(len(listed), 'earlier entry', 'earlier entries')} of {kind}, by {users}"
        keys = tuple(entry.id for entry in listed)
        yield Fact(f"since {moment(listed[-1].at)}", words, "dim", entries=keys)


def _told(sources: SpanSources, entry: SpanEntry) -> str:
    what = entry.what if entry.became is Became.DONE else f"{entry.became}: {entry.what}"
    if len(entry.leaders) > 1:
        what += f" ({count(entry.records, 'record')} of {count(len(entry.leaders), 'leader')})"
    if sources.asked.reasons:
        said = [quoted(words) for words in entry.words]
        said += [f"reason {spoken(reason)}" for reason in entry.reasons]
        what += f"; {'; '.join(said)}" if said else ""
    return f"{what}, by {entry.who}"
