"""`psw since`: a page for people, one document for scripts, a file as HTML or Markdown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

pytestmark = pytest.mark.usefixtures("small")


def test_the_page_for_people_says_what_changed_and_what_it_left_out(call: Callable[..., Done]) -> None:
    done = call("since", "2027-02-01")
    assert done.status == 0
    assert "Since you were away" in done.out
    assert "Head code of the journal" in done.out
    assert "which are shown only when asked for" in " ".join(done.out.split())


@pytest.mark.parametrize("whom", ["me", "cover", "manager"])
def test_its_numbers_are_those_of_the_status(call: Callable[..., Done], whom: str) -> None:
    for day in ("2027-02-01", "2026-12-24"):
        told = call("since", "2026-09-01", "--for", whom, "--until", day, "--json").json
        status = call("status", "--as-of", day, "--json").json["leaders"]
        assert told["as_of"] == day
        assert told["numbers"]["leaders"] == len(status)
        assert told["numbers"]["overall"] == Counter(leader["overall"] for leader in status)
        assert told["numbers"]["escalations"] == len(call("queue", "--as-of", day, "--json").json["escalations"])
        assert told["numbers"]["concerns"] == len(call("concerns", "--as-of", day, "--json").json["concerns"])


def test_as_many_entries_as_the_history_has_of_these_days(call: Callable[..., Done]) -> None:
    entries = call("history", "--json").json["entries"]
    assert call("since", "2020-01-01", "--json").json["numbers"]["entries"] == len(entries)


def test_a_file_is_what_its_ending_or_the_call_says(call: Callable[..., Done], tmp_path: Path) -> None:
    page, text, forced = tmp_path / "page.html", tmp_path / "page.md", tmp_path / "page.txt"
    assert call("since", "2027-01-22", "-o", page).out == ""
    call("since", "2027-01-22", "-o", text)
    call("since", "2027-01-22", "--markdown", "-o", forced)
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert text.read_text("utf-8").startswith("# Since you were away")
    assert forced.read_text("utf-8").startswith("# Since you were away")
    assert call("since", "2027-01-22", "--html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("since",), "DATE"),
        (("since", "friday"), "is not a day"),
        (("since", "2027-01-22", "--for", "nobody"), "nobody"),
        (("since", "2027-01-22", "--for", "manager", "--reasons"), "leave --reasons out"),
    ],
)
def test_wrong_usage(call: Callable[..., Done], arguments: tuple[str, ...], said: str) -> None:
    done = call(*arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_span_that_ends_before_it_begins_is_refused(call: Callable[..., Done]) -> None:
    done = call("since", "2027-02-01", "--until", "2027-01-22")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "psw: The span ends before it begins: Mon 1 Feb 2027 is after Fri 22 Jan 2027; begin on an earlier day.\n"
    )


def test_of_a_cohort_that_is_not_there_it_says_so(call: Callable[..., Done]) -> None:
    done = call("since", "2027-01-22", "--cohort", "PSW 1999")
    assert done.status == 1
    assert "There is no cohort PSW 1999" in done.err
