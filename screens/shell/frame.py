"""The one frame of all areas: the line on top, the area, the status line, and the verbs of this screen.

An area (or a page opened from one) is a subclass of `AreaScreen`. It composes its body, reloads when told, and
declares its verbs as ordinary bindings; `why_not` names the ones that can't act now, and pressing one says why.
"""

from __future__ import annotations

from functools import partial, wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual._path import CSSPathType  # the type of CSS_PATH has no public name
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from psw_tui.store.core.store import Refused
from psw_tui.store.roster import contacts
from psw_tui.store.system.refusal import Gone, without_waiting
from screens.shell import key_names
from screens.shell.copying import ask_copy, offers
from screens.shell.dialog import Dialog
from screens.shell.refusals import SaysRefusals
from screens.shell.undoing import keys_of
from screens.shell.verb_menu import VerbEntry, VerbMenu
from screens.widgets.row_table import RowTable
from screens.widgets.timers import once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.dom import DOMNode
    from textual.timer import Timer

    from psw_tui.store.reads.change import Change, TurnedRow
    from psw_tui.store.roster.contacts import Contact
    from screens.shell.desk import Desk

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
SMALLEST = (80, 24)
_ROOMY = 100
#: What a menu of verbs leaves out: they only lead back, or from the filter to the list.
_NO_VERBS = frozenset({"back", "to_list", "app.focus_next", "app.focus_previous", "screen.copy_text"})
#: How long until a screen that could not be read is tried again by itself.
RETRY_SECONDS = 1.0
#: The most lines that the status line takes.
_MOST_SAID = 4
#: How long a refusal lies over a dialog, which may hide the status line: as long as it takes to read.
_LEAST_SECONDS = 6.0
_READ_A_SECOND = 15
_UNREAD = "This can't be read just now. The line below says why; it is tried again by itself."


