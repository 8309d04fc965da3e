"""What a session needs on paper: who is awaited and nobody else, no reason, names that fit, and a form psw can read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.registers import session_papers as papers
from psw_tui.exchange.registers.file_day import SessionDays
from psw_tui.exchange.registers.recognise import read_report
from psw_tui.policy.terms import MarkValue, Reason
from psw_tui.store.registers import record_marks, registers
from psw_tui.store.roster import change_leaders
from psw_tui.store.system.refusal import Refused
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.store.core.store import Store

DAY = date(2026, 11, 20)
POLISH = "Wawrzyniec Grzegorz Brzęczyszczykiewicz-Wojciechowska-Szcześ"
WELSH = "Gwenllïan Rhiannon Myfanwy Llywelyn-Ŵynne ap Gruffydd o Lŷn"
PAGES: list[Callable[[Store, str, date], bytes]] = [papers.sign_in_sheet, papers.badges, papers.emergency_list]


def cells(page: bytes) -> list[list[str]]:
    """The rows of the table of a page, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", row.replace("</td>", "\t").replace("</th>", "\t")).split("\t")[:-1] for row in rows]


@pytest.fixture
def expected(filled: Store) -> Store:
    """Amara is awaited, Dewi told us that she is ill and not coming, and Cy is not expected."""
    for reference, first, last in (("L004", "Cy", "Old"), ("L005", "<b>Zoë</b>", "=1+1 & Co")):
        named = {"reference": reference, "first_name": first, "last_name": last, "cohort": "PSW 2026"}
        change_leaders.create_leader(filled, named)
    change_leaders.edit_leader(filled, "L001", {"phone": "07700 900123", "organisation": "Oak & Ash"})
    record_marks.report(filled, "R01", "L002", datetime(2026, 11, 19, 9, tzinfo=UTC), reason=Reason.SICKNESS)
    record_marks.mark(filled, "R01", ["L004"], MarkValue.NOT_EXPECTED, Reason.EXCEPTIONAL)
    return filled


@pytest.mark.parametrize("make", PAGES)
def test_a_page_is_html_and_names_nobody_who_is_not_awaited_and_no_reason(
    expected: Store, make: Callable[[Store, str, date], bytes]
) -> None:
    page = make(expected, "R01", DAY)
    assert_valid(page.decode())
    text = page.decode()
    assert "Amara Osei" in text
    assert "&lt;b&gt;Zoë&lt;/b&gt;" in text
    assert "Tuesday 1 December 2026" in text
    assert not re.search("Dewi|Cy Old|sick|exceptional|reason", text)
    assert "07700" not in text or make is papers.emergency_list


def test_the_sheet_has_a_row_each_to_sign_and_says_how_many_are_not_listed(expected: Store) -> None:
    page = papers.sign_in_sheet(expected, "R01", DAY)
    head, *rows = cells(page)
    assert head == ["No.", "Name", "Organisation", "Time in", "Signature"]
    assert [row[1] for row in rows] == ["&lt;b&gt;Zoë&lt;/b&gt; =1+1 &amp; Co", "Amara Osei", *[""] * 5]
    assert rows[1] == ["2", "Amara Osei", "Oak &amp; Ash", "", ""]
    assert "2 leaders awaited. 2 more on the register, not awaited and not listed." in page.decode()


def test_the_list_for_emergencies_is_names_and_numbers_and_nothing_else(expected: Store) -> None:
    head, *rows = cells(papers.emergency_list(expected, "R01", DAY))
    assert head == ["Name", "Telephone"]
    assert rows == [["&lt;b&gt;Zoë&lt;/b&gt; =1+1 &amp; Co", "none recorded"], ["Amara Osei", "07700 900123"]]


@pytest.mark.parametrize(
    ("name", "least"),
    [("Amara Osei", 30), (POLISH, 10), (WELSH, 16), ("Ann " * 14 + "Ek", 16), ("山田 太郎", 30), (f"A {'W' * 58}", 10)],
)
def test_a_badge_has_the_largest_letters_that_its_name_has_room_in(filled: Store, name: str, least: int) -> None:
    assert len(name) <= 60
    first, _, last = name.rpartition(" ")
    change_leaders.edit_leader(filled, "L001", {"first_name": first, "last_name": last, "preferred_name": ""})
    page = papers.badges(filled, "R01", DAY, ["L001"]).decode()
    assert page.count('class="badge"') == 1
    [size] = re.findall(r'<b class="pt(\d+)">', page)
    assert int(size) >= least


def test_where_nobody_is_awaited_there_is_nothing_to_print(filled: Store) -> None:
    for reference in ("L001", "L002"):
        record_marks.mark(filled, "R01", [reference], MarkValue.NOT_EXPECTED, Reason.OTHER)
    for make in PAGES:
        with pytest.raises(Refused, match="Nobody is awaited at Away"):
            make(filled, "R01", DAY)
    assert "Away" in papers.poster(filled, "R01", DAY).decode("utf-8-sig")


@pytest.mark.parametrize("own", ["Timestamp,{},{}", "ID,Start time,Completion time,Email,Name,{},{}"])
def test_the_form_that_the_poster_asks_for_is_read_as_a_sign_in(filled: Store, tmp_path: Path, own: str) -> None:
    """As Google writes its answers, and as Microsoft does without accounts."""
    said = papers.poster(filled, "R01", DAY).decode("utf-8-sig")
    [questions] = re.findall(r"Questions, [^:]*: (.*); (.*)\.", said)
    assert "Tuesday 1 December 2026" in said
    assert "Sign-in: Away (R01)" in said
    begins = "1,12/1/26 8:58:01,12/1/26 8:59:01,anonymous,," if "ID" in own else "01/12/2026 08:59:01,"
    path = tmp_path / "answers.csv"
    path.write_text(f"{own.format(*questions)}\n{begins}Amara Osei,amara@example.org\n", "utf-8")
    session = registers.register(filled, "R01", DAY).session
    report = read_report(path, session, SessionDays(session))
    assert [(line.name, line.email) for line in report.lines] == [("Amara Osei", "amara@example.org")]
