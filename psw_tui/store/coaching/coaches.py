"""The coaches: whom each has, what was used, and their forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from psw_tui.policy import coaching, evaluation
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus, CoachForm, LeaderState
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredBooking, StoredCoach, StoredCoachEvaluation, StoredLeader, StoredLeaderLinks
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.policy.records import Record
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class GroupForm:
    """The group form of a coach about one cohort."""

    cohort: str
    form: evaluation.EvaluationForm

    @property
    def point(self) -> CoachForm:
        """After which window it is owed."""
        return CoachForm(self.form.point)


@frozen
class CoachAsked:
    """What Today asks of one coach: their group forms, and whether they are another's namesake (`shares_a_name`)."""

    id: str
    name: str
    forms: tuple[GroupForm, ...]
    shares_a_name: bool


@frozen
class CoachSummary:
    """One coach: their leaders, the bookings that used a session or are to come by window (and in none), what waits.

    `label` tells those of one name apart; `shares_a_name` while it was not said that they are different people.
    """

    id: str
    name: str
    email: str
    leaders: tuple[str, ...]
    load: tuple[int, ...]
    outside: int
    unrecorded: int
    to_rebook: int
    behind: int
    forms: tuple[GroupForm, ...]
    label: str = ""
    shares_a_name: bool = False


def every(store: Store) -> list[StoredCoach]:
    """The rows of all coaches, by name and e-mail."""
    return facts.read(store.connection, StoredCoach, "ORDER BY name, email")


@frozen
class Owned:
    """What is on record of a coach: how many bookings and group forms, and the ids of the leaders."""

    leaders: frozenset[str]
    bookings: int
    forms: int

    @property
    def words(self) -> str:
        """`8 leaders, 12 bookings`; empty where there is nothing."""
        counted = ((len(self.leaders), "leader"), (self.bookings, "booking"), (self.forms, "group form"))
        return ", ".join(count(number, thing) for number, thing in counted if number)

    def why_not_removed(self, name: str) -> str | None:
        """Why a coach can't be removed; None where there is nothing of theirs."""
        if not self.words:
            return None
        return f"{name} has {self.words}, so can't be removed: merge them with another coach (m)."


def one(store: Store, coach: str) -> StoredCoach:
    """The row of one coach; `Refused` when there is none of that id."""
    found = facts.read(store.connection, StoredCoach, "WHERE id = ?", (coach,))
    if not found:
        raise Refused("That coach is not there any more: merged, removed or undone.")
    return found[0]


def own(store: Store, coach: str) -> Owned:
    """What is on record of a coach, in all cohorts."""
    leaders = facts.read_in(store.connection, StoredLeader, "coach_id", [coach])
    bookings = facts.read_in(store.connection, StoredBooking, "coach_id", [coach])
    forms = facts.read_in(store.connection, StoredCoachEvaluation, "coach_id", [coach])
    return Owned(frozenset(row.id for row in leaders), len(bookings), len(forms))


def ahead(store: Store, coach: str) -> frozenset[str]:
    """The bookings with a coach that are to come and have no outcome, by id."""
    now = clock.now()
    rows = facts.read(store.connection, StoredBooking, "WHERE coach_id = ? AND outcome IS NULL", (coach,))
    return frozenset(row.id for row in rows if (stored_values.to_instant(row.starts_at) or now) > now)


def concerned(store: Store, ids: Iterable[str]) -> set[str]:
    """The ids of the leaders whom these coaches have, or had a booking with."""
    ids = list(ids)
    own_ones = {row.id for row in facts.read_in(store.connection, StoredLeader, "coach_id", ids)}
    return own_ones | {row.leader_id for row in facts.read_in(store.connection, StoredBooking, "coach_id", ids)}


def refusal(store: Store, name: str, email: str, but: str = "") -> str | None:
    """Why a coach can't have this name and e-mail (the coach `but` aside), as one sentence; None when they can."""
    if not name:
        return "A coach needs a name."
    if email and ("@" not in email or " " in email):
        return f"“{email}” is not an e-mail address."
    for coach in every(store):
        if coach.id != but and (fold(coach.name), fold(coach.email)) == (fold(name), fold(email)):
            who = f"{coach.name} ({coach.email})" if coach.email else f"{coach.name}, without an e-mail,"
            return f"{who} is a coach already; one person twice is merged (e, then m)."
    return None


def called(known: Iterable[StoredCoach], name: str) -> list[StoredCoach]:
    """The coaches of that name: as it is written, else without regard to case and accents."""
    alike = [coach for coach in known if fold(coach.name) == fold(name)]
    return [coach for coach in alike if coach.name == name] or alike


