"""What `?` says: a screen's own verbs as they are used, how to move on one line, then what works everywhere.

The keys are those in force, with what the settings changed.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import Binding

    from screens.shell.frame import AreaScreen

#: Moving, by what the actions are called; the keys of one action are given together.
_MOVES = ("step", "edge", "page", "sideways", "scroll", "capability", "day", "month", "section")
_SELECTS = frozenset({"select", "select_all", "stretch"})
#: What works on every screen, though each has it of its own.
_EVERYWHERE = frozenset({"back", "copy"})
#: What says nothing about a screen: Textual's own, and what a focus that moves does by itself.
_SAYS_NOTHING = frozenset({"to_list", "app.focus_next", "app.focus_previous", "screen.copy_text", "help_quit"})
#: Said in our words where Textual's binding has words of its own.
_OUR_WORDS = {
    "command_palette": "find any verb, leader, session or organisation",
    "quit": "leave psw; everything is saved already",
}
#: In this order after the rest of what works everywhere.
_LAST = ("back", "copy", "command_palette", "keys", "quit")
_ARROWS = "↑↓←→"
_IN_SHORT = {"pageup": "pgup", "pagedown": "pgdn", "escape": "esc"}
#: The cells of a line, and those of them that the keys have.
_ROOM, _KEYS = 66, 12


def lines(screen: AreaScreen) -> list[Content | str]:
    """The lines of the help on a screen, each verb once."""
    own: dict[str, list[Binding]] = {}
    everywhere: dict[str, list[Binding]] = {}
    moves: dict[str, list[Binding]] = {}
    for node, binding in _of(screen):
        action = binding.action.partition("(")[0].removeprefix("app.")
        if node is not screen.app and (action in _MOVES or action in _SELECTS):
            moves.setdefault(action, []).append(binding)
        elif node is screen and action not in _EVERYWHERE:
            own.setdefault(binding.action, []).append(binding)
        else:
            everywhere.setdefault(action, []).append(binding)
    everywhere = {action: held for action, held in everywhere.items() if f"app.{action}" not in own}
    verbs = sorted(own.values(), key=lambda held: not held[0].show)
    said: list[Content | str] = [_heading("On this screen")]
    for held in verbs:
        said += _line(_shown(screen, held), _words(held[0]))
    if moves:
        said += ["", _heading("Move and select"), *_move_lines(screen, moves)]
    return [*said, "", _heading("Everywhere"), *_everywhere_lines(screen, everywhere)]


def _of(screen: AreaScreen) -> Iterator[tuple[object, Binding]]:
    """The screen's bindings and the app's, then those of what has the focus, where keys move."""
    for node, binding in screen.offered():
        if _tells(binding):
            yield node, binding
    for active in screen.active_bindings.values():
        action = active.binding.action.partition("(")[0]
        if active.node not in (screen, screen.app) and (action in _MOVES or action in _SELECTS):
            yield active.node, active.binding


def _tells(binding: Binding) -> bool:
    named = bool(binding.description or binding.tooltip)
    return named and not binding.system and binding.action not in _SAYS_NOTHING


def _everywhere_lines(screen: AreaScreen, everywhere: dict[str, list[Binding]]) -> Iterator[str]:
    areas = everywhere.pop("area", [])
    firsts: dict[str, Binding] = {}
    for binding in areas:
        firsts.setdefault(binding.action, binding)
    order = sorted(everywhere.items(), key=lambda entry: _LAST.index(entry[0]) if entry[0] in _LAST else -1)
    if firsts:
        others = "; f1 to f6 too" if any(binding.key == "f1" for binding in areas) else ""
        yield from _line(
            _shown(screen, firsts.values()), ", ".join(binding.description for binding in firsts.values()) + others
        )
    for action, held in order:
        yield from _line(_shown(screen, held), _OUR_WORDS.get(action) or _words(held[0]))


def _move_lines(screen: AreaScreen, moves: dict[str, list[Binding]]) -> Iterator[str]:
    """`↑↓ j k · g G · pgup pgdn   move`, and what selects."""
    groups = [_shown(screen, moves[action]) for action in _MOVES if action in moves]
    if groups:
        yield f"    {' · '.join(dict.fromkeys(groups))}   move"
    for action, words in (("select", "select or release the row"), ("select_all", "select every row that is shown")):
        if action in moves:
            yield from _line(_shown(screen, moves[action]), words)
    if "stretch" in moves:
        yield from _line("shift+↑↓", "select a range; by pages and to the ends too")


def _heading(title: str) -> Content:
    return Content.styled(title, "dim")


def _words(binding: Binding) -> str:
    return binding.tooltip or binding.description


def _shown(screen: AreaScreen, bindings: Iterable[Binding]) -> str:
    """The keys of bindings, arrows first and together: `↑↓ j k`."""
    keys = dict.fromkeys(_key(screen, binding) for binding in bindings)
    arrows = "".join(sorted((key for key in keys if key in _ARROWS), key=_ARROWS.index))
    return " ".join(filter(None, [arrows, *(key for key in keys if key not in _ARROWS)]))


def _key(screen: AreaScreen, binding: Binding) -> str:
    return binding.key_display or _IN_SHORT.get(binding.key) or screen.app.get_key_display(binding)


def _line(keys: str, words: str) -> list[str]:
    first = f"{keys:>{_KEYS}}   "
    return textwrap.wrap(words, _ROOM, initial_indent=first, subsequent_indent=" " * (_KEYS + 3))
