"""The line of counts above the escalations, and which rows are selected together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import InboxState
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import decisions, inbox, queue
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader
from screens.escalations.queue_rows import escalation_key, listing, strip

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow

DAY = date(2027, 2, 1)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[QueueRow], list[InboxRow]]:
    """One escalation, which is overdue."""
    path: Path = tmp_path_factory.mktemp("strip") / "psw.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", "2026-11-20")
        with Store.open(path, create_missing=True) as store:
            change_cohorts.add(store, "PSW 2026", 2026)
            names = {"reference": "L001", "first_name": "Amara", "last_name": "Osei", "cohort": "PSW 2026"}
            create_leader(store, {**names, "offer_accepted_on": date(2026, 8, 4)})
            decisions.raise_manual(store, "L001", "a call from the coach")
            decisions.accept(store, ["manual:2026-11-20-1:L001"])
            verdicts = judge_all(store, DAY)
            return list(queue.queue(store, verdicts, DAY)), list(inbox.inbox(store, verdicts, DAY))


@pytest.mark.parametrize("room", range(40, 130, 2))
def test_two_counts_never_run_into_each_other(listed: tuple[list[QueueRow], list[InboxRow]], room: int) -> None:
    """Where there is no room, stages with nobody give way: `snoozed 1 1 overdue` can't be read."""
    line = strip(*listed, room).plain
    assert len(line) <= room
    assert line.endswith("1 overdue")
    for part in re.split(" {2,}", line):
        assert re.fullmatch(r"[a-z ]+ \d+|\d+ overdue", part, re.IGNORECASE), line


def test_all_that_is_selected_at_once_is_of_one_section(listed: tuple[list[QueueRow], list[InboxRow]]) -> None:
    """`y` takes no escalation and `z` no mixture, so that ctrl+a takes what stands with the row under the cursor."""
    (queued,), (accepted, *_) = listed
    asleep = replace(queued, leader="L002", snoozed_until=date(2027, 3, 1))
    states = {"new": InboxState.NEW, "dismissed": InboxState.DISMISSED, "snoozed": InboxState.SNOOZED}
    concerns = [replace(accepted, key=key, state=state) for key, state in states.items()]
    shown = listing([queued, asleep], concerns, unfolded=set(), fits=lambda *_: True, filtered=True)
    sections = {key: shown.section(key) for key in shown.keys}
    assert len({sections[key] for key in (escalation_key("L001"), escalation_key("L002"), *states)}) == 5
    assert {sections[key] for key in shown.folds} == {""}
