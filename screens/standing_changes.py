"""What keys changed since a page was opened: each leader's standings before the first key, and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.terms import StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES
from psw_tui.store.verdicts import judge_all
from screens import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.terms import RequirementId
    from psw_tui.store.verdicts import Verdict
    from screens.desk import Desk

Words = dict["RequirementId", StandingWord]


class StandingChanges:
    """Compares verdicts before and after, and puts what changed into words: `study ● → ◐ at risk`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._day: date | None = None
        self._before: dict[str, Words] = {}
        self._now: dict[str, Words] = {}

    def before(self, leaders: Iterable[str]) -> None:
        """Keep these leaders' standings as they are, unless they are kept already."""
        self._day = self._desk.day
        for verdict in self._verdicts([each for each in leaders if each not in self._before]):
            self._before[verdict.reference] = self._now[verdict.reference] = _words(verdict)

    def look_again(self, leaders: frozenset[str] | None) -> None:
        """Judge those kept again, as far as they are among these (None: all); another day starts anew."""
        if self._day != self._desk.day:
            self._before.clear()
            self._now.clear()
        for verdict in self._verdicts([each for each in self._before if leaders is None or each in leaders]):
            self._now[verdict.reference] = _words(verdict)

    def _verdicts(self, leaders: list[str]) -> list[Verdict]:
        if len(leaders) == 1:
            verdict = self._desk.verdicts.one(self._desk.day, leaders[0])
            return [] if verdict is None else [verdict]
        return judge_all(self._desk.store, self._desk.day, leaders=leaders) if leaders else []

    def of(self, leader: str) -> str:
        """What changed for one leader, worst first; empty when nothing did."""
        before, now = self._before.get(leader, {}), self._now.get(leader, {})
        changed = [requirement for requirement in now if before.get(requirement) is not now[requirement]]
        order = list(StandingWord)
        changed.sort(key=lambda requirement: order.index(now[requirement]))
        return "; ".join(
            f"{REQUIREMENT_NAMES[requirement]} {glyphs.sign(glyphs.STANDING[before[requirement]])}"
            f" {'→' if glyphs.unicode_shown() else '>'} {glyphs.worded(glyphs.STANDING[now[requirement]])}"
            for requirement in changed
            if requirement in before
        )

    def tone(self, leader: str) -> glyphs.Tone:
        """The tone of what changed: that of the worst standing reached."""
        before, now = self._before.get(leader, {}), self._now.get(leader, {})
        reached = {now[each] for each in now if before.get(each) is not now[each]}
        worst = next((word for word in _WORST_FIRST if word in reached), None)
        return "normal" if worst is None else glyphs.STANDING[worst][3]


def _words(verdict: Verdict) -> Words:
    return {requirement: found.word for requirement, found in verdict.standings.items()}
