"""How leaders are named, how lists of them are narrowed and ordered, and what a shell completes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from psw_tui.policy.terms import WORST_FIRST, StandingWord

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from psw_tui.cli.usage.options import Command


class OverallStanding(click.Choice[str]):
    """An overall standing, by its word; blanks and hyphens are as good as underscores."""

    name = "standing"

    def __init__(self) -> None:
        super().__init__([str(word) for word in (*WORST_FIRST, StandingWord.NOT_COVERED)])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as the files have it, or wrong usage."""
        return super().convert("_".join(str(value).casefold().replace("-", " ").split()), param, ctx)


def completed(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """What a shell is offered for what was typed of a leader, a cohort or an organisation."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        # The file is read for a shell that asks, and for nothing else.
        from psw_tui.cli import completing

        return completing.offered(kind, incomplete, ctx)

    return complete


def names_leader(*, required: bool = True) -> Callable[[Command], Command]:
    """The LEADER that a command is about."""
    return click.argument("leader", required=required, shell_complete=completed("leader"))


def names_one(kind: str, *, required: bool = True) -> Callable[[Command], Command]:
    """The NAME of the cohort or the organisation that a command is about."""
    return click.argument("name", required=required, shell_complete=completed(kind))


def names_cohort(help: str) -> Callable[[Command], Command]:  # noqa: A002 - as click calls it
    """The `--cohort` that a command is about, or its leaders are of."""
    return click.option("--cohort", metavar="NAME", help=help, shell_complete=completed("cohort"))


def narrowed(*orders: str) -> Callable[[Command], Command]:
    """`--cohort`, `--org`, `--standing` and `--sort`; the first of the orders is the one without it."""

    def decorate(command: Command) -> Command:
        for option in (
            click.option("--sort", type=click.Choice(orders), help=f"The order; else by {orders[0]}."),
            click.option(
                "--standing", type=OverallStanding(), multiple=True, help="Only those who stand so overall; repeatable."
            ),
            click.option(
                "--org",
                metavar="NAME",
                help="Only leaders of this organisation, by any part of its name.",
                shell_complete=completed("organisation"),
            ),
            names_cohort("Only this cohort's leaders."),
        ):
            command = option(command)
        return command

    return decorate
