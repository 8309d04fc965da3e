"""Every clause that is cited is explained, and the package stands on the standard library alone."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import psw_tui.policy
from psw_tui.policy.clauses import BY_ID, CLAUSES, LOST
from tests.policy.cases import DEFAULTS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted((ROOT / "psw_tui" / "policy").glob("*.py"))
_CITED = re.compile(r"(?<![\w.])(?:appendix 1\.1|[1-3]\.\d(?:\.\d)?(?!\.?\d)|H:[a-z]+)")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_clause_cited_is_explained(file: Path) -> None:
    cited = set(_CITED.findall(file.read_text(encoding="utf-8")))
    assert cited <= set(BY_ID)


def test_the_pattern_finds_clauses() -> None:
    assert _CITED.findall("(2.4.6), H:spent; appendix 1.1, 1.1.4 / 1.1.5. 0.8 of 12.5") == [
        "2.4.6",
        "H:spent",
        "appendix 1.1",
        "1.1.4",
        "1.1.5",
    ]
    assert len({cited for file in FILES for cited in _CITED.findall(file.read_text(encoding="utf-8"))}) > 20


def test_every_clause_the_programme_file_cites_is_explained() -> None:
    cited = set(re.findall(r': "((?:\d\.\d\.\d|H:\w+))"', DEFAULTS))
    assert {"1.1.4", "1.1.5", "2.1.2", "2.3.1", "H:windows"} <= cited <= set(BY_ID)


def test_clauses_are_unique_and_said_in_a_sentence() -> None:
    assert len(BY_ID) == len(CLAUSES)
    for clause in CLAUSES:
        assert clause.title
        assert clause.restated.endswith(".")


def test_the_clauses_that_the_page_names_are_there() -> None:
    named = {
        "1.1.1",
        "1.1.2",
        "1.1.3",
        "1.1.4",
        "1.1.5",
        "1.2.1",
        "1.2.2",
        "1.2.3",
        "2.1.1",
        "2.1.2",
        "2.1.3",
        "2.2.1",
        "2.2.2",
        "2.2.3",
        "2.3.1",
        "2.4",
        "2.4.1",
        "2.4.2",
        "2.4.3",
        "2.4.4",
        "2.4.5",
        "2.4.6",
        "2.4.7",
        "3",
        "appendix 1.1",
        "H:responsibilities",
        "H:about",
        "H:windows",
        "H:spent",
        "H:recording",
        "H:evaluation",
        "H:confidentiality",
        "H:framework",
    }
    assert named <= set(BY_ID)


def test_what_our_copy_has_lost_is_all_there() -> None:
    """The lists, the addresses, a form, the offer, 2.3 printed twice, the slip in 2.1.3, a handbook of another year."""
    lost = {clause.clause: clause.lacks for clause in LOST}
    assert len(lost) == len(LOST)
    assert lost.keys() == {
        "1.1.4",
        "1.2.2",
        "1.2.3",
        "2.4.5",
        "1.1.3",
        "2.1.1",
        "2.1.2",
        "2.4.7",
        "2.3",
        "2.3.1",
        "2.1.3",
        "appendix 1.1",
        "H",
    }
    for clause, said in (
        ("1.2.2", "what Frontline is responsible for"),
        ("1.2.3", "what leaders are responsible for"),
        ("2.1.2", "address"),
        ("2.4.7", "address"),
        ("2.3.1", "when a catch-up form is sent"),
        ("2.3", "printed twice"),
        ("appendix 1.1", "after its first line of components"),
        ("2.1.3", "without reasonable cause"),
        ("H", "another year's programme"),
    ):
        assert said in lost[clause], clause
    for gap in LOST:
        assert gap.lacks
        assert gap.instead


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        ("1.2.2", "What Frontline is responsible for"),
        ("1.2.3", "What leaders are responsible for"),
        ("2.1.1", "where practicable"),
        ("1.1.5", "80% of all other elements, residential and other."),
        ("2.2.3", "Frontline tracks engagement"),
        ("1.2.1", "nothing is judged by it"),
        ("2.4.1", "nothing is judged by it"),
        ("H:about", "nothing is judged by it"),
        ("H:responsibilities", "nothing is judged by it"),
        ("3", "removed"),
        ("appendix 1.1", "breaks off after its first line of components"),
    ],
)
def test_what_a_clause_is_said_to_say(clause: str, says: str) -> None:
    assert says in BY_ID[clause].restated


@pytest.mark.parametrize(
    "clause",
    [
        "1.1.4",
        "1.1.5",
        "2.1.2",
        "2.1.3",
        "2.2.2",
        "2.3.1",
        "2.4",
        "2.4.2",
        "2.4.3",
        "2.4.5",
        "H:windows",
        "H:spent",
        "H:evaluation",
        "H:framework",
    ],
)
def test_a_clause_under_which_something_local_stands_says_so(clause: str) -> None:
    assert "local setting" in BY_ID[clause].restated


FRESH = """
import importlib, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    importlib.import_module(name)
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(" ".join(sorted(loaded)))
"""


def test_the_policy_loads_nothing_but_itself_and_the_standard_library() -> None:
    names = [
        "psw_tui.policy",
        *(f"psw_tui.policy.{module.name}" for module in pkgutil.iter_modules(psw_tui.policy.__path__)),
    ]
    assert "psw_tui.policy.standing" in names
    run = subprocess.run([sys.executable, "-c", FRESH, *names], cwd=ROOT, capture_output=True, text=True, check=True)
    # _sysconfigdata is the standard library's own, under a name of the platform; zoneinfo asks for it.
    loaded = {name for name in run.stdout.split() if not name.startswith("_sysconfigdata")}
    assert "psw_tui" in loaded
    assert not loaded & {"textual", "sqlalchemy", "sqlmodel", "pydantic", "rich", "click", "sqlite3"}
    assert loaded - set(sys.stdlib_module_names) <= {"psw_tui", "tzdata"}
