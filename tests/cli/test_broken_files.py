"""A file that is none, or is called something hostile, ends a command with one clear line and status 1."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from psw_tui.cli.tree import import_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

_NAMED = "a\x1b[31m\u202e[@click=app.quit]\x9b\n{x}.csv"
_REPORTS = ("zoom", "teams", "sign-in")


def _is_harmless(text: str) -> bool:
    """Whether a terminal takes all of it as text, from left to right."""
    return all(letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Cf") for letter in text)


def _call(call: Callable[..., Done], importer: str, file: Path, *more: str) -> Done:
    session = ("W01",) if importer in _REPORTS else ()
    return call("import", importer, *session, str(file), *more)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("importer", sorted(import_.commands))
def test_a_broken_file_of_a_hostile_name_is_one_clear_line(
    call: Callable[..., Done], tmp_path: Path, importer: str
) -> None:
    file = tmp_path / _NAMED
    for data in (b'"never closed', b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        file.write_bytes(data)
        done = _call(call, importer, file)
        assert (done.status, done.err.count("\n")) == (1, 1), done
        assert done.err.startswith("psw: a[31m[@click=app.quit] {x}.csv"), done.err
        assert _is_harmless(done.err + done.out)
        refused = _call(call, importer, file, "--json")
        assert refused.status == 1
        assert refused.json


@pytest.mark.usefixtures("small")
def test_what_stands_in_a_bad_row_is_shown_as_text(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    """Escape sequences, C1, bidi and zero-width characters are no part of what the terminal is given."""
    hostile = "\x1b[31mred\x9b2J\u202eup\u200b\x00\u2066[bold]x[/]"
    head = "reference,first_name,last_name,cohort,state,offer_accepted_on"
    file = table("roster", head, ("N1", hostile, hostile, hostile, hostile, hostile), (hostile,) * 6)
    done = call("import", "roster", str(file))
    assert done.status == 1
    assert _is_harmless(done.out + done.err)
    assert "[bold]x[/]" in done.err
