"""`psw check`: behind every withdrawal by the ladder stand its sign-offs (2.4.6); a leader has one open escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Stage
from psw_tui.store.core.check import check
from psw_tui.store.escalations import ladder_moves
from tests.store.escalations.test_moves_refused import agree, at_stage

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("", ""),
        # None of these shows in the journal: it does not follow a link that is let go.
        (
            "UPDATE sign_off SET escalation_id = NULL WHERE role = 'pbdl'",
            "the agreement of Principal Business Development Lead",
        ),
        (
            "UPDATE sign_off SET escalation_id = NULL WHERE role = 'business_development_manager'",
            "the consultation of Business Development Manager",
        ),
    ],
)
def test_a_withdrawal_without_its_sign_offs_is_named(small: Store, statement: str, missing: str) -> None:
    at_stage(small, "withdrawal_review")
    agree(small)
    ladder_moves.move(small, "L001", Stage.WITHDRAWN, "agreed by all")
    small.connection.execute(statement)
    said = f"Records: leader L001 is withdrawn by the ladder without {missing} (2.4.6)."
    assert check(small.path) == ([said] if missing else [])


def test_a_withdrawal_that_nobody_decided_on_is_named(small: Store) -> None:
    at_stage(small, "withdrawal_review")
    agree(small)
    ladder_moves.move(small, "L001", Stage.WITHDRAWN, "agreed by all")
    small.connection.execute("UPDATE decision SET struck_out_at = at WHERE to_stage = 'withdrawn'")
    assert any(
        "leader L001 is withdrawn by the ladder without the agreement" in problem for problem in check(small.path)
    )


def test_two_open_escalations_of_a_leader_are_named(small: Store) -> None:
    at_stage(small, "explanation")
    small.connection.execute("DROP INDEX uq_escalation_open")  # which would let in none
    names = [row[1] for row in small.connection.execute("PRAGMA table_info(escalation)")]
    others = ", ".join(name for name in names if name != "id")
    small.connection.execute(
        f"INSERT INTO escalation (id, {others}) SELECT lower(hex(randomblob(16))), {others} FROM escalation"
    )
    assert "Records: leader L001 has 2 open escalations; one may be open." in check(small.path)
