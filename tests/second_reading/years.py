"""Seeded, made-up years for the differential oracle: full of edges, valid for import as interface.md has it.

``python -m second_reading.years`` (from the folder tests) prints how often every standing and every kind of
concern that can be computed from the tables comes up over a handful of seeds.
"""

from __future__ import annotations

import calendar
import csv
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

from . import rules
from .rules import LONDON, ONE_DAY, Tables

ROSTER_COLUMNS = (
    "reference",
    "first_name",
    "last_name",
    "preferred_name",
    "email",
    "phone",
    "organisation",
    "cohort",
    "coach",
    "coach_email",
    "offer_accepted_on",
    "state",
    "paused_from",
    "paused_to",
    "withdrawn_on",
    "withdrawn_how",
    "manager_name",
    "manager_email",
    "manager_briefed_on",
    "salesforce_id",
)
SESSION_COLUMNS = (
    "reference",
    "cohort",
    "kind",
    "title",
    "starts_at",
    "ends_at",
    "compulsory",
    "place",
    "state",
    "salesforce_id",
)
MARK_COLUMNS = (
    "session",
    "leader",
    "mark",
    "minutes",
    "engagement",
    "completed_on",
    "reported_at",
    "reason",
    "explanation",
    "catch_up_sent_on",
    "catch_up_due_on",
    "catch_up_submitted_on",
    "catch_up_log",
    "catch_up_accepted_on",
)
COACHING_COLUMNS = (
    "leader",
    "starts_at",
    "coach",
    "window",
    "outcome",
    "cancelled_by",
    "cancelled_at",
    "learned_at",
    "waived",
    "waived_reason",
    "recording",
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "roster": ROSTER_COLUMNS,
    "sessions": SESSION_COLUMNS,
    "marks": MARK_COLUMNS,
    "coaching": COACHING_COLUMNS,
}

FIRST_NAMES = (
    "Amara",
    "Siân",
    "Zoë",
    "José",
    "Ann \\",
    "[/]",
    "[@click=app.quit]x",
    "[bold red]",
    "D'Arcy",
    "Łukasz",
    'Robert "Bob"',
    "Nguyễn",
    "Mary, Jane",
    "O’Neil",
    "李",
    "Ada",
    "Bill",
    "Chidi",
    "{name}",
    "Q%s",
    "Ḿíʼ",
    "Grace",
)
LAST_NAMES = (
    "Osei",
    "O'Brien",
    "Smith \\",
    "[/bold]",
    "Ünal",
    "Müller-Lüdenscheidt",
    "de la Cruz",
    "Brown, Jr",
    '"Quoted"',
    "Ó Súilleabháin",
    "Patel",
    "Jones",
    "Ng",
    "van 't Hoff",
    "[link=x]y",
    "Khan",
    "Ærø",
    "Ward",
    "Lee",
    "Null",
)
ODD_REFERENCES = ("L10", "l2", "É1", "L9", "l-010", "Z-1", "a_b", "10", "9", "ß3", "L 7")
TITLES = (
    "Leading well",
    "Supervision, and more",
    'The "good" day',
    "[i]Ethics[/i]",
    "Systèmes",
    "Peer’s circle",
    "A & B",
)
REASONS = ("sickness", "bereavement", "caring", "ofsted", "other")
LETTERS = {"residential": "R", "workshop": "W", "module": "M", "peer_practice": "P", "other": "O"}
OFFSETS = (UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-3)))

# The weights of mark words for each sort of leader.
PROFILES: Mapping[str, Mapping[str, int]] = {
    "ideal": {"present": 100},
    "nearly": {"present": 93, "absent": 4, "part": 1, "": 1, "not_expected": 1},
    "good": {"present": 80, "absent": 9, "part": 4, "": 4, "not_expected": 3},
    "mixed": {"present": 50, "absent": 20, "part": 10, "": 12, "not_expected": 8},
    "poor": {"present": 20, "absent": 45, "part": 15, "": 15, "not_expected": 5},
    "gone": {"absent": 80, "part": 12, "": 8},
    "blank": {"": 80, "present": 15, "absent": 5},
    "late": {"not_expected": 45, "present": 35, "absent": 15, "": 5},
}


class Year(Tables):
    """The tables of a made-up year and the days on which it is interesting to judge it."""

    days: list[date]


# ------------------------------------------------------------------------------------------------------ times


def last_sunday(year: int, month: int) -> date:
    """Return the last Sunday of a month: the day on which the clocks change in March and October."""
    day = date(year, month, calendar.monthrange(year, month)[1])
    while day.weekday() != calendar.SUNDAY:
        day -= ONE_DAY
    return day


