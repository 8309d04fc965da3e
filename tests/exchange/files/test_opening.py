"""Opening what was written: the system's own opener with the path as one argument, and no shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from psw_tui.exchange.files import opening
from psw_tui.store.core.store import Refused


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """What is started, on a desktop that has every opener."""
    calls: list[tuple[Any, dict[str, Any]]] = []
    for name in ("SSH_CONNECTION", "SSH_TTY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    class Started:
        def __init__(self, command: Any, **options: Any) -> None:
            calls.append((command, options))

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Started)
    monkeypatch.setattr(os, "startfile", lambda path: calls.append((path, {})), raising=False)
    return calls


@pytest.mark.parametrize(("system", "opener"), [("linux", "xdg-open"), ("darwin", "open")])
def test_the_systems_opener_is_called_with_the_whole_path_and_never_a_shell(
    system: str, opener: str, started: list[tuple[Any, dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    path = tmp_path / "case; rm -rf $HOME.html"
    opening.open_by_system(path)
    [(command, options)] = started
    assert command == [f"/usr/bin/{opener}", str(path)]
    assert not options.get("shell")
    assert options["stdout"] == options["stderr"] == subprocess.DEVNULL  # nothing is written over the screen


def test_windows_has_a_call_of_its_own(
    started: list[tuple[Any, dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    opening.open_by_system(tmp_path / "list.csv")
    assert started == [(tmp_path / "list.csv", {})]


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22", "over SSH"),
        ("SSH_TTY", "/dev/pts/1", "over SSH"),
        ("DISPLAY", "", "no display"),
    ],
)
def test_where_there_is_no_desktop_nothing_is_started_and_the_sentence_says_where_it_lies(
    setting: str,
    value: str,
    reason: str,
    started: list[tuple[Any, dict[str, Any]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv(setting, value)
    with pytest.raises(Refused, match=reason) as refused:
        opening.open_by_system(tmp_path / "list.csv")
    assert str(tmp_path / "list.csv") in str(refused.value)
    assert started == []


def test_without_an_opener_it_is_said(
    started: list[tuple[Any, dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(Refused, match="there is no xdg-open here"):
        opening.open_by_system(tmp_path / "list.csv")
    assert started == []
