"""The copy of all that is held about one leader (UK GDPR 15): built once, struck out, then a page and JSON.

copy = subject_access(store, "L001")       # frozen values
encoded(copy)                              # one HTML file that needs nothing else; with json_document its JSON
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui import __version__
from psw_tui.exchange.escalations.case_file.document import as_json
from psw_tui.exchange.escalations.case_file.redacting import redactor_for
from psw_tui.exchange.files.json_file import json_file
from psw_tui.exchange.files.names import dated_name
from psw_tui.exchange.subject_access import around
from psw_tui.exchange.subject_access.document import CopyHead, CopyPart, HistoryLine, Said, SubjectAccess
from psw_tui.exchange.subject_access.held import HELD, JOURNAL, NOT_ABOUT_A_LEADER
from psw_tui.exchange.subject_access.officials import in_official_role
from psw_tui.exchange.subject_access.own_words import OwnNames, in_words, own_names, rows_in_order
from psw_tui.policy.wording import upper_first
from psw_tui.store.core import history
from psw_tui.store.core.chain import head_code
from psw_tui.store.core.store import user
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import told_changes
from psw_tui.store.roster.held import key_of
from psw_tui.store.roster.journal_labels import CALLED
from psw_tui.store.roster.row_words import NOTHING
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_TEMPLATE = "subject_access.html"
#: What is said at the top of who is named and who is not.
_WHO_IS_STRUCK_OUT = (
    "Struck out are the names of other leaders and of everybody else who is no part of your record in an official "
    "role, and every e-mail address and telephone number but your own: a bar stands there, with the role."
)
_WHO_IS_NAMED = (
    "Named are those who acted in their official role: your coach, your line manager, whoever agreed to something or "
    "was consulted on it, heard an appeal, has an action to do, or recorded or decided something about you. That is "
    "how the Information Commissioner's guidance on information about other people weighs it (Data Protection Act "
    "2018, schedule 2, paragraph 16)."
)
_WHAT_OTHERS_SAID = (
    "What others said about you is about you, and is here; where it names somebody else, the name is struck out."
)
STRUCK_OUT = (_WHO_IS_STRUCK_OUT, _WHO_IS_NAMED, _WHAT_OTHERS_SAID)


def subject_access(
    store: Store, leader: str, *, as_of: date | None = None, redact_also: Iterable[str] = ()
) -> SubjectAccess:
    """The copy of what is held about a leader (by reference), as it is recorded now; the rules judged on a day (today).

    Third parties are struck out, names in `redact_also` too. `Refused` when there is no such leader.
    """
    day = as_of or store.today
    with store.reading():
        key = key_of(store, leader)
        verdict = next(iter(judge_all(store, day, leaders=[leader])), None)
        if verdict is None:
            raise no_leader(store.damage, leader)
        redactor = redactor_for(store, leader, redact_also, staying=in_official_role(store, leader, key))
        return _assembled(store, verdict, key, day, redactor.strike)


def _assembled(store: Store, verdict: Verdict, key: str, day: date, strike: Callable[[str], str]) -> SubjectAccess:
    names = own_names(store, key)
    parts = {table: _part(store, key, table, names, strike) for table in HELD}
    told = _history(store, verdict.reference, strike)
    clauses = around.clauses(verdict)
    return SubjectAccess(
        head=CopyHead(
            reference=verdict.reference,
            name=verdict.name,
            cohort=verdict.record.cohort.name,
            as_of=day,
            made_at=clock.now(),
            made_by=user(),
            version=__version__,
            code=head_code(store.connection),
            struck_out=STRUCK_OUT,
        ),
        about=around.about(store),
        parts=tuple(part for part in parts.values() if part.rows),
        nothing_of=tuple(part.title for part in parts.values() if not part.rows),
        rules=tuple(Said(said.label, strike(said.value)) for said in around.rules(store, verdict)),
        clauses=clauses,
        sources=tuple(map(strike, around.sources(store, verdict.reference, key))),
        recipients=tuple(map(strike, around.recipients(store, key, names))),
        retention=around.retention(verdict),
        history=told,
        left_out=_left_out(),
    )


def _part(store: Store, key: str, table: str, names: OwnNames, strike: Callable[[str], str]) -> CopyPart:
    """The rows of a table in words, without the columns in which nothing stands."""
    held = HELD[table]
    labels = {column: upper_first(held.called.get(column) or CALLED[table][column]) for column in held.columns}
    rows = [
        {column: strike(in_words(table, column, row[column], names)) for column in held.columns}
        for row in rows_in_order(store, key, table, names)
    ]
    shown = [column for column in held.columns if any(row[column] != NOTHING for row in rows)]
    return CopyPart(
        title=held.title,
        about=held.about,
        columns=tuple(labels[column] for column in shown),
        rows=tuple(tuple(row[column] for column in shown) for row in rows),
        empty=tuple(labels[column] for column in held.columns if column not in shown),
    )


def _history(store: Store, leader: str, strike: Callable[[str], str]) -> tuple[HistoryLine, ...]:
    """Every entry of the journal that touched what is held of the leader, oldest first, with each value it changed."""
    changed = told_changes.told(store, leader, full=True, reasons=True)
    return tuple(
        HistoryLine(
            entry.at,
            strike(entry.who),
            strike(entry.what),
            entry.undone,
            tuple(map(strike, changed.get(entry.id, ()))),
        )
        for entry in reversed(history.entries(store, leader))
    )


def _left_out() -> tuple[Said, ...]:
    """What of the file is not in the copy, with why and of which parts; then what is about nobody in particular."""
    parts_of: dict[tuple[str, str], list[str]] = {}
    for held in (*HELD.values(), *JOURNAL.values()):
        for column, why in held.left_out.items():
            parts_of.setdefault((column, why), []).append(held.title)
    said = [Said(column, f"{upper_first(why)}. Of: {'; '.join(parts)}.") for (column, why), parts in parts_of.items()]
    return (*said, *(Said(table, f"{upper_first(what)}.") for table, what in NOT_ABOUT_A_LEADER.items()))


def page(copy: SubjectAccess) -> bytes:
    """The copy as one HTML page: no script, nothing fetched, made to be read by anybody and printed on A4."""
    from psw_tui.exchange.pages.page import render  # the same copy as JSON needs no template

    return render(_TEMPLATE, copy=copy, head=copy.head)


def encoded(copy: SubjectAccess, *, json_document: bool = False) -> bytes:
    """The copy as the bytes of a file: the page, or the JSON document."""
    if not json_document:
        return page(copy)
    return json_file(as_json(copy))


def file_name(copy: SubjectAccess) -> str:
    """What the page is called: `subject-access-L001-2027-02-01.html`."""
    return dated_name("subject-access", copy.head.reference, copy.head.as_of, "html")


def files(copy: SubjectAccess) -> list[tuple[str, bytes]]:
    """The page and its JSON, each with the name of its file."""
    name = file_name(copy)
    return [(name, encoded(copy)), (f"{name.removesuffix('.html')}.json", encoded(copy, json_document=True))]
