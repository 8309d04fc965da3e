"""Self-assessments as text: every dumbbell by hand, all rounds side by side, and what is not considered left blank."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.capability import Rating, RatingChange
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities.rounds import Round
from psw_tui.store.system.settings import framework
from screens.capabilities.profile_rows import dumbbell, moved, picture, profile_lines, then_and_now
from tests.policy.cases import PSW, case

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBS = list(framework().subs)
#: What the widths of the terminal leave for the picture: 80, 100, 120 and 160 columns.
ROOMS = (76, 96, 116, 156)


@pytest.fixture(autouse=True)
def _signs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unicode unless a test says otherwise."""
    monkeypatch.delenv("PSW_ASCII", raising=False)


# -- two rounds ------------------------------------------------------------------------------------

#: then, now: the dumbbell, its ASCII, what moved (with its ASCII arrow), and the two as digits.
PAIRS = (
    (None, None, "·······", ".......", "", "", "not considered"),
    (None, 1, "●······", "O......", "new", "new", "  → 1"),
    (None, 2, "··●····", "..O....", "new", "new", "  → 2"),
    (None, 3, "····●··", "....O..", "new", "new", "  → 3"),
    (None, 4, "······●", "......O", "new", "new", "  → 4"),
    (1, None, "○······", "o......", "blank now", "blank now", "1 →  "),
    (1, 1, "●······", "O......", "= same", "= same", "1 → 1"),
    (1, 2, "○─●····", "o-O....", "↑ up 1", "^ up 1", "1 → 2"),
    (1, 3, "○───●··", "o---O..", "↑ up 2", "^ up 2", "1 → 3"),
    (1, 4, "○─────●", "o-----O", "↑ up 3", "^ up 3", "1 → 4"),
    (2, None, "··○····", "..o....", "blank now", "blank now", "2 →  "),
    (2, 1, "●─○····", "O-o....", "↓ down 1", "v down 1", "2 → 1"),
    (2, 2, "··●····", "..O....", "= same", "= same", "2 → 2"),
    (2, 3, "··○─●··", "..o-O..", "↑ up 1", "^ up 1", "2 → 3"),
    (2, 4, "··○───●", "..o---O", "↑ up 2", "^ up 2", "2 → 4"),
    (3, None, "····○··", "....o..", "blank now", "blank now", "3 →  "),
    (3, 1, "●───○··", "O---o..", "↓ down 2", "v down 2", "3 → 1"),
    (3, 2, "··●─○··", "..O-o..", "↓ down 1", "v down 1", "3 → 2"),
    (3, 3, "····●··", "....O..", "= same", "= same", "3 → 3"),
    (3, 4, "····○─●", "....o-O", "↑ up 1", "^ up 1", "3 → 4"),
    (4, None, "······○", "......o", "blank now", "blank now", "4 →  "),
    (4, 1, "●─────○", "O-----o", "↓ down 3", "v down 3", "4 → 1"),
    (4, 2, "··●───○", "..O---o", "↓ down 2", "v down 2", "4 → 2"),
    (4, 3, "····●─○", "....O-o", "↓ down 1", "v down 1", "4 → 3"),
    (4, 4, "······●", "......O", "= same", "= same", "4 → 4"),
)
EACH = [case(f"{then or 'none'} then, {now or 'none'} now", *row) for row in PAIRS for then, now in [row[:2]]]


@pytest.mark.parametrize(("then", "now", "drawn", "in_ascii", "said", "said_in_ascii", "pair"), EACH)
def test_every_pair(
    monkeypatch: pytest.MonkeyPatch,
    then: int | None,
    now: int | None,
    drawn: str,
    in_ascii: str,
    said: str,
    said_in_ascii: str,
    pair: str,
) -> None:
    change = RatingChange("curiosity.self", then, now)
    assert (dumbbell(change), moved(change).text, then_and_now(change)) == (drawn, said, pair)
    monkeypatch.setenv("PSW_ASCII", "1")
    assert (dumbbell(change), moved(change).text) == (in_ascii, said_in_ascii)
    assert then_and_now(change) == pair.replace("→", ">")