def local(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return the instant (UTC) of a London local time; a skipped one is moved an hour on."""
    moment = datetime.combine(day, time(hour, minute, second), tzinfo=LONDON)
    instant = moment.astimezone(UTC)
    back = instant.astimezone(LONDON)
    if (back.hour, back.minute) != (hour, minute):
        return local(day, hour + 1, minute, second)
    return instant


def cell(instant: datetime, rng: random.Random | None = None) -> str:
    """Write an instant as a cell: local time where that says it, else (and now and then) with an offset."""
    here = instant.astimezone(LONDON)
    plain = "%Y-%m-%d %H:%M:%S" if here.second or (rng is not None and rng.random() < 0.1) else "%Y-%m-%d %H:%M"
    if here.fold == 1 or (rng is not None and rng.random() < 0.08):
        zone = UTC if rng is None else rng.choice(OFFSETS)
        moved = instant.astimezone(zone)
        sign = moved.strftime("%z")
        return f"{moved.strftime(plain)}{sign[:3]}:{sign[3:5]}"
    return here.strftime(plain)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _between(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def _pick(rng: random.Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


# --------------------------------------------------------------------------------------------------- sessions


def _edge_slots(rng: random.Random, year: int, ends: date) -> list[tuple[str, datetime, datetime]]:
    """Sessions at the awkward times of one academic year."""
    back, forward = last_sunday(year, 10), last_sunday(year + 1, 3)
    february = date(year + 1, 2, calendar.monthrange(year + 1, 2)[1])
    one = _between(rng, date(year, 11, 5), date(year, 12, 10))
    two = _between(rng, date(year + 1, 1, 10), date(year + 1, 6, 10))
    slots: list[tuple[str, datetime, datetime]] = [
        ("residential", local(one, 9), local(one, 17)),
        ("residential", local(one + ONE_DAY, 9), local(one + ONE_DAY, 16, 30)),
        ("module", local(one, 0), local(one + timedelta(days=rng.randint(30, 150)), 23, 59)),
        ("peer_practice", local(two, 22), local(two + ONE_DAY, 0)),
        ("workshop", local(back, 0, 30), local(back, 1, 30) + timedelta(hours=rng.randint(0, 1))),
        ("residential", local(two + timedelta(days=20), 9), local(two + timedelta(days=20), 17)),
        ("residential", local(two + timedelta(days=21), 9), local(two + timedelta(days=21), 17)),
        ("other", local(two, 21), local(two + ONE_DAY, 0, 30)),
        ("peer_practice", local(february, 18), local(february, 20)),
        ("module", local(forward, 0, 30), local(forward + timedelta(days=60), 17)),
        ("workshop", local(ends, 10), local(ends, 12)),
        ("module", local(ends - timedelta(days=40), 9), local(ends + timedelta(days=20), 17)),
        ("peer_practice", local(ends + timedelta(days=5), 10), local(ends + timedelta(days=5), 12)),
        ("workshop", local(back, 1, 15), local(back, 1, 45)),
        ("other", local(forward, 0, 15), local(forward, 2, 30)),
        ("workshop", local(back, 1, 30) + timedelta(hours=1), local(back, 3)),
        ("residential", local(ends, 20), local(ends + ONE_DAY, 1)),
    ]
    return slots


def _any_slot(rng: random.Random, year: int, ends: date) -> tuple[str, datetime, datetime]:
    kind = rng.choice(("workshop", "module", "module", "peer_practice", "peer_practice", "other", "residential"))
    day = _between(rng, date(year, 9, 10), ends)
    if kind == "module":
        return (
            kind,
            local(day, 9),
            local(day + timedelta(days=rng.choice((0, 6, 20, 45, 88, 89, 90, 180))), rng.choice((12, 23)), 59),
        )
    starts = local(day, rng.choice((8, 9, 10, 14, 18, 23)), rng.choice((0, 15, 30)))
    return kind, starts, starts + timedelta(minutes=rng.choice((45, 90, 120, 180, 420)))


def _make_sessions(rng: random.Random, cohort: Mapping[str, str], count: int) -> list[dict[str, str]]:
    year, ends = int(cohort["year"]), date.fromisoformat(cohort["ends"])
    edges = _edge_slots(rng, year, ends)
    # The first eight are the year's backbone; the others come in any order.
    tail = edges[8:]
    rng.shuffle(tail)
    slots = (edges[:8] + tail)[: max(3, count * 2 // 3)]
    while len(slots) < count:
        slot = _any_slot(rng, year, ends)
        if rng.random() < 0.2 and slot[0] != "module":
            # Two sessions with one start, so that the reference decides which is the latest.
            other = rng.choice(slots)
            slot = (slot[0], other[1], other[1] + timedelta(hours=2))
        slots.append(slot)
    order = list(range(1, len(slots) + 1))
    rng.shuffle(order)
    rows: list[dict[str, str]] = []
    for number, (kind, starts, finishes) in zip(order, slots, strict=True):
        letter = LETTERS[kind] if rng.random() < 0.85 else rng.choice(("é", "z", "X-"))
        row = dict.fromkeys(SESSION_COLUMNS, "")
        row["reference"] = f"{letter}{number:02d}-{year % 100:02d}"
        row["cohort"] = cohort["name"]
        row["kind"] = kind
        row["title"] = f"{rng.choice(TITLES)} {number}"
        row["starts_at"] = cell(starts, rng)
        row["ends_at"] = cell(finishes, rng)
        row["compulsory"] = _pick(rng, {"": 70, "yes": 10, "no": 20})
        row["place"] = rng.choice(("", "online", "York, The Mount"))
        row["state"] = _pick(rng, {"": 60, "planned": 30, "cancelled": 10})
        rows.append(row)
    return rows


# ----------------------------------------------------------------------------------------------------- roster


def _references(rng: random.Random, count: int) -> list[str]:
    odd = list(ODD_REFERENCES)[: max(0, count // 4)]
    plain = [f"L{n:03d}" for n in range(1, count - len(odd) + 1)]
    made = plain + odd
    rng.shuffle(made)
    return made


def _make_pause(
    rng: random.Random, year: int, sessions: Sequence[Mapping[str, str]]
) -> tuple[date | None, date | None]:
    starts = [rules.london_date(_known(s["starts_at"])) for s in sessions]
    anchor = rng.choice(starts) if starts else date(year + 1, 1, 5)
    window = rng.choice(rules.windows(year))
    choice = rng.randrange(9)
    if choice == 0:
        return anchor, None
    if choice == 1:
        return anchor, anchor
    if choice == 2:
        return anchor - timedelta(days=rng.randint(1, 40)), anchor
    if choice == 3:
        return anchor + ONE_DAY, anchor + timedelta(days=60)
    if choice == 4:
        return window
    if choice == 5:
        return window[0] + ONE_DAY, window[1]
    if choice == 6:
        return date(year - 1, 1, 1), date(year - 1, 6, 30)
    if choice == 7:
        return window[0] - timedelta(days=10), window[1] + timedelta(days=35)
    return None, window[1]


def _offer(rng: random.Random, year: int, ends: date) -> date | None:
    window = rng.choice(rules.windows(year)[:5])
    roll = rng.random()
    if roll < 0.70:
        return _between(rng, date(year, 5, 1), date(year, 9, 20))
    if roll < 0.74:
        return window[1]
    if roll < 0.78:
        return window[1] + ONE_DAY
    if roll < 0.88:
        return _between(rng, date(year, 10, 1), ends)
    if roll < 0.92:
        return ends + timedelta(days=rng.randint(0, 60))
    if roll < 0.95:
        return date(year - 1, 2, 1)
    return None


def _make_roster(
    rng: random.Random,
    count: int,
    cohorts: Sequence[Mapping[str, str]],
    sessions: Mapping[str, Sequence[Mapping[str, str]]],
) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for number, reference in enumerate(_references(rng, count)):
        cohort = rng.choices(cohorts, weights=[6, 3, 2][: len(cohorts)])[0]
        year, ends = int(cohort["year"]), date.fromisoformat(cohort["ends"])
        row = dict.fromkeys(ROSTER_COLUMNS, "")
        row["reference"] = reference
        row["first_name"] = rng.choice(FIRST_NAMES)
        row["last_name"] = rng.choice(LAST_NAMES)
        row["preferred_name"] = rng.choice(FIRST_NAMES) if rng.random() < 0.25 else ""
        row["email"] = f"leader{number}@example.org" if rng.random() < 0.9 else ""
        row["phone"] = rng.choice(("", "01904 555 0101"))
        row["organisation"] = rng.choice(("", "North, Shire", "[bold]Trust", "St. Anne's"))
        row["cohort"] = cohort["name"]
        row["coach"] = rng.choice(("", "Coach One", "Coach Two"))
        row["manager_name"] = rng.choice(("", "Max \\", "M. O'Hara"))
        offer = _offer(rng, year, ends)
        row["offer_accepted_on"] = _iso(offer)
        state = _pick(rng, {"active": 62, "": 14, "paused": 7, "withdrawn": 8, "completed": 5, "offered": 4})
        if state == "offered":
            # "State offered with an offer date is refused."
            row["offer_accepted_on"] = ""
        row["state"] = state
        if state == "withdrawn":
            row["withdrawn_on"] = _iso(_between(rng, date(year, 10, 1), ends)) if rng.random() < 0.8 else ""
            row["withdrawn_how"] = rng.choice(("", "own_choice", "before_psw"))
        if state == "paused" or rng.random() < 0.25:
            first, last = _make_pause(rng, year, sessions[cohort["name"]])
            row["paused_from"], row["paused_to"] = _iso(first), _iso(last)
        rows.append(row)
    return rows


# ------------------------------------------------------------------------------------------------------ marks


def _known(text: str) -> datetime:
    instant = rules.read_instant(text)
    if instant is None:
        raise ValueError("an empty time")
    return instant


def _report_at(rng: random.Random, starts: datetime, finishes: datetime) -> datetime:
    second = timedelta(seconds=1)
    minute = timedelta(minutes=1)
    return rng.choice(
        (
            starts - second,
            starts - minute,
            starts,
            starts + second,
            starts + minute,
            starts - timedelta(hours=1),
            starts + timedelta(hours=1),
            starts - timedelta(days=rng.randint(1, 30)),
            starts - timedelta(hours=rng.randint(2, 20)),
            finishes + timedelta(days=rng.randint(0, 10)),
        )
    )


def _add_catch_up(rng: random.Random, row: dict[str, str], end_day: date) -> None:
    """Fill in one of the partial states of a catch-up; it is never accepted without the log."""
    sent = end_day + timedelta(days=rng.choice((-20, -3, 0, 1, 5, 12, 40)))
    due = sent + timedelta(days=rng.choice((0, 1, 7, 14, 30)))
    submitted = sent + timedelta(days=rng.choice((0, 2, 13, 14, 15, 16, 45)))
    accepted = submitted + timedelta(days=rng.choice((0, 1, 9, 30)))
    step = rng.randrange(9)
    if step != 8:
        row["catch_up_sent_on"] = _iso(sent)
    if rng.random() < 0.5:
        row["catch_up_due_on"] = _iso(due) if step != 8 else ""
    if step in (2, 3, 4, 5):
        row["catch_up_submitted_on"] = _iso(submitted)
    if step in (3, 4, 5, 6, 8):
        row["catch_up_log"] = "yes"
    elif step in (1, 2):
        row["catch_up_log"] = rng.choice(("", "no"))
    if step in (4, 5, 6, 8):
        row["catch_up_accepted_on"] = _iso(accepted)


def _make_mark(
    rng: random.Random, session: Mapping[str, str], leader: Mapping[str, str], profile: str
) -> dict[str, str]:
    starts, finishes = _known(session["starts_at"]), _known(session["ends_at"])
    start_day, end_day = rules.london_date(starts), rules.london_date(finishes)
    row = dict.fromkeys(MARK_COLUMNS, "")
    row["session"], row["leader"] = session["reference"], leader["reference"]
    mark = row["mark"] = _pick(rng, PROFILES[profile])
    kind = session["kind"]
    if mark in ("present", "part") and rng.random() < 0.2:
        row["minutes"] = str(rng.randint(5, 120))
    limited = 0.25 if profile in ("mixed", "poor") else 0.06
    if rng.random() < 0.4:
        row["engagement"] = "limited" if rng.random() < limited * 2 else "full"
    if kind == "module" and (mark == "present" or rng.random() < 0.1) and rng.random() < 0.7:
        row["completed_on"] = _iso(
            rng.choice(
                (
                    start_day,
                    _between(rng, start_day, end_day),
                    _between(rng, start_day, end_day),
                    end_day - ONE_DAY,
                    end_day,
                    end_day + ONE_DAY,
                    end_day + timedelta(days=30),
                )
            )
        )
    if mark == "not_expected":
        row["reason"] = rng.choice(("", "joined_later", "exceptional", "other"))
        return row
    away = mark in ("absent", "part")
    if (away and rng.random() < 0.55) or (mark == "" and rng.random() < 0.3) or rng.random() < 0.03:
        row["reported_at"] = cell(_report_at(rng, starts, finishes), rng)
    if away or row["reported_at"] or (row["engagement"] == "limited" and rng.random() < 0.5):
        row["reason"] = rng.choice(("", *REASONS)) if away or row["reported_at"] else ""
        forgiving = profile in ("nearly", "good") and rng.random() < 0.5
        row["explanation"] = _pick(
            rng,
            {"satisfactory": 90, "": 10}
            if forgiving
            else {"": 22, "none": 13, "awaited": 15, "satisfactory": 28, "unsatisfactory": 22},
        )
    if (away and rng.random() < 0.45) or rng.random() < 0.01:
        _add_catch_up(rng, row, end_day)
    return row


def _make_marks(
    rng: random.Random, roster: Sequence[Mapping[str, str]], sessions: Mapping[str, Sequence[Mapping[str, str]]]
) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for leader in roster:
        profile = rng.choice(("ideal", *PROFILES))
        all_explained = rng.random() < 0.2
        for session in sessions[leader["cohort"]]:
            if rng.random() < (0.4 if profile == "blank" else 0.06):
                continue
            if leader["paused_from"] and rng.random() < 0.5:
                # Leave room for the pause: no row, a row with nothing but its key, or a notice alone.
                if rng.random() < 0.5:
                    row = dict.fromkeys(MARK_COLUMNS, "")
                    row["session"], row["leader"] = session["reference"], leader["reference"]
                    if rng.random() < 0.6:
                        notice = _known(session["starts_at"]) - timedelta(days=rng.randint(0, 20), seconds=1)
                        row["reported_at"] = cell(notice, rng)
                        row["reason"] = rng.choice(REASONS)
                        row["explanation"] = rng.choice(("", "awaited", "satisfactory", "unsatisfactory"))
                    rows.append(row)
                continue
            row = _make_mark(rng, session, leader, profile)
            if all_explained and row["mark"] in ("absent", "part"):
                row["explanation"] = "satisfactory"
            rows.append(row)
    rng.shuffle(rows)
    return rows


# --------------------------------------------------------------------------------------------------- coaching


def _cancelled_at(rng: random.Random, starts: datetime, sort: str) -> datetime:
    day_before = timedelta(hours=24)
    second = timedelta(seconds=1)
    in_time = (day_before, day_before + second, timedelta(hours=25), timedelta(days=3), timedelta(days=40))
    spent = (day_before - second, timedelta(hours=23), timedelta(hours=1), timedelta(0), timedelta(hours=-2))
    early = rng.choice(in_time if sort == "in_time" else spent)
    if rng.random() < 0.2:
        # The same time on the clock the day before: 24 hours, or 25 or 23 when the clocks change between.
        here = starts.astimezone(LONDON)
        return local(here.date() - ONE_DAY, here.hour, here.minute)
    return starts - early


def _make_booking(rng: random.Random, leader: str, starts: datetime, sort: str) -> dict[str, str]:
    row = dict.fromkeys(COACHING_COLUMNS, "")
    row["leader"] = leader
    row["starts_at"] = cell(starts, rng)
    row["coach"] = rng.choice(("", "", "Coach Three"))
    row["window"] = rng.choice(("", "", "", "", str(rng.randint(1, 6))))
    row["recording"] = rng.choice(("", "not_asked", "agreed", "opted_out"))
    if sort == "attended":
        row["outcome"] = "attended"
        row["waived"] = rng.choice(("", "", "", "no"))
    elif sort in ("in_time", "late"):
        row["outcome"], row["cancelled_by"] = "cancelled", "leader"
        cancelled = _cancelled_at(rng, starts, sort)
        row["cancelled_at"] = cell(cancelled, rng)
        if rng.random() < 0.3:
            row["learned_at"] = cell(cancelled + timedelta(hours=rng.randint(1, 60)), rng)
    elif sort == "no_show":
        row["outcome"] = "no_show"
        row["cancelled_by"] = rng.choice(("", "leader"))
    elif sort == "coach_cancelled":
        row["outcome"], row["cancelled_by"] = "cancelled", "coach"
        if rng.random() < 0.6:
            early = rng.choice((timedelta(0), timedelta(hours=1), timedelta(hours=30), timedelta(days=12)))
            row["cancelled_at"] = cell(starts - early, rng)
    elif sort == "coach_absent":
        row["outcome"], row["cancelled_by"] = "no_show", "coach"
    if sort in ("late", "no_show") and rng.random() < 0.25:
        row["waived"] = "yes"
        row["waived_reason"] = rng.choice(("", "sickness", "bereavement", "caring", "ofsted", "exceptional"))
    elif sort in ("in_time", "coach_cancelled") and rng.random() < 0.1:
        row["waived"] = "yes"
        row["waived_reason"] = "exceptional"
    return row


def _booking_start(rng: random.Random, year: int, window: int | None) -> datetime:
    back, forward = last_sunday(year, 10), last_sunday(year + 1, 3)
    if window is None:
        choice = rng.randrange(7)
        if choice == 0:
            day = rng.choice((back, back + ONE_DAY, back - ONE_DAY))
        elif choice == 1:
            day = rng.choice((forward, forward + ONE_DAY, forward - ONE_DAY))
        elif choice == 2:
            day = _between(rng, date(year, 11, 1), date(year, 11, 30))
        elif choice == 3:
            day = _between(rng, date(year + 1, 9, 1), date(year + 1, 10, 31))
        elif choice == 4:
            day = _between(rng, date(year, 9, 1), date(year, 9, 30))
        else:
            day = _between(rng, date(year, 10, 1), date(year + 1, 8, 31))
    else:
        opens, closes = rules.windows(year)[window]
        day = rng.choice((opens, closes, _between(rng, opens, closes), _between(rng, opens, closes)))
    hour, minute = rng.choice(((10, 0), (10, 0), (9, 0), (14, 30), (17, 0), (23, 30), (23, 0), (22, 59), (0, 30)))
    return local(day, hour, minute)


def _clock_booking(rng: random.Random, leader: str, year: int) -> dict[str, str]:
    """Make a booking that the leader cancelled about a day before, with the clocks changed between."""
    sunday = rng.choice((last_sunday(year, 10), last_sunday(year + 1, 3)))
    starts = local(sunday, rng.choice((9, 10, 14, 23)), rng.choice((0, 30)))
    here = starts.astimezone(LONDON)
    row = _make_booking(rng, leader, starts, "late")
    same_clock = local(sunday - ONE_DAY, here.hour, here.minute)
    exact = starts - timedelta(hours=24)
    second = timedelta(seconds=1)
    row["cancelled_at"] = cell(rng.choice((same_clock, exact, exact + second, exact - second)), rng)
    row["learned_at"] = ""
    return row


def _plan_bookings(rng: random.Random, profile: str) -> list[tuple[int | None, str]]:
    """Return (window or None for anywhere, sort) for the bookings of one leader."""
    sorts = {
        "attended": 40,
        "booked": 12,
        "late": 10,
        "in_time": 8,
        "no_show": 8,
        "coach_cancelled": 10,
        "coach_absent": 4,
    }
    if profile == "ideal":
        return [(n, "attended") for n in range(6)]
    if profile == "short":
        return [(n, "attended") for n in range(rng.randint(1, 4))]
    if profile == "spent":
        return [(n, rng.choice(("late", "no_show"))) for n in range(rng.randint(3, 6))]
    if profile == "edge":
        return [(0, "attended"), (1, "no_show"), (2, "no_show"), (3, "late"), (4, "attended")]
    if profile == "coach":
        count = rng.randint(1, 4)
        last = rng.choice(("coach_cancelled", "coach_absent"))
        return [*((n, "attended") for n in range(count)), (count, last)]
    if profile == "coach_twice":
        return [(n, rng.choice(("coach_cancelled", "coach_absent", "in_time"))) for n in range(rng.randint(1, 5))]
    if profile == "open":
        return [(n, rng.choice(("booked", "booked", "attended"))) for n in range(rng.randint(2, 6))]
    if profile == "november":
        return [(1, _pick(rng, sorts)) for _ in range(3)] + [(None, _pick(rng, sorts)) for _ in range(2)]
    if profile == "none":
        return []
    return [(rng.choice((None, *range(6))), _pick(rng, sorts)) for _ in range(rng.randint(2, 9))]


def _make_coaching(
    rng: random.Random, roster: Sequence[Mapping[str, str]], years: Mapping[str, int]
) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    profiles = (
        "ideal",
        "ideal",
        "short",
        "spent",
        "edge",
        "edge",
        "coach",
        "coach_twice",
        "open",
        "november",
        "none",
        "any",
        "any",
    )
    for leader in roster:
        year = years[leader["cohort"]]
        seen: set[str] = set()
        for window, sort in _plan_bookings(rng, rng.choice(profiles)):
            starts = _booking_start(rng, year, window)
            if rng.random() < 0.04:
                # The second half past one of the night on which the clocks go back.
                starts = local(last_sunday(year, 10), 1, 30) + timedelta(hours=1)
            clock = starts.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")
            if clock in seen:
                continue
            seen.add(clock)
            rows.append(_make_booking(rng, leader["reference"], starts, sort))
        if rng.random() < 0.12:
            row = _clock_booking(rng, leader["reference"], year)
            if _known(row["starts_at"]).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") not in seen:
                rows.append(row)
    rng.shuffle(rows)
    return rows


# ------------------------------------------------------------------------------------------------------- days


def _always_days(cohorts: Sequence[Mapping[str, str]]) -> set[date]:
    days: set[date] = set()
    for number, cohort in enumerate(cohorts):
        year, ends = int(cohort["year"]), date.fromisoformat(cohort["ends"])
        days |= {ends, ends + ONE_DAY}
        if calendar.isleap(year + 1):
            days |= {date(year + 1, 2, 28), date(year + 1, 2, 29), date(year + 1, 3, 1)}
        if number == 0:
            for _, closes in rules.windows(year):
                days |= {closes, closes + ONE_DAY}
            days |= {last_sunday(year, 10), last_sunday(year + 1, 3)}
            days |= {date(year - 2, 6, 15), ends + timedelta(days=400)}
    return days


def _mark_days(marks: Sequence[Mapping[str, str]], starts: Mapping[str, date]) -> set[date]:
    days: set[date] = set()
    for row in marks:
        if row["mark"] in ("absent", "part") or row["engagement"] == "limited":
            days |= {starts[row["session"]] + timedelta(days=n) for n in (89, 90, 91)}
        if row["reported_at"]:
            reported = rules.london_date(_known(row["reported_at"]))
            days |= {reported - ONE_DAY, reported}
        if row["catch_up_sent_on"]:
            sent = date.fromisoformat(row["catch_up_sent_on"])
            due = rules.read_day(row["catch_up_due_on"]) or sent + timedelta(days=14)
            days |= {sent, due, due + ONE_DAY}
        for column in ("completed_on", "catch_up_submitted_on", "catch_up_accepted_on"):
            if row[column]:
                day = date.fromisoformat(row[column])
                days |= {day - ONE_DAY, day}
    return days


def _data_days(tables: Tables) -> set[date]:
    days: set[date] = set()
    starts: dict[str, date] = {}
    for session in tables["sessions"]:
        start = starts[session["reference"]] = rules.london_date(_known(session["starts_at"]))
        end = rules.london_date(_known(session["ends_at"]))
        days |= {start, end - ONE_DAY, end}
    days |= _mark_days(tables["marks"], starts)
    for row in tables["roster"]:
        if row["offer_accepted_on"]:
            offer = date.fromisoformat(row["offer_accepted_on"])
            days |= {offer - ONE_DAY, offer}
    for row in tables["coaching"]:
        starts_at = _known(row["starts_at"])
        days |= {rules.london_date(starts_at), rules.london_date(starts_at + timedelta(hours=1))}
        if row["cancelled_at"]:
            cancelled = rules.london_date(_known(row["cancelled_at"]))
            days |= {cancelled - ONE_DAY, cancelled}
    for cohort in tables["cohorts"]:
        for _, closes in rules.windows(int(cohort["year"])):
            days |= {closes, closes + ONE_DAY}
        for year in (int(cohort["year"]), int(cohort["year"]) + 1):
            for month in (3, 10):
                days |= {last_sunday(year, month), last_sunday(year, month) + ONE_DAY}
    return days


def make_year(seed: int, leaders: int = 40, sessions: int = 25, days: int = 60) -> Year:
    """Make the tables of a year and the days to judge it on; the same seed gives the same year.

    ``sessions`` is the number in all cohorts together, ``days`` about how many days are wanted (some are
    always there).
    """
    rng = random.Random(seed)
    base = rng.choice((2019, 2022, 2023, 2026, 2026, 2027))
    years = [base, base + 1, base - 1][: rng.choice((2, 3, 3))]
    cohorts = [
        {
            "name": f"PSW {year}" if number != 1 else f"Côhort, {year}",
            "year": str(year),
            "starts": f"{year}-09-01",
            "ends": (
                f"{year + 1}-08-31" if number == 0 and rng.random() < 0.6 else f"{year + 1}-07-{rng.randint(1, 31):02d}"
            ),
        }
        for number, year in enumerate(years)
    ]
    shares = {1: [1.0], 2: [0.6, 0.4], 3: [0.56, 0.28, 0.16]}[len(cohorts)]
    by_cohort = {
        cohort["name"]: _make_sessions(rng, cohort, max(3, round(sessions * share)))
        for cohort, share in zip(cohorts, shares, strict=True)
    }
    roster = _make_roster(rng, leaders, cohorts, by_cohort)
    year_of = {cohort["name"]: int(cohort["year"]) for cohort in cohorts}
    tables: Tables = {
        "roster": roster,
        "sessions": [row for rows in by_cohort.values() for row in rows],
        "marks": _make_marks(rng, roster, by_cohort),
        "coaching": _make_coaching(rng, roster, year_of),
        "cohorts": cohorts,
    }
    chosen = _always_days(cohorts)
    others = sorted(_data_days(tables) - chosen)
    # Most of them from the first cohort's year, where most happens; the rest from anywhere.
    first, last = date(base, 10, 1), date.fromisoformat(cohorts[0]["ends"])
    inside = [day for day in others if first <= day <= last]
    room = max(0, days - len(chosen))
    chosen |= set(rng.sample(inside, min(len(inside), room * 3 // 4)))
    chosen |= set(rng.sample(others, min(len(others), room - room * 3 // 4)))
    return {**tables, "days": sorted(chosen)}


def write_csvs(year: Tables, directory: Path) -> None:
    """Write roster.csv, sessions.csv, marks.csv and coaching.csv (UTF-8, all columns) into the folder."""
    directory.mkdir(parents=True, exist_ok=True)
    tables: Mapping[str, Sequence[Mapping[str, str]]] = {
        "roster": year["roster"],
        "sessions": year["sessions"],
        "marks": year["marks"],
        "coaching": year["coaching"],
    }
    for name, rows in tables.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=COLUMNS[name])
            writer.writeheader()
            writer.writerows(rows)


# ------------------------------------------------------------------------------------------------- self-check

WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("roster", "state"): ("", "offered", "active", "paused", "withdrawn", "completed"),
    ("roster", "withdrawn_how"): ("", "own_choice", "before_psw"),
    ("sessions", "kind"): tuple(LETTERS),
    ("sessions", "compulsory"): ("", "yes", "no"),
    ("sessions", "state"): ("", "planned", "cancelled"),
    ("marks", "mark"): ("", "present", "part", "absent", "not_expected"),
    ("marks", "engagement"): ("", "full", "limited"),
    ("marks", "reason"): ("", *REASONS, "joined_later", "exceptional"),
    ("marks", "explanation"): ("", "none", "awaited", "satisfactory", "unsatisfactory"),
    ("marks", "catch_up_log"): ("", "yes", "no"),
    ("coaching", "window"): ("", "1", "2", "3", "4", "5", "6"),
    ("coaching", "outcome"): ("", "attended", "cancelled", "no_show"),
    ("coaching", "cancelled_by"): ("", "leader", "coach"),
    ("coaching", "waived"): ("", "yes", "no"),
    ("coaching", "waived_reason"): ("", "sickness", "bereavement", "caring", "ofsted", "exceptional"),
    ("coaching", "recording"): ("", "not_asked", "agreed", "opted_out"),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "roster": ("reference", "first_name", "last_name", "cohort"),
    "sessions": ("reference", "cohort", "kind", "title", "starts_at", "ends_at"),
    "marks": ("session", "leader"),
    "coaching": ("leader", "starts_at"),
}
TIMES = ("starts_at", "ends_at", "reported_at", "cancelled_at", "learned_at")


def is_skipped(text: str) -> bool:
    """Whether a cell holds a local time that the spring change skips."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return False
    back = moment.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON)
    return back.replace(tzinfo=None) != moment


