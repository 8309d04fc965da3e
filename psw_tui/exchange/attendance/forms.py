"""Microsoft and Google Forms: sign-ins (2.2.1), and the answers of any other form.

Whoever was not signed in is `anonymous`, and says who they are in an answer: so the columns that tell a person
are found by what stands in them, not by their headings alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psw_tui.exchange.attendance import times
from psw_tui.exchange.attendance.report import Line, Report, WrongReport
from psw_tui.exchange.columns import fold
from psw_tui.exchange.sheet import is_empty
from psw_tui.exchange.values import as_text
from psw_tui.policy.calendar import london
from psw_tui.policy.terms import ReportFormat
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from psw_tui.exchange.sheet import Cell, Grid, SheetRow
    from psw_tui.policy.terms import Session

_EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
_ANONYMOUS = frozenset({"", "anonymous", "anonym", "n/a", "-"})
#: Headings that say when an answer came, most telling first; folded.
_WHEN = (
    "completiontime", "timestamp", "zeitstempel", "submittedat", "submissiontime", "submissiondate", "signedinat",
    "signintime", "datetime", "dateandtime", "scannedat", "checkintime", "arrivedat", "time", "date", "starttime",
)  # fmt: skip
_NAMED = (
    "name",
    "yourname",
    "fullname",
    "whatisyourname",
    "whatisyourfullname",
    "yourfullname",
    "leadername",
)
_FIRST, _LAST = ("firstname", "forename", "givenname"), ("lastname", "surname", "familyname")
#: Columns of the form itself, which are no answers.
_OF_THE_FORM = frozenset(
    {"id", "starttime", "completiontime", "timestamp", "email", "emailaddress", "name", "lastmodifiedtime",
     "totalpoints", "quizfeedback", "username"}
)  # fmt: skip
_WORDS_IN_A_NAME = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One submission: when (a wall-clock time in London, once its date is settled), by whom, and what was answered."""

    row: int
    when: times.Readings
    email: str
    name: str
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form's export: its questions and its answers, as they stand."""

    headings: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """One submission whose day is settled."""

    row: int
    on: date | None
    email: str
    name: str
    texts: dict[str, str]


def read_form(grid: Grid) -> Form | None:
    """A form's export, or None when the first row is not the headings of one."""
    if not grid.rows:
        return None
    head, *rows = grid.rows
    headings = [clean(as_text(cell)) for cell in head.cells]
    folded = [fold(each) for each in headings]
    when = next((folded.index(each) for each in _WHEN if each in folded), None)
    if when is None:
        return None
    emails = _email_columns(folded, rows)
    names = _name_columns(folded, rows, emails)
    if not emails and not names:
        return None
    answers = tuple(_answer(row, headings, when, emails, names) for row in rows)
    return Form(tuple(headings), answers)


def _at(row: SheetRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""


def _text(row: SheetRow, place: int) -> str:
    return clean(as_text(_at(row, place)))


def _email_columns(folded: list[str], rows: list[SheetRow]) -> list[int]:
    """The columns that hold addresses: the form's own first, then the question that most answer with one."""
    own = [place for place, each in enumerate(folded) if each in ("email", "emailaddress", "username")]
    held = Counter(
        place
        for row in rows
        for place in range(min(len(row.cells), len(folded)))
        if _EMAIL.fullmatch(_text(row, place))
    )
    others = [place for place, _ in held.most_common() if place not in own]
    return [place for place in own if held[place]] + others[:1]


def _name_columns(folded: list[str], rows: list[SheetRow], emails: list[int]) -> list[tuple[int, ...]]:
    """The columns that hold names, each one column or a first and a last name, the form's own first."""
    found: list[tuple[int, ...]] = [(folded.index("name"),)] if "name" in folded else []
    first = next((folded.index(each) for each in _FIRST if each in folded), None)
    last = next((folded.index(each) for each in _LAST if each in folded), None)
    if first is not None and last is not None:
        found.append((first, last))
    asked = [
        place
        for place, each in enumerate(folded)
        if (each in _NAMED or "name" in each) and place not in emails and each not in ("name", "username")
        and place not in (first, last)
    ]  # fmt: skip
    alike = [(sum(_like_a_name(_text(row, place)) for row in rows), -place) for place in asked]
    if alike and max(alike)[0]:
        found.append((-max(alike)[1],))
    return found


def _like_a_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= _WORDS_IN_A_NAME and not any(each.isdecimal() for each in words) and "@" not in text
    )


