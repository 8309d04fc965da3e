"""One leader's case as a page: what the side panel shows where there is room for it, and the same verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import queue
from psw_tui.store.system.refusal import Gone
from screens.escalations.case_story import story, why_concern, why_escalation
from screens.escalations.case_verbs import MOVE_KEYS, CaseVerbs
from screens.escalations.communication_verbs import COMMUNICATION_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.dom import DOMNode

    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.desk import Desk


class CaseScreen(CaseVerbs):
    """The page of one case; `concern` is the key of the concern that it was opened from, if it was one."""

    CSS_PATH = ["../shell/frame.tcss", "escalations.tcss"]
    AREA: ClassVar[str] = "escalations"
    AUTO_FOCUS = "#case"
    KINDS: ClassVar[frozenset[str]] = CaseVerbs.KINDS | {"concerns", "communications"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back"),
        Binding("y", "decide('accept')", "accept", tooltip="accept the concern that it was opened from"),
        Binding("d", "decide('dismiss')", "dismiss", tooltip="dismiss it, with a reason"),
        Binding("z", "decide('snooze')", "snooze", tooltip="snooze it until a day"),
        *COMMUNICATION_KEYS,
        *MOVE_KEYS,
        Binding("w", "app.why", "why", tooltip="the numbers, the facts and the clause"),
        Binding("j", "scroll(1)", show=False, tooltip="down"),
        Binding("k", "scroll(-1)", show=False, tooltip="up"),
        Binding("g", "edge(-1)", show=False, tooltip="to the beginning"),
        Binding("G", "edge(1)", show=False, tooltip="to the end"),
    ]

    def __init__(self, desk: Desk, leader: str, concern: str = "") -> None:
        super().__init__(desk)
        self._leader = leader
        self._concern = concern
        self._verdict: Verdict | None = None
        self._shown_case: Case | None = None

    def compose_body(self) -> ComposeResult:
        """The case, to be scrolled through."""
        with VerticalScroll(id="case"):
            yield Static("", id="case-story")

    def crumbs(self) -> str:
        """The leader's name and reference."""
        return f"{self._verdict.name} ({self._leader})" if self._verdict else self._leader

    def leader_here(self) -> str:
        """The leader whose case it is."""
        return self._leader

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """The leader whose case it is."""
        del rows
        return [self._leader]

    def place(self) -> str:
        """The leader."""
        return self._leader

    def reload(self) -> None:
        """Read the case and draw it."""
        store, day = self.desk.store, self.desk.day
        panel = self.query_one("#case-story", Static)
        verdict = self.desk.verdicts.one(day, self._leader)
        if verdict is None:
            raise Gone(f"There is no leader {self._leader}.")
        case = cases.case_of(store, self._leader, verdict=verdict, day=day)
        self._verdict, self._shown_case = verdict, case
        row = self._concern_here()
        panel.update(Content("\n").join(story(case, verdict, day, row=row)))

    def why(self) -> tuple[str, list[str]] | None:
        """Why the escalation stands where it does, or why the concern holds."""
        if self._shown_case is None or self._verdict is None:
            return None
        queued = queue.queue(self.desk.store, [self._verdict], self.desk.day)
        if queued:
            return f"{self._shown_case.name}: why it stands here", why_escalation(queued[0], self._shown_case)
        row = self._concern_here()
        return None if row is None else (f"{row.name}: {row.title}", why_concern(row, self._verdict))

    def _concern_here(self) -> InboxRow | None:
        """The concern that the page was opened from, as long as it is one to decide on."""
        others = () if self._shown_case is None else self._shown_case.others
        return next((row for row in others if row.key == self._concern), None)

    def offered(self) -> Iterator[tuple[DOMNode, Binding]]:
        """Its verbs; nothing is decided where it was opened from no concern."""
        decides = self._concern_here() is not None
        for node, binding in super().offered():
            if decides or not binding.action.startswith("decide("):
                yield node, binding

    def why_not(self, action: str) -> str | None:
        """Nothing moves while no escalation is open."""
        if action in ("onward", "backward") and (self._shown_case is None or self._shown_case.escalation is None):
            return "No escalation is open: accept a concern from the inbox (y) to open one."
        return None

    def action_edge(self, direction: int) -> None:
        """To the beginning or the end."""
        case = self.query_one("#case", VerticalScroll)
        if direction < 0:
            case.scroll_home(animate=False)
        else:
            case.scroll_end(animate=False)

    async def action_decide(self, what: str) -> None:
        """Decide on the concern that the page was opened from: back on the list, the cursor still on it."""
        below = self.app.screen_stack[-2]
        if self._concern_here() is None:
            self.tell("This is a leader's case: y, d and z act on concerns, in the list.")
            return
        await self.dismiss()
        await below.run_action(what)

    def action_scroll(self, lines: int) -> None:
        """Move through a long case."""
        self.query_one("#case", VerticalScroll).scroll_relative(y=lines, animate=False)
