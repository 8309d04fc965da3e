"""Finding what a call names, and saying what might have been meant when it isn't there."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from psw_tui.policy.text import clean
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import unreadable
from psw_tui.store.roster import cohorts, leaders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store


def leader_reference(store: Store, named: str) -> str:
    """The reference of the leader that is named by it, or `Refused` with those that come near, by name too."""
    wanted = clean(named, 60)
    names = {row.reference: leaders.name_of(row) for row in leaders.every(store)}
    if wanted in names:
        return wanted
    unreadable.refuse(store.damage, [wanted])
    if not names:
        raise Refused(f"There is no leader {wanted}: there are no leaders yet; `psw import roster FILE` brings them.")
    near = _near(wanted, [*names, *names.values()])
    meant = [reference for reference, name in sorted(names.items()) if reference in near or name in near]
    shown = " or ".join(f"{reference} ({names[reference]})" for reference in meant[:3])
    suggestion = f"; did you mean {shown}?" if shown else "; `psw status` lists them."
    raise Refused(f"There is no leader {wanted}{suggestion}")


def cohort_name(store: Store, named: str) -> str:
    """The name of the cohort, or `Refused` with those that come near."""
    wanted = clean(named)
    names = cohorts.names(store)
    if wanted in names:
        return wanted
    near = _near(wanted, names) or names
    suggestion = f"; did you mean {' or '.join(near[:3])}?" if near else "; `psw cohort add` makes one."
    raise Refused(f"There is no cohort {wanted}{suggestion}")


def _near(wanted: str, known: Iterable[str]) -> list[str]:
    """What comes near, whatever its case, best first."""
    folded: dict[str, list[str]] = {}
    for name in known:
        folded.setdefault(name.casefold(), []).append(name)
    if wanted.casefold() in folded:
        return folded[wanted.casefold()]
    references: list[str] = []
    for near in get_close_matches(wanted.casefold(), folded, n=3):
        references += folded[near]
    return references
