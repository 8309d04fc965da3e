"""Who is who across a session's files: what was decided stands, what two claim is asked, and no name spreads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.registers.report import Report
from psw_tui.exchange.registers.report_import import NobodyMatched, ReportImport, decisions_from, take
from psw_tui.exchange.registers.review import Decisions, FileRead, LineOutcome, Review
from psw_tui.policy.terms import ReportFormat

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from tests.exchange.conftest import Import


@pytest.fixture
def workshops(filled: Store, bring: Import) -> Store:
    """W01 and W02 on 12 and 13 November from 10 to 12, and leaders of whom two are called Sam."""
    bring(
        "roster",
        "reference, first_name, last_name, cohort, offer_accepted_on, email",
        "L011, Sam, Jones, PSW 2026, 2026-06-01, sam.jones@example.org",
        "L012, Sam, Turner, PSW 2026, 2026-06-01,",
        "L013, Ben, Cole, PSW 2026, 2026-06-01, ben@example.org",
        "L014, Thomas, James, PSW 2026, 2026-06-01,",
        "L015, Jan, Tolk, PSW 2026, 2026-06-01,",
    )
    bring(
        "sessions",
        "reference, cohort, kind, title, starts_at, ends_at",
        "W02, PSW 2026, workshop, Listening, 2026-11-13 10:00, 2026-11-13 12:00",
    )
    return filled


def lines(*shown: str, day: int = 12) -> list[ReportLine]:
    """Lines of a report: `Name (Before) | address | from-to`, the last two where they matter."""
    made = []
    for row, said in enumerate(shown, start=2):
        name, email, span, *_ = [*(part.strip() for part in said.split("|")), "", ""]
        now, _, before = name.partition(" (")
        joined, left = (
            datetime.fromisoformat(f"2026-11-{day} {clock}:00").replace(tzinfo=UTC)
            for clock in (span or "10:00-12:00").split("-")
        )
        made.append(ReportLine(row, now, before.rstrip(")"), email, joined, left))
    return made


def read(*shown: str, content: str = "one", day: int = 12) -> FileRead:
    found = Report(ReportFormat.ZOOM, "Zoom participant report", tuple(lines(*shown, day=day)))
    return FileRead(f"{content}.csv", content, found)


def draft(store: Store, *files: FileRead, session: str = "W01") -> ReportImport:
    return ReportImport(store, session, files)


def written(reviewed: Review) -> dict[str, int | None]:
    return {line.leader: line.minutes for line in reviewed.of(LineOutcome.WRITE)}


def asked(reviewed: Review) -> dict[str, tuple[str, ...]]:
    return {line.shown: tuple(line.suggested) for line in reviewed.of(LineOutcome.CONFIRM)}


def told(store: Store, file: FileRead, *matches: tuple[str, str], session: str = "W01") -> Review:
    """Take a file as told, and give the review that was taken."""
    drafted = draft(store, file, session=session)
    reviewed = drafted.review(decisions_from(drafted, matches, []))
    take(store, reviewed)
    return reviewed


@pytest.mark.parametrize(
    ("shown", "certain", "waits"),
    [
        pytest.param(
            ("iPhone | | 10:00-12:00", "Sam Jones (iPhone) | | 11:50-12:00"),
            {"L011": 10},
            {"iPhone": ()},
            id="a telephone gives nobody its minutes",
        ),
        pytest.param(
            ("Sam", "Sam Jones (Sam)", "Sam Turner (Sam)"),
            {"L011": 120, "L012": 120},
            {"Sam": ("L011", "L012")},
            id="the bare name beside two renamed",
        ),
        pytest.param(
            ("Sam Jones | sam.jones@example.org | 10:00-11:00", "Sam Jones | | 10:30-11:45"),
            {"L011": 105},
            {},
            id="one leader on two devices",
        ),
        pytest.param(
            ("Sam Jones | sam.jones@example.org | 10:00-10:10", "Sam Jones | sam@leeds.example"),
            {"L011": 10},
            {"Sam Jones": ("L011",)},
            id="a namesake with another address beside the leader",
        ),
        pytest.param(
            ("Ben Cole | ben@leeds.example", "Ben Cole | ben@york.example"),
            {},
            {"Ben Cole": ("L013",)},
            id="two people who both bear the name",
        ),
        pytest.param(
            ("Thomas James | | 10:00-10:10", "James Thomas"),
            {"L014": 10},
            {"James Thomas": ("L014",)},
            id="one in order and one the other way round",
        ),
        pytest.param(("James, Thomas | j@leeds.example",), {"L014": 120}, {}, id="surname first, and a comma says so"),
        pytest.param(
            ("James Thomas | james@leeds.example",), {}, {"James Thomas": ("L014",)}, id="swapped, another address"
        ),
        pytest.param(("Thomas & James",), {}, {"Thomas & James": ("L014",)}, id="two whose names are one leader's"),
        pytest.param(("Jan Tolk",), {"L015": 120}, {}, id="a leader whose name is a word for an interpreter"),
        pytest.param(
            ("Otter.ai (Ben Cole)", "Ben Cole's Notetaker | ben@example.org", "Ben Cole (Otter.ai)"),
            {},
            {"Otter.ai (Ben Cole)": (), "Ben Cole's Notetaker": (), "Ben Cole (Otter.ai)": ()},
            id="note-takers, the leader's own account or not",
        ),
        pytest.param(
            ("Sam Turner on behalf of Ben Cole", "Ben Cole (for Sam Turner)"),
            {},
            {"Sam Turner on behalf of Ben Cole": ("L012",), "Ben Cole (for Sam Turner)": ("L013",)},
            id="who came may be meant, and never who did not",
        ),
        pytest.param(
            ("Ben (on behalf of Sam Turner)", "Interpreter for Ben Cole", "Otter (Ben Cole)", "Ben Cole's guest"),
            {},
            {
                "Ben (on behalf of Sam Turner)": ("L013",),
                "Interpreter for Ben Cole": (),
                "Otter (Ben Cole)": (),
                "Ben Cole's guest": (),
            },
            id="a short name came for another, and nobody of note-takers",
        ),
        pytest.param(
            ("Ben Cole | ben@example.org", "Beth Khan | ben@example.org", "Sam Turner | ben@example.org"),
            {"L013": 120, "L012": 120},
            {"Beth Khan": ("L013",)},
            id="several people on one leader's account",
        ),
        pytest.param(
            ("iPhone (Ben Cole)",), {}, {"iPhone (Ben Cole)": ("L013",)}, id="a device with a name in brackets"
        ),
    ],
)
def test_only_who_is_certain_is_written(
    shown: tuple[str, ...],
    certain: dict[str, int],
    waits: dict[str, tuple[str, ...]],
    workshops: Store,
) -> None:
    reviewed = draft(workshops, read(*shown)).review(Decisions())
    assert written(reviewed) == certain
    assert asked(reviewed) == waits
    assert all(line.why for line in reviewed.of(LineOutcome.CONFIRM)), "each says why it is asked"


def test_confirming_one_of_two_namesakes_makes_the_other_no_more_certain(workshops: Store) -> None:
    file = read("Ben Cole | ben@leeds.example | 10:00-10:40", "Ben Cole | ben@york.example")
    reviewed = draft(workshops, file).review(Decisions(who={"ben@leeds.example": "L013"}))
    assert written(reviewed) == {"L013": 40}
    assert asked(reviewed) == {"Ben Cole": ("L013",)}


def test_two_leaders_at_one_screen_are_both_recorded_and_the_line_is_never_remembered(workshops: Store) -> None:
    reviewed = told(
        workshops, read("Cole and Turner", content="one"), ("Cole and Turner", "L013"), ("Cole and Turner", "L012")
    )
    assert written(reviewed) == {"L012": 120, "L013": 120}
    assert reviewed.aliases == ()
    next_time = draft(workshops, read("Cole and Turner", content="two", day=13), session="W02").review(Decisions())
    assert asked(next_time) == {"Cole and Turner": ("L013", "L012")}


def test_a_second_look_at_a_file_keeps_what_was_said_of_its_lines(workshops: Store) -> None:
    file = read("iPad", "iPad", "Cole and Turner", "Sam")
    drafted = draft(workshops, file)
    said = Decisions(who={"name:ipad#2one": "L014", "name:and cole turner": ("L012", "L013"), "name:sam": "L011"})
    take(workshops, drafted.review(said))
    again = draft(workshops, file).review(Decisions())
    assert not again.changes
    assert {line.leader for line in again.of(LineOutcome.SAME)} == {"L011", "L012", "L013", "L014"}
    assert asked(again) == {"iPad": ()}, "of the other iPad nobody has said whose it was"


def test_a_bare_name_is_known_again_within_its_session_only(workshops: Store) -> None:
    assert told(workshops, read("Sam | | 10:00-11:00"), ("Sam", "L011")).aliases == ()
    later = draft(workshops, read("Sam | | 11:05-12:00", content="two")).review(Decisions())
    assert written(later) == {"L011": 115}
    beside = draft(workshops, read("Sam", "Sam Jones", content="two")).review(Decisions())
    assert asked(beside) == {"Sam": ("L011",)}, "Sam Jones is there at the same time"
    elsewhere = draft(workshops, read("Sam", day=13, content="three"), session="W02").review(Decisions())
    assert asked(elsewhere) == {"Sam": ("L011", "L012")}


@pytest.mark.parametrize(
    ("name", "remembered"),
    [
        ("Benny Cole-Smith", True),
        ("Ben", False),
        ("Mr Cole", False),
        ("S J", False),
        ("Sam J", True),
        ("Sam Turner", False),
    ],
)
def test_a_name_that_could_be_anothers_is_not_remembered(name: str, remembered: bool, workshops: Store) -> None:
    leader = "L013" if "Cole" in name or name == "Ben" else "L011"
    assert bool(told(workshops, read(name), (name, leader)).aliases) is remembered


def test_an_address_is_remembered_until_two_have_used_it(workshops: Store) -> None:
    told(workshops, read("Samuel J. | sj@home.example"), ("sj@home.example", "L011"))
    known = draft(workshops, read("S | sj@home.example", day=13, content="two"), session="W02")
    assert written(known.review(Decisions())) == {"L011": 120}
    told(workshops, read("Turner | sj@home.example", day=13, content="two"), ("Turner", "L012"), session="W02")
    both = draft(workshops, read("S | sj@home.example", content="three")).review(Decisions())
    assert written(both) == {}


def test_leaders_missing_from_the_report_come_first_for_a_device_without_a_name(workshops: Store) -> None:
    reviewed = draft(workshops, read("Ben Cole", "Sam Jones", "iPad", "Ben's iPhone")).review(Decisions())
    lines_ = {line.shown: line for line in reviewed.of(LineOutcome.CONFIRM)}
    missing = [line.leader for line in reviewed.of(LineOutcome.NOT_IN_FILE)]
    offered = lines_["iPad"].choose_from
    assert list(offered[: len(missing)]) == missing
    assert set(offered[len(missing) :]) >= {"L011", "L013"}
    assert lines_["Ben's iPhone"].choose_from == ()


def test_saying_a_second_leader_adds_and_saying_one_again_takes_back() -> None:
    both = Decisions().saying(["a"], "L001").saying(["a"], "L002")
    assert both.told("a") == ("L001", "L002")
    assert both.saying(["a"], "L001").told("a") == ("L002",)
    assert both.only({"L002"}).told("a") == ("L002",)
    assert (Decisions({"a": None}).told("a"), Decisions().told("a")) == ((), None)


def test_a_file_in_which_nobody_is_certain_still_says_who_is_in_it(workshops: Store) -> None:
    reviewed = draft(workshops, read("Ben_Cole", "S. Jones", "Sam T.", "Thomas Peter James")).review(Decisions())
    with pytest.raises(NobodyMatched):
        take(workshops, reviewed)
    assert {shown: suggested[0] for shown, suggested in asked(reviewed).items()} == {
        "Ben_Cole": "L013",
        "S. Jones": "L011",
        "Sam T.": "L012",
        "Thomas Peter James": "L014",
    }


def test_who_is_told_is_found_by_what_is_shown_in_full_or_before_a_rename_or_by_the_address(workshops: Store) -> None:
    drafted = draft(workshops, read("B (Bee Cee)", "iPad", "iPad", "Someone | x@home.example"))

    def keys(said: str) -> Any:
        return list(decisions_from(drafted, [(said, "L013")], []).who)

    assert keys("B (Bee Cee)") == keys("b") == keys("Bee Cee") == ["name:b bee cee"]
    assert keys("iPad") == ["name:ipad#3one", "name:ipad#4one"]
    assert keys("X@home.example") == keys("someone") == ["x@home.example"]