def meant(known: Iterable[StoredCoach], name: str, email: str, own: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """The name and e-mail of the coach who is meant, as they are to be recorded; of one who is new, as they are given.

    A name alone means the only coach of that name; of several the `own` one, else the one without an e-mail, else
    it is `Refused`. A coach whose e-mail is not known yet is given it, and nobody else's e-mail is ever changed.
    """
    namesakes = called(known, name)
    pairs = [(coach.name, coach.email) for coach in namesakes]
    if not pairs:
        return name, email
    if email:
        exact = [pair for pair in pairs if fold(pair[1]) == fold(email)]
        if exact:
            return exact[0]
        lacks_one = len(pairs) == 1 and not pairs[0][1]
        return (pairs[0][0] if lacks_one else name), email
    if own in pairs or len(pairs) == 1:
        return own if own in pairs else pairs[0]
    nameless = [pair for pair in pairs if not pair[1]]
    if nameless:
        return nameless[0]
    emails = " or ".join(coach.email for coach in namesakes)
    raise Refused(f"Several coaches are called {namesakes[0].name}: give the e-mail of the one who is meant, {emails}.")


def labels(known: Iterable[StoredCoach]) -> dict[str, StoredCoach]:
    """What each coach is called where one is chosen: the name, and the e-mail too where several have the name."""
    known = list(known)
    times = Counter(fold(coach.name) for coach in known)
    by_label = {}
    for coach in known:
        label = coach.name if times[fold(coach.name)] == 1 else with_email(coach)
        by_label[label] = coach
    return by_label


def with_email(coach: StoredCoach) -> str:
    """`Sam Lee <sam@example.org>`."""
    return f"{coach.name} <{coach.email or 'no e-mail'}>"


def of_one_name(known: Iterable[StoredCoach]) -> list[list[StoredCoach]]:
    """The coaches who have a name in common, by name, unless all of them were said to be people of their own."""
    by_name: dict[str, list[StoredCoach]] = defaultdict(list)
    for coach in known:
        by_name[fold(coach.name)].append(coach)
    return [
        alike for _, alike in sorted(by_name.items()) if len(alike) > 1 and not all(coach.told_apart for coach in alike)
    ]


def coaches(store: Store, verdicts: Iterable[Verdict], day: date) -> list[CoachSummary]:
    """Every coach by name, with what they do for these leaders: load by window, what waits for them or from them."""
    found = _with_leaders(store, verdicts, day)
    labelled = {coach.id: label for label, coach in labels(person for person, _, _ in found).items()}
    alike = _namesakes(found)
    return [
        replace(_coach_summary(person, own, forms, day), label=labelled[person.id], shares_a_name=person.id in alike)
        for person, own, forms in found
    ]


def asked(store: Store, verdicts: Iterable[Verdict], day: date) -> list[CoachAsked]:
    """Every coach by name, with what Today asks of them; nobody's bookings are counted for it."""
    found = _with_leaders(store, verdicts, day)
    alike = _namesakes(found)
    return [CoachAsked(person.id, person.name, forms, person.id in alike) for person, _, forms in found]


_WithLeaders: TypeAlias = "list[tuple[StoredCoach, list[Verdict], tuple[GroupForm, ...]]]"


def _with_leaders(store: Store, verdicts: Iterable[Verdict], day: date) -> _WithLeaders:
    """Every coach by name, with those of these leaders whom they have, and the group forms about their cohorts.

    Whoever has handed over all leaders of a cohort still owes the form about the sessions that they held.
    """
    judged = {verdict.reference: verdict for verdict in verdicts}
    cohort_ids: dict[str, str] = {}
    own: dict[str, list[Verdict]] = defaultdict(list)
    records: dict[str, Record] = {}
    held: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for row in facts.read_among(store.connection, StoredLeaderLinks, "reference", judged):
        record = judged[row.reference].record
        cohort_ids[record.cohort.name], records[record.cohort.name] = row.cohort_id, record
        if row.coach_id is not None:
            own[row.coach_id].append(judged[row.reference])
        for coach, on in _held_by_others(record, row.coach_id, day):
            held[coach][record.cohort.name].add(on)
    received: dict[tuple[str, str], dict[CoachForm, date]] = defaultdict(dict)
    for form in facts.read(store.connection, StoredCoachEvaluation):
        received[form.coach_id, form.cohort_id][CoachForm(form.point)] = date.fromisoformat(form.received_on)
    found = []
    for person in every(store):
        forms: list[GroupForm] = []
        has = {verdict.record.cohort.name for verdict in own[person.id]}
        for cohort in sorted(has | held[person.id].keys()):
            record, came = records[cohort], received[person.id, cohort_ids[cohort]]
            theirs = None if cohort in has else held[person.id][cohort]
            owed = evaluation.coach_forms(record.programme, record.cohort, came, day, theirs)
            forms += [GroupForm(cohort, form) for form in owed]
        found.append((person, own[person.id], tuple(forms)))
    return sorted(found, key=lambda entry: (fold(entry[0].name), fold(entry[0].email), entry[0].id))


def _held_by_others(record: Record, coach: str | None, day: date) -> list[tuple[str, date]]:
    """The sessions that were held with somebody else than the leader's own coach: with whom, and on which day."""
    return [
        (booking.coach_id, booking.ends_on)
        for booking in record.bookings
        if booking.coach_id not in ("", coach) and coaching.was_attended(booking, day)
    ]


def _namesakes(found: _WithLeaders) -> set[str]:
    return {coach.id for coach in chain.from_iterable(of_one_name(person for person, _, _ in found))}


def _coach_summary(
    person: StoredCoach, verdicts: Sequence[Verdict], forms: tuple[GroupForm, ...], day: date
) -> CoachSummary:
    load: Counter[int | None] = Counter()
    unrecorded = rebook = behind = 0
    for verdict in verdicts:
        record = verdict.record
        notice, placed = record.programme.notice, coaching.placement(record)
        for booking in record.bookings:
            status = coaching.status(booking, notice)
            if status in coaching.HOLDS_A_WINDOW:
                load[placed[booking.id]] += 1
            unrecorded += status is BookingStatus.BOOKED and coaching.ended(booking, day)
        rebook += len(coaching.to_rebook(record.bookings, notice, day))
        behind += record.leader.state is LeaderState.ACTIVE and coaching.behind(record, day) is not None
    windows = 6 if not verdicts else len(verdicts[0].record.programme.windows)
    return CoachSummary(
        person.id,
        person.name,
        person.email,
        tuple(verdict.reference for verdict in verdicts),
        tuple(load[number] for number in range(1, windows + 1)),
        load[None],
        unrecorded,
        rebook,
        behind,
        forms,
    )
