"""Reading back what a loader made of the rows that were written: ids are kept, what was refused is due again.

All files or none. A row is known by its external id, or its Salesforce id, letter for letter, and held against what
was sent: what does not fit is refused, and then nothing is recorded.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.reading import read_once
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.salesforce.result_files import PURPOSE, read_result
from psw_tui.exchange.tables.result import ImportResult, Problem
from psw_tui.policy.frozen import frozen
from psw_tui.policy.salesforce import ID
from psw_tui.policy.salesforce_ids import full_id
from psw_tui.policy.terms import SalesforceOperation, SalesforceState
from psw_tui.policy.wording import count, quoted
from psw_tui.store import commands
from psw_tui.store.core.unchanged import ChangedMeanwhile, version
from psw_tui.store.salesforce.batches import batches, whose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.exchange.files.reading import FileBytes, Source
    from psw_tui.exchange.salesforce.result_files import ResultFile, ResultRow
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.salesforce.batches import Batch, SentFile, SentRow, Whose
    from psw_tui.store.salesforce.change_outbox import LoadResult

_DUPLICATE = re.compile(r"duplicate value found: (\w+) duplicates value on record with id: (\w+)")
_DELETED = re.compile(r"\bentity is deleted\b|\bENTITY_IS_DELETED\b")
_LONGEST_ERROR = 500
_THERE_BEFORE = "it was there before; its id is known now, and it is due as an update"
#: So many problems of one file are listed.
_MOST = 50


@frozen
class Refusal:
    """A row that Salesforce refused: whose it is, and why in Salesforce's words."""

    whose: Whose
    operation: SalesforceOperation
    reason: str

    @property
    def in_words(self) -> str:
        """`L001 Amara Osei W01, insert: no such contact`."""
        whose = " ".join(filter(None, (self.whose.leader, self.whose.name, self.whose.about)))
        return f"{whose}, {self.operation}: {self.reason}"


@frozen
class ResultsRead:
    """What result files said of so many `rows`; with `problems` nothing was recorded.

    `would` tells apart what would be recorded, for `shown` of the import that follows. `left` is how many rows are of
    nobody any more (erased since), `before` names files that were read before, `pending` how many rows still wait.
    """

    rows: int = 0
    loaded: int = 0
    refused: tuple[Refusal, ...] = ()
    left: int = 0
    before: tuple[str, ...] = ()
    pending: int = 0
    problems: tuple[Problem, ...] = ()
    change: Change | None = None
    would: str = ""


def import_results(
    store: Store, sources: Sequence[Source], *, dry_run: bool = False, shown: str | None = None
) -> ResultsRead:
    """Record what a loader's result files say, all or nothing; a file that was read before changes nothing.

    Raises `UnreadableFile` for what is no result file or none of what was sent from here, and `Refused` where the
    database can't take it: `ChangedMeanwhile` where it would do something else than was `shown` (`would` of a dry run).
    """
    since = version(store)
    files = [read_result(read_once(source)) for source in sources]
    with store.reading():
        matching = _Matching(batches(store))
    for file in files:
        matching.take(file)
    pending = matching.waiting - matching.answered
    results = list(matching.found.values())
    read = ResultsRead(
        rows=sum(len(file.rows) for file in files),
        left=matching.left,
        before=tuple(matching.before),
        pending=pending,
        would=hashlib.sha256(repr(results).encode()).hexdigest(),
    )
    if shown is not None and read.would != shown:
        raise ChangedMeanwhile("Something else was recorded since this was shown; nothing was written. Look again.")
    if matching.problems:
        return replace(read, pending=matching.waiting, problems=tuple(matching.problems))
    if not results:
        return read
    change = commands.change_outbox.take_results(
        store, results, matching.digests, ", ".join(file.name for file in files), since, dry_run=dry_run
    )
    refused = [result for result in results if result.reason]
    named = whose(store, [result.record for result in refused])
    refusals = [Refusal(named[result.record], matching.operations[result.record], result.reason) for result in refused]
    refusals.sort(key=lambda refusal: (refusal.whose.leader, refusal.whose.about))
    return replace(read, loaded=len(results) - len(refused), refused=tuple(refusals), change=change)


