"""The completion list: who has met every minimum, who by catching up, who is short of what; what is certified from.

listed = completion_list(store, cohort="PSW 2026")      # frozen values, of today or as of a day
encoded(listed, "html")                                 # as a page; "md", "csv" and "json" as well

Its numbers and sentences are those of the standings of that day (`psw status`).
"""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, Any, Literal

from psw_tui.exchange.files.csv_file import csv_file
from psw_tui.exchange.files.json_file import json_file
from psw_tui.exchange.pages.foot import Foot, foot, in_markdown
from psw_tui.exchange.pages.page import render, render_markdown
from psw_tui.policy.completion import APART, COMPLETED, CompletionGroup, LeaderCompletion, completion, programme_ended
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, local, long_day
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psw_tui.policy.records import Cohort
    from psw_tui.store.core.store import Store
    from psw_tui.store.roster.certificates import Certificate

#: How the list can be written, by the endings of its files.
Form = Literal["html", "md", "csv", "json"]
FORMS: tuple[Form, ...] = ("html", "md", "csv", "json")
#: What stands of each requirement in the CSV, a column each.
_PARTS = ("credit", "minimum")


@frozen
class Listed:
    """One leader on the list, with the valid certificate that they had by the day, if any."""

    found: LeaderCompletion
    certificate: Certificate | None = None

    @property
    def lapsed(self) -> bool:
        """Whether there is a certificate that the record no longer bears out."""
        return self.certificate is not None and not self.found.completed

    @property
    def number(self) -> str:
        """The certificate's number; empty where there is none."""
        return "" if self.certificate is None else self.certificate.number

    @property
    def credits(self) -> tuple[str, ...]:
        """Of each requirement what was credited of the minimum, as in `psw status`: `5/4`."""
        return tuple(f"{counted.reached.credit}/{counted.reached.minimum}" for counted in self.found.counted)


@frozen
class CohortList:
    """One cohort of the list; `ended` is whether its programme has by the day."""

    cohort: Cohort
    programme: str
    ended: bool
    listed: tuple[Listed, ...]

    def of(self, *groups: CompletionGroup) -> tuple[Listed, ...]:
        """Its leaders in these groups, by reference."""
        return tuple(one for one in self.listed if one.found.group in groups)

    @property
    def apart(self) -> tuple[Listed, ...]:
        """Those who are in no group that is judged."""
        return self.of(*APART)

    @property
    def lead(self) -> str:
        """Which programme it was, and whether it is over."""
        days = f"{self.programme}, from {long_day(self.cohort.starts)} to {long_day(self.cohort.ends)}"
        if self.cohort.closed_on is not None and self.ended:
            return f"{days}; closed on {long_day(self.cohort.closed_on)}."
        if self.ended:
            return f"{days}."
        certified = local("certificates are given from its last day on")
        return f"{days}. The programme still runs: this is who has met every minimum so far, and {certified}."

    @property
    def in_numbers(self) -> str:
        """How many leaders are in which group: `7 leaders: 3 met every minimum, 1 of them by catching up; 1 short`."""
        met, caught, short = (
            len(self.of(*groups)) for groups in (COMPLETED, (CompletionGroup.BY_CATCH_UP,), (CompletionGroup.SHORT,))
        )
        by = f", {caught} of them by catching up" if caught else ""
        apart = [f"{number} {group}" for group in APART if (number := len(self.of(group)))]
        said = f"{count(len(self.listed), 'leader')}: {met} met every minimum{by}"
        return "; ".join([said, f"{short} short", *apart])


@frozen
class Void:
    """A certificate that was undone, and the name of the leader to whom it was issued."""

    name: str
    certificate: Certificate

    @property
    def words(self) -> str:
        """`PSW-2026-0007, Amara Osei: issued Tue 31 Aug 2027, undone Wed 1 Sep 2027`."""
        one = self.certificate
        back = "" if one.void_on is None else f", undone {day_words(one.void_on)}"
        return f"{one.number}, {self.name}: issued {day_words(one.issued_on)}{back}"


@frozen
class CompletionList:
    """The list of a day; `void` are the certificates issued by then that were undone."""

    day: date
    cohorts: tuple[CohortList, ...]
    void: tuple[Void, ...]
    foot: Foot

    @property
    def lapsed(self) -> tuple[Listed, ...]:
        """Whose certificate the record no longer bears out."""
        return tuple(one for one in chain.from_iterable(cohort.listed for cohort in self.cohorts) if one.lapsed)


