"""What the palette offers in the Roster beside its keys: a further cohort, and closing one that is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from psw_tui.store import commands
from psw_tui.store.roster import cohorts, over
from screens.dialogs.form import fill_in
from screens.roster.leader_form import cohort_form
from screens.shell.plain_dialogs import Confirm

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


def ask_to_close(screen: AreaScreen, name: str) -> None:
    """Say what closing a cohort does, and close it when that is wanted."""

    def said(yes: bool | None) -> None:
        if yes:
            screen.do(partial(commands.change_cohorts.close, screen.desk.store, name))

    active = over.still_active(screen.desk.store, name)
    lines = [*over.at_closing(screen.desk.store, name), "C shows the cohort as before; u undoes this."]
    screen.app.push_screen(Confirm(f"Close cohort {name}?", lines, yes="close", careful=active > 0), said)


def cohort_commands(screen: AreaScreen) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Commands on cohorts: what each is called, what it does, and what runs it; they are rare, so they have no keys."""
    store = screen.desk.store
    yield "New cohort", "another intake, beside those there are", partial(ask_for_cohort, screen)
    for cohort in cohorts.by_id(store).values():
        if cohort.closed_on is None:
            close = partial(ask_to_close, screen, cohort.name)
            yield f"Close cohort {cohort.name}", "asks first, and says what it does", close
        else:
            reopen = partial(screen.do, partial(commands.change_cohorts.reopen, store, cohort.name))
            yield f"Reopen cohort {cohort.name}", "its concerns, queue and tasks are listed again", reopen
