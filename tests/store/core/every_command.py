"""One cohort's year in which every command of the store takes its turn: what undo, redo and history are tried on."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from psw_tui.exchange.escalations import messages
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.registers import report_import
from psw_tui.exchange.registers.catch_up_forms import import_catch_up
from psw_tui.exchange.registers.module_completions import import_modules
from psw_tui.exchange.registers.wide_sheet import import_wide
from psw_tui.policy.terms import (
    Answer,
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
    Stage,
    StopReason,
    WaivedReason,
    WithdrawnHow,
)
from psw_tui.store import commands as does
from psw_tui.store.coaching import coaches
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredBooking, StoredLeader, StoredRound
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers.catch_ups import Dates
from psw_tui.store.registers.session_draft import SessionDraft, draft_of
from psw_tui.store.roster import requests
from psw_tui.store.system.settings import framework
from tests.exchange.table_files import write_csv
from tests.store.salesforce import pending

#: What a step does, and the command that it is about, as `module.function`.
Step = tuple[str, Callable[[Store], Any]]

_PACKAGE = Path(__file__).parents[3] / "psw_tui"
#: What makes no entry of its own: what undoes, what all verbs of a register go through, and what only asks.
_NO_COMMANDS = {"undo.undo", "undo.redo", "change_marks.on_marks", "change_marks.on_pairs"}
SUB, OTHER_SUB = sorted(framework().subs)[:2]
FIRST = date(2026, 9, 1)


def every_command() -> set[str]:
    """Every public function that is given a store and gives back a `Change`, as `module.function`, and each import."""
    found = set()
    for path in _PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.parse(text).body if "store: Store" in text else ():
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not node.args.args:
                continue
            takes = node.args.args[0].annotation
            gives = (
                {name.id for name in ast.walk(node.returns) if isinstance(name, ast.Name)} if node.returns else set()
            )
            imports = node.name.startswith("import_")
            if isinstance(takes, ast.Name) and takes.id == "Store" and ("Change" in gives or imports):
                found.add(f"{path.stem}.{node.name}")
    return found - _NO_COMMANDS


def at(text: str) -> datetime:
    """An instant, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def booking(store: Store, text: str) -> str:
    """The id of the booking that starts then."""
    start = at(text).replace(tzinfo=None)
    rows = facts.read(store.connection, StoredBooking)
    return next(row.id for row in rows if datetime.fromisoformat(row.starts_at).replace(tzinfo=None) == start)


def coach(store: Store, name: str, email: str | None = None) -> str:
    """The id of a coach."""
    return next(row.id for row in coaches.every(store) if row.name == name and email in (None, row.email))


def round_(store: Store) -> str:
    """The id of the first round."""
    return facts.read(store.connection, StoredRound, "ORDER BY round_on")[0].id


def _draft(reference: str, kind: SessionKind, title: str, start: str, hours: int = 2) -> SessionDraft:
    return SessionDraft(
        reference, "PSW 2026", kind, title, at(start), at(start) + timedelta(hours=hours), place="Leeds"
    )


def _leader(reference: str, first: str, last: str, **more: Any) -> Callable[[Store], Any]:
    values = {
        "reference": reference,
        "first_name": first,
        "last_name": last,
        "cohort": "PSW 2026",
        "offer_accepted_on": FIRST,
        "email": f"{first.lower()}@example.org",
        **more,
    }
    return lambda store: does.change_leaders.create_leader(store, values)


def _table(kind: str, *lines: str) -> Callable[[Store], Any]:
    rows = [[cell.strip() for cell in line.split(",")] for line in lines]

    def bring(store: Store) -> Any:
        result = import_table(store, kind, write_csv(store.path.with_name(f"{kind}.csv"), rows))
        assert not result.problems, result.problems
        return result.change

    return bring


def _file(name: str, rows: list[list[str]], taken: Callable[[Store, Path], Any]) -> Callable[[Store], Any]:
    return lambda store: taken(store, write_csv(store.path.with_name(name), rows))


