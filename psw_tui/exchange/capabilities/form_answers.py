"""A Microsoft (or Google) Forms export in which each sub-capability is a question, several leaders in one file.

A question is known by the sub-capability that it names; what it asks for, by its answers. What is not certain is
listed and left.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from psw_tui.exchange.capabilities.form_words import (
    FormLine,
    FormWords,
    looks_like_ratings,
    looks_like_yes_or_no,
    named_exactly,
    named_in,
    plain,
)
from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.sheet import SheetGrid, SheetRow, UnreadableFile, heading_key, is_empty
from psw_tui.exchange.forms.form_headings import is_of_the_form
from psw_tui.exchange.forms.responses import day_or_month_first, read_form, read_responses
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.name_matching.matching import Attendee, How, LeaderMatcher
from psw_tui.exchange.tables.checking import Problem, shown
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count, quoted
from psw_tui.policy.wording import day as day_words
from psw_tui.store.registers.reports import candidates
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.exchange.files.sheet import CellValue
    from psw_tui.exchange.forms.responses import FormExport, Response
    from psw_tui.store.core.store import Store

_HEADED_WITHIN = 10
#: What a quiz adds to each question.
_OF_A_QUIZ = ("points ", "feedback ")
_MOST_LISTED = 30


class LeadersOfForm:
    """The leaders of the roster as a form names them: by reference, by e-mail address, by a name only one bears."""

    def __init__(self, store: Store) -> None:
        # What a meeting calls somebody says nothing of a form: of what was confirmed before, addresses alone count.
        roster = tuple(
            replace(leader, aliases=frozenset(alias for alias in leader.aliases if "@" in alias))
            for leader in candidates(store)
        )
        self._roster = LeaderMatcher(roster)
        self._references: dict[str, set[str]] = defaultdict(set)
        self.names = {leader.reference: f"{leader.preferred or leader.first} {leader.last}" for leader in roster}
        for leader in roster:
            self._references[leader.reference.casefold()].add(leader.reference)

    def find(self, row: int, reference: str, email: str, name: str) -> tuple[str | None, str]:
        """The one leader meant, else None and why: nobody is guessed."""
        if "@" in reference and not email:
            reference, email = "", reference
        match = self._roster.match(Attendee("answer", (ReportLine(row, name, email=email.casefold()),)))
        known = self._references.get(reference.casefold(), set()) if reference else set()
        if len(known) == 1:
            (leader,) = known
            others: set[str] = set()
            if match.leader:
                others = {match.leader}
            elif not match.is_likeness:
                others = set(match.suggested)
            if not others or leader in others:
                return leader, ""
            return None, f"the reference is {self.names[leader]}'s and the name or e-mail address another's"
        if match.leader is not None and (not reference or match.how is How.EMAIL):
            return match.leader, ""
        if match.leader is not None:
            return None, f"no leader has that reference; perhaps {match.leader}"
        near = f"; perhaps {' or '.join(match.suggested)}" if match.suggested else ""
        return None, f"not certain to be one of the roster{near}"


@dataclass
class Questions:
    """Which column asks what, and the sentences on those that are left alone."""

    ratings: dict[str, int] = field(default_factory=dict)
    focus: dict[str, int] = field(default_factory=dict)
    areas: int | None = None
    left: list[str] = field(default_factory=list)

    @property
    def places(self) -> set[int]:
        """The columns that say something of the framework."""
        places = {*self.ratings.values(), *self.focus.values()}
        if self.areas is not None:
            places.add(self.areas)
        return places


@dataclass
class Answers:
    """What a form's export says: the rounds, what to tell of the rest, and the names in it of whoever is left out."""

    said: list[FormWords] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asks_focus: bool = False
    named: set[str] = field(default_factory=set)


def heading_place(grid: SheetGrid) -> tuple[int, int]:
    """Where in a grid the questions stand, and how many sub-capabilities they name."""
    counted = [(_subs_named(row), -place) for place, row in enumerate(grid.rows[:_HEADED_WITHIN])]
    most, place = max(counted, default=(0, 0))
    return -place, most


def _subs_named(row: SheetRow) -> int:
    subs: set[str] = set()
    for cell in row.cells:
        subs.update(named_in(as_text(cell)))
    return len(subs)


