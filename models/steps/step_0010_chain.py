"""The journal becomes a chain: entries counted by machine, each with the hashes of itself and of what it stands upon.

Two copies of one file come to the same chain, so that they can still be merged: what is written before has the key of
the file's first entry for a machine. The salts are made of the keys that the changes had, which were drawn at random
and are in the file no more once they have their new ones.
"""

import hashlib
import sqlite3
from functools import partial

from models.chained import SALT_BYTES, ChangeFields, EntryFields, change_digest, change_id, entry_hash, words_digest

_BEFORE = (
    "ALTER TABLE operation RENAME TO operation_by_number",
    """
CREATE TABLE operation (
    id CHAR(32) NOT NULL,
    machine CHAR(32) NOT NULL,
    counter INTEGER NOT NULL,
    at DATETIME NOT NULL,
    who VARCHAR(200) NOT NULL,
    what VARCHAR(500) NOT NULL,
    kinds VARCHAR(200) NOT NULL,
    undoes CHAR(32),
    redoes CHAR(32),
    content_hash VARCHAR(64) NOT NULL,
    salt VARCHAR,
    digest VARCHAR NOT NULL,
    previous VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT uq_operation_counter_machine UNIQUE (counter, machine),
    CONSTRAINT fk_operation_undoes FOREIGN KEY(undoes) REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_operation_redoes FOREIGN KEY(redoes) REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED
)""",
    """
CREATE TABLE change_with_digest (
    id CHAR(32) NOT NULL,
    operation_id CHAR(32) NOT NULL,
    n INTEGER NOT NULL,
    table_name VARCHAR(60) NOT NULL,
    row_id CHAR(32),
    leader_id CHAR(32),
    "before" VARCHAR,
    "after" VARCHAR,
    salt VARCHAR,
    digest VARCHAR NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (id),
    CONSTRAINT uq_change_operation_id_n UNIQUE (operation_id, n),
    CONSTRAINT fk_change_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED
)""",
)
_AFTER = (
    "DROP TABLE change",
    "DROP TABLE operation_by_number",
    "ALTER TABLE change_with_digest RENAME TO change",
    "CREATE INDEX ix_operation_redoes ON operation (redoes)",
    "CREATE INDEX ix_operation_undoes ON operation (undoes)",
    "CREATE INDEX ix_change_leader_id ON change (leader_id)",
    "CREATE INDEX ix_change_row_id ON change (row_id)",
)
_ENTRIES = """
    SELECT rowid, id, seq, at, who, what, kinds, undoes, redoes, content_hash FROM operation_by_number ORDER BY seq
"""
_CHANGES = """
    SELECT rowid, id, operation_id, n, table_name, row_id, leader_id, "before", "after" FROM change
    WHERE operation_id = (SELECT id FROM operation_by_number WHERE rowid = ?) ORDER BY n
"""
# What can't be read as text is carried over as well, so values go from table to table and never through Python.
_ENTRY = """
    INSERT INTO operation (rowid, id, machine, counter, at, who, what, kinds, undoes, redoes, content_hash,
                           salt, digest, previous, hash)
    SELECT rowid, id, ?, seq, at, who, what, kinds, undoes, redoes, content_hash, ?, ?, ?, ?
    FROM operation_by_number WHERE rowid = ?
"""
_CHANGE = """
    INSERT INTO change_with_digest (rowid, id, operation_id, n, table_name, row_id, leader_id, "before", "after",
                                    salt, digest)
    SELECT rowid, ?, operation_id, n, table_name, row_id, leader_id, "before", "after", ?, ? FROM change WHERE rowid = ?
"""
#: What belongs to no entry is damage that `psw check` names; it is neither mended nor lost.
_OTHERS = """
    INSERT INTO change_with_digest (rowid, id, operation_id, n, table_name, row_id, leader_id, "before", "after",
                                    salt, digest)
    SELECT rowid, id, operation_id, n, table_name, row_id, leader_id, "before", "after", NULL, '' FROM change
    WHERE operation_id NOT IN (SELECT id FROM operation)
"""


def run(connection: sqlite3.Connection) -> None:
    """Rebuild the journal's two tables, entry by entry; within the caller's transaction."""
    for statement in _BEFORE:
        connection.execute(statement)
    read_as, connection.text_factory = connection.text_factory, partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        machine, previous = "", ""
        for row, entry, number, at, who, what, *more in connection.execute(_ENTRIES).fetchall():
            machine = machine or entry
            kept = EntryFields._make((entry, machine, number, at, who, *more, "", previous))
            previous = _write_entry(connection, row, kept, what)
        connection.execute(_OTHERS)
    finally:
        connection.text_factory = read_as
    for statement in _AFTER:
        connection.execute(statement)


def _write_entry(connection: sqlite3.Connection, place: int, entry: EntryFields, what: str) -> str:
    """Carry the entry at a place of the old table over, and its changes; its hash."""
    old_key, written = entry.id, []
    for n, (row, old_key, *values) in enumerate(connection.execute(_CHANGES, (place,)).fetchall()):
        change = ChangeFields._make((change_id(entry.id, n), *values, _salt(old_key, "change")))
        written.append((change, change_digest(change), row))
    salt = _salt(old_key, "words")
    entry = entry._replace(digest=words_digest(entry.id, what, salt))
    own = entry_hash(entry, (digest for _, digest, _ in written))
    connection.execute(_ENTRY, (entry.machine, salt, entry.digest, entry.previous, own, place))
    connection.executemany(_CHANGE, [(change.id, change.salt, digest, row) for change, digest, row in written])
    return own


def _salt(old_key: str, of: str) -> str:
    return hashlib.sha256(f"{of} {old_key}".encode("utf-8", "surrogateescape")).hexdigest()[: 2 * SALT_BYTES]
