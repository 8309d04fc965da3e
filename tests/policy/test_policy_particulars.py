"""The checks of a leader's particulars that the form and the import share."""

from __future__ import annotations

from datetime import date

import pytest

from psw_tui.policy import particulars
from psw_tui.policy.terms import LeaderState, WithdrawnHow

DAY, LATER = date(2026, 9, 1), date(2026, 9, 2)


@pytest.mark.parametrize("state", LeaderState)
@pytest.mark.parametrize("offer", [None, DAY])
def test_the_day_of_the_offer_and_the_state_go_together(state: LeaderState, offer: date | None) -> None:
    refused = particulars.is_offered_though_accepted(state, offer)
    gap = particulars.is_not_covered_yet(state, offer)
    assert refused == ((state, offer) == (LeaderState.OFFERED, DAY))
    assert gap == ((state, offer) == (LeaderState.ACTIVE, None))


def test_a_state_that_nobody_gave_follows_from_the_offer() -> None:
    assert particulars.state_if_none_is_given(None) is LeaderState.OFFERED
    assert particulars.state_if_none_is_given(DAY) is LeaderState.ACTIVE


def test_a_pause_may_last_a_day_and_have_an_open_end() -> None:
    pauses = [(None, None), (DAY, None), (None, DAY), (DAY, DAY), (DAY, LATER), (LATER, DAY)]
    assert [particulars.ends_before_it_begins(*pause) for pause in pauses] == [False] * 5 + [True]


@pytest.mark.parametrize("state", LeaderState)
def test_who_left_without_saying_how_left_before_psw(state: LeaderState) -> None:
    left = state is LeaderState.WITHDRAWN
    assert particulars.how_withdrawn(state, None) is (WithdrawnHow.BEFORE_PSW if left else None)
    assert particulars.how_withdrawn(state, WithdrawnHow.DEEMED) is WithdrawnHow.DEEMED
    assert particulars.left_without_a_day(state, None) is left
    assert not particulars.left_without_a_day(state, DAY)
