"""The palette's search: leaders, sessions and escalations by any part of their names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import Hit, Hits, Provider
from textual.content import Content

from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.escalations import ladder_days
from psw_tui.store.system.refusal import Refused
from screens.shell.desk import Place

if TYPE_CHECKING:
    from screens.shell.desk import Desk

_MOST = 40


def places(desk: Desk) -> list[tuple[str, str, Place]]:
    """What can be gone to by name, each with its kind; escalations are those open on the day looked at."""
    # Not before the first frame: the palette is opened by a key.
    from psw_tui.store.registers import sessions
    from psw_tui.store.roster import leaders

    rows = sorted(leaders.every(desk.store), key=lambda row: (row.last_name, row.first_name))
    names = {row.id: (leaders.name_of(row), row.reference) for row in rows}
    entries = [
        (f"{name} ({reference})", "leader", Place("roster", reference, page=True)) for name, reference in names.values()
    ]
    entries += [
        (
            f"{session.title} ({session.reference})",
            f"session on {day_words(session.starts_on)}",
            Place("registers", session.reference, page=True),
        )
        for _, session in sessions.by_id(desk.store).values()
    ]
    for escalation in ladder_days.open_on(desk.store, desk.day):
        name, reference = names[escalation.leader]
        entries.append((f"{name}: escalation", spoken(escalation.stage), Place("escalations", reference)))
    return entries


class Finder(Provider):
    """Everything that can be gone to by name."""

    async def search(self, query: str) -> Hits:
        """The places whose name fits what was typed, best first."""
        desk: Desk = self.app.desk  # type: ignore[attr-defined]  # PswApp, which imports this
        matcher = self.matcher(query)
        try:
            entries = places(desk)
        except Refused as refusal:  # Textual only logs it, and the palette would say that nothing fits
            self.app.say_refusal(refusal)  # type: ignore[attr-defined]
            return
        scored = [(matcher.match(name), name, kind, place) for name, kind, place in entries]
        scored.sort(key=lambda entry: (-entry[0], entry[1]))
        for score, name, kind, place in scored[:_MOST]:
            if score > 0:
                yield Hit(score, Content(name), partial(desk.go, place), text=name, help=kind)
