"""What keeps the source plain to read: held by the tree of every file, so that it is as fast as reading them."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.source_trees import sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


#: Rooms whose lines are light; the tests' own may be denser.
LIGHT = ("psw_tui", "screens", "models")
#: Rooms that draw, and the calls that do.
DRAWING = ("psw_tui/cli", "screens")
DRAWS = {"Cell", "Column", "Content", "Field", "GridColumn", "HeatCell", "Line", "Option", "Sign", "Static", "Text"}
DRAWS |= {"append", "assemble", "fit", "heading", "sentence", "styled", "update"}


def nodes(*tops: str, word: str = "") -> Iterator[tuple[str, list[ast.AST]]]:
    """The nodes of every source file below these folders (with a word: whose text has it), with its path."""
    for source in sources(*tops, word=word):
        yield source.path, source.nodes


def test_a_name_of_a_class_has_one_meaning() -> None:
    """Also where one of the two is a module's own, with a line before its name."""
    homes: dict[str, set[str]] = defaultdict(set)
    for path, found in nodes(*LIGHT):
        for node in found:
            if isinstance(node, ast.ClassDef):
                homes[node.name.lstrip("_")].add(path)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_nothing_is_called_each() -> None:
    """What is gone through has a noun of the field."""
    named = {
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, found in (*nodes(*LIGHT), *nodes("tests", word="each"))
        for node in found
        if "each" in (getattr(node, "arg", ""), getattr(node, "id", ""))
    }
    assert named == set()


def test_no_handler_calls_that_of_its_base() -> None:
    """Textual calls those of all the classes of a widget: one that calls another has it run twice."""
    twice = {
        path
        for path, found in nodes("psw_tui", "screens")
        for node in found
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("on_")
        and node.attr != "on_event"  # which is no handler: it hands events to them
        and ast.unparse(node.value) == "super()"
    }
    assert twice == set()


@pytest.mark.parametrize("room", LIGHT)
def test_a_line_takes_one_decision(room: str) -> None:
    """Else it is an `if` or a loop: no condition within an f-string, a comprehension, an addition or another one."""
    assert [f"{path}:{line}: {what}" for path, found in nodes(room) for line, what in dense(found)] == []


@pytest.mark.parametrize("room", DRAWING)
def test_what_is_drawn_is_decided_before(room: str) -> None:
    """No call that draws decides what it draws as it is put together."""
    assert [f"{path}:{line}" for path, found in nodes(room) for line in deciding_as_they_draw(found)] == []


def deciding_as_they_draw(found: Iterable[ast.AST]) -> Iterator[int]:
    """The lines at which a call that draws has a condition among what it is given."""
    for node in found:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in DRAWS and any(map(decides, (*node.args, *node.keywords))):
                yield node.lineno


@pytest.mark.parametrize(
    "line",
    [
        "f'{a}{b if c else d}'",
        "rows.add(Cell(str(a), 'bad' if b else 'dim'))",
        "table.update(Content(a if b else c))",
        "a = b if c else d if e else f",
        "a = [b for c in d for b in c]",
        "a = {b: c if d else e for b in f}",
        "parts += [a] if b else []",
        "a = [b, *([c] if d else [])]",
        "if (a := b()) and (c := d(a)): pass",
    ],
)
def test_a_line_of_two_decisions_is_told(line: str) -> None:
    found = [*ast.walk(ast.parse(line))]
    assert [*dense(found), *deciding_as_they_draw(found)]


@pytest.mark.parametrize("line", ["a = b if c else d", "Cell(a, b)", "a = [b for b in c if b]", "if a := b(): pass"])
def test_a_line_of_one_decision_is_left_alone(line: str) -> None:
    found = [*ast.walk(ast.parse(line))]
    assert not [*dense(found), *deciding_as_they_draw(found)]


def dense(found: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """The lines that take more than one decision, each with what it is."""
    for node in found:
        match node:
            case ast.FormattedValue() if decides(node.value):
                yield node.lineno, "a condition in an f-string"
            case ast.IfExp() if any(map(decides, (node.test, node.body, node.orelse))):
                yield node.lineno, "a condition in another one"
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if len(node.generators) > 1:
                    yield node.lineno, "a comprehension with two loops"
                if decides(node):
                    yield node.lineno, "a condition in a comprehension"
            case ast.AugAssign(value=ast.IfExp(orelse=ast.List(elts=[]) | ast.Tuple(elts=[]))):
                yield node.lineno, "an addition that may be of nothing"
            case ast.Starred(value=ast.IfExp()):
                yield node.lineno, "a condition after a star"
            case ast.If() | ast.While() | ast.comprehension():
                tests = node.ifs if isinstance(node, ast.comprehension) else [node.test]
                if sum(isinstance(part, ast.NamedExpr) for test in tests for part in ast.walk(test)) > 1:
                    yield tests[0].lineno, "two names given in one condition"
            case _:
                pass


def decides(node: ast.AST) -> bool:
    """Whether there is a conditional expression in a node."""
    return any(isinstance(part, ast.IfExp) for part in ast.walk(node))
