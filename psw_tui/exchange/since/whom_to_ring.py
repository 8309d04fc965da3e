"""Whom a colleague who covers may ask: the programme's own contacts, and everybody whom the page names."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.since.document import Fact, PageSection
from psw_tui.exchange.since.due import group
from psw_tui.exchange.since.sources import to_leader
from psw_tui.policy.wording import spoken, upper_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psw_tui.exchange.since.sources import SpanSources
    from psw_tui.store.roster.contacts import Contact

_NO_CONTACT = "no contact of the programme stands in the programme file: psw programme lists those that it can hold"
_MOST = 200


def whom_to_ring(sources: SpanSources, named_in: Iterable[PageSection]) -> PageSection:
    """The contacts of the programme, then the leaders whom these sections name, with their manager and coach."""
    own = [Fact(upper_first(spoken(role)), words) for role, words in sources.programme_contacts.items()]
    leaders = list(_of_leaders(sources, named_in))
    groups = chain(
        group("Contacts of the programme", own),
        group("Leaders named above", leaders, most=_MOST),
    )
    return PageSection(
        "contacts",
        "Whom to ask",
        groups=tuple(groups),
        lead="" if own or not leaders else f"{upper_first(_NO_CONTACT)}.",
        empty=f"{upper_first(_NO_CONTACT)}.",
    )


def _of_leaders(sources: SpanSources, named_in: Iterable[PageSection]) -> Iterator[Fact]:
    groups = chain.from_iterable(section.groups for section in named_in)
    named = {line.what for line in chain.from_iterable(group.lines for group in groups)}
    for reference, contact in sources.contacts.items():
        whose = sources.named(reference)
        if whose in named:
            yield Fact(whose, "; ".join(_ways(contact)), "normal", to_leader(reference))


def _ways(contact: Contact) -> Iterator[str]:
    yield how_to_reach(contact)
    for person in (contact.manager, contact.coach):
        if person is not None:
            yield f"{person.noun} {person.name}: {how_to_reach(person)}" if person.name else how_to_reach(person)


def how_to_reach(person: Contact) -> str:
    """Telephone and e-mail as they are recorded, or that neither is."""
    return ", ".join(filter(None, (person.phone, person.email))) or "no telephone number or e-mail recorded"
