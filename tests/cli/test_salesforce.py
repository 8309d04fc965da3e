"""`psw export salesforce` and `psw import salesforce-result`: what they write, print and refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.salesforce_ids import full_id
from psw_tui.store.core.store import Store
from psw_tui.store.salesforce.outbox import outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

IDS = [full_id(f"a0X00000000000{number}") or "" for number in range(9)]
ID, *_ = IDS
#: What is due of the small cohort: sessions, marks and bookings, three of each.
DUE = 9


@pytest.fixture
def written(small: Path, call: Callable[..., Done]) -> dict[str, Path]:
    """The files that were written of it, by their objects."""
    told = json.loads(call("export", "salesforce", "-o", str(small.parent / "out"), "--json").out)
    paths = [Path(path) for path in told["written"] if path.endswith(".csv")]
    return {path.stem.split("-")[-2]: path for path in paths}


def success(path: Path, *ids: str, **also: str) -> Path:
    """What Data Loader writes of a load in which each row came to an id; `also` is what its first row says now."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    result = path.with_name(f"success-{path.name}")
    with result.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["ID", *rows[0], "STATUS"], quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for number, (row, given) in enumerate(zip(rows, ids, strict=False)):
            changed = {} if number else also
            writer.writerow({"ID": given, **row, "STATUS": "Item Created", **changed})
    return result


def pending(db: Path) -> int:
    with Store.open(db, writing=False) as store:
        return outbox(store).pending


def test_a_dry_run_shows_every_row_and_writes_nothing(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "salesforce", "--dry-run")
    assert (done.status, done.err) == (0, "")
    assert "PSW_Attendance__c: 3 rows to insert" in done.out
    assert "L001 Amara Osei W01: " in done.out
    told = json.loads(call("export", "salesforce", "--dry-run", "--json").out)
    assert told["files"][1]["rows"][0]["values"]["Status__c"] == "Absent"
    assert pending(small) == 0
    assert not small.with_name("exports").exists()


def test_the_files_are_those_a_loader_takes(written: dict[str, Path]) -> None:
    path = written["PSW_Attendance__c"]
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    head, row, *_, end = data.decode().split("\r\n")
    assert head.split(",")[1:3] == ["Contact__r.PSW_Leader_Id__c", "Session__r.PSW_Session_Id__c"]
    assert (row.split(",")[1:5], end) == (["L001", "W01", "Absent", "2026-11-12"], "")
    assert b"sickness" not in data
    assert "Contact__r.PSW_Leader_Id__c=Contact__r\\:PSW_Leader_Id__c" in path.with_suffix(".sdl").read_text()


def test_exporting_again_without_a_change_writes_nothing(
    written: dict[str, Path], small: Path, call: Callable[..., Done]
) -> None:
    done = call("export", "salesforce", "-o", str(small.with_name("more")))
    assert "Nothing is due" in done.out
    assert f"{DUE} rows of earlier files waited for a result" in done.out
    assert len(written) == 3
    assert not small.with_name("more").exists()


def test_lost_files_are_written_again(written: dict[str, Path], small: Path, call: Callable[..., Done]) -> None:
    was = {path: sorted(path.read_bytes().splitlines()) for path in written.values()}
    for path in was:
        path.unlink()
    done = call("export", "salesforce", "--again", "-o", str(small.with_name("out")))
    assert done.status == 0
    assert {path: sorted(path.read_bytes().splitlines()) for path in was} == was


def test_results_are_read_refused_rows_are_named_and_due_again(
    written: dict[str, Path], small: Path, call: Callable[..., Done]
) -> None:
    sessions = success(written["PSW_Session__c"], *IDS[:3])
    error = written["PSW_Attendance__c"].with_name("error.csv")
    lines = written["PSW_Attendance__c"].read_text("utf-8").splitlines()
    error.write_text(f"{lines[0]},ERROR\n{lines[1]},no such contact\n", "utf-8")
    before = call("import", "salesforce-result", str(sessions), str(error), "--dry-run")
    assert (before.status, pending(small)) == (0, DUE)
    done = call("import", "salesforce-result", str(sessions), str(error))
    assert "3 rows loaded, 1 refused." in done.out
    assert "L001 Amara Osei W01, insert: no such contact" in done.out
    assert pending(small) == DUE - 4
    again = call("import", "salesforce-result", str(sessions), str(error), "--json").json
    assert (again["loaded"], again["refused"], len(again["read_before"])) == (0, [], 2)
    told = json.loads(call("export", "salesforce", "--dry-run", "--json").out)
    (file,) = told["files"]
    assert [row["refused_before"] for row in file["rows"]] == ["no such contact"]


