"""A certificate of completion as a page: one sheet of A4, with the number under which it stands in the journal.

It is made again as it was issued: the same number, day and head code, whoever makes it and whenever. Only the name is
as the roster has it now, so that one that was misspelt can be put right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.completion.fitting import Room, keeps_words_whole, size_of
from psw_tui.exchange.files.names import dated_name
from psw_tui.exchange.pages.page import render
from psw_tui.policy.completion import LeaderCompletion, completion
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.roster import certificates
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.roster.certificates import Certificate

#: The room for the leader's name and for the programme's title on the sheet.
NAME, TITLE = Room(width=80, height=12.4, largest=6), Room(width=76, height=7.2, largest=3.6)


def valid_certificate(store: Store, leader: str) -> Certificate:
    """The valid certificate of a leader (by reference); `Refused`, with why, where there is none or it lapsed."""
    found = _completion(store, leader)
    certificate = certificates.valid(store, [leader]).get(leader)
    if certificate is None:
        raise Refused(found.why_no_certificate or f"No certificate is issued to {found.name} yet: issue it first.")
    return certificate


def page(store: Store, certificate: Certificate) -> bytes:
    """The certificate as one HTML page.

    `Refused` where it was undone, and where the record no longer bears it out.
    """
    number = certificate.number
    if certificate.void_on is not None:
        raise Refused(f"Certificate {number} was undone on {day_words(certificate.void_on)}: it is void.")
    found = _completion(store, certificate.leader)
    if not found.completed:
        raise Refused(f"Certificate {number} no longer rests on the record. {found.why_no_certificate}")
    return render(
        "completion/certificate.html",
        certificate=certificate,
        name=found.name,
        starts=found.cohort.starts,
        until=min(found.cohort.ends, certificate.issued_on),
        code=certificates.code_of(store, certificate),
        name_size=(size := size_of(found.name, NAME)),
        words_whole=keeps_words_whole(found.name, NAME, size),
        title_size=size_of(certificate.programme, TITLE),
    )


def file_name(certificate: Certificate) -> str:
    """`certificate-L001-2027-09-01.html`."""
    return dated_name("certificate", certificate.leader, certificate.issued_on, "html")


def _completion(store: Store, leader: str) -> LeaderCompletion:
    verdict = judged(store, leader)
    return completion(verdict.record, verdict.standings, verdict.day)
