"""Reading a table out of a file, CSV or XLSX, known by what it holds and not by how its name ends."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import threading
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from psw_tui.exchange.files.sheet import (
    MOST_BYTES,
    MOST_COLUMNS,
    CellValue,
    Sheet,
    SheetGrid,
    SheetRow,
    UnreadableFile,
    is_empty,
    refuse_too_large,
    to_sheet,
)
from psw_tui.exchange.files.workbook import workbook_grids, workbook_rows

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

__all__ = [
    "CellValue",
    "FileBytes",
    "Sheet",
    "SheetGrid",
    "SheetRow",
    "Source",
    "UnreadableFile",
    "decode",
    "peek_grids",
    "read_anew",
    "read_file",
    "read_grids",
    "read_once",
    "read_rows",
    "read_table",
]

_SAVE_AS = "open it in Excel and save it as “CSV UTF-8” or .xlsx"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: What other files begin with, and what to say of them.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"an old .xls workbook, or one with a password; {_SAVE_AS} without one"),
    (b"%PDF", "a PDF; export the table itself as CSV or .xlsx"),
    (b"{\\rtf", f"a text document (RTF); {_SAVE_AS}"),
    (b"\x89PNG", "a picture; export the table itself as CSV or .xlsx"),
    (b"\xff\xd8\xff", "a picture; export the table itself as CSV or .xlsx"),
    (b"GIF8", "a picture; export the table itself as CSV or .xlsx"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"SQLite format 3\x00", "a database; export the table as CSV or .xlsx"),
    (b"<?xml", f"an XML file; {_SAVE_AS}"),
    (b"<!doctype", f"a web page; {_SAVE_AS}"),
    (b"<html", f"a web page; {_SAVE_AS}"),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE = 4096
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_DELIMITERS = ",;\t"
_SNIFFED_LINES = 40
#: A text in quotation marks, up to the end where the last of them is missing.
_QUOTED = re.compile(r'"[^"]*(?:"|\Z)')
#: How much of a file is looked at to see what it is.
_PEEKED_BYTES = 65_536
_PEEKED_ROWS = 200
#: The most delimiters in one line of a text: far more than any line of prose in quotation marks has.
_MOST_DELIMITERS = 10_000
_csv_limit = threading.Lock()


@dataclass(frozen=True)
class FileBytes:
    """A file as it was read once: what is shown of it, what is taken from it and its hash are of the same bytes."""

    path: Path
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name or str(self.path)

    @cached_property
    def content_hash(self) -> str:
        """What tells the file's content from any other's, whatever it is called."""
        return hashlib.sha256(self.data).hexdigest()


#: A file by its path, or as it was read already.
Source: TypeAlias = "str | os.PathLike[str] | FileBytes"


def read_once(source: Source) -> FileBytes:
    """The bytes of a file, or `UnreadableFile`; what was read already stays as it is."""
    return source if isinstance(source, FileBytes) else FileBytes(Path(source), read_file(source))


def read_anew(file: FileBytes) -> FileBytes:
    """The file as it is by now; as it was where nothing else can be read in its place."""
    try:
        return read_once(file.path)
    except UnreadableFile:
        return file


def read_table(source: Source) -> Sheet:
    """The headings and rows of a CSV or XLSX file, or `UnreadableFile` with the sentence to show.

    Blank rows are left out and keep their numbers; the first row that holds something is the headings.
    """
    file = read_once(source)
    return to_sheet(read_rows(file), file.name)


def read_rows(
    file: FileBytes, may_be_headings: int = 1, choose: Callable[[list[SheetGrid]], str] | None = None
) -> list[SheetRow]:
    """The rows of a CSV or XLSX file that hold something, its headings and what stands above them included.

    No comma can shift a workbook's cells: one beyond the headings stands in a column without a heading. So the first
    rows of a workbook, those that may be its headings, are made as wide as its widest. Of a workbook with several
    sheets `choose` is shown those rows of each, and gives the title of the one to read; else it is the first.
    """
    name, data = file.name, file.data
    if not data.startswith(_ZIP):
        return _csv_rows(decode(data, name), name)
    rows = workbook_rows(data, name, choose, may_be_headings)
    widest = max((len(row.cells) for row in rows), default=0)
    first = rows[:may_be_headings]
    rows[: len(first)] = [SheetRow(row.number, row.cells + [""] * (widest - len(row.cells))) for row in first]
    return rows


def read_grids(source: Source) -> list[SheetGrid]:
    """Every visible sheet of a workbook that holds something, or the one table of a text file, rows as they stand."""
    file = read_once(source)
    name, data = file.name, file.data
    if data.startswith(_ZIP):
        return workbook_grids(data, name)
    rows = _csv_rows(decode(data, name), name)
    return [SheetGrid(Path(name).stem, rows)] if rows else []


def peek_grids(source: Source, most_unpacked: int = MOST_BYTES) -> list[SheetGrid]:
    """The beginning of each grid that `read_grids` would give, for a look at what a file is; as refused as there.

    Of a text the first 64 KiB up to a whole line, of a workbook's sheets the first rows; a broken record ends it.
    A workbook that unpacks to more than `most_unpacked` bytes is not looked into, but refused.
    """
    if isinstance(source, FileBytes):
        name, data = source.name, source.data[:_PEEKED_BYTES]
    else:
        name, data = Path(source).name or str(source), read_file(source, _PEEKED_BYTES)
    if data.startswith(_ZIP):
        return workbook_grids(read_once(source).data, name, _PEEKED_ROWS, most_unpacked)
    whole = len(data) < _PEEKED_BYTES
    rows = _csv_rows(decode(data if whole else _whole_lines(data), name), name, whole=whole)
    return [SheetGrid(Path(name).stem, rows)] if rows else []


def _whole_lines(data: bytes) -> bytes:
    """The beginning of a file without the line that the cut went through."""
    end = max(data.rfind(b"\n"), data.rfind(b"\r"))
    kept = data[:end] if end > 0 else data
    # In UTF-16 the line break is two bytes, and its zero may come first.
    return kept[:-1] if b"\x00" in kept and len(kept) % 2 else kept


def read_file(path: str | os.PathLike[str], most: int | None = None) -> bytes:
    """The bytes of a file that may be a table, or `UnreadableFile` when it is missing, locked, huge or no file.

    With `most` only so many bytes from its beginning.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise UnreadableFile(f"{file} is a folder; name a CSV or .xlsx file in it.")
        if file.exists() and not file.is_file():
            raise UnreadableFile(f"{file} is not an ordinary file; save the table as a CSV or .xlsx file first.")
        if file.stat().st_size > MOST_BYTES:
            limit = MOST_BYTES // 1_000_000
            raise UnreadableFile(f"{file.name} is larger than {limit} MB; split it and import the parts.")
        if most is None:
            return file.read_bytes()
        with file.open("rb") as opened:
            return opened.read(most)
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {file}; check the name and the folder.") from None
    except PermissionError:
        raise UnreadableFile(
            f"{file} may not be read; close it in other programs, or ask for the right to read it."
        ) from None
    except OSError as error:
        why = error.strerror or error
        raise UnreadableFile(f"{file} can't be read ({why}); check the disk or copy it here.") from None
    except ValueError as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"{str(file)!r} can't be the name of a file; check it.") from None


