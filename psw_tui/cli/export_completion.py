"""`psw export completion`: the completion list, certificates, and records of attendance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from psw_tui.cli.for_reading import reading
from psw_tui.cli.for_recording import writing
from psw_tui.cli.giving import give, give_files
from psw_tui.cli.lookup import cohort_name, leader_reference
from psw_tui.cli.output import print_json
from psw_tui.cli.place import path_of
from psw_tui.exchange.completion import attendance_record, certificate, completion_list
from psw_tui.policy.completion import completion
from psw_tui.store.reads.unreadable import leaves_out
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import certificates
from psw_tui.store.roster.change_certificates import issue
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.exchange.completion.completion_list import Form
    from psw_tui.store.core.store import Store
    from psw_tui.store.roster.certificates import Certificate


class CompletionWanted(TypedDict):
    """What the call asks for.

    `what` is "list", "certificate", "issue" or "record"; whose, where any are named; and the number of a certificate.
    """

    what: str
    leaders: tuple[str, ...]
    cohort: str | None
    number: str | None


def run(
    wanted: CompletionWanted, output: str | None, as_of: date | None, db: str | None, *, as_json: bool, markdown: bool
) -> int:
    """Write the list, or the certificates or the records of those asked for."""
    if wanted["what"] == "list":
        return _list(db, wanted["cohort"], output, as_of, as_json=as_json, markdown=markdown)
    if wanted["what"] == "record":
        _records(db, wanted, output, as_of)
    else:
        if wanted["what"] == "issue":
            _issue(db, wanted)
        _certificates(db, wanted, output, as_json=as_json)
    return 0


def _list(
    db: str | None, cohort: str | None, output: str | None, as_of: date | None, *, as_json: bool, markdown: bool
) -> int:
    with reading(db) as store:
        of = None if cohort is None else cohort_name(store, cohort)
        shown = completion_list.completion_list(store, as_of=as_of, cohort=of)
        complete = not leaves_out(store, of)
    if as_json and output is None:
        print_json(dict(shown.foot.numbers))
    else:
        form = _form(output, as_json=as_json, markdown=markdown)
        give(completion_list.encoded(shown, form), output, "The list", path_of(db))
    return 0 if complete else 1


def _form(output: str | None, *, as_json: bool, markdown: bool) -> Form:
    """As asked for, else by the ending of the file."""
    if as_json:
        return "json"
    if markdown:
        return "md"
    ending = "" if output is None else Path(output).suffix.lower().removeprefix(".")
    return next((form for form in completion_list.FORMS if form == ending), "html")


def _issue(db: str | None, wanted: CompletionWanted) -> None:
    with writing(db) as store:
        change = issue(store, _meant(store, wanted, store.today))
    if change is not None:
        click.echo(change.what, err=True)


def _certificates(db: str | None, wanted: CompletionWanted, output: str | None, *, as_json: bool) -> None:
    with reading(db) as store:
        if wanted["number"] is not None:
            found = [certificates.by_number(store, wanted["number"])]
        else:
            found = [certificate.valid_certificate(store, leader) for leader in _certified(store, wanted)]
        if as_json:
            print_json({"certificates": [_document(store, one) for one in found]})
            return
        files = [(certificate.file_name(one), certificate.page(store, one)) for one in found]
    give_files(files, output, "The certificate", path_of(db))


def _records(db: str | None, wanted: CompletionWanted, output: str | None, as_of: date | None) -> None:
    with reading(db) as store:
        day = as_of or store.today
        files = [
            (attendance_record.file_name(leader, day), attendance_record.page(store, leader, as_of=day))
            for leader in _meant(store, wanted, day)
        ]
    give_files(files, output, "The record of attendance", path_of(db))


def _meant(store: Store, wanted: CompletionWanted, day: date) -> Sequence[str]:
    """Those named; where nobody is, all who have completed, of the cohort if one is named."""
    if wanted["leaders"]:
        return list(dict.fromkeys(leader_reference(store, leader) for leader in wanted["leaders"]))
    cohort = None if wanted["cohort"] is None else cohort_name(store, wanted["cohort"])
    found = [completion(one.record, one.standings, day) for one in judge_all(store, day, cohort=cohort)]
    certified = [one.leader for one in found if not one.why_no_certificate]
    if not certified:
        raise Refused("Nobody has completed the programme yet; psw export completion says how far everybody is.")
    return certified


def _certified(store: Store, wanted: CompletionWanted) -> Sequence[str]:
    """Those named; where nobody is, all who have completed and to whom a certificate is issued."""
    meant = _meant(store, wanted, store.today)
    if wanted["leaders"]:
        return meant
    have = certificates.valid(store, meant)
    if not have:
        raise Refused("No certificate is issued yet; --issue issues them.")
    return [leader for leader in meant if leader in have]


def _document(store: Store, one: Certificate) -> dict[str, Any]:
    """One certificate, void or not, and whether the record still bears it out."""
    (verdict,) = judge_all(store, store.today, leaders=[one.leader])
    found = completion(verdict.record, verdict.standings, store.today)
    return {
        "number": one.number,
        "leader": one.leader,
        "name": found.name,
        "programme": one.programme,
        "cohort": one.cohort,
        "issued_on": one.issued_on.isoformat(),
        "void_on": None if one.void_on is None else one.void_on.isoformat(),
        "lapsed": one.void_on is None and not found.completed,
        "numbers": one.numbers,
        "head_code": certificates.code_of(store, one),
    }