def _take_report(store: Store, file: Path) -> Any:
    drafted = report_import.draft(store, "W1", [str(file)], "zoom")
    decisions = report_import.decisions_from(drafted, [("Bea", "L002")], ())
    return report_import.take(store, drafted.review(decisions))


_ZOOM = [
    ["Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", "Guest", "In waiting room"],
    ["Dewi Khan", "", "11/12/2026 09:58:00 AM", "11/12/2026 12:01:00 PM", "123", "No", "No"],
    ["Bea", "", "11/12/2026 09:58:00 AM", "11/12/2026 12:01:00 PM", "123", "No", "No"],
]
_FORMS = [
    ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Your reflective log"],
    ["1", "2027-01-25 18:00", "2027-01-25 18:01", "anonymous", "Cai Lloyd", "Workshop 2", "I learned a lot. " * 9],
]


def _sign(role: Role, answer: Answer, name: str) -> Step:
    return (
        "withdrawal.sign_off",
        lambda store: does.withdrawal.sign_off(store, "L001", role=role, name=name, answer=answer, view="sad"),
    )


def _move(to: Stage, reason: str = "no better", outcome: str = "", leader: str = "L001") -> Step:
    return ("ladder_moves.move", lambda store: does.ladder_moves.move(store, leader, to, reason, outcome))


def _log(direction: Direction, leader: str = "L001", **more: Any) -> Step:
    return (
        "communications.log",
        lambda store: does.communications.log(store, leader, direction=direction, channel=Channel.EMAIL, **more),
    )


def _withdrawal_letter(store: Store) -> Any:
    change, _ = messages.draft(store, "L001", Letter.EXPECTATIONS, date(2027, 2, 9))
    return change


def _own_letter(store: Store) -> Any:
    change, _ = does.keep_drafts.keep(
        store,
        judged(store, "L001"),
        Letter.EXPECTATIONS,
        recipient="amara@example.org",
        subject="What we expect",
        body="Dear Amara",
        cited=(),
        reply_by=None,
    )
    return change


def _draft_id(store: Store, number: int = 0) -> str:
    waiting = [kept for kept in case.case_of(store, "L001").drafts if kept.sent is None]
    return waiting[number].id


def _to_be_met(store: Store) -> Any:
    values = {"state": LeaderState.ACTIVE, "organisation": "Northwood", "phone": "01632 960001"}
    return does.change_leaders.edit_leader(store, "L002", values)


def _split_days(store: Store) -> Any:
    """The residential's second day is another one now: a link goes and one comes, at the same first day."""
    return does.change_sessions.edit_session(store, "R1", replace(draft_of(store, "R1"), other_day="R3"))


def _reworded(store: Store) -> Any:
    draft = replace(
        draft_of(store, "W2"), title="Workshop two", starts_at=at("2026-12-14 10:00"), ends_at=at("2026-12-14 12:00")
    )
    return does.change_sessions.edit_session(store, "W2", draft)


