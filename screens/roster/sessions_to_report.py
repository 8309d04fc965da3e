"""Which sessions a leader may be telling us of, when they give notice or explain an absence (2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.standing import mark_of
from psw_tui.policy.terms import Explanation, MarkValue
from screens.shell.wording import short_day

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Mark
    from psw_tui.store.reads.verdicts import Verdict

#: For how many days after a session a late word is likely.
_LATELY = 14


def sessions_to_report(verdict: Verdict, today: date) -> list[tuple[str, str]]:
    """The sessions that a leader may be telling us of: the next first, then what runs already, then those just over.

    Last come those further back whose absence is not explained yet: a call may well be about one of them.
    """
    record = verdict.record
    settled = (MarkValue.PRESENT, MarkValue.NOT_EXPECTED)
    listed = [
        session
        for session in record.sessions
        if not session.cancelled and mark_of(record, session).value not in settled
    ]
    coming = [session for session in listed if session.ends_on >= today]
    lately = [session for session in listed if 0 < (today - session.ends_on).days <= _LATELY]
    earlier = [
        session
        for session in listed
        if (today - session.ends_on).days > _LATELY and _is_unexplained(mark_of(record, session))
    ]
    coming.sort(key=lambda session: (session.starts_on < today, session.starts_at))
    lately.sort(key=lambda session: session.starts_at, reverse=True)
    earlier.sort(key=lambda session: session.starts_at, reverse=True)
    return [
        (session.reference, f"{session.title}, {short_day(session.starts_on, record.cohort)}")
        for session in (*coming, *lately, *earlier)
    ]


def _is_unexplained(mark: Mark) -> bool:
    """Whether an absence waits for what the leader says of it."""
    return mark.value is MarkValue.ABSENT and mark.explanation in (None, Explanation.NONE, Explanation.AWAITED)
