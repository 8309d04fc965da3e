"""What a session needs on paper: the sheet to sign in on, badges, the list for emergencies, the text of the poster.

None of it says why somebody is not expected, or is not coming: who is not listed is a number and no name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from psw_tui.exchange.pages.page import render
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count, long_day, spoken
from psw_tui.store.registers import registers
from psw_tui.store.registers.registers import RowState
from psw_tui.store.roster import contacts
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store
    from psw_tui.store.registers.registers import Register

#: The questions of a sign-in form, as psw finds them in its answers whatever else is asked (`forms/form_headings.py`).
FULL_NAME, EMAIL = "Full name", "E-mail address"
#: Those for whom no row is kept.
_NOT_AWAITED = (RowState.NOT_EXPECTED, RowState.SAID_NOT_COMING, RowState.LEFT)
#: Rows at the end of the sheet for whoever is on no list.
_SPARE_ROWS = 5
#: Sizes of letters on a badge in points, and how much room they have there, in millimetres.
_NAME_SIZES, _ORGANISATION_SIZES = (30, 26, 22, 19, 16, 14, 12, 10), (12, 11, 10, 9, 8)
_BADGE_WIDE, _NAME_HIGH, _ORGANISATION_HIGH = 78.0, 31.0, 13.0
_POINT, _LETTER, _LINE = 0.353, 0.6, 1.15  # millimetres of a point; a letter's width and a line's height in sizes

#: What stands on one line, unless it is too long for any: a word, or what ends in a hyphen.
_WORDS = re.compile(r"[^\s-]*-|[^\s-]+")


@frozen
class AwaitedLeader:
    """One leader who is awaited: the name, the organisation and the telephone number, empty where none is recorded."""

    name: str
    organisation: str
    phone: str


@frozen
class SessionFacts:
    """What stands above each paper: the session, its day and hours, its place, its cohort."""

    title: str
    kind: str
    when: str
    hours: str
    place: str
    cohort: str
    reference: str

    @property
    def lead(self) -> str:
        """`Thursday 28 January 2027 · 10:00–12:00 · Leeds`."""
        return " · ".join(filter(None, (self.when, self.hours, self.place)))


def sign_in_sheet(store: Store, session: str, day: date) -> bytes:
    """A page to print on A4: a row for each leader who is awaited, with room for the time and a signature."""
    shown = registers.register(store, session, day)
    people = _awaited(store, shown)
    listed = f"{count(len(people), 'leader')} awaited."
    if not_listed := shown.counts.total - len(people):
        listed += f" {count(not_listed, 'more', 'more')} on the register, not awaited and not listed."
    return render(
        "pages/sign_in_sheet.html", session=_facts(shown), people=people, listed=listed, spare=range(_SPARE_ROWS)
    )


def badges(store: Store, session: str, day: date, leaders: Collection[str] = ()) -> bytes:
    """A page to print on A4, ten badges to a sheet, of all who are awaited; or of these leaders alone."""
    shown = registers.register(store, session, day)
    people = _awaited(store, shown, leaders)
    made = [(person, _size(person.name, _NAME_SIZES, _NAME_HIGH), _organisation_size(person)) for person in people]
    sizes = sorted({*_NAME_SIZES, *_ORGANISATION_SIZES})
    return render("pages/badges.html", session=_facts(shown), badges=made, sizes=sizes)


def emergency_list(store: Store, session: str, day: date) -> bytes:
    """A page to print on A4: the names and telephone numbers of all who are awaited, and nothing else."""
    shown = registers.register(store, session, day)
    people = _awaited(store, shown)
    unknown = sum(not person.phone for person in people)
    return render("pages/emergency_list.html", session=_facts(shown), people=people, unknown=unknown)


def poster(store: Store, session: str, day: date) -> bytes:
    """The words of the poster by the door, and what the form behind its code has to ask so that psw can read it."""
    shown = registers.register(store, session, day)
    facts = _facts(shown)
    hours = f", {facts.hours}" if facts.hours else ""
    place = [facts.place] if facts.place else []
    only = long_day(shown.session.starts_on)
    if shown.session.ends_on != shown.session.starts_on:
        only += f" to {long_day(shown.session.ends_on)}"
    lines = [
        "THE POSTER",
        "",
        "Sign in here",
        facts.title,
        f"{facts.when}{hours}",
        *place,
        "",
        "Scan the code, or open: [link of the form]",
        "",
        f"1. {FULL_NAME}: as on your badge.",
        f"2. {EMAIL}: the one at which the programme writes to you.",
        "3. Send it once, as you arrive: the form notes the time by itself.",
        "",
        "Everybody signs in for themselves, on another's telephone too.",
        "No telephone at hand? Sign the sheet at the desk.",
        "",
        "THE CODE",
        "",
        "Text of the code: [link of the form], whole, and nothing after it.",
        "",
        "THE FORM (Microsoft Forms or Google Forms)",
        "",
        f"Title: Sign-in: {facts.title} ({facts.reference})",
        f"Questions, both short texts that have to be answered: {FULL_NAME}; {EMAIL}.",
        "Ask for nothing else. Everybody may answer, also without an account, and more than once from a telephone.",
        "",
        "AFTERWARDS",
        "",
        f"Save the answers as a file (XLSX or CSV), and take it with i on the register of {facts.reference}.",
        f"The first answer of a person counts, by its own time; answers of days other than {only} are left out.",
    ]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig", "replace")


def _awaited(store: Store, shown: Register, leaders: Collection[str] = ()) -> list[AwaitedLeader]:
    """Those who are awaited, by name, or these of them; `Refused` when that is nobody."""
    rows = [row for row in shown.rows if row.state not in _NOT_AWAITED]
    if leaders:
        rows = [row for row in shown.rows if row.reference in leaders]
    if not rows:
        raise Refused(f"Nobody is awaited at {shown.session.title}, so there is nothing to print.")
    phones = [contact.phone for contact in contacts.of_leaders(store, [row.reference for row in rows])]
    return [AwaitedLeader(row.leader.name, row.organisation, phone) for row, phone in zip(rows, phones, strict=True)]


def _facts(shown: Register) -> SessionFacts:
    session = shown.session
    when = long_day(session.starts_on)
    if shown.linked is not None:
        named = session.title.endswith(f"day {shown.linked.number}")
        when += "" if named else f", day {shown.linked.number} of 2"
    elif session.ends_on != session.starts_on:
        when += f", the first day, to {long_day(session.ends_on)}"
    return SessionFacts(
        session.title, spoken(session.kind), when, _hours(session), shown.place, shown.cohort.name, session.reference
    )


def _hours(session: Session) -> str:
    """`10:00–12:00` by London's clocks; of several days when the first begins."""
    begins, ends = london(session.starts_at), london(session.ends_at)
    if session.starts_on != session.ends_on:
        return f"from {begins:%H:%M}"
    return f"{begins:%H:%M}–{ends:%H:%M}"


def _organisation_size(person: AwaitedLeader) -> int:
    return _size(person.organisation, _ORGANISATION_SIZES, _ORGANISATION_HIGH)


def _size(text: str, sizes: tuple[int, ...], high: float) -> int:
    """The largest of the sizes in which a text has room on a badge, no word broken; else the smallest."""
    return next((size for size in sizes if _fits(text, size, high)), sizes[-1])


def _fits(text: str, size: int, high: float) -> bool:
    letter = size * _POINT * _LETTER
    widths = [sum(map(_cells, word)) * letter for word in _WORDS.findall(text)]
    lines, room = 1, _BADGE_WIDE
    for width in widths:
        if width > _BADGE_WIDE:
            return False
        if width > room:
            lines, room = lines + 1, _BADGE_WIDE
        room -= width + letter
    return lines * size * _POINT * _LINE <= high


def _cells(letter: str) -> float:
    """How wide a letter is beside most others: what stands above one takes no room, capitals and ideographs more."""
    if unicodedata.combining(letter):
        return 0.0
    if letter.isupper():
        return 1.25
    return 1.7 if unicodedata.east_asian_width(letter) in "WF" else 1.0