def read_answers(store: Store, file: str, grid: SheetGrid) -> Answers:
    """The rounds of an export; `UnreadableFile` when fewer than half of the framework is asked for.

    `Refused` when nobody in it is certain to be on the roster.
    """
    place, _ = heading_place(grid)
    head, rows = grid.rows[place], grid.rows[place + 1 :]
    scales = list(dict.fromkeys(programme.rating_words for programme in store.programmes.by_id.values()))
    asked = questions(head, rows, scales)
    of = len(framework().subs)
    if len(asked.ratings) * 2 < of:
        raise UnreadableFile(
            f"{file} is not a self-assessment: only {len(asked.ratings)} of the {of} sub-capabilities are asked for by "
            "name; take the form's whole export, or `psw export capability-form`."
        )
    form = _form(file, head, rows, asked)
    answers = Answers(warnings=list(asked.left), asks_focus=bool(asked.focus) or asked.areas is not None)
    answers.notes.append(
        f"A form's export: {count(len(rows), 'answer')}, {len(asked.ratings)} of {of} sub-capabilities."
    )
    _take(store, answers, form, rows, asked, _reference_column(head))
    if answers.said or answers.problems:
        return answers
    if not rows:
        raise Refused(f"{file} has no answers in it yet.")
    why = answers.warnings[-1].rstrip(".")
    raise Refused(f"{file}: nobody in it is certain to be on the roster ({why}); nothing was changed.", answers.named)


def _form(file: str, head: SheetRow, rows: list[SheetRow], asked: Questions) -> FormExport:
    """Who answered when: the export without the questions on the framework, whose answers could pass for names."""
    masked = []
    for row in (head, *rows):
        cells = list(row.cells)
        for place in asked.places:
            if place < len(cells):
                cells[place] = ""
        masked.append(SheetRow(row.number, cells))
    form = read_form(SheetGrid("", masked), nameless=True)
    if form is None or form.row != head.number:
        raise UnreadableFile(
            f"{file} doesn't say when it was answered; leave the column Completion time of the export in it."
        )
    return form


def _reference_column(head: SheetRow) -> int | None:
    by_heading = TABLES[TableKind.CAPABILITIES].by_heading
    for place, cell in enumerate(head.cells):
        heading = as_text(cell)
        if by_heading.get(heading_key(heading)) == "leader" or "reference" in plain(heading).split():
            return place
    return None


def _at(row: SheetRow, place: int | None) -> CellValue:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


# -- which question is which -------------------------------------------------------------------------


def questions(head: SheetRow, rows: Sequence[SheetRow], scales: Sequence[Sequence[str]]) -> Questions:
    """Match each question to the sub-capability that it names, exactly before in other words around it."""
    asked = Questions()
    unknown: list[str] = []
    lists: list[int] = []
    by_sub: dict[str, list[int]] = defaultdict(list)
    for place, cell in enumerate(head.cells):
        heading = as_text(cell)
        exact = named_exactly(heading)
        subs = named_in(heading)
        if not subs and exact:
            subs = [exact]
        if len(subs) == 1 and not plain(heading).startswith(_OF_A_QUIZ):
            by_sub[subs[0]].append(place)
        elif len(subs) > 1:
            asked.left.append(f"Not used, since it names {len(subs)} sub-capabilities: {_shown(head, place)}.")
        elif _lists_areas(heading, [_at(row, place) for row in rows]):
            lists.append(place)
        elif heading.strip() and not is_of_the_form(heading) and not _tells_who(heading):
            unknown.append(_shown(head, place))
    for sub in framework().subs.values():
        _settle(asked, head, rows, scales, sub.id, by_sub.get(sub.id, []))
    _settle_areas(asked, head, lists)
    if unknown:
        asked.left.append(f"Not used, since they name no sub-capability: {', '.join(unknown[:_MOST_LISTED])}.")
    missing = [sub.name for sub in framework().subs.values() if sub.id not in asked.ratings]
    if missing and asked.ratings:
        asked.left.append(f"Not asked for, and left as they are: {', '.join(missing)}.")
    return asked


def _settle(
    asked: Questions,
    head: SheetRow,
    rows: Sequence[SheetRow],
    scales: Sequence[Sequence[str]],
    sub: str,
    places: list[int],
) -> None:
    """Which of the questions that name a sub-capability asks for its rating, and which whether it is a focus."""
    cells = {place: [_at(row, place) for row in rows] for place in places}
    yes_no = [place for place in places if looks_like_yes_or_no(cells[place])]
    others = {place: cells[place] for place in places if place not in yes_no}
    rating = _rating_place(head, others, scales, sub)
    if rating is not None:
        asked.ratings[sub] = rating
    if len(yes_no) == 1:
        asked.focus[sub] = yes_no[0]
    left = [place for place in places if place not in (asked.ratings.get(sub), asked.focus.get(sub))]
    if left:
        name = framework().subs[sub].name
        why = "is not the rating of" if sub in asked.ratings else "is not the only one to ask for"
        told = ", ".join(_shown(head, place) for place in left)
        asked.left.append(f"Not used, since it {why} {name}: {told}.")


def _rating_place(
    head: SheetRow, cells: dict[int, list[CellValue]], scales: Sequence[Sequence[str]], sub: str
) -> int | None:
    """The one question that asks for a rating: by its heading alone, else by its answers, else as the only one."""
    exact = [place for place in cells if named_exactly(as_text(head.cells[place])) == sub]
    if len(exact) == 1:
        return exact[0]
    rated = [place for place in cells if looks_like_ratings(cells[place], scales)]
    asking = rated or list(cells)
    return asking[0] if len(asking) == 1 else None


