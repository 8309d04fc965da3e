"""Certificates: only for those who completed, one each, and a number once given is never given again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from models.tables import CertificateRow
from psw_tui.policy.terms import ErasureGround, MarkValue
from psw_tui.store.core import history, undo
from psw_tui.store.core.chain import head_code
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.erasing import copies, erase
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import certificates, change_certificates, change_leaders
from psw_tui.store.roster.held import key_of
from tests import ended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The cohort at its end, on the day after."""
    monkeypatch.setenv("PSW_TODAY", "2027-09-01")
    with Store.open(ended.make(tmp_path / "psw.db")) as store:
        yield store


def numbers(store: Store) -> dict[str, str]:
    """The valid certificates: whose, and their numbers."""
    return {leader: certificate.number for leader, certificate in certificates.valid(store).items()}


def test_a_certificate_rests_on_the_numbers_of_the_standings(store: Store) -> None:
    change = change_certificates.issue(store, ["L002"])
    assert change is not None
    assert change.what == "Dewi Khan: certificate PSW-2026-0001 issued"
    (certificate,) = certificates.every(store)
    assert (certificate.leader, certificate.number, certificate.issued_on, certificate.void_on) == (
        "L002",
        "PSW-2026-0001",
        date(2027, 9, 1),
        None,
    )
    assert (certificate.programme, certificate.cohort) == ("Progress Social Work", "PSW 2026")
    (verdict,) = judge_all(store, store.today, leaders=["L002"])
    assert {key: values["credit"] for key, values in certificate.numbers.items()} == {
        str(key): reached.credit for key, reached in verdict.standings.items()
    }
    assert certificate.numbers["residentials"]["caught_up"] == 1


def test_one_entry_issues_several_and_who_has_one_keeps_it(store: Store) -> None:
    change_certificates.issue(store, ["L002"])
    entries = len(history.entries(store))
    change = change_certificates.issue(store, ["L001", "L002", "L004"])
    assert change is not None
    assert change.what == "2 certificates issued, PSW-2026-0002 to PSW-2026-0003"
    assert numbers(store) == {"L001": "PSW-2026-0002", "L002": "PSW-2026-0001", "L004": "PSW-2026-0003"}
    again = change_certificates.issue(store, ["L001"])
    assert again is not None
    assert (again.rows, again.what) == (0, "Amara Osei: certificate PSW-2026-0002 issued already")
    assert len(history.entries(store)) == entries + 1


@pytest.mark.parametrize(
    ("leader", "why"),
    [
        ("L003", "Beth Jones has not met every minimum. Peer practice: 1 of 3"),
        ("L005", "Tom Price can't be certified: paused"),
        ("L006", "Ada Nowak can't be certified: withdrawn"),
        ("L007", "Ola Bello can't be certified: the Offer Acceptance Form"),
        ("L999", "There is no leader L999"),
    ],
)
def test_only_who_completed_is_certified(store: Store, leader: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        change_certificates.issue(store, [leader])
    with pytest.raises(Refused, match=r"^No certificate was issued: 1 of 2 can have none\. |^There is no leader"):
        change_certificates.issue(store, ["L001", leader])
    assert certificates.every(store) == []


def test_before_the_last_day_only_who_is_recorded_as_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-08-30")
    with Store.open(ended.make(tmp_path / "psw.db")) as store:
        with pytest.raises(Refused, match=r"has met every minimum, and the programme runs until Tue 31 Aug 2027"):
            change_certificates.issue(store, ["L001"])
        change_certificates.issue(store, ["L004"])
        assert numbers(store) == {"L004": "PSW-2026-0001"}


def test_undone_it_is_void_redone_the_same_is_valid_and_no_number_comes_twice(store: Store) -> None:
    change_certificates.issue(store, ["L001"])
    code = head_code(store.connection)
    (first,) = certificates.every(store)
    assert certificates.code_of(store, first) == code
    undo.undo(store)
    (void,) = certificates.every(store)
    assert (void.number, void.void_on) == ("PSW-2026-0001", date(2027, 9, 1))
    assert numbers(store) == {}
    undo.redo(store)
    assert certificates.every(store) == [first]
    assert certificates.code_of(store, first) == code
    undo.undo(store)
    change_certificates.issue(store, ["L001", "L002"])
    assert numbers(store) == {"L001": "PSW-2026-0002", "L002": "PSW-2026-0003"}
    assert certificates.by_number(store, "psw-2026-0001") == void
    assert check(store.path) == []


def test_the_number_of_an_erased_leader_stays_used(store: Store) -> None:
    change_certificates.issue(store, ["L001", "L002"])
    code = certificates.code_of(store, certificates.by_number(store, "PSW-2026-0001"))
    plan = erase.plan(store, "L002")
    assert ("certificate", 1) in plan.counted
    erase.erase(store, ["L002"], ErasureGround.ASKED)
    copies.finish(store)
    assert numbers(store) == {"L001": "PSW-2026-0001"}
    assert certificates.code_of(store, certificates.by_number(store, "PSW-2026-0001")) == code
    held = store.connection.execute('SELECT count(*) FROM "change" WHERE "after" LIKE ?', ("%PSW-2026-0002%",))
    assert held.fetchone() == (0,)
    change_certificates.issue(store, ["L004"])
    assert numbers(store) == {"L001": "PSW-2026-0001", "L004": "PSW-2026-0003"}
    with pytest.raises(Refused, match=r"There is no certificate PSW-2026-0002 on record any more"):
        certificates.by_number(store, "PSW-2026-0002")
    with pytest.raises(Refused, match=r"No certificate PSW-2026-0004 was ever issued"):
        certificates.by_number(store, "PSW-2026-0004")


def test_who_completes_no_more_keeps_the_certificate_on_record_and_gets_no_other(store: Store) -> None:
    change_certificates.issue(store, ["L001"])
    record_marks.mark(store, "R4", ["L001"], MarkValue.ABSENT)
    assert numbers(store) == {"L001": "PSW-2026-0001"}
    with pytest.raises(Refused, match=r"Amara Osei has not met every minimum"):
        change_certificates.issue(store, ["L001"])


def test_whom_a_certificate_was_issued_to_is_not_undone_away(store: Store) -> None:
    change_leaders.create_leader(
        store,
        {
            "reference": "L100",
            "first_name": "New",
            "last_name": "One",
            "cohort": "PSW 2026",
            "offer_accepted_on": date(2026, 9, 1),
        },
    )
    with store.command("Issued", {"certificates"}, leaders=["L100"]) as writing:
        writing.session.add(
            CertificateRow(leader_id=UUID(key_of(store, "L100")), number="PSW-2026-0001", issued_on=store.today)
        )
    undo.undo(store)
    with pytest.raises(Refused, match="certificates of theirs, and stay there"):
        undo.undo(store)
    assert certificates.by_number(store, "PSW-2026-0001").leader == "L100"
