"""How Salesforce reads a CSV and the mapping file (.sdl) beside it: strictly, byte for byte, nothing trimmed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


class JobFailed(Exception):
    """The whole file was refused: no row of it was looked at, and no result file is written."""


@dataclass(frozen=True)
class CsvRow:
    """One row of a file: its values, or what is wrong with how it is written."""

    values: tuple[str, ...]
    malformed: str = ""


def rows_of(data: bytes) -> list[CsvRow]:
    """The header and the rows; `JobFailed` where the file is not UTF-8, mixes line ends, or leaves a quote open."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JobFailed(f"InvalidBatch : The file is not UTF-8: {error}") from None
    if "\0" in text:
        raise JobFailed("InvalidBatch : The file holds a null character")
    rows, ends, at = [], set(), 0
    while at < len(text):
        row, end, at = _row(text, at)
        rows.append(row)
        ends.add(end)
    if "\r" in ends or {"\n", "\r\n"} <= ends:
        raise JobFailed("ClientInputError : LineEnding is invalid on user data")
    if not rows:
        raise JobFailed("InvalidBatch : The file is empty")
    return rows


def _row(text: str, at: int) -> tuple[CsvRow, str, int]:
    """A row from a place in the text, the line end after it, and where the next one begins."""
    values: list[str] = []
    malformed = ""
    while True:
        value, at, wrong = _quoted(text, at) if text.startswith('"', at) else _bare(text, at)
        values.append(value)
        malformed = malformed or wrong
        if text.startswith(",", at):
            at += 1
            continue
        end = next((end for end in ("\r\n", "\n", "\r") if text.startswith(end, at)), "")
        return CsvRow(tuple(values), malformed), end, at + len(end)


def _bare(text: str, at: int) -> tuple[str, int, str]:
    found = re.compile(r"[^,\r\n]*").match(text, at)
    assert found
    wrong = "a double quote within a value that is not quoted" if '"' in found[0] else ""
    return found[0], found.end(), wrong


def _quoted(text: str, at: int) -> tuple[str, int, str]:
    found = re.compile(r'"((?:[^"]|"")*)"').match(text, at)
    if not found:
        raise JobFailed("InvalidBatch : A double quote is not closed")
    after, end, _ = _bare(text, found.end())
    wrong = f"{after!r} stands after the closing quote" if after else ""
    return found[1].replace('""', '"'), end, wrong


@dataclass(frozen=True)
class Mapping:
    """A mapping file: which column goes to which field, and what every row is given."""

    columns: dict[str, str]
    constants: dict[str, str]


def mapping_of(data: bytes) -> Mapping:
    """An .sdl file, which Data Loader reads as Java properties: `column=Field`, a space in the column as `\\ `.

    A column in double quotes is a constant; one without a field is not loaded; a parent is `Relation__r\\:Field__c`.
    """
    columns, constants = {}, {}
    # Java reads properties as Latin-1: what is not ASCII has to be written as an escape.
    for line in data.decode("latin-1").splitlines():
        text = line.lstrip(" \t")
        if not text or text[0] in "#!":
            continue
        key, field = _property(text)
        if len(key) > 1 and key[0] == key[-1] == '"':
            constants.update(dict.fromkeys(re.split(r",\s*", field), key[1:-1]))
        elif field:
            columns[key.casefold()] = field
    return Mapping(columns, constants)


def _property(line: str) -> tuple[str, str]:
    found = re.compile(r"((?:\\.|[^\\=: \t])*)[ \t]*[=: \t]?[ \t]*(.*)").fullmatch(line)
    assert found
    return _unescaped(found[1]), _unescaped(found[2])


def _unescaped(text: str) -> str:
    named = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}

    def meant(found: re.Match[str]) -> str:
        escape = found[1]
        return chr(int(escape[1:], 16)) if len(escape) == 5 else named.get(escape, escape)

    return _ESCAPE.sub(meant, text)
