"""What an import writes by the thousand is what a command writes one by one: the same rows, journal and undo."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel

from models.tables import CohortRow, LeaderRow, MarkRow, RatingRow, RoundRow, SessionRow
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import Explanation, LeaderState, MarkValue, Reason, RoundKind, SessionKind
from psw_tui.store.core import row_statements, undo
from psw_tui.store.core.bulk import write_rows
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredChange
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COHORT, LEADER, SESSION, MARK, ROUND, RATING = (UUID(int=number) for number in range(1, 7))
SUMMER_TIME = timezone(timedelta(hours=1))
#: Rows with every form of value in them: words to be cleaned, days, instants of other zones, words of closed lists,
#: a yes, and columns that are left to what they have by default.
NEW: dict[str, list[dict[str, Any]]] = {
    "cohort": [
        {
            "id": COHORT,
            "name": "PSW 2026",
            "programme": "psw",
            "year": 2026,
            "starts": date(2026, 9, 1),
            "ends": date(2027, 8, 31),
        }
    ],
    "leader": [
        {
            "id": LEADER,
            "reference": "L1",
            "cohort_id": COHORT,
            "first_name": "  Zoe\u0308\u202e ",
            "last_name": "O'Neill" * 60,
            "state": LeaderState.ACTIVE,
            "offer_accepted_on": date(2026, 9, 1),
        }
    ],
    "session": [
        {
            "id": SESSION,
            "reference": "W1",
            "cohort_id": COHORT,
            "kind": SessionKind.WORKSHOP,
            "title": "Day\none",
            "starts_at": datetime(2026, 10, 1, 10, 0, tzinfo=SUMMER_TIME),
            "ends_at": datetime(2026, 10, 1, 11, 0, 0, 5, tzinfo=UTC),
            "compulsory": True,
        }
    ],
    "mark": [{"id": MARK, "session_id": SESSION, "leader_id": LEADER, "value": MarkValue.PRESENT, "minutes": 0}],
    "round": [{"id": ROUND, "leader_id": LEADER, "round_on": date(2026, 9, 20), "kind": RoundKind.BASELINE}],
    "rating": [{"id": RATING, "round_id": ROUND, "sub_capability": "curiosity.self", "rating": 3, "evidence": None}],
}
EDITS: dict[str, dict[str, dict[str, Any]]] = {
    "leader": {LEADER.hex: {"last_name": "Ne\u0301e", "offer_accepted_on": None}},
    "mark": {
        MARK.hex: {
            "value": MarkValue.ABSENT,
            "minutes": None,
            "reason": Reason.SICKNESS,
            "explanation": Explanation.SATISFACTORY,
            "reported_at": datetime(2026, 10, 1, 9, 30, tzinfo=SUMMER_TIME),
            "catch_up_log": True,
        }
    },
    "rating": {RATING.hex: {"rating": 3}},
}
OBJECTS: dict[str, Any] = {
    "cohort": CohortRow,
    "leader": LeaderRow,
    "session": SessionRow,
    "mark": MarkRow,
    "round": RoundRow,
    "rating": RatingRow,
}


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    with (
        Store.open(tmp_path / "rows.db", create_missing=True) as by_rows,
        Store.open(tmp_path / "objects.db", create_missing=True) as by_objects,
    ):
        yield by_rows, by_objects


def write_both(stores: tuple[Store, Store]) -> None:
    """Add and then change the same rows in both, as an import does in the one and as objects in the other."""
    by_rows, by_objects = stores
    for new, edits in ((NEW, {}), ({}, EDITS)):
        with by_rows.command("Imported", {"marks"}) as writing:
            write_rows(writing, deepcopy(new), edits)
        with by_objects.command("Imported", {"marks"}) as writing:
            for table, rows in new.items():
                writing.session.add_all(OBJECTS[table](**values) for values in rows)
            for table, changes in edits.items():
                for key, values in changes.items():
                    row = writing.session.get(OBJECTS[table], UUID(key))
                    for column, value in values.items():
                        setattr(row, column, value)


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that were written, and of the journal without what is each file's own.

    In what order an entry's changes stand is that of the writing.
    """
    rows = {table: store.connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in OBJECTS}
    journal = "SELECT o.counter, c.table_name, c.row_id, c.leader_id, c.before, c.after FROM change c"
    rows["change"] = store.connection.execute(
        f"{journal} JOIN operation o ON o.id = c.operation_id WHERE c.table_name <> 'concern' "
        "ORDER BY o.counter, c.table_name, c.row_id"
    ).fetchall()
    return rows


def test_rows_and_journal_are_those_that_objects_would_have_left(stores: tuple[Store, Store]) -> None:
    write_both(stores)
    by_rows, by_objects = map(contents, stores)
    assert by_rows == by_objects
    assert "Née" in by_rows["leader"][0]
    assert check(stores[0].path) == []


