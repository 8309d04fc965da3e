"""Any command of the store, with arguments drawn from what is on record, from what might be, and from nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from psw_tui.exchange.escalations import messages
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.catch_up_forms import import_catch_up
from psw_tui.exchange.registers.module_completions import import_modules
from psw_tui.exchange.registers.wide_sheet import import_wide
from psw_tui.policy import sign_offs
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import (
    AppealOutcome,
    Channel,
    CoachForm,
    Direction,
    Element,
    Engagement,
    Explanation,
    LeaderForm,
    LeaderState,
    Letter,
    MarkValue,
    Reason,
    Recording,
    RequestKind,
    RequestOutcome,
    Role,
    RoundKind,
    SessionKind,
    SessionState,
    Stage,
    StopReason,
    WaivedReason,
    WithdrawnHow,
)
from psw_tui.store import commands as does
from psw_tui.store.coaching import coaches
from psw_tui.store.escalations import case
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import (
    StoredBooking,
    StoredCohort,
    StoredEscalation,
    StoredLeader,
    StoredMark,
    StoredRound,
    StoredSession,
)
from psw_tui.store.reads.verdicts import judge_all, judged
from psw_tui.store.registers.catch_ups import Dates
from psw_tui.store.registers.session_draft import SessionDraft, draft_of
from psw_tui.store.roster import requests
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.settings import framework
from tests.exchange.table_files import write_csv
from tests.store.salesforce import pending

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.store.core.store import Store

T = TypeVar("T")
_SUBS = sorted(framework().subs)[:3]
_WORDS = ("", "late again", "[/] =1+1", "\u202eup\x1b[31m", "O’Brien")
_HEAD = ["Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", "Guest", "In waiting room"]
_FORM = ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Your reflective log"]


class Draw:
    """What the arguments of a call are taken from: the rows of a store, by a seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.random = Random(seed)

    def one(self, of: Iterable[T]) -> T:
        """One of these; `Refused` where there is none, as where the verb is dim."""
        choices = list(of)
        if not choices:
            raise Refused("There is none.")
        return self.random.choice(choices)

    def some(self, of: Iterable[T]) -> list[T]:
        """One or two of these."""
        choices = list(of)
        return self.random.sample(choices, min(len(choices), self.random.randint(1, 2)))

    def maybe(self, of: Iterable[T]) -> T | None:
        """One of these, or nothing."""
        return self.one(of) if self.random.random() < 0.6 else None

    def yes(self) -> bool:
        """One way or the other."""
        return self.random.random() < 0.5

    def day(self, first: int = -150, last: int = 20) -> date:
        """A day around today."""
        return self.store.today + timedelta(days=self.random.randint(first, last))

    def instant(self, first: int = -150, last: int = 60) -> datetime:
        """A moment around today, on London's clocks."""
        day = self.day(first, last)
        return datetime(day.year, day.month, day.day, self.random.choice((8, 10, 10, 15)), tzinfo=LONDON)

    def words(self) -> str:
        """A few words, or none."""
        return self.random.choice(_WORDS)

    def _rows(self, row: type[T]) -> list[T]:
        return facts.read(self.store.connection, row)  # type: ignore[type-var]

    def leaders(self) -> list[str]:
        """Everybody's references."""
        return sorted(row.reference for row in self._rows(StoredLeader))

    def leader(self) -> str:
        """Somebody's reference; now and then nobody's."""
        return "L99" if self.random.random() < 0.02 else self.one(self.leaders())

    def sessions(self) -> list[str]:
        """The references of all sessions."""
        return sorted(row.reference for row in self._rows(StoredSession))

    def session(self) -> str:
        """One session's reference."""
        return self.one(self.sessions())

    def cohort(self) -> str:
        """One cohort's name."""
        return self.one(sorted(row.name for row in self._rows(StoredCohort)))

    def bookings(self) -> list[str]:
        """One or two bookings, by their ids."""
        return self.some(row.id for row in sorted(self._rows(StoredBooking), key=lambda row: row.starts_at))

    def booking(self) -> str:
        """One booking's id."""
        return self.one(self.bookings())

    def coach(self) -> str:
        """One coach's id."""
        return self.one(row.id for row in coaches.every(self.store))

    def round(self) -> str:
        """One round's id."""
        return self.one(row.id for row in sorted(self._rows(StoredRound), key=lambda row: (row.round_on, row.id)))

    def request(self) -> str:
        """One request's id."""
        return self.one(request.id for request in requests.every(self.store))

    def concerns(self) -> list[str]:
        """One or two concerns that hold, by key."""
        return self.some(concern.key for of in judge_all(self.store, self.store.today) for concern in of.concerns)

    def pairs(self) -> list[tuple[str, str]]:
        """One or two pairs of a leader and a session."""
        return [(self.leader(), self.session()) for _ in range(self.random.randint(1, 2))]

    def missed(self) -> list[tuple[str, str]]:
        """Mostly one or two pairs of a leader and a session that they missed."""
        who = {row.id: row.reference for row in self._rows(StoredLeader)}
        held = {row.id: row.reference for row in self._rows(StoredSession)}
        marks = [row for row in self._rows(StoredMark) if row.value in ("absent", "part")]
        pairs = sorted((who[row.leader_id], held[row.session_id]) for row in marks)
        return self.some(pairs) if pairs and self.random.random() < 0.9 else self.pairs()

    def escalated(self) -> str:
        """Mostly somebody with an open escalation."""
        who = {row.id: row.reference for row in self._rows(StoredLeader)}
        rows = self._rows(StoredEscalation)
        found = sorted(who[row.leader_id] for row in rows if row.ended_on is None)
        return self.one(found) if found and self.random.random() < 0.9 else self.leader()

    def module(self) -> str:
        """Mostly a module's reference."""
        found = sorted(row.reference for row in self._rows(StoredSession) if row.kind == "module")
        return self.one(found) if found and self.random.random() < 0.9 else self.session()

    def draft(self, reference: str) -> SessionDraft:
        """A session as it might be."""
        start = self.instant()
        kind = self.one(SessionKind)
        return SessionDraft(
            reference, self.cohort(), kind, f"{kind} {reference}", start, start + timedelta(hours=2), self.maybe([True])
        )

    def new(self, letter: str) -> str:
        """A reference; there may be one of that name already."""
        return f"{letter}{self.random.randint(1, 12)}"

    def kept(self, leader: str) -> str:
        """One draft of a leader's, by id."""
        return self.one(kept.id for kept in case.case_of(self.store, leader).drafts)

    def particulars(self) -> dict[str, Any]:
        """Some of what is recorded of a leader."""
        values: dict[str, Any] = {
            "first_name": self.one(("Ada", "Bo", "[b]Cy")),
            "preferred_name": self.words(),
            "organisation": self.words(),
            "coach": self.one(("", "A Coach", "B Coach")),
            "coach_email": self.one(("", "a@example.org")),
            "state": self.one(LeaderState),
            "offer_accepted_on": self.maybe([self.day(-150, -100)]),
            "paused_from": self.maybe([self.day(-30, 0)]),
            "paused_to": self.maybe([self.day(1, 30)]),
            "withdrawn_on": self.maybe([self.day(-9, 0)]),
            "manager_name": self.words(),
            "cohort": self.cohort(),
        }
        return {name: values[name] for name in self.random.sample(sorted(values), self.random.randint(1, 4))}

    def table(self, kind: str, head: str, *rows: Sequence[object]) -> Any:
        """Rows taken in as a file of a kind."""
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        file = write_csv(self.store.path.with_name(f"{kind}.csv"), [head.split(), *cells])
        return import_table(self.store, kind, file).change

    def file(self, name: str, rows: Sequence[Sequence[str]]) -> Any:
        """A file of these rows."""
        return write_csv(self.store.path.with_name(name), rows)

    def name(self, reference: str) -> str:
        """What somebody is called."""
        row = next((row for row in self._rows(StoredLeader) if row.reference == reference), None)
        return "Nobody" if row is None else f"{row.first_name} {row.last_name}"


