# ruff: noqa: DTZ001 - a cell has no zone
"""Reading files: every encoding and shape that real exports come in, and a clear sentence for what is no table."""

from __future__ import annotations

import contextlib
import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psw_tui.exchange.files import sheet as limits
from psw_tui.exchange.files.reading import UnreadableFile, peek_grids, read_grids, read_table
from psw_tui.exchange.tables.checking import check_table
from tests.exchange.table_files import write_xlsx

ROWS = "reference,first_name\nL001,Siân\nL002,Zoë\n"


def refused(path: Path | str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(path)
    return str(caught.value)


def written(tmp_path: Path, data: bytes | str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode("utf-8"),
        ROWS.encode("utf-8-sig"),
        ROWS.encode("utf-16"),
        ROWS.encode("utf-16-le"),
        ROWS.encode("utf-16-be"),
        b"\xfe\xff" + ROWS.encode("utf-16-be"),
        ROWS.encode("utf-32"),
        ROWS.encode("cp1252"),
        ROWS.replace("\n", "\r\n").encode(),
        ROWS.replace("\n", "\r").encode(),
        ROWS.replace(",", ";").encode(),
        ROWS.replace(",", "\t").encode("utf-16"),
        b"sep=;\r\n" + ROWS.replace(",", ";").encode(),
        b'\xef\xbb\xbf"sep=,"\n' + ROWS.encode(),
        ROWS.replace("Si", "S\0i").encode(),
    ],
)
def test_a_csv_reads_the_same_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    sheet = read_table(written(tmp_path, data))
    assert sheet.headers == ["reference", "first_name"]
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ["L001", "Siân"]), (3, ["L002", "Zoë"])]


def test_the_delimiter_is_read_from_the_heading_line_alone(tmp_path: Path) -> None:
    sheet = read_table(written(tmp_path, '"a, b, c";d\n1,2,3,4;5\n'))
    assert sheet.headers == ["a, b, c", "d"]
    assert sheet.rows[0].cells == ["1,2,3,4", "5"]


@pytest.mark.parametrize(
    "text",
    [
        "Workshop 2, Harbour Room, 12 November\nname;email\nAda;a@b.org\n",
        "Workshop 2; Harbour Room; 12 November\nname,email\nAda,a@b.org\n",
        "Attendance, Workshop 2\nby the desk, 2026\n\nname;email\nAda;a@b.org\nZoë;z@b.org\n",
        "Attendance, Workshop 2, Room 4\nname\temail\nAda\ta@b.org\n",
        "name;email\nAda;3, 4, 5\nZoë;3, 4, 5\n",
        "Leaders, all\nname;minutes;of\nAda;3,5;4,5\nZoë;6,5;4,5\n",
        'Attendance, Workshop 2\n"name";"email, or telephone"\n"Ada";"a@b.org"\n',
        "Attendance, Workshop 2, 2026\nname;email;organisation;telephone\n",
        "Attendance, Workshop 2\nname;email;telephone\nAda;a@b.org\nZoë;z@b.org;07\n",
    ],
)
def test_the_delimiter_is_the_one_that_makes_a_table_below_a_title(tmp_path: Path, text: str) -> None:
    rows = read_grids(written(tmp_path, text))[0].rows
    headed = next(row for row in rows if row.cells[0] == "name")
    assert len(headed.cells) > 1
    assert all(row.cells[0] in ("Ada", "Zoë") and len(row.cells) > 1 for row in rows[rows.index(headed) + 1 :])


def test_blank_rows_are_left_out_and_keep_their_numbers(tmp_path: Path) -> None:
    sheet = read_table(written(tmp_path, "\na,b\n\n1,2\n,,\n   ,\n3,4\n\n"))
    assert sheet.number == 2
    assert [row.number for row in sheet.rows] == [4, 7]


def test_a_text_over_several_lines_is_one_row(tmp_path: Path) -> None:
    sheet = read_table(written(tmp_path, 'a,b\n"one\ntwo",2\n3,4\n'))
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(2, "one\ntwo"), (3, "3")]


def test_a_very_long_text_is_read_and_the_limit_of_the_module_stays(tmp_path: Path) -> None:
    import csv

    before = csv.field_size_limit()
    sheet = read_table(written(tmp_path, "a\n" + "x" * 200_000 + "\n"))
    assert len(str(sheet.rows[0].cells[0])) == 200_000
    assert csv.field_size_limit() == before


