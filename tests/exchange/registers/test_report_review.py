"""The review of a report: what each line would do, what waits for the BDO, and what the batch writes."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.registers.report import MeetingName, Report
from psw_tui.exchange.registers.report_import import ReportImport, beside, decisions_from, take
from psw_tui.exchange.registers.review import Decisions, FileRead, LineOutcome, Review
from psw_tui.policy.terms import Explanation, MarkValue, Reason, ReportFormat
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import ChangedMeanwhile
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredAlias, StoredMark, StoredReport, StoredStay
from psw_tui.store.registers import record_marks, registers, reports, take_reports

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from tests.exchange.conftest import Import

ABSENT, PART, PRESENT = MarkValue.ABSENT, MarkValue.PART, MarkValue.PRESENT


@pytest.fixture
def workshop(filled: Store, bring: Import) -> Store:
    """W01 on 12 November from 10 to 12, and five leaders on its register."""
    bring(
        "roster",
        "reference, first_name, last_name, cohort, offer_accepted_on, email",
        "L004, Samuel, Jones, PSW 2026, 2026-06-01, samuel@example.org",
        "L005, Siân, Patel, PSW 2026, 2026-06-01,",
        "L006, Rhys, Cohen, PSW 2026, 2026-06-01,",
    )
    return filled


def at(clock: str) -> datetime:
    """A time on the day of the workshop; London is on UTC in November."""
    return datetime.fromisoformat(f"2026-11-12 {clock}:00").replace(tzinfo=UTC)


def line(name: str, span: str = "", email: str = "", row: int = 2, minutes: int | None = None) -> ReportLine:
    if not span:
        return ReportLine(row, name, email=email, minutes=minutes)
    joined, left = span.split("-")
    return ReportLine(row, name, email=email, joined=at(joined), left=at(left), minutes=minutes)


def read(*lines: ReportLine, content: str = "one", of: ReportFormat = ReportFormat.ZOOM, **more: Any) -> FileRead:
    return FileRead(f"{content}.csv", content, Report(of, "Zoom participant report", lines, **more))


def review(store: Store, *files: FileRead, decisions: Decisions | None = None) -> Review:
    return ReportImport(store, "W01", files).review(decisions or Decisions())


def fates(reviewed: Review) -> dict[str, LineOutcome]:
    return {line.key: line.fate for line in reviewed.lines}


def mark(store: Store, leader: str) -> tuple[MarkValue | None, int | None]:
    shown = registers.register(store, "W01", store.today)
    kept = next(row.mark for row in shown.rows if row.reference == leader)
    return kept.value, kept.minutes


def marks(store: Store) -> dict[str, MarkValue]:
    shown = registers.register(store, "W01", store.today)
    return {row.reference: row.mark.value for row in shown.rows if row.mark.value is not None}


AMARA = line("Amara Osei", "10:00-12:00", "amara@example.org")
RHYS = line("Rhys Cohen", "10:00-10:40")
SAM = line("Sam Jones", "10:00-12:00")


def test_who_was_there_is_written_with_the_minutes_and_nobody_else_is_touched(workshop: Store) -> None:
    reviewed = review(workshop, read(AMARA, RHYS))
    change = take(workshop, reviewed)
    assert change is not None
    assert change.what == "Imported one.csv: 1 leader present, 1 part, Leading"
    assert mark(workshop, "L001") == (PRESENT, 120)
    assert mark(workshop, "L006") == (PART, 40)
    assert [mark(workshop, leader) for leader in ("L002", "L004", "L005")] == [(None, None)] * 3
    assert {line.leader for line in reviewed.of(LineOutcome.NOT_IN_FILE)} == {"L002", "L004", "L005"}


def test_one_undo_takes_marks_evidence_and_names_back(workshop: Store) -> None:
    decided = Decisions(who={"name:jones sam": "L004"})
    take(workshop, review(workshop, read(AMARA, SAM), decisions=decided))
    assert facts.read(workshop.connection, StoredAlias) != []
    assert history.to_undo(workshop).is_import
    undo.undo(workshop)
    for kind in (StoredMark, StoredReport, StoredStay, StoredAlias):
        assert facts.read(workshop.connection, kind) == [], kind
    undo.redo(workshop)
    assert mark(workshop, "L004") == (PRESENT, 120)


def test_a_name_that_is_not_certain_waits_and_is_left_unrecorded(workshop: Store) -> None:
    reviewed = review(workshop, read(AMARA, SAM))
    assert fates(reviewed)["name:jones sam"] is LineOutcome.CONFIRM
    assert reviewed.of(LineOutcome.CONFIRM)[0].suggested[0] == "L004"
    take(workshop, reviewed)
    assert mark(workshop, "L004") == (None, None)


def test_a_confirmed_name_is_known_at_the_next_report(workshop: Store) -> None:
    take(workshop, review(workshop, read(SAM), decisions=Decisions(who={"name:jones sam": "L004"})))
    again = ReportImport(workshop, "W01", [read(line("SAM JONES", "10:00-11:00"), content="two")])
    [jones] = [line for line in again.review(Decisions()).lines if line.leader == "L004"]
    assert jones.how == "remembered"


def test_somebody_who_is_nobody_here_stays_out_of_it(workshop: Store) -> None:
    reviewed = review(workshop, read(AMARA, SAM), decisions=Decisions(who={"name:jones sam": None}))
    assert fates(reviewed)["name:jones sam"] is LineOutcome.UNKNOWN
    assert [line.leader for line in reviewed.confirmed] == ["L001"]


def test_laptop_and_telephone_of_one_leader_count_once(workshop: Store) -> None:
    laptop = line("Amara Osei", "10:00-11:00", "amara@example.org")
    telephone = line("Amara Osei", "10:30-11:45", row=3)
    reviewed = review(workshop, read(laptop, telephone))
    [amara] = [line for line in reviewed.lines if line.leader == "L001"]
    assert (amara.value, amara.minutes) == (PRESENT, 105)


def test_a_call_that_was_started_again_is_two_files_and_one_session(workshop: Store) -> None:
    first = read(line("Rhys Cohen", "10:00-10:50"), content="first")
    second = read(line("Rhys Cohen", "11:00-11:50"), content="second")
    together = review(workshop, first, second)
    assert [(line.value, line.minutes) for line in together.confirmed] == [(PRESENT, 100)]
    take(workshop, review(workshop, first))
    assert mark(workshop, "L006") == (PART, 50)
    take(workshop, review(workshop, second))  # the day after: what the first file said is remembered
    assert mark(workshop, "L006") == (PRESENT, 100)


def test_the_same_file_again_changes_nothing(workshop: Store) -> None:
    take(workshop, review(workshop, read(AMARA, RHYS)))
    record_marks.mark(workshop, "W01", ["L006"], PRESENT)
    before = len(history.entries(workshop))
    again = review(workshop, read(AMARA, RHYS))
    assert not again.changes
    assert take(workshop, again) is None
    assert mark(workshop, "L006")[0] is PRESENT
    assert len(history.entries(workshop)) == before
    assert any("taken on Mon 1 Feb 2027 already" in note or "already" in note for note in again.notes)


def test_a_file_taken_before_matches_nobody_new_by_itself(workshop: Store, bring: Import) -> None:
    take(workshop, review(workshop, read(AMARA, line("Noor Ali", "10:00-12:00"))))
    bring("roster", "reference, first_name, last_name, cohort", "L009, Noor, Ali, PSW 2026")
    again = review(workshop, read(AMARA, line("Noor Ali", "10:00-12:00")))
    assert fates(again)["name:ali noor"] is LineOutcome.CONFIRM
    told = review(
        workshop, read(AMARA, line("Noor Ali", "10:00-12:00")), decisions=Decisions(who={"name:ali noor": "L009"})
    )
    take(workshop, told)
    assert mark(workshop, "L009") == (PRESENT, 120)
    assert len(facts.read(workshop.connection, StoredReport)) == 1


@pytest.mark.parametrize("by_hand", [ABSENT, PART, MarkValue.NOT_EXPECTED])
def test_a_mark_by_hand_stands_until_told_otherwise(workshop: Store, by_hand: MarkValue) -> None:
    record_marks.mark(workshop, "W01", ["L001"], by_hand)
    reviewed = review(workshop, read(AMARA, RHYS))
    assert fates(reviewed)["L001"] is LineOutcome.BY_HAND
    take(workshop, reviewed)
    assert mark(workshop, "L001")[0] is by_hand
    told = review(workshop, read(AMARA, RHYS), decisions=Decisions(overwrite=frozenset({"L001"})))
    take(workshop, told)
    assert mark(workshop, "L001") == (PRESENT, 120)


def test_present_by_hand_gains_its_minutes_and_is_not_made_part(workshop: Store) -> None:
    record_marks.mark(workshop, "W01", ["L001", "L006"], PRESENT)
    reviewed = review(workshop, read(AMARA, RHYS))
    assert fates(reviewed)["L006"] is LineOutcome.BY_HAND  # forty minutes would be part
    take(workshop, reviewed)
    assert (mark(workshop, "L001"), mark(workshop, "L006")) == ((PRESENT, 120), (PRESENT, None))


def test_a_leader_in_a_pause_is_asked_about_for_a_mark_would_cancel_the_pause(workshop: Store, bring: Import) -> None:
    bring(
        "roster",
        "reference, first_name, last_name, cohort, state, paused_from",
        "L006, Rhys, Cohen, PSW 2026, paused, 2026-11-01",
    )
    reviewed = review(workshop, read(AMARA, RHYS))
    assert fates(reviewed)["L006"] is LineOutcome.BY_HAND
    told = review(workshop, read(AMARA, RHYS), decisions=Decisions(overwrite=frozenset({"L006"})))
    assert [line.leader for line in told.confirmed] == ["L006", "L001"]  # part first: it is worth a look


def test_who_said_they_would_not_come_and_came_is_present_and_the_notice_stays(workshop: Store) -> None:
    told = datetime(2026, 11, 10, 9, tzinfo=UTC)
    record_marks.report(workshop, "W01", "L001", told, Reason.SICKNESS, Explanation.AWAITED)
    take(workshop, review(workshop, read(AMARA)))
    kept = next(row.mark for row in registers.register(workshop, "W01", workshop.today).rows if row.reference == "L001")
    assert (kept.value, kept.reported_at, kept.reason, kept.explanation) == (PRESENT, told, None, None)


def test_a_report_in_which_nobody_matches_is_refused(workshop: Store) -> None:
    reviewed = review(workshop, read(line("Zbigniew Brzezicki", "10:00-12:00")))
    with pytest.raises(Refused, match="Nobody in the file is on the register of Leading"):
        take(workshop, reviewed)
    assert facts.read(workshop.connection, StoredReport) == []


def test_who_came_and_went_before_it_began_is_left_as_they_are(workshop: Store) -> None:
    reviewed = review(workshop, read(AMARA, line("Rhys Cohen", "09:00-09:40")))
    assert fates(reviewed)["L006"] is LineOutcome.OUTSIDE
    take(workshop, reviewed)
    assert mark(workshop, "L006") == (None, None)


def test_minutes_without_times_count_up_to_the_length_of_the_session(workshop: Store) -> None:
    reviewed = review(workshop, read(line("Amara Osei", minutes=300), line("Rhys Cohen", minutes=89)))
    assert {line.leader: (line.value, line.minutes) for line in reviewed.confirmed} == {
        "L001": (PRESENT, 120),
        "L006": (PART, 89),
    }


def test_a_sign_in_has_no_minutes_and_is_presence(workshop: Store) -> None:
    reviewed = review(workshop, read(line("Amara Osei"), of=ReportFormat.SIGN_IN))
    assert [(line.value, line.minutes) for line in reviewed.confirmed] == [(PRESENT, None)]


def test_the_bdo_may_say_present_or_leave_it_whatever_the_minutes_are(workshop: Store) -> None:
    told = Decisions(values={"L006": PRESENT, "L001": None})
    reviewed = review(workshop, read(AMARA, RHYS), decisions=told)
    assert [(line.leader, line.value, line.minutes) for line in reviewed.confirmed] == [("L006", PRESENT, 40)]
    assert fates(reviewed)["L001"] is LineOutcome.LEFT


def test_no_command_makes_anybody_absent(workshop: Store) -> None:
    with pytest.raises(Refused, match="only confirms that somebody was there"):
        take_reports.take(workshop, "W01", [], [reports.Confirmation("L001", ABSENT, 0)])


def test_words_for_decisions_name_who_is_in_the_file_and_on_the_register(workshop: Store) -> None:
    draft = ReportImport(workshop, "W01", [read(AMARA, SAM)])
    assert decisions_from(draft, [("sam jones", "L004")], ["L001"]) == Decisions(
        {"name:jones sam": ("L004",)}, frozenset({"L001"})
    )
    with pytest.raises(Refused, match="called Zoe"):
        decisions_from(draft, [("Zoe", "L004")], [])
    with pytest.raises(Refused, match="L003 is not on the register"):
        decisions_from(draft, [], ["L003"])


def test_a_file_that_was_taken_for_another_session_is_said(workshop: Store, bring: Import) -> None:
    bring(
        "sessions",
        "reference, cohort, kind, title, starts_at, ends_at",
        "W02, PSW 2026, workshop, Listening, 2026-11-12 13:00, 2026-11-12 15:00",
    )
    take(workshop, review(workshop, read(AMARA)))
    reviewed = ReportImport(workshop, "W02", [read(AMARA)]).review(Decisions())
    assert reviewed.notes == ("one.csv was taken for Leading already; is it this session's?",)


def test_what_changed_on_the_register_since_the_report_was_read_is_not_written_over(workshop: Store) -> None:
    reviewed = review(workshop, read(AMARA, RHYS))
    record_marks.mark(workshop, "W01", ["L001"], ABSENT)
    with pytest.raises(ChangedMeanwhile, match=r"Amara Osei changed on the register since .*nothing was written"):
        take(workshop, reviewed)
    assert marks(workshop) == {"L001": ABSENT}
    take(workshop, review(workshop, read(AMARA, RHYS)))
    assert marks(workshop) == {"L001": ABSENT, "L006": PART}


def test_an_undo_since_the_report_was_read_is_not_judged_by_old_facts(workshop: Store) -> None:
    record_marks.mark(workshop, "W01", ["L001"], ABSENT)
    told = Decisions(overwrite=frozenset({"L001"}))
    reviewed = review(workshop, read(AMARA), decisions=told)
    undo.undo(workshop)
    with pytest.raises(ChangedMeanwhile):
        take(workshop, reviewed)
    assert marks(workshop) == {}


def test_a_change_as_the_report_is_written_is_not_written_over(
    workshop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed = review(workshop, read(AMARA))
    command = workshop.command

    def late(*given: Any, **named: Any) -> Any:
        with sqlite3.connect(workshop.path) as other:
            other.execute("UPDATE leader SET phone = '1'")
        other.close()
        return command(*given, **named)

    monkeypatch.setattr(workshop, "command", late)
    with pytest.raises(ChangedMeanwhile):
        take(workshop, reviewed)
    assert marks(workshop) == {}


def test_a_draft_says_who_is_recorded_otherwise_and_is_itself_where_nothing_is(workshop: Store) -> None:
    draft = ReportImport(workshop, "W01", [read(AMARA, RHYS)])
    assert draft.again(workshop) is None
    record_marks.mark(workshop, "R01", ["L001"], ABSENT)
    assert draft.again(workshop) is None  # another session's marks are another register's
    record_marks.mark(workshop, "W01", ["L006"], ABSENT)
    again = draft.again(workshop)
    assert again is not None
    assert again[1] == {"L006"}
    assert fates(again[0].review(Decisions()))["L006"] is LineOutcome.BY_HAND


def test_a_second_file_stands_beside_the_first_as_it_was_read_unless_it_is_another_meeting_s(workshop: Store) -> None:
    first = read(line("Amara Osei", "10:00-12:00"), meeting=MeetingName("1", "Leading"))
    more = read(line("Ben Cole", "10:00-12:00"), content="two", meeting=MeetingName("1", "Leading"))
    both = beside(workshop, ReportImport(workshop, "W01", [more]), [first])
    assert [file.content_hash for file in both.files] == ["one", "two"]
    other = read(line("Ben Cole", "10:00-12:00"), content="two", meeting=MeetingName("2", "Drop-in"))
    with pytest.raises(WrongReport, match=r"one\.csv is of “Leading”") as refused:
        beside(workshop, ReportImport(workshop, "W01", [other]), [first])
    assert "--" not in str(refused.value)  # it is said in the app
