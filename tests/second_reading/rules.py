"""The rules of policy.md read a second time: plain, slow, standard library only.

Nothing here is shared with the application. The quoted comments are sentences (or parts of sentences) of
policy.md ("P n" = its section n) and of interface.md. There is no ``why`` in what comes out; ``state`` is
always "new". What an escalation's journal is needed for (`no_response`, `manual`, `partnerships` after
a contact) stands in `ladder`.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)

Row = Mapping[str, str]


class Tables(TypedDict):
    """The canonical tables, every cell a string, and the cohorts with name, year, starts and ends."""

    roster: list[dict[str, str]]
    sessions: list[dict[str, str]]
    marks: list[dict[str, str]]
    coaching: list[dict[str, str]]
    cohorts: list[dict[str, str]]


# The programme's numbers: the defaults of the two pages.
REQUIREMENTS = ("coaching", "study", "peer_practice", "residentials")
KINDS = {"study": ("module", "workshop"), "peer_practice": ("peer_practice",), "residentials": ("residential", "other")}
PLANNED = {"coaching": 6, "study": 6, "peer_practice": 3, "residentials": 4}
MINIMUM_COUNT = {"coaching": 3, "study": 4, "peer_practice": 2}
MINIMUM_SHARE = {"residentials": "0.8"}
CLAUSE = {"coaching": "1.1.4", "study": "1.1.4", "peer_practice": "1.1.4", "residentials": "1.1.5"}
WATCH_SHARE = "0.8"
COMPULSORY_KINDS = ("residential", "workshop")
NOTICE = timedelta(hours=24)
COACHING_LENGTH = timedelta(hours=1)
CATCH_UP_DAYS = 14
EVALUATION_DAYS = 14
PATTERN_COUNT = 2
PATTERN_DAYS = 90
WORST_FIRST = ("unreachable", "below", "at_risk", "on_track", "met")


# ---------------------------------------------------------------------------------------------------- reading


def read_day(cell: str) -> date | None:
    """Read a date cell; empty is None."""
    return date.fromisoformat(cell.strip()) if cell.strip() else None


def read_instant(cell: str) -> datetime | None:
    """Read a time cell into an instant in UTC; empty is None."""
    text = cell.strip()
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        # Interface says "a local time that the autumn change makes ambiguous is the earlier": fold 0 is the
        # earlier one.
        moment = moment.replace(tzinfo=LONDON, fold=0)
    return moment.astimezone(UTC)


def london_date(instant: datetime) -> date:
    """Return the London date of an instant."""
    return instant.astimezone(LONDON).date()


@dataclass(frozen=True)
class Cohort:
    """A cohort: its academic year and its last day."""

    name: str
    year: int
    ends: date


@dataclass(frozen=True)
class Mark:
    """What is recorded of one leader at one session."""

    mark: str
    engagement: str
    completed_on: date | None
    reported_at: datetime | None
    explanation: str
    sent_on: date | None
    due_on: date | None
    submitted_on: date | None
    accepted_on: date | None


NO_MARK = Mark("", "", None, None, "", None, None, None, None)


@dataclass(frozen=True)
class Session:
    """One session of a cohort."""

    reference: str
    cohort: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    start_date: date
    end_date: date
    compulsory: bool
    cancelled: bool


@dataclass(frozen=True)
class Booking:
    """One coaching booking, with its outcome already classified (P 4)."""

    starts_at: datetime
    start_date: date
    end_date: date
    outcome: str
    cancelled_on: date | None


@dataclass(frozen=True)
class Leader:
    """One leader, with all that is recorded of them."""

    reference: str
    name: str
    cohort: Cohort
    state: str
    offer_accepted_on: date | None
    paused_from: date | None
    paused_to: date | None
    sessions: tuple[Session, ...]
    marks: Mapping[str, Mark]
    bookings: tuple[Booking, ...]
    #: What `numbers` has counted; the records above never change, and a run of days is walked from many of them.
    counted: dict[tuple[str, date], Numbers] = field(default_factory=dict, compare=False, repr=False)


def _cell(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _instant(row: Row, column: str) -> datetime:
    instant = read_instant(_cell(row, column))
    if instant is None:
        raise ValueError(f"{column} is empty")
    return instant


def _read_session(row: Row) -> Session:
    starts_at = _instant(row, "starts_at")
    ends_at = _instant(row, "ends_at")
    kind = _cell(row, "kind")
    override = _cell(row, "compulsory")
    # Policy 6 says "Compulsory kinds: residential and workshop (local; a session can override it)."
    compulsory = (override == "yes") if override else (kind in COMPULSORY_KINDS)
    return Session(
        reference=_cell(row, "reference"),
        cohort=_cell(row, "cohort"),
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        start_date=london_date(starts_at),
        # Policy 2 says "when the London date of its ends_at is D or earlier, whatever the hour"
        end_date=london_date(ends_at),
        compulsory=compulsory,
        cancelled=_cell(row, "state") == "cancelled",  # I: "empty = planned"
    )


def _read_mark(row: Row) -> Mark:
    return Mark(
        mark=_cell(row, "mark"),
        engagement=_cell(row, "engagement"),
        completed_on=read_day(_cell(row, "completed_on")),
        reported_at=read_instant(_cell(row, "reported_at")),
        explanation=_cell(row, "explanation"),
        sent_on=read_day(_cell(row, "catch_up_sent_on")),
        due_on=read_day(_cell(row, "catch_up_due_on")),
        submitted_on=read_day(_cell(row, "catch_up_submitted_on")),
        accepted_on=read_day(_cell(row, "catch_up_accepted_on")),
    )


def classify_booking(row: Row) -> str:
    """Name what became of a booking, in the words of P 4."""
    starts_at = _instant(row, "starts_at")
    cancelled_at = read_instant(_cell(row, "cancelled_at"))
    outcome = _cell(row, "outcome")
    by = _cell(row, "cancelled_by")
    if outcome == "":
        return "booked"
    if outcome == "attended":
        return "attended"
    # Policy says "coach_cancelled: the coach was absent or cancelled, at any notice." Interface says "no_show
    # with cancelled_by coach is a coach's absence"
    if by == "coach":
        return "coach_cancelled"
    if outcome == "cancelled":
        if cancelled_at is None:
            raise ValueError("cancelled by the leader, without cancelled_at")
        # Policy says "cancelled_in_time: the leader cancelled at least 24 hours before the start"; both
        # instants are in UTC, so "The 24 hours are elapsed hours between two instants".
        if starts_at - cancelled_at >= NOTICE:
            return "cancelled_in_time"
    # Policy says "spent: the leader cancelled less than 24 hours before, or did not come"; "waived: spent,
    # but set aside"
    return "waived" if _cell(row, "waived") == "yes" else "spent"


def _read_booking(row: Row) -> Booking:
    starts_at = _instant(row, "starts_at")
    cancelled_at = read_instant(_cell(row, "cancelled_at"))
    return Booking(
        starts_at=starts_at,
        start_date=london_date(starts_at),
        # Policy 2 says "a coaching booking ends an hour after its start"
        end_date=london_date(starts_at + COACHING_LENGTH),
        outcome=classify_booking(row),
        cancelled_on=(
            london_date(cancelled_at) if cancelled_at is not None and _cell(row, "outcome") == "cancelled" else None
        ),
    )


def read_leaders(tables: Tables) -> list[Leader]:
    """Read the tables into leaders, in order of reference by Unicode code points."""
    cohorts: dict[str, Cohort] = {}
    for row in tables["cohorts"]:
        ends = date.fromisoformat(row["ends"])
        cohorts[row["name"]] = Cohort(row["name"], int(row["year"]), ends)
    sessions: dict[str, list[Session]] = {name: [] for name in cohorts}
    for row in tables["sessions"]:
        session = _read_session(row)
        sessions[session.cohort].append(session)
    marks: dict[str, dict[str, Mark]] = {}
    for row in tables["marks"]:
        marks.setdefault(_cell(row, "leader"), {})[_cell(row, "session")] = _read_mark(row)
    bookings: dict[str, list[Booking]] = {}
    for row in tables["coaching"]:
        bookings.setdefault(_cell(row, "leader"), []).append(_read_booking(row))
    leaders: list[Leader] = []
    for row in tables["roster"]:
        reference = _cell(row, "reference")
        cohort = cohorts[_cell(row, "cohort")]
        offer = read_day(_cell(row, "offer_accepted_on"))
        # Interface says "an empty state is active if an offer date is recorded, even a later one, else
        # offered"
        state = _cell(row, "state") or ("active" if offer is not None else "offered")
        # Interface says "name is the preferred name if there is one, else the first, then the last"
        given = _cell(row, "preferred_name") or _cell(row, "first_name")
        leaders.append(
            Leader(
                reference=reference,
                name=f"{given} {_cell(row, 'last_name')}",
                cohort=cohort,
                state=state,
                offer_accepted_on=offer,
                paused_from=read_day(_cell(row, "paused_from")),
                paused_to=read_day(_cell(row, "paused_to")),
                sessions=tuple(sessions[cohort.name]),
                marks=marks.get(reference, {}),
                bookings=tuple(bookings.get(reference, [])),
            )
        )
    return sorted(leaders, key=lambda leader: leader.reference)


# -------------------------------------------------------------------------------------------- small questions


def is_covered(leader: Leader, day: date) -> bool:
    """P 1: whether the policy covers the leader on the day."""
    # Policy says "Only a leader who has signed the Offer Acceptance Form. A leader whose offer_accepted_on is
    # empty or later than the day in question ... gets no standing (not covered) and raises no concern."
    if leader.offer_accepted_on is None:
        return False
    return leader.offer_accepted_on <= day


def mark_of(leader: Leader, session: Session) -> Mark:
    """Return what is recorded of the leader at the session; an empty mark if nothing is."""
    return leader.marks.get(session.reference, NO_MARK)


def in_pause(leader: Leader, day: date) -> bool:
    """P 2: whether the day lies in the leader's pause."""
    # Policy says "A pause runs from paused_from to paused_to, both included, whatever the leader's state
    # says; no paused_to means open-ended, no paused_from means none."
    if leader.paused_from is None:
        return False
    if day < leader.paused_from:
        return False
    return leader.paused_to is None or day <= leader.paused_to


