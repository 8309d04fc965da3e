"""A record of attendance as a page: what a leader who completed attended and caught up, and how much coaching.

It says when, and never why not: no reason, no explanation, and of coaching only how many sessions were attended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.files.names import dated_name
from psw_tui.exchange.pages.foot import foot
from psw_tui.exchange.pages.page import render
from psw_tui.policy import standing
from psw_tui.policy.came_to import CameTo, came_to
from psw_tui.policy.completion import completion
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RequirementId
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import certificates
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psw_tui.policy.completion import LeaderCompletion
    from psw_tui.policy.records import Record, Session
    from psw_tui.store.core.store import Store


@frozen
class AttendedLine:
    """One session that is credited to the leader, and in which way."""

    session: Session
    how: str

    @property
    def kind(self) -> str:
        """What kind of session it was."""
        return spoken(self.session.kind)


def page(store: Store, leader: str, *, as_of: date | None = None) -> bytes:
    """The record of attendance of a leader (by reference) as one HTML page, as of a day.

    `Refused`, with why, for one who has not completed: for them there is `psw explain`.
    """
    day = as_of or store.today
    with store.reading():
        verdict = next(iter(judge_all(store, day, leaders=[leader])), None)
        if verdict is None:
            raise no_leader(store.damage, leader)
        record, found = verdict.record, completion(verdict.record, verdict.standings, day)
        if not found.completed or not found.ended:
            raise Refused(found.why_no_certificate)
        lines = sorted(_lines(record, day), key=lambda line: (line.session.starts_at, line.session.reference))
        certificate = certificates.valid(store, [leader]).get(leader)
        return render(
            "completion/attendance.html",
            found=found,
            programme=record.programme.title,
            lines=lines,
            coaching=_coaching(found),
            local=local,
            certificate="" if certificate is None or certificate.issued_on > day else certificate.number,
            foot=foot(store, day, said=_said(found, lines), numbers=_numbers(found, lines, day)),
        )


def _lines(record: Record, day: date) -> Iterator[AttendedLine]:
    """What the credits of the standings are made of, but for coaching."""
    for session in record.sessions:
        if session.cancelled or not record.programme.rules_for(session.kind):
            continue
        mark, what = standing.mark_of(record, session), came_to(record, session, day)
        if what is CameTo.PRESENT:
            done = "" if mark.completed_on is None else f", completed {day_words(mark.completed_on)}"
            yield AttendedLine(session, f"attended{done}")
        elif what is CameTo.CAUGHT_UP and mark.accepted_on is not None:
            yield AttendedLine(session, f"caught up, accepted {day_words(mark.accepted_on)}")


def _coaching(found: LeaderCompletion) -> int:
    return sum(one.reached.credit for one in found.counted if one.reached.requirement is RequirementId.COACHING)


def _said(found: LeaderCompletion, lines: list[AttendedLine]) -> list[str]:
    caught = sum(one.caught_up for one in found.counted)
    by = f", {caught} of them caught up" if caught else ""
    return [f"{count(len(lines), 'session')} credited{by}, and {count(_coaching(found), 'coaching session')} attended"]


def _numbers(found: LeaderCompletion, lines: list[AttendedLine], day: date) -> dict[str, object]:
    return {
        "as_of": day.isoformat(),
        "reference": found.leader,
        "sessions": len(lines),
        "requirements": {
            str(one.reached.requirement): {
                "credit": one.reached.credit,
                "minimum": one.reached.minimum,
                "expected": one.reached.expected,
                "caught_up": one.caught_up,
            }
            for one in found.counted
        },
    }


def file_name(leader: str, day: date) -> str:
    """`attendance-L001-2027-09-01.html`."""
    return dated_name("attendance", leader, day, "html")
