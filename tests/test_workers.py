"""A worker that crashes fails the run, whenever it does; a run has files of its own, and each test its process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT = Path(__file__).parents[1]
_SUITE = """
import atexit, faulthandler, os, signal

def crash():
    os.kill(os.getpid(), signal.SIGSEGV)

def test_before():
    pass

def test_one():
    assert faulthandler.is_enabled()
    assert os.environ["PYTHONFAULTHANDLER"] == "1"
    assert not [name for name in os.environ if name.startswith("PSW_")]
    {crash}

def test_after():
    pass
"""


def _run(folder: Path, suite: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a suite in these surroundings, in a process of its own; its files go into the folder as well."""
    (folder / "conftest.py").write_text((_ROOT / "tests" / "surroundings.py").read_text("utf-8"), "utf-8")
    (folder / "test_suite.py").write_text(suite, "utf-8")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(_ROOT / "pyproject.toml"), "--rootdir", str(folder)),
            *("-p", "no:cacheprovider", *more, str(folder / "test_suite.py")),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "PSW_TODAY": "2027-02-01", "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="ends itself by a signal")
@pytest.mark.parametrize("crash", ["crash()", "atexit.register(crash)"])
def test_a_worker_that_crashes_fails_the_run(tmp_path: Path, crash: str) -> None:
    done = _run(tmp_path, _SUITE.format(crash=crash), "-n", "1")
    assert done.returncode, done.stdout + done.stderr
    assert "A worker crashed" in done.stdout
    assert "Fatal Python error: Segmentation fault" in done.stderr


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("passes", [True, False])
def test_the_files_of_a_run_lie_where_no_other_run_looks_and_go_with_one_that_passed(
    tmp_path: Path, workers: str, passes: bool
) -> None:
    suite = f"""
def test_it_has_a_file(tmp_path):
    (tmp_path / "a file").write_text("")
    assert {passes}
"""
    done = _run(tmp_path, suite, "-n", workers)
    assert done.returncode == (not passes), done.stdout + done.stderr
    assert not list(tmp_path.glob("pytest-of-*"))
    folders = list(tmp_path.glob("psw-tests-*"))
    assert len(folders) == (not passes)
    assert len([found for folder in folders for found in folder.rglob("a file")]) == (not passes)


def test_what_a_test_makes_of_its_process_is_gone_before_the_next(tmp_path: Path) -> None:
    suite = """
import gc, os, signal, sys, threading

def test_one():
    os.umask(0o027)
    gc.set_threshold(1, 2, 3)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.excepthook = threading.excepthook = sys.unraisablehook = print

def test_next():
    assert os.umask(0) != 0o027
    assert gc.get_threshold() != (1, 2, 3)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert print not in (sys.excepthook, threading.excepthook, sys.unraisablehook)
"""
    done = _run(tmp_path, suite)
    assert not done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("asked", ["--help", "--collect-only", "no_such_file.py"])
def test_nothing_is_left_where_no_test_ran(tmp_path: Path, asked: str) -> None:
    _run(tmp_path, _SUITE.format(crash="pass"), asked)
    assert not list(tmp_path.glob("psw-tests-*"))


def test_what_a_run_left_that_failed_long_ago_goes(tmp_path: Path) -> None:
    for name, days in (("psw-tests-old", 4), ("psw-tests-new", 1)):
        (tmp_path / name).mkdir()
        then = time.time() - days * 24 * 3600
        os.utime(tmp_path / name, (then, then))
    _run(tmp_path, _SUITE.format(crash="pass"), "--collect-only")
    assert [left.name for left in tmp_path.glob("psw-tests-*")] == ["psw-tests-new"]


def test_a_folder_that_another_run_takes_along_just_now_is_let_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there as the folder was listed, and is gone as its age is asked."""
    monkeypatch.setattr(surroundings, "_FOLDERS", [])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "psw-tests-going").symlink_to(tmp_path / "gone")
    config = SimpleNamespace(option=SimpleNamespace(basetemp=None))
    surroundings.pytest_configure(cast("pytest.Config", config))
    assert Path(config.option.basetemp).parent.is_dir()


@pytest.mark.parametrize(
    "hook",
    [
        surroundings.pytest_configure,
        surroundings.pytest_runtest_protocol,
        surroundings.pytest_testnodeready,
        surroundings.pytest_testnodedown,
        surroundings.pytest_sessionfinish,
        surroundings.pytest_unconfigure,
    ],
)
def test_this_run_has_the_same(hook: Callable[..., object], request: pytest.FixtureRequest) -> None:
    hooks = request.config.hook
    if hasattr(hooks, hook.__name__):  # those of workers are known where there are any
        assert hook in [found.function for found in getattr(hooks, hook.__name__).get_hookimpls()]