def test_an_unclosed_quotation_mark_is_refused_with_its_row(tmp_path: Path) -> None:
    text = 'a,b\n1,2\n3,"four\n' + "5,6\n" * 1000
    assert refused(written(tmp_path, text)) == (
        "t.csv, row 3: a quotation mark is never closed; close it, or write it twice if it belongs to the text."
    )


def test_text_after_a_closing_quotation_mark_is_refused_with_its_row(tmp_path: Path) -> None:
    assert refused(written(tmp_path, 'a,b\n1,"x"y\n')) == (
        "t.csv, row 2: text stands after a closing quotation mark; write a quotation mark inside a quoted text twice."
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "t.csv is empty; expected a row of headings and, below it, the rows "),
        (b"\n , \n", "t.csv is empty; expected a row of headings and, below it, the rows "),
        (b"%PDF-1.7 x", "t.csv is a PDF; export the table itself as CSV or .xlsx."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            (
                "t.csv is an old .xls workbook, or one with a password; "
                "open it in Excel and save it as “CSV UTF-8” or .xlsx without one."
            ),
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", "t.csv is a picture; export the table itself as CSV or .xlsx."),
        (b"  <!DOCTYPE html><p>", "t.csv is a web page; open it in Excel and save it as “CSV UTF-8” or .xlsx."),
        (b"\x1f\x8b\x08", "t.csv is a compressed file; unpack it first."),
        (b"SQLite format 3\0", "t.csv is a database; export the table as CSV or .xlsx."),
        (
            b"a,b\n\x81,\x8d",
            "t.csv is not written as utf-8 or cp1252; open it in Excel and save it as “CSV UTF-8” or .xlsx.",
        ),
        (b"\xff\xfea\0b", "t.csv is not written as utf-16-le; open it in Excel and save it as “CSV UTF-8” or .xlsx."),
        (
            b"\x01\x02\x03\x04abc",
            "t.csv holds no text; if it is a table, open it in Excel and save it as “CSV UTF-8” or .xlsx.",
        ),
        (b"PK\x03\x04rubbish", "t.csv is a damaged workbook; open it in Excel and save it as .xlsx again, "),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, data: bytes, says: str) -> None:
    assert refused(written(tmp_path, data)).startswith(says)


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    missing = tmp_path / "none.csv"
    assert refused(missing) == f"There is no file {missing}; check the name and the folder."
    assert refused(tmp_path) == f"{tmp_path} is a folder; name a CSV or .xlsx file in it."
    assert refused("a\0b").endswith("can't be the name of a file; check it.")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refused(pipe) == f"{pipe} is not an ordinary file; save the table as a CSV or .xlsx file first."


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    path.chmod(0)
    assert refused(path) == f"{path} may not be read; close it in other programs, or ask for the right to read it."


def test_a_denied_file_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "may not be read" in refused(written(tmp_path, ROWS))


def test_tables_past_the_limits_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = ",".join(f"c{n}" for n in range(61))
    assert refused(written(tmp_path, wide)) == (
        "t.csv has more than 60 columns; keep only those to import and save it again."
    )
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    assert len(read_table(written(tmp_path, "a\n1\n2\n3\n")).rows) == 3
    assert refused(written(tmp_path, "a\n1\n2\n3\n4\n")) == (
        "t.csv has more than 3 rows; split it and import the parts."
    )


def test_a_file_of_delimiters_is_refused_before_its_cells_are_built(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "," * 1_000_000)) == (
        "t.csv has more than 60 columns; keep only those to import and save it again."
    )
    with pytest.raises(UnreadableFile, match="more than 60 columns"):
        peek_grids(tmp_path / "t.csv")


@pytest.mark.parametrize("line", [",,,\n", "\n", '"",\n'])
def test_blank_cells_count_towards_the_most_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(limits, "MOST_CELLS", 100)
    assert refused(written(tmp_path, "a,b\n" + line * 200)) == (
        "t.csv has more than 100 cells, blank ones among them; keep only those to import and save it again."
    )


def test_a_text_with_many_commas_in_quotation_marks_is_one_cell(tmp_path: Path) -> None:
    sheet = read_table(written(tmp_path, 'a,b\n"' + "one, two, " * 2000 + '",2\n'))
    assert len(sheet.rows[0].cells) == 2


# ------------------------------------------------------------------------------------------------------- workbooks


