"""What rows and words say, function by function: the order of what is said, its tone, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from psw_tui.policy.coaching import Window
from psw_tui.policy.records import Mark
from psw_tui.policy.terms import InboxState, LeaderState, MarkValue, RequirementId, Stage, StandingWord
from psw_tui.store.coaching.bookings import BoardRow
from psw_tui.store.escalations.inbox import InboxRow
from psw_tui.store.registers.registers import RowState
from screens.capabilities.compare_rounds import CompareScreen
from screens.coaching import board_rows
from screens.escalations import case_story, queue_rows
from screens.registers import catch_ups, register_list
from screens.registers.sessions import RegistersScreen
from screens.registers.standing_changes import Effect, StandingChanges
from screens.roster.sessions_to_report import sessions_to_report
from screens.today.today import lines_shown
from tests.policy.cases import record

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from psw_tui.policy.capability import Rating

ON_TRACK, AT_RISK, BELOW, MET = (StandingWord.ON_TRACK, StandingWord.AT_RISK, StandingWord.BELOW, StandingWord.MET)
STUDY, PEER = RequirementId.STUDY, RequirementId.PEER_PRACTICE
DAY = date(2027, 2, 1)
_ROW = BoardRow(
    "L001",
    "Amara Osei",
    "A. Coach",
    LeaderState.ACTIVE,
    "",
    (),
    None,
    2,
    3,
    2,
    6,
    behind=False,
    to_rebook=0,
    unrecorded=0,
    empty=(),
    closing=(),
    closing_days=14,
    left=4,
)
_CONCERN = InboxRow(
    "k1", "L001", "Amara Osei", "behind", "why", "1.1.4", InboxState.NEW, DAY, Stage.BDO_CONTACT, None, AT_RISK
)


# -- a register -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "words", "tone"),
    [
        ({}, "", "normal"),
        ({STUDY: AT_RISK}, "study ● → ◐ at risk", "warn"),
        ({STUDY: MET}, "study ● → ✓ met", "good"),
        ({STUDY: MET, PEER: BELOW}, "peer practice ● → ▼ below; study ● → ✓ met", "bad"),
        ({STUDY: AT_RISK, PEER: MET}, "study ● → ◐ at risk; peer practice ● → ✓ met", "warn"),
    ],
)
def test_an_effect_is_said_worst_first_and_in_the_tone_of_the_worst(
    now: dict[RequirementId, StandingWord], words: str, tone: str
) -> None:
    changes = StandingChanges(cast("Any", None))
    before = {STUDY: ON_TRACK, PEER: ON_TRACK}
    changes._before, changes._now = {"L001": before}, {"L001": {**before, **now}}
    short = words.replace("peer practice ", "").replace("study ", "")
    assert changes.of("L001") == Effect(words, short, cast("Any", tone))


@pytest.mark.parametrize("state", list(RowState))
def test_open_on_a_register_is_whoever_has_no_mark_and_is_awaited(state: RowState) -> None:
    row = cast("Any", SimpleNamespace(state=state))
    assert register_list._is_open(row) is (state in {RowState.UNRECORDED, RowState.SAID_NOT_COMING})


@pytest.mark.parametrize(
    ("sessions", "reference"),
    [
        ([("A", 10, False, True), ("B", 20, True, True), ("C", 28, True, True), ("D", 31, False, False)], "C"),
        ([("A", 10, False, True), ("B", 20, False, True), ("C", 31, False, False)], "B"),
        ([("A", 30, False, False), ("B", 31, False, False)], "A"),
    ],
    ids=["the due one nearest to the day", "nothing due: the last that ended", "nothing ended: the first"],
)
def test_the_registers_begin_where_there_is_most_likely_work(
    sessions: list[tuple[str, int, bool, bool]], reference: str
) -> None:
    lines = {
        name: SimpleNamespace(reference=name, due=due, ended=ended, session=SimpleNamespace(ends_on=date(2027, 1, day)))
        for name, day, due, ended in sessions
    }
    screen = cast("Any", SimpleNamespace(_lines=lines, desk=SimpleNamespace(day=DAY)))
    assert RegistersScreen._nearest(screen) == reference


@pytest.mark.parametrize(
    ("mark", "step"),
    [
        ({}, "send"),
        ({"sent_on": DAY}, "submitted"),
        ({"sent_on": DAY, "submitted_on": DAY}, "log"),
        ({"submitted_on": DAY}, "log"),
        ({"submitted_on": DAY, "log_received": True}, "accept"),
        ({"sent_on": DAY, "log_received": True}, "submitted"),
    ],
)
def test_the_step_of_a_catch_up_that_most_likely_comes_next(mark: dict[str, Any], step: str) -> None:
    assert catch_ups._obvious(cast("Any", SimpleNamespace(mark=Mark("W01", **mark)))) == step


# -- coaching -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differing", "word", "tone"),
    [
        ({}, "", "normal"),
        ({"behind": True, "to_rebook": 1, "unrecorded": 1, "closing": (3,)}, "behind", "bad"),
        ({"to_rebook": 1, "unrecorded": 1, "closing": (3,)}, "rebook", "warn"),
        ({"unrecorded": 1, "closing": (3,)}, "record", "warn"),
        ({"closing": (3,), "away": "paused"}, "book", "warn"),
        ({"empty": (3,)}, "", "normal"),
        ({"away": "not covered"}, "· not covered", "dim"),
        ({"away": "paused since 3 Nov"}, "‖ paused", "dim"),
        ({"away": "withdrawn 3 Nov"}, "– withdrawn", "dim"),
        ({"away": "completed"}, "✓ completed", "dim"),
    ],
)
def test_the_first_word_of_the_board_is_what_is_to_be_done_first(
    differing: dict[str, Any], word: str, tone: str
) -> None:
    row = replace(_ROW, **differing)
    cell = board_rows.first_word(row, wide=True)
    assert (cell.text, cell.tone) == (word, tone)
    if row.away and tone == "dim":  # where there is room for no word, its sign and never another word
        assert board_rows.first_word(row, wide=False).text == word[0]


@pytest.mark.parametrize(
    ("closes", "words", "lit"),
    [
        (date(2027, 2, 16), "Window 3 closes Tue 16 Feb: 1 with nothing booked", False),
        (date(2027, 2, 15), "Window 3 closes Mon 15 Feb, in 14 days: 1 with nothing booked", True),
        (date(2027, 2, 2), "Window 3 closes Tue 2 Feb, in 1 day: 1 with nothing booked", True),
        (date(2027, 2, 1), "Window 3 closes Mon 1 Feb, today: 1 with nothing booked", True),
        (date(2027, 1, 31), "No window is open on this day", False),
    ],
)
def test_a_window_is_lit_from_the_days_before_it_closes(closes: date, words: str, lit: bool) -> None:
    windows = [Window(3, date(2027, 1, 1), closes), Window(4, date(2027, 3, 1), date(2027, 4, 30))]
    content = board_rows.strip(windows, [replace(_ROW, empty=(3,)), _ROW], DAY, 14)
    assert content.plain == words
    assert ("$text-warning" in {str(span.style) for span in content.spans}) is lit


@pytest.mark.parametrize(
    ("differing", "found"),
    [
        ({"behind": True}, "behind"),
        ({"to_rebook": 1}, "rebook"),
        ({"unrecorded": 1}, "record"),
        ({"empty": (3,)}, "nothing booked"),
    ],
)
def test_the_board_is_filtered_by_what_is_to_be_done(differing: dict[str, Any], found: str) -> None:
    assert found in " ".join(board_rows.filter_words(replace(_ROW, **differing)))
    assert found not in " ".join(board_rows.filter_words(_ROW))


def test_what_a_leader_may_be_telling_us_of_the_next_first_and_of_those_over_the_last_first() -> None:
    """What runs already comes after what is to come; not what was cancelled, has a mark, or is long over."""

    def session(reference: str, first: date, last: date, *, cancelled: bool = False) -> SimpleNamespace:
        return SimpleNamespace(
            reference=reference, title=reference, starts_on=first, ends_on=last, starts_at=first, cancelled=cancelled
        )

    sessions = [
        session("running", date(2027, 1, 20), date(2027, 3, 1)),
        session("later", date(2027, 3, 5), date(2027, 3, 5)),
        session("next", date(2027, 2, 11), date(2027, 2, 11)),
        session("long over", date(2027, 1, 17), date(2027, 1, 17)),
        session("14 days over", date(2027, 1, 18), date(2027, 1, 18)),
        session("just over", date(2027, 1, 29), date(2027, 1, 29)),
        session("cancelled", date(2027, 2, 12), date(2027, 2, 12), cancelled=True),
        session("marked", date(2027, 1, 28), date(2027, 1, 28)),
    ]
    marks = {"marked": Mark("marked", MarkValue.PRESENT)}
    cohort = SimpleNamespace(starts=date(2026, 9, 1), ends=date(2027, 8, 31))
    verdict = SimpleNamespace(record=SimpleNamespace(sessions=sessions, marks=marks, cohort=cohort))
    listed = sessions_to_report(cast("Any", verdict), DAY)
    assert [key for key, _ in listed] == ["next", "later", "running", "just over", "14 days over"]
    assert listed[0][1] == "next, Thu 11 Feb"


# -- escalations ----------------------------------------------------------------------------------


_AMARA = (_CONCERN, replace(_CONCERN, key="k2", title="coaching behind", since=date(2027, 1, 20)))
_DEWI = replace(
    _CONCERN, key="k3", leader="L002", name="Dewi Khan", since=date(2026, 12, 1), overall=StandingWord.BELOW
)
_ASIDE = replace(_CONCERN, key="k4", state=InboxState.DISMISSED)


def _inbox(*unfolded: str, by: str = "priority", sought: str = "") -> queue_rows.Listing:
    def fits(texts: Iterable[str], _exact: Container[str]) -> bool:
        return sought in " ".join(texts)

    rows = [*_AMARA, _DEWI, _ASIDE]
    return queue_rows.listing([], rows, unfolded={*unfolded}, fits=fits, filtered=bool(sought), by=by)


def test_a_leader_has_one_row_in_the_inbox_and_several_concerns_open_below_it() -> None:
    shown = _inbox("dismissed")
    assert shown.keys == ["heading:Inbox", "leader:L001", "k3", "fold:dismissed", "k4"]
    assert shown.heads["heading:Inbox"] == ("Inbox", "3 of 2 leaders")
    assert shown.concerns(["leader:L001", "k2", "k3"]) == ["k1", "k2", "k3"]
    assert (shown.leader("leader:L001"), shown.concern("leader:L001")) == ("L001", _AMARA[0])
    opened = _inbox("dismissed", "leader:L001")
    assert opened.keys == ["heading:Inbox", "leader:L001", "k1", "k2", "k3", "fold:dismissed", "k4"]
    assert _inbox(sought="coaching").keys == ["heading:Inbox", "k2"]
    assert _inbox(sought="Amara").keys == ["heading:Inbox", "leader:L001", "k1", "k2", "fold:dismissed", "k4"]

    verdicts = cast("Any", dict.fromkeys(("L001", "L002"), SimpleNamespace(record=record(), day=DAY)))

    def drawn(key: str) -> list[tuple[str, str]]:
        cells = queue_rows.line(opened, key, verdicts, DAY, unfolded=set()).cells
        return [(cell.text, cell.tone) for cell in cast("Any", cells)]

    assert drawn("leader:L001")[0] == (_CONCERN.name, "normal")
    assert drawn("leader:L001")[1][0] == f"2 concerns: {_CONCERN.title}"
    assert [drawn(key)[0][1] for key in ("k1", "k2", "k3", "k4")] == ["dim", "dim", "normal", "dim"]


@pytest.mark.parametrize(
    ("by", "first"),
    [("priority", "leader:L001"), ("name", "leader:L001"), ("when", "k3"), ("standing", "k3"), ("what", "leader:L001")],
)
def test_the_inbox_in_another_order_keeps_a_leader_s_concerns_together(by: str, first: str) -> None:
    shown = _inbox("leader:L001", by=by)
    assert shown.keys[1] == first
    place = shown.keys.index("leader:L001")
    assert shown.keys[place + 1 : place + 3] == ["k1", "k2"]


@pytest.mark.parametrize(
    ("stage", "suggested", "triggers", "found"),
    [
        (Stage.EXPLANATION, (Stage.BDO_CONTACT, Stage.PARTNERSHIPS), (), Stage.PARTNERSHIPS),
        (Stage.EXPLANATION, (Stage.BDO_CONTACT,), ("a trigger",), Stage.WITHDRAWAL_REVIEW),
        (Stage.PARTNERSHIPS, (Stage.BDO_CONTACT, Stage.PARTNERSHIPS), (), None),
        (None, (Stage.BDO_CONTACT,), (), None),
    ],
)
def test_the_furthest_stage_beyond_the_present_one_is_suggested(
    stage: Stage | None, suggested: tuple[Stage, ...], triggers: tuple[str, ...], found: Stage | None
) -> None:
    now = None if stage is None else SimpleNamespace(stage=stage)
    others = [replace(_CONCERN, suggested_stage=stage) for stage in suggested]
    asleep = replace(_CONCERN, suggested_stage=Stage.WITHDRAWAL_REVIEW, state=InboxState.SNOOZED)
    case = SimpleNamespace(escalation=now, suggestions=triggers, concerns=(asleep,), others=others)
    assert case_story._suggested(cast("Any", case)) is found


@pytest.mark.parametrize(
    ("is_out", "dim", "words", "style"),
    [
        (True, False, "said undone", "strike dim"),
        (True, True, "said undone", "strike dim"),
        (False, True, "said", "dim"),
        (False, False, "said", ""),
    ],
)
def test_what_was_undone_stays_struck_out_and_says_so(is_out: bool, dim: bool, words: str, style: str) -> None:
    content = case_story.struck("said", is_out=is_out, dim=dim)
    assert content.plain == words
    assert (str(content.spans[0].style) if content.spans else "") == style


# -- capabilities --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [(True, True, "* focus still"), (True, False, "* focus then"), (False, True, "* focus now"), (False, False, "")],
)
def test_what_became_of_a_focus_area(then: bool, now: bool, words: str) -> None:
    from psw_tui.policy.capability import Rating as Said

    def ratings(*, focus: bool) -> dict[str, Rating]:
        return {"sub": Said(3, focus)}

    rounds = [SimpleNamespace(ratings=ratings(focus=focus)) for focus in (then, now)]
    screen = cast("Any", SimpleNamespace(_then=rounds[0], _now=rounds[1]))
    assert CompareScreen._focus(screen, "sub") == words


@pytest.mark.parametrize(
    ("numbers", "rows", "shown"),
    [
        ([3, 4], 40, [3, 4]),  # all of it, where there is room
        ([3, 30], 12, [3, 6]),  # at least six, and the list scrolls
        ([3, 30], 24, [3, 18]),  # what is left goes to the group that is folded
        ([20, 20], 30, [13, 13]),  # evenly
        ([7, 7], 10, [7, 7]),  # no line is folded away for a row that says so
        ([3, 30], 36, [3, 30]),
    ],
)
def test_today_s_groups_use_the_rows_there_are(numbers: list[int], rows: int, shown: list[int]) -> None:
    assert lines_shown(numbers, [False] * len(numbers), rows) == shown
    assert lines_shown(numbers, [True] * len(numbers), rows) == numbers
