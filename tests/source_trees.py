"""The source as trees, for the tests that look at how it is written: each file is parsed once for all of them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent


class Source(NamedTuple):
    """A file of the source: its path from the root, its text and every node of its tree, the module first."""

    path: str
    text: str
    nodes: list[ast.AST]


@cache
def _below(top: str, word: str) -> list[Source]:
    """Parsing and going through a tree takes longer than any look at its nodes, so that it is done once."""
    texts = [(path, path.read_text("utf-8")) for path in sorted((ROOT / top).rglob("*.py"))]
    return [
        Source(path.relative_to(ROOT).as_posix(), text, [*ast.walk(ast.parse(text))])
        for path, text in texts
        if re.search(rf"\b{word}\b", text)
    ]


def sources(*tops: str, word: str = "") -> Iterator[Source]:
    """The source files below these folders; with a word only those whose text has it."""
    for top in tops:
        yield from _below(top, word)


def let_go() -> None:
    """Keep none of them: they take more memory than all other tests."""
    _below.cache_clear()
