"""What `E` offers of reports, the same wherever a cohort, an organisation or a leader is: a page, or Markdown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.policy.wording import count
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from screens.shell.offers import Making

    #: Makes a report in one of the two forms.
    Make = Callable[[Store, Making, bool], bytes]


def cohort_offers(cohorts: Sequence[str], day: date) -> list[Offer]:
    """The report of each of these cohorts, as of a day."""
    offers: list[Offer] = []
    for cohort in cohorts:
        name = f"cohort-{safe_name(cohort)}-{day.isoformat()}"
        offers += _in_both_forms(f"report of {cohort}", f"cohort:{cohort}", name, partial(_cohort, cohort, day))
    return offers


def organisation_offers(organisation: str, day: date) -> list[Offer]:
    """The report of an organisation, as of a day; none where none is named."""
    if not organisation:
        return []
    name = f"organisation-{safe_name(organisation)}-{day.isoformat()}"
    make = partial(_organisation, organisation, day)
    return list(_in_both_forms(f"report of {organisation}, its leaders only", "organisation", name, make))


def leader_offers(leaders: Sequence[tuple[str, str]], day: date) -> list[Offer]:
    """The report to each of these leaders (reference and name), as of a day; a file each where they are several."""
    if not leaders:
        return []
    if len(leaders) == 1:
        ((reference, called),) = leaders
        name = f"leader-{safe_name(reference)}-{day.isoformat()}"
        make = partial(_leader, reference, day)
        return list(_in_both_forms(f"report to {called}", "leader", name, make, reasons=True))
    offers = []
    for as_markdown, form in _FORMS.items():
        label = f"reports to {count(len(leaders), 'leader')}, {form} each"
        make_all = partial(_leaders, [reference for reference, _ in leaders], day, as_markdown=as_markdown)
        offers.append(Offer(f"leaders:{as_markdown}", label, "", "The reports", make_all, reasons=True))
    return offers


_FORMS = {False: "a page (HTML)", True: "Markdown (MD)"}


def _in_both_forms(what: str, key: str, name: str, make: Make, *, reasons: bool = False) -> Iterator[Offer]:
    for as_markdown, form in _FORMS.items():

        def made(store: Store, making: Making, as_markdown: bool = as_markdown) -> bytes:
            return make(store, making, as_markdown)

        ending = "md" if as_markdown else "html"
        yield Offer(f"{key}:{ending}", f"{what}, {form}", f"{name}.{ending}", "The report", made, reasons=reasons)


def _cohort(cohort: str, day: date, store: Store, making: Making, as_markdown: bool) -> bytes:
    return on_demand.report_file.cohort(store, cohort, day, markdown=as_markdown, step=making.step)[0]


def _organisation(organisation: str, day: date, store: Store, making: Making, as_markdown: bool) -> bytes:
    making.step(0, 1)
    return on_demand.report_file.organisation(store, organisation, day, markdown=as_markdown)[0]


def _leader(reference: str, day: date, store: Store, making: Making, as_markdown: bool) -> bytes:
    return on_demand.report_file.leader(store, reference, day, markdown=as_markdown, reasons=making.reasons)[0]


def _leaders(
    references: Sequence[str], day: date, store: Store, making: Making, *, as_markdown: bool
) -> list[tuple[str, bytes]]:
    made, ending = [], "md" if as_markdown else "html"
    for place, reference in enumerate(references):
        making.step(place, len(references))
        name = f"leader-{safe_name(reference)}-{day.isoformat()}.{ending}"
        made.append((name, _leader(reference, day, store, making, as_markdown)))
    return made
