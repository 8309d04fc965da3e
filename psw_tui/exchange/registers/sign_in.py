"""Responses to a sign-in form, read as a report of who came."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.sheet import WrongReport, heading_key
from psw_tui.exchange.forms.lines import ReportLine
from psw_tui.exchange.forms.names import may_be_one
from psw_tui.exchange.forms.responses import on_londons_clock
from psw_tui.exchange.registers.file_day import day_order, unread_dates
from psw_tui.exchange.registers.report import Report
from psw_tui.policy.terms import ReportFormat
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from psw_tui.exchange.forms.responses import FormExport, Submission
    from psw_tui.exchange.registers.file_day import SessionDays


def read_sign_in(name: str, form: FormExport, days: SessionDays) -> Report:
    """Who signed in on the session's days, once each; `WrongReport` when nobody did.

    The earliest submission of a person counts, told by the name in the answer where one account is used by several.
    One whose date can't be read is left out and named, and a file in which none can be is refused, unless somebody has
    told which day it is of.
    """
    dated = [answer.when for answer in form.answers if answer.when]
    session = days.session
    order = day_order(name, dated, days, "export this day's sign-ins")
    undated = [answer for answer in form.answers if answer.undated and days.told is None]
    if undated and not dated:
        raise unread_dates(name, undated[0].undated, days)
    left_out = {answer.row for answer in undated}
    kept, elsewhere, again, nobody = [], 0, 0, 0
    seen: dict[str, list[str]] = defaultdict(list)  # the names by the address, or by themselves
    for answer in sorted(form.answers, key=lambda answer: _moment(answer, order) or ""):
        moment = None if order is None else times.settled(answer.when, order)
        if answer.row in left_out:
            continue
        if answer.when and (moment is None or not times.lands(moment, session)):
            elsewhere += 1
        elif not answer.email and not answer.name:
            nobody += 1
        elif any(answer.name == name or may_be_one(answer.name, name) for name in seen[_account(answer)]):
            again += 1
        else:
            seen[_account(answer)].append(answer.name)
            kept.append(_line(answer))
    if not kept:
        raise WrongReport(f"{name} is a sign-in form with nobody in it; export its answers again.")
    told = (
        (elsewhere, "sign-in", "of other days left out."),
        (again, "more sign-in", "of somebody who had signed in already."),
        (nobody, "sign-in", "without a name or an address."),
    )
    notes = [f"{count(number, thing)} {rest}" for number, thing, rest in told if number]
    notes += [f"Row {answer.row} left out: its date can't be read (“{answer.undated[:40]}”)." for answer in undated]
    if not dated and days.told is None:
        notes.append(f"The file has no date: make sure that it is of {day_words(session.starts_on)}.")
    lines = sorted(kept, key=lambda line: line.row)
    return Report(ReportFormat.SIGN_IN, "sign-in form", tuple(lines), notes=tuple(notes))


def _account(answer: Submission) -> str:
    """What an answer came from: an address, under which several may answer, else the name alone."""
    return answer.email or heading_key(answer.name)


def _line(answer: Submission) -> ReportLine:
    """An answer as a line; the address of an account that is somebody else's says nothing of who answered."""
    if answer.account:
        return ReportLine(answer.row, f"{answer.name} (on {answer.account}'s account)")
    return ReportLine(answer.row, answer.name or answer.email, email=answer.email)


def _moment(answer: Submission, order: times.Order | None) -> str:
    """When an answer came, as text that sorts; one without a time comes first."""
    found = None if order is None else times.settled(answer.when, order)
    return "" if found is None else on_londons_clock(found).isoformat()
