"""Drafts of messages on record: the text as it was written, and the facts that it cites.

A draft is stopped once a fact that it cites is recorded otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.policy import message_rules
from psw_tui.store.escalations.records import case_record
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.records import Record
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import DraftRecord
    from psw_tui.store.reads.verdicts import Verdict


def held_against(drafts: Iterable[DraftRecord], record: Record, day: date) -> tuple[DraftRecord, ...]:
    """The drafts, each with what no longer holds of it by what is recorded now."""
    return tuple(replace(draft, overtaken=tuple(message_rules.overtaken(record, draft.cites, day))) for draft in drafts)


def usable(store: Store, verdict: Verdict, draft: str) -> DraftRecord:
    """A draft (its id) whose facts still stand; `Refused` when one of them was recorded otherwise since."""
    record = case_record(store, verdict.reference)
    held = held_against(record.drafts, verdict.record, store.today)
    found = next((kept for kept in held if kept.id == draft), None)
    if found is None:
        raise Refused("That draft is not on record any more; draft it anew.")
    ended = {escalation.id for escalation in record.escalations if escalation.ended_on is not None}
    if found.escalation in ended:
        raise Refused(f"The {found.title} belongs to an escalation that has ended; draft it anew if it is needed.")
    if found.overtaken:
        raise Refused(
            f"The {found.title} can't be used: {'; '.join(found.overtaken)}. Draft it anew from what is recorded now."
        )
    return found
