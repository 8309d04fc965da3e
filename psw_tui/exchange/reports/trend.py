"""The year so far month by month: who came in each month, and how leaders stood at its end."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.reports import counting
from psw_tui.policy import coaching, standing
from psw_tui.policy.calendar import ONE_DAY, add_months
from psw_tui.policy.came_to import Attendance, attendance, came_to
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RequirementId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Cohort, Record, Session

#: Of a cohort that lasts longer the earlier months come first, all in one.
_MOST = 24


@frozen
class MonthSoFar:
    """One month up to `on`, its last day or the day of the report; `leaders` were covered by then.

    Standings are judged as of that day, from what is recorded now (section 10). Its sessions are those that ended in
    it, with what they have come to by the day of the report.
    """

    on: date
    leaders: int
    sessions: int
    attended: Attendance
    overall: counting.Standings
    by_requirement: tuple[tuple[RequirementId, counting.Standings], ...]

    @property
    def name(self) -> str:
        """`January 2027`; where it ends earlier than the month, `1 February 2027`."""
        return f"{self.on:%B %Y}" if _ends_month(self.on) else f"{self.on.day} {self.on:%B %Y}"


def months(
    records: Sequence[Record],
    sessions: Sequence[Session],
    cohort: Cohort,
    programme: Programme,
    day: date,
    step: Callable[[int, int], None],
) -> tuple[MonthSoFar, ...]:
    """The months from the cohort's first to the day, the earliest first; none where there is nobody, or none yet."""
    ends = _ends(cohort, programme, day) if records else []
    listed, since = [], date.min
    for done, on in enumerate(ends):
        step(done, len(ends))
        listed.append(_month(records, sessions, since, on, day))
        since = on
    return tuple(listed)


def _ends(cohort: Cohort, programme: Programme, day: date) -> list[date]:
    """The last day of every month that is over, and the day itself; of a year that is over no month after it."""
    if day < cohort.starts:
        return []
    last = max(cohort.ends, coaching.windows(programme, cohort.year)[-1].closes)
    ends: list[date] = []
    first = cohort.starts.replace(day=1)
    while first < day:
        end = add_months(first, 1) - ONE_DAY
        if end >= day or first > last:
            break
        ends.append(end)
        first = add_months(first, 1)
    return [*ends, day][-_MOST:]


def _ends_month(on: date) -> bool:
    return (on + ONE_DAY).day == 1


def _month(records: Sequence[Record], sessions: Sequence[Session], since: date, on: date, day: date) -> MonthSoFar:
    held = [session for session in sessions if not session.cancelled and since < session.ends_on <= on]
    standings = [found for record in records if (found := standing.standings(record, on))]
    return MonthSoFar(
        on=on,
        leaders=len(standings),
        sessions=len(held),
        attended=attendance(came_to(record, session, day) for record, session in product(records, held)),
        overall=counting.tally(standing.overall(found.values()) for found in standings),
        by_requirement=tuple(
            (requirement, counting.of_requirement(standings, requirement)) for requirement in RequirementId
        ),
    )


def month_as_figures(month: MonthSoFar) -> dict[str, Any]:
    """A month's numbers as plain JSON values."""
    return {
        "on": month.on.isoformat(),
        "leaders": month.leaders,
        "sessions": month.sessions,
        "attendance": counting.attendance_as_figures(month.attended),
        "overall": counting.standings_as_figures(month.overall),
        "requirements": {
            str(requirement): counting.standings_as_figures(counted) for requirement, counted in month.by_requirement
        },
    }
