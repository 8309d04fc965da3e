"""The verbs of what is said and written, the same wherever a leader is: log, draft a message, print the case."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual.binding import Binding, BindingType

from psw_tui.exchange import on_demand
from psw_tui.policy import ladder, message_rules
from psw_tui.policy.terms import Direction, Letter
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case as cases
from psw_tui.store.system import bank_holidays
from screens.dialogs.choices import Choice, ChooseStep, take_chosen
from screens.dialogs.fields import GivenDay, day_form
from screens.dialogs.form import Form, fill_in
from screens.dialogs.written import say_written
from screens.escalations import communication_dialogs as ask
from screens.escalations.export_case import case_offers, draft_offers
from screens.shell.frame import AreaScreen, verb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from psw_tui.policy.records import Record
    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.records import DraftRecord
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from screens.escalations.communication_dialogs import CommunicationKind
    from screens.shell.offers import Offer

_LETTERS = {
    Letter.OFFER_REMINDER: "o",
    Letter.COMPLAINT_RECEIVED: "p",
    Letter.EXPLANATION_REQUEST: "e",
    Letter.EXPECTATIONS: "x",
    Letter.CATCH_UP_SENT: "c",
    Letter.REFERRAL: "r",
    Letter.WITHDRAWAL_REVIEW: "w",
    Letter.DECISION: "d",
    Letter.APPEAL_MEETING: "a",
}


#: The keys of these verbs; a screen puts them where they belong among its own.
COMMUNICATION_KEYS: Final[tuple[BindingType, ...]] = (
    Binding("l", "log", "log", tooltip="log a communication: a letter says which"),
    Binding("E", "export", "export", show=False, tooltip="the whole case as a page to print"),
    Binding("m", "draft", "message", tooltip="draft a message from a template, or see one that waits"),
)


class CommunicationVerbs(AreaScreen):
    """Dialogs about what is said to one leader, from one, or about one; each ends in one store command."""

    def leader_here(self) -> str | None:
        """Whom the verbs are about: the leader of the page, or of the row under the cursor if there is one."""
        raise NotImplementedError

    def _about_leader(self, act: Callable[[str], None]) -> None:
        leader = self.leader_here()
        if leader is not None:
            act(leader)

    @verb
    def action_log(self) -> None:
        """Log a communication."""
        self._about_leader(self.offer_log)

    def exports(self) -> Sequence[Offer]:
        """The case as a page to print, and the messages that wait to be sent."""
        leader = self.leader_here()
        if leader is None:
            return ()
        verdict = self._verdict_of(leader)
        return [*case_offers([verdict], self.desk.day), *draft_offers(self.desk.store, verdict)]

    @verb
    def action_draft(self) -> None:
        """Draft a message to the leader, or about them."""
        self._about_leader(self.offer_drafts)

    def done(self, change: Change | None, leader: str) -> None:
        """After a command about a leader: overridden by the list to light the row up."""

    def _verdict_of(self, leader: str) -> Verdict:
        verdict = self.desk.verdicts.one(self.desk.store.today, leader)
        assert verdict is not None
        return verdict

    def _case(self, leader: str) -> Case:
        return cases.case_of(self.desk.store, leader, verdict=self._verdict_of(leader))

    def _run(self, leader: str, command: Callable[[], Change | None]) -> None:
        self.done(self.do(command), leader)

    # -- logging ---------------------------------------------------------------------------------

    def offer_log(self, leader: str) -> None:
        """What took place, in one letter; replies that are waited for and drafts that were sent come last."""
        case = self._case(leader)
        reply_by = self._reply_by(case)
        by = local(f"reply by {day_words(reply_by)}") if reply_by else ""
        offers = []
        for kind in ask.KINDS:
            detail = by if kind.asks else ""
            offers.append(ask.LogOffer(kind.letter, kind.label, detail, partial(self._log_kind, case, kind, reply_by)))
        waited_for = [
            (f"reply to the {spoken(sent.channel)} of {day_words(sent.on)}", partial(self._log_reply, case, sent.id))
            for sent in case.communications
            if sent.waiting
        ]
        written = [
            (f"sent as drafted: {draft.title}", partial(self._log_sent, case, draft.id))
            for draft in case.drafts
            if draft.sent is None and not draft.overtaken
        ]
        offers += [
            ask.LogOffer(str(number), label, "", take)
            for number, (label, take) in enumerate((*waited_for, *written[-3:]), 1)
        ]
        hint = "" if case.escalation else "No escalation is open: it stands on the leader's record alone."

        def chosen(answer: tuple[ask.LogOffer, bool] | None) -> None:
            if answer is not None:
                offer, details = answer
                offer.take(details)

        self.app.push_screen(ask.Log(f"Log a communication: {case.name}", offers, hint), chosen)

    def _reply_by(self, case: Case) -> date | None:
        """The stage's due date; where it is past, the stage's days from today."""
        now, today = case.escalation, self.desk.store.today
        if now is None:
            return None
        if now.due_on is not None and now.due_on > today:
            return now.due_on
        programme = self._verdict_of(case.leader).record.programme
        return ladder.due_on(now.stage, today, programme, bank_holidays.english())

    def _log_reply(self, case: Case, sent: str, details: bool) -> None:
        command = partial(commands.communications.log_reply, self.desk.store, case.leader, sent)
        self._on_day(f"{case.name}: a reply came", case.leader, command, details=details)

    def _log_sent(self, case: Case, draft: str, details: bool) -> None:
        command = partial(commands.keep_drafts.log_sent, self.desk.store, self._verdict_of(case.leader), draft)
        self._on_day(f"{case.name}: sent as drafted", case.leader, command, details=details)

    def _on_day(
        self, title: str, leader: str, command: Callable[[date | None], Change | None], *, details: bool
    ) -> None:
        """Run it as of today, or with details of the day that is asked for."""
        if not details:
            self._run(leader, partial(command, None))
            return

        def save(day: GivenDay) -> None:
            self._run(leader, partial(command, day.on))

        fill_in(self, day_form(title, "On", self.desk.store.today), save)

    def _log_kind(self, case: Case, kind: CommunicationKind, reply_by: date | None, details: bool) -> None:
        store = self.desk.store
        proposed = reply_by if kind.asks else None

        def logged(typed: ask.Details) -> None:
            channel = typed.channel or kind.channel
            if kind.direction is Direction.FROM_LEADER:
                word = partial(commands.communications.log_word, store, case.leader, channel, typed.on, typed.summary)
                self._run(case.leader, word)
                return
            command = partial(
                commands.communications.log,
                store,
                case.leader,
                direction=kind.direction,
                channel=channel,
                on=typed.on,
                reached=typed.reached != "no",
                reply_by=typed.reply_by,
                summary=typed.summary,
            )
            self._run(case.leader, command)

        if details:
            title = f"{case.name}: {kind.label}"
            fill_in(self, ask.details_form(title, kind, store.today, proposed), logged)
        else:
            logged(ask.Details(reached="yes" if kind.reached else "no", reply_by=proposed))

    # -- the case as a file ----------------------------------------------------------------------

    # -- drafting --------------------------------------------------------------------------------

    def offer_drafts(self, leader: str) -> None:
        """The messages, each with what it names or why it can't be written yet: the stage's own, then open drafts.

        A reminder of the offer and the acknowledgement of a complaint are there only where they can be written.
        """
        store, case, verdict = self.desk.store, self._case(leader), self._verdict_of(leader)
        stage = None if case.escalation is None else case.escalation.stage
        steps = []
        for letter in message_rules.in_order(stage):
            cited = on_demand.messages.cited_by(store, verdict, case, letter)
            missing = message_rules.why_not(letter, case.escalation, cited) or ""
            detail = message_rules.CLAUSE_OF_LETTER[letter]
            if letter not in message_rules.WITHOUT_SESSIONS:
                detail += f", names {count(len(cited), 'session')}"
            elif missing:
                continue
            take = partial(self._ask_reply_by, leader, letter, verdict.record)
            steps.append(Choice(_LETTERS[letter], message_rules.NAMES[letter], missing or detail, missing, take=take))

        drafts = [draft for draft in case.drafts if draft.sent is None][-3:]
        written = any(message_rules.is_of_stage(draft.letter, stage) for draft in drafts)
        own = [step for step in steps[:1] if not (written or step.missing or stage is None)]
        steps = [*own, *(self._open_draft(leader, draft) for draft in drafts), *steps[len(own) :]]
        self.app.push_screen(ChooseStep(f"Draft a message: {case.name}", steps), take_chosen)

    def _open_draft(self, leader: str, draft: DraftRecord) -> Choice:
        state = "out of date" if draft.overtaken else "to be sent"
        return Choice("", f"drafted: {draft.title}", state, take=partial(self._view, leader, draft.id))

    def _ask_reply_by(self, leader: str, letter: Letter, record: Record) -> None:
        suggested = on_demand.messages.suggested_reply_by(self.desk.store, letter, record)
        if suggested is None:
            self._view_written(leader, self._draft(leader, letter, None))
            return

        def save(reply: ask.ReplyBy) -> str | None:
            return self._draft(leader, letter, reply.on)

        title = f"{message_rules.NAMES[letter]}: by when is a reply asked for?"
        field = ask.reply_by_field("on", self.desk.store.today, suggested)
        fill_in(self, Form(title, [field], ask.ReplyBy), save, partial(self._view_written, leader))

    def _draft(self, leader: str, letter: Letter, reply_by: date | None) -> str | None:
        """Write it; its id, if it was written."""
        kept: list[str] = []

        def command() -> Change | None:
            change, draft = on_demand.messages.draft(self.desk.store, leader, letter, reply_by)
            kept.append(draft)
            return change

        self.done(self.do(command), leader)
        return kept[0] if kept else None

    def _view_written(self, leader: str, draft_id: str | None) -> None:
        if draft_id is not None:
            self._view(leader, draft_id)

    def _view(self, leader: str, draft_id: str) -> None:
        draft: DraftRecord = next(draft for draft in self._case(leader).drafts if draft.id == draft_id)
        stopped = f"It can't be used: {'; '.join(draft.overtaken)}. m drafts it anew." if draft.overtaken else ""

        def chosen(key: str | None) -> None:
            if key is not None:
                self._use(leader, draft.id, key)

        address = draft.recipient or _no_address(draft.letter)
        view = ask.DraftView(draft.title, address, draft.subject, draft.body, stopped)
        self.app.push_screen(view, chosen)

    def _use(self, leader: str, draft_id: str, key: str) -> None:
        store = self.desk.store
        try:
            if key == "save":
                path = on_demand.messages.save(store, leader, draft_id)
                say_written(self, "The letter", path, "Your mail program opens it. Close this; l logs it as sent.")
            elif key == "copy":
                self.app.copy_to_clipboard(on_demand.messages.text(store, leader, draft_id))
                self.tell("Copied; l logs it once it is sent.", bad=False)
            elif key == "drop":
                self._run(leader, partial(commands.keep_drafts.drop, store, leader, draft_id))
            else:
                self._run(leader, partial(commands.keep_drafts.log_sent, store, self._verdict_of(leader), draft_id))
        except Refused as refusal:
            self.tell(str(refusal))


def _no_address(letter: Letter) -> str:
    """What is said where a letter has nobody to go to."""
    if letter is Letter.REFERRAL:
        return "no address: set [contacts] partnerships_team in programme.toml"
    return "no address on record: e on the leader's page"
