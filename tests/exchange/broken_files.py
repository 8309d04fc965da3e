"""Every kind of file that is none, or wants to do harm, by what is wrong with it; and a good one of every importer."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from psw_tui.exchange.files.reading import read_once
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.catch_up_forms import import_catch_up
from psw_tui.exchange.registers.module_completions import import_modules
from psw_tui.exchange.registers.wide_sheet import import_wide
from psw_tui.exchange.salesforce.results import take_file
from tests.exchange.table_files import csv_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.store.core.store import Store

#: The rows of a good file of each importer, on the cohort of `filled`.
GOOD: dict[str, list[list[str]]] = {
    "roster": [["reference", "first_name", "last_name", "cohort"], ["N1", "Ann", "Lee", "PSW 2026"]],
    "sessions": [
        ["reference", "cohort", "kind", "title", "starts_at", "ends_at"],
        ["S9", "PSW 2026", "workshop", "T", "2026-11-19 10:00", "2026-11-19 12:00"],
    ],
    "marks": [["session", "leader", "mark", "minutes"], ["W01", "L001", "part", "90"], ["W01", "L002", "absent", ""]],
    "coaching": [["leader", "starts_at", "outcome"], ["L001", "2026-10-20 10:00", "attended"]],
    "capabilities": [
        ["leader", "round_on", "round", "sub_capability", "rating"],
        ["L001", "2026-10-01", "baseline", "curiosity.self", "3"],
    ],
    "zoom": [
        ["Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", "Guest", "In waiting room"],
        ["Amara Osei", "", "11/12/2026 09:58:00 AM", "11/12/2026 12:01:00 PM", "123", "No", "No"],
    ],
    "teams": [
        ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"],
        ["Amara Osei", "11/12/26, 9:58:00 AM", "11/12/26, 12:01:00 PM", "2h 3m", "amara@example.org", "", "Attendee"],
    ],
    "sign-in": [
        ["Timestamp", "Email Address", "Name"],
        ["12/11/2026 10:01:00", "amara@example.org", "Amara Osei"],
    ],
    "modules": [["leader", "session", "completed_on"], ["L001", "M01", "2026-11-20"]],
    "wide": [["Name", "Organisation", "W01", "Away"], ["Amara Osei", "Kent", "✓", "A"]],
    "salesforce-result": [["ID", "PSW_Session_Id__c", "STATUS"]],
    "catch-up": [
        ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Your reflective log"],
        ["1", "2027-01-25 18:00", "2027-01-25 18:01", "anonymous", "Amara Osei", "Leading", "I learned much. " * 9],
    ],
}


def take(store: Store, importer: str, file: str | Path) -> Any:
    """What `psw import IMPORTER FILE --dry-run` does with a file; its result, if any."""
    if importer in ("roster", "sessions", "marks", "coaching", "capabilities"):
        return import_table(store, importer, file, dry_run=True)
    if importer == "modules":
        return import_modules(store, file, dry_run=True)
    if importer == "wide":
        return import_wide(store, file, dry_run=True)
    if importer == "catch-up":
        return import_catch_up(store, file, dry_run=True)
    if importer == "salesforce-result":
        return take_file(store, read_once(file), dry_run=True)
    drafted = report_import.draft(store, "W01", [str(file)], importer)
    return report_import.take(store, drafted.review(report_import.decisions_from(drafted, (), ())), dry_run=True)


def csv_bytes(importer: str) -> bytes:
    """A good file of an importer, as CSV."""
    return csv_text(GOOD[importer]).encode()


@cache
def xlsx_bytes(importer: str) -> bytes:
    """A good file of an importer, as a workbook."""
    return workbook(GOOD[importer])


def workbook(rows: Sequence[Sequence[Any]], **cells: Any) -> bytes:
    """A workbook of these rows and cells."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, value in cells.items():
        sheet[place] = value
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def zipped(**members: bytes) -> bytes:
    """A zip file; `__` stands for the slash of a name and `_dot_` for its dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


def _with_sheet(data: bytes, sheet: bytes) -> bytes:
    """A workbook whose sheet is other XML."""
    given, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            archive.writestr(name, sheet if "sheet1" in name else given.read(name))
    return made.getvalue()


def _entities() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><worksheet>&e11;</worksheet>'
    return _with_sheet(workbook([["a"]]), bomb.encode())


def _bytes(data: bytes) -> Callable[[Path], str | Path]:
    def written(folder: Path) -> Path:
        file = folder / "t.csv"
        file.write_bytes(data)
        return file

    return written


def _huge(folder: Path) -> Path:
    """A gigabyte of nothing, which takes no room on the disk."""
    file = folder / "huge.csv"
    with file.open("wb") as opened:
        opened.truncate(1_000_000_000)
    return file


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What is wrong, and how such a file is made in a folder.
BROKEN: dict[str, Callable[[Path], str | Path]] = {
    "empty": _bytes(b""),
    "blank lines": _bytes(b"\n , \n\r\n"),
    "only NUL": _bytes(b"\0" * 500),
    "NUL between letters": _bytes(b"a\0,b\0\n\x01\0,\x02\0"),
    "random bytes": _bytes(bytes(range(256)) * 8),
    "control characters": _bytes(b"\x01\x02\x03\x04abc\n\x05,\x06"),
    "neither UTF-8 nor Windows": _bytes(b"a,b\n\x81,\x8d"),
    "UTF-16 cut in the middle": _bytes("reference,first_name".encode("utf-16")[:-1]),
    "UTF-16 without a mark, of rubbish": _bytes(b"\x00\xd8" * 300),
    "UTF-32": _bytes(b"\xff\xfe\x00\x00" + b"\xff" * 8),
    "an unclosed quotation mark": _bytes(b'a,b\n1,2\n3,"four\n' + b"5,6\n" * 1000),
    "text after a quotation mark": _bytes(b'a,b\n1,"x"y\n'),
    "a million commas": _bytes(b"," * 1_000_000),
    "too many columns": _bytes(b",".join(b"c%d" % n for n in range(70)) + b"\n"),
    "a field of 200,000 characters": _bytes(b"x" * 200_000),
    "JSON": _bytes(b'{"leaders": [{"reference": "L001"}]}'),
    "a PDF": _bytes(b"%PDF-1.7 x"),
    "a picture": _bytes(b"\x89PNG\r\n\x1a\n\0\0"),
    "a web page": _bytes(b"<!DOCTYPE html><p>"),
    "a table saved as a web page and called .xls": _bytes(b"<html><table><tr><td>reference</td></tr></table>"),
    "compressed": _bytes(b"\x1f\x8b\x08"),
    "a database": _bytes(b"SQLite format 3\0" + b"\0" * 500),
    "an .xls renamed": _bytes(_OLE + b"\0" * 2000),
    "a workbook with a password": _bytes(_OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000),
    "a zip of rubbish": _bytes(b"PK\x03\x04rubbish"),
    "an empty zip": _bytes(b"PK\x05\x06" + b"\0" * 18),
    "a workbook cut in half": _bytes(xlsx_bytes("roster")[:2000]),
    "a workbook without its sheet": _bytes(zipped(xl__workbook_dot_xml=b"<workbook/>")),
    "a workbook of no XML": _bytes(_with_sheet(workbook([["a"]]), b"no <xml")),
    "a zip with a table in it": _bytes(zipped(roster_dot_csv=b"reference")),
    "a Word document": _bytes(zipped(word__document_dot_xml=b"x")),
    "a zip bomb": _bytes(zipped(xl__workbook_dot_xml=b"0" * 60_000_000)),
    "a small zip bomb": _bytes(zipped(xl__workbook_dot_xml=b"0" * 4_000_000)),
    "an entity bomb": _bytes(_entities()),
    "cells at both ends of a sheet": _bytes(workbook([["a"]], XFD1048576="z")),
    "a formula nobody worked out": _bytes(workbook([["a"], ["=1+1"]])),
    "a folder": lambda folder: folder,
    "a pipe": _pipe,
    "a device": lambda _folder: "/dev/zero",
    "missing": lambda folder: folder / "none.csv",
    "a gigabyte": _huge,
    "a link to itself": _loop,
    "a name with NUL": lambda _folder: "a\0b.csv",
    "a name that is no text": lambda folder: folder / os.fsdecode(b"\xff\xfe.csv"),
    "a very long name": lambda folder: folder / ("x" * 5000),
    "no name": lambda _folder: "",
}
