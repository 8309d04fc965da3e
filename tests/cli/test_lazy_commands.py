"""What a call of the command imports: its own command and no other's, and none for the help of a group."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Any

import click
import pytest

import psw_tui.cli
from psw_tui.cli.lazy_group import Elsewhere
from psw_tui.cli.tree import root
from tests.cli.test_usage import loaded_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def every_command(group: click.Group = root, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command but the groups, with what is typed for it."""
    for name, command in group.commands.items():
        typed = (*above, name)
        if isinstance(command, click.Group):
            yield from every_command(command, typed)
        else:
            yield " ".join(typed), command


COMMANDS = dict(every_command())


def own_files(loaded: set[str]) -> set[str]:
    """The files of commands among them: those with a `run`."""
    names = {module.name for module in pkgutil.iter_modules(psw_tui.cli.__path__)}
    imported = {name for name in names if f"psw_tui.cli.{name}" in loaded}
    modules = {name: importlib.import_module(f"psw_tui.cli.{name}") for name in imported}
    return {name for name, module in modules.items() if inspect.isfunction(getattr(module, "run", None))}


@pytest.mark.parametrize("typed", COMMANDS)
def test_the_short_help_in_the_tree_is_the_command_s_own(typed: str) -> None:
    """At every width, as are its name and whether it is shown."""
    listed = COMMANDS[typed]
    assert isinstance(listed, Elsewhere), "a command that is imported for the help of its group"
    command = listed.load()
    assert (listed.name, listed.hidden, listed.deprecated) == (command.name, command.hidden, command.deprecated)
    for limit in range(10, 100):
        assert listed.get_short_help_str(limit) == command.get_short_help_str(limit)


@pytest.mark.parametrize("typed", COMMANDS)
def test_what_a_command_does_takes_what_its_usage_gives(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Found:
        def __init__(self, name: str) -> None:
            self.name = name

        def run(self, **call: Any) -> None:
            asked.append(self.name)
            inspect.signature(importlib.import_module(self.name).run).bind(**call)

    monkeypatch.setattr("psw_tui.cli.usage.run.import_module", Found)
    listed = COMMANDS[typed]
    assert isinstance(listed, Elsewhere)
    command = listed.load()
    assert command.callback is not None
    command.callback(**{param.name: None for param in command.params if param.expose_value})
    assert len(asked) == 1


def test_the_help_of_a_group_imports_no_command() -> None:
    calls = ("--version", "--help", "cohort --help", "import --help", "export --help")
    for call, loaded in zip(calls, loaded_by(*calls), strict=True):
        assert own_files(loaded) == set(), call
        usage = {name for name in loaded if name.startswith("psw_tui.cli.usage.")}
        assert usage == {"psw_tui.cli.usage.options", "psw_tui.cli.usage.tables"}, call
        assert not any(name.startswith(("psw_tui.store", "psw_tui.policy", "psw_tui.exchange")) for name in loaded)


def test_the_help_of_a_command_imports_nothing_of_what_it_does() -> None:
    calls = ("status --help", "import roster --help", "export case --help", "demo --help")
    for call, loaded in zip(calls, loaded_by(*calls), strict=True):
        assert own_files(loaded) == set(), call
        assert not any(name.startswith(("psw_tui.store", "psw_tui.exchange")) for name in loaded), call


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        ("status", "status"),
        ("status L001", "status"),
        ("explain L001 --json", "explain"),
        ("queue", "queue"),
        ("history", "history"),
        ("cohort list", "cohort_list"),
        ("export case L001", "export_case"),
        ("export calendar L002", "export_calendar"),
        ("export template roster", "export_template"),
        ("export report cohort", "export_report"),
    ],
)
def test_a_call_that_only_reads_imports_its_own_command_alone(arguments: str, file: str, small: Path) -> None:
    """And neither what records, nor another's libraries."""
    (loaded,) = loaded_by(arguments)
    assert own_files(loaded) == {file}
    assert not loaded & {"psw_tui.cli.for_recording", "psw_tui.cli.put_on_record"}
    assert not loaded & {"sqlmodel", "sqlalchemy", "pydantic", "textual", "openpyxl"}
    own_libraries = {"jinja2": {"export_case", "export_report"}, "icalendar": {"export_calendar"}}
    for library, whose in own_libraries.items():
        assert library not in loaded or file in whose
    of_escalations = any(name.startswith("psw_tui.store.escalations") for name in loaded)
    assert of_escalations == (file in {"explain", "queue", "export_case", "export_calendar", "export_report"})
    exchange = any(name.startswith("psw_tui.exchange") for name in loaded)
    assert exchange == file.startswith("export_")