_BEGINNING: list[Step] = [
    ("change_cohorts.add", lambda store: does.change_cohorts.add(store, "PSW 2026", 2026)),
    ("change_leaders.create_leader", _leader("L001", "Amara", "Osei", coach="Sam Lee", coach_email="sam@example.org")),
    ("change_leaders.create_leader", _leader("L002", "Bea", "Jones", coach="Sam Lee", coach_email="sam@example.org")),
    ("change_leaders.create_leader", _leader("L003", "Cai", "Lloyd")),
    (
        "import_table.import_table",
        _table(
            "roster",
            "reference, first_name, last_name, cohort, offer_accepted_on, coach, coach_email, organisation",
            "L004, Dewi, Khan, PSW 2026, 2026-09-01, Ola Berg, ola@example.org, Kent",
            "L005, Elin, Parry, PSW 2026, , , , Kent",
            "L002, Bea, Jones-Hall, PSW 2026, 2026-09-02, , , Leeds",
        ),
    ),
    (
        "import_table.import_table",
        _table(
            "sessions",
            "reference, cohort, kind, title, starts_at, ends_at",
            "W1, PSW 2026, workshop, Workshop 1, 2026-11-12 10:00, 2026-11-12 12:00",
            "W2, PSW 2026, workshop, Workshop 2, 2026-12-10 10:00, 2026-12-10 12:00",
            "M1, PSW 2026, module, Reading, 2026-10-01 00:00, 2027-03-31 23:59",
        ),
    ),
    (
        "change_sessions.create_session",
        lambda store: does.change_sessions.create_session(
            store, _draft("P1", SessionKind.PEER_PRACTICE, "Peer practice 1", "2027-01-14 10:00")
        ),
    ),
    (
        "change_sessions.create_sessions",
        lambda store: does.change_sessions.create_sessions(
            store,
            [
                _draft("R2", SessionKind.RESIDENTIAL, "Second day", "2026-10-06 09:00", 8),
                _draft("R3", SessionKind.RESIDENTIAL, "Third day", "2026-10-07 09:00", 8),
                _draft("R1", SessionKind.RESIDENTIAL, "First day", "2026-10-05 09:00", 8),
            ],
        ),
    ),
    (
        "change_sessions.create_two_days",
        lambda store: does.change_sessions.create_two_days(
            store, _draft("S1", SessionKind.RESIDENTIAL, "Residential 2", "2027-01-18 09:00", 8)
        ),
    ),
    ("change_sessions.link", lambda store: does.change_sessions.link(store, "R1", "R2")),
    ("change_sessions.edit_session", _split_days),
    ("change_sessions.edit_session", _reworded),
]

_REGISTERS: list[Step] = [
    ("record_marks.mark", lambda store: does.record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)),
    (
        "record_marks.mark",
        lambda store: does.record_marks.mark(store, "R1", ["L003"], MarkValue.NOT_EXPECTED, Reason.JOINED_LATER),
    ),
    ("record_marks.mark", lambda store: does.record_marks.mark(store, "W2", ["L001", "L003"], MarkValue.ABSENT)),
    (
        "record_marks.report",
        lambda store: does.record_marks.report(
            store, "W2", "L001", at("2026-12-15 09:00"), Reason.OTHER, Explanation.UNSATISFACTORY
        ),
    ),
    ("record_marks.fill_present", lambda store: does.record_marks.fill_present(store, "P1")),
    (
        "record_marks.engage",
        lambda store: does.record_marks.engage(store, "P1", ["L002", "L003"], Engagement.LIMITED),
    ),
    ("record_marks.complete", lambda store: does.record_marks.complete(store, "M1", ["L002"], date(2026, 11, 1))),
    ("record_marks.clear", lambda store: does.record_marks.clear(store, "P1", ["L003"])),
    ("report_import.take", _file("zoom.csv", _ZOOM, _take_report)),
    (
        "module_completions.import_modules",
        _file(
            "modules.csv",
            [["leader", "session", "completed_on"], ["L001", "M1", "2026-11-20"], ["L003", "M1", "2026-11-21"]],
            lambda store, file: import_modules(store, file).change,
        ),
    ),
    (
        "wide_sheet.import_wide",
        _file(
            "wide.csv",
            [["Name", "R1", "R2"], ["Amara Osei", "✓", "✓"], ["Khan, Dewi", "✓", "a"]],
            lambda store, file: import_wide(store, file).change,
        ),
    ),
    (
        "import_table.import_table",
        _table("marks", "session, leader, mark, minutes", "R3, L002, part, 90", "R1, L004, present, ", "W1, L003, ,"),
    ),
    (
        "catch_ups.send",
        lambda store: does.catch_ups.send(store, [("L001", "W1"), ("L003", "W2")], date(2027, 1, 20)),
    ),
    (
        "catch_up_forms.import_catch_up",
        _file("forms.csv", _FORMS, lambda store, file: import_catch_up(store, file).change),
    ),
    (
        "catch_ups.submitted",
        lambda store: does.catch_ups.submitted(store, [("L001", "W1")], date(2027, 1, 28), log=False),
    ),
    ("catch_ups.log_received", lambda store: does.catch_ups.log_received(store, [("L001", "W1")])),
    ("catch_ups.accept", lambda store: does.catch_ups.accept(store, [("L003", "W2")], date(2027, 1, 30))),
    (
        "catch_ups.edit",
        lambda store: does.catch_ups.edit(
            store,
            ("L003", "W2"),
            Dates(date(2027, 1, 20), date(2027, 2, 3), date(2027, 1, 26), True, date(2027, 1, 31)),
        ),
    ),
    ("change_sessions.set_cancelled", lambda store: does.change_sessions.set_cancelled(store, ["S1a"], cancelled=True)),
    (
        "change_sessions.set_cancelled",
        lambda store: does.change_sessions.set_cancelled(store, ["S1a"], cancelled=False),
    ),
]

