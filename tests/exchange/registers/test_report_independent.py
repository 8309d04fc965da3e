"""The parsers against an independent witness: files written from the page on formats, without sight of the parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.name_matching.lines import names
from psw_tui.exchange.name_matching.matching import people
from psw_tui.exchange.registers.recognise import read_report
from psw_tui.policy.attendance import seconds_present
from psw_tui.policy.calendar import london
from tests.exchange.registers.report_files import LAYOUTS, REFUSED, REFUSED_SESSION, Layout, Person, Refused
from tests.exchange.registers.report_minutes import MINUTES_300, ROWS_300
from tests.policy.cases import case, session

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.name_matching import matching
    from psw_tui.policy.records import Session


def seen(person: matching.Attendee, held: Session) -> tuple[tuple[tuple[str, str], ...], int | None]:
    """Somebody's stays on London's clocks, and the whole minutes of the session that they cover."""
    timed = [(line.joined, line.left) for line in person.lines if line.joined and line.left]
    spans = [(first, last) for first, last in timed if first is not None and last is not None]
    totals = [line.minutes for line in person.lines if line.joined is None and line.minutes is not None]
    shown = [(f"{london(first):%Y-%m-%d %H:%M:%S}", f"{london(last):%Y-%m-%d %H:%M:%S}") for first, last in spans]
    minutes = seconds_present(spans, held) // 60 if spans else sum(totals) if totals else None
    return tuple(sorted(shown)), minutes


def is_meant(wanted: Person, person: matching.Attendee) -> bool:
    if wanted.email or person.email:
        return wanted.email.casefold() == person.email
    return any(name in wanted.names for line in person.lines for name in names(line))


@pytest.mark.parametrize("layout", [case(layout.key, layout) for layout in LAYOUTS])
def test_everyone_in_the_file_is_found_with_their_stays_and_minutes(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / layout.file_name
    path.write_bytes(layout.data)
    held = session("W1", "workshop", layout.starts, layout.ends)
    attendees = people(read_report(path, held).lines)
    assert len(attendees) == len(layout.people)
    for wanted in layout.people:
        found = [seen(attendee, held) for attendee in attendees if is_meant(wanted, attendee)]
        assert found.count((tuple(sorted(wanted.stays)), wanted.minutes)) == 1


@pytest.mark.parametrize("refused", [case(report.key, report) for report in REFUSED])
def test_what_is_no_report_of_the_session_is_refused_by_name(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / refused.file_name
    path.write_bytes(refused.data)
    with pytest.raises(UnreadableFile) as told:
        read_report(path, session("W1", "workshop", *REFUSED_SESSION))
    for word in refused.says:
        assert word in str(told.value).casefold()


def test_three_hundred_rows_with_rejoins_give_the_minutes_worked_out_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "three_hundred.csv"
    path.write_bytes(ROWS_300)
    held = session("W1", "workshop", "2026-10-06 10:00", "2026-10-06 12:00")
    report = read_report(path, held)
    assert len(report.lines) == 300
    assert {person.email: seen(person, held)[1] for person in people(report.lines)} == MINUTES_300
