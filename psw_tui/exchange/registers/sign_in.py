"""Responses to a sign-in form, read as a report of who came."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.sheet import WrongReport, heading_key
from psw_tui.exchange.forms.answers import BeingThere
from psw_tui.exchange.forms.responses import on_londons_clock
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.name_matching.names import may_be_one
from psw_tui.exchange.registers.file_day import day_order, unread_dates
from psw_tui.exchange.registers.report import Report
from psw_tui.policy.terms import ReportFormat
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from psw_tui.exchange.forms.responses import FormExport, Submission
    from psw_tui.exchange.registers.file_day import SessionDays
    from psw_tui.policy.records import Session

_ELSEWHERE, _NOBODY = "of other days left out.", "without a name or an address."
_AGAIN = "of somebody who had signed in already."
#: What is said of answers that are left, in this order: what they are, and why.
_LEFT = (("sign-in", _ELSEWHERE), ("more sign-in", _AGAIN), ("sign-in", _NOBODY))


def read_sign_in(name: str, form: FormExport, days: SessionDays) -> Report:
    """Who signed in on the session's days, once each; `WrongReport` when nobody did.

    The earliest submission of a person counts, told by the name in the answer where one account is used by several.
    One whose date can't be read is left out and named, and a file in which none can be is refused, unless somebody has
    told which day it is of.
    """
    dated = [answer.when for answer in form.answers if answer.when]
    order = day_order(name, dated, days, "export this day's sign-ins")
    undated = [answer for answer in form.answers if answer.undated and days.told is None]
    if undated and not dated:
        raise unread_dates(name, undated[0].undated, days)
    kept, left = _kept(form, order, days, BeingThere((answer.texts for answer in form.answers), days.session.title))
    if not kept:
        raise WrongReport(f"{name} is a sign-in form with nobody in it; export its answers again.")
    notes = [f"{count(left[rest], thing)} {rest}" for thing, rest in _LEFT if left[rest]]
    if doubtful := sum(bool(line.doubt) for line in kept):
        notes.append(f"{count(doubtful, 'answer')} of somebody who may not be there: nobody is present by it alone.")
    notes += [f"Row {answer.row} left out: its date can't be read (“{answer.undated[:40]}”)." for answer in undated]
    if not dated and days.told is None:
        notes.append(f"The file has no date: make sure that it is of {day_words(days.session.starts_on)}.")
    lines = sorted(kept, key=lambda line: line.row)
    return Report(ReportFormat.SIGN_IN, "sign-in form", tuple(lines), notes=tuple(notes))


def _kept(
    form: FormExport, order: times.Order | None, days: SessionDays, being_there: BeingThere
) -> tuple[list[ReportLine], Counter[str]]:
    """Who signed in, each once by the earliest answer, and how many answers are left for each reason of `_LEFT`.

    Whether they are there is what they answered last.
    """
    kept: list[ReportLine] = []
    left: Counter[str] = Counter()
    seen: dict[str, list[tuple[str, int]]] = defaultdict(list)  # the names by the address, or by themselves
    for answer in sorted(form.answers, key=lambda answer: _moment(answer, order) or ""):
        names = seen[_account(answer)]
        if answer.undated and days.told is None:
            continue  # it is named by itself
        if answer.when and not _is_of(answer, order, days.session):
            left[_ELSEWHERE] += 1
        elif not answer.email and not answer.name:
            left[_NOBODY] += 1
        elif (again := _place_of(answer.name, names)) is not None:
            left[_AGAIN] += 1
            kept[again] = replace(kept[again], doubt=being_there.doubt(answer.texts, answer.name))
        else:
            names.append((answer.name, len(kept)))
            doubt = being_there.doubt(answer.texts, answer.name)
            if order is not None and not answer.when and days.told is None:
                doubt = doubt or "the answer has no date, and others of the file have"
            kept.append(replace(_line(answer), doubt=doubt))
    return kept, left


def _place_of(name: str, names: list[tuple[str, int]]) -> int | None:
    """Where somebody stands who has answered already from the same account, under this name or one like it."""
    return next((place for other, place in names if name == other or may_be_one(name, other)), None)


def _is_of(answer: Submission, order: times.Order | None, session: Session) -> bool:
    moment = None if order is None else times.settled(answer.when, order)
    return moment is not None and times.lands(moment, session)


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
