"""Which of the downloads is offered to an import: the newest that is whole, of the kind asked for, and no report."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.recognised import offered_as
from psw_tui.exchange.registers.downloads import newest

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

ROSTER = "reference,first_name,last_name,cohort\nL001,Amara,Osei,PSW 2026\n"
SESSIONS = "reference,cohort,kind,title,starts_at,ends_at\nW01,PSW 2026,workshop,A,2026-11-12 10:00,2026-11-12 12:00\n"
REPORT = (
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
    "Amara Osei,,11/12/2026 09:58:00 AM,11/12/2026 12:01:00 PM,123,No,No\n"
)
MODULES = "leader,session,completed_on\nL001,M01,2026-11-20\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    saved = ("roster.csv", ROSTER), ("sessions.csv", SESSIONS), ("modules.csv", MODULES), ("report.csv", REPORT)
    for age, (name, text) in enumerate((*saved, ("broken.csv", "\0"), ("half.csv", "first_name,last_name\nA,B\n"))):
        path = tmp_path / name
        path.write_text(text)
        os.utime(path, (1_800_000_000 + age, 1_800_000_000 + age))
    return tmp_path


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        (["roster"], "roster.csv"),
        (["sessions", "modules"], "modules.csv"),
        (["sessions"], "sessions.csv"),
        (["coaching"], None),
        (["capabilities", "wide"], None),
    ],
)
def test_the_newest_that_fits_is_offered(store: Store, folder: Path, kinds: list[str], name: str | None) -> None:
    found = newest(folder, partial(offered_as, store, kinds))
    assert (None if found is None else found[0].name) == name


def test_a_file_too_large_to_look_into_unasked_is_not_offered(store: Store, folder: Path) -> None:
    with (folder / "roster.csv").open("a") as file:
        file.write("\n" * (8 * 1024 * 1024))
    assert offered_as(store, ["roster"], folder / "roster.csv") is None
    assert offered_as(store, ["roster"], folder / "none.csv") is None
