"""A file that is none is refused by every importer in one clear line, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psw_tui.cli.tree import import_
from psw_tui.exchange.files.reading import UnreadableFile
from psw_tui.store.core import history
from psw_tui.store.system.refusal import Refused
from tests.budgets import LONG
from tests.exchange.broken_files import BROKEN, GOOD, csv_bytes, take, xlsx_bytes
from tests.exchange.table_files import csv_text

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store

_IMPORTERS = sorted(GOOD)
_BUDGET = settings(
    max_examples=4000 if LONG else 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)


def _sentence(store: Store, importer: str, file: str | Path) -> str:
    """What is said of a file; empty where it is taken."""
    try:
        result = take(store, importer, file)
    except (UnreadableFile, Refused) as refusal:
        return str(refusal)
    problems = getattr(result, "problems", None) or ()
    return "; ".join(problem.expected for problem in problems)


def _assert_clear(sentence: str) -> None:
    assert sentence.strip()
    assert sentence[-1] in ".)”" or sentence[-1].isalnum(), sentence
    assert len(sentence) < 6000, sentence[:300]
    assert "\n" not in sentence
    assert "Traceback" not in sentence


def test_every_importer_of_the_command_is_tried() -> None:
    assert set(GOOD) == set(import_.commands)


@pytest.mark.parametrize("importer", _IMPORTERS)
def test_what_is_good_is_taken(filled: Store, tmp_path: Path, importer: str) -> None:
    """Else the table below would prove nothing."""
    made = {"t.csv": csv_bytes(importer), "t.xlsx": xlsx_bytes(importer)}
    if importer == "salesforce-result":
        del made["t.xlsx"]  # no loader writes workbooks
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        assert _sentence(filled, importer, tmp_path / name) == ""


def _broken_for(importer: str) -> list[str]:
    """Every kind for one importer; of the rest in turn, all by `make fuzz`."""
    turn = _IMPORTERS.index(importer)
    whole = LONG or importer == "roster"
    return [what for number, what in enumerate(BROKEN) if whole or number % len(_IMPORTERS) == turn]


@pytest.mark.fuzz
@pytest.mark.parametrize("importer", _IMPORTERS)
def test_every_broken_file_is_refused_in_one_line(filled: Store, tmp_path: Path, importer: str) -> None:
    entries = len(history.entries(filled))
    for number, what in enumerate(_broken_for(importer)):
        make = BROKEN[what]
        folder = tmp_path / str(number)
        folder.mkdir()
        sentence = _sentence(filled, importer, make(folder))
        assert sentence, (importer, what)
        _assert_clear(sentence)
    assert len(history.entries(filled)) == entries


_EDIT = st.tuples(
    st.integers(0, 6000),
    st.integers(0, 40),
    st.binary(max_size=12)
    | st.sampled_from(
        [
            b'"',
            b"\n",
            b",",
            b"\0",
            b"\r",
            b"=cmd|' /C calc'!A0",
            "\u202e\u200b\x1b[31m".encode(),
            b"\xff\xfe",
            b"\xed\xa0\x80",
            b"-1",
            b"9" * 30,
        ]
    ),
)


@pytest.mark.fuzz
@_BUDGET
@given(importer=st.sampled_from(_IMPORTERS), edits=st.lists(_EDIT, min_size=1, max_size=6), book=st.booleans())
def test_a_good_file_with_any_bytes_in_it_is_taken_or_refused(
    filled: Store, tmp_path: Path, importer: str, edits: list[tuple[int, int, bytes]], *, book: bool
) -> None:
    """Bytes are put in, taken out and replaced anywhere; whatever comes of it is a plan or one line."""
    data = xlsx_bytes(importer) if book else csv_bytes(importer)
    for place, length, new in edits:
        at = place % (len(data) + 1)
        data = data[:at] + new + data[at + length :]
    file = tmp_path / "t.csv"
    file.write_bytes(data)
    if sentence := _sentence(filled, importer, file):
        _assert_clear(sentence)


@pytest.mark.fuzz
@_BUDGET
@given(
    importer=st.sampled_from(_IMPORTERS),
    cells=st.lists(st.lists(st.text(max_size=30), max_size=9), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-8-sig"]),
)
def test_any_cells_below_good_headings_are_taken_or_refused(
    filled: Store, tmp_path: Path, importer: str, cells: list[list[str]], encoding: str
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(csv_text([GOOD[importer][0], *cells]).encode(encoding, "surrogatepass"))
    if sentence := _sentence(filled, importer, file):
        _assert_clear(sentence)
