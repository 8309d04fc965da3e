"""Lines from a sheet as sessions: whatever the order of their cells, with headings or without, a year at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.tables.pasted_sessions import read_pasted
from psw_tui.policy.calendar import london
from psw_tui.policy.terms import SessionKind
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, sessions
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COHORT = "PSW 2026"
_YEAR = """\
Date\tSession\tTimes\tWhere\tLead
Thu 1 Oct 2026\tResidential 1, day 1\t09:30-16:30\tYork\tAB
Fri 2 Oct 2026\tResidential 1, day 2\t09:30-16:30\tYork\tAB
16/10/2026\tWorkshop 1: Purpose\t10:00-12:00\tonline\tCD
9-10 Mar 2027\tResidential 2\t9.30 to 16.30\tLeeds\t
18 Nov\tPeer practice\t2-4pm\t\t
1 Dec - 31 Jan\tModule 1: Teams\t\tonline\t
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A cohort with one workshop."""
    monkeypatch.setenv("PSW_TODAY", "2026-09-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, COHORT, 2026)
        starts, ends = datetime(2026, 9, 15, 9, tzinfo=UTC), datetime(2026, 9, 15, 11, tzinfo=UTC)
        draft = SessionDraft("W01", COHORT, SessionKind.WORKSHOP, "Welcome workshop", starts, ends)
        change_sessions.create_session(store, draft)
        yield store


def said(draft: SessionDraft) -> str:
    first, last = london(draft.starts_at), london(draft.ends_at)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%d %b %H:%M}"
    return f"{draft.reference} {draft.kind} {draft.title} {first:%d %b %Y %H:%M}-{until} {draft.place}".strip()


def one(store: Store, line: str) -> str:
    (read,) = read_pasted(store, COHORT, line)
    return " + ".join(map(said, read.drafts)) or read.problem or read.left_out


def test_a_year_is_read_saved_as_one_command_and_taken_back_as_one(store: Store) -> None:
    read = read_pasted(store, COHORT, _YEAR)
    drafts = [draft for line in read for draft in line.drafts]
    assert [said(draft) for draft in drafts] == [
        "R01a residential Residential 1, day 1 01 Oct 2026 09:30-16:30 York",
        "R01b residential Residential 1, day 2 02 Oct 2026 09:30-16:30 York",
        "W02 workshop Workshop 1: Purpose 16 Oct 2026 10:00-12:00 online",
        "R02a residential Residential 2, day 1 09 Mar 2027 09:30-16:30 Leeds",
        "R02b residential Residential 2, day 2 10 Mar 2027 09:30-16:30 Leeds",
        "P01 peer_practice Peer practice 18 Nov 2026 14:00-16:00",
        "M01 module Module 1: Teams 01 Dec 2026 00:00-31 Jan 23:59 online",
    ]
    assert [line.left_out for line in read if not line.drafts] == ["the headings"]
    change = change_sessions.create_sessions(store, drafts)
    assert change is not None
    assert change.what == "Added 7 sessions"
    assert sessions.other_day(store, "R01a") == "R01b"
    assert sessions.other_day(store, "R02b") == "R02a"
    again = read_pasted(store, COHORT, _YEAR)
    assert not any(line.drafts or line.problem for line in again)
    undo.undo(store)
    assert [line.reference for line in sessions.sessions_list(store, None, date(2026, 9, 1))] == ["W01"]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Workshop 3\t12 Nov 2026\t10-12", "W03 workshop Workshop 3 12 Nov 2026 10:00-12:00"),
        ("10:00\t12:00\t12/11/2026\tWorkshop 3", "W03 workshop Workshop 3 12 Nov 2026 10:00-12:00"),
        ("W7\tFeedback\t2026-11-12 10:00\t2026-11-12 12:00", "W7 workshop Feedback 12 Nov 2026 10:00-12:00"),
        ("workshop\tFeedback\tThu 12 Nov 10-12\tRoom 4", "W02 workshop Feedback 12 Nov 2026 10:00-12:00 Room 4"),
        ("Workshop 3; 12 November 2026; 10am; 12.30", "W03 workshop Workshop 3 12 Nov 2026 10:00-12:30"),
        ("12/11/26\tWorkshop 3\t10-12", "W03 workshop Workshop 3 12 Nov 2026 10:00-12:00"),
        ("Thursday\t12/11\tWorkshop 3\t10-12", "W03 workshop Workshop 3 12 Nov 2026 10:00-12:00"),
        ("12 Nov\tWorkshop 3", "W03 workshop Workshop 3 12 Nov 2026 10:00-12:00"),  # as the last workshop
        ("4 Feb\tModule 2", "M02 module Module 2 04 Feb 2027 00:00-23:59"),
        ("4 Feb\t1 Mar\tModule 2", "M02 module Module 2 04 Feb 2027 00:00-01 Mar 23:59"),
        ("Wed 12 Nov 2026\tWorkshop 3\t10-12", "Thu 12 Nov 2026 is no Wed"),
        ("12 Nov 2026\tFeedback\t10-12", "is it a residential, a workshop, a module or a peer practice?"),
        ("Workshop 3\t10-12", "it has no day"),
        ("12 Nov 2026\tWorkshop 3\t10:00", "it starts at 10:00; when does it end?"),
        ("12 Nov 2026\tPeer practice 1", "it has no times; from when to when?"),
        ("12 Nov 2026\tWorkshop 3\t12:00\t10:00", "it would end at 10:00, before it starts at 12:00"),
        ("W01\t12 Nov 2026\tWorkshop 3\t10-12", "there is a session W01 already"),
        ("15 Sep 2026\tAnother workshop\t10-12", "there already, as W01"),
        ("28 Mar 2027\tWorkshop 3\t01:30-03:00", "2027-03-28 01:30 is skipped by the spring clock change"),
    ],
)
def test_a_line_is_read_by_what_stands_in_it(store: Store, line: str, read: str) -> None:
    assert one(store, line) == read


def test_of_days_in_numbers_the_others_tell_which_comes_first(store: Store) -> None:
    lines = read_pasted(store, COHORT, "Workshop 3\t11/12/2026\t10-12\nWorkshop 4\t11/26/2026\t10-12")
    assert [said(line.drafts[0]).split(" 10:")[0][-11:] for line in lines] == ["12 Nov 2026", "26 Nov 2026"]


def test_columns_under_unknown_headings_say_nothing(store: Store) -> None:
    text = "Lead\tDate\tTitle\tStart\tEnd\nWorkshop team\t12 Nov 2026\tModule day\t10:00\t12:00"
    assert said(read_pasted(store, COHORT, text)[1].drafts[0]) == "M01 module Module day 12 Nov 2026 10:00-12:00"


def test_two_residential_days_that_have_references_keep_them(store: Store) -> None:
    text = "R1\t1 Oct 2026\tResidential one\t9-4\nR2\t2 Oct 2026\tResidential one\t9-4"
    drafts = [line.drafts[0] for line in read_pasted(store, COHORT, text)]
    assert [(draft.reference, draft.other_day, draft.title) for draft in drafts] == [
        ("R1", "R2", "Residential one, day 1"),
        ("R2", "R1", "Residential one, day 2"),
    ]
