"""What is right of an outcome, held against what `psw` said and recorded.

The words of an expectation:

- `status`: the exit status. Without it, whatever else is expected decides.
- `marks`: leader -> [mark, minutes] among what would be written; minutes left out are not looked at.
- `only_marked`: exactly these leaders are written.
- `not_present`, `not_marked`: leaders who are not written so, or not at all. A refusal keeps to it.
- `asked`: leaders who are among the suggested of a line to confirm.
- `marked_or_asked`: written, or among the suggested.
- `warns`, `warns_not`: patterns in the warnings and gaps.
- `lists`: patterns in what is shown beside what is written: to confirm, not on the roster, warnings, gaps, a refusal.
- `says`, `says_not`: patterns anywhere in what was said; `stdout`: on standard output.
- `created`: how many rows would be new; not refused.
- `records`: leader -> session -> the mark recorded afterwards, "" for nothing.
- `leaders`: leader -> what is recorded of them afterwards, as `psw explain --json` names it.
- `not_found`: what finds no leader afterwards.
- `or`: several expectations, one of which holds.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What a call that is no sign-in must have beside `present`.
_TIMED = ("zoom", "teams")


@dataclass(frozen=True)
class Outcome:
    """What a call came to, and how to ask on."""

    call: list[str]
    status: int
    out: str
    err: str
    ask: Callable[[list[str]], Outcome]

    @property
    def document(self) -> dict[str, Any]:
        """Its JSON document, if it printed one."""
        try:
            document = json.loads(self.out)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    @property
    def written(self) -> dict[str, dict[str, Any]]:
        """What would be written, by leader."""
        return {line["leader"]: line for line in self.document.get("written", ())}

    @property
    def suggested(self) -> set[str]:
        """Every leader that a line to confirm suggests."""
        return {leader for line in self.document.get("to_confirm", ()) for leader in line["suggested"]}

    @property
    def warned(self) -> str:
        """Warnings and gaps."""
        return "\n".join([*self.document.get("warnings", ()), *self.document.get("gaps", ())])

    @property
    def beside(self) -> str:
        """All that is listed and not written."""
        kept = {"written", "as_recorded", "files", "file", "session", "not_in_file"}
        listed = {key: value for key, value in self.document.items() if key not in kept}
        return f"{json.dumps(listed, ensure_ascii=False)}\n{self.err}"

    @property
    def said(self) -> str:
        """Everything on both outputs, as text."""
        return f"{self.err}\n{json.dumps(self.document, ensure_ascii=False) if self.document else self.out}"


def faults(expect: dict[str, Any], outcome: Outcome) -> list[str]:
    """In what the outcome is not as expected; nothing if it is right."""
    return [fault for word, value in expect.items() for fault in _WORDS[word](value, outcome)]


def always(outcome: Outcome) -> list[str]:
    """What is never right, whatever the case: a crash, an absence from a file, presence without a duration."""
    found = []
    if outcome.status not in (0, 1):
        found.append(f"ended with {outcome.status}: {outcome.err.strip()}")
    if "Traceback" in outcome.err or "psw.log" in outcome.err:
        found.append(f"crashed: {outcome.err.strip()}")
    lines = outcome.document.get("written", ())
    found += [f"{line['leader']} {line['mark']}" for line in lines if line["mark"] not in ("present", "part")]
    if outcome.call[1] in _TIMED:
        found += [f"{line['leader']} written without minutes" for line in lines if line["minutes"] is None]
        found += [
            f"{line['leader']} present 0 min" for line in lines if line["mark"] == "present" and not line["minutes"]
        ]
    if len(outcome.written) < len(lines):
        found.append("a leader is written twice")
    return found


def _status(value: int, outcome: Outcome) -> Iterator[str]:
    if outcome.status != value:
        yield f"ended with {outcome.status}, not {value}: {outcome.err.strip()}"


def _marks(value: dict[str, list[Any]], outcome: Outcome) -> Iterator[str]:
    for leader, right in value.items():
        line = outcome.written.get(leader, {})
        marked = [line.get("mark"), line.get("minutes")][: len(right)]
        if marked != right:
            yield f"{leader} is {marked}, not {right}"


def _only_marked(value: list[str], outcome: Outcome) -> Iterator[str]:
    if set(outcome.written) != set(value):
        yield f"written are {sorted(outcome.written)}, not {value}"


def _not_present(value: list[str], outcome: Outcome) -> Iterator[str]:
    yield from (f"{name} present" for name in value if outcome.written.get(name, {}).get("mark") == "present")


def _not_marked(value: list[str], outcome: Outcome) -> Iterator[str]:
    yield from (f"{name} marked" for name in value if name in outcome.written)


def _asked(value: list[str], outcome: Outcome) -> Iterator[str]:
    yield from (f"{name} is not asked about" for name in value if name not in outcome.suggested)


def _marked_or_asked(value: list[str], outcome: Outcome) -> Iterator[str]:
    yield from (f"{name} is lost" for name in value if name not in {*outcome.written, *outcome.suggested})


def _created(value: int, outcome: Outcome) -> Iterator[str]:
    created = outcome.document.get("created")
    if outcome.status or created != value:
        yield f"{created} new, ended with {outcome.status}: {outcome.err.strip()}"


def _records(value: dict[str, dict[str, str]], outcome: Outcome) -> Iterator[str]:
    for leader, sessions in value.items():
        shown = outcome.ask(["explain", leader, "--json"]).document.get("sessions", ())
        marks = {session["reference"]: session["mark"] or "" for session in shown}
        for session, mark in sessions.items():
            if marks.get(session) != mark:
                yield f"{leader} at {session}: {marks.get(session)!r}, not {mark!r}"


def _leaders(value: dict[str, dict[str, Any]], outcome: Outcome) -> Iterator[str]:
    for leader, facts in value.items():
        shown = outcome.ask(["explain", leader, "--json"]).document.get("leader", {})
        yield from (f"{leader}: {key} is {shown.get(key)!r}" for key, fact in facts.items() if shown.get(key) != fact)


def _not_found(value: list[str], outcome: Outcome) -> Iterator[str]:
    yield from (f"{name} finds somebody" for name in value if not outcome.ask(["explain", name]).status)


def _or(value: list[dict[str, Any]], outcome: Outcome) -> Iterator[str]:
    tried = [faults(expect, outcome) for expect in value]
    if all(tried):
        yield f"none of: {tried}"


def _has(where: str) -> Callable[[list[str], Outcome], Iterator[str]]:
    def check(value: list[str], outcome: Outcome) -> Iterator[str]:
        text = getattr(outcome, where)
        yield from (
            f"{where}: nothing like {pattern!r}" for pattern in value if not re.search(pattern, text, re.IGNORECASE)
        )

    return check


def _has_not(where: str) -> Callable[[list[str], Outcome], Iterator[str]]:
    def check(value: list[str], outcome: Outcome) -> Iterator[str]:
        text = getattr(outcome, where)
        yield from (
            f"{where}: something like {pattern!r}" for pattern in value if re.search(pattern, text, re.IGNORECASE)
        )

    return check


_WORDS: dict[str, Callable[[Any, Outcome], Iterator[str]]] = {
    "status": _status,
    "marks": _marks,
    "only_marked": _only_marked,
    "not_present": _not_present,
    "not_marked": _not_marked,
    "asked": _asked,
    "marked_or_asked": _marked_or_asked,
    "created": _created,
    "records": _records,
    "leaders": _leaders,
    "not_found": _not_found,
    "or": _or,
    "warns": _has("warned"),
    "warns_not": _has_not("warned"),
    "lists": _has("beside"),
    "says": _has("said"),
    "says_not": _has_not("said"),
    "stdout": _has("out"),
}
