"""The cases as data: read from `cases/*.toml`, their files written as the programs of the field write them."""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).parent
#: Cells of one sheet, or its name and cells for several.
Rows = list[list[Any]]
Sheets = dict[str, Rows]


@dataclass(frozen=True)
class Case:
    """One call, the files it is given and what is right of its outcome."""

    kind: str
    name: str
    right: str
    command: str
    expect: dict[str, Any]
    files: dict[str, str | Rows | Sheets] = field(default_factory=dict)
    #: How a file is written, where it is not plain UTF-8 with bare line ends: an encoding, `crlf` or `from-1904`.
    written: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    #: Not on the common set-up, but on an empty database; the common files are there.
    fresh: bool = False
    #: Not held yet: the test fails if it is, so that the mark is taken away.
    awaits: bool = False
    #: Where the right answer is a choice: which answers are careful.
    choice: str = ""

    @property
    def call(self) -> list[str]:
        """What stands after `psw`."""
        return shlex.split(self.command)

    def write(self, folder: Path) -> None:
        """Write its files, the common ones too where it begins empty."""
        for name, content in {**(common()["files"] if self.fresh else {}), **self.files}.items():
            write(folder / name, content, self.written.get(name, ""))


def write(path: Path, content: str | Rows | Sheets, how: str = "") -> None:
    """One file: a text in an encoding, or a workbook whose cells have the types of the data."""
    if not isinstance(content, str):
        workbook(content, how).save(path)
        return
    crlf = how not in ("", "utf-8", "utf-8-sig")
    encoding = "utf-8" if how in ("", "crlf") else how
    text = content.replace("\n", "\r\n") if crlf else content
    path.write_bytes(text.encode(encoding))


def workbook(content: Rows | Sheets, how: str) -> openpyxl.Workbook:
    """A workbook of one sheet, or of several by name; an empty text is an empty cell."""
    book = openpyxl.Workbook()
    if how == "from-1904":
        book.epoch = CALENDAR_MAC_1904
    del book[book.sheetnames[0]]
    for title, rows in (content if isinstance(content, dict) else {"Sheet1": content}).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else _naive(cell) for cell in row])
    return book


def _naive(cell: Any) -> Any:
    assert not (isinstance(cell, datetime) and cell.tzinfo), "a workbook's cell has no zone"
    return cell


@cache
def common() -> dict[str, Any]:
    """The day, the commands and the files that cases start from."""
    return tomllib.loads((HERE / "common.toml").read_text("utf-8"))


@cache
def cases() -> tuple[Case, ...]:
    """Every case, in order of its kind."""
    found = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        for told in tomllib.loads(path.read_text("utf-8"))["case"]:
            before = tuple(told.pop("before", ()))
            found.append(Case(kind=path.stem.partition("_")[0], before=before, **told))
    return tuple(found)