_COACHING: list[Step] = [
    ("change_bookings.book", lambda store: does.change_bookings.book(store, "L001", at("2026-10-14 09:00"))),
    ("change_bookings.book", lambda store: does.change_bookings.book(store, "L002", at("2026-10-15 09:00"))),
    ("change_bookings.book", lambda store: does.change_bookings.book(store, "L003", at("2027-02-20 09:00"), window=4)),
    (
        "import_table.import_table",
        _table(
            "coaching",
            "leader, starts_at, outcome, cancelled_by, cancelled_at, coach",
            "L004, 2026-10-16 10:00, attended, , ,",
            "L002, 2026-12-16 10:00, cancelled, leader, 2026-12-16 08:00,",
            "L002, 2027-02-18 10:00, , , ,",
        ),
    ),
    (
        "change_bookings.attended",
        lambda store: does.change_bookings.attended(store, [booking(store, "2026-10-15 09:00")]),
    ),
    (
        "change_bookings.no_show",
        lambda store: does.change_bookings.no_show(store, [booking(store, "2026-10-14 09:00")]),
    ),
    (
        "change_bookings.set_aside",
        lambda store: does.change_bookings.set_aside(
            store, [booking(store, "2026-10-14 09:00")], WaivedReason.SICKNESS
        ),
    ),
    ("change_bookings.clear", lambda store: does.change_bookings.clear(store, [booking(store, "2026-10-15 09:00")])),
    (
        "change_bookings.reschedule",
        lambda store: does.change_bookings.reschedule(
            store, booking(store, "2027-02-20 09:00"), at("2027-01-30 09:00"), at("2027-02-21 09:00")
        ),
    ),
    (
        "change_bookings.cancel",
        lambda store: does.change_bookings.cancel(store, booking(store, "2027-02-21 09:00"), at("2027-01-31 09:00")),
    ),
    (
        "change_bookings.coach_cancelled",
        lambda store: does.change_bookings.coach_cancelled(store, [booking(store, "2027-02-18 10:00")]),
    ),
    (
        "change_bookings.edit",
        lambda store: does.change_bookings.edit(store, booking(store, "2026-10-15 09:00"), 2, Recording.OPTED_OUT),
    ),
    ("change_coaches.create", lambda store: does.change_coaches.create(store, "Sam Lee", "lee@example.org")),
    (
        "change_coaches.tell_apart",
        lambda store: does.change_coaches.tell_apart(store, [row.id for row in coaches.every(store)][-2:]),
    ),
    (
        "change_coaches.hand_over",
        lambda store: does.change_coaches.hand_over(
            store, coach(store, "Ola Berg"), coach(store, "Sam Lee", "lee@example.org"), bookings=True
        ),
    ),
    (
        "change_evaluations.group_form_received",
        lambda store: does.change_evaluations.group_form_received(
            store, coach(store, "Ola Berg"), "PSW 2026", CoachForm.WINDOW_2, date(2027, 1, 31)
        ),
    ),
    (
        "change_coaches.merge",
        lambda store: does.change_coaches.merge(
            store, coach(store, "Ola Berg"), coach(store, "Sam Lee", "sam@example.org")
        ),
    ),
    (
        "change_coaches.edit",
        lambda store: does.change_coaches.edit(
            store, coach(store, "Sam Lee", "sam@example.org"), "Samuel Lee", "samuel@example.org"
        ),
    ),
    ("change_coaches.create", lambda store: does.change_coaches.create(store, "Nobody's Coach", "")),
    ("change_coaches.remove", lambda store: does.change_coaches.remove(store, coach(store, "Nobody's Coach"))),
    (
        "change_evaluations.introduction",
        lambda store: does.change_evaluations.introduction(store, ["L001", "L002"], came=True),
    ),
    (
        "change_evaluations.introduction",
        lambda store: does.change_evaluations.introduction(store, ["L002"], came=None),
    ),
    (
        "change_evaluations.form_received",
        lambda store: does.change_evaluations.form_received(store, "L002", LeaderForm.SECOND, date(2027, 1, 9)),
    ),
    (
        "change_evaluations.forms_received",
        lambda store: does.change_evaluations.forms_received(
            store, ["L001", "L002"], LeaderForm.LAST, date(2027, 1, 10)
        ),
    ),
    (
        "change_evaluations.welfare_passed",
        lambda store: does.change_evaluations.welfare_passed(store, "L003", date(2027, 1, 15)),
    ),
    (
        "change_rounds.new_round",
        lambda store: does.change_rounds.new_round(store, "L002", date(2026, 9, 20), RoundKind.BASELINE),
    ),
    ("change_rounds.rate", lambda store: does.change_rounds.rate(store, round_(store), SUB, 2)),
    ("change_rounds.set_focus", lambda store: does.change_rounds.set_focus(store, round_(store), SUB, focus=True)),
    (
        "change_rounds.say_more",
        lambda store: does.change_rounds.say_more(
            store, round_(store), SUB, evidence="led a meeting", next_step="lead two", next_step_on=date(2027, 3, 1)
        ),
    ),
    (
        "import_table.import_table",
        _table(
            "capabilities",
            "leader, round_on, round, sub_capability, rating, focus",
            f"L003, 2026-09-21, baseline, {SUB}, 3, yes",
            f"L002, 2026-09-20, baseline, {OTHER_SUB}, 1, ",
        ),
    ),
]


