"""Issuing certificates: to one leader, or to all of a cohort who completed it; one command that `u` undoes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy.completion import completion, has_ended
from psw_tui.policy.wording import count
from psw_tui.store import commands
from psw_tui.store.roster import certificates
from screens.dialogs.choices import Choice
from screens.shell.plain_dialogs import Confirm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.frame import AreaScreen

_NUMBERED = "its number is never used again; u makes it void"


def issue(screen: AreaScreen, leader: str) -> None:
    """Issue the certificate of a leader; the status line says its number, or why there is none."""
    screen.do(partial(commands.change_certificates.issue, screen.desk.store, [leader]))


def issuing(screen: AreaScreen, verdict: Verdict) -> list[Choice]:
    """The step that issues a leader's certificate, once the programme has ended for them; with what is missing."""
    if not has_ended(verdict.record, verdict.day):
        return []
    found = completion(verdict.record, verdict.standings, verdict.day)
    take = partial(issue, screen, verdict.reference)
    return [Choice("i", "issue the certificate", _NUMBERED, found.why_no_certificate, take=take)]


def issue_command(screen: AreaScreen, leader: str, name: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """The same in the palette."""
    yield (
        f"Issue the certificate of {name}",
        f"who completed the programme; {_NUMBERED}",
        partial(issue, screen, leader),
    )


def issue_commands(screen: AreaScreen, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """For each cohort of these leaders whose programme has ended for anybody: certificates to all who completed."""
    cohorts = {verdict.record.cohort.name for verdict in verdicts if has_ended(verdict.record, verdict.day)}
    for cohort in sorted(cohorts):
        own = [verdict for verdict in verdicts if verdict.record.cohort.name == cohort]
        ask = partial(_ask_to_issue, screen, cohort, own)
        yield f"Issue certificates of {cohort}", "to everybody who completed the programme; asks first", ask


def _ask_to_issue(screen: AreaScreen, cohort: str, verdicts: Sequence[Verdict]) -> None:
    store = screen.desk.store
    found = [completion(verdict.record, verdict.standings, verdict.day) for verdict in verdicts]
    completed = [one.leader for one in found if not one.why_no_certificate]
    have = certificates.valid(store, completed)
    wanted = [leader for leader in completed if leader not in have]
    if not wanted:
        screen.tell(
            f"{count(len(have), 'leader')} of {cohort} completed the programme, and each has a certificate."
            if have
            else f"Nobody of {cohort} has completed the programme yet."
        )
        return

    def said(yes: bool | None) -> None:
        if yes:
            screen.do(partial(commands.change_certificates.issue, store, wanted))

    lines = [f"{len(completed)} of {count(len(found), 'leader')} completed the programme.", "u makes them void again."]
    if have:
        lines.insert(1, f"{count(len(have), 'certificate')} issued already.")
    title = f"Issue {count(len(wanted), 'certificate')} of {cohort}?"
    screen.app.push_screen(Confirm(title, lines, yes="issue"), said)
