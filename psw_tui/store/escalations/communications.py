"""What is said and done in a case: communications, the plan, sign-offs, the access list, the appeal.

An attempt is not a contact, so a communication says whether anybody was reached. A sign-off is never
overwritten: a change of mind is a new one, and the latest counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from psw_tui.policy import ladder
from psw_tui.policy.terms import Answer, AppealOutcome, Channel, ConcernKind, Direction, Element, Role, Stage
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case
from psw_tui.store.escalations.open_escalation import cut, needed, numbered, open_row, open_rows
from psw_tui.store.reads import facts
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlmodel import Session

    from models.tables import CommunicationRow, EscalationRow, LeaderRow, SessionRow
    from psw_tui.store.core.store import Change, Store

_SUMMARY_LONGEST = 1000
_DIRECTION_WORDS = {
    Direction.TO_LEADER: "to {}",
    Direction.FROM_LEADER: "from {}",
    Direction.REFERRAL: "of referral about {}",
    Direction.ORGANISATION: "with the organisation of {}",
}
#: What each role may answer (2.4.6).
ANSWERS = {
    Role.PBDL: (Answer.AGREED, Answer.DECLINED),
    Role.BUSINESS_DEVELOPMENT_MANAGER: (Answer.CONSULTED,),
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: (Answer.CONSULTED,),
    Role.ORGANISATION: (Answer.CONSULTED,),
}


#: What a communication changes.
COMMUNICATION_KINDS = ("communications", "escalations")


# -- communications ----------------------------------------------------------------------------------


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
    said = Said(direction, channel, on or store.today, reached, reply_by, summary)
    said.refuse_misdated(store)
    with store.command("", COMMUNICATION_KINDS, leaders=[leader]) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        writing.what = logged_in_words(add_communication(store, writing.session, row, said), row)
    return writing.change


def log_word(
    store: Store, leader: str, channel: Channel, on: date | None = None, summary: str = ""
) -> Change | None:
    """2.4.4: log word from a leader, and take it as the reply to all that they were asked and have not answered."""
    said = Said(Direction.FROM_LEADER, channel, on or store.today, summary=summary)
    said.refuse_misdated(store)
    with store.command("", COMMUNICATION_KINDS, leaders=[leader]) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        writing.what = logged_in_words(add_communication(store, writing.session, row, said), row)
        if answered := _answer(writing.session, row, said.on):
            asked = " and ".join(f"the {spoken(each.channel)} of {day_words(each.on)}" for each in answered)
            writing.what += f"; it answers {asked}"
    return writing.change


@dataclass(frozen=True, slots=True)
class Said:
    """One communication that took place, before it is on record."""

    direction: Direction
    channel: Channel
    on: date
    reached: bool = True
    reply_by: date | None = None
    summary: str = ""

    def refuse_misdated(self, store: Store) -> None:
        """It lies in the past, only what went out waits for a reply, and that comes after it."""
        _refuse_ahead(store, self.on, "A communication is logged once it has taken place")
        if self.reply_by is None:
            return
        if self.direction is Direction.FROM_LEADER:
            raise Refused("What came from the leader waits for no reply; leave the reply-by date empty.")
        if self.reply_by < self.on:
            raise Refused(
                f"The reply can't be due ({day_words(self.reply_by)}) before it was asked for ({day_words(self.on)})."
            )


def add_communication(store: Store, session: Session, leader: LeaderRow, said: Said) -> CommunicationRow:
    """Add a communication to the leader's open escalation, or to their record alone where none is open."""
    from models.tables import CommunicationRow

    escalation = open_row(session, leader)
    taken = [sent.about for sent in case.communications(store, leader.id.hex)]
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
    from sqlmodel import col, select

    from models.tables import CommunicationRow

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
    to_whom = _DIRECTION_WORDS[sent.direction].format(_name(leader))
    reply = f", reply by {day_words(sent.reply_by)}" if sent.reply_by else ""
    nobody = "" if sent.reached else ", nobody reached"
    return f"Logged {spoken(sent.channel)} {to_whom}, {day_words(sent.on)}{nobody}{reply}"