def complaints(year: Tables) -> list[str]:
    """Name every row that interface.md would have refused at import; there should be none."""
    told: list[str] = []
    rows_of: Mapping[str, list[dict[str, str]]] = {
        "roster": year["roster"],
        "sessions": year["sessions"],
        "marks": year["marks"],
        "coaching": year["coaching"],
    }
    for name, rows in rows_of.items():
        for row in rows:
            if set(row) != set(COLUMNS[name]):
                told.append(f"{name}: columns {sorted(row)}")
            told += [f"{name}: {column} is empty" for column in REQUIRED[name] if not row[column]]
            told += [f"{name}: {column} {row[column]} is skipped" for column in TIMES if is_skipped_in(row, column)]
            told += [f"{name}: {text!r} has space around it" for text in row.values() if text != text.strip()]
    for (name, column), words in WORDS.items():
        told += [f"{name}: {column} {row[column]!r}" for row in rows_of[name] if row[column] not in words]
    keys: Mapping[str, list[tuple[object, ...]]] = {
        "roster": [(row["reference"],) for row in year["roster"]],
        "roster, folded": [(row["reference"].casefold(),) for row in year["roster"]],
        "sessions": [(row["reference"],) for row in year["sessions"]],
        "sessions, folded": [(row["reference"].casefold(),) for row in year["sessions"]],
        "marks": [(row["session"], row["leader"]) for row in year["marks"]],
        "coaching": [(row["leader"], _known(row["starts_at"])) for row in year["coaching"]],
    }
    told += [f"{name}: a key comes twice" for name, made in keys.items() if len(set(made)) != len(made)]
    return told + _contradictions(year)