def test_a_row_that_an_edit_leaves_as_it_was_is_not_in_the_journal(stores: tuple[Store, Store]) -> None:
    write_both(stores)
    touched = facts.read(stores[0].connection, StoredChange, "WHERE row_id = ?", (RATING.hex,))
    assert len(touched) == 1  # as it was made


def test_both_are_taken_back_and_made_again_alike(stores: tuple[Store, Store]) -> None:
    write_both(stores)
    there = [contents(store)["mark"] for store in stores]
    for store in stores:
        undo.undo(store)
        undo.undo(store)
    assert [contents(store)["leader"] for store in stores] == [[], []]
    for store in stores:
        undo.redo(store)
        undo.redo(store)
    assert [contents(store)["mark"] for store in stores] == there
    assert contents(stores[0]) == contents(stores[1])
    assert check(stores[0].path) == []


def test_a_rating_that_goes_with_its_round_stays_in_its_leaders_history(stores: tuple[Store, Store]) -> None:
    by_rows, _ = stores
    with by_rows.command("Imported roster", {"roster"}) as writing:
        write_rows(writing, deepcopy({table: NEW[table] for table in ("cohort", "leader", "session")}), {})
    with by_rows.command("Imported ratings", {"rounds"}) as writing:
        write_rows(writing, deepcopy({"round": NEW["round"], "rating": NEW["rating"]}), {})
    undo.undo(by_rows)
    changes = facts.read(by_rows.connection, StoredChange, "WHERE row_id = ?", (RATING.hex,))
    assert [change.leader_id for change in changes] == [LEADER.hex, LEADER.hex]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("mark", {"value": "perhaps"}),
        ("mark", {"minutes": -1}),
        ("mark", {"leader_id": UUID(int=99)}),
        ("session", {"title": None}),
    ],
)
def test_what_the_file_may_not_hold_is_refused_and_nothing_is_recorded(
    stores: tuple[Store, Store], table: str, values: dict[str, Any]
) -> None:
    by_rows, _ = stores
    with pytest.raises(Refused, match="doesn't fit"), by_rows.command("Imported", {"marks"}) as writing:
        write_rows(writing, deepcopy({**NEW, table: [NEW[table][0] | values]}), {})
    assert contents(by_rows)["cohort"] == []
    assert facts.read(by_rows.connection, StoredChange) == []


def test_a_row_that_is_gone_is_not_passed_over(stores: tuple[Store, Store]) -> None:
    write_both(stores)
    gone = {"mark": {UUID(int=99).hex: {"value": MarkValue.ABSENT}, MARK.hex: {"value": MarkValue.PRESENT}}}
    with pytest.raises(Refused, match="no longer there"), stores[0].command("Imported", {"marks"}) as writing:
        write_rows(writing, {}, gone)
    assert contents(stores[0]) == contents(stores[1])


def test_the_statements_of_an_import_are_those_of_its_parts_not_of_its_rows(tmp_path: Path) -> None:
    """Each part of 500 rows is read, written and journalled at once."""
    leaders, sessions = 40, 25
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        with store.command("Made", {"roster"}) as writing:
            write_rows(
                writing,
                {
                    "cohort": deepcopy(NEW["cohort"]),
                    "leader": [
                        {**NEW["leader"][0], "id": UUID(int=100 + n), "reference": f"L{n:02}"} for n in range(leaders)
                    ],
                    "session": [
                        {**NEW["session"][0], "id": UUID(int=200 + n), "reference": f"W{n:02}"} for n in range(sessions)
                    ],
                },
                {},
            )
        statements: list[str] = []
        event.listen(store.warm(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        # What is read past SQLAlchemy; of a write SQLite tells one a row, however it is given.
        store.connection.set_trace_callback(lambda said: statements.extend([said] * said.startswith("SELECT")))
        counted = []
        for many in (2, sessions):
            lines = [(f"W{s:02}", f"L{n:02}", "absent") for n in range(leaders) for s in range(many)]
            file = write_csv(tmp_path / f"{many}.csv", [("session", "leader", "mark"), *lines])
            statements.clear()
            assert import_table(store, "marks", file).created == leaders * (many - (0 if many == 2 else 2))
            imported = len(statements)
            undo.undo(store)
            counted.append((imported, len(statements) - imported))
            undo.redo(store)
    (few, few_undone), (many_rows, many_undone) = counted
    # Another part or two, and nothing a row.
    assert many_rows - few <= 8
    assert many_undone - few_undone <= 8


def test_every_table_of_records_can_be_written_so() -> None:
    """Each column's values have a form in JSON, and each default too."""
    for name, table in SQLModel.metadata.tables.items():
        assert row_statements.complete(name, {}).keys() == set(table.columns.keys())