def test_undo_takes_results_back_and_then_the_export(
    written: dict[str, Path], small: Path, call: Callable[..., Done]
) -> None:
    call("import", "salesforce-result", str(success(written["PSW_Attendance__c"], *IDS)))
    assert pending(small) == DUE - 3
    assert call("undo").status == 0
    assert pending(small) == DUE
    assert call("undo").status == 0
    assert pending(small) == 0
    done = call("import", "salesforce-result", str(success(written["PSW_Attendance__c"], ID)))
    assert done.status == 1
    assert "psw has written no file with its columns" in done.err


@pytest.mark.parametrize(
    ("given", "also", "says"),
    [
        (
            IDS[3],
            {"Status__c": "Part"},
            "row 2, Status__c: “Part”; expected “Absent”, as it was sent; give the file as the loader",
        ),
        (IDS[3], {"Date__c": "12/11/2026"}, "row 2, Date__c: “12/11/2026”; expected “2026-11-12”, as it was sent"),
        ("a0x000000000001aaq", {}, "row 2, Id: “a0x000000000001aaq”; expected a Salesforce id"),
        ("", {}, "row 2, Id: nothing there; expected a Salesforce id"),
        (
            IDS[3],
            {"PSW_Attendance_Id__c": "W1"},
            "row 2, Id: “W1”; expected one of the rows that were sent in salesforce-2027-02-01-",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_recorded(
    written: dict[str, Path], small: Path, call: Callable[..., Done], given: str, also: dict[str, str], says: str
) -> None:
    good = success(written["PSW_Session__c"], *IDS[:3])
    bad = success(written["PSW_Attendance__c"], given, *IDS[4:6], **also)
    done = call("import", "salesforce-result", str(good), str(bad))
    assert (done.status, pending(small)) == (1, DUE)
    assert says in done.err
    assert done.err.endswith("1 problem; nothing was recorded.\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Name,Status__c\nx,y\n", "is no result of Data Loader or the Bulk API"),
        ("", "is no result of Data Loader or the Bulk API"),
        ('"ID","Name","STATUS"\n"1","x"\n', "row 2: 2 cells, and 3 headings"),
        ('"ID","Name","STATUS"\n"1,"x",""\n', "is no CSV file that can be read"),
        ('"ID","Name","STATUS"\n"1","x","Item Created"\n', "psw has written no file with its columns (Name)"),
        ("%PDF-1.7", "is a PDF"),
        ('"ERROR","Name","ID"\n"no","x","1"\n', "its columns were moved, so what became of a row"),
    ],
)
def test_a_file_that_is_no_result_is_refused_in_a_sentence(
    written: dict[str, Path], small: Path, call: Callable[..., Done], text: str, says: str
) -> None:
    file = small.with_name("other.csv")
    file.write_text(text, "utf-8")
    done = call("import", "salesforce-result", str(file))
    assert (done.status, pending(small), len(written)) == (1, DUE, 3)
    assert says in done.err


def test_rows_of_commas_are_passed_over_and_a_reason_of_many_lines_is_told_in_one(
    written: dict[str, Path], small: Path, call: Callable[..., Done]
) -> None:
    """Excel leaves such rows; a validation rule's message may have line breaks."""
    error = written["PSW_Attendance__c"].with_name("error.csv")
    lines = written["PSW_Attendance__c"].read_text("utf-8").splitlines()
    blank = "," * lines[0].count(",")
    error.write_text(f'{lines[0]},ERROR\n{lines[1]},"closed:\n ask  first\n"\n{blank},\n', "utf-8")
    done = call("import", "salesforce-result", str(error))
    assert "L001 Amara Osei W01, insert: closed: ask first" in done.out
    assert pending(small) == DUE - 1


def test_one_row_in_two_files_is_not_believed(written: dict[str, Path], small: Path, call: Callable[..., Done]) -> None:
    good = success(written["PSW_Attendance__c"], *IDS)
    error = good.with_name("error.csv")
    lines = written["PSW_Attendance__c"].read_text("utf-8").splitlines()
    error.write_text(f"sf__Id,sf__Error,{lines[0]}\n,LOCKED:later:--,{lines[1]}\n", "utf-8")
    done = call("import", "salesforce-result", str(good), str(error))
    assert (done.status, pending(small)) == (1, DUE)
    assert "expected a row that stands in the files once" in done.err


def test_a_wrong_mapping_is_refused_by_its_key(small: Path, call: Callable[..., Done]) -> None:
    small.with_name("programme.toml").write_text('[programme.psw.salesforce]\nprofile = "none"\n', "utf-8")
    done = call("export", "salesforce")
    assert done.status == 1
    assert "programme.psw.salesforce.profile: expected one of" in done.err


def test_a_cohort_that_is_none_is_refused(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "salesforce", "--cohort", "PSW 2027", "--dry-run")
    assert (done.status, pending(small)) == (1, 0)
    assert "There is no cohort PSW 2027" in done.err
