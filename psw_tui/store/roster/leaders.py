"""The roster: who is on it, one leader's particulars, and why they can't be recorded so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from psw_tui.policy import particulars as rules
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ErasureKind, LeaderState, Stage, WithdrawnHow
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store.coaching import coaches
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredCoach, StoredCohort, StoredErasure, StoredLeader, StoredMark
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.policy.programme import Programme
    from psw_tui.store.core.store import Store

#: The longest reference, or id of another system; longer ones are refused, never cut.
LONGEST_REFERENCE = 60
_NUMBERED = re.compile(r"(.*?)(\d+)")


@frozen
class RosterRow:
    """One leader in the list; `stage` and `due_on` are those of the escalation open on the day, if there is one."""

    reference: str
    name: str
    organisation: str
    cohort: str
    coach: str
    state: LeaderState
    stage: Stage | None
    due_on: date | None


@frozen
class Particulars:
    """What is recorded of one leader, by the names that the roster table uses."""

    reference: str = ""
    first_name: str = ""
    last_name: str = ""
    preferred_name: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    cohort: str = ""
    coach: str = ""
    coach_email: str = ""
    offer_accepted_on: date | None = None
    state: LeaderState = LeaderState.OFFERED
    paused_from: date | None = None
    paused_to: date | None = None
    withdrawn_on: date | None = None
    withdrawn_how: WithdrawnHow | None = None
    manager_name: str = ""
    manager_email: str = ""
    manager_briefed_on: date | None = None
    salesforce_id: str = ""

    @property
    def name(self) -> str:
        """The name as shown everywhere."""
        return facts.display_name(self.first_name, self.last_name, self.preferred_name)


#: The names of all particulars; and of those that a leader's row only leads to.
FIELDS = tuple(field.name for field in fields(Particulars))
_TEXTS = tuple(field.name for field in fields(Particulars) if field.type == "str")
ON_ANOTHER_ROW = ("cohort", "coach", "coach_email")


def roster(store: Store, cohort: str | None = None, *, day: date | None = None) -> list[RosterRow]:
    """The leaders of every cohort (or of one), by reference; a few reads whatever their number.

    Particulars are as now recorded; the ladder as the decisions dated on or before the day (today, unless one is
    given) left it (section 9).
    """
    from psw_tui.store.escalations import ladder_days  # what only asks for names reads nothing of the ladder

    names = {row.id: row.name for row in facts.read(store.connection, StoredCohort)}
    coach_of = {row.id: row.name for row in coaches.every(store)}
    stages = {
        escalation.leader: (escalation.stage, escalation.due_on)
        for escalation in ladder_days.open_on(store, day or store.today)
    }
    rows = []
    for row in facts.read(store.connection, StoredLeader, "ORDER BY reference"):
        if cohort not in (None, names[row.cohort_id]):
            continue
        stage, due_on = stages.get(row.id, (None, None))
        rows.append(
            RosterRow(
                row.reference,
                facts.display_name(row.first_name, row.last_name, row.preferred_name),
                row.organisation,
                names[row.cohort_id],
                coach_of.get(row.coach_id or "", ""),
                LeaderState(row.state),
                stage,
                due_on,
            )
        )
    return rows


def particulars(store: Store, reference: str) -> Particulars | None:
    """What is recorded of one leader; None when there is no such leader."""
    found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (reference,))
    if not found:
        return None
    row = found[0]
    (cohort,) = facts.read(store.connection, StoredCohort, "WHERE id = ?", (row.cohort_id,))
    coach = next(iter(facts.read(store.connection, StoredCoach, "WHERE id = ?", (row.coach_id,))), None)
    values = row._asdict()
    own: dict[str, Any] = {key: values[key] for key in _TEXTS if key not in ON_ANOTHER_ROW}
    own |= {key: stored_values.to_date(values[key]) for key in FIELDS if key.endswith(("_on", "_from", "_to"))}
    return Particulars(
        **own,
        cohort=cohort.name,
        coach=coach.name if coach else "",
        coach_email=coach.email if coach else "",
        state=LeaderState(row.state),
        withdrawn_how=None if row.withdrawn_how is None else WithdrawnHow(row.withdrawn_how),
    )


def every(store: Store) -> list[StoredLeader]:
    """The rows of all leaders."""
    return facts.read(store.connection, StoredLeader)


def organisations(store: Store) -> tuple[str, ...]:
    """The organisations that leaders come from, by name."""
    named = {row.organisation for row in facts.read(store.connection, StoredLeader)} - {""}
    return tuple(sorted(named, key=lambda name: (fold(name), name)))


def row_of(store: Store, reference: str) -> StoredLeader:
    """The row of one leader; `Refused` when there is no such leader."""
    found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (reference,))
    if not found:
        raise no_leader(store.damage, reference)
    return found[0]


def name_of(row: StoredLeader) -> str:
    """A leader's name as shown everywhere."""
    return facts.display_name(row.first_name, row.last_name, row.preferred_name)