def test_a_workbook_keeps_dates_and_loses_the_point_nought(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["a", "b", "c", "d", "e", "f", "g"])
    sheet.append(
        [date(2026, 11, 12), datetime(2026, 11, 12, 9, 30), datetime(2026, 11, 12), 3.0, 2.5, True, time(9, 30)]
    )
    sheet.append(["+44", None, "@x", 12345678901])
    workbook.save(tmp_path / "t.csv")
    read = read_table(tmp_path / "t.csv")
    assert read.headers == list("abcdefg")
    assert read.rows[0].cells == [
        date(2026, 11, 12),
        datetime(2026, 11, 12, 9, 30),
        datetime(2026, 11, 12),
        "3",
        "2.5",
        "TRUE",
        "09:30:00",
    ]
    assert type(read.rows[0].cells[0]) is date
    assert read.rows[1].cells == ["+44", "", "@x", "12345678901"]


def test_the_first_visible_sheet_with_something_on_it_is_read(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    first.append(["hidden"])
    first.sheet_state = "hidden"
    workbook.create_sheet("empty")
    third = workbook.create_sheet("third")
    third["B3"] = "found"
    third["B5"] = "x"
    workbook.save(tmp_path / "t.xlsx")
    read = read_table(tmp_path / "t.xlsx")
    assert (read.headers, read.number) == (["", "found"], 3)
    assert [(row.number, row.cells) for row in read.rows] == [(5, ["", "x"])]


def test_a_sheet_with_a_cell_far_away_is_read_or_refused_quickly(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"] = "a"
    sheet["XFD1048576"] = "z"
    workbook.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").rows == []


def test_error_cells_are_text_and_formulas_give_what_they_came_to(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["a", "b", "c"])
    sheet.append(["=1+1", "#N/A", "=A1"])
    workbook.save(path)
    assert refused(path) == (
        "t.xlsx has a formula in cell A2 that was never worked out; open it in Excel and save it as .xlsx again."
    )
    replace_in(path, b"</f><v /></c>", b"</f><v>2</v></c>")
    assert read_table(path).rows[0].cells == ["2", "#N/A", "2"]


def replace_in(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data.replace(old, new) if "worksheets" in name else data)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    assert refused(path) == (
        "t.xlsx unpacks to far more than a table holds (60 MB); copy the rows into a new workbook and save that."
    )


@pytest.mark.parametrize(
    ("member", "content", "says"),
    [
        ("word/document.xml", b"x", "t.zip is a Word document; copy the table into a workbook"),
        ("xl/workbook.bin", b"x", "t.zip is a binary workbook (.xlsb); open it in Excel and save it as .xlsx."),
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
            "t.zip is an OpenDocument spreadsheet (.ods); open it and save it as .xlsx or CSV.",
        ),
        ("Index/Document.iwa", b"x", "t.zip is an Apple Numbers document; export it as Excel (.xlsx) or CSV."),
        ("roster.csv", b"x", "t.zip is a zip file, not a workbook; unpack it and import the table in it."),
        ("xl/workbook.xml", b"x", "t.zip is a damaged workbook; open it in Excel and save it as .xlsx again"),
    ],
)
def test_other_zips_are_refused_by_name(tmp_path: Path, member: str, content: bytes, says: str) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    assert refused(path).startswith(says)


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook = openpyxl.Workbook()
    workbook.save(path)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><worksheet>&e11;</worksheet>'
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, bomb.encode() if "sheet1" in name else data)
    assert refused(path).startswith("t.xlsx is a damaged workbook")


@given(data=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_table_or_refused(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)
    with contextlib.suppress(UnreadableFile):
        assert read_table(path).headers


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_workbook_with_flipped_bytes_is_a_table_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "good.xlsx"
    if not path.exists():
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet.append(["a", "b"])
        sheet.append([date(2026, 1, 1), "=1"])
        workbook.save(path)
        replace_in(path, b"</f><v /></c>", b"</f><v>1</v></c>")
    whole = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(4, len(whole) - 1), min_size=1, max_size=6)):
        whole[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(UnreadableFile):
        read_table(written(tmp_path, bytes(whole)))


def test_a_workbook_says_what_it_shows(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["reference", "focus"], [7, True], [1007, False], [8.0, 1]):
        sheet.append(row)
    for number in (2, 3, 4):
        sheet.cell(number, 1).number_format = "0000"
    workbook.save(tmp_path / "table.xlsx")
    table = read_table(tmp_path / "table.xlsx")
    assert [row.cells for row in table.rows] == [["0007", "TRUE"], ["1007", "FALSE"], ["0008", "1"]]


def test_a_cell_beside_a_workbooks_table_stands_in_a_column_without_a_heading(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "table.xlsx", [["session", "leader", "mark"], ["W01", "L001", "", "a note"]])
    checked = check_table("marks", read_table(path))
    assert checked.problems == []
    assert checked.warnings == [
        "Not used, since they are not columns of the marks table: column 4, which has no heading."
    ]
