"""The field in which a leader's coach is named: one on record, with their own e-mail, or one who is asked about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from psw_tui.policy.text import clean, fold
from psw_tui.store.coaching import coaches
from psw_tui.store.system.refusal import Refused
from screens.dialogs.form import Field
from screens.dialogs.known_names import KnownNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.rows import StoredCoach
    from psw_tui.store.roster.leaders import Particulars

_HINT = "a name; of a new one also <e-mail>"


class NamedCoach(NamedTuple):
    """The coach who was named: as recorded, or as typed where there is none such yet."""

    name: str = ""
    email: str = ""


def parted(text: str) -> NamedCoach:
    """`Sam Lee <sam@example.org>`, or the same without the brackets, as a name and an e-mail."""
    typed = clean(text)
    name, bracket, rest = typed.partition("<")
    if bracket:
        email = rest.rstrip("> ")
        return NamedCoach(name.strip(), email if "@" in email else "")
    words = typed.split(" ")
    if len(words) > 1 and "@" in words[-1]:
        return NamedCoach(" ".join(words[:-1]), words[-1])
    return NamedCoach(typed)


class CoachNames(KnownNames):
    """The coaches on record, by what each is called where one is chosen; a new one is always asked about."""

    def is_known(self, typed: str) -> bool:
        """Whether that names a coach on record, whatever its case and accents."""
        return fold(clean(typed)) in {fold(name) for name in self.names} or not parted(typed).name

    def near(self, typed: str) -> list[str]:
        """Those of a like name."""
        return super().near(parted(typed).name)


def coach_field(store: Store, now: Particulars) -> Field:
    """Asks for the coach; what is typed is found by name, and by the e-mail too where several have the name."""
    every = coaches.every(store)
    by_label = coaches.labels(every)
    by_folded = {fold(label): NamedCoach(coach.name, coach.email) for label, coach in by_label.items()}
    own = NamedCoach(now.coach, now.coach_email)
    shown = next((label for label, coach in by_label.items() if (coach.name, coach.email) == own), own.name)

    names = CoachNames(tuple(by_label), "coach", always=True)

    def read(text: str) -> NamedCoach:
        chosen = by_folded.get(fold(clean(text)))
        if chosen is not None:
            return chosen
        typed = parted(text)
        if typed.email and not typed.name:
            raise ValueError("A coach's e-mail needs the coach's name before it.")
        try:
            return NamedCoach(*coaches.meant(every, *typed)) if typed.name else typed
        except Refused as several:
            raise ValueError(str(several)) from None

    return Field("coach", "Coach", shown, read=read, say=partial(_said, every, names), hint=_HINT, names=names)


def _said(every: Sequence[StoredCoach], names: CoachNames, coach: NamedCoach) -> str:
    """Whose e-mail it takes, gets or lacks, or that the coach is new."""
    if any((known.name, known.email) == coach for known in every):
        return coach.email or "no e-mail is known"
    if coaches.called(every, coach.name):
        return f"{coach.name} gets this e-mail"
    return "a new coach" if names.is_new(coach.name) else ""
