"""The commands on drafts of messages: one is kept, with the facts that it cites; one was sent from the mail program.

Nothing is sent from here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from models.tables import DraftRow, LeaderRow
from psw_tui.policy import message_rules
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import Channel
from psw_tui.policy.wording import day as day_words
from psw_tui.store.escalations.communications import NewCommunication, add_communication, logged_in_words
from psw_tui.store.escalations.drafts import usable
from psw_tui.store.escalations.open_escalation import name_of, open_row
from psw_tui.store.escalations.records import case_record
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.message_rules import Cited
    from psw_tui.policy.terms import Letter
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_KINDS = ("communications", "escalations")


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
        writing.what = f"Drafted {message_rules.NAMES[letter]} for {verdict.name}; nothing is sent"
    return writing.change, row.id.hex


def drop(store: Store, leader: str, draft: str) -> Change | None:
    """Take a draft (its id) that was not sent off the record; the journal keeps what it said."""
    kept = next((kept for kept in case_record(store, leader).drafts if kept.id == draft), None)
    if kept is None:
        raise Refused("That draft is not on record any more.")
    if kept.sent is not None:
        raise Refused(f"The {kept.title} was sent, so it stays on record.")
    with store.command("", _KINDS, leaders=[leader]) as writing:
        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        writing.session.delete(store.only_row(writing.session, DraftRow, "draft", id=UUID(draft)))
        writing.what = f"Dropped the {kept.title} for {name_of(row)}; it was not sent"
    return writing.change


def log_sent(store: Store, verdict: Verdict, draft: str, on: date | None = None) -> Change | None:
    """2.4.2 to 2.4.7: a draft (its id) was sent from the mail program; logs the communication it became."""
    on = on or store.today
    kept = usable(store, verdict, draft)
    if kept.sent is not None:
        raise Refused(f"The {kept.title} is logged as sent already.")
    if on < london_day(kept.at):
        raise Refused(f"The {kept.title} can't have been sent on {day_words(on)}, before it was written.")
    said = NewCommunication(
        message_rules.direction(kept.letter),
        Channel.EMAIL,
        on,
        reply_by=kept.reply_by,
        summary=f"{message_rules.NAMES[kept.letter]}: {kept.subject}",
    )
    said.refuse_misdated(store)
    with store.command("", _KINDS, leaders=[verdict.reference]) as writing:
        leader = store.only_row(writing.session, LeaderRow, "leader", reference=verdict.reference)
        row = store.only_row(writing.session, DraftRow, "draft", id=UUID(draft))
        sent = add_communication(store, writing.session, leader, said)
        writing.session.flush()
        row.communication_id = sent.id
        writing.what = f"{logged_in_words(sent, leader)}: {message_rules.NAMES[kept.letter]}"
    return writing.change
