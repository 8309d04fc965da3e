"""What `psw concerns` prints for people: what is flagged, leader by leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui.cli import look
from psw_tui.policy.terms import InboxState
from psw_tui.policy.wording import count, long_day
from psw_tui.store.escalations.concern_words import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from psw_tui.policy.records import Concern
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.tone import Tone

#: What the inbox knows of a concern, as a word and its tone.
IN_THE_INBOX: dict[str, tuple[str, Tone]] = {
    InboxState.NEW: ("new", "accent"),
    InboxState.SNOOZED: ("snoozed", "dim"),
    InboxState.ACCEPTED: ("accepted", "normal"),
    InboxState.DISMISSED: ("dismissed", "dim"),
    InboxState.CLEARED: ("cleared", "dim"),
}


def concerns(
    held: Sequence[tuple[Verdict, Concern]], states: Mapping[str, InboxState], day: date, width: int, unseen: str = ""
) -> Iterator[RenderableType]:
    """What the policy flags on the day, leader by leader; `unseen` says what is not listed of cohorts that are over."""
    new = sum(states[concern.key] is InboxState.NEW for _, concern in held)
    how_many_new = f"{new} new" if new else ""
    yield look.heading(long_day(day), count(len(held), "concern"), how_many_new)
    yield look.rule()
    if not held:
        yield look.sentence("Nothing is flagged on this day.", "dim")
        if unseen:
            yield look.sentence(unseen, "dim")
        return
    columns = [look.flexible("Leader", 24), look.flexible("Concern", 60), look.fixed("Since"), look.fixed("State")]
    if width >= look.ROOMY:
        columns.append(look.fixed("Clause"))
    page = look.table(*columns)
    for verdict, concern in held:
        word, tone = IN_THE_INBOX[states[concern.key]]
        cells = [
            look.name(f" {verdict.name}"),
            look.name(title_of(verdict, concern.kind, concern.about)),
            Text(look.short_day(concern.since, verdict.record.cohort.year)),
            Text(word, look.STYLES[tone]),
            Text(concern.clause, "dim"),
        ]
        page.add_row(*cells[: len(page.columns)])
    yield page
    if unseen:
        yield look.sentence(unseen, "dim")
    yield look.sentence("`psw explain LEADER` shows the numbers, the facts and the clause of each.", "dim")
