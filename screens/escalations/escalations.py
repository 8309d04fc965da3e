"""Escalations: the queue in order of priority, the inbox of concerns below it, and one case at its side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.terms import InboxState, LeaderState, StandingWord
from psw_tui.policy.wording import count
from psw_tui.store import commands
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations.kept_lists import KeptLists
from psw_tui.store.roster.over import left_over
from psw_tui.store.system.refusal import Refused
from screens.dialogs.choices import FindByName
from screens.dialogs.form import fill_in
from screens.escalations import case_forms as ask
from screens.escalations import queue_rows as rows
from screens.escalations.case import CaseScreen
from screens.escalations.case_story import story, why_concern, why_escalation
from screens.escalations.case_verbs import MOVE_KEYS, CaseVerbs
from screens.escalations.communication_verbs import COMMUNICATION_KEYS
from screens.escalations.dismiss_and_snooze import DISMISSALS, ask_until, ask_why
from screens.escalations.export_case import case_offers
from screens.escalations.queue_rows import Listing
from screens.shell.calendar_offers import due_offer
from screens.shell.frame import verb
from screens.shell.frame_lines import CountLine
from screens.shell.list_screen import ListScreen
from screens.shell.plain_dialogs import Confirm
from screens.shell.wording import spaced
from screens.widgets.row_table import Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_EMPTY = (
    "Nothing is flagged, and no escalation is open.\n\n"
    "What the policy flags comes up here as registers and coaching are recorded. n raises a concern by hand."
)
_FILTERED = "No concern and no escalation matches. Escape clears the filter."
_WIDE = 110


class EscalationsScreen(CaseVerbs, ListScreen):
    """The list of what is flagged and of what is being done about it."""

    CSS_PATH = ["../shell/frame.tcss", "escalations.tcss"]
    AREA: ClassVar[str] = "escalations"
    KINDS: ClassVar[frozenset[str]] = CaseVerbs.KINDS | {"concerns", "communications"}
    SORTS = tuple(rows.SORTS.items())
    SORT_TITLE = "Sort the queue and the inbox by"
    ONE_AT_A_TIME = frozenset({"onward", "backward", "log", "draft"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "accept", "accept", tooltip="accept: what is under the cursor joins or opens the escalation"),
        Binding("d", "dismiss", "dismiss", tooltip="set the concern aside, with a reason; a leader's all at once"),
        Binding("z", "snooze", "snooze", tooltip="snooze it until a day"),
        *COMMUNICATION_KEYS,
        *MOVE_KEYS,
        Binding("n", "new", "new", tooltip="raise a concern by hand"),
        Binding("enter", "open", "open", tooltip="the whole case; or what is folded in this row"),
        Binding("s", "sort", "sort", show=False, tooltip="by name, stage or concern, day or standing"),
        Binding("w", "app.why", "why", tooltip="the numbers, the facts and the clause"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._verdicts: dict[str, Verdict] = {}
        self._lists = KeptLists()
        self._queue: tuple[QueueRow, ...] = ()
        self._inbox: tuple[InboxRow, ...] = ()
        self._left_over: list[str] = []
        self._shown = Listing()
        self._unfolded: set[str] = set()
        self._told = ""  # the row whose case stands at the side, as it was read last

    def compose_body(self) -> ComposeResult:
        """The counts, the list, and the case of the row under the cursor."""
        yield CountLine("", id="escalations-strip")
        yield self.filter_line("find by name, concern or stage")
        with Horizontal(classes="columns"):
            yield RowTable(rows.COLUMNS, empty=_EMPTY, filtered_empty=_FILTERED, show_header=False)
            with VerticalScroll(classes="side", can_focus=False):
                yield Static("", id="escalations-story")

    def fit(self, size: Size) -> None:
        """The case at the side where there is room for it."""
        self.set_class(size.width < _WIDE, "narrow")
        self._draw_strip()
        self._draw_story()
        super().fit(size)

    # -- what is shown ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the queue and the inbox and draw them."""
        day, store = self.desk.day, self.desk.store
        judged, over = self.desk.judged_apart()
        self._left_over = [
            f"{rest.name}, {rest.how}: {rest.words}" for rest in left_over(store, over, day) if rest.words
        ]
        queue, inbox = self._lists.read(store, judged, day)
        self._verdicts = {verdict.reference: verdict for verdict in judged}
        self._queue, self._inbox = queue, inbox
        self.list_again()
        self._draw_story()

    def list_again(self) -> None:
        """Draw the list with the filter and the folds as they are now."""
        filtered = bool(self.sought.strip())
        self._shown = rows.listing(
            self._queue,
            self._inbox,
            unfolded=self._unfolded,
            fits=self.fits,
            filtered=filtered,
            by=self.sorted_by,
            over=self._left_over,
        )
        names = {row.name for row in self._queue} | {row.name for row in self._inbox}
        whens = [
            rows.when_words(self._shown, key, self._verdicts[leader], self.desk.day)
            for key in self._shown.keys
            if (leader := self._shown.leader(key)) is not None
        ]
        self.table.fit_columns(leader=[*names, *map(self._shown.fold_words, self._shown.folds)], when=whens)
        self.table.load(
            self._shown.keys,
            self._line,
            headings=self._shown.headings,
            filtered=filtered,
            apart=self._shown.folds,
            kind=self._shown.section,
        )
        self._draw_strip()

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """The concerns of a leader and not the row that stands for them; what is unfolded under the word for it."""
        for key in self._shown.concerns(keys):
            if key in self._shown.folds:
                yield Line((self._shown.fold_words(key),), heading=True)
            elif self._shown.leader(key) is not None or key in self._shown.headings:
                yield self._line(key)

    def _line(self, key: str) -> Line:
        return rows.line(self._shown, key, self._verdicts, self.desk.day, unfolded=self._unfolded)

    def shown_in_part(self) -> str:
        """What is folded away."""
        folded = [
            self._shown.fold_words(key) for key in self._shown.folds if key.partition(":")[2] not in self._unfolded
        ]
        return f"without {', '.join(folded)}" if folded and not self.sought.strip() else ""

    def _draw_strip(self) -> None:
        if self.is_mounted:
            content = rows.strip(self._queue, self._inbox, self.size.width - 2)
            self.query_one("#escalations-strip", Static).update(content, layout=False)

    def on_row_table_moved(self) -> None:
        """The case at the side follows the cursor; of the same row it was told as the list was read."""
        if self.table.cursor_key != self._told:
            self._draw_story()
        self.draw_frame()

    def _draw_story(self) -> None:
        self._told = ""
        key = self.table.cursor_key
        leader = self._shown.leader(key)
        if leader is None or self.has_class("narrow"):
            self._tell(Content(""))
            return
        verdict = self._verdicts[leader]
        try:
            with self.desk.store.reading():
                case = cases.case_of(self.desk.store, leader, verdict=verdict, day=self.desk.day)
        except Refused:
            self._tell(Content(""))  # the case before must not stand there
            raise
        lines = story(case, verdict, self.desk.day, row=self._shown.concern(key))
        self._tell(Content("\n").join(lines))
        self.query_one(".side", VerticalScroll).scroll_home(animate=False, immediate=True)
        self._told = key or ""

    def _tell(self, words: Content) -> None:
        """Put these words at the side; all is laid out anew only where they, or those before, take more than its room.

        The panel is as high as the side at least.
        """
        panel, side = self.query_one("#escalations-story", Static), self.query_one(".side", VerticalScroll)
        height = words.get_height({}, panel.content_size.width) if panel.content_size else 0
        room = side.content_size.height
        panel.update(words, layout=not height or max(height, panel.content_size.height) > room)

    # -- where the cursor is ---------------------------------------------------------------------

    def leader_here(self) -> str | None:
        """The leader of the row under the cursor."""
        return self._shown.leader(self.table.cursor_key)

    def exports(self) -> Sequence[Offer]:
        """The cases of the leaders selected, of one with the messages that wait to be sent; and the due days."""
        leaders = list(dict.fromkeys(self.leaders_of(self.table.acted_on)))
        cases = super().exports()
        if len(leaders) > 1:
            cases = case_offers([self._verdict_of(leader) for leader in leaders], self.desk.day)
        return [*cases, due_offer(self.desk.cohort)]

    def _targets(self) -> list[str]:
        """What the next verb acts on: the selection in the order shown, else the cursor's; of a leader's row, all."""
        return self._shown.concerns(key for key in self.table.acted_on if self._shown.leader(key) is not None)

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """Whose concerns and escalations these are; a fold is nobody's."""
        return [leader for key in rows if (leader := self._shown.leader(key)) is not None]

    def place(self) -> str:
        """The concern under the cursor, or the leader whose escalation it is."""
        key = self.table.cursor_key or ""
        concern = self._shown.concern(key)
        if concern is not None:
            return concern.key
        return self._shown.queue[key].leader if key in self._shown.queue else key

    def show_place(self, key: str, *, page: bool) -> None:
        """A concern by its key, unfolded if need be (accepted: its escalation); or a leader's escalation."""
        found = next((row for row in self._inbox if row.key == key), None)
        target = self._unfolded_to(found) if found is not None else rows.escalation_key(key)
        asleep = {row.leader for row in self._queue if row.snoozed_until is not None}
        if target.removeprefix("escalation:") in asleep:
            self._unfold("snoozed")
        first = next((row for row in self._inbox if row.leader == key), None)
        others = () if first is None else (rows.leader_key(first.leader), first.key)
        if not self.table.move_to(target):
            self.clear_filter()
            if not any(self.table.move_to(row) for row in (target, *others)):
                self.tell("That is not among what is looked at here; C chooses another cohort, D another day.")
                return
        leader = self.leader_here()
        if page and leader is not None:
            self.app.push_screen(CaseScreen(self.desk, leader))

    def _unfolded_to(self, concern: InboxRow) -> str:
        """The row in which a concern is seen, with what it is folded in open."""
        if concern.state is InboxState.ACCEPTED:
            return rows.escalation_key(concern.leader)
        self._unfold(rows.leader_key(concern.leader) if concern.state is InboxState.NEW else str(concern.state))
        return concern.key

    def _unfold(self, fold: str) -> None:
        if fold not in self._unfolded:
            self._unfolded.add(fold)
            self.list_again()

    # -- why, and why not ------------------------------------------------------------------------

    def why(self) -> tuple[str, list[str]] | None:
        """The concern's or the escalation's numbers, facts and clause."""
        key = self.table.cursor_key or ""
        if key in self._shown.groups:
            concerns = self._shown.groups[key]
            lines = [f"{row.title}: {row.why}" for row in concerns]
            return f"{concerns[0].name}: {count(len(concerns), 'concern')}", spaced(lines)
        if key in self._shown.inbox:
            row = self._shown.inbox[key]
            return f"{row.name}: {row.title}", why_concern(row, self._verdicts[row.leader])
        if key in self._shown.queue:
            queued = self._shown.queue[key]
            verdict = self._verdicts[queued.leader]
            case = cases.case_of(self.desk.store, queued.leader, verdict=verdict, day=self.desk.day)
            return f"{queued.name}: why it stands here", why_escalation(queued, case)
        return None

    def why_not(self, action: str) -> str | None:
        """Why a verb can't act on what is under the cursor or selected."""
        if action in ("accept", "dismiss"):
            return self._why_no_concern("y" if action == "accept" else "d")
        if action == "snooze":
            kinds = {key in self._shown.queue for key in self._targets()}
            if len(kinds) > 1:
                return "Concerns and escalations are selected together; z takes the ones or the others."
            return None if kinds else "Nothing is under the cursor to snooze."
        if action in ("onward", "backward"):
            leader = self.leader_here()
            if leader is None:
                return "Put the cursor on an escalation to see what may happen next."
            if all(row.leader != leader for row in self._queue):
                name = self._verdicts[leader].name
                return f"{name} has no open escalation: y accepts the concern and opens one."
        if action in ("log", "draft") and self.leader_here() is None:
            return "Put the cursor on a leader's row first: this is about one leader."
        return None

    def _why_no_concern(self, key: str) -> str | None:
        targets = self._targets()
        if not targets:
            return "There is no concern under the cursor."
        if any(target in self._shown.queue for target in targets):
            return f"An escalation is not in the inbox: {key} acts on concerns; > shows what may happen next."
        if any(self._shown.inbox[target].state is InboxState.CLEARED for target in targets):
            return "It has cleared: its facts no longer hold, and nothing needs to be decided."
        return None

    # -- the verbs -------------------------------------------------------------------------------

    def _act(self, targets: Iterable[str], command: Callable[[], Change | None]) -> None:
        """Run a command on these rows; then the cursor is on the next row that is left."""
        gone = set(targets)
        gone |= {key for key, own in self._shown.groups.items() if gone.issuperset(row.key for row in own)}
        keys = [key for key in self._shown.keys if key not in self._shown.headings]
        last = max((place for place, key in enumerate(keys) if key in gone), default=-1)
        around = [key for key in (*keys[last + 1 :], *reversed(keys[: max(last, 0)])) if key not in gone]
        following = sorted(around, key=lambda key: key in self._shown.folds)  # a fold only for want of others
        leaders = {self._shown.leader(key) for key in gone}
        if self.do(command) is None:
            return
        self.table.clear_selected()
        for key in following:
            if self.table.move_to(key):
                break
        for leader in leaders:
            if leader is not None:
                self.table.flash(rows.escalation_key(leader))

    def done(self, change: Change | None, leader: str) -> None:
        """Light up the leader's escalation."""
        if change is not None:
            self.table.flash(rows.escalation_key(leader))

    @verb
    def action_accept(self) -> None:
        """Accept the concerns under the cursor or selected, as one command."""
        targets = self._targets()
        accept = partial(self._act, targets, partial(commands.decisions.accept, self.desk.store, targets))
        folded = [key for key in self.table.acted_on if key in self._shown.groups]
        if not folded:
            accept()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                accept()

        lines = [f"{self._shown.inbox[target].name}: {self._shown.inbox[target].title}" for target in targets]
        self.app.push_screen(Confirm(f"Accept {self._what(targets)}?", lines, yes="accept all"), answered)

    @verb
    def action_dismiss(self) -> None:
        """Dismiss them: a reason from the short list, or typed."""
        targets = self._targets()

        def dismiss(reason: str) -> None:
            self._act(targets, partial(commands.decisions.dismiss, self.desk.store, targets, reason))

        ask_why(self, f"Dismiss {self._what(targets)}", DISMISSALS, dismiss)

    def _what(self, targets: list[str]) -> str:
        """What a verb is about to act on, in words."""
        queued = [self._shown.queue[key] for key in targets if key in self._shown.queue]
        if queued:
            return queued[0].name if len(queued) == 1 else count(len(queued), "escalation")
        row = self._shown.inbox[targets[0]]
        if len(targets) != 1:
            leaders = {self._shown.inbox[target].leader for target in targets}
            whose = row.name if len(leaders) == 1 else count(len(leaders), "leader")
            return f"{count(len(targets), 'concern')} of {whose}"
        return f"{row.name}, {row.title}"

    @verb
    def action_snooze(self) -> None:
        """Fold concerns, or escalations, away until a day."""
        targets, store = self._targets(), self.desk.store
        queued = [self._shown.queue[key] for key in targets if key in self._shown.queue]

        def snooze(until: date | None, reason: str) -> None:
            if queued:
                leaders = [row.leader for row in queued]
                self._act(targets, partial(commands.ladder_moves.snooze_escalations, store, leaders, until, reason))
            elif until is not None:
                self._act(targets, partial(commands.decisions.snooze, store, targets, until, reason))

        can_wake = bool(queued) and all(row.snoozed_until is not None for row in queued)
        ask_until(self, self._what(targets), store.today, snooze, reason_needed=bool(queued), can_wake=can_wake)

    def action_new(self) -> None:
        """Raise a concern by hand: whose, and the words."""
        choices = [
            (verdict.reference, f"{verdict.name} ({verdict.reference})")
            for verdict in self._verdicts.values()
            if verdict.record.leader.state is LeaderState.ACTIVE and verdict.overall is not StandingWord.NOT_COVERED
        ]
        if not choices:
            self.tell("No active leader has signed the offer yet, so there is nobody to raise a concern of (1.1.1).")
            return

        def chosen(leader: str | None) -> None:
            if leader is not None:
                form = ask.words_form(f"{self._verdicts[leader].name}: a concern")
                fill_in(self, form, partial(self._raise, leader))

        self.app.push_screen(FindByName("Raise a concern of whom?", choices, current=self.leader_here() or ""), chosen)

    def _raise(self, leader: str, concern: ask.ConcernWords) -> None:
        before = {row.key for row in self._inbox}
        if self.do(partial(commands.decisions.raise_manual, self.desk.store, leader, concern.words)) is not None:
            self.call_after_refresh(self._light_up_raised, before)

    def _light_up_raised(self, before: set[str]) -> None:
        """Once the list is drawn anew: the cursor on the concern that was not there before."""
        for row in self._inbox:
            if row.key not in before and self.table.move_to(row.key):
                self.table.flash(row.key)

    def action_open(self) -> None:
        """Open the case, or what is folded away."""
        self.table.action_open()

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        """Enter or a click: the whole case as a page; a fold, or a leader with several concerns, opens in place."""
        if event.key in self._shown.folds or event.key in self._shown.groups:
            fold = event.key.removeprefix("fold:")
            self._unfolded ^= {fold}
            self.list_again()
            following = self._shown.keys[self._shown.keys.index(event.key) + 1 :]
            if fold in self._unfolded and following:
                self.table.move_to(following[0])
            return
        leader = self._shown.leader(event.key)
        if leader is not None:
            concern = event.key if event.key in self._shown.inbox else ""
            self.app.push_screen(CaseScreen(self.desk, leader, concern))
