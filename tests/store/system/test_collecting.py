"""When Python looks for cyclic garbage."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui import __main__
from psw_tui.store.system import collecting

if TYPE_CHECKING:
    from collections.abc import Iterator


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


@pytest.fixture
def left_to_pauses() -> Iterator[None]:
    """As in an app on a terminal."""
    usual = gc.get_threshold()
    gc.freeze()  # among all that other tests have left Python looks through everything less often by itself
    collecting.leave_it_to_pauses()
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


def looks_through_everything() -> int:
    return int(gc.get_stats()[2]["collections"])


def due() -> None:
    """Let Python look through what is new so often that a look through everything is due."""
    gc.collect()
    for _ in range(20):
        gc.collect(1)


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python looks through everything little by little")
@pytest.mark.usefixtures("left_to_pauses")
def test_everything_is_looked_through_in_a_pause_and_not_under_the_keys() -> None:
    due()
    before = looks_through_everything()
    kept: list[list[int]] = [[] for _ in range(100_000)]  # as much as a hundred looks through what is new
    assert looks_through_everything() == before, len(kept)
    collecting.in_a_pause()
    assert looks_through_everything() == before + 1
    collecting.in_a_pause()
    assert looks_through_everything() == before + 1, "it was not due again"


@pytest.mark.usefixtures("left_to_pauses")
def test_a_pause_beside_work_on_a_large_file_is_none() -> None:
    due()
    before = looks_through_everything()
    with collecting.collected_afterwards():
        collecting.in_a_pause()
    assert looks_through_everything() == before


def test_where_nothing_was_left_to_pauses_none_is_used() -> None:
    """A test's own app, say, beside which more runs."""
    due()
    before = looks_through_everything()
    collecting.in_a_pause()
    assert looks_through_everything() == before
