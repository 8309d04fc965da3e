"""What keys changed since a page was opened: each leader's standings before the first key, and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui import signs
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import WORST_FIRST, RequirementId, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk

StandingWords = dict[RequirementId, StandingWord]


@frozen
class Effect:
    """What changed for one leader in words (`study ● → ◐ at risk`), in the tone of the worst standing reached.

    `short` leaves the requirement's name out (`● → ◐ at risk`), for columns with no room for it.
    """

    words: str = ""
    short: str = ""
    tone: Tone = "normal"


class StandingChanges:
    """Compares the verdicts on leaders before and after; the comparison starts anew on another day."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._day: date | None = None
        self._before: dict[str, StandingWords] = {}
        self._now: dict[str, StandingWords] = {}

    def before(self, leaders: Iterable[str]) -> None:
        """Keep these leaders' standings as they are, unless they are kept already."""
        self._day = self._desk.day
        for verdict in self._verdicts([leader for leader in leaders if leader not in self._before]):
            self._before[verdict.reference] = self._now[verdict.reference] = _words(verdict)

    def look_again(self, leaders: frozenset[str] | None = None) -> None:
        """Judge those kept again, as far as they are among these (None: all)."""
        if self._day != self._desk.day:
            self._before.clear()
        for verdict in self._verdicts([leader for leader in self._before if leaders is None or leader in leaders]):
            self._now[verdict.reference] = _words(verdict)

    def changed(self, leader: str) -> StandingWords:
        """The standings of one leader that changed, each as it was before."""
        before, now = self._before.get(leader, {}), self._now.get(leader, {})
        return {
            requirement: before[requirement]
            for requirement in now
            if requirement in before and before[requirement] is not now[requirement]
        }

    def of(self, leader: str) -> Effect:
        """What changed for one leader, worst first; no words when nothing did."""
        before = self.changed(leader)
        if not before:
            return Effect()
        now = self._now[leader]
        changed = sorted(before, key=lambda requirement: WORST_FIRST.index(now[requirement]))
        moves = [_move(before[requirement], now[requirement]) for requirement in changed]
        words = [f"{REQUIREMENT_NAMES[requirement]} {move}" for requirement, move in zip(changed, moves, strict=True)]
        return Effect("; ".join(words), "; ".join(moves), signs.STANDING[now[changed[0]]][3])

    def _verdicts(self, leaders: list[str]) -> list[Verdict]:
        if len(leaders) == 1:
            verdict = self._desk.verdicts.one(self._desk.day, leaders[0])
            return [] if verdict is None else [verdict]
        return judge_all(self._desk.store, self._desk.day, leaders=leaders) if leaders else []


def _move(before: StandingWord, now: StandingWord) -> str:
    """`● → ◐ at risk`: the sign there was, and the new one with its word."""
    arrow = "→" if signs.unicode_shown() else ">"
    return f"{signs.sign(signs.STANDING[before])} {arrow} {signs.worded(signs.STANDING[now])}"


def _words(verdict: Verdict) -> StandingWords:
    return {requirement: standing.word for requirement, standing in verdict.standings.items()}