def _notice(store: Store) -> Any:
    return does.record_marks.report(
        store, "S1a", "L001", at("2027-01-17 09:00"), Reason.OTHER, Explanation.UNSATISFACTORY
    )


def _concerns(store: Store, leader: str) -> list[str]:
    return sorted(concern.key for concern in judged(store, leader).concerns)


_LADDER: list[Step] = [
    ("decisions.raise_manual", lambda store: does.decisions.raise_manual(store, "L002", "late with everything")),
    (
        "decisions.snooze",
        lambda store: does.decisions.snooze(store, _concerns(store, "L002")[:1], date(2027, 2, 8), "on leave"),
    ),
    ("decisions.dismiss", lambda store: does.decisions.dismiss(store, _concerns(store, "L002")[:1], "all is well")),
    ("record_marks.mark", lambda store: does.record_marks.mark(store, "S1a", ["L001"], MarkValue.ABSENT)),
    ("record_marks.report", _notice),
    ("decisions.accept", lambda store: does.decisions.accept(store, _concerns(store, "L001"))),
    (
        "plan.agree_outcome",
        lambda store: does.plan.agree_outcome(store, "L001", "S1a", "rings before ten", date(2027, 1, 29)),
    ),
    (
        "plan.add_action",
        lambda store: does.plan.add_action(store, "L001", "a weekly call", "Joan", date(2027, 3, 1), notice="S1a"),
    ),
    (
        "plan.close_action",
        lambda store: does.plan.close_action(
            store, "L001", case.case_of(store, "L001").plan[0].id, dropped_because="moved away"
        ),
    ),
    _log(Direction.TO_LEADER, reply_by=date(2027, 2, 9), summary="asked why"),
    (
        "communications.log_reply",
        lambda store: does.communications.log_reply(
            store, "L001", next(sent.id for sent in case.case_of(store, "L001").communications if sent.reply_by)
        ),
    ),
    (
        "communications.log_word",
        lambda store: does.communications.log_word(store, "L001", Channel.CALL, summary="rang back"),
    ),
    ("messages.draft", _withdrawal_letter),
    ("keep_drafts.keep", _own_letter),
    ("keep_drafts.drop", lambda store: does.keep_drafts.drop(store, "L001", _draft_id(store, -1))),
    ("keep_drafts.log_sent", lambda store: does.keep_drafts.log_sent(store, judged(store, "L001"), _draft_id(store))),
    (
        "ladder_moves.snooze_escalations",
        lambda store: does.ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 8), "half-term"),
    ),
    _log(Direction.REFERRAL, summary="to the Partnerships Team"),
    _move(Stage.WITHDRAWAL_REVIEW),
    _sign(Role.PBDL, Answer.DECLINED, "Petra Lindqvist"),
    _sign(Role.PBDL, Answer.AGREED, "Petra Lindqvist"),
    _sign(Role.BUSINESS_DEVELOPMENT_MANAGER, Answer.CONSULTED, "Ines Okoro"),
    _sign(Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER, Answer.CONSULTED, "Tomas Reyes"),
    _sign(Role.ORGANISATION, Answer.CONSULTED, "Uma Vance"),
    _move(Stage.WITHDRAWN, "agreed by all"),
    (
        "withdrawal.tick_access",
        lambda store: does.withdrawal.tick_access(store, "L001", list(Element)),
    ),
    _move(Stage.APPEAL, "asked for it in writing"),
    (
        "withdrawal.appeal",
        lambda store: does.withdrawal.appeal(store, "L001", date(2027, 2, 1), AppealOutcome.UPHELD, "Petra Lindqvist"),
    ),
    (
        "withdrawal.tick_access",
        lambda store: does.withdrawal.tick_access(store, "L001", list(Element), restored=True),
    ),
    _move(Stage.RESOLVED, "upheld", "back on the programme"),
]

