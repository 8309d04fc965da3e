"""`psw export calendar` and `psw export coach`: what they give, what they refuse, and that they only read."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from psw_tui.policy.terms import Channel, Direction

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


def summaries(text: str) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(text).walk("VEVENT")]


def test_a_calendar_goes_to_standard_output_and_nothing_else_does(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "calendar", "L002")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("BEGIN:VCALENDAR\r\n")
    assert done.out.endswith("END:VCALENDAR\r\n")
    assert summaries(done.out) == ["Coaching with R. Cole"] * 2
    coach = call("export", "calendar", "--coach", "R. Cole")
    assert (coach.status, coach.err, summaries(coach.out)) == (0, "", ["Coaching: Siân Patel"] * 2)


def test_a_calendar_is_of_sessions_or_of_due_days_where_that_is_asked_for(
    small: Path, call: Callable[..., Done]
) -> None:
    own, whole = call("export", "calendar", "L002", "--sessions"), call("export", "calendar", "--cohort", "PSW 2026")
    assert (own.status, whole.status, own.err, whole.err) == (0, 0, "", "")
    assert summaries(own.out) == summaries(whole.out)
    assert {"Workshop 1", "Workshop 2"} <= set(summaries(whole.out))
    assert call("export", "calendar", "--cohort", "PSW").err.startswith("psw: There is no cohort PSW; did you mean PSW")


def test_due_days_are_of_all_of_a_cohort_or_of_one(small: Path, call: Callable[..., Done]) -> None:
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations import communications

    assert call("export", "calendar", "--due").err.startswith("psw: Nothing of all leaders has a due day; there is")
    with Store.open(small) as store:
        by = date(2027, 2, 12)
        communications.log(store, "L001", direction=Direction.REFERRAL, channel=Channel.EMAIL, reply_by=by)
    for asked in (("--due",), ("--due", "--cohort", "PSW 2026"), ("L001", "--due")):
        assert summaries(call("export", "calendar", *asked).out) == ["Amara Osei: reply to the referral due"]
    assert call("export", "calendar", "L002", "--due").status == 1


def test_the_coach_s_list_goes_to_standard_output(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "coach", "R. Cole")
    assert (done.status, done.err) == (0, "")
    rows = list(csv.reader(io.StringIO(done.out.removeprefix("\ufeff"))))
    assert rows == [
        ["Leader", "Window", "Date", "Time", "Status"],
        ["Siân Patel", "1", "14/10/2026", "10:00", "attended"],
        ["Siân Patel", "2", "11/12/2026", "10:00", "spent"],
    ]


@pytest.mark.parametrize(
    ("arguments", "name", "first"),
    [
        (("calendar", "L002"), "coaching.ics", b"BEGIN:VCALENDAR\r\n"),
        (("calendar", "--coach", "R. Cole"), "coach.ics", b"BEGIN:VCALENDAR\r\n"),
        (("coach", "R. Cole"), "leaders.csv", b"\xef\xbb\xbfLeader,"),
    ],
)
def test_a_file_is_written_whole_in_the_place_of_one_that_is_there(
    small: Path, call: Callable[..., Done], tmp_path: Path, arguments: tuple[str, ...], name: str, first: bytes
) -> None:
    target = tmp_path / "new folder" / name
    said = call("export", *arguments)
    for _ in range(2):
        done = call("export", *arguments, "-o", str(target))
        assert (done.status, done.out, done.err) == (0, "", f"Wrote {target}\n")
        assert target.read_bytes().startswith(first)
        assert target.read_bytes() == said.out.encode()
        assert [path.name for path in target.parent.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("calendar", "L999"), "L999"),
        (("calendar", "L003"), "Dewi Khan has no coaching booked"),
        (("calendar", "--coach", "Nobody"), "There is no coach Nobody"),
        (("coach", "Nobody"), "There is no coach Nobody"),
    ],
)
def test_what_is_not_there_is_one_sentence(
    small: Path, call: Callable[..., Done], tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    target = tmp_path / "not.ics"
    for more in ((), ("-o", str(target))):
        done = call("export", *arguments, *more)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert sentence in done.err
    assert not target.exists()


def test_a_place_that_can_not_be_written_is_one_sentence(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for arguments, what in ((("calendar", "L002"), "The calendar"), (("coach", "R. Cole"), "The list")):
        for place in (tmp_path / "file" / "x", tmp_path):
            done = call("export", *arguments, "-o", str(place))
            assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
            assert f"{what} can't be written to {place}" in done.err
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("calendar",),
        ("calendar", "L002", "--coach", "R. Cole"),
        ("calendar", "L002", "L001"),
        ("calendar", "L002", "--cohort", "PSW 2026"),
        ("calendar", "--sessions"),
        ("calendar", "--cohort", "PSW 2026", "--sessions"),
        ("calendar", "L002", "--sessions", "--due"),
        ("calendar", "--coach", "R. Cole", "--due"),
        ("coach",),
        ("coach", "R. Cole", "--json"),
    ],
)
def test_wrong_usage(small: Path, call: Callable[..., Done], arguments: tuple[str, ...]) -> None:
    done = call("export", *arguments)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_they_work_beside_an_open_app_and_change_nothing(small: Path, call: Callable[..., Done]) -> None:
    from psw_tui.store.core.store import Store

    before = small.read_bytes()
    with Store.open(small):
        first = [call("export", *asked).out for asked in (("calendar", "L002"), ("coach", "R. Cole")) for _ in "12"]
    assert first[0] == first[1]
    assert first[2] == first[3]
    assert small.read_bytes() == before
