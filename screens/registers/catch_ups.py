"""Catching up (2.3.1): who is due one and why, and each step of it by a key."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.exchange import on_demand
from psw_tui.policy import catching_up
from psw_tui.policy.catching_up import CatchUp, why_not_accepted
from psw_tui.policy.catching_up import CatchUpStep as Progress
from psw_tui.policy.clauses import BY_ID
from psw_tui.policy.terms import ON_PROGRAMME
from psw_tui.policy.wording import Value, count, day_near, local, upper_first
from psw_tui.store import commands
from psw_tui.store.core.store import Refused
from screens.dialogs.choices import Choice, ChooseStep, take_chosen
from screens.dialogs.fields import day_field
from screens.dialogs.form import Field, Form, fill_in, one_of
from screens.dialogs.typed import Lies
from screens.dialogs.written import Written
from screens.registers.catch_up_file import take_answers
from screens.shell.desk import Place
from screens.shell.frame import verb
from screens.shell.list_screen import ListScreen
from screens.shell.plain_dialogs import Confirm
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.catch_ups import Dates
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk
    from screens.shell.frame import AreaScreen

_COLUMNS = (
    Column("leader", "Leader", 20, fixed=True),
    Column("session", "Session", 20),
    Column("missed", "Missed", 11, drop=1),
    Column("state", "Step", 30, grow=1, in_file=("Step", "Day of the step")),
    Column("log", "Log", 8, drop=2),
)
_HEADINGS = {
    Progress.OVERDUE: local("Overdue: sent, and nothing came back in time"),
    Progress.TO_ACCEPT: "Submitted: to accept, with the reflective log",
    Progress.TO_SEND: "To send: the 80% watch asks for it (its sum is a local setting)",
    Progress.SENT: local("Sent, and due"),
    Progress.ACCEPTED: "Accepted",
}
_TONES: dict[Progress, Tone] = {Progress.OVERDUE: "bad", Progress.ACCEPTED: "dim"}
_EMPTY = (
    "Nobody is due a catch-up.\n\n"
    "A missed session comes up here when the 80% watch says that no more may be missed (2.3.1); coaching never does."
)
_FILTERED = "No catch-up matches. Escape clears the filter; o shows those that are accepted too."
_YES_NO = [("yes", "yes"), ("no", "no")]
#: How many are named before all of them are sent.
_NAMED = 8


def _what_counts(chosen: list[CatchUp]) -> str:
    """What accepting comes to: that what is caught up counts is a local setting, of each requirement."""
    counting = sum(catch_up.counts for catch_up in chosen)
    if not counting:
        return local("it counts towards no minimum")
    words = "it counts from today"
    if counting < len(chosen):
        words = f"{words} for {counting} of {len(chosen)}"
    return local(words)


class CatchingUpScreen(ListScreen):
    """Every catch-up of the leaders looked at, by how far it has come."""

    CSS_PATH = ["../shell/frame.tcss", "catch_ups.tcss"]
    AREA: ClassVar[str] = "registers"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks"})
    ONE_AT_A_TIME = frozenset({"edit"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "greater_than_sign", "next", "next step", key_display=">", tooltip="what may come next, and what it needs"
        ),
        Binding("enter", "open", "register", tooltip="the register of the missed session"),
        Binding("e", "edit", "edit", tooltip="all dates of this catch-up"),
        Binding("i", "import", "import", tooltip="import a Forms export of the catch-up form"),
        Binding("o", "open_only", "only open", tooltip="only what is open, or the accepted ones too"),
        Binding("w", "app.why", "why", tooltip="the numbers of the 80% watch, and the clause"),
    ]

    def __init__(self, desk: Desk, first: str = "") -> None:
        """`first` is the line to begin on, as session/leader."""
        super().__init__(desk)
        self._first = first
        self._catch_ups: dict[str, CatchUp] = {}
        self._only_open = True

    def compose_body(self) -> ComposeResult:
        """How many of each, the list, and the why of the one under the cursor."""
        yield Static("", id="catching-sum")
        yield self.filter_line("find a leader or a session")
        yield RowTable(_COLUMNS, empty=_EMPTY, filtered_empty=_FILTERED)
        yield Static("", id="catching-detail")

    def crumbs(self) -> str:
        """The page's name."""
        return "Catching up (2.3.1)"

    def reload(self) -> None:
        """Judge every leader looked at, and draw."""
        owed: dict[str, CatchUp] = {}
        for verdict in self.desk.judged():
            if verdict.record.leader.state in ON_PROGRAMME:
                for catch_up in catching_up.catch_ups(verdict.record, verdict.standings, self.desk.day):
                    owed[f"{catch_up.session.reference}/{catch_up.leader}"] = catch_up
        self._catch_ups = owed
        self.list_again()
        if self._first:
            self.table.move_to(self._first)
            self._first = ""

    def list_again(self) -> None:
        """Draw the list with the filter as it is now."""
        keys: list[str] = []
        headings = set()
        shown = {key: catch_up for key, catch_up in self._catch_ups.items() if self._is_shown(catch_up)}
        for step in Progress:
            of_step = [key for key, catch_up in shown.items() if catch_up.step is step]
            of_step.sort(key=lambda key: (self._catch_ups[key].due_on or self._catch_ups[key].session.ends_on, key))
            if of_step:
                headings.add(step.value)
                keys += [step.value, *of_step]
        self.table.fit_columns(
            leader=(catch_up.name for catch_up in self._catch_ups.values()),
            session=(catch_up.session.title for catch_up in self._catch_ups.values()),
        )
        self.table.load(keys, self._line, headings=headings, filtered=len(shown) < len(self._catch_ups))
        counted = Counter(catch_up.step for catch_up in self._catch_ups.values())
        words = {step: f"{counted[step]} {step}" for step in Progress if counted[step]}
        if self._only_open and Progress.ACCEPTED in words:
            words[Progress.ACCEPTED] += " (o shows them)"
        self.query_one("#catching-sum", Static).update(Content(" · ".join(words.values())))
        self._draw_detail()

    def list_name(self) -> tuple[str, str]:
        """The catch-ups."""
        return "catch-ups", ""

    def shown_in_part(self) -> str:
        """What `o` leaves out."""
        return "only what is open, not what is accepted" if self._only_open else ""

    def leaves_out(self, key: str) -> bool:
        """Whether only what is open is shown, and this one is accepted."""
        return self._only_open and key in self._catch_ups and self._catch_ups[key].step is Progress.ACCEPTED

    def _is_shown(self, catch_up: CatchUp) -> bool:
        session = catch_up.session
        key = f"{session.reference}/{catch_up.leader}"
        if key != self.kept and self.leaves_out(key):
            return False
        return not self.sought or self.fits((catch_up.name, catch_up.leader, session.title, session.reference))

    def _line(self, key: str) -> Line:
        if key not in self._catch_ups:
            step = Progress(key)
            number = sum(catch_up.step is step and self._is_shown(catch_up) for catch_up in self._catch_ups.values())
            return Line((_HEADINGS[step], str(number)), heading=True)
        catch_up, day = self._catch_ups[key], self.desk.day
        words = state_words(catch_up, day)
        log = Cell("", "dim")
        if catch_up.then.sent_on or catch_up.then.submitted_on:
            log = Cell("received", "dim") if catch_up.then.log_received else Cell("–", "dim", "not received")
        return Line(
            (
                Cell(catch_up.name),
                Cell(catch_up.session.title),
                Cell(day_near(catch_up.session.starts_on, day), "dim", catch_up.session.starts_on),
                Cell(words, _TONES.get(catch_up.step, "normal"), _state_in_file(catch_up, day)),
                log,
            )
        )

    def _draw_detail(self) -> None:
        catch_up = self._current()
        words = (
            ""
            if catch_up is None
            else f"{catch_up.name} ({catch_up.leader}) · {catch_up.session.title}\n{catch_up.why}"
        )
        self.query_one("#catching-detail", Static).update(Content(words))
        self.draw_frame()

    def on_row_table_moved(self) -> None:
        """Say why for the line under the cursor."""
        self._draw_detail()

    def on_row_table_opened(self) -> None:
        """Enter goes to the register."""
        self.action_open()

    # -- verbs -----------------------------------------------------------------------------------

    def _current(self) -> CatchUp | None:
        return self._catch_ups.get(self.table.cursor_key or "")

    def _chosen(self) -> list[CatchUp]:
        return [self._catch_ups[key] for key in self.table.acted_on if key in self._catch_ups]

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """Who is to catch up."""
        return [self._catch_ups[key].leader for key in rows]

    def place(self) -> str:
        """The line under the cursor."""
        return self.table.cursor_key or ""

    def why_not(self, action: str) -> str | None:
        """The sentence for a verb that can't act now."""
        if action in ("next", "open", "edit") and not self._chosen():
            return "There is no catch-up here to act on."
        return None

    def why(self) -> tuple[str, list[str]] | None:
        """The numbers of the watch, the dates, and the clause."""
        catch_up = self._current()
        if catch_up is None:
            return None
        clause = BY_ID["2.3.1"]
        state = state_words(catch_up, self.desk.day)
        state = local(state) if catch_up.step in (Progress.SENT, Progress.OVERDUE) else state
        lines = [catch_up.why, "", f"{upper_first(state)}."]
        return f"{catch_up.name}, {catch_up.session.title}", [*lines, "", f"2.3.1 {clause.title}: {clause.restated}"]

    @verb
    def action_next(self) -> None:
        """What may come next, each with what it still needs; the obvious one is under the cursor."""
        chosen = self._chosen()
        missing = next((why for catch_up in chosen if (why := why_not_accepted(catch_up.mark))), "") or ""
        who = chosen[0].name if len(chosen) == 1 else count(len(chosen), "catch-up")
        store = self.desk.store
        pairs = [(catch_up.leader, catch_up.session.reference) for catch_up in chosen]
        submitted = partial(self._run, lambda: commands.catch_ups.submitted(store, pairs, store.today))
        received = partial(self._run, lambda: commands.catch_ups.log_received(store, pairs))
        accept = partial(self._run, lambda: commands.catch_ups.accept(store, pairs, store.today))
        drafts = local("drafts the message; due in the programme's days")
        steps = {
            "send": Choice("s", "send", drafts, take=partial(self._send, pairs)),
            "submitted": Choice("f", "form submitted", "today; e for another day", take=submitted),
            "log": Choice("r", "reflective log received", take=received),
            "accept": Choice("a", "accept", _what_counts(chosen), missing, take=accept),
        }
        if len(self._to_send()) > 1:
            all_due = f"send to all {len(self._to_send())} that are due"
            steps["all"] = Choice("d", all_due, "asks first; drafts every message", take=self.ask_to_send_all)
        start = steps[_obvious(chosen[0])]
        self.app.push_screen(ChooseStep(f"{who}: next", list(steps.values()), start=start), take_chosen)

    def _run(self, command: Callable[[], Change | None]) -> Change | None:
        """Run it; what was selected is done with then."""
        change = self.do(command)
        if change is not None:
            self.table.clear_selected()
        return change

    def _send(self, pairs: list[tuple[str, str]]) -> None:
        change = self._run(partial(commands.catch_ups.send, self.desk.store, pairs, self.desk.store.today))
        if change is not None:
            draft_messages(self, pairs, change)

    def _to_send(self) -> list[CatchUp]:
        """What is shown, due by the watch, and not sent yet."""
        shown = (catch_up for catch_up in self._catch_ups.values() if self._is_shown(catch_up))
        return [catch_up for catch_up in shown if catch_up.step is Progress.TO_SEND and catch_up.mark.sent_on is None]

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Sending to everybody, for the palette; a key has it too, behind `>`."""
        yield "send to all that are due", "every catch-up that is shown and to be sent (2.3.1)", self.ask_to_send_all

    def ask_to_send_all(self) -> None:
        """Send every catch-up that is due, as one command, once it is said how many they are and whose."""
        due = self._to_send()
        if not due:
            self.tell("No catch-up is to be sent: the 80% watch asks for none, or all have been sent.")
            return
        if self.desk.chosen_day not in (None, self.desk.store.today):
            self.tell("They would be sent today, and another day is judged: D goes back to today.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._send([(catch_up.leader, catch_up.session.reference) for catch_up in due])

        whose = count(len({catch_up.leader for catch_up in due}), "leader")
        named = [f"{catch_up.name}, {catch_up.session.title}" for catch_up in due[:_NAMED]]
        more = [f"and {len(due) - _NAMED} more"] * (len(due) > _NAMED)
        how = (
            f"Of {whose}. Recorded as sent today, {local('due in the days of the programme')}; each message is drafted."
        )
        title = f"Send {count(len(due), 'catch-up')}?"
        self.app.push_screen(Confirm(title, [*named, *more, "", how], yes="send all"), answered)

    @verb
    def action_open(self) -> None:
        """The register of the missed session, the cursor on the leader."""
        catch_up = self._current()
        assert catch_up is not None
        self.desk.go(Place("registers", f"{catch_up.session.reference}/{catch_up.leader}", page=True))

    @verb
    def action_edit(self) -> None:
        """All dates of one catch-up."""
        [catch_up] = self._chosen()
        mark, today = catch_up.mark, self.desk.store.today

        def dated(key: str, label: str, value: date | None, *, after: str = "") -> Field:
            shown, lies = "" if value is None else value.isoformat(), Lies.AHEAD if after else Lies.BEFORE
            return day_field(key, label, today, shown, lies=lies, hint="today, fri, 12 feb", seen_from=after)

        log = "yes" if mark.log_received else "no"
        fields = [
            dated("sent_on", "Sent on", mark.sent_on),
            dated("due_on", "Due on", mark.due_on, after="sent_on"),
            dated("submitted_on", "Submitted on", mark.submitted_on),
            Field("log", "Reflective log", log, one_of(_YES_NO), required=True),
            dated("accepted_on", "Accepted on", mark.accepted_on),
        ]

        def save(dates: Dates) -> None:
            pair = (catch_up.leader, catch_up.session.reference)
            self.do(partial(commands.catch_ups.edit, self.desk.store, pair, dates))

        fill_in(self, Form(f"{catch_up.name}, {catch_up.session.title}", fields, _dates), save)

    @verb
    def action_open_only(self) -> None:
        """Only what is open, or the accepted ones too."""
        self._only_open, self.kept = not self._only_open, ""
        self.list_again()

    @verb
    def action_import(self) -> None:
        """Take a Forms export of the catch-up form."""
        take_answers(self)


def _dates(
    sent_on: date | None, due_on: date | None, submitted_on: date | None, log: str, accepted_on: date | None
) -> Dates:
    return commands.catch_ups.Dates(sent_on, due_on, submitted_on, log == "yes", accepted_on)


def draft_messages(screen: AreaScreen, pairs: list[tuple[str, str]], sent: Change) -> None:
    """Write the messages of catch-ups that were sent, and say where they are; or why not, and that they were sent."""
    try:
        written = on_demand.messages.catch_ups_sent(screen.desk.store, pairs)
    except Refused as refusal:
        screen.tell(f"{sent.what}; u undoes it. {refusal}")
        return
    where = written[0] if len(written) == 1 else written[0].parent
    screen.app.push_screen(Written(count(len(written), "letter"), where.absolute(), "To look over and send."))


def _obvious(catch_up: CatchUp) -> str:
    """The step that most likely comes next."""
    if catch_up.mark.sent_on is None and catch_up.mark.submitted_on is None:
        return "send"
    if catch_up.mark.submitted_on is None:
        return "submitted"
    return "accept" if catch_up.mark.log_received else "log"


def state_words(catch_up: CatchUp, day: date) -> str:
    """How far a catch-up has come: `due Fri 29 Jan`, `6 days over`, `submitted Mon 1 Feb`, `accepted Tue 2 Feb`."""
    mark = catch_up.then
    if mark.accepted_on is not None:
        return f"accepted {day_near(mark.accepted_on, day)}"
    if mark.submitted_on is not None:
        return f"submitted {day_near(mark.submitted_on, day)}"
    if catch_up.due_on is None:
        return "to send"
    if catch_up.step is Progress.OVERDUE:
        return f"{count((day - catch_up.due_on).days, 'day')} late, due {day_near(catch_up.due_on, day)}"
    return f"due {day_near(catch_up.due_on, day)}"


def _state_in_file(catch_up: CatchUp, day: date) -> tuple[Value, ...]:
    """The same for a file: the word, and the day of it."""
    mark = catch_up.then
    if mark.accepted_on is not None:
        return ("accepted", mark.accepted_on)
    if mark.submitted_on is not None:
        return ("submitted", mark.submitted_on)
    if catch_up.due_on is None:
        return ("to send",)
    late = f"{count((day - catch_up.due_on).days, 'day')} late, due"
    return (late if catch_up.step is Progress.OVERDUE else "due", catch_up.due_on)
