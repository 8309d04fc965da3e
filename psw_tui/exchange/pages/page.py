"""Pages to read, print and send: HTML in one look, one file each, no script and nothing fetched.

render("profile.html", profile=shown)      # a template of the package's data that extends `pages/base.html`

What such a template has: the blocks `title`, `style`, `main` and `foot`, and the macros of `pages/parts.html`
(`{% import "pages/parts.html" as parts %}`). A page that is given a `foot` ends with it. The same filters are there
in a template of Markdown, in which no name and no one's words are markup.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from psw_tui.policy.wording import count, day, long_day, lower_first, moment, quoted, ranges, spoken, upper_first
from psw_tui.store.system.settings import package_text

_FILTERS = {
    "count": count,
    "day": day,
    "long_day": long_day,
    "lower_first": lower_first,
    "moment": moment,
    "quoted": quoted,
    "ranges": ranges,
    "spoken": spoken,
    "upper_first": upper_first,
}
#: What Markdown could take for more than letters; a `&` only where it begins a reference, a dot where it makes a link.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~^$@:=!+]|&(?=[#\w])|(?<=www)\.|^-|(?<=^\d)[.)]|(?<=^\d\d)[.)]", re.IGNORECASE)


def render(template: str, **values: Any) -> bytes:
    """A page as the bytes of a file. `template` is a file of the package's data that extends `pages/base.html`."""
    return _encoded(_html().get_template(template).render(values))


def render_markdown(template: str, **values: Any) -> bytes:
    """A template of Markdown as the bytes of a file; whatever it is given is letters, but for `Markup`."""
    return _encoded(_markdown().get_template(template).render(values))


def literal(value: object) -> object:
    """A text in which Markdown sees letters only; what is marked as ready (`Markup`) stands as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _MARKUP.sub(lambda sign: f"\\{sign[0]}", value)


@cache
def _html() -> Environment:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(package_text),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= _FILTERS
    return environment


@cache
def _markdown() -> Environment:
    # `finalize` escapes whatever an expression gives; HTML's escapes would be wrong here.
    environment = Environment(
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        loader=FunctionLoader(package_text),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=literal,
        keep_trailing_newline=True,
    )
    environment.filters |= _FILTERS
    return environment


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")  # half of a character outside the first plane is no text