def is_expected(leader: Leader, session: Session) -> bool:
    """P 2: whether a session that stands is expected of the leader."""
    mark = mark_of(leader, session).mark
    # Policy says "they joined later or were exempted: marked so"
    if mark == "not_expected":
        return False
    # Policy says "or the session starts on a day inside their pause and has nothing recorded: a notice alone
    # is not a mark"; "any mark cancels the pause for that session"
    return not (mark == "" and in_pause(leader, session.start_date))


def has_ended(session: Session, day: date) -> bool:
    """P 2: whether the session had ended on or before the day."""
    return session.end_date <= day


def is_attended(leader: Leader, session: Session, day: date) -> bool:
    """P 2: whether the session was attended on or before the day."""
    mark = mark_of(leader, session)
    if mark.mark != "present":
        return False
    if has_ended(session, day):
        return True
    # Policy says "one [a module] marked present with an earlier completed_on counts from it; a completed_on
    # after the end changes nothing" (the session has not ended by now, so a completed_on up to the day is an
    # earlier one)
    return session.kind == "module" and mark.completed_on is not None and mark.completed_on <= day


def is_caught_up(leader: Leader, session: Session, day: date) -> bool:
    """P 2: whether a session that was missed had been caught up on or before the day."""
    mark = mark_of(leader, session)
    if mark.mark not in ("absent", "part"):
        return False
    if mark.accepted_on is None:
        return False
    # Policy says "a catch-up counts from the day it is accepted, or from the day the session ended if that is
    # later"
    return max(mark.accepted_on, session.end_date) <= day


