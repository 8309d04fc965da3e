"""A programme file as text, laid over the defaults key by key: whatever stands in it, it is taken or refused in a line.

A value must have the type of the default and lie within reason; a key must be one of the defaults'.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from psw_tui.policy.text import LONGEST, clean

#: No number of the programme (days, hours, sessions) makes sense beyond it.
_MOST = 10_000
#: How much of a value that can't be used is shown, and of the whole sentence.
_SHOWN = 80
_LONGEST_SENTENCE = 600
#: The longest line of a file in characters; the windows, all in one, are a third of it.
_LONGEST_LINE = 1000


class BadProgramme(ValueError):
    """A programme text that can't be used; says in one line which key and what was expected."""

    def __init__(self, sentence: str) -> None:
        super().__init__(clean(sentence, _LONGEST_SENTENCE))


def parsed(text: str) -> dict[str, Any]:
    """The tables of a TOML text; an empty one, as of a file that is not there, has none."""
    if not text:
        return {}
    import tomllib  # most files are not there: the first frame need not wait for it

    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:  # tomllib needs minutes for a key of ten thousand parts
            raise BadProgramme(f"line {number}: expected at most {_LONGEST_LINE} characters, found {len(line)}")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProgramme(f"it is not valid TOML: {error}") from None
    except RecursionError:
        raise BadProgramme("it is not valid TOML: it is nested too deeply") from None


def subtable(parent: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    """The table under a key, empty where there is none; `where` begins the key in a refusal."""
    value = parent.get(key, {})
    if not isinstance(value, dict):
        raise BadProgramme(f"{where}{key}: expected a table, found {shown(value)}")
    return value


def refuse_unknown(table: dict[str, Any], known: set[str], where: str) -> None:
    """Let no key pass that is not known: it would be a slip that changes nothing."""
    for key in table:
        if key not in known:
            raise BadProgramme(f"{where}{shown(key)}: no such key; expected one of {', '.join(sorted(known))}")


def merged(standard: dict[str, Any], over: Any, where: str) -> dict[str, Any]:
    """The standard table with `over` laid on it, key by key; a value must have the standard's type."""
    if not isinstance(over, dict):
        raise BadProgramme(f"{where}: expected a table, found {shown(over)}")
    known = set(standard)
    if "minimum" in known or "minimum_share" in known:
        known |= {"minimum", "minimum_share"}
    refuse_unknown(over, known, f"{where}.")
    if "minimum" in over and "minimum_share" in over:
        raise BadProgramme(f"{where}: expected minimum or minimum_share, found both")
    result = dict(standard)
    for key, value in over.items():
        here = f"{where}.{key}"
        if key == "minimum":
            result.pop("minimum_share", None)
            _expect(value, 0, here)
        elif key == "minimum_share":
            result.pop("minimum", None)
            _expect(value, "", here)
        elif isinstance(standard[key], dict):
            result[key] = merged(standard[key], value, here)
            continue
        else:
            _expect(value, standard[key], here)
        result[key] = value
    return result


def _expect(value: Any, example: Any, where: str) -> None:
    kind = type(example)
    if type(value) is not kind:
        words = {int: "a whole number", str: "text in quotes", bool: "true or false", list: "a list"}
        raise BadProgramme(f"{where}: expected {words.get(kind, kind.__name__)}, found {_quoted(value)}")
    if kind is str and clean(value) != unicodedata.normalize("NFC", value):
        raise BadProgramme(
            f"{where}: expected one line of up to {LONGEST} characters, none of them invisible, found {_quoted(value)}"
        )
    least = 0 if where.endswith("_hours") else 1  # no notice at all may be asked for
    if kind is int and not least <= value <= _MOST:
        raise BadProgramme(f"{where}: expected a whole number from {least} to {_MOST}, found {shown(value)}")


def shown(value: Any) -> str:
    """A value in a sentence: short, whatever it is."""
    return _short(value) if isinstance(value, str) else _quoted(value)


def _quoted(value: Any) -> str:
    try:
        return _short(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError:
        return "something too deep to be shown"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
