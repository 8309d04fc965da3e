"""Every number of a report is the one that `psw status --json` gives for the same day, and its page shows them all."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.cli import documents
from psw_tui.exchange.reports import report_file
from psw_tui.policy.terms import SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import queue
from psw_tui.store.reads.verdicts import judge_all
from tests.budgets import LONG
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.second_reading.years import Year

Rows = list[dict[str, Any]]
_WORDS = ("met", "on_track", "at_risk", "below", "unreachable")
_REQUIREMENTS = ("coaching", "study", "peer_practice", "residentials")
_TROUBLE = ("unreachable", "below", "at_risk")


def status(store: Store, day: date) -> Rows:
    """What `psw status --json` says of everybody on a day."""
    rows: Rows = documents.status(judge_all(store, day), day)["leaders"]
    return rows


def reported(rows: Rows) -> Rows:
    """Those whom a report counts."""
    return [row for row in rows if row["requirements"] and row["state"] in ("active", "paused", "completed")]


def counted(words: Iterable[str]) -> dict[str, int]:
    """How many stand under each word."""
    numbers = Counter(words)
    return {word: numbers[word] for word in _WORDS}


def summed(rows: Rows, requirement: str, number: str) -> int:
    """One number of one requirement, of everybody."""
    return sum(row["requirements"][requirement][number] for row in rows)


def figures_in(data: bytes) -> Any:
    """The page's own numbers, as they stand in it."""
    found = re.search(r'<script type="application/json" id="numbers">(.*?)</script>', data.decode())
    assert found
    return json.loads(found[1])


def fenced(data: bytes) -> Any:
    """The numbers at the end of a report in Markdown."""
    return json.loads(data.decode().rpartition("```json\n")[2].removesuffix("\n```\n"))


def made(make: Callable[..., report_file.Made], *asked: Any) -> dict[str, Any]:
    """The figures of a report, once its page is valid and it is seen that both its forms hold the same."""
    data, figures = make(*asked, markdown=False)
    assert_valid(data)
    assert figures_in(data) == figures
    data, again = make(*asked, markdown=True)
    assert fenced(data) == again == figures
    return figures


def hold_cohort(store: Store, cohort: str, day: date) -> dict[str, Any]:
    """The report of a cohort against the status of the day and of the ends of the months."""
    figures = made(report_file.cohort, store, cohort, day)
    listed = [row for row in status(store, day) if row["cohort"] == cohort]
    rows = reported(listed)
    states = Counter(row["state"] for row in listed)
    covered = [row for row in rows if row["state"] != "completed"]
    assert figures["leaders"] == len(rows)
    assert (figures["covered"], figures["completed"]) == (len(covered), len(rows) - len(covered))
    assert (figures["listed"], figures["withdrawn"]) == (len(listed), states["withdrawn"])
    assert figures["overall"] == counted(row["overall"] for row in rows)
    for requirement, health in figures["standings"].items():
        words = counted(row["requirements"][requirement]["standing"] for row in rows)
        sums = {number: summed(rows, requirement, number) for number in ("credit", "missed", "unrecorded")}
        assert health == words | sums, requirement
    hold_sessions(figures, rows)
    hold_months(store, cohort, figures, {row["reference"] for row in rows})
    wanted = {(row["reference"], row["overall"]) for row in covered if row["overall"] in _TROUBLE}
    assert {(need["leader"], need["overall"]) for need in figures["needs"]} == wanted
    for number, name in (("attended", "credit"), ("spent", "missed"), ("unrecorded", "unrecorded")):
        assert sum(window[number] for window in figures["windows"]) == summed(rows, "coaching", name)
    return figures


def hold_sessions(figures: dict[str, Any], rows: Rows) -> None:
    """What the sessions of a requirement came to is what its standings count."""
    kinds = {
        "study": (SessionKind.MODULE, SessionKind.WORKSHOP),
        "peer_practice": (SessionKind.PEER_PRACTICE,),
        "residentials": (SessionKind.RESIDENTIAL, SessionKind.OTHER),
    }
    for requirement, of in kinds.items():
        lines = [line for line in figures["sessions"] if line["kind"] in of]
        came_to = {
            "credit": sum(line["present"] + line["caught_up"] for line in lines),
            "missed": sum(line["part"] + line["absent"] for line in lines),
            "unrecorded": sum(line["unrecorded"] for line in lines),
        }
        assert came_to == {number: summed(rows, requirement, number) for number in came_to}, requirement
    ended = [line for line in figures["sessions"] if line["ended"]]
    for number, total in figures["attendance"].items():
        assert total == sum(line[number] for line in ended)


