"""`psw concerns` and `psw queue` on a day that has passed (sections 6 and 9)."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Channel, Direction, Stage
from psw_tui.store import casework, decisions
from psw_tui.store.base import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Done

LETTER = "no_response:2026-10-05-1:L001"
RAISED = "manual:2026-10-05-1:L001"


@pytest.fixture
def on(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The file on a day, for commands of the app."""

    @contextmanager
    def opened(day: str) -> Iterator[Store]:
        monkeypatch.setenv("PSW_TODAY", day)
        with Store.open(small) as store:
            yield store

    return opened


@pytest.fixture
def resolved(on: Callable[[str], Any]) -> None:
    """Accepted and written to on 5 October, a reply asked for by the 10th, resolved on the 14th."""
    with on("2026-10-05") as store:
        decisions.raise_manual(store, "L001", "a call from the coach")
        decisions.accept(store, [RAISED])
        casework.log(
            store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL, reply_by=date(2026, 10, 10)
        )
    with on("2026-10-14") as store:
        decisions.move(store, "L001", Stage.RESOLVED, "spoken to", "comes again")


def keys(call: Callable[..., Done], day: str) -> list[str]:
    return [each["key"] for each in call("concerns", "--json", "--as-of", day).json["concerns"]]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2026-10-10", False), ("2026-10-11", True), ("2026-10-13", True), ("2026-10-14", False),
        ("2026-11-01", False),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("resolved")
def test_a_silence_holds_on_its_days_whatever_became_of_the_escalation(
    call: Callable[..., Done], day: str, *, holds: bool
) -> None:
    assert (LETTER in keys(call, day)) is holds
