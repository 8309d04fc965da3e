"""How far each session is in Salesforce, with what was recorded at it: counted by the database, in three queries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SalesforceSubject
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from psw_tui.store.reads.reader import Reader

_IN_USE = "SELECT EXISTS (SELECT 1 FROM salesforce_batch)"
_SESSIONS = """
    SELECT c.programme, s.reference,
        CASE WHEN r.state IS NULL AND s.salesforce_id <> '' THEN 'loaded' ELSE r.state END, 1
    FROM session s JOIN cohort c ON c.id = s.cohort_id
    LEFT JOIN salesforce_record r ON r.subject = 'session' AND r.item_id = s.id
"""
_MARKS = """
    SELECT c.programme, s.reference, r.state, COUNT(*) FROM mark m
    JOIN session s ON s.id = m.session_id JOIN cohort c ON c.id = s.cohort_id
    LEFT JOIN salesforce_record r ON r.subject = 'attendance' AND r.item_id = m.id
    WHERE m.value IS NOT NULL GROUP BY c.programme, s.reference, r.state
"""


@frozen
class SessionTold:
    """How many rows of a session, itself and its marks, are there, were never told, are pending, and were refused."""

    loaded: int = 0
    never: int = 0
    pending: int = 0
    refused: int = 0

    @property
    def is_there(self) -> bool:
        """Whether all of it is in Salesforce, as it was when it was told."""
        return not (self.never or self.pending or self.refused)

    @property
    def words(self) -> str:
        """`not yet` or `12 not yet`, `3 refused`, `31 pending`; `yes` where all of it is there."""
        if self.refused:
            return f"{self.refused} refused"
        if self.pending and not self.never:
            return f"{self.pending} pending"
        if self.loaded or self.pending:
            return f"{self.never} not yet" if self.never else "yes"
        return "not yet"


def sessions_told(store: Reader) -> dict[str, SessionTold]:
    """How far each session is in Salesforce, by its reference; empty while nothing was ever written for it.

    What the profile of its programme leaves out is not awaited there.
    """
    numbers: dict[str, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    with unreadable():
        connection = store.connection
        if not connection.execute(_IN_USE).fetchone()[0]:
            return {}
        for subject, query in ((SalesforceSubject.SESSION, _SESSIONS), (SalesforceSubject.ATTENDANCE, _MARKS)):
            for programme, reference, state, number in connection.execute(query):
                if subject in store.programmes[programme].salesforce.objects:
                    numbers[reference][state] += number
    return {
        reference: SessionTold(states["loaded"], states[None], states["pending"], states["failed"])
        for reference, states in numbers.items()
    }
