"""Imports into a store: all or nothing, only the file's columns, and the same file again changes nothing."""

from __future__ import annotations

import gc
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from psw_tui.exchange.files.reading import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.tables.checking import CheckedRow
from psw_tui.exchange.tables.result import ImportResult
from psw_tui.store.core import bulk, history, undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import KINDS
from psw_tui.store.roster import change_cohorts
from tests.exchange.conftest import Import
from tests.exchange.table_files import write_xlsx
from tests.second_reading.years import make_year, write_csvs

TABLES = ("roster", "sessions", "marks", "coaching")


def problems(result: ImportResult) -> list[str]:
    assert result.change is None
    assert (result.created, result.changed, result.unchanged) == (0, 0, 0)
    return [str(problem) for problem in result.problems]


def counts(result: ImportResult) -> tuple[int, int, int]:
    assert result.problems == []
    return result.created, result.changed, result.unchanged


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    return [row._asdict() for row in facts.read(store.connection, KINDS[table])]


def leader(store: Store, reference: str) -> dict[str, Any]:
    (own,) = [row for row in rows(store, "leader") if row["reference"] == reference]
    return own


def coaches(store: Store) -> list[tuple[str, str]]:
    return sorted((row["name"], row["email"]) for row in rows(store, "coach"))


def entries(store: Store) -> list[str]:
    return [entry.what for entry in history.entries(store)]


# ------------------------------------------------------------------------------------------------- the whole journey


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_whole_year_goes_in_once_and_the_second_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    year = make_year(seed, leaders=24, sessions=20)
    write_csvs(year, tmp_path)
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        for cohort in year["cohorts"]:
            starts, ends = date.fromisoformat(cohort["starts"]), date.fromisoformat(cohort["ends"])
            change_cohorts.add(store, cohort["name"], int(cohort["year"]), starts=starts, ends=ends)
        for kind in TABLES:
            result = import_table(store, kind, tmp_path / f"{kind}.csv")
            assert counts(result) == (len(year[kind]), 0, 0)  # type: ignore[literal-required]
        before = entries(store)
        for kind in TABLES:
            result = import_table(store, kind, tmp_path / f"{kind}.csv")
            assert counts(result) == (0, 0, len(year[kind]))  # type: ignore[literal-required]
            assert result.change is None
        assert entries(store) == before


def test_an_import_is_one_journal_entry_and_can_be_undone(filled: Store, bring: Import) -> None:
    result = bring("marks", "session, leader, mark", "W01, L001, absent", "W01, L002, present")
    assert result.change is not None
    assert result.change.what == "Imported marks from marks.csv: 2 marks added"
    assert result.change.leaders == frozenset({"L001", "L002"})
    assert entries(filled)[0] == result.change.what
    undo.undo(filled)
    assert rows(filled, "mark") == []


def test_a_large_import_is_undone_and_made_again_row_for_row_and_the_journal_stays_whole(
    filled: Store, bring: Import
) -> None:
    """More rows than one statement takes, so that what goes from part to part is in it."""
    roster = [f"X{n:03d}, A{n}, B, PSW 2026" for n in range(600)]
    bring("roster", "reference, first_name, last_name, cohort", *roster)
    before = rows(filled, "mark")
    bring("marks", "session, leader, mark, reason", *(f"W01, X{n:03d}, absent, sickness" for n in range(600)))
    after = rows(filled, "mark")
    assert len(after) == len(before) + 600
    for turn, left in ((undo.undo, before), (undo.redo, after), (undo.undo, before)):
        assert check(filled.path) == []
        turn(filled)
        assert sorted(map(repr, rows(filled, "mark"))) == sorted(map(repr, left))
    assert check(filled.path) == []