def _lists_areas(heading: str, cells: list[CellValue]) -> bool:
    """Whether a question is answered with names of sub-capabilities and asks for those to focus on."""
    return "focus" in plain(heading) and any(named_in(as_text(cell)) for cell in cells)


def _settle_areas(asked: Questions, head: SheetRow, lists: list[int]) -> None:
    if len(lists) == 1:
        asked.areas = lists[0]
    elif lists:
        told = ", ".join(_shown(head, place) for place in lists)
        asked.left.append(f"Not used, since each lists focus areas: {told}.")


def _tells_who(heading: str) -> bool:
    words = plain(heading).split()
    return bool({"name", "reference", "email", "mail", "surname", "forename"} & set(words))


def _shown(head: SheetRow, place: int) -> str:
    return quoted(shown(as_text(head.cells[place])))


# -- what was answered -------------------------------------------------------------------------------


def _take(
    store: Store, answers: Answers, form: FormExport, rows: list[SheetRow], asked: Questions, reference: int | None
) -> None:
    people = LeadersOfForm(store)
    by_number = {row.number: row for row in rows}
    responses = read_responses(form, store.today)
    kept: dict[tuple[str, date], Response] = {}
    for answer in responses:
        row = by_number[answer.row]
        who = clean(as_text(_at(row, reference)))
        leader, why = people.find(answer.row, who, answer.email, answer.name)
        if leader is None:
            _leave(answers, answer, who, why)
        elif answer.on is None or answer.on > store.today:
            told = answer.on.isoformat() if answer.on is not None else ""
            answers.problems.append(Problem(answer.row, "completion time", told, "a date and time that has come"))
        elif all(is_empty(_at(row, place)) for place in asked.places):
            answers.warnings.append(f"Row {answer.row}: {people.names[leader]} answered nothing; left out.")
        else:
            _keep(answers, kept, leader, answer, people.names[leader])
    for (leader, on), answer in sorted(kept.items(), key=lambda item: item[1].row):
        row = by_number[answer.row]
        listed = _areas(answers, row, asked)
        answers.said.append(FormWords(leader, on, tuple(_lines(row, asked, listed))))
        answers.notes.append(
            f"Row {answer.row}: {people.names[leader]} ({leader}), {day_words(on)}: "
            f"{sum(not is_empty(_at(row, place)) for place in asked.ratings.values())} rated."
        )
    if day_or_month_first(form, store.today) and kept:
        told = ", ".join(day_words(on) for on in sorted({on for _, on in kept})[:3])
        answers.warnings.append(
            f"Whether its dates have the day or the month first can't be told; read as {told}. If that is not so, "
            "import the .xlsx that Forms gives."
        )


def _leave(answers: Answers, answer: Response, who: str, why: str) -> None:
    """Tell of an answer that is nobody's for certain; `who` is the reference in it."""
    told = who or answer.name or answer.email or "nobody named"
    answers.warnings.append(f"Row {answer.row}: {told} is left out: {why}.")
    answers.named |= {said for said in (who, answer.name) if said}


def _keep(answers: Answers, kept: dict[tuple[str, date], Response], leader: str, answer: Response, name: str) -> None:
    """Of two answers on one day the later counts."""
    assert answer.on is not None
    assert answer.at is not None
    before = kept.get((leader, answer.on))
    if before is None:
        kept[leader, answer.on] = answer
        return
    assert before.at is not None
    first, last = sorted((before, answer), key=lambda answer: (answer.at, answer.row))
    kept[leader, answer.on] = last
    answers.warnings.append(
        f"Row {first.row}: {name} answered again on {day_words(answer.on)}; the later one (row {last.row}) counts."
    )


def _areas(answers: Answers, row: SheetRow, asked: Questions) -> set[str] | None:
    """The focus areas that an answer lists, parted by semicolons; None where the form has no such question."""
    if asked.areas is None:
        return None
    listed: set[str] = set()
    for part in as_text(_at(row, asked.areas)).replace("\n", ";").split(";"):
        subs = named_in(part)
        listed |= set(subs)
        if not subs and plain(part):
            answers.warnings.append(
                f"Row {row.number}: the focus area {quoted(shown(part))} is not a sub-capability; left out."
            )
    return listed


def _lines(row: SheetRow, asked: Questions, listed: set[str] | None) -> list[FormLine]:
    lines = []
    for sub in framework().subs.values():
        rating = _at(row, asked.ratings[sub.id]) if sub.id in asked.ratings else None
        focus: CellValue | bool | None = None
        if sub.id in asked.focus:
            focus = _at(row, asked.focus[sub.id])
        if listed is not None and (focus is None or sub.id in listed):
            focus = sub.id in listed
        if rating is not None or focus is not None:
            lines.append(FormLine(row.number, sub.id, rating, focus, sub.name))
    return lines
