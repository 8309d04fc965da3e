"""Drafts of messages on record: the text as it was written, and the facts that it cites.

Nothing is sent from here. A draft is stopped once a fact that it cites is recorded otherwise. No SQLModel for the
reads: a case is shown with its drafts.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.policy import letters
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import Channel
from psw_tui.policy.wording import day as day_words
from psw_tui.store.escalations.records import case_record
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.letters import Cited
    from psw_tui.policy.records import Record
    from psw_tui.policy.terms import Letter
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import DraftRecord
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_KINDS = ("communications", "escalations")


def held_against(drafts: Iterable[DraftRecord], record: Record, day: date) -> tuple[DraftRecord, ...]:
    """The drafts, each with what no longer holds of it by what is recorded now."""
    return tuple(replace(draft, overtaken=tuple(letters.overtaken(record, draft.cites, day))) for draft in drafts)


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


def keep(
    store: Store,
    verdict: Verdict,
    letter: Letter,
    *,
    recipient: str,
    subject: str,
    body: str,
    cited: Iterable[Cited],
    reply_by: date | None,
) -> tuple[Change | None, str]:
    """Put a drafted message on record with the facts that it cites; gives the change and the draft's id."""
    with store.command("", _KINDS, leaders=[verdict.reference]) as writing:
        from models.tables import DraftRow, LeaderRow
        from psw_tui.store.escalations.open_escalation import open_row

        leader = store.only_row(writing.session, LeaderRow, "leader", reference=verdict.reference)
        escalation = open_row(writing.session, leader)
        row = DraftRow(
            leader_id=leader.id,
            escalation_id=None if escalation is None else escalation.id,
            letter=letter,
            at=clock.now(),
            recipient=recipient,
            subject=subject,
            body=body,
            cites=json.dumps({fact.key: fact.fingerprint for fact in cited}, ensure_ascii=False),
            reply_by=reply_by,
        )
        writing.session.add(row)
        writing.what = f"Drafted {letters.NAMES[letter]} for {verdict.name}; nothing is sent"
    return writing.change, row.id.hex


def log_sent(store: Store, verdict: Verdict, draft: str, on: date | None = None) -> Change | None:
    """2.4.2 to 2.4.7: a draft (its id) was sent from the mail program; logs the communication it became."""
    from psw_tui.store.escalations.communications import NewCommunication, add_communication, logged_in_words

    on = on or store.today
    kept = usable(store, verdict, draft)
    if kept.sent is not None:
        raise Refused(f"The {kept.title} is logged as sent already.")
    if on < london_day(kept.at):
        raise Refused(f"The {kept.title} can't have been sent on {day_words(on)}, before it was written.")
    said = NewCommunication(
        letters.direction(kept.letter),
        Channel.EMAIL,
        on,
        reply_by=kept.reply_by,
        summary=f"{letters.NAMES[kept.letter]}: {kept.subject}",
    )
    said.refuse_misdated(store)
    with store.command("", _KINDS, leaders=[verdict.reference]) as writing:
        from uuid import UUID

        from models.tables import DraftRow, LeaderRow

        leader = store.only_row(writing.session, LeaderRow, "leader", reference=verdict.reference)
        row = store.only_row(writing.session, DraftRow, "draft", id=UUID(draft))
        sent = add_communication(store, writing.session, leader, said)
        writing.session.flush()
        row.communication_id = sent.id
        writing.what = f"{logged_in_words(sent, leader)}: {letters.NAMES[kept.letter]}"
    return writing.change
