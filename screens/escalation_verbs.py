"""The verbs of a case, the same on the list and on a leader's page: log, move, and what a move needs recorded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from psw_tui.policy import ladder
from psw_tui.policy.terms import (
    Answer,
    AppealOutcome,
    Channel,
    Direction,
    Element,
    Role,
    Stage,
)
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store import cases, casework, decisions
from screens.dialogs import escalation as ask
from screens.dialogs.base import Choose
from screens.frame import AreaScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.base import Change
    from psw_tui.store.cases import Case

_CHANNELS = (
    ("to_leader:email", "email"),
    ("to_leader:call", "call"),
    ("to_leader:meeting", "meeting"),
    ("to_leader:letter", "letter"),
    ("from_leader:email", "their email"),
    ("from_leader:call", "their call"),
    ("from_leader:letter", "a letter from them"),
    ("referral:email", "referral to the Partnerships Team"),
)
#: Who is known from the programme file's contacts to give a sign-off.
_CONTACTS = {
    Role.PBDL: "principal_business_development_lead",
    Role.BUSINESS_DEVELOPMENT_MANAGER: "business_development_manager",
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: "partnership_and_placements_manager",
}
_PLANNED = (Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW, Stage.BDO_CONTACT)
_Values = dict[str, Any]


class CaseVerbs(AreaScreen):
    """Dialogs about one leader's case, each ending in one store command."""

    def done(self, change: Change | None, leader: str) -> None:
        """After a command about a leader: overridden by the list to light the row up."""

    def _case(self, leader: str) -> Case:
        verdict = self.desk.verdicts.one(self.desk.store.today, leader)
        return cases.case_of(self.desk.store, leader, verdict=verdict)

    def _ask(
        self, form: Any, leader: str, command: Callable[[_Values], Change | None], *, again: bool
    ) -> None:
        """Ask by a form, run the command; with `again` offer the next step once more."""

        def answered(values: _Values | None) -> None:
            if values is None:
                return
            change = self.do(partial(command, values))
            self.done(change, leader)
            if again and change is not None:
                self.offer_next(leader)

        self.app.push_screen(form, answered)

    # -- logging ---------------------------------------------------------------------------------

    def offer_log(self, leader: str) -> None:
        """Which communication it was, then what is worth keeping of it."""
        case = self._case(leader)
        choices = list(_CHANNELS)
        choices += [
            (f"reply:{sent.id}", f"reply to the {spoken(sent.channel)} of {day_words(sent.on)}")
            for sent in case.communications
            if sent.waiting
        ]
        hint = "" if case.escalation else "No escalation is open: it stands on the leader's record alone."

        def chosen(key: str | None) -> None:
            if key is not None:
                self._log(case, key)

        self.app.push_screen(Choose(f"Log a communication: {case.name}", choices, hint=hint), chosen)

    def _log(self, case: Case, key: str) -> None:
        store, today = self.desk.store, self.desk.store.today
        word, _, rest = key.partition(":")
        if word == "reply":
            form = ask.day_form(f"{case.name}: a reply came", "On", today)
            self._ask(
                form, case.leader,
                lambda values: casework.log_reply(store, case.leader, rest, values["on"]), again=False,
            )  # fmt: skip
            return
        direction, channel = Direction(word), Channel(rest)
        due = case.escalation.due_on if case.escalation is not None else None
        reply_by = due if due is not None and due > today and direction is Direction.TO_LEADER else None
        label = next(label for each, label in _CHANNELS if each == key)

        def command(values: _Values) -> Change | None:
            return casework.log(
                store, case.leader, direction=direction, channel=channel, on=values["on"],
                reached=values.get("reached") != "no", reply_by=values.get("reply_by"), summary=values["summary"],
            )  # fmt: skip

        self._ask(
            ask.log_form(f"{case.name}: {label}", today, direction, reply_by),
            case.leader,
            command,
            again=False,
        )

    # -- moving ----------------------------------------------------------------------------------

    def offer_next(self, leader: str, *, back: bool = False) -> None:
        """The moves from here, each with what it still needs, and what can be recorded at this stage."""
        case = self._case(leader)
        now = case.escalation
        if now is None:
            return
        moves = {f"move:{move.to}": move for move in case.moves}
        steps = [_move_step(key, move, now) for key, move in moves.items()] + _records(case)
        backward = [key for key, move in moves.items() if ladder.HEIGHT[move.to] < ladder.HEIGHT[now.stage]]
        title = f"{case.name} · {spoken(now.stage)} since {day_words(now.entered_on)}"

        def chosen(key: str | None) -> None:
            if key in moves:
                self._move(case, moves[key])
            elif key is not None:
                self._record(case, key)

        self.app.push_screen(ask.Next(title, steps, start=backward[0] if back and backward else ""), chosen)

    def _move(self, case: Case, move: ladder.Move) -> None:
        assert case.escalation is not None
        store = self.desk.store
        self._ask(
            ask.move_form(case.name, case.escalation.stage, move), case.leader,
            lambda values: decisions.move(
                store, case.leader, move.to, values["reason"], values.get("outcome", "")
            ),
            again=False,
        )  # fmt: skip

    def _record(self, case: Case, key: str) -> None:
        store, leader, today = self.desk.store, case.leader, self.desk.store.today
        word, _, rest = key.partition(":")
        match word:
            case "log":
                self.offer_log(leader)
            case "action":
                self._ask(
                    ask.action_form(case.name, today), leader,
                    lambda values: casework.add_action(store, leader, **values), again=True,
                )  # fmt: skip
            case "close":
                self._ask(
                    ask.day_form(f"{case.name}: an action was done", "On", today), leader,
                    lambda values: casework.close_action(store, leader, rest, values["on"]), again=True,
                )  # fmt: skip
            case "sign":
                self._sign(case, Role(rest))
            case "ended" | "restored":
                elements = list(Element) if rest == "all" else [Element(rest)]
                self._ask(
                    ask.day_form(f"{case.name}: access {word}", "On", today), leader,
                    lambda values: casework.tick_access(
                        store, leader, elements, restored=word == "restored", on=values["on"]
                    ),
                    again=True,
                )  # fmt: skip
            case _:
                self._appeal(case)

    def _sign(self, case: Case, role: Role) -> None:
        store = self.desk.store
        name = store.programmes.contacts.get(_CONTACTS.get(role, ""), "")
        answers = casework.ANSWERS[role]

        def command(values: _Values) -> Change | None:
            answer = Answer(values.get("answer") or answers[0])
            return casework.sign_off(
                store, case.leader, role=role, name=values["name"], answer=answer, view=values["view"],
                on=values["on"],
            )  # fmt: skip

        self._ask(ask.sign_off_form(role, name, answers, store.today), case.leader, command, again=True)

    def _appeal(self, case: Case) -> None:
        assert case.escalation is not None
        store = self.desk.store

        def command(values: _Values) -> Change | None:
            outcome = AppealOutcome(values["outcome"]) if values["outcome"] else None
            return casework.appeal(store, case.leader, values["meeting_on"], outcome)

        form = ask.appeal_form(case.name, store.today, case.escalation.meeting_on)
        self._ask(form, case.leader, command, again=True)


