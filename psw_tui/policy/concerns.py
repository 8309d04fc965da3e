"""Section 6: what the policy flags on a day, each with its clause, its since and its suggested stage."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, standing
from psw_tui.policy.absences import (
    catch_up_due_on,
    compulsory_in_words,
    is_catch_up_overdue,
    is_compulsory,
    is_notified,
)
from psw_tui.policy.calendar import ONE_DAY, london, london_day
from psw_tui.policy.records import Concern, Mark, Record, Session, Standing
from psw_tui.policy.terms import (
    MISSED,
    BookingStatus,
    ConcernKind,
    Direction,
    Engagement,
    Explanation,
    LeaderState,
    MarkValue,
    RequirementId,
    Stage,
    StandingWord,
)
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, local, spoken
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from typing import TypeAlias

    from psw_tui.policy.programme import Rule
    from psw_tui.policy.records import Communication

    _Rule: TypeAlias = Callable[[Record, Session, Mark, date], Concern | None]

_MINIMUM_KIND = {
    StandingWord.BELOW: ConcernKind.BELOW_MINIMUM,
    StandingWord.UNREACHABLE: ConcernKind.MINIMUM_UNREACHABLE,
}
#: A new one of these after a contact was made suggests partnerships (2.4.4: not improved sufficiently).
_ABSENCE_KINDS = frozenset(
    {ConcernKind.UNEXPLAINED_ABSENCE, ConcernKind.NO_REASONABLE_CAUSE, ConcernKind.EMERGING_PATTERN}
)


def concerns(record: Record, day: date, standings: Mapping[RequirementId, Standing] | None = None) -> list[Concern]:
    """Everything that the policy flags of one leader on a day, by kind and then by what it is about.

    `standings` are the leader's on that day, where they have been judged already.
    """
    if not standing.is_covered(record, day) or record.leader.state is not LeaderState.ACTIVE:
        return []
    if standings is None:
        standings = standing.standings(record, day)
    noted = _noted(record)
    listed = [
        *_of_marks(record, noted, day),
        *_pattern(record, noted, day),
        *_of_coaching(record, standings, day),
        *_of_minimums(record, standings, day),
        *_of_communications(record, day),
        *_manual(record, day),
    ]
    if record.communications:
        listed = [_after_contact(record, concern, day) for concern in listed]
    return sorted(listed, key=attrgetter("kind", "about"))


def _concern(
    record: Record, kind: ConcernKind, about: str, clause: str, stage: Stage, since: date, why: str, measure: str = ""
) -> Concern:
    return Concern(record.leader.reference, kind, about, clause, stage, since, f"{why} ({clause}).", measure)


def _noted(record: Record) -> list[tuple[Session, Mark]]:
    """The sessions of which more is recorded than that the leader came, cancelled ones left out: those count nowhere.

    Nothing is flagged of who was present and took part.
    """
    present, limited, marks = MarkValue.PRESENT, Engagement.LIMITED, record.marks
    return [
        (session, mark)
        for session in record.sessions
        if (mark := marks.get(session.reference)) is not None
        and (mark.value is not present or mark.engagement is limited)
        and not session.cancelled
    ]


def _of_marks(record: Record, noted: list[tuple[Session, Mark]], day: date) -> Iterator[Concern]:
    for session, mark in noted:
        if mark.value is MarkValue.PRESENT:
            continue  # how little somebody took part who was there is a matter of patterns alone
        rules = _BY_EXPLANATION.get(mark.explanation, (_unexplained_absence,))
        for rule in rules if mark.sent_on is None else (*rules, _catch_up_overdue):
            found = rule(record, session, mark, day)
            if found is not None:
                yield found


def _named(session: Session) -> str:
    return f"{session.title} on {day_words(session.starts_on)}"


def _no_reasonable_cause(record: Record, session: Session, mark: Mark, day: date) -> Concern | None:
    """2.1.3: told before the session, judged to be without reasonable cause; from the day of the report."""
    if mark.explanation is not Explanation.UNSATISFACTORY or mark.value not in (MarkValue.ABSENT, None):
        return None
    if mark.reported_at is None or not is_notified(session, mark):
        return None
    told = london_day(mark.reported_at)
    if told > day:
        return None
    return _concern(
        record,
        ConcernKind.NO_REASONABLE_CAUSE,
        session.reference,
        "2.1.3",
        Stage.BDO_CONTACT,
        told,
        f"Told us on {day_words(told)} of not coming to {_named(session)}; judged to be without reasonable cause",
    )


def _unsatisfactory_explanation(record: Record, session: Session, mark: Mark, day: date) -> Concern | None:
    """2.4.2: an absence from any session, not notified, whose explanation was judged unsatisfactory."""
    if mark.explanation is not Explanation.UNSATISFACTORY or mark.value is not MarkValue.ABSENT:
        return None
    if is_notified(session, mark) or not standing.ended(session, day):
        return None
    return _concern(
        record,
        ConcernKind.UNSATISFACTORY_EXPLANATION,
        session.reference,
        "2.4.2",
        Stage.PARTNERSHIPS,
        session.starts_on,
        f"Absent from {_named(session)}; the explanation was judged unsatisfactory",
    )


def _unexplained_absence(record: Record, session: Session, mark: Mark, day: date) -> Concern | None:
    """2.4.2: absent from a compulsory session, not notified, and the explanation not judged either way."""
    if mark.value is not MarkValue.ABSENT or not standing.ended(session, day) or is_notified(session, mark):
        return None
    if mark.explanation in (Explanation.SATISFACTORY, Explanation.UNSATISFACTORY):
        return None
    if not is_compulsory(session, record.programme):
        return None
    word = "no word before it" if mark.reported_at is None else "told us only once it had started"
    explained = "explanation awaited" if mark.explanation is Explanation.AWAITED else "not explained"
    return _concern(
        record,
        ConcernKind.UNEXPLAINED_ABSENCE,
        session.reference,
        "2.4.2",
        Stage.EXPLANATION,
        session.starts_on,
        f"Absent from {_named(session)}, {compulsory_in_words(session, record.programme)}: {word}, {explained}",
    )


def _catch_up_overdue(record: Record, session: Session, mark: Mark, day: date) -> Concern | None:
    """2.3.1: a catch-up for a missed session that ended is past its due day, with nothing submitted."""
    if mark.value not in MISSED or not standing.ended(session, day):
        return None
    due = catch_up_due_on(mark, record.programme)
    if due is None or not is_catch_up_overdue(mark, record.programme, day):
        return None
    return _concern(
        record,
        ConcernKind.CATCH_UP_OVERDUE,
        session.reference,
        "2.3.1",
        Stage.BDO_CONTACT,
        due + ONE_DAY,
        f"Catch-up for {_named(session)} was due on {local(day_words(due))} and nothing has been submitted",
    )


#: Which rules can flag an absence, by what its explanation was judged to be; the others wait for an explanation.
_BY_EXPLANATION: dict[Explanation | None, tuple[_Rule, ...]] = {
    Explanation.SATISFACTORY: (),
    Explanation.UNSATISFACTORY: (_no_reasonable_cause, _unsatisfactory_explanation),
}


def counts_in_pattern(record: Record, session: Session, mark: Mark, day: date) -> bool:
    """2.4.3: whether one session counts towards an emerging pattern on a day."""
    if mark.explanation is Explanation.SATISFACTORY or not standing.ended(session, day):
        return False
    if (day - session.starts_on).days >= record.programme.pattern_days:
        return False
    if mark.engagement is Engagement.LIMITED and mark.value is not MarkValue.NOT_EXPECTED:
        return True
    return (
        mark.value in MISSED
        and not is_compulsory(session, record.programme)
        and not standing.caught_up(session, mark, day)
    )


def _pattern(record: Record, noted: list[tuple[Session, Mark]], day: date) -> Iterator[Concern]:
    counted = [session for session, mark in noted if counts_in_pattern(record, session, mark, day)]
    if len(counted) < record.programme.pattern_count or not counted:
        return
    latest = max(counted, key=lambda session: (session.starts_at, session.reference))
    titles = ", ".join(
        session.title for session in sorted(counted, key=lambda session: (session.starts_at, session.reference))
    )
    yield _concern(
        record,
        ConcernKind.EMERGING_PATTERN,
        latest.reference,
        "2.4.3",
        Stage.BDO_CONTACT,
        latest.starts_on,
        f"{count(len(counted), 'session')} missed in part or whole, or with limited engagement, "
        f"in fewer than {local(f'{record.programme.pattern_days} days')}: {titles}",
        measure=f"{latest.starts_at:%Y%m%d%H%M%S}",
    )


def _of_coaching(record: Record, standings: Mapping[RequirementId, Standing], day: date) -> Iterator[Concern]:
    used = standings[RequirementId.COACHING]
    for booking in record.bookings if used.missed else ():
        spent = coaching.status(booking, record.programme.notice) is BookingStatus.SPENT
        if spent and coaching.ended(booking, day):
            about = f"{london(booking.starts_at):%Y-%m-%dT%H:%M}"
            why = coaching.status_why(booking, record.programme, record.bookings)
            yield Concern(
                record.leader.reference,
                ConcernKind.COACHING_SPENT,
                about,
                "2.1.2",
                Stage.BDO_CONTACT,
                booking.starts_on,
                why,
            )
    closed = len(coaching.counted_windows(record, day))
    short = coaching.behind(record, day) if closed > used.credit + used.missed + used.unrecorded else None
    if short is not None:
        yield Concern(
            record.leader.reference,
            ConcernKind.COACHING_BEHIND,
            "",
            "H:windows",
            Stage.BDO_CONTACT,
            short.since + ONE_DAY,
            coaching.behind_why(short),
            measure=f"{short.missing:04d}",
        )


def _of_minimums(record: Record, standings: Mapping[RequirementId, Standing], day: date) -> Iterator[Concern]:
    for verdict in standings.values():
        kind = _MINIMUM_KIND.get(verdict.word)
        if kind is None:
            continue
        rule = record.programme.rule(verdict.requirement)
        stage = Stage.BDO_CONTACT
        if verdict.word is StandingWord.UNREACHABLE:
            explained = is_every_miss_explained(rule, record, day)
            stage = Stage.PARTNERSHIPS if explained else Stage.WITHDRAWAL_REVIEW
        yield Concern(
            record.leader.reference,
            kind,
            str(rule.id),
            rule.clause,
            stage,
            minimum_since(rule, record, verdict, day),
            verdict.why,
            measure=f"{1000 - verdict.headroom:05d}",
        )


def is_every_miss_explained(rule: Rule, record: Record, day: date) -> bool:
    """Section 7: every missed item behind a minimum is satisfactorily explained, and there is at least one.

    A spent coaching session is never explained.
    """
    if rule.is_coaching:
        return False
    missed = standing.missed_sessions(rule, record, day)
    return bool(missed) and all(
        standing.mark_of(record, session).explanation is Explanation.SATISFACTORY for session in missed
    )


def minimum_since(rule: Rule, record: Record, verdict: Standing, day: date) -> date:
    """The first day of the present unbroken run of days on which a requirement has had this standing.

    A standing changes only on the days listed by `_turning_days`, so only those are judged.
    """
    since = day
    for turn in sorted(_turning_days(rule, record, day), reverse=True):
        if not standing.is_covered(record, turn) or standing.judge(rule, record, turn).word is not verdict.word:
            break
        since = turn
    return since


def _turning_days(rule: Rule, record: Record, day: date) -> set[date]:
    """Every day up to `day` on which a count behind a requirement may change, from the day the offer was signed."""
    signed = record.leader.offer_accepted_on or day
    turns = {signed, record.cohort.ends + ONE_DAY}
    if rule.is_coaching:
        turns.update(booking.ends_on for booking in record.bookings)
        turns.add(coaching.windows(record.programme, record.cohort.year)[-1].closes + ONE_DAY)
    else:
        for session in standing.sessions_of(rule, record):
            mark = standing.mark_of(record, session)
            turns.update(on for on in (session.ends_on, mark.completed_on, mark.accepted_on) if on)
    return {turn for turn in turns if signed <= turn <= day}


def is_open(sent: Communication, day: date) -> bool:
    """Whether the escalation that a communication belongs to is open on a day."""
    return sent.opened_on <= day and (sent.ended_on is None or day < sent.ended_on)


def is_unanswered(sent: Communication, day: date) -> bool:
    """Section 6: whether a communication of an open escalation is past its reply-by date, with no reply by the day."""
    if sent.reply_by is None or sent.reply_by >= day or not is_open(sent, day):
        return False
    return sent.replied_on is None or sent.replied_on > day


def _of_communications(record: Record, day: date) -> Iterator[Concern]:
    """2.4.4: the leader's silence alone; where others owe a reply, that is a task."""
    for sent in record.communications:
        if sent.direction is Direction.TO_LEADER and sent.reply_by is not None and is_unanswered(sent, day):
            attempt = "" if sent.reached else ", which reached nobody"
            yield _concern(
                record,
                ConcernKind.NO_RESPONSE,
                sent.about,
                "2.4.4",
                Stage.PARTNERSHIPS,
                sent.reply_by + ONE_DAY,
                f"Wrote on {day_words(sent.on)}{attempt}; a reply was due by {day_words(sent.reply_by)} "
                "and none has come",
            )