_LEAVING: list[Step] = [
    ("change_bookings.book", lambda store: does.change_bookings.book(store, "L003", at("2027-03-02 09:00"))),
    (
        "change_presence.pause",
        lambda store: does.change_presence.pause(store, "L003", date(2027, 2, 1), date(2027, 4, 30)),
    ),
    ("change_presence.call_off", lambda store: does.change_presence.call_off(store, "L003")),
    ("change_presence.resume", lambda store: does.change_presence.resume(store, "L003", date(2027, 2, 1))),
    ("change_bookings.book", lambda store: does.change_bookings.book(store, "L004", at("2027-03-03 09:00"))),
    (
        "change_presence.withdraw",
        lambda store: does.change_presence.withdraw(
            store, "L004", date(2027, 1, 30), WithdrawnHow.OWN_CHOICE, call_off=True
        ),
    ),
    ("change_leaders.edit_leader", _to_be_met),
    (
        "change_leaders.edit_leaders",
        lambda store: does.change_leaders.edit_leaders(
            store, ["L002", "L003"], {"coach": "Samuel Lee", "coach_email": "samuel@example.org", "manager_name": "Jo"}
        ),
    ),
    ("change_presence.complete", lambda store: does.change_presence.complete(store, "L002", call_off=True)),
    ("change_cohorts.close", lambda store: does.change_cohorts.close(store, "PSW 2026")),
    ("change_cohorts.reopen", lambda store: does.change_cohorts.reopen(store, "PSW 2026")),
]


def _of_request(step: Callable[..., Any], *given: Any) -> Callable[[Store], Any]:
    """One step of the first request on record."""
    return lambda store: step(store, requests.every(store)[0].id, *given)


