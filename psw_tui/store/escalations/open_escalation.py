"""What the commands on a case share: the open escalation it is about, when a stage is due, and the words it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import Session, col, select

from models.tables import EscalationRow, LeaderRow
from psw_tui.policy import ladder
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations.records import number_of
from psw_tui.store.reads import facts
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.terms import Stage
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_WORDS_LONGEST = 500


def open_row(session: Session, leader: LeaderRow) -> EscalationRow | None:
    """The leader's open escalation, if there is one."""
    query = select(EscalationRow).where(EscalationRow.leader_id == leader.id, col(EscalationRow.ended_on).is_(None))
    return session.exec(query).one_or_none()


def open_rows(store: Store, session: Session, leader: str) -> tuple[EscalationRow, LeaderRow]:
    """The open escalation and its leader, or `Refused`."""
    leader_row = store.only_row(session, LeaderRow, "leader", reference=leader)
    found = open_row(session, leader_row)
    if found is None:
        name = facts.display_name(leader_row.first_name, leader_row.last_name, leader_row.preferred_name)
        raise Refused(f"{name} has no open escalation; accept one of their concerns first.")
    return found, leader_row


def trimmed(words: str) -> str:
    """Words as they may be stored."""
    return clean(words, _WORDS_LONGEST)


def required_words(words: str, sentence: str) -> str:
    """Words that must be there, or `Refused`."""
    kept = trimmed(words)
    if not kept:
        raise Refused(f"{sentence}: say it in a few words.")
    return kept


def numbered(day: date, taken: Iterable[str]) -> str:
    """The next `2027-01-12-1` of a day."""
    numbers = [number_of(about) for about in taken if about.startswith(f"{day.isoformat()}-")]
    return f"{day.isoformat()}-{max(numbers, default=0) + 1}"


def name_of(leader: LeaderRow) -> str:
    """The leader as a sentence names them."""
    return facts.display_name(leader.first_name, leader.last_name, leader.preferred_name)


def id_of(text: str) -> UUID:
    """A key of the database from its text, or `Refused`."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused(f"“{text}” names nothing that is on record.") from None


def refuse_ahead(store: Store, on: date, sentence: str) -> None:
    """Refuse a day that is still to come; the sentence says what is recorded only then."""
    if on > store.today:
        raise Refused(f"{sentence}; {day_words(on)} is still to come.")


def refuse_past(store: Store, until: date) -> None:
    """Refuse to snooze to a day that is not to come."""
    if until <= store.today:
        raise Refused(f"{day_words(until)} is not after today; snooze to a later day.")


def due_of_stage(store: Store, verdict: Verdict, stage: Stage) -> date | None:
    """When a stage that is entered today is due; None where it has no term."""
    return ladder.due_on(stage, store.today, verdict.record.programme, bank_holidays.english())
