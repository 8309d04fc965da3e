"""Registers: every session of the cohort looked at, by date, and how far each is recorded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.text import clean
from psw_tui.policy.wording import count, spoken
from psw_tui.store import commands
from psw_tui.store.core.store import Refused
from psw_tui.store.registers import registers, session_draft, sessions
from psw_tui.store.registers.linked_days import linked_days
from psw_tui.store.registers.registers import RowState, name_key
from psw_tui.store.roster import cohorts
from psw_tui.store.salesforce.sessions_told import SessionTold, sessions_told
from psw_tui.store.system import clock
from screens.dialogs.form import fill_in
from screens.dialogs.import_preview import import_file
from screens.registers import session_rows as rows
from screens.registers.catch_ups import CatchingUpScreen
from screens.registers.months import MonthsScreen
from screens.registers.paper_offers import paper_offers
from screens.registers.paste_sessions import PasteSessions
from screens.registers.register import RegisterScreen
from screens.registers.salesforce_outbox import ask_salesforce, outbox_offer
from screens.registers.session_form import SessionForm, add_session, next_form
from screens.shell import calendar_offers
from screens.shell.desk import CATCHING_UP
from screens.shell.frame import verb
from screens.shell.frame_lines import CountLine
from screens.shell.list_screen import ListScreen
from screens.shell.new_rows import tell_of_rows
from screens.shell.plain_dialogs import Choose, Confirm
from screens.shell.wording import filters
from screens.widgets.row_table import Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult

    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.session_draft import SessionDraft
    from psw_tui.store.registers.sessions import SessionLine
    from screens.registers.session_form import FilledSession
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_EMPTY = (
    "No sessions yet.\n\n"
    "A session is one dated thing that a cohort's leaders attend or complete: a residential day, a workshop, a module, "
    "a peer practice. n adds one, P takes the whole year pasted from a sheet; a cohort is made in the Roster first "
    "(press 2)."
)
_FILTERED = "No session matches. Escape clears the filter; o shows every session again."
#: How many of the sessions about to be cancelled are named.
_MOST_TITLES = 8
_NOT_EXPECTED = (RowState.NOT_EXPECTED, RowState.LEFT)
_BOTH = (("both", "both days"), ("one", "this day only"))
#: What the sort menu offers, and the key it sorts by.
_SORTS: dict[str, tuple[str, Callable[[SessionLine], Any]]] = {
    "date": ("by date", lambda line: line.session.starts_at),
    "title": ("by title", lambda line: name_key(line.session.title)),
    "kind": ("by kind", lambda line: list(type(line.session.kind)).index(line.session.kind)),
    "recorded": ("by unrecorded, most first", lambda line: -line.counts.awaiting if line.due else 0),
}


class RegistersScreen(ListScreen):
    """The list of sessions; enter opens a session's register."""

    CSS_PATH = ["../shell/frame.tcss", "sessions.tcss"]
    AREA: ClassVar[str] = "registers"
    SORTS = tuple((key, words) for key, (words, _) in _SORTS.items())
    BOTH_WAYS = True
    SORT_TITLE = "Sort"
    AUTO_FOCUS: ClassVar[str] = "RowTable"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks", "salesforce"})
    ONE_AT_A_TIME = frozenset({"edit", "duplicate"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="open the register"),
        Binding("o", "due_only", "only due", tooltip="only what has ended with someone unrecorded, or all again"),
        Binding("n", "new", "new", tooltip="add a session"),
        Binding("e", "edit", "edit", tooltip="edit the session, or link the days of a residential"),
        Binding("N", "duplicate", "next like it", tooltip="add another session like this one: only the day is asked"),
        Binding(
            "x", "cancel", "cancel", tooltip="cancel the session, or put it back; says what that does to the minimums"
        ),
        Binding("V", "months", "months", tooltip="the year by months: sessions, coaching windows, bank holidays"),
        Binding("M", "term", "term view", tooltip="the term: every leader by every session"),
        Binding("P", "paste", "paste", show=False, tooltip="paste the year's sessions as lines copied from a sheet"),
        Binding("i", "import", "import", show=False, tooltip="import a file: a table, modules done, ticks, results"),
        Binding("K", "catching_up", "catching up", tooltip="who is due a catch-up, and each step of it (2.3.1)"),
        Binding("s", "sort", "sort", tooltip="choose the order"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: dict[str, SessionLine] = {}
        self._told: dict[str, SessionTold] = {}  # how far each is in Salesforce
        self._due_only = False
        self._arrived = False

    def compose_body(self) -> ComposeResult:
        """How many there are and how many are due, and the sessions."""
        yield CountLine("", id="registers-summary")
        yield self.filter_line("find a session by title, kind, place or reference")
        yield RowTable(rows.COLUMNS, empty=_EMPTY, filtered_empty=_FILTERED)

    def reload(self) -> None:
        """Read the sessions and draw them; at first the cursor rests where there is most likely work."""
        lines = sessions.sessions_list(self.desk.store, self.desk.cohort, self.desk.day)
        self._told = sessions_told(self.desk.store)
        self._lines = {line.reference: line for line in lines}
        self.list_again()
        if not self._arrived and lines:
            self._arrived = True
            self.table.move_to(self._nearest())

    def _nearest(self) -> str:
        """The session nearest to the day judged that needs recording, else the last that ended, else the first."""
        lines, day = list(self._lines.values()), self.desk.day
        if due := [line for line in lines if line.due]:
            return min(due, key=lambda line: abs(line.session.ends_on - day)).reference
        past = [line for line in lines if line.ended]
        return (past[-1] if past else lines[0]).reference

    def list_again(self) -> None:
        """Draw the list with the filter and the order as they are now."""
        lines = [line for line in self._lines.values() if self._is_shown(line)]
        lines.sort(key=_SORTS[self.sorted_by][1], reverse=self.backwards)
        self.table.sort_shown = (self.sorted_by, self.backwards)
        self.table.fit_columns(
            title=(line.session.title for line in self._lines.values()),
            recorded=(rows.recorded(line).text for line in self._lines.values()),
        )
        self.table.load([line.reference for line in lines], self._line, filtered=len(lines) < len(self._lines))
        self._draw_summary()

    def _is_shown(self, line: SessionLine) -> bool:
        session = line.session
        texts = (session.title, name_key(session.title), spoken(session.kind), line.place, session.reference)
        key = session.reference
        exact = rows.exact(line, in_salesforce=self._is_in_salesforce(key))
        return (key == self.kept or not self.leaves_out(key)) and self.fits(texts, exact)

    def _is_in_salesforce(self, key: str) -> bool:
        """Whether nothing of a session is missing there; so too while nothing was ever written for it."""
        return key not in self._told or self._told[key].is_there

    def leaves_out(self, key: str) -> bool:
        """Whether only what is due is shown, and this session is not."""
        return self._due_only and key in self._lines and not self._lines[key].due

    def _draw_summary(self) -> None:
        due = [line for line in self._lines.values() if line.due]
        unrecorded = sum(line.counts.awaiting for line in due)
        parts = [Content(count(len(self._lines), "session"))] if self._lines else []
        if cancelled := sum(line.session.cancelled for line in self._lines.values()):
            parts.append(filters(Content(f"{cancelled} cancelled"), rows.CANCELLED))
        if due:
            words = f"{count(len(due), 'register')} to complete, {unrecorded} unrecorded"
            parts.append(filters(Content.styled(words, "$text-warning"), rows.TO_COMPLETE))
        elif self._lines:
            parts.append(Content("everything that has ended is recorded"))
        if missing := sum(not self._is_in_salesforce(key) for key in self._lines):
            parts.append(filters(Content(f"{missing} not yet in Salesforce"), rows.NOT_IN_SALESFORCE))
        if self._due_only:
            parts.append(Content.styled("only what is due (o)", "$text-accent"))
        self.query_one("#registers-summary", Static).update(Content(" · ").join(parts))

    def _line(self, key: str) -> Line:
        return rows.line(self._lines[key], self._told.get(key, rows.NEVER_TOLD))

    def shown_in_part(self) -> str:
        """What `o` leaves out."""
        return "only what is due" if self._due_only else ""

    def exports(self) -> Sequence[Offer]:
        """What the session under the cursor needs on paper; the calendar of the cohort looked at, or of all."""
        cohort = self.desk.cohort
        papers: list[Offer] = []
        if self._lines and (line := self._lines.get(self.table.cursor_key or "")) is not None:
            papers = paper_offers(line.session, self.desk.day)
        calendars = calendar_offers.programme_offers(self.desk.cohort_names if cohort is None else [cohort])
        return [*papers, *calendars, outbox_offer(self)]

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """The outbox of Salesforce, which `E` offers too."""
        words = "what changed since Salesforce was last told, as files to load; psw keeps it as pending"
        yield "Salesforce outbox…", words, partial(ask_salesforce, self)

    # -- going -----------------------------------------------------------------------------------

    def place(self) -> str:
        """The session under the cursor."""
        return self.table.cursor_key or ""

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """Who is expected at these sessions."""
        expected: list[str] = []
        for session in rows:
            register = registers.register(self.desk.store, session, self.desk.day)
            expected += [row.reference for row in register.rows if row.state not in _NOT_EXPECTED]
        return expected

    def show_place(self, key: str, *, page: bool) -> None:
        """Go to a session, or with `session/leader` to a leader on its register; of any cohort, if it is a page."""
        if key.startswith(CATCHING_UP):
            self.app.push_screen(CatchingUpScreen(self.desk, key.removeprefix(CATCHING_UP)))
            return
        if not key:
            return
        known = sessions.cohort_of(self.desk.store, key) is not None
        session, leader = (key, "") if known else key.rpartition("/")[::2]
        if session in self._lines:
            self._due_only = False
            self.clear_filter()
            self.list_again()
            self.table.move_to(session)
        elif not page:
            self.tell(f"There is no session {key} in {self.desk.cohort_name}; C chooses another cohort.")
        if page:
            self.app.push_screen(RegisterScreen(self.desk, session or key, leader))

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        """Enter or a click opens the register."""
        self.app.push_screen(RegisterScreen(self.desk, event.key))

    def on_row_table_moved(self) -> None:
        """A verb may be able to act now that could not."""
        self.draw_frame()

    def action_open(self) -> None:
        """Open the register under the cursor."""
        self.table.action_open()

    # -- verbs -----------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """The sentence for a verb that can't act now."""
        if action in ("open", "edit", "sort", "duplicate", "cancel") and self.table.cursor_key is None:
            return "There is no session here: n adds one."
        if action in ("new", "paste") and not self.desk.cohort_names:
            return "A session belongs to a cohort, and there is none yet: press 2 for the Roster, where n adds one."
        return None

    @verb
    def action_due_only(self) -> None:
        """Only what is due, or all again."""
        self._due_only, self.kept = not self._due_only, ""
        self.list_again()

    @verb
    def action_import(self) -> None:
        """Take a file that is not one register's; a register has its own i, for attendance reports."""
        import_file(self, ["sessions", "marks", "modules", "wide", "salesforce-result"])

    @verb
    def action_catching_up(self) -> None:
        """The list of catch-ups."""
        self.app.push_screen(CatchingUpScreen(self.desk))

    @verb
    def action_months(self) -> None:
        """The year by months, the cursor on this session's day."""
        line = self._lines.get(self.table.cursor_key or "")
        reference, cohort = ("", "") if line is None else (line.reference, line.cohort.name)
        self.app.push_screen(MonthsScreen(self.desk, reference, cohort))

    @verb
    def action_term(self) -> None:
        """The term view, the cursor on this session."""
        self.desk.open_page("term", self.table.cursor_key or "", "")

    @verb
    def action_new(self) -> None:
        """Add a session."""
        fill_in(self, SessionForm(self.desk.store, self.cohort_at_hand(), clock.now()), self._create)

    @verb
    def action_edit(self) -> None:
        """Edit the session under the cursor."""
        reference = self.table.cursor_key or ""
        try:
            draft = session_draft.draft_of(self.desk.store, reference)
        except Refused as refusal:
            self.tell(str(refusal))
            return
        form = SessionForm(self.desk.store, draft.cohort, clock.now(), draft)
        form.take_with(partial(self._edit, form, draft))
        self.app.push_screen(form)

    @verb
    def action_duplicate(self) -> None:
        """The next session like the one under the cursor: only its day is asked."""
        store, reference = self.desk.store, self.table.cursor_key or ""
        draft = session_draft.next_draft(store, reference)
        days = 1 if sessions.other_day(store, reference) is None else 2

        def create(draft: SessionDraft) -> None:
            self._create_days(draft, days)

        fill_in(self, next_form(store, draft, clock.now(), days=days), create)

    @verb
    def action_paste(self) -> None:
        """Take lines of a sheet."""
        self._take_lines()

    def take_paste(self, text: str) -> bool:
        """Lines that are pasted on the list are the year's sessions; how they were read is shown first."""
        if reason := self.why_not("paste"):
            self.tell(reason)
        else:
            self._take_lines(text)
        return True

    def _take_lines(self, text: str = "") -> None:
        def taken(change: Change | None) -> None:
            if change is not None:
                tell_of_rows(self, change)

        self.app.push_screen(PasteSessions(self.desk.store, self.cohort_at_hand(), text), taken)

    def cohort_at_hand(self) -> str:
        """The cohort that a new session is of, unless another is chosen."""
        known = list(cohorts.by_id(self.desk.store).values())
        current = self._lines.get(self.table.cursor_key or "")
        return self.desk.cohort or (current.cohort.name if current else known[-1].name)

    def _create(self, filled: FilledSession) -> None:
        draft = filled.draft
        assert draft is not None  # the form asks for all that it is made of
        self._create_days(draft, int(filled.days or 1))

    def _create_days(self, draft: SessionDraft, days: int) -> None:
        first = draft if days == 1 else session_draft.two_days(draft)[0]
        self._save(first.reference, partial(add_session, self.desk.store, draft, days))

    def _edit(self, form: SessionForm, old: SessionDraft, filled: FilledSession) -> None:
        """Save an edited session; one that moves or is cancelled may take its other day along, which is asked first."""
        draft = filled.draft
        assert draft is not None  # the form asks for all that it is made of

        def asked(which: str | None) -> None:
            if which is not None:
                both = which == "both"
                command = partial(
                    commands.change_sessions.edit_session, self.desk.store, old.reference, draft, both_days=both
                )
                form.close_after(filled, lambda _: self._save(draft.reference, command))

        moved = (old.starts_at, old.ends_at, old.state) != (draft.starts_at, draft.ends_at, draft.state)
        if old.other_day and moved and draft.other_day == old.other_day:
            self.app.push_screen(Choose(f"Change {old.title}", _BOTH), asked)
        else:
            asked("one")

    @verb
    def action_cancel(self) -> None:
        """Cancel what is selected or under the cursor, or put it back; of a residential, this day or both."""
        chosen = [self._lines[key] for key in self.table.acted_on]
        cancelled = not all(line.session.cancelled for line in chosen)
        references = [line.reference for line in chosen if line.session.cancelled is not cancelled]
        linked = linked_days(self.desk.store)
        days = (linked[reference].other for reference in references if reference in linked)
        others = [other for other in days if other not in references]

        def asked(which: object) -> None:
            if which in ("one", True):
                self._set_cancelled(references, cancelled=cancelled)
            elif which == "both":
                self._set_cancelled([*references, *others], cancelled=cancelled)

        word = "Cancel" if cancelled else "Put back"
        if len(references) > 1:
            self._ask_of_several(word, references, others, asked)
        elif others:
            title = f"{word} {self._lines[references[0]].session.title}"
            self.app.push_screen(Choose(title, _BOTH, hint=self._recorded_words(references)), asked)
        elif cancelled and (said := self._recorded_words(references)):
            title = f"Cancel {self._lines[references[0]].session.title}?"
            self.app.push_screen(Confirm(title, [said], yes="cancel it", careful=True), asked)
        else:
            asked("one")

    def _recorded_words(self, references: list[str]) -> str:
        """What is recorded at these sessions and counts nowhere once they are cancelled; empty where nothing is."""
        number = sum(self._lines[reference].counts.recorded for reference in references)
        return f"Recorded already: {count(number, 'mark')}, kept, but cancelled they count nowhere." if number else ""

    def _ask_of_several(
        self, word: str, references: list[str], others: list[str], then: Callable[[object], None]
    ) -> None:
        """Whether to cancel so many sessions, or put them back; where days are linked to others, those too or not."""
        what = f"{word} {count(len(references), 'session')}"
        if others:
            choices = (("both", "both days of each"), ("one", "only what is selected"))
            self.app.push_screen(Choose(what, choices, hint=self._recorded_words(references)), then)
            return
        lines = [self._lines[reference].session.title for reference in references[:_MOST_TITLES]]
        if more := len(references) - len(lines):
            lines.append(f"and {more} more")
        if said := self._recorded_words(references):
            lines.append(said)
        self.app.push_screen(Confirm(f"{what}?", lines, yes=word.casefold(), careful=bool(said)), then)

    def _set_cancelled(self, references: list[str], *, cancelled: bool) -> None:
        command = partial(commands.change_sessions.set_cancelled, self.desk.store, references, cancelled=cancelled)
        if self.do(command) is not None:
            self.table.clear_selected()
            for reference in references:
                self.table.flash(reference)

    def _save(self, reference: str, command: Callable[[], Change | None]) -> None:
        if self.do(command) is not None:
            self.app.before_keys(self._show, clean(reference))  # type: ignore[attr-defined]  # KeysInOrder

    def _show(self, reference: str) -> None:
        """Put the cursor on a session that was just saved, and light it up."""
        if self.table.move_to(reference):
            self.table.flash(reference)

    def why(self) -> tuple[str, list[str]] | None:
        """What a session counts towards, whether it is compulsory, and its numbers."""
        line = self._lines.get(self.table.cursor_key or "")
        if line is None:
            return None
        programme = self.desk.store.programmes[line.cohort.programme]
        return line.session.title, rows.why(line, programme)
