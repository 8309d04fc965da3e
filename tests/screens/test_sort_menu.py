"""The sort menu stands once; each screen that has it tells its orders and their words."""

from __future__ import annotations

import pytest

from screens.capabilities.cohort_counts import CohortScreen
from screens.capabilities.rounds import CapabilitiesScreen
from screens.coaching.board import CoachingScreen
from screens.escalations.escalations import EscalationsScreen
from screens.registers.sessions import RegistersScreen
from screens.registers.term import TermScreen
from screens.roster.roster import RosterScreen
from screens.shell.list_screen import SortedScreen


@pytest.mark.parametrize(
    ("screen", "first", "title"),
    [
        (RosterScreen, "name", "Sort the roster by"),
        (RegistersScreen, "date", "Sort"),
        (TermScreen, "name", "Sort"),
        (CoachingScreen, "name", "Sort by"),
        (CapabilitiesScreen, "name", "Sort by"),
        (CohortScreen, "focus", "Sort by"),
        (EscalationsScreen, "priority", "Sort the queue and the inbox by"),
    ],
)
def test_a_screen_with_a_sort_menu_shares_it_and_begins_with_its_first_order(
    screen: type[SortedScreen], first: str, title: str
) -> None:
    assert "action_sort" not in vars(screen)
    assert (screen.SORTS[0][0], screen.SORT_TITLE) == (first, title)
    assert "s" in {binding.key for binding in screen.BINDINGS}  # type: ignore[union-attr]  # Binding, none a tuple
