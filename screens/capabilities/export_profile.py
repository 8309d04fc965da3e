"""What `E` offers of self-assessments, the same wherever rounds are: profiles to send to leaders, and blank forms."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count
from psw_tui.store.capabilities import rounds
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from screens.shell.offers import Making


@frozen
class Assessed:
    """A leader, and the day of their newest round; None without one."""

    reference: str
    name: str
    newest: date | None


def offers_of_one(store: Store, leader: str, name: str) -> list[Offer]:
    """The profile of one leader (by reference), and a form for their next round."""
    newest = max((made.on for made in rounds.rounds_of(store, leader)), default=None)
    leaders = [Assessed(leader, name, newest)]
    return [*profile_offers(leaders), *form_offers(leaders)]


def profile_offers(leaders: Sequence[Assessed]) -> list[Offer]:
    """The profiles of those of the leaders who have a round, as HTML or as Markdown."""
    told = [leader for leader in leaders if leader.newest is not None]
    if not told:
        return []
    whose, one = _whose(told), len(told) == 1
    if left := len(leaders) - len(told):
        whose += f" ({left} without a round)"
    page = f"profile of {whose}, a page to send to them (HTML)"
    what = "The profile"
    if not one:
        page, what = f"profiles of {whose}, a page each (HTML)", "The profiles"
    offers = []
    for key, label, ending in (("html", page, "html"), ("markdown", "the same as Markdown (MD)", "md")):
        named = [(leader.reference, _profile_name(leader, ending)) for leader in told]
        offers.append(_offer(key, label, what, named, partial(_profile, as_markdown=key == "markdown")))
    return offers


def form_offers(leaders: Sequence[Assessed]) -> list[Offer]:
    """A form for each leader's next round."""
    if not leaders:
        return []
    label, what = "a form for the next round (XLSX)", "The form"
    if len(leaders) > 1:
        label, what = f"forms for the next round of {_whose(leaders)} (XLSX)", "The forms"
    named = [(leader.reference, f"capabilities-{safe_name(leader.reference)}.xlsx") for leader in leaders]
    return [_offer("form", label, what, named, _form)]


def _whose(leaders: Sequence[Assessed]) -> str:
    return leaders[0].name if len(leaders) == 1 else count(len(leaders), "leader")


def _offer(
    key: str, label: str, what: str, named: Sequence[tuple[str, str]], write: Callable[[Store, str], bytes]
) -> Offer:
    """One file a leader (by reference), each with its name."""

    def one(store: Store, _: Making) -> bytes:
        return write(store, named[0][0])

    def several(store: Store, making: Making) -> list[tuple[str, bytes]]:
        return [(name, write(store, leader)) for leader, name in making.each(named)]

    if len(named) == 1:
        return Offer(key, label, named[0][1], what, one)
    return Offer(key, label, "", what, several)


def _profile_name(leader: Assessed, ending: str) -> str:
    return f"profile-{safe_name(leader.reference)}-{leader.newest}.{ending}"


def _profile(store: Store, leader: str, *, as_markdown: bool) -> bytes:
    return on_demand.profile.encoded(on_demand.profile.profile(store, leader), as_markdown=as_markdown)


def _form(store: Store, leader: str) -> bytes:
    return on_demand.blank_form.form_for(store, leader)
