"""The foot of a page: the day it speaks of, how it was made, and its own numbers, in words and as figures.

made = foot(store, day, said=("98 leaders, 31 sessions",), numbers={"leaders": 98, "sessions": 31})
render("pages/since.html", foot=made, …)                            # the page ends with it
render_markdown("pages/since.md", foot=in_markdown(made), …)        # where the template says `{{ foot }}`
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from psw_tui import __version__
from psw_tui.exchange.pages.page import literal
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import long_day, moment
from psw_tui.store.core.chain import head_code
from psw_tui.store.core.store import user
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psw_tui.store.reads.reader import Reader


@frozen
class Foot:
    """What a page says of itself.

    `day` is the day it speaks of, `said` its numbers in words, a sentence or a line each without its full stop, and
    `numbers` all the figures that it shows, as plain JSON values. `head_code` stands for all that was on record when it
    was made (`psw check --against` takes it); it is empty where nothing was recorded yet.
    """

    day: date
    made_at: datetime
    made_by: str
    version: str
    head_code: str
    said: tuple[str, ...]
    numbers: Mapping[str, Any]

    @property
    def how(self) -> str:
        """How it was made, in a sentence."""
        return f"Made {moment(self.made_at)} by {self.made_by}, with psw {self.version}"

    @property
    def code(self) -> str:
        """The head code in words."""
        return f"Head code of the journal: {self.head_code}" if self.head_code else "Nothing was on record"


def foot(store: Reader, day: date, *, said: Sequence[str], numbers: Mapping[str, Any]) -> Foot:
    """The foot of a page that is made now of what the store holds, as of a day. `numbers` are plain JSON values."""
    return Foot(
        day=day,
        made_at=clock.now(),
        made_by=user(),
        version=__version__,
        head_code=head_code(store.connection),
        said=tuple(said),
        numbers=numbers,
    )


def in_markdown(made: Foot) -> Markup:
    """The foot as it ends a page of Markdown: its lines, then the numbers in a fenced block."""
    lines = [f"As of {long_day(made.day)}", *made.said, made.how, made.code]
    words = "\n".join(f"- {literal(f'{line}.')}" for line in lines)
    figures = json.dumps(made.numbers, ensure_ascii=False, indent=2)
    return Markup(f"---\n\n{words}\n\n```json\n{figures}\n```\n")  # noqa: S704 - letters are made letters line by line
