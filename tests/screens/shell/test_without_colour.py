"""Where there is no colour, what is bad is told by weight: in grey alone it would be the faintest of all."""

from __future__ import annotations

import re

from tests.source_trees import ROOT

#: Whatever else stands beside it in the same style.
_IN_PYTHON = re.compile(r'"([^"\n]*\$text-error[^"\n]*)"')
_IN_CSS = re.compile(r"\{([^{}]*\$text-error[^{}]*)\}")


def test_what_is_bad_is_bold_wherever_it_is_drawn() -> None:
    drawn = [path for path in (ROOT / "screens").rglob("*") if path.suffix in (".py", ".tcss")]
    styles = [
        (path.name, style)
        for path in drawn
        for pattern in (_IN_PYTHON, _IN_CSS)
        for style in pattern.findall(path.read_text("utf-8"))
    ]
    assert styles
    assert not [(name, style) for name, style in styles if "bold" not in style]