def _roster(draw: Draw) -> Sequence[object]:
    coach, email = draw.one(("", "A Coach", "C Coach")), draw.one(("", "c@example.org"))
    state, signed = draw.one(("", "active", "offered", "completed")), draw.day(-150, -100)
    return draw.new("L"), draw.one(("Ada", "=1+1")), "Lo", draw.cohort(), coach, email, draw.words(), state, signed


def _session(draw: Draw) -> Sequence[object]:
    day = draw.day()
    title = draw.words() or "T"
    return draw.new("W"), draw.cohort(), draw.one(SessionKind), title, f"{day} 10:00", f"{day} 12:00", ""


def _mark(draw: Draw) -> Sequence[object]:
    told = draw.maybe([f"{draw.day(-60, 0)} 09:00"])
    value = draw.one(("", "present", "part", "absent"))
    reason = draw.maybe([Reason.SICKNESS, Reason.OTHER])
    return draw.session(), draw.leader(), value, draw.maybe([45]), told, reason, draw.maybe(Explanation)


def _coaching(draw: Draw) -> Sequence[object]:
    return draw.leader(), f"{draw.instant():%Y-%m-%d %H:%M}", draw.one(("", "attended", "no_show")), ""


def _rating(draw: Draw) -> Sequence[object]:
    sub, rating, focus = draw.one(_SUBS), draw.maybe((1, 4)), draw.maybe(["yes"])
    return draw.leader(), draw.day(-60, 0), draw.one(RoundKind), sub, rating, focus


