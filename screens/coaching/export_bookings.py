"""Bookings as a calendar file or a coach's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.exchange.files.writing import write_out
from psw_tui.store.system.refusal import Refused
from screens.dialogs.written import say_written
from screens.shell.dialog import Choose

if TYPE_CHECKING:
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.frame import AreaScreen


def ask_export(screen: AreaScreen, leader: Verdict | None, coach: str, coach_id: str = "") -> None:
    """A calendar of the leader's or the coach's bookings, or the list for the coach.

    `coach_id` tells apart two coaches of one name.
    """
    choices = []
    if leader is not None:
        choices.append(("leader", f"calendar of {leader.name} (.ics)"))
    if coach:
        choices += [("coach", f"bookings of {coach}, calendar (.ics)"), ("list", f"list to send to {coach} (CSV)")]
    if not choices:
        screen.tell("Put the cursor on a leader first: this is about their bookings, or their coach's.")
        return

    def chosen(key: str | None) -> None:
        if key is not None:
            reference = "" if leader is None else leader.reference
            _write(screen, key, reference, coach, coach_id or coach)

    screen.app.push_screen(Choose("Export", choices), chosen)


def _write(screen: AreaScreen, key: str, leader: str, coach: str, meant: str) -> None:
    store = screen.desk.store
    try:
        if key == "leader":
            name, data = (
                f"coaching-{safe_name(leader)}.ics",
                on_demand.calendar.leader_calendar(store, leader),
            )
        elif key == "coach":
            name, data = (
                f"coach-{on_demand.coach_list.in_a_name(store, coach, meant)}.ics",
                on_demand.calendar.coach_calendar(store, meant),
            )
        else:
            name, data = (
                f"leaders-of-{on_demand.coach_list.in_a_name(store, coach, meant)}.csv",
                on_demand.coach_list.coach_list(store, meant),
            )
        what = "The list" if key == "list" else "The calendar"
        path = write_out(store.path, name, data, what)
    except Refused as refusal:
        screen.tell(str(refusal))
        return
    say_written(screen, what, path)
