"""What a leader told of an absence, and the day a module was done: the two forms behind `r` on a register."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from psw_tui.policy import records, terms
from psw_tui.policy.absences import is_notified, suggested_explanation
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Explanation, Reason
from psw_tui.policy.wording import count, moment, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.system import clock
from screens.dialogs.form import Field, Form, Word, fill_in, one_of
from screens.dialogs.typed import Lies, or_nothing, read_day, read_instant
from screens.shell.plain_dialogs import letters_for
from screens.shell.wording import REASON_WORDS, TONES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.registers import Register, RegisterRow
    from screens.shell.frame import AreaScreen

_REASONS = [(reason, REASON_WORDS[reason]) for reason in terms.ABSENCE_REASONS]
_YES_NO = [("yes", "yes"), ("no", "no")]
#: What the hints show at 80 columns; *none* needs no letter, for an empty field leaves it to be judged.
_REASON_HINT = "s sick, b bereavement, c caring, o Ofsted, t other"
_EXPLANATION_HINT = "a awaited, s satisfactory, u unsatisfactory"
_EXPLANATIONS = [(explanation, spoken(explanation)) for explanation in Explanation]


@frozen
class Absence:
    """What was told of an absence, and of two linked days whether of both; or the day on which a module was done."""

    reported_at: datetime | None = None
    reason: Reason | None = None
    explanation: Explanation | None = None
    both_days: str | None = None
    completed_on: date | None = None


def told_in_words(session: records.Session, reported_at: datetime) -> str:
    """The moment of a report, and whether that makes it a notice or an explanation (2.1.1)."""
    mark = records.Mark(session.reference, reported_at=reported_at)
    if is_notified(session, mark):
        return f"{moment(reported_at)}: before the start, so a notice (2.1.1)"
    when = "as it started" if reported_at == session.starts_at else "after the start"
    return f"{moment(reported_at)}: {when}, so an explanation, not a notice (2.1.1)"


def typed_moment(instant: datetime | None) -> str:
    """An instant as it could have been typed, on London's clocks; empty for none."""
    return "" if instant is None else f"{london(instant):%Y-%m-%d %H:%M}"


def read_again(text: str, was: datetime | None, now: datetime, lies: Lies = Lies.EITHER) -> datetime | None:
    """The instant typed; text left as it stood keeps its instant to the second."""
    if text.strip() == typed_moment(was):
        return was
    return or_nothing(partial(read_instant, now=now, lies=lies))(text)


def _letter_field(key: str, label: str, words: list[tuple[Word, str]], value: Word | None, hint: str) -> Field:
    """A field that takes one of a few words by its letter, which the hint shows, or by its first letters."""
    spoken_words, by_word = dict(words), one_of(words)
    shown = "" if value is None else spoken_words.get(value, "")
    letters = dict(zip(letters_for([word for _, word in words]), words, strict=True))

    def read(text: str) -> Word | None:
        by_letter = letters.get(text.strip().casefold())
        return by_word(text) if by_letter is None else by_letter[0]

    return Field(key, label, shown, read, lambda word: spoken_words[word], hint=hint)