def test_the_table_has_all_25_pairs_and_no_two_are_told_alike() -> None:
    assert len({row[:2] for row in PAIRS}) == len(PAIRS) == 25
    for signs in (3, 2):
        told = {(row[signs], row[signs + 2], row[6]) for row in PAIRS}
        assert len(told) == 25, "without colour two pairs would look the same"


def test_only_up_is_good_and_only_down_is_marked() -> None:
    """A tone is never the only sign: the words say it too; a blank has no tone of its own."""
    for then, now, *_ in PAIRS:
        cell = moved(RatingChange("curiosity.self", then, now))
        if then is None or now is None or then == now:
            assert cell.tone == "dim"
        else:
            assert cell.tone == ("good" if now > then else "warn")
            assert ("up" if now > then else "down") in cell.text


def test_a_blank_has_no_sign_on_the_scale() -> None:
    """At the place of 1, where a low rating is, nothing stands for what is not considered."""
    for rating in (2, 3, 4):
        assert dumbbell(RatingChange("curiosity.self", None, rating))[0] == "·"
        assert dumbbell(RatingChange("curiosity.self", rating, None))[0] == "·"
        assert "●" not in dumbbell(RatingChange("curiosity.self", rating, None))
        assert "○" not in dumbbell(RatingChange("curiosity.self", None, rating))


# -- one rating ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "drawn", "in_ascii"),
    [
        case("not considered: nothing at all", Rating(), "", ""),
        case("not considered, a focus: only the star", Rating(focus=True), "  *", "  *"),
        case("1", Rating(1), "1 █", "1 #"),
        case("2", Rating(2), "2 ██", "2 ##"),
        case("3", Rating(3), "3 ███", "3 ###"),
        case("4", Rating(4), "4 ████", "4 ####"),
        case("1, a focus", Rating(1, focus=True), "1 █ *", "1 # *"),
        case("4, a focus", Rating(4, focus=True), "4 ████ *", "4 #### *"),
        case("own words change nothing", Rating(2, evidence="█", next_step="4"), "2 ██", "2 ##"),
    ],
)
def test_a_rating_is_a_digit_and_a_bar_of_that_length(
    monkeypatch: pytest.MonkeyPatch, said: Rating, drawn: str, in_ascii: str
) -> None:
    assert picture(said) == drawn
    monkeypatch.setenv("PSW_ASCII", "1")
    assert picture(said) == in_ascii


# -- all rounds ------------------------------------------------------------------------------------