def _contradictions(year: Tables) -> list[str]:
    told: list[str] = []
    cohort_of_leader = {row["reference"]: row["cohort"] for row in year["roster"]}
    cohort_of_session = {row["reference"]: row["cohort"] for row in year["sessions"]}
    for row in year["roster"]:
        if row["state"] == "offered" and row["offer_accepted_on"]:
            told.append(f"roster: {row['reference']} is offered with an offer date")
        if row["paused_from"] and row["paused_to"] and row["paused_to"] < row["paused_from"]:
            told.append(f"roster: {row['reference']} is paused backwards")
    told += [
        f"sessions: {row['reference']} ends before it starts"
        for row in year["sessions"]
        if not _known(row["starts_at"]) < _known(row["ends_at"])
    ]
    for row in year["marks"]:
        if cohort_of_leader[row["leader"]] != cohort_of_session[row["session"]]:
            told.append("marks: another cohort's session")
        if row["catch_up_accepted_on"] and row["catch_up_log"] != "yes":
            told.append("marks: accepted without the log")
        exempt = row["mark"] == "not_expected"
        if row["reason"] and exempt != (row["reason"] in ("joined_later", "exceptional")) and row["reason"] != "other":
            told.append(f"marks: reason {row['reason']} with mark {row['mark']!r}")
    for row in year["coaching"]:
        if row["outcome"] == "cancelled":
            if not row["cancelled_by"] or (row["cancelled_by"] == "leader" and not row["cancelled_at"]):
                told.append("coaching: cancelled without by or at")
    return told


