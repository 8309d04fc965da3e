"""What the system itself does to writes, by `strace`: the power goes at any moment, and the disk gives errors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.check import check
from tests.budgets import LONG
from tests.faults.children import assert_whole, leaders_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[2]
_STRACE = shutil.which("strace")
#: In a process of its own, so that it has psw's own settings, which wait for the disk: leaders, each acknowledged.
_ADDS = """
import sys
from pathlib import Path
from psw_tui.store.core.store import Refused, Store
from tests.faults.children import add_leader
store, refused = Store.open(Path(sys.argv[1])), 0
with open(sys.argv[1] + ".told", "wb", buffering=0) as told:
    for number in range(int(sys.argv[2])):
        try:
            add_leader(store, number)
            told.write(b"recorded\\n")
        except Refused as refusal:
            told.write(f"{refusal}\\n".encode())
            refused += 1
            if refused == 3:
                break
"""
_CALL = re.compile(r"\d+ +(?P<call>\w+)\(\d+<(?P<path>[^>]*)>(?P<more>.*)\) += \d")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def traced(db: Path, leaders: int, *options: str) -> list[str]:
    """Add leaders under `strace`; what was told of each."""
    assert _STRACE is not None
    command = [_STRACE, "-f", "--seccomp-bpf", "-o", f"{db}.trace", *options, sys.executable, "-c", _ADDS]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*command, str(db), str(leaders)], env=environment, check=True, capture_output=True)
    return Path(f"{db}.told").read_text("utf-8").splitlines()


def _can_trace() -> bool:
    """Whether `strace` is there and may be used: in many a container it may not."""
    if _STRACE is None:
        return False
    command = [_STRACE, "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync", "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


needs_strace = pytest.mark.skipif(
    not (LONG and _can_trace()), reason="in `make fuzz`, with strace and the right to use it"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was asked of the system: bytes at a place, a new length, a sync, or a word to the user."""

    file: str
    kind: str
    at: int = 0
    data: bytes = b""


def _steps(db: Path) -> list[Step]:
    """What was asked for the database, its journal, and the file of what was told, in order."""
    found = []
    for line in Path(f"{db}.trace").read_text("ascii").splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        name = Path(_bytes(call["path"]).decode() if call["path"].startswith("\\x") else call["path"]).name
        if name == f"{db.name}.told":
            found.append(Step(name, "told"))
        elif name in (db.name, f"{db.name}-journal"):
            found.append(_step(name, call["call"], call["more"]))
    return found


def _step(file: str, call: str, more: str) -> Step:
    if call == "pwrite64":
        text = _TEXT.search(more)
        assert text is not None, more[:200]
        return Step(file, "write", int(more.rsplit(",", 1)[1]), _bytes(text[1]))
    if call == "ftruncate":
        return Step(file, "cut", int(more.rsplit(",", 1)[1]))
    assert call in ("fsync", "fdatasync"), call
    return Step(file, "sync")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _after_power_loss(whole: dict[str, bytes], steps: list[Step], random: Random) -> Iterator[dict[str, bytes]]:
    """What may lie on the disk: what was not synced yet is all there, not at all, or in parts and torn."""
    for how in ("there", "lost", "torn"):
        synced = {step.file: place for place, step in enumerate(steps) if step.kind == "sync"}
        files = {name: bytearray(data) for name, data in whole.items()}
        for place, step in enumerate(steps):
            if step.kind not in ("write", "cut"):
                continue
            data, chance = step.data, random.random()
            if place > synced.get(step.file, -1):
                if how == "lost" or (how == "torn" and chance < 0.4):
                    continue
                if how == "torn" and step.kind == "write" and chance < 0.7:
                    data = data[: random.randrange(len(data) // 512 + 1) * 512]
            file = files.setdefault(step.file, bytearray())
            if step.kind == "cut":
                del file[step.at :]
            file.extend(bytes(max(0, step.at + len(data) - len(file))))
            file[step.at : step.at + len(data)] = data
        yield {name: bytes(data) for name, data in files.items()}


@needs_strace
@pytest.mark.fuzz
def test_when_the_power_goes_at_any_moment_nothing_acknowledged_is_lost(db: Path, tmp_path: Path) -> None:
    """And a copy of the file alone, taken at that moment, is that of an acknowledged moment or is named."""
    whole = {db.name: db.read_bytes()}
    calls = "trace=pwrite64,write,fsync,fdatasync,ftruncate"
    assert set(traced(db, 4, "-y", "-xx", "-s", "200000", "-e", calls)) == {"recorded"}
    steps, random = _steps(db), Random(20270201)
    assert {step.kind for step in steps} == {"write", "cut", "sync", "told"}
    moments = range(1, len(steps) + 1)
    place = tmp_path / "after" / db.name
    place.parent.mkdir()
    for moment in moments:
        told = sum(step.kind == "told" for step in steps[:moment])
        for files in _after_power_loss(whole, steps[:moment], random):
            for name, data in files.items():
                place.with_name(name).write_bytes(data)
            assert_whole(place)
            assert told <= leaders_in(place) <= told + 1, moment
        there = place.with_name("alone.db")
        there.write_bytes(files[db.name])
        assert check(there) != [] or told <= leaders_in(there) <= told + 1, moment


@needs_strace
@pytest.mark.fuzz
@pytest.mark.parametrize(("fault", "first"), [("fsync,fdatasync", 40), ("pwrite64", 400), ("ftruncate", 20)])
def test_when_the_disk_gives_errors_commands_are_refused_and_what_was_acknowledged_is_there(
    db: Path, fault: str, first: int
) -> None:
    """The one that met the first error may be there as well: nobody can know, and it is not said that it is not."""
    told = traced(db, 40, "-e", f"trace={fault}", "-e", f"inject={fault}:error=EIO:when={first}+")
    recorded = told.count("recorded")
    assert 0 < recorded < 40
    assert len(told) == recorded + 3
    assert all("the disk can't be read or written" in said for said in told[recorded:]), told
    assert_whole(db)
    assert recorded <= leaders_in(db) <= recorded + 1