def test_of_the_rows_that_were_read_none_is_kept_while_the_plan_is_written(
    filled: Store, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large table they take as much memory as the plan."""
    kept: list[int] = []
    write_rows = bulk.write_rows

    def counting(*given: Any) -> None:
        kept.append(sum(isinstance(found, CheckedRow) for found in gc.get_objects()))
        write_rows(*given)

    gc.collect()
    monkeypatch.setattr(bulk, "write_rows", counting)
    assert counts(bring("marks", "session, leader, mark", "W01, L001, absent", "W01, L002, present")) == (2, 0, 0)
    assert kept == [0]


def test_a_dry_run_says_it_all_and_changes_nothing(filled: Store, bring: Import) -> None:
    before = entries(filled)
    lines = ("session, leader, mark", "W01, L001, absent", "W01, L002, not_expected")
    dry = bring("marks", *lines, dry_run=True)
    assert counts(dry) == (2, 0, 0)
    assert [str(gap) for gap in dry.gaps] == ["row 3: not_expected without a reason"]
    assert rows(filled, "mark") == []
    assert entries(filled) == before
    assert counts(bring("marks", *lines)) == (2, 0, 0)


def test_one_bad_row_and_nothing_is_written(filled: Store, bring: Import) -> None:
    result = bring(
        "marks",
        "session, leader, mark, minutes",
        "W01, L001, present, 60",
        "W01, L009, late, 60",
        "W09, L002, present, many",
        "W25, L001, present, 1",
    )
    assert problems(result) == [
        "row 3, mark: “late”; expected one of present, part, absent, not_expected",
        "row 3, leader: “L009”; expected the reference of a leader on the roster; import the roster first",
        "row 4, minutes: “many”; expected a whole number from 0 to 100000",
        "row 4, session: “W09”; expected the reference of a session; import the sessions first",
        "row 5, session: “W25”; expected a session of PSW 2026, the cohort of L001; this one is of PSW 2025",
    ]
    assert rows(filled, "mark") == []


def test_a_failure_in_the_middle_leaves_nothing_behind(filled: Store, bring: Import) -> None:
    def fail(done: int, total: int) -> None:
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError, match="2 of 2"):
        bring("marks", "session, leader, mark", "W01, L001, absent", "W01, L002, present", progress=fail)
    assert rows(filled, "mark") == []


def test_progress_is_told(filled: Store, bring: Import) -> None:
    heard: list[tuple[int, int]] = []
    bring(
        "roster",
        "reference, first_name, last_name, cohort, coach",
        "L004, A, B, PSW 2026, New",
        "L001, Amara, Osei-Bonsu, PSW 2026, New",
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_workbook_goes_in_as_well(filled: Store, tmp_path: Path) -> None:
    table: list[list[Any]] = [
        ["Session Ref", "Leader", "Attendance", "Minutes", "Completion Date", "Notes"],
        ["M01", "L001", "Present", 90.0, date(2026, 11, 3), "x"],
    ]
    result = import_table(filled, "marks", write_xlsx(tmp_path / "m.xlsx", table))
    assert counts(result) == (1, 0, 0)
    assert result.warnings == ["Not used, since they are not columns of the marks table: “Notes”."]
    (mark,) = rows(filled, "mark")
    assert (mark["minutes"], mark["completed_on"]) == (90, "2026-11-03")


def test_what_is_no_table_is_refused(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        import_table(filled, "marks", tmp_path / "none.csv")


def test_headings_without_rows_do_nothing(filled: Store, bring: Import) -> None:
    result = bring("marks", "session, leader, mark")
    assert (result.read, result.change) == (0, None)


def statements(store: Store, bring: Import, *lines: str) -> int:
    heard: list[str] = []
    store.connection.set_trace_callback(heard.append)
    try:
        assert bring("marks", *lines).problems == []
    finally:
        store.connection.set_trace_callback(None)
    return len(heard)


def test_looking_up_takes_as_many_queries_for_many_rows_as_for_one(filled: Store, bring: Import) -> None:
    roster = [f"X{n:03d}, A, B, PSW 2026" for n in range(200)]
    bring("roster", "reference, first_name, last_name, cohort", *roster)
    marks = [f"W01, X{n:03d}, present" for n in range(200)]
    bring("marks", "session, leader, mark", *marks)
    one = statements(filled, bring, "session, leader, mark", marks[0])
    assert statements(filled, bring, "session, leader, mark", *marks) == one


# ------------------------------------------------------------------------------------------------------------ roster


def test_an_update_touches_only_the_columns_of_the_file(filled: Store, bring: Import) -> None:
    before = leader(filled, "L001")
    head = "reference, first_name, last_name, cohort, phone"
    result = bring("roster", head, "L001, Amara, Osei, PSW 2026, 01904", "L002, Dewi, Khan, PSW 2026,")
    assert counts(result) == (0, 1, 1)
    assert leader(filled, "L001") == before | {"phone": "01904"}


def test_an_empty_cell_clears(filled: Store, bring: Import) -> None:
    bring(
        "roster",
        "reference, first_name, last_name, cohort, email, coach, offer_accepted_on",
        "L001, Amara, Osei, PSW 2026, , ,",
    )
    own = leader(filled, "L001")
    assert (own["email"], own["coach_id"], own["offer_accepted_on"]) == ("", None, None)
    assert own["state"] == "active"


def test_an_unknown_cohort_is_refused(filled: Store, bring: Import) -> None:
    result = bring("roster", "reference, first_name, last_name, cohort", "L1, A, B, PSW 2030")
    assert problems(result) == ["row 2, cohort: “PSW 2030”; expected the name of a cohort (PSW 2025, PSW 2026)"]


def test_the_state_follows_the_offer_unless_it_is_said(filled: Store, bring: Import) -> None:
    assert leader(filled, "L001")["state"] == "active"
    assert leader(filled, "L002")["state"] == "offered"
    head = "reference, first_name, last_name, cohort, offer_accepted_on"
    assert counts(bring("roster", head, "L002, Dewi, Khan, PSW 2026, 2027-05-01")) == (0, 1, 0)
    assert leader(filled, "L002")["state"] == "active"
    result = bring("roster", "reference, first_name, last_name, cohort, state", "L002, Dewi, Khan, PSW 2026, offered")
    assert problems(result) == [
        ("row 2, state: “offered”; expected another state than offered, or no offer_accepted_on (it is 2027-05-01)")
    ]


def test_a_pause_is_judged_with_what_is_stored(filled: Store, bring: Import) -> None:
    head = "reference, first_name, last_name, cohort"
    bring("roster", f"{head}, paused_from", "L001, Amara, Osei, PSW 2026, 2027-01-10")
    result = bring("roster", f"{head}, paused_to", "L001, Amara, Osei, PSW 2026, 2027-01-09")
    assert problems(result) == ["row 2, paused_to: “2027-01-09”; expected 2027-01-10 (paused_from) or later"]


def test_a_leader_with_marks_stays_in_the_cohort(filled: Store, bring: Import) -> None:
    bring("marks", "session, leader, mark", "W01, L001, present")
    head = "reference, first_name, last_name, cohort"
    assert problems(bring("roster", head, "L001, Amara, Osei, PSW 2025")) == [
        "row 2, cohort: “PSW 2025”; expected PSW 2026: the leader has 1 mark at its sessions; clear them first"
    ]
    assert counts(bring("roster", head, "L002, Dewi, Khan, PSW 2025")) == (0, 1, 0)


def deem(store: Store, reference: str) -> None:
    from uuid import UUID

    from models.tables import LeaderRow
    from psw_tui.policy.terms import LeaderState, WithdrawnHow

    with store.command("Deemed", {"leaders"}) as writing:
        row = writing.session.get_one(LeaderRow, UUID(leader(store, reference)["id"]))
        row.state, row.withdrawn_how, row.withdrawn_on = (LeaderState.WITHDRAWN, WithdrawnHow.DEEMED, store.today)


def test_a_withdrawal_by_the_ladder_stands(filled: Store, bring: Import) -> None:
    deem(filled, "L001")
    head = "reference, first_name, last_name, cohort, state, withdrawn_how"
    kept = bring("roster", head, "L001, Amara, Osei, PSW 2026, ,")
    assert counts(kept) == (0, 0, 1)
    assert kept.warnings == ["Row 2: stays withdrawn: the ladder made the withdrawal, and only an appeal reverses it."]
    assert counts(bring("roster", head, "L001, Amara, Osei, PSW 2026, withdrawn,")) == (0, 0, 1)
    ladder = "withdrawn: the ladder made this withdrawal (2.4.6), and only an appeal reverses it (2.4.7)"
    assert problems(bring("roster", head, "L001, Amara, Osei, PSW 2026, active,")) == [
        f"row 2, state: “active”; expected {ladder}"
    ]
    assert problems(bring("roster", head, "L001, Amara, Osei, PSW 2026, withdrawn, own_choice")) == [
        f"row 2, withdrawn_how: “own_choice”; expected an empty cell, {ladder}"
    ]


def test_coaches_are_found_by_name_and_made_once(filled: Store, bring: Import) -> None:
    head = "reference, first_name, last_name, cohort, coach, coach_email"
    lines = (
        head,
        "L001, Amara, Osei, PSW 2026, Sam Lee,",
        "L002, Dewi, Khan, PSW 2026, Ada May,",
        "L003, Beth, Jones, PSW 2025, Ada May, ada@example.org",
    )
    assert counts(bring("roster", *lines)) == (0, 2, 1)
    assert coaches(filled) == [("Ada May", "ada@example.org"), ("Sam Lee", "sam@example.org")]
    assert leader(filled, "L002")["coach_id"] == leader(filled, "L003")["coach_id"]
    assert counts(bring("roster", *lines)) == (0, 0, 3)
    assert counts(bring("roster", head, "L002, Dewi, Khan, PSW 2026, Ada May, other@example.org")) == (0, 1, 0)
    assert len(coaches(filled)) == 3
    result = bring("roster", head, "L001, Amara, Osei, PSW 2026, Ada May,")
    assert problems(result) == [
        ("row 2, coach_email: nothing there; expected the coach's e-mail, since several coaches are called Ada May")
    ]
    assert counts(bring("roster", head, "L002, Dewi, Khan, PSW 2026, Ada May,")) == (0, 0, 1)


def test_a_coach_gets_the_email_that_was_not_known(filled: Store, bring: Import) -> None:
    head = "reference, first_name, last_name, cohort, coach"
    bring("roster", head, "L002, Dewi, Khan, PSW 2026, Ada May")
    result = bring("roster", f"{head}, coach_email", "L002, Dewi, Khan, PSW 2026, Ada May, ada@example.org")
    assert coaches(filled)[0] == ("Ada May", "ada@example.org")
    assert counts(result) == (0, 1, 0)


def test_a_coach_written_otherwise_is_no_other_coach(filled: Store, bring: Import) -> None:
    head = "reference, first_name, last_name, cohort, coach"
    assert counts(bring("roster", head, "L001, Amara, Osei, PSW 2026, SAM LEE")) == (0, 0, 1)
    assert counts(bring("coaching", "leader, starts_at, coach", "L001, 2026-12-01 10:00, sam lee")) == (1, 0, 0)
    assert coaches(filled) == [("Sam Lee", "sam@example.org")]


def test_a_coach_email_needs_its_name(filled: Store, bring: Import) -> None:
    head = "reference, first_name, last_name, cohort, coach_email"
    assert problems(bring("roster", head, "L002, Dewi, Khan, PSW 2026, x@example.org")) == [
        "row 2, coach_email: “x@example.org”; expected the coach's name beside it, in the column coach"
    ]


# ---------------------------------------------------------------------------------------------------------- sessions


def test_a_session_outside_its_cohort_s_year_is_accepted_with_a_warning(filled: Store, bring: Import) -> None:
    head = "reference, cohort, kind, title, starts_at, ends_at"
    result = bring(
        "sessions",
        head,
        "W08, PSW 2026, workshop, Late, 2027-09-01 10:00, 2027-09-01 12:00",
        "W09, PSW 2026, workshop, Early, 2026-08-31 10:00, 2026-08-31 12:00",
        "W10, PSW 2026, workshop, Last, 2027-08-31 10:00, 2027-08-31 12:00",
    )
    assert counts(result) == (3, 0, 0)
    assert result.warnings == [
        "Row 2: W08 ends on 2027-09-01, after PSW 2026 ends (2027-08-31).",
        "Row 3: W09 starts on 2026-08-31, before PSW 2026 starts (2026-09-01).",
    ]
    assert result.change is not None
    assert result.change.leaders == frozenset({"L001", "L002"})


def test_a_session_with_marks_keeps_its_cohort(filled: Store, bring: Import) -> None:
    bring("marks", "session, leader, mark", "W01, L001, present", "W01, L002, present")
    head = "reference, cohort, kind, title, starts_at, ends_at"
    moved = bring("sessions", head, "W01, PSW 2025, workshop, Leading, 2026-11-12 10:00, 2026-11-12 12:00")
    assert problems(moved) == [
        "row 2, cohort: “PSW 2025”; expected PSW 2026: the session has 2 marks; add another session instead"
    ]


# ------------------------------------------------------------------------------------------------------------- marks


def test_marks_are_merged_with_what_is_stored_before_they_are_judged(filled: Store, bring: Import) -> None:
    bring(
        "marks",
        "session, leader, mark, reason, catch_up_log, catch_up_accepted_on",
        "W01, L001, not_expected, joined_later, yes, 2026-12-01",
    )
    assert problems(bring("marks", "session, leader, mark, catch_up_log", "W01, L001, absent, no")) == [
        (
            "row 2, reason: “joined_later”; "
            "expected one of sickness, bereavement, caring, ofsted, other (the mark is absent)"
        ),
        (
            "row 2, catch_up_accepted_on: “2026-12-01”; "
            "expected catch_up_log yes: a catch-up is accepted only with the log (2.3.1)"
        ),
    ]
    cleared = bring("marks", "session, leader, mark, reason, explanation", "W01, L001, absent, , awaited")
    assert counts(cleared) == (0, 1, 0)
    (mark,) = rows(filled, "mark")
    assert (mark["value"], mark["reason"], mark["catch_up_accepted_on"]) == ("absent", None, "2026-12-01")


def test_a_catch_up_before_its_session_is_a_gap(filled: Store, bring: Import) -> None:
    result = bring("marks", "session, leader, mark, catch_up_sent_on", "W01, L001, absent, 2026-11-11")
    assert counts(result) == (1, 0, 0)
    assert [str(gap) for gap in result.gaps] == [
        "row 2: a catch-up dated before its session's end (2026-11-12): catch_up_sent_on 2026-11-11"
    ]


# ---------------------------------------------------------------------------------------------------------- coaching


def test_a_booking_without_a_coach_is_with_the_leader_s(filled: Store, bring: Import) -> None:
    lines = (
        "leader, starts_at, coach",
        "L001, 2026-11-10 10:00,",
        "L001, 2026-12-01 10:00, Ada May",
        "L002, 2026-11-10 10:00,",
    )
    assert counts(bring("coaching", *lines)) == (3, 0, 0)
    assert coaches(filled) == [("Ada May", ""), ("Sam Lee", "sam@example.org")]
    name_of = {row["id"]: row["name"] for row in rows(filled, "coach")}
    assert sorted(str(name_of.get(row["coach_id"])) for row in rows(filled, "booking")) == [
        "Ada May",
        "None",
        "Sam Lee",
    ]
    assert counts(bring("coaching", *lines)) == (0, 0, 3)


def test_a_booking_is_found_by_its_instant(filled: Store, bring: Import) -> None:
    bring("coaching", "leader, starts_at", "L001, 2026-10-06 10:00")
    result = bring("coaching", "leader, starts_at, outcome", "L001, 2026-10-06T09:00Z, attended")
    assert counts(result) == (0, 1, 0)
    (booking,) = rows(filled, "booking")
    assert datetime.fromisoformat(booking["starts_at"]) == datetime(2026, 10, 6, 9)  # noqa: DTZ001 - as stored


def test_a_booking_outside_the_working_day_is_accepted_with_a_warning(filled: Store, bring: Import) -> None:
    result = bring("coaching", "leader, starts_at", "L001, 2026-11-14 10:00", "L001, 2026-11-12 19:00")
    assert counts(result) == (2, 0, 0)
    assert result.warnings == [
        "Row 2: Sat 14 Nov 2026 10:00 is a Saturday, outside the working day (local setting).",
        "Row 3: Thu 12 Nov 2026 19:00 lies outside the working day, 08:00 to 18:00 (local setting).",
    ]


def test_a_cancellation_is_judged_with_what_is_stored(filled: Store, bring: Import) -> None:
    head = "leader, starts_at, outcome"
    lines = (f"{head}, cancelled_by, cancelled_at", "L001, 2026-11-10 10:00, cancelled, leader, 2026-11-08 10:00")
    assert counts(bring("coaching", *lines)) == (1, 0, 0)
    assert counts(bring("coaching", head, "L001, 2026-11-10 10:00, cancelled")) == (0, 0, 1)
    assert problems(bring("coaching", f"{head}, cancelled_at", "L001, 2026-11-10 10:00, cancelled,")) == [
        ("row 2, cancelled_at: nothing there; expected when the leader gave notice: the 24-hour rule needs it (2.1.2)")
    ]


# ------------------------------------------------------------------------------------------------------ capabilities

FIVE = ("curiosity.values", "curiosity.self", "curiosity.bias", "curiosity.workforce", "curiosity.leadership")


def test_rounds_are_made_and_kept(filled: Store, bring: Import) -> None:
    head = "leader, round_on, sub_capability, rating"
    lines = (
        head,
        "L001, 2026-09-20, curiosity.self, 2",
        "L001, 2026-09-20, Curiosity of biases and prejudices, 3",
        "L001, 2027-01-20, curiosity.self, 3",
        "L002, 2027-01-20, curiosity.self,",
    )
    result = bring("capabilities", *lines)
    assert counts(result) == (4, 0, 0)
    assert [str(gap) for gap in result.gaps] == ["row 5: neither a rating nor a focus"]
    assert sorted((row["round_on"], row["kind"]) for row in rows(filled, "round")) == [
        ("2026-09-20", "baseline"),
        ("2027-01-20", "baseline"),
        ("2027-01-20", "review"),
    ]
    assert len(rows(filled, "rating")) == 4
    assert counts(bring("capabilities", *lines)) == (0, 0, 4)
    changed = bring("capabilities", f"{head}, round", "L001, 2027-01-20, curiosity.self, 4, baseline")
    assert counts(changed) == (0, 1, 0)


def test_a_round_is_of_one_kind(filled: Store, bring: Import) -> None:
    result = bring(
        "capabilities",
        "leader, round_on, sub_capability, rating, round",
        "L001, 2026-09-20, curiosity.self, 2, baseline",
        "L001, 2026-09-20, curiosity.bias, 2,",
        "L001, 2026-09-20, curiosity.values, 2, review",
    )
    assert problems(result) == ["row 4, round: “review”; expected baseline, as in row 2: a round is of one kind"]


def test_at_most_five_focus_areas_a_round_counting_those_stored(filled: Store, bring: Import) -> None:
    head = "leader, round_on, sub_capability, focus"
    five = [f"L001, 2026-09-20, {sub}, yes" for sub in FIVE]
    sixth = next(sub for sub in _subs() if sub not in FIVE)
    other = f"L001, 2026-09-20, {sixth}, yes"
    assert counts(bring("capabilities", head, *five)) == (5, 0, 0)
    assert problems(bring("capabilities", head, other)) == [
        "row 2, focus: “yes”; expected at most 5 focus areas a round (local setting); this round has 6"
    ]
    assert counts(bring("capabilities", head, f"L001, 2026-09-20, {FIVE[0]}, no", other)) == (1, 1, 0)


def _subs() -> list[str]:
    from psw_tui.store.system.settings import framework

    return list(framework().subs)
