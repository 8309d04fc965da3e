"""`psw erase`: what it says before, what it asks for, what it says after."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from psw_tui.policy.terms import Channel, Direction
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import communications
from psw_tui.store.roster import change_leaders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


def test_without_yes_it_lists_and_refuses_with_the_words_to_add(small: Path, call: Callable[..., Done]) -> None:
    before = small.read_bytes()
    done = call("erase", "amara")
    assert done.status == 1
    assert done.out.splitlines()[0] == "Of Amara Osei (L001), PSW 2026, would go:"
    assert any(line.endswith("whose they are and what they say") for line in done.out.splitlines())
    assert done.err == "psw: Nothing was erased. It can't be undone; to do it: psw erase L001 --yes\n"
    assert small.read_bytes() == before


def test_with_yes_a_leader_is_named_by_the_reference(small: Path, call: Callable[..., Done]) -> None:
    before = small.read_bytes()
    done = call("erase", "amara", "--yes")
    assert (done.status, done.out) == (1, "")
    assert done.err == ("psw: With --yes a leader is named by the reference, and amara is L001; nothing was erased.\n")
    assert small.read_bytes() == before


def test_it_erases_and_the_check_is_clean_after_it(small: Path, call: Callable[..., Done]) -> None:
    made = small.with_name("exports") / "case-L001-2027-02-01.html"
    made.parent.mkdir()
    made.write_text("Amara Osei", "utf-8")
    done = call("erase", "L001", "--yes", "--files", "--ground", "mistake")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Erased L001: ")
    assert f"Removed {made}." in done.out
    assert not made.exists()
    assert call("check").status == 0
    assert "Amara" not in call("status").out + call("history").out
    assert b"Osei" not in small.read_bytes()
    (cohort,) = call("cohort", "list", "--json").json["cohorts"]
    assert (cohort["leaders"], cohort["erased"]) == (4, 1)
    newest = call("history", "--json").json["entries"][0]
    assert newest["what"] == "Erased a leader's record, because it should not have been recorded"
    assert call("erase", "L001").status == 1
    log = small.with_name("psw.log")
    assert not log.exists() or "Osei" not in log.read_text("utf-8")


def test_files_that_are_not_removed_are_named(small: Path, call: Callable[..., Done]) -> None:
    made = small.with_name("exports") / "case-L001-2027-02-01.html"
    shared = small.with_name("exports") / "leaders-of-J_Mensah.csv"
    made.parent.mkdir()
    made.write_text("Amara Osei", "utf-8")
    shared.write_text("Amara Osei\nDewi Khan", "utf-8")
    assert f"made for them: {made}" in call("erase", "L001").out
    done = call("erase", "L001", "--yes")
    assert f"  {made}" in done.out.splitlines()
    assert f"  names them beside others: {shared}" in done.out.splitlines()
    assert made.exists()


def test_a_name_is_found_however_a_kind_of_file_writes_it(small: Path, call: Callable[..., Done]) -> None:
    """A spreadsheet is packed, a page escapes signs, a calendar folds its lines."""
    with Store.open(small) as store:
        change_leaders.edit_leader(store, "L001", {"first_name": "Siân", "last_name": "O'Brien"})
    folder = small.with_name("exports")
    folder.mkdir()
    with ZipFile(folder / "roster.xlsx", "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", "<t>Siân O'Brien</t>" + "<t>Dewi Khan</t>" * 20)
    (folder / "org.html").write_text("<p>Siân O&#39;Brien</p>", "utf-8")
    (folder / "coach.ics").write_bytes("SUMMARY:Coaching of Siân O'B\r\n rien".encode())
    (folder / "org.md").write_text("Siân O\\'Brien", "utf-8")
    (folder / "nobody.xlsx").write_bytes((folder / "roster.xlsx").read_bytes()[40:])
    out = call("erase", "L001").out
    found = [path.name for path in sorted(folder.iterdir()) if f"left to you: {path}" in out]
    assert found == ["coach.ics", "org.html", "org.md", "roster.xlsx"]


def test_a_name_that_was_left_because_it_is_a_word_is_told(small: Path, call: Callable[..., Done]) -> None:
    with Store.open(small) as store:
        change_leaders.edit_leader(store, "L001", {"first_name": "Grace"})
        for summary in ("Grace Osei and Grace came", "with good grace and thanks"):
            communications.log(store, "L002", direction=Direction.FROM_LEADER, channel=Channel.CALL, summary=summary)
    said = call("erase", "L001", "--yes").out
    assert "“Grace” stands in texts about others and was left" in said
    with Store.open(small) as store:
        summaries = [row[0] for row in store.connection.execute("SELECT summary FROM communication ORDER BY summary")]
    assert summaries == ["(erased) and Grace came", "with good grace and thanks"]