def _answer(
    row: SheetRow, headings: list[str], when: int, emails: list[int], names: list[tuple[int, ...]]
) -> Answer:
    email = next((text for place in emails if _EMAIL.fullmatch(text := _text(row, place).casefold())), "")
    name = ""
    for places in names:
        shown = " ".join(_text(row, place) for place in places).strip()
        if shown.casefold() not in _ANONYMOUS:
            name = shown
            break
    texts = {
        heading: _text(row, place)
        for place, heading in enumerate(headings)
        if heading and fold(heading) not in _OF_THE_FORM and not is_empty(_at(row, place))
    }
    return Answer(row.number, times.readings(_at(row, when)), email, name, texts)


# Sign-ins


def read_sign_in(name: str, form: Form, session: Session) -> Report:
    """Who signed in on the session's days, once each; `WrongReport` when nobody did.

    The earliest submission of a person counts; a time that cannot be read is no reason to leave somebody out.
    """
    order = times.order_of((each.when for each in form.answers if each.when), session)
    dated = [each for each in form.answers if each.when]
    if dated and order is None:
        seen = next(iter(dated[0].when.values())).date()
        raise WrongReport(
            f"{name} is of another day ({day_words(seen)}); {session.title} is on {day_words(session.starts_on)}. "
            "Open that day's register, or export this day's sign-ins."
        )
    kept, elsewhere, again, nobody = [], 0, 0, 0
    seen_people: set[str] = set()
    for each in sorted(form.answers, key=lambda answer: _moment(answer, order) or ""):
        moment = None if order is None else times.settled(each.when, order)
        if moment is not None and not times.lands(moment, session):
            elsewhere += 1
        elif not each.email and not each.name:
            nobody += 1
        elif (who := each.email or fold(each.name)) in seen_people:
            again += 1
        else:
            seen_people.add(who)
            kept.append(Line(each.row, each.name or each.email, email=each.email))
    if not kept:
        raise WrongReport(f"{name} is a sign-in form with nobody in it; export its answers again.")
    told = (
        (elsewhere, "sign-in", "of other days left out."),
        (again, "more sign-in", "of somebody who had signed in already."),
        (nobody, "sign-in", "without a name or an address."),
    )
    notes = tuple(f"{count(number, thing)} {rest}" for number, thing, rest in told if number)
    return Report(
        ReportFormat.SIGN_IN, "sign-in form", tuple(sorted(kept, key=lambda line: line.row)), notes=notes
    )


def _moment(answer: Answer, order: times.Order | None) -> str:
    """When an answer came, as text that sorts; one without a time comes first."""
    found = None if order is None else times.settled(answer.when, order)
    return "" if found is None else _local(found).isoformat()


def _local(moment: datetime) -> datetime:
    return london(moment).replace(tzinfo=None) if moment.tzinfo is not None else moment


# Any other form


def read_responses(form: Form, today: date) -> list[Response]:
    """The answers with their days, the dates of the whole file read in the one order that makes sense.

    That is the order in which none is to come; where both do, the one that keeps the answers closest together.
    """
    order = _plausible(form.answers, today)
    return [
        Response(
            each.row,
            None if (moment := times.settled(each.when, order)) is None else _local(moment).date(),
            each.email, each.name, each.texts,
        )
        for each in form.answers
    ]  # fmt: skip


def _plausible(answers: Iterable[Answer], today: date) -> times.Order:
    def judged(order: times.Order) -> tuple[int, int]:
        days = []
        wrong = 0
        for answer in answers:
            if not answer.when:
                continue
            moment = times.settled(answer.when, order)
            if moment is None or _local(moment).date() > today:
                wrong += 1
            else:
                days.append(_local(moment).date())
        return wrong, (max(days) - min(days)).days if days else 0

    return min((times.Order.DAY_FIRST, times.Order.MONTH_FIRST), key=judged)
