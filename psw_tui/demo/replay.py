"""The made-up year done again, day by day, through the same commands that a BDO's keys and files go through."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from psw_tui.demo.stories import Cast, DemoBooking, Miss, Story, cell, joined_later_on
from psw_tui.demo.year import Planned, Year, at, on_or_after, on_or_before
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import Explanation, LeaderState, MarkValue, SessionKind, WithdrawnHow
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import clock
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from random import Random

    from psw_tui.store.core.store import Store

#: How many rows a file has at most: however large the cohort, no import holds more of it in memory.
_MOST_ROWS = 26_000


@dataclass
class Diary:
    """What was done in the year and when; at the end it is done in that order."""

    store: Store
    year: Year
    folder: Path
    random: Random
    entries: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def on(self, day: date, hour: int, action: Callable[..., object], *given: Any, **named: Any) -> None:
        """Do something on a day, at some minute of an hour; never later than today."""
        when = at(min(day, self.year.today), hour, self.random.randrange(60))
        self.at(when, partial(action, *given, **named))

    def at(self, when: datetime, action: Callable[[], object]) -> None:
        """Do something at an instant; of two things at the same one, what was written down first comes first."""
        self.entries.append((when, len(self.entries), action))

    def file(self, day: date, hour: int, kind: str, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Import rows as a file of this name on a day; very many as several files."""
        every = list(rows)
        for start in range(0, max(1, len(every)), _MOST_ROWS):
            part = f"{name}, from row {start + 1}" if start else name
            self.on(day, hour, self.bring, kind, part, every[start : start + _MOST_ROWS])

    def replay(self, progress: Callable[[int, int], None] | None) -> None:
        """Do everything, each thing on its day."""
        self.entries.sort(key=lambda entry: entry[:2])
        for number, (when, _, action) in enumerate(self.entries, 1):
            with clock.at(when):
                self.store.today = london_day(when)
                action()
            if progress is not None:
                progress(number, len(self.entries))
        self.store.today = self.year.today

    def bring(self, kind: str, name: str, rows: list[dict[str, Any]]) -> None:
        """Import rows as a file of this name now; every row has the first one's columns."""
        if not rows:
            return
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), restval="")
            writer.writeheader()
            writer.writerows(rows)
        result = import_table(self.store, kind, path)
        assert not result.problems, result.problems[:3]


def begin(diary: Diary, cast: Cast) -> None:
    """The cohort, its leaders, its sessions, and the offers as they come back signed."""
    year, store = diary.year, diary.store
    first = year.starts - timedelta(days=38)
    diary.on(on_or_after(first), 9, change_cohorts.add, store, year.name, year.number, "psw", year.starts, year.ends)
    late = cast.the(Story.JOINED_LATER)
    people = [{**person.row, "cohort": year.name} for person in cast.people.values() if person.reference != late]
    diary.file(on_or_after(first), 10, "roster", f"{year.name} leaders", people)
    planned = [{**session.row, "cohort": year.name} for session in year.sessions.values()]
    diary.file(on_or_after(first + timedelta(days=9)), 10, "sessions", f"{year.name} sessions", planned)
    days_of = [key for key, session in year.sessions.items() if session.kind is SessionKind.RESIDENTIAL]
    for one, other in zip(days_of[::2], days_of[1::2], strict=True):
        diary.at(at(on_or_after(first + timedelta(days=9)), 11), partial(change_sessions.link, store, one, other))
    signed = cast.signed
    for batch, days in enumerate((12, 19, 27)):
        due = on_or_after(first + timedelta(days=days))
        rows: list[dict[str, Any]] = []
        for n, reference in enumerate(signed[batch::3]):
            briefed_on = on_or_before(due) if n % 4 else ""
            rows.append(
                {
                    "reference": reference,
                    "offer_accepted_on": on_or_before(due - timedelta(days=1 + n % 3)),
                    "state": "active",
                    "manager_briefed_on": briefed_on,
                    **_names(cast, reference, year.name),
                }
            )
        diary.file(due, 12, "roster", f"offers signed {batch + 1}", rows)
    if late is not None:
        joined = joined_later_on(year)
        values = {
            **cast.people[late].row,
            "cohort": year.name,
            "state": LeaderState.ACTIVE,
            "offer_accepted_on": joined,
        }
        diary.on(joined, 14, change_leaders.create_leader, store, values)


def _names(cast: Cast, reference: str, cohort: str) -> dict[str, str]:
    """The columns that every roster file must have."""
    person = cast.people[reference]
    return {"first_name": person.first_name, "last_name": person.last_name, "cohort": cohort}