_REQUESTS: list[Step] = [
    (
        "change_requests.record",
        lambda store: does.change_requests.record(
            store, "L001", RequestKind.SUBJECT_ACCESS, date(2027, 1, 12), Channel.EMAIL, identity_known=False
        ),
    ),
    ("change_requests.ask", _of_request(does.change_requests.ask, StopReason.CLARIFY, date(2027, 1, 14))),
    ("change_requests.reply", _of_request(does.change_requests.reply, StopReason.CLARIFY, date(2027, 1, 18))),
    ("change_requests.identified", _of_request(does.change_requests.identified, date(2027, 1, 18))),
    ("change_requests.extend", _of_request(does.change_requests.extend, date(2027, 1, 20), "much to look through")),
    ("change_requests.acknowledge", _of_request(does.change_requests.acknowledge, date(2027, 1, 13))),
    (
        "change_requests.answer",
        _of_request(does.change_requests.answer, date(2027, 1, 29), RequestOutcome.GIVEN_IN_PART, "a neighbour's call"),
    ),
    ("change_requests.correct", _of_request(does.change_requests.correct, date(2027, 1, 11), Channel.LETTER)),
]

_SALESFORCE: list[Step] = [
    ("change_outbox.send", pending.send),
    (
        "results.import_results",
        lambda store: pending.read_back(store, lambda row: row.leader_id is None and row.item_id < "8"),
    ),
    ("change_outbox.send", pending.send),
    ("record_marks.clear", lambda store: does.record_marks.clear(store, "W1", ["L001", "L002", "L003"])),
    ("results.import_results", pending.read_back),
]

_LAST_YEARS = [
    *(f"C{number}, PSW 2025, residential, Day {number}, 2025-10-0{number} 09:00" for number in range(1, 5)),
    *(f"C{number}, PSW 2025, workshop, Workshop {number}, 2025-11-0{number} 09:00" for number in range(5, 9)),
    *(f"C{number}, PSW 2025, peer_practice, Practice {number}, 2026-01-{number} 09:00" for number in range(10, 12)),
]
#: A leader of last year's cohort who met every minimum, and the certificate.
_COMPLETION: list[Step] = [
    ("change_cohorts.add", lambda store: does.change_cohorts.add(store, "PSW 2025", 2025)),
    (
        "change_leaders.create_leader",
        _leader("L900", "Femi", "Ade", cohort="PSW 2025", offer_accepted_on=date(2025, 9, 1)),
    ),
    (
        "import_table.import_table",
        _table(
            "sessions",
            "reference, cohort, kind, title, starts_at, ends_at",
            *(f"{line}, {line[-16:-5]}17:00" for line in _LAST_YEARS),
        ),
    ),
    (
        "import_table.import_table",
        _table("marks", "session, leader, mark", *(f"{line.partition(',')[0]}, L900, present" for line in _LAST_YEARS)),
    ),
    (
        "import_table.import_table",
        _table(
            "coaching",
            "leader, starts_at, coach, outcome",
            *(f"L900, 2026-0{month}-10 10:00, Sam Lee, attended" for month in (2, 3, 4)),
        ),
    ),
    ("change_certificates.issue", lambda store: does.change_certificates.issue(store, ["L900"])),
]

STEPS: list[Step] = [*_COMPLETION, *_BEGINNING, *_REGISTERS, *_COACHING, *_LADDER, *_LEAVING, *_REQUESTS, *_SALESFORCE]


def live(store: Store, steps: int | None = None) -> None:
    """Take so many of the steps, from the first on; without a number all of them."""
    for _, do in STEPS[:steps]:
        do(store)


#: What these stand for: the store's own command behind a file that comes in, or behind a verb for one.
BEHIND = {
    "report_import.take": {"take_reports.take"},
    "module_completions.import_modules": {"sheet_marks.complete_many"},
    "wide_sheet.import_wide": {"sheet_marks.tick"},
    "catch_up_forms.import_catch_up": {"catch_ups.receive"},
    "results.import_results": {"change_outbox.take_results"},
}


def leaders_of(store: Store) -> list[str]:
    """The references of all who are on record."""
    return [row.reference for row in facts.read(store.connection, StoredLeader)]