def decode(data: bytes, name: str) -> str:
    """The text of a file: by its byte order mark, by its NULs (UTF-16), else UTF-8, else Windows-1252.

    Other kinds of file are refused by name; NUL characters are dropped.
    """
    start = data.lstrip()[:32].lower()
    for magic, what in _OTHERS:
        if start.startswith(magic.lower()):
            raise UnreadableFile(f"{name} is {what}.")
    text = _text(data, name).replace("\x00", "")
    sample = text[:_SAMPLE]
    control = sum(ord(character) < 32 and character not in "\t\r\n\x1b\f\v" for character in sample)
    if control * 20 > len(sample):
        raise UnreadableFile(f"{name} holds no text; if it is a table, {_SAVE_AS}.")
    return text


def _text(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], (encoding,), name)
    sample = data[:_SAMPLE]
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if second > half * 0.4 and first < half * 0.1:
        return _decoded(data, ("utf-16-le",), name)
    if first > half * 0.4 and second < half * 0.1:
        return _decoded(data, ("utf-16-be",), name)
    return _decoded(data, ("utf-8", "cp1252"), name)


def _decoded(data: bytes, encodings: tuple[str, ...], name: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{name} is not written as {' or '.join(encodings)}; {_SAVE_AS}.")


def _csv_rows(text: str, name: str, *, whole: bool = True) -> list[SheetRow]:
    delimiter = ""
    if found := _SEPARATOR_LINE.match(text):
        delimiter, text = found[1], text[found.end() :]
    rows, read, wrong = _records(text, delimiter or _sniff(text[:_PEEKED_BYTES]), name)
    if wrong and whole:
        raise UnreadableFile(f"{name}, row {read + 1}: {wrong}")
    return rows


def _records(text: str, delimiter: str, name: str) -> tuple[list[SheetRow], int, str]:
    """The rows of a CSV text that hold something, how many were read, and what is wrong with the one after them.

    Record by record, so that what is too large is refused before all of it is built, and the screen gets its turn.
    The module's limit on the length of a field is lifted only meanwhile.
    """
    rows: list[SheetRow] = []
    read = cells_read = 0
    wrong = ""
    with _csv_limit:
        before = csv.field_size_limit(MOST_BYTES)
        try:
            for cells in csv.reader(_lines(text, delimiter, name), delimiter=delimiter, strict=True):
                read += 1
                cells_read += len(cells) or 1
                if any(not is_empty(cell) for cell in cells):
                    rows.append(SheetRow(read, list[CellValue](cells)))
                width = len(cells) if any(cells[MOST_COLUMNS:]) else 0
                refuse_too_large(len(rows), width, name, cells_read)
        except csv.Error as error:
            wrong = _in_words(error)
        finally:
            csv.field_size_limit(before)
    return rows, read, wrong


def _lines(text: str, delimiter: str, name: str) -> Iterator[str]:
    """The lines of a CSV text; one of nothing but delimiters is refused before it becomes millions of cells."""
    for line in io.StringIO(text, newline=""):
        if line.count(delimiter) > _MOST_DELIMITERS:
            refuse_too_large(0, _MOST_DELIMITERS, name)
        yield line


def _in_words(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quotation mark is never closed; close it, or write it twice if it belongs to the text."
    if "expected after" in str(error):
        return "text stands after a closing quotation mark; write a quotation mark inside a quoted text twice."
    return f"it can't be read as CSV ({error}); {_SAVE_AS}."


def _sniff(text: str) -> str:
    """The delimiter: the one of comma, semicolon and tab that makes a table of most lines near the top.

    Those are lines one below the other of which none has more of it, outside quotes, than the first, its headings. So
    neither a title nor a text with commas in it tells; of delimiters that do as well, the one with more columns counts.
    """
    unquoted = re.split(r"[\r\n]+", _QUOTED.sub("q", text))
    lines = [line for line in unquoted if line.strip(" \ufeff")][:_SNIFFED_LINES]
    return max(_DELIMITERS, key=lambda delimiter: _table_made([line.count(delimiter) for line in lines]))


def _table_made(counts: list[int]) -> tuple[int, int]:
    """How many lines the longest table among these has, by how many delimiters stand in each line, and in its first."""
    return max(((_length(counts[first:]), most) for first, most in enumerate(counts)), default=(0, 0))


def _length(counts: list[int]) -> int:
    most = counts[0]
    return len(list(takewhile(lambda number: 0 < number <= most, counts)))
