"""A worker that crashes fails the run, whenever it does, and is seen to have crashed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

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


@pytest.mark.skipif(os.name == "nt", reason="ends itself by a signal")
@pytest.mark.parametrize("crash", ["crash()", "atexit.register(crash)"])
def test_a_worker_that_crashes_fails_the_run(tmp_path: Path, crash: str) -> None:
    (tmp_path / "conftest.py").write_text((_ROOT / "tests" / "surroundings.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_suite.py").write_text(_SUITE.format(crash=crash), "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(_ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)),
            *("-p", "no:cacheprovider", "-n", "1", str(tmp_path / "test_suite.py")),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "PSW_TODAY": "2027-02-01"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode, done.stdout + done.stderr
    assert "A worker crashed" in done.stdout
    assert "Fatal Python error: Segmentation fault" in done.stderr


@pytest.mark.parametrize(
    "hook", [surroundings.pytest_testnodeready, surroundings.pytest_testnodedown, surroundings.pytest_sessionfinish]
)
def test_this_run_has_the_same(hook: Callable[..., object], request: pytest.FixtureRequest) -> None:
    hooks = request.config.hook
    if hasattr(hooks, hook.__name__):  # those of workers are known where there are any
        assert hook in [found.function for found in getattr(hooks, hook.__name__).get_hookimpls()]