def is_missed(leader: Leader, session: Session, day: date) -> bool:
    """P 2: `missed`: ended, expected, recorded as not attended (absent or part), not caught up."""
    return (
        has_ended(session, day)
        and is_expected(leader, session)
        and mark_of(leader, session).mark in ("absent", "part")
        and not is_caught_up(leader, session, day)
    )


def standing_sessions(leader: Leader, requirement: str) -> list[Session]:
    """Return the sessions of the requirement's kinds in the leader's cohort that were not cancelled."""
    return [s for s in leader.sessions if s.kind in KINDS[requirement] and not s.cancelled]


def ceiling_of_share(share: str, count: int) -> int:
    """Ceiling of share times count, "computed exactly: the share is read as decimal text"."""
    return int((Decimal(share) * count).to_integral_value(rounding=ROUND_CEILING))


def windows(year: int) -> list[tuple[date, date]]:
    """P 4: the six recommended windows of academic year Y, first and last day included."""
    after = year + 1
    last_of_february = calendar.monthrange(after, 2)[1]
    return [
        (date(year, 10, 1), date(year, 11, 30)),
        (date(year, 11, 1), date(after, 1, 31)),
        (date(after, 2, 1), date(after, 2, last_of_february)),
        (date(after, 3, 1), date(after, 4, 30)),
        (date(after, 5, 1), date(after, 6, 30)),
        (date(after, 7, 1), date(after, 8, 31)),
    ]