def is_skipped_in(row: Mapping[str, str], column: str) -> bool:
    """Whether the row has that time and it is one that the spring change skips."""
    return bool(row.get(column)) and is_skipped(row[column])


def coverage(seeds: Iterable[int], days_each: int = 25) -> Counter[str]:
    """Count standings, concern kinds, stages and catch-up-due flags over the seeds, on some of their days."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        year = make_year(seed)
        leaders = rules.read_leaders(year)
        step = max(1, len(year["days"]) // days_each)
        for day in year["days"][::step]:
            for leader in rules.status(leaders, day)["leaders"]:
                seen[f"overall {leader['overall']}"] += 1
                for requirement, numbers in leader["requirements"].items():
                    seen[f"{requirement} {numbers['standing']}"] += 1
                    seen[f"{requirement} catch_up_due {numbers['catch_up_due']}"] += 1
            for concern in rules.concerns(leaders, day)["concerns"]:
                seen[f"concern {concern['kind']} {concern['suggested_stage']}"] += 1
    return seen


if __name__ == "__main__":
    for seed_number in range(200):
        problems = complaints(make_year(seed_number))
        if problems:
            print(seed_number, problems[:5])
    for what, count in sorted(coverage(range(5)).items()):
        print(f"{count:7d}  {what}")