def first_name_of(row: StoredLeader) -> str:
    """What a leader is called: the preferred name if there is one, else the first."""
    return row.preferred_name or row.first_name


def programme_of(store: Store, row: StoredLeader) -> Programme:
    """The programme that judges a leader."""
    return store.programmes[facts.cohorts(store.connection)[row.cohort_id].programme]


def next_reference(store: Store) -> str:
    """A free reference in the style of those there are: after L014 comes L015.

    As many are passed over as leaders were erased, so that nobody is given the reference that one of them had.
    """
    erased = sum(row.leaders for row in facts.read(store.connection, StoredErasure) if row.kind == ErasureKind.LEADER)
    numbered = [
        (match[1], match[2])
        for reference in (*(row.reference for row in facts.read(store.connection, StoredLeader)), *store.damage.leaders)
        if (match := _NUMBERED.fullmatch(reference))
    ]
    if not numbered:
        return f"L{1 + erased:03}"
    prefix = Counter(lead for lead, _ in numbered).most_common(1)[0][0]
    last = max((digits for lead, digits in numbered if lead == prefix), key=int)
    return f"{prefix}{int(last) + 1 + erased:0{len(last)}}"


def settled(values: Mapping[str, Any], stored: Particulars | None = None) -> Particulars:
    """The particulars as they would be recorded: what is given laid over what is stored, the state filled in.

    An empty state is `active` if an offer date is recorded, even a later one, else `offered`; a leader stored as
    offered becomes active when the offer date is given without a state. A withdrawal is `before_psw` unless it
    says otherwise.
    """
    before = stored or Particulars()
    given = dict(values)
    for key in given.keys() & set(_TEXTS):
        given[key] = clean(given[key] or "")
    if given.get("coach", before.coach) != before.coach:
        given.setdefault("coach_email", "")
    state = given.get("state", stored.state if stored else None)
    if "state" not in given and state is LeaderState.OFFERED and given.get("offer_accepted_on"):
        state = None
    offer = given.get("offer_accepted_on", before.offer_accepted_on)
    state = LeaderState(state or rules.state_if_none_is_given(offer))
    how = given.get("withdrawn_how", before.withdrawn_how)
    given |= {"state": state, "withdrawn_how": rules.how_withdrawn(state, WithdrawnHow(how) if how else None)}
    return replace(before, **given)


def with_coach(store: Store, wanted: Particulars, stored: Particulars) -> Particulars:
    """The particulars with the coach who is meant, as recorded; `Refused` when several have that name."""
    if not wanted.coach:
        return wanted
    own = (stored.coach, stored.coach_email)
    name, email = coaches.meant(coaches.every(store), wanted.coach, wanted.coach_email, own)
    return replace(wanted, coach=name, coach_email=email)


def refusal(store: Store, values: Mapping[str, Any], reference: str | None = None) -> str | None:
    """Why these values can't be recorded (of the leader edited, when named), as one sentence; None when they can."""
    stored = None if reference is None else particulars(store, reference)
    wanted = settled(values, stored)
    return (
        _refused_reference(store, wanted, stored)
        or _refused_words(store, wanted, stored)
        or _refused_state(wanted, stored)
        or _refused_early(store, wanted, stored)
        or _refused_move(store, wanted, stored)
    )


def _refused_reference(store: Store, wanted: Particulars, stored: Particulars | None) -> str | None:
    if stored is not None:
        if wanted.reference == stored.reference:
            return None
        return f"The reference {stored.reference} can't be changed: files and sessions name the leader by it."
    if not wanted.reference:
        return "A leader needs a reference, such as L001."
    if len(wanted.reference) > LONGEST_REFERENCE:
        return f"The reference is longer than {LONGEST_REFERENCE} characters; shorten it."
    if (other := particulars(store, wanted.reference)) is not None:
        return f"{wanted.reference} is {other.name}'s reference already; choose another."
    return None


