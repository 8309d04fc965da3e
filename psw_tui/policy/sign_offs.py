"""Which sign-off of a withdrawal counts (2.4.6): a change of mind is a new one, and the latest of each role counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from psw_tui.policy.terms import Answer, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

#: What each role may answer (2.4.6).
ANSWERS = {
    Role.PBDL: (Answer.AGREED, Answer.DECLINED),
    Role.BUSINESS_DEVELOPMENT_MANAGER: (Answer.CONSULTED,),
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: (Answer.CONSULTED,),
    Role.ORGANISATION: (Answer.CONSULTED,),
}


class SignOff(Protocol):
    """One agreement or consultation; `at` is when it was recorded, `struck_out_at` when it was undone."""

    @property
    def role(self) -> Role:
        """Whose it is."""

    @property
    def name(self) -> str:
        """Who gave it."""

    @property
    def on(self) -> date:
        """The day it was given."""

    @property
    def at(self) -> datetime:
        """The moment it was recorded."""

    @property
    def answer(self) -> Answer:
        """What was answered."""

    @property
    def struck_out_at(self) -> datetime | None:
        """The moment it was undone; None while it stands."""


Given = TypeVar("Given", bound=SignOff)


def counting(sign_offs: Iterable[Given]) -> dict[Role, Given]:
    """2.4.6: the sign-off of each role that counts, among those of one escalation.

    It is the one of the latest day and, of several on that day, the one recorded last. What was undone never counts.
    """
    standing = [sign_off for sign_off in sign_offs if sign_off.struck_out_at is None]
    standing.sort(key=lambda sign_off: (sign_off.on, sign_off.at))
    return {sign_off.role: sign_off for sign_off in standing}


def agreed_by(sign_offs: Iterable[SignOff]) -> str:
    """2.4.6: the name on the PBDL's agreement that counts, among those of one escalation; empty where there is none."""
    last = counting(sign_offs).get(Role.PBDL)
    return last.name if last is not None and last.answer is Answer.AGREED else ""
