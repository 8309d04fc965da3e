"""Finding what a call names, and saying what might have been meant when it isn't there."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from psw_tui.policy.finding import Fit, Sought
from psw_tui.policy.text import clean, fold
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import unreadable
from psw_tui.store.roster import cohorts, leaders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.rows import StoredLeader

#: How many are listed where several fit.
_MOST = 10


def leader_reference(store: Store, named: str) -> str:
    """The reference of the one leader that is meant: by reference, by e-mail address, or by any part of the name.

    A whole name goes before its words, and those before their beginnings. `Refused` with those who fit where they are
    several, and with those that come near where nobody does.
    """
    wanted = clean(named)
    rows = {row.reference: row for row in leaders.every(store)}
    if wanted in rows:
        return wanted
    unreadable.refuse(store.damage, [wanted])
    if not rows:
        raise Refused(f"There is no leader {wanted}: there are no leaders yet; `psw import roster FILE` brings them.")
    found = _fitting(wanted, rows.values())
    if len(found) == 1:
        return found[0]
    if found:
        shown = _listed([f"{reference} ({leaders.name_of(rows[reference])})" for reference in found])
        raise Refused(f"{wanted} fits {len(found)} leaders: {shown}; say which by the reference.")
    names = {reference: leaders.name_of(row) for reference, row in rows.items()}
    near = _near(wanted, [*names, *names.values()])
    meant = [reference for reference, name in sorted(names.items()) if reference in near or name in near]
    shown = " or ".join(f"{reference} ({names[reference]})" for reference in meant[:3])
    suggestion = f"; did you mean {shown}?" if shown else "; `psw status` lists them."
    raise Refused(f"There is no leader {wanted}{suggestion}")


def _fitting(wanted: str, rows: Iterable[StoredLeader]) -> list[str]:
    """The references of those whom it fits best, in their order."""
    folded, sought = fold(wanted), Sought(wanted)
    by_reference: list[str] = []
    by_fit: dict[Fit, list[str]] = {}
    for row in rows:
        email = fold(row.email)
        if folded in (fold(row.reference), email) or (folded and folded == email.partition("@")[0]):
            by_reference.append(row.reference)
        names = (leaders.name_of(row), f"{row.first_name} {row.last_name}")
        by_fit.setdefault(max(sought.fit(fold(name)) for name in names), []).append(row.reference)
    by_fit.pop(Fit.NONE, None)
    best = by_fit[max(by_fit)] if by_fit else []
    return sorted(by_reference or best)


def _listed(shown: list[str]) -> str:
    more = len(shown) - _MOST
    return ", ".join([*shown[:_MOST], f"and {more} more"] if more > 0 else shown)


def cohort_name(store: Store, named: str) -> str:
    """The name of the cohort, or `Refused` with those that come near."""
    wanted = clean(named)
    names = cohorts.names(store)
    if wanted in names:
        return wanted
    near = _near(wanted, names) or names
    suggestion = f"; did you mean {' or '.join(near[:3])}?" if near else "; `psw cohort add` makes one."
    raise Refused(f"There is no cohort {wanted}{suggestion}")


def organisation_name(organisations: Mapping[str, str], named: str) -> str:
    """The one organisation that is meant, by any part of its name; `organisations` are those of leaders."""
    wanted, sought = clean(named), Sought(clean(named))
    if not wanted:
        raise Refused("Which organisation? Give any part of its name; the roster has their names.")
    names = sorted({name for name in organisations.values() if name})
    fits: dict[Fit, list[str]] = {}
    for name in names:
        fits.setdefault(sought.fit(fold(name)), []).append(name)
    fits.pop(Fit.NONE, None)
    found = fits[max(fits)] if fits else []
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"{wanted} fits {len(found)} organisations: {_listed(found)}; say more of the name.")
    near = _near(wanted, names)
    suggestion = f"; did you mean {' or '.join(near[:3])}?" if near else "; the roster has their names."
    raise Refused(f"No leader is of an organisation {wanted}{suggestion}")


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
