"""Keys typed on without a pause, as somebody does who knows the way: the app may still be at work on those before."""

from __future__ import annotations

import asyncio
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.events import Key, Paste
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from textual.app import App

#: How often the loop turns between two keys at most, by itself or with something else to do.
_TURNS = (0, 0, 0, 1, 2, 5, 20)


async def type_on(app: App[Any], typed: Iterable[str | Paste], rnd: random.Random) -> None:
    """Type keys by their names, and paste, the loop turning so or so often in between."""
    turns = rnd.choice(_TURNS)
    for one in typed:
        app.post_message(_key(one) if isinstance(one, str) else one)
        for _ in range(rnd.randint(0, turns)):
            await asyncio.sleep(0)


def _key(name: str) -> Key:
    """The key that Textual's pilot would press for this name."""
    if len(name) == 1 and not name.isalnum():
        name = _character_to_key(name)
    letter = name if len(name) == 1 else None
    with suppress(KeyError):
        letter = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    return Key(name, letter)
