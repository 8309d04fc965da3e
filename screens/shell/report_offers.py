"""What `E` offers of reports, the same wherever a cohort, an organisation or a leader is: a page, or Markdown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import dated_name
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
        named = partial(dated_name, "cohort", cohort, day)
        offers += _in_both_forms(f"report of {cohort}", f"cohort:{cohort}", named, partial(_cohort, cohort, day))
    return offers


def organisation_offers(organisation: str, day: date) -> list[Offer]:
    """The report of an organisation, as of a day; none where none is named."""
    if not organisation:
        return []
    named = partial(dated_name, "organisation", organisation, day)
    make = partial(_organisation, organisation, day)
    return list(_in_both_forms(f"report of {organisation}, its leaders only", "organisation", named, make))


def leader_offers(leaders: Sequence[tuple[str, str]], day: date) -> list[Offer]:
    """The report to each of these leaders (reference and name), as of a day; a file each where they are several."""
    if not leaders:
        return []
    if len(leaders) == 1:
        ((reference, called),) = leaders
        named = partial(dated_name, "leader", reference, day)
        make = partial(_leader, reference, day)
        return list(_in_both_forms(f"report to {called}", "leader", named, make, reasons=True))
    offers = []
    for as_markdown, form in _FORMS.items():
        label = f"reports to {count(len(leaders), 'leader')}, {form} each"
        make_all = partial(_leaders, [reference for reference, _ in leaders], day, as_markdown=as_markdown)
        offers.append(Offer(f"leaders:{as_markdown}", label, "", "The reports", make_all, reasons=True))
    return offers


_FORMS = {False: "a page (HTML)", True: "Markdown (MD)"}


def _in_both_forms(
    what: str, key: str, named: Callable[[str], str], make: Make, *, reasons: bool = False
) -> Iterator[Offer]:
    """A report as a page and as Markdown; `named` gives the name of its file by the ending."""
    for as_markdown, form in _FORMS.items():

        def made(store: Store, making: Making, as_markdown: bool = as_markdown) -> bytes:
            return make(store, making, as_markdown)

        ending = "md" if as_markdown else "html"
        yield Offer(f"{key}:{ending}", f"{what}, {form}", named(ending), "The report", made, reasons=reasons)


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
    ending = "md" if as_markdown else "html"
    return [
        (dated_name("leader", reference, day, ending), _leader(reference, day, store, making, as_markdown))
        for reference in making.each(references)
    ]
