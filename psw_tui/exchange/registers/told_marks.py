"""The marks that a call tells for lines of a report: what `p`, `t` and backspace are in the review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.exchange.name_matching.names import name_key
from psw_tui.exchange.registers.review import LineOutcome
from psw_tui.policy.terms import MarkValue
from psw_tui.policy.text import fold
from psw_tui.policy.wording import quoted
from psw_tui.store.core.store import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.exchange.registers.report_import import ReportImport
    from psw_tui.exchange.registers.review import Decisions, ReviewLine

#: What can be told of a line: the mark to write, or None where the register is to stay as it is.
MARK_WORDS = {"present": MarkValue.PRESENT, "part": MarkValue.PART, "leave": None}


def with_marks(drafted: ReportImport, decisions: Decisions, told: Iterable[tuple[str, MarkValue | None]]) -> Decisions:
    """The decisions with the mark that was told for somebody in the files, by name, e-mail address or reference.

    The mark takes the place of what is recorded where the line waited to be judged; else one by hand stands unless it
    is said to give way. `Refused` for a name that no line bears, that several do, or that is nobody's for certain.
    """
    lines = drafted.review(decisions).lines
    values, overwrite = dict(decisions.values), set(decisions.overwrite)
    for said, value in told:
        line = _line_of(drafted, lines, said)
        values[line.leader] = value
        if value is not None and line.fate is LineOutcome.JUDGE:
            overwrite.add(line.leader)
    return replace(decisions, values=values, overwrite=frozenset(overwrite))


def _line_of(drafted: ReportImport, lines: Sequence[ReviewLine], said: str) -> ReviewLine:
    """The one line of a leader in the files that is called so."""
    keys = set(drafted.called(said))
    borne = [line for line in lines if line.persons and (keys & set(line.persons) or _is_of(line, said))]
    if not borne:
        raise Refused(f"Nobody in the file is called {said}; take the name as the file shows it, or the reference.")
    leaders = [line for line in borne if line.leader]
    if not leaders:
        raise Refused(f"Who {said} is, is not certain; say so as well, with --match {quoted(said + '=LEADER')}.")
    if len(leaders) > 1:
        named = " and ".join(f"{line.leader} {_name(line)}" for line in leaders)
        raise Refused(f"{said} is {named} in the file; say which of them by the reference.")
    return leaders[0]


def _is_of(line: ReviewLine, said: str) -> bool:
    """Whether a line is of the leader with this reference, or with this name on the register."""
    return bool(line.leader) and (fold(line.leader) == fold(said) or name_key(_name(line)) == name_key(said))


def _name(line: ReviewLine) -> str:
    return line.shown if line.row is None else line.row.leader.name
