"""What a loader's result files are taken for, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.salesforce.load_files import as_csv, write_outbox
from psw_tui.exchange.salesforce.results import import_results
from psw_tui.policy.terms import ErasureGround, MarkValue
from psw_tui.store import commands as does
from psw_tui.store.salesforce.batches import batches
from psw_tui.store.salesforce.outbox import outbox
from tests.store.salesforce.pending import load, send, sf_id

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store
    from psw_tui.store.salesforce.batches import SentFile

MEMBERS = '[programme.psw.salesforce]\nprofile = "campaign_members"\n'
_ALREADY = "Already a campaign member."


@pytest.fixture
def marks(small: Store, tmp_path: Path) -> SentFile:
    """Three marks that are pending, the sessions loaded."""
    does.record_marks.mark(small, "W1", ["L001", "L002", "L003"], MarkValue.PRESENT)
    write_outbox(small, tmp_path / "out")
    load(small, lambda row: row.leader_id is not None)
    send(small)
    return batches(small)[-1].files[-1]


def put(folder: Path, name: str, *rows: tuple[str, ...]) -> Path:
    path = folder / name
    path.write_bytes(as_csv(rows[0], rows[1:]))
    return path


def loaded(folder: Path, marks: SentFile, *ids: str) -> Path:
    told = [(given, *row.cells, "Item Created") for given, row in zip(ids, marks.rows, strict=False)]
    return put(folder, "success.csv", ("ID", *marks.columns, "STATUS"), *told)


def test_an_id_of_15_letters_is_kept_as_the_one_of_18(small: Store, marks: SentFile, tmp_path: Path) -> None:
    read = import_results(small, [loaded(tmp_path, marks, *(sf_id(number)[:15] for number in range(3)))])
    assert (read.loaded, read.pending) == (3, 0)
    does.record_marks.clear(small, "W1", ["L001"])
    (file,) = outbox(small).files
    assert file.rows[0].salesforce_id in {sf_id(number) for number in range(3)}


def test_an_external_id_is_known_letter_for_letter(small: Store, marks: SentFile, tmp_path: Path) -> None:
    row = marks.rows[0]
    changed = (sf_id(1), row.cells[0].upper(), *row.cells[1:], "Item Created")
    file = put(tmp_path, "success.csv", ("ID", *marks.columns, "STATUS"), changed)
    with pytest.raises(UnreadableFile, match="none of its rows was sent from here"):
        import_results(small, [file])


def test_the_rows_of_somebody_erased_since_are_left(small: Store, marks: SentFile, tmp_path: Path) -> None:
    file = loaded(tmp_path, marks, *(sf_id(number) for number in range(3)))
    does.erase.erase(small, ["L002"], ErasureGround.ASKED)
    read = import_results(small, [file])
    assert (read.loaded, read.left, read.problems) == (2, 1, ())


def test_one_id_for_two_rows_is_not_believed(small: Store, marks: SentFile, tmp_path: Path) -> None:
    read = import_results(small, [loaded(tmp_path, marks, sf_id(1), sf_id(2), sf_id(1))])
    (problem,) = read.problems
    assert (read.change, problem.row, problem.value) == (None, 4, sf_id(1))


def test_the_same_refusal_of_two_loads_is_read_twice_and_each_file_once(
    small: Store, marks: SentFile, tmp_path: Path
) -> None:
    refused = [(*row.cells, "locked") for row in marks.rows]
    first = put(tmp_path, "error 1.csv", (*marks.columns, "ERROR"), *refused)
    assert len(import_results(small, [first]).refused) == 3
    assert import_results(small, [first]).before == ("error 1.csv",)
    send(small)
    assert import_results(small, [first]).before == ("error 1.csv",), "it is of the load before"
    second = put(tmp_path, "error 2.csv", (*marks.columns, "ERROR"), *refused)
    assert len(import_results(small, [second]).refused) == 3


def test_an_export_of_members_tells_the_ids_of_those_who_were_there_before(
    db: Path, small: Store, tmp_path: Path
) -> None:
    db.with_name("programme.toml").write_text(MEMBERS, "utf-8")
    small.close()
    with type(small).open(db) as store:
        does.record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.PRESENT)
        contacts = [sf_id(100), sf_id(101)]
        for reference, contact in zip(("L001", "L002"), contacts, strict=True):
            does.change_leaders.edit_leader(store, reference, {"salesforce_id": contact})
        for _ in range(2):
            send(store)
            load(store, lambda row: row.leader_id is not None)
        (file,) = outbox(store).files
        campaign = file.rows[0].cells[file.columns.index("CampaignId")]
        there = (sf_id(7), contacts[0][:15], campaign[:15])
        members = put(tmp_path, "members.csv", ("ID", "CONTACTID", "CAMPAIGNID"), there, (sf_id(8), sf_id(9), campaign))
        assert len(import_results(store, [members]).refused) == 1
        new, known = outbox(store).files
        assert (new.rows[0].leader, known.rows[0].leader, known.rows[0].salesforce_id) == ("L002", "L001", sf_id(7))
        other = put(tmp_path, "other.csv", ("ID", "CONTACTID", "CAMPAIGNID"), (sf_id(8), sf_id(9), campaign))
        with pytest.raises(UnreadableFile, match="nor does it hold the ids of rows that were refused"):
            import_results(store, [other])
