"""What is imported when: reads without the ORM, commands behind one door."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from psw_tui.store import commands
from tests.test_startup import loaded_by

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", commands.__all__)
def test_every_command_is_behind_the_door_as_the_types_say(name: str) -> None:
    """What mypy sees of the door and what it opens to are one."""
    typed = {
        alias.name: node.module
        for node in ast.walk(ast.parse(Path(commands.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("psw_tui.store.")
        for alias in node.names
    }
    assert sorted(typed) == sorted(commands.__all__)
    assert getattr(commands, name) is importlib.import_module(f"{typed[name]}.{name}")


def test_a_door_leads_nowhere_else() -> None:
    with pytest.raises(AttributeError, match="change_nothing"):
        commands.change_nothing  # type: ignore[attr-defined]  # noqa: B018 - asking is what is tested


def test_no_screen_and_none_of_the_reads_it_stands_on_needs_sqlmodel() -> None:
    """Every module of screens is imported; the door of the commands stays closed meanwhile."""
    names = [".".join(path.with_suffix("").relative_to(ROOT).parts) for path in (ROOT / "screens").rglob("*.py")]
    loaded = loaded_by(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")
    assert "textual" in loaded
    assert not any(repr(name) in loaded for name in ("sqlmodel", "sqlalchemy", "pydantic")), loaded
