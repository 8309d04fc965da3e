"""How `psw export completion` is called: it reads, but for `--issue`, which records certificates."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.days import reads
from psw_tui.cli.usage.naming import completed, names_cohort
from psw_tui.cli.usage.options import gives_file
from psw_tui.cli.usage.run import run


@click.command("completion", short_help="Who completed, and their certificates and records of attendance.")
@click.argument("leaders", nargs=-1, metavar="[LEADER]...", shell_complete=completed("leader"))
@click.option("--certificate", "what", flag_value="certificate", help="The certificates that are issued.")
@click.option(
    "--issue", "what", flag_value="issue", help="Issue certificates to those who have none yet, then as above."
)
@click.option("--record", "what", flag_value="record", help="The records of attendance of those who completed.")
@click.option("--number", metavar="NUMBER", help="The certificate of this number, such as PSW-2026-0007.")
@names_cohort("Only this cohort's leaders.")
@click.option("--markdown", is_flag=True, help="The list as Markdown instead of an HTML page.")
@gives_file(
    "Where to write it; else standard output. The list is Markdown or CSV where it ends in .md or .csv; several "
    "certificates or records go to a folder, else to the folder of exports."
)
@reads
def completion(**call: Any) -> int | None:
    """Who has met every minimum, who by catching up, who is short of what: the list that is certified from.

    With --certificate, --issue or --record the pages of each LEADER named, else of everybody who completed. A
    certificate is issued at the end of the programme, to nobody who is short; its number is in the journal, and
    psw undo makes it void. With --json the figures are one JSON document.
    """
    what = call["what"] = call["what"] or ("certificate" if call["number"] else "list")
    if what == "list" and call["leaders"]:
        raise click.UsageError("say what of LEADER: --certificate, --issue or --record; the list has everybody")
    if call["number"] and (call["leaders"] or call["cohort"] or what != "certificate"):
        raise click.UsageError("--number names one certificate: leave LEADER and the other options out")
    if what in ("certificate", "issue") and call["as_of"]:
        raise click.UsageError("a certificate is of the day it was issued: leave --as-of out")
    if call["markdown"] and what != "list":
        raise click.UsageError("--markdown is for the list: certificates and records are pages")
    if call["as_json"] and what == "record":
        raise click.UsageError("a record is a page, whose figures stand in it as JSON: leave --json out")
    wanted = {part: call.pop(part) for part in ("what", "leaders", "cohort", "number")}
    return run("export_completion", {"wanted": wanted, **call})
