"""Files that psw writes beside the database: killed at any moment, or on a full disk, they are the old or the new."""

from __future__ import annotations

import resource
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui import trace
from psw_tui.exchange.files.writing import write_out, write_whole
from psw_tui.store.core.store import Refused
from psw_tui.store.system import remembered
from psw_tui.store.system.settings_file import DEFAULTS, read_settings, settings_path, write_settings
from tests.budgets import LONG
from tests.faults.children import die, in_child, needs_fork

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD, NEW = b"old\n" * 3000, b"new\n" * 9000
#: The calls of the system by which a file comes to be what it is.
_CALLS = {"open", "write", "flush", "fsync", "close", "replace", "unlink", "mkstemp", "chmod"}


def _export(db: Path) -> tuple[Path, Callable[[], object], Callable[[bytes], bool]]:
    """What `-o FILE` writes."""
    place = db.with_name("case.html")
    place.write_bytes(OLD)
    return place, lambda: write_whole(place, NEW, "The case", db, force=True), lambda data: data in (OLD, NEW)


def _draft(db: Path) -> tuple[Path, Callable[[], object], Callable[[bytes], bool]]:
    """What goes out to the folder of exports, once more under its name."""
    place = write_out(db, "letter.eml", OLD, "The draft")
    return place, lambda: write_out(db, "letter.eml", NEW, "The draft"), lambda data: data in (OLD, NEW)


def _settings(db: Path) -> tuple[Path, Callable[[], object], Callable[[bytes], bool]]:
    """The settings, with what somebody wrote beside them."""
    place = settings_path(db)
    place.write_text("# mine\ntheme = 'light'\n", "utf-8")
    wanted = replace(DEFAULTS, theme="dark")

    def is_whole(_data: bytes) -> bool:
        return read_settings(db).theme in ("light", "dark") and "# mine" in place.read_text("utf-8")

    return place, lambda: write_settings(db, wanted), is_whole


def _remembered(db: Path) -> tuple[Path, Callable[[], object], Callable[[bytes], bool]]:
    """What is remembered from one sitting to the next."""
    remembered.remember_cohort(db, "PSW 2025")
    return (
        remembered.state_path(db),
        lambda: remembered.remember_cohort(db, "PSW 2026"),
        lambda _data: remembered.cohort(db) in ("PSW 2025", "PSW 2026"),
    )


KINDS = {"export": _export, "draft": _draft, "settings": _settings, "remembered": _remembered}


def _dying_at(at: int) -> Callable[[Any, str, Any], None]:
    """A profile that dies before the call of that number, of those by which a file is written; 0 counts them."""
    calls: list[str] = []

    def profile(_frame: Any, event: str, called: Any) -> None:
        if event == "c_call" and getattr(called, "__name__", "") in _CALLS:
            calls.append(called.__name__)
            if len(calls) == at:
                die()

    profile.calls = calls  # type: ignore[attr-defined]
    return profile


def _calls_of(write: Callable[[], object], place: Path) -> int:
    """How many there are once what is written had been written before."""
    first = place.read_bytes()
    write()
    place.write_bytes(first)
    profile = _dying_at(0)
    sys.setprofile(profile)
    try:
        write()
    finally:
        sys.setprofile(None)
    return len(profile.calls)  # type: ignore[attr-defined]


@needs_fork
@pytest.mark.fuzz
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_the_old_or_the_new_one_whenever_its_writer_is_killed(db: Path, kind: str) -> None:
    """By SIGKILL before each call that the system is asked for, one after the other."""
    place, write, is_whole = KINDS[kind](db)
    first = place.read_bytes()
    moments = _calls_of(write, place)
    last = place.read_bytes()
    assert first != last
    assert moments >= 4
    seen, killed = set(), 0
    some = {1, moments // 3, moments // 2, *range(moments - 2, moments + 1)}
    for at in range(1, moments + 1) if LONG else sorted(some):
        place.write_bytes(first)

        def work(_say: Callable[[object], None], at: int = at) -> None:
            sys.setprofile(_dying_at(at))
            write()

        status, said = in_child(work)
        assert status in (-signal.SIGKILL, 0), (at, said)
        killed += status != 0  # the last calls are of the counting itself
        assert is_whole(place.read_bytes()), at
        seen.add(place.read_bytes())
    assert killed >= 3
    assert seen <= {first, last}


def _names(folder: Path, db: Path) -> set[str]:
    """What stands in a folder, but for the digests of what psw wrote."""
    return {path.name for path in folder.iterdir()} - {f"{db.name}.written"}


@needs_fork
@pytest.mark.parametrize("kind", KINDS)
def test_where_the_disk_is_full_the_old_file_stays_and_nothing_is_left_beside_it(db: Path, kind: str) -> None:
    place, write, _ = KINDS[kind](db)
    first, names = place.read_bytes(), _names(place.parent, db)

    def work(say: Callable[[object], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))
        try:
            write()
        except (Refused, OSError) as refusal:
            say(refusal)

    status, said = in_child(work)
    assert status == 0, said
    assert place.read_bytes() == first
    assert _names(place.parent, db) == names
    if kind in ("export", "draft"):
        assert "can't be written" in said[0]


@needs_fork
def test_the_log_keeps_its_lines_when_the_disk_is_full(db: Path) -> None:
    """The last line may be torn; what was noted before is there, and what comes after is noted again."""
    trace.on(db)
    trace.note(ValueError("first"))
    log = trace.log_beside(db)
    assert log is not None
    first = log.read_bytes()

    def work(_say: Callable[[object], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(first) + 9, len(first) + 9))
        trace.note(KeyError("second"))

    assert in_child(work)[0] == 0
    assert log.read_bytes().startswith(first)
    trace.note(TypeError("third"))
    lines = log.read_bytes().splitlines()
    assert lines[0] == first.strip()
    assert b"TypeError" in lines[-1]
