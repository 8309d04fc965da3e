"""The case page, the case file and what was known then are made of the same records, read in one place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.case_file import case_file
from psw_tui.policy import ladder
from psw_tui.policy.terms import Role
from psw_tui.store.core import as_known_at
from psw_tui.store.escalations import case
from psw_tui.store.escalations.records import case_record

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def test_the_case_page_is_made_of_the_records(told: Store) -> None:
    page, record = case.case_of(told, "L001"), case_record(told, "L001")
    own = record.escalations[-1].id
    assert page.decisions == record.decisions
    assert page.communications == record.communications
    assert {draft.id for draft in page.drafts} == {draft.id for draft in record.drafts}
    assert set(page.plan) == {action for action in record.plan if action.escalation == own}
    assert page.sign_offs == tuple(sign_off for sign_off in record.sign_offs if sign_off.escalation == own)
    assert page.access == tuple(item for item in record.access if item.escalation == own)
    assert page.past == tuple(escalation for escalation in record.escalations if escalation.ended_on is not None)


def test_the_records_as_known_today_are_those_on_record(told: Store) -> None:
    with as_known_at.known_at(told, datetime(2040, 1, 1, tzinfo=UTC)) as then:
        assert case_record(then, "L001") == case_record(told, "L001")


def test_page_and_file_say_alike_which_sign_off_counts(told: Store) -> None:
    """2.4.6: of the answers of one role the one of the latest day, and the words name whose it is."""
    page, file = case.case_of(told, "L001"), case_file(told, "L001")
    counting = [
        (ladder.ROLE_NAMES[sign_off.role], sign_off.name, sign_off.on) for sign_off in page.sign_offs if sign_off.counts
    ]
    assert len(counting) == len(Role)
    assert [
        (line.role, line.name, line.on) for part in file.escalations for line in part.sign_offs if line.counts
    ] == counting
    assert page.agreed_by in file.escalations[-1].appeal_note