def forms_owed(leader: Leader, day: date) -> list[tuple[str, str]]:
    """P 4: the evaluation forms that a leader owes or has sent by the day: which, and due when."""
    # Policy says "An outcome counts once its booking ended on or before D."
    attended = sorted(b.end_date for b in leader.bookings if b.outcome == "attended" and b.end_date <= day)
    about: dict[int, str] = {}
    # Policy says "due 14 days (local) after their second attended session and after the last"
    if len(attended) >= 2:
        about[1] = "second"
    # Policy says "the last attended once window 6 has closed: also where it was the only one; where second
    # and last are the same session, one form"; "A window is closed when its last day is before D"
    if attended and windows(leader.cohort.year)[5][1] < day:
        about.setdefault(len(attended) - 1, "last")
    due = timedelta(days=EVALUATION_DAYS)
    return [(which, (attended[place] + due).isoformat()) for place, which in about.items()]


# --------------------------------------------------------------------------------------------------- standing


@dataclass(frozen=True)
class Numbers:
    """The numbers of one leader against one requirement on one day, and the standing that they give."""

    expected: int
    minimum: int
    credit: int
    missed: int
    unrecorded: int
    remaining: int
    catchable: int
    headroom: int
    catch_up_due: bool
    standing: str


def _name_standing(c: int, x: int, r: int, k: int, m: int) -> str:
    h = c + r - m
    # The table of P 2, "first that fits".
    if c >= m:
        return "met"
    if c + r + k < m:
        return "unreachable"
    if h < 0:
        return "below"
    if h == 0 and x >= 1:
        return "at_risk"
    return "on_track"


def coaching_counts(leader: Leader, day: date) -> tuple[int, int, int]:
    """Return attended, spent and unrecorded bookings on the day (P 4)."""
    # Policy says "An outcome counts once its booking ended on or before D."
    ended = [b for b in leader.bookings if b.end_date <= day]
    attended = sum(1 for b in ended if b.outcome == "attended")
    spent = sum(1 for b in ended if b.outcome == "spent")
    # Policy says "A booking that ended on or before D with no outcome is unrecorded"
    unrecorded = sum(1 for b in ended if b.outcome == "booked")
    return attended, spent, unrecorded


