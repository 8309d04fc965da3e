"""Certificates of completion, read: which were issued to whom, on what numbers they rest, and which are void."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import london_day
from psw_tui.policy.frozen import frozen
from psw_tui.store.core.chain import code_after
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCertificate, StoredLeader
from psw_tui.store.reads.stored_values import to_instant
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection

    from psw_tui.store.core.store import Store

#: By which entry of the journal a certificate was issued: no undo adds a row of this table, and no redo a new one.
_ISSUED_BY = (
    'SELECT operation_id FROM main."change" WHERE table_name = \'certificate\' AND row_id = ? AND "before" IS NULL'
)
#: How many were ever issued. Of an erased leader's the journal still knows that there was one.
_EVER_ISSUED = """
    SELECT count(*) FROM main."change" c JOIN main.operation o ON o.id = c.operation_id
    WHERE c.table_name = 'certificate' AND c."before" IS NULL AND o.undoes IS NULL AND o.redoes IS NULL
"""


@frozen
class Certificate:
    """A certificate of one leader (by reference); `void_on` is the day it was undone, None while it is valid.

    `numbers` are those it rests on, by requirement: credit, minimum, expected, and how many were caught up.
    """

    id: str
    leader: str
    number: str
    programme: str
    cohort: str
    issued_on: date
    numbers: dict[str, dict[str, int]]
    void_on: date | None


def every(store: Store, leaders: Collection[str] | None = None) -> list[Certificate]:
    """The certificates of some leaders (by reference) or of all, void ones too, in the order they were issued."""
    people = facts.read_in(store.connection, StoredLeader, "reference", leaders)
    references = {row.id: row.reference for row in people}
    rows = facts.read_among(store.connection, StoredCertificate, "leader_id", references)
    found = [_certificate(row, references[row.leader_id]) for row in rows]
    return sorted(found, key=lambda certificate: _place(certificate.number))


def _certificate(row: StoredCertificate, leader: str) -> Certificate:
    struck_out_at = to_instant(row.struck_out_at)
    return Certificate(
        id=row.id,
        leader=leader,
        number=row.number,
        programme=row.programme,
        cohort=row.cohort,
        issued_on=date.fromisoformat(row.issued_on),
        numbers=json.loads(row.numbers or "{}"),
        void_on=None if struck_out_at is None else london_day(struck_out_at),
    )


def valid(store: Store, leaders: Collection[str] | None = None) -> dict[str, Certificate]:
    """The valid certificate of each leader who has one, by reference."""
    return {certificate.leader: certificate for certificate in every(store, leaders) if certificate.void_on is None}


def by_number(store: Store, number: str) -> Certificate:
    """The certificate of a number, void or not, whatever its case; `Refused` where there is none."""
    wanted = number.strip().upper()
    for certificate in every(store):
        if certificate.number == wanted:
            return certificate
    if 0 < _place(wanted) <= ever_issued(store):
        raise Refused(f"There is no certificate {wanted} on record any more, or it has another programme or year.")
    raise Refused(f"No certificate {wanted} was ever issued from this file.")


def ever_issued(store: Store) -> int:
    """How many certificates were ever issued, void ones and those of erased leaders too: no number is used again."""
    with unreadable():
        (number,) = store.connection.execute(_EVER_ISSUED).fetchone()
    return int(number)


def code_of(store: Store, certificate: Certificate) -> str:
    """The head code of the journal as the certificate was issued: the same on every copy of it."""
    with unreadable():
        found = store.connection.execute(_ISSUED_BY, (certificate.id,)).fetchone()
    return code_after(store.connection, found[0]) if found else ""


def _place(number: str) -> int:
    last = number.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0