#: The five tables: their headings, and a row of each.
_TABLES: dict[str, tuple[str, Callable[[Draw], Sequence[object]]]] = {
    "roster": (
        "reference first_name last_name cohort coach coach_email organisation state offer_accepted_on",
        _roster,
    ),
    "sessions": ("reference cohort kind title starts_at ends_at state", _session),
    "marks": ("session leader mark minutes reported_at reason explanation", _mark),
    "coaching": ("leader starts_at outcome coach", _coaching),
    "capabilities": ("leader round_on round sub_capability rating focus", _rating),
}


def _sheet(draw: Draw) -> Any:
    """One of the five tables, with a few rows of which some may be refused."""
    kind = draw.one(_TABLES)
    head, row = _TABLES[kind]
    return draw.table(kind, head, *[row(draw) for _ in range(draw.random.randint(1, 3))])


def _report(draw: Draw) -> Any:
    session, who = draw.session(), draw.some(draw.leaders())
    start = draft_of(draw.store, session).starts_at.astimezone(LONDON)
    stays = (f"{start:%m/%d/%Y} 10:00:00 AM", f"{start:%m/%d/%Y} 11:{draw.random.randint(10, 59)}:00 AM")
    rows = [[draw.name(leader), "", *stays, "60", "No", "No"] for leader in who]
    drafted = report_import.draft(
        draw.store, session, [str(draw.file("zoom.csv", [_HEAD, *rows]))], "zoom", day=start.date()
    )
    told = [(draw.name(leader), leader) for leader in who if draw.yes()]
    decisions = report_import.decisions_from(drafted, told, who if draw.yes() else ())
    return report_import.take(draw.store, drafted.review(decisions))


def _modules(draw: Draw) -> Any:
    rows = [[leader, session, str(draw.day(-60, 0))] for leader, session in draw.pairs()]
    return import_modules(draw.store, draw.file("modules.csv", [["leader", "session", "completed_on"], *rows])).change


def _wide(draw: Draw) -> Any:
    held = draw.some(draw.sessions())
    rows = [[leader, *(draw.one(("✓", "a", "")) for _ in held)] for leader in draw.some(draw.leaders())]
    return import_wide(draw.store, draw.file("wide.csv", [["Who", *held], *rows])).change


def _forms(draw: Draw) -> Any:
    rows = []
    for leader, session in draw.pairs():
        sent = f"{draw.day(-60, 0)} 18:01"
        rows.append(["1", sent, sent, "anonymous", draw.name(leader), session, draw.words() * 20])
    return import_catch_up(draw.store, draw.file("forms.csv", [_FORM, *rows])).change


def _edit_session(draw: Draw) -> Any:
    reference = draw.session()
    values: dict[str, Any] = {
        "title": draw.words() or "Titled",
        "reference": draw.new("W"),
        "starts_at": draw.instant(),
        "other_day": draw.one(["", *draw.sessions()]),
        "kind": draw.one(SessionKind),
        "state": draw.one(SessionState),
        "place": draw.words(),
    }
    wanted = {name: values[name] for name in draw.random.sample(sorted(values), draw.random.randint(1, 3))}
    if "starts_at" in wanted:
        wanted["ends_at"] = wanted["starts_at"] + timedelta(hours=3)
    draft = replace(draft_of(draw.store, reference), **wanted)
    return does.change_sessions.edit_session(draw.store, reference, draft, both_days=draw.yes())


def _sign(draw: Draw) -> Any:
    role = draw.one(Role)
    return does.withdrawal.sign_off(
        draw.store,
        draw.leader(),
        role=role,
        name="Someone",
        answer=draw.one(sign_offs.ANSWERS[role]),
        view=draw.words(),
    )


def _action(draw: Draw) -> Any:
    leader = draw.escalated()
    action = draw.one(action.id for action in case.case_of(draw.store, leader).plan)
    return does.plan.close_action(draw.store, leader, action, dropped_because=draw.words())


