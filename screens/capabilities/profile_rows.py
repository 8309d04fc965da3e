"""Self-assessments drawn in text: all rounds of a leader side by side, and two of them as dumbbells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from psw_tui import signs
from psw_tui.policy import capability as rules
from psw_tui.policy.capability import Rating
from psw_tui.policy.wording import day as day_words
from screens.widgets.row_table import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.policy.capability import Framework, RatingChange, Summary
    from psw_tui.store.capabilities.rounds import Round

#: What the key of a capability's heading begins with; the key of a sub-capability is its id.
HEADING = "capability:"
_LEAST, _MOST = min(rules.RATINGS), max(rules.RATINGS)
#: How wide the picture of one round is, and the names beside it.
_ROUND_WIDTH = 12
_NAME_WIDTH = 48
_SHORTEST_NAME = 30


def framework_rows(framework: Framework) -> tuple[list[str], set[str]]:
    """The keys of a list of the whole framework, each capability over its sub-capabilities, and its headings."""
    keys: list[str] = []
    for capability in framework.capabilities:
        keys += [HEADING + capability.id, *(sub.id for sub in capability.subs)]
    return keys, {key for key in keys if key.startswith(HEADING)}


def profile_lines(rounds: Sequence[Round], framework: Framework, room: int) -> list[Content]:
    """A leader's profile over their rounds, as many of the latest as there is room for, a line a sub-capability.

    A rating is a digit and a bar of that length, so that it can be read without colour; what is not considered is
    left blank and never shown as low; a star marks a focus area.
    """
    if not rounds:
        return []
    number = max(1, min(len(rounds), (room - _SHORTEST_NAME) // _ROUND_WIDTH))
    name = min(_NAME_WIDTH, max(_SHORTEST_NAME, room - _ROUND_WIDTH * number))
    shown = rounds[-number:]
    hidden = len(rounds) - len(shown)
    head = "".join(f"{_short(assessment):<{_ROUND_WIDTH}}" for assessment in shown)
    more = f"{hidden} earlier, in a wider window" if hidden else ""
    lines = [Content.styled(f"{more:<{name}}{head}", "dim")]
    for capability in framework.capabilities:
        medians = "".join(f"{_median(assessment, capability.id, framework):<{_ROUND_WIDTH}}" for assessment in shown)
        lines.append(Content.assemble((f"{capability.name:<{name}}", "bold"), medians))
        for sub in capability.subs:
            ratings = [assessment.ratings.get(sub.id, Rating()) for assessment in shown]
            cells = "".join(f"{picture(said):<{_ROUND_WIDTH}}" for said in ratings)
            lines.append(Content.assemble((f"  {_cut(sub.name, name - 3):<{name - 2}}", "dim"), cells))
    return lines


def _short(assessment: Round) -> str:
    return f"{assessment.on.day} {assessment.on:%b %y}"


def _cut(text: str, room: int) -> str:
    end = "…" if signs.unicode_shown() else "."
    return text if len(text) <= room else f"{text[: room - 1]}{end}"


def _median(assessment: Round, capability: str, framework: Framework) -> str:
    median = summary_of(assessment, capability, framework).median
    return "" if median is None else f"median {median:g}"


def summary_of(assessment: Round, capability: str, framework: Framework) -> Summary:
    """What a round comes to in one capability."""
    summaries = rules.summaries(assessment.ratings, framework, assessment.programme.effective_rating)
    return next(summary for summary in summaries if summary.capability == capability)


def picture(said: Rating) -> str:
    """`3 ███ *`; nothing for what is not considered."""
    if said.rating is None:
        return "  *" if said.focus else ""
    block = "█" if signs.unicode_shown() else "#"
    bar = f"{said.rating} {block * said.rating}"
    return f"{bar} *" if said.focus else bar


def dumbbell(change: RatingChange) -> str:
    """Then and now on the scale of 1 to 4: `·○──●` moved up from 2 to 4; one that stayed has its now alone."""
    dot, line, then, now = ("·", "─", "○", "●") if signs.unicode_shown() else (".", "-", "o", "O")
    cells = [dot] * (2 * (_MOST - _LEAST) + 1)
    places = [2 * (rating - _LEAST) for rating in (change.then, change.now) if rating is not None]
    for place in range(min(places, default=0), max(places, default=-1) + 1):
        cells[place] = line
    if change.then is not None:
        cells[2 * (change.then - _LEAST)] = then
    if change.now is not None:
        cells[2 * (change.now - _LEAST)] = now
    return "".join(cells)


def moved(change: RatingChange) -> Cell:
    """`↑ up 2`, `↓ down 1`, `= same`, `new`, `blank now`: an arrow and the word for it."""
    up, down = ("↑", "↓") if signs.unicode_shown() else ("^", "v")
    if change.step is None:
        if change.then is None:
            return Cell("new", "dim") if change.now is not None else Cell("", "dim")
        return Cell("blank now", "dim")
    if not change.step:
        return Cell("= same", "dim", "same")
    if change.step > 0:
        return Cell(f"{up} up {change.step}", "good", f"up {change.step}")
    return Cell(f"{down} down {-change.step}", "warn", f"down {-change.step}")


def then_and_now(change: RatingChange) -> str:
    """`2 → 3`; a blank for what is not considered."""
    if change.then is None and change.now is None:
        return "not considered"
    return f"{change.then or ' '} {arrow()} {change.now or ' '}"


def arrow() -> str:
    """What stands between then and now."""
    return "→" if signs.unicode_shown() else ">"


def round_words(assessment: Round) -> str:
    """`review of Mon 1 Feb 2027`."""
    return f"{assessment.kind} of {day_words(assessment.on)}"
