"""A group of commands that imports the one that is called, and none for its help.

Click's own lazy group imports every command for the group's help, as it asks each for its short help; here that stands
beside the name, and a test holds that it is the command's own.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click


class Elsewhere(click.Command):
    """The name and the short help of a command that lies in a module not imported yet."""

    def __init__(self, name: str, place: str, **about: Any) -> None:
        """`place` is MODULE:ATTRIBUTE; `about` has its `short_help`, or the `help` that Click shortens."""
        super().__init__(name, **about)
        self._place = place

    def load(self) -> click.Command:
        """The command itself."""
        module, _, attribute = self._place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


class LazyGroup(click.Group):
    """A group with commands that lie elsewhere; help, completion and suggestions are those of any group of Click's."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called, imported now if it lies elsewhere."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Elsewhere) else command, rest
