"""Communications of a case: logged and answered. An attempt is no contact, so each says who was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from models.tables import CommunicationRow, LeaderRow
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Channel, Direction
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import records
from psw_tui.store.escalations.open_escalation import id_of, name_of, numbered, open_row, refuse_ahead
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

_SUMMARY_LONGEST = 1000
_DIRECTION_WORDS = {
    Direction.TO_LEADER: "to {}",
    Direction.FROM_LEADER: "from {}",
    Direction.REFERRAL: "of referral about {}",
    Direction.ORGANISATION: "with the organisation of {}",
}


#: What a communication changes.
COMMUNICATION_KINDS = ("communications", "escalations")


def log(
    store: Store,
    leader: str,
    *,
    direction: Direction,
    channel: Channel,
    on: date | None = None,
    reached: bool = True,
    reply_by: date | None = None,
    summary: str = "",
) -> Change | None:
    """Log a communication, on the leader's open escalation if there is one (2.4.2 to 2.4.4).

    `on` (today) can't lie ahead; `reply_by` can't lie before it, and only what went out waits for a reply.
    """
    said = NewCommunication(direction, channel, on or store.today, reached, reply_by, summary)
    said.refuse_misdated(store)
    with store.command("", COMMUNICATION_KINDS, leaders=[leader]) as writing:
        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        writing.what = logged_in_words(add_communication(store, writing.session, row, said), row)
    return writing.change


def log_word(store: Store, leader: str, channel: Channel, on: date | None = None, summary: str = "") -> Change | None:
    """2.4.4: log word from a leader, and take it as the reply to all that they were asked and have not answered."""
    said = NewCommunication(Direction.FROM_LEADER, channel, on or store.today, summary=summary)
    said.refuse_misdated(store)
    with store.command("", COMMUNICATION_KINDS, leaders=[leader]) as writing:
        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        writing.what = logged_in_words(add_communication(store, writing.session, row, said), row)
        if answered := _answer(writing.session, row, said.on):
            asked = " and ".join(f"the {spoken(sent.channel)} of {day_words(sent.on)}" for sent in answered)
            writing.what += f"; it answers {asked}"
    return writing.change


@frozen
class NewCommunication:
    """One communication that took place, before it is on record."""

    direction: Direction
    channel: Channel
    on: date
    reached: bool = True
    reply_by: date | None = None
    summary: str = ""

    def refuse_misdated(self, store: Store) -> None:
        """It lies in the past, only what went out waits for a reply, and that comes after it."""
        refuse_ahead(store, self.on, "A communication is logged once it has taken place")
        if self.reply_by is None:
            return
        if self.direction is Direction.FROM_LEADER:
            raise Refused("What came from the leader waits for no reply; leave the reply-by date empty.")
        if self.reply_by < self.on:
            raise Refused(
                f"The reply can't be due ({day_words(self.reply_by)}) before it was asked for ({day_words(self.on)})."
            )


def add_communication(store: Store, session: Session, leader: LeaderRow, said: NewCommunication) -> CommunicationRow:
    """Add a communication to the leader's open escalation, or to their record alone where none is open."""
    escalation = open_row(session, leader)
    taken = [sent.about for sent in records.communications(store.connection, leader.id.hex)]
    row = CommunicationRow(
        leader_id=leader.id,
        escalation_id=None if escalation is None else escalation.id,
        on=said.on,
        direction=said.direction,
        channel=said.channel,
        reached=said.reached,
        reply_by=said.reply_by,
        about=numbered(said.on, taken),
        summary=clean(said.summary, _SUMMARY_LONGEST),
        stage=None if escalation is None else escalation.stage,
        at=clock.now(),
    )
    session.add(row)
    return row


def _answer(session: Session, leader: LeaderRow, on: date) -> list[CommunicationRow]:
    """Take word from a leader as the reply to everything they were asked and have not answered yet."""
    waiting = select(CommunicationRow).where(
        CommunicationRow.leader_id == leader.id,
        CommunicationRow.direction == Direction.TO_LEADER,
        col(CommunicationRow.reply_by).is_not(None),
        col(CommunicationRow.replied_on).is_(None),
        CommunicationRow.on <= on,
    )
    answered = list(session.exec(waiting).all())
    for row in answered:
        row.replied_on = on
    return answered


def logged_in_words(sent: CommunicationRow, leader: LeaderRow) -> str:
    """`Logged email to Amara Osei, Mon 1 Feb 2027, reply by Mon 15 Feb 2027`."""
    to_whom = _DIRECTION_WORDS[sent.direction].format(name_of(leader))
    reply = f", reply by {day_words(sent.reply_by)}" if sent.reply_by else ""
    nobody = "" if sent.reached else ", nobody reached"
    return f"Logged {spoken(sent.channel)} {to_whom}, {day_words(sent.on)}{nobody}{reply}"


def log_reply(store: Store, leader: str, communication: str, on: date | None = None) -> Change | None:
    """2.4.4: the reply to a communication (its id) came on a day; what was answered already is `Refused`."""
    on = on or store.today
    refuse_ahead(store, on, "A reply is logged once it has come")
    with store.command("", ("communications", "escalations"), leaders=[leader]) as writing:
        session = writing.session
        owner = store.only_row(session, LeaderRow, "leader", reference=leader)
        row = store.only_row(session, CommunicationRow, "communication", id=id_of(communication), leader_id=owner.id)
        if row.replied_on is not None:
            raise Refused(f"The reply to it is logged already, on {day_words(row.replied_on)}.")
        if on < row.on:
            raise Refused(f"The reply can't have come before {day_words(row.on)}, when it was asked for.")
        row.replied_on = on
        writing.what = f"Logged the reply of {day_words(on)} to the {spoken(row.channel)} of {day_words(row.on)}"
    return writing.change
