"""The verbs of a case, the same on the list and on its page: move, and record what a move needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.binding import Binding, BindingType

from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.terms import Answer, AppealOutcome, Element, InboxState, Role, Stage
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.escalations import decisions, plan, withdrawal
from psw_tui.store.registers import registers
from screens.dialogs import choices, fields
from screens.escalations import case_forms as ask
from screens.escalations.communication_verbs import CommunicationVerbs
from screens.registers.absence_form import ask_report
from screens.shell.frame import verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.escalations.case import Case
    from psw_tui.store.reads.change import Change

#: Who is known from the programme file's contacts to give a sign-off.
_CONTACTS = {
    Role.PBDL: "principal_business_development_lead",
    Role.BUSINESS_DEVELOPMENT_MANAGER: "business_development_manager",
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: "partnership_and_placements_manager",
}
#: One letter a stage, whatever the stage it is reached from.
_LETTERS = {
    Stage.EXPLANATION: "e",
    Stage.BDO_CONTACT: "b",
    Stage.PARTNERSHIPS: "p",
    Stage.WITHDRAWAL_REVIEW: "w",
    Stage.WITHDRAWN: "d",
    Stage.APPEAL: "a",
    Stage.COMPLAINT: "c",
    Stage.RESOLVED: "r",
    Stage.CLOSED: "f",
}
_Values = dict[str, Any]
#: The keys of the moves; a screen puts them where they belong among its own.
MOVE_KEYS: Final[tuple[BindingType, ...]] = (
    Binding(
        "greater_than_sign",
        "onward",
        "< moves",
        key_display=">",
        tooltip="what may happen next, and what each move still needs",
    ),
    Binding("less_than_sign", "backward", show=False, tooltip="the moves, the way back first"),
)


class CaseVerbs(CommunicationVerbs):
    """Dialogs about one leader's case, each ending in one store command."""

    @verb
    def action_onward(self) -> None:
        """What may happen next."""
        self._about_leader(self.offer_next)

    @verb
    def action_backward(self) -> None:
        """The same, starting at the way back."""
        self._about_leader(partial(self.offer_next, back=True))

    def _ask(self, form: Any, leader: str, command: Callable[[_Values], Change | None], *, again: bool) -> None:
        """Ask by a form, run the command; with `again` offer the next step once more."""

        def answered(values: _Values | None) -> None:
            if values is None:
                return
            change = self.do(partial(command, values))
            self.done(change, leader)
            if again and change is not None:
                self.offer_next(leader)

        self.app.push_screen(form, answered)

    # -- moving ----------------------------------------------------------------------------------

    def offer_next(self, leader: str, *, back: bool = False) -> None:
        """The moves from here, each with what it still needs, and what can be recorded at this stage."""
        case = self._case(leader)
        now = case.escalation
        if now is None:
            return
        moves = [(move, self._move_choice(case, now, move)) for move in case.moves]
        steps = [choice for _, choice in moves]
        for step in _records(case):
            take = partial(self._record, case, step.key)
            steps.append(choices.Choice(step.letter, step.label, step.detail, step.missing, take=take))
        backward = [choice for move, choice in moves if ladder.HEIGHT[move.to] < ladder.HEIGHT[now.stage]]
        start = backward[0] if back and backward else None
        title = f"{case.name} · {spoken(now.stage)} since {day_words(now.entered_on)}"
        self.app.push_screen(choices.ChooseStep(title, steps, start=start), choices.take_chosen)

    def _move_choice(self, case: Case, now: ladder.Escalation, move: ladder.Move) -> choices.Choice:
        detail = f"needs {', '.join(move.needs)}" if move.needs else f"{move.clause}, possible"
        if move.note:
            detail += f" · {move.note}"
        missing = ladder.refusal(now, move.to) or ""
        take = partial(self._move, case, move)
        return choices.Choice(_LETTERS[move.to], spoken(move.to), detail, missing, take=take)

    def _move(self, case: Case, move: ladder.Move) -> None:
        assert case.escalation is not None
        store = self.desk.store
        self._ask(
            ask.move_form(case.name, case.escalation.stage, move, _because(case)),
            case.leader,
            lambda values: decisions.move(
                store, case.leader, move.to, values["reason"], values["reason"] if move.to in ladder.ENDED else ""
            ),
            again=False,
        )

    def _record(self, case: Case, key: str) -> None:
        store, leader, today = self.desk.store, case.leader, self.desk.store.today
        word, _, rest = key.partition(":")
        match word:
            case "log":
                self.offer_log(leader)
            case "action" | "support":
                about = f"{case.name}: an action of the plan" if word == "action" else f"{case.name}: support (2.1.3)"
                self._ask(
                    ask.action_form(about, today),
                    leader,
                    lambda values: plan.add_action(store, leader, **values, notice=rest),
                    again=True,
                )
            case "outcome":
                self._ask(
                    ask.outcome_form(f"{case.name}: what was agreed (2.1.3)", today),
                    leader,
                    lambda values: plan.agree_outcome(store, leader, rest, **values),
                    again=True,
                )
            case "close":
                what = next(action.what for action in case.plan if action.id == rest)
                self._ask(
                    ask.close_form(what, today),
                    leader,
                    lambda values: plan.close_action(store, leader, rest, **values),
                    again=True,
                )
            case "draft":
                self.offer_drafts(leader)
            case "judge":
                self._judge(leader, rest)
            case "sign":
                self._sign(case, Role(rest))
            case "ended" | "restored":
                elements = list(Element) if rest == "all" else [Element(rest)]
                self._ask(
                    fields.day_form(f"{case.name}: access {word}", "On", today),
                    leader,
                    lambda values: withdrawal.tick_access(
                        store, leader, elements, restored=word == "restored", on=values["on"]
                    ),
                    again=True,
                )
            case _:
                self._appeal(case)

    def _judge(self, leader: str, session: str) -> None:
        """What the leader told us of an absence, and the BDO's judgement of it: the register's own form."""
        found = registers.register(self.desk.store, session, self.desk.store.today)
        row = next(each for each in found.rows if each.reference == leader)

        def take(_leaders: list[str], command: Callable[[], Change | None]) -> None:
            self.done(self.do(command), leader)

        ask_report(self, found, [row], take)

    def _sign(self, case: Case, role: Role) -> None:
        store = self.desk.store
        name = store.programmes.contacts.get(_CONTACTS.get(role, ""), "")
        answers = withdrawal.ANSWERS[role]

        def command(values: _Values) -> Change | None:
            answer = Answer(values.get("answer") or answers[0])
            return withdrawal.sign_off(
                store, case.leader, role=role, name=values["name"], answer=answer, view=values["view"], on=values["on"]
            )

        self._ask(ask.sign_off_form(role, name, answers, store.today), case.leader, command, again=True)

    def _appeal(self, case: Case) -> None:
        assert case.escalation is not None
        store = self.desk.store

        def command(values: _Values) -> Change | None:
            outcome = AppealOutcome(values["outcome"]) if values["outcome"] else None
            return withdrawal.appeal(store, case.leader, values["meeting_on"], outcome, values["heard_by"])

        heard_by = case.heard_by or case.agreed_by or store.programmes.contacts[_CONTACTS[Role.PBDL]]
        form = ask.appeal_form(case.name, store.today, case.escalation.meeting_on, heard_by)
        self._ask(form, case.leader, command, again=True)