def attend(diary: Diary, missed: dict[str, list[Miss]]) -> None:
    """Every register that has been filled: what was told, who missed it, and the rest present."""
    today = diary.year.today
    filled = [
        session
        for session in diary.year.sessions.values()
        if session.kind is not SessionKind.MODULE and session.last < on_or_before(today - timedelta(days=1))
    ]
    for session in filled:
        here = missed.get(session.reference, [])
        for miss in here:
            if miss.told_at is not None:
                _told(diary, miss, session.first)
        absent = [miss.leader for miss in here if not miss.part]
        part = [miss for miss in here if miss.part]
        done = diary.year.day_after(session.last)
        _mark(diary, session.reference, absent, MarkValue.ABSENT, done)
        _mark(diary, session.reference, [miss.leader for miss in part], MarkValue.PART, done)
        diary.on(done, 10, record_marks.fill_present, diary.store, session.reference)
        for miss in here:
            _judged(diary, miss, done)


def _mark(diary: Diary, session: str, leaders: list[str], value: MarkValue, day: date) -> None:
    if leaders:
        diary.on(day, 9, record_marks.mark, diary.store, session, leaders, value)


def _told(diary: Diary, miss: Miss, first: date) -> None:
    """What the leader said, recorded on the day it was said; a notice with a reasonable reason is judged at once."""
    assert miss.told_at is not None
    ahead = london_day(miss.told_at) < first
    judged = Explanation.SATISFACTORY if miss.satisfactory and ahead else None
    when = miss.told_at + timedelta(minutes=20)
    if not ahead:
        when = max(when, at(diary.year.day_after(first), 11))
    diary.at(
        when, partial(record_marks.report, diary.store, miss.session, miss.leader, miss.told_at, miss.reason, judged)
    )


def _judged(diary: Diary, miss: Miss, day: date) -> None:
    """An explanation that is not satisfactory is judged some days later."""
    if miss.satisfactory is False:
        said = (miss.session, miss.leader, miss.told_at, miss.reason, Explanation.UNSATISFACTORY)
        diary.on(diary.year.day_after(day, 3), 11, record_marks.report, diary.store, *said)


def study(diary: Diary, cast: Cast) -> None:
    """The modules: completed on different days, one not done at all, and a few ahead of the last day."""
    year = diary.year
    modules = [session for session in year.sessions.values() if session.kind is SessionKind.MODULE]
    for module in modules:
        over = module.last < year.today
        rows = _completions(diary, cast, module)
        lazy = cast.the(Story.PATTERN)
        if over and lazy and module.reference == "M02":
            for row in rows:
                if row["leader"] == lazy:
                    row.update(mark="absent", completed_on="")
        day = year.day_after(module.last) if over else year.today
        diary.file(day, 9, "marks", f"{module.title.replace(':', '')} completions", rows)


def _completions(diary: Diary, cast: Cast, module: Planned) -> list[dict[str, Any]]:
    """Everybody who has completed a module: all, once it is over, and before that a quarter."""
    today, random = diary.year.today, diary.random
    last = min(module.last, today - timedelta(days=1))
    rows = []
    for reference in cast.people:
        if cast.story[reference] is Story.WITHDRAWN and module.reference != "M01":
            continue
        if module.last < today or random.random() < 0.25:
            done = module.first + timedelta(days=random.randint(1, max(1, (last - module.first).days)))
            completed_on = min(done, last)
            row = {"session": module.reference, "leader": reference, "mark": "present", "completed_on": completed_on}
            rows.append(row)
    return rows


def catch_up(diary: Diary, cast: Cast) -> None:
    """Catch-ups sent, submitted and accepted; a limited engagement; the minutes of a part."""
    year = diary.year

    def bring(what: str, story: Story, session: str, day: date, **cells: object) -> None:
        rows = [{"session": session, "leader": leader, **cells} for leader in cast.of(story)]
        diary.file(day, 13, "marks", f"{what} {day:%d %b}", rows)

    sent = year.day_after(year.sessions["P01"].last, 4)
    bring("catch-ups", Story.CATCH_UP_OVERDUE, "P01", sent, mark="absent", catch_up_sent_on=sent)
    sent = year.day_after(year.sessions["W01"].last, 3)
    accepted = year.day_after(sent, 9)
    bring("catch-ups", Story.CAUGHT_UP, "W01", sent, mark="absent", catch_up_sent_on=sent)
    bring(
        "catch-ups",
        Story.CAUGHT_UP,
        "W01",
        accepted,
        mark="absent",
        catch_up_submitted_on=year.day_after(sent, 7),
        catch_up_log="yes",
        catch_up_accepted_on=accepted,
    )
    sent = year.working_days_ago(9)
    bring("catch-ups", Story.DAY_MISSED, "R02", sent, mark="absent", catch_up_sent_on=sent)
    submitted = year.working_days_ago(2)
    bring(
        "catch-ups",
        Story.DAY_MISSED,
        "R02",
        submitted,
        mark="absent",
        catch_up_submitted_on=submitted,
        catch_up_log="yes",
    )
    engaged = year.day_after(year.sessions["P01"].last, 2)
    bring("peer notes", Story.PATTERN, "P01", engaged, mark="present", engagement="limited")
    parted = year.day_after(year.sessions["P02"].last, 2)
    bring("peer notes", Story.PATTERN, "P02", parted, mark="part", minutes=40)


