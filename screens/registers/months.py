"""The year by months: sessions on their days, coaching windows as bars, and a cursor that a session is made under."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy.coaching import windows
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.registers import sessions
from psw_tui.store.roster import cohorts
from psw_tui.store.system import bank_holidays, clock
from screens.dialogs.form import fill_in
from screens.registers.month_grid import DayEntry, Month, MonthGrid
from screens.registers.register import RegisterScreen
from screens.registers.session_form import SessionForm, add_session
from screens.shell import calendar_offers
from screens.shell.frame import AreaScreen, verb
from screens.shell.plain_dialogs import Choose
from screens.shell.wording import hours, session_when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.policy.coaching import Window
    from psw_tui.policy.records import Cohort, Session
    from psw_tui.store.registers.sessions import SessionLine
    from psw_tui.tone import Tone
    from screens.registers.session_form import FilledSession
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_A_WEEK = 7
_ROOMY_HEIGHT = 30
_LEGEND = "R residential  W workshop  M module  P peer practice  O other   ─ a coaching window, by its number"


class MonthsScreen(AreaScreen):
    """A month of the year at a time; arrows move by a day and a week, and on from month to month."""

    CSS_PATH = ["../shell/frame.tcss", "months.tcss"]
    AREA: ClassVar[str] = "registers"
    AUTO_FOCUS: ClassVar[str] = "MonthGrid"
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="open the register of the day's session"),
        Binding("n", "new", "new", tooltip="add a session on this day"),
        Binding("left", "day(-1)", "a day back", show=False),
        Binding("right", "day(1)", "a day on", show=False),
        Binding("up,k", "day(-7)", "a week back", show=False),
        Binding("down,j", "day(7)", "a week on", show=False),
        Binding("pageup", "month(-1)", "a month back", show=False),
        Binding("pagedown", "month(1)", "a month on", show=False),
        Binding("home,g", "edge(0)", "the first session of the year", show=False),
        Binding("end,G", "edge(-1)", "the last session of the year", show=False),
    ]

    def __init__(self, desk: Desk, session: str = "", cohort: str = "") -> None:
        """`session` is where the cursor begins, `cohort` that of a session made here."""
        super().__init__(desk)
        self._begin, self._cohort_name = session, cohort
        self._cursor: date | None = None
        self._lines: list[SessionLine] = []
        self._windows: list[Window] = []
        self._cohorts: list[Cohort] = []

    def compose_body(self) -> ComposeResult:
        """The month's name, the month, and the cursor's day in words."""
        yield Static("", classes="title", id="month-title")
        yield MonthGrid()
        yield Static("", id="month-day")
        yield Static(Content(_LEGEND), id="month-legend")

    def on_mount(self) -> None:
        """The size of the month is known after the first layout."""
        self.call_after_refresh(self._draw)

    def fit(self, size: Size) -> None:
        """As many lines a week as there is room for."""
        self.set_class(size.height < _ROOMY_HEIGHT, "low")
        self.call_after_refresh(self._draw)

    def exports(self) -> Sequence[Offer]:
        """The whole programme of the cohort looked at, or of all there are."""
        cohort = self.desk.cohort
        return calendar_offers.programme_offers(self.desk.cohort_names if cohort is None else [cohort])

    def crumbs(self) -> str:
        """The page's name."""
        return f"The year, {self._day:%B %Y}"

    def reload(self) -> None:
        """Read the sessions and the windows of the cohorts looked at."""
        store = self.desk.store
        self._lines = sessions.sessions_list(store, self.desk.cohort, self.desk.day)
        looked_at = self.desk.cohort
        known = cohorts.by_id(store).values()
        self._cohorts = [cohort for cohort in known if looked_at in (None, cohort.name)]
        years = {(cohort.programme, cohort.year) for cohort in self._cohorts}
        self._windows = []
        for programme, year in sorted(years):
            self._windows += windows(store.programmes[programme], year)
        if self._cursor is None:
            begun = next((line.session.starts_on for line in self._lines if line.reference == self._begin), None)
            self._cursor = begun or self._nearest_day()
        self._draw()

    def _nearest_day(self) -> date:
        """The day judged, if it lies in a year looked at, else the first day of the latest."""
        day = self.desk.day
        if any(cohort.starts <= day <= cohort.ends for cohort in self._cohorts) or not self._cohorts:
            return day
        return max(cohort.starts for cohort in self._cohorts)

    @property
    def _day(self) -> date:
        return self._cursor or self.desk.day

    # -- drawing ---------------------------------------------------------------------------------

    def _draw(self) -> None:
        day = self._day
        month = Month(day.replace(day=1), self.desk.day, self._entries(), tuple(self._windows), bank_holidays.english())
        self.query_one(MonthGrid).show(month, day)
        number = sum(line.session.starts_on.replace(day=1) == month.first for line in self._lines)
        title = f"{day:%B %Y} · {count(number, 'session')}"
        self.query_one("#month-title", Static).update(Content(title))
        self.query_one("#month-day", Static).update(self._day_in_words(), layout=False)
        self.draw_frame()

    def _entries(self) -> dict[date, list[DayEntry]]:
        """What stands on every day: a session where it begins, and one of several days where it ends."""
        entries: dict[date, list[DayEntry]] = {}
        for line in self._lines:
            session = line.session
            tone = _tone(line)
            letter, own = spoken(session.kind)[0].upper(), _without_kind(session)
            cancelled = "cancelled: " if session.cancelled else ""
            begins = DayEntry(f"{letter} {cancelled}{session.title}", tone, f"{letter} {cancelled}{own}")
            entries.setdefault(session.starts_on, []).append(begins)
            if session.ends_on != session.starts_on:
                ends = DayEntry(f"{letter} ends {session.title}", tone, f"{letter} ends {own}")
                entries.setdefault(session.ends_on, []).append(ends)
        return entries

    def _day_in_words(self) -> Content:
        """All there is on the cursor's day."""
        day = self._day
        parts = [day_words(day)]
        if day in bank_holidays.english():
            parts[0] += ", a bank holiday"
        for line in self._on_day():
            when = hours(line.session) or session_when(line.session, line.cohort)
            parts.append(f"{line.session.title} ({line.reference}), {when}, {line.words}")
        if not self._lines:
            begun = "n adds one on this day" if self._cohorts else "the Roster comes first: press 2, then n"
            parts.append(f"no session yet: {begun}")
        open_now = [window for window in self._windows if window.holds(day)]
        parts += [f"window {window.number} to {window.closes.day} {window.closes:%b}" for window in open_now]
        return Content(" · ".join(parts))

    def _on_day(self) -> list[SessionLine]:
        """The sessions on the cursor's day: those that begin or end on it, else those that are open."""
        day = self._day
        running = [line for line in self._lines if line.session.starts_on <= day <= line.session.ends_on]
        named = [line for line in running if day in (line.session.starts_on, line.session.ends_on)]
        return named or running

    # -- keys ------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Nothing to open on a day without a session; nothing to add without a cohort."""
        if action == "open" and not self._on_day():
            return f"Nothing is on {day_words(self._day)}: n adds a session there."
        if action == "new" and not self._cohorts:
            return "A session belongs to a cohort, and there is none yet: press 2 for the Roster, where n adds one."
        return None

    def _go(self, day: date) -> None:
        self._cursor = day
        self._draw()

    def action_day(self, days: int) -> None:
        """So many days on."""
        self._go(self._day + timedelta(days=days))

    def action_month(self, months: int) -> None:
        """The same day of another month, or its last."""
        place = self._day.year * 12 + self._day.month - 1 + months
        first = date(place // 12, place % 12 + 1, 1)
        after = date((place + 1) // 12, (place + 1) % 12 + 1, 1)
        last = (after - timedelta(days=1)).day
        self._go(first.replace(day=min(self._day.day, last)))

    def action_edge(self, place: int) -> None:
        """The first or the last session."""
        if self._lines:
            self._go(self._lines[place].session.starts_on)

    def on_month_grid_picked(self, event: MonthGrid.Picked) -> None:
        """A click moves the cursor; on the day it is on already, it opens."""
        if event.day == self._day:
            self.action_open()
        else:
            self._go(event.day)

    @verb
    def action_open(self) -> None:
        """The register of the session on this day; of several, which."""
        found = self._on_day()
        if len(found) == 1:
            self._open(found[0].reference)
            return
        choices = [(line.reference, f"{line.session.title} ({line.reference})") for line in found]
        self.app.push_screen(Choose(day_words(self._day), choices), self._open)

    def _open(self, reference: str | None) -> None:
        if reference is not None:
            self.app.push_screen(RegisterScreen(self.desk, reference))

    @verb
    def action_new(self) -> None:
        """Add a session on this day."""
        names = [cohort.name for cohort in self._cohorts]
        cohort = self._cohort_name if self._cohort_name in names else names[-1]

        def create(filled: FilledSession) -> None:
            draft = filled.draft
            assert draft is not None  # the form asks for all that it is made of
            self.do(partial(add_session, self.desk.store, draft, int(filled.days or 1)))

        fill_in(self, SessionForm(self.desk.store, cohort, clock.now(), day=self._day), create)


def _without_kind(session: Session) -> str:
    """The title without the name of its kind: `3: Feedback` of Workshop 3: Feedback."""
    kind = spoken(session.kind)
    named = session.title.casefold().startswith(f"{kind} ")
    return session.title[len(kind) + 1 :] if named else session.title


def _tone(line: SessionLine) -> Tone:
    """What is to be recorded stands out; what is over or cancelled steps back."""
    if line.due:
        return "warn"
    return "dim" if line.session.cancelled or line.ended else "normal"
