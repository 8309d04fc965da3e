"""What `E` offers at the end of the programme: the completion list, certificates, and records of attendance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import dated_name
from psw_tui.policy.completion import APART, completion
from psw_tui.policy.wording import count
from psw_tui.store.roster import certificates
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.exchange.completion.completion_list import Form
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.offers import Making

#: The forms in which the list is offered, by the endings of their files.
_FORMS: dict[Form, str] = {"html": "a page (HTML)", "csv": "CSV"}


def completion_list_offers(cohort: str, day: date) -> list[Offer]:
    """The completion list of a cohort, as of a day."""
    return [
        Offer(
            f"completion:{form}",
            f"completion list of {cohort}, {called}",
            dated_name("completion", cohort, day, form),
            "The completion list",
            partial(_list, cohort, day, form),
        )
        for form, called in _FORMS.items()
    ]


def _list(cohort: str, day: date, form: Form, store: Store, making: Making) -> bytes:
    making.step(0, 1)
    shown = on_demand.completion_list.completion_list(store, as_of=day, cohort=cohort)
    return on_demand.completion_list.encoded(shown, form)


def certificate_offers(store: Store, verdicts: Sequence[Verdict], day: date) -> list[Offer]:
    """The certificate and the record of attendance of a leader whose programme has ended, or of those who completed.

    Of one alone who is short the offer says why there is none, when it is taken.
    """
    found = [completion(verdict.record, verdict.standings, day) for verdict in verdicts]
    judged = [one for one in found if one.ended and one.group not in APART]
    if len(verdicts) > 1:
        judged = [one for one in judged if one.completed]
    leaders = [one.leader for one in judged]
    if not leaders:
        return []
    if len(verdicts) > 1:
        whose = f"of {count(len(leaders), 'leader')} who completed, a page each (HTML)"
        one, other, certificate_name, record_name = "certificates", "records of attendance", "", ""
    else:
        whose = f"of {judged[0].name}, a page to print (HTML)"
        one, other = "certificate", "record of attendance"
        issued = certificates.valid(store, leaders).get(leaders[0])
        certificate_name = dated_name("certificate", leaders[0], issued.issued_on if issued else day, "html")
        record_name = dated_name("attendance", leaders[0], day, "html")
    return [
        Offer("certificate", f"{one} {whose}", certificate_name, f"The {one}", partial(_certificates, leaders)),
        Offer("attendance", f"{other} {whose}", record_name, f"The {other}", partial(_records, leaders, day)),
    ]


def _certificates(leaders: Sequence[str], store: Store, making: Making) -> bytes | Sequence[tuple[str, bytes]]:
    found = (on_demand.certificate.valid_certificate(store, leader) for leader in making.each(leaders))
    files = [(on_demand.certificate.file_name(one), on_demand.certificate.page(store, one)) for one in found]
    return files if len(files) > 1 else files[0][1]


def _records(leaders: Sequence[str], day: date, store: Store, making: Making) -> bytes | Sequence[tuple[str, bytes]]:
    made = on_demand.attendance_record
    files = [(made.file_name(leader, day), made.page(store, leader, as_of=day)) for leader in making.each(leaders)]
    return files if len(files) > 1 else files[0][1]