def completion_list(store: Store, *, as_of: date | None = None, cohort: str | None = None) -> CompletionList:
    """The list of every cohort or of one, by its name, as of a day."""
    day = as_of or store.today
    with store.reading():
        verdicts = judge_all(store, day, cohort=cohort)
        found = {one.reference: completion(one.record, one.standings, day) for one in verdicts}
        issued = [one for one in certificates.every(store, found) if one.issued_on <= day]
        have = {one.leader: one for one in issued if one.void_on is None}
        listed = [Listed(one, have.get(key)) for key, one in found.items()]
        titles = {verdict.record.cohort: verdict.record.programme.title for verdict in verdicts}
        cohorts = tuple(
            _of_cohort(home, title, listed, day)
            for home, title in sorted(titles.items(), key=lambda pair: (pair[0].year, pair[0].name))
        )
        void = tuple(Void(found[one.leader].name, one) for one in issued if one.void_on is not None)
        said = [f"{one.cohort.name}: {one.in_numbers}" for one in cohorts] or ["No leaders"]
        made = foot(store, day, said=said, numbers=_numbers(day, cohorts, void))
    return CompletionList(day, cohorts, void, made)


def _of_cohort(home: Cohort, title: str, listed: list[Listed], day: date) -> CohortList:
    own = tuple(one for one in listed if one.found.cohort == home)
    return CohortList(home, title, programme_ended(home, day), own)


def _numbers(day: date, cohorts: tuple[CohortList, ...], void: tuple[Void, ...]) -> dict[str, Any]:
    """All the figures of the list, as plain JSON values: with `--json` it is these."""
    return {
        "as_of": day.isoformat(),
        "cohorts": [
            {
                "cohort": one.cohort.name,
                "programme": one.programme,
                "starts": one.cohort.starts.isoformat(),
                "ends": one.cohort.ends.isoformat(),
                "ended": one.ended,
                "leaders": len(one.listed),
                **{group.name.lower(): len(one.of(group)) for group in CompletionGroup},
            }
            for one in cohorts
        ],
        "leaders": list(map(_leader, chain.from_iterable(cohort.listed for cohort in cohorts))),
        "void": [_void(one.certificate) for one in void],
    }


def _void(one: Certificate) -> dict[str, Any]:
    void_on = None if one.void_on is None else one.void_on.isoformat()
    return {"number": one.number, "leader": one.leader, "issued_on": one.issued_on.isoformat(), "void_on": void_on}


def _leader(one: Listed) -> dict[str, Any]:
    """One leader's figures; the requirements as in `psw status --json`, with what was caught up and what is missing."""
    found = one.found
    return {
        "reference": found.leader,
        "name": found.name,
        "cohort": found.cohort.name,
        "group": found.group.name.lower(),
        "completed": found.completed,
        "requirements": {
            str(counted.reached.requirement): {
                "standing": str(counted.reached.word),
                "clause": counted.reached.clause,
                "expected": counted.reached.expected,
                "minimum": counted.reached.minimum,
                "credit": counted.reached.credit,
                "missed": counted.reached.missed,
                "unrecorded": counted.reached.unrecorded,
                "remaining": counted.reached.remaining,
                "caught_up": counted.caught_up,
                "by_catch_up": counted.by_catch_up,
                "short": counted.short,
                "why": counted.reached.why,
            }
            for counted in found.counted
        },
        "certificate": one.number or None,
        "certificate_lapsed": one.lapsed,
    }


# -- as a file ---------------------------------------------------------------------------------------


def encoded(shown: CompletionList, form: Form) -> bytes:
    """The list as the bytes of a file."""
    if form == "json":
        return json_file(shown.foot.numbers)
    if form == "csv":
        return _csv(shown)
    values = {"list": shown, "requirements": tuple(REQUIREMENT_NAMES.values()), "Group": CompletionGroup}
    if form == "md":
        return render_markdown("completion/list.md", foot=in_markdown(shown.foot), **values)
    return render("completion/list.html", foot=shown.foot, **values)


def _csv(shown: CompletionList) -> bytes:
    """The list as CSV; each row says of which day it is."""
    titles = (
        *("Reference", "Leader", "Cohort", "Completion"),
        *(f"{name.capitalize()} {part}" for name, part in product(REQUIREMENT_NAMES.values(), _PARTS)),
        *("By catching up", "Short of", "Why", "Certificate", "Certificate lapsed", "As of", "Head code"),
    )
    listed = chain.from_iterable(cohort.listed for cohort in shown.cohorts)
    return csv_file(titles, (_cells(one, shown) for one in listed))


def _cells(one: Listed, shown: CompletionList) -> Iterator[str]:
    found = one.found
    yield from (found.leader, found.name, found.cohort.name, str(found.group))
    for counted in found.counted:
        yield from (str(counted.reached.credit), str(counted.reached.minimum))
    yield from [""] * (len(_PARTS) * (len(REQUIREMENT_NAMES) - len(found.counted)))
    yield "; ".join(counted.name for counted in found.by_catch_up)
    yield from (found.words, " ".join(found.why)) if found.group is CompletionGroup.SHORT else ("", "")
    yield from (one.number, "yes" if one.lapsed else "", shown.day.isoformat(), shown.foot.head_code)
