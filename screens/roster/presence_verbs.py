"""Leaving and pausing: one key, a menu, a short form that says what follows before it is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from psw_tui.policy import presence
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import LeaderState, WithdrawnHow
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, spoken, upper_first
from psw_tui.store import commands
from psw_tui.store.roster import leaders, leaving
from screens.dialogs.choices import Choice, ChooseStep, take_chosen
from screens.dialogs.fields import day_field, words_field
from screens.dialogs.form import Field, Form, fill_in, one_of
from screens.dialogs.typed import Lies
from screens.roster.certificate_verbs import issuing
from screens.roster.erase_verbs import ask_to_erase
from screens.shell.plain_dialogs import Confirm

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.policy.presence import Follows
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.frame import AreaScreen

_HOW = [(WithdrawnHow.OWN_CHOICE, "own choice"), (WithdrawnHow.BEFORE_PSW, "before PSW")]
_YES_NO = [("yes", "yes"), ("no", "no")]
_DEEMED = "This withdrawal was made by the ladder (2.4.6); only an appeal reverses it (2.4.7)."


@frozen
class WithdrawalGiven:
    """When and how a leader left; whether what follows is called off now, and what the escalation came to."""

    on: date
    how: WithdrawnHow
    call_off: str = ""
    outcome: str = ""

    @property
    def wanted(self) -> dict[str, Any]:
        """The particulars that the leader would have."""
        return {"state": LeaderState.WITHDRAWN, "withdrawn_on": self.on, "withdrawn_how": self.how}


@frozen
class PauseGiven:
    """From when to when a leader is paused; whether the coaching inside it is called off now."""

    first: date
    last: date | None
    call_off: str = ""

    @property
    def wanted(self) -> dict[str, Any]:
        """The particulars that the leader would have."""
        return {"state": LeaderState.PAUSED, "paused_from": self.first, "paused_to": self.last}


@frozen
class FinishedGiven:
    """A leader has completed; whether what follows is called off now, and what the escalation came to."""

    call_off: str = ""
    outcome: str = ""

    @property
    def wanted(self) -> dict[str, Any]:
        """The particulars that the leader would have."""
        return {"state": LeaderState.COMPLETED}


@frozen
class ReturnGiven:
    """The day from which a leader is active again."""

    on: date


class _Asked:
    """The menu and the forms about one leader; each ends in one store command."""

    def __init__(self, screen: AreaScreen, verdict: Verdict, then: Callable[[Change | None], None]) -> None:
        self.screen, self.verdict, self.then = screen, verdict, then
        self.store = screen.desk.store
        self.today = self.store.today
        self.escalation, self.stays_open = leaving.escalation_words(self.store, verdict)

    # -- the menu ------------------------------------------------------------------------------------

    def offer(self) -> None:
        """What can become of the leader; what can't says why."""
        leader = self.verdict.record.leader
        state = leader.state
        own = leaders.particulars(self.store, leader.reference)
        deemed = own is not None and own.withdrawn_how is WithdrawnHow.DEEMED and state is LeaderState.WITHDRAWN
        left = self._follows({})

        def unless(*, they_are: LeaderState | None) -> str:
            if deemed:
                return _DEEMED
            return f"{leader.name} is {spoken(state)} already." if state is they_are else ""

        steps = [
            Choice(
                "w",
                "withdraw",
                "left by their own choice, or before PSW; the ladder's own is > in Escalations",
                unless(they_are=LeaderState.WITHDRAWN),
                take=self.withdraw,
            ),
            Choice(
                "p",
                "pause",
                local("a deferral from a day, open or to a day"),
                unless(they_are=None),
                take=self.pause,
            ),
            Choice("r", "resume", "active again from a day", unless(they_are=LeaderState.ACTIVE), take=self.resume),
            Choice(
                "c",
                "complete",
                "has finished the programme",
                unless(they_are=LeaderState.COMPLETED),
                take=self.complete,
            ),
            Choice(
                "e",
                "erase…",
                "all that is held of them, for good; asks first",
                take=partial(ask_to_erase, self.screen, leader.reference),
            ),
        ]
        steps[-1:-1] = issuing(self.screen, self.verdict)
        if left:
            steps.insert(0, Choice("o", "call off what is left", left.words, take=partial(self.call_off, left)))
        said = presence.away_words(leader, self.today) or "active"
        self.screen.app.push_screen(ChooseStep(f"{leader.name} is {said}", steps), take_chosen)

    def call_off(self, left: Follows) -> None:
        """Everything that is left of who has gone already; what would spend a session is asked about."""

        def said(yes: bool | None) -> None:
            if yes:
                self._do(lambda: commands.change_presence.call_off(self.store, self.verdict.reference))

        if not left.spent_words:
            said(yes=True)
            return
        lines = [f"{upper_first(words)}." for words in (left.words, left.spent_words)]
        self.screen.app.push_screen(Confirm(f"{self.verdict.name}: call it off?", lines, careful=True), said)

    def _do(self, command: Callable[[], Change | None]) -> None:
        self.then(self.screen.do(command))

    # -- the forms -----------------------------------------------------------------------------------

    def withdraw(self) -> None:
        """When and how they left."""
        fields = [
            day_field("on", "Left on", self.today, "today", lies=Lies.BEFORE, required=True),
            Field("how", "How", "own choice", one_of(_HOW), required=True, hint="own choice, before PSW"),
            *self._fields(WithdrawalGiven(self.today, WithdrawnHow.OWN_CHOICE).wanted),
        ]
        self._ask("withdraw", fields, WithdrawalGiven, self._withdrawn)

    def _withdrawn(self, given: WithdrawalGiven) -> Change | None:
        return commands.change_presence.withdraw(
            self.store,
            self.verdict.reference,
            given.on,
            given.how,
            call_off=given.call_off == "yes",
            outcome=given.outcome,
        )

    def pause(self) -> None:
        """From when, and to when if that is known."""
        inside = PauseGiven(self.today, None).wanted
        fields = [
            day_field("first", "From", self.today, "today", lies=Lies.EITHER, required=True),
            day_field("last", "To", self.today, lies=Lies.AHEAD, hint="empty: open-ended", seen_from="first"),
            *self._fields(inside, closes=False),
        ]
        self._ask("pause", fields, PauseGiven, self._paused)

    def _paused(self, given: PauseGiven) -> Change | None:
        return commands.change_presence.pause(
            self.store, self.verdict.reference, given.first, given.last, call_off=given.call_off == "yes"
        )

    def complete(self) -> None:
        """Asked, and with it what follows."""
        fields = self._fields(FinishedGiven().wanted)
        if fields:
            self._ask("complete", fields, FinishedGiven, self._completed)
            return

        def said(yes: bool | None) -> None:
            if yes:
                self._do(lambda: self._completed(FinishedGiven()))

        lines = [f"{upper_first(line)}." for line in self._said(FinishedGiven().wanted)]
        self.screen.app.push_screen(Confirm(f"{self.verdict.name} has completed the programme?", lines), said)

    def _completed(self, given: FinishedGiven) -> Change | None:
        return commands.change_presence.complete(
            self.store, self.verdict.reference, call_off=given.call_off == "yes", outcome=given.outcome
        )

    def resume(self) -> None:
        """From when they are active again."""

        def given(typed: ReturnGiven) -> None:
            self._do(lambda: commands.change_presence.resume(self.store, self.verdict.reference, typed.on))

        def ends(typed: ReturnGiven) -> str:
            last = leaving.resumed(self.store, leader, typed.on).get("paused_to")
            return f"the pause ends {day_words(last)}" if last else ""

        def check(typed: ReturnGiven) -> str | None:
            return presence.why_not_back(leader, typed.on, self.today)

        leader = self.verdict.record.leader
        field = day_field("on", "Active again from", self.today, "today", lies=Lies.EITHER, required=True)
        fill_in(self.screen, Form(f"{self.verdict.name}: resume", [field], ReturnGiven, check=check, echo=ends), given)

    # -- what they share -----------------------------------------------------------------------------

    def _fields(self, wanted: dict[str, Any], *, closes: bool = True) -> list[Field]:
        """Whether to call off now, where there is something; what the escalation came to, where one can be resolved."""
        fields = []
        if left := self._follows(wanted):
            hint, usual = "no: left as tasks", "no" if left.spent else "yes"
            fields.append(Field("call_off", "Call off now", usual, one_of(_YES_NO), required=True, hint=hint))
        if closes and self.escalation and not self.stays_open:
            fields.append(words_field("outcome", "Escalation's outcome", hint="empty: it stays open"))
        return fields

    def _follows(self, wanted: dict[str, Any]) -> Follows:
        return leaving.follows(self.store, self.verdict.record, wanted)

    def _said(self, wanted: dict[str, Any]) -> list[str]:
        escalation = self.escalation
        if self.stays_open and wanted["state"] is not LeaderState.PAUSED:
            escalation += f"; {self.stays_open[:1].lower()}{self.stays_open[1:].rstrip('.')}"
        return leaving.said_before(self.verdict, self._follows(wanted), escalation)

    def _ask(self, verb: str, fields: list[Field], gives: Callable[..., Any], command: Callable[[Any], Any]) -> None:
        def echo(typed: Any) -> str:
            return "; ".join(self._said(typed.wanted))

        def check(typed: Any) -> str | None:
            on = typed.wanted.get("withdrawn_on")
            if on is not None and on > self.today:
                return f"{day_words(on)} has not come yet; a withdrawal is recorded once the leader has left."
            return leaders.refusal(self.store, typed.wanted, self.verdict.reference)

        def given(typed: Any) -> None:
            self._do(partial(command, typed))

        def doubt(typed: Any) -> str | None:
            spent = self._follows(typed.wanted).spent_words if typed.call_off == "yes" else ""
            return f"Call it off now? {upper_first(spent)}." if spent else None

        form = Form(f"{self.verdict.name}: {verb}", fields, gives, check=check, echo=echo, doubt=doubt)
        fill_in(self.screen, form, given)


def offer_leaving(screen: AreaScreen, reference: str, then: Callable[[Change | None], None]) -> None:
    """Ask what becomes of a leader: withdrawn, paused, active again, completed. Judged on today, like every command."""
    verdict = screen.desk.verdicts.one(screen.desk.store.today, reference)
    if verdict is None:
        screen.tell(f"There is no leader {reference}.")
        return
    _Asked(screen, verdict, then).offer()
