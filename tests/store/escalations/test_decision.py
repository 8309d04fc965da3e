"""A decision put on record is told by name, with nothing that its table does not keep."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime
from uuid import UUID

import pytest

from models.tables import DecisionRow
from psw_tui.policy.terms import InboxChoice
from psw_tui.store.escalations.decision import Decision

AT = datetime(2027, 2, 1, 9, tzinfo=UTC)


def test_a_decision_says_columns_of_its_table_and_what_is_not_said_is_the_table_s_own_default() -> None:
    said = Decision(UUID(int=1), "2.4.2")
    row = DecisionRow(leader_id=said.leader_id, clause=said.clause, day=AT.date(), at=AT)
    for field in fields(Decision):
        assert getattr(row, field.name) == getattr(said, field.name), field.name


def test_a_decision_can_t_be_changed_and_knows_no_other_word() -> None:
    said = Decision(UUID(int=1), "2.4.2", choice=InboxChoice.ACCEPT)
    with pytest.raises(FrozenInstanceError):
        said.reason = "another"  # type: ignore[misc]
    with pytest.raises(TypeError, match="chosen"):
        Decision(UUID(int=1), "2.4.2", chosen=InboxChoice.ACCEPT)  # type: ignore[call-arg]
