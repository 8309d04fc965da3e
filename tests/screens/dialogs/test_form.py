"""A form gives a frozen dataclass, and its check sees the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from psw_tui.policy.terms import LeaderState, SessionKind, SessionState
from screens.dialogs.form import Field, Form, one_of
from screens.registers.session_form import FilledSession
from screens.roster.coach_field import NamedCoach
from screens.roster.leader_form import FilledLeader, InCommon
from screens.shell.keys_in_order import KeysInOrder
from tests.helpers import drawn, until

SCREENS = Path(__file__).parents[3] / "screens"
START, END = datetime(2026, 11, 12, 10, tzinfo=UTC), datetime(2026, 11, 12, 12, tzinfo=UTC)


class Plain(KeysInOrder[None]):
    """An app with nothing but the dialog."""


@dataclass(frozen=True)
class Move:
    """What the form of the test gives."""

    kind: SessionKind | None
    why: str
    note: str = "none asked for"


async def test_a_form_gives_what_it_is_told_to_and_checks_it_first() -> None:
    given: list[Move | None] = []
    kinds = one_of([(kind, str(kind)) for kind in SessionKind])
    fields = [Field("kind", "Kind", "workshop", kinds), Field("why", "Why", required=True)]

    def check(move: Move) -> str | None:
        return "That is too short." if len(move.why) < 2 else None

    app = Plain()
    async with app.run_test() as pilot:
        form = Form("Move", fields, Move, check=check)
        app.push_screen(form, given.append)
        await until(pilot, lambda: app.screen is form and form.settled)
        await pilot.press("x", "enter")
        await until(pilot, lambda: "That is too short." in drawn(app))
        await pilot.press("y", "enter")
        await until(pilot, lambda: bool(given))
    assert given == [Move(SessionKind.WORKSHOP, "xy")]


def test_a_form_that_records_is_open_until_its_command_is_done() -> None:
    """So that no refusal is met after what was typed is gone: forms are opened by `fill_in`, but for a few.

    These choose a day to look at, a file, and how a file is to be read; an edited session is saved by itself.
    """
    pushed = re.compile(r"push_screen\(\s*(?:\w+\.)*(?:Form|[a-z_]*form|\w+Form)\b")
    found = {path.name for path in SCREENS.rglob("*.py") if pushed.search(path.read_text())}
    assert found == {"form.py", "report_file.py", "import_preview.py", "sessions.py", "since.py"}


def test_a_session_is_a_draft_once_nothing_of_it_is_missing() -> None:
    filled = FilledSession("W01", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", START, END, "no", "Leeds")
    draft = filled.draft
    assert draft is not None
    assert (draft.kind, draft.compulsory, draft.state, draft.other_day) == (
        SessionKind.WORKSHOP,
        False,
        SessionState.PLANNED,
        "",
    )


@pytest.mark.parametrize("missing", ["cohort", "kind", "starts_at", "ends_at"])
def test_a_session_that_lacks_something_is_no_draft_yet(missing: str) -> None:
    whole = {"cohort": "PSW 2026", "kind": SessionKind.WORKSHOP, "starts_at": START, "ends_at": END}
    filled = FilledSession(reference="W01", title="", compulsory=None, place="", **{**whole, missing: None})  # type: ignore[arg-type]
    assert filled.draft is None


def leader(reference: str | None) -> FilledLeader:
    """A leader's form with the names alone."""
    texts = dict.fromkeys(("preferred_name", "email", "phone", "organisation"), "")
    texts |= dict.fromkeys(("manager_name", "manager_email", "salesforce_id"), "")
    days = dict.fromkeys(("offer_accepted_on", "paused_from", "paused_to", "withdrawn_on", "manager_briefed_on"))
    names = {"first_name": "Rae", "last_name": "Osei", "cohort": "PSW 2026"}
    coach: Any = {"coach": NamedCoach("Sam Lee", "sam@x.uk")}
    return FilledLeader(**names, **texts, **days, **coach, state=None, withdrawn_how=None, reference=reference)  # type: ignore[arg-type]


def test_a_reference_that_is_not_asked_for_is_no_value_to_record() -> None:
    assert "reference" not in leader(None).values
    assert leader("").values["reference"] == ""
    assert leader("L001").values["last_name"] == "Osei"
    assert leader("L001").values["coach_email"] == "sam@x.uk"


def test_what_several_leaders_have_in_common_leaves_out_what_is_empty() -> None:
    filled = InCommon("", NamedCoach(), date(2026, 9, 1), LeaderState.ACTIVE, None)
    assert filled.values == {"offer_accepted_on": date(2026, 9, 1), "state": LeaderState.ACTIVE}
    filled = InCommon("", NamedCoach("Sam Lee"), None, None, None)
    assert filled.values == {"coach": "Sam Lee", "coach_email": ""}
