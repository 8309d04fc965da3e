"""`psw export report`: a cohort, an organisation or a leader, to read in a meeting or to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give, is_markdown
from psw_tui.cli.lookup import cohort_name, leader_reference, organisation_name
from psw_tui.cli.output import print_json
from psw_tui.cli.place import path_of
from psw_tui.exchange.files.json_file import json_file
from psw_tui.exchange.reports import report_file
from psw_tui.policy.presence import is_over
from psw_tui.store.core.store import Refused
from psw_tui.store.roster import cohorts, leaders

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.exchange.reports.report_file import Made
    from psw_tui.store.core.store import Store


def run(
    kind: str, output: str | None, as_of: date | None, db: str | None, *, markdown: bool, as_json: bool, **whom: Any
) -> None:
    """Write the report as a page or as Markdown, or its numbers as one JSON document."""
    as_markdown = is_markdown(output, asked=markdown)
    with reading(db) as store:
        data, figures = _MADE[kind](store, as_of or store.today, markdown=as_markdown, **whom)
    if as_json and output is None:
        print_json(figures)
        return
    if as_json:
        data = json_file(figures)
    give(data, output, "The report", path_of(db))


def _cohort(store: Store, day: date, *, markdown: bool, name: str | None) -> Made:
    return report_file.cohort(store, _cohort_meant(store, name, day), day, markdown=markdown)


def _organisation(store: Store, day: date, *, markdown: bool, name: str, cohort: str | None) -> Made:
    known = {row.reference: row.organisation for row in leaders.every(store)}
    of = None if cohort is None else cohort_name(store, cohort)
    return report_file.organisation(store, organisation_name(known, name), day, markdown=markdown, cohort=of)


def _leader(store: Store, day: date, *, markdown: bool, leader: str, reasons: bool) -> Made:
    return report_file.leader(store, leader_reference(store, leader), day, markdown=markdown, reasons=reasons)


def _cohort_meant(store: Store, named: str | None, day: date) -> str:
    """The cohort that is named; else the only one there is, or the only one that runs on the day."""
    if named is not None:
        return cohort_name(store, named)
    every = list(cohorts.by_id(store).values())
    running = [found for found in every if not is_over(found, store.programmes[found.programme], day)]
    for fitting in (running, every):
        if len(fitting) == 1:
            return fitting[0].name
    if not every:
        raise Refused("There is no cohort yet; `psw cohort add` makes one.")
    raise Refused(f"Which cohort? There are {', '.join(found.name for found in running or every)}; name one.")


_MADE: dict[str, Callable[..., Made]] = {"cohort": _cohort, "organisation": _organisation, "leader": _leader}
