"""A message's template: Jinja text of which a part is allowed, and no more work than a message takes.

A template is a program that somebody edited. It has names, conditions, loops over what it is given and some filters; no
calls, no sums and nothing else that makes much out of little. All that it loops over or looks through and all the text
that it makes is counted, so that it comes to its end whatever it says: by a count and not by the clock, in any thread,
on any system.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from jinja2 import StrictUndefined, nodes
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: The longest template, in characters, and the most that one may look through and write, in steps and characters.
LONGEST = 20_000
MOST_WORK = 200_000

#: What makes no more than it is given, once its result is counted.
FILTERS_ALLOWED = (
    "capitalize",
    "count",
    "d",
    "default",
    "first",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "string",
    "title",
    "trim",
    "truncate",
    "unique",
    "upper",
)
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.If,
    nodes.For,
    nodes.Assign,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.CondExpr,
    nodes.Concat,
    nodes.Keyword,
)
_COUNTED, _LOOKED_THROUGH, _TOGETHER = "counted", "looked_through", "together"


class NotAllowed(ValueError):
    """What a template may not be or do, in a few words."""


class MessageTemplate:
    """A template that was read; raises whatever is wrong with it, `NotAllowed` or an error of Jinja's."""

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST:
            raise NotAllowed(f"it is longer than {LONGEST:,} characters")
        self._left = 0
        # Plain text, in which nothing is markup: a name stands in it letter for letter. Nothing is worked out while
        # it is read, before anything counts.
        environment = _Environment(
            undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, optimized=False
        )
        environment.spend = self._spend
        environment.filters = {
            **{name: self._counting(FILTERS[name]) for name in FILTERS_ALLOWED},
            "join": self._join,
            "replace": self._replace,
            _COUNTED: self._counted,
            _LOOKED_THROUGH: self._looked_through,
            _TOGETHER: self._together,
        }
        environment.tests = {name: self._counting(cast("Callable[..., Any]", test)) for name, test in TESTS.items()}
        self._environment = environment
        tree = _Bounded().visit(environment.parse(source))
        tree.set_environment(environment)
        code = environment.compile(tree)
        self._template = environment.template_class.from_code(environment, code, {})

    def render(self, given: dict[str, Any]) -> str:
        """The text with what is given put in; `NotAllowed` when it is more work than a message takes."""
        self._left = MOST_WORK
        pieces = []
        for piece in self._template.generate(given):
            self._spend(len(piece))
            pieces.append(piece)
        return "".join(pieces)

    def _spend(self, work: int) -> None:
        self._left -= work
        if self._left < 0:
            raise NotAllowed("it goes round, or makes text, without end")

    def _counting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def counting(*args: Any, **named: Any) -> Any:
            self._spend(sum(map(_size, (*args, *named.values())), 1))
            return self._looked_through(function(*args, **named))

        return counting

    def _looked_through(self, value: Any) -> Any:
        """What costs as much as it is long; what would be made only while it is read is made first."""
        held = list(value) if isinstance(value, Iterator) else value
        self._spend(_size(held))
        return held

    def _counted(self, items: Iterable[Any], cost: int) -> list[Any]:
        listed = list(items)
        self._spend(1 + max(cost, 1) * len(listed))
        return listed

    def _together(self, parts: Iterable[Any], between: str = "") -> str:
        texts = [str(part) for part in parts]
        self._spend(sum(map(len, texts), 1) + (1 + len(between)) * len(texts))
        return between.join(texts)

    def _join(self, parts: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
        if attribute is not None:
            parts = map(make_attrgetter(self._environment, attribute), parts)
        return self._together(parts, str(d))

    def _replace(self, text: str, old: str, new: str) -> str:
        text, old, new = str(text), str(old), str(new)
        self._spend(1 + len(text) + text.count(old) * len(new))
        return text.replace(old, new)


class _Environment(SandboxedEnvironment):
    """Each attribute and item that is fetched is counted too: a filter's `attribute` may lead a long way."""

    spend: Callable[[int], None]

    def getitem(self, obj: Any, argument: Any) -> Any:
        self.spend(1)
        return super().getitem(obj, argument)

    def getattr(self, obj: Any, attribute: str) -> Any:
        self.spend(1)
        return super().getattr(obj, attribute)


class _Bounded(NodeTransformer):
    """Refuses what is not allowed, and has the rest counted that is no filter: a loop costs what stands in it."""

    def generic_visit(self, node: nodes.Node, *args: Any, **named: Any) -> nodes.Node:
        if not isinstance(node, _ALLOWED) and not _is_target(node):
            kind = type(node).__name__.lower()
            raise NotAllowed(f"line {node.lineno} holds what no message needs ({kind}); see docs/messages.md")
        return super().generic_visit(node, *args, **named)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - named after the node
        if node.recursive:
            raise NotAllowed(f"line {node.lineno} has a loop that calls itself")
        cost = sum(1 for _ in node.find_all(nodes.Node))
        self.generic_visit(node)
        node.iter = _filter(node.iter, _COUNTED, nodes.Const(cost, lineno=node.lineno))
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - named after the node
        self.generic_visit(node)
        node.expr = _filter(node.expr, _LOOKED_THROUGH)
        for operand in node.ops:
            operand.expr = _filter(operand.expr, _LOOKED_THROUGH)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - named after the node
        self.generic_visit(node)
        return _filter(node, _LOOKED_THROUGH) if isinstance(node.arg, nodes.Slice) else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - named after the node
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), _TOGETHER)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 0


def _is_target(node: nodes.Node) -> bool:
    """Whether it is the names that a loop over pairs gives."""
    return isinstance(node, nodes.Tuple) and node.ctx == "store"


def _filter(node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", node), name, list(arguments), [], None, None, lineno=node.lineno)
