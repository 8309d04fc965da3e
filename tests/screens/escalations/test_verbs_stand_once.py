"""Log, export, message and moves are the same wherever a leader's case is: the screens share them."""

from __future__ import annotations

import pytest

from screens.escalations.case import CaseScreen
from screens.escalations.communication_verbs import CommunicationVerbs
from screens.escalations.escalations import EscalationsScreen
from screens.roster.leader import LeaderScreen


@pytest.mark.parametrize("screen", [EscalationsScreen, CaseScreen, LeaderScreen])
@pytest.mark.parametrize("action", ["action_log", "action_export", "action_draft", "action_onward", "action_backward"])
def test_a_screen_shares_what_is_done_about_a_leader(screen: type[CommunicationVerbs], action: str) -> None:
    assert action not in vars(screen)
    assert hasattr(screen, action) or screen is LeaderScreen
