"""What is imported when: reads without the ORM, commands and files each behind a door."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from types import ModuleType

import pytest

from psw_tui.exchange import on_demand
from psw_tui.store import commands
from tests.test_startup import loaded_by

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("door", [commands, on_demand])
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


@pytest.mark.parametrize("door", [commands, on_demand])
def test_a_door_leads_nowhere_else(door: ModuleType) -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        door.nothing_of_the_kind  # noqa: B018 - asking is what is tested


def test_no_screen_and_none_of_the_reads_it_stands_on_needs_sqlmodel() -> None:
    """Every module of screens is imported; the door of the commands stays closed meanwhile."""
    names = [".".join(path.with_suffix("").relative_to(ROOT).parts) for path in (ROOT / "screens").rglob("*.py")]
    loaded = loaded_by(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")
    assert "textual" in loaded
    assert not any(repr(name) in loaded for name in ("sqlmodel", "sqlalchemy", "pydantic")), loaded
