"""The verbs of a case, the same on the list and on its page: move, and record what a move needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from textual.binding import Binding, BindingType

from psw_tui.policy import ladder, presence, sign_offs
from psw_tui.policy.terms import AppealOutcome, Element, InboxState, Role, Stage
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store import commands
from psw_tui.store.registers import registers
from screens.dialogs.choices import Choice, ChooseStep, take_chosen
from screens.dialogs.fields import GivenDay, day_form
from screens.dialogs.form import fill_in
from screens.escalations import case_forms as ask
from screens.escalations.communication_verbs import CommunicationVerbs
from screens.registers.absence_form import ask_report
from screens.shell.frame import verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.records import AccessRecord
    from psw_tui.store.reads.change import Change
    from screens.dialogs.form import Form

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
#: Capitals for what is asked and ticked, whatever the stage: a digit is always an action of the plan.
_ASKED_OF = {
    Role.PBDL: "g",
    Role.BUSINESS_DEVELOPMENT_MANAGER: "B",
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: "P",
    Role.ORGANISATION: "O",
}
_ACCESS_TO = {
    Element.RESIDENTIALS: "R",
    Element.WORKSHOPS: "W",
    Element.COACHING: "C",
    Element.LEARNING_PLATFORM: "L",
    Element.OTHER: "A",
}
_LAST_DIGIT = 9
_Filled = TypeVar("_Filled")
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

    def _ask(
        self, form: Form[_Filled], leader: str, command: Callable[[_Filled], Change | None], *, again: bool = True
    ) -> None:
        """Ask by a form, run the command; with `again` offer the next step once more."""

        def save(filled: _Filled) -> Change | None:
            change = self.do(partial(command, filled))
            self.done(change, leader)
            return change

        def go_on(change: Change | None) -> None:
            if again and change is not None:
                self.offer_next(leader)

        fill_in(self, form, save, go_on)

    # -- moving ----------------------------------------------------------------------------------

    def offer_next(self, leader: str, *, back: bool = False) -> None:
        """The moves from here, each with what it still needs, and what can be recorded at this stage."""
        case = self._case(leader)
        now = case.escalation
        if now is None:
            return
        leader_now = self._verdict_of(leader).record.leader
        closes = presence.to_close_words(leader_now, now.stage, self.desk.store.today)
        possible = ladder.closing_first(case.moves) if closes else case.moves
        moves = [(move, self._move_choice(case, now, move)) for move in possible]
        steps = [choice for _, choice in moves] + self._records(case, now)
        # The way on is begun on by `>`, the way back by `<`; the list itself stands as it always does.
        backward = [choice for move, choice in moves if ladder.HEIGHT[move.to] < ladder.HEIGHT[now.stage]]
        forward = [choice for _, choice in moves if choice not in backward]
        start = next(iter((backward if back else forward) or steps), None)
        stands = closes or f"{spoken(now.stage)} since {day_words(now.entered_on)}"
        title = f"{case.name} · {stands}"
        self.app.push_screen(ChooseStep(title, steps, start=start), take_chosen)

    def _move_choice(self, case: Case, now: ladder.Escalation, move: ladder.Move) -> Choice:
        detail = f"needs {', '.join(move.needs)}" if move.needs else f"{move.clause}, possible"
        if move.note:
            detail += f" · {move.note}"
        missing = ladder.refusal(now, move.to) or ""
        take = partial(self._move, case, move)
        return Choice(_LETTERS[move.to], spoken(move.to), detail, missing, take=take)

    def _move(self, case: Case, move: ladder.Move) -> None:
        assert case.escalation is not None
        store = self.desk.store

        def command(filled: ask.MoveReason) -> Change | None:
            outcome = filled.reason if move.to in ladder.ENDED else ""
            return commands.ladder_moves.move(store, case.leader, move.to, filled.reason, outcome)

        form = ask.move_form(case.name, case.escalation.stage, move, _because(case))
        self._ask(form, case.leader, command, again=False)

    # -- recording -------------------------------------------------------------------------------

    def _records(self, case: Case, now: ladder.Escalation) -> list[Choice]:
        """What can be recorded at this stage, what a move from here needs first."""
        leader, steps = case.leader, []
        if now.stage is Stage.WITHDRAWAL_REVIEW:
            steps += self._sign_off_choices(case)
        if now.stage is Stage.APPEAL:
            outcome = spoken(now.appeal_outcome) if now.appeal_outcome else "record it"
            take = partial(self._appeal, case, now)
            steps.append(Choice("h", "meeting with the PBDL and its outcome", outcome, take=take))
        steps += self._access_choices(case, now)
        for reference, title in case.unanswered[:1]:
            judge = partial(self._judge, leader, reference)
            steps.append(Choice("j", f"outcome of the explanation, {title}", "the BDO's judgement", take=judge))
        steps.append(Choice("l", "log a communication or a referral", take=partial(self.offer_log, leader)))
        steps.append(Choice("m", "draft a message", take=partial(self.offer_drafts, leader)))
        letters = iter("os")  # of the first; those of others are given what is left
        for notice in case.notices:
            to_agree, to_support = next(letters, ""), next(letters, "")
            outcome = notice.outcome or "2.1.3"
            agree = partial(self._agree_outcome, case, notice.session)
            support = partial(self._add_action, case, "support (2.1.3)", notice.session)
            steps.append(Choice(to_agree, f"agreed outcome, {notice.title}", outcome, take=agree))
            steps.append(Choice(to_support, f"support action, {notice.title}", "2.1.3", take=support))
        if now.stage in ladder.WITH_A_PLAN:
            take = partial(self._add_action, case, "an action of the plan", "")
            steps.append(Choice("n", "action of the plan agreed", take=take))
        for place, action in enumerate(case.plan, 1):
            if action.done_on is None:
                close = partial(self._close, leader, action.id, action.what)
                steps.append(
                    Choice(_digit(place), f"close: {action.what}", "done, or dropped with a reason", take=close)
                )
        return steps

    def _sign_off_choices(self, case: Case) -> list[Choice]:
        """One for each role that is asked, with the answer that counts."""
        given = sign_offs.counting(case.sign_offs)
        steps = []
        for role in Role:
            asked = "agreement" if role is Role.PBDL else "consultation"
            detail = "record it"
            if role in given:
                answer = given[role]
                detail = f"{spoken(answer.answer)}, {answer.name}, {day_words(answer.on)}"
            label = f"{asked} of {ladder.ROLE_NAMES[role]}"
            steps.append(Choice(_ASKED_OF[role], label, detail, take=partial(self._sign, case, role)))
        return steps

    def _access_choices(self, case: Case, now: ladder.Escalation) -> list[Choice]:
        """Access that is still to end, or to come back after an appeal that was upheld: all of it, and each."""
        restored = now.stage is Stage.APPEAL and now.appeal_outcome is AppealOutcome.UPHELD
        word = "restored" if restored else "ended"
        left = [tick.element for tick in case.access if _is_left(tick, restored=restored)]
        if now.stage not in (Stage.WITHDRAWN, Stage.APPEAL, Stage.COMPLAINT) or not left:
            return []
        every = partial(self._tick, case, list(Element), restored=restored)
        steps = [Choice("t", f"access {word}: all {len(left)} left", "tick them all", take=every)]
        for element in left:
            tick = partial(self._tick, case, [element], restored=restored)
            steps.append(Choice(_ACCESS_TO[element], f"access {word}: {ladder.ELEMENT_NAMES[element]}", take=tick))
        return steps

    def _tick(self, case: Case, elements: list[Element], *, restored: bool) -> None:
        store = self.desk.store

        def command(day: GivenDay) -> Change | None:
            return commands.withdrawal.tick_access(store, case.leader, elements, restored=restored, on=day.on)

        word = "restored" if restored else "ended"
        self._ask(day_form(f"{case.name}: access {word}", "On", store.today), case.leader, command)

    def _add_action(self, case: Case, about: str, notice: str) -> None:
        store = self.desk.store

        def command(action: ask.NewAction) -> Change | None:
            return commands.plan.add_action(store, case.leader, action.what, action.owner, action.due_on, notice=notice)

        self._ask(ask.action_form(f"{case.name}: {about}", store.today), case.leader, command)

    def _agree_outcome(self, case: Case, notice: str) -> None:
        store = self.desk.store

        def command(agreed: ask.AgreedOutcome) -> Change | None:
            return commands.plan.agree_outcome(store, case.leader, notice, agreed.outcome, agreed.on)

        self._ask(ask.outcome_form(f"{case.name}: what was agreed (2.1.3)", store.today), case.leader, command)

    def _close(self, leader: str, action: str, what: str) -> None:
        store = self.desk.store

        def command(closed: ask.ActionClosed) -> Change | None:
            return commands.plan.close_action(store, leader, action, closed.on, dropped_because=closed.dropped_because)

        self._ask(ask.close_form(what, store.today), leader, command)

    def _judge(self, leader: str, session: str) -> None:
        """What the leader told us of an absence, and the BDO's judgement of it: the register's own form."""
        register = registers.register(self.desk.store, session, self.desk.store.today)
        row = next(row for row in register.rows if row.reference == leader)

        def take(_leaders: list[str], command: Callable[[], Change | None]) -> None:
            self.done(self.do(command), leader)

        ask_report(self, register, [row], take)

    def _sign(self, case: Case, role: Role) -> None:
        store = self.desk.store
        name = store.programmes.contacts.get(_CONTACTS.get(role, ""), "")
        answers = sign_offs.ANSWERS[role]

        def command(given: ask.SignOffGiven) -> Change | None:
            answer = given.answer or answers[0]
            return commands.withdrawal.sign_off(
                store, case.leader, role=role, name=given.name, answer=answer, view=given.view, on=given.on
            )

        self._ask(ask.sign_off_form(role, name, answers, store.today), case.leader, command)

    def _appeal(self, case: Case, now: ladder.Escalation) -> None:
        store = self.desk.store

        def command(appeal: ask.AppealMeeting) -> Change | None:
            return commands.withdrawal.appeal(store, case.leader, appeal.meeting_on, appeal.outcome, appeal.heard_by)

        heard_by = case.heard_by or case.agreed_by or store.programmes.contacts[_CONTACTS[Role.PBDL]]
        form = ask.appeal_form(case.name, store.today, now.meeting_on, heard_by)
        self._ask(form, case.leader, command)


def _digit(place: int) -> str:
    """The key of an action of the plan; one beyond the ninth is given what is left."""
    return str(place) if place <= _LAST_DIGIT else ""


def _is_left(tick: AccessRecord, *, restored: bool) -> bool:
    """Whether this access is still to end, or to come back."""
    return (tick.restored_on if restored else tick.ended_on) is None


def _because(case: Case) -> str:
    """What the case itself gives as the reason of a move: the concerns it took in that hold, or that it is about."""
    held = [row.title for row in case.concerns if row.state is not InboxState.CLEARED]
    return "; ".join(held or [row.title for row in case.concerns])
