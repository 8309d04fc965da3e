"""The question before a session is set aside: why, what that costs whom, and the catch-up instead."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy import setting_aside
from psw_tui.policy.terms import NOT_EXPECTED_REASONS, Reason
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, spoken
from psw_tui.store import commands
from psw_tui.store.reads.verdicts import judge_all
from screens.registers.catch_ups import draft_messages
from screens.shell.desk import CATCHING_UP, Place
from screens.shell.plain_dialogs import Choose
from screens.shell.wording import REASON_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.policy.records import Record, Session
    from psw_tui.policy.setting_aside import Cost
    from screens.shell.frame import AreaScreen

_CASE_BY_CASE = "Exceptional circumstances are considered case by case (1.1.3)."
_CATCH_UP = "catch_up"
_NAMED = 3


def ask(
    screen: AreaScreen,
    session: Session,
    leaders: list[str],
    who: str,
    set_aside: Callable[[Reason], None],
    overwritten: str = "",
) -> None:
    """Ask the category of these leaders, and give it to `set_aside`; or send them the catch-up instead.

    `overwritten` says what is recorded of them that setting aside would take away.
    What it costs is judged on today's facts, as the mark is made today.
    """
    store = screen.desk.store
    records = [verdict.record for verdict in judge_all(store, store.today, leaders=leaders)]
    judged = [(record, setting_aside.costs(record, session, store.today)) for record in records]
    begun = {record.leader.reference for record in records if setting_aside.takes_catch_up(record, session)}
    dear = [(record, costs) for record, costs in judged if costs or record.leader.reference in begun]
    unsent = [
        (record.leader.reference, session.reference) for record, _ in dear if record.leader.reference not in begun
    ]
    choices = [(str(reason), REASON_WORDS[reason]) for reason in NOT_EXPECTED_REASONS]
    if dear:
        instead = "send the catch-up instead (2.3.1)" if unsent else "keep its catch-up: see how far it is"
        choices.append((_CATCH_UP, instead))

    def asked(key: str | None) -> None:
        if key == _CATCH_UP:
            _catch_up(screen, unsent, f"{session.reference}/{dear[0][0].leader.reference}")
        elif key is not None:
            set_aside(Reason(key))

    lost = f"{overwritten}\n" if overwritten else ""
    hint = f"{lost}{_words(dear, several=len(leaders) > 1)}{_CASE_BY_CASE}"
    screen.app.push_screen(Choose(f"{who}: not expected, because", choices, hint=hint), asked)


def _words(dear: list[tuple[Record, list[Cost]]], *, several: bool) -> str:
    """What it costs whom, a line, be it only what was done for a catch-up; nothing where it costs nobody anything."""
    if not dear:
        return ""
    said = []
    for record, costs in dear[:_NAMED]:
        of = "; ".join(
            f"{REQUIREMENT_NAMES[cost.requirement]} would become {spoken(cost.then)}, {spoken(cost.now)} now"
            for cost in costs
        )
        of = of or "a catch-up was begun"
        if several:
            said.append(f"{record.leader.name}: {of}.")
        else:
            said.append(f"{of[0].upper()}{of[1:]}.")
    if more := len(dear) - len(said):
        said.append(f"{count(more, 'other leader')} likewise.")
    return "\n".join([*said, "Setting it aside takes the session's catch-up away (2.3.1).", ""])


def _catch_up(screen: AreaScreen, unsent: list[tuple[str, str]], line: str) -> None:
    """Send what was not sent, with its messages to look over; else show how far it is in the list of catch-ups."""
    store = screen.desk.store
    if not unsent:
        screen.desk.go(Place("registers", f"{CATCHING_UP}{line}", page=True))
    elif (sent := screen.do(partial(commands.catch_ups.send, store, unsent, store.today))) is not None:
        draft_messages(screen, unsent, sent)