def _manual(record: Record, day: date) -> Iterator[Concern]:
    for raised in record.manual:
        if raised.raised_on <= day and (raised.ended_on is None or day < raised.ended_on):
            yield _concern(
                record,
                ConcernKind.MANUAL,
                raised.about,
                "2.4.3",
                Stage.BDO_CONTACT,
                raised.raised_on,
                f"Raised by the BDO on {day_words(raised.raised_on)}: {raised.words}",
            )


def _after_contact(record: Record, concern: Concern, day: date) -> Concern:
    """2.4.4: a new absence concern after a contact was made suggests partnerships.

    A contact is a communication to the leader that reached them, of the escalation that is open on the day.
    """
    contacts = [
        sent.on
        for sent in record.communications
        if sent.direction is Direction.TO_LEADER and sent.reached and sent.on <= day and is_open(sent, day)
    ]
    lower = concern.suggested_stage in (Stage.EXPLANATION, Stage.BDO_CONTACT)
    if concern.kind in _ABSENCE_KINDS and lower and contacts and concern.since > min(contacts):
        return Concern(
            concern.leader,
            concern.kind,
            concern.about,
            concern.clause,
            Stage.PARTNERSHIPS,
            concern.since,
            f"{concern.why} It comes after a contact on {day_words(min(contacts))} (2.4.4).",
            concern.measure,
        )
    return concern


def grown_worse(concern: Concern, measure_then: str) -> bool:
    """Section 6: whether the facts have grown worse since a dismissal: measures are text that sorts by severity."""
    return bool(concern.measure) and concern.measure > measure_then


def title(concern_kind: ConcernKind, about: str, titles: dict[str, str]) -> str:
    """A short name of a concern for a list: `unexplained absence, Workshop 3`."""
    name = "raised by hand" if concern_kind is ConcernKind.MANUAL else spoken(concern_kind)
    if not about:
        return name
    if about in REQUIREMENT_NAMES and concern_kind in _MINIMUM_KIND.values():
        return f"{name}: {REQUIREMENT_NAMES[RequirementId(about)]}"
    return f"{name}, {titles.get(about, about)}"