def _coaching_numbers(leader: Leader, day: date) -> Numbers:
    # Policy says "Standing for coaching uses section 2 with T = planned (6), c = attended, x = spent, ... k =
    # 0; pauses don't change T."
    c, x, unrecorded = coaching_counts(leader, day)
    total = PLANNED["coaching"]
    m = MINIMUM_COUNT["coaching"]
    last_window_closes = windows(leader.cohort.year)[-1][1]
    # Policy says "r = max(0, T - c - x) until the last window closes and the unrecorded bookings from the day
    # after it, whatever the cohort's ends"
    r = unrecorded if day > last_window_closes else max(0, total - c - x)
    return Numbers(
        expected=total,
        minimum=m,
        credit=c,
        missed=x,
        unrecorded=unrecorded,
        remaining=r,
        catchable=0,
        headroom=c + r - m,
        catch_up_due=False,
        standing=_name_standing(c, x, r, 0, m),
    )


def numbers(leader: Leader, requirement: str, day: date) -> Numbers:
    """P 2: the standing of one leader against one requirement on one day (coverage is not asked here)."""
    key = (requirement, day)
    if key not in leader.counted:
        if requirement == "coaching":
            leader.counted[key] = _coaching_numbers(leader, day)
        else:
            leader.counted[key] = _session_numbers(leader, requirement, day)
    return leader.counted[key]


def _session_numbers(leader: Leader, requirement: str, day: date) -> Numbers:
    standing = standing_sessions(leader, requirement)
    cancelled = sum(1 for s in leader.sessions if s.kind in KINDS[requirement] and s.cancelled)
    # Policy says "A cancelled session counts nowhere and takes one off planned: T = max(planned - cancelled,
    # sessions that stand) - not expected."; "T is never below 0"
    not_expected = sum(1 for s in standing if not is_expected(leader, s))
    total = max(0, max(PLANNED[requirement] - cancelled, len(standing)) - not_expected)
    # Policy says "minimum m = the count; for a share, m = ceiling(share x T)"; "A count minimum is never
    # reduced"
    if requirement in MINIMUM_SHARE:
        m = ceiling_of_share(MINIMUM_SHARE[requirement], total)
    else:
        m = MINIMUM_COUNT[requirement]
    # Policy says "credit c = sessions attended on or before D, plus missed sessions caught up on or before D"
    c = 0
    for session in standing:
        if is_attended(leader, session, day) or is_caught_up(leader, session, day):
            c += 1
    x = sum(1 for s in standing if is_missed(leader, s, day))
    # Policy says "unrecorded = sessions expected of the leader that ended on or before D with nothing
    # recorded"
    unrecorded = 0
    for session in standing:
        nothing = mark_of(leader, session).mark == ""
        if nothing and is_expected(leader, session) and has_ended(session, day):
            unrecorded += 1
    after_the_end = day > leader.cohort.ends
    # Policy says "remaining r = max(0, T - c - x) ... After the cohort's ends, r = unrecorded"
    r = unrecorded if after_the_end else max(0, total - c - x)
    # Policy says "catchable k = missed sessions that could still be caught up on D (... D up to and including
    # the cohort's ends, afterwards 0 ...)"
    k = 0 if after_the_end else x
    # Policy 3 says "m80 = ceiling(0.8 x T), h80 = c + r - m80; catch-up is due when k >= 1 and h80 <= 0"
    h80 = c + r - ceiling_of_share(WATCH_SHARE, total)
    return Numbers(
        expected=total,
        minimum=m,
        credit=c,
        missed=x,
        unrecorded=unrecorded,
        remaining=r,
        catchable=k,
        headroom=c + r - m,
        catch_up_due=k >= 1 and h80 <= 0,
        standing=_name_standing(c, x, r, k, m),
    )


