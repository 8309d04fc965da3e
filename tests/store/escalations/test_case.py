"""One leader's case: what was said, and that it is of nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Direction, InboxState
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import communications, decisions
from tests.store.escalations.casework import ABSENCE, BEHIND, log_letter, on_day, row_of, states

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def test_a_communication_without_a_reply_becomes_a_concern_and_a_reply_clears_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.accept(store, [BEHIND])
    change = log_letter(store, reply_by=date(2027, 2, 5), summary="expectations")
    assert change is not None
    assert change.what == "Logged letter to Amara Osei, Mon 1 Feb 2027, reply by Fri 5 Feb 2027"
    log_letter(store)
    first, second = cases.case_of(store, "L001").communications
    assert (first.about, second.about) == ("2027-02-01-1", "2027-02-01-2")
    assert (first.waiting, second.waiting) == (True, False)
    on_day(store, monkeypatch, "2027-02-06")
    key = "no_response:2027-02-01-1:L001"
    assert states(store)[key] is InboxState.NEW
    with pytest.raises(Refused, match="can't have come before"):
        communications.log_reply(store, "L001", first.id, date(2027, 1, 31))
    communications.log_reply(store, "L001", first.id)
    assert key not in states(store)
    assert row_of(store, key).changed == "replied on Sat 6 Feb 2027"
    with pytest.raises(Refused, match="logged already"):
        communications.log_reply(store, "L001", first.id)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"on": date(2027, 2, 2)}, "still to come"),
        ({"reply_by": date(2027, 1, 31)}, "before it was asked for"),
        ({"reply_by": date(2027, 2, 3), "direction": Direction.FROM_LEADER}, "waits for no reply"),
    ],
)
def test_a_communication_is_refused_when_its_dates_do_not_fit(store: Store, more: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        log_letter(store, **more)
    assert cases.case_of(store, "L001").communications == ()


def test_what_is_logged_before_an_escalation_opened_does_not_count_for_it(store: Store) -> None:
    log_letter(store)
    decisions.accept(store, [BEHIND])
    stood = cases.case_of(store, "L001").escalation
    assert stood is not None
    assert stood.logged == ()


def test_what_follows_a_case_reads_no_row_of_another_leader(store: Store) -> None:
    decisions.accept(store, [BEHIND, "coaching_behind::L002"])
    log_letter(store, "L002")
    case = cases.case_of(store, "L001")
    assert case.communications == ()
    assert [row.key for row in case.concerns] == [BEHIND]
    assert [row.key for row in case.others] == [ABSENCE]
    assert {decision.concern_key for decision in case.decisions} == {BEHIND}
    with pytest.raises(Refused, match="There is no leader L999"):
        cases.case_of(store, "L999")
