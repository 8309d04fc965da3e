"""What `psw status` prints for people: where everybody stands, or one leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui import signs
from psw_tui.cli import look
from psw_tui.policy import standing
from psw_tui.policy.presence import is_over, numbers, over_words
from psw_tui.policy.standing import NOT_COVERED_WHY
from psw_tui.policy.wording import REQUIREMENT_NAMES, long_day, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.console import RenderableType

    from psw_tui.store.reads.verdicts import Verdict

_SHORT_NAMES = {"coaching": "coaching", "study": "study", "peer_practice": "peer", "residentials": "resid."}


def status(verdicts: list[Verdict], day: date, width: int, *, of_all: bool = True) -> Iterator[RenderableType]:
    """Everybody's standings, cohort by cohort; on a wide page each with its word."""
    counted = numbers((verdict.record.leader for verdict in verdicts), day)
    yield look.heading(long_day(day), counted.words)
    if not verdicts and not of_all:
        yield look.sentence("Nobody of those asked for.", "dim")
        return
    if not verdicts:
        yield look.sentence("No leaders yet: `psw import roster FILE` brings them.", "dim")
        return
    summary = Text(" ")
    for number, entry in signs.tally(map(signs.counted_as, verdicts)):
        summary.append_text(look.signed(entry, f"{number} {entry.word}   "))
    yield summary
    yield look.rule()
    for cohort in dict.fromkeys(verdict.record.cohort.name for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.record.cohort.name == cohort]
        record = own[0].record
        over = is_over(record.cohort, record.programme, day)
        yield look.section(cohort, over_words(record.cohort, day) if over else "")
        yield _standings(own, wide=width >= look.ROOMY)


def _standings(verdicts: list[Verdict], *, wide: bool) -> RenderableType:
    headings = REQUIREMENT_NAMES if wide else _SHORT_NAMES
    requirements = [look.fixed(headings[requirement]) for requirement in REQUIREMENT_NAMES]
    page = look.table(look.fixed("Ref"), look.flexible("Leader", 30), look.fixed("Overall"), *requirements)
    for verdict in verdicts:
        cells = []
        for requirement in REQUIREMENT_NAMES:
            found = next((reached for key, reached in verdict.standings.items() if key == requirement), None)
            if found is None:
                cells.append(Text(""))
                continue
            entry = signs.of_standing(verdict.record, found.word, verdict.day)
            numbers = f"{found.credit}/{found.minimum}"
            draw = look.state if wide else look.signed
            cells.append(draw(entry, numbers))
        overall = look.state(signs.of_leader(verdict.record, verdict.overall, verdict.day))
        page.add_row(Text(f" {verdict.reference}"), look.name(verdict.name), overall, *cells)
    return page


def leader(verdict: Verdict, day: date) -> Iterator[RenderableType]:
    """One leader's standings, each with its numbers, its sentence and its clause."""
    yield from header(verdict, day)
    yield from requirements(verdict)


def header(verdict: Verdict, day: date) -> Iterator[RenderableType]:
    """Who it is, in which state, and where they stand on the day."""
    record = verdict.record
    yield look.heading(verdict.name, verdict.reference, record.cohort.name, spoken(record.leader.state))
    overall = Text(" ").append_text(look.state(signs.of_leader(record, verdict.overall, day)))
    yield overall.append(f"   on {long_day(day)}", "dim")
    yield look.rule()


def requirements(verdict: Verdict) -> Iterator[RenderableType]:
    """Each requirement with its numbers and clause, then each in a sentence."""
    if not verdict.standings:
        yield look.sentence(NOT_COVERED_WHY)
        return
    page = look.table(*(look.fixed() for _ in range(3)), look.fixed("", "right"), headings=False)
    for reached in verdict.standings.values():
        of = standing.expected_in_words(verdict.record.programme.rule(reached.requirement), reached.expected)
        numbers = f"{reached.credit} of {of} · needs {reached.minimum}"
        page.add_row(
            Text(f" {REQUIREMENT_NAMES[reached.requirement]}"),
            look.state(signs.of_standing(verdict.record, reached.word, verdict.day)),
            Text(numbers),
            Text(reached.clause, "dim"),
        )
    yield page
    yield Text("")
    for reached in verdict.standings.values():
        yield look.sentence(reached.why)