def _reply(draw: Draw) -> Any:
    leader = draw.escalated()
    sent = draw.one(sent.id for sent in case.case_of(draw.store, leader).communications)
    return does.communications.log_reply(draw.store, leader, sent, draw.day(-30, 0))


def _send_draft(draw: Draw) -> Any:
    leader = draw.escalated()
    return does.keep_drafts.log_sent(draw.store, judged(draw.store, leader), draw.kept(leader))


def _drop_draft(draw: Draw) -> Any:
    leader = draw.escalated()
    return does.keep_drafts.drop(draw.store, leader, draw.kept(leader))


def _marked(draw: Draw) -> Any:
    value = draw.one(MarkValue)
    reason = draw.maybe(Reason) if value is MarkValue.NOT_EXPECTED or draw.random.random() < 0.1 else None
    return does.record_marks.mark(draw.store, draw.session(), draw.some(draw.leaders()), value, reason)


def _with_concerns(draw: Draw, then: Callable[[list[str]], Any]) -> Any:
    return then(draw.concerns())


#: Each draws its arguments from the store as it is and runs one command on it.
CALLS: dict[str, Callable[[Draw], Any]] = {
    "import_table.import_table": _sheet,
    "report_import.take": _report,
    "module_completions.import_modules": _modules,
    "wide_sheet.import_wide": _wide,
    "catch_up_forms.import_catch_up": _forms,
    "change_outbox.send": lambda d: pending.send(d.store, d.maybe([d.cohort()])),
    "results.import_results": lambda d: pending.read_back(d.store, lambda _: d.yes()),
    "change_cohorts.add": lambda d: does.change_cohorts.add(d.store, d.one(("PSW 2027", "[/]")), 2027),
    "change_cohorts.close": lambda d: does.change_cohorts.close(d.store, d.cohort()),
    "change_cohorts.reopen": lambda d: does.change_cohorts.reopen(d.store, d.cohort()),
    "change_leaders.create_leader": lambda d: does.change_leaders.create_leader(
        d.store,
        {"first_name": "A", "last_name": "B", "cohort": d.cohort(), **d.particulars(), "reference": d.new("L")},
    ),
    "change_leaders.edit_leader": lambda d: does.change_leaders.edit_leader(d.store, d.leader(), d.particulars()),
    "change_leaders.edit_leaders": lambda d: does.change_leaders.edit_leaders(
        d.store, d.some(d.leaders()), d.particulars()
    ),
    "change_presence.withdraw": lambda d: does.change_presence.withdraw(
        d.store, d.leader(), d.day(-9, 0), d.one(WithdrawnHow), call_off=d.yes(), outcome=d.words()
    ),
    "change_presence.pause": lambda d: does.change_presence.pause(
        d.store, d.leader(), d.day(-9, 9), d.maybe([d.day(10, 50)]), call_off=d.yes()
    ),
    "change_presence.resume": lambda d: does.change_presence.resume(d.store, d.leader(), d.day(-5, 5)),
    "change_presence.complete": lambda d: does.change_presence.complete(
        d.store, d.leader(), call_off=d.yes(), outcome=d.words()
    ),
    "change_certificates.issue": lambda d: does.change_certificates.issue(d.store, d.some(d.leaders())),
    "change_requests.record": lambda d: does.change_requests.record(
        d.store, d.leader(), d.one(RequestKind), d.day(-60, 2), d.one(Channel), identity_known=d.yes()
    ),
    "change_requests.ask": lambda d: does.change_requests.ask(d.store, d.request(), d.one(StopReason), d.day(-40, 2)),
    "change_requests.reply": lambda d: does.change_requests.reply(
        d.store, d.request(), d.one(StopReason), d.day(-40, 2)
    ),
    "change_requests.identified": lambda d: does.change_requests.identified(d.store, d.request(), d.day(-40, 2)),
    "change_requests.extend": lambda d: does.change_requests.extend(d.store, d.request(), d.day(-60, 2), d.words()),
    "change_requests.acknowledge": lambda d: does.change_requests.acknowledge(d.store, d.request(), d.day(-60, 2)),
    "change_requests.answer": lambda d: does.change_requests.answer(
        d.store, d.request(), d.day(-60, 2), d.one(RequestOutcome), d.words()
    ),
    "change_requests.correct": lambda d: does.change_requests.correct(
        d.store, d.request(), d.day(-60, 2), d.one(Channel)
    ),
    "change_presence.call_off": lambda d: does.change_presence.call_off(d.store, d.leader()),
    "change_sessions.create_session": lambda d: does.change_sessions.create_session(d.store, d.draft(d.new("W"))),
    "change_sessions.create_sessions": lambda d: does.change_sessions.create_sessions(
        d.store, [d.draft(d.new("P")), d.draft(d.new("R"))]
    ),
    "change_sessions.create_two_days": lambda d: does.change_sessions.create_two_days(
        d.store, replace(d.draft(d.new("R")), kind=SessionKind.RESIDENTIAL)
    ),
    "change_sessions.edit_session": _edit_session,
    "change_sessions.link": lambda d: does.change_sessions.link(d.store, d.session(), d.session()),
    "change_sessions.set_cancelled": lambda d: does.change_sessions.set_cancelled(
        d.store, d.some(d.sessions()), cancelled=d.yes()
    ),
    "record_marks.mark": _marked,
    "record_marks.clear": lambda d: does.record_marks.clear(d.store, d.session(), d.some(d.leaders())),
    "record_marks.report": lambda d: does.record_marks.report(
        d.store, d.session(), d.leader(), d.maybe([d.instant(-60, 1)]), d.maybe(Reason), d.maybe(Explanation)
    ),
    "record_marks.engage": lambda d: does.record_marks.engage(
        d.store, d.session(), d.some(d.leaders()), d.maybe(Engagement)
    ),
    "record_marks.complete": lambda d: does.record_marks.complete(
        d.store, d.module(), d.some(d.leaders()), d.maybe([d.day(-50, 0)])
    ),
    "record_marks.fill_present": lambda d: does.record_marks.fill_present(d.store, d.session()),
    "catch_ups.send": lambda d: does.catch_ups.send(d.store, d.missed(), d.day(-40, 0)),
    "catch_ups.submitted": lambda d: does.catch_ups.submitted(d.store, d.missed(), d.day(-30, 0), log=d.maybe([True])),
    "catch_ups.log_received": lambda d: does.catch_ups.log_received(d.store, d.missed()),
    "catch_ups.accept": lambda d: does.catch_ups.accept(d.store, d.missed(), d.day(-20, 0)),
    "catch_ups.edit": lambda d: does.catch_ups.edit(
        d.store,
        d.missed()[0],
        Dates(None, None, d.maybe([d.day(-40, 0)]), d.yes(), d.maybe([d.day(-40, 0)])),
    ),
    "change_bookings.book": lambda d: does.change_bookings.book(
        d.store, d.leader(), d.instant(), window=d.maybe(range(1, 7))
    ),
    "change_bookings.attended": lambda d: does.change_bookings.attended(d.store, d.bookings()),
    "change_bookings.no_show": lambda d: does.change_bookings.no_show(d.store, d.bookings()),
    "change_bookings.cancel": lambda d: does.change_bookings.cancel(d.store, d.booking(), d.instant(-60, 0)),
    "change_bookings.coach_cancelled": lambda d: does.change_bookings.coach_cancelled(d.store, d.bookings()),
    "change_bookings.set_aside": lambda d: does.change_bookings.set_aside(d.store, d.bookings(), d.maybe(WaivedReason)),
    "change_bookings.clear": lambda d: does.change_bookings.clear(d.store, d.bookings()),
    "change_bookings.reschedule": lambda d: does.change_bookings.reschedule(
        d.store, d.booking(), d.instant(-20, 0), d.instant()
    ),
    "change_bookings.edit": lambda d: does.change_bookings.edit(
        d.store, d.booking(), d.maybe(range(1, 7)), d.maybe(Recording)
    ),
    "change_coaches.create": lambda d: does.change_coaches.create(
        d.store, d.one(("A Coach", "B Coach", "[/]")), d.one(("", "a@example.org", "b@example.org"))
    ),
    "change_coaches.edit": lambda d: does.change_coaches.edit(
        d.store, d.coach(), d.one(("A Coach", "C Coach")), d.one(("", "a@example.org", "c@example.org"))
    ),
    "change_coaches.merge": lambda d: does.change_coaches.merge(d.store, d.coach(), d.coach()),
    "change_coaches.hand_over": lambda d: does.change_coaches.hand_over(
        d.store, d.coach(), d.coach(), bookings=d.yes()
    ),
    "change_coaches.remove": lambda d: does.change_coaches.remove(d.store, d.coach()),
    "change_coaches.tell_apart": lambda d: does.change_coaches.tell_apart(d.store, {d.coach(), d.coach()}),
    "change_evaluations.introduction": lambda d: does.change_evaluations.introduction(
        d.store, d.some(d.leaders()), d.maybe((True, False))
    ),
    "change_evaluations.form_received": lambda d: does.change_evaluations.form_received(
        d.store, d.leader(), d.one(LeaderForm), d.maybe([d.day(-9, 0)])
    ),
    "change_evaluations.forms_received": lambda d: does.change_evaluations.forms_received(
        d.store, d.some(d.leaders()), d.one(LeaderForm), d.maybe([d.day(-9, 0)])
    ),
    "change_evaluations.group_form_received": lambda d: does.change_evaluations.group_form_received(
        d.store, d.coach(), d.cohort(), d.one(CoachForm), d.maybe([d.day(-9, 0)])
    ),
    "change_evaluations.welfare_passed": lambda d: does.change_evaluations.welfare_passed(
        d.store, d.leader(), d.day(-9, 0)
    ),
    "change_rounds.new_round": lambda d: does.change_rounds.new_round(
        d.store, d.leader(), d.day(-60, 0), d.one(RoundKind)
    ),
    "change_rounds.rate": lambda d: does.change_rounds.rate(d.store, d.round(), d.one(_SUBS), d.maybe((1, 2, 4))),
    "change_rounds.set_focus": lambda d: does.change_rounds.set_focus(d.store, d.round(), d.one(_SUBS), focus=d.yes()),
    "change_rounds.say_more": lambda d: does.change_rounds.say_more(
        d.store, d.round(), d.one(_SUBS), evidence=d.words(), next_step=d.maybe(_WORDS), next_step_on=d.maybe([d.day()])
    ),
    "decisions.raise_manual": lambda d: does.decisions.raise_manual(d.store, d.leader(), d.words()),
    "decisions.accept": lambda d: _with_concerns(d, lambda keys: does.decisions.accept(d.store, keys)),
    "decisions.dismiss": lambda d: _with_concerns(d, lambda keys: does.decisions.dismiss(d.store, keys, "known")),
    "decisions.snooze": lambda d: _with_concerns(
        d, lambda keys: does.decisions.snooze(d.store, keys, d.day(0, 20), d.words())
    ),
    "ladder_moves.move": lambda d: does.ladder_moves.move(
        d.store, d.escalated(), d.one(Stage), "as it must", d.words()
    ),
    "ladder_moves.snooze_escalations": lambda d: does.ladder_moves.snooze_escalations(
        d.store, [d.escalated()], d.maybe([d.day(0, 20)]), d.words()
    ),
    "plan.add_action": lambda d: does.plan.add_action(
        d.store, d.escalated(), d.words(), d.words(), d.maybe([d.day()]), notice=d.one(("", d.session()))
    ),
    "plan.close_action": _action,
    "plan.agree_outcome": lambda d: does.plan.agree_outcome(d.store, d.escalated(), d.session(), d.words()),
    "communications.log": lambda d: does.communications.log(
        d.store,
        d.escalated(),
        direction=d.one(Direction),
        channel=d.one(Channel),
        on=d.maybe([d.day(-30, 0)]),
        reached=d.yes(),
        summary=d.words(),
    ),
    "communications.log_word": lambda d: does.communications.log_word(d.store, d.leader(), d.one(Channel)),
    "communications.log_reply": _reply,
    "messages.draft": lambda d: messages.draft(d.store, d.escalated(), d.one(Letter))[0],
    "keep_drafts.keep": lambda d: does.keep_drafts.keep(
        d.store,
        judged(d.store, d.leader()),
        d.one(Letter),
        recipient=d.words(),
        subject=d.words(),
        body=d.words(),
        cited=(),
        reply_by=None,
    )[0],
    "keep_drafts.drop": _drop_draft,
    "keep_drafts.log_sent": _send_draft,
    "withdrawal.sign_off": _sign,
    "withdrawal.tick_access": lambda d: does.withdrawal.tick_access(
        d.store, d.escalated(), d.some(Element), restored=d.yes()
    ),
    "withdrawal.appeal": lambda d: does.withdrawal.appeal(
        d.store, d.escalated(), d.day(-9, 9), d.maybe(AppealOutcome), d.maybe(["Petra"])
    ),
}


def run(store: Store, name: str, seed: int) -> Any:
    """Run one command with arguments of this seed; `Refused` where it can't be, a file that says nothing among them."""
    try:
        return CALLS[name](Draw(store, seed))
    except UnreadableFile as error:
        raise Refused(str(error)) from None