def log_reply(store: Store, leader: str, communication: str, on: date | None = None) -> Change | None:
    """2.4.4: the reply to a communication (its id) came on a day; what was answered already is `Refused`."""
    on = on or store.today
    _refuse_ahead(store, on, "A reply is logged once it has come")
    with store.command("", ("communications", "escalations"), leaders=[leader]) as writing:
        from models.tables import CommunicationRow, LeaderRow

        session = writing.session
        owner = store.only_row(session, LeaderRow, "leader", reference=leader)
        row = store.only_row(
            session, CommunicationRow, "communication", id=_id(communication), leader_id=owner.id
        )
        if row.replied_on is not None:
            raise Refused(f"The reply to it is logged already, on {day_words(row.replied_on)}.")
        if on < row.on:
            raise Refused(f"The reply can't have come before {day_words(row.on)}, when it was asked for.")
        row.replied_on = on
        writing.what = (
            f"Logged the reply of {day_words(on)} to the {spoken(row.channel)} of {day_words(row.on)}"
        )
    return writing.change


# -- the plan ----------------------------------------------------------------------------------------


def add_action(
    store: Store, leader: str, what: str, owner: str = "", due_on: date | None = None, *, notice: str = ""
) -> Change | None:
    """2.4.4: agree one action of the plan; until it is closed the escalation can't be resolved.

    `notice` is the session (its reference) of the notice after which the action is to support the leader (2.1.3).
    """
    what = needed(what, "An action needs its words")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        from models.tables import PlanActionRow, SessionRow

        row, leader_row = open_rows(store, writing.session, leader)
        about = store.only_row(writing.session, SessionRow, "session", reference=notice) if notice else None
        if about is not None:
            _refuse_no_notice(writing.session, row, about)
        writing.session.add(
            PlanActionRow(
                escalation_id=row.id, what=what, owner=clean(owner), due_on=due_on,
                session_id=None if about is None else about.id,
            )
        )  # fmt: skip
        support = "" if about is None else f", in support after the notice for {about.title}"
        writing.what = f"Agreed with {_name(leader_row)}: {what}{support}"
    return writing.change


def close_action(
    store: Store, leader: str, action: str, on: date | None = None, *, dropped_because: str = ""
) -> Change | None:
    """2.4.4: an action of the plan (its id) was done on a day; or dropped on it, with the reason."""
    on = on or store.today
    _refuse_ahead(store, on, "An action is closed once it is done")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        from models.tables import PlanActionRow

        row, _ = open_rows(store, writing.session, leader)
        found = store.only_row(writing.session, PlanActionRow, "action", id=_id(action), escalation_id=row.id)
        if found.done_on is not None:
            raise Refused(f"“{found.what}” is closed already, on {day_words(found.done_on)}.")
        found.done_on, found.dropped_because = on, cut(dropped_because) or None
        how = f"Dropped the action, {found.dropped_because}" if found.dropped_because else "Closed the action"
        writing.what = f"{how}: {found.what}"
    return writing.change


def agree_outcome(
    store: Store, leader: str, notice: str, outcome: str, on: date | None = None
) -> Change | None:
    """2.1.3: what was agreed with a leader whose notice for a session (its reference) had no reasonable cause.

    There is one agreed outcome for each notice of an escalation; recording it again rewords it.
    """
    on = on or store.today
    outcome = needed(outcome, "An agreed outcome needs its words")
    _refuse_ahead(store, on, "An outcome is recorded once it is agreed")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        from sqlmodel import select

        from models.tables import NoticeOutcomeRow, SessionRow

        row, leader_row = open_rows(store, writing.session, leader)
        about = store.only_row(writing.session, SessionRow, "session", reference=notice)
        _refuse_no_notice(writing.session, row, about)
        agreed = select(NoticeOutcomeRow).filter_by(escalation_id=row.id, session_id=about.id)
        found = writing.session.exec(agreed).one_or_none()
        if found is None:
            found = NoticeOutcomeRow(escalation_id=row.id, session_id=about.id, agreed_on=on)
        found.outcome, found.agreed_on = outcome, on
        writing.session.add(found)
        writing.what = f"Agreed with {_name(leader_row)} on the notice for {about.title}: {outcome}"
    return writing.change


def _refuse_no_notice(session: Session, escalation: EscalationRow, about: SessionRow) -> None:
    """2.1.3 is about a notice without reasonable cause that this escalation took in."""
    from sqlmodel import select

    from models.tables import ConcernRow

    taken_in = select(ConcernRow).filter_by(
        escalation_id=escalation.id, kind=ConcernKind.NO_REASONABLE_CAUSE, about=about.reference
    )
    if session.exec(taken_in).first() is None:
        raise Refused(
            f"{about.title}: no notice without reasonable cause is part of this escalation (2.1.3); accept it first."
        )


# -- withdrawal and appeal ---------------------------------------------------------------------------