def take_file(store: Store, file: FileBytes, *, dry_run: bool = False, shown: str | None = None) -> ImportResult:
    """One result file, as the preview of an import shows it; what was refused is among the warnings."""
    read = import_results(store, [file], dry_run=dry_run, shown=shown)
    warnings = [refusal.in_words for refusal in read.refused]
    if warnings:
        warnings.insert(0, f"Refused by Salesforce, and due again: {len(read.refused)}")
    notes = [f"{name} was read before." for name in read.before]
    if read.pending:
        notes.append(f"{count(read.pending, 'row')} then still pending: read their files back too.")
    return ImportResult(
        PURPOSE,
        read.rows,
        created=read.loaded,
        changed=len(read.refused),
        unchanged=read.rows - read.loaded - len(read.refused),
        problems=list(read.problems),
        warnings=warnings,
        notes=notes,
        change=read.change,
        would=read.would,
        named=frozenset(refusal.whose.name for refusal in read.refused),
    )


class _Matching:
    """The rows of result files, each put to the row that was sent; what was found, and what does not fit."""

    def __init__(self, every: Sequence[Batch]) -> None:
        self._sent: list[tuple[Batch, SentFile]] = []
        for batch in every:
            self._sent += [(batch, file) for file in batch.files]
        self._results = {batch.id: set(batch.results) for batch in every}
        self._read = set(chain.from_iterable(self._results.values()))
        self._ids: set[str] = set()
        self.waiting = sum(batch.pending for batch in every)
        self.answered = 0
        self.found: dict[str, LoadResult] = {}
        self.operations: dict[str, SalesforceOperation] = {}
        self.digests: dict[str, list[str]] = defaultdict(list)
        self.before: list[str] = []
        self.problems: list[Problem] = []
        self.left = 0

    def take(self, file: ResultFile) -> None:
        """Put every row of a file to what was sent; what does not fit is among the problems."""
        if not file.rows:
            return
        if file.is_extract:
            self._take_extract(file)
            return
        fitting = [_OneFile(batch, sent, file) for batch, sent in self._sent if _fits(sent, file)]
        best = max(fitting, key=lambda one: one.known, default=None)
        if file.named_digest in self._read or (best is not None and file.digest in self._results[best.batch]):
            self.before.append(file.name)
            return
        if best is None or not best.known:
            raise UnreadableFile(_stranger(file, fitting))
        digests = [file.digest, file.named_digest]
        self._read |= set(digests)
        self._results[best.batch] |= set(digests)
        self.digests[best.batch] += digests
        lost = []
        for row in file.rows:
            sent = best.row_of(row)
            if sent is not None:
                self._take_row(best, row, sent)
            elif not best.is_loaded(row):
                lost.append(Problem(row.number, ID, best.about(row), f"one of the rows that were sent in {best.name}"))
        if len(lost) <= best.gone:
            self.left += len(lost)
        else:
            self._complain(lost)

    def _take_extract(self, file: ResultFile) -> None:
        """Learn the ids of rows that were refused because they were there before, such as members of a campaign.

        They are known by whom and what they are about; they go by their ids then. Whatever else stands there is left.
        """
        for _, sent in self._sent:
            self._learn(sent, file)
        if not self.found:
            raise UnreadableFile(
                f"{file.name} is no result of Data Loader or the Bulk API, nor does it hold the ids of rows that were "
                "refused."
            )

    def _learn(self, sent: SentFile, file: ResultFile) -> None:
        """The ids of the rows of one file that were refused, where an extract has the columns that tell them apart."""
        named = [column.casefold() for column in sent.key]
        if len(named) == 1 or not file.columns >= set(named):
            return
        refused = {_named_ids(sent, row): row for row in sent.rows if row.state is SalesforceState.FAILED}
        for row in file.rows:
            ids = tuple(full_id(row.cells[column]) for column in named)
            line, known = refused.get(ids), full_id(row.salesforce_id)
            if line is not None and known is not None and None not in ids:
                self.operations[line.record] = sent.operation
                self.found[line.record] = commands.change_outbox.LoadResult(line.record, known, _THERE_BEFORE)

    def _take_row(self, one: _OneFile, row: ResultRow, sent: SentRow) -> None:
        found = full_id(row.salesforce_id) or ""
        problem = one.difference(row, sent)
        if sent.record in self.found:
            problem = Problem(row.number, "", one.about(row), "a row that stands in the files once")
        elif problem is None and not one.result.is_of_errors:
            problem = one.wrong_id(row, sent, found)
            if problem is None and found in self._ids:
                problem = Problem(row.number, ID, row.salesforce_id, "an id that stands in the files once")
        if problem is not None:
            self._complain([problem])
            return
        self._ids.add(found)
        self.answered += sent.state is SalesforceState.PENDING
        self.operations[sent.record] = one.operation
        self.found[sent.record] = one.result_of(row, sent, found)

    def _complain(self, problems: list[Problem]) -> None:
        room = _MOST - len(self.problems)
        self.problems += problems[: max(room, 0)]


