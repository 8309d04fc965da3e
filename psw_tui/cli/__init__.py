"""The `psw` command: it parses, calls and prints; what a call does not need is not imported.

Exit status: 0 done, 1 refused and nothing changed, 2 wrong usage, 128 and its number a signal (^C: 130). An
error is one line on standard error, never a traceback.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click

from psw_tui import trace
from psw_tui.cli import interrupts
from psw_tui.cli.tree import root

__all__ = ["psw", "root"]

REFUSED = 1
WRONG_USAGE = 2
INTERRUPTED = 130


def psw(arguments: list[str]) -> int:
    """Run one call of the command and return its exit status; or answer a shell that completes one."""
    _never_crash_on_a_character()
    if instruction := os.environ.get("_PSW_COMPLETE"):
        from psw_tui.cli import completing  # for a shell that asks

        return completing.complete(root, instruction)
    call = interrupts.Call()
    trace.during(_kind_of(arguments))
    with interrupts.heard():
        try:
            with root.make_context("psw", list(arguments), obj=call) as context:
                status = root.invoke(context)
            sys.stdout.flush()
        except click.exceptions.Exit as end:
            return end.exit_code
        except click.UsageError as error:
            return _tell_wrong_usage(error)
        except BrokenPipeError:
            _give_up_on_output()
            return 0
        except (KeyboardInterrupt, click.Abort) as interruption:
            return _tell_interrupted(interruption, call)
        except Exception as error:  # noqa: BLE001 - the last resort: a sentence instead of a traceback
            return _tell_failed(error, call)
    return status if isinstance(status, int) else 0


def _kind_of(arguments: list[str]) -> str:
    """The names of the commands that are called, such as `psw import roster`; nothing else that was typed."""
    names = ["psw"]
    command: click.Group = root
    for word in arguments:
        found = command.commands.get(word)  # its name, and its group's; the command is not imported for it
        if found is not None:
            names.append(word)
        if isinstance(found, click.Group):
            command = found
    return " ".join(names)


def _tell_interrupted(interruption: BaseException, call: interrupts.Call) -> int:
    """What a command that records had done by then; a command that only reads ends without a word."""
    if call.recorded is not None:
        from psw_tui.cli import faults  # for a call that goes wrong

        faults.tell(f"Interrupted: {call.recorded.in_words()}")
    return interruption.status if isinstance(interruption, interrupts.Interrupted) else INTERRUPTED


def _tell_failed(error: Exception, call: interrupts.Call) -> int:
    """Why it was refused; what was recorded all the same, as when only the word of it can't be said, is done."""
    from psw_tui.cli import faults  # for a call that goes wrong

    faults.tell(faults.in_words(error))
    if call.recorded is None or not call.recorded.is_there():
        return REFUSED
    _give_up_on_output()
    faults.tell(f"But {call.recorded.in_words()}")
    return 0


def _tell_wrong_usage(error: click.UsageError) -> int:
    """One line: what is wrong with the call, and where the help is."""
    from psw_tui.policy.text import clean  # for a call that goes wrong

    where = error.ctx.command_path if error.ctx is not None else "psw"
    message = clean(error.format_message(), 2000).rstrip(".")
    if error.ctx is not None and isinstance(error.ctx.command, click.Group) and message == "Missing command":
        message += f", one of {', '.join(error.ctx.command.commands)}"
    end = "" if message.endswith("?") else "."
    click.echo(f"{where}: {message}{end} See `{where} --help`.", err=True)
    return WRONG_USAGE


def _never_crash_on_a_character() -> None:
    """A terminal that lacks a character shows a question mark in its place; an output that is closed takes all."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _give_up_on_output() -> None:
    """Whoever read the output has gone: what is still buffered goes nowhere, so that the end is quiet."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