def hold_months(store: Store, cohort: str, figures: dict[str, Any], references: set[str]) -> None:
    """The end of each month is that day's status, of the same leaders; the months add up to the whole."""
    for month in figures["months"]:
        on = date.fromisoformat(month["on"])
        then = [row for row in reported(status(store, on)) if row["reference"] in references]
        assert month["leaders"] == len(then)
        assert month["overall"] == counted(row["overall"] for row in then)
        for requirement in _REQUIREMENTS:
            words = counted(row["requirements"][requirement]["standing"] for row in then)
            assert month["requirements"][requirement] == words
    if figures["months"]:
        for number, total in figures["attendance"].items():
            assert total == sum(month["attendance"][number] for month in figures["months"])


def hold_organisations(store: Store, day: date, cohort: str) -> None:
    """The report of each organisation in a cohort against the status of its leaders, row for row."""
    rows = {row["reference"]: row for row in reported(status(store, day)) if row["cohort"] == cohort}
    of: dict[str, str] = dict(store.connection.execute("SELECT reference, organisation FROM leader"))
    queued = {row.leader: row for row in queue.queue(store, judge_all(store, day), day)}
    for organisation in sorted({of[reference] for reference in rows} - {""}):
        data, figures = report_file.organisation(store, organisation, day, markdown=False, cohort=cohort)
        assert_valid(data)
        assert figures_in(data) == figures
        own = {reference: row for reference, row in rows.items() if of[reference] == organisation}
        assert figures["by_leader"].keys() == own.keys()
        assert figures["leaders"] == len(own)
        assert figures["overall"] == counted(row["overall"] for row in own.values())
        for reference, row in own.items():
            hold_leader(figures["by_leader"][reference], row)
            assert figures["by_leader"][reference]["stage"] == (
                str(queued[reference].stage) if reference in queued else None
            )


def hold_leader(figures: dict[str, Any], row: dict[str, Any]) -> None:
    """One leader's numbers against their row of the status."""
    assert figures["overall"] == row["overall"]
    told = {
        requirement: {name: value for name, value in reached.items() if name not in ("why", "clause")}
        for requirement, reached in row["requirements"].items()
    }
    assert figures["requirements"] == told
    if told:
        attendance, coaching = figures["attendance"], figures["coaching"]
        sessions = [told[requirement] for requirement in _REQUIREMENTS[1:]]
        assert attendance["present"] + attendance["caught_up"] == sum(reached["credit"] for reached in sessions)
        assert attendance["part"] + attendance["absent"] == sum(reached["missed"] for reached in sessions)
        assert attendance["unrecorded"] == sum(reached["unrecorded"] for reached in sessions)
        assert coaching["attended"] == told["coaching"]["credit"]
        assert coaching["spent"] == told["coaching"]["missed"]
        assert coaching["unrecorded"] == told["coaching"]["unrecorded"]


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(12 if LONG else 2))
def test_every_number_is_that_of_the_status_of_the_day(seed: int, year_of: Callable[[int], tuple[Year, Path]]) -> None:
    """Years rich in edges, on days chosen for them, of every cohort, organisation and leader."""
    year, path = year_of(seed)
    days = year["days"] if LONG else year["days"][seed :: max(1, len(year["days"]) // 3)]
    with Store.open(path, writing=False) as store:
        for day in days:
            for cohort in year["cohorts"]:
                hold_cohort(store, cohort["name"], day)
                hold_organisations(store, day, cohort["name"])
            for row in status(store, day)[seed::4]:
                figures = made(report_file.leader, store, row["reference"], day)
                hold_leader(figures, row)


@pytest.mark.parametrize("day", ["2026-08-15", "2026-11-20", "2027-02-01", "2027-10-01"])
def test_so_is_every_number_of_the_demo(made_up: Store, day: str) -> None:
    """Before it began, in the midst of it, and after it ended; its escalations are those of `psw queue`."""
    on = date.fromisoformat(day)
    figures = hold_cohort(made_up, "PSW 2026", on)
    hold_organisations(made_up, on, "PSW 2026")
    verdicts = judge_all(made_up, on)
    rows = documents.queue(queue.queue(made_up, verdicts, on), on)["escalations"]
    assert figures["escalations"]["open"] == len(rows)
    assert figures["escalations"]["overdue"] == sum(row["overdue"] for row in rows)
    stages = Counter(row["stage"] for row in rows)
    assert {stage: figures["escalations"][stage] for stage in stages} == stages
