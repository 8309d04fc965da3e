"""`psw since`: what happened since a day, for whoever comes back, for a colleague who covers, or for the manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give, is_markdown
from psw_tui.cli.lookup import cohort_name
from psw_tui.cli.output import print_json
from psw_tui.cli.place import path_of
from psw_tui.exchange.files.json_file import json_file
from psw_tui.exchange.since import since
from psw_tui.exchange.since.document import PageForm, ReaderKind, SpanAsked

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.exchange.since.document import SincePage


class SpanWanted(TypedDict):
    """What the call asks for: the days, for whom, of which cohort, and whether with reasons."""

    first: date
    as_of: date | None
    whom: str
    cohort: str | None
    reasons: bool


def run(db: str | None, output: str | None, form: str | None, wanted: SpanWanted, *, as_json: bool) -> None:
    """Print the page, or write it as HTML, as Markdown or as one JSON document."""
    with reading(db) as store:
        cohort = None if wanted["cohort"] is None else cohort_name(store, wanted["cohort"])
        last = wanted["as_of"] or store.today
        page = since.since(
            store, SpanAsked(wanted["first"], last, ReaderKind(wanted["whom"]), cohort, wanted["reasons"])
        )
    if as_json and output is None:
        print_json(since.document(page))
    elif as_json or output is not None or form is not None:
        give(_encoded(page, output, form, as_json=as_json), output, "The page", path_of(db))
    else:
        from psw_tui.cli import printing, since_page  # draws with Rich, which a script need not wait for

        printing.show(*since_page.page(page))


def _encoded(page: SincePage, output: str | None, form: str | None, *, as_json: bool) -> bytes:
    if as_json:
        return json_file(since.document(page))
    as_markdown = form != "html" and is_markdown(output, asked=form == "markdown")
    return since.encoded(page, PageForm.MARKDOWN if as_markdown else PageForm.HTML)
