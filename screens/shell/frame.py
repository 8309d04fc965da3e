"""The one frame of all areas: the line on top, the area, the status line, and the verbs of this screen.

An area (or a page opened from one) is a subclass of `AreaScreen`. It composes its body, reloads when told, and
declares its verbs as ordinary bindings; `why_not` names the ones that can't act now, and pressing one says why.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual._path import CSSPathType  # the type of CSS_PATH has no public name
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from psw_tui.store import lookups
from psw_tui.store.core.store import Refused
from screens.shell import key_names, on_demand
from screens.shell.frame_lines import AREAS, ROOMY, StatusLine, TopLine, VerbBar
from screens.shell.verbs import VerbScreen, verb
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.store.roster.contacts import Contact
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer
    from screens.widgets.row_table import Line

__all__ = ["AREAS", "SMALLEST", "AreaScreen", "verb"]

SMALLEST = (80, 24)


class AreaScreen(VerbScreen):
    """An area, or a page of one, in the frame that all share."""

    # Whole, for one that is relative is looked for beside the class that inherits it.
    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("frame.tcss")
    AREA: ClassVar[str] = "today"
    #: Whether absence reasons stand in the list, so that they can be asked for in a file of it.
    LISTS_REASONS: ClassVar[bool] = False
    #: What `E` says where there is nothing to write.
    NOTHING_TO_EXPORT: ClassVar[str] = "There is nothing here to write to a file."
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
        super().__init__(desk)
        self.settled = False  # drawn, and the list has the focus: keys can be given to it
        self._drawn_for: Size | None = None  # the window
        self.came_from = ""  # the area whose row opened this: escape goes back to it

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield TopLine(id="top")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield StatusLine(id="status")
        yield VerbBar(id="verbs")

    def compose_body(self) -> ComposeResult:
        """What stands between the lines of the frame."""
        yield from ()

    def crumbs(self) -> str:
        """On a page, the way to it from its area; empty on an area."""
        return ""

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """What can be done here that is too rare for a key: its name, what it does, and what runs it."""
        yield from ()

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """The references of the leaders whom these rows are about, for `Y`."""
        del rows
        return []

    def list_name(self) -> tuple[str, str]:
        """What the list is called in the name of a file, and what or whom it is of, if it is of one: register, W3."""
        return self.AREA, ""

    def shown_in_part(self) -> str:
        """What a key of the screen leaves out of the list, where it is on: `only what is due (o)`."""
        return ""

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """These rows and headings for a file, where what stands for others gives way to them.

        The reasons of absences are hidden, also where the screen shows them, unless they are asked for.
        """
        del reasons
        return map(self.query_one(RowTable).line, keys)

    def contacts_of(self, rows: Sequence[str]) -> list[Contact]:
        """Whom `Y` can copy the addresses of: the leaders whom these rows are about."""
        return lookups.contacts.of_leaders(self.desk.store, self.leaders_of(rows))

    @verb
    def action_copy(self) -> None:
        """Copy what the rows selected, or the one under the cursor, are good for."""
        table = next(iter(self.query(RowTable)), None)
        rows = [] if table is None else table.acted_on
        texts = [] if table is None else table.texts(self.listed(rows, reasons=False))
        made = on_demand.copying.offers(self.contacts_of(rows), texts)
        if made:
            on_demand.copying.ask_copy(self.app, made, partial(self.tell, bad=False))
        else:
            self.tell("There is nothing here to copy: put the cursor on a row.")

    def exports(self) -> Sequence[Offer]:
        """What `E` can write of this screen to a file, the likeliest first; it is made when it is chosen."""
        return ()

    @verb
    def action_export(self) -> None:
        """Ask which of it to write to a file, and under what name."""
        self.desk.ask_export(self.exports())

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

    # Not handlers of their own: those Textual calls before the frame's, which it calls not at all if they are refused.

    def fit(self, size: Size) -> None:
        """Fit the body to the window's size."""
        del size

    def seen_again(self) -> None:
        """Say what may have changed while another screen lay over this one; it has been read again, if it had to be."""

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

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Draw anew if something changed meanwhile, and give on the keys that wait for it."""
        # They were worked out as it was mounted; under another theme the app does it as it comes here.
        event.refresh_styles = False
        if self._stale:
            self.read_again()
        self.draw_frame()
        self.call_after_refresh(self._settle)
        self.seen_again()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the frame to the new width; too small a window gets one sentence."""
        width, height = SMALLEST
        is_too_small = event.size.width < width or event.size.height < height
        if is_too_small and not self.query("#too-small"):
            said = f"psw needs a window of {width}×{height} or more; please make it larger."
            self.mount(Static(said, id="too-small"))
        self.set_class(is_too_small, "too-small")
        if self.app.size != self._drawn_for:  # as it begins it is told its size three times
            self.draw_frame()
        self.fit(event.size)

    def draw_frame(self) -> None:
        """Draw the three lines of the frame."""
        if not self.is_mounted or not self.query("#verbs"):
            return
        self._drawn_for = self.app.size
        desk = self.desk
        day = f"{desk.day:%a} {desk.day.day} {desk.day:%b}"
        judged = Content.styled(day, "dim")
        if desk.chosen_day is not None:
            short = f"on {desk.day.day} {desk.day:%b %Y}"
            words = f"judged {day} {desk.day.year}" if self.app.size.width >= ROOMY else short
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
        with desk.looking_once():
            self.query_one(VerbBar).show(self._verbs())

    def _way(self) -> str:
        try:
            return self.crumbs()
        except Refused:  # the file can't be read just now; the status line says so
            return "…"

    def action_back(self) -> None:
        """One step back: from a page to what it was opened from, which may be a row of Today; an area stays."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        if self.came_from:
            area, self.came_from = self.came_from, ""
            self.app.switch_mode(area)
