"""Goldens: what a screen looks like, kept as text and compared letter by letter; the one helper for all of them.

A picture holds what is drawn, then the tones that it is drawn in, since colour says something too: of the rows that
are seen a letter a cell, and each styled part of a text. `pytest --pictures=write` draws those of the tests that
run anew; what changed is then read in the diff before it is committed.
"""

from __future__ import annotations

import re
from difflib import unified_diff
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content, Span
from textual.widgets import OptionList, Static

from screens.widgets.row_table import RowTable
from tests.helpers import drawn, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App

    from psw_tui.store.core.store import Store
    from screens.widgets.row_table import Line

#: The sizes at which every screen and every dialog has a picture.
SIZES = ((80, 24), (120, 36), (200, 50))
_FOLDER = Path(__file__).parent / "screens" / "pictures"


class Album:
    """The pictures of one walk through the app, at one size; `close` fails with all that differ."""

    def __init__(self, size: tuple[int, int], *, write: bool) -> None:
        self._folder = _FOLDER / f"{size[0]}x{size[1]}"
        self._write = write
        self._differing: list[str] = []

    async def take(self, app: App[Any], name: str) -> None:
        """Compare what is drawn now with the picture of this name; and with names masked it shows nobody."""
        await settle(app)
        self.compare(name, picture(app))
        if shown := names_shown_though_masked(app):
            self._differing.append(f"{name}, masked, shows {', '.join(sorted(shown))}")

    def compare(self, name: str, now: str) -> None:
        """Compare a picture with the one kept under this name."""
        path = self._folder / f"{name}.txt"
        kept = path.read_text("utf-8") if path.exists() else ""
        if kept == now:
            return
        if self._write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, "utf-8")
            return
        lines = unified_diff(kept.splitlines(), now.splitlines(), f"{name}, kept", f"{name}, now", lineterm="")
        self._differing.append("\n".join(lines))

    def close(self) -> None:
        """Fail if any picture differed from the one kept."""
        told = "\n\n".join(self._differing)
        assert not self._differing, f"\n{told}\n\nIf that is meant: pytest --pictures=write, and read the diff."


#: Names that stand in the files of the walks alone.
_IN_FILES = frozenset({"Ash", "Oak", "Tailor", "Vaughan"})


def names_shown_though_masked(app: App[Any]) -> set[str]:
    """What identifies somebody on record and is drawn all the same while names are masked."""
    desk = app.desk  # type: ignore[attr-defined]  # PswApp
    desk.mask.turn()
    shown = people_in(drawn(app), desk.store)
    desk.mask.turn()
    return shown


def people_in(text: str, store: Store) -> set[str]:
    """The names, addresses and numbers on record that a text has, whole or cut by the width."""
    ask = store.connection.execute
    columns = "first_name, last_name, preferred_name, manager_name, email, manager_email, phone, salesforce_id"
    known = {value for row in ask(f"SELECT {columns} FROM leader") for value in row}
    known |= {value for row in ask("SELECT name, email FROM coach") for value in row}
    known |= {name for (name,) in ask("SELECT name FROM sign_off WHERE role <> 'organisation'")}
    known -= {"", None}
    codes = {value for value in known if "@" in value or any(letter.isdigit() for letter in value)}
    names = _IN_FILES | {word for value in known - codes for word in re.findall(r"[^\W\d_]{2,}", value)}
    written = set(re.findall(r"[^\W\d_]+", text))
    cut = {word for word in re.findall(r"([^\W\d_]{2,})…", text) if any(name.startswith(word) for name in names)}
    return {code for code in codes if code.casefold() in text.casefold()} | (names & written) | cut


def pictures(size: tuple[int, int]) -> list[Path]:
    """The pictures kept at one size."""
    return sorted((_FOLDER / f"{size[0]}x{size[1]}").iterdir())


def picture(app: App[Any]) -> str:
    """What is drawn, and below it in which tones."""
    lines = [_panel(app) if app.screen.query("#panel") else drawn(app)]
    for table in app.screen.query(RowTable):
        lines += ["", f"tones of {table.id or 'the list'}:", *_tones(table)]
    for options in app.screen.query("#panel OptionList").results(OptionList):
        if options.highlighted is not None:
            lines += ["", f"highlighted: {options.highlighted + 1} of {options.option_count}"]
    styled = list(_styles(app))
    if styled:
        lines += ["", "styles:", *styled]
    return "\n".join(lines) + "\n"


def _panel(app: App[Any]) -> str:
    """Of a dialog its place and what stands in it; what shines through from below has pictures of its own."""
    x, y, width, height = app.screen.query_one("#panel").region
    lines = [line[x : x + width].rstrip() for line in drawn(app).splitlines()[y : y + height]]
    return "\n".join([f"panel of {width}x{height} at {x},{y}", *lines])


def _tones(table: RowTable) -> Iterator[str]:
    """The rows that are seen: the first letters of their cells' tones, a point for normal."""
    if table._make is None:
        return
    for place in table._seen():
        line = table._make(table._keys[place])
        yield "heading" if line.heading else _letters(line)


def _letters(line: Line) -> str:
    """`b.dg`; of a cell with a colour of its own behind it, that one's letter in capitals."""
    tones = ["normal" if isinstance(cell, str) else cell.tone for cell in line.cells]
    heats = ["" if isinstance(cell, str) else getattr(cell, "heat", "") for cell in line.cells]
    return "".join(
        heat[0].upper() if heat else "." if tone == "normal" else {"bad": "x"}.get(tone, tone[0])
        for tone, heat in zip(tones, heats, strict=True)
    )


def _styles(app: App[Any]) -> Iterator[str]:
    """Each part of a text with a style of its own, as far as the text stands on the screen; no click is drawn."""
    shown: list[object] = [widget.visual for widget in app.screen.query(Static) if widget.display and widget.region]
    for options in app.screen.query("#panel OptionList").results(OptionList):
        shown += [option.prompt for option in options.options]
    for content in shown:
        if isinstance(content, Content):
            styled = [
                (str(span.style), content.plain[span.start : span.end].strip())
                for span in content.spans
                if not _clicks(span)
            ]
            for style, parts in groupby((pair for pair in styled if all(pair)), key=itemgetter(0)):
                yield f"{style}: {' | '.join(text for _, text in parts)}"


def _clicks(span: Span) -> bool:
    """Whether it only says what a click there does."""
    return "@click" in str(span.style)
