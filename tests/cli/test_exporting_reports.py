"""`psw export report`: what it gives and refuses, which cohort it means, and that it only reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

CALLS = (("cohort",), ("organisation", "kent"), ("leader", "osei"))


@pytest.mark.parametrize("arguments", CALLS, ids=lambda called: called[0])
def test_a_page_or_markdown_or_the_numbers_alone(
    arguments: tuple[str, ...], small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    page = call("export", "report", *arguments)
    assert (page.status, page.err) == (0, "")
    assert_valid(page.out)
    markdown = call("export", "report", *arguments, "--markdown")
    assert markdown.out.startswith("# ")
    figures = call("export", "report", *arguments, "--json").json
    assert json.loads(markdown.out.rpartition("```json\n")[2].removesuffix("```\n")) == figures
    assert figures["as_of"] == "2027-02-01"
    for name, starts in (("r.md", "# "), ("r.html", "<!DOCTYPE html>")):
        written = call("export", "report", *arguments, "-o", str(tmp_path / name))
        assert (written.status, written.out) == (0, "")
        assert (tmp_path / name).read_text("utf-8").startswith(starts)
    assert call("export", "report", *arguments, "--json", "-o", str(tmp_path / "r.json")).status == 0
    assert json.loads((tmp_path / "r.json").read_text("utf-8")) == figures


def test_another_day_is_judged(small: Path, call: Callable[..., Done]) -> None:
    figures = call("export", "report", "cohort", "--as-of", "2026-11-01", "--json").json
    status = call("status", "--as-of", "2026-11-01", "--json").json
    assert figures["as_of"] == status["as_of"] == "2026-11-01"
    assert figures["attendance"]["expected"] == 0
    assert figures["sessions"][0]["to_come"] > 0


def test_without_a_name_it_is_the_cohort_that_runs(small: Path, call: Callable[..., Done]) -> None:
    """Of several that run it asks which, and of none it says what makes one."""
    call("cohort", "add", "PSW 2024", "--year", "2024")
    assert call("export", "report", "cohort", "--json").json["cohort"] == "PSW 2026"
    call("cohort", "add", "Other", "--year", "2026")
    done = call("export", "report", "cohort")
    assert (done.status, done.out) == (1, "")
    assert done.err == "psw: Which cohort? There are Other, PSW 2026; name one.\n"
    assert call("export", "report", "cohort", "other", "--json").status == 1
    assert call("export", "report", "cohort", "Other", "--json").json["listed"] == 0


def test_what_is_not_there_is_refused_in_a_line(small: Path, call: Callable[..., Done]) -> None:
    for arguments, says in (
        (("cohort", "PSW 2030"), "There is no cohort PSW 2030"),
        (("organisation", "nowhere"), "No leader is of an organisation nowhere"),
        (("organisation", " "), "Which organisation? Give any part of its name"),
        (("leader", "nobody"), "There is no leader nobody"),
        (("organisation", "kent", "--cohort", "PSW 2030"), "There is no cohort PSW 2030"),
    ):
        done = call("export", "report", *arguments)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert says in done.err


def test_a_leaders_own_reasons_only_where_they_are_asked_for(small: Path, call: Callable[..., Done]) -> None:
    told = call("export", "report", "leader", "L002", "--reasons", "--markdown").out
    assert "missed; the reason on record\\: sickness" in told
    assert "sickness" not in call("export", "report", "leader", "L002").out


def test_an_empty_file_has_no_report(db: Path, call: Callable[..., Done]) -> None:
    call("cohort", "add", "PSW 2026", "--year", "2026")
    assert call("export", "report", "cohort").status == 0
    done = call("export", "report", "leader", "anybody")
    assert "there are no leaders yet" in done.err
