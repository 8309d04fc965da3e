"""What stands around the records in a leader's copy: purposes, rules, where it came from, to whom it went, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.subject_access.document import Said
from psw_tui.policy import retention as keeping
from psw_tui.policy.clauses import BY_ID, cited_in
from psw_tui.policy.standing import NOT_COVERED_WHY
from psw_tui.policy.terms import Direction
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, local, moment, quoted, spoken, upper_first
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core import history
from psw_tui.store.reads.stored_values import to_date, to_instant
from psw_tui.store.roster import requests
from psw_tui.store.roster.held import own_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.roster.row_words import RowNames

#: What UK GDPR 15 asks to be said besides the copy itself, as far as psw knows it.
_ABOUT = (
    Said(
        "What this is",
        "A copy of everything that the programme's record-keeping app psw holds about you, with what was done with "
        "it. Other places (e-mail, Salesforce, the learning platform) are none of it.",
    ),
    Said(
        "Why it is held",
        "To run the leadership programme: to know who attended what, to arrange coaching, to follow your own "
        "assessment of your capabilities, and to help in time where the programme's minimums are in danger.",
    ),
    Said(
        "No machine decides",
        "psw counts attendance against the minimums and flags what its rules name. It decides nothing: every step "
        "taken is a person's, whose name and reason stand with it.",
    ),
)
_RECIPIENTS = {
    Direction.ORGANISATION: "Your organisation",
    Direction.REFERRAL: "The Partnerships Team",
}


def about(store: Store) -> tuple[Said, ...]:
    """What the copy is, why the data is held, that no machine decides, and what else the leader may ask for."""
    days = count(store.programmes.requests.acknowledge_days, "day")
    rights = (
        "That what is wrong is put right, that your data is erased or its use restricted, and to object to its use. "
        f"You may complain to the programme, which acknowledges it within {days} (DPA 2018 164A), and to the "
        "Information Commissioner (ico.org.uk)."
    )
    return (*_ABOUT, Said("What you may ask for", rights))


def rules(store: Store, verdict: Verdict) -> list[Said]:
    """How the programme's rules come out for the leader on the day, each with its numbers and clause."""
    said = [
        Said(
            upper_first(REQUIREMENT_NAMES[standing.requirement]),
            f"{upper_first(spoken(standing.word))}. {standing.why}",
        )
        for standing in verdict.standings.values()
    ]
    said = said or [Said("The policy", NOT_COVERED_WHY)]
    said += [Said(upper_first(spoken(concern.kind)), concern.why) for concern in verdict.concerns]
    said += [Said("Request", clock.why) for clock in requests.clocks(store, verdict.day, [verdict.reference])]
    return said


def clauses(verdict: Verdict) -> tuple[Said, ...]:
    """The clauses that these sentences cite, restated."""
    sentences = [standing.why for standing in verdict.standings.values()]
    sentences += [NOT_COVERED_WHY, *(concern.why for concern in verdict.concerns)]
    return tuple(Said(id_, BY_ID[id_].restated) for id_ in sorted(cited_in(sentences)))


def sources(store: Store, leader: str, key: str) -> Iterator[str]:
    """Where what is held came from: files that were imported, reports, and what was recorded by hand."""
    by_hand: dict[str, int] = {}
    for entry in reversed(history.entries(store, leader)):
        if entry.what.startswith(history.imported("")):
            yield f"{moment(entry.at)}, by {entry.who}: {entry.what}"
        elif entry.undoes is None and entry.redoes is None:
            by_hand[entry.who] = by_hand.get(entry.who, 0) + 1
    for report in own_rows(store, key, "report", ("format", "file_name", "at")):
        at = to_instant(report["at"])
        assert at is not None
        yield f"{moment(at)}: attendance report {quoted(report['file_name'])} ({spoken(report['format'])})"
    for who, number in by_hand.items():
        yield f"Recorded in psw by {who}: {count(number, 'entry', 'entries')}, each of them in the history"


def recipients(store: Store, key: str, names: RowNames) -> Iterator[str]:
    """To whom what is held went, as far as psw knows; whoever was handed a file outside psw it can't know."""
    (own,) = own_rows(store, key, "leader", ("coach_id", "salesforce_id"))
    if own["coach_id"]:
        yield f"Your coach, {names.of(own['coach_id'])}: your name and the times of your sessions, to hold them"
    if own["salesforce_id"]:
        yield "The programme's Salesforce: your attendance (2.2)"
    sent: dict[str, list[str]] = {}
    for row in own_rows(store, key, "communication", ("on", "direction")):
        on = to_date(row["on"])
        assert on is not None
        sent.setdefault(row["direction"], []).append(day_words(on))
    for direction, who in _RECIPIENTS.items():
        if days := sent.get(direction):
            yield f"{who}: what stands under Communications, {', '.join(days)}"
    consulted = own_rows(store, key, "sign_off", ("role", "on"))
    if consulted:
        roles = dict.fromkeys(spoken(row["role"]) for row in consulted)
        yield f"Who agreed to a withdrawal or was consulted on it (2.4.6): {', '.join(roles)}"
    yield "Whoever the programme team gave a printed or saved page of your record: psw does not know of these"


def retention(verdict: Verdict) -> tuple[str, ...]:
    """How long each kind of record is kept, and until when that is for the leader's cohort; all of it local."""
    cohort, months = verdict.record.cohort, verdict.record.programme.retention_months
    said = []
    for kind, name in keeping.KIND_NAMES.items():
        time, first = local(count(months[kind], "month")), day_words(keeping.due_on(kind, cohort.ends, months))
        said.append(f"{upper_first(name)}: {time} after the last day of your cohort, to be erased from {first} on")
    return tuple(said)
