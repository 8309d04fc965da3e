"""What `psw queue` prints for people: each open escalation with its due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui import signs
from psw_tui.cli import look
from psw_tui.policy import ladder
from psw_tui.policy.wording import count, local, long_day, spoken
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict


def queue(
    rows: Sequence[QueueRow], day: date, verdicts: Mapping[str, Verdict], unseen: str = ""
) -> Iterator[RenderableType]:
    """Open escalations in the order in which they are to be taken up, with the verdicts on their leaders.

    `unseen` says what is not listed, of cohorts that are over.
    """
    overdue = sum(row.overdue for row in rows)
    how_many_overdue = f"{overdue} overdue" if overdue else ""
    yield look.heading(long_day(day), count(len(rows), "open escalation"), how_many_overdue)
    yield look.rule()
    if not rows:
        yield look.sentence("No escalation is open.", "dim")
        yield from _said(unseen)
        return
    page = look.table(
        look.fixed("Ref"),
        look.flexible("Leader", 30),
        look.fixed("Stage"),
        look.fixed(local("Due")),
        look.fixed("Overall"),
    )
    for row in rows:
        words = ladder.due_in_words(row.due_on, day, bank_holidays.english())
        due = Text(words, look.STYLES["bad"]) if row.overdue else Text(words)
        if row.snoozed_until is not None:
            due.append(f", snoozed to {look.short_day(row.snoozed_until)}", "dim")
        page.add_row(
            Text(f" {row.leader}"),
            look.name(row.name),
            Text(spoken(row.stage)),
            due,
            look.state(signs.of_leader(verdicts[row.leader].record, row.overall, day)),
        )
    yield page
    yield from _said(unseen)


def _said(unseen: str) -> Iterator[RenderableType]:
    if unseen:
        yield look.sentence(unseen, "dim")
