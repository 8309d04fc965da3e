"""What is recorded around coaching by `e`, and what is written to files by `E`: closed words and dates only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy import evaluation
from psw_tui.policy.evaluation import FORM_WORDS
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import LeaderForm, Recording
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.coaching import evaluations
from screens.dialogs.fields import GivenDay, day_form
from screens.dialogs.form import fill_in
from screens.shell.plain_dialogs import Choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from psw_tui.policy.evaluation import EvaluationForm
    from psw_tui.policy.records import Booking, Record
    from psw_tui.store.coaching.evaluations import IntroductionAndWelfare
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.frame import AreaScreen

    _Act = Callable[[Callable[[], Change | None], list[str]], None]

_INTRODUCTION = {
    "came": ("came to the introduction", True),
    "not_come": ("did not come to it", False),
    "unsaid": ("introduction: not said", None),
}
_RECORDING = {
    Recording.AGREED: "recording agreed",
    Recording.OPTED_OUT: "opted out of recording",
    Recording.NOT_ASKED: "not asked about recording",
}


@frozen
class _Step:
    """One thing to record, and what does it."""

    key: str
    label: str
    take: Callable[[], None]


def ask_around(
    screen: AreaScreen,
    verdicts: Sequence[Verdict],
    act: _Act,
    *,
    booking: Callable[[], None] | None = None,
) -> None:
    """What to record around the coaching of these leaders; of several only whether they came to the introduction.

    `booking` asks about the one under the cursor, where there is one.
    """
    name = verdicts[0].name if len(verdicts) == 1 else count(len(verdicts), "leader")
    leaders = [verdict.reference for verdict in verdicts]
    store, day = screen.desk.store, screen.desk.day
    hint = "Words of a list and dates; nothing of what is said in coaching is kept (H:confidentiality)."
    steps: list[_Step] = []
    if booking is not None:
        steps.append(_Step("booking", "this booking: its window, and whether it may be recorded", booking))
    for key, (words, came) in _INTRODUCTION.items():
        command = partial(commands.change_evaluations.introduction, store, leaders, came)
        steps.append(_Step(key, words, partial(act, command, leaders)))
    if len(verdicts) == 1:
        record = verdicts[0].record
        kept = evaluations.introduction_and_welfare(store, leaders)[leaders[0]]
        said = around_words(record, kept, day)
        if said:
            hint += f"\n{' · '.join(said)}"
        steps += _third_session_steps(screen, record, leaders, act)
        steps += _dated_steps(screen, name, leaders, act)

    def take(key: str | None) -> None:
        for step in steps:
            if step.key == key:
                step.take()

    labels = [(step.key, step.label) for step in steps]
    screen.app.push_screen(Choose(f"Introduction, forms and recording: {name}", labels, hint=hint), take)


def _third_session_steps(screen: AreaScreen, record: Record, leaders: list[str], act: _Act) -> list[_Step]:
    """Whether the third session may be recorded, where there is one."""
    third = asked_about(record, screen.desk.day)
    if third is None:
        return []
    steps = []
    for recording, words in _RECORDING.items():
        command = partial(commands.change_bookings.edit, screen.desk.store, third.id, third.window, recording)
        steps.append(_Step(str(recording), f"{words}, third session", partial(act, command, leaders)))
    return steps


def _dated_steps(screen: AreaScreen, name: str, leaders: list[str], act: _Act) -> list[_Step]:
    """The forms that came and a concern passed on, each of which asks for its day."""
    store, leader = screen.desk.store, leaders[0]

    def ask_day(label: str, command: Callable[[date], Change | None]) -> None:
        def save(day: GivenDay) -> None:
            act(partial(command, day.on), leaders)

        fill_in(screen, day_form(f"{name}: {label.lower()}", label, store.today), save)

    steps = []
    for point in LeaderForm:
        command = partial(commands.change_evaluations.form_received, store, leader, point)
        steps.append(_Step(f"form:{point}", f"form {FORM_WORDS[point]} came", partial(ask_day, "Came on", command)))
    passed = partial(commands.change_evaluations.welfare_passed, store, leader)
    label = "welfare concern passed to the coaching officer"
    steps.append(_Step("welfare", label, partial(ask_day, "Passed on", passed)))
    return steps


def asked_about(record: Record, day: date) -> Booking | None:
    """H:recording: the third session, the one to come or the one that was held."""
    return evaluation.third_session(record, day) or evaluation.consent(record.bookings, record.programme.notice)


def around_words(record: Record, kept: IntroductionAndWelfare, day: date) -> list[str]:
    """What stands around a leader's coaching, each in a few words; nothing for what nobody has said."""
    said = []
    if kept.came is not None:
        came = "came" if kept.came else "did not come"
        said.append(f"introduction: {came}")
    third = asked_about(record, day)
    if third is not None:
        said.append(f"recording of the third session: {spoken(third.recording or Recording.NOT_ASKED)}")
    said += [
        f"form {FORM_WORDS[form.point]}: {form_state(form, day, day_words)}"
        for form in evaluation.leader_forms(record, day)
    ]
    said += [f"welfare concern passed on {day_words(on)}" for on in kept.passed_on]
    return said


def form_state(form: EvaluationForm, day: date, written: Callable[[date], str]) -> str:
    """Whether a form came, is due or overdue (local), and the day of it, as `written` writes one."""
    if form.has_come(day) and form.received_on is not None:
        return f"came {written(form.received_on)}"
    due = "overdue since" if form.is_overdue(day) else "due"
    return local(f"{due} {written(form.due_on)}")
