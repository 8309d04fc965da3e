"""Whose a row of a wide sheet is and what its columns are: by what stands in them, and never by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.name_matching.matching import LeaderMatcher
from psw_tui.exchange.registers.wide_sheet import LeaderToTell, UnknownSigns, import_wide
from psw_tui.store.core.store import Refused, Store
from tests.exchange.registers.year_of_sheets import present, year

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psw_tui.exchange.name_matching.matching import Attendee, Match
    from psw_tui.exchange.tables.result import ImportResult


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(year(tmp_path)) as opened:
        yield opened


def bring(store: Store, text: str, **options: object) -> ImportResult:
    path = store.path.parent / "sheet.csv"
    path.write_text(text.strip() + "\n", "utf-8")
    return import_wide(store, path, **options)  # type: ignore[arg-type]


def said(result: ImportResult) -> str:
    return "\n".join([*result.warnings, *result.notes])


LEADERS = {
    "the leftmost of two names": (
        "Name,Buddy,W01,W02\nAmarra Osei,Ben Cole,1,1\nGrace Adeyemi,Ruth Kowalski,1,1",
        {"W01": "L010", "W02": "L010"},
        "Row 2: Amarra Osei is not certain to be one of the roster, perhaps L001 Amara Osei; left out.",
    ),
    "the leftmost under headings that say nothing": (
        "Person,With,W01,W02\nAmarra Osei,Ben Cole,1,1\nGrace Adeyemi,Ruth Kowalski,1,1",
        {"W01": "L010", "W02": "L010"},
        "Not used, since they name neither a session nor the leader: “With”.",
    ),
    "a first and a last name beside a manager": (
        "Surname,First name,Line manager,W01,W02\nOsei,Amara,Pat Lee,1,1\nColey,Benny,Ruth Kowalski,1,1",
        {"W01": "L001", "W02": "L001"},
        "Row 3: Coley Benny is not certain to be one of the roster, perhaps L002 Ben Cole; left out.",
    ),
    "a coach to the left": (
        "Coach,Leader,W01,W02\nRuth Kowalski,Amara Osei,1,\nRuth Kowalski,Ben Cole,1,1",
        {"W01": "L001 L002", "W02": "L002"},
        "“Coach”",
    ),
    "an organisation to the left that looks like a name": (
        "Local authority,Name,W01,W02\nYork Council,Amara Osei,1,0\nLeeds Council,Ben Cole,1,1",
        {"W01": "L001 L002", "W02": "L002"},
        "The leader of a row: “Name”.",
    ),
    "three leaders in a column without a heading": (
        "Where,,W01,W02\nYork Council,Amara Osei,1,0\nLeeds Council,Ben Cole,1,1\nKent Council,Ruth Kowalski,,1",
        {"W01": "L001 L002", "W02": "L002 L011"},
        "“Where”",
    ),
    "an address where the name is misspelt": (
        "Name,Email address,W01,W02\nAmarra Osey,amara.osei@hackney.example,1,1\nBen Cole,,,1",
        {"W01": "L001", "W02": "L001 L002"},
        "The leader of a row: “Name”, “Email address”.",
    ),
    "a manager's address": (
        "Name,Manager email,W01,W02\nAmara Osei,ben.cole@camden.example,1,1",
        {"W01": "L001", "W02": "L001"},
        "“Manager email”",
    ),
    "an address and another's name": (
        "Name,Email,W01,W02\nBen Cole,amara.osei@hackney.example,1,1\nRuth Kowalski,,1,1",
        {"W01": "L011", "W02": "L011"},
        "Row 2: Ben Cole is in doubt: the address is L001 Amara Osei's, and the name another's; left out.",
    ),
    "a reference and another's name": (
        "Ref,Name,W01,W02\nL001,Ben Cole,1,1\nL002,Amara Osei,1,1\nL003,,1,1\nL011,Ruth Kowalski,1,",
        {"W01": "L011"},
        "Row 4: L003 is in doubt: references contradict names in other rows; left out.",
    ),
    "a reference and a married name": (
        "Ref,Name,W01,W02\nL001,Amara Smith,1,1\nl002,Ben Cole,1,",
        {"W01": "L001 L002", "W02": "L001"},
        "The leader of a row: “Name”, “Ref”.",
    ),
    "two leaders of one name": (
        "Name,W01,W02\nSam,1,1\nSam Turner,1,",
        {"W01": "L006"},
        "Row 2: Sam is not certain to be one of the roster",
    ),
    "totals below": (
        "Name,W01,W02,Total\nAmara Osei,1,1,2\nBen Cole,,1,1\nTotal,1,2,3",
        {"W01": "L001", "W02": "L001 L002"},
        "Row 4: Total is not certain to be one of the roster; left out.",
    ),
    "the same leader in two rows that disagree": (
        "Name,W01,W02\nAmara Osei,1,1\nBen Cole,1,1\nOsei Amara,0,",
        {"W01": "L002", "W02": "L001 L002"},
        "L001, Workshop 1: Purpose: the sheet says both “1” and “0”; left for you to say.",
    ),
}


@pytest.mark.parametrize("sheet", LEADERS.values(), ids=LEADERS)
def test_a_row_is_its_own_leaders_or_is_listed(store: Store, sheet: tuple[str, dict[str, str], str]) -> None:
    text, there, listed = sheet
    shown = bring(store, text, dry_run=True)
    assert present(store, "W01", "W02") == {}
    assert listed in said(shown)
    assert said(bring(store, text)) == said(shown)
    assert present(store, "W01", "W02") == there


NUMBERS = {
    "counting rows": (
        "No,Name,W01,W02\n1,Amina Osman,1,1\n2,Bento Cruz,1,0\n3,Ruta Kay,0,0",
        {"W01": "2 3", "W02": "2"},
    ),
    "counting rows beside a misspelt name": (
        "#,Name,W01,W02\n1,Amina Osman,1,1\n3,Rutta Kay,1,1",
        {"W01": "2", "W02": "2"},
    ),
    "said to be references": ("Ref,Name,W01,W02\n1,Amina Osman,1,1\n3,Bento Cruz,1,0\n1,,1,1", {"W01": "3"}),
    "totals": ("Name,W01,W02,Total\nAmina Osman,1,1,2\nBento Cruz,1,,1\nZoe Zane,,1,1", {"W01": "2 3", "W02": "2"}),
    "references": ("Reference,W01,W02\n2,1,1\n3,1,0", {"W01": "2 3", "W02": "2"}),
}


@pytest.mark.parametrize("sheet", NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_references_only_where_they_are_said_to_be_and_fit(
    store: Store, sheet: tuple[str, dict[str, str]]
) -> None:
    roster = store.path.parent / "numbered.csv"
    people = "1,Ruta,Kay,PSW 2026\n2,Amina,Osman,PSW 2026\n3,Bento,Cruz,PSW 2026\n"
    roster.write_text(f"reference,first_name,last_name,cohort\n{people}", "utf-8")
    import_table(store, "roster", roster)
    text, there = sheet
    bring(store, text)
    assert present(store, "W01", "W02") == there


@pytest.mark.parametrize(
    "text",
    [
        "No,W01,W02\n1,1,1\n2,1,",
        "Owner,Held by,W01,W02\nZbigniew Nowak,Ruth Kowalski,1,1",
        "Buddy,W01,W02\nBen Cole,1,1",
    ],
    ids=["numbers alone", "a stranger beside a leader", "only a buddy"],
)
def test_where_no_column_is_certain_to_hold_the_leaders_it_is_asked(store: Store, text: str) -> None:
    with pytest.raises(LeaderToTell, match="no column is certain to hold the leaders"):
        bring(store, text)


def test_the_leaders_column_is_told_once_and_known_again(store: Store) -> None:
    text = "Buddy,W01,W02\nBen Cole,1,"
    bring(store, text, columns={"Buddy": "leader"})
    assert present(store, "W01", "W02") == {"W01": "L002"}
    bring(store, "Buddy,W01,W02\nAmara Osei,,1")
    assert present(store, "W01", "W02") == {"W01": "L002", "W02": "L001"}


def test_two_columns_can_be_told_to_be_one_leader_and_a_wrong_telling_is_refused(store: Store) -> None:
    text = "A,B,W01,W02\nOsei,Amara,1,"
    assert bring(store, text, columns={"A": "leader", "B": "leader"}, dry_run=True).created == 1
    with pytest.raises(UnreadableFile, match="has no column “C”"):
        bring(store, text, columns={"C": "leader"})
    with pytest.raises(UnreadableFile, match="“W99” is neither leader nor the reference or title of a session"):
        bring(store, text, columns={"A": "W99"})


HEADINGS = {
    "W01": "W01",
    "workshop 1: purpose": "W01",
    "W02 Workshop 2: Supervision": "W02",
    "W02 (12/11/2026)": "W02",
    "W02 - 12 Nov": "W02",
    "Workshop 2: Supervision\n12 Nov 2026": "W02",
    "12 Nov 2026 10.00AM All participants": "W02",
    "12 Nov 2026 10:00 Group A": "W02",
    "Thu 12 Nov 2026, 10:00 - 12:00": "W02",
    "12 Nov 2026 Common": "W02",
    "12 November 2026": "W02",
    "12/11/26": "W02",
    "12.11.2026": "W02",
    "12-Nov-26": "W02",
    "12 Nov": "W02",
    "12th November": "W02",
    "2026-11-12": "W02",
    "46338": "W02",
    "Nov 12, 2026": "W02",
    "Residential 1, day 2": "R1b",
    "W02 attended": "W02",
}


@pytest.mark.parametrize(("heading", "session"), HEADINGS.items(), ids=HEADINGS)
def test_a_heading_that_names_one_session_is_it(store: Store, heading: str, session: str) -> None:
    other = "P1" if session != "P1" else "W01"
    bring(store, f'Name,"{heading}",{other}\nAmara Osei,1,')
    assert present(store, session) == {session: "L001"}


DOUBTFUL = {
    "Workshop 2: Supervison": "W02",
    "Workshop 2": "W02",
    "Supervision": "",
    "W02 notes": "W02",
    "12/11/2026 apologies received": "W02",
    "12 Nov 2026 2.00PM All participants": "W02",
    "11/12/2026": "W02",
    "12/11": "",
    "W02 13/11/2026": "W02",
    "W01 Workshop 2: Supervision": "W01",
    "Extra clinic": "",
    "4 Dec 2026": "",
}


@pytest.mark.parametrize(("heading", "perhaps"), DOUBTFUL.items(), ids=DOUBTFUL)
def test_a_heading_that_may_name_one_is_named_with_how_to_tell_it(store: Store, heading: str, perhaps: str) -> None:
    text = f'Name,"{heading}",P1\nAmara Osei,1,1'
    result = bring(store, text, dry_run=True)
    assert result.created == 1
    (line,) = [line for line in result.warnings if f"“{heading}”" in line]
    assert f'--column "{heading}=' in line
    assert perhaps in line
    bring(store, text, columns={heading: "W02"})
    assert present(store, "W02", "P1") == {"W02": "L001", "P1": "L001"}
    assert bring(store, f'Name,"{heading}",P1\nBen Cole,1,', dry_run=True).created == 1


def test_the_time_tells_two_sessions_of_a_day_apart_and_the_day_alone_does_not(store: Store) -> None:
    sessions = store.path.parent / "more.csv"
    sessions.write_text(
        "reference,cohort,kind,title,starts_at,ends_at\n"
        "X1,PSW 2026,workshop,Morning clinic,2026-12-03 10:00,2026-12-03 11:00\n"
        "X2,PSW 2026,peer_practice,Afternoon practice,2026-12-03 14:00,2026-12-03 15:00\n"
    )
    import_table(store, "sessions", sessions)
    result = bring(store, "Leader,06/10/2026,03/12/2026\nAmara Osei,1,1")
    assert "“03/12/2026” is not certain to be one session: 2 sessions are on Thu 3 Dec 2026; left out." in said(result)
    bring(store, "Leader,06/10/2026,03/12/2026\nRuth Kowalski,,1", columns={"03/12/2026": "X2"})
    assert bring(store, "Leader,06/10/2026,12/11/2026\nRuth Kowalski,1,", dry_run=True).created == 1
    moodle = "Leader,3 Dec 2026 10.00AM All participants,3 Dec 2026 2.00PM All participants\nBen Cole,P,A"
    bring(store, moodle)
    assert present(store, "W01", "X1", "X2") == {"W01": "L001", "X1": "L002", "X2": "L011"}


def test_the_other_days_of_a_sheet_settle_which_number_is_the_month(store: Store) -> None:
    bring(store, "Leader,10/20/2026,11/12/2026\nAmara Osei,1,1")
    assert present(store, "R1a", "W02") == {"R1a": "L001", "W02": "L001"}


def test_groups_of_one_session_are_read_as_one_column(store: Store) -> None:
    groups = "Name,12 Nov 2026 10.00AM Group A,12 Nov 2026 10.00AM Group B,W01"
    bring(store, f"{groups}\nAmara Osei,P,?,\nBen Cole,-,P,\nRuth Kowalski,A,P,")
    assert present(store, "W02") == {"W02": "L001 L002"}


def test_a_session_to_come_and_every_other_column_is_named(store: Store) -> None:
    text = "Name,Organisation,W01,W03,Notes,\nAmara Osei,Kent,1,1,late once,x"
    result = bring(store, text, dry_run=True)
    assert result.created == 2
    left = "Not used, since they name neither a session nor the leader: “Organisation”, “Notes”, column 6, which has no"
    assert result.warnings == [f"{left} heading."]
    head = "reference,cohort,kind,title,starts_at,ends_at"
    later = "W04,PSW 2026,workshop,To come,2027-03-04 10:00,2027-03-04 12:00"
    store.path.parent.joinpath("later.csv").write_text(f"{head}\n{later}\n", "utf-8")
    import_table(store, "sessions", store.path.parent / "later.csv")
    result = bring(store, "Name,W01,W04\nAmara Osei,1,1")
    assert result.warnings == ["“W04” is still to come; its signs are left."]
    assert present(store, "W01", "W04") == {"W01": "L001"}


SIGNS = {
    "P (2/2)": ["P (2/2)"],
    "p (2/2), L (1/2)": ["P (2/2)", "L (1/2)"],
    "P (2/2) L (1/2)": ["P (2/2)", "L (1/2)"],
    "P (2/2) x": ["P (2/2)", "x"],
    "there at last": ["there at last"],
}


@pytest.mark.parametrize(("told", "signs"), SIGNS.items(), ids=SIGNS)
def test_signs_with_blanks_and_brackets_can_be_told(store: Store, told: str, signs: list[str]) -> None:
    names = ["Amara Osei", "Ben Cole"]
    rows = "\n".join(f'{name},"{sign}",E (0/2)' for name, sign in zip(names, signs, strict=False))
    text = f"Name,W01,W02\n{rows}"
    with pytest.raises(UnknownSigns, match=r"e \(0/2\) \(\d\).* in its cells"):
        bring(store, text)
    assert bring(store, text, present=told, dry_run=True).created == len(signs)
    bring(store, text, present=signs)
    again = bring(store, f'Name,W01,W02\nRuth Kowalski,,"{signs[0]}"', dry_run=True)
    assert again.created == 1


def test_a_sheet_of_one_session_is_taken_and_a_table_of_marks_is_none(store: Store) -> None:
    assert bring(store, "Name,Org,W01\nAmara Osei,Kent,1", dry_run=True).created == 1
    with pytest.raises(UnreadableFile, match="no sheet has sessions across"):
        bring(store, "session,leader,mark\nW01,L001,present\nW02,L001,present")


def test_what_was_told_of_signs_holds_for_a_sheet_with_more_sessions(store: Store) -> None:
    bring(store, "Name,Email,W01,W03\nAmara Osei,,x,", present="x")
    assert bring(store, "Name,Email,W01,W02,W03\nBen Cole,,,x,", dry_run=True).created == 1


def test_one_sign_told_is_not_taken_for_its_words_in_the_next_sheet(store: Store) -> None:
    bring(store, "Name,W01,W02\nAmara Osei,x late,", present="x late")
    with pytest.raises(Refused):
        bring(store, "Name,W01,W02\nAmara Osei,,late")


def test_a_sign_that_was_told_and_is_in_no_cell_is_said(store: Store) -> None:
    result = bring(store, "Name,W01,W02\nAmara Osei,1,", present=["P(2/2)"])
    assert "“p(2/2)” was told to mean present, and stands in no cell." in said(result)
    assert "Signs: “1” 1, present." in said(result)


def test_a_sheet_in_which_nobody_is_certain_is_refused_with_why(store: Store) -> None:
    with pytest.raises(Refused, match="Row 2: Amarra Osei is not certain to be one of the roster, perhaps L001"):
        bring(store, "Name,W01,W02\nAmarra Osei,1,1")


def test_likely_leaders_are_looked_for_no_more_often_than_rows_are_listed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Attendee] = []
    match = LeaderMatcher.match

    def counting(self: LeaderMatcher, person: Attendee) -> Match:
        asked.append(person)
        return match(self, person)

    monkeypatch.setattr(LeaderMatcher, "match", counting)
    strangers = "\n".join(f"Zed Person{chr(97 + n % 26)}{chr(97 + n // 26)},1,1" for n in range(600))
    result = bring(store, f"Name,W01,W02\nAmara Osei,1,1\n{strangers}")
    assert result.warnings[-1] == "… and 400 more of these."
    assert len(asked) < 250
