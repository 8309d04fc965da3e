"""What is done about a coach by `e` and `n` on their page: name and e-mail, forms, merging, handing over, removing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy.evaluation import FORM_WORDS
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count
from psw_tui.store import commands
from psw_tui.store.coaching import coaches
from screens.dialogs.choices import Choice, ChooseStep, FindByName, take_chosen
from screens.dialogs.fields import GivenDay, day_form
from screens.dialogs.form import Field, Form, fill_in
from screens.shell.plain_dialogs import Choose, Confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.coaching.coaches import CoachSummary, GroupForm
    from psw_tui.store.reads.change import Change
    from screens.shell.frame import AreaScreen

_ALONE = "There is no other coach; n makes one."


@frozen
class NameAndEmail:
    """What is recorded of a coach, as typed."""

    name: str
    email: str


def ask_what(screen: AreaScreen, row: CoachSummary, done: Callable[[Change | None], None]) -> None:
    """All that can be done about a coach; what can't says why when it is chosen."""
    store = screen.desk.store
    own, others = coaches.own(store, row.id), [coach for coach in coaches.every(store) if coach.id != row.id]
    alone = "" if others else _ALONE
    alike = [coach.id for coach in others if fold(coach.name) == fold(row.name)]
    no_forms = "" if row.forms else f"{row.name} owes no group form yet: they are due after windows 2 and 6."
    no_leaders = "" if own.leaders else f"{row.name} has no leader to hand over."

    def remove() -> None:
        done(screen.do(partial(commands.change_coaches.remove, store, row.id)))

    def tell_apart() -> None:
        done(screen.do(partial(commands.change_coaches.tell_apart, store, [row.id, *alike])))

    choices = [
        Choice("e", "name and e-mail", take=partial(_ask_for_name, screen, row, done)),
        Choice("f", "a group form came", missing=no_forms, take=partial(_ask_for_form, screen, row, done)),
        Choice("m", "merge with another: they are one person", missing=alone, take=partial(_merge, screen, row, done)),
        Choice("h", "hand all leaders to another", missing=no_leaders or alone, take=partial(_hand, screen, row, done)),
        Choice("x", "remove", missing=own.why_not_removed(row.name) or "", take=remove),
    ]
    if row.shares_a_name:
        words = f"everybody called {row.name} is a person of their own"
        choices.insert(3, Choice("t", words, "offers no merger any more", take=tell_apart))
    screen.app.push_screen(ChooseStep(f"{row.label}: {own.words or 'no leader, no booking'}", choices), take_chosen)


def _name_form(
    title: str, check: Callable[[NameAndEmail], str | None], name: str = "", email: str = ""
) -> Form[NameAndEmail]:
    fields = [Field("name", "Name", name, required=True), Field("email", "E-mail", email)]
    return Form(title, fields, NameAndEmail, check=check)


def ask_for_new(screen: AreaScreen, done: Callable[[Change | None], None]) -> None:
    """A new coach."""
    store = screen.desk.store

    def check(typed: NameAndEmail) -> str | None:
        return coaches.refusal(store, clean(typed.name), clean(typed.email))

    def save(typed: NameAndEmail) -> Change | None:
        return screen.do(lambda: commands.change_coaches.create(store, typed.name, typed.email))

    fill_in(screen, _name_form("New coach", check), save, done)


def _ask_for_name(screen: AreaScreen, row: CoachSummary, done: Callable[[Change | None], None]) -> None:
    store = screen.desk.store

    def check(typed: NameAndEmail) -> str | None:
        return coaches.refusal(store, clean(typed.name), clean(typed.email), row.id)

    def save(typed: NameAndEmail) -> Change | None:
        return screen.do(lambda: commands.change_coaches.edit(store, row.id, typed.name, typed.email))

    fill_in(screen, _name_form(row.label, check, row.name, row.email), save, done)


def _ask_for_form(screen: AreaScreen, row: CoachSummary, done: Callable[[Change | None], None]) -> None:
    """Which form came, and when."""
    store = screen.desk.store
    choices = [(str(place), f"{FORM_WORDS[owed.point]}, {owed.cohort}") for place, owed in enumerate(row.forms)]

    def save(group: GroupForm, day: GivenDay) -> Change | None:
        command = commands.change_evaluations.group_form_received
        return screen.do(partial(command, store, row.id, group.cohort, group.point, day.on))

    def chosen(key: str | None) -> None:
        if key is not None:
            group = row.forms[int(key)]
            form = day_form(f"{row.name}: form {FORM_WORDS[group.point]}", "Came on", store.today)
            fill_in(screen, form, partial(save, group), done)

    screen.app.push_screen(Choose(f"A group form came: {row.name}", choices), chosen)


def _choose_other(screen: AreaScreen, title: str, but: CoachSummary, then: Callable[[str, str], None]) -> None:
    """One of the other coaches, those of the same name first; `then` is given the id and what they are called."""
    every = coaches.labels(coaches.every(screen.desk.store))
    choices = {coach.id: label for label, coach in every.items() if coach.id != but.id}
    alike = [id_ for id_, label in choices.items() if fold(label).startswith(f"{fold(but.name)} <")]

    def chosen(key: str | None) -> None:
        if key is not None:
            then(key, choices[key])

    dialog = FindByName(title, list(choices.items()), current=next(iter(alike), ""))
    screen.app.push_screen(dialog, chosen)


def _merge(screen: AreaScreen, row: CoachSummary, done: Callable[[Change | None], None]) -> None:
    store = screen.desk.store

    def ask(other: str, label: str) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                done(screen.do(partial(commands.change_coaches.merge, store, row.id, other)))

        moves = coaches.own(store, row.id).words or "nothing"
        lines = [f"To {label}: {moves}.", f"{row.label} is gone then; u brings all of it back."]
        screen.app.push_screen(Confirm(f"Are {row.name} and {label} one person?", lines, yes="merge"), answered)

    _choose_other(screen, f"{row.label} is the same as …", row, ask)


def _hand(screen: AreaScreen, row: CoachSummary, done: Callable[[Change | None], None]) -> None:
    store = screen.desk.store

    def ask(other: str, label: str) -> None:
        def hand(*, bookings: bool) -> None:
            done(screen.do(partial(commands.change_coaches.hand_over, store, row.id, other, bookings=bookings)))

        leaders, ahead = count(len(coaches.own(store, row.id).leaders), "leader"), len(coaches.ahead(store, row.id))
        steps = [Choice("h", f"hand over {leaders}", take=partial(hand, bookings=False))]
        if ahead:
            to_come = count(ahead, "booking")
            steps = [
                Choice("h", f"hand over {leaders}, and {to_come} to come", take=partial(hand, bookings=True)),
                Choice("l", f"{leaders} alone; {to_come} to come stay", take=partial(hand, bookings=False)),
            ]
        screen.app.push_screen(ChooseStep(f"From {row.label} to {label}", steps), take_chosen)

    _choose_other(screen, f"Hand all leaders of {row.label} to …", row, ask)
