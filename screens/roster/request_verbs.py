"""What a leader asks about their own data: a form that records it, and a menu of its next steps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy import requests as rules
from psw_tui.policy.frozen import frozen
from psw_tui.policy.records import Request
from psw_tui.policy.requests import KIND_NAMES, OUTCOME_WORDS, OUTCOMES, STOPS
from psw_tui.policy.terms import Channel, RequestKind, RequestOutcome, StopReason
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken, upper_first
from psw_tui.store import commands
from psw_tui.store.roster import requests
from psw_tui.store.system import bank_holidays
from screens.dialogs.choices import Choice, ChooseStep, take_chosen
from screens.dialogs.fields import GivenDay, day_field, day_form, words_field
from screens.dialogs.form import Field, Form, fill_in, one_of
from screens.dialogs.typed import Lies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.store.reads.change import Change
    from screens.shell.frame import AreaScreen

_KINDS = [(kind, name) for kind, name in KIND_NAMES.items()]
_HOW = [(channel, spoken(channel)) for channel in Channel]
_YES_NO = [("yes", "yes"), ("no", "no")]


@frozen
class NewRequest:
    """What is recorded of a request as it comes in."""

    kind: RequestKind
    received_on: date
    channel: Channel
    identity: str


@frozen
class ReceivedGiven:
    """When a request came and how, corrected."""

    received_on: date
    channel: Channel


@frozen
class ExtensionGiven:
    """When the leader was told of two more months, and why."""

    told_on: date
    because: str


@frozen
class AnswerGiven:
    """When a request was answered, what came of it, and the answer in short."""

    on: date
    outcome: RequestOutcome
    line: str


def _how_field(value: Channel) -> Field:
    hint = ", ".join(word for _, word in _HOW)
    return Field("channel", "How", spoken(value), one_of(_HOW), required=True, hint=hint)


def ask_request(screen: AreaScreen, leader: str, name: str) -> None:
    """What is asked for, when and how it came; the form says by when that makes an answer due."""
    store = screen.desk.store
    fields = [
        Field(
            "kind",
            "Asked for",
            "subject access",
            one_of(_KINDS),
            required=True,
            hint="subject access, erasure, data-protection complaint",
        ),
        day_field("received_on", "Received on", store.today, "today", lies=Lies.BEFORE, required=True),
        _how_field(Channel.EMAIL),
        Field(
            "identity",
            "Known who asks",
            "yes",
            one_of(_YES_NO),
            required=True,
            hint="no: to be asked",
        ),
    ]

    def echo(typed: NewRequest) -> str:
        made = Request("", leader, typed.kind, typed.received_on, typed.channel)
        found = rules.clock(made, store.today, store.programmes.requests, bank_holidays.english())
        return "" if found is None else f"{upper_first(found.words)} ({rules.CLAUSE_OF_KIND[typed.kind]})"

    def save(typed: NewRequest) -> Change | None:
        known = typed.identity == "yes"
        record = commands.change_requests.record
        return screen.do(
            lambda: record(store, leader, typed.kind, typed.received_on, typed.channel, identity_known=known)
        )

    fill_in(screen, Form(f"{name}: a request about their own data", fields, NewRequest, echo=echo), save)


def offer_steps(screen: AreaScreen, request: Request, name: str, more: tuple[Choice, ...] = ()) -> None:
    """The next steps of a request, each in one letter; what can't be taken now says why. `more` are the caller's."""
    asked = _RequestSteps(screen, request, name)
    steps = [*asked.stops(), *asked.others(), *more]
    found = rules.clock(request, screen.desk.store.today, screen.desk.store.programmes.requests, _HOLIDAYS)
    said = f": {found.words}" if found is not None else ""
    screen.app.push_screen(ChooseStep(f"{rules.name_of(request)} of {name}{said}", steps), take_chosen)


_HOLIDAYS = bank_holidays.english()


class _RequestSteps:
    """The steps of one request; each ends in one store command."""

    def __init__(self, screen: AreaScreen, request: Request, name: str) -> None:
        self.screen, self.request, self.name = screen, request, name
        self.store = screen.desk.store
        self.title = f"{rules.name_of(request)} of {name}"
        self.answered = ""
        if request.answered_on is not None:
            self.answered = f"It was answered on {day_words(request.answered_on)}."

    def stops(self) -> list[Choice]:
        """What stops the clock of this kind, and what lets it go on."""
        steps = []
        for why in STOPS[self.request.kind]:
            asked_on = self._open(why)
            if asked_on is not None:
                label = _REPLY_LABELS[why]
                detail = f"asked {day_words(asked_on)}; the clock goes on"
                command = partial(commands.change_requests.reply, self.store, self.request.id, why)
                steps.append(Choice(_REPLY_LETTERS[why], label, detail, take=self._dated(label, command)))
            else:
                label = _ASK_LABELS[why]
                command = partial(commands.change_requests.ask, self.store, self.request.id, why)
                detail = "the clock stands still until they answer"
                take = self._dated(label, command)
                steps.append(Choice(_ASK_LETTERS[why], label, detail, self.answered, take=take))
        return steps

    def others(self) -> list[Choice]:
        """Extend, acknowledge, answer, and put right what was recorded."""
        request, steps = self.request, []
        if request.identity_on is None:
            command = partial(commands.change_requests.identified, self.store, request.id)
            label = "identity confirmed"
            steps.append(Choice("o", label, "it is the leader who asks", take=self._dated(label, command)))
        if request.kind is RequestKind.DATA_PROTECTION_COMPLAINT:
            command = partial(commands.change_requests.acknowledge, self.store, request.id)
            steps.append(Choice("k", "acknowledged", "that it was received", take=self._dated("acknowledged", command)))
        else:
            detail = "told by the end of the first month, and why"
            steps.append(Choice("x", "extend by two months", detail, self.answered, take=self.extend))
        detail = self.answered or "what came of it"
        steps += [
            Choice("a", "answered", detail, take=self.answer),
            Choice("e", "correct", "when it was received, and how", take=self.correct),
        ]
        return steps

    def _open(self, why: StopReason) -> date | None:
        """Since when the leader is asked this and has not answered."""
        return next((s.asked_on for s in self.request.stops if s.why is why and s.answered_on is None), None)

    def _do(self, command: Callable[[], Change | None]) -> Change | None:
        return self.screen.do(command)

    def _dated(self, label: str, command: Callable[[date], Change | None]) -> Callable[[], None]:
        def ask() -> None:
            def save(given: GivenDay) -> None:
                self._do(partial(command, given.on))

            fill_in(self.screen, day_form(f"{self.title}: {label}", "On", self.store.today), save)

        return ask

    def extend(self) -> None:
        """When the leader was told, and why it takes longer."""
        fields = [
            day_field("told_on", "Leader told on", self.store.today, "today", lies=Lies.BEFORE, required=True),
            words_field("because", "Because", required=True, hint="it is complex, or one of several"),
        ]

        def save(given: ExtensionGiven) -> None:
            extend = commands.change_requests.extend
            self._do(lambda: extend(self.store, self.request.id, given.told_on, given.because))

        fill_in(self.screen, Form(f"{self.title}: two more months", fields, ExtensionGiven), save)

    def answer(self) -> None:
        """When it was answered and what came of it."""
        ask_answer(self.screen, self.request, self.name)

    def correct(self) -> None:
        """When it came, and how."""
        received = day_words(self.request.received_on)
        fields = [
            day_field("received_on", "Received on", self.store.today, received, lies=Lies.BEFORE, required=True),
            _how_field(self.request.channel),
        ]

        def save(given: ReceivedGiven) -> None:
            correct = commands.change_requests.correct
            self._do(lambda: correct(self.store, self.request.id, given.received_on, given.channel))

        fill_in(self.screen, Form(f"{self.title}: received", fields, ReceivedGiven), save)


_ASK_LETTERS = {StopReason.CLARIFY: "c", StopReason.IDENTIFY: "i"}
_ASK_LABELS = {StopReason.CLARIFY: "ask to clarify", StopReason.IDENTIFY: "ask to identify themselves"}
_REPLY_LETTERS = {StopReason.CLARIFY: "r", StopReason.IDENTIFY: "d"}
_REPLY_LABELS = {StopReason.CLARIFY: "they clarified", StopReason.IDENTIFY: "they identified themselves"}


def ask_answer(screen: AreaScreen, request: Request, name: str) -> None:
    """When a request was answered, what came of it in a word, and the ground or what was left out."""
    store = screen.desk.store
    words = [(outcome, OUTCOME_WORDS[outcome]) for outcome in OUTCOMES[request.kind]]
    known = ", ".join(word for _, word in words)
    held = requests.held_by(store, request)
    usual = OUTCOME_WORDS[RequestOutcome.REFUSED] if held else words[0][1]
    if request.outcome is not None:
        usual = OUTCOME_WORDS[request.outcome]
    fields = [
        day_field("on", "Answered on", store.today, "today", lies=Lies.BEFORE, required=True),
        Field("outcome", "Outcome", usual, one_of(words), required=True, hint=known),
        Field("line", "In short", request.line or held, hint="the ground of a refusal, or what was left out"),
    ]

    def save(given: AnswerGiven) -> None:
        answer = commands.change_requests.answer
        screen.do(lambda: answer(store, request.id, given.on, given.outcome, given.line))

    fill_in(screen, Form(f"{rules.name_of(request)} of {name}: answered", fields, AnswerGiven), save)
