"""What is said when a command, or psw itself, can't do what was asked."""

from __future__ import annotations

import traceback
from pathlib import Path

import click

from psw_tui import trace
from psw_tui.policy.programme import BadProgramme
from psw_tui.policy.text import clean
from psw_tui.store.system.clock import BadToday
from psw_tui.store.system.refusal import Refused, is_damage, words_of_database_error


def say_fault(error: Exception) -> int:
    """Say why, for an exception that nobody caught, outside the command as well; the exit status."""
    tell(in_words(error))
    return 1


def tell(sentence: str) -> None:
    """One line on standard error."""
    click.echo(f"psw: {clean(sentence, 2000)}", err=True)


def in_words(error: Exception) -> str:
    """The sentence for an exception; for one that nobody expected, its type and place and no personal text."""
    if isinstance(error, (Refused, BadProgramme, BadToday)):
        return f"{error}{_offer(error)}"
    if words := words_of_database_error(error):
        return f"{words}{_offer(error)}"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    trace.note(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    what = f"{type(error).__name__} in {place}"
    return f"psw can't do this ({what}): run `psw check`, and if the file is whole, report these words."


def _offer(error: Exception) -> str:
    """What there is to go back to where the file is damaged; it must not keep the damage itself from being said."""
    database = trace.worked_on()
    if database is None or not is_damage(error):
        return ""
    from psw_tui.store.core.check import is_sound  # for a damaged file
    from psw_tui.store.safekeeping import offering  # likewise

    try:
        return f" {offering.in_a_sentence(database, is_sound)}"
    except Refused:
        return ""
