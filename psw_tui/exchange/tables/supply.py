"""What a roster may leave out: its cohort, where there is only one, and its references, which go on as they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from psw_tui.exchange.tables.people import Known, person
from psw_tui.exchange.tables.result import HowRead, Problem
from psw_tui.policy.wording import count
from psw_tui.store.roster import cohorts as recorded_cohorts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from psw_tui.exchange.tables.checking import Checked, CheckedRow
    from psw_tui.exchange.tables.stored import Stored
    from psw_tui.store.core.store import Store

_NUMBERED = re.compile(r"(.*?)([0-9]+)")
_FIRST_REFERENCE = ("L", 0, 3)
_FEW = 3


@dataclass
class _Supplied:
    """The rows as they were completed; what was taken, in sentences; and what could not be told."""

    rows: list[CheckedRow]
    taken: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cohorts: list[str] = field(default_factory=list)


def supply(store: Store, checked: Checked, on_record: Mapping[str, Stored], cohort: str | None) -> Checked:
    """The roster with the cohort and the references that it leaves out; a problem where they can't be told.

    `cohort` is the one that was named: a row of another, in a roster with that column, is refused, since only one of
    the two can be meant. Rows without a reference that are about somebody on record have theirs.
    """
    if cohort is not None and "cohort" in checked.columns:
        checked = _of_no_other(checked, cohort)
    if checked.how is None or {"reference", "cohort"} <= checked.columns or checked.how.missing:
        return checked
    done = _Supplied(list(checked.rows))
    chosen = cohort
    if "cohort" not in checked.columns:
        chosen = cohort or _only_cohort(store)
    if "reference" not in checked.columns:
        _give_references(done, on_record, chosen)
    if "cohort" not in checked.columns:
        _give_cohort(store, checked.how, done, on_record, chosen)
    how = replace(checked.how, taken=done.taken, cohorts=done.cohorts)
    notes = [*checked.notes, *done.taken]
    return replace(checked, rows=done.rows, problems=[*checked.problems, *done.problems], notes=notes, how=how)


def _of_no_other(checked: Checked, cohort: str) -> Checked:
    """The roster with every row refused that says another cohort than the one that was named beside the file."""
    expected = f"{cohort}, which --cohort names; the file has a column for it, so leave one of the two out"
    others = {row.number: row.values["cohort"] for row in checked.rows if row.values.get("cohort", cohort) != cohort}
    problems = [Problem(number, "cohort", said or "", expected) for number, said in others.items()]
    rows = [replace(row, sound=row.sound and row.number not in others) for row in checked.rows]
    return replace(checked, rows=rows, problems=[*checked.problems, *problems])


def _only_cohort(store: Store) -> str | None:
    """The cohort that is open, or the only one that there is; None where there are several."""
    every = recorded_cohorts.cohorts(store)
    still_open = [cohort.name for cohort in every if cohort.closed_on is None]
    return still_open[0] if len(still_open) == 1 else None


def _give_cohort(
    store: Store, how: HowRead, done: _Supplied, on_record: Mapping[str, Stored], chosen: str | None
) -> None:
    """Put whoever is new into the chosen cohort; who is on record stays where they are."""
    new = [place for place, row in enumerate(done.rows) if row.values.get("reference") not in on_record]
    if not new:
        return
    known = [cohort.name for cohort in recorded_cohorts.cohorts(store)]
    if chosen is None or chosen not in known:
        done.cohorts = [cohort.name for cohort in recorded_cohorts.cohorts(store) if cohort.closed_on is None]
        named = ", ".join(done.cohorts) or "none is open: `psw cohort add NAME --year YYYY`"
        expected = f"a column cohort, or the cohort named with --cohort ({named})"
        done.problems.append(Problem(how.row, "cohort", chosen or "", expected))
        done.rows = [replace(row, sound=False) for row in done.rows]
        return
    for place in new:
        done.rows[place] = replace(done.rows[place], values=done.rows[place].values | {"cohort": chosen})
    done.taken.append(f"There is no column cohort: {count(len(new), 'new leader')} in {chosen}.")


def _give_references(done: _Supplied, on_record: Mapping[str, Stored], chosen: str | None) -> None:
    """Give every row the reference of whom it is about, and whoever is new the next free one."""
    known = Known(person(stored.values, reference) for reference, stored in on_record.items())
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(done.rows):
        wanted = person({"cohort": chosen} | row.values, "", row.number)
        alike[known.fitting(wanted)].append(place)
    new = alike.pop((), [])
    found = 0
    for references, places in alike.items():
        if len(references) == len(places):
            for reference, place in zip(references, places, strict=True):
                _put_reference(done, place, reference)
            found += len(places)
        else:
            _refuse_unclear(done, references, places)
    free = _free_references(on_record, chosen)
    given = [next(free) for _ in new]
    for reference, place in zip(given, new, strict=True):
        _put_reference(done, place, reference)
    if found:
        rows = "row is a leader" if found == 1 else "rows are leaders"
        done.taken.append(f"There is no column reference: {found} {rows} on record already, by name and address.")
    if given:
        named = ", ".join(given) if len(given) <= _FEW else f"{given[0]} to {given[-1]}"
        done.taken.append(f"There is no column reference: the next free ones are taken ({named}).")


def _put_reference(done: _Supplied, place: int, reference: str) -> None:
    row = done.rows[place]
    done.rows[place] = replace(row, values={"reference": reference} | row.values)


def _refuse_unclear(done: _Supplied, references: tuple[str, ...], places: Iterable[int]) -> None:
    for place in places:
        row = done.rows[place]
        named = f"{row.values.get('first_name', '')} {row.values.get('last_name', '')}".strip()
        expected = f"a column reference, since it can't be told who of the name is {' or '.join(references)}"
        done.problems.append(Problem(row.number, "reference", named, expected))
        done.rows[place] = replace(row, sound=False)


def _free_references(on_record: Mapping[str, Stored], cohort: str | None) -> Iterator[str]:
    """References that nobody has, going on from those of the cohort, or of all where it has none: L041, then L042."""
    own = [reference for reference, stored in on_record.items() if stored.values["cohort"] == cohort]
    prefix, number, width = _last_of(own) or _last_of(on_record) or _FIRST_REFERENCE
    while True:
        number += 1
        reference = f"{prefix}{number:0{width}}"
        if reference not in on_record:
            yield reference


def _last_of(references: Iterable[str]) -> tuple[str, int, int] | None:
    """Of the pattern that most references have: its letters, the highest number and how many figures that has."""
    found = [match.groups() for reference in references if (match := _NUMBERED.fullmatch(reference))]
    if not found:
        return None
    prefix = Counter(letters for letters, _ in found).most_common(1)[0][0]
    highest = max((figures for letters, figures in found if letters == prefix), key=int)
    return prefix, int(highest), len(highest)
