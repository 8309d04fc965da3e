"""The three lines of the frame: the one on top, the status line, and the verbs of a screen; and one of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from textual import events

AREAS = {
    "today": "Today",
    "roster": "Roster",
    "registers": "Registers",
    "coaching": "Coaching",
    "capabilities": "Capabilities",
    "escalations": "Escalations",
}
#: What a closed area is called where the line on top is short of room, and where it is shorter still.
_SHORT = {"capabilities": "Capab.", "escalations": "Escal."}
_SHORTER = {"registers": "Regs.", "coaching": "Coach.", "capabilities": "Cap.", "escalations": "Esc."}
#: The width from which on words are written out.
ROOMY = 100
#: The most lines that the status line takes.
_MOST_SAID = 4


class CountLine(Static):
    """Counts that a click filters by, each in its own colour: Textual draws what can be clicked in the one of links."""

    auto_links = False  # a reactive, which is asked and never watched


class FrameLine(Static):
    """A line of the frame, which is told at every key what to show and seldom has anything new to draw."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._told: tuple[object, ...] = ()

    def is_news(self, *told: object) -> bool:
        """Whether it was told something else last, or drew it at another width; it is taken as drawn now."""
        told = (self.app.size.width, *told)
        was, self._told = self._told, told
        return told != was


class Bar(FrameLine):
    """One line of parts, some of which can be clicked: what a click runs stands beside where it is drawn."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._spots: list[tuple[int, int, str]] = []

    def lay(self, parts: list[tuple[Content, str]], room: int, gap: int) -> Content:
        """The parts beside each other, as many as fit; each with the action that a click on it runs."""
        self._spots = []
        line = Content("")
        for part, action in parts:
            start = line.cell_length + (gap if line.cell_length else 0)
            if start + part.cell_length > room:
                break
            line = line + " " * (start - line.cell_length) + part
            if action:
                self._spots.append((start, start + part.cell_length, action))
        return line

    async def on_click(self, event: events.Click) -> None:
        """Run what was clicked."""
        x = event.x - self.gutter.left
        for start, end, action in self._spots:
            if start <= x < end:
                await self.run_action(action)
                return


class TopLine(Bar):
    """Area names with their digits, the open one bright; the cohort and the judged day at the right."""

    DEFAULT_CSS = "TopLine { height: 1; padding: 0 1; background: $panel; }"

    def show(self, area: str, crumbs: str, cohort: str, short: str, day: Content) -> None:
        """Draw the line; on a page the way to it stands in place of the other areas.

        `short` is the cohort where the line is narrow; empty where it goes without saying.
        """
        if not self.is_news(area, crumbs, cohort, short, day.plain, day.spans):
            return
        room = max(0, self.app.size.width - 2)
        named = cohort if self.app.size.width >= ROOMY else short
        tail = Content.assemble((named, "dim"), " · ", day) if named else day
        gap = 2
        if crumbs:
            way = Content.assemble((AREAS[area], "bold $text-accent"), " › ", (crumbs, "bold"))
            parts = [(way.truncate(max(10, room - tail.cell_length - 2), ellipsis=True), "screen.back")]
        else:
            parts, gap = self._areas(area, room - tail.cell_length - 1)
        left = self.lay(parts, room, gap)
        tail = tail.truncate(max(0, room - left.cell_length - 1), ellipsis=True)
        self.update(left + " " * max(1, room - left.cell_length - tail.cell_length) + tail, layout=False)

    @staticmethod
    def _areas(area: str, room: int) -> tuple[list[tuple[Content, str]], int]:
        """The areas' names, and the gap between them: first the closed ones get shorter, then the gap, then all."""

        def named(short: dict[str, str]) -> list[str]:
            return [f"{number} {short.get(key, full)}" for number, (key, full) in enumerate(AREAS.items(), 1)]

        def closed(short: dict[str, str]) -> list[str]:
            return named({key: word for key, word in short.items() if key != area})

        tries = ((named({}), 2), (closed(_SHORT), 2), (closed(_SHORTER), 2), (closed(_SHORTER), 1))
        fitting = ((words, gap) for words, gap in tries if len((" " * gap).join(words)) <= room)
        names, gap = next(fitting, (closed(_SHORTER), 1))
        styles = {area: "bold $text-accent"}
        parts = [
            (Content.styled(name, styles.get(key, "")), f"app.area('{key}')")
            for name, key in zip(names, AREAS, strict=True)
        ]
        return parts, gap