def coach(diary: Diary, booked: list[DemoBooking]) -> None:
    """The coaches' lists, month by month: what is booked, and what became of what was."""
    year = diary.year
    written: dict[tuple[str, datetime], dict[str, Any]] = {}

    def bring(day: date) -> None:
        rows = []
        for booking in booked:
            if booking.known_on > day:
                continue
            row = {"leader": booking.leader, "starts_at": cell(booking.starts_at), **dict.fromkeys(_OUTCOME, "")}
            if booking.outcome_on is not None and booking.outcome_on <= day:
                row |= {"outcome": booking.outcome, **booking.cells}
            if written.get((booking.leader, booking.starts_at)) != row:
                written[booking.leader, booking.starts_at] = row
                rows.append(row)
        diary.bring("coaching", f"coaching {day:%B}", rows)

    day = on_or_after(year.starts + timedelta(days=20))
    while day < year.today - timedelta(days=9):
        diary.on(day, 11, bring, day)
        day = on_or_after(day + timedelta(days=28))
    diary.on(on_or_before(year.today - timedelta(days=1)), 11, bring, year.today)


_OUTCOME = ("outcome", "cancelled_by", "cancelled_at", "learned_at", "waived", "waived_reason", "recording")


def change_states(diary: Diary, cast: Cast) -> None:
    """One leader pauses, one leaves by own choice, and the late joiner is not expected at what came before."""
    year, store = diary.year, diary.store
    if (paused := cast.the(Story.PAUSED)) is not None:
        first = year.working_days_ago(30)
        values = {"state": LeaderState.PAUSED, "paused_from": first, "paused_to": year.today + timedelta(days=20)}
        diary.on(first, 14, change_leaders.edit_leader, store, paused, values)
    if (left := cast.the(Story.WITHDRAWN)) is not None:
        day = year.working_days_ago(44)
        gone = {"state": LeaderState.WITHDRAWN, "withdrawn_on": day, "withdrawn_how": WithdrawnHow.OWN_CHOICE}
        diary.on(day, 10, change_leaders.edit_leader, store, left, gone)
    if (late := cast.the(Story.JOINED_LATER)) is not None:
        day = joined_later_on(year)
        over = [session.reference for session in year.sessions.values() if session.last < day]
        set_aside = {"leader": late, "mark": "not_expected", "reason": "joined_later"}
        diary.file(day, 15, "marks", "joined later", [{"session": session, **set_aside} for session in over])


def assess(diary: Diary, cast: Cast) -> None:
    """Self-assessments: baselines before coaching, some reviews later, one round of each only part-filled."""
    year, random = diary.year, diary.random
    subs = list(framework().subs)
    signed = [leader for leader in cast.signed if cast.story[leader] is not Story.WITHDRAWN]
    first = on_or_after(year.starts + timedelta(days=11))
    ratings: dict[str, dict[str, int]] = {}
    for batch, leaders in enumerate((signed[::2], signed[1::2][:-1])):
        day = on_or_after(first + timedelta(days=batch * 6))
        rows = []
        for n, leader in enumerate(leaders):
            level = random.choice((2, 2, 3))
            ratings[leader] = {sub: min(4, max(1, level + random.choice((-1, 0, 0, 0, 1)))) for sub in subs}
            filled = 17 if (batch, n) == (1, 1) else len(subs)
            rows += _round(leader, day, "baseline", ratings[leader], filled, random)
        diary.file(day, 14, "capabilities", f"baselines {batch + 1}", rows)
    reviewed = year.working_days_ago(11)
    rows = []
    for n, leader in enumerate(list(ratings)[:: max(3, len(ratings) // 5)]):
        now = {sub: min(4, was + (random.random() < 0.3)) for sub, was in ratings[leader].items()}
        filled = 12 if n == 1 else len(subs)
        rows += _round(leader, reviewed, "review", now, filled, random)
    diary.file(reviewed, 14, "capabilities", "reviews", rows)


def _round(
    leader: str, day: date, kind: str, ratings: dict[str, int], filled: int, random: Random
) -> list[dict[str, Any]]:
    """One round's rows; the lowest ratings are where its focus lies."""
    subs = list(ratings)[:filled]
    lowest = sorted(subs, key=lambda sub: (ratings[sub], sub))[:8]
    focus = set(random.sample(lowest, min(len(lowest), random.randint(2, 4))))
    rows = []
    for sub in subs:
        in_focus = "yes" if sub in focus else "no"
        rows.append(
            {
                "leader": leader,
                "round_on": day,
                "round": kind,
                "sub_capability": sub,
                "rating": ratings[sub],
                "focus": in_focus,
            }
        )
    return rows
