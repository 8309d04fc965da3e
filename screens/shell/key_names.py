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
    """The name of a verb: `register.mark-absent`; what the app does has the app's, on whatever screen it stands."""
    whose, dot, _ = binding.action.partition("(")[0].rpartition(".")
    named = whose if whose == "app" else owner
    return f"{named}.{_slug(binding.action.removeprefix(whose + dot))}"


def _slug(action: str) -> str:
    """`mark-absent` of `mark('absent')`, `day-7` of `day(7)` and `day-back-7` of `day(-7)`."""
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"-(?=\d)", " back ", action.casefold())))


def as_key(text: str) -> str:
    """A key as Textual calls it: `?` is `question_mark`, `Ctrl+Y` is `ctrl+y`, `A` stays `A`."""
    text = text.strip()
    if len(text) == 1:
        return character_to_key(text)
    return text.casefold()


def in_force(
    keys: Mapping[str, str], screens: Mapping[str, list[Binding]], everywhere: list[Binding]
) -> tuple[dict[str, str], list[str]]:
    """The keys by name that can be given, and in sentences why the others can't.

    Not given is a name that is none, a key that always does the same, and one of two that clash; the verb keeps its
    usual key. `screens` are the bindings of each screen by its name, `everywhere` those of the app.
    """
    known = {binding.id for binding in chain(everywhere, *screens.values())}
    given: dict[str, str] = {}
    said = []
    for name, key in keys.items():
        if name not in known:
            said.append(f"{name} is not a verb; docs/keys.md lists their names")
        elif as_key(key) in FIXED:
            said.append(f"{key} can't be given to {name}: it always does the same")
        else:
            given[name] = key
    # One at a time: a verb that has its usual key again may take it from another.
    while clash := next(
        filter(None, (_clash(given, name, [*own, *everywhere]) for name, own in screens.items())), None
    ):
        name, sentence = clash
        del given[name]
        said.append(sentence)
    return given, said


def _clash(keys: Mapping[str, str], screen: str, bindings: list[Binding]) -> tuple[str, str] | None:
    """The first verb of a screen that a setting gives the key of another one, and that in words."""
    of_key: dict[str, list[str]] = {}
    for binding in bindings:
        own = keys.get(binding.id or "")
        for key in [own] if own else binding.key.split(","):
            of_key.setdefault(as_key(key), []).append(binding.id or binding.action)
    for key, names in of_key.items():
        changed = next((name for name in names if name in keys), None)
        other = next((name for name in names if name != changed), None)
        if changed is not None and other is not None:
            return changed, f"{key} would be both {changed} and {other} in {screen}"
    return None