def made(number: int, ratings: dict[str, Rating] | None = None) -> Round:
    """A round; without ratings, the first sub-capability says which one it is (1 to 4), the others vary."""
    if ratings is None:
        ratings = {sub: Rating((place + number) % 5 or None) for place, sub in enumerate(SUBS)}
        ratings[SUBS[0]] = Rating(number % 4 + 1, focus=number % 2 == 0)
    day = date(2026 + number // 12, number % 12 + 1, number % 28 + 1)
    return Round(f"{number}", "L001", "Amara Osei", PSW, day, RoundKind.REVIEW, ratings, None)


def lines(rounds: Sequence[Round], room: int) -> list[str]:
    """The picture as text, the blanks at the ends of its lines left out."""
    return [line.plain.rstrip() for line in profile_lines(rounds, framework(), room)]


THREE = [
    made(8, {"curiosity.values": Rating(2, focus=True), "curiosity.self": Rating(4), "clarity.vision": Rating(1)}),
    made(10, {"curiosity.values": Rating(3, focus=True), "curiosity.bias": Rating(focus=True)}),
    made(12, {"curiosity.values": Rating(4), "curiosity.self": Rating(), "curiosity.bias": Rating(3)}),
]


def test_three_rounds_at_80_columns_by_hand() -> None:
    rows = lines(THREE, 76)
    assert rows[:8] == [
        "                                        9 Sep 26    11 Nov 26   13 Jan 27",
        "Maintaining Curiosity                   median 3    median 3    median 3.5",
        "  Curiosity of values & moral purpose   2 ██ *      3 ███ *     4 ████",
        "  Curiosity of self                     4 ████",
        "  Curiosity of biases and prejudices                  *         3 ███",
        "  Curiosity of workforce",
        "  Curiosity of leadership and governan…",
        "  Curiosity of partners",
    ]
    assert rows[9:12] == [
        "Providing Clarity                       median 1",
        "  Clarity of vision, expectations, and… 1 █",
        "  Clarity of leading workforce",
    ]
    assert len(rows) == 1 + 4 + 26


def test_the_same_in_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_ASCII", "1")
    rows = lines(THREE[1:], 96)
    assert all(line.isascii() for line in rows)
    assert rows[1:5] == [
        "Maintaining Curiosity                           median 3    median 3.5",
        "  Curiosity of values & moral purpose           3 ### *     4 ####",
        "  Curiosity of self",
        "  Curiosity of biases and prejudices              *         3 ###",
    ]


def test_no_round_no_picture() -> None:
    assert profile_lines([], framework(), 76) == []


def test_of_a_round_with_nothing_in_it_only_the_day_and_the_names_are_drawn() -> None:
    """No 0, no 1, no bar and no median: nothing that could be taken for low."""
    rows = lines([made(8, {}), made(9, dict.fromkeys(SUBS, Rating()))], 156)
    names = [capability.name for capability in framework().capabilities] + [
        sub.name for sub in framework().subs.values()
    ]
    assert rows[0].split() == ["9", "Sep", "26", "10", "Oct", "26"]
    assert sorted(line.strip() for line in rows[1:]) == sorted(names)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 8, 13, 24])
def test_at_any_width_the_latest_rounds_are_shown_and_the_others_counted(room: int, number: int) -> None:
    """No line is wider than the room, each round stands under its day, and none is missing without a word."""
    rounds = [made(place) for place in range(number)]
    rows = lines(rounds, room)
    assert len(rows) == 1 + 4 + 26
    assert max(map(len, rows)) <= room
    days = [f"{round_.on.day} {round_.on:%b %y}" for round_ in rounds]
    shown = [day for day in days if f" {day} " in f"{rows[0]} "]
    assert shown == days[-len(shown) :]
    fit = {76: 3, 96: 5, 116: 7, 156: 10}[room]
    assert len(shown) == min(number, fit)
    earlier = f"{number - fit} earlier, in a wider window"
    assert rows[0].startswith(earlier) if number > fit else "earlier" not in rows[0]
    for round_, day in zip(rounds[-len(shown) :], shown, strict=True):
        column = rows[0].index(f" {day}") + 1
        assert rows[2][column : column + 11].rstrip() == picture(round_.ratings[SUBS[0]])
    drawn = [line for line in rows[1:] if line.startswith("  ")]
    for sub, line in zip(SUBS, drawn, strict=True):
        column = rows[0].index(f" {shown[-1]}") + 1
        assert line[column:].rstrip() == picture(rounds[-1].ratings[sub])


@pytest.mark.parametrize("room", ROOMS)
def test_names_cut_at_80_columns_can_still_be_told_apart(room: int) -> None:
    names = [line[:30].rstrip() for line in lines([made(place) for place in range(12)], room) if line[:2] == "  "]
    assert len(set(names)) == len(names) == 26


def test_a_bar_is_as_long_as_its_digit_without_colour() -> None:
    for line in lines([made(7)], 76)[1:]:
        cell = line[48:]
        if line.startswith("  ") and cell.strip(" *"):
            digit, bar, *_ = cell.split()
            assert len(bar) == int(digit)