def status(leaders: Sequence[Leader], day: date) -> dict[str, Any]:
    """Return what `psw status --json --as-of day` gives, without any `why`."""
    rows: list[dict[str, Any]] = []
    for leader in leaders:
        requirements: dict[str, Any] = {}
        overall = "not_covered"
        if is_covered(leader, day):
            words: list[str] = []
            for requirement in REQUIREMENTS:
                n = numbers(leader, requirement, day)
                words.append(n.standing)
                requirements[requirement] = {
                    "standing": n.standing,
                    "clause": CLAUSE[requirement],
                    "expected": n.expected,
                    "minimum": n.minimum,
                    "credit": n.credit,
                    "missed": n.missed,
                    "unrecorded": n.unrecorded,
                    "remaining": n.remaining,
                    "catchable": n.catchable,
                    "headroom": n.headroom,
                    "catch_up_due": n.catch_up_due,
                }
            # Policy says "A leader's overall standing is the worst of the four"
            overall = min(words, key=WORST_FIRST.index)
        rows.append(
            {
                "reference": leader.reference,
                "name": leader.name,
                "cohort": leader.cohort.name,
                "state": leader.state,
                "overall": overall,
                "requirements": requirements,
            }
        )
    return {"as_of": day.isoformat(), "leaders": rows}


# --------------------------------------------------------------------------------------------------- concerns


def concern(leader: Leader, kind: str, about: str, clause: str, stage: str, since: date) -> dict[str, Any]:
    """One concern as `psw concerns` lists it, less its `why`."""
    return {
        "key": f"{kind}:{about}:{leader.reference}",
        "leader": leader.reference,
        "kind": kind,
        "clause": clause,
        "suggested_stage": stage,
        "about": about,
        "since": since.isoformat(),
        "state": "new",
    }


def notice_of(session: Session, mark: Mark) -> datetime | None:
    """P 3: when the leader gave notice: "Notified means reported_at is before the session's start"."""
    if mark.reported_at is not None and mark.reported_at < session.starts_at:
        return mark.reported_at
    return None


def _absence_concerns(leader: Leader, day: date) -> list[dict[str, Any]]:
    flagged: list[dict[str, Any]] = []
    for session in leader.sessions:
        # Policy 2 says "A cancelled session counts nowhere"
        if session.cancelled:
            continue
        mark = mark_of(leader, session)
        notice = notice_of(session, mark)
        ended = has_ended(session, day)
        about, start = session.reference, session.start_date
        if mark.mark == "absent" and ended and notice is None:
            if mark.explanation == "unsatisfactory":
                # Policy says "an absence, at any session that ended on or before D, compulsory or not, whose
                # explanation was judged unsatisfactory"; "for one that was not [notified],
                # unsatisfactory_explanation"
                flagged.append(concern(leader, "unsatisfactory_explanation", about, "2.4.2", "partnerships", start))
            elif mark.explanation != "satisfactory" and session.compulsory:
                # Policy says "absent from a compulsory session that ended on or before D, not notified,
                # explanation not satisfactory (and not yet judged unsatisfactory)"
                flagged.append(concern(leader, "unexplained_absence", about, "2.4.2", "explanation", start))
        if notice is not None and mark.mark in ("absent", "") and mark.explanation == "unsatisfactory":
            # Policy says "notified (before the session), the mark absent or not yet recorded, the explanation
            # judged unsatisfactory: from the London date of the report, session past or not (one inside a
            # pause included, a cancelled one not)"
            reported_on = london_date(notice)
            if reported_on <= day:
                flagged.append(concern(leader, "no_reasonable_cause", about, "2.1.3", "bdo_contact", reported_on))
    return flagged


