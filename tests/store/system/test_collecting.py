"""When Python looks for cyclic garbage."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from psw_tui import __main__
from psw_tui.store.system import collecting

if TYPE_CHECKING:
    import pytest


def test_whatever_ends_first_python_looks_again_when_all_has_ended() -> None:
    """The start ends in a thread of its own, while a file may be read in another."""
    collecting.put_off(collecting.START)
    with collecting.collected_afterwards():
        collecting.look_again(collecting.START)
        assert not gc.isenabled()
        with collecting.collected_afterwards():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_call_that_never_came_to_its_screens_leaves_nothing_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "_run", lambda _arguments: 3)
    assert __main__.main() == 3
    assert gc.isenabled()
