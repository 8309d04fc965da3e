"""`psw export subject-access`: where the copy goes, and what is said with it."""

from __future__ import annotations

import json
import stat
from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Channel, RequestKind
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

pytestmark = pytest.mark.usefixtures("small")
NAME = "subject-access-L002-2027-02-01"


def test_it_goes_to_the_folder_of_exports_with_its_json_beside_it(db: Path, call: Callable[..., Done]) -> None:
    done = call("export", "subject-access", "L002")
    written = [db.with_name("exports") / f"{NAME}{ending}" for ending in (".html", ".json")]
    assert (done.status, done.out) == (0, "")
    assert [line for line in done.err.splitlines() if line.startswith("Wrote")] == [f"Wrote {path}" for path in written]
    assert "Read it through before you hand it over" in done.err
    assert [stat.S_IMODE(path.stat().st_mode) for path in written] == [0o600, 0o600]
    assert json.loads(written[1].read_text("utf-8"))["head"]["name"] == "Siân Patel"


def test_a_folder_and_a_file_can_be_named(tmp_path: Path, call: Callable[..., Done]) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert call("export", "subject-access", "Patel", "-o", str(folder)).status == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{NAME}.html", f"{NAME}.json"]
    assert call("export", "subject-access", "L002", "-o", str(folder / "copy.html")).status == 0
    assert (folder / "copy.json").is_file()
    (folder / "other.json").write_text("mine", "utf-8")
    refused = call("export", "subject-access", "L002", "-o", str(folder / "other.html"))
    assert (refused.status, "is not as psw wrote it" in refused.err) == (1, True)
    assert not (folder / "other.html").exists(), "the page and its JSON, or neither"
    (folder / "copy.html").write_text("mine", "utf-8")
    refused = call("export", "subject-access", "L002", "-o", str(folder / "copy.html"))
    assert (refused.status, "is not as psw wrote it" in refused.err) == (1, True)


def test_json_is_one_document_on_standard_output(call: Callable[..., Done]) -> None:
    document = call("export", "subject-access", "L002", "--json", "--as-of", "2027-01-04").json
    assert (document["head"]["as_of"], document["head"]["reference"]) == ("2027-01-04", "L002")
    assert "sickness" in json.dumps(document)


def test_where_it_was_asked_for_the_answer_is_to_be_noted(db: Path, call: Callable[..., Done]) -> None:
    with Store.open(db) as store:
        change_requests.record(store, "L002", RequestKind.SUBJECT_ACCESS, date(2027, 1, 6), Channel.EMAIL)
    assert "Asked for: answer due Mon 8 Feb, 7 days. Note the answer" in call("export", "subject-access", "L002").err


def test_nobody_of_that_name_is_refused(call: Callable[..., Done]) -> None:
    assert call("export", "subject-access", "Nobody").status == 1
