"""The palette as a screen, which stands on Textual's, and its finder of themes; that of all else is in `palette`."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider


class Themes(Provider):
    """Every theme by its name. Textual's own stands on a palette that psw keeps from its app (`lazy.names_alone`)."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for name in self._names():
            yield DiscoveryHit(name, partial(setattr, self.app, "theme", name))

    async def search(self, query: str) -> Hits:
        """Those whose name is like what was typed."""
        matcher = self.matcher(query)
        for name in self._names():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), partial(setattr, self.app, "theme", name))

    def _names(self) -> list[str]:
        return sorted(self.app.available_themes)


class Palette(CommandPalette):
    """Textual's palette; keys that act on what its worker finds wait for that (`KeysInOrder`)."""

    LOOKS_FOR_TYPED: ClassVar[bool] = True
