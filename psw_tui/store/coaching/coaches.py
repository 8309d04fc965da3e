"""The coaches: whom each has, what was used, and their forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, evaluation
from psw_tui.policy.terms import BookingStatus, CoachForm, LeaderState
from psw_tui.policy.text import fold
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCoach, StoredCoachEvaluation, StoredLeader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class GroupForm:
    """The group form of a coach about one cohort."""

    cohort: str
    form: evaluation.EvaluationForm

    @property
    def point(self) -> CoachForm:
        """After which window it is owed."""
        return CoachForm(self.form.point)


@dataclass(frozen=True, slots=True)
class CoachSummary:
    """One coach: their leaders, the bookings that used a session or are to come by window (and in none), what waits."""

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


def every(store: Store) -> list[StoredCoach]:
    """The rows of all coaches, by name and e-mail."""
    return facts.read(store.connection, StoredCoach, "ORDER BY name, email")


def coaches(store: Store, verdicts: Iterable[Verdict], day: date) -> list[CoachSummary]:
    """Every coach of these leaders, by name: their load by window, and what waits for them or from them."""
    judged = {verdict.reference: verdict for verdict in verdicts}
    people = {row.id: row for row in facts.read(store.connection, StoredCoach)}
    cohort_ids = {cohort.name: id_ for id_, cohort in facts.cohorts(store.connection).items()}
    own: dict[str, list[Verdict]] = defaultdict(list)
    for row in facts.read_in(store.connection, StoredLeader, "reference", judged):
        if row.coach_id is not None:
            own[row.coach_id].append(judged[row.reference])
    received: dict[tuple[str, str], dict[CoachForm, date]] = defaultdict(dict)
    for form in facts.read(store.connection, StoredCoachEvaluation):
        received[form.coach_id, form.cohort_id][CoachForm(form.point)] = date.fromisoformat(form.received_on)
    summaries = [
        _coach_summary(
            people[coach], verdicts_, {name: received[coach, cohort_ids[name]] for name in _cohorts_of(verdicts_)}, day
        )
        for coach, verdicts_ in own.items()
    ]
    return sorted(summaries, key=lambda coach: (fold(coach.name), coach.id))


def _cohorts_of(verdicts: Iterable[Verdict]) -> list[str]:
    return sorted({verdict.record.cohort.name for verdict in verdicts})


def _coach_summary(
    person: StoredCoach, verdicts: Sequence[Verdict], received: dict[str, dict[CoachForm, date]], day: date
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
    by_cohort = {verdict.record.cohort.name: verdict.record for verdict in verdicts}
    forms: list[GroupForm] = []
    for cohort, record in sorted(by_cohort.items()):
        owed = evaluation.coach_forms(record.programme, record.cohort, received[cohort], day)
        forms += [GroupForm(cohort, form) for form in owed]
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
        tuple(forms),
    )
