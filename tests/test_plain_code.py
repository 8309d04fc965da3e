"""What keeps the source plain to read: held by the tree of every file, so that it is as fast as reading them."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


@cache
def trees(*tops: str) -> dict[str, ast.Module]:
    """The tree of every source file below these folders, by its path."""
    files = (path for top in tops for path in sorted((ROOT / top).rglob("*.py")))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in files}


def test_a_name_of_a_class_has_one_meaning() -> None:
    """Also where one of the two is a module's own, with a line before its name."""
    homes: dict[str, set[str]] = defaultdict(set)
    for path, tree in trees("psw_tui", "screens", "models").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                homes[node.name.lstrip("_")].add(path)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}