def _pattern_concerns(leader: Leader, day: date) -> list[dict[str, Any]]:
    counted: list[Session] = []
    for session in leader.sessions:
        if session.cancelled:
            continue
        mark = mark_of(leader, session)
        # Policy says "that ended on or before D and started fewer than 90 (local) days before D"; "days are
        # London dates"
        if not has_ended(session, day) or not (day - session.start_date).days < PATTERN_DAYS:
            continue
        # Policy says "not explained to satisfaction", said of both halves
        if mark.explanation == "satisfactory":
            continue
        # Policy says "absences or parts from non-compulsory sessions ... and not caught up"
        away = mark.mark in ("absent", "part") and not session.compulsory and not is_caught_up(leader, session, day)
        # Policy says "a limited engagement at any session not marked not_expected, within the same days, not
        # explained to satisfaction, counts too, caught up or not"
        limited = mark.engagement == "limited" and mark.mark != "not_expected"
        # Policy says "one session counts once"
        if away or limited:
            counted.append(session)
    if len(counted) < PATTERN_COUNT:
        return []
    # Policy says "about the latest of them (by start, then reference ...)"
    latest = max(counted, key=lambda s: (s.starts_at, s.reference))
    return [concern(leader, "emerging_pattern", latest.reference, "2.4.3", "bdo_contact", latest.start_date)]


def _catch_up_concerns(leader: Leader, day: date) -> list[dict[str, Any]]:
    flagged: list[dict[str, Any]] = []
    for session in leader.sessions:
        mark = mark_of(leader, session)
        # Policy says "for a session that ended on or before D, marked absent or part: a catch-up that was
        # sent, is due before D, has nothing submitted by D and is not accepted by D"
        if session.cancelled or not has_ended(session, day) or mark.mark not in ("absent", "part"):
            continue
        # Policy 10 says "counting only what happened on or before D"
        if mark.sent_on is None or mark.sent_on > day:
            continue
        # Policy says "A catch-up with no due date recorded is due 14 days (local) after it was sent."
        due = mark.due_on if mark.due_on is not None else mark.sent_on + timedelta(days=CATCH_UP_DAYS)
        if not due < day:
            continue
        if mark.submitted_on is not None and mark.submitted_on <= day:
            continue
        if mark.accepted_on is not None and mark.accepted_on <= day:
            continue
        flagged.append(concern(leader, "catch_up_overdue", session.reference, "2.3.1", "bdo_contact", due + ONE_DAY))
    return flagged


def is_to_come(booking: Booking, day: date) -> bool:
    """P 4: whether the booking was still to come on the day."""
    # Policy says "To come: a booking not ended on D, whatever outcome is now recorded, unless it was
    # cancelled on or before D (London date)."
    if booking.end_date <= day:
        return False
    return not (booking.cancelled_on is not None and booking.cancelled_on <= day)


def is_to_rebook(leader: Leader, booking: Booking, day: date) -> bool:
    """P 4: whether the coach's cancellation was still to be rebooked on the day."""
    # Policy says "Still to be rebooked: coach-cancelled, ended or cancelled on or before D, not counted as to
    # come, and no booking of this leader starts later."
    if booking.outcome != "coach_cancelled":
        return False
    ended = booking.end_date <= day
    cancelled = booking.cancelled_on is not None and booking.cancelled_on <= day
    if not (ended or cancelled):
        return False
    if is_to_come(booking, day):
        return False
    return not any(other.starts_at > booking.starts_at for other in leader.bookings)


def closed_windows(leader: Leader, day: date) -> list[tuple[date, date]]:
    """P 4: the closed windows that count for this leader on the day."""
    counted: list[tuple[date, date]] = []
    for opens, closes in windows(leader.cohort.year):
        # Policy says "A window is closed when its last day is before D"
        if not closes < day:
            continue
        # Policy says "windows that closed before the offer was signed ... are left out"
        if leader.offer_accepted_on is None or closes < leader.offer_accepted_on:
            continue
        # Policy says "or lie wholly inside a pause" (a pause is one run of days, so its first and last day
        # say it)
        if in_pause(leader, opens) and in_pause(leader, closes):
            continue
        counted.append((opens, closes))
    return counted


