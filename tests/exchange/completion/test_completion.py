"""The completion list, certificates and records of attendance: their numbers are those of the standings, and each page
is whole."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui import demo
from psw_tui.cli import documents
from psw_tui.exchange.completion import attendance_record, certificate, completion_list
from psw_tui.exchange.completion.fitting import Room, keeps_words_whole, size_of, width_in_ems
from psw_tui.exchange.subject_access.subject_access import encoded, subject_access
from psw_tui.policy.terms import MarkValue, StandingWord
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import certificates, change_certificates, change_leaders
from tests import ended
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = (
    "W" * 60,
    "Llŷr Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Żółcisława Wądołkowski-Brzęczyszczykiewicz",
    "Bo",
    "Zoe\u0308 A\u0301nge",
    "<b>O’Brien & Sons</b>",
    "M" * 200 + " " + "W" * 200,
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The cohort at its end, on the day after."""
    monkeypatch.setenv("PSW_TODAY", "2027-09-01")
    with Store.open(ended.make(tmp_path / "psw.db")) as store:
        yield store


def figures(page: bytes) -> Any:
    """The figures that stand in a page."""
    found = re.search(r'<script type="application/json" id="numbers">(.*?)</script>', page.decode(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_every_number_is_that_of_the_status_of_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-09-01")
    demo.make(tmp_path / "demo.db", date(2027, 2, 1), leaders=14)
    for path in (tmp_path / "demo.db", ended.make(tmp_path / "psw.db")):
        with Store.open(path) as store:
            for day in (date(2026, 12, 1), date(2027, 2, 1), date(2027, 3, 10), date(2027, 8, 31), date(2027, 12, 1)):
                _assert_as_in_status(store, day)


def _assert_as_in_status(store: Store, day: date) -> None:
    status = documents.status(judge_all(store, day), day)
    shown = completion_list.completion_list(store, as_of=day)
    listed = {leader["reference"]: leader for leader in shown.foot.numbers["leaders"]}
    assert shown.foot.numbers["as_of"] == status["as_of"]
    assert set(listed) == {leader["reference"] for leader in status["leaders"]}
    for leader in status["leaders"]:
        own = listed[leader["reference"]]
        assert own["requirements"].keys() == leader["requirements"].keys()
        for requirement, standing in leader["requirements"].items():
            assert standing.items() & own["requirements"][requirement].items() >= {
                (key, standing[key]) for key in ("standing", "expected", "minimum", "credit", "missed", "why")
            }
        met = leader["overall"] == StandingWord.MET and leader["state"] in ("active", "completed")
        assert own["completed"] is met
    for cohort in shown.foot.numbers["cohorts"]:
        of = [leader["group"] for leader in listed.values() if leader["cohort"] == cohort["cohort"]]
        assert cohort["leaders"] == len(of)
        assert {group: cohort[group] for group in of} == {group: of.count(group) for group in of}


def test_the_list_is_a_page_markdown_csv_and_json_of_the_same_numbers(store: Store) -> None:
    change_certificates.issue(store, ["L001"])
    shown = completion_list.completion_list(store)
    page, words, table, document = (completion_list.encoded(shown, form) for form in completion_list.FORMS)
    assert_valid(page)
    assert figures(page) == shown.foot.numbers == json.loads(document)
    assert json.loads(words.decode().rpartition("```json")[2].rpartition("```")[0]) == shown.foot.numbers
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [(row["Leader"], row["Completion"]) for row in rows] == [
        ("Amara Osei", "met every minimum"),
        ("Dewi Khan", "met every minimum by catching up"),
        ("Beth Jones", "short"),
        ("Siân Wądołkowska", "met every minimum"),
        ("Tom Price", "paused"),
        ("Ada Nowak", "withdrawn"),
        ("Ola Bello", "offered"),
    ]
    assert [row["Certificate"] for row in rows][:2] == ["PSW-2026-0001", ""]
    assert {row["Head code"] for row in rows} == {shown.foot.head_code}
    for said in (
        "3 met every minimum, 1 of them by catching up; 1 short",
        "peer practice 1 short; residentials 1 short",
    ):
        assert said in page.decode()
        assert said in words.decode()


def test_before_the_end_it_says_that_the_programme_runs(store: Store) -> None:
    shown = completion_list.completion_list(store, as_of=date(2027, 8, 30))
    page = completion_list.encoded(shown, "html").decode()
    assert "The programme still runs: this is who has met every minimum so far" in page
    assert "Not yet (1)" in page
    assert shown.foot.numbers["cohorts"][0]["ended"] is False


def test_void_and_lapsed_certificates_are_listed(store: Store) -> None:
    change_certificates.issue(store, ["L002"])
    undo.undo(store)
    change_certificates.issue(store, ["L001"])
    record_marks.mark(store, "R1", ["L001"], MarkValue.ABSENT)
    shown = completion_list.completion_list(store)
    page = completion_list.encoded(shown, "html").decode()
    assert "PSW-2026-0001, Dewi Khan: issued Wed 1 Sep 2027, undone Wed 1 Sep 2027" in page
    assert "of Amara Osei no longer rests on the record: residentials 1 short." in page
    assert [one["number"] for one in shown.foot.numbers["void"]] == ["PSW-2026-0001"]
    with pytest.raises(Refused, match=r"^Certificate PSW-2026-0002 no longer rests on the record\. Amara Osei has not"):
        certificate.page(store, certificates.by_number(store, "PSW-2026-0002"))
    with pytest.raises(Refused, match=r"^Certificate PSW-2026-0001 was undone on Wed 1 Sep 2027: it is void\.$"):
        certificate.page(store, certificates.by_number(store, "PSW-2026-0001"))
    assert completion_list.completion_list(store, as_of=date(2027, 8, 31)).void == ()


def test_a_certificate_is_the_same_whenever_it_is_made_again(store: Store) -> None:
    change_certificates.issue(store, ["L001"])
    first = certificate.page(store, certificate.valid_certificate(store, "L001"))
    assert_valid(first)
    change_certificates.issue(store, ["L002"])
    assert certificate.page(store, certificate.valid_certificate(store, "L001")) == first
    words = first.decode()
    for said in ("Amara", "Progress Social Work", "PSW-2026-0001", "Wednesday 1 September 2027"):
        assert said in words
    assert "Tuesday 1 September 2026 to Tuesday 31 August 2027" in words


@pytest.mark.parametrize("leader", ["L003", "L005", "L006", "L007"])
def test_who_has_not_completed_gets_neither(store: Store, leader: str) -> None:
    with pytest.raises(Refused, match=r"has not met every minimum|can't be certified"):
        certificate.valid_certificate(store, leader)
    with pytest.raises(Refused, match=r"has not met every minimum|can't be certified"):
        attendance_record.page(store, leader)


def test_a_record_of_attendance_says_what_makes_the_credits_and_no_reason(store: Store) -> None:
    page = attendance_record.page(store, "L002")
    assert_valid(page)
    words = page.decode()
    assert words.count("<td>attended") == 11
    assert "<td>caught up, accepted Tue 4 May 2027</td>" in words
    assert "Coaching: 3 one-to-one sessions attended" in words
    (verdict,) = judge_all(store, store.today, leaders=["L002"])
    credited = {str(key): reached.credit for key, reached in verdict.standings.items()}
    found = figures(page)
    assert {key: values["credit"] for key, values in found["requirements"].items()} == credited
    assert found["sessions"] == sum(credited.values()) - credited["coaching"]
    assert "absent" not in words


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:12])
def test_every_name_fits_on_the_certificate(store: Store, name: str) -> None:
    """No line is wider than the room, and all of them are no higher."""
    size, room = size_of(name, certificate.NAME), certificate.NAME
    lines = 1
    left = room.width
    for word in name.split():
        wide = width_in_ems(word) * size
        if keeps_words_whole(name, room, size):
            assert wide <= room.width + 0.5
            if wide > left:
                lines, left = lines + 1, room.width
            left -= wide + 0.3 * size
        else:
            lines += int(wide // room.width)
    assert lines * size * 1.2 <= room.height * 1.25
    assert size >= 1.2 or len(name) > 100
    change_leaders.edit_leader(store, "L001", {"first_name": name, "last_name": "X"})
    change_certificates.issue(store, ["L001"])
    assert_valid(certificate.page(store, certificate.valid_certificate(store, "L001")))


def test_the_copy_for_the_leader_has_their_certificates_and_what_they_rest_on(store: Store) -> None:
    change_certificates.issue(store, ["L002"])
    undo.undo(store)
    change_certificates.issue(store, ["L001", "L002"])
    words = encoded(subject_access(store, "L002")).decode()
    assert "PSW-2026-0001" in words
    assert "PSW-2026-0003" in words
    assert "residentials 4 of 4 needed, 1 of them caught up" in words


def test_a_longer_text_is_never_larger() -> None:
    room = Room(width=80, height=12, largest=6)
    sizes = [size_of("n" * number, room) for number in range(1, 400)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 6
