"""What is imported when: reads without the ORM, commands and files each behind a door."""

from __future__ import annotations

import ast
import importlib
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from psw_tui import lazy
from psw_tui.exchange import on_demand
from psw_tui.store import commands, lookups
from psw_tui.store.core.store import Store
from psw_tui.store.safekeeping import on_demand as safekeeping
from screens.shell import on_demand as shell
from screens.today import on_demand as on_today
from tests.source_trees import ROOT, sources
from tests.test_startup import loaded_by

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.mark.parametrize("door", [commands, lookups, safekeeping, on_demand, shell, on_today])
def test_a_door_leads_where_the_types_say(door: ModuleType) -> None:
    """What mypy sees of the door and what it opens to are one."""
    room = door.__name__.rpartition(".")[0]
    typed = {
        alias.name: node.module
        for node in ast.walk(ast.parse(Path(str(door.__file__)).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith(room)
        for alias in node.names
    }
    assert sorted(typed) == sorted(door.__all__)
    for name, home in typed.items():
        assert getattr(door, name) is importlib.import_module(f"{home}.{name}")


def test_one_thread_at_a_time_imports_what_stands_on_sqlmodel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that writes in the first second and the thread that warms the store up met halves of SQLAlchemy."""
    held: list[bool] = []

    def seen(*_: object) -> None:
        held.append(lazy.ONE_AT_A_TIME._is_owned())  # type: ignore[attr-defined]

    monkeypatch.setattr(lazy, "import_module", seen)
    for door in (commands, on_demand):
        for name in door.__all__:
            getattr(door, name)
    monkeypatch.setattr("sqlalchemy.orm.configure_mappers", seen)
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        store.warm()
    assert len(held) == len(commands.__all__) + len(on_demand.__all__) + 1
    assert all(held)


@pytest.mark.parametrize("door", [commands, lookups, safekeeping, on_demand, shell, on_today])
def test_a_door_leads_nowhere_else(door: ModuleType) -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        door.nothing_of_the_kind  # noqa: B018 - asking is what is tested


def test_no_screen_and_none_of_the_reads_it_stands_on_needs_sqlmodel() -> None:
    """Every module of screens is imported; the door of the commands stays closed meanwhile."""
    names = [".".join(path.with_suffix("").relative_to(ROOT).parts) for path in (ROOT / "screens").rglob("*.py")]
    loaded = loaded_by(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")
    assert "textual" in loaded
    assert not any(repr(name) in loaded for name in ("sqlmodel", "sqlalchemy", "pydantic")), loaded


#: How many imports stand in functions, by file. One more is a decision: most belong at the top, or behind a door.
IN_FUNCTIONS = {
    "models/cipher.py": 2,
    "models/engine.py": 3,
    "psw_tui/__main__.py": 4,
    "psw_tui/app.py": 10,
    "psw_tui/cli/__init__.py": 4,
    "psw_tui/cli/backup.py": 1,
    "psw_tui/cli/check.py": 1,
    "psw_tui/cli/clauses.py": 1,
    "psw_tui/cli/cohort_list.py": 1,
    "psw_tui/cli/completing.py": 3,
    "psw_tui/cli/concerns.py": 1,
    "psw_tui/cli/demo.py": 1,
    "psw_tui/cli/explain.py": 1,
    "psw_tui/cli/faults.py": 2,
    "psw_tui/cli/history.py": 1,
    "psw_tui/cli/import_catch_up.py": 1,
    "psw_tui/cli/import_outcome.py": 1,
    "psw_tui/cli/export_salesforce.py": 2,
    "psw_tui/cli/import_salesforce_result.py": 1,
    "psw_tui/cli/import_table.py": 1,
    "psw_tui/cli/import_report.py": 1,
    "psw_tui/cli/printing.py": 1,
    "psw_tui/cli/programme.py": 1,
    "psw_tui/cli/queue.py": 1,
    "psw_tui/cli/since.py": 1,
    "psw_tui/cli/status.py": 1,
    "psw_tui/cli/tree.py": 3,
    "psw_tui/cli/usage/naming.py": 1,
    "psw_tui/demo/__init__.py": 3,
    "psw_tui/going_back.py": 1,
    "psw_tui/policy/capability.py": 1,
    "psw_tui/policy/programme.py": 1,
    "psw_tui/policy/programme_text.py": 1,
    "psw_tui/exchange/escalations/case_file/case_file.py": 1,
    "psw_tui/exchange/escalations/messages.py": 1,
    "psw_tui/exchange/files/mail_file.py": 1,
    "psw_tui/exchange/files/workbook.py": 1,
    "psw_tui/exchange/name_matching/matching.py": 1,
    "psw_tui/exchange/registers/heading_sessions.py": 1,
    "psw_tui/exchange/registers/row_people.py": 1,
    "psw_tui/exchange/tables/templates.py": 3,
    "psw_tui/exchange/subject_access/subject_access.py": 1,
    "psw_tui/store/core/keys.py": 1,
    "psw_tui/trace.py": 1,
    "psw_tui/store/core/store.py": 9,
    "psw_tui/store/erasing/going_back.py": 1,
    "psw_tui/store/erasing/retention.py": 1,
    "psw_tui/store/reads/verdicts.py": 1,
    "psw_tui/store/roster/leaders.py": 1,
    "psw_tui/store/safekeeping/encrypting.py": 1,
    "psw_tui/store/system/keyrings.py": 1,
    "psw_tui/store/system/settings.py": 2,
    "psw_tui/store/system/settings_file.py": 1,
    "psw_tui/store/system/bank_holidays.py": 1,
    "psw_tui/store/system/file_lock.py": 1,
    "psw_tui/store/system/passphrases.py": 1,
    "psw_tui/store/system/places.py": 2,
    "screens/areas.py": 2,
    "psw_tui/store/roster/near_names.py": 1,
    "screens/shell/name_mask.py": 1,
    "screens/shell/palette.py": 3,
}


def imports_in_functions(source: str, nodes: Iterable[ast.AST]) -> list[tuple[int, str]]:
    """The line of each import in a function, with the reason beside it or above the block that it stands in."""
    lines = source.splitlines()
    spans = sorted(
        {
            (node.lineno, node.end_lineno or node.lineno)
            for function in nodes
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
            for node in ast.walk(function)
            if isinstance(node, (ast.Import, ast.ImportFrom))
        }
    )
    within = {line for first, last in spans for line in range(first, last + 1)}
    said = []
    for first, last in spans:
        above = first - 1
        while above in within or not lines[above - 1].strip():
            above -= 1
        beside = "".join(line.partition("  # ")[2] for line in lines[first - 1 : last])
        opening = lines[above - 1].strip()
        said.append((first, beside or (opening if opening.startswith("#") else "")))
    return said


def test_every_import_in_a_function_says_why_it_stands_there() -> None:
    left = {}
    silent = []
    for source in sources("models", "psw_tui", "screens"):
        said = imports_in_functions(source.text, source.nodes)
        silent += [f"{source.path}:{line}" for line, reason in said if not reason]
        if said:
            left[source.path] = len(said)
    assert not silent, silent
    assert left == IN_FUNCTIONS


def test_the_reason_may_stand_beside_an_import_or_above_its_block() -> None:
    source = """import a
def f():
    import b  # seldom

    import c
def g():
    # slow
    import d

    import e
def h():
    import i
"""
    assert imports_in_functions(source, ast.walk(ast.parse(source))) == [
        (3, "seldom"),
        (5, ""),
        (8, "# slow"),
        (10, "# slow"),
        (12, ""),
    ]


def test_what_is_left_out_is_not_there_for_that_while_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards it can be imported as ever."""
    monkeypatch.delitem(sys.modules, "this", raising=False)
    with lazy.left_out("this"), pytest.raises(ImportError):
        importlib.import_module("this")
    assert find_spec("this") is not None
    assert "this" not in sys.modules


def test_who_has_imported_it_before_keeps_what_is_left_out() -> None:
    with lazy.left_out("json"):
        assert importlib.import_module("json") is json
    assert sys.modules["json"] is json


def test_of_what_gives_its_names_alone_all_that_is_imported_is_an_empty_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards it can be imported as ever."""
    monkeypatch.delitem(sys.modules, "textwrap", raising=False)
    with lazy.names_alone("textwrap"):
        module = importlib.import_module("textwrap")
        assert isinstance(module.TextWrapper, type)
        assert not hasattr(module.TextWrapper, "wrap")
        assert not hasattr(module, "__path__")  # Python would look for its parts
    assert hasattr(importlib.import_module("textwrap").TextWrapper, "wrap")


def test_who_has_imported_it_before_keeps_what_gives_its_names_alone() -> None:
    with lazy.names_alone("json"):
        assert importlib.import_module("json") is json
    assert sys.modules["json"] is json
