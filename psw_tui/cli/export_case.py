"""`psw export case`: the case file of one leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.output import print_json
from psw_tui.cli.place import path_of
from psw_tui.exchange.escalations.case_file import case_file

if TYPE_CHECKING:
    from datetime import date, datetime


def run(
    leader: str,
    output: str | None,
    known_at: datetime | None,
    redact_also: tuple[str, ...],
    as_of: date | None,
    db: str | None,
    *,
    redact: bool,
    as_json: bool,
) -> None:
    """Write the case as one page, or as one JSON document."""
    with reading(db) as store:
        file = case_file.case_file(
            store,
            leader_reference(store, leader),
            as_of=as_of,
            known_at=known_at,
            redact=redact,
            redact_also=redact_also,
        )
    if as_json and output is None:
        print_json(case_file.document(file))
        return
    give(case_file.encoded(file, json_document=as_json), output, "The case", path_of(db))