def _move_step(key: str, move: ladder.Move, now: ladder.Escalation) -> ask.Step:
    detail = f"needs {', '.join(move.needs)}" if move.needs else f"{move.clause}, possible"
    return ask.Step(key, spoken(move.to), detail, ladder.refusal(now, move.to) or "")


def _records(case: Case) -> list[ask.Step]:
    """What can be recorded at this stage, what a move from here needs first."""
    now = case.escalation
    assert now is not None
    steps = []
    if now.stage is Stage.WITHDRAWAL_REVIEW:
        given = {each.role: each for each in case.sign_offs if each.counts}
        for role in Role:
            word = "agreement" if role is Role.PBDL else "consultation"
            said = given.get(role)
            detail = f"{spoken(said.answer)}, {said.name}, {day_words(said.on)}" if said else "record it"
            steps.append(ask.Step(f"sign:{role}", f"{word} of {ladder.ROLE_NAMES[role]}", detail))
    if now.stage is Stage.APPEAL:
        said_of_it = spoken(now.appeal_outcome) if now.appeal_outcome else "record it"
        steps.append(ask.Step("appeal:", "meeting with the PBDL and its outcome", said_of_it))
    steps += _access_steps(case, now)
    steps.append(ask.Step("log:", "log a communication or a referral"))
    if now.stage in _PLANNED:
        steps.append(ask.Step("action:", "action of the plan agreed"))
    steps += [
        ask.Step(f"close:{action.id}", f"done: {action.what}", "closes the action")
        for action in case.plan
        if action.done_on is None
    ]
    return steps


def _access_steps(case: Case, now: ladder.Escalation) -> list[ask.Step]:
    restoring = now.stage is Stage.APPEAL and now.appeal_outcome is AppealOutcome.UPHELD
    word = "restored" if restoring else "ended"
    open_ones = [
        tick.element for tick in case.access if (tick.restored_on if restoring else tick.ended_on) is None
    ]
    if now.stage not in (Stage.WITHDRAWN, Stage.APPEAL, Stage.COMPLAINT) or not open_ones:
        return []
    steps = [ask.Step(f"{word}:all", f"access {word}: all {len(open_ones)} left", "tick them all")]
    names = ladder.ELEMENT_NAMES
    return steps + [
        ask.Step(f"{word}:{element}", f"access {word}: {names[element]}") for element in open_ones
    ]
