"""Which columns of a sheet say whom a row is about: decided by what stands in them, over the whole sheet.

A reference, an address, and a name in one column or two. A buddy's or a manager's column is not it, nor are numbers of
rows, totals and organisations: of several columns with leaders' names the leftmost heads the row.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.sheet import heading_key, is_empty, is_error
from psw_tui.exchange.forms.form_headings import is_anothers
from psw_tui.exchange.forms.responses import may_be_name
from psw_tui.exchange.registers.row_people import RowWords
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.exchange.files.sheet import SheetRow
    from psw_tui.exchange.registers.row_people import RosterOfRows

_FIRST_WORDS = "firstname first firstnames forename forenames givenname preferredname knownas"
_NAME_WORDS = (
    "name fullname names leader leaders leadername nameofleader person who participant participants participantname"
    " attendee attendeename delegate delegatename learner learnername student studentname practitioner member user"
    " nameofparticipant staffname employee employeename yourname"
)
_EMAIL_WORDS = "email emailaddress mail useremail workemail username leaderemail learneremail"
_FIRST = frozenset(_FIRST_WORDS.split())
_LAST = frozenset({"lastname", "last", "surname", "familyname"})
_NAME = frozenset(_NAME_WORDS.split())
_EMAIL = frozenset(_EMAIL_WORDS.split())
#: Headings of references that are numbers alone: any other column of numbers may count rows.
_NUMBERED = re.compile(r"\bref\b|reference|leader ?(?:id|no|number)|\bpsw\b|^leader$", re.IGNORECASE)
#: Headings of what is not somebody's name, whatever stands below.
_OF_A_THING = re.compile(
    r"total|sum\b|percent|%|points|score|grade|note|remark|comment|reason|group|cohort|\brole|job|title|\bsite\b"
    r"|borough|office|depart|region|\barea|service|place|post ?code|phone|mobile|\btel|status|organi[sz]",
    re.IGNORECASE,
)
#: How many different names of a column are looked at for misspelt ones.
_LOOKED_AT = 100
#: From so many rows on, with a leader in every one, a column is the leader's whatever names stand to the left of it.
_SURELY = 3


@frozen
class LeaderColumns:
    """Where a row says whom it is about; `names` are one place, or those of the parts of a name in their order."""

    reference: int | None = None
    email: int | None = None
    names: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        """All of them, the name first."""
        return (*self.names, *(place for place in (self.email, self.reference) if place is not None))

    def words(self, row: SheetRow) -> RowWords:
        """What a row says in them."""
        reference, email = _text(row, self.reference), _text(row, self.email)
        name = " ".join(filter(None, (_text(row, place) for place in self.names)))
        return RowWords(reference, email, name)


@frozen
class _Names:
    """A column, or two, that may hold the names: how many rows have a leader's, nearly a leader's, or anybody's."""

    places: tuple[int, ...]
    headed: bool
    rows: int
    known: int
    shaped: int
    different: int


def leader_columns(
    headings: Sequence[str], body: Sequence[SheetRow], others: Iterable[int], roster: RosterOfRows
) -> LeaderColumns | None:
    """The columns of the leader, `others` being the sessions'; None where what stands in them does not tell."""
    taken = set(others)
    free = [
        place
        for place, heading in enumerate(headings)
        if place not in taken and not is_anothers(heading) and not _OF_A_THING.search(heading)
    ]
    names = _names(headings, body, free, roster)
    if names is None:
        return None
    found = LeaderColumns(
        _reference(headings, body, free, roster),
        _email(headings, body, free, roster),
        names.places if names.rows else (),
    )
    return found if found.places else None


def told_columns(
    headings: Sequence[str], body: Sequence[SheetRow], told: Sequence[int], others: Iterable[int], roster: RosterOfRows
) -> LeaderColumns:
    """The same where the columns were told: each is read as what stands in it. A name beside them still counts."""
    reference, email = None, None
    names: list[int] = []
    for place in told:
        texts = _texts(body, place)
        if any("@" in text for text in texts):
            email = place
        elif any(roster.by_reference(text) for text in texts):
            reference = place
        else:
            names.append(place)
    found = None if names else leader_columns(headings, body, {*others, *told}, roster)
    beside = () if found is None else found.names
    return LeaderColumns(reference, email, tuple(names) or beside)


