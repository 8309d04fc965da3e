"""The lines of a leader's page: the escalation as it stood on the day, what is local, and a session to rebook."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Channel, Direction, Stage
from psw_tui.policy.wording import spoken
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import communications, decisions, ladder_moves, queue
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader
from psw_tui.store.roster.leader_page import leader_file
from psw_tui.store.roster.leaders import roster
from screens.roster.leader_rows import Rows, rows
from screens.shell.desk import Desk
from screens.shell.palette import places
from screens.widgets.row_table import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    On = Callable[[str], AbstractContextManager[Store]]


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> On:
    """The file on a day; one leader is in it."""

    @contextmanager
    def opened(day: str) -> Iterator[Store]:
        monkeypatch.setenv("PSW_TODAY", day)
        with Store.open(tmp_path / "psw.db", create_missing=True) as store:
            yield store

    with opened("2026-09-01") as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        create_leader(
            store,
            {
                "reference": "L001",
                "first_name": "Amara",
                "last_name": "Osei",
                "cohort": "PSW 2026",
                "offer_accepted_on": date(2026, 8, 4),
            },
        )
    return opened


def page(store: Store, day: date, **differing: Any) -> Rows:
    """The page's lines on a day; escalations with some fields of another value."""
    (verdict,) = judge_all(store, day)
    found = leader_file(store, verdict, day)
    assert found is not None
    found = replace(found, escalations=tuple(replace(escalation, **differing) for escalation in found.escalations))
    return rows(verdict, found, day, revealed=False, standings=False)


def headings(store: Store, day: date, **differing: Any) -> list[str]:
    """The headings that speak of escalations."""
    made = page(store, day, **differing)
    titles = [str(made.lines[key].cells[0]) for key in made.keys if key in made.headings]
    return [title for title in titles if "Escalation" in title]


def told(store: Store, day: date, kind: str, **differing: Any) -> list[str]:
    """What the page's lines of a kind say on a day, with their why."""
    made = page(store, day, **differing)
    texts = {key: [cell.text for cell in line.cells if isinstance(cell, Cell)] for key, line in made.lines.items()}
    return [" ".join([*texts[key], *made.whys[key]]) for key in made.keys if key.startswith(f"{kind}:")]


@pytest.fixture
def resolved(on: On) -> On:
    """Accepted on 20 November, to partnerships on 1 December, resolved on the 21st."""
    with on("2026-11-20") as store:
        decisions.raise_manual(store, "L001", "a call from the coach")
        decisions.accept(store, ["manual:2026-11-20-1:L001"])
        communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL)
    with on("2026-12-01") as store:
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    with on("2026-12-21") as store:
        ladder_moves.move(store, "L001", Stage.RESOLVED, "better", "comes again")
    return on


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        ("2026-11-19", None),
        ("2026-11-20", "bdo_contact"),
        ("2026-11-30", "bdo_contact"),
        ("2026-12-01", "partnerships"),
        ("2026-12-20", "partnerships"),
        ("2026-12-21", None),
        ("2027-02-01", None),
    ],
)
def test_on_a_day_the_page_the_roster_and_the_finder_show_the_ladder_as_the_queue_does(
    resolved: On, day: str, stage: str | None
) -> None:
    asked = date.fromisoformat(day)
    with resolved("2027-02-01") as store:
        desk = Desk(store)
        desk.chosen_day = asked
        queued = [(row.stage, row.due_on) for row in queue.queue(store, judge_all(store, asked), asked)]
        assert [stages for stages, _ in queued] == ([stage] if stage else [])
        (listed,) = roster(store, day=asked)
        assert (listed.stage, listed.due_on) == (queued[0] if queued else (None, None))
        stages = [kind for name, kind, _ in places(desk) if name.endswith("escalation")]
        assert stages == [spoken(stage) for stage, _ in queued]
        (verdict,) = judge_all(store, asked)
        shown = leader_file(store, verdict, asked)
        assert shown is not None
        assert [
            (escalation.stage, escalation.due_on) for escalation in shown.escalations if escalation.ended_on is None
        ] == queued
        over = [
            (escalation.stage, escalation.ended_on, escalation.outcome)
            for escalation in shown.escalations
            if escalation.ended_on
        ]
        assert over == ([("resolved", date(2026, 12, 21), "comes again")] if day >= "2026-12-21" else [])


def test_the_due_date_of_a_stage_is_said_to_be_local_and_that_there_is_none_is_not(resolved: On) -> None:
    with resolved("2027-02-01") as store:
        (before,) = told(store, date(2026, 11, 24), "escalation")
        assert "due Fri 4 Dec 2026 Escalation" in before, "the line is not cut off for the tag"
        assert "The due date is a local setting." in before
        assert headings(store, date(2026, 11, 24)) == ["Escalation and concerns, due (local setting)"]
        (after,) = told(store, date(2026, 12, 22), "escalation")
        assert "local setting" not in after
        assert headings(store, date(2026, 12, 22)) == ["Escalation and concerns"]
        (undated,) = told(store, date(2026, 11, 24), "escalation", due_on=None)
        assert "no deadline" in undated
        assert "local setting" not in undated
        assert headings(store, date(2026, 11, 24), due_on=None) == ["Escalation and concerns"]


def test_a_session_that_the_coach_called_off_is_to_be_rebooked_until_a_later_one_is_booked(on: On) -> None:
    with on("2027-01-12") as store:
        change_bookings.book(store, "L001", datetime(2027, 1, 11, 10, tzinfo=UTC))
        [booked] = judge_all(store, store.today)[0].record.bookings
        change_bookings.coach_cancelled(store, [booked.id])
        (said,) = told(store, store.today, "booking")
        assert "it is to be rebooked (2.1.2)" in said
        change_bookings.book(store, "L001", datetime(2027, 1, 25, 10, tzinfo=UTC))
        said = told(store, store.today, "booking")[0]
        assert "a later one is booked (2.1.2)" in said
