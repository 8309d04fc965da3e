"""What the policy asks of a missed session: notice before it, whether it is compulsory, its catch-up after it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.terms import Explanation
from psw_tui.policy.wording import local

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Mark, Session


def is_notified(session: Session, mark: Mark) -> bool:
    """2.1.1: told before the session's start; a report at the start or after it is an explanation."""
    return mark.reported_at is not None and mark.reported_at < session.starts_at


def is_said_not_coming(session: Session, mark: Mark) -> bool:
    """Section 3: a notice on a mark that is not recorded yet."""
    return mark.value is None and is_notified(session, mark)


def is_compulsory(session: Session, programme: Programme) -> bool:
    """2.4.2: by the session's own word, else by its kind (local)."""
    return session.kind in programme.compulsory_kinds if session.compulsory is None else session.compulsory


def compulsory_in_words(session: Session, programme: Programme) -> str:
    """Whether a session is compulsory, and that no clause says which are: `compulsory by its kind (local setting)`."""
    word = "compulsory" if is_compulsory(session, programme) else "not compulsory"
    source = "by its kind" if session.compulsory is None else "as set for it"
    return local(f"{word} {source}")


def catch_up_due_on(mark: Mark, programme: Programme) -> date | None:
    """2.3.1: the day a catch-up that was sent is due; 14 days (local) after it was sent if none is recorded."""
    if mark.sent_on is None:
        return None
    return mark.due_on or mark.sent_on + timedelta(days=programme.catch_up_days)


def is_catch_up_overdue(mark: Mark, programme: Programme, day: date) -> bool:
    """2.3.1: sent, due before the day, and by the day neither submitted nor accepted."""
    due = catch_up_due_on(mark, programme)
    if mark.sent_on is None or mark.sent_on > day or due is None or due >= day:
        return False
    submitted = mark.submitted_on is not None and mark.submitted_on <= day
    accepted = mark.accepted_on is not None and mark.accepted_on <= day
    return not submitted and not accepted


def suggested_explanation(mark: Mark, programme: Programme) -> Explanation | None:
    """Section 3: a reported absence with a reasonable reason (local) is suggested as satisfactory; else nothing."""
    if mark.reported_at is not None and mark.reason in programme.reasonable_reasons:
        return Explanation.SATISFACTORY
    return None
