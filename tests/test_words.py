"""The words that are shown: those of the glossary have one meaning, and none is there that nobody in an office says."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.source_trees import ROOT, let_go, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What is shown stands in these; a template's whole text is.
_CODE = ("screens", "psw_tui")
_TEMPLATES = ("*.txt", "*.html", "*.md")
#: Where a word of the policy stands as files and JSON have it.
_FIXED = {"deemed", "deemed is set by the ladder and by nothing else"}
#: Words of the code, of the file tables, or of no BDO, and what is said for them.
BANNED = {
    r"plain file": "not encrypted",
    r"^To ask for$": "Forms to come",
    r"coach off": "coach cancelled",
    r"\bas not come\b": "missed: spent",
    r"^(?:not come|out)$": "missed; outside",
    r"\b[Dd]eem(?:s|ed)?\b": "withdrawn by the ladder (2.4.6)",
    r"no due date": "no deadline",
    r"days?\}? over\b": "days late",
    r"\bmend(?:s|ed)?\b": "correct",
    r"(?<![Tt]here )\b(?:is|are) no (?:day|date|time|year|module|column|e-mail|ordinary|verb|rating)\b": "is not a",
    r"(?:stands?|stand) so already": "is so already, is recorded already",
    r"\bI?it lies (?:at|there)\b": "it is at",
    r"[Ll]eft alone": "not used",
    r"; left\b(?! out| for you)": "left out",
    r"\b[Tt]ak(?:e|es|en) (?:it|this|them|the last thing done|that) back\b|\btaken back\b": "undo",
    r"\b[Ww]oke\b|\bwake\b it": "ended the snooze",
    r"parted by": "separated by",
    r"\btake (?:a|the|an attendance) (?:file|table|report|Forms export)\b": "import",
    r"^manual\b[ ,:]": "raised by hand",
    r"Around coaching|around…": "introduction, forms and recording",
    r"or ↑↓ and enter\b": "enter, and what it does",
    r"Quit the app|command palette\.?$": "what it does, in our words",
}


def _texts(nodes: list[ast.AST]) -> Iterator[str]:
    """The string literals of a module that are no docstring, those with values in them with `{}`."""
    own: set[int] = set()
    for node in nodes:
        body = getattr(node, "body", None)
        for line in body if isinstance(body, list) else ():
            if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                own.add(id(line.value))
        if isinstance(node, ast.JoinedStr):
            own |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own:
            yield node.value


@cache
def shown() -> tuple[tuple[str, str], ...]:
    """Every text of the app with the file that has it."""
    texts = [(source.path, text) for source in sources(*_CODE) for text in _texts(source.nodes)]
    data = ROOT / "psw_tui" / "data"
    for pattern in _TEMPLATES:
        texts += [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in sorted(data.rglob(pattern))]
    return tuple(texts)


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go() -> Iterator[None]:
    """These are the last tests that look at them."""
    yield
    let_go()


def terms() -> list[str]:
    """The words that the glossary explains."""
    return re.findall(r"^\| \*\*(.+?)\*\* \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)


def test_a_word_of_the_glossary_has_one_meaning_and_the_readme_leads_to_it() -> None:
    """Each is there once."""
    assert len(terms()) > 60
    assert len(terms()) == len({term.casefold() for term in terms()})
    assert "(docs/glossary.md)" in (ROOT / "README.md").read_text("utf-8")


def test_the_words_of_the_glossary_are_those_that_are_shown() -> None:
    """None is explained that nobody meets."""
    said = "\n".join(text for _, text in shown()).replace("_", " ")
    assert [term for term in terms() if not re.search(rf"\b{re.escape(term)}", said, re.IGNORECASE)] == []


@pytest.mark.parametrize("banned", BANNED)
def test_nothing_that_is_shown_has_a_word_that_nobody_says(banned: str) -> None:
    """For each there is a better one, beside it in the list."""
    found = [(path, text) for path, text in shown() if text not in _FIXED and re.search(banned, text, re.MULTILINE)]
    assert found == [], f"say: {BANNED[banned]}"
