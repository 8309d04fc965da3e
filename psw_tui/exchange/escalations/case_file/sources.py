"""What the parts of a case file are made from, read once."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ConcernKind, LeaderState
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.escalations.concern_words import title_of
from psw_tui.store.roster.row_words import RowNames

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.exchange.escalations.case_file.snapshot import View
    from psw_tui.store.core.row_history import RowChange, Steps
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.records import CaseRecord, EscalationRecord


def last_step(steps: Sequence[RowChange], *columns: str) -> RowChange | None:
    """The entry that recorded what now stands in a column: whoever undid a later one did not record it."""
    setting = [step for step in steps if any(column in step.changed for column in columns)]
    standing = [step for step in setting if not step.undone and not step.undoes]
    entries = standing or setting
    return entries[-1] if entries else None


def last_set(steps: Sequence[RowChange], column: str) -> tuple[datetime | None, str]:
    """When what now stands in a column of a row with this history was recorded, and by whom."""
    last = last_step(steps, column)
    return (last.at, last.who) if last else (None, "")


@frozen
class Sources:
    """One leader's rows, their history, and how they look now and (if asked for, and on record then) then."""

    leader: str
    day: date
    now: View
    then: View | None
    compares: bool
    record: CaseRecord
    #: The programmes' numbers that were in force at the decisions, by their fingerprint, as JSON text.
    numbers: dict[str, str]
    steps: Steps
    names: RowNames
    session_ids: dict[str, str]
    #: Since when the concerns held that hold no more, as far as that is known, by key.
    held_since: dict[str, date] = field(default_factory=dict)

    def made(self, table: str, key: str) -> tuple[datetime | None, str]:
        """When a row was first recorded, and by whom; a file from elsewhere may not know."""
        found = self.steps.get((table, key))
        return (found[0].at, found[0].who) if found else (None, "")

    def set_by(self, table: str, key: str, column: str) -> tuple[datetime | None, str]:
        """When what now stands in a column was recorded, and by whom."""
        return last_set(self.steps.get((table, key), ()), column)

    def of_mark(self, session: str) -> tuple[RowChange, ...]:
        """The history of the leader's mark at a session (by reference), though its row went and came back."""
        id_ = self.session_ids.get(session)
        history: list[RowChange] = []
        for (table, _), steps in self.steps.items():
            if table == "mark" and (steps[0].after or steps[0].before or {}).get("session_id") == id_:
                history += steps
        return tuple(sorted(history, key=lambda step: step.at))

    def gone(self, table: str) -> list[tuple[RowChange, RowChange]]:
        """The rows of a table that were recorded and are no longer there: their first and last entry."""
        return [
            (steps[0], steps[-1])
            for (name, _), steps in self.steps.items()
            if name == table and steps[-1].after is None
        ]

    def cleared(self, row: InboxRow) -> RowChange | None:
        """The entry of the journal that made a concern clear; None where it was not an entry that did."""
        found = None
        for (table, _), steps in self.steps.items():
            image = (steps[-1].after or {}) if table == "concern" else {}
            if f"{image.get('kind')}:{image.get('about')}:{self.leader}" != row.key:
                continue
            for step in steps:
                if "cleared_on" in step.changed and step.after and step.after["cleared_on"] and not step.undone:
                    found = step
        return found

    def undone_by(self, table: str, key: str) -> str:
        """Who struck a decision or a sign-off out."""
        striking = [
            step.who for step in self.steps.get((table, key), ()) if "struck_out_at" in step.changed and step.after
        ]
        return striking[-1] if striking else ""

    def left_with(self, step: RowChange) -> str:
        """What the leader became with an entry of the journal that took them off the active ones; else nothing."""
        for own in self.steps.get(("leader", self.record.leader_id), ()):
            after = own.after or {}
            if (own.at, own.what) == (step.at, step.what) and "state" in own.changed:
                return "" if after.get("state") == LeaderState.ACTIVE else spoken(after.get("state", ""))
        return ""

    def state_before(self, instant: datetime) -> str:
        """The state in which the leader was until an instant; nothing where that is not known."""
        images = [step.after for step in self.steps.get(("leader", self.record.leader_id), ()) if step.at < instant]
        return str((images[-1] or {}).get("state", "")) if images else ""

    def recorders(self) -> set[str]:
        """Everybody who recorded, undid or decided something of this case."""
        people = {step.who for step in chain.from_iterable(self.steps.values())}
        return people | {decision.who for decision in self.record.decisions}

    def number_of(self, decision: str) -> int:
        """The number of a decision in this file, from 1."""
        return 1 + next(n for n, taken in enumerate(self.record.decisions) if taken.id == decision)

    def escalation_name(self, key: str | None) -> str:
        """How this file calls an escalation; a row whose escalation was undone belongs to none."""
        found = next((n for n, escalation in enumerate(self.record.escalations, 1) if escalation.id == key), None)
        return "" if found is None else f"Escalation {found}"

    def escalation(self, key: str | None) -> EscalationRecord | None:
        """An escalation by its key."""
        return next((escalation for escalation in self.record.escalations if escalation.id == key), None)

    def reached_nobody(self, key: str) -> bool:
        """Whether a concern rests on a message that reached nobody."""
        kind, _, rest = key.partition(":")
        about = rest.removesuffix(f":{self.leader}")
        return kind == ConcernKind.NO_RESPONSE and any(
            sent.about == about and not sent.reached for sent in self.record.communications
        )

    def concern_title(self, key: str) -> str:
        """A short name of a concern by its key."""
        kind, _, rest = key.partition(":")
        about = rest.removesuffix(f":{self.leader}")
        if kind == ConcernKind.NO_RESPONSE:
            # Whatever was said is on record here, also where the record that is judged holds nothing of it.
            wrote = next((sent.on for sent in self.record.communications if sent.about == about), None)
            return f"no response, wrote on {day_words(wrote)}" if wrote else f"no response, {about}"
        return title_of(self.now.verdict, ConcernKind(kind), about)
