"""docs/faults.md names what is there, and the long budgets of `make fuzz` are reached by it."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
_PAGE = TESTS.parent / "docs" / "faults.md"
_NAMED = re.compile(r"`(test_\w+)`")
_DEFINED = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)
_ENDS = {"check", "kept", "named", "offered"}


def _rows() -> list[list[str]]:
    lines = _PAGE.read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "Fault"]


def test_every_test_that_the_page_of_faults_names_is_there() -> None:
    there = {name for file in TESTS.rglob("test_*.py") for name in _DEFINED.findall(file.read_text("utf-8"))}
    assert [row[0] for row in _rows() if not _NAMED.findall(row[3])] == []
    assert {name for row in _rows() for name in _NAMED.findall(row[3])} - there == set()


def test_at_least_forty_faults_stand_there_each_with_its_end_and_none_twice() -> None:
    rows = _rows()
    assert len({tuple(row[:2]) for row in rows}) == len(rows) >= 40
    assert [row for row in rows if not set(row[2].split(", ")) <= _ENDS] == []
    tests = [name for row in rows for name in _NAMED.findall(row[3])]
    assert len(tests) == len(set(tests))


def test_every_file_of_faults_has_its_place_on_the_page() -> None:
    page = _PAGE.read_text("utf-8")
    named = set(_NAMED.findall(page))
    for file in sorted((TESTS / "faults").glob("test_*.py")):
        tests = set(_DEFINED.findall(file.read_text("utf-8")))
        assert f"`{file.name}`" in page or tests & named, file.name


def test_whoever_tries_more_by_make_fuzz_is_run_by_it() -> None:
    """A long budget in a test that bears no mark is one that nobody ever runs."""
    texts = {file.name: file.read_text("utf-8") for file in TESTS.rglob("test_*.py")}
    long = {name for name, text in texts.items() if re.search(r"import .*\bLONG\b", text)}
    assert long
    assert {name for name in long if not re.search(r"mark\.fuzz|^@fuzz", texts[name], re.MULTILINE)} == set()
