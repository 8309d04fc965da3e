"""The name of each verb, `register.mark-absent`: by it `settings.toml` gives the verb another key.

Names come from the screen and the action, so that they stay when a key or a word changes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from textual.keys import _character_to_key as character_to_key  # no public name for "?" being question_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import Binding

#: Keys that always do what they do, or there would be no way out.
FIXED = frozenset({"escape", "enter", "ctrl+q", "ctrl+c"})


def owner(screen: str) -> str:
    """The name of a screen in a verb's name: `report-review` of `ReportReviewScreen`."""
    return "-".join(re.findall("[A-Z][a-z]*", screen.removesuffix("Screen"))).casefold()


def with_name(owner: str, binding: Binding) -> Binding:
    """The binding with its name, unless it has one."""
    return binding if binding.id else replace(binding, id=name_of(owner, binding))


def name_all(owner: str, by_key: dict[str, list[Binding]]) -> None:
    """Give each of a screen's bindings its name; one action has one name, whatever keys it has."""
    for key, bindings in by_key.items():
        by_key[key] = [with_name(owner, binding) for binding in bindings]


def name_of(owner: str, binding: Binding) -> str:
    """The name of a verb: `register.mark-absent`."""
    return f"{owner}.{_slug(binding.action)}"


def _slug(action: str) -> str:
    """`mark-absent` of `mark('absent')`."""
    words = re.findall(r"[a-z0-9]+", action.partition(".")[2].casefold() if _is_apart(action) else action.casefold())
    return "-".join(words)


def _is_apart(action: str) -> bool:
    """Whether the action names whose it is: `app.focus_next`."""
    return action.partition("(")[0].count(".") == 1


def as_key(text: str) -> str:
    """A key as Textual calls it: `?` is `question_mark`, `Ctrl+Y` is `ctrl+y`, `A` stays `A`."""
    text = text.strip()
    if len(text) == 1:
        return character_to_key(text)
    return text.casefold()


def problems(keys: Mapping[str, str], screens: Mapping[str, list[Binding]], everywhere: list[Binding]) -> list[str]:
    """What is wrong with keys by name, in sentences: a name that is none, a key that can't be given, a clash.

    `screens` are the bindings of each screen by its name, `everywhere` those of the app.
    """
    known = {binding.id for binding in chain(everywhere, *screens.values())}
    said = [f"{name} is not a verb; docs/keys.md lists their names" for name in keys if name not in known]
    said += [
        f"{key} can't be given to {name}: it always does the same" for name, key in keys.items() if as_key(key) in FIXED
    ]
    for screen, bindings in screens.items():
        said += _clashes(keys, screen, [*bindings, *everywhere])
    return list(dict.fromkeys(said))


def _clashes(keys: Mapping[str, str], screen: str, bindings: list[Binding]) -> list[str]:
    """Two verbs of a screen that would have one key, as far as a setting gave it to one of them."""
    of_key: dict[str, list[Binding]] = {}
    for binding in bindings:
        own = keys.get(binding.id or "")
        for key in [own] if own else binding.key.split(","):
            of_key.setdefault(as_key(key), []).append(binding)
    said = []
    for key, given in of_key.items():
        changed = next((binding for binding in given if binding.id in keys), None)
        others = [binding for binding in given if changed is not None and binding.action != changed.action]
        if changed is not None and others:
            said.append(f"{key} would be both {changed.id} and {others[0].id or others[0].action} in {screen}")
    return said
