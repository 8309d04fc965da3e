"""What stands at the side of Today: how the cohort stands on each requirement, and the sessions to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from psw_tui import signs
from psw_tui.policy.calendar import london
from psw_tui.policy.standing import counts_as_covered
from psw_tui.policy.terms import BEST_FIRST, RequirementId, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES
from psw_tui.store.reads.verdicts import health
from screens.shell.wording import TONES, exactly, filters

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.policy.records import Session
    from psw_tui.store.reads.verdicts import Verdict

#: What fills the bar: denser is better, so that it can be read without colour.
_FILL = {
    StandingWord.MET: ("█", "#"),
    StandingWord.ON_TRACK: ("▓", "="),
    StandingWord.AT_RISK: ("▒", "-"),
    StandingWord.BELOW: ("░", "."),
    StandingWord.UNREACHABLE: ("x", "x"),
}


def health_words(running: list[Verdict], over: list[Verdict], day: date, bar: int, *, wide: bool) -> Content:
    """A line for each requirement, in a wide window two: a bar of so many cells, and how many leaders stand how."""
    nobody = "its cohort is over" if over and not running else "nobody covered yet"
    counted = health(verdict for verdict in running if counts_as_covered(verdict.record.leader, day))
    lines: list[Content] = [Content.styled("Health", "dim")] if wide else []
    for requirement in RequirementId:
        lines += _health_of(requirement, counted.get(requirement), bar, nobody, wide=wide)
    return Content("\n").join(lines)


def _health_of(
    requirement: RequirementId, counted: Counter[StandingWord] | None, bar: int, nobody: str, *, wide: bool
) -> list[Content]:
    name = f"{REQUIREMENT_NAMES[requirement]:<14}"
    total = sum(counted.values()) if counted else 0
    if not counted or not total:
        return [Content.assemble(name, (nobody, "dim"))]
    drawn = Content("").join(
        Content.styled(_bar_character(word) * length, TONES[signs.STANDING[word].tone])
        for word, length in shares([counted[word] for word in BEST_FIRST], BEST_FIRST, bar)
    )
    words, signs_alone = (
        Content(" · ").join(
            _counted(requirement, counted[word], word, wide=worded) for word in BEST_FIRST if counted[word]
        )
        for worded in (wide, False)
    )
    if wide:
        if words.cell_length > bar + 17:  # what is left of the side beside the space before them
            words = signs_alone
        return [Content.assemble(name, drawn), Content.assemble("  ", words)]
    return [Content.assemble(name, drawn, "  ", words)]


def next_words(coming: Sequence[tuple[Session, int]], day: date, width: int) -> Content:
    """The sessions to come, each with its day and how many leaders are expected, in so many cells."""
    room, head = width - 4, "expected" if coming else ""
    lines = [Content.styled(f"Next{head:>{room - 4}}", "dim")]
    longest = max((cell_len(session.title) for session, _ in coming), default=0)
    with_hours = room >= 18 + longest + 4
    days = [_when(session, day, with_hours=with_hours) for session, _ in coming]
    cells = max(18 if with_hours else 12, max(map(len, days), default=0) + 1)
    for (session, expected), when in zip(coming, days, strict=True):
        title = Content(session.title).truncate(room - cells - 4, ellipsis=True)
        line = Content.assemble(f"{when:<{cells}}", title)
        lines.append(line + Content.styled(f"{expected:>{room - line.cell_length}}", "dim"))
    if not coming:
        lines.append(Content.styled("no session to come", "dim"))
    return Content("\n").join(lines)


def _when(session: Session, day: date, *, with_hours: bool) -> str:
    """When a session begins, or when one that has begun by the day ends."""
    if session.starts_on < day:
        ends = _short(session.ends_on) if with_hours else _shortest(session.ends_on)
        return f"until {ends}"
    return f"{_short(session.starts_on)} {london(session.starts_at):%H:%M}" if with_hours else _short(session.starts_on)


def _counted(requirement: RequirementId, number: int, word: StandingWord, *, wide: bool) -> Content:
    """How many stand so: the number and the sign, in a wide window the word too; a click shows them on the roster."""
    standing = signs.STANDING[word]
    words = f"{number} {signs.sign(standing)}"
    if wide:
        words = f"{words} {standing.word}"
    return filters(Content.styled(words, TONES[standing.tone]), exactly(requirement, word))


def _bar_character(word: StandingWord) -> str:
    return _FILL[word][0 if signs.unicode_shown() else 1]


def _short(day: date) -> str:
    return f"{day:%a} {day.day:>2} {day:%b}"


def _shortest(day: date) -> str:
    return f"{day.day} {day:%b}"


def shares(numbers: list[int], words: tuple[StandingWord, ...], width: int) -> list[tuple[StandingWord, int]]:
    """The width of a bar shared out in proportion; whoever is there at all gets at least one cell."""
    total = sum(numbers)

    def cells(number: int) -> int:
        return max(1, number * width // total) if number else 0

    lengths = [cells(number) for number in numbers]
    while sum(lengths) > width:
        lengths[lengths.index(max(lengths))] -= 1
    spare = width - sum(lengths)
    if spare:
        lengths[lengths.index(max(lengths))] += spare
    return list(zip(words, lengths, strict=True))