def sign_off(
    store: Store,
    leader: str,
    *,
    role: Role,
    name: str,
    answer: Answer,
    view: str = "",
    on: date | None = None,
) -> Change | None:
    """2.4.6: record an agreement or a consultation for a withdrawal; it stands beside any earlier one."""
    on = on or store.today
    _refuse_ahead(store, on, "A sign-off is recorded once it was given")
    name = needed(name, "A sign-off needs a name: who gave it")
    if answer not in ANSWERS[role]:
        allowed = " or ".join(spoken(each) for each in ANSWERS[role])
        raise Refused(f"{_role(role)} answers {allowed}, not {spoken(answer)} (2.4.6).")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        from models.tables import SignOffRow

        row, leader_row = open_rows(store, writing.session, leader)
        _refuse_elsewhere(row.stage, (Stage.WITHDRAWAL_REVIEW,), "Sign-offs", "2.4.6")
        writing.session.add(
            SignOffRow(
                leader_id=leader_row.id, escalation_id=row.id, role=role, name=clean(name), on=on, at=clock.now(),
                answer=answer, view=cut(view),
            )
        )  # fmt: skip
        writing.what = f"{_role(role)}: {spoken(answer)}, {clean(name)}, for {_name(leader_row)}"
    return writing.change


def tick_access(
    store: Store, leader: str, elements: Sequence[Element], *, restored: bool = False, on: date | None = None
) -> Change | None:
    """2.4.6, 2.4.7: access to these elements ended on a day, or was `restored` after an appeal was upheld."""
    on = on or store.today
    word = "restored" if restored else "ended"
    _refuse_ahead(store, on, f"Access is ticked once it is {word}")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        from sqlmodel import col, select

        from models.tables import AccessRow

        row, leader_row = open_rows(store, writing.session, leader)
        if restored and row.appeal_outcome is not AppealOutcome.UPHELD:
            raise Refused(
                "Access is restored after an appeal was upheld; record the meeting's outcome first (2.4.7)."
            )
        _refuse_elsewhere(
            row.stage, (Stage.WITHDRAWN, Stage.APPEAL, Stage.COMPLAINT), "Access ticks", "2.4.6"
        )
        wanted = select(AccessRow).where(
            AccessRow.escalation_id == row.id, col(AccessRow.element).in_(elements)
        )
        open_ones = [
            each
            for each in writing.session.exec(wanted).all()
            if (each.restored_on if restored else each.ended_on) is None
        ]
        if not open_ones:
            raise Refused(f"That access is ticked as {word} already.")
        for each in open_ones:
            if restored:
                each.restored_on = on
            else:
                each.ended_on = on
        names = (
            ladder.ELEMENT_NAMES[open_ones[0].element]
            if len(open_ones) == 1
            else count(len(open_ones), "element")
        )
        writing.what = f"Access of {_name(leader_row)} to {names} {word}, {day_words(on)}"
    return writing.change


def appeal(
    store: Store,
    leader: str,
    meeting_on: date,
    outcome: AppealOutcome | None = None,
    heard_by: str | None = None,
) -> Change | None:
    """2.4.7: the day of the meeting with the PBDL, and once it has been held, what it decided.

    `heard_by` is the name of who hears it; None leaves the one on record.
    """
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, leader_row = open_rows(store, writing.session, leader)
        _refuse_elsewhere(row.stage, (Stage.APPEAL,), "The meeting and its outcome", "2.4.7")
        if outcome is not None:
            _refuse_ahead(store, meeting_on, "The meeting's outcome is recorded once it was held")
        row.meeting_on, row.appeal_outcome = meeting_on, outcome
        if heard_by is not None:
            row.heard_by = clean(heard_by) or None
        decided = f": {spoken(outcome)}" if outcome else ""
        writing.what = f"Appeal of {_name(leader_row)}, meeting {day_words(meeting_on)}{decided}"
    return writing.change


# -- what they share ---------------------------------------------------------------------------------


def _role(role: Role) -> str:
    name = ladder.ROLE_NAMES[role]
    return name[0].upper() + name[1:]


def _name(leader: LeaderRow) -> str:
    return facts.display_name(leader.first_name, leader.last_name, leader.preferred_name)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(f"“{text}” names nothing that is on record.") from None


def _refuse_ahead(store: Store, on: date, sentence: str) -> None:
    if on > store.today:
        raise Refused(f"{sentence}; {day_words(on)} is still to come.")


def _refuse_elsewhere(stage: Any, stages: Sequence[Stage], what: str, clause: str) -> None:
    if stage not in stages:
        where = " or ".join(spoken(each) for each in stages)
        raise Refused(f"{what} belong to {where}; this escalation is at {spoken(stage)} ({clause}).")
