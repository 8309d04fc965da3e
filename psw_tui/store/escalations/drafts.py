"""Drafts of messages on record: the text as it was written, and the facts that it cites.

Nothing is sent from here. A draft is stopped once a fact that it cites is recorded otherwise. No SQLModel for the
reads: a case is shown with its drafts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psw_tui.policy import letters
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import Channel, Letter
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads import facts
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from psw_tui.policy.letters import Cited
    from psw_tui.policy.records import Record
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_KINDS = ("communications", "escalations")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it was drafted; `sent` once it was logged as sent, `overtaken` says what no longer holds of it."""

    id: str
    letter: Letter
    at: datetime
    recipient: str
    subject: str
    body: str
    reply_by: date | None
    escalation: str | None
    sent: str | None
    overtaken: tuple[str, ...]

    @property
    def title(self) -> str:
        """`explanation request of Tue 26 Jan 2027`."""
        return f"{letters.NAMES[self.letter]} of {day_words(london_day(self.at))}"


def drafts_of(store: Store, leader_id: str, record: Record) -> tuple[Draft, ...]:
    """The drafts of one leader (by key), oldest first, each held against what is recorded now."""
    rows = facts.read(store.connection, "draft", "WHERE leader_id = ? ORDER BY at, id", (leader_id,))
    return tuple(_draft(row, record, store.today) for row in rows)


def _draft(row: tuple[Any, ...], record: Record, day: date) -> Draft:
    id_, _, escalation, sent, letter, at_text, recipient, subject, body, cites, reply = row
    at = facts.to_instant(at_text)
    assert at is not None
    return Draft(
        id=id_,
        letter=Letter(letter),
        at=at,
        recipient=recipient,
        subject=subject,
        body=body,
        reply_by=facts.to_date(reply),
        escalation=escalation,
        sent=sent,
        overtaken=tuple(letters.overtaken(record, json.loads(cites), day)),
    )


def usable(store: Store, verdict: Verdict, draft: str) -> Draft:
    """A draft (its id) whose facts still stand; `Refused` when one of them was recorded otherwise since."""
    leader_id = facts.read(store.connection, "leader", "WHERE reference = ?", (verdict.reference,))[0][0]
    found = next((each for each in drafts_of(store, leader_id, verdict.record) if each.id == draft), None)
    if found is None:
        raise Refused("That draft is not on record any more; draft it anew.")
    if found.escalation is not None and found.escalation != _open_escalation(store, leader_id):
        raise Refused(f"The {found.title} belongs to an escalation that has ended; draft it anew if it is needed.")
    if found.overtaken:
        raise Refused(
            f"The {found.title} can't be used: {'; '.join(found.overtaken)}. Draft it anew from what is recorded now."
        )
    return found


def _open_escalation(store: Store, leader_id: str) -> str | None:
    rows = facts.read(store.connection, "escalation", "WHERE leader_id = ? AND ended_on IS NULL", (leader_id,))
    return rows[0][0] if rows else None


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
            cites=json.dumps({each.key: each.fingerprint for each in cited}, ensure_ascii=False),
            reply_by=reply_by,
        )
        writing.session.add(row)
        writing.what = f"Drafted {letters.NAMES[letter]} for {verdict.name}; nothing is sent"
    return writing.change, row.id.hex


def log_sent(store: Store, verdict: Verdict, draft: str, on: date | None = None) -> Change | None:
    """2.4.2 to 2.4.7: a draft (its id) was sent from the mail program; logs the communication it became."""
    from psw_tui.store.escalations.communications import NewCommunication, add_communication, logged_in_words

    on = on or store.today
    found = usable(store, verdict, draft)
    if found.sent is not None:
        raise Refused(f"The {found.title} is logged as sent already.")
    if on < london_day(found.at):
        raise Refused(f"The {found.title} can't have been sent on {day_words(on)}, before it was written.")
    said = NewCommunication(
        letters.direction(found.letter),
        Channel.EMAIL,
        on,
        reply_by=found.reply_by,
        summary=f"{letters.NAMES[found.letter]}: {found.subject}",
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
        writing.what = f"{logged_in_words(sent, leader)}: {letters.NAMES[found.letter]}"
    return writing.change
