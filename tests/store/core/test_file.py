"""The file: its settings, its schema, what is refused, and who may have it open."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from types import ModuleType
from typing import TYPE_CHECKING, get_args, get_type_hints

import pytest

from models import migrations
from models.engine import open_file
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import TABLES, StoredAlias, StoredLeader
from psw_tui.store.safekeeping.backup_files import opened
from psw_tui.store.safekeeping.listing import paths_of

if TYPE_CHECKING:
    from pathlib import Path

    from models.engine import Step


def _parts(sql: object) -> frozenset[str]:
    """What a CREATE statement says, part by part: a column added by a later step stands after the constraints."""
    text = " ".join(str(sql).split()).replace("( ", "(").replace(" )", ")").replace('CREATE TABLE "', "CREATE TABLE ")
    head, _, body = text.partition("(")
    parts, depth, start = [], 0, 0
    for place, character in enumerate(body.removesuffix(")") + ","):
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append(body[start:place].strip())
            start = place + 1
    found = {head.replace('"', "").strip()}
    for part in parts:
        # A key that was added with its column is written behind the column.
        column, is_key, key = part.partition(" CONSTRAINT fk_")
        name = column.split(" ")[0]
        if is_key and not part.startswith("CONSTRAINT"):
            constraint, _, target = key.partition(" REFERENCES ")
            found |= {column, f"CONSTRAINT fk_{constraint} FOREIGN KEY({name}) REFERENCES {target}"}
        else:
            found.add(part)
    return frozenset(found)


def test_the_ladder_of_migrations_builds_what_the_models_say(empty: Store) -> None:
    """Tables, columns, keys, checks and indexes: the steps' result is the metadata's."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable
    from sqlmodel import SQLModel

    import models.tables  # noqa: F401 - registers the tables

    dialect = sqlite.dialect()
    expected = {}
    for table in SQLModel.metadata.sorted_tables:
        expected[table.name] = _parts(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            expected[str(index.name)] = _parts(CreateIndex(index).compile(dialect=dialect))
    built = {
        name: _parts(sql)
        for name, sql in empty.connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    }
    assert built == expected


def test_every_table_and_column_that_is_read_directly_is_in_the_models() -> None:
    """A renamed column can't go unnoticed by the reads that don't use the models."""
    from sqlmodel import SQLModel

    import models.tables  # noqa: F401 - registers the tables

    for row, table in TABLES.items():
        columns = SQLModel.metadata.tables[table].columns
        assert set(row._fields) <= set(columns.keys()), table
        empty = {name for name, kind in get_type_hints(row).items() if type(None) in get_args(kind)}
        assert empty == {name for name in row._fields if columns[name].nullable}, table


def test_rows_are_read_by_the_names_of_their_columns(small: Store) -> None:
    """Whatever the order in which the file has them."""
    (leader,) = facts.read(small.connection, StoredLeader, "WHERE reference = 'L001'")
    (same,) = facts.read_in(small.connection, StoredLeader, "id", [leader.id])
    assert same == leader
    names = small.connection.execute("SELECT first_name, last_name FROM leader WHERE reference = 'L001'").fetchone()
    assert (leader.first_name, leader.last_name) == names
    assert facts.read_in(small.connection, StoredLeader, "id", []) == []


def test_every_word_of_a_closed_list_is_checked_by_the_database(small: Store) -> None:
    """A nonsense state can't be written, not even past the models."""
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        small.connection.execute("UPDATE leader SET state = 'nonsense'")


def test_an_orphan_is_refused(small: Store) -> None:
    """Foreign keys are on."""
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        small.connection.execute("UPDATE leader SET cohort_id = ?", ("0" * 32,))


def test_two_open_escalations_of_a_leader_are_refused_by_the_database(small: Store) -> None:
    """Section 7, whatever the code above thinks."""
    [(leader, *_)] = facts.read(small.connection, StoredLeader, "WHERE reference = 'L001'")
    row = (
        "INSERT INTO escalation VALUES "
        "(?, ?, 'explanation', '2027-01-01', '2027-01-01', NULL, NULL, '', '', NULL, NULL, ?, NULL)"
    )
    small.connection.execute(row, ("1" * 32, leader, "2027-01-05"))
    small.connection.execute(row, ("2" * 32, leader, None))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        small.connection.execute(row, ("3" * 32, leader, None))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "truncate"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
    ],
)
def test_the_settings_that_keep_the_file_safe(
    db: Path, setting: str, value: object, settings_of_psw: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the evidence on power loss asks."""
    monkeypatch.setattr("models.engine._SETTINGS", settings_of_psw)
    with Store.open(db, create_missing=True) as store:
        assert store.connection.execute(f"PRAGMA {setting}").fetchone() == (value,)


@pytest.mark.parametrize("size", [0, 1, 50, 511])
def test_a_stump_is_refused_and_left_as_it_is(db: Path, size: int) -> None:
    """Never silently made new: it was somebody's records."""
    db.write_bytes(b"S" * size)
    with pytest.raises(Refused, match="damaged"):
        Store.open(db, create_missing=True)
    assert db.read_bytes() == b"S" * size


def test_another_kind_of_file_is_refused(db: Path) -> None:
    """A spreadsheet named by mistake stays a spreadsheet."""
    db.write_bytes(b"PK\x03\x04" + b"x" * 600)
    with pytest.raises(Refused, match="not a psw database"):
        Store.open(db)
    assert db.read_bytes()[:2] == b"PK"


def test_another_programs_database_is_refused(db: Path) -> None:
    """Tables that are not ours are not written beside."""
    other = sqlite3.connect(db)
    other.execute("CREATE TABLE notes (text)")
    other.commit()
    other.close()
    with pytest.raises(Refused, match="another program"):
        Store.open(db)


def test_a_file_of_a_newer_psw_is_refused_and_unchanged(db: Path) -> None:
    """It may hold what this version would lose."""
    Store.open(db, create_missing=True).close()
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = db.read_bytes()
    with pytest.raises(Refused, match="newer psw"):
        Store.open(db)
    assert db.read_bytes() == before


def test_a_missing_file_is_made_only_when_asked(db: Path) -> None:
    """A mistyped name is not an empty programme."""
    with pytest.raises(Refused, match="no database"):
        Store.open(db)
    assert not db.exists()


def _fill_later(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO later SELECT 1 FROM cohort")
    connection.execute("INSERT INTO later VALUES (1)")


@pytest.mark.parametrize("last", ["CREATE TABLE later (id INTEGER)", _fill_later])
def test_a_step_that_fails_leaves_the_old_version_whole(db: Path, monkeypatch: pytest.MonkeyPatch, last: Step) -> None:
    """DDL, what a step in Python wrote, and the version roll back together."""
    Store.open(db, create_missing=True).close()
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(
            _keyed(_keyed("INSERT INTO cohort VALUES ('c1', 'A', 'psw', 2026, '2026-09-01', '2027-08-31', NULL)"))
        )
    connection = open_file(db)
    later = "CREATE TABLE later (id INTEGER UNIQUE)"
    head = migrations.HEAD
    monkeypatch.setattr(migrations, "steps", lambda _first: [later, last])
    monkeypatch.setattr(migrations, "HEAD", head + 1)
    with pytest.raises(sqlite3.DatabaseError):
        migrations.migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (head,)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)
    assert connection.execute("PRAGMA cache_spill").fetchone() == (0,)
    connection.close()


def test_a_step_may_be_a_module(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken alike for a new file and for an old one."""
    module = ModuleType("models.steps.step_of_a_test")
    module.run = lambda connection: connection.execute("CREATE TABLE later (id INTEGER)")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    old = db.with_name("old.db")
    migrations.create(old)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, "step_of_a_test.py"))
    monkeypatch.setattr(migrations, "HEAD", migrations.HEAD + 1)
    for path in (db, old):
        with Store.open(path, create_missing=path == db) as store:
            assert store.connection.execute("SELECT id FROM later").fetchall() == []
            assert store.connection.execute("PRAGMA user_version").fetchone() == (migrations.HEAD,)


def _keyed(statements: str) -> str:
    """The statements with whole keys in the place of short ones such as 'c1'."""
    return re.sub(r"'([a-z])([0-9])'", lambda short: f"'{ord(short[1]):031x}{short[2]}'", statements)


def test_a_file_of_the_first_version_is_brought_up_to_date_and_a_copy_of_it_is_kept(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records are there, the new tables too, and the copy opens as what it was."""
    first = migrations.STEPS[:1]
    with monkeypatch.context() as old:
        old.setattr(migrations, "STEPS", first)
        old.setattr(migrations, "HEAD", 1)
        migrations.create(db)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(
            _keyed("INSERT INTO cohort VALUES ('c1', 'PSW 2026', 'psw', 2026, '2026-09-01', '2027-08-31', NULL)")
        )
        connection.commit()
    with Store.open(db) as store:
        assert [cohort.name for cohort in facts.cohorts(store.connection).values()] == ["PSW 2026"]
        assert facts.read(store.connection, StoredAlias) == []
    with opened(*paths_of(db)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT name FROM cohort").fetchall() == [("PSW 2026",)]


#: Rows as the second version has them: two leaders, an open and an ended escalation, what was said, and the plans.
_BEFORE_CASEWORK = """
INSERT INTO cohort VALUES ('c1', 'PSW 2026', 'psw', 2026, '2026-09-01', '2027-08-31', NULL);
INSERT INTO leader (id, reference, cohort_id, first_name, last_name, preferred_name, email, phone, organisation,
    state, offer_accepted_on, manager_name, manager_email, salesforce_id) VALUES
    ('l1', 'L001', 'c1', 'Amara', 'Osei', '', '', '', '', 'active', '2026-09-01', '', '', ''),
    ('l2', 'L002', 'c1', 'Dewi', 'Khan', '', '', '', '', 'withdrawn', '2026-09-01', '', '', '');
INSERT INTO escalation VALUES
    ('e1', 'l1', 'partnerships', '2026-11-01', '2026-11-20', '2026-12-11', '2027-01-04', 'half term', '', NULL, NULL,
     NULL),
    ('e2', 'l2', 'closed', '2026-10-01', '2026-10-20', NULL, NULL, '', 'withdrawn', '2026-10-10', 'not_upheld',
     '2026-10-21');
INSERT INTO communication VALUES
    ('m1', 'l1', 'e1', '2026-11-02', 'to_leader', 'email', 1, '2026-11-09', NULL, '2026-11-02-1', 'O’Neil; [/]'),
    ('m2', 'l1', 'e1', '2026-11-03', 'from_leader', 'call', 1, NULL, NULL, '2026-11-03-1', ''),
    ('m3', 'l1', NULL, '2026-11-04', 'referral', 'meeting', 0, '2026-11-11', '2026-11-10', '2026-11-04-1', 'passed on'),
    ('m4', 'l2', 'e2', '2026-10-04', 'to_leader', 'letter', 0, NULL, NULL, '2026-10-04-12', 'nobody there');
INSERT INTO plan_action VALUES
    ('p1', 'e1', 'a weekly call', 'Kent', '2026-12-01', NULL),
    ('p2', 'e2', 'a lift', '', NULL, '2026-10-20');
"""
_CARRIED = ("cohort", "leader", "escalation", "communication", "plan_action")


def _rows(connection: sqlite3.Connection) -> dict[str, dict[str, dict[str, object]]]:
    """Every row of these tables by its id, each value by its column."""
    found = {}
    for table in _CARRIED:
        cursor = connection.execute(f"SELECT * FROM {table}")
        columns = [column for column, *_ in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor]
        found[table] = {str(row["id"]): row for row in rows}
    return found


def _indexes(connection: sqlite3.Connection) -> set[str]:
    where = "type = 'index' AND tbl_name IN ('communication', 'plan_action', 'escalation') AND sql IS NOT NULL"
    return {name for (name,) in connection.execute(f"SELECT name FROM sqlite_master WHERE {where}")}


def test_a_file_with_communications_and_plans_keeps_every_row_when_it_is_brought_up_to_date(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third step rebuilds a table: every row, value and index is there after it, and what refers to it holds."""
    with monkeypatch.context() as old:
        old.setattr(migrations, "STEPS", migrations.STEPS[:2])
        old.setattr(migrations, "HEAD", 2)
        migrations.create(db)
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.executescript(_keyed(_BEFORE_CASEWORK))
    with closing(sqlite3.connect(db)) as connection:
        before, indexed = _rows(connection), _indexes(connection)
    assert {table: len(rows) for table, rows in before.items()} == {
        "cohort": 1,
        "leader": 2,
        "escalation": 2,
        "communication": 4,
        "plan_action": 2,
    }
    with Store.open(db) as store:
        connection = store.connection
        assert connection.execute("PRAGMA user_version").fetchone() == (migrations.HEAD,)
        after = _rows(connection)
        for table, rows in before.items():
            assert set(after[table]) == set(rows), table
            for key, row in rows.items():
                kept = after[table][key]
                assert {name: kept[name] for name in row} == row
                assert {kept[name] for name in set(kept) - set(row)} <= {None}
        assert indexed <= _indexes(connection)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%with_organisation%'").fetchall()
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        more = "INSERT INTO communication SELECT 'm5', leader_id, escalation_id, \"on\", ?, channel, reached, "
        more += "reply_by, replied_on, about, summary, stage, at FROM communication WHERE id = 'm1'"
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute(_keyed(more), ("nonsense",))
        connection.execute(_keyed(more), ("organisation",))
        connection.commit()
        connection.execute("UPDATE communication SET escalation_id = 'none'")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.commit()
        connection.rollback()
    with opened(*paths_of(db)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (2,)
        assert _rows(copy) == before


_BEFORE_MORE_LETTERS = """
INSERT INTO cohort VALUES ('c1', 'PSW 2026', 'psw', 2026, '2026-09-01', '2027-08-31', NULL);
INSERT INTO leader (id, reference, cohort_id, first_name, last_name, preferred_name, email, phone, organisation,
    state, offer_accepted_on, manager_name, manager_email, salesforce_id) VALUES
    ('l1', 'L001', 'c1', 'Amara', 'Osei', '', '', '', '', 'active', NULL, '', '', '');
INSERT INTO draft VALUES
    ('d1', 'l1', NULL, NULL, 'expectations', '2026-11-01 10:00:00', 'a@b.org', 'Hello', 'Dear “A”;
line', '{}', '2026-11-10'),
    ('d2', 'l1', NULL, NULL, 'decision', '2026-11-02 10:00:00', '', '', '', '{"session:W1": "x"}', NULL);
"""


def test_a_file_with_drafts_keeps_every_one_and_takes_the_two_more_messages_when_it_is_brought_up_to_date(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr(migrations, "STEPS", migrations.STEPS[:5])
        old.setattr(migrations, "HEAD", 5)
        migrations.create(db)
    everything = "SELECT * FROM draft ORDER BY id"
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'draft' ORDER BY name"
    more = "INSERT INTO draft SELECT 'd' || ?, leader_id, NULL, NULL, ?, at, '', '', '', cites, NULL FROM draft"
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.executescript(_keyed(_BEFORE_MORE_LETTERS))
        before, indexed = (connection.execute(query).fetchall() for query in (everything, indexes))
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute(_keyed(f"{more} WHERE id = 'd1'"), (3, "offer_reminder"))
    with Store.open(db) as store:
        assert store.connection.execute(everything).fetchall() == before
        assert store.connection.execute(indexes).fetchall() == indexed
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with closing(sqlite3.connect(db)) as connection, connection:
        for number, letter in enumerate(("offer_reminder", "complaint_received"), 3):
            connection.execute(_keyed(f"{more} WHERE id = 'd1'"), (number, letter))
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute(_keyed(f"{more} WHERE id = 'd1'"), (5, "nonsense"))


def test_a_second_writer_is_told_so_and_a_reader_is_let_in(empty: Store) -> None:
    """One app at a time; `psw status` beside it is fine."""
    with pytest.raises(Refused, match="open in another psw"):
        Store.open(empty.path)
    with Store.open(empty.path, writing=False) as reader:
        assert facts.cohorts(reader.connection) == {}


def test_the_lock_dies_with_its_process(db: Path) -> None:
    """A killed app leaves no stale lock."""
    script = (
        "import os, pathlib, sys; from psw_tui.store.core.store import Store; "
        "Store.open(pathlib.Path(sys.argv[1]), create_missing=True); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(db)], check=False)
    Store.open(db).close()


def test_errors_name_no_personal_data(small: Store) -> None:
    """The database's refusal says what, not whose."""
    from models.tables import CohortRow, LeaderRow

    def add_twice() -> None:
        with small.command("Twice", {"leaders"}) as writing:
            cohort = small.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
            writing.session.add(LeaderRow(reference="L001", cohort_id=cohort.id, first_name="Secret"))

    with pytest.raises(Refused) as refused:
        add_twice()
    assert "Secret" not in str(refused.value)
    assert "UNIQUE" not in str(refused.value)
    assert "nothing was recorded" in str(refused.value)


def test_a_bad_programme_file_is_refused_with_its_key(db: Path) -> None:
    """File, key and what was expected."""
    db.with_name("programme.toml").write_text('[programme.psw.coaching]\nnotice_hours = "a day"\n', "utf-8")
    with pytest.raises(Refused, match=r"programme\.toml.*coaching\.notice_hours.*whole number"):
        Store.open(db, create_missing=True)


def test_text_is_cleaned_on_its_way_in(small: Store) -> None:
    """Control, bidi and zero-width characters never reach the file, whoever writes."""
    from models.tables import LeaderRow

    with small.command("Renamed", {"leaders"}, leaders=["L001"]) as writing:
        row = small.only_row(writing.session, LeaderRow, "leader", reference="L001")
        row.preferred_name = "A\u202em\x1b[31mara\u200b [/]"
    [record] = facts.records(small.connection, small.programmes, leaders=["L001"])
    assert record.leader.name == "Am[31mara [/] Osei"
