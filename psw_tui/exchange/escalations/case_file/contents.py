"""Which sections a case file has: what would be empty takes no room, and is named in one line instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from psw_tui.exchange.escalations.case_file.document import CaseFile


@frozen
class Contents:
    """The sections by their key, in order, each with its title; `absent` names what nothing is on record of."""

    titles: dict[str, str]
    absent: tuple[str, ...]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each section that is there, from 1."""
        return {key: number for number, key in enumerate(self.titles, 1)}


def contents(file: CaseFile) -> Contents:
    """The sections of a case file, numbered as they stand in it."""
    held = {
        "leader": ("The leader and this file", True),
        "differences": ("What differs between now and then", file.head.known_at is not None),
        "policy": ("What the policy asks", True),
        "standings": ("Standings", True),
        "attendance": ("Attendance", bool(file.attendance)),
        "coaching": ("Coaching", bool(file.coaching)),
        "concerns": ("Concerns", bool(file.concerns)),
        "chronology": ("Chronology", bool(file.chronology)),
        "decisions": ("Decisions", bool(file.decisions)),
        "communications": ("Communications", bool(file.communications or file.unsent)),
        "escalations": (_escalation_title(file), bool(file.escalations or file.sign_offs_undone)),
        "own_row": ("The leader’s own entry", bool(file.own_row)),
    }
    titles = {key: title for key, (title, there) in held.items() if there}
    absent = tuple(title for key, (title, there) in held.items() if not there and key != "differences")
    return Contents(titles, absent)


def _escalation_title(file: CaseFile) -> str:
    """What the escalations hold, as far as they hold it."""
    held = {
        "plan": any(part.plan for part in file.escalations),
        "sign-offs": any(part.sign_offs for part in file.escalations) or bool(file.sign_offs_undone),
        "access": any(part.access for part in file.escalations),
        "appeal": any(part.appeal for part in file.escalations),
    }
    parts = [name for name, there in held.items() if there]
    return f"Escalations: {', '.join(parts)}" if parts else "Escalations"