class AbsenceForm(Form[Absence]):
    """When a leader told the programme team, why, and the BDO's judgement; the app suggests, never decides."""

    def __init__(self, register: Register, row: RegisterRow, now: datetime, today: date, marked: str = "") -> None:
        """`marked` is somebody else, who was marked just now."""
        mark, session = row.mark, register.session
        self._who, self._marked = row.leader.name, marked
        self._programme, self._mark = register.programme, mark
        fields = [
            Field(
                "reported_at",
                "Told us",
                typed_moment(mark.reported_at),
                partial(read_again, was=mark.reported_at, now=now, lies=Lies.BEFORE),
                partial(told_in_words, session),
                hint="now, yesterday 16:30, fri 9am",
            ),
            _letter_field("reason", "Reason", _REASONS, mark.reason, _REASON_HINT),
            _letter_field("explanation", "Explanation", _EXPLANATIONS, mark.explanation, _EXPLANATION_HINT),
        ]
        if session.kind is terms.SessionKind.MODULE and mark.value is None:
            fields.insert(0, replace(completed_field([row], today), saves=True))
        if register.linked is not None:
            ahead = "yes" if min(session.starts_at, register.linked.other_starts_at) > now else "no"
            fields.append(Field("both_days", "Both days", ahead, one_of(_YES_NO), hint="yes or no", required=True))
        super().__init__(
            f"{row.leader.name}, {session.title}", fields, Absence, check=self._together, echo=self._suggest
        )

    def on_mount(self) -> None:
        """Whoever has just marked somebody may mean that leader: it is said whom this is of."""
        if self._marked:
            words = f"{self._marked} was marked just now; this is about {self._who}."
            self.query_one("#problem", Static).update(Content.styled(words, TONES["warn"]))

    def _suggest(self, absence: Absence) -> str:
        told = replace(self._mark, reported_at=absence.reported_at, reason=absence.reason)
        suggested = suggested_explanation(told, self._programme)
        if suggested is None or absence.explanation is not None:
            return ""
        return f"Suggested: {spoken(suggested)} (2.1.3, a local setting). You decide: type its first letter."

    @staticmethod
    def _together(absence: Absence) -> str | None:
        told = (absence.reported_at, absence.reason, absence.explanation)
        if absence.completed_on is not None and any(answer is not None for answer in told):
            return "A module is done or it is not: either a day of completion, or an absence."
        return None


def completed_field(rows: list[RegisterRow], today: date) -> Field:
    """The day on which a module was done, by each of these leaders."""
    days = {row.mark.completed_on for row in rows}
    on = days.pop() if len(days) == 1 else None
    shown = "" if on is None else on.isoformat()
    return Field(
        "completed_on",
        "Completed on",
        shown,
        or_nothing(partial(read_day, today=today, lies=Lies.BEFORE)),
        day_words,
        hint="today, 12 nov, 2026-11-12; marks present",
    )


def module_form(register: Register, rows: list[RegisterRow], today: date) -> Form[Absence]:
    """The day a module was done, by leaders who are marked present at it or are now to be."""
    who = rows[0].leader.name if len(rows) == 1 else count(len(rows), "leader")
    return Form(f"{who}, {register.session.title}", [completed_field(rows, today)], Absence)


def why_no_report(register: Register, row: RegisterRow) -> str | None:
    """Why there is no absence to report of a leader at a session; None when there may be."""
    value, is_module = row.mark.value, register.session.kind is terms.SessionKind.MODULE
    if value is terms.MarkValue.NOT_EXPECTED or (value is terms.MarkValue.PRESENT and not is_module):
        return f"{row.leader.name} is marked {spoken(value)}, so there is no absence to report."
    return None


def ask_report(
    screen: AreaScreen,
    register: Register,
    rows: list[RegisterRow],
    take: Callable[[list[str], Callable[[], Change | None]], object],
    marked: str = "",
) -> None:
    """Ask what a leader told us; `take` runs the command it comes to, on these leaders.

    At a module that is done, and of several leaders, the question is on which day it was. `marked` is somebody else,
    who was marked just now.
    """
    store, session = screen.desk.store, register.session
    keys = [row.reference for row in rows]
    done = len(rows) > 1 or rows[0].mark.value is terms.MarkValue.PRESENT
    today = store.today
    form = module_form(register, rows, today) if done else AbsenceForm(register, rows[0], clock.now(), today, marked)

    def save(absence: Absence) -> None:
        if done or absence.completed_on is not None:
            take(keys, partial(commands.record_marks.complete, store, session.reference, keys, absence.completed_on))
            return
        other = register.linked.other if register.linked is not None and absence.both_days == "yes" else None
        take(
            keys,
            partial(
                commands.record_marks.report,
                store,
                session.reference,
                keys[0],
                absence.reported_at,
                absence.reason,
                absence.explanation,
                also=[] if other is None else [other],
            ),
        )

    fill_in(screen, form, save)