def verb(action: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an action as a verb: when the screen's `why_not` has a reason, it is said instead."""
    name = action.__name__.removeprefix("action_")

    @wraps(action)
    def run(screen: AreaScreen, *arguments: Any) -> Any:
        try:
            screen.go_to_selected(name)
            if reason := screen.reason_against(name):
                screen.tell(reason)
                return None
            if screen.is_out_of_date and not screen.read_again():  # never a verb on rows that have changed
                return None
            screen.forget_refusal()
            return action(screen, *arguments)
        except Refused as refusal:  # the file can't be read just now
            screen.tell(str(refusal))
            return None

    return run


class Bar(Static):
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
        room = max(0, self.app.size.width - 2)
        named = cohort if self.app.size.width >= _ROOMY else short
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


class StatusLine(Static):
    """What the last command did and the key that takes it back; at the right what state the file is in."""

    DEFAULT_CSS = "StatusLine { height: 1; padding: 0 1; background: $surface; }"

    def show(self, said: str, tone: str, *, back: str, state: list[str], more: list[str], selected: int) -> None:
        """Draw the line: what was said comes first, then the file's state, and as much more as there is room for.

        What is longer than a line takes more of them, so that it can be read to its end and covers no row; so does the
        state where there is no room for it beside what was said. How many rows are selected always has its room: the
        next verb acts on them. `back` is the key that takes back what was said, with its word.
        """
        chosen = Content.styled(f"{selected:,} selected", "bold $text-accent") if selected else Content("")
        room = max(8, self.app.size.width - 2 - (chosen.cell_length + 3 if selected else 0))
        style = "$text-error" if tone == "bad" else ""
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
        parts: list[tuple[Content, str]] = []
        for shown, description, key, dimmed in verbs:
            key_style, style = ("dim", "dim") if dimmed else ("bold $text-accent", "")
            words = Content.styled(description, style) if style else Content(description)
            parts.append((Content.assemble((shown, key_style), " ", words), f"screen.press('{key.partition(',')[0]}')"))
        room, gap = self.app.size.width - 2, 3
        while len(parts) > 1 and sum(part.cell_length + gap for part, _ in parts) - gap > room:
            del parts[-2]
        self.update(self.lay(parts, room, gap), layout=False)


class AreaScreen(SaysRefusals, Screen[None]):
    """An area, or a page of one, in the frame that all share."""

    # Whole, for one that is relative is looked for beside the class that inherits it.
    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("frame.tcss")
    AREA: ClassVar[str] = "today"
    #: The kinds of changes after which this screen must be drawn anew.
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks", "bookings", "escalations"})
    #: The verbs that act on one row: with several selected they say so, with one selected it is that one.
    ONE_AT_A_TIME: ClassVar[frozenset[str]] = frozenset()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "back", "back", show=False, tooltip="release the filter, then the selection, then one step back"
        ),
        Binding("Y", "copy", "copy", show=False, tooltip="copy e-mail addresses, telephone numbers or rows"),
    ]

    def __init_subclass__(cls, **named: Any) -> None:
        """Each verb of a screen has a name, by which the settings may give it another key."""
        super().__init_subclass__(**named)
        key_names.name_all(key_names.owner(cls.__name__), cls._verbs_of_class())

    @classmethod
    def _verbs_of_class(cls) -> dict[str, list[Binding]]:
        """The bindings by key, those of the bases with them; Textual has no public name for them."""
        assert cls._merged_bindings is not None
        return cls._merged_bindings.key_to_bindings

    @classmethod
    def verbs_by_screen(cls) -> dict[str, list[Binding]]:
        """The bindings of each screen that is imported, those of its bases with them, by its name."""
        verbs = {key_names.owner(cls.__name__): list(chain.from_iterable(cls._verbs_of_class().values()))}
        for screen in cls.__subclasses__():
            verbs |= screen.verbs_by_screen()
        return verbs

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._stale = False
        self.settled = False  # drawn, and the list has the focus: keys can be given to it
        self._over = ""  # the refusal that is still to be laid over the screen
        self._news = ""  # the change that is not shown yet: it is done, even where it can't be shown
        self.came_from = ""  # the area whose row opened this: escape goes back to it
        self._retry: Timer | None = None

    @property
    def is_current(self) -> bool:
        """Whether it is seen: on top, or behind a dialog.

        Textual takes the screen under a page to shine through it, and draws both anew at every key.
        """
        stack = self.app.screen_stack
        return bool(stack) and (stack[-1] is self or (stack[-1].is_modal and super().is_current))

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield TopLine(id="top")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield StatusLine(id="status")
        yield VerbBar(id="verbs")
        width, height = SMALLEST
        yield Static(f"psw needs a window of {width}×{height} or more; please make it larger.", id="too-small")

    def compose_body(self) -> ComposeResult:
        """What stands between the lines of the frame."""
        yield from ()

    def reload(self) -> None:
        """Read what the screen shows from the store and draw it, the cursor staying on its row."""

    def crumbs(self) -> str:
        """On a page, the way to it from its area; empty on an area."""
        return ""

    def why_not(self, action: str) -> str | None:
        """Why a verb can't act now, as a sentence; None when it can."""
        del action
        return None

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """What can be done here that is too rare for a key: its name, what it does, and what runs it."""
        yield from ()

    def offered(self) -> Iterator[tuple[DOMNode, Binding]]:
        """This screen's verbs, whatever has the focus, then those that work everywhere; each with what it acts on."""
        bindings = self._bindings
        if self.desk.keymap:  # drawn at every key, and hardly ever is there one
            bindings = bindings.copy()
            bindings.apply_keymap(self.desk.keymap)
        for binding in chain.from_iterable(bindings.key_to_bindings.values()):
            yield self, binding
        for active in self.active_bindings.values():
            if active.node is self.app:
                yield self.app, active.binding

    def reason_against(self, action: str) -> str | None:
        """Why a verb can't act now, for whatever reason: of several rows selected it would take one, or `why_not`."""
        if action in self.ONE_AT_A_TIME and (number := self._selected_number()) > 1:
            return f"One at a time: {number:,} are selected; escape releases them."
        return self.why_not(action)

    def go_to_selected(self, action: str) -> None:
        """Before a verb that acts on one row: the cursor goes to the row that is selected, where one is."""
        if action in self.ONE_AT_A_TIME:
            for table in self.query(RowTable):
                if len(table.selected) == 1:
                    table.move_to(*table.selected)

    def _selected_number(self) -> int:
        return sum(len(table.selected) for table in self.query(RowTable))

    def on_row_table_selection_changed(self) -> None:
        """Say how many are selected; the verbs act on them from now on."""
        self.draw_frame()

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """The references of the leaders whom these rows are about, for `Y`."""
        del rows
        return []

    def contacts_of(self, rows: Sequence[str]) -> list[Contact]:
        """Whom `Y` can copy the addresses of: the leaders whom these rows are about."""
        return contacts.of_leaders(self.desk.store, self.leaders_of(rows))

    @verb
    def action_copy(self) -> None:
        """Copy what the rows selected, or the one under the cursor, are good for."""
        table = next(iter(self.query(RowTable)), None)
        rows = [] if table is None else table.acted_on
        made = offers(self.contacts_of(rows), [] if table is None else table.as_texts(rows))
        if made:
            ask_copy(self.app, made, partial(self.tell, bad=False))
        else:
            self.tell("There is nothing here to copy: put the cursor on a row.")

    def why(self) -> tuple[str, list[str]] | None:
        """What `w` answers here: a title, and lines with the numbers, the facts and the clause."""
        return None

    def show_place(self, key: str, *, page: bool) -> None:
        """Put the cursor on a row, and open its page if asked."""
        del key, page

    def take_paste(self, text: str) -> bool:
        """Take what is pasted while no field has the focus; whether it is taken."""
        del text
        return False

    def place(self) -> str:
        """The row under the cursor, so that choosing another day or cohort can come back to it."""
        return ""

    # -- the frame's own work ------------------------------------------------------------------

    def on_mount(self) -> None:
        """Listen for changes and draw for the first time."""
        if self.desk.changed is not None:
            self.desk.changed.subscribe(self, self._hear)
        self.read_again()
        self.draw_frame()  # what can act is known once it has been read

    def _settle(self) -> None:
        if not self.settled:
            self.draw_frame()
            self.settled = True
        self.app.call_later(self.app.give_waiting_keys)  # type: ignore[attr-defined]  # KeysInOrder

    def on_screen_resume(self) -> None:
        """Draw anew if something changed meanwhile, and give on the keys that wait for it."""
        if self._stale:
            self.read_again()
        self.draw_frame()
        self.call_after_refresh(self._settle)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the frame to the new width; too small a window gets one sentence."""
        width, height = SMALLEST
        self.set_class(event.size.width < width or event.size.height < height, "too-small")
        self.draw_frame()

    def _hear(self, change: Change) -> None:
        self._news = change.what
        try:
            self._on_change(change)
        except Refused as refusal:
            self._unreadable(refusal)
        if not self._stale:
            self._news = ""
            if change.turned and self.is_current:
                self.stand_on_turned(change.turned)

    def stand_on_turned(self, rows: Sequence[TurnedRow]) -> None:
        """After an undo or a redo: the cursor on the row concerned, where it is listed; else the sentence names it."""
        for table in self.query(RowTable):
            any(table.move_among(keys) for keys in keys_of(rows))

    def _on_change(self, change: Change) -> None:
        if change.kinds & self.KINDS:
            if self.is_current:
                self.read_again()
            else:
                self._stale = True
        if self.is_current:
            self.draw_frame()

    @property
    def is_out_of_date(self) -> bool:
        """Whether it shows what could not be read anew."""
        return self._stale

    def read_again(self) -> bool:
        """Reload; what can't be read just now is said, and tried again by itself, by a verb, or when next seen.

        Whether it could be read. A page whose subject is gone closes, and says so if no change has told it.
        """
        try:
            self._reload()
        except Gone as refusal:
            if not self._news:
                self.tell(str(refusal))
            self._leave()
            return False
        except Refused as refusal:
            self._unreadable(refusal)
            return False
        self._stale, self._news = False, ""
        return True

    def _reload(self) -> None:
        with self.desk.store.reading(), self.desk.verdicts.looking_once():
            self.desk.read_cohorts()
            self.reload()

    def _unreadable(self, refusal: Refused) -> None:
        self._stale = True
        done = f"{self._news}. What is shown here is from before: " if self._news else ""
        for table in self.query(RowTable):
            table.say_unread(_UNREAD)
        self.tell(f"{done}{refusal}")
        self._try_later()

    def _try_later(self) -> None:
        if self._retry is not None:
            self._retry.stop()
        self._retry = once(self, RETRY_SECONDS, self._try_again)

    def _try_again(self) -> None:
        """Quietly, and without waiting for the other program: the refusal stands until it is old news."""
        if not self._stale or not self.is_current:
            return  # next seen, it is read
        try:
            with without_waiting(self.desk.store.connection):
                self._reload()
        except Gone:
            self.read_again()
        except Refused:
            self._try_later()
        else:
            self._stale, self._news = False, ""
            self.forget_refusal()
            self.draw_frame()

    def _leave(self) -> None:
        """Close this page now, or when whatever lies over it has closed."""
        self._stale = True
        if self.app.screen_stack[-1] is self:
            self.dismiss()

    def look_again(self) -> None:
        """Another day or cohort is looked at: draw now, or when next seen."""
        if self.is_current:
            self.read_again()
            self.draw_frame()
        else:
            self._stale = True

    def draw_frame(self) -> None:
        """Draw the three lines of the frame."""
        if not self.is_mounted or not self.query("#verbs"):
            return
        desk = self.desk
        day = f"{desk.day:%a} {desk.day.day} {desk.day:%b}"
        judged = Content.styled(day, "dim")
        if desk.chosen_day is not None:
            short = f"on {desk.day.day} {desk.day:%b %Y}"
            words = f"judged {day} {desk.day.year}" if self.app.size.width >= _ROOMY else short
            judged = Content.styled(words, "bold $text-warning")
        self.query_one(TopLine).show(self.AREA, self._way(), desk.cohort_name, desk.cohort_in_short, judged)
        hidden = len(desk.store.damage.leaders)
        state = ["names masked"] if desk.mask.filter else []
        more = [desk.backed_up]
        if hidden:
            state.append(f"{hidden} unreadable")
        is_encrypted = "encrypted" if desk.store.is_encrypted else "not encrypted"
        state.append(is_encrypted)
        if desk.day_is_set:
            more.append("PSW_TODAY is set")
        selected = self._selected_number()
        if desk.said_at not in (None, (self, selected)) and self.is_current:
            desk.said, desk.said_at = "", None  # it was about another screen, or what was selected then
        status = self.query_one(StatusLine)
        status.show(desk.said, desk.said_tone, back=desk.way_back, state=state, more=more, selected=selected)
        with desk.verdicts.looking_once():
            self.query_one(VerbBar).show(self._verbs())

    def _way(self) -> str:
        try:
            return self.crumbs()
        except Refused:  # the file can't be read just now; the status line says so
            return "…"

    def _verbs(self) -> list[tuple[str, str, str, bool]]:
        """This screen's verbs, whatever has the focus, then those that work everywhere."""
        shown = []
        seen = set()
        for _, binding in self.offered():
            if binding.show and binding.description and binding.action not in seen and not binding.system:
                seen.add(binding.action)
                key = binding.key_display or self.app.get_key_display(binding)
                dimmed = self._is_dim(binding.action.partition("(")[0])
                shown.append((key, binding.description, binding.key, dimmed))
        return shown

    def on_row_table_menu_asked(self) -> None:
        """The right button: this screen's verbs with their keys, those that can't act saying why; one is taken."""
        verbs: dict[str, VerbEntry] = {}
        for node, binding in self.offered():
            if node is self and binding.description and binding.action not in _NO_VERBS:
                verbs.setdefault(binding.action, self._entry_of(binding))

        def take(key: str | None) -> None:
            if key is not None:
                self.action_press(key)

        self.app.push_screen(VerbMenu(list(verbs.values())), take)

    def _entry_of(self, binding: Binding) -> VerbEntry:
        shown = binding.key_display or self.app.get_key_display(binding)
        reason = self.reason_against(binding.action.partition("(")[0]) or ""
        return VerbEntry(shown, binding.description, binding.key.partition(",")[0], reason)

    def _is_dim(self, action: str) -> bool:
        try:
            return self.reason_against(action) is not None
        except Refused:  # the file can't be read just now
            return True

    def tell(self, sentence: str, *, bad: bool = True) -> None:
        """Say a sentence on the status line; a refusal also over a dialog that may hide it."""
        self.desk.said, self.desk.said_tone = sentence, "bad" if bad else "normal"
        self.desk.said_at = None if bad else (self, self._selected_number())
        self.desk.can_undo = self.desk.can_redo = False
        self.app.clear_notifications()
        self._over = sentence if bad else ""
        if bad:
            self.call_after_refresh(self._lay_over)
        self.draw_frame()

    def _lay_over(self) -> None:
        """Once a frame, however often it was told: Textual leaves one lying that goes before it was drawn."""
        sentence, self._over = self._over, ""
        if sentence and self.app.screen_stack[-1] is not self:
            seconds = max(_LEAST_SECONDS, len(sentence) / _READ_A_SECOND)
            self.app.clear_notifications()
            self.app.notify(sentence, severity="warning", markup=False, timeout=seconds)

    def forget_refusal(self) -> None:
        """A refusal stands until the next verb that can act: then it is old news."""
        if self.desk.said_tone == "bad":
            self.desk.said, self.desk.said_tone = "", "normal"
            self._over = ""
            self.app.clear_notifications()
            self.draw_frame()

    def do(self, command: Callable[[], Change | None]) -> Change | None:
        """Run a store command; a refusal is said (in the form that is still open), a change is told to every screen."""
        try:
            change = command()
        except Refused as refusal:
            top = self.app.screen
            if not (isinstance(top, Dialog) and top.takes_refusal(str(refusal))):
                self.tell(str(refusal))
            return None
        if change is not None:
            self.forget_refusal()
            self.desk.publish(change)
        return change

    def action_press(self, key: str) -> None:
        """A verb of the footer was clicked: the same as its key."""
        self.app.call_later(self.app.simulate_key, key)

    def action_back(self) -> None:
        """One step back: from a page to what it was opened from, which may be a row of Today; an area stays."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        if self.came_from:
            area, self.came_from = self.came_from, ""
            self.app.switch_mode(area)
