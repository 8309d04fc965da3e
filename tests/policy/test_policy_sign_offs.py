"""2.4.6: which sign-off of a role counts, and who agreed a withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from psw_tui.policy import sign_offs
from psw_tui.policy.terms import Answer, Role

MON, TUE = date(2027, 2, 1), date(2027, 2, 2)
NINE, TEN, ELEVEN = (datetime(2027, 2, 3, hour, tzinfo=UTC) for hour in (9, 10, 11))


@dataclass(frozen=True)
class Given:
    """A sign-off as some reader of it has it."""

    name: str
    on: date
    at: datetime
    answer: Answer = Answer.AGREED
    role: Role = Role.PBDL
    struck_out_at: datetime | None = None


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        pytest.param([], None, id="none"),
        pytest.param([Given("A", MON, NINE)], "A", id="the only one"),
        pytest.param([Given("A", MON, NINE), Given("B", TUE, TEN)], "B", id="the latest day"),
        pytest.param([Given("A", TUE, NINE), Given("B", MON, TEN)], "A", id="the latest day, though recorded first"),
        pytest.param([Given("A", MON, NINE), Given("B", MON, TEN)], "B", id="of one day the latest recorded"),
        pytest.param(
            [Given("A", MON, NINE), Given("B", TUE, TEN, struck_out_at=ELEVEN)], "A", id="what was undone never counts"
        ),
        pytest.param([Given("A", MON, NINE, struck_out_at=ELEVEN)], None, id="only one, undone"),
        pytest.param([Given("A", MON, NINE), Given("B", TUE, TEN, Answer.DECLINED)], "B", id="declined counts too"),
    ],
)
def test_of_one_role_the_latest_day_and_then_the_latest_recorded_counts(given: list[Given], counts: str | None) -> None:
    for order in permutations(given):
        found = sign_offs.counting(order).get(Role.PBDL)
        assert (None if found is None else found.name) == counts


def test_each_role_has_its_own_that_counts() -> None:
    given = [Given(str(role), MON, NINE, role=role) for role in Role] + [Given("later", TUE, TEN)]
    by_role = {role: sign_off.name for role, sign_off in sign_offs.counting(given).items()}
    assert by_role == {**{role: str(role) for role in Role}, Role.PBDL: "later"}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        pytest.param([], "", id="nobody"),
        pytest.param([Given("A", MON, NINE)], "A", id="agreed"),
        pytest.param([Given("A", MON, NINE), Given("B", TUE, TEN, Answer.DECLINED)], "", id="then declined"),
        pytest.param([Given("A", MON, NINE, Answer.DECLINED), Given("B", TUE, TEN)], "B", id="first declined"),
        pytest.param([Given("A", MON, NINE, Answer.CONSULTED, Role.ORGANISATION)], "", id="another role"),
    ],
)
def test_a_withdrawal_is_agreed_by_the_pbdl_whose_answer_counts(given: list[Given], name: str) -> None:
    assert sign_offs.agreed_by(given) == name
