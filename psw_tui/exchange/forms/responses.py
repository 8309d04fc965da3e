"""Microsoft and Google Forms: the answers as they stand, and the columns that tell a person.

Whoever was not signed in is `anonymous`, and says who they are in an answer: so the columns that tell a person
are found by what stands in them, not by their headings alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.heading_table import plain_key
from psw_tui.exchange.files.sheet import is_empty
from psw_tui.exchange.forms.answers import says_who_is_there
from psw_tui.exchange.forms.form_headings import (
    asks_name,
    first_name,
    is_anonymous,
    is_anothers,
    is_email,
    is_just_a_name,
    is_of_a_thing,
    is_of_the_form,
    is_when_begun,
    last_name,
    when_places,
)
from psw_tui.exchange.name_matching.names import may_be_one
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.files.sheet import CellValue, SheetGrid, SheetRow

_EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
#: What somebody is called besides, or in another's mouth.
_NOT_WHO = re.compile(r"nick|prefer|badge|known as|maiden|former|certificate|partner|buddy|child|user ?name")
_A_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,4}")
#: The United States' dates with two digits for the year, as Microsoft writes them into a CSV file.
_SHORT = re.compile(r"\d{1,2}/\d{1,2}/\d{2} ")
_HEADED_WITHIN = 10
_WORDS_IN_A_NAME = 6
_LONGEST_NAME = 60


@frozen
class Submission:
    """One submission: when (a wall-clock time in London, once its date is settled), by whom, and what was answered.

    `undated` is what stands in place of its date where that can't be read.
    `name` is who says to have answered; `account` whose account it came from, where that is somebody else's: one
    telephone or tablet is handed round.
    """

    row: int
    when: times.Readings
    email: str
    name: str
    texts: dict[str, str]
    undated: str = ""
    account: str = ""


@frozen
class FormExport:
    """A form's export: its questions and its answers, as they stand; `row` is that of the headings.

    `month_first` says that its dates look as Microsoft writes them; a date that tells by itself outweighs that.
    """

    row: int
    headings: tuple[str, ...]
    answers: tuple[Submission, ...]
    month_first: bool = False


@frozen
class Response:
    """One submission whose day is settled; `at` is its wall-clock time in London."""

    row: int
    on: date | None
    email: str
    name: str
    texts: dict[str, str]
    at: datetime | None = None


def read_form(grid: SheetGrid, *, nameless: bool = False) -> FormExport | None:
    """A form's export, or None when none of the first rows is the headings of one.

    One in which no column tells a person is none, unless it may be `nameless`.
    """
    for place, head in enumerate(grid.rows[:_HEADED_WITHIN]):
        headings = [clean(as_text(cell)) for cell in head.cells]
        folded = [plain_key(heading) for heading in headings]
        if not when_places(folded):
            continue
        rows = grid.rows[place + 1 :]
        when = _when_column(folded, rows)
        emails = _email_columns(folded, headings, rows)
        names = _name_columns(folded, headings, rows, emails)
        if emails or names or nameless:
            answers = tuple(_answer(row, headings, when, emails, names) for row in rows)
            short = any(_SHORT.match(_text(row, when)) for row in rows)
            return FormExport(head.number, tuple(headings), answers, short)
    return None


def _at(row: SheetRow, place: int) -> CellValue:
    return row.cells[place] if place < len(row.cells) else ""


def _text(row: SheetRow, place: int) -> str:
    return clean(as_text(_at(row, place)))


def _when_column(folded: list[str], rows: list[SheetRow]) -> int:
    """The column that says when an answer came: the most telling heading that has dates below it."""
    places = when_places(folded)
    return next((place for place in places if any(times.day_readings(_at(row, place)) for row in rows)), places[0])


def _email_columns(folded: list[str], headings: list[str], rows: list[SheetRow]) -> list[int]:
    """The columns that hold addresses: the form's own first, then the question answered with most of them."""
    held: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        for place, cell in enumerate(row.cells[: len(folded)]):
            if isinstance(cell, str) and "@" in cell and _EMAIL.fullmatch(text := clean(cell).casefold()):
                held[place].add(text)
    own = [place for place in sorted(held) if is_email(folded[place])]
    asked = [place for place in held if place not in own and not is_anothers(headings[place])]
    return own + sorted(asked, key=lambda place: (-len(held[place]), place))[:1]


def _name_columns(
    folded: list[str], headings: list[str], rows: list[SheetRow], emails: list[int]
) -> list[tuple[int, ...]]:
    """The columns that hold names, each one column or a first and a last name, the form's own first.

    Then the question that asks for a name, or else the one whose answers look most like names.
    """
    columns = _own_names(folded)
    taken = {*emails, *chain.from_iterable(columns), first_name(folded), last_name(folded)}
    asked = [place for place in range(len(folded)) if place not in taken and _may_ask(headings[place])]
    named = _most_names([place for place in asked if asks_name(headings[place])], headings, rows, _like_a_name)
    if named is not None:
        return [*columns, (named,)]
    asked = [place for place in asked if not says_who_is_there(headings[place], {_text(row, place) for row in rows})]
    unnamed = _most_names(asked, headings, rows, may_be_name)
    if unnamed is not None and not (columns and _filled(rows, columns)):
        return [*columns, (unnamed,)]
    return columns