class _OneFile:
    """A result file held against one file that was sent, of whose columns it is."""

    def __init__(self, batch: Batch, sent: SentFile, result: ResultFile) -> None:
        self.batch, self.name, self.operation, self.result = batch.id, sent.name, sent.operation, result
        self._columns, self._key = sent.columns, sent.key
        self._by_key = {self._key_of(row): row for row in sent.rows if row.cells}
        loaded = [row for row in sent.rows if row.state is SalesforceState.LOADED]
        self._loaded = {full_id(row.salesforce_id) for row in loaded}
        #: How many rows stood in the file and are not the batch's any more: erased, or sent again.
        self.gone = sent.written - len(sent.rows)
        self.known = sum(self.row_of(row) is not None or self.is_loaded(row) for row in result.rows)

    def _key_of(self, sent: SentRow) -> tuple[str, ...]:
        if self._key == (ID,):
            return (full_id(sent.salesforce_id) or "",)
        return tuple(sent.cells[self._columns.index(column)] for column in self._key)

    def row_of(self, row: ResultRow) -> SentRow | None:
        """The row that was sent, by its external id or its Salesforce id, letter for letter."""
        if self._key == (ID,):
            return self._by_key.get((full_id(row.cells.get(ID) or row.salesforce_id) or "",))
        return self._by_key.get(tuple(row.cells[column] for column in self._key))

    def is_loaded(self, row: ResultRow) -> bool:
        """Whether it is about a row that is known to be loaded: said again, or refused as there already."""
        duplicate = _DUPLICATE.search(row.error)
        return full_id(duplicate[2] if duplicate else row.salesforce_id) in self._loaded - {None}

    def about(self, row: ResultRow) -> str:
        """By what a row is told from the others."""
        named = [row.cells.get(column, "") for column in self._key]
        return ", ".join(filter(None, named)) or row.salesforce_id

    def difference(self, row: ResultRow, sent: SentRow) -> Problem | None:
        """Where a row says something else than was sent; None where it does not."""
        for column, cell in zip(self._columns, sent.cells, strict=True):
            there = row.cells.get(column, cell)
            if there != cell and not (column == ID and full_id(there) == full_id(cell)):
                expected = f"{quoted(cell)}, as it was sent; give the file as the loader wrote it"
                return Problem(row.number, column, there, expected)
        return None

    def wrong_id(self, row: ResultRow, sent: SentRow, found: str) -> Problem | None:
        """What is the matter with the id of a row that was loaded; None where it is right."""
        if not found:
            return Problem(row.number, ID, row.salesforce_id, "a Salesforce id of 15 or 18 letters and digits")
        if self.operation is not SalesforceOperation.INSERT and found != full_id(sent.salesforce_id):
            return Problem(row.number, ID, row.salesforce_id, f"{sent.salesforce_id}, which was sent")
        return None

    def result_of(self, row: ResultRow, sent: SentRow, found: str) -> LoadResult:
        """What came of a row. One that is there already, or no more, tells by what id it goes the next time."""
        result = commands.change_outbox.LoadResult
        if not self.result.is_of_errors:
            return result(sent.record, found)
        is_deleted = _DELETED.search(row.error) is not None
        if is_deleted and self.operation is SalesforceOperation.DELETE:
            return result(sent.record, found)
        reason = " ".join(row.error.split())[:_LONGEST_ERROR] or "Salesforce gave no reason"
        if is_deleted and self.operation is SalesforceOperation.UPDATE:
            return result(sent.record, reason=reason, forget=True)
        duplicate = _DUPLICATE.search(row.error)
        if duplicate and (duplicate[1],) == self._key:
            return result(sent.record, full_id(duplicate[2]) or "", reason)
        return result(sent.record, reason=reason)


def _named_ids(sent: SentFile, row: SentRow) -> tuple[str | None, ...]:
    """The ids by which a row says whom and what it is about."""
    return tuple(full_id(row.cells[sent.columns.index(column)]) for column in sent.key)


def _fits(sent: SentFile, result: ResultFile) -> bool:
    return frozenset(sent.columns) - {ID} == result.columns - {ID} and (ID in sent.columns or ID not in result.columns)


def _stranger(file: ResultFile, fitting: Sequence[_OneFile]) -> str:
    """What is said of a result of nothing that was sent."""
    if not fitting:
        return (
            f"{file.name}: psw has written no file with its columns ({', '.join(sorted(file.columns))}); it is of "
            "another load, or of another database."
        )
    return (
        f"{file.name}: none of its rows was sent from here; it is of an export that was undone, or of another database."
    )