def _coaching_concerns(leader: Leader, day: date) -> list[dict[str, Any]]:
    flagged: list[dict[str, Any]] = []
    for booking in leader.bookings:
        # Policy says "a coaching session was spent; one concern per session"
        if booking.outcome == "spent" and booking.end_date <= day:
            about = booking.starts_at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")
            flagged.append(concern(leader, "coaching_spent", about, "2.1.2", "bdo_contact", booking.start_date))
    closed = closed_windows(leader, day)
    c, x, unrecorded = coaching_counts(leader, day)
    to_come = sum(1 for b in leader.bookings if is_to_come(b, day))
    to_rebook = sum(1 for b in leader.bookings if is_to_rebook(leader, b, day))
    # Policy says "the number of closed windows is greater than c + x + unrecorded + bookings to come +
    # coach-cancelled bookings still to be rebooked"
    if len(closed) > c + x + unrecorded + to_come + to_rebook:
        # Interface says since is "the day after the last counted window closed"
        since = max(closes for _, closes in closed) + ONE_DAY
        flagged.append(concern(leader, "coaching_behind", "", "H:windows", "bdo_contact", since))
    return flagged


def minimum_concern_holds(leader: Leader, requirement: str, standing: str, day: date) -> bool:
    """Whether the concern about this minimum, of this very kind, holds on the day."""
    if not is_covered(leader, day) or leader.state != "active":
        return False
    return numbers(leader, requirement, day).standing == standing


def _missed_sessions(leader: Leader, requirement: str, day: date) -> list[Session]:
    return [s for s in standing_sessions(leader, requirement) if is_missed(leader, s, day)]


def _minimum_concerns(leader: Leader, day: date) -> list[dict[str, Any]]:
    flagged: list[dict[str, Any]] = []
    for requirement in REQUIREMENTS:
        for standing, kind in (("below", "below_minimum"), ("unreachable", "minimum_unreachable")):
            if not minimum_concern_holds(leader, requirement, standing, day):
                continue
            # Interface says "for a minimum the first day of the present unbroken run of days on which this
            # concern holds"
            since = day
            while minimum_concern_holds(leader, requirement, standing, since - ONE_DAY):
                since -= ONE_DAY
            stage = "bdo_contact"
            if kind == "minimum_unreachable":
                stage = "withdrawal_review"
                # Policy 7 says "Where every missed item behind a minimum is satisfactorily explained,
                # partnerships is suggested instead of withdrawal_review"; "A spent coaching session is never
                # explained; every missed item needs at least one."
                if requirement != "coaching":
                    missed = _missed_sessions(leader, requirement, day)
                    explained = [s for s in missed if mark_of(leader, s).explanation == "satisfactory"]
                    if len(missed) >= 1 and len(explained) == len(missed):
                        stage = "partnerships"
            flagged.append(concern(leader, kind, requirement, CLAUSE[requirement], stage, since))
    return flagged


def of_leader(leader: Leader, day: date) -> list[dict[str, Any]]:
    """The concerns of one leader on a day that the tables tell of."""
    # Policy 6 says "for leaders that the policy covers and who are active"; policy 1 says "concerns look at
    # the recorded state alone, not at pause dates"
    if not is_covered(leader, day) or leader.state != "active":
        return []
    parts: Sequence[list[dict[str, Any]]] = (
        _absence_concerns(leader, day),
        _pattern_concerns(leader, day),
        _catch_up_concerns(leader, day),
        _coaching_concerns(leader, day),
        _minimum_concerns(leader, day),
    )
    return [concern for part in parts for concern in part]


def concerns(leaders: Sequence[Leader], day: date) -> dict[str, Any]:
    """Return what `psw concerns --json --as-of day` gives, without any `why`, every state "new"."""
    flagged = [concern for leader in leaders for concern in of_leader(leader, day)]
    # Interface says "ordered by leader reference, then kind, then about"
    flagged.sort(key=lambda concern: (concern["leader"], concern["kind"], concern["about"]))
    return {"as_of": day.isoformat(), "concerns": flagged}
