"""One leader: where they stand and why, what is missing, and all that was recorded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy import presence
from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import RequestKind
from psw_tui.policy.wording import REQUIREMENT_NAMES, upper_first
from psw_tui.store.registers import registers
from psw_tui.store.roster.leader_page import leader_file
from psw_tui.store.system.refusal import Gone
from screens.capabilities.export_profile import Assessed, profile_offers
from screens.coaching.export_bookings import leader_offers
from screens.dialogs.choices import Choice, FindByName
from screens.dialogs.export import ask_export
from screens.escalations.communication_verbs import COMMUNICATION_KEYS, CommunicationVerbs
from screens.registers.absence_form import ask_report, why_no_report
from screens.roster.certificate_verbs import issue_command
from screens.roster.completion_offers import certificate_offers
from screens.roster.erase_verbs import erase_command
from screens.roster.leader_form import edit
from screens.roster.leader_rows import Rows, rows, whys
from screens.roster.presence_verbs import offer_leaving
from screens.roster.request_verbs import ask_request, offer_steps
from screens.roster.sessions_to_report import sessions_to_report
from screens.roster.subject_access import WHAT, copy_offer
from screens.shell import report_offers
from screens.shell.calendar_offers import sessions_offer
from screens.shell.desk import REQUEST
from screens.shell.frame import verb
from screens.shell.plain_dialogs import Message
from screens.shell.wording import TONES, short_day
from screens.widgets.row_table import Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.policy.requests import RequestClock
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.roster.leader_page import LeaderFile
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_COLUMNS = (
    Column("when", "", 13, in_file=("Day or subject",)),
    Column("sign", "", 1, in_file=("State",)),
    Column("text", "", 30, grow=1, in_file=("Detail",)),
)
_WIDE = 110


class LeaderScreen(CommunicationVerbs):
    """The page of one leader."""

    CSS_PATH = ["../shell/frame.tcss", "leader.tcss"]
    AREA: ClassVar[str] = "roster"
    KINDS: ClassVar[frozenset[str]] = CommunicationVerbs.KINDS | {
        "certificates",
        "concerns",
        "communications",
        "rounds",
        "requests",
    }
    AUTO_FOCUS = "#leader-list"
    LISTS_REASONS: ClassVar[bool] = True
    ONE_AT_A_TIME = frozenset({"report"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="go to the register, the bookings, the rounds or the escalation"),
        Binding("w", "app.why", "why", tooltip="the numbers, the facts and the clause of what is under the cursor"),
        Binding(
            "r", "report", "notice…", tooltip="record what the leader told us of a session, to come or just missed"
        ),
        Binding("e", "edit", "edit", tooltip="edit the leader's particulars"),
        Binding(
            "n",
            "request",
            "request…",
            show=False,
            tooltip="record what the leader asks about their own data: subject access, erasure, a complaint",
        ),
        Binding("L", "leaving", "leave…", tooltip="the leader withdraws, pauses, comes back or completes"),
        *COMMUNICATION_KEYS,
        Binding("v", "reveal", "show reasons", tooltip="show the reasons of absences, or hide them again"),
        Binding("tab", "section(1)", "next section", show=False, tooltip="to the next section; shift+tab back"),
        Binding("shift+tab", "section(-1)", "section before", show=False),
    ]

    def __init__(self, desk: Desk, reference: str, line: str = "") -> None:
        """`line` is the key of the line that the cursor starts on."""
        super().__init__(desk)
        self.reference = reference
        self._first_line = line
        self._verdict: Verdict | None = None
        self._file: LeaderFile | None = None
        self._rows = Rows()
        self._revealed = False

    def compose_body(self) -> ComposeResult:
        """Who it is, the standings, and everything recorded."""
        self.set_class(self.app.size.width < _WIDE, "narrow")
        yield Static("", classes="title", id="leader-title")
        with Horizontal(classes="columns"):
            with VerticalScroll(id="leader-side", can_focus=False):
                yield Static("", id="leader-standings")
            yield RowTable(_COLUMNS, id="leader-list", show_header=False)

    def fit(self, size: Size) -> None:
        """The standings beside the list where there is room, else as its first lines."""
        narrow = size.width < _WIDE
        if narrow is not self.has_class("narrow"):
            self.set_class(narrow, "narrow")
            if self._file is not None:
                self._draw()

    def crumbs(self) -> str:
        """The leader's name and reference."""
        return f"{self._verdict.name} ({self.reference})" if self._verdict else self.reference

    def reload(self) -> None:
        """Read the leader and draw the page."""
        verdict = self.desk.verdicts.one(self.desk.day, self.reference)
        if verdict is None:
            raise Gone(f"There is no leader {self.reference}.")
        self._file = leader_file(self.desk.store, verdict, self.desk.day)
        self._verdict = verdict
        self._draw()

    def _draw(self) -> None:
        verdict, file = self._verdict, self._file
        if verdict is None or file is None:
            return
        self._draw_title(verdict, file)
        self.query_one("#leader-standings", Static).update(self._standings(verdict))
        self._rows = rows(verdict, file, self.desk.day, revealed=self._revealed, standings=self.has_class("narrow"))
        table = self.query_one(RowTable)
        table.load(self._rows.keys, self._rows.lines.__getitem__, headings=self._rows.headings)
        if self._first_line:
            table.move_to(self._first_line)
            self._first_line = ""

    def listed(self, keys: Sequence[str], *, reasons: bool) -> Iterator[Line]:
        """The lines; in those of sessions stands the reason of an absence if it is asked for."""
        if self._verdict is None or self._file is None:
            return iter(())
        standings = self.has_class("narrow")
        made = rows(self._verdict, self._file, self.desk.day, revealed=reasons, standings=standings)
        return (made.lines[key] for key in keys if key in made.lines)

    def list_name(self) -> tuple[str, str]:
        """All that is recorded of this leader."""
        return "leader", self.reference

    def _draw_title(self, verdict: Verdict, file: LeaderFile) -> None:
        own, overall = file.particulars, signs.of_leader(verdict.record, verdict.overall, self.desk.day)
        signed = own.offer_accepted_on
        facts = [
            own.organisation,
            f"coach {own.coach}" if own.coach else "",
            f"signed {short_day(signed, verdict.record.cohort)}" if signed else "offer not signed",
            f"certificate {file.certificate}" if file.certificate else "",
            "" if self.desk.cohort_name == own.cohort else own.cohort,
        ]
        said = " · ".join(fact for fact in facts if fact)
        standing = Content.styled(signs.worded(overall), f"bold {TONES[overall.tone]}")
        line = Content.assemble(standing, "   ", Content.styled(said, "not bold"))
        room = max(20, self.size.width - 2)
        lines = [line.truncate(room, ellipsis=True)]
        if reached := " · ".join(filter(None, (own.email, own.phone))):
            copied = Content.assemble((reached, "not bold"), ("   Y copies", "not bold dim"))
            lines.append(copied.truncate(room, ellipsis=True))
        self.query_one("#leader-title", Static).update(Content("\n").join(lines))

    def _standings(self, verdict: Verdict) -> Content:
        """The panel: each standing with sign, word, numbers, why and clause; then what is still missing."""
        if not verdict.standings:
            return Content("\n").join(Content(line) for line in whys(verdict))
        lines: list[Content] = []
        for standing in verdict.standings.values():
            entry = signs.of_standing(verdict.record, standing.word, self.desk.day)
            lines += [
                Content.assemble(
                    (f"{REQUIREMENT_NAMES[standing.requirement]:<14}", "bold"),
                    Content.styled(f"{signs.worded(entry):<14}", TONES[entry.tone]),
                    f"{standing.credit} of {standing.expected} · needs {standing.minimum}",
                ),
                Content.styled(standing.why, "dim"),
                Content(""),
            ]
        cohort, leader = verdict.record.cohort, verdict.record.leader
        if leader.state in presence.LEFT:
            said = upper_first(presence.away_words(leader, self.desk.day))
            return Content("\n").join([*lines, Content.styled(f"{said}: nothing more to complete", "dim")])
        missing = to_complete(verdict.record, verdict.standings, self.desk.day)
        lines.append(Content.styled(f"To complete by {short_day(cohort.ends, cohort)}", "bold dim"))
        lines += [Content(f"· {phrase}") for phrase in missing] or [Content("Nothing: every minimum is met.")]
        return Content("\n").join(lines)

    def why(self) -> tuple[str, list[str]] | None:
        """What stands behind the line under the cursor; without one, all standings and concerns."""
        if self._verdict is None:
            return None
        lines = self._rows.whys.get(self.place())
        title = f"{self._verdict.name} ({self.reference})"
        return (title, lines) if lines else (title, whys(self._verdict))

    def leader_here(self) -> str:
        """The leader whose page it is."""
        return self.reference

    def leaders_of(self, rows: Sequence[str]) -> list[str]:
        """The leader whose page it is."""
        del rows
        return [self.reference]

    def place(self) -> str:
        """The key of the line under the cursor."""
        return self.query_one(RowTable).cursor_key or ""

    def show_place(self, key: str, *, page: bool) -> None:
        """The cursor on a line."""
        self.query_one(RowTable).move_to(key)

    # -- keys ------------------------------------------------------------------------------------

    @on(RowTable.Opened)
    def _opened(self) -> None:
        self.action_open()

    @verb
    def action_open(self) -> None:
        """Where the line leads, of a request its next steps; what leads nowhere says its why."""
        place = self._rows.places.get(self.place())
        if place is not None:
            self.desk.go(place)
        elif (clock := self._request_here()) is not None and self._verdict is not None:
            copy = Choice("E", "write the copy", WHAT, take=partial(ask_export, self, [self._copy]))
            is_access = clock.request.kind is RequestKind.SUBJECT_ACCESS
            offer_steps(self, clock.request, self._whose, (copy,) if is_access else ())
        elif (answer := self.why()) is not None:
            self.app.push_screen(Message(*answer))

    @verb
    def action_edit(self) -> None:
        """Edit the particulars."""
        edit(self, self.reference, lambda _change: None)

    def exports(self) -> Sequence[Offer]:
        """The case, what waits to be sent, the report, profile and calendars; and all that is held, for themselves."""
        if self._verdict is None or self._file is None:
            return ()
        newest = max((assessment.round_on for assessment in self._file.rounds), default=None)
        return [
            *super().exports(),
            *report_offers.leader_offers([(self.reference, self._whose)], self.desk.day),
            *profile_offers([Assessed(self.reference, self._whose, newest)]),
            *leader_offers([self._verdict]),
            self._copy,
            sessions_offer(self.reference, self._whose),
            *certificate_offers(self.desk.store, [self._verdict], self.desk.day),
        ]

    def without_keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """The copy that the leader may ask for, and erasing them."""
        yield f"Everything held about {self._whose}", WHAT, partial(ask_export, self, [self._copy])
        yield from issue_command(self, self.reference, self._whose)
        yield from erase_command(self, self.reference)

    @property
    def _copy(self) -> Offer:
        return copy_offer(self, self.reference, self._whose)

    @property
    def _whose(self) -> str:
        return self._verdict.name if self._verdict is not None else self.reference

    def _request_here(self) -> RequestClock | None:
        """The request under the cursor."""
        asked = self._file.requests if self._file is not None else ()
        return next((clock for clock in asked if f"{REQUEST}{clock.request.id}" == self.place()), None)

    @verb
    def action_request(self) -> None:
        """Record what the leader asks about their own data."""
        assert self._verdict is not None
        ask_request(self, self.reference, self._verdict.name)

    @verb
    def action_leaving(self) -> None:
        """The leader withdraws, pauses, comes back or completes."""
        offer_leaving(self, self.reference, lambda _change: None)

    @verb
    def action_report(self) -> None:
        """A notice or an explanation (2.1.1): of the session under the cursor, else of one that is chosen."""
        kind, _, reference = self.place().partition(":")
        if kind == "session":
            self._report(reference)
            return
        assert self._verdict is not None
        choices = sessions_to_report(self._verdict, self.desk.store.today)
        if not choices:
            self.tell("There is no session to come and none just missed; put the cursor on an earlier one.")
            return
        name = self._verdict.name
        self.app.push_screen(FindByName(f"What did {name} tell us of?", choices, in_order=True), self._report)

    @verb
    def _report(self, session: str | None) -> None:
        if session is None:
            return
        register = registers.register(self.desk.store, session, self.desk.day)
        row = next(row for row in register.rows if row.reference == self.reference)
        if reason := why_no_report(register, row):
            self.tell(reason)
            return
        ask_report(self, register, [row], lambda _leaders, command: self.do(command))

    @verb
    def action_reveal(self) -> None:
        """Show or hide the reasons of absences."""
        self._revealed = not self._revealed
        self._draw()

    def action_section(self, step: int) -> None:
        """To the first line of the next section that has any, or of the one before."""
        table, keys = self.query_one(RowTable), self._rows.keys
        firsts = [
            place
            for place in range(1, len(keys))
            if keys[place - 1] in self._rows.headings and keys[place] not in self._rows.headings
        ]
        beyond = [place for place in firsts if (place - table.cursor_index) * step > 0]
        if beyond:
            nearest = beyond[0] if step > 0 else beyond[-1]
            table.move_to(keys[nearest])
