"""What logging and drafting ask: what took place, in one letter; and a draft to be looked over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Channel, Direction
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, spoken
from screens.dialogs.fields import day_field, words_field
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.typed import Lies
from screens.shell.dialog import Dialog
from screens.shell.wording import TONES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from textual import events

_YES_NO = [("yes", "yes"), ("no", "no")]


@frozen
class CommunicationKind:
    """One kind of communication, with its letter and what it stands for if nothing else is said."""

    letter: str
    label: str
    direction: Direction
    channel: Channel
    reached: bool = True
    asks: bool = False


#: The kinds in the order in which they are offered; those that ask for a reply propose a day for it.
KINDS = (
    CommunicationKind("e", "email to them", Direction.TO_LEADER, Channel.EMAIL, asks=True),
    CommunicationKind("c", "call: spoke with them", Direction.TO_LEADER, Channel.CALL),
    CommunicationKind("n", "call: nobody reached", Direction.TO_LEADER, Channel.CALL, reached=False),
    CommunicationKind("m", "meeting with them", Direction.TO_LEADER, Channel.MEETING),
    CommunicationKind("s", "letter to them", Direction.TO_LEADER, Channel.LETTER, asks=True),
    CommunicationKind("f", "email from them", Direction.FROM_LEADER, Channel.EMAIL),
    CommunicationKind("t", "they telephoned", Direction.FROM_LEADER, Channel.CALL),
    CommunicationKind("w", "letter from them", Direction.FROM_LEADER, Channel.LETTER),
    CommunicationKind("p", "referral to the Partnerships Team", Direction.REFERRAL, Channel.EMAIL),
    CommunicationKind("o", "with their organisation", Direction.ORGANISATION, Channel.EMAIL),
)


@frozen
class LogOffer:
    """One line of the dialog: its letter, what it says, a detail, and what logs it, told whether details are wanted."""

    letter: str
    label: str
    detail: str
    take: Callable[[bool], object]


class Log(Dialog[tuple[LogOffer, bool]]):
    """What took place, by one letter: it is logged as it stands there; a capital letter asks for the details first.

    Gives the line, and whether the details are wanted.
    """

    def __init__(self, title: str, offers: Sequence[LogOffer], hint: str = "") -> None:
        super().__init__(title, "a letter logs it   a capital asks for details   escape cancel")
        self._offers = list(offers)
        self._hint = hint

    def compose_body(self) -> Any:
        """The lines, each with its letter."""
        if self._hint:
            yield Static(Content(self._hint), classes="hint")
        yield OptionList(
            *(
                Option(Content.assemble((f" {offer.letter} ", "bold"), " ", offer.label, (f"  {offer.detail}", "dim")))
                for offer in self._offers
            ),
            compact=True,
        )

    def on_mount(self) -> None:
        """Start on the first."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click asks for the details: nothing is logged by a slip of the hand."""
        self.dismiss((self._offers[event.option_index], True))

    def on_key(self, event: events.Key) -> None:
        """A line's letter takes it."""
        typed = event.character or ""
        found = next((offer for offer in self._offers if offer.letter == typed.casefold()), None)
        if found is not None:
            event.stop()
            event.prevent_default()
            self.dismiss((found, typed != found.letter))


@frozen
class Details:
    """Everything about a communication that may be typed; without a day it is today's, without a channel its kind's."""

    summary: str = ""
    channel: Channel | None = None
    on: date | None = None
    reached: str | None = None
    reply_by: date | None = None


@frozen
class ReplyBy:
    """By when a reply is asked for; None where none is."""

    on: date | None


def reply_by_field(key: str, today: date, suggested: date | None, *, sent: str = "") -> Field:
    """By when a reply is asked for; the day suggested comes from the days of a stage, which no clause gives.

    `sent` is the key of the field that says on which day it was asked, where the form has one.
    """

    def in_words(day: date) -> str:
        return local(day_words(day)) if day == suggested else day_words(day)

    value = "" if suggested is None else suggested.isoformat()
    hint = "fri, 12 feb; empty if none is asked for"
    field = day_field(key, "Reply by", today, value, lies=Lies.AHEAD, hint=hint, seen_from=sent)
    return replace(field, say=in_words)


def details_form(title: str, kind: CommunicationKind, today: date, reply_by: date | None) -> Form[Details]:
    """Everything about a communication; what isn't typed stays as it was offered."""
    fields = [words_field("summary", "In one line", hint="what it was about; may be empty")]
    if kind.direction is not Direction.FROM_LEADER:
        reached = "yes" if kind.reached else "no"
        hint = "no: an attempt is not a contact"
        fields.append(reply_by_field("reply_by", today, reply_by, sent="on"))
        fields.append(Field("reached", "Reached", reached, one_of(_YES_NO), hint=hint))
    words = [(channel, spoken(channel)) for channel in Channel]
    fields.append(
        Field(
            "channel",
            "By",
            spoken(kind.channel),
            one_of(words),
            required=True,
            hint=", ".join(word for _, word in words),
        )
    )
    fields.append(day_field("on", "On", today, "today", lies=Lies.BEFORE, required=True))
    return Form(title, fields, Details)


class DraftView(Dialog[str]):
    """A draft as it was written: `s` saves it, `c` copies it, `l` logs it as sent, `d` drops it; nothing sends it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,enter", "choose('save')", show=False),
        Binding("c", "choose('copy')", show=False),
        Binding("l", "choose('sent')", show=False),
        Binding("d", "choose('drop')", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(12)", show=False),
        Binding("pageup", "scroll(-12)", show=False),
    ]

    def __init__(self, title: str, to: str, subject: str, body: str, stopped: str) -> None:
        """`stopped` says why it can't be used any more; empty while it can."""
        keys = "s save as a file   c copy   l log as sent   d drop   escape later"
        if stopped:
            keys = "d drop   escape close   ↑↓ scroll"
        super().__init__(title, keys)
        self._head = (("To", to), ("Subject", subject))
        self._body = body
        self._stopped = stopped

    def compose_body(self) -> Any:
        """Why it is stopped if it is, the head, and the text."""
        if self._stopped:
            yield Static(Content.styled(self._stopped, TONES["bad"]), classes="problem", id="problem-draft")
        for label, words in self._head:
            yield Static(Content.assemble((f"{label:<9}", "dim"), words))
        with VerticalScroll(can_focus=False):
            yield Static(Content(f"\n{self._body}"))

    def action_choose(self, key: str) -> None:
        """Give what was chosen; a stopped draft can only be dropped."""
        if not self._stopped or key == "drop":
            self.dismiss(key)

    def action_scroll(self, lines: int) -> None:
        """Move through a text longer than the panel."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