def _refused_words(store: Store, wanted: Particulars, stored: Particulars | None) -> str | None:
    if not wanted.first_name or not wanted.last_name:
        return "A leader needs a first name and a last name."
    if len(wanted.salesforce_id) > LONGEST_REFERENCE:
        return f"The Salesforce id is longer than {LONGEST_REFERENCE} characters; check it."
    known = [cohort.name for cohort in facts.cohorts(store.connection).values()]
    if wanted.cohort not in known:
        there_are = f"there is {', '.join(known)}" if known else "add one first"
        return f"There is no cohort {wanted.cohort}; {there_are}." if wanted.cohort else "A leader needs a cohort."
    if wanted.coach_email and not wanted.coach:
        return "A coach's e-mail needs the coach's name beside it."
    return _refused_coach(store, wanted, stored or Particulars())


def _refused_coach(store: Store, wanted: Particulars, stored: Particulars) -> str | None:
    try:
        with_coach(store, wanted, stored)
    except Refused as several:
        return str(several)
    return None


def _refused_state(wanted: Particulars, stored: Particulars | None) -> str | None:
    offer = wanted.offer_accepted_on
    if offer and rules.is_offered_though_accepted(wanted.state, offer):
        return (
            f"The offer was accepted on {day_words(offer)}, so the state can't be offered: "
            "leave it empty for active, or clear the date."
        )
    first, last = wanted.paused_from, wanted.paused_to
    if first and last and rules.ends_before_it_begins(first, last):
        return f"The pause would end on {day_words(last)}, before it begins on {day_words(first)}; change one of them."
    deemed = stored is not None and stored.withdrawn_how is WithdrawnHow.DEEMED
    if wanted.withdrawn_how is WithdrawnHow.DEEMED and not deemed:
        return "A withdrawal by the ladder (2.4.6) is made in Escalations; here choose own choice or before PSW."
    if deemed and (wanted.withdrawn_how is not WithdrawnHow.DEEMED or wanted.state is not LeaderState.WITHDRAWN):
        return "This withdrawal was made by the ladder (2.4.6); only an appeal reverses it (2.4.7)."
    leaves_undated = rules.left_without_a_day(wanted.state, wanted.withdrawn_on)
    if leaves_undated and not (stored and rules.left_without_a_day(stored.state, stored.withdrawn_on)):
        return "A withdrawal has a day: fill in when they left, or use L, which asks for it."
    return None


def _refused_early(store: Store, wanted: Particulars, stored: Particulars | None) -> str | None:
    """A day of leaving that was read a year too early; one that was imported so stays as it is."""
    left_on, signed = wanted.withdrawn_on, wanted.offer_accepted_on
    if stored is not None and left_on == stored.withdrawn_on:
        return None
    starts = next(cohort.starts for cohort in facts.cohorts(store.connection).values() if cohort.name == wanted.cohort)
    if left_on is None or not rules.left_before_it_began(left_on, starts, signed):
        return None
    began = f"the cohort began on {day_words(starts)}"
    if signed and signed < starts:
        began = f"the offer was accepted on {day_words(signed)}"
    return f"{day_words(left_on)} is too early for a withdrawal: {began}."


def _refused_move(store: Store, wanted: Particulars, stored: Particulars | None) -> str | None:
    """A leader with marks stays in the cohort at whose sessions they were made."""
    if stored is None or wanted.cohort == stored.cohort:
        return None
    (leader,) = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (stored.reference,))
    made = len(facts.read_in(store.connection, StoredMark, "leader_id", [leader.id]))
    if made == 0:
        return None
    return (
        f"{stored.name} has {count(made, 'mark')} at sessions of {stored.cohort} and can't go to {wanted.cohort}; "
        "clear the marks first."
    )


def gaps(recorded: Particulars) -> list[str]:
    """What is accepted as it is and left to complete."""
    listed = []
    if rules.is_not_covered_yet(recorded.state, recorded.offer_accepted_on):
        listed.append("active without an offer date: the policy doesn't cover them yet (1.1.1)")
    if rules.left_without_a_day(recorded.state, recorded.withdrawn_on):
        listed.append("withdrawn without a date")
    if recorded.state is LeaderState.PAUSED and not recorded.paused_from:
        listed.append("paused without a first day: no session is set aside")
    if recorded.paused_to and not recorded.paused_from:
        listed.append("a pause without a first day counts for nothing")
    return listed
