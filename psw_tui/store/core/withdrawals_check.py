"""Whether behind every withdrawal by the ladder stand the sign-offs that the policy asks for (2.4.6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.terms import Answer, Role, WithdrawnHow
from psw_tui.store.reads.stored_values import to_instant

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_DEEMED = "SELECT id, reference FROM leader WHERE withdrawn_how = ? ORDER BY reference"
#: Those of the escalation in which it was decided last that they are withdrawn.
_SIGN_OFFS = """
    SELECT role, name, "on", at, answer, struck_out_at FROM sign_off WHERE escalation_id = (
        SELECT escalation_id FROM decision
        WHERE leader_id = ? AND to_stage = 'withdrawn' AND struck_out_at IS NULL ORDER BY at DESC LIMIT 1
    )
"""


class Unsigned(NamedTuple):
    """A leader, by key and reference, who stands as withdrawn by the ladder, and what is missing behind it."""

    leader: str
    reference: str
    needs: list[str]

    def in_words(self) -> str:
        """A sentence for `psw check`."""
        return f"Records: leader {self.reference} is withdrawn by the ladder without {', '.join(self.needs)} (2.4.6)."


class _Given(NamedTuple):
    role: Role
    name: str
    on: date
    at: datetime
    answer: Answer
    struck_out_at: datetime | None


def unsigned(connection: sqlite3.Connection) -> Iterator[Unsigned]:
    """Every withdrawal by the ladder that lacks a sign-off, in the order of the leaders' references."""
    for leader, reference in connection.execute(_DEEMED, (WithdrawnHow.DEEMED,)).fetchall():
        rows = connection.execute(_SIGN_OFFS, (leader,)).fetchall()
        given = [_given(*row) for row in rows]
        if needs := ladder.withdrawal_needs({role: one.answer for role, one in sign_offs.counting(given).items()}):
            yield Unsigned(leader, reference, needs)


def _given(role: str, name: str, on: str, at: str, answer: str, struck_out_at: str | None) -> _Given:
    recorded = to_instant(at)
    assert recorded is not None
    return _Given(Role(role), name, date.fromisoformat(on), recorded, Answer(answer), to_instant(struck_out_at))
