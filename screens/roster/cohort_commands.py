"""What the palette offers in the Roster beside its keys: a further cohort, and closing one that is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from psw_tui.store import commands
from psw_tui.store.roster import cohorts
from screens.dialogs.form import fill_in
from screens.roster.leader_form import cohort_form

if TYPE_CHECKING:
    from psw_tui.store.reads.change import Change
    from screens.roster.leader_form import NewCohort
    from screens.shell.frame import AreaScreen


def ask_for_cohort(screen: AreaScreen, then: Callable[[], None] = lambda: None) -> None:
    """Ask for a cohort and add it."""
    store = screen.desk.store

    def save(cohort: NewCohort) -> Change | None:
        return screen.do(lambda: commands.change_cohorts.add(store, cohort.name, cohort.year))

    def closed(change: Change | None) -> None:
        if change is not None:
            then()

    fill_in(screen, cohort_form(store), save, closed)


def cohort_commands(screen: AreaScreen) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Commands on cohorts: what each is called, what it does, and what runs it; they are rare, so they have no keys."""
    store = screen.desk.store
    yield "New cohort", "another intake, beside those there are", partial(ask_for_cohort, screen)
    for cohort in cohorts.cohorts(store):
        if cohort.closed_on is None:
            close = partial(screen.do, partial(commands.change_cohorts.close, store, cohort.name))
            yield f"Close cohort {cohort.name}", "its leaders and records stay; u takes it back", close