class StatusLine(FrameLine):
    """What the last command did and the key that takes it back; at the right what state the file is in."""

    DEFAULT_CSS = "StatusLine { height: 1; padding: 0 1; background: $surface; }"

    def show(self, said: str, tone: str, *, back: str, state: list[str], more: list[str], selected: int) -> None:
        """Draw the line: what was said comes first, then the file's state, and as much more as there is room for.

        What is longer than a line takes more of them, so that it can be read to its end and covers no row; so does the
        state where there is no room for it beside what was said. How many rows are selected always has its room: the
        next verb acts on them. `back` is the key that takes back what was said, with its word.
        """
        if not self.is_news(said, tone, back, state, more, selected):
            return
        chosen = Content.styled(f"{selected:,} selected", "bold $text-accent") if selected else Content("")
        room = max(8, self.app.size.width - 2 - (chosen.cell_length + 3 if selected else 0))
        style = "bold $text-error" if tone == "bad" else ""
        undo = Content.styled(f" · {back}", "dim") if back and said and tone != "bad" else Content("")
        lead = Content.styled(said, style) if style else Content(said)
        while more and lead.cell_length + undo.cell_length + len(" · ".join([*state, *more])) + 2 > room:
            more = more[:-1]
        tail = Content.styled(" · ".join([*state, *more]), "dim")
        lines = _wrapped(lead, room)
        if lines[-1].cell_length + undo.cell_length <= room:
            lines[-1] += undo
        if lines[-1].cell_length + tail.cell_length + 2 > room:
            lines.append(Content(""))
        if selected:
            chosen += " · "
        lines[-1] += " " * max(1, room - lines[-1].cell_length - tail.cell_length) + chosen + tail
        self._draw(Content("\n").join(lines), len(lines))

    def _draw(self, content: Content, height: int) -> None:
        """Only another number of lines lays the screen out anew."""
        self.update(content, layout=False)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height


def _wrapped(content: Content, room: int) -> list[Content]:
    """As many lines as it needs, at the most those that the status line takes."""
    lines = content.wrap(room) if content.cell_length > room else [content]
    if len(lines) > _MOST_SAID:
        lines = [*lines[: _MOST_SAID - 1], (lines[_MOST_SAID - 1] + " …").truncate(room, ellipsis=True)]
    return lines


class VerbBar(Bar):
    """The verbs of this screen; those that can't act now are dim, and each can be clicked."""

    DEFAULT_CSS = "VerbBar { height: 1; padding: 0 1; background: $panel; }"

    def show(self, verbs: list[tuple[str, str, str, bool]]) -> None:
        """Draw (key shown, description, key pressed, dimmed), as many as fit; the last always does."""
        if not self.is_news(verbs):
            return
        parts: list[tuple[Content, str]] = []
        for shown, description, key, dimmed in verbs:
            key_style, style = ("dim", "dim") if dimmed else ("bold $text-accent", "")
            words = Content.styled(description, style) if style else Content(description)
            parts.append((Content.assemble((shown, key_style), " ", words), f"screen.press('{key.partition(',')[0]}')"))
        room, gap = self.app.size.width - 2, 3
        while len(parts) > 1 and sum(part.cell_length + gap for part, _ in parts) - gap > room:
            del parts[-2]
        self.update(self.lay(parts, room, gap), layout=False)