def _text(row: SheetRow, place: int | None) -> str:
    """The words in a cell; empty for a spreadsheet's error, and where nothing stands."""
    if place is None or place >= len(row.cells) or is_empty(row.cells[place]) or is_error(row.cells[place]):
        return ""
    return clean(as_text(row.cells[place]))


def _texts(body: Sequence[SheetRow], place: int) -> list[str]:
    return [text for row in body if (text := _text(row, place))]


def _reference(
    headings: Sequence[str], body: Sequence[SheetRow], free: Iterable[int], roster: RosterOfRows
) -> int | None:
    for place in free:
        known = [text for text in _texts(body, place) if roster.by_reference(text)]
        if known and (_NUMBERED.search(headings[place]) or not all(text.isdecimal() for text in known)):
            return place
    return None


def _email(headings: Sequence[str], body: Sequence[SheetRow], free: Sequence[int], roster: RosterOfRows) -> int | None:
    addressed = [place for place in free if any("@" in text for text in _texts(body, place))]
    headed = [place for place in addressed if heading_key(headings[place]) in _EMAIL]
    known = [place for place in addressed if any(roster.by_email(text) for text in _texts(body, place))]
    return next(iter(headed or known), None)


def _names(
    headings: Sequence[str], body: Sequence[SheetRow], free: Sequence[int], roster: RosterOfRows
) -> _Names | None:
    """The columns of the leader's name, without rows where there are none; None where it can't be told."""
    found = [_judged(places, headings, body, roster) for places in _candidates(headings, free)]
    named = [names for names in found if names.known or names.shaped * 2 > names.rows]
    most = max((names.known for names in named), default=0)
    strong = [names for names in named if names.known and names.known * 2 >= most]
    headed = [names for names in named if names.headed]
    # A heading that says so outweighs what is known: everybody in it may be misspelt.
    best = _leftmost([names for names in headed if names in strong] or headed or strong)
    if best is None:
        return _Names((), headed=False, rows=0, known=0, shaped=0, different=0)
    left = [names for names in named if names.places[-1] < best.places[0] and not names.known]
    surely = best.known == best.rows and best.different >= _SURELY
    return best if best.headed or surely or not left else None


def _leftmost(found: Sequence[_Names]) -> _Names | None:
    """The one furthest to the left; of two that begin there the one with more leaders, one column rather than two."""
    return min(found, key=lambda names: (names.places[0], -names.known, len(names.places)), default=None)


def _candidates(headings: Sequence[str], free: Sequence[int]) -> list[tuple[int, ...]]:
    """Each column, each two beside one another, and a first and a last name wherever they stand."""
    first = next((place for place in free if heading_key(headings[place]) in _FIRST), None)
    last = next((place for place in free if heading_key(headings[place]) in _LAST), None)
    if first is not None and last is not None:
        rest = [place for place in free if place not in (first, last)]
        return [(first, last) if first < last else (last, first), *((place,) for place in rest)]
    beside = [(place, place + 1) for place in free if place + 1 in free]
    return [*((place,) for place in free), *beside]


def _judged(places: tuple[int, ...], headings: Sequence[str], body: Sequence[SheetRow], roster: RosterOfRows) -> _Names:
    counted: Counter[str] = Counter()
    for row in body:
        parts = [_text(row, place) for place in places]
        if any(parts):
            counted[" ".join(filter(None, parts)) if len(parts) == 1 or all(parts) else ""] += 1
    known = {text for text in counted if roster.is_name(text)}
    shaped = {text for text in counted if text in known or may_be_name(text)}
    nearly = {text for text in sorted(shaped - known)[:_LOOKED_AT] if roster.is_nearly_name(text)}
    keys = [heading_key(headings[place]) for place in places]
    headed = set(keys) <= (_FIRST | _LAST) if len(keys) > 1 else keys[0] in _NAME
    return _Names(
        places,
        headed,
        counted.total(),
        sum(counted[text] for text in known | nearly),
        sum(counted[text] for text in shaped),
        len(known | nearly),
    )