def _because(case: Case) -> str:
    """What the case itself gives as the reason of a move: the concerns it took in that hold, or that it is about."""
    held = [row.title for row in case.concerns if row.state is not InboxState.CLEARED]
    return "; ".join(held or [row.title for row in case.concerns])


def _records(case: Case) -> list[choices.NextStep]:
    """What can be recorded at this stage, what a move from here needs first."""
    now = case.escalation
    assert now is not None
    steps = []
    if now.stage is Stage.WITHDRAWAL_REVIEW:
        steps += _sign_off_steps(case)
    if now.stage is Stage.APPEAL:
        outcome = spoken(now.appeal_outcome) if now.appeal_outcome else "record it"
        steps.append(choices.NextStep("appeal:", "meeting with the PBDL and its outcome", outcome, letter="h"))
    steps += _access_steps(case, now)
    for reference, title in case.unanswered[:1]:
        label = f"outcome of the explanation, {title}"
        steps.append(choices.NextStep(f"judge:{reference}", label, "the BDO's judgement", letter="j"))
    steps.append(choices.NextStep("log:", "log a communication or a referral", letter="l"))
    steps.append(choices.NextStep("draft:", "draft a message", letter="m"))
    for notice in case.notices:
        outcome = notice.outcome or "2.1.3"
        steps.append(choices.NextStep(f"outcome:{notice.session}", f"agreed outcome, {notice.title}", outcome))
        steps.append(choices.NextStep(f"support:{notice.session}", f"support action, {notice.title}", "2.1.3"))
    if now.stage in ladder.WITH_A_PLAN:
        steps.append(choices.NextStep("action:", "action of the plan agreed", letter="n"))
    open_actions = [action for action in case.plan if action.done_on is None]
    for action in open_actions:
        steps.append(choices.NextStep(f"close:{action.id}", f"close: {action.what}", "done, or dropped with a reason"))
    return steps


def _sign_off_steps(case: Case) -> list[choices.NextStep]:
    """A step for each role that is asked, with the answer that counts."""
    given = sign_offs.counting(case.sign_offs)
    steps = []
    for role in Role:
        asked, letter = ("agreement", "g") if role is Role.PBDL else ("consultation", "")
        detail = "record it"
        if role in given:
            answer = given[role]
            detail = f"{spoken(answer.answer)}, {answer.name}, {day_words(answer.on)}"
        label = f"{asked} of {ladder.ROLE_NAMES[role]}"
        steps.append(choices.NextStep(f"sign:{role}", label, detail, letter=letter))
    return steps


def _access_steps(case: Case, now: ladder.Escalation) -> list[choices.NextStep]:
    restoring = now.stage is Stage.APPEAL and now.appeal_outcome is AppealOutcome.UPHELD
    word = "restored" if restoring else "ended"
    open_ones = [tick.element for tick in case.access if (tick.restored_on if restoring else tick.ended_on) is None]
    if now.stage not in (Stage.WITHDRAWN, Stage.APPEAL, Stage.COMPLAINT) or not open_ones:
        return []
    steps = [choices.NextStep(f"{word}:all", f"access {word}: all {len(open_ones)} left", "tick them all", letter="t")]
    names = ladder.ELEMENT_NAMES
    return steps + [choices.NextStep(f"{word}:{element}", f"access {word}: {names[element]}") for element in open_ones]