def _own_names(folded: list[str]) -> list[tuple[int, ...]]:
    """The columns headed as names: one of them, or a first and a last name.

    What is headed just as a name is the other of two beside a first or a last one, but in Microsoft's forms: there it
    is the account's.
    """
    own = next((place for place, key in enumerate(folded) if is_just_a_name(key)), None)
    first, last = first_name(folded), last_name(folded)
    if own is not None and not any(map(is_when_begun, folded)):
        if first is None and last is not None:
            return [(own, last)]
        if last is None and first is not None:
            return [(first, own)]
    columns: list[tuple[int, ...]] = [] if own is None else [(own,)]
    if first is not None and last is not None:
        columns.append((first, last))
    return columns


def _may_ask(heading: str) -> bool:
    """Whether a column may ask for the name of the one who answers."""
    return not is_of_the_form(heading) and not is_anothers(heading)


def _most_names(
    places: list[int], headings: list[str], rows: list[SheetRow], is_name: Callable[[str], bool]
) -> int | None:
    """The column with most different names in it, one that is headed as a thing's only where no other has any."""
    held = {place: set(filter(is_name, (_text(row, place) for row in rows))) for place in places}
    return max(
        (place for place in places if held[place]),
        key=lambda place: (not is_of_a_thing(headings[place]), len(held[place]), -place),
        default=None,
    )


def _filled(rows: list[SheetRow], columns: list[tuple[int, ...]]) -> bool:
    """Whether every answer has a name in one of these columns."""
    places = list(chain.from_iterable(columns))
    return all(not all(is_anonymous(_text(row, place)) for place in places) for row in rows)


def may_be_name(text: str) -> bool:
    """Whether a text has the shape of somebody's full name."""
    return _A_NAME.fullmatch(text) is not None and len(text) <= _LONGEST_NAME


def _like_a_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _WORDS_IN_A_NAME and not any(word.isdecimal() for word in words) and "@" not in text


def _answer(
    row: SheetRow, headings: list[str], when: int, emails: list[int], names: list[tuple[int, ...]]
) -> Submission:
    email = next((text for place in emails if _EMAIL.fullmatch(text := _text(row, place).casefold())), "")
    said = [_name(row, places) for places in names]
    name, account = next(filter(None, said), ""), ""
    if len(said) > 1 and all(said[:2]) and _asks_who(headings, names) and not may_be_one(*said[:2]):
        account, name = said[:2]
    texts = {
        heading: _text(row, place)
        for place, heading in enumerate(headings)
        if heading and not is_of_the_form(heading) and not is_empty(_at(row, place))
    }
    at = times.day_readings(_at(row, when))
    stands = _text(row, when)
    undated = stands if not at and times.clock_time(stands) is None else ""
    return Submission(row.number, at, email, name, texts, undated, account)


def _name(row: SheetRow, places: tuple[int, ...]) -> str:
    shown = " ".join(_text(row, place) for place in places).strip()
    return "" if is_anonymous(shown) else shown


def _asks_who(headings: list[str], names: list[tuple[int, ...]]) -> bool:
    """Whether the form's own name is followed by an answer that says who somebody is."""
    (own, *_), (asked, *_) = names[:2]
    heading = headings[asked].casefold()
    return is_just_a_name(plain_key(headings[own])) and not is_of_a_thing(heading) and not _NOT_WHO.search(heading)


# Sign-ins


def on_londons_clock(moment: datetime) -> datetime:
    """A moment of a form on London's clock."""
    return london(moment).replace(tzinfo=None) if moment.tzinfo is not None else moment


# Any other form


def read_responses(form: FormExport, today: date, order: times.Order | None = None) -> list[Response]:
    """The answers with their days, the dates of the whole file read in this order, else in the one that makes sense.

    That is the order in which none is to come; where both do, the one that Microsoft writes if it wrote the file,
    and else the one that keeps the answers closest together.
    """
    order = order or _plausible(form, today)
    responses = []
    for answer in form.answers:
        moment = times.settled(answer.when, order)
        at = None if moment is None else on_londons_clock(moment)
        on = None if at is None else at.date()
        responses.append(Response(answer.row, on, answer.email, answer.name, answer.texts, at))
    return responses


def day_or_month_first(form: FormExport, today: date) -> bool:
    """Whether the dates of a form could be either, day first or month first: nothing in the file tells."""
    unsettled = [answer.when for answer in form.answers if answer.when and times.Order.CERTAIN not in answer.when]
    days = [
        {order: on_londons_clock(moment).date() for order, moment in read_as.items()} for read_as in unsettled
    ]  # of each answer one or two
    either = all(len(read) > 1 and max(read.values()) <= today for read in days)
    return either and not form.month_first and any(len(set(read.values())) > 1 for read in days)


def _plausible(form: FormExport, today: date) -> times.Order:
    def judged(order: times.Order) -> tuple[int, bool, int]:
        days = []
        wrong = 0
        for answer in form.answers:
            if not answer.when:
                continue
            moment = times.settled(answer.when, order)
            if moment is None or on_londons_clock(moment).date() > today:
                wrong += 1
            else:
                days.append(on_londons_clock(moment).date())
        unusual = form.month_first and order is not times.Order.MONTH_FIRST
        return wrong, unusual, (max(days) - min(days)).days if days else 0

    return min((times.Order.DAY_FIRST, times.Order.MONTH_FIRST), key=judged)
