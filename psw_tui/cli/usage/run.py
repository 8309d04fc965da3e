"""The step from how a command is called to what it does."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def run(command: str, call: dict[str, Any]) -> int | None:
    """Do what a command does with what the call says: `run` of psw_tui/cli/COMMAND.py; the exit status, None for 0.

    It is imported now and not before: help and wrong usage need no store, no Rich and no SQLModel.
    """
    status: int | None = import_module(f"psw_tui.cli.{command}").run(**call)
    return status
