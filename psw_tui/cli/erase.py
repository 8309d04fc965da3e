"""`psw erase`: erase a leader's record, once it was said what would go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.for_reading import reading
from psw_tui.cli.for_recording import writing
from psw_tui.cli.lookup import leader_reference
from psw_tui.policy.terms import ErasureGround
from psw_tui.store.erasing import copies, erase, made_for
from psw_tui.store.erasing.held import refusal
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.erasing.erase import ErasePlan


def run(leader: str, db: str | None, *, yes: bool, files: bool, ground: str) -> None:
    """Say what would go, and with `yes` erase it; `Refused` without, and while anything of theirs is open."""
    if not yes:
        with reading(db) as store:
            plan = erase.plan(store, leader_reference(store, leader))
        _say(plan)
        if plan.held:
            raise Refused(refusal(plan.name, plan.held))
        more = " --files" if plan.files else ""
        raise Refused(f"Nothing was erased. It can't be undone; to do it: psw erase {plan.reference} --yes{more}")
    with writing(db) as store:
        _refuse_unless_named(store, leader)
        plan = erase.plan(store, leader)
        erasing = erase.erase(store, [leader], ErasureGround(ground))
        done = copies.finish(store)
    click.echo(f"Erased {plan.reference}: {', '.join(plan.in_numbers)}.")
    for line in (*done.lines(), *erasing.lines()):
        click.echo(line)
    _say_files(plan, remove=files)


def _say(plan: ErasePlan) -> None:
    click.echo(f"Of {plan.name} ({plan.reference}), {plan.cohort}, would go:")
    for line in (*plan.lines(), *plan.file_lines()):
        click.echo(f"  {line}")


def _refuse_unless_named(store: Store, leader: str) -> None:
    """What can't be undone is not done to whoever a part of a name happens to fit."""
    if (meant := leader_reference(store, leader)) != leader:
        raise Refused(f"With --yes a leader is named by the reference, and {leader} is {meant}; nothing was erased.")


def _say_files(plan: ErasePlan, *, remove: bool) -> None:
    if remove:
        for line in made_for.remove(plan.files):
            click.echo(line)
    elif plan.files:
        click.echo("These files were made for them and are still there (--files removes such):")
        for path in plan.files:
            click.echo(f"  {path}")
    for path in plan.shared:
        click.echo(f"  names them beside others: {path}")
