"""What the rules of a stylesheet come to is worked out once in a process for all nodes that they can't tell apart.

Every test of a screen opens an app, and every app styles the same widgets anew: a tenth of what such a test costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual.css.stylesheet import Stylesheet
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pytest
    from textual.css.model import RuleSet
    from textual.dom import DOMNode

#: The rules that a stylesheet had when it was last asked, and those alike that were seen first.
_LAST: WeakKeyDictionary[Stylesheet, tuple[list[RuleSet], list[RuleSet]]] = WeakKeyDictionary()
_FIRST_ALIKE: dict[tuple[int, ...], list[RuleSet]] = {}
#: What was worked out: whether the rules ask for the mouse, for the focus within or for a place among others, and what
#: they come to.
_KEPT: dict[Hashable, tuple[tuple[bool, bool, bool, bool], list[Any]]] = {}


def work_styles_out_once(patch: pytest.MonkeyPatch) -> None:
    """From now on; where rules ask for a place among others, or for the focus within, they are asked each time."""
    apply, replace_rules = Stylesheet.apply, Stylesheet.replace_rules

    def once(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: Any = None) -> None:
        key = _told_apart_by(sheet, node)
        if key in _KEPT:
            asked, given = _KEPT[key]
            node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even = asked
            for rules in given:
                replace_rules(node, rules, animate=animate)
            sheet._process_component_classes(node)
            return
        given = []

        def note(styled: DOMNode, rules: Any, animate: bool = False) -> None:
            if styled is node:
                given.append(rules)
            replace_rules(styled, rules, animate=animate)

        outer = sheet.__dict__.get("replace_rules", replace_rules)
        sheet.__dict__["replace_rules"] = note
        try:
            apply(sheet, node, animate=animate, cache=cache)
        finally:
            sheet.__dict__["replace_rules"] = outer
        asked = (node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even)
        if not any(asked[1:]):
            _KEPT[key] = asked, given

    patch.setattr(Stylesheet, "apply", once)


def _told_apart_by(sheet: Stylesheet, node: DOMNode) -> Hashable:
    """All that rules can ask of a node and of those around it, but for its place among them."""
    app = node.app
    look = (app.current_theme.name, app.is_inline, app.native_ansi_color, app.no_color)
    return (_rules(sheet), look, *map(_of_one, node.css_path_nodes))


def _rules(sheet: Stylesheet) -> int:
    """A number for the rules of a stylesheet; apps have the same rules, each in a list of its own."""
    rules = sheet.rules
    last = _LAST.get(sheet)
    if last is None or last[0] is not rules:
        last = _LAST[sheet] = rules, _FIRST_ALIKE.setdefault(tuple(map(id, rules)), rules)
    return id(last[1])


def _of_one(node: DOMNode) -> Hashable:
    state: tuple[bool, ...] = ()
    if isinstance(node, Widget):
        state = (node.mouse_hover, node.has_focus, node.is_disabled, node.allow_focus())
    return (type(node), node.id, frozenset(node._classes), *state)
